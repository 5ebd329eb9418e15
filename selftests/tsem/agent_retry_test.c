// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: system calls that are started again after an agent was asked
 *
 * Hooks that may not wait, since others could wait for a lock that the caller holds,
 * break the call off. That every event can be decided in this way is tested with the
 * events; here is what may happen meanwhile.
 */

#include "agent.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <sys/fanotify.h>
#include <sys/mman.h>
#include <sys/un.h>

#include "kselftest_harness.h"
#include "observer.h"

#define DIR_NAME "/tmp/tsem-retry"
#define IN_DIR(name) DIR_NAME "/" name

FIXTURE(retry)
{
	int ns;
	struct brain brain;
};

FIXTURE_SETUP(retry)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, system("rm -rf " DIR_NAME));
	ASSERT_EQ(0, mkdir(DIR_NAME, 0755));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns,
				  "set join=allowed\nseal\nenforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
}

FIXTURE_TEARDOWN(retry)
{
	close(self->brain.fd);
	close(self->ns);
	/* Children would be members. */
	tsem_cancel();
	EXPECT_EQ(0, system("rm -rf " DIR_NAME));
}

/* Starts a member although other children are none. */
static pid_t start_in(int ns, int (*fn)(void *arg), void *arg)
{
	pid_t pid = fork();

	if (!pid)
		_exit(setns(ns, CLONE_NEWTSEM) || fn(arg) ? 1 : 0);
	return pid;
}

static int do_mkdir(void *error)
{
	const int ret = mkdir(IN_DIR("new"), 0755) ? errno : 0;

	CHECK(ret == (long)error);
	return 0;
}

#define WORKS ((void *)0L)
#define FAILS ((void *)(long)EPERM)

static int do_file(void *unused)
{
	int fd = open(IN_DIR("a"), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	CHECK(write(fd, "abc", 3) == 3);
	CHECK(!ftruncate(fd, 1));
	close(fd);
	fd = open(IN_DIR("b"), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	close(fd);
	CHECK(!rename(IN_DIR("a"), IN_DIR("c")));
	CHECK(!link(IN_DIR("c"), IN_DIR("d")));
	CHECK(!unlink(IN_DIR("b")));
	fd = open(DIR_NAME, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	return 0;
}

TEST_F(retry, files)
{
	struct stat st;

	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_file, NULL));
	stop_brain(&self->brain);
	EXPECT_EQ(0, stat(IN_DIR("d"), &st));
	EXPECT_EQ(1, st.st_size);
	EXPECT_EQ(2, st.st_nlink);
	EXPECT_EQ(-1, access(IN_DIR("a"), F_OK));
	EXPECT_EQ(-1, access(IN_DIR("b"), F_OK));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "unanswered"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
}

static int do_two(void *second)
{
	CHECK(getpgid(getppid()) > 0);
	errno = 0;
	CHECK((getpgid(getppid()) > 0 ? 0 : errno) == (long)second);
	return 0;
}

TEST_F(retry, answer_is_for_one_call)
{
	self->brain.answers[0] = "allow";
	self->brain.answers[1] = "deny";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_two, FAILS));
	stop_brain(&self->brain);
	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

TEST_F(retry, answer_is_remembered)
{
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_two, WORKS));
	stop_brain(&self->brain);
	EXPECT_EQ(1, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	/* The first time it was only asked about. */
	EXPECT_EQ(2, tsem_stat(self->ns, "event task_getpgid"));
}

