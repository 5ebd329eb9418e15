// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of sockets
 *
 * Ports are below the range from which the kernel chooses: those are not
 * recorded.
 */

#include "events.h"
#include "member.h"

#include <arpa/inet.h>
#include <linux/aio_abi.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN 0x20000000
#endif

#define PORT 4711
#define PORT_TEXT "4711"

#define SOCK(key, family, type, protocol)                                   \
	"\"" key "\": {\"family\": \"" family "\", \"type\": \"" type       \
	"\", \"protocol\": \"" protocol "\""
#define OURS ", \"owner\": \"$ACTOR\"}"
#define FOREIGN "}"
#define INET                                                                \
	"\"addr\": {\"af_inet\": {\"port\": \"" PORT_TEXT                   \
	"\", \"address\": \"127.0.0.1\"}}"
#define INET6                                                               \
	"\"addr\": {\"af_inet6\": {\"port\": \"" PORT_TEXT                  \
	"\", \"address\": \"00000000000000000000000000000001\"" NEXT \
	"\"flow\": \"0\", \"scope\": \"0\"}}"

static const struct sockaddr_in *inet_address(void)
{
	static struct sockaddr_in in = { .sin_family = AF_INET };

	in.sin_port = htons(PORT);
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return &in;
}

static const struct sockaddr_in6 *inet6_address(void)
{
	static struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	in6.sin6_port = htons(PORT);
	in6.sin6_addr = in6addr_loopback;
	return &in6;
}

static int do_bind(int fd, const void *address, socklen_t len)
{
	const int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return result_of(bind(fd, address, len));
}

static int bind_inet(int fd)
{
	return do_bind(fd, inet_address(), sizeof(struct sockaddr_in));
}

static int bind_inet6(int fd)
{
	return do_bind(fd, inet6_address(), sizeof(struct sockaddr_in6));
}

