// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: sockets that are no streams
 *
 * Unix sockets that have a path or an abstract name, and several messages in
 * one call.
 */

#include "events.h"
#include "member.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

/* Unix sockets: datagrams and packets, to a path and to an abstract name */

#define SOCK(key, type)                                                     \
	"\"" key "\": {\"family\": \"1\", \"type\": \"" type "\"" NEXT \
	"\"protocol\": \"0\""
#define OURS ", \"owner\": \"$ACTOR\"}"
#define FOREIGN "}"
#define FILE_SOCK                                                           \
	"\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT \
	"\"pathname\": \"$DIR/sock\", \"mode\": \"0140755\"" NEXT \
	"\"uid\": \"0\", \"gid\": \"0\"}"
#define PATH_ADDR \
	"\"addr\": {\"af_unix\": {\"kind\": \"path\", \"address\": \"\"}}"
#define ABSTRACT_ADDR                                                       \
	"\"addr\": {\"af_unix\": {\"kind\": \"abstract\"" NEXT \
	"\"address\": \"tsem.trouble\"}}"

static socklen_t path_address(struct world *w, struct sockaddr_un *un)
{
	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	snprintf(un->sun_path, sizeof(un->sun_path), "%s/sock", w->dir);
	return offsetof(struct sockaddr_un, sun_path) +
	       strlen(un->sun_path) + 1;
}

static socklen_t abstract_address(struct world *w, struct sockaddr_un *un)
{
	static const char name[] = "tsem.trouble";

	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path + 1, name, strlen(name));
	return offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
}

typedef socklen_t (*address_fn)(struct world *w, struct sockaddr_un *un);

/* The orchestrator has the socket that all goes to. */
static int arrange_socket(struct world *w, int type, address_fn address)
{
	struct sockaddr_un un;
	socklen_t len = address(w, &un);

	w->fd[0] = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (bind(w->fd[0], (void *)&un, len))
		return -errno;
	if (address == path_address && fchmodat(w->dir_fd, "sock", 0755, 0))
		return -errno;
	return type == SOCK_DGRAM ? 0 : result_of(listen(w->fd[0], 5));
}

static int arrange_datagram_path(struct world *w)
{
	return arrange_socket(w, SOCK_DGRAM, path_address);
}

static int arrange_datagram_abstract(struct world *w)
{
	return arrange_socket(w, SOCK_DGRAM, abstract_address);
}

static int arrange_packet_path(struct world *w)
{
	return arrange_socket(w, SOCK_SEQPACKET, path_address);
}

static int arrange_packet_abstract(struct world *w)
{
	return arrange_socket(w, SOCK_SEQPACKET, abstract_address);
}

