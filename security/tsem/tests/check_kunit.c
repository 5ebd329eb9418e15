// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of what checks the event table
 *
 * A row that does not hold has to be noticed, and told once.
 */

#include <linux/cred.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

#include <kunit/test.h>

#include "../check.h"

static DEFINE_MUTEX(other_mutex);

static int check_init(struct kunit *test)
{
	tsem_check_forget();
	return 0;
}

/* What is wrong is still told after the tests. */
static void check_exit(struct kunit *test)
{
	tsem_check_forget();
}

static int count_class(struct kunit *test, enum tsem_event_id id)
{
	int warnings = -1;

	kunit_warning_suppress(test) {
		tsem_check_class(id);
		warnings = KUNIT_SUPPRESSED_WARNING_COUNT();
	}
	return warnings;
}

static int count_actor(struct kunit *test, enum tsem_event_id id,
		       const struct tsem_proc *proc, const struct cred *cred)
{
	int warnings = -1;

	kunit_warning_suppress(test) {
		tsem_check_actor(id, proc, cred);
		warnings = KUNIT_SUPPRESSED_WARNING_COUNT();
	}
	return warnings;
}

static int count_target(struct kunit *test, enum tsem_event_id id)
{
	int warnings = -1;

	kunit_warning_suppress(test) {
		tsem_check_target(id);
		warnings = KUNIT_SUPPRESSED_WARNING_COUNT();
	}
	return warnings;
}

static int count_path(struct kunit *test, enum tsem_event_id id,
		      unsigned int sources)
{
	int warnings = -1;

	kunit_warning_suppress(test) {
		tsem_check_path(id, sources);
		warnings = KUNIT_SUPPRESSED_WARNING_COUNT();
	}
	return warnings;
}

static int count_result(struct kunit *test, enum tsem_event_id id, long error)
{
	int warnings = -1;

	kunit_warning_suppress(test) {
		tsem_check_result(id, error);
		warnings = KUNIT_SUPPRESSED_WARNING_COUNT();
	}
	return warnings;
}

static void skip_without_lockdep(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_LOCKDEP))
		kunit_skip(test, "nobody knows which locks are held");
}

/* Nobody may wait who holds a lock, whatever the event. */
static void test_class_locked(struct kunit *test)
{
	enum tsem_event_id id;

	skip_without_lockdep(test);
	mutex_lock(&other_mutex);
	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		KUNIT_EXPECT_EQ_MSG(test, count_class(test, id),
				    tsem_events[id].class == TSEM_CLASS_WAIT,
				    "%s", tsem_events[id].name);
	mutex_unlock(&other_mutex);
}

static void test_class_told_once(struct kunit *test)
{
	skip_without_lockdep(test);
	mutex_lock(&other_mutex);
	KUNIT_EXPECT_EQ(test, count_class(test, TSEM_EV_exec), 1);
	KUNIT_EXPECT_EQ(test, count_class(test, TSEM_EV_exec), 0);
	/* Of another row it is told all the same. */
	KUNIT_EXPECT_EQ(test, count_class(test, TSEM_EV_file_ioctl), 1);
	mutex_unlock(&other_mutex);
}

static void test_class_unlocked(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		KUNIT_EXPECT_EQ(test, count_class(test, id), 0);
}

/* The lock that the exec of the process itself holds. */
static void test_class_own_lock(struct kunit *test)
{
	skip_without_lockdep(test);
	mutex_lock(&current->signal->cred_guard_mutex);
	KUNIT_EXPECT_EQ(test, count_class(test, TSEM_EV_exec), 0);
	/* Not if there is one more. */
	mutex_lock(&other_mutex);
	KUNIT_EXPECT_EQ(test, count_class(test, TSEM_EV_exec), 1);
	mutex_unlock(&other_mutex);
	mutex_unlock(&current->signal->cred_guard_mutex);
}

static const struct tsem_proc other_proc;
static const struct cred other_cred;

static void test_actor_cred(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++) {
		KUNIT_EXPECT_EQ(test, 0, count_actor(test, id, NULL,
						     current_cred()));
		KUNIT_EXPECT_EQ_MSG(test,
				    count_actor(test, id, NULL, &other_cred),
				    tsem_events[id].actor == TSEM_ACTOR_CURRENT,
				    "%s", tsem_events[id].name);
	}
}

static void test_actor_proc(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		KUNIT_EXPECT_EQ_MSG(test,
				    count_actor(test, id, &other_proc,
						current_cred()),
				    tsem_events[id].actor != TSEM_ACTOR_TARGET,
				    "%s", tsem_events[id].name);
}

static void test_target(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		KUNIT_EXPECT_EQ_MSG(test, count_target(test, id),
				    tsem_events[id].actor != TSEM_ACTOR_TARGET,
				    "%s", tsem_events[id].name);
}

static void test_path(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++) {
		const unsigned int right = BIT(tsem_events[id].path);

		KUNIT_EXPECT_EQ(test, count_path(test, id, right), 0);
		KUNIT_EXPECT_EQ_MSG(test, count_path(test, id, ~right), 1,
				    "%s", tsem_events[id].name);
	}
}

/* A call need not fail if it may go on, or if somebody else says why it fails. */
static bool may_return(enum tsem_event_id id)
{
	const struct tsem_event_desc *info = &tsem_events[id];

	if (id == TSEM_EV_create || id == TSEM_EV_create_special ||
	    id == TSEM_EV_bpf)
		return true;
	if (info->retry == TSEM_RETRY_LOST || info->retry == TSEM_RETRY_OTHER)
		return true;
	return info->denial != TSEM_DENIAL_ERRNO &&
	       info->denial != TSEM_DENIAL_LATE;
}

static void test_result(struct kunit *test)
{
	enum tsem_event_id id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++) {
		KUNIT_EXPECT_EQ(test, count_result(test, id, -EPERM), 0);
		KUNIT_EXPECT_EQ_MSG(test, count_result(test, id, 0),
				    !may_return(id), "%s", tsem_events[id].name);
		tsem_check_forget();
		KUNIT_EXPECT_EQ_MSG(test, count_result(test, id, -EACCES),
				    !may_return(id), "%s", tsem_events[id].name);
	}
}

static struct kunit_case check_cases[] = {
	KUNIT_CASE(test_class_locked),
	KUNIT_CASE(test_class_told_once),
	KUNIT_CASE(test_class_unlocked),
	KUNIT_CASE(test_class_own_lock),
	KUNIT_CASE(test_actor_cred),
	KUNIT_CASE(test_actor_proc),
	KUNIT_CASE(test_target),
	KUNIT_CASE(test_path),
	KUNIT_CASE(test_result),
	{ }
};

static struct kunit_suite check_suite = {
	.name = "tsem_check",
	.init = check_init,
	.exit = check_exit,
	.test_cases = check_cases,
};

kunit_test_suite(check_suite);
