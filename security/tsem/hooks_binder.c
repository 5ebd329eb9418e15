// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - Binder
 */

#include <linux/lsm_hooks.h>
#include <linux/security.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"

static int tsem_binder_set_context_mgr(const struct cred *mgr)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_binder_set_context_mgr);

	if (ret <= 0)
		return ret;
	tsem_put_object_cred(&event, mgr);
	return tsem_event_decide(&event);
}

static int decide_between(enum tsem_event_id id, const struct cred *from,
			  const struct cred *to)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_object_cred(&event, from);
	tsem_put_object_cred(&event, to);
	return tsem_event_decide(&event);
}

static int tsem_binder_transaction(const struct cred *from,
				   const struct cred *to)
{
	return decide_between(TSEM_EV_binder_transaction, from, to);
}

static int tsem_binder_transfer_binder(const struct cred *from,
				       const struct cred *to)
{
	return decide_between(TSEM_EV_binder_transfer_binder, from, to);
}

static int tsem_binder_transfer_file(const struct cred *from,
				     const struct cred *to,
				     const struct file *file)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_binder_transfer_file);

	if (ret <= 0)
		return ret;
	tsem_put_object_cred(&event, from);
	tsem_put_object_cred(&event, to);
	tsem_put_open_file(&event, file, false);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_binder_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(binder_set_context_mgr, tsem_binder_set_context_mgr),
	LSM_HOOK_INIT(binder_transaction, tsem_binder_transaction),
	LSM_HOOK_INIT(binder_transfer_binder, tsem_binder_transfer_binder),
	LSM_HOOK_INIT(binder_transfer_file, tsem_binder_transfer_file),
};

/**
 * tsem_add_binder_hooks - Register the hooks for Binder
 *
 * Context: Boot.
 */
__init void tsem_add_binder_hooks(void)
{
	security_add_hooks(tsem_binder_hooks, ARRAY_SIZE(tsem_binder_hooks),
			   &tsem_lsmid);
}
