# SPDX-License-Identifier: GPL-2.0-only
"""TSEM's records, their JSON lines and the digests over them.

Written from the specification in Documentation/security/tsem.rst and from
nothing else: what the kernel computes is compared with what this computes, so
the two must not share code, tables or mistakes.

A value has three forms: the Python value, its bytes in a record, and its JSON.
Each field type below converts between them. Reading is strict by rendering
again: a line that is not byte for byte what its own content renders to is
refused, which covers key order, spacing, number formats and escapes at once.
"""

import hashlib
import json
import re
import struct

HASHES = {'sha256': 32, 'sha512': 64}
U32_MAX = 0xffffffff
U64_MAX = 0xffffffffffffffff

FILE_KINDS = ('path', 'deleted', 'memfd', 'anon', 'pipe', 'socket', 'detached',
              'dentry', 'volatile')
MOUNTS = ('own', 'other', 'none')
RELATIONS = ('self', 'member', 'outside')
UNIX_KINDS = ('unnamed', 'path', 'abstract')
NETLINK_PEERS = ('kernel', 'port')
FSREFS = ('content', 'superblock')
RULE_KINDS = {'pseudonym': 1, 'volatile': 2}

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
KNOWN_FAMILIES = (AF_UNIX, AF_INET, AF_INET6, AF_NETLINK)


class FormatError(ValueError):
    """Something is not as the specification says."""


def digest_of(name, data):
    """HF(data) for the hash function of this name."""
    return hashlib.new(name, data).digest()


# Bytes

def put_u(size, value):
    """An unsigned integer of size bytes, little endian."""
    return value.to_bytes(size, 'little')


def put_str(data):
    """A string: its length and its bytes."""
    return put_u(4, len(data)) + data


def put_opt(content):
    """Something optional: bytes, or None when it is absent."""
    return b'\0' if content is None else b'\1' + content


class Reader:
    """Takes a record apart; never reads past its end."""

    def __init__(self, data, digest_len):
        self.data = data
        self.pos = 0
        self.digest_len = digest_len

    def raw(self, size):
        """The next size bytes."""
        if len(self.data) - self.pos < size:
            raise FormatError('record ends within a field')
        self.pos += size
        return self.data[self.pos - size:self.pos]

    def u(self, size):
        """The next unsigned integer."""
        return int.from_bytes(self.raw(size), 'little')

    def str(self):
        """The next string."""
        return self.raw(self.u(4))

    def digest(self):
        """The next digest."""
        return self.raw(self.digest_len)

    def opt(self, get):
        """The next optional thing, read by get; None when it is absent."""
        flag = self.u(1)
        if flag > 1:
            raise FormatError('optional field starts with %d' % flag)
        return get() if flag else None

    def choice(self, names):
        """The next u8, which is an index into names."""
        index = self.u(1)
        if index >= len(names):
            raise FormatError('value %d is none of %s' % (index, '|'.join(names)))
        return names[index]


# JSON

def escape(data):
    """Bytes as the inside of a JSON string that gives these bytes back."""
    out = []
    for char in data.decode('utf-8', 'surrogateescape'):
        code = ord(char)
        if char in '"\\':
            out.append('\\' + char)
        elif code < 0x20 or code == 0x7f or 0xdc80 <= code <= 0xdcff:
            out.append('\\u%04x' % code)
        else:
            out.append(char)
    return ''.join(out)


def render(value):
    """JSON text of nested dicts and lists whose leaves are str or bytes."""
    if isinstance(value, dict):
        return '{%s}' % ', '.join('"%s": %s' % (k, render(v)) for k, v in value.items())
    if isinstance(value, list):
        return '[%s]' % ', '.join(render(v) for v in value)
    if isinstance(value, str):
        value = value.encode()
    return '"%s"' % escape(value)


def no_duplicates(pairs):
    """A JSON object as a dict, unless a key comes twice."""
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise FormatError('a key comes twice: %s' % ' '.join(keys))
    return dict(pairs)


def parse(text):
    """JSON text as nested dicts; any trouble is a FormatError."""
    try:
        return json.loads(text, object_pairs_hook=no_duplicates)
    except json.JSONDecodeError as error:
        raise FormatError('not JSON: %s' % error) from None
    except RecursionError:
        raise FormatError('not JSON: nested too deeply') from None


def want_object(value, what):
    """value, which must be a JSON object."""
    if not isinstance(value, dict):
        raise FormatError('%s must be an object' % what)
    return value


def want_keys(value, keys, what):
    """value, which must be a JSON object with exactly these keys in this order.

    A key that starts with '?' may be missing.
    """
    have = list(want_object(value, what))
    want = [key.lstrip('?') for key in keys if key[0] != '?' or key[1:] in value]
    if have != want:
        raise FormatError('%s has keys "%s", expected "%s"' %
                          (what, ' '.join(have), ' '.join(want)))
    return value


def want_str(value, what):
    """value, which must be a JSON string."""
    if not isinstance(value, str):
        raise FormatError('%s must be a string' % what)
    return value


