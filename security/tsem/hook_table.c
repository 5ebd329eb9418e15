// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - every LSM hook is classified
 *
 * The build ends here when the kernel's list of hooks, hook_table.h and
 * event_table.h do not agree.  The compiler compares them; there is neither
 * code nor data.  An identifier that is "undeclared" or a "redeclaration" names
 * in its end what is wrong.
 */

#include <linux/build_bug.h>

#define TSEM_HOOK_MODELLED(hook, event) TSEM_HOOK(hook)
#define TSEM_HOOK_SHARED(hook, event) TSEM_HOOK(hook)
#define TSEM_HOOK_SUPPORT(hook, text) TSEM_HOOK(hook)
#define TSEM_HOOK_NOT(hook, ...) TSEM_HOOK(hook)

/* Hooks of the kernel, and in the table, in this configuration. */

enum tsem_kernel_hook {
#define LSM_HOOK(ret, allow, name, ...) TSEM_KERNEL_HAS_##name,
#include <linux/lsm_hook_defs.h>
#undef LSM_HOOK
};

enum tsem_table_hook {
#define TSEM_HOOK(hook) TSEM_TABLE_HAS_##hook,
#include "hook_table.h"
#undef TSEM_HOOK
};

#define LSM_HOOK(ret, allow, name, ...) \
	static_assert(TSEM_TABLE_HAS_##name >= 0);
#include <linux/lsm_hook_defs.h>
#undef LSM_HOOK

#define TSEM_HOOK(hook) static_assert(TSEM_KERNEL_HAS_##hook >= 0);
#include "hook_table.h"
#undef TSEM_HOOK

/* Events are in the table whatever the configuration has. */
#define TSEM_ALL_HOOKS

enum tsem_any_hook {
#define TSEM_HOOK(hook) TSEM_HOOK_IS_##hook,
#include "hook_table.h"
#undef TSEM_HOOK
};

enum tsem_hook_of_event {
#define TSEM_EVENT(name, hook, ...) TSEM_HOOK_OF_##name = TSEM_HOOK_IS_##hook,
#include "event_table.h"
#undef TSEM_EVENT
};

#undef TSEM_HOOK_MODELLED
#undef TSEM_HOOK_SHARED
#undef TSEM_HOOK_SUPPORT
#undef TSEM_HOOK_NOT
#define TSEM_HOOK_SUPPORT(hook, text)
#define TSEM_HOOK_NOT(hook, ...)

enum tsem_modelled_hook {
#define TSEM_HOOK_MODELLED(hook, event) TSEM_MODELS_##hook,
#define TSEM_HOOK_SHARED(hook, event)
#include "hook_table.h"
#undef TSEM_HOOK_MODELLED
#undef TSEM_HOOK_SHARED
};

#define TSEM_EVENT(name, hook, ...) static_assert(TSEM_MODELS_##hook >= 0);
#include "event_table.h"
#undef TSEM_EVENT

#define TSEM_HOOK_MODELLED(hook, event) \
	static_assert((int)TSEM_HOOK_OF_##event == (int)TSEM_HOOK_IS_##hook);
#define TSEM_HOOK_SHARED(hook, event) \
	static_assert((int)TSEM_HOOK_OF_##event != (int)TSEM_HOOK_IS_##hook);
#include "hook_table.h"
