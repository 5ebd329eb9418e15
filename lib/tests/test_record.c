// SPDX-License-Identifier: GPL-2.0-only
/* Lines of records, questions and events: what they say, and their digests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lsm-tsem.h"
#include "samples.h"
#include "tap.h"

#define ZEROS X64("0")
#define COE \
	"\"COE\": {\"uid\": \"0\", \"euid\": \"0\", \"suid\": \"0\", \"fsuid\": \"0\", " \
	"\"gid\": \"0\", \"egid\": \"0\", \"sgid\": \"0\", \"fsgid\": \"0\", \"userns\": \"0\", " \
	"\"capeff\": \"0x1ffffffffff\", \"securebits\": \"0\", \"no_new_privs\": \"0\"}"
/* The first test vector of Documentation/security/tsem.rst. */
#define CAPABLE_DIGEST "4c409d842cfe190aaea84575379e75bbd7d3be6d16047109116bb80c9daa1e96"
#define CAPABLE \
	"{\"event\": {\"type\": \"capable\", \"digest\": \"sha256\", \"number\": \"7\", " \
	"\"count\": \"18446744073709551615\", \"actor\": \"" ZEROS "\", \"coefficient\": \"" \
	CAPABLE_DIGEST "\"}, " COE \
	", \"capable\": {\"cap\": \"21\", \"opts\": \"0\", \"userns\": \"0\"}}"
#define EVENT(type, object) \
	"{\"event\": {\"type\": \"" type "\", \"digest\": \"sha256\", \"actor\": \"" ZEROS \
	"\"}, " COE ", \"" type "\": " object "}"

static int decode(const char *line, struct lsm_tsem_record **ret_record)
{
	return lsm_tsem_record_decode(line, strlen(line), NULL, ret_record);
}

static bool is(const char *text, const char *want)
{
	return text && !strcmp(text, want);
}

static void test_record(struct tap *t)
{
	const struct lsm_tsem_record_info *info;
	struct lsm_tsem_record *record;
	char hex[LSM_TSEM_HEX_SIZE];

	if (!ok(t, !decode(CAPABLE, &record), "a record"))
		return;
	info = lsm_tsem_record_info(record);
	ok(t, info->kind == LSM_TSEM_LINE_RECORD && info->digest == LSM_TSEM_SHA256 &&
	      is(info->event, "capable") && is(info->coefficient, CAPABLE_DIGEST) &&
	      is(info->actor, ZEROS) && info->number == 7 && info->count == UINT64_MAX,
	   "what it says");
	ok(t, !info->cookie && !info->comm && !info->reason && !info->sequence && !info->lost,
	   "and what it does not");
	ok(t, lsm_tsem_record_coefficient(record, hex, sizeof(hex)) == 64 &&
	      !strcmp(hex, CAPABLE_DIGEST), "the coefficient of the documentation");
	ok(t, lsm_tsem_record_coefficient(record, hex, 64) == -ERANGE, "no room for it");
	lsm_tsem_record_free(record);
}

static void test_question(struct tap *t)
{
	const struct lsm_tsem_record_info *info;
	struct lsm_tsem_record *record;
	char line[4096];

	snprintf(line, sizeof(line),
		 "{\"question\": {\"cookie\": \"18446744073709551615\", \"pid\": \"93\", \"comm\": \"a\\\"\\udcff\"}, %s",
		 CAPABLE + 1);
	if (!ok(t, !decode(line, &record), "a question"))
		return;
	info = lsm_tsem_record_info(record);
	ok(t, info->kind == LSM_TSEM_LINE_QUESTION && info->cookie == UINT64_MAX &&
	      info->pid == 93 && is(info->comm, "a\"\xff") && is(info->event, "capable"),
	   "what is asked, and who waits");
	ok(t, !info->late && !info->denied, "it is not decided yet");
	lsm_tsem_record_free(record);
}

static void test_late(struct tap *t)
{
	static const char *const decided[] = { "allowed", "denied" };
	const struct lsm_tsem_record_info *info;
	struct lsm_tsem_record *record;
	char line[4096];

	for (int i = 0; i < 2; i++) {
		snprintf(line, sizeof(line),
			 "{\"question\": {\"cookie\": \"2\", \"pid\": \"9\", \"comm\": \"a\", \"decided\": \"%s\"}, %s",
			 decided[i], CAPABLE + 1);
		if (!ok(t, !decode(line, &record), "a late question"))
			return;
		info = lsm_tsem_record_info(record);
		ok(t, info->kind == LSM_TSEM_LINE_QUESTION && info->cookie == 2 &&
		      info->late == 1 && info->denied == i, "it was %s", decided[i]);
		lsm_tsem_record_free(record);
	}
}

