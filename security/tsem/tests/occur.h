/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - models in tests, and events that occur there
 */

#ifndef _SECURITY_TSEM_TESTS_OCCUR_H
#define _SECURITY_TSEM_TESTS_OCCUR_H

#include <kunit/test.h>

#include "../model.h"
#include "../state.h"

static inline void destroy_model(void *model)
{
	tsem_model_destroy(model);
}

static inline struct tsem_model *make_model(struct kunit *test)
{
	struct tsem_model *model = tsem_model_create();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, model);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_model,
							model), 0);
	return model;
}

static inline enum tsem_event_id event_of(bool atomic)
{
	return atomic ? TSEM_EV_capable : TSEM_EV_file_open;
}

static inline void coefficient_of(struct tsem_model *model, u32 number,
				  u8 *digest)
{
	tsem_hash_once(model->config.alg, &number, sizeof(number), digest);
}

static inline int load(struct tsem_model *model, u32 number)
{
	u8 digest[TSEM_DIGEST_MAX];

	coefficient_of(model, number, digest);
	return tsem_model_load(model, digest, 0);
}

/* Any bytes: the store does not look into them. */
static inline void make_key(struct tsem_model *model, u32 number,
			    struct tsem_key *key)
{
	tsem_key_init(key);
	key->subject = (struct tsem_piece) { .data = "subject", .len = 7 };
	tsem_fragment_find(&model->fragments, &key->subject);
	tsem_put_u32(&key->plain, number);
}

/* Decides about an event as a hook does: by its key, or by its coefficient. */
static inline void decide(struct tsem_model *model, u32 number, bool atomic,
			  struct tsem_outcome *outcome)
{
	const enum tsem_event_id id = event_of(atomic);
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_key key;

	make_key(model, number, &key);
	coefficient_of(model, number, digest);
	tsem_model_freeze(model);
	tsem_model_add(model, &key, id, digest, TSEM_KIND_BY_MODE, outcome);
}

static inline const struct tsem_record *
find_event(struct tsem_model *model, u32 number, enum tsem_event_id id)
{
	struct tsem_key key;

	make_key(model, number, &key);
	return tsem_key_finish(&key, id) ? tsem_model_find(model, &key) : NULL;
}

static inline const struct tsem_record *find(struct tsem_model *model,
					     u32 number)
{
	return find_event(model, number, TSEM_EV_file_open) ?:
	       find_event(model, number, TSEM_EV_capable);
}

static inline int state_of(struct tsem_model *model, u8 *digest)
{
	struct tsem_basis basis;
	int ret;

	ret = tsem_basis_take(&basis, model);
	if (!ret)
		ret = tsem_state(&basis, digest);
	tsem_basis_free(&basis);
	return ret;
}

static inline void set_mode(struct tsem_model *model, enum tsem_mode mode)
{
	tsem_model_freeze(model);
	WRITE_ONCE(model->mode, mode);
}

#endif /* _SECURITY_TSEM_TESTS_OCCUR_H */
