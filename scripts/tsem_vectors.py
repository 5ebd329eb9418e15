# SPDX-License-Identifier: GPL-2.0-only
"""Test vectors for the kernel's own tests, as a C header.

Strings that many vectors share become macros, so that the header stays small
enough to be read. A string that goes over several lines ends each line with an
octal escape or a brace: that is how checkpatch knows that the break is meant.
"""

import re

import tsem_records as tsem
from tsem_records import AF_INET, AF_INET6, AF_NETLINK, AF_UNIX, U32_MAX, U64_MAX

WIDTH = 100
TAB = 8
AF_PACKET = 17

ROOT = dict.fromkeys((key for key, _ in tsem.CONTEXT), 0)
ROOT.update(capeff=0x1ffffffffff)
USER = dict(uid=1000, euid=1001, suid=1002, fsuid=1003, gid=100, egid=101, sgid=102, fsgid=103,
            userns=1, capeff=0x2400, securebits=47, no_new_privs=1)
MOST = dict.fromkeys((key for key, _ in tsem.CONTEXT), U32_MAX)
MOST.update(capeff=U64_MAX, no_new_privs=1)

# Everything that JSON or UTF-8 may trip over.
ODD = (b'/odd "\\\n\t\x01\x1f\x7f \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 \x80\xff\xc0\xaf\xe2\x82'
       b'\xed\xa0\x80\xf4\x90\x80\x80\xf0\x82\x82\xac')


def file(path, kind='path', mount='own', mode=0o100644, **more):
    """A FILE value."""
    value = dict(kind=kind, mount=mount, pathname=path, mode=mode, uid=0, gid=0, rdev=None,
                 fstype=None, s_uuid=None, digest=None, verity=None)
    value.update(more)
    return value


def name(path, kind='path', mount='own'):
    """A NAME value."""
    return kind, mount, path


def cred(context):
    """A CRED value."""
    return {key: value for key, value in context.items() if key != 'no_new_privs'}


