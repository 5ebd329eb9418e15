"""Four threads count the words of a text, each with a module that it imports itself."""

import collections
import concurrent.futures
import importlib
import json
import os
import queue
import tempfile
import threading

STEPS = ['words', 'lines', 'digest', 'number']


def step(name, text, results):
    """Threads import at the same time."""
    module = importlib.import_module('report.' + name)
    results.put((name, module.compute(text)))


def write(values):
    """result appears whole or not at all."""
    with tempfile.NamedTemporaryFile('w', dir='/tmp', delete=False) as stream:
        json.dump(values, stream, sort_keys=True)
    with open(stream.name) as again, open('result', 'w') as result:
        result.write(again.read())
    os.unlink(stream.name)


def main():
    """Threads by hand and from a pool."""
    with open('text') as stream:
        text = stream.read()
    results = queue.Queue()
    threads = [threading.Thread(target=step, args=(name, text, results)) for name in STEPS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    values = dict(results.get() for _ in STEPS)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        parts = pool.map(collections.Counter, (text[at::16] for at in range(16)))
    values['letters'] = sum(sum(part.values()) for part in parts)
    write(values)
    print(values)


main()
