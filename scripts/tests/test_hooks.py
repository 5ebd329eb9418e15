#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is every LSM hook classified, and does the build fail when one is not? Prints TAP.

hook_table.c is compiled by itself: what it needs of the kernel are the list of hooks,
which comes from build/linux, and static_assert().
"""

import importlib.machinery
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]
TSEM = TOP / 'security/tsem'
KERNEL = pathlib.Path(os.environ.get('BUILD', TOP / 'build'), 'linux/include/linux/lsm_hook_defs.h')
FILES = {'table': TSEM / 'hook_table.h', 'events': TSEM / 'event_table.h', 'kernel': KERNEL,
         'code': TSEM / 'hook_table.c'}
PLACES = {'table': 'hook_table.h', 'events': 'event_table.h', 'code': 'hook_table.c',
          'kernel': 'linux/lsm_hook_defs.h'}
# Nothing that static_assert() of the kernel needs is of interest here.
BUILD_BUG = '#define static_assert(expr) _Static_assert(expr, #expr)\n'

loader = importlib.machinery.SourceFileLoader('event_table', str(TOP / 'scripts/event-table'))
tables = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(tables)

TABLE = list(tables.hooks(FILES['table'].read_text()))
TEXT = {name: path.read_text() for name, path in FILES.items()}
SYMBOLS = sorted(set(re.findall(r'CONFIG_\w+', TEXT['kernel'])))


def kernel_hooks():
    """(condition, hook) of each hook of the kernel."""
    text, condition = re.sub(r'/\*.*?\*/', '', TEXT['kernel'], flags=re.S), ''
    for line in text.splitlines():
        found = re.match(r'LSM_HOOK\([\w ]+, [-\w]+, (\w+)', line)
        if found:
            yield condition, found.group(1)
        elif line.startswith('#endif'):
            condition = ''
        elif line.startswith('#'):
            condition = re.sub(r'^#ifdef (\w+)$', r'#if defined(\1)', line.strip())[4:]


def compiles(symbols=(), output='', **changed):
    """What the compiler says with these symbols and, instead of the files, these texts."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        (root / 'linux').mkdir()
        (root / 'linux/build_bug.h').write_text(BUILD_BUG)
        for name, place in PLACES.items():
            (root / place).write_text(changed.get(name, TEXT[name]))
        command = ['gcc', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-I', directory,
                   *('-D%s=1' % symbol for symbol in symbols), '-c', '-o', str(root / 'out.o'),
                   str(root / 'hook_table.c')]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if output and not done.returncode:
            shutil.copy(root / 'out.o', output)
        return done.stderr if done.returncode else ''


def change(name, old, new):
    """A file with one thing changed, which must be there once."""
    assert len(re.findall(old, TEXT[name], re.M)) == 1, '%s has %s not once' % (name, old)
    return {name: re.sub(old, new, TEXT[name], flags=re.M)}


def fails(expected, symbols=None, **changed):
    """The compiler must refuse it and name what is wrong."""
    said = compiles(SYMBOLS if symbols is None else symbols, **changed)
    assert said, 'it compiles'
    assert expected in said, 'the compiler does not name %s:\n%s' % (expected, said)


def check_compiles():
    """hook_table.c is built, with all hooks, with none that have a condition, and without each"""
    assert '\ntsem-y += hook_table.o\n' in (TSEM / 'Makefile').read_text()
    for symbols in (SYMBOLS, [], *([one for one in SYMBOLS if one != left] for left in SYMBOLS),
                    *([one] for one in SYMBOLS)):
        said = compiles(symbols)
        assert not said, '%s: %s' % (symbols, said)


def check_nothing_left():
    """there is neither code nor data of hook_table.c"""
    with tempfile.NamedTemporaryFile(suffix='.o') as file:
        assert not compiles(SYMBOLS, file.name)
        size = subprocess.run(['size', '-B', file.name], capture_output=True, text=True, check=True)
        assert size.stdout.splitlines()[1].split()[:3] == ['0', '0', '0'], size.stdout


