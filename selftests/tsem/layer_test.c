// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: names and content of files on an overlay
 */

#include "place_fixture.h"

#include <sys/mman.h>
#include <sys/xattr.h>

TEST_F_TIMEOUT(place, overlay_layers_and_copied_up, 120)
{
	char lower[192], upper[192];
	int fd;

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	strcpy(lower, in(self->dir, "merged/both/lower"));
	strcpy(upper, in(self->dir, "merged/both/upper"));
	ASSERT_EQ(0, overwrite(in(self->dir, "upper/both/upper"),
			       contents[1].text));
	ASSERT_EQ(0, tsem_run(do_open, lower));
	EXPECT_TRUE(last_is(self->ns, "path", "own", lower))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	ASSERT_EQ(0, tsem_run(do_open, upper));
	EXPECT_TRUE(last_is(self->ns, "path", "own", upper));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[1].digest));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, enforce(self->ns));

	/* A copy of the same content is the same file. */
	fd = open(lower, O_RDWR);
	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, access(in(self->dir, "upper/both/lower"), F_OK));
	EXPECT_EQ(0, tsem_run(do_open, lower));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	ASSERT_EQ(0, overwrite(lower, contents[2].text));
	EXPECT_EQ(0, tsem_run(do_not_open, lower));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"),
			       contents[2].digest));
	/* Behind the back of overlayfs, too. */
	ASSERT_EQ(0, overwrite(in(self->dir, "upper/both/upper"),
			       contents[3].text));
	EXPECT_EQ(0, tsem_run(do_not_open, upper));
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

/* Files that are made without being opened for writing, or without a name. */
static int make_in_other_ways(const char *dir)
{
	char link[64];
	int fd = open(in(dir, "both"), O_TMPFILE | O_RDWR, 0600);

	CHECK(fd >= 0 && write(fd, "output", 6) == 6);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(!linkat(AT_FDCWD, link, AT_FDCWD, in(dir, "both/named"),
		      AT_SYMLINK_FOLLOW));
	CHECK(open(in(dir, "both/named"), O_RDONLY) >= 0);
	CHECK(!mknod(in(dir, "both/node"), S_IFREG | 0644, 0));
	CHECK(open(in(dir, "both/node"), O_RDONLY) >= 0);
	CHECK(open(in(dir, "both/only"), O_CREAT | O_RDONLY, 0644) >= 0);
	CHECK(!renameat2(AT_FDCWD, in(dir, "both/node"), AT_FDCWD,
			 in(dir, "both/named"), RENAME_EXCHANGE));
	CHECK(open(in(dir, "both/node"), O_RDONLY) >= 0);
	return 0;
}

/* Everything that has a hook of paths, so that overlayfs has much to do. */
static int do_use_paths(void *dir)
{
	int fd = open(in(dir, "both/lower"), O_RDWR);

	CHECK(fd >= 0);
	CHECK(pwrite(fd, "x", 1, 0) == 1 && !ftruncate(fd, 2));
	CHECK(!chmod(in(dir, "both/upper"), 0600));
	CHECK(!chown(in(dir, "both/lower"), 1, 2));
	CHECK(!truncate(in(dir, "both/lower"), 1));
	CHECK(!link(in(dir, "both/lower"), in(dir, "both/link")));
	CHECK(!symlink("target", in(dir, "both/symlink")));
	CHECK(!mkdir(in(dir, "both/dir"), 0700));
	CHECK(!rename(in(dir, "both/dir"), in(dir, "both/moved")));
	CHECK(!rmdir(in(dir, "both/moved")));
	CHECK(!mkfifo(in(dir, "both/fifo"), 0600));
	CHECK(!rename(in(dir, "both/upper"), in(dir, "both/lower")));
	CHECK(!unlink(in(dir, "both/lower")));
	CHECK(!unlink(in(dir, "both/link")));
	CHECK(!mkdir(in(dir, "both/lower"), 0700));
	CHECK(!rmdir(in(dir, "both/lower")));
	CHECK(open(in(dir, "both/lower"), O_CREAT | O_EXCL | O_RDWR, 0600) >=
	      0);
	return make_in_other_ways(dir);
}

