/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: operations that there are as system call and as request
 */

#ifndef _SELFTESTS_TSEM_URING_OPS_H
#define _SELFTESTS_TSEM_URING_OPS_H

#include "events.h"
#include "uring.h"

#include <arpa/inet.h>
#include <linux/stat.h>
#include <netinet/in.h>
#include <sys/xattr.h>

/* Below the range from which the kernel chooses. */
#define PORT 4721
#define XATTR "user.tsem"

/**
 * struct op - An operation
 *
 * @event: the first event that it gives
 * @prepare: what the actor needs, known, or NULL
 * @happened: whether it had an effect, seen from outside
 * @undo: takes the effect back, outside
 * @call: the system call. Returns 0 or -errno
 * @request: the same for a ring
 */
struct op {
	const char *event;
	int (*prepare)(struct world *w);
	bool (*happened)(struct world *w);
	void (*undo)(struct world *w);
	int (*call)(struct world *w);
	struct io_uring_sqe (*request)(struct world *w);
};

/* Of the actor. */
static struct uring ring;

/* Everything that is there before: files, and sockets to talk to. */

static struct sockaddr_in address = {
	.sin_family = AF_INET,
};

static int new_socket(int type)
{
	const struct linger now = { .l_onoff = 1 };
	const int on = 1;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return fd;
}

static int set_address(int port)
{
	address.sin_port = htons(port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return 0;
}

static int do_bind(int fd)
{
	return result_of(bind(fd, (void *)&address, sizeof(address)));
}

static int arrange_known(struct world *w)
{
	return make_file(w, "known", EVENT_CONTENT, 0644);
}

static int arrange(struct world *w)
{
	int err = arrange_known(w);

	err = err ?: result_of(mkdirat(w->dir_fd, "empty", 0755));
	set_address(PORT);
	w->fd[0] = new_socket(SOCK_STREAM);
	w->fd[1] = new_socket(SOCK_DGRAM);
	err = err ?: do_bind(w->fd[0]) ?: do_bind(w->fd[1]);
	return err ?: result_of(listen(w->fd[0], 8));
}

/* Effects */

/* What a request fills in, as far as somebody else looks at it. */
static union {
	char bytes[512];
	struct statx statx;
} answer;

static bool has_known(struct world *w)
{
	return exists(w, "known");
}

static bool has_no_known(struct world *w)
{
	return !has_known(w);
}

static bool has_new(struct world *w)
{
	return exists(w, "new");
}

static void drop_new(struct world *w)
{
	discard(w, "new");
}

static void restore_known(struct world *w)
{
	discard(w, "new");
	if (!has_known(w))
		arrange_known(w);
}

static bool has_no_directory(struct world *w)
{
	return !exists(w, "empty");
}

static void restore_directory(struct world *w)
{
	mkdirat(w->dir_fd, "empty", 0755);
}

static bool is_empty(struct world *w)
{
	struct stat st;

	return !fstatat(w->dir_fd, "known", &st, 0) && !st.st_size;
}

static void refill_known(struct world *w)
{
	tsem_write_file(in_dir(w, "known"), EVENT_CONTENT);
}

static bool has_xattr(struct world *w)
{
	return getxattr(in_dir(w, "known"), XATTR, NULL, 0) >= 0;
}

static void drop_xattr(struct world *w)
{
	removexattr(in_dir(w, "known"), XATTR);
}

/* Somebody else cannot bind any more. */
static bool is_bound(struct world *w)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	set_address(PORT + 1);
	err = do_bind(fd);
	close(fd);
	return err == -EADDRINUSE;
}

static bool is_listening(struct world *w)
{
	int fd = new_socket(SOCK_STREAM);
	int err;

	set_address(PORT + 1);
	err = connect(fd, (void *)&address, sizeof(address));
	close(fd);
	return !err;
}

static bool has_connection(struct world *w)
{
	return is_readable(w->fd[0]);
}

static void take_connection(struct world *w)
{
	if (is_readable(w->fd[0]))
		close(accept4(w->fd[0], NULL, NULL, SOCK_CLOEXEC));
}

static bool has_message(struct world *w)
{
	return is_readable(w->fd[1]);
}

static void take_message(struct world *w)
{
	char byte;

	recv(w->fd[1], &byte, 1, MSG_DONTWAIT);
}

/* What the actor receives is in w->data. */
static bool has_received(struct world *w)
{
	return w->data[0] == 'x';
}

static void drop_received(struct world *w)
{
	w->data[0] = '\0';
}

static void no_undo(struct world *w)
{
}

/* The end of what comes from the actor has come. */
static bool is_shut(struct world *w)
{
	int fd = is_readable(w->fd[0]) ? accept(w->fd[0], NULL, NULL) : -1;
	char byte;
	bool shut = fd >= 0 && is_readable(fd) &&
		    !recv(fd, &byte, 1, MSG_DONTWAIT);

	close(fd);
	return shut;
}

/* What actors have before */

static int has_opened(struct world *w)
{
	return keep_fd(w, openat(w->dir_fd, "known", O_RDWR));
}

static int has_opened_always(struct world *w)
{
	return keep_fd(w, openat(w->dir_fd, "always", O_RDONLY));
}