static int prepare_datagram(struct world *w)
{
	return keep_fd(w, socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int prepare_packet(struct world *w)
{
	return keep_fd(w, socket(AF_UNIX, SOCK_SEQPACKET, 0));
}

static int send_to(struct world *w, address_fn address)
{
	struct sockaddr_un un;
	socklen_t len = address(w, &un);

	return result_of(sendto(w->own_fd, "x", 1, MSG_DONTWAIT, (void *)&un,
				len));
}

static int provoke_send_path(struct world *w)
{
	return send_to(w, path_address);
}

static int provoke_send_abstract(struct world *w)
{
	return send_to(w, abstract_address);
}

/* What comes later shows from outside that there is a connection. */
static int connect_and_send(struct world *w, address_fn address)
{
	struct sockaddr_un un;
	socklen_t len = address(w, &un);

	if (connect(w->own_fd, (void *)&un, len)) {
		len = errno;
		send(w->own_fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
		return -len;
	}
	return result_of(send(w->own_fd, "x", 1, MSG_DONTWAIT));
}

static int provoke_connect_path(struct world *w)
{
	return connect_and_send(w, path_address);
}

static int provoke_connect_abstract(struct world *w)
{
	return connect_and_send(w, abstract_address);
}

static bool has_arrived(struct world *w)
{
	return is_readable(w->fd[0]);
}

/* Messages, or connections with one. */
static void take_all(struct world *w)
{
	char byte;
	int fd;

	while (is_readable(w->fd[0])) {
		fd = accept(w->fd[0], NULL, NULL);
		if (fd >= 0)
			close(fd);
		else if (recv(w->fd[0], &byte, 1, MSG_DONTWAIT) < 0)
			break;
	}
}

#define UNIX_TEST(event_, how, type, where, object_)                        \
	{                                                                   \
		.event = #event_,                                           \
		.object = object_,                                          \
		.arrange = arrange_##type##_##where,                        \
		.prepare = prepare_##type,                                  \
		.provoke = provoke_##how##_##where,                         \
		.happened = has_arrived,                                    \
		.undo = take_all,                                           \
	}

#define BOTH(type) SOCK("sock", type) OURS ", " SOCK("other", type) FOREIGN
#define FOUND(type) FILE_SOCK ", " SOCK("other", type) FOREIGN
#define SENT(addr) SOCK("sock", "2") OURS ", " addr ", \"flags\": \"0\""

static const struct event_test test_find_to_send =
	UNIX_TEST(unix_find, send, datagram, path, FOUND("2"));

static const struct event_test test_send_to_path =
	UNIX_TEST(socket_sendmsg, send, datagram, path, SENT(PATH_ADDR));

static const struct event_test test_send_to_abstract =
	UNIX_TEST(socket_sendmsg, send, datagram, abstract,
		  SENT(ABSTRACT_ADDR));

static const struct event_test test_may_send_to_abstract =
	UNIX_TEST(unix_may_send, send, datagram, abstract, BOTH("2"));

static const struct event_test test_find_to_connect =
	UNIX_TEST(unix_find, connect, datagram, path, FOUND("2"));

/* Once to connect and once to send. */
static const struct event_test test_may_connect_to_path =
	UNIX_TEST(unix_may_send, connect, datagram, path, BOTH("2"));

static const struct event_test test_may_connect_to_abstract =
	UNIX_TEST(unix_may_send, connect, datagram, abstract, BOTH("2"));

static const struct event_test test_packet_connect_path =
	UNIX_TEST(socket_connect, connect, packet, path,
		  SOCK("sock", "5") OURS ", " PATH_ADDR);

static const struct event_test test_packet_find =
	UNIX_TEST(unix_find, connect, packet, path, FOUND("5"));

static const struct event_test test_packet_to_path =
	UNIX_TEST(unix_stream_connect, connect, packet, path, BOTH("5"));

static const struct event_test test_packet_connect_abstract =
	UNIX_TEST(socket_connect, connect, packet, abstract,
		  SOCK("sock", "5") OURS ", " ABSTRACT_ADDR);

static const struct event_test test_packet_to_abstract =
	UNIX_TEST(unix_stream_connect, connect, packet, abstract, BOTH("5"));

EVENT_TEST(unix_find, find_to_send);
EVENT_TEST(socket_sendmsg, send_to_path);
EVENT_TEST(socket_sendmsg, send_to_abstract);
EVENT_TEST(unix_may_send, may_send_to_abstract);
EVENT_TEST(unix_find, find_to_connect);
EVENT_TEST(unix_may_send, may_connect_to_path);
EVENT_TEST(unix_may_send, may_connect_to_abstract);
EVENT_TEST(socket_connect, packet_connect_path);
EVENT_TEST(unix_find, packet_find);
EVENT_TEST(unix_stream_connect, packet_to_path);
EVENT_TEST(socket_connect, packet_connect_abstract);
EVENT_TEST(unix_stream_connect, packet_to_abstract);

/* Binding to a path makes an entry too. */

static int provoke_bind_path(struct world *w)
{
	struct sockaddr_un un;
	socklen_t len = path_address(w, &un);

	return result_of(bind(w->own_fd, (void *)&un, len));
}

static bool has_entry(struct world *w)
{
	return exists(w, "sock");
}

static void remove_entry(struct world *w)
{
	discard(w, "sock");
}

#define BIND_TEST(event_, object_)                                          \
	{                                                                   \
		.event = #event_,                                           \
		.object = object_,                                          \
		.prepare = prepare_datagram,                                \
		.provoke = provoke_bind_path,                               \
		.happened = has_entry,                                      \
		.undo = remove_entry,                                       \
	}

static const struct event_test test_bind_path =
	BIND_TEST(socket_bind, SOCK("sock", "2") OURS ", " PATH_ADDR);

static const struct event_test test_bind_makes_entry =
	BIND_TEST(path_mknod,
		  "\"path\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT
		  "\"pathname\": \"$DIR/sock\"}, \"mode\": \"0140755\"" NEXT
		  "\"rdev\": {\"major\": \"0\", \"minor\": \"0\"}");

EVENT_TEST(socket_bind, bind_path);
EVENT_TEST(path_mknod, bind_makes_entry);

static const struct {
	int (*arrange)(struct world *w);
	int (*prepare)(struct world *w);
	int (*provoke)(struct world *w);
	const char *types;
} ways[] = {
	{ arrange_datagram_path, prepare_datagram, provoke_send_path,
	  "socket_create socket_sendmsg unix_find unix_may_send " },
	{ arrange_datagram_abstract, prepare_datagram, provoke_send_abstract,
	  "socket_create socket_sendmsg unix_may_send " },
	{ arrange_datagram_path, prepare_datagram, provoke_connect_path,
	  "socket_create socket_connect unix_find unix_may_send " },
	{ arrange_datagram_abstract, prepare_datagram, provoke_connect_abstract,
	  "socket_create socket_connect unix_may_send " },
	{ arrange_packet_path, prepare_packet, provoke_connect_path,
	  "socket_create socket_connect unix_find unix_stream_connect " },
	{ arrange_packet_abstract, prepare_packet, provoke_connect_abstract,
	  "socket_create socket_connect unix_stream_connect " },
};

static int way;

static int go_way(struct world *w)
{
	return ways[way].prepare(w) ?: ways[way].provoke(w);
}

/* These and no others. */
TEST_F(world, events_of_unix_sockets)
{
	int ns;

	for (way = 0; way < (int)ARRAY_SIZE(ways); way++) {
		ASSERT_EQ(0, ways[way].arrange(self->w));
		ns = tsem_unshare();
		ASSERT_LE(0, ns);
		EXPECT_EQ(0, in_member(self->w, go_way));
		EXPECT_TRUE(has_arrived(self->w));
		EXPECT_STREQ(ways[way].types, types_of(ns, "trajectory"));
		ASSERT_EQ(0, tsem_cancel());
		close(ns);
		close(self->w->fd[0]);
		discard(self->w, "sock");
	}
}

/* Several messages in one call */

#define PORT 4713

/* fd[0] and fd[1] of the orchestrator receive at two ports. */
static const struct sockaddr_in *inet_address(int number)
{
	static struct sockaddr_in in[2];

	in[number].sin_family = AF_INET;
	in[number].sin_port = htons(PORT + number);
	in[number].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return &in[number];
}

static int send_messages(const int *to, int count)
{
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr messages[2] = {};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), i;

	for (i = 0; i < count; i++)
		messages[i].msg_hdr = (struct msghdr) {
			.msg_name = (void *)inet_address(to[i]),
			.msg_namelen = sizeof(struct sockaddr_in),
			.msg_iov = &iov,
			.msg_iovlen = 1,
		};
	i = fd < 0 ? -1 : sendmmsg(fd, messages, count, 0);
	return i < 0 ? -errno : i;
}

static int send_known(struct world *w)
{
	return send_messages((const int[]) { 0, 0 }, 2);
}

static int send_known_first(struct world *w)
{
	return send_messages((const int[]) { 0, 1 }, 2);
}

static int send_unknown_first(struct world *w)
{
	return send_messages((const int[]) { 1, 0 }, 2);
}

/* How many have come. */
static int take(int fd)
{
	char byte;
	int n = 0;

	while (is_readable(fd) && recv(fd, &byte, 1, MSG_DONTWAIT) == 1)
		n++;
	return n;
}

static int open_receivers(struct world *w)
{
	int i;

	for (i = 0; i < 2; i++) {
		w->fd[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (bind(w->fd[i], (void *)inet_address(i),
			 sizeof(struct sockaddr_in)))
			return -errno;
	}
	return 0;
}

static void count_unknown(const char *line, void *number)
{
	*(int *)number += !!strstr(line, "\"port\": \"4714\"");
}

TEST_F(world, sendmmsg_is_partial)
{
	struct world *w = self->w;
	int ns, unknown = 0;

	ASSERT_EQ(0, open_receivers(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(2, in_member(w, send_known));
	EXPECT_EQ(2, take(w->fd[0]));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(2, in_member(w, send_known));
	EXPECT_EQ(2, take(w->fd[0]));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));

	EXPECT_EQ(1, in_member(w, send_known_first));
	EXPECT_EQ(1, take(w->fd[0]));
	EXPECT_EQ(0, take(w->fd[1]));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_EQ(-EPERM, in_member(w, send_unknown_first));
	EXPECT_EQ(0, take(w->fd[0]));
	EXPECT_EQ(0, take(w->fd[1]));
	ASSERT_EQ(0, each_line(ns, "forensics", count_unknown, &unknown));
	EXPECT_EQ(1, unknown);
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(ns, "untrusted_denials"));
}

SHOWS_DENIAL(socket_sendmsg, PARTIAL);

/*
 * Unix sockets: to an own one, and to one of a process outside, to which nothing
 * may be sent although its name is known.
 */

#define OWN_NAME "tsem.own"

/*
 * How many were sent, and in tens whether one has come to the own one, which is not
 * received: who is untrusted could not.
 */
static int send_unix(struct world *w, int count)
{
	static const struct sockaddr_un own = {
		.sun_family = AF_UNIX, .sun_path = "\0" OWN_NAME,
	};
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr messages[2] = {};
	struct sockaddr_un other;
	int fds[2], sent;

	messages[0].msg_hdr.msg_name = (void *)&own;
	messages[0].msg_hdr.msg_namelen =
		offsetof(struct sockaddr_un, sun_path) + sizeof(OWN_NAME);
	messages[1].msg_hdr.msg_name = &other;
	messages[1].msg_hdr.msg_namelen = abstract_address(w, &other);
	messages[0].msg_hdr.msg_iov = &iov;
	messages[1].msg_hdr.msg_iov = &iov;
	messages[0].msg_hdr.msg_iovlen = 1;
	messages[1].msg_hdr.msg_iovlen = 1;
	fds[0] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	fds[1] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (bind(fds[0], (void *)&own, messages[0].msg_hdr.msg_namelen))
		return -errno;
	sent = sendmmsg(fds[1], messages, count, MSG_DONTWAIT);
	return sent < 0 ? -errno : sent + 10 * is_readable(fds[0]);
}

static int send_own(struct world *w)
{
	return send_unix(w, 1);
}

static int send_both(struct world *w)
{
	return send_unix(w, 2);
}

/* Sending to somebody else, who is not told by an owner. */
static bool is_to_other(const char *line, const char *unused)
{
	const char *other = strstr(line, "\"other\": {");

	return other && !strcmp(event_key(line, "type"), "unix_may_send") &&
	       !strstr(other, "\"owner\"");
}

TEST_F(world, sendmmsg_is_partial_unix)
{
	struct event_stats stats;
	struct world *w = self->w;
	int learned, ns;

	ASSERT_EQ(0, arrange_datagram_abstract(w));
	learned = tsem_unshare();
	ASSERT_LE(0, learned);
	ASSERT_EQ(12, in_member(w, send_both));
	take_all(w);
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, copy_model(learned, ns, is_to_other, NULL));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(11, in_member(w, send_own));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));

	EXPECT_EQ(11, in_member(w, send_both));
	EXPECT_FALSE(has_arrived(w));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_EQ(0, read_event_stats(ns, "unix_may_send", &stats));
	EXPECT_EQ(3, stats.seen);
	EXPECT_EQ(1, stats.denied);

	/* With all of it known both arrive. */
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, copy_model(learned, ns, skip_nothing, NULL));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(12, in_member(w, send_both));
	EXPECT_TRUE(has_arrived(w));
}

