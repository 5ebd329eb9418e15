/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - identity of network devices of programs
 */

#ifndef _SECURITY_TSEM_TUN_H
#define _SECURITY_TSEM_TUN_H

#include <linux/types.h>

#include "hash.h"

/**
 * struct tsem_tun - Blob of a network device of a program
 *
 * @ns_id: namespace whose member made it, 0 if none
 * @owner: identity of the process that made it
 */
struct tsem_tun {
	u64 ns_id;
	u8 owner[TSEM_DIGEST_MAX];
};

#endif /* _SECURITY_TSEM_TUN_H */
