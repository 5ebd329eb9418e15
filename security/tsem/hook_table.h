/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what becomes of each LSM hook
 *
 * Every hook of the kernel, in the order and under the conditions of
 * include/linux/lsm_hook_defs.h.  hook_table.c makes the build fail when a hook
 * is missing or too many, and when this and event_table.h do not agree.  The
 * tables in Documentation/security/tsem-hooks.rst are made from here.
 *
 * TSEM_HOOK_MODELLED(hook, event)
 *	Decides the event, which has this hook in event_table.h.  If several
 *	events have it, this is the one of that name.
 * TSEM_HOOK_SHARED(hook, event)
 *	Decides an event that has another hook in event_table.h.
 * TSEM_HOOK_SUPPORT(hook, "what for")
 *	Decides nothing by itself, but is needed for what others decide.
 * TSEM_HOOK_NOT(hook, "why", "what remains unseen"...)
 *	TSEM has no such hook.  Last, and in one line or several, what a member
 *	of an enforcing namespace can do through this operation without an event
 *	of TSEM, as far as the rest of the kernel lets it.  "void" says that a
 *	hook cannot refuse; "not yet" that it is going to be modelled.
 *
 * With TSEM_ALL_HOOKS the conditions do not count.  This file has no include
 * guard: hook_table.c includes it.
 */

TSEM_HOOK_MODELLED(binder_set_context_mgr, binder_set_context_mgr)
TSEM_HOOK_MODELLED(binder_transaction, binder_transaction)
TSEM_HOOK_MODELLED(binder_transfer_binder, binder_transfer_binder)
TSEM_HOOK_MODELLED(binder_transfer_file, binder_transfer_file)
TSEM_HOOK_MODELLED(ptrace_access_check, ptrace_access_check)
TSEM_HOOK_MODELLED(ptrace_traceme, ptrace_traceme)
TSEM_HOOK_MODELLED(capget, capget)
TSEM_HOOK_MODELLED(capset, capset)
TSEM_HOOK_MODELLED(capable, capable)
TSEM_HOOK_MODELLED(quotactl, quotactl)
TSEM_HOOK_MODELLED(quota_on, quota_on)
TSEM_HOOK_MODELLED(syslog, syslog)
TSEM_HOOK_MODELLED(settime, settime)
TSEM_HOOK_NOT(vm_enough_memory,
	      "asked for every growth of an address space, with a number of pages and no object",
	      "using memory within its limits and its memory cgroup")
TSEM_HOOK_MODELLED(bprm_creds_for_exec, exec_check)
TSEM_HOOK_MODELLED(bprm_creds_from_file, exec)
TSEM_HOOK_SUPPORT(bprm_check_security, "digests each file of the chain while it cannot be written")
TSEM_HOOK_NOT(bprm_committing_creds,
	      "void; the program was decided, and bprm_committed_creds notes that it runs",
	      "nothing")
TSEM_HOOK_SUPPORT(bprm_committed_creds, "gives the process the identity of its new program")
TSEM_HOOK_NOT(fs_context_submount,
	      "a file system mounts below itself; sb_set_mnt_opts follows",
	      "nothing")
TSEM_HOOK_NOT(fs_context_dup,
	      "copies labels of a mount that is being made; only btrfs calls it",
	      "nothing")
TSEM_HOOK_MODELLED(fs_context_parse_param, fs_context_parse_param)
TSEM_HOOK_SUPPORT(sb_alloc_security, "numbers superblocks, for the set of written files")
TSEM_HOOK_NOT(sb_delete,
	      "void, when a superblock goes; its number is not used again",
	      "nothing")
TSEM_HOOK_NOT(sb_free_security,
	      "void, frees labels; the number of a superblock needs no freeing",
	      "nothing")
TSEM_HOOK_NOT(sb_free_mnt_opts, "void, frees labels among mount options",
	      "nothing")
TSEM_HOOK_NOT(sb_eat_lsm_opts,
	      "takes labels out of the options of a mount; the options are in sb_mount as a whole",
	      "nothing")
TSEM_HOOK_NOT(sb_mnt_opts_compat,
	      "compares labels when NFS finds that it has this superblock already",
	      "nothing")
