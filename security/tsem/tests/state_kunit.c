// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of state.c and rules.c
 */

#include <linux/slab.h>

#include "../state.h"
#include "vector.h"

static void free_rules(void *rules)
{
	tsem_rules_free(rules);
}

static struct tsem_rules *make_rules(struct kunit *test)
{
	struct tsem_rules *rules = kunit_kzalloc(test, sizeof(*rules),
						 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rules);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_rules,
							rules), 0);
	return rules;
}

static void add_rule(struct kunit *test, struct tsem_rules *rules,
		     enum tsem_rule_kind kind, const char *path, u32 len)
{
	struct tsem_rule *rule = tsem_rule_alloc(kind, path, len);
	struct tsem_rules result;

	KUNIT_ASSERT_NOT_NULL(test, rule);
	KUNIT_ASSERT_EQ(test, tsem_rules_with(rules, rule, &result), 0);
	kfree(rules->sorted);
	*rules = result;
}

/* A rule as a model file has it: "volatile PATH" or "pseudonym PATH". */
static void add_line(struct kunit *test, struct tsem_rules *rules,
		     const char *line)
{
	const char *from = strchr(line, ' ') + 1;
	const enum tsem_rule_kind kind = line[0] == 'v' ? TSEM_RULE_VOLATILE :
							  TSEM_RULE_PSEUDONYM;
	char path[64];
	u32 len = 0;

	for (; *from; len++) {
		KUNIT_ASSERT_LT(test, len, sizeof(path));
		path[len] = *from++;
		if (path[len] != '\\')
			continue;
		path[len] = strncmp(from, "012", 3) ? '\\' : '\n';
		from += 3;
	}
	add_rule(test, rules, kind, path, len);
}

static void make_config(struct kunit *test, struct tsem_config *config,
			const struct tsem_config_vector *vector)
{
	memset(config, 0, sizeof(*config));
	config->alg = vector_hash(test, vector->hash);
	config->verity = vector->verity;
	if (!strcmp(vector->fsref, "superblock"))
		config->fsref = TSEM_FSREF_SUPERBLOCK;
}

static void test_config(struct kunit *test)
{
	const struct tsem_config_vector *vector = test->param_value;
	struct tsem_rules *rules = make_rules(test);
	const char *const *line;
	struct tsem_config config;
	u8 digest[TSEM_DIGEST_MAX];

	make_config(test, &config, vector);
	for (line = vector->rules; *line; line++)
		add_line(test, rules, *line);
	tsem_config_digest(&config, rules, digest);
	vector_expect(test, config.alg, digest, vector->config);
}

/* Limits and join do not change what a model means. */
static void test_config_without_limits(struct kunit *test)
{
	const struct tsem_config_vector *vector = test->param_value;
	struct tsem_rules *rules = make_rules(test);
	const char *const *line;
	struct tsem_config config;
	u8 digest[TSEM_DIGEST_MAX];
	int count = 0;

	make_config(test, &config, vector);
	config.points = 1;
	config.files = 2;
	config.bytes = 3;
	config.join = true;
	/* In the other order, too. */
	while (vector->rules[count])
		count++;
	for (line = vector->rules; count--;)
		add_line(test, rules, line[count]);
	tsem_config_digest(&config, rules, digest);
	vector_expect(test, config.alg, digest, vector->config);
}

