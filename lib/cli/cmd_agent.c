// SPDX-License-Identifier: GPL-2.0-only
/* tsem agent: decide about what a kernel model lacks, here or elsewhere. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "cli.h"

const char agent_usage[] =
	"Usage: tsem agent --model FILE [OPTIONS]\n"
	"       tsem agent --connect ADDRESS\n"
	"\n"
	"Answer questions about events that are read from standard input, one JSON object a\n"
	"line, on standard output, as `tsem run --agent` wants it.\n"
	"\n"
	"      --model FILE      allow the points of this model, deny all others\n"
	"      --remember        have the kernel remember, so that it does not ask again\n"
	"      --listen ADDRESS  answer those who connect to ADDRESS\n"
	"      --ns PATH|ID      answer for the namespace at PATH (as /proc/PID/ns/tsem), or with\n"
	"                        the 64-bit ID\n"
	"      --connect ADDRESS have the questions answered by who listens there\n"
	"  -h, --help            show this text\n"
	"\n"
	"ADDRESS is unix:PATH, tcp:HOST:PORT (HOST in numbers), or vsock:CID:PORT. Who answers\n"
	"by TCP or vsock is not known for sure; see tsem(1).\n";

struct agent_opts {
	const char *model;
	const char *listen;
	const char *connect;
	const char *ns;
	bool remember;
};

static int set(struct agent_opts *o, int c)
{
	switch (c) {
	case 'm':
		o->model = optarg;
		return 0;
	case 'l':
		o->listen = optarg;
		return 0;
	case 'c':
		o->connect = optarg;
		return 0;
	case 'N':
		o->ns = optarg;
		return 0;
	case 'r':
		o->remember = true;
		return 0;
	default:
		return usage_error("see tsem agent --help");
	}
}

static int check(const struct agent_opts *o, bool more)
{
	if (more)
		return usage_error("agent takes no arguments; see tsem agent --help");
	if (!o->model == !o->connect)
		return usage_error("say either --model FILE, to decide here, or --connect ADDRESS, to have it decided there");
	if (o->connect && (o->listen || o->ns || o->remember))
		return usage_error("--listen, --ns and --remember are for who decides, not with --connect");
	if (o->listen && o->ns)
		return usage_error("--listen and --ns exclude each other: who listens is asked by others");
	return 0;
}

static int parse(struct agent_opts *o, int argc, char **argv, int *ret_status)
{
	static const struct option options[] = {
		{ "model", required_argument, NULL, 'm' },
		{ "remember", no_argument, NULL, 'r' },
		{ "listen", required_argument, NULL, 'l' },
		{ "connect", required_argument, NULL, 'c' },
		{ "ns", required_argument, NULL, 'N' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char name[] = "tsem agent";
	int c;

	argv[0] = name;
	optind = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(agent_usage, stdout);
			*ret_status = close_stdout(0);
			return 1;
		}
		*ret_status = set(o, c);
		if (*ret_status)
			return 1;
	}
	*ret_status = check(o, argc > optind);
	return *ret_status != 0;
}

static int fail_agent(const char *ns, int error)
{
	if (error == -EBUSY)
		return fail(ns, "the namespace has an agent already; end that one");
	return fail_read_ns("agent", error, ns);
}

static int serve_ns(const struct globals *g, struct judge *j, const char *ns)
{
	struct lsm_tsem_agent *agent;
	struct lsm_tsem_ctx *ctx;
	int ns_fd, ret, status = open_ctx(g, &ctx);

	if (status)
		return status;
	status = open_ns_or_id(ctx, ns, &ns_fd);
	if (!status) {
		ret = lsm_tsem_agent_open(ctx, ns_fd, 0, &agent);
		if (ns_fd >= 0)
			close(ns_fd);
		status = ret < 0 ? fail_agent(ns, ret) : judge_serve(j, agent, ns);
		if (!ret)
			lsm_tsem_agent_free(agent);
	}
	lsm_tsem_ctx_free(ctx);
	return status;
}

static int serve_stdio(struct judge *j)
{
	struct lsm_tsem_agent *agent;
	int ret;

	/* Who has asked and is gone is told by the write. */
	signal(SIGPIPE, SIG_IGN);
	ret = lsm_tsem_agent_new(STDIN_FILENO, STDOUT_FILENO, &agent);
	if (ret < 0)
		return fail_errno("standard input", ret);
	ret = judge_serve(j, agent, "standard input");
	lsm_tsem_agent_free(agent);
	return ret;
}

static int decide(const struct globals *g, const struct agent_opts *o)
{
	struct judge j = { .remember = o->remember };
	int status = judge_read(&j, o->model);

	if (status)
		return status;
	if (o->listen)
		status = agent_listen(&j, o->listen);
	else if (o->ns)
		status = serve_ns(g, &j, o->ns);
	else
		status = serve_stdio(&j);
	lsm_tsem_model_free(j.model);
	return status;
}

int cmd_agent(const struct globals *g, int argc, char **argv)
{
	struct agent_opts o = { .model = NULL };
	int status;

	if (parse(&o, argc, argv, &status))
		return status;
	return o.connect ? agent_connect(o.connect) : decide(g, &o);
}
