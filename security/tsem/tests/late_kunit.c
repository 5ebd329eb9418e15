// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of late.c
 */

#include <linux/irqflags.h>
#include <linux/pid.h>
#include <linux/slab.h>

#include "../agent.h"
#include "../late.h"
#include "../limits.h"
#include "occur.h"

static const struct tsem_answer deny;
static const struct tsem_answer allow = { .allow = true };
static const struct tsem_answer deny_remember = { .remember = true };
static const struct tsem_answer allow_remember = {
	.allow = true, .remember = true,
};

static void detach(void *agent)
{
	tsem_agent_detach(agent);
}

/* The model goes after its agent. */
static struct tsem_model *make_asked(struct kunit *test, enum tsem_mode mode)
{
	struct tsem_model *model = make_model(test);

	set_mode(model, mode);
	KUNIT_ASSERT_EQ(test, tsem_agent_attach(&model->agent), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, detach,
							&model->agent), 0);
	return model;
}

static struct tsem_record *add(struct kunit *test, struct tsem_model *model,
			       u32 number)
{
	struct tsem_outcome outcome;

	decide(model, number, true, &outcome);
	KUNIT_ASSERT_NOT_NULL(test, outcome.record);
	KUNIT_ASSERT_TRUE(test, outcome.first);
	return outcome.record;
}

/* As hooks do that may not sleep, perhaps with interrupts off. */
static void tell_atomic(struct tsem_model *model,
			const struct tsem_record *record, bool denied)
{
	unsigned long flags;

	local_irq_save(flags);
	tsem_late_tell(&model->agent, record, true, denied);
	local_irq_restore(flags);
}

static long told(const struct tsem_model *model)
{
	return atomic_long_read(&model->agent.late.told);
}

static long lost(const struct tsem_model *model)
{
	return atomic_long_read(&model->agent.late.lost);
}

/* Returns the length of the record, 0 if there is no question. */
static u32 take(struct kunit *test, struct tsem_model *model,
		struct tsem_question *question)
{
	struct tsem_writer out;
	u8 *room = kunit_kzalloc(test, 512, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, room);
	tsem_writer_init(&out, room, 512);
	if (!tsem_late_take(model, question, &out))
		return 0;
	KUNIT_EXPECT_FALSE(test, out.overflow);
	return out.len;
}

static u64 ask(struct kunit *test, struct tsem_model *model, u32 number)
{
	struct tsem_question question = {};

	tell_atomic(model, add(test, model, number), true);
	KUNIT_ASSERT_NE(test, take(test, model, &question), 0);
	return question.cookie;
}

static void test_question(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	struct tsem_question question;
	u8 digest[TSEM_DIGEST_MAX];
	u64 last = 0;
	u32 number;

	KUNIT_EXPECT_FALSE(test, tsem_agent_has_unread(&model->agent));
	for (number = 0; number < 3; number++)
		tell_atomic(model, add(test, model, number), number);
	for (number = 0; number < 3; number++) {
		KUNIT_EXPECT_TRUE(test, tsem_agent_has_unread(&model->agent));
		memset(&question, 0, sizeof(question));
		KUNIT_ASSERT_GT(test, take(test, model, &question), 7);
		KUNIT_EXPECT_GT(test, question.cookie, last);
		last = question.cookie;
		KUNIT_EXPECT_EQ(test, question.id, TSEM_EV_capable);
		KUNIT_EXPECT_EQ(test, question.pid, task_tgid_vnr(current));
		KUNIT_EXPECT_STREQ(test, question.comm, current->comm);
		KUNIT_EXPECT_TRUE(test, question.late);
		KUNIT_EXPECT_EQ(test, question.denied, !!number);
		coefficient_of(model, number, digest);
		KUNIT_EXPECT_MEMEQ(test, question.coefficient, digest,
				   SHA256_DIGEST_SIZE);
	}
	KUNIT_EXPECT_FALSE(test, tsem_agent_has_unread(&model->agent));
	KUNIT_EXPECT_EQ(test, take(test, model, &question), 0);
	KUNIT_EXPECT_EQ(test, told(model), 3);
	KUNIT_EXPECT_EQ(test, lost(model), 0);
}

