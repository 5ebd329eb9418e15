// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the control language
 *
 * A line is understood as a whole before anything is done, so that none is ever
 * half done.
 */

#include <linux/cleanup.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "audit.h"
#include "control.h"
#include "limits.h"

/**
 * tsem_parse_number - Understand a number
 *
 * @text: the number, strictly decimal: no sign, no blanks, no newline
 * @min: the smallest that is allowed
 * @max: the largest
 * @value: where it goes
 *
 * Context: Any context.
 * Return: 0 or -EINVAL.
 */
int tsem_parse_number(const char *text, u64 min, u64 max, u64 *value)
{
	if (!isdigit(*text) || kstrtou64(text, 10, value))
		return -EINVAL;
	/* kstrtou64() lets a newline at the end pass. */
	if (!isdigit(text[strlen(text) - 1]) || *value < min || *value > max)
		return -EINVAL;
	return 0;
}

static int parse_choice(const char *text, const char *first, const char *second)
{
	if (!strcmp(text, first))
		return 0;
	return strcmp(text, second) ? -EINVAL : 1;
}

static int set_digest(struct tsem_config *config, const char *value)
{
	const int alg = tsem_hash_find(value);

	if (alg < 0)
		return alg;
	config->alg = alg;
	return 0;
}

static int set_fsref(struct tsem_config *config, const char *value)
{
	const int fsref = parse_choice(value, "content", "superblock");

	if (fsref < 0)
		return fsref;
	config->fsref = fsref;
	return 0;
}

static int set_join(struct tsem_config *config, const char *value)
{
	const int join = parse_choice(value, "denied", "allowed");

	if (join < 0)
		return join;
	config->join = join;
	return 0;
}

static int set_verity(struct tsem_config *config, const char *value)
{
	const int verity = parse_choice(value, "ignored", "used");

	if (verity < 0)
		return verity;
	config->verity = verity;
	return 0;
}

static int set_number(u32 *number, const char *value, u32 min, u32 max)
{
	u64 parsed;
	const int ret = tsem_parse_number(value, min, max, &parsed);

	if (!ret)
		*number = parsed;
	return ret;
}

static int set_points(struct tsem_config *config, const char *value)
{
	return set_number(&config->points, value, 1, TSEM_POINTS_MAX);
}

static int set_bytes(struct tsem_config *config, const char *value)
{
	return tsem_parse_number(value, 1, TSEM_BYTES_MAX, &config->bytes);
}

static int set_files(struct tsem_config *config, const char *value)
{
	return set_number(&config->files, value, 1, TSEM_FILES_MAX);
}

static int set_ask(struct tsem_config *config, const char *value)
{
	const int ask = parse_choice(value, "new", "every");

	if (ask < 0)
		return ask;
	config->ask = ask;
	return 0;
}

static int set_timeout(struct tsem_config *config, const char *value)
{
	return set_number(&config->timeout, value, 0, TSEM_TIMEOUT_MAX);
}

static int set_queue(struct tsem_config *config, const char *value)
{
	return set_number(&config->queue, value, 1, TSEM_QUEUE_MAX);
}

static int set_overflow(struct tsem_config *config, const char *value)
{
	const int strict = parse_choice(value, "drop", "deny");

	if (strict < 0)
		return strict;
	config->strict = strict;
	return 0;
}

static const struct {
	const char *key;
	int (*set)(struct tsem_config *config, const char *value);
} settings[] = {
	{ "digest", set_digest }, { "fsref", set_fsref },
	{ "join", set_join },	  { "points", set_points },
	{ "bytes", set_bytes },	  { "files", set_files },
	{ "verity", set_verity }, { "ask", set_ask },
	{ "timeout", set_timeout }, { "queue", set_queue },
	{ "overflow", set_overflow },
};

static_assert(ARRAY_SIZE(settings) == TSEM_SETTINGS);