SHOWS_DENIAL(unix_may_send, PARTIAL);

/* To two sockets with a path, both of the orchestrator. */

static socklen_t name_address(struct world *w, int number,
			      struct sockaddr_un *un)
{
	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	snprintf(un->sun_path, sizeof(un->sun_path), "%s/sock%d", w->dir,
		 number);
	return offsetof(struct sockaddr_un, sun_path) +
	       strlen(un->sun_path) + 1;
}

static int open_names(struct world *w)
{
	struct sockaddr_un un;
	socklen_t len;
	int i;

	for (i = 0; i < 2; i++) {
		w->fd[i] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		len = name_address(w, i, &un);
		if (bind(w->fd[i], (void *)&un, len))
			return -errno;
	}
	return 0;
}

/* Sends to two addresses by one call. */
static int send_two(int fd, void *const *addresses, const socklen_t *lens)
{
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr messages[2] = {};
	int i;

	for (i = 0; i < 2; i++)
		messages[i].msg_hdr = (struct msghdr) {
			.msg_name = addresses[i],
			.msg_namelen = lens[i],
			.msg_iov = &iov,
			.msg_iovlen = 1,
		};
	i = sendmmsg(fd, messages, 2, 0);
	return i < 0 ? -errno : i;
}

static int send_names(struct world *w)
{
	struct sockaddr_un un[2];
	const socklen_t lens[2] = {
		name_address(w, 0, &un[0]), name_address(w, 1, &un[1])
	};

	return send_two(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
			(void *[]) { &un[0], &un[1] }, lens);
}

