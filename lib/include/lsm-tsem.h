/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * liblsm-tsem: create, load, seal, enforce and read TSEM namespaces.
 *
 * Conventions that hold for every function:
 *
 *  - The result is 0, a file descriptor or a count; on failure it is a
 *    negative errno value. errno itself is not part of the contract.
 *  - Arguments named ret_* are outputs, untouched on failure. What a ret_*
 *    pointer receives belongs to the caller.
 *  - Every descriptor that the library opens is close-on-exec.
 *  - Nothing is printed, no process is ended, no signal handler is set.
 *  - Free functions accept NULL and return NULL.
 *  - Structures that begin with sz grow at their end; sz is their size in the header
 *    that the caller was built with. What a shorter one lacks is as if it were 0.
 *    -E2BIG: a longer one asks, in what this library does not know, for anything else.
 *  - Threads: there is no global state. A context, a model, a list, a child, a
 *    record or an agent is used by one thread at a time; different ones are independent.
 *  - An argument `ns_fd` is a descriptor of a TSEM namespace in nsfs (as
 *    /proc/PID/ns/tsem) or LSM_TSEM_OWN for the namespace of the caller. In
 *    the root namespace LSM_TSEM_OWN gives -ENODATA.
 */
#ifndef LSM_TSEM_H
#define LSM_TSEM_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LSM_TSEM_VERSION	"0.1.0"

/* Name of the directory that a context opens when none is given. */
#define LSM_TSEM_SECURITYFS	"/sys/kernel/security/tsem"

/* The caller's own namespace, where an ns_fd is asked for. */
#define LSM_TSEM_OWN		(-1)

/* Longest digest as hexadecimal text, with the terminating NUL. */
#define LSM_TSEM_HEX_SIZE	129

/* Limits of a namespace: default and maximum, as in the kernel. */
#define LSM_TSEM_POINTS_DEFAULT	65536
#define LSM_TSEM_POINTS_MAX	1048576
#define LSM_TSEM_RULES_MAX	1024

/* Modes of a namespace, in the only order that they can be passed through. */
#define LSM_TSEM_LEARNING	1
#define LSM_TSEM_SEALED		2
#define LSM_TSEM_ENFORCING	3

/* Digests of a namespace. */
#define LSM_TSEM_SHA256		1
#define LSM_TSEM_SHA512		2

/* How files are referred to: by content, or by content and superblock. */
#define LSM_TSEM_FSREF_CONTENT		1
#define LSM_TSEM_FSREF_SUPERBLOCK	2

/* Whether the fs-verity digest of a file that has one stands for its content. */
#define LSM_TSEM_VERITY_IGNORED	1
#define LSM_TSEM_VERITY_USED	2

/* Whether setns(2) may enter a sealed namespace. */
#define LSM_TSEM_JOIN_DENIED	1
#define LSM_TSEM_JOIN_ALLOWED	2

/* What becomes of an event that an observer of an enforced model cannot be told of. */
#define LSM_TSEM_OVERFLOW_DROP	1
#define LSM_TSEM_OVERFLOW_DENY	2

/* About which events an agent is asked. */
#define LSM_TSEM_ASK_NEW	1	/* those that the model lacks */
#define LSM_TSEM_ASK_EVERY	2

/* What an agent answers: one of the first two, perhaps with the third. */
#define LSM_TSEM_DENY		0x0U	/* the call fails with EPERM */
#define LSM_TSEM_ALLOW		0x1U	/* the call goes on */
#define LSM_TSEM_REMEMBER	0x2U	/* a point of the model, or forensics */

/* What a line is, see struct lsm_tsem_record_info; messages are the last three. */
#define LSM_TSEM_LINE_RECORD	1	/* of trajectory, forensics or a model file */
#define LSM_TSEM_LINE_QUESTION	2	/* of an agent */
#define LSM_TSEM_LINE_EVENT	3	/* of the stream of events */
#define LSM_TSEM_LINE_LOST	4	/* events of it that were lost here */

