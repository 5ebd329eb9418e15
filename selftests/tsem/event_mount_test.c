// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of unmounting, of roots, and of file systems
 */

#include "events.h"

#include <sys/statfs.h>
#include <sys/statvfs.h>

#ifndef __NR_fsopen
#define __NR_fsopen 430
#define __NR_fsconfig 431
#define __NR_fsmount 432
#endif

#define SET_STRING 1
#define SET_BINARY 2
#define SET_FD 5
#define CMD_CREATE 6

#define OWN(key, name) \
	"\"" key "\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT       \
	"\"pathname\": \"$DIR/" name "\"}"

static int arrange_mnt(struct world *w)
{
	return result_of(mkdirat(w->dir_fd, "mnt", 0755));
}

static void mount_tmpfs(struct world *w)
{
	mount("none", in_dir(w, "mnt"), "tmpfs", 0, "size=64k");
}

static bool is_mounted(struct world *w)
{
	return strstr(proc_text(getpid(), "mountinfo"), in_dir(w, "mnt"));
}

static bool is_not_mounted(struct world *w)
{
	return !is_mounted(w);
}

static void unmount(struct world *w)
{
	umount2(in_dir(w, "mnt"), MNT_DETACH);
}

/* Names */

static int provoke_umount(struct world *w)
{
	return result_of(umount2(in_dir(w, "mnt"), MNT_DETACH));
}

static const struct event_test test_umount = {
	.event = "sb_umount",
	.object = OWN("path", "mnt") ", \"flags\": \"2\"",
	.arrange = arrange_mnt,
	.before = mount_tmpfs,
	.provoke = provoke_umount,
	.happened = is_not_mounted,
	.undo = unmount,
};

/* A directory that becomes the root, and a mark to know it by. */
static int arrange_root(struct world *w)
{
	return arrange_mnt(w) ?:
	       result_of(mkdirat(w->dir_fd, "mnt/put", 0755)) ?:
	       make_file(w, "mnt/mark", "", 0644);
}

static int prepare_root(struct world *w)
{
	char dir[256];

	snprintf(dir, sizeof(dir), "%s", in_dir(w, "mnt"));
	return result_of(unshare(CLONE_NEWNS)) ?:
	       result_of(mount(dir, dir, NULL, MS_BIND, NULL));
}

static bool has_new_root(struct world *w)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/root/mark", w->actor);
	return !access(path, F_OK);
}

static void remove_root(struct world *w)
{
	/* Else the directory could not be removed. */
	if (w->attempt == EVENT_ATTEMPTS_MAX)
		remove_dir(in_dir(w, "mnt"));
}

static int provoke_pivot_root(struct world *w)
{
	char put[256];

	snprintf(put, sizeof(put), "%s", in_dir(w, "mnt/put"));
	return result_of(syscall(__NR_pivot_root, in_dir(w, "mnt"), put));
}

static const struct event_test test_pivot_root = {
	.event = "sb_pivotroot",
	.object = OWN("old", "mnt/put") ", " OWN("new", "mnt"),
	.arrange = arrange_root,
	.prepare = prepare_root,
	.provoke = provoke_pivot_root,
	.happened = has_new_root,
	.undo = remove_root,
};

static int provoke_chroot(struct world *w)
{
	return result_of(chroot(in_dir(w, "mnt")));
}

static const struct event_test test_chroot = {
	.event = "path_chroot",
	.object = OWN("path", "mnt"),
	.arrange = arrange_root,
	.provoke = provoke_chroot,
	.happened = has_new_root,
	.undo = remove_root,
};

/* File systems */

static int provoke_mount(struct world *w)
{
	return result_of(mount("none", in_dir(w, "mnt"), "tmpfs", MS_RDONLY,
			       NULL));
}

static const struct event_test test_kern_mount = {
	.event = "sb_kern_mount",
	.object = "\"type\": \"tmpfs\", \"flags\": \"0x1\"",
	.arrange = arrange_mnt,
	.provoke = provoke_mount,
	.happened = is_mounted,
	.undo = unmount,
};

static const struct event_test test_get_tree = {
	.event = "sb_set_mnt_opts",
	.object = "\"type\": \"tmpfs\", \"flags\": \"0x1\"",
	.arrange = arrange_mnt,
	.provoke = provoke_mount,
	.happened = is_mounted,
	.undo = unmount,
	.environment = true,
};

/* Who walks into an automount point mounts as well. */
static int arrange_automount(struct world *w)
{
	return arrange_mnt(w) ?:
	       result_of(mount("none", in_dir(w, "mnt"), "debugfs", 0, NULL));
}

static int provoke_walk(struct world *w)
{
	struct stat st;

	return result_of(stat(in_dir(w, "mnt/tracing/README"), &st));
}

static bool is_automounted(struct world *w)
{
	return strstr(proc_text(getpid(), "mountinfo"),
		      in_dir(w, "mnt/tracing"));
}

static void unmount_tracing(struct world *w)
{
	umount2(in_dir(w, "mnt/tracing"), MNT_DETACH);
}

static const struct event_test test_automount = {
	.event = "sb_set_mnt_opts",
	.object = "\"type\": \"tracefs\", \"flags\": \"0x0\"",
	.arrange = arrange_automount,
	.provoke = provoke_walk,
	.happened = is_automounted,
	.undo = unmount_tracing,
	.dismiss = unmount,
	.environment = true,
};

/* What an IPC namespace brings along. */
static int provoke_ipc(struct world *w)
{
	(void)w;
	return result_of(unshare(CLONE_NEWIPC));
}

