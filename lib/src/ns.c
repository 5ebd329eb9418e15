// SPDX-License-Identifier: LGPL-2.1-or-later
/* Namespaces as descriptors. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

/* linux/nsfs.h of an older system does not have it. */
#ifndef NS_GET_ID
#define NS_GET_ID _IOR(0xb7, 13, uint64_t)
#endif

static int open_ns(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

API int lsm_tsem_ns_create(void)
{
	if (unshare(CLONE_NEWTSEM) < 0)
		return -errno;
	/* The thread's own entry: only this thread was changed. */
	return open_ns("/proc/thread-self/ns/tsem_for_children");
}

API int lsm_tsem_ns_open(pid_t pid, unsigned int flags)
{
	const char *name = flags & LSM_TSEM_FOR_CHILDREN ? "tsem_for_children" :
							   "tsem";
	char path[64];
	int fd;

	if (pid < 0 || flags & ~LSM_TSEM_FOR_CHILDREN)
		return -EINVAL;
	if (pid)
		snprintf(path, sizeof(path), "/proc/%ld/ns/%s", (long)pid, name);
	else
		snprintf(path, sizeof(path), "/proc/thread-self/ns/%s", name);
	fd = open_ns(path);
	if (fd != -ENOENT)
		return fd;

	/* No such process, or no such namespace type? */
	if (pid) {
		snprintf(path, sizeof(path), "/proc/%ld", (long)pid);
		if (access(path, F_OK) < 0)
			return -ESRCH;
	}
	return -EINVAL;
}

API int lsm_tsem_ns_join(int ns_fd)
{
	return setns(ns_fd, CLONE_NEWTSEM) < 0 ? -errno : 0;
}

API int lsm_tsem_ns_id(int ns_fd, uint64_t *ret_id)
{
	uint64_t id;

	if (ioctl(ns_fd, NS_GET_ID, &id) < 0)
		return -errno;
	*ret_id = id;
	return 0;
}
