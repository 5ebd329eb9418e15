#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The tsem command on a kernel with TSEM: learn, seal, enforce, violate, load
# what is damaged. Needs root, and the directory of this script for tap.sh.
#
# Usage: live_test.sh [TSEM]    the command to test; default: tsem in PATH
# TAP on standard output; exit status 77 when the kernel has no TSEM.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tap.sh"
# The whole path: a function below has the same name, and the records are
# searched for it.
TSEM=$(command -v "${1:-tsem}") || {
	echo 'Bail out! there is no tsem command'
	exit 1
}

if [ ! -e /proc/self/ns/tsem ] || [ ! -d /sys/kernel/security/tsem ]; then
	echo '1..0 # SKIP this kernel has no TSEM'
	exit 77
fi

# A real disk where there is one; a volatile rule makes all names below equal.
base=/scratch
[ -d "$base" ] || base=/var/tmp
dir=$(mktemp -d "$base/tsem-live.XXXXXX")
mounted=
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir work
out=$dir/out
err=$dir/err

cat >"$dir/work.sh" <<-'END'
	#!/bin/sh
	# What a small service does: read its configuration, compute, write.
	while read -r line; do
		echo "$line" | sed 's/a/b/'
	done <"$1/config" >"$1/work/result"
	sort "$1/work/result" | grep -c b
	if [ -n "${ATTACK-}" ]; then
		cat "$1/secret"
	fi
END
chmod 755 "$dir/work.sh"
printf 'alpha\nbeta\ngamma\n' >config
echo hidden >secret

# Run; the status in $status, output in $out and $err.
tsem() {
	"$TSEM" "$@" >"$out" 2>"$err"
	status=$?
}

work() { tsem run "$@" -- "$dir/work.sh" "$dir"; }

expect() { # NAME STATUS: and on failure what was said
	[ "$status" -eq "$2" ]
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# exit status $status, not $2"; show "$err"; }
}

refused() { # NAME TEXT: exit 125, nothing run, one sentence with TEXT
	[ "$status" -eq 125 ] && [ ! -s "$out" ] &&
		[ "$(wc -l <"$err")" -eq 1 ] && grep -qF -- "$2" "$err"
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# exit status $status"; show "$err"; }
}

value() { sed -n "s/.*$1=\\([^ ]*\\).*/\\1/p" "$err"; }

# -- learn
learn() { work --learn "$1" --volatile "$dir/work" --summary --state state \
	--trajectory trajectory --forensics forensics --stats stats; }
