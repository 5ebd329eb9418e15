// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the model of a namespace
 *
 * Two tables: records by their bytes, and coefficients.  A known event is found
 * in the first without computing a hash and without a lock.  What is not there
 * is digested and looked up in the second; if the coefficient is good, the
 * record is bound to it so that the next occurrence is found at once.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "model.h"
#include "ports.h"
#include "state.h"
#include "written.h"

/* Against workloads that choose names to make chains long. */
static siphash_aligned_key_t tsem_table_key __read_mostly;

/**
 * struct record_key - What a record is looked up by
 *
 * @data: the bytes
 * @len: number of bytes
 * @hash: keyed hash of the bytes
 */
struct record_key {
	const u8 *data;
	u32 len;
	u32 hash;
};

/**
 * struct point_key - What a coefficient is looked up by
 *
 * @digest: the coefficient
 * @len: its length
 */
struct point_key {
	const u8 *digest;
	u32 len;
};

static u32 record_key_hash(const void *data, u32 len, u32 seed)
{
	const struct record_key *key = data;

	return jhash_1word(key->hash, seed);
}

static u32 record_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_record *record = data;

	return jhash_1word(record->hash, seed);
}

static int record_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct record_key *key = arg->key;
	const struct tsem_record *record = obj;

	return record->hash != key->hash || record->len != key->len ||
	       memcmp(record->data, key->data, key->len);
}

static const struct rhashtable_params record_params = {
	.head_offset = offsetof(struct tsem_record, node),
	.hashfn = record_key_hash,
	.obj_hashfn = record_obj_hash,
	.obj_cmpfn = record_compare,
	.min_size = 16,
};

/*
 * A coefficient is the output of a hash, but an owner can load any bytes: it is
 * keyed like everything else.
 */
static u32 digest_hash(const u8 *digest, u32 seed)
{
	return jhash_1word(siphash(digest, SHA256_DIGEST_SIZE, &tsem_table_key),
			   seed);
}

static u32 point_key_hash(const void *data, u32 len, u32 seed)
{
	const struct point_key *key = data;

	return digest_hash(key->digest, seed);
}

static u32 point_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_point *point = data;

	return digest_hash(point->digest, seed);
}

static int point_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct point_key *key = arg->key;
	const struct tsem_point *point = obj;

	return memcmp(point->digest, key->digest, key->len);
}

static const struct rhashtable_params point_params = {
	.head_offset = offsetof(struct tsem_point, node),
	.hashfn = point_key_hash,
	.obj_hashfn = point_obj_hash,
	.obj_cmpfn = point_compare,
	.min_size = 16,
};

static void wake_readers(struct irq_work *work)
{
	struct tsem_model *model = container_of(work, struct tsem_model, wake);

	wake_up_interruptible_all(&model->wait);
}

static int init_ports(struct tsem_model *model)
{
	if (!IS_ENABLED(CONFIG_SECURITY_TSEM_NET))
		return 0;
	model->ports = tsem_ports_create();
	return model->ports ? 0 : -ENOMEM;
}

static int init_tables(struct tsem_model *model)
{
	int ret;

	ret = rhashtable_init(&model->points, &point_params);
	if (ret)
		return ret;
	ret = rhashtable_init(&model->records, &record_params);
	if (ret)
		goto out_points;
	ret = tsem_written_init(&model->written);
	if (ret)
		goto out_records;
	return 0;

out_records:
	rhashtable_destroy(&model->records);
out_points:
	rhashtable_destroy(&model->points);
	return ret;
}

/**
 * tsem_model_create - Make an empty model
 *
 * Context: Process context, may sleep.
 * Return: the model, or an error pointer: -ENOMEM.
 */
struct tsem_model *tsem_model_create(void)
{
	struct tsem_model *model;
	int ret;

