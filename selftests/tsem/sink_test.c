// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what it tells other parts of the kernel
 *
 * The trace event of each decision, and the attribute of a process.
 */

#include "agent.h"

#include <grp.h>
#include <linux/lsm.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#define TRACING "/sys/kernel/tracing"
#define DECISIONS TRACING "/events/tsem/tsem_decision"

/* Of the namespace: asking for it is an event of a member. */
static unsigned long long ns_id;

FIXTURE(sink)
{
	int ns;
	char dir[64];
	char made[96];
};

FIXTURE_SETUP(sink)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	strcpy(self->dir, "/tmp/tsem-sink.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	snprintf(self->made, sizeof(self->made), "%s/made", self->dir);
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ns_id = tsem_fd_id(self->ns);
}

FIXTURE_TEARDOWN(sink)
{
	rmdir(self->made);
	rmdir(self->dir);
}

static int do_mkdir(void *path)
{
	return mkdir(path, 0700) ? errno : 0;
}

/* The second and later ones are known, and found without making an event. */
static int do_kill(void *arg)
{
	int i;

	for (i = 0; i < 3; i++)
		CHECK(!kill(getpid(), 0));
	return 0;
}

/* Something new, then something known. */
static int do_violate(void *path)
{
	CHECK(rmdir(path) && errno == EPERM);
	CHECK(kill(getpid(), 0) && errno == EPERM);
	return 0;
}

/* How many lines of the trace have these words of a decision in this namespace. */
static int traced(const char *words)
{
	char *text, *line, *save, id[32];
	int fd = open(TRACING "/trace", O_RDONLY | O_CLOEXEC), n = 0;

	text = fd < 0 ? NULL : tsem_read_all(fd);
	if (fd >= 0)
		close(fd);
	if (!text)
		return -1;
	snprintf(id, sizeof(id), " ns=%llu ", ns_id);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		n += strstr(line, "tsem_decision: ") && strstr(line, id) &&
		     strstr(line, words);
	free(text);
	return n;
}

/* What follows a key of the last line of a list; not to be freed. */
static const char *last_coefficient(int ns, const char *list)
{
	static char value[160];
	char *text = tsem_read(ns, list), *at = text, *next;

	value[0] = '\0';
	while (at && (next = strstr(at, "\"coefficient\": \""))) {
		at = next + strlen("\"coefficient\": \"");
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""),
			 at);
	}
	free(text);
	return value;
}

TEST_F(sink, trace)
{
	char words[256];

	if (access(DECISIONS, F_OK))
		SKIP(return, "no trace events");
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "1"));

	ASSERT_EQ(0, tsem_run(do_mkdir, self->made));
	snprintf(words, sizeof(words),
		 " event=path_mkdir reason=new ret=0 coefficient=%s",
		 last_coefficient(self->ns, "trajectory"));
	EXPECT_LT(64, strlen(words) - strlen(" event=path_mkdir "));
	EXPECT_EQ(1, traced(words));

	ASSERT_EQ(0, tsem_run(do_kill, NULL));
	EXPECT_EQ(1, traced(" event=task_kill reason=new ret=0 "));
	EXPECT_EQ(2, traced(" event=task_kill reason=known ret=0 "));
	snprintf(words, sizeof(words), " reason=known ret=0 coefficient=%s",
		 last_coefficient(self->ns, "trajectory"));
	EXPECT_EQ(2, traced(words));

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	snprintf(words, sizeof(words),
		 " event=path_rmdir reason=new ret=-1 coefficient=%s",
		 last_coefficient(self->ns, "forensics"));
	EXPECT_EQ(1, traced(words));
	EXPECT_EQ(1, traced(" event=task_kill reason=untrusted ret=-1 coefficient="));

	/* Nobody looks any more. */
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "0"));
	ASSERT_EQ(0, tsem_run(do_kill, NULL));
	EXPECT_EQ(2, traced(" event=task_kill reason=known "));
}

struct groups {
	int count;
	int error;
};

static int do_setgroups(void *arg)
{
	static gid_t list[2000];
	const struct groups *groups = arg;

	CHECK((setgroups(groups->count, list) ? errno : 0) == groups->error);
	return 0;
}

/* Of more groups than an event can describe. */
TEST_F(sink, trace_of_errors)
{
	struct groups few = { 1, 0 }, many = { 2000, EPERM };

	if (access(DECISIONS, F_OK))
		SKIP(return, "no trace events");
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "1"));
	EXPECT_EQ(0, tsem_run(do_setgroups, &few));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(0, tsem_run(do_setgroups, &many));
	EXPECT_EQ(1, traced(" event=task_fix_setgroups reason=error ret=-1 "));
	many.error = 0;
	ASSERT_EQ(0, tsem_cancel());
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ns_id = tsem_fd_id(self->ns);
	EXPECT_EQ(0, tsem_run(do_setgroups, &many));
	EXPECT_EQ(1, traced(" event=task_fix_setgroups reason=error ret=0 "));
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "0"));
}

