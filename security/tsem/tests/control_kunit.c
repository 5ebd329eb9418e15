// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of control.c
 */

#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../control.h"
#include "../limits.h"

#define HEX8 "01234567"
#define HEX32 "01234567012345670123456701234567"
#define HEX64 "0123456701234567012345670123456701234567012345670123456701234567"
#define OTHER64 "89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef"

/* The parser changes its line, and a test must not change its table. */
static char *copy_of(struct kunit *test, const char *line)
{
	char *copy = kunit_kstrdup(test, line, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	return copy;
}

static int parse(struct kunit *test, const char *line,
		 struct tsem_command *command)
{
	return tsem_command_parse(copy_of(test, line), command);
}

/**
 * struct line_case - A line and what the parser says of it
 *
 * @line: the line
 * @error: what is returned
 * @verb: what it asks for, if nothing is wrong
 */
struct line_case {
	const char *line;
	int error;
	enum tsem_verb verb;
};

static const struct line_case line_cases[] = {
	{ "bind fd=0", 0, TSEM_VERB_BIND },
	{ "bind fd=2147483647", 0, TSEM_VERB_BIND },
	{ "bind id=1", 0, TSEM_VERB_BIND },
	{ "bind id=18446744073709551615", 0, TSEM_VERB_BIND },
	{ "set digest=sha256", 0, TSEM_VERB_SET },
	{ "set digest=sha512", 0, TSEM_VERB_SET },
	{ "set fsref=content", 0, TSEM_VERB_SET },
	{ "set fsref=superblock", 0, TSEM_VERB_SET },
	{ "set verity=ignored", 0, TSEM_VERB_SET },
	{ "set verity=used", 0, TSEM_VERB_SET },
	{ "set join=denied", 0, TSEM_VERB_SET },
	{ "set queue=1", 0, TSEM_VERB_SET },
	{ "set overflow=drop queue=262144", 0, TSEM_VERB_SET },
	{ "all", 0, TSEM_VERB_ALL },
	{ "set join=allowed", 0, TSEM_VERB_SET },
	{ "set points=1", 0, TSEM_VERB_SET },
	{ "set points=1048576", 0, TSEM_VERB_SET },
	{ "set bytes=1", 0, TSEM_VERB_SET },
	{ "set bytes=1073741824", 0, TSEM_VERB_SET },
	{ "set files=1", 0, TSEM_VERB_SET },
	{ "set files=1048576", 0, TSEM_VERB_SET },
	{ "set points=2 bytes=3 files=4 digest=sha512 fsref=content join=denied",
	  0, TSEM_VERB_SET },
	{ "state " HEX64, 0, TSEM_VERB_STATE },
	{ "environment " HEX64, 0, TSEM_VERB_ENVIRONMENT },
	{ "pseudonym /etc/resolv.conf", 0, TSEM_VERB_PSEUDONYM },
	{ "pseudonym /with space ", 0, TSEM_VERB_PSEUDONYM },
	{ "pseudonym /a\\012b\\134", 0, TSEM_VERB_PSEUDONYM },
	{ "pseudonym /...", 0, TSEM_VERB_PSEUDONYM },
	{ "pseudonym /.a/..b", 0, TSEM_VERB_PSEUDONYM },
	{ "volatile /", 0, TSEM_VERB_VOLATILE },
	{ "volatile /var/cache", 0, TSEM_VERB_VOLATILE },
	{ "seal", 0, TSEM_VERB_SEAL },
	{ "seal force", 0, TSEM_VERB_SEAL },
	{ "enforce", 0, TSEM_VERB_ENFORCE },

	{ "", -EINVAL },
	{ " ", -EINVAL },
	{ " seal", -EINVAL },
	{ "Seal", -EINVAL },
	{ "unseal", -EINVAL },
	{ "seals", -EINVAL },
	{ "#", -EINVAL },

	{ "bind", -EINVAL },
	{ "bind ", -EINVAL },
	{ "bind fd", -EINVAL },
	{ "bind fd=", -EINVAL },
	{ "bind 3", -EINVAL },
	{ "bind fd=-1", -EINVAL },
	{ "bind fd=+1", -EINVAL },
	{ "bind fd=0x3", -EINVAL },
	{ "bind fd=3 ", -EINVAL },
	{ "bind  fd=3", -EINVAL },
	{ "bind fd= 3", -EINVAL },
	{ "bind fd=3 fd=3", -EINVAL },
	{ "bind fd=3\n", -EINVAL },
	{ "bind fd=2147483648", -EINVAL },
	{ "bind fd=18446744073709551616", -EINVAL },
	{ "bind id=", -EINVAL },
	{ "bind id=0", -EINVAL },
	{ "bind id=-1", -EINVAL },
	{ "bind id=0x3", -EINVAL },
	{ "bind id=3 ", -EINVAL },
	{ "bind id=3 fd=3", -EINVAL },
	{ "bind id=18446744073709551616", -EINVAL },

	{ "set", -EINVAL },
	{ "set ", -EINVAL },
	{ "set digest", -EINVAL },
	{ "set digest=", -EINVAL },
	{ "set =sha256", -EINVAL },
	{ "set digest=md5", -EINVAL },
	{ "set digest=SHA256", -EINVAL },
	{ "set digest=sha256=", -EINVAL },
	{ "set fsref=", -EINVAL },
	{ "set fsref=1", -EINVAL },
	{ "set verity=", -EINVAL },
	{ "set verity=yes", -EINVAL },
	{ "set verity=used verity=used", -EINVAL },
	{ "set join=yes", -EINVAL },
	{ "set queue=0", -EINVAL },
	{ "set queue=262145", -EINVAL },
	{ "set overflow=", -EINVAL },
	{ "set overflow=wait", -EINVAL },
	{ "all 1", -EINVAL },
	{ "set color=blue", -EINVAL },
	{ "set Digest=sha256", -EINVAL },
	{ "set points=0", -EINVAL },
	{ "set points=1048577", -EINVAL },
	{ "set points=", -EINVAL },
	{ "set points=-1", -EINVAL },
	{ "set points=+1", -EINVAL },
	{ "set points=0x10", -EINVAL },
	{ "set points=1k", -EINVAL },
	{ "set points=4294967297", -EINVAL },
	{ "set bytes=0", -EINVAL },
	{ "set bytes=1073741825", -EINVAL },
	{ "set bytes=18446744073709551615", -EINVAL },
	{ "set bytes=18446744073709551617", -EINVAL },
	{ "set files=0", -EINVAL },
	{ "set files=1048577", -EINVAL },
	{ "set points=1 points=1", -EINVAL },
	{ "set points=1  files=1", -EINVAL },
	{ "set points=1 ", -EINVAL },
	{ "set  points=1", -EINVAL },
	{ "set points=1,files=1", -EINVAL },
	{ "set points=1 files=0", -EINVAL },
	{ "set points=1\n", -EINVAL },
	{ "set points=1\tfiles=1", -EINVAL },

	{ "state", -EINVAL },
	{ "state ", -EINVAL },
	{ "state " HEX32, -EINVAL },
	{ "state " HEX64 "0", -EINVAL },
	{ "state " HEX64 "00", -EINVAL },
	{ "state " HEX64 HEX64, 0, TSEM_VERB_STATE },
	{ "state " HEX64 HEX64 HEX64, -EINVAL },
	{ "state " HEX64 HEX32, -EINVAL },
	{ "state " HEX32 HEX8 HEX8 HEX8 "0123456", -EINVAL },
	{ "state " HEX32 HEX8 HEX8 HEX8 "0123456g", -EINVAL },
	{ "state " HEX32 HEX8 HEX8 HEX8 "0123456\n", -EINVAL },
	{ "state " HEX64 " {}", -EINVAL },
	{ "state  " HEX64, -EINVAL },
	{ "state 0x" HEX64, -EINVAL },
	{ "environment", -EINVAL },
	{ "environment " HEX32, -EINVAL },
	{ "environment " HEX64 " ", -EINVAL },

	{ "pseudonym", -EINVAL },
	{ "pseudonym ", -EINVAL },
	{ "pseudonym /", -EINVAL },
	{ "pseudonym etc/passwd", -EINVAL },
	{ "pseudonym  /etc/passwd", -EINVAL },
	{ "pseudonym /etc/", -EINVAL },
	{ "pseudonym //etc", -EINVAL },
	{ "pseudonym /etc//passwd", -EINVAL },
	{ "pseudonym /.", -EINVAL },
	{ "pseudonym /..", -EINVAL },
	{ "pseudonym /etc/./passwd", -EINVAL },
	{ "pseudonym /etc/../passwd", -EINVAL },
	{ "pseudonym /etc/..", -EINVAL },
	{ "pseudonym /a\\", -EINVAL },
	{ "pseudonym /a\\0", -EINVAL },
	{ "pseudonym /a\\01", -EINVAL },
	{ "pseudonym /a\\013", -EINVAL },
	{ "pseudonym /a\\n", -EINVAL },
	{ "pseudonym /a\\\\", -EINVAL },
	{ "pseudonym /a\\057", -EINVAL },
	{ "volatile", -EINVAL },
	{ "volatile ", -EINVAL },
	{ "volatile //", -EINVAL },
	{ "volatile tmp", -EINVAL },
	{ "volatile /tmp/", -EINVAL },
	{ "volatile /tmp\\x", -EINVAL },

	{ "seal ", -EINVAL },
	{ "seal Force", -EINVAL },
	{ "seal force ", -EINVAL },
	{ "seal forced", -EINVAL },
	{ "enforce ", -EINVAL },
	{ "enforce force", -EINVAL },
};

static void test_line(struct kunit *test)
{
	const struct line_case *c = test->param_value;
	struct tsem_command command;

	KUNIT_EXPECT_EQ(test, parse(test, c->line, &command), c->error);
	if (!c->error)
		KUNIT_EXPECT_EQ(test, command.verb, c->verb);
}

static void line_to_desc(const struct line_case *c, char *desc)
{
	char *at;

	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "\"%s\"", c->line);
	/* One line of TAP, in which '#' starts something else. */
	while ((at = strpbrk(desc, "\n\t#")))
		*at = '_';
}

