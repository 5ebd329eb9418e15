#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The tsem command: options, messages, exit codes, and whole runs against
# tests/fake.c. Environment: TSEM FAKE HERE.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fs=$dir/fs
out=$dir/out
err=$dir/err
mkdir "$fs"
# For the runs against the fake; show needs no more than the plain files.
export TSEM_FAKE="$fs"

hex() { printf '%064d' 0 | tr 0 "$1"; }

model() { # the sample
	printf 'tsem-model 1\ndigest sha256\nfsref content\nvolatile /tmp\n'
	printf 'state %s {"event": {}}\nstate %s\n' "$(hex 1)" "$(hex 2)"
	printf 'environment %s\nexpect %s\nend 3\n' "$(hex e)" "$(hex f)"
}

fresh() {
	rm -rf "$fs"
	mkdir "$fs"
	echo 1 >"$fs/abi_version"
	echo learning >"$fs/mode"
	echo trusted >"$fs/trust"
	echo 4026532000 >"$fs/id"
	hex f >"$fs/state"
	echo >>"$fs/state"
	hex d >"$fs/measurement"
	echo >>"$fs/measurement"
	printf 'mode learning\npoints 3\nforensics 0\nbytes 5\nfiles 0\nlimit_points 100\nlimit_bytes 100\nlimit_files 100\nevent exec 1 0 0\nevent file_open 12 3 0\nevent capable 0 0 0\n' >"$fs/stats"
	printf '{"a": "1"}\n{"a": "2"}\n' >"$fs/trajectory"
	: >"$fs/forensics"
	model >"$fs/model"
}

# Run, keep the status in $status, output in $out and $err.
tsem() { # ARGUMENT...
	# shellcheck disable=SC2086
	$TSEM "$@" >"$out" 2>"$err"
	status=$?
}

fake() {
	# shellcheck disable=SC2086
	$FAKE --securityfs "$fs" "$@" >"$out" 2>"$err"
	status=$?
}

# One sentence on stderr that has TEXT, nothing on stdout, exit status CODE.
refused() { # NAME CODE TEXT
	[ "$status" -eq "$2" ] && [ "$(wc -l <"$err")" -eq 1 ] &&
		grep -qF -- "$3" "$err" && [ ! -s "$out" ]
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# status $status"; show "$err"; }
}

logged() { # NAME, expected control lines on stdin
	cat >"$dir/want"
	cmp -s "$dir/want" "$fs/control.log"
	ok $? "$1"
}

fresh
tsem --version
[ "$status" -eq 0 ] && grep -q '^tsem [0-9.]*$' "$out" && [ ! -s "$err" ]
ok $? 'version'
for args in --help 'run --help' 'show --help' 'events --help' 'agent --help' 'compare --help'; do
	# shellcheck disable=SC2086
	tsem $args
	[ "$status" -eq 0 ] && grep -q '^Usage: tsem' "$out" && [ ! -s "$err" ]
	ok $? "$args"
done
tsem
[ "$status" -eq 125 ] && [ ! -s "$out" ] && grep -q '^Usage' "$err"
ok $? 'no command'
tsem nosuch
refused 'unknown command' 125 'nosuch: no such command'
# shellcheck disable=SC2086
$TSEM --help >/dev/full 2>"$err"
status=$?
: >"$out"
refused 'help to a full disk' 125 'No space left'

# -- a kernel without TSEM, when this is one
if [ -e /proc/self/ns/tsem ]; then
	skip 'run: kernel without TSEM' 'this kernel has it'
	skip 'show: kernel without TSEM' 'this kernel has it'
elif [ -n "${CLI_VALGRIND:-}" ]; then
	skip 'run: kernel without TSEM' 'valgrind lacks a system call that tells'
	skip 'show: kernel without TSEM' 'valgrind lacks a system call that tells'
else
	tsem run -- sh -c 'echo ran'
	refused 'run: kernel without TSEM' 125 'CONFIG_SECURITY_TSEM=y'
	tsem show state
	refused 'show: kernel without TSEM' 125 'CONFIG_SECURITY_TSEM=y'
fi

