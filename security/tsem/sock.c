// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - identity of sockets
 *
 * A socket is what it was made as, and by which program.  Addresses are
 * recorded in full, but for ports that the kernel chose: these are different on
 * every run.
 */

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ipv6.h>
#include <linux/lsm_hooks.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <linux/un.h>
#include <net/inet_sock.h>
#include <net/ip.h>
#include <net/sock.h>

#include "decide.h"
#include "sock.h"
#include "task.h"

static struct tsem_sock *tsem_sock(const struct sock *sk)
{
	return sk->sk_security + tsem_blob_sizes.lbs_sock;
}

static bool is_inet(const struct sock *sk)
{
	return sk->sk_family == AF_INET || sk->sk_family == AF_INET6;
}

/* Whether a member has a socket whose port is the given one by chance. */
static bool is_dealt_port(const struct tsem_event *event, const struct sock *sk,
			  u16 port)
{
	int low, high;

	if (!IS_ENABLED(CONFIG_INET))
		return false;
	/* Most ports that are connected to are none that the kernel chooses. */
	inet_get_local_port_range(sock_net(sk), &low, &high);
	return port >= low && port <= high &&
	       tsem_ports_dealt(event->model->ports, port);
}

static void put_port(struct tsem_writer *out, u16 port, bool any)
{
	tsem_put_u8(out, any ? TSEM_PORT_ANY : TSEM_PORT_NUMBER);
	tsem_put_u16(out, any ? 0 : port);
}

static void put_inet(struct tsem_event *event, const struct sock *sk,
		     const struct sockaddr_in *in)
{
	const u16 port = ntohs(in->sin_port);

	tsem_put_u16(&event->key.plain, AF_INET);
	put_port(&event->key.plain, port, is_dealt_port(event, sk, port));
	tsem_put_bytes(&event->key.plain, &in->sin_addr, sizeof(in->sin_addr));
}

static void put_inet6(struct tsem_event *event, const struct sock *sk,
		      const struct sockaddr_in6 *in6, int len)
{
	const u16 port = ntohs(in6->sin6_port);
	/* Programs may leave the last member out. */
	const bool scoped = len >= (int)sizeof(*in6);

	tsem_put_u16(&event->key.plain, AF_INET6);
	put_port(&event->key.plain, port, is_dealt_port(event, sk, port));
	tsem_put_bytes(&event->key.plain, &in6->sin6_addr, sizeof(in6->sin6_addr));
	tsem_event_u32(event, ntohl(in6->sin6_flowinfo));
	tsem_event_u32(event, scoped ? in6->sin6_scope_id : 0);
}

static void put_unix(struct tsem_writer *out, const struct sockaddr_un *un,
		     int len)
{
	const int name = len - (int)offsetof(struct sockaddr_un, sun_path);

	tsem_put_u16(out, AF_UNIX);
	if (name <= 0) {
		tsem_put_u8(out, TSEM_UNIX_UNNAMED);
		tsem_put_str(out, NULL, 0);
	} else if (un->sun_path[0]) {
		tsem_put_u8(out, TSEM_UNIX_PATH);
		tsem_put_str(out, NULL, 0);
	} else {
		tsem_put_u8(out, TSEM_UNIX_ABSTRACT);
		tsem_put_str(out, un->sun_path + 1, name - 1);
	}
}

static void put_netlink(struct tsem_writer *out, const struct sockaddr_nl *nl)
{
	tsem_put_u16(out, AF_NETLINK);
	tsem_put_u8(out, nl->nl_pid ? TSEM_NETLINK_PORT : TSEM_NETLINK_KERNEL);
	tsem_put_u32(out, nl->nl_groups);
}

static bool has_own_form(int family)
{
	return family == AF_INET || family == AF_INET6 || family == AF_UNIX ||
	       family == AF_NETLINK;
}

/*
 * An address of another family, or one that is too short for its own.  The
 * latter must not be taken for a whole one: it is one of no family, as it is.
 */
