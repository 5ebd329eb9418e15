#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The public header alone, as C and C++; a program linked to both libraries.
set -u
. "$HERE/tests/tap.sh"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/t.c" <<-'END'
	#include <lsm-tsem.h>
	#include <lsm-tsem.h>
	int main(void)
	{
		struct lsm_tsem_diag diag = { sizeof(diag), 0, "" };
		struct lsm_tsem_model *model;

		return lsm_tsem_model_parse("", 0, &diag, &model) == 0 ||
		       !lsm_tsem_version()[0];
	}
END
cp "$dir/t.c" "$dir/t.cc"
# What is linked with the archive.
libs='-ljson-c -lcrypto'
asan=
case $O in *-asan) asan='-fsanitize=address,undefined' ;; esac

compile() { # NAME COMPILER ARGUMENT...
	what=$1
	compiler=$2
	shift 2
	if ! command -v "${compiler%% *}" >/dev/null; then
		skip "$what" "$compiler is not installed"
		return
	fi
	# shellcheck disable=SC2086
	$compiler "$@" -Wall -Wextra -Wpedantic -Werror -I"$HERE/include" \
		>"$dir/log" 2>&1
	ok $? "$what"
	show "$dir/log"
}

for std in c99 c11 gnu17; do
	compile "header as $std" "$CC" -std=$std -D_POSIX_C_SOURCE=200809L \
		-fsyntax-only "$dir/t.c"
done
for std in c++11 c++17; do
	compile "header as $std" "$CXX" -std=$std -fsyntax-only "$dir/t.cc"
done
compile 'header with clang' clang -std=c11 -D_POSIX_C_SOURCE=200809L \
	-fsyntax-only "$dir/t.c"
# shellcheck disable=SC2086
compile 'linked statically' "$CC" $asan -o "$dir/static" "$dir/t.c" \
	-D_POSIX_C_SOURCE=200809L "$O/liblsm-tsem.a" $libs
# shellcheck disable=SC2086
compile 'linked dynamically' "$CC" $asan -o "$dir/shared" "$dir/t.c" \
	-D_POSIX_C_SOURCE=200809L -L"$O" -llsm-tsem
for f in "$HERE"/examples/*.c; do
	# shellcheck disable=SC2086
	compile "example $(basename "$f")" "$CC" $asan -o "$dir/example" "$f" \
		-D_GNU_SOURCE "$O/liblsm-tsem.a" $libs
done
# The example of the overview page, as the reader would copy it.
sed -n '/^#include <lsm/,/^}/p' "$HERE/man/man3/lsm-tsem.3" |
	sed -e 's/\\-/-/g' -e 's/\\e/\\/g' >"$dir/page.c"
# shellcheck disable=SC2086
compile 'example of lsm-tsem(3)' "$CC" $asan -o "$dir/example" "$dir/page.c" \
	-D_GNU_SOURCE "$O/liblsm-tsem.a" $libs
"$dir/static"
ok $? 'static program runs'
LD_LIBRARY_PATH=$O "$dir/shared"
ok $? 'shared program runs'
tap_done
