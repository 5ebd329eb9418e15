// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - System V IPC
 *
 * Most of these are called under RCU or with the lock of the object held.
 */

#include <linux/cred.h>
#include <linux/ipc.h>
#include <linux/lsm_hooks.h>
#include <linux/msg.h>
#include <linux/security.h>

#include "decide.h"
#include "hooks.h"

static void put_ids(struct tsem_event *event, kuid_t uid, kgid_t gid)
{
	tsem_event_uid(event, uid);
	tsem_event_gid(event, gid);
}

/* The other bits of the mode tell what became of a segment. */
static void put_key(struct tsem_event *event, const struct kern_ipc_perm *perm)
{
	tsem_event_u32(event, perm->key);
	tsem_event_u32(event, READ_ONCE(perm->mode) & 0777);
}

static void put_ipc(struct tsem_event *event, const struct kern_ipc_perm *perm)
{
	put_key(event, perm);
	put_ids(event, perm->uid, perm->gid);
	put_ids(event, perm->cuid, perm->cgid);
}

/* Commands that ask about all objects have none. */
static void put_opt_ipc(struct tsem_event *event,
			const struct kern_ipc_perm *perm)
{
	tsem_event_u8(event, !!perm);
	if (perm)
		put_ipc(event, perm);
}

/* The object is being made, and will belong to whoever makes it. */
static int decide_new(enum tsem_event_id id, const struct kern_ipc_perm *perm)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	put_key(&event, perm);
	put_ids(&event, current_euid(), current_egid());
	put_ids(&event, current_euid(), current_egid());
	return tsem_event_decide(&event);
}

static int decide_old(enum tsem_event_id id, const struct kern_ipc_perm *perm)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	put_ipc(&event, perm);
	return tsem_event_decide(&event);
}

static int decide_value(enum tsem_event_id id, const struct kern_ipc_perm *perm,
			u32 value)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	put_ipc(&event, perm);
	tsem_event_u32(&event, value);
	return tsem_event_decide(&event);
}

static int decide_control(enum tsem_event_id id,
			  const struct kern_ipc_perm *perm, u32 cmd)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	put_opt_ipc(&event, perm);
	tsem_event_u32(&event, cmd);
	return tsem_event_decide(&event);
}

/*
 * Whether an object is made or was there is not up to the workload: with IPC_CREAT
 * the event is that of the *_associate hooks.
 */
static int tsem_ipc_permission(struct kern_ipc_perm *ipcp, short flag)
{
	const u32 access = (flag | flag >> 3 | flag >> 6) & 07;

	if (!access || flag & IPC_CREAT)
		return 0;
	return decide_value(TSEM_EV_ipc_permission, ipcp, access);
}

static int tsem_shm_alloc_security(struct kern_ipc_perm *perm)
{
	return decide_new(TSEM_EV_shm_associate, perm);
}

static int tsem_shm_associate(struct kern_ipc_perm *perm, int shmflg)
{
	return decide_old(TSEM_EV_shm_associate, perm);
}

static int tsem_shm_shmctl(struct kern_ipc_perm *perm, int cmd)
{
	return decide_control(TSEM_EV_shm_shmctl, perm, cmd);
}

static int tsem_shm_shmat(struct kern_ipc_perm *perm, char __user *shmaddr,
			  int shmflg)
{
	return decide_value(TSEM_EV_shm_shmat, perm, shmflg);
}

static int tsem_sem_alloc_security(struct kern_ipc_perm *perm)
{
	return decide_new(TSEM_EV_sem_associate, perm);
}

static int tsem_sem_associate(struct kern_ipc_perm *perm, int semflg)
{
	return decide_old(TSEM_EV_sem_associate, perm);
}

static int tsem_sem_semctl(struct kern_ipc_perm *perm, int cmd)
{
	return decide_control(TSEM_EV_sem_semctl, perm, cmd);
}

static int tsem_sem_semop(struct kern_ipc_perm *perm, struct sembuf *sops,
			  unsigned int nsops, int alter)
{
	return decide_value(TSEM_EV_sem_semop, perm, alter);
}

static int tsem_msg_queue_alloc_security(struct kern_ipc_perm *perm)
{
	return decide_new(TSEM_EV_msg_queue_associate, perm);
}

static int tsem_msg_queue_associate(struct kern_ipc_perm *perm, int msqflg)
{
	return decide_old(TSEM_EV_msg_queue_associate, perm);
}

static int tsem_msg_queue_msgctl(struct kern_ipc_perm *perm, int cmd)
{
	return decide_control(TSEM_EV_msg_queue_msgctl, perm, cmd);
}

static int tsem_msg_queue_msgsnd(struct kern_ipc_perm *perm,
				 struct msg_msg *msg, int msqflg)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_msg_queue_msgsnd);

	if (ret <= 0)
		return ret;
	put_ipc(&event, perm);
	tsem_event_u64(&event, msg->m_type);
	tsem_event_u32(&event, msqflg);
	return tsem_event_decide(&event);
}

/* How ipc/msg.c calls the search for the lowest of several types. */
#define SEARCH_LESSEQUAL 4

/*
 * The target may wait in msgrcv(2) while the current task sends.  It holds the
 * lock that the target needs to go on.  The search for the lowest type changes
 * what it looks for on the way, by what messages there are.
 */
static int tsem_msg_queue_msgrcv(struct kern_ipc_perm *perm,
				 struct msg_msg *msg,
				 struct task_struct *target, long type,
				 int mode)
{
	struct tsem_event event __uninitialized;
	int ret;

	ret = tsem_event_begin_for(&event, TSEM_EV_msg_queue_msgrcv, target);
	if (ret <= 0)
		return ret;
	put_ipc(&event, perm);
	tsem_event_u64(&event, mode == SEARCH_LESSEQUAL ? 0 : type);
	tsem_event_u32(&event, mode);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_ipc_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(ipc_permission, tsem_ipc_permission),
	LSM_HOOK_INIT(shm_alloc_security, tsem_shm_alloc_security),
	LSM_HOOK_INIT(shm_associate, tsem_shm_associate),
	LSM_HOOK_INIT(shm_shmctl, tsem_shm_shmctl),
	LSM_HOOK_INIT(shm_shmat, tsem_shm_shmat),
	LSM_HOOK_INIT(sem_alloc_security, tsem_sem_alloc_security),
	LSM_HOOK_INIT(sem_associate, tsem_sem_associate),
	LSM_HOOK_INIT(sem_semctl, tsem_sem_semctl),
	LSM_HOOK_INIT(sem_semop, tsem_sem_semop),
	LSM_HOOK_INIT(msg_queue_alloc_security, tsem_msg_queue_alloc_security),
	LSM_HOOK_INIT(msg_queue_associate, tsem_msg_queue_associate),
	LSM_HOOK_INIT(msg_queue_msgctl, tsem_msg_queue_msgctl),
	LSM_HOOK_INIT(msg_queue_msgsnd, tsem_msg_queue_msgsnd),
	LSM_HOOK_INIT(msg_queue_msgrcv, tsem_msg_queue_msgrcv),
};

/**
 * tsem_add_ipc_hooks - Register the hooks for System V IPC
 *
 * Context: Boot.
 */
__init void tsem_add_ipc_hooks(void)
{
	security_add_hooks(tsem_ipc_hooks, ARRAY_SIZE(tsem_ipc_hooks),
			   &tsem_lsmid);
}
