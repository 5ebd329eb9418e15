#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Records of every event, with values that may go wrong, for tests/record.sh.

usage: record_lines.py lines | expected

lines     JSON lines
expected  what tests/digest_lines.c is to print for them
"""

import os
import sys

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(TOP, 'scripts'), os.path.join(TOP, 'scripts', 'tests')]

import tsem_records as tsem  # noqa: E402
from test_tsem_verify import Random, SEED  # noqa: E402

ROUNDS = 20


def records():
    """The same ones each time."""
    for name, size in tsem.HASHES.items():
        source = Random(SEED, size)
        for _ in range(ROUNDS):
            for event in tsem.EVENTS:
                yield source.record(name, event)


def main():
    """The one or the other."""
    for record in records():
        if sys.argv[1] == 'lines':
            print(record.line(1, 1))
        else:
            print(record.coefficient().hex(), record.encode().hex())


main()
