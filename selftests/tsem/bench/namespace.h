/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Namespaces to measure in, and children that enter them
 *
 * Whatever fails ends the program.
 */

#ifndef _SELFTESTS_TSEM_BENCH_NAMESPACE_H
#define _SELFTESTS_TSEM_BENCH_NAMESPACE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTSEM
#define CLONE_NEWTSEM 0x00000040
#endif

#define TSEM_DIR "/sys/kernel/security/tsem/"

/* Written by children. */
static double *shared;

static inline void fail(const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
		strerror(errno));
	_exit(1);
}

static inline void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail(path);
	close(fd);
}

static inline void new_namespace(void)
{
	if (unshare(CLONE_NEWTSEM))
		fail("unshare");
}

/* The one that the next child enters. */
static inline int open_namespace(void)
{
	int fd = open("/proc/self/ns/tsem_for_children", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("tsem_for_children");
	return fd;
}

static inline void cancel_namespace(void)
{
	int fd = open("/proc/self/ns/tsem", O_RDONLY);

	if (fd < 0 || setns(fd, CLONE_NEWTSEM))
		fail("setns");
	close(fd);
}

static inline int open_bound(const char *name, int flags, int ns)
{
	char path[128], line[32];
	int fd;

	snprintf(path, sizeof(path), TSEM_DIR "%s", name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	snprintf(line, sizeof(line), "bind fd=%d\n", ns);
	if (write(fd, line, strlen(line)) < 0)
		fail("bind");
	return fd;
}

static inline void control(int ns, const char *line)
{
	int fd = open_bound("control", O_WRONLY, ns);

	if (write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		fail(line);
	close(fd);
}

/* A number of the file stats. */
static inline long long read_stat(const char *key, int ns)
{
	int fd = open_bound("stats", O_RDWR, ns);
	char text[16384], *found;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	if (n < 0)
		fail("stats");
	close(fd);
	text[n] = '\0';
	found = strstr(text, key);
	if (!found)
		fail(key);
	return atoll(found + strlen(key));
}

static inline void finish(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		fail("child");
	if (status) {
		fprintf(stderr, "%s: a child failed\n", program_invocation_short_name);
		_exit(1);
	}
}

/* A child enters what waits. */
static inline void in_child(void (*fn)(void))
{
	pid_t pid = fork();

	if (!pid) {
		fn();
		_exit(0);
	}
	finish(pid);
}

/* An event of its own for each number. */
static inline void ask_protocol(int number)
{
	if (socket(AF_UNIX, SOCK_STREAM, number) >= 0 ||
	    errno != EPROTONOSUPPORT)
		fail("socket");
}

static inline void raise_limits(void)
{
	struct rlimit files = { 100000, 100000 };

	write_file("/proc/sys/user/max_tsem_namespaces", "100000\n");
	if (setrlimit(RLIMIT_NOFILE, &files))
		fail("setrlimit");
}

static inline void make_shared(void)
{
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		fail("mmap");
}

#endif /* _SELFTESTS_TSEM_BENCH_NAMESPACE_H */
