/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what files in securityfs print
 */

#ifndef _SECURITY_TSEM_SHOW_H
#define _SECURITY_TSEM_SHOW_H

#include <linux/tsem_namespace.h>

#include "model.h"
#include "state.h"

struct seq_file;

/**
 * struct tsem_sheet - A model as it was at one moment, to be printed
 *
 * @basis: configuration and rules
 * @points: coefficients in the order of their lines
 * @n_points: number of @points
 * @n_state: how many of these enter the state value; they come first
 * @expect: state value of the points
 */
struct tsem_sheet {
	struct tsem_basis basis;
	struct tsem_entry *points;
	size_t n_points;
	size_t n_state;
	u8 expect[TSEM_DIGEST_MAX];
};

struct tsem_sheet *tsem_sheet_make(struct tsem_model *model);
void tsem_sheet_free(struct tsem_sheet *sheet);
loff_t tsem_sheet_lines(const struct tsem_sheet *sheet);
void tsem_sheet_show(struct seq_file *m, const struct tsem_sheet *sheet,
		     loff_t line, u8 *room);

int tsem_show_id(struct seq_file *m, struct tsem_namespace *ns);
int tsem_show_mode(struct seq_file *m, struct tsem_namespace *ns);
int tsem_show_trust(struct seq_file *m, struct tsem_namespace *ns);
int tsem_show_state(struct seq_file *m, struct tsem_namespace *ns);
int tsem_show_measurement(struct seq_file *m, struct tsem_namespace *ns);
int tsem_show_stats(struct seq_file *m, struct tsem_namespace *ns);
void tsem_show_record(struct seq_file *m, enum tsem_hash_alg alg,
		      const struct tsem_record *record, u8 *room);

#endif /* _SECURITY_TSEM_SHOW_H */
