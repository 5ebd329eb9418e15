// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the model of a namespace
 *
 * Two tables: records by the keys of their events, and coefficients (point.c).  A
 * known event is found in the first without its record and without a lock.  What is
 * not there is digested and looked up in the second; if the coefficient is good,
 * the record is bound to it so that the next occurrence is found at once.
 *
 * A third table has the fragments, to which keys refer.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "model.h"
#include "ports.h"
#include "state.h"
#include "written.h"

static const char *const mode_names[TSEM_MODE_COUNT] = {
	[TSEM_MODE_LEARNING] = "learning",
	[TSEM_MODE_SEALED] = "sealed",
	[TSEM_MODE_ENFORCING] = "enforcing",
};

/* The table mixes no seed in: the hash is keyed. */
static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_key *key = data;

	return key->hash;
}

static u32 record_hash(const void *data, u32 len, u32 seed)
{
	const struct tsem_record *record = data;

	return record->hash;
}

static int record_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	return !tsem_record_is(obj, arg->key);
}

static const struct rhashtable_params record_params = {
	.head_offset = offsetof(struct tsem_record, node),
	.hashfn = key_hash,
	.obj_hashfn = record_hash,
	.obj_cmpfn = record_compare,
	.min_size = 4,
	.nelem_hint = TSEM_TABLE_HINT,
};

/**
 * tsem_mode_name - What a mode is called
 *
 * @mode: the mode
 *
 * Context: Any context.
 * Return: its name.
 */
const char *tsem_mode_name(enum tsem_mode mode)
{
	return mode_names[mode];
}

static struct kmem_cache *model_cache __ro_after_init;

/* A size that kmalloc() would round up. */
static __init int create_caches(void)
{
	model_cache = KMEM_CACHE(tsem_model, SLAB_ACCOUNT | SLAB_PANIC);
	return 0;
}
core_initcall(create_caches);

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

	ret = tsem_points_init(&model->points);
	if (ret)
		return ret;
	ret = rhashtable_init(&model->records, &record_params);
	if (ret)
		goto out_points;
	ret = tsem_fragments_init(&model->fragments);
	if (ret)
		goto out_records;
	ret = tsem_written_init(&model->written);
	if (ret)
		goto out_fragments;
	return 0;

out_fragments:
	tsem_fragments_destroy(&model->fragments);
out_records:
	rhashtable_destroy(&model->records);
out_points:
	tsem_points_destroy(&model->points);
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

	tsem_keys_init();
	model = kmem_cache_zalloc(model_cache, GFP_KERNEL);
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
		kmem_cache_free(model_cache, model);
		return ERR_PTR(ret);
	}
	spin_lock_init(&model->lock);
	mutex_init(&model->config_lock);
	INIT_LIST_HEAD(&model->trajectory);
	INIT_LIST_HEAD(&model->forensics);
	INIT_LIST_HEAD(&model->bound);
	init_waitqueue_head(&model->wait);
	tsem_agent_init(&model->agent);
	init_irq_work(&model->wake, wake_readers);
	tsem_observers_init(&model->observers);
	model->config.points = TSEM_POINTS_DEFAULT;
	model->config.files = TSEM_FILES_DEFAULT;
	model->config.bytes = TSEM_BYTES_DEFAULT;
	model->config.queue = TSEM_QUEUE_DEFAULT;
	return model;
}

