// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - ports that the kernel chose
 *
 * A port that nobody asked for is another one on every run, so that records
 * leave it out, also where it is the port of a peer.  No hook tells when a
 * socket gets its port: sockets wait in a list until somebody asks, and are
 * sorted by their port then.
 */

#include <linux/cleanup.h>
#include <linux/hash.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/inet_sock.h>
#include <net/sock.h>

#include "limits.h"
#include "ports.h"

#define TSEM_PORT_BITS 6

/**
 * struct tsem_ports - Sockets of the internet that members of a namespace made
 *
 * @usage: references of the model and of the sockets
 * @lock: protects the lists; sockets are freed in any context
 * @waiting: sockets without a port when they were looked at last
 * @dealt: sockets whose port the kernel chose, by the port
 */
struct tsem_ports {
	refcount_t usage;
	spinlock_t lock; /* innermost */
	struct list_head waiting;
	struct list_head dealt[1 << TSEM_PORT_BITS];
};

/**
 * tsem_ports_create - Make an empty set of sockets
 *
 * Context: Process context, may sleep.
 * Return: the set with one reference, or NULL.
 */
struct tsem_ports *tsem_ports_create(void)
{
	struct tsem_ports *ports = kzalloc_obj(*ports, GFP_KERNEL_ACCOUNT);
	size_t i;

	if (!ports)
		return NULL;
	refcount_set(&ports->usage, 1);
	spin_lock_init(&ports->lock);
	INIT_LIST_HEAD(&ports->waiting);
	for (i = 0; i < ARRAY_SIZE(ports->dealt); i++)
		INIT_LIST_HEAD(&ports->dealt[i]);
	return ports;
}

/**
 * tsem_ports_put - Drop a reference
 *
 * @ports: the set, or NULL
 *
 * Context: Any context.
 */
void tsem_ports_put(struct tsem_ports *ports)
{
	if (ports && refcount_dec_and_test(&ports->usage))
		kfree(ports);
}

/**
 * tsem_ports_add - Add a socket
 *
 * @ports: the set
 * @user: what stands for the socket, all zero
 * @sk: the socket, which nobody else uses yet
 *
 * Context: Process context.
 */
void tsem_ports_add(struct tsem_ports *ports, struct tsem_port_user *user,
		    const struct sock *sk)
{
	refcount_inc(&ports->usage);
	user->ports = ports;
	user->sk = sk;
	guard(spinlock_irqsave)(&ports->lock);
	list_add_tail(&user->node, &ports->waiting);
}

/**
 * tsem_ports_remove - Remove a socket that is going to be freed
 *
 * @user: what stands for it; all zero if it was never added
 *
 * Context: Any context.
 */
void tsem_ports_remove(struct tsem_port_user *user)
{
	if (!user->ports)
		return;
	scoped_guard(spinlock_irqsave, &user->ports->lock)
		list_del_init(&user->node);
	tsem_ports_put(user->ports);
	user->ports = NULL;
}

/**
 * tsem_ports_again - Note that a socket may get another port
 *
 * @user: what stands for it; all zero if it was never added
 *
 * Ending a connection gives back a port that nobody asked for.
 *
 * Context: Any context.
 */
void tsem_ports_again(struct tsem_port_user *user)
{
	if (!user->ports)
		return;
	guard(spinlock_irqsave)(&user->ports->lock);
	list_move_tail(&user->node, &user->ports->waiting);
}

/**
 * tsem_ports_chosen - Whether the port of a socket is of the kernel's choice
 *
 * @sk: socket of the internet
 *
 * Context: Any context.
 * Return: false if the program asked for it.
 */
bool tsem_ports_chosen(const struct sock *sk)
{
	/* Set once, by an explicit bind, before the port is of use to others. */
	return !(data_race(sk->sk_userlocks) & SOCK_BINDPORT_LOCK);
}

static u16 port_of(const struct tsem_port_user *user)
{
	return READ_ONCE(inet_sk(user->sk)->inet_num);
}

static struct list_head *dealt_at(struct tsem_ports *ports, u16 port)
{
	return &ports->dealt[hash_32(port, TSEM_PORT_BITS)];
}

static void sort_one(struct tsem_ports *ports, struct tsem_port_user *user)
{
	const u16 port = port_of(user);

	if (!port)
		return;
	if (tsem_ports_chosen(user->sk))
		list_move(&user->node, dealt_at(ports, port));
	else
		list_del_init(&user->node);
}

/*
 * Sorts the sockets that have got a port.  Only so many are looked at, with the
 * interrupts off; the next time begins with those that follow.
 */
static void sort_waiting(struct tsem_ports *ports)
{
	unsigned int budget = TSEM_PORTS_LOOK;
	struct tsem_port_user *user, *next;

	lockdep_assert_held(&ports->lock);
	list_for_each_entry_safe(user, next, &ports->waiting, node) {
		if (!budget--) {
			list_rotate_to_front(&user->node, &ports->waiting);
			return;
		}
		sort_one(ports, user);
	}
}

/**
 * tsem_ports_dealt - Whether a member got a port without asking for it
 *
 * @ports: the sockets of the namespace
 * @port: the port, in the order of the host
 *
 * Context: Any context.
 * Return: true if a socket has it.
 */
bool tsem_ports_dealt(struct tsem_ports *ports, u16 port)
{
	const struct tsem_port_user *user;
	unsigned int budget = TSEM_PORTS_LOOK;

	guard(spinlock_irqsave)(&ports->lock);
	sort_waiting(ports);
	list_for_each_entry(user, dealt_at(ports, port), node) {
		if (port_of(user) == port && tsem_ports_chosen(user->sk))
			return true;
		if (!--budget)
			break;
	}
	return false;
}
