// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of coefficients that were loaded
 */

#include <kunit/static_stub.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "occur.h"

/* What 100,000 of them take is a promise; see the table of bounds. */
static_assert(sizeof(struct tsem_coefficient) == sizeof(void *));
static_assert(offsetof(struct tsem_coefficient, digest) ==
	      sizeof(struct tsem_coefficient));
static_assert(sizeof(struct tsem_point) == 2 * sizeof(void *));

static const enum tsem_hash_alg all_algs[] = {
	TSEM_HASH_SHA256,
	TSEM_HASH_SHA512,
};

static void alg_to_desc(const enum tsem_hash_alg *alg, char *desc)
{
	strscpy(desc, tsem_hash_name(*alg), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(algs, all_algs, alg_to_desc);

static struct tsem_model *make_model_of(struct kunit *test)
{
	const enum tsem_hash_alg *alg = test->param_value;
	struct tsem_model *model = make_model(test);

	model->config.alg = *alg;
	return model;
}

static void load_all(struct kunit *test, struct tsem_model *model, u32 count)
{
	u32 number;

	for (number = 0; number < count; number++)
		KUNIT_ASSERT_EQ(test, load(model, number), 0);
}

static int load_environment(struct tsem_model *model, u32 number)
{
	u8 digest[TSEM_DIGEST_MAX];

	coefficient_of(model, number, digest);
	return tsem_model_load(model, digest, TSEM_POINT_ENVIRONMENT);
}

static int flags_of(struct tsem_model *model, u32 number)
{
	u8 digest[TSEM_DIGEST_MAX];

	coefficient_of(model, number, digest);
	return tsem_model_flags(model, digest);
}

static u32 n_full(const struct tsem_model *model)
{
	return atomic_read(&model->points.full.nelems);
}

static u32 n_bare(const struct tsem_model *model)
{
	return atomic_read(&model->points.bare.nelems);
}

static struct tsem_entry *entries_of(struct kunit *test,
				     struct tsem_model *model, size_t *count)
{
	struct tsem_entry *entries;

	entries = tsem_points_sorted(&model->points, model->config.alg, count);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, entries);
	return entries;
}

/* Each once, in order; returns how many have a record. */
static u32 expect_entries(struct kunit *test, struct tsem_model *model,
			  size_t expected)
{
	const size_t size = tsem_hash_size(model->config.alg);
	const struct tsem_record *record;
	struct tsem_entry *entries;
	u32 records = 0;
	size_t count, i;

	entries = entries_of(test, model, &count);
	KUNIT_EXPECT_EQ(test, count, expected);
	for (i = 0; i < count; i++) {
		record = tsem_entry_record(&entries[i]);
		records += !!record;
		if (record)
			KUNIT_EXPECT_MEMEQ(test, entries[i].digest,
					   record->point->coefficient.digest,
					   size);
		if (i)
			KUNIT_EXPECT_LT(test, memcmp(entries[i - 1].digest,
						     entries[i].digest, size),
					0);
	}
	kvfree(entries);
	return records;
}

/* What is promised is what the allocator takes, not what was asked for. */
static void test_size(struct kunit *test)
{
	const enum tsem_hash_alg *alg = test->param_value;
	u8 digest[TSEM_DIGEST_MAX] = {};
	struct tsem_coefficient *bare;
	struct tsem_point_key key;

	tsem_point_key_init(&key, *alg, digest);
	bare = tsem_bare_alloc(&key);
	KUNIT_ASSERT_NOT_NULL(test, bare);
	KUNIT_EXPECT_EQ(test, ksize(bare), 8 + tsem_hash_size(*alg));
	kfree(bare);
}

/* A state value does not depend on what occurred, nor does anything counted. */
static void test_occur(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	const size_t size = tsem_hash_size(model->config.alg);
	u8 measurement[TSEM_DIGEST_MAX];
	u8 state[TSEM_DIGEST_MAX], later[TSEM_DIGEST_MAX];
	struct tsem_outcome outcome;
	u32 number;

	load_all(test, model, 30);
	KUNIT_EXPECT_EQ(test, n_full(model), 0);
	KUNIT_EXPECT_EQ(test, n_bare(model), 30);
	KUNIT_EXPECT_EQ(test, expect_entries(test, model, 30), 0);
	KUNIT_ASSERT_EQ(test, state_of(model, state), 0);
	memcpy(measurement, model->measurement, size);
	set_mode(model, TSEM_MODE_ENFORCING);

	for (number = 10; number < 20; number++) {
		decide(model, number, number % 2, &outcome);
		KUNIT_EXPECT_TRUE(test, outcome.known);
		KUNIT_EXPECT_TRUE(test, outcome.first);
		KUNIT_EXPECT_FALSE(test, outcome.learned);
		KUNIT_ASSERT_NOT_NULL(test, outcome.record);
		KUNIT_EXPECT_PTR_EQ(test, outcome.record, find(model, number));
		KUNIT_EXPECT_EQ(test, outcome.record->number, number - 9);
	}
	KUNIT_EXPECT_EQ(test, n_full(model), 10);
	KUNIT_EXPECT_EQ(test, model->n_points, 30);
	KUNIT_EXPECT_EQ(test, model->n_loaded, 30);
	KUNIT_EXPECT_EQ(test, model->n_environment, 0);
	KUNIT_EXPECT_EQ(test, model->n_bound, 10);
	KUNIT_EXPECT_EQ(test, expect_entries(test, model, 30), 10);
	KUNIT_ASSERT_EQ(test, state_of(model, later), 0);
	KUNIT_EXPECT_MEMEQ(test, later, state, size);
	KUNIT_EXPECT_MEMEQ(test, model->measurement, measurement, size);
}

/* Again, as one that did not find the record by its key. */
static void test_occur_twice(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	struct tsem_outcome outcome;
	struct tsem_record *record;

	load_all(test, model, 3);
	decide(model, 1, false, &outcome);
	record = outcome.record;
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_FALSE(test, outcome.first);
	KUNIT_ASSERT_PTR_EQ(test, outcome.record, record);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&record->count), 2);
	KUNIT_EXPECT_EQ(test, model->n_bound, 1);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 0);
}

