// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a model to the verbs that load it, and the proof that they did. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static int add_ref(struct verbs *v, const struct lsm_tsem_model *m,
		   const char *word, const struct line_ref *ref)
{
	return verbs_add(v, ref->line, word, m->text + ref->off, ref->len);
}

/* What the digest and the rules are must be said before the first point. */
static int load_config(struct verbs *v, const struct lsm_tsem_model *m)
{
	char set[64];
	/* A kernel that does not know it takes all other models. */
	int len = snprintf(set, sizeof(set), "digest=%s fsref=%s%s",
			   lsm_tsem_digest_name(m->digest),
			   lsm_tsem_fsref_name(m->fsref),
			   m->verity_line ? " verity=used" : "");
	int ret = verbs_add(v, m->digest_line, "set", set, (size_t)len);

	for (size_t i = 0; i < m->nr_rules && !ret; i++)
		ret = add_ref(v, m, m->rules[i].is_volatile ? "volatile" :
							      "pseudonym",
			      &m->rules[i].arg);
	return ret;
}

static int load_points(struct verbs *v, const struct lsm_tsem_model *m)
{
	int ret = 0;

	for (size_t i = 0; i < m->nr_points && !ret; i++)
		ret = add_ref(v, m, i < m->nr_state ? "state" : "environment",
			      &m->points[i]);
	return ret;
}

API int lsm_tsem_model_load(const struct lsm_tsem_model *model, int ctl_fd,
			    struct lsm_tsem_diag *diag)
{
	/* Too big for a stack that a caller may have made small. */
	struct verbs *v = malloc(sizeof(*v));
	int ret;

	if (!v)
		return -ENOMEM;
	verbs_init(v, ctl_fd);
	ret = load_config(v, model);
	if (!ret)
		ret = load_points(v, model);
	if (!ret)
		ret = verbs_flush(v);
	if (ret < 0)
		diag_set(diag, v->failed, "the kernel refused this line: %s",
			 strerror(-ret));
	free(v);
	return ret;
}

API int lsm_tsem_model_verify(const struct lsm_tsem_model *model,
			      struct lsm_tsem_ctx *ctx, int ns_fd,
			      struct lsm_tsem_diag *diag)
{
	char state[LSM_TSEM_HEX_SIZE];
	int ret = lsm_tsem_get_state(ctx, ns_fd, state, sizeof(state));

	if (ret < 0)
		return ret;
	if (!strcmp(state, model->expect))
		return 0;
	/* Whole digests would not fit; 16 digits tell two values apart. */
	diag_set(diag, model->expect_line,
		 "the points and rules of this file have the state %.16s..., not the expected %.16s...; the file was changed after it was written: learn again or restore it",
		 state, model->expect);
	return -EBADMSG;
}
