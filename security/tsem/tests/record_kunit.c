// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of record.c
 */

#include "../record.h"
#include "vector.h"

/* Larger than any vector, with room for what must not be written. */
#define ROOM 1024
#define UNTOUCHED 0xa5

static void put_primitive(struct tsem_writer *writer,
			  const struct tsem_primitive_vector *vector)
{
	if (!strcmp(vector->type, "u8"))
		tsem_put_u8(writer, vector->value);
	else if (!strcmp(vector->type, "u16"))
		tsem_put_u16(writer, vector->value);
	else if (!strcmp(vector->type, "u32"))
		tsem_put_u32(writer, vector->value);
	else if (!strcmp(vector->type, "u64"))
		tsem_put_u64(writer, vector->value);
	else
		tsem_put_str(writer, vector->str, vector->value);
}

static void test_put(struct kunit *test)
{
	const struct tsem_primitive_vector *vector = test->param_value;
	struct tsem_writer writer;
	u8 data[64];

	tsem_writer_init(&writer, data, sizeof(data));
	put_primitive(&writer, vector);
	KUNIT_EXPECT_FALSE(test, writer.overflow);
	KUNIT_ASSERT_EQ(test, writer.len, vector->len);
	KUNIT_EXPECT_MEMEQ(test, data, vector->bytes, vector->len);
}

static u64 get_number(struct tsem_reader *reader, const char *type)
{
	if (!strcmp(type, "u8"))
		return tsem_get_u8(reader);
	if (!strcmp(type, "u16"))
		return tsem_get_u16(reader);
	if (!strcmp(type, "u32"))
		return tsem_get_u32(reader);
	return tsem_get_u64(reader);
}

static void test_get(struct kunit *test)
{
	const struct tsem_primitive_vector *vector = test->param_value;
	struct tsem_reader reader;
	const u8 *data;
	u32 len;

	tsem_reader_init(&reader, vector->bytes, vector->len);
	if (strcmp(vector->type, "str")) {
		KUNIT_EXPECT_EQ(test, get_number(&reader, vector->type),
				vector->value);
	} else {
		data = tsem_get_str(&reader, &len);
		KUNIT_ASSERT_NOT_NULL(test, data);
		KUNIT_ASSERT_EQ(test, len, vector->value);
		KUNIT_EXPECT_MEMEQ(test, data, vector->str, len);
	}
	KUNIT_EXPECT_FALSE(test, reader.error);
	KUNIT_EXPECT_EQ(test, reader.left, 0);
}

/* Too little room: nothing is written past the end, and it is noted. */
static void test_put_overflow(struct kunit *test)
{
	const struct tsem_primitive_vector *vector = test->param_value;
	struct tsem_writer writer;
	u8 data[64], untouched[64];
	size_t size;

	memset(untouched, UNTOUCHED, sizeof(untouched));
	for (size = 0; size < vector->len; size++) {
		memset(data, UNTOUCHED, sizeof(data));
		tsem_writer_init(&writer, data, size);
		put_primitive(&writer, vector);
		KUNIT_EXPECT_TRUE(test, writer.overflow);
		KUNIT_EXPECT_LE(test, writer.len, size);
		KUNIT_EXPECT_MEMEQ(test, data + size, untouched,
				   sizeof(data) - size);
		/* It stays so, even for what would fit. */
		tsem_put_bytes(&writer, "", 0);
		KUNIT_EXPECT_TRUE(test, writer.overflow);
	}
}

/* Too few bytes: zero or nothing is returned, and it is noted. */
static void test_get_end(struct kunit *test)
{
	const struct tsem_primitive_vector *vector = test->param_value;
	struct tsem_reader reader;
	size_t size;
	u32 len;

	for (size = 0; size < vector->len; size++) {
		tsem_reader_init(&reader, vector->bytes, size);
		if (strcmp(vector->type, "str")) {
			KUNIT_EXPECT_EQ(test,
					get_number(&reader, vector->type), 0);
		} else {
			KUNIT_EXPECT_NULL(test, tsem_get_str(&reader, &len));
			KUNIT_EXPECT_EQ(test, len, 0);
		}
		KUNIT_EXPECT_TRUE(test, reader.error);
		KUNIT_EXPECT_EQ(test, tsem_get_u8(&reader), 0);
		KUNIT_EXPECT_TRUE(test, reader.error);
	}
}

static void primitive_to_desc(const struct tsem_primitive_vector *vector,
			      char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s 0x%llx", vector->type,
		 vector->value);
}

KUNIT_ARRAY_PARAM(primitives, tsem_primitive_vectors, primitive_to_desc);

/* A length near 4 GiB neither wraps around nor is believed. */
static void test_huge_string(struct kunit *test)
{
	static const u8 bytes[] = { 0xff, 0xff, 0xff, 0xff, 'a' };
	struct tsem_reader reader;
	struct tsem_writer writer;
	u8 data[8];
	u32 len;

	tsem_reader_init(&reader, bytes, sizeof(bytes));
	KUNIT_EXPECT_NULL(test, tsem_get_str(&reader, &len));
	KUNIT_EXPECT_TRUE(test, reader.error);

	tsem_writer_init(&writer, data, sizeof(data));
	tsem_put_u32(&writer, 0);
	tsem_put_bytes(&writer, bytes, U32_MAX);
	KUNIT_EXPECT_TRUE(test, writer.overflow);
	KUNIT_EXPECT_EQ(test, writer.len, 4);
}

