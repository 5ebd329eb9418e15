// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of the benchmark: files, in the current directory
 *
 * What is only read is made by prepare_directory() in a run before, so that it
 * is not of the process that is measured.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <termios.h>
#include <errno.h>
#include <unistd.h>

#include "ops.h"

#define FRESH_SIZE (1024 * 1024)

static int make_file(const char *path)
{
	static const char text[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0)
		return -1;
	if (write(fd, text, sizeof(text)) != sizeof(text)) {
		close(fd);
		return -1;
	}
	return close(fd);
}

/* A name of eight components: seven directories and a file. */
#define DEEP_DIRS "1/2/3/4/5/6/7"
#define DEEP(name) DEEP_DIRS "/" name

static int make_deep_file(const char *path)
{
	char dirs[] = DEEP_DIRS;
	char *p;

	for (p = dirs; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(dirs, 0755);
	}
	mkdir(dirs, 0755);
	return make_file(path);
}

static int open_close(const char *path, int flags)
{
	int fd = open(path, flags);

	return fd < 0 ? -1 : close(fd);
}

int prepare_directory(void)
{
	return make_file("read") || make_deep_file(DEEP("read")) ||
	       setxattr("read", "user.bench", "12345678", 8, 0) ||
	       copy_program("program", 0);
}

static int do_open(void)
{
	return open_close("read", O_RDONLY);
}

static int do_open_deep(void)
{
	return open_close(DEEP("read"), O_RDONLY);
}

static int setup_write(void)
{
	return make_file("write");
}

static int do_open_rdwr(void)
{
	return open_close("write", O_RDWR);
}

static void remove_write(void)
{
	unlink("write");
}

static int setup_deep_write(void)
{
	return make_deep_file(DEEP("write"));
}

static int do_open_deep_rdwr(void)
{
	return open_close(DEEP("write"), O_RDWR);
}

static void remove_deep_write(void)
{
	unlink(DEEP("write"));
}

static int do_stat(void)
{
	struct stat st;

	return stat("read", &st);
}

static int do_create_unlink(void)
{
	int fd = open("new", O_WRONLY | O_CREAT | O_EXCL, 0644);

	if (fd < 0)
		return -1;
	close(fd);
	return unlink("new");
}

static int setup_read_fd(void)
{
	op_fd[0] = open("read", O_RDONLY);
	return op_fd[0] < 0 ? -1 : 0;
}

static int setup_write_fd(void)
{
	if (make_file("write"))
		return -1;
	op_fd[0] = open("write", O_RDWR);
	return op_fd[0] < 0 ? -1 : 0;
}

static void remove_write_fd(void)
{
	close_op_fds();
	unlink("write");
}

static int do_pread(void)
{
	char byte;

	return pread(op_fd[0], &byte, 1, 0) == 1 ? 0 : -1;
}

static int do_pwrite(void)
{
	char byte = 0;

	return pwrite(op_fd[0], &byte, 1, 0) == 1 ? 0 : -1;
}

static int map(int prot)
{
	void *p = mmap(NULL, 4096, prot, MAP_PRIVATE, op_fd[0], 0);

	return p == MAP_FAILED ? -1 : munmap(p, 4096);
}

static int do_mmap_read(void)
{
	return map(PROT_READ);
}

static int do_mmap_exec(void)
{
	return map(PROT_READ | PROT_EXEC);
}

static int do_rename(void)
{
	return rename("write", "other") || rename("other", "write") ? -1 : 0;
}

static int do_mkdir_rmdir(void)
{
	return mkdir("directory", 0755) || rmdir("directory") ? -1 : 0;
}

static int do_chmod(void)
{
	return chmod("write", 0600) || chmod("write", 0644) ? -1 : 0;
}

static int do_getxattr(void)
{
	char value[16];

	return getxattr("read", "user.bench", value, sizeof(value)) == 8 ? 0 : -1;
}

static int do_ioctl(void)
{
	struct termios t;

	return ioctl(op_fd[0], TCGETS, &t) && errno == ENOTTY ? 0 : -1;
}

static int do_fcntl(void)
{
	return fcntl(op_fd[0], F_GETFL) < 0 ? -1 : 0;
}

static int do_flock(void)
{
	return flock(op_fd[0], LOCK_EX) || flock(op_fd[0], LOCK_UN) ? -1 : 0;
}

static int do_exec(void)
{
	return run_program("./program");
}

/* Always the same name and content, and always a file never seen before. */
static int make_fresh(void)
{
	return copy_program("fresh", FRESH_SIZE);
}

static int do_exec_fresh(void)
{
	return run_program("./fresh");
}

static void remove_fresh(void)
{
	unlink("fresh");
}

static const struct sockaddr_un socket_addr = { AF_UNIX, "socket" };

static int setup_unix(void)
{
	unlink("socket");
	op_fd[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	if (op_fd[0] < 0)
		return -1;
	if (bind(op_fd[0], (struct sockaddr *)&socket_addr, sizeof(socket_addr)))
		return -1;
	return listen(op_fd[0], 16);
}

static int do_unix(void)
{
	int client = socket(AF_UNIX, SOCK_STREAM, 0), server = -1;

	if (client < 0)
		return -1;
	if (!connect(client, (struct sockaddr *)&socket_addr,
		     sizeof(socket_addr)))
		server = accept(op_fd[0], NULL, NULL);
	close(client);
	return server < 0 ? -1 : close(server);
}

static void remove_unix(void)
{
	close_op_fds();
	unlink("socket");
}

const struct op file_ops[] = {
	{ "open_close_d1", 100, do_open },
	{ "open_close_d8", 100, do_open_deep },
	{ "open_rdwr_close_d1", 100, do_open_rdwr, setup_write, NULL,
	  remove_write },
	{ "open_rdwr_close_d8", 100, do_open_deep_rdwr, setup_deep_write, NULL,
	  remove_deep_write },
	{ "stat", 100, do_stat },
	{ "create_unlink", 5, do_create_unlink },
	{ "pread_1", 200, do_pread, setup_read_fd, NULL, close_op_fds },
	{ "pwrite_1", 200, do_pwrite, setup_write_fd, NULL, remove_write_fd },
	{ "mmap_r_munmap", 50, do_mmap_read, setup_read_fd, NULL, close_op_fds },
	{ "mmap_x_munmap", 50, do_mmap_exec, setup_read_fd, NULL, close_op_fds },
	{ "rename_x2", 10, do_rename, setup_write, NULL, remove_write },
	{ "mkdir_rmdir", 5, do_mkdir_rmdir },
	{ "chmod_x2", 50, do_chmod, setup_write, NULL, remove_write },
	{ "getxattr", 100, do_getxattr },
	{ "ioctl_enotty", 500, do_ioctl, setup_read_fd, NULL, close_op_fds },
	{ "fcntl_getfl", 500, do_fcntl, setup_read_fd, NULL, close_op_fds },
	{ "flock_un", 200, do_flock, setup_read_fd, NULL, close_op_fds },
	{ "fork_exec_wait", 2, do_exec },
	{ "exec_fresh_1MiB", 1, do_exec_fresh, NULL, make_fresh, remove_fresh },
	{ "unix_conn_acc_close", 20, do_unix, setup_unix, NULL, remove_unix },
	{}
};
