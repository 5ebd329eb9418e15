// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of BPF
 */

#include "events.h"
#include "member.h"

#include <linux/bpf.h>

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

/* Maps */

static int provoke_map(struct world *w)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 1,
		.map_flags = BPF_F_RDONLY,
	};

	return keep_fd(w, sys_bpf(BPF_MAP_CREATE, &attr));
}

static const struct event_test test_bpf_create = {
	.event = "bpf",
	.object = "\"cmd\": \"0\", \"type\": \"2\", \"flags\": \"0x8\"" NEXT
		  "\"kernel\": \"0\"",
	.provoke = provoke_map,
	.happened = has_new_fd,
};

static const struct event_test test_map_create = {
	.event = "bpf_map_create",
	.object = "\"type\": \"2\", \"flags\": \"8\", \"token\": \"0\"" NEXT
		  "\"kernel\": \"0\"",
	.provoke = provoke_map,
	.happened = has_new_fd,
};

static const struct event_test test_map_descriptor = {
	.event = "bpf_map",
	.object = "\"type\": \"2\", \"flags\": \"0\", \"fmode\": \"1\"",
	.provoke = provoke_map,
	.happened = has_new_fd,
};

/* Programs: r0 = 0, exit */

static const struct bpf_insn program[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
	{ .code = BPF_JMP | BPF_EXIT },
};

#define PROGRAM_DIGEST "59f4a931744dcdc62944a018ed3990e666ec6444616418d3b09a82dc5c753d52"

static int provoke_prog(struct world *w)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insn_cnt = ARRAY_SIZE(program),
		.insns = (unsigned long)program,
		.license = (unsigned long)"GPL",
	};

	return keep_fd(w, sys_bpf(BPF_PROG_LOAD, &attr));
}

static const struct event_test test_bpf_load = {
	.event = "bpf",
	.object = "\"cmd\": \"5\", \"type\": \"1\", \"flags\": \"0x0\"" NEXT
		  "\"kernel\": \"0\"",
	.provoke = provoke_prog,
	.happened = has_new_fd,
};

static const struct event_test test_prog_load = {
	.event = "bpf_prog_load",
	.object = "\"type\": \"1\", \"attach_type\": \"0\", \"flags\": \"0\"" NEXT
		  "\"digest\": \"" PROGRAM_DIGEST "\", \"token\": \"0\"" NEXT
		  "\"kernel\": \"0\"",
	.provoke = provoke_prog,
	.happened = has_new_fd,
};

static const struct event_test test_prog_descriptor = {
	.event = "bpf_prog",
	.object = "\"type\": \"1\", \"attach_type\": \"0\"",
	.provoke = provoke_prog,
	.happened = has_new_fd,
};

/*
 * Tokens: of a file system of another user namespace, to which the orchestrator
 * delegates and which the actor enters.
 */

#define ONE_COMMAND "0x1"
#define ONE_MAP "0x4"
#define ONE_PROGRAM "0x2"
#define ONE_PLACE "0x8"

