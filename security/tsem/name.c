// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - names of files
 *
 * A name must be the same on every run and on every machine.  So it counts from
 * the root of the mount's namespace, whatever the task's root is; numbers that
 * the kernel deals out are left out; and what a program chose at random in a
 * directory that is meant for that is replaced by the directory.
 */

#include <linux/ctype.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs_struct.h>
#include <linux/limits.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/nsproxy.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "file.h"
#include "inode.h"
#include "model.h"
#include "name.h"
#include "task.h"
#include "written.h"

/* File systems whose files are views of kernel data and not stored content. */
static const unsigned long pseudo_magics[] = {
	AAFS_MAGIC, BINDERFS_SUPER_MAGIC, BINFMTFS_MAGIC, BPF_FS_MAGIC,
	CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, CONFIGFS_MAGIC, DEBUGFS_MAGIC,
	DEVPTS_SUPER_MAGIC, EFIVARFS_MAGIC, HUGETLBFS_MAGIC, PROC_SUPER_MAGIC,
	PSTOREFS_MAGIC, RDTGROUP_SUPER_MAGIC, SECURITYFS_MAGIC, SELINUX_MAGIC,
	SMACK_MAGIC, SYSFS_MAGIC, TRACEFS_MAGIC, XENFS_SUPER_MAGIC,
};

/*
 * Whether a file system has nothing but objects without a place in a directory.
 * Those of namespaces and processes can be opened by handle, for which they claim
 * to be like others.
 */
static bool has_objects(const struct super_block *sb)
{
	return sb->s_flags & SB_NOUSER || sb->s_magic == NSFS_MAGIC ||
	       sb->s_magic == PID_FS_MAGIC;
}

static bool find_pseudo(const struct super_block *sb)
{
	size_t i;

	/* Memory without a name is of this kind, but can be executed. */
	if (sb->s_magic == TMPFS_MAGIC)
		return false;
	if (has_objects(sb))
		return true;
	for (i = 0; i < ARRAY_SIZE(pseudo_magics); i++)
		if (sb->s_magic == pseudo_magics[i])
			return true;
	return false;
}

/**
 * tsem_is_pseudo - Whether files of a file system have no content of their own
 *
 * @sb: the superblock, of a file
 *
 * Owner and mode of such files follow the process or the boot, so that they do
 * not count either.
 *
 * Context: Any context.
 * Return: true for procfs and its like and for objects that are no files.
 */
bool tsem_is_pseudo(const struct super_block *sb)
{
	struct tsem_superblock *blob = tsem_superblock(sb);

	/* All that come here at once find the same. */
	if (READ_ONCE(blob->pseudo) == TSEM_PSEUDO_UNKNOWN)
		WRITE_ONCE(blob->pseudo, find_pseudo(sb) ? TSEM_PSEUDO_YES :
							   TSEM_PSEUDO_NO);
	return READ_ONCE(blob->pseudo) == TSEM_PSEUDO_YES;
}

static void set_name(struct tsem_name *name, u8 kind, const char *path, u32 len)
{
	name->kind = kind;
	name->path = path;
	name->len = len;
}

/* What has no place in any directory.  Returns false if it has one. */
static bool name_of_object(const struct dentry *dentry, struct tsem_name *name)
{
	const struct super_block *sb = dentry->d_sb;
	const char *type = sb->s_type->name;

	if (!has_objects(sb))
		return false;
	name->mount = TSEM_MOUNT_NONE;
	switch (sb->s_magic) {
	case PIPEFS_MAGIC:
		set_name(name, TSEM_KIND_PIPE, "", 0);
		break;
	case SOCKFS_MAGIC:
		set_name(name, TSEM_KIND_SOCKET, "", 0);
		break;
	case TMPFS_MAGIC:
		/* Its name is whatever its maker liked. */
		set_name(name, TSEM_KIND_MEMFD, "", 0);
		break;
	case ANON_INODE_FS_MAGIC:
		set_name(name, TSEM_KIND_ANON, dentry->d_name.name,
			 dentry->d_name.len);
		break;
	default:
		set_name(name, TSEM_KIND_ANON, type, strlen(type));
		break;
	}
	return true;
}

static u8 mount_relation(struct vfsmount *mnt)
{
	/* An exiting task has no namespaces any more. */
	if (!current->nsproxy)
		return TSEM_MOUNT_OTHER;
	return our_mnt(mnt) ? TSEM_MOUNT_OWN : TSEM_MOUNT_OTHER;
}

