// SPDX-License-Identifier: GPL-2.0-only
/*
 * observe COMMAND: how fast events may come without one being lost
 *
 *	at RATE N	N known events, RATE of them a second: fails if any is lost
 *	search RATE N	the highest rate, from RATE on and to 2 %, at which N are
 *			read and none is lost, and how many are above that: 0 if
 *			they cannot be made faster
 *
 * A member makes the events, this program reads all of them from a queue of the
 * default length. Prints lines "name value"; a second is a billion instructions
 * under QEMU's -icount. Rates are those that the member reached.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "namespace.h"

#define BURST 64
#define ROOM 65536

static int ns;
static double rate;
static unsigned int count;

static void one_event(void)
{
	ask_protocol(999);
}

static void sleep_until(double time)
{
	struct timespec ts = { .tv_sec = time / 1e9 };

	ts.tv_nsec = time - ts.tv_sec * 1e9;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL))
		;
}

/* In bursts much smaller than the queue, as to sleep costs more than an event. */
static void many_events(void)
{
	const double start = now();
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!(i % BURST))
			sleep_until(start + i * 1e9 / rate);
		one_event();
	}
	shared[0] = now() - start;
}

/**
 * struct tally - What was read
 *
 * @shown: events
 * @lost: events that were lost
 */
struct tally {
	unsigned int shown, lost;
};

static void take_line(struct tally *tally, const char *line)
{
	static const char loss[] = "{\"lost\": {\"count\": \"";

	if (strncmp(line, loss, sizeof(loss) - 1))
		tally->shown++;
	else
		tally->lost += strtoul(line + sizeof(loss) - 1, NULL, 10);
}

static void read_lines(int fd, struct tally *tally)
{
	static char text[ROOM + 1];
	ssize_t n = read(fd, text, ROOM);
	char *line, *end;

	if (n <= 0)
		fail("read events");
	text[n] = '\0';
	for (line = text; (end = strchr(line, '\n')); line = end + 1)
		take_line(tally, line);
}

/* Nothing else happens in the namespace, so what is not lost is shown. */
static struct tally run(void)
{
	int fd = open_bound("events", O_RDWR, ns);
	struct tally tally = {};
	pid_t pid;

	if (write(fd, "all\n", 4) != 4)
		fail("all");
	pid = fork();
	if (!pid) {
		many_events();
		_exit(0);
	}
	while (tally.shown + tally.lost < count)
		read_lines(fd, &tally);
	finish(pid);
	close(fd);
	if (tally.shown + tally.lost != count)
		fail("more events than there were");
	return tally;
}

/* Whether nothing is lost at this rate, and it is reached. */
static bool keeps_up(double *reached, unsigned int *lost)
{
	*lost = run().lost;
	*reached = count * 1e9 / shared[0];
	return !*lost && *reached > 0.9 * rate;
}

static void search(void)
{
	double low = 0, high = 0, reached, best = 0;
	unsigned int lost, above = 0;

	while (!high || high > 1.02 * low) {
		if (keeps_up(&reached, &lost)) {
			low = rate;
			best = reached;
		} else {
			high = rate;
			above = lost;
		}
		rate = high ? (low + high) / 2 : 2 * low;
		if (!low)
			fail("the lowest rate is too high");
	}
	printf("observed_per_second %.0f\n", best);
	printf("lost_above %u\n", above);
}

/* Here nothing may be lost. */
static void at(void)
{
	struct tally tally = run();

	printf("observed_per_second %.0f\n", count * 1e9 / shared[0]);
	printf("lost %u\n", tally.lost);
	if (tally.lost)
		fail("events were lost");
}

static void make_namespace(void)
{
	new_namespace();
	ns = open_namespace();
	in_child(one_event);
	control(ns, "seal\nenforce\n");
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_shared();
	if (argc != 4 || (strcmp(argv[1], "at") && strcmp(argv[1], "search"))) {
		fprintf(stderr, "usage: observe COMMAND RATE N\n");
		return 2;
	}
	rate = strtod(argv[2], NULL);
	count = strtoul(argv[3], NULL, 10);
	make_namespace();
	if (!strcmp(argv[1], "at"))
		at();
	else
		search();
	return 0;
}
