// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of key.c
 */

#include <linux/slab.h>

#include "../key.h"
#include "../model.h"
#include "vector.h"

#define ROOM 4096
#define KEYS 5

static void destroy_model(void *model)
{
	tsem_model_destroy(model);
}

static struct tsem_model *make_model(struct kunit *test,
				     enum tsem_hash_alg alg)
{
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	model->config.alg = alg;
	tsem_model_freeze(model);
	return model;
}

static void find_piece(struct tsem_model *model, struct tsem_piece *piece,
		       const u8 *data, u32 len)
{
	*piece = (struct tsem_piece) { .data = data, .len = len };
	tsem_fragment_find(&model->fragments, piece);
}

/*
 * The key of a record whose object is cut into @pieces pieces, with a byte that
 * is in none before each of them.
 */
static enum tsem_event_id make_key(struct kunit *test, struct tsem_model *model,
				   const struct tsem_vector *vector, u32 pieces,
				   struct tsem_key *key)
{
	const u32 subject = tsem_hash_size(model->config.alg) +
			    TSEM_CONTEXT_SIZE;
	struct tsem_reader reader;
	struct tsem_piece piece;
	u32 i, len;
	int id;

	tsem_reader_init(&reader, vector->bytes, vector->len);
	tsem_get_bytes(&reader, sizeof(TSEM_RECORD_MAGIC));
	tsem_get_str(&reader, &len);
	tsem_get_str(&reader, &len);
	tsem_key_init(key);
	find_piece(model, &key->subject, tsem_get_bytes(&reader, subject),
		   subject);
	for (i = pieces; i && reader.left > i; i--) {
		tsem_put_u8(&key->plain, tsem_get_u8(&reader));
		len = reader.left / i;
		find_piece(model, &piece, tsem_get_bytes(&reader, len), len);
		tsem_key_add(key, &piece);
	}
	len = reader.left;
	if (len > TSEM_PLAIN_MAX - key->plain.len)
		kunit_skip(test, "the object is too long");
	tsem_put_bytes(&key->plain, tsem_get_bytes(&reader, len), len);
	KUNIT_ASSERT_FALSE(test, reader.error);
	KUNIT_ASSERT_FALSE(test, key->plain.overflow);
	id = tsem_event_find(vector->event, strlen(vector->event));
	KUNIT_ASSERT_GE(test, id, 0);
	return id;
}

static void expect_record(struct kunit *test, enum tsem_hash_alg alg,
			  const struct tsem_record *record,
			  const struct tsem_vector *vector)
{
	u8 *data = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct tsem_writer out;

	KUNIT_ASSERT_NOT_NULL(test, data);
	tsem_writer_init(&out, data, ROOM);
	tsem_words_record(record->words, alg, &out);
	KUNIT_ASSERT_FALSE(test, out.overflow);
	KUNIT_ASSERT_EQ(test, out.len, vector->len);
	KUNIT_EXPECT_MEMEQ(test, data, vector->bytes, vector->len);
}

/* However an object is cut, its digest and its record are the same. */
static void test_pieces(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	struct tsem_outcome outcome;
	u8 digest[TSEM_DIGEST_MAX];
	enum tsem_event_id id;
	struct tsem_key key;
	u32 pieces;

	for (pieces = 1; pieces <= TSEM_PIECES_MAX; pieces++) {
		struct tsem_model *model = make_model(test, alg);

		id = make_key(test, model, vector, pieces, &key);
		KUNIT_EXPECT_FALSE(test, tsem_key_finish(&key, id));
		tsem_key_digest(&key, id, alg, digest);
		vector_expect(test, alg, digest, vector->coefficient);
		tsem_model_add(model, &key, id, digest, TSEM_KIND_BY_MODE,
			       &outcome);
		KUNIT_ASSERT_NOT_NULL(test, outcome.record);
		expect_record(test, alg, outcome.record, vector);

		/* The next time all its pieces are fragments. */
		make_key(test, model, vector, pieces, &key);
		KUNIT_ASSERT_TRUE(test, tsem_key_finish(&key, id));
		KUNIT_EXPECT_PTR_EQ(test, tsem_model_find(model, &key),
				    outcome.record);
	}
}