	get_random_once(&tsem_table_key, sizeof(tsem_table_key));
	model = kzalloc_obj(*model, GFP_KERNEL_ACCOUNT);
	if (!model)
		return ERR_PTR(-ENOMEM);
	model->reserve = mempool_create_kmalloc_pool(TSEM_RESERVE_OBJECTS,
						     TSEM_RESERVE_SIZE);
	ret = model->reserve ? init_ports(model) : -ENOMEM;
	if (!ret)
		ret = init_tables(model);
	if (ret) {
		tsem_ports_put(model->ports);
		mempool_destroy(model->reserve);
		kfree(model);
		return ERR_PTR(ret);
	}
	spin_lock_init(&model->lock);
	INIT_LIST_HEAD(&model->trajectory);
	INIT_LIST_HEAD(&model->forensics);
	init_waitqueue_head(&model->wait);
	init_irq_work(&model->wake, wake_readers);
	model->config.points = TSEM_POINTS_DEFAULT;
	model->config.files = TSEM_FILES_DEFAULT;
	model->config.bytes = TSEM_BYTES_DEFAULT;
	return model;
}

static void free_point(void *ptr, void *arg)
{
	kfree(ptr);
}

static void free_record(void *ptr, void *arg)
{
	struct tsem_record *record = ptr;

	tsem_fragment_put(record->file);
	kfree(record);
}

/**
 * tsem_model_destroy - Free a model and all that it holds
 *
 * @model: the model, which nobody uses any more
 *
 * Context: Process context, may sleep.
 */
void tsem_model_destroy(struct tsem_model *model)
{
	irq_work_sync(&model->wake);
	rhashtable_free_and_destroy(&model->records, free_record, NULL);
	rhashtable_free_and_destroy(&model->points, free_point, NULL);
	tsem_written_destroy(&model->written);
	tsem_rules_free(&model->rules);
	tsem_ports_put(model->ports);
	mempool_destroy(model->reserve);
	kfree(model);
}

/**
 * tsem_model_may_join - Whether setns into the namespace is allowed
 *
 * @model: the model
 *
 * Context: Any context.
 * Return: false once the model is sealed, unless join=allowed was set.
 */
bool tsem_model_may_join(const struct tsem_model *model)
{
	return model->config.join ||
	       READ_ONCE(model->mode) == TSEM_MODE_LEARNING;
}

/**
 * tsem_model_hash - Keyed hash of the bytes of a record
 *
 * @data: the bytes
 * @len: number of bytes
 *
 * Context: Any context.
 * Return: the hash.
 */
u32 tsem_model_hash(const void *data, u32 len)
{
	return siphash(data, len, &tsem_table_key);
}

/**
 * tsem_model_find - Look a record up by its bytes
 *
 * @model: the model
 * @data: the record
 * @len: its length
 * @hash: what tsem_model_hash() returned
 *
 * Context: Any context.
 * Return: the record, valid as long as the model, or NULL.
 */
const struct tsem_record *tsem_model_find(struct tsem_model *model,
					  const u8 *data, u32 len, u32 hash)
{
	const struct record_key key = { data, len, hash };

	return rhashtable_lookup_fast(&model->records, &key, record_params);
}

static struct tsem_point *find_point(struct tsem_model *model,
				     const u8 *digest)
{
	const struct point_key key = {
		digest, tsem_hash_size(model->config.alg)
	};

	return rhashtable_lookup_fast(&model->points, &key, point_params);
}

/**
 * tsem_model_changed - Tell readers that something was added
 *
 * @model: the model
 *
 * Context: Any context.
 */
void tsem_model_changed(struct tsem_model *model)
{
	atomic_long_inc(&model->revision);
	irq_work_queue(&model->wake);
}

/**
 * tsem_model_incomplete - Note that the state value lacks something
 *
 * @model: the model
 *
 * Context: Any context.
 */
void tsem_model_incomplete(struct tsem_model *model)
{
	if (READ_ONCE(model->incomplete))
		return;
	WRITE_ONCE(model->incomplete, true);
	tsem_model_changed(model);
}

/**
 * tsem_model_freeze - End the time in which the configuration may change
 *
 * @model: the model
 *
 * From here on the hash and the rules are constant and read without a lock.
 *
 * Context: Any context.
 */
void tsem_model_freeze(struct tsem_model *model)
{
	/* Pairs with the release below: what was set before is seen. */
	if (smp_load_acquire(&model->frozen))
		return;

	guard(spinlock_irqsave)(&model->lock);
	if (model->frozen)
		return;
	tsem_measurement_start(&model->config, &model->rules,
			       model->measurement);
	/* Pairs with the acquire above. */
	smp_store_release(&model->frozen, true);
}

