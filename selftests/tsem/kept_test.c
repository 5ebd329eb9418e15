// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: the identity that a file keeps while it is open
 */

#include "agent.h"
#include "place_fixture.h"

#include <sys/mman.h>

/* The descriptor of the file, in all processes. */
#define KEPT 20

/* For a namespace that a member joins first. */
static int join = -1;

static int do_open_kept(void *path)
{
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0 && dup2(fd, KEPT) == KEPT);
	return 0;
}

/* Opens the file in a member, and has it in this process, too. */
static int open_by_member(char *path)
{
	pid_t pid = sys_clone(CLONE_FILES | SIGCHLD);

	if (!pid)
		_exit(do_open_kept(path) != 0);
	return pid < 0 ? -errno : tsem_wait(pid);
}

static int do_map(void *unused)
{
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, KEPT, 0) !=
	      MAP_FAILED);
	return 0;
}

static int do_join_and_ask(void *unused)
{
	CHECK(!setns(join, CLONE_NEWTSEM));
	CHECK(fcntl(KEPT, F_GETFL) >= 0);
	return 0;
}

/* What a file is in one namespace, it does not become by what another one does with it. */
TEST_F(place, belongs_to_the_namespace_that_opened)
{
	int other;

	ASSERT_EQ(0, open_by_member(self->path));
	ASSERT_TRUE(last_is(self->ns, "path", "own", self->path));
	ASSERT_EQ(0, rename(self->path, self->other));
	ASSERT_EQ(0, tsem_cancel());
	other = tsem_unshare();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, tsem_run(do_map, NULL));
	EXPECT_TRUE(last_has(other, "type", "mmap_file"));
	EXPECT_TRUE(last_is(other, "path", "own", self->other))
		TH_LOG("%s", last(other, "trajectory"));
	ASSERT_EQ(0, tsem_cancel());
	join = self->ns;
	ASSERT_EQ(0, tsem_run(do_join_and_ask, NULL));
	EXPECT_TRUE(last_has(self->ns, "type", "file_fcntl"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	/* To the other one it is still a foreign file. */
	join = other;
	ASSERT_EQ(0, tsem_run(do_join_and_ask, NULL));
	EXPECT_TRUE(last_has(other, "type", "file_fcntl"));
	EXPECT_EQ(NULL, strstr(last(other, "trajectory"), self->other));
	close(KEPT);
	close(other);
}

static int do_map_and_protect(void *unused)
{
	void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, KEPT,
			 0);

	CHECK(map != MAP_FAILED);
	CHECK(!mprotect(map, 4096, PROT_READ));
	return 0;
}

/*
 * Opened outside, it gets its identity when a member maps it.  Overlayfs has opened the
 * file of the layer before that, and only now that one gets it too.
 */
TEST_F(place, handed_to_a_layer_when_mapped)
{
	char path[192];

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	strcpy(path, in(self->dir, "merged/both/lower"));
	ASSERT_EQ(0, do_open_kept(path));
	ASSERT_EQ(0, tsem_run(do_map_and_protect, NULL));
	EXPECT_TRUE(last_has(self->ns, "type", "file_mprotect"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest))
		TH_LOG("%s", last(self->ns, "trajectory"));
	close(KEPT);
	umount2(in(self->dir, "merged"), MNT_DETACH);
}

#define MANY 40
#define ROOM 3000

static int do_open_many(void *dir)
{
	char path[96];
	int i;

	for (i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "%s/%d", (char *)dir, i);
		CHECK(open(path, O_RDONLY) >= 0);
	}
	return 0;
}

/* Files whose opening an agent allows are kept as far as there is room. */
TEST_F(place, allowed_once_within_the_limit)
{
	struct brain brain = { .answers = { "allow" } };
	long bytes;
	int i;

	for (i = 0; i < MANY; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", i);
		ASSERT_EQ(0, make(in(self->dir, name), "", 0644));
	}
	ASSERT_EQ(0, tsem_control(self->ns, "set bytes=%d\n", ROOM));
	brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, brain.fd);
	ASSERT_EQ(0, start_brain(&brain));
	EXPECT_EQ(0, tsem_run(do_open_many, self->dir));
	stop_brain(&brain);
	EXPECT_EQ(MANY, atomic_load(&brain.asked));
	bytes = tsem_stat(self->ns, "bytes");
	EXPECT_LT(ROOM / 2, bytes);
	EXPECT_GE(ROOM, bytes);
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	close(brain.fd);
}

TEST_HARNESS_MAIN
