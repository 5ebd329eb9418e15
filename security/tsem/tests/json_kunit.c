// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of json.c
 */

#include <linux/seq_file.h>
#include <linux/slab.h>

#include "../event.h"
#include "../json.h"
#include "vector.h"

#define ROOM 4096

/* A seq_file that only collects what is printed. */
static struct seq_file *collector(struct kunit *test, size_t room)
{
	struct seq_file *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m->buf);
	m->size = room;
	return m;
}

static void expect_text(struct kunit *test, struct seq_file *m,
			const char *expected)
{
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(m));
	m->buf[m->count] = '\0';
	KUNIT_EXPECT_STREQ(test, m->buf, expected);
}

/* Each line is exactly what the specification makes of the record. */
static void test_line(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX];
	const struct tsem_json_header header = {
		.number = 1,
		.count = 1,
		.coefficient = coefficient,
	};
	struct seq_file *m = collector(test, ROOM);

	vector_digest(test, alg, vector->coefficient, coefficient);
	KUNIT_ASSERT_EQ(test, tsem_json_record(m, alg, &header, vector->bytes,
					       vector->len), 0);
	expect_text(test, m, vector->json);
}

/* A record that ends early or goes on is an error, and nothing worse. */
static void test_cut(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = { .coefficient = coefficient };
	struct seq_file *m = collector(test, ROOM);
	u8 *data;
	size_t len;

	/* Exactly as large as what may be read, so that KASAN sees the rest. */
	for (len = 0; len < vector->len; len++) {
		data = kmemdup(vector->bytes, len, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, data);
		m->count = 0;
		KUNIT_EXPECT_EQ(test, tsem_json_record(m, alg, &header, data,
						       len), -EINVAL);
		kfree(data);
	}

	data = kunit_kzalloc(test, vector->len + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	memcpy(data, vector->bytes, vector->len);
	m->count = 0;
	KUNIT_EXPECT_EQ(test, tsem_json_record(m, alg, &header, data,
					       vector->len + 1), -EINVAL);
}

/* A record of another hash is not taken for one of this. */
static void test_other_hash(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = { .coefficient = coefficient };
	struct seq_file *m = collector(test, ROOM);
	const enum tsem_hash_alg other = alg == TSEM_HASH_SHA256 ?
					 TSEM_HASH_SHA512 : TSEM_HASH_SHA256;

	KUNIT_EXPECT_EQ(test, tsem_json_record(m, other, &header, vector->bytes,
					       vector->len), -EINVAL);
}

/* Any byte may be wrong: no answer is expected, only that there is one. */
static void test_flipped(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = { .coefficient = coefficient };
	struct seq_file *m = collector(test, ROOM);
	u8 *data = kunit_kzalloc(test, vector->len, GFP_KERNEL);
	size_t at;

	KUNIT_ASSERT_NOT_NULL(test, data);
	for (at = 0; at < vector->len; at++) {
		memcpy(data, vector->bytes, vector->len);
		data[at] ^= 0xff;
		m->count = 0;
		tsem_json_record(m, alg, &header, data, vector->len);
		KUNIT_EXPECT_LE(test, m->count, m->size);
	}
}

KUNIT_ARRAY_PARAM(vectors, tsem_vectors, vector_describe);

/* Without a count the key is left out: so are comments in a model file. */
static void test_no_count(struct kunit *test)
{
	const struct tsem_vector *vector = &tsem_vectors[0];
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = { .coefficient = coefficient };
	struct seq_file *m = collector(test, ROOM);

	KUNIT_ASSERT_EQ(test, tsem_json_record(m, alg, &header, vector->bytes,
					       vector->len), 0);
	m->buf[m->count] = '\0';
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->buf, "\"number\": \"0\", \"actor\""));
	KUNIT_EXPECT_NULL(test, strstr(m->buf, "\"count\""));
}

/* 64-bit numbers are printed whole. */
static void test_large_count(struct kunit *test)
{
	const struct tsem_vector *vector = &tsem_vectors[0];
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = {
		.number = U64_MAX,
		.count = U64_MAX - 1,
		.coefficient = coefficient,
	};
	struct seq_file *m = collector(test, ROOM);

	KUNIT_ASSERT_EQ(test, tsem_json_record(m, alg, &header, vector->bytes,
					       vector->len), 0);
	m->buf[m->count] = '\0';
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->buf, "\"18446744073709551615\""));
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->buf, "\"18446744073709551614\""));
}

/* A full buffer is noted, so that seq_file prints the line again, whole. */
static void test_small_buffer(struct kunit *test)
{
	const struct tsem_vector *vector = &tsem_vectors[0];
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	const size_t len = strlen(vector->json);
	u8 coefficient[TSEM_DIGEST_MAX] = {};
	const struct tsem_json_header header = {
		.number = 1,
		.count = 1,
		.coefficient = coefficient,
	};
	struct seq_file *m;
	size_t room;

	for (room = 1; room <= len; room += 13) {
		m = collector(test, room);
		tsem_json_record(m, alg, &header, vector->bytes, vector->len);
		KUNIT_EXPECT_TRUE(test, seq_has_overflowed(m));
	}
}

/**
 * struct string_case - Bytes and the inside of the JSON string for them
 *
 * @desc: what they are
 * @bytes: the bytes
 * @len: how many
 * @json: the text
 */
