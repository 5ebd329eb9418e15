// SPDX-License-Identifier: GPL-2.0-only
/* Messages in binary form: good ones, and what is none. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"
#include "lsm-tsem.h"
#include "tap.h"

/* What the kernel writes, in its own words. */
struct wire {
	uint32_t size;
	uint16_t head;
	uint16_t type;
	uint64_t number, count, place;
	uint32_t flags, reason, pid, coefficient_size, record_size;
	char comm[16];
	char event[36];
};

#define EVENT 1
#define LOST 2
#define QUESTION 3
#define UNKNOWN 4

/* A coefficient of 32 bytes and a record of 5, and 3 zeros. */
#define BODY "coefficient-coefficient-coeffici" "bytes\0\0"
#define BODY_SIZE sizeof(BODY)

static const struct wire event_head = {
	.size = sizeof(struct wire) + BODY_SIZE,
	.head = sizeof(struct wire),
	.type = EVENT,
	.number = 7,
	.place = UINT64_MAX,
	.flags = LSM_TSEM_MESSAGE_DENIED,
	.reason = LSM_TSEM_REASON_UNSEEN,
	.coefficient_size = 32,
	.record_size = 5,
	.event = "exec",
};

/* Bytes that lie at the end of what was allocated, so that valgrind sees what is behind. */
struct bytes {
	unsigned char *data;
	size_t len;
};

static void append(struct bytes *b, const void *data, size_t len)
{
	b->data = realloc(b->data, b->len + len);
	if (!b->data)
		abort();
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void append_event(struct bytes *b, const struct wire *head)
{
	append(b, head, sizeof(*head));
	append(b, BODY, BODY_SIZE);
}

/* The result for the first len bytes, at an address that is not aligned. */
static int take(const struct bytes *b, size_t len, struct lsm_tsem_message *message,
		size_t *ret_left)
{
	char *copy = malloc(len + 1);
	const void *at = copy + 1;
	int ret;

	if (!copy)
		abort();
	if (len)
		memcpy(copy + 1, b->data, len);
	message->sz = sizeof(*message);
	ret = lsm_tsem_message_next(&at, &len, message);
	if (ret_left)
		*ret_left = len;
	free(copy);
	return ret;
}

static bool is(const char *text, const char *want)
{
	return want ? text && !strcmp(text, want) : !text;
}

static void test_event(struct tap *t)
{
	struct lsm_tsem_message m = { .sz = sizeof(m) };
	struct bytes b = { NULL, 0 };
	const void *at;
	size_t left;

	append_event(&b, &event_head);
	at = b.data;
	left = b.len;
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 && !left &&
	      at == b.data + b.len, "an event");
	ok(t, m.sz == sizeof(m) && m.kind == LSM_TSEM_LINE_EVENT && m.number == 7 &&
	      !m.count && m.place == UINT64_MAX && m.flags == LSM_TSEM_MESSAGE_DENIED &&
	      m.reason == LSM_TSEM_REASON_UNSEEN && !m.pid && is(m.event, "exec") &&
	      is(m.comm, NULL), "what it says");
	ok(t, m.coefficient == b.data + sizeof(struct wire) && m.coefficient_len == 32 &&
	      m.record == m.coefficient + 32 && m.record_len == 5 &&
	      !memcmp(m.record, "bytes", 5), "where its bytes are");
	ok(t, !lsm_tsem_message_next(&at, &left, &m) && !left && m.number == 7, "the end");
	m.sz = sizeof(m) - 1;
	at = b.data;
	left = b.len;
	ok(t, lsm_tsem_message_next(&at, &left, &m) == -EINVAL && at == b.data &&
	      left == b.len, "a caller that does not know all members");
	free(b.data);
}

/* Of a program that was built with a later header. */
static void test_later_caller(struct tap *t)
{
	struct {
		struct lsm_tsem_message m;
		uint64_t more;
	} later = { .m.sz = sizeof(later), .more = 5 };
	struct bytes b = { NULL, 0 };
	const void *at;
	size_t left;

	append_event(&b, &event_head);
	at = b.data;
	left = b.len;
	ok(t, lsm_tsem_message_next(&at, &left, &later.m) == 1 &&
	      later.m.sz == sizeof(later) && later.m.number == 7 && !later.more,
	   "a caller that knows more members");
	free(b.data);
}

