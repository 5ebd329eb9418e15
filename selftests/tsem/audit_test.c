// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what it tells the audit log
 *
 * The test takes the place of the audit daemon. Records come in the order in which
 * they were made, so that a message of its own tells where they end.
 */

#include "agent.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>

#include "kselftest_harness.h"

#ifndef AUDIT_TSEM_DENIAL
#define AUDIT_TSEM_DENIAL 1427
#define AUDIT_TSEM_MODE 1428
#endif

#define RECORD_SIZE 9000
#define RECORDS_MAX 64
#define BACKLOG_DEFAULT 64
#define BACKLOG 1024

/* As in security/tsem/limits.h. */
#define BURST 10
#define OBJECT_MAX 2048

struct record {
	int type;
	char text[RECORD_SIZE];
};

/* Those of one namespace, and others whose order matters, since the last mark. */
static struct record *records;
static int n_records;

/* What a child tells of itself: asking for it later would be an event. */
static struct shared {
	pid_t pid;
} *shared;

FIXTURE(audit)
{
	int fd;
	int ns;
	char dir[64];
	char made[96];
};

static int send_message(int fd, int type, const void *data, size_t len, int flags)
{
	struct {
		struct nlmsghdr header;
		char data[256];
	} message = { .header = {
		.nlmsg_len = NLMSG_LENGTH(len),
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | flags,
	} };
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };

	memcpy(message.data, data, len);
	if (sendto(fd, &message, message.header.nlmsg_len, 0,
		   (struct sockaddr *)&to, sizeof(to)) < 0)
		return -errno;
	return 0;
}

/* The next record or answer; -EAGAIN if none comes in time. */
static int receive(int fd, struct record *record)
{
	static struct {
		struct nlmsghdr header;
		union {
			struct nlmsgerr error;
			char data[RECORD_SIZE];
		};
	} message;
	ssize_t n = recv(fd, &message, sizeof(message) - 1, 0);

	if (n < 0)
		return -errno;
	((char *)&message)[n] = '\0';
	record->type = message.header.nlmsg_type;
	if (record->type == NLMSG_ERROR)
		return message.error.error;
	snprintf(record->text, sizeof(record->text), "%s", message.data);
	return 0;
}

/* Sets one thing, whose acknowledgment comes among records. */
static int set_status(int fd, __u32 mask, __u32 value)
{
	struct audit_status status = {
		.mask = mask,
		.enabled = value,
		.pid = value,
		.backlog_limit = value,
	};
	struct record record;
	int err = send_message(fd, AUDIT_SET, &status, sizeof(status), NLM_F_ACK);

	while (!err) {
		err = receive(fd, &record);
		if (record.type == NLMSG_ERROR)
			break;
	}
	return err;
}

/* Gets the records up to now of a namespace, and of system calls. */
static int gather(int fd, int ns)
{
	static int mark;
	char text[64], id[64];
	struct record record;
	int err;

	n_records = 0;
	snprintf(id, sizeof(id), ": tsem=%llu ", tsem_fd_id(ns));
	snprintf(text, sizeof(text), "tsem-mark-%d-%d.", getpid(), mark++);
	err = send_message(fd, AUDIT_USER, text, strlen(text) + 1, 0);
	while (!err) {
		err = receive(fd, &record);
		if (err || (record.type == AUDIT_USER && strstr(record.text, text)))
			break;
		if (record.type != AUDIT_SYSCALL && !strstr(record.text, id))
			continue;
		if (n_records == RECORDS_MAX)
			return -E2BIG;
		records[n_records++] = record;
	}
	return err;
}

static int count(int type)
{
	int i, n = 0;

	for (i = 0; i < n_records; i++)
		n += records[i].type == type;
	return n;
}

/* Denials for one reason. */
static int denials(const char *reason)
{
	char words[64];
	int i, n = 0;

	snprintf(words, sizeof(words), " reason=%s ", reason);
	for (i = 0; i < n_records; i++)
		n += records[i].type == AUDIT_TSEM_DENIAL &&
		     strstr(records[i].text, words);
	return n;
}

