// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of the machine, io_uring and netlink
 */

#include "events.h"
#include "uring.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/klog.h>
#include <sys/quota.h>
#include <sys/time.h>

/* The machine */

static int provoke_perf(struct world *w)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.exclude_kernel = 1,
	};

	return keep_fd(w, syscall(__NR_perf_event_open, &attr, 0, -1, -1, 0));
}

static const struct event_test test_perf_event_open = {
	.event = "perf_event_open",
	.object = "\"type\": \"0\"",
	.provoke = provoke_perf,
	.happened = has_new_fd,
};

static int provoke_dev_mem(struct world *w)
{
	return keep_fd(w, open("/dev/mem", O_RDONLY));
}

static const struct event_test test_dev_mem = {
	.event = "locked_down",
	.object = "\"what\": \"2\"",
	.provoke = provoke_dev_mem,
	.happened = has_new_fd,
};

#define SYSLOG_READ_ALL 3

static int provoke_syslog(struct world *w)
{
	char log[4096];
	int ret = klogctl(SYSLOG_READ_ALL, log, sizeof(log));

	w->data[0] = ret > 0;
	return result_of(ret);
}

static bool has_data(struct world *w)
{
	return w->data[0];
}

static void forget_data(struct world *w)
{
	memset(w->data, 0, sizeof(w->data));
}

static const struct event_test test_syslog = {
	.event = "syslog",
	.object = "\"type\": \"3\"",
	.provoke = provoke_syslog,
	.happened = has_data,
	.undo = forget_data,
};

/* The time zone of the kernel, which nothing looks at. */

static int set_zone(int dsttime)
{
	const struct timezone zone = { .tz_dsttime = dsttime };

	return result_of(syscall(__NR_settimeofday, NULL, &zone));
}

static int provoke_settimeofday(struct world *w)
{
	return set_zone(3);
}

static bool has_zone(struct world *w)
{
	struct timezone zone = {};

	syscall(__NR_gettimeofday, NULL, &zone);
	return zone.tz_dsttime == 3;
}

static void reset_zone(struct world *w)
{
	set_zone(0);
}

static const struct event_test test_settimeofday = {
	.event = "settime",
	.object = "\"clock\": \"0\", \"zone\": \"1\", \"minuteswest\": \"0\"" NEXT
		  "\"dsttime\": \"3\"",
	.provoke = provoke_settimeofday,
	.happened = has_zone,
	.undo = reset_zone,
};

/* Quotas, on a file system of its own */

#define QUOTA_VFS_V1 4
#define QUOTA_FILE "disk/aquota.user"

/* An empty tree behind the header, in two blocks. */
static const struct {
	__u32 magic, version, block_grace, inode_grace, flags, blocks;
} quota_header = { 0xd9c01f11, 1, 604800, 604800, 0, 2 };

/* Quotas are turned on by the name of the device, which is in w->data. */
static int quota(struct world *w, int command, void *what)
{
	return result_of(quotactl(QCMD(command, USRQUOTA), w->data,
				  QUOTA_VFS_V1, what));
}

/* Not mount -o loop: the device may not be open for writing meanwhile. */
static int mount_disk(struct world *w)
{
	char command[512];
	FILE *device;
	int ret;

	snprintf(command, sizeof(command),
		 "set -e; cd '%s'; mkdir disk; truncate -s 4M image\n"
		 "mke2fs -q -t ext4 image\n"
		 "loop=$(losetup -f --show image)\n"
		 "! mount -o usrquota $loop disk || echo $loop\n"
		 "losetup -d $loop\n", w->dir);
	device = popen(command, "re");
	if (!device)
		return -errno;
	ret = fscanf(device, "%127s", w->data) == 1 ? 0 : -EIO;
	pclose(device);
	return ret;
}

