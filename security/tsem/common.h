/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - name and log prefix
 */

#ifndef _SECURITY_TSEM_COMMON_H
#define _SECURITY_TSEM_COMMON_H

#define TSEM_NAME "tsem"

#ifdef pr_fmt
#undef pr_fmt
#endif

#define pr_fmt(fmt) TSEM_NAME ": " fmt

#endif /* _SECURITY_TSEM_COMMON_H */
