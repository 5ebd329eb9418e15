/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: the events, and the tests of each
 *
 * Who includes this defines what it wants of GROUP_EVENT(event, test). Every
 * event of the kernel has to be here, else every_event_has_a_test fails; every
 * line needs a test, else nothing compiles.
 */

#ifndef EXEC_EVENT
#define EXEC_EVENT(event, test)
#endif
#ifndef FILE_EVENT
#define FILE_EVENT(event, test)
#endif
#ifndef PATH_EVENT
#define PATH_EVENT(event, test)
#endif
#ifndef NET_EVENT
#define NET_EVENT(event, test)
#endif
#ifndef FD_EVENT
#define FD_EVENT(event, test)
#endif
#ifndef ATTR_EVENT
#define ATTR_EVENT(event, test)
#endif
#ifndef SOCKOPT_EVENT
#define SOCKOPT_EVENT(event, test)
#endif
#ifndef MOUNT_EVENT
#define MOUNT_EVENT(event, test)
#endif
#ifndef PROCESS_EVENT
#define PROCESS_EVENT(event, test)
#endif
#ifndef SYSTEM_EVENT
#define SYSTEM_EVENT(event, test)
#endif
#ifndef TASK_EVENT
#define TASK_EVENT(event, test)
#endif
#ifndef PRCTL_EVENT
#define PRCTL_EVENT(event, test)
#endif
#ifndef GROUP_EVENT
#define GROUP_EVENT(event, test)
#endif
#ifndef IPC_EVENT
#define IPC_EVENT(event, test)
#endif
#ifndef KEY_EVENT
#define KEY_EVENT(event, test)
#endif
#ifndef BPF_EVENT
#define BPF_EVENT(event, test)
#endif
#ifndef MACHINE_EVENT
#define MACHINE_EVENT(event, test)
#endif
#ifndef BINDER_EVENT
#define BINDER_EVENT(event, test)
#endif

EXEC_EVENT(exec, exec);
EXEC_EVENT(exec, exec_script);
EXEC_EVENT(exec, exec_script_of_script);
EXEC_EVENT(exec, exec_misc);
EXEC_EVENT(exec, exec_setuid);
EXEC_EVENT(exec, exec_misc_setuid);
EXEC_EVENT(exec, exec_memfd);
EXEC_EVENT(exec_check, exec_check);

FILE_EVENT(file_open, open_read);
FILE_EVENT(file_open, open_truncate);
FILE_EVENT(file_open, open_for_exec);
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
PATH_EVENT(path_unlink, mq_unlink);
PATH_EVENT(path_unlink, unlink_queue);
PATH_EVENT(create, mq_create);
PATH_EVENT(create, create_queue);
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
NET_EVENT(socket_recvmsg, recv);
NET_EVENT(socket_recvmsg, read_socket);
NET_EVENT(socket_recvmsg, recvmmsg_peek);
NET_EVENT(socket_recvmsg, recv_seqpacket);
NET_EVENT(socket_recvmsg, recv_errors);
NET_EVENT(socket_recvmsg, recv_request);
NET_EVENT(unix_find, unix_find);
NET_EVENT(unix_stream_connect, unix_stream_connect);
NET_EVENT(unix_may_send, unix_may_send);

FD_EVENT(file_ioctl, ioctl);
FD_EVENT(file_ioctl, ioctl_value);
FD_EVENT(file_ioctl, ioctl_signal);
FD_EVENT(file_ioctl, ioctl_foreign);
FD_EVENT(file_ioctl_compat, ioctl_compat);
FD_EVENT(file_fcntl, fcntl_setfl);
FD_EVENT(file_fcntl, fcntl_dupfd);
FD_EVENT(file_fcntl, fcntl_setown);
FD_EVENT(file_lock, flock);
FD_EVENT(file_lock, setlk);
FD_EVENT(file_lock, setlease);
FD_EVENT(file_set_fowner, setown);
FD_EVENT(path_notify, inotify);
FD_EVENT(path_notify, fanotify);

