// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what is remembered of known events is never out of date
 *
 * A member does the same thing again and again, so that the kernel takes what it
 * has at hand. In between something changes, by the member or from outside: the
 * next time it must be another event, and the old one when it is as before.
 */

#include "common.h"

#include <linux/capability.h>
#include <linux/fs.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#ifndef __NR_pidfd_getfd
#define __NR_pidfd_getfd 438
#endif

/* Often enough for all that is remembered to be in place. */
#define WARM 4

/* What a member can be told to do. */
enum act {
	ACT_OPEN,		/* dir/sub/file */
	ACT_OPEN_OTHER,		/* the path in shared->other */
	ACT_OPEN_AT,		/* file, in the directory opened at the start */
	ACT_MKDIR,		/* dir/sub/made, and remove it */
	ACT_WRITE,		/* open dir/sub/file for writing */
	ACT_KEEP,		/* open the path in shared->other, and keep it */
	ACT_FCNTL,		/* ask for the flags of what was kept */
	ACT_KILL,		/* send shared->signal to shared->pid, 0 for oneself */
	ACT_SLACKS,		/* set MANY timer slacks from shared->slack on */
	ACT_SETUID,
	ACT_DROP_CAP,
	ACT_NO_NEW_PRIVS,
	ACT_UNSHARE_MOUNTS,
	ACT_EXEC,		/* this program again, for more acts */
	ACT_JOIN,		/* enter the namespace of shared->ns */
	ACT_WAIT,		/* make a namespace, which the next exec enters */
	ACT_END,
};

static struct shared {
	char dir[64];
	char sub[96];
	char file[128];
	char made[128];
	char other[160];
	pid_t pid;
	int signal;
	int slack;
	int ns;
} *shared;

/* More events than a table of guesses has places without sharing. */
#define MANY 2000

/* The descriptor of ACT_KEEP. */
#define KEPT 20

/* Descriptors of a member that are left after an exec. */
enum { COMMAND = 30, ANSWER, SHARED };

static int drop_capability(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(__NR_capget, &head, data))
		return -errno;
	data[0].effective &= ~(1 << CAP_SYS_PTRACE);
	return syscall(__NR_capset, &head, data) ? -errno : 0;
}

