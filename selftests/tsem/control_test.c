// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: files in securityfs and the control language
 */

#include "common.h"

#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "kselftest_harness.h"

/* Writes @len bytes at once. Returns what write() returned, or -errno. */
static ssize_t put_bytes(int fd, const char *bytes, size_t len)
{
	ssize_t n = write(fd, bytes, len);

	return n < 0 ? -errno : n;
}

/* 0 if all was taken, -errno, or the number of bytes if it is less. */
static ssize_t put(int fd, const char *text)
{
	const size_t len = strlen(text);
	ssize_t n = put_bytes(fd, text, len);

	return n == (ssize_t)len ? 0 : n;
}

/* What is in a file of the namespace, without the last newline. */
static char *get(int ns, const char *name)
{
	static char text[4][65536];
	static int at;
	char *all = tsem_read(ns, name);

	at = (at + 1) % 4;
	snprintf(text[at], sizeof(text[at]), "%s", all ?: "");
	free(all);
	all = strrchr(text[at], '\n');
	if (all && !all[1])
		*all = '\0';
	return text[at];
}

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

#define HEX16 "0123456789abcdef"
#define HEX64 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER64 \
	"0123456789abcdef0123456789abcdef0123456789abcdeffedcba9876543210"
#define THIRD64 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0000000000000000"
#define STATE "state " HEX64 "\n"

FIXTURE(control)
{
	int ns;
	int fd;		/* control, bound */
};

FIXTURE_SETUP(control)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->fd = tsem_open("control", O_RDWR, self->ns);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(control)
{
}

/* Grammar */

static const char *const bad_lines[] = {
	/* words */
	"\n", " \n", "seal", "x\n", "SEAL\n", " seal\n", "seal \n", "seals\n",
	"seal  force\n", "seal force \n", "seal forced\n", "seal Force\n",
	"enforce \n", "enforce now\n", "enforce=1\n", "seal\r\n", "\tseal\n",
	"# seal\n", "tsem-model 1\n", "digest sha256\n", "end 0\n",
	/* set */
	"set\n", "set \n", "set digest\n", "set digest=\n", "set digest=md5\n",
	"set digest=SHA256\n", "set digest=sha256 \n", "set  digest=sha256\n",
	"set digest=sha256,\n", "set digest=sha256 digest=sha256\n",
	"set fsref=\n", "set fsref=both\n", "set join=yes\n", "set join=1\n",
	"set points\n", "set points=\n", "set points=0\n", "set points=-1\n",
	"set points=+1\n", "set points= 1\n", "set points=1 \n",
	"set points=0x10\n", "set points=1k\n", "set points=1048577\n",
	"set points=18446744073709551617\n", "set points=4294967297\n",
	"set points=1,bytes=2\n", "set points=1 bytes\n", "set points=1.0\n",
	"set points=1\tbytes=2\n", "set points=1 points=2\n",
	"set bytes=0\n", "set bytes=1073741825\n", "set files=0\n",
	"set files=1048577\n", "set queues=1\n", "set mode=sealed\n",
	"set =1\n", "set =\n", "set POINTS=1\n",
	/* points */
	"state\n", "state \n", "state 00\n", "state  " HEX64 "\n",
	"state " HEX64 " \n", "state " HEX64 "0\n", "state 0" HEX64 "\n",
	"state " HEX16 HEX16 HEX16 "0123456789abcde\n",
	"state " HEX16 HEX16 HEX16 "0123456789abcdeg\n",
	"state 0x" HEX16 HEX16 HEX16 "0123456789abcd\n",
	"state " HEX16 HEX16 HEX16 "0123456789ABCDEF\n",
	"state " HEX16 HEX16 HEX16 "0123456789abcdeF\n",
	"state " HEX64 HEX64 "\n", "state " HEX64 " {}\n", "state=" HEX64 "\n",
	"environment\n", "environment 00\n", "environment " HEX64 HEX64 "\n",
	/* paths */
	"pseudonym\n", "pseudonym \n", "pseudonym a\n", "pseudonym ./a\n",
	"pseudonym /\n", "pseudonym /a/\n", "pseudonym //\n",
	"pseudonym //a\n", "pseudonym /a//b\n", "pseudonym /.\n",
	"pseudonym /..\n", "pseudonym /a/./b\n", "pseudonym /a/../b\n",
	"pseudonym /a/..\n", "pseudonym /a\\\n", "pseudonym /a\\n\n",
	"pseudonym /a\\01\n", "pseudonym /a\\013\n", "pseudonym /a\\0\n",
	"pseudonym /a\\\\b\n", "pseudonym  /a\n", "volatile\n",
	"volatile tmp\n", "volatile /a/\n", "volatile //\n",
	"volatile /a/../b\n", "volatile /a\\x41\n",
	/* binding */
	"bind\n", "bind \n", "bind fd\n", "bind fd=\n", "bind fd=-1\n",
	"bind fd=x\n", "bind 3\n", "bind fd=3 \n", "bind fd=2147483648\n",
	"bind fd=4294967299\n", "bind fd=0x3\n", "bind FD=3\n",
};

