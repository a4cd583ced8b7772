#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel.sh [build|deb|menuconfig|config]: build/tree with a config of the harness.
#   CONFIG=base|off|sig|debug|...   configs/base.config, and configs/$CONFIG.config over it
#   SEED=file                   configs/$CONFIG.config over this whole configuration instead
#   KCONFIG_EXTRA=file          one more fragment, in a build directory of its own
#   SRC=dir                     another tree than build/tree
#   TAG=name                    a build directory of another name
# Prints the path of the bzImage as its last line; with deb, which makes a package of the
# kernel and its modules, that of the package.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

what=${1:-build}
CONFIG=${CONFIG:-base}
SRC=${SRC:-$TREE}
name=${TAG:-$CONFIG}
fragments=("$CONFIGS/base.config")
[[ ! ${SEED:-} ]] || fragments=()
[[ $CONFIG == base ]] || fragments+=("$CONFIGS/$CONFIG.config")
if [[ ${KCONFIG_EXTRA:-} ]]; then
	[[ -f $KCONFIG_EXTRA ]] || die "KCONFIG_EXTRA=$KCONFIG_EXTRA is not there"
	fragments+=("$(realpath "$KCONFIG_EXTRA")")
	extra=$(basename "$KCONFIG_EXTRA")
	name+=+${extra%.*}
fi
for f in "${fragments[@]}"; do
	[[ -f $f ]] || die "there is no config $(basename "$f" .config); there are:" \
		"$(cd "$CONFIGS" && printf '%s ' *.config)"
done
O=$BUILD/kernel/$name
at=$O
[[ $SRC == "$TREE" ]] || at=$BUILD/kernel/$CONFIG
log=$LOGS/kernel-$name.log
image=$O/arch/x86/boot/bzImage

# Another tree stands at the paths of build/tree and of the build with that config, so that
# ccache knows what is the same in both.
at_tree() { # COMMAND...
	if [[ $SRC == "$TREE" ]]; then
		"$@"
		return
	fi
	mkdir -p "$O" "$at"
	# shellcheck disable=SC2016	# for the inner shell
	unshare -m --propagation private bash -c 'mount --bind "$1" "$2" && mount --bind "$3" "$4" &&
		shift 4 && exec "$@"' at_tree "$SRC" "$TREE" "$O" "$at" "$@"
}

kmake() { at_tree nice make -C "$TREE" O="$at" ARCH=x86_64 CC="ccache gcc" "$@"; }

# The fragments, and the Kconfig files of ours that decide what becomes of them.
config_key() {
	{
		cat ${SEED:+"$SEED"} "${fragments[@]}" "$SRC/kernel/Kconfig.kexec" "$SRC/arch/x86/Kconfig"
		kernel_version "$SRC"
		gcc --version | head -n 1
	} | sha256sum
}

# The certificate that the kernel shall trust, where SYSTEM_TRUSTED_KEYS names it.
add_certificate() {
	"$QEMU_DIR/keys.sh" "$BUILD/keys" || die "the test keys cannot be made"
	mkdir -p "$O/certs"
	cmp -s "$BUILD/keys/ca.pem" "$O/certs/kexec-test.pem" ||
		cp "$BUILD/keys/ca.pem" "$O/certs/kexec-test.pem"
}

# Every value that a fragment asks for, the last one winning, must be in .config.
verify_config() {
	awk -F= '
		/^CONFIG_[A-Za-z0-9_]+=/ { want[$1] = $0 }
		/^# CONFIG_[A-Za-z0-9_]+ is not set/ { split($0, w, " "); want[w[2]] = "" }
		END { for (k in want) if (want[k] != "") print want[k] }' "${fragments[@]}" |
		sort >"$O/.wanted"
	{ grep -vxFf "$O/.config" "$O/.wanted" || true; } | while read -r line; do
		if has_option "${line%%=*}"; then echo "$line"; fi
	done
}

# A tree without this series, or with a part of it, lacks options of ours.
has_option() { # CONFIG_NAME
	[[ $SRC == "$TREE" ]] || grep -rqx --include='Kconfig*' "config ${1#CONFIG_}" "$SRC"
}

# A whole configuration, and the fragments over it.
configure_seed() {
	mkdir -p "$O"
	(cd "$SRC" && ARCH=x86_64 scripts/kconfig/merge_config.sh -Q -m -O "$O" "$SEED" \
		"${fragments[@]}") && kmake olddefconfig
}

configure() {
	local tiny=("$SRC/kernel/configs/tiny-base.config" "$SRC/kernel/configs/tiny.config"
		"$SRC/arch/x86/configs/tiny.config")
	mkdir -p "$O"
	(cd "$SRC" && ARCH=x86_64 scripts/kconfig/merge_config.sh -Q -m -O "$O" "${tiny[@]}" \
		"${fragments[@]}") && mv "$O/.config" "$O/.merged" &&
		kmake KCONFIG_ALLCONFIG="$O/.merged" allnoconfig
}

configure_if_changed() {
	local key missing
	key=$(config_key)
	[[ -f $O/.config && -f $O/.config.key && $(cat "$O/.config.key") == "$key" ]] && return 0
	rm -f "$O/.config.key"
	stage "$log" "configuring $name" last_line "configure${SEED:+_seed}"
	missing=$(verify_config)
	[[ -z $missing ]] ||
		die "the config $name lost values that its fragments ask for; read $(short "$log"):" \
			$'\n'"$missing"
	echo "$key" | put "$O/.config.key"
}

# Only the package with the kernel and its modules. kbuild puts it beside its directory,
# with a number that grows.
package() {
	rm -f "$O"/../linux-*.deb "$O"/../linux-upstream_*
	kmake -j"$JOBS" KBUILD_BUILD_VERSION=1 DPKG_FLAGS="-d \
		-Ppkg.linux-upstream.nokernelheaders,pkg.linux-upstream.nokerneldbg" bindeb-pkg &&
		mkdir -p "$O/deb" && rm -f "$O"/deb/*.deb &&
		mv "$O"/../linux-image-*.deb "$O/deb/" && rm -f "$O"/../linux-libc-dev_* "$O"/../linux-upstream_*
}

[[ -d $SRC ]] || die "there is no tree at $SRC; run make tree"
lock "kernel-$name"
configure_if_changed
add_certificate
case $what in
config) echo "$O/.config" ;;
menuconfig)
	kmake menuconfig
	echo "$O/.config"
	;;
build)
	stage "$log" "building the kernel $name" objects_done kmake -j"$JOBS" bzImage
	[[ -f $image ]] || die "the build said nothing and made no $(short "$image"); read $(short "$log")"
	echo "$image"
	;;
deb)
	stage "$log" "building the package of the kernel $name" objects_done package
	ls "$O"/deb/linux-image-*.deb
	;;
*) die "kernel.sh knows build, deb, config and menuconfig, not $what" ;;
esac
