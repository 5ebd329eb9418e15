// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of processes and credentials
 */

#include "events.h"
#include "victims.h"

#include <sys/fsuid.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>

#ifndef __NR_pidfd_send_signal
#define __NR_pidfd_send_signal 424
#endif

static char secret[16] = "secret";

/* Signals */

static int provoke_kill(struct world *w)
{
	return result_of(kill(w->victim[w->attempt], SIGUSR1));
}

#define USR1_PENDING "ShdPnd:\t0000000000000200"

static bool has_signal(struct world *w)
{
	return status_has(w->victim[w->attempt], USR1_PENDING);
}

static const struct event_test test_kill = {
	.event = "task_kill",
	.object = "\"target\": " OUTSIDE ", \"sig\": \"10\"",
	.arrange = arrange_victims,
	.provoke = provoke_kill,
	.happened = has_signal,
};

/* The mask with SIGUSR1 is inherited. */
static int provoke_kill_self(struct world *w)
{
	return result_of(kill(getpid(), SIGUSR1));
}

static bool has_own_signal(struct world *w)
{
	return status_has(w->actor, USR1_PENDING);
}

static const struct event_test test_kill_self = {
	.event = "task_kill",
	.object = "\"target\": " SELF ", \"sig\": \"10\"",
	.arrange = arrange_victims,
	.provoke = provoke_kill_self,
	.happened = has_own_signal,
};

/* Opened by the orchestrator, one after the other: what counts is who sends. */
static int arrange_pidfds(struct world *w)
{
	int err = arrange_victims(w), i;

	for (i = 0; i < EVENT_ATTEMPTS_MAX && !err; i++) {
		w->fd[0] = sys_pidfd_open(w->victim[i], 0);
		err = w->fd[0] < 0 ? -errno : 0;
	}
	return err;
}

static int provoke_pidfd_signal(struct world *w)
{
	const int last = EVENT_ATTEMPTS_MAX - 1;

	return result_of(syscall(__NR_pidfd_send_signal,
				 w->fd[0] - last + w->attempt, SIGUSR1, NULL,
				 0));
}

static const struct event_test test_pidfd_send_signal = {
	.event = "task_kill",
	.object = "\"target\": " OUTSIDE ", \"sig\": \"10\"",
	.arrange = arrange_pidfds,
	.provoke = provoke_pidfd_signal,
	.happened = has_signal,
};

/* Tracing */

static int provoke_vm_readv(struct world *w)
{
	struct iovec local = { w->data, sizeof(secret) };
	struct iovec remote = { secret, sizeof(secret) };

	return result_of(process_vm_readv(w->victim[w->attempt], &local, 1,
					  &remote, 1, 0));
}

static bool knows_secret(struct world *w)
{
	return !strcmp(w->data, secret);
}

static void forget_secret(struct world *w)
{
	memset(w->data, 0, sizeof(w->data));
}

/* Attach, with real credentials. */
static const struct event_test test_process_vm_readv = {
	.event = "ptrace_access_check",
	.object = "\"child\": " OUTSIDE ", \"mode\": \"18\"",
	.arrange = arrange_victims,
	.provoke = provoke_vm_readv,
	.happened = knows_secret,
	.undo = forget_secret,
};

/* The caller of the check has an error of its own. */
static int provoke_proc_exe(struct world *w)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/exe", w->victim[w->attempt]);
	return result_of(readlink(path, w->data, sizeof(w->data) - 1));
}

static bool knows_exe(struct world *w)
{
	return w->data[0] == '/';
}

/* Read, with the credentials for files. */
static const struct event_test test_proc_exe = {
	.event = "ptrace_access_check",
	.object = "\"child\": " OUTSIDE ", \"mode\": \"9\"",
	.arrange = arrange_victims,
	.provoke = provoke_proc_exe,
	.happened = knows_exe,
	.undo = forget_secret,
	.denied = -EACCES,
};

/* The parent of the actor is the orchestrator. */
static int provoke_traceme(struct world *w)
{
	return result_of(ptrace(PTRACE_TRACEME, 0, 0, 0));
}

static bool is_traced(struct world *w)
{
	return !status_has(w->actor, "TracerPid:\t0\n");
}

static const struct event_test test_traceme = {
	.event = "ptrace_traceme",
	.object = "\"parent\": " OUTSIDE,
	.provoke = provoke_traceme,
	.happened = is_traced,
};

/* Capabilities: the caller says EACCES and not EPERM */

static int provoke_nice(struct world *w)
{
	return result_of(setpriority(PRIO_PROCESS, 0, -5));
}

static bool is_nice(struct world *w)
{
	return getpriority(PRIO_PROCESS, w->actor) == -5;
}

static const struct event_test test_capable = {
	.event = "capable",
	.object = "\"cap\": \"23\", \"opts\": \"0\", \"userns\": \"0\"",
	.provoke = provoke_nice,
	.happened = is_nice,
	.denied = -EACCES,
};

/* Credentials */

static int provoke_setresuid(struct world *w)
{
	return result_of(syscall(__NR_setresuid, -1, 1234, -1));
}