/* Sockets do not linger, or the port would be busy in the next attempt. */
static int new_socket(int family, int type)
{
	const struct linger now = { .l_onoff = 1 };
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	if (fd >= 0 && type == SOCK_STREAM && family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return fd;
}

/* Making */

static int provoke_socket(struct world *w)
{
	return keep_fd(w, socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
}

static const struct event_test test_socket_create = {
	.event = "socket_create",
	.object = "\"family\": \"2\", \"type\": \"1\", \"protocol\": \"0\"",
	.provoke = provoke_socket,
	.happened = has_new_fd,
};

static int provoke_socketpair(struct world *w)
{
	int pair[2];

	return result_of(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
}

static const struct event_test test_socketpair = {
	.event = "socket_create",
	.object = "\"family\": \"1\", \"type\": \"5\", \"protocol\": \"0\"",
	.provoke = provoke_socketpair,
	.happened = has_new_fd,
};

/* Binding: somebody else cannot do it any more */

static int prepare_tcp(struct world *w)
{
	return keep_fd(w, new_socket(AF_INET, SOCK_STREAM));
}

static int provoke_bind_inet(struct world *w)
{
	return result_of(bind(w->own_fd, (void *)inet_address(),
			      sizeof(struct sockaddr_in)));
}

static bool is_in_use(int family, const void *address, socklen_t len)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool used = bind(fd, address, len) && errno == EADDRINUSE;

	close(fd);
	return used;
}

static bool inet_in_use(struct world *w)
{
	return is_in_use(AF_INET, inet_address(), sizeof(struct sockaddr_in));
}

static const struct event_test test_bind_inet = {
	.event = "socket_bind",
	.object = SOCK("sock", "2", "1", "6") OURS ", " INET,
	.prepare = prepare_tcp,
	.provoke = provoke_bind_inet,
	.happened = inet_in_use,
};

static int prepare_tcp6(struct world *w)
{
	return keep_fd(w, new_socket(AF_INET6, SOCK_STREAM));
}

static int provoke_bind_inet6(struct world *w)
{
	return result_of(bind(w->own_fd, (void *)inet6_address(),
			      sizeof(struct sockaddr_in6)));
}

static bool inet6_in_use(struct world *w)
{
	return is_in_use(AF_INET6, inet6_address(),
			 sizeof(struct sockaddr_in6));
}

static const struct event_test test_bind_inet6 = {
	.event = "socket_bind",
	.object = SOCK("sock", "10", "1", "6") OURS ", " INET6,
	.prepare = prepare_tcp6,
	.provoke = provoke_bind_inet6,
	.happened = inet6_in_use,
};

static int prepare_unix(struct world *w)
{
	return keep_fd(w, new_socket(AF_UNIX, SOCK_STREAM));
}

/* With a NUL inside: all of it is the name. */
static const struct sockaddr_un abstract = {
	.sun_family = AF_UNIX,
	.sun_path = "\0tsem\0test",
};

#define ABSTRACT_LEN (offsetof(struct sockaddr_un, sun_path) + 10)

static int provoke_bind_abstract(struct world *w)
{
	return result_of(bind(w->own_fd, (void *)&abstract, ABSTRACT_LEN));
}

static bool abstract_in_use(struct world *w)
{
	return is_in_use(AF_UNIX, &abstract, ABSTRACT_LEN);
}

static const struct event_test test_bind_abstract = {
	.event = "socket_bind",
	.object = SOCK("sock", "1", "1", "0") OURS NEXT
		  "\"addr\": {\"af_unix\": {\"kind\": \"abstract\"" NEXT
		  "\"address\": \"tsem\\u0000test\"}}",
	.prepare = prepare_unix,
	.provoke = provoke_bind_abstract,
	.happened = abstract_in_use,
};

static int prepare_netlink(struct world *w)
{
	return keep_fd(w, socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
}

/* Multicast group 1; the port id is chosen by the kernel. */
static int provoke_bind_netlink(struct world *w)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK, .nl_groups = 1 };

	return result_of(bind(w->own_fd, (void *)&nl, sizeof(nl)));
}

/* A line has an address, the protocol, the port id and the groups. */
static bool is_netlink_bound(struct world *w)
{
	char *save, *line, *text = strdup(proc_text(getpid(), "net/netlink"));
	bool found = false;
	unsigned int groups;
	unsigned int protocol, port;

	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, "%*s %u %u %x", &protocol, &port, &groups) ==
			    3 &&
		    protocol == NETLINK_ROUTE && port && groups == 1)
			found = true;
	free(text);
	return found;
}

static const struct event_test test_bind_netlink = {
	.event = "socket_bind",
	.object = SOCK("sock", "16", "3", "0") OURS NEXT
		  "\"addr\": {\"af_netlink\": {\"peer\": \"kernel\"" NEXT
		  "\"groups\": \"0x1\"}}",
	.prepare = prepare_netlink,
	.provoke = provoke_bind_netlink,
	.happened = is_netlink_bound,
};

/* Connecting: fd[0] of the orchestrator listens */

static int arrange_listener(struct world *w)
{
	w->fd[0] = new_socket(AF_INET, SOCK_STREAM);
	return bind_inet(w->fd[0]) ?: result_of(listen(w->fd[0], 5));
}

static int provoke_connect(struct world *w)
{
	return result_of(connect(w->own_fd, (void *)inet_address(),
				 sizeof(struct sockaddr_in)));
}

static bool has_caller(struct world *w)
{
	return is_readable(w->fd[0]);
}

static void take_calls(struct world *w)
{
	while (is_readable(w->fd[0]))
		close(accept(w->fd[0], NULL, NULL));
}

static const struct event_test test_connect_inet = {
	.event = "socket_connect",
	.object = SOCK("sock", "2", "1", "6") OURS ", " INET,
	.arrange = arrange_listener,
	.prepare = prepare_tcp,
	.provoke = provoke_connect,
	.happened = has_caller,
	.undo = take_calls,
};

static int arrange_listener6(struct world *w)
{
	w->fd[0] = new_socket(AF_INET6, SOCK_STREAM);
	return bind_inet6(w->fd[0]) ?: result_of(listen(w->fd[0], 5));
}

