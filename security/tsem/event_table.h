/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the event table
 *
 * The one list of events.  The enum, the names, the encoder's order of fields,
 * the JSON keys, the documentation table and the list of the tests come from
 * here; nothing else names the fields of an event.
 *
 * TSEM_EVENT(name, hook, class, path, actor, denial, retry, environment, fields...)
 *
 * name		name of the event in records, in JSON and in stats
 * hook		the LSM hook that decides it; its "allow" must be 0, but for task_prctl
 *		and fs_context_parse_param
 * class	what the caller's context permits, see enum tsem_event_class
 * path		where names in the object come from, see enum tsem_path_source
 * actor	whose identity and credentials the event has, see enum tsem_actor
 * denial	what a denial does to the caller, see enum tsem_denial
 * retry	whether the agent is asked although the hook may not wait: the system
 *		call is started again, see enum tsem_retry
 * environment	1: depends on the state of the machine and not only on the
 *		workload, so that it is left out of the state value
 * fields	the object, in order: F(type, key)
 *
 * Comments say of each parameter of a hook why it is in or out, unless a field
 * has its name.  The same everywhere: @path, @dentry, @dir with @dentry and @mnt
 * are the name or the file, and @idmap tells its owner; @sock and @sk are the
 * socket, and @address with @addrlen its address; @p is the target; @perm the IPC
 * object.
 *
 * This file has no include guard: event.h and event.c include it.
 */

/*
 * In: all files that @bprm runs through, and whether the credentials grow;
 * @file is one of them.  Out: arguments and environment, which are data.
 */
TSEM_EVENT(exec, bprm_creds_from_file, WAIT, FILE, NEXT, ERRNO, WAITS, 0,
	   F(PROGRAMS, programs), F(U32, secureexec))
/* In: as exec, but of @bprm there is only the first file yet. */
TSEM_EVENT(exec_check, bprm_creds_for_exec, WAIT, FILE, CURRENT, ERRNO, WAITS,
	   0,
	   F(PROGRAMS, programs), F(U32, secureexec))
/* In: the flags that @file keeps.  Out: position and readahead. */
TSEM_EVENT(file_open, file_open, SLEEP, FILE, CURRENT, ERRNO, CALL, 0,
	   F(U32, flags), F(FILE, file))
/*
 * Out: @mode, since the file of file_open has it as far as the file system took
 * it, and @dev, which a regular file has not.  Message queues are made by
 * inode_create.
 */
TSEM_EVENT(create, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path))
/*
 * In: the bits of @mode that umask(2) leaves alone.  Out: @dev, as for create.
 */
TSEM_EVENT(create_special, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, CALL, 1,
	   F(NAME, path), F(MODE, mode))
TSEM_EVENT(file_receive, file_receive, SLEEP, BLOB, CURRENT, SILENT, LOST, 0,
	   F(FILE, file))
/*
 * In: @prot, what the memory gets.  Out: @reqprot, what was asked for: the
 * kernel may add to it.  Addresses and sizes do not reach the hook.
 */
TSEM_EVENT(mmap_file, mmap_file, WAIT, BLOB, CURRENT, KILLS, WAITS, 0,
	   F(OPT_FILE, file), F(U32, prot), F(U32, flags))
/* In: of @vma its file and whether it is shared.  Out: its range; @reqprot. */
TSEM_EVENT(file_mprotect, file_mprotect, SLEEP, BLOB, CURRENT, PARTIAL, CALL, 0,
	   F(OPT_FILE, file), F(U32, prot), F(U32, shared))
TSEM_EVENT(file_truncate, file_truncate, SLEEP, BLOB, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file))
/*
 * @file is none if it was opened outside, such as the standard output: what that
 * is called is not up to the workload.
 *
 * Of the argument of ioctl and fcntl only what is a value and no address; what
 * a command reads from memory is not there yet when the hook is called.  A
 * 32-bit call has an event of its own, because the same number may be another
 * command there.
 */
TSEM_EVENT(file_ioctl, file_ioctl, WAIT, BLOB, CURRENT, ERRNO, WAITS, 0,
	   F(OPT_FILE, file), F(U32, cmd), F(U64, arg))