def json_bytes(value, what):
    """The bytes that a JSON string stands for."""
    try:
        return want_str(value, what).encode('utf-8', 'surrogateescape')
    except UnicodeEncodeError:
        raise FormatError('%s holds a code point that no byte string gives' % what) from None


def json_number(value, what, form, most):
    """The number in a JSON string of the form dec, hex or oct."""
    pattern, base = {'dec': ('0|[1-9][0-9]*', 10), 'hex': ('0x(0|[1-9a-f][0-9a-f]*)', 16),
                     'oct': ('0|0[1-7][0-7]*', 8)}[form]
    if not re.fullmatch(pattern, want_str(value, what)):
        raise FormatError('%s is "%s", expected a number (%s)' % (what, value, form))
    number = int(value, base)
    if number > most:
        raise FormatError('%s is %s, more than %d' % (what, value, most))
    return number


def json_hex(value, what, size=None):
    """The bytes in a JSON string of hex digits."""
    if not re.fullmatch('([0-9a-f]{2})*', want_str(value, what)):
        raise FormatError('%s is "%s", expected hex digits' % (what, value))
    if size is not None and len(value) != 2 * size:
        raise FormatError('%s has %d hex digits, expected %d' % (what, len(value), 2 * size))
    return bytes.fromhex(value)


def json_choice(value, what, names):
    """value, which must be one of names."""
    if value not in names:
        raise FormatError('%s is "%s", expected %s' % (what, value, '|'.join(names)))
    return value


def rdev_json(rdev):
    """A device number as JSON."""
    return {'major': str(rdev >> 20), 'minor': str(rdev & 0xfffff)}


def rdev_parse(value, what):
    """A device number from JSON."""
    want_keys(value, ['major', 'minor'], what)
    return (json_number(value['major'], what + '.major', 'dec', 0xfff) << 20 |
            json_number(value['minor'], what + '.minor', 'dec', 0xfffff))


def present(items):
    """A dict of those items whose value is not None."""
    return {key: value for key, value in items if value is not None}


# Field types. Each has:
#   kind             its name in `tsem-verify events`
#   encode(v)        bytes in the record
#   decode(reader)   the value from there
#   to_json(v)       nested dicts, or None when the key is left out
#   from_json(j, what, n)  the value from there; n is the digest's length

class Number:
    """u32 or u64; decimal, hexadecimal or octal in JSON."""

    def __init__(self, kind, size, form):
        self.kind, self.size, self.form = kind, size, form

    def encode(self, value):
        return put_u(self.size, value)

    def decode(self, reader):
        return reader.u(self.size)

    def to_json(self, value):
        if self.form == 'oct':
            return '0%o' % value if value else '0'
        return '0x%x' % value if self.form == 'hex' else '%d' % value

    def from_json(self, value, what, _n):
        return json_number(value, what, self.form, (1 << 8 * self.size) - 1)


class Rdev:
    """u32 device number, major << 20 | minor."""
    kind = 'rdev'

    def encode(self, value):
        return put_u(4, value)

    def decode(self, reader):
        return reader.u(4)

    def to_json(self, value):
        return rdev_json(value)

    def from_json(self, value, what, _n):
        return rdev_parse(value, what)


class Str:
    """Byte string."""
    kind = 'str'

    def encode(self, value):
        return put_str(value)

    def decode(self, reader):
        return reader.str()

    def to_json(self, value):
        return value

    def from_json(self, value, what, _n):
        return json_bytes(value, what)


class Bytes(Str):
    """Byte string, shown in hexadecimal."""
    kind = 'bytes'

    def to_json(self, value):
        return value.hex()

    def from_json(self, value, what, _n):
        return json_hex(value, what)


class Digest:
    """n raw bytes."""
    kind = 'digest'

    def encode(self, value):
        return value

    def decode(self, reader):
        return reader.digest()

    def to_json(self, value):
        return value.hex()

    def from_json(self, value, what, n):
        return json_hex(value, what, n)


class Opt:
    """Any other type, or absent; then JSON has no such key."""

    def __init__(self, inner):
        self.inner = inner
        self.kind = 'opt ' + inner.kind

    def encode(self, value):
        return put_opt(None if value is None else self.inner.encode(value))

    def decode(self, reader):
        return reader.opt(lambda: self.inner.decode(reader))

    def to_json(self, value):
        return None if value is None else self.inner.to_json(value)

    def from_json(self, value, what, n):
        return self.inner.from_json(value, what, n)


class Name:
    """A directory entry; (kind, mount, path)."""
    kind = 'NAME'

    def encode(self, value):
        kind, mount, path = value
        return bytes([FILE_KINDS.index(kind), MOUNTS.index(mount)]) + put_str(path)

    def decode(self, reader):
        return reader.choice(FILE_KINDS), reader.choice(MOUNTS), reader.str()

    def to_json(self, value):
        return dict(zip(('kind', 'mount', 'pathname'), value))

    def from_json(self, value, what, _n):
        want_keys(value, ['kind', 'mount', 'pathname'], what)
        return (json_choice(value['kind'], what + '.kind', FILE_KINDS),
                json_choice(value['mount'], what + '.mount', MOUNTS),
                json_bytes(value['pathname'], what + '.pathname'))


