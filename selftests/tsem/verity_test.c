// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: fs-verity digests in the place of content
 */

#include "place.h"

#include <linux/fsverity.h>
#include <linux/fs.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

#include "kselftest_harness.h"

FIXTURE(verity)
{
	char dir[64];
	char path[128];
	char measured[129];	/* what fs-verity says of it */
	int ns;
};

FIXTURE_VARIANT(verity)
{
	const char *hash;
	__u32 algorithm;	/* of fs-verity */
	size_t digits;
};

FIXTURE_VARIANT_ADD(verity, sha256)
{
	.hash = "sha256", .algorithm = FS_VERITY_HASH_ALG_SHA256, .digits = 64,
};

FIXTURE_VARIANT_ADD(verity, sha512)
{
	.hash = "sha512", .algorithm = FS_VERITY_HASH_ALG_SHA512, .digits = 128,
};

static int enable(const char *path, __u32 algorithm)
{
	struct fsverity_enable_arg arg = {
		.version = 1,
		.hash_algorithm = algorithm,
		.block_size = 4096,
	};
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	err = ioctl(fd, FS_IOC_ENABLE_VERITY, &arg) ? -errno : 0;
	close(fd);
	return err;
}

static int measure(const char *path, char *hex)
{
	union {
		struct fsverity_digest digest;
		__u8 room[sizeof(struct fsverity_digest) + 64];
	} u = { .digest.digest_size = 64 };
	int fd = open(path, O_RDONLY | O_CLOEXEC), err, i;

	err = ioctl(fd, FS_IOC_MEASURE_VERITY, &u) ? -errno : 0;
	close(fd);
	for (i = 0; !err && i < u.digest.digest_size; i++)
		sprintf(hex + 2 * i, "%02x", u.digest.digest[i]);
	return err;
}

FIXTURE_SETUP(verity)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	umask(0);
	ASSERT_EQ(0, make_place(self->dir, sizeof(self->dir)));
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	if (enable(self->path, variant->algorithm))
		SKIP(return, "no fs-verity here: %s", strerror(errno));
	ASSERT_EQ(0, measure(self->path, self->measured));
	ASSERT_EQ(variant->digits, strlen(self->measured));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns, "set digest=%s verity=used\n",
				  variant->hash));
}

FIXTURE_TEARDOWN(verity)
{
	if (!self->dir[0])
		return;
	tsem_cancel();
	remove_place(self->dir);
}

/* Also when only fs-verity's own record of it has to be read from the disk. */
TEST_F_TIMEOUT(verity, digest_of_opened_file, 120)
{
	make_cold();
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_has(self->ns, "verity", self->measured))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(NULL, strstr(last(self->ns, "trajectory"), "}, \"digest\""));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "digests_computed"));
}

/* What else has this name, with fs-verity or without, is another file. */
TEST_F_TIMEOUT(verity, other_file_is_refused, 120)
{
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	ASSERT_EQ(0, enable(self->path, variant->algorithm));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, make(self->path, contents[1].text, 0644));
	ASSERT_EQ(0, enable(self->path, variant->algorithm));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"), "\"verity\": \""));
}

/* A digest of another hash is none of this namespace. */
TEST_F_TIMEOUT(verity, other_hash, 120)
{
	const __u32 other = FS_VERITY_HASH_ALG_SHA256 +
			    FS_VERITY_HASH_ALG_SHA512 - variant->algorithm;

	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	ASSERT_EQ(0, enable(self->path, other));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(NULL, strstr(last(self->ns, "trajectory"), "\"verity\""))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(1, tsem_stat(self->ns, "digests_computed"));
}

/* Without the setting a file is its content, wherever it is. */
TEST_F_TIMEOUT(verity, not_asked_for, 120)
{
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(NULL, strstr(last(self->ns, "trajectory"), "\"verity\""));
}

static int do_map_and_run(void *path)
{
	int fd = open(path, O_RDONLY);
	void *mem;
	pid_t pid;

	CHECK(fd >= 0);
	mem = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	CHECK(mem != MAP_FAILED);
	CHECK(!mprotect(mem, 4096, PROT_READ));
	CHECK(!mprotect(mem, 4096, PROT_READ | PROT_EXEC));
	pid = fork();
	if (!pid) {
		execl(path, path, NULL);
		_exit(errno);
	}
	CHECK(tsem_wait(pid) == 42);
	return 0;
}

