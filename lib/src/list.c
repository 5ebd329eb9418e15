// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lists of JSON lines, read piece by piece. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define LIST_STEP 16384

struct lsm_tsem_list {
	int fd;
	bool borrowed;		/* fd is the caller's */
	size_t max;		/* longest line, 0: whatever there is memory for */
	char *buf;
	size_t room;
	size_t start;		/* first byte of the next line */
	size_t len;		/* end of what was read */
	size_t scanned;		/* no newline before this */
};

static int new_list(int fd, struct lsm_tsem_list **ret_list)
{
	struct lsm_tsem_list *list = calloc(1, sizeof(*list));

	if (!list) {
		io_close(fd);
		return -ENOMEM;
	}
	list->fd = fd;
	*ret_list = list;
	return 0;
}

API int lsm_tsem_list_open(struct lsm_tsem_ctx *ctx, int ns_fd,
			   const char *name, struct lsm_tsem_list **ret_list)
{
	int fd;

	if (strcmp(name, "trajectory") && strcmp(name, "forensics"))
		return -EINVAL;
	fd = lsm_tsem_open(ctx, ns_fd, name);
	return fd < 0 ? fd : new_list(fd, ret_list);
}

API int lsm_tsem_events_open(struct lsm_tsem_ctx *ctx, int ns_fd,
			     unsigned int flags, struct lsm_tsem_list **ret_list)
{
	int fd, ret;

	if (flags & ~(LSM_TSEM_EVENTS_ALL | LSM_TSEM_EVENTS_NONBLOCK))
		return -EINVAL;
	fd = file_open_bound(ctx, ns_fd, "events",
			     O_RDWR | (flags & LSM_TSEM_EVENTS_NONBLOCK ?
				       O_NONBLOCK : 0));
	if (fd < 0)
		return fd;
	ret = flags & LSM_TSEM_EVENTS_ALL ? io_write_all(fd, "all\n", 4) : 0;
	if (ret < 0) {
		io_close(fd);
		return ret;
	}
	return new_list(fd, ret_list);
}

API int lsm_tsem_list_fd(const struct lsm_tsem_list *list)
{
	return list->fd;
}

int list_borrow(int fd, size_t max, struct lsm_tsem_list **ret_list)
{
	struct lsm_tsem_list *list = calloc(1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	list->fd = fd;
	list->borrowed = true;
	list->max = max;
	*ret_list = list;
	return 0;
}

static int enlarge(struct lsm_tsem_list *list)
{
	char *bigger;

	if (list->max && list->room >= list->max)
		return -EPROTO;
	bigger = realloc(list->buf, list->room + LIST_STEP);
	if (!bigger)
		return -ENOMEM;
	list->buf = bigger;
	list->room += LIST_STEP;
	return 0;
}

/* Make room behind len: move the unread part down, or grow. */
static int make_room(struct lsm_tsem_list *list)
{
	if (list->start) {
		memmove(list->buf, list->buf + list->start,
			list->len - list->start);
		list->len -= list->start;
		list->scanned -= list->start;
		list->start = 0;
	}
	return list->len < list->room ? 0 : enlarge(list);
}

int list_fill(struct lsm_tsem_list *list)
{
	ssize_t n;
	int ret = make_room(list);

	if (ret < 0)
		return ret;
	/* A stream gives no part of a line. */
	while ((n = io_read(list->fd, list->buf + list->len,
			    list->room - list->len)) == -EMSGSIZE) {
		ret = enlarge(list);
		if (ret < 0)
			return ret;
	}
	if (n < 0)
		return (int)n;
	list->len += (size_t)n;
	return n > 0;
}

static char *find_end(struct lsm_tsem_list *list)
{
	char *end = NULL;

	if (list->len > list->scanned)
		end = memchr(list->buf + list->scanned, '\n',
			     list->len - list->scanned);
	list->scanned = list->len;
	return end;
}

bool list_take(struct lsm_tsem_list *list, const char **ret_line, size_t *ret_len)
{
	char *end = find_end(list);

	if (!end)
		return false;
	*end = '\0';
	*ret_line = list->buf + list->start;
	if (ret_len)
		*ret_len = (size_t)(end - *ret_line);
	list->start = (size_t)(end - list->buf) + 1;
	list->scanned = list->start;
	return true;
}

bool list_cut(const struct lsm_tsem_list *list)
{
	return list->start != list->len;
}

API int lsm_tsem_list_next(struct lsm_tsem_list *list, const char **ret_line,
			   size_t *ret_len)
{
	int ret;

	while (!list_take(list, ret_line, ret_len)) {
		ret = list_fill(list);
		if (ret < 0)
			return ret;
		if (!ret)
			return list_cut(list) ? -EPROTO : 0;
	}
	return 1;
}

API struct lsm_tsem_list *lsm_tsem_list_free(struct lsm_tsem_list *list)
{
	if (list) {
		if (!list->borrowed)
			io_close(list->fd);
		free(list->buf);
		free(list);
	}
	return NULL;
}
