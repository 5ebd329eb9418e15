// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events and agent in binary form
 */

#include "agent.h"

#include <stddef.h>
#include <linux/tsem.h>

#include "kselftest_harness.h"
#include "observer.h"

/* Message and line about the same event, to be compared. */
#define ROOM 65536

FIXTURE(binary)
{
	int ns;
	char *message;
	char *line;
};

FIXTURE_SETUP(binary)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->message = malloc(ROOM);
	self->line = malloc(ROOM);
	ASSERT_NE(NULL, self->message);
	ASSERT_NE(NULL, self->line);
}

FIXTURE_TEARDOWN(binary)
{
	close(self->ns);
	free(self->message);
	free(self->line);
}

static int be_binary(int fd)
{
	return write(fd, "binary\n", 7) == 7 ? 0 : -errno;
}

/* One message; the rest of what is read must be zeros. Returns its head or NULL. */
static struct tsem_message *next_message(int fd, char *room, size_t size)
{
	struct tsem_message *message = (struct tsem_message *)room;
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	size_t used, i;
	ssize_t n;

	if (poll(&pollfd, 1, 10000) != 1)
		return NULL;
	n = read(fd, room, size);
	if (n < (ssize_t)sizeof(*message) || message->size > n ||
	    message->size % 8 || message->head != sizeof(*message))
		return NULL;
	used = message->head + message->coefficient_size + message->record_size;
	for (i = used; i < message->size; i++)
		if (room[i])
			return NULL;
	return message;
}

static const char *hex(const unsigned char *from, size_t len)
{
	static char to[160];
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(to + 2 * i, "%02x", from[i]);
	return to;
}

/* The record has the fixed start, the hash, and the event. */
static bool is_record_of(const struct tsem_message *message, const char *event)
{
	static const char start[] = "TSEM1\0\6\0\0\0sha256";
	const char *record = (const char *)message + message->head +
			     message->coefficient_size;
	const size_t at = sizeof(start) - 1 + 4;

	return message->record_size > at + strlen(event) &&
	       !memcmp(record, start, sizeof(start) - 1) &&
	       !memcmp(record + at, event, strlen(event));
}

TEST_F(binary, events)
{
	struct tsem_message *message;
	int lines, messages;

	lines = observe(self->ns, true);
	messages = observe(self->ns, true);
	ASSERT_LE(0, lines);
	ASSERT_LE(0, messages);
	ASSERT_EQ(0, be_binary(messages));
	EXPECT_EQ(0, be_binary(messages));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	message = next_message(messages, self->message, ROOM);
	ASSERT_NE(NULL, message);
	ASSERT_LT(0, read(lines, self->line, ROOM - 1));

	EXPECT_EQ(TSEM_MESSAGE_EVENT, message->type);
	EXPECT_EQ(1, message->number);
	EXPECT_EQ(0, message->count);
	EXPECT_EQ(1, message->place);
	EXPECT_EQ(0, message->flags);
	EXPECT_EQ(TSEM_REASON_NEW, message->reason);
	EXPECT_STREQ("socket_create", (char *)message->event);
	EXPECT_EQ(32, message->coefficient_size);
	EXPECT_NE(NULL, strstr(self->line,
			       hex((unsigned char *)self->message + message->head,
				   32)));
	EXPECT_TRUE(is_record_of(message, "socket_create"));
	close(lines);
	close(messages);
}

TEST_F(binary, denials_and_losses)
{
	struct tsem_message *message;
	int messages;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=1\nseal\nenforce\n"));
	messages = observe(self->ns, true);
	ASSERT_LE(0, messages);
	ASSERT_EQ(0, be_binary(messages));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, DGRAM));
	/* What does not fit stays the next. */
	EXPECT_EQ(-1, read(messages, self->message,
			   sizeof(struct tsem_message)));
	EXPECT_EQ(EMSGSIZE, errno);
	message = next_message(messages, self->message,
			       sizeof(struct tsem_message) + 1024);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(TSEM_MESSAGE_DENIED, message->flags);
	EXPECT_EQ(TSEM_REASON_NEW, message->reason);
	EXPECT_EQ(1, message->number);
	EXPECT_EQ(0, tsem_run(do_denied, PACKET));
	/* The loss was in the same read, behind the event, or comes now. */
	message = (struct tsem_message *)(self->message + message->size);
	if (message->type != TSEM_MESSAGE_LOST)
		message = next_message(messages, self->message, ROOM);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(TSEM_MESSAGE_LOST, message->type);
	EXPECT_EQ(2, message->number);
	EXPECT_LE(1, message->count);
	EXPECT_EQ(0, message->record_size);
	EXPECT_EQ(0, message->coefficient_size);
	EXPECT_EQ(sizeof(*message), message->size);
	close(messages);
}

