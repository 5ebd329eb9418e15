// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Events in binary form: observe a namespace, or (-a) be its agent, who allows all that
 * it is asked about and only looks at it. One line for each message:
 *
 *	cc messages.c $(pkg-config --cflags --libs liblsm-tsem) -o messages
 *	./messages NS [-a]
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <lsm-tsem.h>

static char buffer[LSM_TSEM_MESSAGE_MAX];

static int attach(const char *ns, int agent)
{
	struct lsm_tsem_ctx *ctx;
	int ns_fd, fd = lsm_tsem_ctx_new(&ctx);

	if (fd < 0)
		return fd;
	ns_fd = open(ns, O_RDONLY | O_CLOEXEC);
	fd = -errno;
	if (ns_fd >= 0) {
		fd = lsm_tsem_message_open(ctx, ns_fd, agent ? "agent" : "events",
					   agent ? 0 : LSM_TSEM_MESSAGE_ALL);
		/* Or the namespace would not come to its end while it is observed. */
		close(ns_fd);
	}
	lsm_tsem_ctx_free(ctx);
	return fd;
}

/* The coefficient, computed from what is in the record. */
static const char *coefficient(const struct lsm_tsem_message *message, char *hex)
{
	struct lsm_tsem_record *record;
	int ret;

	if (!message->record)
		return "-";
	ret = lsm_tsem_record_decode(message->record, message->record_len, NULL, &record);
	if (ret < 0)
		return "?";
	ret = lsm_tsem_record_coefficient(record, hex, LSM_TSEM_HEX_SIZE);
	lsm_tsem_record_free(record);
	return ret < 0 ? "?" : hex;
}

static void show(const struct lsm_tsem_message *message)
{
	char hex[LSM_TSEM_HEX_SIZE];

	if (message->kind == LSM_TSEM_LINE_LOST)
		printf("%" PRIu64 " lost %" PRIu64 "\n", message->number, message->count);
	else if (message->kind == LSM_TSEM_LINE_QUESTION)
		printf("%s[%" PRIu32 "] %s %s%s\n", message->comm, message->pid,
		       message->event, coefficient(message, hex),
		       message->flags & LSM_TSEM_MESSAGE_LATE ? " late" : "");
	else
		printf("%" PRIu64 " %s %s %" PRIu64 " %s %s\n", message->number,
		       message->flags & LSM_TSEM_MESSAGE_DENIED ? "denied" : "allowed",
		       lsm_tsem_reason_name(message->reason), message->place,
		       message->event, coefficient(message, hex));
	fflush(stdout);
}

static int allow(int fd, uint64_t cookie)
{
	char reply[LSM_TSEM_REPLY_SIZE];
	int len = lsm_tsem_reply_encode(cookie, LSM_TSEM_ALLOW, reply, sizeof(reply));

	/* ENOENT: the process was killed meanwhile, or the time was over. */
	return write(fd, reply, (size_t)len) < 0 && errno != ENOENT ? -errno : 0;
}

static int handle(int fd, size_t len)
{
	struct lsm_tsem_message message = { .sz = sizeof(message) };
	const void *at = buffer;
	int ret;

	while ((ret = lsm_tsem_message_next(&at, &len, &message)) > 0) {
		show(&message);
		if (message.kind == LSM_TSEM_LINE_QUESTION)
			ret = allow(fd, message.number);
		if (ret < 0)
			break;
	}
	return ret;
}

int main(int argc, char **argv)
{
	const int agent = argc == 3 && !strcmp(argv[2], "-a");
	ssize_t n = 0;
	int fd, ret;

	if (argc != 2 + agent)
		return 2;
	fd = attach(argv[1], agent);
	ret = fd < 0 ? fd : 0;
	while (!ret && (n = read(fd, buffer, sizeof(buffer))) > 0)
		ret = handle(fd, (size_t)n);
	if (!ret && n < 0)
		ret = -errno;
	if (ret < 0)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-ret));
	return ret < 0;
}
