/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the short form of an event
 */

#ifndef _SECURITY_TSEM_KEY_H
#define _SECURITY_TSEM_KEY_H

#include <linux/bits.h>
#include <linux/math64.h>
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

/* One more, since they are hashed in pairs. */
#define TSEM_KEY_WORDS \
	(TSEM_KEY_FIXED + TSEM_PLAIN_MAX / sizeof(u64) + TSEM_PIECES_MAX + 1)

/* Word 0: event, number of pieces, number of plain bytes, places of the pieces. */
#define TSEM_HEAD_PIECES_SHIFT	8
#define TSEM_HEAD_PLAIN_SHIFT	16
#define TSEM_HEAD_PLACES_SHIFT	32

/* Bits of the place of one piece. */
#define TSEM_PLACE_BITS		8

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
 * @places: number of plain bytes before each piece, TSEM_PLACE_BITS for each
 * @subject: who acts
 * @pieces: the pieces of the object
 * @hash: keyed hash of @words; valid as these are
 * @n_words: number of words; 0 if not all pieces are fragments
 * @words: head, subject, plain bytes, addresses of the pieces
 */
struct tsem_key {
	struct tsem_writer plain;
	u32 n_pieces;
	u32 places;
	struct tsem_piece subject;
	struct tsem_piece pieces[TSEM_PIECES_MAX];
	u32 hash;
	u32 n_words;
	u64 words[TSEM_KEY_WORDS];
};

extern u64 tsem_key_factor;

void tsem_keys_init(void);
void tsem_key_overflow(struct tsem_key *key);
void tsem_key_digest(const struct tsem_key *key, enum tsem_event_id id,
		     enum tsem_hash_alg alg, u8 *digest);
u32 tsem_key_object_len(const struct tsem_key *key);
void tsem_key_object(const struct tsem_key *key, struct tsem_writer *out);

u32 tsem_key_record_len(const struct tsem_key *key, enum tsem_event_id id,
			enum tsem_hash_alg alg);
void tsem_key_record(const struct tsem_key *key, enum tsem_event_id id,
		     enum tsem_hash_alg alg, struct tsem_writer *out);

u32 tsem_words_max(const struct tsem_key *key);
u32 tsem_words_record_len(const u64 *words, enum tsem_hash_alg alg);
void tsem_words_record(const u64 *words, enum tsem_hash_alg alg,
		       struct tsem_writer *out);

/**
 * tsem_key_init - Start the key of an event
 *
 * @key: the key
 *
 * Context: Any context.
 */
static inline void tsem_key_init(struct tsem_key *key)
{
	key->plain = (struct tsem_writer) {
		.data = (u8 *)&key->words[TSEM_KEY_FIXED],
		.size = TSEM_PLAIN_MAX,
	};
	key->n_pieces = 0;
	key->places = 0;
}

/**
 * tsem_key_reserve - Take room for bytes that are in no piece
 *
 * @key: the key
 * @len: their number, constant
 *
 * The same as tsem_writer_reserve(), which has to look where and how large the
 * room is.
 *
 * Context: Any context.
 * Return: where these bytes are to be written, or NULL if they do not fit.
 */
static inline u8 *tsem_key_reserve(struct tsem_key *key, u32 len)
{
	u8 *at = (u8 *)&key->words[TSEM_KEY_FIXED] + key->plain.len;

	if (key->plain.len > TSEM_PLAIN_MAX - len) {
		key->plain.overflow = true;
		return NULL;
	}
	key->plain.len += len;
	return at;
}

/* The next piece of the object, after the bytes written so far, or NULL. */
static inline struct tsem_piece *tsem_key_next(struct tsem_key *key)
{
	const u32 number = key->n_pieces;

	if (number == TSEM_PIECES_MAX) {
		tsem_key_overflow(key);
		return NULL;
	}
	key->places |= key->plain.len << (TSEM_PLACE_BITS * number);
	key->n_pieces++;
	return &key->pieces[number];
}

/**
 * tsem_key_add - Add a piece of the object, after the bytes written so far
 *
 * @key: the key
 * @piece: the piece
 *
 * Context: Any context.
 */
static inline void tsem_key_add(struct tsem_key *key,
				const struct tsem_piece *piece)
{
	struct tsem_piece *next = tsem_key_next(key);

	if (next)
		*next = *piece;
}

