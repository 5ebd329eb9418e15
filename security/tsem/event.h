/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what is known of each event
 */

#ifndef _SECURITY_TSEM_EVENT_H
#define _SECURITY_TSEM_EVENT_H

#include <linux/types.h>

/*
 * The events, in the order of event_table.h, and their number.  kernel-doc does
 * not follow the inclusion.
 */
enum tsem_event_id {
#define TSEM_EVENT(name, ...) TSEM_EV_##name,
#include "event_table.h"
#undef TSEM_EVENT
	TSEM_EVENT_COUNT,
};

/**
 * enum tsem_event_class - What the context of a hook permits
 *
 * @TSEM_CLASS_WAIT: may sleep, and the caller holds no lock but its own
 *	cred_guard_mutex and, if it is a request to io_uring, those of the ring, so
 *	that it may wait for user space
 * @TSEM_CLASS_SLEEP: may sleep; the caller may hold the lock of a directory, an
 *	inode, a file system, a pipe, the network configuration or a mm, or keep a
 *	file system from being frozen
 * @TSEM_CLASS_ATOMIC: may not sleep
 */
enum tsem_event_class {
	TSEM_CLASS_WAIT,
	TSEM_CLASS_SLEEP,
	TSEM_CLASS_ATOMIC,
};

/**
 * enum tsem_path_source - Where the names in an object come from
 *
 * @TSEM_PATH_NONE: there are none
 * @TSEM_PATH_FILE: the path of an open file
 * @TSEM_PATH_PATH: a mount and an entry
 * @TSEM_PATH_PARENT: a mount, a directory and the entry in it
 * @TSEM_PATH_BLOB: what was kept in the file's blob when it was opened
 * @TSEM_PATH_DENTRY: an entry whose mount the hook is not told
 */
enum tsem_path_source {
	TSEM_PATH_NONE,
	TSEM_PATH_FILE,
	TSEM_PATH_PATH,
	TSEM_PATH_PARENT,
	TSEM_PATH_BLOB,
	TSEM_PATH_DENTRY,
};

/**
 * enum tsem_actor - Whose identity and credentials an event has
 *
 * @TSEM_ACTOR_CURRENT: the current task
 * @TSEM_ACTOR_ARGUMENT: the current task, with the credentials that the hook
 *	is given
 * @TSEM_ACTOR_NEXT: the current task, with the credentials of the program that
 *	it is about to run
 * @TSEM_ACTOR_TARGET: the task that the hook is given, for which the current one
 *	does the work
 */
enum tsem_actor {
	TSEM_ACTOR_CURRENT,
	TSEM_ACTOR_ARGUMENT,
	TSEM_ACTOR_NEXT,
	TSEM_ACTOR_TARGET,
};

/**
 * enum tsem_denial - What a denial does to the caller
 *
 * @TSEM_DENIAL_ERRNO: the operation fails with -EPERM and has no effect
 * @TSEM_DENIAL_SILENT: the operation has no effect; some callers pass on an
 *	error of their own, or none
 * @TSEM_DENIAL_PARTIAL: as ERRNO, but what the same call did before to another
 *	target stays
 * @TSEM_DENIAL_KILLS: as ERRNO; past the point of no return of an exec the task
 *	is killed
 * @TSEM_DENIAL_LATE: as ERRNO, but what a module before this one has carried out
 *	already stays
 */
enum tsem_denial {
	TSEM_DENIAL_ERRNO,
	TSEM_DENIAL_SILENT,
	TSEM_DENIAL_PARTIAL,
	TSEM_DENIAL_KILLS,
	TSEM_DENIAL_LATE,
};

