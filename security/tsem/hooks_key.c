// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - keys
 */

#include <keys/keyring-type.h>
#include <linux/key.h>
#include <linux/key-type.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>
#include <linux/string.h>

#include "decide.h"
#include "hooks.h"
#include "task.h"

static bool is_keyring(const struct key *key)
{
	return key->type == &key_type_keyring;
}

/*
 * The kernel makes some keyrings when a user's first process asks for them, and
 * they stay for the others.  Whether they are there yet says nothing of the one
 * that asks.
 */
static bool is_standing(const struct key *key)
{
	if (test_bit(KEY_FLAG_UID_KEYRING, &key->flags))
		return true;
	return is_keyring(key) && key->description[0] == '.';
}

/* The kernel puts serial numbers into the names of what request_key() makes. */
static const char *description_of(const struct key *key)
{
	if (!strcmp(key->type->name, ".request_key_auth"))
		return "<n>";
	if (is_keyring(key) && str_has_prefix(key->description, "_req."))
		return "_req.<n>";
	return key->description;
}

static void put_key(struct tsem_event *event, const struct key *key)
{
	const char *description = description_of(key);

	tsem_put_text(event, key->type->name, strlen(key->type->name));
	tsem_put_text(event, description, strlen(description));
	tsem_event_uid(event, key->uid);
	tsem_event_gid(event, key->gid);
	tsem_event_u32(event, key->perm);
}

static int tsem_key_alloc(struct key *key, const struct cred *cred,
			  unsigned long flags)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || tsem_acts_for_other() || is_standing(key))
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_key_alloc);
	if (ret <= 0)
		return ret;
	put_key(&event, key);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

/*
 * With credentials that are not the member's, such as those of one that waits
 * for a key which this one is to make, it is somebody else's access.  Standing
 * keyrings are searched for by the kernel itself.
 */
static int tsem_key_permission(key_ref_t key_ref, const struct cred *cred,
			       enum key_need_perm need_perm)
{
	const struct key *key = key_ref_to_ptr(key_ref);
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || cred != current_cred() || tsem_acts_for_other() ||
	    (need_perm == KEY_NEED_SEARCH && is_standing(key)))
		return 0;
	ret = tsem_event_begin_cred(&event, TSEM_EV_key_permission, cred);
	if (ret <= 0)
		return ret;
	put_key(&event, key);
	tsem_event_u32(&event, is_key_possessed(key_ref));
	tsem_event_u32(&event, need_perm);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_key_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(key_alloc, tsem_key_alloc),
	LSM_HOOK_INIT(key_permission, tsem_key_permission),
};

/**
 * tsem_add_key_hooks - Register the hooks for keys
 *
 * Context: Boot.
 */
__init void tsem_add_key_hooks(void)
{
	security_add_hooks(tsem_key_hooks, ARRAY_SIZE(tsem_key_hooks),
			   &tsem_lsmid);
}
