// SPDX-License-Identifier: GPL-2.0-only
/* Values, lists and saved files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

static void test_ctx(struct env *e)
{
	struct lsm_tsem_ctx *ctx = (void *)1;
	int fd = open("/dev/null", O_RDONLY);

	ok(&e->tap, lsm_tsem_ctx_new_at(fd, &ctx) == -ENOTDIR &&
		    ctx == (void *)1, "context: not a directory");
	close(fd);
	ok(&e->tap, lsm_tsem_ctx_new_at(-5, &ctx) == -EBADF, "context: no fd");
	ok(&e->tap, !lsm_tsem_ctx_free(NULL) && !lsm_tsem_model_free(NULL) &&
		    !lsm_tsem_list_free(NULL) && !lsm_tsem_child_free(NULL),
	   "free functions take NULL");
	ok(&e->tap, !strcmp(lsm_tsem_version(), LSM_TSEM_VERSION), "version");
}

static void test_values(struct env *e)
{
	char buf[LSM_TSEM_HEX_SIZE];
	uint64_t id = 0;

	fake_file(e->dir, "abi_version", "1\n");
	fake_file(e->dir, "mode", "enforcing\n");
	fake_file(e->dir, "trust", "untrusted\n");
	fake_file(e->dir, "id", "18446744073709551615\n");
	fake_file(e->dir, "state", H1 H2 "\n");
	fake_file(e->dir, "measurement", H1 "\n");
	ok(&e->tap, lsm_tsem_get_abi(e->ctx) == 1, "abi");
	ok(&e->tap, lsm_tsem_get_mode(e->ctx, e->ns) == LSM_TSEM_ENFORCING, "mode");
	ok(&e->tap, lsm_tsem_get_trust(e->ctx, e->ns) == 0, "trust");
	fake_file(e->dir, "trust", "trusted\n");
	ok(&e->tap, lsm_tsem_get_trust(e->ctx, LSM_TSEM_OWN) == 1, "own trust");
	ok(&e->tap, !lsm_tsem_get_id(e->ctx, e->ns, &id) && id == UINT64_MAX, "id");
	ok(&e->tap, lsm_tsem_get_state(e->ctx, e->ns, buf, sizeof(buf)) == 128 &&
		    !strcmp(buf, H1 H2), "state");
	ok(&e->tap, lsm_tsem_get_state(e->ctx, e->ns, buf, 128) == -ERANGE,
	   "state: buffer too small");
	ok(&e->tap, lsm_tsem_get_measurement(e->ctx, e->ns, buf, 65) == 64 &&
		    !strcmp(buf, H1), "measurement");
}

static void test_bad_values(struct env *e)
{
	static const char *const bad[] = {
		"", "\n", "1", "x\n", "1\n2\n", "-1\n", " 1\n", "1 \n",
		"18446744073709551616\n", H1 H2 "00\n",
	};
	char buf[LSM_TSEM_HEX_SIZE];
	unsigned int wrong = 0;
	uint64_t id;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fake_file(e->dir, "id", bad[i]);
		wrong += lsm_tsem_get_id(e->ctx, e->ns, &id) != -EPROTO;
		fake_file(e->dir, "mode", bad[i]);
		wrong += lsm_tsem_get_mode(e->ctx, e->ns) != -EPROTO;
		fake_file(e->dir, "trust", bad[i]);
		wrong += lsm_tsem_get_trust(e->ctx, e->ns) != -EPROTO;
	}
	ok(&e->tap, !wrong, "refused: values that no kernel prints");
	fake_file(e->dir, "state", "zz\n");
	ok(&e->tap, lsm_tsem_get_state(e->ctx, e->ns, buf, sizeof(buf)) ==
		    -EPROTO, "refused: state that is not hexadecimal");
	ok(&e->tap, lsm_tsem_open(e->ctx, e->ns, "../x") == -EINVAL &&
		    lsm_tsem_open(e->ctx, e->ns, "control") == -EINVAL,
	   "open: only names of the interface");
	ok(&e->tap, lsm_tsem_open(e->ctx, e->ns, "stats") == -ENOENT,
	   "open: file that is not there");
}

static void test_stats(struct env *e)
{
	uint64_t value = 5;

	fake_file(e->dir, "stats",
		  "mode learning\npoints 12\nlimit_points 65536\nevent exec 1 0 0\n");
	ok(&e->tap, !lsm_tsem_get_stat(e->ctx, e->ns, "points", &value) &&
		    value == 12, "stat");
	ok(&e->tap, !lsm_tsem_get_stat(e->ctx, e->ns, "limit_points", &value) &&
		    value == 65536, "stat: longer key");
	ok(&e->tap, lsm_tsem_get_stat(e->ctx, e->ns, "point", &value) == -ENOENT &&
		    value == 65536, "stat: unknown key");
	ok(&e->tap, lsm_tsem_get_stat(e->ctx, e->ns, "mode", &value) == -EPROTO,
	   "stat: not a number");
}

/* Lines of every length around the reader's block size. */
static void test_list(struct env *e)
{
	enum { N = 300, STEP = 331 };
	char *text = malloc(N * N * STEP), *p = text;
	struct lsm_tsem_list *list;
	unsigned int wrong = 0;
	const char *line;
	size_t len;
	int i, ret;

	for (i = 0; i < N; i++) {
		memset(p, 'a' + i % 26, (size_t)(i * STEP));
		p += i * STEP;
		*p++ = '\n';
	}
	*p = '\0';
	fake_file(e->dir, "trajectory", text);
	if (!ok(&e->tap, !lsm_tsem_list_open(e->ctx, e->ns, "trajectory", &list),
		"list: open"))
		return;
	for (i = 0; (ret = lsm_tsem_list_next(list, &line, &len)) > 0; i++)
		wrong += len != (size_t)(i * STEP) || line[len] ||
			 (len && (line[0] != 'a' + i % 26 ||
				  line[len - 1] != 'a' + i % 26));
	ok(&e->tap, !ret && i == N && !wrong, "list: %d lines up to %d bytes", N,
	   (N - 1) * STEP);
	ok(&e->tap, lsm_tsem_list_next(list, &line, &len) == 0,
	   "list: the end stays the end");
	lsm_tsem_list_free(list);
	free(text);
}

