#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel.sh [build|deb|menuconfig|config]: build/tree with a config of the harness.
#   CONFIG=base|run|off|sig|...   configs/$CONFIG.config, over the one that its head names
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
fragments=()

# The config that a fragment is merged over, from its head; empty for tinyconfig.
parent_of() { sed -n '1,3s/^# Merged over \([a-z]*\)\.config.*/\1/p' "$CONFIGS/$1.config"; }

add_fragments() { # CONFIG
	local parent
	[[ -f $CONFIGS/$1.config ]] ||
		die "there is no config $1; there are: $(cd "$CONFIGS" && printf '%s ' *.config)"
	parent=$(parent_of "$1")
	[[ ! $parent ]] || add_fragments "$parent"
	fragments+=("$CONFIGS/$1.config")
}
add_fragments "$CONFIG"
if [[ ${KCONFIG_EXTRA:-} ]]; then
	[[ -f $KCONFIG_EXTRA ]] || die "KCONFIG_EXTRA=$KCONFIG_EXTRA is not there"
	fragments+=("$(realpath "$KCONFIG_EXTRA")")
	extra=$(basename "$KCONFIG_EXTRA")
	name+=+${extra%.*}
fi
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

# A tenth of the time of a build with an empty cache goes into preprocessing for ccache, which
# only another tree with the same configuration has a use for.
[[ $CONFIG == bench ]] || export CCACHE_DEPEND=1

kmake() { at_tree nice make -C "$TREE" O="$at" ARCH=x86_64 CC="$ROOT/scripts/cc.sh" "$@"; }

# A config that differs from another in some options starts as a copy of its build: kbuild
# knows which objects depend on which option. objtool, which all of them depend on, is built
# with absolute paths.
copy_parent_build() {
	local parent from
	parent=$(parent_of "$CONFIG")
	[[ $name == "$CONFIG" ]] || parent=$CONFIG
	from=$BUILD/kernel/$parent
	[[ $parent && $SRC == "$TREE" && ! -e $O && -f $from/.config.key ]] || return 0
	(
		lock "kernel-$parent"
		rm -rf "$O.new"
		rsync -a --exclude='/vmlinux*' --exclude=/arch/x86/boot/bzImage --exclude=/.config.key \
			"$from/" "$O.new/"
		grep -rlZF --include='.*.cmd' "$from/" "$O.new" | xargs -0r sed -i "s#$from/#$O/#g"
		mv "$O.new" "$O"
	)
}

# How many objects a first build makes: what the last one did, or what a dry run says, which
# needs generated headers.
expect_objects() {
	objects_expected=0
	[[ ! -f $image ]] || return 0
	if [[ ! -s $STAMPS/objects-$name ]]; then
		stage "$log" "preparing the kernel $name" last_line kmake -j"$JOBS" prepare
		{ kmake -n -k bzImage 2>/dev/null || true; } |
			{ grep -cE "echo '$OBJECT_LINES" || true; } | put "$STAMPS/objects-$name"
	fi
	objects_expected=$(cat "$STAMPS/objects-$name")
}

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
copy_parent_build
configure_if_changed
add_certificate
case $what in
config) echo "$O/.config" ;;
menuconfig)
	kmake menuconfig
	echo "$O/.config"
	;;
build)
	expect_objects
	stage "$log" "building the kernel $name" objects_done kmake -j"$JOBS" bzImage
	((!objects_expected)) || grep -cE "^$OBJECT_LINES" "$log" | put "$STAMPS/objects-$name"
	[[ -f $image ]] || die "the build said nothing and made no $(short "$image"); read $(short "$log")"
	echo "$image"
	;;
deb)
	stage "$log" "building the package of the kernel $name" objects_done package
	ls "$O"/deb/linux-image-*.deb
	;;
*) die "kernel.sh knows build, deb, config and menuconfig, not $what" ;;
esac
