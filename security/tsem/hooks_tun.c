// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - network devices of programs
 *
 * The hooks come before anything has taken effect, with the lock of the network
 * configuration held.
 */

#include <linux/lsm_hooks.h>
#include <linux/string.h>

#include "decide.h"
#include "hooks.h"
#include "task.h"
#include "tun.h"

static struct tsem_tun *tsem_tun(void *security)
{
	return security + tsem_blob_sizes.lbs_tun_dev;
}

/* The device is being made by the current process. */
static int tsem_tun_dev_alloc_security(void *security)
{
	const struct tsem_proc *proc = tsem_current_proc();
	struct tsem_tun *blob = tsem_tun(security);

	if (!tsem_in_use() || !proc)
		return 0;
	memcpy(blob->owner, proc->identity, sizeof(blob->owner));
	blob->ns_id = proc->ns->ns.ns_id;
	return 0;
}

static int tsem_tun_dev_create(void)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_tun_dev_create);

	if (ret <= 0)
		return ret;
	return tsem_event_decide(&event);
}

static int decide_device(enum tsem_event_id id, void *security)
{
	const struct tsem_tun *blob = tsem_tun(security);
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);
	bool member;

	if (ret <= 0)
		return ret;
	member = blob->ns_id == event.ns->ns.ns_id;
	tsem_put_opt_digest(&event.key.plain, event.model->config.alg,
			    member ? blob->owner : NULL);
	return tsem_event_decide(&event);
}

static int tsem_tun_dev_attach_queue(void *security)
{
	return decide_device(TSEM_EV_tun_dev_attach_queue, security);
}

static int tsem_tun_dev_attach(struct sock *sk, void *security)
{
	return decide_device(TSEM_EV_tun_dev_attach, security);
}

static int tsem_tun_dev_open(void *security)
{
	return decide_device(TSEM_EV_tun_dev_open, security);
}

static struct security_hook_list tsem_tun_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(tun_dev_alloc_security, tsem_tun_dev_alloc_security),
	LSM_HOOK_INIT(tun_dev_create, tsem_tun_dev_create),
	LSM_HOOK_INIT(tun_dev_attach_queue, tsem_tun_dev_attach_queue),
	LSM_HOOK_INIT(tun_dev_attach, tsem_tun_dev_attach),
	LSM_HOOK_INIT(tun_dev_open, tsem_tun_dev_open),
};

/**
 * tsem_add_tun_hooks - Register the hooks for network devices of programs
 *
 * Context: Boot.
 */
__init void tsem_add_tun_hooks(void)
{
	security_add_hooks(tsem_tun_hooks, ARRAY_SIZE(tsem_tun_hooks),
			   &tsem_lsmid);
}