static void test_list_ends(struct env *e)
{
	struct lsm_tsem_list *list = NULL;
	const char *line = NULL;

	ok(&e->tap, lsm_tsem_list_open(e->ctx, e->ns, "state", &list) == -EINVAL &&
		    !list, "list: not a list");
	fake_file(e->dir, "forensics", "");
	lsm_tsem_list_open(e->ctx, e->ns, "forensics", &list);
	ok(&e->tap, lsm_tsem_list_next(list, &line, NULL) == 0 && !line,
	   "list: empty");
	list = lsm_tsem_list_free(list);
	fake_file(e->dir, "forensics", "{}\n{\"a");
	lsm_tsem_list_open(e->ctx, e->ns, "forensics", &list);
	ok(&e->tap, lsm_tsem_list_next(list, &line, NULL) == 1 &&
		    !strcmp(line, "{}"), "list: whole line");
	ok(&e->tap, lsm_tsem_list_next(list, &line, NULL) == -EPROTO,
	   "list: line without end");
	lsm_tsem_list_free(list);
}

/* As long as a line of many programs. */
static void fake_events(struct env *e, char *line, size_t size)
{
	char *text = malloc(size + 64);

	memset(line, 'x', size - 1);
	line[0] = '{';
	line[size - 2] = '}';
	line[size - 1] = '\0';
	snprintf(text, size + 64, "{\"a\": \"1\"}\n%s\n", line);
	fake_file(e->dir, "events", text);
	free(text);
}

