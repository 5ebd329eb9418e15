// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - values that attest a namespace
 *
 * The state value stands for the set of coefficients, whatever their order.
 * The measurement is the head of a log and tells the order.  Each input starts
 * with a tag of its own, so that no value can pass for another.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hash.h"
#include "state.h"

static const char config_tag[] = "TSEM1 config";
static const char state_tag[] = "TSEM1 state";
static const char log_tag[] = "TSEM1 log";
static const char ext_tag[] = "TSEM1 ext";

/* Beside what names file systems, which is 0 or 1. */
#define TSEM_REFERENCE_VERITY	BIT(1)

/**
 * tsem_config_digest - Digest of what a model is built under
 *
 * @config: hash and references
 * @rules: rules for names
 * @digest: where the digest goes
 *
 * Context: Any context.
 */
void tsem_config_digest(const struct tsem_config *config,
			const struct tsem_rules *rules, u8 *digest)
{
	const char *name = tsem_hash_name(config->alg);
	struct tsem_hash hash;
	u32 i;

	tsem_hash_init(&hash, config->alg);
	tsem_hash_update(&hash, config_tag, sizeof(config_tag));
	tsem_hash_str(&hash, name, strlen(name));
	tsem_hash_u8(&hash, config->fsref |
			    (config->verity ? TSEM_REFERENCE_VERITY : 0));
	for (i = 0; i < rules->count; i++) {
		tsem_hash_u8(&hash, rules->sorted[i]->kind);
		tsem_hash_str(&hash, rules->sorted[i]->path,
			      rules->sorted[i]->len);
	}
	tsem_hash_final(&hash, digest);
}

/**
 * tsem_measurement_start - Measurement before the first coefficient
 *
 * @config: hash and references
 * @rules: rules for names
 * @measurement: where it goes
 *
 * Context: Any context.
 */
void tsem_measurement_start(const struct tsem_config *config,
			    const struct tsem_rules *rules, u8 *measurement)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_hash hash;

	tsem_config_digest(config, rules, digest);
	tsem_hash_init(&hash, config->alg);
	tsem_hash_update(&hash, log_tag, sizeof(log_tag));
	tsem_hash_update(&hash, digest, tsem_hash_size(config->alg));
	tsem_hash_final(&hash, measurement);
}

/**
 * tsem_measurement_extend - Add a coefficient to the measurement
 *
 * @alg: hash of the namespace
 * @measurement: the measurement, replaced
 * @coefficient: the coefficient
 *
 * Context: Any context; the caller protects @measurement.
 */
void tsem_measurement_extend(enum tsem_hash_alg alg, u8 *measurement,
			     const u8 *coefficient)
{
	struct tsem_hash hash;

	tsem_hash_init(&hash, alg);
	tsem_hash_update(&hash, ext_tag, sizeof(ext_tag));
	tsem_hash_update(&hash, measurement, tsem_hash_size(alg));
	tsem_hash_update(&hash, coefficient, tsem_hash_size(alg));
	tsem_hash_final(&hash, measurement);
}

/**
 * tsem_state_digest - State value of a sorted set of coefficients
 *
 * @config: hash and references
 * @rules: rules for names
 * @incomplete: something was not kept
 * @points: coefficients in ascending order, each once; those that depend on the
 *	state of the machine are passed over
 * @count: their number
 * @digest: where the value goes
 *
 * Context: Any context.
 */
void tsem_state_digest(const struct tsem_config *config,
		       const struct tsem_rules *rules, bool incomplete,
		       const struct tsem_entry *points, size_t count,
		       u8 *digest)
{
	const size_t size = tsem_hash_size(config->alg);
	u8 value[TSEM_DIGEST_MAX];
	struct tsem_hash hash;
	size_t i, k = 0;

	for (i = 0; i < count; i++)
		k += !(tsem_entry_flags(&points[i]) & TSEM_POINT_ENVIRONMENT);

	tsem_config_digest(config, rules, value);
	tsem_hash_init(&hash, config->alg);
	tsem_hash_update(&hash, state_tag, sizeof(state_tag));
	tsem_hash_update(&hash, value, size);
	tsem_hash_u8(&hash, incomplete);
	tsem_hash_u64(&hash, k);
	for (i = 0; i < count; i++)
		if (!(tsem_entry_flags(&points[i]) & TSEM_POINT_ENVIRONMENT))
			tsem_hash_update(&hash, points[i].digest, size);
	tsem_hash_final(&hash, digest);
}

static int copy_rules(struct tsem_rules *copy, const struct tsem_rules *rules)
{
	*copy = *rules;
	copy->sorted = kmemdup_array(rules->sorted, rules->count,
				     sizeof(*rules->sorted), GFP_KERNEL_ACCOUNT);
	return copy->sorted ? 0 : -ENOMEM;
}

/**
 * tsem_basis_take - Copy what values of a model are computed from
 *
 * @basis: where the copy goes
 * @model: the model, which has to stay as long as the copy
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM, or -EINTR if the caller is being killed.
 */
int tsem_basis_take(struct tsem_basis *basis, struct tsem_model *model)
{
	int ret;

	*basis = (struct tsem_basis) {
		.model = model,
		/*
		 * Before all else: what is missing by then was noted by then, and a
		 * point that comes later is not in the value anyway.
		 */
		.incomplete = READ_ONCE(model->incomplete),
	};
	ACQUIRE(mutex_kill, lock)(&model->config_lock);
	ret = ACQUIRE_ERR(mutex_kill, &lock);
	if (ret)
		return ret;
	basis->config = model->config;
	/* Pairs with the release in tsem_model_freeze(). */
	basis->frozen = smp_load_acquire(&model->frozen);
	return copy_rules(&basis->rules, &model->rules);
}

/**
 * tsem_basis_free - Free a copy
 *
 * @basis: the copy; it may be one that could not be made, or zeros
 *
 * Context: Process context.
 */
void tsem_basis_free(struct tsem_basis *basis)
{
	kfree(basis->rules.sorted);
	basis->rules.sorted = NULL;
}

/**
 * tsem_basis_points - All coefficients that go with a configuration
 *
 * @basis: the configuration
 * @count: where their number goes
 *
 * Context: Process context, may sleep.
 * Return: as tsem_points_sorted(), or NULL if there were none as nothing had
 * happened.
 */
struct tsem_entry *tsem_basis_points(const struct tsem_basis *basis,
				     size_t *count)
{
	*count = 0;
	if (!basis->frozen)
		return NULL;
	return tsem_points_sorted(&basis->model->points, basis->config.alg,
				  count);
}

/**
 * tsem_state - State value of a model
 *
 * @basis: its configuration, which tells the hash, too
 * @digest: where the value goes
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM, or -EINTR if the caller is being killed.
 */
int tsem_state(const struct tsem_basis *basis, u8 *digest)
{
	struct tsem_entry *points;
	size_t count;

	points = tsem_basis_points(basis, &count);
	if (IS_ERR(points))
		return PTR_ERR(points);
	tsem_state_digest(&basis->config, &basis->rules, basis->incomplete,
			  points, count, digest);
	kvfree(points);
	return 0;
}