def check_order():
    """the table has the hooks of the kernel, under its conditions and in its order"""
    ours = [(condition, hook) for condition, _, hook, _ in TABLE]
    kernel = list(kernel_hooks())
    assert len(kernel) == TEXT['kernel'].count('\nLSM_HOOK(') > 200, 'the list was not understood'
    for have, want in zip(ours, kernel):
        assert have == want, 'the table has %s, the kernel %s' % (have, want)
    assert len(ours) == len(kernel)


def check_kernel_added():
    """the build fails when the kernel has a hook that the table lacks"""
    added = change('kernel', r'^LSM_HOOK\(int, 0, locked_down,.*$',
                   r'\g<0>\nLSM_HOOK(int, 0, new_hook, int what)')
    fails('TSEM_TABLE_HAS_new_hook', **added)
    fails('TSEM_TABLE_HAS_new_hook', [], **added)
    fails('TSEM_TABLE_HAS_sb_delete', **change('table', r'^TSEM_HOOK_NOT\(sb_delete,[^)]*\)\n', ''))


def check_kernel_removed():
    """the build fails when the table has a hook that the kernel lacks"""
    fails('TSEM_KERNEL_HAS_syslog', **change('kernel', r'^LSM_HOOK\(int, 0, syslog, int type\)\n', ''))
    fails('TSEM_KERNEL_HAS_old_hook', [], **change('table', r'^TSEM_HOOK_MODELLED\(capable, .*$',
                                                   r'\g<0>\nTSEM_HOOK_NOT(old_hook, "why", "x")'))


def check_condition():
    """the build fails when a hook is under another condition than in the kernel"""
    moved = change('table', r'defined\(CONFIG_KEYS\) \|\|', 'defined(CONFIG_AUDIT) ||')
    fails('TSEM_KERNEL_HAS_key_getsecurity', ['CONFIG_AUDIT'], **moved)
    fails('TSEM_TABLE_HAS_key_getsecurity', ['CONFIG_KEYS'], **moved)


def check_twice():
    """the build fails when a hook is twice in the table, of whatever class and group"""
    for entry in ('TSEM_HOOK_NOT(capable, "why", "x")', 'TSEM_HOOK_MODELLED(capable, capable)',
                  'TSEM_HOOK_SUPPORT(capable, "what for")'):
        fails('TSEM_TABLE_HAS_capable', **change('table', r'^TSEM_HOOK_MODELLED\(sb_mount, .*$',
                                                 r'\g<0>\n' + entry))
    other = change('table', r'^TSEM_HOOK_NOT\(key_getsecurity,', r'TSEM_HOOK_NOT(capable, "why", "x")\n\g<0>')
    fails('TSEM_HOOK_IS_capable', [], **other)


def check_no_event():
    """the build fails when a modelled hook names an event that there is not"""
    fails('TSEM_HOOK_OF_no_event', **change('table', r'(_MODELLED\(capable), capable\)', r'\1, no_event)'))
    fails('TSEM_HOOK_OF_no_event', [], **change('table', r'(_MODELLED\(unix_find), unix_find\)',
                                                r'\1, no_event)'))
    fails('TSEM_HOOK_OF_no_event', **change('table', r'^TSEM_HOOK_NOT\(key_getsecurity,[^)]*\)',
                                            'TSEM_HOOK_SHARED(key_getsecurity, no_event)'))


def check_other_hook():
    """the build fails when the event of a modelled hook has another hook"""
    fails('TSEM_HOOK_OF_sb_mount', **change('table', r'(_MODELLED\(capable), capable\)', r'\1, sb_mount)'))
    fails('TSEM_HOOK_OF_capable', **change('events', r'^TSEM_EVENT\(capable, capable,',
                                           'TSEM_EVENT(capable, sb_mount,'))
    # A hook with an event of its own does not share one.
    fails('TSEM_HOOK_OF_capable', **change('table', r'_MODELLED(\(capable, capable\))', r'_SHARED\1'))


def check_not_modelled():
    """the build fails when an event has a hook that is not modelled"""
    for instead in ('TSEM_HOOK_NOT(capable, "why", "x")', 'TSEM_HOOK_SUPPORT(capable, "what for")'):
        fails('TSEM_MODELS_capable', **change('table', r'^TSEM_HOOK_MODELLED\(capable, capable\)', instead))
    fails('TSEM_HOOK_IS_no_hook', **change('events', r'^TSEM_EVENT\(capable, capable,',
                                           'TSEM_EVENT(capable, no_hook,'))