TSEM_EVENT(file_ioctl_compat, file_ioctl_compat, WAIT, BLOB, CURRENT, ERRNO,
	   WAITS, 0,
	   F(OPT_FILE, file), F(U32, cmd), F(U64, arg))
/* PIDs are not in @arg, nor are descriptors but the least one that F_DUPFD may take. */
TSEM_EVENT(file_fcntl, file_fcntl, WAIT, BLOB, CURRENT, ERRNO, WAITS, 0,
	   F(OPT_FILE, file), F(U32, cmd), F(U64, arg))
/*
 * @cmd is the type of lock or lease; the range is not told, nor whether to
 * wait.
 */
TSEM_EVENT(file_lock, file_lock, WAIT, BLOB, CURRENT, ERRNO, WAITS, 0,
	   F(OPT_FILE, file), F(U32, cmd))
/*
 * Who gets the signals of a file: a thread (0), a process (1) or a group (2),
 * whose first process it then is, and what that is.  Denied, nobody gets any.
 * Which signal, file_fcntl has.  Out: @file, since the owner is what can do
 * harm, and the hook holds a lock under which no name can be made.
 */
TSEM_EVENT(file_set_fowner, file_set_fowner, ATOMIC, NONE, CURRENT, SILENT,
	   LOST, 0,
	   F(U32, type), F(TASK, target))
/*
 * @mask is what is watched for; @type, from @obj_type, an inode, a mount or a
 * file system.
 */
TSEM_EVENT(path_notify, path_notify, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, path), F(U64, mask), F(U32, type))
TSEM_EVENT(path_chroot, path_chroot, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, path))
/* In: @dev, as rdev.  @mode is without the bits of the umask. */
TSEM_EVENT(path_mknod, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path), F(MODE, mode), F(RDEV, rdev))
TSEM_EVENT(path_mkdir, path_mkdir, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path), F(MODE, mode))
/*
 * The name alone says what goes: it cannot be used afterwards, and mode and
 * owner would tell of what is gone.  Message queues are removed by
 * inode_unlink.
 */
TSEM_EVENT(path_unlink, path_unlink, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path))
TSEM_EVENT(path_rmdir, path_rmdir, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path))
/*
 * In: the file at @old_dir and @old_dentry, since it is going to be found by
 * another name, and the name at @new_dir and @new_dentry.  Out: the file that
 * is replaced, as for path_unlink.
 */
TSEM_EVENT(path_rename, path_rename, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(NAME, new), F(U32, flags))
/* In: the file of @old_dentry and the name at @new_dir and @new_dentry. */
TSEM_EVENT(path_link, path_link, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(NAME, new))
/* In: @old_name, where it leads, as target. */
TSEM_EVENT(path_symlink, path_symlink, SLEEP, PARENT, CURRENT, ERRNO, CALL, 0,
	   F(NAME, path), F(STR, target))
TSEM_EVENT(path_truncate, path_truncate, SLEEP, PATH, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file))
TSEM_EVENT(path_chmod, path_chmod, SLEEP, PATH, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(MODE, mode))
TSEM_EVENT(path_chown, path_chown, SLEEP, PATH, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(U32, uid), F(U32, gid))
/*
 * What only reads has a name: mode and owner are what it asks for.  What changes
 * something has them, since the same name may stand for another file.  Flags of
 * statx(2) and sizes of buffers do not reach the hooks.
 */
TSEM_EVENT(inode_getattr, inode_getattr, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, path))
TSEM_EVENT(inode_readlink, inode_readlink, WAIT, DENTRY, CURRENT, ERRNO, WAITS,
	   0,
	   F(NAME, path))
/*
 * In: of @attr what becomes of each time: 0 nothing, 1 now, 2 a given one,
 * which is not in the record, as it is another one each time.  Mode, owner and
 * size are events of path_* hooks.
 */
TSEM_EVENT(inode_setattr, inode_setattr, SLEEP, DENTRY, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(U32, atime), F(U32, mtime))
/*
 * A change of owner, a write or a truncation takes the capabilities from a file that
 * has some.  Denied, they are gone already, so that the next attempt is no event any
 * more; setuid bits are not.  Some that ask when they are done ignore the error,
 * fallocate(2) on tmpfs among them.
 */
TSEM_EVENT(inode_killpriv, inode_killpriv, SLEEP, DENTRY, CURRENT, LATE, LOST,
	   0,
	   F(FILE, file))
