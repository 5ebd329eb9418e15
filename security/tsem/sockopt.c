// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - values of socket options
 *
 * A value is judged in a copy, which the protocol reads, too.  Here are the options
 * whose value is no part of an event, as it is a secret or another one on every run.
 * They go by the family of the socket, since some protocols do not look at the level.
 */

#include <linux/build_bug.h>
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
 * which need not be the same again, keys, or addresses, which are sctp_bind_connect.
 */
static bool is_left_out_sctp(int optname)
{
	switch (optname) {
	case SCTP_ADAPTATION_LAYER:
	case SCTP_ASCONF_SUPPORTED:
	case SCTP_AUTH_CHUNK:
	case SCTP_AUTH_SUPPORTED:
	case SCTP_AUTOCLOSE:
	case SCTP_AUTO_ASCONF:
	case SCTP_DISABLE_FRAGMENTS:
	case SCTP_ECN_SUPPORTED:
	case SCTP_EVENTS:
	case SCTP_FRAGMENT_INTERLEAVE:
	case SCTP_HMAC_IDENT:
	case SCTP_INITMSG:
	case SCTP_INTERLEAVING_SUPPORTED:
	case SCTP_I_WANT_MAPPED_V4_ADDR:
	case SCTP_NODELAY:
	case SCTP_PARTIAL_DELIVERY_POINT:
	case SCTP_PR_SUPPORTED:
	case SCTP_RECONFIG_SUPPORTED:
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
		/* A group is often called by a process. */
		return level == SOL_PACKET &&
		       (optname == PACKET_FANOUT ||
			optname == PACKET_FANOUT_DATA);
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
static u32 length_of(const struct sock *sk, const struct sockopt_value *value,
		     const u8 *copy)
{
	static_assert(IFNAMSIZ == TCP_CA_NAME_MAX);
	static_assert(IFNAMSIZ == TCP_ULP_NAME_MAX);

	if (!is_name(sk, value->level, value->optname))
		return value->len;
	return strnlen((const char *)copy, min(value->len, IFNAMSIZ - 1U));
}

/**
 * tsem_sockopt_value - Get what the event has of a value
 *
 * @sk: the socket
 * @value: the value, of which the protocol reads a copy from now on
 *
 * Context: Process context, may sleep.
 * Return: the copy, NULL if the value is no part of the event, or an error pointer,
 * -EFAULT.
 */
const u8 *tsem_sockopt_value(const struct sock *sk, struct sockopt_value *value)
{
	if (is_left_out(sk, value->level, value->optname))
		return NULL;
	return sockopt_value_copy(value);
}

/**
 * tsem_put_sockopt - Write option and value
 *
 * @event: the event
 * @sk: the socket
 * @value: the value
 * @copy: what tsem_sockopt_value() returned
 *
 * Context: Any context.
 */
void tsem_put_sockopt(struct tsem_event *event, const struct sock *sk,
		      const struct sockopt_value *value, const u8 *copy)
{
	tsem_event_u32(event, value->level);
	tsem_event_u32(event, value->optname);
	tsem_event_u32(event, value->len);
	tsem_event_u8(event, !!copy);
	if (copy)
		tsem_put_str(&event->key.plain, copy,
			     length_of(sk, value, copy));
}