KUNIT_ARRAY_PARAM(lines, line_cases, line_to_desc);

static void test_bind(struct kunit *test)
{
	struct tsem_command command;

	KUNIT_ASSERT_EQ(test, parse(test, "bind fd=17", &command), 0);
	KUNIT_EXPECT_FALSE(test, command.by_id);
	KUNIT_EXPECT_EQ(test, command.fd, 17);
	KUNIT_ASSERT_EQ(test, parse(test, "bind id=4294967313", &command), 0);
	KUNIT_EXPECT_TRUE(test, command.by_id);
	KUNIT_EXPECT_EQ(test, command.id, 4294967313);
}

/* What a line does not name is left alone. */
static void test_set(struct kunit *test)
{
	struct tsem_command command;
	size_t i, named = 0;

	KUNIT_ASSERT_EQ(test, parse(test, "set join=allowed points=7", &command),
			0);
	for (i = 0; i < TSEM_SETTINGS; i++)
		named += !!command.values[i];
	KUNIT_EXPECT_EQ(test, named, 2);
}

/* As long as that of either hash; which one it is to be is for the model to say. */
static void test_digest_length(struct kunit *test)
{
	struct tsem_command command;

	KUNIT_ASSERT_EQ(test, parse(test, "state " HEX64, &command), 0);
	KUNIT_EXPECT_EQ(test, command.digest_len, 32);
	KUNIT_ASSERT_EQ(test, parse(test, "state " HEX64 HEX64, &command), 0);
	KUNIT_EXPECT_EQ(test, command.digest_len, 64);
	KUNIT_EXPECT_EQ(test, command.digest[0], 0x01);
	KUNIT_EXPECT_EQ(test, command.digest[63], 0x67);
}