static void test_events(struct tap *t)
{
	const struct lsm_tsem_record_info *info;
	struct lsm_tsem_record *record;
	unsigned char *bytes = NULL;
	size_t len;

	if (!ok(t, !decode("{\"event\": {\"type\": \"task_kill\", \"digest\": \"sha256\", \"sequence\": \"8\", \"verdict\": \"denied\", \"reason\": \"untrusted\"}}",
			   &record), "an event without a record"))
		return;
	info = lsm_tsem_record_info(record);
	ok(t, info->kind == LSM_TSEM_LINE_EVENT && info->denied && info->sequence == 8 &&
	      is(info->reason, "untrusted") && !info->actor && !info->coefficient,
	   "its verdict");
	ok(t, lsm_tsem_record_encode(record, &bytes, &len) == -ENODATA && !bytes,
	   "it has no bytes");
	lsm_tsem_record_free(record);
	if (!ok(t, !decode("{\"lost\": {\"count\": \"6\", \"first\": \"5\", \"last\": \"10\"}}",
			   &record), "lost events"))
		return;
	info = lsm_tsem_record_info(record);
	ok(t, info->kind == LSM_TSEM_LINE_LOST && info->lost == 6 && info->lost_first == 5 &&
	      info->lost_last == 10 && !info->event, "how many");
	ok(t, lsm_tsem_record_encode(record, &bytes, &len) == -ENODATA, "no bytes either");
	lsm_tsem_record_free(record);
}

static void test_get(struct tap *t)
{
	static const char *const none[] = {
		"", ".", "[0]", "event", "event.none", "event.type.x", "event.type[0]",
		"path_symlink..target", "path_symlink.target.", "x.type", "path_symlink[0]",
		"list[2]", "list[-1]", "list[0", "list[0]x", "list",
		"averylongnamethatnokeyofarecordhasbecausetheyareallshorterthansixtyfourbytes",
	};
	const char *text = NULL;
	struct lsm_tsem_record *record;
	size_t len = 0;

	if (!ok(t, !decode("{\"event\": {\"type\": \"path_symlink\", \"digest\": \"sha512\"}, \"list\": [\"a\", {\"b\": \"c\"}], \"path_symlink\": {\"target\": \"\xc3\xa9\\udcc3\\u0000\\\\udcff\\n\xff\\/\"}}",
			   &record), "strings of all kinds"))
		return;
	ok(t, !lsm_tsem_record_get(record, "path_symlink.target", &text, &len) &&
	      len == 13 && !memcmp(text, "\xc3\xa9\xc3\0\\udcff\n\xff/", 14),
	   "are the bytes that they stand for");
	ok(t, !lsm_tsem_record_get(record, "list[0]", &text, NULL) && is(text, "a") &&
	      !lsm_tsem_record_get(record, "list[1].b", &text, &len) && is(text, "c") &&
	      len == 1, "members of a list");
	text = "kept";
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ok(t, lsm_tsem_record_get(record, none[i], &text, &len) == -ENOENT &&
		      is(text, "kept"), "no value at \"%s\"", none[i]);
	lsm_tsem_record_free(record);
}

