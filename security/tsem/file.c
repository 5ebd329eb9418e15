// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - identity of files
 *
 * Name, type, permissions, owner and content.  The identity that a file had
 * when it was opened stays with it, so that later operations on it need neither
 * a path nor its content.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/user_namespace.h>

#include "decide.h"
#include "file.h"
#include "inode.h"
#include "name.h"
#include "written.h"

const char *const tsem_file_kinds[TSEM_KIND_COUNT] = {
	[TSEM_KIND_PATH] = "path",
	[TSEM_KIND_DELETED] = "deleted",
	[TSEM_KIND_MEMFD] = "memfd",
	[TSEM_KIND_ANON] = "anon",
	[TSEM_KIND_PIPE] = "pipe",
	[TSEM_KIND_SOCKET] = "socket",
	[TSEM_KIND_DETACHED] = "detached",
	[TSEM_KIND_DENTRY] = "dentry",
	[TSEM_KIND_VOLATILE] = "volatile",
};

const char *const tsem_mount_relations[TSEM_MOUNT_COUNT] = {
	[TSEM_MOUNT_OWN] = "own",
	[TSEM_MOUNT_OTHER] = "other",
	[TSEM_MOUNT_NONE] = "none",
};

/**
 * tsem_has_content - Whether the content of a file counts
 *
 * @inode: the file
 *
 * Context: Any context.
 * Return: true for regular files that are stored somewhere.
 */
bool tsem_has_content(const struct inode *inode)
{
	return S_ISREG(inode->i_mode) && !tsem_is_pseudo(inode->i_sb);
}

static bool has_pseudonym(struct tsem_model *model, const struct file *file)
{
	const struct tsem_rules *rules = &model->rules;
	struct tsem_buffer *buffer;
	struct tsem_name name;
	bool found;

	if (!rules->count || rules->sorted[0]->kind != TSEM_RULE_PSEUDONYM)
		return false;
	buffer = tsem_buffer_get(false);
	/* The real digest is the stricter answer. */
	if (!buffer)
		return false;
	found = !tsem_name_of_path(model, &file->f_path, buffer->path, &name) &&
		name.kind == TSEM_KIND_PATH &&
		tsem_rules_find(rules, TSEM_RULE_PSEUDONYM, name.path,
				name.len) >= 0;
	tsem_buffer_put(buffer);
	return found;
}

/* Content that is output of the workload, or that nobody can know beforehand. */
static bool is_output(struct tsem_model *model, const struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;

	if (file->f_mode & FMODE_WRITE || d_unlinked(dentry))
		return true;
	return tsem_written_has(model, d_real_inode(dentry)) ||
	       has_pseudonym(model, file);
}

/**
 * tsem_file_content - Content of a file for its identity
 *
 * @model: the model, frozen
 * @file: the file; it need not be open yet
 * @exec: it is to be executed or loaded into the kernel: neither rules nor
 *	writing members change that the real digest is taken
 * @content: where the result goes
 *
 * A file that cannot be read has no digest, which is another identity than any
 * with one.
 *
 * Context: Process context, may sleep; the inode may not be locked.
 * Return: 0, -EINTR if the task is being killed, or -ENOMEM.
 */
int tsem_file_content(struct tsem_model *model, struct file *file, bool exec,
		      struct tsem_file_content *content)
{
	const enum tsem_hash_alg alg = model->config.alg;
	int ret;

	content->kind = TSEM_CONTENT_NONE;
	if (!tsem_has_content(file_inode(file)))
		return 0;
	if (!exec && is_output(model, file)) {
		content->kind = TSEM_CONTENT_EMPTY;
		tsem_hash_once(alg, NULL, 0, content->digest);
		return 0;
	}
	ret = tsem_content_digest(file, alg, content->digest);
	if (!ret)
		content->kind = TSEM_CONTENT_DIGEST;
	return ret == -EINTR || ret == -ENOMEM ? ret : 0;
}

static void put_tsem_name(struct tsem_writer *out, const struct tsem_name *name)
{
	tsem_put_u8(out, name->kind);
	tsem_put_u8(out, name->mount);
	tsem_put_str(out, name->path, name->len);
}

