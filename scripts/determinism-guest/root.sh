# shellcheck shell=sh
# Sourced on the host, with $TOP and $ROOT: the layer with workloads and tool.

# The tool is linked statically: the VM's Debian need not be this machine's.
build_tool() {
	"$TOP/scripts/deps" build
	with_lock demo make -C "$TOP/lib" O="$BUILD/lib-vm" LDFLAGS=-static "$BUILD/lib-vm/tsem" \
		>"$LOG/determinism-lib.log" 2>&1 </dev/null ||
		die "the tool does not build: read ${LOG#"$TOP"/}/determinism-lib.log"
}

make_root() {
	rm -rf "$ROOT"
	mkdir -p "$ROOT/usr/local/bin" "$ROOT/opt"
	install -m 755 "$BUILD/lib-vm/tsem" "$ROOT/usr/local/bin/tsem"
	cp -R "$TOP/scripts/determinism-guest" "$ROOT/opt/determinism"
	# What a checkout makes of modes is its own matter, and they are in the model.
	chmod -R u=rwX,go=rX "$ROOT/opt"
}
