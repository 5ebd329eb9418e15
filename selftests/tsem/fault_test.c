// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: when there is no memory
 *
 * The kernel lets the Nth allocation of a task fail. N grows until the call
 * needs fewer. Whatever fails, nothing that the model refuses may happen.
 */

#include "common.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "kselftest_harness.h"

#define FAIL_NTH "/proc/thread-self/fail-nth"
#define NTH_MAX 4000
#define RAN_MIN 20

/* Seconds for one test: each takes some hundred forks on a slow kernel. */
#define LIMIT 900

/*
 * The kernel writes the number of the processor into the memory of a task that
 * goes on after another ran (rseq), and kills it if that fails. After a fork each
 * page is still to be copied, so that a fault can come just there. The C library
 * asks for it before main().
 */
static void __attribute__((constructor)) without_rseq(int argc, char **argv)
{
	if (getenv("GLIBC_TUNABLES"))
		return;
	setenv("GLIBC_TUNABLES", "glibc.pthread.rseq=0", 1);
	execv("/proc/self/exe", argv);
	_exit(127);
}

static bool cannot_fail(void)
{
	return access(FAIL_NTH, W_OK);
}

/* Allocations that may sleep fail too, and the log stays readable. */
static void set_up_faults(void)
{
	static const char *const files[] = {
		"failslab/ignore-gfp-wait", "fail_page_alloc/ignore-gfp-wait",
		"fail_page_alloc/ignore-gfp-highmem",
	};
	static const char *const logs[] = {
		"failslab/verbose", "fail_page_alloc/verbose",
	};
	char path[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/%s", files[i]);
		tsem_write_file(path, "N");
	}
	tsem_write_file("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	for (i = 0; i < ARRAY_SIZE(logs); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/%s", logs[i]);
		tsem_write_file(path, "0");
	}
}

static int open_nth(void)
{
	return open(FAIL_NTH, O_RDWR | O_CLOEXEC);
}

static void arm(int fd, int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(fd, text, len, 0) != len)
		_exit(101);
}

/* Whether something failed since. */
static bool disarm(int fd)
{
	char text[16] = {};
	bool failed;

	if (pread(fd, text, sizeof(text) - 1, 0) < 1)
		_exit(102);
	failed = !atoi(text);
	arm(fd, 0);
	return failed;
}

FIXTURE(fault)
{
	int nth;
	int ns;
};

FIXTURE_SETUP(fault)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	if (cannot_fail())
		SKIP(return, "the kernel cannot inject faults");
	set_up_faults();
	self->nth = open_nth();
	ASSERT_LE(0, self->nth);
	self->ns = -1;
}

FIXTURE_TEARDOWN(fault)
{
}

/* Making and entering */

TEST_F_TIMEOUT(fault, unshare, LIMIT)
{
	bool failed = true;
	__u64 id;
	int n, ret, err;

	for (n = 1; failed && n < NTH_MAX; n++) {
		arm(self->nth, n);
		ret = unshare(CLONE_NEWTSEM);
		err = errno;
		failed = disarm(self->nth);
		id = tsem_waiting();
		if (ret) {
			ASSERT_TRUE(err == ENOMEM || err == ENOSPC)
				TH_LOG("allocation %d: errno %d", n, err);
			ASSERT_EQ(TSEM_INIT_ID, id);
		} else {
			ASSERT_NE(TSEM_INIT_ID, id);
			ASSERT_EQ(0, tsem_cancel());
		}
		ASSERT_EQ(TSEM_INIT_ID, tsem_here());
	}
	EXPECT_FALSE(failed);
	EXPECT_LT(3, n);
}