static void test_flags(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	struct tsem_outcome outcome;

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	KUNIT_ASSERT_EQ(test, load_environment(model, 2), 0);
	decide(model, 3, false, &outcome);
	set_mode(model, TSEM_MODE_SEALED);
	decide(model, 4, false, &outcome);
	KUNIT_EXPECT_EQ(test, flags_of(model, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, flags_of(model, 1), TSEM_POINT_LOADED);
	KUNIT_EXPECT_EQ(test, flags_of(model, 2),
			TSEM_POINT_LOADED | TSEM_POINT_ENVIRONMENT);
	KUNIT_EXPECT_EQ(test, flags_of(model, 3), 0);
	KUNIT_EXPECT_EQ(test, flags_of(model, 4), TSEM_POINT_FORENSICS);
	/* The same after it occurred. */
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_EQ(test, flags_of(model, 1), TSEM_POINT_LOADED);
	KUNIT_EXPECT_EQ(test, tsem_point_flags(outcome.record->point),
			TSEM_POINT_LOADED);
}

/* Whatever is there stays what it is, in whichever table. */
static void test_load_again(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	const size_t size = tsem_hash_size(model->config.alg);
	u8 measurement[TSEM_DIGEST_MAX];
	struct tsem_outcome outcome;
	u32 number;

	decide(model, 0, false, &outcome);
	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	KUNIT_ASSERT_EQ(test, load_environment(model, 2), 0);
	KUNIT_ASSERT_EQ(test, load(model, 3), 0);
	decide(model, 3, false, &outcome);
	memcpy(measurement, model->measurement, size);

	for (number = 0; number < 4; number++) {
		KUNIT_EXPECT_EQ(test, load(model, number), 0);
		KUNIT_EXPECT_EQ(test, load_environment(model, number), 0);
	}
	KUNIT_EXPECT_EQ(test, flags_of(model, 0), 0);
	KUNIT_EXPECT_EQ(test, flags_of(model, 1), TSEM_POINT_LOADED);
	KUNIT_EXPECT_EQ(test, flags_of(model, 2),
			TSEM_POINT_LOADED | TSEM_POINT_ENVIRONMENT);
	KUNIT_EXPECT_EQ(test, flags_of(model, 3), TSEM_POINT_LOADED);
	KUNIT_EXPECT_EQ(test, model->n_points, 4);
	KUNIT_EXPECT_EQ(test, model->n_loaded, 3);
	KUNIT_EXPECT_EQ(test, model->n_environment, 1);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 1);
	KUNIT_EXPECT_EQ(test, expect_entries(test, model, 4), 2);
	KUNIT_EXPECT_MEMEQ(test, model->measurement, measurement, size);
}