static int open_and_close(int dir, const char *path, int flags)
{
	int fd = openat(dir, path, flags | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* Always at the same number. */
static int keep(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = dup2(fd, KEPT) == KEPT ? 0 : -errno;
	close(fd);
	return ret;
}

/* Another one for each number, and without order: their places are by chance. */
static unsigned int scatter(unsigned int number)
{
	number = (number ^ number >> 16) * 0x7feb352d;
	number = (number ^ number >> 15) * 0x846ca68b;
	return number ^ number >> 16;
}

static int set_slacks(int first)
{
	int i;

	for (i = 0; i < MANY; i++)
		if (prctl(PR_SET_TIMERSLACK, scatter(first + i), 0, 0, 0))
			return -errno;
	return 0;
}

static int result_of(int ret)
{
	return ret ? -errno : 0;
}

/* What this program is called with by a member. */
#define MEMBER "member"

static int exec_again(void)
{
	execl("/proc/self/exe", "stale_test", MEMBER, NULL);
	return -errno;
}

static int do_act(enum act act, int at)
{
	switch (act) {
	case ACT_OPEN:
		return open_and_close(AT_FDCWD, shared->file, O_RDONLY);
	case ACT_OPEN_OTHER:
		return open_and_close(AT_FDCWD, shared->other, O_RDONLY);
	case ACT_OPEN_AT:
		return open_and_close(at, "file", O_RDONLY);
	case ACT_MKDIR:
		return result_of(mkdir(shared->made, 0755) ||
				 rmdir(shared->made));
	case ACT_WRITE:
		return open_and_close(AT_FDCWD, shared->file, O_WRONLY);
	case ACT_KEEP:
		return keep(shared->other);
	case ACT_FCNTL:
		return result_of(fcntl(KEPT, F_GETFL) < 0);
	case ACT_KILL:
		return result_of(kill(shared->pid ?: getpid(), shared->signal));
	case ACT_SLACKS:
		return set_slacks(shared->slack);
	case ACT_SETUID:
		return result_of(setresuid(-1, 65534, 0));
	case ACT_DROP_CAP:
		return drop_capability();
	case ACT_NO_NEW_PRIVS:
		return result_of(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	case ACT_UNSHARE_MOUNTS:
		return result_of(unshare(CLONE_NEWNS));
	case ACT_EXEC:
		return exec_again();
	case ACT_JOIN:
		return result_of(setns(shared->ns, CLONE_NEWTSEM));
	case ACT_WAIT:
		return result_of(unshare(CLONE_NEWTSEM));
	case ACT_END:
		break;
	}
	_exit(0);
}

static void be_member(void)
{
	int at = open(shared->sub, O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum act act;
	int ret;

	while (read(COMMAND, &act, sizeof(act)) == sizeof(act)) {
		ret = do_act(act, at);
		if (write(ANSWER, &ret, sizeof(ret)) != sizeof(ret))
			break;
	}
	_exit(1);
}

static struct shared *map_shared(int fd)
{
	return mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
}

/* After ACT_EXEC, which has its answer from here. */
static void __attribute__((constructor)) go_on(int argc, char **argv)
{
	const int done = 0;

	if (argc != 2 || strcmp(argv[1], MEMBER))
		return;
	shared = map_shared(SHARED);
	if (shared == MAP_FAILED ||
	    write(ANSWER, &done, sizeof(done)) != sizeof(done))
		_exit(1);
	be_member();
}

static int make(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	const ssize_t len = strlen(text);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, len);
	close(fd);
	return n == len ? 0 : -EIO;
}

/* A member of a namespace, who does what it is told. */
struct actor {
	int ns;
	pid_t member;
	int command, answer;
};

FIXTURE(stale)
{
	struct actor actor;
};

/* Enters what waits. */
static int start_member(struct actor *self)
{
	int command[2], answer[2];

	if (pipe2(command, O_CLOEXEC) || pipe2(answer, O_CLOEXEC))
		return -1;
	self->member = fork();
	if (!self->member) {
		if (dup2(command[0], COMMAND) < 0 ||
		    dup2(answer[1], ANSWER) < 0)
			_exit(1);
		/* Who waits for an answer is to see that there is none. */
		close(command[1]);
		close(answer[1]);
		be_member();
	}
	close(command[0]);
	close(answer[1]);
	self->command = command[1];
	self->answer = answer[0];
	return self->member < 0 ? -1 : 0;
}

static int start(struct actor *self)
{
	self->ns = tsem_unshare();
	return self->ns < 0 ? -1 : start_member(self);
}

FIXTURE_SETUP(stale)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	umask(022);
	ASSERT_EQ(SHARED, dup2(memfd_create("shared", MFD_CLOEXEC), SHARED));
	ASSERT_EQ(0, ftruncate(SHARED, sizeof(*shared)));
	shared = map_shared(SHARED);
	ASSERT_NE(MAP_FAILED, shared);
	strcpy(shared->dir, access("/scratch", F_OK) ? "/run/tsem.XXXXXX" :
						       "/scratch/tsem.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(shared->dir));
	ASSERT_EQ(0, chmod(shared->dir, 0755));
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	snprintf(shared->sub, sizeof(shared->sub), "%s/sub", shared->dir);
	snprintf(shared->file, sizeof(shared->file), "%s/file", shared->sub);
	snprintf(shared->made, sizeof(shared->made), "%s/made", shared->sub);
	ASSERT_EQ(0, mkdir(shared->sub, 0755));
	ASSERT_EQ(0, make(shared->file, "one\n"));
	ASSERT_EQ(0, start(&self->actor));
}

FIXTURE_TEARDOWN(stale)
{
	char command[160];
	enum act act = ACT_END;

	if (!shared)
		return;
	if (write(self->actor.command, &act, sizeof(act)) == sizeof(act))
		tsem_wait(self->actor.member);
	snprintf(command, sizeof(command), "rm -rf '%s'", shared->dir);
	if (system(command))
		ksft_print_msg("%s: not removed\n", shared->dir);
}

/* What the member's act returned. */
static int act(struct actor *self, enum act act)
{
	int ret;

	if (write(self->command, &act, sizeof(act)) != sizeof(act) ||
	    read(self->answer, &ret, sizeof(ret)) != sizeof(ret))
		return -EPIPE;
	return ret;
}

static int warm(struct actor *self, enum act what)
{
	int i, ret = 0;

	for (i = 0; i < WARM && !ret; i++)
		ret = act(self, what);
	return ret;
}

static long long points(struct actor *self)
{
	return tsem_stat(self->ns, "points");
}

/* How many points it makes. */
static long long adds(struct actor *self, enum act what)
{
	const long long before = points(self);

	if (warm(self, what))
		return -1;
	return points(self) - before;
}

static bool last_has(struct actor *self, const char *text)
{
	char *list = tsem_read(self->ns, "trajectory"), *at;
	bool found;

	if (!list || !*list)
		return false;
	list[strlen(list) - 1] = '\0';
	at = strrchr(list, '\n');
	found = strstr(at ?: list, text);
	free(list);
	return found;
}

/* The last point is of a file with this name. */
static bool last_is(struct actor *self, const char *format, ...)
{
	char path[192], pattern[256];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	snprintf(pattern, sizeof(pattern), "\"pathname\": \"%s\"", path);
	return last_has(self, pattern);
}

/* Whether so many signals were seen and refused. */
static bool kills(struct actor *self, int seen, int denied)
{
	char *text = tsem_read(self->ns, "stats"), line[64];
	bool found;

	snprintf(line, sizeof(line), "\nevent task_kill %d %d ", seen, denied);
	found = text && strstr(text, line);
	free(text);
	return found;
}

/* A value in line @number of those with that text, from 0, or in the last one. */
static const char *value_of(struct actor *self, const char *with, int number,
			    const char *key)
{
	static char found[4][80];
	static int at;
	char *list = tsem_read(self->ns, "trajectory"), *line, *save;
	char pattern[32], *start = NULL;

	at = (at + 1) % 4;
	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	for (line = list ? strtok_r(list, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strstr(line, with))
			continue;
		start = strstr(line, pattern);
		if (!number--)
			break;
	}
	snprintf(found[at], sizeof(found[at]), "%.64s",
		 start && number < 0 ? start + strlen(pattern) : "none");
	free(list);
	return found[at];
}

static const char *beside(const char *name)
{
	static char path[4][160];
	static int at;

	at = (at + 1) % 4;
	snprintf(path[at], sizeof(path[at]), "%s/%s", shared->dir, name);
	return path[at];
}

static void set_other(const char *path)
{
	snprintf(shared->other, sizeof(shared->other), "%s", path);
}

/* Names */

TEST_F(stale, file_renamed)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	set_other(beside("sub/renamed"));
	ASSERT_EQ(0, rename(shared->file, shared->other));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	ASSERT_EQ(0, rename(shared->other, shared->file));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, files_exchanged)
{
	ASSERT_EQ(0, make(beside("sub/second"), "one\n"));
	set_other(beside("sub/second"));
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	/* All is the same but for the inodes. */
	ASSERT_EQ(0, syscall(__NR_renameat2, AT_FDCWD, shared->file, AT_FDCWD,
			     shared->other, RENAME_EXCHANGE));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN_OTHER));
}