/* Of the same work on one directory: no event is missing, and none is more. */
TEST_F_TIMEOUT(place, overlay_has_the_events_of_a_directory, 120)
{
	char merged[192], *overlay, *plain;
	int other;

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	strcpy(merged, in(self->dir, "merged"));
	ASSERT_EQ(0, tsem_run(do_use_paths, merged));
	ASSERT_EQ(0, umount2(merged, MNT_DETACH));
	ASSERT_EQ(0, mkdir(in(merged, "both"), 0755));
	ASSERT_EQ(0, make(in(merged, "both/lower"), contents[0].text, 0644));
	ASSERT_EQ(0, make(in(merged, "both/upper"), contents[0].text, 0644));
	other = tsem_unshare();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, tsem_run(do_use_paths, merged));
	overlay = state_of(self->ns);
	plain = state_of(other);
	EXPECT_EQ(64, strcspn(plain, "\n"));
	EXPECT_STREQ(plain, overlay) {
		char *a = tsem_read(other, "trajectory");
		char *b = tsem_read(self->ns, "trajectory");

		TH_LOG("plain:\n%s\noverlay:\n%s", a, b);
	}
}

/* Those of entries have the path below the overlay, and come once. */
static int do_use_entries(void *dir)
{
	const char *path = in(dir, "both/lower");
	char value[8];

	CHECK(!setxattr(path, "user.test", "1", 1, 0));
	CHECK(getxattr(path, "user.test", value, sizeof(value)) == 1);
	CHECK(listxattr(path, NULL, 0) > 0);
	CHECK(!removexattr(path, "user.test"));
	CHECK(!utimensat(AT_FDCWD, path, NULL, 0));
	return 0;
}

TEST_F_TIMEOUT(place, overlay_has_the_attributes_of_a_directory, 120)
{
	static const char *const types[] = {
		"inode_setxattr", "inode_getxattr", "inode_listxattr",
		"inode_removexattr", "inode_setattr",
	};
	char type[64];
	size_t i;

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	ASSERT_EQ(0, tsem_run(do_use_entries, (void *)in(self->dir, "merged")));
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		snprintf(type, sizeof(type), "\"type\": \"%s\"", types[i]);
		EXPECT_EQ(1, count_lines(self->ns, "trajectory", type))
			TH_LOG("%s", type);
	}
	EXPECT_EQ(5, tsem_stat(self->ns, "points"));
	EXPECT_EQ(5, count_lines(self->ns, "trajectory",
				 "\"dentry\", \"mount\": \"none\", \"pathname\": \"/both/lower\""));
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

static int do_write_first(void *path)
{
	int fd = open(path, O_WRONLY);

	CHECK(fd >= 0);
	CHECK(write(fd, "x", 1) == 1);
	return 0;
}

/* It is output, whichever layer has it by now. */
TEST_F_TIMEOUT(place, overlay_written_by_a_member, 120)
{
	static const char *const names[] = {
		"merged/both/lower", "merged/both/upper",
	};
	char path[192];
	int i;

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	for (i = 0; i < 2; i++) {
		strcpy(path, in(self->dir, names[i]));
		ASSERT_EQ(0, tsem_run(do_write_first, path));
		ASSERT_EQ(0, tsem_run(do_open, path));
		EXPECT_TRUE(last_has(self->ns, "digest", EMPTY))
			TH_LOG("%s", last(self->ns, "trajectory"));
		EXPECT_EQ(i + 1, tsem_stat(self->ns, "files"));
	}
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

static int do_protect(void *path)
{
	int fd = open(path, O_RDONLY);
	void *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	CHECK(fd >= 0 && map != MAP_FAILED);
	CHECK(!mprotect(map, 4096, PROT_READ | PROT_EXEC));
	return 0;
}

/* What is mapped is a file of a layer, which has the identity of the one opened. */
TEST_F_TIMEOUT(place, overlay_mapped, 120)
{
	char path[192];

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	strcpy(path, in(self->dir, "merged/both/lower"));
	ASSERT_EQ(0, tsem_run(do_protect, path));
	EXPECT_TRUE(last_has(self->ns, "type", "file_mprotect"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

TEST_HARNESS_MAIN
