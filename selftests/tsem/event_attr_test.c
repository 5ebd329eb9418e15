// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of looking at files and of attributes
 */

#include "events.h"
#include "member.h"

#include <linux/capability.h>
#include <sys/xattr.h>

/* <linux/fs.h> clashes with <sys/mount.h>. */
#ifndef FS_IOC_GETFLAGS
#define FS_IOC_GETFLAGS _IOR('f', 1, long)
#define FS_IOC_SETFLAGS _IOW('f', 2, long)
#endif
#ifndef FS_NODUMP_FL
#define FS_NODUMP_FL 0x40
#endif

#define XATTR_NAME_CAPS "security.capability"

#define PATH(name) \
	"\"path\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT          \
	"\"pathname\": \"$DIR/" name "\"}"
/* What is told without the mount: from the root of the file system. */
#define INSIDE \
	"\"kind\": \"dentry\", \"mount\": \"none\", \"pathname\": \"$INNER/old\""
#define ENTRY "\"path\": {" INSIDE "}"
#define ENTRY_FILE(mode)                                                  \
	"\"file\": {" INSIDE ", \"mode\": \"" mode "\", \"uid\": \"0\""     \
	", \"gid\": \"0\"}"

static int arrange_old(struct world *w)
{
	return make_file(w, "old", EVENT_CONTENT, 0644);
}

static int prepare_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "old"), O_RDONLY | O_CLOEXEC));
}

/* Looking */

static int provoke_stat(struct world *w)
{
	struct stat st;

	clear_answer(&st, sizeof(st));
	return note_answer(w, &st, sizeof(st),
			   result_of(stat(in_dir(w, "old"), &st)));
}

static const struct event_test test_stat = {
	.event = "inode_getattr",
	.object = PATH("old"),
	.arrange = arrange_old,
	.provoke = provoke_stat,
	.happened = has_answer,
};

static int provoke_fstat(struct world *w)
{
	struct stat st;

	clear_answer(&st, sizeof(st));
	return note_answer(w, &st, sizeof(st),
			   result_of(fstat(w->own_fd, &st)));
}

static const struct event_test test_fstat = {
	.event = "inode_getattr",
	.object = PATH("old"),
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_fstat,
	.happened = has_answer,
};

/* What is asked for, and how fresh it has to be, makes no difference. */
static int provoke_statx(struct world *w)
{
	struct statx stx;
	int ret;

	clear_answer(&stx, sizeof(stx));
	ret = result_of(statx(AT_FDCWD, in_dir(w, "old"),
			      AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
			      STATX_INO, &stx)) ?:
	      result_of(statx(AT_FDCWD, in_dir(w, "old"),
			      AT_STATX_FORCE_SYNC, STATX_ALL, &stx));
	return note_answer(w, &stx, sizeof(stx), ret);
}

static const struct event_test test_statx = {
	.event = "inode_getattr",
	.object = PATH("old"),
	.arrange = arrange_old,
	.provoke = provoke_statx,
	.happened = has_answer,
};

static int prepare_pipe(struct world *w)
{
	int fds[2];

	return keep_fd(w, pipe2(fds, O_CLOEXEC) ? -1 : fds[0]);
}

static const struct event_test test_fstat_pipe = {
	.event = "inode_getattr",
	.object = "\"path\": {\"kind\": \"pipe\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"\"}",
	.prepare = prepare_pipe,
	.provoke = provoke_fstat,
	.happened = has_answer,
};

static int arrange_symlink(struct world *w)
{
	return result_of(symlinkat("target", w->dir_fd, "old"));
}

static int provoke_readlink(struct world *w)
{
	char target[16];
	int ret;

	clear_answer(target, sizeof(target));
	ret = result_of(readlink(in_dir(w, "old"), target, sizeof(target)));
	return note_answer(w, target, sizeof(target), ret);
}

static const struct event_test test_readlink = {
	.event = "inode_readlink",
	.object = ENTRY,
	.arrange = arrange_symlink,
	.provoke = provoke_readlink,
	.happened = has_answer,
};

/* Times */

static const struct timespec at_10_20[2] = {
	{ .tv_sec = 10 }, { .tv_sec = 20 }
};