TEST_F_TIMEOUT(fault, fork, LIMIT)
{
	bool failed = true;
	__u64 id;
	int n, err;
	pid_t pid;

	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	id = tsem_fd_id(self->ns);
	for (n = 1; failed && n < NTH_MAX; n++) {
		arm(self->nth, n);
		pid = fork();
		err = errno;
		if (!pid)
			_exit(tsem_check_here(&id));
		failed = disarm(self->nth);
		if (pid < 0) {
			ASSERT_TRUE(err == ENOMEM || err == EAGAIN)
				TH_LOG("allocation %d: errno %d", n, err);
			continue;
		}
		ASSERT_EQ(0, tsem_wait(pid)) TH_LOG("allocation %d", n);
	}
	EXPECT_FALSE(failed);
	EXPECT_LT(3, n);
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

/*
 * The child enters by exec, with memory that fails: it runs the program in the
 * namespace, or ends. The program tells where it is.
 */
static int exec_report(int n, int *fds)
{
	char fd[16], *const argv[] = { "report-ns", fd, NULL };
	int nth;

	snprintf(fd, sizeof(fd), "%d", fds[1]);
	close(fds[0]);
	if (unshare(CLONE_NEWTSEM))
		return 1;
	nth = open_nth();
	if (nth < 0)
		return 2;
	arm(nth, n);
	execv(tsem_helper("report-ns"), argv);
	disarm(nth);
	return tsem_here() == TSEM_INIT_ID ? 77 : 3;
}

TEST_F_TIMEOUT(fault, exec, LIMIT)
{
	__u64 ids[2];
	int fds[2], n, status, ran = 0;
	ssize_t len;
	pid_t pid;

	/* Every allocation up to a point, then some. */
	for (n = 1; n < NTH_MAX && ran < RAN_MIN; n += 1 + n / 64) {
		ASSERT_EQ(0, pipe(fds));
		pid = fork();
		ASSERT_LE(0, pid);
		if (!pid)
			_exit(exec_report(n, fds));
		close(fds[1]);
		len = read(fds[0], ids, sizeof(ids));
		close(fds[0]);
		status = tsem_wait(pid);
		if (len == sizeof(ids)) {
			ASSERT_NE(TSEM_INIT_ID, ids[0])
				TH_LOG("allocation %d: ran outside", n);
			/* 0: the fault came when the program looked. */
			if (!ids[0] || !ids[1])
				continue;
			ASSERT_EQ(ids[0], ids[1]);
			ran++;
			continue;
		}
		ran = 0;
		/* 127: the program could not even start itself. */
		ASSERT_TRUE(status == 77 || status >= 127)
			TH_LOG("allocation %d: status %d", n, status);
	}
	EXPECT_EQ(RAN_MIN, ran);
}

/* Verbs */

#define DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
	const char *line;
	const char *before;
} verbs[] = {
	{ "set points=5 digest=sha512\n" },
	{ "set verity=used join=allowed files=7\n" },
	{ "set queue=9 overflow=deny\n" },
	{ "set ask=every timeout=3\n", "set queue=9\n" },
	{ "volatile /a\n" },
	{ "pseudonym /b/c\n", "volatile /a\n" },
	{ "state " DIGEST "\n" },
	{ "environment " DIGEST "\n" },
	{ "seal\n" },
	{ "seal force\n" },
	{ "enforce\n", "seal\n" },
};

static int put(int fd, const char *line)
{
	const ssize_t len = strlen(line), n = write(fd, line, len);

	return n < 0 ? -errno : n == len ? 0 : -EIO;
}

TEST_F_TIMEOUT(fault, verbs, LIMIT)
{
	char *before, *after;
	bool failed;
	size_t i;
	int n, fd, ret;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		failed = true;
		self->ns = tsem_unshare();
		ASSERT_LE(0, self->ns);
		fd = tsem_open("control", O_WRONLY, self->ns);
		ASSERT_LE(0, fd);
		if (verbs[i].before)
			ASSERT_EQ(0, put(fd, verbs[i].before));
		for (n = 1; failed && n < NTH_MAX; n++) {
			before = tsem_read(self->ns, "model");
			arm(self->nth, n);
			ret = put(fd, verbs[i].line);
			failed = disarm(self->nth);
			after = tsem_read(self->ns, "model");
			if (ret) {
				ASSERT_EQ(-ENOMEM, ret)
					TH_LOG("%s", verbs[i].line);
				ASSERT_TRUE(failed);
				ASSERT_STREQ(before, after);
			}
			free(before);
			free(after);
		}
		/* A fault need not make it fail. */
		ASSERT_FALSE(failed);
		close(fd);
		close(self->ns);
	}
}

/* Files that are bound, and those that allocate for that. */
static const char *const bound_files[] = {
	"control", "events", "agent", "trajectory",
};

/* With memory that fails it is bound or it is not, and can be then. */
static int try_binding(int nth, const char *name, const char *line, bool *failed,
		       int n)
{
	int fd = tsem_open(name, strcmp(name, "control") ? O_RDWR : O_WRONLY,
			   -1);
	int ret;

	CHECK(fd >= 0);
	arm(nth, n);
	ret = put(fd, line);
	*failed = disarm(nth);
	CHECK(!ret || (ret == -ENOMEM && *failed));
	CHECK(put(fd, line) == (ret ? 0 : -EBUSY));
	close(fd);
	return 0;
}