static void test_events(struct env *e)
{
	static char want[70000];
	struct lsm_tsem_list *list = NULL;
	const char *line = NULL;
	char *log;
	size_t len = 0;

	fake_events(e, want, sizeof(want));
	ok(&e->tap, lsm_tsem_events_open(e->ctx, e->ns, 4, &list) == -EINVAL &&
		    !list, "events: unknown flag");
	ok(&e->tap, !lsm_tsem_events_open(e->ctx, e->ns,
					  LSM_TSEM_EVENTS_NONBLOCK, &list) &&
		    lsm_tsem_list_fd(list) >= 0, "events: open");
	ok(&e->tap, lsm_tsem_list_next(list, &line, NULL) == 1 &&
		    !strcmp(line, "{\"a\": \"1\"}"), "events: line");
	ok(&e->tap, lsm_tsem_list_next(list, &line, &len) == 1 &&
		    len == sizeof(want) - 1 && !strcmp(line, want),
	   "events: line longer than the buffer");
	ok(&e->tap, lsm_tsem_list_next(list, &line, NULL) == -EAGAIN &&
		    lsm_tsem_list_next(list, &line, NULL) == -EAGAIN,
	   "events: nothing more yet");
	list = lsm_tsem_list_free(list);
	log = fake_log(e->dir, "bind.log");
	ok(&e->tap, !strstr(log, "all"), "events: first occurrences only");
	free(log);
	ok(&e->tap, !lsm_tsem_events_open(e->ctx, e->ns, LSM_TSEM_EVENTS_ALL,
					  &list), "events: open for all");
	list = lsm_tsem_list_free(list);
	log = fake_log(e->dir, "bind.log");
	ok(&e->tap, strlen(log) > 4 && !strcmp(log + strlen(log) - 4, "all\n"),
	   "events: all is asked for after the binding");
	free(log);
	setenv("TSEM_FAKE_ALL", "1", 1);
	ok(&e->tap, lsm_tsem_events_open(e->ctx, e->ns, LSM_TSEM_EVENTS_ALL,
					 &list) == -EPERM && !list,
	   "events: all is refused");
	unsetenv("TSEM_FAKE_ALL");
	ok(&e->tap, lsm_tsem_list_open(e->ctx, e->ns, "events", &list) ==
		    -EINVAL && !list, "events: no list");
}

static int in_dir(struct env *e, char *path, const char *name)
{
	return snprintf(path, PATH_MAX, "%s/out/%s", e->dir, name);
}

static bool holds(struct env *e, const char *name, const char *want)
{
	char file[64], *text;
	bool same;

	snprintf(file, sizeof(file), "out/%s", name);
	text = fake_log(e->dir, file);
	same = !strcmp(text, want);
	free(text);
	return same;
}

/* Files in out/: with "." and "..". */
static int entries(struct env *e)
{
	char path[PATH_MAX], command[PATH_MAX + 64];
	FILE *p;
	int n = -1;

	in_dir(e, path, "");
	snprintf(command, sizeof(command), "ls -A '%s' | wc -l", path);
	p = popen(command, "r");
	if (p && fscanf(p, "%d", &n) != 1)
		n = -1;
	if (p)
		pclose(p);
	return n;
}

/* The modes with which files were made since the last call. */
static bool created(struct env *e, const char *want)
{
	char path[PATH_MAX], *text = fake_log(e->dir, "create.log");
	bool same = !strcmp(text, want);

	free(text);
	snprintf(path, sizeof(path), "%s/create.log", e->dir);
	unlink(path);
	return same;
}