/* Replaces what atomic events took; the pool frees what it has no room for. */
static void refill_reserve(struct tsem_model *model)
{
	while (READ_ONCE(model->reserve->curr_nr) < TSEM_RESERVE_OBJECTS) {
		void *object = kmalloc(TSEM_RESERVE_SIZE, GFP_KERNEL_ACCOUNT);

		if (!object)
			break;
		mempool_free(object, model->reserve);
	}
}

/*
 * Memory for what a decision leaves behind.  Atomic events fall back on the
 * reserve of the namespace, which the next event that may sleep refills.
 */
static void *alloc_object(struct tsem_model *model, size_t size, bool atomic)
{
	void *object;

	if (!atomic) {
		refill_reserve(model);
		return kmalloc(size, GFP_KERNEL_ACCOUNT);
	}
	object = kmalloc(size, GFP_NOWAIT | __GFP_NOWARN | __GFP_ACCOUNT);
	if (object || size > TSEM_RESERVE_SIZE)
		return object;
	return mempool_alloc_preallocated(model->reserve);
}

static struct tsem_record *make_record(struct tsem_model *model,
				       const struct tsem_candidate *candidate)
{
	const struct tsem_piece *piece = &candidate->file;
	struct tsem_record *record;

	record = alloc_object(model, struct_size(record, data, candidate->len),
			      candidate->atomic);
	if (!record)
		return NULL;
	INIT_LIST_HEAD(&record->list);
	record->point = NULL;
	record->file = NULL;
	record->number = 0;
	record->hash = candidate->hash;
	record->len = candidate->len;
	memcpy(record->data, candidate->data, candidate->len);
	if (!piece->len)
		return record;

	/* No atomic event has one. */
	record->file = tsem_fragment_alloc(candidate->data + piece->at,
					   piece->len, GFP_KERNEL_ACCOUNT);
	if (!record->file) {
		kfree(record);
		return NULL;
	}
	record->file->ns_id = piece->ns_id;
	record->file->digest_at = piece->digest_at;
	record->file->real = piece->real;
	return record;
}

static struct tsem_point *make_point(struct tsem_model *model,
				     const u8 *digest, u8 flags, bool atomic)
{
	const size_t size = tsem_hash_size(model->config.alg);
	struct tsem_point *point;

	point = alloc_object(model, struct_size(point, digest, size), atomic);
	if (!point)
		return NULL;
	point->record = NULL;
	atomic_long_set(&point->count, 0);
	point->flags = flags;
	memcpy(point->digest, digest, size);
	return point;
}

static size_t record_bytes(const struct tsem_record *record)
{
	size_t bytes = struct_size(record, data, record->len);

	if (record->file)
		bytes += struct_size(record->file, data, record->file->len);
	return bytes;
}

/* Puts a record into its table; it belongs to the model on success. */
static bool keep_record(struct tsem_model *model, struct tsem_point *point,
			struct tsem_record *record)
{
	const struct record_key key = {
		record->data, record->len, record->hash
	};
	const size_t bytes = record_bytes(record);

	lockdep_assert_held(&model->lock);
	if (bytes > model->config.bytes - model->bytes)
		return false;
	/* Set before others can find it. */
	record->point = point;
	if (rhashtable_lookup_get_insert_key(&model->records, &key,
					     &record->node, record_params)) {
		record->point = NULL;
		return false;
	}
	model->bytes += bytes;
	/* Readers of lists find the record through its point. */
	smp_store_release(&point->record, record);
	return true;
}

/*
 * The record of a good coefficient, so that it is found by its bytes the next
 * time.  Failing only means that it is digested again.
 */
static const struct tsem_record *bind(struct tsem_model *model,
				      struct tsem_point *point,
				      const struct tsem_candidate *candidate)
{
	struct tsem_record *record = make_record(model, candidate);

	if (!record)
		return NULL;
	scoped_guard(spinlock_irqsave, &model->lock) {
		if (!point->record && keep_record(model, point, record))
			return record;
	}
	free_record(record, NULL);
	return tsem_point_record(point);
}

static void count_point(struct tsem_model *model, const struct tsem_point *point)
{
	if (!(point->flags & TSEM_POINT_FORENSICS))
		model->n_points++;
	if (point->flags & TSEM_POINT_LOADED)
		model->n_loaded++;
	if (point->flags & TSEM_POINT_ENVIRONMENT)
		model->n_environment++;
}

