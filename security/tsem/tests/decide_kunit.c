// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of decide.c
 *
 * No caller of a hook is known that does not pass on that the call has to be
 * started again, so that nothing in user space can make an event be lost.
 */

#include <kunit/static_stub.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tsem_namespace.h>
#include <linux/user_namespace.h>
#include <uapi/linux/tsem.h>

#include <kunit/test.h>

#include "../audit.h"
#include "../decide.h"
#include "../model.h"

#define QUEUE 3

static void put_ns(void *ns)
{
	put_tsem_ns(ns);
}

static struct tsem_namespace *make_ns(struct kunit *test)
{
	struct tsem_namespace *ns;

	if (!tsem_active)
		kunit_skip(test, "not among the active LSMs");
	ns = copy_tsem_ns(CLONE_NEWTSEM, &init_user_ns, &init_tsem_ns);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ns);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_ns, ns), 0);
	return ns;
}

static void remove_observer(void *observer)
{
	tsem_observer_remove(observer);
}

static struct tsem_observer *observe(struct kunit *test,
				     struct tsem_namespace *ns)
{
	struct tsem_observer *observer;

	observer = tsem_observer_add(&ns->model->observers, QUEUE, false);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, observer);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, remove_observer,
						  observer), 0);
	return observer;
}

static void expect_counted(struct kunit *test, struct tsem_model *model,
			   enum tsem_event_id id)
{
	KUNIT_EXPECT_EQ(test, atomic_long_read(&model->errors), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&model->others[id]), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&model->denied[id]), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&model->unrecorded[id]), 1);
}

static void expect_told(struct kunit *test, struct tsem_observer *observer,
			enum tsem_event_id id)
{
	struct tsem_sighting sighting;

	KUNIT_ASSERT_TRUE(test, tsem_observer_look(observer, &sighting));
	KUNIT_EXPECT_EQ(test, sighting.lost, 0);
	KUNIT_EXPECT_EQ(test, sighting.event, id);
	KUNIT_EXPECT_EQ(test, sighting.reason, TSEM_REASON_ERROR);
	KUNIT_EXPECT_TRUE(test, sighting.denied);
	KUNIT_EXPECT_FALSE(test, sighting.digested);
	KUNIT_EXPECT_NULL(test, sighting.record);
	tsem_observer_seen(observer, &sighting);
	KUNIT_EXPECT_FALSE(test, tsem_observer_ready(observer));
}

/* What the audit log would be told. */
static struct tsem_refusal refusal;
static u32 n_refusals;

static void note_refusal(struct tsem_model *model,
			 const struct tsem_refusal *told)
{
	refusal = *told;
	n_refusals++;
}

static void expect_audited(struct kunit *test, enum tsem_event_id id)
{
	KUNIT_ASSERT_EQ(test, n_refusals, 1);
	KUNIT_EXPECT_EQ(test, refusal.id, id);
	KUNIT_EXPECT_STREQ(test, refusal.reason, "error");
	KUNIT_EXPECT_NULL(test, refusal.coefficient);
	KUNIT_EXPECT_NULL(test, refusal.key);
	KUNIT_EXPECT_FALSE(test, refusal.first);
}

static const enum tsem_mode modes[] = {
	TSEM_MODE_LEARNING, TSEM_MODE_SEALED, TSEM_MODE_ENFORCING,
};

static void describe(const enum tsem_mode *mode, char *desc)
{
	strscpy(desc, tsem_mode_name(*mode), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(modes, modes, describe);

/* Counted and told as refused, which is no violation; the state tells of the gap. */
static void test_lost(struct kunit *test)
{
	const enum tsem_mode mode = *(const enum tsem_mode *)test->param_value;
	const enum tsem_event_id id = TSEM_EV_path_mkdir;
	struct tsem_namespace *ns = make_ns(test);
	struct tsem_observer *observer = observe(test, ns);
	struct tsem_model *model = ns->model;

	model->mode = mode;
	n_refusals = 0;
	kunit_activate_static_stub(test, tsem_audit_denial, note_refusal);
	tsem_event_lost(ns, id);
	kunit_deactivate_static_stub(test, tsem_audit_denial);
	expect_counted(test, model, id);
	expect_told(test, observer, id);
	if (IS_ENABLED(CONFIG_AUDIT))
		expect_audited(test, id);
	KUNIT_EXPECT_EQ(test, model->incomplete, mode != TSEM_MODE_ENFORCING);
	KUNIT_EXPECT_FALSE(test, model->untrusted);
}

/* Has an event decided whose object ends in a text; *@len: length of its record. */
static int decide_text(struct kunit *test, struct tsem_namespace *ns,
		       const char *text, u32 text_len, u32 *len)
{
	const struct tsem_subject subject = { .ns = ns, .cred = current_cred() };
	const enum tsem_event_id id = TSEM_EV_sb_mount;
	struct tsem_event event __uninitialized;

	KUNIT_ASSERT_EQ(test, tsem_event_begin_as(&event, id, &subject), 1);
	tsem_put_text(&event, text, text_len);
	*len = tsem_key_record_len(&event.key, id, ns->model->config.alg);
	return tsem_event_decide(&event);
}

static void expect_long(struct kunit *test, struct tsem_model *model,
			enum tsem_mode mode, int ret)
{
	const bool enforced = mode == TSEM_MODE_ENFORCING;

	KUNIT_EXPECT_EQ(test, ret, enforced ? -EPERM : 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&model->errors), 1);
	KUNIT_EXPECT_EQ(test, model->incomplete, !enforced);
	KUNIT_EXPECT_FALSE(test, model->untrusted);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 0);
}

/* The longest record is one, and what is longer cannot be described. */
static void test_too_long(struct kunit *test)
{
	const enum tsem_mode mode = *(const enum tsem_mode *)test->param_value;
	struct tsem_namespace *ns = make_ns(test);
	struct tsem_model *model = ns->model;
	char *text = kunit_kmalloc(test, TSEM_RECORD_MAX, GFP_KERNEL);
	u32 rest, len;

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'x', TSEM_RECORD_MAX);
	KUNIT_EXPECT_EQ(test, decide_text(test, make_ns(test), text, 1, &len), 0);
	rest = len - 1;
	KUNIT_EXPECT_EQ(test, decide_text(test, ns, text, TSEM_RECORD_MAX - rest,
					  &len), 0);
	KUNIT_EXPECT_EQ(test, len, TSEM_RECORD_MAX);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&model->errors), 0);

	model->mode = mode;
	expect_long(test, model, mode,
		    decide_text(test, ns, text, TSEM_RECORD_MAX - rest + 1,
				&len));
	KUNIT_EXPECT_EQ(test, len, TSEM_RECORD_MAX + 1);
}

static struct kunit_case decide_cases[] = {
	KUNIT_CASE_PARAM(test_lost, modes_gen_params),
	KUNIT_CASE_PARAM(test_too_long, modes_gen_params),
	{ }
};

static struct kunit_suite decide_suite = {
	.name = "tsem_decide",
	.test_cases = decide_cases,
};

kunit_test_suite(decide_suite);
