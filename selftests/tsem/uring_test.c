// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what is done through a ring is what the system call does
 *
 * Each operation is done by its system call and by a request, in every way in
 * which io_uring carries requests out.
 *
 * known:   learned as one it is known as the other, and the same point.
 * denied:  where it is not known it fails with the request, without an effect.
 * ignored: as denied, with the verdict ignored; now there must be an effect.
 */

#include "uring_ops.h"

/* What an actor is told to do. */
enum how {
	DO_NOTHING,
	DO_CALL,
	DO_REQUEST,
};

/**
 * struct way - How io_uring carries a request out
 *
 * @prepare: makes the ring, which is known
 * @provoke: does the operation, of which one half or the other is nothing. Returns
 *	0 or -errno
 */
struct way {
	int (*prepare)(struct world *w);
	int (*provoke)(struct world *w, const struct op *op, enum how how);
};

/* The ways */

static struct uring first_ring;
static int personality[2], wait_fd[2];

static const struct io_uring_sqe nop = { .opcode = IORING_OP_NOP };

/* As the system call or as a request; the other one is nothing. */
static struct io_uring_sqe request_of(struct world *w, const struct op *op,
				      enum how how)
{
	return how == DO_REQUEST ? op->request(w) : nop;
}

static int call_of(struct world *w, const struct op *op, enum how how)
{
	return how == DO_CALL ? op->call(w) : 0;
}

static int provoke_flags(struct world *w, const struct op *op, enum how how,
			 int flags)
{
	struct io_uring_sqe sqe = request_of(w, op, how);

	sqe.flags |= flags;
	return call_of(w, op, how) ?: uring_do(&ring, &sqe);
}

/* At once, in the task that submits. */

static int prepare_plain(struct world *w)
{
	return uring_open(&ring, 0, -1);
}

static int provoke_plain(struct world *w, const struct op *op, enum how how)
{
	return provoke_flags(w, op, how, 0);
}

static const struct way way_plain = { prepare_plain, provoke_plain };

/* By a worker. */

static int provoke_worker(struct world *w, const struct op *op, enum how how)
{
	return provoke_flags(w, op, how, IOSQE_ASYNC);
}

static const struct way way_worker = { prepare_plain, provoke_worker };

/* By a worker that has older credentials, over which it puts those of the task. */

/* To others that are the same. */
static int change_credentials(void)
{
	return result_of(syscall(__NR_setresgid, -1, 5, -1)) ?:
	       result_of(syscall(__NR_setresgid, -1, 0, -1));
}

/* The other thing of the context, which is no part of the credentials. */
static int become_another(void)
{
	return result_of(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) ?:
	       change_credentials();
}

static int prepare_old_worker(struct world *w)
{
	struct io_uring_sqe sqe = nop;

	sqe.flags = IOSQE_ASYNC;
	return prepare_plain(w) ?: uring_do(&ring, &sqe) ?: become_another();
}

static const struct way way_old_worker = { prepare_old_worker, provoke_worker };

/* By the thread that polls. */

static int prepare_poller(struct world *w)
{
	return uring_open(&ring, IORING_SETUP_SQPOLL, -1);
}

static const struct way way_poller = { prepare_poller, provoke_plain };

/* By a thread that polls for another ring, too, and has the credentials of then. */

static int prepare_old_poller(struct world *w)
{
	return uring_open(&first_ring, IORING_SETUP_SQPOLL, -1) ?:
	       become_another() ?:
	       uring_open(&ring, IORING_SETUP_SQPOLL | IORING_SETUP_ATTACH_WQ,
			  first_ring.fd);
}

static const struct way way_old_poller = { prepare_old_poller, provoke_plain };

/* Later, by the task that submitted, over which it puts its old credentials. */

static int prepare_drain(struct world *w)
{
	return prepare_plain(w) ?: result_of(pipe(wait_fd));
}