static int arrange_times(struct world *w)
{
	return arrange_old(w) ?:
	       result_of(utimensat(w->dir_fd, "old", at_10_20, 0));
}

static void reset_times(struct world *w)
{
	utimensat(w->dir_fd, "old", at_10_20, 0);
}

static bool has_new_mtime(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "old", &st, 0) && st.st_mtime != 20;
}

static int provoke_utimensat(struct world *w)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT }, { .tv_sec = 1000 + w->attempt }
	};

	return result_of(utimensat(AT_FDCWD, in_dir(w, "old"), times, 0));
}

static const struct event_test test_utimensat = {
	.event = "inode_setattr",
	.object = ENTRY_FILE("0100644") ", \"atime\": \"0\", \"mtime\": \"2\"",
	.arrange = arrange_times,
	.provoke = provoke_utimensat,
	.happened = has_new_mtime,
	.undo = reset_times,
};

static int provoke_futimens(struct world *w)
{
	return result_of(futimens(w->own_fd, NULL));
}

static const struct event_test test_futimens = {
	.event = "inode_setattr",
	.object = ENTRY_FILE("0100644") ", \"atime\": \"1\", \"mtime\": \"1\"",
	.arrange = arrange_times,
	.prepare = prepare_open,
	.provoke = provoke_futimens,
	.happened = has_new_mtime,
	.undo = reset_times,
};

/* Extended attributes */

#define XATTR "user.tsem \"x\""
#define XATTR_NAME ", \"name\": \"user.tsem \\\"x\\\"\""

/* By descriptor: what the directory is called is nobody's business here. */
static int open_old(struct world *w)
{
	return openat(w->dir_fd, "old", O_RDONLY | O_CLOEXEC);
}

static bool has_attribute(struct world *w, const char *name)
{
	int fd = open_old(w);
	bool found = fgetxattr(fd, name, NULL, 0) > 0;

	close(fd);
	return found;
}

static int set_attribute(struct world *w, const char *name, const void *value,
			 size_t size)
{
	int fd = open_old(w);
	int ret = result_of(fsetxattr(fd, name, value, size, 0));

	close(fd);
	return ret;
}

static void drop_attribute(struct world *w, const char *name)
{
	int fd = open_old(w);

	fremovexattr(fd, name);
	close(fd);
}

static bool has_xattr(struct world *w)
{
	return has_attribute(w, XATTR);
}

static bool has_no_xattr(struct world *w)
{
	return !has_xattr(w);
}

static void drop_xattr(struct world *w)
{
	drop_attribute(w, XATTR);
}

static void set_xattr(struct world *w)
{
	set_attribute(w, XATTR, "value", 5);
}

static int arrange_xattr(struct world *w)
{
	return arrange_old(w) ?: set_attribute(w, XATTR, "value", 5);
}

/* What a file grants goes before it is written, or has another owner. */

static void grant(struct world *w)
{
	const struct vfs_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2,
		.data[0].permitted = 1U << CAP_NET_RAW,
	};

	set_attribute(w, XATTR_NAME_CAPS, &caps, XATTR_CAPS_SZ_2);
}

static bool grants_nothing(struct world *w)
{
	return !has_attribute(w, XATTR_NAME_CAPS);
}

static int arrange_granting(struct world *w)
{
	int err = arrange_old(w);

	if (err)
		return err;
	grant(w);
	return grants_nothing(w) ? -EOPNOTSUPP : 0;
}

static int prepare_writing(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "old"), O_WRONLY | O_CLOEXEC));
}

static int provoke_write(struct world *w)
{
	return result_of(write(w->own_fd, "x", 1));
}

static bool is_written(struct world *w)
{
	int fd = open_old(w);
	char first = 0;
	bool written = pread(fd, &first, 1, 0) == 1 && first == 'x';

	close(fd);
	return written;
}

static void restore_granting(struct world *w)
{
	discard(w, "old");
	arrange_granting(w);
}

static const struct event_test test_killpriv_write = {
	.event = "inode_killpriv",
	.object = ENTRY_FILE("0100644"),
	.arrange = arrange_granting,
	.prepare = prepare_writing,
	.provoke = provoke_write,
	.happened = is_written,
	.undo = restore_granting,
};

