// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what counts of the value of a socket option
 */

#include "place.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#ifndef IPPROTO_SCTP
#define IPPROTO_SCTP 132
#endif
#ifndef SOL_ALG
#define SOL_ALG 279
#endif
#ifndef SO_ATTACH_BPF
#define SO_ATTACH_BPF 50
#endif
#define ALG_SET_KEY 1
#define BINDX_ADD 100
#define FANOUT_DATA 22
#define FASTOPEN_KEY 33
#define QUEUE_SEQ 21
#define SOCKET_NODELAY 3
#define MAX_BURST 20
#define FLOWLABEL_MGR 32

/**
 * struct option - An option and two values of it
 *
 * @family: of the socket
 * @type: of the socket
 * @protocol: of the socket
 * @level: of the option
 * @name: of the option
 * @len: length of both values in bytes
 * @value: one value
 * @other: another one
 * @shown: the first value as a record has it, or NULL if it is in none
 * @same: the other value is the same event
 * @result: what setting it returns if it is allowed, 0 or -errno
 */
struct option {
	int family, type, protocol;
	int level, name;
	socklen_t len;
	const void *value, *other;
	const char *shown;
	bool same;
	int result;
};

/* The 41st byte of the other one is different, too. */
static const __u8 ones[41] = { [0 ... 40] = 1 };
static const __u8 nearly_ones[41] = { [0 ... 38] = 1 };
#define FIVE "0101010101"

static const struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K, 0xffff) };
static const struct sock_filter some[] = { BPF_STMT(BPF_RET | BPF_K, 64) };
static const struct sock_fprog filters[] = {
	{ .len = 1, .filter = (struct sock_filter *)all },
	{ .len = 1, .filter = (struct sock_filter *)some },
};

static const struct sockaddr_in places[] = {
	{ .sin_family = AF_INET },
	{ .sin_family = AF_INET, .sin_addr.s_addr = 0x0100007f },
};

static int set_option(const struct option *option, const void *value)
{
	int fd = socket(option->family, option->type | SOCK_CLOEXEC,
			option->protocol);
	int ret;

	if (fd < 0)
		return -errno;
	ret = setsockopt(fd, option->level, option->name, value, option->len);
	return ret ? -errno : 0;
}

static int do_set_value(void *option)
{
	const struct option *o = option;

	CHECK(set_option(o, o->value) == o->result);
	return 0;
}

static int do_set_other(void *option)
{
	const struct option *o = option;

	CHECK(set_option(o, o->other) == o->result);
	return 0;
}

static int do_not_set_other(void *option)
{
	const struct option *o = option;

	CHECK(set_option(o, o->other) == -EPERM);
	return 0;
}

static bool is_setting(const char *line)
{
	return strstr(line, "\"type\": \"socket_setsockopt\"");
}

/* Lines of the event that end so. */
static int lines_with(int ns, const char *list, const char *end)
{
	char *text = tsem_read(ns, list), *line, *save;
	int n = 0;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!is_setting(line))
			continue;
		if (tsem_ends_with(line, end))
			n++;
		else
			ksft_print_msg("%s\n", line);
	}
	free(text);
	return n;
}

static const char *end_of(const struct option *option)
{
	static char end[256];
	int n = snprintf(end, sizeof(end),
			 "\"level\": \"%d\", \"optname\": \"%d\", \"optlen\": \"%u\"",
			 option->level, option->name, option->len);

	if (option->shown)
		n += snprintf(end + n, sizeof(end) - n, ", \"value\": \"%s\"",
			      option->shown);
	snprintf(end + n, sizeof(end) - n, "}}");
	return end;
}

FIXTURE(option)
{
	const struct option *option;
	int ns;
};

FIXTURE_VARIANT(option)
{
	struct option option;
};

FIXTURE_VARIANT_ADD(option, number)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = TCP_NODELAY,
		.len = 4, .value = "\1\0\0", .other = "\0\0\0",
		.shown = "01000000",
	},
};

FIXTURE_VARIANT_ADD(option, empty)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = TCP_NODELAY,
		.value = "\1", .other = "\2",
		.shown = "", .same = true, .result = -EINVAL,
	},
};

/* As many bytes as the options of an IP header have at most. */
FIXTURE_VARIANT_ADD(option, longest)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_IP, .name = IP_OPTIONS,
		.len = 40, .value = ones, .other = nearly_ones,
		.shown = FIVE FIVE FIVE FIVE FIVE FIVE FIVE FIVE,
	},
};

FIXTURE_VARIANT_ADD(option, too_long)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = TCP_NODELAY,
		.len = 41, .value = ones, .other = nearly_ones, .same = true,
	},
};

