/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the library share; nothing of this is exported. */
#ifndef TSEM_INTERNAL_H
#define TSEM_INTERNAL_H

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lsm-tsem.h"

#define API __attribute__((visibility("default")))

#define END_OF(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* From the kernel's uapi headers, which may be older than this library. */
#ifndef CLONE_NEWTSEM
#define CLONE_NEWTSEM 0x00000040
#endif
#ifndef LSM_ID_TSEM
#define LSM_ID_TSEM 114
#endif

/* A control line has to be shorter than this, on every architecture. */
#define LINE_MAX_BYTES 4096

struct lsm_tsem_ctx {
	int dirfd;
	uint64_t ns_id;			/* what LSM_TSEM_OWN stands for, if not 0 */
};

/* -- io.c: system calls without their traps -- */
int io_write_all(int fd, const char *data, size_t len);
ssize_t io_read(int fd, void *buf, size_t size);
int io_read_all(int fd, size_t max, char **ret_data, size_t *ret_len);
/* close(fd) unless it is negative; leaves errno alone, for error paths. */
void io_close(int fd);

/*
 * -- sized.c: structures that begin with sz --
 *
 * The sizes that the first release had: who passes less has not set sz. A member is
 * added at the end, and not where an older structure had only room of the compiler.
 */
#define SETTINGS_FIRST	END_OF(struct lsm_tsem_settings, files)
#define SPAWN_FIRST	END_OF(struct lsm_tsem_spawn_opts, sigmask)
#define DIAG_FIRST	END_OF(struct lsm_tsem_diag, text)
#define MESSAGE_FIRST	END_OF(struct lsm_tsem_message, record_len)

/*
 * A caller's structure of sz bytes as one of the `known` bytes of ours; members that
 * it lacks are 0. -EINVAL: sz is less than first; -E2BIG: it has more than is known,
 * which is not 0.
 */
int sized_take(void *to, size_t known, size_t first, const void *from, size_t sz);
/* And back: as much as there is room for, and 0 in what is not known. */
void sized_give(void *to, size_t sz, const void *from, size_t known);

/* -- file.c: the files of the kernel -- */
int file_open_bound(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		    int flags);

/* -- list.c: lines, piece by piece -- */
/* Of a descriptor that stays the caller's; a line longer than max is -EPROTO. */
int list_borrow(int fd, size_t max, struct lsm_tsem_list **ret_list);
/* More bytes: 1, 0 at the end. */
int list_fill(struct lsm_tsem_list *list);
/* A line that was read as a whole, if there is one. */
bool list_take(struct lsm_tsem_list *list, const char **ret_line, size_t *ret_len);
/* Is there a part of a line? */
bool list_cut(const struct lsm_tsem_list *list);

/* -- name.c: words of the interface -- */
struct name_value {
	const char *name;
	int value;
};

/* Number of hexadecimal digits of a digest, 0 for an unknown one. */
size_t digest_hex_len(int digest);
int digest_of_len(const char *name, size_t len);
int fsref_of_len(const char *name, size_t len);
int verity_of_len(const char *name, size_t len);
int mode_from_name(const char *name);
bool is_hex(const char *text, size_t len);
/* len bytes as text of twice the length, and a NUL. */
void hex_put(const unsigned char *bytes, size_t len, char *text);

/* -- path.c: paths of rules -- */
/* Why a path in control syntax is wrong, or NULL; volatile may be "/". */
const char *path_check(const char *path, size_t len, bool root_allowed);
/* Write path in control syntax; length, or -EINVAL when it does not fit. */
int path_escape(const char *path, char *buf, size_t size);
/* Compare two valid paths in control syntax by the bytes they mean. */
int path_cmp(const char *a, size_t alen, const char *b, size_t blen);

/* -- verbs.c: many control lines with few system calls -- */
#define VERBS_LINES 512
#define VERBS_BYTES 16384

