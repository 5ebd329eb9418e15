/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - guesses at fragments
 */

#ifndef _SECURITY_TSEM_HINT_H
#define _SECURITY_TSEM_HINT_H

#include <linux/rcupdate.h>
#include <linux/types.h>

struct tsem_fragment;
struct tsem_model;

/* Places where the guess for one thing may be. */
#define TSEM_HINT_WAYS 2

/**
 * struct tsem_hints - Fragments that things had last
 *
 * @rcu: for freeing
 * @bits: logarithm of the number of slots
 * @slots: fragments of the model, or NULL
 */
struct tsem_hints {
	struct rcu_head rcu;
	u32 bits;
	const struct tsem_fragment *slots[];
};

const struct tsem_fragment *tsem_hint_find(const struct tsem_model *model,
					   unsigned long what, u32 way);
void tsem_hint_keep(struct tsem_model *model, unsigned long what,
		    const struct tsem_fragment *fragment);

#endif /* _SECURITY_TSEM_HINT_H */
