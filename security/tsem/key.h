/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the short form of an event
 */

#ifndef _SECURITY_TSEM_KEY_H
#define _SECURITY_TSEM_KEY_H

#include <linux/types.h>

#include "event.h"
#include "fragment.h"
#include "hash.h"
#include "record.h"

/* Pieces of an object, and bytes of it that are in none. */
#define TSEM_PIECES_MAX		4
#define TSEM_PLAIN_MAX		224

/* Actor and context of an event. */
#define TSEM_SUBJECT_MAX	(TSEM_DIGEST_MAX + TSEM_CONTEXT_SIZE)

#define TSEM_KEY_FIXED		2
#define TSEM_KEY_WORDS \
	(TSEM_KEY_FIXED + TSEM_PLAIN_MAX / sizeof(u64) + TSEM_PIECES_MAX)

/**
 * struct tsem_key - An event as it is looked up
 *
 * Who acts and the larger pieces of the object are mostly known as fragments
 * already, so that neither their bytes are collected nor a record is made to
 * find the event.  Events
 * with equal keys have equal records.
 *
 * @plain: writes the bytes of the object that are in no piece
 * @n_pieces: number of pieces of the object
 * @subject: who acts
 * @pieces: the pieces of the object
 * @hash: keyed hash of @words; valid as these are
 * @n_words: number of words; 0 if not all pieces are fragments
 * @words: head, subject, plain bytes, addresses of the pieces
 */
struct tsem_key {
	struct tsem_writer plain;
	u32 n_pieces;
	struct tsem_piece subject;
	struct tsem_piece pieces[TSEM_PIECES_MAX];
	u32 hash;
	u32 n_words;
	u64 words[TSEM_KEY_WORDS];
};

void tsem_keys_init(void);
void tsem_key_init(struct tsem_key *key);
void tsem_key_add(struct tsem_key *key, const struct tsem_piece *piece);
void tsem_key_add_fragment(struct tsem_key *key,
			   const struct tsem_fragment *fragment);
bool tsem_key_finish(struct tsem_key *key, enum tsem_event_id id);
void tsem_key_digest(const struct tsem_key *key, enum tsem_event_id id,
		     enum tsem_hash_alg alg, u8 *digest);

u32 tsem_words_max(const struct tsem_key *key);
enum tsem_event_id tsem_words_event(const u64 *words);
u32 tsem_words_record_len(const u64 *words, enum tsem_hash_alg alg);
void tsem_words_record(const u64 *words, enum tsem_hash_alg alg,
		       struct tsem_writer *out);

#endif /* _SECURITY_TSEM_KEY_H */
