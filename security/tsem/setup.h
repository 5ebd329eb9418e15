/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - registration
 */

#ifndef _SECURITY_TSEM_SETUP_H
#define _SECURITY_TSEM_SETUP_H

#include <linux/jump_label.h>
#include <linux/lsm_hooks.h>

extern bool tsem_active;
extern struct lsm_blob_sizes tsem_blob_sizes;
extern const struct lsm_id tsem_lsmid;

DECLARE_STATIC_KEY_FALSE(tsem_key);

/**
 * tsem_in_use - Whether there was something to model since boot
 *
 * Until then every hook is one branch that is not taken.
 *
 * Context: Any context.
 * Return: true from the first namespace on that has a model.
 */
static inline bool tsem_in_use(void)
{
	return static_branch_unlikely(&tsem_key);
}

int tsem_enable(void);

#endif /* _SECURITY_TSEM_SETUP_H */