static bool is_second_name(const char *line, const char *unused)
{
	(void)unused;
	return !strcmp(event_key(line, "type"), "unix_find") &&
	       strstr(line, "/sock1\"");
}

/* The model holds all of a call that sends two messages but one event of the second. */
static int know_all_but_second(int (*send)(struct world *w), struct world *w,
			       bool (*skip)(const char *line, const char *unused))
{
	int learned = tsem_unshare(), ns, err;

	if (learned < 0 || in_member(w, send) != 2)
		return -EPROTO;
	if (take(w->fd[0]) != 1 || take(w->fd[1]) != 1)
		return -ECOMM;
	ns = tsem_unshare();
	err = copy_model(learned, ns, skip, NULL) ?:
	      tsem_control(ns, "seal\nenforce\n");
	return err ?: ns;
}

/* What is denied of the second message, both of which come to the orchestrator. */
FIXTURE(second)
{
	struct world *w;
};

FIXTURE_VARIANT(second)
{
	const char *event;
	int (*open)(struct world *w);
	int (*send)(struct world *w);
	bool (*skip)(const char *line, const char *unused);
};

FIXTURE_SETUP(second)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	ASSERT_EQ(0, variant->open(self->w));
}

FIXTURE_TEARDOWN(second)
{
	if (self->w)
		destroy_world(self->w);
}

