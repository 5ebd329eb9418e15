/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a program, and whether it ran
 */

#ifndef _SELFTESTS_TSEM_PROGRAMS_H
#define _SELFTESTS_TSEM_PROGRAMS_H

#include "events.h"

#include <sys/sendfile.h>

#define NAMED(name) \
	"\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"$DIR/" name "\""
#define OWNED(mode) ", \"mode\": \"" mode "\", \"uid\": \"0\", \"gid\": \"0\""
#define DIGEST(word) ", \"digest\": \"" word "\""
#define PROG "{" NAMED("prog") OWNED("0100755") DIGEST("$DATA") "}"

/* The digest of a file by somebody else. */
static int digest_of(struct world *w, const char *name, char *digest)
{
	char command[300];
	FILE *pipe;
	int n;

	snprintf(command, sizeof(command), "sha256sum %s", in_dir(w, name));
	pipe = popen(command, "r");
	if (!pipe)
		return -errno;
	n = fscanf(pipe, "%64s", digest);
	pclose(pipe);
	return n == 1 && strlen(digest) == 64 ? 0 : -EIO;
}

static int copy_prog(int to)
{
	int from = open(tsem_helper("exit-42"), O_RDONLY | O_CLOEXEC);

	if (from < 0 || to < 0)
		return -errno;
	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	close(from);
	return 0;
}

static int arrange_prog_mode(struct world *w, mode_t mode)
{
	int to = openat(w->dir_fd, "prog", O_CREAT | O_WRONLY | O_CLOEXEC, mode);
	int err = copy_prog(to);

	close(to);
	return err ?: digest_of(w, "prog", w->data);
}

static int arrange_prog(struct world *w)
{
	return arrange_prog_mode(w, 0755);
}

static int run(struct world *w, const char *name)
{
	char *const argv[] = { (char *)name, NULL }, *const envp[] = { NULL };

	w->result = 0;
	return result_of(execve(in_dir(w, name), argv, envp));
}

static int provoke_exec(struct world *w)
{
	return run(w, "prog");
}

/* The actor has ended in a certain way, or does so within a moment. */
static bool ended(struct world *w, int code, int status)
{
	siginfo_t info = {};
	int i;

	for (i = 0; i < 500 && !w->result; i++) {
		if (waitid(P_PID, w->actor, &info,
			   WEXITED | WNOHANG | WNOWAIT))
			return false;
		if (info.si_pid)
			break;
		tsem_sleep_ms(20);
	}
	return info.si_code == code && info.si_status == status;
}

static bool has_run(struct world *w)
{
	return ended(w, CLD_EXITED, 42);
}

static const struct event_test test_exec = {
	.event = "exec",
	.object = "\"programs\": [" PROG "], \"secureexec\": \"0\"",
	.arrange = arrange_prog,
	.provoke = provoke_exec,
	.happened = has_run,
};

#endif /* _SELFTESTS_TSEM_PROGRAMS_H */