static int provoke_connect6(struct world *w)
{
	return result_of(connect(w->own_fd, (void *)inet6_address(),
				 sizeof(struct sockaddr_in6)));
}

static const struct event_test test_connect_inet6 = {
	.event = "socket_connect",
	.object = SOCK("sock", "10", "1", "6") OURS ", " INET6,
	.arrange = arrange_listener6,
	.prepare = prepare_tcp6,
	.provoke = provoke_connect6,
	.happened = has_caller,
	.undo = take_calls,
};

static socklen_t unix_address(struct world *w, struct sockaddr_un *un)
{
	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	snprintf(un->sun_path, sizeof(un->sun_path), "%s/sock", w->dir);
	return offsetof(struct sockaddr_un, sun_path) +
	       strlen(un->sun_path) + 1;
}

static int arrange_unix(struct world *w, int type)
{
	struct sockaddr_un un;
	socklen_t len = unix_address(w, &un);

	w->fd[0] = new_socket(AF_UNIX, type);
	if (bind(w->fd[0], (void *)&un, len) ||
	    fchmodat(w->dir_fd, "sock", 0755, 0))
		return -errno;
	return type == SOCK_DGRAM ? 0 : result_of(listen(w->fd[0], 5));
}

static int arrange_unix_listener(struct world *w)
{
	return arrange_unix(w, SOCK_STREAM);
}

static int provoke_connect_unix(struct world *w)
{
	struct sockaddr_un un;
	socklen_t len = unix_address(w, &un);

	return result_of(connect(w->own_fd, (void *)&un, len));
}

#define UNIX_TEST(event_, object_)                                          \
	{                                                                   \
		.event = event_,                                            \
		.object = object_,                                          \
		.arrange = arrange_unix_listener,                           \
		.prepare = prepare_unix,                                    \
		.provoke = provoke_connect_unix,                            \
		.happened = has_caller,                                     \
		.undo = take_calls,                                         \
	}

/* Three events of one call, one after the other. */
#define UNIX_PATH \
	"\"addr\": {\"af_unix\": {\"kind\": \"path\", \"address\": \"\"}}"

static const struct event_test test_connect_unix =
	UNIX_TEST("socket_connect",
		  SOCK("sock", "1", "1", "0") OURS NEXT UNIX_PATH);

#define UNIX_FILE                                                           \
	"\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT \
	"\"pathname\": \"$DIR/sock\", \"mode\": \"0140755\"" NEXT \
	"\"uid\": \"0\", \"gid\": \"0\"}"

static const struct event_test test_unix_find =
	UNIX_TEST("unix_find",
		  UNIX_FILE NEXT SOCK("other", "1", "1", "0") FOREIGN);

static const struct event_test test_unix_stream_connect =
	UNIX_TEST("unix_stream_connect",
		  SOCK("sock", "1", "1", "0") OURS NEXT
		  SOCK("other", "1", "1", "0") FOREIGN);

/* Waiting for calls */

static int prepare_bound(struct world *w)
{
	return prepare_tcp(w) ?: bind_inet(w->own_fd);
}

static int provoke_listen(struct world *w)
{
	return result_of(listen(w->own_fd, 7));
}

static bool can_connect(struct world *w)
{
	int fd = new_socket(AF_INET, SOCK_STREAM);
	bool can = !connect(fd, (void *)inet_address(),
			    sizeof(struct sockaddr_in));

	close(fd);
	return can;
}

static const struct event_test test_listen = {
	.event = "socket_listen",
	.object = SOCK("sock", "2", "1", "6") OURS ", \"backlog\": \"7\"",
	.prepare = prepare_bound,
	.provoke = provoke_listen,
	.happened = can_connect,
};

static int prepare_called(struct world *w)
{
	int err = prepare_bound(w);

	return err ?: provoke_listen(w);
}

static void call(struct world *w)
{
	w->fd[1] = new_socket(AF_INET, SOCK_STREAM);
	connect(w->fd[1], (void *)inet_address(), sizeof(struct sockaddr_in));
}

static void hang_up(struct world *w)
{
	close(w->fd[1]);
}

