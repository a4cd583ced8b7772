#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# deb.sh: the Debian package of build/tree. Its configuration is that of Debian's cloud
# kernels, cut down to the modules in configs/system.modules, with configs/system.config
# over it. Says how long that took, and prints the path of the package as its last line.
# shellcheck source-path=SCRIPTDIR disable=SC2317 # stage calls the functions
. "$(dirname "$0")/lib.sh"

dir=$BUILD/kernel/system-seed
modules=$CONFIGS/system.modules
times=$STAMPS/deb.seconds

# Debian's configuration, from the package of that name, which is only unpacked.
fetch_config() {
	rm -rf "$dir" && mkdir -p "$dir"
	(cd "$dir" && apt-get -o APT::Sandbox::User=root download linux-config-6.12) &&
		dpkg-deb --fsys-tarfile "$dir"/*.deb |
		tar -xO --wildcards './usr/src/*/config.amd64_none_cloud-amd64.xz' |
			xz -d >"$dir/debian.config"
}

# What is asked for besides is answered as Debian's config has it.
trim() {
	cp "$dir/debian.config" "$dir/.config"
	{ yes '' || true; } | make -s -C "$TREE" O="$dir" ARCH=x86_64 LSMOD="$modules" localmodconfig &&
		cp "$dir/.config" "$dir/trimmed.config" && seed_key >"$dir/key"
}

seed_key() { cat "$modules" "$TREE/kernel/Kconfig.kexec" "$dir/debian.config" | sha256sum; }

lock deb
[[ -s $dir/debian.config ]] ||
	stage "$LOGS/deb-config.log" "fetching Debian's configuration" last_line fetch_config
[[ -s $dir/trimmed.config && $(cat "$dir/key") == "$(seed_key)" ]] ||
	stage "$LOGS/deb-trim.log" "trimming it" last_line trim
start=$SECONDS
deb=$(CONFIG=system SEED=$dir/trimmed.config KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" deb | tail -n 1)
[[ -s $deb ]] || die "there is no package"
echo "$((SECONDS - start)) s, $(nproc) CPUs, $(stat -c %s "$deb") bytes" | tee -a "$times" >&2
echo "$deb"