/* Why an event was allowed or denied, in a message. */
#define LSM_TSEM_REASON_KNOWN		0	/* the model has it */
#define LSM_TSEM_REASON_NEW		1	/* the model has not */
#define LSM_TSEM_REASON_UNTRUSTED	2	/* the process violated the model before */
#define LSM_TSEM_REASON_ERROR		3	/* it could not be described */
#define LSM_TSEM_REASON_AGENT		4	/* the agent said so */
#define LSM_TSEM_REASON_UNSEEN		5	/* an observer could not be told of it */

/* Flags of a message; a question has DENIED only with LATE. */
#define LSM_TSEM_MESSAGE_DENIED		0x1U	/* the event was denied */
#define LSM_TSEM_MESSAGE_LATE		0x2U	/* question: it was decided already */

/* No message is longer; the kernel's longest is a quarter of it. */
#define LSM_TSEM_MESSAGE_MAX		131072

/* Bytes of a reply. */
#define LSM_TSEM_REPLY_SIZE		16

/* What lsm_tsem_probe() finds. */
#define LSM_TSEM_HAS_NAMESPACE	0x1U	/* kernel has the namespace type */
#define LSM_TSEM_HAS_LSM	0x2U	/* "tsem" is one of the active LSMs */
#define LSM_TSEM_HAS_FS		0x4U	/* LSM_TSEM_SECURITYFS can be opened */

/* Flags. */
#define LSM_TSEM_FOR_CHILDREN	0x1U	/* lsm_tsem_ns_open() */
#define LSM_TSEM_SEAL_FORCE	0x1U	/* lsm_tsem_seal() */
#define LSM_TSEM_EVENTS_ALL	0x1U	/* lsm_tsem_events_open() */
#define LSM_TSEM_EVENTS_NONBLOCK 0x2U	/* lsm_tsem_events_open() */
#define LSM_TSEM_AGENT_NONBLOCK	0x1U	/* lsm_tsem_agent_open() */
#define LSM_TSEM_MESSAGE_ALL	0x1U	/* lsm_tsem_message_open() */
#define LSM_TSEM_MESSAGE_NONBLOCK 0x2U	/* lsm_tsem_message_open() */

struct lsm_tsem_ctx;
struct lsm_tsem_model;
struct lsm_tsem_list;
struct lsm_tsem_child;
struct lsm_tsem_record;
struct lsm_tsem_agent;

/*
 * Where and why a model was refused. The caller sets sz to sizeof(struct
 * lsm_tsem_diag) and may pass NULL where it does not care. line counts from 1;
 * 0 means that no single line is to blame. text is one sentence without the
 * name of the file and without a newline.
 */
struct lsm_tsem_diag {
	size_t sz;
	unsigned long line;
	char text[240];
};

/*
 * Settings of a new namespace; 0 leaves a member as it is. points, bytes and
 * files are limits: coefficients, bytes of records, written files. queue is what each
 * observer that comes later may leave unread. timeout: seconds for which an agent's answer
 * is waited for; as long as it takes if it is not set.
 */
struct lsm_tsem_settings {
	size_t sz;
	int digest;
	int fsref;
	int join;
	int verity;
	uint64_t points;
	uint64_t bytes;
	uint64_t files;
	uint64_t queue;
	int overflow;
	int ask;
	uint64_t timeout;
};

/*
 * Options of lsm_tsem_spawn(). envp NULL: the caller's environment. sigmask
 * NULL: the caller's signal mask, otherwise the mask the program starts with.
 */
struct lsm_tsem_spawn_opts {
	size_t sz;
	char *const *envp;
	const sigset_t *sigmask;
};

/* Version of the library, LSM_TSEM_VERSION at its build. Static string. */
const char *lsm_tsem_version(void);

