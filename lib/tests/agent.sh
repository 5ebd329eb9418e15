#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tsem agent and tsem run --agent: decisions, addresses, and what becomes of a program
# that fails. Against tests/fake.c. Environment: TSEM FAKE HERE.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
PIDS=
# shellcheck disable=SC2086
trap '[ -z "$PIDS" ] || kill $PIDS 2>/dev/null; rm -rf "$dir"' EXIT
fs=$dir/fs
out=$dir/out
err=$dir/err
export TSEM_FAKE="$fs"

hex() { printf '%064d' 0 | tr 0 "$1"; }

question() { # COOKIE DIGIT
	printf '{"question": {"cookie": "%s", "pid": "7", "comm": "job"}, ' "$1"
	printf '"event": {"type": "syslog", "digest": "sha256", "number": "0", "actor": "%s", ' "$(hex 0)"
	printf '"coefficient": "%s"}, "COE": {}, "syslog": {"type": "3"}}\n' "$(hex "$2")"
}

printf 'tsem-model 1\ndigest sha256\nfsref content\nstate %s\nstate %s\nenvironment %s\nexpect %s\nend 3\n' \
	"$(hex 1)" "$(hex 2)" "$(hex e)" "$(hex f)" >"$dir/model"

# Run; the status in $status, output in $out and $err.
tsem() {
	# shellcheck disable=SC2086
	$TSEM "$@" >"$out" 2>"$err"
	status=$?
}

refused() { # NAME TEXT: exit 125, one sentence on standard error that has TEXT
	[ "$status" -eq 125 ] && [ "$(wc -l <"$err")" -eq 1 ] && grep -qF -- "$2" "$err"
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# status $status"; show "$err"; }
}

said() { # NAME FILE, expected on standard input
	cat >"$dir/want"
	cmp -s "$dir/want" "$2"
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { [ ! -e "$2" ] || show "$2"; show "$err"; }
}

# -- options
tsem agent
refused 'agent: neither model nor address' 'say either --model FILE'
tsem agent --model "$dir/model" --connect unix:/x
refused 'agent: model and address' 'say either --model FILE'
tsem agent --connect unix:/x --remember
refused 'agent: remember with connect' 'not with --connect'
tsem agent --model "$dir/model" --listen unix:/x --ns /x
refused 'agent: listen with a namespace' 'exclude each other'
tsem agent --model "$dir/model" more
refused 'agent: an argument' 'takes no arguments'
tsem agent --model "$dir/none"
refused 'agent: no model' 'none: No such file'
echo 'state x' >"$dir/bad"
tsem agent --model "$dir/bad"
refused 'agent: no model file' 'bad:1: '
for address in x unix: tcp:localhost:1 tcp:127.0.0.1 tcp:127.0.0.1:65536 tcp:127.0.0.1:1x \
	tcp:::1:5 vsock:1 vsock::5 vsock:x:5 vsock:4294967295:5 tcp::5; do
	tsem agent --connect $address
	refused "address $address" 'no address; write unix:PATH'
done
tsem agent --connect "unix:$dir/none"
refused 'connect: nobody listens' 'cannot connect: No such file'
tsem agent --model "$dir/model" --listen "unix:$dir/no/where"
refused 'listen: no such directory' 'cannot listen: No such file'

# -- decisions
questions() {
	question 1 1
	question 2 3
	question 3 e
}
questions >"$dir/three"
tsem agent --model "$dir/model" <"$dir/three"
[ "$status" -eq 0 ] && [ ! -s "$err" ]
ok $? 'agent: ends with its input'
said 'agent: allows the points of the model' "$out" <<-'END'
	allow cookie=1
	deny cookie=2
	allow cookie=3
END
tsem agent --model "$dir/model" --remember <"$dir/three"
said 'agent: has them remembered' "$out" <<-'END'
	allow cookie=1 remember
	deny cookie=2 remember
	allow cookie=3 remember
