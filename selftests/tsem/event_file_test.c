// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of open files
 */

#include "programs.h"

#define KNOWN "{" NAMED("known") OWNED("0100644") DIGEST("$CONTENT") "}"
#define KNOWN_WRITTEN "{" NAMED("known") OWNED("0100644") DIGEST("$EMPTY") "}"
#define KNOWN_FOREIGN "{" NAMED("known") OWNED("0100644") "}"

/* The kernel's own flag for opening a program is in the record. */
static const struct event_test test_open_for_exec = {
	.event = "file_open",
	.object = "\"flags\": \"32\", \"file\": " PROG,
	.arrange = arrange_prog,
	.provoke = provoke_exec,
	.happened = has_run,
};

/* Opening and creating */

static int arrange_known(struct world *w)
{
	return make_file(w, "known", EVENT_CONTENT, 0644);
}

static int provoke_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "known"), O_RDONLY));
}

static const struct event_test test_open_read = {
	.event = "file_open",
	.object = "\"flags\": \"0\", \"file\": " KNOWN,
	.arrange = arrange_known,
	.provoke = provoke_open,
	.happened = has_new_fd,
};

static int provoke_open_truncate(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "known"), O_WRONLY | O_TRUNC));
}

static bool is_truncated(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "known", &st, 0) && !st.st_size;
}

static void restore_known(struct world *w)
{
	tsem_write_file(in_dir(w, "known"), EVENT_CONTENT);
}

static const struct event_test test_open_truncate = {
	.event = "file_open",
	.object = "\"flags\": \"513\", \"file\": " KNOWN_WRITTEN,
	.arrange = arrange_known,
	.provoke = provoke_open_truncate,
	.happened = is_truncated,
	.undo = restore_known,
};

static bool has_new_file(struct world *w)
{
	return exists(w, "new");
}

static void remove_new(struct world *w)
{
	discard(w, "new");
}

static int provoke_create(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "new"), O_CREAT | O_WRONLY, 0644));
}

static const struct event_test test_create = {
	.event = "create",
	.object = "\"path\": {" NAMED("new") "}",
	.provoke = provoke_create,
	.happened = has_new_file,
	.undo = remove_new,
};

static int provoke_create_mknod(struct world *w)
{
	return result_of(mknod(in_dir(w, "new"), S_IFREG | 0644, 0));
}

static const struct event_test test_create_mknod = {
	.event = "create",
	.object = "\"path\": {" NAMED("new") "}",
	.provoke = provoke_create_mknod,
	.happened = has_new_file,
	.undo = remove_new,
};

static int provoke_create_special(struct world *w)
{
	return result_of(mknod(in_dir(w, "new"), S_IFREG | 04755, 0));
}

static const struct event_test test_create_special = {
	.event = "create_special",
	.object = "\"path\": {" NAMED("new") "}, \"mode\": \"04000\"",
	.provoke = provoke_create_special,
	.happened = has_new_file,
	.undo = remove_new,
	.environment = true,
};

/* Receiving */

static int send_fd(int sock, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = {}, byte = 0;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(sock, &msg, 0) == 1 ? 0 : -errno;
}

/* One message for each attempt waits. */
static int arrange_messages(struct world *w)
{
	int err = arrange_known(w), fd, i;

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->fd))
		return -errno;
	fd = openat(w->dir_fd, "known", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (i = 0; i < EVENT_ATTEMPTS_MAX && !err; i++)
		err = send_fd(w->fd[0], fd);
	close(fd);
	return err;
}

/* The message comes without the file if that is denied. */
static int provoke_receive(struct world *w)
{
	char control[CMSG_SPACE(sizeof(int))] = {}, byte;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	if (recvmsg(w->fd[1], &msg, 0) != 1)
		return -errno;
	return msg.msg_flags & MSG_CTRUNC ? -EMSGSIZE : 0;
}