TEST_F_TIMEOUT(fault, binding, LIMIT)
{
	char lines[2][48];
	bool failed;
	int n, i;

	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns, "set queue=16\n"));
	snprintf(lines[0], sizeof(lines[0]), "bind fd=%d\n", self->ns);
	snprintf(lines[1], sizeof(lines[1]), "bind id=%llu\n",
		 (unsigned long long)tsem_fd_id(self->ns));
	for (i = 0; i < 2 * (int)ARRAY_SIZE(bound_files); i++) {
		failed = true;
		for (n = 1; failed && n < NTH_MAX; n++)
			ASSERT_EQ(0, try_binding(self->nth, bound_files[i / 2],
						 lines[i % 2], &failed, n))
				TH_LOG("%s, allocation %d",
				       bound_files[i / 2], n);
		EXPECT_FALSE(failed);
		EXPECT_LT(2, n) TH_LOG("%s", bound_files[i / 2]);
	}
}

static const char *const read_files[] = {
	"id", "mode", "trust", "state", "measurement", "stats", "model",
	"trajectory", "forensics",
};

static int try_open(const char *name, int ns, char **text)
{
	int fd = tsem_open(name, O_RDWR, ns);
	char buffer[4096];
	ssize_t n;

	*text = NULL;
	if (fd < 0)
		return fd;
	n = read(fd, buffer, sizeof(buffer) - 1);
	if (n < 0) {
		n = -errno;
	} else {
		buffer[n] = '\0';
		*text = strdup(buffer);
		n = 0;
	}
	close(fd);
	return n;
}

