// SPDX-License-Identifier: GPL-2.0-only
/* Programs in namespaces: order, errors, what they inherit. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake.h"
#include "lsm-tsem.h"
#include "tap.h"

static int spawn(const char *const argv[], struct lsm_tsem_child **child)
{
	struct lsm_tsem_spawn_opts opts = { .sz = sizeof(opts) };

	return lsm_tsem_spawn((char *const *)argv, &opts, child);
}

/* Start, wait: what start said, and the wait status. */
static int run(const char *const argv[], int *ret_status)
{
	struct lsm_tsem_child *child;
	int ret = spawn(argv, &child);

	*ret_status = -1;
	if (ret < 0)
		return ret;
	ret = lsm_tsem_child_start(child);
	waitpid(lsm_tsem_child_pid(child), ret_status, 0);
	lsm_tsem_child_free(child);
	return ret;
}

static bool exited(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

static void test_run(struct tap *t)
{
	const char *const sh[] = { "sh", "-c", "exit 3", NULL };
	const char *const none[] = { "tsem-no-such-program", NULL };
	const char *const none2[] = { "/no/such/program", NULL };
	const char *const dir[] = { "/tmp", NULL };
	const char *const file[] = { "/etc/passwd", NULL };
	const char *const empty[] = { "", NULL };
	int status;

	ok(t, !run(sh, &status) && exited(status, 3), "program from PATH");
	ok(t, run(none, &status) == -ENOENT && exited(status, 127),
	   "not in PATH");
	ok(t, run(none2, &status) == -ENOENT && exited(status, 127), "no file");
	ok(t, run(dir, &status) == -EACCES && exited(status, 126), "directory");
	ok(t, run(file, &status) == -EACCES && exited(status, 126),
	   "not executable");
	ok(t, run(empty, &status) == -ENOENT && exited(status, 127),
	   "empty name");
	ok(t, lsm_tsem_spawn(NULL, NULL, NULL) == -EINVAL, "no program");
}

static void test_path(struct tap *t)
{
	const char *const tool[] = { "tool", NULL };
	char *old = strdup(getenv("PATH"));
	int status;

	setenv("PATH", "/no/such:/etc/passwd:", 1);
	ok(t, run(tool, &status) == -ENOENT, "PATH with directories that are none");
	unsetenv("PATH");
	ok(t, !run((const char *const []){ "true", NULL }, &status) &&
	      exited(status, 0), "no PATH: the usual directories");
	setenv("PATH", old, 1);
	free(old);
}

static void test_never_started(struct tap *t)
{
	const char *const touch[] = { "sh", "-c", "echo started >&2", NULL };
	struct lsm_tsem_child *child;
	int status = -1;
	pid_t pid;

	ok(t, !spawn(touch, &child), "spawn");
	pid = lsm_tsem_child_pid(child);
	ok(t, lsm_tsem_child_ns_fd(child) > 2 &&
	      fcntl(lsm_tsem_child_ns_fd(child), F_GETFD) & FD_CLOEXEC,
	   "its namespace is close-on-exec");
	ok(t, waitpid(pid, &status, WNOHANG) == 0, "it waits");
	lsm_tsem_child_free(child);
	ok(t, waitpid(pid, &status, 0) == pid && exited(status, 125),
	   "never started: exits with 125");
}

static void test_twice(struct tap *t)
{
	struct lsm_tsem_child *child;
	int status;

	spawn((const char *const []){ "true", NULL }, &child);
	ok(t, !lsm_tsem_child_start(child), "start");
	ok(t, lsm_tsem_child_start(child) == -EALREADY, "start twice");
	waitpid(lsm_tsem_child_pid(child), &status, 0);
	lsm_tsem_child_free(child);
}

static void test_killed(struct tap *t)
{
	struct lsm_tsem_child *child;
	int status = 0;

	spawn((const char *const []){ "true", NULL }, &child);
	kill(lsm_tsem_child_pid(child), SIGKILL);
	waitpid(lsm_tsem_child_pid(child), &status, 0);
	ok(t, !lsm_tsem_child_start(child) && WIFSIGNALED(status),
	   "start of a killed child");
	lsm_tsem_child_free(child);
}

/* Only 0, 1, 2 and what the shell's ls opens itself. */
static void test_fds(struct tap *t)
{
	const char *const ls[] = { "sh", "-c",
		"for f in /proc/$$/fd/*; do case ${f##*/} in 0|1|2) ;; *) "
		"case $(readlink $f) in /dev/zero|*socket*) exit 9;; esac;; esac; done",
		NULL };
	int fd = open("/dev/zero", O_RDONLY), high, status;

	high = fcntl(fd, F_DUPFD, 500);
	ok(t, !run(ls, &status) && exited(status, 0),
	   "descriptors above 2 are closed");
	close(fd);
	close(high);
}

static void test_sigmask(struct tap *t)
{
	const char *const sh[] = { "sh", "-c",
		"grep -q '^SigBlk:.*0$' /proc/self/status", NULL };
	struct lsm_tsem_spawn_opts opts = { .sz = sizeof(opts) };
	struct lsm_tsem_child *child;
	sigset_t set, old;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	opts.sigmask = &old;
	lsm_tsem_spawn((char *const *)sh, &opts, &child);
	lsm_tsem_child_start(child);
	waitpid(lsm_tsem_child_pid(child), &status, 0);
	ok(t, exited(status, 0), "signal mask of the options");
	lsm_tsem_child_free(child);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void test_env(struct tap *t)
{
	const char *const sh[] = { "sh", "-c", "test \"$A\" = b", NULL };
	char *const envp[] = { (char *)"A=b", NULL };
	struct lsm_tsem_spawn_opts opts = { .sz = sizeof(opts), .envp = envp };
	struct lsm_tsem_child *child;
	int status;

	lsm_tsem_spawn((char *const *)sh, &opts, &child);
	lsm_tsem_child_start(child);
	waitpid(lsm_tsem_child_pid(child), &status, 0);
	ok(t, exited(status, 0), "environment of the options");
	lsm_tsem_child_free(child);
}

/* As a later header may have it, or somebody who forgot to set sz. */
static void test_sizes(struct tap *t)
{
	const char *const sh[] = { "sh", "-c", "test \"$A\" = b", NULL };
	char *const envp[] = { (char *)"A=b", NULL };
	struct {
		struct lsm_tsem_spawn_opts o;
		uint64_t more;
	} later = { .o = { .sz = sizeof(later), .envp = envp } };
	struct lsm_tsem_child *child = NULL;
	int status = -1;

	ok(t, !lsm_tsem_spawn((char *const *)sh, &later.o, &child), "later options");
	lsm_tsem_child_start(child);
	waitpid(lsm_tsem_child_pid(child), &status, 0);
	ok(t, exited(status, 0), "later options: what is known of them");
	child = lsm_tsem_child_free(child);
	later.more = 1;
	ok(t, lsm_tsem_spawn((char *const *)sh, &later.o, &child) == -E2BIG && !child,
	   "later options that ask for more");
	later.o.sz = sizeof(later.o) - 1;
	ok(t, lsm_tsem_spawn((char *const *)sh, &later.o, &child) == -EINVAL && !child,
	   "no options");
}

static void test_create_fails(struct tap *t)
{
	static const int errors[] = { EINVAL, EOPNOTSUPP, EPERM, ENOSPC };
	struct lsm_tsem_child *child = NULL;
	unsigned int wrong = 0;
	char text[16];

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		snprintf(text, sizeof(text), "%d", errors[i]);
		setenv("TSEM_FAKE_UNSHARE", text, 1);
		wrong += spawn((const char *const []){ "true", NULL }, &child) !=
			 -errors[i];
		wrong += lsm_tsem_ns_create() != -errors[i];
	}
	unsetenv("TSEM_FAKE_UNSHARE");
	ok(t, !wrong && !child, "errors of unshare come through");
	ok(t, waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD,
	   "and leave no child behind");
}

static void test_ns(struct tap *t)
{
	int fd = lsm_tsem_ns_create();
	uint64_t id = 5;

	ok(t, fd >= 0 && fcntl(fd, F_GETFD) & FD_CLOEXEC, "create");
	ok(t, lsm_tsem_ns_id(fd, &id) == -ENOTTY && id == 5,
	   "id of what is no namespace");
	close(fd);
	ok(t, lsm_tsem_ns_open(-1, 0) == -EINVAL &&
	      lsm_tsem_ns_open(0, 8) == -EINVAL, "open: bad arguments");
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ok(t, lsm_tsem_ns_join(-1) == -EBADF && lsm_tsem_ns_join(fd) == -EINVAL,
	   "join: what is no namespace");
	close(fd);
	fd = lsm_tsem_ns_open(0, LSM_TSEM_FOR_CHILDREN);
	ok(t, fd >= 0, "open: for children");
	close(fd);
}

/* Without the fake: this kernel may or may not have TSEM. */
static void test_probe(struct tap *t)
{
	unsigned int have = 99;
	int ret = lsm_tsem_probe(&have);

	ok(t, have <= 7 && (ret == 0) == (have == 7), "probe");
	ok(t, lsm_tsem_probe(NULL) == ret, "probe: features not wanted");
}

int main(void)
{
	char dir[256];
	struct tap t = { 0, 0 };

	test_probe(&t);
	fake_setup(dir, sizeof(dir));
	test_run(&t);
	test_path(&t);
	test_never_started(&t);
	test_twice(&t);
	test_killed(&t);
	test_fds(&t);
	test_sigmask(&t);
	test_env(&t);
	test_sizes(&t);
	test_create_fails(&t);
	test_ns(&t);
	fake_remove(dir);
	return tap_done(&t);
}
