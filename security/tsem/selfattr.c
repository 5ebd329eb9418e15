// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what a process can ask about itself
 */

#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>
#include <linux/tsem_namespace.h>
#include <uapi/linux/lsm.h>

#include "hooks.h"
#include "model.h"
#include "setup.h"
#include "task.h"

/* Names and a number of 64 bits, then the identity in hexadecimal. */
#define SELF_MAX (96 + 2 * TSEM_DIGEST_MAX)

static int tsem_getselfattr(unsigned int attr, struct lsm_ctx __user *ctx,
			    u32 *size, u32 flags)
{
	const struct tsem_proc *proc = tsem_current_proc();
	const struct tsem_model *model;
	char text[SELF_MAX];
	int len, ret;

	if (attr != LSM_ATTR_CURRENT || !proc)
		return -EOPNOTSUPP;
	model = proc->ns->model;
	len = scnprintf(text, sizeof(text), "ns=%llu mode=%s trust=%s identity=",
			proc->ns->ns.ns_id,
			tsem_mode_name(READ_ONCE(model->mode)),
			READ_ONCE(proc->untrusted) ? "untrusted" : "trusted");
	bin2hex(text + len, proc->identity, tsem_hash_size(model->config.alg));
	len += 2 * tsem_hash_size(model->config.alg);
	text[len++] = '\0';
	ret = lsm_fill_user_ctx(ctx, size, text, len, LSM_ID_TSEM, 0);
	return ret ?: 1;
}

static struct security_hook_list tsem_selfattr_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(getselfattr, tsem_getselfattr),
};

/**
 * tsem_add_selfattr_hooks - Register the hook for attributes of a process
 *
 * Context: Boot.
 */
__init void tsem_add_selfattr_hooks(void)
{
	security_add_hooks(tsem_selfattr_hooks, ARRAY_SIZE(tsem_selfattr_hooks),
			   &tsem_lsmid);
}
