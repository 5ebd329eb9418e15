// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the short form of an event
 *
 * A known event is found by a few words: what it is, the addresses of the
 * fragments that tell who acts and what with, and the other bytes of its object.
 * The record is put together from these only to digest or to show it.
 */

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/string.h>

#include "key.h"

/* Word 0: event, number of pieces, number of plain bytes, places of the pieces. */
#define HEAD_PIECES_SHIFT	8
#define HEAD_PLAIN_SHIFT	16
#define HEAD_AT_SHIFT		32

/* The magic, and the names of the hash and of the event. */
#define TITLE_MAX 64

/* Title, actor and context, and a piece after each run of plain bytes. */
#define SPANS_MAX (2 + 2 * TSEM_PIECES_MAX + 1)

/**
 * struct span - A run of bytes of a record
 *
 * @data: the bytes
 * @len: their number
 */
struct span {
	const void *data;
	u32 len;
};

/**
 * struct layout - What a record is put together from
 *
 * @title: how every record of this event begins
 * @title_len: its length
 * @n: number of spans
 * @spans: the bytes of the record in order
 */
struct layout {
	u8 title[TITLE_MAX];
	u32 title_len;
	u32 n;
	struct span spans[SPANS_MAX];
};

static u64 tsem_key_factor __read_mostly;

/**
 * tsem_keys_init - Prepare for keys
 *
 * Context: Process context, may sleep; before the first key.
 */
void tsem_keys_init(void)
{
	get_random_once(&tsem_key_factor, sizeof(tsem_key_factor));
}

/**
 * tsem_key_init - Start the key of an event
 *
 * @key: the key
 *
 * Context: Any context.
 */
void tsem_key_init(struct tsem_key *key)
{
	tsem_writer_init(&key->plain, (u8 *)&key->words[TSEM_KEY_FIXED],
			 TSEM_PLAIN_MAX);
	key->n_pieces = 0;
	key->n_words = 0;
}

/**
 * tsem_key_add - Add a piece of the object, after the bytes written so far
 *
 * @key: the key
 * @piece: the piece; its place is set
 *
 * Context: Any context.
 */
void tsem_key_add(struct tsem_key *key, const struct tsem_piece *piece)
{
	if (WARN_ON_ONCE(key->n_pieces == TSEM_PIECES_MAX)) {
		/* No event may be taken for one without that piece. */
		key->plain.overflow = true;
		return;
	}
	key->pieces[key->n_pieces] = *piece;
	key->pieces[key->n_pieces++].at = key->plain.len;
}

/**
 * tsem_key_add_fragment - Add a piece that is known as a fragment
 *
 * @key: the key
 * @fragment: the fragment
 *
 * Context: Any context.
 */
void tsem_key_add_fragment(struct tsem_key *key,
			   const struct tsem_fragment *fragment)
{
	struct tsem_piece *piece;

	if (WARN_ON_ONCE(key->n_pieces == TSEM_PIECES_MAX)) {
		key->plain.overflow = true;
		return;
	}
	piece = &key->pieces[key->n_pieces++];
	piece->fragment = fragment;
	piece->data = fragment->data;
	piece->len = fragment->len;
	piece->at = key->plain.len;
}

static u64 word_of(const struct tsem_fragment *fragment)
{
	return (unsigned long)fragment;
}

static const struct tsem_fragment *fragment_of(u64 word)
{
	return (const struct tsem_fragment *)(unsigned long)word;
}

static u32 plain_words(u32 len)
{
	return DIV_ROUND_UP(len, sizeof(u64));
}

/* Sets the bytes of the last word to 0 that are not the object's. */
static void pad(u64 *last, u32 used)
{
	const u64 mask = ~0ULL >> (8 * (sizeof(u64) - used));
	const u64 value = le64_to_cpu((__force __le64)*last);

	*last = (__force u64)cpu_to_le64(value & mask);
}

/* Whoever does not know the factor cannot choose words that meet. */
static u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * (tsem_key_factor | 1);
	return hash ^ hash >> 32;
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
bool tsem_key_finish(struct tsem_key *key, enum tsem_event_id id)
{
	const u32 len = key->plain.len;
	const u32 n = plain_words(len);
	u64 *at = key->words + TSEM_KEY_FIXED;
	const u64 *end = at + n;
	u64 head = id | key->n_pieces << HEAD_PIECES_SHIFT |
		   len << HEAD_PLAIN_SHIFT;
	const struct tsem_piece *piece;
	u64 hash;
	u32 i;

	if (!key->subject.fragment)
		return false;
	hash = mix(key->subject.fragment->hash, head);
	if (len % sizeof(u64))
		pad(at + n - 1, len % sizeof(u64));
	while (at < end)
		hash = mix(hash, *at++);
	for (i = 0; i < key->n_pieces; i++) {
		piece = &key->pieces[i];
		if (!piece->fragment)
			return false;
		head |= (u64)piece->at << (HEAD_AT_SHIFT + 8 * i);
		hash = rol64(hash, 7) ^ piece->fragment->hash;
		*at++ = word_of(piece->fragment);
	}
	key->words[0] = head;
	key->words[1] = word_of(key->subject.fragment);
	key->n_words = at - key->words;
	key->hash = mix(hash, 0);
	return true;
}