TSEM_HOOK_MODELLED(sb_remount, sb_remount)
TSEM_HOOK_MODELLED(sb_kern_mount, sb_kern_mount)
TSEM_HOOK_NOT(sb_show_options, "prints labels in /proc/mounts",
	      "nothing; opening /proc/mounts is an event, statmount(2) comes to sb_statfs")
TSEM_HOOK_MODELLED(sb_statfs, sb_statfs)
TSEM_HOOK_MODELLED(sb_mount, sb_mount)
TSEM_HOOK_MODELLED(sb_umount, sb_umount)
TSEM_HOOK_MODELLED(sb_pivotroot, sb_pivotroot)
TSEM_HOOK_MODELLED(sb_set_mnt_opts, sb_set_mnt_opts)
TSEM_HOOK_NOT(sb_clone_mnt_opts, "copies labels between two superblocks of NFS",
	      "nothing")
TSEM_HOOK_MODELLED(move_mount, move_mount)
TSEM_HOOK_NOT(dentry_init_security,
	      "asks for the label of a file that is to be made on a server",
	      "nothing; making the file is path_mknod, path_mkdir, path_symlink or create")
TSEM_HOOK_NOT(dentry_create_files_as,
	      "overlayfs asks for the label of a file that it makes for a member",
	      "nothing; making the file is an event at the overlay")

#if defined(CONFIG_SECURITY_PATH) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(path_unlink, path_unlink)
TSEM_HOOK_MODELLED(path_mkdir, path_mkdir)
TSEM_HOOK_MODELLED(path_rmdir, path_rmdir)
TSEM_HOOK_MODELLED(path_mknod, path_mknod)
TSEM_HOOK_SUPPORT(path_post_mknod, "notes that a member made a file")
TSEM_HOOK_MODELLED(path_truncate, path_truncate)
TSEM_HOOK_MODELLED(path_symlink, path_symlink)
TSEM_HOOK_MODELLED(path_link, path_link)
TSEM_HOOK_MODELLED(path_rename, path_rename)
TSEM_HOOK_MODELLED(path_chmod, path_chmod)
TSEM_HOOK_MODELLED(path_chown, path_chown)
TSEM_HOOK_MODELLED(path_chroot, path_chroot)
#endif

TSEM_HOOK_MODELLED(path_notify, path_notify)
TSEM_HOOK_NOT(inode_alloc_security,
	      "blobs begin as zeroes; the first digest of a file allocates what it needs",
	      "nothing")
TSEM_HOOK_SUPPORT(inode_free_security, "forgets that members wrote a file when it is gone")
TSEM_HOOK_SUPPORT(inode_free_security_rcu, "frees the digests of an inode")
TSEM_HOOK_NOT(inode_init_security,
	      "makes the label that a new file is to have in its extended attributes",
	      "nothing")
TSEM_HOOK_NOT(inode_init_security_anon,
	      "it has a name that the kernel chose and no parameter; what is done with it counts",
	      "making a memfd_create(2), memfd_secret(2) or userfaultfd(2) object, an event or a timer;",
	      "with userfaultfd it can hold up its page faults, an aid for races in the kernel;",
	      "io_uring_setup(2) and perf_event_open(2) are events, a KVM guest is made by file_ioctl,",
	      "and executing a memfd or mapping it executable is an event with its digest")
/* Only for message queues of mq_open(3); see path_mknod for the rest. */
TSEM_HOOK_SHARED(inode_create, create)
TSEM_HOOK_NOT(inode_post_create_tmpfile,
	      "void, after a file without a name was made; file_open was the event and notes it",
	      "nothing")
TSEM_HOOK_NOT(inode_link,
	      "has no mount, and comes for what file systems do themselves; path_link is the event",
	      "nothing")
/* For message queues of mq_unlink(3); else it forgets what members made or wrote. */
TSEM_HOOK_SHARED(inode_unlink, path_unlink)
TSEM_HOOK_NOT(inode_symlink, "as inode_link; path_symlink is the event",
	      "nothing")
TSEM_HOOK_NOT(inode_mkdir, "as inode_link; path_mkdir is the event",
	      "nothing")
TSEM_HOOK_SUPPORT(inode_rmdir, "forgets what members made or wrote, as inode_unlink does")
TSEM_HOOK_NOT(inode_mknod, "as inode_link; path_mknod is the event",
	      "nothing")
