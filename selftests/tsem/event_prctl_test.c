// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of prctl(2)
 */

#include "events.h"

#include <linux/capability.h>
#include <sys/ptrace.h>

static int provoke_no_new_privs(struct world *w)
{
	return result_of(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

static bool has_no_new_privs(struct world *w)
{
	return status_has(w->actor, "NoNewPrivs:\t1\n");
}

static const struct event_test test_prctl = {
	.event = "task_prctl",
	.object = "\"option\": \"38\", \"args\": [\"1\"]",
	.provoke = provoke_no_new_privs,
	.happened = has_no_new_privs,
};

/* The name of a thread is in no record. */
static int provoke_name(struct world *w)
{
	return result_of(prctl(PR_SET_NAME, "tsem-name"));
}

static bool has_name(struct world *w)
{
	return status_has(w->actor, "Pid:") &&
	       strstr(proc_text(w->actor, "comm"), "tsem-name");
}

static const struct event_test test_prctl_name = {
	.event = "task_prctl",
	.object = "\"option\": \"15\", \"args\": []",
	.provoke = provoke_name,
	.happened = has_name,
};

#define PRCTL_EVENT EVENT_TEST
#include "event_list.h"

/* What the capability module has done already stays, and is told all the same. */

static int prepare_drop(struct world *w)
{
	/* A question that the capability module answers is no event. */
	if (prctl(PR_CAPBSET_READ, CAP_SYSLOG) != 1)
		return -EINVAL;
	return result_of(prctl(PR_CAPBSET_DROP, CAP_WAKE_ALARM));
}

static int provoke_drop(struct world *w)
{
	if (prctl(PR_CAPBSET_READ, CAP_WAKE_ALARM))
		return -EINVAL;
	return result_of(prctl(PR_CAPBSET_DROP, CAP_SYSLOG));
}

/* Bits 34 and 35. */
static bool has_dropped(struct world *w)
{
	const char *set = strstr(proc_text(w->actor, "status"), "CapBnd:\t");

	return set && !(strtoull(set + 8, NULL, 16) >> 34 & 3);
}

static const struct event_test test_drop = {
	.event = "task_prctl",
	.object = "\"option\": \"24\", \"args\": [\"34\"]",
	.prepare = prepare_drop,
	.provoke = provoke_drop,
	.happened = has_dropped,
};

/* Nobody outside is told of them: the actor asks, which is no event. */
static int provoke_securebits(struct world *w)
{
	int ret = result_of(prctl(PR_SET_SECUREBITS, 1));

	w->data[0] = prctl(PR_GET_SECUREBITS);
	return ret;
}

static bool has_securebits(struct world *w)
{
	return w->data[0] == 1;
}

static const struct event_test test_securebits = {
	.event = "task_prctl",
	.object = "\"option\": \"28\", \"args\": [\"1\"]",
	.provoke = provoke_securebits,
	.happened = has_securebits,
};

static int provoke_keepcaps(struct world *w)
{
	int ret = result_of(prctl(PR_SET_KEEPCAPS, 1));

	w->data[0] = prctl(PR_GET_KEEPCAPS);
	return ret;
}

static const struct event_test test_keepcaps = {
	.event = "task_prctl",
	.object = "\"option\": \"8\", \"args\": [\"1\"]",
	.provoke = provoke_keepcaps,
	.happened = has_securebits,
};

/* Only what is inherited may be ambient. */
static int prepare_ambient(struct world *w)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	const struct __user_cap_data_struct sets[2] = {
		{ .effective = 3, .permitted = 3, .inheritable = 3 },
	};

	return result_of(syscall(__NR_capset, &header, sets));
}

static int provoke_ambient(struct world *w)
{
	return result_of(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
			       CAP_DAC_OVERRIDE, 0, 0));
}

static bool has_ambient(struct world *w)
{
	return status_has(w->actor, "CapAmb:\t0000000000000002\n");
}

static const struct event_test test_ambient = {
	.event = "task_prctl",
	.object = "\"option\": \"47\", \"args\": [\"2\", \"1\"]",
	.prepare = prepare_ambient,
	.provoke = provoke_ambient,
	.happened = has_ambient,
};

/* To be traced by any process, which Yama does not let happen by itself. */

#define YAMA_SCOPE "/proc/sys/kernel/yama/ptrace_scope"

/* The scope of before, a digit, is kept in w->more. */
static int arrange_yama(struct world *w)
{
	int fd = open(YAMA_SCOPE, O_RDONLY | O_CLOEXEC);
	const bool known = read(fd, w->more, 1) == 1;

	close(fd);
	return known ? tsem_write_file(YAMA_SCOPE, "1") : -EIO;
}

static void dismiss_yama(struct world *w)
{
	tsem_write_file(YAMA_SCOPE, w->more);
}

static int prepare_traced(struct world *w)
{
	return tsem_become_nobody() ?: result_of(prctl(PR_SET_DUMPABLE, 1));
}

static int provoke_traced(struct world *w)
{
	return result_of(prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0));
}

/* By a brother without any rights. */
static bool can_be_traced(struct world *w)
{
	pid_t pid;

	tsem_cancel();
	pid = fork();
	if (!pid)
		_exit(tsem_become_nobody() ||
		      ptrace(PTRACE_SEIZE, w->actor, NULL, NULL));
	return !tsem_wait(pid);
}