static int provoke_accept(struct world *w)
{
	return result_of(accept(w->own_fd, NULL, NULL));
}

static const struct event_test test_accept = {
	.event = "socket_accept",
	.object = SOCK("sock", "2", "1", "6") OURS ", " INET,
	.prepare = prepare_called,
	.before = call,
	.provoke = provoke_accept,
	.happened = has_new_fd,
	.undo = hang_up,
};

/* Sending */

static int arrange_receiver(struct world *w)
{
	w->fd[0] = new_socket(AF_INET, SOCK_DGRAM);
	return bind_inet(w->fd[0]);
}

static int prepare_udp(struct world *w)
{
	return keep_fd(w, new_socket(AF_INET, SOCK_DGRAM));
}

static int send_to_inet(struct world *w, int flags)
{
	return result_of(sendto(w->own_fd, "x", 1, flags,
				(void *)inet_address(),
				sizeof(struct sockaddr_in)));
}

/* Flags that do not change where it goes are left out. */
static int provoke_sendto(struct world *w)
{
	return send_to_inet(w, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void take_messages(struct world *w)
{
	char byte;

	while (is_readable(w->fd[0]))
		if (recv(w->fd[0], &byte, 1, MSG_DONTWAIT) < 0)
			break;
}

static const struct event_test test_sendto = {
	.event = "socket_sendmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", " INET
		  ", \"flags\": \"0\"",
	.arrange = arrange_receiver,
	.prepare = prepare_udp,
	.provoke = provoke_sendto,
	.happened = has_caller,
	.undo = take_messages,
};

/* Receiving: the bytes that came are in w->data. */

static int prepare_receiver(struct world *w)
{
	return prepare_udp(w) ?: bind_inet(w->own_fd);
}

static void send_datagram(struct world *w)
{
	int fd = new_socket(AF_INET, SOCK_DGRAM);

	(void)w;
	sendto(fd, "x", 1, 0, (void *)inet_address(), sizeof(struct sockaddr_in));
	close(fd);
}

static bool has_received(struct world *w)
{
	return w->data[0];
}

static void forget_received(struct world *w)
{
	w->data[0] = '\0';
}

static int provoke_recv(struct world *w)
{
	return result_of(recv(w->own_fd, w->data, 1, MSG_DONTWAIT));
}

static const struct event_test test_recv = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", \"flags\": \"0\"",
	.prepare = prepare_receiver,
	.before = send_datagram,
	.provoke = provoke_recv,
	.happened = has_received,
	.undo = forget_received,
};

static int provoke_read(struct world *w)
{
	return result_of(read(w->own_fd, w->data, 1));
}

static const struct event_test test_read_socket = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", \"flags\": \"0\"",
	.prepare = prepare_receiver,
	.before = send_datagram,
	.provoke = provoke_read,
	.happened = has_received,
	.undo = forget_received,
};

static int provoke_peek(struct world *w)
{
	struct mmsghdr messages[2] = {};
	struct iovec iov = { .iov_base = w->data, .iov_len = 1 };

	messages[0].msg_hdr.msg_iov = &iov;
	messages[0].msg_hdr.msg_iovlen = 1;
	messages[1] = messages[0];
	return result_of(recvmmsg(w->own_fd, messages, 2,
				  MSG_PEEK | MSG_DONTWAIT, NULL));
}

static const struct event_test test_recvmmsg_peek = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", \"flags\": \"2\"",
	.prepare = prepare_receiver,
	.before = send_datagram,
	.provoke = provoke_peek,
	.happened = has_received,
	.undo = forget_received,
};

/* Packets between two that know each other. */
static int prepare_packets(struct world *w)
{
	int pair[2];

	return result_of(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair)) ?:
	       result_of(write(pair[0], "x", 1)) ?: keep_fd(w, pair[1]);
}

static const struct event_test test_recv_seqpacket = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "1", "5", "0") OURS ", \"flags\": \"0\"",
	.prepare = prepare_packets,
	.provoke = provoke_recv,
	.happened = has_received,
	.undo = forget_received,
};