class File:
    """A file; dict with the keys of its JSON, optional ones None."""
    kind = 'FILE'
    keys = ['kind', 'mount', 'pathname', 'mode', 'uid', 'gid', '?rdev', '?fstype', '?s_uuid',
            '?digest', '?verity']

    @staticmethod
    def put_digest(value):
        """What stands for the content, and which of the two kinds it is."""
        if value['verity'] is not None:
            return b'\2' + value['verity']
        return put_opt(value['digest'])

    def encode(self, value):
        superblock = None
        if value['fstype'] is not None:
            superblock = put_str(value['fstype']) + value['s_uuid']
        rdev = None if value['rdev'] is None else put_u(4, value['rdev'])
        return (bytes([FILE_KINDS.index(value['kind']), MOUNTS.index(value['mount'])]) +
                put_str(value['pathname']) +
                struct.pack('<III', value['mode'], value['uid'], value['gid']) +
                put_opt(rdev) + put_opt(superblock) + self.put_digest(value))

    def decode(self, reader):
        value = {'kind': reader.choice(FILE_KINDS), 'mount': reader.choice(MOUNTS),
                 'pathname': reader.str(), 'mode': reader.u(4), 'uid': reader.u(4),
                 'gid': reader.u(4), 'rdev': reader.opt(lambda: reader.u(4))}
        superblock = reader.opt(lambda: (reader.str(), reader.raw(16)))
        value['fstype'], value['s_uuid'] = superblock or (None, None)
        flag = reader.u(1)
        if flag > 2:
            raise FormatError('digest of a file starts with %d' % flag)
        value['digest'] = reader.digest() if flag == 1 else None
        value['verity'] = reader.digest() if flag == 2 else None
        return value

    def to_json(self, value):
        def hexed(data):
            return None if data is None else data.hex()

        return present([
            ('kind', value['kind']), ('mount', value['mount']), ('pathname', value['pathname']),
            ('mode', OCTAL.to_json(value['mode'])), ('uid', str(value['uid'])),
            ('gid', str(value['gid'])),
            ('rdev', None if value['rdev'] is None else rdev_json(value['rdev'])),
            ('fstype', value['fstype']), ('s_uuid', hexed(value['s_uuid'])),
            ('digest', hexed(value['digest'])), ('verity', hexed(value['verity']))])

    def from_json(self, value, what, n):
        want_keys(value, self.keys, what)
        if ('fstype' in value) != ('s_uuid' in value):
            raise FormatError('%s has only one of fstype and s_uuid' % what)
        if 'digest' in value and 'verity' in value:
            raise FormatError('%s has both digest and verity' % what)

        def opt(key, get, *more):
            return get(value[key], '%s.%s' % (what, key), *more) if key in value else None

        kind, mount, path = NAME.from_json({k: value[k] for k in self.keys[:3]}, what, n)
        return {'kind': kind, 'mount': mount, 'pathname': path,
                'mode': OCTAL.from_json(value['mode'], what + '.mode', n),
                'uid': U32.from_json(value['uid'], what + '.uid', n),
                'gid': U32.from_json(value['gid'], what + '.gid', n),
                'rdev': opt('rdev', rdev_parse), 'fstype': opt('fstype', json_bytes),
                's_uuid': opt('s_uuid', json_hex, 16), 'digest': opt('digest', json_hex, n),
                'verity': opt('verity', json_hex, n)}


class Programs:
    """The chain of files that an exec runs; a list of FILE."""
    kind = 'PROGS'

    def encode(self, value):
        return put_u(4, len(value)) + b''.join(FILE.encode(file) for file in value)

    def decode(self, reader):
        return [FILE.decode(reader) for _ in range(reader.u(4))]

    def to_json(self, value):
        return [FILE.to_json(file) for file in value]

    def from_json(self, value, what, n):
        if not isinstance(value, list):
            raise FormatError('%s must be a list' % what)
        return [FILE.from_json(file, '%s[%d]' % (what, i), n) for i, file in enumerate(value)]


class Sock:
    """A socket; (family, type, protocol, identity of its creator or None)."""
    kind = 'SOCK'

    def encode(self, value):
        return struct.pack('<III', *value[:3]) + put_opt(value[3])

    def decode(self, reader):
        return reader.u(4), reader.u(4), reader.u(4), reader.opt(reader.digest)

    def to_json(self, value):
        family, kind, protocol, owner = value
        return present([('family', str(family)), ('type', str(kind)), ('protocol', str(protocol)),
                        ('owner', None if owner is None else owner.hex())])

    def from_json(self, value, what, n):
        want_keys(value, ['family', 'type', 'protocol', '?owner'], what)
        owner = json_hex(value['owner'], what + '.owner', n) if 'owner' in value else None
        return tuple(U32.from_json(value[key], '%s.%s' % (what, key), n)
                     for key in ('family', 'type', 'protocol')) + (owner,)


