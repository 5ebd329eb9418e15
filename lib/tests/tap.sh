# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# Test Anything Protocol for one shell test. Sourced; end with tap_done.

tap_n=0
tap_failed=0

ok() { # STATUS TEXT: STATUS 0 is good
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		tap_failed=$((tap_failed + 1))
	fi
}

skip() { # TEXT WHY
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

# Lines of a file as TAP comments, for the one who looks at a failure.
show() { sed 's/^/# /' "$1"; }

tap_done() {
	echo "1..$tap_n"
	[ "$tap_failed" -eq 0 ]
}
