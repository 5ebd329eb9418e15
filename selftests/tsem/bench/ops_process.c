// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of the benchmark: processes, pipes, System V IPC
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ops.h"

int op_fd[3] = { -1, -1, -1 };
int helper_pid;

void close_op_fds(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (op_fd[i] >= 0)
			close(op_fd[i]);
		op_fd[i] = -1;
	}
}

int start_helper(void)
{
	helper_pid = fork();
	if (!helper_pid)
		for (;;)
			pause();
	return helper_pid < 0 ? -1 : 0;
}

void end_helper(void)
{
	if (helper_pid <= 0)
		return;
	kill(helper_pid, SIGKILL);
	waitpid(helper_pid, NULL, 0);
	helper_pid = 0;
}

static int wait_for(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	if (!WIFEXITED(status)) {
		errno = EINTR;
		return -1;
	}
	errno = WEXITSTATUS(status);
	return errno ? -1 : 0;
}

int run_program(const char *path)
{
	char *const argv[] = { "program", NULL };
	char *const envp[] = { NULL };
	pid_t pid = fork();

	if (!pid) {
		execve(path, argv, envp);
		_exit(errno);
	}
	return wait_for(pid);
}

static int copy_bytes(int to, int from)
{
	char buffer[65536];
	ssize_t n;

	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, n) != n)
			return -1;
	return n;
}

/* The program that lies beside the running one. */
static int open_program(void)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 16);

	if (len < 0)
		return -1;
	path[len] = '\0';
	memcpy(strrchr(path, '/'), "/program", sizeof("/program"));
	return open(path, O_RDONLY);
}

int copy_program(const char *path, long size)
{
	int from, to, err = -1;
	struct stat st;

	unlink(path);
	from = open_program();
	to = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);
	if (from >= 0 && to >= 0)
		err = copy_bytes(to, from);
	if (!err)
		err = fstat(to, &st);
	if (!err && st.st_size < size)
		err = ftruncate(to, size);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return err;
}

static int do_getppid(void)
{
	return syscall(SYS_getppid) < 0 ? -1 : 0;
}

static int do_fork_exit(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return wait_for(pid);
}

static int do_kill(void)
{
	return kill(helper_pid, 0);
}

static int do_setpgid(void)
{
	return setpgid(helper_pid, helper_pid);
}

static int do_getpgid(void)
{
	return getpgid(helper_pid) < 0 ? -1 : 0;
}

static int do_prctl(void)
{
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) < 0 ? -1 : 0;
}

/* To another user and back, with the system call and not for all threads. */
static int do_setresuid(void)
{
	return syscall(SYS_setresuid, -1, 65534, -1) ||
	       syscall(SYS_setresuid, -1, 0, -1) ? -1 : 0;
}

static int do_pipe(void)
{
	int fds[2];

	if (pipe(fds))
		return -1;
	close(fds[0]);
	close(fds[1]);
	return 0;
}

static int setup_pipe(void)
{
	return pipe(op_fd);
}

static int do_pipe_write_read(void)
{
	char byte = 0;

	if (write(op_fd[1], &byte, 1) != 1)
		return -1;
	return read(op_fd[0], &byte, 1) == 1 ? 0 : -1;
}

static int do_shmget(void)
{
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);

	return id < 0 ? -1 : shmctl(id, IPC_RMID, NULL);
}

static int sem_id = -1;

static int setup_sem(void)
{
	sem_id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	return sem_id < 0 ? -1 : 0;
}

static int do_semop(void)
{
	struct sembuf up = { 0, 1, 0 }, down = { 0, -1, 0 };

	return semop(sem_id, &up, 1) || semop(sem_id, &down, 1) ? -1 : 0;
}

static void remove_sem(void)
{
	if (sem_id >= 0)
		semctl(sem_id, 0, IPC_RMID);
	sem_id = -1;
}

const struct op process_ops[] = {
	{ "getppid", 1000, do_getppid },
	{ "fork_exit_wait", 3, do_fork_exit },
	{ "kill_0", 500, do_kill, start_helper, NULL, end_helper },
	{ "setpgid", 500, do_setpgid, start_helper, NULL, end_helper },
	{ "getpgid", 500, do_getpgid, start_helper, NULL, end_helper },
	{ "prctl", 500, do_prctl },
	{ "setresuid_x2", 100, do_setresuid },
	{ "pipe_close", 30, do_pipe },
	{ "pipe_write_read", 200, do_pipe_write_read, setup_pipe, NULL,
	  close_op_fds },
	{ "shmget_rmid", 20, do_shmget },
	{ "semop_x2", 100, do_semop, setup_sem, NULL, remove_sem },
	{}
};
