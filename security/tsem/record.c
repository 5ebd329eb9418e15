// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - bytes of a record
 *
 * One encoding serves hashing, comparison, storage and display.  Integers are
 * little endian on every architecture, strings carry their length, and what is
 * optional starts with a byte that tells whether it is there: two different
 * events can never have the same bytes.
 */

#include <linux/bug.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "record.h"

/**
 * tsem_writer_init - Start to write into a buffer
 *
 * @writer: the writer
 * @data: the buffer
 * @size: its size in bytes
 *
 * Context: Any context.
 */
void tsem_writer_init(struct tsem_writer *writer, u8 *data, u32 size)
{
	writer->data = data;
	writer->size = size;
	writer->len = 0;
	writer->overflow = false;
}

/**
 * tsem_put_bytes - Write raw bytes
 *
 * @writer: the writer
 * @data: bytes
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_put_bytes(struct tsem_writer *writer, const void *data, u32 len)
{
	u8 *at = tsem_writer_reserve(writer, len);

	if (at)
		memcpy(at, data, len);
}

/**
 * tsem_put_u16 - Write a number in two bytes
 *
 * @writer: the writer
 * @value: the number
 *
 * Context: Any context.
 */
void tsem_put_u16(struct tsem_writer *writer, u16 value)
{
	u8 *at = tsem_writer_reserve(writer, sizeof(value));

	if (at)
		put_unaligned_le16(value, at);
}

/**
 * tsem_put_u64 - Write a number in eight bytes
 *
 * @writer: the writer
 * @value: the number
 *
 * Context: Any context.
 */
void tsem_put_u64(struct tsem_writer *writer, u64 value)
{
	u8 *at = tsem_writer_reserve(writer, sizeof(value));

	if (at)
		put_unaligned_le64(value, at);
}

/**
 * tsem_put_str - Write a string: length in four bytes, then the bytes
 *
 * @writer: the writer
 * @data: bytes of the string, which may hold any value
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_put_str(struct tsem_writer *writer, const void *data, u32 len)
{
	tsem_put_u32(writer, len);
	tsem_put_bytes(writer, data, len);
}

/**
 * tsem_put_opt_digest - Write a digest that may be missing
 *
 * @writer: the writer
 * @alg: hash that tells the length
 * @digest: the digest, or NULL
 *
 * Context: Any context.
 */
void tsem_put_opt_digest(struct tsem_writer *writer, enum tsem_hash_alg alg,
			 const u8 *digest)
{
	tsem_put_u8(writer, !!digest);
	if (digest)
		tsem_put_bytes(writer, digest, tsem_hash_size(alg));
}

/**
 * tsem_put_cred - Write credentials as they are, of whatever task
 *
 * @writer: the writer
 * @context: the credentials; no_new_privs is a property of the task
 *
 * Context: Any context.
 */
void tsem_put_cred(struct tsem_writer *writer,
		   const struct tsem_context *context)
{
	tsem_put_u32(writer, context->uid);
	tsem_put_u32(writer, context->euid);
	tsem_put_u32(writer, context->suid);
	tsem_put_u32(writer, context->fsuid);
	tsem_put_u32(writer, context->gid);
	tsem_put_u32(writer, context->egid);
	tsem_put_u32(writer, context->sgid);
	tsem_put_u32(writer, context->fsgid);
	tsem_put_u32(writer, context->userns_level);
	tsem_put_u64(writer, context->cap_effective);
	tsem_put_u32(writer, context->securebits);
}

/**
 * tsem_put_context - Write the credentials of an event
 *
 * @writer: the writer
 * @context: the credentials
 *
 * Context: Any context.
 */
void tsem_put_context(struct tsem_writer *writer,
		      const struct tsem_context *context)
{
	tsem_put_cred(writer, context);
	tsem_put_u8(writer, context->no_new_privs);
}

/**
 * tsem_put_title - Write what every record of an event starts with
 *
 * @writer: the writer
 * @alg: hash of the namespace
 * @event: name of the event
 *
 * The actor follows, and its credentials.
 *
 * Context: Any context.
 */
