// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of mounts and of what goes into the kernel
 */

#include "events.h"

#ifndef __NR_open_tree
#define __NR_open_tree 428
#define __NR_move_mount 429
#endif

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 4
#endif

/* Mounts */

static int arrange_mount(struct world *w)
{
	return mkdirat(w->dir_fd, "mnt", 0755) ||
	       mkdirat(w->dir_fd, "src", 0755) ? -errno : 0;
}

static bool is_mounted(struct world *w)
{
	return strstr(proc_text(getpid(), "mountinfo"), in_dir(w, "mnt"));
}

static void unmount(struct world *w)
{
	umount2(in_dir(w, "mnt"), MNT_DETACH);
}

#define MNT "\"path\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT \
	"\"pathname\": \"$DIR/mnt\"}"

static int provoke_mount(struct world *w)
{
	return result_of(mount("none", in_dir(w, "mnt"), "tmpfs",
			       MS_NOSUID | MS_NOEXEC, "size=64k"));
}

static const struct event_test test_mount = {
	.event = "sb_mount",
	.object = "\"dev_name\": \"none\", " MNT ", \"type\": \"tmpfs\"" NEXT
		  "\"flags\": \"0xa\", \"data\": \"size=64k\"",
	.arrange = arrange_mount,
	.provoke = provoke_mount,
	.happened = is_mounted,
	.undo = unmount,
};

static int provoke_bind_mount(struct world *w)
{
	char src[256];

	snprintf(src, sizeof(src), "%s", in_dir(w, "src"));
	return result_of(mount(src, in_dir(w, "mnt"), NULL, MS_BIND, NULL));
}

static const struct event_test test_mount_bind = {
	.event = "sb_mount",
	.object = "\"dev_name\": \"$DIR/src\", " MNT
		  ", \"flags\": \"0x1000\"",
	.arrange = arrange_mount,
	.provoke = provoke_bind_mount,
	.happened = is_mounted,
	.undo = unmount,
};

static int prepare_tree(struct world *w)
{
	return keep_fd(w, syscall(__NR_open_tree, AT_FDCWD, in_dir(w, "src"),
				  OPEN_TREE_CLONE));
}

static int provoke_move_mount(struct world *w)
{
	return result_of(syscall(__NR_move_mount, w->own_fd, "", AT_FDCWD,
				 in_dir(w, "mnt"), MOVE_MOUNT_F_EMPTY_PATH));
}

static const struct event_test test_move_mount = {
	.event = "move_mount",
	.object = "\"from\": {\"kind\": \"detached\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"$INNER/src\"}, \"to\": {\"kind\": \"path\"" NEXT
		  "\"mount\": \"own\", \"pathname\": \"$DIR/mnt\"}",
	.arrange = arrange_mount,
	.prepare = prepare_tree,
	.provoke = provoke_move_mount,
	.happened = is_mounted,
	.undo = unmount,
};

/* Modules: the one that loads them is replaced by a script that leaves a mark */

#define MODPROBE "/proc/sys/kernel/modprobe"

static int arrange_modprobe(struct world *w)
{
	char script[300];
	FILE *file;

	if (access(MODPROBE, W_OK))
		return -ENOENT;
	snprintf(script, sizeof(script), "#!/bin/sh\n: >%s/mark\n", w->dir);
	if (make_file(w, "modprobe", script, 0755))
		return -EIO;
	file = fopen(MODPROBE, "r");
	if (!file || fscanf(file, "%127s", w->data) != 1)
		return -EIO;
	fclose(file);
	return tsem_write_file(MODPROBE, in_dir(w, "modprobe"));
}

static void dismiss_modprobe(struct world *w)
{
	if (w->data[0])
		tsem_write_file(MODPROBE, w->data);
}

/* An address family that no kernel has any more. */
static int provoke_module_request(struct world *w)
{
	return result_of(socket(14, SOCK_DGRAM, 0));
}

static bool has_mark(struct world *w)
{
	return exists(w, "mark");
}

static void remove_mark(struct world *w)
{
	discard(w, "mark");
}