def examples(hash_name):
    """(remark, record) for one hash; more of them for the default."""
    size = tsem.HASHES[hash_name]
    nobody = bytes(size)
    text = tsem.digest_of(hash_name, b'abc')
    empty = tsem.digest_of(hash_name, b'')
    shell = file(b'/usr/bin/dash', mode=0o100755, digest=text)
    script = file(b'/root/run.sh', mode=0o100755, uid=1000, gid=100, digest=empty)
    first = tsem.Record(hash_name, 'exec', nobody, ROOT,
                        {'programs': [script, shell], 'secureexec': 0})
    me = first.coefficient()
    sock = (AF_INET, 1, 6, me)
    unix = (AF_UNIX, 1, 0, None)
    found = [('a script and its interpreter', first)]

    def add(remark, event, context=ROOT, actor=me, **fields):
        found.append((remark, tsem.Record(hash_name, event, actor, context, fields)))

    add('everything optional is there', 'file_open', USER, flags=0x8000,
        file=file(b'/dev/sda1', mode=0o60660, gid=6, rdev=8 << 20 | 1, fstype=b'ext4',
                  s_uuid=bytes(range(0xf0, 0x100)), digest=text))
    if hash_name != 'sha256':
        add('both identities', 'unix_may_send', USER, sock=(AF_UNIX, 2, 0, me),
            other=(AF_UNIX, 2, 0, nobody))
        return found
    add('secure', 'exec', USER, programs=[shell], secureexec=1)
    add('one link', 'exec_check', programs=[shell], secureexec=0)
    add('odd bytes in the name', 'file_open', USER, flags=U32_MAX,
        file=file(ODD, mount='other', uid=U32_MAX, gid=U32_MAX, digest=empty))
    add('volatile', 'create', path=name(b'/tmp', 'volatile'))
    add('sticky', 'create_special', path=name(b'/srv/new'), mode=0o1000)
    add('pipe', 'file_receive', file=file(b'', 'pipe', 'none', 0o10600))
    add('file', 'mmap_file', file=shell, prot=5, flags=2)
    add('fs-verity', 'mmap_file', file=file(b'/usr/bin/dash', mode=0o100755, verity=text),
        prot=5, flags=2)
    add('no file', 'mmap_file', USER, file=None, prot=7, flags=0x22)
    add('memfd', 'file_mprotect', file=file(b'memfd:x', 'memfd', 'none', 0o100777), prot=4,
        shared=1)
    add('no file', 'file_mprotect', file=None, prot=U32_MAX, shared=0)
    add('deleted', 'file_truncate', file=file(b'/srv/gone', 'deleted'))
    add('device', 'path_mknod', path=name(b'/dev/x'), mode=0o20666, rdev=0xfff << 20 | 0xfffff)
    add('dentry', 'path_mkdir', path=name(b'd', 'dentry', 'none'), mode=0o755)
    add('detached', 'path_unlink', path=name(b'/f', 'detached', 'other'))
    add('plain', 'path_rmdir', path=name(b'/srv/d'))
    add('exchange', 'path_rename', file=file(b'/srv/a'), new=name(b'/srv/b'), flags=2)
    add('plain', 'path_link', file=file(b'/srv/a'), new=name(b'/srv/c'))
    add('empty target', 'path_symlink', path=name(b'/srv/l'), target=b'')
    add('plain', 'path_truncate', file=file(b'/srv/a', digest=empty))
    add('no bits', 'path_chmod', file=file(b'/srv/a', mode=0), mode=0)
    add('group only', 'path_chown', file=file(b'/srv/a'), uid=U32_MAX, gid=100)
    for call in ('file_ioctl', 'file_ioctl_compat', 'file_fcntl'):
        add('argument', call, file=file(b'/dev/tty', mode=0o20620, rdev=0x500000), cmd=U32_MAX,
            arg=U64_MAX)
    add('write', 'file_lock', file=file(b'/srv/a'), cmd=1)
    add('handed in', 'file_lock', file=None, cmd=0)
    add('outside', 'file_set_fowner', type=2, target=('outside', None))
    add('file system', 'path_notify', path=name(b'/srv'), mask=0x200000001, type=2)
    add('plain', 'path_chroot', path=name(b'/srv'))
    add('no path', 'inode_getattr', path=name(b'', 'pipe', 'none'))
    inside = name(b'/a "b"', 'dentry', 'none')
    for call in ('inode_readlink', 'inode_listxattr', 'inode_file_getattr'):
        add('plain', call, path=inside)
    add('one given', 'inode_setattr', file=file(b'/a', 'dentry', 'none'), atime=0, mtime=2)
    add('regular', 'inode_killpriv', file=file(b'/a', 'dentry', 'none'))
    add('value', 'inode_setxattr', file=file(b'/a', 'dentry', 'none'), name=b'user.x\xff',
        value=text, flags=1)
    for call in ('inode_getxattr', 'inode_get_acl'):
        add('plain', call, path=inside, name=b'system.posix_acl_access')
    for call in ('inode_removexattr', 'inode_remove_acl'):
        add('plain', call, file=file(b'/a', 'dentry', 'none'), name=b'user.x')
    add('none', 'inode_set_acl', file=file(b'/a', 'dentry', 'none'),
        name=b'system.posix_acl_default', value=None)
    add('all differ', 'inode_file_setattr', path=inside, flags=16, xflags=8, projid=U32_MAX)
    add('TCP', 'socket_create', USER, family=AF_INET, type=1, protocol=6)
    add('IPv4', 'socket_bind', sock=sock,
        addr=(AF_INET, {'port': 8080, 'address': bytes((127, 0, 0, 1))}))
    add('IPv4, any port', 'socket_bind', sock=sock,
        addr=(AF_INET, {'port': None, 'address': bytes((10, 255, 0, 9))}))
    add('IPv6', 'socket_connect', sock=(AF_INET6, 1, 6, nobody),
        addr=(AF_INET6, {'port': 443, 'address': bytes(range(16)), 'flow': 0xa00, 'scope': 2}))
    add('IPv6, any port', 'socket_connect', sock=(AF_INET6, 1, 6, None),
        addr=(AF_INET6, {'port': None, 'address': bytes(15) + b'\1', 'flow': 0, 'scope': 0}))
    add('abstract', 'socket_connect', sock=unix,
        addr=(AF_UNIX, {'kind': 'abstract', 'address': b'a\0"\xff'}))
    add('plain', 'socket_listen', sock=sock, backlog=U32_MAX)
    add('unix path', 'socket_accept', sock=unix, addr=(AF_UNIX, {'kind': 'path', 'address': b''}))
    add('unnamed', 'socket_accept', sock=unix, addr=(AF_UNIX, {'kind': 'unnamed', 'address': b''}))
    add('netlink kernel', 'socket_sendmsg', sock=(AF_NETLINK, 3, 0, me), flags=0x20000000,
        addr=(AF_NETLINK, {'peer': 'kernel', 'groups': 0}))
    add('netlink port', 'socket_sendmsg', sock=(AF_NETLINK, 3, 0, me), flags=0,
        addr=(AF_NETLINK, {'peer': 'port', 'groups': 0x80000001}))
    add('another family', 'socket_sendmsg', sock=(AF_PACKET, 3, 768, None), flags=0,
        addr=(AF_PACKET, b'\0\3\0\0\xff'))
    add('peek', 'socket_recvmsg', sock=(AF_PACKET, 3, 768, me), flags=2)
    add('socket', 'unix_find', file=file(b'/run/s', 'socket', mode=0o140755), other=unix)
    add('stranger', 'unix_stream_connect', sock=(AF_UNIX, 1, 0, me), other=unix)
    add('both identities', 'unix_may_send', sock=(AF_UNIX, 2, 0, me), other=(AF_UNIX, 2, 0, nobody))
    add('both', 'socket_socketpair', sock=unix, other=(AF_UNIX, 1, 0, me))
    for call in ('socket_getsockname', 'socket_getpeername'):
        add('plain', call, sock=unix)
    add('number', 'socket_setsockopt', sock=sock, level=1, optname=9, optlen=4,
        value=bytes((1, 0, 0, 0)))
    add('empty', 'socket_setsockopt', sock=sock, level=6, optname=31, optlen=0, value=b'')
    add('no value', 'socket_setsockopt', sock=sock, level=1, optname=U32_MAX, optlen=41, value=None)
    add('plain', 'socket_getsockopt', sock=sock, level=1, optname=U32_MAX)
    add('both ways', 'socket_shutdown', sock=sock, how=2)
    add('IPv6', 'sctp_bind_connect', sock=(AF_INET6, 1, 132, me), optname=100,
        addr=(AF_INET6, {'port': 443, 'address': bytes(range(16)), 'flow': 0, 'scope': 0}))
    add('plain', 'tun_dev_create')
    for call in ('tun_dev_open', 'tun_dev_attach_queue', 'tun_dev_attach'):
        add('nobody', call, owner=None)
        add('a member', call, owner=me)
    add('self', 'task_kill', target=('self', me), sig=15)
    add('outside', 'task_kill', target=('outside', None), sig=0)
    add('member', 'ptrace_access_check', child=('member', nobody), mode=18)
    add('outside', 'ptrace_traceme', parent=('outside', None))
    add('not below', 'capable', USER, cap=21, opts=4, userns=U32_MAX)
    add('all differ', 'task_fix_setuid', flags=2, uid=1, euid=2, suid=3, fsuid=4)
    add('all differ', 'task_fix_setgid', flags=1, gid=5, egid=6, sgid=7, fsgid=U32_MAX)
    add('none', 'task_fix_setgroups', groups=[])
    add('some', 'task_fix_setgroups', USER, groups=[0, 100, U32_MAX])
    add('self', 'capget', target=('self', nobody))
    add('all differ', 'capset', effective=1, inheritable=U64_MAX, permitted=0)
    add('own group', 'task_setpgid', target=('self', me), group='self')
    add('foreign group', 'task_setpgid', target=('member', me), group='outside')
    add('member', 'task_getpgid', target=('member', me))
    add('outside', 'task_getsid', target=('outside', None))
    add('negative', 'task_setnice', target=('self', me), nice=U32_MAX - 4)
    add('plain', 'task_setioprio', target=('self', me), ioprio=0x4004)
    add('plain', 'task_getioprio', target=('self', me))
    add('other user', 'task_prlimit', target=cred(USER), flags=3)
    add('no limit', 'task_setrlimit', target=('self', me), resource=7, cur=1024, max=U64_MAX)
    add('outside', 'task_setscheduler', target=('outside', None))
    add('member', 'task_getscheduler', target=('member', nobody))
    add('outside', 'task_movememory', target=('outside', None))
    add('no argument', 'task_prctl', option=3, args=[])
    add('all arguments', 'task_prctl', option=U32_MAX, args=[1, 0, U64_MAX, 4])
    add('all there', 'sb_mount', dev_name=b'none', path=name(b'/mnt'), type=b'tmpfs',
        flags=U64_MAX, data=b'size=1m')
    add('none there', 'sb_mount', dev_name=None, path=name(b'/mnt'), type=None, flags=0, data=None)
    add('plain', 'move_mount', **{'from': name(b'/', 'detached', 'none'), 'to': name(b'/mnt')})
    add('detach', 'sb_umount', path=name(b'/mnt'), flags=2)
    add('plain', 'sb_pivotroot', old=name(b'/mnt/old'), new=name(b'/mnt'))
    for call in ('sb_set_mnt_opts', 'sb_kern_mount', 'sb_remount'):
        add('read-only', call, type=b'tmpfs', flags=1)
    add('stored', 'sb_statfs', pseudo=0)
    add('string', 'fs_context_parse_param', type=b'tmpfs', purpose=0, key=b'size', value=b'1m',
        file=None, blob=None)
    add('file', 'fs_context_parse_param', type=b'ext4', purpose=2, key=b'fd', value=None,
        file=file(b'/dev/x'), blob=None)
    add('blob', 'fs_context_parse_param', type=b'x', purpose=0, key=b'key', value=None, file=None,
        blob=text)
    add('plain', 'kernel_module_request', kmod_name=b'net-pf-17')
    add('digest', 'kernel_load_data', id=2, digest=text)
    add('no digest', 'kernel_load_data', id=U32_MAX, digest=None)
    add('anon', 'kernel_read_file', file=file(b'anon_inode:[x]', 'anon', 'none', digest=text), id=1)
    add('plain', 'userns_create', USER, userns=2)
    ipc = dict(key=0x12345678, mode=0o640, uid=1, gid=2, cuid=3, cgid=U32_MAX)
    private = dict(key=0, mode=0, uid=0, gid=0, cuid=0, cgid=0)
    add('to change', 'ipc_permission', ipc=ipc, access=2)
    add('private', 'shm_associate', ipc=private)
    add('about all', 'shm_shmctl', ipc=None, cmd=3)
    add('of one', 'shm_shmctl', ipc=ipc, cmd=0)
    add('read only', 'shm_shmat', ipc=ipc, flags=0o10000)
    add('all differ', 'sem_associate', ipc=ipc)
    add('of one', 'sem_semctl', ipc=ipc, cmd=16)
    add('alter', 'sem_semop', ipc=ipc, alter=1)
    add('all differ', 'msg_queue_associate', ipc=dict(ipc, key=U32_MAX))
    add('about all', 'msg_queue_msgctl', ipc=None, cmd=U32_MAX)
    add('plain', 'msg_queue_msgsnd', ipc=ipc, type=1, flags=0o4000)
    add('lowest', 'msg_queue_msgrcv', ipc=ipc, type=U64_MAX, mode=4)
    key = dict(type=b'user', description=b'a:b', uid=0, gid=U32_MAX, perm=0x3f3f0000)
    add('plain', 'key_alloc', key=key, flags=0)
    add('odd bytes', 'key_permission', key=dict(key, description=b'"\\\xff'), possessed=1, need=4)
    add('plain', 'bpf', cmd=2, type=0, flags=U64_MAX, kernel=0)
    add('plain', 'bpf_map', type=2, flags=8, fmode=3)
    add('plain', 'bpf_prog', type=1, attach_type=U32_MAX)
    add('plain', 'bpf_map_create', type=2, flags=0, token=1, kernel=0)
    add('digest', 'bpf_prog_load', type=1, attach_type=0, flags=4, digest=text, token=0, kernel=1)
    add('plain', 'bpf_token_create', path=name(b'/sys/fs/bpf'), cmds=U64_MAX, maps=1, progs=2,
        attachs=0)
    add('plain', 'perf_event_open', type=0)
    add('plain', 'locked_down', what=5)
    add('plain', 'syslog', type=3)
    add('west', 'settime', clock=0, zone=1, minuteswest=U32_MAX - 59, dsttime=0)
    add('all', 'quotactl', cmd=0x800001, type=1, id=0, fstype=None)
    add('one', 'quotactl', cmd=0x800007, type=0, id=1000, fstype=b'ext4')
    add('plain', 'quota_on', fstype=b'ext4', path=name(b'/aquota.user', 'dentry', 'none'))
    add('plain', 'uring_override_creds', new=cred(USER))
    add('nothing', 'uring_sqpoll')
    add('nothing', 'uring_allowed', USER)
    add('plain', 'uring_cmd', file=file(b'/dev/ng0n1', mode=0o20600, rdev=1), cmd=U32_MAX)
    add('plain', 'binder_set_context_mgr', manager=cred(ROOT))
    add('plain', 'binder_transaction', **{'from': cred(ROOT), 'to': cred(USER)})
    add('plain', 'binder_transfer_binder', **{'from': cred(USER), 'to': cred(ROOT)})
    add('plain', 'binder_transfer_file', file=file(b'/srv/a'),
        **{'from': cred(MOST), 'to': cred(USER)})
    add('plain', 'netlink_send', sock=(AF_NETLINK, 3, 16, me), group=1, type=16, flags=0x301,
        command=3)
    return found