TEST_F(stale, directory_renamed)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, rename(shared->sub, beside("moved")));
	set_other(beside("moved/file"));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	ASSERT_EQ(0, rename(beside("moved"), shared->sub));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, second_link)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	set_other(beside("sub/link"));
	ASSERT_EQ(0, link(shared->file, shared->other));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, bind_mount)
{
	ASSERT_EQ(0, mkdir(beside("bound"), 0755));
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, mount(shared->sub, beside("bound"), NULL, MS_BIND, NULL));
	set_other(beside("bound/file"));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, umount(beside("bound")));
}

TEST_F(stale, mount_moved)
{
	ASSERT_EQ(0, mkdir(beside("first"), 0755));
	ASSERT_EQ(0, mkdir(beside("second"), 0755));
	ASSERT_EQ(0, mount(shared->sub, beside("first"), NULL, MS_BIND, NULL));
	set_other(beside("first/file"));
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN_OTHER));
	ASSERT_EQ(0, mount(beside("first"), beside("second"), NULL, MS_MOVE,
			   NULL));
	set_other(beside("second/file"));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	ASSERT_EQ(0, umount(beside("second")));
}

TEST_F(stale, other_mount_namespace)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN_AT));
	EXPECT_TRUE(last_has(&self->actor, "\"mount\": \"own\""));
	ASSERT_EQ(0, act(&self->actor, ACT_UNSHARE_MOUNTS));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_AT));
	EXPECT_TRUE(last_has(&self->actor, "\"mount\": \"other\""));
}

/* By a descriptor it is found as before, and the rest of it is the same. */
TEST_F(stale, file_deleted)
{
	char link[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", KEPT);
	ASSERT_LE(1, adds(&self->actor, ACT_WRITE));
	set_other(shared->file);
	ASSERT_LE(1, adds(&self->actor, ACT_KEEP));
	set_other(link);
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN_OTHER));
	ASSERT_EQ(0, unlink(shared->file));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN_OTHER));
	EXPECT_TRUE(last_has(&self->actor, "\"kind\": \"deleted\""));
}