/* Of who works for the one that acts nothing is told, and nothing is held. */
static void test_stranger(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	struct tsem_question question = { .pid = 1 };

	tsem_late_tell(&model->agent, add(test, model, 1), false, true);
	KUNIT_ASSERT_NE(test, take(test, model, &question), 0);
	KUNIT_EXPECT_EQ(test, question.pid, 0);
	KUNIT_EXPECT_STREQ(test, question.comm, "");
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, question.cookie, &deny), 0);
}

/* A question that is read still takes its room, one that is answered does not. */
static void test_bound(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_SEALED);
	struct tsem_question question;
	u32 number;

	for (number = 0; number < TSEM_LATE_MAX + 3; number++)
		tell_atomic(model, add(test, model, number), false);
	KUNIT_EXPECT_EQ(test, told(model), TSEM_LATE_MAX);
	KUNIT_EXPECT_EQ(test, lost(model), 3);
	KUNIT_ASSERT_NE(test, take(test, model, &question), 0);
	tell_atomic(model, add(test, model, number++), false);
	KUNIT_EXPECT_EQ(test, lost(model), 4);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, question.cookie, &deny), 0);
	tell_atomic(model, add(test, model, number++), false);
	tell_atomic(model, add(test, model, number++), false);
	KUNIT_EXPECT_EQ(test, told(model), TSEM_LATE_MAX + 1);
	KUNIT_EXPECT_EQ(test, lost(model), 5);
	/* An event that could not be recorded cannot be told, though there is room. */
	KUNIT_ASSERT_NE(test, take(test, model, &question), 0);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, question.cookie, &deny), 0);
	tell_atomic(model, NULL, true);
	KUNIT_EXPECT_EQ(test, told(model), TSEM_LATE_MAX + 1);
	KUNIT_EXPECT_EQ(test, lost(model), 6);
}

static void test_once(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	u64 first = ask(test, model, 1), second = ask(test, model, 2);

	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second + 1, &allow),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second, &allow), 0);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, first, &deny), 0);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second, &allow), -ENOENT);
	KUNIT_EXPECT_EQ(test, model->n_points, 0);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 2);
	KUNIT_EXPECT_EQ(test, model->n_accepted, 0);
}

/* One that was not read cannot be answered: its number was guessed. */
static void test_unread(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	u64 cookie = ask(test, model, 1) + 1;

	tell_atomic(model, add(test, model, 2), true);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, cookie, &allow_remember),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, model->n_accepted, 0);
}

static void test_accept(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	u8 before[TSEM_DIGEST_MAX], after[TSEM_DIGEST_MAX];
	u8 measurement[TSEM_DIGEST_MAX];
	struct tsem_record *record;
	long revision;
	u64 cookie;

	cookie = ask(test, model, 1);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, cookie, &deny_remember), 0);
	KUNIT_EXPECT_EQ(test, model->n_points, 0);

	cookie = ask(test, model, 2);
	record = list_last_entry(&model->forensics, struct tsem_record, list);
	KUNIT_ASSERT_EQ(test, state_of(model, before), 0);
	memcpy(measurement, model->measurement, sizeof(measurement));
	revision = atomic_long_read(&model->revision);
	KUNIT_EXPECT_EQ(test, tsem_point_flags(record->point),
			TSEM_POINT_FORENSICS);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, cookie, &allow_remember), 0);
	KUNIT_EXPECT_EQ(test, tsem_point_flags(record->point), 0);
	KUNIT_EXPECT_PTR_EQ(test, tsem_point_record(record->point), record);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, model->n_accepted, 1);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 0);
	/* What has happened has. */
	KUNIT_EXPECT_EQ(test, model->n_forensics, 2);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&model->forensics), 2);
	KUNIT_ASSERT_EQ(test, state_of(model, after), 0);
	KUNIT_EXPECT_MEMEQ(test, before, after, SHA256_DIGEST_SIZE);
	KUNIT_EXPECT_MEMEQ(test, measurement, model->measurement,
			   SHA256_DIGEST_SIZE);
	KUNIT_EXPECT_GT(test, atomic_long_read(&model->revision), revision);
}

