// SPDX-License-Identifier: GPL-2.0-only
/*
 * scale COMMAND: what TSEM costs when there is much of it
 *
 *	points N DIR	one namespace with N loaded points
 *	namespaces N	N namespaces alive
 *	loaded N	bytes of a loaded point
 *	learned N DIR	one namespace that learned N points
 *	tasks N		N tasks outside of all namespaces
 *	members N	N tasks in a namespace
 *	hammer DIR	four processes at once: the same known event, known events of
 *			their own, unknown ones, and namespaces made and left
 *	model N FILE	write a model file of N points
 *
 * Prints lines "name value". Times are in nanoseconds, which are instructions
 * under QEMU's -icount. Must be root in the initial user namespace. DIR must not
 * be in a sticky directory, and must have a file "read".
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "namespace.h"

#define BATCHES 31
#define PATH_LENGTH 40

/* Reads a file to its end. Returns what that cost. */
static double read_bound(const char *name, int ns)
{
	int fd = open_bound(name, O_RDWR, ns);
	char buffer[65536];
	double start = now();
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		;
	if (n < 0)
		fail(name);
	close(fd);
	return now() - start;
}

/* A coefficient that no event has: the same ones in each run. */
static int point_line(char *line, unsigned int number)
{
	unsigned long long x = number + 1;
	int i, len = sprintf(line, "state ");

	for (i = 0; i < 4; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		len += sprintf(line + len, "%016llx", x * 0x9e3779b97f4a7c15ULL);
	}
	return len + sprintf(line + len, "\n");
}

static void write_lines(int fd, const char *lines, int len)
{
	if (len && write(fd, lines, len) != len)
		fail("state");
}

static double load_points(int ns, unsigned int count)
{
	int fd = open_bound("control", O_WRONLY, ns), len = 0;
	double time = 0, start;
	char lines[4096];
	unsigned int i;

	for (i = 0; i < count; i++) {
		len += point_line(lines + len, i);
		if (len < 4000 && i + 1 < count)
			continue;
		start = now();
		write_lines(fd, lines, len);
		time += now() - start;
		len = 0;
	}
	close(fd);
	return time;
}

static void open_close(void)
{
	int fd = open("read", O_RDONLY);

	if (fd < 0)
		fail("read");
	close(fd);
}

static double median_of_opens(void)
{
	double times[BATCHES], start;
	int i, k;

	for (i = 0; i < BATCHES; i++) {
		start = now();
		for (k = 0; k < 100; k++)
			open_close();
		times[i] = (now() - start) / 100;
	}
	return median(times, BATCHES);
}

/* @step 0: always the same event; 1: always another one. */
static double median_of_sockets(int first, int step)
{
	double times[BATCHES], start;
	int i, k;

	for (i = 0; i < BATCHES; i++) {
		start = now();
		for (k = 0; k < 10; k++, first += step)
			ask_protocol(first);
		times[i] = (now() - start) / 10;
	}
	return median(times, BATCHES);
}

/* --- points --- */

static void seal_from_inside(int fd)
{
	if (write(fd, "seal\n", 5) != 5)
		fail("seal");
}

static void measure_points(void)
{
	int fd = open(TSEM_DIR "control", O_WRONLY);

	open_close();
	ask_protocol(999);
	seal_from_inside(fd);
	/* A worker still makes the tables of what was just loaded larger. */
	sleep(1);
	shared[0] = median_of_opens();
	median_of_sockets(2000, 1);
	shared[1] = median_of_sockets(3000, 1) - median_of_sockets(999, 0);
}

static void enter(const char *dir)
{
	if (chdir(dir))
		fail(dir);
}

static void with_points(unsigned int count, const char *dir)
{
	double time;
	int ns;

	enter(dir);
	new_namespace();
	ns = open_namespace();
	control(ns, "set points=1048576\n");
	time = load_points(ns, count);
	printf("load_%u_points %.0f\n", count, time);
	in_child(measure_points);
	printf("open_close_%u_points %.0f\n", count, shared[0]);
	printf("unknown_event_%u_points %.0f\n", count, shared[1]);
	printf("read_state_%u_points %.0f\n", count, read_bound("state", ns));
	printf("read_model_%u_points %.0f\n", count, read_bound("model", ns));
}

static void model(unsigned int count, const char *path)
{
	int ns, from, to;
	char buffer[65536];
	ssize_t n;

	new_namespace();
	ns = open_namespace();
	control(ns, "set points=1048576\n");
	load_points(ns, count);
	from = open_bound("model", O_RDWR, ns);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, n) != n)
			fail(path);
	if (n || close(to))
		fail(path);
}

/* --- memory --- */

/* Sums the numbers behind a word that begins a line after white space. */
static double sum_lines(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	char line[256];
	double sum = 0;

	if (!file)
		fail(path);
	while (fgets(line, sizeof(line), file)) {
		char *start = line + strspn(line, " ");

		if (!strncmp(start, word, strlen(word)))
			sum += atof(start + strlen(word));
	}
	fclose(file);
	return sum;
}