static int provoke_drain(struct world *w, const struct op *op, enum how how)
{
	const struct io_uring_sqe wait = {
		.opcode = IORING_OP_POLL_ADD,
		.fd = wait_fd[0],
		.poll32_events = POLLIN,
	};
	struct io_uring_sqe sqe = request_of(w, op, how);
	int err = call_of(w, op, how);

	sqe.flags |= IOSQE_IO_DRAIN;
	uring_add(&ring, &wait);
	uring_add(&ring, &sqe);
	err = err ?: uring_enter(&ring, 2, 0) ?: change_credentials();
	tell(wait_fd[1]);
	err = err ?: uring_enter(&ring, 0, 2) ?: uring_result(&ring);
	return err ?: uring_result(&ring);
}

static const struct way way_drain = { prepare_drain, provoke_drain };

/* With credentials of its own, in a chain where the next one has others. */

static int register_group(int gid)
{
	int ret;

	if (syscall(__NR_setresgid, -1, gid, -1))
		return -errno;
	ret = syscall(__NR_io_uring_register, ring.fd,
		      IORING_REGISTER_PERSONALITY, NULL, 0);
	if (ret < 0 || syscall(__NR_setresgid, -1, 0, -1))
		return -errno;
	return ret;
}

static int prepare_chain(struct world *w)
{
	int err = prepare_plain(w);

	if (err)
		return err;
	personality[0] = register_group(5);
	personality[1] = register_group(6);
	return personality[0] < 0 ? personality[0] :
	       personality[1] < 0 ? personality[1] : 0;
}

static int provoke_chain(struct world *w, const struct op *op, enum how how)
{
	struct io_uring_sqe sqe = request_of(w, op, how), last = nop;
	int err;

	syscall(__NR_setresgid, -1, 5, -1);
	err = call_of(w, op, how);
	syscall(__NR_setresgid, -1, 0, -1);
	sqe.personality = personality[0];
	sqe.flags |= IOSQE_IO_LINK;
	last.personality = personality[1];
	uring_add(&ring, &sqe);
	uring_add(&ring, &last);
	return err ?: uring_enter(&ring, 2, 2) ?: uring_result(&ring);
}

static const struct way way_chain = { prepare_chain, provoke_chain };

/* The frame */

static struct request {
	const struct op *op;
	const struct way *way;
	enum how how;
} request;

static int prepare_request(struct world *w)
{
	const struct op *op = request.op;

	return request.way->prepare(w) ?: op->prepare ? op->prepare(w) : 0;
}

static int provoke_request(struct world *w)
{
	int ret;

	clear_answer(&answer, sizeof(answer));
	ret = request.way->provoke(w, request.op, request.how);
	return note_answer(w, &answer, sizeof(answer), ret);
}

static const struct event_test test_request = {
	.prepare = prepare_request,
	.provoke = provoke_request,
};

FIXTURE(uring)
{
	struct world *w;
	int learned;
};

FIXTURE_VARIANT(uring)
{
	const struct op *op;
	const struct way *way;
};

FIXTURE_SETUP(uring)
{
	struct uring probe;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	if (uring_open(&probe, 0, -1))
		SKIP(return, "no io_uring");
	close(probe.fd);
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	ASSERT_EQ(0, arrange(self->w));
	ASSERT_EQ(0, setxattr(in_dir(self->w, "always"), XATTR, "value", 5, 0));
	request = (struct request) { variant->op, variant->way, DO_NOTHING };
	self->learned = tsem_unshare();
	ASSERT_LE(0, self->learned);
}