# -- wrong options of run
tsem run
refused 'run: nothing to run' 125 'no command given'
tsem run --enforce -- true
refused 'run: enforce without model' 125 '--enforce needs --model or --agent'
tsem run --enforce --agent cat --learn x -- true
refused 'run: learn and enforce' 125 '--learn and --enforce exclude'
tsem run --learn a --model b -- true
refused 'run: learn and model' 125 'exclude each other'
tsem run --model b --volatile /x -- true
refused 'run: model and rules' 125 'rules are those of the file'
tsem run --digest md5 -- true
refused 'run: unknown digest' 125 'sha256 or sha512'
tsem run --fsref x -- true
refused 'run: unknown fsref' 125 'content or superblock'
tsem run --verity x -- true
refused 'run: unknown use of fs-verity' 125 'ignored or used'
tsem run --join x -- true
refused 'run: unknown join' 125 'denied or allowed'
tsem run --overflow x -- true
refused 'run: unknown overflow' 125 'drop or deny'
tsem events now
refused 'events: a name' 125 'events takes no name'
tsem events --nosuch
[ "$status" -eq 125 ] && [ ! -s "$out" ] && grep -qF 'see tsem events --help' "$err"
ok $? 'events: unknown option'
for limit in points points= points=0 points=-1 points=1x events=3 \
	points=99999999999999999999; do
	tsem run --limit "$limit" -- true
	refused "run: limit $limit" 125 '--limit takes'
done
tsem --securityfs "$dir/none" run -- true
refused 'run: no securityfs there' 125 'No such file'
tsem run --nosuch -- true
[ "$status" -eq 125 ] && grep -q '^tsem run: unrecognized' "$err"
ok $? 'run: unknown option'

# -- bad model files: refused before anything is made
bad() { # NAME TEXT, about $dir/m
	fresh
	fake run --model "$dir/m" --enforce -- sh -c 'echo ran'
	refused "model: $1" 125 "$2"
	[ ! -e "$fs/control.log" ]
	ok $? "model: $1: nothing was loaded"
}
model | sed 's/^state 1/state /' >"$dir/m"
bad 'short digest' 'm:5: the digest has 63 digits'
model | sed 's/^environment/envronment/' >"$dir/m"
bad 'unknown line' 'm:7: unknown line'
model | head -n 6 >"$dir/m"
bad 'cut at a line' 'm:6: there is no `end` line'
model | head -c 120 >"$dir/m"
bad 'cut in a line' 'm:5: the last line has no newline'
model | sed 's/^digest .*/digest sha512/' >"$dir/m"
bad 'another hash' 'sha512 has 128'
model | sed 's/^end 3/end 4/' >"$dir/m"
bad 'bad count' 'm:9: the file has 3 points'
printf '' >"$dir/m"
bad 'empty file' 'm: the file is empty'
head -c 300 "${TSEM##* }" >"$dir/m"
bad 'a program' 'm:1: '
model >"$dir/m"
fake run --model "$dir/m" --digest sha512 -- true
refused 'model: other hash than asked for' 125 'm:2: the model is made with sha256, but --digest asks for sha512'
fake run --model "$dir/m" --fsref superblock -- true
refused 'model: other fsref than asked for' 125 'm:3: '
fake run --model "$dir/m" --verity used -- true
refused 'model: other use of fs-verity than asked for' 125 'made with verity ignored'
fake run --model "$dir/none" -- true
refused 'model: no such file' 125 'none: No such file'
fake run --model "$dir" -- true
refused 'model: directory' 125 'directory'

# -- outputs that cannot be written are found before the run
for option in learn state measurement trajectory forensics stats; do
	fake run "--$option" "$dir/none/x" -- sh -c 'echo ran'
	refused "run: --$option into no directory" 125 'cannot be written'
done
fake run --learn "$dir" -- true
refused 'run: --learn on a directory' 125 'directory'
fake run --state '' -- sh -c 'echo ran'
refused 'run: --state without a name' 125 '"": cannot be written: No such file'
ln -s none/x "$dir/dangling"
fake run --state "$dir/dangling" -- sh -c 'echo ran'
refused 'run: --state on a link into no directory' 125 'dangling: cannot be written: No such file'
fake run --state "$dir/$(printf '%0256d' 0)" -- sh -c 'echo ran'
refused 'run: --state with a long name' 125 'cannot be written: File name too long'

# -- kernels that cannot
for case in 22:'CONFIG_SECURITY_TSEM' 95:'lsm=' 1:'CAP_SYS_ADMIN' \
	28:'max_tsem_namespaces'; do
	export TSEM_FAKE_UNSHARE="${case%%:*}"
	fake run -- sh -c 'echo ran'
	refused "run: errno ${case%%:*} of unshare" 125 "${case#*:}"