/*
 * Find out what this kernel offers, without side effects: LSM_TSEM_HAS_* in
 * *ret_features. Returns 0 when all of it is there; -EINVAL when the kernel
 * has no TSEM, -EOPNOTSUPP when TSEM is not among the active LSMs, -ENOENT
 * when the securityfs directory cannot be opened. *ret_features (may be NULL)
 * is written in each of these cases.
 */
int lsm_tsem_probe(unsigned int *ret_features);

/* -- context ------------------------------------------------------------ */

/*
 * A context holds the securityfs directory that all files are opened in:
 * LSM_TSEM_SECURITYFS, or a duplicate of dirfd. Errors: -ENOMEM, errors of
 * open(2); -ENOTDIR when dirfd is not a directory.
 */
int lsm_tsem_ctx_new(struct lsm_tsem_ctx **ret_ctx);
int lsm_tsem_ctx_new_at(int dirfd, struct lsm_tsem_ctx **ret_ctx);
struct lsm_tsem_ctx *lsm_tsem_ctx_free(struct lsm_tsem_ctx *ctx);

/*
 * Have LSM_TSEM_OWN stand for the namespace with this 64-bit id from now on, or for
 * the caller's own one again with 0. It is looked for when a file is opened; -ENOENT
 * comes then if there is none, it has ended, or the caller has no authority over it.
 */
void lsm_tsem_ctx_set_id(struct lsm_tsem_ctx *ctx, uint64_t ns_id);

/* -- namespaces --------------------------------------------------------- */

/*
 * Create a namespace for the future children of the calling thread and return
 * a descriptor of it. The thread itself enters at its next execve(2), its
 * children at fork(2). Needs CAP_SYS_ADMIN. -EINVAL: kernel without TSEM;
 * -EOPNOTSUPP: TSEM not among the active LSMs; -EPERM: no authority, already
 * in a subordinate namespace, or the initial one is sealed, as it can be with the
 * boot parameter tsem.root=; -ENOSPC: user.max_tsem_namespaces reached.
 */
int lsm_tsem_ns_create(void);

/*
 * Descriptor of the namespace of process pid (0: the caller); with
 * LSM_TSEM_FOR_CHILDREN of the one its children enter. -ESRCH: no such process;
 * -EINVAL: kernel without TSEM namespaces; other errors of open(2).
 */
int lsm_tsem_ns_open(pid_t pid, unsigned int flags);

/*
 * Enter an existing namespace with setns(2). The process stays in it: there is no way
 * back. Needs CAP_SYS_ADMIN, in the user namespace that owns it too. -EUSERS: the
 * process has more than one thread, or shares its memory; -EPERM: no authority, the
 * caller is in another subordinate namespace, the initial one is sealed, or this one is
 * and was not made with LSM_TSEM_JOIN_ALLOWED; -EINVAL: ns_fd is no TSEM namespace, or
 * the kernel has none; -EBADF: ns_fd is not open; -EOPNOTSUPP: TSEM not among the
 * active LSMs; -ENOMEM.
 */
int lsm_tsem_ns_join(int ns_fd);

/* 64-bit id of a namespace; ids are never used twice. ns_fd is not OWN. */
int lsm_tsem_ns_id(int ns_fd, uint64_t *ret_id);

/* -- a program in a new namespace ----------------------------------------- */

/*
 * Fork a child that creates a namespace and waits. The caller configures the
 * namespace through lsm_tsem_child_ns_fd() and lets the child go with
 * lsm_tsem_child_start(). argv[0] is searched in PATH (of the caller's
 * environment) when it has no slash. Descriptors above 2 do not survive the
 * exec. Errors as lsm_tsem_ns_create(), fork(2), socketpair(2).
 */
int lsm_tsem_spawn(char *const argv[], const struct lsm_tsem_spawn_opts *opts,
		   struct lsm_tsem_child **ret_child);

/* Process id of the child. The caller waits for it with waitpid(2). */
pid_t lsm_tsem_child_pid(const struct lsm_tsem_child *child);

/* Descriptor of the child's namespace, closed by lsm_tsem_child_free(). */
int lsm_tsem_child_ns_fd(const struct lsm_tsem_child *child);

