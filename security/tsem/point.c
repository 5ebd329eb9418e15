// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - coefficients of a model
 *
 * Two tables.  Most coefficients of a large model were loaded, and of those that
 * have not occurred nothing is known but that they are good: they are in a table
 * of their own, in which they take as little as possible.  One that occurs is
 * entered into the other table, too, with its record.
 */

#include <kunit/static_stub.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jhash.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/sched/signal.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "limits.h"
#include "point.h"

/* Against workloads that choose names to make chains long. */
static siphash_aligned_key_t tsem_table_key __read_mostly;

/*
 * A coefficient is the output of a hash, but an owner can load any bytes: it is
 * keyed like everything else.
 */
static u32 digest_hash(const u8 *digest)
{
	return siphash(digest, SHA256_DIGEST_SIZE, &tsem_table_key);
}

static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_point_key *key = data;

	return jhash_1word(key->hash, seed);
}

static u32 coefficient_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_coefficient *coefficient = data;

	return jhash_1word(digest_hash(coefficient->digest), seed);
}

static int coefficient_compare(struct rhashtable_compare_arg *arg,
			       const void *obj)
{
	const struct tsem_point_key *key = arg->key;
	const struct tsem_coefficient *coefficient = obj;

	return memcmp(coefficient->digest, key->digest, key->len);
}

/* Both tables are of coefficients, whatever is around them. */
static const struct rhashtable_params params = {
	.head_offset = offsetof(struct tsem_coefficient, node),
	.hashfn = key_hash,
	.obj_hashfn = coefficient_hash,
	.obj_cmpfn = coefficient_compare,
	.min_size = 4,
	.nelem_hint = TSEM_TABLE_HINT,
};

static struct kmem_cache *point_caches[TSEM_HASH_COUNT] __ro_after_init;
static struct kmem_cache *bare_caches[TSEM_HASH_COUNT] __ro_after_init;

static __init struct kmem_cache *create_cache(const char *name, u32 size)
{
	return kmem_cache_create(name, size, __alignof__(struct tsem_point),
				 SLAB_ACCOUNT | SLAB_PANIC, NULL);
}

/* Sizes that kmalloc() would round up. */
static __init int create_caches(void)
{
	const u32 point = sizeof(struct tsem_point);
	const u32 bare = sizeof(struct tsem_coefficient);

	point_caches[TSEM_HASH_SHA256] =
		create_cache("tsem_point_sha256", point + SHA256_DIGEST_SIZE);
	point_caches[TSEM_HASH_SHA512] =
		create_cache("tsem_point_sha512", point + SHA512_DIGEST_SIZE);
	bare_caches[TSEM_HASH_SHA256] =
		create_cache("tsem_bare_sha256", bare + SHA256_DIGEST_SIZE);
	bare_caches[TSEM_HASH_SHA512] =
		create_cache("tsem_bare_sha512", bare + SHA512_DIGEST_SIZE);
	static_assert(sizeof(struct tsem_point) + TSEM_DIGEST_MAX <=
		      TSEM_RESERVE_SIZE);
	return 0;
}
core_initcall(create_caches);

/**
 * tsem_points_init - Make empty tables
 *
 * @points: the tables
 *
 * Context: Process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int tsem_points_init(struct tsem_points *points)
{
	int ret;

	get_random_once(&tsem_table_key, sizeof(tsem_table_key));
	ret = rhashtable_init(&points->full, &params);
	if (ret)
		return ret;
	ret = rhashtable_init(&points->bare, &params);
	if (ret)
		rhashtable_destroy(&points->full);
	return ret;
}

static struct tsem_point *point_of(struct tsem_coefficient *coefficient)
{
	return container_of(coefficient, struct tsem_point, coefficient);
}

static void free_point(void *ptr, void *arg)
{
	kfree(point_of(ptr));
}

static void free_bare(void *ptr, void *arg)
{
	kfree(ptr);
}

/**
 * tsem_points_destroy - Free tables that nobody uses any more, with what is there
 *
 * @points: the tables
 *
 * Context: Process context, may sleep.
 */