/* Of one type the record with that number, from 0; "" if there is none. */
static const char *text_of(int type, int number)
{
	int i;

	for (i = 0; i < n_records; i++)
		if (records[i].type == type && !number--)
			return records[i].text;
	return "";
}

/* Value of a field, as it stands there; the next but three reuses it. */
static const char *field(const char *text, const char *key)
{
	static char value[4][RECORD_SIZE];
	static int at;
	char start[64];
	const char *found;

	at = (at + 1) % 4;
	snprintf(start, sizeof(start), " %s=", key);
	found = strstr(text, start);
	if (!found)
		return "(none)";
	found += strlen(start);
	snprintf(value[at], sizeof(value[at]), "%.*s", (int)strcspn(found, " "),
		 found);
	return value[at];
}

/* The object of a denial, decoded as audit's programs do it. */
static const char *object_of(const char *text)
{
	static char object[RECORD_SIZE];
	const char *hex = field(text, "object");
	size_t n = 0;
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		object[n++] = byte;
	object[n] = '\0';
	return object;
}

static bool numbered(const char *text, const char *key, long long number)
{
	char value[32];

	snprintf(value, sizeof(value), "%lld", number);
	return !strcmp(field(text, key), value);
}

/* What the records since the last mark say that was not told before them. */
static long long told(void)
{
	long long sum = 0;
	int i;

	for (i = 0; i < n_records; i++)
		if (records[i].type == AUDIT_TSEM_DENIAL)
			sum += atoll(field(records[i].text, "suppressed"));
	return sum;
}

static int open_audit(void)
{
	const struct timeval patience = { .tv_sec = 10 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT), err;

	if (fd < 0)
		return -errno;
	err = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			 sizeof(patience)) ? -errno : 0;
	err = err ?: set_status(fd, AUDIT_STATUS_BACKLOG_LIMIT, BACKLOG);
	err = err ?: set_status(fd, AUDIT_STATUS_PID, getpid());
	err = err ?: set_status(fd, AUDIT_STATUS_ENABLED, 1);
	if (err)
		close(fd);
	return err ?: fd;
}

static void close_audit(int fd)
{
	set_status(fd, AUDIT_STATUS_ENABLED, 0);
	set_status(fd, AUDIT_STATUS_PID, 0);
	set_status(fd, AUDIT_STATUS_BACKLOG_LIMIT, BACKLOG_DEFAULT);
	close(fd);
}

FIXTURE_SETUP(audit)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->fd = open_audit();
	/* None in the kernel, a daemon has it, or it cannot be changed any more. */
	if (self->fd == -EPROTONOSUPPORT || self->fd == -EEXIST ||
	    self->fd == -EPERM)
		SKIP(return, "audit cannot be used");
	ASSERT_LE(0, self->fd);
	records = calloc(RECORDS_MAX, sizeof(*records));
	ASSERT_NE(NULL, records);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	strcpy(self->dir, "/tmp/tsem-audit.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	snprintf(self->made, sizeof(self->made), "%s/made", self->dir);
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(audit)
{
	close_audit(self->fd);
	rmdir(self->made);
	rmdir(self->dir);
}

static int do_mkdir(void *path)
{
	shared->pid = getpid();
	return mkdir(path, 0700) ? errno : 0;
}

static int do_violate(void *path)
{
	shared->pid = getpid();
	CHECK(mkdir(path, 0700) && errno == EPERM);
	return 0;
}

/* Something new, then something for which the process is not trusted. */
static int do_violate_twice(void *path)
{
	CHECK(!do_violate(path));
	CHECK(kill(getpid(), 0) && errno == EPERM);
	return 0;
}

static int do_kill(void *arg)
{
	return kill(getpid(), 0);
}

static int enforce(int ns)
{
	return tsem_control(ns, "seal\nenforce\n");
}

/* What follows a key in the last line of forensics; not to be freed. */
static const char *last_coefficient(int ns)
{
	static char value[160];
	char *text = tsem_read(ns, "forensics"), *at = text, *next;

	value[0] = '\0';
	while (at && (next = strstr(at, "\"coefficient\": \""))) {
		at = next + strlen("\"coefficient\": \"");
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""), at);
	}
	free(text);
	return value;
}

