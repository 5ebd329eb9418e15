// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of names and attributes
 */

#include "events.h"
#include "member.h"

#include <sys/sysmacros.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

#define NAMED(name) \
	"\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"$DIR/" name "\""
#define PATH(key, name) "\"" key "\": {" NAMED(name) "}"
#define FILE_(name, mode)                                                 \
	"\"file\": {" NAMED(name) ", \"mode\": \"" mode                     \
	"\", \"uid\": \"0\", \"gid\": \"0\"}"

/* What is made is called new, what is there old. */

static bool has_new(struct world *w)
{
	return exists(w, "new");
}

static bool has_no_old(struct world *w)
{
	return !exists(w, "old");
}

static void remove_new(struct world *w)
{
	discard(w, "new");
}

static int arrange_old(struct world *w)
{
	return make_file(w, "old", EVENT_CONTENT, 0644);
}

static void restore_old(struct world *w)
{
	make_file(w, "old", EVENT_CONTENT, 0644);
}

static char *in_dir2(struct world *w, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", w->dir, name);
	return path;
}

/* Making */

static int provoke_fifo(struct world *w)
{
	return result_of(mknod(in_dir(w, "new"), S_IFIFO | 0644, 0));
}

static const struct event_test test_mknod_fifo = {
	.event = "path_mknod",
	.object = PATH("path", "new") ", \"mode\": \"010644\"" NEXT
		  "\"rdev\": {\"major\": \"0\", \"minor\": \"0\"}",
	.provoke = provoke_fifo,
	.happened = has_new,
	.undo = remove_new,
};

static int provoke_device(struct world *w)
{
	return result_of(mknod(in_dir(w, "new"), S_IFCHR | 0600,
			       makedev(1, 259)));
}

static const struct event_test test_mknod_device = {
	.event = "path_mknod",
	.object = PATH("path", "new") ", \"mode\": \"020600\"" NEXT
		  "\"rdev\": {\"major\": \"1\", \"minor\": \"259\"}",
	.provoke = provoke_device,
	.happened = has_new,
	.undo = remove_new,
};

static int provoke_mkdir(struct world *w)
{
	return result_of(mkdir(in_dir(w, "new"), 0755));
}

static const struct event_test test_mkdir = {
	.event = "path_mkdir",
	.object = PATH("path", "new") ", \"mode\": \"0755\"",
	.provoke = provoke_mkdir,
	.happened = has_new,
	.undo = remove_new,
};

static int provoke_symlink(struct world *w)
{
	return result_of(symlink("some \"where\"\n", in_dir(w, "new")));
}

static const struct event_test test_symlink = {
	.event = "path_symlink",
	.object = PATH("path", "new") NEXT
		  "\"target\": \"some \\\"where\\\"\\u000a\"",
	.provoke = provoke_symlink,
	.happened = has_new,
	.undo = remove_new,
};

static int provoke_link(struct world *w)
{
	return result_of(link(in_dir2(w, "old"), in_dir(w, "new")));
}

static const struct event_test test_link = {
	.event = "path_link",
	.object = FILE_("old", "0100644") ", " PATH("new", "new"),
	.arrange = arrange_old,
	.provoke = provoke_link,
	.happened = has_new,
	.undo = remove_new,
};

/* Removing */

static int provoke_unlink(struct world *w)
{
	return result_of(unlink(in_dir(w, "old")));
}

static const struct event_test test_unlink = {
	.event = "path_unlink",
	.object = PATH("path", "old"),
	.arrange = arrange_old,
	.provoke = provoke_unlink,
	.happened = has_no_old,
	.undo = restore_old,
};

static int arrange_old_dir(struct world *w)
{
	return result_of(mkdirat(w->dir_fd, "old", 0755));
}

static int provoke_rmdir(struct world *w)
{
	return result_of(rmdir(in_dir(w, "old")));
}

static void restore_old_dir(struct world *w)
{
	arrange_old_dir(w);
}

static const struct event_test test_rmdir = {
	.event = "path_rmdir",
	.object = PATH("path", "old"),
	.arrange = arrange_old_dir,
	.provoke = provoke_rmdir,
	.happened = has_no_old,
	.undo = restore_old_dir,
};

/* Renaming */

static int provoke_rename(struct world *w)
{
	return result_of(rename(in_dir2(w, "old"), in_dir(w, "new")));
}

static void rename_back(struct world *w)
{
	renameat(w->dir_fd, "new", w->dir_fd, "old");
}

static const struct event_test test_rename = {
	.event = "path_rename",
	.object = FILE_("old", "0100644") ", " PATH("new", "new")
		  ", \"flags\": \"0\"",
	.arrange = arrange_old,
	.provoke = provoke_rename,
	.happened = has_new,
	.undo = rename_back,
};

