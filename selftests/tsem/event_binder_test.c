// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of Binder
 *
 * The actor sends to a manager, which is outside and notes what arrives. A
 * transaction that is denied gets a reply that says so.
 */

#include "events.h"

#include <linux/android/binder.h>

#define ROOM 8192

#define CREDENTIALS "{\"uid\": \"0\", \"euid\": \"0\"" NEXT \
	"\"suid\": \"0\", \"fsuid\": \"0\", \"gid\": \"0\"" NEXT \
	"\"egid\": \"0\", \"sgid\": \"0\", \"fsgid\": \"0\"" NEXT \
	"\"userns\": \"0\", \"capeff\": \"$MORE\", \"securebits\": \"0\"}"
#define BETWEEN "\"from\": " CREDENTIALS ", \"to\": " CREDENTIALS

static int arrange_caps(struct world *w)
{
	const char *caps = strstr(proc_text(getpid(), "status"), "CapEff:\t");

	if (!caps)
		return -EIO;
	snprintf(w->more, sizeof(w->more), "0x%llx",
		 strtoull(caps + 8, NULL, 16));
	return 0;
}

/* A file system of its own, so that nobody is the manager. */
static int arrange_binder(struct world *w)
{
	const char *dir = in_dir(w, "binder");

	if (mkdir(dir, 0755) || mount("binder", dir, "binder", 0, NULL))
		return -errno;
	return arrange_caps(w);
}

static void dismiss_binder(struct world *w)
{
	if (w->victim[0] > 0) {
		kill(w->victim[0], SIGKILL);
		tsem_wait(w->victim[0]);
		w->victim[0] = 0;
	}
	umount2(in_dir(w, "binder"), MNT_DETACH);
}

static int open_binder(struct world *w)
{
	int fd = open(in_dir(w, "binder/binder"), O_RDWR | O_CLOEXEC);

	if (fd >= 0 && mmap(NULL, ROOM, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED)
		return -errno;
	return keep_fd(w, fd);
}

static int become_manager(int fd)
{
	struct flat_binder_object object = {
		.flags = FLAT_BINDER_FLAG_ACCEPTS_FDS,
	};

	return result_of(ioctl(fd, BINDER_SET_CONTEXT_MGR_EXT, &object));
}

/* The manager of Binder */

static int provoke_manager(struct world *w)
{
	return become_manager(w->own_fd);
}

/* There is one at most. */
static bool has_manager(struct world *w)
{
	int fd = open(in_dir(w, "binder/binder"), O_RDWR | O_CLOEXEC);
	int err = become_manager(fd);

	close(fd);
	return err == -EBUSY;
}

/* It is gone a moment after whoever it was. */
static void await_no_manager(struct world *w)
{
	int tries = 100;

	while (has_manager(w) && --tries)
		tsem_sleep_ms(20);
}

static const struct event_test test_binder_manager = {
	.event = "binder_set_context_mgr",
	.object = "\"manager\": " CREDENTIALS,
	.arrange = arrange_binder,
	.prepare = open_binder,
	.provoke = provoke_manager,
	.happened = has_manager,
	.undo = await_no_manager,
	.dismiss = dismiss_binder,
};

/* Transactions: what arrives is noted in w->data */

/* The first that counts of what was read. */
static __u32 *find_answer(const struct binder_write_read *io)
{
	char *at = (char *)(unsigned long)io->read_buffer;
	char *end = at + io->read_consumed;

	while (at < end) {
		__u32 *answer = (__u32 *)at;

		if (*answer != BR_NOOP && *answer != BR_INCREFS &&
		    *answer != BR_ACQUIRE && *answer != BR_SPAWN_LOOPER)
			return answer;
		at += sizeof(*answer) + _IOC_SIZE(*answer);
	}
	return NULL;
}

/* Reads until there is something that counts, and returns that. */
static __u32 *next_answer(int fd, __u32 *words, size_t size)
{
	struct binder_write_read io = {};
	__u32 *answer = NULL;

	while (!answer) {
		io.read_buffer = (unsigned long)words;
		io.read_size = size;
		io.read_consumed = 0;
		if (ioctl(fd, BINDER_WRITE_READ, &io))
			return NULL;
		answer = find_answer(&io);
	}
	return answer;
}

/* A command stands right before what belongs to it. */
static int exchange(int fd, __u32 command, const void *data, size_t size,
		    struct binder_write_read *io)
{
	char bytes[sizeof(command) + sizeof(struct binder_transaction_data)];

	io->write_buffer = (unsigned long)bytes;
	io->write_size = sizeof(command) + size;
	memcpy(bytes, &command, sizeof(command));
	memcpy(bytes + sizeof(command), data, size);
	return result_of(ioctl(fd, BINDER_WRITE_READ, io));
}

static int write_command(int fd, __u32 command, const void *data, size_t size)
{
	struct binder_write_read io = {};

	return exchange(fd, command, data, size, &io);
}

static int manage(struct world *w, int fd)
{
	struct binder_transaction_data data;
	__u32 words[128], *answer;

	write_command(fd, BC_ENTER_LOOPER, "", 0);
	while ((answer = next_answer(fd, words, sizeof(words)))) {
		if (*answer != BR_TRANSACTION)
			continue;
		memcpy(&data, answer + 1, sizeof(data));
		/* Until then, nothing else of that kind is delivered. */
		write_command(fd, BC_FREE_BUFFER, &data.data.ptr.buffer,
			      sizeof(data.data.ptr.buffer));
		w->data[0] = data.code;
	}
	return 1;
}

static int arrange_receiver(struct world *w)
{
	int fd, err = arrange_binder(w);

	err = err ?: make_file(w, "known", EVENT_CONTENT, 0644);
	w->victim[0] = err ? 0 : fork();
	if (err || w->victim[0] < 0)
		return err ?: -errno;
	if (!w->victim[0]) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		err = open_binder(w);
		fd = w->own_fd;
		w->data[1] = err ?: become_manager(fd) ?: 1;
		_exit(manage(w, fd));
	}
	while (!w->data[1])
		tsem_sleep_ms(10);
	return w->data[1] == 1 ? 0 : -EIO;
}

