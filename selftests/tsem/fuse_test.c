// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: content that a process serves
 *
 * It stands for all file systems that do not tell when content changes, and
 * makes the kernel wait where a test wants it to.
 */

#include "place_fixture.h"
#include "tiny_fuse.h"

#include <signal.h>
#include <sys/sendfile.h>

/* Changes while nobody looks: each opening reads it again. */
TEST_F_TIMEOUT(place, changes_without_notice, 120)
{
	struct tiny_fuse fuse;
	char path[192];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	strcpy(path, in(self->other, "file"));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_EQ(2, tsem_stat(self->ns, "digests_computed"));
	ASSERT_EQ(0, enforce(self->ns));
	tiny_set(&fuse, contents[1].text);
	EXPECT_EQ(0, tsem_run(do_not_open, path));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"),
			       contents[1].digest));
	tiny_set(&fuse, contents[0].text);
	EXPECT_EQ(0, tsem_run(do_open, path));
	tiny_stop(&fuse);
}

/* Opened, but what is in it is not known: that is no digest. */
TEST_F_TIMEOUT(place, cannot_be_read, 120)
{
	struct tiny_fuse fuse;
	char path[192];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	strcpy(path, in(self->other, "file"));
	fuse.shared->error = EIO;
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path));
	EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"),
			       "\"gid\": \"0\"}}}"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, path));
	fuse.shared->error = 0;
	EXPECT_EQ(0, tsem_run(do_not_open, path));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"),
			       contents[0].digest));
	tiny_stop(&fuse);
}

static void catch_signal(int number)
{
}

static int do_open_interrupted(void *path)
{
	const struct sigaction action = { .sa_handler = catch_signal };

	CHECK(!sigaction(SIGUSR1, &action, NULL));
	CHECK(open(path, O_RDONLY) < 0 && errno == EINTR);
	return 0;
}

/* Returns what became of the member. */
static int interrupt_reading(struct tiny_fuse *fuse, char *path)
{
	const int before = fuse->shared->held;
	pid_t pid;

	fuse->shared->hold = FUSE_READ;
	pid = fork();
	if (!pid)
		_exit(do_open_interrupted(path));
	if (!tiny_holds(fuse, before) || kill(pid, SIGUSR1))
		return -1;
	fuse->shared->error = EINTR;
	fuse->shared->hold = 0;
	return tsem_wait(pid);
}

/* A server may end a reading by any signal: the call fails, and nothing happened. */
TEST_F_TIMEOUT(place, reading_is_interrupted, 120)
{
	struct tiny_fuse fuse;
	char path[192];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	strcpy(path, in(self->other, "file"));
	EXPECT_EQ(0, interrupt_reading(&fuse, path));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	fuse.shared->error = 0;
	EXPECT_EQ(0, tsem_run(do_open, path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, interrupt_reading(&fuse, path));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	fuse.shared->error = 0;
	EXPECT_EQ(0, tsem_run(do_open, path));
	tiny_stop(&fuse);
}

/*
 * The kernel reads for the opener while it digests, and the server does things
 * that are events of the same namespace before it answers.
 */
TEST_F_TIMEOUT(place, server_is_a_member, 120)
{
	struct tiny_fuse fuse;
	char path[192];
	int i;

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, true))
		SKIP(return, "no fuse");
	strcpy((char *)fuse.shared->backing, self->path);
	strcpy(path, in(self->other, "file"));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_NE(0, fuse.shared->reads);
	EXPECT_EQ(2, count_lines(self->ns, "trajectory", "\"file_open\""));
	EXPECT_EQ(2, count_lines(self->ns, "trajectory", contents[0].digest));
	ASSERT_EQ(0, enforce(self->ns));
	for (i = 0; i < 10; i++)
		EXPECT_EQ(0, tsem_run(do_open, path));
	tiny_set(&fuse, contents[1].text);
	EXPECT_EQ(0, tsem_run(do_not_open, path));
	tiny_stop(&fuse);
}

/* The one who reads, and one who waits for that. */
TEST_F_TIMEOUT(place, server_never_answers, 120)
{
	struct tiny_fuse fuse;
	char path[192];
	pid_t pids[2];
	int i;

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, true))
		SKIP(return, "no fuse");
	strcpy(path, in(self->other, "file"));
	fuse.shared->hold = FUSE_READ;
	pids[0] = fork();
	if (!pids[0])
		_exit(do_open(path) != 0);
	ASSERT_TRUE(tiny_holds(&fuse, 0));
	/* A server with one thread takes no more: this waits before that. */
	pids[1] = fork();
	if (!pids[1])
		_exit(do_open(path) != 0);
	tsem_sleep_ms(300);
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, waitpid(pids[i], NULL, WNOHANG));
		kill(pids[i], SIGKILL);
		EXPECT_TRUE(ends_soon(pids[i]));
	}
	/* It answers after all, and nothing is left locked. */
	fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	tiny_stop(&fuse);
}

/* A file between the check of a program and its start */

static int do_run_script(void *path)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execl(path, path, NULL);
		_exit(errno);
	}
	status = tsem_wait(pid);
	if (status != 42)
		fprintf(stderr, "# status %d\n", status);
	return status != 42;
}

static int load_program(struct tiny_fuse *fuse, const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, (char *)fuse->shared->content, TINY_ROOM);

	close(fd);
	if (n <= 0 || n == TINY_ROOM)
		return -EFBIG;
	fuse->shared->size = n;
	return 0;
}

/*
 * The interpreter is served, so that the exec stops after the script was
 * digested. What happens to the script then does not come into it.
 */
