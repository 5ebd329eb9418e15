#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Do the documents say what the sources say? Prints TAP."""

import importlib.machinery
import importlib.util
import pathlib
import re
import sys

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / 'scripts'))
GUIDE = (TOP / 'Documentation/admin-guide/LSM/tsem.rst').read_text()
DESIGN = (TOP / 'Documentation/security/tsem.rst').read_text()
ABI = (TOP / 'Documentation/ABI/testing/securityfs-tsem').read_text()


def script(name):
    """A program in scripts/ as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace('-', '_'),
                                                  str(TOP / 'scripts' / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def source(name):
    """A file of security/tsem."""
    return (TOP / 'security/tsem' / name).read_text()


def missing(words, text):
    """Those of the words that are not in the text."""
    return [word for word in words if word not in text]


def check_event_table():
    """Documentation/security/tsem.rst has the tables of event_table.h"""
    table = script('event-table')
    assert table.split(DESIGN)[1] == table.tables(table.TABLE.read_text()), \
        'run scripts/event-table --update'


def check_hook_tables():
    """Documentation/security/tsem-hooks.rst has the tables of hook_table.h"""
    table = script('event-table')
    document = table.HOOKS_DOCUMENT.read_text()
    assert table.split(document, table.HOOKS_MARKS)[1] == \
        table.hook_tables(table.HOOKS.read_text(), table.TABLE.read_text()), \
        'run scripts/event-table --update'


def check_vectors():
    """Documentation/security/tsem.rst has the vectors of scripts/tsem-verify's formats"""
    vectors = script('doc-vectors')
    assert not missing([vectors.record(), vectors.values()], DESIGN), \
        'put what scripts/doc-vectors prints there'


def check_examples():
    """The ABI document has one line for each event, which is that of its record"""
    lines = script('event-lines')
    given = lines.examples()[1]
    parsed = [lines.tsem.Line(text, True) for text in given]
    lines.check_examples(parsed, [])
    # A run with other lines does not pass for this one.
    for text in given:
        number = text.replace('"number": "', '"number": "9')
        name = re.sub('"userns": "[01]"', '"userns": "9"', text, count=1)
        assert text not in (number, name), text
        for other in (number, name):
            rest = [lines.tsem.Line(one, True) for one in [other, *given] if one != text]
            try:
                lines.check_examples(rest, [])
            except AssertionError:
                continue
            raise AssertionError('not missed: ' + text)


def check_files():
    """Every file in securityfs is in the ABI document, and no other"""
    names = re.findall(r'(?:\.name = |securityfs_create_file\()"(\w+)"', source('fs.c')) + ['']
    said = re.findall(r'^What:\t+/sys/kernel/security/tsem/(\w*)$', ABI, re.M)
    assert sorted(names) == sorted(said), sorted(set(names) ^ set(said))


def check_verbs():
    """Every verb, key and error of the control language is in the ABI document"""
    text = source('control.c')
    verbs = re.findall(r'\[TSEM_VERB_\w+\] = { "(\w+)"', text)
    keys = re.findall(r'{ "(\w+)", set_\w+ }', text)
    errors = re.findall(r'-(E[A-Z]+)\b', text + source('fs.c') + source('model.c'))
    assert len(verbs) == 10 and len(keys) == 11, 'control.c was not understood'
    # One that is for two files is told of where these are described.
    lost = missing(['\t\t%s ' % word for word in verbs + keys
                    if ABI.count('After a write of "%s"' % word) != 2], re.sub(r'\n\t\t(\w+)\n',
                                                                       r'\n\t\t\1 \n', ABI))
    lost += missing(set(errors) - {'ENOENT', 'EAGAIN'}, ABI)
    assert not lost, lost


def check_stats():
    """Every line of stats is in the ABI document"""
    keys = re.findall(r'seq_printf\(m, "(\w+) %', source('show.c'))
    lost = missing(['\n\t\t%s ' % key for key in keys if key not in ('event', 'digest', 'fsref',
                                                                     'end')], ABI)
    assert keys and not lost, lost


def check_limits():
    """The limits are those of limits.h"""
    limits = dict(re.findall(r'#define TSEM_(\w+)\s+\(*(?:\(u64\))?(\w+?)U?\)*$',
                             source('limits.h'), re.M))
    sizes = {'SZ_16M': '16777216', 'SZ_1G': '1073741824'}
    for kind in ('POINTS', 'BYTES', 'FILES', 'QUEUE'):
        default, most = (limits['%s_%s' % (kind, what)] for what in ('DEFAULT', 'MAX'))
        default, most = sizes.get(default, default), sizes.get(most, most)
        row = re.compile(r'^%s +%s +%s ' % (kind.lower(), default, most), re.M)
        assert row.search(GUIDE), 'admin guide: %s' % kind
        assert re.search(r'%s +1 to %s +%s$' % (kind.lower(), most, default), ABI, re.M), kind
    for name in ('RULES_MAX', 'RULE_BYTES_MAX'):
        assert not missing([limits[name]], GUIDE) and not missing([limits[name]], ABI), name