/* @value is the digest of the value, whatever its @size. */
TSEM_EVENT(inode_setxattr, inode_setxattr, SLEEP, DENTRY, CURRENT, ERRNO, CALL,
	   0,
	   F(FILE, file), F(STR, name), F(OPT_DIGEST, value), F(U32, flags))
TSEM_EVENT(inode_getxattr, inode_getxattr, WAIT, DENTRY, CURRENT, ERRNO, WAITS,
	   0,
	   F(NAME, path), F(STR, name))
TSEM_EVENT(inode_listxattr, inode_listxattr, WAIT, DENTRY, CURRENT, ERRNO,
	   WAITS, 0,
	   F(NAME, path))
TSEM_EVENT(inode_removexattr, inode_removexattr, SLEEP, DENTRY, CURRENT, ERRNO,
	   CALL, 0,
	   F(FILE, file), F(STR, name))
/*
 * In: @acl_name, as name, and @kacl: @value is the digest of the entries, each
 * u16 tag, u16 permissions, u32 id: relative to the owning user namespace, and
 * 4294967295 if there is none.
 */
TSEM_EVENT(inode_set_acl, inode_set_acl, SLEEP, DENTRY, CURRENT, ERRNO, CALL, 0,
	   F(FILE, file), F(STR, name), F(OPT_DIGEST, value))
/* In: @acl_name, as name. */
TSEM_EVENT(inode_get_acl, inode_get_acl, WAIT, DENTRY, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, path), F(STR, name))
/* In: @acl_name, as name. */
TSEM_EVENT(inode_remove_acl, inode_remove_acl, SLEEP, DENTRY, CURRENT, ERRNO,
	   CALL, 0,
	   F(FILE, file), F(STR, name))
/*
 * In: @fa, without the bits that tell of the file and cannot be set, and
 * without sizes of extents.  The hook has no idmap, so that there is no owner.
 */
TSEM_EVENT(inode_file_setattr, inode_file_setattr, SLEEP, DENTRY, CURRENT,
	   ERRNO, CALL, 0,
	   F(NAME, path), F(U32, flags), F(U32, xflags), F(U32, projid))
/* Out: @fa, which the file system has not filled in yet. */
TSEM_EVENT(inode_file_getattr, inode_file_getattr, SLEEP, DENTRY, CURRENT,
	   ERRNO, CALL, 0,
	   F(NAME, path))
/* Out: @kern, since sockets that the kernel makes for itself are no events. */
TSEM_EVENT(socket_create, socket_create, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(U32, family), F(U32, type), F(U32, protocol))
TSEM_EVENT(socket_bind, socket_bind, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(SOCK, sock), F(ADDR, addr))
TSEM_EVENT(socket_connect, socket_connect, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(SOCK, sock), F(ADDR, addr))
TSEM_EVENT(socket_listen, socket_listen, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(SOCK, sock), F(U32, backlog))
/* In: the own address.  Out: @newsock, which has no peer yet. */
TSEM_EVENT(socket_accept, socket_accept, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(SOCK, sock), F(ADDR, addr))
/*
 * In: of @msg the address and the flags.  Out: its @size, data and control
 * messages, which are data; descriptors in these are decided by file_receive.
 * Of sendmmsg(2) the messages before the one that is denied are sent.
 */
TSEM_EVENT(socket_sendmsg, socket_sendmsg, WAIT, NONE, CURRENT, PARTIAL, WAITS,
	   0,
	   F(SOCK, sock), F(ADDR, addr), F(U32, flags))
/*
 * Of sockets that are no streams, since most of these receive from anybody; who
 * sends to a stream, connecting or accepting has told.  In: of @flags what says
 * which messages.  Out: @msg, where nothing has been received yet, and its @size.
 * recvmmsg(2) asks for the first message only, and io_submit(2) has results of its
 * own.
 */
TSEM_EVENT(socket_recvmsg, socket_recvmsg, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(SOCK, sock), F(U32, flags))
/*
 * Out: @flags, that it is the kernel which connects, to dump a core.  Of sendmmsg(2)
 * the messages before the one that is denied are sent.
 */
TSEM_EVENT(unix_find, unix_find, WAIT, PATH, CURRENT, PARTIAL, WAITS, 0,
	   F(FILE, file), F(SOCK, other))