/* The path from the root of the file system. */
static int detached(const struct path *path, char *room, struct tsem_name *name)
{
	char *at = dentry_path_raw(path->dentry, room, PATH_MAX);

	if (IS_ERR(at))
		return PTR_ERR(at);
	name->mount = TSEM_MOUNT_NONE;
	set_name(name, TSEM_KIND_DETACHED, at, strlen(at));
	return 0;
}

/*
 * The path from the root of the mount's namespace, or of the file system.  A
 * message queue is called as by mq_open(3), which uses a mount of its own, also
 * where its file system is mounted.
 */
static int absolute(const struct path *path, char *room, struct tsem_name *name)
{
	char *at;

	if (tsem_mqueue_mount(path->dentry->d_sb))
		return detached(path, room, name);
	at = d_absolute_path(path, room, PATH_MAX);
	if (PTR_ERR_OR_ZERO(at) == -EINVAL)
		return detached(path, room, name);
	if (IS_ERR(at))
		return PTR_ERR(at);
	name->mount = mount_relation(path->mnt);
	set_name(name, TSEM_KIND_PATH, at, strlen(at));
	return 0;
}

/*
 * Whether names in a directory do not count if a member made them.  Programs agree
 * about those of message queues.
 */
static bool is_sticky(const struct inode *dir)
{
	return (dir->i_mode & S_ISVTX) && !tsem_mqueue_mount(dir->i_sb);
}

/* Whether a member made @dentry in a sticky directory. */
static bool is_made(struct tsem_model *model, struct dentry *dentry,
		    const struct inode *dir)
{
	if (!dir || !is_sticky(dir))
		return false;
	/* The name cannot change while it is compared. */
	guard(spinlock)(&dentry->d_lock);
	return tsem_made_has(model, dir, dentry->d_name.name,
			     dentry->d_name.len);
}

/* Of directories above another one; what is deeper in a sticky one has no name. */
#define DEPTH_MAX 65536

/*
 * The outermost sticky directory in which a member made the entry through which one
 * gets from @root to @last, or NULL.
 */
static struct dentry *outermost_made(struct tsem_model *model,
				     struct dentry *last,
				     const struct dentry *root)
{
	struct dentry *dentry = last, *parent, *found = NULL;
	int depth;

	for (depth = 0; depth < DEPTH_MAX; depth++) {
		if (dentry == root || IS_ROOT(dentry))
			break;
		parent = READ_ONCE(dentry->d_parent);
		if (is_made(model, dentry, d_inode_rcu(parent)))
			found = parent;
		dentry = parent;
	}
	return found;
}

/* That directory, counted.  Who renames all the time can make it take a lock. */
static struct dentry *find_made_below(struct tsem_model *model,
				      struct dentry *last,
				      const struct dentry *root)
{
	struct dentry *found;

	if (!atomic_read(&model->n_written))
		return NULL;

	guard(rcu)();
	scoped_seqlock_read(&rename_lock, ss_lock)
		found = outermost_made(model, last, root);

	/* It is an ancestor of a counted entry, unless that just moved. */
	return found && lockref_get_not_dead(&found->d_lockref) ? found : NULL;
}

static struct dentry *find_made(struct tsem_model *model,
				const struct path *path)
{
	return find_made_below(model, path->dentry, path->mnt->mnt_root);
}

static int name_of_directory(const struct path *path, struct dentry *dentry,
			     char *room, struct tsem_name *name)
{
	const struct path dir = { .mnt = path->mnt, .dentry = dentry };

	return absolute(&dir, room, name);
}

/*
 * What has no name any more stays apart from what has one: only the path of its
 * directory is replaced, if that is below the volatile one.
 */
static void cut_volatile(struct tsem_model *model, struct tsem_name *name)
{
	const u32 len = tsem_rules_volatile(&model->rules, name->path,
					    name->len);

	if (len)
		set_name(name, name->kind == TSEM_KIND_DELETED ?
				       TSEM_KIND_DELETED : TSEM_KIND_VOLATILE,
			 name->path, len);
}

static void apply_volatile(struct tsem_model *model, struct tsem_name *name)
{
	if (name->kind == TSEM_KIND_PATH || name->kind == TSEM_KIND_DELETED)
		cut_volatile(model, name);
}

static bool all_digits(const char *at, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (!isdigit(at[i]))
			return false;
	return len;
}

static bool equals(const char *at, u32 len, const char *word)
{
	return strlen(word) == len && !memcmp(at, word, len);
}