static void test_save(struct env *e)
{
	char path[PATH_MAX], link[PATH_MAX];
	struct stat st;

	in_dir(e, path, "");
	mkdir(path, 0755);
	fake_file(e->dir, "state", H1 "\n");
	in_dir(e, path, "new");
	ok(&e->tap, !lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, path) &&
		    holds(e, "new", H1 "\n"), "save: new file");
	ok(&e->tap, created(e, "0666\n"),
	   "save: a new file is made with the usual mode");
	chmod(path, 0640);
	fake_file(e->dir, "state", H2 "\n");
	in_dir(e, link, "link");
	ok(&e->tap, !symlink("new", link) &&
		    !lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, link) &&
		    holds(e, "new", H2 "\n") && !lstat(link, &st) &&
		    S_ISLNK(st.st_mode), "save: through a symbolic link");
	ok(&e->tap, !stat(path, &st) && (st.st_mode & 07777) == 0640,
	   "save: a replaced file keeps its mode");
	ok(&e->tap, created(e, "0600\n"),
	   "save: until it has that mode, nobody else may read it");
	ok(&e->tap, lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD,
				  "/dev/full") == -ENOSPC &&
		    !stat("/dev/full", &st) && S_ISCHR(st.st_mode),
	   "save: a device is written in place, its error reported");
	in_dir(e, path, "");
	ok(&e->tap, lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, path) ==
		    -EISDIR, "save: directory");
	in_dir(e, path, "no/where");
	ok(&e->tap, lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, path) ==
		    -ENOENT, "save: no directory");
	in_dir(e, path, "loop");
	ok(&e->tap, !symlink("loop", path) &&
		    lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, path) ==
		    -ELOOP, "save: link to itself");
	unlink(path);
	ok(&e->tap, entries(e) == 2, "save: nothing else is left");
}

/* Both say the same, and write nothing. */
static bool save_gives(struct env *e, const char *path, int error)
{
	int check = lsm_tsem_save_check(AT_FDCWD, path);
	int save = lsm_tsem_save(e->ctx, e->ns, "state", AT_FDCWD, path);

	if (check != error || save != error)
		printf("# check %d, save %d\n", check, save);
	return check == error && save == error;
}

/* A directory as /tmp, in which another user has made links. */
static void test_save_links(struct env *e)
{
	char path[PATH_MAX], link[PATH_MAX], target[PATH_MAX];
	struct stat st;

	in_dir(e, path, "tmp");
	in_dir(e, link, "tmp/link");
	in_dir(e, target, "victim");
	mkdir(path, 0755);
	chmod(path, 01777);
	fake_file(e->dir, "out/victim", "mine");
	chmod(target, 0600);
	if (symlink("../victim", link) < 0 || lchown(link, 65534, 65534) < 0) {
		ok(&e->tap, true, "save: links of others # SKIP not root");
	} else {
		ok(&e->tap, save_gives(e, link, -EACCES), "save: link of another user");
		ok(&e->tap, holds(e, "victim", "mine") && !stat(target, &st) &&
			    (st.st_mode & 07777) == 0600, "save: its target is as it was");
		unlink(target);
		ok(&e->tap, save_gives(e, link, -EACCES) && stat(target, &st) < 0,
		   "save: link of another user to nothing");
		in_dir(e, path, "mine");
		ok(&e->tap, !symlink("tmp/link", path) && save_gives(e, path, -EACCES),
		   "save: own link to the link of another user");
		unlink(path);
		in_dir(e, path, "tmp");
		ok(&e->tap, !chmod(path, 0777) && save_gives(e, link, 0),
		   "save: link in a directory that is not sticky");
		ok(&e->tap, !chmod(path, 01777) && !lchown(link, geteuid(), -1) &&
			    save_gives(e, link, 0), "save: own link");
		ok(&e->tap, !lchown(link, 4711, -1) && !chown(path, 4711, -1) &&
			    save_gives(e, link, 0), "save: link of the directory's owner");
		ok(&e->tap, !lchown(link, 65534, -1) && !chown(path, 65534, -1) &&
			    save_gives(e, link, -EACCES),
		   "save: link of one that has no id here, as the directory's owner");
	}
	unlink(link);
	unlink(target);
	rmdir(path);
}