/* Out: @newsk, the other end to be, which is as other. */
TSEM_EVENT(unix_stream_connect, unix_stream_connect, ATOMIC, NONE, CURRENT,
	   ERRNO, CALL, 0,
	   F(SOCK, sock), F(SOCK, other))
TSEM_EVENT(unix_may_send, unix_may_send, ATOMIC, NONE, CURRENT, PARTIAL, CALL,
	   0,
	   F(SOCK, sock), F(SOCK, other))
/* In: @socka and @sockb. */
TSEM_EVENT(socket_socketpair, socket_socketpair, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(SOCK, sock), F(SOCK, other))
TSEM_EVENT(socket_getsockname, socket_getsockname, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(SOCK, sock))
TSEM_EVENT(socket_getpeername, socket_getpeername, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(SOCK, sock))
/*
 * In: of @value the length, as optlen, and the bytes of a copy, which the protocol
 * then reads, too, if they are no more than SOCKOPT_COPY_MAX.  Of a name, what comes
 * before its end.  Out: what sockopt.c lists, with the reasons.
 */
TSEM_EVENT(socket_setsockopt, socket_setsockopt, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(SOCK, sock), F(U32, level), F(U32, optname), F(U32, optlen),
	   F(OPT_BYTES, value))
TSEM_EVENT(socket_getsockopt, socket_getsockopt, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(SOCK, sock), F(U32, level), F(U32, optname))
TSEM_EVENT(socket_shutdown, socket_shutdown, WAIT, NONE, CURRENT, ERRNO, WAITS,
	   0,
	   F(SOCK, sock), F(U32, how))
/* The addresses of one call are one event each. */
TSEM_EVENT(sctp_bind_connect, sctp_bind_connect, SLEEP, NONE, CURRENT, PARTIAL,
	   CALL, 0,
	   F(SOCK, sock), F(U32, optname), F(ADDR, addr))
/*
 * Devices of programs.  Making one, opening one and giving one a queue back are an
 * event each, and are followed by tun_dev_attach.  No hook is told the name.
 */
TSEM_EVENT(tun_dev_create, tun_dev_create, SLEEP, NONE, CURRENT, ERRNO, CALL, 0)
/* @owner, from @security, is who made the device; none if that is no member. */
TSEM_EVENT(tun_dev_open, tun_dev_open, SLEEP, NONE, CURRENT, ERRNO, CALL, 0,
	   F(OPT_DIGEST, owner))
/* @owner is from @security, as for tun_dev_open. */
TSEM_EVENT(tun_dev_attach_queue, tun_dev_attach_queue, SLEEP, NONE, CURRENT,
	   ERRNO, CALL, 0,
	   F(OPT_DIGEST, owner))
/* @owner is from @security, too.  Out: @sk, which is a part of the device. */
TSEM_EVENT(tun_dev_attach, tun_dev_attach, SLEEP, NONE, CURRENT, ERRNO, CALL, 0,
	   F(OPT_DIGEST, owner))
/*
 * Out: @info, of which only that user space sends it counts, and @cred, which
 * the kernel has where it sends for another: that is no event.
 */
TSEM_EVENT(task_kill, task_kill, ATOMIC, NONE, CURRENT, PARTIAL, CALL, 0,
	   F(TASK, target), F(U32, sig))
/*
 * In: @mode, which says whether to read or to attach, and with which
 * credentials.
 */
TSEM_EVENT(ptrace_access_check, ptrace_access_check, ATOMIC, NONE, CURRENT,
	   SILENT, LOST, 0,
	   F(TASK, child), F(U32, mode))
TSEM_EVENT(ptrace_traceme, ptrace_traceme, ATOMIC, NONE, CURRENT, ERRNO, CALL,
	   0,
	   F(TASK, parent))
/*
 * In: @cred, as the context, and of @ns the relation to the namespace of TSEM.
 */
TSEM_EVENT(capable, capable, ATOMIC, NONE, ARGUMENT, SILENT, LOST, 0,
	   F(U32, cap), F(U32, opts), F(U32, userns))
/* In: the ids of @new.  Out: those of @old, which the context has. */
TSEM_EVENT(task_fix_setuid, task_fix_setuid, WAIT, NONE, CURRENT, SILENT, WAITS,
	   0,
	   F(U32, flags), F(U32, uid), F(U32, euid), F(U32, suid),
	   F(U32, fsuid))
