// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A program in a namespace of its own. The child unshares and hands its parent
 * the namespace; the parent configures it from outside; the child's execve is
 * the entry, so that the program is the first thing the namespace sees and
 * nothing of the parent is modelled.
 *
 * Between fork and execve the child calls only async-signal-safe functions:
 * other threads of the parent may have held any lock.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

/* The same number on every architecture. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

#define EXIT_NEVER_STARTED	125
#define EXIT_NOT_EXECUTABLE	126
#define EXIT_NOT_FOUND		127

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

struct lsm_tsem_child {
	pid_t pid;
	int ns_fd;
	int sock;		/* to the child; -1 after the start */
};

/* What the child says: 0 and a descriptor, or an error. */
struct report {
	int error;
};

union fd_cmsg {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_report(int sock, int error, int fd)
{
	struct report report = { .error = error };
	struct iovec iov = { &report, sizeof(report) };
	union fd_cmsg u;
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd >= 0) {
		struct cmsghdr *c;

		memset(&u, 0, sizeof(u));
		msg.msg_control = u.buf;
		msg.msg_controllen = sizeof(u.buf);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(sock, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static ssize_t receive(int sock, struct msghdr *msg)
{
	ssize_t n;

	do {
		n = recvmsg(sock, msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);

	return n < 0 ? -errno : n;
}

/* 1 and a report, or 0 when the child closed its end by exec or death. */
static int receive_report(int sock, int *ret_error, int *ret_fd)
{
	struct report report;
	struct iovec iov = { &report, sizeof(report) };
	union fd_cmsg u;
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = u.buf, .msg_controllen = sizeof(u.buf),
	};
	ssize_t n = receive(sock, &msg);
	struct cmsghdr *c;

	/* Killed before it read what was sent to it. */
	if (n == -ECONNRESET)
		return 0;
	if (n <= 0)
		return (int)n;
	if (n != sizeof(report))
		return -EPROTO;
	*ret_error = report.error;
	*ret_fd = -1;
	c = CMSG_FIRSTHDR(&msg);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(c), sizeof(int));
	return 1;
}

/*
 * Search PATH ourselves: execvp would try one execve after the other, and a
 * failed one that found a file already counts as the namespace's first event.
 */
static int try_candidate(const char *path, int *error)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			*error = -errno;
		return 0;
	}
	if (!S_ISREG(st.st_mode) || access(path, X_OK) < 0) {
		*error = -EACCES;
		return 0;
	}
	return 1;
}

static int search(const char *name, char buf[PATH_MAX])
{
	const char *dirs = getenv("PATH");
	size_t namelen = strlen(name);
	int error = -ENOENT;

	if (!dirs)
		dirs = DEFAULT_PATH;
	for (;;) {
		size_t len = strcspn(dirs, ":");
		const char *dir = len ? dirs : ".";
		size_t dirlen = len ? len : 1;

		if (dirlen + 1 + namelen < PATH_MAX) {
			memcpy(buf, dir, dirlen);
			buf[dirlen] = '/';
			memcpy(buf + dirlen + 1, name, namelen + 1);
			if (try_candidate(buf, &error))
				return 0;
		}
		if (!dirs[len])
			return error;
		dirs += len + 1;
	}
}

static int execute(char *const argv[], char *const envp[])
{
	char buf[PATH_MAX];
	const char *path = argv[0];

	if (!strchr(path, '/')) {
		int ret = *path ? search(path, buf) : -ENOENT;

		if (ret < 0)
			return ret;
		path = buf;
	}
	execve(path, argv, envp);
	return -errno;
}

/* Wait for one byte; false when the parent closed or died instead. */
static bool wait_for_go(int sock)
{
	char go;

	return io_read(sock, &go, 1) == 1;
}

