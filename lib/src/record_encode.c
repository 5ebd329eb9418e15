// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The canonical bytes of a record, from its JSON: see "Encodings" in
 * Documentation/security/tsem.rst. A value goes wrong once, and what follows does
 * nothing then.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "internal.h"

#define ROOM_STEP 1024

struct out {
	unsigned char *data;
	size_t len, room;
	size_t digest_len;
	int error;
};

static void wrong(struct out *o, int error)
{
	if (!o->error)
		o->error = error;
}

static void put(struct out *o, const void *data, size_t len)
{
	if (o->error)
		return;
	if (o->room - o->len < len) {
		size_t room = o->room + len + ROOM_STEP;
		unsigned char *more = realloc(o->data, room);

		if (!more) {
			wrong(o, -ENOMEM);
			return;
		}
		o->data = more;
		o->room = room;
	}
	if (len)
		memcpy(o->data + o->len, data, len);
	o->len += len;
}

/* Little endian, on every machine. */
static void put_u(struct out *o, size_t size, uint64_t value)
{
	unsigned char bytes[8];

	if (size < 8 && value >> (8 * size))
		wrong(o, -EBADMSG);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
	put(o, bytes, size);
}

static void put_str(struct out *o, const char *text, size_t len)
{
	put_u(o, 4, len);
	put(o, text, len);
}

static struct json_object *find(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, key, &value);
	return value;
}

/* The bytes of a string; an empty one after an error. */
static const char *bytes_of(struct out *o, struct json_object *value, size_t *ret_len)
{
	*ret_len = 0;
	if (!json_object_is_type(value, json_type_string)) {
		wrong(o, -EBADMSG);
		return "";
	}
	*ret_len = (size_t)json_object_get_string_len(value);
	return json_object_get_string(value);
}

static uint64_t number_in(struct out *o, struct json_object *value)
{
	uint64_t number = 0;
	size_t len;
	const char *text = bytes_of(o, value, &len);

	if (strlen(text) != len || number_parse(text, &number))
		wrong(o, -EBADMSG);
	return number;
}

static uint64_t number(struct out *o, struct json_object *object, const char *key)
{
	return number_in(o, find(object, key));
}

static void put_member(struct out *o, struct json_object *object, const char *key)
{
	size_t len;
	const char *text = bytes_of(o, find(object, key), &len);

	put_str(o, text, len);
}

