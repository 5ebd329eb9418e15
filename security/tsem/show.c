// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - what files in securityfs print
 */

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "audit.h"
#include "event.h"
#include "json.h"
#include "show.h"
#include "state.h"

static const char *const fsref_names[TSEM_FSREF_COUNT] = {
	[TSEM_FSREF_CONTENT] = "content",
	[TSEM_FSREF_SUPERBLOCK] = "superblock",
};

/**
 * tsem_show_id - Print the number of a namespace
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context.
 * Return: 0.
 */
int tsem_show_id(struct seq_file *m, struct tsem_namespace *ns)
{
	seq_printf(m, "%llu\n", ns->ns.ns_id);
	return 0;
}

/**
 * tsem_show_mode - Print how unknown events are treated
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context.
 * Return: 0.
 */
int tsem_show_mode(struct seq_file *m, struct tsem_namespace *ns)
{
	seq_printf(m, "%s\n", tsem_mode_name(READ_ONCE(ns->model->mode)));
	return 0;
}

/**
 * tsem_show_trust - Print whether the model was ever violated
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context.
 * Return: 0.
 */
int tsem_show_trust(struct seq_file *m, struct tsem_namespace *ns)
{
	seq_puts(m, READ_ONCE(ns->model->untrusted) ? "untrusted\n" :
						      "trusted\n");
	return 0;
}

static void show_digest(struct seq_file *m, enum tsem_hash_alg alg,
			const u8 *digest)
{
	tsem_json_hex(m, digest, tsem_hash_size(alg));
	seq_putc(m, '\n');
}

/**
 * tsem_show_state - Print the state value
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM, or -EINTR if the caller is being killed.
 */
int tsem_show_state(struct seq_file *m, struct tsem_namespace *ns)
{
	struct tsem_basis basis;
	u8 digest[TSEM_DIGEST_MAX];
	int ret;

	ret = tsem_basis_take(&basis, ns->model);
	if (!ret)
		ret = tsem_state(&basis, digest);
	if (!ret)
		show_digest(m, basis.config.alg, digest);
	tsem_basis_free(&basis);
	return ret;
}

/**
 * tsem_show_measurement - Print the head of the log
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EINTR if the caller is being killed.
 */
int tsem_show_measurement(struct seq_file *m, struct tsem_namespace *ns)
{
	struct tsem_model *model = ns->model;
	u8 digest[TSEM_DIGEST_MAX];
	int ret;

	ACQUIRE(mutex_kill, lock)(&model->config_lock);
	ret = ACQUIRE_ERR(mutex_kill, &lock);
	if (ret)
		return ret;
	scoped_guard(spinlock_irqsave, &model->lock)
		memcpy(digest, model->measurement, sizeof(digest));
	if (!model->frozen)
		tsem_measurement_start(&model->config, &model->rules, digest);
	show_digest(m, model->config.alg, digest);
	return 0;
}

static void show_events(struct seq_file *m, struct tsem_model *model)
{
	unsigned long seen[TSEM_EVENT_COUNT];
	int i;

	tsem_model_count(model, seen);

	for (i = 0; i < TSEM_EVENT_COUNT; i++)
		seq_printf(m, "event %s %lu %u %u\n", tsem_events[i].name,
			   seen[i], atomic_read(&model->denied[i]),
			   atomic_read(&model->unrecorded[i]));
}

static unsigned long sum_of(const atomic_t *counters)
{
	unsigned long sum = 0;
	int i;

	for (i = 0; i < TSEM_EVENT_COUNT; i++)
		sum += (u32)atomic_read(&counters[i]);
	return sum;
}

static void show_observers(struct seq_file *m, struct tsem_observers *observers)
{
	guard(raw_spinlock_irqsave)(&observers->lock);
	seq_printf(m, "observers %u\n", observers->count);
	seq_printf(m, "lost %lu\n", observers->lost);
	seq_printf(m, "unseen_denials %lu\n", observers->refused);
}

static void show_late(struct seq_file *m, const struct tsem_model *model)
{
	const struct tsem_late *late = &model->agent.late;

	seq_printf(m, "late %lu\n", atomic_long_read(&late->told));
	seq_printf(m, "late_lost %lu\n", atomic_long_read(&late->lost));
	seq_printf(m, "accepted %u\n", READ_ONCE(model->n_accepted));
}

/**
 * tsem_show_stats - Print counters and limits
 *
 * @m: where to print
 * @ns: the namespace
 *
 * Context: Process context.
 * Return: 0.
 */
