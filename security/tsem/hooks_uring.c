// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - io_uring
 *
 * What a request does goes through the hooks of the system call that it stands
 * for, in a thread that has the identity of the process.  Here is the rest.
 */

#include <linux/io_uring/cmd.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "task.h"

/*
 * The credentials that a request is going to put on are those of a member,
 * unlike the ones that a file system puts on for work of its own.
 */
static int tsem_uring_override_creds(const struct cred *new)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_uring_override_creds);

	if (ret < 0)
		return ret;
	if (ret) {
		tsem_put_object_cred(&event, new);
		ret = tsem_event_decide(&event);
		if (ret)
			return ret;
	}
	if (tsem_in_use())
		tsem_cred_wear(new);
	return 0;
}

static int decide_setup(enum tsem_event_id id)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	return ret <= 0 ? ret : tsem_event_decide(&event);
}

/* The thread that polls puts on what the task has now, whatever becomes of the task. */
static int tsem_uring_sqpoll(void)
{
	if (tsem_in_use())
		tsem_cred_wear(current_cred());
	return decide_setup(TSEM_EV_uring_sqpoll);
}

static int tsem_uring_allowed(void)
{
	return decide_setup(TSEM_EV_uring_allowed);
}

static int tsem_uring_cmd(struct io_uring_cmd *ioucmd)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_uring_cmd);

	if (ret <= 0)
		return ret;
	tsem_put_open_file(&event, ioucmd->file, false);
	tsem_event_u32(&event, ioucmd->cmd_op);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_uring_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(uring_override_creds, tsem_uring_override_creds),
	LSM_HOOK_INIT(uring_sqpoll, tsem_uring_sqpoll),
	LSM_HOOK_INIT(uring_allowed, tsem_uring_allowed),
	LSM_HOOK_INIT(uring_cmd, tsem_uring_cmd),
};

/**
 * tsem_add_uring_hooks - Register the hooks for io_uring
 *
 * Context: Boot.
 */
__init void tsem_add_uring_hooks(void)
{
	security_add_hooks(tsem_uring_hooks, ARRAY_SIZE(tsem_uring_hooks),
			   &tsem_lsmid);
}
