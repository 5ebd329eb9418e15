/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a place to write in, and what an opening there is recorded as
 *
 * To be included once.
 */

#ifndef _SELFTESTS_TSEM_WRITTEN_H
#define _SELFTESTS_TSEM_WRITTEN_H

#include "common.h"

#include <sys/fsuid.h>

#include "kselftest_harness.h"

#define EMPTY \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define TEXT "one\n"
#define DIGEST \
	"2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
#define OTHER_TEXT "two\n"
#define OTHER_DIGEST \
	"27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a"

/* What an opening for reading is recorded as. */
struct seen {
	char kind[16], name[160], digest[65];
};

static int make(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -EIO;
}

static void copy_value(char *to, size_t size, const char *line, const char *key)
{
	char pattern[32];
	const char *at;

	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	at = line ? strstr(line, pattern) : NULL;
	to[0] = '\0';
	if (at)
		snprintf(to, size, "%.*s",
			 (int)strcspn(at + strlen(pattern), "\""),
			 at + strlen(pattern));
}

static int looks;
/* A namespace to enter for it, if none waits for children. */
static int look_in = -1;

static int do_look(void *path)
{
	CHECK(look_in < 0 || !setns(look_in, CLONE_NEWTSEM));
	/* Another context each time, so that the event is another one. */
	setfsgid(10000 + looks);
	CHECK(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) >= 0);
	return 0;
}

/* Lets a member open a file, and tells what is recorded; not to be kept. */
static const struct seen __maybe_unused *look(int ns, const char *path)
{
	static struct seen seen[4];
	static int at;
	char *text, *last;

	at = (at + 1) % 4;
	looks++;
	memset(&seen[at], 0, sizeof(seen[at]));
	if (tsem_run(do_look, (void *)path))
		return &seen[at];
	text = tsem_read(ns, "trajectory");
	if (text && *text) {
		text[strlen(text) - 1] = '\0';
		last = strrchr(text, '\n') ?: text;
		last = strstr(last, "\"file_open\": {");
		copy_value(seen[at].kind, sizeof(seen[at].kind), last, "kind");
		copy_value(seen[at].name, sizeof(seen[at].name), last,
			   "pathname");
		copy_value(seen[at].digest, 65, last, "digest");
	}
	free(text);
	return &seen[at];
}

static __maybe_unused char *state_of(int ns)
{
	char *text = tsem_read(ns, "state");

	return text ?: strdup("");
}

static int __maybe_unused count(int ns, const char *with)
{
	char *text = tsem_read(ns, "trajectory"), *at = text;
	int n = 0;

	while (at && (at = strstr(at, with))) {
		n++;
		at++;
	}
	free(text);
	return n;
}

/* Not in a sticky directory. */
static int make_place(char *dir, size_t size)
{
	struct stat st;

	if (!stat("/scratch", &st) && S_ISDIR(st.st_mode))
		snprintf(dir, size, "/scratch/tsem.XXXXXX");
	else if (getcwd(dir, size - 16))
		strcat(dir, "/tsem.XXXXXX");
	return mkdtemp(dir) && !chmod(dir, 0755) ? 0 : -errno;
}

FIXTURE(written)
{
	char dir[64];
	char path[96];		/* dir/file, with TEXT of an outsider */
	char other[96];		/* dir/other, which is not there */
	int ns;
};

FIXTURE_SETUP(written)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	umask(022);
	ASSERT_EQ(0, make_place(self->dir, sizeof(self->dir)));
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	snprintf(self->other, sizeof(self->other), "%s/other", self->dir);
	ASSERT_EQ(0, make(self->path, TEXT));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(written)
{
	char command[96];

	if (!self->dir[0])
		return;
	tsem_cancel();
	snprintf(command, sizeof(command), "rm -rf '%s'", self->dir);
	if (system(command))
		ksft_print_msg("%s: not removed\n", self->dir);
}

#define EXPECT_CONTENT(wanted, ns, path) \
	EXPECT_STREQ(wanted, look(ns, path)->digest)

static int __maybe_unused do_write(void *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(pwrite(fd, OTHER_TEXT, 4, 0) == 4);
	CHECK(!close(fd));
	return 0;
}

static int __maybe_unused do_read(void *path)
{
	CHECK(open(path, O_RDONLY | O_CLOEXEC) >= 0);
	return 0;
}

static int __maybe_unused do_unlink(void *path)
{
	CHECK(!unlink(path));
	return 0;
}

#endif /* _SELFTESTS_TSEM_WRITTEN_H */
