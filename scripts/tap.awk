# tap.awk: one line "ok|not ok|skip PROGRAM: CASE" for each test case in the
# output of scripts/ksft-guest. A program without TAP counts as one case by its
# exit status (4: skipped). One that ends early, or badly without saying why, is
# a failure of its own. `skip` (a regular expression) leaves programs out.

function emit(what, name) {
	sub(/[ \t\r]+$/, "", name)
	print what " " program ": " name
	count[what]++
}
function finish(status) {
	if (program == "")
		return
	if (!cases && status == 0) emit("ok", "exit status")
	else if (!cases && status == 4) emit("skip", "exit status")
	else if (!cases) emit("not ok", "exit status " status)
	else if (plan > cases) emit("not ok", "ended after " cases " of " plan " cases, status " status)
	else if (status != 0 && status != 4 && !bad) emit("not ok", "exit status " status)
	program = ""
}
{ sub(/\r$/, "") }
/^# program / {
	finish("unknown: no end")
	program = $3; cases = plan = bad = 0
	next
}
# Diagnostics of a program may begin with the same words.
/^# end / && $3 == program { finish($4); next }
/^# all programs ended/ { complete = 1; next }
program == "" { next }
/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; next }
/^(not )?ok [0-9]+/ {
	cases++
	what = /^not/ ? "not ok" : "ok"
	name = $0
	sub(/^(not )?ok [0-9]+[ -]*/, "", name)
	if (name ~ /# *SKIP/) what = "skip"
	if (name ~ /# *XFAIL/) what = "ok"
	if (name ~ /# *TODO/) what = "skip"
	sub(/ *# *(SKIP|TODO|XFAIL|XPASS|exit|error).*/, "", name)
	if (what == "not ok") bad = 1
	emit(what, name == "" ? "case " cases : name)
}
END {
	finish("unknown: no end")
	if (!complete) {
		program = "run"
		emit("not ok", "the programs did not run to the end")
	}
}