static void put_other(struct tsem_writer *out, const struct sockaddr *addr,
		      int len)
{
	const int data = len - (int)offsetof(struct sockaddr, sa_data);

	if (data < 0) {
		tsem_put_u16(out, AF_UNSPEC);
		tsem_put_str(out, NULL, 0);
	} else if (has_own_form(addr->sa_family)) {
		tsem_put_u16(out, AF_UNSPEC);
		tsem_put_u32(out, len);
		tsem_put_u16(out, addr->sa_family);
		tsem_put_bytes(out, addr->sa_data, data);
	} else {
		tsem_put_u16(out, addr->sa_family);
		tsem_put_str(out, addr->sa_data, data);
	}
}

/*
 * The protocols of the internet take an address of no family for one of theirs,
 * except that connecting to it ends a connection.
 */
static int family_of(const struct tsem_event *event, const struct sock *sk,
		     const struct sockaddr *addr, int len)
{
	if (len < (int)sizeof(addr->sa_family))
		return AF_UNSPEC;
	if (addr->sa_family == AF_UNSPEC && sk->sk_family == AF_INET &&
	    event->id != TSEM_EV_socket_connect)
		return AF_INET;
	return addr->sa_family;
}

/**
 * tsem_put_addr - Write the address of a peer, or the one that is bound to
 *
 * @event: the event
 * @sk: the socket that is going to use the address
 * @addr: the address, in the kernel
 * @len: its length as the program gave it
 *
 * Context: Process context.
 */
void tsem_put_addr(struct tsem_event *event, const struct sock *sk,
		   const struct sockaddr *addr, int len)
{
	struct tsem_writer *out = &event->key.plain;
	const int family = family_of(event, sk, addr, len);

	if (family == AF_INET && len >= (int)sizeof(struct sockaddr_in)) {
		put_inet(event, sk, (const struct sockaddr_in *)addr);
	} else if (family == AF_INET6 && len >= SIN6_LEN_RFC2133) {
		put_inet6(event, sk, (const struct sockaddr_in6 *)addr, len);
	} else if (family == AF_UNIX) {
		put_unix(out, (const struct sockaddr_un *)addr, len);
	} else if (family == AF_NETLINK &&
		   len >= (int)sizeof(struct sockaddr_nl)) {
		put_netlink(out, (const struct sockaddr_nl *)addr);
	} else if (family == AF_UNSPEC) {
		tsem_put_u16(out, AF_UNSPEC);
		tsem_put_str(out, NULL, 0);
	} else {
		put_other(out, addr, len);
	}
}

/**
 * tsem_put_local_addr - Write the address that a socket has
 *
 * @event: the event
 * @sk: the socket
 *
 * Context: Process context.
 */
void tsem_put_local_addr(struct tsem_event *event, const struct sock *sk)
{
	struct tsem_writer *out = &event->key.plain;
	static const struct in6_addr unset;
	const struct inet_sock *inet = inet_sk(sk);
	const struct in6_addr *addr6;

	tsem_put_u16(out, sk->sk_family);
	switch (sk->sk_family) {
	case AF_INET:
		put_port(out, READ_ONCE(inet->inet_num), tsem_ports_chosen(sk));
		tsem_put_bytes(out, &inet->inet_rcv_saddr, sizeof(__be32));
		break;
	case AF_INET6:
		put_port(out, READ_ONCE(inet->inet_num), tsem_ports_chosen(sk));
		/* There is one wherever such sockets can be made. */
		addr6 = inet6_rcv_saddr(sk);
		tsem_put_bytes(out, addr6 ?: &unset, sizeof(*addr6));
		tsem_put_u32(out, 0);
		tsem_put_u32(out, READ_ONCE(sk->sk_bound_dev_if));
		break;
	case AF_UNIX:
		/* bind said which; the listener is told apart by its owner. */
		tsem_put_u8(out, TSEM_UNIX_UNNAMED);
		tsem_put_str(out, NULL, 0);
		break;
	case AF_NETLINK:
		tsem_put_u8(out, TSEM_NETLINK_KERNEL);
		tsem_put_u32(out, 0);
		break;
	default:
		tsem_put_str(out, NULL, 0);
		break;
	}
}

