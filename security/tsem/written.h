/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what members wrote
 */

#ifndef _SECURITY_TSEM_WRITTEN_H
#define _SECURITY_TSEM_WRITTEN_H

#include <linux/dcache.h>
#include <linux/rhashtable-types.h>

struct tsem_model;
struct tsem_namespace;

int tsem_written_init(struct rhashtable *table);
void tsem_written_destroy(struct rhashtable *table);
bool tsem_written_has(struct tsem_model *model, const struct inode *inode);
void tsem_written_add(struct tsem_namespace *ns, const struct inode *inode);
void tsem_written_drop(struct tsem_model *model, const struct inode *inode);
bool tsem_made_has(struct tsem_model *model, const struct inode *dir,
		   const unsigned char *name, u32 len);
void tsem_made_add(struct tsem_model *model, const struct dentry *dir,
		   const struct qstr *name);
void tsem_made_drop(struct tsem_model *model, const struct inode *dir,
		    const struct qstr *name);

#endif /* _SECURITY_TSEM_WRITTEN_H */