static void config_to_desc(const struct tsem_config_vector *vector, char *desc)
{
	strscpy(desc, vector->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(configs, tsem_config_vectors, config_to_desc);

static void destroy_model(void *model)
{
	tsem_model_destroy(model);
}

static struct tsem_model *make_model(struct kunit *test, const char *hash)
{
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	model->config.alg = vector_hash(test, hash);
	return model;
}

/* Loads "state HEX" or "environment HEX". */
static void load_line(struct kunit *test, struct tsem_model *model,
		      const char *line)
{
	const u8 flags = line[0] == 'e' ? TSEM_POINT_ENVIRONMENT : 0;
	u8 digest[TSEM_DIGEST_MAX];

	vector_digest(test, model->config.alg, strchr(line, ' ') + 1, digest);
	KUNIT_ASSERT_EQ(test, tsem_model_load(model, digest, flags), 0);
}

static void expect_state(struct kunit *test, struct tsem_model *model,
			 const char *expected)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_basis basis;

	KUNIT_ASSERT_EQ(test, tsem_basis_take(&basis, model), 0);
	KUNIT_EXPECT_EQ(test, tsem_state(&basis, digest), 0);
	tsem_basis_free(&basis);
	vector_expect(test, model->config.alg, digest, expected);
}

static void test_state(struct kunit *test)
{
	const struct tsem_state_vector *vector = test->param_value;
	struct tsem_model *model = make_model(test, vector->hash);
	const char *const *line;

	tsem_model_freeze(model);
	for (line = vector->points; *line; line++)
		load_line(test, model, *line);
	if (vector->incomplete)
		tsem_model_incomplete(model);
	expect_state(test, model, vector->state);
	vector_expect(test, model->config.alg, model->measurement,
		      vector->measurement);
}

/* The state value is that of the set: no order is in it. */
static void test_state_reversed(struct kunit *test)
{
	const struct tsem_state_vector *vector = test->param_value;
	struct tsem_model *model = make_model(test, vector->hash);
	int count = 0;

	while (vector->points[count])
		count++;
	while (count--)
		load_line(test, model, vector->points[count]);
	if (vector->incomplete)
		tsem_model_incomplete(model);
	expect_state(test, model, vector->state);
}

/*
 * What was there when the configuration was copied: no point of another hash, and
 * no rule that came later.
 */
static void test_state_of_a_moment(struct kunit *test)
{
	struct tsem_model *model = make_model(test, "sha512");
	u8 before[TSEM_DIGEST_MAX], after[TSEM_DIGEST_MAX];
	struct tsem_basis basis;
	size_t count = 1;

	KUNIT_ASSERT_EQ(test, tsem_basis_take(&basis, model), 0);
	KUNIT_EXPECT_EQ(test, tsem_state(&basis, before), 0);

	model->config.alg = TSEM_HASH_SHA256;
	add_line(test, &model->rules, "volatile /a");
	memset(after, 1, sizeof(after));
	KUNIT_ASSERT_EQ(test, tsem_model_load(model, after, 0), 0);
	tsem_model_incomplete(model);

	KUNIT_EXPECT_NULL(test, tsem_basis_points(&basis, &count));
	KUNIT_EXPECT_EQ(test, count, 0);
	KUNIT_EXPECT_EQ(test, tsem_state(&basis, after), 0);
	KUNIT_EXPECT_MEMEQ(test, before, after, SHA512_DIGEST_SIZE);
	tsem_basis_free(&basis);
}

/* The measurement by hand. */
static void test_measurement(struct kunit *test)
{
	const struct tsem_state_vector *vector = test->param_value;
	const struct tsem_config_vector settings = {
		.hash = vector->hash,
		.fsref = "content",
	};
	struct tsem_rules *rules = make_rules(test);
	u8 head[TSEM_DIGEST_MAX], digest[TSEM_DIGEST_MAX];
	struct tsem_config config;
	int i;

	make_config(test, &config, &settings);
	tsem_measurement_start(&config, rules, head);
	for (i = 0; vector->points[i]; i++) {
		/* One that comes again does not count. */
		if (i && !strcmp(vector->points[i], vector->points[0]))
			continue;
		vector_digest(test, config.alg,
			      strchr(vector->points[i], ' ') + 1, digest);
		tsem_measurement_extend(config.alg, head, digest);
	}
	vector_expect(test, config.alg, head, vector->measurement);
}

static void state_to_desc(const struct tsem_state_vector *vector, char *desc)
{
	strscpy(desc, vector->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(states, tsem_state_vectors, state_to_desc);

/* Many points, so that tables are resized while they are filled. */
static void test_many_points(struct kunit *test)
{
	struct tsem_model *model = make_model(test, "sha256");
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_entry *points;
	size_t count, i;
	u32 number;

	for (number = 0; number < 5000; number++) {
		tsem_hash_once(TSEM_HASH_SHA256, &number, sizeof(number),
			       digest);
		KUNIT_ASSERT_EQ(test, tsem_model_load(model, digest, 0), 0);
	}
	points = tsem_points_sorted(&model->points, TSEM_HASH_SHA256, &count);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, points);
	KUNIT_EXPECT_EQ(test, count, 5000);
	for (i = 1; i < count; i++)
		KUNIT_EXPECT_LT(test, memcmp(points[i - 1].digest,
					     points[i].digest,
					     SHA256_DIGEST_SIZE), 0);
	kvfree(points);
}

static void test_find_rule(struct kunit *test)
{
	struct tsem_rules *rules = make_rules(test);

	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_VOLATILE, "/a",
					      2), -ENOENT);
	add_line(test, rules, "volatile /b");
	add_line(test, rules, "pseudonym /b/c");
	add_line(test, rules, "volatile /a");
	KUNIT_EXPECT_EQ(test, rules->count, 3);
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_PSEUDONYM,
					      "/b/c", 4), 0);
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_VOLATILE, "/a",
					      2), 1);
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_VOLATILE, "/b",
					      2), 2);
	/* Neither the other kind, nor a part, nor more. */
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_PSEUDONYM, "/a",
					      2), -ENOENT);
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_PSEUDONYM,
					      "/b/c", 3), -ENOENT);
	KUNIT_EXPECT_EQ(test, tsem_rules_find(rules, TSEM_RULE_VOLATILE, "/ab",
					      3), -ENOENT);
}

