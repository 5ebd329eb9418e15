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
#include "limits.h"

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

static_assert(TITLE_MAX + TSEM_SUBJECT_MAX + TSEM_PROGRAMS_MAX +
	      TSEM_PLAIN_MAX <= TSEM_RECORD_MAX);

/* Against workloads that choose words to make chains long. */
u64 tsem_key_factor __read_mostly;

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
 * tsem_key_overflow - Note that an event has more pieces than there is room for
 *
 * @key: the key
 *
 * No event has so many.  If one had, it might not be taken for one without the
 * last of them.
 *
 * Context: Any context.
 */
void tsem_key_overflow(struct tsem_key *key)
{
	WARN_ON_ONCE(1);
	key->plain.overflow = true;
}

static const struct tsem_fragment *fragment_of(u64 word)
{
	return (const struct tsem_fragment *)(unsigned long)word;
}

static u32 plain_words(u32 len)
{
	return DIV_ROUND_UP(len, sizeof(u64));
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

static void add_piece(struct layout *layout, const struct tsem_piece *piece)
{
	const struct tsem_fragment *fragment = piece->fragment;

	if (fragment)
		add_span(layout, fragment->data, fragment->len);
	else
		add_span(layout, piece->data, piece->len);
}

static void lay_out_key(struct layout *layout, const struct tsem_key *key,
			enum tsem_event_id id, enum tsem_hash_alg alg)
{
	const u8 *plain = (const u8 *)(key->words + TSEM_KEY_FIXED);
	u32 i, at, done = 0;

	put_title(layout, id, alg);
	add_span(layout, layout->title, layout->title_len);
	add_piece(layout, &key->subject);
	for (i = 0; i < key->n_pieces; i++) {
		at = tsem_place(key->places, i);
		add_span(layout, plain + done, at - done);
		add_piece(layout, &key->pieces[i]);
		done = at;
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

static u32 layout_len(const struct layout *layout)
{
	u32 i, len = 0;

	for (i = 0; i < layout->n; i++)
		len += layout->spans[i].len;
	return len;
}

static void put_layout(struct tsem_writer *out, const struct layout *layout)
{
	u32 i;

	for (i = 0; i < layout->n; i++)
		tsem_put_bytes(out, layout->spans[i].data, layout->spans[i].len);
}

/**
 * tsem_key_record_len - Length of the record of an event
 *
 * @key: the key; it need not be complete
 * @id: the event
 * @alg: hash of the namespace
 *
 * Context: Any context.
 * Return: the number of bytes.
 */
u32 tsem_key_record_len(const struct tsem_key *key, enum tsem_event_id id,
			enum tsem_hash_alg alg)
{
	struct layout layout;

	lay_out_key(&layout, key, id, alg);
	return layout_len(&layout);
}

/**
 * tsem_key_record - Write the record of an event
 *
 * @key: the key; it need not be complete
 * @id: the event
 * @alg: hash of the namespace
 * @out: where to write
 *
 * Context: Any context.
 */
void tsem_key_record(const struct tsem_key *key, enum tsem_event_id id,
		     enum tsem_hash_alg alg, struct tsem_writer *out)
{
	struct layout layout;

	lay_out_key(&layout, key, id, alg);
	put_layout(out, &layout);
}

/* Spans of a record before its object. */
#define SPANS_HEAD 2

/**
 * tsem_key_object_len - Length of the object of an event
 *
 * @key: the key; it need not be complete
 *
 * Context: Any context.
 * Return: the number of bytes.
 */
u32 tsem_key_object_len(const struct tsem_key *key)
{
	const struct tsem_piece *piece;
	u32 len = key->plain.len;

	for (piece = key->pieces; piece < key->pieces + key->n_pieces; piece++)
		len += piece->fragment ? piece->fragment->len : piece->len;
	return len;
}

/**
 * tsem_key_object - Write the object of an event
 *
 * @key: the key; it need not be complete
 * @out: where to write
 *
 * Context: Any context.
 */
void tsem_key_object(const struct tsem_key *key, struct tsem_writer *out)
{
	struct layout layout;
	u32 i;

	/* Event and hash are told only by the head, which is left out. */
	lay_out_key(&layout, key, 0, TSEM_HASH_SHA256);
	for (i = SPANS_HEAD; i < layout.n; i++)
		tsem_put_bytes(out, layout.spans[i].data, layout.spans[i].len);
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

static u32 pieces_of(const u64 *words)
{
	return (words[0] >> TSEM_HEAD_PIECES_SHIFT) & 0xff;
}

static const struct tsem_fragment *piece_of(const u64 *words, u32 number)
{
	return fragment_of(words[TSEM_KEY_FIXED + plain_words(tsem_head_plain(words[0])) +
				 number]);
}

static void lay_out_words(struct layout *layout, const u64 *words,
			  enum tsem_hash_alg alg)
{
	const u8 *plain = (const u8 *)(words + TSEM_KEY_FIXED);
	const struct tsem_fragment *fragment = fragment_of(words[1]);
	u32 i, at, done = 0;

	put_title(layout, tsem_head_event(words[0]), alg);
	add_span(layout, layout->title, layout->title_len);
	add_span(layout, fragment->data, fragment->len);
	for (i = 0; i < pieces_of(words); i++) {
		at = tsem_head_place(words[0], i);
		fragment = piece_of(words, i);
		add_span(layout, plain + done, at - done);
		add_span(layout, fragment->data, fragment->len);
		done = at;
	}
	add_span(layout, plain + done, tsem_head_plain(words[0]) - done);
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

	lay_out_words(&layout, words, alg);
	return layout_len(&layout);
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

	lay_out_words(&layout, words, alg);
	put_layout(out, &layout);
}
