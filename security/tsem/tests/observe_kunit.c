// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of observe.c
 */

#include <kunit/test.h>

#include "../limits.h"
#include "../observe.h"

#define QUEUE 3

static void destroy_observers(void *observers)
{
	tsem_observers_destroy(observers);
}

static struct tsem_observers *make_observers(struct kunit *test)
{
	struct tsem_observers *observers;

	observers = kunit_kzalloc(test, sizeof(*observers), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, observers);
	tsem_observers_init(observers);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, destroy_observers,
						  observers), 0);
	return observers;
}

static void remove_observer(void *observer)
{
	tsem_observer_remove(observer);
}

static struct tsem_observer *add_observer(struct kunit *test,
					  struct tsem_observers *observers)
{
	struct tsem_observer *observer;

	observer = tsem_observer_add(observers, QUEUE, false);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, observer);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, remove_observer,
						  observer), 0);
	return observer;
}

/* Tells of first occurrences, told apart by the number of the event. */
static void tell(struct tsem_observers *observers, u8 event, u32 times)
{
	const struct tsem_notice notice = { .event = event, .first = true };

	while (times--)
		tsem_observers_tell(observers, &notice);
}

static bool take(struct tsem_observer *observer, struct tsem_sighting *sighting)
{
	struct tsem_sighting again;

	if (!tsem_observer_look(observer, &again) ||
	    !tsem_observer_look(observer, sighting))
		return false;
	tsem_observer_seen(observer, sighting);
	return again.number == sighting->number;
}

static void expect_event(struct kunit *test, struct tsem_observer *observer,
			 u64 number, u8 event)
{
	struct tsem_sighting sighting;

	KUNIT_ASSERT_TRUE(test, tsem_observer_ready(observer));
	KUNIT_ASSERT_TRUE(test, take(observer, &sighting));
	KUNIT_EXPECT_EQ(test, sighting.lost, 0);
	KUNIT_EXPECT_EQ(test, sighting.number, number);
	KUNIT_EXPECT_EQ(test, sighting.event, event);
}

static void expect_loss(struct kunit *test, struct tsem_observer *observer,
			u64 number, u64 lost)
{
	struct tsem_sighting sighting;

	KUNIT_ASSERT_TRUE(test, tsem_observer_ready(observer));
	KUNIT_ASSERT_TRUE(test, take(observer, &sighting));
	KUNIT_EXPECT_EQ(test, sighting.lost, lost);
	KUNIT_EXPECT_EQ(test, sighting.number, number);
}

static void expect_nothing(struct kunit *test, struct tsem_observer *observer)
{
	struct tsem_sighting sighting;

	KUNIT_EXPECT_FALSE(test, tsem_observer_ready(observer));
	KUNIT_EXPECT_FALSE(test, take(observer, &sighting));
}

/* Round and round, so that each place is used more than once. */
static void test_order(struct kunit *test)
{
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *observer = add_observer(test, observers);
	u8 i;

	expect_nothing(test, observer);
	tell(observers, 0, 1);
	for (i = 1; i < 5 * QUEUE; i++) {
		tell(observers, i, 1);
		expect_event(test, observer, i, i - 1);
	}
	expect_event(test, observer, i, i - 1);
	expect_nothing(test, observer);
	KUNIT_EXPECT_EQ(test, observers->lost, 0);
}

static void test_loss(struct kunit *test)
{
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *observer = add_observer(test, observers);

	tell(observers, 1, QUEUE + 2);
	KUNIT_EXPECT_EQ(test, observers->lost, 2);
	expect_event(test, observer, 1, 1);
	tell(observers, 2, 3);
	expect_event(test, observer, 2, 1);
	expect_event(test, observer, 3, 1);
	expect_loss(test, observer, 4, 2);
	expect_event(test, observer, 6, 2);
	expect_loss(test, observer, 7, 2);
	expect_nothing(test, observer);
	tell(observers, 3, 1);
	expect_event(test, observer, 9, 3);
	KUNIT_EXPECT_EQ(test, observers->lost, 4);
}

