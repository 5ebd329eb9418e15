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
#include <linux/unaligned.h>
#include <linux/user_namespace.h>

#include "check.h"
#include "decide.h"
#include "file.h"
#include "hint.h"
#include "inode.h"
#include "name.h"
#include "task.h"
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
	return S_ISREG(inode->i_mode) && !tsem_is_pseudo(inode->i_sb) &&
	       !tsem_mqueue_mount(inode->i_sb);
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

	if (file->f_mode & FMODE_WRITE || file->f_flags & O_TRUNC ||
	    tsem_is_nameless(dentry))
		return true;
	return tsem_written_has(model, d_real_inode(dentry)) ||
	       has_pseudonym(model, file);
}

/* Its digest, of the kind that the namespace wants. */
static int real_content(struct tsem_model *model, struct file *file,
			struct tsem_file_content *content)
{
	int ret = -ENODATA;

	if (model->config.verity)
		ret = tsem_verity_digest(file, model->config.alg,
					 content->digest);
	if (!ret)
		content->kind = TSEM_CONTENT_VERITY;
	if (ret != -ENODATA)
		return ret;
	ret = tsem_content_digest(model, file, content->digest);
	if (!ret)
		content->kind = TSEM_CONTENT_DIGEST;
	return ret;
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
 * Return: 0, -EINTR if a signal came meanwhile, or -ENOMEM.
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
		memcpy(content->digest, tsem_hash_of_nothing[alg],
		       tsem_hash_size(alg));
		return 0;
	}
	ret = real_content(model, file, content);
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

	if (!tsem_event_room(event))
		return false;
	ret = tsem_name_of_path(event->model, path, event->buffer->path, name);
	if (ret)
		tsem_event_error(event, ret);
	return !ret;
}

/**
 * struct attributes - What a record says of a file besides name and content
 *
 * @mode: type and permissions
 * @uid: owner
 * @gid: group
 * @device: whether @rdev counts
 * @rdev: number of the device
 */
struct attributes {
	u32 mode;
	u32 uid;
	u32 gid;
	bool device;
	u32 rdev;
};

static void get_attributes(const struct tsem_event *event,
			   struct mnt_idmap *idmap, const struct dentry *dentry,
			   struct attributes *attributes)
{
	const struct inode *inode = d_backing_inode(dentry);
	const vfsuid_t uid = i_uid_into_vfsuid(idmap, inode);
	const vfsgid_t gid = i_gid_into_vfsgid(idmap, inode);
	struct user_namespace *owner = event->ns->user_ns;

	if (tsem_is_pseudo(inode->i_sb)) {
		attributes->mode = inode->i_mode & S_IFMT;
		attributes->uid = -1;
		attributes->gid = -1;
		attributes->device = false;
		return;
	}
	attributes->mode = inode->i_mode;
	attributes->uid = tsem_uid_in(owner, vfsuid_into_kuid(uid));
	attributes->gid = tsem_gid_in(owner, vfsgid_into_kgid(gid));
	attributes->device = S_ISBLK(inode->i_mode) || S_ISCHR(inode->i_mode);
	attributes->rdev = inode->i_rdev;
}

static void put_attributes(struct tsem_writer *out,
			   const struct tsem_event *event,
			   struct mnt_idmap *idmap, const struct dentry *dentry)
{
	struct attributes attributes;

	get_attributes(event, idmap, dentry, &attributes);
	tsem_put_u32(out, attributes.mode);
	tsem_put_u32(out, attributes.uid);
	tsem_put_u32(out, attributes.gid);
	tsem_put_u8(out, attributes.device);
	if (attributes.device)
		tsem_put_u32(out, attributes.rdev);
}

static void put_superblock(struct tsem_writer *out,
			   const struct tsem_event *event,
			   const struct super_block *sb)
{
	const bool wanted = event->model->config.fsref ==
			    TSEM_FSREF_SUPERBLOCK;

	tsem_put_u8(out, wanted);
	if (!wanted)
		return;
	tsem_put_str(out, sb->s_type->name, strlen(sb->s_type->name));
	tsem_put_bytes(out, sb->s_uuid.b, sizeof(sb->s_uuid.b));
}

static enum tsem_digest_flag flag_of(const struct tsem_file_content *content)
{
	if (!content || content->kind == TSEM_CONTENT_NONE)
		return TSEM_DIGEST_NONE;
	return content->kind == TSEM_CONTENT_VERITY ? TSEM_DIGEST_VERITY :
						      TSEM_DIGEST_CONTENT;
}

static void put_content(struct tsem_writer *out, const struct tsem_event *event,
			const struct tsem_file_content *content)
{
	const enum tsem_digest_flag flag = flag_of(content);

	tsem_put_u8(out, flag);
	if (flag != TSEM_DIGEST_NONE)
		tsem_put_bytes(out, content->digest,
			       tsem_hash_size(event->model->config.alg));
}

