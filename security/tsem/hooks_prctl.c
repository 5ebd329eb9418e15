// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - prctl(2)
 */

#include <linux/bits.h>
#include <linux/lsm_hooks.h>
#include <linux/prctl.h>
#include <linux/security.h>

#include "allow.h"
#include "brief.h"
#include "hooks.h"

/* Arguments after the option that are values, from the second one on. */
#define NONE	0
#define ARG2	BIT(0)
#define ARG23	(ARG2 | BIT(1))
#define ARG234	(ARG23 | BIT(2))
#define ALL	(ARG234 | BIT(3))
#define ARG24	(ARG2 | BIT(2))

/*
 * Pointers, addresses, descriptors and PIDs are no values; the target of
 * PR_SCHED_CORE is in ptrace_access_check.  An option that is not here may be one
 * of another kernel: better an event that is never known again than one that
 * stands for others.
 */
static unsigned long values_of(int option)
{
	switch (option) {
	case PR_GET_PDEATHSIG:
	case PR_GET_DUMPABLE:
	case PR_GET_UNALIGN:
	case PR_GET_FPEMU:
	case PR_GET_FPEXC:
	case PR_GET_TIMING:
	case PR_SET_NAME:
	case PR_GET_NAME:
	case PR_GET_ENDIAN:
	case PR_GET_SECCOMP:
	case PR_GET_TSC:
	case PR_GET_TIMERSLACK:
	case PR_TASK_PERF_EVENTS_DISABLE:
	case PR_TASK_PERF_EVENTS_ENABLE:
	case PR_MCE_KILL_GET:
	case PR_GET_CHILD_SUBREAPER:
	case PR_GET_NO_NEW_PRIVS:
	case PR_GET_TID_ADDRESS:
	case PR_GET_THP_DISABLE:
	case PR_GET_FP_MODE:
	case PR_SVE_GET_VL:
	case PR_SME_GET_VL:
	case PR_PAC_GET_ENABLED_KEYS:
	case PR_GET_TAGGED_ADDR_CTRL:
	case PR_GET_IO_FLUSHER:
	case PR_GET_MDWE:
	case PR_GET_AUXV:
	case PR_GET_MEMORY_MERGE:
	case PR_RISCV_V_GET_CONTROL:
	case PR_GET_SHADOW_STACK_STATUS:
		return NONE;
	case PR_SET_PDEATHSIG:
	case PR_SET_DUMPABLE:
	case PR_SET_UNALIGN:
	case PR_SET_KEEPCAPS:
	case PR_SET_FPEMU:
	case PR_SET_FPEXC:
	case PR_SET_TIMING:
	case PR_SET_ENDIAN:
	case PR_SET_SECCOMP:
	case PR_CAPBSET_DROP:
	case PR_SET_TSC:
	case PR_SET_SECUREBITS:
	case PR_SET_TIMERSLACK:
	case PR_SET_MM:
	case PR_SET_CHILD_SUBREAPER:
	case PR_SET_NO_NEW_PRIVS:
	case PR_SET_FP_MODE:
	case PR_SVE_SET_VL:
	case PR_SME_SET_VL:
	case PR_GET_SPECULATION_CTRL:
	case PR_PAC_RESET_KEYS:
	case PR_SET_TAGGED_ADDR_CTRL:
	case PR_SET_IO_FLUSHER:
	case PR_SET_SYSCALL_USER_DISPATCH:
	case PR_SET_MDWE:
	case PR_PPC_GET_DEXCR:
	case PR_SET_VMA:
	case PR_SET_MEMORY_MERGE:
	case PR_RISCV_V_SET_CONTROL:
	case PR_SET_SHADOW_STACK_STATUS:
	case PR_LOCK_SHADOW_STACK_STATUS:
	case PR_TIMER_CREATE_RESTORE_IDS:
	case PR_GET_CFI:
		return ARG2;
	case PR_MCE_KILL:
	case PR_SET_THP_DISABLE:
	case PR_CAP_AMBIENT:
	case PR_SET_SPECULATION_CTRL:
	case PR_PAC_SET_ENABLED_KEYS:
	case PR_PPC_SET_DEXCR:
	case PR_RISCV_SET_ICACHE_FLUSH_CTX:
	case PR_RSEQ_SLICE_EXTENSION:
	case PR_SET_CFI:
		return ARG23;
	case PR_FUTEX_HASH:
		return ARG234;
	case PR_SCHED_CORE:
		return ARG24;
	default:
		return ALL;
	}
}

/*
 * Questions that the capability module answers get here only if the answer is
 * 0: what the program does must not depend on that.
 */
static bool is_answered(int option, unsigned long arg2)
{
	switch (option) {
	case PR_CAPBSET_READ:
	case PR_GET_SECUREBITS:
	case PR_GET_KEEPCAPS:
		return true;
	case PR_CAP_AMBIENT:
		return arg2 == PR_CAP_AMBIENT_IS_SET;
	default:
		return false;
	}
}

static void put_args(struct tsem_brief *brief, unsigned long values,
		     const unsigned long args[])
{
	tsem_brief_u32(brief, hweight_long(values));
	for (; values; values >>= 1, args++)
		if (values & 1)
			tsem_brief_u64(brief, *args);
}

/* Yama lets any process trace this one, none, or one whose PID is no value. */
static void put_tracer(struct tsem_brief *brief, unsigned long pid)
{
	const bool is_value = !pid || pid == PR_SET_PTRACER_ANY;

	tsem_brief_u32(brief, is_value);
	if (is_value)
		tsem_brief_u64(brief, pid ? U64_MAX : 0);
}

static int decide_prctl(int option, const unsigned long args[])
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc || is_answered(option, args[0]))
		return 0;
	tsem_brief_u32(&brief, option);
	if (option == PR_SET_PTRACER)
		put_tracer(&brief, args[0]);
	else
		put_args(&brief, values_of(option), args);
	return tsem_brief_decide(&brief, TSEM_EV_task_prctl, proc);
}

/*
 * To return 0 would say that the option has been carried out.  Some have been by
 * the capability module and by Yama, which come first.
 */
static int tsem_task_prctl(int option, unsigned long arg2, unsigned long arg3,
			   unsigned long arg4, unsigned long arg5)
{
	const unsigned long args[] = { arg2, arg3, arg4, arg5 };

	if (!tsem_in_use())
		return TSEM_ALLOW_task_prctl;
	return decide_prctl(option, args) ?: TSEM_ALLOW_task_prctl;
}

static struct security_hook_list tsem_prctl_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_prctl, tsem_task_prctl),
};

/**
 * tsem_add_prctl_hooks - Register the hook for prctl(2)
 *
 * Context: Boot.
 */
__init void tsem_add_prctl_hooks(void)
{
	security_add_hooks(tsem_prctl_hooks, ARRAY_SIZE(tsem_prctl_hooks),
			   &tsem_lsmid);
}