/* A file of the ring, and a way to get the same one by a system call. */
static int self;

static int has_registered(struct world *w)
{
	int err = has_opened(w);

	self = sys_pidfd_open(getpid(), 0);
	if (err || self < 0)
		return err ?: -errno;
	return result_of(syscall(__NR_io_uring_register, ring.fd,
				 IORING_REGISTER_FILES, &w->own_fd, 1));
}

static int has_stream(struct world *w)
{
	return set_address(PORT) ?: keep_fd(w, new_socket(SOCK_STREAM));
}

static int has_datagram(struct world *w)
{
	set_address(PORT);
	return keep_fd(w, socket(AF_INET, SOCK_DGRAM, 0));
}

static int has_connected(struct world *w)
{
	return has_stream(w) ?:
	       result_of(connect(w->own_fd, (void *)&address, sizeof(address)));
}

static int has_free_datagram(struct world *w)
{
	int err = has_datagram(w);

	set_address(PORT + 1);
	return err;
}

static int has_bound(struct world *w)
{
	int err = has_stream(w);

	set_address(PORT + 1);
	return err ?: do_bind(w->own_fd);
}

static int has_caller(struct world *w)
{
	int err = has_bound(w) ?: result_of(listen(w->own_fd, 1));

	return err ?: result_of(connect(new_socket(SOCK_STREAM),
					(void *)&address, sizeof(address)));
}

static struct iovec place = { .iov_len = 1 };
static struct msghdr received = {
	.msg_iov = &place,
	.msg_iovlen = 1,
};

/* A message of its own to receive. */
static int has_sent(struct world *w)
{
	int err = has_free_datagram(w) ?: do_bind(w->own_fd);

	place.iov_base = w->data;
	return err ?: result_of(sendto(w->own_fd, "x", 1, 0, (void *)&address,
				       sizeof(address)));
}

static struct iovec byte = { .iov_base = "", .iov_len = 1 };
static struct msghdr message = {
	.msg_name = &address,
	.msg_namelen = sizeof(address),
	.msg_iov = &byte,
	.msg_iovlen = 1,
};

static struct open_how {
	__u64 flags, mode, resolve;
} how_to_open = { .flags = O_RDONLY | O_NOFOLLOW };

/*
 * The operations: event, what the actor has before, effect, how to take it back;
 * the system call; the request.
 */

#define POINTER(thing) ((unsigned long)(thing))
#define DIR (w->dir_fd)
#define OWN (w->own_fd)

#define OP(name, event_, prepare_, happened_, undo_, does, opcode_, ...)     \
	static int call_##name(struct world *w)                             \
	{                                                                   \
		return result_of(does);                                     \
	}                                                                   \
	static struct io_uring_sqe request_##name(struct world *w)          \
	{                                                                   \
		return (struct io_uring_sqe) {                              \
			.opcode = IORING_OP_##opcode_, __VA_ARGS__          \
		};                                                          \
	}                                                                   \
	static const struct op op_##name = {                                \
		#event_, prepare_, happened_, undo_, call_##name,           \
		request_##name                                              \
	}

OP(openat, file_open, NULL, has_new_fd, no_undo,
	openat(DIR, "known", O_RDONLY),
	OPENAT, .fd = DIR, .addr = POINTER("known"));
OP(openat2, file_open, NULL, has_new_fd, no_undo,
	syscall(__NR_openat2, DIR, "known", &how_to_open, sizeof(how_to_open)),
	OPENAT2, .fd = DIR, .addr = POINTER("known"), .len = sizeof(how_to_open),
	.addr2 = POINTER(&how_to_open));
OP(create, create, NULL, has_new, drop_new,
	openat(DIR, "new", O_CREAT | O_WRONLY, 0640),
	OPENAT, .fd = DIR, .addr = POINTER("new"), .len = 0640,
	.open_flags = O_CREAT | O_WRONLY);
OP(unlinkat, path_unlink, NULL, has_no_known, restore_known,
	unlinkat(DIR, "known", 0),
	UNLINKAT, .fd = DIR, .addr = POINTER("known"));
OP(rmdir, path_rmdir, NULL, has_no_directory, restore_directory,
	unlinkat(DIR, "empty", AT_REMOVEDIR),
	UNLINKAT, .fd = DIR, .addr = POINTER("empty"),
	.unlink_flags = AT_REMOVEDIR);
OP(renameat, path_rename, NULL, has_new, restore_known,
	renameat(DIR, "known", DIR, "new"),
	RENAMEAT, .fd = DIR, .addr = POINTER("known"), .len = DIR,
	.addr2 = POINTER("new"));
OP(mkdirat, path_mkdir, NULL, has_new, drop_new,
	mkdirat(DIR, "new", 0750),
	MKDIRAT, .fd = DIR, .addr = POINTER("new"), .len = 0750);
OP(linkat, path_link, NULL, has_new, drop_new,
	linkat(DIR, "known", DIR, "new", 0),
	LINKAT, .fd = DIR, .addr = POINTER("known"), .len = DIR,
	.addr2 = POINTER("new"));
