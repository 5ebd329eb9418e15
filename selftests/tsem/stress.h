/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: what members do in the storm
 *
 * Each member has names of its own, and each act gives the same events whenever it
 * is done. To be included once.
 */

#ifndef _SELFTESTS_TSEM_STRESS_H
#define _SELFTESTS_TSEM_STRESS_H

#include "common.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#define MEMBERS 3	/* of each namespace */
#define KINDS 4		/* namespaces that stay */
#define PLACES 6	/* directories to act in */
#define NAMES 300

enum kind { LEARNING, SEALED, ENFORCING, SMALL, QUIET, COMING };

/* What all processes see. */
struct shared {
	bool stop;
	/* Must stay 0. */
	long happened;		/* what the model does not allow */
	long refused;		/* what it allows */
	long escaped;		/* a member left or made a namespace */
	long other_state;	/* of the deterministic workload */
	long bad_reads;		/* a list was not what it has to be */
	/* Must not. */
	long acts, attempts, quiet, came, reads, writes, killed, pressed;
	long links[PLACES];	/* calls of symlink(2) by members */
	char state[160];
	char dir[64];
	int ns[KINDS];
};

static struct shared *shared;

static void add(long *number)
{
	__atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
}

static bool goes_on(void)
{
	return !__atomic_load_n(&shared->stop, __ATOMIC_RELAXED);
}

static const char *at(const char *format, ...)
{
	static __thread char path[4][160];
	static __thread int turn;
	va_list args;
	int len;

	turn = (turn + 1) % 4;
	len = snprintf(path[turn], sizeof(path[turn]), "%s/", shared->dir);
	va_start(args, format);
	vsnprintf(path[turn] + len, sizeof(path[turn]) - len, format, args);
	va_end(args);
	return path[turn];
}

static int make(const char *path)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);

	CHECK(fd >= 0);
	CHECK(write(fd, "text\n", 5) == 5);
	close(fd);
	return 0;
}

/* What members do */

struct member {
	enum kind kind;
	int number;
	unsigned int seed;
};

static int act_open(struct member *m)
{
	int fd = open(at("known"), O_RDONLY | O_CLOEXEC);
	void *mem;

	CHECK(fd >= 0);
	mem = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(mem != MAP_FAILED);
	munmap(mem, 4096);
	close(fd);
	return 0;
}

static int act_files(struct member *m)
{
	char one[160], two[160];

	snprintf(one, sizeof(one), "%s", at("%d/%d.one", m->kind, m->number));
	snprintf(two, sizeof(two), "%s", at("%d/%d.two", m->kind, m->number));
	CHECK(!make(one));
	CHECK(!rename(one, two));
	CHECK(!link(two, one));
	CHECK(!unlink(two));
	CHECK(!truncate(one, 1));
	CHECK(!unlink(one));
	return 0;
}

static int act_links(struct member *m)
{
	const char *name = at("%d/%d.link", m->kind, m->number);

	add(&shared->links[m->kind]);
	CHECK(!symlink("nowhere", name));
	CHECK(!unlink(name));
	return 0;
}

static int act_temporary(struct member *m)
{
	char name[160];
	int fd;

	snprintf(name, sizeof(name), "%s", at("sticky/tmp.XXXXXX"));
	fd = mkstemp(name);
	CHECK(fd >= 0);
	close(fd);
	CHECK(!unlink(name));
	return 0;
}

static int act_exec(struct member *m)
{
	pid_t pid = vfork();

	if (!pid) {
		execl(tsem_helper("exit-42"), "exit-42", NULL);
		_exit(1);
	}
	CHECK(pid > 0);
	pid = tsem_wait(pid);
	CHECK(pid == 42 || pid == 128 + SIGKILL);
	return 0;
}

static int act_signals(struct member *m)
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		/* Whoever sends the signal may be killed before. */
		alarm(5);
		for (;;)
			pause();
	}
	CHECK(!kill(pid, SIGTERM));
	CHECK(tsem_wait(pid) > 128);
	return 0;
}

static int act_sockets(struct member *m)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int len = snprintf(addr.sun_path + 1, sizeof(addr.sun_path) - 1,
			   "tsem-stress-%d-%d", m->kind, m->number);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int pair[2];

	len += offsetof(struct sockaddr_un, sun_path) + 1;
	CHECK(fd >= 0 && out >= 0);
	CHECK(!bind(fd, (struct sockaddr *)&addr, len));
	CHECK(!listen(fd, 1));
	CHECK(!connect(out, (struct sockaddr *)&addr, len));
	close(out);
	close(fd);
	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static void *thread_main(void *m)
{
	return (void *)(long)act_open(m);
}

static int act_threads(struct member *m)
{
	pthread_t thread;
	void *ret;

	CHECK(!pthread_create(&thread, NULL, thread_main, m));
	CHECK(!act_open(m));
	CHECK(!pthread_join(thread, &ret) && !ret);
	return 0;
}

/* The door has one way. */
static int act_escape(struct member *m)
{
	int root = open("/proc/1/ns/tsem", O_RDONLY | O_CLOEXEC);

	if (!unshare(CLONE_NEWTSEM) ||
	    (root >= 0 && !setns(root, CLONE_NEWTSEM)))
		add(&shared->escaped);
	if (root >= 0)
		close(root);
	return 0;
}

static int act_look(struct member *m)
{
	static const char *const names[] = { "state", "stats", "trust" };
	int fd = tsem_open(names[m->number % 3], O_RDONLY, -1);
	char buf[512];

	CHECK(fd >= 0);
	CHECK(read(fd, buf, sizeof(buf)) > 0);
	close(fd);
	return 0;
}

static int (*const acts[])(struct member *m) = {
	act_open, act_files, act_links, act_temporary, act_exec, act_signals,
	act_sockets, act_threads, act_escape, act_look,
};

#define ACTS ((int)ARRAY_SIZE(acts))

#endif /* _SELFTESTS_TSEM_STRESS_H */