def check_shared():
    """a hook may share the event of another"""
    said = compiles(SYMBOLS, **change('table', r'^TSEM_HOOK_NOT\(key_getsecurity,[^)]*\)',
                                      'TSEM_HOOK_SHARED(key_getsecurity, capable)'))
    assert not said, said


def check_registered():
    """the module registers the hooks that are modelled or support, each once, and no other"""
    registered = []
    for file in sorted(TSEM.glob('*.c')):
        registered += re.findall(r'LSM_HOOK_INIT\((\w+),', file.read_text())
    wanted = [hook for _, kind, hook, _ in TABLE if kind != 'NOT']
    assert sorted(registered) == sorted(wanted), \
        'registered: %s, in the table: %s' % (sorted(set(registered) - set(wanted)) or
                                              'nothing else', sorted(set(wanted) - set(registered)))


def check_texts():
    """each hook that is not modelled has a reason and says what remains unseen"""
    for _, kind, hook, rest in TABLE:
        if kind == 'NOT':
            assert len(rest) >= 2 and all(len(text) > 3 for text in rest), hook
            assert rest[0] != 'not yet' or rest[1] != 'nothing', hook
        else:
            assert len(rest) == 1, hook


def parameters():
    """The names of the parameters of each hook of the kernel."""
    text = re.sub(r'/\*.*?\*/', '', TEXT['kernel'], flags=re.S)
    for hook, rest in re.findall(r'^LSM_HOOK\([\w ]+, [-\w]+, (\w+),([^;]*?)\)$', text, re.M):
        yield hook, [re.findall(r'\w+', one)[-1] for one in rest.split(',')]


def explained(text):
    """(event, hook, keys, what comments name) of each event.

    These are the comment just before it, the one at the head of its group, which a blank line
    begins, and of the head of the file what it says of all.
    """
    head, _, rest = text.partition('*/\n\n')
    head = set(re.findall(r'@(\w+)', head.partition('The same everywhere')[2]))
    for group in rest.split('\n\n'):
        first, last = '', ''
        for comment, event, hook, fields in re.findall(
                r'(/\*.*?\*/)|TSEM_EVENT\((\w+), (\w+),(.*?)\)$(?=\n/\*|\nTSEM|\Z)', group.strip(),
                re.M | re.S):
            if comment:
                first, last = first or comment, comment
            else:
                yield (event, hook, set(re.findall(r'F\(\w+, (\w+)', fields)),
                       head | set(re.findall(r'@(\w+)', first + last)))
                last = ''


def unexplained(text):
    """{event: parameters of its hook that are no fields, and of which no comment says why}"""
    names, found = dict(parameters()), {}
    for event, hook, keys, said in explained(text):
        left = set(names[hook]) - keys - said - {'void'}
        if left:
            found[event] = sorted(left)
    return found


def check_parameters():
    """a field or a comment has each parameter of the hook of each event"""
    text = TEXT['events']
    assert len(list(parameters())) == len(list(kernel_hooks())), 'the parameters were not understood'
    assert len(list(explained(text))) == len(list(tables.events(text))), 'the comments were not understood'
    assert not unexplained(text), unexplained(text)
    for word, events in (('reqprot', {'mmap_file', 'file_mprotect'}), ('semflg', {'sem_associate'}),
                         ('tcred', {'task_prlimit'})):
        assert set(unexplained(text.replace('@' + word, word))) == events, word
    assert len(unexplained(text.replace('@dentry', 'dentry'))) > 10


def main():
    """All checks."""
    checks = [value for name, value in globals().items() if name.startswith('check_')]
    failed = 0
    print('TAP version 13\n1..%d' % len(checks))
    for number, check in enumerate(checks, 1):
        try:
            check()
            print('ok %d hooks: %s' % (number, check.__doc__))
        except AssertionError as error:
            failed = 1
            print('%s\nnot ok %d hooks: %s' % (re.sub('^', '# ', str(error), flags=re.M), number,
                                               check.__doc__))
    return failed


if __name__ == '__main__':
    sys.exit(main())