static void __attribute__((noreturn))
child_main(int sock, char *const argv[], char *const envp[],
	   const sigset_t *sigmask)
{
	int ns_fd = lsm_tsem_ns_create();
	int ret;

	if (ns_fd < 0) {
		send_report(sock, ns_fd, -1);
		_exit(EXIT_NEVER_STARTED);
	}
	if (send_report(sock, 0, ns_fd) < 0 || !wait_for_go(sock))
		_exit(EXIT_NEVER_STARTED);

	/*
	 * What is open at entry is not mediated, so nothing is: all of it ends
	 * with the exec. The socket must live until then.
	 */
	ret = 0;
	if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
		ret = -errno;
	if (!ret && sigmask)
		sigprocmask(SIG_SETMASK, sigmask, NULL);
	if (!ret)
		ret = execute(argv, envp);
	send_report(sock, ret, -1);
	_exit(ret == -ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE);
}

/* The child's first report: its namespace, or why it has none. */
static int receive_ns(int sock)
{
	int error = 0, fd = -1;
	int ret = receive_report(sock, &error, &fd);

	if (ret < 0)
		return ret;
	if (!ret)
		return -ECHILD;
	if (error)
		return error;
	return fd < 0 ? -EPROTO : fd;
}

static int fork_child(struct lsm_tsem_child *child, char *const argv[],
		      const struct lsm_tsem_spawn_opts *opts)
{
	char *const *envp = opts->envp ? opts->envp : environ;
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv) < 0)
		return -errno;
	child->pid = fork();
	if (!child->pid) {
		close(sv[0]);
		child_main(sv[1], argv, envp, opts->sigmask);
	}
	if (child->pid < 0) {
		int ret = -errno;

		io_close(sv[0]);
		io_close(sv[1]);
		return ret;
	}
	io_close(sv[1]);
	child->sock = sv[0];
	return 0;
}

static struct lsm_tsem_child *child_dup(const struct lsm_tsem_child *from)
{
	struct lsm_tsem_child *child = malloc(sizeof(*child));

	if (child)
		*child = *from;
	return child;
}

/* The caller never learns of this child, so it is ours to end and to reap. */
static void give_up(const struct lsm_tsem_child *child)
{
	io_close(child->sock);
	io_close(child->ns_fd);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

API int lsm_tsem_spawn(char *const argv[],
		       const struct lsm_tsem_spawn_opts *opts,
		       struct lsm_tsem_child **ret_child)
{
	/* Allocated when the fork is over: the child has no use for a copy. */
	struct lsm_tsem_child child = { .ns_fd = -1, .sock = -1 };
	struct lsm_tsem_spawn_opts o = { .envp = NULL };
	struct lsm_tsem_child *copy;
	int ret = 0;

	if (!argv || !argv[0])
		return -EINVAL;
	if (opts)
		ret = sized_take(&o, sizeof(o), SPAWN_FIRST, opts, opts->sz);
	if (ret < 0)
		return ret;
	ret = fork_child(&child, argv, &o);
	if (ret < 0)
		return ret;
	child.ns_fd = receive_ns(child.sock);
	if (child.ns_fd < 0) {
		give_up(&child);
		return child.ns_fd;
	}
	copy = child_dup(&child);
	if (!copy) {
		give_up(&child);
		return -ENOMEM;
	}
	*ret_child = copy;
	return 0;
}

API pid_t lsm_tsem_child_pid(const struct lsm_tsem_child *child)
{
	return child->pid;
}

API int lsm_tsem_child_ns_fd(const struct lsm_tsem_child *child)
{
	return child->ns_fd;
}

API int lsm_tsem_child_start(struct lsm_tsem_child *child)
{
	int error = 0, fd = -1, ret;

	if (child->sock < 0)
		return -EALREADY;
	if (send(child->sock, "", 1, MSG_NOSIGNAL) < 0)
		ret = errno == EPIPE ? 0 : -errno;
	else
		ret = receive_report(child->sock, &error, &fd);
	io_close(child->sock);
	child->sock = -1;
	io_close(fd);
	return ret > 0 ? error : ret;
}

API struct lsm_tsem_child *lsm_tsem_child_free(struct lsm_tsem_child *child)
{
	if (child) {
		io_close(child->sock);
		io_close(child->ns_fd);
		free(child);
	}
	return NULL;
}