/*
 * Let the child execute its program, and enter the namespace by that. 0: it
 * runs, or was killed on the way. Otherwise the error of execve(2), and the
 * child exits with 127 (-ENOENT) or 126. -EALREADY on a second call.
 */
int lsm_tsem_child_start(struct lsm_tsem_child *child);

/*
 * Free the handle and close its descriptors. A child that was never started
 * exits with 125 without having run anything; waiting for it is the caller's.
 */
struct lsm_tsem_child *lsm_tsem_child_free(struct lsm_tsem_child *child);

/* -- reading -------------------------------------------------------------- */

/*
 * Open the file `name` (state, measurement, mode, trust, id, stats, model,
 * trajectory, forensics, abi_version) bound to ns_fd. The descriptor is read
 * once to its end; lists can be polled. -EINVAL: no such name, or ns_fd is not
 * a TSEM namespace; -EPERM: no authority; -ENODATA: root namespace.
 */
int lsm_tsem_open(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name);

/*
 * Read the whole file `name`; *ret_text is NUL-terminated, *ret_len (may be
 * NULL) its length without the NUL. The caller frees *ret_text with free(3).
 */
int lsm_tsem_read(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		  char **ret_text, size_t *ret_len);

/*
 * Single values. get_abi: the ABI number (1 or more). get_mode: LSM_TSEM_LEARNING, _SEALED or
 * _ENFORCING. get_trust: 1 trusted, 0 untrusted. get_state, get_measurement:
 * digest as hexadecimal text with NUL in buf, result its length; -ERANGE when
 * size is too small (LSM_TSEM_HEX_SIZE always fits). get_stat: number behind
 * `key` in the file stats, -ENOENT when there is no such key. -EPROTO: the
 * kernel's text is not what this library knows.
 */
int lsm_tsem_get_abi(struct lsm_tsem_ctx *ctx);
int lsm_tsem_get_mode(struct lsm_tsem_ctx *ctx, int ns_fd);
int lsm_tsem_get_trust(struct lsm_tsem_ctx *ctx, int ns_fd);
int lsm_tsem_get_id(struct lsm_tsem_ctx *ctx, int ns_fd, uint64_t *ret_id);
int lsm_tsem_get_state(struct lsm_tsem_ctx *ctx, int ns_fd, char *buf,
		       size_t size);
int lsm_tsem_get_measurement(struct lsm_tsem_ctx *ctx, int ns_fd, char *buf,
			     size_t size);
int lsm_tsem_get_stat(struct lsm_tsem_ctx *ctx, int ns_fd, const char *key,
		      uint64_t *ret_value);

/*
 * Iterate over `trajectory` or `forensics`. next: 1 and one JSON line, without
 * its newline, NUL-terminated, valid until the next call; 0 at the end, where
 * a later call may find more; negative errno, -EPROTO for a line without end.
 */
int lsm_tsem_list_open(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		       struct lsm_tsem_list **ret_list);
int lsm_tsem_list_next(struct lsm_tsem_list *list, const char **ret_line,
		       size_t *ret_len);
struct lsm_tsem_list *lsm_tsem_list_free(struct lsm_tsem_list *list);

/* Descriptor of a list, for poll(2); it belongs to the list. */
int lsm_tsem_list_fd(const struct lsm_tsem_list *list);

/*
 * Observe a namespace from now on: lsm_tsem_list_next() gives a JSON line for each
 * first occurrence of an event, with LSM_TSEM_EVENTS_ALL for each event. It waits
 * for the next one, or gives -EAGAIN with LSM_TSEM_EVENTS_NONBLOCK, and 0 once
 * nothing can happen in the namespace any more. What did not fit into the queue of
 * this observer is a line {"lost": ...} where it was lost.
 * -ENOSPC: too many observers.
 */
int lsm_tsem_events_open(struct lsm_tsem_ctx *ctx, int ns_fd,
			 unsigned int flags, struct lsm_tsem_list **ret_list);