static void test_path(struct kunit *test)
{
	static const char line[] = "pseudonym /a\\012\\134012 b";
	static const char path[] = "/a\n\\012 b";
	struct tsem_command command;

	KUNIT_ASSERT_EQ(test, parse(test, line, &command), 0);
	KUNIT_ASSERT_EQ(test, command.path_len, strlen(path));
	KUNIT_EXPECT_MEMEQ(test, command.path, path, strlen(path));
}

static void test_members(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(line_cases); i++) {
		const struct line_case *c = &line_cases[i];
		struct tsem_command command;

		if (c->error)
			continue;
		KUNIT_ASSERT_EQ(test, parse(test, c->line, &command), 0);
		KUNIT_EXPECT_EQ_MSG(test, tsem_command_for_members(&command),
				    !strcmp(c->line, "seal") ||
				    !strcmp(c->line, "enforce"), "%s", c->line);
	}
}

/**
 * struct step - A line that is written to a model
 *
 * @line: the line, or one of the marks below; NULL ends a story
 * @error: what is returned
 */
struct step {
	const char *line;
	int error;
};

/*
 * Not lines: a decision freezes the model, something was not kept, or it is the
 * model of the initial namespace that is to be observed only.
 */
#define FREEZE "(freeze)"
#define MISS "(miss)"
#define OBSERVE "(observe)"