TEST_F(control, bad_lines)
{
	const char *stats = get(self->ns, "stats");
	const char *model = get(self->ns, "model");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_lines); i++) {
		const char *line = bad_lines[i];

		EXPECT_EQ(-EINVAL, put(self->fd, line))
			TH_LOG("number %zu: '%s'", i, line ?: "");
	}
	EXPECT_STREQ(stats, get(self->ns, "stats"));
	EXPECT_STREQ(model, get(self->ns, "model"));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
	/* Nothing was frozen by that. */
	EXPECT_EQ(0, put(self->fd, "set digest=sha512\n"));
}

TEST_F(control, zero_bytes)
{
	EXPECT_EQ(-EINVAL, put_bytes(self->fd, "seal\0\n", 6));
	EXPECT_EQ(-EINVAL, put_bytes(self->fd, "\0\n", 2));
	EXPECT_EQ(-EINVAL, put_bytes(self->fd, "volatile /a\0b\n", 14));
	EXPECT_EQ(0, put_bytes(self->fd, "", 0));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
}

static void fill_path(char *line, size_t len, const char *verb)
{
	memset(line, 'a', len);
	memcpy(line, verb, strlen(verb));
	line[len - 1] = '\n';
}

TEST_F(control, longest_line)
{
	const long page = sysconf(_SC_PAGESIZE);
	char *line = malloc(page + 2);

	fill_path(line, page + 1, "volatile /");
	EXPECT_EQ(-EINVAL, put_bytes(self->fd, line, page + 1));
	EXPECT_EQ(NULL, strstr(get(self->ns, "model"), "volatile"));
	if (page <= 4096) {
		fill_path(line, page, "volatile /");
		EXPECT_EQ(page, put_bytes(self->fd, line, page));
		EXPECT_NE(NULL, strstr(get(self->ns, "model"), "volatile"));
	}
	/* No newline at all, in several pages. */
	line = realloc(line, 5 * page);
	memset(line, 'x', 5 * page);
	EXPECT_EQ(-EINVAL, put_bytes(self->fd, line, 5 * page));
	free(line);
}

TEST_F(control, bad_memory)
{
	char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	ASSERT_NE(MAP_FAILED, page);
	EXPECT_EQ(-EFAULT, put_bytes(self->fd, page, 10));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
}