static void free_object(void *ptr, void *arg)
{
	kfree(ptr);
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
	tsem_observers_destroy(&model->observers);
	rhashtable_free_and_destroy(&model->records, free_object, NULL);
	tsem_points_destroy(&model->points);
	tsem_fragments_destroy(&model->fragments);
	tsem_hints_free(model->hints);
	tsem_hints_free(model->recent);
	tsem_written_destroy(&model->written);
	tsem_rules_free(&model->rules);
	tsem_ports_put(model->ports);
	mempool_destroy(model->reserve);
	kmem_cache_free(model_cache, model);
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
 * tsem_model_find - Look a record up by the key of an event
 *
 * @model: the model
 * @key: the key, complete
 *
 * Context: Any context.
 * Return: the record, valid as long as the model, or NULL.
 */
struct tsem_record *tsem_model_find(struct tsem_model *model,
				    const struct tsem_key *key)
{
	return rhashtable_lookup_fast(&model->records, key, record_params);
}

/**
 * tsem_model_recall - Have a record found faster
 *
 * @model: the model
 * @record: the record
 * @hash: hash by which it will be looked for
 *
 * Not if every event is to reach the agent.
 *
 * Context: Process context, may sleep unless the event is atomic.
 */
void tsem_model_recall(struct tsem_model *model,
		       const struct tsem_record *record, u32 hash)
{
	if (model->config.ask == TSEM_ASK_EVERY)
		return;
	tsem_hint_keep(&model->recent, hash, record,
		       atomic_read(&model->records.nelems),
		       tsem_is_atomic(tsem_head_event(record->words[0])));
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

/**
 * struct draft - What a new record needs, allocated before the lock is taken
 *
 * @record: the record, NULL once it belongs to the model
 * @point: its coefficient, NULL if there is one or once it belongs to the model
 * @subject: fragment of the subject, NULL if there is one or once it belongs to
 *	the model
 * @pieces: fragments of the pieces, likewise
 * @kind: what the event becomes
 */
struct draft {
	struct tsem_record *record;
	struct tsem_point *point;
	struct tsem_fragment *subject;
	struct tsem_fragment *pieces[TSEM_PIECES_MAX];
	enum tsem_kind kind;
};

static void free_draft(const struct draft *draft)
{
	u32 i;

	kfree(draft->record);
	kfree(draft->point);
	kfree(draft->subject);
	for (i = 0; i < TSEM_PIECES_MAX; i++)
		kfree(draft->pieces[i]);
}

/* Returns false if there is no memory; *@made stays NULL if none is needed. */
static bool make_fragment(struct tsem_model *model,
			  const struct tsem_piece *piece, bool atomic,
			  struct tsem_fragment **made)
{
	struct tsem_fragment *fragment;

	if (piece->fragment)
		return true;
	fragment = alloc_object(model, struct_size(fragment, data, piece->len),
				atomic);
	if (!fragment)
		return false;
	tsem_fragment_fill(fragment, piece);
	*made = fragment;
	return true;
}

static bool make_draft(struct tsem_model *model, const struct tsem_key *key,
		       bool atomic, struct draft *draft)
{
	struct tsem_record *record;
	u32 i;

	*draft = (struct draft) {};
	record = alloc_object(model,
			      struct_size(record, words, tsem_words_max(key)),
			      atomic);
	if (!record)
		return false;
	INIT_LIST_HEAD(&record->list);
	record->point = NULL;
	record->number = 0;
	/* This is the first occurrence, as soon as others see it. */
	atomic_long_set(&record->count, 1);
	draft->record = record;

	if (!make_fragment(model, &key->subject, atomic, &draft->subject))
		return false;
	for (i = 0; i < key->n_pieces; i++)
		if (!make_fragment(model, &key->pieces[i], atomic,
				   &draft->pieces[i]))
			return false;
	return true;
}

/* Atomic events fall back on the reserve of the namespace. */
static struct tsem_point *alloc_point(struct tsem_model *model, bool atomic)
{
	const enum tsem_hash_alg alg = model->config.alg;
	struct tsem_point *point;

	if (!atomic)
		return tsem_point_alloc(alg, GFP_KERNEL);
	point = tsem_point_alloc(alg, GFP_NOWAIT | __GFP_NOWARN);
	return point ?: mempool_alloc_preallocated(model->reserve);
}

static struct tsem_point *make_point(struct tsem_model *model,
				     const struct tsem_point_key *which,
				     u8 flags, bool atomic)
{
	struct tsem_point *point = alloc_point(model, atomic);

	if (point)
		tsem_point_fill(point, which, flags);
	return point;
}

static size_t fragment_bytes(const struct tsem_fragment *fragment)
{
	return fragment ? struct_size(fragment, data, fragment->len) : 0;
}

static size_t draft_bytes(const struct tsem_key *key, const struct draft *draft)
{
	size_t bytes = struct_size(draft->record, words, tsem_words_max(key)) +
		       fragment_bytes(draft->subject);
	u32 i;

	for (i = 0; i < key->n_pieces; i++)
		bytes += fragment_bytes(draft->pieces[i]);
	return bytes;
}

static bool has_room(const struct tsem_model *model, size_t bytes)
{
	return bytes <= model->config.bytes - model->bytes;
}

/* Gives a piece its fragment: the new one, or that which another task made. */
static bool keep_fragment(struct tsem_model *model, struct tsem_piece *piece,
			  struct tsem_fragment **made)
{
	struct tsem_fragment *fragment = *made;

	lockdep_assert_held(&model->lock);
	if (piece->fragment)
		return true;
	piece->fragment = tsem_fragment_insert(&model->fragments, fragment);
	if (piece->fragment == fragment) {
		model->bytes += fragment_bytes(fragment);
		*made = NULL;
	}
	return piece->fragment;
}

static bool keep_fragments(struct tsem_model *model, struct tsem_key *key,
			   struct draft *draft)
{
	u32 i;

	if (!keep_fragment(model, &key->subject, &draft->subject))
		return false;
	for (i = 0; i < key->n_pieces; i++)
		if (!keep_fragment(model, &key->pieces[i], &draft->pieces[i]))
			return false;
	return true;
}

/* Puts a record into its table; it belongs to the model on success. */
static struct tsem_record *keep_record(struct tsem_model *model,
				       struct tsem_point *point,
				       struct tsem_key *key,
				       enum tsem_event_id id,
				       struct draft *draft)
{
	struct tsem_record *record = draft->record;

	lockdep_assert_held(&model->lock);
	if (!has_room(model, draft_bytes(key, draft)) ||
	    !keep_fragments(model, key, draft) || !tsem_key_finish(key, id))
		return NULL;
	record->hash = key->hash;
	memcpy(record->words, key->words, array_size(key->n_words, sizeof(u64)));
	/* Set before others can find it. */
	record->point = point;
	if (rhashtable_lookup_get_insert_key(&model->records, key,
					     &record->node, record_params))
		return NULL;
	model->bytes += struct_size(record, words, key->n_words);
	draft->record = NULL;
	/* Readers of lists find the record through its point. */
	smp_store_release(&point->link, point->link | (unsigned long)record);
	return record;
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

static struct tsem_record *bind_locked(struct tsem_model *model,
				       struct tsem_point *point,
				       struct tsem_key *key,
				       enum tsem_event_id id,
				       struct draft *draft)
{
	struct tsem_record *record;

	guard(spinlock_irqsave)(&model->lock);
	if (tsem_point_record(point))
		return NULL;
	record = keep_record(model, point, key, id, draft);
	if (record)
		append(record, &model->bound, &model->n_bound);
	return record;
}

/* An occurrence of a record that another task has just added. */
static struct tsem_record *count_record(struct tsem_model *model,
					const struct tsem_point *point,
					enum tsem_event_id id)
{
	struct tsem_record *record = tsem_point_record(point);

	if (record)
		atomic_long_inc(&record->count);
	else
		tsem_count_rare(&model->others[id]);
	return record;
}

/*
 * The record of a good coefficient, so that it is found by its key the next
 * time.  Failing only means that it is digested again.
 */
static struct tsem_record *bind(struct tsem_model *model,
				struct tsem_point *point, struct tsem_key *key,
				enum tsem_event_id id, bool *bound)
{
	struct tsem_record *record = NULL;
	struct draft draft;

	if (make_draft(model, key, tsem_is_atomic(id), &draft))
		record = bind_locked(model, point, key, id, &draft);
	free_draft(&draft);
	*bound = record;
	return record ?: count_record(model, point, id);
}

/* A coefficient is new: only now is it a part of the measurement. */
static void count_point(struct tsem_model *model, const u8 *digest, u8 flags)
{
	lockdep_assert_held(&model->lock);
	if (!(flags & TSEM_POINT_FORENSICS))
		model->n_points++;
	if (flags & TSEM_POINT_LOADED)
		model->n_loaded++;
	if (flags & TSEM_POINT_ENVIRONMENT)
		model->n_environment++;
	tsem_measurement_extend(model->config.alg, model->measurement, digest);
}

static bool is_forensics(const struct tsem_model *model, enum tsem_kind kind)
{
	lockdep_assert_held(&model->lock);
	return kind == TSEM_KIND_FORENSICS ||
	       (kind == TSEM_KIND_BY_MODE && model->mode != TSEM_MODE_LEARNING);
}

/*
 * Adds a new coefficient with its record.  Returns NULL if a limit or the
 * allocator does not permit it; neither belongs to the model then.
 */
static struct tsem_point *keep_new(struct tsem_model *model,
				   const struct tsem_point_key *which,
				   struct tsem_key *key, enum tsem_event_id id,
				   struct draft *draft)
{
	const bool forensics = is_forensics(model, draft->kind);
	struct tsem_point *point = draft->point;
	struct tsem_record *record;

	lockdep_assert_held(&model->lock);
	if ((forensics ? model->n_forensics : model->n_points) >=
	    model->config.points)
		return NULL;
	if (forensics)
		point->link |= TSEM_POINT_FORENSICS;
	if (!has_room(model, draft_bytes(key, draft)) ||
	    tsem_point_insert(&model->points, which, point) != point)
		return NULL;
	draft->point = NULL;
	/*
	 * The coefficient counts from here on, so it stays even if its table
	 * cannot take the record; the caller sees that it has none.
	 */
	record = keep_record(model, point, key, id, draft);
	if (forensics)
		append(record, &model->forensics, &model->n_forensics);
	else
		append(record, &model->trajectory, &model->n_trajectory);
	count_point(model, which->digest, tsem_point_flags(point));
	return point;
}

static void unrecorded(struct tsem_model *model, enum tsem_event_id event)
{
	tsem_count_rare(&model->others[event]);
	tsem_count_rare(&model->unrecorded[event]);
	tsem_model_incomplete(model);
}

static bool is_good(const struct tsem_point *point)
{
	return !(tsem_point_flags(point) & TSEM_POINT_FORENSICS);
}

/*
 * The point that another task added in the meantime, or that of the draft if it can
 * be kept.  NULL if it cannot, or need not since the coefficient was just loaded.
 */
static struct tsem_point *add_locked(struct tsem_model *model,
				     const struct tsem_point_key *which,
				     struct tsem_key *key,
				     enum tsem_event_id id, struct draft *draft,
				     struct tsem_outcome *outcome)
{
	struct tsem_point *point;

	guard(spinlock_irqsave)(&model->lock);
	outcome->mode = model->mode;
	point = tsem_point_find(&model->points, which);
	if (point || tsem_bare_find(&model->points, which))
		return point;
	return keep_new(model, which, key, id, draft);
}

/* Returns false if the coefficient was loaded in the meantime. */
static bool add_new(struct tsem_model *model,
		    const struct tsem_point_key *which, struct tsem_key *key,
		    enum tsem_event_id id, enum tsem_kind kind,
		    struct tsem_outcome *outcome)
{
	const u8 flags = tsem_events[id].environment ? TSEM_POINT_ENVIRONMENT :
						       0;
	const bool atomic = tsem_is_atomic(id);
	struct tsem_point *point = NULL;
	struct draft draft;
	bool kept;

	if (make_draft(model, key, atomic, &draft))
		draft.point = make_point(model, which, flags, atomic);
	if (draft.point) {
		draft.kind = kind;
		point = add_locked(model, which, key, id, &draft, outcome);
	}
	kept = point && !draft.point;
	free_draft(&draft);

	if (!point && tsem_bare_find(&model->points, which))
		return false;
	if (point && !kept) {
		outcome->known = is_good(point);
		outcome->record = count_record(model, point, id);
		return true;
	}
	outcome->first = true;
	if (!kept) {
		unrecorded(model, id);
		return true;
	}
	outcome->known = is_good(point);
	outcome->learned = outcome->known;
	outcome->record = tsem_point_record(point);
	if (!outcome->record)
		unrecorded(model, id);
	tsem_model_changed(model);
	return true;
}

/*
 * A loaded coefficient occurs: the point to which its record can be bound, or NULL
 * if there is no memory.  It was counted when it was loaded.
 */
static struct tsem_point *make_full(struct tsem_model *model,
				    const struct tsem_point_key *which,
				    bool atomic)
{
	struct tsem_point *kept = NULL;
	struct tsem_point *point;

	point = make_point(model, which, TSEM_POINT_LOADED, atomic);
	if (!point)
		return NULL;
	scoped_guard(spinlock_irqsave, &model->lock)
		kept = tsem_point_insert(&model->points, which, point);
	/* Another task may have been faster. */
	if (kept != point)
		kfree(point);
	return kept;
}

/**
 * tsem_model_flags - What a coefficient is
 *
 * @model: the model, frozen
 * @digest: the coefficient
 *
 * Context: Any context.
 * Return: TSEM_POINT_*, or -ENOENT if the model lacks it.
 */
int tsem_model_flags(struct tsem_model *model, const u8 *digest)
{
	const struct tsem_point *point;
	struct tsem_point_key which;

	tsem_point_key_init(&which, model->config.alg, digest);
	point = tsem_point_find(&model->points, &which);
	if (point)
		return tsem_point_flags(point);
	return tsem_bare_find(&model->points, &which) ? TSEM_POINT_LOADED :
							-ENOENT;
}

/**
 * tsem_model_add - Decide about an event that is not known by its key
 *
 * @model: the model, frozen
 * @key: the key; on success its pieces have fragments
 * @id: the event
 * @digest: its coefficient
 * @kind: what it becomes if the model lacks it
 * @outcome: what the model says of it
 *
 * What cannot be kept is counted, and the state value tells that
 * something is missing.
 *
 * Context: Process context, may sleep unless the event is atomic.
 */
void tsem_model_add(struct tsem_model *model, struct tsem_key *key,
		    enum tsem_event_id id, const u8 *digest,
		    enum tsem_kind kind, struct tsem_outcome *outcome)
{
	struct tsem_point_key which;
	struct tsem_point *point;

	outcome->record = NULL;
	outcome->known = false;
	outcome->learned = false;
	outcome->first = false;
	outcome->mode = READ_ONCE(model->mode);
	tsem_point_key_init(&which, model->config.alg, digest);
	point = tsem_point_find(&model->points, &which);
	if (!point) {
		if (!tsem_bare_find(&model->points, &which) &&
		    add_new(model, &which, key, id, kind, outcome))
			return;
		point = make_full(model, &which, tsem_is_atomic(id));
	}
	if (!point) {
		/* Good all the same, as it was loaded. */
		outcome->known = true;
		tsem_count_rare(&model->others[id]);
		return;
	}
	outcome->known = is_good(point);
	if (outcome->known && !tsem_point_record(point))
		outcome->record = bind(model, point, key, id, &outcome->first);
	else
		outcome->record = count_record(model, point, id);
}

/**
 * tsem_model_intern - Have bytes as a fragment
 *
 * @model: the model
 * @piece: the bytes
 *
 * Context: Process context, may sleep.
 * Return: the fragment, valid as long as the model, or NULL if there is no
 * memory or the limit of bytes is reached.
 */
const struct tsem_fragment *tsem_model_intern(struct tsem_model *model,
					      struct tsem_piece *piece)
{
	struct tsem_fragment *made = NULL;

	tsem_fragment_find(&model->fragments, piece);
	if (!make_fragment(model, piece, false, &made))
		return NULL;
	scoped_guard(spinlock_irqsave, &model->lock) {
		if (has_room(model, fragment_bytes(made)))
			keep_fragment(model, piece, &made);
	}
	kfree(made);
	return piece->fragment;
}

/* Records stay as long as the model: they need no protection. */
static void count_list(const struct list_head *list, unsigned long *seen)
{
	const struct tsem_record *record;
	unsigned int n = 0;

	list_for_each_entry_rcu(record, list, list, true) {
		seen[tsem_head_event(record->words[0])] +=
			atomic_long_read(&record->count);
		if (!(++n % 1024))
			cond_resched();
	}
}

/**
 * tsem_model_count - Count the occurrences of each event
 *
 * @model: the model
 * @seen: where the numbers go, one for each event
 *
 * Context: Process context, may sleep.
 */
void tsem_model_count(struct tsem_model *model, unsigned long *seen)
{
	int i;

	for (i = 0; i < TSEM_EVENT_COUNT; i++)
		seen[i] = (u32)atomic_read(&model->others[i]);
	count_list(&model->trajectory, seen);
	count_list(&model->forensics, seen);
	count_list(&model->bound, seen);
}

static bool has(struct tsem_model *model, const struct tsem_point_key *which)
{
	return tsem_point_find(&model->points, which) ||
	       tsem_bare_find(&model->points, which);
}

/* Either a point or, if nothing else is to be known of the coefficient, less. */
static int load_locked(struct tsem_model *model,
		       const struct tsem_point_key *which,
		       struct tsem_point *point, struct tsem_coefficient *bare)
{
	lockdep_assert_held(&model->lock);
	if (model->mode != TSEM_MODE_LEARNING)
		return -EPERM;
	/* Whether it is there is looked up once, as a rule: there are many. */
	if (model->n_points >= model->config.points)
		return has(model, which) ? -EEXIST : -ENOSPC;
	if (bare)
		return tsem_bare_insert(&model->points, which, bare);
	if (has(model, which))
		return -EEXIST;
	return tsem_point_insert(&model->points, which, point) ? 0 : -ENOMEM;
}

/**
 * tsem_model_accept - Make a coefficient good that was forensics
 *
 * @model: the model
 * @point: the coefficient
 *
 * Where it is in the lists, and so in the state value and in the measurement, it
 * stays; what was decided about it before, and who is not trusted since, too.
 *
 * Context: Process context.
 * Return: 0, also if it is good already, or -ENOSPC if the model is full.
 */
int tsem_model_accept(struct tsem_model *model, struct tsem_point *point)
{
	scoped_guard(spinlock_irqsave, &model->lock) {
		if (is_good(point))
			return 0;
		if (model->n_points >= model->config.points)
			return -ENOSPC;
		/* Whoever reads the flags reads them once. */
		WRITE_ONCE(point->link,
			   point->link & ~(unsigned long)TSEM_POINT_FORENSICS);
		model->n_points++;
		model->n_accepted++;
	}
	tsem_model_changed(model);
	return 0;
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
	struct tsem_coefficient *bare __free(kfree) = NULL;
	struct tsem_point *point __free(kfree) = NULL;
	struct tsem_point_key which;
	int ret;

	tsem_model_freeze(model);
	tsem_point_key_init(&which, model->config.alg, digest);
	flags |= TSEM_POINT_LOADED;
	if (flags == TSEM_POINT_LOADED)
		bare = tsem_bare_alloc(&which);
	else
		point = make_point(model, &which, flags, false);
	if (!bare && !point)
		return -ENOMEM;

	scoped_guard(spinlock_irqsave, &model->lock) {
		ret = load_locked(model, &which, point, bare);
		if (ret)
			return ret == -EEXIST ? 0 : ret;
		count_point(model, digest, flags);
	}
	retain_and_null_ptr(bare);
	retain_and_null_ptr(point);
	tsem_model_changed(model);
	return 0;
}
