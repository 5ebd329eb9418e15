// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Whole files or none: written under another name in the same directory,
 * synced, renamed. A full disk, a crash or a reader meets the old content or
 * the new one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define TMP_TRIES 100
#define LINKS_MAX 40
#define COPY_STEP 16384
/* Who has no id in this user namespace, which are many. */
#define NOBODY 65534

/* Split path at its last slash; dir gets "." or the part before. */
static int split(const char *path, char dir[PATH_MAX], char name[NAME_MAX + 1])
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t dirlen = slash ? (size_t)(slash - path) : 0;

	if (!*path)
		return -ENOENT;
	if (!*base || !strcmp(base, ".") || !strcmp(base, ".."))
		return -EISDIR;
	if (strlen(base) > NAME_MAX || dirlen + 1 >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(name, base);
	if (!slash)
		strcpy(dir, ".");
	else if (!dirlen)
		strcpy(dir, "/");
	else
		snprintf(dir, PATH_MAX, "%.*s", (int)dirlen, path);
	return 0;
}

static int open_dir(int dirfd, const char *path, char name[NAME_MAX + 1])
{
	char dir[PATH_MAX];
	int fd, ret = split(path, dir, name);

	if (ret < 0)
		return ret;
	fd = openat(dirfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * The kernel's rule of fs.protected_symlinks, which it has no part in when links are
 * followed by hand: where everybody can make links, those of others may lead to files
 * that they want to see replaced.
 */
static bool may_follow(const struct stat *dir, const struct stat *link)
{
	return (dir->st_mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH) ||
	       link->st_uid == geteuid() ||
	       (link->st_uid == dir->st_uid && dir->st_uid != NOBODY);
}

/* 1 and the target, or 0 for what is no symbolic link, or an error. */
static int read_link(int dirfd, const char *name, char target[PATH_MAX])
{
	/* Open, it is the same link until it was read. */
	int fd = openat(dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat dir, link;
	ssize_t n;
	int ret;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(dirfd, &dir) < 0 || fstat(fd, &link) < 0) {
		ret = -errno;
	} else if (!S_ISLNK(link.st_mode)) {
		ret = 0;
	} else if (!may_follow(&dir, &link)) {
		ret = -EACCES;
	} else {
		n = readlinkat(fd, "", target, PATH_MAX - 1);
		ret = n < 0 ? -errno : 1;
		target[n < 0 ? 0 : n] = '\0';
	}
	io_close(fd);
	return ret;
}

/*
 * The directory and name that path really means. A symbolic link is followed,
 * because the caller wants the file behind it replaced and not the link.
 */
static int open_real_dir(int dirfd, const char *path, char name[NAME_MAX + 1])
{
	char target[PATH_MAX];
	int fd = open_dir(dirfd, path, name);

	for (int i = 0; fd >= 0 && i < LINKS_MAX; i++) {
		int ret = read_link(fd, name, target);
		int next;

		if (!ret)
			return fd;
		next = ret < 0 ? ret : open_dir(fd, target, name);
		io_close(fd);
		fd = next;
	}
	if (fd < 0)
		return fd;
	io_close(fd);
	return -ELOOP;
}

/* What is at path; with the mode 0 if nothing is. */
static int look_at(int dirfd, const char *path, struct stat *ret_st)
{
	if (!fstatat(dirfd, path, ret_st, 0))
		return S_ISDIR(ret_st->st_mode) ? -EISDIR : 0;
	/* Anything else does not tell that nothing is there. */
	if (errno != ENOENT)
		return -errno;
	ret_st->st_mode = 0;
	return 0;
}

/* Renaming over /dev/stdout would hurt more than this run. */
static bool is_in_place(const struct stat *st)
{
	return st->st_mode && !S_ISREG(st->st_mode);
}

static int open_tmp(struct save *s, mode_t mode)
{
	/* The start of the name shows whose file a crash left behind. */
	for (int i = 0; i < TMP_TRIES; i++) {
		uint64_t random;

		if (getrandom(&random, sizeof(random), 0) != sizeof(random))
			return -EIO;
		snprintf(s->tmp, sizeof(s->tmp), ".tsem-%016llx",
			 (unsigned long long)random);
		s->fd = openat(s->dirfd, s->tmp,
			       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (s->fd >= 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static int begin_in_place(struct save *s, int dirfd, const char *path)
{
	s->dirfd = -1;
	s->fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return s->fd < 0 ? -errno : 0;
}

int save_begin(struct save *s, int dirfd, const char *path)
{
	struct stat st;
	int ret = look_at(dirfd, path, &st);

	s->fd = -1;
	s->dirfd = -1;
	if (ret < 0)
		return ret;
	if (is_in_place(&st))
		return begin_in_place(s, dirfd, path);

	ret = open_real_dir(dirfd, path, s->name);
	if (ret < 0)
		return ret;
	s->dirfd = ret;
	/* A replaced file keeps who may read it, from the start. */
	ret = open_tmp(s, st.st_mode ? 0600 : 0666);
	if (!ret && st.st_mode && fchmod(s->fd, st.st_mode & 07777) < 0) {
		ret = -errno;
		unlinkat(s->dirfd, s->tmp, 0);
		io_close(s->fd);
	}
	if (ret < 0)
		io_close(s->dirfd);
	return ret;
}

API int lsm_tsem_save_check(int dirfd, const char *path)
{
	char name[NAME_MAX + 1];
	struct stat st;
	int fd, ret = look_at(dirfd, path, &st);

	if (ret < 0)
		return ret;
	if (is_in_place(&st))
		return faccessat(dirfd, path, W_OK, AT_EACCESS) < 0 ? -errno : 0;
	fd = open_real_dir(dirfd, path, name);
	if (fd < 0)
		return fd;
	ret = faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) < 0 ? -errno : 0;
	io_close(fd);
	return ret;
}

void save_abort(struct save *s)
{
	io_close(s->fd);
	if (s->dirfd >= 0)
		unlinkat(s->dirfd, s->tmp, 0);
	io_close(s->dirfd);
}

static int commit_in_place(struct save *s)
{
	return close(s->fd) < 0 && errno != EINTR ? -errno : 0;
}

int save_commit(struct save *s)
{
	int ret;

	if (s->dirfd < 0)
		return commit_in_place(s);
	if (fsync(s->fd) < 0) {
		ret = -errno;
		save_abort(s);
		return ret;
	}
	ret = close(s->fd) < 0 && errno != EINTR ? -errno : 0;
	s->fd = -1;
	if (!ret && renameat(s->dirfd, s->tmp, s->dirfd, s->name) < 0)
		ret = -errno;
	if (ret < 0) {
		save_abort(s);
		return ret;
	}
	/* The name too; a file system that cannot is no reason to fail. */
	(void)fsync(s->dirfd);
	io_close(s->dirfd);
	return 0;
}

static int copy(int from, int to)
{
	char buf[COPY_STEP];
	ssize_t n;
	int ret = 0;

	while (!ret && (n = io_read(from, buf, sizeof(buf))) != 0)
		ret = n < 0 ? (int)n : io_write_all(to, buf, (size_t)n);
	return ret;
}

/* Finish: commit what was written well, else nothing. */
static int finish(struct save *s, int ret)
{
	if (!ret)
		return save_commit(s);
	save_abort(s);
	return ret;
}

API int lsm_tsem_save(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		      int dirfd, const char *path)
{
	struct save s;
	int fd = lsm_tsem_open(ctx, ns_fd, name);
	int ret;

	if (fd < 0)
		return fd;
	ret = save_begin(&s, dirfd, path);
	if (!ret)
		ret = finish(&s, copy(fd, s.fd));
	io_close(fd);
	return ret;
}

API int lsm_tsem_model_save(const struct lsm_tsem_model *model, int dirfd,
			    const char *path)
{
	struct save s;
	int ret = save_begin(&s, dirfd, path);

	if (ret < 0)
		return ret;
	return finish(&s, io_write_all(s.fd, model->text, model->text_len));
}