class Task:
    """Another process; (relation, its identity or None)."""
    kind = 'TASK'

    @staticmethod
    def check(value, what):
        relation, identity = value
        if (relation == 'outside') != (identity is None):
            raise FormatError('%s: relation %s %s an identity' %
                              (what, relation, 'has' if identity else 'lacks'))
        return value

    def encode(self, value):
        return bytes([RELATIONS.index(value[0])]) + put_opt(value[1])

    def decode(self, reader):
        return self.check((reader.choice(RELATIONS), reader.opt(reader.digest)), 'task')

    def to_json(self, value):
        return present([('relation', value[0]),
                        ('task_id', None if value[1] is None else value[1].hex())])

    def from_json(self, value, what, n):
        want_keys(value, ['relation', '?task_id'], what)
        identity = json_hex(value['task_id'], what + '.task_id', n) if 'task_id' in value else None
        return self.check((json_choice(value['relation'], what + '.relation', RELATIONS),
                           identity), what)


class Choice:
    """One of some names; u8 in the record."""

    def __init__(self, kind, names):
        self.kind, self.names = kind, names

    def encode(self, value):
        return bytes([self.names.index(value)])

    def decode(self, reader):
        return reader.choice(self.names)

    def to_json(self, value):
        return value

    def from_json(self, value, what, _n):
        return json_choice(value, what, self.names)


class Numbers:
    """A list of u64."""
    kind = 'NUMBERS'

    def encode(self, value):
        return put_u(4, len(value)) + b''.join(put_u(8, number) for number in value)

    def decode(self, reader):
        return [reader.u(8) for _ in range(reader.u(4))]

    def to_json(self, value):
        return [str(number) for number in value]

    def from_json(self, value, what, _n):
        if not isinstance(value, list):
            raise FormatError('%s must be a list' % what)
        return [json_number(number, '%s[%d]' % (what, i), 'dec', U64_MAX)
                for i, number in enumerate(value)]


class Group:
    """Some fields together; dict with the keys of its JSON."""

    def __init__(self, kind, fields):
        self.kind, self.fields = kind, fields

    def encode(self, value):
        return b''.join(codec.encode(value[key]) for key, codec in self.fields)

    def decode(self, reader):
        return {key: codec.decode(reader) for key, codec in self.fields}

    def to_json(self, value):
        return {key: codec.to_json(value[key]) for key, codec in self.fields}

    def from_json(self, value, what, n):
        want_keys(value, [key for key, _ in self.fields], what)
        return {key: codec.from_json(value[key], '%s.%s' % (what, key), n)
                for key, codec in self.fields}


# Socket addresses, one class per family. A value is (family, dict).

class Inet:
    """IPv4; port None stands for any."""
    key = 'af_inet'
    keys = ['port', 'address']

    def encode(self, value):
        port = value['port']
        return struct.pack('<BH', port is None, port or 0) + value['address']

    def decode(self, reader):
        kind, port = reader.u(1), reader.u(2)
        if kind > 1 or (kind and port):
            raise FormatError('port of kind %d has value %d' % (kind, port))
        return {'port': None if kind else port, 'address': reader.raw(4)}

    def to_json(self, value):
        return {'port': port_json(value['port']), 'address': '.'.join(map(str, value['address']))}

    def from_json(self, value, what):
        parts = want_str(value['address'], what + '.address').split('.')
        if len(parts) != 4:
            raise FormatError('%s.address is "%s"' % (what, value['address']))
        return {'port': port_parse(value['port'], what + '.port'),
                'address': bytes(json_number(part, what + '.address', 'dec', 255)
                                 for part in parts)}


class Inet6:
    """IPv6, with flow label and scope."""
    key = 'af_inet6'
    keys = ['port', 'address', 'flow', 'scope']

    def encode(self, value):
        return INET.encode(value) + struct.pack('<II', value['flow'], value['scope'])

    def decode(self, reader):
        kind, port = reader.u(1), reader.u(2)
        if kind > 1 or (kind and port):
            raise FormatError('port of kind %d has value %d' % (kind, port))
        return {'port': None if kind else port, 'address': reader.raw(16), 'flow': reader.u(4),
                'scope': reader.u(4)}

    def to_json(self, value):
        return {'port': port_json(value['port']), 'address': value['address'].hex(),
                'flow': str(value['flow']), 'scope': str(value['scope'])}

    def from_json(self, value, what):
        return {'port': port_parse(value['port'], what + '.port'),
                'address': json_hex(value['address'], what + '.address', 16),
                'flow': json_number(value['flow'], what + '.flow', 'dec', U32_MAX),
                'scope': json_number(value['scope'], what + '.scope', 'dec', U32_MAX)}


