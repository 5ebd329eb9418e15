#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tests of scripts/tsem-verify; prints TAP."""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'scripts'))

import tsem_records as tsem  # noqa: E402
import tsem_vectors  # noqa: E402

VERIFY = os.path.join(TOP, 'scripts', 'tsem-verify')
TABLE = os.path.join(TOP, 'security', 'tsem', 'event_table.h')
HEADER = os.path.join(TOP, 'security', 'tsem', 'tests', 'vectors.h')
SEED = 20260101
ROUNDS = 40

# What the kernel's table calls the types.
KERNEL_TYPES = {'U32': 'u32', 'MODE': 'mode', 'RDEV': 'rdev', 'U64': 'u64', 'STR': 'str',
                'OPT_STR': 'opt str', 'OPT_BYTES': 'opt bytes', 'OPT_DIGEST': 'opt digest',
                'FILE': 'FILE', 'OPT_FILE': 'opt FILE', 'NAME': 'NAME', 'PROGRAMS': 'PROGS',
                'SOCK': 'SOCK', 'TASK': 'TASK', 'ADDR': 'ADDR', 'RELATION': 'RELATION',
                'NUMBERS': 'NUMBERS', 'CRED': 'CRED', 'IPC': 'IPC', 'OPT_IPC': 'opt IPC', 'KEY': 'KEY'}


# Random values

class Random:
    """Values of every field type."""

    PIECES = [b'', b'/', b'a', b'"', b'\\', b'\n', b'\0', b'\x7f', b'\xc3\xa9', b'\xe2\x82\xac',
              b'\xf0\x9f\x98\x80', b'\xff', b'\x80', b'\xc0\xaf', b'\xed\xa0\x80', b'\xed\xb3\xbf',
              b'\xf4\x90\x80\x80', b'\\udc80', b'\xef\xbf\xbe', b'\xe2\x80\xa8', b'\xe2\x82']

    def __init__(self, seed, size):
        self.rng, self.size = random.Random(seed), size

    def bytes(self):
        """A byte string with everything that may go wrong."""
        return b''.join(self.rng.choice(self.PIECES) if self.rng.random() < .7
                        else self.rng.randbytes(3) for _ in range(self.rng.randrange(9)))

    def u(self, bits):
        """A number, often at one of its ends."""
        top = (1 << bits) - 1
        return self.rng.choice([0, 1, top, self.rng.randrange(top)])

    def digest(self):
        """A digest."""
        return self.rng.randbytes(self.size)

    def maybe(self, get):
        """A value or None."""
        return get() if self.rng.random() < .5 else None

    def name(self):
        """A NAME."""
        return self.rng.choice(tsem.FILE_KINDS), self.rng.choice(tsem.MOUNTS), self.bytes()

    def file(self):
        """A FILE."""
        kind, mount, path = self.name()
        fstype = self.maybe(self.bytes)
        digest = self.maybe(self.digest)
        verity = self.maybe(self.digest) if digest is None else None
        return {'kind': kind, 'mount': mount, 'pathname': path, 'mode': self.u(32),
                'uid': self.u(32), 'gid': self.u(32), 'rdev': self.maybe(lambda: self.u(32)),
                'fstype': fstype, 's_uuid': None if fstype is None else self.rng.randbytes(16),
                'digest': digest, 'verity': verity}

    def task(self):
        """A TASK."""
        relation = self.rng.choice(tsem.RELATIONS)
        return relation, None if relation == 'outside' else self.digest()

    def addr(self):
        """An ADDR."""
        port = self.maybe(lambda: self.u(16))
        kind = self.rng.choice(tsem.UNIX_KINDS)
        return self.rng.choice([
            (tsem.AF_INET, {'port': port, 'address': self.rng.randbytes(4)}),
            (tsem.AF_INET6, {'port': port, 'address': self.rng.randbytes(16), 'flow': self.u(32),
                             'scope': self.u(32)}),
            (tsem.AF_UNIX, {'kind': kind,
                            'address': self.bytes() if kind == 'abstract' else b''}),
            (tsem.AF_NETLINK, {'peer': self.rng.choice(tsem.NETLINK_PEERS), 'groups': self.u(32)}),
            (self.rng.choice([0, 17, 0xffff]), self.bytes())])

    def value(self, codec):
        """A value of this type."""
        if isinstance(codec, tsem.Opt):
            return self.maybe(lambda: self.value(codec.inner))
        if isinstance(codec, tsem.Number):
            return self.u(codec.size * 8)
        if isinstance(codec, tsem.Choice):
            return self.rng.choice(codec.names)
        if isinstance(codec, tsem.Group):
            return {key: self.value(field) for key, field in codec.fields}
        return {'rdev': lambda: self.u(32), 'str': self.bytes, 'bytes': self.bytes,
                'digest': self.digest, 'NAME': self.name, 'FILE': self.file, 'TASK': self.task, 'ADDR': self.addr,
                'NUMBERS': lambda: [self.u(64) for _ in range(self.rng.randrange(4))],
                'PROGS': lambda: [self.file() for _ in range(self.rng.randrange(4))],
                'SOCK': lambda: (self.u(32), self.u(32), self.u(32), self.maybe(self.digest)),
                }[codec.kind]()

    def record(self, hash_name, event):
        """A record of this event."""
        return tsem.Record(hash_name, event, self.digest(),
                           {key: self.value(codec) for key, codec in tsem.CONTEXT},
                           {key: self.value(codec) for key, codec in tsem.EVENTS[event]})


