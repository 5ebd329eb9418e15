// SPDX-License-Identifier: GPL-2.0-only
/* After the program: seal and save what was learned, lists, summary. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* Which limit was reached, for the one who has to raise it. */
static const char *reached(struct lsm_tsem_ctx *ctx, int ns_fd)
{
	static const char *const keys[][2] = {
		{ "points", "limit_points" },
		{ "bytes", "limit_bytes" },
		{ "files", "limit_files" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		uint64_t value, limit;

		if (!lsm_tsem_get_stat(ctx, ns_fd, keys[i][0], &value) &&
		    !lsm_tsem_get_stat(ctx, ns_fd, keys[i][1], &limit) &&
		    value >= limit)
			return keys[i][0];
	}
	return NULL;
}

static int seal(struct lsm_tsem_ctx *ctx, int ns_fd, const struct run_opts *o)
{
	int ctl_fd = lsm_tsem_control_open(ctx, ns_fd);
	const char *limit;
	int ret;

	if (ctl_fd < 0)
		return fail_read("control", ctl_fd, false);
	ret = lsm_tsem_seal(ctl_fd, 0);
	close(ctl_fd);
	if (ret != -EOVERFLOW)
		return ret < 0 ? fail("seal", "%s", strerror(-ret)) : 0;

	limit = reached(ctx, ns_fd);
	if (limit)
		return fail(o->learn, "not written: the model is incomplete, the limit of %s was reached; learn again with a higher --limit %s=N",
			    limit, limit);
	return fail(o->learn, "not written: the model is incomplete, an event could not be recorded (out of memory, a limit, or a path that is too long); see --stats, raise --limit, learn again");
}

/* Parsed before it is written: a model file that we write can be loaded. */
static int save_model(struct lsm_tsem_ctx *ctx, int ns_fd, const char *path)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	struct lsm_tsem_model *model;
	int ret = lsm_tsem_model_fetch(ctx, ns_fd, &diag, &model);

	if (ret == -EBADMSG)
		return fail_diag("model of the kernel", &diag, ret);
	if (ret < 0)
		return fail_read("model", ret, false);
	ret = lsm_tsem_model_save(model, AT_FDCWD, path);
	lsm_tsem_model_free(model);
	if (ret < 0)
		return fail(path, "not written: %s", strerror(-ret));
	return 0;
}

static int learned(struct lsm_tsem_ctx *ctx, int ns_fd,
		   const struct run_opts *o)
{
	int status = seal(ctx, ns_fd, o);

	return status ? status : save_model(ctx, ns_fd, o->learn);
}

static int save_lists(struct lsm_tsem_ctx *ctx, int ns_fd,
		      const struct run_opts *o)
{
	const struct {
		const char *name;
		const char *path;
	} lists[] = {
		{ "state", o->state },
		{ "measurement", o->measurement },
		{ "trajectory", o->trajectory },
		{ "forensics", o->forensics },
		{ "stats", o->stats },
	};
	int status = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		int ret;

		if (!lists[i].path)
			continue;
		ret = lsm_tsem_save(ctx, ns_fd, lists[i].name, AT_FDCWD,
				    lists[i].path);
		/* The others are still worth having. */
		if (ret < 0)
			status = fail(lists[i].path, "%s not written: %s",
				      lists[i].name, strerror(-ret));
	}
	return status;
}

static int summary(struct lsm_tsem_ctx *ctx, int ns_fd)
{
	char state[LSM_TSEM_HEX_SIZE];
	uint64_t points, forensics;
	int ret, mode, trust;

	ret = lsm_tsem_get_state(ctx, ns_fd, state, sizeof(state));
	if (ret >= 0)
		ret = lsm_tsem_get_stat(ctx, ns_fd, "points", &points);
	if (ret >= 0)
		ret = lsm_tsem_get_stat(ctx, ns_fd, "forensics", &forensics);
	if (ret < 0)
		return fail_read("summary", ret, false);
	mode = lsm_tsem_get_mode(ctx, ns_fd);
	trust = lsm_tsem_get_trust(ctx, ns_fd);
	if (mode < 0 || trust < 0)
		return fail_read("summary", mode < 0 ? mode : trust, false);
	fprintf(stderr, "points=%llu state=%s forensics=%llu mode=%s trust=%s\n",
		(unsigned long long)points, state,
		(unsigned long long)forensics, lsm_tsem_mode_name(mode),
		trust ? "trusted" : "untrusted");
	return 0;
}

int run_finish(struct lsm_tsem_ctx *ctx, int ns_fd, const struct run_opts *o,
	       bool started)
{
	/* Of a program that never ran, nothing was learned. */
	int status = started && o->learn ? learned(ctx, ns_fd, o) : 0;
	int ret = save_lists(ctx, ns_fd, o);

	if (!status)
		status = ret;
	if (o->summary) {
		ret = summary(ctx, ns_fd);
		if (!status)
			status = ret;
	}
	return status;
}