/*
 * Save the file `name` of a namespace at path (relative to dirfd, as openat(2)):
 * written beside it, synced and renamed, so that path holds the old or the new
 * content, never a part. A file that is there keeps its mode. A path that exists and
 * is no regular file (a device, a pipe) is written in place. A symbolic link is
 * followed; -EACCES when that is of another user, in a directory in which all may
 * make links, as of fs.protected_symlinks. Errors as lsm_tsem_open() and of writing.
 */
int lsm_tsem_save(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		  int dirfd, const char *path);

/*
 * Find out, without side effects, whether lsm_tsem_save() and lsm_tsem_model_save()
 * can begin to write at path: 0, or the error that they would give now, such as
 * -ENOENT (no such directory, or path is empty), -EISDIR, -ENAMETOOLONG or -EACCES.
 */
int lsm_tsem_save_check(int dirfd, const char *path);

/* -- records ------------------------------------------------------------- */

/*
 * What a line says, beside the fields of its event. Strings belong to the record and
 * are NULL where the line has none; numbers are 0 then. denied and reason: of
 * LSM_TSEM_LINE_EVENT. lost, lost_first, lost_last: how many events, and the first and
 * last of their sequence numbers, of LSM_TSEM_LINE_LOST, which has nothing else.
 * cookie, pid, comm, late: of LSM_TSEM_LINE_QUESTION; pid and comm tell people who waits
 * and are nothing to decide by. late: nobody waits, the event was decided already, as
 * denied says. Members may be added at the end.
 */
struct lsm_tsem_record_info {
	int kind;			/* LSM_TSEM_LINE_* */
	int digest;			/* LSM_TSEM_SHA256 or _SHA512 */
	const char *event;		/* name, as "exec" */
	const char *coefficient;	/* hexadecimal */
	const char *actor;		/* identity, hexadecimal */
	uint64_t number;
	uint64_t count;
	uint64_t sequence;
	int denied;
	const char *reason;
	uint64_t lost, lost_first, lost_last;
	uint64_t cookie;
	uint64_t pid;
	const char *comm;
	int late;
};

/*
 * Decode what the kernel gives for an event: a line, without its newline, of
 * lsm_tsem_list_next(), lsm_tsem_agent_next(), or behind the digest in a model file; or
 * the bytes of a record, of lsm_tsem_message_next() or lsm_tsem_record_encode(), which
 * have no coefficient and no numbers.
 * data need not end with NUL and is not used after the return. Events that this
 * library does not know are decoded as well. -EBADMSG: not such a line or record, see
 * diag; -ENOMEM.
 */
int lsm_tsem_record_decode(const void *data, size_t len, struct lsm_tsem_diag *diag,
			   struct lsm_tsem_record **ret_record);
struct lsm_tsem_record *lsm_tsem_record_free(struct lsm_tsem_record *record);

/* Valid as long as the record. */
const struct lsm_tsem_record_info *
lsm_tsem_record_info(const struct lsm_tsem_record *record);

/*
 * The value at path, as "COE.uid", "file_open.file.pathname" or
 * "exec.programs[0].digest": bytes with NUL behind them, which belong to the record.
 * The bytes of a name are as in the kernel and may be no valid UTF-8; those of an
 * abstract socket may have NULs, so use *ret_len (may be NULL). -ENOENT: no value
 * there.
 */
int lsm_tsem_record_get(const struct lsm_tsem_record *record, const char *path,
			const char **ret_text, size_t *ret_len);

/*
 * The canonical bytes of the record, which are what is digested; the caller frees
 * *ret_bytes with free(3). -ENODATA: the line has no record; -EOPNOTSUPP: this library
 * does not know the event; -EBADMSG: a field is missing or wrong; -ENOMEM.
 */
int lsm_tsem_record_encode(const struct lsm_tsem_record *record,
			   unsigned char **ret_bytes, size_t *ret_len);

