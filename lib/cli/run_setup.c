// SPDX-License-Identifier: GPL-2.0-only
/* Before the program: the model file, the namespace. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* Points that a loaded model leaves free for forensics, at least. */
#define POINTS_SPARE (LSM_TSEM_POINTS_DEFAULT / 2)

static int check_asked(const struct run_opts *o,
		       const struct lsm_tsem_model *model)
{
	struct lsm_tsem_diag d = { .sz = sizeof(d) };
	int digest = lsm_tsem_model_digest(model);
	int fsref = lsm_tsem_model_fsref(model);
	int verity = lsm_tsem_model_verity(model);

	if (o->settings.digest && o->settings.digest != digest) {
		d.line = lsm_tsem_model_line(model, "digest");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with %s, but --digest asks for %s; leave --digest out, or learn again with it",
			 lsm_tsem_digest_name(digest),
			 lsm_tsem_digest_name(o->settings.digest));
		return fail_diag(o->model, &d, 0);
	}
	if (o->settings.fsref && o->settings.fsref != fsref) {
		d.line = lsm_tsem_model_line(model, "fsref");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with fsref %s, but --fsref asks for %s; leave --fsref out, or learn again with it",
			 lsm_tsem_fsref_name(fsref),
			 lsm_tsem_fsref_name(o->settings.fsref));
		return fail_diag(o->model, &d, 0);
	}
	if (o->settings.verity && o->settings.verity != verity) {
		d.line = lsm_tsem_model_line(model, "verity");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with verity %s, but --verity asks for %s; leave --verity out, or learn again with it",
			 lsm_tsem_verity_name(verity),
			 lsm_tsem_verity_name(o->settings.verity));
		return fail_diag(o->model, &d, 0);
	}
	return 0;
}

int run_read_model(const struct run_opts *o, struct lsm_tsem_model **ret_model)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	struct lsm_tsem_model *model;
	int fd, ret, status;

	fd = open(o->model, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_errno(o->model, -errno);
	ret = lsm_tsem_model_read(fd, &diag, &model);
	close(fd);
	if (ret < 0)
		return fail_diag(o->model, &diag, ret);
	status = check_asked(o, model);
	if (status) {
		lsm_tsem_model_free(model);
		return status;
	}
	*ret_model = model;
	return 0;
}

/* Can a file be made at path? Found out before the program ran, not after. */
static int check_output(const char *path)
{
	int ret = path ? lsm_tsem_save_check(AT_FDCWD, path) : 0;

	if (ret < 0)
		return fail(*path ? path : "\"\"", "cannot be written: %s", strerror(-ret));
	return 0;
}

int run_check_outputs(const struct run_opts *o)
{
	const char *const paths[] = {
		o->learn, o->state, o->measurement, o->trajectory,
		o->forensics, o->stats,
	};
	int status = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths) && !status; i++)
		status = check_output(paths[i]);
	return status;
}

/* Limits must be set first: a big model would not fit below the default. */
static int apply_settings(int ctl_fd, const struct run_opts *o,
			  const struct lsm_tsem_model *model)
{
	struct lsm_tsem_settings s = o->settings;
	size_t points = model ? lsm_tsem_model_points(model) : 0;
	int ret;

	if (model) {
		/* Loading the model says them. */
		s.digest = 0;
		s.fsref = 0;
		s.verity = 0;
	}
	if (!s.points && points + POINTS_SPARE > LSM_TSEM_POINTS_DEFAULT) {
		s.points = points + POINTS_SPARE;
		if (s.points > LSM_TSEM_POINTS_MAX)
			s.points = LSM_TSEM_POINTS_MAX;
	}
	ret = lsm_tsem_set(ctl_fd, &s);
	if (ret == -EINVAL)
		return fail("settings", "the kernel refused them; a limit is out of range or --digest is not built in");
	return ret < 0 ? fail_errno("settings", ret) : 0;
}

static int fail_rule(const char *path, int error)
{
	if (error == -EINVAL)
		return fail(path, "a rule takes an absolute path without \".\", \"..\", empty components and trailing slash");
	if (error == -ENOSPC)
		return fail(path, "too many rules; a namespace takes %d",
			    LSM_TSEM_RULES_MAX);
	return fail_errno(path, error);
}

static int apply_rules(int ctl_fd, const struct run_opts *o)
{
	int ret;

	for (size_t i = 0; i < o->nr_volatiles; i++) {
		ret = lsm_tsem_add_volatile(ctl_fd, o->volatiles[i]);
		if (ret < 0)
			return fail_rule(o->volatiles[i], ret);
	}
	for (size_t i = 0; i < o->nr_pseudonyms; i++) {
		ret = lsm_tsem_add_pseudonym(ctl_fd, o->pseudonyms[i]);
		if (ret < 0)
			return fail_rule(o->pseudonyms[i], ret);
	}
	return 0;
}

static int load(struct lsm_tsem_ctx *ctx, int ns_fd, int ctl_fd,
		const struct run_opts *o, const struct lsm_tsem_model *model)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	int ret = lsm_tsem_model_load(model, ctl_fd, &diag);

	/* The points are the kernel's only when their value is the file's. */
	if (!ret)
		ret = lsm_tsem_model_verify(model, ctx, ns_fd, &diag);
	if (ret == -ENOSPC)
		return fail(o->model, "the model has %zu points, more than the limit of this namespace; raise --limit points=N (bytes=N)",
			    lsm_tsem_model_points(model));
	if (ret < 0)
		return fail_diag(o->model, &diag, ret);
	return 0;
}

static int seal(int ctl_fd, const struct run_opts *o)
{
	int ret = lsm_tsem_seal(ctl_fd, 0);

	if (ret < 0)
		return fail("seal", "%s", strerror(-ret));
	if (o->enforce)
		ret = lsm_tsem_enforce(ctl_fd);
	return ret < 0 ? fail("enforce", "%s", strerror(-ret)) : 0;
}

int run_configure(struct lsm_tsem_ctx *ctx, int ns_fd,
		  const struct run_opts *o, const struct lsm_tsem_model *model)
{
	int ctl_fd = lsm_tsem_control_open(ctx, ns_fd);
	int status;

	if (ctl_fd < 0)
		return fail_read("control", ctl_fd, false);
	status = apply_settings(ctl_fd, o, model);
	if (!status)
		status = apply_rules(ctl_fd, o);
	if (!status && model)
		status = load(ctx, ns_fd, ctl_fd, o, model);
	/* Without a model nothing is allowed but by the agent. */
	if (!status && (model || o->enforce))
		status = seal(ctl_fd, o);
	close(ctl_fd);
	return status;
}