static int make_some_events(void *unused)
{
	CHECK(open("/dev/null", O_RDONLY) >= 0);
	CHECK(open("/dev/zero", O_RDONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(fault, reading, LIMIT)
{
	char *right, *text;
	bool failed;
	size_t i;
	int n, ret;

	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_run(make_some_events, NULL));
	for (i = 0; i < ARRAY_SIZE(read_files); i++) {
		ASSERT_EQ(0, try_open(read_files[i], self->ns, &right));
		failed = true;
		for (n = 1; failed && n < NTH_MAX; n++) {
			arm(self->nth, n);
			ret = try_open(read_files[i], self->ns, &text);
			failed = disarm(self->nth);
			if (ret) {
				ASSERT_EQ(-ENOMEM, ret)
					TH_LOG("%s", read_files[i]);
			} else {
				ASSERT_STREQ(right, text);
			}
			free(text);
		}
		ASSERT_FALSE(failed);
		free(right);
	}
}

/* Events: what a member does with memory that fails */

static int listener = -1;
static struct sockaddr_in address = { .sin_family = AF_INET };

static int do_open(void)
{
	return open("/dev/null", O_RDONLY) < 0 ? -errno : 0;
}

static int do_open_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? -errno : 0;
}

static int do_create(void)
{
	return open("/dev/shm/tsem-fault", O_CREAT | O_WRONLY, 0600) < 0 ?
		       -errno : 0;
}

static int do_connect(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -errno;
	return connect(fd, (void *)&address, sizeof(address)) ? -errno : 0;
}

static int do_kill(void)
{
	return kill(getppid(), 0) ? -errno : 0;
}

/* Only comes back if it fails. */
static int do_exec(void)
{
	execl(tsem_helper("exit-42"), "exit-42", NULL);
	return -errno;
}

static int (*const operations[])(void) = {
	do_open, do_open_file, do_create, do_connect, do_kill, do_exec,
};

static const char *const names[] = {
	"open", "open of a file", "create", "connect", "kill", "exec",
};

#define OPERATIONS ARRAY_SIZE(operations)

/* What is in *result before the operation is done. */
#define STARTING 1
#define WAITING 2

/* Does nothing but its operation: even asking for faults would be an event. */
static void be_member(int go, int *result, int operation)
{
	char byte = 0;

	__atomic_store_n(result, WAITING, __ATOMIC_RELEASE);
	if (read(go, &byte, 1) != 1)
		_exit(103);
	__atomic_store_n(result, operations[operation](), __ATOMIC_RELEASE);
	/* Until the orchestrator has seen it. */
	if (read(go, &byte, 1))
		_exit(104);
	_exit(0);
}

/* What came of an operation with fault @n. */
struct outcome {
	bool ended;		/* became another program, or was killed */
	int status;		/* then */
	bool failed;		/* else: whether an allocation failed */
	int result;		/* 0 or -errno */
};

/* The faults of a member are set from outside while it waits. */
static int run_member(int n, int operation, int *result,
		      struct outcome *o)
{
	int go[2], nth, status;
	char path[64];
	pid_t pid, done;

	*o = (struct outcome) {};
	*result = STARTING;
	if (pipe2(go, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(go[1]);
		be_member(go[0], result, operation);
	}
	close(go[0]);
	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	nth = open(path, O_RDWR | O_CLOEXEC);
	if (nth < 0)
		return -errno;
	/* Its start is over: what it needs now is for the operation. */
	while (__atomic_load_n(result, __ATOMIC_ACQUIRE) == STARTING)
		sched_yield();
	arm(nth, n);
	if (write(go[1], "", 1) != 1)
		return -errno;
	for (;;) {
		done = waitpid(pid, &status, WNOHANG);
		if (done || __atomic_load_n(result, __ATOMIC_ACQUIRE) <= 0)
			break;
		sched_yield();
	}
	if (done) {
		o->ended = true;
		o->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
						  WEXITSTATUS(status);
	} else {
		o->failed = disarm(nth);
		o->result = *result;
	}
	close(nth);
	close(go[1]);
	if (!done)
		tsem_wait(pid);
	return 0;
}

static int *make_result(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static int make_listener(void)
{
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address.sin_port = htons(4717);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return bind(listener, (void *)&address, sizeof(address)) ||
	       listen(listener, 100) ? -errno : 0;
}

/*
 * Whether there is nothing left to fail. After an exec nobody can tell, and some
 * failures do no harm: many times in a row.
 */
static bool is_over(const struct outcome *o, int *ran)
{
	if (!o->ended)
		return !o->failed;
	*ran = o->status == 42 ? *ran + 1 : 0;
	return *ran == RAN_MIN;
}

static int next_nth(int n)
{
	return n + 1 + n / 64;
}

/* What is not known is refused, whatever fails. */
TEST_F_TIMEOUT(fault, unknown_events, LIMIT)
{
	int *result = make_result();
	struct outcome o;
	size_t i;
	int n;

	ASSERT_EQ(0, make_listener());
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	for (i = 0; i < OPERATIONS; i++) {
		for (n = 1; n < NTH_MAX; n = next_nth(n)) {
			ASSERT_EQ(0, run_member(n, i, result, &o));
			ASSERT_FALSE(o.ended)
				TH_LOG("%s, allocation %d: status %d",
				       names[i], n, o.status);
			ASSERT_GT(0, o.result)
				TH_LOG("%s, allocation %d: allowed", names[i],
				       n);
			if (!o.failed)
				break;
		}
		EXPECT_EQ(-EPERM, o.result) TH_LOG("%s", names[i]);
		EXPECT_GT(NTH_MAX, n);
	}
	EXPECT_EQ(-1, access("/dev/shm/tsem-fault", F_OK));
}

/*
 * What is known may fail, but that is no violation, and it works again when
 * there is memory.
 */
TEST_F_TIMEOUT(fault, known_events, LIMIT)
{
	int *result = make_result();
	struct outcome o;
	int n, ran;
	size_t i;

	ASSERT_EQ(0, make_listener());
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	for (i = 0; i < OPERATIONS; i++) {
		ASSERT_EQ(0, run_member(0, i, result, &o));
		ASSERT_TRUE(o.ended ? o.status == 42 : !o.result)
			TH_LOG("%s: %d", names[i], o.result);
	}
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	for (i = 0; i < OPERATIONS; i++) {
		ran = 0;
		for (n = 1; n < NTH_MAX; n = next_nth(n)) {
			ASSERT_EQ(0, run_member(n, i, result, &o));
			if (is_over(&o, &ran))
				break;
		}
		EXPECT_TRUE(o.ended ? o.status == 42 : !o.result)
			TH_LOG("%s, allocation %d: %d", names[i], n, o.result);
		EXPECT_GT(NTH_MAX, n);
	}
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "untrusted_denials"));
	unlink("/dev/shm/tsem-fault");
}

/* While it learns, all is allowed, and what is not recorded is told. */
TEST_F_TIMEOUT(fault, learning, LIMIT)
{
	int *result = make_result();
	struct outcome o;
	int n, ran;
	long points;
	size_t i;

	ASSERT_EQ(0, make_listener());
	for (i = 0; i < OPERATIONS; i++) {
		ran = 0;
		for (n = 1; n < NTH_MAX; n = next_nth(n)) {
			self->ns = tsem_unshare();
			ASSERT_LE(0, self->ns);
			ASSERT_EQ(0, run_member(n, i, result, &o));
			points = tsem_stat(self->ns, "points");
			if (!o.ended) {
				ASSERT_NE(-EPERM, o.result)
					TH_LOG("%s, allocation %d", names[i],
					       n);
				/* Done, so it is in the model or it is told. */
				if (!o.result)
					ASSERT_TRUE(points > 0 ||
						    tsem_stat(self->ns,
							      "incomplete"))
						TH_LOG("%s, allocation %d",
						       names[i], n);
			}
			close(self->ns);
			if (is_over(&o, &ran))
				break;
		}
		EXPECT_GT(NTH_MAX, n);
		unlink("/dev/shm/tsem-fault");
	}
}

TEST_HARNESS_MAIN