static int arrange_disk(struct world *w)
{
	int err = mount_disk(w), fd;

	if (err)
		return err;
	fd = open(in_dir(w, QUOTA_FILE), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	err = write(fd, &quota_header, sizeof(quota_header)) < 0 ||
	      ftruncate(fd, 2048) ? -errno : 0;
	close(fd);
	return err;
}

static void dismiss_disk(struct world *w)
{
	umount2(in_dir(w, "disk"), MNT_DETACH);
}

static int provoke_quota(struct world *w)
{
	return quota(w, Q_QUOTAON, (void *)in_dir(w, QUOTA_FILE));
}

static bool has_quota(struct world *w)
{
	__u32 format = 0;

	return !quota(w, Q_GETFMT, &format);
}

static void stop_quota(struct world *w)
{
	quota(w, Q_QUOTAOFF, NULL);
}

static const struct event_test test_quotactl = {
	.event = "quotactl",
	.object = "\"cmd\": \"8388610\", \"type\": \"0\", \"id\": \"4\"" NEXT
		  "\"fstype\": \"ext4\"",
	.arrange = arrange_disk,
	.provoke = provoke_quota,
	.happened = has_quota,
	.undo = stop_quota,
	.dismiss = dismiss_disk,
};

static const struct event_test test_quota_on = {
	.event = "quota_on",
	.object = "\"fstype\": \"ext4\", \"path\": {\"kind\": \"dentry\"" NEXT
		  "\"mount\": \"none\", \"pathname\": \"/aquota.user\"}",
	.arrange = arrange_disk,
	.provoke = provoke_quota,
	.happened = has_quota,
	.undo = stop_quota,
	.dismiss = dismiss_disk,
};

/* io_uring */

static struct uring ring;
static int personality, sock;

static int provoke_uring_setup(struct world *w)
{
	struct io_uring_params params = {};

	return keep_fd(w, syscall(__NR_io_uring_setup, 1, &params));
}

static const struct event_test test_uring_setup = {
	.event = "uring_allowed",
	.object = "",
	.provoke = provoke_uring_setup,
	.happened = has_new_fd,
};

static int provoke_uring_sqpoll(struct world *w)
{
	struct io_uring_params params = { .flags = IORING_SETUP_SQPOLL };

	return keep_fd(w, syscall(__NR_io_uring_setup, 1, &params));
}

static const struct event_test test_uring_sqpoll = {
	.event = "uring_sqpoll",
	.object = "",
	.provoke = provoke_uring_sqpoll,
	.happened = has_new_fd,
};

/* With other ids, so that the credentials are told apart. */
static int prepare_personality(struct world *w)
{
	int err = uring_open(&ring, 0, -1);

	if (err)
		return err;
	if (syscall(__NR_setresgid, -1, 5, -1))
		return -errno;
	personality = syscall(__NR_io_uring_register, ring.fd,
			      IORING_REGISTER_PERSONALITY, NULL, 0);
	if (personality < 0 || syscall(__NR_setresgid, -1, 0, -1))
		return -errno;
	return 0;
}

static int arrange_caps(struct world *w)
{
	const char *caps = strstr(proc_text(getpid(), "status"), "CapEff:\t");

	if (!caps)
		return -EIO;
	snprintf(w->more, sizeof(w->more), "0x%llx",
		 strtoull(caps + 8, NULL, 16));
	return 0;
}

/* What is made belongs to the other group then. */
static int provoke_personality(struct world *w)
{
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_MKDIRAT,
		.fd = w->dir_fd,
		.addr = (unsigned long)"new",
		.len = 0750,
		.personality = personality,
	};

	return uring_do(&ring, &sqe);
}

static bool has_new_of_group(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "new", &st, 0) && st.st_gid == 5;
}

static void remove_new(struct world *w)
{
	discard(w, "new");
}

static const struct event_test test_uring_personality = {
	.event = "uring_override_creds",
	.object = "\"new\": {\"uid\": \"0\", \"euid\": \"0\"" NEXT
		  "\"suid\": \"0\", \"fsuid\": \"0\", \"gid\": \"0\"" NEXT
		  "\"egid\": \"5\", \"sgid\": \"0\", \"fsgid\": \"5\"" NEXT
		  "\"userns\": \"0\", \"capeff\": \"$MORE\"" NEXT
		  "\"securebits\": \"0\"}",
	.arrange = arrange_caps,
	.prepare = prepare_personality,
	.provoke = provoke_personality,
	.happened = has_new_of_group,
	.undo = remove_new,
};

/* How much waits is the answer to a command: a message to itself does. */
static int prepare_sock_ring(struct world *w)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(4723),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int err = uring_open(&ring, 0, -1);

	if (err)
		return err;
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(sock, (void *)&address, sizeof(address)) ||
	    sendto(sock, "seven..", 7, 0, (void *)&address, sizeof(address)) < 0)
		return -errno;
	return 0;
}

#define SIOCINQ_COMMAND 0

static int provoke_uring_cmd(struct world *w)
{
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_URING_CMD,
		.fd = sock,
		.cmd_op = SIOCINQ_COMMAND,
	};
	int ret;

	uring_add(&ring, &sqe);
	ret = uring_enter(&ring, 1, 1) ?: uring_answer(&ring);
	w->data[0] = ret == 7;
	return ret < 0 ? ret : 0;
}

static const struct event_test test_uring_cmd = {
	.event = "uring_cmd",
	.object = "\"file\": {\"kind\": \"socket\", \"mount\": \"none\"" NEXT
		  "\"pathname\": \"\", \"mode\": \"0140000\"" NEXT
		  "\"uid\": \"4294967295\", \"gid\": \"4294967295\"}" NEXT
		  "\"cmd\": \"0\"",
	.prepare = prepare_sock_ring,
	.provoke = provoke_uring_cmd,
	.happened = has_data,
	.undo = forget_data,
};

/* Netlink: the answer of the kernel is the effect. */

struct request {
	struct nlmsghdr header;
	struct rtgenmsg body;
};