/* Occurring takes no place of the limit, and does not give one back. */
static void test_limit(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	struct tsem_outcome outcome;
	u32 number;

	model->config.points = 3;
	load_all(test, model, 3);
	for (number = 0; number < 3; number++) {
		decide(model, number, false, &outcome);
		KUNIT_EXPECT_TRUE(test, outcome.known);
		KUNIT_EXPECT_NOT_NULL(test, outcome.record);
		KUNIT_EXPECT_EQ(test, load(model, 3), -ENOSPC);
	}
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	decide(model, 3, false, &outcome);
	KUNIT_EXPECT_FALSE(test, outcome.known);
	KUNIT_EXPECT_TRUE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, model->n_points, 3);
}

/* Without room for the record it is good, and is bound when there is room. */
static void test_no_room(struct kunit *test)
{
	struct tsem_model *model = make_model_of(test);
	struct tsem_outcome outcome;
	u64 bytes = model->config.bytes;

	load_all(test, model, 2);
	model->config.bytes = 0;
	set_mode(model, TSEM_MODE_ENFORCING);
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_NULL(test, outcome.record);
	KUNIT_EXPECT_EQ(test, expect_entries(test, model, 2), 0);
	model->config.bytes = bytes;
	decide(model, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.first);
	KUNIT_EXPECT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, expect_entries(test, model, 2), 1);
}

static struct tsem_point *no_memory(enum tsem_hash_alg alg, gfp_t gfp)
{
	return NULL;
}

static void drain_reserve(struct tsem_model *model)
{
	void *object;

	while ((object = mempool_alloc_preallocated(model->reserve)))
		kfree(object);
}

static const bool both[] = { false, true };

