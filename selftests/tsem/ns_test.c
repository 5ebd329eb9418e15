// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: making and entering a namespace
 */

#include "common.h"

#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>

#include "kselftest_harness.h"

/* Executes a program in a child and tells where that found itself. */
static int exec_report(__u64 ids[2], bool spawn)
{
	char number[16];
	char *const argv[] = { "report-ns", number, NULL };
	int pipe_fd[2];
	ssize_t n;
	pid_t pid;

	CHECK(!pipe(pipe_fd));
	snprintf(number, sizeof(number), "%d", pipe_fd[1]);
	if (spawn) {
		CHECK(!posix_spawn(&pid, tsem_helper("report-ns"), NULL, NULL,
				   argv, environ));
	} else {
		/* Shares memory, so that not this but exec enters. */
		pid = vfork();
		if (!pid) {
			execv(tsem_helper("report-ns"), argv);
			_exit(127);
		}
	}
	close(pipe_fd[1]);
	n = read(pipe_fd[0], ids, 2 * sizeof(*ids));
	close(pipe_fd[0]);
	CHECK(!tsem_wait(pid));
	CHECK(n == 2 * sizeof(*ids));
	return 0;
}

FIXTURE(entry)
{
	int fd;
	__u64 id;
};

FIXTURE_SETUP(entry)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->fd = tsem_unshare();
	ASSERT_LE(0, self->fd);
	self->id = tsem_fd_id(self->fd);
	ASSERT_NE(0, self->id);
}

FIXTURE_TEARDOWN(entry)
{
	close(self->fd);
}

TEST_F(entry, waits_for_children)
{
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	EXPECT_EQ(self->id, tsem_waiting());
	EXPECT_NE(TSEM_INIT_ID, self->id);
}

static int grandchild_same(void *id)
{
	CHECK(!tsem_check_here(id));
	CHECK(!tsem_run(tsem_check_here, id));
	return 0;
}

TEST_F(entry, fork)
{
	EXPECT_EQ(0, tsem_run(grandchild_same, &self->id));
	EXPECT_EQ(0, tsem_run(tsem_check_here, &self->id));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

static int exec_enters(void *id)
{
	__u64 ids[2];

	CHECK(!exec_report(ids, false));
	CHECK(ids[0] == *(__u64 *)id && ids[1] == *(__u64 *)id);
	CHECK(!exec_report(ids, true));
	CHECK(ids[0] == *(__u64 *)id && ids[1] == *(__u64 *)id);
	CHECK(tsem_here() == TSEM_INIT_ID);
	CHECK(tsem_waiting() == *(__u64 *)id);
	return 0;
}

TEST_F(entry, exec_of_vfork_and_spawn)
{
	EXPECT_EQ(0, exec_enters(&self->id));
}

TEST_F(entry, vfork_alone_does_not_enter)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(tsem_here() != TSEM_INIT_ID ||
		      tsem_waiting() != self->id);
	EXPECT_EQ(0, tsem_wait(pid));
}

TEST_F(entry, failed_exec_does_not_enter)
{
	char *const argv[] = { "none", NULL };

	EXPECT_EQ(-1, execv("/nonexistent/none", argv));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	EXPECT_EQ(self->id, tsem_waiting());
}

TEST_F(entry, second_replaces_first)
{
	int fd = tsem_unshare();

	ASSERT_LE(0, fd);
	EXPECT_NE(self->id, tsem_fd_id(fd));
	self->id = tsem_fd_id(fd);
	close(fd);
	EXPECT_EQ(0, tsem_run(tsem_check_here, &self->id));
}

TEST_F(entry, other_namespaces_leave_it_alone)
{
	int uts = tsem_open_link("self", "uts");

	ASSERT_LE(0, uts);
	ASSERT_EQ(0, unshare(CLONE_NEWUTS | CLONE_NEWTIME));
	EXPECT_EQ(self->id, tsem_waiting());
	ASSERT_EQ(0, setns(uts, CLONE_NEWUTS));
	EXPECT_EQ(self->id, tsem_waiting());
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	ASSERT_EQ(0, unshare(CLONE_NEWUSER));
	EXPECT_EQ(self->id, tsem_waiting());
	EXPECT_EQ(0, tsem_run(tsem_check_here, &self->id));
	close(uts);
}

TEST_F(entry, setns_to_own_takes_it_back)
{
	__u64 init_id = TSEM_INIT_ID;

	EXPECT_EQ(0, tsem_cancel());
	EXPECT_EQ(TSEM_INIT_ID, tsem_waiting());
	EXPECT_EQ(0, tsem_run(tsem_check_here, &init_id));
}

/* Threads: each is on its own until it forks. */

