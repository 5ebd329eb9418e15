// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - names and attributes of files
 *
 * The path_* hooks see what users ask for, with the mount, and not what a
 * stacking file system or a server does on its own.
 *
 * mq_open(3) and mq_unlink(3) come to none of them, but to those of the inode.  So
 * the latter decide about message queues, also about what is done by their path,
 * which then is no event before.
 */

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/lsm_hooks.h>
#include <linux/nstree.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/stat.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "inode.h"
#include "name.h"
#include "task.h"
#include "written.h"

/* Model of the current process, after one of its events was allowed. */
static struct tsem_model *current_model(void)
{
	const struct tsem_proc *proc = tsem_current_proc();

	return proc && in_task() ? proc->ns->model : NULL;
}

static void note_made(const struct path *dir, const struct dentry *dentry)
{
	struct tsem_model *model = current_model();

	if (model)
		tsem_made_add(model, dir->dentry, &dentry->d_name);
}

/*
 * The file system may still refuse to remove the file, and nothing comes after it.
 * So the file is forgotten when its inode goes without a name. Whoever wrote it is
 * noted already, but that is lost if the inode was evicted since.
 */
static void note_removed(const struct dentry *dentry)
{
	const struct tsem_proc *proc = tsem_current_proc();

	if (d_is_positive(dentry))
		tsem_inode_written(d_real_inode(dentry), proc->ns->ns.ns_id);
}

static void note_gone(const struct inode *dir, const struct dentry *dentry)
{
	struct tsem_model *model = current_model();

	if (!model)
		return;
	tsem_made_drop(model, dir, &dentry->d_name);
	note_removed(dentry);
}

/* An event whose object is one entry in a directory. */
static int decide_entry(enum tsem_event_id id, const struct path *dir,
			const struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, id);

	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, false);
	return tsem_event_decide(&event);
}

static int decide_create(const struct path *dir, const struct dentry *dentry)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_create);

	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, true);
	return tsem_event_decide(&event);
}

static int decide_create_special(const struct path *dir,
				 const struct dentry *dentry, umode_t mode)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_create_special);

	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, true);
	tsem_event_u32(&event, mode & (S_ISUID | S_ISGID | S_ISVTX));
	return tsem_event_decide(&event);
}

/*
 * For open() this hook may come before the entry was looked up, and only if it
 * was not cached; file_open then follows with the same event.
 */
static int create(const struct path *dir, struct dentry *dentry, umode_t mode)
{
	int ret = decide_create(dir, dentry);

	if (!ret && mode & (S_ISUID | S_ISGID | S_ISVTX))
		ret = decide_create_special(dir, dentry, mode);
	if (!ret && !d_in_lookup(dentry))
		note_made(dir, dentry);
	return ret;
}

static bool is_queue(const struct dentry *dentry)
{
	return tsem_mqueue_mount(dentry->d_sb);
}

/* The parent is locked. */
static struct path queue_dir(const struct dentry *dentry)
{
	return (struct path) {
		.mnt = tsem_mqueue_mount(dentry->d_sb),
		.dentry = dentry->d_parent,
	};
}

static int tsem_inode_create(struct inode *inode, struct dentry *dentry,
			     umode_t mode)
{
	struct path dir;

	if (!tsem_in_use() || !is_queue(dentry))
		return 0;
	dir = queue_dir(dentry);
	return create(&dir, dentry, mode);
}

/*
 * Some file systems apply the umask themselves, so that it is still to come for
 * these.  The record must not tell them apart.
 */
static u32 asked_mode(umode_t mode)
{
	return mode & ~current_umask();
}

static int tsem_path_mknod(const struct path *dir, struct dentry *dentry,
			   umode_t mode, unsigned int dev)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use())
		return 0;
	if (!(mode & S_IFMT) || S_ISREG(mode))
		return is_queue(dentry) ? 0 : create(dir, dentry, mode);
	ret = tsem_event_begin(&event, TSEM_EV_path_mknod);
	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, true);
	tsem_event_u32(&event, asked_mode(mode));
	tsem_event_u32(&event, new_decode_dev(dev));
	ret = tsem_event_decide(&event);
	if (!ret)
		note_made(dir, dentry);
	return ret;
}

/* Who made it need not open it for writing. */
static void tsem_path_post_mknod(struct mnt_idmap *idmap, struct dentry *dentry)
{
	const struct tsem_proc *proc;

	if (!tsem_in_use())
		return;
	proc = tsem_current_proc();
	if (proc && d_is_positive(dentry))
		tsem_written_add(proc->ns, d_real_inode(dentry));
}

