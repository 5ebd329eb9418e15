/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - files in securityfs
 */

#ifndef _SECURITY_TSEM_FS_H
#define _SECURITY_TSEM_FS_H

/* Grows when user space can rely on something new. */
#define TSEM_ABI_VERSION 1

#ifdef CONFIG_SECURITYFS
int tsem_fs_init(void);
#else
#define tsem_fs_init NULL
#endif

#endif /* _SECURITY_TSEM_FS_H */
