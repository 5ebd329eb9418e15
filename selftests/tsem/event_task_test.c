// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of groups, priorities, limits and capabilities
 */

#include "events.h"
#include "victims.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/resource.h>

/* Process groups */

static int provoke_setpgid(struct world *w)
{
	return result_of(setpgid(0, 0));
}

static bool leads_group(struct world *w)
{
	return getpgid(w->actor) == w->actor;
}

static const struct event_test test_setpgid = {
	.event = "task_setpgid",
	.object = "\"target\": " SELF ", \"group\": \"self\"",
	.provoke = provoke_setpgid,
	.happened = leads_group,
};

static int provoke_join(struct world *w)
{
	return result_of(setpgid(0, w->victim[w->attempt]));
}

static bool has_joined(struct world *w)
{
	return getpgid(w->actor) == w->victim[w->attempt];
}

static const struct event_test test_setpgid_join = {
	.event = "task_setpgid",
	.object = "\"target\": " SELF ", \"group\": \"outside\"",
	.arrange = arrange_groups,
	.provoke = provoke_join,
	.happened = has_joined,
};

/* Questions about another process */

static int provoke_getpgid(struct world *w)
{
	return answer(w, getpgid(w->victim[w->attempt]));
}

static const struct event_test test_getpgid = {
	.event = "task_getpgid",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_getpgid,
	.happened = is_answered,
	.undo = forget_answer,
};

static int provoke_getsid(struct world *w)
{
	return answer(w, getsid(w->victim[w->attempt]));
}

static const struct event_test test_getsid = {
	.event = "task_getsid",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_getsid,
	.happened = is_answered,
	.undo = forget_answer,
};

static int provoke_getioprio(struct world *w)
{
	return answer(w, syscall(__NR_ioprio_get, WHO_PROCESS,
				 w->victim[w->attempt]));
}

static const struct event_test test_ioprio_get = {
	.event = "task_getioprio",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_getioprio,
	.happened = is_answered,
	.undo = forget_answer,
};

static int provoke_getscheduler(struct world *w)
{
	return answer(w, sched_getscheduler(w->victim[w->attempt]));
}

static const struct event_test test_sched_getscheduler = {
	.event = "task_getscheduler",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_getscheduler,
	.happened = is_answered,
	.undo = forget_answer,
};

static int provoke_capget(struct world *w)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
		.pid = w->victim[w->attempt],
	};
	struct __user_cap_data_struct sets[2];

	return answer(w, syscall(__NR_capget, &header, sets));
}

static const struct event_test test_capget = {
	.event = "capget",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_capget,
	.happened = is_answered,
	.undo = forget_answer,
};

/* The hook knows the target by its credentials alone. */
static int arrange_prlimit(struct world *w)
{
	const char *caps = strstr(proc_text(getpid(), "status"), "CapEff:\t");

	if (!caps)
		return -EIO;
	snprintf(w->more, sizeof(w->more), "0x%llx",
		 strtoull(caps + 8, NULL, 16));
	return arrange_victims(w);
}

static int provoke_prlimit(struct world *w)
{
	struct rlimit old;

	return answer(w, prlimit(w->victim[w->attempt], RLIMIT_NOFILE, NULL,
				 &old));
}

static const struct event_test test_prlimit = {
	.event = "task_prlimit",
	.object = "\"target\": {\"uid\": \"0\", \"euid\": \"0\"" NEXT
		  "\"suid\": \"0\", \"fsuid\": \"0\", \"gid\": \"0\"" NEXT
		  "\"egid\": \"0\", \"sgid\": \"0\", \"fsgid\": \"0\"" NEXT
		  "\"userns\": \"0\", \"capeff\": \"$MORE\"" NEXT
		  "\"securebits\": \"0\"}, \"flags\": \"1\"",
	.arrange = arrange_prlimit,
	.provoke = provoke_prlimit,
	.happened = is_answered,
	.undo = forget_answer,
};

/* Priorities and limits */

static int provoke_setnice(struct world *w)
{
	return result_of(setpriority(PRIO_PROCESS, 0, 5));
}

static bool has_nice(struct world *w)
{
	return getpriority(PRIO_PROCESS, w->actor) == 5;
}

static const struct event_test test_setpriority = {
	.event = "task_setnice",
	.object = "\"target\": " SELF ", \"nice\": \"5\"",
	.provoke = provoke_setnice,
	.happened = has_nice,
};

static int provoke_ioprio(struct world *w)
{
	return result_of(syscall(__NR_ioprio_set, WHO_PROCESS, 0,
				 BEST_EFFORT_5));
}

static bool has_ioprio(struct world *w)
{
	return syscall(__NR_ioprio_get, WHO_PROCESS, w->actor) == BEST_EFFORT_5;
}