TEST_F(control, settings)
{
	EXPECT_EQ(65536, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(16 << 20, tsem_stat(self->ns, "limit_bytes"));
	EXPECT_EQ(65536, tsem_stat(self->ns, "limit_files"));
	EXPECT_EQ(0, put(self->fd, "set points=1 bytes=2 files=3\n"));
	EXPECT_EQ(1, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(2, tsem_stat(self->ns, "limit_bytes"));
	EXPECT_EQ(3, tsem_stat(self->ns, "limit_files"));
	EXPECT_EQ(0, put(self->fd, "set files=1048576 bytes=1073741824\n"));
	EXPECT_EQ(0, put(self->fd, "set points=1048576\n"));
	EXPECT_EQ(1048576, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(1073741824, tsem_stat(self->ns, "limit_bytes"));
	EXPECT_EQ(1048576, tsem_stat(self->ns, "limit_files"));
	/* A setting that is wrong leaves those before it alone. */
	EXPECT_EQ(-EINVAL, put(self->fd, "set points=5 bytes=x\n"));
	EXPECT_EQ(1048576, tsem_stat(self->ns, "limit_points"));
}

/*
 * A setting is that of the last who set it, whatever others set meanwhile. Returns
 * how often it was another one.
 */
static int set_and_look(int ns, const char *key, int rounds)
{
	char name[32];
	int i, bad = 0;

	snprintf(name, sizeof(name), "limit_%s", key);
	for (i = 1; i <= rounds; i++) {
		CHECK(!tsem_control(ns, "set %s=%d\n", key, i));
		bad += tsem_stat(ns, name) != i;
	}
	return bad;
}

TEST_F(control, settings_at_once)
{
	static const char *const keys[] = { "points", "files", "queue" };
	const int rounds = tsem_rounds(3000);
	pid_t pids[ARRAY_SIZE(keys)];
	size_t i;

	TH_LOG("%d rounds", rounds);
	/* None of these is a member. */
	ASSERT_EQ(0, tsem_cancel());
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		pids[i] = fork();
		ASSERT_LE(0, pids[i]);
		if (!pids[i])
			_exit(!!set_and_look(self->ns, keys[i], rounds));
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		EXPECT_EQ(0, tsem_wait(pids[i]));
}

TEST_F(control, configuration_in_model)
{
	EXPECT_TRUE(starts_with(get(self->ns, "model"),
				"tsem-model 1\ndigest sha256\n"
				"fsref content\nexpect "));
	EXPECT_EQ(0, put(self->fd, "set digest=sha512 fsref=superblock\n"
				   "set join=allowed\n"
				   "pseudonym /z\n"
				   "volatile /b\\012\\134c\n"
				   "volatile /\n"
				   "pseudonym /a/.b/..c\n"
				   "pseudonym /z\n"));
	EXPECT_TRUE(starts_with(get(self->ns, "model"),
				"tsem-model 1\ndigest sha512\n"
				"fsref superblock\nvolatile /\n"
				"volatile /b\\012\\134c\n"
				"pseudonym /a/.b/..c\npseudonym /z\n"
				"expect "))
		TH_LOG("%s", get(self->ns, "model"));
	EXPECT_EQ(128, strlen(get(self->ns, "state")));
	EXPECT_EQ(-EINVAL, put(self->fd, STATE));
	EXPECT_EQ(0, put(self->fd, "state " HEX64 HEX64 "\n"));
}

/* Each part of the configuration is in the state value, and limits are not. */
TEST_F(control, configuration_in_state)
{
	const char *before = get(self->ns, "state");
	const char *after;

	EXPECT_EQ(0, put(self->fd, "set points=7 join=allowed\n"));
	EXPECT_STREQ(before, get(self->ns, "state"));
	EXPECT_EQ(0, put(self->fd, "set fsref=superblock\n"));
	after = get(self->ns, "state");
	EXPECT_STRNE(before, after);
	before = after;
	EXPECT_EQ(0, put(self->fd, "volatile /a\n"));
	after = get(self->ns, "state");
	EXPECT_STRNE(before, after);
	before = after;
	EXPECT_EQ(0, put(self->fd, "pseudonym /a\n"));
	EXPECT_STRNE(before, get(self->ns, "state"));
}

/* Several lines */

TEST_F(control, lines_until_the_first_bad_one)
{
	EXPECT_EQ(13, put(self->fd, "set points=7\nbad\nset points=8\n"));
	EXPECT_EQ(7, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(-EINVAL, put(self->fd, "bad\nset points=8\n"));
	EXPECT_EQ(7, tsem_stat(self->ns, "limit_points"));
	/* The last line lacks its newline. */
	EXPECT_EQ(13, put(self->fd, "set points=9\nset points=10"));
	EXPECT_EQ(9, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(84, put(self->fd, "set points=5\n" STATE "set points=6\n"));
	EXPECT_EQ(5, tsem_stat(self->ns, "limit_points"));
	EXPECT_EQ(-EBUSY, put(self->fd, "set points=6\n"));
}

/* More than a page of lines. */
TEST_F(control, many_lines)
{
	char *text = malloc(1000 * 72), *at = text;
	int i;

	for (i = 0; i < 1000; i++)
		at += sprintf(at, "state %064x\n", i);
	EXPECT_EQ(0, put(self->fd, text));
	EXPECT_EQ(1000, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1000, tsem_stat(self->ns, "loaded"));
	free(text);
}

/* Modes */

TEST_F(control, modes_only_go_up)
{
	EXPECT_EQ(-EINVAL, put(self->fd, "enforce\n"));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
	EXPECT_EQ(0, put(self->fd, "seal\n"));
	EXPECT_STREQ("sealed", get(self->ns, "mode"));
	EXPECT_EQ(0, put(self->fd, "seal\nseal force\nseal\n"));
	EXPECT_STREQ("sealed", get(self->ns, "mode"));
	EXPECT_EQ(0, put(self->fd, "enforce\n"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
	EXPECT_EQ(0, put(self->fd, "enforce\nseal\nseal force\nenforce\n"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
}

TEST_F(control, seal_and_enforce_at_once)
{
	EXPECT_EQ(0, put(self->fd, "seal\nenforce\n"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
}

TEST_F(control, no_loading_after_seal)
{
	EXPECT_EQ(0, put(self->fd, STATE "seal\n"));
	EXPECT_EQ(-EPERM, put(self->fd, STATE));
	EXPECT_EQ(-EPERM, put(self->fd, "state " OTHER64 "\n"));
	EXPECT_EQ(-EPERM, put(self->fd, "environment " OTHER64 "\n"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, put(self->fd, "enforce\n"));
	EXPECT_EQ(-EPERM, put(self->fd, "state " OTHER64 "\n"));
}

/* Freezing */

static void expect_frozen(struct __test_metadata *_metadata, int fd)
{
	EXPECT_EQ(-EBUSY, put(fd, "set points=9\n"));
	EXPECT_EQ(-EBUSY, put(fd, "set digest=sha256\n"));
	EXPECT_EQ(-EBUSY, put(fd, "pseudonym /new\n"));
	EXPECT_EQ(-EBUSY, put(fd, "volatile /new\n"));
	/* What is no command is no command. */
	EXPECT_EQ(-EINVAL, put(fd, "set points=0\n"));
}

TEST_F(control, frozen_by_a_point)
{
	EXPECT_EQ(0, put(self->fd, STATE));
	expect_frozen(_metadata, self->fd);
	EXPECT_EQ(0, put(self->fd, "environment " OTHER64 "\n"));
}

TEST_F(control, frozen_by_seal)
{
	EXPECT_EQ(0, put(self->fd, "volatile /old\nseal\n"));
	expect_frozen(_metadata, self->fd);
	EXPECT_EQ(-EBUSY, put(self->fd, "volatile /old\n"));
}

static int open_null(void *unused)
{
	CHECK(open("/dev/null", O_RDONLY) >= 0);
	return 0;
}

TEST_F(control, frozen_by_an_event)
{
	EXPECT_EQ(0, put(self->fd, "set points=9\n"));
	ASSERT_EQ(0, tsem_run(open_null, NULL));
	expect_frozen(_metadata, self->fd);
	EXPECT_EQ(0, put(self->fd, STATE));
}

/* Entering alone decides nothing. */
static int nothing(void *unused)
{
	return 0;
}

TEST_F(control, not_frozen_by_entry)
{
	ASSERT_EQ(0, tsem_run(nothing, NULL));
	EXPECT_EQ(0, put(self->fd, "set points=9\n"));
}

/* What is refused before any hook is asked. */
TEST_F(control, not_frozen_by_an_exec_that_cannot_be)
{
	char *const argv[] = { "x", NULL };

	EXPECT_EQ(-1, execv("/proc/self/status", argv));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(0, put(self->fd, "set points=9\n"));
}

/* It did not enter, but it was judged by the rules. */
TEST_F(control, frozen_by_a_failed_exec)
{
	char *const argv[] = { "x", NULL }, *const envp[] = { NULL };
	int fd = memfd_create("x", MFD_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(7, write(fd, "garbage", 7));
	EXPECT_EQ(-1, syscall(__NR_execveat, fd, "", argv, envp,
			      AT_EMPTY_PATH));
	EXPECT_EQ(ENOEXEC, errno);
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	expect_frozen(_metadata, self->fd);
}

/* Limits */

TEST_F(control, too_many_points)
{
	EXPECT_EQ(0, put(self->fd, "set points=2\n"));
	EXPECT_EQ(0, put(self->fd, STATE));
	/* What is there already takes no place, whatever it is loaded as. */
	EXPECT_EQ(0, put(self->fd, STATE "environment " HEX64 "\n"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "environment"));
	EXPECT_EQ(0, put(self->fd, "environment " OTHER64 "\n"));
	EXPECT_EQ(1, tsem_stat(self->ns, "environment"));
	EXPECT_EQ(-ENOSPC, put(self->fd, "state " THIRD64 "\n"));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	/* Nothing is missing that was there: the loader was told. */
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, put(self->fd, "seal\n"));
}

TEST_F(control, too_many_rules)
{
	char line[32];
	int i;

	for (i = 0; i < 1024; i++) {
		snprintf(line, sizeof(line), "%s /%d\n",
			 i % 2 ? "volatile" : "pseudonym", i);
		ASSERT_EQ(0, put(self->fd, line));
	}
	EXPECT_EQ(-ENOSPC, put(self->fd, "volatile /one/more\n"));
	EXPECT_EQ(0, put(self->fd, "pseudonym /0\nvolatile /1023\n"));
}

static int open_two(void *unused)
{
	CHECK(open("/dev/null", O_RDONLY) >= 0);
	CHECK(open("/dev/zero", O_RDONLY) >= 0);
	return 0;
}

TEST_F(control, sealing_an_incomplete_model)
{
	EXPECT_EQ(0, put(self->fd, "set points=1\n"));
	ASSERT_EQ(0, tsem_run(open_two, NULL));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(-EOVERFLOW, put(self->fd, "seal\n"));
	EXPECT_EQ(-EINVAL, put(self->fd, "enforce\n"));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
	EXPECT_EQ(0, put(self->fd, "seal force\n"));
	EXPECT_EQ(0, put(self->fd, "seal\nenforce\n"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
}

/* Binding */

static const char *const read_files[] = {
	"id", "mode", "trust", "state", "measurement", "model", "trajectory",
	"forensics", "stats",
};

TEST(unbound)
{
	size_t i;
	char byte;
	int fd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	for (i = 0; i < ARRAY_SIZE(read_files); i++) {
		fd = tsem_open(read_files[i], O_RDWR, -1);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, read(fd, &byte, 1));
		EXPECT_EQ(ENODATA, errno) TH_LOG("%s", read_files[i]);
		EXPECT_EQ(-EINVAL, put(fd, "seal\n"));
		close(fd);
	}
	fd = tsem_open("control", O_WRONLY, -1);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-ENODATA, put(fd, "seal\n"));
	EXPECT_EQ(-ENODATA, put(fd, "set points=1\n"));
	EXPECT_EQ(-EINVAL, put(fd, "seals\n"));
	close(fd);
}

TEST(abi_version)
{
	char text[8] = {};
	int fd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	fd = tsem_open("abi_version", O_RDONLY, -1);
	ASSERT_LE(0, fd);
	EXPECT_EQ(2, read(fd, text, sizeof(text)));
	EXPECT_STREQ("1\n", text);
	close(fd);
}

static int bind_to(int fd, int what)
{
	char line[32];

	snprintf(line, sizeof(line), "bind fd=%d\n", what);
	return put(fd, line);
}

TEST_F(control, binding)
{
	int fd = tsem_open("control", O_WRONLY, -1);
	int null = open("/dev/null", O_RDONLY);
	int uts = tsem_open_link("self", "uts");
	int init = tsem_open_link("self", "tsem");

	ASSERT_LE(0, fd);
	EXPECT_EQ(-EBADF, bind_to(fd, 1000000));
	EXPECT_EQ(-EINVAL, bind_to(fd, null));
	EXPECT_EQ(-EINVAL, bind_to(fd, uts));
	EXPECT_EQ(-EINVAL, bind_to(fd, init));
	EXPECT_EQ(-ENODATA, put(fd, "seal\n"));
	/* Trying and failing does no harm. */
	EXPECT_EQ(0, bind_to(fd, self->ns));
	EXPECT_EQ(-EBUSY, bind_to(fd, self->ns));
	EXPECT_EQ(-EBUSY, bind_to(fd, 1000000));
	EXPECT_EQ(0, put(fd, "set points=3\n"));
	EXPECT_EQ(3, tsem_stat(self->ns, "limit_points"));
}

/* In one write with the first command. */
TEST_F(control, bind_and_command)
{
	int fd = tsem_open("control", O_WRONLY, -1);
	char line[64];

	ASSERT_LE(0, fd);
	snprintf(line, sizeof(line), "bind fd=%d\nseal\n", self->ns);
	EXPECT_EQ(0, put(fd, line));
	EXPECT_STREQ("sealed", get(self->ns, "mode"));
}

TEST_F(control, read_files_take_only_bind)
{
	char byte;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(read_files); i++) {
		fd = tsem_open(read_files[i], O_RDWR, self->ns);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-EINVAL, put(fd, "seal\n"));
		EXPECT_EQ(-EINVAL, put(fd, STATE));
		EXPECT_EQ(-EBUSY, bind_to(fd, self->ns));
		EXPECT_LE(0, read(fd, &byte, 1));
		EXPECT_EQ(-EBUSY, bind_to(fd, self->ns));
		close(fd);
	}
	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_STREQ("learning", get(self->ns, "mode"));
}

TEST_F(control, id_is_that_of_the_namespace)
{
	char id[32];

	snprintf(id, sizeof(id), "%llu", tsem_fd_id(self->ns));
	EXPECT_STREQ(id, get(self->ns, "id"));
}

/* Small reads give the same bytes. */
TEST_F(control, short_reads)
{
	char *whole = get(self->ns, "stats"), byte;
	size_t i;
	int fd = tsem_open("stats", O_RDWR, self->ns);

	for (i = 0; i < strlen(whole); i++) {
		ASSERT_EQ(1, read(fd, &byte, 1));
		ASSERT_EQ(whole[i], byte);
	}
	EXPECT_EQ(1, read(fd, &byte, 1));
	EXPECT_EQ(0, read(fd, &byte, 1));
}

/* A descriptor holds its namespace, even if nobody else does. */
TEST_F(control, binding_holds_the_namespace)
{
	__u64 id = tsem_fd_id(self->ns);
	int mode = tsem_open("mode", O_RDWR, self->ns);
	char text[16] = {};

	ASSERT_LE(0, mode);
	ASSERT_EQ(0, tsem_cancel());
	close(self->ns);
	EXPECT_EQ(0, put(self->fd, "seal\n"));
	EXPECT_EQ(7, read(mode, text, sizeof(text)));
	EXPECT_STREQ("sealed\n", text);
	/* Listed or not, it must not be in the way of the next one. */
	EXPECT_NE(id, 0);
}

/* Authority */

static int nobody_binds(void *arg)
{
	int ns = *(int *)arg, fd;

	CHECK(!tsem_become_nobody());
	fd = tsem_open("control", O_WRONLY, -1);
	CHECK(fd >= 0);
	CHECK(bind_to(fd, ns) == -EPERM);
	fd = tsem_open("state", O_RDWR, -1);
	CHECK(fd >= 0);
	CHECK(bind_to(fd, ns) == -EPERM);
	return 0;
}

/* Only the owner, or a superior of it, with the capability. */
static int child_userns_binds(void *arg)
{
	int ns = *(int *)arg, fd;

	CHECK(!tsem_enter_userns(0));
	fd = tsem_open("control", O_WRONLY, -1);
	CHECK(fd >= 0);
	CHECK(bind_to(fd, ns) == -EPERM);
	return 0;
}

TEST_F(control, binding_needs_authority)
{
	int ns = self->ns;

	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(nobody_binds, &ns));
	EXPECT_EQ(0, tsem_run(child_userns_binds, &ns));
}

struct cap_data {
	struct __user_cap_header_struct head;
	struct __user_cap_data_struct data[2];
};

static int drop_mac_admin(void)
{
	struct cap_data cap = {
		.head = { .version = _LINUX_CAPABILITY_VERSION_3 },
	};

	if (syscall(__NR_capget, &cap.head, cap.data))
		return -errno;
	cap.data[1].effective &= ~(1U << (CAP_MAC_ADMIN - 32));
	cap.data[1].permitted &= ~(1U << (CAP_MAC_ADMIN - 32));
	cap.data[1].inheritable &= ~(1U << (CAP_MAC_ADMIN - 32));
	return syscall(__NR_capset, &cap.head, cap.data) ? -errno : 0;
}

static int incapable_binds(void *arg)
{
	int ns = *(int *)arg, fd;

	CHECK(!drop_mac_admin());
	fd = tsem_open("control", O_WRONLY, -1);
	CHECK(fd >= 0);
	CHECK(bind_to(fd, ns) == -EPERM);
	return 0;
}

TEST_F(control, binding_needs_the_capability)
{
	int ns = self->ns;

	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(incapable_binds, &ns));
}

/* The rights of who opened the file count, not of who was talked into writing. */
TEST_F(control, opener_counts)
{
	int fd;

	ASSERT_EQ(0, seteuid(65534));
	fd = tsem_open("control", O_WRONLY, -1);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, seteuid(0));
	EXPECT_EQ(-EPERM, bind_to(fd, self->ns));
}

/* Members */

struct keys {
	int bound;
	int unbound;
	int ns;
};

static int member_with_keys(void *arg)
{
	struct keys *k = arg;

	CHECK(put(k->bound, "set points=4\n") == -EPERM);
	CHECK(put(k->bound, STATE) == -EPERM);
	CHECK(put(k->bound, "environment " HEX64 "\n") == -EPERM);
	CHECK(put(k->bound, "volatile /a\n") == -EPERM);
	CHECK(put(k->bound, "pseudonym /a\n") == -EPERM);
	CHECK(put(k->bound, "seal force\n") == -EPERM);
	CHECK(put(k->bound, "seals\n") == -EINVAL);
	CHECK(bind_to(k->unbound, k->ns) == -EPERM);
	CHECK(put(k->unbound, "seal\n") == -ENODATA);
	CHECK(put(k->bound, "enforce\n") == -EINVAL);
	CHECK(put(k->bound, "seal\n") == 0);
	CHECK(put(k->bound, "enforce\n") == 0);
	return 0;
}

TEST_F(control, member_with_inherited_keys)
{
	struct keys keys = {
		.bound = self->fd,
		.unbound = tsem_open("control", O_WRONLY, -1),
		.ns = self->ns,
	};

	ASSERT_LE(0, keys.unbound);
	EXPECT_EQ(0, tsem_run(member_with_keys, &keys));
	EXPECT_EQ(0, tsem_stat(self->ns, "loaded"));
	EXPECT_EQ(65536, tsem_stat(self->ns, "limit_points"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
}

/* A key of another namespace opens nothing for a member of this one. */
TEST_F(control, member_with_foreign_key)
{
	struct keys keys = { .bound = self->fd, .unbound = -1 };
	pid_t pid;

	ASSERT_LE(0, tsem_unshare());
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(put(keys.bound, "seal\n") != -EPERM ||
		      put(keys.bound, "enforce\n") == 0);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_STREQ("learning", get(self->ns, "mode"));
}

static int member_seals(void *unused)
{
	int fd = tsem_open("control", O_WRONLY, -1);

	CHECK(fd >= 0);
	CHECK(put(fd, STATE) == -EPERM);
	CHECK(put(fd, "bind fd=0\n") == -EBUSY);
	CHECK(put(fd, "seal\n") == 0);
	fd = tsem_open("mode", O_RDONLY, -1);
	CHECK(fd >= 0);
	CHECK(!strcmp(tsem_read_all(fd), "sealed\n"));
	return 0;
}

TEST_F(control, member_opens_its_own)
{
	EXPECT_EQ(0, tsem_run(member_seals, NULL));
	EXPECT_STREQ("sealed", get(self->ns, "mode"));
}

static int incapable_member(void *unused)
{
	CHECK(!drop_mac_admin());
	CHECK(tsem_open("control", O_WRONLY, -1) == -EPERM);
	CHECK(tsem_open("mode", O_RDONLY, -1) == -EPERM);
	CHECK(tsem_open("trajectory", O_RDONLY, -1) == -EPERM);
	CHECK(tsem_open("abi_version", O_RDONLY, -1) >= 0);
	return 0;
}

TEST_F(control, member_without_the_capability)
{
	EXPECT_EQ(0, tsem_run(incapable_member, NULL));
}

/* Opening a file of TSEM is an event like any, but the check in it is none. */
TEST_F(control, own_checks_are_no_events)
{
	ASSERT_EQ(0, tsem_run(member_seals, NULL));
	EXPECT_EQ(NULL, strstr(get(self->ns, "trajectory"),
			       "\"cap\": \"33\""));
}

/* Everything is there for users without privilege. */
static int unprivileged_user(void *unused)
{
	int ns, fd, status;
	pid_t pid;

	CHECK(!tsem_become_nobody());
	CHECK(!prctl(PR_SET_DUMPABLE, 1));
	CHECK(!tsem_enter_userns(CLONE_NEWTSEM));
	ns = tsem_open_link("self", "tsem_for_children");
	CHECK(ns >= 0);
	CHECK(!tsem_control(ns, "set points=100\nvolatile /tmp\n" STATE));
	CHECK(tsem_stat(ns, "loaded") == 1);
	pid = fork();
	if (!pid)
		_exit(open("/dev/null", O_RDONLY) < 0);
	CHECK(!tsem_wait(pid));
	CHECK(!tsem_control(ns, "seal\nenforce\n"));
	CHECK(!strcmp(get(ns, "mode"), "enforcing"));
	CHECK(strstr(get(ns, "trajectory"), "/dev/null"));
	CHECK(strlen(get(ns, "state")) == 64);
	CHECK(tsem_read(ns, "model"));
	pid = fork();
	if (!pid) {
		fd = open("/dev/zero", O_RDONLY);
		_exit(fd != -1 || errno != EPERM);
	}
	status = tsem_wait(pid);
	CHECK(!status);
	CHECK(strstr(get(ns, "forensics"), "/dev/zero"));
	CHECK(!strcmp(get(ns, "trust"), "untrusted"));
	return 0;
}

TEST(unprivileged_in_user_namespace)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	EXPECT_EQ(0, tsem_run(unprivileged_user, NULL));
}

/* Generated writes */

static unsigned int seed = 20260101;

static unsigned int next_random(unsigned int below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

static const char *const pieces[] = {
	"bind", "set", "state", "environment", "pseudonym", "volatile", "seal",
	"enforce", "force", " ", " ", " ", " ", "\n", "\n", "\n", "=", "fd=",
	"id=", "digest=", "fsref=", "verity=", "join=", "points=", "bytes=",
	"files=", "queue=", "overflow=", "ask=", "timeout=", "sha256",
	"sha512", "content", "superblock", "ignored", "used", "denied",
	"allowed", "drop", "deny", "new", "every", "0", "1", "-1",
	"99999999999999999999", HEX64, HEX16, "/", "/a", "/..", "\\012", "\\",
	"\t", "\377\376", "{\"event\": 1}", "tsem-model 1",
};

/* Pieces alone hardly ever come to the values of these. */
static const char *const starts[] = {
	"set verity=", "set queue=", "set overflow=", "set ask=",
	"set timeout=", "set join=", "set files=", "bind fd=", "bind id=",
	"state ", "environment ", "pseudonym ", "volatile ",
};

/* Up to @room bytes of pieces, or of a bad copy of something good. */
static size_t generate(char *out, size_t room)
{
	int n = 1 + next_random(12);
	size_t len = 0;

	if (next_random(2)) {
		len = sprintf(out, "%s",
			      starts[next_random(ARRAY_SIZE(starts))]);
		n = 1 + next_random(3);
	}
	while (n--) {
		const char *piece = pieces[next_random(ARRAY_SIZE(pieces))];
		const size_t size = strlen(piece);

		if (len + size + 1 > room)
			break;
		memcpy(out + len, piece, size);
		len += size;
	}
	if (len && !next_random(4))
		out[next_random(len)] = next_random(256);
	if (next_random(8))
		out[len++] = '\n';
	return len;
}

/* What the ABI document has; if it is a number then one of whole lines. */
static bool is_documented(ssize_t ret, const char *text, size_t len)
{
	switch (ret) {
	case -EINVAL:
	case -EBUSY:
	case -EPERM:
	case -EOVERFLOW:
	case -ENOSPC:
	case -ENODATA:
	case -EBADF:
	case -ENOENT:
	case -ENOMEM:
		return true;
	default:
		return ret >= 0 && ret <= (ssize_t)len &&
		       (!ret || text[ret - 1] == '\n');
	}
}

#define GENERATED 10000

TEST_F(control, generated_writes)
{
	char text[1200];
	int i, fd;

	for (i = 0; i < GENERATED; i++) {
		const size_t len = generate(text, sizeof(text));
		const bool fresh = !(i % 16);
		ssize_t ret;

		fd = fresh ? tsem_open("control", O_WRONLY, -1) : self->fd;
		ret = put_bytes(fd, text, len);
		if (!is_documented(ret, text, len))
			EXPECT_EQ(0, ret)
				TH_LOG("number %d: '%.*s'", i, (int)len, text);
		if (fresh)
			close(fd);
	}
	/* Still there, and sealed by one of them. */
	EXPECT_STRNE("learning", get(self->ns, "mode"));
	EXPECT_TRUE(starts_with(get(self->ns, "model"), "tsem-model 1\n"));
	EXPECT_LE(64, strlen(get(self->ns, "state")));
}

TEST_F(control, generated_writes_to_a_sealed_model)
{
	const char *model, *state, *measurement;
	char text[1200];
	int i;

	ASSERT_EQ(0, put(self->fd, STATE "seal\nenforce\n"));
	model = strdup(get(self->ns, "model"));
	state = strdup(get(self->ns, "state"));
	measurement = strdup(get(self->ns, "measurement"));
	for (i = 0; i < GENERATED; i++) {
		const size_t len = generate(text, sizeof(text));
		const ssize_t ret = put_bytes(self->fd, text, len);

		if (!is_documented(ret, text, len))
			EXPECT_EQ(0, ret)
				TH_LOG("number %d: '%.*s'", i, (int)len, text);
	}
	EXPECT_STREQ(model, get(self->ns, "model"));
	EXPECT_STREQ(state, get(self->ns, "state"));
	EXPECT_STREQ(measurement, get(self->ns, "measurement"));
	EXPECT_STREQ("enforcing", get(self->ns, "mode"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
}

TEST_HARNESS_MAIN