/**
 * enum tsem_field_type - Types of the fields of an object
 *
 * @TSEM_FIELD_END: end of the list
 * @TSEM_FIELD_U32: number in four bytes, shown in decimal
 * @TSEM_FIELD_MODE: the same, shown in octal
 * @TSEM_FIELD_RDEV: the same, shown as major and minor number
 * @TSEM_FIELD_U64: number in eight bytes, shown in hexadecimal
 * @TSEM_FIELD_STR: string
 * @TSEM_FIELD_OPT_STR: string that may be missing
 * @TSEM_FIELD_OPT_BYTES: bytes that may be missing, shown in hexadecimal
 * @TSEM_FIELD_OPT_DIGEST: digest that may be missing
 * @TSEM_FIELD_FILE: a file with its name, attributes and content
 * @TSEM_FIELD_OPT_FILE: the same, may be missing
 * @TSEM_FIELD_NAME: a name
 * @TSEM_FIELD_PROGRAMS: list of files that an exec runs through
 * @TSEM_FIELD_SOCK: a socket and its creator
 * @TSEM_FIELD_TASK: another process
 * @TSEM_FIELD_ADDR: a socket address
 * @TSEM_FIELD_RELATION: what another process is, without its identity
 * @TSEM_FIELD_NUMBERS: list of numbers of eight bytes, shown in decimal
 * @TSEM_FIELD_CRED: credentials
 * @TSEM_FIELD_IPC: a shared memory segment, semaphore set or message queue
 * @TSEM_FIELD_OPT_IPC: the same, may be missing
 * @TSEM_FIELD_KEY: a key of the key retention service
 */
enum tsem_field_type {
	TSEM_FIELD_END,
	TSEM_FIELD_U32,
	TSEM_FIELD_MODE,
	TSEM_FIELD_RDEV,
	TSEM_FIELD_U64,
	TSEM_FIELD_STR,
	TSEM_FIELD_OPT_STR,
	TSEM_FIELD_OPT_BYTES,
	TSEM_FIELD_OPT_DIGEST,
	TSEM_FIELD_FILE,
	TSEM_FIELD_OPT_FILE,
	TSEM_FIELD_NAME,
	TSEM_FIELD_PROGRAMS,
	TSEM_FIELD_SOCK,
	TSEM_FIELD_TASK,
	TSEM_FIELD_ADDR,
	TSEM_FIELD_RELATION,
	TSEM_FIELD_NUMBERS,
	TSEM_FIELD_CRED,
	TSEM_FIELD_IPC,
	TSEM_FIELD_OPT_IPC,
	TSEM_FIELD_KEY,
};

/**
 * enum tsem_retry - Whether a system call is started again to ask the agent
 *
 * For hooks that may not wait.  They return -ERESTARTNOINTR, and the agent is asked
 * when the call has left all locks behind.
 *
 * @TSEM_RETRY_WAITS: no need to, as the hook may wait
 * @TSEM_RETRY_CALL: yes, since callers pass the error on, and nothing that the call
 *	did before is done twice
 * @TSEM_RETRY_LOST: no, some callers do not pass the error on
 * @TSEM_RETRY_PART: no, callers go on with others or use something up
 * @TSEM_RETRY_OTHER: no, the task that acts is not the one that makes the call
 */
enum tsem_retry {
	TSEM_RETRY_WAITS,
	TSEM_RETRY_CALL,
	TSEM_RETRY_LOST,
	TSEM_RETRY_PART,
	TSEM_RETRY_OTHER,
};

#define TSEM_FIELDS_MAX 8

/**
 * struct tsem_field - One field of an object
 *
 * @key: name in JSON
 * @type: how it is encoded and shown
 */
struct tsem_field {
	const char *key;
	enum tsem_field_type type;
};

/**
 * struct tsem_event_desc - What is known of an event
 *
 * @name: name in records
 * @hook: name of the LSM hook
 * @class: what the context of the hook permits
 * @path: where names come from
 * @actor: whose identity and credentials the event has
 * @denial: what a denial does
 * @retry: whether the system call is started again to ask the agent
 * @environment: left out of the state value
 * @fields: the object, ended by TSEM_FIELD_END
 */
struct tsem_event_desc {
	const char *name;
	const char *hook;
	enum tsem_event_class class;
	enum tsem_path_source path;
	enum tsem_actor actor;
	enum tsem_denial denial;
	enum tsem_retry retry;
	bool environment;
	struct tsem_field fields[TSEM_FIELDS_MAX];
};

extern const struct tsem_event_desc tsem_events[TSEM_EVENT_COUNT];

/**
 * tsem_is_atomic - Whether an event may come where nobody may sleep
 *
 * @id: the event
 *
 * Context: Any context.
 * Return: true if it may.
 */
static inline bool tsem_is_atomic(enum tsem_event_id id)
{
	return tsem_events[id].class == TSEM_CLASS_ATOMIC;
}

int tsem_event_find(const u8 *name, u32 len);

#endif /* _SECURITY_TSEM_EVENT_H */
