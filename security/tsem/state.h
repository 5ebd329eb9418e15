/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - values that attest a namespace
 */

#ifndef _SECURITY_TSEM_STATE_H
#define _SECURITY_TSEM_STATE_H

#include <linux/types.h>

#include "model.h"

/**
 * struct tsem_basis - What values of a model are computed from, apart from the points
 *
 * A copy, so that no lock is held while points are collected, sorted and hashed.
 *
 * @model: the model
 * @config: its configuration
 * @rules: copy of the list of its rules; these are its own
 * @incomplete: something was not kept by then
 * @frozen: the configuration could not change any more; if it could, there was no
 *	point yet, and one that came later may be of another hash
 */
struct tsem_basis {
	struct tsem_model *model;
	struct tsem_config config;
	struct tsem_rules rules;
	bool incomplete;
	bool frozen;
};

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
int tsem_basis_take(struct tsem_basis *basis, struct tsem_model *model);
void tsem_basis_free(struct tsem_basis *basis);
struct tsem_entry *tsem_basis_points(const struct tsem_basis *basis,
				     size_t *count);
int tsem_state(const struct tsem_basis *basis, u8 *digest);

#endif /* _SECURITY_TSEM_STATE_H */