/* In: the ids of @new.  Out: those of @old, which the context has. */
TSEM_EVENT(task_fix_setgid, task_fix_setgid, WAIT, NONE, CURRENT, SILENT, WAITS,
	   0,
	   F(U32, flags), F(U32, gid), F(U32, egid), F(U32, sgid),
	   F(U32, fsgid))
/*
 * In: all groups of @new, sorted as the kernel keeps them.  Out: those of @old.
 */
TSEM_EVENT(task_fix_setgroups, task_fix_setgroups, WAIT, NONE, CURRENT, ERRNO,
	   WAITS, 0,
	   F(NUMBERS, groups))
/* Out: @effective, @inheritable and @permitted, which are going to be told. */
TSEM_EVENT(capget, capget, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(TASK, target))
/*
 * In: the new sets.  Out: @new and @old around them, which do not differ else.
 */
TSEM_EVENT(capset, capset, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(U64, effective), F(U64, inheritable), F(U64, permitted))

/*
 * Processes.  A process is told by its relation and its program, never by a
 * PID. Most callers hold the RCU read lock or a spinlock.
 *
 * Of @pgid in task_setpgid only the relation is in, and not the program that
 * leads the group, because whether it has been executed yet when its shell puts
 * the others to it is left to chance. "self" is a group of the target's own.
 */
TSEM_EVENT(task_setpgid, task_setpgid, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(TASK, target), F(RELATION, group))
TSEM_EVENT(task_getpgid, task_getpgid, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(TASK, target))
TSEM_EVENT(task_getsid, task_getsid, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(TASK, target))
/* Of a group: nice goes on after one that is denied, ioprio stops there. */
TSEM_EVENT(task_setnice, task_setnice, ATOMIC, NONE, CURRENT, PARTIAL, PART, 0,
	   F(TASK, target), F(U32, nice))
TSEM_EVENT(task_setioprio, task_setioprio, ATOMIC, NONE, CURRENT, PARTIAL, PART,
	   0,
	   F(TASK, target), F(U32, ioprio))
/* Of a group those that are denied are left out without a word. */
TSEM_EVENT(task_getioprio, task_getioprio, ATOMIC, NONE, CURRENT, SILENT, LOST,
	   0,
	   F(TASK, target))
/*
 * Only for the limits of another process, which the hook knows by its
 * credentials alone, @tcred; it does not know the limit either.  Out: @cred of
 * the caller, which is the context.
 */
TSEM_EVENT(task_prlimit, task_prlimit, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(CRED, target), F(U32, flags))
/* In: both limits of @new_rlim. */
TSEM_EVENT(task_setrlimit, task_setrlimit, ATOMIC, NONE, CURRENT, ERRNO, CALL,
	   0,
	   F(TASK, target), F(U32, resource), F(U64, cur), F(U64, max))
/* The hooks know neither policy, priority nor processors. */
TSEM_EVENT(task_setscheduler, task_setscheduler, ATOMIC, NONE, CURRENT, ERRNO,
	   CALL, 0,
	   F(TASK, target))
TSEM_EVENT(task_getscheduler, task_getscheduler, ATOMIC, NONE, CURRENT, ERRNO,
	   CALL, 0,
	   F(TASK, target))
/* The hook knows neither pages nor nodes. */
TSEM_EVENT(task_movememory, task_movememory, SLEEP, NONE, CURRENT, ERRNO, CALL,
	   0,
	   F(TASK, target))
/*
 * In: of @arg2, @arg3, @arg4 and @arg5 those that are values to the option.
 * Out: pointers and PIDs.
 */
TSEM_EVENT(task_prctl, task_prctl, WAIT, NONE, CURRENT, LATE, WAITS, 0,
	   F(U32, option), F(NUMBERS, args))

/* In: everything; @data only where it is text. */
TSEM_EVENT(sb_mount, sb_mount, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(OPT_STR, dev_name), F(NAME, path), F(OPT_STR, type), F(U64, flags),
	   F(OPT_STR, data))