/**
 * tsem_write_file - Write the identity of a file into the room of an event
 *
 * @event: the event
 * @path: the file, which exists
 * @content: its content, or NULL if it does not count
 * @digest_at: where the digest starts that may be missing
 *
 * Context: Process context, may sleep.
 */
void tsem_write_file(struct tsem_event *event, const struct path *path,
		     const struct tsem_file_content *content, u32 *digest_at)
{
	struct tsem_name name;

	if (!name_of(event, path, &name))
		return;
	put_tsem_name(&event->text, &name);
	put_attributes(&event->text, event, mnt_idmap(path->mnt), path->dentry);
	put_superblock(&event->text, event, path->dentry->d_sb);
	*digest_at = event->text.len;
	put_content(&event->text, event, content);
}

static bool is_real(const struct tsem_file_content *content)
{
	return content && (content->kind == TSEM_CONTENT_DIGEST ||
			   content->kind == TSEM_CONTENT_VERITY);
}

static u8 kind_of(const struct tsem_file_content *content)
{
	return is_real(content) ? TSEM_FRAGMENT_REAL : TSEM_FRAGMENT_PLAIN;
}

/*
 * Makes a piece of an identity that was written from @begin on.  Returns the
 * fragment if there is one.
 */
static const struct tsem_fragment *
put_identity(struct tsem_event *event, u32 begin, u32 digest_at,
	     const struct tsem_file_content *content)
{
	struct tsem_piece piece = {
		.data = event->text.data + begin,
		.len = event->text.len - begin,
		.digest_at = digest_at - begin,
		.kind = kind_of(content),
	};

	if (event->text.overflow)
		tsem_event_error(event, -ENAMETOOLONG);
	if (event->error)
		return NULL;
	tsem_put_piece(event, &piece);
	return piece.fragment;
}

/* Whether a digest that may be missing is that of some content. */
static bool is_content(const struct tsem_event *event, const u8 *at, u32 len,
		       const struct tsem_file_content *content)
{
	const enum tsem_hash_alg alg = event->model->config.alg;
	const enum tsem_digest_flag flag = flag_of(content);

	if (flag == TSEM_DIGEST_NONE)
		return len == 1 && *at == flag;
	return len == 1 + tsem_hash_size(alg) && *at == flag &&
	       tsem_digest_equals(alg, at + 1, content->digest);
}

/*
 * Whether what put_attributes(), put_superblock() and put_content() write is
 * there already.  Where file systems count it may say no.
 */
static bool is_rest(const struct tsem_event *event, const u8 *at, u32 len,
		    const struct path *path,
		    const struct tsem_file_content *content)
{
	struct attributes attributes;
	u32 need = 3 * sizeof(u32) + 1;

	get_attributes(event, mnt_idmap(path->mnt), path->dentry, &attributes);
	if (attributes.device)
		need += sizeof(u32);
	if (len < need + 1 || get_unaligned_le32(at) != attributes.mode ||
	    get_unaligned_le32(at + 4) != attributes.uid ||
	    get_unaligned_le32(at + 8) != attributes.gid ||
	    at[12] != attributes.device)
		return false;
	if (attributes.device &&
	    get_unaligned_le32(at + 13) != attributes.rdev)
		return false;
	return event->model->config.fsref == TSEM_FSREF_CONTENT && !at[need] &&
	       is_content(event, at + need + 1, len - need - 1, content);
}

/**
 * struct wanted_file - A file whose identity is looked for
 *
 * @event: the event
 * @path: the file
 * @content: its content, or NULL if it does not count
 */
struct wanted_file {
	const struct tsem_event *event;
	const struct path *path;
	const struct tsem_file_content *content;
};

/*
 * Whether a fragment is what the identity of a file would be.  The name takes the
 * longest to compare.
 */
static bool is_identity(const void *thing, const void *what)
{
	const struct tsem_fragment *fragment = thing;
	const struct wanted_file *file = what;
	const u32 at = tsem_name_len(fragment->data, fragment->len);

	return at && fragment->kind == kind_of(file->content) &&
	       is_rest(file->event, fragment->data + at, fragment->len - at,
		       file->path, file->content) &&
	       tsem_name_is(file->event->model, file->path, fragment->data, at);
}

/*
 * By what is likely to be the same the next time, also of a new file.  The hash
 * of a name has its directory in it; it may change while it is read.
 */
static unsigned long number_of_file(const struct path *path)
{
	return (unsigned long)path->dentry->d_sb +
	       READ_ONCE(path->dentry->d_name.hash);
}

static void keep_hint(const struct tsem_event *event, u32 hash,
		      const struct tsem_fragment *fragment)
{
	struct tsem_model *model = event->model;

	if (fragment)
		tsem_hint_keep(&model->hints, hash, fragment,
			       atomic_read(&model->fragments.nelems), false);
}