TSEM_HOOK_SUPPORT(inode_rename,
		  "notes names that come and go; path_rename is the event")
TSEM_HOOK_MODELLED(inode_readlink, inode_readlink)
TSEM_HOOK_NOT(inode_follow_link,
	      "has no mount, may come under RCU; the file at the end is recorded by its real path",
	      "learning where links lead by walking over them")
TSEM_HOOK_NOT(inode_permission,
	      "asked for each directory of each path, often under RCU; the operation is the event",
	      "access(2), chdir(2), and whether names exist and what it may do there")
TSEM_HOOK_MODELLED(inode_setattr, inode_setattr)
TSEM_HOOK_SUPPORT(inode_post_setattr, "notes that truncate(2) has written a file")
TSEM_HOOK_MODELLED(inode_getattr, inode_getattr)
TSEM_HOOK_NOT(inode_xattr_skipcap,
	      "asks whether a module replaces the capability check of one of its attributes",
	      "nothing")
TSEM_HOOK_MODELLED(inode_setxattr, inode_setxattr)
TSEM_HOOK_NOT(inode_post_setxattr,
	      "void, after the attribute was set; inode_setxattr can still refuse",
	      "nothing")
TSEM_HOOK_MODELLED(inode_getxattr, inode_getxattr)
TSEM_HOOK_MODELLED(inode_listxattr, inode_listxattr)
TSEM_HOOK_MODELLED(inode_removexattr, inode_removexattr)
TSEM_HOOK_NOT(inode_post_removexattr,
	      "void, after the attribute was removed; inode_removexattr can still refuse",
	      "nothing")
TSEM_HOOK_MODELLED(inode_file_setattr, inode_file_setattr)
TSEM_HOOK_MODELLED(inode_file_getattr, inode_file_getattr)
TSEM_HOOK_MODELLED(inode_set_acl, inode_set_acl)
TSEM_HOOK_NOT(inode_post_set_acl,
	      "void, after the list was set; inode_set_acl can still refuse",
	      "nothing")
TSEM_HOOK_MODELLED(inode_get_acl, inode_get_acl)
TSEM_HOOK_MODELLED(inode_remove_acl, inode_remove_acl)
TSEM_HOOK_NOT(inode_post_remove_acl,
	      "void, after the list was removed; inode_remove_acl can still refuse",
	      "nothing")
TSEM_HOOK_NOT(inode_need_killpriv,
	      "asks whether a write or chown takes the capabilities of a program away",
	      "nothing; inode_killpriv follows if it does")
TSEM_HOOK_MODELLED(inode_killpriv, inode_killpriv)
TSEM_HOOK_NOT(inode_getsecurity,
	      "reads a label as an extended attribute for the module that has it",
	      "nothing beside inode_getxattr")
TSEM_HOOK_NOT(inode_setsecurity,
	      "sets a label on file systems that keep no attributes, for the module that has it",
	      "nothing beside inode_setxattr")
TSEM_HOOK_NOT(inode_listsecurity, "names the labels that modules have",
	      "nothing beside inode_listxattr")
TSEM_HOOK_NOT(inode_getlsmprop, "void, gives labels of a file to audit and IMA",
	      "nothing")
TSEM_HOOK_NOT(inode_copy_up,
	      "overlayfs copies a file up with credentials of its own, which the mounter gave",
	      "nothing; what the copy is made for is the event, at the overlay")
TSEM_HOOK_NOT(inode_copy_up_xattr, "asks which attributes overlayfs copies up",
	      "nothing")
TSEM_HOOK_NOT(inode_setintegrity,
	      "notes the digest or signature that fs-verity found at a file",
	      "nothing")
TSEM_HOOK_NOT(kernfs_init_security,
	      "makes the label of a new entry of sysfs or of a control group",
	      "nothing; a member makes such an entry by path_mkdir")
TSEM_HOOK_NOT(file_permission,
	      "each read and write, with neither length nor content; opening was the event",
	      "how often, where and what it reads and writes in files that are open, directories,",
	      "fallocate(2), splice(2), copy_file_range(2) and sharing of extents included")
TSEM_HOOK_NOT(file_alloc_security,
	      "blobs begin as zeroes; file_open fills them",
	      "nothing")
