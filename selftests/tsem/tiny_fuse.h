/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a file system with one file, served by a process
 *
 * Another one can be made, which the kernel asks for in one request with opening it.
 *
 * It tells nobody when the content changes, and it can hold an answer back.
 */

#ifndef _SELFTESTS_TSEM_TINY_FUSE_H
#define _SELFTESTS_TSEM_TINY_FUSE_H

#include "names.h"

#include <linux/fuse.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>

#define TINY_ROOM (4 << 20)
#define TINY_FILE 2
#define TINY_MADE 3

/* Shared by the test and the server. */
struct tiny_shared {
	int hold;		/* opcode for the file that is not answered now, or 0 */
	int held;		/* how many were held back so far */
	int passed;		/* how many of them may be answered all the same */
	int reads;
	int error;		/* that reading gives, or 0 */
	int missing;		/* there is no file now */
	int stale;		/* how many times looking it up gives ESTALE first */
	int valid;		/* seconds for which the kernel keeps a name */
	int made;		/* how many times "made" was made */
	int open;		/* how many times it is open */
	char backing[128];	/* file that is opened for each read, or "" */
	size_t size;
	char content[TINY_ROOM];
};

struct tiny_fuse {
	int fd;
	pid_t server;
	const char *dir;
	volatile struct tiny_shared *shared;
};

struct tiny_request {
	struct fuse_in_header in;
	char arg[FUSE_MIN_READ_BUFFER * 2];
};

static void tiny_reply(int fd, const struct tiny_request *request, int error,
		       const void *data, size_t len)
{
	struct fuse_out_header out = {
		.len = sizeof(out) + len,
		.error = -error,
		.unique = request->in.unique,
	};
	struct iovec iov[] = {
		{ &out, sizeof(out) }, { (void *)data, len },
	};

	if (writev(fd, iov, 2) < 0 && errno != ENOENT)
		_exit(1);
}

static struct fuse_attr tiny_attr(const struct tiny_shared *shared, __u64 node)
{
	const mode_t mode = node == TINY_FILE ? S_IFREG | 0555 :
			    node == TINY_MADE ? S_IFREG | 0600 :
						S_IFDIR | 0755;

	return (struct fuse_attr) {
		.ino = node,
		.size = node == TINY_FILE ? shared->size : 0,
		.mode = mode,
		.nlink = 1,
		.blksize = 4096,
	};
}

static void tiny_init(int fd, const struct tiny_request *request)
{
	const struct fuse_init_in *in = (const void *)request->arg;
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_readahead = in->max_readahead,
		/* So that who waits for a page can be killed. */
		.flags = FUSE_ASYNC_READ,
		.max_background = 16,
		.congestion_threshold = 12,
		.max_write = 4096,
		.time_gran = 1,
	};

	tiny_reply(fd, request, 0, &out, sizeof(out));
}

static struct fuse_entry_out tiny_entry(const struct tiny_shared *shared,
					__u64 node)
{
	return (struct fuse_entry_out) {
		.nodeid = node,
		.attr = tiny_attr(shared, node),
		.entry_valid = shared->valid,
		.attr_valid = shared->valid,
	};
}

static void tiny_create(int fd, const struct tiny_request *request,
			struct tiny_shared *shared)
{
	const struct fuse_create_in *in = (const void *)request->arg;
	struct {
		struct fuse_entry_out entry;
		struct fuse_open_out opened;
	} out = {
		.entry = tiny_entry(shared, TINY_MADE),
		.opened = { .fh = 2 },
	};

	if (strcmp((const char *)(in + 1), "made")) {
		tiny_reply(fd, request, EACCES, NULL, 0);
		return;
	}
	shared->made++;
	shared->open++;
	tiny_reply(fd, request, 0, &out, sizeof(out));
}

static void tiny_lookup(int fd, const struct tiny_request *request,
			struct tiny_shared *shared)
{
	const bool made = !strcmp(request->arg, "made");
	const struct fuse_entry_out out =
		tiny_entry(shared, made ? TINY_MADE : TINY_FILE);

	if (made ? !shared->made :
		   strcmp(request->arg, "file") || shared->missing)
		tiny_reply(fd, request, ENOENT, NULL, 0);
	else if (shared->stale && shared->stale--)
		tiny_reply(fd, request, ESTALE, NULL, 0);
	else
		tiny_reply(fd, request, 0, &out, sizeof(out));
}

static void tiny_read(int fd, const struct tiny_request *request,
		      struct tiny_shared *shared)
{
	const struct fuse_read_in *in = (const void *)request->arg;
	size_t left = in->offset < shared->size ? shared->size - in->offset : 0;
	int backing;

	shared->reads++;
	if (shared->error) {
		tiny_reply(fd, request, shared->error, NULL, 0);
		return;
	}
	if (shared->backing[0]) {
		backing = open(shared->backing, O_RDONLY);
		if (backing < 0)
			_exit(1);
		close(backing);
	}
	tiny_reply(fd, request, 0, shared->content + in->offset,
		   in->size < left ? in->size : left);
}