/* What the command does not name stays as it is by then; no value is refused now. */
static void change_config(struct tsem_config *config,
			  const struct tsem_command *command)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(settings); i++)
		if (command->values[i])
			settings[i].set(config, command->values[i]);
}

static int parse_setting(char *word, struct tsem_command *command)
{
	char *value = strchr(word, '=');
	struct tsem_config tried;
	size_t i;

	if (!value)
		return -EINVAL;
	*value++ = '\0';
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (strcmp(word, settings[i].key))
			continue;
		if (command->values[i])
			return -EINVAL;
		command->values[i] = value;
		return settings[i].set(&tried, value);
	}
	return -EINVAL;
}

static int parse_set(char *rest, struct tsem_command *command)
{
	char *word;
	int ret;

	if (!rest)
		return -EINVAL;
	while ((word = strsep(&rest, " "))) {
		ret = parse_setting(word, command);
		if (ret)
			return ret;
	}
	return 0;
}

static int parse_bind(char *rest, struct tsem_command *command)
{
	u64 fd;

	if (!rest)
		return -EINVAL;
	if (str_has_prefix(rest, "id=")) {
		command->by_id = true;
		return tsem_parse_number(rest + 3, 1, U64_MAX, &command->id);
	}
	if (!str_has_prefix(rest, "fd=") ||
	    tsem_parse_number(rest + 3, 0, INT_MAX, &fd))
		return -EINVAL;
	command->fd = fd;
	return 0;
}

/* Of any hash: which one it has to be is known when it is loaded. */
static bool is_digest_size(size_t size)
{
	return size == tsem_hash_size(TSEM_HASH_SHA256) ||
	       size == tsem_hash_size(TSEM_HASH_SHA512);
}

static int parse_digest(char *rest, struct tsem_command *command)
{
	const size_t len = rest ? strlen(rest) : 0;

	/* Each coefficient is written in one way only. */
	if (len % 2 || !is_digest_size(len / 2) ||
	    strspn(rest, "0123456789abcdef") != len)
		return -EINVAL;
	command->digest_len = len / 2;
	return hex2bin(command->digest, rest, len / 2) ? -EINVAL : 0;
}

/* Undoes \012 and \134 in place; nothing else may follow a backslash. */
static int unescape(char *path)
{
	char *to = path;

	for (; *path; path++, to++) {
		*to = *path;
		if (*path != '\\')
			continue;
		if (!strncmp(path, "\\012", 4))
			*to = '\n';
		else if (strncmp(path, "\\134", 4))
			return -EINVAL;
		path += 3;
	}
	*to = '\0';
	return 0;
}

/* Absolute, and with each component a real name. */
static bool is_canonical(const char *path)
{
	const char *next;

	if (*path != '/')
		return false;
	if (!path[1])
		return true;
	for (; *path; path = next) {
		size_t len;

		next = strchrnul(path + 1, '/');
		len = next - path - 1;
		if (!len || (len == 1 && path[1] == '.') ||
		    (len == 2 && path[1] == '.' && path[2] == '.'))
			return false;
	}
	return true;
}

static int parse_path(char *rest, struct tsem_command *command)
{
	if (!rest || unescape(rest) || !is_canonical(rest))
		return -EINVAL;
	/* The root is a directory and has no content. */
	if (command->verb == TSEM_VERB_PSEUDONYM && !rest[1])
		return -EINVAL;
	command->path = rest;
	command->path_len = strlen(rest);
	return command->path_len < PATH_MAX ? 0 : -EINVAL;
}

static int parse_seal(char *rest, struct tsem_command *command)
{
	command->force = rest;
	return rest && strcmp(rest, "force") ? -EINVAL : 0;
}

static int parse_nothing(char *rest, struct tsem_command *command)
{
	return rest ? -EINVAL : 0;
}

