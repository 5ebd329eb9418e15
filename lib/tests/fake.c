// SPDX-License-Identifier: GPL-2.0-only
/* See fake.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake.h"

#define FDS 1024
#define TSEM_FLAG 0x40

enum kind { PLAIN, READ, CONTROL, EVENTS, AGENT };

static unsigned char kinds[FDS];

int __real_open(const char *path, int flags, ...);
int __real_openat(int dirfd, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t len);
ssize_t __real_write(int fd, const void *buf, size_t len);
int __real_close(int fd);
int __real_unshare(int flags);
pid_t __real_fork(void);
int __real_execve(const char *path, char *const argv[], char *const envp[]);
int __wrap_open(const char *path, int flags, ...);
static void log_line(const char *name, const char *line, size_t len);

/* With which mode a file was made, before anything else could be said of it. */
static void log_mode(int flags, mode_t mode)
{
	char line[16];
	int len = snprintf(line, sizeof(line), "0%o\n", mode);

	if (flags & O_EXCL && getenv("TSEM_FAKE"))
		log_line("create.log", line, (size_t)len);
}

int __wrap_openat(int dirfd, const char *path, int flags, ...);
int __wrap___open_2(const char *path, int flags);
int __wrap___openat_2(int dirfd, const char *path, int flags);
ssize_t __wrap_read(int fd, void *buf, size_t len);
ssize_t __wrap_write(int fd, const void *buf, size_t len);
int __wrap_close(int fd);
int __wrap_unshare(int flags);
pid_t __wrap_fork(void);
int __wrap_execve(const char *path, char *const argv[], char *const envp[]);

static int env_number(const char *name)
{
	const char *text = getenv(name);

	return text ? atoi(text) : 0;
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

static bool is_fake_dir(int dirfd)
{
	const char *dir = getenv("TSEM_FAKE");
	struct stat a, b;

	return dir && dirfd >= 0 && !fstat(dirfd, &a) && !stat(dir, &b) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int mark(int fd, enum kind kind)
{
	if (fd >= 0 && fd < FDS)
		kinds[fd] = kind;
	return fd;
}

int __wrap_openat(int dirfd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
		log_mode(flags, mode);
	}
	if (!is_fake_dir(dirfd) || !strcmp(path, "."))
		return mark(__real_openat(dirfd, path, flags, mode), PLAIN);
	if (!strcmp(path, "control"))
		return mark(__real_openat(dirfd, "control.log",
					  O_WRONLY | O_APPEND | O_CREAT |
					  O_CLOEXEC, 0666), CONTROL);
	if (!strcmp(path, "agent"))
		return mark(__real_openat(dirfd, path, O_RDWR | O_CLOEXEC |
					  (flags & O_NONBLOCK)), AGENT);
	return mark(__real_openat(dirfd, path, O_RDONLY | O_CLOEXEC),
		    strcmp(path, "events") ? READ : EVENTS);
}

int __wrap___openat_2(int dirfd, const char *path, int flags)
{
	return __wrap_openat(dirfd, path, flags);
}

int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	if (getenv("TSEM_FAKE") && strstr(path, "/ns/tsem"))
		path = "/dev/null";
	return mark(__real_open(path, flags, mode), PLAIN);
}

int __wrap___open_2(const char *path, int flags)
{
	return __wrap_open(path, flags);
}

int __wrap_close(int fd)
{
	mark(fd, PLAIN);
	return __real_close(fd);
}

int __wrap_unshare(int flags)
{
	int error = env_number("TSEM_FAKE_UNSHARE");

	if (flags != TSEM_FLAG || !getenv("TSEM_FAKE"))
		return __real_unshare(flags);
	return error ? refuse(error) : 0;
}

pid_t __wrap_fork(void)
{
	const char *file = getenv("TSEM_FAKE_FORK");

	return file && !access(file, F_OK) ? refuse(EAGAIN) : __real_fork();
}

static void log_line(const char *name, const char *line, size_t len)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", getenv("TSEM_FAKE"), name);
	fd = __real_open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
	if (fd >= 0 && __real_write(fd, line, len) < 0)
		perror(path);
	__real_close(fd);
}

/* As a call that waits for the answer of an agent. */
int __wrap_execve(const char *path, char *const argv[], char *const envp[])
{
	if (getenv("TSEM_FAKE") && getenv("TSEM_FAKE_HOLD")) {
		log_line("held", path, strlen(path));
		sleep(60);
	}
	return __real_execve(path, argv, envp);
}

