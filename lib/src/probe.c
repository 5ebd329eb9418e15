// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the running kernel offers. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

/* The same number on every architecture; older C libraries do not name it. */
#ifndef SYS_lsm_list_modules
#define SYS_lsm_list_modules 461
#endif

#define MAX_LSMS 64

static bool have_lsm(void)
{
	uint64_t ids[MAX_LSMS];
	uint32_t size = sizeof(ids);
	long n = syscall(SYS_lsm_list_modules, ids, &size, 0);

	for (long i = 0; i < n && i < MAX_LSMS; i++)
		if (ids[i] == LSM_ID_TSEM)
			return true;
	return false;
}

static bool can_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	io_close(fd);
	return fd >= 0;
}

API int lsm_tsem_probe(unsigned int *ret_features)
{
	unsigned int have = 0;

	if (can_open("/proc/self/ns/tsem", O_RDONLY))
		have |= LSM_TSEM_HAS_NAMESPACE;
	if (have_lsm())
		have |= LSM_TSEM_HAS_LSM;
	if (can_open(LSM_TSEM_SECURITYFS, O_RDONLY | O_DIRECTORY))
		have |= LSM_TSEM_HAS_FS;
	if (ret_features)
		*ret_features = have;

	if (!(have & LSM_TSEM_HAS_NAMESPACE))
		return -EINVAL;
	if (!(have & LSM_TSEM_HAS_LSM))
		return -EOPNOTSUPP;
	if (!(have & LSM_TSEM_HAS_FS))
		return -ENOENT;
	return 0;
}