static bool insert_point(struct tsem_model *model, struct tsem_point *point)
{
	const struct point_key key = {
		point->digest, tsem_hash_size(model->config.alg)
	};

	lockdep_assert_held(&model->lock);
	return !rhashtable_lookup_get_insert_key(&model->points, &key,
						 &point->node, point_params);
}

static void append(struct tsem_record *record, struct list_head *list,
		   u32 *length)
{
	++*length;
	if (!record)
		return;
	record->number = *length;
	list_add_tail_rcu(&record->list, list);
}

/*
 * Adds a new coefficient with its record.  Returns false if a limit or the
 * allocator does not permit it; neither belongs to the model then.
 */
static bool keep_new(struct tsem_model *model, struct tsem_point *point,
		     struct tsem_record *record)
{
	const bool forensics = model->mode != TSEM_MODE_LEARNING;

	lockdep_assert_held(&model->lock);
	if ((forensics ? model->n_forensics : model->n_points) >=
	    model->config.points)
		return false;
	if (forensics)
		point->flags |= TSEM_POINT_FORENSICS;
	if (record_bytes(record) > model->config.bytes - model->bytes ||
	    !insert_point(model, point))
		return false;
	/*
	 * The coefficient counts from here on, so it stays even if its table
	 * cannot take the record; the caller sees that from point->record.
	 */
	if (!keep_record(model, point, record))
		record = NULL;
	if (forensics)
		append(record, &model->forensics, &model->n_forensics);
	else
		append(record, &model->trajectory, &model->n_trajectory);
	count_point(model, point);
	tsem_measurement_extend(model->config.alg, model->measurement,
				point->digest);
	return true;
}

static void unrecorded(struct tsem_model *model, enum tsem_event_id event)
{
	atomic_long_inc(&model->unrecorded[event]);
	tsem_model_incomplete(model);
}

static bool is_good(const struct tsem_point *point)
{
	return point && !(point->flags & TSEM_POINT_FORENSICS);
}

/*
 * The coefficient that another task added in the meantime, or else NULL and the
 * new one is kept if possible: *@kept tells.
 */
static struct tsem_point *add_locked(struct tsem_model *model,
				     struct tsem_point *point,
				     struct tsem_record *record,
				     struct tsem_outcome *outcome, bool *kept)
{
	struct tsem_point *other;

	guard(spinlock_irqsave)(&model->lock);
	outcome->mode = model->mode;
	other = find_point(model, point->digest);
	*kept = !other && keep_new(model, point, record);
	return other;
}

static void add_new(struct tsem_model *model,
		    const struct tsem_candidate *candidate,
		    struct tsem_outcome *outcome)
{
	const u8 flags = tsem_events[candidate->event].environment ?
			 TSEM_POINT_ENVIRONMENT : 0;
	struct tsem_record *record = make_record(model, candidate);
	struct tsem_point *point, *other = NULL;
	bool kept = false;

	point = make_point(model, candidate->digest, flags, candidate->atomic);
	if (point && record) {
		/* This is the first occurrence, as soon as others see it. */
		atomic_long_set(&point->count, 1);
		other = add_locked(model, point, record, outcome, &kept);
	}
	if (!other && !(kept && record->point))
		unrecorded(model, candidate->event);
	if (record && !record->point)
		free_record(record, NULL);

	if (kept) {
		tsem_model_changed(model);
		other = point;
	} else {
		kfree(point);
		if (!other)
			return;
		atomic_long_inc(&other->count);
	}
	outcome->known = is_good(other);
	outcome->record = tsem_point_record(other);
}

/**
 * tsem_model_add - Decide about a record that is not known by its bytes
 *
 * @model: the model, frozen
 * @candidate: the record
 * @outcome: what the model says of it
 *
 * While learning an unknown record becomes a point.  Later it becomes
 * forensics.  What cannot be kept is counted, and the state value tells that
 * something is missing.
 *
 * Context: Process context, may sleep unless the candidate is atomic.
 */
void tsem_model_add(struct tsem_model *model,
		    const struct tsem_candidate *candidate,
		    struct tsem_outcome *outcome)
{
	struct tsem_point *point = find_point(model, candidate->digest);