TSEM_HOOK_NOT(file_release, "void, at the last close", "closing a file")
TSEM_HOOK_NOT(file_free_security,
	      "void; the blob owns nothing, fragments live as long as their namespace",
	      "nothing")
TSEM_HOOK_NOT(backing_file_alloc,
	      "no event tells of this file before it is mapped: see mmap_backing_file",
	      "nothing")
TSEM_HOOK_NOT(backing_file_free, "void; as file_free_security", "nothing")
TSEM_HOOK_MODELLED(file_ioctl, file_ioctl)
TSEM_HOOK_MODELLED(file_ioctl_compat, file_ioctl_compat)
TSEM_HOOK_NOT(mmap_addr,
	      "addresses are in no record, since they are chosen at random",
	      "with CAP_SYS_RAWIO, mapping page 0, an aid for using NULL pointers of the kernel;",
	      "this use of the capability does not come to the hook capable")
TSEM_HOOK_MODELLED(mmap_file, mmap_file)
TSEM_HOOK_SUPPORT(mmap_backing_file,
		  "gives the file that lies below the identity of the one on top")
TSEM_HOOK_MODELLED(file_mprotect, file_mprotect)
TSEM_HOOK_MODELLED(file_lock, file_lock)
TSEM_HOOK_MODELLED(file_fcntl, file_fcntl)
TSEM_HOOK_MODELLED(file_set_fowner, file_set_fowner)
TSEM_HOOK_SUPPORT(file_send_sigiotask,
		  "keeps a signal back whose receiver file_set_fowner did not allow")
TSEM_HOOK_MODELLED(file_receive, file_receive)
TSEM_HOOK_MODELLED(file_open, file_open)
TSEM_HOOK_SUPPORT(file_post_open,
		  "notes that a file was opened for writing, when overlayfs has copied it up")
TSEM_HOOK_MODELLED(file_truncate, file_truncate)
TSEM_HOOK_SUPPORT(task_alloc,
		  "gives a child the identity, the trust status and the namespace of its parent")
TSEM_HOOK_SUPPORT(task_free, "drops the reference to the namespace")
TSEM_HOOK_NOT(cred_alloc_blank,
	      "identity is in the task, since credentials are shared and overridden for a while",
	      "nothing")
TSEM_HOOK_NOT(cred_free, "void; what is kept in credentials is a flag", "nothing")
TSEM_HOOK_SUPPORT(cred_prepare,
		  "marks the credentials that a member had: io_uring puts them on later")
TSEM_HOOK_SUPPORT(cred_transfer,
		  "as cred_prepare; void, so that KEYCTL_SESSION_TO_PARENT is unseen")
TSEM_HOOK_NOT(cred_getsecid,
	      "void, gives the label of credentials to binder and Rust",
	      "nothing")
TSEM_HOOK_NOT(cred_getlsmprop,
	      "void, gives the label of credentials to audit and IMA",
	      "nothing")
TSEM_HOOK_NOT(kernel_act_as,
	      "gives a service of the kernel, such as cachefiles, another label",
	      "nothing")
TSEM_HOOK_NOT(kernel_create_files_as,
	      "says with which label a service of the kernel makes files",
	      "nothing")
TSEM_HOOK_MODELLED(kernel_module_request, kernel_module_request)
TSEM_HOOK_MODELLED(kernel_load_data, kernel_load_data)
TSEM_HOOK_SUPPORT(kernel_post_load_data,
		  "decides kernel_load_data when the kernel has the data in memory")
TSEM_HOOK_MODELLED(kernel_read_file, kernel_read_file)
TSEM_HOOK_SUPPORT(kernel_post_read_file,
		  "decides kernel_read_file when the kernel has the content in memory")
TSEM_HOOK_MODELLED(task_fix_setuid, task_fix_setuid)
TSEM_HOOK_MODELLED(task_fix_setgid, task_fix_setgid)
TSEM_HOOK_MODELLED(task_fix_setgroups, task_fix_setgroups)
TSEM_HOOK_MODELLED(task_setpgid, task_setpgid)
TSEM_HOOK_MODELLED(task_getpgid, task_getpgid)
TSEM_HOOK_MODELLED(task_getsid, task_getsid)
TSEM_HOOK_NOT(current_getlsmprop_subj,
	      "void, gives the label of the task to audit and IMA",
	      "nothing")