TEST_F(sink, trace_of_an_agent)
{
	struct brain brain = { .answers = { "allow", "deny" } };

	if (access(DECISIONS, F_OK))
		SKIP(return, "no trace events");
	brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, brain.fd);
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "1"));
	ASSERT_EQ(0, start_brain(&brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	stop_brain(&brain);
	EXPECT_EQ(1, traced(" event=socket_create reason=agent ret=0 "));
	EXPECT_EQ(1, traced(" event=socket_create reason=agent ret=-1 "));
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "0"));
	close(brain.fd);
}

static int do_kill_until(void *refused)
{
	int i;

	for (i = 0; i < 3 && !kill(getpid(), 0); i++)
		;
	CHECK(i == (long)refused);
	return 0;
}

TEST_F(sink, trace_of_what_is_not_seen)
{
	int fd;

	if (access(DECISIONS, F_OK))
		SKIP(return, "no trace events");
	ASSERT_EQ(0, tsem_control(self->ns, "set queue=1 overflow=deny\n"));
	ASSERT_EQ(0, tsem_run(do_kill, NULL));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = tsem_open("events", O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	ASSERT_LT(0, write(fd, "all\n", 4));
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "1"));
	EXPECT_EQ(0, tsem_run(do_kill_until, (void *)1L));
	EXPECT_EQ(1, traced(" event=task_kill reason=known ret=0 "));
	EXPECT_EQ(1, traced(" event=task_kill reason=unseen ret=-1 "));
	ASSERT_EQ(0, tsem_write_file(DECISIONS "/enable", "0"));
	close(fd);
}

/* Room for the attribute of every module. */
static int self_attr(unsigned int attr, char *text, size_t room)
{
	union {
		struct lsm_ctx ctx;
		char bytes[4096];
	} own = { .ctx.id = LSM_ID_TSEM };
	__u32 size = sizeof(own);
	int ret = syscall(__NR_lsm_get_self_attr, attr, &own.ctx, &size,
			  LSM_FLAG_SINGLE);

	if (ret < 0)
		return -errno;
	if (ret) {
		CHECK(own.ctx.id == LSM_ID_TSEM && own.ctx.len == size);
		CHECK(own.ctx.ctx_len == strlen((char *)own.ctx.ctx) + 1);
		snprintf(text, room, "%.*s", (int)room - 1,
			 (char *)own.ctx.ctx);
	}
	return ret;
}

static bool is_described(const char *mode, const char *trust)
{
	char text[512], start[128];
	size_t len;

	if (self_attr(LSM_ATTR_CURRENT, text, sizeof(text)) != 1)
		return false;
	len = snprintf(start, sizeof(start), "ns=%llu mode=%s trust=%s identity=",
		       ns_id, mode, trust);
	return !strncmp(text, start, len) && strlen(text) == len + 64 &&
	       strspn(text + len, "0123456789abcdef") == 64;
}

static int do_describe(void *arg)
{
	return !is_described("learning", "trusted");
}

static int do_describe_violation(void *path)
{
	CHECK(is_described("enforcing", "trusted"));
	CHECK(mkdir(path, 0700) && errno == EPERM);
	CHECK(is_described("enforcing", "untrusted"));
	return 0;
}

/* Of a member, also one that was refused; asking is no event. */
TEST_F(sink, self_attr)
{
	ASSERT_EQ(0, tsem_run(do_describe, NULL));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	ASSERT_EQ(0, tsem_run(do_describe_violation, self->made));
}

static int do_ask_wrong(void *arg)
{
	char text[512];
	__u32 size = sizeof(struct lsm_ctx);
	struct lsm_ctx ctx = { .id = LSM_ID_TSEM };

	CHECK(self_attr(LSM_ATTR_PREV, text, sizeof(text)) == -EOPNOTSUPP);
	/* The size that it takes is told, and nothing is written. */
	CHECK(syscall(__NR_lsm_get_self_attr, LSM_ATTR_CURRENT, &ctx, &size,
		      LSM_FLAG_SINGLE) == -1 && errno == E2BIG);
	CHECK(size > sizeof(ctx) + 64 && !ctx.len);
	return 0;
}

TEST_F(sink, self_attr_errors)
{
	char text[512];

	EXPECT_EQ(-EOPNOTSUPP, self_attr(LSM_ATTR_CURRENT, text, sizeof(text)));
	ASSERT_EQ(0, tsem_run(do_ask_wrong, NULL));
}

TEST_HARNESS_MAIN
