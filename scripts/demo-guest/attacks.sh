# shellcheck shell=sh
# Sourced by guest: the attacks, each in a namespace of its own, twice.
#
# First the model is loaded but not enforced: the attack must succeed, or its
# failure under enforcement would prove nothing. Then it is enforced. For every
# attack NAME there are
#	about_NAME	one line for the reader
#	place_NAME	what somebody does from outside before the run (optional)
#	clear_NAME	and takes back after it (optional)
#	done_NAME RUN	true if the attack had its effect in this run
#	said_NAME	what the violating call must be seen to say
#	first_NAME	parts of the JSON line that must come first in forensics

SED=/usr/bin/sed
PLUGIN=/scratch/demo/plugins/20-extra
KEEP=/scratch/outside/keep

digest() { sha256sum "$1" | cut -c1-64; }
in_output() { output "$1" | grep -q "$2"; }

about_shadow() { echo 'The script also reads /etc/shadow, with the cat that it uses anyway.'; }
done_shadow() { in_output "$1" '^root:'; }
said_shadow() { echo 'cat: /etc/shadow: Operation not permitted'; }
first_shadow() {
	echo '"type": "file_open"'
	echo '"pathname": "/etc/shadow"'
	echo "\"digest\": \"$(digest /etc/shadow)\""
}

# What is changed is a letter of a help text: the program works as before.
about_program() { echo "One byte of $SED is changed from outside; the script runs it as always."; }
place_program() {
	LC_ALL=C sed '0,/Usage: /s//usage: /' $SED >/usr/bin/.sed-changed
	chmod 755 /usr/bin/.sed-changed
	[ "$(cmp -l $SED /usr/bin/.sed-changed | wc -l)" = 1 ] ||
		promise 'the copy differs in one byte' false
	mv $SED /usr/bin/.sed-good
	mv /usr/bin/.sed-changed $SED
	CHANGED=$(digest $SED)
}
clear_program() { mv /usr/bin/.sed-good $SED; }
done_program() { [ -s /scratch/demo/work/orders ]; }
said_program() { echo 'sed: Operation not permitted'; }
first_program() {
	echo '"type": "file_open"'
	echo "\"pathname\": \"$SED\""
	echo "\"digest\": \"$CHANGED\""
}

about_script() { echo "A new script is put among the plugins from outside; the workload runs them all."; }
place_script() {
	printf '#!/bin/sh\necho owned >/scratch/outside/owned\n' >$PLUGIN
	chmod 755 $PLUGIN
	SCRIPT=$(digest $PLUGIN)
}
done_script() { [ -e /scratch/outside/owned ]; }
said_script() { echo 'plugins/20-extra: Operation not permitted'; }
first_script() {
	echo '"type": "file_open"'
	echo "\"pathname\": \"$PLUGIN\""
	echo "\"digest\": \"$SCRIPT\""
}

reached_other() { tail -n +"$((LISTENED + 1))" "$OUT/listener.log" | grep -q "^$((PORT + 1)) "; }

about_connect() { echo "service.py also connects to port $((PORT + 1)); port $PORT is known."; }
place_connect() { LISTENED=$(wc -l <"$OUT/listener.log"); }
done_connect() { reached_other; }
said_connect() { echo 'connect: EPERM'; }
first_connect() {
	echo '"type": "socket_connect"'
	echo "\"port\": \"$((PORT + 1))\", \"address\": \"127.0.0.1\""
}

about_fastopen() { echo 'The same by sendto(MSG_FASTOPEN), which connects without connect().'; }
place_fastopen() { place_connect; }
done_fastopen() { reached_other; }
said_fastopen() { echo 'fastopen: EPERM'; }
first_fastopen() {
	echo '"type": "socket_sendmsg"'
	echo "\"port\": \"$((PORT + 1))\", \"address\": \"127.0.0.1\""
	echo '"flags": "536870912"'
}

about_memory() { echo 'service.py writes machine code into memory and makes it executable.'; }
done_memory() { in_output "$1" 'machine code returned 42'; }
said_memory() { echo 'memory: EPERM'; }
first_memory() {
	echo '"type": "file_mprotect"'
	echo '"prot": "5"'
}

