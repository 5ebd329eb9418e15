// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of sockopt.c
 */

#include <kunit/test.h>
#include <linux/if_packet.h>
#include <linux/rds.h>
#include <linux/socket.h>
#include <linux/sockptr.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <uapi/linux/if_alg.h>
#include <uapi/linux/if_xdp.h>
#include <uapi/linux/in6.h>
#include <uapi/linux/sctp.h>
#include <uapi/linux/tls.h>

#include "../sockopt.h"

/**
 * struct option_case - An option, and whether its value is a part of the event
 *
 * @name: what it is called
 * @family: family of the socket
 * @level: level of the option
 * @optname: the option
 * @judged: it is a part
 */
struct option_case {
	const char *name;
	int family;
	int level;
	int optname;
	bool judged;
};

#define IN(family, level, option) { #option, family, level, option, true }
#define OUT(family, level, option) { #option, family, level, option, false }

static const struct option_case option_cases[] = {
	IN(AF_INET, SOL_SOCKET, SO_REUSEADDR),
	IN(AF_UNIX, SOL_SOCKET, SO_PASSCRED),
	IN(AF_INET, SOL_SOCKET, SO_BINDTODEVICE),
	OUT(AF_INET, SOL_SOCKET, SO_ATTACH_FILTER),
	OUT(AF_UNIX, SOL_SOCKET, SO_ATTACH_BPF),
	OUT(AF_INET, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF),
	OUT(AF_INET, SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF),
	OUT(AF_INET, SOL_SOCKET, SO_DETACH_FILTER),
	OUT(AF_INET, SOL_SOCKET, SO_DETACH_BPF),
	OUT(AF_INET, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF),
	OUT(AF_INET, SOL_SOCKET, SO_DEVMEM_DONTNEED),
	IN(AF_INET, SOL_TCP, TCP_NODELAY),
	IN(AF_INET, SOL_TCP, TCP_REPAIR),
	OUT(AF_INET, SOL_TCP, TCP_FASTOPEN_KEY),
	OUT(AF_INET, SOL_TCP, TCP_QUEUE_SEQ),
	OUT(AF_INET, SOL_TCP, TCP_TIMESTAMP),
	OUT(AF_INET6, SOL_TCP, TCP_REPAIR_OPTIONS),
	OUT(AF_INET6, SOL_TCP, TCP_REPAIR_WINDOW),
	OUT(AF_SMC, SOL_TCP, TCP_AO_REPAIR),
	OUT(AF_INET, SOL_TLS, TLS_TX),
	OUT(AF_INET6, SOL_TLS, TLS_RX),
	IN(AF_INET, SOL_TLS, TLS_TX_ZEROCOPY_RO),
	IN(AF_INET, SOL_TLS, TLS_RX_EXPECT_NO_PAD),
	IN(AF_INET, SOL_IP, IP_TOS),
	IN(AF_INET6, SOL_IPV6, IPV6_V6ONLY),
	OUT(AF_INET6, SOL_IPV6, IPV6_FLOWLABEL_MGR),
	OUT(AF_ALG, SOL_ALG, ALG_SET_KEY),
	OUT(AF_PACKET, SOL_PACKET, PACKET_FANOUT),
	OUT(AF_PACKET, SOL_PACKET, PACKET_FANOUT_DATA),
	IN(AF_PACKET, SOL_PACKET, PACKET_ADD_MEMBERSHIP),
	OUT(AF_XDP, SOL_XDP, XDP_UMEM_REG),
	IN(AF_XDP, SOL_XDP, XDP_RX_RING),
	OUT(AF_RDS, SOL_RDS, RDS_GET_MR),
	OUT(AF_RDS, SOL_RDS, RDS_FREE_MR),
	IN(AF_RDS, SOL_RDS, RDS_CONG_MONITOR),
	/* Where the level may not be looked at. */
	IN(AF_BLUETOOTH, SOL_TCP, TCP_FASTOPEN_KEY),
	IN(AF_BLUETOOTH, SOL_TLS, TLS_TX),
	IN(AF_BLUETOOTH, SOL_ALG, ALG_SET_KEY),
	IN(AF_ATMPVC, SOL_SCTP, SCTP_AUTH_KEY),
	IN(AF_IEEE802154, SOL_PACKET, PACKET_FANOUT),
	/* Of the whole socket. */
	IN(AF_INET, SOL_SCTP, SCTP_ADAPTATION_LAYER),
	IN(AF_INET, SOL_SCTP, SCTP_ASCONF_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_AUTH_CHUNK),
	IN(AF_INET, SOL_SCTP, SCTP_AUTH_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_AUTOCLOSE),
	IN(AF_INET, SOL_SCTP, SCTP_AUTO_ASCONF),
	IN(AF_INET, SOL_SCTP, SCTP_DISABLE_FRAGMENTS),
	IN(AF_INET, SOL_SCTP, SCTP_ECN_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_EVENTS),
	IN(AF_INET, SOL_SCTP, SCTP_FRAGMENT_INTERLEAVE),
	IN(AF_INET, SOL_SCTP, SCTP_HMAC_IDENT),
	IN(AF_INET, SOL_SCTP, SCTP_INITMSG),
	IN(AF_INET, SOL_SCTP, SCTP_INTERLEAVING_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_I_WANT_MAPPED_V4_ADDR),
	IN(AF_INET, SOL_SCTP, SCTP_NODELAY),
	IN(AF_INET, SOL_SCTP, SCTP_PARTIAL_DELIVERY_POINT),
	IN(AF_INET, SOL_SCTP, SCTP_PR_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_RECONFIG_SUPPORTED),
	IN(AF_INET, SOL_SCTP, SCTP_RECVNXTINFO),
	IN(AF_INET, SOL_SCTP, SCTP_RECVRCVINFO),
	IN(AF_INET, SOL_SCTP, SCTP_REUSE_PORT),
	/* A key, addresses, and numbers of associations. */
	OUT(AF_INET, SOL_SCTP, SCTP_AUTH_KEY),
	OUT(AF_INET, SOL_SCTP, SCTP_SOCKOPT_BINDX_ADD),
	OUT(AF_INET6, SOL_SCTP, SCTP_SOCKOPT_BINDX_REM),
	OUT(AF_INET, SOL_SCTP, SCTP_SOCKOPT_CONNECTX),
	OUT(AF_INET, SOL_SCTP, SCTP_RTOINFO),
	OUT(AF_INET, SOL_SCTP, SCTP_EVENT),
};

static struct sock *make_sock(struct kunit *test, int family)
{
	struct sock *sk = kunit_kzalloc(test, sizeof(*sk), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sk);
	sk->sk_family = family;
	return sk;
}

static void test_option(struct kunit *test)
{
	const struct option_case *c = test->param_value;
	u8 bytes[4] = { 1 };
	struct sockopt_value value = {
		.level = c->level,
		.optname = c->optname,
		.ptr = KERNEL_SOCKPTR(bytes),
		.len = sizeof(bytes),
	};
	const u8 *judged = tsem_sockopt_value(make_sock(test, c->family),
					      &value);

	KUNIT_EXPECT_PTR_EQ(test, judged, c->judged ? bytes : NULL);
}

static void option_to_desc(const struct option_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, family %d", c->name,
		 c->family);
}

KUNIT_ARRAY_PARAM(options, option_cases, option_to_desc);

static struct kunit_case sockopt_cases[] = {
	KUNIT_CASE_PARAM(test_option, options_gen_params),
	{}
};

static struct kunit_suite sockopt_suite = {
	.name = "tsem_sockopt",
	.test_cases = sockopt_cases,
};

kunit_test_suite(sockopt_suite);