static const struct event_test test_receive_message = {
	.event = "file_receive",
	.object = "\"file\": " KNOWN_FOREIGN,
	.arrange = arrange_messages,
	.provoke = provoke_receive,
	.happened = has_new_fd,
	.denied = -EMSGSIZE,
};

static int arrange_pidfd(struct world *w)
{
	int err = arrange_known(w);

	if (err)
		return err;
	w->fd[0] = sys_pidfd_open(getpid(), 0);
	w->fd[1] = openat(w->dir_fd, "known", O_RDONLY | O_CLOEXEC);
	return w->fd[0] < 0 || w->fd[1] < 0 ? -errno : 0;
}

static int provoke_getfd(struct world *w)
{
	return keep_fd(w, syscall(__NR_pidfd_getfd, w->fd[0], w->fd[1], 0));
}

static const struct event_test test_receive_pidfd = {
	.event = "file_receive",
	.object = "\"file\": " KNOWN_FOREIGN,
	.arrange = arrange_pidfd,
	.provoke = provoke_getfd,
	.happened = has_new_fd,
};

/* Mapping */

static int prepare_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "known"), O_RDONLY));
}

static int map(struct world *w, int prot, int flags)
{
	w->map = mmap(NULL, 4096, prot, MAP_PRIVATE | flags, w->own_fd, 0);
	return w->map == MAP_FAILED ? -errno : 0;
}

static int provoke_map(struct world *w)
{
	return map(w, PROT_READ, 0);
}

static bool is_mapped(struct world *w)
{
	return has_mapping(w, "r--p", "known");
}

static const struct event_test test_mmap_file = {
	.event = "mmap_file",
	.object = "\"file\": " KNOWN ", \"prot\": \"1\", \"flags\": \"2\"",
	.arrange = arrange_known,
	.prepare = prepare_open,
	.provoke = provoke_map,
	.happened = is_mapped,
};

static int provoke_map_exec(struct world *w)
{
	return map(w, PROT_READ | PROT_EXEC, 0);
}

static bool is_mapped_exec(struct world *w)
{
	return has_mapping(w, "r-xp", "known");
}

static const struct event_test test_mmap_file_exec = {
	.event = "mmap_file",
	.object = "\"file\": " KNOWN ", \"prot\": \"5\", \"flags\": \"2\"",
	.arrange = arrange_known,
	.prepare = prepare_open,
	.provoke = provoke_map_exec,
	.happened = is_mapped_exec,
};

static int provoke_map_anonymous_exec(struct world *w)
{
	return map(w, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_ANONYMOUS);
}

static bool has_anonymous_exec(struct world *w)
{
	return has_mapping(w, "rwxp", NULL);
}

static const struct event_test test_mmap_anonymous_exec = {
	.event = "mmap_file",
	.object = "\"prot\": \"7\", \"flags\": \"34\"",
	.provoke = provoke_map_anonymous_exec,
	.happened = has_anonymous_exec,
};

static int prepare_map(struct world *w)
{
	return prepare_open(w) ?: provoke_map(w);
}

static int provoke_mprotect(struct world *w)
{
	return result_of(mprotect(w->map, 4096, PROT_READ | PROT_EXEC));
}

static const struct event_test test_mprotect_file = {
	.event = "file_mprotect",
	.object = "\"file\": " KNOWN ", \"prot\": \"5\", \"shared\": \"0\"",
	.arrange = arrange_known,
	.prepare = prepare_map,
	.provoke = provoke_mprotect,
	.happened = is_mapped_exec,
};

static int prepare_map_anonymous(struct world *w)
{
	return map(w, PROT_READ | PROT_WRITE, MAP_ANONYMOUS);
}

static bool has_anonymous_code(struct world *w)
{
	return has_mapping(w, "r-xp", NULL);
}

static const struct event_test test_mprotect_anonymous_exec = {
	.event = "file_mprotect",
	.object = "\"prot\": \"5\", \"shared\": \"0\"",
	.prepare = prepare_map_anonymous,
	.provoke = provoke_mprotect,
	.happened = has_anonymous_code,
};