static int tsem_path_mkdir(const struct path *dir, struct dentry *dentry,
			   umode_t mode)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_mkdir);

	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, true);
	tsem_event_u32(&event, asked_mode(mode));
	ret = tsem_event_decide(&event);
	if (!ret)
		note_made(dir, dentry);
	return ret;
}

static int tsem_path_symlink(const struct path *dir, struct dentry *dentry,
			     const char *target)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_symlink);

	if (ret <= 0)
		return ret;
	tsem_put_entry(&event, dir, &dentry->d_name, true);
	tsem_put_text(&event, target, strlen(target));
	ret = tsem_event_decide(&event);
	if (!ret)
		note_made(dir, dentry);
	return ret;
}

static int tsem_path_unlink(const struct path *dir, struct dentry *dentry)
{
	if (!tsem_in_use() || is_queue(dentry))
		return 0;
	return decide_entry(TSEM_EV_path_unlink, dir, dentry);
}

static int tsem_path_rmdir(const struct path *dir, struct dentry *dentry)
{
	return decide_entry(TSEM_EV_path_rmdir, dir, dentry);
}

static int decide_queue_unlink(const struct dentry *dentry)
{
	const struct path dir = queue_dir(dentry);

	return decide_entry(TSEM_EV_path_unlink, &dir, dentry);
}

/*
 * These hooks come when nothing but the file system can refuse any more: a name
 * that stays must not be forgotten.
 */
static int tsem_inode_unlink(struct inode *dir, struct dentry *dentry)
{
	int ret = 0;

	if (!tsem_in_use())
		return 0;
	if (is_queue(dentry))
		ret = decide_queue_unlink(dentry);
	if (!ret)
		note_gone(dir, dentry);
	return ret;
}

static int tsem_inode_rmdir(struct inode *dir, struct dentry *dentry)
{
	if (tsem_in_use())
		note_gone(dir, dentry);
	return 0;
}

/* The mount of both names is the same, so that the old one has a path too. */
static void put_old(struct tsem_event *event, const struct path *dir,
		    struct dentry *old)
{
	const struct path path = { .mnt = dir->mnt, .dentry = old };

	tsem_put_file(event, &path, NULL);
}

static int decide_rename(const struct path *old_dir, struct dentry *old,
			 const struct path *new_dir, const struct dentry *new,
			 unsigned int flags)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_rename);

	if (ret <= 0)
		return ret;
	put_old(&event, old_dir, old);
	tsem_put_entry(&event, new_dir, &new->d_name, true);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

static int tsem_path_rename(const struct path *old_dir, struct dentry *old,
			    const struct path *new_dir, struct dentry *new,
			    unsigned int flags)
{
	const bool exchange = flags & RENAME_EXCHANGE;
	int ret;

	if (!tsem_in_use())
		return 0;
	ret = decide_rename(old_dir, old, new_dir, new, flags);
	/* Each of the two files gets the name of the other. */
	if (!ret && exchange)
		ret = decide_rename(new_dir, new, old_dir, old, flags);
	tsem_task(current)->exchanging = exchange ? old : NULL;
	return ret;
}

static bool is_exchange(const struct dentry *old, const struct dentry *new)
{
	const struct dentry *exchanging = tsem_task(current)->exchanging;

	return exchanging && (exchanging == old || exchanging == new);
}

/*
 * As for removing.  An exchange comes twice, with the names swapped, which the
 * arguments do not tell.  What a stacking file system does below is no act of the
 * member.
 */
static int tsem_inode_rename(struct inode *old_dir, struct dentry *old,
			     struct inode *new_dir, struct dentry *new)
{
	struct tsem_model *model;

	if (!tsem_in_use() || tsem_acts_for_other())
		return 0;
	model = current_model();
	if (!model)
		return 0;
	if (!is_exchange(old, new)) {
		tsem_made_drop(model, old_dir, &old->d_name);
		note_removed(new);
	}
	tsem_made_add(model, new->d_parent, &new->d_name);
	return 0;
}

static void forget_in(u64 ns_id, const struct inode *inode)
{
	struct ns_common *common = ns_tree_lookup_rcu(ns_id, CLONE_NEWTSEM);
	const struct tsem_namespace *ns;

	if (!common)
		return;
	ns = container_of(common, struct tsem_namespace, ns);
	tsem_written_drop(ns->model, inode);
}

