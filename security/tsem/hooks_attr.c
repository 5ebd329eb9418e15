// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - looking at files, and attributes without a
 * path hook
 *
 * Most of these hooks are told an entry but not the mount, and come for what the
 * kernel does on its own, too: a stacking file system looks at its layers and
 * copies attributes with the credentials of who mounted it.  That is no event.
 * None of them comes while a path is walked under RCU.
 */

#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fileattr.h>
#include <linux/fsnotify_backend.h>
#include <linux/lsm_hooks.h>
#include <linux/path.h>
#include <linux/posix_acl.h>
#include <linux/string.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "task.h"

/* What tells of a file and cannot be set, or is not kept with the file. */
#define TSEM_STATE_FLAGS						\
	(FS_DIRTY_FL | FS_COMPRBLK_FL | FS_ENCRYPT_FL | FS_INDEX_FL |	\
	 FS_HUGE_FILE_FL | FS_EXTENT_FL | FS_VERITY_FL |		\
	 FS_EA_INODE_FL | FS_EOFBLOCKS_FL | FS_INLINE_DATA_FL |		\
	 FS_RESERVED_FL)

/**
 * enum tsem_time_change - What becomes of a time; the values are in records
 *
 * @TSEM_TIME_KEPT: nothing
 * @TSEM_TIME_NOW: it becomes the present time
 * @TSEM_TIME_GIVEN: it becomes another one
 */
enum tsem_time_change {
	TSEM_TIME_KEPT,
	TSEM_TIME_NOW,
	TSEM_TIME_GIVEN,
};

static int begin(struct tsem_event *event, enum tsem_event_id id)
{
	if (!tsem_in_use() || tsem_acts_for_other())
		return 0;
	return tsem_event_begin(event, id);
}

/* Standard input, output and error. */
#define TSEM_STDIO 3

/*
 * The next descriptor of these, from @fd on, that may be open for some path, or
 * TSEM_STDIO.  Without a reference the file may be another one a moment later, but
 * its memory remains that of a file.
 */
static unsigned int next_like(unsigned int fd, const struct path *path)
{
	const struct file *file;

	guard(rcu)();
	for (; fd < TSEM_STDIO; fd++) {
		file = files_lookup_fd_raw(current->files, fd);
		/* Whoever takes the answer looks again. */
		if (file && data_race(file->f_path.dentry == path->dentry))
			break;
	}
	return fd;
}

static bool was_opened_in(const struct file *file,
			  const struct tsem_namespace *ns)
{
	if (tsem_ns_is_initial(ns))
		return tsem_file_identity(file, ns);
	return atomic64_read(&tsem_file(file)->ns_id) == ns->ns.ns_id;
}

/*
 * Whether a file is the standard input or output, and was opened outside.  What
 * it is called is not up to the workload, and every program looks at it.
 */
static bool is_handed_in(const struct path *path)
{
	const struct tsem_proc *proc = tsem_current_proc();
	unsigned int fd;

	/* A task that exits has no descriptors any more. */
	if (!proc || !current->files)
		return false;
	for (fd = next_like(0, path); fd < TSEM_STDIO;
	     fd = next_like(fd + 1, path)) {
		struct file *file __free(fput) = fget_raw(fd);

		/* Objects are called the same whoever made them. */
		if (file && path_equal(&file->f_path, path))
			return !(path->dentry->d_sb->s_flags & SB_NOUSER) &&
			       !was_opened_in(file, proc->ns);
	}
	return false;
}

static int tsem_inode_getattr(const struct path *path)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || is_handed_in(path))
		return 0;
	ret = begin(&event, TSEM_EV_inode_getattr);
	if (ret <= 0)
		return ret;
	tsem_put_name(&event, path);
	return tsem_event_decide(&event);
}

/* An event whose object is a name. */
static int decide_dentry(enum tsem_event_id id, struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret = begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_dentry(&event, dentry);
	return tsem_event_decide(&event);
}

