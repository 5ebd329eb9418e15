/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - observers
 */

#ifndef _SECURITY_TSEM_OBSERVE_H
#define _SECURITY_TSEM_OBSERVE_H

#include <linux/compiler.h>
#include <linux/irq_work.h>
#include <linux/jump_label_ratelimit.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "hash.h"

struct tsem_observer;
struct tsem_record;

/**
 * struct tsem_sighting - What an observer reads next
 *
 * @number: number of the event in the stream of the observer, from 1
 * @lost: this many events from @number on could not be kept, and the rest says
 *	nothing; 0 if this is an event
 * @record: its record, which lives as long as the model; NULL if none was kept
 * @event: which event
 * @reason: why it was allowed or denied
 * @denied: it was
 * @digested: without a record, @digest is its coefficient
 * @digest: the coefficient, as long as the hash of the namespace tells
 */
struct tsem_sighting {
	u64 number;
	u64 lost;
	const struct tsem_record *record;
	u8 event;
	u8 reason;
	bool denied;
	bool digested;
	u8 digest[TSEM_DIGEST_MAX];
};

/**
 * struct tsem_notice - An event that observers are told of
 *
 * @record: its record; NULL if none was kept
 * @coefficient: without a record, its coefficient, or NULL if it has none
 * @size: bytes of @coefficient
 * @event: which event
 * @reason: why it was allowed or denied
 * @denied: it was
 * @first: it is, or may be, the first occurrence
 * @strict: it is denied unless there is room for it wherever it belongs
 * @otherwise: reason if it is denied for this
 */
struct tsem_notice {
	const struct tsem_record *record;
	const u8 *coefficient;
	size_t size;
	u8 event;
	u8 reason;
	bool denied;
	bool first;
	bool strict;
	u8 otherwise;
};

/**
 * struct tsem_observers - Who observes a namespace
 *
 * @lock: protects everything, the queues too; innermost, taken in any context
 * @list: the observers
 * @count: their number
 * @members: how many of these were opened by members
 * @all: how many of these are told of known events, too
 * @lost: events that did not fit into a queue, once for each
 * @refused: events that were denied for this
 * @wait: those who wait for something to read
 * @wake: wakes them from any context
 */
struct tsem_observers {
	raw_spinlock_t lock;
	struct list_head list;
	u32 count;
	u32 members;
	u32 all;
	unsigned long lost;
	unsigned long refused;
	wait_queue_head_t wait;
	struct irq_work wake;
};

extern struct static_key_false_deferred tsem_observed_key;

/**
 * tsem_observed - Whether somebody wants to be told of an event
 *
 * @observers: who observes the namespace
 * @first: it is, or may be, the first occurrence
 *
 * For a known event this is an untaken jump until somebody wants to see those of
 * any namespace.
 *
 * Context: Any context.
 * Return: true if tsem_observers_tell() has something to do.
 */
static __always_inline bool tsem_observed(const struct tsem_observers *observers,
					  bool first)
{
	if (first)
		return READ_ONCE(observers->count);
	return static_branch_unlikely(&tsem_observed_key.key) &&
	       READ_ONCE(observers->all);
}

void tsem_observers_init(struct tsem_observers *observers);
void tsem_observers_end(struct tsem_observers *observers);
void tsem_observers_destroy(struct tsem_observers *observers);
bool tsem_observers_tell(struct tsem_observers *observers,
			 const struct tsem_notice *notice);

struct tsem_observer *tsem_observer_add(struct tsem_observers *observers,
					u32 queue, bool member);
void tsem_observer_remove(struct tsem_observer *observer);
void tsem_observer_see_all(struct tsem_observer *observer);
bool tsem_observer_ready(const struct tsem_observer *observer);
bool tsem_observer_look(struct tsem_observer *observer,
			struct tsem_sighting *sighting);
void tsem_observer_seen(struct tsem_observer *observer,
			const struct tsem_sighting *sighting);

#endif /* _SECURITY_TSEM_OBSERVE_H */
