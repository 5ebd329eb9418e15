/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the model of the initial namespace
 */

#ifndef _SECURITY_TSEM_ROOT_H
#define _SECURITY_TSEM_ROOT_H

#include <linux/init.h>

#ifdef CONFIG_SECURITY_TSEM_NS

int __init tsem_root_init(void);

#else /* !CONFIG_SECURITY_TSEM_NS */

static inline int tsem_root_init(void)
{
	return 0;
}

#endif /* CONFIG_SECURITY_TSEM_NS */

#endif /* _SECURITY_TSEM_ROOT_H */
