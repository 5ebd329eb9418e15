// SPDX-License-Identifier: GPL-2.0-only
/* Model files: what is accepted, what is refused and what is said about it. */
#include <errno.h>
#include <string.h>

#include "lsm-tsem.h"
#include "samples.h"
#include "tap.h"

static struct lsm_tsem_model *parse(const char *text, size_t len,
				    struct lsm_tsem_diag *diag, int *ret)
{
	struct lsm_tsem_model *model = NULL;

	memset(diag, 0, sizeof(*diag));
	diag->sz = sizeof(*diag);
	*ret = lsm_tsem_model_parse(text, len, diag, &model);
	return model;
}

struct bad {
	const char *name;
	const char *text;
	unsigned long line;
	const char *says;
};

static const struct bad bad_models[] = {
	{ "empty file", "", 0, "empty" },
	{ "only a comment", "# nothing\n", 1, "empty" },
	{ "no header", "digest sha256\n", 1, "must" },
	{ "other kind of file", "\x7f" "ELF\n", 1, "not a model file" },
	{ "other version", "tsem-model 2\n", 1, "newer tsem" },
	{ "header without version", "tsem-model\n", 1, "not a model file" },
	{ "unknown digest", "tsem-model 1\ndigest md5\n", 2, "sha256 or sha512" },
	{ "digest missing", "tsem-model 1\nfsref content\n", 2, "`digest` line is missing" },
	{ "digest twice", "tsem-model 1\ndigest sha256\ndigest sha256\n", 3, "second" },
	{ "unknown fsref", "tsem-model 1\ndigest sha256\nfsref none\n", 3, "content or superblock" },
	{ "fsref missing", "tsem-model 1\ndigest sha256\nstate " H1 "\n", 3, "`fsref`" },
	{ "unknown verity", HEAD "verity x\n", 4, "must be used" },
	{ "default verity", HEAD "verity ignored\n", 4, "left out" },
	{ "verity twice", HEAD "verity used\nverity used\n", 5, "second" },
	{ "verity behind a rule", HEAD "volatile /tmp\nverity used\n", 5, "must come before" },
	{ "unknown line", HEAD "foo bar\n", 4, "unknown line \"foo bar\"" },
	{ "unknown line is quoted short and clean",
	  HEAD "\033[2Jaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 4,
	  "unknown line \"?[2Jaaaaaaaaaaaaaaaaaaaa...\"" },
	{ "keyword without argument", HEAD "state\n", 4, "unknown line" },
	{ "leading space", HEAD " state " H1 "\n", 4, "unknown line" },
	{ "DOS line ends", "tsem-model 1\ndigest sha256\r\n", 2, "sha256 or sha512" },
	{ "DOS line end alone", HEAD "\r\n", 4, "carriage return" },
	{ "short digest", HEAD "state 1234\n", 4, "has 4 digits, but sha256 has 64" },
	{ "long digest", HEAD "state " H1 "1\n", 4, "has 65 digits" },
	{ "digest of another hash", "tsem-model 1\ndigest sha512\nfsref content\nstate " H1 "\n",
	  4, "has 64 digits, but sha512 has 128" },
	{ "not hexadecimal", HEAD "state " X64("g") "\n", 4, "0-9a-f" },
	{ "upper case", HEAD "state " X64("A") "\n", 4, "0-9a-f" },
	{ "trailing space", HEAD "state " H1 " \n", 4, "not a JSON" },
	{ "cut JSON", HEAD "state " H1 " {\"event\"\n", 4, "not a JSON" },
	{ "point twice", HEAD "state " H1 "\nstate " H1 "\n", 5, "line before" },
	{ "points unsorted", HEAD "state " H2 "\nstate " H1 "\n", 5, "ascending" },
	{ "environment unsorted", HEAD "environment " H2 "\nenvironment " H1 "\n", 5, "ascending" },
	{ "state behind environment", HEAD "environment " H1 "\nstate " H2 "\n", 5, "`state` must come before `environment`" },
	{ "rule behind state", HEAD "state " H1 "\nvolatile /tmp\n", 5, "must come before" },
	{ "volatile behind pseudonym", HEAD "pseudonym /a\nvolatile /b\n", 5, "must come before" },
	{ "relative rule", HEAD "volatile tmp\n", 4, "not absolute" },
	{ "empty rule", HEAD "volatile \n", 4, "not absolute" },
	{ "rule with trailing slash", HEAD "volatile /tmp/\n", 4, "ends in a slash" },
	{ "rule with empty component", HEAD "volatile /a//b\n", 4, "empty component" },
	{ "rule with dot", HEAD "volatile /a/./b\n", 4, "\".\"" },
	{ "rule with dots", HEAD "volatile /a/..\n", 4, "\"..\"" },
	{ "rule with bad escape", HEAD "volatile /a\\040\n", 4, "backslash" },
	{ "rule with cut escape", HEAD "volatile /a\\01\n", 4, "backslash" },
	{ "pseudonym of the root", HEAD "pseudonym /\n", 4, "root" },
	{ "rule twice", HEAD "volatile /tmp\nvolatile /tmp\n", 5, "also in line 4" },
	{ "no expect", HEAD POINTS "end 3\n", 7, "`expect` line is missing" },
	{ "short expect", HEAD POINTS "expect 12\nend 3\n", 7, "digits" },
	{ "expect with more", HEAD POINTS "expect " HX " x\nend 3\n", 7, "follows" },
	{ "no end", HEAD POINTS "expect " HX "\n", 7, "cut" },
	{ "count too small", HEAD POINTS "expect " HX "\nend 2\n", 8, "3 points, but says that it has 2" },
	{ "count too big", HEAD POINTS "expect " HX "\nend 4\n", 8, "missing or were added" },
	{ "count is no number", HEAD POINTS "expect " HX "\nend three\n", 8, "not a number" },
	{ "count negative", HEAD POINTS "expect " HX "\nend -3\n", 8, "not a number" },
	{ "count with zero before", HEAD POINTS "expect " HX "\nend 03\n", 8, "not a number" },
	{ "count overflows", HEAD POINTS "expect " HX "\nend 18446744073709551619\n", 8, "not a number" },
	{ "no newline at the end", HEAD POINTS "expect " HX "\nend 3", 8, "cut" },
	{ "line behind the end", HEAD POINTS "expect " HX "\nend 3\nstate " H1 "\n", 9, "after the `end`" },
	{ "second end", HEAD POINTS "expect " HX "\nend 3\nend 3\n", 9, "after the `end`" },
};