void tsem_points_destroy(struct tsem_points *points)
{
	rhashtable_free_and_destroy(&points->full, free_point, NULL);
	rhashtable_free_and_destroy(&points->bare, free_bare, NULL);
}

/**
 * tsem_point_key_init - Have what a coefficient is looked up by
 *
 * @key: where it goes
 * @alg: hash of the namespace
 * @digest: the coefficient, which must stay as long as the key is used
 *
 * Context: Any context.
 */
void tsem_point_key_init(struct tsem_point_key *key, enum tsem_hash_alg alg,
			 const u8 *digest)
{
	key->digest = digest;
	key->alg = alg;
	key->len = tsem_hash_size(alg);
	key->hash = digest_hash(digest);
}

/**
 * tsem_bare_alloc - Make a coefficient that is to be loaded
 *
 * @key: the coefficient, of the hash of the namespace
 *
 * Context: Process context, may sleep.
 * Return: the coefficient, to be freed with kfree(), or NULL.
 */
struct tsem_coefficient *tsem_bare_alloc(const struct tsem_point_key *key)
{
	struct tsem_coefficient *bare;

	bare = kmem_cache_alloc(bare_caches[key->alg], GFP_KERNEL);
	if (bare)
		memcpy(bare->digest, key->digest, key->len);
	return bare;
}

/**
 * tsem_point_alloc - Have room for a point
 *
 * @alg: hash of the namespace
 * @gfp: how to allocate
 *
 * Context: Any context, as @gfp says.
 * Return: the point, to be filled and to be freed with kfree(), or NULL.
 */
struct tsem_point *tsem_point_alloc(enum tsem_hash_alg alg, gfp_t gfp)
{
	KUNIT_STATIC_STUB_REDIRECT(tsem_point_alloc, alg, gfp);
	return kmem_cache_alloc(point_caches[alg], gfp);
}

/**
 * tsem_point_fill - Make a point of a coefficient
 *
 * @point: room for it
 * @key: the coefficient
 * @flags: TSEM_POINT_*
 *
 * Context: Any context.
 */
void tsem_point_fill(struct tsem_point *point, const struct tsem_point_key *key,
		     u8 flags)
{
	point->link = flags;
	memcpy(point->coefficient.digest, key->digest, key->len);
}

static struct tsem_coefficient *find(struct rhashtable *table,
				     const struct tsem_point_key *key)
{
	return rhashtable_lookup_fast(table, key, params);
}

/**
 * tsem_point_find - Look a coefficient up that may have occurred
 *
 * @points: the coefficients
 * @key: the one
 *
 * Context: Any context.
 * Return: its point, valid as long as the model, or NULL.
 */
struct tsem_point *tsem_point_find(struct tsem_points *points,
				   const struct tsem_point_key *key)
{
	struct tsem_coefficient *coefficient = find(&points->full, key);

	return coefficient ? point_of(coefficient) : NULL;
}

/**
 * tsem_bare_find - Whether a coefficient is among those that were only loaded
 *
 * @points: the coefficients
 * @key: the one
 *
 * Context: Any context.
 * Return: true if it is, whether it occurred since or not.
 */
bool tsem_bare_find(struct tsem_points *points, const struct tsem_point_key *key)
{
	return find(&points->bare, key);
}

static struct tsem_coefficient *insert(struct rhashtable *table,
				       const struct tsem_point_key *key,
				       struct tsem_coefficient *coefficient)
{
	return rhashtable_lookup_get_insert_key(table, key, &coefficient->node,
						params);
}

/**
 * tsem_point_insert - Enter a point
 *
 * @points: the coefficients; the caller serializes changes
 * @key: its coefficient
 * @point: the point
 *
 * Context: Any context.
 * Return: @point, another one of the coefficient that is there already, or NULL if
 * the table has no room.
 */
struct tsem_point *tsem_point_insert(struct tsem_points *points,
				     const struct tsem_point_key *key,
				     struct tsem_point *point)
{
	struct tsem_coefficient *other = insert(&points->full, key,
						&point->coefficient);

	if (IS_ERR(other))
		return NULL;
	return other ? point_of(other) : point;
}

