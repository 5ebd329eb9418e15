/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - content of files
 */

#ifndef _SECURITY_TSEM_INODE_H
#define _SECURITY_TSEM_INODE_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mutex.h>

#include "hash.h"
#include "setup.h"

struct tsem_model;

/**
 * struct tsem_content_digest - Digest of a file's content
 *
 * @rcu: for freeing
 * @cookie: change cookie of the inode when the content was read
 * @digest: the digest
 */
struct tsem_content_digest {
	struct rcu_head rcu;
	u64 cookie;
	u8 digest[];
};

/**
 * struct tsem_content - Digests of a file's content
 *
 * @lock: held by the task that computes one, so that others wait for it
 * @digests: one for each hash, NULL if there is none; read under RCU, replaced
 *	under @lock
 */
struct tsem_content {
	struct mutex lock; /* nests inside locks of directories, not of inodes */
	struct tsem_content_digest __rcu *digests[TSEM_HASH_COUNT];
};

/**
 * struct tsem_inode - Blob of an inode
 *
 * @content: digests, NULL until the first is wanted; set once
 * @shared: was mapped shared and writable, which may change the content without
 *	a trace as long as the inode is in memory
 * @writer: namespace, by its id, members of which wrote the file or asked to remove
 *	a name of it; 0 if none did, TSEM_WRITER_SEVERAL if those of more than one did.
 *	Only a hint: it need not have happened
 */
struct tsem_inode {
	struct tsem_content *content;
	bool shared;
	atomic64_t writer;
};

#define TSEM_WRITER_SEVERAL U64_MAX

/**
 * struct tsem_superblock - Blob of a superblock
 *
 * @id: number that no other superblock has had since boot
 * @pseudo: what tsem_is_pseudo() found, since it is asked for each file
 */
struct tsem_superblock {
	u64 id;
	enum {
		TSEM_PSEUDO_UNKNOWN,
		TSEM_PSEUDO_NO,
		TSEM_PSEUDO_YES,
	} pseudo;
};

static inline struct tsem_superblock *
tsem_superblock(const struct super_block *sb)
{
	return sb->s_security + tsem_blob_sizes.lbs_superblock;
}

static inline struct tsem_inode *tsem_inode(const struct inode *inode)
{
	return inode->i_security + tsem_blob_sizes.lbs_inode;
}

/**
 * tsem_inode_written - Note who is to forget a file when it is gone
 *
 * @inode: the file that holds the data
 * @ns_id: id of the namespace a member of which writes or removes it
 *
 * Context: Any context.
 */
static inline void tsem_inode_written(const struct inode *inode, u64 ns_id)
{
	atomic64_t *writer = &tsem_inode(inode)->writer;
	u64 other = atomic64_read(writer);

	/* Often it is noted, and then nothing is written. */
	if (!other)
		other = atomic64_cmpxchg(writer, 0, ns_id);
	if (other && other != ns_id && other != TSEM_WRITER_SEVERAL)
		atomic64_set(writer, TSEM_WRITER_SEVERAL);
}

/**
 * tsem_superblock_id - Number of a superblock
 *
 * @sb: the superblock
 *
 * Context: Any context.
 * Return: a number that no other superblock has had since boot.
 */
static inline u64 tsem_superblock_id(const struct super_block *sb)
{
	return tsem_superblock(sb)->id;
}

int tsem_content_digest(struct tsem_model *model, struct file *file,
			u8 *digest);
int tsem_verity_digest(struct file *file, enum tsem_hash_alg alg, u8 *digest);
void tsem_content_shared(const struct file *file);
__init void tsem_add_inode_hooks(void);

#endif /* _SECURITY_TSEM_INODE_H */
