// SPDX-License-Identifier: LGPL-2.1-or-later
/* System calls, repeated where a signal or a short count interrupts them. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

#define READ_STEP 16384

int io_write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		/* Nothing taken and no error would loop for ever. */
		if (!n)
			return -EIO;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

ssize_t io_read(int fd, void *buf, size_t size)
{
	ssize_t n;

	do {
		n = read(fd, buf, size);
	} while (n < 0 && errno == EINTR);

	return n < 0 ? -errno : n;
}

static int grow(char **data, size_t *room, size_t max)
{
	size_t want = *room ? *room * 2 : READ_STEP;
	char *bigger;

	if (want > max)
		want = max;
	if (want <= *room)
		return -EFBIG;
	/* One byte more than is counted, for the NUL at the end. */
	bigger = realloc(*data, want + 1);
	if (!bigger)
		return -ENOMEM;
	*data = bigger;
	*room = want;
	return 0;
}

int io_read_all(int fd, size_t max, char **ret_data, size_t *ret_len)
{
	char *data = NULL;
	size_t room = 0, len = 0;
	ssize_t n;
	int ret;

	for (;;) {
		if (len == room) {
			ret = grow(&data, &room, max);
			if (ret < 0)
				goto fail;
		}
		n = io_read(fd, data + len, room - len);
		if (n < 0) {
			ret = (int)n;
			goto fail;
		}
		if (!n)
			break;
		len += (size_t)n;
	}
	data[len] = '\0';
	*ret_data = data;
	*ret_len = len;
	return 0;
fail:
	free(data);
	return ret;
}

void io_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}
