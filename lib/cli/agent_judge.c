// SPDX-License-Identifier: GPL-2.0-only
/* Deciding by a model that is kept in user space. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "cli.h"

int judge_read(struct judge *j, const char *file)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	int fd, ret;

	j->file = file;
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_errno(file, -errno);
	ret = lsm_tsem_model_read(fd, &diag, &j->model);
	close(fd);
	return ret < 0 ? fail_diag(file, &diag, ret) : 0;
}

/* A question about another digest is not about this model: nothing is known then. */
static int decide(const struct lsm_tsem_record *question, void *arg)
{
	const struct lsm_tsem_record_info *info = lsm_tsem_record_info(question);
	struct judge *j = arg;
	int digest = lsm_tsem_model_digest(j->model);
	int has = -EINVAL;

	if (info->digest == digest && info->coefficient)
		has = lsm_tsem_model_has(j->model, info->coefficient);
	if (has < 0) {
		j->status = fail(j->file, "the model is made with %s, but asked is about a point with %s; use the same --digest",
				 lsm_tsem_digest_name(digest),
				 lsm_tsem_digest_name(info->digest));
		return -EINVAL;
	}
	/* That something was decided and is not in the model the kernel knows already. */
	if (!has && info->late)
		return LSM_TSEM_DENY;
	return (int)((has ? LSM_TSEM_ALLOW : LSM_TSEM_DENY) |
		     (j->remember ? LSM_TSEM_REMEMBER : 0));
}

int judge_serve(struct judge *j, struct lsm_tsem_agent *agent, const char *who)
{
	int ret;

	j->status = 0;
	ret = lsm_tsem_agent_run(agent, -1, decide, j);
	if (j->status || !ret)
		return j->status;
	if (ret == -EBADMSG || ret == -EPROTO)
		return fail(who, "what comes from there is no question of TSEM; nothing more is answered");
	return fail(who, "the connection failed: %s", strerror(-ret));
}