END
late() { question "$1" "$2" | sed 's/"comm": "job"/"comm": "job", "decided": "denied"/'; }
{ late 4 1; late 5 3; question 6 3; } >"$dir/late"
tsem agent --model "$dir/model" --remember <"$dir/late"
said 'agent: what was decided already and is not in the model is no violation again' "$out" <<-'END'
	allow cookie=4 remember
	deny cookie=5
	deny cookie=6 remember
END
tsem agent --model "$dir/model" <"$dir/late"
said 'agent: what was decided already is not remembered unless that is wanted' "$out" <<-'END'
	allow cookie=4
	deny cookie=5
	deny cookie=6
END
late 1 1 | sed 's/denied/perhaps/' >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: decided in no known way' 'no question of TSEM'
question 18446744073709551615 1 >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
said 'agent: the largest cookie' "$out" <<-'END'
	allow cookie=18446744073709551615
END
question 1 1 | sed 's/sha256/sha512/; s/"\([01]\{64\}\)"/"\1\1"/g' >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: another digest' 'use the same --digest'
said 'agent: another digest is denied' "$out" <<-'END'
	deny cookie=1
END
{ question 1 1; echo hello; question 2 1; } >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: no question' 'no question of TSEM'
said 'agent: no answer after that' "$out" <<-'END'
	allow cookie=1
END
question 1 1 | sed 's/"cookie": "1"/"cookie": "0"/' >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: no cookie' 'no question of TSEM'
question 1 1 | tr -d '\n' >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: a question that is cut' 'no question of TSEM'
head -c 3000000 /dev/zero | tr '\0' x >"$dir/in"
tsem agent --model "$dir/model" <"$dir/in"
refused 'agent: a line without end' 'no question of TSEM'

# -- over a stream
listen() { # ADDRESS: until it does
	rm -f "$dir/listen"
	# shellcheck disable=SC2086
	${2-$TSEM} agent --model "$dir/model" --listen "$1" 2>"$dir/listen" &
	PIDS=$!
	for _ in $(seq 300); do
		[ -s "$dir/listen" ] && break
		sleep 0.1
	done
}
hang_up() {
	kill "$PIDS"
	wait "$PIDS" 2>/dev/null
	PIDS=
}
# What is asked and answered, with input that stays open until then.
ask() { # ADDRESS
	mkfifo "$dir/asked"
	: >"$out"
	{
		questions
		for _ in $(seq 200); do
			[ "$(wc -l <"$out")" -ge 3 ] && break
			sleep 0.1
		done
	} >"$dir/asked" &
	tsem agent --connect "$1" <"$dir/asked"
	rm "$dir/asked"
}
try() { # NAME ADDRESS [ADDRESS-TO-LISTEN]
	listen "${3-$2}"
	grep -qF "${3-$2}: listening" "$dir/listen"
	listening=$?
	ok $listening "$1: listens"
	[ $listening -eq 0 ] || show "$dir/listen"
	ask "$2"
	[ "$status" -eq 0 ] && [ ! -s "$err" ]
	ok $? "$1: ends with its input"
	said "$1: answers" "$out" <<-'END'
		allow cookie=1
		deny cookie=2
		allow cookie=3
	END
}
try unix "unix:$dir/sock"
[ "$(stat -c %a "$dir/sock")" = 600 ]
ok $? 'unix: for nobody else'
mkfifo "$dir/hold"
# shellcheck disable=SC2086
$TSEM agent --connect "unix:$dir/sock" <"$dir/hold" >"$dir/held" 2>&1 &
held=$!
exec 8>"$dir/hold"
ask "unix:$dir/sock"
grep -q 'allow cookie=1$' "$out"
ok $? 'unix: one that says nothing holds up nobody'
# Its server is a child, which ends with the connection.
exec 8>&-
wait $held
ok $? 'unix: a second connection ends'
hang_up
try 'unix: the socket of one that is gone' "unix:$dir/sock"
listen_again() {
	# shellcheck disable=SC2086
	$TSEM agent --model "$dir/model" --listen "unix:$dir/sock" >"$out" 2>"$err"
	status=$?
}
listen_again
refused 'unix: somebody listens there' 'cannot listen: Address already in use'
hang_up
port=$((20000 + $$ % 20000))
try tcp "tcp:127.0.0.1:$port"
hang_up
if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 ' /proc/net/if_inet6; then
	try 'tcp, IPv6' "tcp:[::1]:$port"
	hang_up
