// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of System V IPC
 */

#include "events.h"
#include "member.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define KEY 0x7153
#define IPC(mode) "\"ipc\": {\"key\": \"0x7153\", \"mode\": \"" mode "\"" NEXT \
	"\"uid\": \"0\", \"gid\": \"0\", \"cuid\": \"0\", \"cgid\": \"0\"}"
#define PRIVATE "\"ipc\": {\"key\": \"0x0\", \"mode\": \"0600\"" NEXT \
	"\"uid\": \"0\", \"gid\": \"0\", \"cuid\": \"0\", \"cgid\": \"0\"}"

/* With a namespace of their own the tests are alone with their key. */
static int arrange_ipc(struct world *w)
{
	return result_of(unshare(CLONE_NEWIPC));
}

/* The object is made and known by w->fd[0]. */

static int keep_id(struct world *w, int id)
{
	w->fd[0] = id;
	return id < 0 ? -errno : 0;
}

/* What the actor got is kept in w->own_fd. */
static int got_id(struct world *w, int id)
{
	w->own_fd = id;
	return id < 0 ? -errno : 0;
}

static bool has_id(struct world *w)
{
	return w->own_fd >= 0;
}

/* Shared memory */

static int make_shm(struct world *w)
{
	return keep_id(w, shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0640));
}

static int arrange_shm(struct world *w)
{
	return arrange_ipc(w) ?: make_shm(w);
}

static int provoke_shmget_new(struct world *w)
{
	return result_of(shmget(KEY, 4096, IPC_CREAT | 0600));
}

static bool shm_exists(struct world *w)
{
	return shmget(KEY, 0, 0) >= 0;
}

static void remove_shm(struct world *w)
{
	shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
}

static const struct event_test test_shmget_new = {
	.event = "shm_associate",
	.object = IPC("0600"),
	.arrange = arrange_ipc,
	.provoke = provoke_shmget_new,
	.happened = shm_exists,
	.undo = remove_shm,
};

static int provoke_shmget_old(struct world *w)
{
	return got_id(w, shmget(KEY, 0, 0));
}

static const struct event_test test_shmget_old = {
	.event = "shm_associate",
	.object = IPC("0640"),
	.arrange = arrange_shm,
	.provoke = provoke_shmget_old,
	.happened = has_id,
};

static int provoke_shmget_private(struct world *w)
{
	return got_id(w, shmget(IPC_PRIVATE, 4096, 0600));
}

static const struct event_test test_shmget_private = {
	.event = "shm_associate",
	.object = PRIVATE,
	.arrange = arrange_ipc,
	.provoke = provoke_shmget_private,
	.happened = has_id,
};

static int provoke_shm_remove(struct world *w)
{
	return result_of(shmctl(w->fd[0], IPC_RMID, NULL));
}

static bool no_shm(struct world *w)
{
	return !shm_exists(w);
}

static void restore_shm(struct world *w)
{
	if (no_shm(w))
		make_shm(w);
}

static const struct event_test test_shmctl_remove = {
	.event = "shm_shmctl",
	.object = IPC("0640") ", \"cmd\": \"0\"",
	.arrange = arrange_shm,
	.provoke = provoke_shm_remove,
	.happened = no_shm,
	.undo = restore_shm,
};

static int provoke_shm_info(struct world *w)
{
	struct shminfo info = {};
	int ret = shmctl(0, IPC_INFO, (struct shmid_ds *)&info);

	w->data[0] = info.shmmax > 0;
	return result_of(ret);
}

static bool has_info(struct world *w)
{
	return w->data[0];
}

static void forget_info(struct world *w)
{
	w->data[0] = 0;
}

static const struct event_test test_shmctl_info = {
	.event = "shm_shmctl",
	.object = "\"cmd\": \"3\"",
	.arrange = arrange_ipc,
	.provoke = provoke_shm_info,
	.happened = has_info,
	.undo = forget_info,
};

static int provoke_shmat(struct world *w)
{
	return shmat(w->fd[0], NULL, SHM_RDONLY) == (void *)-1 ? -errno : 0;
}

static bool is_attached(struct world *w)
{
	struct shmid_ds info = {};

	shmctl(w->fd[0], IPC_STAT, &info);
	return info.shm_nattch;
}

static const struct event_test test_shmat = {
	.event = "shm_shmat",
	.object = IPC("0640") ", \"flags\": \"4096\"",
	.arrange = arrange_shm,
	.provoke = provoke_shmat,
	.happened = is_attached,
};

/* What is asked of the bits of an object; the kernel says EACCES itself. */

static int provoke_shmget_write(struct world *w)
{
	return got_id(w, shmget(KEY, 0, 0200));
}