# C strings

def c_char(code, following):
    """One byte within a C string."""
    if code in b'"\\':
        return '\\' + chr(code)
    # No trigraphs: the second of two question marks is escaped.
    if 0x20 <= code < 0x7f and not (code == 0x3f and following == 0x3f):
        return chr(code)
    digit_follows = following is not None and 0x30 <= following <= 0x37
    return '\\%03o' % code if digit_follows else '\\%o' % code


def c_string(data):
    """Bytes as a C string literal."""
    return literal(data, False, False)


def literal(data, lead, goes_on):
    """A string literal that continues another one, goes on in another, or both."""
    chars = [c_char(c, n) for c, n in zip(data, [*data[1:], None])]
    if lead:
        chars[0] = '\\%03o' % data[0]
    if goes_on and data[-1] != 0x7b:
        chars[-1] = '\\%03o' % data[-1]
    return '"%s"' % ''.join(chars)


class Layout:
    """Lays out string literals and macro names over lines."""

    INDENT = '\t  '

    def __init__(self, first):
        self.lines, self.line = [], first

    def room(self):
        """Columns that are left in the current line; some stay for the tail."""
        return WIDTH - 4 - len(self.line.expandtabs(TAB))

    def wrap(self):
        """Go to the next line."""
        self.lines.append(self.line.rstrip())
        self.line = self.INDENT

    def token(self, text):
        """Something that is not split: a macro's name or a short literal."""
        if len(text) + 1 > self.room() and self.line.strip():
            self.wrap()
        self.line += text if self.line[-1] in ' \t(' else ' ' + text

    def literal(self, data):
        """A string literal, over several lines if need be."""
        lead = False
        while len(literal(data, lead, False)) > self.room():
            if self.room() < 32 and self.line != self.INDENT:
                self.wrap()
                continue
            size = self.cut(data, lead)
            self.token(literal(data[:size], lead, True))
            self.wrap()
            lead = chr(data[size]).isalnum() and data[size - 1] not in b' {'
            data = data[size:]
        self.token(literal(data, lead, False))

    def cut(self, data, lead):
        """How many bytes to put into this line: up to a space near its end."""
        size = 1
        while len(literal(data[:size + 1], lead, True)) < self.room():
            size += 1
        for back in range(size, max(size - 40, 1), -1):
            if data[back - 1] in b' {':
                return back
        return size

    def data(self, data, macros):
        """Bytes, with the macros that stand for parts of them."""
        pattern = b'|'.join(re.escape(m) for m in sorted(macros, key=len, reverse=True))
        for part in re.split(b'(%s)' % pattern, data) if macros else [data]:
            if part in macros:
                self.token(macros[part])
            elif part:
                self.literal(part)

    def done(self, tail):
        """All lines, the last one ending in tail."""
        self.line += tail
        self.wrap()
        return self.lines


