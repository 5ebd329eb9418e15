/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of tsem agent share. */
#ifndef TSEM_CLI_AGENT_H
#define TSEM_CLI_AGENT_H

#include <stdbool.h>

#include "lsm-tsem.h"

/* Who decides by a model. */
struct judge {
	const char *file;
	struct lsm_tsem_model *model;
	bool remember;
	int status;		/* of what has been said already */
};

/* -- agent_judge.c: 0 or an exit status, with a message -- */
int judge_read(struct judge *j, const char *file);
/* Answer questions until there are no more; who asks is for messages. */
int judge_serve(struct judge *j, struct lsm_tsem_agent *agent, const char *who);

/* -- agent_net.c -- */
/* Answer whoever connects, until a signal comes. */
int agent_listen(struct judge *j, const char *address);
/* Standard input to the address, what comes from there to standard output. */
int agent_connect(const char *address);

#endif /* TSEM_CLI_AGENT_H */
