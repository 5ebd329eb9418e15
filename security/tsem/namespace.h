/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - namespaces
 */

#ifndef _SECURITY_TSEM_NAMESPACE_H
#define _SECURITY_TSEM_NAMESPACE_H

#include <linux/err.h>
#include <linux/tsem_namespace.h>

#ifdef CONFIG_SECURITY_TSEM_NS

struct tsem_namespace *tsem_ns_get_from_fd(int fd);
struct tsem_namespace *tsem_ns_get_from_id(u64 id);

#else /* !CONFIG_SECURITY_TSEM_NS */

static inline struct tsem_namespace *tsem_ns_get_from_fd(int fd)
{
	return ERR_PTR(-EINVAL);
}

static inline struct tsem_namespace *tsem_ns_get_from_id(u64 id)
{
	return ERR_PTR(-ENOENT);
}

#endif /* CONFIG_SECURITY_TSEM_NS */

#endif /* _SECURITY_TSEM_NAMESPACE_H */