static void fill_request(struct request *request, int type)
{
	*request = (struct request) {
		.header = {
			.nlmsg_len = NLMSG_LENGTH(sizeof(request->body)),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
	};
}

static int open_netlink(struct world *w)
{
	return keep_fd(w, socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
}

static int receive(struct world *w)
{
	return result_of(recv(w->own_fd, w->data, sizeof(w->data),
			      MSG_DONTWAIT));
}

static int provoke_netlink(struct world *w)
{
	struct request request;

	fill_request(&request, RTM_GETLINK);
	if (send(w->own_fd, &request, request.header.nlmsg_len, 0) < 0)
		return -errno;
	return receive(w);
}

#define ROUTE_SOCK "\"sock\": {\"family\": \"16\", \"type\": \"3\"" NEXT \
	"\"protocol\": \"0\", \"owner\": \"$ACTOR\"}, \"group\": \"0\"" NEXT

static const struct event_test test_netlink_send = {
	.event = "netlink_send",
	.object = ROUTE_SOCK "\"type\": \"18\", \"flags\": \"769\"" NEXT
		  "\"command\": \"0\"",
	.prepare = open_netlink,
	.provoke = provoke_netlink,
	.happened = has_data,
	.undo = forget_data,
};

/* The first message of the packet is known, the second is not. */

static int prepare_netlink(struct world *w)
{
	char answer[8192];
	int err = open_netlink(w) ?: provoke_netlink(w);

	forget_data(w);
	/* To the end, so that the next answer is that to the next packet. */
	while (recv(w->own_fd, answer, sizeof(answer), MSG_DONTWAIT) > 0)
		;
	return err;
}

static int provoke_netlink_second(struct world *w)
{
	struct request requests[2];

	fill_request(&requests[0], RTM_GETLINK);
	fill_request(&requests[1], RTM_GETADDR);
	if (send(w->own_fd, requests, sizeof(requests), 0) < 0)
		return -errno;
	return receive(w);
}

static const struct event_test test_netlink_send_second = {
	.event = "netlink_send",
	.object = ROUTE_SOCK "\"type\": \"22\", \"flags\": \"769\"" NEXT
		  "\"command\": \"0\"",
	.prepare = prepare_netlink,
	.provoke = provoke_netlink_second,
	.happened = has_data,
	.undo = forget_data,
};

#define MACHINE_EVENT EVENT_TEST
#include "event_list.h"

/* Two packets by one call, of which the second is not known. */

static int send_packets(struct world *w, unsigned int n)
{
	const int types[2] = { RTM_GETLINK, RTM_GETADDR };
	struct mmsghdr messages[2] = {};
	struct request requests[2];
	struct iovec iov[2];
	unsigned int i;
	int sent;

	for (i = 0; i < n; i++) {
		fill_request(&requests[i], types[i]);
		requests[i].header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
		requests[i].header.nlmsg_seq = i + 1;
		iov[i].iov_base = &requests[i];
		iov[i].iov_len = requests[i].header.nlmsg_len;
		messages[i].msg_hdr.msg_iov = &iov[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	sent = sendmmsg(w->own_fd, messages, n, 0);
	return sent < 0 ? -errno : sent;
}

/* Notes which were answered, outside: who is untrusted could not receive. */
static void note_answers(struct world *w)
{
	int fd = actor_fd(w);
	char answer[1024];
	const struct nlmsghdr *header = (void *)answer;

	while (recv(fd, answer, sizeof(answer), MSG_DONTWAIT) > 0)
		w->data[header->nlmsg_seq] = 1;
	close(fd);
}

static int send_first_packet(struct world *w)
{
	int ret = open_netlink(w) ?: send_packets(w, 1);

	return ret == 1 ? 0 : ret ?: -EIO;
}

static int send_both_packets(struct world *w)
{
	return send_packets(w, 2);
}

static const struct event_test test_packets = {
	.prepare = send_first_packet,
	.provoke = send_both_packets,
};

FIXTURE(packets)
{
	struct world *w;
	int ns;
};

FIXTURE_SETUP(packets)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, prepare_attempt(self->w, &test_packets));
	note_answers(self->w);
	ASSERT_TRUE(self->w->data[1]);
	memset(self->w->data, 0, sizeof(self->w->data));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
}

FIXTURE_TEARDOWN(packets)
{
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

TEST_F(packets, sendmmsg_is_partial)
{
	struct event_stats stats = {};
	struct world *w = self->w;

	provoke_attempt(w);
	note_answers(w);
	EXPECT_EQ(1, w->result);
	EXPECT_TRUE(w->data[1]);
	EXPECT_FALSE(w->data[2]);
	EXPECT_EQ(0, read_event_stats(self->ns, "netlink_send", &stats));
	EXPECT_EQ(3, stats.seen);
	EXPECT_EQ(1, stats.denied);
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	end_attempt(w, &test_packets);
}

SHOWS_DENIAL(netlink_send, PARTIAL);

TEST_F(packets, sendmmsg_ignored)
{
	struct world *w = self->w;

	if (!can_ignore())
		SKIP(return, "the kernel cannot ignore verdicts");
	set_ignore(true);
	provoke_attempt(w);
	note_answers(w);
	EXPECT_EQ(2, w->result);
	EXPECT_TRUE(w->data[1]);
	EXPECT_TRUE(w->data[2]);
	end_attempt(w, &test_packets);
}

TEST_HARNESS_MAIN