static bool has_euid(struct world *w)
{
	return status_has(w->actor, "Uid:\t0\t1234\t0\t1234");
}

static const struct event_test test_setresuid = {
	.event = "task_fix_setuid",
	.object = "\"flags\": \"4\", \"uid\": \"0\", \"euid\": \"1234\"" NEXT
		  "\"suid\": \"0\", \"fsuid\": \"1234\"",
	.provoke = provoke_setresuid,
	.happened = has_euid,
};

/* This never fails. */
static int provoke_setfsuid(struct world *w)
{
	setfsuid(1234);
	return 0;
}

static bool has_fsuid(struct world *w)
{
	return status_has(w->actor, "Uid:\t0\t0\t0\t1234");
}

static const struct event_test test_setfsuid = {
	.event = "task_fix_setuid",
	.object = "\"flags\": \"8\", \"uid\": \"0\", \"euid\": \"0\"" NEXT
		  "\"suid\": \"0\", \"fsuid\": \"1234\"",
	.provoke = provoke_setfsuid,
	.happened = has_fsuid,
	.denied = SILENT,
};

static int provoke_setresgid(struct world *w)
{
	return result_of(syscall(__NR_setresgid, -1, 1234, -1));
}

static bool has_egid(struct world *w)
{
	return status_has(w->actor, "Gid:\t0\t1234\t0\t1234");
}

static const struct event_test test_setresgid = {
	.event = "task_fix_setgid",
	.object = "\"flags\": \"4\", \"gid\": \"0\", \"egid\": \"1234\"" NEXT
		  "\"sgid\": \"0\", \"fsgid\": \"1234\"",
	.provoke = provoke_setresgid,
	.happened = has_egid,
};

static int provoke_setfsgid(struct world *w)
{
	setfsgid(1234);
	return 0;
}

static bool has_fsgid(struct world *w)
{
	return status_has(w->actor, "Gid:\t0\t0\t0\t1234");
}

static const struct event_test test_setfsgid = {
	.event = "task_fix_setgid",
	.object = "\"flags\": \"8\", \"gid\": \"0\", \"egid\": \"0\"" NEXT
		  "\"sgid\": \"0\", \"fsgid\": \"1234\"",
	.provoke = provoke_setfsgid,
	.happened = has_fsgid,
	.denied = SILENT,
};

static int provoke_userns(struct world *w)
{
	return result_of(unshare(CLONE_NEWUSER));
}

static bool has_userns(struct world *w)
{
	char who[16];

	snprintf(who, sizeof(who), "%d", w->actor);
	return tsem_link_id(who, "user") != tsem_link_id("self", "user");
}

static const struct event_test test_unshare_userns = {
	.event = "userns_create",
	.object = "\"userns\": \"1\"",
	.provoke = provoke_userns,
	.happened = has_userns,
};

#define PROCESS_EVENT EVENT_TEST
#include "event_list.h"

/* A signal to a group: what comes before the one that is denied stays. */

static int provoke_kill_group(struct world *w)
{
	return result_of(kill(-w->victim[0], SIGUSR1));
}

static int prepare_kill_self(struct world *w)
{
	return result_of(kill(getpid(), SIGUSR1));
}

static const struct event_test test_group = {
	.event = "task_kill",
	.object = "",
	.prepare = prepare_kill_self,
	.provoke = provoke_kill_group,
};

FIXTURE(group)
{
	struct world *w;
	int ns;
};

FIXTURE_SETUP(group)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	ASSERT_EQ(0, arrange_victims(self->w));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, prepare_attempt(self->w, &test_group));
	/* The actor is a member of the group and may signal itself. */
	ASSERT_EQ(0, setpgid(self->w->victim[0], self->w->victim[0]));
	ASSERT_EQ(0, setpgid(self->w->victim[1], self->w->victim[0]));
	ASSERT_EQ(0, setpgid(self->w->actor, self->w->victim[0]));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
}

FIXTURE_TEARDOWN(group)
{
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

/* The call itself succeeds if any of the group could be signalled. */
TEST_F(group, kill_is_partial)
{
	struct event_stats stats = {};

	provoke_attempt(self->w);
	/* The known target gets its signal, and the call tells of success. */
	EXPECT_EQ(0, self->w->result);
	EXPECT_TRUE(status_has(self->w->actor, USR1_PENDING));
	EXPECT_FALSE(status_has(self->w->victim[0], USR1_PENDING));
	EXPECT_FALSE(status_has(self->w->victim[1], USR1_PENDING));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, read_event_stats(self->ns, "task_kill", &stats));
	EXPECT_LE(2, stats.denied);
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(-EPERM, try_later(self->w));
	end_attempt(self->w, &test_group);
}

SHOWS_DENIAL(task_kill, PARTIAL);

TEST_F(group, kill_ignored)
{
	if (!can_ignore())
		SKIP(return, "the kernel cannot ignore verdicts");
	set_ignore(true);
	provoke_attempt(self->w);
	EXPECT_TRUE(status_has(self->w->victim[0], USR1_PENDING));
	EXPECT_TRUE(status_has(self->w->victim[1], USR1_PENDING));
	end_attempt(self->w, &test_group);
}

TEST_HARNESS_MAIN