static void test_kinds(struct tap *t)
{
	const struct wire lost = { sizeof(lost), sizeof(lost), LOST, .number = 8, .count = 3 };
	struct wire question = event_head, bare = event_head, late;
	struct lsm_tsem_message m = { .sz = sizeof(m) };
	struct bytes b = { NULL, 0 };
	const void *at;
	size_t left;

	question.type = QUESTION;
	question.flags = question.reason = 0;
	question.place = 0;
	question.pid = 4711;
	strcpy(question.comm, "fifteen letters");
	bare.size = sizeof(bare);
	bare.coefficient_size = bare.record_size = 0;
	memset(bare.event, 'x', sizeof(bare.event) - 1);
	append(&b, &lost, sizeof(lost));
	append_event(&b, &question);
	append(&b, &bare, sizeof(bare));
	late = question;
	late.flags = 3;
	append_event(&b, &late);
	at = b.data;
	left = b.len;
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 && m.kind == LSM_TSEM_LINE_LOST &&
	      m.number == 8 && m.count == 3 && is(m.event, NULL) && !m.record &&
	      !m.coefficient && !m.record_len, "lost events");
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 &&
	      m.kind == LSM_TSEM_LINE_QUESTION && m.number == 7 && m.pid == 4711 &&
	      is(m.comm, "fifteen letters") && is(m.event, "exec") && m.record_len == 5 &&
	      !m.flags, "a question");
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 && strlen(m.event) == 35 &&
	      !m.coefficient && !m.record, "an event without a record");
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 &&
	      m.flags == (LSM_TSEM_MESSAGE_DENIED | LSM_TSEM_MESSAGE_LATE) && !left,
	   "a late question");
	free(b.data);
}

/* What a later kernel may send. */
static void test_later(struct tap *t)
{
	struct wire later = event_head, other = event_head;
	struct lsm_tsem_message m = { .sz = sizeof(m) };
	struct bytes b = { NULL, 0 };
	const uint64_t more = UINT64_MAX;
	const void *at;
	size_t left;

	/* Of an unknown type nothing but the beginning has to be sound. */
	other.type = UNKNOWN;
	other.head = 8;
	other.record_size = UINT32_MAX;
	append_event(&b, &other);
	other.size = 8;
	append(&b, &other, 8);
	later.head += sizeof(more);
	later.size += 2 * sizeof(more);
	append(&b, &later, sizeof(later));
	append(&b, &more, sizeof(more));
	append(&b, BODY, BODY_SIZE);
	append(&b, &more, sizeof(more));
	append(&b, &other, 8);
	at = b.data;
	left = b.len;
	ok(t, lsm_tsem_message_next(&at, &left, &m) == 1 && left == 8 && m.record_len == 5 &&
	      !memcmp(m.record, "bytes", 5), "other types and longer heads are passed over");
	ok(t, !lsm_tsem_message_next(&at, &left, &m) && !left, "also at the end");
	free(b.data);
}

static void test_truncated(struct tap *t)
{
	struct lsm_tsem_message m;
	struct bytes b = { NULL, 0 };
	bool good = true;
	size_t left;

	append_event(&b, &event_head);
	for (size_t len = 0; len < b.len; len++)
		good &= !take(&b, len, &m, &left) && left == len;
	ok(t, good, "one whose rest is missing, at each place");
	ok(t, take(&b, b.len, &m, &left) == 1 && !left, "as a whole");
	free(b.data);
}

static void set(struct wire *head, size_t at, size_t size, uint32_t value)
{
	const uint16_t half = (uint16_t)value;

	memcpy((char *)head + at, size == sizeof(half) ? (const void *)&half : &value, size);
}

static void test_hostile(struct tap *t)
{
	static const struct {
		const char *what;
		size_t at, size;
		uint32_t value;
	} cases[] = {
#define CASE(member, value) \
	{ #member " " #value, offsetof(struct wire, member), \
	  sizeof(((struct wire *)NULL)->member), value }
		CASE(size, 0), CASE(size, 4), CASE(size, 7), CASE(size, 8), CASE(size, 96),
		CASE(size, 104), CASE(size, 136), CASE(size, 143), CASE(size, 145),
		CASE(size, LSM_TSEM_MESSAGE_MAX + 8), CASE(size, UINT32_MAX),
		CASE(size, UINT32_MAX - 7),
		CASE(head, 0), CASE(head, 96), CASE(head, 103), CASE(head, 112),
		CASE(head, UINT16_MAX),
		CASE(coefficient_size, 36), CASE(coefficient_size, UINT32_MAX),
		CASE(coefficient_size, UINT32_MAX - 103),
		CASE(record_size, 9), CASE(record_size, UINT32_MAX),
		CASE(record_size, UINT32_MAX - 135), CASE(record_size, 1U << 31),
#undef CASE
	};
	struct lsm_tsem_message m;
	struct wire head;
	size_t left;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes b = { NULL, 0 };

		head = event_head;
		set(&head, cases[i].at, cases[i].size, cases[i].value);
		append_event(&b, &head);
		m.number = 5;
		ok(t, take(&b, b.len, &m, &left) == -EBADMSG && left == b.len && m.number == 5,
		   "refused: %s", cases[i].what);
		free(b.data);
	}
}

