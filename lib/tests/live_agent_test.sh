#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Agents of the tsem command on a kernel with TSEM: by a model, over streams, the
# examples, and agents that fail. Needs root, and the directory of this script for
# tap.sh and examples/.
#
# Usage: live_agent_test.sh [TSEM]    the command to test; default: tsem in PATH
# TAP on standard output; exit status 77 when the kernel has no TSEM.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tap.sh"
TSEM=$(command -v "${1:-tsem}") || {
	echo 'Bail out! there is no tsem command'
	exit 1
}

if [ ! -e /proc/self/ns/tsem ] || [ ! -e /sys/kernel/security/tsem/agent ]; then
	echo '1..0 # SKIP this kernel has no TSEM with agents'
	exit 77
fi

base=/scratch
[ -d "$base" ] || base=/var/tmp
dir=$(mktemp -d "$base/tsem-agent.XXXXXX")
PIDS=
# shellcheck disable=SC2086
trap '[ -z "$PIDS" ] || kill $PIDS 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
out=$dir/out
err=$dir/err

# With EXTRA=N it makes a socket N times, which is the one thing that may wait for an
# agent and is not always done. Who may not does something more before it ends.
cat >work.pl <<-'END'
	use Socket;
	open(my $go, '<', "$ENV{DIR}/go"); <$go>;
	open($go, '<', '/dev/null');
	for (1 .. $ENV{EXTRA} || 0) {
		next if socket(my $s, AF_UNIX, SOCK_STREAM, 0) && print "made\n";
		my $why = $!;
		kill(0, $$);
		die "socket: $why\n";
	}
	print "end\n";
END
echo go >go
export DIR="$dir"

tsem() {
	"$TSEM" "$@" >"$out" 2>"$err"
	status=$?
}
work() { # EXTRA OPTION...
	EXTRA=$1
	export EXTRA
	shift
	tsem run "$@" --summary --stats stats --forensics forensics -- perl work.pl
}
value() { sed -n "s/.*$1=\\([^ ]*\\).*/\\1/p" "$err"; }
stat() { sed -n "s/^$1 //p" stats; }
made() { grep -c '^made' "$out"; }

check() { # NAME: of the commands before
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || {
		echo "# exit status $status"
		show "$err"
		show "$out"
		grep -E '^(asked|unanswered|forensics|points) ' stats | sed 's/^/# /'
		cut -c1-300 forensics | sed 's/^/# /'
	}
}

# -- two models that differ in what is to be decided
work 0 --learn m0
work 1 --learn m1
[ "$status" -eq 0 ] && [ "$(made)" = 1 ] && ! grep -q socket_create m0 && grep -q socket_create m1
check 'learn: with and without a socket'
m1=$(value state)
work 1 --model m0 --enforce
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(value trust)" = untrusted ]
check 'without an agent: refused'

# -- decided by a model in user space
by_model="'$TSEM' agent --model '$dir/m1'"
work 0 --model m0 --enforce --agent "$by_model"
[ "$status" -eq 0 ] && [ "$(stat asked)" = 0 ] && grep -q '^end' "$out"
check 'model: what the kernel knows is not asked about'
work 2 --model m0 --enforce --agent "$by_model"
[ "$status" -eq 0 ] && [ "$(made)" = 2 ] && [ "$(value trust)" = trusted ] &&
	[ ! -s forensics ] && [ "$(stat unanswered)" = 0 ]
check 'model: allowed'
twice=$(stat asked)
m0=$(sed -n 's/^expect //p' m0)
[ "$(value state)" = "$m0" ] && [ "$twice" -ge 2 ]
check 'model: asked about each time, the state value stays'
work 2 --model m0 --enforce --agent "$by_model --remember"
[ "$status" -eq 0 ] && [ "$(made)" = 2 ] && [ "$(stat asked)" -lt "$twice" ]
check 'model: remembered: the second time is not asked about'
[ "$(value state)" = "$m1" ] && [ "$m1" != "$m0" ]
check 'model: remembered: the state value is that of the model in user space'
work 1 --model m0 --enforce --agent "'$TSEM' agent --model '$dir/m0'"
[ "$status" -ne 0 ] && [ "$status" -ne 125 ] && [ "$(made)" = 0 ] &&
	grep -q 'socket: Operation not permitted' "$err" &&
	[ "$(value trust)" = trusted ] && [ ! -s forensics ]
