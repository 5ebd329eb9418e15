// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - records as JSON
 *
 * Rendered from the canonical bytes by the event table, so that what is shown
 * is what was hashed.  Nothing is lost: the record can be rebuilt from its
 * line.
 */

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/seq_file.h>
#include <linux/socket.h>
#include <linux/string.h>

#include "agent.h"
#include "event.h"
#include "file.h"
#include "json.h"
#include "record.h"
#include "sock.h"
#include "task.h"

static const char *const tsem_unix_kinds[TSEM_UNIX_COUNT] = {
	[TSEM_UNIX_UNNAMED] = "unnamed",
	[TSEM_UNIX_PATH] = "path",
	[TSEM_UNIX_ABSTRACT] = "abstract",
};

/**
 * tsem_json_hex - Print bytes in hexadecimal
 *
 * @m: where to print
 * @data: bytes
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_json_hex(struct seq_file *m, const u8 *data, u32 len)
{
	/* The format takes 64 bytes at most. */
	for (; len > 64; data += 64, len -= 64)
		seq_printf(m, "%*phN", 64, data);
	seq_printf(m, "%*phN", (int)len, data);
}

/*
 * Length of the valid UTF-8 sequence at @data, or 0.  Overlong forms,
 * surrogates and values past the end of Unicode are not valid.
 */
