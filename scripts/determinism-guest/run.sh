# shellcheck shell=sh
# Sourced by guest and portability: one run of a workload, see guest. A run has a
# $NAME, and files in $OUT that begin with $RUN.
HERE=/opt/determinism
JOB=/scratch/job

# shellcheck disable=SC2034
# choose NAME: sets $NAME, and where its files are.
choose() {
	NAME=$1 FROM=$HERE/${1%-*} VARIANT=${1#*-}
	export VARIANT
}

# The same files for every run, whatever the one before did to them.
fresh_input() {
	rm -rf $JOB
	mkdir -p $JOB
	cd $JOB || exit 1
	[ ! -d "$FROM/input" ] || cp -a "$FROM/input/." .
	[ ! -f "$FROM/prepare" ] || sh -eu "$FROM/prepare"
}

# rules: as options of tsem, one a line.
rules() {
	for ru_file in "$FROM/rules" "$FROM/rules-$VARIANT"; do
		[ ! -f "$ru_file" ] || sed -n 's/^\(volatile\|pseudonym\) /--\1=/p' "$ru_file"
	done
}

# shellcheck disable=SC2034
# run OPTION...: the workload in a new namespace; its status in $STATUS.
run() {
	ru_outside=
	STATUS=0
	if [ -x "$FROM/outside" ]; then
		"$FROM/outside" >"$OUT/$RUN.outside" 2>&1 &
		ru_outside=$!
	fi
	tsem run "$@" --summary --stats "$OUT/$RUN.stats" -- "$FROM/workload" \
		>"$OUT/$RUN.log" 2>&1 </dev/null || STATUS=$?
	[ -n "$ru_outside" ] || return 0
	wait $ru_outside || STATUS=outside-$?
	cat "$OUT/$RUN.outside" >>"$OUT/$RUN.log"
}

# value KEY: from the line that --summary printed.
value() { sed -n "/^points=/s/.* *$1=\\([^ ]*\\).*/\\1/p" "$OUT/$RUN.log"; }
incomplete() { sed -n 's/^incomplete //p' "$OUT/$RUN.stats"; }