ATTR_EVENT(inode_getattr, stat);
ATTR_EVENT(inode_getattr, fstat);
ATTR_EVENT(inode_getattr, statx);
ATTR_EVENT(inode_getattr, fstat_pipe);
ATTR_EVENT(inode_readlink, readlink);
ATTR_EVENT(inode_readlink, readlink_proc);
ATTR_EVENT(inode_setattr, utimensat);
ATTR_EVENT(inode_setattr, futimens);
ATTR_EVENT(inode_setattr, futimens_deleted);
ATTR_EVENT(inode_setattr, futimens_sticky);
ATTR_EVENT(inode_killpriv, killpriv_write);
ATTR_EVENT(inode_killpriv, killpriv_chown);
ATTR_EVENT(inode_setxattr, setxattr);
ATTR_EVENT(inode_setxattr, fsetxattr);
ATTR_EVENT(inode_getxattr, getxattr);
ATTR_EVENT(inode_listxattr, listxattr);
ATTR_EVENT(inode_removexattr, removexattr);
ATTR_EVENT(inode_set_acl, set_acl);
ATTR_EVENT(inode_get_acl, get_acl);
ATTR_EVENT(inode_remove_acl, remove_acl);
ATTR_EVENT(inode_file_setattr, setflags);
ATTR_EVENT(inode_file_getattr, getflags);

SOCKOPT_EVENT(socket_socketpair, socketpair_join);
SOCKOPT_EVENT(socket_getsockname, getsockname);
SOCKOPT_EVENT(socket_getpeername, getpeername);
SOCKOPT_EVENT(socket_setsockopt, setsockopt);
SOCKOPT_EVENT(socket_setsockopt, setsockopt_tcp);
SOCKOPT_EVENT(socket_getsockopt, getsockopt);
SOCKOPT_EVENT(socket_shutdown, shutdown);
SOCKOPT_EVENT(sctp_bind_connect, sctp_bindx);
SOCKOPT_EVENT(socket_bind, bind_packet);
SOCKOPT_EVENT(socket_bind, bind_vsock);
SOCKOPT_EVENT(tun_dev_create, tun_create);
SOCKOPT_EVENT(tun_dev_open, tun_open_old);
SOCKOPT_EVENT(tun_dev_attach_queue, tun_queue);
SOCKOPT_EVENT(tun_dev_attach, tun_make);
SOCKOPT_EVENT(tun_dev_attach, tun_open);

MOUNT_EVENT(sb_umount, umount);
MOUNT_EVENT(sb_pivotroot, pivot_root);
MOUNT_EVENT(path_chroot, chroot);
MOUNT_EVENT(sb_set_mnt_opts, get_tree);
MOUNT_EVENT(sb_set_mnt_opts, automount);
MOUNT_EVENT(sb_set_mnt_opts, ipc_namespace);
MOUNT_EVENT(sb_kern_mount, kern_mount);
MOUNT_EVENT(sb_kern_mount, create_fs);
MOUNT_EVENT(sb_remount, remount);
MOUNT_EVENT(sb_statfs, statfs);
MOUNT_EVENT(sb_statfs, statfs_proc);
MOUNT_EVENT(fs_context_parse_param, param_string);
MOUNT_EVENT(fs_context_parse_param, param_binary);
MOUNT_EVENT(fs_context_parse_param, param_file);

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

TASK_EVENT(task_setpgid, setpgid);
TASK_EVENT(task_setpgid, setpgid_join);
TASK_EVENT(task_getpgid, getpgid);
TASK_EVENT(task_getsid, getsid);
TASK_EVENT(task_getioprio, ioprio_get);
TASK_EVENT(task_getscheduler, sched_getscheduler);
TASK_EVENT(capget, capget);
TASK_EVENT(task_prlimit, prlimit);
TASK_EVENT(task_setnice, setpriority);
TASK_EVENT(task_setioprio, ioprio_set);
TASK_EVENT(task_setrlimit, setrlimit);
TASK_EVENT(task_setscheduler, sched_setscheduler);
TASK_EVENT(task_setscheduler, sched_setaffinity);
TASK_EVENT(task_movememory, move_pages);
TASK_EVENT(task_movememory, migrate_pages);
TASK_EVENT(task_fix_setgroups, setgroups);
TASK_EVENT(task_fix_setgroups, setgroups_none);
TASK_EVENT(capset, capset);