check 'model: denied, and no violation'
work 1 --model m0 --enforce --agent "'$TSEM' agent --model '$dir/m0' --remember"
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(value trust)" = untrusted ] &&
	grep -q socket_create forensics
check 'model: denied and remembered: a violation'
work 1 --agent "$by_model"
[ "$status" -eq 0 ] && [ "$(made)" = 1 ] && [ "$(value mode)" = learning ]
check 'learning: allowed by the agent'
work 1 --agent "'$TSEM' agent --model '$dir/m0'"
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(value mode)" = learning ]
check 'learning: denied by the agent'
work 1 --model m0 --agent "'$TSEM' agent --model '$dir/m0'"
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(value mode)" = sealed ]
check 'sealed: denied by the agent'
work 1 --enforce --agent "$by_model"
[ "$status" -eq 0 ] && [ "$(made)" = 1 ] && [ "$(value mode)" = enforcing ] && [ "$(value points)" = 0 ]
check 'enforcing without a model: allowed by the agent'
work 2 --model m1 --enforce --ask every --agent "'$TSEM' agent --model '$dir/m0'"
[ "$status" -ne 0 ] && [ "$status" -ne 125 ] && [ "$(made)" -le 1 ] &&
	grep -q 'socket: Operation not permitted' "$err" && [ "$(value trust)" = trusted ]
check 'every: what the kernel knows can be denied'
sed 's/ {.*//' m0 >m0.bare
work 1 --model m0.bare --enforce --agent "$by_model"
[ "$status" -eq 0 ] && [ "$(made)" = 1 ]
check 'a model without records'
work 1 --digest sha512 --agent "$by_model"
[ "$status" -eq 125 ] && [ "$(made)" = 0 ] && grep -q 'use the same --digest' "$err"
check 'a model with another digest: nothing is run'

# -- what was decided already: nobody waits, but the next one can do it
cat >nice.pl <<-'END'
	open(my $go, '<', "$ENV{DIR}/go"); <$go>;
	if ($ENV{EXTRA}) { print setpriority(0, 0, 5) ? "made\n" : "refused\n"; }
END
twice() { # EXTRA OPTION...: two processes, time between them
	EXTRA=$1
	export EXTRA
	shift
	tsem run "$@" --summary --stats stats --forensics forensics -- \
		sh -c 'perl nice.pl; sleep 1; perl nice.pl'
}
twice 0 --learn n0
twice 1 --learn n1
grep -q task_setnice n1 && ! grep -q task_setnice n0 && [ "$(made)" = 2 ]
check 'late: learned, with and without the event'
n1=$(value state)
by_model="'$TSEM' agent --model '$dir/n1'"
twice 1 --model n0 --enforce --agent "$by_model --remember"
[ "$status" -eq 0 ] && [ "$(tr '\n' ' ' <"$out")" = 'refused made ' ] &&
	[ "$(stat accepted)" = 1 ] && [ "$(stat asked)" = 0 ] && [ "$(value trust)" = untrusted ]
check 'late: remembered: the second process can'
grep -q task_setnice forensics && [ "$(value state)" = "$n1" ]
check 'late: remembered: the forensics tell, the state value is that of the other model'
twice 1 --model n0 --enforce --agent "$by_model"
[ "$(tr '\n' ' ' <"$out")" = 'refused refused ' ] && [ "$(stat accepted)" = 0 ] && [ "$(stat late)" = 1 ]
check 'late: not remembered: it cannot'
twice 1 --agent "'$TSEM' agent --model '$dir/n0' --remember" --ask every
[ "$status" -eq 0 ] && [ "$(made)" = 2 ] && [ "$(value mode)" = learning ]
check 'late: learned, and nothing fails'
by_model="'$TSEM' agent --model '$dir/m1'"

# -- agents that fail
broken() { # NAME AGENT TEXT
	work 1 --model m0 --enforce --agent "$2"
	[ "$status" -eq 125 ] && [ "$(made)" = 0 ] && [ "$(grep -c denied "$err")" = 1 ] &&
		grep -qF "$3" "$err"
	check "enforcing, $1: denied"
	work 1 --agent "$2"
	[ "$status" -eq 125 ] && [ ! -s "$out" ] && grep -qF "$3" "$err"
	check "learning, $1: denied"
}
broken 'an agent that ends' 'read -r line; exit 3' 'has ended with status 3'
broken 'an agent that is not there' /no/such/agent 'has ended with status 127'
broken 'an agent that talks nonsense' 'echo yes; cat >/dev/null' 'wrote "yes"'
work 1 --model m0 --enforce --agent-timeout 1 --agent 'cat >/dev/null'
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(stat unanswered)" -ge 1 ] &&
	[ "$(value trust)" = untrusted ]