done
export TSEM_FAKE_UNSHARE=1
fake run -- sh -c 'echo ran'
refused 'run: errno 1 of unshare, another cause' 125 'initial namespace is sealed'
unset TSEM_FAKE_UNSHARE
TSEM_FAKE_BIND=1
export TSEM_FAKE_BIND
fake run -- sh -c 'echo ran'
refused 'run: bind refused' 125 'CAP_MAC_ADMIN'
unset TSEM_FAKE_BIND

# -- whole runs
fresh
fake run --learn "$dir/learned" --volatile /tmp --volatile '/a\b' \
	--pseudonym /etc/hostname --digest sha256 --limit points=9 \
	--limit files=8 --summary --state "$dir/state" \
	--measurement "$dir/measurement" --trajectory "$dir/trajectory" \
	--forensics "$dir/forensics" \
	--stats "$dir/stats" -- sh -c 'echo ran; exit 5'
[ "$status" -eq 5 ] && [ "$(cat "$out")" = ran ]
ok $? 'learn: status and output of the command'
grep -q "^points=3 state=$(hex f) forensics=0 mode=learning trust=trusted\$" "$err"
ok $? 'learn: summary'
logged 'learn: verbs' <<-'END'
	set digest=sha256 points=9 files=8
	volatile /tmp
	volatile /a\134b
	pseudonym /etc/hostname
	seal
END
cmp -s "$fs/model" "$dir/learned"
ok $? 'learn: model file'
for f in state measurement trajectory forensics stats; do
	cmp -s "$fs/$f" "$dir/$f"
	ok $? "learn: --$f"
done

fresh
fake run --model "$dir/learned" --enforce -- sh -c 'exit 0'
[ "$status" -eq 0 ] && [ ! -s "$err" ]
ok $? 'enforce: runs'
logged 'enforce: verbs' <<-END
	set digest=sha256 fsref=content
	volatile /tmp
	state $(hex 1)
	state $(hex 2)
	environment $(hex e)
	seal
	enforce
END

fresh
hex 0 >"$fs/state"
echo >>"$fs/state"
fake run --model "$dir/learned" --enforce -- sh -c 'echo ran'
refused 'enforce: other state than expected' 125 'learned:8: '
grep -q '^seal\|^enforce' "$fs/control.log"
[ $? -eq 1 ]
ok $? 'enforce: other state: neither sealed nor enforced'

fresh
export TSEM_FAKE_REFUSE='1:state 2'
fake run --model "$dir/learned" --enforce -- sh -c 'echo ran'
refused 'enforce: a point is refused' 125 'learned:6: the kernel refused this line'
export TSEM_FAKE_REFUSE='28:state 2'
fake run --model "$dir/learned" -- sh -c 'echo ran'
refused 'model: too many points' 125 'raise --limit points=N'
export TSEM_FAKE_REFUSE='1:enforce'
fake run --model "$dir/learned" --enforce -- sh -c 'echo ran'
refused 'enforce: refused' 125 'enforce: '
export TSEM_FAKE_REFUSE='22:volatile'
fake run --volatile /x -- sh -c 'echo ran'
refused 'rule refused' 125 '/x: a rule takes'
export TSEM_FAKE_REFUSE='22:set'
fake run --limit points=5 -- sh -c 'echo ran'
refused 'settings refused' 125 'out of range'

fresh
rm -f "$dir/learned2"
export TSEM_FAKE_REFUSE='75:seal'
fake run --learn "$dir/learned2" -- true
refused 'learn: incomplete' 125 'learned2: not written: the model is incomplete'
sed -i 's/^points .*/points 100/' "$fs/stats"
fake run --learn "$dir/learned2" -- true
refused 'learn: incomplete, limit named' 125 'higher --limit points=N'
unset TSEM_FAKE_REFUSE
echo x >"$fs/model"
fake run --learn "$dir/learned2" -- true
refused 'learn: model of the kernel is not whole' 125 'model of the kernel:1:'
[ ! -e "$dir/learned2" ]
ok $? 'learn: failed, no file'
fresh
fake run --learn "$dir/learned2" -- "$dir/none"
refused 'run: not found' 127 'No such file'
fake run --learn "$dir/learned2" -- /etc/passwd
refused 'run: not executable' 126 'Permission denied'
[ ! -e "$dir/learned2" ]
ok $? 'run: no program, no model'
rm -f "$dir/forensics"
fake run --model "$dir/learned" --forensics "$dir/forensics" -- /etc/passwd
[ "$status" -eq 126 ] && [ -e "$dir/forensics" ]
ok $? 'run: a refused exec leaves its forensics'
fake run --learn /dev/full -- true
refused 'learn: full disk' 125 'not written: No space left'
fake run --learn /dev/stdout -- true
[ "$status" -eq 0 ] && cmp -s "$fs/model" "$out" && [ -L /dev/stdout ]
ok $? 'learn: to standard output'

