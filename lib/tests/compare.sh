#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tsem compare: models made by hand, the whole output of each. And the file of
# tsem run --rules. Environment: TSEM FAKE HERE.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
out=$dir/out
err=$dir/err

hex() { printf '%064d' "$1"; } # NUMBER: a digest
ZERO=$(hex 0)

# Each function prints the object of an event, with its name.
name() { printf '{"kind": "path", "mount": "own", "pathname": "%s"}' "$1"; }
file() { # PATH DIGEST
	printf '{"kind": "path", "mount": "own", "pathname": "%s", "mode": "0100644", "uid": "0", "gid": "0", "digest": "%s"}' \
		"$1" "$(hex "$2")"
}
exec_() { printf '"exec": {"programs": [%s], "secureexec": "0"}' "$(file "$1" "$2")"; }
create() { printf '"create": {"path": %s}' "$(name "$1")"; }
unlink_() { printf '"path_unlink": {"path": %s}' "$(name "$1")"; }
open_() { printf '"file_open": {"flags": "%s", "file": %s}' "${3-0}" "$(file "$1" "$2")"; }
mmap_() { printf '"mmap_file": {"file": %s, "prot": "%s", "flags": "2"}' "$(file "$1" "$2")" "$3"; }

# A line of a model; points are numbered by hand, because they are not verified.
point() { # NUMBER ACTOR OBJECT [UID] [KIND]
	type=${3#\"}
	printf '%s %s {"event": {"type": "%s", "digest": "sha256", "number": "%s", "count": "1", "actor": "%s", "coefficient": "%s"}, "COE": {"uid": "%s", "capeff": "0x0"}, %s}\n' \
		"${5-state}" "$(hex "$1")" "${type%%\"*}" "$1" "$2" "$(hex "$1")" "${4-0}" "$3"
}

# The program that does everything, in both models.
SH=$(hex 1)
shell() { point 1 "$ZERO" "$(exec_ /bin/sh 7)"; }

# Sorted points on standard input; rules as arguments.
model() { # FILE [RULE...]
	model_file=$1
	shift
	{
		printf 'tsem-model 1\ndigest sha256\nfsref content\n'
		for rule in "$@"; do
			echo "$rule"
		done
		sort -s -k1,1r -k2,2 >points
		cat points
		printf 'expect %s\nend %s\n' "$(hex 9)" "$(wc -l <points)"
	} >"$model_file"
}

compare() { # ARGUMENT...
	# shellcheck disable=SC2086
	$TSEM compare "$@" >"$out" 2>"$err"
	status=$?
}

rules() { grep -av '^#' "$out" | grep -a .; }

proposed() { # NAME, the rules on standard input; the status is that of models that differ
	cat >want
	rules >got
	[ "$status" -eq 1 ] && [ ! -s "$err" ] && cmp -s want got
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# status $status"; show "$err"; show "$out"; }
}

says() { # NAME TEXT
	grep -qaF -- "$2" "$out"
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || show "$out"
}

refused() { # NAME TEXT
	[ "$status" -eq 125 ] && [ "$(wc -l <"$err")" -eq 1 ] &&
		grep -qF -- "$2" "$err" && [ ! -s "$out" ]
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# status $status"; show "$err"; show "$out"; }
}

# -- equal
{ shell; point 2 "$SH" "$(create /d/x)"; } | model a
compare a a
[ "$status" -eq 0 ] && [ ! -s "$out" ] && [ ! -s "$err" ]
ok $? 'the same model: 0, and nothing is said'

# -- a temporary name
temp() { # FIRST NAME
	point "$1" "$SH" "$(create "/d/$2")"
	point "$(($1 + 1))" "$SH" "$(open_ "/d/$2" 0 1)"
	point "$(($1 + 2))" "$SH" "$(unlink_ "/d/$2")"
}
{ shell; temp 10 tmp.aaa; } | model a
{ shell; temp 20 tmp.bbb; } | model b
compare a b
proposed 'temporary name: volatile' <<-'END'
	volatile /d
END
says 'temporary name: the names' '#   - /d/tmp.aaa'
says 'temporary name: of both runs' '#   + /d/tmp.bbb'
says 'temporary name: nothing is left' 'With this proposal, both runs have the same points.'
says 'numbers' 'points: 1 in both, 3 only in the first, 3 only in the second'
compare -q a b
[ "$status" -eq 1 ] && [ ! -s "$out" ]
ok $? '--quiet: only the status'

# Below the component that differs, all is the same.
{ shell; point 10 "$SH" "$(create /v/c/r1)"; point 11 "$SH" "$(open_ /v/c/r1/data 3)"; } | model a
{ shell; point 20 "$SH" "$(create /v/c/r2)"; point 21 "$SH" "$(open_ /v/c/r2/data 3)"; } | model b
compare a b
proposed 'name in a temporary directory: the directory above' <<-'END'
	volatile /v/c
END

# More names in one run than in the other, as many retries make.
{ shell; temp 10 tmp.aaa; temp 14 tmp.ccc; } | model a
{ shell; temp 20 tmp.bbb; } | model b
compare a b
proposed 'two names for one' <<-'END'
	volatile /d
END
says 'two names for one: nothing is left' 'both runs have the same points.'

# -- names that nobody made
{ shell; point 10 "$SH" "$(open_ /etc/passwd 3)"; } | model a
{ shell; point 20 "$SH" "$(open_ /etc/shadow 3)"; } | model b
compare a b
proposed 'names that were there before: no rule' </dev/null
says 'names that were there before: as a comment' '# volatile /etc'
says 'names that were there before: remain' '2 points are in one run only'
{ shell; point 10 "$SH" "$(create /aaa)"; } | model a
{ shell; point 20 "$SH" "$(create /bbb)"; } | model b
compare a b
proposed 'names in the root: no rule' </dev/null
! grep -q volatile "$out"
ok $? 'names in the root: not even as a comment'

# -- content
{ shell; point 10 "$SH" "$(open_ /var/log/x 3)"; } | model a
{ shell; point 20 "$SH" "$(open_ /var/log/x 4)"; } | model b
compare a b
proposed 'content: pseudonym' <<-'END'
	pseudonym /var/log/x
END
says 'content: nothing is left' 'With this proposal, both runs have the same points.'
{ shell; point 10 "$SH" "$(mmap_ /lib/x 3 5)"; point 11 "$SH" "$(mmap_ /lib/y 3 1)"; } | model a
{ shell; point 20 "$SH" "$(mmap_ /lib/x 4 5)"; point 21 "$SH" "$(mmap_ /lib/y 4 1)"; } | model b
compare a b
proposed 'content that is executed: no rule' <<-'END'
	pseudonym /lib/y
END
says 'content that is executed: remains' '2 points are in one run only'
says 'content that is executed: shown' "#   - mmap_file.file.digest $(hex 3 | cut -c1-16)..."

# A volatile name has no other rule.
{ shell; temp 10 tmp.aaa; point 15 "$SH" "$(open_ /d/log 3)"; } | model a
{ shell; temp 20 tmp.bbb; point 25 "$SH" "$(open_ /d/log 4)"; } | model b
compare a b
proposed 'content below a volatile directory: no rule' <<-'END'
	volatile /d
END
says 'content below a volatile directory: said' '# pseudonym /d/log'
says 'content below a volatile directory: remains' '2 points are in one run only'

# -- executions: what a program does has its identity
run_of() { # NUMBER NAME
	point "$1" "$SH" "$(create "/d/$2")"
	point "$(($1 + 1))" "$SH" "$(exec_ "/d/$2" 5)"
	point "$(($1 + 2))" "$(hex $(($1 + 1)))" "$(exec_ /bin/cat 6)"
	point "$(($1 + 3))" "$(hex $(($1 + 2)))" "$(open_ /etc/x 8)"
}
{ shell; run_of 10 s.aaa; } | model a
{ shell; run_of 20 s.bbb; } | model b
compare a b
proposed 'temporary program' <<-'END'
	volatile /d
END
says 'temporary program: what it does follows' 'both runs have the same points.'
{ shell; point 10 "$SH" "$(exec_ /bin/x 5)"; point 11 "$(hex 10)" "$(open_ /etc/x 8)"; } | model a
{ shell; point 20 "$SH" "$(exec_ /bin/x 6)"; point 21 "$(hex 20)" "$(open_ /etc/x 8)"; } | model b
compare a b
proposed 'another program: no rule' </dev/null
says 'another program: what it does differs, too' '4 points are in one run only'
says 'another program: named' '# state file_open of /bin/x,'
# Who ends a chain of executions that has no end?
{ point 10 "$(hex 11)" "$(exec_ /bin/x 5)"; point 11 "$(hex 10)" "$(exec_ /bin/y 5)"; } | model a
{ shell; } | model b
compare a b
[ "$status" -eq 1 ]
ok $? 'executions in a circle'

# -- other fields
{ shell; point 10 "$SH" "$(open_ /etc/x 3 0)"; point 12 "$SH" "$(create /x/y)" 5; } | model a
{ shell; point 20 "$SH" "$(open_ /etc/x 3 2)"; point 22 "$SH" "$(create /x/y)" 6; } | model b
compare a b
proposed 'other fields: no rule' </dev/null
cat >want <<-END
	# 4 points are in one run only, and there is no rule for them:
	#
	# state file_open of /bin/sh, a:5 and b:5
	#   - file_open.flags 0
	#   + file_open.flags 2
	#     file_open.file.kind path
	#     file_open.file.mount own
	#     file_open.file.pathname /etc/x
	#     file_open.file.mode 0100644
	#     file_open.file.uid 0
	#     file_open.file.gid 0
	#     file_open.file.digest $(hex 3 | cut -c1-16)...
	#
	# state create of /bin/sh, a:6 and b:6
	#   - COE.uid 5
	#   + COE.uid 6
	#     create.path.kind path
	#     create.path.mount own
	#     create.path.pathname /x/y
END
sed -n '/there is no rule/,$p' "$out" | cmp -s - want
ok $? 'other fields: those that differ, and what is the same'
{ shell; point 10 "$SH" "$(create /x/y)"; } | model a
shell | model b
compare a b
says 'only in one run: said where' '# state create of /bin/sh, only in a:5'
says 'only in one run: its fields' '#   - create.path.pathname /x/y'
compare b a
says 'only in the other run' '#   + create.path.pathname /x/y'
{ shell; point 10 "$SH" "$(create /x/y)" 0 environment; } | model a
compare a b
[ "$status" -eq 1 ]
ok $? 'environment lines count'
says 'environment lines: said so' '# environment create of /bin/sh, only in a:5'
echo "state $(hex 10)" | model a
echo "state $(hex 11)" | model b
compare a b
says 'points without a record' '2 of them have no record'

# -- rules that are there already
{ shell; temp 10 tmp.aaa; } | model a 'volatile /q' 'pseudonym /z'
{ shell; temp 20 tmp.bbb; } | model b 'volatile /q' 'pseudonym /z'
compare a b
proposed 'rules of both models stay' <<-'END'
	volatile /q
	pseudonym /z
	volatile /d
END
cp "$out" kept
shell | model a 'volatile /q'
shell | model b
compare a b
proposed 'a rule of one model is not taken over' </dev/null
says 'a rule of one model is shown' '# only in a: volatile /q'

# -- strange names
{ shell; temp 10 'a\u000ab/x1'; point 14 "$SH" "$(create '/e\\f/x1')"; point 15 "$SH" "$(create '/g\"h/x1')"; } | model a
{ shell; temp 20 'a\u000ab/x2'; point 24 "$SH" "$(create '/e\\f/x2')"; point 25 "$SH" "$(create '/g\"h/x2')"; } | model b
compare a b
proposed 'bytes that rules escape' <<-'END'
	volatile /d/a\012b
	volatile /e\134f
	volatile /g"h
END
{ shell; point 10 "$SH" "$(create '/d\udcff/x1')"; point 11 "$SH" "$(create '/d\u001b[1m/x1')"; } | model a
{ shell; point 20 "$SH" "$(create '/d\udcff/x2')"; point 21 "$SH" "$(create '/d\u001b[1m/x2')"; } | model b
compare a b
printf 'volatile /d\377\n' >strange
proposed 'bytes that are no text, but no terminal control' <strange
says 'bytes that control terminals' '# (no rule: the path has bytes that cannot be shown) /d\u001b[1m'

{ shell; point 10 "$SH" "$(create '/d/x\udcfe')"; } | model a
{ shell; point 20 "$SH" "$(create '/d/x\udcff')"; } | model b
compare a b
says 'bytes that are no text are told apart' '#   - /d/x\udcfe'
says 'bytes that are no text are told apart, the other' '#   + /d/x\udcff'

# -- records that look alike without their names, and are not
odd() { printf 'state %s {"event": {"type": "t", "digest": "sha256", "number": "1", "count": "1", "actor": "%s", "coefficient": "%s"}, "x": {%s}}\n' "$(hex "$1")" "$SH" "$(hex "$1")" "$2"; }
head_='"kind": "path", "mount": "own", "pathname": "/a/b/c"'
tail_='"pathname": "*", "mount": "own"'
{ shell; odd 10 "$head_"; } | model a
{ shell; odd 20 "$tail_"; } | model b
compare a b
proposed 'fewer fields under the same text: no rule' </dev/null
says 'fewer fields under the same text: both remain' '2 points are in one run only'
compare b a
proposed 'more fields under the same text: no rule' </dev/null
{ shell; odd 10 "$head_"; odd 11 "$tail_"; } | model a
{ shell; odd 20 "$tail_"; odd 21 "${head_%c*}d\""; } | model b
compare a b
proposed 'both kinds of fields in both runs: no rule' </dev/null
says 'both kinds of fields in both runs: those that fit' '# volatile /a/b'
{ shell; odd 10 "$head_, $tail_"; } | model a
{ shell; odd 20 "$tail_, \"kind\": \"/a/b/z\", ${head_#*, }"; } | model b
compare a b
proposed 'the same fields in another order: no rule' </dev/null
! grep -q volatile "$out"
ok $? 'the same fields in another order: not even as a comment'

# -- what is refused
compare a
refused 'one model' 'two model files'
compare a b b
refused 'three models' 'two model files'
compare a none
refused 'no such model' 'none: No such file'
sed 's/^digest .*/digest sha512/' b | sed '/^state/d;s/^end.*/end 0/;s/^expect.*/expect '"$ZERO$ZERO"'/' >c
compare a c
refused 'another hash' 'c:2: the model is made with sha512'
sed 's/^fsref .*/fsref superblock/' b >c
compare a c
refused 'another fsref' 'c:3: the model is made with fsref superblock'
# All else is the same, as of a workload without protected files.
sed '/^fsref/a verity used' b >c
compare b c
refused 'another use of fs-verity' 'c:4: the model is made with verity used'
compare c b
refused 'another use of fs-verity, the default' 'b: the model is made with verity ignored'
compare c c
[ "$status" -eq 0 ] && [ ! -s "$out" ] && [ ! -s "$err" ]
ok $? 'the same use of fs-verity'
for record in '{,' '{"a"}' '{"a": 1}' '{"a": "b",}' '{"a": "b"} {"c": "d"}' \
	'{"a": ["b" "c"]}' '{"a": {"b": "c"}' \
	'{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a": "b"}}}}}}}}}' \
	"{\"$(printf '%0300d' 0)\": \"b\"}" "$(printf '{"a": "\033"}')"; do
	printf 'state %s %s}\n' "$(hex 3)" "${record%\}}" | model c
	compare a c
	refused "record $(printf '%.20s' "$record" | tr '\033' '?')" 'c:4: what follows the digest is not a'
done
# shellcheck disable=SC2086
$TSEM compare a b >/dev/full 2>"$err"
status=$?
: >"$out"
refused 'full disk' 'No space left'

# -- the rules are taken by tsem run, as they were printed
fs=$dir/fs
mkdir "$fs"
export TSEM_FAKE="$fs"
fake() {
	# shellcheck disable=SC2086
	$FAKE --securityfs "$fs" run "$@" >"$out" 2>"$err"
	status=$?
}
fake --rules kept -- true
cat >want <<-'END'
	volatile /q
	volatile /d
	pseudonym /z
END
[ "$status" -eq 0 ] && cmp -s want "$fs/control.log"
ok $? '--rules: what compare printed'
rm -f "$fs/control.log"
printf '# a comment\n\nvolatile /a\\012b\\134c\npseudonym /d e\n' >r
fake --rules r --volatile /x -- true
cat >want <<-'END'
	volatile /x
	volatile /a\012b\134c
	pseudonym /d e
END
[ "$status" -eq 0 ] && cmp -s want "$fs/control.log"
ok $? '--rules: escapes, comments, beside options'
rm -f "$fs/control.log"
bad() { # TEXT LINE [NAME]
	printf '%b' "$2" >r
	fake --rules r -- sh -c 'echo ran'
	refused "--rules: ${3-$1}" "$1"
	[ ! -e "$fs/control.log" ]
	ok $? "--rules: ${3-$1}: nothing was set up"
}
bad 'r:2: this is no rule' '# x\nvolatil /x\n'
bad 'r:1: this is no rule' 'volatile\n'
bad 'r:1: a rule takes an absolute path' 'volatile x\n'
bad 'r:1: a rule takes an absolute path, in which a newline is' 'volatile /x\\\\n\n'
for path in / // /a/ //a /a//b /. /.. /a/./b /a/../b /a/..; do
	bad 'r:2: a rule takes an absolute path without "."' "volatile /x\npseudonym $path\n" "$path"
done
bad 'r:2: a rule takes an absolute path without "."' 'pseudonym /x\nvolatile /a/../b\n' 'a volatile directory'
bad 'r:1: the line ends in a carriage return' 'volatile /x\r\nvolatile /y\n'
bad 'r:2: the line ends in a carriage return' '# x\n\r\n'
bad 'r:1: the path of this rule is too long' "volatile /$(printf '%04085d' 0)\n"
printf 'volatile /\npseudonym /.a/..b/...\nvolatile /%04084d\n' 0 >r
rm -f "$fs/control.log"
fake --rules r -- true
{ grep volatile r; grep pseudonym r; } >want
[ "$status" -eq 0 ] && cmp -s want "$fs/control.log"
ok $? '--rules: the root, names with dots, the longest'
rm -f "$fs/control.log"
bad 'r:1: the last line has no newline' 'volatile /x'
bad 'r: the file has a NUL byte' 'volatile /x\0000y\n'
fake --rules none -- true
refused '--rules: no such file' 'none: No such file'
fake --rules "$dir" -- true
refused '--rules: directory' 'directory'
fake --model a --rules kept -- true
refused '--rules with --model' 'rules are those of the file'
tap_done
