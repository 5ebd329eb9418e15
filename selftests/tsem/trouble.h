/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: when something goes wrong
 *
 * A place for files, waiting that has an end, and what the lists of a namespace
 * must say whatever happened.
 */

#ifndef _SELFTESTS_TSEM_TROUBLE_H
#define _SELFTESTS_TSEM_TROUBLE_H

#include "common.h"

#include <poll.h>
#include <sys/mount.h>

#include "kselftest_harness.h"

/* How long anything may take here; much less is usual. */
#define LIMIT_MS 20000

struct place {
	char dir[64];
	char known[80], unknown[80];
};

static int __maybe_unused make_file(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	const ssize_t len = strlen(text);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, len);
	close(fd);
	return n == len ? 0 : -EIO;
}

/* Not in a sticky directory, and where mounts are nobody's business. */
static int __maybe_unused make_place(struct place *p)
{
	struct stat st;

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	if (!stat("/scratch", &st) && S_ISDIR(st.st_mode))
		snprintf(p->dir, sizeof(p->dir), "/scratch/tsem.XXXXXX");
	else if (getcwd(p->dir, sizeof(p->dir) - 16))
		strcat(p->dir, "/tsem.XXXXXX");
	if (!mkdtemp(p->dir) || chmod(p->dir, 0755))
		return -errno;
	snprintf(p->known, sizeof(p->known), "%s/known", p->dir);
	snprintf(p->unknown, sizeof(p->unknown), "%s/unknown", p->dir);
	return make_file(p->known, "known\n") ?:
	       make_file(p->unknown, "unknown\n");
}

static void __maybe_unused remove_place(struct place *p)
{
	char command[96];

	if (!p->dir[0])
		return;
	tsem_cancel();
	snprintf(command, sizeof(command), "rm -rf '%s'", p->dir);
	if (system(command))
		ksft_print_msg("%s: not removed\n", p->dir);
}

/* As tsem_wait(), but not for ever: -ETIME. */
static int __maybe_unused wait_for(pid_t pid)
{
	int status, ms;
	pid_t done;

	for (ms = 0; ms < LIMIT_MS; ms += 2) {
		done = waitpid(pid, &status, WNOHANG);
		if (done < 0)
			return -errno;
		if (done)
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
						     WEXITSTATUS(status);
		tsem_sleep_ms(2);
	}
	return -ETIME;
}

static int __maybe_unused end(pid_t pid)
{
	kill(pid, SIGKILL);
	return wait_for(pid);
}

static int __maybe_unused hear(int fd, void *data, size_t len)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	if (poll(&pfd, 1, LIMIT_MS) != 1)
		return -ETIME;
	return read(fd, data, len) == (ssize_t)len ? 0 : -EPIPE;
}

static bool __maybe_unused vanishes(__u64 id)
{
	int ms;

	for (ms = 0; ms < LIMIT_MS && tsem_listed(id); ms += 20)
		tsem_sleep_ms(20);
	return ms < LIMIT_MS;
}

static int __maybe_unused do_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int __maybe_unused open_it(void *path)
{
	return do_open(path);
}

/* How often all that is in the trajectory happened, and its lines. */
static long __maybe_unused count_trajectory(int ns, long *lines)
{
	char *text = tsem_read(ns, "trajectory"), *line, *save, *at;
	long sum = 0;

	*lines = 0;
	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		++*lines;
		at = strstr(line, "\"count\": \"");
		sum += at ? atol(at + 10) : 0;
	}
	free(text);
	return sum;
}

static long __maybe_unused count_seen(int ns)
{
	char *text = tsem_read(ns, "stats"), *line, *save;
	long sum = 0, seen;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, "event %*s %ld", &seen) == 1)
			sum += seen;
	free(text);
	return sum;
}

/*
 * What a namespace that learns says of itself adds up; so many events may have
 * ended without a trace because their process was killed meanwhile.
 */
static int __maybe_unused check_sums(int ns, long killed)
{
	long points = tsem_stat(ns, "points"), lines, counted, seen;
	long lost = tsem_stat(ns, "unrecorded");
	char *model = tsem_read(ns, "model"), end[32];

	counted = count_trajectory(ns, &lines);
	seen = count_seen(ns);
	CHECK(points >= 0 && lines == points);
	CHECK(counted + lost <= seen);
	CHECK(counted + lost >= seen - killed);
	CHECK(tsem_stat(ns, "incomplete") == !!lost);
	CHECK(strlen(tsem_value(ns, "state")) == 64);
	CHECK(strlen(tsem_value(ns, "measurement")) == 64);
	snprintf(end, sizeof(end), "\nend %ld\n", points);
	CHECK(model && strlen(model) > strlen(end));
	CHECK(!strcmp(model + strlen(model) - strlen(end), end));
	free(model);
	return 0;
}

#endif /* _SELFTESTS_TSEM_TROUBLE_H */