else
	skip 'tcp, IPv6' 'this machine has none'
fi
# The loopback of vsock may be missing: found out by others.
vsock_works() {
	command -v python3 >/dev/null && timeout 5 python3 -c '
import socket, sys
s = socket.socket(socket.AF_VSOCK)
s.bind((0xffffffff, int(sys.argv[1])))
s.listen()
c = socket.socket(socket.AF_VSOCK)
c.connect((1, int(sys.argv[1])))' "$1" 2>/dev/null
}
if vsock_works $((port + 1)); then
	try vsock "vsock:1:$port" "vsock:any:$port"
	hang_up
else
	skip vsock 'this machine has no loopback of vsock, or no python3'
fi
# What fails for a while does not end it, nor count for ever.
ask_again() { # NAME: after that
	ask "unix:$dir/sock"
	[ "$status" -eq 0 ] && grep -q 'allow cookie=3$' "$out"
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { tail -n 3 "$dir/listen" | sed 's/^/# /'; show "$err"; }
}
if command -v python3 >/dev/null; then
	: >"$dir/nofork"
	export TSEM_FAKE_FORK="$dir/nofork"
	listen "unix:$dir/sock" "$FAKE"
	unset TSEM_FAKE_FORK
	python3 -c '
import socket, sys
for _ in range(65):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(60)
    s.connect(sys.argv[1])
    assert not s.recv(1)' "$dir/sock"
	ok $? 'listen: connections are closed when fork fails'
	rm "$dir/nofork"
	ask_again 'listen: those do not count'
	hang_up
else
	skip 'listen: connections are closed when fork fails' 'no python3'
	skip 'listen: those do not count' 'no python3'
fi
if [ -n "${CLI_VALGRIND-}" ]; then
	skip 'listen: out of descriptors, it says so once' 'valgrind needs some itself'
	skip 'listen: then it goes on' 'valgrind needs some itself'
elif command -v prlimit >/dev/null; then
	listen "unix:$dir/sock"
	prlimit --pid "$PIDS" --nofile=4:
	# shellcheck disable=SC2086
	$TSEM agent --connect "unix:$dir/sock" <"$dir/three" >/dev/null 2>&1
	for _ in $(seq 100); do
		grep -q 'Too many open files' "$dir/listen" && break
		sleep 0.1
	done
	sleep 0.5
	[ "$(grep -c 'Too many open files' "$dir/listen")" -eq 1 ] && kill -0 "$PIDS" 2>/dev/null
	ok $? 'listen: out of descriptors, it says so once'
	prlimit --pid "$PIDS" --nofile=64:
	ask_again 'listen: then it goes on'
	hang_up
else
	skip 'listen: out of descriptors, it says so once' 'no prlimit'
	skip 'listen: then it goes on' 'no prlimit'
fi
# Who accepts and closes.
if command -v python3 >/dev/null; then
	python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
s.accept()[0].close()' "$dir/closer" &
	for _ in $(seq 300); do [ -S "$dir/closer" ] && break; sleep 0.1; done
	mkfifo "$dir/asked"
	sleep 60 >"$dir/asked" &
	sleeper=$!
	tsem agent --connect "unix:$dir/closer" <"$dir/asked"
	kill $sleeper
	rm "$dir/asked"
	refused 'connect: the other side closes' 'closed the connection'