/* Returns false if only putting the piece together can tell what it is. */
static __always_inline bool put_guess(struct tsem_event *event, u32 hash,
				      bool (*is)(const void *, const void *),
				      const void *what)
{
	const struct tsem_fragment *guess;

	if (event->error)
		return false;
	guess = tsem_hint_find(&event->model->hints, hash, is, what);
	if (guess)
		tsem_put_fragment(event, guess);
	return guess;
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
	const struct wanted_file wanted = { event, path, content };
	const u32 hash = tsem_hint_hash(number_of_file(path));
	const struct tsem_fragment *fragment;
	u32 begin, digest_at = 0;

	tsem_check_path(event->id, BIT(TSEM_PATH_FILE) | BIT(TSEM_PATH_PATH) |
				   BIT(TSEM_PATH_PARENT) | BIT(TSEM_PATH_BLOB));
	if (put_guess(event, hash, is_identity, &wanted) ||
	    !tsem_event_room(event))
		return;
	begin = tsem_piece_begin(event);
	tsem_write_file(event, path, content, &digest_at);
	fragment = put_identity(event, begin, digest_at, content);
	keep_hint(event, hash, fragment);
}

static const struct tsem_fragment *put_name(struct tsem_event *event,
					    const struct tsem_name *name)
{
	const u32 begin = tsem_piece_begin(event);

	put_tsem_name(&event->text, name);
	return tsem_piece_end(event, begin);
}

/* Whether a fragment is the name of something that exists. */
static bool is_name(const void *thing, const void *what)
{
	const struct tsem_fragment *fragment = thing;
	const struct wanted_file *file = what;
	const u32 len = tsem_name_len(fragment->data, fragment->len);

	return len && len == fragment->len &&
	       tsem_name_is(file->event->model, file->path, fragment->data,
			    len);
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
	/* Not the slot of the identity, of which the name is only a part. */
	const u32 hash = ~tsem_hint_hash(number_of_file(path));
	const struct wanted_file wanted = { event, path };
	struct tsem_name name;

	tsem_check_path(event->id, BIT(TSEM_PATH_PATH));
	if (!put_guess(event, hash, is_name, &wanted) &&
	    name_of(event, path, &name))
		keep_hint(event, hash, put_name(event, &name));
}

/* The hash of its name is one with the address of its directory in it. */
static unsigned long number_of_entry(const struct path *dir,
				     const struct qstr *entry)
{
	return (unsigned long)d_backing_inode(dir->dentry) ^ entry->hash;
}

/**
 * struct wanted_entry - An entry whose name is looked for
 *
 * @model: model of the event
 * @dir: the directory
 * @entry: the entry
 * @made: the event makes the entry
 */
struct wanted_entry {
	struct tsem_model *model;
	const struct path *dir;
	const struct qstr *entry;
	bool made;
};

static bool is_entry(const void *thing, const void *what)
{
	const struct tsem_fragment *fragment = thing;
	const struct wanted_entry *wanted = what;
	const u32 len = tsem_name_len(fragment->data, fragment->len);

	return len && len == fragment->len &&
	       tsem_entry_is(wanted->model, wanted->dir, wanted->entry,
			     wanted->made, fragment->data, len);
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
	const struct wanted_entry wanted = { event->model, dir, entry, made };
	const u32 hash = tsem_hint_hash(number_of_entry(dir, entry));
	struct tsem_name name;
	int ret;

	tsem_check_path(event->id, BIT(TSEM_PATH_PARENT));
	if (put_guess(event, hash, is_entry, &wanted) ||
	    !tsem_event_room(event))
		return;
	ret = tsem_name_of_entry(event->model, dir, entry, made,
				 event->buffer->path, &name);
	if (ret) {
		tsem_event_error(event, ret);
		return;
	}
	keep_hint(event, hash, put_name(event, &name));
}

/* Returns false if the event has an error. */
static bool name_of_dentry(struct tsem_event *event, struct dentry *dentry,
			   struct tsem_name *name)
{
	int ret;

	tsem_check_path(event->id, BIT(TSEM_PATH_DENTRY));
	if (!tsem_event_room(event))
		return false;
	ret = tsem_name_of_dentry(event->model, dentry, event->buffer->path,
				  name);
	if (ret)
		tsem_event_error(event, ret);
	return !ret;
}

/**
 * tsem_put_dentry - Write the name of something whose mount is not known
 *
 * @event: the event
 * @dentry: what it is
 *
 * Context: Process context, may sleep; the inode may be locked.
 */
void tsem_put_dentry(struct tsem_event *event, struct dentry *dentry)
{
	struct tsem_name name;

	if (name_of_dentry(event, dentry, &name))
		put_name(event, &name);
}

