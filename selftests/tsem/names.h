/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: files to act on, and what lists say of them
 */

#ifndef _SELFTESTS_TSEM_NAMES_H
#define _SELFTESTS_TSEM_NAMES_H

#include "common.h"

#include <sys/mount.h>

#ifndef __NR_open_tree
#define __NR_open_tree 428
#endif

#define EMPTY \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* Texts of one length, and their digests. */
static const struct content {
	const char *text, *digest;
} contents[] = {
	{ "one\n",
	  "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806" },
	{ "two\n",
	  "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a" },
	{ "six\n",
	  "fe2547fe2604b445e70fc9d819062960552f9145bdb043b51986e478a4806a2b" },
	{ "ten\n",
	  "6db0f6e1133a0debabee7bf20a2ad413d0279f891fcf74c05da928eb34863c6b" },
};

/* The last line of a list; not to be freed. */
static __maybe_unused const char *last(int ns, const char *list)
{
	static char line[8192];
	char *text = tsem_read(ns, list), *at;

	line[0] = '\0';
	if (text && *text) {
		text[strlen(text) - 1] = '\0';
		at = strrchr(text, '\n');
		snprintf(line, sizeof(line), "%s", at ? at + 1 : text);
	}
	free(text);
	return line;
}

static __maybe_unused int count_lines(int ns, const char *list,
				      const char *with)
{
	char *text = tsem_read(ns, list), *line, *save;
	int n = 0;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		n += !!strstr(line, with);
	free(text);
	return n;
}

/* Whether the last point is of that file, in a word: kind, mount and name. */
static __maybe_unused bool last_is(int ns, const char *kind,
				   const char *mount, const char *name)
{
	char pattern[1024];

	snprintf(pattern, sizeof(pattern),
		 "{\"kind\": \"%s\", \"mount\": \"%s\", \"pathname\": \"%s\"",
		 kind, mount, name);
	return strstr(last(ns, "trajectory"), pattern);
}

static __maybe_unused bool last_has(int ns, const char *key, const char *value)
{
	char pattern[256];

	snprintf(pattern, sizeof(pattern), "\"%s\": \"%s\"", key, value);
	return strstr(last(ns, "trajectory"), pattern);
}

static __maybe_unused char *state_of(int ns)
{
	char *text = tsem_read(ns, "state");

	return text ?: strdup("");
}

static __maybe_unused int make(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, mode);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	fchmod(fd, mode);
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -EIO;
}

/* A child ends within ten seconds. */
static __maybe_unused bool ends_soon(pid_t pid)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return true;
		tsem_sleep_ms(100);
	}
	return false;
}

/* Not in a sticky directory. */
static __maybe_unused int make_place(char *dir, size_t size)
{
	struct stat st;

	if (!stat("/scratch", &st) && S_ISDIR(st.st_mode))
		snprintf(dir, size, "/scratch/tsem.XXXXXX");
	else if (getcwd(dir, size - 16))
		strcat(dir, "/tsem.XXXXXX");
	return mkdtemp(dir) && !chmod(dir, 0755) ? 0 : -errno;
}

/* With mounts of its own, which go with the process. */
static __maybe_unused int make_own_place(char *dir, size_t size)
{
	umask(0);
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	return make_place(dir, size);
}

static __maybe_unused void remove_place(const char *dir)
{
	char command[160];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command))
		ksft_print_msg("%s: not removed\n", dir);
}

static __maybe_unused int do_open(void *path)
{
	CHECK(open(path, O_RDONLY) >= 0);
	return 0;
}

static __maybe_unused int overwrite(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	ssize_t n = pwrite(fd, text, strlen(text), 0);

	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -errno;
}

/* The value of "digest" in the only exec line; not to be freed. */
static __maybe_unused const char *program_digest(int ns)
{
	static char found[2][65];
	static int at;
	char *text = tsem_read(ns, "trajectory"), *line, *start;

	at = !at;
	found[at][0] = '\0';
	line = text ? strstr(text, "\"programs\": ") : NULL;
	start = line ? strstr(line, "\"digest\": \"") : NULL;
	if (start)
		snprintf(found[at], 65, "%s", start + 11);
	free(text);
	return found[at];
}

static __maybe_unused void make_cold(void)
{
	sync();
	tsem_write_file("/proc/sys/vm/drop_caches", "3");
}

static __maybe_unused int make_layers(const char *dir)
{
	static const char *const dirs[] = {
		"lower", "lower/both", "upper", "upper/both", "work", "merged",
	};
	char path[160], options[400];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, dirs[i]);
		if (mkdir(path, 0755))
			return -errno;
	}
	snprintf(path, sizeof(path), "%s/lower/both/lower", dir);
	make(path, contents[0].text, 0644);
	snprintf(path, sizeof(path), "%s/upper/both/upper", dir);
	make(path, contents[0].text, 0644);
	snprintf(options, sizeof(options),
		 "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", dir,
		 dir, dir);
	snprintf(path, sizeof(path), "%s/merged", dir);
	return mount("none", path, "overlay", 0, options) ? -errno : 0;
}

#endif /* _SELFTESTS_TSEM_NAMES_H */