static int prepare_open_write(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "known"), O_RDWR));
}

static int provoke_ftruncate(struct world *w)
{
	return result_of(ftruncate(w->own_fd, 0));
}

static const struct event_test test_ftruncate = {
	.event = "file_truncate",
	.object = "\"file\": " KNOWN_WRITTEN,
	.arrange = arrange_known,
	.prepare = prepare_open_write,
	.provoke = provoke_ftruncate,
	.happened = is_truncated,
	.undo = restore_known,
};

#define FILE_EVENT EVENT_TEST
#include "event_list.h"

/* What a denial does when there is no way back, or when there was a first part */

FIXTURE(after_denial)
{
	struct world *w;
	int learned;
};

FIXTURE_SETUP(after_denial)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
}

FIXTURE_TEARDOWN(after_denial)
{
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

static bool is_map_of_program(const char *line, const char *arg)
{
	return !strcmp(event_key(line, "type"), "mmap_file") &&
	       strcmp(event_key(line, "actor"), zeros);
}

/* Past the point of no return of exec there is nobody to tell. */
TEST_F(after_denial, map_in_exec_kills)
{
	struct world *w = self->w;
	int learned, ns;

	ASSERT_EQ(0, arrange_prog(w));
	learned = tsem_unshare();
	ASSERT_LE(0, learned);
	ASSERT_EQ(0, start_attempt(w, &test_exec));
	EXPECT_TRUE(has_run(w));
	end_attempt(w, &test_exec);
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, copy_model(learned, ns, is_map_of_program, NULL));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	ASSERT_EQ(0, start_attempt(w, &test_exec));
	EXPECT_TRUE(ended(w, CLD_KILLED, SIGSEGV) ||
		    ended(w, CLD_DUMPED, SIGSEGV));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	end_attempt(w, &test_exec);

	if (!can_ignore())
		return;
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, copy_model(learned, ns, is_map_of_program, NULL));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	set_ignore(true);
	ASSERT_EQ(0, start_attempt(w, &test_exec));
	EXPECT_TRUE(has_run(w));
	end_attempt(w, &test_exec);
}

SHOWS_DENIAL(mmap_file, KILLS);

/* Two mappings side by side, of which the first was made executable before. */
static int prepare_two_maps(struct world *w)
{
	int known = open(in_dir(w, "known"), O_RDONLY);
	int other = open(in_dir(w, "other"), O_RDONLY);
	char *at = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, known, 0);

	w->map = at;
	if (mmap(at + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, other,
		 0) == MAP_FAILED ||
	    mprotect(at, 4096, PROT_READ | PROT_EXEC) ||
	    mprotect(at, 4096, PROT_READ))
		return -errno;
	return 0;
}

static int provoke_mprotect_two(struct world *w)
{
	return result_of(mprotect(w->map, 8192, PROT_READ | PROT_EXEC));
}

static const struct event_test test_two_maps = {
	.event = "file_mprotect",
	.object = "",
	.prepare = prepare_two_maps,
	.provoke = provoke_mprotect_two,
};

TEST_F(after_denial, mprotect_is_partial)
{
	struct world *w = self->w;
	int ns;

	ASSERT_EQ(0, arrange_known(w));
	ASSERT_EQ(0, make_file(w, "other", "other\n", 0644));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, prepare_attempt(w, &test_two_maps));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	provoke_attempt(w);
	EXPECT_EQ(-EPERM, w->result);
	EXPECT_TRUE(has_mapping(w, "r-xp", "known"));
	EXPECT_FALSE(has_mapping(w, "r-xp", "other"));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_EQ(-EPERM, try_later(w));
	end_attempt(w, &test_two_maps);
}

SHOWS_DENIAL(file_mprotect, PARTIAL);

TEST_HARNESS_MAIN