/* Who wrote it is not known one by one. */
static void forget_everywhere(const struct inode *inode)
{
	const struct tsem_namespace *ns;

	list_for_each_entry_rcu(ns, &tsem_ns_tree.ns_list_head,
				ns.ns_tree_node.ns_list_entry)
		/* The initial one has none. */
		if (ns->model)
			tsem_written_drop(ns->model, inode);
}

/*
 * The last name is gone, whoever removed it, and nobody has the file open any more.
 */
static void tsem_inode_free_security(struct inode *inode)
{
	u64 writer;

	if (!tsem_in_use())
		return;
	writer = atomic64_read(&tsem_inode(inode)->writer);
	if (!writer || inode->i_nlink)
		return;
	/* A namespace is freed a grace period after it can be found no more. */
	guard(rcu)();
	if (writer == TSEM_WRITER_SEVERAL) {
		forget_everywhere(inode);
		return;
	}
	forget_in(writer, inode);
}

static int tsem_path_link(struct dentry *old, const struct path *new_dir,
			  struct dentry *new)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_link);

	if (ret <= 0)
		return ret;
	put_old(&event, new_dir, old);
	tsem_put_entry(&event, new_dir, &new->d_name, true);
	ret = tsem_event_decide(&event);
	if (!ret)
		note_made(new_dir, new);
	return ret;
}

static int tsem_path_truncate(const struct path *path)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_truncate);

	if (ret <= 0)
		return ret;
	tsem_put_file(&event, path, NULL);
	return tsem_event_decide(&event);
}

static int tsem_path_chmod(const struct path *path, umode_t mode)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_chmod);

	if (ret <= 0)
		return ret;
	tsem_put_file(&event, path, NULL);
	tsem_event_u32(&event, mode & S_IALLUGO);
	return tsem_event_decide(&event);
}

static int tsem_path_chown(const struct path *path, kuid_t uid, kgid_t gid)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_path_chown);

	if (ret <= 0)
		return ret;
	tsem_put_file(&event, path, NULL);
	tsem_event_u32(&event, from_kuid(event.ns->user_ns, uid));
	tsem_event_u32(&event, from_kgid(event.ns->user_ns, gid));
	return tsem_event_decide(&event);
}

/*
 * truncate(2) changes content without opening the file.  As for opening, a
 * stacking file system has copied it up only by now; the sizes that it sets on
 * the way, with other credentials, write nothing new.
 */
static void tsem_inode_post_setattr(struct mnt_idmap *idmap,
				    struct dentry *dentry, int ia_valid)
{
	const struct tsem_proc *proc;

	if (!tsem_in_use() || !(ia_valid & ATTR_SIZE) ||
	    tsem_acts_for_other() || !tsem_has_content(d_inode(dentry)))
		return;
	proc = tsem_current_proc();
	if (proc && in_task())
		tsem_written_add(proc->ns, d_real_inode(dentry));
}

static struct security_hook_list tsem_path_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(path_mknod, tsem_path_mknod),
	LSM_HOOK_INIT(path_post_mknod, tsem_path_post_mknod),
	LSM_HOOK_INIT(inode_create, tsem_inode_create),
	LSM_HOOK_INIT(path_mkdir, tsem_path_mkdir),
	LSM_HOOK_INIT(path_symlink, tsem_path_symlink),
	LSM_HOOK_INIT(path_unlink, tsem_path_unlink),
	LSM_HOOK_INIT(path_rmdir, tsem_path_rmdir),
	LSM_HOOK_INIT(inode_unlink, tsem_inode_unlink),
	LSM_HOOK_INIT(inode_rmdir, tsem_inode_rmdir),
	LSM_HOOK_INIT(path_rename, tsem_path_rename),
	LSM_HOOK_INIT(inode_rename, tsem_inode_rename),
	LSM_HOOK_INIT(inode_free_security, tsem_inode_free_security),
	LSM_HOOK_INIT(path_link, tsem_path_link),
	LSM_HOOK_INIT(path_truncate, tsem_path_truncate),
	LSM_HOOK_INIT(path_chmod, tsem_path_chmod),
	LSM_HOOK_INIT(path_chown, tsem_path_chown),
	LSM_HOOK_INIT(inode_post_setattr, tsem_inode_post_setattr),
};

/**
 * tsem_add_path_hooks - Register the hooks for names and attributes
 *
 * Context: Boot.
 */
__init void tsem_add_path_hooks(void)
{
	security_add_hooks(tsem_path_hooks, ARRAY_SIZE(tsem_path_hooks),
			   &tsem_lsmid);
}