TEST_F(stale, entry_of_renamed_directory)
{
	ASSERT_LE(2, adds(&self->actor, ACT_MKDIR));
	ASSERT_EQ(0, rename(shared->sub, beside("moved")));
	snprintf(shared->made, sizeof(shared->made), "%s",
		 beside("moved/made"));
	EXPECT_EQ(2, adds(&self->actor, ACT_MKDIR));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->made));
}

TEST_F(stale, entry_of_sticky_directory)
{
	ASSERT_LE(2, adds(&self->actor, ACT_MKDIR));
	ASSERT_EQ(0, chmod(shared->sub, 01755));
	EXPECT_EQ(2, adds(&self->actor, ACT_MKDIR));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->sub));
	EXPECT_TRUE(last_has(&self->actor, "\"kind\": \"volatile\""));
	ASSERT_EQ(0, chmod(shared->sub, 0755));
	EXPECT_EQ(0, adds(&self->actor, ACT_MKDIR));
}

/* Attributes and content */

TEST_F(stale, mode)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, chmod(shared->file, 0600));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	EXPECT_TRUE(last_has(&self->actor, "\"mode\": \"0100600\""));
	ASSERT_EQ(0, chmod(shared->file, 0644));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, owner)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, chown(shared->file, 4711, -1));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	EXPECT_TRUE(last_has(&self->actor, "\"uid\": \"4711\", \"gid\": \"0\""));
	ASSERT_EQ(0, chown(shared->file, -1, 4712));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	EXPECT_TRUE(last_has(&self->actor, "\"uid\": \"4711\", \"gid\": \"4712\""));
}

TEST_F(stale, content)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, make(shared->file, "two\n"));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, make(shared->file, "one\n"));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, written_by_member)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(1, adds(&self->actor, ACT_WRITE));
	/* From here on it is output, whatever it holds. */
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, make(shared->file, "two\n"));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
}

/* Who acts */

TEST_F(stale, credentials)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, act(&self->actor, ACT_SETUID));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	EXPECT_TRUE(last_has(&self->actor, "\"euid\": \"65534\""));
}

TEST_F(stale, capabilities)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, act(&self->actor, ACT_DROP_CAP));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
}

TEST_F(stale, no_new_privs)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, act(&self->actor, ACT_NO_NEW_PRIVS));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	EXPECT_TRUE(last_has(&self->actor, "\"no_new_privs\": \"1\""));
}

static const char *last_actor(struct actor *self)
{
	return value_of(self, "", -1, "actor");
}

static const char *coefficient_of_exec(struct actor *self, int number)
{
	return value_of(self, "\"type\": \"exec\"", number, "coefficient");
}

/* It is another one, unless program and context are those of the last exec. */
TEST_F(stale, program)
{
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	set_other(shared->file);
	ASSERT_EQ(0, act(&self->actor, ACT_KEEP));
	ASSERT_EQ(1, adds(&self->actor, ACT_FCNTL));
	ASSERT_EQ(0, act(&self->actor, ACT_EXEC));
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_STREQ(coefficient_of_exec(&self->actor, 0),
		     last_actor(&self->actor));
	EXPECT_EQ(1, adds(&self->actor, ACT_FCNTL));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
	/* The same again. */
	ASSERT_EQ(0, act(&self->actor, ACT_EXEC));
	EXPECT_EQ(0, adds(&self->actor, ACT_KILL));
	EXPECT_EQ(0, adds(&self->actor, ACT_FCNTL));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	/* The same program in another context. */
	ASSERT_EQ(0, act(&self->actor, ACT_NO_NEW_PRIVS));
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_STREQ(coefficient_of_exec(&self->actor, 0),
		     last_actor(&self->actor));
	ASSERT_EQ(0, act(&self->actor, ACT_EXEC));
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_STREQ(coefficient_of_exec(&self->actor, 2),
		     last_actor(&self->actor));
	EXPECT_EQ(1, adds(&self->actor, ACT_FCNTL));
	EXPECT_EQ(1, adds(&self->actor, ACT_OPEN));
}

/* Events of a few words, which are looked for right away */

TEST_F(stale, short_event_with_another_value)
{
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	shared->signal = SIGCONT;
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_TRUE(last_has(&self->actor, "\"sig\": \"18\""));
	shared->signal = 0;
	EXPECT_EQ(0, adds(&self->actor, ACT_KILL));
}

