/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - guesses
 */

#ifndef _SECURITY_TSEM_HINT_H
#define _SECURITY_TSEM_HINT_H

#include <asm/barrier.h>
#include <linux/hash.h>
#include <linux/types.h>

/* Places where the guess for one thing may be. */
#define TSEM_HINT_WAYS 2

/**
 * struct tsem_hints - Things of a model that were found last
 *
 * Neither the things nor a table of guesses go before the model does, so that
 * nothing protects them.
 *
 * @older: smaller table that this one replaced, or NULL
 * @mask: number of slots minus 1
 * @slots: things of the model, or NULL
 */
struct tsem_hints {
	struct tsem_hints *older;
	u32 mask;
	const void *slots[];
};

/**
 * tsem_hint_hash - Spread what guesses are kept by
 *
 * @what: number of the thing
 *
 * Context: Any context.
 * Return: the hash.
 */
static inline u32 tsem_hint_hash(unsigned long what)
{
	return hash_long(what, 32);
}

/**
 * tsem_hint_find - Find a thing among those that were found last
 *
 * @table: where the table is
 * @hash: hash of what is looked for
 * @is: whether a thing is what is looked for, all of it compared; inlined
 * @what: what is looked for
 *
 * Context: As @is.
 * Return: the thing, valid as long as the model, or NULL.
 */
static __always_inline const void *
tsem_hint_find(struct tsem_hints *const *table, u32 hash,
	       bool (*is)(const void *thing, const void *what),
	       const void *what)
{
	/* Pairs with the publication in grow(). */
	const struct tsem_hints *hints = smp_load_acquire(table);
	const void *thing;
	u32 way;

	if (!hints)
		return NULL;
	for (way = 0; way < TSEM_HINT_WAYS; way++) {
		/* Pairs with the release in put_hint(). */
		thing = smp_load_acquire(&hints->slots[(hash & hints->mask) ^
						       way]);
		if (thing && is(thing, what))
			return thing;
	}
	return NULL;
}

void tsem_hint_keep(struct tsem_hints **table, u32 hash, const void *thing,
		    u32 count, bool atomic);
void tsem_hints_free(struct tsem_hints *hints);

#endif /* _SECURITY_TSEM_HINT_H */