static void test_bad(struct tap *t)
{
	for (size_t i = 0; i < sizeof(bad_models) / sizeof(bad_models[0]); i++) {
		const struct bad *b = &bad_models[i];
		struct lsm_tsem_model *m;
		struct lsm_tsem_diag diag;
		int ret;

		m = parse(b->text, strlen(b->text), &diag, &ret);
		/* "no header" is refused by order or as a foreign file. */
		if (!strcmp(b->name, "no header"))
			ok(t, ret == -EBADMSG && !m && diag.line == 1,
			   "refused: %s", b->name);
		else if (!ok(t, ret == -EBADMSG && !m && diag.line == b->line &&
			     strstr(diag.text, b->says), "refused: %s", b->name))
			printf("# %d %lu: %s\n", ret, diag.line, diag.text);
		lsm_tsem_model_free(m);
	}
}

static void test_nul(struct tap *t)
{
	static const char text[] = HEAD "# a\0b\n" POINTS TAIL;
	struct lsm_tsem_diag diag;
	struct lsm_tsem_model *m;
	int ret;

	m = parse(text, sizeof(text) - 1, &diag, &ret);
	ok(t, ret == -EBADMSG && diag.line == 4 && strstr(diag.text, "NUL"),
	   "refused: NUL byte, even in a comment");
	lsm_tsem_model_free(m);
}