/* An event that looks at one attribute. */
static int decide_read(enum tsem_event_id id, struct dentry *dentry,
		       const char *name)
{
	struct tsem_event event __uninitialized;
	int ret = begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_dentry(&event, dentry);
	tsem_put_text(&event, name, strlen(name));
	return tsem_event_decide(&event);
}

/* An event that takes one attribute away. */
static int decide_remove(enum tsem_event_id id, struct mnt_idmap *idmap,
			 struct dentry *dentry, const char *name)
{
	struct tsem_event event __uninitialized;
	int ret = begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_dentry_file(&event, idmap, dentry);
	tsem_put_text(&event, name, strlen(name));
	return tsem_event_decide(&event);
}

static int tsem_inode_readlink(struct dentry *dentry)
{
	return decide_dentry(TSEM_EV_inode_readlink, dentry);
}

static enum tsem_time_change change_of(const struct iattr *attr,
				       unsigned int time, unsigned int given)
{
	if (!(attr->ia_valid & time))
		return TSEM_TIME_KEPT;
	return attr->ia_valid & given ? TSEM_TIME_GIVEN : TSEM_TIME_NOW;
}

/* Only utimes(2) sets one of these two. */
static bool is_utimes(const struct iattr *attr)
{
	return attr->ia_valid & (ATTR_TIMES_SET | ATTR_TOUCH);
}

static int tsem_inode_setattr(struct mnt_idmap *idmap, struct dentry *dentry,
			      struct iattr *attr)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!is_utimes(attr))
		return 0;
	ret = begin(&event, TSEM_EV_inode_setattr);
	if (ret <= 0)
		return ret;
	tsem_put_dentry_file(&event, idmap, dentry);
	tsem_event_u32(&event, change_of(attr, ATTR_ATIME, ATTR_ATIME_SET));
	tsem_event_u32(&event, change_of(attr, ATTR_MTIME, ATTR_MTIME_SET));
	return tsem_event_decide(&event);
}

/* Only called for a file that grants something. */
static int tsem_inode_killpriv(struct mnt_idmap *idmap, struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret = begin(&event, TSEM_EV_inode_killpriv);

	if (ret <= 0)
		return ret;
	tsem_put_dentry_file(&event, idmap, dentry);
	return tsem_event_decide(&event);
}

static int tsem_inode_setxattr(struct mnt_idmap *idmap, struct dentry *dentry,
			       const char *name, const void *value, size_t size,
			       int flags)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_event event __uninitialized;
	enum tsem_hash_alg alg;
	int ret = begin(&event, TSEM_EV_inode_setxattr);

	if (ret <= 0)
		return ret;
	alg = event.model->config.alg;
	tsem_hash_once(alg, value, size, digest);
	tsem_put_dentry_file(&event, idmap, dentry);
	tsem_put_text(&event, name, strlen(name));
	tsem_put_opt_digest(&event.key.plain, alg, digest);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

static int tsem_inode_getxattr(struct dentry *dentry, const char *name)
{
	return decide_read(TSEM_EV_inode_getxattr, dentry, name);
}

static int tsem_inode_listxattr(struct dentry *dentry)
{
	return decide_dentry(TSEM_EV_inode_listxattr, dentry);
}

static int tsem_inode_removexattr(struct mnt_idmap *idmap,
				  struct dentry *dentry, const char *name)
{
	return decide_remove(TSEM_EV_inode_removexattr, idmap, dentry, name);
}

static u32 id_of_entry(struct user_namespace *owner,
		       const struct posix_acl_entry *entry)
{
	switch (entry->e_tag) {
	case ACL_USER:
		return from_kuid(owner, entry->e_uid);
	case ACL_GROUP:
		return from_kgid(owner, entry->e_gid);
	default:
		return U32_MAX;
	}
}

static void digest_acl(const struct tsem_event *event,
		       const struct posix_acl *acl, u8 *digest)
{
	const struct posix_acl_entry *entry, *end;
	struct tsem_hash hash;
	struct tsem_writer out;
	u8 bytes[8];

	tsem_hash_init(&hash, event->model->config.alg);
	FOREACH_ACL_ENTRY(entry, acl, end) {
		tsem_writer_init(&out, bytes, sizeof(bytes));
		tsem_put_u16(&out, entry->e_tag);
		tsem_put_u16(&out, entry->e_perm);
		tsem_put_u32(&out, id_of_entry(event->ns->user_ns, entry));
		tsem_hash_update(&hash, bytes, out.len);
	}
	tsem_hash_final(&hash, digest);
}

