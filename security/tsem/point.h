/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - coefficients of a model
 */

#ifndef _SECURITY_TSEM_POINT_H
#define _SECURITY_TSEM_POINT_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>

#include "hash.h"

struct tsem_record;

#define TSEM_POINT_FORENSICS	BIT(0)
#define TSEM_POINT_ENVIRONMENT	BIT(1)
#define TSEM_POINT_LOADED	BIT(2)

#define TSEM_POINT_FLAGS (TSEM_POINT_FORENSICS | TSEM_POINT_ENVIRONMENT | \
			  TSEM_POINT_LOADED)

/**
 * struct tsem_coefficient - One coefficient
 *
 * There are many that were loaded and never occur: of these nothing else is kept.
 * Never removed while the namespace lives.
 *
 * @node: link in a table of coefficients
 * @digest: the coefficient, as long as the hash tells
 */
struct tsem_coefficient {
	struct rhash_head node;
	u8 digest[];
};

/**
 * struct tsem_point - A coefficient of which more is known
 *
 * Never removed while the namespace lives.
 *
 * @link: address of the record, 0 if it was loaded and has not occurred yet, and
 *	TSEM_POINT_*.  Under the lock of the model the address is added once, and
 *	TSEM_POINT_FORENSICS taken away if an agent accepts the coefficient; all
 *	else is constant
 * @coefficient: the coefficient
 */
struct tsem_point {
	unsigned long link;
	struct tsem_coefficient coefficient;
};

/**
 * struct tsem_points - All coefficients of a model
 *
 * @full: struct tsem_point: those that occurred, those of the environment and
 *	forensics
 * @bare: struct tsem_coefficient: the other ones that were loaded.  One that
 *	occurs stays here, where readers may be, and is in @full as well
 */
struct tsem_points {
	struct rhashtable full;
	struct rhashtable bare;
};

/**
 * struct tsem_point_key - What a coefficient is looked up by
 *
 * @digest: the coefficient
 * @alg: hash of the namespace
 * @len: length of @digest
 * @hash: keyed hash of it
 */
struct tsem_point_key {
	const u8 *digest;
	enum tsem_hash_alg alg;
	u32 len;
	u32 hash;
};

/**
 * struct tsem_entry - A coefficient as readers of all of them see it
 *
 * @digest: the coefficient
 * @point: what else is known of it, or NULL: it was loaded and has not occurred
 */
struct tsem_entry {
	const u8 *digest;
	const struct tsem_point *point;
};

/**
 * tsem_point_record - Record of a coefficient
 *
 * @point: the coefficient
 *
 * Context: Any context.
 * Return: the record, valid as long as the model, or NULL if it has not
 * occurred or could not be kept.
 */
static inline struct tsem_record *
tsem_point_record(const struct tsem_point *point)
{
	/* Pairs with the release that publishes the record. */
	const unsigned long link = smp_load_acquire(&point->link);

	return (struct tsem_record *)(link & ~(unsigned long)TSEM_POINT_FLAGS);
}

/**
 * tsem_point_flags - Flags of a coefficient
 *
 * @point: the coefficient
 *
 * Context: Any context.
 * Return: TSEM_POINT_*.
 */
static inline u8 tsem_point_flags(const struct tsem_point *point)
{
	return READ_ONCE(point->link) & TSEM_POINT_FLAGS;
}

/**
 * tsem_entry_record - Record of a coefficient
 *
 * @entry: the coefficient
 *
 * Context: Any context.
 * Return: as of tsem_point_record().
 */
static inline struct tsem_record *
tsem_entry_record(const struct tsem_entry *entry)
{
	return entry->point ? tsem_point_record(entry->point) : NULL;
}

/**
 * tsem_entry_flags - Flags of a coefficient
 *
 * @entry: the coefficient
 *
 * Context: Any context.
 * Return: TSEM_POINT_*.
 */
static inline u8 tsem_entry_flags(const struct tsem_entry *entry)
{
	return entry->point ? tsem_point_flags(entry->point) : TSEM_POINT_LOADED;
}

int tsem_points_init(struct tsem_points *points);
void tsem_points_destroy(struct tsem_points *points);

void tsem_point_key_init(struct tsem_point_key *key, enum tsem_hash_alg alg,
			 const u8 *digest);
struct tsem_coefficient *tsem_bare_alloc(const struct tsem_point_key *key);
struct tsem_point *tsem_point_alloc(enum tsem_hash_alg alg, gfp_t gfp);
void tsem_point_fill(struct tsem_point *point, const struct tsem_point_key *key,
		     u8 flags);
struct tsem_point *tsem_point_find(struct tsem_points *points,
				   const struct tsem_point_key *key);
bool tsem_bare_find(struct tsem_points *points,
		    const struct tsem_point_key *key);
struct tsem_point *tsem_point_insert(struct tsem_points *points,
				     const struct tsem_point_key *key,
				     struct tsem_point *point);
int tsem_bare_insert(struct tsem_points *points, const struct tsem_point_key *key,
		     struct tsem_coefficient *bare);

struct tsem_entry *tsem_points_sorted(struct tsem_points *points,
				      enum tsem_hash_alg alg, size_t *count);

#endif /* _SECURITY_TSEM_POINT_H */
