// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - observers
 *
 * An observer has a queue of its own, which is allocated when it begins to
 * observe: telling it of an event takes a lock and no memory.  An event refers to
 * its record, which lives as long as the model, so that nothing is copied.
 *
 * Every event for an observer gets the next number of its stream, whether or not
 * there is room for it.  So a gap is a loss, and where it is and how large is
 * kept without any room.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "limits.h"
#include "observe.h"

/*
 * Counts the observers of known events, of all namespaces.  Switched off late, so
 * that a user who opens and closes files cannot keep the kernel patching itself.
 */
DEFINE_STATIC_KEY_DEFERRED_FALSE(tsem_observed_key, TSEM_OBSERVED_LINGER * HZ);

/**
 * struct tsem_observer - One who observes a namespace
 *
 * @observers: those of the namespace
 * @list: link there
 * @member: opened by a member
 * @all: wants to be told of known events, too
 * @size: number of places in @queue
 * @head: place of the next event to be read
 * @used: number of events in @queue
 * @last: number of the last event that it was to be told of
 * @seen: number of the last that it has read or was told to have lost
 * @queue: events that it has not read
 */
struct tsem_observer {
	struct tsem_observers *observers;
	struct list_head list;
	bool member;
	bool all;
	u32 size;
	u32 head;
	u32 used;
	u64 last;
	u64 seen;
	struct tsem_sighting queue[] __counted_by(size);
};

static void wake_readers(struct irq_work *work)
{
	struct tsem_observers *observers =
		container_of(work, struct tsem_observers, wake);

	wake_up_interruptible_all(&observers->wait);
}

/**
 * tsem_observers_init - Prepare a namespace for being observed
 *
 * @observers: the set, which is empty then
 *
 * Context: Any context.
 */
void tsem_observers_init(struct tsem_observers *observers)
{
	raw_spin_lock_init(&observers->lock);
	INIT_LIST_HEAD(&observers->list);
	observers->count = 0;
	observers->members = 0;
	observers->all = 0;
	observers->lost = 0;
	observers->refused = 0;
	init_waitqueue_head(&observers->wait);
	init_irq_work(&observers->wake, wake_readers);
}

/**
 * tsem_observers_end - Wake up who waits for what cannot come any more
 *
 * @observers: who observes the namespace, in which nothing can happen
 *
 * Context: Any context.
 */
void tsem_observers_end(struct tsem_observers *observers)
{
	/* The caller may hold locks that waking a task takes. */
	irq_work_queue(&observers->wake);
}

/**
 * tsem_observers_destroy - End the possibility that a namespace is observed
 *
 * @observers: the set, which is empty
 *
 * Context: Process context, may sleep.
 */
void tsem_observers_destroy(struct tsem_observers *observers)
{
	irq_work_sync(&observers->wake);
}

static bool is_for(const struct tsem_observer *observer,
		   const struct tsem_notice *notice)
{
	return notice->first || observer->all;
}

static bool has_room_for(const struct tsem_observers *observers,
			 const struct tsem_notice *notice)
{
	const struct tsem_observer *observer;

	lockdep_assert_held(&observers->lock);
	list_for_each_entry(observer, &observers->list, list)
		if (is_for(observer, notice) && observer->used == observer->size)
			return false;
	return true;
}

static struct tsem_sighting *place(struct tsem_observer *observer, u32 offset)
{
	u64 at = (u64)observer->head + offset;

	return &observer->queue[at < observer->size ? at : at - observer->size];
}

/* Returns whether there is something to read where there was nothing. */
static bool tell(struct tsem_observer *observer,
		 const struct tsem_notice *notice, bool refused)
{
	struct tsem_sighting *sighting;

	WRITE_ONCE(observer->last, observer->last + 1);
	if (observer->used == observer->size) {
		observer->observers->lost++;
		return false;
	}
	sighting = place(observer, observer->used);
	sighting->number = observer->last;
	sighting->lost = 0;
	sighting->record = notice->record;
	sighting->event = notice->event;
	sighting->reason = refused ? notice->otherwise : notice->reason;
	sighting->denied = refused || notice->denied;
	sighting->digested = notice->coefficient;
	if (notice->coefficient)
		memcpy(sighting->digest, notice->coefficient, notice->size);
	WRITE_ONCE(observer->used, observer->used + 1);
	return observer->used == 1;
}

/**
 * tsem_observers_tell - Tell those who observe of an event
 *
 * @observers: who observes the namespace
 * @notice: the event
 *
 * Whether there is room and the telling are one step: no observer reads that an
 * event was allowed which is denied because of another one.
 *
 * Context: Any context.
 * Return: false if the event has to be denied since there is no room for it.
 */
bool tsem_observers_tell(struct tsem_observers *observers,
			 const struct tsem_notice *notice)
{
	struct tsem_observer *observer;
	bool refused, wake = false;

	scoped_guard(raw_spinlock_irqsave, &observers->lock) {
		refused = notice->strict && !has_room_for(observers, notice);
		if (refused)
			observers->refused++;
		list_for_each_entry(observer, &observers->list, list)
			if (is_for(observer, notice))
				wake |= tell(observer, notice, refused);
	}
	/* The caller may hold locks that waking a task takes. */
	if (wake)
		irq_work_queue(&observers->wake);
	return !refused;
}

