// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of brief.c
 *
 * An event of a few words is the same as if it were put together at length.
 */

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/tsem_namespace.h>
#include <linux/user_namespace.h>

#include "../brief.h"
#include "../model.h"
#include "vector.h"

#define ROOM 1024

/* What may get lost: signs, halves, the last bit. */
static const u64 values[] = {
	0, U64_MAX, 1, S32_MAX, (u32)S32_MIN, U32_MAX, S64_MAX, (u64)S64_MIN,
	0x0123456789abcdefULL,
};

/**
 * struct both - An event that is written both ways
 *
 * @proc: the current process
 * @files: one with an identity, one without
 * @identity: the identity
 * @brief: in a few words
 * @key: at length, as it is looked up
 * @flat: the whole record
 */
struct both {
	struct tsem_proc *proc;
	struct file *files[2];
	const struct tsem_fragment *identity;
	struct tsem_brief brief;
	struct tsem_key key;
	struct tsem_writer flat;
};

static bool is_brief(const struct tsem_field *field)
{
	for (; field->type != TSEM_FIELD_END; field++) {
		switch (field->type) {
		case TSEM_FIELD_U32:
		case TSEM_FIELD_U64:
		case TSEM_FIELD_TASK:
		case TSEM_FIELD_RELATION:
		case TSEM_FIELD_NUMBERS:
		case TSEM_FIELD_OPT_FILE:
			break;
		default:
			return false;
		}
	}
	return true;
}

static void put_u8(struct both *both, u8 value)
{
	tsem_put_u8(&both->key.plain, value);
	tsem_put_u8(&both->flat, value);
}

static void put_u32(struct both *both, u32 value)
{
	tsem_brief_u32(&both->brief, value);
	tsem_put_u32(&both->key.plain, value);
	tsem_put_u32(&both->flat, value);
}

static void put_u64(struct both *both, u64 value)
{
	tsem_brief_u64(&both->brief, value);
	tsem_put_u64(&both->key.plain, value);
	tsem_put_u64(&both->flat, value);
}

static void put_fragment(struct both *both, const struct tsem_fragment *fragment)
{
	tsem_key_add_fragment(&both->key, fragment);
	tsem_put_bytes(&both->flat, fragment->data, fragment->len);
}

static void put_numbers(struct both *both, u64 value)
{
	const u32 n = value % TSEM_BRIEF_WORDS;
	u32 i;

	put_u32(both, n);
	for (i = 0; i < n; i++)
		put_u64(both, value + i);
}

static void put_self(struct both *both)
{
	tsem_brief_task(&both->brief, both->proc, current);
	put_u8(both, TSEM_TASK_SELF);
	put_u8(both, 1);
	put_fragment(both, tsem_fragment_nobody(TSEM_HASH_SHA256));
}

static void put_file(struct both *both, bool handed_in)
{
	tsem_brief_file(&both->brief, both->proc, both->files[handed_in]);
	put_u8(both, !handed_in);
	if (!handed_in)
		put_fragment(both, both->identity);
}

static void put_field(struct both *both, enum tsem_field_type type, u64 value)
{
	switch (type) {
	case TSEM_FIELD_U32:
		put_u32(both, value);
		break;
	case TSEM_FIELD_U64:
		put_u64(both, value);
		break;
	case TSEM_FIELD_NUMBERS:
		put_numbers(both, value);
		break;
	case TSEM_FIELD_TASK:
		put_self(both);
		break;
	case TSEM_FIELD_OPT_FILE:
		put_file(both, value & 1);
		break;
	default:
		tsem_brief_u8(&both->brief, value);
		put_u8(both, value);
		break;
	}
}

/* Before its first exec the process is nobody. */
static void put_subject(struct both *both, const char *event)
{
	struct tsem_model *model = both->proc->ns->model;
	struct tsem_context context;
	u32 begin;

	tsem_put_title(&both->flat, TSEM_HASH_SHA256, event);
	begin = both->flat.len;
	put_fragment(both, tsem_fragment_nobody(TSEM_HASH_SHA256));
	tsem_context_fill(&context, &init_user_ns, current_cred());
	tsem_put_context(&both->flat, &context);
	tsem_key_init(&both->key);
	both->key.subject = (struct tsem_piece) {
		.data = both->flat.data + begin,
		.len = both->flat.len - begin,
		.actor = tsem_fragment_nobody(TSEM_HASH_SHA256),
	};
	tsem_fragment_find(&model->fragments, &both->key.subject);
}

/* Each field has another value, so that none is taken for another. */
static void write_both(struct both *both, enum tsem_event_id id, u32 first)
{
	const struct tsem_field *field = tsem_events[id].fields;

	both->flat.len = 0;
	put_subject(both, tsem_events[id].name);
	both->proc = tsem_brief_begin(&both->brief);
	for (; field->type != TSEM_FIELD_END; field++, first++)
		put_field(both, field->type, values[first % ARRAY_SIZE(values)]);
}