/* Pages that wait in the lists of a processor are free, too. */
static double free_memory(void)
{
	sync();
	sleep(2);
	write_file("/proc/sys/vm/drop_caches", "3\n");
	sleep(2);
	return sum_lines("/proc/meminfo", "MemFree:") * 1024 +
	       sum_lines("/proc/zoneinfo", "count:") * sysconf(_SC_PAGESIZE);
}

static double median_of_cycles(int with_namespace)
{
	double times[BATCHES], start;
	int i;

	for (i = 0; i < BATCHES; i++) {
		pid_t pid;

		start = now();
		if (with_namespace)
			new_namespace();
		pid = fork();
		if (!pid)
			_exit(0);
		finish(pid);
		times[i] = now() - start;
	}
	return median(times, BATCHES);
}

/*
 * A control file that is open keeps its namespace; what the file itself takes is
 * measured with files that are bound to none.
 */
static double bytes_of_files(unsigned int count, bool bound)
{
	double before = free_memory();
	unsigned int i;
	int ns;

	for (i = 0; i < count; i++) {
		if (!bound) {
			if (open(TSEM_DIR "control", O_WRONLY | O_CLOEXEC) < 0)
				fail("control");
			continue;
		}
		new_namespace();
		ns = open_namespace();
		open_bound("control", O_WRONLY, ns);
		close(ns);
	}
	return (before - free_memory()) / count;
}

static unsigned int namespace_count;

static void measure_namespace(void)
{
	bytes_of_files(10, true);
	shared[0] = bytes_of_files(namespace_count, false);
	shared[1] = bytes_of_files(namespace_count, true);
}

static void hold_namespaces(int ready)
{
	unsigned int i;

	for (i = 0; i < namespace_count; i++) {
		new_namespace();
		open_namespace();
	}
	close(ready);
	for (;;)
		pause();
}

/* Another process has them, since fork would copy its many descriptors. */
static pid_t start_holder(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		fail("pipe");
	pid = fork();
	if (!pid)
		hold_namespaces(ready[1]);
	close(ready[1]);
	if (read(ready[0], &byte, 1))
		fail("read");
	close(ready[0]);
	return pid;
}

static void namespaces(unsigned int count)
{
	pid_t holder;

	raise_limits();
	namespace_count = count;
	holder = start_holder();
	median_of_cycles(1);
	printf("create_enter_exit_%u_namespaces %.0f\n", count,
	       median_of_cycles(1));
	cancel_namespace();
	printf("fork_exit_wait_%u_namespaces %.0f\n", count,
	       median_of_cycles(0));
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	if (count < 1000)
		return;
	in_child(measure_namespace);
	printf("bytes_per_namespace %.0f\n", shared[1] - shared[0]);
}

static unsigned int learn_count;

/* Two points for each name, which has PATH_LENGTH bytes with its directory. */
static void make_names(void)
{
	char cwd[PATH_MAX], name[PATH_MAX];
	unsigned int i;
	int width;

	if (!getcwd(cwd, sizeof(cwd)))
		fail("getcwd");
	width = PATH_LENGTH - 1 - strlen(cwd);
	if (width < 1)
		fail("the name of the directory is too long");
	for (i = 0; i < learn_count / 2; i++) {
		snprintf(name, sizeof(name), "%0*u", width, i);
		if (mkdir(name, 0755) || rmdir(name))
			fail(name);
	}
}

static void learned(unsigned int count, const char *dir)
{
	double before, bytes;
	long long number;
	int ns;

	enter(dir);
	new_namespace();
	ns = open_namespace();
	control(ns, "set points=1048576 bytes=1073741824\n");
	before = free_memory();
	learn_count = count;
	in_child(make_names);
	bytes = before - free_memory();
	number = read_stat("points ", ns);
	printf("learned_points %lld\n", number);
	printf("bytes_per_learned_point %.1f\n", bytes / number);
	printf("bytes_of_records_per_point %.1f\n",
	       (double)read_stat("\nbytes ", ns) / number);
	printf("read_state_%u_learned %.0f\n", count, read_bound("state", ns));
	printf("read_trajectory_%u_learned %.0f\n", count,
	       read_bound("trajectory", ns));
}

static void loaded(unsigned int count)
{
	double before, bytes;
	int ns;

	new_namespace();
	ns = open_namespace();
	control(ns, "set points=1048576\n");
	before = free_memory();
	load_points(ns, count);
	bytes = before - free_memory();
	printf("bytes_per_loaded_point %.1f\n", bytes / count);
}

static void start_tasks(unsigned int count)
{
	unsigned int i;
	pid_t pid;

	for (i = 0; i < count; i++) {
		pid = fork();
		if (!pid)
			for (;;)
				pause();
		if (pid < 0)
			fail("fork");
	}
}

/* Small objects: what security modules keep for a task is among them. */
static double slab_memory(void)
{
	sync();
	sleep(2);
	return sum_lines("/proc/meminfo", "Slab:") * 1024;
}

static double bytes_of_tasks(unsigned int count)
{
	double before = slab_memory(), bytes;

	start_tasks(count);
	bytes = slab_memory() - before;
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	signal(SIGTERM, SIG_DFL);
	return bytes / count;
}