# A run that is as it must be

class Fixture:
    """The files of a run, in a directory of their own."""

    def __init__(self, hash_name='sha256'):
        self.dir = tempfile.mkdtemp(prefix='tsem-verify.')
        self.hash = hash_name
        self.rules = [('volatile', b'/var/x'), ('pseudonym', b'/etc/a\n\\')]
        records = [record for _, record in tsem_vectors.examples(hash_name)]
        kept = [r for r in records if r.event not in ('capable', 'unix_may_send')]
        extra = Random(SEED, tsem.HASHES[hash_name])
        other = extra.record(hash_name, 'file_open')
        other.actor = records[0].coefficient()
        self.trajectory, self.forensics = kept, [other]
        self.loaded = []
        self.write()

    def path(self, name):
        """A file of the run."""
        return os.path.join(self.dir, name)

    def text(self, name):
        """Content of a file of the run."""
        with open(self.path(name), encoding='utf-8') as stream:
            return stream.read()

    def put(self, name, text):
        """Replace a file of the run."""
        with open(self.path(name), 'w', encoding='utf-8') as stream:
            stream.write(text)

    def config(self):
        """g of the run."""
        return tsem.config_digest(self.hash, 'content', self.rules)

    def model(self, points, comments=True):
        """A model file with these records."""
        lines = ['tsem-model 1', 'digest ' + self.hash, 'fsref content', 'volatile /var/x',
                 'pseudonym /etc/a\\012\\134']
        for word, chosen in (('state', False), ('environment', True)):
            found = {p.coefficient(): p for p in points if p.environment == chosen}
            for coefficient in sorted(found):
                line = '%s %s' % (word, coefficient.hex())
                lines.append(line + ' ' + found[coefficient].line(0, None) if comments else line)
        lines.append('expect ' + self.state(points, 0))
        return '\n'.join(lines + ['end %d' % len(points), ''])

    def state(self, points, incomplete):
        """s over these records."""
        return tsem.state_digest(self.hash, self.config(), incomplete, [
            p.coefficient() for p in points if not p.environment]).hex()

    def write(self):
        """Write all files."""
        for name, records in (('trajectory', self.trajectory), ('forensics', self.forensics)):
            self.put(name, ''.join(r.line(i, i) + '\n' for i, r in enumerate(records, 1)))
        self.put('loaded', self.model(self.loaded, False))
        self.put('model', self.model(self.trajectory + self.loaded))

    def run(self, *more):
        """Exit status and output of tsem-verify on this run."""
        args = [VERIFY, 'run']
        for name in ('trajectory', 'forensics', 'model'):
            args += ['--' + name, self.path(name)]
        done = subprocess.run(args + list(more), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def values(self):
        """Options with the values that the kernel would have given."""
        everything = self.loaded + self.trajectory + self.forensics
        measurement = tsem.measurement_digest(self.hash, self.config(),
                                              [r.coefficient() for r in everything])
        return ['--state', self.state(everything, 0), '--measurement', measurement.hex()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)


def refused(name, old, new, expected, *more):
    """A change in one file of a run must be reported there, with this text."""
    with Fixture() as run:
        text = run.text(name)
        changed = re.sub(old, new, text, count=1, flags=re.M | re.S)
        assert changed != text, 'the pattern %s is not in %s' % (old, name)
        run.put(name, changed)
        status, output = run.run(*more)
        assert status == 1, 'exit status %d: %s' % (status, output)
        assert re.search(r'^\S*/%s:\d+: .*%s' % (name, expected), output, re.M), output


# Tests

def test_round_trip():
    """record -> bytes -> record and record -> line -> record, for every event"""
    for hash_name, size in tsem.HASHES.items():
        source = Random(SEED, size)
        for event in tsem.EVENTS:
            for number in range(ROUNDS):
                record = source.record(hash_name, event)
                assert tsem.Record.decode(record.encode()) == record, record.encode()
                text = record.line(number, number + 1)
                line = tsem.Line(text, True)
                assert line.record == record and not line.problems(), text
                assert line.record.encode() == record.encode(), text
                assert '\n' not in text and text.encode('utf-8'), text


def test_strings():
    """every byte string comes back, and different ones have different lines"""
    source = Random(SEED, 32)
    strings = [bytes([i]) for i in range(256)] + [bytes([i, j]) for i in range(192, 256)
                                                  for j in range(256)]
    strings += Random.PIECES + [source.bytes() for _ in range(2000)]
    seen = {}
    for data in strings:
        text = tsem.render(data)
        assert tsem.json_bytes(tsem.parse(text), 'string') == data, data
        assert seen.setdefault(text, data) == data, data


def test_cut_record():
    """a record that ends early or goes on is refused"""
    for _, record in tsem_vectors.examples('sha256'):
        data = record.encode()
        for changed in [data[:i] for i in range(len(data))] + [data + b'\0']:
            try:
                tsem.Record.decode(changed)
            except tsem.FormatError:
                continue
            raise AssertionError('%d of %d bytes are accepted' % (len(changed), len(data)))


def test_good_run():
    """a run that is as it must be passes, for both hashes"""
    for hash_name in tsem.HASHES:
        with Fixture(hash_name) as run:
            status, output = run.run(*run.values())
            assert status == 0 and output.endswith('expect, state, measurement ok\n'), output
            assert output.count('\n') == 1, output


def test_loaded():
    """points that were loaded count for the model and come first in measurement"""
    with Fixture() as run:
        run.loaded, run.trajectory = run.trajectory[:9], run.trajectory[9:]
        run.loaded.sort(key=lambda r: (r.environment, r.coefficient()))
        run.write()
        status, output = run.run('--loaded', run.path('loaded'), *run.values())
        assert status == 0, output
        status, output = run.run()
        assert status == 1 and 'neither recorded nor loaded' in output, output


def test_values():
    """wrong state, measurement and incomplete are found"""
    with Fixture() as run:
        for more in (['--state', '0' * 64], ['--measurement', '0' * 64],
                     run.values()[:2] + ['--incomplete', '1']):
            status, output = run.run(*more)
            assert status == 1 and 'expected' in output, output
        everything = run.trajectory + run.forensics
        status, output = run.run('--state', run.state(everything, 1), '--incomplete', '1')
        assert status == 0, output


def test_tampered():
    """a changed line is found where it is"""
    for name in ('trajectory', 'forensics'):
        refused(name, r'"coefficient": "(.)(.)', r'"coefficient": "\2\1', 'coefficient is')
        refused(name, '"uid": "(0|[0-9]+)"', '"uid": "77"', 'coefficient is')
        refused(name, '"actor": "..', '"actor": "zz', 'expected hex digits')
        refused(name, '"actor": "..', '"actor": "', 'hex digits, expected 64')
        refused(name, '"number": "1"', '"number": "2"', 'number is 2, expected 1')
        refused(name, '"count": "1"', '"count": "0"', 'count is 0')
        refused(name, '"count": "1", ', '', 'event has keys')
        refused(name, '"count": "1"', '"count": 1', 'must be a string')
        refused(name, '"count": "1"', '"count": "01"', 'expected a number')
        refused(name, '"uid": ("[0-9]+"), "euid": ("[0-9]+")', r'"euid": \2, "uid": \1', 'COE has')
        refused(name, '"COE": {', '"COE": {"new": "0", ', 'COE has keys')
        refused(name, '"uid": "[0-9]+"', r'\g<0>, \g<0>', 'comes twice')
        refused(name, '"capeff": "0x', '"capeff": "0x0', 'expected a number')
        refused(name, ', "COE"', ',"COE"', 'not in its one form')
        refused(name, '\n', ' \n', 'not in its one form')
        refused(name, '"type": "[a-z_]+"', '"type": "inode_create"', 'event.type is')
        refused(name, '^.*?\n', '\n', 'not JSON')
        refused(name, '\n$(?!.)', '', 'it is cut')
        refused(name, '"digest": "sha256"', '"digest": "sha512"', 'hex digits, expected 128')
        refused(name, '"digest": "sha256"', '"digest": "md5"', 'event.digest is')
    refused('trajectory', '"secureexec": "0"', '"secureexec": "4294967296"', 'more than')
    refused('trajectory', '"pathname": "/odd', '"pathname": "\\\\u006fdd', 'not in its one form')
    refused('trajectory', r'\\udc80\\udcff', r'\\ud800x', 'code point')
    refused('trajectory', '"af_inet": {', '"af_ax25": {', 'addr has keys')
    refused('trajectory', '127.0.0.1', '127.0.0.256', 'more than')
    refused('trajectory', '"relation": "outside"', '"relation": "member"', 'lacks an identity')
    refused('trajectory', ', "s_uuid": "[0-9a-f]*"', '', 'only one of')


def test_order():
    """lines that change places, vanish or come twice are found"""
    refused('trajectory', r'\A([^\n]*\n)([^\n]*\n)', r'\2\1', 'expected')
    refused('trajectory', r'\A([^\n]*\n)([^\n]*\n)', r'\1', 'number is 3, expected 2')
    refused('trajectory', r'\A([^\n]*\n)', r'\1\1', 'was there before')


def test_identities():
    """an identity that no exec gives, or that one gives only later, is found"""
    with Fixture() as run:
        stranger = run.trajectory[-1]
        stranger.actor = tsem.digest_of('sha256', b'nobody')
        run.write()
        status, output = run.run()
        assert status == 1 and 'expected zeros or the coefficient of an exec' in output, output
    with Fixture() as run:
        run.trajectory.append(run.trajectory.pop(0))
        run.write()
        status, output = run.run()
        assert status == 1 and 'expected an earlier one' in output, output
    with Fixture() as run:
        victim = next(r for r in run.trajectory if r.event == 'task_kill')
        victim.fields['target'] = ('member', victim.coefficient())
        run.write()
        status, output = run.run()
        assert status == 1 and 'target.task_id is' in output, output


def test_model():
    """a model file that is cut, out of order, or not that of the run is found"""
    refused('model', r'end [0-9]+\n\Z', '', 'the file is cut')
    refused('model', r'expect [0-9a-f]+\nend [0-9]+\n\Z', '', 'the file is cut')
    refused('model', r'\nend [0-9]+\n\Z', '\nend 1\n', 'end is 1, expected')
    refused('model', r'\n\Z', '', 'it is cut')
    refused('model', r'\Z', 'end 1\n', 'line "end" after "end"')
    refused('model', r'expect ..', 'expect 00', 'expect is')
    refused('model', r'^state [^\n]*\n', '', 'end is')
    refused('model', r'^(state [^\n]*\n)(state [^\n]*\n)', r'\2\1', 'out of order')
    refused('model', r'^(state [^\n]*\n)', r'\1\1', 'out of order or comes twice')
    refused('model', r'^(state [0-9a-f]{63})[0-8a-f] ', r'\g<1>9 ', 'coefficient')
    refused('model', r'"number": "0"', '"number": "1"', 'number is 1, expected 0')
    refused('model', r'tsem-model 1', 'tsem-model 2', 'expected 1')
    refused('model', r'tsem-model 1\n', '', 'there is no line "tsem-model"')
    refused('model', r'digest sha256', 'digest sha512', 'expected 128')
    refused('model', r'digest sha256', 'hash sha256', 'unknown line "hash"')
    refused('model', r'fsref content', 'fsref superblock', 'expect is')
    refused('model', r'volatile /var/x', 'volatile /var/y', 'expect is')
    refused('model', r'volatile /var/x', 'volatile /var/x/', 'shortest form')
    refused('model', r'\\012', r'\\013', 'backslash')
    with Fixture() as run:
        text = run.text('model')
        run.put('model', '# a comment\n\n' + text.replace('\nexpect', '\n# more\n\nexpect'))
        status, output = run.run()
        assert status == 0, output
        run.put('model', run.model(run.trajectory + run.forensics))
        status, output = run.run()
        assert status == 1 and 'forensics coefficient' in output, output
        run.put('model', run.model(run.trajectory[:-1]))
        status, output = run.run()
        assert status == 1 and 'is not in' in output, output


def test_every_cut():
    """a model file cut after any line is found"""
    with Fixture() as run:
        lines = run.text('model').splitlines(True)
        for count in range(0, len(lines), 7):
            run.put('model', ''.join(lines[:count]))
            status, output = run.run()
            assert status == 1 and 'cut' in output, (count, output)


def test_incomplete():
    """what cannot be known of an incomplete run is no mistake, the rest is"""
    with Fixture() as run:
        everything = run.trajectory + run.forensics
        values = ['--incomplete', '1', '--state', run.state(everything, 1)]
        lines = run.text('trajectory').splitlines(True)
        run.put('trajectory', ''.join(lines[1:]))
        status, output = run.run()
        assert status == 1, output
        status, output = run.run(*values)
        assert status == 0, output
        lines[1], lines[2] = lines[2], lines[1]
        run.put('trajectory', ''.join(lines))
        status, output = run.run(*values)
        assert status == 1 and 'number is 2, expected 4' in output, output


def test_accepted():
    """forensics that an agent accepted are in the model, as many as the kernel says"""
    with Fixture() as run:
        run.put('model', run.model(run.trajectory + run.forensics))
        status, output = run.run('--accepted', '1', *run.values())
        assert status == 0, output
        for number in '0', '2':
            status, output = run.run('--accepted', number)
            assert status == 1 and 'has 1 forensics, expected ' + number in output, output
        run.write()
        status, output = run.run('--accepted', '1')
        assert status == 1 and 'has 0 forensics, expected 1' in output, output


def test_content():
    """content digests are compared with files"""
    with Fixture() as run:
        os.makedirs(run.path('root/usr/bin'))
        run.put('root/usr/bin/dash', 'abc')
        status, output = run.run('--sha256sum-root', run.path('root'))
        assert status == 0 and re.search('[1-9] files', output), output
        run.put('root/usr/bin/dash', 'abd')
        status, output = run.run('--sha256sum-root', run.path('root'))
        assert status == 1 and 'digest of /usr/bin/dash is' in output, output


def test_missing_file():
    """a file that is not there is one sentence"""
    with Fixture() as run:
        os.unlink(run.path('model'))
        status, output = run.run()
        assert status == 1 and output.count('\n') == 1 and 'Traceback' not in output, output


def test_vectors():
    """the header is the same each time, and is the one that is checked in"""
    first = subprocess.run([VERIFY, 'vectors'], capture_output=True, check=True).stdout
    again = subprocess.run([VERIFY, 'vectors'], capture_output=True, check=True,
                           env=dict(os.environ, PYTHONHASHSEED='7', LC_ALL='C')).stdout
    assert first == again
    with open(HEADER, 'rb') as stream:
        assert stream.read() == first, 'make it again: scripts/tsem-verify vectors > ' + HEADER
    events = {record.event for _, record in tsem_vectors.examples('sha256')}
    assert events == set(tsem.EVENTS), set(tsem.EVENTS) - events


def test_table():
    """the kernel's table has the same events, fields and types in the same order"""
    with open(TABLE, encoding='utf-8') as stream:
        text = re.sub(r'/\*.*?\*/', '', stream.read(), flags=re.S)
    kernel = []
    for entry in re.findall(r'TSEM_EVENT\(((?:[^()]|\([^()]*\))*)\)', text):
        words = [word.strip() for word in entry.split(',', 8)]
        fields = re.findall(r'F\((\w+),\s*(\w+)\)', ''.join(words[8:]))
        kernel.append((words[0], words[7] == '1',
                       [(key, KERNEL_TYPES[kind]) for kind, key in fields]))
    ours = [(name, name in tsem.ENVIRONMENT, [(key, codec.kind) for key, codec in fields])
            for name, fields in tsem.EVENTS.items()]
    for have, want in zip(kernel, ours):
        assert have == want, 'kernel has %s, expected %s' % (have, want)
    assert len(kernel) == len(ours), '%d events, expected %d' % (len(kernel), len(ours))


def main():
    """Run all tests."""
    tests = [value for key, value in globals().items() if key.startswith('test_')]
    print('TAP version 13\n1..%d' % len(tests))
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            result = 'ok'
        except Exception:  # pylint: disable=broad-except
            failed += 1
            result = 'not ok'
            print(re.sub('^', '# ', traceback.format_exc(), flags=re.M))
        print('%s %d - %s' % (result, number, test.__doc__), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
