/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - records as JSON
 */

#ifndef _SECURITY_TSEM_JSON_H
#define _SECURITY_TSEM_JSON_H

#include <linux/types.h>

#include "event.h"
#include "hash.h"

struct seq_file;
struct tsem_question;

/**
 * struct tsem_json_header - What a line tells besides the record
 *
 * @sequence: number in the stream of an observer, from 1; 0 if it is in none,
 *	and then neither @denied nor @reason is told
 * @denied: the event was denied
 * @reason: why it was allowed or denied
 * @number: position in its list, from 1; 0 if it is in none
 * @count: occurrences so far; 0 leaves the key out
 * @coefficient: digest of the record, NULL if there is none
 * @question: what the agent is told besides, or NULL
 */
struct tsem_json_header {
	u64 sequence;
	bool denied;
	const char *reason;
	u64 number;
	u64 count;
	const u8 *coefficient;
	const struct tsem_question *question;
};

void tsem_json_hex(struct seq_file *m, const u8 *data, u32 len);
void tsem_json_string(struct seq_file *m, const u8 *data, u32 len);
int tsem_json_record(struct seq_file *m, enum tsem_hash_alg alg,
		     const struct tsem_json_header *header, const u8 *data,
		     u32 len);
void tsem_json_unrecorded(struct seq_file *m, enum tsem_hash_alg alg,
			  const struct tsem_json_header *header,
			  enum tsem_event_id id);
void tsem_json_object(struct seq_file *m, enum tsem_hash_alg alg,
		      enum tsem_event_id id, const u8 *data, u32 len);

#endif /* _SECURITY_TSEM_JSON_H */
