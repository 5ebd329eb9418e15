/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the control language
 */

#ifndef _SECURITY_TSEM_CONTROL_H
#define _SECURITY_TSEM_CONTROL_H

#include <linux/types.h>

#include "model.h"
#include "rules.h"

/**
 * enum tsem_verb - What a line asks for
 *
 * @TSEM_VERB_BIND: bind the file to a namespace
 * @TSEM_VERB_ALL: have the file show known events, too
 * @TSEM_VERB_BINARY: have the file show messages in binary form
 * @TSEM_VERB_SET: change the configuration
 * @TSEM_VERB_STATE: load a coefficient
 * @TSEM_VERB_ENVIRONMENT: load one that does not enter the state value
 * @TSEM_VERB_PSEUDONYM: add a rule
 * @TSEM_VERB_VOLATILE: add a rule
 * @TSEM_VERB_SEAL: seal the model
 * @TSEM_VERB_ENFORCE: enforce the model
 */
enum tsem_verb {
	TSEM_VERB_BIND,
	TSEM_VERB_ALL,
	TSEM_VERB_BINARY,
	TSEM_VERB_SET,
	TSEM_VERB_STATE,
	TSEM_VERB_ENVIRONMENT,
	TSEM_VERB_PSEUDONYM,
	TSEM_VERB_VOLATILE,
	TSEM_VERB_SEAL,
	TSEM_VERB_ENFORCE,
};

/* Keys of "set". */
#define TSEM_SETTINGS 11

/**
 * struct tsem_command - A line that was understood
 *
 * @verb: what it asks for
 * @by_id: bind to the namespace with @id, and not to that of @fd
 * @fd: descriptor to bind to
 * @id: id to bind to
 * @values: value of each setting that the line names, inside the line; NULL for the
 *	others
 * @digest: coefficient to load
 * @digest_len: its length in bytes
 * @path: path of a rule, inside the line
 * @path_len: its length
 * @force: seal what is incomplete
 */
struct tsem_command {
	enum tsem_verb verb;
	bool by_id;
	unsigned int fd;
	u64 id;
	const char *values[TSEM_SETTINGS];
	u8 digest[TSEM_DIGEST_MAX];
	u32 digest_len;
	const char *path;
	u32 path_len;
	bool force;
};

int tsem_parse_number(const char *text, u64 min, u64 max, u64 *value);
int tsem_command_parse(char *line, struct tsem_command *command);
int tsem_command_run(struct tsem_model *model,
		     const struct tsem_command *command);
int tsem_command_run_rules(struct tsem_model *model, char *rules,
			   const char **wrong);
bool tsem_command_for_members(const struct tsem_command *command);

#endif /* _SECURITY_TSEM_CONTROL_H */