FIXTURE_TEARDOWN(uring)
{
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

/* An actor from beginning to end. Returns what it did, or 1: had no effect. */
static int attempt(struct world *w, enum how how)
{
	int err;

	request.how = how;
	err = start_attempt(w, &test_request);
	err = err ?: w->result;
	if (!err && how != DO_NOTHING && !request.op->happened(w))
		err = 1;
	end_attempt(w, &test_request);
	request.op->undo(w);
	return err;
}

struct total {
	const char *event;
	long count;
};

static void add_count(const char *line, void *arg)
{
	struct total *total = arg;

	if (!strcmp(event_key(line, "type"), total->event))
		total->count += atol(event_key(line, "count"));
}

/* How often the event of the operation occurred. */
static long count_event(int ns, const char *list)
{
	struct total total = { .event = request.op->event };

	return each_line(ns, list, add_count, &total) ?: total.count;
}

static void check_known(struct __test_metadata *_metadata, struct world *w,
			int ns, enum how first, enum how second)
{
	long points, before, once, twice;
	const char *state;

	ASSERT_EQ(0, attempt(w, DO_NOTHING));
	before = count_event(ns, "trajectory");
	ASSERT_EQ(0, attempt(w, first));
	once = count_event(ns, "trajectory");
	points = tsem_stat(ns, "points");
	state = tsem_value(ns, "state");
	ASSERT_EQ(0, attempt(w, second));
	twice = count_event(ns, "trajectory");
	/* Of what is not the operation there is as much each time. */
	EXPECT_LT(2 * before, once);
	EXPECT_LE(once + before + 1, twice);
	EXPECT_EQ(points, tsem_stat(ns, "points"))
		each_line(ns, "trajectory", show_lines, NULL);
	EXPECT_STREQ(state, tsem_value(ns, "state"));
	EXPECT_EQ(0, tsem_stat(ns, "errors"));
	EXPECT_EQ(0, tsem_stat(ns, "incomplete"));
}

TEST_F(uring, known)
{
	int ns;

	check_known(_metadata, self->w, self->learned, DO_CALL, DO_REQUEST);
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	check_known(_metadata, self->w, ns, DO_REQUEST, DO_CALL);
}

static bool no_line(const char *line, const char *unused)
{
	return false;
}

/* A namespace that knows everything but the operation, and is enforced. */
static int enforced(struct world *w, int learned)
{
	int err = attempt(w, DO_NOTHING);
	int ns = err ?: tsem_unshare();

	if (ns < 0 || err)
		return -EIO;
	err = copy_model(learned, ns, no_line, NULL);
	return err ?: tsem_control(ns, "seal\nenforce\n") ?: ns;
}

TEST_F(uring, denied)
{
	struct event_stats stats = {};
	struct world *w = self->w;
	const char *state;
	int ns;

	ns = enforced(w, self->learned);
	ASSERT_LE(0, ns);
	state = tsem_value(ns, "state");
	ASSERT_EQ(0, attempt(w, DO_NOTHING));
	ASSERT_STREQ("trusted", tsem_value(ns, "trust"));

	request.how = DO_REQUEST;
	ASSERT_EQ(0, start_attempt(w, &test_request));
	EXPECT_EQ(-EPERM, w->result);
	EXPECT_FALSE(request.op->happened(w))
		TH_LOG("%s was denied and had an effect", request.op->event);
	EXPECT_EQ(1, tsem_stat(ns, "forensics"))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_LE(1, count_event(ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_STRNE(state, tsem_value(ns, "state"));
	EXPECT_EQ(0, read_event_stats(ns, request.op->event, &stats));
	EXPECT_LE(1, stats.denied);
	/* Whoever carried it out, it is the process that is not trusted now. */
	EXPECT_EQ(-EPERM, try_later(w));
	EXPECT_LE(1, tsem_stat(ns, "untrusted_denials"));
	end_attempt(w, &test_request);
	request.op->undo(w);

	/* The system call is the same violation. */
	EXPECT_EQ(-EPERM, attempt(w, DO_CALL));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_LE(2, count_event(ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(ns, "errors"));
}

TEST_F(uring, ignored)
{
	struct world *w = self->w;
	int ns;

	if (!can_ignore())
		SKIP(return, "the kernel cannot ignore verdicts");
	ns = enforced(w, self->learned);
	ASSERT_LE(0, ns);
	set_ignore(true);
	EXPECT_EQ(0, attempt(w, DO_REQUEST));
	set_ignore(false);
	EXPECT_LE(1, count_event(ns, "forensics"));
}

/* With the digest, as the tests of all events have it. */

static int provoke_open(struct world *w)
{
	return provoke_worker(w, &op_openat, DO_REQUEST);
}

static const struct event_test test_open_io_uring = {
	.event = "file_open",
	.object = "\"flags\": \"0\", \"file\": {\"kind\": \"path\"" NEXT
		  "\"mount\": \"own\", \"pathname\": \"$DIR/known\"" NEXT
		  "\"mode\": \"0100644\", \"uid\": \"0\", \"gid\": \"0\"" NEXT
		  "\"digest\": \"$CONTENT\"}",
	.arrange = arrange_known,
	.prepare = prepare_plain,
	.provoke = provoke_open,
	.happened = has_new_fd,
	.ring = true,
};

EVENT_TEST(file_open, open_io_uring);

/* Commands to a socket are two events: one of the ring, and that of the system call */

static int prepare_command(struct world *w)
{
	return prepare_plain(w) ?:
	       keep_fd(w, socket(AF_INET, SOCK_STREAM, 0));
}

static int prepare_connected(struct world *w)
{
	return prepare_plain(w) ?: has_connected(w);
}

static int command(struct world *w, struct io_uring_sqe sqe, int op)
{
	sqe.opcode = IORING_OP_URING_CMD;
	sqe.fd = w->own_fd;
	sqe.cmd_op = op;
	return uring_do(&ring, &sqe);
}

#define TCP_SOCK \
	"\"sock\": {\"family\": \"2\", \"type\": \"1\", \"protocol\": \"6\"" NEXT \
	"\"owner\": \"$ACTOR\"}"
#define KEEPALIVE ", \"level\": \"1\", \"optname\": \"9\""

static int provoke_setsockopt(struct world *w)
{
	static const int on = 1;

	return command(w, (struct io_uring_sqe) {
		.level = SOL_SOCKET, .optname = SO_KEEPALIVE,
		.optval = POINTER(&on), .optlen = sizeof(on),
	}, SOCKET_URING_OP_SETSOCKOPT);
}

static bool is_kept_alive(struct world *w)
{
	int fd = actor_fd(w), on = 0;
	socklen_t len = sizeof(on);

	getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, &len);
	close(fd);
	return on;
}

static const struct event_test test_setsockopt_io_uring = {
	.event = "socket_setsockopt",
	.object = TCP_SOCK KEEPALIVE ", \"optlen\": \"4\"" NEXT
		  "\"value\": \"" TSEM_INT_1 "\"",
	.prepare = prepare_command,
	.provoke = provoke_setsockopt,
	.happened = is_kept_alive,
	.ring = true,
};

static int provoke_getsockopt(struct world *w)
{
	int on, ret;

	clear_answer(&on, sizeof(on));
	ret = command(w, (struct io_uring_sqe) {
		.level = SOL_SOCKET, .optname = SO_KEEPALIVE,
		.optval = POINTER(&on), .optlen = sizeof(on),
	}, SOCKET_URING_OP_GETSOCKOPT);
	return note_answer(w, &on, sizeof(on), ret);
}

static const struct event_test test_getsockopt_io_uring = {
	.event = "socket_getsockopt",
	.object = TCP_SOCK KEEPALIVE,
	.prepare = prepare_command,
	.provoke = provoke_getsockopt,
	.happened = has_answer,
	.ring = true,
};

static int get_name(struct world *w, int peer)
{
	struct sockaddr_in name;
	int len = sizeof(name), ret;

	clear_answer(&name, sizeof(name));
	ret = command(w, (struct io_uring_sqe) {
		.addr = POINTER(&name), .addr3 = POINTER(&len), .optlen = peer,
	}, SOCKET_URING_OP_GETSOCKNAME);
	return note_answer(w, &name, sizeof(name), ret);
}

static int provoke_getsockname(struct world *w)
{
	return get_name(w, 0);
}

static int provoke_getpeername(struct world *w)
{
	return get_name(w, 1);
}

static const struct event_test test_getsockname_io_uring = {
	.event = "socket_getsockname",
	.object = TCP_SOCK,
	.prepare = prepare_command,
	.provoke = provoke_getsockname,
	.happened = has_answer,
	.ring = true,
};

static const struct event_test test_getpeername_io_uring = {
	.event = "socket_getpeername",
	.object = TCP_SOCK,
	.arrange = arrange,
	.prepare = prepare_connected,
	.provoke = provoke_getpeername,
	.happened = has_answer,
	.ring = true,
};

EVENT_TEST(socket_setsockopt, setsockopt_io_uring);
EVENT_TEST(socket_getsockopt, getsockopt_io_uring);
EVENT_TEST(socket_getsockname, getsockname_io_uring);
EVENT_TEST(socket_getpeername, getpeername_io_uring);

#define VARIANT(name, by) \
	FIXTURE_VARIANT_ADD(uring, name##_##by) { &op_##name, &way_##by }

#define WAYS(name)            \
	VARIANT(name, plain); \
	VARIANT(name, worker); \
	VARIANT(name, poller)

WAYS(openat);
WAYS(openat2);
WAYS(create);
WAYS(unlinkat);
WAYS(rmdir);
WAYS(renameat);
WAYS(mkdirat);
WAYS(linkat);
WAYS(symlinkat);
WAYS(ftruncate);
WAYS(statx);
WAYS(setxattr);
WAYS(fsetxattr);
WAYS(getxattr);
WAYS(fgetxattr);
WAYS(install);
WAYS(socket);
WAYS(bind);
WAYS(listen);
WAYS(accept);
WAYS(connect);
WAYS(sendmsg);
WAYS(sendmsg_zc);
WAYS(send);
WAYS(send_zc);
WAYS(recv);
WAYS(recvmsg);
WAYS(shutdown);

/* Credentials are put on and taken off, which is where acts could be lost. */

#define CREDENTIAL_WAYS(name)     \
	VARIANT(name, old_worker); \
	VARIANT(name, old_poller); \
	VARIANT(name, drain);     \
	VARIANT(name, chain)

CREDENTIAL_WAYS(openat);
CREDENTIAL_WAYS(mkdirat);
CREDENTIAL_WAYS(statx);
CREDENTIAL_WAYS(setxattr);

/* A program that was executed is told by its name and content. */

static int run_act(struct world *w, const char *verb)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		execl(tsem_helper("act"), "act", verb, in_dir(w, "known"), NULL);
		_exit(99);
	}
	return tsem_wait(pid);
}

struct known_opens {
	int lines;
	long count;
	bool nobody;
};

static void look_for_known(const char *line, void *arg)
{
	struct known_opens *opens = arg;

	if (strcmp(event_key(line, "type"), "file_open") ||
	    !strstr(line, "/known\""))
		return;
	opens->lines++;
	opens->count += atol(event_key(line, "count"));
	opens->nobody |= !strcmp(event_key(line, "actor"), zeros);
}

TEST(programs_keep_their_identity)
{
	const char *const verbs[] = { "open", "ring", "worker", "poller" };
	struct known_opens opens = {};
	struct world *w;
	size_t i;
	int ns;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	w = make_world();
	ASSERT_NE(NULL, w);
	ASSERT_EQ(0, arrange_known(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		EXPECT_EQ(0, run_act(w, verbs[i]));
	EXPECT_EQ(0, each_line(ns, "trajectory", look_for_known, &opens));
	EXPECT_EQ(1, opens.lines)
		each_line(ns, "trajectory", show_lines, NULL);
	EXPECT_EQ(4, opens.count);
	EXPECT_FALSE(opens.nobody);
	destroy_world(w);
}

TEST_HARNESS_MAIN