about_unlink() { echo "service.py also removes $KEEP, which is not the workload's."; }
done_unlink() { [ ! -e $KEEP ]; }
said_unlink() { echo 'unlink: EPERM'; }
first_unlink() {
	echo '"type": "path_unlink"'
	echo "\"pathname\": \"$KEEP\""
}

# field RUN KEY: of the first line in forensics.
field() { sed -n "1s/.*\"$2\": \"\\([^\"]*\\)\".*/\\1/p" "$OUT/$1.forensics"; }

first_is() { # RUN ATTACK: the first line in forensics is of the intended event
	"first_$2" >"$OUT/expected"
	while read -r fi_part; do
		head -n 1 "$OUT/$1.forensics" | grep -qF -- "$fi_part" || return 1
	done <"$OUT/expected"
}

# The process that did it is one of the programs that the model knows.
known_actor() {
	grep "^state $(field "$1" actor) " "$OUT/model" | grep -q '"type": "exec"'
}

# 125 would be tsem's failure, and from 128 on a signal's.
own_failure() { [ "$STATUS" -gt 0 ] && [ "$STATUS" -lt 128 ] && [ "$STATUS" -ne 125 ]; }
other_state() { [ -s "$OUT/$1.state" ] && ! same_file "$OUT/$1.state" "$OUT/learn-1.state"; }

# The last program of an exec event is the one that runs.
actor_path() {
	grep "^state $(field "$1" actor) " "$OUT/model" |
		sed 's/.*"pathname": "\([^"]*\)".*/\1/'
}

# Digests cut to their beginning, without the credentials that are all alike.
show_record() {
	sed -n '1{s/\(: "[0-9a-f]\{12\}\)[0-9a-f]\{52,116\}"/\1..."/g
		s/, "suid": .*, "userns"/, ... "userns"/p;}' "$OUT/$1.forensics" | fold -s -w 100 |
		sed 's/^/      /' >&2
}

attempt() { # RUN OPTION...: with $ATTACK; sets STATUS, EFFECT
	prepare
	LISTENED=0
	! command -v "place_$ATTACK" >/dev/null || "place_$ATTACK"
	run "$@"
	EFFECT=no
	! "done_$ATTACK" "$1" || EFFECT=yes
	! command -v "clear_$ATTACK" >/dev/null || "clear_$ATTACK"
}

attack() {
	ATTACK=$1 free=attack-$1-allowed enforced=attack-$1
	say
	say "5.$2 Attack \"$1\": $("about_$1")"
	attempt "$free" --model "$OUT/model"
	promise "$1, not enforced: works, and is recorded" \
		[ "$EFFECT $(value "$free" trust)" = 'yes untrusted' ]
	attempt "$enforced" --model "$OUT/model" --enforce
	show "$enforced"
	say "   $(output "$enforced" | grep -F -- "$("said_$1")" | tail -n 1)"
	say '   First line of forensics, shortened:'
	show_record "$enforced"
	say "   The program that tried it: $(actor_path "$enforced")" \
		"(forensics: $PLACE/$enforced.forensics)"
	promise "$1: refused with EPERM in the call itself" in_output "$enforced" "$("said_$1")"
	promise "$1: without effect" [ $EFFECT = no ]
	promise "$1: the workload ended with a failure of its own" own_failure
	promise "$1: the first line of forensics is this event" first_is "$enforced" "$1"
	promise "$1: the same event as when it was not enforced" \
		same "$(field "$enforced" coefficient)" "$(field "$free" coefficient)"
	promise "$1: identity of a program that the model knows" known_actor "$enforced"
	promise "$1: nothing but this event is new" [ "$(value "$enforced" forensics)" = 1 ]
	promise "$1: untrusted" [ "$(value "$enforced" trust)" = untrusted ]
	promise "$1: another state" other_state "$enforced"
}

all_attacks() {
	number=0
	for name in shadow program script connect fastopen memory unlink; do
		number=$((number + 1))
		attack $name $number
	done
	ATTACK=
}
