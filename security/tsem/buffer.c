// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - buffers to decide in
 *
 * A decision must not depend on whether memory can be had, so the buffers are
 * allocated when the first namespace is created.  Each CPU keeps one at hand,
 * which costs neither a lock nor a retry to take; the others are in a list, and
 * the last of these are left to events that cannot sleep.
 *
 * A task may be preempted while it decides, or sleep when it keeps something
 * new, so that there can be more holders than buffers.  Only then one is
 * allocated.
 */

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "buffer.h"

static DEFINE_PER_CPU(struct tsem_buffer *, tsem_buffer_slot);

/* Protects the list and its length; innermost, taken in any context. */
static DEFINE_RAW_SPINLOCK(tsem_buffer_lock);
static LIST_HEAD(tsem_buffer_list);
static unsigned int tsem_buffer_free;

/**
 * tsem_buffers_init - Allocate the buffers
 *
 * Called once, before the first namespace can have a member.
 *
 * Context: Process context, may sleep; callers are serialized.
 * Return: 0, or -ENOMEM; calling it again then goes on where it stopped.
 */
int tsem_buffers_init(void)
{
	const unsigned int want = num_possible_cpus() * TSEM_BUFFERS_PER_CPU +
				  TSEM_BUFFERS_RESERVE;
	static unsigned int have;

	for (; have < want; have++) {
		struct tsem_buffer *buffer = kmalloc_obj(*buffer);

		if (!buffer)
			return -ENOMEM;
		buffer->extra = false;
		tsem_buffer_put(buffer);
	}
	return 0;
}

static struct tsem_buffer *take_listed(unsigned int keep)
{
	struct tsem_buffer *buffer;

	guard(raw_spinlock_irqsave)(&tsem_buffer_lock);
	if (tsem_buffer_free <= keep)
		return NULL;
	buffer = list_first_entry(&tsem_buffer_list, struct tsem_buffer, node);
	list_del(&buffer->node);
	tsem_buffer_free--;
	return buffer;
}

static struct tsem_buffer *make_extra(bool atomic)
{
	const gfp_t gfp = (atomic ? GFP_NOWAIT : GFP_KERNEL) | __GFP_NOWARN;
	struct tsem_buffer *buffer = kmalloc_obj(*buffer, gfp);

	if (buffer)
		buffer->extra = true;
	return buffer;
}

/**
 * tsem_buffer_get - Take a buffer
 *
 * @atomic: the caller cannot sleep and may take one of the last
 *
 * Context: Any context; may sleep unless @atomic.
 * Return: the buffer, or NULL if none is free and none can be allocated, which
 * must be treated as an error of the event.
 */
struct tsem_buffer *tsem_buffer_get(bool atomic)
{
	struct tsem_buffer *buffer = this_cpu_xchg(tsem_buffer_slot, NULL);

	if (!buffer)
		buffer = take_listed(atomic ? 0 : TSEM_BUFFERS_RESERVE);
	return buffer ?: make_extra(atomic);
}

/**
 * tsem_buffer_put - Give a buffer back
 *
 * @buffer: the buffer, or NULL
 *
 * Context: Any context.
 */
void tsem_buffer_put(struct tsem_buffer *buffer)
{
	if (!buffer)
		return;
	if (buffer->extra) {
		kfree(buffer);
		return;
	}

	/* The list first: it is what the atomic events fall back to. */
	if (READ_ONCE(tsem_buffer_free) >= TSEM_BUFFERS_RESERVE &&
	    !this_cpu_cmpxchg(tsem_buffer_slot, NULL, buffer))
		return;

	guard(raw_spinlock_irqsave)(&tsem_buffer_lock);
	list_add(&buffer->node, &tsem_buffer_list);
	tsem_buffer_free++;
}
