// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - commands to open files
 */

#include <linux/blkdev.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/i2c-dev.h>
#include <linux/if_tun.h>
#include <linux/kd.h>
#include <linux/loop.h>
#include <linux/lsm_hooks.h>
#include <linux/major.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/suspend_ioctls.h>
#include <linux/vt.h>
#include <asm/ioctls.h>
#include <uapi/linux/btrfs.h>
#include <uapi/linux/cdrom.h>
#include <uapi/linux/fb.h>
#include <uapi/linux/nbd.h>
#include <uapi/linux/perf_event.h>
#include <uapi/linux/raid/md_u.h>
#include <uapi/linux/rtc.h>
#include <uapi/linux/seccomp.h>
#include <uapi/linux/uinput.h>
#include <uapi/linux/vfio.h>
#if IS_ENABLED(CONFIG_KVM)
#include <uapi/linux/kvm.h>
#endif

#include "brief.h"
#include "file.h"
#include "hooks.h"
#include "task.h"

/* Flags that F_SETFL changes; programs hand the others back as they were. */
#define TSEM_SETFL_FLAGS (O_APPEND | O_NONBLOCK | O_NDELAY | O_DIRECT |	\
			  O_NOATIME | FASYNC)

/*
 * Commands whose argument is a value: only the driver can tell it from an
 * address, since most numbers are older than the scheme that says what an
 * argument is, and others do not follow it.  Here are those of terminals,
 * consoles, block devices and what else is not made for one kind of hardware;
 * the argument of any other command is not in the record.  That of a command
 * without one is not either, since programs leave there what they like.
 */
static bool is_terminal_value(unsigned int cmd)
{
	switch (cmd) {
	case TCSBRK:
	case TCSBRKP:
	case TCXONC:
	case TCFLSH:
	case TIOCGPTPEER:
	case TIOCMIWAIT:
	case TIOCSCTTY:
	case TIOCSIG:
	case VT_ACTIVATE:
	case VT_WAITACTIVE:
	case VT_RELDISP:
	case VT_DISALLOCATE:
	case KDADDIO:
	case KDDELIO:
	case KDMKTONE:
	case KDSETLED:
	case KDSETMODE:
	case KDSIGACCEPT:
	case KDSKBLED:
	case KDSKBMETA:
	case KDSKBMODE:
	case KIOCSOUND:
		return true;
	default:
		return false;
	}
}

/* Of other character devices. */
static bool is_char_value(unsigned int cmd)
{
	switch (cmd) {
	case EVIOCGRAB:
	case FBIOBLANK:
	case I2C_PEC:
	case I2C_RETRIES:
	case I2C_SLAVE:
	case I2C_SLAVE_FORCE:
	case I2C_TENBIT:
	case I2C_TIMEOUT:
	case LOOP_CTL_ADD:
	case LOOP_CTL_REMOVE:
	case RTC_EPOCH_SET:
	case RTC_IRQP_SET:
	case SNAPSHOT_PLATFORM_SUPPORT:
	case SNAPSHOT_PREF_IMAGE_SIZE:
	case TUNSETDEBUG:
	case TUNSETGROUP:
	case TUNSETLINK:
	case TUNSETNOCSUM:
	case TUNSETOFFLOAD:
	case TUNSETOWNER:
	case TUNSETPERSIST:
	case UI_SET_ABSBIT:
	case UI_SET_EVBIT:
	case UI_SET_FFBIT:
	case UI_SET_KEYBIT:
	case UI_SET_LEDBIT:
	case UI_SET_MSCBIT:
	case UI_SET_PROPBIT:
	case UI_SET_RELBIT:
	case UI_SET_SNDBIT:
	case UI_SET_SWBIT:
	case VFIO_CHECK_EXTENSION:
	case VFIO_SET_IOMMU:
		return true;
	default:
		return false;
	}
}

static bool is_block_value(unsigned int cmd)
{
	switch (cmd) {
	case BLKFRASET:
	case BLKRASET:
	case CDROMEJECT_SW:
	case CDROM_CLEAR_OPTIONS:
	case CDROM_DEBUG:
	case CDROM_DRIVE_STATUS:
	case CDROM_LOCKDOOR:
	case CDROM_MEDIA_CHANGED:
	case CDROM_SELECT_DISC:
	case CDROM_SELECT_SPEED:
	case CDROM_SET_OPTIONS:
	case HOT_ADD_DISK:
	case HOT_REMOVE_DISK:
	case LOOP_SET_BLOCK_SIZE:
	case LOOP_SET_DIRECT_IO:
	case NBD_SET_BLKSIZE:
	case NBD_SET_FLAGS:
	case NBD_SET_SIZE:
	case NBD_SET_SIZE_BLOCKS:
	case NBD_SET_TIMEOUT:
	case SET_DISK_FAULTY:
		return true;
	default:
		return false;
	}
}

#if IS_ENABLED(CONFIG_KVM)
/* Also of the character device, of which the others come. */
static bool is_kvm_value(unsigned int cmd)
{
	switch (cmd) {
	case KVM_CHECK_EXTENSION:
	case KVM_CREATE_VCPU:
	case KVM_CREATE_VM:
	case KVM_SET_BOOT_CPU_ID:
	case KVM_SET_NR_MMU_PAGES:
	case KVM_SET_TSS_ADDR:
		return true;
	default:
		return false;
	}
}
#else
static bool is_kvm_value(unsigned int cmd)
{
	return false;
}
#endif