static bool in_forensics(int ns, const char *object)
{
	char *text = tsem_read(ns, "forensics");
	bool found = text && *object && strstr(text, object);

	free(text);
	return found;
}

#define NOBODY "0000000000000000000000000000000000000000000000000000000000000000"

TEST_F(audit, denial)
{
	char text[RECORD_SIZE];

	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(0, tsem_run(do_violate_twice, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(2, count(AUDIT_TSEM_DENIAL));

	snprintf(text, sizeof(text), "%s", text_of(AUDIT_TSEM_DENIAL, 0));
	EXPECT_STREQ("path_mkdir", field(text, "event"));
	EXPECT_STREQ("enforcing", field(text, "mode"));
	EXPECT_STREQ("new", field(text, "reason"));
	EXPECT_STREQ(NOBODY, field(text, "actor"));
	EXPECT_STREQ(last_coefficient(self->ns), field(text, "coefficient"));
	EXPECT_EQ(64, strlen(field(text, "coefficient")));
	EXPECT_NE(NULL, strstr(object_of(text), self->made + strlen("/tmp")));
	EXPECT_TRUE(in_forensics(self->ns, object_of(text)));
	EXPECT_TRUE(numbered(text, "suppressed", 0));
	EXPECT_TRUE(numbered(text, "pid", shared->pid));
	EXPECT_TRUE(numbered(text, "uid", getuid()));
	EXPECT_TRUE(numbered(text, "auid", 4294967295));
	EXPECT_TRUE(numbered(text, "ses", 4294967295));
	EXPECT_STREQ("\"audit_test\"", field(text, "comm"));
	EXPECT_TRUE(numbered(text, "res", 0));

	snprintf(text, sizeof(text), "%s", text_of(AUDIT_TSEM_DENIAL, 1));
	EXPECT_STREQ("task_kill", field(text, "event"));
	EXPECT_STREQ("untrusted", field(text, "reason"));
	EXPECT_STREQ(NOBODY, field(text, "actor"));
	EXPECT_STREQ("?", field(text, "coefficient"));
	EXPECT_STREQ("?", field(text, "object"));
	EXPECT_TRUE(numbered(text, "pid", shared->pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "audit_suppressed"));
}

/* Which program it was is told by the record of the system call. */
TEST_F(audit, syscall)
{
	const char *end, *text;
	char stamp[64];
	int i, n = 0;

	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	text = text_of(AUDIT_TSEM_DENIAL, 0);
	end = strchr(text, ')');
	ASSERT_NE(NULL, end);
	snprintf(stamp, sizeof(stamp), "%.*s", (int)(end - text), text);
	for (i = 0; i < n_records; i++) {
		if (records[i].type != AUDIT_SYSCALL ||
		    strncmp(records[i].text, stamp, strlen(stamp)))
			continue;
		n++;
		EXPECT_TRUE(numbered(records[i].text, "pid", shared->pid));
		EXPECT_NE(NULL, strstr(field(records[i].text, "exe"),
				       "audit_test"));
	}
	EXPECT_EQ(1, n);
}

/* Learning, recording, and what the model has, are nothing to tell. */
TEST_F(audit, allowed)
{
	ASSERT_EQ(0, tsem_run(do_mkdir, self->made));
	ASSERT_EQ(0, rmdir(self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, count(AUDIT_TSEM_DENIAL));

	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	ASSERT_EQ(0, tsem_run(do_kill, NULL));
	ASSERT_EQ(1, tsem_stat(self->ns, "forensics"));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	ASSERT_EQ(0, tsem_run(do_mkdir, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, count(AUDIT_TSEM_DENIAL));
	EXPECT_EQ(2, count(AUDIT_TSEM_MODE));
}

TEST_F(audit, mode)
{
	static const char *const modes[] = { "learning", "sealed", "enforcing" };
	int i;

	/* What fails or changes nothing is no change. */
	EXPECT_EQ(-EINVAL, tsem_control(self->ns, "enforce\n"));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, count(AUDIT_TSEM_MODE));
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(2, count(AUDIT_TSEM_MODE));
	EXPECT_EQ(0, count(AUDIT_TSEM_DENIAL));

	for (i = 0; i < 2; i++) {
		const char *text = text_of(AUDIT_TSEM_MODE, i);

		EXPECT_STREQ(modes[i], field(text, "old_mode"));
		EXPECT_STREQ(modes[i + 1], field(text, "mode"));
		EXPECT_TRUE(numbered(text, "incomplete", 0));
		EXPECT_TRUE(numbered(text, "pid", getpid()));
		EXPECT_TRUE(numbered(text, "uid", getuid()));
		EXPECT_STREQ("\"audit_test\"", field(text, "comm"));
		EXPECT_NE(NULL, strstr(field(text, "exe"), "audit_test"));
		EXPECT_TRUE(numbered(text, "res", 1));
	}
}

#define MANY 300

static int do_violate_often(void *path)
{
	int i;

	CHECK(!do_violate(path));
	for (i = 0; i < MANY; i++)
		CHECK(kill(getpid(), 0) && errno == EPERM);
	return 0;
}

/*
 * Who goes on after a violation fills the log no more than so much, and hides the
 * first violation of no other process.
 */
TEST_F(audit, limit)
{
	long long suppressed;
	int n;

	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_violate_often, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	n = denials("untrusted");
	EXPECT_EQ(1, denials("new"));
	EXPECT_LE(BURST, n);
	/* On a slow machine it takes longer than the time of one burst. */
	EXPECT_GE(MANY / 2, n);
	suppressed = tsem_stat(self->ns, "audit_suppressed");
	EXPECT_EQ(MANY, n + suppressed);
	suppressed -= told();

	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(1, count(AUDIT_TSEM_DENIAL));
	EXPECT_TRUE(numbered(text_of(AUDIT_TSEM_DENIAL, 0), "suppressed",
			     suppressed));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(1, count(AUDIT_TSEM_DENIAL));
	EXPECT_TRUE(numbered(text_of(AUDIT_TSEM_DENIAL, 0), "suppressed", 0));
}

/* Also first violations are limited; each namespace has limits of its own. */
TEST_F(audit, limit_first)
{
	int i, other;

	ASSERT_EQ(0, enforce(self->ns));
	for (i = 0; i < 3 * BURST; i++)
		ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_LE(BURST, denials("new"));
	EXPECT_EQ(3 * BURST,
		  denials("new") + tsem_stat(self->ns, "audit_suppressed"));

	other = tsem_unshare();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, enforce(other));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, other));
	ASSERT_EQ(1, denials("new"));
	EXPECT_TRUE(numbered(text_of(AUDIT_TSEM_DENIAL, 0), "suppressed", 0));
}