else
	skip 'connect: the other side closes' 'no python3'
fi

# -- run --agent
fresh() {
	rm -rf "$fs"
	mkdir "$fs"
	mkfifo "$fs/agent"
	: >"$fs/agent.log"
	hex f >"$fs/state"
	echo >>"$fs/state"
	for f in trajectory forensics stats measurement; do echo >"$fs/$f"; done
}
fake() {
	# shellcheck disable=SC2086
	$FAKE --securityfs "$fs" "$@" >"$out" 2>"$err"
	status=$?
}
export FS="$fs" MODEL="$dir/model" TSEM
# The command: gives questions and waits for as many answers, a minute at most.
cat >"$dir/job" <<-'END'
	#!/bin/sh
	cat "$1" >"$FS/agent"
	for _ in $(seq 600); do
		[ "$(wc -l <"$FS/agent.log")" -ge "$2" ] && exit "${3:-7}"
		sleep 0.1
	done
	exit 99
END
chmod 755 "$dir/job"

tsem run --ask every -- true
refused 'run: ask without agent' 'need --agent'
tsem run --agent true --ask never -- true
refused 'run: ask about what' 'new or every'
for t in 0 86401 x; do
	tsem run --agent true --agent-timeout $t -- true
	refused "run: timeout $t" 'takes seconds'
done
fresh
TSEM_FAKE_BIND=16 fake run --agent true -- echo ran
refused 'run: the namespace has an agent' 'busy'
[ ! -s "$out" ]
ok $? 'run: nothing was run then'

fresh
# shellcheck disable=SC2016
fake run --ask every --agent-timeout 9 --agent '$TSEM agent --model "$MODEL"' -- "$dir/job" "$dir/three" 3
[ "$status" -eq 7 ] && [ ! -s "$err" ]
good=$?
ok $good 'run: with an agent, the status is that of the command'
[ $good -eq 0 ] || { echo "# status $status"; show "$err"; }
said 'run: answers get to the kernel' "$fs/agent.log" <<-'END'
	allow cookie=1
	deny cookie=2
	allow cookie=3
END
said 'run: settings' "$fs/control.log" <<-'END'
	set ask=every timeout=9
END
fresh
# shellcheck disable=SC2016
fake run --agent '$TSEM agent --model "$MODEL" --remember' -- "$dir/job" "$dir/three" 3
said 'run: remember gets to the kernel' "$fs/agent.log" <<-'END'
	allow cookie=1 remember
	deny cookie=2 remember
	allow cookie=3 remember
END
fresh
# shellcheck disable=SC2016
TSEM_FAKE_ANSWER=2 fake run --agent '$TSEM agent --model "$MODEL"' -- "$dir/job" "$dir/three" 3
[ "$status" -eq 7 ] && [ ! -s "$err" ]
ok $? 'run: a question that was withdrawn is no error'
for error in 17 28; do
	fresh
	# shellcheck disable=SC2016
	TSEM_FAKE_ANSWER=$error fake run --agent '$TSEM agent --model "$MODEL" --remember' -- \
		"$dir/job" "$dir/late" 3
	[ "$status" -eq 7 ] && [ ! -s "$err" ]
	ok $? "run: to remember what was decided may fail with $error"
done

broken() { # NAME AGENT TEXT: all three are denied, however the agent fails
	fresh
	fake run --agent "$2" -- "$dir/job" "$dir/three" 3
	refused "run: $1" "$3"
	sort "$fs/agent.log" | uniq >"$dir/log"
	grep -q '^allow' "$dir/log"
	[ $? -eq 1 ] && [ "$(wc -l <"$dir/log")" -eq 3 ]
	good=$?
	ok $good "run: $1: everything is denied"
	[ $good -eq 0 ] || show "$fs/agent.log"
}
broken 'an agent that is not there' '/no/such/agent 2>/dev/null' 'has ended with status 127'
broken 'an agent that ends' 'read -r line; exit 3' 'has ended with status 3'
broken 'an agent that is killed' 'read -r line; kill -9 $$' 'ended by signal 9'
broken 'an agent that closes its output' 'exec >&-; sleep 60' 'has closed its standard output'
fresh
# Closed before the first question.
# shellcheck disable=SC2016
fake run --agent 'exec <&-; : >"$FS/closed"; sleep 60' -- sh -c \
	'until [ -e "$FS/closed" ]; do sleep 0.1; done; exec "$0" "$@"' "$dir/job" "$dir/three" 3
