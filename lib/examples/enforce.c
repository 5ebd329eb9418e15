// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Run a program under an enforced model, with nothing but the library:
 *
 *	cc enforce.c $(pkg-config --cflags --libs liblsm-tsem) -o enforce
 *	./enforce MODEL PROGRAM [ARGUMENT...]
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lsm-tsem.h>

static struct lsm_tsem_model *read_model(const char *path)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	struct lsm_tsem_model *model = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0) {
		perror(path);
		return NULL;
	}
	ret = lsm_tsem_model_read(fd, &diag, &model);
	if (ret < 0)
		fprintf(stderr, "%s:%lu: %s\n", path, diag.line,
			diag.text[0] ? diag.text : strerror(-ret));
	close(fd);
	return model;
}

/* Everything from the empty namespace to the enforcing one. */
static int configure(struct lsm_tsem_ctx *ctx, int ns_fd,
		     const struct lsm_tsem_model *model)
{
	int ctl_fd = lsm_tsem_control_open(ctx, ns_fd);
	int ret;

	if (ctl_fd < 0)
		return ctl_fd;
	ret = lsm_tsem_model_load(model, ctl_fd, NULL);
	if (!ret)
		ret = lsm_tsem_model_verify(model, ctx, ns_fd, NULL);
	if (!ret)
		ret = lsm_tsem_seal(ctl_fd, 0);
	if (!ret)
		ret = lsm_tsem_enforce(ctl_fd);
	close(ctl_fd);
	return ret;
}

/* The wait status of the program, or -1. */
static int run(struct lsm_tsem_ctx *ctx, const struct lsm_tsem_model *model,
	       char **argv)
{
	struct lsm_tsem_child *child;
	int ret, status = -1;
	pid_t pid;

	ret = lsm_tsem_spawn(argv, NULL, &child);
	if (ret < 0) {
		fprintf(stderr, "namespace: %s\n", strerror(-ret));
		return -1;
	}
	pid = lsm_tsem_child_pid(child);
	ret = configure(ctx, lsm_tsem_child_ns_fd(child), model);
	if (!ret)
		ret = lsm_tsem_child_start(child);
	if (ret < 0)
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-ret));
	/* A child that was not started ends here, having run nothing. */
	lsm_tsem_child_free(child);
	waitpid(pid, &status, 0);
	return status;
}

int main(int argc, char **argv)
{
	struct lsm_tsem_model *model;
	struct lsm_tsem_ctx *ctx;
	int ret, status = -1;

	if (argc < 3) {
		fprintf(stderr, "Usage: %s MODEL PROGRAM [ARGUMENT...]\n",
			argv[0]);
		return 125;
	}
	model = read_model(argv[1]);
	if (!model)
		return 125;
	ret = lsm_tsem_ctx_new(&ctx);
	if (ret < 0) {
		fprintf(stderr, "%s: %s\n", LSM_TSEM_SECURITYFS, strerror(-ret));
	} else {
		status = run(ctx, model, argv + 2);
		lsm_tsem_ctx_free(ctx);
	}
	lsm_tsem_model_free(model);
	if (status == -1)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