static void tiny_answer(int fd, const struct tiny_request *request,
			struct tiny_shared *shared)
{
	struct fuse_attr_out attr = {
		.attr = tiny_attr(shared, request->in.nodeid),
		.attr_valid = shared->valid,
	};
	struct fuse_open_out opened = { .fh = 1 };
	struct fuse_statfs_out statfs = { .st.bsize = 4096 };

	switch (request->in.opcode) {
	case FUSE_INIT:
		tiny_init(fd, request);
		break;
	case FUSE_LOOKUP:
		tiny_lookup(fd, request, shared);
		break;
	case FUSE_GETATTR:
		tiny_reply(fd, request, 0, &attr, sizeof(attr));
		break;
	case FUSE_CREATE:
		tiny_create(fd, request, shared);
		break;
	case FUSE_OPEN:
		shared->open += request->in.nodeid == TINY_MADE;
		tiny_reply(fd, request, 0, &opened, sizeof(opened));
		break;
	case FUSE_READ:
		tiny_read(fd, request, shared);
		break;
	case FUSE_STATFS:
		tiny_reply(fd, request, 0, &statfs, sizeof(statfs));
		break;
	case FUSE_RELEASE:
		shared->open -= request->in.nodeid == TINY_MADE;
		tiny_reply(fd, request, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		tiny_reply(fd, request, ENOSYS, NULL, 0);
		break;
	}
}

static void tiny_hold(volatile struct tiny_shared *shared,
		      const struct fuse_in_header *in)
{
	const int opcode = in->opcode;

	if (shared->hold != opcode || in->nodeid != TINY_FILE)
		return;
	shared->held++;
	while (shared->hold == opcode && shared->passed != shared->held)
		tsem_sleep_ms(1);
}

static void tiny_serve(int fd, struct tiny_shared *shared)
{
	static struct tiny_request request;
	ssize_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		memset(&request, 0, sizeof(request));
		n = read(fd, &request, sizeof(request));
		if (n < 0 && (errno == EINTR || errno == EAGAIN ||
			      errno == ENOENT))
			continue;
		if (n < (ssize_t)sizeof(request.in))
			_exit(0);
		tiny_hold(shared, &request.in);
		tiny_answer(fd, &request, shared);
	}
}

/*
 * With default_permissions the kernel asks for the attributes of the file between
 * looking it up and opening it.
 *
 * Mounts it on an empty directory, which has to live as long. The server enters
 * what waits for children. Returns -ENODEV if there is no fuse.
 */
static int tiny_start(struct tiny_fuse *fuse, const char *dir,
		      const char *text)
{
	struct tiny_shared *shared;
	char options[128];

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fuse->fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	fuse->server = -1;
	fuse->dir = dir;
	fuse->shared = shared;
	if (fuse->fd < 0 || shared == MAP_FAILED)
		return -ENODEV;
	shared->size = strlen(text);
	strcpy(shared->content, text);
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions",
		 fuse->fd);
	if (mount("tiny", dir, "fuse", 0, options))
		return -errno;
	fuse->server = fork();
	if (!fuse->server)
		tiny_serve(fuse->fd, shared);
	return fuse->server < 0 ? -errno : 0;
}

static __maybe_unused void tiny_stop(struct tiny_fuse *fuse)
{
	if (fuse->server <= 0)
		return;
	fuse->shared->hold = 0;
	kill(fuse->server, SIGKILL);
	tsem_wait(fuse->server);
	close(fuse->fd);
	umount2(fuse->dir, MNT_DETACH);
}

/* Before the namespace if the server is not a member. */
static __maybe_unused int serve(struct tiny_fuse *fuse, const char *dir, int *ns,
				bool member)
{
	int err;

	if (!member)
		tsem_cancel();
	err = tiny_start(fuse, dir, contents[0].text);
	if (member || err)
		return err;
	*ns = tsem_unshare();
	return *ns < 0 ? *ns : 0;
}

/* Another content, of which nobody is told. */
static __maybe_unused void tiny_set(struct tiny_fuse *fuse, const char *text)
{
	fuse->shared->size = strlen(text);
	strcpy((char *)fuse->shared->content, text);
}

/*
 * The kernel forgets the name, as if the file had been renamed or removed.  A server
 * that holds a request back need not answer for that.
 */
static __maybe_unused int tiny_forget(struct tiny_fuse *fuse)
{
	char name[] = "file";
	struct fuse_notify_inval_entry_out entry = {
		.parent = FUSE_ROOT_ID,
		.namelen = strlen(name),
	};
	struct fuse_out_header out = {
		.len = sizeof(out) + sizeof(entry) + sizeof(name),
		.error = FUSE_NOTIFY_INVAL_ENTRY,
	};
	struct iovec iov[] = {
		{ &out, sizeof(out) },
		{ &entry, sizeof(entry) },
		{ name, sizeof(name) },
	};

	return writev(fuse->fd, iov, ARRAY_SIZE(iov)) < 0 ? -errno : 0;
}

/* Waits until a request is held back that was not before. */
static __maybe_unused bool tiny_holds(struct tiny_fuse *fuse, int before)
{
	int i;

	for (i = 0; i < 20000 && fuse->shared->held == before; i++)
		tsem_sleep_ms(1);
	return fuse->shared->held != before;
}

#endif /* _SELFTESTS_TSEM_TINY_FUSE_H */