/* The caller does not look at the answer. */
static const struct event_test test_module_request = {
	.event = "kernel_module_request",
	.object = "\"kmod_name\": \"net-pf-14\"",
	.arrange = arrange_modprobe,
	.provoke = provoke_module_request,
	.happened = has_mark,
	.undo = remove_mark,
	.dismiss = dismiss_modprobe,
	.allowed = -EAFNOSUPPORT,
	.denied = SILENT,
	.environment = true,
};

/* Data that is no module: the kernel says so if it gets to look at it. */

static char no_module[4096];

#define NO_MODULE_DIGEST \
	"ad7facb2586fc6e966c004d7d1d16b024f5805ff7cb47c7a85dabd8b48892ca7"

static int provoke_init_module(struct world *w)
{
	return result_of(syscall(__NR_init_module, no_module,
				 sizeof(no_module), ""));
}

static bool was_looked_at(struct world *w)
{
	return w->result == -ENOEXEC;
}

static const struct event_test test_init_module = {
	.event = "kernel_load_data",
	.object = "\"id\": \"2\", \"digest\": \"" NO_MODULE_DIGEST "\"",
	.provoke = provoke_init_module,
	.happened = was_looked_at,
	.allowed = -ENOEXEC,
};

/* Nothing to load: forgets what was loaded before, if anything was. */
static int provoke_kexec(struct world *w)
{
	return result_of(syscall(__NR_kexec_load, 0, 0, NULL, 0));
}

static bool was_allowed(struct world *w)
{
	return !w->result;
}

static const struct event_test test_kexec_load = {
	.event = "kernel_load_data",
	.object = "\"id\": \"3\"",
	.provoke = provoke_kexec,
	.happened = was_allowed,
};

static int arrange_no_module(struct world *w)
{
	return make_file(w, "known", EVENT_CONTENT, 0644);
}

static int prepare_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "known"), O_RDONLY));
}

static int provoke_finit_module(struct world *w)
{
	return result_of(syscall(__NR_finit_module, w->own_fd, "", 0));
}

static const struct event_test test_finit_module = {
	.event = "kernel_read_file",
	.object = "\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT
		  "\"pathname\": \"$DIR/known\", \"mode\": \"0100644\"" NEXT
		  "\"uid\": \"0\", \"gid\": \"0\", \"digest\": \"$CONTENT\"}" NEXT
		  "\"id\": \"2\"",
	.arrange = arrange_no_module,
	.prepare = prepare_open,
	.provoke = provoke_finit_module,
	.happened = was_looked_at,
	.allowed = -ENOEXEC,
};

#define SYSTEM_EVENT EVENT_TEST
#include "event_list.h"

/* Nothing is forgotten: the list of events is that of the running kernel. */

static bool is_tested(const char *name)
{
	int tests = 0;

#define COUNT_TEST(event_, test_) (tests += #test_[0] && !strcmp(#event_, name))
#define EXEC_EVENT COUNT_TEST
#define FILE_EVENT COUNT_TEST
#define PATH_EVENT COUNT_TEST
#define NET_EVENT COUNT_TEST
#define FD_EVENT COUNT_TEST
#define ATTR_EVENT COUNT_TEST
#define SOCKOPT_EVENT COUNT_TEST
#define MOUNT_EVENT COUNT_TEST
#define PROCESS_EVENT COUNT_TEST
#define SYSTEM_EVENT COUNT_TEST
#define TASK_EVENT COUNT_TEST
#define PRCTL_EVENT COUNT_TEST
#define GROUP_EVENT COUNT_TEST
#define IPC_EVENT COUNT_TEST
#define KEY_EVENT COUNT_TEST
#define BPF_EVENT COUNT_TEST
#define MACHINE_EVENT COUNT_TEST
#define BINDER_EVENT COUNT_TEST
#include "event_list.h"
	return tests;
}

TEST(every_event_has_a_test)
{
	char *stats, *line, *save, name[64];
	int ns, n = 0;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	stats = tsem_read(ns, "stats");
	ASSERT_NE(NULL, stats);
	for (line = strtok_r(stats, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, "event %63s", name) != 1)
			continue;
		n++;
		EXPECT_TRUE(is_tested(name))
			TH_LOG("nothing tests the event %s", name);
	}
	EXPECT_LT(30, n);
	free(stats);
}

TEST_HARNESS_MAIN