# -- a command that a signal ends, and signals that are passed on
fake run -- sh -c 'kill -9 $$'
[ "$status" -eq 137 ]
ok $? 'run: killed command'
# Not INT: a shell starts background jobs with it ignored.
for sig in TERM HUP USR1 USR2; do
	# The last round's "ready" must not be taken for this one's.
	rm -f "$out"
	# A shell cannot undo that its parent had the signal ignored.
	# shellcheck disable=SC2086,SC2016
	env --default-signal="$sig" $FAKE --securityfs "$fs" run -- sh -c \
		'trap "echo got; exit 7" '$sig'; echo ready; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done' \
		>"$out" 2>"$err" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -qs ready "$out" && break
		sleep 0.5
	done
	kill -"$sig" "$pid"
	wait "$pid"
	[ $? -eq 7 ] && grep -q got "$out"
	ok $? "run: SIG$sig is passed on"
done
# End the job $pid with SIGTERM; its status, or 99 if it does not end.
terminate() {
	for _ in $(seq 50); do
		kill -TERM "$pid" 2>/dev/null || break
		sleep 0.2
	done
	kill -KILL "$pid" 2>/dev/null && status=99
	wait "$pid" 2>/dev/null
	set -- $?
	[ "$status" -eq 99 ] || status=$1
}
appears() { # FILE
	for _ in $(seq 100); do
		[ -s "$1" ] && break
		sleep 0.1
	done
}
# Before the program runs: a call that waits, as for an agent that says nothing.
rm -f "$fs/held"
# shellcheck disable=SC2086
TSEM_FAKE_HOLD=1 env --default-signal=TERM $FAKE --securityfs "$fs" run -- \
	sh -c 'echo ran' >"$out" 2>"$err" &
pid=$!
appears "$fs/held"
status=0
terminate
[ "$status" -eq 143 ] && [ ! -s "$out" ]
ok $? 'run: a signal is passed on to what has not been executed yet'
[ "$status" -eq 143 ] || echo "# status $status"
# And after it: nobody reads what is to be saved.
rm -f "$out" "$dir/fifo"
mkfifo "$dir/fifo"
# shellcheck disable=SC2086
env --default-signal=TERM $FAKE --securityfs "$fs" run --state "$dir/fifo" -- \
	echo ran >"$out" 2>"$err" &
pid=$!
appears "$out"
status=0
terminate
[ "$status" -eq 143 ]
ok $? 'run: a signal ends what is done after the program'
[ "$status" -eq 143 ] || echo "# status $status"
# What was sent while the program still ran does not cost what was learned.
rm -f "$dir/learned2"
# shellcheck disable=SC2016
fake run --learn "$dir/learned2" -- sh -c \
	'kill -STOP $PPID; kill -TERM $PPID; kill -HUP $PPID
	(sleep 0.5; kill -CONT $PPID) >/dev/null 2>&1 & exit 6'
[ "$status" -eq 6 ] && cmp -s "$fs/model" "$dir/learned2"
ok $? 'run: signals of the last moment do not keep the model from being saved'
# Signals that the shell ignores for background jobs must stay ignored.
(trap '' CHLD; fake run -- sh -c 'exit 4'; exit "$status")
[ $? -eq 4 ]
ok $? 'run: SIGCHLD ignored by the caller'

# -- show
fresh
show_fs() {
	# shellcheck disable=SC2086
	$FAKE --securityfs "$fs" show "$@" >"$out" 2>"$err"
	status=$?
}
for f in state measurement mode trust id stats model trajectory forensics \
	abi_version; do
	show_fs "$f"
	[ "$status" -eq 0 ] && cmp -s "$fs/$f" "$out"
	ok $? "show $f"