static unsigned int digit(char c)
{
	return (unsigned int)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* size bytes, or with 0 as many as there are, behind their number. */
static void put_hex(struct out *o, struct json_object *value, size_t size)
{
	size_t len;
	const char *text = bytes_of(o, value, &len);

	if ((size ? len != 2 * size : len % 2) || (len && !is_hex(text, len)))
		wrong(o, -EBADMSG);
	if (!size)
		put_u(o, 4, len / 2);
	for (size_t i = 0; i + 1 < len && !o->error; i += 2)
		put_u(o, 1, digit(text[i]) << 4 | digit(text[i + 1]));
}

static void put_choice(struct out *o, struct json_object *value, const char *const *names)
{
	size_t len;
	const char *text = bytes_of(o, value, &len);

	for (unsigned int i = 0; names[i]; i++) {
		if (strlen(names[i]) == len && !memcmp(names[i], text, len)) {
			put_u(o, 1, i);
			return;
		}
	}
	wrong(o, -EBADMSG);
}

static void put_opt_digest(struct out *o, struct json_object *value)
{
	put_u(o, 1, !!value);
	if (value)
		put_hex(o, value, o->digest_len);
}

static void put_rdev(struct out *o, struct json_object *value)
{
	uint64_t major = number(o, value, "major"), minor = number(o, value, "minor");

	if (major > 0xfff || minor > 0xfffff)
		wrong(o, -EBADMSG);
	put_u(o, 4, (major << 20 | minor) & UINT32_MAX);
}

static void put_name(struct out *o, struct json_object *value)
{
	put_choice(o, find(value, "kind"), record_file_kinds);
	put_choice(o, find(value, "mount"), record_mounts);
	put_member(o, value, "pathname");
}

static void put_superblock(struct out *o, struct json_object *value)
{
	struct json_object *type = find(value, "fstype");

	put_u(o, 1, !!type);
	if (!type)
		return;
	put_member(o, value, "fstype");
	put_hex(o, find(value, "s_uuid"), 16);
}

static void put_file(struct out *o, struct json_object *value)
{
	struct json_object *rdev = find(value, "rdev"), *verity = find(value, "verity");

	put_name(o, value);
	put_u(o, 4, number(o, value, "mode"));
	put_u(o, 4, number(o, value, "uid"));
	put_u(o, 4, number(o, value, "gid"));
	put_u(o, 1, !!rdev);
	if (rdev)
		put_rdev(o, rdev);
	put_superblock(o, value);
	if (!verity) {
		put_opt_digest(o, find(value, "digest"));
		return;
	}
	put_u(o, 1, 2);
	put_hex(o, verity, o->digest_len);
}

static void put_list(struct out *o, struct json_object *value,
		     void (*put_one)(struct out *o, struct json_object *value))
{
	size_t count = 0;

	if (json_object_is_type(value, json_type_array))
		count = json_object_array_length(value);
	else
		wrong(o, -EBADMSG);
	put_u(o, 4, count);
	for (size_t i = 0; i < count && !o->error; i++)
		put_one(o, json_object_array_get_idx(value, i));
}

static void put_programs(struct out *o, struct json_object *value)
{
	put_list(o, value, put_file);
}

static void put_u64(struct out *o, struct json_object *value)
{
	put_u(o, 8, number_in(o, value));
}

static void put_numbers(struct out *o, struct json_object *value)
{
	put_list(o, value, put_u64);
}

static void put_sock(struct out *o, struct json_object *value)
{
	put_u(o, 4, number(o, value, "family"));
	put_u(o, 4, number(o, value, "type"));
	put_u(o, 4, number(o, value, "protocol"));
	put_opt_digest(o, find(value, "owner"));
}

static void put_relation(struct out *o, struct json_object *value)
{
	put_choice(o, value, record_relations);
}

static void put_task(struct out *o, struct json_object *value)
{
	put_relation(o, find(value, "relation"));
	put_opt_digest(o, find(value, "task_id"));
}

/* One that the kernel chose is no number. */
static void put_port(struct out *o, struct json_object *value)
{
	size_t len;
	const char *text = bytes_of(o, value, &len);
	bool any = !strcmp(text, "<n>");

	put_u(o, 1, any);
	put_u(o, 2, any ? 0 : number_in(o, value));
}

static void put_ipv4(struct out *o, struct json_object *value)
{
	size_t len;
	const char *text = bytes_of(o, value, &len);
	unsigned int part[4];
	char rest;

	if (sscanf(text, "%3u.%3u.%3u.%3u%c", &part[0], &part[1], &part[2], &part[3],
		   &rest) != 4)
		wrong(o, -EBADMSG);
	for (int i = 0; i < 4 && !o->error; i++)
		put_u(o, 1, part[i]);
}

static void put_inet(struct out *o, struct json_object *value)
{
	put_u(o, 2, AF_INET);
	put_port(o, find(value, "port"));
	put_ipv4(o, find(value, "address"));
}

static void put_inet6(struct out *o, struct json_object *value)
{
	put_u(o, 2, AF_INET6);
	put_port(o, find(value, "port"));
	put_hex(o, find(value, "address"), 16);
	put_u(o, 4, number(o, value, "flow"));
	put_u(o, 4, number(o, value, "scope"));
}

static void put_unix(struct out *o, struct json_object *value)
{
	put_u(o, 2, AF_UNIX);
	put_choice(o, find(value, "kind"), record_unix_kinds);
	put_member(o, value, "address");
}

static void put_netlink(struct out *o, struct json_object *value)
{
	put_u(o, 2, AF_NETLINK);
	put_choice(o, find(value, "peer"), record_netlink_peers);
	put_u(o, 4, number(o, value, "groups"));
}

static void put_other(struct out *o, struct json_object *value)
{
	put_u(o, 2, number(o, value, "family"));
	put_hex(o, find(value, "address"), 0);
}

static void put_addr(struct out *o, struct json_object *value)
{
	static const struct {
		const char *key;
		void (*put)(struct out *o, struct json_object *value);
	} families[] = {
		{ "af_inet", put_inet }, { "af_inet6", put_inet6 }, { "af_unix", put_unix },
		{ "af_netlink", put_netlink }, { "af_other", put_other },
	};

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		struct json_object *address = find(value, families[i].key);

		if (address) {
			families[i].put(o, address);
			return;
		}
	}
	wrong(o, -EBADMSG);
}