/* Returns false if the event has an error. */
static bool name_of(struct tsem_event *event, const struct path *path,
		    struct tsem_name *name)
{
	int ret;

	if (event->error)
		return false;
	ret = tsem_name_of_path(event->model, path, event->buffer->path, name);
	if (ret)
		tsem_event_error(event, ret);
	return !ret;
}

static void put_owner(struct tsem_event *event, const struct path *path,
		      const struct inode *inode)
{
	struct user_namespace *owner = event->ns->user_ns;
	struct mnt_idmap *idmap = mnt_idmap(path->mnt);
	const vfsuid_t uid = i_uid_into_vfsuid(idmap, inode);
	const vfsgid_t gid = i_gid_into_vfsgid(idmap, inode);

	tsem_put_u32(&event->out, from_kuid(owner, vfsuid_into_kuid(uid)));
	tsem_put_u32(&event->out, from_kgid(owner, vfsgid_into_kgid(gid)));
}

static void put_attributes(struct tsem_event *event, const struct path *path)
{
	const struct inode *inode = d_backing_inode(path->dentry);
	const bool pseudo = tsem_is_pseudo(inode->i_sb);
	const bool device = S_ISBLK(inode->i_mode) || S_ISCHR(inode->i_mode);

	if (pseudo) {
		tsem_put_u32(&event->out, inode->i_mode & S_IFMT);
		tsem_put_u32(&event->out, (u32)-1);
		tsem_put_u32(&event->out, (u32)-1);
	} else {
		tsem_put_u32(&event->out, inode->i_mode);
		put_owner(event, path, inode);
	}
	tsem_put_u8(&event->out, device && !pseudo);
	if (device && !pseudo)
		tsem_put_u32(&event->out, inode->i_rdev);
}

static void put_superblock(struct tsem_event *event,
			   const struct super_block *sb)
{
	const bool wanted = event->model->config.fsref ==
			    TSEM_FSREF_SUPERBLOCK;

	tsem_put_u8(&event->out, wanted);
	if (!wanted)
		return;
	tsem_put_str(&event->out, sb->s_type->name, strlen(sb->s_type->name));
	tsem_put_bytes(&event->out, sb->s_uuid.b, sizeof(sb->s_uuid.b));
}

static void put_content(struct tsem_event *event,
			const struct tsem_file_content *content)
{
	const bool known = content && content->kind != TSEM_CONTENT_NONE;

	tsem_put_opt_digest(&event->out, event->model->config.alg,
			    known ? content->digest : NULL);
}

static void piece_begin(struct tsem_event *event)
{
	event->file.at = event->out.len;
	event->file.ns_id = event->ns->ns.ns_id;
}

static void piece_end(struct tsem_event *event, u32 digest_at,
		      const struct tsem_file_content *content)
{
	event->file.digest_at = digest_at - event->file.at;
	event->file.len = event->out.len - event->file.at;
	event->file.real = content && content->kind == TSEM_CONTENT_DIGEST;
}

/**
 * tsem_put_file - Write the identity of a file
 *
 * @event: the event
 * @path: the file, which exists
 * @content: its content, or NULL if it does not count
 *
 * Context: Process context, may sleep.
 */
void tsem_put_file(struct tsem_event *event, const struct path *path,
		   const struct tsem_file_content *content)
{
	struct tsem_name name;
	u32 digest_at;

	if (!name_of(event, path, &name))
		return;
	piece_begin(event);
	put_tsem_name(&event->out, &name);
	put_attributes(event, path);
	put_superblock(event, path->dentry->d_sb);
	digest_at = event->out.len;
	put_content(event, content);
	piece_end(event, digest_at, content);
}

/**
 * tsem_put_name - Write the name of something that exists
 *
 * @event: the event
 * @path: where it is
 *
 * Context: Process context, may sleep.
 */
void tsem_put_name(struct tsem_event *event, const struct path *path)
{
	struct tsem_name name;

	if (name_of(event, path, &name))
		put_tsem_name(&event->out, &name);
}