/* Of objects without a device, and of directories. */
static u64 other_value(unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case PERF_EVENT_IOC_DISABLE:
	case PERF_EVENT_IOC_ENABLE:
	case PERF_EVENT_IOC_RESET:
		/* Programs leave it away, since there is but one flag. */
		return arg & PERF_IOC_FLAG_GROUP;
	case BTRFS_IOC_BALANCE_CTL:
	case PERF_EVENT_IOC_PAUSE_OUTPUT:
	case PERF_EVENT_IOC_REFRESH:
	case SECCOMP_IOCTL_NOTIF_SET_FLAGS:
		return arg;
	default:
		return is_kvm_value(cmd) ? arg : 0;
	}
}

/*
 * The argument if it is a value, otherwise 0: addresses and numbers of
 * descriptors are not the same on every run.
 */
static u64 ioctl_value(const struct file *file, unsigned int cmd,
		       unsigned long arg)
{
	const umode_t mode = file_inode(file)->i_mode;
	bool value;

	if (S_ISCHR(mode))
		value = is_terminal_value(cmd) || is_char_value(cmd) ||
			is_kvm_value(cmd);
	else if (S_ISBLK(mode))
		value = is_block_value(cmd);
	else
		return other_value(cmd, arg);
	return value ? arg : 0;
}

/* Inlined, so that the first word of the key is a constant. */
static __always_inline int decide_command(enum tsem_event_id id,
					  const struct file *file,
					  unsigned int cmd, u64 value)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_file(&brief, proc, file);
	tsem_brief_u32(&brief, cmd);
	tsem_brief_u64(&brief, value);
	return tsem_brief_decide(&brief, id, proc);
}

/* A stacking file system asks for its layers, with other credentials. */
static int decide_ioctl(enum tsem_event_id id, const struct file *file,
			unsigned int cmd, unsigned long arg)
{
	if (!tsem_in_use() || tsem_acts_for_other())
		return 0;
	return decide_command(id, file, cmd, ioctl_value(file, cmd, arg));
}

static int tsem_file_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	return decide_ioctl(TSEM_EV_file_ioctl, file, cmd, arg);
}

static int tsem_file_ioctl_compat(struct file *file, unsigned int cmd,
				  unsigned long arg)
{
	return decide_ioctl(TSEM_EV_file_ioctl_compat, file, cmd, arg);
}

/*
 * What a command takes from its argument, if that is a value.  F_SETOWN has a
 * PID, F_DUPFD_QUERY a descriptor, and the others have addresses or nothing.
 */
static u64 fcntl_value(unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_SETFD:
		return arg & FD_CLOEXEC;
	case F_SETFL:
		return arg & TSEM_SETFL_FLAGS;
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
	case F_SETSIG:
	case F_SETLEASE:
	case F_NOTIFY:
	case F_SETPIPE_SZ:
	case F_ADD_SEALS:
		return (u32)arg;
	default:
		return 0;
	}
}

static int tsem_file_fcntl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	if (!tsem_in_use())
		return 0;
	return decide_command(TSEM_EV_file_fcntl, file, cmd,
			      fcntl_value(cmd, arg));
}

static int tsem_file_lock(struct file *file, unsigned int cmd)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_file(&brief, proc, file);
	tsem_brief_u32(&brief, cmd);
	return tsem_brief_decide(&brief, TSEM_EV_file_lock, proc);
}

/*
 * A process of the group would be there by chance, so that it is the one whose
 * number the group has.
 */
static struct task_struct *task_of(const struct fown_struct *owner)
{
	if (owner->pid_type == PIDTYPE_PGID)
		return pid_task(owner->pid, PIDTYPE_TGID);
	return pid_task(owner->pid, PIDTYPE_PID);
}

static int decide_owner(const struct fown_struct *owner)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);
	const struct task_struct *task;

	if (!proc)
		return 0;
	guard(rcu)();
	task = task_of(owner);
	tsem_brief_u32(&brief, owner->pid_type);
	/* Even one that is gone may have left a group. */
	tsem_brief_task(&brief, proc, task ?: &init_task);
	return tsem_brief_decide(&brief, TSEM_EV_file_set_fowner, proc);
}

/*
 * Signals are sent when something comes in, by whatever runs then, perhaps an
 * interrupt.  So it is decided when it is said who gets them, which nobody can
 * refuse, and the answer is kept.
 */
static void tsem_file_set_fowner(struct file *file)
{
	if (tsem_in_use())
		tsem_file(file)->no_signal = decide_owner(file_f_owner(file));
}

static int tsem_file_send_sigiotask(struct task_struct *tsk,
				    struct fown_struct *fown, int sig)
{
	if (!tsem_in_use())
		return 0;
	return tsem_file(fown->file)->no_signal ? -EPERM : 0;
}

static struct security_hook_list tsem_fd_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_ioctl, tsem_file_ioctl),
	LSM_HOOK_INIT(file_ioctl_compat, tsem_file_ioctl_compat),
	LSM_HOOK_INIT(file_fcntl, tsem_file_fcntl),
	LSM_HOOK_INIT(file_lock, tsem_file_lock),
	LSM_HOOK_INIT(file_set_fowner, tsem_file_set_fowner),
	LSM_HOOK_INIT(file_send_sigiotask, tsem_file_send_sigiotask),
};

/**
 * tsem_add_fd_hooks - Register the hooks for commands to open files
 *
 * Context: Boot.
 */
__init void tsem_add_fd_hooks(void)
{
	security_add_hooks(tsem_fd_hooks, ARRAY_SIZE(tsem_fd_hooks),
			   &tsem_lsmid);
}
