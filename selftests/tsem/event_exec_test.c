// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of programs
 */

#include "programs.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

#define ALONE(file) "\"programs\": [" file "], \"secureexec\": \"0\""
#define SCRIPT "{" NAMED("script") OWNED("0100700") DIGEST("$MORE") "}"

/* Each link of the chain, in the order in which they are looked at */

static int make_script(struct world *w, const char *name, const char *by,
		       char *digest)
{
	char text[300];

	snprintf(text, sizeof(text), "#!%s\n", in_dir(w, by));
	return make_file(w, name, text, 0700) ?: digest_of(w, name, digest);
}

static int arrange_script(struct world *w)
{
	return arrange_prog(w) ?: make_script(w, "script", "prog", w->more);
}

static int provoke_script(struct world *w)
{
	return run(w, "script");
}

static const struct event_test test_exec_script = {
	.event = "exec",
	.object = ALONE(SCRIPT ", " PROG),
	.arrange = arrange_script,
	.provoke = provoke_script,
	.happened = has_run,
};

static int arrange_outer(struct world *w)
{
	return arrange_script(w) ?:
	       make_script(w, "outer", "script", w->third);
}

static int provoke_outer(struct world *w)
{
	return run(w, "outer");
}

static const struct event_test test_exec_script_of_script = {
	.event = "exec",
	.object = ALONE("{" NAMED("outer") OWNED("0100700") DIGEST("$THIRD")
			"}, " SCRIPT ", " PROG),
	.arrange = arrange_outer,
	.provoke = provoke_outer,
	.happened = has_run,
};

/* A handler of files that begin in a certain way */

#define MISC "/proc/sys/fs/binfmt_misc/"
#define HANDLER "tsem-selftest"
#define MAGIC "TSEM-MAGIC"

static void dismiss_handler(struct world *w)
{
	(void)w;
	tsem_write_file(MISC HANDLER, "-1");
}

static int arrange_magic(struct world *w, mode_t mode, const char *flags)
{
	char line[300];
	int err = arrange_prog(w) ?: make_file(w, "magic", MAGIC "\n", mode) ?:
		  digest_of(w, "magic", w->more);

	/* It stays when a test ends before its time. */
	dismiss_handler(w);
	snprintf(line, sizeof(line), ":" HANDLER ":M::" MAGIC "::%s:%s",
		 in_dir(w, "prog"), flags);
	return err ?: tsem_write_file(MISC "register", line);
}

static int arrange_misc(struct world *w)
{
	return arrange_magic(w, 0700, "");
}

static int provoke_magic(struct world *w)
{
	return run(w, "magic");
}

#define MAGIC_FILE(mode) "{" NAMED("magic") OWNED(mode) DIGEST("$MORE") "}"

static const struct event_test test_exec_misc = {
	.event = "exec",
	.object = ALONE(MAGIC_FILE("0100700") ", " PROG),
	.arrange = arrange_misc,
	.provoke = provoke_magic,
	.happened = has_run,
	.dismiss = dismiss_handler,
};

/* Credentials: those that the program is going to have */

#define BECOMES_ROOT                                                      \
	"\"uid\": \"1000\", \"euid\": \"0\", \"suid\": \"0\"" NEXT       \
	"\"fsuid\": \"0\""
#define GROWS(files) "\"programs\": [" files "], \"secureexec\": \"1\""

static int prepare_user(struct world *w)
{
	return result_of(setresuid(1000, 1000, 1000)) ?: do_known(w);
}

static int arrange_setuid(struct world *w)
{
	return arrange_prog_mode(w, 04755);
}

static const struct event_test test_exec_setuid = {
	.event = "exec",
	.object = GROWS("{" NAMED("prog") OWNED("0104755") DIGEST("$DATA") "}"),
	.context = BECOMES_ROOT,
	.arrange = arrange_setuid,
	.prepare = prepare_user,
	.provoke = provoke_exec,
	.happened = has_run,
};

/* With the flag C it is the first file that says what they are. */
static int arrange_misc_setuid(struct world *w)
{
	return arrange_magic(w, 04755, "C");
}

static const struct event_test test_exec_misc_setuid = {
	.event = "exec",
	.object = GROWS(MAGIC_FILE("0104755") ", " PROG),
	.context = BECOMES_ROOT,
	.arrange = arrange_misc_setuid,
	.prepare = prepare_user,
	.provoke = provoke_magic,
	.happened = has_run,
	.dismiss = dismiss_handler,
};

/* Other ways to name a program, and to ask about one */

static int arrange_memfd(struct world *w)
{
	w->fd[0] = memfd_create("prog", MFD_CLOEXEC);
	return arrange_prog(w) ?: copy_prog(w->fd[0]);
}

static int provoke_memfd(struct world *w)
{
	char *const argv[] = { "memfd", NULL }, *const envp[] = { NULL };

	w->result = 0;
	return result_of(syscall(__NR_execveat, w->fd[0], "", argv, envp,
				 AT_EMPTY_PATH));
}