/* Which means 0 to this option. */
FIXTURE_VARIANT_ADD(option, none)
{
	.option = {
		.family = AF_INET6, .type = SOCK_DGRAM,
		.level = IPPROTO_IPV6, .name = IPV6_V6ONLY,
		.len = 4, .other = "\0\0\0",
	},
};

/* What is behind the end of a name makes no difference. */
FIXTURE_VARIANT_ADD(option, name)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = TCP_CONGESTION,
		.len = 8, .value = "reno\0xy", .other = "reno\0\1\2",
		.shown = "72656e6f", .same = true,
	},
};

FIXTURE_VARIANT_ADD(option, another_name)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = SOL_SOCKET, .name = SO_BINDTODEVICE,
		.len = 3, .value = "lo\0", .other = "\0\0\0",
		.shown = "6c6f",
	},
};

FIXTURE_VARIANT_ADD(option, protocol_on_top)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = TCP_ULP,
		.len = 4, .value = "no\0x", .other = "no\0y",
		.shown = "6e6f", .same = true, .result = -ENOENT,
	},
};

FIXTURE_VARIANT_ADD(option, filter)
{
	.option = {
		.family = AF_INET, .type = SOCK_DGRAM,
		.level = SOL_SOCKET, .name = SO_ATTACH_FILTER,
		.len = sizeof(filters[0]),
		.value = &filters[0], .other = &filters[1],
		.same = true,
	},
};

FIXTURE_VARIANT_ADD(option, filter_of_group)
{
	.option = {
		.family = AF_INET, .type = SOCK_DGRAM,
		.level = SOL_SOCKET, .name = SO_ATTACH_REUSEPORT_CBPF,
		.len = sizeof(filters[0]),
		.value = &filters[0], .other = &filters[1],
		.same = true, .result = -EINVAL,
	},
};

/* Descriptors, of which there are none of these numbers. */
FIXTURE_VARIANT_ADD(option, descriptor)
{
	.option = {
		.family = AF_INET, .type = SOCK_DGRAM,
		.level = SOL_SOCKET, .name = SO_ATTACH_BPF,
		.len = 4, .value = "\0\1\0", .other = "\1\1\0",
		.same = true, .result = -EBADF,
	},
};

FIXTURE_VARIANT_ADD(option, descriptor_of_group)
{
	.option = {
		.family = AF_INET, .type = SOCK_DGRAM,
		.level = SOL_SOCKET, .name = SO_ATTACH_REUSEPORT_EBPF,
		.len = 4, .value = "\0\1\0", .other = "\1\1\0",
		.same = true, .result = -EBADF,
	},
};

FIXTURE_VARIANT_ADD(option, filter_of_packets)
{
	.option = {
		.family = AF_PACKET, .type = SOCK_RAW,
		.level = SOL_PACKET, .name = FANOUT_DATA,
		.len = sizeof(filters[0]),
		.value = &filters[0], .other = &filters[1],
		.same = true, .result = -EINVAL,
	},
};

FIXTURE_VARIANT_ADD(option, key)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = FASTOPEN_KEY,
		.len = 16, .value = "0123456789abcdef",
		.other = "0123456789abcdeX", .same = true,
	},
};

FIXTURE_VARIANT_ADD(option, key_of_cipher)
{
	.option = {
		.family = AF_ALG, .type = SOCK_SEQPACKET,
		.level = SOL_ALG, .name = ALG_SET_KEY,
		.len = 4, .value = "abcd", .other = "efgh",
		.same = true, .result = -ENOPROTOOPT,
	},
};

/* What this option does not use. */
FIXTURE_VARIANT_ADD(option, no_filter)
{
	.option = {
		.family = AF_INET, .type = SOCK_DGRAM,
		.level = SOL_SOCKET, .name = SO_DETACH_FILTER,
		.len = 4, .value = "\1\0\0", .other = "\2\0\0",
		.same = true, .result = -ENOENT,
	},
};

FIXTURE_VARIANT_ADD(option, position)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = QUEUE_SEQ,
		.len = 4, .value = "\1\0\0", .other = "\2\0\0",
		.same = true, .result = -EINVAL,
	},
};

/* One more event has the addresses, so that another one is refused there. */
FIXTURE_VARIANT_ADD(option, addresses)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.protocol = IPPROTO_SCTP,
		.level = IPPROTO_SCTP, .name = BINDX_ADD,
		.len = sizeof(places[0]),
		.value = &places[0], .other = &places[1],
	},
};

/* It may be of one association, which has another number each time. */
FIXTURE_VARIANT_ADD(option, association)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.protocol = IPPROTO_SCTP,
		.level = IPPROTO_SCTP, .name = MAX_BURST,
		.len = 8, .value = "\0\0\0\0\4\0\0",
		.other = "\0\0\0\0\5\0\0", .same = true,
	},
};