int tsem_show_stats(struct seq_file *m, struct tsem_namespace *ns)
{
	struct tsem_model *model = ns->model;
	const struct tsem_config *config = &model->config;

	seq_printf(m, "mode %s\n", tsem_mode_name(READ_ONCE(model->mode)));
	seq_printf(m, "points %u\n", READ_ONCE(model->n_points));
	seq_printf(m, "forensics %u\n", READ_ONCE(model->n_forensics));
	seq_printf(m, "environment %u\n", READ_ONCE(model->n_environment));
	seq_printf(m, "loaded %u\n", READ_ONCE(model->n_loaded));
	seq_printf(m, "bytes %llu\n", READ_ONCE(model->bytes));
	seq_printf(m, "files %d\n", atomic_read(&model->n_written));
	seq_printf(m, "limit_points %u\n", READ_ONCE(config->points));
	seq_printf(m, "limit_bytes %llu\n", READ_ONCE(config->bytes));
	seq_printf(m, "limit_files %u\n", READ_ONCE(config->files));
	seq_printf(m, "limit_queue %u\n", READ_ONCE(config->queue));
	seq_printf(m, "incomplete %d\n", READ_ONCE(model->incomplete));
	seq_printf(m, "unrecorded %lu\n", sum_of(model->unrecorded));
	seq_printf(m, "errors %lu\n", atomic_long_read(&model->errors));
	seq_printf(m, "untrusted_denials %lu\n",
		   atomic_long_read(&model->untrusted_denials));
	seq_printf(m, "asked %lu\n", atomic_long_read(&model->agent.asked));
	seq_printf(m, "unanswered %lu\n",
		   atomic_long_read(&model->agent.unanswered));
	show_late(m, model);
	seq_printf(m, "digests_computed %lu\n",
		   atomic_long_read(&model->digests_computed));
	show_observers(m, &model->observers);
	seq_printf(m, "audit_suppressed %lu\n", tsem_audit_suppressed(model));
	show_events(m, model);
	return 0;
}

static void show_json(struct seq_file *m, enum tsem_hash_alg alg,
		      const struct tsem_record *record, u64 number, u64 count,
		      u8 *room)
{
	const struct tsem_json_header header = {
		.number = number,
		.count = count,
		.coefficient = record->point->coefficient.digest,
	};
	struct tsem_writer out;

	tsem_writer_init(&out, room, TSEM_RECORD_MAX);
	tsem_words_record(record->words, alg, &out);
	/* None that is kept is too long. */
	WARN_ON_ONCE(tsem_json_record(m, alg, &header, out.data, out.len));
	seq_putc(m, '\n');
}

/**
 * tsem_show_record - Print a line of trajectory or forensics
 *
 * @m: where to print
 * @alg: hash of the namespace
 * @record: the record
 * @room: TSEM_RECORD_MAX bytes in which it is put together
 *
 * Context: Process context.
 */
void tsem_show_record(struct seq_file *m, enum tsem_hash_alg alg,
		      const struct tsem_record *record, u8 *room)
{
	show_json(m, alg, record, record->number,
		  atomic_long_read(&record->count), room);
}

/* Keeps the good points: those of the state value, then the others. */
static void arrange(struct tsem_sheet *sheet, const struct tsem_entry *points,
		    size_t count)
{
	size_t i;
	u8 flags;

	for (i = 0; i < count; i++) {
		flags = tsem_entry_flags(&points[i]);
		if (!(flags & ~TSEM_POINT_LOADED))
			sheet->points[sheet->n_points++] = points[i];
	}
	sheet->n_state = sheet->n_points;
	for (i = 0; i < count; i++) {
		flags = tsem_entry_flags(&points[i]);
		if (flags & TSEM_POINT_ENVIRONMENT &&
		    !(flags & TSEM_POINT_FORENSICS))
			sheet->points[sheet->n_points++] = points[i];
	}
}

static int fill_sheet(struct tsem_sheet *sheet, struct tsem_model *model)
{
	struct tsem_entry *points __free(kvfree) = NULL;
	size_t count;
	int ret;

	ret = tsem_basis_take(&sheet->basis, model);
	if (ret)
		return ret;
	points = tsem_basis_points(&sheet->basis, &count);
	if (IS_ERR(points))
		return PTR_ERR(points);
	sheet->points = kvmalloc_objs(*points, count + 1, GFP_KERNEL_ACCOUNT);
	if (!sheet->points)
		return -ENOMEM;
	arrange(sheet, points, count);
	tsem_state_digest(&sheet->basis.config, &sheet->basis.rules, false,
			  sheet->points, sheet->n_state, sheet->expect);
	return 0;
}

/**
 * tsem_sheet_make - Have a model as it is now, to be printed
 *
 * @model: the model
 *
 * Context: Process context, may sleep.
 * Return: the sheet, valid as long as the model, or an error pointer: -ENOMEM,
 * or -EINTR if the caller is being killed.
 */
