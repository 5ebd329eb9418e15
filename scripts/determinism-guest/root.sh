# shellcheck shell=sh
# Sourced on the host, with $TOP and $ROOT: the layer with workloads and tool, which
# static_tool made.

make_root() {
	rm -rf "$ROOT"
	mkdir -p "$ROOT/usr/local/bin" "$ROOT/opt"
	install -m 755 "$BUILD/lib-vm/tsem" "$ROOT/usr/local/bin/tsem"
	cp -R "$TOP/scripts/determinism-guest" "$ROOT/opt/determinism"
	# What a checkout makes of modes is its own matter, and they are in the model.
	chmod -R u=rwX,go=rX "$ROOT/opt"
}
