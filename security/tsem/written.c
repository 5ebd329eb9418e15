// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what members wrote
 *
 * Two sets in one table.  Files that a member created or opened for writing:
 * their content is output of the workload and not input.  And names that a
 * member made in a sticky directory, where names are mostly chosen at random.
 *
 * Both are kept by number and not by a mark in the inode, which may be evicted
 * and read again at any time.
 */

#include <linux/fs.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tsem_namespace.h>

#include "inode.h"
#include "limits.h"
#include "model.h"
#include "written.h"

static hsiphash_key_t tsem_written_key __read_mostly;

/**
 * struct written_key - What an entry is looked up by
 *
 * @sb: number of the superblock, never used again
 * @ino: inode of the file or of the directory
 * @generation: tells apart the files that had the same inode number
 * @len: length of the name, 0 for a file
 * @name: the name
 */
struct written_key {
	u64 sb;
	u64 ino;
	u32 generation;
	u32 len;
	const unsigned char *name;
};

/**
 * struct written - A file or a name
 *
 * @node: link in the table
 * @rcu: for freeing
 * @key: what it is looked up by; its name is @name
 * @name: the name
 */
struct written {
	struct rhash_head node;
	struct rcu_head rcu;
	struct written_key key;
	unsigned char name[];
};

static u32 hash_key(const struct written_key *key, u32 seed)
{
	const u64 file[] = { key->sb, key->ino, key->generation };
	const u32 hash = hsiphash(file, sizeof(file), &tsem_written_key);

	if (!key->len)
		return hash;
	return hash ^ hsiphash(key->name, key->len, &tsem_written_key);
}

static u32 written_key_hash(const void *data, u32 len, u32 seed)
{
	return hash_key(data, seed);
}

static u32 written_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct written *written = data;

	return hash_key(&written->key, seed);
}

static int written_compare(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct written_key *a = arg->key;
	const struct written *written = obj;
	const struct written_key *b = &written->key;

	return a->sb != b->sb || a->ino != b->ino ||
	       a->generation != b->generation || a->len != b->len ||
	       memcmp(a->name, b->name, a->len);
}

static const struct rhashtable_params written_params = {
	.head_offset = offsetof(struct written, node),
	.hashfn = written_key_hash,
	.obj_hashfn = written_obj_hash,
	.obj_cmpfn = written_compare,
	.min_size = 4,
	.nelem_hint = TSEM_TABLE_HINT,
	.automatic_shrinking = true,
};

/**
 * tsem_written_init - Make an empty table
 *
 * @table: the table
 *
 * Context: Process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int tsem_written_init(struct rhashtable *table)
{
	get_random_once(&tsem_written_key, sizeof(tsem_written_key));
	return rhashtable_init(table, &written_params);
}

static void free_written(void *ptr, void *arg)
{
	kfree(ptr);
}

/**
 * tsem_written_destroy - Free a table that nobody uses any more
 *
 * @table: the table
 *
 * Context: Process context, may sleep.
 */
void tsem_written_destroy(struct rhashtable *table)
{
	rhashtable_free_and_destroy(table, free_written, NULL);
}

static struct written_key make_key(const struct inode *inode,
				   const unsigned char *name, u32 len)
{
	return (struct written_key) {
		.sb = tsem_superblock_id(inode->i_sb),
		.ino = inode->i_ino,
		.generation = inode->i_generation,
		.len = len,
		.name = name,
	};
}

static bool has(struct tsem_model *model, const struct written_key *key)
{
	if (!atomic_read(&model->n_written))
		return false;
	guard(rcu)();
	return rhashtable_lookup(&model->written, key, written_params);
}

/*
 * What does not fit is only treated as if no member had written it: the model
 * is incomplete then, and an enforcing one refuses to read it back.
 */
static void add(struct tsem_model *model, const struct written_key *key)
{
	struct written *written;

	if (has(model, key))
		return;
	if (atomic_inc_return(&model->n_written) > (int)model->config.files)
		goto out_full;
	written = kmalloc(struct_size(written, name, key->len),
			  GFP_KERNEL_ACCOUNT);
	if (!written)
		goto out_full;
	written->key = *key;
	written->key.name = written->name;
	memcpy(written->name, key->name, key->len);
	if (!rhashtable_lookup_insert_key(&model->written, key, &written->node,
					  written_params))
		return;

	/* Another task was first, or the table could not grow. */
	kfree(written);
	atomic_dec(&model->n_written);
	if (!has(model, key))
		tsem_model_incomplete(model);
	return;

out_full:
	atomic_dec(&model->n_written);
	tsem_model_incomplete(model);
}

static void drop(struct tsem_model *model, const struct written_key *key)
{
	struct written *written;

	guard(rcu)();
	written = rhashtable_lookup(&model->written, key, written_params);
	if (!written || rhashtable_remove_fast(&model->written, &written->node,
					       written_params))
		return;
	atomic_dec(&model->n_written);
	kfree_rcu(written, rcu);
}

/**
 * tsem_written_has - Whether a member wrote a file
 *
 * @model: the model
 * @inode: the file that holds the data, not one of a stacked file system
 *
 * Context: Any context.
 * Return: true if a member created it or opened it for writing.
 */
bool tsem_written_has(struct tsem_model *model, const struct inode *inode)
{
	const struct written_key key = make_key(inode, NULL, 0);

	return has(model, &key);
}

/**
 * tsem_written_add - Note that a member may write a file
 *
 * @ns: the namespace of the member
 * @inode: the file that holds the data
 *
 * Context: Process context, may sleep.
 */
void tsem_written_add(struct tsem_namespace *ns, const struct inode *inode)
{
	const struct written_key key = make_key(inode, NULL, 0);

	/* First: once it is in the table, it can be forgotten. */
	tsem_inode_written(inode, ns->ns.ns_id);
	add(ns->model, &key);
}

/**
 * tsem_written_drop - Forget a file whose last name goes
 *
 * @model: the model
 * @inode: the file that holds the data
 *
 * Context: Any context.
 */
void tsem_written_drop(struct tsem_model *model, const struct inode *inode)
{
	const struct written_key key = make_key(inode, NULL, 0);

	drop(model, &key);
}

/**
 * tsem_made_has - Whether a member made a name in a sticky directory
 *
 * @model: the model
 * @dir: the directory
 * @name: the name
 * @len: its length in bytes
 *
 * Context: Any context.
 * Return: true if a member made it.
 */
bool tsem_made_has(struct tsem_model *model, const struct inode *dir,
		   const unsigned char *name, u32 len)
{
	const struct written_key key = make_key(dir, name, len);

	return has(model, &key);
}

/**
 * tsem_made_add - Note a name that a member makes
 *
 * @model: the model
 * @dir: the directory
 * @name: the name; the caller keeps it stable
 *
 * Context: Process context, may sleep.
 */
void tsem_made_add(struct tsem_model *model, const struct dentry *dir,
		   const struct qstr *name)
{
	const struct written_key key = make_key(d_inode(dir), name->name,
						name->len);

	if (d_inode(dir)->i_mode & S_ISVTX)
		add(model, &key);
}

/**
 * tsem_made_drop - Forget a name that goes
 *
 * @model: the model
 * @dir: the directory
 * @name: the name; the caller keeps it stable
 *
 * Context: Any context.
 */
void tsem_made_drop(struct tsem_model *model, const struct inode *dir,
		    const struct qstr *name)
{
	const struct written_key key = make_key(dir, name->name, name->len);

	if (dir->i_mode & S_ISVTX)
		drop(model, &key);
}