def laid_out(first, data, macros, tail):
    """Lines for `first "data" tail`."""
    layout = Layout(first)
    if data:
        layout.data(data, macros)
    else:
        layout.token('""')
    return layout.done(tail)


class Shared:
    """The macros for what vectors share: parts of records and parts of lines."""

    def __init__(self):
        self.records, self.lines, self.text = {}, {}, []
        for hash_name, size in tsem.HASHES.items():
            bits = str(size * 8)
            shell = examples(hash_name)[0][1].coefficient()
            digests = {'NOBODY' + bits: bytes(size), 'SHELL' + bits: shell,
                       'ABC' + bits: tsem.digest_of(hash_name, b'abc'),
                       'EMPTY' + bits: tsem.digest_of(hash_name, b'')}
            self.record('MAGIC' + bits, tsem.Record.MAGIC + tsem.put_str(hash_name.encode()))
            self.line('LINE' + bits, '", "digest": "%s", "number": "1", "count": "1", "actor": "' %
                      hash_name)
            for key, value in digests.items():
                self.record(key, value)
                self.line('HEX_' + key, value.hex())
        for key, value in (('ROOT', ROOT), ('USER', USER)):
            self.record('CONTEXT_' + key, b''.join(c.encode(value[k]) for k, c in tsem.CONTEXT))
            coe = {k: c.to_json(value[k]) for k, c in tsem.CONTEXT}
            self.line('COE_' + key, '"}, "COE": %s, "' % tsem.render(coe))
        self.line('LINE_TYPE', '{"event": {"type": "')
        self.line('LINE_COEFFICIENT', '", "coefficient": "')

    def record(self, macro, data):
        """A macro for a part of a record."""
        self.records[data] = macro
        self.text.append('#define %s %s' % (macro, c_string(data)))

    def line(self, macro, text):
        """A macro for a part of a line."""
        self.lines[text.encode()] = macro
        self.text.append('#define %s %s' % (macro, c_string(text.encode())))