class Unix:
    """A unix name; of one in a file system only that it is one."""
    key = 'af_unix'
    keys = ['kind', 'address']

    @staticmethod
    def check(value):
        if value['kind'] != 'abstract' and value['address']:
            raise FormatError('unix address of kind %s has a name' % value['kind'])
        return value

    def encode(self, value):
        return bytes([UNIX_KINDS.index(value['kind'])]) + put_str(value['address'])

    def decode(self, reader):
        return self.check({'kind': reader.choice(UNIX_KINDS), 'address': reader.str()})

    def to_json(self, value):
        return dict(value)

    def from_json(self, value, what):
        return self.check({'kind': json_choice(value['kind'], what + '.kind', UNIX_KINDS),
                           'address': json_bytes(value['address'], what + '.address')})


class Netlink:
    """A netlink address; port ids are not deterministic, so only that there is one."""
    key = 'af_netlink'
    keys = ['peer', 'groups']

    def encode(self, value):
        return struct.pack('<BI', NETLINK_PEERS.index(value['peer']), value['groups'])

    def decode(self, reader):
        return {'peer': reader.choice(NETLINK_PEERS), 'groups': reader.u(4)}

    def to_json(self, value):
        return {'peer': value['peer'], 'groups': '0x%x' % value['groups']}

    def from_json(self, value, what):
        return {'peer': json_choice(value['peer'], what + '.peer', NETLINK_PEERS),
                'groups': json_number(value['groups'], what + '.groups', 'hex', U32_MAX)}


def port_json(port):
    """A port as JSON."""
    return '<n>' if port is None else str(port)


def port_parse(value, what):
    """A port from JSON; None stands for any."""
    return None if value == '<n>' else json_number(value, what, 'dec', 0xffff)


INET = Inet()
FAMILIES = {AF_INET: INET, AF_INET6: Inet6(), AF_UNIX: Unix(), AF_NETLINK: Netlink()}


class Addr:
    """A socket address; (family, dict), or (family, bytes) for other families."""
    kind = 'ADDR'

    def encode(self, value):
        family, content = value
        if family in FAMILIES:
            return put_u(2, family) + FAMILIES[family].encode(content)
        return put_u(2, family) + put_str(content)

    def decode(self, reader):
        family = reader.u(2)
        if family in FAMILIES:
            return family, FAMILIES[family].decode(reader)
        return family, reader.str()

    def to_json(self, value):
        family, content = value
        if family in FAMILIES:
            return {FAMILIES[family].key: FAMILIES[family].to_json(content)}
        return {'af_other': {'family': str(family), 'address': content.hex()}}

    def from_json(self, value, what, _n):
        for family, codec in FAMILIES.items():
            if codec.key in want_object(value, what):
                want_keys(value, [codec.key], what)
                what += '.' + codec.key
                return family, codec.from_json(want_keys(value[codec.key], codec.keys, what), what)
        return self.other(want_keys(value, ['af_other'], what)['af_other'], what + '.af_other')

    @staticmethod
    def other(value, what):
        want_keys(value, ['family', 'address'], what)
        family = json_number(value['family'], what + '.family', 'dec', 0xffff)
        if family in FAMILIES:
            raise FormatError('%s has family %d, which has its own form' % (what, family))
        return family, json_hex(value['address'], what + '.address')


U32 = Number('u32', 4, 'dec')
OCTAL = Number('mode', 4, 'oct')
HEX64 = Number('u64', 8, 'hex')
STR, NAME, FILE, RDEV, DIGEST = Str(), Name(), File(), Rdev(), Digest()
PROGS, SOCK, TASK, ADDR = Programs(), Sock(), Task(), Addr()
OPT_STR, OPT_FILE, OPT_DIGEST = Opt(STR), Opt(FILE), Opt(DIGEST)

CONTEXT = (
    ('uid', U32), ('euid', U32), ('suid', U32), ('fsuid', U32),
    ('gid', U32), ('egid', U32), ('sgid', U32), ('fsgid', U32),
    ('userns', U32), ('capeff', HEX64), ('securebits', U32),
    ('no_new_privs', Number('u8', 1, 'dec')),
)

RELATION, NUMBERS = Choice('RELATION', RELATIONS), Numbers()
HEX32 = Number('hex', 4, 'hex')
CRED = Group('CRED', CONTEXT[:-1])
IPC = Group('IPC', (('key', HEX32), ('mode', OCTAL), ('uid', U32), ('gid', U32), ('cuid', U32),
                    ('cgid', U32)))
OPT_IPC = Opt(IPC)
KEY = Group('KEY', (('type', STR), ('description', STR), ('uid', U32), ('gid', U32),
                    ('perm', HEX32)))

PATH = ('path', NAME)
THE_FILE = ('file', FILE)
MAYBE_FILE = ('file', OPT_FILE)
THE_SOCK = ('sock', SOCK)
TARGET = ('target', TASK)
THE_IPC = ('ipc', IPC)
MAYBE_IPC = ('ipc', OPT_IPC)
THE_KEY = ('key', KEY)
TYPE = ('type', U32)
CMD = ('cmd', U32)
FROM_TO = (('from', CRED), ('to', CRED))
OTHER_SOCK = ('other', SOCK)
THE_ADDR = ('addr', ADDR)
MODE = ('mode', OCTAL)
FLAGS = ('flags', U32)
EXEC = (('programs', PROGS), ('secureexec', U32))