static int provoke_chown(struct world *w)
{
	return result_of(chown(in_dir(w, "old"), 0, 1));
}

static bool has_other_group(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "old", &st, 0) && st.st_gid == 1;
}

static const struct event_test test_killpriv_chown = {
	.event = "inode_killpriv",
	.object = ENTRY_FILE("0100644"),
	.arrange = arrange_granting,
	.provoke = provoke_chown,
	.happened = has_other_group,
	.undo = restore_granting,
};

static int provoke_setxattr(struct world *w)
{
	return result_of(setxattr(in_dir(w, "old"), XATTR, EVENT_CONTENT,
				  strlen(EVENT_CONTENT), XATTR_CREATE));
}

static const struct event_test test_setxattr = {
	.event = "inode_setxattr",
	.object = ENTRY_FILE("0100644") XATTR_NAME NEXT
		  "\"value\": \"$CONTENT\", \"flags\": \"1\"",
	.arrange = arrange_old,
	.provoke = provoke_setxattr,
	.happened = has_xattr,
	.undo = drop_xattr,
};

static int provoke_fsetxattr(struct world *w)
{
	return result_of(fsetxattr(w->own_fd, XATTR, "", 0, 0));
}

static bool has_empty_xattr(struct world *w)
{
	int fd = open_old(w);
	bool found = !fgetxattr(fd, XATTR, NULL, 0);

	close(fd);
	return found;
}

static const struct event_test test_fsetxattr = {
	.event = "inode_setxattr",
	.object = ENTRY_FILE("0100644") XATTR_NAME NEXT
		  "\"value\": \"$EMPTY\", \"flags\": \"0\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_fsetxattr,
	.happened = has_empty_xattr,
	.undo = drop_xattr,
};

static int provoke_getxattr(struct world *w)
{
	char value[16];
	int ret;

	clear_answer(value, sizeof(value));
	ret = result_of(getxattr(in_dir(w, "old"), XATTR, value,
				 sizeof(value)));
	return note_answer(w, value, sizeof(value), ret);
}

static const struct event_test test_getxattr = {
	.event = "inode_getxattr",
	.object = ENTRY XATTR_NAME,
	.arrange = arrange_xattr,
	.provoke = provoke_getxattr,
	.happened = has_answer,
};

static int provoke_listxattr(struct world *w)
{
	char names[256];
	int ret;

	clear_answer(names, sizeof(names));
	ret = result_of(listxattr(in_dir(w, "old"), names, sizeof(names)));
	return note_answer(w, names, sizeof(names), ret);
}

static const struct event_test test_listxattr = {
	.event = "inode_listxattr",
	.object = ENTRY,
	.arrange = arrange_xattr,
	.provoke = provoke_listxattr,
	.happened = has_answer,
};

static int provoke_removexattr(struct world *w)
{
	return result_of(removexattr(in_dir(w, "old"), XATTR));
}

static const struct event_test test_removexattr = {
	.event = "inode_removexattr",
	.object = ENTRY_FILE("0100644") XATTR_NAME,
	.arrange = arrange_xattr,
	.provoke = provoke_removexattr,
	.happened = has_no_xattr,
	.undo = set_xattr,
};

/* Access control lists: what is in the attribute, and its digest */

#define ACL "system.posix_acl_access"
#define ACL_NAME ", \"name\": \"" ACL "\""
#define ACL_DIGEST \
	"905dee4a34c7e84b2353f9518430a6b6c8ebdf9230f45b3b2c703af25e582ab5"

static const struct {
	__u32 version;
	struct {
		__u16 tag, perm;
		__u32 id;
	} entries[5];
} acl = {
	2, { { 0x01, 6, -1 }, { 0x02, 4, 1234 }, { 0x04, 4, -1 },
	     { 0x10, 4, -1 }, { 0x20, 4, -1 } }
};

static bool has_acl(struct world *w)
{
	return has_attribute(w, ACL);
}

static bool has_no_acl(struct world *w)
{
	return !has_acl(w);
}

static void drop_acl(struct world *w)
{
	drop_attribute(w, ACL);
}

