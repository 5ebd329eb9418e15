/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - every limit, with its reason
 */

#ifndef _SECURITY_TSEM_LIMITS_H
#define _SECURITY_TSEM_LIMITS_H

#include <linux/limits.h>
#include <linux/sizes.h>

/* Coefficients that a namespace learns or loads, and as many forensics ones. */
#define TSEM_POINTS_DEFAULT	65536U
#define TSEM_POINTS_MAX		1048576U

/* Bytes of records that a namespace keeps. */
#define TSEM_BYTES_DEFAULT	((u64)SZ_16M)
#define TSEM_BYTES_MAX		((u64)SZ_1G)

/* Written files and names made in sticky directories. */
#define TSEM_FILES_DEFAULT	65536U
#define TSEM_FILES_MAX		1048576U

/* Events that each observer may leave unread: 96 bytes each, on 64 bits. */
#define TSEM_QUEUE_DEFAULT	4096U
#define TSEM_QUEUE_MAX		262144U

/*
 * Observers of one namespace, which are gone through with interrupts off, and how
 * many of these its own members may be.
 */
#define TSEM_OBSERVERS_MAX	16U
#define TSEM_OBSERVERS_MEMBERS	8U

/* Seconds for which known events stay slower when nobody observes them any more. */
#define TSEM_OBSERVED_LINGER	10

/* pseudonym and volatile rules of one namespace, both kinds together. */
#define TSEM_RULES_MAX		1024U

/* Bytes of their paths: they are hashed at once, with interrupts off. */
#define TSEM_RULE_BYTES_MAX	65536U

/*
 * The files that an exec goes through: as many as the kernel follows, each with a
 * path of PATH_MAX.
 */
#define TSEM_PROGRAMS_MAX	(27U * 1024)

/*
 * The longest record, for which there is room wherever one is put together: an exec
 * needs that.  An event with a longer one cannot be described.
 */
#define TSEM_RECORD_MAX		(TSEM_PROGRAMS_MAX + 512U)

/* Pieces of one event that are written at once: two files, such as of a rename. */
#define TSEM_TEXT_MAX		(2 * (PATH_MAX + 256U))

/* Buffers that are kept for each possible CPU, and those for atomic events. */
#define TSEM_BUFFERS_PER_CPU	2U
#define TSEM_BUFFERS_RESERVE	4U

/* Objects of each namespace for atomic events when the allocator is empty. */
#define TSEM_RESERVE_OBJECTS	4
#define TSEM_RESERVE_SIZE	256U

/* Entries that a table is made for: a namespace may stay small. */
#define TSEM_TABLE_HINT		4

/*
 * Slots of either table of guesses of a namespace, powers of 2.  With the smaller
 * ones that they replaced the two take at most 4 MiB, apart from the bytes of records.
 */
#define TSEM_HINTS_MIN		128U
#define TSEM_HINTS_MAX		131072U

/* A slot of those is given to another thing once in 2 to the power of this. */
#define TSEM_HINT_PATIENCE_SHIFT	3U

/*
 * Sockets that are looked at to find out whether the kernel chose a port: a
 * member that makes more of them only hides its own ports.
 */
#define TSEM_PORTS_LOOK		512U

/*
 * Answers that are kept for one system call.  When there are more the rest is
 * decided as if there were no agent.
 */
#define TSEM_ANSWERS_MAX	16U

/* System calls of a task that wait for a signal handler to end, with answers. */
#define TSEM_CALLS_MAX		4U

/* Seconds that an agent may take: a day.  0, the default, is for ever. */
#define TSEM_TIMEOUT_MAX	86400U

/*
 * Late questions of an agent that it has not answered.  They are looked through with
 * interrupts off when one is answered.
 */
#define TSEM_LATE_MAX		256U

/* Denials of a namespace that the audit log is told of in 5 seconds, of each kind. */
#define TSEM_AUDIT_INTERVAL	(5 * HZ)
#define TSEM_AUDIT_BURST	10

/*
 * Bytes of an object in an audit record, which become twice as many there: programs
 * that read records take 8560 bytes.
 */
#define TSEM_AUDIT_OBJECT_MAX	2048U

/* Bytes read at once when a file is digested. */
#define TSEM_READ_SIZE		SZ_64K

/* What is not an exec has the pieces of one event and few texts like a path. */
static_assert(TSEM_TEXT_MAX + 4 * PATH_MAX + 512 <= TSEM_RECORD_MAX);
static_assert(TSEM_PROGRAMS_MAX >= 6 * (PATH_MAX + 256) + 512);
static_assert(TSEM_POINTS_DEFAULT <= TSEM_POINTS_MAX);
static_assert(TSEM_BYTES_DEFAULT <= TSEM_BYTES_MAX);
static_assert(TSEM_FILES_DEFAULT <= TSEM_FILES_MAX);
static_assert(TSEM_QUEUE_DEFAULT <= TSEM_QUEUE_MAX);
static_assert(TSEM_OBSERVERS_MEMBERS < TSEM_OBSERVERS_MAX);

#endif /* _SECURITY_TSEM_LIMITS_H */