static int exchange(struct world *w)
{
	return result_of(syscall(__NR_renameat2, AT_FDCWD, in_dir2(w, "old"),
				 AT_FDCWD, in_dir(w, "new"), RENAME_EXCHANGE));
}

static int arrange_exchange(struct world *w)
{
	struct stat st;
	int err;

	err = arrange_old(w) ?: make_file(w, "new", "new\n", 0600);
	if (err || fstatat(w->dir_fd, "old", &st, 0))
		return -EIO;
	w->fd[0] = openat(w->dir_fd, "old", O_PATH | O_CLOEXEC);
	return w->fd[0] < 0 ? -errno : 0;
}

static bool is_exchanged(struct world *w)
{
	struct stat old, new;

	return !fstat(w->fd[0], &old) && !fstatat(w->dir_fd, "new", &new, 0) &&
	       old.st_ino == new.st_ino;
}

static void exchange_back(struct world *w)
{
	if (is_exchanged(w))
		exchange(w);
}

static const struct event_test test_rename_exchange = {
	.event = "path_rename",
	.object = FILE_("old", "0100644") ", " PATH("new", "new")
		  ", \"flags\": \"2\"",
	.arrange = arrange_exchange,
	.provoke = exchange,
	.happened = is_exchanged,
	.undo = exchange_back,
};

/* Attributes */

static int provoke_truncate(struct world *w)
{
	return result_of(truncate(in_dir(w, "old"), 3));
}

static bool is_truncated(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "old", &st, 0) && st.st_size == 3;
}

static void write_again(struct world *w)
{
	tsem_write_file(in_dir(w, "old"), EVENT_CONTENT);
}

static const struct event_test test_truncate = {
	.event = "path_truncate",
	.object = FILE_("old", "0100644"),
	.arrange = arrange_old,
	.provoke = provoke_truncate,
	.happened = is_truncated,
	.undo = write_again,
};

static int provoke_chmod(struct world *w)
{
	return result_of(chmod(in_dir(w, "old"), 04711));
}

static bool is_chmodded(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "old", &st, 0) &&
	       (st.st_mode & 07777) == 04711;
}

static void chmod_back(struct world *w)
{
	fchmodat(w->dir_fd, "old", 0644, 0);
}

static const struct event_test test_chmod = {
	.event = "path_chmod",
	.object = FILE_("old", "0100644") ", \"mode\": \"04711\"",
	.arrange = arrange_old,
	.provoke = provoke_chmod,
	.happened = is_chmodded,
	.undo = chmod_back,
};

static int prepare_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "old"), O_RDONLY));
}

static int provoke_fchmod(struct world *w)
{
	return result_of(fchmod(w->own_fd, 04711));
}

static const struct event_test test_fchmod = {
	.event = "path_chmod",
	.object = FILE_("old", "0100644") ", \"mode\": \"04711\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_fchmod,
	.happened = is_chmodded,
	.undo = chmod_back,
};

static int provoke_chown(struct world *w)
{
	return result_of(chown(in_dir(w, "old"), 1234, -1));
}

static bool is_chowned(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "old", &st, 0) &&
	       (st.st_uid == 1234 || st.st_gid == 1234);
}

static void chown_back(struct world *w)
{
	fchownat(w->dir_fd, "old", 0, 0, 0);
}

static const struct event_test test_chown = {
	.event = "path_chown",
	.object = FILE_("old", "0100644")
		  ", \"uid\": \"1234\", \"gid\": \"4294967295\"",
	.arrange = arrange_old,
	.provoke = provoke_chown,
	.happened = is_chowned,
	.undo = chown_back,
};

static int provoke_fchown(struct world *w)
{
	return result_of(fchown(w->own_fd, -1, 1234));
}

static const struct event_test test_fchown = {
	.event = "path_chown",
	.object = FILE_("old", "0100644")
		  ", \"uid\": \"4294967295\", \"gid\": \"1234\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_fchown,
	.happened = is_chowned,
	.undo = chown_back,
};

/*
 * Message queues, in an IPC namespace of the test.  mq_open(3) and mq_unlink(3)
 * take the slash away, and so do these.
 */

#define QUEUE "\"path\": {\"kind\": \"detached\", \"mount\": \"none\"" NEXT \
	"\"pathname\": \"/tsem.queue\"}"

static int open_queue(int flags)
{
	return syscall(__NR_mq_open, "tsem.queue", flags | O_CLOEXEC, 0644,
		       NULL);
}