/**
 * tsem_put_dentry_file - Write the identity of a file whose mount is not known
 *
 * @event: the event
 * @idmap: how the mount maps owners
 * @dentry: the file, which exists
 *
 * Context: Process context, may sleep; the inode may be locked.
 */
void tsem_put_dentry_file(struct tsem_event *event, struct mnt_idmap *idmap,
			  struct dentry *dentry)
{
	struct tsem_name name;
	u32 begin, digest_at;

	if (!name_of_dentry(event, dentry, &name))
		return;
	begin = tsem_piece_begin(event);
	put_tsem_name(&event->text, &name);
	put_attributes(&event->text, event, idmap, dentry);
	put_superblock(&event->text, event, dentry->d_sb);
	digest_at = event->text.len;
	put_content(&event->text, event, NULL);
	put_identity(event, begin, digest_at, NULL);
}

/* An identity with another digest, or with none. */
static void put_changed(struct tsem_event *event,
			const struct tsem_fragment *identity,
			const struct tsem_file_content *content)
{
	u32 begin, digest_at;

	if (!tsem_event_room(event))
		return;
	begin = tsem_piece_begin(event);
	tsem_put_bytes(&event->text, identity->data, identity->digest_at);
	digest_at = event->text.len;
	put_content(&event->text, event, content);
	put_identity(event, begin, digest_at, content);
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
	const struct tsem_fragment *identity = tsem_file_identity(file, event->ns);

	tsem_check_path(event->id, BIT(TSEM_PATH_BLOB));
	if (!identity)
		tsem_put_file(event, file_user_path(file), NULL);
	else if (exec && identity->kind != TSEM_FRAGMENT_REAL)
		put_changed(event, identity, NULL);
	else
		tsem_put_fragment(event, identity);
}

/* Whether an identity has this very content. */
static bool has_content(const struct tsem_event *event,
			const struct tsem_fragment *identity,
			const struct tsem_file_content *content)
{
	const u8 *at = identity->data + identity->digest_at;

	return identity->kind == TSEM_FRAGMENT_REAL && is_real(content) &&
	       is_content(event, at, identity->len - identity->digest_at,
			  content);
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
	const struct tsem_fragment *identity = tsem_file_identity(file, event->ns);

	tsem_check_path(event->id, BIT(TSEM_PATH_BLOB));
	if (!identity)
		tsem_put_file(event, file_user_path(file), content);
	else if (has_content(event, identity, content))
		tsem_put_fragment(event, identity);
	else
		put_changed(event, identity, content);
}

/* A file that was opened in another namespace is foreign here. */
static bool claim(struct tsem_file *blob, u64 ns_id, bool shared)
{
	u64 owner = atomic64_read(&blob->ns_id);

	if (owner)
		return owner == ns_id;
	if (shared) {
		owner = atomic64_cmpxchg(&blob->ns_id, 0, ns_id);
		return !owner || owner == ns_id;
	}
	/* Nobody else has what is being opened: no need to lock the bus for it. */
	atomic64_set(&blob->ns_id, ns_id);
	return true;
}

static void keep_identity(struct tsem_file *blob, u64 ns_id,
			  const struct tsem_fragment *identity, bool shared)
{
	if (!claim(blob, ns_id, shared))
		return;
	/* Pairs with the acquire of whoever looks at the identity. */
	smp_store_release(&blob->identity, identity);
}

/**
 * tsem_file_keep - Keep the identity of a file that an event allowed
 *
 * @file: the file
 * @event: the event, decided, whose first piece describes the file
 *
 * Context: Any context.
 */
void tsem_file_keep(struct file *file, const struct tsem_event *event)
{
	/*
	 * Not that of the record: another event may have made it, for which the
	 * same digest was that of the content.
	 */
	const struct tsem_fragment *identity = event->key.pieces[0].fragment;
	struct tsem_file *blob = tsem_file(file);

	if (event->error || event->key.plain.overflow || !identity)
		return;
	if (!tsem_ns_is_initial(event->ns))
		keep_identity(blob, event->ns->ns.ns_id, identity,
			      event->id != TSEM_EV_file_open);
	else
		/* Pairs with the acquire of whoever looks at the identity. */
		smp_store_release(&blob->initial, identity);
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
	const struct tsem_file *blob = tsem_file(from);
	const struct tsem_fragment *identity;

	/* Pairs with the release in tsem_file_keep(). */
	identity = smp_load_acquire(&blob->initial);
	if (identity)
		/* Pairs with the acquire of whoever looks at the identity. */
		smp_store_release(&tsem_file(to)->initial, identity);
	/* Pairs with the release in keep_identity(). */
	identity = smp_load_acquire(&blob->identity);
	if (identity)
		keep_identity(tsem_file(to), atomic64_read(&blob->ns_id),
			      identity, true);
}