TSEM_HOOK_NOT(task_getlsmprop_obj,
	      "void, gives the label of another task to audit and IMA",
	      "nothing")
TSEM_HOOK_MODELLED(task_setnice, task_setnice)
TSEM_HOOK_MODELLED(task_setioprio, task_setioprio)
TSEM_HOOK_MODELLED(task_getioprio, task_getioprio)
TSEM_HOOK_MODELLED(task_prlimit, task_prlimit)
TSEM_HOOK_MODELLED(task_setrlimit, task_setrlimit)
TSEM_HOOK_MODELLED(task_setscheduler, task_setscheduler)
TSEM_HOOK_MODELLED(task_getscheduler, task_getscheduler)
TSEM_HOOK_MODELLED(task_movememory, task_movememory)
TSEM_HOOK_MODELLED(task_kill, task_kill)
TSEM_HOOK_MODELLED(task_prctl, task_prctl)
TSEM_HOOK_NOT(task_to_inode,
	      "void, gives files in /proc the label of their process",
	      "nothing")
TSEM_HOOK_MODELLED(userns_create, userns_create)
TSEM_HOOK_MODELLED(ipc_permission, ipc_permission)
TSEM_HOOK_NOT(ipc_getlsmprop, "void, gives the label of an IPC object to audit",
	      "nothing")
TSEM_HOOK_NOT(msg_msg_alloc_security,
	      "makes the label of a message; msg_queue_msgsnd decides about it",
	      "the content of messages")
TSEM_HOOK_NOT(msg_msg_free_security, "void, frees the label of a message",
	      "nothing")
TSEM_HOOK_SHARED(msg_queue_alloc_security, msg_queue_associate)
TSEM_HOOK_NOT(msg_queue_free_security,
	      "void, frees the label of a queue; msg_queue_msgctl removes queues",
	      "nothing")
TSEM_HOOK_MODELLED(msg_queue_associate, msg_queue_associate)
TSEM_HOOK_MODELLED(msg_queue_msgctl, msg_queue_msgctl)
TSEM_HOOK_MODELLED(msg_queue_msgsnd, msg_queue_msgsnd)
TSEM_HOOK_MODELLED(msg_queue_msgrcv, msg_queue_msgrcv)
TSEM_HOOK_SHARED(shm_alloc_security, shm_associate)
TSEM_HOOK_NOT(shm_free_security,
	      "void, frees the label of a segment; shm_shmctl removes segments",
	      "nothing")
TSEM_HOOK_MODELLED(shm_associate, shm_associate)
TSEM_HOOK_MODELLED(shm_shmctl, shm_shmctl)
TSEM_HOOK_MODELLED(shm_shmat, shm_shmat)
TSEM_HOOK_SHARED(sem_alloc_security, sem_associate)
TSEM_HOOK_NOT(sem_free_security,
	      "void, frees the label of a set; sem_semctl removes sets",
	      "nothing")
TSEM_HOOK_MODELLED(sem_associate, sem_associate)
TSEM_HOOK_MODELLED(sem_semctl, sem_semctl)
TSEM_HOOK_MODELLED(sem_semop, sem_semop)
TSEM_HOOK_MODELLED(netlink_send, netlink_send)
TSEM_HOOK_NOT(d_instantiate,
	      "void, gives an inode its label when it gets a name",
	      "nothing")
TSEM_HOOK_SUPPORT(getselfattr, "tells a member its namespace, trust and identity")
TSEM_HOOK_NOT(setselfattr,
	      "a module is asked to change its own attributes only, and none of TSEM's can be",
	      "changing its label in another module, as far as that allows it")
TSEM_HOOK_NOT(getprocattr,
	      "a module is asked for its own attributes only, and TSEM shows none in /proc",
	      "reading the label of a process; opening the file in /proc is an event")
TSEM_HOOK_NOT(setprocattr, "as setselfattr",
	      "as setselfattr; opening the file in /proc for writing is an event")
TSEM_HOOK_NOT(ismaclabel, "asks whether an extended attribute holds a label",
	      "nothing")
TSEM_HOOK_NOT(secid_to_secctx, "turns the number of a label into text",
	      "nothing")
