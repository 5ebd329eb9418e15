// SPDX-License-Identifier: GPL-2.0-only
/* tsem run: one program, one namespace, from creation to the saved model. */
#include <string.h>

#include "cli.h"

/* The child is waiting; start it, wait for it, collect. */
static int run_started(struct lsm_tsem_ctx *ctx, struct lsm_tsem_child *child,
		       const struct run_opts *o, const sigset_t *mask)
{
	int finish, ret, status = wait_started(child, &ret);

	/* Whoever does not want to wait for what comes now can end it. */
	wait_over(mask);
	if (ret < 0)
		fail(o->command[0], "%s", strerror(-ret));
	/* An exec that the model refused is in the forensics as well. */
	finish = run_finish(ctx, lsm_tsem_child_ns_fd(child), o, !ret);
	return finish ? finish : status;
}

/* With the agent in place first, and until nothing is learned any more. */
static int run_decided(struct lsm_tsem_ctx *ctx, struct lsm_tsem_child *child,
		       const struct run_opts *o, const sigset_t *mask, bool *ret_started)
{
	struct run_agent *agent = NULL;
	int status = 0, ret;

	if (o->agent)
		status = run_agent_start(ctx, lsm_tsem_child_ns_fd(child), o->agent, mask,
					 &agent);
	if (status)
		return status;
	*ret_started = true;
	status = run_started(ctx, child, o, mask);
	ret = run_agent_stop(agent);
	return ret ? ret : status;
}

static int run_child(struct lsm_tsem_ctx *ctx, const struct run_opts *o,
		     const struct lsm_tsem_model *model)
{
	struct lsm_tsem_spawn_opts spawn = { .sz = sizeof(spawn) };
	struct lsm_tsem_child *child;
	bool started = false;
	int ret, status;
	sigset_t old;
	pid_t pid;

	wait_prepare(&old);
	spawn.sigmask = &old;
	ret = lsm_tsem_spawn(o->command, &spawn, &child);
	if (ret < 0)
		return fail_create(ret);

	pid = lsm_tsem_child_pid(child);
	status = run_configure(ctx, lsm_tsem_child_ns_fd(child), o, model);
	if (!status)
		status = run_decided(ctx, child, o, &old, &started);
	/* Without its socket a child that waits ends, and has run nothing. */
	lsm_tsem_child_free(child);
	if (!started)
		wait_child(pid);
	return status;
}

static int run(const struct globals *g, const struct run_opts *o)
{
	struct lsm_tsem_model *model = NULL;
	struct lsm_tsem_ctx *ctx;
	int status;

	/* Whatever can be wrong with the arguments, before anything is made. */
	if (o->model) {
		status = run_read_model(o, &model);
		if (status)
			return status;
	}
	status = run_check_outputs(o);
	if (!status)
		status = open_ctx(g, &ctx);
	if (!status) {
		status = run_child(ctx, o, model);
		lsm_tsem_ctx_free(ctx);
	}
	lsm_tsem_model_free(model);
	return status;
}

int cmd_run(const struct globals *g, int argc, char **argv)
{
	struct run_opts o;
	int status;

	if (!run_opts_parse(&o, argc, argv, &status))
		status = run(g, &o);
	run_opts_free(&o);
	return status;
}
