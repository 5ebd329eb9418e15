/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the hooks that are events
 */

#ifndef _SECURITY_TSEM_HOOKS_H
#define _SECURITY_TSEM_HOOKS_H

#include <linux/init.h>
#include <linux/types.h>

#include "event.h"

struct cred;
struct file;
struct task_struct;
struct tsem_event;
struct tsem_subject;

int tsem_decide_open(struct file *file, const struct tsem_subject *subject);
void tsem_put_object_cred(struct tsem_event *event, const struct cred *cred);
int tsem_decide_task(enum tsem_event_id id, const struct task_struct *task);
int tsem_decide_task_value(enum tsem_event_id id,
			   const struct task_struct *task, u32 value);

__init void tsem_add_attr_hooks(void);
__init void tsem_add_exec_hooks(void);
__init void tsem_add_fd_hooks(void);
__init void tsem_add_file_hooks(void);
__init void tsem_add_mount_hooks(void);
__init void tsem_add_path_hooks(void);
__init void tsem_add_process_hooks(void);
__init void tsem_add_system_hooks(void);
__init void tsem_add_sched_hooks(void);
__init void tsem_add_selfattr_hooks(void);
__init void tsem_add_prctl_hooks(void);
__init void tsem_add_machine_hooks(void);
__init void tsem_add_binder_hooks(void);

#ifdef CONFIG_SECURITY_TSEM_NET
__init void tsem_add_socket_hooks(void);
__init void tsem_add_sockopt_hooks(void);
__init void tsem_add_tun_hooks(void);
__init void tsem_add_netlink_hooks(void);
#else
static inline void tsem_add_socket_hooks(void)
{
}

static inline void tsem_add_sockopt_hooks(void)
{
}

static inline void tsem_add_tun_hooks(void)
{
}

static inline void tsem_add_netlink_hooks(void)
{
}
#endif

#ifdef CONFIG_SYSVIPC
__init void tsem_add_ipc_hooks(void);
#else
static inline void tsem_add_ipc_hooks(void)
{
}
#endif

#ifdef CONFIG_KEYS
__init void tsem_add_key_hooks(void);
#else
static inline void tsem_add_key_hooks(void)
{
}
#endif

#ifdef CONFIG_BPF_SYSCALL
__init void tsem_add_bpf_hooks(void);
#else
static inline void tsem_add_bpf_hooks(void)
{
}
#endif

#ifdef CONFIG_IO_URING
__init void tsem_add_uring_hooks(void);
#else
static inline void tsem_add_uring_hooks(void)
{
}
#endif

#endif /* _SECURITY_TSEM_HOOKS_H */
