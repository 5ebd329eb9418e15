/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what hooks return to allow
 */

#ifndef _SECURITY_TSEM_ALLOW_H
#define _SECURITY_TSEM_ALLOW_H

#include <linux/errno.h>

/*
 * What every LSM hook returns to allow, under a name of ours: security.c keeps
 * its own constants to itself.  The hooks of an option that is switched off are
 * in the table of events all the same, so that it is the same for all kernels.
 */
#define TSEM_ALLOW_OF_int(allow, name) TSEM_ALLOW_##name = (allow),
#define TSEM_ALLOW_OF_void(allow, name) TSEM_ALLOW_##name = 0,
enum tsem_allow {
#define LSM_HOOK(ret, allow, name, ...) TSEM_ALLOW_OF_##ret(allow, name)
#include <linux/lsm_hook_defs.h>
#undef LSM_HOOK
#ifndef CONFIG_KEYS
	TSEM_ALLOW_key_alloc = 0,
	TSEM_ALLOW_key_permission = 0,
#endif
#ifndef CONFIG_BPF_SYSCALL
	TSEM_ALLOW_bpf = 0,
	TSEM_ALLOW_bpf_map = 0,
	TSEM_ALLOW_bpf_prog = 0,
	TSEM_ALLOW_bpf_map_create = 0,
	TSEM_ALLOW_bpf_prog_load = 0,
	TSEM_ALLOW_bpf_token_create = 0,
#endif
#ifndef CONFIG_PERF_EVENTS
	TSEM_ALLOW_perf_event_open = 0,
#endif
#ifndef CONFIG_IO_URING
	TSEM_ALLOW_uring_override_creds = 0,
	TSEM_ALLOW_uring_sqpoll = 0,
	TSEM_ALLOW_uring_cmd = 0,
	TSEM_ALLOW_uring_allowed = 0,
#endif
};

#endif /* _SECURITY_TSEM_ALLOW_H */