static void test_good(struct tap *t)
{
	struct lsm_tsem_diag diag;
	struct lsm_tsem_model *m;
	const char *text;
	size_t len;
	int ret;

	m = parse(GOOD, strlen(GOOD), &diag, &ret);
	if (!ok(t, !ret && m, "a whole model is accepted"))
		return;
	text = lsm_tsem_model_text(m, &len);
	ok(t, lsm_tsem_model_digest(m) == LSM_TSEM_SHA256 &&
	      lsm_tsem_model_fsref(m) == LSM_TSEM_FSREF_CONTENT, "its settings");
	ok(t, lsm_tsem_model_points(m) == 3, "its count");
	ok(t, !strcmp(lsm_tsem_model_expect(m), HX), "its expected state");
	ok(t, len == strlen(GOOD) && !memcmp(text, GOOD, len), "its text");
	ok(t, lsm_tsem_model_line(m, "digest") == 2 &&
	      lsm_tsem_model_line(m, "expect") == 10 &&
	      !lsm_tsem_model_line(m, "state"), "its line numbers");
	lsm_tsem_model_free(m);
}

static const char *const also_good[] = {
	HEAD "expect " HX "\nend 0\n",
	"\n# c\n" HEAD "\n# c\nvolatile /\nvolatile /a\\012b\\134c\n" POINTS "\n" TAIL "# end\n\n",
	"tsem-model 1\ndigest sha512\nfsref superblock\nstate " H1 H2 "\nexpect " HX HX "\nend 1\n",
	HEAD "environment " H1 "\nexpect " HX "\nend 1\n",
	/* The same value may be in both lists: they are two sets. */
	HEAD "state " H1 "\nenvironment " H1 "\nexpect " HX "\nend 2\n",
	/* Rules in another order mean the same. */
	HEAD "volatile /b\nvolatile /a\nexpect " HX "\nend 0\n",
};

static void test_also_good(struct tap *t)
{
	for (size_t i = 0; i < sizeof(also_good) / sizeof(also_good[0]); i++) {
		struct lsm_tsem_diag diag;
		struct lsm_tsem_model *m;
		int ret;

		m = parse(also_good[i], strlen(also_good[i]), &diag, &ret);
		if (!ok(t, !ret, "accepted: variant %zu", i + 1))
			printf("# %lu: %s\n", diag.line, diag.text);
		lsm_tsem_model_free(m);
	}
}

static void test_diag_sizes(struct tap *t)
{
	struct lsm_tsem_diag diag = { .sz = 8, .line = 77 };
	struct lsm_tsem_model *m = NULL;

	ok(t, lsm_tsem_model_parse("x\n", 2, NULL, &m) == -EBADMSG && !m,
	   "no diag wanted");
	ok(t, lsm_tsem_model_parse("x\n", 2, &diag, &m) == -EBADMSG &&
	      diag.line == 77, "a smaller diag is not written");
}

static void test_rules_limit(struct tap *t)
{
	char *text = malloc(64 * 1100);
	struct lsm_tsem_diag diag;
	struct lsm_tsem_model *m;
	size_t len;
	int ret;

	len = (size_t)sprintf(text, HEAD);
	for (int i = 0; i < LSM_TSEM_RULES_MAX + 1; i++)
		len += (size_t)sprintf(text + len, "volatile /%04d\n", i);
	m = parse(text, len, &diag, &ret);
	ok(t, ret == -EBADMSG && strstr(diag.text, "1024 rules") &&
	      diag.line == 4 + LSM_TSEM_RULES_MAX, "refused: too many rules");
	lsm_tsem_model_free(m);
	free(text);
}

/* Wherever the file is cut, it is seen. */
static void test_cuts(struct tap *t)
{
	unsigned int accepted = 0;

	for (size_t len = 0; len < strlen(GOOD); len++) {
		struct lsm_tsem_diag diag;
		struct lsm_tsem_model *m;
		int ret;

		m = parse(GOOD, len, &diag, &ret);
		accepted += ret != -EBADMSG || !diag.text[0];
		lsm_tsem_model_free(m);
	}
	ok(t, !accepted, "refused: all %zu cuts", strlen(GOOD));
}

