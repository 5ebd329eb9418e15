// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of sock.c
 */

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/un.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "../decide.h"
#include "../json.h"
#include "../sock.h"
#include "vector.h"

#define ROOM 4096

static void put_ports(void *ports)
{
	tsem_ports_put(ports);
}

/* An event whose object is written, and a socket of that family. */
static struct tsem_event *begin(struct kunit *test, enum tsem_event_id id)
{
	struct tsem_event *event = kunit_kzalloc(test, sizeof(*event),
						 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, event);
	event->id = id;
	event->ns = kunit_kzalloc(test, sizeof(*event->ns), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, event->ns);
	event->model = kunit_kzalloc(test, sizeof(*event->model), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, event->model);
	event->model->ports = tsem_ports_create();
	KUNIT_ASSERT_NOT_NULL(test, event->model->ports);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_ports,
							event->model->ports),
			0);
	tsem_key_init(&event->key);
	return event;
}

static struct sock *make_sock(struct kunit *test, int family)
{
	struct sock *sk = kunit_kzalloc(test, sizeof(*sk), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sk);
	sock_net_set(sk, &init_net);
	sk->sk_family = family;
	return sk;
}

/**
 * union address - As much as the kernel has for an address
 *
 * @any: its family
 * @in: IPv4
 * @in6: IPv6
 * @un: unix
 * @nl: netlink
 * @room: the longest one
 */
union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
	struct sockaddr_nl nl;
	struct sockaddr_storage room;
};

/**
 * struct addr_case - An address as a program gives it, and its encoding
 *
 * @desc: what it is
 * @event: event that it is a part of
 * @family: family of the socket
 * @addr: the address
 * @len: its length
 * @bytes: the encoding
 * @bytes_len: its length
 */
struct addr_case {
	const char *desc;
	enum tsem_event_id event;
	int family;
	const union address *addr;
	int len;
	const char *bytes;
	size_t bytes_len;
};

#define BYTES_OF(string) .bytes = (string), .bytes_len = sizeof(string) - 1

static const union address inet_addr = {
	.in.sin_family = AF_INET,
	.in.sin_port = htons(8080),
	.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
};

static const union address no_family_addr = {
	.in.sin_family = AF_UNSPEC,
	.in.sin_port = htons(8080),
	.in.sin_addr.s_addr = htonl(INADDR_ANY),
};

static const union address inet6_addr = {
	.in6.sin6_family = AF_INET6,
	.in6.sin6_port = htons(443),
	.in6.sin6_flowinfo = htonl(0x0a00),
	.in6.sin6_addr.s6_addr = { 0xfe, 0x80, [15] = 1 },
	.in6.sin6_scope_id = 2,
};

static const union address path_addr = {
	.un.sun_family = AF_UNIX,
	.un.sun_path = "/run/x",
};

static const union address abstract_addr = {
	.un.sun_family = AF_UNIX,
	.un.sun_path = "\0a\0b",
};

static const union address kernel_addr = {
	.nl.nl_family = AF_NETLINK,
	.nl.nl_groups = 0x80000001,
};

static const union address port_addr = {
	.nl.nl_family = AF_NETLINK,
	.nl.nl_pid = 17,
};

static const union address packet_addr = {
	.any.sa_family = AF_PACKET,
	.any.sa_data = "\0\3x",
};

static const struct addr_case addr_cases[] = {
	{ "IPv4", TSEM_EV_socket_connect, AF_INET, &inet_addr, 16,
	  BYTES_OF("\2\0\0\220\37\177\0\0\1") },
	{ "IPv4, longer", TSEM_EV_socket_bind, AF_INET, &inet_addr, 20,
	  BYTES_OF("\2\0\0\220\37\177\0\0\1") },
	{ "IPv4 on an IPv6 socket", TSEM_EV_socket_sendmsg, AF_INET6,
	  &inet_addr, 16, BYTES_OF("\2\0\0\220\37\177\0\0\1") },
	{ "no family, bind", TSEM_EV_socket_bind, AF_INET, &no_family_addr, 16,
	  BYTES_OF("\2\0\0\220\37\0\0\0\0") },
	{ "no family, connect", TSEM_EV_socket_connect, AF_INET,
	  &no_family_addr, 16, BYTES_OF("\0\0\0\0\0\0") },
	{ "IPv6", TSEM_EV_socket_connect, AF_INET6, &inet6_addr, 28,
	  BYTES_OF("\12\0\0\273\1\376\200\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\12\0\0\2\0\0\0") },
	{ "IPv6 without scope", TSEM_EV_socket_connect, AF_INET6, &inet6_addr,
	  24,
	  BYTES_OF("\12\0\0\273\1\376\200\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\12\0\0\0\0\0\0") },
	{ "unix path", TSEM_EV_socket_bind, AF_UNIX, &path_addr, 9,
	  BYTES_OF("\1\0\1\0\0\0\0") },
	{ "unix abstract", TSEM_EV_socket_bind, AF_UNIX, &abstract_addr, 6,
	  BYTES_OF("\1\0\2\3\0\0\0a\0b") },
	{ "unix abstract, empty", TSEM_EV_socket_bind, AF_UNIX, &abstract_addr,
	  3, BYTES_OF("\1\0\2\0\0\0\0") },
	{ "unix unnamed", TSEM_EV_socket_bind, AF_UNIX, &path_addr, 2,
	  BYTES_OF("\1\0\0\0\0\0\0") },
	{ "netlink kernel", TSEM_EV_socket_bind, AF_NETLINK, &kernel_addr, 12,
	  BYTES_OF("\20\0\0\1\0\0\200") },
	{ "netlink port", TSEM_EV_socket_sendmsg, AF_NETLINK, &port_addr, 12,
	  BYTES_OF("\20\0\1\0\0\0\0") },
	{ "another family", TSEM_EV_socket_sendmsg, AF_PACKET, &packet_addr, 5,
	  BYTES_OF("\21\0\3\0\0\0\0\3x") },
	{ "too short for a family", TSEM_EV_socket_connect, AF_INET, &inet_addr,
	  1, BYTES_OF("\0\0\0\0\0\0") },
};