# In the order of the kernel's table, which `stats` lists.
EVENTS = {
    'exec': EXEC,
    'exec_check': EXEC,
    'file_open': (FLAGS, THE_FILE),
    'create': (PATH,),
    'create_special': (PATH, MODE),
    'file_receive': (THE_FILE,),
    'mmap_file': (MAYBE_FILE, ('prot', U32), FLAGS),
    'file_mprotect': (MAYBE_FILE, ('prot', U32), ('shared', U32)),
    'file_truncate': (THE_FILE,),
    'file_ioctl': (MAYBE_FILE, ('cmd', U32), ('arg', HEX64)),
    'file_ioctl_compat': (MAYBE_FILE, ('cmd', U32), ('arg', HEX64)),
    'file_fcntl': (MAYBE_FILE, ('cmd', U32), ('arg', HEX64)),
    'file_lock': (MAYBE_FILE, ('cmd', U32)),
    'file_set_fowner': (('type', U32), ('target', TASK)),
    'path_notify': (PATH, ('mask', HEX64), ('type', U32)),
    'path_chroot': (PATH,),
    'path_mknod': (PATH, MODE, ('rdev', RDEV)),
    'path_mkdir': (PATH, MODE),
    'path_unlink': (PATH,),
    'path_rmdir': (PATH,),
    'path_rename': (THE_FILE, ('new', NAME), FLAGS),
    'path_link': (THE_FILE, ('new', NAME)),
    'path_symlink': (PATH, ('target', STR)),
    'path_truncate': (THE_FILE,),
    'path_chmod': (THE_FILE, MODE),
    'path_chown': (THE_FILE, ('uid', U32), ('gid', U32)),
    'inode_getattr': (PATH,),
    'inode_readlink': (PATH,),
    'inode_setattr': (THE_FILE, ('atime', U32), ('mtime', U32)),
    'inode_killpriv': (THE_FILE,),
    'inode_setxattr': (THE_FILE, ('name', STR), ('value', OPT_DIGEST), FLAGS),
    'inode_getxattr': (PATH, ('name', STR)),
    'inode_listxattr': (PATH,),
    'inode_removexattr': (THE_FILE, ('name', STR)),
    'inode_set_acl': (THE_FILE, ('name', STR), ('value', OPT_DIGEST)),
    'inode_get_acl': (PATH, ('name', STR)),
    'inode_remove_acl': (THE_FILE, ('name', STR)),
    'inode_file_setattr': (PATH, FLAGS, ('xflags', U32), ('projid', U32)),
    'inode_file_getattr': (PATH,),
    'socket_create': (('family', U32), ('type', U32), ('protocol', U32)),
    'socket_bind': (THE_SOCK, THE_ADDR),
    'socket_connect': (THE_SOCK, THE_ADDR),
    'socket_listen': (THE_SOCK, ('backlog', U32)),
    'socket_accept': (THE_SOCK, THE_ADDR),
    'socket_sendmsg': (THE_SOCK, THE_ADDR, FLAGS),
    'socket_recvmsg': (THE_SOCK, FLAGS),
    'unix_find': (THE_FILE, OTHER_SOCK),
    'unix_stream_connect': (THE_SOCK, OTHER_SOCK),
    'unix_may_send': (THE_SOCK, OTHER_SOCK),
    'socket_socketpair': (THE_SOCK, OTHER_SOCK),
    'socket_getsockname': (THE_SOCK,),
    'socket_getpeername': (THE_SOCK,),
    'socket_setsockopt': (THE_SOCK, ('level', U32), ('optname', U32), ('optlen', U32),
                          ('value', Opt(Bytes()))),
    'socket_getsockopt': (THE_SOCK, ('level', U32), ('optname', U32)),
    'socket_shutdown': (THE_SOCK, ('how', U32)),
    'sctp_bind_connect': (THE_SOCK, ('optname', U32), THE_ADDR),
    'tun_dev_create': (),
    'tun_dev_open': (('owner', OPT_DIGEST),),
    'tun_dev_attach_queue': (('owner', OPT_DIGEST),),
    'tun_dev_attach': (('owner', OPT_DIGEST),),
    'task_kill': (TARGET, ('sig', U32)),
    'ptrace_access_check': (('child', TASK), ('mode', U32)),
    'ptrace_traceme': (('parent', TASK),),
    'capable': (('cap', U32), ('opts', U32), ('userns', U32)),
    'task_fix_setuid': (FLAGS, ('uid', U32), ('euid', U32), ('suid', U32), ('fsuid', U32)),
    'task_fix_setgid': (FLAGS, ('gid', U32), ('egid', U32), ('sgid', U32), ('fsgid', U32)),
    'task_fix_setgroups': (('groups', NUMBERS),),
    'capget': (TARGET,),
    'capset': (('effective', HEX64), ('inheritable', HEX64), ('permitted', HEX64)),
    'task_setpgid': (TARGET, ('group', RELATION)),
    'task_getpgid': (TARGET,),
    'task_getsid': (TARGET,),
    'task_setnice': (TARGET, ('nice', U32)),
    'task_setioprio': (TARGET, ('ioprio', U32)),
    'task_getioprio': (TARGET,),
    'task_prlimit': (('target', CRED), FLAGS),
    'task_setrlimit': (TARGET, ('resource', U32), ('cur', HEX64), ('max', HEX64)),
    'task_setscheduler': (TARGET,),
    'task_getscheduler': (TARGET,),
    'task_movememory': (TARGET,),
    'task_prctl': (('option', U32), ('args', NUMBERS)),
    'sb_mount': (('dev_name', OPT_STR), PATH, ('type', OPT_STR), ('flags', HEX64),
                 ('data', OPT_STR)),
    'move_mount': (('from', NAME), ('to', NAME)),
    'sb_umount': (PATH, FLAGS),
    'sb_pivotroot': (('old', NAME), ('new', NAME)),
    'sb_set_mnt_opts': (('type', STR), ('flags', HEX64)),
    'sb_kern_mount': (('type', STR), ('flags', HEX64)),
    'sb_remount': (('type', STR), ('flags', HEX64)),
    'sb_statfs': (('pseudo', U32),),
    'fs_context_parse_param': (('type', STR), ('purpose', U32), ('key', STR), ('value', OPT_STR),
                               MAYBE_FILE, ('blob', OPT_DIGEST)),
    'kernel_module_request': (('kmod_name', STR),),
    'kernel_load_data': (('id', U32), ('digest', OPT_DIGEST)),
    'kernel_read_file': (THE_FILE, ('id', U32)),
    'userns_create': (('userns', U32),),
    'ipc_permission': (THE_IPC, ('access', U32)),
    'shm_associate': (THE_IPC,),
    'shm_shmctl': (MAYBE_IPC, CMD),
    'shm_shmat': (THE_IPC, FLAGS),
    'sem_associate': (THE_IPC,),
    'sem_semctl': (MAYBE_IPC, CMD),
    'sem_semop': (THE_IPC, ('alter', U32)),
    'msg_queue_associate': (THE_IPC,),
    'msg_queue_msgctl': (MAYBE_IPC, CMD),
    'msg_queue_msgsnd': (THE_IPC, ('type', HEX64), FLAGS),
    'msg_queue_msgrcv': (THE_IPC, ('type', HEX64), ('mode', U32)),
    'key_alloc': (THE_KEY, FLAGS),
    'key_permission': (THE_KEY, ('possessed', U32), ('need', U32)),
    'bpf': (CMD, TYPE, ('flags', HEX64), ('kernel', U32)),
    'bpf_map': (TYPE, FLAGS, ('fmode', U32)),
    'bpf_prog': (TYPE, ('attach_type', U32)),
    'bpf_map_create': (TYPE, FLAGS, ('token', U32), ('kernel', U32)),
    'bpf_prog_load': (TYPE, ('attach_type', U32), FLAGS, ('digest', OPT_DIGEST), ('token', U32),
                      ('kernel', U32)),
    'bpf_token_create': (PATH, ('cmds', HEX64), ('maps', HEX64), ('progs', HEX64),
                         ('attachs', HEX64)),
    'perf_event_open': (TYPE,),
    'locked_down': (('what', U32),),
    'syslog': (TYPE,),
    'settime': (('clock', U32), ('zone', U32), ('minuteswest', U32), ('dsttime', U32)),
    'quotactl': (CMD, TYPE, ('id', U32), ('fstype', OPT_STR)),
    'quota_on': (('fstype', STR), PATH),
    'uring_override_creds': (('new', CRED),),
    'uring_sqpoll': (),
    'uring_allowed': (),
    'uring_cmd': (THE_FILE, CMD),
    'binder_set_context_mgr': (('manager', CRED),),
    'binder_transaction': FROM_TO,
    'binder_transfer_binder': FROM_TO,
    'binder_transfer_file': FROM_TO + (THE_FILE,),
    'netlink_send': (THE_SOCK, ('group', U32), TYPE, FLAGS, ('command', U32)),
}
ENVIRONMENT = ('create_special', 'sb_set_mnt_opts', 'kernel_module_request')