/**
 * struct story - Lines that are written one after the other
 *
 * @desc: what the story is about
 * @steps: the lines
 * @mode: where it ends
 * @points: points that are loaded then
 * @rules: rules that there are then
 */
struct story {
	const char *desc;
	struct step steps[12];
	enum tsem_mode mode;
	u32 points;
	u32 rules;
};

static const struct story stories[] = {
	{ "the usual way",
	  { { "set digest=sha256 points=10" }, { "volatile /var" },
	    { "pseudonym /etc/x" }, { "state " HEX64 }, { "seal" },
	    { "enforce" } },
	  TSEM_MODE_ENFORCING, 1, 2 },
	{ "seal and enforce again",
	  { { "seal" }, { "seal" }, { "seal force" }, { "enforce" },
	    { "enforce" }, { "seal" }, { "seal force" } },
	  TSEM_MODE_ENFORCING },
	{ "enforce while learning",
	  { { "enforce", -EINVAL }, { "seal" } }, TSEM_MODE_SEALED },
	{ "load after seal",
	  { { "seal" }, { "state " HEX64, -EPERM },
	    { "environment " HEX64, -EPERM }, { "enforce" },
	    { "state " HEX64, -EPERM } }, TSEM_MODE_ENFORCING },
	{ "change after a point",
	  { { "environment " HEX64 }, { "set points=5", -EBUSY },
	    { "volatile /a", -EBUSY }, { "pseudonym /a", -EBUSY },
	    { "state " HEX64 } }, TSEM_MODE_LEARNING, 1 },
	{ "change after a decision",
	  { { FREEZE }, { "set join=allowed", -EBUSY },
	    { "volatile /a", -EBUSY }, { "pseudonym /a", -EBUSY },
	    { "state " HEX64 } }, TSEM_MODE_LEARNING, 1 },
	{ "change after seal",
	  { { "seal" }, { "set points=5", -EBUSY }, { "volatile /a", -EBUSY },
	    { "pseudonym /a", -EBUSY } }, TSEM_MODE_SEALED },
	{ "full",
	  { { "set points=1" }, { "state " HEX64 }, { "state " HEX64 },
		    { "state " OTHER64, -ENOSPC },
	    { "environment " OTHER64, -ENOSPC } },
	  TSEM_MODE_LEARNING, 1 },
	{ "incomplete",
	  { { MISS }, { "seal", -EOVERFLOW }, { "enforce", -EINVAL },
	    { "seal force" }, { "seal" }, { "enforce" } },
	  TSEM_MODE_ENFORCING },
	{ "only learns",
	  { { OBSERVE }, { "seal", -EPERM }, { "seal force", -EPERM },
	    { "enforce", -EPERM }, { "set points=5", -EPERM },
	    { "state " HEX64, -EPERM }, { "environment " HEX64, -EPERM },
	    { "volatile /a", -EPERM }, { "pseudonym /a", -EPERM },
	    { "bad", -EINVAL } }, TSEM_MODE_LEARNING },
	{ "the same rule again",
	  { { "volatile /a" }, { "volatile /a" }, { "pseudonym /a" },
	    { "pseudonym /a" }, { "volatile /b" } },
	  TSEM_MODE_LEARNING, 0, 3 },
	{ "nothing of a bad line is done",
	  { { "set points=1 files=0", -EINVAL }, { "state " HEX64 },
	    { "state " OTHER64 } },
	  TSEM_MODE_LEARNING, 2 },
	{ "another hash",
	  { { "set digest=sha512" }, { "state " HEX64, -EINVAL },
	    { "state " HEX64 HEX64 }, { "set digest=sha256", -EBUSY } },
	  TSEM_MODE_LEARNING, 1 },
	{ "a coefficient of another hash changes nothing",
	  { { "state " HEX64 HEX64, -EINVAL }, { "set digest=sha512" },
	    { "state " HEX64, -EINVAL }, { "environment " HEX64, -EINVAL },
	    { "set digest=sha256" }, { "state " HEX64 } },
	  TSEM_MODE_LEARNING, 1 },
};

