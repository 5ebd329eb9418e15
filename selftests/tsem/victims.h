/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: processes outside, and how records tell of processes
 */

#ifndef _SELFTESTS_TSEM_VICTIMS_H
#define _SELFTESTS_TSEM_VICTIMS_H

#define OUTSIDE "{\"relation\": \"outside\"}"
#define SELF "{\"relation\": \"self\", \"task_id\": \"$ACTOR\"}"

/* Of ioprio_get(2) and ioprio_set(2): whose, and values. */
#define WHO_PROCESS 1
#define WHO_PGRP 2
#define WHO_USER 3
#define BEST_EFFORT_1 (2 << 13 | 1)
#define BEST_EFFORT_5 (2 << 13 | 5)

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

/* Each is a group of its own. */
static int __maybe_unused arrange_groups(struct world *w)
{
	int err = arrange_victims(w), i;

	for (i = 0; i < EVENT_ATTEMPTS_MAX && !err; i++)
		err = result_of(setpgid(w->victim[i], w->victim[i]));
	return err;
}

/* Questions about another process: the answer is the effect. */

static int __maybe_unused answer(struct world *w, long value)
{
	w->data[0] = value >= 0;
	return result_of(value);
}

static bool __maybe_unused is_answered(struct world *w)
{
	return w->data[0];
}

static void __maybe_unused forget_answer(struct world *w)
{
	w->data[0] = 0;
}

#endif /* _SELFTESTS_TSEM_VICTIMS_H */