/* The process that made it, if that was in this namespace. */
static void put_owner(struct tsem_event *event, const struct tsem_sock *blob)
{
	const bool member = blob->ns_id == event->ns->ns.ns_id;

	tsem_event_u8(event, member);
	if (!member)
		return;
	if (blob->actor)
		tsem_put_fragment(event, blob->actor);
	else
		tsem_put_bytes(&event->key.plain, blob->owner,
			       tsem_hash_size(event->model->config.alg));
}

/**
 * tsem_put_sock - Write the identity of a socket
 *
 * @event: the event
 * @sk: the socket
 *
 * Context: Any context.
 */
void tsem_put_sock(struct tsem_event *event, const struct sock *sk)
{
	tsem_event_u32(event, sk->sk_family);
	tsem_event_u32(event, sk->sk_type);
	tsem_event_u32(event, sk->sk_protocol);
	put_owner(event, tsem_sock(sk));
}

/**
 * tsem_sock_unconnected - Note that a socket may have ended its connection
 *
 * @sk: the socket
 * @addr: the address that it is about to connect to
 * @len: its length
 *
 * Context: Process context.
 */
void tsem_sock_unconnected(const struct sock *sk, const struct sockaddr *addr,
			   int len)
{
	if (len >= (int)sizeof(addr->sa_family) &&
	    addr->sa_family == AF_UNSPEC)
		tsem_ports_again(&tsem_sock(sk)->port);
}

static void tsem_sk_free_security(struct sock *sk)
{
	if (tsem_in_use())
		tsem_ports_remove(&tsem_sock(sk)->port);
}

/**
 * tsem_sock_inherit - Give a connection the owner of the listener
 *
 * @sk: socket of the connection, which nobody uses yet
 * @from: socket that listens
 *
 * Context: Any context.
 */
void tsem_sock_inherit(struct sock *sk, const struct sock *from)
{
	const struct tsem_sock *of = tsem_sock(from);
	struct tsem_sock *blob = tsem_sock(sk);

	blob->ns_id = of->ns_id;
	blob->actor = of->actor;
	memcpy(blob->owner, of->owner, sizeof(blob->owner));
}

static void tsem_sk_clone_security(const struct sock *sk, struct sock *newsk)
{
	if (tsem_in_use())
		tsem_sock_inherit(newsk, sk);
}

static int tsem_socket_post_create(struct socket *sock, int family, int type,
				   int protocol, int kern)
{
	const struct tsem_proc *proc;
	struct tsem_sock *blob;

	if (!tsem_in_use() || kern)
		return 0;
	proc = tsem_current_proc();
	if (!proc)
		return 0;
	blob = tsem_sock(sock->sk);
	memcpy(blob->owner, proc->identity, sizeof(blob->owner));
	blob->actor = tsem_proc_actor(proc);
	blob->ns_id = proc->ns->ns.ns_id;
	if (is_inet(sock->sk))
		tsem_ports_add(proc->ns->model->ports, &blob->port, sock->sk);
	return 0;
}

static struct security_hook_list tsem_sock_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sk_free_security, tsem_sk_free_security),
	LSM_HOOK_INIT(sk_clone_security, tsem_sk_clone_security),
	LSM_HOOK_INIT(socket_post_create, tsem_socket_post_create),
};

/**
 * tsem_add_sock_hooks - Register the hooks that keep the blobs of sockets
 *
 * Context: Boot.
 */
__init void tsem_add_sock_hooks(void)
{
	security_add_hooks(tsem_sock_hooks, ARRAY_SIZE(tsem_sock_hooks),
			   &tsem_lsmid);
}
