/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of the events of TSEM: every event is provoked by a real system call
 *
 * An actor enters a namespace, prepares, provokes one event and is then asked
 * to do something known. The orchestrator stays outside and looks at what
 * happened, so that nothing it does is an event.
 *
 * learned: the event appears once, with the right object; repeated it counts.
 * known:   in a second namespace that has loaded all of that, and is enforced, it
 *          is allowed, has its effect, counts, and leaves nothing behind.
 * denied:  in a second namespace that knows everything but this event, and is
 *          enforced, it fails, has no effect and is recorded.
 * sealed:  the same without being enforced: it is recorded and allowed.
 * ignored: as denied, with the verdict ignored; now there must be an effect, or
 *          else the test of the denial could not have failed.
 */

#ifndef _SELFTESTS_TSEM_EVENTS_H
#define _SELFTESTS_TSEM_EVENTS_H

#include "common.h"
#include "event_rows.h"

#include <dirent.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "kselftest_harness.h"

#define EVENT_ATTEMPTS_MAX 3
#define EVENT_CONTENT "content\n"

/*
 * What the orchestrator and the actors share. Actors may only store things in
 * it; what they hold ends with them.
 */
struct world {
	char dir[80];		/* directory of the test */
	char inner[80];	/* the same from the root of its file system */
	int dir_fd;
	int attempt;		/* number of the actor, from 0 */
	pid_t actor;
	pid_t victim[EVENT_ATTEMPTS_MAX]; /* processes outside, one an attempt */
	int fd[2];		/* of the orchestrator, for the test to use */
	int fds;		/* descriptors of the actor before the attempt */
	int own_fd;		/* of the actor */
	void *map;		/* of the actor */
	int result;		/* 0 or -errno of the system call */
	int later;		/* the same, of something known afterwards */
	bool filled;		/* that has filled in a buffer of the actor */
	char data[128];
	char more[128];
	char third[128];
	int command[2], answer[2];
};

/* Returned by a denied call that cannot tell. */
#define SILENT 1

/**
 * struct event_test - How to test one event
 *
 * @event: its name
 * @object: what the line ends with; see expand() for $WORDS
 * @context: what is told of its credentials, or NULL
 * @arrange: makes what is needed, outside
 * @prepare: first thing that an actor does, known to the model
 * @before: between the two, outside
 * @provoke: provokes the event. Returns 0 or -errno
 * @happened: whether it had an effect, seen from outside
 * @undo: takes the effect back, outside
 * @dismiss: takes back what @arrange did outside of the directory
 * @allowed: what @provoke returns if the event is allowed
 * @denied: what it returns if not: 0 means -EPERM, SILENT the same as allowed
 * @environment: the event is left out of the state value
 * @ring: it is a request to io_uring, about which no agent is asked
 */
struct event_test {
	const char *event;
	const char *object;
	const char *context;
	int (*arrange)(struct world *w);
	int (*prepare)(struct world *w);
	void (*before)(struct world *w);
	int (*provoke)(struct world *w);
	bool (*happened)(struct world *w);
	void (*undo)(struct world *w);
	void (*dismiss)(struct world *w);
	int allowed;
	int denied;
	bool environment;
	bool ring;
};

/* Between the keys of an object. */
#define NEXT ", "

/* Helpers for the tables */

static inline int result_of(long ret)
{
	return ret < 0 ? -errno : 0;
}

/* For calls that return a descriptor, which the actor keeps. */
static inline int keep_fd(struct world *w, int fd)
{
	w->own_fd = fd;
	return fd < 0 ? -errno : 0;
}

static int __maybe_unused make_file(struct world *w, const char *name,
				    const char *content, mode_t mode)
{
	int fd = openat(w->dir_fd, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
			mode);
	const ssize_t len = strlen(content);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, content, len) != len || fchmod(fd, mode))
		ret = -errno;
	close(fd);
	return ret;
}

static bool __maybe_unused exists(struct world *w, const char *name)
{
	struct stat st;

	return !fstatat(w->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW);
}

