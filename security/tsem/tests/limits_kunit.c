// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of the model and of its limits
 */

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "occur.h"

static void test_defaults(struct kunit *test)
{
	struct tsem_model *model = make_model(test);

	KUNIT_EXPECT_EQ(test, model->mode, TSEM_MODE_LEARNING);
	KUNIT_EXPECT_EQ(test, model->config.alg, TSEM_HASH_SHA256);
	KUNIT_EXPECT_EQ(test, model->config.fsref, TSEM_FSREF_CONTENT);
	KUNIT_EXPECT_FALSE(test, model->config.join);
	KUNIT_EXPECT_EQ(test, model->config.points, 65536);
	KUNIT_EXPECT_EQ(test, model->config.files, 65536);
	KUNIT_EXPECT_EQ(test, model->config.bytes, 16 << 20);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_EXPECT_FALSE(test, model->untrusted);
	KUNIT_EXPECT_FALSE(test, model->frozen);
}

static void test_learn(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	const struct tsem_record *record;
	struct tsem_outcome outcome;
	u32 number;

	for (number = 0; number < 100; number++) {
		KUNIT_EXPECT_NULL(test, find(model, number));
		decide(model, number, false, &outcome);
		KUNIT_EXPECT_TRUE(test, outcome.known);
		KUNIT_EXPECT_TRUE(test, outcome.learned);
		record = find(model, number);
		KUNIT_ASSERT_NOT_NULL(test, record);
		KUNIT_EXPECT_PTR_EQ(test, outcome.record, record);
		KUNIT_EXPECT_EQ(test, record->number, number + 1);
		KUNIT_EXPECT_EQ(test, tsem_point_flags(record->point), 0);
	}
	KUNIT_EXPECT_EQ(test, model->n_points, 100);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 100);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&model->trajectory), 100);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
}

/* A counter of rare things stays at the greatest value, and is none below zero. */
static void test_rare(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	atomic_t *counter = &model->others[TSEM_EV_capable];
	unsigned long *seen;

	seen = kunit_kcalloc(test, TSEM_EVENT_COUNT, sizeof(*seen), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seen);
	atomic_set(counter, U32_MAX - 1);
	tsem_count_rare(counter);
	tsem_model_count(model, seen);
	KUNIT_EXPECT_EQ(test, seen[TSEM_EV_capable], U32_MAX);
	tsem_count_rare(counter);
	tsem_model_count(model, seen);
	KUNIT_EXPECT_EQ(test, seen[TSEM_EV_capable], U32_MAX);
}

/* The second occurrence of a record that another task added meanwhile. */
static void test_learn_twice(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u8 measurement[TSEM_DIGEST_MAX];

	decide(model, 1, false, &outcome);
	memcpy(measurement, model->measurement, sizeof(measurement));
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_FALSE(test, outcome.learned);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&find(model, 1)->count),
			2);
	KUNIT_EXPECT_MEMEQ(test, model->measurement, measurement,
			   SHA256_DIGEST_SIZE);
}

static void test_forensics(struct kunit *test)
{
	const enum tsem_mode *mode = test->param_value;
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u8 clean[TSEM_DIGEST_MAX], state[TSEM_DIGEST_MAX];

	decide(model, 1, false, &outcome);
	set_mode(model, *mode);
	KUNIT_ASSERT_EQ(test, state_of(model, clean), 0);

	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	decide(model, 2, false, &outcome);
	KUNIT_EXPECT_FALSE(test, outcome.known);
	KUNIT_EXPECT_EQ(test, outcome.mode, *mode);
	KUNIT_ASSERT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_EQ(test, outcome.record->number, 1);
	/* Never good, however often it comes. */
	decide(model, 2, false, &outcome);
	KUNIT_EXPECT_FALSE(test, outcome.known);

	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 1);
	KUNIT_ASSERT_EQ(test, state_of(model, state), 0);
	KUNIT_EXPECT_MEMNEQ(test, state, clean, SHA256_DIGEST_SIZE);
}