static unsigned int task_count;

/* In a process group of its own, whose members end with it. */
static void measure_tasks(void)
{
	setpgid(0, 0);
	bytes_of_tasks(task_count);
	shared[0] = bytes_of_tasks(task_count);
}

static void tasks(unsigned int count)
{
	task_count = count;
	in_child(measure_tasks);
	printf("slab_bytes_per_task %.0f\n", shared[0]);
}

static void members(unsigned int count)
{
	new_namespace();
	tasks(count);
}

/* --- contention --- */

#define HAMMERS 4

/* What a process does in a batch of hits. @worker counts from 0, @n from batch to batch. */
struct hammer {
	const char *name;
	void (*hit)(int worker, int n);
	int hits;
};

static void hit_one_file(int worker, int n)
{
	open_close();
}

static void hit_own_file(int worker, int n)
{
	const char name[] = { 'o', 'w', 'n', '0' + worker, 0 };
	int fd = open(name, O_RDONLY);

	if (fd < 0)
		fail(name);
	close(fd);
}

static void hit_unknown(int worker, int n)
{
	ask_protocol(10000 + n * HAMMERS + worker);
}

static void hit_namespace(int worker, int n)
{
	pid_t pid;

	new_namespace();
	pid = fork();
	if (!pid)
		_exit(0);
	finish(pid);
}

static const struct hammer one_file = { "hammer", hit_one_file, 5000 };
static const struct hammer own_files = { "hammer_own_files", hit_own_file, 5000 };
static const struct hammer unknown = { "hammer_unknown", hit_unknown, 500 };
static const struct hammer new_ones = { "hammer_create_enter_exit", hit_namespace, 50 };
static const struct hammer *hammer_now;

static void hammer_when_told(int told, int worker, int batch)
{
	const struct hammer *hammer = hammer_now;
	char byte;
	int i;

	for (i = 0; i < 10; i++)
		hammer->hit(worker, i);
	if (read(told, &byte, 1))
		fail("read");
	for (i = 0; i < hammer->hits; i++)
		hammer->hit(worker, 10 + batch * hammer->hits + i);
	_exit(0);
}

static double hammer_once(int batch)
{
	pid_t pids[HAMMERS];
	int i, told[2];
	double start;

	if (pipe(told))
		fail("pipe");
	for (i = 0; i < HAMMERS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		close(told[1]);
		hammer_when_told(told[0], i, batch);
	}
	sleep(1);
	start = now();
	close(told[1]);
	for (i = 0; i < HAMMERS; i++)
		finish(pids[i]);
	close(told[0]);
	return (now() - start) / HAMMERS / hammer_now->hits;
}

static void measure_hammer(void)
{
	double times[5];
	int i;

	for (i = 0; i < 5; i++)
		times[i] = hammer_once(i);
	shared[1] = median(times, 5);
}

static void hammer_with(const struct hammer *hammer, const char *mode)
{
	hammer_now = hammer;
	in_child(measure_hammer);
	printf("%s_%s %.0f\n", hammer->name, mode, shared[1]);
}

static void make_own_files(void)
{
	char name[] = "own0";
	int fd;

	for (; name[3] < '0' + HAMMERS; name[3]++) {
		fd = open(name, O_RDWR | O_CREAT, 0644);
		if (fd < 0)
			fail(name);
		close(fd);
	}
}

static void hit_known(void)
{
	int i;

	for (i = 0; i < HAMMERS; i++)
		hit_own_file(i, 0);
	open_close();
}

static void hammer(const char *dir)
{
	int ns;

	enter(dir);
	make_own_files();
	hammer_with(&one_file, "outside");
	hammer_with(&own_files, "outside");
	hammer_with(&unknown, "outside");
	hammer_with(&new_ones, "outside");
	new_namespace();
	ns = open_namespace();
	in_child(hit_known);
	hammer_with(&one_file, "learning");
	control(ns, "seal\n");
	hammer_with(&unknown, "sealed");
	control(ns, "enforce\n");
	hammer_with(&one_file, "enforcing");
	hammer_with(&own_files, "enforcing");
}

static int do_command(int argc, char **argv)
{
	unsigned int count = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (argc == 4 && !strcmp(argv[1], "points"))
		with_points(count, argv[3]);
	else if (argc == 4 && !strcmp(argv[1], "learned"))
		learned(count, argv[3]);
	else if (argc == 4 && !strcmp(argv[1], "model"))
		model(count, argv[3]);
	else if (argc == 3 && !strcmp(argv[1], "loaded"))
		loaded(count);
	else if (argc == 3 && !strcmp(argv[1], "namespaces"))
		namespaces(count);
	else if (argc == 3 && !strcmp(argv[1], "tasks"))
		tasks(count);
	else if (argc == 3 && !strcmp(argv[1], "members"))
		members(count);
	else if (argc == 3 && !strcmp(argv[1], "hammer"))
		hammer(argv[2]);
	else
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_shared();
	if (do_command(argc, argv)) {
		fprintf(stderr, "usage: scale COMMAND...\n");
		return 2;
	}
	return 0;
}