done
show_fs --ns /dev/null state
[ "$status" -eq 0 ] && grep -q '^bind fd=[0-9]*$' "$fs/bind.log"
ok $? 'show --ns binds'
show_fs state --ns /dev/null
ok "$status" 'show: option behind the name'
show_fs --ns 4711 state
[ "$status" -eq 0 ] && grep -qx 'bind id=4711' "$fs/bind.log"
ok $? 'show --ns ID binds'
show_fs --ns 18446744073709551616 state
refused 'show --ns ID: too large' 125 'no id of a namespace'
show_fs --ns 0 state
refused 'show --ns ID: zero' 125 'no id of a namespace'
TSEM_FAKE_BIND=2 show_fs --ns 4711 state
refused 'show --ns ID: no such' 125 '4711: there is no TSEM namespace'
show_fs --ns 4711 abi_version
[ "$status" -eq 0 ] && cmp -s "$fs/abi_version" "$out"
ok $? 'show --ns ID: what belongs to no namespace'
show_fs --ns "$dir/none" state
refused 'show: no such namespace' 125 'none: No such file'
show_fs nosuch
refused 'show: unknown name' 125 'nothing of this name'
show_fs control
refused 'show: control' 125 'nothing of this name'
show_fs
refused 'show: no name' 125 'takes one name'
show_fs state mode
refused 'show: two names' 125 'takes one name'
show_fs -J state
refused 'show: table option for a value' 125 'counters only'
for case in 1:CAP_MAC_ADMIN 22:'not a TSEM namespace' 61:'root namespace'; do
	export TSEM_FAKE_BIND="${case%%:*}"
	show_fs --ns /dev/null state
	refused "show: errno ${case%%:*} of bind" 125 "${case#*:}"
done
unset TSEM_FAKE_BIND
# shellcheck disable=SC2086
$FAKE --securityfs "$fs" show model >/dev/full 2>"$err"
status=$?
: >"$out"
refused 'show: full disk' 125 'No space left'

same() { # NAME, expected output on stdin
	cat >"$dir/want"
	cmp -s "$dir/want" "$out" && [ "$status" -eq 0 ]
	ok $? "$1"
}
show_fs counters
same 'show counters' <<-'END'
	EVENT     SEEN DENIED UNRECORDED
	exec         1      0          0
	file_open   12      3          0
END
show_fs counters -a -n -o SEEN,event
same 'show counters: all, columns, no heading' <<-'END'
	 1 exec
	12 file_open
	 0 capable
END
show_fs counters --json -o event,seen
same 'show counters: JSON' <<-'END'
	{"counters": [
	  {"event": "exec", "seen": 1},
	  {"event": "file_open", "seen": 12}
	]}
END
show_fs counters -o NOSUCH
refused 'show counters: unknown column' 125 'NOSUCH: no such column'
echo 'event exec x 0 0' >"$fs/stats"
show_fs counters
refused 'show counters: not a number' 125 'not understood'

# -- events
fresh
printf '{"a": "1"}\n{"lost": {"count": "2"}}\n' >"$fs/events"
fake events --ns /dev/null
[ "$status" -eq 0 ] && cmp -s "$out" "$fs/events" && [ ! -s "$err" ] &&
	! grep -q all "$fs/bind.log"
ok $? 'events: the first that come'
fake events --json --ns /dev/null
[ "$status" -eq 0 ] && cmp -s "$out" "$fs/events"
ok $? 'events: JSON is what it prints'
fake events --all --ns /dev/null
[ "$status" -eq 0 ] && cmp -s "$out" "$fs/events" && grep -q '^all$' "$fs/bind.log"
ok $? 'events: all'
fake events --ns 4712
[ "$status" -eq 0 ] && cmp -s "$out" "$fs/events" &&
	grep -qx 'bind id=4712' "$fs/bind.log"
ok $? 'events --ns ID'
TSEM_FAKE_BIND=2 fake events --ns 4712
refused 'events --ns ID: no such' 125 '4712: there is no TSEM namespace'
TSEM_FAKE_BIND=1 fake events --ns /dev/null
refused 'events: not permitted' 125 'CAP_MAC_ADMIN'
TSEM_FAKE_BIND=28 fake events --ns /dev/null
refused 'events: too many observers' 125 'too many observers'
# shellcheck disable=SC2086
$FAKE --securityfs "$fs" events -f --ns /dev/null >/dev/full 2>"$err"
status=$?
: >"$out"
refused 'events: to a full disk' 125 'No space left'

tap_done
