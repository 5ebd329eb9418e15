// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program, from its start to its end. Signals sent to tsem by another process are passed
 * on, because who stops a service knows only the pid of tsem. Those of the
 * terminal (Ctrl-C) reach the whole foreground group, so the program has them
 * already; passing them on would make two of one.
 *
 * To start it may take as long as an agent needs for an answer, so that is done by a
 * thread, while signals are passed on: the child dies of them then, or keeps them for
 * the program.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "cli.h"

static const int forwarded[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
};

static void wait_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(forwarded); i++)
		sigaddset(set, forwarded[i]);
}

void wait_prepare(sigset_t *ret_old)
{
	struct sigaction sa;
	sigset_t set;

	/* With SIGCHLD ignored, the kernel would reap the child unasked. */
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &sa, NULL);

	wait_set(&set);
	sigprocmask(SIG_BLOCK, &set, ret_old);
}

static int to_exit_status(int status)
{
	if (WIFSIGNALED(status))
		return EXIT_SIGNAL + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/* Those that came at the same time as the end were for the program. */
static void drop_pending(void)
{
	const struct timespec now = { .tv_sec = 0 };
	sigset_t set;

	wait_set(&set);
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
}

void wait_over(const sigset_t *old)
{
	drop_pending();
	sigprocmask(SIG_SETMASK, old, NULL);
}

int wait_child(pid_t pid)
{
	siginfo_t info;
	sigset_t set;
	int status;

	wait_set(&set);
	for (;;) {
		pid_t ret = waitpid(pid, &status, WNOHANG);

		if (ret == pid)
			return to_exit_status(status);
		if (ret < 0 && errno != EINTR)
			return fail_errno("wait", -errno);
		if (sigwaitinfo(&set, &info) < 0 || info.si_signo == SIGCHLD)
			continue;
		/* Not positive: kill, sigqueue, tgkill; positive: the kernel. */
		if (info.si_code <= 0)
			kill(pid, info.si_signo);
	}
}

struct start {
	struct lsm_tsem_child *child;
	int result;
};

static void *start(void *arg)
{
	struct start *s = arg;

	s->result = lsm_tsem_child_start(s->child);
	return NULL;
}

int wait_started(struct lsm_tsem_child *child, int *ret_start)
{
	struct start s = { .child = child };
	pid_t pid = lsm_tsem_child_pid(child);
	pthread_t thread;
	int status, ret;

	/* It has all signals blocked that are waited for here. */
	ret = pthread_create(&thread, NULL, start, &s);
	if (ret)
		start(&s);
	status = wait_child(pid);
	if (!ret)
		pthread_join(thread, NULL);
	*ret_start = s.result;
	return status;
}
