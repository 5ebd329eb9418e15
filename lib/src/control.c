// SPDX-License-Identifier: LGPL-2.1-or-later
/* The verbs of `control`, one function each. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

API int lsm_tsem_control_open(struct lsm_tsem_ctx *ctx, int ns_fd)
{
	return file_open_bound(ctx, ns_fd, "control", O_WRONLY);
}

API int lsm_tsem_control_write(int ctl_fd, const char *text, size_t len,
			       size_t *ret_taken)
{
	size_t done = 0;
	int ret = 0;

	while (done < len) {
		ssize_t n = write(ctl_fd, text + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			ret = n < 0 ? -errno : -EIO;
			break;
		}
		/* A short count is the lines that were good; go on there. */
		done += (size_t)n;
	}
	if (ret_taken)
		*ret_taken = done;
	return ret;
}

static int write_line(int ctl_fd, const char *word, const char *arg)
{
	char line[LINE_MAX_BYTES];
	int len;

	/* The caller's text must not become a second verb. */
	if (strchr(arg, '\n'))
		return -EINVAL;
	len = snprintf(line, sizeof(line), "%s%s%s\n", word, *arg ? " " : "",
		       arg);
	if (len < 0 || (size_t)len >= sizeof(line))
		return -EINVAL;
	return lsm_tsem_control_write(ctl_fd, line, (size_t)len, NULL);
}

/* Text that grows by printf; too much of it is remembered as an error. */
struct text {
	char buf[256];
	size_t len;
	bool bad;
};

__attribute__((format(printf, 2, 3)))
static void text_add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(t->buf) - t->len)
		t->bad = true;
	else
		t->len += (size_t)n;
}

static void text_word(struct text *t, const char *key, int value,
		      const char *name)
{
	if (!value)
		return;
	if (name)
		text_add(t, " %s=%s", key, name);
	else
		t->bad = true;
}

static void text_number(struct text *t, const char *key, uint64_t value)
{
	if (value)
		text_add(t, " %s=%llu", key, (unsigned long long)value);
}

API int lsm_tsem_set(int ctl_fd, const struct lsm_tsem_settings *settings)
{
	struct lsm_tsem_settings s;
	struct text t = { .len = 0 };
	int ret = sized_take(&s, sizeof(s), SETTINGS_FIRST, settings, settings->sz);

	if (ret < 0)
		return ret;
	text_word(&t, "digest", s.digest, lsm_tsem_digest_name(s.digest));
	text_word(&t, "fsref", s.fsref, lsm_tsem_fsref_name(s.fsref));
	text_word(&t, "verity", s.verity, lsm_tsem_verity_name(s.verity));
	text_word(&t, "join", s.join, lsm_tsem_join_name(s.join));
	text_number(&t, "points", s.points);
	text_number(&t, "bytes", s.bytes);
	text_number(&t, "files", s.files);
	text_number(&t, "queue", s.queue);
	text_word(&t, "overflow", s.overflow, lsm_tsem_overflow_name(s.overflow));
	text_word(&t, "ask", s.ask, lsm_tsem_ask_name(s.ask));
	text_number(&t, "timeout", s.timeout);
	if (t.bad)
		return -EINVAL;
	if (!t.len)
		return 0;
	return write_line(ctl_fd, "set", t.buf + 1);
}

static int add_rule(int ctl_fd, const char *word, const char *path,
		    bool root_allowed)
{
	char buf[LINE_MAX_BYTES];
	int len = path_escape(path, buf, sizeof(buf));

	if (len < 0)
		return len;
	if (path_check(buf, (size_t)len, root_allowed))
		return -EINVAL;
	return write_line(ctl_fd, word, buf);
}

API int lsm_tsem_add_volatile(int ctl_fd, const char *path)
{
	return add_rule(ctl_fd, "volatile", path, true);
}

API int lsm_tsem_add_pseudonym(int ctl_fd, const char *path)
{
	return add_rule(ctl_fd, "pseudonym", path, false);
}

static int add_point(int ctl_fd, const char *word, const char *hex)
{
	if (!is_hex(hex, strlen(hex)))
		return -EINVAL;
	return write_line(ctl_fd, word, hex);
}

API int lsm_tsem_add_state(int ctl_fd, const char *hex)
{
	return add_point(ctl_fd, "state", hex);
}

API int lsm_tsem_add_environment(int ctl_fd, const char *hex)
{
	return add_point(ctl_fd, "environment", hex);
}

API int lsm_tsem_seal(int ctl_fd, unsigned int flags)
{
	if (flags & ~LSM_TSEM_SEAL_FORCE)
		return -EINVAL;
	return write_line(ctl_fd, "seal",
			  flags & LSM_TSEM_SEAL_FORCE ? "force" : "");
}

API int lsm_tsem_enforce(int ctl_fd)
{
	return write_line(ctl_fd, "enforce", "");
}
