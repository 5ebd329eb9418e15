// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The fields of each event in the order in which a record has them, as in
 * Documentation/security/tsem.rst. tests/record.sh compares it with what
 * `scripts/tsem-verify events` prints.
 */
#include <string.h>

#include "internal.h"

const char record_context[] =
	"uid:u32 euid:u32 suid:u32 fsuid:u32 gid:u32 egid:u32 sgid:u32 fsgid:u32 "
	"userns:u32 capeff:u64 securebits:u32 no_new_privs:u8";

const char *const record_file_kinds[] = {
	"path", "deleted", "memfd", "anon", "pipe", "socket", "detached", "dentry",
	"volatile", NULL,
};
const char *const record_mounts[] = { "own", "other", "none", NULL };
const char *const record_relations[] = { "self", "member", "outside", NULL };
const char *const record_unix_kinds[] = { "unnamed", "path", "abstract", NULL };
const char *const record_netlink_peers[] = { "kernel", "port", NULL };

static const struct event_fields events[] = {
	{ "exec", "programs:PROGS secureexec:u32" },
	{ "exec_check", "programs:PROGS secureexec:u32" },
	{ "file_open", "flags:u32 file:FILE" },
	{ "create", "path:NAME" },
	{ "create_special", "path:NAME mode:mode" },
	{ "file_receive", "file:FILE" },
	{ "mmap_file", "file:opt-FILE prot:u32 flags:u32" },
	{ "file_mprotect", "file:opt-FILE prot:u32 shared:u32" },
	{ "file_truncate", "file:FILE" },
	{ "file_ioctl", "file:opt-FILE cmd:u32 arg:u64" },
	{ "file_ioctl_compat", "file:opt-FILE cmd:u32 arg:u64" },
	{ "file_fcntl", "file:opt-FILE cmd:u32 arg:u64" },
	{ "file_lock", "file:opt-FILE cmd:u32" },
	{ "file_set_fowner", "type:u32 target:TASK" },
	{ "path_notify", "path:NAME mask:u64 type:u32" },
	{ "path_chroot", "path:NAME" },
	{ "path_mknod", "path:NAME mode:mode rdev:rdev" },
	{ "path_mkdir", "path:NAME mode:mode" },
	{ "path_unlink", "path:NAME" },
	{ "path_rmdir", "path:NAME" },
	{ "path_rename", "file:FILE new:NAME flags:u32" },
	{ "path_link", "file:FILE new:NAME" },
	{ "path_symlink", "path:NAME target:str" },
	{ "path_truncate", "file:FILE" },
	{ "path_chmod", "file:FILE mode:mode" },
	{ "path_chown", "file:FILE uid:u32 gid:u32" },
	{ "inode_getattr", "path:NAME" },
	{ "inode_readlink", "path:NAME" },
	{ "inode_setattr", "file:FILE atime:u32 mtime:u32" },
	{ "inode_killpriv", "file:FILE" },
	{ "inode_setxattr", "file:FILE name:str value:opt-digest flags:u32" },
	{ "inode_getxattr", "path:NAME name:str" },
	{ "inode_listxattr", "path:NAME" },
	{ "inode_removexattr", "file:FILE name:str" },
	{ "inode_set_acl", "file:FILE name:str value:opt-digest" },
	{ "inode_get_acl", "path:NAME name:str" },
	{ "inode_remove_acl", "file:FILE name:str" },
	{ "inode_file_setattr", "path:NAME flags:u32 xflags:u32 projid:u32" },
	{ "inode_file_getattr", "path:NAME" },
	{ "socket_create", "family:u32 type:u32 protocol:u32" },
	{ "socket_bind", "sock:SOCK addr:ADDR" },
	{ "socket_connect", "sock:SOCK addr:ADDR" },
	{ "socket_listen", "sock:SOCK backlog:u32" },
	{ "socket_accept", "sock:SOCK addr:ADDR" },
	{ "socket_sendmsg", "sock:SOCK addr:ADDR flags:u32" },
	{ "socket_recvmsg", "sock:SOCK flags:u32" },
	{ "unix_find", "file:FILE other:SOCK" },
	{ "unix_stream_connect", "sock:SOCK other:SOCK" },
	{ "unix_may_send", "sock:SOCK other:SOCK" },
	{ "socket_socketpair", "sock:SOCK other:SOCK" },
	{ "socket_getsockname", "sock:SOCK" },
	{ "socket_getpeername", "sock:SOCK" },
	{ "socket_setsockopt", "sock:SOCK level:u32 optname:u32 optlen:u32 value:opt-bytes" },
	{ "socket_getsockopt", "sock:SOCK level:u32 optname:u32" },
	{ "socket_shutdown", "sock:SOCK how:u32" },
	{ "sctp_bind_connect", "sock:SOCK optname:u32 addr:ADDR" },
	{ "tun_dev_create", "" },
	{ "tun_dev_open", "owner:opt-digest" },
	{ "tun_dev_attach_queue", "owner:opt-digest" },
	{ "tun_dev_attach", "owner:opt-digest" },
	{ "task_kill", "target:TASK sig:u32" },
	{ "ptrace_access_check", "child:TASK mode:u32" },
	{ "ptrace_traceme", "parent:TASK" },
	{ "capable", "cap:u32 opts:u32 userns:u32" },
	{ "task_fix_setuid", "flags:u32 uid:u32 euid:u32 suid:u32 fsuid:u32" },
	{ "task_fix_setgid", "flags:u32 gid:u32 egid:u32 sgid:u32 fsgid:u32" },
	{ "task_fix_setgroups", "groups:NUMBERS" },
	{ "capget", "target:TASK" },
	{ "capset", "effective:u64 inheritable:u64 permitted:u64" },
	{ "task_setpgid", "target:TASK group:RELATION" },
	{ "task_getpgid", "target:TASK" },
	{ "task_getsid", "target:TASK" },
	{ "task_setnice", "target:TASK nice:u32" },
	{ "task_setioprio", "target:TASK ioprio:u32" },
	{ "task_getioprio", "target:TASK" },
	{ "task_prlimit", "target:CRED flags:u32" },
	{ "task_setrlimit", "target:TASK resource:u32 cur:u64 max:u64" },
	{ "task_setscheduler", "target:TASK" },
	{ "task_getscheduler", "target:TASK" },
	{ "task_movememory", "target:TASK" },
	{ "task_prctl", "option:u32 args:NUMBERS" },
	{ "sb_mount", "dev_name:opt-str path:NAME type:opt-str flags:u64 data:opt-str" },
	{ "move_mount", "from:NAME to:NAME" },
	{ "sb_umount", "path:NAME flags:u32" },
	{ "sb_pivotroot", "old:NAME new:NAME" },
	{ "sb_set_mnt_opts", "type:str flags:u64" },
	{ "sb_kern_mount", "type:str flags:u64" },
	{ "sb_remount", "type:str flags:u64" },
	{ "sb_statfs", "pseudo:u32" },
	{ "fs_context_parse_param",
	  "type:str purpose:u32 key:str value:opt-str file:opt-FILE blob:opt-digest" },
	{ "kernel_module_request", "kmod_name:str" },
	{ "kernel_load_data", "id:u32 digest:opt-digest" },
	{ "kernel_read_file", "file:FILE id:u32" },
	{ "userns_create", "userns:u32" },
	{ "ipc_permission", "ipc:IPC access:u32" },
	{ "shm_associate", "ipc:IPC" },
	{ "shm_shmctl", "ipc:opt-IPC cmd:u32" },
	{ "shm_shmat", "ipc:IPC flags:u32" },
	{ "sem_associate", "ipc:IPC" },
	{ "sem_semctl", "ipc:opt-IPC cmd:u32" },
	{ "sem_semop", "ipc:IPC alter:u32" },
	{ "msg_queue_associate", "ipc:IPC" },
	{ "msg_queue_msgctl", "ipc:opt-IPC cmd:u32" },
	{ "msg_queue_msgsnd", "ipc:IPC type:u64 flags:u32" },
	{ "msg_queue_msgrcv", "ipc:IPC type:u64 mode:u32" },
	{ "key_alloc", "key:KEY flags:u32" },
	{ "key_permission", "key:KEY possessed:u32 need:u32" },
	{ "bpf", "cmd:u32 type:u32 flags:u64 kernel:u32" },
	{ "bpf_map", "type:u32 flags:u32 fmode:u32" },
	{ "bpf_prog", "type:u32 attach_type:u32" },
	{ "bpf_map_create", "type:u32 flags:u32 token:u32 kernel:u32" },
	{ "bpf_prog_load",
	  "type:u32 attach_type:u32 flags:u32 digest:opt-digest token:u32 kernel:u32" },
	{ "bpf_token_create", "path:NAME cmds:u64 maps:u64 progs:u64 attachs:u64" },
	{ "perf_event_open", "type:u32" },
	{ "locked_down", "what:u32" },
	{ "syslog", "type:u32" },
	{ "settime", "clock:u32 zone:u32 minuteswest:u32 dsttime:u32" },
	{ "quotactl", "cmd:u32 type:u32 id:u32 fstype:opt-str" },
	{ "quota_on", "fstype:str path:NAME" },
	{ "uring_override_creds", "new:CRED" },
	{ "uring_sqpoll", "" },
	{ "uring_allowed", "" },
	{ "uring_cmd", "file:FILE cmd:u32" },
	{ "binder_set_context_mgr", "manager:CRED" },
	{ "binder_transaction", "from:CRED to:CRED" },
	{ "binder_transfer_binder", "from:CRED to:CRED" },
	{ "binder_transfer_file", "from:CRED to:CRED file:FILE" },
	{ "netlink_send", "sock:SOCK group:u32 type:u32 flags:u32 command:u32" },
};

const char *record_fields(const char *event)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (!strcmp(events[i].event, event))
			return events[i].fields;
	return NULL;
}

void record_cred(char fields[RECORD_CRED_MAX])
{
	size_t len = (size_t)(strstr(record_context, " no_new_privs") - record_context);

	memcpy(fields, record_context, len);
	fields[len] = '\0';
}
