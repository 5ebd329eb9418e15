/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the model of a namespace
 */

#ifndef _SECURITY_TSEM_MODEL_H
#define _SECURITY_TSEM_MODEL_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mutex.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "agent.h"
#include "audit.h"
#include "event.h"
#include "fragment.h"
#include "hash.h"
#include "hint.h"
#include "key.h"
#include "limits.h"
#include "observe.h"
#include "point.h"
#include "rules.h"

struct tsem_namespace;
struct tsem_ports;

/**
 * enum tsem_mode - What an unknown event leads to; only ever goes up
 *
 * @TSEM_MODE_LEARNING: it becomes a point of the model
 * @TSEM_MODE_SEALED: it is recorded as forensics and allowed
 * @TSEM_MODE_ENFORCING: it is recorded as forensics and denied
 * @TSEM_MODE_COUNT: number of modes
 */
enum tsem_mode {
	TSEM_MODE_LEARNING,
	TSEM_MODE_SEALED,
	TSEM_MODE_ENFORCING,
	TSEM_MODE_COUNT,
};

/**
 * enum tsem_fsref - What names the file system of a file
 *
 * @TSEM_FSREF_CONTENT: nothing, so that a model holds on other machines
 * @TSEM_FSREF_SUPERBLOCK: its type and UUID
 * @TSEM_FSREF_COUNT: number of references
 */
enum tsem_fsref {
	TSEM_FSREF_CONTENT,
	TSEM_FSREF_SUPERBLOCK,
	TSEM_FSREF_COUNT,
};

/**
 * struct tsem_config - What is set before the first decision
 *
 * @alg: hash of everything in the namespace
 * @fsref: what names file systems
 * @verity: a file that fs-verity protects is known by its fs-verity digest
 * @join: whether setns into the sealed namespace is allowed
 * @points: limit of coefficients that are learned or loaded, and of forensics
 * @files: limit of written files and names
 * @bytes: limit of the bytes of kept records
 * @ask: which events an agent is asked about
 * @timeout: seconds after which its answer is no longer waited for; 0 for never
 * @queue: events that an observer may leave unread
 * @strict: an event that an observer cannot be told of is denied
 */
struct tsem_config {
	enum tsem_hash_alg alg;
	enum tsem_fsref fsref;
	bool verity;
	bool join;
	u32 points;
	u32 files;
	u64 bytes;
	enum tsem_ask ask;
	u32 timeout;
	u32 queue;
	bool strict;
};

/**
 * struct tsem_record - One record
 *
 * Never removed while the namespace lives.
 *
 * @node: link in the table of records
 * @list: link in trajectory, forensics or the bound ones
 * @point: its coefficient
 * @count: occurrences
 * @number: position in its list, from 1
 * @hash: keyed hash of the words
 * @words: key of the event
 */
struct tsem_record {
	struct rhash_head node;
	struct list_head list;
	struct tsem_point *point;
	atomic_long_t count;
	u32 number;
	u32 hash;
	u64 words[];
};

/**
 * struct tsem_model - The model of a namespace
 *
 * Lookups run under RCU.  What is added is allocated first and then inserted
 * under @lock, which any context may take and inside which only the locks of
 * the tables and of wake-ups nest.
 *
 * @lock: protects everything but the counters from changes
 * @mode: how unknown events are treated
 * @frozen: @config and @rules are constant
 * @incomplete: something that belongs in the state value was not kept
 * @untrusted: a process of the namespace violated the model
 * @only_learns: it is for observers, and nothing can change that
 * @config: see there
 * @rules: names that get special treatment
 * @points: coefficients
 * @records: records, by their keys
 * @fragments: what records have in common
 * @hints: guesses which fragment something has; NULL until there are some
 * @recent: guesses which record an event has; likewise
 * @written: files that members wrote and names that they made
 * @trajectory: records first seen before sealing, in order
 * @forensics: records first seen after sealing, in order
 * @bound: records of loaded coefficients, in order
 * @n_points: coefficients that are good
 * @n_loaded: how many of these were loaded
 * @n_environment: coefficients that do not enter the state value
 * @n_trajectory: length of @trajectory
 * @n_forensics: length of @forensics
 * @n_bound: length of @bound
 * @n_accepted: coefficients of @forensics that are good since the agent said so
 * @bytes: bytes of kept records and fragments
 * @n_written: entries in @written
 * @measurement: head of the hash chain over coefficients in order
 * @others: occurrences of each event that no record counts; tsem_count_rare() does
 * @denied: denials of each event; the same
 * @unrecorded: events of each kind that were not kept; the same
 * @untrusted_denials: denials because the process was untrusted
 * @errors: events that could not be decided
 * @digests_computed: files that were read as a whole to digest them
 * @revision: grows whenever something is added; readers poll for it
 * @wait: readers that poll
 * @wake: wakes them from any context
 * @reserve: objects for atomic events when the allocator is empty
 * @ports: sockets of members, for the ports that they got; NULL without network
 * @agent: who is asked about unknown events
 * @observers: who is told of events
 * @audit: what the audit log was told
 * @config_lock: serializes changes of @config and @rules, in which it nests outside
 *	@lock, with each other and with readers; not needed once they are frozen
 */