/* In: @from_path and @to_path. */
TSEM_EVENT(move_mount, move_mount, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, from), F(NAME, to))
TSEM_EVENT(sb_umount, sb_umount, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, path), F(U32, flags))
/* In: @old_path and @new_path. */
TSEM_EVENT(sb_pivotroot, sb_pivotroot, WAIT, PATH, CURRENT, ERRNO, WAITS, 0,
	   F(NAME, old), F(NAME, new))
/*
 * A file system is made, or found again, by request or by the kernel, such as where
 * somebody walks into an automount point, which depends on what is there already:
 * type and flags of @sb.  Out: @mnt_opts, @kern_flags and @set_kern_flags, which are about
 * the labels of other modules.
 */
TSEM_EVENT(sb_set_mnt_opts, sb_set_mnt_opts, SLEEP, NONE, CURRENT, ERRNO, PART,
	   1,
	   F(STR, type), F(U64, flags))
/*
 * The same of @sb by request only.  The device and the options are those of sb_mount
 * or of fs_context_parse_param.
 */
TSEM_EVENT(sb_kern_mount, sb_kern_mount, SLEEP, NONE, CURRENT, ERRNO, PART, 0,
	   F(STR, type), F(U64, flags))
/*
 * In: type and flags of @sb, which are those before: the hook is not told the
 * new ones.  Out: @mnt_opts, which are labels of other modules.
 */
TSEM_EVENT(sb_remount, sb_remount, SLEEP, NONE, CURRENT, ERRNO, PART, 0,
	   F(STR, type), F(U64, flags))
/*
 * Without a name: the hook is not told the mount, and a stacking file system
 * asks each of its layers in the name of the caller.
 */
TSEM_EVENT(sb_statfs, sb_statfs, SLEEP, NONE, CURRENT, ERRNO, CALL, 0,
	   F(U32, pseudo))
/*
 * fsconfig(2).  In: type and purpose of @fc, the latter a new file system or a
 * change of one; @param: of @value, @file and @blob there is the one that the
 * parameter has, or none.
 */
TSEM_EVENT(fs_context_parse_param, fs_context_parse_param, SLEEP, BLOB, CURRENT,
	   ERRNO, CALL, 0,
	   F(STR, type), F(U32, purpose), F(STR, key), F(OPT_STR, value),
	   F(OPT_FILE, file), F(OPT_DIGEST, blob))
TSEM_EVENT(kernel_module_request, kernel_module_request, SLEEP, NONE, CURRENT,
	   SILENT, LOST, 1,
	   F(STR, kmod_name))
/*
 * With @contents a later hook decides, with the digest of these; else there is
 * none.
 */
TSEM_EVENT(kernel_load_data, kernel_load_data, SLEEP, NONE, CURRENT, ERRNO,
	   LOST, 0,
	   F(U32, id), F(OPT_DIGEST, digest))
/* With @contents a later hook decides, with the digest of these in the file. */
TSEM_EVENT(kernel_read_file, kernel_read_file, SLEEP, FILE, CURRENT, ERRNO,
	   LOST, 0,
	   F(FILE, file), F(U32, id))
/* In: of @cred the user namespace it is made in; the rest is in the context. */
TSEM_EVENT(userns_create, userns_create, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(U32, userns))

/*
 * System V IPC.  An object is told by its key, its permission bits and its
 * owner and creator; out are ids, times, PIDs and sequence numbers.
 *
 * The *_associate events are those of shmget(2), semget(2) and msgget(2),
 * whether the object was there, when the kernel calls the hook of that name, or
 * is made, when it calls *_alloc_security: else the second run of a workload
 * would differ from the first.  Out, since the hook of one of the two lacks it:
 * the flags @shmflg, @semflg and @msqflg, whose permission bits are those of
 * the object, and the size.
 *
 * ipc_permission has the bits of @flag that are asked for of @ipcp, an object of any
 * kind: it is not told which.  It is no event when nothing is asked for, nor for a call
 * that may make the object, because that comes here only if it did not.  Callers
 * fail with EACCES.
 */
TSEM_EVENT(ipc_permission, ipc_permission, ATOMIC, NONE, CURRENT, SILENT, LOST,
	   0,
	   F(IPC, ipc), F(U32, access))
