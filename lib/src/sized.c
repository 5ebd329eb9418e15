// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Structures that can grow: `sz` is their size in the header that the caller was
 * built with, which may be older or newer than this library.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

int sized_take(void *to, size_t known, size_t first, const void *from, size_t sz)
{
	const unsigned char *bytes = from;

	if (sz < first)
		return -EINVAL;
	/* What is not known here must not be asked for. */
	for (size_t i = known; i < sz; i++)
		if (bytes[i])
			return -E2BIG;
	memset(to, 0, known);
	memcpy(to, from, sz < known ? sz : known);
	return 0;
}

void sized_give(void *to, size_t sz, const void *from, size_t known)
{
	memset(to, 0, sz);
	memcpy(to, from, sz < known ? sz : known);
}
