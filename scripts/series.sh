# shellcheck shell=sh
# The series as data: which of our files lands where in the kernel, and in
# which order patches come. Sourced after common.sh.
#
# scripts/series/order     "slug file [file...]": own files that patch brings
# scripts/series/SLUG.msg  subject, empty line, body
# scripts/series/SLUG.edit diff of kernel files that are not ours, on top of
#                          the patches before it

SERIES=$TOP/scripts/series
BASE_IDENT='tsem <tsem@localhost>'
BASE_DATE='2026-01-01T00:00:00+0000'

# map_path FILE: the place of one of our files in the kernel tree.
map_path() {
	case $1 in
	security/tsem/include/*) echo "${1#security/tsem/}" ;;
	selftests/*) echo "tools/testing/$1" ;;
	*) echo "$1" ;;
	esac
}

# own_files: every file of this repository that goes into the kernel.
own_files() {
	(cd "$TOP" && git ls-files -co --exclude-standard -- \
		security/tsem selftests Documentation ':!selftests/baseline' \
		':!Documentation/security/tsem-bench.*' \
		':!Documentation/security/tsem-bench-agent.md') |
		sort -u | while read -r of_file; do
		[ ! -f "$TOP/$of_file" ] || echo "$of_file"
	done
}

# order_lines: the order file without comments and empty lines.
order_lines() {
	[ -f "$SERIES/order" ] || return 0
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$SERIES/order"
}

# slugs: in order; edits that the order does not name yet come last.
slugs() {
	{
		order_lines | awk '{ print $1 }'
		for sl_edit in "$SERIES"/*.edit; do
			[ ! -f "$sl_edit" ] || basename "$sl_edit" .edit
		done
	} | awk '!seen[$0]++'
}

# Everything that makes a commit comes from here, so that its hash is the same
# on every machine.
fixed_ident() {
	GIT_AUTHOR_NAME=${BASE_IDENT%% <*} GIT_AUTHOR_EMAIL=${BASE_IDENT##*<}
	GIT_AUTHOR_EMAIL=${GIT_AUTHOR_EMAIL%>}
	GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
	GIT_AUTHOR_DATE=$BASE_DATE GIT_COMMITTER_DATE=$BASE_DATE
	export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME
	export GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}

lgit() { git -C "$LINUX" -c core.autocrlf=false -c gc.auto=0 "$@"; }

# apply_edit SLUG: to the index named by GIT_INDEX_FILE.
apply_edit() {
	[ -s "$SERIES/$1.edit" ] || return 0
	lgit apply --cached --whitespace=nowarn - <"$SERIES/$1.edit" ||
		die "scripts/series/$1.edit does not apply: correct its context (see the lines above)"
}

# add_own FILE...: put these files of ours into that index.
add_own() {
	for ao_file in "$@"; do
		ao_mode=100644
		[ ! -x "$TOP/$ao_file" ] || ao_mode=100755
		printf '%s %s\t%s\n' "$ao_mode" \
			"$(lgit hash-object -w --no-filters "$TOP/$ao_file")" "$(map_path "$ao_file")"
	done | lgit update-index --add --index-info
}

# refuse_local_changes WHAT: edits made by hand in build/linux are never lost.
refuse_local_changes() {
	[ -z "${FORCE:-}" ] || return 0
	lgit update-index -q --refresh || :
	lgit diff-files --quiet || {
		lgit diff-files --name-only >&2
		die "build/linux has changes of its own (above): keep them with 'scripts/dev-sync --save SLUG' or drop them with FORCE=1"
	}
}

# switch_tree TREE: make the work tree equal to it and touch nothing else, so
# that the next build compiles only what differs.
switch_tree() { lgit read-tree --reset -u "$1"; }