/* Whatever line is lost or doubled, it is seen: only rules may go. */
static void test_lines(struct tap *t)
{
	unsigned int lost = 0, doubled = 0, lines = 0, rules = 0;
	const char *good = GOOD;

	for (const char *line = good; *line; ) {
		size_t len = strcspn(line, "\n") + 1, total = strlen(good);
		size_t before = (size_t)(line - good);
		char *text = malloc(total + len);
		struct lsm_tsem_diag diag;
		int ret;

		memcpy(text, good, before);
		memcpy(text + before, line + len, total - before - len);
		lsm_tsem_model_free(parse(text, total - len, &diag, &ret));
		lost += !ret;
		rules += line[0] == 'v' || line[0] == 'p';

		memcpy(text, good, before + len);
		memcpy(text + before + len, line, total - before);
		lsm_tsem_model_free(parse(text, total + len, &diag, &ret));
		doubled += !ret;
		free(text);
		lines++;
		line += len;
	}
	ok(t, lost == rules, "refused: each lost line of %u but the %u rules",
	   lines, rules);
	ok(t, !doubled, "refused: each doubled line");
}

static unsigned int next_random(unsigned int *seed)
{
	/* Numerical Recipes; only the high bits are good. */
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Change, drop or insert a byte; the length. */
static size_t mutate(char *text, size_t len, unsigned int *seed)
{
	static const char bytes[] = "\0\n\r #\\/{}09afgzA.\xff\x80";
	size_t pos = next_random(seed) % len;
	char byte = bytes[next_random(seed) % (sizeof(bytes) - 1)];

	switch (next_random(seed) % 3) {
	case 0:
		text[pos] = byte;
		return len;
	case 1:
		memmove(text + pos, text + pos + 1, len - pos - 1);
		return len - 1;
	default:
		memmove(text + pos + 1, text + pos, len - pos);
		text[pos] = byte;
		return len + 1;
	}
}

static void test_fuzz(struct tap *t)
{
	unsigned int seed = 20261122, wrong = 0, rounds = 20000;
	char text[sizeof(GOOD) + 16];

	for (unsigned int i = 0; i < rounds; i++) {
		unsigned int changes = 1 + next_random(&seed) % 8;
		struct lsm_tsem_diag diag;
		size_t len = strlen(GOOD);
		struct lsm_tsem_model *m;
		int ret;

		memcpy(text, GOOD, sizeof(GOOD));
		while (changes--)
			len = mutate(text, len, &seed);
		m = parse(text, len, &diag, &ret);
		if (ret)
			wrong += ret != -EBADMSG || m || !diag.line ||
				 !diag.text[0];
		else
			wrong += lsm_tsem_model_points(m) != 3 ||
				 strlen(lsm_tsem_model_expect(m)) != 64;
		lsm_tsem_model_free(m);
	}
	ok(t, !wrong, "%u damaged models: each refused with a reason or whole",
	   rounds);
}

static void test_garbage(struct tap *t)
{
	unsigned int seed = 7, accepted = 0;
	char text[300];

	for (int i = 0; i < 2000; i++) {
		size_t len = next_random(&seed) % sizeof(text);
		struct lsm_tsem_diag diag;
		int ret;

		for (size_t j = 0; j < len; j++)
			text[j] = (char)next_random(&seed);
		lsm_tsem_model_free(parse(text, len, &diag, &ret));
		accepted += ret != -EBADMSG;
	}
	ok(t, !accepted, "refused: 2000 files of garbage");
}

int main(void)
{
	struct tap t = { 0, 0 };

	test_good(&t);
	test_also_good(&t);
	test_bad(&t);
	test_nul(&t);
	test_diag_sizes(&t);
	test_rules_limit(&t);
	test_cuts(&t);
	test_lines(&t);
	test_fuzz(&t);
	test_garbage(&t);
	return tap_done(&t);
}
