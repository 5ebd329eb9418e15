#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the shared library exports: the map, the header and the file agree.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
so=$O/$SONAME

sed -n 's/^\t\(lsm_tsem_[a-z_]*\);$/\1/p' "$HERE/src/liblsm-tsem.map" |
	sort >"$dir/map"
nm -D --defined-only "$so" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' |
	sort >"$dir/exported"
# Declarations only: behind a type, before a parenthesis, not in comments.
sed -e '/^ \*/d' -e '/^\/\*/d' "$HERE/include/lsm-tsem.h" |
	grep -o 'lsm_tsem_[a-z_]*(' | tr -d '(' | sort -u >"$dir/header"

cmp -s "$dir/map" "$dir/exported"
ok $? 'exported symbols are those of the map'
diff "$dir/map" "$dir/exported" | sed 's/^/# /'
cmp -s "$dir/map" "$dir/header"
ok $? 'the header declares what is exported'
diff "$dir/map" "$dir/header" | sed 's/^/# /'
! nm -D --defined-only "$so" | awk '$2 != "A" && $2 != "T"' | grep -q .
ok $? 'no variable is exported'
readelf -d "$so" | grep -q "SONAME.*\[$SONAME\]"
ok $? 'soname is the major version'
# Sanitizers bring their own libraries and tables.
case $O in
*-asan)
	skip 'needs nothing but libc, libjson-c and libcrypto' 'sanitizers bring their libraries'
	skip 'no global data' 'sanitizers bring their tables'
	;;
*)
	! readelf -d "$so" | grep NEEDED | grep -v 'lib\(c\|json-c\|crypto\)\.so'
	ok $? 'needs nothing but libc, libjson-c and libcrypto'
	# What the compiler's start files have (a few bytes), and no more.
	size -A "$so" | awk '$1 ~ /^\.(data|bss)$/ { n += $2 } END { exit n > 64 }'
	ok $? 'no global data'
	;;
esac
tap_done