static void test_bad_lines(struct tap *t)
{
	static const char *const bad[] = {
		"", " ", "x", "1", "\"a\"", "[]", "{", "{}", "{}{}", "{\"event\": \"x\"}",
		"{\"event\": {}}", "{\"event\": {\"type\": \"x\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"md5\"}}",
		"{\"event\": {\"type\": 1, \"digest\": \"sha256\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"actor\": \"00\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"coefficient\": \"" X64("G") "\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"number\": \"-1\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"number\": \"18446744073709551616\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"number\": \"\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"number\": \"1\\u0000\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\", \"verdict\": \"perhaps\"}}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": true}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": null}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": [1.5]}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\u00e9\"}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\ud83d\\ude00\"}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\udc7f\"}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\u12\"}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\u",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}, \"a\": \"\\q\"}",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"}} x",
		"{\"event\": {\"type\": \"x\", \"digest\": \"sha256\"},}",
		"{\"question\": {}, \"event\": {\"type\": \"x\", \"digest\": \"sha256\"}}",
		"{\"question\": {\"cookie\": \"x\"}, \"event\": {\"type\": \"x\", \"digest\": \"sha256\"}}",
		"{\"question\": {\"cookie\": \"1\", \"comm\": sh}, \"event\": {\"type\": \"x\", \"digest\": \"sha256\"}}",
		"{\"question\": {\"cookie\": \"1\", \"pid\": \"1\", \"comm\": \"a\", \"decided\": \"x\"}, \"event\": {\"type\": \"x\", \"digest\": \"sha256\"}}",
		"{\"lost\": {}}", "{\"lost\": \"1\"}", "{\"lost\": {\"count\": \"0\"}}",
		"[[[[[[[[[[[[[[[[[[[[\"a\"]]]]]]]]]]]]]]]]]]]]",
	};
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	struct lsm_tsem_record *record = (void *)1;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		diag.text[0] = '\0';
		ok(t, lsm_tsem_record_decode(bad[i], strlen(bad[i]), &diag, &record) == -EBADMSG &&
		      diag.text[0] && record == (void *)1, "bad line %zu: %s", i, diag.text);
	}
	ok(t, lsm_tsem_record_decode("{\"lost\": {\"count\": \"1\"}}\0", 25, &diag, &record) ==
	      -EBADMSG, "a NUL behind the line");
	/* Not a byte behind the length is looked at. */
	ok(t, !lsm_tsem_record_decode("{\"lost\": {\"count\": \"1\"}}garbage", 24, &diag,
				      &record), "a line without NUL");
	lsm_tsem_record_free(record);
}

static void test_bad_records(struct tap *t)
{
	static const struct {
		const char *line;
		int error;
	} bad[] = {
		{ EVENT("nosuch", "{}"), -EOPNOTSUPP },
		{ EVENT("syslog", "{}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"x\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"07\"}"), 0 },
		{ EVENT("syslog", "{\"type\": \"00\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"08\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"0x\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"4294967296\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": \"4294967295\"}"), 0 },
		{ EVENT("syslog", "{\"type\": \" 1\"}"), -EBADMSG },
		{ EVENT("syslog", "{\"type\": {}}"), -EBADMSG },
		{ EVENT("exec", "{\"programs\": \"x\", \"secureexec\": \"0\"}"), -EBADMSG },
		{ EVENT("exec", "{\"programs\": [], \"secureexec\": \"0\"}"), 0 },
		{ EVENT("create", "{\"path\": {\"kind\": \"dir\", \"mount\": \"own\", \"pathname\": \"/\"}}"), -EBADMSG },
		{ EVENT("create", "{\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"/\"}}"), 0 },
		{ EVENT("task_getpgid", "{\"target\": {\"relation\": \"self\", \"task_id\": \"00\"}}"), -EBADMSG },
		{ EVENT("task_fix_setgroups", "{\"groups\": [\"1\", \"x\"]}"), -EBADMSG },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {}}"), -EBADMSG },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {\"af_inet\": {\"port\": \"65536\", \"address\": \"1.2.3.4\"}}}"), -EBADMSG },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {\"af_inet\": {\"port\": \"<n>\", \"address\": \"1.2.3\"}}}"), -EBADMSG },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {\"af_inet\": {\"port\": \"<n>\", \"address\": \"1.2.3.256\"}}}"), -EBADMSG },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {\"af_inet\": {\"port\": \"<n>\", \"address\": \"1.2.3.4\"}}}"), 0 },
		{ EVENT("socket_accept", "{\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}, \"addr\": {\"af_other\": {\"family\": \"9\", \"address\": \"abc\"}}}"), -EBADMSG },
	};
	struct lsm_tsem_record *record;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char hex[LSM_TSEM_HEX_SIZE];
		int ret;

		if (!ok(t, !decode(bad[i].line, &record), "record %zu is read", i))
			continue;
		ret = lsm_tsem_record_coefficient(record, hex, sizeof(hex));
		ok(t, ret == (bad[i].error ? bad[i].error : 64), "record %zu: digest gives %d",
		   i, ret);
		lsm_tsem_record_free(record);
	}
}

/* The result for bytes that end where their memory does, for valgrind. */
static int decode_copy(const unsigned char *bytes, size_t len)
{
	struct lsm_tsem_record *record = NULL;
	unsigned char *copy = malloc(len ? len : 1);
	int ret;

	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	ret = lsm_tsem_record_decode(copy, len, NULL, &record);
	free(copy);
	lsm_tsem_record_free(record);
	return ret;
}