/*
 * Whether a component is a number that the kernel dealt out.  @depth counts
 * from 1 below the root of the file system; @prev is the component before.
 */
static bool is_number(unsigned long magic, u32 depth, const char *prev,
		      u32 prev_len, const char *at, u32 len)
{
	if (magic != PROC_SUPER_MAGIC || depth == 1)
		return all_digits(at, len);
	if (equals(prev, prev_len, "map_files"))
		return true;
	return all_digits(at, len) && (equals(prev, prev_len, "task") ||
				       equals(prev, prev_len, "fd") ||
				       equals(prev, prev_len, "fdinfo"));
}

static u32 depth_below(const struct dentry *dentry, const struct dentry *top)
{
	u32 depth;

	guard(rcu)();
	for (depth = 0; dentry != top && !IS_ROOT(dentry); depth++)
		dentry = READ_ONCE(dentry->d_parent);
	return depth;
}

static u32 count_components(const char *path, u32 len)
{
	u32 i, n = 0;

	for (i = 0; i + 1 < len; i++)
		n += path[i] == '/';
	return n;
}

/*
 * Replaces process, thread, descriptor and terminal numbers below @root.  The
 * path of @dentry stands at the end of @room, the result at its start.
 */
static int drop_numbers(const struct dentry *dentry, const struct dentry *root,
			char *room, struct tsem_name *name)
{
	const unsigned long magic = dentry->d_sb->s_magic;
	u32 inside, hidden, skip, len, prev_len, out = 0;
	const char *from = name->path, *end = from + name->len;
	const char *prev;

	inside = depth_below(dentry, root);
	hidden = depth_below(root, NULL);
	skip = count_components(from, name->len) - inside;
	prev = root->d_name.name;
	prev_len = root->d_name.len;

	while (from < end && *from == '/') {
		const char *at = from + 1;
		const char *stop = memchr(at, '/', end - at);
		const char *word = at;

		len = (stop ? stop : end) - at;
		from = at + len;
		if (skip) {
			skip--;
		} else {
			hidden++;
			if (is_number(magic, hidden, prev, prev_len, at, len))
				word = "<n>";
			prev = at;
			prev_len = len;
		}
		if (word != at)
			len = strlen(word);
		if (room + out + 1 + len > from)
			return -ENAMETOOLONG;
		room[out++] = '/';
		memmove(room + out, word, len);
		out += len;
	}
	name->path = room;
	name->len = out;
	return 0;
}

static bool has_numbers(const struct dentry *dentry)
{
	const unsigned long magic = dentry->d_sb->s_magic;

	return magic == PROC_SUPER_MAGIC || magic == DEVPTS_SUPER_MAGIC;
}

/* As absolute(), without numbers that the kernel dealt out. */
static int absolute_plain(const struct path *path, char *room,
			  struct tsem_name *name)
{
	const int ret = absolute(path, room, name);
	const struct dentry *root = path->mnt->mnt_root;

	if (ret || !has_numbers(path->dentry))
		return ret;
	/* Of a mount that is nowhere, the path is not one from its root. */
	if (name->kind == TSEM_KIND_DETACHED)
		root = path->dentry->d_sb->s_root;
	return drop_numbers(path->dentry, root, room, name);
}

/* The directory in which something had a name. */
static int name_of_deleted(struct tsem_model *model, const struct path *path,
			   char *room, struct tsem_name *name)
{
	struct dentry *parent = dget_parent(path->dentry);
	const struct path dir = { .mnt = path->mnt, .dentry = parent };
	const int ret = absolute_plain(&dir, room, name);

	dput(parent);
	name->kind = TSEM_KIND_DELETED;
	if (!ret)
		apply_volatile(model, name);
	return ret;
}

/*
 * The name of an entry in such a file system, without its number.  Nothing is
 * renamed there.
 */
static const struct qstr *drop_number(const struct dentry *dir,
				      const struct qstr *entry)
{
	static const struct qstr number = QSTR_INIT("<n>", 3);

	return is_number(dir->d_sb->s_magic, depth_below(dir, NULL) + 1,
			 dir->d_name.name, dir->d_name.len, entry->name,
			 entry->len) ? &number : entry;
}

/**
 * tsem_name_of_path - Name of something that exists
 *
 * @model: model whose rules apply
 * @path: where it is
 * @room: PATH_MAX bytes in which the name may be put
 * @name: the name, valid as long as @room and @path
 *
 * Context: Process context, may sleep.
 * Return: 0, or -ENAMETOOLONG.
 */
