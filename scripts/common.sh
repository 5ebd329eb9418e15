# shellcheck shell=sh
# What every script here starts with: places, messages, locks, compiler cache.
# Sourced as:  . "$(dirname "$0")/common.sh"

set -eu
TOP=$(cd "$(dirname "$0")/.." && pwd)
NAME=$(basename "$0")
# BUILD= moves everything that is generated somewhere else, so that two people
# can work on one checkout without meeting.
BUILD=${BUILD:-$TOP/build}
mkdir -p "$BUILD/log"
BUILD=$(cd "$BUILD" && pwd)
LINUX=$BUILD/linux
LOG=$BUILD/log
JOBS=${JOBS:-$(nproc)}

# mke2fs and debugfs lie where the PATH of an ordinary user does not lead.
export PATH="$PATH:/usr/sbin:/sbin"

# Generated things must not depend on who generates them, where and when; nor on
# that person's settings of git (signing, line ends, prefixes) or on whose files
# these are: to run this is to trust them.
export LC_ALL=C TZ=UTC
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026'
export KBUILD_BUILD_USER=tsem KBUILD_BUILD_HOST=tsem

say() { printf '%s: %s\n' "$NAME" "$*" >&2; }
die() { say "error: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# run_logged NAME WHAT COMMAND...: run quietly; on failure show the log's end.
run_logged() {
	rl_log=$LOG/$1.log
	say "$2 (log: ${rl_log#"$TOP"/})"
	shift 2
	rl_start=$(date +%s)
	if ! "$@" >"$rl_log" 2>&1 </dev/null; then
		tail -n 25 "$rl_log" >&2
		die "this step failed: read ${rl_log#"$TOP"/}"
	fi
	say "done in $(($(date +%s) - rl_start)) s"
}

# with_lock NAME COMMAND...: one at a time for everybody who shares BUILD.
with_lock() {
	wl_lock=$BUILD/.lock-$1
	shift
	flock "$wl_lock" "$@"
}

# static_tool NAME: build/lib-vm/tsem, for a VM, whose Debian need not be this
# machine's. NAME is that of the log.
static_tool() {
	"$TOP/scripts/deps" build
	with_lock demo make -C "$TOP/lib" O="$BUILD/lib-vm" LDFLAGS=-static "$BUILD/lib-vm/tsem" \
		>"$LOG/$1-lib.log" 2>&1 </dev/null ||
		die "the tool does not build: read ${LOG#"$TOP"/}/$1-lib.log"
}

# The cache must hit from every checkout: the working directory is not part of
# the hash, and the compiler is known by its version text, not by its date. What a
# file includes is taken from the compiler, which the kernel lets write it down: a
# preprocessor run for each file would take a third of the time of a first build.
use_ccache() {
	export CCACHE_DEPEND=1
	export CCACHE_BASEDIR="$BUILD" CCACHE_NOHASHDIR=1
	export CCACHE_MAXSIZE="${CCACHE_MAXSIZE:-8G}" CCACHE_COMPRESS=1
	export CCACHE_COMPILERCHECK='%compiler% -v'
	export CCACHE_SLOPPINESS=time_macros,include_file_mtime,include_file_ctime
}

# Make what is missing on a fresh machine present; says nothing otherwise.
need_deps() { "$TOP/scripts/deps"; }

# put_between FILE BEGIN END: the input replaces the lines between these two.
put_between() {
	[ "$(grep -cxF -e "$2" -e "$3" "$1")" = 2 ] || die "$1 lacks the marks '$2' and '$3'"
	pb_new=$(mktemp)
	awk -v begin="$2" -v end="$3" '
		$0 == end { inside = 0; print "" }
		!inside
		$0 == begin {
			inside = 1
			print ""
			while ((getline line <"/dev/stdin") > 0) print line
		}' "$1" >"$pb_new"
	cat "$pb_new" >"$1"
	rm "$pb_new"
	say "updated ${1#"$TOP"/}; run 'make patches'"
}

# --- test results ----------------------------------------------------------------
# One file per check, one line per test case: "ok|not ok|skip NAME". The file
# starts with a failure that is removed in the end: a check that dies half-way
# has failed.

RESULTS=$BUILD/results/$NAME

results_start() {
	mkdir -p "$BUILD/results"
	printf 'not ok %s: did not get to its end\n' "$NAME" >"$RESULTS"
	: >"$RESULTS.new"
}

# result ok|"not ok"|skip NAME
result() {
	printf '%s - %s\n' "$1" "$2"
	printf '%s %s\n' "$1" "$2" >>"$RESULTS.new"
}

# results_from PREFIX FILE: lines "ok|not ok|skip CASE", as scripts/tap.awk makes.
results_from() {
	while read -r rf_line; do
		case $rf_line in
		'not ok '*) result 'not ok' "$1: ${rf_line#not ok }" ;;
		skip*) result skip "$1: ${rf_line#skip }" ;;
		ok*) result ok "$1: ${rf_line#ok }" ;;
		esac
	done <"$2"
}

# check_command NAME LOG COMMAND...: one test case that is a command.
check_command() {
	cc_name=$1 cc_log=$LOG/$2.log
	shift 2
	if "$@" >"$cc_log" 2>&1 </dev/null; then
		result ok "$cc_name"
	else
		tail -n 20 "$cc_log" | sed 's/^/# /'
		result 'not ok' "$cc_name (read ${cc_log#"$TOP"/})"
	fi
}

# results_end: publish, and fail when a case failed or none ran.
results_end() {
	mv "$RESULTS.new" "$RESULTS"
	! grep -q '^not ok' "$RESULTS" || return 1
	[ -s "$RESULTS" ] || { echo "not ok $NAME: ran no test" >"$RESULTS"; return 1; }
}