static const struct event_test test_traced = {
	.event = "task_prctl",
	.object = "\"option\": \"1499557217\"" NEXT
		  "\"args\": [\"18446744073709551615\"]",
	.arrange = arrange_yama,
	.prepare = prepare_traced,
	.provoke = provoke_traced,
	.happened = can_be_traced,
	.dismiss = dismiss_yama,
};

FIXTURE(late)
{
	struct world *w;
	int ns;
};

FIXTURE_VARIANT(late)
{
	const struct event_test *test;
};

FIXTURE_VARIANT_ADD(late, drop) { &test_drop };
FIXTURE_VARIANT_ADD(late, securebits) { &test_securebits };
FIXTURE_VARIANT_ADD(late, keepcaps) { &test_keepcaps };
FIXTURE_VARIANT_ADD(late, ambient) { &test_ambient };
FIXTURE_VARIANT_ADD(late, traced) { &test_traced };

FIXTURE_SETUP(late)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->w = make_world();
	ASSERT_NE(NULL, self->w);
	if (variant->test->arrange)
		ASSERT_EQ(0, variant->test->arrange(self->w));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, prepare_attempt(self->w, variant->test));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	ASSERT_FALSE(variant->test->happened(self->w));
}

FIXTURE_TEARDOWN(late)
{
	if (self->w && variant->test->dismiss)
		variant->test->dismiss(self->w);
	if (self->w)
		destroy_world(self->w);
}

TEST_F(late, prctl)
{
	const struct event_test *test = variant->test;
	struct world *w = self->w;
	struct event_seen found;

	provoke_attempt(w);
	EXPECT_EQ(-EPERM, w->result);
	EXPECT_TRUE(test->happened(w))
		TH_LOG("it is not late: correct the documentation");
	ASSERT_EQ(0, search_list(self->ns, "forensics", w, test, &found));
	EXPECT_EQ(1, found.matches)
		each_line(self->ns, "forensics", show_lines, NULL);
	EXPECT_EQ(1, found.lines);
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(-EPERM, try_later(w));
	end_attempt(w, test);
}

SHOWS_DENIAL(task_prctl, LATE);

/*
 * Which arguments are values, of options that have several: the others are pointers,
 * addresses, PIDs, or not looked at.  Nothing comes of these calls.
 */

#ifndef PR_FUTEX_HASH
#define PR_FUTEX_HASH 78
#endif
#ifndef PR_RSEQ_SLICE_EXTENSION
#define PR_RSEQ_SLICE_EXTENSION 79
#endif
#define PR_NO_OPTION 987654

static const struct {
	int option;
	const char *args;
} options[] = {
	{ PR_GET_PDEATHSIG, "[]" },
	{ PR_GET_TID_ADDRESS, "[]" },
	{ PR_SET_TIMING, "[\"17\"]" },
	{ PR_SET_MM, "[\"17\"]" },
	{ PR_SET_VMA, "[\"17\"]" },
	{ PR_SET_SECCOMP, "[\"17\"]" },
	{ PR_SET_SYSCALL_USER_DISPATCH, "[\"17\"]" },
	{ PR_GET_SPECULATION_CTRL, "[\"17\"]" },
	{ PR_MCE_KILL, "[\"17\", \"34\"]" },
	{ PR_SET_THP_DISABLE, "[\"17\", \"34\"]" },
	{ PR_SET_SPECULATION_CTRL, "[\"17\", \"34\"]" },
	{ PR_RSEQ_SLICE_EXTENSION, "[\"17\", \"34\"]" },
	{ PR_SCHED_CORE, "[\"17\", \"51\"]" },
	{ PR_FUTEX_HASH, "[\"17\", \"34\", \"51\"]" },
	{ PR_NO_OPTION, "[\"17\", \"34\", \"51\", \"68\"]" },
};

static int try_options(void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		prctl(options[i].option, 17, 34, 51, 68);
	return 0;
}

TEST(values_of_options)
{
	char text[96], *list;
	size_t i;
	int ns;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, tsem_run(try_options, NULL));
	EXPECT_EQ((int)ARRAY_SIZE(options), tsem_stat(ns, "points"));
	list = tsem_read(ns, "trajectory");
	ASSERT_NE(NULL, list);
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		snprintf(text, sizeof(text), "\"option\": \"%u\", \"args\": %s}",
			 options[i].option, options[i].args);
		EXPECT_NE(NULL, strstr(list, text))
			TH_LOG("there is no %s", text);
	}
	free(list);
}

/* Whatever Yama says to it. */
static int set_tracers(void *unused)
{
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	prctl(PR_SET_PTRACER, 0, 0, 0, 0);
	prctl(PR_SET_PTRACER, getpid(), 0, 0, 0);
	return 0;
}

/* "Any" and "none" are values, and a PID is none. */
TEST(tracers)
{
	static const char *const args[] = {
		"[\"18446744073709551615\"]", "[\"0\"]", "[]",
	};
	char text[64];
	size_t i;
	int ns;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, tsem_run(set_tracers, NULL));
	EXPECT_EQ(3, tsem_stat(ns, "points"));
	for (i = 0; i < ARRAY_SIZE(args); i++) {
		snprintf(text, sizeof(text), "\"option\": \"%u\", \"args\": %s",
			 PR_SET_PTRACER, args[i]);
		EXPECT_NE(NULL, strstr(tsem_read(ns, "trajectory"), text));
	}
	ASSERT_EQ(0, tsem_run(set_tracers, NULL));
	EXPECT_EQ(3, tsem_stat(ns, "points"));
}

TEST_HARNESS_MAIN
