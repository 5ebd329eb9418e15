// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of ports.c
 */

#include <kunit/test.h>
#include <net/inet_sock.h>
#include <net/sock.h>

#include "../limits.h"
#include "../ports.h"

#define PORT 40000

/**
 * struct fake - A socket that has nothing but a port
 *
 * @inet: the socket
 * @user: what stands for it
 */
struct fake {
	struct inet_sock inet;
	struct tsem_port_user user;
};

static void put_ports(void *ports)
{
	tsem_ports_put(ports);
}

static struct tsem_ports *make_ports(struct kunit *test)
{
	struct tsem_ports *ports = tsem_ports_create();

	KUNIT_ASSERT_NOT_NULL(test, ports);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_ports, ports),
			0);
	return ports;
}

static void remove_user(void *user)
{
	tsem_ports_remove(user);
}

static struct fake *add_fake(struct kunit *test, struct tsem_ports *ports)
{
	struct fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	tsem_ports_add(ports, &fake->user, &fake->inet.sk);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_user,
							&fake->user), 0);
	return fake;
}

static void test_chosen(struct kunit *test)
{
	struct tsem_ports *ports = make_ports(test);
	struct fake *fake = add_fake(test, ports);

	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	fake->inet.inet_num = PORT;
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT + 1));
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(make_ports(test), PORT));
}

static void test_asked_for(struct kunit *test)
{
	struct tsem_ports *ports = make_ports(test);
	struct fake *fake = add_fake(test, ports);

	/* bind() sets the port first and what tells who chose it afterwards. */
	fake->inet.inet_num = PORT;
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
	fake->inet.sk.sk_userlocks = SOCK_BINDPORT_LOCK;
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));

	fake = add_fake(test, ports);
	fake->inet.inet_num = PORT;
	fake->inet.sk.sk_userlocks = SOCK_BINDPORT_LOCK;
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
}

static void test_another_port(struct kunit *test)
{
	struct tsem_ports *ports = make_ports(test);
	struct fake *fake = add_fake(test, ports);

	fake->inet.inet_num = PORT;
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
	tsem_ports_again(&fake->user);
	fake->inet.inet_num = 0;
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	fake->inet.inet_num = PORT + 1;
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT + 1));
}

static void test_freed(struct kunit *test)
{
	struct tsem_ports *ports = make_ports(test);
	struct fake *fake = add_fake(test, ports);
	struct tsem_port_user never = {};

	fake->inet.inet_num = PORT;
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
	tsem_ports_remove(&fake->user);
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	tsem_ports_remove(&fake->user);
	tsem_ports_remove(&never);
	tsem_ports_again(&never);
}

/* Sockets without a port are not in the way of those that follow. */
static void test_many(struct kunit *test)
{
	struct tsem_ports *ports = make_ports(test);
	struct fake *last;
	unsigned int i;

	for (i = 0; i < 2 * TSEM_PORTS_LOOK; i++)
		add_fake(test, ports);
	last = add_fake(test, ports);
	last->inet.inet_num = PORT;
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	KUNIT_EXPECT_FALSE(test, tsem_ports_dealt(ports, PORT));
	KUNIT_EXPECT_TRUE(test, tsem_ports_dealt(ports, PORT));
}

static struct kunit_case ports_cases[] = {
	KUNIT_CASE(test_chosen),
	KUNIT_CASE(test_asked_for),
	KUNIT_CASE(test_another_port),
	KUNIT_CASE(test_freed),
	KUNIT_CASE(test_many),
	{ }
};

static struct kunit_suite ports_suite = {
	.name = "tsem_ports",
	.test_cases = ports_cases,
};

kunit_test_suite(ports_suite);