/* It has no name, but it has content. */
static const struct event_test test_exec_memfd = {
	.event = "exec",
	.object = ALONE("{\"kind\": \"memfd\", \"mount\": \"none\"" NEXT
			"\"pathname\": \"\"" OWNED("0100777")
			DIGEST("$DATA") "}"),
	.arrange = arrange_memfd,
	.provoke = provoke_memfd,
	.happened = has_run,
};

static int provoke_exec_check(struct world *w)
{
	char *const argv[] = { "prog", NULL }, *const envp[] = { NULL };

	return result_of(syscall(__NR_execveat, AT_FDCWD, in_dir(w, "prog"),
				 argv, envp, AT_EXECVE_CHECK));
}

/* The answer is all there is. */
static bool was_allowed(struct world *w)
{
	return !w->result;
}

static const struct event_test test_exec_check = {
	.event = "exec_check",
	.object = ALONE(PROG),
	.arrange = arrange_prog,
	.provoke = provoke_exec_check,
	.happened = was_allowed,
};

#define EXEC_EVENT EVENT_TEST
#include "event_list.h"

/* The longest chain that there may be, with the longest paths */

#define LINKS 6

FIXTURE(chain)
{
	struct world *w;
	int deep;
};

/* A directory in which the path of a file is about as long as paths may be. */
static int make_deep(struct world *w)
{
	size_t left = PATH_MAX - strlen(w->dir) - 16, len;
	int fd = dup(w->dir_fd), next;
	char component[201];

	for (; left > 2 && fd >= 0; left -= len + 1) {
		len = left > 200 ? 199 : left - 1;
		memset(component, 'd', len);
		component[len] = '\0';
		if (mkdirat(fd, component, 0755))
			return -errno;
		next = openat(fd, component, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = next;
	}
	return fd;
}

/* Scripts 0, 1 and so on, each run by the next, the last by the program. */
static int make_chain(int dir, int links)
{
	char name[8], text[16];
	int to, i;

	for (i = 0; i < links; i++) {
		snprintf(name, sizeof(name), "%d", i);
		to = openat(dir, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
			    0755);
		if (i == links - 1) {
			if (copy_prog(to))
				return -errno;
		} else {
			snprintf(text, sizeof(text), "#!%d\n", i + 1);
			if (write(to, text, strlen(text)) < 0)
				return -errno;
		}
		close(to);
	}
	return 0;
}

FIXTURE_SETUP(chain)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	self->deep = make_deep(self->w);
	ASSERT_LE(0, self->deep);
}

FIXTURE_TEARDOWN(chain)
{
	char command[128];

	if (!self->w)
		return;
	/* Outside, and not by paths, which are too long. */
	tsem_cancel();
	snprintf(command, sizeof(command), "rm -rf '%s'", self->w->dir);
	if (system(command))
		TH_LOG("cannot remove %s", self->w->dir);
}

/* Runs the first script. Returns what the program ended with, or an errno. */
static int run_chain(int dir)
{
	char *const argv[] = { "0", NULL }, *const envp[] = { NULL };
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		if (fchdir(dir))
			_exit(99);
		execve("0", argv, envp);
		_exit(errno);
	}
	return tsem_wait(pid);
}

struct links {
	int lines;
	int files;
};

static void count_links(const char *line, void *arg)
{
	struct links *links = arg;

	if (strcmp(event_key(line, "type"), "exec"))
		return;
	links->lines++;
	for (; (line = strstr(line, "\"kind\": \"path\"")); line++)
		links->files++;
}

TEST_F(chain, of_longest_paths)
{
	struct links links = {};
	int learned, ns;

	ASSERT_EQ(0, make_chain(self->deep, LINKS));
	learned = tsem_unshare();
	ASSERT_LE(0, learned);
	ASSERT_EQ(42, run_chain(self->deep));
	ASSERT_EQ(0, each_line(learned, "trajectory", count_links, &links));
	EXPECT_EQ(1, links.lines);
	EXPECT_EQ(LINKS, links.files);
	EXPECT_EQ(0, tsem_stat(learned, "errors"));
	EXPECT_EQ(0, tsem_stat(learned, "incomplete"));

	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, copy_model(learned, ns, skip_nothing, NULL));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(42, run_chain(self->deep));
	EXPECT_EQ(0, tsem_stat(ns, "forensics"));

	/* It is the last file that differs, and the last that is looked at. */
	ASSERT_EQ(0, fchmodat(self->deep, "5", 0711, 0));
	EXPECT_EQ(EPERM, run_chain(self->deep));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
}

/* One more than the kernel follows: it is no exec, and so no event of one. */
TEST_F(chain, too_long)
{
	struct event_stats stats;
	int ns;

	ASSERT_EQ(0, make_chain(self->deep, LINKS + 1));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(ELOOP, run_chain(self->deep));
	EXPECT_EQ(0, read_event_stats(ns, "exec", &stats));
	EXPECT_EQ(0, stats.seen);
	EXPECT_EQ(0, read_event_stats(ns, "file_open", &stats));
	EXPECT_LE(LINKS, stats.seen);
}

TEST_HARNESS_MAIN
