// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: when content is digested, on file systems of each kind
 */

#include "place.h"
#include "uring.h"

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/uio.h>

#include "kselftest_harness.h"

#define BLOCK 4096
#define BIG (4 << 20)
#define MANY 8
#define GIB 1073741824LL

/* SHA-256 of 64 MiB of zeros. */
#define ZEROS \
	"3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351"

FIXTURE(digest)
{
	char dir[64];
	char on[128];		/* directory on the file system */
	char path[192];		/* on/file */
	char copy[192];		/* on/copy */
	int ns;
};

FIXTURE_VARIANT(digest)
{
	const char *fs;
	long magic;		/* of what holds the data, 0: does not matter */
	int computed;		/* by three opens */
};

FIXTURE_VARIANT_ADD(digest, ext4)
{
	.fs = "here", .magic = EXT4_SUPER_MAGIC, .computed = 1,
};

FIXTURE_VARIANT_ADD(digest, tmpfs)
{
	.fs = "tmpfs", .computed = 1,
};

FIXTURE_VARIANT_ADD(digest, overlay)
{
	.fs = "overlay", .magic = EXT4_SUPER_MAGIC, .computed = 1,
};

/* It has no change cookie. */
FIXTURE_VARIANT_ADD(digest, ramfs)
{
	.fs = "ramfs", .computed = 3,
};

static int make_file_system(const char *dir, const char *fs, char *on)
{
	strcpy(on, dir);
	if (!strcmp(fs, "here"))
		return 0;
	if (strcmp(fs, "overlay"))
		return mount("none", dir, fs, 0, "mode=0755") ? -errno : 0;
	sprintf(on, "%s/merged/both", dir);
	return make_layers(dir);
}

FIXTURE_SETUP(digest)
{
	struct statfs st;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
	ASSERT_EQ(0, statfs(self->dir, &st));
	if (variant->magic && variant->magic != st.f_type)
		SKIP(return, "another file system is there");
	if (make_file_system(self->dir, variant->fs, self->on))
		SKIP(return, "no %s", variant->fs);
	snprintf(self->path, sizeof(self->path), "%s/file", self->on);
	snprintf(self->copy, sizeof(self->copy), "%s/copy", self->on);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(digest)
{
	char merged[128];

	if (!self->dir[0])
		return;
	tsem_cancel();
	snprintf(merged, sizeof(merged), "%s/merged", self->dir);
	umount2(merged, MNT_DETACH);
	umount2(self->dir, MNT_DETACH);
	remove_place(self->dir);
}

static long long computed(int ns)
{
	return tsem_stat(ns, "digests_computed");
}

/* The digest in the last line of a list, or ""; not to be freed. */
static const char *digest_in(int ns, const char *list)
{
	static char found[4][65];
	static int at;
	const char *start = strstr(last(ns, list), "\"digest\": \"sha256\"");

	at = (at + 1) % 4;
	start = start ? strstr(start + 1, "\"digest\": \"") : NULL;
	snprintf(found[at], sizeof(found[at]), "%s", start ? start + 11 : "");
	return found[at];
}

TEST_F_TIMEOUT(digest, kept_as_long_as_it_is_good, 120)
{
	int i;

	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_STREQ(contents[0].digest, digest_in(self->ns, "trajectory"));
	EXPECT_EQ(variant->computed, computed(self->ns));
	ASSERT_EQ(0, overwrite(self->path, contents[1].text));
	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	EXPECT_STREQ(contents[1].digest, digest_in(self->ns, "trajectory"));
	EXPECT_EQ(2 * variant->computed, computed(self->ns));
}

TEST_F_TIMEOUT(digest, changed_content_is_refused, 120)
{
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, overwrite(self->path, contents[1].text));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(contents[1].digest, digest_in(self->ns, "forensics"));
	ASSERT_EQ(0, truncate(self->path, 0));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(EMPTY, digest_in(self->ns, "forensics"));
	ASSERT_EQ(0, overwrite(self->path, contents[0].text));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	/* Another file of that name, which may get the number of the first. */
	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, make(self->path, contents[2].text, 0644));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(contents[2].digest, digest_in(self->ns, "forensics"));
}

TEST_F_TIMEOUT(digest, mapped_by_a_writer, 120)
{
	int fd = open(self->path, O_RDWR);
	char *map = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	ASSERT_NE(MAP_FAILED, (void *)map);
	close(fd);
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	memcpy(map, contents[1].text, 4);
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	memcpy(map, contents[0].text, 4);
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	/* Dirty when it is unmapped. */
	memcpy(map, contents[2].text, 4);
	munmap(map, BLOCK);
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(contents[2].digest, digest_in(self->ns, "forensics"));
}