TEST_F(stale, short_event_with_another_process)
{
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	shared->pid = getpid();
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_TRUE(last_has(&self->actor, "\"outside\""));
	shared->pid = self->actor.member;
	EXPECT_EQ(0, adds(&self->actor, ACT_KILL));
}

TEST_F(stale, short_event_with_another_file)
{
	set_other(shared->file);
	ASSERT_EQ(0, act(&self->actor, ACT_KEEP));
	ASSERT_EQ(1, adds(&self->actor, ACT_FCNTL));
	ASSERT_EQ(0, make(beside("sub/second"), "one\n"));
	set_other(beside("sub/second"));
	ASSERT_EQ(0, act(&self->actor, ACT_KEEP));
	EXPECT_EQ(1, adds(&self->actor, ACT_FCNTL));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->other));
	set_other(shared->file);
	ASSERT_EQ(0, act(&self->actor, ACT_KEEP));
	EXPECT_EQ(0, adds(&self->actor, ACT_FCNTL));
}

TEST_F(stale, short_event_with_other_credentials)
{
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	ASSERT_EQ(0, act(&self->actor, ACT_SETUID));
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_TRUE(last_has(&self->actor, "\"euid\": \"65534\""));
	ASSERT_EQ(0, act(&self->actor, ACT_NO_NEW_PRIVS));
	EXPECT_EQ(1, adds(&self->actor, ACT_KILL));
	EXPECT_TRUE(last_has(&self->actor, "\"no_new_privs\": \"1\""));
}

/* Known as something that is not good. */
TEST_F(stale, short_event_after_sealing)
{
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "seal\n"));
	shared->signal = SIGCONT;
	EXPECT_EQ(0, warm(&self->actor, ACT_KILL));
	EXPECT_EQ(1, tsem_stat(self->actor.ns, "forensics"));
	EXPECT_TRUE(kills(&self->actor, 2 * WARM, 0));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "enforce\n"));
	EXPECT_EQ(-EPERM, act(&self->actor, ACT_KILL));
	shared->signal = 0;
	EXPECT_EQ(-EPERM, act(&self->actor, ACT_KILL));
}

TEST_F(stale, short_event_refused_each_time)
{
	int i;

	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "seal\nenforce\n"));
	EXPECT_EQ(0, warm(&self->actor, ACT_KILL));
	shared->signal = SIGCONT;
	for (i = 0; i < WARM; i++)
		EXPECT_EQ(-EPERM, act(&self->actor, ACT_KILL));
	EXPECT_TRUE(kills(&self->actor, 3 * WARM, WARM));
}

/* Places of the table of guesses are shared: what is found there is compared. */
TEST_F_TIMEOUT(stale, many_short_events, 120)
{
	shared->slack = 1;
	ASSERT_EQ(MANY, adds(&self->actor, ACT_SLACKS));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "seal\n"));
	EXPECT_EQ(0, warm(&self->actor, ACT_SLACKS));
	EXPECT_EQ(0, tsem_stat(self->actor.ns, "forensics"));
	shared->slack += MANY;
	EXPECT_EQ(0, warm(&self->actor, ACT_SLACKS));
	EXPECT_EQ(MANY, tsem_stat(self->actor.ns, "forensics"));
	EXPECT_EQ(3 * WARM * MANY, tsem_stat(self->actor.ns, "event task_prctl"));
}

/* The model */

TEST_F(stale, sealed_and_enforced)
{
	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "seal\n"));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "enforce\n"));
	EXPECT_EQ(0, warm(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, chmod(shared->file, 0600));
	EXPECT_EQ(-EPERM, act(&self->actor, ACT_OPEN));
	/* Trust is lost: what was known is refused, too. */
	ASSERT_EQ(0, chmod(shared->file, 0644));
	EXPECT_EQ(-EPERM, act(&self->actor, ACT_OPEN));
	EXPECT_EQ(1, tsem_stat(self->actor.ns, "forensics"));
}

static int end(struct actor *self)
{
	enum act act = ACT_END;

	if (write(self->command, &act, sizeof(act)) != sizeof(act))
		return -errno;
	return tsem_wait(self->member);
}