static void __maybe_unused discard(struct world *w, const char *name)
{
	if (unlinkat(w->dir_fd, name, 0))
		unlinkat(w->dir_fd, name, AT_REMOVEDIR);
}

static const char *in_dir(struct world *w, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", w->dir, name);
	return path;
}

static int count_fds(pid_t pid)
{
	char path[64];
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	if (!dir)
		return -1;
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/*
 * For calls that fill in a buffer and may fail all the same: a pattern before, which
 * stays if they do not, and a look at it afterwards. Returns @ret.
 */
#define PATTERN 0x5a

static void __maybe_unused clear_answer(void *buffer, size_t size)
{
	memset(buffer, PATTERN, size);
}

static int __maybe_unused note_answer(struct world *w, const void *buffer,
				      size_t size, int ret)
{
	const unsigned char *bytes = buffer;
	size_t i;

	for (i = 0; i < size; i++)
		w->filled |= bytes[i] != PATTERN;
	return ret;
}

static bool __maybe_unused has_answer(struct world *w)
{
	return w->filled;
}

/* The actor has more descriptors than before. */
static bool __maybe_unused has_new_fd(struct world *w)
{
	return count_fds(w->actor) > w->fds;
}

#ifndef __NR_pidfd_getfd
#define __NR_pidfd_getfd 438
#endif

/* A descriptor of the orchestrator for the file of @own_fd, or -1. */
static int __maybe_unused actor_fd(struct world *w)
{
	int pidfd = sys_pidfd_open(w->actor, 0);
	int fd = syscall(__NR_pidfd_getfd, pidfd, w->own_fd, 0);

	close(pidfd);
	return fd;
}

/* A file of the actor in /proc, up to 64 KiB; not to be freed. */
static const char *proc_text(pid_t pid, const char *name)
{
	static char text[65536];
	char path[64];
	ssize_t len = 0, n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return "";
	while (len < (ssize_t)sizeof(text) - 1) {
		n = read(fd, text + len, sizeof(text) - 1 - len);
		if (n <= 0)
			break;
		len += n;
	}
	close(fd);
	text[len] = '\0';
	return text;
}

/* A line of /proc/PID/status starts with the given text. */
static bool __maybe_unused status_has(pid_t pid, const char *start)
{
	const char *at = strstr(proc_text(pid, "status"), start);

	return at && at[-1] == '\n';
}

/* The actor has a mapping with that access and that file name (or none). */
static bool __maybe_unused has_mapping(struct world *w, const char *access,
				       const char *name)
{
	char *save, *line, *text = strdup(proc_text(w->actor, "maps"));
	bool found = false;

	for (line = strtok_r(text, "\n", &save); line && !found;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *end = strrchr(line, '/');
		const char *at = strchr(line, ' ') + 1;

		found = !strncmp(at, access, 4) &&
			(name ? end && !strcmp(end + 1, name) :
				!strchr(line, '/') && !strchr(line, '['));
	}
	free(text);
	return found;
}

/* Something can be read or accepted within a moment. */
static bool __maybe_unused is_readable(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 100) == 1 && pfd.revents & POLLIN;
}

/* Frame */

static const char zeros[] =
	"0000000000000000000000000000000000000000000000000000000000000000";
