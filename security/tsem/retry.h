/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - system calls that are started again
 */

#ifndef _SECURITY_TSEM_RETRY_H
#define _SECURITY_TSEM_RETRY_H

struct tsem_agent;
struct tsem_answer;
struct tsem_call;
struct tsem_inquiry;

int tsem_retry_ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		   struct tsem_answer *answer);
void tsem_retry_free(struct tsem_call *calls);

#endif /* _SECURITY_TSEM_RETRY_H */
