/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls and constants that the C library does not know yet
 */

#ifndef _SELFTESTS_TSEM_WRAPPERS_H
#define _SELFTESTS_TSEM_WRAPPERS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <linux/nsfs.h>
#include <linux/types.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

#ifndef CLONE_NEWTSEM
#define CLONE_NEWTSEM 0x00000040
#endif

#ifndef PIDFD_GET_TSEM_NAMESPACE
#define PIDFD_GET_TSEM_NAMESPACE _IO(0xFF, 12)
#endif

#ifndef PIDFD_GET_TSEM_FOR_CHILDREN_NAMESPACE
#define PIDFD_GET_TSEM_FOR_CHILDREN_NAMESPACE _IO(0xFF, 13)
#endif

#ifndef FD_NSFS_ROOT
#define FD_NSFS_ROOT -10003
#endif

#ifndef __NR_clone3
#define __NR_clone3 435
#endif

#ifndef __NR_pidfd_open
#define __NR_pidfd_open 434
#endif

#ifndef __NR_listns
#define __NR_listns 470
#endif

#ifndef __NR_io_uring_setup
#define __NR_io_uring_setup 425
#define __NR_io_uring_enter 426
#endif

/* As struct clone_args, whose header clashes with <sched.h>. */
struct tsem_clone_args {
	__aligned_u64 flags;
	__aligned_u64 pidfd;
	__aligned_u64 child_tid;
	__aligned_u64 parent_tid;
	__aligned_u64 exit_signal;
	__aligned_u64 stack;
	__aligned_u64 stack_size;
	__aligned_u64 tls;
};

static inline pid_t sys_clone3(const struct tsem_clone_args *args)
{
	return syscall(__NR_clone3, args, sizeof(*args));
}

/* The order of the arguments of clone(2) differs. */
static inline pid_t sys_clone(unsigned long flags)
{
#if defined(__s390__) || defined(__CRIS__)
	return syscall(__NR_clone, NULL, flags, NULL, NULL, NULL);
#else
	return syscall(__NR_clone, flags, NULL, NULL, NULL, NULL);
#endif
}

static inline int sys_pidfd_open(pid_t pid, unsigned int flags)
{
	return syscall(__NR_pidfd_open, pid, flags);
}

static inline ssize_t sys_listns(const struct ns_id_req *req, __u64 *ids,
				 size_t count, unsigned int flags)
{
	return syscall(__NR_listns, req, ids, count, flags);
}

static inline pid_t sys_gettid(void)
{
	return syscall(__NR_gettid);
}

#endif /* _SELFTESTS_TSEM_WRAPPERS_H */
