/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - shared pieces of records
 */

#ifndef _SECURITY_TSEM_FRAGMENT_H
#define _SECURITY_TSEM_FRAGMENT_H

#include <linux/cleanup.h>
#include <linux/gfp_types.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

/**
 * struct tsem_fragment - Bytes that several records or objects have in common
 *
 * The identity of an open file, for instance, is kept with the file so that no
 * path is built again, and shared with the record of its opening.
 *
 * @usage: references
 * @rcu: for freeing, since some holders are found under RCU
 * @ns_id: namespace in which the bytes mean something
 * @digest_at: where in the identity of a file the digest starts that may be
 *	missing
 * @real: that digest is of the content, and not a stand-in
 * @len: number of bytes
 * @data: the bytes; all is constant once others can see the fragment
 */
struct tsem_fragment {
	refcount_t usage;
	struct rcu_head rcu;
	u64 ns_id;
	u32 digest_at;
	bool real;
	u32 len;
	u8 data[] __counted_by(len);
};

/**
 * struct tsem_piece - Part of a record that is kept as a fragment
 *
 * @at: where it starts in the record
 * @len: its length, 0 if there is none
 * @ns_id: see &struct tsem_fragment
 * @digest_at: likewise, counted from @at
 * @real: likewise
 */
struct tsem_piece {
	u32 at;
	u32 len;
	u64 ns_id;
	u32 digest_at;
	bool real;
};

struct tsem_fragment *tsem_fragment_alloc(const void *data, u32 len, gfp_t gfp);
struct tsem_fragment *tsem_fragment_get(struct tsem_fragment *fragment);
void tsem_fragment_put(struct tsem_fragment *fragment);

DEFINE_FREE(tsem_fragment_put, struct tsem_fragment *, tsem_fragment_put(_T))

#endif /* _SECURITY_TSEM_FRAGMENT_H */