/**
 * tsem_put_entry - Write the name of an entry in a directory
 *
 * @event: the event
 * @dir: the directory
 * @entry: name of the entry, stable
 * @made: the event makes the entry
 *
 * Context: Process context, may sleep.
 */
void tsem_put_entry(struct tsem_event *event, const struct path *dir,
		    const struct qstr *entry, bool made)
{
	struct tsem_name name;
	int ret;

	if (event->error)
		return;
	ret = tsem_name_of_entry(event->model, dir, entry, made,
				 event->buffer->path, &name);
	if (ret)
		tsem_event_error(event, ret);
	else
		put_tsem_name(&event->out, &name);
}

/* The identity that was kept at open, counted, if it was in this namespace. */
static struct tsem_fragment *get_identity(const struct tsem_event *event,
					  const struct file *file)
{
	struct tsem_fragment *identity;

	guard(rcu)();
	identity = rcu_dereference(tsem_file(file)->identity);
	if (!identity || identity->ns_id != event->ns->ns.ns_id ||
	    !refcount_inc_not_zero(&identity->usage))
		return NULL;
	return identity;
}

/**
 * tsem_put_open_file - Write the identity that a file had when it was opened
 *
 * @event: the event
 * @file: the file
 * @exec: leave a digest out that is not that of the content
 *
 * A file that was not opened in this namespace has the name that it has now,
 * and no digest.
 *
 * Context: Process context, may sleep.
 */
void tsem_put_open_file(struct tsem_event *event, const struct file *file,
			bool exec)
{
	struct tsem_fragment *identity = get_identity(event, file);

	if (!identity) {
		tsem_put_file(event, file_user_path(file), NULL);
		return;
	}
	if (exec && !identity->real) {
		tsem_put_bytes(&event->out, identity->data,
			       identity->digest_at);
		tsem_put_u8(&event->out, 0);
	} else {
		tsem_put_bytes(&event->out, identity->data, identity->len);
	}
	tsem_fragment_put(identity);
}

/**
 * tsem_put_kept_file - Write the name that a file had, and its content now
 *
 * @event: the event
 * @file: the file
 * @content: its content
 *
 * Context: Process context, may sleep.
 */
void tsem_put_kept_file(struct tsem_event *event, const struct file *file,
			const struct tsem_file_content *content)
{
	struct tsem_fragment *identity = get_identity(event, file);
	u32 digest_at;

	if (!identity) {
		tsem_put_file(event, file_user_path(file), content);
		return;
	}
	piece_begin(event);
	tsem_put_bytes(&event->out, identity->data, identity->digest_at);
	digest_at = event->out.len;
	put_content(event, content);
	piece_end(event, digest_at, content);
	tsem_fragment_put(identity);
}

static void set_identity(struct tsem_file *blob, struct tsem_fragment *identity)
{
	struct tsem_fragment *old;

	old = unrcu_pointer(xchg(&blob->identity, RCU_INITIALIZER(identity)));
	tsem_fragment_put(old);
}

/**
 * tsem_file_keep - Keep the identity of a file that an event allowed
 *
 * @file: the file
 * @event: the event, decided
 *
 * Context: Any context.
 */
void tsem_file_keep(struct file *file, const struct tsem_event *event)
{
	if (event->record && event->record->file)
		set_identity(tsem_file(file),
			     tsem_fragment_get(event->record->file));
}

/**
 * tsem_file_hand_over - Give a file the identity of another
 *
 * @to: file that a stacking file system opened for itself
 * @from: file that the user opened
 *
 * Context: Any context.
 */
void tsem_file_hand_over(struct file *to, const struct file *from)
{
	struct tsem_fragment *identity;

	scoped_guard(rcu) {
		identity = rcu_dereference(tsem_file(from)->identity);
		if (!identity || !refcount_inc_not_zero(&identity->usage))
			return;
	}
	set_identity(tsem_file(to), identity);
}

/**
 * tsem_file_forget - Drop what was kept with a file that is being freed
 *
 * @blob: blob of the file
 *
 * Context: Any context.
 */
void tsem_file_forget(struct tsem_file *blob)
{
	set_identity(blob, NULL);
}