static int do_denied_often(void *arg)
{
	int i;

	for (i = 0; i < 3 * BURST; i++)
		CHECK(try_socket(SOCK_STREAM) == EPERM);
	return 0;
}

/* What an agent refuses once does not hide that a process becomes untrusted. */
TEST_F(audit, agent)
{
	struct brain brain = { .answers = { "deny" } };
	const char *text;

	brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, brain.fd);
	ASSERT_EQ(0, start_brain(&brain));
	ASSERT_EQ(0, tsem_run(do_denied_often, NULL));
	stop_brain(&brain);
	close(brain.fd);
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_LE(BURST, denials("agent"));
	EXPECT_EQ(1, denials("new"));
	text = text_of(AUDIT_TSEM_DENIAL, 0);
	EXPECT_STREQ("agent", field(text, "reason"));
	EXPECT_STREQ("learning", field(text, "mode"));
	EXPECT_STREQ("socket_create", field(text, "event"));
}

TEST_F(audit, disabled)
{
	ASSERT_EQ(0, set_status(self->fd, AUDIT_STATUS_ENABLED, 0));
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_violate_often, self->made));
	ASSERT_EQ(0, set_status(self->fd, AUDIT_STATUS_ENABLED, 1));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, count(AUDIT_TSEM_DENIAL));
	EXPECT_EQ(0, count(AUDIT_TSEM_MODE));
	EXPECT_EQ(0, tsem_stat(self->ns, "audit_suppressed"));
	EXPECT_LT(MANY, tsem_stat(self->ns, "untrusted_denials") + 1);
}