# The parts of the header

STRUCTS = '''\
/**
 * struct tsem_vector - A record, its coefficient and its JSON line
 *
 * @event: event whose record it is
 * @remark: what is special about it
 * @hash: hash of the namespace
 * @bytes: the canonical record
 * @len: its length
 * @coefficient: their digest in hexadecimal
 * @json: the line with number 1 and count 1, without newline
 */
struct tsem_vector {
	const char *event;
	const char *remark;
	const char *hash;
	const u8 *bytes;
	size_t len;
	const char *coefficient;
	const char *json;
};

/**
 * struct tsem_primitive_vector - One number or string and its bytes
 *
 * @type: "u8", "u16", "u32", "u64" or "str"
 * @value: the number, or the length of the string
 * @str: the string
 * @bytes: the encoding
 * @len: its length
 */
struct tsem_primitive_vector {
	const char *type;
	u64 value;
	const char *str;
	const u8 *bytes;
	size_t len;
};

/**
 * struct tsem_context_vector - Credentials and their bytes
 *
 * @name: what they are
 * @ids: uid, euid, suid, fsuid, gid, egid, sgid, fsgid
 * @userns: levels below the owning user namespace
 * @cap_effective: effective capabilities
 * @securebits: secure bits
 * @no_new_privs: 0 or 1
 * @bytes: the encoding
 * @len: its length
 */
struct tsem_context_vector {
	const char *name;
	u32 ids[8];
	u32 userns;
	u64 cap_effective;
	u32 securebits;
	u8 no_new_privs;
	const u8 *bytes;
	size_t len;
};

/**
 * struct tsem_config_vector - A configuration and its digest
 *
 * @name: what it is
 * @hash: hash of the namespace
 * @fsref: "content" or "superblock"
 * @verity: fs-verity digests are used
 * @rules: control lines in no order, ended by NULL
 * @config: the digest in hexadecimal
 */
struct tsem_config_vector {
	const char *name;
	const char *hash;
	const char *fsref;
	bool verity;
	const char *rules[5];
	const char *config;
};

/**
 * struct tsem_state_vector - Points of a model, `state` and `measurement`
 *
 * @name: what it is
 * @hash: hash of the namespace; no rules, fsref=content
 * @incomplete: whether a limit was reached
 * @points: control lines in order of loading, ended by NULL; one that comes
 *	again changes nothing
 * @state: the value in hexadecimal
 * @measurement: the value in hexadecimal
 */
struct tsem_state_vector {
	const char *name;
	const char *hash;
	u8 incomplete;
	const char *points[5];
	const char *state;
	const char *measurement;
};

/**
 * struct tsem_digest_vector - Content and its digest
 *
 * @hash: the hash
 * @content: a string; that of a file with a pseudonym is empty
 * @digest: its digest in hexadecimal
 */
struct tsem_digest_vector {
	const char *hash;
	const char *content;
	const char *digest;
};
'''


