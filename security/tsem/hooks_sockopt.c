// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - names and options of sockets
 */

#include <linux/err.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/lsm_hooks.h>
#include <linux/net.h>
#include <linux/sctp.h>
#include <net/sock.h>

#include "decide.h"
#include "hooks.h"
#include "sock.h"
#include "sockopt.h"

static int tsem_socket_socketpair(struct socket *socka, struct socket *sockb)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_socket_socketpair);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, socka->sk);
	tsem_put_sock(&event, sockb->sk);
	return tsem_event_decide(&event);
}

static int decide_sock(enum tsem_event_id id, const struct socket *sock)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	return tsem_event_decide(&event);
}

static int tsem_socket_getsockname(struct socket *sock)
{
	return decide_sock(TSEM_EV_socket_getsockname, sock);
}

static int tsem_socket_getpeername(struct socket *sock)
{
	return decide_sock(TSEM_EV_socket_getpeername, sock);
}

static int tsem_socket_setsockopt(struct socket *sock, int level, int optname,
				  struct sockopt_value *value)
{
	struct tsem_event event __uninitialized;
	const u8 *copy;
	int ret;

	if (!tsem_in_use() || !tsem_acting_proc())
		return 0;
	/* Before the event begins, since the caller may make it last. */
	copy = tsem_sockopt_value(sock->sk, value);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	ret = tsem_event_begin(&event, TSEM_EV_socket_setsockopt);
	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_put_sockopt(&event, sock->sk, value, copy);
	return tsem_event_decide(&event);
}

static int tsem_socket_getsockopt(struct socket *sock, int level, int optname)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_socket_getsockopt);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_event_u32(&event, level);
	tsem_event_u32(&event, optname);
	return tsem_event_decide(&event);
}

static int tsem_socket_shutdown(struct socket *sock, int how)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_socket_shutdown);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_event_u32(&event, how);
	return tsem_event_decide(&event);
}

static int decide_sctp(const struct sock *sk, int optname,
		       const struct sockaddr *address, int len)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_sctp_bind_connect);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sk);
	tsem_event_u32(&event, optname);
	tsem_put_addr(&event, sk, address, len);
	return tsem_event_decide(&event);
}

static int length_of(const struct sockaddr *address, int rest)
{
	int len = rest;

	if (rest < (int)sizeof(address->sa_family))
		return rest;
	if (address->sa_family == AF_INET)
		len = sizeof(struct sockaddr_in);
	else if (address->sa_family == AF_INET6)
		len = sizeof(struct sockaddr_in6);
	return min(len, rest);
}

/* What the peer asks for in a packet is no act of whoever handles it. */
static bool is_of_peer(int optname)
{
	return optname == (__force int)SCTP_PARAM_ADD_IP ||
	       optname == (__force int)SCTP_PARAM_SET_PRIMARY;
}

/* One event for each address, all of them before any is used. */
static int tsem_sctp_bind_connect(struct sock *sk, int optname,
				  struct sockaddr *address, int addrlen)
{
	int len, ret;

	if (!tsem_in_use() || sk->sk_kern_sock || is_of_peer(optname))
		return 0;
	for (; addrlen > 0; addrlen -= len) {
		len = length_of(address, addrlen);
		ret = decide_sctp(sk, optname, address, len);
		if (ret)
			return ret;
		address = (struct sockaddr *)((u8 *)address + len);
	}
	return 0;
}

static struct security_hook_list tsem_sockopt_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(socket_socketpair, tsem_socket_socketpair),
	LSM_HOOK_INIT(socket_getsockname, tsem_socket_getsockname),
	LSM_HOOK_INIT(socket_getpeername, tsem_socket_getpeername),
	LSM_HOOK_INIT(socket_setsockopt, tsem_socket_setsockopt),
	LSM_HOOK_INIT(socket_getsockopt, tsem_socket_getsockopt),
	LSM_HOOK_INIT(socket_shutdown, tsem_socket_shutdown),
	LSM_HOOK_INIT(sctp_bind_connect, tsem_sctp_bind_connect),
};

/**
 * tsem_add_sockopt_hooks - Register the hooks for names and options of sockets
 *
 * Context: Boot.
 */
__init void tsem_add_sockopt_hooks(void)
{
	security_add_hooks(tsem_sockopt_hooks, ARRAY_SIZE(tsem_sockopt_hooks),
			   &tsem_lsmid);
}
