// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel's files: open, bind, read whole. */
#include <errno.h>
#include <inttypes.h>
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

static bool is_own(const struct lsm_tsem_ctx *ctx, int ns_fd)
{
	return ns_fd == LSM_TSEM_OWN && !ctx->ns_id;
}

static int bind_file(int fd, const struct lsm_tsem_ctx *ctx, int ns_fd)
{
	char line[40];
	int len;

	if (ns_fd == LSM_TSEM_OWN)
		len = snprintf(line, sizeof(line), "bind id=%" PRIu64 "\n",
			       ctx->ns_id);
	else
		len = snprintf(line, sizeof(line), "bind fd=%d\n", ns_fd);
	return io_write_all(fd, line, (size_t)len);
}

static int open_file(const struct lsm_tsem_ctx *ctx, const char *name, int flags)
{
	int fd = openat(ctx->dirfd, name, flags | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? -errno : fd;
}

int file_open_bound(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		    int flags)
{
	int fd, ret;

	if (ns_fd < LSM_TSEM_OWN)
		return -EBADF;
	fd = open_file(ctx, name, flags);
	if (fd < 0 || is_own(ctx, ns_fd))
		return fd;
	ret = bind_file(fd, ctx, ns_fd);
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
		return open_file(ctx, name, O_RDONLY);
	return file_open_bound(ctx, ns_fd, name,
			       is_own(ctx, ns_fd) ? O_RDONLY : O_RDWR);
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
