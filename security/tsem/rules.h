/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - rules for names
 */

#ifndef _SECURITY_TSEM_RULES_H
#define _SECURITY_TSEM_RULES_H

#include <linux/types.h>

/**
 * enum tsem_rule_kind - What a rule does to a path
 *
 * @TSEM_RULE_PSEUDONYM: the content of the file counts as empty
 * @TSEM_RULE_VOLATILE: names below the directory are replaced by its own
 * @TSEM_RULE_COUNT: end of the kinds, which start at 1
 *
 * The values are part of the state value.
 */
enum tsem_rule_kind {
	TSEM_RULE_PSEUDONYM = 1,
	TSEM_RULE_VOLATILE = 2,
	TSEM_RULE_COUNT,
};

/**
 * struct tsem_rule - One rule
 *
 * @kind: what it does
 * @len: bytes of the path
 * @path: the path, not terminated
 */
struct tsem_rule {
	u8 kind;
	u32 len;
	u8 path[] __counted_by(len);
};

/**
 * struct tsem_rules - The rules of a namespace
 *
 * @sorted: by kind, then by the bytes of the path; each once
 * @count: number of rules
 * @bytes: bytes of their paths
 */
struct tsem_rules {
	struct tsem_rule **sorted;
	u32 count;
	u32 bytes;
};

int tsem_rules_find(const struct tsem_rules *rules, enum tsem_rule_kind kind,
		    const void *path, u32 len);
u32 tsem_rules_volatile(const struct tsem_rules *rules, const char *path,
			u32 len);
struct tsem_rule *tsem_rule_alloc(enum tsem_rule_kind kind, const void *path,
				  u32 len);
int tsem_rules_with(const struct tsem_rules *rules, struct tsem_rule *rule,
		    struct tsem_rules *result);
void tsem_rules_free(struct tsem_rules *rules);

#endif /* _SECURITY_TSEM_RULES_H */