static int do_signal_group(void *arg)
{
	CHECK(kill(0, 0) && errno == EPERM);
	return 0;
}

static int do_limit(void *arg)
{
	struct rlimit limit = { .rlim_cur = 1, .rlim_max = 1 };

	CHECK(setrlimit(RLIMIT_CORE, &limit) && errno == EPERM);
	return 0;
}

/* While spinlocks are held; a debug kernel tells if anything here may sleep. */
TEST_F(audit, atomic)
{
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_limit, NULL));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(1, denials("new"));
	EXPECT_STREQ("task_setrlimit",
		     field(text_of(AUDIT_TSEM_DENIAL, 0), "event"));
	EXPECT_TRUE(in_forensics(self->ns,
				 object_of(text_of(AUDIT_TSEM_DENIAL, 0))));
	ASSERT_EQ(0, tsem_run(do_signal_group, NULL));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_LE(1, denials("new"));
}

static int do_link_long(void *path)
{
	char target[PATH_MAX - 1];

	memset(target, 'x', sizeof(target) - 1);
	target[sizeof(target) - 1] = '\0';
	CHECK(symlink(target, path) && errno == EPERM);
	return 0;
}

/* A record stays shorter than programs can read, and can be told to be cut. */
TEST_F(audit, long_object)
{
	const char *object;

	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_link_long, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(1, denials("new"));
	object = object_of(text_of(AUDIT_TSEM_DENIAL, 0));
	EXPECT_EQ('{', *object);
	EXPECT_LT(OBJECT_MAX - 16, strlen(object));
	EXPECT_GE(OBJECT_MAX, strlen(object));
	EXPECT_NE('}', object[strlen(object) - 1]);
	EXPECT_TRUE(in_forensics(self->ns, object));
	EXPECT_TRUE(numbered(text_of(AUDIT_TSEM_DENIAL, 0), "res", 0));
}

/* What is told, and of whom */

/* Longer than any path can be told. Returns a descriptor of the directory. */
static int make_deep(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next, i;
	char component[201];

	memset(component, 'd', 200);
	component[200] = '\0';
	for (i = 0; fd >= 0 && i < 25; i++) {
		if (mkdirat(fd, component, 0755))
			return -errno;
		next = openat(fd, component, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = next;
	}
	return fd;
}

static int do_mkdir_deep(void *fd)
{
	CHECK(mkdirat(*(int *)fd, "x", 0700) && errno == EPERM);
	return 0;
}

/* Of an event that cannot be described there is nothing but who did it. */
TEST_F(audit, error)
{
	char text[RECORD_SIZE], command[96];
	int fd = make_deep(self->dir);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_mkdir_deep, &fd));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(1, count(AUDIT_TSEM_DENIAL));
	ASSERT_EQ(1, denials("error"));
	snprintf(text, sizeof(text), "%s", text_of(AUDIT_TSEM_DENIAL, 0));
	EXPECT_STREQ("path_mkdir", field(text, "event"));
	EXPECT_STREQ("enforcing", field(text, "mode"));
	EXPECT_STREQ(NOBODY, field(text, "actor"));
	EXPECT_STREQ("?", field(text, "coefficient"));
	EXPECT_STREQ("?", field(text, "object"));
	EXPECT_STREQ("\"audit_test\"", field(text, "comm"));
	EXPECT_TRUE(numbered(text, "res", 0));

	/* What removes it would be a member. */
	close(fd);
	ASSERT_EQ(0, tsem_cancel());
	snprintf(command, sizeof(command), "rm -r %s/d*", self->dir);
	EXPECT_EQ(0, system(command));
}