static void set_acl(struct world *w)
{
	set_attribute(w, ACL, &acl, sizeof(acl));
}

static int arrange_acl(struct world *w)
{
	return arrange_old(w) ?: set_attribute(w, ACL, &acl, sizeof(acl));
}

static int provoke_set_acl(struct world *w)
{
	return result_of(setxattr(in_dir(w, "old"), ACL, &acl, sizeof(acl), 0));
}

static const struct event_test test_set_acl = {
	.event = "inode_set_acl",
	.object = ENTRY_FILE("0100644") ACL_NAME NEXT
		  "\"value\": \"" ACL_DIGEST "\"",
	.arrange = arrange_old,
	.provoke = provoke_set_acl,
	.happened = has_acl,
	.undo = drop_acl,
};

static int provoke_get_acl(struct world *w)
{
	char value[128];
	int ret;

	clear_answer(value, sizeof(value));
	ret = result_of(getxattr(in_dir(w, "old"), ACL, value, sizeof(value)));
	return note_answer(w, value, sizeof(value), ret);
}

static const struct event_test test_get_acl = {
	.event = "inode_get_acl",
	.object = ENTRY ACL_NAME,
	.arrange = arrange_acl,
	.provoke = provoke_get_acl,
	.happened = has_answer,
};

static int provoke_remove_acl(struct world *w)
{
	return result_of(removexattr(in_dir(w, "old"), ACL));
}

static const struct event_test test_remove_acl = {
	.event = "inode_remove_acl",
	.object = ENTRY_FILE("0100644") ACL_NAME,
	.arrange = arrange_acl,
	.provoke = provoke_remove_acl,
	.happened = has_no_acl,
	.undo = set_acl,
};

/* Flags: of the state of the file, such as that it has extents, nothing is told */

static int get_flags(int fd)
{
	int flags;

	return ioctl(fd, FS_IOC_GETFLAGS, &flags) ? -1 : flags;
}

static int provoke_setflags(struct world *w)
{
	int flags = get_flags(w->own_fd) | FS_NODUMP_FL;

	return result_of(ioctl(w->own_fd, FS_IOC_SETFLAGS, &flags));
}

static bool has_nodump(struct world *w)
{
	int fd = open_old(w);
	bool set = get_flags(fd) & FS_NODUMP_FL;

	close(fd);
	return set;
}

static void drop_nodump(struct world *w)
{
	int fd = open_old(w);
	int flags = get_flags(fd) & ~FS_NODUMP_FL;

	ioctl(fd, FS_IOC_SETFLAGS, &flags);
	close(fd);
}

static const struct event_test test_setflags = {
	.event = "inode_file_setattr",
	.object = ENTRY ", \"flags\": \"64\", \"xflags\": \"128\"" NEXT
		  "\"projid\": \"0\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_setflags,
	.happened = has_nodump,
	.undo = drop_nodump,
};

static int provoke_getflags(struct world *w)
{
	int flags;

	clear_answer(&flags, sizeof(flags));
	return note_answer(w, &flags, sizeof(flags),
			   result_of(ioctl(w->own_fd, FS_IOC_GETFLAGS,
					   &flags)));
}

static const struct event_test test_getflags = {
	.event = "inode_file_getattr",
	.object = ENTRY,
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_getflags,
	.happened = has_answer,
};

/* Names without a mount that are not the same on every run */

static int provoke_readlink_exe(struct world *w)
{
	char target[16];
	int ret;

	clear_answer(target, sizeof(target));
	ret = result_of(readlink("/proc/self/exe", target, sizeof(target)));
	return note_answer(w, target, sizeof(target), ret);
}

static const struct event_test test_readlink_proc = {
	.event = "inode_readlink",
	.object = "\"path\": {\"kind\": \"dentry\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"/<n>/exe\"}",
	.provoke = provoke_readlink_exe,
	.happened = has_answer,
};

