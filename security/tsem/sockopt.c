// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - values of socket options
 *
 * A value is judged in a copy, which the protocol reads, too.  Here are the options
 * whose value is no part of an event, as it is a secret, the answer as well, or
 * another one on every run.  They go by the family of the socket, since some protocols
 * do not look at the level.
 */

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/if.h>
#include <linux/if_packet.h>
#include <linux/minmax.h>
#include <linux/rds.h>
#include <linux/socket.h>
#include <linux/sockptr.h>
#include <linux/string.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <uapi/linux/if_xdp.h>
#include <uapi/linux/in6.h>
#include <uapi/linux/sctp.h>
#include <uapi/linux/tls.h>

#include "decide.h"
#include "sockopt.h"

/* Addresses, descriptors, tokens, and what is there but not used. */
static bool is_left_out_generic(int optname)
{
	switch (optname) {
	case SO_ATTACH_BPF:
	case SO_ATTACH_FILTER:
	case SO_ATTACH_REUSEPORT_CBPF:
	case SO_ATTACH_REUSEPORT_EBPF:
	case SO_DETACH_FILTER:
	case SO_DETACH_REUSEPORT_BPF:
	case SO_DEVMEM_DONTNEED:
		return true;
	default:
		return false;
	}
}

/* A key, and how far a connection is that is being restored. */
static bool is_left_out_tcp(int optname)
{
	switch (optname) {
	case TCP_AO_REPAIR:
	case TCP_FASTOPEN_KEY:
	case TCP_QUEUE_SEQ:
	case TCP_REPAIR_OPTIONS:
	case TCP_REPAIR_WINDOW:
	case TCP_TIMESTAMP:
		return true;
	default:
		return false;
	}
}

/*
 * All but those of a socket as a whole: the others have the number of an association,
 * keys, or addresses, which are sctp_bind_connect.
 */
static bool is_left_out_sctp(int optname)
{
	switch (optname) {
	case SCTP_ADAPTATION_LAYER:
	case SCTP_AUTOCLOSE:
	case SCTP_AUTO_ASCONF:
	case SCTP_DISABLE_FRAGMENTS:
	case SCTP_EVENTS:
	case SCTP_FRAGMENT_INTERLEAVE:
	case SCTP_INITMSG:
	case SCTP_I_WANT_MAPPED_V4_ADDR:
	case SCTP_NODELAY:
	case SCTP_PARTIAL_DELIVERY_POINT:
	case SCTP_RECVNXTINFO:
	case SCTP_RECVRCVINFO:
	case SCTP_REUSE_PORT:
		return false;
	default:
		return true;
	}
}

static bool is_left_out_inet(int level, int optname)
{
	switch (level) {
	case SOL_TCP:
		return is_left_out_tcp(optname);
	case SOL_TLS:
		return optname == TLS_TX || optname == TLS_RX;
	case SOL_SCTP:
		return is_left_out_sctp(optname);
	case SOL_IPV6:
		/* The protocol writes to it. */
		return optname == IPV6_FLOWLABEL_MGR;
	default:
		return false;
	}
}

static bool is_inet(const struct sock *sk)
{
	return sk->sk_family == AF_INET || sk->sk_family == AF_INET6 ||
	       sk->sk_family == AF_SMC;
}

static bool is_left_out(const struct sock *sk, int level, int optname)
{
	if (level == SOL_SOCKET)
		return is_left_out_generic(optname);
	if (is_inet(sk))
		return is_left_out_inet(level, optname);
	switch (sk->sk_family) {
	case AF_ALG:
		return level == SOL_ALG;
	case AF_PACKET:
		return level == SOL_PACKET && optname == PACKET_FANOUT_DATA;
	case AF_RDS:
		return level == SOL_RDS &&
		       (optname == RDS_GET_MR || optname == RDS_FREE_MR);
	case AF_XDP:
		return level == SOL_XDP && optname == XDP_UMEM_REG;
	default:
		return false;
	}
}

static bool is_name(const struct sock *sk, int level, int optname)
{
	if (level == SOL_SOCKET)
		return optname == SO_BINDTODEVICE;
	return is_inet(sk) && level == SOL_TCP &&
	       (optname == TCP_CONGESTION || optname == TCP_ULP);
}

/* How many bytes count: what is behind the end of a name is not used. */
static u32 length_of(const struct sock *sk, int level, int optname,
		     const u8 *value, u32 len)
{
	static_assert(IFNAMSIZ == TCP_CA_NAME_MAX);
	static_assert(IFNAMSIZ == TCP_ULP_NAME_MAX);

	if (!is_name(sk, level, optname))
		return len;
	return strnlen((const char *)value, min(len, IFNAMSIZ - 1U));
}

/**
 * tsem_put_sockopt - Write the value of a socket option
 *
 * @event: the event
 * @sk: the socket
 * @level: level of the option
 * @optname: the option
 * @value: the value; from now on it is a copy unless it is left out
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EFAULT if the value cannot be read.
 */
int tsem_put_sockopt(struct tsem_event *event, const struct sock *sk, int level,
		     int optname, struct sockopt_value *value)
{
	const u8 *copy = NULL;

	if (!is_left_out(sk, level, optname))
		copy = sockopt_value_copy(value);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	tsem_event_u32(event, value->len);
	tsem_event_u8(event, !!copy);
	if (copy)
		tsem_put_str(&event->key.plain, copy,
			     length_of(sk, level, optname, copy, value->len));
	return 0;
}