static const char empty_digest[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/* Of EVENT_CONTENT. */
static const char content_digest[] =
	"434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53";

static const char *word_value(struct world *w, const char *word, size_t *len)
{
	const struct {
		const char *word, *value;
	} words[] = {
		{ "$DIR", w->dir }, { "$INNER", w->inner },
		{ "$ACTOR", zeros }, { "$EMPTY", empty_digest },
		{ "$CONTENT", content_digest }, { "$DATA", w->data },
		{ "$MORE", w->more }, { "$THIRD", w->third },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		*len = strlen(words[i].word);
		if (!strncmp(word, words[i].word, *len))
			return words[i].value;
	}
	return NULL;
}

/* `"EVENT": {OBJECT}}` with words like $DIR replaced; not to be freed. */
static const char *expand(struct world *w, const struct event_test *test)
{
	static char out[4096];
	const char *from = test->object, *value;
	size_t len = 0, skip;

	len = snprintf(out, sizeof(out), "\"%s\": {", test->event);
	while (*from && len < sizeof(out) - 256) {
		value = *from == '$' ? word_value(w, from, &skip) : NULL;
		if (value) {
			len += snprintf(out + len, sizeof(out) - len, "%s",
					value);
			from += skip;
		} else {
			out[len++] = *from++;
		}
	}
	snprintf(out + len, sizeof(out) - len, "}}");
	return out;
}

/* The value of a key of the part "event"; not to be freed. */
static const char *event_key(const char *line, const char *key)
{
	static char value[256];
	char pattern[64];
	const char *at;

	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	at = strstr(line, pattern);
	if (!at)
		return "";
	snprintf(value, sizeof(value), "%s", at + strlen(pattern));
	value[strcspn(value, "\"")] = '\0';
	return value;
}

/**
 * struct event_seen - What a list says of one event
 *
 * @lines: all lines of the list
 * @matches: those of the event with the expected object
 * @count: how often the event occurred
 * @line: the line
 * @coefficient: its coefficient
 */
struct event_seen {
	int lines;
	int matches;
	long count;
	char line[4096];
	char coefficient[160];
};

/* Calls @fn for each line of a list. */
static int each_line(int ns, const char *list,
		     void (*fn)(const char *line, void *arg), void *arg)
{
	char *text = tsem_read(ns, list), *line, *save;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		fn(line, arg);
	free(text);
	return 0;
}

struct search {
	const char *end;
	struct event_seen *seen;
};

static void search_line(const char *line, void *arg)
{
	struct search *search = arg;
	struct event_seen *seen = search->seen;

	seen->lines++;
	if (!tsem_ends_with(line, search->end))
		return;
	seen->matches++;
	seen->count = atol(event_key(line, "count"));
	snprintf(seen->line, sizeof(seen->line), "%s", line);
	snprintf(seen->coefficient, sizeof(seen->coefficient), "%s",
		 event_key(line, "coefficient"));
}

static int search_list(int ns, const char *list, struct world *w,
		       const struct event_test *test, struct event_seen *seen)
{
	struct search search = { expand(w, test), seen };

	memset(seen, 0, sizeof(*seen));
	return each_line(ns, list, search_line, &search);
}

/* Of the line of an event in stats. */
struct event_stats {
	long seen;
	long denied;
	long unrecorded;
};

static int read_event_stats(int ns, const char *event,
			    struct event_stats *stats)
{
	char *text = tsem_read(ns, "stats"), pattern[64];
	const char *at;
	int n = 0;

	if (!text)
		return -errno;
	snprintf(pattern, sizeof(pattern), "\nevent %s ", event);
	at = strstr(text, pattern);
	if (at)
		n = sscanf(at + strlen(pattern), "%ld %ld %ld", &stats->seen,
			   &stats->denied, &stats->unrecorded);
	free(text);
	return n == 3 ? 0 : -ENOENT;
}

static void show_lines(const char *line, void *unused)
{
	(void)unused;
	ksft_print_msg("%s\n", line);
}

/* What is known to every model: the actor does it first and last. */
static int do_known(struct world *w)
{
	int fd = open(in_dir(w, "always"), O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static void tell(int fd)
{
	if (write(fd, "", 1) != 1)
		_exit(99);
}

/* False if the other side is gone. */
static bool hear(int fd)
{
	char byte;

	return read(fd, &byte, 1) == 1;
}

static int act(struct world *w, const struct event_test *test)
{
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(w->command[1]);
	close(w->answer[0]);
	umask(022);
	w->own_fd = -1;
	ret = do_known(w);
	if (!ret && test->prepare)
		ret = test->prepare(w);
	if (ret) {
		w->result = ret;
		return 1;
	}
	tell(w->answer[1]);
	if (!hear(w->command[0]))
		return 2;
	w->result = test->provoke(w);
	tell(w->answer[1]);
	if (!hear(w->command[0]))
		return 3;
	w->later = do_known(w);
	tell(w->answer[1]);
	hear(w->command[0]);
	return 0;
}

/* Starts an actor, which prepares. Returns 0, or -errno. */
static int prepare_attempt(struct world *w, const struct event_test *test)
{
	pid_t pid;

	if (pipe2(w->command, O_CLOEXEC) || pipe2(w->answer, O_CLOEXEC))
		return -errno;
	w->result = -ETIME;
	w->later = -ETIME;
	w->filled = false;
	w->map = NULL;
	/* Not stored by the actor, who has the same memory. */
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(act(w, test));
	w->actor = pid;
	close(w->command[0]);
	close(w->answer[1]);
	if (!hear(w->answer[0]))
		return w->result ?: -EPIPE;
	w->fds = count_fds(w->actor);
	if (test->before)
		test->before(w);
	return 0;
}

/* Lets the actor provoke the event. */
static void provoke_attempt(struct world *w)
{
	tell(w->command[1]);
	/* An actor that became another program answers by closing the pipe. */
	hear(w->answer[0]);
}

static int start_attempt(struct world *w, const struct event_test *test)
{
	int err = prepare_attempt(w, test);

	if (!err)
		provoke_attempt(w);
	return err;
}

/* Asks the actor for something that is known. */
static int try_later(struct world *w)
{
	tell(w->command[1]);
	hear(w->answer[0]);
	return w->later;
}

static void end_attempt(struct world *w, const struct event_test *test)
{
	close(w->command[1]);
	close(w->answer[0]);
	kill(w->actor, SIGKILL);
	tsem_wait(w->actor);
	w->actor = 0;
	if (test->undo)
		test->undo(w);
	w->attempt++;
}

struct copy {
	int control;
	bool (*skip)(const char *line, const char *arg);
	const char *arg;
	int err;
};

/* Environment events are told apart by the verb. */
static bool is_environment(const char *line)
{
	const struct event_row *row = event_row(event_key(line, "type"));

	return row && row->environment;
}

static void copy_line(const char *line, void *arg)
{
	const char *verb = is_environment(line) ? "environment" : "state";
	struct copy *copy = arg;
	char command[256];
	int len;

	if (copy->skip(line, copy->arg))
		return;
	len = snprintf(command, sizeof(command), "%s %s\n", verb,
		       event_key(line, "coefficient"));
	if (write(copy->control, command, len) != len)
		copy->err = -errno;
}

/* Loads what @from learned into @to, without the lines that @skip tells. */
static int copy_model(int from, int to,
		      bool (*skip)(const char *line, const char *arg),
		      const char *arg)
{
	struct copy copy = {
		.control = tsem_open("control", O_WRONLY, to),
		.skip = skip,
		.arg = arg,
	};
	int err;

	if (copy.control < 0)
		return copy.control;
	err = each_line(from, "trajectory", copy_line, &copy);
	close(copy.control);
	return err ?: copy.err;
}

#define IGNORE_VERDICT "/sys/module/tsem/parameters/ignore_verdict"

static bool can_ignore(void)
{
	return !access(IGNORE_VERDICT, W_OK);
}

static void set_ignore(bool on)
{
	if (can_ignore())
		tsem_write_file(IGNORE_VERDICT, on ? "1" : "0");
}

static void find_inner(struct world *w)
{
	char up[256], rest[256] = "", *slash;
	struct stat st, above;

	snprintf(up, sizeof(up), "%s", w->dir);
	for (;;) {
		slash = strrchr(up, '/');
		if (!slash || stat(up, &st))
			break;
		snprintf(w->inner, sizeof(w->inner), "%s", w->dir + (slash - up));
		*slash = '\0';
		if (stat(*up ? up : "/", &above) || above.st_dev != st.st_dev) {
			/* The name just taken off is that of the mount point. */
			snprintf(rest, sizeof(rest), "%s", w->inner + 1);
			slash = strchr(rest, '/');
			snprintf(w->inner, sizeof(w->inner), "%s", slash ?: "/");
			break;
		}
	}
}

/*
 * Not in a sticky directory, whose names do not count.  With one name the lines
 * are the same each time.
 */
static int make_dir(struct world *w)
{
	struct stat st;
	char *end;

	if (!stat("/scratch", &st) && S_ISDIR(st.st_mode))
		strcpy(w->dir, "/scratch");
	else if (!getcwd(w->dir, sizeof(w->dir) - 16))
		return -errno;
	end = w->dir + strlen(w->dir);
	strcpy(end, "/tsem.event");
	if (mkdir(w->dir, 0755)) {
		strcpy(end, "/tsem.XXXXXX");
		if (!mkdtemp(w->dir))
			return -errno;
	}
	w->dir_fd = open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->dir_fd < 0 || fchmod(w->dir_fd, 0755))
		return -errno;
	find_inner(w);
	return make_file(w, "always", "always\n", 0644);
}

static void remove_dir(const char *path)
{
	struct dirent *entry;
	char name[512];
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (unlink(name) && errno == EISDIR)
			remove_dir(name);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* Returns NULL if something fails. Nothing waits for children yet. */
static struct world *make_world(void)
{
	struct world *w = mmap(NULL, sizeof(*w), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (w == MAP_FAILED)
		return NULL;
	w->fd[0] = -1;
	w->fd[1] = -1;
	umask(0);
	/* Some tests mount, or change the name of the host. */
	if (unshare(CLONE_NEWNS | CLONE_NEWUTS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || make_dir(w))
		return NULL;
	return w;
}

static void destroy_world(struct world *w)
{
	int i;

	for (i = 0; i < EVENT_ATTEMPTS_MAX; i++) {
		if (w->victim[i] <= 0)
			continue;
		kill(w->victim[i], SIGKILL);
		tsem_wait(w->victim[i]);
	}
	if (w->actor > 0)
		kill(w->actor, SIGKILL);
	remove_dir(w->dir);
}

FIXTURE(event)
{
	struct world *w;
	int learned;
};

FIXTURE_VARIANT(event)
{
	const char *event;
	const struct event_test *test;
};

FIXTURE_SETUP(event)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w)
		TH_LOG("no place to work in: %s", strerror(errno));
	if (variant->test->arrange)
		ASSERT_EQ(0, variant->test->arrange(self->w));
	self->learned = tsem_unshare();
	ASSERT_LE(0, self->learned);
}

FIXTURE_TEARDOWN(event)
{
	if (self->w && variant->test->dismiss)
		variant->test->dismiss(self->w);
	if (self->w)
		destroy_world(self->w);
	set_ignore(false);
}

TEST_F(event, learned)
{
	const struct event_test *test = variant->test;
	struct world *w = self->w;
	struct event_stats stats = {};
	struct event_seen first, second;
	long points;

	ASSERT_EQ(0, start_attempt(w, test))
		TH_LOG("%s: preparing failed", test->event);
	EXPECT_EQ(test->allowed, w->result);
	EXPECT_TRUE(test->happened(w))
		TH_LOG("%s had no effect", test->event);
	end_attempt(w, test);
	ASSERT_EQ(0, search_list(self->learned, "trajectory", w, test, &first));
	EXPECT_EQ(1, first.matches) {
		TH_LOG("not once: %s", expand(w, test));
		each_line(self->learned, "trajectory", show_lines, NULL);
	}
	EXPECT_LE(1, first.count);
	EXPECT_STREQ(zeros, event_key(first.line, "actor"));
	EXPECT_STREQ(variant->event, event_key(first.line, "type"));
	if (test->context)
		EXPECT_NE(NULL, strstr(first.line, test->context));
	tsem_show_line(first.line);
	points = tsem_stat(self->learned, "points");
	EXPECT_EQ(points, first.lines);

	/* The same again. */
	ASSERT_EQ(0, start_attempt(w, test));
	EXPECT_EQ(test->allowed, w->result);
	EXPECT_TRUE(test->happened(w));
	end_attempt(w, test);
	ASSERT_EQ(0, search_list(self->learned, "trajectory", w, test, &second));
	EXPECT_EQ(2 * first.count, second.count);
	EXPECT_EQ(points, tsem_stat(self->learned, "points")) {
		TH_LOG("%s: repeating it made a new point", test->event);
		each_line(self->learned, "trajectory", show_lines, NULL);
	}
	EXPECT_EQ(0, read_event_stats(self->learned, test->event, &stats));
	EXPECT_LE(second.count, stats.seen);
	EXPECT_EQ(0, stats.denied);
	EXPECT_EQ(0, stats.unrecorded);
	EXPECT_EQ(0, tsem_stat(self->learned, "errors"));
	EXPECT_EQ(0, tsem_stat(self->learned, "incomplete"));
	EXPECT_EQ(0, tsem_stat(self->learned, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->learned, "trust"));
}

static bool skip_nothing(const char *line, const char *arg)
{
	(void)line;
	(void)arg;
	return false;
}

/*
 * Learns everything in one namespace and loads it, without the lines that @skip
 * tells, into another one, which then gets @commands. Returns it, or -errno.
 */
static int know(struct world *w, const struct event_test *test, int learned,
		bool (*skip)(const char *line, const char *arg),
		const char *commands, struct event_seen *seen)
{
	int ns, err;

	err = start_attempt(w, test);
	if (!err && w->result != test->allowed)
		err = w->result;
	/* Another program may still be at work; what it does has to be known, too. */
	if (!err && !test->happened(w))
		err = -EIO;
	end_attempt(w, test);
	if (!err)
		err = search_list(learned, "trajectory", w, test, seen);
	if (err)
		return err;
	ns = tsem_unshare();
	if (ns < 0)
		return ns;
	err = copy_model(learned, ns, skip, expand(w, test));
	if (!err)
		err = tsem_control(ns, "%s", commands);
	return err ?: ns;
}

static int know_all_but(struct world *w, const struct event_test *test,
			int learned, const char *commands,
			struct event_seen *seen)
{
	return know(w, test, learned, tsem_ends_with, commands, seen);
}

TEST_F(event, known)
{
	const struct event_test *test = variant->test;
	struct event_stats stats = {};
	struct event_seen learned;
	struct world *w = self->w;
	const char *before;
	long seen = 0;
	int ns, i;

	ns = know(w, test, self->learned, skip_nothing, "seal\nenforce\n",
		  &learned);
	ASSERT_LE(0, ns);
	ASSERT_EQ(1, learned.matches);
	before = tsem_value(ns, "state");
	/* What is loaded is in no list: only the statistics tell of it. */
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, start_attempt(w, test))
			each_line(ns, "forensics", show_lines, NULL);
		EXPECT_EQ(test->allowed, w->result);
		EXPECT_TRUE(test->happened(w))
			TH_LOG("%s is known and had no effect", test->event);
		end_attempt(w, test);
		EXPECT_EQ(0, read_event_stats(ns, test->event, &stats));
		EXPECT_LE(seen + learned.count, stats.seen);
		seen = stats.seen;
	}
	EXPECT_EQ(0, stats.denied);
	EXPECT_EQ(0, stats.unrecorded);
	EXPECT_EQ(0, tsem_stat(ns, "forensics"))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_EQ(0, tsem_stat(ns, "errors"));
	EXPECT_EQ(0, tsem_stat(ns, "incomplete"));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
	EXPECT_STREQ(before, tsem_value(ns, "state"));
}

static int denied_result(const struct event_test *test)
{
	if (test->denied == SILENT)
		return test->allowed;
	return test->denied ?: -EPERM;
}

/* With what the table says the call fails with EPERM, unless it is silent. */
static bool is_denied_as_told(const struct event_test *test,
			      const struct event_row *row)
{
	return !test->denied || row->denial == DENIAL_SILENT;
}

TEST_F(event, denied)
{
	const struct event_test *test = variant->test;
	const struct event_row *row = event_row(test->event);
	struct event_stats stats = {}, known = {};
	struct event_seen learned, found;
	struct world *w = self->w;
	const char *before, *after;
	int ns;

	ns = know_all_but(w, test, self->learned, "seal\nenforce\n",
			  &learned);
	ASSERT_LE(0, ns);
	ASSERT_EQ(1, learned.matches);
	before = tsem_value(ns, "state");
	ASSERT_NE(NULL, row);
	EXPECT_TRUE(is_denied_as_told(test, row))
		TH_LOG("the table of events says that %s fails with EPERM",
		       test->event);
	EXPECT_EQ(test->environment, row->environment);

	ASSERT_EQ(0, start_attempt(w, test)) {
		TH_LOG("%s: something else is not known", test->event);
		each_line(ns, "forensics", show_lines, NULL);
	}
	EXPECT_EQ(denied_result(test), w->result);
	EXPECT_FALSE(test->happened(w))
		TH_LOG("%s was denied and had an effect", test->event);
	ASSERT_EQ(0, search_list(ns, "forensics", w, test, &found));
	EXPECT_EQ(1, found.matches);
	EXPECT_EQ(1, found.lines)
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_STREQ(learned.coefficient, found.coefficient);
	EXPECT_STREQ(zeros, event_key(found.line, "actor"));
	EXPECT_STREQ("1", event_key(found.line, "number"));
	EXPECT_STREQ("0", event_key(found.line, "euid"));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_EQ(0, read_event_stats(ns, test->event, &stats));
	EXPECT_LE(1, stats.denied);
	EXPECT_EQ(0, stats.unrecorded);
	after = tsem_value(ns, "state");
	EXPECT_EQ(test->environment, !strcmp(before, after));

	/* From now on nothing is allowed, known or not. */
	ASSERT_EQ(0, read_event_stats(ns, "file_open", &stats));
	EXPECT_EQ(-EPERM, try_later(w));
	EXPECT_EQ(0, read_event_stats(ns, "file_open", &known));
	EXPECT_EQ(stats.denied + 1, known.denied);
	EXPECT_LE(1, tsem_stat(ns, "untrusted_denials"));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(ns, "errors"));
	EXPECT_EQ(0, tsem_stat(ns, "incomplete"));
	end_attempt(w, test);
}