FIXTURE_VARIANT_ADD(option, whole_socket)
{
	.option = {
		.family = AF_INET, .type = SOCK_STREAM,
		.protocol = IPPROTO_SCTP,
		.level = IPPROTO_SCTP, .name = SOCKET_NODELAY,
		.len = 4, .value = "\1\0\0", .other = "\0\0\0",
		.shown = "01000000",
	},
};

/* As the option of this number of TCP, which is left out. */
FIXTURE_VARIANT_ADD(option, another_family)
{
	.option = {
		.family = AF_UNIX, .type = SOCK_STREAM,
		.level = IPPROTO_TCP, .name = FASTOPEN_KEY,
		.len = 4, .value = "\1\0\0", .other = "\0\0\0",
		.shown = "01000000", .result = -EOPNOTSUPP,
	},
};

FIXTURE_SETUP(option)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->option = &variant->option;
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_run(do_set_value, (void *)self->option));
}

FIXTURE_TEARDOWN(option)
{
}

TEST_F(option, is_recorded)
{
	EXPECT_EQ(1, lines_with(self->ns, "trajectory", end_of(self->option)));
}

TEST_F(option, is_told_from_others)
{
	void *option = (void *)self->option;

	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_set_value, option));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(0, tsem_run(self->option->same ? do_set_other :
						   do_not_set_other, option));
	EXPECT_STREQ(self->option->same ? "trusted" : "untrusted",
		     tsem_value(self->ns, "trust"));
}

/* What is judged is what is used */

#define ROUNDS 20000

/* Shared with the member. */
static struct shared {
	atomic_int value;	/* which another thread changes all the time */
	atomic_bool stop;
	long used[2];		/* how often the option was set to 1 and to 2 */
} *shared;

FIXTURE(use)
{
	int ns;
};

FIXTURE_SETUP(use)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	shared->value = 1;
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(use)
{
}

static void *change(void *unused)
{
	while (!shared->stop)
		shared->value = 3 - shared->value;
	return unused;
}

static int do_set_what_changes(void *rounds)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), i, got;
	socklen_t len = sizeof(got);
	pthread_t thread;

	CHECK(!pthread_create(&thread, NULL, change, NULL));
	/* On one processor the thread may come late. */
	for (i = *(int *)rounds; i > 0 || !shared->used[0] || !shared->used[1];
	     i--) {
		CHECK(!setsockopt(fd, SOL_SOCKET, SO_PRIORITY,
				  (void *)&shared->value, sizeof(int)));
		CHECK(!getsockopt(fd, SOL_SOCKET, SO_PRIORITY, &got, &len));
		CHECK(got == 1 || got == 2);
		shared->used[got - 1]++;
	}
	shared->stop = true;
	CHECK(!pthread_join(thread, NULL));
	return 0;
}

/* How often the option was set to that, as the model has it. */
static long counted(int ns, int value)
{
	char *text = tsem_read(ns, "trajectory"), *line, *save, end[64];
	const char *at;
	long count = 0;

	snprintf(end, sizeof(end),
		 "\"optname\": \"%d\", \"optlen\": \"4\", \"value\": \"%08x\"",
		 SO_PRIORITY, ntohl(value));
	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		at = is_setting(line) && strstr(line, end) ?
			     strstr(line, "\"count\": \"") : NULL;
		if (at)
			count += atol(at + strlen("\"count\": \""));
	}
	free(text);
	return count;
}

/* Each is counted as often as it was used. */
TEST_F(use, value_that_another_thread_changes)
{
	int rounds = tsem_rounds(ROUNDS);

	ASSERT_EQ(0, tsem_run(do_set_what_changes, &rounds));
	EXPECT_EQ(shared->used[0], counted(self->ns, 1));
	EXPECT_EQ(shared->used[1], counted(self->ns, 2));
}

static int do_set_unreadable(void *unused)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;
	const long page = sysconf(_SC_PAGESIZE);
	void *nothing = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(nothing != MAP_FAILED);
	nothing += page;
	CHECK(!mprotect(nothing, page, PROT_NONE));
	CHECK(setsockopt(fd, SOL_SOCKET, SO_PRIORITY, nothing, sizeof(int)) &&
	      errno == EFAULT);
	/* Some bytes of it are there. */
	CHECK(setsockopt(fd, SOL_SOCKET, SO_PRIORITY, nothing - 2,
			 sizeof(int)) && errno == EFAULT);
	CHECK(!setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &on, sizeof(on)));
	return 0;
}

