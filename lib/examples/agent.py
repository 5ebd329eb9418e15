#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An agent: programs may be executed if they are below one of some directories, and
whatever else is asked about is allowed.

    tsem run --agent './agent.py /usr/bin' -- COMMAND

Standard input has a question in each line, an answer goes to standard output. What is
said on standard error is for people.
"""

import json
import sys


def programs(question):
    """What is executed: a script and its interpreter are two of them."""
    return [program['pathname'] for program in question['exec']['programs']]


def is_below(path, directories):
    """Whether a file is in one of the directories, or below."""
    return any(path.startswith(directory + '/') for directory in directories)


def decide(question, directories):
    """The verdict, and perhaps the word by which the kernel does not ask again."""
    if question['event']['type'] != 'exec':
        return 'allow', 'remember'
    refused = [path for path in programs(question) if not is_below(path, directories)]
    if refused:
        comm = question['question']['comm']
        print('agent: %r may not execute %r' % (comm, refused), file=sys.stderr)
        return 'deny', ''
    return 'allow', 'remember'


def main():
    """Answer until there are no more questions."""
    directories = sys.argv[1:]
    if not directories:
        sys.exit('usage: agent.py DIRECTORY...')
    for line in sys.stdin:
        question = json.loads(line)
        verdict, memory = decide(question, directories)
        answer = '%s cookie=%s %s' % (verdict, question['question']['cookie'], memory)
        # At once: somebody waits for it.
        print(answer.strip(), flush=True)


main()
