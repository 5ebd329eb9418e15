// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of commands to open files
 */

#include "events.h"

#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#define PATH(name) \
	"\"path\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT          \
	"\"pathname\": \"$DIR/" name "\"}"
#define OLD(mode)                                                         \
	"\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT            \
	"\"pathname\": \"$DIR/old\", \"mode\": \"" mode "\"" NEXT           \
	"\"uid\": \"0\", \"gid\": \"0\""
#define OLD_FILE OLD("0100644") ", \"digest\": \"$EMPTY\"}"

static int arrange_old(struct world *w)
{
	return make_file(w, "old", EVENT_CONTENT, 0644);
}

static int prepare_open(struct world *w)
{
	return keep_fd(w, open(in_dir(w, "old"), O_RDWR | O_CLOEXEC));
}

/* Something is told of the descriptor of the actor. */
static bool fd_has(struct world *w, const char *text)
{
	char name[32];

	snprintf(name, sizeof(name), "fdinfo/%d", w->own_fd);
	return strstr(proc_text(w->actor, name), text);
}

/* ioctl */

static int provoke_fionbio(struct world *w)
{
	int on = 1;

	return result_of(ioctl(w->own_fd, FIONBIO, &on));
}

static bool is_nonblocking(struct world *w)
{
	const char *at;
	char name[32];

	snprintf(name, sizeof(name), "fdinfo/%d", w->own_fd);
	at = strstr(proc_text(w->actor, name), "flags:");
	return at && strtol(at + 6, NULL, 8) & O_NONBLOCK;
}

static const struct event_test test_ioctl = {
	.event = "file_ioctl",
	.object = OLD_FILE ", \"cmd\": \"21537\", \"arg\": \"0x0\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_fionbio,
	.happened = is_nonblocking,
};

/* As /dev/null, which knows none of the commands. */
static int arrange_device(struct world *w)
{
	return result_of(mknodat(w->dir_fd, "old", S_IFCHR | 0666,
				 makedev(1, 3)));
}

#define DEVICE OLD("020666") ", \"rdev\": {\"major\": \"1\", \"minor\": \"3\"}}"

static int provoke_tcflsh(struct world *w)
{
	return result_of(ioctl(w->own_fd, 0x540b, 2));
}

static bool was_looked_at(struct world *w)
{
	return w->result == -ENOTTY;
}

static const struct event_test test_ioctl_value = {
	.event = "file_ioctl",
	.object = DEVICE ", \"cmd\": \"21515\", \"arg\": \"0x2\"",
	.arrange = arrange_device,
	.prepare = prepare_open,
	.provoke = provoke_tcflsh,
	.happened = was_looked_at,
	.allowed = -ENOTTY,
};

/*
 * A terminal of the actor's own, in a file system whose entries have no owners.
 * TIOCSIG has no event but this one.
 */
static int arrange_terminals(struct world *w)
{
	return result_of(mkdirat(w->dir_fd, "pts", 0755)) ?:
	       result_of(mount("none", in_dir(w, "pts"), "devpts",
			       MS_NOSUID | MS_NOEXEC, "ptmxmode=0666"));
}

static void remove_terminals(struct world *w)
{
	umount2(in_dir(w, "pts"), MNT_DETACH);
}