static void test_names(struct tap *t)
{
	struct lsm_tsem_message m;
	struct bytes b = { NULL, 0 };
	struct wire head = event_head;

	memset(head.event, 'x', sizeof(head.event));
	append_event(&b, &head);
	ok(t, take(&b, b.len, &m, NULL) == -EBADMSG, "a name without end");
	free(b.data);
	b = (struct bytes) { NULL, 0 };
	head = event_head;
	memset(head.comm, 'x', sizeof(head.comm));
	append_event(&b, &head);
	ok(t, take(&b, b.len, &m, NULL) == -EBADMSG, "a comm without end");
	free(b.data);
}

/* Any byte may be any other; valgrind tells what is read then. */
static void test_changed(struct tap *t)
{
	struct lsm_tsem_message m;
	struct bytes b = { NULL, 0 };
	bool good = true;

	append_event(&b, &event_head);
	for (size_t i = 0; i < b.len; i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			b.data[i] ^= 1U << bit;
			m.record_len = 0;
			good &= take(&b, b.len, &m, NULL) <= 1 && m.record_len < BODY_SIZE;
			b.data[i] ^= 1U << bit;
		}
	}
	ok(t, good, "each bit changed");
	free(b.data);
}

static void test_reply(struct tap *t)
{
	const struct {
		uint32_t size, flags;
		uint64_t cookie;
	} want = { 16, 3, UINT64_MAX };
	char buf[LSM_TSEM_REPLY_SIZE];

	ok(t, lsm_tsem_reply_encode(UINT64_MAX, LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER, buf,
				    sizeof(buf)) == sizeof(buf) &&
	      !memcmp(buf, &want, sizeof(buf)), "a reply");
	ok(t, lsm_tsem_reply_encode(1, 4, buf, sizeof(buf)) == -EINVAL, "no such answer");
	ok(t, lsm_tsem_reply_encode(1, LSM_TSEM_DENY, buf, sizeof(buf) - 1) == -ERANGE,
	   "no room for it");
	ok(t, !memcmp(buf, &want, sizeof(buf)), "untouched then");
}

static void test_reasons(struct tap *t)
{
	ok(t, is(lsm_tsem_reason_name(LSM_TSEM_REASON_KNOWN), "known") &&
	      is(lsm_tsem_reason_name(LSM_TSEM_REASON_UNSEEN), "unseen") &&
	      is(lsm_tsem_reason_name(6), NULL) && is(lsm_tsem_reason_name(-1), NULL),
	   "names of reasons");
}

/* Of a pipe with a name, the kernel's `agent` in tests/fake.c. */
static void test_open(struct tap *t)
{
	int dirfd, fd, ns = open("/dev/null", O_RDONLY);
	struct lsm_tsem_ctx *ctx;
	char dir[256], *log;

	fake_setup(dir, sizeof(dir));
	fake_file(dir, "events", "");
	dirfd = open(dir, O_RDONLY | O_DIRECTORY);
	ok(t, !lsm_tsem_ctx_new_at(dirfd, &ctx), "set up");
	close(dirfd);
	ok(t, lsm_tsem_message_open(ctx, ns, "state", 0) == -EINVAL &&
	      lsm_tsem_message_open(ctx, ns, "events", 4) == -EINVAL &&
	      lsm_tsem_message_open(ctx, ns, "agent", LSM_TSEM_MESSAGE_ALL) == -EINVAL,
	   "no such name or flag");
	ok(t, lsm_tsem_message_open(ctx, LSM_TSEM_OWN, "agent", 0) == -EPERM,
	   "nobody decides about himself");
	ok(t, lsm_tsem_message_open(ctx, -2, "events", 0) == -EBADF, "no descriptor");
	fd = lsm_tsem_message_open(ctx, ns, "events", LSM_TSEM_MESSAGE_ALL);
	log = fake_log(dir, "bind.log");
	ok(t, fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC && !strncmp(log, "bind fd=", 8) &&
	      strstr(log, "\nall\nbinary\n"), "events, bound and binary");
	free(log);
	close(fd);
	setenv("TSEM_FAKE_BINARY", "61", 1);
	ok(t, lsm_tsem_message_open(ctx, ns, "events", 0) == -61, "an error of the kernel");
	unsetenv("TSEM_FAKE_BINARY");
	lsm_tsem_ctx_free(ctx);
	close(ns);
	fake_remove(dir);
}

int main(void)
{
	struct tap tap = { 0, 0 };

	test_event(&tap);
	test_later_caller(&tap);
	test_kinds(&tap);
	test_later(&tap);
	test_truncated(&tap);
	test_hostile(&tap);
	test_names(&tap);
	test_changed(&tap);
	test_reply(&tap);
	test_reasons(&tap);
	test_open(&tap);
	return tap_done(&tap);
}