/* Writing through a mapping need not leave a trace in the inode. */
TEST_F_TIMEOUT(digest, mapped_after_it_was_kept, 120)
{
	char *map;
	int fd;

	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	fd = open(self->path, O_RDWR);
	map = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, (void *)map);
	close(fd);
	memcpy(map, contents[1].text, 4);
	munmap(map, BLOCK);
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(contents[1].digest, digest_in(self->ns, "forensics"));
}

/* The kernel writes to memory that was mapped, for whoever asked for it before. */
TEST_F_TIMEOUT(digest, written_after_it_was_unmapped, 120)
{
	struct io_uring_sqe read_in = { .opcode = IORING_OP_READ_FIXED, .len = 4 };
	struct iovec memory = { .iov_len = BLOCK };
	struct uring ring;
	int fd;

	if (uring_open(&ring, 0, 0))
		SKIP(return, "no io_uring: %s", strerror(errno));
	fd = open(self->path, O_RDWR);
	memory.iov_base = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED,
			       fd, 0);
	ASSERT_NE(MAP_FAILED, memory.iov_base);
	close(fd);
	if (syscall(__NR_io_uring_register, ring.fd, IORING_REGISTER_BUFFERS,
		    &memory, 1))
		SKIP(return, "no memory of %s for that: %s", variant->fs,
		     strerror(errno));
	munmap(memory.iov_base, BLOCK);
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));

	ASSERT_EQ(0, make(self->copy, contents[1].text, 0644));
	read_in.fd = open(self->copy, O_RDONLY);
	read_in.addr = (unsigned long)memory.iov_base;
	ASSERT_EQ(0, uring_do(&ring, &read_in));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STREQ(contents[1].digest, digest_in(self->ns, "forensics"));
}

/* What is executed is what is there now, and not what was opened. */
struct mapping {
	const char *path;
	bool denied;
	int opened, changed;
};