/*
 * The system call succeeds, and the answer in its buffer says no more than that the
 * transaction failed.
 */
#define FAILED_REPLY 2

/*
 * What is sent says what it is by its code.  The answer comes with the same call: who
 * is not trusted any more cannot ask for it.
 */
static int send_object(struct world *w, int code, void *object, size_t size)
{
	binder_size_t offset = 0;
	const struct binder_transaction_data data = {
		.code = code,
		.flags = TF_ONE_WAY | TF_ACCEPT_FDS,
		.data_size = size,
		.offsets_size = size ? sizeof(offset) : 0,
		.data.ptr.buffer = (unsigned long)object,
		.data.ptr.offsets = (unsigned long)&offset,
	};
	__u32 words[128], *answer;
	struct binder_write_read io = {
		.read_buffer = (unsigned long)words,
		.read_size = sizeof(words),
	};
	int err;

	err = exchange(w->own_fd, BC_TRANSACTION, &data, sizeof(data), &io);
	if (err)
		return err;
	answer = find_answer(&io) ?: next_answer(w->own_fd, words, sizeof(words));
	if (!answer)
		return -errno;
	if (*answer == BR_FAILED_REPLY)
		return FAILED_REPLY;
	return *answer == BR_TRANSACTION_COMPLETE ? 0 : -EIO;
}

static bool has_arrived(struct world *w)
{
	int tries = 20;

	while (!w->data[0] && --tries)
		tsem_sleep_ms(20);
	return w->data[0];
}

static void forget_arrival(struct world *w)
{
	w->data[0] = 0;
}

static int provoke_transaction(struct world *w)
{
	return send_object(w, 1, NULL, 0);
}

static const struct event_test test_binder_transaction = {
	.event = "binder_transaction",
	.object = BETWEEN,
	.arrange = arrange_receiver,
	.prepare = open_binder,
	.provoke = provoke_transaction,
	.happened = has_arrived,
	.undo = forget_arrival,
	.dismiss = dismiss_binder,
	.denied = FAILED_REPLY,
};

static int provoke_transfer_binder(struct world *w)
{
	struct flat_binder_object object = {
		.hdr.type = BINDER_TYPE_BINDER,
		.binder = 1,
		.cookie = 1,
	};

	return send_object(w, 2, &object, sizeof(object));
}

static const struct event_test test_binder_object = {
	.event = "binder_transfer_binder",
	.object = BETWEEN,
	.arrange = arrange_receiver,
	.prepare = open_binder,
	.provoke = provoke_transfer_binder,
	.happened = has_arrived,
	.undo = forget_arrival,
	.dismiss = dismiss_binder,
	.denied = FAILED_REPLY,
};

static int known_fd;

static int open_binder_and_known(struct world *w)
{
	known_fd = open(in_dir(w, "known"), O_RDONLY | O_CLOEXEC);
	return known_fd < 0 ? -errno : open_binder(w);
}

static int provoke_transfer_file(struct world *w)
{
	struct binder_fd_object object = {
		.hdr.type = BINDER_TYPE_FD,
		.fd = known_fd,
	};

	return send_object(w, 3, &object, sizeof(object));
}

static const struct event_test test_binder_file = {
	.event = "binder_transfer_file",
	.object = BETWEEN ", \"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT
		  "\"pathname\": \"$DIR/known\", \"mode\": \"0100644\"" NEXT
		  "\"uid\": \"0\", \"gid\": \"0\", \"digest\": \"$CONTENT\"}",
	.arrange = arrange_receiver,
	.prepare = open_binder_and_known,
	.provoke = provoke_transfer_file,
	.happened = has_arrived,
	.undo = forget_arrival,
	.dismiss = dismiss_binder,
	.denied = FAILED_REPLY,
};

#define BINDER_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
