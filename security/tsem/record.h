/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - bytes of a record
 */

#ifndef _SECURITY_TSEM_RECORD_H
#define _SECURITY_TSEM_RECORD_H

#include <linux/types.h>
#include <linux/unaligned.h>

#include "hash.h"

/* Six bytes: the NUL at the end is a part of it. */
#define TSEM_RECORD_MAGIC "TSEM1"

/* Bytes of the credentials in a record. */
#define TSEM_CONTEXT_SIZE 49

/**
 * struct tsem_writer - Bytes being written
 *
 * @data: start of the buffer
 * @size: its size in bytes
 * @len: bytes written so far
 * @overflow: something did not fit; the content is of no use then
 */
struct tsem_writer {
	u8 *data;
	u32 size;
	u32 len;
	bool overflow;
};

/**
 * struct tsem_reader - Bytes being read
 *
 * @data: next byte
 * @left: bytes from there to the end
 * @error: more was asked for than there was
 */
struct tsem_reader {
	const u8 *data;
	u32 left;
	bool error;
};

/**
 * struct tsem_context - Credentials under which an event runs
 *
 * @uid: real user
 * @euid: effective user
 * @suid: saved user
 * @fsuid: user of file accesses
 * @gid: real group
 * @egid: effective group
 * @sgid: saved group
 * @fsgid: group of file accesses
 * @userns_level: user namespaces between these credentials and the owner's
 * @cap_effective: effective capabilities
 * @securebits: SECBIT_* flags
 * @no_new_privs: whether exec may not grant anything
 *
 * Ids are those of the user namespace that owns the modeling namespace.
 */
struct tsem_context {
	u32 uid;
	u32 euid;
	u32 suid;
	u32 fsuid;
	u32 gid;
	u32 egid;
	u32 sgid;
	u32 fsgid;
	u32 userns_level;
	u64 cap_effective;
	u32 securebits;
	u8 no_new_privs;
};

void tsem_writer_init(struct tsem_writer *writer, u8 *data, u32 size);
void tsem_put_bytes(struct tsem_writer *writer, const void *data, u32 len);
void tsem_put_u16(struct tsem_writer *writer, u16 value);
void tsem_put_u64(struct tsem_writer *writer, u64 value);
void tsem_put_str(struct tsem_writer *writer, const void *data, u32 len);
void tsem_put_opt_digest(struct tsem_writer *writer, enum tsem_hash_alg alg,
			 const u8 *digest);
void tsem_put_cred(struct tsem_writer *writer,
		   const struct tsem_context *context);
void tsem_put_context(struct tsem_writer *writer,
		      const struct tsem_context *context);
void tsem_put_title(struct tsem_writer *writer, enum tsem_hash_alg alg,
		    const char *event);

/**
 * tsem_writer_reserve - Take room in the buffer
 *
 * @writer: the writer
 * @len: number of bytes
 *
 * Context: Any context.
 * Return: where these bytes are to be written, or NULL if they do not fit.
 */
static inline u8 *tsem_writer_reserve(struct tsem_writer *writer, u32 len)
{
	u8 *at;

	if (writer->overflow || len > writer->size - writer->len) {
		writer->overflow = true;
		return NULL;
	}
	at = writer->data + writer->len;
	writer->len += len;
	return at;
}

/**
 * tsem_put_u8 - Write one byte
 *
 * @writer: the writer
 * @value: the byte
 *
 * Context: Any context.
 */
static inline void tsem_put_u8(struct tsem_writer *writer, u8 value)
{
	u8 *at = tsem_writer_reserve(writer, sizeof(value));

	if (at)
		*at = value;
}

/**
 * tsem_put_u32 - Write a number in four bytes
 *
 * @writer: the writer
 * @value: the number
 *
 * Context: Any context.
 */
static inline void tsem_put_u32(struct tsem_writer *writer, u32 value)
{
	u8 *at = tsem_writer_reserve(writer, sizeof(value));

	if (at)
		put_unaligned_le32(value, at);
}

void tsem_reader_init(struct tsem_reader *reader, const u8 *data, u32 len);
const u8 *tsem_get_bytes(struct tsem_reader *reader, u32 len);
u8 tsem_get_u8(struct tsem_reader *reader);
u16 tsem_get_u16(struct tsem_reader *reader);
u32 tsem_get_u32(struct tsem_reader *reader);
u64 tsem_get_u64(struct tsem_reader *reader);
const u8 *tsem_get_str(struct tsem_reader *reader, u32 *len);
void tsem_get_cred(struct tsem_reader *reader, struct tsem_context *context);
void tsem_get_context(struct tsem_reader *reader, struct tsem_context *context);

#endif /* _SECURITY_TSEM_RECORD_H */
