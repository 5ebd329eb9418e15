#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Manual pages: complete, and free of what groff complains about.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
man=$HERE/man

missing=0
for f in $(sed -n 's/^\t\(lsm_tsem_[a-z_]*\);$/\1/p' \
	"$HERE/src/liblsm-tsem.map"); do
	[ -s "$man/man3/$f.3" ] || { echo "# no page: $f"; missing=1; }
done
ok $missing 'every function has a page'

bad=0
for f in "$man"/man3/lsm_tsem_*.3; do
	read -r first <"$f"
	case $first in
	'.so man3/'*)
		target=$man/${first#.so }
		name=$(basename "$f" .3)
		[ -s "$target" ] && grep -q "^\\.BI.*[ \"*]$name(" "$target" ||
			{ echo "# $f: its page does not describe it"; bad=1; }
		;;
	esac
done
ok $bad 'every link leads to a page with its synopsis'

if command -v groff >/dev/null; then
	bad=0
	for f in "$man"/man*/*; do
		(cd "$man" && groff -man -Tutf8 -ww -z "$f") >"$dir/log" 2>&1
		[ -s "$dir/log" ] && { show "$dir/log"; bad=1; }
	done
	ok $bad 'groff has no complaints'
else
	skip 'groff has no complaints' 'groff is not installed'
fi

missing=0
for option in $(sed -n 's/.*"\([a-z-]*\)", [a-z]*_argument.*/--\1/p' \
	"$HERE"/cli/*.c | sort -u); do
	grep -q -- "$(echo "$option" | sed 's/-/\\\\-/g')" "$man/man1/tsem.1" ||
		{ echo "# not in tsem(1): $option"; missing=1; }
done
ok $missing 'every option is in tsem(1)'
tap_done
