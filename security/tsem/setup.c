// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - registration
 */

#include <linux/cleanup.h>
#include <linux/init.h>
#include <linux/lsm_hooks.h>
#include <linux/mutex.h>
#include <uapi/linux/lsm.h>

#include "buffer.h"
#include "common.h"
#include "file.h"
#include "fs.h"
#include "hash.h"
#include "hooks.h"
#include "inode.h"
#include "root.h"
#include "setup.h"
#include "sock.h"
#include "task.h"
#include "tun.h"

bool tsem_active __ro_after_init;

DEFINE_STATIC_KEY_FALSE(tsem_key);

const struct lsm_id tsem_lsmid = {
	.name = TSEM_NAME,
	.id = LSM_ID_TSEM,
};

struct lsm_blob_sizes tsem_blob_sizes __ro_after_init = {
	.lbs_cred = sizeof(struct tsem_cred),
	.lbs_task = sizeof(struct tsem_task),
	.lbs_file = sizeof(struct tsem_file),
	.lbs_backing_file = sizeof(struct tsem_file),
	.lbs_inode = sizeof(struct tsem_inode),
	.lbs_superblock = sizeof(struct tsem_superblock),
	.lbs_sock = sizeof(struct tsem_sock),
	.lbs_tun_dev = sizeof(struct tsem_tun),
};

/**
 * tsem_enable - Make the hooks look at events
 *
 * The key is never switched off again: a user who creates and leaves namespaces
 * in a loop could otherwise keep the kernel busy with patching itself.
 *
 * Context: Process context, may sleep.
 * Return: 0, or -ENOMEM if there is no memory for the buffers.
 */
int tsem_enable(void)
{
	static DEFINE_MUTEX(lock);
	int ret;

	if (tsem_in_use())
		return 0;

	guard(mutex)(&lock);
	if (tsem_in_use())
		return 0;
	tsem_hash_prepare();
	ret = tsem_buffers_init();
	if (ret)
		return ret;
	static_branch_enable(&tsem_key);
	return 0;
}

static int __init tsem_init(void)
{
	tsem_add_task_hooks();
	tsem_add_selfattr_hooks();
	tsem_add_inode_hooks();
	tsem_add_sock_hooks();
	tsem_add_exec_hooks();
	tsem_add_file_hooks();
	tsem_add_fd_hooks();
	tsem_add_path_hooks();
	tsem_add_attr_hooks();
	tsem_add_socket_hooks();
	tsem_add_sockopt_hooks();
	tsem_add_tun_hooks();
	tsem_add_process_hooks();
	tsem_add_mount_hooks();
	tsem_add_system_hooks();
	tsem_add_sched_hooks();
	tsem_add_prctl_hooks();
	tsem_add_machine_hooks();
	tsem_add_binder_hooks();
	tsem_add_netlink_hooks();
	tsem_add_ipc_hooks();
	tsem_add_key_hooks();
	tsem_add_bpf_hooks();
	tsem_add_uring_hooks();
	tsem_active = true;
	return 0;
}

DEFINE_LSM(tsem) = {
	.id = &tsem_lsmid,
	.init = tsem_init,
	.blobs = &tsem_blob_sizes,
	.initcall_subsys = tsem_root_init,
	.initcall_fs = tsem_fs_init,
};