/*
 * Compute the coefficient, from nothing but the fields: hexadecimal text with NUL in
 * buf, result its length. It is that of info->coefficient, or the line was changed.
 * Errors as lsm_tsem_record_encode(); -ERANGE: size is too small
 * (LSM_TSEM_HEX_SIZE always fits); -EIO: libcrypto has failed.
 */
int lsm_tsem_record_coefficient(const struct lsm_tsem_record *record, char *buf,
				size_t size);

/* -- agents -------------------------------------------------------------- */

/*
 * Become the agent of a namespace, until lsm_tsem_agent_free(): the kernel asks it
 * about events, and the calls wait for its answers. ns_fd is not OWN. With
 * LSM_TSEM_AGENT_NONBLOCK lsm_tsem_agent_next() gives -EAGAIN and does not wait.
 * -EINVAL: unknown flag; -EBUSY: the namespace has an agent; -EPERM: no
 * CAP_MAC_ADMIN, or the caller is a member of a TSEM namespace; other errors as
 * lsm_tsem_control_open().
 */
int lsm_tsem_agent_open(struct lsm_tsem_ctx *ctx, int ns_fd, unsigned int flags,
			struct lsm_tsem_agent **ret_agent);

/*
 * The same for an agent that another program asks, as `tsem run --agent` does by
 * standard input and output. The descriptors stay the caller's, which keeps them
 * open as long as the agent. To write to a pipe whose reader is gone is SIGPIPE,
 * unless the caller ignores it; for a socket it is -EPIPE.
 */
int lsm_tsem_agent_new(int in_fd, int out_fd, struct lsm_tsem_agent **ret_agent);

/*
 * Answer a question: 0, or nothing but LSM_TSEM_ALLOW, perhaps with
 * LSM_TSEM_REMEMBER. A late question is over with any answer, and only ALLOW with
 * REMEMBER changes something: the event is good from now on. Called for one question
 * after the other, with arg of lsm_tsem_agent_run(). A negative errno denies this one
 * and ends the loop; so does anything else, with -EINVAL.
 */
typedef int (*lsm_tsem_decide_fn)(const struct lsm_tsem_record *question, void *arg);

/*
 * Answer questions by decide until stop_fd (-1: never) can be read, such as a pidfd,
 * or there are no more, which the kernel never says: 0. Otherwise the error that
 * decide has returned, -EBADMSG or -EPROTO for a question that is not understood, or
 * an error of read(2), write(2) or poll(2). Whoever still waits for an answer gets
 * none by lsm_tsem_agent_free(): then the mode decides.
 */
int lsm_tsem_agent_run(struct lsm_tsem_agent *agent, int stop_fd,
		       lsm_tsem_decide_fn decide, void *arg);

/*
 * The pieces of which a loop can be made that waits for more than questions. fd: for
 * poll(2), belongs to the agent. next: as lsm_tsem_list_next(), the line is a
 * question; waits for one. answer: -ENOENT when nobody waits for it any more. For late
 * questions, which are over then: -ENOSPC when the model is full, -EEXIST when a denial
 * is to be remembered of what the model has; lsm_tsem_agent_run() passes over these.
 */
int lsm_tsem_agent_fd(const struct lsm_tsem_agent *agent);
int lsm_tsem_agent_next(struct lsm_tsem_agent *agent, const char **ret_line,
			size_t *ret_len);
int lsm_tsem_agent_answer(struct lsm_tsem_agent *agent, uint64_t cookie,
			  unsigned int answer);
struct lsm_tsem_agent *lsm_tsem_agent_free(struct lsm_tsem_agent *agent);

/* -- messages: the binary form of events and questions ---------------------- */

/*
 * The caller sets sz to sizeof(struct lsm_tsem_message). Pointers lead into the data
 * that the message was taken from, and are NULL where it has no such thing. event and
 * comm end with NUL. coefficient is the digest of record, which
 * lsm_tsem_record_decode() understands.
 */