TEST_F(retry, no_answer)
{
	unsigned long long cookie;
	pid_t pid;

	/* Before the model is in use. */
	close(self->brain.fd);
	close(self->ns);
	ASSERT_EQ(0, tsem_cancel());
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns, "set timeout=1\nseal\nenforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	pid = start(do_mkdir, FAILS, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(-1, access(IN_DIR("new"), F_OK));
	EXPECT_EQ(1, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
}

TEST_F(retry, agent_goes_away)
{
	pid_t pid;

	pid = start(do_mkdir, FAILS, self->brain.fd);
	ASSERT_NE(0, ask(self->brain.fd, self->brain.last));
	close(self->brain.fd);
	self->brain.fd = -1;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(-1, access(IN_DIR("new"), F_OK));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
}

/* What was allowed stays allowed, even if nobody can be asked any more. */
TEST_F(retry, agent_answers_and_goes_away)
{
	unsigned long long cookie;
	pid_t pid;

	pid = start(do_mkdir, WORKS, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
	close(self->brain.fd);
	self->brain.fd = -1;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, access(IN_DIR("new"), F_OK));
}

TEST_F(retry, member_is_killed)
{
	unsigned long long cookie;
	pid_t pid;

	pid = start(do_mkdir, WORKS, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	ASSERT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(-1, access(IN_DIR("new"), F_OK));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

static volatile int handled;

/* Makes a call that is started again, too. */
static void handle(int number)
{
	handled += getsid(getppid()) > 0;
}

static int do_with_handler(void *unused)
{
	struct sigaction action = { .sa_handler = handle };

	CHECK(!sigaction(SIGUSR1, &action, NULL));
	CHECK(getpgid(getppid()) > 0);
	CHECK(handled == 1);
	return 0;
}

static unsigned long long ask_about(struct brain *brain, const char *event)
{
	unsigned long long cookie = ask(brain->fd, brain->last);

	return strstr(brain->last, event) ? cookie : 0;
}

/*
 * It is asked about getpgid(2), gets a signal, and is allowed; then it is asked about
 * getsid(2). Returns the cookie of that, or 0.
 */
static unsigned long long ask_across_signal(struct brain *brain, pid_t pid)
{
	unsigned long long cookie = ask_about(brain, "task_getpgid");

	if (!cookie || kill(pid, SIGUSR1) ||
	    give_answer(brain->fd, cookie, "allow"))
		return 0;
	return ask_about(brain, "task_getsid");
}

/* The handler runs before the call is started again: nothing is asked twice. */
TEST_F(retry, member_gets_a_signal)
{
	unsigned long long cookie;
	pid_t pid;

	pid = start(do_with_handler, NULL, self->brain.fd);
	cookie = ask_across_signal(&self->brain, pid);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(2, tsem_stat(self->ns, "asked"));
}

static sigjmp_buf elsewhere;

static void go_elsewhere(int number)
{
	siglongjmp(elsewhere, 1);
}

/* A call that is not made again, and then one that is another. */
static int do_with_jump(void *unused)
{
	struct sigaction action = { .sa_handler = go_elsewhere };

	CHECK(!sigaction(SIGUSR1, &action, NULL));
	if (!sigsetjmp(elsewhere, 1)) {
		getpgid(getppid());
		return 1;
	}
	CHECK(getsid(getppid()) < 0 && errno == EPERM);
	return 0;
}

/* What was allowed does not happen then, and nothing else may in its place. */
TEST_F(retry, call_is_not_made_again)
{
	unsigned long long cookie;
	pid_t pid;

	pid = start(do_with_jump, NULL, self->brain.fd);
	cookie = ask_across_signal(&self->brain, pid);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "deny"));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "event task_getpgid"));
	EXPECT_EQ(1, tsem_stat(self->ns, "event task_getsid"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
}

/*
 * Nothing of it is cached, as it is the first time that somebody looks there: so the
 * kernel asks whether a file may be made, and then finds one.
 */
static int do_make_what_exists(void *unused)
{
	CHECK(open("/proc/self/status", O_CREAT | O_EXCL | O_RDWR, 0600) < 0);
	return errno == EEXIST ? 0 : errno;
}

/* The call ends as if the name had been cached: there was no event. */
TEST_F(retry, not_for_what_exists)
{
	ASSERT_EQ(0, tsem_cancel());
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_wait(start_in(self->ns, do_make_what_exists, NULL)));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(0, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

static int do_create(void *unused)
{
	int fd = open(IN_DIR("a"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	return 0;
}

/* The second event of the call does not make the agent be asked about the first. */
TEST_F(retry, one_question_for_each_event)
{
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_create, NULL));
	stop_brain(&self->brain);
	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(self->ns, "event file_open"));
}

/* Maps as many files side by side and changes them all at once. */
static int protect(int count)
{
	const size_t size = 4096;
	char *at = mmap(NULL, count * size, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd, i;

	CHECK(at != MAP_FAILED);
	for (i = 0; i < count; i++) {
		char name[64];

		snprintf(name, sizeof(name), IN_DIR("%d"), i);
		fd = open(name, O_RDONLY | O_CLOEXEC);
		CHECK(fd >= 0);
		CHECK(mmap(at + i * size, size, PROT_READ,
			   MAP_PRIVATE | MAP_FIXED, fd, 0) != MAP_FAILED);
		close(fd);
	}
	return mprotect(at, count * size, PROT_READ | PROT_EXEC) ? errno : 0;
}

static int do_protect(void *count)
{
	CHECK(protect((long)count) == 0);
	return 0;
}

static int do_protect_too_many(void *count)
{
	CHECK(protect((long)count) == EPERM);
	return 0;
}

TEST_F(retry, many_questions_of_one_call)
{
	char command[128];

	ASSERT_EQ(0, tsem_cancel());
	snprintf(command, sizeof(command),
		 "for i in $(seq 0 16); do echo $i >" DIR_NAME "/$i; done");
	ASSERT_EQ(0, system(command));
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_wait(start_in(self->ns, do_protect, (void *)16L)));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_wait(start_in(self->ns, do_protect_too_many,
					(void *)17L)));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	stop_brain(&self->brain);
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
}