TEST_F_TIMEOUT(place, script_replaced_during_exec, 120)
{
	char script[256], interpreter[192], pattern[400], *text;
	struct tiny_fuse fuse;
	pid_t pid;
	int before;

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	ASSERT_EQ(0, load_program(&fuse, tsem_helper("exit-42")));
	strcpy(interpreter, in(self->other, "file"));
	snprintf(script, sizeof(script), "#!%s\n", interpreter);
	ASSERT_EQ(0, make(self->path, script, 0755));
	ASSERT_EQ(0, tsem_run(do_run_script, self->path));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	text = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, text);
	snprintf(pattern, sizeof(pattern),
		 "\"programs\": [{\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"%s\"",
		 self->path);
	EXPECT_NE(NULL, strstr(text, pattern)) TH_LOG("%s", text);
	free(text);
	ASSERT_EQ(0, enforce(self->ns));

	before = fuse.shared->held;
	fuse.shared->hold = FUSE_READ;
	pid = fork();
	if (!pid)
		_exit(do_run_script(self->path) != 0);
	ASSERT_TRUE(tiny_holds(&fuse, before));
	/* In place nobody can change it now, but its name can go. */
	EXPECT_EQ(-1, open(self->path, O_WRONLY));
	EXPECT_EQ(ETXTBSY, errno);
	strcat(script, "evil");
	ASSERT_EQ(0, make(in(self->dir, "evil"), script, 0755));
	ASSERT_EQ(0, rename(in(self->dir, "evil"), self->path));
	fuse.shared->hold = 0;
	/* What runs is what was digested; to read the other is an event. */
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_NE(0, tsem_run(do_run_script, self->path));
	tiny_stop(&fuse);
}

/* One more program in the place of that, with the same effect. */
static int make_other_program(struct tiny_fuse *fuse, const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
	ssize_t n = write(fd, (char *)fuse->shared->content,
			  fuse->shared->size + 1);

	close(fd);
	return n == (ssize_t)fuse->shared->size + 1 ? 0 : -EIO;
}

/* Starts it in a member, which has come to reading the served file. */
static pid_t begin_run(struct tiny_fuse *fuse, char *path)
{
	const int before = fuse->shared->held;
	pid_t pid;

	fuse->shared->hold = FUSE_READ;
	pid = fork();
	if (!pid)
		_exit(do_run_script(path) != 0);
	return tiny_holds(fuse, before) ? pid : -1;
}

/* The same with an interpreter, itself a script for the one that is served. */
TEST_F_TIMEOUT(place, interpreter_replaced_during_exec, 120)
{
	char middle[192], text[256], evil[192];
	struct tiny_fuse fuse;
	pid_t pid;
	int fd;

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	ASSERT_EQ(0, load_program(&fuse, tsem_helper("exit-42")));
	strcpy(middle, in(self->dir, "middle"));
	strcpy(evil, in(self->dir, "evil"));
	snprintf(text, sizeof(text), "#!%s\n", middle);
	ASSERT_EQ(0, make(self->path, text, 0755));
	snprintf(text, sizeof(text), "#!%s\n", in(self->other, "file"));
	ASSERT_EQ(0, make(middle, text, 0755));
	ASSERT_EQ(0, tsem_run(do_run_script, self->path));
	ASSERT_EQ(0, enforce(self->ns));

	pid = begin_run(&fuse, self->path);
	ASSERT_LT(0, pid);
	EXPECT_EQ(-1, open(middle, O_WRONLY));
	EXPECT_EQ(ETXTBSY, errno);
	/* The script before it was opened, and is not used any more. */
	fd = open(self->path, O_WRONLY);
	EXPECT_LE(0, fd);
	close(fd);
	strcat(text, "evil");
	ASSERT_EQ(0, make(evil, text, 0755));
	ASSERT_EQ(0, rename(evil, middle));
	fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_NE(0, tsem_run(do_run_script, self->path));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	tiny_stop(&fuse);
}

/* The name of the program leads to another one as soon as it was opened. */
TEST_F_TIMEOUT(place, program_replaced_during_exec, 120)
{
	char path[192], evil[192];
	struct tiny_fuse fuse;
	pid_t pid;

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	ASSERT_EQ(0, load_program(&fuse, tsem_helper("exit-42")));
	strcpy(path, in(self->other, "file"));
	strcpy(evil, in(self->dir, "evil"));
	ASSERT_EQ(0, make_other_program(&fuse, evil));
	/* So that the name can be mounted on while the server does not answer. */
	fuse.shared->valid = 1000;
	ASSERT_EQ(0, tsem_run(do_run_script, path));
	ASSERT_EQ(0, enforce(self->ns));

	pid = begin_run(&fuse, path);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, mount(evil, path, NULL, MS_BIND, NULL));
	fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	/* From then on it is the other one. */
	EXPECT_NE(0, tsem_run(do_run_script, path));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	ASSERT_EQ(0, umount(path));
	EXPECT_EQ(0, tsem_run(do_run_script, path));
	tiny_stop(&fuse);
}

/* A program that the server changes is another one at the next exec. */
TEST_F_TIMEOUT(place, served_program, 120)
{
	struct tiny_fuse fuse;
	char path[192];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	if (serve(&fuse, self->other, &self->ns, false))
		SKIP(return, "no fuse");
	ASSERT_EQ(0, load_program(&fuse, tsem_helper("exit-42")));
	strcpy(path, in(self->other, "file"));
	ASSERT_EQ(0, tsem_run(do_run_script, path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_run_script, path));
	fuse.shared->size++;
	EXPECT_NE(0, tsem_run(do_run_script, path));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"), path));
	fuse.shared->size--;
	EXPECT_EQ(0, tsem_run(do_run_script, path));
	tiny_stop(&fuse);
}

TEST_HARNESS_MAIN
