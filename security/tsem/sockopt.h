/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - values of socket options
 */

#ifndef _SECURITY_TSEM_SOCKOPT_H
#define _SECURITY_TSEM_SOCKOPT_H

#include <linux/types.h>

struct sock;
struct sockopt_value;
struct tsem_event;

const u8 *tsem_sockopt_value(const struct sock *sk, struct sockopt_value *value);
void tsem_put_sockopt(struct tsem_event *event, const struct sock *sk,
		      const struct sockopt_value *value, const u8 *copy);

#endif /* _SECURITY_TSEM_SOCKOPT_H */
