/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - ports that the kernel chose
 */

#ifndef _SECURITY_TSEM_PORTS_H
#define _SECURITY_TSEM_PORTS_H

#include <linux/list.h>
#include <linux/types.h>

struct sock;
struct tsem_ports;

/**
 * struct tsem_port_user - A socket of the internet that a member made
 *
 * @ports: the sockets of the namespace, counted; NULL if it is not among them
 * @node: link there, empty once the socket has a port that was asked for
 * @sk: the socket, which outlives this
 */
struct tsem_port_user {
	struct tsem_ports *ports;
	struct list_head node;
	const struct sock *sk;
};

#ifdef CONFIG_SECURITY_TSEM_NET

struct tsem_ports *tsem_ports_create(void);
void tsem_ports_put(struct tsem_ports *ports);
void tsem_ports_add(struct tsem_ports *ports, struct tsem_port_user *user,
		    const struct sock *sk);
void tsem_ports_remove(struct tsem_port_user *user);
void tsem_ports_again(struct tsem_port_user *user);
bool tsem_ports_chosen(const struct sock *sk);
bool tsem_ports_dealt(struct tsem_ports *ports, u16 port);

#else

static inline struct tsem_ports *tsem_ports_create(void)
{
	return NULL;
}

static inline void tsem_ports_put(struct tsem_ports *ports)
{
}

#endif

#endif /* _SECURITY_TSEM_PORTS_H */