static int arrange_queues(struct world *w)
{
	return result_of(unshare(CLONE_NEWIPC)) ?:
	       result_of(mkdirat(w->dir_fd, "mq", 0755)) ?:
	       result_of(mount("none", in_dir(w, "mq"), "mqueue", 0, NULL));
}

static void dismiss_queues(struct world *w)
{
	umount2(in_dir(w, "mq"), MNT_DETACH);
}

static void make_queue(struct world *w)
{
	(void)w;
	close(open_queue(O_RDONLY | O_CREAT));
}

static void remove_queue(struct world *w)
{
	(void)w;
	syscall(__NR_mq_unlink, "tsem.queue");
}

static bool has_queue(struct world *w)
{
	int fd = open_queue(O_RDONLY);

	(void)w;
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static bool has_no_queue(struct world *w)
{
	return !has_queue(w);
}

static int provoke_mq_create(struct world *w)
{
	return keep_fd(w, open_queue(O_RDWR | O_CREAT));
}

static const struct event_test test_mq_create = {
	.event = "create",
	.object = QUEUE,
	.arrange = arrange_queues,
	.provoke = provoke_mq_create,
	.happened = has_queue,
	.undo = remove_queue,
	.dismiss = dismiss_queues,
};

static int provoke_create_queue(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "mq/tsem.queue"),
			       O_RDWR | O_CREAT | O_CLOEXEC, 0644));
}

static const struct event_test test_create_queue = {
	.event = "create",
	.object = QUEUE,
	.arrange = arrange_queues,
	.provoke = provoke_create_queue,
	.happened = has_queue,
	.undo = remove_queue,
	.dismiss = dismiss_queues,
};

static int provoke_mq_unlink(struct world *w)
{
	(void)w;
	return result_of(syscall(__NR_mq_unlink, "tsem.queue"));
}

static const struct event_test test_mq_unlink = {
	.event = "path_unlink",
	.object = QUEUE,
	.arrange = arrange_queues,
	.before = make_queue,
	.provoke = provoke_mq_unlink,
	.happened = has_no_queue,
	.undo = remove_queue,
	.dismiss = dismiss_queues,
};

static int provoke_unlink_queue(struct world *w)
{
	return result_of(unlink(in_dir(w, "mq/tsem.queue")));
}

static const struct event_test test_unlink_queue = {
	.event = "path_unlink",
	.object = QUEUE,
	.arrange = arrange_queues,
	.before = make_queue,
	.provoke = provoke_unlink_queue,
	.happened = has_no_queue,
	.undo = remove_queue,
	.dismiss = dismiss_queues,
};

#define PATH_EVENT EVENT_TEST
#include "event_list.h"

FIXTURE(queue)
{
	struct world *w;
};

FIXTURE_VARIANT(queue)
{
	const struct event_test *test;
};

FIXTURE_VARIANT_ADD(queue, mq_unlink) { &test_mq_unlink };
FIXTURE_VARIANT_ADD(queue, unlink) { &test_unlink_queue };

FIXTURE_SETUP(queue)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	ASSERT_EQ(0, arrange_queues(self->w));
}

FIXTURE_TEARDOWN(queue)
{
	if (!self->w)
		return;
	dismiss_queues(self->w);
	destroy_world(self->w);
}

/* Whichever hooks there are on the way. */
TEST_F(queue, removed_once)
{
	struct event_stats stats = {};
	int ns = tsem_unshare();

	ASSERT_LE(0, ns);
	ASSERT_EQ(0, start_attempt(self->w, variant->test));
	EXPECT_EQ(0, self->w->result);
	EXPECT_TRUE(has_no_queue(self->w));
	EXPECT_EQ(0, read_event_stats(ns, "path_unlink", &stats));
	EXPECT_EQ(1, stats.seen);
	end_attempt(self->w, variant->test);
}

#define CHECKED_RESULTS "/sys/module/tsem/parameters/checked_results"

static unsigned int checked_results(void)
{
	FILE *file = fopen(CHECKED_RESULTS, "r");
	unsigned int number = 0;

	if (!file || fscanf(file, "%u", &number) != 1)
		number = 0;
	if (file)
		fclose(file);
	return number;
}

/* A debug kernel looks at what a call returns that was denied something. */
TEST_F(world, denied_result_is_checked)
{
	struct world *w = self->w;
	unsigned int before;
	int ns;

	if (access(CHECKED_RESULTS, R_OK))
		SKIP(return, "the kernel does not check results");
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, prepare_attempt(w, &test_mkdir));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	before = checked_results();
	provoke_attempt(w);
	EXPECT_EQ(-EPERM, w->result);
	EXPECT_EQ(before + 1, checked_results());
	end_attempt(w, &test_mkdir);
}

TEST_HARNESS_MAIN
