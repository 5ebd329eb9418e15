/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - identity of files and names
 */

#ifndef _SECURITY_TSEM_FILE_H
#define _SECURITY_TSEM_FILE_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/tsem_namespace.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include "fragment.h"
#include "hash.h"
#include "setup.h"

struct mnt_idmap;
struct tsem_event;
struct tsem_model;

/**
 * enum tsem_file_kind - What a name stands for; the values are in records
 *
 * @TSEM_KIND_PATH: path from the root of the mount's namespace
 * @TSEM_KIND_DELETED: has no name any more; the path is its directory's
 * @TSEM_KIND_MEMFD: memory without a name
 * @TSEM_KIND_ANON: object of the kernel; the path is its type
 * @TSEM_KIND_PIPE: pipe without a name
 * @TSEM_KIND_SOCKET: socket
 * @TSEM_KIND_DETACHED: in no namespace; path from the root of the file system
 * @TSEM_KIND_DENTRY: the mount is not known; path from the root of the file
 *	system
 * @TSEM_KIND_VOLATILE: a name that counts for nothing; the path is that of the
 *	directory which makes it so
 * @TSEM_KIND_COUNT: number of kinds
 */
enum tsem_file_kind {
	TSEM_KIND_PATH,
	TSEM_KIND_DELETED,
	TSEM_KIND_MEMFD,
	TSEM_KIND_ANON,
	TSEM_KIND_PIPE,
	TSEM_KIND_SOCKET,
	TSEM_KIND_DETACHED,
	TSEM_KIND_DENTRY,
	TSEM_KIND_VOLATILE,
	TSEM_KIND_COUNT,
};

/**
 * enum tsem_mount_relation - Where a mount is; the values are in records
 *
 * @TSEM_MOUNT_OWN: in the mount namespace of the task
 * @TSEM_MOUNT_OTHER: in another one
 * @TSEM_MOUNT_NONE: in none
 * @TSEM_MOUNT_COUNT: number of relations
 */
enum tsem_mount_relation {
	TSEM_MOUNT_OWN,
	TSEM_MOUNT_OTHER,
	TSEM_MOUNT_NONE,
	TSEM_MOUNT_COUNT,
};

/**
 * enum tsem_digest_flag - What a digest of a file is; the values are in records
 *
 * @TSEM_DIGEST_NONE: there is none
 * @TSEM_DIGEST_CONTENT: hash of the content
 * @TSEM_DIGEST_VERITY: fs-verity digest, made with the hash of the namespace
 */
enum tsem_digest_flag {
	TSEM_DIGEST_NONE,
	TSEM_DIGEST_CONTENT,
	TSEM_DIGEST_VERITY,
};

/**
 * enum tsem_content_kind - How the content of a file enters its identity
 *
 * @TSEM_CONTENT_NONE: not at all
 * @TSEM_CONTENT_EMPTY: as if it were empty, because it is output or has a
 *	pseudonym
 * @TSEM_CONTENT_DIGEST: by its digest
 * @TSEM_CONTENT_VERITY: by its fs-verity digest
 */
enum tsem_content_kind {
	TSEM_CONTENT_NONE,
	TSEM_CONTENT_EMPTY,
	TSEM_CONTENT_DIGEST,
	TSEM_CONTENT_VERITY,
};

/**
 * struct tsem_file_content - Content of a file for its identity
 *
 * @kind: how it enters
 * @digest: the digest if @kind tells so
 */
struct tsem_file_content {
	enum tsem_content_kind kind;
	u8 digest[TSEM_DIGEST_MAX];
};

/**
 * struct tsem_file - Blob of an open file
 *
 * @ns_id: the namespace in which @identity means something, set once; never the
 *	initial one
 * @identity: encoded identity, NULL if there is none
 * @initial: the same in the initial namespace, apart from @identity so that what
 *	others have does not depend on whether that is modeled
 * @truncated: truncating it is a part of its opening
 * @no_signal: whoever gets its signals may not; protected by the lock of the
 *	owner of the file
 */
struct tsem_file {
	atomic64_t ns_id;
	const struct tsem_fragment *identity;
	const struct tsem_fragment *initial;
	bool truncated;
	bool no_signal;
};

extern const char *const tsem_file_kinds[TSEM_KIND_COUNT];
extern const char *const tsem_mount_relations[TSEM_MOUNT_COUNT];

static inline struct tsem_file *tsem_file(const struct file *file)
{
	if (file->f_mode & FMODE_BACKING)
		return backing_file_security(file) +
		       tsem_blob_sizes.lbs_backing_file;
	return file->f_security + tsem_blob_sizes.lbs_file;
}

/**
 * tsem_file_identity - Identity that was kept of a file when it was opened
 *
 * @file: the file
 * @ns: namespace in which it is to mean something
 *
 * Context: Any context.
 * Return: a fragment of the model, or NULL if the file was not opened there.
 */
static inline const struct tsem_fragment *
tsem_file_identity(const struct file *file, const struct tsem_namespace *ns)
{
	const struct tsem_file *blob = tsem_file(file);

	if (tsem_ns_is_initial(ns))
		/* Pairs with the release in tsem_file_keep(). */
		return smp_load_acquire(&blob->initial);
	if (atomic64_read(&blob->ns_id) != ns->ns.ns_id)
		return NULL;
	/* Pairs with the release in keep_identity(). */
	return smp_load_acquire(&blob->identity);
}

bool tsem_has_content(const struct inode *inode);
int tsem_file_content(struct tsem_model *model, struct file *file,
		      bool exec, struct tsem_file_content *content);
void tsem_write_file(struct tsem_event *event, const struct path *path,
		     const struct tsem_file_content *content, u32 *digest_at);
void tsem_put_file(struct tsem_event *event, const struct path *path,
		   const struct tsem_file_content *content);
void tsem_put_name(struct tsem_event *event, const struct path *path);
void tsem_put_entry(struct tsem_event *event, const struct path *dir,
		    const struct qstr *entry, bool made);
void tsem_put_dentry(struct tsem_event *event, struct dentry *dentry);
void tsem_put_dentry_file(struct tsem_event *event, struct mnt_idmap *idmap,
			  struct dentry *dentry);
void tsem_put_open_file(struct tsem_event *event, const struct file *file,
			bool exec);
void tsem_put_kept_file(struct tsem_event *event, const struct file *file,
			const struct tsem_file_content *content);
void tsem_file_keep(struct file *file, const struct tsem_event *event);
void tsem_file_hand_over(struct file *to, const struct file *from);

#endif /* _SECURITY_TSEM_FILE_H */