static const struct event_test test_shmget_write = {
	.event = "ipc_permission",
	.object = IPC("0640") ", \"access\": \"2\"",
	.arrange = arrange_shm,
	.provoke = provoke_shmget_write,
	.happened = has_id,
	.denied = -EACCES,
};

static const struct event_test test_shmat_read = {
	.event = "ipc_permission",
	.object = IPC("0640") ", \"access\": \"4\"",
	.arrange = arrange_shm,
	.provoke = provoke_shmat,
	.happened = is_attached,
	.denied = -EACCES,
};

/* Semaphores */

static int make_sem(struct world *w)
{
	return keep_id(w, semget(KEY, 1, IPC_CREAT | IPC_EXCL | 0640));
}

static int arrange_sem(struct world *w)
{
	return arrange_ipc(w) ?: make_sem(w);
}

static int provoke_semget_new(struct world *w)
{
	return result_of(semget(KEY, 1, IPC_CREAT | 0600));
}

static bool sem_exists(struct world *w)
{
	return semget(KEY, 0, 0) >= 0;
}

static void remove_sem(struct world *w)
{
	semctl(semget(KEY, 0, 0), 0, IPC_RMID);
}

static const struct event_test test_semget_new = {
	.event = "sem_associate",
	.object = IPC("0600"),
	.arrange = arrange_ipc,
	.provoke = provoke_semget_new,
	.happened = sem_exists,
	.undo = remove_sem,
};

static int provoke_semget_old(struct world *w)
{
	return got_id(w, semget(KEY, 0, 0));
}

static const struct event_test test_semget_old = {
	.event = "sem_associate",
	.object = IPC("0640"),
	.arrange = arrange_sem,
	.provoke = provoke_semget_old,
	.happened = has_id,
};

static int provoke_setval(struct world *w)
{
	return result_of(semctl(w->fd[0], 0, SETVAL, 5));
}

static bool has_value(struct world *w)
{
	return semctl(w->fd[0], 0, GETVAL) > 0;
}

static void reset_value(struct world *w)
{
	semctl(w->fd[0], 0, SETVAL, 0);
}

/* The kernel says EACCES itself. */
static const struct event_test test_semctl_setval = {
	.event = "sem_semctl",
	.object = IPC("0640") ", \"cmd\": \"16\"",
	.arrange = arrange_sem,
	.provoke = provoke_setval,
	.happened = has_value,
	.undo = reset_value,
	.denied = -EACCES,
};

static int provoke_semop(struct world *w)
{
	struct sembuf op = { .sem_op = 1 };

	return result_of(semop(w->fd[0], &op, 1));
}

static const struct event_test test_semop = {
	.event = "sem_semop",
	.object = IPC("0640") ", \"alter\": \"1\"",
	.arrange = arrange_sem,
	.provoke = provoke_semop,
	.happened = has_value,
	.undo = reset_value,
};

static const struct event_test test_semop_write = {
	.event = "ipc_permission",
	.object = IPC("0640") ", \"access\": \"2\"",
	.arrange = arrange_sem,
	.provoke = provoke_semop,
	.happened = has_value,
	.undo = reset_value,
	.denied = -EACCES,
};

/* Messages */

struct message {
	long type;
	char text[8];
};

static int make_msg(struct world *w)
{
	return keep_id(w, msgget(KEY, IPC_CREAT | IPC_EXCL | 0640));
}

static int arrange_msg(struct world *w)
{
	return arrange_ipc(w) ?: make_msg(w);
}

static int provoke_msgget_new(struct world *w)
{
	return result_of(msgget(KEY, IPC_CREAT | 0600));
}

static bool msg_exists(struct world *w)
{
	return msgget(KEY, 0) >= 0;
}

static void remove_msg(struct world *w)
{
	msgctl(msgget(KEY, 0), IPC_RMID, NULL);
}

static const struct event_test test_msgget_new = {
	.event = "msg_queue_associate",
	.object = IPC("0600"),
	.arrange = arrange_ipc,
	.provoke = provoke_msgget_new,
	.happened = msg_exists,
	.undo = remove_msg,
};

static int provoke_msgget_old(struct world *w)
{
	return got_id(w, msgget(KEY, 0));
}

static const struct event_test test_msgget_old = {
	.event = "msg_queue_associate",
	.object = IPC("0640"),
	.arrange = arrange_msg,
	.provoke = provoke_msgget_old,
	.happened = has_id,
};

static int provoke_msg_remove(struct world *w)
{
	return result_of(msgctl(w->fd[0], IPC_RMID, NULL));
}

static bool no_msg(struct world *w)
{
	return !msg_exists(w);
}