static int prepare_tmpfile(struct world *w)
{
	return keep_fd(w, open(w->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

static int provoke_times(struct world *w)
{
	return result_of(futimens(w->own_fd, at_10_20));
}

static bool has_given_time(struct world *w)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", w->actor, w->own_fd);
	return !stat(path, &st) && st.st_mtime == 20;
}

static const struct event_test test_futimens_deleted = {
	.event = "inode_setattr",
	.object = "\"file\": {\"kind\": \"deleted\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"$INNER\", \"mode\": \"0100600\"" NEXT
		  "\"uid\": \"0\", \"gid\": \"0\"}" NEXT
		  "\"atime\": \"2\", \"mtime\": \"2\"",
	.prepare = prepare_tmpfile,
	.provoke = provoke_times,
	.happened = has_given_time,
};

static int arrange_sticky(struct world *w)
{
	return result_of(mkdirat(w->dir_fd, "sticky", 01777));
}

static int prepare_sticky(struct world *w)
{
	char name[32];

	snprintf(name, sizeof(name), "sticky/%d", getpid());
	return keep_fd(w, open(in_dir(w, name), O_CREAT | O_RDWR, 0600));
}

static const struct event_test test_futimens_sticky = {
	.event = "inode_setattr",
	.object = "\"file\": {\"kind\": \"volatile\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"$INNER/sticky\", \"mode\": \"0100600\"" NEXT
		  "\"uid\": \"0\", \"gid\": \"0\"}" NEXT
		  "\"atime\": \"2\", \"mtime\": \"2\"",
	.arrange = arrange_sticky,
	.prepare = prepare_sticky,
	.provoke = provoke_times,
	.happened = has_given_time,
};

#define ATTR_EVENT EVENT_TEST
#include "event_list.h"

/* What the capability module has taken from a file stays away if TSEM denies. */
TEST_F(world, killpriv_is_late)
{
	const struct event_test *test = &test_killpriv_write;
	struct event_seen found;
	struct world *w = self->w;
	int ns;

	ASSERT_EQ(0, arrange_granting(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, prepare_attempt(w, test));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	ASSERT_FALSE(grants_nothing(w));

	provoke_attempt(w);
	EXPECT_EQ(-EPERM, w->result);
	EXPECT_TRUE(grants_nothing(w))
		TH_LOG("it is not late: correct the documentation");
	EXPECT_FALSE(is_written(w));
	ASSERT_EQ(0, search_list(ns, "forensics", w, test, &found));
	EXPECT_EQ(1, found.matches);
	end_attempt(w, test);
}

SHOWS_DENIAL(inode_killpriv, LATE);

/* Says what becomes of the second attempt; the first one is refused. */
static int write_again(struct world *w)
{
	int err = prepare_writing(w);

	if (err || provoke_write(w) != -EPERM)
		return err ?: -EPROTO;
	return provoke_write(w);
}

/* Nothing is taken away by then. */
TEST_F(world, killpriv_comes_once)
{
	struct world *w = self->w;
	int ns;

	ASSERT_EQ(0, arrange_granting(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, in_member(w, prepare_writing));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(0, in_member(w, write_again))
		TH_LOG("correct the known limitations");
	EXPECT_TRUE(is_written(w));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
}

static int allocate(struct world *w)
{
	int err = prepare_writing(w);

	return err ?: result_of(fallocate(w->own_fd, 0, 0, 1 << 20));
}

/* The file system asks when it is done, and does not care for the answer. */
TEST_F(world, killpriv_is_ignored_by_fallocate)
{
	struct world *w = self->w;
	struct stat st = {};
	int root = w->dir_fd, ns, fd;

	/* The orchestrator goes on in a file system that asks so late. */
	ASSERT_EQ(0, mount("none", w->dir, "tmpfs", 0, NULL));
	w->dir_fd = open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	EXPECT_EQ(0, arrange_granting(w));
	ns = tsem_unshare();
	EXPECT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, prepare_writing));
	EXPECT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(0, in_member(w, allocate))
		TH_LOG("correct the known limitations");
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	fd = open_old(w);
	EXPECT_EQ(0, fstat(fd, &st));
	EXPECT_EQ(1 << 20, st.st_size);
	close(fd);
	close(w->dir_fd);
	w->dir_fd = root;
	EXPECT_EQ(0, umount2(w->dir, MNT_DETACH));
}

TEST_HARNESS_MAIN
