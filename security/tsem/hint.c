// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - guesses at fragments
 *
 * To put together what a file is, only to find that there is a fragment of it, is
 * most of what a known event costs.  It is cheaper to compare the file with the
 * fragment that it had last.  A guess is nothing but a guess: whoever takes one
 * compares all of it, so that it may be lost, old or that of something else.
 */

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "hint.h"
#include "limits.h"
#include "model.h"

static u32 slot_of(const struct tsem_hints *hints, unsigned long what, u32 way)
{
	return hash_long(what, hints->bits) ^ way;
}

/**
 * tsem_hint_find - Guess which fragment something has
 *
 * @model: the model
 * @what: number of the thing
 * @way: which guess, less than TSEM_HINT_WAYS
 *
 * Context: Any context.
 * Return: a fragment, valid as long as the model, or NULL.
 */
const struct tsem_fragment *tsem_hint_find(const struct tsem_model *model,
					   unsigned long what, u32 way)
{
	const struct tsem_hints *hints;

	guard(rcu)();
	hints = rcu_dereference(model->hints);
	if (!hints)
		return NULL;
	/* Pairs with the release in put_hint(). */
	return smp_load_acquire(&hints->slots[slot_of(hints, what, way)]);
}

static u32 wanted_bits(const struct tsem_model *model)
{
	const u32 wanted = 2 * atomic_read(&model->fragments.nelems);

	return clamp_t(u32, order_base_2(wanted), TSEM_HINT_BITS_MIN,
		       TSEM_HINT_BITS_MAX);
}

/* What was guessed is lost: all of it is guessed again. */
static void grow(struct tsem_model *model, u32 bits)
{
	struct tsem_hints *hints, *old;

	hints = kvzalloc(struct_size(hints, slots, BIT(bits)),
			 GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!hints)
		return;
	hints->bits = bits;
	scoped_guard(spinlock_irqsave, &model->lock) {
		old = rcu_dereference_protected(model->hints,
						lockdep_is_held(&model->lock));
		if (!old || old->bits < bits)
			rcu_assign_pointer(model->hints, hints);
		else
			old = hints;
	}
	if (old)
		kvfree_rcu(old, rcu);
}

/*
 * A slot that is taken is given to another thing only now and then: otherwise
 * two that want the same one would write to it all the time.
 */
static void put_hint(struct tsem_hints *hints, unsigned long what,
		     const struct tsem_fragment *fragment)
{
	const struct tsem_fragment **slot;
	u32 way;

	for (way = 0; way < TSEM_HINT_WAYS; way++) {
		slot = &hints->slots[slot_of(hints, what, way)];
		if (!READ_ONCE(*slot))
			break;
	}
	if (way == TSEM_HINT_WAYS && jiffies % TSEM_HINT_PATIENCE)
		return;
	/* Pairs with the acquire in tsem_hint_find(). */
	smp_store_release(slot, fragment);
}

/**
 * tsem_hint_keep - Remember which fragment something has
 *
 * @model: the model
 * @what: number of the thing
 * @fragment: fragment of the model
 *
 * Context: Process context, may sleep.
 */
void tsem_hint_keep(struct tsem_model *model, unsigned long what,
		    const struct tsem_fragment *fragment)
{
	const u32 bits = wanted_bits(model);
	struct tsem_hints *hints;
	bool small;

	scoped_guard(rcu) {
		hints = rcu_dereference(model->hints);
		small = !hints || hints->bits < bits;
		if (!small)
			put_hint(hints, what, fragment);
	}
	if (small)
		grow(model, bits);
}