def array(kind, content):
    """An array of vectors."""
    return ['', 'static const struct tsem_%s_vector tsem_%s_vectors[] __maybe_unused = {' %
            (kind, kind),
            *content, '};']


def fit(items, tail):
    """Items of one initializer, as many as fit on each line."""
    lines, line = [], '\t{'
    for item in items:
        if len(line.expandtabs(TAB)) + len(item) + 6 > WIDTH:
            lines.append(line)
            line = '\t '
        line += ' %s,' % item
    return lines + [line[:-1] + tail]


def braced(items):
    """Items of an initializer within an initializer."""
    items = ['{ ' + items[0], *items[1:]]
    return items[:-1] + [items[-1] + ' }']


def quoted(text):
    """A short text as a C string."""
    return '"%s"' % text.replace('\\', '\\\\')


def vector_lines(remark, record, shared):
    """The initializer of one record."""
    coefficient = record.coefficient().hex()
    macros = dict(shared.lines)
    return ['\t{ "%s", "%s", "%s",' % (record.event, remark, record.hash),
            *laid_out('\t  BYTES(', record.encode(), shared.records, '),'),
            *laid_out('\t  ', coefficient.encode(), macros, ','),
            *laid_out('\t  ', record.line(1, 1).encode(), macros, ' },')]


