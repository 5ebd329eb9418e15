/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of TSEM have in common
 *
 * Functions return a negative errno unless told otherwise and print nothing.
 * Files are opened close-on-exec.
 */

#ifndef _SELFTESTS_TSEM_COMMON_H
#define _SELFTESTS_TSEM_COMMON_H

#include "wrappers.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest.h"

#define TSEM_DIR "/sys/kernel/security/tsem"

/*
 * For functions that run in a process of their own, see tsem_run(): returns
 * the line unless the condition holds.
 */
#define CHECK(cond)                                                         \
	do {                                                                \
		if (!(cond)) {                                              \
			fprintf(stderr, "# %s:%d: %s: errno %d (%s)\n",     \
				__FILE__, __LINE__, #cond, errno,           \
				strerror(errno));                           \
			return __LINE__;                                    \
		}                                                           \
	} while (0)

static bool __maybe_unused tsem_ends_with(const char *text, const char *end)
{
	const size_t a = strlen(text), b = strlen(end);

	return a >= b && !strcmp(text + a - b, end);
}

/* The bytes of 1 as an int. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TSEM_INT_1 "01000000"
#else
#define TSEM_INT_1 "00000001"
#endif

/*
 * How often to do what is mere repetition: less on a kernel that is slow since
 * it checks itself. Who asks prints the number.
 */
static int __maybe_unused tsem_rounds(int many)
{
	const char *slow = getenv("TSEM_DEBUG_KERNEL");

	return slow && *slow ? many / 5 : many;
}

/* Waits for a child. Returns its exit status, or 128 + signal. */
static int __maybe_unused tsem_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, __WALL) != pid)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/*
 * Runs fn(arg) in a forked child, which enters a waiting namespace on the way.
 * Returns 0 if fn did, otherwise something else.
 */
static int __maybe_unused tsem_run(int (*fn)(void *arg), void *arg)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(fn(arg) ? 1 : 0);
	return tsem_wait(pid);
}

/* Opens a namespace link of a process: "self", "thread-self" or a number. */
static int __maybe_unused tsem_open_link(const char *who, const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", who, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The 64-bit id of the namespace behind a descriptor; 0 if there is none. */
static __u64 __maybe_unused tsem_fd_id(int fd)
{
	__u64 id;

	return ioctl(fd, NS_GET_ID, &id) ? 0 : id;
}

static __u64 __maybe_unused tsem_link_id(const char *who, const char *name)
{
	int fd = tsem_open_link(who, name);
	__u64 id;

	if (fd < 0)
		return 0;
	id = tsem_fd_id(fd);
	close(fd);
	return id;
}

/* Where the calling thread is, and what waits for its children. */
static __u64 __maybe_unused tsem_here(void)
{
	return tsem_link_id("thread-self", "tsem");
}

static __u64 __maybe_unused tsem_waiting(void)
{
	return tsem_link_id("thread-self", "tsem_for_children");
}

/*
 * 0: TSEM can be used, -ENOENT: not in this kernel, -EOPNOTSUPP: not among the
 * active LSMs. To stay where one is has no effect.
 */
static int __maybe_unused tsem_probe(void)
{
	int fd = tsem_open_link("self", "tsem");
	int err = 0;

	if (fd < 0)
		return fd;
	if (setns(fd, CLONE_NEWTSEM) && errno == EOPNOTSUPP)
		err = -EOPNOTSUPP;
	close(fd);
	return err;
}

/*
 * Makes a namespace for the children of the calling thread. Returns a
 * descriptor of it.
 */
static int __maybe_unused tsem_unshare(void)
{
	if (unshare(CLONE_NEWTSEM))
		return -errno;
	return tsem_open_link("thread-self", "tsem_for_children");
}

/* Drops what waits for the children of the calling process. */
static int __maybe_unused tsem_cancel(void)
{
	int fd = tsem_open_link("self", "tsem");
	int err;

	if (fd < 0)
		return fd;
	err = setns(fd, CLONE_NEWTSEM) ? -errno : 0;
	close(fd);
	return err;
}

static int __maybe_unused tsem_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n != (ssize_t)strlen(text))
		n = n < 0 ? -errno : -EIO;
	close(fd);
	return n < 0 ? n : 0;
}

/* Moves the calling process into a new user namespace, in which it is root. */
static int __maybe_unused tsem_enter_userns(int more_flags)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[64];
	int err;

	if (unshare(CLONE_NEWUSER | more_flags))
		return -errno;
	err = tsem_write_file("/proc/self/setgroups", "deny");
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = tsem_write_file("/proc/self/uid_map", map);
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return tsem_write_file("/proc/self/gid_map", map);
}

/* Gives up all privileges for good. */
static int __maybe_unused tsem_become_nobody(void)
{
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return -errno;
	return 0;
}

/*
 * Opens a file of securityfs and binds it to a namespace, or to none with
 * ns_fd -1. Use O_RDWR to read, since binding is a write.
 */