/* Keys that have the same bytes, but not in the same place or not as one. */
static void test_different(struct kunit *test)
{
	struct tsem_model *model = make_model(test, TSEM_HASH_SHA256);
	struct tsem_piece subject, one, two;
	struct tsem_outcome outcome;
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_key *keys = kunit_kcalloc(test, KEYS, sizeof(*keys),
					      GFP_KERNEL);
	size_t i, j;

	KUNIT_ASSERT_NOT_NULL(test, keys);
	find_piece(model, &subject, "s", 1);
	find_piece(model, &one, "1", 1);
	find_piece(model, &two, "2", 1);
	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &subject));
	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &one));
	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &two));
	for (i = 0; i < KEYS; i++) {
		tsem_key_init(&keys[i]);
		keys[i].subject = subject;
	}
	tsem_key_add(&keys[0], &one);
	tsem_put_u8(&keys[0].plain, 0);
	tsem_put_u8(&keys[1].plain, 0);
	tsem_key_add(&keys[1], &one);
	tsem_key_add(&keys[2], &two);
	tsem_put_u8(&keys[2].plain, 0);
	tsem_key_add(&keys[3], &one);
	tsem_put_u8(&keys[3].plain, 0);
	tsem_put_u8(&keys[3].plain, 0);
	tsem_key_add(&keys[4], &one);
	tsem_key_add(&keys[4], &two);
	tsem_put_u8(&keys[4].plain, 0);

	for (i = 0; i < KEYS; i++) {
		KUNIT_ASSERT_TRUE(test, tsem_key_finish(&keys[i],
							TSEM_EV_file_open));
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NOT_NULL(test,
					      tsem_model_find(model, &keys[j]));
		KUNIT_EXPECT_NULL(test, tsem_model_find(model, &keys[i]));
		tsem_key_digest(&keys[i], TSEM_EV_file_open, TSEM_HASH_SHA256,
				digest);
		tsem_model_add(model, &keys[i], TSEM_EV_file_open, digest,
			       TSEM_KIND_BY_MODE,
			       &outcome);
		KUNIT_EXPECT_TRUE(test, outcome.known);
	}
	/* Nor is another event with the same object the same. */
	KUNIT_ASSERT_TRUE(test, tsem_key_finish(&keys[0], TSEM_EV_path_unlink));
	KUNIT_EXPECT_NULL(test, tsem_model_find(model, &keys[0]));
}

/* A file with its real digest is another fragment than one with a stand-in. */
static void test_kinds(struct kunit *test)
{
	struct tsem_model *model = make_model(test, TSEM_HASH_SHA256);
	struct tsem_piece plain = { .data = "file", .len = 4 };
	struct tsem_piece real = plain;

	real.kind = TSEM_FRAGMENT_REAL;
	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &plain));
	tsem_fragment_find(&model->fragments, &real);
	KUNIT_EXPECT_NULL(test, real.fragment);
	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &real));
	KUNIT_EXPECT_PTR_NE(test, plain.fragment, real.fragment);
}

/* What is interned counts, and stops at the limit. */
static void test_intern_limit(struct kunit *test)
{
	struct tsem_model *model = make_model(test, TSEM_HASH_SHA256);
	struct tsem_piece piece = { .data = "abc", .len = 3 };
	u64 bytes;

	KUNIT_ASSERT_NOT_NULL(test, tsem_model_intern(model, &piece));
	bytes = model->bytes;
	KUNIT_EXPECT_GE(test, bytes, 3);
	KUNIT_EXPECT_NOT_NULL(test, tsem_model_intern(model, &piece));
	KUNIT_EXPECT_EQ(test, model->bytes, bytes);
	model->config.bytes = bytes;
	piece.data = "def";
	KUNIT_EXPECT_NULL(test, tsem_model_intern(model, &piece));
	KUNIT_EXPECT_EQ(test, model->bytes, bytes);
}

KUNIT_ARRAY_PARAM(vectors, tsem_vectors, vector_describe);

static struct kunit_case key_cases[] = {
	KUNIT_CASE_PARAM(test_pieces, vectors_gen_params),
	KUNIT_CASE(test_different),
	KUNIT_CASE(test_kinds),
	KUNIT_CASE(test_intern_limit),
	{ }
};

static struct kunit_suite key_suite = {
	.name = "tsem_key",
	.test_cases = key_cases,
};

kunit_test_suite(key_suite);
