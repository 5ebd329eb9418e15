#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Does the compiler cache give out what .incbin brought to another build? Prints TAP.

scripts/build-kernel keeps the objects that have the compressed kernel out of the cache.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]


def option():
    """What build-kernel says for these objects."""
    text = (TOP / 'scripts/build-kernel').read_text()
    return re.search(r'AFLAGS_\$OBJECT\.o=(\S+?)"', text).group(1)


def second_object(*options):
    """The object that is made when what it includes has changed, but not its length."""
    settings = subprocess.run(['sh', '-c', '. scripts/common.sh; use_ccache; env'], cwd=TOP, text=True,
                              check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory(prefix='tsem-incbin.') as place:
        env = dict(os.environ, CCACHE_DIR=place + '/cache')
        env.update(line.split('=', 1) for line in settings.splitlines()
                   if re.match('CCACHE_(?!DIR=)', line))
        source, data = pathlib.Path(place, 'piggy.S'), pathlib.Path(place, 'data')
        source.write_text('.incbin "data"\n')
        for content in (b'the first', b'the other'):
            data.write_bytes(content)
            subprocess.run(['ccache', 'gcc', '-Wp,-MMD,piggy.d', *options, '-c', '-o', 'piggy.o', 'piggy.S'],
                           cwd=place, env=env, check=True, capture_output=True)
        return pathlib.Path(place, 'piggy.o').read_bytes()


def main():
    """Run all tests."""
    print('1..2')
    failed = 0
    for number, (name, good) in enumerate((
            ('with the option of build-kernel the object is made anew',
             b'the other' in second_object(option())),
            ('without it the cache gives out the first one', b'the first' in second_object())), 1):
        print('%s %d - incbin: %s' % ('ok' if good else 'not ok', number, name))
        failed += not good
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
