/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: what a member does, and the types of the events that it gave
 */

#ifndef _SELFTESTS_TSEM_MEMBER_H
#define _SELFTESTS_TSEM_MEMBER_H

/* In a process of its own, which enters what waits. */
static __maybe_unused int in_member(struct world *w, int (*fn)(struct world *w))
{
	pid_t pid;

	w->result = -ETIME;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		w->result = fn(w);
		_exit(0);
	}
	tsem_wait(pid);
	return w->result;
}

/* The types of all lines of a list, one after the other; not to be freed. */
static void add_type(const char *line, void *types)
{
	strncat(types, event_key(line, "type"), 64);
	strcat(types, " ");
}

static __maybe_unused const char *types_of(int ns, const char *list)
{
	static char types[4096];

	types[0] = '\0';
	each_line(ns, list, add_type, types);
	return types;
}

/* A place to act in, without an event that is looked for */

FIXTURE(world)
{
	struct world *w;
};

FIXTURE_SETUP(world)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
}

FIXTURE_TEARDOWN(world)
{
	if (self->w)
		destroy_world(self->w);
}

#endif /* _SELFTESTS_TSEM_MEMBER_H */
