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
 * tsem_hint_find - Guess
 *
 * @table: where the table is
 * @hash: hash of what is looked for
 * @way: which guess, less than TSEM_HINT_WAYS
 *
 * Context: Any context.
 * Return: the thing, valid as long as the model, or NULL.
 */
static inline const void *tsem_hint_find(struct tsem_hints *const *table,
					 u32 hash, u32 way)
{
	/* Pairs with the publication in grow(). */
	const struct tsem_hints *hints = smp_load_acquire(table);

	if (!hints)
		return NULL;
	/* Pairs with the release in put_hint(). */
	return smp_load_acquire(&hints->slots[(hash & hints->mask) ^ way]);
}

void tsem_hint_keep(struct tsem_hints **table, u32 hash, const void *thing,
		    u32 count, bool atomic);
void tsem_hints_free(struct tsem_hints *hints);

#endif /* _SECURITY_TSEM_HINT_H */
