// SPDX-License-Identifier: LGPL-2.1-or-later
/* The one sentence that explains a refused model. */
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

void diag_set(struct lsm_tsem_diag *diag, unsigned long line, const char *fmt,
	      ...)
{
	va_list ap;

	/* Who has not set sz gets nothing. Members after these need a look at it. */
	if (!diag || diag->sz < DIAG_FIRST)
		return;
	diag->line = line;
	va_start(ap, fmt);
	vsnprintf(diag->text, sizeof(diag->text), fmt, ap);
	va_end(ap);
}