TSEM_HOOK_NOT(lsmprop_to_secctx, "turns labels into text", "nothing")
TSEM_HOOK_NOT(secctx_to_secid, "turns the text of a label into its number",
	      "nothing")
TSEM_HOOK_NOT(release_secctx, "void, frees the text of a label", "nothing")
TSEM_HOOK_NOT(inode_invalidate_secctx,
	      "void, gfs2 says that another machine may have changed a label",
	      "nothing")
TSEM_HOOK_NOT(inode_notifysecctx,
	      "NFS says which label a server has for a file",
	      "nothing")
TSEM_HOOK_NOT(inode_setsecctx, "the NFS server sets a label for a client",
	      "nothing")
TSEM_HOOK_NOT(inode_getsecctx, "the NFS server reads a label for a client",
	      "nothing")

#if (defined(CONFIG_SECURITY) && defined(CONFIG_WATCH_QUEUE)) || \
	defined(TSEM_ALL_HOOKS)
TSEM_HOOK_NOT(post_notification,
	      "comes with the credentials of whoever caused the notification, in any context",
	      "being told of changes of a key that it watches")
#endif

#if (defined(CONFIG_SECURITY) && defined(CONFIG_KEY_NOTIFICATIONS)) || \
	defined(TSEM_ALL_HOOKS)
TSEM_HOOK_NOT(watch_key,
	      "key_permission has the same key and the right to view it, just before",
	      "nothing beside key_permission")
#endif

#if (defined(CONFIG_SECURITY_NETWORK) && defined(CONFIG_SECURITY_PATH)) || \
	defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(unix_find, unix_find)
#endif

#if defined(CONFIG_SECURITY_NETWORK) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(unix_stream_connect, unix_stream_connect)
TSEM_HOOK_MODELLED(unix_may_send, unix_may_send)
TSEM_HOOK_MODELLED(socket_create, socket_create)
TSEM_HOOK_SUPPORT(socket_post_create, "notes who made a socket")
TSEM_HOOK_MODELLED(socket_socketpair, socket_socketpair)
TSEM_HOOK_MODELLED(socket_bind, socket_bind)
TSEM_HOOK_MODELLED(socket_connect, socket_connect)
TSEM_HOOK_MODELLED(socket_listen, socket_listen)
TSEM_HOOK_MODELLED(socket_accept, socket_accept)
TSEM_HOOK_MODELLED(socket_sendmsg, socket_sendmsg)
TSEM_HOOK_MODELLED(socket_recvmsg, socket_recvmsg)
TSEM_HOOK_MODELLED(socket_getsockname, socket_getsockname)
TSEM_HOOK_MODELLED(socket_getpeername, socket_getpeername)
TSEM_HOOK_MODELLED(socket_getsockopt, socket_getsockopt)
TSEM_HOOK_MODELLED(socket_setsockopt, socket_setsockopt)
TSEM_HOOK_MODELLED(socket_shutdown, socket_shutdown)
TSEM_HOOK_NOT(socket_sock_rcv_skb,
	      "each packet that arrives, in softirq; the receiver is not running",
	      "what it receives and from whom: peers of sockets that it may open count as input")
TSEM_HOOK_NOT(socket_getpeersec_stream,
	      "reads the label of the peer of a socket",
	      "nothing")
TSEM_HOOK_NOT(socket_getpeersec_dgram,
	      "reads the label of the sender of a datagram",
	      "nothing")
TSEM_HOOK_NOT(sk_alloc_security,
	      "blobs begin as zeroes; socket_post_create fills those of user space",
	      "nothing")
TSEM_HOOK_SUPPORT(sk_free_security, "forgets the port that the kernel chose for a socket")
TSEM_HOOK_SUPPORT(sk_clone_security,
		  "gives the socket of a connection the owner of the listening one")
TSEM_HOOK_NOT(sk_getsecid,
	      "void, gives the label of a socket to the network stack",
	      "nothing")
TSEM_HOOK_NOT(sock_graft,
	      "void, joins a connection to what accept(2) returns; sk_clone_security has its owner",
	      "nothing")
TSEM_HOOK_NOT(inet_conn_request,
	      "a peer asks for a connection, in softirq; the listener is not running",
	      "who connects to it; socket_listen and socket_accept are events, without the peer")
