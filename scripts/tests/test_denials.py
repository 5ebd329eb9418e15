#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is what the table of events says of denials shown by a selftest? Prints TAP.

That a call fails with EPERM, each event's own test shows. More than that is shown for
SILENT by a test whose .denied is another result, and else by a test that is followed by
SHOWS_DENIAL(event, ...), which does not compile if the table says something else.
"""

import importlib.machinery
import importlib.util
import pathlib
import re
import sys

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = (TOP / 'Documentation/security/tsem.rst').read_text()
TABLE = (TOP / 'security/tsem/event_table.h').read_text()
SOURCES = '\n'.join(file.read_text() for file in sorted((TOP / 'selftests/tsem').glob('*_test.c')))

loader = importlib.machinery.SourceFileLoader('event_table', str(TOP / 'scripts/event-table'))
tables = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(tables)


def rows(text):
    """{event: denial} of the events that are denied in another way than by an errno."""
    return {name: denial for name, _, _, _, _, denial, *_ in tables.events(text) if denial != 'ERRNO'}


def shown(sources):
    """(event, denial) of what tests show."""
    for test in re.findall(r'^static const struct event_test \w+ =?\s?\{$(.*?)^\};$', sources, re.M | re.S):
        event = re.search(r'^\t\.event = "(\w+)",$', test, re.M)
        if event and re.search(r'^\t\.denied = ', test, re.M):
            yield event.group(1), 'SILENT'
    for mark in re.finditer(r'^SHOWS_DENIAL\((\w+), (\w+)\);$', sources, re.M):
        before = sources[:mark.start()].rstrip().splitlines()[-1]
        assert before == '}' or before.startswith('SHOWS_DENIAL('), 'no test before ' + mark.group()
        yield mark.groups()


def excused(document):
    """Events of which the document says that the exception is not tested."""
    text = document.split('*Environment* events depend')[0].split('*Denial*. errno')[1]
    return re.findall(r'``(\w+)``', text.split('Not tested is')[1]) if 'Not tested is' in text else []


def missing(table, sources, document):
    """What the table says and nothing shows, and what is shown and not in the table."""
    wanted, have = rows(table), set(shown(sources))
    for event, denial in wanted.items():
        if ((event, denial) in have) == (event in excused(document)):
            yield '%s is %s, and no test shows that, or one does and is said not to' % (event, denial)
    for event, denial in have:
        if wanted.get(event) != denial:
            yield '%s is no event that is %s' % (event, denial)


def change(table, event, denial):
    """The table with another denial for one event."""
    text, count = re.subn(r'(TSEM_EVENT\(%s, \w+,\s*\w+,\s*\w+,\s*\w+,\s*)\w+' % event,
                          r'\g<1>' + denial, table)
    assert count == 1, event
    return text


def check_all():
    """each denial that is no errno is shown by a test, and no other is"""
    assert len(rows(TABLE)) > 15, 'the table was not understood'
    said = list(missing(TABLE, SOURCES, DOCUMENT))
    assert not said, said


def check_row_changed():
    """a row that says something else is noticed, for each event"""
    for event in (name for name, *_ in tables.events(TABLE)):
        for denial in ('ERRNO', 'SILENT', 'PARTIAL', 'KILLS', 'LATE'):
            if denial != rows(TABLE).get(event, 'ERRNO') and event not in excused(DOCUMENT):
                said = list(missing(change(TABLE, event, denial), SOURCES, DOCUMENT))
                assert said, '%s is %s and nobody notices' % (event, denial)


def check_test_removed():
    """a test that is gone is noticed"""
    for event, denial in set(shown(SOURCES)):
        without = re.sub(r'^SHOWS_DENIAL\(%s, .*$' % event, '', SOURCES, flags=re.M)
        without = re.sub(r'^(\t\.event = )"%s",$' % event, r'\1"x",', without, flags=re.M)
        said = list(missing(TABLE, without, DOCUMENT))
        assert any(one.startswith(event + ' ') for one in said), '%s %s' % (event, denial)


def main():
    """Run the checks, whose names are what they say first."""
    checks = [check for name, check in globals().items() if name.startswith('check_')]
    print('TAP version 13\n1..%d' % len(checks))
    failed = 0
    for number, check in enumerate(checks, 1):
        try:
            check()
            result = 'ok'
        except AssertionError as error:
            failed, result = failed + 1, 'not ok'
            print('# ' + str(error).replace('\n', '\n# '))
        print('%s %d - %s' % (result, number, check.__doc__.split('\n')[0]))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
