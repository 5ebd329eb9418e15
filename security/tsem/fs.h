/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - files in securityfs
 */

#ifndef _SECURITY_TSEM_FS_H
#define _SECURITY_TSEM_FS_H

#include <linux/types.h>

/* Grows when user space can rely on something new. */
#define TSEM_ABI_VERSION 1

struct file;
struct tsem_command;
struct tsem_namespace;

extern const struct file_operations tsem_agent_ops;

bool tsem_may_control(const struct file *file, struct tsem_namespace *ns);
struct tsem_namespace *tsem_fs_ns(const struct file *file,
				  const struct tsem_command *bind);
ssize_t tsem_fs_write_lines(struct file *file, const char __user *from,
			    size_t count,
			    int (*run)(struct file *file, char *line));

#ifdef CONFIG_SECURITYFS
int tsem_fs_init(void);
#else
#define tsem_fs_init NULL
#endif

#endif /* _SECURITY_TSEM_FS_H */