PRCTL_EVENT(task_prctl, prctl);
PRCTL_EVENT(task_prctl, prctl_name);

GROUP_EVENT(task_getioprio, ioprio_get_group);
GROUP_EVENT(task_getioprio, ioprio_get_user);

IPC_EVENT(ipc_permission, shmget_write);
IPC_EVENT(ipc_permission, shmat_read);
IPC_EVENT(ipc_permission, semop_write);
IPC_EVENT(shm_associate, shmget_new);
IPC_EVENT(shm_associate, shmget_old);
IPC_EVENT(shm_associate, shmget_private);
IPC_EVENT(shm_shmctl, shmctl_remove);
IPC_EVENT(shm_shmctl, shmctl_info);
IPC_EVENT(shm_shmat, shmat);
IPC_EVENT(sem_associate, semget_new);
IPC_EVENT(sem_associate, semget_old);
IPC_EVENT(sem_semctl, semctl_setval);
IPC_EVENT(sem_semop, semop);
IPC_EVENT(msg_queue_associate, msgget_new);
IPC_EVENT(msg_queue_associate, msgget_old);
IPC_EVENT(msg_queue_msgctl, msgctl_remove);
IPC_EVENT(msg_queue_msgsnd, msgsnd);
IPC_EVENT(msg_queue_msgrcv, msgrcv);
IPC_EVENT(msg_queue_msgrcv, msgrcv_waiting);

KEY_EVENT(key_alloc, add_key);
KEY_EVENT(key_permission, keyctl_read);
KEY_EVENT(key_permission, add_key_to_ring);
KEY_EVENT(key_permission, search_key);
KEY_EVENT(key_permission, search_ring);

BPF_EVENT(bpf, bpf_create);
BPF_EVENT(bpf_map_create, map_create);
BPF_EVENT(bpf_map, map_descriptor);
BPF_EVENT(bpf, bpf_load);
BPF_EVENT(bpf_prog_load, prog_load);
BPF_EVENT(bpf_prog, prog_descriptor);
BPF_EVENT(bpf_token_create, token_create);

MACHINE_EVENT(perf_event_open, perf_event_open);
MACHINE_EVENT(locked_down, dev_mem);
MACHINE_EVENT(syslog, syslog);
MACHINE_EVENT(settime, settimeofday);
MACHINE_EVENT(uring_allowed, uring_setup);
MACHINE_EVENT(uring_sqpoll, uring_sqpoll);
MACHINE_EVENT(uring_override_creds, uring_personality);
MACHINE_EVENT(uring_cmd, uring_cmd);
MACHINE_EVENT(netlink_send, netlink_send);
MACHINE_EVENT(netlink_send, netlink_send_second);

MACHINE_EVENT(quotactl, quotactl);
MACHINE_EVENT(quota_on, quota_on);

BINDER_EVENT(binder_set_context_mgr, binder_manager);
BINDER_EVENT(binder_transaction, binder_transaction);
BINDER_EVENT(binder_transfer_binder, binder_object);
BINDER_EVENT(binder_transfer_file, binder_file);

#undef EXEC_EVENT
#undef FILE_EVENT
#undef PATH_EVENT
#undef NET_EVENT
#undef FD_EVENT
#undef ATTR_EVENT
#undef SOCKOPT_EVENT
#undef MOUNT_EVENT
#undef PROCESS_EVENT
#undef SYSTEM_EVENT
#undef TASK_EVENT
#undef PRCTL_EVENT
#undef GROUP_EVENT
#undef IPC_EVENT
#undef KEY_EVENT
#undef BPF_EVENT
#undef MACHINE_EVENT
#undef BINDER_EVENT