struct lsm_tsem_message {
	size_t sz;
	int kind;			/* LSM_TSEM_LINE_EVENT, _LOST or _QUESTION */
	int reason;			/* LSM_TSEM_REASON_*, of an event */
	unsigned int flags;		/* LSM_TSEM_MESSAGE_DENIED, LSM_TSEM_MESSAGE_LATE */
	uint32_t pid;			/* who asks, for people to look at */
	uint64_t number;		/* in the stream; first lost one; cookie */
	uint64_t count;			/* how many were lost */
	uint64_t place;			/* in trajectory or forensics, from 1 */
	const char *event;		/* name, as "exec" */
	const char *comm;		/* as pid */
	const unsigned char *coefficient;
	size_t coefficient_len;
	const unsigned char *record;
	size_t record_len;
};

/*
 * Open `events` or `agent` of a namespace for messages: the result is a descriptor for
 * read(2), poll(2) and, of an agent, write(2), which the caller closes. A buffer of
 * LSM_TSEM_MESSAGE_MAX bytes takes any message. Flags, with LSM_TSEM_MESSAGE_ALL for
 * `events` only, and errors as lsm_tsem_events_open() and lsm_tsem_agent_open();
 * -EINVAL: another name.
 */
int lsm_tsem_message_open(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
			  unsigned int flags);

/*
 * Take the first message from *data, which has *len bytes at any address, and move both
 * behind it: 1, and 0 when there is no whole one; then *len is 0, or the bytes of one
 * whose rest has not been read yet. What a later kernel adds is passed over: messages
 * of other types, and what stands behind the members of a head. -EBADMSG: no messages
 * of TSEM; *data is the wrong one then. -EINVAL: sz is not set.
 */
int lsm_tsem_message_next(const void **data, size_t *len,
			  struct lsm_tsem_message *ret_message);

/*
 * Write the answer to the question with this cookie, LSM_TSEM_DENY or LSM_TSEM_ALLOW,
 * perhaps with LSM_TSEM_REMEMBER, to buf: its length, LSM_TSEM_REPLY_SIZE. It is for
 * write(2), which takes many at once and says how many bytes of them were taken.
 * -EINVAL: no such answer; -ERANGE: size is too small.
 */
int lsm_tsem_reply_encode(uint64_t cookie, unsigned int answer, void *buf, size_t size);

/* -- control -------------------------------------------------------------- */

/*
 * Open `control` bound to ns_fd; the result is the ctl_fd of the calls below.
 * Needs CAP_MAC_ADMIN in the namespace's owning user namespace; members may
 * only seal and enforce. -EPERM, -EBADF, -EINVAL, -ENODATA as documented for
 * the kernel's file.
 */
int lsm_tsem_control_open(struct lsm_tsem_ctx *ctx, int ns_fd);

/*
 * Write control lines as they are, each ended by a newline. The kernel takes
 * lines one by one; *ret_taken (may be NULL; written on failure as well) is
 * the number of bytes of the lines that were taken.
 */
int lsm_tsem_control_write(int ctl_fd, const char *text, size_t len,
			   size_t *ret_taken);

/* -EINVAL: unknown value or out of range; -EBUSY: after the first point or event. */
int lsm_tsem_set(int ctl_fd, const struct lsm_tsem_settings *settings);

/*
 * Rules. path is absolute, without empty, "." and ".." components and without
 * trailing slash, else -EINVAL; raw bytes, the library escapes them.
 */
int lsm_tsem_add_volatile(int ctl_fd, const char *path);
int lsm_tsem_add_pseudonym(int ctl_fd, const char *path);

/* One coefficient as hexadecimal text. -EPERM after seal, -ENOSPC at the limit. */
int lsm_tsem_add_state(int ctl_fd, const char *hex);
int lsm_tsem_add_environment(int ctl_fd, const char *hex);

/* Seal; -EOVERFLOW when a limit was reached while learning and no FORCE is given. */
int lsm_tsem_seal(int ctl_fd, unsigned int flags);

