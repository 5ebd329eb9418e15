// SPDX-License-Identifier: GPL-2.0-only
/* Options of tsem run. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const char run_usage[] =
	"Usage: tsem run [OPTIONS] [--] COMMAND [ARGUMENTS]\n"
	"\n"
	"Run COMMAND in a new TSEM namespace.\n"
	"\n"
	"      --learn FILE      learn; when COMMAND has ended, seal and write the model\n"
	"      --model FILE      load and seal the model before COMMAND starts\n"
	"      --enforce         with --model or --agent: refuse what is not in the model\n"
	"      --agent PROGRAM   a shell command outside of the namespace that decides about\n"
	"                        what the model lacks: reads questions, writes answers\n"
	"      --ask WHAT        new (default) or every: which events the agent is asked about\n"
	"      --agent-timeout SECONDS\n"
	"                        decide without the agent after that; default: never\n"
	"\n"
	"The namespace (with --model, --digest, --fsref and --verity are compared with\n"
	"the file):\n"
	"      --digest NAME     sha256 (default) or sha512\n"
	"      --fsref KIND      content (default) or superblock\n"
	"      --verity WHAT     ignored (default) or used: fs-verity digests\n"
	"      --join WHO        denied (default) or allowed: setns after sealing\n"
	"      --volatile PATH   names below PATH count as one\n"
	"      --pseudonym PATH  the content of PATH does not count\n"
	"      --rules FILE      lines `volatile PATH` and `pseudonym PATH`\n"
	"      --limit KIND=N    points, bytes (of records), files (written) or queue\n"
	"                        (events that each observer may leave unread)\n"
	"      --overflow WHAT   drop (default) or deny: with --enforce, what an observer\n"
	"                        could not be told of\n"
	"\n"
	"After the run (files appear whole or not at all):\n"
	"      --summary         one line on stderr: points=N state=HEX ...\n"
	"      --print-state     the same\n"
	"      --state FILE      write the state value\n"
	"      --measurement FILE\n"
	"                        write the measurement\n"
	"      --trajectory FILE write the trajectory\n"
	"      --forensics FILE  write the forensics\n"
	"      --stats FILE      write the numbers\n"
	"\n"
	"  -h, --help            show this text\n"
	"\n"
	"Exit status: that of COMMAND, 128+N when signal N ended it, 127 when it was\n"
	"not found, 126 when it could not be executed, 125 when tsem failed.\n";

enum {
	OPT_LEARN = 256,
	OPT_MODEL,
	OPT_ENFORCE,
	OPT_AGENT,
	OPT_ASK,
	OPT_AGENT_TIMEOUT,
	OPT_DIGEST,
	OPT_FSREF,
	OPT_VERITY,
	OPT_JOIN,
	OPT_VOLATILE,
	OPT_PSEUDONYM,
	OPT_RULES,
	OPT_LIMIT,
	OPT_OVERFLOW,
	OPT_SUMMARY,
	OPT_STATE,
	OPT_MEASUREMENT,
	OPT_TRAJECTORY,
	OPT_FORENSICS,
	OPT_STATS,
};

static const struct option options[] = {
	{ "learn", required_argument, NULL, OPT_LEARN },
	{ "model", required_argument, NULL, OPT_MODEL },
	{ "enforce", no_argument, NULL, OPT_ENFORCE },
	{ "agent", required_argument, NULL, OPT_AGENT },
	{ "ask", required_argument, NULL, OPT_ASK },
	{ "agent-timeout", required_argument, NULL, OPT_AGENT_TIMEOUT },
	{ "digest", required_argument, NULL, OPT_DIGEST },
	{ "fsref", required_argument, NULL, OPT_FSREF },
	{ "verity", required_argument, NULL, OPT_VERITY },
	{ "join", required_argument, NULL, OPT_JOIN },
	{ "overflow", required_argument, NULL, OPT_OVERFLOW },
	{ "volatile", required_argument, NULL, OPT_VOLATILE },
	{ "pseudonym", required_argument, NULL, OPT_PSEUDONYM },
	{ "rules", required_argument, NULL, OPT_RULES },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "summary", no_argument, NULL, OPT_SUMMARY },
	{ "print-state", no_argument, NULL, OPT_SUMMARY },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "measurement", required_argument, NULL, OPT_MEASUREMENT },
	{ "trajectory", required_argument, NULL, OPT_TRAJECTORY },
	{ "forensics", required_argument, NULL, OPT_FORENSICS },
	{ "stats", required_argument, NULL, OPT_STATS },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int parse_number(const char *text, uint64_t *ret_value)
{
	unsigned long long value;
	char *end;

	if (*text < '1' || *text > '9')
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end)
		return -EINVAL;
	*ret_value = value;
	return 0;
}

static int parse_limit(struct run_opts *o, const char *text)
{
	struct {
		const char *key;
		uint64_t *value;
	} limits[] = {
		{ "points=", &o->settings.points },
		{ "bytes=", &o->settings.bytes },
		{ "files=", &o->settings.files },
		{ "queue=", &o->settings.queue },
	};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		size_t len = strlen(limits[i].key);

		if (!strncmp(text, limits[i].key, len) &&
		    !parse_number(text + len, limits[i].value))
			return 0;
	}
	return fail(text, "--limit takes points=N, bytes=N, files=N or queue=N");
}

static int parse_word(int *ret_value, int value, const char *text,
		      const char *option, const char *words)
{
	if (value < 0)
		return fail(text, "%s takes %s", option, words);
	*ret_value = value;
	return 0;
}

static int add_path(const char ***paths, size_t *nr, const char *path)
{
	const char **more = reallocarray(*paths, *nr + 1, sizeof(*more));

	if (!more)
		return fail_errno("options", -ENOMEM);
	more[(*nr)++] = path;
	*paths = more;
	return 0;
}

int run_add_rule(struct run_opts *o, bool is_volatile, const char *path)
{
	if (is_volatile)
		return add_path(&o->volatiles, &o->nr_volatiles, path);
	return add_path(&o->pseudonyms, &o->nr_pseudonyms, path);
}

static int parse_setting(struct run_opts *o, int c)
{
	struct lsm_tsem_settings *s = &o->settings;

	switch (c) {
	case OPT_DIGEST:
		return parse_word(&s->digest, lsm_tsem_digest_from_name(optarg),
				  optarg, "--digest", "sha256 or sha512");
	case OPT_FSREF:
		return parse_word(&s->fsref, lsm_tsem_fsref_from_name(optarg),
				  optarg, "--fsref", "content or superblock");
	case OPT_VERITY:
		return parse_word(&s->verity, lsm_tsem_verity_from_name(optarg),
				  optarg, "--verity", "ignored or used");
	case OPT_JOIN:
		return parse_word(&s->join, lsm_tsem_join_from_name(optarg),
				  optarg, "--join", "denied or allowed");
	case OPT_OVERFLOW:
		return parse_word(&s->overflow,
				  lsm_tsem_overflow_from_name(optarg), optarg,
				  "--overflow", "drop or deny");
	case OPT_ASK:
		return parse_word(&s->ask, lsm_tsem_ask_from_name(optarg), optarg,
				  "--ask", "new or every");
	case OPT_AGENT_TIMEOUT:
		return parse_number(optarg, &s->timeout) < 0 || s->timeout > 86400 ?
		       fail(optarg, "--agent-timeout takes seconds, 1 to 86400") : 0;
	case OPT_VOLATILE:
		return run_add_rule(o, true, optarg);
	case OPT_PSEUDONYM:
		return run_add_rule(o, false, optarg);
	case OPT_RULES:
		o->rules = optarg;
		return 0;
	case OPT_LIMIT:
		return parse_limit(o, optarg);
	default:
		return usage_error("see tsem run --help");
	}
}

static int parse_one(struct run_opts *o, int c)
{
	switch (c) {
	case OPT_LEARN:
		o->learn = optarg;
		return 0;
	case OPT_MODEL:
		o->model = optarg;
		return 0;
	case OPT_ENFORCE:
		o->enforce = true;
		return 0;
	case OPT_AGENT:
		o->agent = optarg;
		return 0;
	case OPT_SUMMARY:
		o->summary = true;
		return 0;
	case OPT_STATE:
		o->state = optarg;
		return 0;
	case OPT_MEASUREMENT:
		o->measurement = optarg;
		return 0;
	case OPT_TRAJECTORY:
		o->trajectory = optarg;
		return 0;
	case OPT_FORENSICS:
		o->forensics = optarg;
		return 0;
	case OPT_STATS:
		o->stats = optarg;
		return 0;
	default:
		return parse_setting(o, c);
	}
}

/* What options mean together. */
static int check(const struct run_opts *o)
{
	if (o->learn && o->model)
		return usage_error("--learn and --model exclude each other: learn into a new file, or run with one");
	if (o->enforce && o->learn)
		return usage_error("--learn and --enforce exclude each other: an enforced model does not learn");
	if (o->enforce && !o->model && !o->agent)
		return usage_error("--enforce needs --model or --agent: nothing is known yet that could be enforced");
	if (o->model && (o->nr_volatiles || o->nr_pseudonyms || o->rules))
		return usage_error("--volatile, --pseudonym and --rules belong to learning: with --model the rules are those of the file");
	if (!o->agent && (o->settings.ask || o->settings.timeout))
		return usage_error("--ask and --agent-timeout need --agent: there is nobody to be asked");
	if (!o->command[0])
		return usage_error("no command given; see tsem run --help");
	return 0;
}

int run_opts_parse(struct run_opts *o, int argc, char **argv, int *ret_status)
{
	char name[] = "tsem run";
	int c;

	memset(o, 0, sizeof(*o));
	o->settings.sz = sizeof(o->settings);
	/* getopt begins its messages with this. */
	argv[0] = name;
	/* 0 and not 1: main() went through the arguments before. */
	optind = 0;
	while ((c = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(run_usage, stdout);
			*ret_status = close_stdout(0);
			return 1;
		}
		*ret_status = parse_one(o, c);
		if (*ret_status)
			return 1;
	}
	o->command = argv + optind;
	*ret_status = check(o);
	if (!*ret_status && o->rules)
		*ret_status = run_read_rules(o);
	return *ret_status != 0;
}

void run_opts_free(struct run_opts *o)
{
	free(o->volatiles);
	free(o->pseudonyms);
	free(o->rules_text);
}