static const enum tsem_mode later_modes[] = {
	TSEM_MODE_SEALED,
	TSEM_MODE_ENFORCING,
};

static void mode_to_desc(const enum tsem_mode *mode, char *desc)
{
	strscpy(desc, *mode == TSEM_MODE_SEALED ? "sealed" : "enforcing",
		KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(modes, later_modes, mode_to_desc);

static void test_load_after_seal(struct kunit *test)
{
	const enum tsem_mode *mode = test->param_value;
	struct tsem_model *model = make_model(test);

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	set_mode(model, *mode);
	KUNIT_EXPECT_EQ(test, load(model, 2), -EPERM);
	KUNIT_EXPECT_EQ(test, load(model, 1), -EPERM);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
}

/* A loaded coefficient is good before its record is known, and binds it. */
static void test_bind(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u8 measurement[TSEM_DIGEST_MAX];

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	set_mode(model, TSEM_MODE_ENFORCING);
	memcpy(measurement, model->measurement, sizeof(measurement));
	KUNIT_EXPECT_NULL(test, find(model, 1));
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_ASSERT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_PTR_EQ(test, outcome.record, find(model, 1));
	KUNIT_EXPECT_EQ(test, tsem_point_flags(outcome.record->point), TSEM_POINT_LOADED);
	/* It was measured when it was loaded, and it is not in a list. */
	KUNIT_EXPECT_MEMEQ(test, model->measurement, measurement,
			   SHA256_DIGEST_SIZE);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 0);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 0);
}

static void test_load_limit(struct kunit *test)
{
	struct tsem_model *model = make_model(test);

	model->config.points = 3;
	KUNIT_EXPECT_EQ(test, load(model, 1), 0);
	KUNIT_EXPECT_EQ(test, load(model, 2), 0);
	KUNIT_EXPECT_EQ(test, load(model, 3), 0);
	KUNIT_EXPECT_EQ(test, load(model, 4), -ENOSPC);
	/* What is there already needs no room. */
	KUNIT_EXPECT_EQ(test, load(model, 2), 0);
	KUNIT_EXPECT_EQ(test, model->n_points, 3);
	KUNIT_EXPECT_EQ(test, model->n_loaded, 3);
	/* The loader was told; nothing that happened is missing. */
	KUNIT_EXPECT_FALSE(test, model->incomplete);
}

static void test_learn_limit(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u8 clean[TSEM_DIGEST_MAX], state[TSEM_DIGEST_MAX];
	u32 number;

	model->config.points = 3;
	for (number = 0; number < 3; number++)
		decide(model, number, false, &outcome);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_ASSERT_EQ(test, state_of(model, clean), 0);

	for (; number < 10; number++)
		decide(model, number, false, &outcome);
	/* The first three are kept, the rest is counted. */
	KUNIT_EXPECT_EQ(test, model->n_points, 3);
	KUNIT_EXPECT_NOT_NULL(test, find(model, 2));
	KUNIT_EXPECT_NULL(test, find(model, 3));
	KUNIT_EXPECT_EQ(test,
			(u32)atomic_read(&model->unrecorded[TSEM_EV_file_open]),
			7);
	KUNIT_EXPECT_TRUE(test, model->incomplete);
	KUNIT_ASSERT_EQ(test, state_of(model, state), 0);
	KUNIT_EXPECT_MEMNEQ(test, state, clean, SHA256_DIGEST_SIZE);
}

static void test_forensics_limit(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u32 number;

	model->config.points = 2;
	decide(model, 0, false, &outcome);
	decide(model, 1, false, &outcome);
	set_mode(model, TSEM_MODE_ENFORCING);
	/* As many again. */
	for (number = 2; number < 4; number++) {
		decide(model, number, false, &outcome);
		KUNIT_EXPECT_NOT_NULL(test, outcome.record);
	}
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	decide(model, 4, false, &outcome);
	KUNIT_EXPECT_NULL(test, outcome.record);
	KUNIT_EXPECT_FALSE(test, outcome.known);
	KUNIT_EXPECT_EQ(test, outcome.mode, TSEM_MODE_ENFORCING);
	KUNIT_EXPECT_EQ(test, model->n_forensics, 2);
	KUNIT_EXPECT_TRUE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test,
			(u32)atomic_read(&model->unrecorded[TSEM_EV_file_open]),
			1);
	/* What is good stays so. */
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
}

