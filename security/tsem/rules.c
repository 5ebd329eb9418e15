// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - rules for names
 *
 * Set before the first decision and constant from then on, so that they are
 * read without protection.
 */

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "limits.h"
#include "rules.h"

static int compare(const struct tsem_rule *rule, enum tsem_rule_kind kind,
		   const void *path, u32 len)
{
	int diff;

	if (rule->kind != kind)
		return rule->kind < kind ? -1 : 1;
	diff = memcmp(rule->path, path, min(rule->len, len));
	if (diff)
		return diff;
	return rule->len < len ? -1 : rule->len > len;
}

/* Index of the first rule that does not come before the given one. */
static u32 lower_bound(const struct tsem_rules *rules, enum tsem_rule_kind kind,
		       const void *path, u32 len)
{
	u32 low = 0, high = rules->count;

	while (low < high) {
		const u32 mid = low + (high - low) / 2;

		if (compare(rules->sorted[mid], kind, path, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/**
 * tsem_rules_find - Look a rule up
 *
 * @rules: the rules
 * @kind: what the rule does
 * @path: the path
 * @len: its length in bytes
 *
 * Context: Any context.
 * Return: index of the rule, or -ENOENT.
 */
int tsem_rules_find(const struct tsem_rules *rules, enum tsem_rule_kind kind,
		    const void *path, u32 len)
{
	const u32 at = lower_bound(rules, kind, path, len);

	if (at == rules->count || compare(rules->sorted[at], kind, path, len))
		return -ENOENT;
	return at;
}

/**
 * tsem_rules_volatile - Whether a path is below a volatile directory
 *
 * @rules: the rules
 * @path: the path
 * @len: its length in bytes
 *
 * The directory nearest to the root decides.
 *
 * Context: Any context.
 * Return: length of the part of @path that names the directory, 0 if there is
 * none.
 */
u32 tsem_rules_volatile(const struct tsem_rules *rules, const char *path,
			u32 len)
{
	u32 at;

	if (!rules->count || len < 2)
		return 0;
	if (tsem_rules_find(rules, TSEM_RULE_VOLATILE, "/", 1) >= 0)
		return 1;
	for (at = 1; at < len; at++)
		if (path[at] == '/' &&
		    tsem_rules_find(rules, TSEM_RULE_VOLATILE, path, at) >= 0)
			return at;
	return 0;
}

/**
 * tsem_rule_alloc - Make a rule
 *
 * @kind: what it does
 * @path: the path
 * @len: its length in bytes
 *
 * Context: Process context, may sleep.
 * Return: the rule, or NULL.
 */
struct tsem_rule *tsem_rule_alloc(enum tsem_rule_kind kind, const void *path,
				  u32 len)
{
	struct tsem_rule *rule;

	rule = kmalloc_flex(*rule, path, len, GFP_KERNEL_ACCOUNT);
	if (!rule)
		return NULL;
	rule->kind = kind;
	rule->len = len;
	memcpy(rule->path, path, len);
	return rule;
}

/**
 * tsem_rules_with - The rules with one more
 *
 * @rules: the rules, unchanged
 * @rule: the rule to add, which they do not have yet
 * @result: where the new rules go; they share their members with the old ones,
 *	so that of the two only the array of one may be freed
 *
 * Context: Process context, may sleep; nobody else changes @rules.
 * Return: 0, -ENOSPC if there are too many rules, or -ENOMEM.
 */
int tsem_rules_with(const struct tsem_rules *rules, struct tsem_rule *rule,
		    struct tsem_rules *result)
{
	const u32 at = lower_bound(rules, rule->kind, rule->path, rule->len);

	if (rules->count >= TSEM_RULES_MAX ||
	    rules->bytes + rule->len > TSEM_RULE_BYTES_MAX)
		return -ENOSPC;
	result->count = rules->count + 1;
	result->bytes = rules->bytes + rule->len;
	result->sorted = kmalloc_objs(*result->sorted, result->count,
				      GFP_KERNEL_ACCOUNT);
	if (!result->sorted)
		return -ENOMEM;
	memcpy(result->sorted, rules->sorted, at * sizeof(*result->sorted));
	result->sorted[at] = rule;
	memcpy(&result->sorted[at + 1], &rules->sorted[at],
	       (rules->count - at) * sizeof(*result->sorted));
	return 0;
}

/**
 * tsem_rules_free - Free all rules
 *
 * @rules: the rules
 *
 * Context: Any context; nobody else uses @rules.
 */
void tsem_rules_free(struct tsem_rules *rules)
{
	u32 i;

	for (i = 0; i < rules->count; i++)
		kfree(rules->sorted[i]);
	kfree(rules->sorted);
}
