#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Records: the library has the kernel's table of events, and computes what the
# program does that was written from nothing but the specification.
# Environment: O HERE.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
scripts=$HERE/../scripts
# Lines that a kernel has printed, one for each event and more, each with its digest.
abi=$HERE/../Documentation/ABI/testing/securityfs-tsem
sed -n 's/^[ \t]*\({"event": {.*"actor": .*}}\)$/\1/p' "$abi" >"$dir/lines"
sed 's/.*"coefficient": "\([0-9a-f]*\)".*/\1/' "$dir/lines" >"$dir/want"
"$O/tests/digest-lines" <"$dir/lines" | cut -d' ' -f1 >"$dir/have"
[ "$(wc -l <"$dir/want")" -gt 100 ] && cmp -s "$dir/want" "$dir/have"
good=$?
ok $good 'the coefficients in the ABI document are those of their records'
[ $good -eq 0 ] || diff "$dir/want" "$dir/have" | head -n 6 | sed 's/^/# /'

if ! command -v python3 >/dev/null; then
	skip 'the table is that of the specification' 'no python3'
	skip 'coefficients and bytes of records of every event, and what the bytes say' 'no python3'
	tap_done
	exit
fi

"$scripts/tsem-verify" events | sed 's/ environment$//' >"$dir/want"
# Entries of the table, one a line.
sed -n '/events\[\] = {/,/^};/p' "$HERE/src/record_table.c" | tr -d '\n' |
	sed 's/},/\n/g' | sed -n 's/.*{ "\([a-z_]*\)",[ \t]*"\(.*\)".*/\1 \2/p' |
	sed 's/ $//' >"$dir/have"
[ "$(wc -l <"$dir/want")" -gt 100 ] && cmp -s "$dir/want" "$dir/have"
good=$?
ok $good 'the table is that of the specification'
[ $good -eq 0 ] || diff "$dir/want" "$dir/have" | head -n 10 | sed 's/^/# /'

python3 "$HERE/tests/record_lines.py" lines >"$dir/lines" &&
	python3 "$HERE/tests/record_lines.py" expected >"$dir/want" &&
	"$O/tests/digest-lines" <"$dir/lines" >"$dir/have" &&
	[ "$(wc -l <"$dir/want")" -gt 1000 ] && cmp -s "$dir/want" "$dir/have"
good=$?
ok $good 'coefficients and bytes of records of every event, and what the bytes say'
echo "# $(wc -l <"$dir/lines") records"
[ $good -eq 0 ] || diff "$dir/want" "$dir/have" | cut -c1-300 | head -n 6 | sed 's/^/# /'
tap_done
