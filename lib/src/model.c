// SPDX-License-Identifier: LGPL-2.1-or-later
/* The model object: life and contents. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

API struct lsm_tsem_model *lsm_tsem_model_free(struct lsm_tsem_model *model)
{
	if (model) {
		free(model->text);
		free(model->rules);
		free(model->points);
		free(model);
	}
	return NULL;
}

API int lsm_tsem_model_digest(const struct lsm_tsem_model *model)
{
	return model->digest;
}

API int lsm_tsem_model_fsref(const struct lsm_tsem_model *model)
{
	return model->fsref;
}

API int lsm_tsem_model_verity(const struct lsm_tsem_model *model)
{
	return model->verity;
}

API size_t lsm_tsem_model_points(const struct lsm_tsem_model *model)
{
	return model->nr_points;
}

API const char *lsm_tsem_model_expect(const struct lsm_tsem_model *model)
{
	return model->expect;
}

API const char *lsm_tsem_model_text(const struct lsm_tsem_model *model,
				    size_t *ret_len)
{
	if (ret_len)
		*ret_len = model->text_len;
	return model->text;
}

API unsigned long lsm_tsem_model_line(const struct lsm_tsem_model *model,
				      const char *keyword)
{
	if (!strcmp(keyword, "digest"))
		return model->digest_line;
	if (!strcmp(keyword, "fsref"))
		return model->fsref_line;
	if (!strcmp(keyword, "verity"))
		return model->verity_line;
	if (!strcmp(keyword, "expect"))
		return model->expect_line;
	return 0;
}

/* The points of one section, which are sorted. */
static bool section_has(const struct lsm_tsem_model *model, size_t from, size_t to,
			const char *hex, size_t len)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int diff = memcmp(hex, model->text + model->points[middle].off, len);

		if (!diff)
			return true;
		if (diff < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return false;
}

API int lsm_tsem_model_has(const struct lsm_tsem_model *model, const char *hex)
{
	size_t len = strlen(hex);

	if (len != digest_hex_len(model->digest) || !is_hex(hex, len))
		return -EINVAL;
	return section_has(model, 0, model->nr_state, hex, len) ||
	       section_has(model, model->nr_state, model->nr_points, hex, len);
}