/* It is no event, and nobody is distrusted for it. */
TEST_F(use, value_that_cannot_be_read)
{
	long long points;

	ASSERT_EQ(0, tsem_run(do_set_unreadable, NULL));
	points = tsem_stat(self->ns, "points");
	EXPECT_EQ(1, counted(self->ns, 1));
	EXPECT_EQ(1, lines_with(self->ns, "trajectory", ""));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_set_unreadable, NULL));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
}

/* A value that is the answer, too */

/* As struct in6_flowlabel_req, which cannot be had with the other headers. */
struct flow {
	struct in6_addr address;
	__u32 label;
	__u8 action, share;
	__u16 flags, expires, linger;
	__u32 unused;
};

static int do_get_label(void *linger)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct flow flow = {
		.address = in6addr_loopback,
		.action = 0,	/* get */
		.share = 1,	/* nobody else */
		.flags = 1,	/* a new one */
		.linger = *(int *)linger,
	};

	CHECK(sizeof(flow) == 32);
	CHECK(!setsockopt(fd, IPPROTO_IPV6, FLOWLABEL_MGR, &flow,
			  sizeof(flow)));
	CHECK(flow.label);
	return 0;
}

TEST_F(use, value_that_is_the_answer_too)
{
	int linger = 1;

	ASSERT_EQ(0, tsem_run(do_get_label, &linger));
	ASSERT_EQ(0, enforce(self->ns));
	/* Another value is the same event. */
	linger++;
	EXPECT_EQ(0, tsem_run(do_get_label, &linger));
}

/* What a program of the control group makes of it */

#define MORE 2

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

/*
 * Adds to a value of four bytes or more:
 *
 *	r2 = ctx->optval; r3 = ctx->optval_end; r4 = r2 + 4
 *	if (r4 <= r3) *(u32 *)r2 += MORE
 *	return 1
 */
static int load_program(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 1,
		  .off = offsetof(struct bpf_sockopt, optval) },
		{ .code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 3, .src_reg = 1,
		  .off = offsetof(struct bpf_sockopt, optval_end) },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 4,
		  .src_reg = 2 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 4, .imm = 4 },
		{ .code = BPF_JMP | BPF_JGT | BPF_X, .dst_reg = 4, .src_reg = 3,
		  .off = 3 },
		{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = 5,
		  .src_reg = 2 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 5,
		  .imm = MORE },
		{ .code = BPF_STX | BPF_MEM | BPF_W, .dst_reg = 2,
		  .src_reg = 5 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_CGROUP_SOCKOPT,
		.expected_attach_type = BPF_CGROUP_SETSOCKOPT,
		.insn_cnt = ARRAY_SIZE(insns),
		.insns = (unsigned long)insns,
		.license = (unsigned long)"GPL",
	};

	return sys_bpf(BPF_PROG_LOAD, &attr);
}

/* For all processes, until what is returned is closed. */
static int link_program(int prog)
{
	union bpf_attr attr = {};
	char dir[64];
	int link = -1;

	if (prog < 0 || make_own_place(dir, sizeof(dir)))
		return -1;
	if (!mount("none", dir, "cgroup2", 0, NULL)) {
		attr.link_create.prog_fd = prog;
		attr.link_create.target_fd = open(dir, O_RDONLY | O_CLOEXEC);
		attr.link_create.attach_type = BPF_CGROUP_SETSOCKOPT;
		link = sys_bpf(BPF_LINK_CREATE, &attr);
		close(attr.link_create.target_fd);
		umount2(dir, MNT_DETACH);
	}
	close(prog);
	rmdir(dir);
	return link;
}

static int do_set_priority(void *unused)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), got = 0;
	socklen_t len = sizeof(got);

	CHECK(!setsockopt(fd, SOL_SOCKET, SO_PRIORITY, (void *)&shared->value,
			  sizeof(int)));
	CHECK(!getsockopt(fd, SOL_SOCKET, SO_PRIORITY, &got, &len));
	CHECK(got == shared->value + MORE);
	return 0;
}

static int do_not_set_priority(void *unused)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK(setsockopt(fd, SOL_SOCKET, SO_PRIORITY, (void *)&shared->value,
			 sizeof(int)) && errno == EPERM);
	return 0;
}

/* The event has what the member asked for. */
TEST_F(use, value_that_a_control_group_changes)
{
	int link = link_program(load_program());

	ASSERT_LE(0, link);
	EXPECT_EQ(0, tsem_run(do_set_priority, NULL));
	EXPECT_EQ(1, counted(self->ns, 1));
	EXPECT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_set_priority, NULL));
	shared->value = 2;
	EXPECT_EQ(0, tsem_run(do_not_set_priority, NULL));

	close(link);
}

TEST_HARNESS_MAIN