TSEM_HOOK_NOT(inet_csk_clone,
	      "void, gives a connection the label of its request; sk_clone_security has its owner",
	      "nothing")
TSEM_HOOK_NOT(inet_conn_established,
	      "void, takes the label of the peer, in softirq",
	      "nothing")
TSEM_HOOK_NOT(secmark_relabel_packet,
	      "a filter is set up that gives packets labels; there is no label to judge",
	      "nothing beside netlink_send and setsockopt(2), with CAP_NET_ADMIN")
TSEM_HOOK_NOT(secmark_refcount_inc,
	      "void, counts filters that give packets labels",
	      "nothing")
TSEM_HOOK_NOT(secmark_refcount_dec,
	      "void, counts filters that give packets labels",
	      "nothing")
TSEM_HOOK_NOT(req_classify_flow,
	      "void, gives a route the label of a connection",
	      "nothing")
TSEM_HOOK_SUPPORT(tun_dev_alloc_security, "notes which program makes a tunnel")
TSEM_HOOK_MODELLED(tun_dev_create, tun_dev_create)
TSEM_HOOK_MODELLED(tun_dev_attach_queue, tun_dev_attach_queue)
TSEM_HOOK_MODELLED(tun_dev_attach, tun_dev_attach)
TSEM_HOOK_MODELLED(tun_dev_open, tun_dev_open)
TSEM_HOOK_NOT(sctp_assoc_request,
	      "a peer asks for an association, in softirq; as inet_conn_request",
	      "who connects to it")
TSEM_HOOK_MODELLED(sctp_bind_connect, sctp_bind_connect)
TSEM_HOOK_NOT(sctp_sk_clone,
	      "void, gives the socket of an association its label; sk_clone_security has its owner",
	      "nothing")
TSEM_HOOK_NOT(sctp_assoc_established,
	      "the peer has answered, in softirq; socket_connect was the event",
	      "nothing")
TSEM_HOOK_NOT(mptcp_add_subflow,
	      "the kernel adds a path to a connection, from a worker, at addresses of the peer",
	      "data of a known MPTCP connection on other addresses than the recorded one:",
	      "those that the peer announces, or that netlink sets with CAP_NET_ADMIN")
#endif

#if defined(CONFIG_SECURITY_INFINIBAND) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_NOT(ib_pkey_access,
	      "has a subnet and the number of a key, which belong to the network, not the workload",
	      "RDMA to any partition that the device allows; opening /dev/infiniband/* is an event")
TSEM_HOOK_NOT(ib_endport_manage_subnet, "as ib_pkey_access",
	      "managing a subnet through a device that it may open")
TSEM_HOOK_NOT(ib_alloc_security, "makes the label of a queue pair or agent",
	      "nothing")
#endif

#if defined(CONFIG_SECURITY_NETWORK_XFRM) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_NOT(xfrm_policy_alloc_security,
	      "makes the label of an IPsec policy that is set by netlink",
	      "changing IPsec by netlink_send or sockets of PF_KEY, with CAP_NET_ADMIN")
TSEM_HOOK_NOT(xfrm_policy_clone_security, "copies the label of an IPsec policy",
	      "nothing")
TSEM_HOOK_NOT(xfrm_policy_free_security,
	      "void, frees the label of an IPsec policy",
	      "nothing")
TSEM_HOOK_NOT(xfrm_policy_delete_security,
	      "asks whether an IPsec policy with a label may be removed",
	      "changing IPsec by netlink_send or sockets of PF_KEY, with CAP_NET_ADMIN")
TSEM_HOOK_NOT(xfrm_state_alloc,
	      "makes the label of an IPsec association that is set by netlink",
	      "changing IPsec by netlink_send or sockets of PF_KEY, with CAP_NET_ADMIN")
TSEM_HOOK_NOT(xfrm_state_alloc_acquire,
	      "makes the label of an IPsec association that the kernel asks for",
	      "nothing")
TSEM_HOOK_NOT(xfrm_state_free_security,
	      "void, frees the label of an IPsec association",
	      "nothing")
TSEM_HOOK_NOT(xfrm_state_delete_security,
	      "asks whether an IPsec association with a label may be removed",
	      "changing IPsec by netlink_send or sockets of PF_KEY, with CAP_NET_ADMIN")