/**
 * tsem_bare_insert - Enter a coefficient that was loaded
 *
 * @points: the coefficients; the caller serializes changes
 * @key: the coefficient
 * @bare: the same
 *
 * Context: Any context.
 * Return: 0, -EEXIST if it is in either table, or -ENOMEM.
 */
int tsem_bare_insert(struct tsem_points *points, const struct tsem_point_key *key,
		     struct tsem_coefficient *bare)
{
	struct tsem_coefficient *other;

	if (find(&points->full, key))
		return -EEXIST;
	other = insert(&points->bare, key, bare);
	if (!other)
		return 0;
	return IS_ERR(other) ? -ENOMEM : -EEXIST;
}

/**
 * struct list - Entries of both tables
 *
 * @entries: array of them
 * @room: how many fit
 * @count: how many there are
 */
struct list {
	struct tsem_entry *entries;
	size_t room;
	size_t count;
};

/* Adds those of a table, in no order, perhaps twice; -EAGAIN if there are more. */
static int collect(struct list *list, struct rhashtable *table, bool full)
{
	struct tsem_coefficient *coefficient;
	struct rhashtable_iter iter;
	int ret = 0;

	rhashtable_walk_enter(table, &iter);
	rhashtable_walk_start(&iter);
	while ((coefficient = rhashtable_walk_next(&iter))) {
		/* The table was resized: some may come again, none is lost. */
		if (IS_ERR(coefficient))
			continue;
		if (list->count == list->room) {
			ret = -EAGAIN;
			break;
		}
		list->entries[list->count++] = (struct tsem_entry) {
			.digest = coefficient->digest,
			.point = full ? point_of(coefficient) : NULL,
		};
		if (!(list->count % 1024)) {
			rhashtable_walk_stop(&iter);
			cond_resched();
			rhashtable_walk_start(&iter);
		}
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return ret;
}

static int compare_entries(const void *a, const void *b, const void *size)
{
	const struct tsem_entry *x = a, *y = b;

	return memcmp(x->digest, y->digest, *(const size_t *)size);
}

/* Of one that is in both tables, what is known of it stays. */
static size_t unique(struct tsem_entry *entries, size_t count, size_t size)
{
	size_t from, to = 0;

	for (from = 0; from < count; from++) {
		if (!to || memcmp(entries[to - 1].digest, entries[from].digest,
				  size))
			entries[to++] = entries[from];
		else if (entries[from].point)
			entries[to - 1] = entries[from];
	}
	return to;
}

static size_t room_for(const struct tsem_points *points)
{
	const size_t room = (size_t)atomic_read(&points->full.nelems) +
			    atomic_read(&points->bare.nelems);

	/* Some more for those that come in the meantime or twice. */
	return room + room / 4 + 64;
}

/**
 * tsem_points_sorted - All coefficients in ascending order
 *
 * @points: the coefficients
 * @alg: hash of the namespace
 * @count: where their number goes
 *
 * Context: Process context, may sleep.
 * Return: an array, each once, to be freed with kvfree(), or an error pointer:
 * -ENOMEM, or -EINTR if the caller is being killed.
 */
struct tsem_entry *tsem_points_sorted(struct tsem_points *points,
				      enum tsem_hash_alg alg, size_t *count)
{
	const size_t size = tsem_hash_size(alg);
	struct list list;
	int ret;

	for (;;) {
		list.count = 0;
		list.room = room_for(points);
		list.entries = kvmalloc_objs(*list.entries, list.room,
					     GFP_KERNEL_ACCOUNT);
		if (!list.entries)
			return ERR_PTR(-ENOMEM);
		ret = collect(&list, &points->full, true) ?:
		      collect(&list, &points->bare, false);
		if (!ret)
			break;
		kvfree(list.entries);
		if (fatal_signal_pending(current))
			return ERR_PTR(-EINTR);
		cond_resched();
	}
	sort_r_nonatomic(list.entries, list.count, sizeof(*list.entries),
			 compare_entries, NULL, &size);
	*count = unique(list.entries, list.count, size);
	return list.entries;
}
