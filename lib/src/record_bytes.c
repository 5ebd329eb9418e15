// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The canonical bytes of a record as the object that its line of JSON gives: the other
 * direction of record_encode.c, see "Encodings" in Documentation/security/tsem.rst. A
 * value goes wrong once, and what follows does nothing then.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "internal.h"

static const char magic[] = "TSEM1";

struct in {
	const unsigned char *at;
	size_t left;
	size_t digest_len;
	int error;
};

static void wrong(struct in *in, int error)
{
	if (!in->error)
		in->error = error;
}

/* The next bytes, or NULL. */
static const void *take(struct in *in, size_t len)
{
	const void *at = in->at;

	if (in->error || in->left < len) {
		wrong(in, -EBADMSG);
		return NULL;
	}
	in->at += len;
	in->left -= len;
	return at;
}

static uint64_t take_u(struct in *in, size_t size)
{
	const unsigned char *bytes = take(in, size);
	uint64_t value = 0;

	for (size_t i = 0; bytes && i < size; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static bool take_flag(struct in *in)
{
	const uint64_t flag = take_u(in, 1);

	if (flag > 1)
		wrong(in, -EBADMSG);
	return flag == 1 && !in->error;
}

/* What libjson-c made, or not. */
static struct json_object *made(struct in *in, struct json_object *value)
{
	if (!value)
		wrong(in, -ENOMEM);
	return value;
}

/* Takes the value over. */
static void add(struct in *in, struct json_object *object, const char *key,
		struct json_object *value)
{
	if (in->error || json_object_object_add(object, key, value)) {
		json_object_put(value);
		wrong(in, -ENOMEM);
	}
}

static struct json_object *text(struct in *in, const void *bytes, size_t len)
{
	if (in->error || len > INT_MAX) {
		wrong(in, -EBADMSG);
		return NULL;
	}
	return made(in, json_object_new_string_len(bytes, (int)len));
}

__attribute__((format(printf, 2, 3)))
static struct json_object *format(struct in *in, const char *fmt, ...)
{
	char buf[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return text(in, buf, strlen(buf));
}

static struct json_object *get_str(struct in *in)
{
	const size_t len = (size_t)take_u(in, 4);

	return text(in, take(in, len), len);
}

static struct json_object *get_hex(struct in *in, size_t len)
{
	const unsigned char *bytes = take(in, len);
	struct json_object *value = NULL;
	char *hex = bytes ? malloc(2 * len + 1) : NULL;

	if (hex) {
		hex_put(bytes, len, hex);
		value = text(in, hex, 2 * len);
		free(hex);
	}
	return made(in, value);
}

static struct json_object *get_bytes(struct in *in)
{
	return get_hex(in, (size_t)take_u(in, 4));
}

static struct json_object *get_digest(struct in *in)
{
	return get_hex(in, in->digest_len);
}

static struct json_object *get_choice(struct in *in, const char *const *names)
{
	const uint64_t value = take_u(in, 1);

	for (uint64_t i = 0; names[i]; i++)
		if (i == value)
			return text(in, names[i], strlen(names[i]));
	wrong(in, -EBADMSG);
	return NULL;
}

static struct json_object *get_kind(struct in *in)
{
	return get_choice(in, record_file_kinds);
}

static struct json_object *get_mount(struct in *in)
{
	return get_choice(in, record_mounts);
}

static struct json_object *get_relation(struct in *in)
{
	return get_choice(in, record_relations);
}

static struct json_object *get_unix_kind(struct in *in)
{
	return get_choice(in, record_unix_kinds);
}

static struct json_object *get_peer(struct in *in)
{
	return get_choice(in, record_netlink_peers);
}

static struct json_object *get_u8(struct in *in)
{
	return format(in, "%" PRIu64, take_u(in, 1));
}

static struct json_object *get_u32(struct in *in)
{
	return format(in, "%" PRIu64, take_u(in, 4));
}

static struct json_object *get_x32(struct in *in)
{
	return format(in, "0x%" PRIx64, take_u(in, 4));
}

static struct json_object *get_mode(struct in *in)
{
	return format(in, "%#" PRIo64, take_u(in, 4));
}

static struct json_object *get_u64(struct in *in)
{
	return format(in, "0x%" PRIx64, take_u(in, 8));
}

static struct json_object *get_rdev(struct in *in)
{
	const uint64_t rdev = take_u(in, 4);
	struct json_object *value = made(in, json_object_new_object());

	if (value) {
		add(in, value, "major", format(in, "%" PRIu64, rdev >> 20));
		add(in, value, "minor", format(in, "%" PRIu64, rdev & 0xfffff));
	}
	return value;
}

/* One that the kernel chose is no number. */
static struct json_object *get_port(struct in *in)
{
	const bool any = take_flag(in);
	const uint64_t port = take_u(in, 2);

	return any ? text(in, "<n>", 3) : format(in, "%" PRIu64, port);
}

static struct json_object *get_ipv4(struct in *in)
{
	const unsigned char *at = take(in, 4);

	return at ? format(in, "%u.%u.%u.%u", at[0], at[1], at[2], at[3]) : NULL;
}

static struct json_object *get_16(struct in *in)
{
	return get_hex(in, 16);
}

/* Members are those of the object that it stands in. */
static void get_fields(struct in *in, struct json_object *object, const char *fields);

static struct json_object *structure(struct in *in, const char *fields)
{
	struct json_object *object = made(in, json_object_new_object());

	if (object)
		get_fields(in, object, fields);
	return object;
}

static const char name_fields[] = "kind:KIND mount:MOUNT pathname:str";

static struct json_object *get_name(struct in *in)
{
	return structure(in, name_fields);
}

static struct json_object *get_file(struct in *in)
{
	struct json_object *file = get_name(in);

	get_fields(in, file, "mode:mode uid:u32 gid:u32 rdev:opt-rdev");
	if (take_flag(in))
		get_fields(in, file, "fstype:str s_uuid:16");
	switch (take_u(in, 1)) {
	case 0:
		break;
	case 1:
		get_fields(in, file, "digest:digest");
		break;
	case 2:
		get_fields(in, file, "verity:digest");
		break;
	default:
		wrong(in, -EBADMSG);
	}
	return file;
}

static struct json_object *get_list(struct in *in,
				    struct json_object *(*get_one)(struct in *in))
{
	const uint64_t count = take_u(in, 4);
	struct json_object *list = made(in, json_object_new_array()), *value;

	/* Each takes a byte at least, so this comes to an end. */
	for (uint64_t i = 0; i < count && !in->error; i++) {
		value = get_one(in);
		if (in->error || json_object_array_add(list, value)) {
			json_object_put(value);
			wrong(in, -ENOMEM);
		}
	}
	return list;
}

static struct json_object *get_programs(struct in *in)
{
	return get_list(in, get_file);
}

static struct json_object *get_number(struct in *in)
{
	return format(in, "%" PRIu64, take_u(in, 8));
}

static struct json_object *get_numbers(struct in *in)
{
	return get_list(in, get_number);
}

static struct json_object *get_sock(struct in *in)
{
	return structure(in, "family:u32 type:u32 protocol:u32 owner:opt-digest");
}

static struct json_object *get_task(struct in *in)
{
	return structure(in, "relation:RELATION task_id:opt-digest");
}

static struct json_object *get_ipc(struct in *in)
{
	return structure(in, "key:x32 mode:mode uid:u32 gid:u32 cuid:u32 cgid:u32");
}

static struct json_object *get_key(struct in *in)
{
	return structure(in, "type:str description:str uid:u32 gid:u32 perm:x32");
}

static struct json_object *get_other(struct in *in, uint64_t family)
{
	struct json_object *address = made(in, json_object_new_object());

	if (address) {
		add(in, address, "family", format(in, "%" PRIu64, family));
		add(in, address, "address", get_bytes(in));
	}
	return address;
}

static struct json_object *get_addr(struct in *in)
{
	static const struct {
		unsigned int family;
		const char *key;
		const char *fields;
	} families[] = {
		{ AF_INET, "af_inet", "port:PORT address:IPV4" },
		{ AF_INET6, "af_inet6", "port:PORT address:16 flow:u32 scope:u32" },
		{ AF_UNIX, "af_unix", "kind:UNIX address:str" },
		{ AF_NETLINK, "af_netlink", "peer:PEER groups:x32" },
	};
	const uint64_t family = take_u(in, 2);
	struct json_object *value = made(in, json_object_new_object());

	if (!value)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (families[i].family == family) {
			add(in, value, families[i].key, structure(in, families[i].fields));
			return value;
		}
	}
	add(in, value, "af_other", get_other(in, family));
	return value;
}

static struct json_object *get_cred(struct in *in)
{
	char fields[RECORD_CRED_MAX];

	record_cred(fields);
	return structure(in, fields);
}

static const struct {
	const char *name;
	struct json_object *(*get)(struct in *in);
} types[] = {
	{ "u8", get_u8 }, { "u32", get_u32 }, { "x32", get_x32 }, { "mode", get_mode },
	{ "u64", get_u64 }, { "rdev", get_rdev }, { "str", get_str },
	{ "bytes", get_bytes }, { "digest", get_digest }, { "16", get_16 },
	{ "KIND", get_kind }, { "MOUNT", get_mount }, { "NAME", get_name }, { "FILE", get_file },
	{ "PROGS", get_programs }, { "SOCK", get_sock }, { "TASK", get_task },
	{ "ADDR", get_addr }, { "PORT", get_port }, { "IPV4", get_ipv4 },
	{ "UNIX", get_unix_kind }, { "PEER", get_peer }, { "RELATION", get_relation },
	{ "NUMBERS", get_numbers }, { "CRED", get_cred }, { "IPC", get_ipc },
	{ "KEY", get_key },
};

static void get_typed(struct in *in, struct json_object *object, const char *key,
		      const char *type)
{
	if (!strncmp(type, "opt-", 4)) {
		type += 4;
		if (!take_flag(in))
			return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcmp(types[i].name, type)) {
			add(in, object, key, types[i].get(in));
			return;
		}
	}
	wrong(in, -EOPNOTSUPP);
}

static void get_fields(struct in *in, struct json_object *object, const char *fields)
{
	char key[64], type[16];
	int used;

	while (!in->error && sscanf(fields, " %63[^:]:%15s%n", key, type, &used) == 2) {
		get_typed(in, object, key, type);
		fields += used;
	}
}

static void get_event(struct in *in, struct json_object *event)
{
	struct json_object *digest = get_str(in), *type = get_str(in);
	const char *name = digest ? json_object_get_string(digest) : "";

	in->digest_len = digest_hex_len(lsm_tsem_digest_from_name(name)) / 2;
	if (!in->digest_len)
		wrong(in, -EBADMSG);
	add(in, event, "type", type);
	add(in, event, "digest", digest);
	add(in, event, "actor", get_digest(in));
}

static void get_record(struct in *in, struct json_object *record)
{
	struct json_object *event = made(in, json_object_new_object()), *type;
	const char *name, *fields;

	get_event(in, event);
	add(in, record, "event", event);
	add(in, record, "COE", structure(in, record_context));
	if (in->error)
		return;
	json_object_object_get_ex(event, "type", &type);
	name = json_object_get_string(type);
	fields = record_fields(name);
	/* Of one that is not known there is no more to be said. */
	if (!fields)
		return;
	add(in, record, name, structure(in, fields));
	if (in->left)
		wrong(in, -EBADMSG);
}

bool record_is_bytes(const void *data, size_t len)
{
	return len >= sizeof(magic) && !memcmp(data, magic, sizeof(magic));
}

int record_parse_bytes(const void *data, size_t len, struct lsm_tsem_diag *diag,
		       struct json_object **ret_json)
{
	struct in in = { .at = data, .left = len };
	struct json_object *record = made(&in, json_object_new_object());

	take(&in, sizeof(magic));
	if (record)
		get_record(&in, record);
	if (in.error) {
		json_object_put(record);
		if (in.error == -EBADMSG)
			diag_set(diag, 0, "these bytes are no record");
		return in.error;
	}
	*ret_json = record;
	return 0;
}