learn m1
expect 'learn' 0
[ "$(cat "$out")" = 3 ]
ok $? 'learn: output of the command'
state=$(value state)
points=$(value points)
echo "# points=$points state=$state"
[ "$state" = "$(cat state)" ] && [ ${#state} -eq 64 ]
ok $? 'learn: --state'
grep -q "^expect $state\$" m1
ok $? 'learn: the model expects this state'
[ "$(value mode)" = sealed ] && [ "$(value trust)" = trusted ] &&
	[ "$(value forensics)" = 0 ]
ok $? 'learn: sealed, trusted, no forensics'
[ "$(wc -l <trajectory)" -eq "$(sed -n 's/^end //p' m1)" ] && [ ! -s forensics ]
ok $? 'learn: a record per point'
grep -m 1 '"type": "exec"' trajectory | grep -qF "\"$dir/work.sh\"" &&
	! grep -qF "\"$TSEM\"" trajectory
ok $? 'learn: the first program is the command, tsem is not in it'
grep -q '^event exec ' stats
ok $? 'learn: --stats'
learn m2
[ "$status" -eq 0 ] && [ "$(value state)" = "$state" ]
ok $? 'learn again: same state'
grep -v ' "count"' m1 | cut -d' ' -f1-2 >c1
grep -v ' "count"' m2 | cut -d' ' -f1-2 >c2
cmp -s c1 c2
ok $? 'learn again: same points'

# -- enforce
enforce() { model=$1; shift; work --model "$model" --enforce --summary \
	--forensics forensics "$@"; }
enforce m1
expect 'enforce' 0
[ "$(cat "$out")" = 3 ] && [ "$(value state)" = "$state" ] &&
	[ "$(value mode)" = enforcing ] && [ "$(value trust)" = trusted ] &&
	[ ! -s forensics ]
ok $? 'enforce: same output, same state, no forensics'
export ATTACK=1
enforce m1
grep -q 'secret: Operation not permitted\|cat: Operation not permitted' "$err" &&
	[ "$status" -ne 0 ] && ! grep -q hidden "$out"
ok $? 'enforce: the violation is refused with EPERM, without effect'
[ "$(value trust)" = untrusted ] && [ "$(value state)" != "$state" ]
ok $? 'enforce: untrusted, other state'
[ "$(wc -l <forensics)" -eq 1 ]
ok $? 'enforce: forensics have the violation'
show "$err"
work --model m1 --summary --forensics forensics
expect 'sealed: the violation is allowed' 0
grep -q hidden "$out" && grep -qF "\"$dir/secret\"" forensics && [ "$(value mode)" = sealed ] &&
	[ "$(value trust)" = untrusted ]
ok $? 'sealed: and recorded'
unset ATTACK

# -- two runs that differ: the proposal, and what comes of it
cat >"$dir/chance.sh" <<-'END'
	#!/bin/sh
	# A name made at random, twice, and a log that others go on writing.
	tmp=$(mktemp -d "$1/spool/job.XXXXXX") || exit 1
	cat "$1/log" >"$tmp/copy"
	sort "$tmp/copy" | grep -c . >"$tmp/count"
	mv "$tmp/count" "$tmp/result"
	cat "$tmp/result"
	if [ -n "${ATTACK-}" ]; then
		cat "$1/secret"
	fi
	rm -r "$tmp"
END
chmod 755 "$dir/chance.sh"
mkdir spool
chance() { tsem run "$@" --summary -- "$dir/chance.sh" "$dir"; }
echo first >log
chance --learn p1
expect 'by chance: learn' 0
first=$(value state)
echo second >log
chance --learn p2
[ "$status" -eq 0 ] && [ "$(value state)" != "$first" ]
ok $? 'by chance: learn again: another state'
tsem compare p1 p2
cp "$out" proposal
printf 'volatile %s\npseudonym %s\n' "$dir/spool" "$dir/log" >want
grep -v '^#' proposal | grep . >got
[ "$status" -eq 1 ] && [ ! -s "$err" ] && cmp -s want got
good=$?
ok $good 'by chance: the proposal is volatile for the names, pseudonym for the log'
[ $good -eq 0 ] || show "$out"
grep -q 'With this proposal, both runs have the same points' proposal
ok $? 'by chance: nothing else differs'
grep -q '^volatile\|^pseudonym' p1 p2
[ $? -eq 1 ]
ok $? 'by chance: nothing was applied'
echo third >log
chance --learn p3 --rules proposal
expect 'by chance: learn with the reviewed rules' 0
first=$(value state)
echo fourth >log
chance --learn p4 --rules proposal
[ "$status" -eq 0 ] && [ "$(value state)" = "$first" ]
ok $? 'by chance: one state'
tsem compare p3 p4
[ "$status" -eq 0 ] && [ ! -s "$out" ]
good=$?
ok $good 'by chance: and nothing to compare'
[ $good -eq 0 ] || show "$out"
echo fifth >log
chance --model p3 --enforce --forensics forensics
[ "$status" -eq 0 ] && [ "$(value state)" = "$first" ] && [ ! -s forensics ]
good=$?
ok $good 'by chance: enforced, without a denial'
[ $good -eq 0 ] || { show "$err"; show forensics; }
export ATTACK=1
chance --model p3 --enforce
grep -q 'Operation not permitted' "$err" && [ "$(value trust)" = untrusted ]
ok $? 'by chance: what the rules are not for is refused'
unset ATTACK
# Without the rules, the first of the two is what it was.
chance --model p1 --enforce
[ "$(value trust)" = untrusted ]
ok $? 'by chance: without the rules it does not run'

# -- damaged models
damaged() { # NAME TEXT, about the file bad
	tsem run --model bad --enforce -- sh -c 'echo ran'
	refused "model: $1" "$2"
}
sed 's/^\(state ...\)./\1/' m1 >bad
damaged 'wrong length' 'digits, but sha256 has 64'
sed 's/^fsref content/fsref content\nwhat is this/' m1 >bad
damaged 'unknown line' 'bad:4: unknown line'
sed '$d' m1 >bad
damaged 'cut' 'the file was cut'
sed 's/^digest sha256/digest sha512/' m1 >bad
damaged 'another hash' 'sha512 has 128'
n=$(sed -n 's/^end //p' m1)
awk -v n="$n" '/^state / && !done { done = 1; next }
	/^end / { print "end " n - 1; next } { print }' m1 >bad
damaged 'a point left out' 'not the expected'
sed '/^volatile/d' m1 >bad
damaged 'a rule left out' 'not the expected'
tsem run --model m1 --digest sha512 -- sh -c 'echo ran'
refused 'model: other hash than asked for' 'm1:2: '

# -- other settings
work --learn m512 --digest sha512 --volatile "$dir/work" --summary
expect 'sha512: learn' 0
s512=$(value state)
enforce m512
[ "$status" -eq 0 ] && [ "$(value state)" = "$s512" ] && [ ${#s512} -eq 128 ]
ok $? 'sha512: enforce'
work --learn msb --fsref superblock --volatile "$dir/work" --summary
expect 'fsref=superblock: learn' 0
[ "$(value state)" != "$state" ]
ok $? 'fsref=superblock: other state'
enforce msb
expect 'fsref=superblock: enforce' 0
work --learn mve --verity used --volatile "$dir/work" --summary
expect 'verity=used: learn' 0
[ "$(value state)" != "$state" ] && grep -qx 'verity used' mve
ok $? 'verity=used: other state, and in the model'
enforce mve
expect 'verity=used: enforce' 0
grep -vx 'verity used' mve >bad
enforce bad
expect 'verity=used: the line is missed' 125
work --learn none --limit points=5
[ "$status" -eq 125 ] && grep -q 'higher --limit points=N' "$err" && [ ! -e none ]
ok $? 'limit reached while learning: no model, the limit is named'
show "$err"

# More points than the default limit, with the state computed by others.
if command -v python3 >/dev/null; then
	python3 - >big <<-'END'
		import hashlib, struct
		def s(b): return struct.pack('<I', len(b)) + b
		h = lambda b: hashlib.sha256(b).digest()
		pts = sorted(h(b'%d' % i) for i in range(70000))
		g = h(b'TSEM1 config\0' + s(b'sha256') + b'\0')
		e = h(b'TSEM1 state\0' + g + b'\0' + struct.pack('<Q', len(pts)) + b''.join(pts))
		print('tsem-model 1\ndigest sha256\nfsref content')
		for p in pts:
		    print('state', p.hex())
		print('expect', e.hex())
		print('end', len(pts))
	END
	tsem run --model big --summary -- true
	expect 'a model of 70000 points' 0
	[ "$(value points)" = 70000 ] || [ "$(value points)" -gt 70000 ]
	ok $? 'a model of 70000 points: all loaded'
else
	skip 'a model of 70000 points' 'no python3'
	skip 'a model of 70000 points: all loaded' 'no python3'
fi

# -- inside and outside
tsem show mode
refused 'show in the root namespace' 'root namespace'
tsem run -- "$TSEM" show mode
[ "$status" -eq 0 ] && [ "$(cat "$out")" = learning ]
ok $? 'show inside: own namespace'
tsem run -- "$TSEM" run -- true
[ "$status" -eq 125 ] && grep -q 'cannot create another' "$err"
ok $? 'no namespace in a namespace'
"$TSEM" run -- sleep 30 >"$out" 2>"$err" &
pid=$!
child=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	child=$(cat "/proc/$pid/task/$pid/children")
	child=${child%% *}
	[ -n "$child" ] &&
		[ "$(readlink "/proc/$child/ns/tsem")" != "$(readlink /proc/self/ns/tsem)" ] &&
		break
	sleep 0.5
done
tsem show --ns "/proc/$child/ns/tsem" mode
[ "$status" -eq 0 ] && [ "$(cat "$out")" = learning ]
ok $? 'show from outside'
tsem show --ns "/proc/$child/ns/tsem" counters
grep -q '^exec ' "$out"
ok $? 'show counters from outside'
tsem show --ns "/proc/$child/ns/tsem" id
id=$(cat "$out")
tsem show --ns "$id" id
[ "$status" -eq 0 ] && [ "$(cat "$out")" = "$id" ]
ok $? 'show by the id'
tsem run -- "$TSEM" show --ns "$id" mode
[ "$status" -eq 125 ] && grep -q 'sees only its own' "$err"
ok $? 'show by the id: not in a namespace'
tsem run -- "$TSEM" show --ns "/proc/$child/ns/tsem" mode
[ "$status" -eq 125 ]
ok $? 'a namespace does not see another'
kill "$pid"
wait "$pid"
[ $? -eq 143 ]
ok $? 'SIGTERM is passed on, and told as 128+15'
tsem show --ns "$id" mode
refused 'show by the id: it is gone' 'no TSEM namespace with this id'
for what in state measurement trust id stats model trajectory forensics; do
	"$TSEM" run -- "$TSEM" show "$what" >"$out" 2>"$err"
	status=$?
	expect "show $what" 0
done
tsem show --ns /proc/self/ns/net mode
refused 'show of another kind of namespace' 'not a TSEM namespace'

# -- events as they happen
mkfifo go
"$TSEM" run --limit queue=100 -- sh -c ': <go; : <config; : <config; : <go' &
pid=$!
for n in $(seq 100); do
	ns=/proc/$(pgrep -P $pid | head -n 1)/ns/tsem
	"$TSEM" show --ns "$ns" trajectory 2>/dev/null | grep -q '/go"' && break
	sleep 0.1
done
timeout 100 "$TSEM" events --ns "$ns" -f >first 2>first.err &
first=$!
timeout 100 "$TSEM" events --ns "$("$TSEM" show --ns "$ns" id)" --follow --all >all 2>all.err &
all=$!
for n in $(seq 100); do
	[ "$("$TSEM" show --ns "$ns" stats | sed -n 's/^observers //p')" = 2 ] && break
	sleep 0.1
done
: >go
for n in $(seq 100); do
	[ "$(grep -c '/config"' all)" -ge 2 ] && break
	sleep 0.1
done
[ "$("$TSEM" show --ns "$ns" stats | sed -n 's/^observers //p')" = 2 ]
ok $? 'events: they go on while the namespace is there'
: >go
wait $pid
wait $first
first_status=$?
wait $all
all_status=$?
[ $first_status -eq 0 ] && [ $all_status -eq 0 ] && [ ! -s first.err ] && [ ! -s all.err ]
good=$?
ok $good 'events: they end with the namespace, and have nothing to say about it'
[ $good -eq 0 ] || { show first.err; show all.err; }
[ "$(grep '/config"' first | grep -c '"type": "file_open"')" -eq 1 ]
ok $? 'events: the first of those that are alike'
[ "$(grep '/config"' all | grep -c '"type": "file_open"')" -eq 2 ] &&
	grep '/config"' all | grep -q '"reason": "known"'
ok $? 'events: all of them'
head -n 1 all | grep -q '"sequence": "1", "verdict": "allowed"'
ok $? 'events: numbers from 1'
show first
rm go
tsem events --ns /proc/self/ns/net
refused 'events of another kind of namespace' 'not a TSEM namespace'

# -- what the command inherits
exec 9<config
tsem run -- sh -c 'test ! -e /proc/$$/fd/9'
expect 'descriptors above 2 are closed' 0
exec 9<&-
tsem run -- "$dir/none"
expect 'command not found' 127
tsem run -- "$dir/config"
expect 'command not executable' 126

# -- trouble
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
	mounted=$dir/small
	echo old >small/model
	head -c 100000 /dev/zero >small/fill 2>/dev/null
	work --learn small/model --volatile "$dir/work"
	[ "$status" -eq 125 ] && grep -q 'No space left' "$err" &&
		[ "$(cat small/model)" = old ] &&
		[ "$(find small -type f | wc -l)" -eq 2 ]
	ok $? 'full disk: the old model stays, nothing half is left'
	show "$err"
	umount small && mounted=
else
	skip 'full disk' 'tmpfs cannot be mounted'
fi
max=/proc/sys/user/max_tsem_namespaces
old=$(cat "$max")
echo 0 >"$max"
tsem run -- echo ran
echo "$old" >"$max"
refused 'too many namespaces' 'max_tsem_namespaces'
if unshare -r true 2>/dev/null; then
	unshare -r "$TSEM" run --learn "$dir/mu" --summary -- true >"$out" 2>"$err"
	status=$?
	expect 'in a user namespace' 0
else
	skip 'in a user namespace' 'unshare -r does not work here'
fi

tap_done