static u32 utf8_sequence(const u8 *data, u32 len)
{
	u32 value, min, need, i;

	if (data[0] < 0x80)
		return 1;
	if ((data[0] & 0xe0) == 0xc0) {
		need = 2;
		min = 0x80;
		value = data[0] & 0x1f;
	} else if ((data[0] & 0xf0) == 0xe0) {
		need = 3;
		min = 0x800;
		value = data[0] & 0x0f;
	} else if ((data[0] & 0xf8) == 0xf0) {
		need = 4;
		min = 0x10000;
		value = data[0] & 0x07;
	} else {
		return 0;
	}
	if (len < need)
		return 0;
	for (i = 1; i < need; i++) {
		if ((data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (data[i] & 0x3f);
	}
	if (value < min || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	return need;
}

/**
 * tsem_json_string - Print the content of a JSON string, without the quotes
 *
 * @m: where to print
 * @data: bytes, of any value
 * @len: number of bytes
 *
 * A byte that is not a part of valid UTF-8 becomes the lone surrogate
 * U+DC00 + byte, which no valid text contains, so that the bytes can be had
 * back.
 *
 * Context: Any context.
 */
void tsem_json_string(struct seq_file *m, const u8 *data, u32 len)
{
	u32 n;

	for (; len; data += n, len -= n) {
		n = utf8_sequence(data, len);
		if (!n) {
			n = 1;
			seq_printf(m, "\\udc%02x", *data);
		} else if (n > 1) {
			seq_write(m, data, n);
		} else if (*data == '"' || *data == '\\') {
			seq_putc(m, '\\');
			seq_putc(m, *data);
		} else if (*data < 0x20 || *data == 0x7f) {
			seq_printf(m, "\\u%04x", *data);
		} else {
			seq_putc(m, *data);
		}
	}
}

/* A string; @show prints what is between the quotes. */
static void show_data(struct seq_file *m, const char *key,
		      struct tsem_reader *reader,
		      void (*show)(struct seq_file *m, const u8 *data, u32 len))
{
	const u8 *data;
	u32 len;

	data = tsem_get_str(reader, &len);
	seq_printf(m, "\"%s\": \"", key);
	if (data)
		show(m, data, len);
	seq_putc(m, '"');
}

static void show_str(struct seq_file *m, const char *key,
		     struct tsem_reader *reader)
{
	show_data(m, key, reader, tsem_json_string);
}

static void show_bytes(struct seq_file *m, const char *key,
		       struct tsem_reader *reader)
{
	show_data(m, key, reader, tsem_json_hex);
}

static void show_digest(struct seq_file *m, const char *key,
			enum tsem_hash_alg alg, struct tsem_reader *reader)
{
	const u8 *data = tsem_get_bytes(reader, tsem_hash_size(alg));

	seq_printf(m, "\"%s\": \"", key);
	if (data)
		tsem_json_hex(m, data, tsem_hash_size(alg));
	seq_putc(m, '"');
}

static const char *name_of(const char *const names[], size_t count, u8 value)
{
	return value < count ? names[value] : "unknown";
}

static void show_rdev(struct seq_file *m, const char *key, u32 rdev)
{
	seq_printf(m, "\"%s\": {\"major\": \"%u\", \"minor\": \"%u\"}", key,
		   MAJOR(rdev), MINOR(rdev));
}

static void show_name_members(struct seq_file *m, struct tsem_reader *reader)
{
	seq_printf(m, "\"kind\": \"%s\", ",
		   name_of(tsem_file_kinds, TSEM_KIND_COUNT,
			   tsem_get_u8(reader)));
	seq_printf(m, "\"mount\": \"%s\", ",
		   name_of(tsem_mount_relations, TSEM_MOUNT_COUNT,
			   tsem_get_u8(reader)));
	show_str(m, "pathname", reader);
}

static void show_file_members(struct seq_file *m, enum tsem_hash_alg alg,
			      struct tsem_reader *reader)
{
	u32 mode, uid, gid;

	show_name_members(m, reader);
	mode = tsem_get_u32(reader);
	uid = tsem_get_u32(reader);
	gid = tsem_get_u32(reader);
	seq_printf(m, ", \"mode\": \"%#o\", \"uid\": \"%u\", \"gid\": \"%u\"",
		   mode, uid, gid);
	if (tsem_get_u8(reader)) {
		seq_puts(m, ", ");
		show_rdev(m, "rdev", tsem_get_u32(reader));
	}
	if (tsem_get_u8(reader)) {
		const u8 *uuid;

		seq_puts(m, ", ");
		show_str(m, "fstype", reader);
		seq_puts(m, ", \"s_uuid\": \"");
		uuid = tsem_get_bytes(reader, UUID_SIZE);
		if (uuid)
			tsem_json_hex(m, uuid, UUID_SIZE);
		seq_putc(m, '"');
	}
	switch (tsem_get_u8(reader)) {
	case TSEM_DIGEST_NONE:
		break;
	case TSEM_DIGEST_CONTENT:
		seq_puts(m, ", ");
		show_digest(m, "digest", alg, reader);
		break;
	case TSEM_DIGEST_VERITY:
		seq_puts(m, ", ");
		show_digest(m, "verity", alg, reader);
		break;
	default:
		reader->error = true;
		break;
	}
}

static void show_programs(struct seq_file *m, enum tsem_hash_alg alg,
			  struct tsem_reader *reader)
{
	u32 count = tsem_get_u32(reader);
	u32 i;

	for (i = 0; i < count && !reader->error; i++) {
		seq_puts(m, i ? ", {" : "{");
		show_file_members(m, alg, reader);
		seq_putc(m, '}');
	}
}

static void show_sock_members(struct seq_file *m, enum tsem_hash_alg alg,
			      struct tsem_reader *reader)
{
	u32 family = tsem_get_u32(reader);
	u32 type = tsem_get_u32(reader);
	u32 protocol = tsem_get_u32(reader);

	seq_printf(m, "\"family\": \"%u\", \"type\": \"%u\", ", family, type);
	seq_printf(m, "\"protocol\": \"%u\"", protocol);
	if (tsem_get_u8(reader)) {
		seq_puts(m, ", ");
		show_digest(m, "owner", alg, reader);
	}
}

static void show_task_members(struct seq_file *m, enum tsem_hash_alg alg,
			      struct tsem_reader *reader)
{
	seq_printf(m, "\"relation\": \"%s\"",
		   name_of(tsem_task_relations, TSEM_TASK_COUNT,
			   tsem_get_u8(reader)));
	if (tsem_get_u8(reader)) {
		seq_puts(m, ", ");
		show_digest(m, "task_id", alg, reader);
	}
}

static void show_relation(struct seq_file *m, const char *key,
			  struct tsem_reader *reader)
{
	seq_printf(m, "\"%s\": \"%s\"", key,
		   name_of(tsem_task_relations, TSEM_TASK_COUNT,
			   tsem_get_u8(reader)));
}

static void show_numbers(struct seq_file *m, struct tsem_reader *reader)
{
	u32 count = tsem_get_u32(reader);
	u32 i;

	for (i = 0; i < count && !reader->error; i++)
		seq_printf(m, i ? ", \"%llu\"" : "\"%llu\"",
			   tsem_get_u64(reader));
}

static void show_cred(struct seq_file *m, const struct tsem_context *c)
{
	seq_printf(m, "\"uid\": \"%u\", \"euid\": \"%u\", \"suid\": \"%u\", ",
		   c->uid, c->euid, c->suid);
	seq_printf(m, "\"fsuid\": \"%u\", \"gid\": \"%u\", \"egid\": \"%u\", ",
		   c->fsuid, c->gid, c->egid);
	seq_printf(m, "\"sgid\": \"%u\", \"fsgid\": \"%u\", ",
		   c->sgid, c->fsgid);
	seq_printf(m, "\"userns\": \"%u\", \"capeff\": \"0x%llx\", ",
		   c->userns_level, c->cap_effective);
	seq_printf(m, "\"securebits\": \"%u\"", c->securebits);
}

static void show_cred_members(struct seq_file *m, struct tsem_reader *reader)
{
	struct tsem_context c;

	tsem_get_cred(reader, &c);
	show_cred(m, &c);
}

static void show_ipc_members(struct seq_file *m, struct tsem_reader *reader)
{
	u32 key = tsem_get_u32(reader);
	u32 mode = tsem_get_u32(reader);
	u32 uid = tsem_get_u32(reader);
	u32 gid = tsem_get_u32(reader);
	u32 cuid = tsem_get_u32(reader);
	u32 cgid = tsem_get_u32(reader);

	seq_printf(m, "\"key\": \"0x%x\", \"mode\": \"%#o\", ", key, mode);
	seq_printf(m, "\"uid\": \"%u\", \"gid\": \"%u\", ", uid, gid);
	seq_printf(m, "\"cuid\": \"%u\", \"cgid\": \"%u\"", cuid, cgid);
}

static void show_key_members(struct seq_file *m, struct tsem_reader *reader)
{
	u32 uid, gid, perm;

	show_str(m, "type", reader);
	seq_puts(m, ", ");
	show_str(m, "description", reader);
	uid = tsem_get_u32(reader);
	gid = tsem_get_u32(reader);
	perm = tsem_get_u32(reader);
	seq_printf(m, ", \"uid\": \"%u\", \"gid\": \"%u\", ", uid, gid);
	seq_printf(m, "\"perm\": \"0x%x\"", perm);
}

static void show_port(struct seq_file *m, struct tsem_reader *reader)
{
	u8 kind = tsem_get_u8(reader);
	u16 port = tsem_get_u16(reader);

	if (kind == TSEM_PORT_ANY)
		seq_puts(m, "\"port\": \"<n>\", ");
	else
		seq_printf(m, "\"port\": \"%u\", ", port);
}

static void show_inet(struct seq_file *m, struct tsem_reader *reader)
{
	const u8 *address;

	seq_puts(m, "\"af_inet\": {");
	show_port(m, reader);
	address = tsem_get_bytes(reader, 4);
	if (address)
		seq_printf(m, "\"address\": \"%pI4\"}", address);
}

static void show_inet6(struct seq_file *m, struct tsem_reader *reader)
{
	const u8 *address;
	u32 flow, scope;

	seq_puts(m, "\"af_inet6\": {");
	show_port(m, reader);
	address = tsem_get_bytes(reader, 16);
	flow = tsem_get_u32(reader);
	scope = tsem_get_u32(reader);
	if (!address)
		return;
	seq_puts(m, "\"address\": \"");
	tsem_json_hex(m, address, 16);
	seq_printf(m, "\", \"flow\": \"%u\", \"scope\": \"%u\"}", flow, scope);
}

static void show_netlink(struct seq_file *m, struct tsem_reader *reader)
{
	u8 peer = tsem_get_u8(reader);
	u32 groups = tsem_get_u32(reader);

	seq_printf(m, "\"af_netlink\": {\"peer\": \"%s\", ",
		   peer == TSEM_NETLINK_PORT ? "port" : "kernel");
	seq_printf(m, "\"groups\": \"0x%x\"}", groups);
}

static void show_unix(struct seq_file *m, struct tsem_reader *reader)
{
	seq_printf(m, "\"af_unix\": {\"kind\": \"%s\", ",
		   name_of(tsem_unix_kinds, TSEM_UNIX_COUNT,
			   tsem_get_u8(reader)));
	show_str(m, "address", reader);
	seq_putc(m, '}');
}

static void show_other(struct seq_file *m, u16 family,
		       struct tsem_reader *reader)
{
	seq_printf(m, "\"af_other\": {\"family\": \"%u\", ", family);
	show_bytes(m, "address", reader);
	seq_putc(m, '}');
}

static void show_addr(struct seq_file *m, struct tsem_reader *reader)
{
	u16 family = tsem_get_u16(reader);

	switch (family) {
	case AF_INET:
		show_inet(m, reader);
		break;
	case AF_INET6:
		show_inet6(m, reader);
		break;
	case AF_UNIX:
		show_unix(m, reader);
		break;
	case AF_NETLINK:
		show_netlink(m, reader);
		break;
	default:
		show_other(m, family, reader);
		break;
	}
}

/*
 * A field whose value is a structure of its own: "key": {members}.  Returns
 * false for the types that are not.
 */
static bool show_structure(struct seq_file *m, enum tsem_hash_alg alg,
			   const struct tsem_field *field,
			   struct tsem_reader *reader)
{
	const bool list = field->type == TSEM_FIELD_PROGRAMS ||
			  field->type == TSEM_FIELD_NUMBERS;

	switch (field->type) {
	case TSEM_FIELD_FILE:
	case TSEM_FIELD_OPT_FILE:
	case TSEM_FIELD_NAME:
	case TSEM_FIELD_PROGRAMS:
	case TSEM_FIELD_SOCK:
	case TSEM_FIELD_TASK:
	case TSEM_FIELD_ADDR:
	case TSEM_FIELD_NUMBERS:
	case TSEM_FIELD_CRED:
	case TSEM_FIELD_IPC:
	case TSEM_FIELD_OPT_IPC:
	case TSEM_FIELD_KEY:
		break;
	default:
		return false;
	}
	seq_printf(m, "\"%s\": %c", field->key, list ? '[' : '{');
	switch (field->type) {
	case TSEM_FIELD_NAME:
		show_name_members(m, reader);
		break;
	case TSEM_FIELD_PROGRAMS:
		show_programs(m, alg, reader);
		break;
	case TSEM_FIELD_SOCK:
		show_sock_members(m, alg, reader);
		break;
	case TSEM_FIELD_TASK:
		show_task_members(m, alg, reader);
		break;
	case TSEM_FIELD_ADDR:
		show_addr(m, reader);
		break;
	case TSEM_FIELD_NUMBERS:
		show_numbers(m, reader);
		break;
	case TSEM_FIELD_CRED:
		show_cred_members(m, reader);
		break;
	case TSEM_FIELD_IPC:
	case TSEM_FIELD_OPT_IPC:
		show_ipc_members(m, reader);
		break;
	case TSEM_FIELD_KEY:
		show_key_members(m, reader);
		break;
	default:
		show_file_members(m, alg, reader);
		break;
	}
	seq_putc(m, list ? ']' : '}');
	return true;
}

static void show_scalar(struct seq_file *m, enum tsem_hash_alg alg,
			const struct tsem_field *field,
			struct tsem_reader *reader)
{
	switch (field->type) {
	case TSEM_FIELD_MODE:
		seq_printf(m, "\"%s\": \"%#o\"", field->key,
			   tsem_get_u32(reader));
		break;
	case TSEM_FIELD_RDEV:
		show_rdev(m, field->key, tsem_get_u32(reader));
		break;
	case TSEM_FIELD_U64:
		seq_printf(m, "\"%s\": \"0x%llx\"", field->key,
			   tsem_get_u64(reader));
		break;
	case TSEM_FIELD_STR:
	case TSEM_FIELD_OPT_STR:
		show_str(m, field->key, reader);
		break;
	case TSEM_FIELD_OPT_BYTES:
		show_bytes(m, field->key, reader);
		break;
	case TSEM_FIELD_OPT_DIGEST:
		show_digest(m, field->key, alg, reader);
		break;
	case TSEM_FIELD_RELATION:
		show_relation(m, field->key, reader);
		break;
	default:
		seq_printf(m, "\"%s\": \"%u\"", field->key,
			   tsem_get_u32(reader));
		break;
	}
}

static bool is_optional(const struct tsem_field *field)
{
	return field->type == TSEM_FIELD_OPT_STR ||
	       field->type == TSEM_FIELD_OPT_FILE ||
	       field->type == TSEM_FIELD_OPT_IPC ||
	       field->type == TSEM_FIELD_OPT_BYTES ||
	       field->type == TSEM_FIELD_OPT_DIGEST;
}

static void show_object(struct seq_file *m, enum tsem_hash_alg alg,
			const struct tsem_event_desc *desc,
			struct tsem_reader *reader)
{
	const struct tsem_field *field;
	const char *separator = "";

	seq_putc(m, '{');
	for (field = desc->fields; field->type != TSEM_FIELD_END; field++) {
		if (is_optional(field) && !tsem_get_u8(reader))
			continue;
		seq_puts(m, separator);
		if (!show_structure(m, alg, field, reader))
			show_scalar(m, alg, field, reader);
		separator = ", ";
	}
	seq_putc(m, '}');
}

static void show_context(struct seq_file *m, struct tsem_reader *reader)
{
	struct tsem_context c;

	tsem_get_context(reader, &c);
	seq_puts(m, "\"COE\": {");
	show_cred(m, &c);
	seq_printf(m, ", \"no_new_privs\": \"%u\"}, ", c.no_new_privs);
}

static void show_question(struct seq_file *m,
			  const struct tsem_question *question)
{
	seq_printf(m, "\"question\": {\"cookie\": \"%llu\", \"pid\": \"%d\", \"comm\": \"",
		   question->cookie, question->pid);
	tsem_json_string(m, question->comm, strlen(question->comm));
	if (question->late)
		seq_printf(m, "\", \"decided\": \"%s",
			   question->denied ? "denied" : "allowed");
	seq_puts(m, "\"}, ");
}

static void show_verdict(struct seq_file *m,
			 const struct tsem_json_header *header)
{
	seq_printf(m, ", \"sequence\": \"%llu\", \"verdict\": \"%s\"",
		   header->sequence, header->denied ? "denied" : "allowed");
	seq_printf(m, ", \"reason\": \"%s\"", header->reason);
}

/* Without a record, @actor is NULL. */
static void show_event(struct seq_file *m, enum tsem_hash_alg alg,
		       const struct tsem_json_header *header,
		       const struct tsem_event_desc *desc, const u8 *actor)
{
	seq_printf(m, "\"event\": {\"type\": \"%s\", \"digest\": \"%s\"",
		   desc->name, tsem_hash_name(alg));
	if (header->sequence)
		show_verdict(m, header);
	if (actor) {
		seq_printf(m, ", \"number\": \"%llu\"", header->number);
		if (header->count)
			seq_printf(m, ", \"count\": \"%llu\"", header->count);
		seq_puts(m, ", \"actor\": \"");
		tsem_json_hex(m, actor, tsem_hash_size(alg));
		seq_putc(m, '"');
	}
	if (header->coefficient) {
		seq_puts(m, ", \"coefficient\": \"");
		tsem_json_hex(m, header->coefficient, tsem_hash_size(alg));
		seq_putc(m, '"');
	}
	seq_putc(m, '}');
}

/**
 * tsem_json_record - Print a record as one JSON object, without a newline
 *
 * @m: where to print
 * @alg: hash of the namespace
 * @header: what to tell besides the record
 * @data: the record
 * @len: its length in bytes
 *
 * Context: Any context.
 * Return: 0, or -EINVAL if the bytes are no record of this hash; something may
 * have been printed then.
 */
int tsem_json_record(struct seq_file *m, enum tsem_hash_alg alg,
		     const struct tsem_json_header *header, const u8 *data,
		     u32 len)
{
	const u8 *magic, *hash, *name, *actor;
	struct tsem_reader reader;
	u32 hash_len, name_len;
	int id;

	tsem_reader_init(&reader, data, len);
	magic = tsem_get_bytes(&reader, sizeof(TSEM_RECORD_MAGIC));
	hash = tsem_get_str(&reader, &hash_len);
	name = tsem_get_str(&reader, &name_len);
	actor = tsem_get_bytes(&reader, tsem_hash_size(alg));
	if (reader.error ||
	    memcmp(magic, TSEM_RECORD_MAGIC, sizeof(TSEM_RECORD_MAGIC)) ||
	    hash_len != strlen(tsem_hash_name(alg)) ||
	    memcmp(hash, tsem_hash_name(alg), hash_len))
		return -EINVAL;
	id = tsem_event_find(name, name_len);
	if (id < 0)
		return -EINVAL;

	seq_putc(m, '{');
	if (header->question)
		show_question(m, header->question);
	show_event(m, alg, header, &tsem_events[id], actor);
	seq_puts(m, ", ");
	show_context(m, &reader);
	seq_printf(m, "\"%s\": ", tsem_events[id].name);
	show_object(m, alg, &tsem_events[id], &reader);
	seq_putc(m, '}');
	return reader.error || reader.left ? -EINVAL : 0;
}

/**
 * tsem_json_unrecorded - Print what is known of an event without a record
 *
 * @m: where to print
 * @alg: hash of the namespace
 * @header: what to tell of it
 * @id: the event
 *
 * Context: Any context.
 */
void tsem_json_unrecorded(struct seq_file *m, enum tsem_hash_alg alg,
			  const struct tsem_json_header *header,
			  enum tsem_event_id id)
{
	seq_putc(m, '{');
	show_event(m, alg, header, &tsem_events[id], NULL);
	seq_putc(m, '}');
}

/**
 * tsem_json_object - Print an object as it is in its record's line
 *
 * @m: where to print
 * @alg: hash of the namespace
 * @id: the event
 * @data: bytes of the object
 * @len: their number
 *
 * Context: Any context.
 */
void tsem_json_object(struct seq_file *m, enum tsem_hash_alg alg,
		      enum tsem_event_id id, const u8 *data, u32 len)
{
	struct tsem_reader reader;

	tsem_reader_init(&reader, data, len);
	show_object(m, alg, &tsem_events[id], &reader);
}
