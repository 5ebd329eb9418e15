// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: limits, leaks and storms of namespaces
 */

#include "common.h"

#include <linux/io_uring.h>
#include <dirent.h>
#include <pthread.h>
#include <sys/mman.h>

#include "kselftest_harness.h"

#define SYSCTL "/proc/sys/user/max_tsem_namespaces"

static int set_limit(unsigned int limit)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", limit);
	return tsem_write_file(SYSCTL, text);
}

/* Namespaces are freed a little after their last user is gone. */
static int unshare_patiently(void)
{
	int tries = 500;
	int fd;

	do {
		fd = tsem_unshare();
		if (fd != -ENOSPC)
			return fd;
		tsem_sleep_ms(20);
	} while (--tries);
	return fd;
}

/* As many namespaces as the limit says can exist at once, not one more. */
static int fill_to_limit(void *arg)
{
	unsigned int i, limit = *(unsigned int *)arg;
	int fds[16];

	for (i = 0; i < limit; i++) {
		fds[i] = unshare_patiently();
		CHECK(fds[i] >= 0);
	}
	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == ENOSPC);
	CHECK(tsem_clone3(CLONE_NEWTSEM) == -1 && errno == ENOSPC);
	for (i = 0; i < limit; i++)
		close(fds[i]);
	return 0;
}

/* In a process of its own, so that nothing waits for children any more. */
static int check_limit(unsigned int limit)
{
	CHECK(!set_limit(limit));
	CHECK(!tsem_run(fill_to_limit, &limit));
	return 0;
}

static int limit_of_userns(void *unused)
{
	CHECK(!tsem_enter_userns(0));
	CHECK(!set_limit(0));
	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == ENOSPC);
	CHECK(tsem_waiting() == TSEM_INIT_ID);
	CHECK(!check_limit(3));
	CHECK(!check_limit(3));
	/* A limit counts for all user namespaces below. */
	CHECK(!set_limit(0));
	CHECK(!tsem_enter_userns(0));
	CHECK(!set_limit(100));
	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == ENOSPC);
	return 0;
}

TEST(ucount)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	EXPECT_EQ(0, tsem_run(limit_of_userns, NULL));
}

/* A failure after the charge gives it back. */
static int failed_create(void *unused)
{
	int i;

	CHECK(!tsem_enter_userns(0));
	CHECK(!set_limit(2));
	CHECK(!tsem_write_file("/proc/sys/user/max_uts_namespaces", "0"));
	for (i = 0; i < 10; i++)
		CHECK(unshare(CLONE_NEWTSEM | CLONE_NEWUTS) == -1 &&
		      errno == ENOSPC);
	CHECK(!check_limit(2));
	return 0;
}

TEST(ucount_of_a_failure)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	EXPECT_EQ(0, tsem_run(failed_create, NULL));
}

static int exit_at_once(void *unused)
{
	return 0;
}

/* Leaves work that runs after the namespaces of the task are gone. */
static int exit_with_open_file(void *unused)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	void *mem;

	CHECK(fd >= 0);
	CHECK(!ftruncate(fd, 4096));
	mem = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(mem != MAP_FAILED);
	*(char *)mem = 1;
	_exit(0);
}

#define LIMIT	16

static int create_enter_exit(void *rounds)
{
	int i, fd;

	CHECK(!tsem_enter_userns(0));
	CHECK(!set_limit(LIMIT));
	for (i = 0; i < *(int *)rounds; i++) {
		fd = unshare_patiently();
		CHECK(fd >= 0);
		close(fd);
		CHECK(!tsem_run(i % 10 ? exit_at_once : exit_with_open_file,
				NULL));
	}
	return 0;
}

/*
 * Memory that the kernel has allocated for its own objects, in kB. How much is
 * free says less: pages of stacks and lists of each CPU come back when they like.
 */
static long kernel_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	long kb, sum = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Slab: %ld", &kb) == 1 ||
		    sscanf(line, "Percpu: %ld", &kb) == 1 ||
		    sscanf(line, "VmallocUsed: %ld", &kb) == 1)
			sum += kb;
	if (file)
		fclose(file);
	return sum;
}

/* A kernel with KASAN does, so that it can tell who uses it. */
static bool keeps_freed_memory(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	bool found = false;
	char line[256];

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " kasan_quarantine_put\n");
	if (file)
		fclose(file);
	return found;
}

static ssize_t settled_count(ssize_t want)
{
	__u64 ids[1024];
	int tries = 500;
	ssize_t n;

	do {
		n = tsem_list(ids, 1024);
		if (n == want)
			break;
		tsem_sleep_ms(20);
	} while (--tries);
	return n;
}

FIXTURE(long)
{
};

FIXTURE_SETUP(long)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
}

FIXTURE_TEARDOWN(long)
{
}

/* A namespace leaves the list first and is freed after a grace period. */
static long settled_memory(long limit)
{
	int tries = 200;

	while (kernel_memory() >= limit && tries--)
		tsem_sleep_ms(100);
	return kernel_memory();
}