check 'an agent that says nothing: the model decides when the time is over'
tsem run -- "$TSEM" agent --model m1 --ns /proc/self/ns/tsem
[ "$status" -eq 125 ] && grep -q 'not permitted' "$err"
check 'a member is no agent'

# -- over a stream
listen() { # ADDRESS MODEL
	rm -f listening
	"$TSEM" agent --model "$2" --listen "$1" 2>listening &
	server=$!
	PIDS=$server
	for _ in $(seq 100); do
		grep -q listening listening 2>/dev/null && break
		sleep 0.1
	done
}
hang_up() {
	kill "$server"
	wait "$server" 2>/dev/null
	PIDS=
}
over() { # NAME LISTEN CONNECT
	listen "$2" m1
	work 2 --model m0 --enforce --agent "'$TSEM' agent --connect '$3'"
	[ "$status" -eq 0 ] && [ "$(made)" = 2 ] && [ "$(value trust)" = trusted ] &&
		[ "$(stat asked)" = "$twice" ]
	check "$1: allowed there"
	hang_up
	listen "$2" m0
	work 1 --model m0 --enforce --agent "'$TSEM' agent --connect '$3'"
	[ "$status" -ne 0 ] && [ "$status" -ne 125 ] && [ "$(made)" = 0 ] &&
		[ "$(value trust)" = trusted ]
	check "$1: denied there"
	hang_up
	work 1 --model m0 --enforce --agent "'$TSEM' agent --connect '$3'"
	[ "$status" -eq 125 ] && [ "$(made)" = 0 ] && grep -q 'cannot connect' "$err"
	check "$1: nobody there: denied"
}
over unix "unix:$dir/sock" "unix:$dir/sock"
vsock_works() {
	python3 -c '
import socket
s = socket.socket(socket.AF_VSOCK)
s.bind((0xffffffff, 7002))
s.listen()
c = socket.socket(socket.AF_VSOCK)
c.settimeout(5)
c.connect((1, 7002))' 2>/dev/null
}
not_over() { # NAME WHY
	for what in 'allowed there' 'denied there' 'nobody there: denied'; do
		skip "$1: $what" "$2"
	done
}
# Nothing of the kernel but the socket is another.
if [ -n "${TSEM_DEBUG_KERNEL:-}" ]; then
	not_over tcp 'too slow on this kernel'
	not_over vsock 'too slow on this kernel'
else
	over tcp tcp:127.0.0.1:7001 tcp:127.0.0.1:7001
	if vsock_works; then
		over vsock vsock:any:7003 vsock:1:7003
	else
		not_over vsock 'no loopback of vsock, or no python3'
	fi
fi

# The listener goes while the workload is about to ask.
listen "unix:$dir/sock" m1
mkfifo pipe
mv pipe go
EXTRA=0 "$TSEM" run --learn m2 -- perl work.pl >"$out" 2>"$err" &
pid=$!
echo go >go
wait $pid
EXTRA=1 "$TSEM" run --model m2 --enforce --stats stats --agent \
	"'$TSEM' agent --connect 'unix:$dir/sock'" -- perl work.pl >"$out" 2>"$err" &
pid=$!
# A connection is served by a child of the listener.
connection=
for _ in $(seq 200); do
	connection=$(pgrep -P "$server") && break
	sleep 0.1
done
[ -n "$connection" ] && kill "$connection"
hang_up
timeout 20 sh -c 'echo go >go'
wait $pid
status=$?
[ "$status" -eq 125 ] && [ "$(made)" = 0 ] && grep -q 'denied now' "$err"
check 'a connection that breaks: denied'

# Until the agent has its file, and a moment to bind it.
attached() {
	for _ in $(seq 200); do
		ls -l "/proc/$agent/fd" 2>/dev/null | grep -q tsem/agent && break
		sleep 0.1
	done
	sleep 1
}
# $member, a child of the process, is in another namespace.
entered() { # PID
	for _ in $(seq 100); do
		member=$(pgrep -P "$1" | head -n 1)
		[ -n "$member" ] && [ "$(readlink "/proc/$member/ns/tsem")" != "$(readlink /proc/self/ns/tsem)" ] && break
		sleep 0.1
	done
}

