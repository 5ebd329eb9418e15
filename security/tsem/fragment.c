// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - shared pieces of records
 */

#include <linux/slab.h>
#include <linux/string.h>

#include "fragment.h"

/**
 * tsem_fragment_alloc - Make a fragment
 *
 * @data: its bytes, or NULL if the caller writes them
 * @len: number of bytes
 * @gfp: how to allocate
 *
 * Context: As @gfp tells.
 * Return: the fragment with one reference, or NULL.
 */
struct tsem_fragment *tsem_fragment_alloc(const void *data, u32 len, gfp_t gfp)
{
	struct tsem_fragment *fragment;

	fragment = kmalloc_flex(*fragment, data, len, gfp);
	if (!fragment)
		return NULL;
	refcount_set(&fragment->usage, 1);
	fragment->len = len;
	fragment->ns_id = 0;
	fragment->digest_at = 0;
	fragment->real = false;
	if (data)
		memcpy(fragment->data, data, len);
	return fragment;
}

/**
 * tsem_fragment_get - Take a reference
 *
 * @fragment: the fragment, or NULL
 *
 * Context: Any context.
 * Return: @fragment.
 */
struct tsem_fragment *tsem_fragment_get(struct tsem_fragment *fragment)
{
	if (fragment)
		refcount_inc(&fragment->usage);
	return fragment;
}

/**
 * tsem_fragment_put - Drop a reference
 *
 * @fragment: the fragment, or NULL
 *
 * Context: Any context.
 */
void tsem_fragment_put(struct tsem_fragment *fragment)
{
	if (fragment && refcount_dec_and_test(&fragment->usage))
		kfree_rcu(fragment, rcu);
}