/* A call for many targets has done something for one when another is asked about. */
static int do_kill_group(void *unused)
{
	CHECK(kill(0, 0) && errno == EPERM);
	return 0;
}

static int do_kill_self(void *unused)
{
	CHECK(!kill(getpid(), 0));
	return 0;
}

TEST_F(retry, not_for_a_group)
{
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_kill_self, NULL));
	EXPECT_EQ(1, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, tsem_run(do_kill_group, NULL));
	EXPECT_EQ(1, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	stop_brain(&self->brain);
}

static int do_send(void *many)
{
	struct iovec iov = { "x", 1 };
	struct mmsghdr message = {
		.msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 }
	};
	int pair[2];

	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	if (many)
		CHECK(sendmmsg(pair[0], &message, 1, 0) < 0 && errno == EPERM);
	else
		CHECK(sendmsg(pair[0], &message.msg_hdr, 0) == 1);
	return 0;
}

TEST_F(retry, not_for_many_messages)
{
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_send, (void *)0L));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_run(do_send, (void *)1L));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	stop_brain(&self->brain);
}

#define CONNECTX3 111

static struct sockaddr_in to_associate = {
	.sin_family = AF_INET,
};

static int new_association(void)
{
	to_associate.sin_port = htons(4733);
	to_associate.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return socket(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC, IPPROTO_SCTP);
}

static int do_associate(void *many)
{
	struct iovec iov = { "x", 1 };
	struct mmsghdr message = {
		.msg_hdr = {
			.msg_name = &to_associate,
			.msg_namelen = sizeof(to_associate),
			.msg_iov = &iov,
			.msg_iovlen = 1,
		}
	};
	int fd = new_association();

	CHECK(fd >= 0);
	if (many)
		CHECK(sendmmsg(fd, &message, 1, 0) < 0 && errno == EPERM);
	else
		CHECK(sendmsg(fd, &message.msg_hdr, 0) == 1);
	return 0;
}

/* The option that asks for something connects. */
static int do_connectx(void *unused)
{
	struct {
		int assoc_id;
		int size;
		struct sockaddr *addresses;
	} param = { 0, sizeof(to_associate), (void *)&to_associate };
	socklen_t len = sizeof(param);
	int fd = new_association();

	CHECK(fd >= 0);
	CHECK(!getsockopt(fd, IPPROTO_SCTP, CONNECTX3, &param, &len) ||
	      errno == EINPROGRESS || errno == ECONNREFUSED);
	return 0;
}

TEST_F(retry, not_for_many_associations)
{
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_associate, (void *)0L));
	EXPECT_EQ(0, tsem_run(do_connectx, NULL));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_run(do_associate, (void *)1L));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	stop_brain(&self->brain);
}

/* To read of an event of fanotify opens the file; to read again finds the next one. */
static int do_watch(void *fd)
{
	struct fanotify_event_metadata event;

	CHECK(read((long)fd, &event, sizeof(event)) < 0 && errno == EPERM);
	return 0;
}

TEST_F(retry, not_for_fanotify)
{
	int fd = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK | FAN_CLOEXEC,
			       O_RDONLY);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, tsem_cancel());
	close(open(IN_DIR("a"), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	ASSERT_EQ(0, fanotify_mark(fd, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD,
				   IN_DIR("a")));
	close(open(IN_DIR("a"), O_WRONLY | O_CLOEXEC));
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_wait(start_in(self->ns, do_watch,
					(void *)(long)fd)));
	stop_brain(&self->brain);
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	close(fd);
}

/* What a member waits for must not keep others from doing the same. */

static int do_rename(void *unused)
{
	CHECK(!rename(IN_DIR("old"), IN_DIR("new")));
	return 0;
}

