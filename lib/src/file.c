// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel's files: open, bind, read whole. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* More than any list that the kernel's own limits allow. */
#define FILE_MAX_BYTES ((size_t)INT_MAX)

static const char *const names[] = {
	"abi_version", "forensics", "id",	  "measurement", "mode",
	"model",       "state",	    "stats", "trajectory",  "trust",
};

static bool known(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static int bind_fd(int fd, int ns_fd)
{
	char line[32];
	int len = snprintf(line, sizeof(line), "bind fd=%d\n", ns_fd);

	return io_write_all(fd, line, (size_t)len);
}

int file_open_bound(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		    int flags)
{
	int fd, ret;

	if (ns_fd < LSM_TSEM_OWN)
		return -EBADF;
	fd = openat(ctx->dirfd, name, flags | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (ns_fd == LSM_TSEM_OWN)
		return fd;
	ret = bind_fd(fd, ns_fd);
	if (ret < 0) {
		io_close(fd);
		return ret;
	}
	return fd;
}

API int lsm_tsem_open(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name)
{
	if (!known(name))
		return -EINVAL;
	/* abi_version belongs to no namespace; binding it would be refused. */
	if (!strcmp(name, "abi_version"))
		ns_fd = LSM_TSEM_OWN;
	return file_open_bound(ctx, ns_fd, name,
			       ns_fd == LSM_TSEM_OWN ? O_RDONLY : O_RDWR);
}

API int lsm_tsem_read(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		      char **ret_text, size_t *ret_len)
{
	int fd = lsm_tsem_open(ctx, ns_fd, name);
	size_t len;
	int ret;

	if (fd < 0)
		return fd;
	ret = io_read_all(fd, FILE_MAX_BYTES, ret_text, &len);
	io_close(fd);
	if (!ret && ret_len)
		*ret_len = len;
	return ret;
}