def is_opt(codec):
    """Whether the key of a field of this type may be missing in JSON."""
    return isinstance(codec, Opt)


class Record:
    """One event: hash, event, actor, context and fields."""

    MAGIC = b'TSEM1\0'

    def __init__(self, hash_name, event, actor, context, fields):
        self.hash, self.event, self.actor = hash_name, event, actor
        self.context, self.fields = context, fields

    def __eq__(self, other):
        return vars(self) == vars(other)

    @property
    def environment(self):
        """Whether this event is left out of `state`."""
        return self.event in ENVIRONMENT

    def encode(self):
        """The canonical bytes."""
        out = [self.MAGIC, put_str(self.hash.encode()), put_str(self.event.encode()), self.actor]
        out += [codec.encode(self.context[key]) for key, codec in CONTEXT]
        out += [codec.encode(self.fields[key]) for key, codec in EVENTS[self.event]]
        return b''.join(out)

    def coefficient(self):
        """HF(record)."""
        return digest_of(self.hash, self.encode())

    @classmethod
    def decode(cls, data):
        """The record that has these bytes."""
        reader = Reader(data, 0)
        if reader.raw(len(cls.MAGIC)) != cls.MAGIC:
            raise FormatError('not a record')
        hash_name = reader.str().decode('ascii', 'replace')
        event = reader.str().decode('ascii', 'replace')
        if hash_name not in HASHES or event not in EVENTS:
            raise FormatError('unknown hash "%s" or event "%s"' % (hash_name, event))
        reader.digest_len = HASHES[hash_name]
        record = cls(hash_name, event, reader.digest(),
                     {key: codec.decode(reader) for key, codec in CONTEXT},
                     {key: codec.decode(reader) for key, codec in EVENTS[event]})
        if reader.pos != len(data):
            raise FormatError('%d bytes follow the record' % (len(data) - reader.pos))
        return record

    def line(self, number, count):
        """The JSON line; count is None where the line has none."""
        head = present([
            ('type', self.event), ('digest', self.hash), ('number', str(number)),
            ('count', None if count is None else str(count)), ('actor', self.actor.hex()),
            ('coefficient', self.coefficient().hex())])
        return render({
            'event': head,
            'COE': {key: codec.to_json(self.context[key]) for key, codec in CONTEXT},
            self.event: present((key, codec.to_json(self.fields[key]))
                                for key, codec in EVENTS[self.event])})


