// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - mounts and roots
 *
 * What a member asks for, and what is mounted because of what it does, when it
 * walks into an automount point, or when an IPC namespace gets its file system.
 *
 * No hook is told of open_tree(2), fsmount(2), fspick(2) and mount_setattr(2),
 * nor of flags such as "ro" that are given to fsconfig(2), which sb_kern_mount
 * has in the end.
 */

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/lsm_hooks.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/string.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "name.h"
#include "task.h"

/* Flags of a file system that a request sets; others follow from its kind. */
#define TSEM_SB_FLAGS \
	(SB_RDONLY | SB_SYNCHRONOUS | SB_MANDLOCK | SB_DIRSYNC | SB_LAZYTIME)

/* Options of file systems are text, or a page that starts with it. */
static void put_options(struct tsem_event *event, const char *data)
{
	tsem_event_u8(event, !!data);
	if (data)
		tsem_put_text(event, data, strnlen(data, PAGE_SIZE));
}

static void put_type(struct tsem_event *event,
		     const struct file_system_type *type)
{
	tsem_put_text(event, type->name, strlen(type->name));
}

static int tsem_sb_mount(const char *dev_name, const struct path *path,
			 const char *type, unsigned long flags, void *data)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_sb_mount);

	if (ret <= 0)
		return ret;
	tsem_put_opt_text(&event, dev_name);
	tsem_put_name(&event, path);
	tsem_put_opt_text(&event, type);
	tsem_event_u64(&event, flags);
	put_options(&event, data);
	return tsem_event_decide(&event);
}

/* An event whose object is two names. */
static int decide_pair(enum tsem_event_id id, const struct path *from,
		       const struct path *to)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_name(&event, from);
	tsem_put_name(&event, to);
	return tsem_event_decide(&event);
}

static int tsem_move_mount(const struct path *from_path,
			   const struct path *to_path)
{
	return decide_pair(TSEM_EV_move_mount, from_path, to_path);
}

static int tsem_sb_pivotroot(const struct path *old_path,
			     const struct path *new_path)
{
	return decide_pair(TSEM_EV_sb_pivotroot, old_path, new_path);
}

static int tsem_sb_umount(struct vfsmount *mnt, int flags)
{
	const struct path path = { .mnt = mnt, .dentry = mnt->mnt_root };
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_sb_umount);

	if (ret <= 0)
		return ret;
	tsem_put_name(&event, &path);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

static int tsem_path_chroot(const struct path *path)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_chroot);

	if (ret <= 0)
		return ret;
	tsem_put_name(&event, path);
	return tsem_event_decide(&event);
}

static int decide_sb(enum tsem_event_id id, const struct super_block *sb)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	put_type(&event, sb->s_type);
	tsem_event_u64(&event, sb->s_flags & TSEM_SB_FLAGS);
	return tsem_event_decide(&event);
}

/*
 * To return 0 is to say that there is nothing wrong with @mnt_opts, which only a
 * module with labels makes, and that one is asked as well.
 */
static int tsem_sb_set_mnt_opts(struct super_block *sb, void *mnt_opts,
				unsigned long kern_flags,
				unsigned long *set_kern_flags)
{
	return decide_sb(TSEM_EV_sb_set_mnt_opts, sb);
}

static int tsem_sb_kern_mount(const struct super_block *sb)
{
	return decide_sb(TSEM_EV_sb_kern_mount, sb);
}

static int tsem_sb_remount(struct super_block *sb, void *mnt_opts)
{
	return decide_sb(TSEM_EV_sb_remount, sb);
}

/* Process accounting asks with the credentials of who switched it on. */
static int tsem_sb_statfs(struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || tsem_acts_for_other())
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_sb_statfs);
	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, tsem_is_pseudo(dentry->d_sb));
	return tsem_event_decide(&event);
}

static const char *text_of(const struct fs_parameter *param)
{
	switch (param->type) {
	case fs_value_is_string:
		return param->string;
	case fs_value_is_filename:
		return param->name->name;
	default:
		return NULL;
	}
}

static const struct file *file_of(const struct fs_parameter *param)
{
	return param->type == fs_value_is_file ? param->file : NULL;
}

static void put_blob(struct tsem_event *event, const struct fs_parameter *param)
{
	const enum tsem_hash_alg alg = event->model->config.alg;
	const bool blob = param->type == fs_value_is_blob;
	u8 digest[TSEM_DIGEST_MAX];

	if (blob)
		tsem_hash_once(alg, param->blob, param->size, digest);
	tsem_put_opt_digest(&event->key.plain, alg, blob ? digest : NULL);
}

static int decide_param(const struct fs_context *fc,
			const struct fs_parameter *param)
{
	const struct file *file = file_of(param);
	struct tsem_event event __uninitialized;
	int ret;

	/* Only fsopen(2) and fspick(2) make one; of mount(2) all is known. */
	if (!fc->log.log)
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_fs_context_parse_param);
	if (ret <= 0)
		return ret;
	put_type(&event, fc->fs_type);
	tsem_event_u32(&event, fc->purpose);
	tsem_put_text(&event, param->key, strlen(param->key));
	tsem_put_opt_text(&event, text_of(param));
	tsem_event_u8(&event, !!file);
	if (file)
		tsem_put_open_file(&event, file, false);
	put_blob(&event, param);
	return tsem_event_decide(&event);
}

/* To allow is to say that the parameter is not ours. */
static int tsem_fs_context_parse_param(struct fs_context *fc,
				       struct fs_parameter *param)
{
	return decide_param(fc, param) ?: -ENOPARAM;
}

static struct security_hook_list tsem_mount_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sb_mount, tsem_sb_mount),
	LSM_HOOK_INIT(move_mount, tsem_move_mount),
	LSM_HOOK_INIT(sb_umount, tsem_sb_umount),
	LSM_HOOK_INIT(sb_pivotroot, tsem_sb_pivotroot),
	LSM_HOOK_INIT(sb_set_mnt_opts, tsem_sb_set_mnt_opts),
	LSM_HOOK_INIT(sb_kern_mount, tsem_sb_kern_mount),
	LSM_HOOK_INIT(sb_remount, tsem_sb_remount),
	LSM_HOOK_INIT(sb_statfs, tsem_sb_statfs),
	LSM_HOOK_INIT(fs_context_parse_param, tsem_fs_context_parse_param),
	LSM_HOOK_INIT(path_chroot, tsem_path_chroot),
};

/**
 * tsem_add_mount_hooks - Register the hooks for mounts and roots
 *
 * Context: Boot.
 */
__init void tsem_add_mount_hooks(void)
{
	security_add_hooks(tsem_mount_hooks, ARRAY_SIZE(tsem_mount_hooks),
			   &tsem_lsmid);
}