static int make_program(const char *path)
{
	int from = open(tsem_helper("exit-42"), O_RDONLY);
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);

	if (from < 0 || to < 0)
		return -errno;
	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	close(from);
	close(to);
	return 0;
}

TEST_F_TIMEOUT(verity, program, 120)
{
	static const char *const types[] = {
		"\"programs\": [", "\"mmap_file\": {", "\"file_mprotect\": {",
	};
	char measured[129], pattern[160], *text, *line, *save;
	int n[ARRAY_SIZE(types)] = {};
	size_t i;

	ASSERT_EQ(0, unlink(self->path));
	ASSERT_EQ(0, make_program(self->path));
	ASSERT_EQ(0, enable(self->path, variant->algorithm));
	ASSERT_EQ(0, measure(self->path, measured));
	ASSERT_EQ(0, tsem_run(do_map_and_run, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "digests_computed"));
	snprintf(pattern, sizeof(pattern), "\"verity\": \"%s\"", measured);
	text = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, text);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		tsem_show_line(line);
		EXPECT_TRUE(!strstr(line, self->path) || strstr(line, pattern))
			TH_LOG("%s", line);
		for (i = 0; i < ARRAY_SIZE(types); i++)
			n[i] += strstr(line, types[i]) && strstr(line, pattern);
	}
	for (i = 0; i < ARRAY_SIZE(types); i++)
		EXPECT_LT(0, n[i])
			TH_LOG("type %zu", i);
	free(text);
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_map_and_run, self->path));
}

/* The data of a file on an overlay is what is protected. */
TEST_F_TIMEOUT(verity, below_an_overlay, 120)
{
	char lower[192], merged[192], measured[129];

	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	strcpy(lower, in(self->dir, "lower/both/lower"));
	strcpy(merged, in(self->dir, "merged/both/lower"));
	ASSERT_EQ(0, enable(lower, variant->algorithm));
	ASSERT_EQ(0, measure(lower, measured));
	make_cold();
	ASSERT_EQ(0, tsem_run(do_open, merged));
	EXPECT_TRUE(last_is(self->ns, "path", "own", merged));
	EXPECT_TRUE(last_has(self->ns, "verity", measured))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, merged));
	/* The copy is not protected. */
	ASSERT_EQ(0, chmod(merged, 0600));
	ASSERT_EQ(0, chmod(merged, 0644));
	EXPECT_EQ(0, tsem_run(do_not_open, merged));
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

/* The setting is a part of the model and of its state value. */
TEST_F_TIMEOUT(verity, setting, 120)
{
	char used[160], *text;
	int other = tsem_unshare();

	ASSERT_LE(0, other);
	ASSERT_EQ(0, tsem_control(other, "set digest=%s\n", variant->hash));
	snprintf(used, sizeof(used), "%s", tsem_value(self->ns, "state"));
	EXPECT_EQ(variant->digits, strlen(used));
	EXPECT_STRNE(used, tsem_value(other, "state"));
	ASSERT_EQ(0, tsem_control(other, "set verity=used\n"));
	EXPECT_STREQ(used, tsem_value(other, "state"));
	ASSERT_EQ(0, tsem_control(other, "set fsref=superblock\n"));
	EXPECT_STRNE(used, tsem_value(other, "state"));
	text = tsem_read(self->ns, "model");
	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, "\nfsref content\nverity used\nexpect "));
	free(text);
	ASSERT_EQ(0, tsem_control(other, "set verity=ignored\n"));
	text = tsem_read(other, "model");
	ASSERT_NE(NULL, text);
	EXPECT_EQ(NULL, strstr(text, "verity"));
	free(text);
	EXPECT_EQ(-EINVAL, tsem_control(other, "set verity=\n"));
	EXPECT_EQ(-EINVAL, tsem_control(other, "set verity=1\n"));
	ASSERT_EQ(0, tsem_control(other, "seal\n"));
	EXPECT_EQ(-EBUSY, tsem_control(other, "set verity=used\n"));
}

TEST_HARNESS_MAIN