TEST_F_TIMEOUT(long, create_enter_exit_leaks_nothing, 300)
{
	int many = tsem_rounds(1000);
	/* A quarter of a kilobyte each round: a namespace is many times that. */
	const long leak_kb = many / 4;
	long before, after;
	ssize_t count;
	__u64 ids[1024];

	TH_LOG("%d rounds, and again", many);
	/* The first ones fill caches; a leak would go on. */
	ASSERT_EQ(0, tsem_run(create_enter_exit, &many));
	count = tsem_list(ids, 1024);
	count = settled_count(count);
	before = kernel_memory();
	ASSERT_EQ(0, tsem_run(create_enter_exit, &many));
	EXPECT_EQ(count, settled_count(count));
	if (keeps_freed_memory())
		return;
	after = settled_memory(before + leak_kb);
	EXPECT_LT(after, before + leak_kb);
	TH_LOG("kernel memory: %ld kB, then %ld kB", before, after);
}

#define STORM_THREADS 10
#define STORM_ROUNDS 20

static int storm(void)
{
	int i, fd;
	pid_t pid;

	for (i = 0; i < STORM_ROUNDS; i++) {
		__u64 id;

		fd = unshare_patiently();
		CHECK(fd >= 0);
		id = tsem_fd_id(fd);
		CHECK(id == tsem_waiting());
		CHECK(tsem_here() == TSEM_INIT_ID);
		close(fd);
		CHECK(!tsem_run(tsem_check_here, &id));
		pid = tsem_clone3(CLONE_NEWTSEM);
		if (!pid)
			_exit(tsem_waiting() == id);
		if (pid < 0) {
			CHECK(errno == ENOSPC);
			continue;
		}
		CHECK(!tsem_wait(pid));
	}
	return 0;
}

static void *storm_main(void *failed)
{
	*(int *)failed = storm();
	return NULL;
}

static int storm_in_threads(void *unused)
{
	pthread_t threads[STORM_THREADS];
	int failed[STORM_THREADS] = {};
	int i;

	CHECK(!tsem_enter_userns(0));
	CHECK(!set_limit(STORM_THREADS * 2));
	for (i = 0; i < STORM_THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, storm_main,
				      &failed[i]));
	for (i = 0; i < STORM_THREADS; i++) {
		CHECK(!pthread_join(threads[i], NULL));
		CHECK(!failed[i]);
	}
	CHECK(!check_limit(8));
	return 0;
}

TEST_F_TIMEOUT(long, storm, 300)
{
	EXPECT_EQ(0, tsem_run(storm_in_threads, NULL));
}

/* Workers of io_uring act for the process that made them. */

static int count_workers(__u64 id)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int found = 0;

	while (dir && (entry = readdir(dir))) {
		char path[64 + sizeof(entry->d_name)], comm[32] = "";
		FILE *file;
		int fd;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm",
			 entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		if (!fgets(comm, sizeof(comm), file))
			comm[0] = '\0';
		fclose(file);
		if (strncmp(comm, "iou-", 4))
			continue;
		snprintf(path, sizeof(path), "/proc/self/task/%s/ns/tsem",
			 entry->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (tsem_fd_id(fd) != id)
			found = -1000;
		close(fd);
		found++;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* Submits a read that only a worker can wait for. */
static int worker_is_member(void *id)
{
	struct io_uring_params params = {};
	struct io_uring_sqe *sqes;
	unsigned int *array, *tail;
	int pipe_fd[2], ring, tries = 500, found;
	char *sq, byte;

	CHECK(!pipe(pipe_fd));
	ring = syscall(__NR_io_uring_setup, 4, &params);
	CHECK(ring >= 0);
	sq = mmap(NULL,
		  params.sq_off.array + params.sq_entries * sizeof(*array),
		  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		  IORING_OFF_SQ_RING);
	CHECK(sq != MAP_FAILED);
	sqes = mmap(NULL, params.sq_entries * sizeof(*sqes),
		    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		    IORING_OFF_SQES);
	CHECK(sqes != MAP_FAILED);
	sqes[0].opcode = IORING_OP_READ;
	sqes[0].flags = IOSQE_ASYNC;
	sqes[0].fd = pipe_fd[0];
	sqes[0].addr = (unsigned long)&byte;
	sqes[0].len = 1;
	array = (void *)(sq + params.sq_off.array);
	tail = (void *)(sq + params.sq_off.tail);
	array[0] = 0;
	__atomic_store_n(tail, 1, __ATOMIC_RELEASE);
	CHECK(syscall(__NR_io_uring_enter, ring, 1, 0, 0, NULL, 0) == 1);
	do {
		found = count_workers(*(__u64 *)id);
		if (found)
			break;
		tsem_sleep_ms(20);
	} while (--tries);
	CHECK(found > 0);
	CHECK(write(pipe_fd[1], "", 1) == 1);
	return 0;
}

TEST(io_uring_worker_is_a_member)
{
	__u64 id;
	int fd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	fd = syscall(__NR_io_uring_setup, 0, NULL);
	if (fd < 0 && errno != EFAULT && errno != EINVAL)
		SKIP(return, "no io_uring");
	fd = tsem_unshare();
	ASSERT_LE(0, fd);
	id = tsem_fd_id(fd);
	EXPECT_EQ(0, tsem_run(worker_is_member, &id));
	close(fd);
}

TEST_HARNESS_MAIN
