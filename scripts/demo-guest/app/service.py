"""The part of the workload that is written in Python.

Reads work/orders, writes work/totals, tells the server on 127.0.0.1 at the port
in its first argument. ATTACK in the environment: connect, fastopen, memory, unlink.
"""

import collections
import ctypes
import errno
import mmap
import os
import socket
import sys
import tempfile

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def totals():
    """Sum of the orders of each customer, largest first."""
    sums = collections.Counter()
    with open('work/orders', 'rb') as stream, \
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for line in data[:].splitlines():
            customer, amount = line.split()[:2]
            sums[customer.decode()] += int(amount)
    return sums.most_common()


def write(lines):
    """work/totals appears whole or not at all."""
    with tempfile.NamedTemporaryFile('w', dir='/tmp', prefix='totals.') as stream:
        stream.writelines(lines)
        stream.flush()
        with open(stream.name) as again, open('work/totals', 'w') as result:
            result.write(again.read())


def tell(port, text):
    """Send text over a connection made by connect()."""
    with socket.socket() as sock:
        sock.connect(('127.0.0.1', port))
        sock.sendall(text.encode())
        sock.shutdown(socket.SHUT_WR)
        return sock.recv(100).decode()


def tell_fast(port, text):
    """Send text over a connection that sendto() itself makes."""
    with socket.socket() as sock:
        sock.sendto(text.encode(), socket.MSG_FASTOPEN, ('127.0.0.1', port))
        sock.shutdown(socket.SHUT_WR)
        return sock.recv(100).decode()


def protect(protection):
    """A page that held data gets another protection; returns it and its address."""
    page = mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    page.write(b'\xb8\x2a\0\0\0\xc3')  # mov $42, %eax; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if LIBC.mprotect(address, mmap.PAGESIZE, protection):
        raise OSError(ctypes.get_errno(), 'mprotect')
    return page, address


def run_data():
    """Execute what was written into memory."""
    _page, address = protect(mmap.PROT_READ | mmap.PROT_EXEC)
    return 'machine code returned %d' % ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def attack(name, port):
    """Misbehave. Says what came of it."""
    actions = {
        'connect': lambda: tell(port + 1, 'secret\n'),
        'fastopen': lambda: tell_fast(port + 1, 'secret\n'),
        'memory': run_data,
        'unlink': lambda: os.unlink('/scratch/outside/keep') or 'done',
    }
    try:
        print('%s: %s' % (name, actions[name]()))
    except OSError as error:
        sys.exit('%s: %s' % (name, errno.errorcode[error.errno]))


def main():
    """Everything in order."""
    port = int(sys.argv[1])
    lines = ['%s %d\n' % pair for pair in totals()]
    write(lines)
    protect(mmap.PROT_READ)
    print(tell(port, ''.join(lines)), tell_fast(port, 'done\n'))
    name = os.environ.get('ATTACK')
    if name in ('connect', 'fastopen', 'memory', 'unlink'):
        attack(name, port)


main()
