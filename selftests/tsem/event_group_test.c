// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of several processes in one call
 */

#include "events.h"
#include "victims.h"

#include <sys/resource.h>

/* Who may not be asked is left out: here all. */

static int provoke_group_ioprio(struct world *w)
{
	return answer(w, syscall(__NR_ioprio_get, WHO_PGRP,
				 w->victim[w->attempt]));
}

static const struct event_test test_ioprio_get_group = {
	.event = "task_getioprio",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_groups,
	.provoke = provoke_group_ioprio,
	.happened = is_answered,
	.undo = forget_answer,
	.denied = -ESRCH,
};

/* Processes are of their real user, which nobody else on the machine is. */
#define SOME_USER 54321

static int become_user(struct world *w)
{
	return result_of(setresuid(SOME_USER, 0, 0));
}

static int arrange_user(struct world *w)
{
	int err = become_user(w);

	err = err ?: arrange_victims(w);
	return err ?: result_of(setresuid(0, 0, 0));
}

static int provoke_user_ioprio(struct world *w)
{
	return answer(w, syscall(__NR_ioprio_get, WHO_USER, SOME_USER));
}

/* The victims are older than the actor, who is left out once it is not trusted. */
static const struct event_test test_ioprio_get_user = {
	.event = "task_getioprio",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_user,
	.prepare = become_user,
	.provoke = provoke_user_ioprio,
	.happened = is_answered,
	.undo = forget_answer,
	.denied = -ESRCH,
};

#define GROUP_EVENT EVENT_TEST
#include "event_list.h"

/*
 * The actor is the first of a group, and known to change and to ask itself; the
 * victims are not known. What is done before one is denied stays.
 */

static int own_nice(struct world *w)
{
	return result_of(setpriority(PRIO_PROCESS, 0, 5));
}

static int group_nice(struct world *w)
{
	return result_of(setpriority(PRIO_PGRP, w->victim[0], 5));
}

static void reset_nice(pid_t pid)
{
	setpriority(PRIO_PROCESS, pid, 0);
}

static bool is_nice(pid_t pid)
{
	return getpriority(PRIO_PROCESS, pid) == 5;
}

static int own_ioprio(struct world *w)
{
	return result_of(syscall(__NR_ioprio_set, WHO_PROCESS, 0,
				 BEST_EFFORT_5));
}

static int group_ioprio(struct world *w)
{
	return result_of(syscall(__NR_ioprio_set, WHO_PGRP, w->victim[0],
				 BEST_EFFORT_5));
}

static void raise_ioprio(pid_t pid)
{
	syscall(__NR_ioprio_set, WHO_PROCESS, pid, BEST_EFFORT_1);
}

static bool has_lower_ioprio(pid_t pid)
{
	return syscall(__NR_ioprio_get, WHO_PROCESS, pid) == BEST_EFFORT_5;
}

static int ask_own_ioprio(struct world *w)
{
	return own_ioprio(w) ?:
	       result_of(syscall(__NR_ioprio_get, WHO_PROCESS, 0));
}

/* The answer is the highest of the group, which is that of the victims. */
static int ask_group_ioprio(struct world *w)
{
	const long ioprio = syscall(__NR_ioprio_get, WHO_PGRP, w->victim[0]);

	return ioprio < 0 ? -errno : ioprio;
}

/* The actor keeps the lower one that it has already. */
static void raise_victim(pid_t pid)
{
	if (syscall(__NR_ioprio_get, WHO_PROCESS, pid) != BEST_EFFORT_5)
		raise_ioprio(pid);
}

FIXTURE(group)
{
	struct world *w;
	int ns;
};

/*
 * @event: its name
 * @test: what the actor does
 * @reset: makes ready one of the group
 * @changed: whether the event had an effect on one of the group, NULL: it has none
 * @denied: what the call returns if the event is denied for the victims
 * @allowed: what it returns if not
 */
FIXTURE_VARIANT(group)
{
	const char *event;
	struct event_test test;
	void (*reset)(pid_t pid);
	bool (*changed)(pid_t pid);
	int denied;
	int allowed;
};

FIXTURE_VARIANT_ADD(group, nice) {
	"task_setnice", { .prepare = own_nice, .provoke = group_nice },
	reset_nice, is_nice, -EPERM, 0,
};

FIXTURE_VARIANT_ADD(group, ioprio) {
	"task_setioprio", { .prepare = own_ioprio, .provoke = group_ioprio },
	raise_ioprio, has_lower_ioprio, -EPERM, 0,
};

/* Who may not be asked is left out, and nobody is told. */
FIXTURE_VARIANT_ADD(group, ioprio_get) {
	"task_getioprio",
	{ .prepare = ask_own_ioprio, .provoke = ask_group_ioprio },
	raise_victim, NULL, BEST_EFFORT_5, BEST_EFFORT_1,
};

FIXTURE_SETUP(group)
{
	struct world *w;
	int i;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	w = make_world();
	self->w = w;
	ASSERT_NE(NULL, w);
	ASSERT_EQ(0, arrange_victims(w));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, prepare_attempt(w, &variant->test));
	/* Who joins last comes first. */
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, setpgid(w->victim[i], w->victim[0]));
		variant->reset(w->victim[i]);
	}
	ASSERT_EQ(0, setpgid(w->actor, w->victim[0]));
	variant->reset(w->actor);
	if (variant->changed)
		ASSERT_FALSE(variant->changed(w->actor));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
}

FIXTURE_TEARDOWN(group)
{
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

TEST_F(group, is_partial)
{
	struct event_stats stats = {};
	struct world *w = self->w;

	provoke_attempt(w);
	EXPECT_EQ(variant->denied, w->result);
	if (variant->changed) {
		EXPECT_TRUE(variant->changed(w->actor));
		EXPECT_FALSE(variant->changed(w->victim[0]));
		EXPECT_FALSE(variant->changed(w->victim[1]));
	}
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, read_event_stats(self->ns, variant->event, &stats));
	EXPECT_LE(1, stats.denied);
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(-EPERM, try_later(w));
	end_attempt(w, &variant->test);
}

SHOWS_DENIAL(task_setnice, PARTIAL);
SHOWS_DENIAL(task_setioprio, PARTIAL);

TEST_F(group, ignored)
{
	struct world *w = self->w;

	if (!can_ignore())
		SKIP(return, "the kernel cannot ignore verdicts");
	set_ignore(true);
	provoke_attempt(w);
	EXPECT_EQ(variant->allowed, w->result);
	if (variant->changed) {
		EXPECT_TRUE(variant->changed(w->actor));
		EXPECT_TRUE(variant->changed(w->victim[0]));
		EXPECT_TRUE(variant->changed(w->victim[1]));
	}
	end_attempt(w, &variant->test);
}

TEST_HARNESS_MAIN
