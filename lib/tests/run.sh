#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Run all tests that need no TSEM kernel and join them into one TAP stream.
# Environment, from the Makefile: O HERE CC CXX VALGRIND SONAME CLI_VALGRIND.
# Usage: run.sh [NAME...]  only the tests of these names
set -u

n=0
failed=0
skipped=0
# Own files, so that two runs on one build do not meet.
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

say() { # STATUS TEXT
	n=$((n + 1))
	echo "$1 $n - $2"
	case $1 in not*) failed=$((failed + 1)) ;; esac
	case $2 in *'# SKIP'*) skipped=$((skipped + 1)) ;; esac
}

# Renumber one test's TAP. A test that ends badly, or whose plan does not fit
# its lines, is a failure by itself: a crash must not look like success.
join() { # NAME COMMAND...
	name=$1
	shift
	"$@" >"$logs/tap" 2>"$logs/err"
	status=$?
	lines=0
	plan=
	while IFS= read -r line; do
		case $line in
		'ok '*) lines=$((lines + 1)); say ok "$name: ${line#ok * - }" ;;
		'not ok '*) lines=$((lines + 1)); say 'not ok' "$name: ${line#not ok * - }" ;;
		1..*) plan=${line#1..} ;;
		'#'*) echo "$line" ;;
		*) echo "# $line" ;;
		esac
	done <"$logs/tap"
	if [ "$status" -ne 0 ] || [ "$plan" != "$lines" ]; then
		say 'not ok' "$name: exit status $status, $lines of ${plan:-no} planned tests"
		sed 's/^/# /' "$logs/err"
	fi
}

wanted() { # NAME WANTED...: no WANTED, or NAME is one
	name=$1
	shift
	[ $# -eq 0 ] && return 0
	for w in "$@"; do
		[ "$w" = "$name" ] && return 0
	done
	return 1
}

# What a forked child still holds when it exits is no leak, so "reachable" is
# not an error.
grind='-q --leak-check=full --errors-for-leak-kinds=definite,possible
	--error-exitcode=99'

for test in "$HERE"/tests/test_*.c; do
	name=$(basename "$test" .c)
	name=${name#test_}
	wanted "$name" "$@" || continue
	# shellcheck disable=SC2086
	if [ -n "$VALGRIND" ]; then
		join "$name" "$VALGRIND" $grind "$O/tests/test_$name"
	else
		join "$name" "$O/tests/test_$name"
	fi
done

TSEM=$O/tsem
FAKE=$O/tests/tsem-fake
if [ -n "${CLI_VALGRIND-}" ]; then
	TSEM="$VALGRIND $(echo $grind) $TSEM"
	FAKE="$VALGRIND $(echo $grind) $FAKE"
fi
export TSEM FAKE O HERE CC CXX SONAME
for name in cli agent record compare abi headers man install; do
	wanted "$name" "$@" || continue
	join "$name" sh "$HERE/tests/$name.sh"
done

if [ $# -eq 0 ]; then
	if [ -n "$VALGRIND" ]; then
		say ok 'unit tests ran under valgrind'
	else
		say ok 'unit tests ran under valgrind # SKIP valgrind is not used'
	fi
fi
echo "1..$n"
echo "# check-lib: $n tests, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