static void test_save_check(struct env *e)
{
	char path[PATH_MAX], name[NAME_MAX + 2];

	ok(&e->tap, save_gives(e, "", -ENOENT), "save: empty path");
	ok(&e->tap, save_gives(e, "/", -EISDIR), "save: root");
	in_dir(e, path, "new/");
	ok(&e->tap, save_gives(e, path, -ENOTDIR), "save: slash behind a file");
	in_dir(e, path, "none/");
	ok(&e->tap, save_gives(e, path, -EISDIR), "save: slash behind nothing");
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	in_dir(e, path, name);
	ok(&e->tap, save_gives(e, path, -ENAMETOOLONG), "save: long name");
	in_dir(e, path, "dangling");
	ok(&e->tap, !symlink("no/where", path) && save_gives(e, path, -ENOENT),
	   "save: link into a directory that is not there");
	unlink(path);
	ok(&e->tap, !symlink("victim", path) &&
		    !lsm_tsem_save_check(AT_FDCWD, path) && entries(e) == 3,
	   "save check: link to nothing, and nothing is made");
	ok(&e->tap, save_gives(e, path, 0) && holds(e, "victim", H2 "\n"),
	   "save: link to nothing");
	unlink(path);
	in_dir(e, path, "victim");
	unlink(path);
	ok(&e->tap, !lsm_tsem_save_check(AT_FDCWD, "/dev/null"), "save check: device");
	ok(&e->tap, entries(e) == 2, "save: nothing is left of that");
}

/* A limit on file sizes fails a write in the middle, as a full disk does. */
static void test_save_fails(struct env *e)
{
	struct rlimit old, small;
	char path[PATH_MAX];
	char *text = malloc(100000);
	int ret;

	memset(text, 'x', 99999);
	text[99999] = '\0';
	fake_file(e->dir, "model", text);
	in_dir(e, path, "new");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 50000;
	setrlimit(RLIMIT_FSIZE, &small);
	ret = lsm_tsem_save(e->ctx, e->ns, "model", AT_FDCWD, path);
	setrlimit(RLIMIT_FSIZE, &old);
	ok(&e->tap, ret == -EFBIG && holds(e, "new", H2 "\n"),
	   "save: failed in the middle, the old file stays");
	ok(&e->tap, entries(e) == 2, "save: failed, nothing else is left");
	free(text);
}

static void test_model_fetch(struct env *e)
{
	struct lsm_tsem_model *m = NULL;
	char path[PATH_MAX];

	fake_file(e->dir, "model", GOOD);
	in_dir(e, path, "new");
	ok(&e->tap, !lsm_tsem_model_fetch(e->ctx, e->ns, NULL, &m), "fetch");
	ok(&e->tap, !lsm_tsem_model_save(m, AT_FDCWD, path) &&
		    holds(e, "new", GOOD), "save: model");
	m = lsm_tsem_model_free(m);
	fake_file(e->dir, "model", HEAD);
	ok(&e->tap, lsm_tsem_model_fetch(e->ctx, e->ns, NULL, &m) == -EBADMSG &&
		    !m, "fetch: cut");
}

int main(void)
{
	struct env e = { .ns = open("/dev/null", O_RDONLY | O_CLOEXEC) };
	int dirfd;

	fake_setup(e.dir, sizeof(e.dir));
	dirfd = open(e.dir, O_RDONLY | O_DIRECTORY);
	if (lsm_tsem_ctx_new_at(dirfd, &e.ctx) < 0)
		return EXIT_FAILURE;
	close(dirfd);

	test_ctx(&e);
	test_values(&e);
	test_bad_values(&e);
	test_stats(&e);
	test_list(&e);
	test_list_ends(&e);
	test_events(&e);
	test_save(&e);
	test_save_links(&e);
	test_save_check(&e);
	test_save_fails(&e);
	test_model_fetch(&e);

	lsm_tsem_ctx_free(e.ctx);
	close(e.ns);
	fake_remove(e.dir);
	return tap_done(&e.tap);
}
