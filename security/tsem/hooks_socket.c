// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - sockets
 */

#include <linux/lsm_hooks.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <net/sock.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "sock.h"

/*
 * What changes where a message goes.  The other flags are about waiting and
 * about buffers.
 */
#define TSEM_SEND_FLAGS (MSG_OOB | MSG_DONTROUTE | MSG_FASTOPEN)

/* What says which messages are received, and whether they stay. */
#define TSEM_RECEIVE_FLAGS (MSG_ERRQUEUE | MSG_PEEK)

static int tsem_socket_create(int family, int type, int protocol, int kern)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (kern)
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_socket_create);
	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, family);
	tsem_event_u32(&event, type);
	tsem_event_u32(&event, protocol);
	return tsem_event_decide(&event);
}

static int decide_addr(enum tsem_event_id id, const struct socket *sock,
		       const struct sockaddr *address, int addrlen)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_put_addr(&event, sock->sk, address, addrlen);
	return tsem_event_decide(&event);
}

static int tsem_socket_bind(struct socket *sock, struct sockaddr *address,
			    int addrlen)
{
	return decide_addr(TSEM_EV_socket_bind, sock, address, addrlen);
}

static int tsem_socket_connect(struct socket *sock, struct sockaddr *address,
			       int addrlen)
{
	const int ret = decide_addr(TSEM_EV_socket_connect, sock, address,
				    addrlen);

	if (!ret && tsem_in_use())
		tsem_sock_unconnected(sock->sk, address, addrlen);
	return ret;
}

static int tsem_socket_listen(struct socket *sock, int backlog)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_socket_listen);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_event_u32(&event, backlog);
	return tsem_event_decide(&event);
}

/* The peer is not known before it has been accepted. */
static int tsem_socket_accept(struct socket *sock, struct socket *newsock)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_socket_accept);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_put_local_addr(&event, sock->sk);
	return tsem_event_decide(&event);
}

/*
 * Only with an address: it says where to, and for some protocols it connects.
 * The kernel's own sockets send in the context of whom ever.
 */
static int tsem_socket_sendmsg(struct socket *sock, struct msghdr *msg,
			       int size)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!msg->msg_name || msg->msg_namelen <= 0 || sock->sk->sk_kern_sock)
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_socket_sendmsg);
	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_put_addr(&event, sock->sk, msg->msg_name, msg->msg_namelen);
	tsem_event_u32(&event, msg->msg_flags & TSEM_SEND_FLAGS);
	return tsem_event_decide(&event);
}

/*
 * A stream has one peer, which is known.  A message may come with the lock of a
 * pipe held that it is spliced to.
 */
static int tsem_socket_recvmsg(struct socket *sock, struct msghdr *msg,
			       int size, int flags)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || sock->type == SOCK_STREAM ||
	    sock->sk->sk_kern_sock)
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_socket_recvmsg);
	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sock->sk);
	tsem_event_u32(&event, flags & TSEM_RECEIVE_FLAGS);
	return tsem_event_decide(&event);
}

static int tsem_unix_find(const struct path *path, struct sock *other,
			  int flags)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_unix_find);

	if (ret <= 0)
		return ret;
	tsem_put_file(&event, path, NULL);
	tsem_put_sock(&event, other);
	return tsem_event_decide(&event);
}

static int decide_pair(enum tsem_event_id id, const struct sock *sk,
		       const struct sock *other)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sk);
	tsem_put_sock(&event, other);
	return tsem_event_decide(&event);
}

static int tsem_unix_stream_connect(struct sock *sock, struct sock *other,
				    struct sock *newsk)
{
	const int ret = decide_pair(TSEM_EV_unix_stream_connect, sock, other);

	if (!ret && tsem_in_use())
		tsem_sock_inherit(newsk, other);
	return ret;
}

static int tsem_unix_may_send(struct socket *sock, struct socket *other)
{
	return decide_pair(TSEM_EV_unix_may_send, sock->sk, other->sk);
}

static struct security_hook_list tsem_socket_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(socket_create, tsem_socket_create),
	LSM_HOOK_INIT(socket_bind, tsem_socket_bind),
	LSM_HOOK_INIT(socket_connect, tsem_socket_connect),
	LSM_HOOK_INIT(socket_listen, tsem_socket_listen),
	LSM_HOOK_INIT(socket_accept, tsem_socket_accept),
	LSM_HOOK_INIT(socket_sendmsg, tsem_socket_sendmsg),
	LSM_HOOK_INIT(socket_recvmsg, tsem_socket_recvmsg),
	LSM_HOOK_INIT(unix_find, tsem_unix_find),
	LSM_HOOK_INIT(unix_stream_connect, tsem_unix_stream_connect),
	LSM_HOOK_INIT(unix_may_send, tsem_unix_may_send),
};

/**
 * tsem_add_socket_hooks - Register the hooks for sockets
 *
 * Context: Boot.
 */
__init void tsem_add_socket_hooks(void)
{
	security_add_hooks(tsem_socket_hooks, ARRAY_SIZE(tsem_socket_hooks),
			   &tsem_lsmid);
}