/**
 * struct volatile_case - A path and the volatile directory it is below
 *
 * @path: the path
 * @len: length of the part that names the directory, 0 if there is none
 */
struct volatile_case {
	const char *path;
	u32 len;
};

static const struct volatile_case volatile_cases[] = {
	{ "/var/cache/x", 10 },
	{ "/var/cache/x/y/z", 10 },
	{ "/var/cache", 0 },
	{ "/var/cachex/y", 0 },
	{ "/var", 0 },
	{ "/srv/a/b/c", 6 },
	{ "/srv/a/b", 6 },
	{ "/srv/a", 0 },
	{ "/srv/b", 0 },
	{ "/run/x", 0 },
	{ "/", 0 },
	{ "", 0 },
};

static void test_volatile(struct kunit *test)
{
	const struct volatile_case *c = test->param_value;
	struct tsem_rules *rules = make_rules(test);

	add_line(test, rules, "volatile /srv/a/b");
	add_line(test, rules, "volatile /var/cache");
	add_line(test, rules, "volatile /srv/a");
	add_line(test, rules, "pseudonym /run");
	KUNIT_EXPECT_EQ(test, tsem_rules_volatile(rules, c->path,
						  strlen(c->path)), c->len);
}

static void volatile_to_desc(const struct volatile_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "\"%s\"", c->path);
}

KUNIT_ARRAY_PARAM(volatiles, volatile_cases, volatile_to_desc);

static void test_volatile_root(struct kunit *test)
{
	struct tsem_rules *rules = make_rules(test);

	add_line(test, rules, "volatile /");
	KUNIT_EXPECT_EQ(test, tsem_rules_volatile(rules, "/a", 2), 1);
	KUNIT_EXPECT_EQ(test, tsem_rules_volatile(rules, "/a/b", 4), 1);
	KUNIT_EXPECT_EQ(test, tsem_rules_volatile(rules, "/", 1), 0);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE_PARAM(test_config, configs_gen_params),
	KUNIT_CASE_PARAM(test_config_without_limits, configs_gen_params),
	KUNIT_CASE_PARAM(test_state, states_gen_params),
	KUNIT_CASE_PARAM(test_state_reversed, states_gen_params),
	KUNIT_CASE_PARAM(test_measurement, states_gen_params),
	KUNIT_CASE(test_state_of_a_moment),
	KUNIT_CASE(test_many_points),
	KUNIT_CASE(test_find_rule),
	KUNIT_CASE_PARAM(test_volatile, volatiles_gen_params),
	KUNIT_CASE(test_volatile_root),
	{ }
};

static struct kunit_suite state_suite = {
	.name = "tsem_state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);