static int prepare_terminal(struct world *w)
{
	const int unlock = 0;
	sigset_t set;
	int tty;

	sigemptyset(&set);
	sigaddset(&set, SIGQUIT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	w->own_fd = open(in_dir(w, "pts/ptmx"), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (w->own_fd < 0 || ioctl(w->own_fd, TIOCSPTLCK, &unlock))
		return -errno;
	tty = ioctl(w->own_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return tty < 0 || setsid() < 0 ? -errno :
					 result_of(ioctl(tty, TIOCSCTTY, 0));
}

static int provoke_tiocsig(struct world *w)
{
	return result_of(ioctl(w->own_fd, TIOCSIG, SIGQUIT));
}

static bool has_quit(struct world *w)
{
	return status_has(w->actor, "ShdPnd:\t0000000000000004");
}

static const struct event_test test_ioctl_signal = {
	.event = "file_ioctl",
	.object = "\"file\": {\"kind\": \"path\", \"mount\": \"own\"" NEXT
		  "\"pathname\": \"$DIR/pts/ptmx\", \"mode\": \"020000\"" NEXT
		  "\"uid\": \"4294967295\", \"gid\": \"4294967295\"}" NEXT
		  "\"cmd\": \"1074025526\", \"arg\": \"0x3\"",
	.arrange = arrange_terminals,
	.dismiss = remove_terminals,
	.prepare = prepare_terminal,
	.provoke = provoke_tiocsig,
	.happened = has_quit,
};

/* A call of a 32-bit program; other machines than this have other ways. */
static int provoke_compat(struct world *w)
{
	long ret = -EOPNOTSUPP;

#ifdef __x86_64__
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(54), "b"(w->own_fd), "c"(0x540b), "d"(2)
		     : "memory", "r8", "r9", "r10", "r11");
#endif
	return (int)ret;
}

static const struct event_test test_ioctl_compat = {
	.event = "file_ioctl_compat",
	.object = DEVICE ", \"cmd\": \"21515\", \"arg\": \"0x2\"",
	.arrange = arrange_device,
	.prepare = prepare_open,
	.provoke = provoke_compat,
	.happened = was_looked_at,
	.allowed = -ENOTTY,
};

/* A descriptor of the orchestrator: nobody in the namespace opened the file. */
static int arrange_foreign(struct world *w)
{
	int ret = arrange_old(w);

	if (!ret)
		w->fd[0] = openat(w->dir_fd, "old", O_RDWR | O_CLOEXEC);
	return ret ?: (w->fd[0] < 0 ? -errno : 0);
}

static int prepare_foreign(struct world *w)
{
	w->own_fd = w->fd[0];
	return 0;
}

static void block_again(struct world *w)
{
	fcntl(w->fd[0], F_SETFL, 0);
}

static const struct event_test test_ioctl_foreign = {
	.event = "file_ioctl",
	.object = "\"cmd\": \"21537\", \"arg\": \"0x0\"",
	.arrange = arrange_foreign,
	.prepare = prepare_foreign,
	.provoke = provoke_fionbio,
	.happened = is_nonblocking,
	.undo = block_again,
};

/* fcntl */

static int provoke_setfl(struct world *w)
{
	return result_of(fcntl(w->own_fd, F_SETFL,
			       O_RDWR | O_APPEND | O_NONBLOCK));
}

static const struct event_test test_fcntl_setfl = {
	.event = "file_fcntl",
	.object = OLD_FILE ", \"cmd\": \"4\", \"arg\": \"0xc00\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_setfl,
	.happened = is_nonblocking,
};

static int provoke_dupfd(struct world *w)
{
	return result_of(fcntl(w->own_fd, F_DUPFD, 200));
}

static const struct event_test test_fcntl_dupfd = {
	.event = "file_fcntl",
	.object = OLD_FILE ", \"cmd\": \"0\", \"arg\": \"0xc8\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_dupfd,
	.happened = has_new_fd,
};

/* The number of the process is not in the record. */
static int provoke_setown(struct world *w)
{
	return result_of(fcntl(w->own_fd, F_SETOWN, getpid()));
}

static bool has_owner(struct world *w)
{
	int fd = actor_fd(w);
	pid_t owner = fcntl(fd, F_GETOWN);

	close(fd);
	return owner == w->actor;
}

static const struct event_test test_fcntl_setown = {
	.event = "file_fcntl",
	.object = OLD_FILE ", \"cmd\": \"8\", \"arg\": \"0x0\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_setown,
	.happened = has_owner,
};

/* lock */

static int provoke_flock(struct world *w)
{
	return result_of(flock(w->own_fd, LOCK_EX));
}

static bool is_locked(struct world *w)
{
	int fd = openat(w->dir_fd, "old", O_RDWR | O_CLOEXEC);
	bool locked = flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK;

	close(fd);
	return locked;
}

static const struct event_test test_flock = {
	.event = "file_lock",
	.object = OLD_FILE ", \"cmd\": \"1\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_flock,
	.happened = is_locked,
};

static int provoke_setlk(struct world *w)
{
	struct flock lock = { .l_type = F_RDLCK, .l_len = 5 };

	return result_of(fcntl(w->own_fd, F_SETLK, &lock));
}

static bool is_range_locked(struct world *w)
{
	struct flock lock = { .l_type = F_WRLCK };
	int fd = openat(w->dir_fd, "old", O_RDWR | O_CLOEXEC);
	bool locked = !fcntl(fd, F_GETLK, &lock) && lock.l_type == F_RDLCK;

	close(fd);
	return locked;
}

static const struct event_test test_setlk = {
	.event = "file_lock",
	.object = OLD_FILE ", \"cmd\": \"0\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_setlk,
	.happened = is_range_locked,
};

static int provoke_setlease(struct world *w)
{
	return result_of(fcntl(w->own_fd, F_SETLEASE, F_WRLCK));
}

static bool has_lease(struct world *w)
{
	return fd_has(w, "LEASE");
}

static const struct event_test test_setlease = {
	.event = "file_lock",
	.object = OLD_FILE ", \"cmd\": \"1\"",
	.arrange = arrange_old,
	.prepare = prepare_open,
	.provoke = provoke_setlease,
	.happened = has_lease,
};

/* Watching */

static bool is_watching(struct world *w)
{
	char name[32];

	snprintf(name, sizeof(name), "fdinfo/%d", w->own_fd);
	return strstr(proc_text(w->actor, name), "mask:");
}

static int prepare_inotify(struct world *w)
{
	return keep_fd(w, inotify_init1(IN_CLOEXEC));
}

static int provoke_inotify(struct world *w)
{
	return result_of(inotify_add_watch(w->own_fd, in_dir(w, "old"),
					   IN_MODIFY | IN_CLOSE_WRITE));
}

static const struct event_test test_inotify = {
	.event = "path_notify",
	.object = PATH("old") ", \"mask\": \"0xa\", \"type\": \"0\"",
	.arrange = arrange_old,
	.prepare = prepare_inotify,
	.provoke = provoke_inotify,
	.happened = is_watching,
};

static int prepare_fanotify(struct world *w)
{
	return keep_fd(w, fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC, 0));
}

static int provoke_fanotify(struct world *w)
{
	return result_of(fanotify_mark(w->own_fd,
				       FAN_MARK_ADD | FAN_MARK_FILESYSTEM,
				       FAN_OPEN, AT_FDCWD, in_dir(w, "old")));
}

static const struct event_test test_fanotify = {
	.event = "path_notify",
	.object = PATH("old") ", \"mask\": \"0x20\", \"type\": \"2\"",
	.arrange = arrange_old,
	.prepare = prepare_fanotify,
	.provoke = provoke_fanotify,
	.happened = is_watching,
};

/* Signals: a process outside for each attempt, which a message ends */

#define READ_END 300
#define WRITE_END 301

static int arrange_victims(struct world *w)
{
	pid_t pid;
	int i;

	for (i = 0; i < EVENT_ATTEMPTS_MAX; i++) {
		pid = fork();
		if (pid < 0)
			return -errno;
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
		w->victim[i] = pid;
	}
	return 0;
}

static int prepare_async(struct world *w)
{
	int fds[2];

	(void)w;
	if (pipe(fds) || dup2(fds[0], READ_END) < 0 ||
	    dup2(fds[1], WRITE_END) < 0)
		return -errno;
	return result_of(fcntl(READ_END, F_SETFL, O_ASYNC)) ?:
	       result_of(fcntl(READ_END, F_SETSIG, SIGTERM));
}

/* What the kernel sends later does not need the actor. */
static int provoke_owner(struct world *w)
{
	int ret = result_of(fcntl(READ_END, F_SETOWN, w->victim[w->attempt]));

	if (write(WRITE_END, "", 1) != 1)
		return -EIO;
	return ret;
}

static bool has_ended(struct world *w)
{
	pid_t *victim = &w->victim[w->attempt];
	int i;

	for (i = 0; i < 20; i++) {
		if (waitpid(*victim, NULL, WNOHANG) == *victim) {
			*victim = 0;
			return true;
		}
		tsem_sleep_ms(10);
	}
	return false;
}

/* That call cannot fail; there is no signal then. */
static const struct event_test test_setown = {
	.event = "file_set_fowner",
	.object = "\"type\": \"1\", \"target\": {\"relation\": \"outside\"}",
	.arrange = arrange_victims,
	.prepare = prepare_async,
	.provoke = provoke_owner,
	.happened = has_ended,
	.denied = SILENT,
};

#define FD_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