static const struct event_test test_ioprio_set = {
	.event = "task_setioprio",
	.object = "\"target\": " SELF ", \"ioprio\": \"16389\"",
	.provoke = provoke_ioprio,
	.happened = has_ioprio,
};

static int provoke_setrlimit(struct world *w)
{
	const struct rlimit limit = { 64, 512 };

	return result_of(setrlimit(RLIMIT_NOFILE, &limit));
}

static bool has_limit(struct world *w)
{
	struct rlimit limit = {};

	prlimit(w->actor, RLIMIT_NOFILE, NULL, &limit);
	return limit.rlim_cur == 64 && limit.rlim_max == 512;
}

static const struct event_test test_setrlimit = {
	.event = "task_setrlimit",
	.object = "\"target\": " SELF ", \"resource\": \"7\"" NEXT
		  "\"cur\": \"0x40\", \"max\": \"0x200\"",
	.provoke = provoke_setrlimit,
	.happened = has_limit,
};

static int provoke_setscheduler(struct world *w)
{
	const struct sched_param param = {};

	return result_of(sched_setscheduler(0, SCHED_BATCH, &param));
}

static bool is_batch(struct world *w)
{
	return sched_getscheduler(w->actor) == SCHED_BATCH;
}

static const struct event_test test_sched_setscheduler = {
	.event = "task_setscheduler",
	.object = "\"target\": " SELF,
	.provoke = provoke_setscheduler,
	.happened = is_batch,
};

static int provoke_setaffinity(struct world *w)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	return result_of(sched_setaffinity(w->victim[w->attempt], sizeof(set),
					   &set));
}

static bool has_affinity(struct world *w)
{
	return status_has(w->victim[w->attempt], "Cpus_allowed_list:\t0\n") &&
	       !status_has(getpid(), "Cpus_allowed_list:\t0\n");
}

static const struct event_test test_sched_setaffinity = {
	.event = "task_setscheduler",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_setaffinity,
	.happened = has_affinity,
};

/* Memory */

static char page_of_all;

static int arrange_page(struct world *w)
{
	/* Written to, so that it is in the memory of each victim. */
	page_of_all = 1;
	return arrange_victims(w);
}

/* Asks on which node the page is: the victim has the same addresses. */
static int provoke_move_pages(struct world *w)
{
	const void *page = &page_of_all;
	int node = -1, ret;

	ret = result_of(syscall(__NR_move_pages, w->victim[w->attempt], 1,
				&page, NULL, &node, 0));
	w->data[0] = !node;
	return ret;
}

static const struct event_test test_move_pages = {
	.event = "task_movememory",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_page,
	.provoke = provoke_move_pages,
	.happened = is_answered,
	.undo = forget_answer,
};

/* From the only node to itself. */
static int provoke_migrate_pages(struct world *w)
{
	const unsigned long nodes = 1;

	return answer(w, syscall(__NR_migrate_pages, w->victim[w->attempt],
				 8 * sizeof(nodes), &nodes, &nodes));
}

static const struct event_test test_migrate_pages = {
	.event = "task_movememory",
	.object = "\"target\": " OUTSIDE,
	.arrange = arrange_victims,
	.provoke = provoke_migrate_pages,
	.happened = is_answered,
	.undo = forget_answer,
};

/* Credentials */

static int provoke_setgroups(struct world *w)
{
	const gid_t groups[] = { 7, 5 };

	return result_of(setgroups(2, groups));
}

static bool has_groups(struct world *w)
{
	return status_has(w->actor, "Groups:\t5 7 ");
}

static const struct event_test test_setgroups = {
	.event = "task_fix_setgroups",
	.object = "\"groups\": [\"5\", \"7\"]",
	.provoke = provoke_setgroups,
	.happened = has_groups,
};

static int provoke_no_groups(struct world *w)
{
	return result_of(setgroups(0, NULL));
}

static int prepare_groups(struct world *w)
{
	return provoke_setgroups(w);
}

static bool has_no_groups(struct world *w)
{
	return status_has(w->actor, "Groups:\t \n") ||
	       status_has(w->actor, "Groups:\t\n");
}

static const struct event_test test_setgroups_none = {
	.event = "task_fix_setgroups",
	.object = "\"groups\": []",
	.prepare = prepare_groups,
	.provoke = provoke_no_groups,
	.happened = has_no_groups,
};

static int provoke_capset(struct world *w)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	const struct __user_cap_data_struct sets[2] = {
		{ .effective = 1, .permitted = 3 },
	};

	return result_of(syscall(__NR_capset, &header, sets));
}

static bool has_caps(struct world *w)
{
	return status_has(w->actor, "CapEff:\t0000000000000001\n");
}

static const struct event_test test_capset = {
	.event = "capset",
	.object = "\"effective\": \"0x1\", \"inheritable\": \"0x0\"" NEXT
		  "\"permitted\": \"0x3\"",
	.provoke = provoke_capset,
	.happened = has_caps,
};

#define TASK_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
