// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - bytes that records have in common
 */

#include <linux/once.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fragment.h"
#include "limits.h"

/* Against workloads that choose names to make chains long. */
static hsiphash_key_t tsem_fragment_key __read_mostly;

/* The table mixes no seed in: the hash is keyed. */
static u32 piece_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_piece *piece = data;

	return piece->hash;
}

static u32 fragment_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_fragment *fragment = data;

	return fragment->hash;
}

static int fragment_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct tsem_piece *piece = arg->key;
	const struct tsem_fragment *fragment = obj;

	return fragment->hash != piece->hash || fragment->len != piece->len ||
	       fragment->kind != piece->kind ||
	       memcmp(fragment->data, piece->data, piece->len);
}

static const struct rhashtable_params fragment_params = {
	.head_offset = offsetof(struct tsem_fragment, node),
	.hashfn = piece_hash,
	.obj_hashfn = fragment_hash,
	.obj_cmpfn = fragment_compare,
	.min_size = 4,
	.nelem_hint = TSEM_TABLE_HINT,
};

/**
 * tsem_fragments_init - Make an empty table
 *
 * @table: the table
 *
 * Context: Process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int tsem_fragments_init(struct rhashtable *table)
{
	get_random_once(&tsem_fragment_key, sizeof(tsem_fragment_key));
	return rhashtable_init(table, &fragment_params);
}

static void free_fragment(void *ptr, void *arg)
{
	kfree(ptr);
}

/**
 * tsem_fragments_destroy - Free a table that nobody uses any more
 *
 * @table: the table
 *
 * Context: Process context, may sleep.
 */
void tsem_fragments_destroy(struct rhashtable *table)
{
	rhashtable_free_and_destroy(table, free_fragment, NULL);
}

/**
 * tsem_fragment_find - Look a fragment up by its bytes
 *
 * @table: the table
 * @piece: its bytes, length and kind; the hash and the fragment are set
 *
 * Context: Any context.
 */
void tsem_fragment_find(struct rhashtable *table, struct tsem_piece *piece)
{
	piece->hash = hsiphash(piece->data, piece->len, &tsem_fragment_key);
	piece->fragment = rhashtable_lookup_fast(table, piece, fragment_params);
}

/**
 * tsem_fragment_fill - Make a fragment of a piece
 *
 * @fragment: room for it and for the bytes
 * @piece: the piece, after tsem_fragment_find()
 *
 * Context: Any context.
 */
void tsem_fragment_fill(struct tsem_fragment *fragment,
			const struct tsem_piece *piece)
{
	fragment->actor = piece->actor;
	fragment->hash = piece->hash;
	fragment->len = piece->len;
	fragment->digest_at = piece->digest_at;
	fragment->kind = piece->kind;
	memcpy(fragment->data, piece->data, piece->len);
}

/**
 * tsem_fragment_insert - Put a fragment into the table
 *
 * @table: the table; the caller serializes changes
 * @fragment: the fragment
 *
 * Context: Any context.
 * Return: @fragment, another one with the same bytes that is there already, or
 * NULL if the table has no room.
 */
const struct tsem_fragment *tsem_fragment_insert(struct rhashtable *table,
						 struct tsem_fragment *fragment)
{
	const struct tsem_piece piece = {
		.data = fragment->data,
		.len = fragment->len,
		.hash = fragment->hash,
		.kind = fragment->kind,
	};
	struct tsem_fragment *other;

	other = rhashtable_lookup_get_insert_key(table, &piece, &fragment->node,
						 fragment_params);
	if (IS_ERR(other))
		return NULL;
	return other ?: fragment;
}

static const struct tsem_fragment nobody_sha256 = {
	.len = SHA256_DIGEST_SIZE,
	.data = { [SHA256_DIGEST_SIZE - 1] = 0 },
};

static const struct tsem_fragment nobody_sha512 = {
	.len = SHA512_DIGEST_SIZE,
	.data = { [SHA512_DIGEST_SIZE - 1] = 0 },
};

/**
 * tsem_fragment_nobody - Identity of a process before its first exec
 *
 * @alg: hash of the namespace
 *
 * Context: Any context.
 * Return: zeros, as many as a digest has; the same for all models.
 */
const struct tsem_fragment *tsem_fragment_nobody(enum tsem_hash_alg alg)
{
	return alg == TSEM_HASH_SHA512 ? &nobody_sha512 : &nobody_sha256;
}
