// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: calls of 32-bit programs
 *
 * A 64-bit program can make them, too, on the machine that this knows. Their numbers are
 * others, and what they do is the same.
 */

#include "agent.h"

#include <sys/mman.h>

#include "kselftest_harness.h"

#define DIR_NAME "/tmp/tsem-compat"
#define IN_DIR(name) DIR_NAME "/" name

/* Of i386. */
#define NR32_WRITE 4
#define NR32_GETPID 20
#define NR32_KILL 37
#define NR32_MKDIR 39
#define NR32_FCNTL64 221
#define NR32_OPENAT 295
#define NR_PIDFD_SEND_SIGNAL 424
#define F32_GETLK64 12

static long call32(long nr, long a, long b, long c, long d)
{
	long ret = -EOPNOTSUPP;

#ifdef __x86_64__
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d)
		     : "memory", "r8", "r9", "r10", "r11");
#endif
	return (int)ret;
}

/* Where such a call can read and write. */
static void *low(const char *text)
{
	static char *room;
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;

#ifdef MAP_32BIT
	if (!room)
		room = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    flags | MAP_32BIT, -1, 0);
#else
	if (!room)
		room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, flags, -1, 0);
#endif
	if (room == MAP_FAILED)
		return room;
	memset(room, 0, 4096);
	return strcpy(room, text);
}

/* Without them the first one is a fault. */
static bool has_compat(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(call32(NR32_GETPID, 0, 0, 0, 0) != getpid());
	return !tsem_wait(pid);
}

FIXTURE(compat)
{
	int ns;
	struct brain brain;
};

FIXTURE_SETUP(compat)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	if (!has_compat())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, system("rm -rf " DIR_NAME));
	ASSERT_EQ(0, mkdir(DIR_NAME, 0755));
	ASSERT_EQ(0, mknod(IN_DIR("file"), S_IFREG | 0644, 0));
	ASSERT_NE(MAP_FAILED, low(""));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(compat)
{
	if (self->ns <= 0)
		return;
	tsem_cancel();
	close(self->ns);
	EXPECT_EQ(0, system("rm -rf " DIR_NAME));
}

static int do_use(void *unused)
{
	struct flock lock = { .l_type = F_RDLCK };
	int fd = open(IN_DIR("file"), O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(!fcntl(fd, F_SETFL, O_NONBLOCK));
	CHECK(!fcntl(fd, F_GETLK, &lock));
	CHECK(!kill(getpid(), 0));
	CHECK(!mkdir(IN_DIR("new"), 0755));
	return 0;
}

static int do_use32(void *unused)
{
	int fd = call32(NR32_OPENAT, AT_FDCWD, (long)low(IN_DIR("file")),
			O_RDONLY | O_CLOEXEC, 0);

	CHECK(fd >= 0);
	CHECK(!call32(NR32_FCNTL64, fd, F_SETFL, O_NONBLOCK, 0));
	CHECK(!call32(NR32_FCNTL64, fd, F_GETLK, (long)low(""), 0));
	CHECK(!call32(NR32_KILL, getpid(), 0, 0, 0));
	CHECK(!call32(NR32_MKDIR, (long)low(IN_DIR("new")), 0755, 0, 0));
	return 0;
}

/* Of what both have nothing tells which program it was. */
TEST_F(compat, same_events)
{
	int points;

	ASSERT_EQ(0, tsem_run(do_use, NULL));
	points = tsem_stat(self->ns, "points");
	EXPECT_EQ(5, points);
	ASSERT_EQ(0, rmdir(IN_DIR("new")));
	ASSERT_EQ(0, tsem_run(do_use32, NULL));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"))
		TH_LOG("%s", tsem_read(self->ns, "trajectory"));
}

static int do_ask_for_lock(void *at)
{
	char *room = low("");
	int fd = open(IN_DIR("file"), O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(!call32(NR32_FCNTL64, fd, F32_GETLK64, (long)room + (long)at, 0));
	return 0;
}

/* A command of theirs alone has an address, which is in no record. */
TEST_F(compat, command_of_its_own)
{
	ASSERT_EQ(0, tsem_run(do_ask_for_lock, (void *)0L));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, tsem_run(do_ask_for_lock, (void *)64L));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
}

static int do_mkdir32(void *error)
{
	CHECK(call32(NR32_MKDIR, (long)low(IN_DIR("new")), 0755, 0, 0) ==
	      -(long)error);
	return 0;
}

/* An agent is asked, and the call made again, as those of others. */
TEST_F(compat, started_again)
{
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	self->brain.answers[0] = "deny";
	self->brain.answers[1] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_mkdir32, (void *)(long)EPERM));
	EXPECT_EQ(-1, access(IN_DIR("new"), F_OK));
	EXPECT_EQ(0, tsem_run(do_mkdir32, (void *)0L));
	EXPECT_EQ(0, access(IN_DIR("new"), F_OK));
	stop_brain(&self->brain);
	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	close(self->brain.fd);
}

static int do_kill32(void *unused)
{
	CHECK(call32(NR32_KILL, getpid(), 0, 0, 0) == -EPERM);
	return 0;
}

/* The number of this one is the same everywhere. */
static int do_kill32_by_pidfd(void *pidfd)
{
	CHECK(call32(NR_PIDFD_SEND_SIGNAL, (long)pidfd, 0, 0, 0) == -EPERM);
	return 0;
}

/* But by number it is not known which of their calls is for one receiver. */
TEST_F(compat, not_asked_about_signals)
{
	long pidfd = syscall(__NR_pidfd_open, getpid(), 0);

	ASSERT_LE(0, pidfd);
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_kill32, NULL));
	EXPECT_EQ(0, tsem_run(do_kill32_by_pidfd, (void *)pidfd));
	stop_brain(&self->brain);
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(2, tsem_stat(self->ns, "late"));
	EXPECT_EQ(2, tsem_stat(self->ns, "forensics"));
	close(self->brain.fd);
	close(pidfd);
}

static int do_write32(void *fd)
{
	CHECK(write((long)fd, "x", 1) == 1);
	CHECK(call32(NR32_WRITE, (long)fd, (long)low("x"), 1, 0) == -EPERM);
	return 0;
}

TEST_F(compat, not_asked_about_messages)
{
	int pair[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_write32, (void *)(long)pair[0]));
	stop_brain(&self->brain);
	EXPECT_EQ(1, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	close(self->brain.fd);
	close(pair[0]);
	close(pair[1]);
}

TEST_HARNESS_MAIN
