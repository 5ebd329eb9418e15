/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - values of socket options
 */

#ifndef _SECURITY_TSEM_SOCKOPT_H
#define _SECURITY_TSEM_SOCKOPT_H

struct sock;
struct sockopt_value;
struct tsem_event;

int tsem_put_sockopt(struct tsem_event *event, const struct sock *sk, int level,
		     int optname, struct sockopt_value *value);

#endif /* _SECURITY_TSEM_SOCKOPT_H */
