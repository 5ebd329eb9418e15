/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the tsem command share. */
#ifndef TSEM_CLI_H
#define TSEM_CLI_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lsm-tsem.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* As env(1), timeout(1): tsem itself failed; 126, 127 come from the child. */
#define EXIT_TSEM	125
#define EXIT_SIGNAL	128

/* -- main.c -- */
struct globals {
	const char *securityfs;		/* NULL: the library's */
};

struct command {
	const char *name;
	const char *summary;
	int (*run)(const struct globals *g, int argc, char **argv);
};

extern const char run_usage[];
extern const char show_usage[];
extern const char events_usage[];
extern const char compare_usage[];
extern const char agent_usage[];
int cmd_run(const struct globals *g, int argc, char **argv);
int cmd_show(const struct globals *g, int argc, char **argv);
int cmd_events(const struct globals *g, int argc, char **argv);
int cmd_compare(const struct globals *g, int argc, char **argv);
int cmd_agent(const struct globals *g, int argc, char **argv);

/* -- message.c: "tsem: object: sentence" on stderr; the result is EXIT_TSEM -- */
__attribute__((format(printf, 2, 3)))
int fail(const char *object, const char *fmt, ...);
int fail_errno(const char *object, int error);
int fail_diag(const char *file, const struct lsm_tsem_diag *diag, int error);
int fail_create(int error);
int fail_read(const char *name, int error, bool own);
/* The same for what is given to --ns, or NULL. */
int fail_read_ns(const char *name, int error, const char *ns);
int usage_error(const char *usage);
/* Flush stdout; a full disk behind it is an error as any other. */
int close_stdout(int status);
int open_ctx(const struct globals *g, struct lsm_tsem_ctx **ret_ctx);
/*
 * Descriptor of the namespace that is given to --ns as a path, LSM_TSEM_OWN without
 * one and for an id, which LSM_TSEM_OWN stands for in ctx then, in *ret_fd.
 */
int open_ns_or_id(struct lsm_tsem_ctx *ctx, const char *ns, int *ret_fd);

/* -- table.c -- */
enum json_type {
	JSON_STRING,
	JSON_NUMBER,
};

struct column {
	const char *name;
	const char *help;
	enum json_type type;
};

#define TABLE_COLUMNS_MAX 8

struct table {
	const char *name;
	const struct column *columns;
	size_t nr_columns;
	char **cells;			/* row by row, nr_columns each */
	size_t nr_cells;
	size_t order[TABLE_COLUMNS_MAX];	/* columns to show */
	size_t nr_order;
	bool json;
	bool no_headings;
};

void table_init(struct table *t, const char *name, const struct column *columns,
		size_t nr_columns);
/* "A,B" as given to -o; the name that is unknown, or NULL. */
const char *table_select(struct table *t, char *list);
/* Append a cell; rows are complete when the count says so. */
int table_add(struct table *t, const char *text);
void table_print(const struct table *t);
void table_free(struct table *t);
void table_help(const struct column *columns, size_t nr_columns);

/* -- counters.c -- */
int show_counters(struct lsm_tsem_ctx *ctx, int ns_fd, struct table *t,
		  bool all);
extern const struct column counter_columns[];
extern const size_t nr_counter_columns;

/* -- run_opts.c -- */
struct run_opts {
	const char *learn;
	const char *model;
	bool enforce;
	bool summary;
	const char *state;
	const char *measurement;
	const char *trajectory;
	const char *forensics;
	const char *stats;
	const char *agent;		/* for the shell */
	struct lsm_tsem_settings settings;
	const char **volatiles;
	size_t nr_volatiles;
	const char **pseudonyms;
	size_t nr_pseudonyms;
	const char *rules;		/* a file */
	char *rules_text;		/* of --rules; the paths may point into it */
	char **command;
};

/* 0, or an exit status through *ret_status when this was all. */
int run_opts_parse(struct run_opts *o, int argc, char **argv, int *ret_status);
void run_opts_free(struct run_opts *o);
int run_add_rule(struct run_opts *o, bool is_volatile, const char *path);

/* -- run_rules.c: the file of --rules */
int run_read_rules(struct run_opts *o);

/* -- run_wait.c -- */
/* Block what is forwarded; the old mask is what the child starts with. */
void wait_prepare(sigset_t *ret_old);
/* Wait for pid, pass signals on; the exit status in the shell's terms. */
int wait_child(pid_t pid);
/* The same, of a child that is to be started; *ret_start: what start gave. */
int wait_started(struct lsm_tsem_child *child, int *ret_start);
/* From here on signals are for tsem itself, with the mask that it had. */
void wait_over(const sigset_t *old);

/* -- run_agent.c: the program that decides; 0 or an exit status, with a message -- */
struct run_agent;

/* mask: the signal mask that the program starts with. */
int run_agent_start(struct lsm_tsem_ctx *ctx, int ns_fd, const char *command,
		    const sigset_t *mask, struct run_agent **ret_agent);
/* End it. EXIT_TSEM when it has failed before, which was told then. */
int run_agent_stop(struct run_agent *agent);

/* -- run_setup.c, run_finish.c: before and after the program -- */
int run_configure(struct lsm_tsem_ctx *ctx, int ns_fd,
		  const struct run_opts *o, const struct lsm_tsem_model *model);
int run_read_model(const struct run_opts *o, struct lsm_tsem_model **ret_model);
int run_check_outputs(const struct run_opts *o);
int run_finish(struct lsm_tsem_ctx *ctx, int ns_fd, const struct run_opts *o,
	       bool started);

#endif /* TSEM_CLI_H */
