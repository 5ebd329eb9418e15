// SPDX-License-Identifier: GPL-2.0-only
/* Control verbs: what is written, how short counts and errors are taken. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"
#include "lsm-tsem.h"
#include "samples.h"
#include "tap.h"

struct env {
	struct tap tap;
	char dir[256];
	struct lsm_tsem_ctx *ctx;
	int ns;
};

static void drop(struct env *e, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", e->dir, name);
	unlink(path);
}

static bool logged(struct env *e, const char *name, const char *want)
{
	char *text = fake_log(e->dir, name);
	bool same = !strcmp(text, want);

	if (!same)
		printf("# %s is: %s\n", name, text);
	free(text);
	drop(e, name);
	return same;
}

static int open_control(struct env *e)
{
	int fd = lsm_tsem_control_open(e->ctx, e->ns);
	char want[32];

	snprintf(want, sizeof(want), "bind fd=%d\n", e->ns);
	ok(&e->tap, fd >= 0 && logged(e, "bind.log", want), "control is bound");
	ok(&e->tap, fcntl(fd, F_GETFD) & FD_CLOEXEC, "control is close-on-exec");
	return fd;
}

static void test_open_errors(struct env *e)
{
	ok(&e->tap, lsm_tsem_control_open(e->ctx, 999) == -EBADF,
	   "open: no such descriptor");
	ok(&e->tap, lsm_tsem_control_open(e->ctx, -2) == -EBADF,
	   "open: negative descriptor");
	setenv("TSEM_FAKE_BIND", "1", 1);
	ok(&e->tap, lsm_tsem_control_open(e->ctx, e->ns) == -EPERM,
	   "open: error of bind is passed on");
	unsetenv("TSEM_FAKE_BIND");
}

static void test_set(struct env *e, int fd)
{
	struct lsm_tsem_settings s = { .sz = sizeof(s) };

	ok(&e->tap, !lsm_tsem_set(fd, &s) && logged(e, "control.log", ""),
	   "set: nothing to set");
	s.digest = LSM_TSEM_SHA512;
	s.fsref = LSM_TSEM_FSREF_SUPERBLOCK;
	s.verity = LSM_TSEM_VERITY_USED;
	s.join = LSM_TSEM_JOIN_ALLOWED;
	s.queue = 5;
	s.overflow = LSM_TSEM_OVERFLOW_DENY;
	s.ask = LSM_TSEM_ASK_EVERY;
	s.timeout = 30;
	s.points = 7;
	s.bytes = 1ULL << 40;
	s.files = 9;
	ok(&e->tap, !lsm_tsem_set(fd, &s), "set: everything");
	s.digest = 99;
	ok(&e->tap, lsm_tsem_set(fd, &s) == -EINVAL, "set: unknown digest");
	s.digest = 0;
	s.sz = 4;
	ok(&e->tap, lsm_tsem_set(fd, &s) == -EINVAL, "set: smaller struct");
	s.sz = sizeof(s);
	s.verity = 3;
	ok(&e->tap, lsm_tsem_set(fd, &s) == -EINVAL, "set: unknown use of fs-verity");
}

/* Memory of exactly this size, so that sanitizers see what is read behind it. */
static int set_sized(int fd, size_t size, int overflow, unsigned char behind)
{
	struct lsm_tsem_settings s = { .sz = size, .files = 6, .overflow = overflow };
	unsigned char *copy = malloc(size);
	int ret;

	memset(copy, 0, size);
	memcpy(copy, &s, size < sizeof(s) ? size : sizeof(s));
	copy[size - 1] |= behind;
	ret = lsm_tsem_set(fd, (void *)copy);
	free(copy);
	return ret;
}

static void test_set_sizes(struct env *e)
{
	const size_t first = offsetof(struct lsm_tsem_settings, queue);
	int fd = lsm_tsem_control_open(e->ctx, e->ns);
	struct lsm_tsem_settings s;

	drop(e, "control.log");
	close(fd);
	fd = lsm_tsem_control_open(e->ctx, e->ns);
	ok(&e->tap, set_sized(fd, first, 2, 0) == 0 &&
		    logged(e, "control.log", "set files=6\n"), "set: the first struct");
	close(fd);
	fd = lsm_tsem_control_open(e->ctx, e->ns);
	ok(&e->tap, set_sized(fd, sizeof(s) + 8, LSM_TSEM_OVERFLOW_DENY, 0) == 0 &&
		    logged(e, "control.log", "set files=6 overflow=deny\n"),
	   "set: a later struct that asks for nothing new");
	close(fd);
	fd = lsm_tsem_control_open(e->ctx, e->ns);
	ok(&e->tap, set_sized(fd, sizeof(s) + 8, 0, 1) == -E2BIG &&
		    set_sized(fd, first - 1, 0, 0) == -EINVAL &&
		    logged(e, "control.log", ""), "set: what is no struct, or asks for more");
	close(fd);
}

