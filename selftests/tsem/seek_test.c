// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: long files are read from any place, and can be given up
 */

#include "endless.h"

#include <sys/resource.h>

#include "kselftest_harness.h"

/* Records that a list is long with. */
#define MANY 20000

FIXTURE(seek)
{
	int ns;
};

FIXTURE_VARIANT(seek)
{
	const char *name;
	const char *control;	/* before the events */
};

FIXTURE_VARIANT_ADD(seek, trajectory)
{
	.name = "trajectory",
};

FIXTURE_VARIANT_ADD(seek, forensics)
{
	.name = "forensics",
	.control = "seal\n",
};

FIXTURE_VARIANT_ADD(seek, model)
{
	.name = "model",
};

FIXTURE_SETUP(seek)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	if (variant->control)
		ASSERT_EQ(0, tsem_control(self->ns, variant->control));
}

FIXTURE_TEARDOWN(seek)
{
}

/* Whether what is read at a place is there in the text, too. */
static bool same_at(int fd, const char *text, size_t at)
{
	const size_t len = strlen(text);
	size_t want = at < len ? len - at : 0;
	char chunk[700];
	ssize_t n;

	if (want > sizeof(chunk))
		want = sizeof(chunk);
	n = pread(fd, chunk, want ?: 1, at);
	/* A read may give less than is left. */
	return want ? n > 0 && !memcmp(chunk, text + at, n) : !n;
}

/* Forwards, backwards and past the end. */
TEST_F(seek, any_place)
{
	size_t at, len;
	char *text;
	int fd;

	ASSERT_EQ(0, run_events(0, 100));
	text = tsem_read(self->ns, variant->name);
	ASSERT_NE(NULL, text);
	len = strlen(text);
	ASSERT_LT(30000, len);
	fd = tsem_open(variant->name, O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	for (at = 0; at < len; at += 997)
		EXPECT_TRUE(same_at(fd, text, at)) TH_LOG("at %zu", at);
	for (at = len - 1; at > 1009; at -= 1009)
		EXPECT_TRUE(same_at(fd, text, at)) TH_LOG("at %zu", at);
	EXPECT_TRUE(same_at(fd, text, len));
	EXPECT_TRUE(same_at(fd, text, 2 * len));
	EXPECT_TRUE(same_at(fd, text, 0));
	free(text);
}

/* What was read on from a place is the rest. */
TEST_F(seek, rest)
{
	char *text, *rest;
	size_t at;
	int fd;

	ASSERT_EQ(0, run_events(0, 100));
	text = tsem_read(self->ns, variant->name);
	ASSERT_NE(NULL, text);
	fd = tsem_open(variant->name, O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	for (at = strlen(text) / 2; at < strlen(text); at += 5003) {
		ASSERT_EQ(at, lseek(fd, at, SEEK_SET));
		rest = tsem_read_all(fd);
		ASSERT_NE(NULL, rest);
		EXPECT_STREQ(text + at, rest);
		free(rest);
	}
	free(text);
}

/* Goes past the end of a file, in one system call. */
static pid_t start_seek(int ns, const char *name, int *ready)
{
	int fds[2];
	pid_t pid;

	if (pipe(fds))
		return -1;
	pid = fork();
	if (!pid) {
		int fd = tsem_open(name, O_RDWR, ns);

		close(fds[0]);
		if (fd < 0 || write(fds[1], "", 1) != 1)
			_exit(1);
		_exit(lseek(fd, 1LL << 40, SEEK_SET) != 1LL << 40);
	}
	close(fds[1]);
	*ready = fds[0];
	return pid;
}

/* Seconds of a processor that a child took. */
static double taken(const struct rusage *usage)
{
	return usage->ru_utime.tv_sec + usage->ru_stime.tv_sec +
	       (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

/* The same of one that runs. */
static double taken_so_far(pid_t pid)
{
	struct timespec ts = {};
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &ts))
		return -1;
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static double seek_once(int ns, const char *name)
{
	struct rusage usage = {};
	int ready, status;
	pid_t pid;

	pid = start_seek(ns, name, &ready);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status)
		return -1;
	close(ready);
	return taken(&usage);
}

/* The shortest of some, since a busy machine makes all of them longer. */
static double seek_time(int ns, const char *name)
{
	double least = seek_once(ns, name), next;
	int i;

	for (i = 0; i < 2; i++) {
		next = seek_once(ns, name);
		if (next < least)
			least = next;
	}
	return least;
}

/*
 * Kills one that has gone a quarter of the way. Returns the part of the way that it
 * went after that, or -1 if this came too late to tell.
 */
static double kill_one(int ns, const char *name, double whole)
{
	struct rusage usage = {};
	double start, at;
	int ready, status;
	char byte;
	pid_t pid;

	pid = start_seek(ns, name, &ready);
	if (pid < 0 || read(ready, &byte, 1) != 1)
		return 1;
	close(ready);
	start = taken_so_far(pid);
	do {
		at = taken_so_far(pid);
	} while (at >= 0 && at - start < whole / 4);
	kill(pid, SIGKILL);
	if (wait4(pid, &status, 0, &usage) != pid)
		return 1;
	if (!WIFSIGNALED(status) || at - start > whole * 2 / 5)
		return -1;
	return (taken(&usage) - at) / whole;
}

/*
 * A task that is being killed does not first go through all there is. On a busy
 * machine a try may seem to take longer, but none can be as short if it does: then
 * three fifths of the way are left, at least.
 */
TEST_F_TIMEOUT(seek, killed, 240)
{
	const int many = tsem_rounds(MANY);
	double whole, part = 1, next;
	int i;

	ASSERT_EQ(0, run_events(0, many));
	/* None of these is a member. */
	ASSERT_EQ(0, tsem_cancel());
	whole = seek_time(self->ns, variant->name);
	ASSERT_LT(0, whole);
	for (i = 0; i < 20 && part > 0.5; i++) {
		next = kill_one(self->ns, variant->name, whole);
		if (next >= 0 && next < part)
			part = next;
	}
	TH_LOG("%d records in %.3f s, then %.3f of it, %d tries", many, whole,
	       part, i);
	EXPECT_GT(0.5, part);
}

TEST_HARNESS_MAIN