struct string_case {
	const char *desc;
	const char *bytes;
	size_t len;
	const char *json;
};

#define STRING(desc, bytes, json) { desc, bytes, sizeof(bytes) - 1, json }

static const struct string_case string_cases[] = {
	STRING("empty", "", ""),
	STRING("plain", "/bin/sh", "/bin/sh"),
	STRING("quote", "\"", "\\\""),
	STRING("backslash", "\\", "\\\\"),
	STRING("slash", "/", "/"),
	STRING("end of an object", "\"}}, {\"a\": {}",
	       "\\\"}}, {\\\"a\\\": {}"),
	STRING("escape by itself", "\\udcff\\u000a", "\\\\udcff\\\\u000a"),
	STRING("NUL", "a\0b", "a\\u0000b"),
	STRING("newline", "\n", "\\u000a"),
	STRING("tab", "\t", "\\u0009"),
	STRING("last control", "\37 ", "\\u001f "),
	STRING("DEL", "~\177", "~\\u007f"),
	STRING("two bytes", "\302\200\337\277", "\302\200\337\277"),
	STRING("three bytes", "\340\240\200\357\277\277",
	       "\340\240\200\357\277\277"),
	STRING("four bytes", "\360\220\200\200\364\217\277\277",
	       "\360\220\200\200\364\217\277\277"),
	STRING("around surrogates", "\355\237\277\356\200\200",
	       "\355\237\277\356\200\200"),
	STRING("first surrogate", "\355\240\200", "\\udced\\udca0\\udc80"),
	STRING("last surrogate", "\355\277\277", "\\udced\\udcbf\\udcbf"),
	STRING("lone continuation", "\200", "\\udc80"),
	STRING("last byte value", "\377", "\\udcff"),
	STRING("overlong slash", "\300\257", "\\udcc0\\udcaf"),
	STRING("overlong 0x7f", "\301\277", "\\udcc1\\udcbf"),
	STRING("overlong in three", "\340\237\277", "\\udce0\\udc9f\\udcbf"),
	STRING("overlong in four", "\360\217\277\277",
	       "\\udcf0\\udc8f\\udcbf\\udcbf"),
	STRING("past the end", "\364\220\200\200",
	       "\\udcf4\\udc90\\udc80\\udc80"),
	STRING("five bytes", "\370\210\200\200\200",
	       "\\udcf8\\udc88\\udc80\\udc80\\udc80"),
	STRING("cut after one", "\342", "\\udce2"),
	STRING("cut after two", "\342\202", "\\udce2\\udc82"),
	STRING("cut after three", "\360\237\230", "\\udcf0\\udc9f\\udc98"),
	STRING("broken off", "\342\202a", "\\udce2\\udc82a"),
	STRING("start after start", "\342\303\251", "\\udce2\303\251"),
};

static void test_string(struct kunit *test)
{
	const struct string_case *c = test->param_value;
	struct seq_file *m = collector(test, ROOM);

	tsem_json_string(m, (const u8 *)c->bytes, c->len);
	expect_text(test, m, c->json);
}

static void string_to_desc(const struct string_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(strings, string_cases, string_to_desc);

static void test_hex(struct kunit *test)
{
	static const u8 bytes[] = { 0x00, 0x0f, 0xf0, 0xff };
	struct seq_file *m = collector(test, ROOM);

	tsem_json_hex(m, bytes, sizeof(bytes));
	expect_text(test, m, "000ff0ff");
}

static int find_event(const char *name)
{
	return tsem_event_find((const u8 *)name, strlen(name));
}

static void test_event_names(struct kunit *test)
{
	int id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		KUNIT_EXPECT_EQ(test, find_event(tsem_events[id].name), id);
	KUNIT_EXPECT_EQ(test, find_event("exe"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find_event("exec_"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find_event(""), -ENOENT);
}

/* No event of the table is without a vector. */
static void test_every_event(struct kunit *test)
{
	size_t i;
	int id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++) {
		for (i = 0; i < ARRAY_SIZE(tsem_vectors); i++)
			if (!strcmp(tsem_vectors[i].event, tsem_events[id].name))
				break;
		KUNIT_EXPECT_LT_MSG(test, i, ARRAY_SIZE(tsem_vectors),
				    "no vector for %s", tsem_events[id].name);
	}
}

static struct kunit_case json_cases[] = {
	KUNIT_CASE_PARAM(test_line, vectors_gen_params),
	KUNIT_CASE_PARAM(test_cut, vectors_gen_params),
	KUNIT_CASE_PARAM(test_other_hash, vectors_gen_params),
	KUNIT_CASE_PARAM(test_flipped, vectors_gen_params),
	KUNIT_CASE(test_no_count),
	KUNIT_CASE(test_large_count),
	KUNIT_CASE(test_small_buffer),
	KUNIT_CASE_PARAM(test_string, strings_gen_params),
	KUNIT_CASE(test_hex),
	KUNIT_CASE(test_event_names),
	KUNIT_CASE(test_every_event),
	{ }
};

static struct kunit_suite json_suite = {
	.name = "tsem_json",
	.test_cases = json_cases,
};

kunit_test_suite(json_suite);