static void test_verbs(struct env *e, int fd)
{
	/* The log is open for appending, so it is compared once. */
	ok(&e->tap, !lsm_tsem_add_volatile(fd, "/"), "volatile /");
	ok(&e->tap, !lsm_tsem_add_volatile(fd, "/a\nb\\c"), "volatile, escaped");
	ok(&e->tap, !lsm_tsem_add_pseudonym(fd, "/etc/x y"), "pseudonym");
	ok(&e->tap, lsm_tsem_add_pseudonym(fd, "/") == -EINVAL, "pseudonym /");
	ok(&e->tap, lsm_tsem_add_volatile(fd, "a") == -EINVAL, "relative rule");
	ok(&e->tap, lsm_tsem_add_volatile(fd, "") == -EINVAL, "empty rule");
	ok(&e->tap, lsm_tsem_add_volatile(fd, "/a/../b") == -EINVAL, "dots");
	ok(&e->tap, lsm_tsem_add_volatile(fd, "/a/") == -EINVAL, "slash");
	ok(&e->tap, !lsm_tsem_add_state(fd, H1), "state");
	ok(&e->tap, !lsm_tsem_add_environment(fd, H2), "environment");
	ok(&e->tap, lsm_tsem_add_state(fd, "") == -EINVAL, "empty point");
	ok(&e->tap, lsm_tsem_add_state(fd, H1 "\nenforce") == -EINVAL,
	   "no second verb through an argument");
	ok(&e->tap, !lsm_tsem_seal(fd, 0), "seal");
	ok(&e->tap, !lsm_tsem_seal(fd, LSM_TSEM_SEAL_FORCE), "seal force");
	ok(&e->tap, lsm_tsem_seal(fd, 2) == -EINVAL, "seal: unknown flag");
	ok(&e->tap, !lsm_tsem_enforce(fd), "enforce");
	ok(&e->tap, logged(e, "control.log",
			   "set digest=sha512 fsref=superblock verity=used join=allowed points=7 bytes=1099511627776 files=9 queue=5 overflow=deny ask=every timeout=30\n"
			   "volatile /\nvolatile /a\\012b\\134c\npseudonym /etc/x y\n"
			   "state " H1 "\nenvironment " H2 "\nseal\nseal force\nenforce\n"),
	   "what the kernel got");
}

static void test_long_rule(struct env *e, int fd)
{
	char path[4200];

	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[4090] = '\0';
	ok(&e->tap, lsm_tsem_add_volatile(fd, path) == -EINVAL,
	   "a rule that does not fit in a line");
	path[sizeof(path) - 1] = '\0';
	path[4090] = 'a';
	ok(&e->tap, lsm_tsem_add_volatile(fd, path) == -EINVAL,
	   "a rule that does not fit in the buffer");
}

static void test_write(struct env *e)
{
	int fd = lsm_tsem_control_open(e->ctx, e->ns);
	size_t taken = 0;

	ok(&e->tap, !lsm_tsem_control_write(fd, "seal\nenforce\n", 13, &taken) &&
		    taken == 13, "write: two lines");
	setenv("TSEM_FAKE_REFUSE", "1:enforce", 1);
	ok(&e->tap, lsm_tsem_control_write(fd, "seal\nenforce\n", 13, &taken) ==
		    -EPERM && taken == 5, "write: the second refused");
	unsetenv("TSEM_FAKE_REFUSE");
	close(fd);
	fd = open("/dev/null", O_RDONLY);
	ok(&e->tap, lsm_tsem_control_write(fd, "x\n", 2, NULL) == -EBADF,
	   "write: not writable");
	close(fd);
	drop(e, "control.log");
}

static struct lsm_tsem_model *make_model(const char *text)
{
	struct lsm_tsem_model *m = NULL;

	if (lsm_tsem_model_parse(text, strlen(text), NULL, &m) < 0)
		abort();
	return m;
}

#define GOOD_VERBS "set digest=sha256 fsref=content\nvolatile /tmp\n" \
	"volatile /var/tmp\npseudonym /etc/hostname\nstate " H1 "\nstate " H2 \
	"\nenvironment " HE "\n"

static int load(struct env *e, const struct lsm_tsem_model *m,
		struct lsm_tsem_diag *diag)
{
	int fd = lsm_tsem_control_open(e->ctx, e->ns);
	int ret = lsm_tsem_model_load(m, fd, diag);

	close(fd);
	return ret;
}

