// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: where the kernel's files are. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

API const char *lsm_tsem_version(void)
{
	return LSM_TSEM_VERSION;
}

/* Takes dirfd over, also when it fails. */
static int ctx_wrap(int dirfd, struct lsm_tsem_ctx **ret_ctx)
{
	struct lsm_tsem_ctx *ctx = malloc(sizeof(*ctx));

	if (!ctx) {
		io_close(dirfd);
		return -ENOMEM;
	}
	ctx->dirfd = dirfd;
	ctx->ns_id = 0;
	*ret_ctx = ctx;
	return 0;
}

API int lsm_tsem_ctx_new_at(int dirfd, struct lsm_tsem_ctx **ret_ctx)
{
	/* "." instead of dup: a new open file, and an error for a non-directory. */
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return ctx_wrap(fd, ret_ctx);
}

API int lsm_tsem_ctx_new(struct lsm_tsem_ctx **ret_ctx)
{
	int fd = open(LSM_TSEM_SECURITYFS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return ctx_wrap(fd, ret_ctx);
}

API void lsm_tsem_ctx_set_id(struct lsm_tsem_ctx *ctx, uint64_t ns_id)
{
	ctx->ns_id = ns_id;
}

API struct lsm_tsem_ctx *lsm_tsem_ctx_free(struct lsm_tsem_ctx *ctx)
{
	if (ctx) {
		io_close(ctx->dirfd);
		free(ctx);
	}
	return NULL;
}
