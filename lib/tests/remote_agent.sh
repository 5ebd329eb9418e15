#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two machines with TSEM kernels and a wire between them: one decides about what the
# model of a workload on the other lacks. scripts/tests/vm-agent runs both sides, and
# turns the deciding machine off when the other one says so.
#
# Usage: remote_agent.sh decide | work
# Prints TAP on the side `work`. Needs root, and the directory of this script for tap.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tap.sh"

DECIDER=10.7.0.1
WORKER=10.7.0.2
cd /scratch || exit 1

net() { # ADDRESS
	card=$(basename "$(echo /sys/class/net/e*)")
	ip addr add "$1/24" dev "$card" && ip link set "$card" up
}

# Two models come first, by another connection; then both are listened for.
decide() {
	net $DECIDER || exit 1
	nc -l -N 7001 >all.model
	nc -l -N 7002 >few.model
	tsem agent --model few.model --listen tcp:$DECIDER:7004 &
	exec tsem agent --model all.model --listen tcp:$DECIDER:7003
}

send() { # FILE PORT
	for _ in $(seq 100); do
		nc -N -w 5 $DECIDER "$2" <"$1" 2>/dev/null && return
		sleep 0.2
	done
}

reaches() { # PORT [TRIES]
	for _ in $(seq "${2-100}"); do
		nc -z -w 1 $DECIDER "$1" 2>/dev/null && return
		sleep 0.2
	done
	return 1
}

check() { # NAME: of the commands before
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# exit status $status"; show err; show out; }
}

job() { # EXTRA OPTION...
	extra=$1
	shift
	EXTRA=$extra tsem run "$@" --summary -- perl work.pl >out 2>err
	status=$?
}

work() {
	net $WORKER || exit 1
	cat >work.pl <<-'END'
		use Socket;
		open(my $go, '<', '/scratch/go'); <$go>;
		if ($ENV{EXTRA}) {
			socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
			print "made\n";
		}
	END
	echo go >go
	job 0 --learn few.model
	job 1 --learn all.model
	[ $status -eq 0 ] && grep -q socket_create all.model && ! grep -q socket_create few.model
	check 'models are learned'
	send all.model 7001
	send few.model 7002
	reaches 7003 && reaches 7004
	check 'the other machine decides'
	job 1 --model few.model --enforce --agent "tsem agent --connect tcp:$DECIDER:7003"
	[ $status -eq 0 ] && grep -q '^made' out && grep -q trust=trusted err
	check 'the other machine allows'
	job 1 --model few.model --enforce --agent "tsem agent --connect tcp:$DECIDER:7004"
	[ $status -ne 0 ] && [ $status -ne 125 ] && ! grep -q made out &&
		grep -q 'socket: Operation not permitted' err && grep -q trust=trusted err
	check 'the other machine denies'

	# A workload that has its agent, and is going to ask when that is off.
	rm go
	mkfifo go
	(sleep 5; echo go >go) &
	job 0 --learn pipe.model
	job_with_agent() {
		job 1 --model pipe.model --enforce --agent "tsem agent --connect tcp:$DECIDER:7003"
		echo $status >status
	}
	job_with_agent &
	sleep 5
	echo '# turn it off'
	while reaches 7003 1; do sleep 0.5; done
	# An open that nobody reads would wait.
	timeout 60 sh -c 'echo go >go'
	wait
	status=$(cat status)
	[ "$status" -eq 125 ] && ! grep -q made out && grep -q 'denied now' err
	check 'the other machine is off: denied'
	tap_done
}

case ${1-} in
decide) decide ;;
work) work ;;
*) echo 'Usage: remote_agent.sh decide | work' >&2; exit 2 ;;
esac