static void expect_same(struct kunit *test, struct both *both,
			const struct tsem_record *record)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_writer out;
	struct tsem_hash hash;
	u8 *data = kunit_kzalloc(test, ROOM, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	tsem_writer_init(&out, data, ROOM);
	tsem_words_record(record->words, TSEM_HASH_SHA256, &out);
	KUNIT_ASSERT_FALSE(test, both->flat.overflow);
	KUNIT_ASSERT_EQ(test, out.len, both->flat.len);
	KUNIT_EXPECT_MEMEQ(test, data, both->flat.data, out.len);
	tsem_hash_init(&hash, TSEM_HASH_SHA256);
	tsem_hash_update(&hash, both->flat.data, both->flat.len);
	tsem_hash_final(&hash, digest);
	KUNIT_EXPECT_MEMEQ(test, record->point->coefficient.digest, digest,
			   tsem_hash_size(TSEM_HASH_SHA256));
}

static void check_event(struct kunit *test, struct both *both,
			enum tsem_event_id id, u32 first)
{
	struct tsem_model *model = both->proc->ns->model;
	struct tsem_record *record;
	long count;

	write_both(both, id, first);
	KUNIT_EXPECT_EQ(test, tsem_brief_decide(&both->brief, id, both->proc), 0);
	/* Only now the model has who acts. */
	write_both(both, id, first);
	KUNIT_ASSERT_TRUE(test, tsem_key_finish(&both->key, id));
	record = tsem_model_find(model, &both->key);
	KUNIT_ASSERT_NOT_NULL(test, record);
	expect_same(test, both, record);
	/* It is known by these words now, and by those of no other record. */
	count = atomic_long_read(&record->count);
	KUNIT_EXPECT_EQ(test, tsem_brief_decide(&both->brief, id, both->proc), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&record->count), count + 1);
}

static void put_file_of(void *file)
{
	fput(file);
}

static struct file *keep_file(struct kunit *test, struct file *file)
{
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_file_of, file),
			0);
	return file;
}

static void unmount(void *mnt)
{
	kern_unmount(mnt);
}

/* On a file system that users could mount: what it is called is up to them. */
static struct file *open_mounted(struct kunit *test)
{
	struct vfsmount *mnt;
	struct path path;

	mnt = vfs_kern_mount(get_fs_type("ramfs"), 0, "ramfs", NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, mnt);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unmount, mnt), 0);
	KUNIT_ASSERT_FALSE(test, mnt->mnt_sb->s_flags & SB_NOUSER);
	path = (struct path) { .mnt = mnt, .dentry = mnt->mnt_root };
	return dentry_open(&path, O_RDONLY, current_cred());
}

static const struct file_operations no_fops;

/* As if the process had opened the first one; the other was handed in. */
static void make_files(struct kunit *test, struct both *both)
{
	struct tsem_piece piece = { .data = "identity", .len = 8 };
	struct tsem_namespace *ns = both->proc->ns;

	tsem_model_freeze(ns->model);
	both->identity = tsem_model_intern(ns->model, &piece);
	KUNIT_ASSERT_NOT_NULL(test, both->identity);
	tsem_file(both->files[0])->identity = both->identity;
	atomic64_set(&tsem_file(both->files[0])->ns_id, ns->ns.ns_id);
}

/* For good: the thread is of this case alone. */
static void enter(struct kunit *test, struct both *both)
{
	struct tsem_namespace *ns;

	ns = copy_tsem_ns(CLONE_NEWTSEM, &init_user_ns, &init_tsem_ns);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ns);
	both->proc = tsem_proc_alloc(ns, GFP_KERNEL);
	put_tsem_ns(ns);
	KUNIT_ASSERT_NOT_NULL(test, both->proc);
	tsem_task_enter(current, both->proc);
}

static void test_same(struct kunit *test)
{
	const struct tsem_event_desc *event = test->param_value;
	struct both *both;
	u32 first;

	if (!is_brief(event->fields))
		kunit_skip(test, "has more than a few words");
	if (!tsem_active)
		kunit_skip(test, "not among the active LSMs");
	both = kunit_kzalloc(test, sizeof(*both), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, both);
	tsem_writer_init(&both->flat, kunit_kzalloc(test, ROOM, GFP_KERNEL), ROOM);
	KUNIT_ASSERT_NOT_NULL(test, both->flat.data);
	both->files[0] = keep_file(test, anon_inode_getfile("[tsem]", &no_fops,
							    NULL, O_RDONLY));
	both->files[1] = keep_file(test, open_mounted(test));
	enter(test, both);
	make_files(test, both);
	for (first = 0; first < ARRAY_SIZE(values); first++)
		check_event(test, both, event - tsem_events, first);
}

static void describe(const struct tsem_event_desc *event, char *desc)
{
	strscpy(desc, event->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(events, tsem_events, describe);

static struct kunit_case brief_cases[] = {
	KUNIT_CASE_PARAM(test_same, events_gen_params),
	{ }
};

static struct kunit_suite brief_suite = {
	.name = "tsem_brief",
	.test_cases = brief_cases,
};

kunit_test_suite(brief_suite);