static ssize_t do_bind(const char *buf, size_t len)
{
	int error = env_number("TSEM_FAKE_BIND");
	char line[64];
	unsigned long long id;
	int fd, end;

	if (error)
		return refuse(error);
	if (len >= sizeof(line))
		return refuse(EINVAL);
	memcpy(line, buf, len);
	line[len] = '\0';
	if (sscanf(line, "bind id=%llu\n%n", &id, &end) == 1 && (size_t)end == len)
		fd = 0;
	else if (sscanf(line, "bind fd=%d\n%n", &fd, &end) != 1 ||
		 (size_t)end != len)
		return refuse(EINVAL);
	if (fcntl(fd, F_GETFD) < 0)
		return refuse(EBADF);
	log_line("bind.log", line, len);
	return (ssize_t)len;
}

static bool is_line(const char *line, const char *buf, size_t len)
{
	return strlen(line) == len && !memcmp(line, buf, len);
}

static ssize_t do_events(const char *buf, size_t len)
{
	const bool binary = is_line("binary\n", buf, len);
	int error = env_number(binary ? "TSEM_FAKE_BINARY" : "TSEM_FAKE_ALL");

	if (!binary && !is_line("all\n", buf, len))
		return do_bind(buf, len);
	if (error)
		return refuse(error);
	log_line("bind.log", buf, len);
	return (ssize_t)len;
}

static ssize_t do_answer(const char *buf, size_t len)
{
	int error = env_number("TSEM_FAKE_ANSWER");

	if (len > 5 && !memcmp(buf, "bind ", 5))
		return do_bind(buf, len);
	log_line("agent.log", buf, len);
	return error ? refuse(error) : (ssize_t)len;
}

/* The errno for one control line, newline included; 0 takes it. */
static int judge(const char *line, size_t len)
{
	const char *rule = getenv("TSEM_FAKE_REFUSE");
	const char *text = rule ? strchr(rule, ':') : NULL;

	if (len >= 4096)
		return EINVAL;
	if (text && len > strlen(text + 1) &&
	    !strncmp(line, text + 1, strlen(text + 1)))
		return atoi(rule);
	return 0;
}

static ssize_t do_control(int fd, const char *buf, size_t len)
{
	int limit = env_number("TSEM_FAKE_LINES");
	size_t done = 0;

	for (int lines = 0; done < len && (!limit || lines < limit); lines++) {
		const char *end = memchr(buf + done, '\n', len - done);
		size_t n = end ? (size_t)(end - (buf + done)) + 1 : 0;
		int error = end ? judge(buf + done, n) : EINVAL;

		if (error)
			return done ? (ssize_t)done : refuse(error);
		if (n > 5 && !memcmp(buf + done, "bind ", 5)) {
			if (do_bind(buf + done, n) < 0)
				return -1;
		} else if (__real_write(fd, buf + done, n) < 0) {
			return -1;
		}
		done += n;
	}
	return (ssize_t)done;
}

ssize_t __wrap_write(int fd, const void *buf, size_t len)
{
	enum kind kind = fd >= 0 && fd < FDS ? kinds[fd] : PLAIN;

	if (kind == READ)
		return do_bind(buf, len);
	if (kind == EVENTS)
		return do_events(buf, len);
	if (kind == CONTROL)
		return do_control(fd, buf, len);
	if (kind == AGENT)
		return do_answer(buf, len);
	return __real_write(fd, buf, len);
}

/* Of a stream: what is behind the last newline comes with the next read. */
ssize_t __wrap_read(int fd, void *buf, size_t len)
{
	ssize_t n = __real_read(fd, buf, len);
	const char *end;

	if (n < 0 || fd < 0 || fd >= FDS || kinds[fd] != EVENTS)
		return n;
	if (!n)
		return refuse(EAGAIN);
	end = memrchr(buf, '\n', (size_t)n);
	lseek(fd, end ? end + 1 - (char *)buf - n : -n, SEEK_CUR);
	return end ? end + 1 - (char *)buf : refuse(EMSGSIZE);
}

const char *fake_setup(char *buf, size_t size)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(buf, size, "%s/tsem-fake-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(buf)) {
		perror(buf);
		exit(EXIT_FAILURE);
	}
	setenv("TSEM_FAKE", buf, 1);
	return buf;
}

void fake_file(const char *dir, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f)) {
		perror(path);
		exit(EXIT_FAILURE);
	}
}

char *fake_log(const char *dir, const char *name)
{
	char path[PATH_MAX];
	char *text = NULL;
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f)
		return strdup("");
	if (getdelim(&text, &room, '\0', f) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(f);
	return text;
}

void fake_remove(const char *dir)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command))
		perror(dir);
}