struct thread_case {
	pthread_barrier_t *barrier;
	bool unshares;
	__u64 waiting;
	int failed;
};

static int thread_case_run(struct thread_case *tc)
{
	__u64 child = TSEM_INIT_ID;
	int fd;

	pthread_barrier_wait(tc->barrier);
	if (tc->unshares) {
		fd = tsem_unshare();
		if (fd >= 0) {
			child = tsem_fd_id(fd);
			close(fd);
		}
	}
	pthread_barrier_wait(tc->barrier);
	CHECK(!tc->unshares || child != TSEM_INIT_ID);
	CHECK(tsem_here() == TSEM_INIT_ID);
	CHECK(tsem_waiting() == child);
	CHECK(!tsem_run(tsem_check_here, &child));
	return 0;
}

static void *thread_case_main(void *arg)
{
	struct thread_case *tc = arg;

	tc->failed = thread_case_run(tc);
	return NULL;
}

#define N_THREADS 32

TEST(one_thread_of_many)
{
	struct thread_case cases[N_THREADS] = {};
	pthread_t threads[N_THREADS];
	pthread_barrier_t barrier;
	int i;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, pthread_barrier_init(&barrier, NULL, N_THREADS));
	for (i = 0; i < N_THREADS; i++) {
		cases[i].barrier = &barrier;
		cases[i].unshares = i == N_THREADS / 2;
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, thread_case_main,
					    &cases[i]));
	}
	for (i = 0; i < N_THREADS; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
		EXPECT_EQ(0, cases[i].failed);
	}
	EXPECT_EQ(TSEM_INIT_ID, tsem_waiting());
}

static void *thread_waiting(void *arg)
{
	__u64 *ids = arg;

	ids[0] = tsem_here();
	ids[1] = tsem_waiting();
	return NULL;
}

TEST_F(entry, thread_inherits_but_does_not_enter)
{
	__u64 ids[2] = {};
	pthread_t thread;

	ASSERT_EQ(0, pthread_create(&thread, NULL, thread_waiting, ids));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(TSEM_INIT_ID, ids[0]);
	EXPECT_EQ(self->id, ids[1]);
}

static int member_threads(void *id)
{
	pthread_t threads[N_THREADS];
	__u64 ids[N_THREADS][2];
	int i;

	for (i = 0; i < N_THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, thread_waiting,
				      ids[i]));
	for (i = 0; i < N_THREADS; i++) {
		CHECK(!pthread_join(threads[i], NULL));
		CHECK(ids[i][0] == *(__u64 *)id && ids[i][1] == ids[i][0]);
	}
	return 0;
}

TEST_F(entry, threads_of_a_member)
{
	EXPECT_EQ(0, tsem_run(member_threads, &self->id));
}

static void *exec_in_thread(void *number)
{
	char *const argv[] = { "report-ns", number, NULL };

	if (unshare(CLONE_NEWTSEM))
		return NULL;
	execv(tsem_helper("report-ns"), argv);
	return NULL;
}

/* Another thread than the first one makes a namespace and calls exec. */
TEST(exec_of_another_thread)
{
	char number[16];
	int pipe_fd[2];
	pthread_t thread;
	__u64 ids[2] = {};
	pid_t pid;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, pipe(pipe_fd));
	snprintf(number, sizeof(number), "%d", pipe_fd[1]);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		pthread_create(&thread, NULL, exec_in_thread, number);
		pthread_join(thread, NULL);
		_exit(127);
	}
	ASSERT_EQ(sizeof(ids), read(pipe_fd[0], ids, sizeof(ids)));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_NE(TSEM_INIT_ID, ids[0]);
	EXPECT_NE(0, ids[0]);
	EXPECT_EQ(ids[0], ids[1]);
}

/* clone3 */

static int clone3_child(void)
{
	__u64 waiting = tsem_waiting();

	CHECK(tsem_here() == TSEM_INIT_ID);
	CHECK(waiting && waiting != TSEM_INIT_ID);
	CHECK(!tsem_run(tsem_check_here, &waiting));
	return 0;
}

TEST(clone3_waits_for_children_of_the_child)
{
	pid_t pid;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	pid = tsem_clone3(CLONE_NEWTSEM);
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(clone3_child() ? 1 : 0);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(TSEM_INIT_ID, tsem_waiting());
}

TEST_F(entry, clone3_replaces_what_waits)
{
	pid_t pid = tsem_clone3(CLONE_NEWTSEM);

	ASSERT_LE(0, pid);
	if (!pid)
		_exit(clone3_child() || tsem_waiting() == self->id);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(self->id, tsem_waiting());
}

FIXTURE(refused)
{
};

FIXTURE_VARIANT(refused)
{
	__u64 flags;
	bool alone;
};