static void restore_msg(struct world *w)
{
	if (no_msg(w))
		make_msg(w);
}

static const struct event_test test_msgctl_remove = {
	.event = "msg_queue_msgctl",
	.object = IPC("0640") ", \"cmd\": \"0\"",
	.arrange = arrange_msg,
	.provoke = provoke_msg_remove,
	.happened = no_msg,
	.undo = restore_msg,
};

static int send_message(int id)
{
	struct message message = { 7, "hello" };

	return result_of(msgsnd(id, &message, sizeof(message.text),
				IPC_NOWAIT));
}

static int provoke_msgsnd(struct world *w)
{
	return send_message(w->fd[0]);
}

static bool has_message(struct world *w)
{
	struct msqid_ds info = {};

	msgctl(w->fd[0], IPC_STAT, &info);
	return info.msg_qnum;
}

static void drain(struct world *w)
{
	struct message message;

	while (msgrcv(w->fd[0], &message, sizeof(message.text), 0,
		      IPC_NOWAIT) >= 0)
		;
	w->data[0] = '\0';
}

static const struct event_test test_msgsnd = {
	.event = "msg_queue_msgsnd",
	.object = IPC("0640") ", \"type\": \"0x7\", \"flags\": \"2048\"",
	.arrange = arrange_msg,
	.provoke = provoke_msgsnd,
	.happened = has_message,
	.undo = drain,
};

static int receive(struct world *w, int flags)
{
	struct message message = {};
	int ret = msgrcv(w->fd[0], &message, sizeof(message.text), 7, flags);

	snprintf(w->data, sizeof(w->data), "%s", message.text);
	return result_of(ret);
}

static void send_before(struct world *w)
{
	send_message(w->fd[0]);
}

static int provoke_msgrcv(struct world *w)
{
	return receive(w, IPC_NOWAIT);
}

static bool has_received(struct world *w)
{
	return !strcmp(w->data, "hello");
}

/* As if the message were not there. */
static const struct event_test test_msgrcv = {
	.event = "msg_queue_msgrcv",
	.object = IPC("0640") ", \"type\": \"0x7\", \"mode\": \"2\"",
	.arrange = arrange_msg,
	.before = send_before,
	.provoke = provoke_msgrcv,
	.happened = has_received,
	.undo = drain,
	.denied = -ENOMSG,
};

/* A receiver that waits gets the message in the system call of the sender. */

static void on_alarm(int sig)
{
	(void)sig;
}

static int prepare_alarm(struct world *w)
{
	const struct sigaction action = { .sa_handler = on_alarm };

	return result_of(sigaction(SIGALRM, &action, NULL));
}

/* Outside; sends a message when the actor sleeps. */
static void start_sender(struct world *w)
{
	pid_t pid = fork();

	if (pid) {
		w->victim[w->attempt] = pid;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!w->more[w->attempt])
		usleep(10000);
	while (!status_has(w->actor, "State:\tS"))
		usleep(10000);
	usleep(100000);
	_exit(-send_message(w->fd[0]));
}

static int provoke_msgrcv_waiting(struct world *w)
{
	w->more[w->attempt] = 1;
	alarm(4);
	return receive(w, 0);
}

static const struct event_test test_msgrcv_waiting = {
	.event = "msg_queue_msgrcv",
	.object = IPC("0640") ", \"type\": \"0x7\", \"mode\": \"2\"",
	.arrange = arrange_msg,
	.prepare = prepare_alarm,
	.before = start_sender,
	.provoke = provoke_msgrcv_waiting,
	.happened = has_received,
	.undo = drain,
	.denied = -EINTR,
};

#define IPC_EVENT EVENT_TEST
#include "event_list.h"

/* The first run of a workload makes what the second one finds. */

static int make_all(struct world *w)
{
	return shmget(KEY, 4096, IPC_CREAT | 0600) < 0 ||
	       semget(KEY, 1, IPC_CREAT | 0600) < 0 ||
	       msgget(KEY, IPC_CREAT | 0600) < 0 ? -errno : 0;
}

TEST_F(world, ipc_second_run_equals_first)
{
	struct world *w = self->w;
	long points;
	int ns;

	ASSERT_EQ(0, arrange_ipc(w));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	EXPECT_EQ(0, in_member(w, make_all));
	points = tsem_stat(ns, "points");
	EXPECT_LE(3, points);
	EXPECT_TRUE(shm_exists(w) && sem_exists(w) && msg_exists(w));
	EXPECT_EQ(0, in_member(w, make_all));
	EXPECT_EQ(points, tsem_stat(ns, "points"));
}

TEST_HARNESS_MAIN