int tsem_name_of_path(struct tsem_model *model, const struct path *path,
		      char *room, struct tsem_name *name)
{
	struct dentry *dentry = path->dentry, *made;
	int ret;

	if (name_of_object(dentry, name))
		return 0;

	made = find_made(model, path);
	if (made) {
		ret = name_of_directory(path, made, room, name);
		dput(made);
		name->kind = TSEM_KIND_VOLATILE;
		return ret;
	}
	if (tsem_is_nameless(dentry))
		return name_of_deleted(model, path, room, name);
	ret = absolute_plain(path, room, name);
	if (!ret)
		apply_volatile(model, name);
	return ret;
}

/* Adds the name of an entry to the path of its directory. */
static int append_entry(const struct qstr *entry, char *room,
			struct tsem_name *name)
{
	const u32 slash = name->len > 1;
	u32 len = name->len;

	if (len + slash + entry->len >= PATH_MAX)
		return -ENAMETOOLONG;
	memmove(room, name->path, len);
	if (slash)
		room[len++] = '/';
	memcpy(room + len, entry->name, entry->len);
	name->path = room;
	name->len = len + entry->len;
	return 0;
}

/**
 * tsem_name_of_entry - Name of an entry in a directory
 *
 * @model: model whose rules apply
 * @dir: the directory
 * @entry: the entry, which need not exist and whose name is stable
 * @made: the event makes the entry: in a sticky directory it will be a name
 *	that a member made
 * @room: PATH_MAX bytes in which the name may be put
 * @name: the name, valid as long as @room and @dir
 *
 * Context: Process context, may sleep.
 * Return: 0, or -ENAMETOOLONG.
 */
int tsem_name_of_entry(struct tsem_model *model, const struct path *dir,
		       const struct qstr *entry, bool made, char *room,
		       struct tsem_name *name)
{
	const struct inode *inode = d_inode(dir->dentry);
	struct dentry *outer = find_made(model, dir);
	const bool sticky = is_sticky(inode);
	int ret;

	if (!made && sticky)
		made = tsem_made_has(model, inode, entry->name, entry->len);
	if (outer || (made && sticky)) {
		ret = name_of_directory(dir, outer ?: dir->dentry, room, name);
		dput(outer);
		name->kind = TSEM_KIND_VOLATILE;
		return ret;
	}
	ret = absolute_plain(dir, room, name);
	if (has_numbers(dir->dentry))
		entry = drop_number(dir->dentry, entry);
	if (!ret)
		ret = append_entry(entry, room, name);
	if (!ret)
		apply_volatile(model, name);
	return ret;
}

/* Whether a member made an entry in a sticky directory on the way to @path. */
static bool is_below_made(struct tsem_model *model, const struct path *path)
{
	struct dentry *made = find_made(model, path);

	dput(made);
	return made;
}

/**
 * tsem_name_len - Length of a recorded name
 *
 * @bytes: bytes that begin with a recorded name
 * @len: their number
 *
 * Context: Any context.
 * Return: number of bytes of the name, or 0 if it is cut off.
 */
u32 tsem_name_len(const u8 *bytes, u32 len)
{
	u32 n;

	if (len < TSEM_NAME_HEAD)
		return 0;
	n = get_unaligned_le32(bytes + 2);
	return n > len - TSEM_NAME_HEAD ? 0 : TSEM_NAME_HEAD + n;
}

static bool has_head(const struct path *path, u8 kind, const u8 *name)
{
	return name[0] == kind && name[1] == mount_relation(path->mnt);
}

/**
 * tsem_name_is - Whether something that exists has a recorded name
 *
 * @model: model whose rules apply
 * @path: where it is
 * @name: the recorded name
 * @len: its length as tsem_name_len() tells, not 0
 *
 * The same as to make the name and to compare it, but cheaper.
 *
 * Context: Process context, may sleep.
 * Return: true if it has that name; false if not, or if only making the name
 * can tell.
 */
bool tsem_name_is(struct tsem_model *model, const struct path *path,
		  const u8 *name, u32 len)
{
	/* Of a name with numbers it does not tell whether they were left out. */
	if (has_numbers(path->dentry))
		return false;
	/* It was not replaced by a rule then, and rules do not change. */
	return has_head(path, TSEM_KIND_PATH, name) &&
	       !is_below_made(model, path) &&
	       !tsem_is_nameless(path->dentry) &&
	       d_path_equals(path, (const char *)name + TSEM_NAME_HEAD,
			     len - TSEM_NAME_HEAD);
}