void tsem_put_title(struct tsem_writer *writer, enum tsem_hash_alg alg,
		    const char *event)
{
	const char *name = tsem_hash_name(alg);

	tsem_put_bytes(writer, TSEM_RECORD_MAGIC, sizeof(TSEM_RECORD_MAGIC));
	tsem_put_str(writer, name, strlen(name));
	tsem_put_str(writer, event, strlen(event));
}

/**
 * tsem_reader_init - Start to read
 *
 * @reader: the reader
 * @data: bytes
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_reader_init(struct tsem_reader *reader, const u8 *data, u32 len)
{
	reader->data = data;
	reader->left = len;
	reader->error = false;
}

/**
 * tsem_get_bytes - Read raw bytes
 *
 * @reader: the reader
 * @len: number of bytes
 *
 * Context: Any context.
 * Return: the bytes where they stand, or NULL and the reader's error set if
 * there are fewer.
 */
const u8 *tsem_get_bytes(struct tsem_reader *reader, u32 len)
{
	const u8 *at = reader->data;

	if (reader->error || len > reader->left) {
		reader->error = true;
		return NULL;
	}
	reader->data += len;
	reader->left -= len;
	return at;
}

/**
 * tsem_get_u8 - Read one byte
 *
 * @reader: the reader
 *
 * Context: Any context.
 * Return: the byte, 0 at the end.
 */
u8 tsem_get_u8(struct tsem_reader *reader)
{
	const u8 *at = tsem_get_bytes(reader, sizeof(u8));

	return at ? *at : 0;
}

/**
 * tsem_get_u16 - Read a number of two bytes
 *
 * @reader: the reader
 *
 * Context: Any context.
 * Return: the number, 0 at the end.
 */
u16 tsem_get_u16(struct tsem_reader *reader)
{
	const u8 *at = tsem_get_bytes(reader, sizeof(u16));

	return at ? get_unaligned_le16(at) : 0;
}

/**
 * tsem_get_u32 - Read a number of four bytes
 *
 * @reader: the reader
 *
 * Context: Any context.
 * Return: the number, 0 at the end.
 */
u32 tsem_get_u32(struct tsem_reader *reader)
{
	const u8 *at = tsem_get_bytes(reader, sizeof(u32));

	return at ? get_unaligned_le32(at) : 0;
}

/**
 * tsem_get_u64 - Read a number of eight bytes
 *
 * @reader: the reader
 *
 * Context: Any context.
 * Return: the number, 0 at the end.
 */
u64 tsem_get_u64(struct tsem_reader *reader)
{
	const u8 *at = tsem_get_bytes(reader, sizeof(u64));

	return at ? get_unaligned_le64(at) : 0;
}

/**
 * tsem_get_str - Read a string
 *
 * @reader: the reader
 * @len: number of its bytes
 *
 * Context: Any context.
 * Return: the bytes where they stand, not terminated, or NULL.
 */
const u8 *tsem_get_str(struct tsem_reader *reader, u32 *len)
{
	const u8 *at;

	*len = tsem_get_u32(reader);
	at = tsem_get_bytes(reader, *len);
	if (!at)
		*len = 0;
	return at;
}

/**
 * tsem_get_cred - Read credentials that tsem_put_cred() wrote
 *
 * @reader: the reader
 * @context: where they go, all but no_new_privs
 *
 * Context: Any context.
 */
void tsem_get_cred(struct tsem_reader *reader, struct tsem_context *context)
{
	context->uid = tsem_get_u32(reader);
	context->euid = tsem_get_u32(reader);
	context->suid = tsem_get_u32(reader);
	context->fsuid = tsem_get_u32(reader);
	context->gid = tsem_get_u32(reader);
	context->egid = tsem_get_u32(reader);
	context->sgid = tsem_get_u32(reader);
	context->fsgid = tsem_get_u32(reader);
	context->userns_level = tsem_get_u32(reader);
	context->cap_effective = tsem_get_u64(reader);
	context->securebits = tsem_get_u32(reader);
}

/**
 * tsem_get_context - Read the credentials of an event
 *
 * @reader: the reader
 * @context: where they go
 *
 * Context: Any context.
 */
void tsem_get_context(struct tsem_reader *reader, struct tsem_context *context)
{
	tsem_get_cred(reader, context);
	context->no_new_privs = tsem_get_u8(reader);
}
