/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what the event table says holds
 */

#ifndef _SECURITY_TSEM_CHECK_H
#define _SECURITY_TSEM_CHECK_H

#include <linux/bits.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include "event.h"
#include "task.h"

#ifdef CONFIG_SECURITY_TSEM_DEBUG

void tsem_check_forget(void);
void tsem_check_waits(enum tsem_event_id id);
void tsem_check_class(enum tsem_event_id id);
void tsem_check_actor(enum tsem_event_id id, const struct tsem_proc *proc,
		      const struct cred *cred);
void tsem_check_target(enum tsem_event_id id);
void tsem_check_path(enum tsem_event_id id, unsigned int sources);
void tsem_check_result(enum tsem_event_id id, long error);
void tsem_check_denied(enum tsem_event_id id);

/**
 * tsem_check_decide - Begin what may not sleep if the event may not
 *
 * @id: the event
 *
 * Its caller may happen to be one that may.
 *
 * Context: Any context.
 */
static inline void tsem_check_decide(enum tsem_event_id id)
{
	if (tsem_is_atomic(id))
		non_block_start();
}

/**
 * tsem_check_decided - End it
 *
 * @id: the event
 *
 * Context: Any context.
 */
static inline void tsem_check_decided(enum tsem_event_id id)
{
	if (tsem_is_atomic(id))
		non_block_end();
}

#else

static inline void tsem_check_waits(enum tsem_event_id id)
{
}

static inline void tsem_check_class(enum tsem_event_id id)
{
}

static inline void tsem_check_actor(enum tsem_event_id id,
				    const struct tsem_proc *proc,
				    const struct cred *cred)
{
}

static inline void tsem_check_target(enum tsem_event_id id)
{
}

static inline void tsem_check_path(enum tsem_event_id id, unsigned int sources)
{
}

static inline void tsem_check_denied(enum tsem_event_id id)
{
}

static inline void tsem_check_decide(enum tsem_event_id id)
{
}

static inline void tsem_check_decided(enum tsem_event_id id)
{
}

#endif

/**
 * tsem_check_caller - Check that the caller permits what the table says
 *
 * @id: the event
 *
 * Context: As the table says.
 */
static inline void tsem_check_caller(enum tsem_event_id id)
{
	if (!tsem_is_atomic(id))
		might_sleep();
	tsem_check_class(id);
}

#endif /* _SECURITY_TSEM_CHECK_H */
