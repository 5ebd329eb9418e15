# shellcheck shell=sh
# Debian packages by way of a private apt: the mirror and its key are those
# that this machine's own apt uses, its configuration and lists stay as they
# are, and apt's signature checks stay on. Sourced after common.sh.

APT=$BUILD/apt

# apt_entry: "URI|file:number" of the machine's main Debian archive. Without
# downloaded lists apt does not know origins; then the release name must do.
apt_entry() {
	apt-get indextargets --format \
		'$(COMPONENT)|$(LABEL)|$(RELEASE)|$(REPO_URI)|$(SOURCESENTRY)' \
		'Created-By: Packages' 2>/dev/null |
		awk -F'|' -v code="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" '
			$1 != "main" { next }
			$2 == "Debian" { print $4 "|" $5; found = 1; exit }
			$3 == code && !guess { guess = $4 "|" $5 }
			END { if (!found && guess) print guess }'
}

# signed_by FILE NUMBER: its keyring; NUMBER counts lines in one-line style and
# stanzas in deb822 style. Keys written into the entry itself are left to
# /etc/apt/trusted.gpg.d.
signed_by() {
	case $1 in
	*.sources) awk -v n="$2" 'BEGIN { RS = "" } NR == n' "$1" |
		sed -n 's|^[Ss]igned-[Bb]y:[[:space:]]*\(/[^[:space:]]*\).*|\1|p' ;;
	*) sed -n "${2}s|.*[[ ]signed-by=\(/[^] ]*\).*|\1|p" "$1" ;;
	esac
}

# write_sources FILE SUITE...: one deb822 entry per suite.
write_sources() {
	ws_file=$1
	shift
	ws_entry=$(apt_entry)
	ws_uri=${DEBIAN_MIRROR:-${ws_entry%%|*}}
	[ -n "$ws_uri" ] ||
		die "the apt configuration of this machine names no Debian archive: give one with DEBIAN_MIRROR=URI"
	ws_place=${ws_entry#*|} ws_key=
	if [ -n "$ws_entry" ] && [ -f "${ws_place%:*}" ]; then
		ws_key=$(signed_by "${ws_place%:*}" "${ws_place##*:}")
	fi
	for ws_suite in "$@"; do
		printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$ws_uri" "$ws_suite"
		[ -z "$ws_key" ] || printf 'Signed-By: %s\n' "$ws_key"
		echo
	done >"$ws_file"
}

# private_apt SUITE COMMAND...: apt-get that knows this suite only.
private_apt() {
	pa_suite=$1
	shift
	mkdir -p "$APT/lists/partial" "$APT/cache/archives/partial"
	write_sources "$APT/$pa_suite.sources" "$pa_suite"
	apt-get -q -o Dir::Etc::sourcelist="$APT/$pa_suite.sources" \
		-o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$APT/lists" \
		-o Dir::Cache="$APT/cache" -o APT::Get::List-Cleanup=0 \
		-o APT::Sandbox::User=root "$@"
}
