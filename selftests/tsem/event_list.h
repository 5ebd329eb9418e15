/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: the events, and the tests of each
 *
 * Who includes this defines what it wants of GROUP_EVENT(event, test). Every
 * event of the kernel has to be here, else every_event_has_a_test fails; every
 * line needs a test, else nothing compiles.
 */

#ifndef FILE_EVENT
#define FILE_EVENT(event, test)
#endif
#ifndef PATH_EVENT
#define PATH_EVENT(event, test)
#endif
#ifndef NET_EVENT
#define NET_EVENT(event, test)
#endif
#ifndef PROCESS_EVENT
#define PROCESS_EVENT(event, test)
#endif
#ifndef SYSTEM_EVENT
#define SYSTEM_EVENT(event, test)
#endif

FILE_EVENT(exec, exec);
FILE_EVENT(exec, exec_script);
FILE_EVENT(exec, exec_memfd);
FILE_EVENT(exec_check, exec_check);
FILE_EVENT(file_open, open_read);
FILE_EVENT(file_open, open_truncate);
FILE_EVENT(file_open, open_for_exec);
FILE_EVENT(file_open, open_io_uring);
FILE_EVENT(create, create);
FILE_EVENT(create, create_mknod);
FILE_EVENT(create_special, create_special);
FILE_EVENT(file_receive, receive_message);
FILE_EVENT(file_receive, receive_pidfd);
FILE_EVENT(mmap_file, mmap_file);
FILE_EVENT(mmap_file, mmap_file_exec);
FILE_EVENT(mmap_file, mmap_anonymous_exec);
FILE_EVENT(file_mprotect, mprotect_file);
FILE_EVENT(file_mprotect, mprotect_anonymous_exec);
FILE_EVENT(file_truncate, ftruncate);

PATH_EVENT(path_mknod, mknod_fifo);
PATH_EVENT(path_mknod, mknod_device);
PATH_EVENT(path_mkdir, mkdir);
PATH_EVENT(path_unlink, unlink);
PATH_EVENT(path_rmdir, rmdir);
PATH_EVENT(path_rename, rename);
PATH_EVENT(path_rename, rename_exchange);
PATH_EVENT(path_link, link);
PATH_EVENT(path_symlink, symlink);
PATH_EVENT(path_truncate, truncate);
PATH_EVENT(path_chmod, chmod);
PATH_EVENT(path_chmod, fchmod);
PATH_EVENT(path_chown, chown);
PATH_EVENT(path_chown, fchown);

NET_EVENT(socket_create, socket_create);
NET_EVENT(socket_create, socketpair);
NET_EVENT(socket_bind, bind_inet);
NET_EVENT(socket_bind, bind_inet6);
NET_EVENT(socket_bind, bind_abstract);
NET_EVENT(socket_bind, bind_netlink);
NET_EVENT(socket_connect, connect_inet);
NET_EVENT(socket_connect, connect_inet6);
NET_EVENT(socket_connect, connect_unix);
NET_EVENT(socket_listen, listen);
NET_EVENT(socket_accept, accept);
NET_EVENT(socket_sendmsg, sendto);
NET_EVENT(socket_sendmsg, sendmsg_fastopen);
NET_EVENT(unix_find, unix_find);
NET_EVENT(unix_stream_connect, unix_stream_connect);
NET_EVENT(unix_may_send, unix_may_send);

PROCESS_EVENT(task_kill, kill);
PROCESS_EVENT(task_kill, kill_self);
PROCESS_EVENT(task_kill, pidfd_send_signal);
PROCESS_EVENT(ptrace_access_check, process_vm_readv);
PROCESS_EVENT(ptrace_access_check, proc_exe);
PROCESS_EVENT(ptrace_traceme, traceme);
PROCESS_EVENT(capable, capable);
PROCESS_EVENT(task_fix_setuid, setresuid);
PROCESS_EVENT(task_fix_setuid, setfsuid);
PROCESS_EVENT(task_fix_setgid, setresgid);
PROCESS_EVENT(task_fix_setgid, setfsgid);
PROCESS_EVENT(userns_create, unshare_userns);

SYSTEM_EVENT(sb_mount, mount);
SYSTEM_EVENT(sb_mount, mount_bind);
SYSTEM_EVENT(move_mount, move_mount);
SYSTEM_EVENT(kernel_module_request, module_request);
SYSTEM_EVENT(kernel_load_data, init_module);
SYSTEM_EVENT(kernel_load_data, kexec_load);
SYSTEM_EVENT(kernel_read_file, finit_module);

#undef FILE_EVENT
#undef PATH_EVENT
#undef NET_EVENT
#undef PROCESS_EVENT
#undef SYSTEM_EVENT