static void put_title(struct layout *layout, enum tsem_event_id id,
		      enum tsem_hash_alg alg)
{
	struct tsem_writer out;

	tsem_writer_init(&out, layout->title, sizeof(layout->title));
	tsem_put_title(&out, alg, tsem_events[id].name);
	layout->title_len = out.len;
	layout->n = 0;
}

static void add_span(struct layout *layout, const void *data, u32 len)
{
	layout->spans[layout->n++] = (struct span) { data, len };
}

static void lay_out_key(struct layout *layout, const struct tsem_key *key,
			enum tsem_event_id id, enum tsem_hash_alg alg)
{
	const u8 *plain = (const u8 *)(key->words + TSEM_KEY_FIXED);
	const struct tsem_piece *piece;
	u32 i, done = 0;

	put_title(layout, id, alg);
	add_span(layout, layout->title, layout->title_len);
	add_span(layout, key->subject.data, key->subject.len);
	for (i = 0; i < key->n_pieces; i++) {
		piece = &key->pieces[i];
		add_span(layout, plain + done, piece->at - done);
		add_span(layout, piece->data, piece->len);
		done = piece->at;
	}
	add_span(layout, plain + done, key->plain.len - done);
}

/**
 * tsem_key_digest - Compute the coefficient of an event
 *
 * @key: the key; it need not be complete
 * @id: the event
 * @alg: hash of the namespace
 * @digest: where the coefficient goes
 *
 * Context: Any context.
 */
void tsem_key_digest(const struct tsem_key *key, enum tsem_event_id id,
		     enum tsem_hash_alg alg, u8 *digest)
{
	struct layout layout;
	struct tsem_hash hash;
	u32 i;

	lay_out_key(&layout, key, id, alg);
	tsem_hash_init(&hash, alg);
	for (i = 0; i < layout.n; i++)
		tsem_hash_update(&hash, layout.spans[i].data,
				 layout.spans[i].len);
	tsem_hash_final(&hash, digest);
}

/**
 * tsem_words_max - Number of words that a key has when it is complete
 *
 * @key: the key
 *
 * Context: Any context.
 * Return: the number.
 */
u32 tsem_words_max(const struct tsem_key *key)
{
	return TSEM_KEY_FIXED + plain_words(key->plain.len) + key->n_pieces;
}

static u32 plain_of(const u64 *words)
{
	return (words[0] >> HEAD_PLAIN_SHIFT) & 0xffff;
}

static u32 pieces_of(const u64 *words)
{
	return (words[0] >> HEAD_PIECES_SHIFT) & 0xff;
}

/**
 * tsem_words_event - Event that a complete key is of
 *
 * @words: words of the key
 *
 * Context: Any context.
 * Return: the event.
 */
enum tsem_event_id tsem_words_event(const u64 *words)
{
	return words[0] & 0xff;
}

static const struct tsem_fragment *piece_of(const u64 *words, u32 number)
{
	return fragment_of(words[TSEM_KEY_FIXED + plain_words(plain_of(words)) +
				 number]);
}

static void lay_out_words(struct layout *layout, const u64 *words,
			  enum tsem_hash_alg alg)
{
	const u8 *plain = (const u8 *)(words + TSEM_KEY_FIXED);
	const struct tsem_fragment *fragment = fragment_of(words[1]);
	u32 i, at, done = 0;

	put_title(layout, tsem_words_event(words), alg);
	add_span(layout, layout->title, layout->title_len);
	add_span(layout, fragment->data, fragment->len);
	for (i = 0; i < pieces_of(words); i++) {
		at = (words[0] >> (HEAD_AT_SHIFT + 8 * i)) & 0xff;
		fragment = piece_of(words, i);
		add_span(layout, plain + done, at - done);
		add_span(layout, fragment->data, fragment->len);
		done = at;
	}
	add_span(layout, plain + done, plain_of(words) - done);
}

/**
 * tsem_words_record_len - Length of the record of a complete key
 *
 * @words: words of the key
 * @alg: hash of the namespace
 *
 * Context: Any context.
 * Return: the number of bytes.
 */
u32 tsem_words_record_len(const u64 *words, enum tsem_hash_alg alg)
{
	struct layout layout;
	u32 i, len = 0;

	lay_out_words(&layout, words, alg);
	for (i = 0; i < layout.n; i++)
		len += layout.spans[i].len;
	return len;
}

/**
 * tsem_words_record - Write the record of a complete key
 *
 * @words: words of the key
 * @alg: hash of the namespace
 * @out: where to write
 *
 * Context: Any context.
 */
void tsem_words_record(const u64 *words, enum tsem_hash_alg alg,
		       struct tsem_writer *out)
{
	struct layout layout;
	u32 i;

	lay_out_words(&layout, words, alg);
	for (i = 0; i < layout.n; i++)
		tsem_put_bytes(out, layout.spans[i].data, layout.spans[i].len);
}