class Line:
    """A JSON line taken apart: the record and what the line says about it."""

    HEAD = ['type', 'digest', 'number', 'count', 'actor', 'coefficient']

    def __init__(self, text, counted):
        value = parse(text)
        self.text = text
        if list(want_object(value, 'line'))[:2] != ['event', 'COE']:
            raise FormatError('line must start with the keys event and COE')
        head = want_keys(value['event'], [key for key in self.HEAD if counted or key != 'count'],
                         'event')
        event = json_choice(head['type'], 'event.type', EVENTS)
        hash_name = json_choice(head['digest'], 'event.digest', HASHES)
        size = HASHES[hash_name]
        want_keys(value, ['event', 'COE', event], 'line')
        self.number = json_number(head['number'], 'event.number', 'dec', U64_MAX)
        self.count = None
        if counted:
            self.count = json_number(head['count'], 'event.count', 'dec', U64_MAX)
        self.coefficient = json_hex(head['coefficient'], 'event.coefficient', size)
        self.record = Record(hash_name, event, json_hex(head['actor'], 'event.actor', size),
                             self.values(value['COE'], CONTEXT, 'COE', size),
                             self.values(value[event], EVENTS[event], event, size))

    @staticmethod
    def values(value, table, what, size):
        """The fields of one object of the line."""
        want_keys(value, ['?' + key if is_opt(codec) else key for key, codec in table], what)
        return {key: codec.from_json(value[key], '%s.%s' % (what, key), size)
                if key in value else None for key, codec in table}

    def problems(self):
        """What this line gets wrong about itself."""
        found = []
        expected = self.record.coefficient()
        if self.coefficient != expected:
            found.append('coefficient is %s, expected %s' %
                         (self.coefficient.hex(), expected.hex()))
        again = self.record.line(self.number, self.count)
        again = again.replace(expected.hex(), self.coefficient.hex(), 1)
        if self.text != again:
            found.append('line is not in its one form, expected %s' % again)
        return found


# Digests over more than one record

def config_digest(hash_name, fsref, rules, verity=False):
    """g; rules are pairs of kind and path in any order."""
    data = b'TSEM1 config\0' + put_str(hash_name.encode())
    data += put_u(1, FSREFS.index(fsref) + 2 * verity)
    for kind, path in sorted((RULE_KINDS[kind], path) for kind, path in rules):
        data += put_u(1, kind) + put_str(path)
    return digest_of(hash_name, data)


def state_digest(hash_name, config, incomplete, coefficients):
    """s over a set of coefficients, environment ones already left out."""
    unique = sorted(set(coefficients))
    data = b'TSEM1 state\0' + config + put_u(1, incomplete) + put_u(8, len(unique))
    return digest_of(hash_name, data + b''.join(unique))


def measurement_digest(hash_name, config, coefficients):
    """m over coefficients in order, each counting at its first place only."""
    head = digest_of(hash_name, b'TSEM1 log\0' + config)
    for coefficient in dict.fromkeys(coefficients):
        head = digest_of(hash_name, b'TSEM1 ext\0' + head + coefficient)
    return head
