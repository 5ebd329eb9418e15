// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events under unusual circumstances
 *
 * Modules that are some, questions that are no execution, and user namespaces
 * in which ids are others or none.
 */

#include "events.h"
#include "member.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

/* Real modules, that do no harm */

#define MODULE "module.ko"

static const char *const modules[] = {
	"dummy", "crc7", "crc8", "ts_kmp", "ts_fsm",
};

static bool is_loaded(const char *name)
{
	FILE *file = fopen("/proc/modules", "r");
	char line[1024], found[128];
	bool loaded = false;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%127s", found) == 1 && !strcmp(found, name))
			loaded = true;
	if (file)
		fclose(file);
	return loaded;
}

static int unload(const char *name)
{
	return result_of(syscall(__NR_delete_module, name, O_NONBLOCK));
}

static int finit_module(struct world *w)
{
	return result_of(syscall(__NR_finit_module, w->fd[0], "", 0));
}

/* Its bytes and their number. */
static int init_module(struct world *w)
{
	return result_of(syscall(__NR_init_module, w->map, w->own_fd, ""));
}

/* Unpacks a module of the running kernel. */
static bool copy_module(struct world *w, const char *name)
{
	char command[768];

	snprintf(command, sizeof(command),
		 "f=$(find /lib/modules/$(uname -r) -name '%s.ko*' | head -n 1);"
		 "case $f in *.ko) cat ;; *.xz) xz -dc ;; *.zst) zstd -dc ;;"
		 "*.gz) gzip -dc ;; *) false ;; esac <${f:-/dev/null} >'%s'",
		 name, in_dir(w, MODULE));
	return !system(command);
}

/* Opens the module and maps it, for members to find. */
static int open_module(struct world *w)
{
	struct stat st;

	if (w->fd[0] >= 0)
		close(w->fd[0]);
	w->fd[0] = open(in_dir(w, MODULE), O_RDONLY | O_CLOEXEC);
	if (w->fd[0] < 0 || fstat(w->fd[0], &st))
		return -errno;
	w->own_fd = st.st_size;
	w->map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, w->fd[0], 0);
	return w->map == MAP_FAILED ? -errno : 0;
}

/* One that can be loaded alone and unloaded again; its name is in data. */
static bool find_module(struct world *w)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modules); i++) {
		if (is_loaded(modules[i]) || !copy_module(w, modules[i]) ||
		    open_module(w) || finit_module(w))
			continue;
		snprintf(w->data, sizeof(w->data), "%s", modules[i]);
		if (is_loaded(w->data) && !unload(w->data))
			return true;
	}
	return false;
}

/* Changes one byte of a text that nobody reads, in a new file of that name. */
static int change_module(struct world *w)
{
	static const char text[] = "\0description=";
	char *copy = malloc(w->own_fd), *at;
	FILE *file;
	int ret = 0;

	memcpy(copy, w->map, w->own_fd);
	at = memmem(copy, w->own_fd, text, sizeof(text) - 1);
	if (!at || unlink(in_dir(w, MODULE)))
		return -ENOENT;
	at[sizeof(text) - 1] ^= 1;
	file = fopen(in_dir(w, MODULE), "w");
	if (!file || fwrite(copy, w->own_fd, 1, file) != 1)
		ret = -EIO;
	if (file)
		fclose(file);
	free(copy);
	return ret ?: open_module(w);
}

/* What sha256sum says. */
static void digest_module(struct world *w)
{
	char command[300];
	FILE *pipe;

	snprintf(command, sizeof(command), "sha256sum <'%s'",
		 in_dir(w, MODULE));
	w->more[0] = '\0';
	pipe = popen(command, "r");
	if (!pipe || fscanf(pipe, "%64s", w->more) != 1)
		w->more[0] = '\0';
	if (pipe)
		pclose(pipe);
}

FIXTURE(module)
{
	struct world *w;
};

FIXTURE_VARIANT(module)
{
	int (*load)(struct world *w);
	struct event_test test;
};

FIXTURE_VARIANT_ADD(module, finit_module)
{
	.load = finit_module,
	.test = {
		.event = "kernel_read_file",
		.object = "\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT
			  "\"pathname\": \"$DIR/module.ko\"" NEXT
			  "\"mode\": \"0100666\", \"uid\": \"0\"" NEXT
			  "\"gid\": \"0\", \"digest\": \"$MORE\"}" NEXT
			  "\"id\": \"2\"",
	},
};

FIXTURE_VARIANT_ADD(module, init_module)
{
	.load = init_module,
	.test = {
		.event = "kernel_load_data",
		.object = "\"id\": \"2\", \"digest\": \"$MORE\"",
	},
};

