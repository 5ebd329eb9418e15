/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the event table
 *
 * The one list of events.  The enum, the names, the encoder's order of fields,
 * the JSON keys, the documentation table and the list of the tests come from
 * here; nothing else names the fields of an event.
 *
 * TSEM_EVENT(name, hook, class, path, actor, denial, environment, fields...)
 *
 * name		name of the event in records, in JSON and in stats
 * hook		the LSM hook that decides it; its "allow" must be 0
 * class	what the caller's context permits, see enum tsem_event_class
 * path		where names in the object come from, see enum tsem_path_source
 * actor	whose identity and credentials the event has, see enum tsem_actor
 * denial	what a denial does to the caller, see enum tsem_denial
 * environment	1: depends on the state of the machine and not only on the
 *		workload, so that it is left out of the state value
 * fields	the object, in order: F(type, key)
 *
 * This file has no include guard: event.h and event.c include it.
 */

TSEM_EVENT(exec, bprm_creds_from_file, WAIT, FILE, NEXT, ERRNO, 0,
	   F(PROGRAMS, programs), F(U32, secureexec))
TSEM_EVENT(exec_check, bprm_creds_for_exec, WAIT, FILE, CURRENT, ERRNO, 0,
	   F(PROGRAMS, programs), F(U32, secureexec))
TSEM_EVENT(file_open, file_open, WAIT, FILE, CURRENT, ERRNO, 0,
	   F(U32, flags), F(FILE, file))
TSEM_EVENT(create, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path))
TSEM_EVENT(create_special, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, 1,
	   F(NAME, path), F(MODE, mode))
TSEM_EVENT(file_receive, file_receive, SLEEP, FILE, CURRENT, SILENT, 0,
	   F(FILE, file))
TSEM_EVENT(mmap_file, mmap_file, WAIT, BLOB, CURRENT, KILLS, 0,
	   F(OPT_FILE, file), F(U32, prot), F(U32, flags))
TSEM_EVENT(file_mprotect, file_mprotect, SLEEP, BLOB, CURRENT, PARTIAL, 0,
	   F(OPT_FILE, file), F(U32, prot), F(U32, shared))
TSEM_EVENT(file_truncate, file_truncate, SLEEP, BLOB, CURRENT, ERRNO, 0,
	   F(FILE, file))
TSEM_EVENT(path_mknod, path_mknod, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path), F(MODE, mode), F(RDEV, rdev))
TSEM_EVENT(path_mkdir, path_mkdir, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path), F(MODE, mode))
TSEM_EVENT(path_unlink, path_unlink, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path))
TSEM_EVENT(path_rmdir, path_rmdir, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path))
TSEM_EVENT(path_rename, path_rename, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(FILE, file), F(NAME, new), F(U32, flags))
TSEM_EVENT(path_link, path_link, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(FILE, file), F(NAME, new))
TSEM_EVENT(path_symlink, path_symlink, SLEEP, PARENT, CURRENT, ERRNO, 0,
	   F(NAME, path), F(STR, target))
TSEM_EVENT(path_truncate, path_truncate, SLEEP, PATH, CURRENT, ERRNO, 0,
	   F(FILE, file))
TSEM_EVENT(path_chmod, path_chmod, SLEEP, PATH, CURRENT, ERRNO, 0,
	   F(FILE, file), F(MODE, mode))
TSEM_EVENT(path_chown, path_chown, SLEEP, PATH, CURRENT, ERRNO, 0,
	   F(FILE, file), F(U32, uid), F(U32, gid))
TSEM_EVENT(socket_create, socket_create, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(U32, family), F(U32, type), F(U32, protocol))
TSEM_EVENT(socket_bind, socket_bind, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(SOCK, sock), F(ADDR, addr))
TSEM_EVENT(socket_connect, socket_connect, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(SOCK, sock), F(ADDR, addr))
TSEM_EVENT(socket_listen, socket_listen, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(SOCK, sock), F(U32, backlog))
TSEM_EVENT(socket_accept, socket_accept, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(SOCK, sock), F(ADDR, addr))
TSEM_EVENT(socket_sendmsg, socket_sendmsg, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(SOCK, sock), F(ADDR, addr), F(U32, flags))
TSEM_EVENT(unix_find, unix_find, WAIT, PATH, CURRENT, ERRNO, 0,
	   F(FILE, file), F(SOCK, other))
TSEM_EVENT(unix_stream_connect, unix_stream_connect, ATOMIC, NONE, CURRENT,
	   ERRNO, 0, F(SOCK, sock), F(SOCK, other))
TSEM_EVENT(unix_may_send, unix_may_send, ATOMIC, NONE, CURRENT, PARTIAL, 0,
	   F(SOCK, sock), F(SOCK, other))
TSEM_EVENT(task_kill, task_kill, ATOMIC, NONE, CURRENT, PARTIAL, 0,
	   F(TASK, target), F(U32, sig))
TSEM_EVENT(ptrace_access_check, ptrace_access_check, ATOMIC, NONE, CURRENT,
	   SILENT, 0, F(TASK, child), F(U32, mode))
TSEM_EVENT(ptrace_traceme, ptrace_traceme, ATOMIC, NONE, CURRENT, ERRNO, 0,
	   F(TASK, parent))
TSEM_EVENT(capable, capable, ATOMIC, NONE, ARGUMENT, SILENT, 0,
	   F(U32, cap), F(U32, opts), F(U32, userns))
TSEM_EVENT(task_fix_setuid, task_fix_setuid, WAIT, NONE, CURRENT, SILENT, 0,
	   F(U32, flags), F(U32, uid), F(U32, euid), F(U32, suid),
	   F(U32, fsuid))
TSEM_EVENT(task_fix_setgid, task_fix_setgid, WAIT, NONE, CURRENT, SILENT, 0,
	   F(U32, flags), F(U32, gid), F(U32, egid), F(U32, sgid),
	   F(U32, fsgid))
TSEM_EVENT(sb_mount, sb_mount, WAIT, PATH, CURRENT, ERRNO, 0,
	   F(OPT_STR, dev_name), F(NAME, path), F(OPT_STR, type),
	   F(U64, flags), F(OPT_STR, data))
TSEM_EVENT(move_mount, move_mount, WAIT, PATH, CURRENT, ERRNO, 0,
	   F(NAME, from), F(NAME, to))
TSEM_EVENT(kernel_module_request, kernel_module_request, SLEEP, NONE, CURRENT,
	   SILENT, 1, F(STR, kmod_name))
TSEM_EVENT(kernel_load_data, kernel_load_data, SLEEP, NONE, CURRENT, ERRNO, 0,
	   F(U32, id), F(OPT_DIGEST, digest))
TSEM_EVENT(kernel_read_file, kernel_read_file, SLEEP, FILE, CURRENT, ERRNO, 0,
	   F(FILE, file), F(U32, id))
TSEM_EVENT(userns_create, userns_create, WAIT, NONE, CURRENT, ERRNO, 0,
	   F(U32, userns))