static void put_fields(struct out *o, struct json_object *object, const char *fields);

static void put_ipc(struct out *o, struct json_object *value)
{
	put_fields(o, value, "key:u32 mode:mode uid:u32 gid:u32 cuid:u32 cgid:u32");
}

static void put_key(struct out *o, struct json_object *value)
{
	put_fields(o, value, "type:str description:str uid:u32 gid:u32 perm:u32");
}

/* The context, but for what is no part of credentials. */
static void put_cred(struct out *o, struct json_object *value)
{
	char fields[RECORD_CRED_MAX];

	record_cred(fields);
	put_fields(o, value, fields);
}

static void put_string(struct out *o, struct json_object *value)
{
	size_t len;
	const char *text = bytes_of(o, value, &len);

	put_str(o, text, len);
}

static void put_bytes(struct out *o, struct json_object *value)
{
	put_hex(o, value, 0);
}

static void put_digest(struct out *o, struct json_object *value)
{
	put_hex(o, value, o->digest_len);
}

static void put_u32(struct out *o, struct json_object *value)
{
	put_u(o, 4, number_in(o, value));
}

static void put_u8(struct out *o, struct json_object *value)
{
	put_u(o, 1, number_in(o, value));
}

static const struct {
	const char *name;
	void (*put)(struct out *o, struct json_object *value);
} types[] = {
	{ "u8", put_u8 }, { "u32", put_u32 }, { "mode", put_u32 }, { "u64", put_u64 },
	{ "rdev", put_rdev }, { "str", put_string }, { "bytes", put_bytes },
	{ "digest", put_digest },
	{ "NAME", put_name }, { "FILE", put_file }, { "PROGS", put_programs },
	{ "SOCK", put_sock }, { "TASK", put_task }, { "ADDR", put_addr },
	{ "RELATION", put_relation }, { "NUMBERS", put_numbers }, { "CRED", put_cred },
	{ "IPC", put_ipc }, { "KEY", put_key },
};

static void put_typed(struct out *o, struct json_object *value, const char *type)
{
	if (!strncmp(type, "opt-", 4)) {
		type += 4;
		put_u(o, 1, !!value);
		if (!value)
			return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcmp(types[i].name, type)) {
			types[i].put(o, value);
			return;
		}
	}
	wrong(o, -EOPNOTSUPP);
}

static void put_fields(struct out *o, struct json_object *object, const char *fields)
{
	char key[64], type[16];
	int used;

	while (!o->error && sscanf(fields, " %63[^:]:%15s%n", key, type, &used) == 2) {
		put_typed(o, find(object, key), type);
		fields += used;
	}
}

static void put_record(struct out *o, const struct lsm_tsem_record *record,
		       const char *fields)
{
	const struct lsm_tsem_record_info *info = &record->info;
	const char *hash = lsm_tsem_digest_name(info->digest);

	put(o, "TSEM1", 6);
	put_str(o, hash, strlen(hash));
	put_str(o, info->event, strlen(info->event));
	put_hex(o, find(find(record->json, "event"), "actor"), o->digest_len);
	put_fields(o, find(record->json, "COE"), record_context);
	put_fields(o, find(record->json, info->event), fields);
}

API int lsm_tsem_record_encode(const struct lsm_tsem_record *record,
			       unsigned char **ret_bytes, size_t *ret_len)
{
	struct out o = { .digest_len = digest_hex_len(record->info.digest) / 2 };
	const char *fields;

	if (!record->info.event || !record->info.actor)
		return -ENODATA;
	fields = record_fields(record->info.event);
	if (!fields)
		return -EOPNOTSUPP;
	put_record(&o, record, fields);
	if (o.error) {
		free(o.data);
		return o.error;
	}
	*ret_bytes = o.data;
	*ret_len = o.len;
	return 0;
}