def record_vectors(shared):
    """Vectors of records."""
    lines = ['', 'static const struct tsem_vector tsem_vectors[] __maybe_unused = {']
    for hash_name in tsem.HASHES:
        for remark, record in examples(hash_name):
            lines += vector_lines(remark, record, shared)
    return lines + ['};']


def primitive_vectors():
    """Vectors of numbers and strings."""
    lines = []
    for size, values in ((1, (0, 0xff)), (2, (0, 0x1234, 0xffff)), (4, (0, 0x12345678, U32_MAX)),
                         (8, (0, 0x123456789abcdef0, U64_MAX))):
        for value in values:
            lines += laid_out('\t{ "u%d", 0x%xULL, NULL, BYTES(' % (size * 8, value),
                              tsem.put_u(size, value), {}, ') },')
    for data in (b'', b'a', b'a\0b"\xff'):
        lines += laid_out('\t{ "str", %d, %s, BYTES(' % (len(data), c_string(data)),
                          tsem.put_str(data), {}, ') },')
    return array('primitive', lines)


def context_vectors(shared):
    """Vectors of credentials."""
    lines = []
    for what, value in (('root', ROOT), ('user', USER), ('most', MOST)):
        values = [value[key] for key, _ in tsem.CONTEXT]
        lines += fit(['"%s"' % what, *braced(['%dU' % v for v in values[:8]]), '%dU' % values[8],
                      '0x%xULL' % values[9], '%dU' % values[10], '%d' % values[11]], ',')
        data = b''.join(codec.encode(value[key]) for key, codec in tsem.CONTEXT)
        lines += laid_out('\t  BYTES(', data, shared.records, ') },')
    return array('context', lines)