/* A message that nobody was there to receive comes back. */
static int prepare_refused(struct world *w)
{
	const int on = 1;

	return prepare_udp(w) ?:
	       result_of(setsockopt(w->own_fd, IPPROTO_IP, IP_RECVERR, &on,
				    sizeof(on))) ?:
	       send_to_inet(w, 0);
}

static int provoke_errors(struct world *w)
{
	return result_of(recv(w->own_fd, w->data, 1, MSG_ERRQUEUE));
}

static const struct event_test test_recv_errors = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", \"flags\": \"8192\"",
	.prepare = prepare_refused,
	.provoke = provoke_errors,
	.happened = has_received,
	.undo = forget_received,
};

/* io_submit(2) succeeds; it is the request that has a result. */

static aio_context_t requests;

static int prepare_requests(struct world *w)
{
	return prepare_receiver(w) ?:
	       result_of(syscall(__NR_io_setup, 1, &requests));
}

static int provoke_request(struct world *w)
{
	struct iocb request = {
		.aio_lio_opcode = IOCB_CMD_PREAD,
		.aio_fildes = w->own_fd,
		.aio_buf = (unsigned long)w->data,
		.aio_nbytes = 1,
	};
	struct iocb *all[] = { &request };
	struct io_event event = {};

	if (syscall(__NR_io_submit, requests, 1, all) != 1 ||
	    syscall(__NR_io_getevents, requests, 1, 1, &event, NULL) != 1)
		return -EPROTO;
	return event.res < 0 ? event.res : 0;
}

static const struct event_test test_recv_request = {
	.event = "socket_recvmsg",
	.object = SOCK("sock", "2", "2", "17") OURS ", \"flags\": \"0\"",
	.prepare = prepare_requests,
	.before = send_datagram,
	.provoke = provoke_request,
	.happened = has_received,
	.undo = forget_received,
};

/* This connects. */
static int provoke_fastopen(struct world *w)
{
	return send_to_inet(w, MSG_FASTOPEN);
}

static const struct event_test test_sendmsg_fastopen = {
	.event = "socket_sendmsg",
	.object = SOCK("sock", "2", "1", "6") OURS ", " INET
		  ", \"flags\": \"536870912\"",
	.arrange = arrange_listener,
	.prepare = prepare_tcp,
	.provoke = provoke_fastopen,
	.happened = has_caller,
	.undo = take_calls,
};

static int arrange_unix_receiver(struct world *w)
{
	return arrange_unix(w, SOCK_DGRAM);
}

static int prepare_unix_datagram(struct world *w)
{
	return keep_fd(w, new_socket(AF_UNIX, SOCK_DGRAM));
}

static int provoke_unix_send(struct world *w)
{
	struct sockaddr_un un;
	socklen_t len = unix_address(w, &un);

	return result_of(sendto(w->own_fd, "x", 1, 0, (void *)&un, len));
}

static const struct event_test test_unix_may_send = {
	.event = "unix_may_send",
	.object = SOCK("sock", "1", "2", "0") OURS ", "
		  SOCK("other", "1", "2", "0") FOREIGN,
	.arrange = arrange_unix_receiver,
	.prepare = prepare_unix_datagram,
	.provoke = provoke_unix_send,
	.happened = has_caller,
	.undo = take_messages,
};

#define NET_EVENT EVENT_TEST
#include "event_list.h"

/* Who sends to a stream has been told by what connected it. */

static int talk(struct world *w)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) ||
	    write(pair[0], "x", 1) != 1)
		return -errno;
	return result_of(recv(pair[1], w->data, 1, 0));
}

TEST_F(world, stream_is_received_without_event)
{
	struct event_stats stats = {};
	struct world *w = self->w;
	int ns = tsem_unshare();

	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, talk));
	EXPECT_EQ('x', w->data[0]);
	EXPECT_EQ(0, read_event_stats(ns, "socket_socketpair", &stats));
	EXPECT_EQ(1, stats.seen);
	EXPECT_EQ(0, read_event_stats(ns, "socket_recvmsg", &stats));
	EXPECT_EQ(0, stats.seen);
}

TEST_HARNESS_MAIN