TSEM_EVENT(shm_associate, shm_associate, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(IPC, ipc))
/* No object with commands that ask about all of them.  Out: IPC_SET's data. */
TSEM_EVENT(shm_shmctl, shm_shmctl, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(OPT_IPC, ipc), F(U32, cmd))
/* In: @shmflg, as flags.  Out: @shmaddr, an address. */
TSEM_EVENT(shm_shmat, shm_shmat, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(IPC, ipc), F(U32, flags))
TSEM_EVENT(sem_associate, sem_associate, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(IPC, ipc))
/* SETVAL fails with EACCES. */
TSEM_EVENT(sem_semctl, sem_semctl, ATOMIC, NONE, CURRENT, SILENT, LOST, 0,
	   F(OPT_IPC, ipc), F(U32, cmd))
/* Out: the operations @sops, which are data, and their number @nsops. */
TSEM_EVENT(sem_semop, sem_semop, ATOMIC, NONE, CURRENT, ERRNO, CALL, 0,
	   F(IPC, ipc), F(U32, alter))
TSEM_EVENT(msg_queue_associate, msg_queue_associate, ATOMIC, NONE, CURRENT,
	   ERRNO, CALL, 0,
	   F(IPC, ipc))
TSEM_EVENT(msg_queue_msgctl, msg_queue_msgctl, ATOMIC, NONE, CURRENT, ERRNO,
	   CALL, 0,
	   F(OPT_IPC, ipc), F(U32, cmd))
/*
 * In: the type of @msg, by which receivers choose, and @msqflg.  Out: text and
 * length.
 */
TSEM_EVENT(msg_queue_msgsnd, msg_queue_msgsnd, ATOMIC, NONE, CURRENT, ERRNO,
	   CALL, 0,
	   F(IPC, ipc), F(U64, type), F(U32, flags))
/*
 * The sender hands a message to a receiver that waits, so that the hook runs in
 * either of them; the event is that of @target, the receiver.  For a denied one
 * the message is not there.  Out: @msg, the message itself.
 */
TSEM_EVENT(msg_queue_msgrcv, msg_queue_msgrcv, ATOMIC, NONE, TARGET, SILENT,
	   OTHER, 0,
	   F(IPC, ipc), F(U64, type), F(U32, mode))

/*
 * Keys, told by type, description, owner and permission mask; serial numbers are
 * in no record, also where the kernel makes a description of one.  Out: payload
 * and expiry, which no hook has.
 *
 * A search looks at many keys under RCU, and one that is denied is passed over.
 */
/* Out: @cred of the caller, which is the context. */
TSEM_EVENT(key_alloc, key_alloc, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(KEY, key), F(U32, flags))
/*
 * In: the key and possession of @key_ref, @need_perm, and @cred as the context.
 */
TSEM_EVENT(key_permission, key_permission, ATOMIC, NONE, ARGUMENT, SILENT, LOST,
	   0,
	   F(KEY, key), F(U32, possessed), F(U32, need))

/*
 * BPF.  Out of all: file descriptors, ids, pointers and sizes, and names, which
 * are labels for people.  kernel: the call comes from a BPF program.
 *
 * bpf has of each command the values of @attr that say what it does: a type,
 * such as that of the map or of the point of attachment, and the flags.  Out:
 * @size of it.  Programs that make system calls run under RCU.
 */
TSEM_EVENT(bpf, bpf, SLEEP, NONE, CURRENT, ERRNO, CALL, 0,
	   F(U32, cmd), F(U32, type), F(U64, flags), F(U32, kernel))
/* In: type and flags of @map. */
TSEM_EVENT(bpf_map, bpf_map, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(U32, type), F(U32, flags), F(U32, fmode))
/* In: types of @prog. */
TSEM_EVENT(bpf_prog, bpf_prog, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(U32, type), F(U32, attach_type))
/*
 * In: type and flags of @map, which are those of @attr; of the token whether
 * there is one.
 */
TSEM_EVENT(bpf_map_create, bpf_map_create, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(U32, type), F(U32, flags), F(U32, token), F(U32, kernel))
/*
 * In: types and flags of @attr.  The digest is that of the instructions of
 * @prog, without descriptors in them.
 */
TSEM_EVENT(bpf_prog_load, bpf_prog_load, SLEEP, NONE, CURRENT, ERRNO, LOST, 0,
	   F(U32, type), F(U32, attach_type), F(U32, flags),
	   F(OPT_DIGEST, digest), F(U32, token), F(U32, kernel))
