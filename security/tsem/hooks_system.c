// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what goes into the kernel
 */

#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>
#include <linux/string.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "task.h"

static int tsem_kernel_module_request(char *kmod_name)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_kernel_module_request);

	if (ret <= 0)
		return ret;
	tsem_put_text(&event, kmod_name, strlen(kmod_name));
	return tsem_event_decide(&event);
}

/* @buf is NULL if the kernel will not have the data in one piece. */
static int decide_load(enum kernel_load_data_id id, const char *buf, size_t size)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_kernel_load_data);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, id);
	if (buf)
		tsem_hash_once(event.model->config.alg, buf, size, digest);
	tsem_put_opt_digest(&event.key.plain, event.model->config.alg,
			    buf ? digest : NULL);
	return tsem_event_decide(&event);
}

static int tsem_kernel_load_data(enum kernel_load_data_id id, bool contents)
{
	/* With contents there will be a buffer to look at. */
	return contents ? 0 : decide_load(id, NULL, 0);
}

static int tsem_kernel_post_load_data(char *buf, loff_t size,
				      enum kernel_load_data_id id,
				      char *description)
{
	return decide_load(id, buf, size);
}

/* What was read is what is used: the file may have changed since. */
static int decide_read(struct file *file, enum kernel_read_file_id id,
		       const char *buf, size_t size)
{
	struct tsem_file_content content = { .kind = TSEM_CONTENT_NONE };
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_kernel_read_file);

	if (ret <= 0)
		return ret;
	if (buf) {
		content.kind = TSEM_CONTENT_DIGEST;
		tsem_hash_once(event.model->config.alg, buf, size,
			       content.digest);
	}
	tsem_put_file(&event, &file->f_path, &content);
	tsem_event_u32(&event, id);
	return tsem_event_decide(&event);
}

static int tsem_kernel_read_file(struct file *file, enum kernel_read_file_id id,
				 bool contents)
{
	return contents ? 0 : decide_read(file, id, NULL, 0);
}

static int tsem_kernel_post_read_file(struct file *file, char *buf, loff_t size,
				      enum kernel_read_file_id id)
{
	return decide_read(file, id, buf, size);
}

static struct security_hook_list tsem_system_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(kernel_module_request, tsem_kernel_module_request),
	LSM_HOOK_INIT(kernel_load_data, tsem_kernel_load_data),
	LSM_HOOK_INIT(kernel_post_load_data, tsem_kernel_post_load_data),
	LSM_HOOK_INIT(kernel_read_file, tsem_kernel_read_file),
	LSM_HOOK_INIT(kernel_post_read_file, tsem_kernel_post_read_file),
};

/**
 * tsem_add_system_hooks - Register the hooks for loading
 *
 * Context: Boot.
 */
__init void tsem_add_system_hooks(void)
{
	security_add_hooks(tsem_system_hooks, ARRAY_SIZE(tsem_system_hooks),
			   &tsem_lsmid);
}