FIXTURE_SETUP(refused)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
}

FIXTURE_TEARDOWN(refused)
{
}

FIXTURE_VARIANT_ADD(refused, vm)
{
	.flags = CLONE_VM | CLONE_VFORK,
	.alone = false,
};

FIXTURE_VARIANT_ADD(refused, thread)
{
	.flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM,
	.alone = false,
};

FIXTURE_VARIANT_ADD(refused, sighand)
{
	.flags = CLONE_SIGHAND | CLONE_VM,
	.alone = false,
};

FIXTURE_VARIANT_ADD(refused, files)
{
	.flags = CLONE_FILES,
	.alone = true,
};

FIXTURE_VARIANT_ADD(refused, fs)
{
	.flags = CLONE_FS,
	.alone = true,
};

TEST_F(refused, clone3)
{
	pid_t pid = tsem_clone3(CLONE_NEWTSEM | variant->flags);

	if (!pid)
		_exit(0);
	ASSERT_EQ(-1, pid);
	EXPECT_EQ(EINVAL, errno);
	if (!variant->alone)
		return;
	pid = tsem_clone3(variant->flags);
	if (!pid)
		_exit(0);
	EXPECT_EQ(0, tsem_wait(pid));
}

TEST(clone3_other_signal_bits)
{
	int bit;

	for (bit = 0; bit < 6; bit++) {
		pid_t pid = tsem_clone3(1 << bit);

		if (!pid)
			_exit(0);
		EXPECT_EQ(-1, pid);
		EXPECT_EQ(EINVAL, errno);
	}
}

/* clone(2) reads the flag as an exit signal, as it always did. */

TEST(clone_trap_signal_64)
{
	struct timespec limit = { .tv_sec = 10 };
	siginfo_t info = {};
	sigset_t set;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, CLONE_NEWTSEM);
	ASSERT_EQ(0, sigprocmask(SIG_BLOCK, &set, NULL));
	pid = sys_clone(CLONE_NEWTSEM);
	if (!pid)
		_exit(tsem_waiting() == tsem_here() ? 0 : 1);
	ASSERT_LT(0, pid);
	EXPECT_EQ(CLONE_NEWTSEM, sigtimedwait(&set, &info, &limit));
	EXPECT_EQ(pid, info.si_pid);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(tsem_here(), tsem_waiting());
}

TEST(clone_trap_no_signal)
{
	pid_t pid;

#ifdef __mips__
	SKIP(return, "81 is a signal here");
#endif
	pid = sys_clone(CLONE_NEWTSEM | SIGCHLD);
	if (!pid)
		_exit(0);
	EXPECT_EQ(-1, pid);
	EXPECT_EQ(EINVAL, errno);
}

/* Kernel threads are outside. */
TEST(kernel_threads_are_outside)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	EXPECT_EQ(TSEM_INIT_ID, tsem_link_id("1", "tsem"));
	EXPECT_EQ(TSEM_INIT_ID, tsem_link_id("2", "tsem"));
	EXPECT_EQ(TSEM_INIT_ID, tsem_link_id("2", "tsem_for_children"));
}

/* Without the module nothing pretends to be modelled. */
TEST(module_not_active)
{
	int fd = tsem_open_link("self", "tsem");
	pid_t pid;

	if (tsem_probe() != -EOPNOTSUPP || geteuid())
		SKIP(return, "TSEM is active or not in this kernel");
	EXPECT_EQ(TSEM_INIT_ID, tsem_fd_id(fd));
	EXPECT_EQ(-1, unshare(CLONE_NEWTSEM));
	EXPECT_EQ(EOPNOTSUPP, errno);
	pid = tsem_clone3(CLONE_NEWTSEM);
	if (!pid)
		_exit(0);
	EXPECT_EQ(-1, pid);
	EXPECT_EQ(EOPNOTSUPP, errno);
	EXPECT_EQ(-1, setns(fd, CLONE_NEWTSEM));
	EXPECT_EQ(EOPNOTSUPP, errno);
	EXPECT_EQ(0, unshare(CLONE_NEWUTS));
	close(fd);
}

TEST(not_in_this_kernel)
{
	pid_t pid;

	if (tsem_probe() != -ENOENT || geteuid())
		SKIP(return, "TSEM is in this kernel");
	EXPECT_EQ(-1, unshare(CLONE_NEWTSEM));
	EXPECT_EQ(EINVAL, errno);
	pid = tsem_clone3(CLONE_NEWTSEM);
	if (!pid)
		_exit(0);
	EXPECT_EQ(-1, pid);
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, setns(sys_pidfd_open(getpid(), 0), CLONE_NEWTSEM));
	EXPECT_EQ(EINVAL, errno);
}

TEST_HARNESS_MAIN