static const struct {
	const char *word;
	int (*parse)(char *rest, struct tsem_command *command);
} verbs[] = {
	[TSEM_VERB_BIND] = { "bind", parse_bind },
	[TSEM_VERB_ALL] = { "all", parse_nothing },
	[TSEM_VERB_BINARY] = { "binary", parse_nothing },
	[TSEM_VERB_SET] = { "set", parse_set },
	[TSEM_VERB_STATE] = { "state", parse_digest },
	[TSEM_VERB_ENVIRONMENT] = { "environment", parse_digest },
	[TSEM_VERB_PSEUDONYM] = { "pseudonym", parse_path },
	[TSEM_VERB_VOLATILE] = { "volatile", parse_path },
	[TSEM_VERB_SEAL] = { "seal", parse_seal },
	[TSEM_VERB_ENFORCE] = { "enforce", parse_nothing },
};

/**
 * tsem_command_parse - Understand a line
 *
 * @line: the line without its newline; it is changed, and @command may point
 *	into it
 * @command: what the line asks for
 *
 * Nothing is looked up in the model, which others may change meanwhile.
 *
 * Context: Any context.
 * Return: 0, or -EINVAL.
 */
int tsem_command_parse(char *line, struct tsem_command *command)
{
	char *rest = line;
	const char *word = strsep(&rest, " ");
	size_t i;

	*command = (struct tsem_command) {};
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(word, verbs[i].word))
			continue;
		command->verb = i;
		return verbs[i].parse(rest, command);
	}
	return -EINVAL;
}

static int run_set(struct tsem_model *model, const struct tsem_command *command)
{
	int ret;

	ACQUIRE(mutex_kill, lock)(&model->config_lock);
	ret = ACQUIRE_ERR(mutex_kill, &lock);
	if (ret)
		return ret;
	guard(spinlock_irqsave)(&model->lock);
	if (model->frozen)
		return -EBUSY;
	change_config(&model->config, command);
	return 0;
}

static int swap_rules(struct tsem_model *model, struct tsem_rules *rules)
{
	guard(spinlock_irqsave)(&model->lock);
	if (model->frozen)
		return -EBUSY;
	swap(model->rules, *rules);
	return 0;
}

static int run_rule(struct tsem_model *model, enum tsem_rule_kind kind,
		    const struct tsem_command *command)
{
	struct tsem_rule *rule __free(kfree) = NULL;
	struct tsem_rules rules;
	int ret;

	ACQUIRE(mutex_kill, lock)(&model->config_lock);
	ret = ACQUIRE_ERR(mutex_kill, &lock);
	if (ret)
		return ret;
	if (READ_ONCE(model->frozen))
		return -EBUSY;
	if (tsem_rules_find(&model->rules, kind, command->path,
			    command->path_len) >= 0)
		return 0;
	rule = tsem_rule_alloc(kind, command->path, command->path_len);
	if (!rule)
		return -ENOMEM;
	ret = tsem_rules_with(&model->rules, rule, &rules);
	if (ret)
		return ret;
	ret = swap_rules(model, &rules);
	/* The array that is not in use; the rules in it are in the other too. */
	kfree(rules.sorted);
	if (!ret)
		retain_and_null_ptr(rule);
	return ret;
}

/* The hash can no longer change when the length was found to be right. */
static int check_length(struct tsem_model *model, u32 len)
{
	int ret;

	ACQUIRE(mutex_kill, lock)(&model->config_lock);
	ret = ACQUIRE_ERR(mutex_kill, &lock);
	if (ret)
		return ret;
	if (len != tsem_hash_size(model->config.alg))
		return -EINVAL;
	tsem_model_freeze(model);
	return 0;
}

static int run_load(struct tsem_model *model, const struct tsem_command *command,
		    u8 flags)
{
	const int ret = check_length(model, command->digest_len);

	return ret ?: tsem_model_load(model, command->digest, flags);
}

static int run_seal(struct tsem_model *model, bool force)
{
	tsem_model_freeze(model);
	scoped_guard(spinlock_irqsave, &model->lock) {
		if (model->mode != TSEM_MODE_LEARNING)
			return 0;
		if (model->incomplete && !force)
			return -EOVERFLOW;
		WRITE_ONCE(model->mode, TSEM_MODE_SEALED);
	}
	tsem_audit_sealed(model);
	tsem_model_changed(model);
	return 0;
}