static int do_map(void *unused)
{
	int fd = open(IN_DIR("old"), O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) !=
	      MAP_FAILED);
	close(fd);
	return 0;
}

static int do_exec(void *unused)
{
	const char *path = tsem_helper("exit-42");

	execl(path, path, NULL);
	return errno;
}

static int do_connect(void *unused)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX, .sun_path = IN_DIR("socket")
	};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	CHECK(!connect(fd, (const struct sockaddr *)&address, sizeof(address)));
	close(fd);
	return 0;
}

static int listen_there(void)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX, .sun_path = IN_DIR("socket")
	};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) ||
	    listen(fd, 16))
		return -1;
	return fd;
}

/* What may be found where a member was about to do something. */
static void clean(void)
{
	rmdir(IN_DIR("new"));
	unlink(IN_DIR("new"));
	close(open(IN_DIR("old"), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
}

/* Reads one question; 0 if the member ends without another one. */
static unsigned long long ask_until(int fd, char *line, pid_t pid)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	siginfo_t info = {};

	while (!poll(&pollfd, 1, 10)) {
		if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
		    info.si_pid)
			return 0;
	}
	return ask(fd, line);
}

/* What anyone may ask of a process takes the lock of its address space. */
static int do_look_at(void *pid)
{
	static const char *const files[] = { "maps", "cmdline" };
	char path[64], *text;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid,
			 files[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		CHECK(fd >= 0);
		text = tsem_read_all(fd);
		CHECK(text);
		free(text);
		close(fd);
	}
	return 0;
}

TEST_F(retry, holds_up_nobody_else)
{
	static const struct {
		const char *name;
		int (*fn)(void *arg);
		int result;
	} tries[] = {
		{ "mkdir", do_mkdir, 0 },
		{ "rename", do_rename, 0 },
		{ "mmap", do_map, 0 },
		{ "exec", do_exec, 42 },
		{ "socket", do_connect, 0 },
	};
	unsigned long long cookie;
	int listening, steps;
	pid_t pid, other;
	size_t i;

	ASSERT_EQ(0, tsem_cancel());
	listening = listen_there();
	ASSERT_LE(0, listening);
	for (i = 0; i < ARRAY_SIZE(tries); i++) {
		clean();
		pid = start_in(self->ns, tries[i].fn, NULL);
		ASSERT_LT(0, pid);
		/* At each of its questions. */
		for (steps = 0;; steps++) {
			cookie = ask_until(self->brain.fd, self->brain.last, pid);
			if (!cookie)
				break;
			clean();
			other = start(tries[i].fn, NULL, -1);
			EXPECT_EQ(tries[i].result, tsem_wait(other)) {
				TH_LOG("%s, while %s", tries[i].name,
				       self->brain.last);
			}
			clean();
			EXPECT_EQ(0, tsem_wait(start(do_look_at,
						     (void *)(long)pid, -1)));
			EXPECT_EQ(0, give_answer(self->brain.fd, cookie,
						 "allow"));
		}
		EXPECT_LE(1, steps);
		EXPECT_EQ(tries[i].result, tsem_wait(pid)) {
			TH_LOG("%s", tries[i].name);
		}
	}
	close(listening);
}

static int do_use_file(void *unused)
{
	int fd = open(IN_DIR("old"), O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(fcntl(fd, F_GETFL) >= 0);
	close(fd);
	return 0;
}

/*
 * What is asked about is what would have been learned: a file keeps its identity, of
 * which commands to it tell, also if its opening was allowed once.
 */
TEST_F(retry, asks_about_what_would_be_learned)
{
	unsigned long long cookie;
	int learned, steps = 0;
	char *list;
	pid_t pid;

	ASSERT_EQ(0, tsem_cancel());
	clean();
	learned = tsem_unshare();
	ASSERT_LE(0, learned);
	ASSERT_EQ(0, tsem_run(do_use_file, NULL));
	list = tsem_read(learned, "trajectory");
	ASSERT_NE(NULL, list);
	ASSERT_EQ(0, tsem_cancel());
	pid = start_in(self->ns, do_use_file, NULL);
	while ((cookie = ask_until(self->brain.fd, self->brain.last, pid))) {
		EXPECT_NE(NULL, strstr(list, key_in(self->brain.last,
						    "coefficient"))) {
			TH_LOG("%s", self->brain.last);
		}
		EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
		steps++;
	}
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(2, steps);
	free(list);
	close(learned);
}

TEST_HARNESS_MAIN