/**
 * tsem_key_add_fragment - Add a piece that is known as a fragment
 *
 * @key: the key
 * @fragment: the fragment, which has all that the piece would have
 *
 * Context: Any context.
 */
static inline void tsem_key_add_fragment(struct tsem_key *key,
					 const struct tsem_fragment *fragment)
{
	struct tsem_piece *next = tsem_key_next(key);

	if (next)
		next->fragment = fragment;
}

/**
 * tsem_key_head - First word of a key
 *
 * @id: the event
 * @pieces: number of pieces of the object
 * @plain: number of bytes that are in none
 * @places: see &struct tsem_key
 *
 * Context: Any context.
 * Return: the word.
 */
static inline u64 tsem_key_head(enum tsem_event_id id, u32 pieces, u32 plain,
				u32 places)
{
	return id | pieces << TSEM_HEAD_PIECES_SHIFT |
	       plain << TSEM_HEAD_PLAIN_SHIFT |
	       (u64)places << TSEM_HEAD_PLACES_SHIFT;
}

/**
 * tsem_head_event - Event that a key is of
 *
 * @head: first word of the key
 *
 * Context: Any context.
 * Return: the event.
 */
static inline enum tsem_event_id tsem_head_event(u64 head)
{
	return head & 0xff;
}

/**
 * tsem_head_plain - Bytes of an object that are in no piece
 *
 * @head: first word of the key
 *
 * Context: Any context.
 * Return: their number.
 */
static inline u32 tsem_head_plain(u64 head)
{
	return (head >> TSEM_HEAD_PLAIN_SHIFT) & 0xffff;
}

static inline u32 tsem_place(u32 places, u32 number)
{
	return places >> (TSEM_PLACE_BITS * number) &
	       GENMASK(TSEM_PLACE_BITS - 1, 0);
}

/**
 * tsem_head_place - Place of a piece
 *
 * @head: first word of the key
 * @number: number of the piece, from 0
 *
 * Context: Any context.
 * Return: how many bytes that are in no piece come before it.
 */
static inline u32 tsem_head_place(u64 head, u32 number)
{
	return tsem_place(head >> TSEM_HEAD_PLACES_SHIFT, number);
}

/* Sets the bytes of the last word to 0 that are not the object's. */
static inline void tsem_key_pad(u64 *last, u32 used)
{
	const u64 mask = ~0ULL >> (8 * (sizeof(u64) - used));
	const u64 value = le64_to_cpu((__force __le64)*last);

	*last = (__force u64)cpu_to_le64(value & mask);
}

/*
 * Both halves of the product, so that every bit of the words counts: whoever does
 * not know the factor cannot choose words that meet.
 */
static inline u64 tsem_key_mix(u64 hash, u64 a, u64 b)
{
	const u64 x = hash ^ a, y = tsem_key_factor ^ b;

	return x * y ^ mul_u64_u64_shr(x, y, 64);
}

/**
 * tsem_key_finish - Complete a key if all its pieces are fragments
 *
 * @key: the key
 * @id: the event
 *
 * Context: Any context.
 * Return: false if the event cannot be known, because no event so far had all
 * of its pieces.
 */
static inline bool tsem_key_finish(struct tsem_key *key, enum tsem_event_id id)
{
	const u32 len = key->plain.len, used = len % sizeof(u64);
	u64 *at = &key->words[TSEM_KEY_FIXED + len / sizeof(u64)], *word;
	const struct tsem_piece *piece = key->pieces;
	const struct tsem_piece *end = piece + key->n_pieces;
	u64 hash = 0;

	if (!key->subject.fragment)
		return false;
	if (used)
		tsem_key_pad(at++, used);
	for (; piece < end; piece++) {
		if (!piece->fragment)
			return false;
		*at++ = (unsigned long)piece->fragment;
	}
	key->words[0] = tsem_key_head(id, key->n_pieces, len, key->places);
	key->words[1] = (unsigned long)key->subject.fragment;
	key->n_words = at - key->words;
	*at = 0;
	for (word = key->words; word < at; word += 2)
		hash = tsem_key_mix(hash, word[0], word[1]);
	key->hash = hash;
	return true;
}

#endif /* _SECURITY_TSEM_KEY_H */