static int tsem_inode_set_acl(struct mnt_idmap *idmap, struct dentry *dentry,
			      const char *acl_name, struct posix_acl *kacl)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_event event __uninitialized;
	int ret = begin(&event, TSEM_EV_inode_set_acl);

	if (ret <= 0)
		return ret;
	if (kacl)
		digest_acl(&event, kacl, digest);
	tsem_put_dentry_file(&event, idmap, dentry);
	tsem_put_text(&event, acl_name, strlen(acl_name));
	tsem_put_opt_digest(&event.key.plain, event.model->config.alg,
			    kacl ? digest : NULL);
	return tsem_event_decide(&event);
}

static int tsem_inode_get_acl(struct mnt_idmap *idmap, struct dentry *dentry,
			      const char *acl_name)
{
	return decide_read(TSEM_EV_inode_get_acl, dentry, acl_name);
}

static int tsem_inode_remove_acl(struct mnt_idmap *idmap, struct dentry *dentry,
				 const char *acl_name)
{
	return decide_remove(TSEM_EV_inode_remove_acl, idmap, dentry, acl_name);
}

static int tsem_inode_file_setattr(struct dentry *dentry, struct file_kattr *fa)
{
	struct tsem_event event __uninitialized;
	int ret = begin(&event, TSEM_EV_inode_file_setattr);

	if (ret <= 0)
		return ret;
	tsem_put_dentry(&event, dentry);
	tsem_event_u32(&event, fa->flags & ~TSEM_STATE_FLAGS);
	tsem_event_u32(&event, fa->fsx_xflags & ~FS_XFLAG_RDONLY_MASK);
	tsem_event_u32(&event, fa->fsx_projid);
	return tsem_event_decide(&event);
}

static int tsem_inode_file_getattr(struct dentry *dentry, struct file_kattr *fa)
{
	return decide_dentry(TSEM_EV_inode_file_getattr, dentry);
}

static int tsem_path_notify(const struct path *path, u64 mask,
			    unsigned int obj_type)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_notify);

	if (ret <= 0)
		return ret;
	tsem_put_name(&event, path);
	tsem_event_u64(&event, mask);
	tsem_event_u32(&event, obj_type);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_attr_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(path_notify, tsem_path_notify),
	LSM_HOOK_INIT(inode_getattr, tsem_inode_getattr),
	LSM_HOOK_INIT(inode_readlink, tsem_inode_readlink),
	LSM_HOOK_INIT(inode_setattr, tsem_inode_setattr),
	LSM_HOOK_INIT(inode_killpriv, tsem_inode_killpriv),
	LSM_HOOK_INIT(inode_setxattr, tsem_inode_setxattr),
	LSM_HOOK_INIT(inode_getxattr, tsem_inode_getxattr),
	LSM_HOOK_INIT(inode_listxattr, tsem_inode_listxattr),
	LSM_HOOK_INIT(inode_removexattr, tsem_inode_removexattr),
	LSM_HOOK_INIT(inode_set_acl, tsem_inode_set_acl),
	LSM_HOOK_INIT(inode_get_acl, tsem_inode_get_acl),
	LSM_HOOK_INIT(inode_remove_acl, tsem_inode_remove_acl),
	LSM_HOOK_INIT(inode_file_setattr, tsem_inode_file_setattr),
	LSM_HOOK_INIT(inode_file_getattr, tsem_inode_file_getattr),
};

/**
 * tsem_add_attr_hooks - Register the hooks for looking and for attributes
 *
 * Context: Boot.
 */
__init void tsem_add_attr_hooks(void)
{
	security_add_hooks(tsem_attr_hooks, ARRAY_SIZE(tsem_attr_hooks),
			   &tsem_lsmid);
}