static void destroy_model(void *model)
{
	tsem_model_destroy(model);
}

static int take(struct kunit *test, struct tsem_model *model, const char *line)
{
	struct tsem_command command;
	int ret;

	if (!strcmp(line, FREEZE)) {
		tsem_model_freeze(model);
		return 0;
	}
	if (!strcmp(line, MISS)) {
		tsem_model_incomplete(model);
		return 0;
	}
	if (!strcmp(line, OBSERVE)) {
		model->only_learns = true;
		return 0;
	}
	ret = parse(test, line, &command);
	return ret ? ret : tsem_command_run(model, &command);
}

static void test_story(struct kunit *test)
{
	const struct story *story = test->param_value;
	struct tsem_model *model = tsem_model_create();
	const struct step *step;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	for (step = story->steps; step->line; step++)
		KUNIT_EXPECT_EQ_MSG(test, take(test, model, step->line),
				    step->error, "%s", step->line);
	KUNIT_EXPECT_EQ(test, model->mode, story->mode);
	KUNIT_EXPECT_EQ(test, model->n_points, story->points);
	KUNIT_EXPECT_EQ(test, model->n_loaded, story->points);
	KUNIT_EXPECT_EQ(test, model->rules.count, story->rules);
}

static void story_to_desc(const struct story *story, char *desc)
{
	strscpy(desc, story->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(stories, stories, story_to_desc);

/* Two that were understood at the same time, before either was done. */
static void test_settings_at_once(struct kunit *test)
{
	struct tsem_model *model = tsem_model_create();
	struct tsem_command one, other;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	KUNIT_ASSERT_EQ(test, parse(test, "set overflow=deny join=allowed", &one),
			0);
	KUNIT_ASSERT_EQ(test, parse(test, "set points=5 join=denied", &other), 0);
	KUNIT_ASSERT_EQ(test, tsem_command_run(model, &one), 0);
	KUNIT_ASSERT_EQ(test, tsem_command_run(model, &other), 0);
	KUNIT_EXPECT_TRUE(test, model->config.strict);
	KUNIT_EXPECT_EQ(test, model->config.points, 5);
	KUNIT_EXPECT_FALSE(test, model->config.join);
	KUNIT_EXPECT_EQ(test, model->config.files, TSEM_FILES_DEFAULT);
}

/* Each setting. */
static void test_settings(struct kunit *test)
{
	static const char limits[] =
		"set files=1 bytes=2 points=3 timeout=4 queue=5 overflow=deny";
	static const char rest[] =
		"set join=allowed ask=every fsref=superblock verity=used digest=sha512";
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	KUNIT_ASSERT_EQ(test, take(test, model, limits), 0);
	KUNIT_ASSERT_EQ(test, take(test, model, rest), 0);
	KUNIT_EXPECT_EQ(test, model->config.files, 1);
	KUNIT_EXPECT_EQ(test, model->config.bytes, 2);
	KUNIT_EXPECT_EQ(test, model->config.points, 3);
	KUNIT_EXPECT_TRUE(test, model->config.join);
	KUNIT_EXPECT_EQ(test, model->config.ask, TSEM_ASK_EVERY);
	KUNIT_EXPECT_EQ(test, model->config.timeout, 4);
	KUNIT_EXPECT_EQ(test, model->config.queue, 5);
	KUNIT_EXPECT_TRUE(test, model->config.strict);
	KUNIT_EXPECT_EQ(test, model->config.fsref, TSEM_FSREF_SUPERBLOCK);
	KUNIT_EXPECT_TRUE(test, model->config.verity);
	KUNIT_EXPECT_EQ(test, model->config.alg, TSEM_HASH_SHA512);
}

/* Joining ends with the seal, unless it was allowed before. */
static void test_join(struct kunit *test)
{
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	KUNIT_EXPECT_TRUE(test, tsem_model_may_join(model));
	KUNIT_EXPECT_EQ(test, take(test, model, "set join=allowed"), 0);
	KUNIT_EXPECT_EQ(test, take(test, model, "set join=denied"), 0);
	KUNIT_EXPECT_TRUE(test, tsem_model_may_join(model));
	KUNIT_EXPECT_EQ(test, take(test, model, "seal"), 0);
	KUNIT_EXPECT_FALSE(test, tsem_model_may_join(model));
	KUNIT_EXPECT_EQ(test, take(test, model, "enforce"), 0);
	KUNIT_EXPECT_FALSE(test, tsem_model_may_join(model));
}

static void test_join_allowed(struct kunit *test)
{
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	KUNIT_EXPECT_EQ(test, take(test, model, "set join=allowed"), 0);
	KUNIT_EXPECT_EQ(test, take(test, model, "seal"), 0);
	KUNIT_EXPECT_TRUE(test, tsem_model_may_join(model));
}

/**
 * struct rules_case - Rules given at once, and what becomes of them
 *
 * @rules: the rules
 * @wrong: the one that is refused, or NULL
 * @count: how many are added
 */
struct rules_case {
	const char *rules;
	const char *wrong;
	u32 count;
};

static const struct rules_case rules_cases[] = {
	{ "volatile /var/log", NULL, 1 },
	{ "volatile /a;pseudonym /b;volatile /c d,e", NULL, 3 },
	{ "volatile /a;volatile /a", NULL, 1 },
	{ "pseudonym /a\\012\\134", NULL, 1 },

	{ "", "" },
	{ "volatile /a;", "", 1 },
	{ ";volatile /a", "" },
	{ "volatile /a;;pseudonym /b", "", 1 },
	{ "volatile /a; pseudonym /b", " pseudonym /b", 1 },
	{ "volatile a;volatile /b", "volatile a" },
	{ "pseudonym /", "pseudonym /" },
	{ "volatile /a;pseudonym /b\\;volatile /c", "pseudonym /b\\", 1 },
	{ "set points=1", "set points=1" },
	{ "volatile /a;state " HEX64, "state " HEX64, 1 },
	{ "bind fd=3", "bind fd=3" },
	{ "seal", "seal" },
	{ "enforce", "enforce" },
};

static void test_rules(struct kunit *test)
{
	const struct rules_case *c = test->param_value;
	struct tsem_model *model = tsem_model_create();
	const char *wrong = NULL;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	KUNIT_EXPECT_EQ(test,
			tsem_command_run_rules(model, copy_of(test, c->rules),
					       &wrong),
			c->wrong ? -EINVAL : 0);
	if (c->wrong)
		KUNIT_EXPECT_STREQ(test, wrong, c->wrong);
	else
		KUNIT_EXPECT_NULL(test, wrong);
	KUNIT_EXPECT_EQ(test, model->rules.count, c->count);
	KUNIT_EXPECT_EQ(test, model->mode, TSEM_MODE_LEARNING);
	KUNIT_EXPECT_EQ(test, model->n_points, 0);
}

static void rules_to_desc(const struct rules_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "\"%s\"", c->rules);
}

KUNIT_ARRAY_PARAM(rules, rules_cases, rules_to_desc);

static void test_rules_too_late(struct kunit *test)
{
	struct tsem_model *model = tsem_model_create();
	const char *wrong = NULL;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	tsem_model_freeze(model);
	KUNIT_EXPECT_EQ(test,
			tsem_command_run_rules(model,
					       copy_of(test, "volatile /a;volatile /b"),
					       &wrong), -EBUSY);
	KUNIT_EXPECT_STREQ(test, wrong, "volatile /a");
	KUNIT_EXPECT_EQ(test, model->rules.count, 0);
}

static struct kunit_case control_cases[] = {
	KUNIT_CASE_PARAM(test_line, lines_gen_params),
	KUNIT_CASE(test_bind),
	KUNIT_CASE(test_set),
	KUNIT_CASE(test_digest_length),
	KUNIT_CASE(test_path),
	KUNIT_CASE(test_members),
	KUNIT_CASE_PARAM(test_story, stories_gen_params),
	KUNIT_CASE(test_settings_at_once),
	KUNIT_CASE(test_settings),
	KUNIT_CASE(test_join),
	KUNIT_CASE(test_join_allowed),
	KUNIT_CASE_PARAM(test_rules, rules_gen_params),
	KUNIT_CASE(test_rules_too_late),
	{ }
};

static struct kunit_suite control_suite = {
	.name = "tsem_control",
	.test_cases = control_cases,
};

kunit_test_suite(control_suite);
