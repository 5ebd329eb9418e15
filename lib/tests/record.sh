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
names='the table is that of the specification
coefficients and bytes of records of every event'

if ! command -v python3 >/dev/null || [ ! -e "$scripts/tsem-verify" ]; then
	echo "$names" | while read -r name; do echo "# $name"; done
	skip "$(echo "$names" | head -n 1)" 'no python3, or not in the repository'
	skip "$(echo "$names" | tail -n 1)" 'no python3, or not in the repository'
	tap_done
	exit
fi

"$scripts/tsem-verify" events | sed 's/ environment$//' >"$dir/want"
# Entries of the table, one a line.
sed -n '/events\[\] = {/,/^};/p' "$HERE/src/record_table.c" | tr -d '\n' |
	sed 's/ }, */\n/g; s/},/\n/g' | sed -n 's/.*{ "\([a-z_]*\)",[ \t]*"\(.*\)".*/\1 \2/p; s/.*{ "\([a-z_]*\)",[ \t]*"\(.*\)"$/\1 \2/p' |
	sed 's/ $//' | uniq >"$dir/have"
[ "$(wc -l <"$dir/want")" -gt 100 ] && cmp -s "$dir/want" "$dir/have"
good=$?
ok $good 'the table is that of the specification'
[ $good -eq 0 ] || diff "$dir/want" "$dir/have" | head -n 10 | sed 's/^/# /'

python3 "$HERE/tests/record_lines.py" lines >"$dir/lines" &&
	python3 "$HERE/tests/record_lines.py" expected >"$dir/want" &&
	"$O/tests/digest-lines" <"$dir/lines" >"$dir/have" &&
	[ "$(wc -l <"$dir/want")" -gt 1000 ] && cmp -s "$dir/want" "$dir/have"
good=$?
ok $good "coefficients and bytes of records of every event"
echo "# $(wc -l <"$dir/lines") records"
[ $good -eq 0 ] || diff "$dir/want" "$dir/have" | cut -c1-300 | head -n 6 | sed 's/^/# /'
tap_done
