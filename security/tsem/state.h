/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - values that attest a namespace
 */

#ifndef _SECURITY_TSEM_STATE_H
#define _SECURITY_TSEM_STATE_H

#include <linux/types.h>

#include "model.h"

void tsem_config_digest(const struct tsem_config *config,
			const struct tsem_rules *rules, u8 *digest);
void tsem_measurement_start(const struct tsem_config *config,
			    const struct tsem_rules *rules, u8 *measurement);
void tsem_measurement_extend(enum tsem_hash_alg alg, u8 *measurement,
			     const u8 *coefficient);
void tsem_state_digest(const struct tsem_config *config,
		       const struct tsem_rules *rules, bool incomplete,
		       const struct tsem_entry *points, size_t count,
		       u8 *digest);
int tsem_state(struct tsem_model *model, u8 *digest);

#endif /* _SECURITY_TSEM_STATE_H */
