// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - content of files
 *
 * A digest is valid as long as the file system reports the same change cookie
 * and nobody could have changed the content behind its back.  Otherwise the
 * file is read again: a stale digest would let a replaced program run.
 */

#include <linux/cleanup.h>
#include <linux/file.h>
#include <linux/fsverity.h>
#include <linux/iversion.h>
#include <linux/lsm_hooks.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "inode.h"
#include "limits.h"
#include "model.h"
#include "task.h"

static atomic64_t tsem_superblock_last;

/* Whether the cookie tells of every change. */
static bool is_cacheable(const struct inode *inode)
{
	return IS_I_VERSION(inode) && !READ_ONCE(tsem_inode(inode)->shared) &&
	       !mapping_writably_mapped(inode->i_mapping);
}

static bool find_digest(const struct tsem_content *content, struct inode *inode,
			enum tsem_hash_alg alg, u8 *digest)
{
	const struct tsem_content_digest *found;

	if (!content || !is_cacheable(inode))
		return false;

	guard(rcu)();
	found = rcu_dereference(content->digests[alg]);
	if (!found || !inode_eq_iversion(inode, found->cookie))
		return false;
	tsem_digest_copy(alg, digest, found->digest);
	return true;
}

/* Failing to keep a digest only means that the file is read again. */
static void keep_digest(struct tsem_content *content, enum tsem_hash_alg alg,
			u64 cookie, const u8 *digest)
{
	const size_t size = tsem_hash_size(alg);
	struct tsem_content_digest *keep, *old;

	lockdep_assert_held(&content->lock);
	keep = kmalloc(struct_size(keep, digest, size), GFP_KERNEL_ACCOUNT);
	if (!keep)
		return;
	keep->cookie = cookie;
	memcpy(keep->digest, digest, size);
	old = rcu_replace_pointer(content->digests[alg], keep,
				  lockdep_is_held(&content->lock));
	if (old)
		kfree_rcu(old, rcu);
}

static struct tsem_content *content_of(const struct inode *inode)
{
	/* Pairs with the release that publishes it, in get_content(). */
	return smp_load_acquire(&tsem_inode(inode)->content);
}

static struct tsem_content *get_content(struct inode *inode)
{
	struct tsem_inode *blob = tsem_inode(inode);
	struct tsem_content *content = content_of(inode);
	struct tsem_content *other;

	if (content)
		return content;
	content = kzalloc_obj(*content, GFP_KERNEL_ACCOUNT);
	if (!content)
		return NULL;
	mutex_init(&content->lock);
	other = cmpxchg_release(&blob->content, NULL, content);
	if (!other)
		return content;
	kfree(content);
	return other;
}

static int read_all(struct file *file, struct tsem_hash *hash)
{
	void *buffer __free(kvfree) = kvmalloc(TSEM_READ_SIZE, GFP_KERNEL);
	loff_t pos = 0;
	ssize_t n;

	if (!buffer)
		return -ENOMEM;
	for (;;) {
		if (fatal_signal_pending(current))
			return -EINTR;
		n = __kernel_read(file, buffer, TSEM_READ_SIZE, &pos);
		/*
		 * Some file systems end a reading by any signal, of which the page
		 * cache only tells that there was an error.
		 */
		if (n < 0 && signal_pending(current))
			return -EINTR;
		if (n <= 0)
			return n;
		tsem_hash_update(hash, buffer, n);
		cond_resched();
	}
}

/*
 * A file that can be read.  In file_open it cannot be yet, and it may be opened
 * for writing only, or past the page cache: then it is opened again, with the
 * credentials of the opener, which is no event of its own.
 */
static struct file *get_readable(struct file *file)
{
	struct tsem_task *task = tsem_task(current);
	struct file *own;

	if ((file->f_mode & FMODE_CAN_READ) && (file->f_mode & FMODE_READ) &&
	    !(file->f_flags & O_DIRECT))
		return get_file(file);

	task->reading = file->f_path.dentry;
	own = dentry_open_nonotify(&file->f_path, O_RDONLY | O_LARGEFILE,
				   file->f_cred);
	task->reading = NULL;
	return own;
}

static int read_digest(struct file *file, enum tsem_hash_alg alg, u8 *digest)
{
	struct file *readable = get_readable(file);
	struct tsem_hash hash;
	int ret;

	if (IS_ERR(readable))
		return PTR_ERR(readable);
	tsem_hash_init(&hash, alg);
	if (readable->f_mode & FMODE_CAN_READ)
		ret = read_all(readable, &hash);
	else
		ret = -EINVAL;
	fput(readable);
	if (!ret)
		tsem_hash_final(&hash, digest);
	return ret;
}

static int compute(struct tsem_model *model, struct tsem_content *content,
		   struct inode *inode, struct file *file, u8 *digest)
{
	const enum tsem_hash_alg alg = model->config.alg;
	u64 cookie = 0;
	bool keep;
	int ret;