struct tsem_sheet *tsem_sheet_make(struct tsem_model *model)
{
	struct tsem_sheet *sheet = kzalloc_obj(*sheet, GFP_KERNEL_ACCOUNT);
	int ret;

	if (!sheet)
		return ERR_PTR(-ENOMEM);
	ret = fill_sheet(sheet, model);
	if (!ret)
		return sheet;
	tsem_sheet_free(sheet);
	return ERR_PTR(ret);
}

/**
 * tsem_sheet_free - Free a sheet
 *
 * @sheet: the sheet, or NULL
 *
 * Context: Process context.
 */
void tsem_sheet_free(struct tsem_sheet *sheet)
{
	if (!sheet)
		return;
	tsem_basis_free(&sheet->basis);
	kvfree(sheet->points);
	kfree(sheet);
}

/* Lines before the rules, and after the points. */
#define HEAD_LINES 3
#define HEAD_LINES_VERITY 4
#define TAIL_LINES 2

/* The line about fs-verity is there only if it says something. */
static u32 head_lines(const struct tsem_sheet *sheet)
{
	return sheet->basis.config.verity ? HEAD_LINES_VERITY : HEAD_LINES;
}

/**
 * tsem_sheet_lines - Number of lines of a model file
 *
 * @sheet: the model
 *
 * Context: Any context.
 * Return: the number.
 */
loff_t tsem_sheet_lines(const struct tsem_sheet *sheet)
{
	return head_lines(sheet) + sheet->basis.rules.count + sheet->n_points +
	       TAIL_LINES;
}

static void show_head(struct seq_file *m, const struct tsem_sheet *sheet,
		      loff_t line)
{
	const struct tsem_config *config = &sheet->basis.config;

	if (line == 0)
		seq_puts(m, "tsem-model 1\n");
	else if (line == 1)
		seq_printf(m, "digest %s\n", tsem_hash_name(config->alg));
	else if (line == 2)
		seq_printf(m, "fsref %s\n", fsref_names[config->fsref]);
	else
		seq_puts(m, "verity used\n");
}

/* Volatile rules come first in the file: they are the wider ones. */
static const struct tsem_rule *rule_of_line(const struct tsem_sheet *sheet,
					    u32 line)
{
	const struct tsem_rules *rules = &sheet->basis.rules;
	u32 pseudonyms = 0;
	u32 volatiles;

	while (pseudonyms < rules->count &&
	       rules->sorted[pseudonyms]->kind == TSEM_RULE_PSEUDONYM)
		pseudonyms++;
	volatiles = rules->count - pseudonyms;
	return rules->sorted[line < volatiles ? pseudonyms + line :
						line - volatiles];
}

static void show_rule(struct seq_file *m, const struct tsem_rule *rule)
{
	u32 i;

	seq_puts(m, rule->kind == TSEM_RULE_VOLATILE ? "volatile " :
						       "pseudonym ");
	for (i = 0; i < rule->len; i++) {
		if (rule->path[i] == '\n' || rule->path[i] == '\\')
			seq_printf(m, "\\%03o", rule->path[i]);
		else
			seq_putc(m, rule->path[i]);
	}
	seq_putc(m, '\n');
}

static void show_point(struct seq_file *m, const struct tsem_sheet *sheet,
		       size_t index, u8 *room)
{
	const enum tsem_hash_alg alg = sheet->basis.config.alg;
	const struct tsem_entry *point = &sheet->points[index];
	const struct tsem_record *record = tsem_entry_record(point);

	seq_puts(m, index < sheet->n_state ? "state " : "environment ");
	tsem_json_hex(m, point->digest, tsem_hash_size(alg));
	if (!record) {
		seq_putc(m, '\n');
		return;
	}
	seq_putc(m, ' ');
	show_json(m, alg, record, 0, 0, room);
}

/**
 * tsem_sheet_show - Print one line of a model file
 *
 * @m: where to print
 * @sheet: the model
 * @line: number of the line, from 0
 * @room: TSEM_RECORD_MAX bytes in which records are put together
 *
 * Context: Process context.
 */
void tsem_sheet_show(struct seq_file *m, const struct tsem_sheet *sheet,
		     loff_t line, u8 *room)
{
	if (line < head_lines(sheet)) {
		show_head(m, sheet, line);
		return;
	}
	line -= head_lines(sheet);
	if (line < sheet->basis.rules.count) {
		show_rule(m, rule_of_line(sheet, line));
		return;
	}
	line -= sheet->basis.rules.count;
	if (line < sheet->n_points) {
		show_point(m, sheet, line, room);
	} else if (line == sheet->n_points) {
		seq_puts(m, "expect ");
		show_digest(m, sheet->basis.config.alg, sheet->expect);
	} else {
		seq_printf(m, "end %zu\n", sheet->n_points);
	}
}