struct verbs {
	int fd;
	size_t used;			/* bytes of buf */
	unsigned int lines;		/* entries of origin */
	unsigned long failed;		/* origin of the refused line */
	unsigned long origin[VERBS_LINES];
	char buf[VERBS_BYTES];
};

void verbs_init(struct verbs *v, int fd);
/* Queue "word SP arg"; origin is what `failed` says when it is refused. */
int verbs_add(struct verbs *v, unsigned long origin, const char *word,
	      const char *arg, size_t arglen);
int verbs_flush(struct verbs *v);

/* -- save.c: whole files or none -- */
struct save {
	int fd;
	int dirfd;		/* directory of tmp and name; -1: written in place */
	char tmp[NAME_MAX + 1];
	char name[NAME_MAX + 1];
};

int save_begin(struct save *s, int dirfd, const char *path);
int save_commit(struct save *s);
void save_abort(struct save *s);

/* -- diag.c -- */
__attribute__((format(printf, 3, 4)))
void diag_set(struct lsm_tsem_diag *diag, unsigned long line, const char *fmt,
	      ...);

/* -- record_table.c: the fields of each event, "KEY:TYPE KEY:TYPE ..." -- */
struct event_fields {
	const char *event;
	const char *fields;
};

/* NULL: an event that this library does not know. */
const char *record_fields(const char *event);
extern const char record_context[];
/* Words, of which a record has the index; NULL is behind the last one. */
extern const char *const record_file_kinds[];
extern const char *const record_mounts[];
extern const char *const record_relations[];
extern const char *const record_unix_kinds[];
extern const char *const record_netlink_peers[];
#define RECORD_CRED_MAX 256
/* The context, but for what is no part of credentials. */
void record_cred(char fields[RECORD_CRED_MAX]);

/* -- record_text.c: bytes in JSON strings -- */
/*
 * The line with each byte that is not ASCII, written or escaped, as \u00XX, for a
 * parser that knows nothing of bytes. NULL with -EBADMSG for another escape of more
 * than one byte, or with -ENOMEM in *ret_error.
 */
char *text_to_latin(const char *line, size_t len, size_t *ret_len, int *ret_error);
/* And back, in place: the length, or -EBADMSG. */
ssize_t text_from_latin(char *text, size_t len);
/* A number as the kernel prints it: 12, 0x1f or 0640. 0 or -EBADMSG. */
int number_parse(const char *text, uint64_t *ret_value);

/* -- record_json.c -- */
struct json_object;

int record_parse_json(const char *line, size_t len, struct lsm_tsem_diag *diag,
		      struct json_object **ret_json);

/* -- record_bytes.c -- */
/* As opposed to a line. */
bool record_is_bytes(const void *data, size_t len);
int record_parse_bytes(const void *data, size_t len, struct lsm_tsem_diag *diag,
		       struct json_object **ret_json);

/* -- record.c -- */
/* What is wrong with the line; -EBADMSG. */
int record_bad(struct lsm_tsem_diag *diag, const char *what);

struct lsm_tsem_record {
	struct json_object *json;
	struct lsm_tsem_record_info info;
};

/* -- model.c -- */
struct line_ref {
	size_t off;		/* of the line's argument in text */
	uint32_t len;
	uint32_t line;
};

struct rule_ref {
	struct line_ref arg;
	bool is_volatile;
};

struct lsm_tsem_model {
	char *text;		/* NUL-terminated */
	size_t text_len;
	int digest;
	int fsref;
	int verity;
	uint32_t digest_line;
	uint32_t fsref_line;
	uint32_t verity_line;	/* 0: there is none */
	uint32_t expect_line;
	char expect[LSM_TSEM_HEX_SIZE];
	struct rule_ref *rules;
	size_t nr_rules;
	struct line_ref *points;	/* state lines, then environment lines */
	size_t nr_points;
	size_t nr_state;
	size_t room_points;
};

#endif /* TSEM_INTERNAL_H */
