# shellcheck shell=sh
# What scripts/bench and scripts/bench-agent have in common: the programs, the
# emulator, the kernel. Sourced after common.sh by who sets ROOT, KERNEL and MODE.

# shellcheck disable=SC2034
SOURCE=$TOP/selftests/tsem/bench

# compile NAME OPTION... FILE...
compile() {
	co_name=$1
	shift
	gcc -static -O2 -g -Wall -o "$ROOT/opt/bench/$co_name" "$@"
}

# Without QEMU 10, the installed QEMU: the results say which one they are of.
use_qemu() {
	"$TOP/scripts/bench-tools" qemu || say 'QEMU 10 cannot be had: using the installed one'
	PATH=$BUILD/bench-tools/bin:$PATH
	have qemu-system-x86_64 || "$TOP/scripts/deps" vm
	# shellcheck disable=SC2034
	QEMU_VERSION=$(qemu-system-x86_64 --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
}

# use_kernel: sets KERNEL, if it is not given.
use_kernel() {
	if [ -z "$KERNEL" ] && [ "$MODE" = short ]; then
		KERNEL=$BUILD/vmlinuz
	elif [ -z "$KERNEL" ]; then
		"$TOP/scripts/build-kernel" bench
		KERNEL=$BUILD/vmlinuz-bench
	fi
}
