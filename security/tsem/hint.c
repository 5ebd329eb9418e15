// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - guesses
 *
 * To put together what a file is, only to find that there is a fragment of it, is
 * most of what a known event costs.  It is cheaper to compare the file with the
 * fragment that it had last.  So it is with the record of an event.  A guess is
 * nothing but a guess: whoever takes one compares all of it, so that it may be
 * lost, old or that of something else.
 */

#include <linux/atomic.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/timex.h>

#include "hint.h"
#include "limits.h"

/* What was guessed is lost: all of it is guessed again. */
static void grow(struct tsem_hints **table, struct tsem_hints *old, u32 slots)
{
	struct tsem_hints *hints;

	/* Nothing that anybody should be killed for. */
	hints = kvzalloc(struct_size(hints, slots, slots),
			 GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_NORETRY);
	if (!hints)
		return;
	hints->mask = slots - 1;
	hints->older = old;
	/* Another task may have been faster. */
	if (cmpxchg(table, old, hints) != old)
		kvfree(hints);
}

/*
 * A slot that is taken is given to another thing only now and then: otherwise
 * two that want the same one would write to it all the time.
 */
static void put_hint(struct tsem_hints *hints, u32 hash, const void *thing)
{
	const void **slot, *old;
	u32 way;

	for (way = 0; way < TSEM_HINT_WAYS; way++) {
		slot = &hints->slots[(hash & hints->mask) ^ way];
		old = READ_ONCE(*slot);
		if (old == thing)
			return;
		if (!old)
			break;
	}
	if (way == TSEM_HINT_WAYS &&
	    hash_32(random_get_entropy(), TSEM_HINT_PATIENCE_SHIFT))
		return;
	/* Pairs with the acquire in tsem_hint_find(). */
	smp_store_release(slot, thing);
}

/**
 * tsem_hint_keep - Remember what was found
 *
 * @table: where the table is
 * @hash: hash of what was looked for
 * @thing: what was found; it stays as long as the model
 * @count: how many such things there are
 * @atomic: the table may not grow now
 *
 * Context: Any context if @atomic; otherwise process context, may sleep.
 */
void tsem_hint_keep(struct tsem_hints **table, u32 hash, const void *thing,
		    u32 count, bool atomic)
{
	const u32 wanted = clamp(roundup_pow_of_two(8 * count + 1),
				 TSEM_HINTS_MIN, TSEM_HINTS_MAX);
	/* Pairs with the publication in grow(). */
	struct tsem_hints *hints = smp_load_acquire(table);

	if (!atomic && (!hints || hints->mask + 1 < wanted)) {
		grow(table, hints, wanted);
		/* As above. */
		hints = smp_load_acquire(table);
	}
	if (hints)
		put_hint(hints, hash, thing);
}

/**
 * tsem_hints_free - Free a table and those that it replaced
 *
 * @hints: the table, which nobody uses any more, or NULL
 *
 * Context: Process context, may sleep.
 */
void tsem_hints_free(struct tsem_hints *hints)
{
	struct tsem_hints *older;

	for (; hints; hints = older) {
		older = hints->older;
		kvfree(hints);
	}
}
