// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what is known of each event
 */

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/stringify.h>
#include <linux/string.h>

#include "allow.h"
#include "event.h"

/*
 * The decision returns 0 to allow, so that a hook which wants another value is
 * refused here.  The exceptions return that value themselves: an option of prctl(2)
 * or a parameter of a file system that is not ours goes on to others.
 */
#define IS_ALLOWED_BY_0(name, hook) \
	(!TSEM_ALLOW_##hook || TSEM_EV_##name == TSEM_EV_task_prctl || \
	 TSEM_EV_##name == TSEM_EV_fs_context_parse_param)

#define F(type_, key_) { .key = #key_, .type = TSEM_FIELD_##type_ }
#define TSEM_EVENT(name_, hook_, class_, path_, actor_, denial_, retry_, \
		   env_, ...)						\
	[TSEM_EV_##name_] = {						\
		.name = #name_,						\
		.hook = #hook_,						\
		.class = TSEM_CLASS_##class_,				\
		.path = TSEM_PATH_##path_,				\
		.actor = TSEM_ACTOR_##actor_,				\
		.denial = TSEM_DENIAL_##denial_,			\
		.retry = TSEM_RETRY_##retry_,				\
		.environment = (env_) +					\
			BUILD_BUG_ON_ZERO(!IS_ALLOWED_BY_0(name_, hook_)), \
		.fields = { __VA_ARGS__ },				\
	},

const struct tsem_event_desc tsem_events[TSEM_EVENT_COUNT] = {
#include "event_table.h"
};

#undef TSEM_EVENT
#undef IS_ALLOWED_BY_0
#undef F

/**
 * tsem_event_find - Look an event up by its name
 *
 * @name: name, not terminated
 * @len: its length in bytes
 *
 * Context: Any context.
 * Return: an &enum tsem_event_id, or -ENOENT.
 */
int tsem_event_find(const u8 *name, u32 len)
{
	int id;

	for (id = 0; id < TSEM_EVENT_COUNT; id++)
		if (strlen(tsem_events[id].name) == len &&
		    !memcmp(tsem_events[id].name, name, len))
			return id;
	return -ENOENT;
}