static int run_enforce(struct tsem_model *model)
{
	scoped_guard(spinlock_irqsave, &model->lock) {
		if (model->mode == TSEM_MODE_LEARNING)
			return -EINVAL;
		if (model->mode == TSEM_MODE_ENFORCING)
			return 0;
		WRITE_ONCE(model->mode, TSEM_MODE_ENFORCING);
	}
	tsem_audit_enforced(model);
	tsem_model_changed(model);
	return 0;
}

/**
 * tsem_command_run - Do what a line asks for
 *
 * @model: the model
 * @command: what to do; not what concerns only a file
 *
 * Context: Process context, may sleep.
 * Return: 0, or
 *
 * - -EBUSY if the configuration is frozen
 * - -EPERM if a sealed model would have to be loaded, or one that only learns
 *   changed
 * - -ENOSPC if there are too many points or rules
 * - -EOVERFLOW if an incomplete model would have to be sealed
 * - -EINVAL if a learning model would have to be enforced, or a coefficient has not
 *   the length that the hash tells
 * - -EINTR if the caller is being killed
 * - -ENOMEM
 */
int tsem_command_run(struct tsem_model *model,
		     const struct tsem_command *command)
{
	if (model->only_learns)
		return -EPERM;
	switch (command->verb) {
	case TSEM_VERB_SET:
		return run_set(model, command);
	case TSEM_VERB_STATE:
		return run_load(model, command, 0);
	case TSEM_VERB_ENVIRONMENT:
		return run_load(model, command, TSEM_POINT_ENVIRONMENT);
	case TSEM_VERB_PSEUDONYM:
		return run_rule(model, TSEM_RULE_PSEUDONYM, command);
	case TSEM_VERB_VOLATILE:
		return run_rule(model, TSEM_RULE_VOLATILE, command);
	case TSEM_VERB_SEAL:
		return run_seal(model, command->force);
	case TSEM_VERB_ENFORCE:
		return run_enforce(model);
	default:
		return -EINVAL;
	}
}

/* Of a copy: who reads the message is to see the line as it was. */
static int run_only_rule(struct tsem_model *model, const char *rule)
{
	char *line __free(kfree) = kstrdup(rule, GFP_KERNEL);
	struct tsem_command command;
	int ret;

	if (!line)
		return -ENOMEM;
	ret = tsem_command_parse(line, &command);
	if (ret)
		return ret;
	if (command.verb != TSEM_VERB_PSEUDONYM &&
	    command.verb != TSEM_VERB_VOLATILE)
		return -EINVAL;
	return tsem_command_run(model, &command);
}

/**
 * tsem_command_run_rules - Add many rules
 *
 * @model: the model
 * @rules: lines that add rules, parted by semicolons instead of newlines; they
 *	are cut there
 * @wrong: where the first goes that was not added, a part of @rules
 *
 * Context: Process context, may sleep.
 * Return: 0, -EINVAL if @wrong is no rule, or an error of tsem_command_run().
 */
int tsem_command_run_rules(struct tsem_model *model, char *rules,
			   const char **wrong)
{
	const char *rule;
	int ret;

	while ((rule = strsep(&rules, ";"))) {
		ret = run_only_rule(model, rule);
		if (ret) {
			*wrong = rule;
			return ret;
		}
	}
	return 0;
}

/**
 * tsem_command_for_members - Whether a member may ask for it
 *
 * @command: what is asked for
 *
 * A workload may give up rights but not take any.
 *
 * Context: Any context.
 * Return: true for "seal" without "force" and for "enforce".
 */
bool tsem_command_for_members(const struct tsem_command *command)
{
	return command->verb == TSEM_VERB_ENFORCE ||
	       (command->verb == TSEM_VERB_SEAL && !command->force);
}