static void test_bytes_limit(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	u64 first, each;

	/* The first has the subject, which the others share. */
	decide(model, 0, false, &outcome);
	first = model->bytes;
	decide(model, 1, false, &outcome);
	each = model->bytes - first;
	KUNIT_EXPECT_GE(test, each, sizeof(u32));
	KUNIT_EXPECT_GT(test, first, each);
	model->config.bytes = first + 2 * each + each - 1;
	decide(model, 2, false, &outcome);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, model->bytes, first + 2 * each);
	decide(model, 3, false, &outcome);
	KUNIT_EXPECT_NULL(test, outcome.record);
	KUNIT_EXPECT_TRUE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, model->n_points, 3);
	KUNIT_EXPECT_LE(test, model->bytes, model->config.bytes);
}

/* Binding needs room as well; without it the verdict is the same. */
static void test_bytes_limit_bind(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	model->config.bytes = 0;
	set_mode(model, TSEM_MODE_ENFORCING);
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_NULL(test, outcome.record);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, model->bytes, 0);
}

static void test_atomic(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;
	unsigned long flags;
	u32 number;

	decide(model, 0, false, &outcome);
	for (number = 1; number < 20; number++) {
		local_irq_save(flags);
		decide(model, number, true, &outcome);
		local_irq_restore(flags);
		KUNIT_EXPECT_TRUE(test, outcome.known);
	}
	KUNIT_EXPECT_EQ(test, model->n_points, 20);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
}

static void free_rules(void *rules)
{
	tsem_rules_free(rules);
}

static void test_rules_limit(struct kunit *test)
{
	struct tsem_rules *rules = kunit_kzalloc(test, sizeof(*rules),
						 GFP_KERNEL);
	struct tsem_rules result;
	struct tsem_rule *rule;
	char path[16];
	u32 number;
	int len;

	KUNIT_ASSERT_NOT_NULL(test, rules);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_rules,
							rules), 0);
	for (number = 0; number < TSEM_RULES_MAX; number++) {
		len = snprintf(path, sizeof(path), "/%u", number);
		rule = tsem_rule_alloc(TSEM_RULE_VOLATILE, path, len);
		KUNIT_ASSERT_NOT_NULL(test, rule);
		KUNIT_ASSERT_EQ(test, tsem_rules_with(rules, rule, &result), 0);
		kfree(rules->sorted);
		*rules = result;
	}
	rule = tsem_rule_alloc(TSEM_RULE_PSEUDONYM, "/x", 2);
	KUNIT_ASSERT_NOT_NULL(test, rule);
	KUNIT_EXPECT_EQ(test, tsem_rules_with(rules, rule, &result), -ENOSPC);
	kfree(rule);
	KUNIT_EXPECT_EQ(test, rules->count, 1024);
}

/* The documented numbers; a change of one is a change of the interface. */
static void test_numbers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, TSEM_POINTS_DEFAULT, 65536);
	KUNIT_EXPECT_EQ(test, TSEM_POINTS_MAX, 1048576);
	KUNIT_EXPECT_EQ(test, TSEM_BYTES_DEFAULT, 16ULL << 20);
	KUNIT_EXPECT_EQ(test, TSEM_BYTES_MAX, 1ULL << 30);
	KUNIT_EXPECT_EQ(test, TSEM_FILES_DEFAULT, 65536);
	KUNIT_EXPECT_EQ(test, TSEM_FILES_MAX, 1048576);
	KUNIT_EXPECT_EQ(test, TSEM_RULES_MAX, 1024);
}