def check_socket_options():
    """The options whose value is left out, and how long a value may be, are those of the sources"""
    said = re.search(r'\* ``socket_setsockopt`` has .*?\n\* ', DESIGN, re.S).group()
    option = re.compile(r'\b(?:PACKET|RDS|SO|TCP|TLS|XDP)_[A-Z_]+\b')
    # Names are in events, to their end.
    names = {'SO_BINDTODEVICE', 'TCP_CONGESTION', 'TCP_ULP', 'TCP_CA_NAME_MAX', 'TCP_ULP_NAME_MAX'}
    differ = (set(option.findall(source('sockopt.c'))) - names) ^ set(option.findall(said))
    assert len(option.findall(said)) > 15 and not differ, differ
    edit = (TOP / 'scripts/series/sockopt-value.edit').read_text()
    most = re.search(r'#define SOCKOPT_COPY_MAX (\d+)', edit).group(1)
    assert 'of up to %s bytes, the value' % most in said
    assert 'values of more than %s bytes' % most in GUIDE


def check_names():
    """Kinds, mounts and modes are in the documents"""
    kinds = re.findall(r'\[TSEM_(?:KIND|MOUNT)_\w+\] = "(\w+)"', source('file.c'))
    modes = re.findall(r'\[TSEM_MODE_\w+\] = "(\w+)"', source('model.c'))
    assert len(kinds) == 12 and len(modes) == 3, 'the sources were not understood'
    lost = missing(kinds, DESIGN) + missing(modes, GUIDE) + missing(modes, ABI)
    lost += missing(['\n%s ' % kind for kind in kinds[:9]], GUIDE)
    assert not lost, lost


def check_reasons():
    """Every reason is told of for events, in the audit log and for the trace event"""
    reasons = re.findall(r'\[TSEM_REASON_\w+\] = "(\w+)"', source('trace.c'))
    assert len(reasons) == 6, 'trace.c was not understood'
    row = re.search(r'^\t\treason   (.*?)^\t\t=', ABI, re.M | re.S).group(1)
    table = GUIDE.split('\nreason         Meaning\n')[1].split('\n\n')[0]
    audit = re.search(r'^reason +(``.*?)^actor', GUIDE, re.M | re.S).group(1)
    lost = [missing(['"%s":' % reason for reason in reasons], row),
            missing(['\n%s ' % reason for reason in reasons], table),
            # What is known is not denied.
            missing(['``%s``' % reason for reason in reasons if reason != 'known'], audit)]
    assert not any(lost), lost


def check_coverage():
    """Documentation/security/tsem.rst says how much the tests reach, and that is enough"""
    text = (TOP / 'scripts/check-coverage').read_text()
    begin, end = re.findall(r"^(?:BEGIN|END)='(.*)'$", text, re.M)
    written = DESIGN.split(begin)[1].split(end)[0]
    lines = re.search(r'On \d{4}-\d\d-\d\d (\d+) cases .* (\d+) of (\d+) lines', written)
    assert lines, 'run scripts/check-coverage --update'
    cases, executed, total = map(int, lines.groups())
    assert cases > 1000 and executed >= 0.9 * total, written


def check_determinism():
    """Documentation/security/tsem.rst has a table of all runs of scripts/determinism"""
    text = (TOP / 'scripts/determinism').read_text()
    names = re.search(r"^WORKLOADS='(.*)'", text, re.M).group(1).split()
    plan = re.search(r"^LONG_PLAN='(.*)'", text, re.M).group(1).split()
    total = sum(int(last) - int(first) + 1
                for _, _, first, last in (part.split(':') for part in plan))
    marks = [re.search(r"^%s='(.*)'" % mark, text, re.M).group(1) for mark in ('BEGIN', 'END')]
    table = DESIGN.split(marks[0])[1].split(marks[1])[0]
    rows = re.findall(r'^(\S+) .* (\d+/\d+)$', table, re.M)
    assert rows == [(name, '%d/%d' % (total, total)) for name in names], \
        'run scripts/determinism --update'


def main():
    """All checks."""
    checks = [value for name, value in globals().items() if name.startswith('check_')]
    failed = 0
    print('TAP version 13\n1..%d' % len(checks))
    for number, check in enumerate(checks, 1):
        try:
            check()
            print('ok %d docs: %s' % (number, check.__doc__))
        except AssertionError as error:
            failed = 1
            print('# %s\nnot ok %d docs: %s' % (error, number, check.__doc__))
    return failed


if __name__ == '__main__':
    sys.exit(main())
