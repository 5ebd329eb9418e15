// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of keys
 */

#include "events.h"

#include <linux/keyctl.h>

#define DESCRIPTION "tsem:test"

static long add_key(const char *type, const char *description, const char *data,
		    long ring)
{
	return syscall(__NR_add_key, type, description, data,
		       data ? strlen(data) : 0, ring);
}

static long keyctl(int cmd, long a, long b, long c)
{
	return syscall(__NR_keyctl, cmd, a, b, c, 0);
}

/* Shared with the actors, whose credentials are copies. */
static int arrange_session(struct world *w)
{
	return result_of(keyctl(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0));
}

static int provoke_add_key(struct world *w)
{
	return result_of(add_key("user", DESCRIPTION, "secret",
				 KEY_SPEC_SESSION_KEYRING));
}

static bool has_key(struct world *w)
{
	return syscall(__NR_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
		       "user", DESCRIPTION, 0) > 0;
}

static void clear_session(struct world *w)
{
	keyctl(KEYCTL_CLEAR, KEY_SPEC_SESSION_KEYRING, 0, 0);
}

static const struct event_test test_add_key = {
	.event = "key_alloc",
	.object = "\"key\": {\"type\": \"user\"" NEXT
		  "\"description\": \"" DESCRIPTION "\", \"uid\": \"0\"" NEXT
		  "\"gid\": \"0\", \"perm\": \"0x3f010000\"}, \"flags\": \"0\"",
	.arrange = arrange_session,
	.provoke = provoke_add_key,
	.happened = has_key,
	.undo = clear_session,
};

/* Writing to the keyring is another event than making the key. */
static const struct event_test test_add_key_to_ring = {
	.event = "key_permission",
	.object = "\"key\": {\"type\": \"keyring\", \"description\": \"_ses\"" NEXT
		  "\"uid\": \"0\", \"gid\": \"0\", \"perm\": \"0x3f030000\"}" NEXT
		  "\"possessed\": \"1\", \"need\": \"3\"",
	.arrange = arrange_session,
	.provoke = provoke_add_key,
	.happened = has_key,
	.undo = clear_session,
};

static int arrange_key(struct world *w)
{
	int err = arrange_session(w);

	if (err)
		return err;
	w->fd[0] = add_key("user", DESCRIPTION, "secret",
			   KEY_SPEC_SESSION_KEYRING);
	return w->fd[0] < 0 ? -errno : 0;
}

static int provoke_read(struct world *w)
{
	return result_of(keyctl(KEYCTL_READ, w->fd[0], (long)w->data,
				sizeof(w->data)));
}

static bool knows_payload(struct world *w)
{
	return !strcmp(w->data, "secret");
}

static void forget_payload(struct world *w)
{
	memset(w->data, 0, sizeof(w->data));
}

/* The serial number, which is in w->fd[0], is not there. */
static const struct event_test test_keyctl_read = {
	.event = "key_permission",
	.object = "\"key\": {\"type\": \"user\"" NEXT
		  "\"description\": \"" DESCRIPTION "\", \"uid\": \"0\"" NEXT
		  "\"gid\": \"0\", \"perm\": \"0x3f010000\"}" NEXT
		  "\"possessed\": \"1\", \"need\": \"2\"",
	.arrange = arrange_key,
	.provoke = provoke_read,
	.happened = knows_payload,
	.undo = forget_payload,
};

/*
 * A search passes over what it may not see.  The key: what is found in the end is
 * nothing, and the kernel says that there was something.
 */

static int provoke_search(struct world *w)
{
	const long key = keyctl(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
				(long)"user", (long)DESCRIPTION);

	w->data[0] = key > 0;
	return result_of(key);
}

static bool has_found(struct world *w)
{
	return w->data[0];
}

static const struct event_test test_search_key = {
	.event = "key_permission",
	.object = "\"key\": {\"type\": \"user\"" NEXT
		  "\"description\": \"" DESCRIPTION "\", \"uid\": \"0\"" NEXT
		  "\"gid\": \"0\", \"perm\": \"0x3f010000\"}" NEXT
		  "\"possessed\": \"1\", \"need\": \"4\"",
	.arrange = arrange_key,
	.provoke = provoke_search,
	.happened = has_found,
	.undo = forget_payload,
	.denied = -EACCES,
};

/* The keyring in which it is: as if it were not there. */

#define INNER_RING "tsem:ring"

static int arrange_ring(struct world *w)
{
	int err = arrange_session(w);
	long ring;

	if (err)
		return err;
	ring = add_key("keyring", INNER_RING, NULL, KEY_SPEC_SESSION_KEYRING);
	if (ring < 0)
		return -errno;
	return result_of(add_key("user", DESCRIPTION, "secret", ring));
}

static const struct event_test test_search_ring = {
	.event = "key_permission",
	.object = "\"key\": {\"type\": \"keyring\"" NEXT
		  "\"description\": \"" INNER_RING "\", \"uid\": \"0\"" NEXT
		  "\"gid\": \"0\", \"perm\": \"0x3f010000\"}" NEXT
		  "\"possessed\": \"1\", \"need\": \"4\"",
	.arrange = arrange_ring,
	.provoke = provoke_search,
	.happened = has_found,
	.undo = forget_payload,
	.denied = -ENOKEY,
};

#define KEY_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
