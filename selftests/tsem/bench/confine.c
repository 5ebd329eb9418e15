// SPDX-License-Identifier: GPL-2.0-only
/*
 * confine landlock DIRECTORY... -- COMMAND...: rules that allow everything below
 *	the directories; those that do not exist count as an error
 * confine seccomp -- COMMAND...: a filter such as containers have: system calls
 *	for administration are refused, of three others some arguments
 *
 * Runs the command under these restrictions, for comparison.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AUDIT_ARCH_NATIVE
#if defined(__x86_64__)
#define AUDIT_ARCH_NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define AUDIT_ARCH_NATIVE AUDIT_ARCH_AARCH64
#elif defined(__s390x__)
#define AUDIT_ARCH_NATIVE AUDIT_ARCH_S390X
#endif
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]))
#endif

static void fail(const char *what)
{
	fprintf(stderr, "confine: %s: %s\n", what, strerror(errno));
	_exit(125);
}

/* All rights to files that this kernel knows: newer versions have more. */
static unsigned long long file_rights(void)
{
	static const int bits[] = { 0, 13, 14, 15, 15, 16 };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 1)
		fail("landlock");
	return (1ULL << bits[version > 5 ? 5 : version]) - 1;
}

static void add_directory(int ruleset, const char *path, unsigned long long rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		fail(path);
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0))
		fail(path);
	close(rule.parent_fd);
}

/* Returns the first argument after "--". */
static char **landlock(char **argv)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = file_rights(),
	};
	int ruleset = syscall(SYS_landlock_create_ruleset, &attr,
			      sizeof(attr.handled_access_fs), 0);

	if (ruleset < 0)
		fail("landlock");
	for (; *argv && strcmp(*argv, "--"); argv++)
		add_directory(ruleset, *argv, attr.handled_access_fs);
	if (syscall(SYS_landlock_restrict_self, ruleset, 0))
		fail("landlock_restrict_self");
	close(ruleset);
	return *argv ? argv + 1 : argv;
}

/* What a container has no need of. */
static const int refused[] = {
	SYS_acct, SYS_add_key, SYS_bpf, SYS_clock_adjtime, SYS_clock_settime,
	SYS_delete_module, SYS_fanotify_init, SYS_finit_module, SYS_fsconfig,
	SYS_fsmount, SYS_fsopen, SYS_fspick, SYS_init_module, SYS_kcmp,
	SYS_kexec_file_load, SYS_kexec_load, SYS_keyctl, SYS_lookup_dcookie,
	SYS_mbind, SYS_migrate_pages, SYS_mount, SYS_mount_setattr,
	SYS_move_mount, SYS_move_pages, SYS_open_by_handle_at, SYS_open_tree,
	SYS_perf_event_open, SYS_pidfd_getfd, SYS_pivot_root,
	SYS_process_madvise, SYS_process_vm_readv, SYS_process_vm_writev,
	SYS_ptrace, SYS_quotactl, SYS_quotactl_fd, SYS_reboot, SYS_request_key,
	SYS_set_mempolicy, SYS_setdomainname, SYS_sethostname, SYS_setns,
	SYS_settimeofday, SYS_swapoff, SYS_swapon, SYS_syslog, SYS_umount2,
	SYS_unshare, SYS_userfaultfd, SYS_vhangup,
};

static struct sock_filter filter[256];
static unsigned short filter_len;

static void emit(unsigned short code, unsigned int k, unsigned char jt,
		 unsigned char jf)
{
	filter[filter_len++] = (struct sock_filter)BPF_JUMP(code, k, jt, jf);
}

static void load(unsigned int offset)
{
	emit(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void answer(unsigned int k)
{
	emit(BPF_RET | BPF_K, k, 0, 0);
}

#define ARG(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)

/* Refuses the call if its argument has one of these bits. */
static void refuse_bits(int nr, int arg, unsigned int bits)
{
	emit(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 4);
	load(ARG(arg));
	emit(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
	answer(REFUSE);
	answer(SECCOMP_RET_ALLOW);
}

static void refuse_value(int nr, int arg, unsigned int value)
{
	emit(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 4);
	load(ARG(arg));
	emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	answer(REFUSE);
	answer(SECCOMP_RET_ALLOW);
}

static void build_filter(void)
{
	size_t i;

	load(offsetof(struct seccomp_data, arch));
	emit(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_NATIVE, 1, 0);
	answer(SECCOMP_RET_KILL_PROCESS);
	load(offsetof(struct seccomp_data, nr));
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		emit(BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
		answer(REFUSE);
	}
	refuse_bits(SYS_clone, 0, CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
		    CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET);
	refuse_value(SYS_socket, 0, AF_VSOCK);
	refuse_bits(SYS_personality, 0, 0x00f00000);
	answer(SECCOMP_RET_ALLOW);
}

static char **seccomp(char **argv)
{
	struct sock_fprog prog;

	build_filter();
	prog.len = filter_len;
	prog.filter = filter;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		fail("seccomp");
	return *argv && !strcmp(*argv, "--") ? argv + 1 : argv;
}

int main(int argc, char **argv)
{
	char **command = NULL;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		fail("no_new_privs");
	if (argc > 2 && !strcmp(argv[1], "landlock"))
		command = landlock(argv + 2);
	else if (argc > 2 && !strcmp(argv[1], "seccomp"))
		command = seccomp(argv + 2);
	if (!command || !*command) {
		fprintf(stderr, "usage: confine landlock DIRECTORY...|seccomp -- COMMAND...\n");
		return 2;
	}
	execvp(*command, command);
	fail(*command);
}
