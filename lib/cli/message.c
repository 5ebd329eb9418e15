// SPDX-License-Identifier: GPL-2.0-only
/* Messages: what failed, why, and what to do about it. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

int fail(const char *object, const char *fmt, ...)
{
	va_list ap;

	/* As one: a thread may have something to say, too. */
	flockfile(stderr);
	fprintf(stderr, "tsem: %s: ", object);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	funlockfile(stderr);
	return EXIT_TSEM;
}

int fail_errno(const char *object, int error)
{
	return fail(object, "%s", strerror(-error));
}

int fail_diag(const char *file, const struct lsm_tsem_diag *diag, int error)
{
	if (!diag->text[0])
		return fail_errno(file, error);
	if (!diag->line)
		return fail(file, "%s", diag->text);
	fprintf(stderr, "tsem: %s:%lu: %s\n", file, diag->line, diag->text);
	return EXIT_TSEM;
}

int usage_error(const char *usage)
{
	fprintf(stderr, "tsem: %s\n", usage);
	return EXIT_TSEM;
}

int close_stdout(int status)
{
	if (fflush(stdout) || ferror(stdout))
		return fail("standard output", "%s", strerror(errno));
	return status;
}

static const char no_kernel[] =
	"this kernel has no TSEM; boot one built with CONFIG_SECURITY_TSEM=y";
static const char no_lsm[] =
	"TSEM is not active; add tsem to the lsm= parameter of the kernel's command line and boot again";

int fail_create(int error)
{
	const char *object = "new namespace";

	switch (-error) {
	case EINVAL:
		return fail(object, "%s", no_kernel);
	case EOPNOTSUPP:
		return fail(object, "%s", no_lsm);
	case EPERM:
		return fail(object, "not permitted: it needs CAP_SYS_ADMIN (run as root, or in a user namespace with `unshare -r`), a process in a TSEM namespace cannot create another, and nobody can once the initial namespace is sealed (tsem.root=)");
	case ENOSPC:
		return fail(object, "too many TSEM namespaces for this user; raise the sysctl user.max_tsem_namespaces");
	case ENOENT:
		return fail(object, "/proc is not there; mount it");
	default:
		return fail_errno(object, error);
	}
}

int fail_read(const char *name, int error, bool own)
{
	switch (-error) {
	case ENODATA:
		if (own)
			return fail(name, "this process is in the root namespace, which has no model; name a namespace with --ns /proc/PID/ns/tsem");
		return fail(name, "that is the root namespace, which has no model");
	case EPERM:
		return fail(name, "not permitted: it needs CAP_MAC_ADMIN in the user namespace that owns the TSEM namespace, and a process in a TSEM namespace sees only its own");
	case EINVAL:
		return fail(name, "what --ns names is not a TSEM namespace");
	case EPROTO:
		return fail(name, "the kernel's text is not understood; use a newer tsem");
	default:
		return fail_errno(name, error);
	}
}

/* Else it is a path; one of digits alone can be given as ./1. */
static bool is_id(const char *ns)
{
	return ns && *ns && !ns[strspn(ns, "0123456789")];
}

int fail_read_ns(const char *name, int error, const char *ns)
{
	if (error == -ENOENT && is_id(ns))
		return fail(ns, "there is no TSEM namespace with this id, or it has ended, or it needs CAP_MAC_ADMIN in the user namespace that owns it");
	/* The file was bound when it was opened. */
	if (error == -EBUSY)
		return fail(name, "a process in a TSEM namespace sees only its own");
	return fail_read(name, error, !ns);
}

static int fail_ctx(const struct globals *g, int error)
{
	const char *dir = g->securityfs ? g->securityfs : LSM_TSEM_SECURITYFS;

	if (!g->securityfs && error == -ENOENT) {
		switch (lsm_tsem_probe(NULL)) {
		case -EINVAL:
			return fail(dir, "%s", no_kernel);
		case -EOPNOTSUPP:
			return fail(dir, "%s", no_lsm);
		default:
			return fail(dir, "securityfs is not mounted; run `mount -t securityfs securityfs /sys/kernel/security`");
		}
	}
	return fail_errno(dir, error);
}

int open_ctx(const struct globals *g, struct lsm_tsem_ctx **ret_ctx)
{
	int fd, ret;

	if (!g->securityfs) {
		ret = lsm_tsem_ctx_new(ret_ctx);
	} else {
		fd = open(g->securityfs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return fail_ctx(g, -errno);
		ret = lsm_tsem_ctx_new_at(fd, ret_ctx);
		close(fd);
	}
	return ret < 0 ? fail_ctx(g, ret) : 0;
}

static int open_ns(const char *path, int *ret_fd)
{
	*ret_fd = path ? open(path, O_RDONLY | O_CLOEXEC) : LSM_TSEM_OWN;
	return path && *ret_fd < 0 ? fail_errno(path, -errno) : 0;
}

int open_ns_or_id(struct lsm_tsem_ctx *ctx, const char *ns, int *ret_fd)
{
	unsigned long long id;

	if (!is_id(ns))
		return open_ns(ns, ret_fd);
	*ret_fd = LSM_TSEM_OWN;
	errno = 0;
	id = strtoull(ns, NULL, 10);
	if (errno || !id)
		return fail(ns, "no id of a namespace");
	lsm_tsem_ctx_set_id(ctx, id);
	return 0;
}