FIXTURE_SETUP(module)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	if (!find_module(self->w)) {
		destroy_world(self->w);
		SKIP(return, "there is no module that can be loaded for a try");
	}
	digest_module(self->w);
	ASSERT_EQ(64, strlen(self->w->more));
}

FIXTURE_TEARDOWN(module)
{
	if (!self->w)
		return;
	tsem_cancel();
	if (self->w->data[0] && is_loaded(self->w->data))
		unload(self->w->data);
	destroy_world(self->w);
}

/* It is the bytes that count, each of them. */
TEST_F(module, is_known_by_its_digest)
{
	const struct event_test *test = &variant->test;
	struct event_seen seen;
	struct world *w = self->w;
	int ns;

	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, variant->load));
	EXPECT_TRUE(is_loaded(w->data));
	EXPECT_EQ(0, unload(w->data));
	ASSERT_EQ(0, search_list(ns, "trajectory", w, test, &seen));
	EXPECT_EQ(1, seen.matches)
		each_line(ns, "trajectory", show_lines, NULL);
	EXPECT_EQ(1, seen.count);
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(0, in_member(w, variant->load));
	EXPECT_TRUE(is_loaded(w->data));
	EXPECT_EQ(0, unload(w->data));
	EXPECT_EQ(0, tsem_stat(ns, "forensics"));
}

TEST_F(module, is_refused_if_changed)
{
	const struct event_test *test = &variant->test;
	struct event_seen seen;
	struct world *w = self->w;
	int ns;

	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, variant->load));
	EXPECT_EQ(0, unload(w->data));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	ASSERT_EQ(0, change_module(w));
	EXPECT_EQ(-EPERM, in_member(w, variant->load));
	EXPECT_FALSE(is_loaded(w->data));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	ASSERT_EQ(0, tsem_cancel());
	digest_module(w);
	ASSERT_EQ(0, search_list(ns, "forensics", w, test, &seen));
	EXPECT_EQ(1, seen.matches)
		each_line(ns, "forensics", show_lines, NULL);

	/* From outside it would do. */
	EXPECT_EQ(0, variant->load(w));
	EXPECT_TRUE(is_loaded(w->data));
	EXPECT_EQ(0, unload(w->data));
}

/* A question whether a program could be executed */

static int ask_to_execute(int fd)
{
	char *const none[] = { NULL };

	return result_of(syscall(__NR_execveat, fd, "", none, none,
				 AT_EMPTY_PATH | AT_EXECVE_CHECK));
}

FIXTURE(question)
{
	int fd;
	int ns;
};

FIXTURE_SETUP(question)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->fd = open(tsem_helper("exit-42"), O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	if (ask_to_execute(self->fd))
		SKIP(return, "the kernel cannot be asked");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(question)
{
}

/* Who asks executes nothing, and so enters nothing. */
TEST_F(question, does_not_enter)
{
	const __u64 id = tsem_fd_id(self->ns);
	struct event_stats stats = {};

	EXPECT_EQ(0, ask_to_execute(self->fd));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	EXPECT_EQ(id, tsem_waiting());
	ASSERT_EQ(0, read_event_stats(self->ns, "exec", &stats));
	EXPECT_EQ(0, stats.seen);
	ASSERT_EQ(0, read_event_stats(self->ns, "exec_check", &stats));
	EXPECT_EQ(0, stats.seen);
	/* Nor is anybody in it who could lose its trust. */
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	ask_to_execute(self->fd);
	EXPECT_EQ(0, tsem_stat(self->ns, "untrusted_denials"));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
	EXPECT_LE(0, open("/dev/null", O_RDONLY | O_CLOEXEC));
}

/* What waits learns nothing from it and can be set up still. */
TEST_F(question, is_no_event)
{
	EXPECT_EQ(0, ask_to_execute(self->fd));
	EXPECT_STREQ("", types_of(self->ns, "trajectory"));
	EXPECT_EQ(0, tsem_control(self->ns, "set digest=sha512\n"));
}

/* The answer is not that of a model which is not ours yet. */
TEST_F(question, is_answered)
{
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(0, ask_to_execute(self->fd));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
}

/* Ids in user namespaces */

static int open_in_new_userns(struct world *w)
{
	if (unshare(CLONE_NEWUSER))
		return -errno;
	/* In there nobody has an id. */
	if (getuid() != 65534)
		return -ERANGE;
	return do_known(w);
}

#define ALWAYS_DIGEST \
	"0565e75d9e5b70dc2e9f30ff8effa92514b08f3a186db06dc3ecc92818a9d2e1"
#define FILE_OF(name) \
	"\"flags\": \"0\", \"file\": {\"kind\": \"path\"" NEXT \
	"\"mount\": \"own\", \"pathname\": \"$DIR/" name "\"" NEXT \
	"\"mode\": \"0100644\", \"uid\": \"$DATA\"" NEXT \
	"\"gid\": \"$DATA\", \"digest\": \"" ALWAYS_DIGEST "\"}"
#define NOBODY "4294967295"

static const struct event_test test_always = {
	.event = "file_open",
	.object = FILE_OF("always"),
};

static const struct event_test test_theirs = {
	.event = "file_open",
	.object = FILE_OF("theirs"),
};

/* Looks for the one event with a file that has the given owner. */
static int search_owned(struct world *w, int ns, const struct event_test *test,
			const char *id, struct event_seen *seen)
{
	snprintf(w->data, sizeof(w->data), "%s", id);
	return search_list(ns, "trajectory", w, test, seen) ?:
	       (seen->matches == 1 ? 0 : -ENOENT);
}

/* The context of a line has only this id, and that level. */
static bool has_ids(const char *line, const char *id, const char *level)
{
	char coe[512];

	snprintf(coe, sizeof(coe),
		 "\"COE\": {\"uid\": \"%s\", \"euid\": \"%s\"" NEXT
		 "\"suid\": \"%s\", \"fsuid\": \"%s\", \"gid\": \"%s\"" NEXT
		 "\"egid\": \"%s\", \"sgid\": \"%s\", \"fsgid\": \"%s\"" NEXT
		 "\"userns\": \"%s\"", id, id, id, id, id, id, id, id, level);
	return strstr(line, coe);
}

/* Ids are those of the owner, whatever the member sees. */
TEST_F(world, ids_in_a_new_userns)
{
	struct event_seen seen;
	int ns;

	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(self->w, open_in_new_userns));
	EXPECT_STREQ("userns_create file_open ", types_of(ns, "trajectory"));
	ASSERT_EQ(0, search_owned(self->w, ns, &test_always, "0", &seen));
	EXPECT_TRUE(has_ids(seen.line, "0", "1"))
		TH_LOG("%s", seen.line);
}