/*
 * In: what @token allows, and where the file system is that it comes from.  Out:
 * @attr, which has the descriptor of that.
 */
TSEM_EVENT(bpf_token_create, bpf_token_create, SLEEP, PATH, CURRENT, ERRNO,
	   LOST, 0,
	   F(NAME, path), F(U64, cmds), F(U64, maps), F(U64, progs),
	   F(U64, attachs))

/* The hook knows the kind of access, and not what is measured. */
TSEM_EVENT(perf_event_open, perf_event_open, SLEEP, NONE, CURRENT, ERRNO, CALL,
	   0,
	   F(U32, type))
/* Asked from almost everywhere, by the debugger with interrupts off. */
TSEM_EVENT(locked_down, locked_down, ATOMIC, NONE, CURRENT, SILENT, LOST, 0,
	   F(U32, what))
TSEM_EVENT(syslog, syslog, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(U32, type))
/*
 * In: that @ts is there, and @tz, whose minuteswest may be negative.  Out: the
 * time.
 */
TSEM_EVENT(settime, settime, WAIT, NONE, CURRENT, ERRNO, WAITS, 0,
	   F(U32, clock), F(U32, zone), F(U32, minuteswest), F(U32, dsttime))
/*
 * In: @cmds, as cmd, and the type of @sb, which is none when all are to be
 * synced. Out: which device it is on.
 */
TSEM_EVENT(quotactl, quotactl, SLEEP, NONE, CURRENT, ERRNO, CALL, 0,
	   F(U32, cmd), F(U32, type), F(U32, id), F(OPT_STR, fstype))
TSEM_EVENT(quota_on, quota_on, SLEEP, DENTRY, CURRENT, ERRNO, CALL, 0,
	   F(STR, fstype), F(NAME, path))

/*
 * In: whose credentials.  The caller may be a thread of the kernel's; the request
 * is what fails, as with every event of a request.
 */
TSEM_EVENT(uring_override_creds, uring_override_creds, SLEEP, NONE, CURRENT,
	   ERRNO, OTHER, 0,
	   F(CRED, new))
/* The hooks for setting a ring up know nothing of it. */
TSEM_EVENT(uring_sqpoll, uring_sqpoll, WAIT, NONE, CURRENT, ERRNO, WAITS, 0)
TSEM_EVENT(uring_allowed, uring_allowed, WAIT, NONE, CURRENT, ERRNO, WAITS, 0)
/*
 * In: file and operation of @ioucmd.  Out: the data of the command, which is
 * addresses and values as in ioctl(2).
 */
TSEM_EVENT(uring_cmd, uring_cmd, SLEEP, BLOB, CURRENT, ERRNO, OTHER, 0,
	   F(FILE, file), F(U32, cmd))

/*
 * Binder.  Its processes are known by the credentials with which they opened
 * the device, also @mgr.  A transaction that is denied fails with a reply, not
 * an errno.
 */
TSEM_EVENT(binder_set_context_mgr, binder_set_context_mgr, SLEEP, NONE, CURRENT,
	   ERRNO, CALL, 0,
	   F(CRED, manager))
TSEM_EVENT(binder_transaction, binder_transaction, SLEEP, NONE, CURRENT, SILENT,
	   LOST, 0,
	   F(CRED, from), F(CRED, to))
TSEM_EVENT(binder_transfer_binder, binder_transfer_binder, SLEEP, NONE, CURRENT,
	   SILENT, LOST, 0,
	   F(CRED, from), F(CRED, to))
TSEM_EVENT(binder_transfer_file, binder_transfer_file, SLEEP, BLOB, CURRENT,
	   SILENT, LOST, 0,
	   F(CRED, from), F(CRED, to), F(FILE, file))

/*
 * Each message of a packet is an event; all are decided before any is
 * delivered, but sendmmsg(2) sends one packet after the other. In: type, flags
 * and, for generic netlink, command of @skb.  Out: what follows, sequence
 * number and port.  The receiver is in socket_connect or socket_sendmsg.
 */
TSEM_EVENT(netlink_send, netlink_send, WAIT, NONE, CURRENT, PARTIAL, WAITS, 0,
	   F(SOCK, sock), F(U32, group), F(U32, type), F(U32, flags),
	   F(U32, command))
