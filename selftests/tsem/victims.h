/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: processes outside, and how records tell of processes
 */

#ifndef _SELFTESTS_TSEM_VICTIMS_H
#define _SELFTESTS_TSEM_VICTIMS_H

#define OUTSIDE "{\"relation\": \"outside\"}"
#define SELF "{\"relation\": \"self\", \"task_id\": \"$ACTOR\"}"

/* A process outside for each attempt; SIGUSR1 stays pending there. */
static int __maybe_unused arrange_victims(struct world *w)
{
	sigset_t set;
	pid_t pid;
	int i;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < EVENT_ATTEMPTS_MAX; i++) {
		pid = fork();
		if (pid < 0)
			return -errno;
		if (pid) {
			w->victim[i] = pid;
			continue;
		}
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return 0;
}

#endif /* _SELFTESTS_TSEM_VICTIMS_H */
