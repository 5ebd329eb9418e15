// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what the event table says holds
 *
 * For debug kernels.  A row that is wrong is told once.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/lockdep.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "check.h"

static DECLARE_BITMAP(told, TSEM_EVENT_COUNT);

static bool tell_once(enum tsem_event_id id)
{
	return !test_and_set_bit(id, told);
}

/**
 * tsem_check_forget - Forget what was told, for tests
 *
 * Context: Any context.
 */
void tsem_check_forget(void)
{
	bitmap_zero(told, TSEM_EVENT_COUNT);
}

#ifdef CONFIG_LOCKDEP
/*
 * For nobody but the process itself there is a wait: its own exec, and the ring
 * through which it asked.
 */
static bool is_own(const struct lockdep_map *lock)
{
	return lock == &current->signal->cred_guard_mutex.dep_map ||
	       !strcmp(lock->name, "&ctx->uring_lock") ||
	       !strcmp(lock->name, "&sqd->lock");
}

static const char *other_lock(void)
{
	int i;

	for (i = 0; i < current->lockdep_depth; i++)
		if (!is_own(current->held_locks[i].instance))
			return current->held_locks[i].instance->name;
	return NULL;
}
#else
static const char *other_lock(void)
{
	return NULL;
}
#endif

/**
 * tsem_check_class - Check the locks that the caller holds
 *
 * @id: the event
 *
 * Context: As the table says.
 */
void tsem_check_class(enum tsem_event_id id)
{
	if (tsem_events[id].class == TSEM_CLASS_WAIT)
		tsem_check_waits(id);
}

/**
 * tsem_check_waits - Check that the caller may wait for user space
 *
 * @id: the event
 *
 * Context: Process context, may sleep.
 */
void tsem_check_waits(enum tsem_event_id id)
{
	const char *lock = other_lock();

	WARN(lock && tell_once(id), "tsem: %s may not wait, %s is held\n",
	     tsem_events[id].name, lock);
}

/* With an exec that enters a namespace the process is still outside. */
static bool is_current(const struct tsem_proc *proc)
{
	return !proc || proc == tsem_current_proc();
}

static bool is_right_actor(enum tsem_event_id id, const struct tsem_proc *proc,
			   const struct cred *cred)
{
	switch (tsem_events[id].actor) {
	case TSEM_ACTOR_CURRENT:
		return is_current(proc) && cred == current_cred();
	case TSEM_ACTOR_ARGUMENT:
	case TSEM_ACTOR_NEXT:
		return is_current(proc);
	case TSEM_ACTOR_TARGET:
		break;
	}
	return true;
}

/**
 * tsem_check_actor - Check whose identity and credentials an event has
 *
 * @id: the event
 * @proc: the process, or NULL while it is outside
 * @cred: the credentials
 *
 * Context: Any context.
 */
void tsem_check_actor(enum tsem_event_id id, const struct tsem_proc *proc,
		      const struct cred *cred)
{
	WARN(!is_right_actor(id, proc, cred) && tell_once(id),
	     "tsem: %s has another actor\n", tsem_events[id].name);
}

/**
 * tsem_check_target - Check that an event may have another task's identity
 *
 * @id: the event
 *
 * Context: Any context.
 */
void tsem_check_target(enum tsem_event_id id)
{
	WARN(tsem_events[id].actor != TSEM_ACTOR_TARGET && tell_once(id),
	     "tsem: %s is no event of another task\n", tsem_events[id].name);
}

/**
 * tsem_check_path - Check where a name in an object comes from
 *
 * @id: the event
 * @sources: those that it comes from, as bits of &enum tsem_path_source
 *
 * Context: Any context.
 */
void tsem_check_path(enum tsem_event_id id, unsigned int sources)
{
	WARN(!(BIT(tsem_events[id].path) & sources) && tell_once(id),
	     "tsem: %s has its names from elsewhere\n", tsem_events[id].name);
}
