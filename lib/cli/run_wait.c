// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for the program. Signals sent to tsem by another process are passed
 * on, because who stops a service knows only the pid of tsem. Those of the
 * terminal (Ctrl-C) reach the whole foreground group, so the program has them
 * already; passing them on would make two of one.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

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