# -- for a namespace that is there already
waiting() { # EXTRA OPTION...: a workload that waits for a line, until it does
	EXTRA=$1
	export EXTRA
	shift
	"$TSEM" run "$@" --stats stats -- perl work.pl >"$out" 2>"$err" &
	pid=$!
	entered $pid
	for _ in $(seq 200); do
		grep -q '^State:.S' "/proc/$member/status" && break
		sleep 0.1
	done
	id=$("$TSEM" show --ns "/proc/$member/ns/tsem" id)
}
serve() { # MODEL NS
	"$TSEM" agent --model "$1" --ns "$2" 2>attached &
	agent=$!
	PIDS=$agent
	attached
}
go_on() {
	timeout 20 sh -c 'echo go >go'
	wait $pid
	status=$?
}
dismiss() {
	kill $agent
	wait $agent 2>/dev/null
	PIDS=
}
cannot() { # TEXT: of the one sentence
	[ "$status" -eq 125 ] && [ ! -s "$out" ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -qF "$1" "$err"
}
waiting 1 --learn m3
go_on
[ "$status" -eq 0 ] && [ "$(made)" = 1 ]
check 'learn: waiting, and with a socket'
waiting 1 --model m2
serve m2 "/proc/$member/ns/tsem"
tsem agent --model m2 --ns "/proc/$member/ns/tsem"
cannot "/proc/$member/ns/tsem: the namespace has an agent already"
check 'agent --ns: one at a time'
tsem agent --model m2 --ns "$id"
cannot "$id: the namespace has an agent already"
check 'agent --ns ID: one at a time'
go_on
[ "$status" -ne 0 ] && [ "$(made)" = 0 ] && [ "$(stat asked)" -ge 1 ]
check 'agent --ns: denies'
dismiss
waiting 1 --model m2 --enforce
serve m3 "$id"
go_on
[ "$status" -eq 0 ] && [ "$(made)" = 1 ] && [ "$(stat asked)" -ge 1 ] && [ "$(stat unanswered)" = 0 ]
check 'agent --ns ID: allows'
dismiss
tsem agent --model m3 --ns "$id"
cannot "$id: there is no TSEM namespace"
check 'agent --ns ID: one that has ended'
tsem agent --model m3 --ns 18446744073709551615
cannot '18446744073709551615: there is no TSEM namespace'
check 'agent --ns ID: one that never was'

# -- messages are what lines are, and their records have the coefficients of lines
observers() {
	for _ in $(seq 200); do
		[ "$("$TSEM" show --ns "$id" stats | sed -n 's/^observers //p')" = "$1" ] && break
		sleep 0.1
	done
}
# Each line as the example prints the message.
as_messages() {
	known='"type": "\([a-z_]*\)", "digest": "[^"]*", "sequence": "\([0-9]*\)", "verdict": "\([a-z]*\)", "reason": "\([a-z]*\)"'
	sed -n -e "s/.*$known, \"number\": \"\([0-9]*\)\".*\"coefficient\": \"\([0-9a-f]*\)\".*/\2 \3 \4 \5 \1 \6/p" \
		-e "s/.*$known}}\$/\2 \3 \4 0 \1 -/p"
}
if command -v gcc >/dev/null && [ -e /usr/include/lsm-tsem.h ]; then
	gcc -o messages "$here/examples/messages.c" -llsm-tsem >"$out" 2>"$err"
	status=$?
	[ $status -eq 0 ]
	check 'messages: the example compiles with the installed library'
	waiting 2 --model m2 --enforce
	timeout 100 ./messages "/proc/$member/ns/tsem" >messages.seen 2>&1 &
	agent=$!
	PIDS=$agent
	observers 1
	timeout 100 "$TSEM" events --ns "$id" -f --all >lines 2>&1 &
	lines=$!
	PIDS="$agent $lines"
	observers 2
	go_on
	wait $agent $lines
	PIDS=
	as_messages <lines >lines.seen
	# What was loaded is in no list.
	for what in 'allowed known 0' 'denied new [1-9]' 'denied untrusted 0'; do
		grep -q "^[0-9]* $what" lines.seen || echo "# no event that was $what"
	done >missing
	cmp -s lines.seen messages.seen && [ "$(wc -l <lines)" = "$(wc -l <lines.seen)" ] && [ ! -s missing ]
	check 'messages: the same as lines'
	diff lines.seen messages.seen | head -n 6 | sed 's/^/# /'
	cat missing
	waiting 1 --model m2 --enforce
	./messages "/proc/$member/ns/tsem" -a >asked 2>&1 &
	agent=$!
	PIDS=$agent
	attached
	go_on
	[ "$status" -eq 0 ] && [ "$(made)" = 1 ] && [ "$(stat unanswered)" = 0 ] &&
		[ "$(stat asked)" = "$(wc -l <asked)" ]
	check 'messages: an agent allows'
	dismiss
	point=$(sed -n "s/^perl\[$member\] socket_create \([0-9a-f]*\)\$/\1/p" asked)
	[ ${#point} -eq 64 ] && grep "^state $point " m3 | grep -q '"type": "socket_create"'
	check 'messages: a question is about the point that is learned'
else
	for what in compiles 'the same as lines' allows 'a question'; do
		skip "messages: $what" 'no gcc, or the library is not installed'
	done
fi
rm go
echo go >go

# -- a signal while the agent is asked about the first program, and says nothing
rm -f asked
"$TSEM" run --agent "read -r _; echo >'$dir/asked'; sleep 100" -- echo ran >"$out" 2>"$err" &
pid=$!
for _ in $(seq 300); do [ -s asked ] && break; sleep 0.1; done
[ -s asked ]
check 'signal: the agent is asked about the first program'
kill -TERM $pid
for _ in $(seq 100); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
kill -KILL $pid 2>/dev/null
wait $pid
status=$?
[ "$status" -eq 143 ] && [ ! -s "$out" ]
check 'signal: is passed on before the program runs'

# -- the examples: a program below bin may be executed, one below other may not
mkdir bin other
cp /usr/bin/touch bin/allowed
cp /usr/bin/touch other/refused
cat >bin/job <<-'END'
	#!/bin/sh
	cd "$1" || exit 1
	bin/allowed file1
	bin/allowed file2
	other/refused file3
	true
END
chmod 755 bin/job
example() { # NAME COMMAND
	rm -f file1 file2 file3 asked
	tsem run --stats stats --agent "tee asked | $2" -- bin/job "$dir"
	[ "$status" -eq 0 ] && [ -e file1 ] && [ -e file2 ] && [ ! -e file3 ] &&
		grep -q 'refused: Operation not permitted' "$err"
	check "$1: denied does not happen, allowed does"
	[ "$(grep '"type": "exec"' asked | grep -c bin/allowed)" = 1 ] &&
		[ "$(grep '"type": "exec"' asked | grep -c other/refused)" = 1 ]
	check "$1: what is remembered is not asked about again"
}
if command -v python3 >/dev/null; then
	example 'example in Python' "python3 $here/examples/agent.py $dir/bin /usr /bin"
else
	skip 'example in Python' 'no python3'
	skip 'example in Python: remember' 'no python3'
fi
status=0
if command -v gcc >/dev/null && [ -e /usr/include/lsm-tsem.h ]; then
	gcc -o agent "$here/examples/agent.c" -llsm-tsem >"$out" 2>"$err"
	check 'example in C: compiles with the installed library'
	example 'example in C' "$dir/agent - $dir/bin /usr /bin"
	mkfifo pipe
	"$TSEM" run -- sh -c 'read -r _ <pipe; exec bin/job .' >"$out" 2>"$err" &
	pid=$!
	entered $pid
	rm -f file1 file2 file3
	./agent "/proc/$member/ns/tsem" "$dir/bin" /usr /bin 2>attached &
	agent=$!
	PIDS=$agent
	attached
	echo >pipe
	wait $pid
	status=$?
	[ "$status" -eq 0 ] && [ -e file1 ] && [ ! -e file3 ]
	check 'example in C: for a namespace that is there'
	dismiss
	./agent /no/such /usr >"$out" 2>"$err"
	status=$?
	[ "$status" -eq 1 ] && grep -q '^/no/such: No such file' "$err"
	check 'example in C: a namespace that is not there'
else
	for what in compiles denied remember namespace 'no namespace'; do
		skip "example in C: $what" 'no gcc, or the library is not installed'
	done
fi
tap_done