TSEM_HOOK_NOT(xfrm_policy_lookup,
	      "asks whether a label may use a policy, for packets in any context",
	      "nothing")
TSEM_HOOK_NOT(xfrm_state_pol_flow_match,
	      "asks whether labels match, for packets; allows with 1",
	      "nothing")
TSEM_HOOK_NOT(xfrm_decode_session, "takes a label from a packet", "nothing")
#endif

#if defined(CONFIG_KEYS) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(key_alloc, key_alloc)
TSEM_HOOK_MODELLED(key_permission, key_permission)
TSEM_HOOK_NOT(key_getsecurity, "reads the label of a key",
	      "nothing beside key_permission")
TSEM_HOOK_NOT(key_post_create_or_update,
	      "void, after a key was made or changed",
	      "the content of keys: secrets must not be in records")
#endif

#if defined(CONFIG_AUDIT) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_NOT(audit_rule_init, "parses a label in a rule of audit or IMA",
	      "nothing")
TSEM_HOOK_NOT(audit_rule_known, "asks whether a rule of audit has a label",
	      "nothing")
TSEM_HOOK_NOT(audit_rule_match, "compares a label with a rule", "nothing")
TSEM_HOOK_NOT(audit_rule_free, "void, frees the label of a rule", "nothing")
#endif

#if defined(CONFIG_BPF_SYSCALL) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(bpf, bpf)
TSEM_HOOK_MODELLED(bpf_map, bpf_map)
TSEM_HOOK_MODELLED(bpf_prog, bpf_prog)
TSEM_HOOK_MODELLED(bpf_map_create, bpf_map_create)
TSEM_HOOK_NOT(bpf_map_free, "void, frees the label of a map", "nothing")
TSEM_HOOK_MODELLED(bpf_prog_load, bpf_prog_load)
TSEM_HOOK_NOT(bpf_prog_free, "void, frees the label of a program", "nothing")
TSEM_HOOK_MODELLED(bpf_token_create, bpf_token_create)
TSEM_HOOK_NOT(bpf_token_free, "void, frees the label of a token", "nothing")
TSEM_HOOK_NOT(bpf_token_cmd,
	      "what a token is for is bpf, bpf_map_create or bpf_prog_load, which tell of it",
	      "using one token of the namespace instead of another")
TSEM_HOOK_NOT(bpf_token_capable,
	      "as bpf_token_cmd; which capabilities a token lends was decided when it was made",
	      "nothing")
#endif

TSEM_HOOK_MODELLED(locked_down, locked_down)

#if defined(CONFIG_PERF_EVENTS) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(perf_event_open, perf_event_open)
TSEM_HOOK_NOT(perf_event_alloc,
	      "makes the label of a counter, of copies for children and of those of the kernel too",
	      "nothing beside perf_event_open")
TSEM_HOOK_NOT(perf_event_read,
	      "each read(2) and mmap(2) of a counter; opening it decides",
	      "how often it reads its counters")
TSEM_HOOK_NOT(perf_event_write,
	      "each ioctl(2) on a counter, which is file_ioctl with its command; opening it decides",
	      "which period, filter and program it sets for its counters")
#endif

#if defined(CONFIG_IO_URING) || defined(TSEM_ALL_HOOKS)
TSEM_HOOK_MODELLED(uring_override_creds, uring_override_creds)
TSEM_HOOK_MODELLED(uring_sqpoll, uring_sqpoll)
TSEM_HOOK_MODELLED(uring_cmd, uring_cmd)
TSEM_HOOK_MODELLED(uring_allowed, uring_allowed)
#endif

TSEM_HOOK_NOT(initramfs_populated,
	      "void, at boot, before there is any namespace",
	      "nothing")
TSEM_HOOK_NOT(bdev_alloc_security,
	      "a block device is made by the kernel; nothing is kept of it",
	      "nothing")
TSEM_HOOK_NOT(bdev_free_security, "void, frees its label", "nothing")
TSEM_HOOK_NOT(bdev_setintegrity,
	      "dm-verity notes the root digest and signature of a device",
	      "making such a device with CAP_SYS_ADMIN, by ioctl(2) on /dev/mapper/control")