static bool has_other_ipc(struct world *w)
{
	char path[64];
	struct stat own, other;

	snprintf(path, sizeof(path), "/proc/%d/ns/ipc", w->actor);
	return !stat("/proc/self/ns/ipc", &own) && !stat(path, &other) &&
	       own.st_ino != other.st_ino;
}

static const struct event_test test_ipc_namespace = {
	.event = "sb_set_mnt_opts",
	.object = "\"type\": \"mqueue\", \"flags\": \"0x0\"",
	.provoke = provoke_ipc,
	.happened = has_other_ipc,
	.environment = true,
};

static int provoke_remount(struct world *w)
{
	return result_of(mount(NULL, in_dir(w, "mnt"), NULL,
			       MS_REMOUNT | MS_RDONLY, NULL));
}

static bool is_read_only(struct world *w)
{
	struct statvfs st;

	return !statvfs(in_dir(w, "mnt"), &st) && st.f_flag & ST_RDONLY;
}

static const struct event_test test_remount = {
	.event = "sb_remount",
	.object = "\"type\": \"tmpfs\", \"flags\": \"0x0\"",
	.arrange = arrange_mnt,
	.before = mount_tmpfs,
	.provoke = provoke_remount,
	.happened = is_read_only,
	.undo = unmount,
};

static int look_at(struct world *w, const char *path)
{
	struct statfs st;

	clear_answer(&st, sizeof(st));
	return note_answer(w, &st, sizeof(st), result_of(statfs(path, &st)));
}

static int provoke_statfs(struct world *w)
{
	return look_at(w, w->dir);
}

static const struct event_test test_statfs = {
	.event = "sb_statfs",
	.object = "\"pseudo\": \"0\"",
	.provoke = provoke_statfs,
	.happened = has_answer,
};

static int provoke_statfs_proc(struct world *w)
{
	return look_at(w, "/proc/self");
}

static const struct event_test test_statfs_proc = {
	.event = "sb_statfs",
	.object = "\"pseudo\": \"1\"",
	.provoke = provoke_statfs_proc,
	.happened = has_answer,
};

/* Parameters of a file system */

static int config(struct world *w, int cmd, const char *key, const void *value,
		  int aux)
{
	return result_of(syscall(__NR_fsconfig, w->own_fd, cmd, key, value,
				 aux));
}

static int prepare_fsopen(struct world *w)
{
	return keep_fd(w, syscall(__NR_fsopen, "tmpfs", 1));
}

#define PARAMETER(key) \
	"\"type\": \"tmpfs\", \"purpose\": \"0\", \"key\": \"" key "\""

static int provoke_string(struct world *w)
{
	return config(w, SET_STRING, "size", "64k", 0);
}

/* The file system that the context of the actor makes, or has made. */
static int get_mount(struct world *w, bool make)
{
	int fd = actor_fd(w), mnt;

	if (make)
		syscall(__NR_fsconfig, fd, CMD_CREATE, NULL, NULL, 0);
	mnt = syscall(__NR_fsmount, fd, 0, 0);
	close(fd);
	return mnt;
}

static bool has_size(struct world *w)
{
	int mnt = get_mount(w, true);
	struct statfs st = {};

	fstatfs(mnt, &st);
	close(mnt);
	return st.f_blocks * st.f_bsize == 65536;
}

static const struct event_test test_param_string = {
	.event = "fs_context_parse_param",
	.object = PARAMETER("size") ", \"value\": \"64k\"",
	.prepare = prepare_fsopen,
	.provoke = provoke_string,
	.happened = has_size,
};

/* tmpfs does not know these: it says so if it gets to look at them. */
static bool was_looked_at(struct world *w)
{
	return w->result == -EINVAL;
}

static int provoke_binary(struct world *w)
{
	return config(w, SET_BINARY, "blob", EVENT_CONTENT,
		      strlen(EVENT_CONTENT));
}

static const struct event_test test_param_binary = {
	.event = "fs_context_parse_param",
	.object = PARAMETER("blob") ", \"blob\": \"$CONTENT\"",
	.prepare = prepare_fsopen,
	.provoke = provoke_binary,
	.happened = was_looked_at,
	.allowed = -EINVAL,
};

/* Of what do_known() reads. */
#define ALWAYS_DIGEST \
	"0565e75d9e5b70dc2e9f30ff8effa92514b08f3a186db06dc3ecc92818a9d2e1"

static int prepare_fsopen_file(struct world *w)
{
	int fd = open(in_dir(w, "always"), O_RDONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, 300) < 0)
		return -errno;
	return prepare_fsopen(w);
}

static int provoke_file(struct world *w)
{
	return config(w, SET_FD, "file", NULL, 300);
}

static const struct event_test test_param_file = {
	.event = "fs_context_parse_param",
	.object = PARAMETER("file") NEXT "\"file\": {\"kind\": \"path\"" NEXT
		  "\"mount\": \"own\", \"pathname\": \"$DIR/always\"" NEXT
		  "\"mode\": \"0100644\", \"uid\": \"0\", \"gid\": \"0\"" NEXT
		  "\"digest\": \"" ALWAYS_DIGEST "\"}",
	.prepare = prepare_fsopen_file,
	.provoke = provoke_file,
	.happened = was_looked_at,
	.allowed = -EINVAL,
};

/* The same as of mount(2). */
static int provoke_create(struct world *w)
{
	return config(w, CMD_CREATE, NULL, NULL, 0);
}

static bool has_fs(struct world *w)
{
	int mnt = get_mount(w, false);

	close(mnt);
	return mnt >= 0;
}

static const struct event_test test_create_fs = {
	.event = "sb_kern_mount",
	.object = "\"type\": \"tmpfs\", \"flags\": \"0x0\"",
	.prepare = prepare_fsopen,
	.provoke = provoke_create,
	.happened = has_fs,
};

#define MOUNT_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
