// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what belongs to the whole machine
 */

#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/time.h>

#include "check.h"
#include "decide.h"
#include "file.h"
#include "hooks.h"

/* An event whose object is a number. */
static int decide_value(enum tsem_event_id id, u32 value)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, value);
	return tsem_event_decide(&event);
}

static int tsem_syslog(int type)
{
	return decide_value(TSEM_EV_syslog, type);
}

static int tsem_locked_down(enum lockdown_reason what)
{
	return decide_value(TSEM_EV_locked_down, what);
}

static int __maybe_unused tsem_perf_event_open(int type)
{
	return decide_value(TSEM_EV_perf_event_open, type);
}

static int tsem_settime(const struct timespec64 *ts, const struct timezone *tz)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_settime);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, !!ts);
	tsem_event_u32(&event, !!tz);
	tsem_event_u32(&event, tz ? tz->tz_minuteswest : 0);
	tsem_event_u32(&event, tz ? tz->tz_dsttime : 0);
	return tsem_event_decide(&event);
}

static int tsem_quotactl(int cmds, int type, int id,
			 const struct super_block *sb)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_quotactl);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, cmds);
	tsem_event_u32(&event, type);
	tsem_event_u32(&event, id);
	tsem_put_opt_text(&event, sb ? sb->s_type->name : NULL);
	return tsem_event_decide(&event);
}

/* The name within the file system: the hook is given no mount. */
static void put_inner_name(struct tsem_event *event, struct dentry *dentry)
{
	const char *path;
	u32 begin;

	tsem_check_path(event->id, BIT(TSEM_PATH_DENTRY));
	if (!tsem_event_room(event))
		return;
	path = dentry_path_raw(dentry, event->buffer->path,
			       sizeof(event->buffer->path));
	if (IS_ERR(path)) {
		tsem_event_error(event, PTR_ERR(path));
		return;
	}
	begin = tsem_piece_begin(event);
	tsem_put_u8(&event->text, TSEM_KIND_DENTRY);
	tsem_put_u8(&event->text, TSEM_MOUNT_NONE);
	tsem_put_str(&event->text, path, strlen(path));
	tsem_piece_end(event, begin);
}

static int tsem_quota_on(struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_quota_on);
	const char *fstype;

	if (ret <= 0)
		return ret;
	fstype = dentry->d_sb->s_type->name;
	tsem_put_text(&event, fstype, strlen(fstype));
	put_inner_name(&event, dentry);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_machine_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(syslog, tsem_syslog),
	LSM_HOOK_INIT(locked_down, tsem_locked_down),
#ifdef CONFIG_PERF_EVENTS
	LSM_HOOK_INIT(perf_event_open, tsem_perf_event_open),
#endif
	LSM_HOOK_INIT(settime, tsem_settime),
	LSM_HOOK_INIT(quotactl, tsem_quotactl),
	LSM_HOOK_INIT(quota_on, tsem_quota_on),
};

/**
 * tsem_add_machine_hooks - Register the hooks for what belongs to the machine
 *
 * Context: Boot.
 */
__init void tsem_add_machine_hooks(void)
{
	security_add_hooks(tsem_machine_hooks, ARRAY_SIZE(tsem_machine_hooks),
			   &tsem_lsmid);
}