	/* Another task may have done it while this one waited. */
	if (find_digest(content, inode, alg, digest))
		return 0;
	/*
	 * A write changes the cookie first and the content afterwards: with a
	 * writer about, the cookie may be newer than what is read.
	 */
	keep = is_cacheable(inode) && !inode_is_open_for_write(inode);
	if (keep)
		cookie = inode_query_iversion(inode);
	ret = read_digest(file, alg, digest);
	if (ret)
		return ret;
	atomic_long_inc(&model->digests_computed);
	if (keep && is_cacheable(inode) && !inode_is_open_for_write(inode) &&
	    inode_eq_iversion(inode, cookie))
		keep_digest(content, alg, cookie, digest);
	return 0;
}

/**
 * tsem_content_digest - Digest of the content of a regular file
 *
 * @model: model that wants it, which tells the hash
 * @file: the file; it need not be open yet
 * @digest: where the digest goes
 *
 * Of several tasks that want the digest of a file one computes it and the others
 * wait, killably.
 *
 * Context: Process context, may sleep; the inode may not be locked.
 * Return: 0, -EINTR if a signal came meanwhile, -ENOMEM, or what reading the file
 * returned.
 */
int tsem_content_digest(struct tsem_model *model, struct file *file,
			u8 *digest)
{
	const enum tsem_hash_alg alg = model->config.alg;
	struct inode *inode = d_real_inode(file->f_path.dentry);
	struct tsem_content *content;
	int ret;

	content = content_of(inode);
	if (find_digest(content, inode, alg, digest))
		return 0;

	content = get_content(inode);
	if (!content)
		return -ENOMEM;
	if (mutex_lock_killable(&content->lock))
		return -EINTR;
	ret = compute(model, content, inode, file, digest);
	mutex_unlock(&content->lock);
	return ret;
}

/* A digest of another hash may be as long: it is not taken for this one. */
static bool is_verity_hash(u8 verity, enum tsem_hash_alg alg)
{
	return verity == (alg == TSEM_HASH_SHA256 ? FS_VERITY_HASH_ALG_SHA256 :
						    FS_VERITY_HASH_ALG_SHA512);
}

static int get_verity(struct inode *inode, enum tsem_hash_alg alg, u8 *digest)
{
	u8 found[FS_VERITY_MAX_DIGEST_SIZE], hash;

	if (!fsverity_get_digest(inode, found, &hash, NULL))
		return -EAGAIN;
	if (!is_verity_hash(hash, alg))
		return -ENODATA;
	tsem_digest_copy(alg, digest, found);
	return 0;
}

/**
 * tsem_verity_digest - fs-verity digest of a regular file
 *
 * @file: the file; it need not be open yet
 * @alg: hash that the digest has to be made with
 * @digest: where the digest goes
 *
 * Nothing is read but what fs-verity has written down of the file: each page is
 * checked against that when it is read, as long as the file exists.
 *
 * Context: Process context, may sleep; the inode may not be locked.
 * Return: 0, -ENODATA if the file has none with this hash, or what opening the
 * file returned.
 */
int tsem_verity_digest(struct file *file, enum tsem_hash_alg alg, u8 *digest)
{
	struct inode *inode = d_real_inode(file->f_path.dentry);
	struct file *readable;
	int ret;

	if (!IS_VERITY(inode))
		return -ENODATA;
	ret = get_verity(inode, alg, digest);
	if (ret != -EAGAIN)
		return ret;
	/* It is in memory once somebody has opened the file. */
	readable = get_readable(file);
	if (IS_ERR(readable))
		return PTR_ERR(readable);
	ret = get_verity(inode, alg, digest);
	fput(readable);
	return ret == -EAGAIN ? -ENODATA : ret;
}

/**
 * tsem_content_shared - Note that a file is about to be mapped writable
 *
 * @file: the file, of any task
 *
 * Context: Any context.
 */
void tsem_content_shared(const struct file *file)
{
	const struct inode *inode = d_real_inode(file->f_path.dentry);

	WRITE_ONCE(tsem_inode(inode)->shared, true);
}

static void tsem_inode_free_security_rcu(void *security)
{
	struct tsem_inode *blob = security + tsem_blob_sizes.lbs_inode;
	struct tsem_content *content = blob->content;
	int alg;

	if (!content)
		return;
	for (alg = 0; alg < TSEM_HASH_COUNT; alg++)
		kfree(rcu_dereference_protected(content->digests[alg], true));
	kfree(content);
}

static int tsem_sb_alloc_security(struct super_block *sb)
{
	tsem_superblock(sb)->id = atomic64_inc_return(&tsem_superblock_last);
	return 0;
}

static struct security_hook_list tsem_inode_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_free_security_rcu, tsem_inode_free_security_rcu),
	LSM_HOOK_INIT(sb_alloc_security, tsem_sb_alloc_security),
};

/**
 * tsem_add_inode_hooks - Register the hooks that keep the blobs of inodes
 *
 * Context: Boot.
 */
__init void tsem_add_inode_hooks(void)
{
	security_add_hooks(tsem_inode_hooks, ARRAY_SIZE(tsem_inode_hooks),
			   &tsem_lsmid);
}