	outcome->record = NULL;
	outcome->known = false;
	outcome->mode = READ_ONCE(model->mode);
	if (!point) {
		add_new(model, candidate, outcome);
		return;
	}
	atomic_long_inc(&point->count);
	outcome->known = is_good(point);
	outcome->record = tsem_point_record(point);
	if (outcome->known && !outcome->record)
		outcome->record = bind(model, point, candidate);
}

/**
 * tsem_model_load - Add a coefficient from a model file
 *
 * @model: the model
 * @digest: the coefficient, as long as the hash tells
 * @flags: TSEM_POINT_ENVIRONMENT or 0
 *
 * Loading what is there already changes nothing.
 *
 * Context: Process context, may sleep.
 * Return: 0, -EPERM if the model is sealed, -ENOSPC if it is full, or -ENOMEM.
 */
int tsem_model_load(struct tsem_model *model, const u8 *digest, u8 flags)
{
	struct tsem_point *point __free(kfree) = NULL;

	tsem_model_freeze(model);
	point = make_point(model, digest, flags | TSEM_POINT_LOADED, false);
	if (!point)
		return -ENOMEM;

	scoped_guard(spinlock_irqsave, &model->lock) {
		if (model->mode != TSEM_MODE_LEARNING)
			return -EPERM;
		if (find_point(model, digest))
			return 0;
		if (model->n_points >= model->config.points)
			return -ENOSPC;
		if (!insert_point(model, point))
			return -ENOMEM;
		count_point(model, point);
		tsem_measurement_extend(model->config.alg, model->measurement,
					digest);
	}
	retain_and_null_ptr(point);
	tsem_model_changed(model);
	return 0;
}

static int compare_points(const void *a, const void *b, const void *size)
{
	const struct tsem_point *const *x = a, *const *y = b;

	return memcmp((*x)->digest, (*y)->digest, *(const size_t *)size);
}

/* Points of the table, in no order, perhaps twice; -EAGAIN if there are more. */
static int collect(struct tsem_model *model, struct tsem_point **points,
		   size_t room, size_t *count)
{
	struct rhashtable_iter iter;
	struct tsem_point *point;
	int ret = 0;

	*count = 0;
	rhashtable_walk_enter(&model->points, &iter);
	rhashtable_walk_start(&iter);
	while ((point = rhashtable_walk_next(&iter))) {
		/* The table was resized: points may come again, none is lost. */
		if (IS_ERR(point))
			continue;
		if (*count == room) {
			ret = -EAGAIN;
			break;
		}
		points[(*count)++] = point;
		if (!(*count % 1024)) {
			rhashtable_walk_stop(&iter);
			cond_resched();
			rhashtable_walk_start(&iter);
		}
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return ret;
}

static size_t unique(struct tsem_point **points, size_t count)
{
	size_t from, to = 0;

	for (from = 0; from < count; from++)
		if (!to || points[to - 1] != points[from])
			points[to++] = points[from];
	return to;
}

/**
 * tsem_model_points - All coefficients in ascending order
 *
 * @model: the model
 * @count: where their number goes
 *
 * Context: Process context, may sleep.
 * Return: an array to be freed with kvfree(), or an error pointer: -ENOMEM, or
 * -EINTR if the caller is being killed.
 */
struct tsem_point **tsem_model_points(struct tsem_model *model, size_t *count)
{
	const size_t size = tsem_hash_size(model->config.alg);
	struct tsem_point **points;
	size_t room;
	int ret;

	for (;;) {
		room = READ_ONCE(model->n_points) +
		       READ_ONCE(model->n_forensics);
		/* Some more for those that come in the meantime or twice. */
		room += room / 4 + 64;
		points = kvmalloc_objs(*points, room, GFP_KERNEL_ACCOUNT);
		if (!points)
			return ERR_PTR(-ENOMEM);
		ret = collect(model, points, room, count);
		if (!ret)
			break;
		kvfree(points);
		if (fatal_signal_pending(current))
			return ERR_PTR(-EINTR);
		cond_resched();
	}
	sort_r_nonatomic(points, *count, sizeof(*points), compare_points, NULL,
			 &size);
	*count = unique(points, *count);
	return points;
}