/* None of these is a record, or it is another one. */
static void test_hostile_bytes(struct tap *t, const char *name, const char *line)
{
	struct lsm_tsem_record *record;
	unsigned char *bytes;
	bool good = true;
	size_t len;

	if (!ok(t, !decode(line, &record) && !lsm_tsem_record_encode(record, &bytes, &len),
		"%s: bytes", name))
		return;
	lsm_tsem_record_free(record);
	ok(t, !decode_copy(bytes, len), "%s: is a record", name);
	for (size_t i = 0; i < len; i++)
		good &= decode_copy(bytes, i) == -EBADMSG;
	ok(t, good, "%s: cut at each place", name);
	for (size_t i = 0; i < len; i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			int ret;

			bytes[i] ^= 1U << bit;
			ret = decode_copy(bytes, len);
			good &= !ret || ret == -EBADMSG;
			bytes[i] ^= 1U << bit;
		}
	}
	ok(t, good, "%s: each bit changed", name);
	bytes = realloc(bytes, len + 1);
	if (!bytes)
		abort();
	bytes[len] = 0;
	ok(t, decode_copy(bytes, len + 1) == -EBADMSG, "%s: more behind it", name);
	free(bytes);
}

#define PROGRAM \
	"{\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"/a\\udcff\", " \
	"\"mode\": \"0755\", \"uid\": \"1\", \"gid\": \"2\", " \
	"\"rdev\": {\"major\": \"3\", \"minor\": \"4\"}, \"fstype\": \"ext4\", " \
	"\"s_uuid\": \"" X16("ab") "\", \"digest\": \"" H1 "\"}"
#define EXEC EVENT("exec", "{\"programs\": [" PROGRAM ", " PROGRAM "], \"secureexec\": \"1\"}")

/* As in a message. */
static void test_bytes(struct tap *t)
{
	const struct lsm_tsem_record_info *info;
	struct lsm_tsem_record *line, *record;
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	char hex[LSM_TSEM_HEX_SIZE];
	unsigned char *bytes;
	const char *text;
	size_t len;

	if (!ok(t, !decode(CAPABLE, &line) && !lsm_tsem_record_encode(line, &bytes, &len) &&
		   !lsm_tsem_record_decode(bytes, len, NULL, &record), "bytes of a record"))
		return;
	info = lsm_tsem_record_info(record);
	ok(t, info->kind == LSM_TSEM_LINE_RECORD && info->digest == LSM_TSEM_SHA256 &&
	      is(info->event, "capable") && is(info->actor, ZEROS) && !info->coefficient &&
	      !info->number && !info->count, "what they say, and what they do not");
	ok(t, !lsm_tsem_record_get(record, "capable.cap", &text, NULL) && is(text, "21") &&
	      !lsm_tsem_record_get(record, "COE.capeff", &text, NULL) &&
	      is(text, "0x1ffffffffff"), "fields are those of the line");
	ok(t, lsm_tsem_record_coefficient(record, hex, sizeof(hex)) == 64 &&
	      !strcmp(hex, CAPABLE_DIGEST), "their coefficient");
	lsm_tsem_record_free(record);
	/* An event of a later kernel: of "capable" it becomes "capablx". */
	bytes[6 + 10 + 4 + 6] = 'x';
	ok(t, !lsm_tsem_record_decode(bytes, len, NULL, &record) &&
	      !lsm_tsem_record_get(record, "COE.uid", &text, NULL) &&
	      lsm_tsem_record_get(record, "capablx.cap", &text, NULL) == -ENOENT &&
	      lsm_tsem_record_coefficient(record, hex, sizeof(hex)) == -EOPNOTSUPP,
	   "an event that is not known");
	lsm_tsem_record_free(record);
	ok(t, lsm_tsem_record_decode(bytes, len - 60, &diag, &record) == -EBADMSG &&
	      diag.text[0], "why they are refused: %s", diag.text);
	lsm_tsem_record_free(line);
	free(bytes);
	test_hostile_bytes(t, "capable", CAPABLE);
	test_hostile_bytes(t, "exec", EXEC);
}

int main(void)
{
	struct tap tap = { .run = 0 };

	test_record(&tap);
	test_question(&tap);
	test_late(&tap);
	test_events(&tap);
	test_get(&tap);
	test_bad_lines(&tap);
	test_bad_records(&tap);
	test_bytes(&tap);
	ok(&tap, !lsm_tsem_record_free(NULL), "free takes NULL");
	return tap_done(&tap);
}