/* Whether @entry in @dir has the given path. */
static bool entry_equals(const struct path *dir, const struct qstr *entry,
			 const char *path, u32 len)
{
	if (len <= entry->len || path[len - entry->len - 1] != '/' ||
	    memcmp(path + len - entry->len, entry->name, entry->len))
		return false;
	len -= entry->len;
	/* The slash belongs to the name of the root only. */
	return d_path_equals(dir, path, len > 1 ? len - 1 : len);
}

/**
 * tsem_entry_is - Whether an entry in a directory has a recorded name
 *
 * @model: model whose rules apply
 * @dir: the directory
 * @entry: the entry, as for tsem_name_of_entry()
 * @made: the event makes the entry
 * @name: the recorded name
 * @len: its length as tsem_name_len() tells, not 0
 *
 * Context: Process context, may sleep.
 * Return: as tsem_name_is().
 */
bool tsem_entry_is(struct tsem_model *model, const struct path *dir,
		   const struct qstr *entry, bool made, const u8 *name,
		   u32 len)
{
	const struct inode *inode = d_inode(dir->dentry);
	const bool sticky = is_sticky(inode);
	const char *path = (const char *)name + TSEM_NAME_HEAD;

	len -= TSEM_NAME_HEAD;
	if (has_numbers(dir->dentry))
		return false;
	if (!made && sticky)
		made = tsem_made_has(model, inode, entry->name, entry->len);
	if (is_below_made(model, dir))
		return false;
	if (made && sticky)
		return has_head(dir, TSEM_KIND_VOLATILE, name) &&
		       d_path_equals(dir, path, len);
	return has_head(dir, TSEM_KIND_PATH, name) &&
	       entry_equals(dir, entry, path, len);
}

/* The path from the root of the file system. */
static int inside(const struct dentry *dentry, u8 kind, char *room,
		  struct tsem_name *name)
{
	char *at = dentry_path_raw(dentry, room, PATH_MAX);

	if (IS_ERR(at))
		return PTR_ERR(at);
	name->mount = TSEM_MOUNT_NONE;
	set_name(name, kind, at, strlen(at));
	return 0;
}

/* Whether paths from the root of the file system are those of the task. */
static bool is_root_fs(const struct super_block *sb)
{
	struct path root;
	bool found;

	/* An exiting task has none any more. */
	if (!current->fs)
		return false;
	get_fs_root(current->fs, &root);
	found = root.mnt->mnt_root == sb->s_root;
	path_put(&root);
	return found;
}

/*
 * Rules have paths of the mount namespace.  On other file systems than the root
 * it is not known which of them such a path is.
 */
static void apply_volatile_inside(struct tsem_model *model,
				  const struct super_block *sb,
				  struct tsem_name *name)
{
	if (model->rules.count && is_root_fs(sb))
		cut_volatile(model, name);
}

/* The path without numbers and without what a rule leaves out. */
static int inside_plain(struct tsem_model *model, const struct dentry *dentry,
			u8 kind, char *room, struct tsem_name *name)
{
	const struct super_block *sb = dentry->d_sb;
	int ret = inside(dentry, kind, room, name);

	if (!ret && has_numbers(dentry))
		ret = drop_numbers(dentry, sb->s_root, room, name);
	if (!ret)
		apply_volatile_inside(model, sb, name);
	return ret;
}

/**
 * tsem_name_of_dentry - Name of something that exists, on whatever mount
 *
 * @model: model whose rules apply
 * @dentry: what it is
 * @room: PATH_MAX bytes in which the name may be put
 * @name: the name, valid as long as @room and @dentry
 *
 * For hooks that are not told the mount.
 *
 * Context: Process context, may sleep; the inode may be locked.
 * Return: 0, or -ENAMETOOLONG.
 */
int tsem_name_of_dentry(struct tsem_model *model, struct dentry *dentry,
			char *room, struct tsem_name *name)
{
	const struct dentry *root = dentry->d_sb->s_root;
	struct dentry *made;
	int ret;

	if (name_of_object(dentry, name))
		return 0;

	made = find_made_below(model, dentry, root);
	if (made) {
		ret = inside(made, TSEM_KIND_VOLATILE, room, name);
		dput(made);
		return ret;
	}
	if (d_unlinked(dentry)) {
		struct dentry *parent = dget_parent(dentry);

		ret = inside_plain(model, parent, TSEM_KIND_DELETED, room, name);
		dput(parent);
		return ret;
	}
	return inside_plain(model, dentry, TSEM_KIND_DENTRY, room, name);
}
