// SPDX-License-Identifier: GPL-2.0-only
/* What the library has of the kernel's header by itself is the same as there. */
#include <stddef.h>

#include "../../security/tsem/include/uapi/linux/tsem.h"
#include "lsm-tsem.h"
#include "tap.h"
#include "wire.h"

struct pair {
	const char *name;
	unsigned long ours, kernels;
};

#define PLACE(type, member) \
	(offsetof(type, member) << 16 | sizeof(((type *)0)->member))
#define MEMBER(ours, kernels, member) \
	{ #kernels "." #member, PLACE(struct ours, member), PLACE(struct kernels, member) }
#define HEAD(member) MEMBER(message_head, tsem_message, member)
#define REPLY(member) MEMBER(message_reply, tsem_reply, member)

static const struct pair members[] = {
	{ "tsem_message", sizeof(struct message_head), sizeof(struct tsem_message) },
	HEAD(size), HEAD(head), HEAD(type), HEAD(number), HEAD(count), HEAD(place),
	HEAD(flags), HEAD(reason), HEAD(pid), HEAD(coefficient_size), HEAD(record_size),
	HEAD(comm), HEAD(event),
	{ "tsem_reply", sizeof(struct message_reply), sizeof(struct tsem_reply) },
	{ "LSM_TSEM_REPLY_SIZE", LSM_TSEM_REPLY_SIZE, sizeof(struct tsem_reply) },
	REPLY(size), REPLY(flags), REPLY(cookie),
};

#define SAME(ours, kernels) { #kernels, ours, kernels }

static const struct pair constants[] = {
	SAME(MESSAGE_EVENT, TSEM_MESSAGE_EVENT),
	SAME(MESSAGE_LOST, TSEM_MESSAGE_LOST),
	SAME(MESSAGE_QUESTION, TSEM_MESSAGE_QUESTION),
	SAME(LSM_TSEM_MESSAGE_DENIED, TSEM_MESSAGE_DENIED),
	SAME(LSM_TSEM_MESSAGE_LATE, TSEM_MESSAGE_LATE),
	SAME(LSM_TSEM_ALLOW, TSEM_REPLY_ALLOW),
	SAME(LSM_TSEM_REMEMBER, TSEM_REPLY_REMEMBER),
	SAME(LSM_TSEM_REASON_KNOWN, TSEM_REASON_KNOWN),
	SAME(LSM_TSEM_REASON_NEW, TSEM_REASON_NEW),
	SAME(LSM_TSEM_REASON_UNTRUSTED, TSEM_REASON_UNTRUSTED),
	SAME(LSM_TSEM_REASON_ERROR, TSEM_REASON_ERROR),
	SAME(LSM_TSEM_REASON_AGENT, TSEM_REASON_AGENT),
	SAME(LSM_TSEM_REASON_UNSEEN, TSEM_REASON_UNSEEN),
};

static void compare(struct tap *t, const char *what, const struct pair *pairs, size_t nr)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < nr; i++) {
		if (pairs[i].ours == pairs[i].kernels)
			continue;
		printf("# %s: %#lx here, %#lx in the kernel\n", pairs[i].name,
		       pairs[i].ours, pairs[i].kernels);
		wrong++;
	}
	ok(t, nr && !wrong, "%s", what);
}

int main(void)
{
	struct tap t = { 0, 0 };

	compare(&t, "members of structures", members, sizeof(members) / sizeof(members[0]));
	compare(&t, "constants", constants, sizeof(constants) / sizeof(constants[0]));
	return tap_done(&t);
}