TEST_F(event, sealed)
{
	const struct event_test *test = variant->test;
	struct event_seen learned, found;
	struct event_stats stats = {};
	struct world *w = self->w;
	int ns;

	ns = know_all_but(w, test, self->learned, "seal\n", &learned);
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, start_attempt(w, test));
	EXPECT_EQ(test->allowed, w->result);
	EXPECT_TRUE(test->happened(w))
		TH_LOG("%s had no effect", test->event);
	ASSERT_EQ(0, search_list(ns, "forensics", w, test, &found));
	EXPECT_EQ(1, found.matches);
	EXPECT_STREQ(learned.coefficient, found.coefficient);
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_EQ(0, read_event_stats(ns, test->event, &stats));
	EXPECT_EQ(0, stats.denied);
	EXPECT_EQ(0, tsem_stat(ns, "untrusted_denials"));
	end_attempt(w, test);
}

TEST_F(event, ignored)
{
	const struct event_test *test = variant->test;
	struct event_seen learned, found;
	struct world *w = self->w;
	int ns;

	if (!can_ignore())
		SKIP(return, "the kernel cannot ignore verdicts");
	ns = know_all_but(w, test, self->learned, "seal\nenforce\n",
			  &learned);
	ASSERT_LE(0, ns);
	set_ignore(true);
	ASSERT_EQ(0, start_attempt(w, test));
	EXPECT_EQ(test->allowed, w->result);
	EXPECT_TRUE(test->happened(w))
		TH_LOG("the test of %s cannot fail", test->event);
	set_ignore(false);
	ASSERT_EQ(0, search_list(ns, "forensics", w, test, &found));
	EXPECT_EQ(1, found.matches);
	end_attempt(w, test);
}

#include "event_agent.h"

/* One line of event_list.h. */
#define EVENT_TEST(event_, name_) \
	FIXTURE_VARIANT_ADD(event, name_) { #event_, &test_##name_ }

#endif /* _SELFTESTS_TSEM_EVENTS_H */