TEST_F(audit, long_digests)
{
	char text[RECORD_SIZE];

	ASSERT_EQ(0, tsem_control(self->ns, "set digest=sha512\n"));
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, tsem_run(do_violate, self->made));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	ASSERT_EQ(1, denials("new"));
	snprintf(text, sizeof(text), "%s", text_of(AUDIT_TSEM_DENIAL, 0));
	EXPECT_STREQ(NOBODY NOBODY, field(text, "actor"));
	EXPECT_EQ(128, strlen(field(text, "coefficient")));
	EXPECT_STREQ(last_coefficient(self->ns), field(text, "coefficient"));
	EXPECT_TRUE(in_forensics(self->ns, object_of(text)));
}

struct letter {
	long type;
	char text[8];
};

static int do_receive(void *queue)
{
	struct letter letter;

	shared->pid = getpid();
	return msgrcv((long)queue, &letter, sizeof(letter.text), 0, 0) < 0;
}

/* To read the queue is known then. */
static int do_look(void *queue)
{
	struct msqid_ds ds;

	return msgctl((long)queue, IPC_STAT, &ds) < 0;
}

/* It sleeps in its last call only. */
static bool sleeps(void)
{
	int i;

	for (i = 0; i < 1000 && !shared->pid; i++)
		tsem_sleep_ms(10);
	return shared->pid && tsem_reaches_state(shared->pid, 'S');
}

/* The sender looks after the receiver, and is not the one who was refused. */
TEST_F(audit, of_another_task)
{
	static const char *const unknown[] = { "pid", "uid", "auid", "ses", "comm" };
	int queue = msgget(IPC_PRIVATE, 0600);
	struct letter letter = { .type = 1 };
	char text[RECORD_SIZE];
	pid_t pid;
	size_t i;

	ASSERT_LE(0, queue);
	ASSERT_EQ(0, tsem_run(do_look, (void *)(long)queue));
	ASSERT_EQ(0, enforce(self->ns));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(do_receive((void *)(long)queue));
	EXPECT_TRUE(sleeps());
	EXPECT_EQ(0, msgsnd(queue, &letter, sizeof(letter.text), 0));
	EXPECT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	EXPECT_EQ(0, msgctl(queue, IPC_RMID, NULL));

	ASSERT_EQ(1, denials("new"));
	snprintf(text, sizeof(text), "%s", text_of(AUDIT_TSEM_DENIAL, 0));
	EXPECT_STREQ("msg_queue_msgrcv", field(text, "event"));
	EXPECT_STREQ(NOBODY, field(text, "actor"));
	EXPECT_STREQ(last_coefficient(self->ns), field(text, "coefficient"));
	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		EXPECT_STREQ("?", field(text, unknown[i]))
			TH_LOG("%s", text);
}

static int do_enforce(void *arg)
{
	shared->pid = getpid();
	return enforce(-1);
}

/* A member that may do so is the one who is told. */
TEST_F(audit, mode_by_member)
{
	int i;

	ASSERT_EQ(0, tsem_run(do_enforce, NULL));
	EXPECT_STREQ("enforcing", tsem_value(self->ns, "mode"));
	ASSERT_EQ(0, gather(self->fd, self->ns));
	EXPECT_EQ(0, count(AUDIT_TSEM_DENIAL));
	ASSERT_EQ(2, count(AUDIT_TSEM_MODE));
	for (i = 0; i < 2; i++) {
		const char *text = text_of(AUDIT_TSEM_MODE, i);

		EXPECT_TRUE(numbered(text, "pid", shared->pid));
		EXPECT_TRUE(numbered(text, "ppid", getpid()));
		EXPECT_TRUE(numbered(text, "res", 1));
	}
}

TEST_HARNESS_MAIN
