/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - names of files
 */

#ifndef _SECURITY_TSEM_NAME_H
#define _SECURITY_TSEM_NAME_H

#include <linux/fs.h>
#include <linux/ipc_namespace.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/types.h>

struct dentry;
struct qstr;
struct tsem_model;

/**
 * struct tsem_name - A name as it is recorded
 *
 * @kind: &enum tsem_file_kind
 * @mount: &enum tsem_mount_relation
 * @path: the path, not terminated
 * @len: its length in bytes
 */
struct tsem_name {
	u8 kind;
	u8 mount;
	const char *path;
	u32 len;
};

/* Kind, mount relation and length of the path come before a path. */
#define TSEM_NAME_HEAD	6U

#ifdef CONFIG_POSIX_MQUEUE
/**
 * tsem_mqueue_mount - A mount by which message queues of mq_open(3) get names
 *
 * @sb: the superblock
 *
 * Context: Any context.
 * Return: the mount, or NULL if the file system has no message queues.
 */
static inline struct vfsmount *tsem_mqueue_mount(const struct super_block *sb)
{
	struct vfsmount *mnt = init_ipc_ns.mq_mnt;

	/* Each IPC namespace has a file system of its own. */
	return mnt && sb->s_type == mnt->mnt_sb->s_type ? mnt : NULL;
}
#else
static inline struct vfsmount *tsem_mqueue_mount(const struct super_block *sb)
{
	return NULL;
}
#endif

bool tsem_is_pseudo(const struct super_block *sb);
int tsem_name_of_path(struct tsem_model *model, const struct path *path,
		      char *room, struct tsem_name *name);
int tsem_name_of_entry(struct tsem_model *model, const struct path *dir,
		       const struct qstr *entry, bool made, char *room,
		       struct tsem_name *name);
u32 tsem_name_len(const u8 *bytes, u32 len);
bool tsem_name_is(struct tsem_model *model, const struct path *path,
		  const u8 *name, u32 len);
bool tsem_entry_is(struct tsem_model *model, const struct path *dir,
		   const struct qstr *entry, bool made, const u8 *name,
		   u32 len);
int tsem_name_of_dentry(struct tsem_model *model, struct dentry *dentry,
			char *room, struct tsem_name *name);

#endif /* _SECURITY_TSEM_NAME_H */