def config_vectors():
    """Vectors of configurations."""
    rules = [('volatile', b'/var/lib/x'), ('pseudonym', b'/etc/z'), ('pseudonym', b'/etc/a\n\\'),
             ('volatile', b'/var/lib')]
    lines = []
    for what, hash_name, fsref, verity, chosen in (
            ('default', 'sha256', 'content', 0, []), ('superblock', 'sha256', 'superblock', 0, []),
            ('verity', 'sha256', 'content', 1, []), ('both', 'sha256', 'superblock', 1, rules[:1]),
            ('rules', 'sha256', 'content', 0, rules), ('one rule', 'sha256', 'content', 0, rules[:1]),
            ('sha512', 'sha512', 'content', 0, []),
            ('sha512 rules', 'sha512', 'superblock', 0, rules)):
        words = []
        for kind, path in chosen:
            path = path.replace(b'\\', b'\\134').replace(b'\n', b'\\012').decode()
            words.append(quoted('%s %s' % (kind, path)))
        lines += fit([quoted(what), quoted(hash_name), quoted(fsref), 'true' if verity else 'false',
                      *braced(words + ['NULL'])],
                     ',')
        digest = tsem.config_digest(hash_name, fsref, chosen, bool(verity)).hex()
        lines += laid_out('\t  ', digest.encode(), {}, ' },')
    return array('config', lines)


def state_vectors():
    """Vectors of states; the order of loading is not that of the bytes."""
    lines = []
    for what, hash_name, incomplete, points in (
            ('no point', 'sha256', 0, ''), ('no point, incomplete', 'sha256', 1, ''),
            ('one', 'sha256', 0, 's'), ('three', 'sha256', 0, 'sss'),
            ('three, incomplete', 'sha256', 1, 'sss'), ('one of them environment', 'sha256', 0, 'ses'),
            ('environment only', 'sha256', 0, 'e'), ('one comes again', 'sha256', 0, 'sssa'),
            ('sha512', 'sha512', 0, 'ses'), ('sha512, incomplete', 'sha512', 1, 's')):
        lines += state_vector(what, hash_name, incomplete, points)
    return array('state', lines)


def state_vector(what, hash_name, incomplete, points):
    """One vector; s is a point, e one of environment, a the first one again."""
    config = tsem.config_digest(hash_name, 'content', [])
    digests = [tsem.digest_of(hash_name, bytes([0x31 + (0 if kind == 'a' else i)]))
               for i, kind in enumerate(points)]
    lines = ['\t{ "%s", "%s", %d, {' % (what, hash_name, incomplete)]
    for kind, digest in zip(points, digests):
        line = ('environment ' if kind == 'e' else 'state ') + digest.hex()
        lines += laid_out('\t\t', line.encode(), {}, ',')
    lines += ['\t\tNULL },']
    state = tsem.state_digest(hash_name, config, incomplete,
                              [d for d, kind in zip(digests, points) if kind != 'e'])
    measurement = tsem.measurement_digest(hash_name, config, digests)
    lines += laid_out('\t  ', state.hex().encode(), {}, ',')
    return lines + laid_out('\t  ', measurement.hex().encode(), {}, ' },')


def digest_vectors(shared):
    """Vectors of contents."""
    lines = []
    for hash_name in tsem.HASHES:
        for content in (b'', b'abc'):
            lines += laid_out('\t{ "%s", "%s", ' % (hash_name, content.decode()),
                              tsem.digest_of(hash_name, content).hex().encode(), shared.lines,
                              ' },')
    return array('digest', lines)


def header():
    """The whole header."""
    shared = Shared()
    lines = [
        '/* SPDX-License-Identifier: GPL-2.0-only */',
        '/*',
        ' * Trusted Security Event Modeling - vectors computed by another program',
        ' *',
        ' * Generated by "tsem-verify vectors", a program that is written from the',
        ' * specification and shares no code with the kernel. To be made again, never',
        ' * edited.',
        ' */', '',
        '#ifndef _SECURITY_TSEM_TESTS_VECTORS_H',
        '#define _SECURITY_TSEM_TESTS_VECTORS_H', '',
        '#include <linux/compiler.h>', '#include <linux/types.h>', '',
        *STRUCTS.splitlines(), '',
        '/* Bytes and their number, without the NUL that ends a string. */',
        '#define BYTES(string) .bytes = (const u8 *)(string), .len = sizeof(string) - 1', '',
        '/* What the vectors share: first parts of records, then of lines. */',
        *shared.text,
        *digest_vectors(shared), *primitive_vectors(), *context_vectors(shared),
        *config_vectors(), *state_vectors(), *record_vectors(shared), '',
        '#endif /* _SECURITY_TSEM_TESTS_VECTORS_H */']
    return '\n'.join(lines) + '\n'