FIXTURE_VARIANT_ADD(second, name)
{
	"unix_find", open_names, send_names, is_second_name
};

/* SCTP, where a message may connect. */

static int open_associations(struct world *w)
{
	int i;

	for (i = 0; i < 2; i++) {
		w->fd[i] = socket(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC,
				  IPPROTO_SCTP);
		if (bind(w->fd[i], (void *)inet_address(i),
			 sizeof(struct sockaddr_in)) ||
		    listen(w->fd[i], 1))
			return -errno;
	}
	return 0;
}

static int send_associations(struct world *w)
{
	static const socklen_t lens[2] = {
		sizeof(struct sockaddr_in), sizeof(struct sockaddr_in)
	};

	(void)w;
	return send_two(socket(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC,
			       IPPROTO_SCTP),
			(void *[]) { (void *)inet_address(0),
				     (void *)inet_address(1) }, lens);
}

static bool is_second_association(const char *line, const char *unused)
{
	(void)unused;
	return !strcmp(event_key(line, "type"), "sctp_bind_connect") &&
	       strstr(line, "\"port\": \"4714\"");
}

FIXTURE_VARIANT_ADD(second, association)
{
	"sctp_bind_connect", open_associations, send_associations,
	is_second_association
};

TEST_F(second, sendmmsg_is_partial)
{
	struct event_stats stats;
	struct world *w = self->w;
	int ns = know_all_but_second(variant->send, w, variant->skip);

	ASSERT_LE(0, ns);
	EXPECT_EQ(1, in_member(w, variant->send));
	EXPECT_EQ(1, take(w->fd[0]));
	EXPECT_EQ(0, take(w->fd[1]));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_EQ(0, read_event_stats(ns, variant->event, &stats));
	EXPECT_EQ(1, stats.denied);
}

SHOWS_DENIAL(unix_find, PARTIAL);
SHOWS_DENIAL(sctp_bind_connect, PARTIAL);

/* Both would arrive. */
TEST_F(world, sendmmsg_sealed)
{
	struct world *w = self->w;
	int ns;

	ASSERT_EQ(0, open_receivers(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(2, in_member(w, send_known));
	EXPECT_EQ(2, take(w->fd[0]));
	ASSERT_EQ(0, tsem_control(ns, "seal\n"));
	EXPECT_EQ(2, in_member(w, send_known_first));
	EXPECT_EQ(2, in_member(w, send_unknown_first));
	EXPECT_EQ(2, take(w->fd[0]));
	EXPECT_EQ(2, take(w->fd[1]));
}

TEST_HARNESS_MAIN
