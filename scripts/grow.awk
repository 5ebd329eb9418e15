# grow.awk: print FILE as it is before the last patch, without what belongs to
# patches that are not there yet. Variables: file, have (the units introduced so
# far, " setup file ... "), later (the slugs still to come, " a b ... ").
#
#  1. security/tsem/**/Makefile: an object NAME.o whose NAME.c is not there yet is
#     dropped, and the line with it when it was the only one.
#  2. every file: `#include "NAME.h"` of such a unit is dropped, and
#     `tsem_add_NAME_hooks();` if the unit NAME or hooks_NAME is such a one.
#  3. scripts/series/grow, lines of four fields parted by tabs: FILE, SLUG, START,
#     END: from the line that matches START to the one that matches END (EOF: to the
#     end; absent: START's line alone; with < before it: to the line above) belongs to
#     patch SLUG. With @ before START it is the whole function or type in whose first
#     lines START matches, with its comment.
#
# Where something was dropped, no two empty lines and none after `{` remain.

function missing(unit) { return (unit in known) && index(have, " " unit " ") == 0 }

# 1. One line's objects; "" when none is left of those it had.
function objects(line,    n, i, part, left, had, unit, cont) {
	cont = sub(/[ \t]*\\$/, "", line)
	n = split(line, part, /[ \t]+/)
	for (i = 1; i <= n; i++) {
		if (part[i] !~ /^[A-Za-z0-9_\/-]+\.o$/)
			continue
		unit = part[i]
		sub(/\.o$/, "", unit)
		if (missing(unit)) {
			sub("[ \t]*" part[i], "", line)
			changed = 1
		} else {
			left++
		}
		had++
	}
	if (had && !left)
		return ""
	return line (cont ? " \\" : "")
}

# Ends of the function or type around line AT, which has no empty line before it.
function around(rule, at,    first, last) {
	for (first = at; first > 1 && line[first - 1] != ""; first--)
		;
	last = at
	while (last < lines && line[last] !~ /^}/ && line[last] !~ /^[^ \t#\/].*;$/)
		last++
	for (at = first; at <= last; at++)
		cutline[at] = 1
	used[rule] = 1
}

FILENAME == growfile {
	if ($0 !~ /^#/ && split($0, field, /\t+/) >= 3 && field[1] == file &&
	    index(later, " " field[2] " ")) {
		start[++rules] = field[3]
		stop[rules] = field[4]
	}
	next
}
FILENAME == unitfile { known[$0] = 1; next }
{ line[++lines] = $0 }
END {
	for (r = 1; r <= rules; r++)
		for (i = 1; i <= lines && start[r] ~ /^@/; i++)
			if (line[i] ~ substr(start[r], 2))
				around(r, i)
	for (i = 1; i <= lines; i++) {
		text = line[i]
		drop = i in cutline
		for (r = 1; r <= rules; r++) {
			if (start[r] ~ /^@/)
				continue
			if (inside[r] && stop[r] ~ /^</ && text ~ substr(stop[r], 2)) {
				inside[r] = 0
			} else if (!inside[r] && text ~ start[r]) {
				drop = 1
				used[r] = 1
				inside[r] = stop[r] != ""
			} else if (inside[r]) {
				drop = 1
				if (stop[r] != "EOF" && stop[r] !~ /^</ && text ~ stop[r])
					inside[r] = 0
			}
		}
		if (!drop && match(text, /^#include "[a-z0-9_\/]+\.h"/))
			drop = missing(substr(text, 11, RLENGTH - 13))
		if (!drop && match(text, /tsem_add_[a-z0-9_]+_hooks\(\)/))
			drop = missing(substr(text, RSTART + 9, RLENGTH - 17)) ||
			       missing("hooks_" substr(text, RSTART + 9, RLENGTH - 17))
		if (!drop && file ~ /Makefile$/ && text ~ /\.o/) {
			text = objects(text)
			drop = text == ""
		}
		if (drop) {
			changed = cut = 1
			continue
		}
		if (cut && text == "" && (kept == 0 || out[kept] == "" || out[kept] ~ /\{$/))
			continue
		cut = 0
		out[++kept] = text
	}
	while (changed && kept && out[kept] == "")
		kept--
	# A continuation must not run into what follows dropped lines.
	for (i = 1; changed && i <= kept; i++)
		if (out[i + 1] !~ /^[ \t]+[^ \t]/)
			sub(/[ \t]*\\$/, "", out[i])
	for (i = 1; i <= kept; i++)
		print out[i]
	for (r = 1; r <= rules; r++)
		if (!used[r]) {
			print "scripts/series/grow: nothing in " file " matches: " start[r] >"/dev/stderr"
			exit 1
		}
}