static int __maybe_unused tsem_open(const char *name, int flags, int ns_fd)
{
	char path[128], bind[32];
	int fd, len, err;

	snprintf(path, sizeof(path), TSEM_DIR "/%s", name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (ns_fd < 0)
		return fd;
	len = snprintf(bind, sizeof(bind), "bind fd=%d\n", ns_fd);
	if (write(fd, bind, len) != len) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

/*
 * Writes control lines, each ending in a newline, in one write. Returns 0 if
 * all were taken, -EIO if only some were.
 */
static int __maybe_unused tsem_control(int ns_fd, const char *format, ...)
{
	char lines[4096];
	va_list args;
	ssize_t n;
	int fd, len;

	va_start(args, format);
	len = vsnprintf(lines, sizeof(lines), format, args);
	va_end(args);
	if (len >= (int)sizeof(lines))
		return -E2BIG;

	fd = tsem_open("control", O_WRONLY, ns_fd);
	if (fd < 0)
		return fd;
	n = write(fd, lines, len);
	if (n != len)
		len = n < 0 ? -errno : -EIO;
	close(fd);
	return len < 0 ? len : 0;
}

/* Reads to the end of a descriptor. Returns a string to be freed, or NULL. */
static __maybe_unused char *tsem_read_all(int fd)
{
	size_t size = 65536, len = 0;
	char *text = malloc(size);
	ssize_t n;

	while (text) {
		n = read(fd, text + len, size - len - 1);
		if (n <= 0)
			break;
		len += n;
		if (size - len < 4096)
			text = realloc(text, size *= 2);
	}
	if (!text || n < 0) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

/* For scripts that look at what the kernel printed. */
static __maybe_unused void tsem_show_line(const char *line)
{
	ksft_print_msg("line %s\n", line);
}

/* The content of a file of a namespace, to be freed, or NULL. */
static __maybe_unused char *tsem_read(int ns_fd, const char *name)
{
	int fd = tsem_open(name, O_RDWR, ns_fd);
	char *text;

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	text = tsem_read_all(fd);
	close(fd);
	return text;
}

/* Text of a one-line file without the newline; the next but seven reuses it. */
static __maybe_unused const char *tsem_value(int ns_fd, const char *name)
{
	static char value[8][192];
	static int at;
	char *text = tsem_read(ns_fd, name);

	at = (at + 1) % 8;
	snprintf(value[at], sizeof(value[at]), "%s", text ?: "");
	value[at][strcspn(value[at], "\n")] = '\0';
	free(text);
	return value[at];
}

/* A number of the file stats by its key, for instance "points". */
static long long __maybe_unused tsem_stat(int ns_fd, const char *key)
{
	char *text = tsem_read(ns_fd, "stats"), *line, *save;
	long long value = -ENOENT;
	size_t len = strlen(key);

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, key, len) && line[len] == ' ') {
			value = atoll(line + len + 1);
			break;
		}
	}
	free(text);
	return value;
}

/* A program that lies beside the running test. */
static __maybe_unused const char *tsem_helper(const char *name)
{
	static char path[PATH_MAX + 64];
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len < 0)
		return name;
	self[len] = '\0';
	snprintf(path, sizeof(path), "%s/%s", dirname(self), name);
	return path;
}

static void __maybe_unused tsem_sleep_ms(long ms)
{
	struct timespec ts = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000,
	};

	nanosleep(&ts, NULL);
}

/* Waits for ten seconds until a task is in a state of proc(5): 'S', 'D' and so on. */
static bool __maybe_unused tsem_reaches_state(pid_t pid, char state)
{
	char path[32], *text, *at;
	bool reached = false;
	int i, fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	for (i = 0; i < 1000 && !reached; i++) {
		tsem_sleep_ms(10);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		text = fd < 0 ? NULL : tsem_read_all(fd);
		at = text ? strrchr(text, ')') : NULL;
		reached = at && at[2] == state;
		free(text);
		close(fd);
	}
	return reached;
}

/* Ids of the security modeling namespaces that exist, as far as visible. */
static ssize_t __maybe_unused tsem_list(__u64 *ids, size_t count)
{
	struct ns_id_req req = {
		.size = sizeof(req),
		.ns_type = CLONE_NEWTSEM,
	};
	ssize_t n = sys_listns(&req, ids, count, 0);

	return n < 0 ? -errno : n;
}

static bool __maybe_unused tsem_listed(__u64 id)
{
	__u64 ids[1024];
	ssize_t n = tsem_list(ids, 1024);

	while (n > 0)
		if (ids[--n] == id)
			return true;
	return false;
}

#define TSEM_INIT_ID 9ULL

/* Most tests change namespaces of their own and need root for it. */
static bool __maybe_unused tsem_unusable(void)
{
	return tsem_probe() || geteuid();
}

/* clone3 of a child that ends with SIGCHLD; -1 and errno as fork. */
static pid_t __maybe_unused tsem_clone3(__u64 flags)
{
	struct tsem_clone_args args = {
		.flags = flags,
		.exit_signal = flags & CLONE_THREAD ? 0 : SIGCHLD,
	};

	return sys_clone3(&args);
}

/* For tsem_run(): is this process in the namespace with that id? */
static int __maybe_unused tsem_check_here(void *id)
{
	CHECK(tsem_here() == *(__u64 *)id);
	CHECK(tsem_waiting() == *(__u64 *)id);
	return 0;
}

#endif /* _SELFTESTS_TSEM_COMMON_H */