static int do_map_later(void *arg)
{
	const struct mapping *mapping = arg;
	int fd = open(mapping->path, O_RDONLY);
	char byte = 0;
	void *map;

	CHECK(fd >= 0);
	CHECK(write(mapping->opened, &byte, 1) == 1);
	CHECK(read(mapping->changed, &byte, 1) == 1);
	map = mmap(NULL, BLOCK, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	CHECK(mapping->denied ? map == MAP_FAILED && errno == EPERM :
				map != MAP_FAILED);
	return 0;
}

static int change_before_mapping(struct mapping *mapping, const char *text)
{
	int opened[2], changed[2], err = -EIO;
	char byte = 0;
	pid_t pid;

	if (pipe2(opened, O_CLOEXEC) || pipe2(changed, O_CLOEXEC))
		return -errno;
	mapping->opened = opened[1];
	mapping->changed = changed[0];
	pid = fork();
	if (!pid)
		_exit(do_map_later(mapping) != 0);
	close(opened[1]);
	if (read(opened[0], &byte, 1) == 1)
		err = overwrite(mapping->path, text);
	if (write(changed[1], &byte, 1) != 1)
		err = -EIO;
	return tsem_wait(pid) ?: err;
}

TEST_F_TIMEOUT(digest, changed_before_it_is_mapped, 120)
{
	struct mapping mapping = { self->path };

	ASSERT_EQ(0, change_before_mapping(&mapping, contents[0].text));
	EXPECT_STREQ(contents[0].digest, digest_in(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, change_before_mapping(&mapping, contents[0].text));
	mapping.denied = true;
	EXPECT_EQ(0, change_before_mapping(&mapping, contents[1].text));
	EXPECT_STREQ(contents[1].digest, digest_in(self->ns, "forensics"));
}

/* All at once, of a file that takes a while. */
struct crowd {
	char *path;
	int go;
};

static int do_open_in_crowd(void *arg)
{
	struct crowd *crowd = arg;
	char byte;

	CHECK(!read(crowd->go, &byte, 1));
	return do_open(crowd->path);
}

TEST_F_TIMEOUT(digest, first_opens_at_once, 120)
{
	struct crowd crowd = { self->path };
	pid_t pids[MANY];
	int go[2], i;

	ASSERT_EQ(0, truncate(self->path, BIG));
	ASSERT_EQ(0, pipe(go));
	crowd.go = go[0];
	for (i = 0; i < MANY; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			close(go[1]);
			_exit(do_open_in_crowd(&crowd) != 0);
		}
	}
	close(go[1]);
	for (i = 0; i < MANY; i++)
		EXPECT_EQ(0, tsem_wait(pids[i]));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(variant->computed == 1 ? 1 : MANY, computed(self->ns));
}

/* What changes a file a little, and leaves it closed. */
static void write_a_little(const char *path, int i)
{
	int fd = open(path, O_WRONLY);

	if (pwrite(fd, &i, sizeof(i), 0) < 0 ||
	    pwrite(fd, &i, sizeof(i), BIG / 2) < 0)
		ksft_print_msg("cannot write: %s\n", strerror(errno));
	close(fd);
}

static void truncate_a_little(const char *path, int i)
{
	if (truncate(path, BIG - i % 16))
		ksft_print_msg("cannot truncate: %s\n", strerror(errno));
}

static int copy_file(const char *path, const char *to)
{
	int in = open(path, O_RDONLY), out;
	ssize_t n;

	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	do {
		n = sendfile(out, in, NULL, BIG);
	} while (n > 0);
	close(in);
	close(out);
	return n;
}

/*
 * Changed while it is digested; once that is over, the digest is that of a file
 * which nobody has seen before.
 */
static int digest_while(char *path, char *copy, int ns,
			void (*change)(const char *path, int i))
{
	int rounds = tsem_rounds(5), i, n = 0;
	pid_t pid;

	for (i = 0; i < rounds; i++) {
		pid = fork();
		if (!pid)
			_exit(do_open(path) != 0);
		do {
			change(path, ++n);
			tsem_sleep_ms(1);
		} while (!waitpid(pid, NULL, WNOHANG));
		change(path, ++n);
		unlink(copy);
		CHECK(!copy_file(path, copy));
		CHECK(!tsem_run(do_open, path));
		CHECK(!tsem_run(do_open, copy));
	}
	ksft_print_msg("%d changes in %d rounds\n", n, rounds);
	return 0;
}

/* As many lines of the copy as there are other digests in those of the file. */
static int unlike(int ns, const char *path, const char *copy)
{
	char *text = tsem_read(ns, "trajectory"), *line, *save, *at;
	char of_file[16384] = "", pattern[256];
	int n = 0, pass;

	for (pass = 0; pass < 2 && text; pass++) {
		snprintf(pattern, sizeof(pattern), "\"pathname\": \"%s\"",
			 pass ? copy : path);
		for (line = strtok_r(text, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			at = strstr(line, pattern);
			at = at ? strstr(at, "\"digest\": \"") : NULL;
			if (!at)
				continue;
			at[11 + 64] = '\0';
			if (pass)
				n += !strstr(of_file, at + 11);
			else if (strlen(of_file) < sizeof(of_file) - 65)
				strcat(of_file, at + 11);
		}
		free(text);
		text = tsem_read(ns, "trajectory");
	}
	free(text);
	return n;
}

TEST_F_TIMEOUT(digest, written_while_digested, 300)
{
	ASSERT_EQ(0, truncate(self->path, BIG));
	ASSERT_EQ(0, digest_while(self->path, self->copy, self->ns,
				  write_a_little));
	EXPECT_LT(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, unlike(self->ns, self->path, self->copy));
}

TEST_F_TIMEOUT(digest, truncated_while_digested, 300)
{
	ASSERT_EQ(0, truncate(self->path, BIG));
	ASSERT_EQ(0, digest_while(self->path, self->copy, self->ns,
				  truncate_a_little));
	EXPECT_LT(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, unlike(self->ns, self->path, self->copy));
}

/* Past the page cache, in both directions */

static int do_open_direct(void *path)
{
	CHECK(open(path, O_RDONLY | O_DIRECT) >= 0);
	return 0;
}

static int write_direct(const char *path, int byte)
{
	int fd = open(path, O_WRONLY | O_DIRECT);
	void *block;
	ssize_t n;

	if (fd < 0 || posix_memalign(&block, BLOCK, BLOCK))
		return -errno;
	memset(block, byte, BLOCK);
	n = pwrite(fd, block, BLOCK, 0);
	free(block);
	close(fd);
	return n == BLOCK ? 0 : -errno;
}

TEST_F_TIMEOUT(digest, direct, 120)
{
	char first[65];

	if (write_direct(self->path, 'a'))
		SKIP(return, "no O_DIRECT: %s", strerror(errno));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	strcpy(first, digest_in(self->ns, "trajectory"));
	EXPECT_EQ(64, strlen(first));
	ASSERT_EQ(0, tsem_run(do_open_direct, self->path));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	EXPECT_STREQ(first, digest_in(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	ASSERT_EQ(0, write_direct(self->path, 'b'));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_STRNE(first, digest_in(self->ns, "forensics"));
	ASSERT_EQ(0, write_direct(self->path, 'a'));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(0, tsem_run(do_open_direct, self->path));
}

/* What cannot be read by who opens it */

static int do_write_only(void *path)
{
	CHECK(open(path, O_WRONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(digest, write_only, 120)
{
	ASSERT_EQ(0, tsem_run(do_write_only, self->path));
	EXPECT_STREQ(EMPTY, digest_in(self->ns, "trajectory"));
	EXPECT_EQ(0, computed(self->ns));
}

/* Neither for reading nor for writing: for ioctl(2) only. */
static int do_open_for_neither(void *path)
{
	CHECK(open(path, O_ACCMODE) >= 0);
	return 0;
}

TEST_F_TIMEOUT(digest, neither_reading_nor_writing, 120)
{
	ASSERT_EQ(0, tsem_run(do_open_for_neither, self->path));
	EXPECT_STREQ(contents[0].digest, digest_in(self->ns, "trajectory"));
}

static int do_use_unreadable(void *path)
{
	pid_t pid;

	CHECK(!tsem_become_nobody());
	CHECK(open(path, O_RDONLY) < 0 && errno == EACCES);
	pid = fork();
	if (!pid) {
		execl(path, path, NULL);
		_exit(errno);
	}
	CHECK(tsem_wait(pid) == 42);
	return 0;
}

static int do_use_refused(void *path)
{
	pid_t pid;

	CHECK(!tsem_become_nobody());
	pid = fork();
	if (!pid) {
		execl(path, path, NULL);
		_exit(errno);
	}
	CHECK(tsem_wait(pid) == EPERM);
	return 0;
}

/* Who may only execute a program is not the one who reads it. */
TEST_F_TIMEOUT(digest, unreadable_program, 120)
{
	char digest[65], *text;

	ASSERT_EQ(0, copy_file(tsem_helper("exit-42"), self->path));
	ASSERT_EQ(0, chmod(self->path, 0111));
	ASSERT_EQ(0, tsem_run(do_use_unreadable, self->path));
	snprintf(digest, sizeof(digest), "%s", program_digest(self->ns));
	EXPECT_EQ(64, strlen(digest));
	/* The failed one left nothing, as other modules decided first. */
	text = tsem_read(self->ns, "trajectory");
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "\"flags\": \"0\""))
		TH_LOG("%s", text);
	free(text);
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_STREQ(digest, digest_in(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_use_unreadable, self->path));
	ASSERT_EQ(0, overwrite(self->path, "#!/bin/sh\n"));
	EXPECT_EQ(0, tsem_run(do_use_refused, self->path));
}

/* Large files */

/* Both who waits for the one who reads it, and that one, go at once. */
TEST_F_TIMEOUT(digest, killed_over_a_large_file, 120)
{
	pid_t pids[2];
	int i;

	if (!strcmp(variant->fs, "ramfs"))
		SKIP(return, "ramfs would take the memory for it");
	ASSERT_EQ(0, truncate(self->path, 64 * GIB));
	for (i = 0; i < 2; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(do_open(self->path) != 0);
		tsem_sleep_ms(700);
	}
	for (i = 1; i >= 0; i--) {
		ASSERT_EQ(0, waitpid(pids[0], NULL, WNOHANG));
		kill(pids[i], SIGKILL);
		EXPECT_TRUE(ends_soon(pids[i]));
	}
	EXPECT_EQ(0, computed(self->ns));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	/* Nothing is left locked. */
	ASSERT_EQ(0, truncate(self->path, 4));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(1, computed(self->ns));
}

/* Small enough to come to an end on a slow machine. */
TEST_F_TIMEOUT(digest, sparse_file, 900)
{
	if (variant->magic != EXT4_SUPER_MAGIC || strcmp(variant->fs, "here"))
		SKIP(return, "one file system will do");
	ASSERT_EQ(0, truncate(self->path, 0));
	ASSERT_EQ(0, truncate(self->path, 64 << 20));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_STREQ(ZEROS, digest_in(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(1, computed(self->ns));
}

TEST_HARNESS_MAIN