#define CROWD 4
#define RECORDS 2000

/**
 * struct crowd - Tasks that learn the same records in different orders
 *
 * @model: the model
 * @running: tasks that have not finished
 * @done: the last one has
 */
struct crowd {
	struct tsem_model *model;
	atomic_t running;
	struct completion done;
};

/**
 * struct crowd_member - One of them
 *
 * @crowd: all of them
 * @start: where it starts
 * @strangers: records that were not good at once
 */
struct crowd_member {
	struct crowd *crowd;
	u32 start;
	u32 strangers;
};

static int learn_all(void *data)
{
	struct crowd_member *member = data;
	struct tsem_outcome outcome;
	u32 i;

	for (i = 0; i < RECORDS; i++) {
		decide(member->crowd->model, (member->start + i) % RECORDS,
		       i % 3 == 0, &outcome);
		member->strangers += !outcome.known;
		cond_resched();
	}
	if (atomic_dec_and_test(&member->crowd->running))
		complete(&member->crowd->done);
	return 0;
}

static void test_crowd(struct kunit *test)
{
	struct crowd crowd = { .model = make_model(test) };
	struct tsem_model *alone = make_model(test);
	u8 state[TSEM_DIGEST_MAX], expected[TSEM_DIGEST_MAX];
	struct crowd_member members[CROWD] = {};
	struct tsem_outcome outcome;
	u32 i;

	init_completion(&crowd.done);
	atomic_set(&crowd.running, CROWD);
	for (i = 0; i < CROWD; i++) {
		members[i].crowd = &crowd;
		members[i].start = i * RECORDS / CROWD;
		/* Without a task of its own it takes its turn here. */
		if (IS_ERR(kthread_run(learn_all, &members[i], "tsem-kunit/%u",
				       i)))
			learn_all(&members[i]);
	}
	wait_for_completion(&crowd.done);

	for (i = 0; i < CROWD; i++)
		KUNIT_EXPECT_EQ(test, members[i].strangers, 0);
	KUNIT_EXPECT_EQ(test, crowd.model->n_points, RECORDS);
	KUNIT_EXPECT_EQ(test, crowd.model->n_trajectory, RECORDS);
	KUNIT_EXPECT_FALSE(test, crowd.model->incomplete);
	for (i = 0; i < RECORDS; i++) {
		const struct tsem_record *record = find(crowd.model, i);

		KUNIT_ASSERT_NOT_NULL(test, record);
		KUNIT_EXPECT_EQ(test, atomic_long_read(&record->count),
				CROWD);
		decide(alone, i, false, &outcome);
	}
	KUNIT_ASSERT_EQ(test, state_of(crowd.model, state), 0);
	KUNIT_ASSERT_EQ(test, state_of(alone, expected), 0);
	KUNIT_EXPECT_MEMEQ(test, state, expected, SHA256_DIGEST_SIZE);
}

static struct kunit_case limits_cases[] = {
	KUNIT_CASE(test_defaults),
	KUNIT_CASE(test_numbers),
	KUNIT_CASE(test_learn),
	KUNIT_CASE(test_rare),
	KUNIT_CASE(test_learn_twice),
	KUNIT_CASE_PARAM(test_forensics, modes_gen_params),
	KUNIT_CASE_PARAM(test_load_after_seal, modes_gen_params),
	KUNIT_CASE(test_bind),
	KUNIT_CASE(test_load_limit),
	KUNIT_CASE(test_learn_limit),
	KUNIT_CASE(test_forensics_limit),
	KUNIT_CASE(test_bytes_limit),
	KUNIT_CASE(test_bytes_limit_bind),
	KUNIT_CASE(test_atomic),
	KUNIT_CASE(test_rules_limit),
	KUNIT_CASE(test_crowd),
	{ }
};

static struct kunit_suite limits_suite = {
	.name = "tsem_limits",
	.test_cases = limits_cases,
};

kunit_test_suite(limits_suite);