/* What one namespace remembers of a file is nothing to the other. */
TEST_F(stale, two_namespaces)
{
	struct actor second = {};

	ASSERT_LE(1, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(1, adds(&self->actor, ACT_KILL));
	ASSERT_EQ(0, start(&second));
	ASSERT_EQ(0, tsem_control(second.ns, "seal\nenforce\n"));
	EXPECT_EQ(-EPERM, act(&second, ACT_OPEN));
	EXPECT_EQ(-EPERM, act(&second, ACT_KILL));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	EXPECT_EQ(0, adds(&self->actor, ACT_KILL));
	EXPECT_EQ(0, end(&second));
}

/* The file of a descriptor of a member, at the same number here. */
static int take_kept(struct actor *self)
{
	int pidfd = sys_pidfd_open(self->member, 0);
	int fd = syscall(__NR_pidfd_getfd, pidfd, KEPT, 0);
	int ret = fd < 0 || dup2(fd, KEPT) < 0 ? -errno : 0;

	close(fd);
	close(pidfd);
	return ret;
}

/* Nor is it if both have the same open file: one opened it, one inherited it. */
TEST_F(stale, open_file_in_two_namespaces)
{
	struct actor second = {};

	set_other(shared->file);
	ASSERT_EQ(0, act(&self->actor, ACT_KEEP));
	ASSERT_EQ(1, adds(&self->actor, ACT_FCNTL));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->file));
	ASSERT_EQ(0, take_kept(&self->actor));
	ASSERT_EQ(0, start(&second));
	EXPECT_EQ(1, adds(&second, ACT_FCNTL));
	EXPECT_FALSE(last_is(&second, "%s", shared->file));
	EXPECT_EQ(0, adds(&self->actor, ACT_FCNTL));
	EXPECT_EQ(0, adds(&second, ACT_FCNTL));
	EXPECT_EQ(0, end(&second));
	ASSERT_EQ(0, start(&second));
	ASSERT_EQ(0, tsem_control(second.ns, "seal\nenforce\n"));
	EXPECT_EQ(-EPERM, act(&second, ACT_FCNTL));
	EXPECT_EQ(0, warm(&self->actor, ACT_FCNTL));
	EXPECT_EQ(0, end(&second));
}

/* Entering */

/* Outside nothing is remembered that would do for a member. */
TEST_F(stale, entered_by_setns)
{
	struct actor late = { .ns = self->actor.ns };

	ASSERT_EQ(0, tsem_cancel());
	shared->ns = self->actor.ns;
	ASSERT_EQ(0, keep(shared->file));
	ASSERT_EQ(0, start_member(&late));
	ASSERT_EQ(0, adds(&late, ACT_KILL));
	ASSERT_EQ(0, adds(&late, ACT_FCNTL));
	ASSERT_EQ(0, adds(&late, ACT_OPEN));
	ASSERT_EQ(0, act(&late, ACT_JOIN));
	EXPECT_EQ(1, adds(&late, ACT_KILL));
	EXPECT_EQ(1, adds(&late, ACT_FCNTL));
	EXPECT_EQ(1, adds(&late, ACT_OPEN));
	EXPECT_TRUE(last_is(&self->actor, "%s", shared->file));
	/* It is the same program as the other one. */
	EXPECT_EQ(0, adds(&self->actor, ACT_KILL));
	EXPECT_EQ(0, adds(&self->actor, ACT_OPEN));
	ASSERT_EQ(0, tsem_control(self->actor.ns, "seal\nenforce\n"));
	shared->signal = SIGCONT;
	EXPECT_EQ(-EPERM, act(&late, ACT_KILL));
	EXPECT_EQ(0, end(&late));
}

TEST_F(stale, entered_by_exec)
{
	struct actor late = {};
	char pid[16];

	ASSERT_EQ(0, tsem_cancel());
	ASSERT_EQ(0, keep(shared->file));
	ASSERT_EQ(0, start_member(&late));
	ASSERT_EQ(0, act(&late, ACT_WAIT));
	snprintf(pid, sizeof(pid), "%d", late.member);
	late.ns = tsem_open_link(pid, "tsem_for_children");
	ASSERT_LE(0, late.ns);
	ASSERT_EQ(0, adds(&late, ACT_KILL));
	ASSERT_EQ(0, adds(&late, ACT_FCNTL));
	ASSERT_EQ(0, adds(&late, ACT_OPEN));
	ASSERT_EQ(0, act(&late, ACT_EXEC));
	EXPECT_EQ(1, adds(&late, ACT_KILL));
	EXPECT_STREQ(coefficient_of_exec(&late, 0), last_actor(&late));
	EXPECT_EQ(1, adds(&late, ACT_FCNTL));
	EXPECT_EQ(1, adds(&late, ACT_OPEN));
	EXPECT_EQ(0, end(&late));
}

TEST_HARNESS_MAIN