static bool enlist(struct tsem_observers *observers,
		   struct tsem_observer *observer)
{
	guard(raw_spinlock_irqsave)(&observers->lock);
	/* A workload shall not take the places of those outside. */
	if (observers->count >= TSEM_OBSERVERS_MAX ||
	    (observer->member && observers->members >= TSEM_OBSERVERS_MEMBERS))
		return false;
	observers->members += observer->member;
	list_add_tail(&observer->list, &observers->list);
	WRITE_ONCE(observers->count, observers->count + 1);
	return true;
}

/**
 * tsem_observer_add - Begin to observe a namespace
 *
 * @observers: who observes it
 * @queue: events that the observer may leave unread
 * @member: it is a member that wants to observe
 *
 * Context: Process context, may sleep.
 * Return: the observer, or an error pointer: -ENOMEM, or -ENOSPC if there are
 * too many already.
 */
struct tsem_observer *tsem_observer_add(struct tsem_observers *observers,
					u32 queue, bool member)
{
	struct tsem_observer *observer;

	observer = kvzalloc(struct_size(observer, queue, queue),
			    GFP_KERNEL_ACCOUNT);
	if (!observer)
		return ERR_PTR(-ENOMEM);
	observer->observers = observers;
	observer->member = member;
	observer->size = queue;
	if (enlist(observers, observer))
		return observer;
	kvfree(observer);
	return ERR_PTR(-ENOSPC);
}

static void delist(struct tsem_observer *observer)
{
	struct tsem_observers *observers = observer->observers;

	guard(raw_spinlock_irqsave)(&observers->lock);
	list_del(&observer->list);
	observers->members -= observer->member;
	WRITE_ONCE(observers->count, observers->count - 1);
	WRITE_ONCE(observers->all, observers->all - observer->all);
}

/**
 * tsem_observer_remove - Cease to observe a namespace
 *
 * @observer: the observer, or NULL
 *
 * Context: Process context, may sleep.
 */
void tsem_observer_remove(struct tsem_observer *observer)
{
	if (!observer)
		return;
	delist(observer);
	if (observer->all)
		static_branch_slow_dec_deferred(&tsem_observed_key);
	kvfree(observer);
}

/**
 * tsem_observer_see_all - Observe known events, too, from now on
 *
 * @observer: the observer, which nobody else changes at the same time
 *
 * Context: Process context, may sleep.
 */
void tsem_observer_see_all(struct tsem_observer *observer)
{
	struct tsem_observers *observers = observer->observers;

	if (observer->all)
		return;
	/* First, so that nothing is missed after the return. */
	static_branch_deferred_inc(&tsem_observed_key);
	guard(raw_spinlock_irqsave)(&observers->lock);
	observer->all = true;
	WRITE_ONCE(observers->all, observers->all + 1);
}

/**
 * tsem_observer_ready - Whether there is something to read
 *
 * @observer: the observer
 *
 * Context: Any context.
 * Return: true if tsem_observer_look() would find something, unless another
 * reader is faster.
 */
bool tsem_observer_ready(const struct tsem_observer *observer)
{
	return READ_ONCE(observer->last) != READ_ONCE(observer->seen);
}

/**
 * tsem_observer_look - Look at what comes next
 *
 * @observer: the observer, of which there is one reader at a time
 * @sighting: where the event goes, or the number of those that were lost there
 *
 * It keeps its place, so that it is not lost if it cannot be read.
 *
 * Context: Any context.
 * Return: false if there is nothing.
 */
bool tsem_observer_look(struct tsem_observer *observer,
			struct tsem_sighting *sighting)
{
	u64 next;

	guard(raw_spinlock_irqsave)(&observer->observers->lock);
	next = observer->used ? place(observer, 0)->number : observer->last + 1;
	if (next > observer->seen + 1) {
		*sighting = (struct tsem_sighting) {
			.number = observer->seen + 1,
			.lost = next - observer->seen - 1,
		};
		return true;
	}
	if (!observer->used)
		return false;
	*sighting = *place(observer, 0);
	return true;
}

/**
 * tsem_observer_seen - Go on to what comes after that
 *
 * @observer: the observer
 * @sighting: what tsem_observer_look() gave
 *
 * No more can be lost in a place where something was: there is room behind it
 * since then.
 *
 * Context: Any context.
 */
void tsem_observer_seen(struct tsem_observer *observer,
			const struct tsem_sighting *sighting)
{
	guard(raw_spinlock_irqsave)(&observer->observers->lock);
	if (sighting->lost) {
		WRITE_ONCE(observer->seen, observer->seen + sighting->lost);
		return;
	}
	observer->head = place(observer, 1) - observer->queue;
	WRITE_ONCE(observer->used, observer->used - 1);
	WRITE_ONCE(observer->seen, sighting->number);
}
