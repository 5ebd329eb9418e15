// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - messages to the kernel by netlink
 */

#include <linux/genetlink.h>
#include <linux/lsm_hooks.h>
#include <linux/netlink.h>
#include <linux/security.h>
#include <linux/skbuff.h>
#include <net/sock.h>

#include "decide.h"
#include "hooks.h"
#include "sock.h"

/* Of generic netlink: which service is in the type, what it is to do in here. */
static u32 command_of(const struct sock *sk, const struct nlmsghdr *header)
{
	const struct genlmsghdr *generic;

	if (!header || sk->sk_protocol != NETLINK_GENERIC ||
	    header->nlmsg_len < NLMSG_HDRLEN + sizeof(*generic))
		return 0;
	generic = (const struct genlmsghdr *)((const u8 *)header + NLMSG_HDRLEN);
	return generic->cmd;
}

/* @header is NULL if there is none that the kernel would look at. */
static int decide_message(const struct sock *sk, const struct sk_buff *skb,
			  const struct nlmsghdr *header)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_netlink_send);

	if (ret <= 0)
		return ret;
	tsem_put_sock(&event, sk);
	tsem_event_u32(&event, NETLINK_CB(skb).dst_group);
	tsem_event_u32(&event, header ? header->nlmsg_type : 0);
	tsem_event_u32(&event, header ? header->nlmsg_flags : 0);
	tsem_event_u32(&event, command_of(sk, header));
	return tsem_event_decide(&event);
}

/* As the kernel goes through a packet; what it would not look at is left out. */
static int decide_messages(const struct sock *sk, const struct sk_buff *skb)
{
	const u8 *data = skb->data;
	const struct nlmsghdr *header;
	size_t left = skb->len, step;
	int ret;

	do {
		header = (const struct nlmsghdr *)data;
		if (left < NLMSG_HDRLEN || header->nlmsg_len < NLMSG_HDRLEN ||
		    header->nlmsg_len > left)
			header = NULL;
		ret = decide_message(sk, skb, header);
		if (ret || !header)
			return ret;
		step = min_t(size_t, NLMSG_ALIGN(header->nlmsg_len), left);
		data += step;
		left -= step;
	} while (left >= NLMSG_HDRLEN);
	return 0;
}

/* Between processes of this protocol the content is theirs. */
static int tsem_netlink_send(struct sock *sk, struct sk_buff *skb)
{
	if (!tsem_in_use())
		return 0;
	if (sk->sk_protocol == NETLINK_USERSOCK)
		return decide_message(sk, skb, NULL);
	return decide_messages(sk, skb);
}

static struct security_hook_list tsem_netlink_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(netlink_send, tsem_netlink_send),
};

/**
 * tsem_add_netlink_hooks - Register the hook for netlink
 *
 * Context: Boot.
 */
__init void tsem_add_netlink_hooks(void)
{
	security_add_hooks(tsem_netlink_hooks, ARRAY_SIZE(tsem_netlink_hooks),
			   &tsem_lsmid);
}