/* Enforce; -EINVAL while the namespace is learning. */
int lsm_tsem_enforce(int ctl_fd);

/* -- model files ------------------------------------------------------------ */

/*
 * Parse and validate a whole model file, from memory, from a descriptor (read
 * to its end) or from the kernel's `model`. -EBADMSG: refused, see diag;
 * -EFBIG: more than 1 GiB; -ENOMEM; errors of read(2).
 */
int lsm_tsem_model_parse(const char *text, size_t len,
			 struct lsm_tsem_diag *diag,
			 struct lsm_tsem_model **ret_model);
int lsm_tsem_model_read(int fd, struct lsm_tsem_diag *diag,
			struct lsm_tsem_model **ret_model);
int lsm_tsem_model_fetch(struct lsm_tsem_ctx *ctx, int ns_fd,
			 struct lsm_tsem_diag *diag,
			 struct lsm_tsem_model **ret_model);
struct lsm_tsem_model *lsm_tsem_model_free(struct lsm_tsem_model *model);

/* Contents of a model; strings belong to it. points: state and environment. */
int lsm_tsem_model_digest(const struct lsm_tsem_model *model);
int lsm_tsem_model_fsref(const struct lsm_tsem_model *model);
int lsm_tsem_model_verity(const struct lsm_tsem_model *model);
size_t lsm_tsem_model_points(const struct lsm_tsem_model *model);
const char *lsm_tsem_model_expect(const struct lsm_tsem_model *model);
const char *lsm_tsem_model_text(const struct lsm_tsem_model *model,
				size_t *ret_len);

/*
 * Line of the file that says `digest`, `fsref`, `verity` or `expect`; 0 for other
 * words, and if there is none.
 */
unsigned long lsm_tsem_model_line(const struct lsm_tsem_model *model,
				  const char *keyword);

/*
 * Is this coefficient (hexadecimal, lower case) one of the points: 1 or 0; -EINVAL:
 * it is not as long as a digest of the model.
 */
int lsm_tsem_model_has(const struct lsm_tsem_model *model, const char *hex);

/*
 * Load a model into a namespace that has seen nothing yet: digest, fsref and
 * verity, rules, points. An error of the kernel is returned with the line it refused
 * in diag; the namespace then holds the lines before and should be thrown
 * away. Follow with lsm_tsem_model_verify(), lsm_tsem_seal().
 */
int lsm_tsem_model_load(const struct lsm_tsem_model *model, int ctl_fd,
			struct lsm_tsem_diag *diag);

/*
 * Compare the namespace's state with the model's `expect`: 0, or -EBADMSG with
 * both values in diag. True only before the first event.
 */
int lsm_tsem_model_verify(const struct lsm_tsem_model *model,
			  struct lsm_tsem_ctx *ctx, int ns_fd,
			  struct lsm_tsem_diag *diag);

/* Save a model's text, atomically as lsm_tsem_save(). */
int lsm_tsem_model_save(const struct lsm_tsem_model *model, int dirfd,
			const char *path);

/* Names: "sha256", "sha512"; "content", "superblock"; "learning", ...; or NULL. */
const char *lsm_tsem_digest_name(int digest);
const char *lsm_tsem_fsref_name(int fsref);
const char *lsm_tsem_verity_name(int verity);
const char *lsm_tsem_mode_name(int mode);
const char *lsm_tsem_join_name(int join);
const char *lsm_tsem_overflow_name(int overflow);
const char *lsm_tsem_ask_name(int ask);
const char *lsm_tsem_reason_name(int reason);
/* The constant for a name, or -EINVAL. */
int lsm_tsem_digest_from_name(const char *name);
int lsm_tsem_fsref_from_name(const char *name);
int lsm_tsem_verity_from_name(const char *name);
int lsm_tsem_join_from_name(const char *name);
int lsm_tsem_overflow_from_name(const char *name);
int lsm_tsem_ask_from_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif /* LSM_TSEM_H */
