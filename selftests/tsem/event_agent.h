/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of the events of TSEM: an agent decides about each
 *
 * denied by an agent:  in a namespace that knows everything but this event, and is
 *                      enforced, it fails, has no effect, and nothing is recorded; or
 *                      it is a violation, and the agent is told afterwards.
 * allowed by an agent: there it is allowed, has its effect, and nothing is recorded.
 */

#ifndef _SELFTESTS_TSEM_EVENT_AGENT_H
#define _SELFTESTS_TSEM_EVENT_AGENT_H

#include "agent.h"

/*
 * About these nobody is asked before they are decided: the table of events in the
 * documentation says why.
 */
static const char *const not_asked[] = {
	"binder_transaction", "binder_transfer_binder", "binder_transfer_file",
	"bpf_map", "bpf_map_create", "bpf_prog", "bpf_prog_load",
	"bpf_token_create", "capable", "file_receive", "file_set_fowner",
	"inode_killpriv", "ipc_permission", "kernel_load_data",
	"kernel_module_request", "kernel_read_file", "key_alloc",
	"key_permission", "locked_down", "msg_queue_msgrcv",
	"ptrace_access_check", "sb_kern_mount", "sb_remount",
	"sb_set_mnt_opts", "sem_semctl", "socket_recvmsg", "task_getioprio",
	"task_setioprio", "task_setnice", "uring_cmd", "uring_override_creds",
};

static bool is_asked(const struct event_test *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(not_asked); i++)
		if (!strcmp(not_asked[i], test->event))
			return false;
	return !test->ring;
}

/* Lets the actor try with an agent that has one answer. Returns 0 or -errno. */
static int try_with_agent(struct world *w, const struct event_test *test, int ns,
			  const char *answer, struct brain *brain)
{
	int err;

	memset(brain, 0, sizeof(*brain));
	brain->answers[0] = answer;
	brain->fd = tsem_open("agent", O_RDWR, ns);
	if (brain->fd < 0)
		return brain->fd;
	err = start_brain(brain);
	if (err)
		return err;
	err = start_attempt(w, test);
	stop_brain(brain);
	close(brain->fd);
	return err;
}

TEST_F(event, denied_by_agent)
{
	const struct event_test *test = variant->test;
	struct event_stats stats = {};
	struct event_seen learned;
	struct world *w = self->w;
	struct brain brain;
	const char *before;
	int ns;

	ns = know_all_but(w, test, self->learned, "seal\nenforce\n",
			  &learned);
	ASSERT_LE(0, ns);
	before = tsem_value(ns, "state");
	ASSERT_EQ(0, try_with_agent(w, test, ns, "deny", &brain))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_EQ(denied_result(test), w->result);
	EXPECT_FALSE(test->happened(w))
		TH_LOG("%s was denied and had an effect", test->event);
	EXPECT_EQ(0, read_event_stats(ns, test->event, &stats));
	EXPECT_LE(1, stats.denied);
	EXPECT_EQ(0, atomic_load(&brain.failed));
	EXPECT_EQ(0, tsem_stat(ns, "unanswered"));
	if (is_asked(test)) {
		EXPECT_LE(1, atomic_load(&brain.asked));
		EXPECT_NE(NULL, strstr(brain.last, test->event));
		EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
		EXPECT_STREQ(before, tsem_value(ns, "state"));
		EXPECT_EQ(0, try_later(w));
	} else {
		EXPECT_EQ(0, tsem_stat(ns, "asked"));
		EXPECT_LE(1, tsem_stat(ns, "late"));
		EXPECT_EQ(0, tsem_stat(ns, "late_lost"));
		if (atomic_load(&brain.asked))
			EXPECT_NE(NULL, strstr(brain.last, "\"decided\": "));
		EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	}
	end_attempt(w, test);
}

TEST_F(event, allowed_by_agent)
{
	const struct event_test *test = variant->test;
	struct event_seen learned;
	struct world *w = self->w;
	struct brain brain;
	const char *before;
	int ns;

	if (!is_asked(test))
		SKIP(return, "nobody is asked about this event");
	ns = know_all_but(w, test, self->learned, "seal\nenforce\n",
			  &learned);
	ASSERT_LE(0, ns);
	before = tsem_value(ns, "state");
	ASSERT_EQ(0, try_with_agent(w, test, ns, "allow", &brain))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_EQ(test->allowed, w->result);
	EXPECT_TRUE(test->happened(w))
		TH_LOG("%s was allowed and had no effect", test->event);
	EXPECT_LE(1, atomic_load(&brain.asked));
	EXPECT_EQ(0, atomic_load(&brain.failed));
	EXPECT_EQ(0, tsem_stat(ns, "unanswered"));
	EXPECT_EQ(0, tsem_stat(ns, "forensics"))
		each_line(ns, "forensics", show_lines, NULL);
	EXPECT_EQ(0, tsem_stat(ns, "errors"));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
	EXPECT_STREQ(before, tsem_value(ns, "state"));
	end_attempt(w, test);
}

#endif /* _SELFTESTS_TSEM_EVENT_AGENT_H */