refused 'run: an agent that closes its input' 'has closed its standard input; everything'
broken 'nonsense' 'read -r line; echo yes; cat >/dev/null' 'wrote "yes"'
# Before the first question, if this is in time, which has another cookie.
broken 'an answer to nobody' 'echo allow cookie=99; cat >/dev/null' 'wrote "allow cookie=99"'
broken 'a cookie that was never told' 'read -r line; echo allow cookie=5; cat >/dev/null' \
	'wrote "allow cookie=5"'
broken 'a line too long' "head -c 5000 /dev/zero | tr '\\0' x; cat >/dev/null" 'wrote "xxx'
broken 'more than an answer' 'read -r line; echo allow cookie=1 forever; cat >/dev/null' \
	'wrote "allow cookie=1 forever"'
broken 'binary' 'read -r line; printf "allow cookie=1\\000\\n"; cat >/dev/null' 'wrote "allow cookie=1?"'

fresh
question 1 1 >"$dir/one"
fake run --agent 'cat >/dev/null; trap "" TERM; while :; do sleep 1; done' -- true
[ "$status" -eq 0 ] && [ ! -s "$err" ]
ok $? 'run: an agent that does not end is ended'
fresh
# A question longer than a pipe holds.
{
	question 1 1 | sed 's/job.*//' | tr -d '\n'
	head -c 200000 /dev/zero | tr '\0' x
	question 1 1 | sed 's/.*job//'
} >"$dir/long"
# shellcheck disable=SC2016
fake run --agent 'sleep 1; $TSEM agent --model "$MODEL"' -- "$dir/job" "$dir/long" 1
[ "$status" -eq 7 ]
ok $? 'run: a long question'
said 'run: a long question is answered' "$fs/agent.log" <<-'END'
	allow cookie=1
END

# -- agent --ns
serve() { # NAME NS: it answers three questions
	fresh
	# shellcheck disable=SC2086
	$FAKE --securityfs "$fs" agent --model "$dir/model" --ns "$2" 2>"$err" &
	PIDS=$!
	questions >"$fs/agent"
	for _ in $(seq 300); do
		[ "$(wc -l <"$fs/agent.log")" -ge 3 ] && break
		sleep 0.1
	done
	said "$1: answers" "$fs/agent.log" <<-'END'
		allow cookie=1
		deny cookie=2
		allow cookie=3
	END
	hang_up
}
serve 'agent --ns' /dev/null
TSEM_FAKE_BIND=16 fake agent --model "$dir/model" --ns /dev/null
refused 'agent --ns: there is one' 'has an agent already'
TSEM_FAKE_BIND=1 fake agent --model "$dir/model" --ns /dev/null
refused 'agent --ns: not permitted' 'CAP_MAC_ADMIN'
serve 'agent --ns ID' 4711
said 'agent --ns ID: binds' "$fs/bind.log" <<-'END'
	bind id=4711
END
TSEM_FAKE_BIND=2 fake agent --model "$dir/model" --ns 4711
refused 'agent --ns ID: no such' '4711: there is no TSEM namespace'
TSEM_FAKE_BIND=16 fake agent --model "$dir/model" --ns 4711
refused 'agent --ns ID: there is one' '4711: the namespace has an agent already'
fake agent --model "$dir/model" --ns 18446744073709551616
refused 'agent --ns ID: too large' 'no id of a namespace'
tap_done
