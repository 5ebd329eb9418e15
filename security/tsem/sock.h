/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - identity of sockets
 */

#ifndef _SECURITY_TSEM_SOCK_H
#define _SECURITY_TSEM_SOCK_H

#include <linux/types.h>

#include "hash.h"
#include "ports.h"
#include "setup.h"

struct sock;
struct sockaddr;
struct tsem_event;
struct tsem_fragment;

/**
 * enum tsem_port_kind - How a port is recorded; the values are in records
 *
 * @TSEM_PORT_NUMBER: by its number
 * @TSEM_PORT_ANY: not at all, because the kernel chose it
 */
enum tsem_port_kind {
	TSEM_PORT_NUMBER,
	TSEM_PORT_ANY,
};

/**
 * enum tsem_unix_kind - Names of AF_UNIX sockets; the values are in records
 *
 * @TSEM_UNIX_UNNAMED: none
 * @TSEM_UNIX_PATH: in the file system; other events have the name
 * @TSEM_UNIX_ABSTRACT: in the abstract name space
 * @TSEM_UNIX_COUNT: number of kinds
 */
enum tsem_unix_kind {
	TSEM_UNIX_UNNAMED,
	TSEM_UNIX_PATH,
	TSEM_UNIX_ABSTRACT,
	TSEM_UNIX_COUNT,
};

/**
 * enum tsem_netlink_peer - Peers of netlink sockets; the values are in records
 *
 * @TSEM_NETLINK_KERNEL: the kernel, or a socket without an address
 * @TSEM_NETLINK_PORT: a port id, which is a number that was dealt out
 */
enum tsem_netlink_peer {
	TSEM_NETLINK_KERNEL,
	TSEM_NETLINK_PORT,
};

/**
 * struct tsem_sock - Blob of a socket
 *
 * @port: for its port, if it is one of the internet
 * @ns_id: namespace whose member made it, 0 if none; constant once others can
 *	find the socket
 * @actor: @owner as a fragment of the model, NULL if there is none
 * @owner: identity of the process that made it
 */
struct tsem_sock {
	struct tsem_port_user port;
	u64 ns_id;
	const struct tsem_fragment *actor;
	u8 owner[TSEM_DIGEST_MAX];
};

void tsem_put_sock(struct tsem_event *event, const struct sock *sk);
void tsem_put_addr(struct tsem_event *event, const struct sock *sk,
		   const struct sockaddr *addr, int len);
void tsem_put_local_addr(struct tsem_event *event, const struct sock *sk);
void tsem_sock_unconnected(const struct sock *sk, const struct sockaddr *addr,
			   int len);
void tsem_sock_inherit(struct sock *sk, const struct sock *from);

#ifdef CONFIG_SECURITY_TSEM_NET
__init void tsem_add_sock_hooks(void);
#else
static inline void tsem_add_sock_hooks(void)
{
}
#endif

#endif /* _SECURITY_TSEM_SOCK_H */
