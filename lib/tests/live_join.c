// SPDX-License-Identifier: GPL-2.0-only
/*
 * lsm_tsem_ns_join() on a kernel with TSEM. Needs root. TAP on standard output; exit
 * status 77 when the kernel has no TSEM.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lsm-tsem.h"
#include "tap.h"

#define SKIPPED 77

struct env {
	struct tap tap;
	struct lsm_tsem_ctx *ctx;
	struct lsm_tsem_child *child, *other;	/* never started: they only hold */
	int ns;
	uint64_t id;
};

/* The process that runs a case, because it stays where it joined. */
static void run(struct env *e, const char *name, bool (*test)(struct env *e))
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(test(e) ? EXIT_SUCCESS : EXIT_FAILURE);
	if (pid > 0)
		waitpid(pid, &status, 0);
	ok(&e->tap, WIFEXITED(status) && !WEXITSTATUS(status), "%s", name);
}

static bool expect(const char *what, int got, int want)
{
	if (got != want)
		printf("# %s: %d, not %d\n", what, got, want);
	fflush(stdout);
	return got == want;
}

static bool is_here(struct env *e)
{
	uint64_t id = 0;

	return expect("id", lsm_tsem_get_id(e->ctx, LSM_TSEM_OWN, &id), 0) &&
	       id == e->id;
}

static bool test_joins(struct env *e)
{
	return expect("join", lsm_tsem_ns_join(e->ns), 0) && is_here(e);
}

static bool test_stays(struct env *e)
{
	int other = lsm_tsem_child_ns_fd(e->other);

	return test_joins(e) && expect("join another", lsm_tsem_ns_join(other), -EPERM) &&
	       is_here(e);
}

static void *wait_for_end(void *fd)
{
	char byte;

	return (void *)read(*(int *)fd, &byte, 1);
}

static bool test_threads(struct env *e)
{
	pthread_t thread;
	int fds[2];
	bool good;

	if (pipe(fds) < 0 || pthread_create(&thread, NULL, wait_for_end, &fds[0]))
		return false;
	good = expect("join", lsm_tsem_ns_join(e->ns), -EUSERS);
	close(fds[1]);
	pthread_join(thread, NULL);
	return good;
}

static bool test_unprivileged(struct env *e)
{
	return !setuid(65534) && expect("join", lsm_tsem_ns_join(e->ns), -EPERM);
}

static bool test_no_namespace(struct env *e)
{
	(void)e;
	return expect("/dev/null", lsm_tsem_ns_join(open("/dev/null", O_RDONLY)), -EINVAL) &&
	       expect("another type", lsm_tsem_ns_join(open("/proc/self/ns/uts", O_RDONLY)),
		      -EINVAL) &&
	       expect("closed", lsm_tsem_ns_join(-1), -EBADF);
}

static bool test_sealed(struct env *e)
{
	return expect("join", lsm_tsem_ns_join(e->ns), -EPERM);
}

static void hold(struct lsm_tsem_child **child)
{
	if (lsm_tsem_spawn((char *[]){ (char *)"true", NULL }, NULL, child) < 0)
		exit(EXIT_FAILURE);
}

static int control(struct env *e, struct lsm_tsem_child *child, bool join)
{
	const struct lsm_tsem_settings s = {
		.sz = sizeof(s), .join = LSM_TSEM_JOIN_ALLOWED,
	};
	int fd = lsm_tsem_control_open(e->ctx, lsm_tsem_child_ns_fd(child));
	int ret = fd < 0 ? fd : 0;

	if (!ret && join)
		ret = lsm_tsem_set(fd, &s);
	if (!ret)
		ret = lsm_tsem_seal(fd, 0);
	if (fd >= 0)
		close(fd);
	return ret;
}

static void test_seal(struct env *e)
{
	if (ok(&e->tap, !control(e, e->child, false), "seal"))
		run(e, "a sealed namespace refuses", test_sealed);
	e->ns = lsm_tsem_child_ns_fd(e->other);
	lsm_tsem_ns_id(e->ns, &e->id);
	if (ok(&e->tap, !control(e, e->other, true), "seal one that may be joined"))
		run(e, "a sealed namespace with join=allowed", test_joins);
}

int main(void)
{
	struct env e = { .ns = -1 };

	if (lsm_tsem_probe(NULL) < 0) {
		printf("1..0 # SKIP this kernel has no TSEM\n");
		return SKIPPED;
	}
	if (lsm_tsem_ctx_new(&e.ctx) < 0)
		return EXIT_FAILURE;
	hold(&e.child);
	hold(&e.other);
	e.ns = lsm_tsem_child_ns_fd(e.child);
	ok(&e.tap, !lsm_tsem_ns_id(e.ns, &e.id), "id");
	run(&e, "join", test_joins);
	run(&e, "nobody leaves", test_stays);
	run(&e, "not with a second thread", test_threads);
	run(&e, "not without authority", test_unprivileged);
	run(&e, "not what is no TSEM namespace", test_no_namespace);
	test_seal(&e);
	lsm_tsem_child_free(e.child);
	lsm_tsem_child_free(e.other);
	lsm_tsem_ctx_free(e.ctx);
	while (wait(NULL) > 0)
		;
	return tap_done(&e.tap);
}
