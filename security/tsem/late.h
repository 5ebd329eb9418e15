/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - telling an agent of what was decided already
 */

#ifndef _SECURITY_TSEM_LATE_H
#define _SECURITY_TSEM_LATE_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct tsem_agent;
struct tsem_answer;
struct tsem_late_question;
struct tsem_model;
struct tsem_question;
struct tsem_record;
struct tsem_writer;

/**
 * struct tsem_late - Late questions, for whose answers nobody waits
 *
 * A part of the agent.  All of them are allocated when there is an agent: hooks in
 * any context only fill them in.
 *
 * @lock: protects everything here but the counters; innermost
 * @slots: the questions, in one of the lists each, or NULL if there is no agent
 * @free: those that are none now
 * @unread: those that the agent has not read
 * @read: those that it has read and not answered
 * @wake: wakes the agent from any context
 * @told: late questions so far
 * @lost: events that the agent could not be told of
 */
struct tsem_late {
	raw_spinlock_t lock; /* late questions */
	struct tsem_late_question *slots;
	struct list_head free;
	struct list_head unread;
	struct list_head read;
	struct irq_work wake;
	atomic_long_t told;
	atomic_long_t lost;
};

void tsem_late_init(struct tsem_late *late);
struct tsem_late_question *tsem_late_alloc(void);
void tsem_late_open(struct tsem_late *late, struct tsem_late_question *slots);
void tsem_late_close(struct tsem_late *late);
void tsem_late_tell(struct tsem_agent *agent, const struct tsem_record *record,
		    bool own, bool denied);
bool tsem_late_has_unread(const struct tsem_late *late);
bool tsem_late_take(struct tsem_model *model, struct tsem_question *question,
		    struct tsem_writer *record);
int tsem_late_answer(struct tsem_model *model, u64 cookie,
		     const struct tsem_answer *answer);

#endif /* _SECURITY_TSEM_LATE_H */