static void test_accept_limit(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	u64 first = ask(test, model, 1), second = ask(test, model, 2);

	model->config.points = 1;
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, first, &allow_remember), 0);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second, &allow_remember),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second, &allow_remember),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, model->n_accepted, 1);
}

/* What was learned is good, and stays so. */
static void test_learned(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_LEARNING);
	u64 first = ask(test, model, 1), second = ask(test, model, 2);

	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, first, &deny_remember),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, first, &deny_remember),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, second, &allow_remember), 0);
	KUNIT_EXPECT_EQ(test, model->n_points, 2);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 0);
	KUNIT_EXPECT_EQ(test, model->n_accepted, 0);
}

static void test_no_agent(struct kunit *test)
{
	struct tsem_model *model = make_model(test);

	set_mode(model, TSEM_MODE_ENFORCING);
	tell_atomic(model, add(test, model, 1), true);
	KUNIT_EXPECT_FALSE(test, tsem_agent_has_unread(&model->agent));
	KUNIT_EXPECT_EQ(test, told(model), 0);
	KUNIT_EXPECT_EQ(test, lost(model), 0);
}

static unsigned int pid_references(void)
{
	return refcount_read(&task_tgid(current)->count);
}

/* With all that they hold, whether read or not. */
static void test_detach(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	const unsigned int references = pid_references();
	u64 cookie;

	set_mode(model, TSEM_MODE_ENFORCING);
	KUNIT_ASSERT_EQ(test, tsem_agent_attach(&model->agent), 0);
	KUNIT_EXPECT_EQ(test, tsem_agent_attach(&model->agent), -EBUSY);
	cookie = ask(test, model, 1);
	tell_atomic(model, add(test, model, 2), true);
	KUNIT_EXPECT_EQ(test, pid_references(), references + 2);
	tsem_agent_detach(&model->agent);
	KUNIT_EXPECT_EQ(test, pid_references(), references);
	KUNIT_EXPECT_NULL(test, model->agent.late.slots);
	KUNIT_EXPECT_FALSE(test, tsem_agent_has_unread(&model->agent));
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, cookie, &allow), -ENOENT);

	/* The next one is told of what is new, by other names. */
	KUNIT_ASSERT_EQ(test, tsem_agent_attach(&model->agent), 0);
	KUNIT_EXPECT_FALSE(test, tsem_agent_has_unread(&model->agent));
	KUNIT_EXPECT_GT(test, ask(test, model, 3), cookie + 1);
	tsem_agent_detach(&model->agent);
	KUNIT_EXPECT_EQ(test, pid_references(), references);
}

static void test_answer_frees(struct kunit *test)
{
	struct tsem_model *model = make_asked(test, TSEM_MODE_ENFORCING);
	const unsigned int references = pid_references();
	u64 cookie = ask(test, model, 1);

	KUNIT_EXPECT_EQ(test, pid_references(), references + 1);
	KUNIT_EXPECT_EQ(test, tsem_late_answer(model, cookie, &allow), 0);
	KUNIT_EXPECT_EQ(test, pid_references(), references);
}

static struct kunit_case late_cases[] = {
	KUNIT_CASE(test_question),
	KUNIT_CASE(test_stranger),
	KUNIT_CASE(test_bound),
	KUNIT_CASE(test_once),
	KUNIT_CASE(test_unread),
	KUNIT_CASE(test_accept),
	KUNIT_CASE(test_accept_limit),
	KUNIT_CASE(test_learned),
	KUNIT_CASE(test_no_agent),
	KUNIT_CASE(test_detach),
	KUNIT_CASE(test_answer_frees),
	{ }
};

static struct kunit_suite late_suite = {
	.name = "tsem_late",
	.test_cases = late_cases,
};

kunit_test_suite(late_suite);