TEST_F(binary, who_may)
{
	int fd = tsem_open("events", O_RDWR, -1);

	ASSERT_LE(0, fd);
	EXPECT_EQ(-ENODATA, be_binary(fd));
	close(fd);
	/* Only what is read as it comes has this form. */
	fd = tsem_open("trajectory", O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EINVAL, be_binary(fd));
	close(fd);
}

/* Writes a reply of @size bytes, filled up with @more. Returns 0 or an errno. */
static int say(int fd, __u64 cookie, __u32 flags, __u32 size, char more)
{
	char room[512];
	struct tsem_reply *reply = (struct tsem_reply *)room;
	const __u32 len = size < sizeof(*reply) ? sizeof(*reply) : size;

	memset(room, more, sizeof(room));
	*reply = (struct tsem_reply){ size, flags, cookie };
	return write(fd, room, len) == (ssize_t)len ? 0 : errno;
}

TEST_F(binary, agent)
{
	struct tsem_message *message;
	__u64 cookie;
	pid_t pid;
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, be_binary(fd));
	pid = start(do_allowed, STREAM, -1);
	message = next_message(fd, self->message, ROOM);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(TSEM_MESSAGE_QUESTION, message->type);
	EXPECT_EQ(1, message->number);
	EXPECT_EQ(0, message->place);
	EXPECT_EQ(pid, message->pid);
	EXPECT_STREQ("binary_test", (char *)message->comm);
	EXPECT_STREQ("socket_create", (char *)message->event);
	EXPECT_EQ(32, message->coefficient_size);
	EXPECT_TRUE(is_record_of(message, "socket_create"));
	cookie = message->number;

	/* None of these changes anything. */
	EXPECT_EQ(EINVAL, give_answer(fd, cookie, "deny"));
	EXPECT_EQ(EINVAL, say(fd, cookie, 0, 8, 0));
	EXPECT_EQ(EINVAL, say(fd, cookie, 4, 16, 0));
	EXPECT_EQ(E2BIG, say(fd, cookie, 0, 24, 1));
	EXPECT_EQ(E2BIG, say(fd, cookie, 0, 264, 0));
	EXPECT_EQ(ENOENT, say(fd, cookie + 1, 0, 16, 0));
	EXPECT_EQ(-1, write(fd, "binary\n", 7));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, syscall(__NR_write, fd, 8L, 16));
	EXPECT_EQ(EFAULT, errno);

	/* A longer one, of a program for later kernels. */
	EXPECT_EQ(0, say(fd, cookie, TSEM_REPLY_ALLOW | TSEM_REPLY_REMEMBER, 24,
			 0));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(ENOENT, say(fd, cookie, TSEM_REPLY_ALLOW, 16, 0));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	pid = start(do_denied, DGRAM, -1);
	message = next_message(fd, self->message, ROOM);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(0, say(fd, message->number, 0, 16, 0));
	EXPECT_EQ(0, tsem_wait(pid));
	close(fd);
}

/* Two at once, of which the second is wrong: the first counts. */
TEST_F(binary, replies)
{
	struct tsem_reply replies[2] = { { 16, TSEM_REPLY_ALLOW, 0 }, { 16, 8, 0 } };
	struct tsem_message *message;
	pid_t pid;
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, be_binary(fd));
	pid = start(do_allowed, STREAM, -1);
	message = next_message(fd, self->message, ROOM);
	ASSERT_NE(NULL, message);
	replies[0].cookie = message->number;
	EXPECT_EQ(16, write(fd, replies, sizeof(replies)));
	EXPECT_EQ(0, tsem_wait(pid));
	close(fd);
}

TEST_HARNESS_MAIN
