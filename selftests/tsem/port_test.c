// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: ports that the kernel chose, as those of peers
 *
 * A member gets a port without asking for it, and another one goes there: in the
 * record of that the port has no number, since it is another one on every run.
 * Whoever else has a port of that range has it with its number.
 */

#include "place.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>

#include "kselftest_harness.h"

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* Shared with members. */
static struct shared {
	int family, type;
	bool bind;		/* to @port, or leave it to listen and connect */
	in_port_t port;		/* of the peer, in the order of the host */
} *shared;

static socklen_t make_address(union address *address, in_port_t port)
{
	memset(address, 0, sizeof(*address));
	address->any.sa_family = shared->family;
	if (shared->family == AF_INET6) {
		address->in6.sin6_port = htons(port);
		address->in6.sin6_addr = in6addr_loopback;
		return sizeof(address->in6);
	}
	address->in.sin_port = htons(port);
	address->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sizeof(address->in);
}

static in_port_t port_of(int fd)
{
	union address address = {};
	socklen_t len = sizeof(address);

	if (getsockname(fd, &address.any, &len))
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ?
			     address.in6.sin6_port : address.in.sin_port);
}

static int make_socket(void)
{
	const struct linger now = { .l_onoff = 1 };
	int fd = socket(shared->family, shared->type | SOCK_CLOEXEC, 0);

	/* No connection is left behind, which would keep the port. */
	if (shared->type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return fd;
}

/* Whoever is there to be connected to; the port goes to @shared. */
static int make_peer(void)
{
	int fd = make_socket();
	union address address;
	socklen_t len;

	CHECK(fd >= 0);
	len = make_address(&address, shared->port);
	if (shared->bind)
		CHECK(!bind(fd, &address.any, len));
	if (shared->type == SOCK_STREAM)
		CHECK(!listen(fd, 5));
	shared->port = port_of(fd);
	CHECK(shared->port);
	return 0;
}

static int go_there(void)
{
	union address address;
	const socklen_t len = make_address(&address, shared->port);
	int fd = make_socket();

	if (fd < 0)
		return -errno;
	return connect(fd, &address.any, len) ? -errno : 0;
}

static int do_go_there(void *unused)
{
	CHECK(!go_there());
	return 0;
}

static int do_not_go_there(void *unused)
{
	CHECK(go_there() == -EPERM);
	return 0;
}

/* Two members: the one that goes there has a process of its own. */
static int do_meet(void *unused)
{
	int err = make_peer();

	return err ?: tsem_run(do_go_there, NULL);
}

/* With a port of the kernel's choice; not the one of the time before. */
static int meet(void)
{
	const in_port_t before = shared->port;
	int err;

	do {
		shared->port = 0;
		err = tsem_run(do_meet, NULL);
	} while (!err && shared->port == before);
	return err;
}

FIXTURE(port)
{
	int ns;
};

FIXTURE_VARIANT(port)
{
	int family, type;
	bool bind;
};

FIXTURE_VARIANT_ADD(port, tcp)
{
	.family = AF_INET,
	.type = SOCK_STREAM,
	.bind = true,
};

FIXTURE_VARIANT_ADD(port, tcp_without_bind)
{
	.family = AF_INET,
	.type = SOCK_STREAM,
};

FIXTURE_VARIANT_ADD(port, tcp6)
{
	.family = AF_INET6,
	.type = SOCK_STREAM,
	.bind = true,
};

FIXTURE_VARIANT_ADD(port, udp)
{
	.family = AF_INET,
	.type = SOCK_DGRAM,
	.bind = true,
};

FIXTURE_SETUP(port)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	shared->family = variant->family;
	shared->type = variant->type;
	shared->bind = variant->bind;
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(port)
{
}

/* Connections to a port, in a word: "<n>" or a number. */
static int connections(int ns, const char *list, const char *port)
{
	char *text = tsem_read(ns, list), *line, *save, pattern[64];
	int n = 0;

	snprintf(pattern, sizeof(pattern), "\"port\": \"%s\"", port);
	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		n += strstr(line, "\"type\": \"socket_connect\"") &&
		     strstr(line, pattern);
	free(text);
	return n;
}

static const char *number(in_port_t port)
{
	static char text[8];

	snprintf(text, sizeof(text), "%u", port);
	return text;
}

/* Each run is the same, whatever the port was. */
TEST_F(port, of_a_member)
{
	long long points;
	char *state;

	ASSERT_EQ(0, meet());
	EXPECT_EQ(1, connections(self->ns, "trajectory", "<n>"));
	EXPECT_EQ(0, connections(self->ns, "trajectory", number(shared->port)));
	points = tsem_stat(self->ns, "points");
	state = state_of(self->ns);
	ASSERT_EQ(0, meet());
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	EXPECT_STREQ(state, state_of(self->ns));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, meet());
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

/* The same range, but nobody of the namespace got it. */
TEST_F(port, of_somebody_outside)
{
	ASSERT_EQ(0, meet());
	shared->port = 0;
	shared->bind = true;
	ASSERT_EQ(0, make_peer());
	ASSERT_EQ(0, tsem_run(do_go_there, NULL));
	EXPECT_EQ(1, connections(self->ns, "trajectory", "<n>"));
	EXPECT_EQ(1, connections(self->ns, "trajectory", number(shared->port)));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_go_there, NULL));
	/* That members meet somewhere does not allow to go to others. */
	shared->port = 0;
	ASSERT_EQ(0, make_peer());
	EXPECT_EQ(0, tsem_run(do_not_go_there, NULL));
	EXPECT_EQ(1, connections(self->ns, "forensics", number(shared->port)));
}

/* It goes back with the socket: the next owner may be anybody. */
TEST_F(port, given_back)
{
	ASSERT_EQ(0, meet());
	shared->bind = true;
	ASSERT_EQ(0, make_peer());
	ASSERT_EQ(0, tsem_run(do_go_there, NULL));
	EXPECT_EQ(1, connections(self->ns, "trajectory", "<n>"));
	EXPECT_EQ(1, connections(self->ns, "trajectory", number(shared->port)));
}

/* A number that the program has is the same on every run. */
TEST_F(port, asked_for_by_a_member)
{
	ASSERT_EQ(0, meet());
	/* One that is free: it has just been given back. */
	shared->bind = true;
	ASSERT_EQ(0, tsem_run(do_meet, NULL));
	EXPECT_EQ(1, connections(self->ns, "trajectory", "<n>"));
	EXPECT_EQ(1, connections(self->ns, "trajectory", number(shared->port)));
}

TEST_HARNESS_MAIN