static int open_both(struct world *w)
{
	int err = do_known(w);

	return err ?: result_of(open(in_dir(w, "theirs"), O_RDONLY));
}

/* Makes both namespaces; what is mapped comes from outside. */
static int own_few_ids(struct world *w)
{
	struct event_seen seen;
	int ns;

	CHECK(!unshare(CLONE_NEWUSER | CLONE_NEWTSEM));
	tell(w->answer[1]);
	CHECK(hear(w->command[0]));
	ns = tsem_open_link("self", "tsem_for_children");
	CHECK(ns >= 0);
	CHECK(!in_member(w, open_both));
	CHECK(!search_owned(w, ns, &test_always, NOBODY, &seen));
	CHECK(has_ids(seen.line, NOBODY, "0"));
	CHECK(!search_owned(w, ns, &test_theirs, "0", &seen));
	CHECK(has_ids(seen.line, NOBODY, "0"));
	CHECK(seen.lines == 2);
	return 0;
}

static int map_ids(pid_t pid, const char *map)
{
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	err = tsem_write_file(path, map);
	snprintf(path, sizeof(path), "/proc/%d/gid_map", pid);
	return err ?: tsem_write_file(path, map);
}

/* The owner knows one id, which is neither the member's nor that of the file. */
TEST_F(world, ids_that_are_not_mapped)
{
	struct world *w = self->w;
	pid_t pid;

	ASSERT_EQ(0, make_file(w, "theirs", "always\n", 0644));
	ASSERT_EQ(0, fchownat(w->dir_fd, "theirs", 1000, 1000, 0));
	ASSERT_EQ(0, pipe2(w->command, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(w->answer, O_CLOEXEC));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		close(w->command[1]);
		_exit(own_few_ids(w) ? 1 : 0);
	}
	close(w->answer[1]);
	ASSERT_TRUE(hear(w->answer[0]));
	ASSERT_EQ(0, map_ids(pid, "0 1000 1"));
	tell(w->command[1]);
	EXPECT_EQ(0, tsem_wait(pid));
}

/* A capability that the member has in a user namespace of its own only. */

static int prepare_userns(struct world *w)
{
	return result_of(unshare(CLONE_NEWUSER));
}

static int provoke_chroot(struct world *w)
{
	return result_of(chroot(w->dir));
}

static bool has_other_root(struct world *w)
{
	char path[64], root[128] = "";

	snprintf(path, sizeof(path), "/proc/%d/root", w->actor);
	return readlink(path, root, sizeof(root) - 1) > 0 &&
	       !strcmp(root, w->dir);
}

static const struct event_test test_capable_in_userns = {
	.event = "capable",
	.object = "\"cap\": \"18\", \"opts\": \"0\", \"userns\": \"1\"",
	.prepare = prepare_userns,
	.provoke = provoke_chroot,
	.happened = has_other_root,
};

EVENT_TEST(capable, capable_in_userns);

TEST_HARNESS_MAIN