static int delegate(int fs)
{
	const char *const what[][2] = {
		{ "delegate_cmds", ONE_COMMAND }, { "delegate_maps", ONE_MAP },
		{ "delegate_progs", ONE_PROGRAM },
		{ "delegate_attachs", ONE_PLACE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(what); i++)
		if (fsconfig(fs, FSCONFIG_SET_STRING, what[i][0], what[i][1], 0))
			return -errno;
	return result_of(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
}

/* In a process that shares descriptors with the orchestrator, and memory of w. */
static int mount_inside(struct world *w)
{
	int mnt, err = tsem_enter_userns(CLONE_NEWNS);

	w->own_fd = err ?: fsopen("bpf", FSOPEN_CLOEXEC);
	tell(w->answer[1]);
	if (w->own_fd < 0 || !hear(w->command[0]))
		return 1;
	mnt = fsmount(w->own_fd, FSMOUNT_CLOEXEC, 0);
	w->fd[0] = openat(mnt, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	w->fd[1] = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
	return w->fd[0] < 0 || w->fd[1] < 0;
}

static int arrange_delegated(struct world *w)
{
	int err;
	pid_t pid;

	if (pipe2(w->command, O_CLOEXEC) || pipe2(w->answer, O_CLOEXEC))
		return -errno;
	pid = sys_clone(CLONE_FILES | SIGCHLD);
	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(mount_inside(w));
	if (!hear(w->answer[0]) || w->own_fd < 0)
		return -EIO;
	err = delegate(w->own_fd);
	tell(w->command[1]);
	return tsem_wait(pid) ? -EIO : err;
}

static int prepare_delegated(struct world *w)
{
	return result_of(setns(w->fd[1], CLONE_NEWUSER));
}

static int provoke_token(struct world *w)
{
	union bpf_attr attr = { .token_create.bpffs_fd = w->fd[0] };

	return keep_fd(w, sys_bpf(BPF_TOKEN_CREATE, &attr));
}

static const struct event_test test_token_create = {
	.event = "bpf_token_create",
	.object = "\"path\": {\"kind\": \"detached\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"/\"}, \"cmds\": \"" ONE_COMMAND "\"" NEXT
		  "\"maps\": \"" ONE_MAP "\", \"progs\": \"" ONE_PROGRAM "\"" NEXT
		  "\"attachs\": \"" ONE_PLACE "\"",
	.arrange = arrange_delegated,
	.prepare = prepare_delegated,
	.provoke = provoke_token,
	.happened = has_new_fd,
};

#define BPF_EVENT EVENT_TEST
#include "event_list.h"

/* Descriptors of maps are in the instructions, and in no record. */

#define LOAD_MAP(fd_) \
	{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, \
	  .src_reg = BPF_PSEUDO_MAP_FD, .imm = (fd_) }, { .code = 0 }

static int load_with_map(struct world *w)
{
	int map, fd;

	if (provoke_map(w))
		return -errno;
	/* A number of its own for each attempt. */
	map = dup2(w->own_fd, 100 + w->attempt);
	close(w->own_fd);

	const struct bpf_insn insns[] = {
		LOAD_MAP(map), program[0], program[1],
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insn_cnt = ARRAY_SIZE(insns),
		.insns = (unsigned long)insns,
		.license = (unsigned long)"GPL",
	};

	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	return result_of(fd);
}

TEST_F(world, map_descriptors_do_not_count)
{
	struct world *w = self->w;
	int ns = tsem_unshare();
	long points;

	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, load_with_map));
	points = tsem_stat(ns, "points");
	EXPECT_LT(0, points);
	EXPECT_EQ(0, in_member(w, load_with_map));
	EXPECT_EQ(points, tsem_stat(ns, "points"));
}

/*
 * Which numbers of a command are told: everything else in its attributes is a
 * pattern, and so none of these commands succeeds.
 */

#define TYPE 77
#define FLAGS 0x4c
#define COMMAND "\"bpf\": {\"cmd\": \"%d\"" NEXT \
	"\"type\": \"%d\", \"flags\": \"0x%x\", "

struct command {
	int cmd;
	int type;
	int flags;
};

/* Puts the two numbers where they belong, and says which ones there are. */
static struct command fill_attr(int cmd, union bpf_attr *attr)
{
	const struct command flags = { cmd, 0, FLAGS };
	const struct command both = { cmd, TYPE, FLAGS };

	memset(attr, 0x11, sizeof(*attr));
	switch (cmd) {
	case BPF_MAP_CREATE:
		attr->map_type = TYPE;
		attr->map_flags = FLAGS;
		return both;
	case BPF_PROG_LOAD:
		attr->prog_type = TYPE;
		attr->prog_flags = FLAGS;
		return both;
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		attr->flags = FLAGS;
		return flags;
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		attr->batch.elem_flags = FLAGS;
		return flags;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		attr->file_flags = FLAGS;
		return flags;
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
		attr->attach_type = TYPE;
		attr->attach_flags = FLAGS;
		return both;
	case BPF_PROG_TEST_RUN:
		attr->test.flags = FLAGS;
		return flags;
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_BTF_GET_FD_BY_ID:
		attr->open_flags = FLAGS;
		return flags;
	case BPF_PROG_QUERY:
		attr->query.attach_type = TYPE;
		attr->query.query_flags = FLAGS;
		return both;
	case BPF_BTF_LOAD:
		attr->btf_flags = FLAGS;
		return flags;
	case BPF_TASK_FD_QUERY:
		attr->task_fd_query.flags = FLAGS;
		return flags;
	case BPF_LINK_CREATE:
		attr->link_create.attach_type = TYPE;
		attr->link_create.flags = FLAGS;
		return both;
	case BPF_LINK_UPDATE:
		attr->link_update.flags = FLAGS;
		return flags;
	case BPF_ENABLE_STATS:
		attr->enable_stats.type = TYPE;
		return (struct command) { .cmd = cmd, .type = TYPE };
	case BPF_ITER_CREATE:
		attr->iter_create.flags = FLAGS;
		return flags;
	case BPF_PROG_BIND_MAP:
		attr->prog_bind_map.flags = FLAGS;
		return flags;
	case BPF_TOKEN_CREATE:
		attr->token_create.flags = FLAGS;
		return flags;
	case BPF_PROG_ASSOC_STRUCT_OPS:
		attr->prog_assoc_struct_ops.flags = FLAGS;
		return flags;
	}
	return (struct command) { .cmd = cmd };
}

static int try_commands(void *unused)
{
	union bpf_attr attr;
	int cmd;

	for (cmd = 0; cmd < __MAX_BPF_CMD; cmd++) {
		fill_attr(cmd, &attr);
		CHECK(sys_bpf(cmd, &attr) < 0);
	}
	return 0;
}

TEST(values_of_commands)
{
	struct command command;
	union bpf_attr attr;
	char text[96], *list;
	int ns, cmd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, tsem_run(try_commands, NULL));
	list = tsem_read(ns, "trajectory");
	ASSERT_NE(NULL, list);
	for (cmd = 0; cmd < __MAX_BPF_CMD; cmd++) {
		command = fill_attr(cmd, &attr);
		snprintf(text, sizeof(text), COMMAND, cmd, command.type,
			 command.flags);
		EXPECT_NE(NULL, strstr(list, text)) {
			TH_LOG("there is no %s", text);
			each_line(ns, "trajectory", show_lines, NULL);
		}
	}
	free(list);
}

TEST_HARNESS_MAIN
