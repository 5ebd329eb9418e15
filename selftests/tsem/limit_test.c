// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: the largest that there can be, and what comes after it
 */

#include "place_fixture.h"

#include <grp.h>

/* Files that members write: which of them are kept */

#define FILES 3

static const char *const names[FILES] = { "first", "second", "third" };

static int do_write_files(void *dir)
{
	int i;

	for (i = 0; i < FILES; i++)
		CHECK(!overwrite(in(dir, names[i]), contents[1].text));
	return 0;
}

TEST_F(place, written_files)
{
	char *state;
	int other, i;

	for (i = 0; i < FILES; i++)
		ASSERT_EQ(0, make(in(self->dir, names[i]), contents[0].text,
				  0644));
	ASSERT_EQ(0, tsem_control(self->ns, "set files=2\n"));
	ASSERT_EQ(0, tsem_run(do_write_files, self->dir));
	EXPECT_EQ(2, tsem_stat(self->ns, "files"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	state = state_of(self->ns);
	/* The first ones are known to be output, and of the other one all counts. */
	for (i = 0; i < FILES; i++) {
		ASSERT_EQ(0, tsem_run(do_open, (void *)in(self->dir, names[i])));
		EXPECT_TRUE(last_has(self->ns, "digest",
				     i < 2 ? EMPTY : contents[1].digest))
			TH_LOG("%d: %s", i, last(self->ns, "trajectory"));
	}
	/* The same points without a limit, but nothing is missing there. */
	other = tsem_unshare();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, tsem_run(do_write_files, self->dir));
	EXPECT_EQ(3, tsem_stat(other, "files"));
	EXPECT_EQ(0, tsem_stat(other, "incomplete"));
	EXPECT_EQ(tsem_stat(self->ns, "points") - FILES,
		  tsem_stat(other, "points"));
	EXPECT_STRNE(state, state_of(other));
	free(state);
}

/* Rules: as many bytes of paths as are hashed at once */

#define RULE_BYTES 65536
#define LONG_PATH 4000

/* A path of that length which is another one for each number. */
static const char *long_path(size_t len, int number)
{
	static char path[LONG_PATH + 1];

	snprintf(path, sizeof(path), "/%03d", number);
	memset(path + 4, 'a', len - 4);
	path[len] = '\0';
	return path;
}

TEST_F(place, bytes_of_rules)
{
	int i, left = RULE_BYTES;
	char *model, *state;

	for (i = 0; left > LONG_PATH; i++, left -= LONG_PATH)
		ASSERT_EQ(0, tsem_control(self->ns, "%s %s\n",
					  i % 2 ? "volatile" : "pseudonym",
					  long_path(LONG_PATH, i)));
	EXPECT_EQ(-ENOSPC, tsem_control(self->ns, "volatile %s\n",
					long_path(left + 1, i)));
	ASSERT_EQ(0, tsem_control(self->ns, "volatile %s\n",
				  long_path(left, i)));
	model = tsem_read(self->ns, "model");
	state = state_of(self->ns);
	EXPECT_EQ(-ENOSPC, tsem_control(self->ns, "pseudonym /a\n"));
	EXPECT_EQ(-ENOSPC, tsem_control(self->ns, "volatile /\n"));
	/* What is there needs no room. */
	EXPECT_EQ(0, tsem_control(self->ns, "volatile %s\n",
				  long_path(left, i)));
	EXPECT_STREQ(model, tsem_read(self->ns, "model"));
	EXPECT_STREQ(state, state_of(self->ns));
	EXPECT_EQ(i + 1, count_lines(self->ns, "model", " /0"));
	/* All of them are in force. */
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
}

/* Groups: as many as can be described */

#define GROUPS 1088

static int set_groups(int count)
{
	gid_t groups[GROUPS + 1];
	int i;

	for (i = 0; i < count; i++)
		groups[i] = 1000 + i;
	return setgroups(count, groups) ? -errno : 0;
}

static int do_set_groups(void *count)
{
	CHECK(!set_groups(*(int *)count));
	return 0;
}

static int do_not_set_groups(void *count)
{
	CHECK(set_groups(*(int *)count) == -EPERM);
	CHECK(getgroups(0, NULL) < GROUPS);
	/* Nothing is known of it, so that trust is not lost. */
	CHECK(!set_groups(GROUPS));
	return 0;
}

TEST_F(place, groups)
{
	int most = GROUPS, more = GROUPS + 1, other;
	long long points;
	char *state;

	ASSERT_EQ(0, tsem_run(do_set_groups, &most));
	EXPECT_TRUE(last_has(self->ns, "type", "task_fix_setgroups"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	points = tsem_stat(self->ns, "points");
	state = state_of(self->ns);
	/* Learning allows it and says that something is missing. */
	ASSERT_EQ(0, tsem_run(do_set_groups, &more));
	EXPECT_EQ(1, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	EXPECT_STRNE(state, state_of(self->ns));

	other = tsem_unshare();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, tsem_run(do_set_groups, &most));
	EXPECT_STREQ(state, state_of(other));
	ASSERT_EQ(0, enforce(other));
	EXPECT_EQ(0, tsem_run(do_not_set_groups, &more));
	EXPECT_EQ(1, tsem_stat(other, "errors"));
	EXPECT_EQ(0, tsem_stat(other, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(other, "trust"));
	free(state);
}

/* An exec: as many files as the kernel follows, with the longest paths */

#define SCRIPTS 5
#define LINK_NAME 2	/* "/0" */

static int copy_program(const char *name, const char *to)
{
	int from = open(tsem_helper(name), O_RDONLY | O_CLOEXEC);
	int fd = open(to, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
	char block[4096];
	ssize_t n = -1;

	while (fd >= 0 && (n = read(from, block, sizeof(block))) > 0)
		if (write(fd, block, n) != n)
			break;
	close(from);
	close(fd);
	return n ? -EIO : 0;
}

/* A directory below @dir whose path has @len bytes, and go there. */
static int go_deep(const char *dir, size_t len)
{
	size_t left = len - strlen(dir), size;
	char name[NAME_MAX + 1];

	if (chdir(dir))
		return -errno;
	for (; left; left -= size + 1) {
		/* None is too short. */
		size = left > 2 * NAME_MAX ? NAME_MAX - 1 :
		       left > NAME_MAX ? left / 2 - 1 : left - 1;
		memset(name, 'd', size);
		name[size] = '\0';
		if (mkdir(name, 0755) || chdir(name))
			return -errno;
	}
	return 0;
}

/* Scripts 0, 1 and so on, each for the next one, and a program in the end. */
static int make_chain(void)
{
	char name[2] = "0", text[16];
	int i;

	for (i = 0; i < SCRIPTS; i++) {
		name[0] = '0' + i;
		snprintf(text, sizeof(text), "#!./%d\n", i + 1);
		if (make(name, text, 0755))
			return -EIO;
	}
	name[0] = '0' + i;
	return copy_program("exit-42", name);
}

static int run_chain(void *want)
{
	char *const argv[] = { "0", NULL };
	pid_t pid = fork();

	if (!pid) {
		execve("./0", argv, argv + 1);
		_exit(errno);
	}
	CHECK(tsem_wait(pid) == *(int *)want);
	return 0;
}

TEST_F_TIMEOUT(place, programs, 120)
{
	int fine = 42, denied = EPERM, here = open(".", O_PATH | O_CLOEXEC);
	const char *line;

	/* A path and its NUL. */
	ASSERT_EQ(0, go_deep(self->dir, PATH_MAX - 1 - LINK_NAME));
	ASSERT_EQ(0, make_chain());
	ASSERT_EQ(0, tsem_run(run_chain, &fine));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory",
				 "\"type\": \"exec\""));
	EXPECT_LT(SCRIPTS * (PATH_MAX - 96), tsem_stat(self->ns, "bytes"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(run_chain, &fine));
	/* Each of them counts, the last one, too. */
	ASSERT_EQ(0, make("4", "#!./5 -x\n", 0755));
	EXPECT_EQ(0, tsem_run(run_chain, &denied));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	line = last(self->ns, "forensics");
	EXPECT_EQ(0, tsem_stat(self->ns, "errors")) TH_LOG("%s", line);
	ASSERT_EQ(0, fchdir(here));
}

TEST_HARNESS_MAIN