static void test_addr(struct kunit *test)
{
	const struct addr_case *c = test->param_value;
	struct tsem_event *event = begin(test, c->event);

	tsem_put_addr(event, make_sock(test, c->family), &c->addr->any, c->len);
	KUNIT_ASSERT_EQ(test, event->key.plain.len, c->bytes_len);
	KUNIT_EXPECT_MEMEQ(test, event->key.plain.data, (const u8 *)c->bytes,
			   c->bytes_len);
}

static void addr_to_desc(const struct addr_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(addrs, addr_cases, addr_to_desc);

/**
 * struct family_case - A family and how long its addresses are at least
 *
 * @family: the family
 * @need: shorter ones cannot be taken for an address of this family
 */
struct family_case {
	int family;
	int need;
};

static const struct family_case family_cases[] = {
	{ AF_UNSPEC, sizeof(struct sockaddr_storage) + 1 },
	{ AF_UNIX, 2 },
	{ AF_INET, sizeof(struct sockaddr_in) },
	{ AF_INET6, SIN6_LEN_RFC2133 },
	{ AF_NETLINK, sizeof(struct sockaddr_nl) },
	{ AF_PACKET, sizeof(struct sockaddr_storage) + 1 },
	{ 0xffff, sizeof(struct sockaddr_storage) + 1 },
};

/* A record of a connection to the address, and the line that it gives. */
static const char *line_of(struct kunit *test, const struct sockaddr *addr,
			   int len)
{
	static const struct tsem_context context;
	static const u8 nobody[TSEM_DIGEST_MAX];
	const struct tsem_json_header header = { .coefficient = nobody };
	struct tsem_event *event = begin(test, TSEM_EV_socket_connect);
	u8 *data = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct seq_file m = { .size = ROOM };
	struct tsem_writer out;

	KUNIT_ASSERT_NOT_NULL(test, data);
	m.buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	/* The socket: family, type, protocol, no owner. */
	tsem_put_bytes(&event->key.plain, nobody, 13);
	tsem_put_addr(event, make_sock(test, AF_PACKET), addr, len);
	KUNIT_ASSERT_FALSE(test, event->key.plain.overflow);

	tsem_writer_init(&out, data, ROOM);
	tsem_put_title(&out, TSEM_HASH_SHA256, "socket_connect");
	tsem_put_bytes(&out, nobody, SHA256_DIGEST_SIZE);
	tsem_put_context(&out, &context);
	tsem_put_bytes(&out, event->key.plain.data, event->key.plain.len);
	KUNIT_ASSERT_EQ_MSG(test,
			    tsem_json_record(&m, TSEM_HASH_SHA256, &header,
					     out.data, out.len),
			    0, "family %d, %d bytes", addr->sa_family, len);
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(&m));
	return m.buf;
}

/*
 * A program may give any bytes of any length.  All of them have a line, and
 * what is too short is not taken for an address of its family.
 */
static void test_any_length(struct kunit *test)
{
	const struct family_case *c = test->param_value;
	union address addr;
	int len;

	memset(&addr, 1, sizeof(addr));
	addr.any.sa_family = c->family;
	for (len = 0; len <= (int)sizeof(addr); len++) {
		const char *line = line_of(test, &addr.any, len);

		KUNIT_ASSERT_EQ_MSG(test, !!strstr(line, "\"af_other\""),
				    len < c->need, "%d bytes: %s", len, line);
	}
}

static void family_to_desc(const struct family_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "family %d", c->family);
}

KUNIT_ARRAY_PARAM(families, family_cases, family_to_desc);

static struct kunit_case sock_cases[] = {
	KUNIT_CASE_PARAM(test_addr, addrs_gen_params),
	KUNIT_CASE_PARAM(test_any_length, families_gen_params),
	{ }
};

static struct kunit_suite sock_suite = {
	.name = "tsem_sock",
	.test_cases = sock_cases,
};

kunit_test_suite(sock_suite);