OP(symlinkat, path_symlink, NULL, has_new, drop_new,
	symlinkat("known", DIR, "new"),
	SYMLINKAT, .fd = DIR, .addr = POINTER("known"), .addr2 = POINTER("new"));
OP(ftruncate, file_truncate, has_opened, is_empty, refill_known,
	ftruncate(OWN, 0),
	FTRUNCATE, .fd = OWN);
OP(statx, inode_getattr, NULL, has_answer, no_undo,
	syscall(__NR_statx, DIR, "known", 0, STATX_BASIC_STATS, &answer.statx),
	STATX, .fd = DIR, .addr = POINTER("known"), .len = STATX_BASIC_STATS,
	.addr2 = POINTER(&answer.statx));
OP(setxattr, inode_setxattr, NULL, has_xattr, drop_xattr,
	setxattr(in_dir(w, "known"), XATTR, "value", 5, XATTR_CREATE),
	SETXATTR, .addr = POINTER(XATTR), .addr2 = POINTER("value"), .len = 5,
	.xattr_flags = XATTR_CREATE, .addr3 = POINTER(in_dir(w, "known")));
OP(fsetxattr, inode_setxattr, has_opened, has_xattr, drop_xattr,
	fsetxattr(OWN, XATTR, "value", 5, 0),
	FSETXATTR, .fd = OWN, .addr = POINTER(XATTR), .addr2 = POINTER("value"),
	.len = 5);
OP(getxattr, inode_getxattr, NULL, has_answer, no_undo,
	getxattr(in_dir(w, "always"), XATTR, &answer, sizeof(answer)),
	GETXATTR, .addr = POINTER(XATTR), .addr2 = POINTER(&answer),
	.len = sizeof(answer), .addr3 = POINTER(in_dir(w, "always")));
OP(fgetxattr, inode_getxattr, has_opened_always, has_answer, no_undo,
	fgetxattr(OWN, XATTR, &answer, sizeof(answer)),
	FGETXATTR, .fd = OWN, .addr = POINTER(XATTR), .addr2 = POINTER(&answer),
	.len = sizeof(answer));
OP(install, file_receive, has_registered, has_new_fd, no_undo,
	syscall(__NR_pidfd_getfd, self, OWN, 0),
	FIXED_FD_INSTALL, .flags = IOSQE_FIXED_FILE);
OP(socket, socket_create, NULL, has_new_fd, no_undo,
	socket(AF_INET, SOCK_DGRAM, 0),
	SOCKET, .fd = AF_INET, .off = SOCK_DGRAM);
OP(bind, socket_bind, has_free_datagram, is_bound, no_undo,
	bind(OWN, (void *)&address, sizeof(address)),
	BIND, .fd = OWN, .addr = POINTER(&address), .addr2 = sizeof(address));
OP(listen, socket_listen, has_bound, is_listening, no_undo,
	listen(OWN, 1),
	LISTEN, .fd = OWN, .len = 1);
OP(accept, socket_accept, has_caller, has_new_fd, no_undo,
	accept(OWN, NULL, NULL),
	ACCEPT, .fd = OWN);
OP(connect, socket_connect, has_stream, has_connection, take_connection,
	connect(OWN, (void *)&address, sizeof(address)),
	CONNECT, .fd = OWN, .addr = POINTER(&address), .addr2 = sizeof(address));
OP(sendmsg, socket_sendmsg, has_datagram, has_message, take_message,
	sendmsg(OWN, &message, 0),
	SENDMSG, .fd = OWN, .addr = POINTER(&message), .len = 1);
OP(sendmsg_zc, socket_sendmsg, has_datagram, has_message, take_message,
	sendmsg(OWN, &message, 0),
	SENDMSG_ZC, .fd = OWN, .addr = POINTER(&message), .len = 1);
OP(send, socket_sendmsg, has_datagram, has_message, take_message,
	sendto(OWN, "", 1, 0, (void *)&address, sizeof(address)),
	SEND, .fd = OWN, .addr = POINTER(""), .len = 1,
	.addr2 = POINTER(&address), .addr_len = sizeof(address));
OP(send_zc, socket_sendmsg, has_datagram, has_message, take_message,
	sendto(OWN, "", 1, 0, (void *)&address, sizeof(address)),
	SEND_ZC, .fd = OWN, .addr = POINTER(""), .len = 1,
	.addr2 = POINTER(&address), .addr_len = sizeof(address));
OP(recv, socket_recvmsg, has_sent, has_received, drop_received,
	recv(OWN, w->data, 1, 0),
	RECV, .fd = OWN, .addr = POINTER(w->data), .len = 1);
OP(recvmsg, socket_recvmsg, has_sent, has_received, drop_received,
	recvmsg(OWN, &received, MSG_PEEK),
	RECVMSG, .fd = OWN, .addr = POINTER(&received), .len = 1,
	.msg_flags = MSG_PEEK);
OP(shutdown, socket_shutdown, has_connected, is_shut, take_connection,
	shutdown(OWN, SHUT_WR),
	SHUTDOWN, .fd = OWN, .len = SHUT_WR);

#endif /* _SELFTESTS_TSEM_URING_OPS_H */
