#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make install: what lands where, with DESTDIR and prefix.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# The outer make's variables and job server are not meant for this one.
unset MAKEFLAGS MFLAGS MAKELEVEL
make -s -f "$HERE/Makefile" O="$O" DESTDIR="$dir" prefix=/opt/x install \
	>"$dir/log" 2>&1
ok $? 'install'
show "$dir/log"
for f in bin/tsem lib/liblsm-tsem.a "lib/$SONAME" lib/liblsm-tsem.so \
	include/lsm-tsem.h lib/pkgconfig/liblsm-tsem.pc \
	share/man/man1/tsem.1 share/man/man3/lsm-tsem.3 \
	share/man/man7/tsem_namespaces.7 share/doc/liblsm-tsem/COPYING \
	share/doc/liblsm-tsem/COPYING.LIB; do
	[ -s "$dir/opt/x/$f" ]
	ok $? "installed: $f"
done
grep -q '^libdir=/opt/x/lib$' "$dir/opt/x/lib/pkgconfig/liblsm-tsem.pc" &&
	! grep -q @ "$dir/opt/x/lib/pkgconfig/liblsm-tsem.pc"
ok $? 'pkg-config file names the prefix'
tap_done
