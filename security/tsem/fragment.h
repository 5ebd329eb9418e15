/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - bytes that records have in common
 */

#ifndef _SECURITY_TSEM_FRAGMENT_H
#define _SECURITY_TSEM_FRAGMENT_H

#include <linux/gfp_types.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>

#include "hash.h"

/**
 * enum tsem_fragment_kind - What a fragment is; a part of its identity
 *
 * @TSEM_FRAGMENT_PLAIN: bytes
 * @TSEM_FRAGMENT_REAL: a file whose digest is that of its content, and not a
 *	stand-in for output
 */
enum tsem_fragment_kind {
	TSEM_FRAGMENT_PLAIN,
	TSEM_FRAGMENT_REAL,
};

/**
 * struct tsem_fragment - Bytes that several records have in common
 *
 * Who acts, or what a file is, for instance.  There is one fragment for the same
 * bytes in a model, so that records are compared by the addresses of theirs.
 * It stays as long as the model.
 *
 * @node: link in the table of fragments
 * @actor: identity of the program, in the fragment of a subject
 * @hash: keyed hash of the bytes
 * @len: number of bytes
 * @digest_at: where in the identity of a file the digest starts that may be
 *	missing
 * @kind: what it is
 * @data: the bytes
 */
struct tsem_fragment {
	struct rhash_head node;
	const struct tsem_fragment *actor;
	u32 hash;
	u32 len;
	u32 digest_at;
	u8 kind;
	u8 data[] __counted_by(len);
};

/**
 * struct tsem_piece - Part of an event that may be known as a fragment
 *
 * @fragment: the fragment, NULL if the model has none; with it nothing else needs to
 *	be set
 * @actor: see &struct tsem_fragment
 * @data: the bytes, valid until the event has been decided
 * @len: their number
 * @hash: keyed hash of the bytes, if there is no fragment
 * @digest_at: see &struct tsem_fragment
 * @kind: see &struct tsem_fragment
 */
struct tsem_piece {
	const struct tsem_fragment *fragment;
	const struct tsem_fragment *actor;
	const u8 *data;
	u32 len;
	u32 hash;
	u32 digest_at;
	u8 kind;
};

int tsem_fragments_init(struct rhashtable *table);
void tsem_fragments_destroy(struct rhashtable *table);
void tsem_fragment_find(struct rhashtable *table, struct tsem_piece *piece);
void tsem_fragment_fill(struct tsem_fragment *fragment,
			const struct tsem_piece *piece);
const struct tsem_fragment *tsem_fragment_insert(struct rhashtable *table,
						 struct tsem_fragment *fragment);
const struct tsem_fragment *tsem_fragment_nobody(enum tsem_hash_alg alg);

#endif /* _SECURITY_TSEM_FRAGMENT_H */