static void test_all(struct kunit *test)
{
	const struct tsem_notice known = { .event = 1 };
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *first = add_observer(test, observers);
	struct tsem_observer *all = add_observer(test, observers);

	KUNIT_EXPECT_TRUE(test, tsem_observed(observers, true));
	KUNIT_EXPECT_FALSE(test, tsem_observed(observers, false));
	tsem_observer_see_all(all);
	tsem_observer_see_all(all);
	KUNIT_EXPECT_EQ(test, observers->all, 1);
	KUNIT_EXPECT_TRUE(test, tsem_observed(observers, false));
	KUNIT_EXPECT_TRUE(test, tsem_observers_tell(observers, &known));
	expect_event(test, all, 1, 1);
	expect_nothing(test, first);
	tell(observers, 2, 1);
	expect_event(test, all, 2, 2);
	expect_event(test, first, 1, 2);
}

/* Denied for all as soon as one is full, whoever comes first in the list. */
static void test_strict(struct kunit *test)
{
	const struct tsem_notice known = {
		.event = 1, .reason = 2, .strict = true, .otherwise = 3,
	};
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *all = add_observer(test, observers);
	struct tsem_observer *full = add_observer(test, observers);
	struct tsem_sighting sighting;

	tell(observers, 0, QUEUE);
	tsem_observer_see_all(all);
	KUNIT_EXPECT_FALSE(test, tsem_observers_tell(observers, &known));
	while (take(all, &sighting))
		;
	/* It sees first occurrences only. */
	KUNIT_EXPECT_TRUE(test, tsem_observers_tell(observers, &known));
	KUNIT_ASSERT_TRUE(test, take(all, &sighting));
	KUNIT_EXPECT_FALSE(test, sighting.denied);
	KUNIT_EXPECT_EQ(test, sighting.reason, 2);
	tsem_observer_see_all(full);
	KUNIT_EXPECT_FALSE(test, tsem_observers_tell(observers, &known));
	KUNIT_ASSERT_TRUE(test, take(all, &sighting));
	KUNIT_EXPECT_TRUE(test, sighting.denied);
	KUNIT_EXPECT_EQ(test, sighting.reason, 3);
	KUNIT_EXPECT_EQ(test, observers->refused, 2);
}

static void test_coefficient(struct kunit *test)
{
	static const u8 digest[4] = { 1, 2, 3, 4 };
	const struct tsem_notice notice = {
		.coefficient = digest, .size = sizeof(digest), .first = true,
	};
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *observer = add_observer(test, observers);
	struct tsem_sighting sighting;

	tsem_observers_tell(observers, &notice);
	tell(observers, 0, 1);
	KUNIT_ASSERT_TRUE(test, take(observer, &sighting));
	KUNIT_EXPECT_TRUE(test, sighting.digested);
	KUNIT_EXPECT_MEMEQ(test, sighting.digest, digest, sizeof(digest));
	KUNIT_ASSERT_TRUE(test, take(observer, &sighting));
	KUNIT_EXPECT_FALSE(test, sighting.digested);
}

static void test_places(struct kunit *test)
{
	struct tsem_observers *observers = make_observers(test);
	struct tsem_observer *observer[TSEM_OBSERVERS_MAX];
	int i;

	for (i = 0; i < TSEM_OBSERVERS_MAX; i++) {
		observer[i] = tsem_observer_add(observers, 1,
						i < TSEM_OBSERVERS_MEMBERS);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, observer[i]);
		if (i == TSEM_OBSERVERS_MEMBERS - 1)
			KUNIT_EXPECT_PTR_EQ(test,
					    tsem_observer_add(observers, 1, true),
					    ERR_PTR(-ENOSPC));
	}
	KUNIT_EXPECT_PTR_EQ(test, tsem_observer_add(observers, 1, false),
			    ERR_PTR(-ENOSPC));
	for (i = 0; i < TSEM_OBSERVERS_MAX; i++)
		tsem_observer_remove(observer[i]);
	KUNIT_EXPECT_EQ(test, observers->count, 0);
	KUNIT_EXPECT_EQ(test, observers->members, 0);
}

static struct kunit_case observe_cases[] = {
	KUNIT_CASE(test_order),
	KUNIT_CASE(test_loss),
	KUNIT_CASE(test_all),
	KUNIT_CASE(test_strict),
	KUNIT_CASE(test_coefficient),
	KUNIT_CASE(test_places),
	{}
};

static struct kunit_suite observe_suite = {
	.name = "tsem_observe",
	.test_cases = observe_cases,
};

kunit_test_suite(observe_suite);