static void test_load(struct env *e)
{
	struct lsm_tsem_model *m = make_model(GOOD);
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };

	ok(&e->tap, !load(e, m, &diag), "load: a model");
	ok(&e->tap, logged(e, "control.log", GOOD_VERBS), "load: its verbs");
	setenv("TSEM_FAKE_LINES", "1", 1);
	ok(&e->tap, !load(e, m, &diag) && logged(e, "control.log", GOOD_VERBS),
	   "load: one line taken per write");
	setenv("TSEM_FAKE_LINES", "3", 1);
	setenv("TSEM_FAKE_REFUSE", "28:state 2", 1);
	ok(&e->tap, load(e, m, &diag) == -ENOSPC && diag.line == 8 &&
		    strstr(diag.text, "refused"), "load: refused line is named");
	unsetenv("TSEM_FAKE_LINES");
	ok(&e->tap, load(e, m, &diag) == -ENOSPC && diag.line == 8,
	   "load: refused line is named in a whole block");
	setenv("TSEM_FAKE_REFUSE", "16:set", 1);
	ok(&e->tap, load(e, m, &diag) == -EBUSY && diag.line == 2,
	   "load: refused settings");
	ok(&e->tap, load(e, m, NULL) == -EBUSY, "load: no diag wanted");
	unsetenv("TSEM_FAKE_REFUSE");
	drop(e, "control.log");
	lsm_tsem_model_free(m);
}

/* More than one block: nothing lost, nothing twice, right line at the end. */
static void test_load_many(struct env *e)
{
	enum { N = 5000 };
	char *text = malloc(100 * N + 400), *log, *p, *save = NULL;
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	struct lsm_tsem_model *m;
	size_t len, seen = 0;

	len = (size_t)sprintf(text, HEAD);
	for (unsigned int i = 0; i < N; i++)
		len += (size_t)sprintf(text + len, "state %064x\n", i);
	sprintf(text + len, "expect " HX "\nend %d\n", N);
	m = make_model(text);
	setenv("TSEM_FAKE_LINES", "100", 1);
	ok(&e->tap, !load(e, m, &diag), "load: %d points", N);
	log = fake_log(e->dir, "control.log");
	for (p = strtok_r(log, "\n", &save); p; p = strtok_r(NULL, "\n", &save)) {
		char want[80];

		snprintf(want, sizeof(want), "state %064zx", seen);
		seen += !strcmp(p, want);
	}
	ok(&e->tap, seen == N, "load: each once and in order");
	snprintf(text, 100, "1:state %064x", N - 2);
	setenv("TSEM_FAKE_REFUSE", text, 1);
	ok(&e->tap, load(e, m, &diag) == -EPERM && diag.line == 3 + N - 1,
	   "load: right line after many blocks");
	unsetenv("TSEM_FAKE_LINES");
	unsetenv("TSEM_FAKE_REFUSE");
	drop(e, "control.log");
	free(log);
	free(text);
	lsm_tsem_model_free(m);
}

static void test_verify(struct env *e)
{
	struct lsm_tsem_model *m = make_model(GOOD);
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };

	fake_file(e->dir, "state", HX "\n");
	ok(&e->tap, !lsm_tsem_model_verify(m, e->ctx, e->ns, &diag),
	   "verify: expected state");
	fake_file(e->dir, "state", H1 "\n");
	ok(&e->tap, lsm_tsem_model_verify(m, e->ctx, e->ns, &diag) == -EBADMSG &&
		    diag.line == 10, "verify: other state");
	fake_file(e->dir, "state", "what\n");
	ok(&e->tap, lsm_tsem_model_verify(m, e->ctx, e->ns, &diag) == -EPROTO,
	   "verify: no state");
	lsm_tsem_model_free(m);
}

int main(void)
{
	struct env e = { .ns = open("/dev/null", O_RDONLY | O_CLOEXEC) };
	int dirfd, fd;

	fake_setup(e.dir, sizeof(e.dir));
	dirfd = open(e.dir, O_RDONLY | O_DIRECTORY);
	if (lsm_tsem_ctx_new_at(dirfd, &e.ctx) < 0)
		return EXIT_FAILURE;
	close(dirfd);

	fd = open_control(&e);
	test_open_errors(&e);
	test_set(&e, fd);
	close(fd);
	fd = lsm_tsem_control_open(e.ctx, e.ns);
	lsm_tsem_set(fd, &(struct lsm_tsem_settings){
		.sz = sizeof(struct lsm_tsem_settings), .digest = LSM_TSEM_SHA512,
		.fsref = LSM_TSEM_FSREF_SUPERBLOCK,
		.verity = LSM_TSEM_VERITY_USED, .join = LSM_TSEM_JOIN_ALLOWED,
		.queue = 5, .overflow = LSM_TSEM_OVERFLOW_DENY,
		.ask = LSM_TSEM_ASK_EVERY, .timeout = 30,
		.points = 7, .bytes = 1ULL << 40, .files = 9 });
	test_verbs(&e, fd);
	test_long_rule(&e, fd);
	close(fd);
	test_set_sizes(&e);
	test_write(&e);
	test_load(&e);
	test_load_many(&e);
	test_verify(&e);

	lsm_tsem_ctx_free(e.ctx);
	close(e.ns);
	fake_remove(e.dir);
	return tap_done(&e.tap);
}
