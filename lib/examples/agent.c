// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * An agent: programs may be executed if they are below one of some directories, and
 * whatever else is asked about is allowed. For a namespace, or (NS is -) for
 * `tsem run --agent './agent - /usr/bin'`:
 *
 *	cc agent.c $(pkg-config --cflags --libs liblsm-tsem) -o agent
 *	./agent NS DIRECTORY...
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <lsm-tsem.h>

static bool is_below(const char *path, char **dirs)
{
	for (; *dirs; dirs++)
		if (!strncmp(path, *dirs, strlen(*dirs)) && path[strlen(*dirs)] == '/')
			return true;
	return false;
}

/* A script and its interpreter are two programs of one execution. */
static int decide(const struct lsm_tsem_record *question, void *dirs)
{
	char key[64];
	const char *path;

	for (int i = 0;; i++) {
		snprintf(key, sizeof(key), "exec.programs[%d].pathname", i);
		if (lsm_tsem_record_get(question, key, &path, NULL) < 0)
			return LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER;
		if (!is_below(path, dirs))
			return LSM_TSEM_DENY;
	}
}

static int attach(const char *ns, struct lsm_tsem_agent **agent)
{
	struct lsm_tsem_ctx *ctx;
	int ns_fd, ret;

	if (!strcmp(ns, "-"))
		return lsm_tsem_agent_new(STDIN_FILENO, STDOUT_FILENO, agent);
	ret = lsm_tsem_ctx_new(&ctx);
	if (ret < 0)
		return ret;
	ns_fd = open(ns, O_RDONLY | O_CLOEXEC);
	ret = -errno;
	if (ns_fd >= 0) {
		ret = lsm_tsem_agent_open(ctx, ns_fd, 0, agent);
		close(ns_fd);
	}
	lsm_tsem_ctx_free(ctx);
	return ret;
}

int main(int argc, char **argv)
{
	struct lsm_tsem_agent *agent;
	int ret;

	if (argc < 3)
		return 2;
	ret = attach(argv[1], &agent);
	if (!ret) {
		ret = lsm_tsem_agent_run(agent, -1, decide, argv + 2);
		lsm_tsem_agent_free(agent);
	}
	if (ret < 0)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-ret));
	return ret < 0;
}