static void test_optional_digest(struct kunit *test)
{
	u8 digest[TSEM_DIGEST_MAX], data[128];
	struct tsem_writer writer;
	int alg;

	memset(digest, 7, sizeof(digest));
	for (alg = 0; alg < TSEM_HASH_COUNT; alg++) {
		tsem_writer_init(&writer, data, sizeof(data));
		tsem_put_opt_digest(&writer, alg, digest);
		KUNIT_ASSERT_EQ(test, writer.len, 1 + tsem_hash_size(alg));
		KUNIT_EXPECT_EQ(test, data[0], 1);
		KUNIT_EXPECT_MEMEQ(test, data + 1, digest, tsem_hash_size(alg));
	}
}

static struct tsem_context
context_of(const struct tsem_context_vector *vector)
{
	return (struct tsem_context) {
		.uid = vector->ids[0],
		.euid = vector->ids[1],
		.suid = vector->ids[2],
		.fsuid = vector->ids[3],
		.gid = vector->ids[4],
		.egid = vector->ids[5],
		.sgid = vector->ids[6],
		.fsgid = vector->ids[7],
		.userns_level = vector->userns,
		.cap_effective = vector->cap_effective,
		.securebits = vector->securebits,
		.no_new_privs = vector->no_new_privs,
	};
}

static void test_context(struct kunit *test)
{
	const struct tsem_context_vector *vector = test->param_value;
	const struct tsem_context context = context_of(vector);
	struct tsem_writer writer;
	u8 data[64];

	tsem_writer_init(&writer, data, sizeof(data));
	tsem_put_context(&writer, &context);
	KUNIT_ASSERT_EQ(test, writer.len, vector->len);
	KUNIT_EXPECT_MEMEQ(test, data, vector->bytes, vector->len);
}

static void test_get_context(struct kunit *test)
{
	const struct tsem_context_vector *vector = test->param_value;
	struct tsem_context context;
	struct tsem_reader reader;
	struct tsem_writer writer;
	u8 data[64];

	tsem_reader_init(&reader, vector->bytes, vector->len);
	tsem_get_context(&reader, &context);
	KUNIT_EXPECT_FALSE(test, reader.error);
	KUNIT_EXPECT_EQ(test, reader.left, 0);
	KUNIT_EXPECT_EQ(test, context.uid, vector->ids[0]);
	KUNIT_EXPECT_EQ(test, context.fsgid, vector->ids[7]);
	KUNIT_EXPECT_EQ(test, context.cap_effective, vector->cap_effective);

	tsem_writer_init(&writer, data, sizeof(data));
	tsem_put_context(&writer, &context);
	KUNIT_EXPECT_MEMEQ(test, data, vector->bytes, vector->len);
}

static void context_to_desc(const struct tsem_context_vector *vector,
			    char *desc)
{
	strscpy(desc, vector->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(contexts, tsem_context_vectors, context_to_desc);

/* What every record starts with, taken apart and put together again. */
static void test_header(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	struct tsem_context context;
	struct tsem_reader reader;
	struct tsem_writer writer;
	const u8 *actor;
	u8 data[ROOM];
	u32 len;

	tsem_reader_init(&reader, vector->bytes, vector->len);
	tsem_get_bytes(&reader, sizeof(TSEM_RECORD_MAGIC));
	tsem_get_str(&reader, &len);
	tsem_get_str(&reader, &len);
	actor = tsem_get_bytes(&reader, tsem_hash_size(alg));
	tsem_get_context(&reader, &context);
	KUNIT_ASSERT_FALSE(test, reader.error);

	tsem_writer_init(&writer, data, sizeof(data));
	tsem_put_title(&writer, alg, vector->event);
	tsem_put_bytes(&writer, actor, tsem_hash_size(alg));
	tsem_put_context(&writer, &context);
	KUNIT_ASSERT_FALSE(test, writer.overflow);
	KUNIT_ASSERT_EQ(test, writer.len, vector->len - reader.left);
	KUNIT_EXPECT_MEMEQ(test, data, vector->bytes, writer.len);
}

KUNIT_ARRAY_PARAM(vectors, tsem_vectors, vector_describe);

static struct kunit_case record_cases[] = {
	KUNIT_CASE_PARAM(test_put, primitives_gen_params),
	KUNIT_CASE_PARAM(test_get, primitives_gen_params),
	KUNIT_CASE_PARAM(test_put_overflow, primitives_gen_params),
	KUNIT_CASE_PARAM(test_get_end, primitives_gen_params),
	KUNIT_CASE(test_huge_string),
	KUNIT_CASE(test_optional_digest),
	KUNIT_CASE_PARAM(test_context, contexts_gen_params),
	KUNIT_CASE_PARAM(test_get_context, contexts_gen_params),
	KUNIT_CASE_PARAM(test_header, vectors_gen_params),
	{ }
};

static struct kunit_suite record_suite = {
	.name = "tsem_record",
	.test_cases = record_cases,
};

kunit_test_suite(record_suite);
