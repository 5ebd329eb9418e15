#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Does scripts/tap.awk count what programs print, and nothing else? Prints TAP."""

import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
ENDED = '# all programs ended\n'

# (what, input, output)
CASES = [
    ('passed, failed, skipped, expected to fail',
     '# program a\nok 1 - x\nnot ok 2 - y\nok 3 - z # SKIP why\nnot ok 4 - w # XFAIL why\n# end a 1\n' + ENDED,
     'ok a: x\nnot ok a: y\nskip a: z\nok a: w\n'),
    ('a program without TAP counts by its status',
     '# program a\n# end a 0\n# program b\n# end b 4\n# program c\n# end c 7\n' + ENDED,
     'ok a: exit status\nskip b: exit status\nnot ok c: exit status 7\n'),
    ('diagnostics that begin like the end of a program',
     '# program a\n# end 55\n# end b 0\nok 1 - x\n# end a 0\n' + ENDED,
     'ok a: x\n'),
    ('fewer cases than planned',
     '# program a\n1..3\nok 1 - x\n# end a 0\n' + ENDED,
     'ok a: x\nnot ok a: ended after 1 of 3 cases, status 0\n'),
    ('a bad status though no case failed',
     '# program a\nok 1 - x\n# end a 139\n' + ENDED,
     'ok a: x\nnot ok a: exit status 139\n'),
    ('a program without an end',
     '# program a\nok 1 - x\n# program b\nok 1 - y\n# end b 0\n' + ENDED,
     'ok a: x\nnot ok a: exit status unknown: no end\nok b: y\n'),
    ('an end that is missing',
     '# program a\nok 1 - x\n# end a 0\n',
     'ok a: x\nnot ok run: the programs did not run to the end\n'),
]

failed = 0
print(f'1..{len(CASES)}')
for number, (what, text, expected) in enumerate(CASES, 1):
    shown = subprocess.run(['awk', '-f', TOP / 'scripts/tap.awk'], input=text, text=True,
                           capture_output=True, check=True).stdout
    if shown != expected:
        failed += 1
        print(f'# expected:\n#   {expected!r}\n# shown:\n#   {shown!r}')
    print(f"{'ok' if shown == expected else 'not ok'} {number} - {what}")
sys.exit(1 if failed else 0)