struct tsem_model {
	spinlock_t lock; /* innermost but for tables and wake-ups */
	enum tsem_mode mode;
	bool frozen;
	bool incomplete;
	bool untrusted;
	bool only_learns;
	struct tsem_config config;
	struct tsem_rules rules;
	struct tsem_points points;
	struct rhashtable records;
	struct rhashtable fragments;
	struct tsem_hints *hints;
	struct tsem_hints *recent;
	struct rhashtable written;
	struct list_head trajectory;
	struct list_head forensics;
	struct list_head bound;
	u32 n_points;
	u32 n_loaded;
	u32 n_environment;
	u32 n_trajectory;
	u32 n_forensics;
	u32 n_bound;
	u32 n_accepted;
	u64 bytes;
	atomic_t n_written;
	u8 measurement[TSEM_DIGEST_MAX];
	atomic_t others[TSEM_EVENT_COUNT];
	atomic_t denied[TSEM_EVENT_COUNT];
	atomic_t unrecorded[TSEM_EVENT_COUNT];
	atomic_long_t untrusted_denials;
	atomic_long_t errors;
	atomic_long_t digests_computed;
	atomic_long_t revision;
	wait_queue_head_t wait;
	struct irq_work wake;
	mempool_t *reserve;
	struct tsem_ports *ports;
	struct tsem_agent agent;
	struct tsem_observers observers;
	struct tsem_audit audit;
	struct mutex config_lock; /* one of one model, never of two */
};

/**
 * tsem_count_rare - Count what happens rarely
 *
 * @counter: the counter, small as there are three for each event and namespace; it
 *	stays at its greatest value
 *
 * Context: Any context.
 */
static inline void tsem_count_rare(atomic_t *counter)
{
	atomic_add_unless(counter, 1, U32_MAX);
}

/**
 * enum tsem_kind - What an event that the model lacks becomes
 *
 * @TSEM_KIND_BY_MODE: a good point while the model learns, forensics later
 * @TSEM_KIND_GOOD: a good point
 * @TSEM_KIND_FORENSICS: forensics
 */
enum tsem_kind {
	TSEM_KIND_BY_MODE,
	TSEM_KIND_GOOD,
	TSEM_KIND_FORENSICS,
};

/**
 * struct tsem_outcome - What the model says of an event
 *
 * @record: the record as it is kept, or NULL
 * @known: it is a good point of the model
 * @learned: it became one just now
 * @first: it is, or may be, the first occurrence
 * @mode: mode that was in force when it was found not to be known
 */
struct tsem_outcome {
	struct tsem_record *record;
	bool known;
	bool learned;
	bool first;
	enum tsem_mode mode;
};

/**
 * tsem_record_is - Whether a record is that of an event
 *
 * @record: the record
 * @what: the key of the event, complete
 *
 * Context: Any context.
 * Return: true if all words are the same; the first tells how many there are.
 */
static inline bool tsem_record_is(const void *record, const void *what)
{
	const u64 *words = ((const struct tsem_record *)record)->words;
	const struct tsem_key *key = what;
	u32 i;

	for (i = 0; i < key->n_words; i++)
		if (words[i] != key->words[i])
			return false;
	return true;
}

/**
 * tsem_model_guess - Look a record up among those that were found last
 *
 * @model: the model
 * @key: the key, complete
 *
 * Context: Any context.
 * Return: the record, valid as long as the model, or NULL if only
 * tsem_model_find() can tell.
 */
static inline struct tsem_record *
tsem_model_guess(const struct tsem_model *model, const struct tsem_key *key)
{
	return (struct tsem_record *)tsem_hint_find(&model->recent, key->hash,
						    tsem_record_is, key);
}

const char *tsem_mode_name(enum tsem_mode mode);
struct tsem_model *tsem_model_create(void);
void tsem_model_destroy(struct tsem_model *model);
bool tsem_model_may_join(const struct tsem_model *model);

struct tsem_record *tsem_model_find(struct tsem_model *model,
				    const struct tsem_key *key);
void tsem_model_recall(struct tsem_model *model,
		       const struct tsem_record *record, u32 hash);
int tsem_model_flags(struct tsem_model *model, const u8 *digest);
void tsem_model_add(struct tsem_model *model, struct tsem_key *key,
		    enum tsem_event_id id, const u8 *digest,
		    enum tsem_kind kind, struct tsem_outcome *outcome);
const struct tsem_fragment *tsem_model_intern(struct tsem_model *model,
					      struct tsem_piece *piece);
void tsem_model_count(struct tsem_model *model, unsigned long *seen);
int tsem_model_accept(struct tsem_model *model, struct tsem_point *point);
int tsem_model_load(struct tsem_model *model, const u8 *digest, u8 flags);
void tsem_model_freeze(struct tsem_model *model);
void tsem_model_incomplete(struct tsem_model *model);
void tsem_model_changed(struct tsem_model *model);

#endif /* _SECURITY_TSEM_MODEL_H */