static void both_to_desc(const bool *atomic, char *desc)
{
	strscpy(desc, *atomic ? "atomic" : "sleeping", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(contexts, both, both_to_desc);

/* Good, not bound, counted: nothing is refused and nothing is missing. */
static void expect_unbound(struct kunit *test, struct tsem_model *model,
			   const struct tsem_outcome *outcome,
			   enum tsem_event_id id)
{
	KUNIT_EXPECT_TRUE(test, outcome->known);
	KUNIT_EXPECT_NULL(test, outcome->record);
	KUNIT_EXPECT_FALSE(test, outcome->learned);
	KUNIT_EXPECT_EQ(test, atomic_read(&model->others[id]), 1);
	KUNIT_EXPECT_EQ(test, (u32)atomic_read(&model->unrecorded[id]), 0);
	KUNIT_EXPECT_FALSE(test, model->incomplete);
	KUNIT_EXPECT_EQ(test, model->n_points, 1);
	KUNIT_EXPECT_EQ(test, model->n_loaded, 1);
	KUNIT_EXPECT_EQ(test, model->n_bound, 0);
	KUNIT_EXPECT_EQ(test, model->n_trajectory, 0);
	KUNIT_EXPECT_EQ(test, n_full(model), 0);
}

static void test_no_memory(struct kunit *test)
{
	const bool atomic = *(const bool *)test->param_value;
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	set_mode(model, TSEM_MODE_ENFORCING);
	drain_reserve(model);
	kunit_activate_static_stub(test, tsem_point_alloc, no_memory);
	decide(model, 1, atomic, &outcome);
	kunit_deactivate_static_stub(test, tsem_point_alloc);
	expect_unbound(test, model, &outcome, event_of(atomic));
	/* Later there is some. */
	decide(model, 1, atomic, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.first);
	KUNIT_EXPECT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_EQ(test, model->n_bound, 1);
}

/* An event that may not sleep has the reserve of the namespace. */
static void test_reserve(struct kunit *test)
{
	struct tsem_model *model = make_model(test);
	struct tsem_outcome outcome;

	KUNIT_ASSERT_EQ(test, load(model, 1), 0);
	set_mode(model, TSEM_MODE_ENFORCING);
	kunit_activate_static_stub(test, tsem_point_alloc, no_memory);
	decide(model, 1, true, &outcome);
	kunit_deactivate_static_stub(test, tsem_point_alloc);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_LT(test, model->reserve->curr_nr, TSEM_RESERVE_OBJECTS);
}

/* Another task is faster whenever memory is asked for, and memory may lack. */
static struct tsem_model *raced;
static bool memory;

static struct tsem_point *memory_for(struct kunit *test, enum tsem_hash_alg alg,
				     gfp_t gfp)
{
	return memory ? tsem_point_alloc(alg, gfp) : NULL;
}

static struct tsem_point *load_first(enum tsem_hash_alg alg, gfp_t gfp)
{
	struct kunit *test = kunit_get_current_test();

	kunit_deactivate_static_stub(test, tsem_point_alloc);
	KUNIT_EXPECT_EQ(test, load(raced, 1), 0);
	return memory_for(test, alg, gfp);
}

static struct tsem_point *occur_first(enum tsem_hash_alg alg, gfp_t gfp)
{
	struct kunit *test = kunit_get_current_test();
	struct tsem_outcome outcome;

	kunit_deactivate_static_stub(test, tsem_point_alloc);
	decide(raced, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.first);
	return memory_for(test, alg, gfp);
}

/* Loaded while it was about to be learned: loaded, in no list, counted once. */
static void test_loaded_meanwhile(struct kunit *test)
{
	struct tsem_outcome outcome;

	raced = make_model(test);
	memory = true;
	kunit_activate_static_stub(test, tsem_point_alloc, load_first);
	decide(raced, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_FALSE(test, outcome.learned);
	KUNIT_EXPECT_TRUE(test, outcome.first);
	KUNIT_ASSERT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_EQ(test, tsem_point_flags(outcome.record->point),
			TSEM_POINT_LOADED);
	KUNIT_EXPECT_EQ(test, raced->n_points, 1);
	KUNIT_EXPECT_EQ(test, raced->n_loaded, 1);
	KUNIT_EXPECT_EQ(test, raced->n_bound, 1);
	KUNIT_EXPECT_EQ(test, raced->n_trajectory, 0);
	KUNIT_EXPECT_FALSE(test, raced->incomplete);
	KUNIT_EXPECT_EQ(test, expect_entries(test, raced, 1), 1);
}

static struct tsem_point *load_then_nothing(enum tsem_hash_alg alg, gfp_t gfp)
{
	struct kunit *test = kunit_get_current_test();

	KUNIT_EXPECT_EQ(test, load(raced, 1), 0);
	return NULL;
}

static void test_loaded_meanwhile_no_memory(struct kunit *test)
{
	struct tsem_outcome outcome;

	raced = make_model(test);
	kunit_activate_static_stub(test, tsem_point_alloc, load_then_nothing);
	decide(raced, 1, false, &outcome);
	kunit_deactivate_static_stub(test, tsem_point_alloc);
	expect_unbound(test, raced, &outcome, event_of(false));
}

/* Two first occurrences: one record, which counts both. */
static void test_occurred_meanwhile(struct kunit *test)
{
	struct tsem_outcome outcome;

	raced = make_model(test);
	memory = true;
	KUNIT_ASSERT_EQ(test, load(raced, 1), 0);
	kunit_activate_static_stub(test, tsem_point_alloc, occur_first);
	decide(raced, 1, false, &outcome);
	KUNIT_EXPECT_TRUE(test, outcome.known);
	KUNIT_EXPECT_FALSE(test, outcome.first);
	KUNIT_ASSERT_NOT_NULL(test, outcome.record);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&outcome.record->count), 2);
	KUNIT_EXPECT_EQ(test, raced->n_bound, 1);
	KUNIT_EXPECT_EQ(test, raced->n_points, 1);
	KUNIT_EXPECT_EQ(test, n_full(raced), 1);
}

#define CROWD 3
#define POINTS 3000

/**
 * struct crowd - Tasks in whose model coefficients occur
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

/* Each in the same order, so that they meet. */
static int occur_all(void *data)
{
	struct tsem_outcome outcome;
	struct crowd *crowd = data;
	u32 i;

	for (i = 0; i < POINTS; i++) {
		decide(crowd->model, i, i % 3 == 0, &outcome);
		cond_resched();
	}
	if (atomic_dec_and_test(&crowd->running))
		complete(&crowd->done);
	return 0;
}

/* All are there and each once, whatever occurs while they are collected. */
static void test_crowd(struct kunit *test)
{
	struct crowd crowd = { .model = make_model(test) };
	u8 state[TSEM_DIGEST_MAX], later[TSEM_DIGEST_MAX];
	u32 i, records = 0;

	load_all(test, crowd.model, POINTS);
	KUNIT_ASSERT_EQ(test, state_of(crowd.model, state), 0);
	set_mode(crowd.model, TSEM_MODE_ENFORCING);
	init_completion(&crowd.done);
	atomic_set(&crowd.running, CROWD);
	for (i = 0; i < CROWD; i++)
		if (IS_ERR(kthread_run(occur_all, &crowd, "tsem-kunit/%u", i)))
			occur_all(&crowd);
	while (records < POINTS) {
		records = expect_entries(test, crowd.model, POINTS);
		KUNIT_ASSERT_EQ(test, state_of(crowd.model, later), 0);
		KUNIT_EXPECT_MEMEQ(test, later, state, SHA256_DIGEST_SIZE);
		if (!atomic_read(&crowd.running))
			break;
		schedule_timeout_uninterruptible(1);
	}
	wait_for_completion(&crowd.done);

	KUNIT_EXPECT_EQ(test, expect_entries(test, crowd.model, POINTS), POINTS);
	KUNIT_EXPECT_EQ(test, n_full(crowd.model), POINTS);
	KUNIT_EXPECT_EQ(test, crowd.model->n_points, POINTS);
	KUNIT_EXPECT_EQ(test, crowd.model->n_bound, POINTS);
	KUNIT_EXPECT_EQ(test, crowd.model->n_forensics, 0);
	for (i = 0; i < POINTS; i++) {
		const struct tsem_record *record = find(crowd.model, i);

		KUNIT_ASSERT_NOT_NULL(test, record);
		KUNIT_EXPECT_EQ(test, atomic_long_read(&record->count), CROWD);
	}
}

static struct kunit_case point_cases[] = {
	KUNIT_CASE_PARAM(test_size, algs_gen_params),
	KUNIT_CASE_PARAM(test_occur, algs_gen_params),
	KUNIT_CASE_PARAM(test_occur_twice, algs_gen_params),
	KUNIT_CASE_PARAM(test_flags, algs_gen_params),
	KUNIT_CASE_PARAM(test_load_again, algs_gen_params),
	KUNIT_CASE_PARAM(test_limit, algs_gen_params),
	KUNIT_CASE_PARAM(test_no_room, algs_gen_params),
	KUNIT_CASE_PARAM(test_no_memory, contexts_gen_params),
	KUNIT_CASE(test_reserve),
	KUNIT_CASE(test_loaded_meanwhile),
	KUNIT_CASE(test_loaded_meanwhile_no_memory),
	KUNIT_CASE(test_occurred_meanwhile),
	KUNIT_CASE(test_crowd),
	{ }
};

static struct kunit_suite point_suite = {
	.name = "tsem_point",
	.test_cases = point_cases,
};

kunit_test_suite(point_suite);
