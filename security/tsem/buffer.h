/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - buffers to decide in
 */

#ifndef _SECURITY_TSEM_BUFFER_H
#define _SECURITY_TSEM_BUFFER_H

#include <linux/list.h>
#include <linux/types.h>

#include "limits.h"

/**
 * struct tsem_buffer - Room for one event
 *
 * @node: link in the free list
 * @extra: allocated because the others were in use
 * @path: room for a path that the kernel builds
 * @text: room for pieces of the event
 */
struct tsem_buffer {
	struct list_head node;
	bool extra;
	char path[PATH_MAX];
	u8 text[TSEM_TEXT_MAX];
};

int tsem_buffers_init(void);
struct tsem_buffer *tsem_buffer_get(bool atomic);
void tsem_buffer_put(struct tsem_buffer *buffer);

#endif /* _SECURITY_TSEM_BUFFER_H */
