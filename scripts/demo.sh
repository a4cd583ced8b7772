#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# demo.sh [DISK]: the Debian system of make test-system on this terminal, for a person to
# try. What is done to it stays in build/system/demo.img until rootfs.sh makes another one.
# DISK is taken instead: that of a case of system.sh that failed is build/system/NAME.img.
#   DEB=file   another kernel package than ours
# shellcheck source-path=SCRIPTDIR disable=SC2034	# machine.sh uses these
. "$(dirname "$0")/lib.sh"
# shellcheck source=../tools/testing/selftests/kexec/qemu/system/machine.sh
. "$QEMU_DIR/system/machine.sh"

work=$BUILD/system
FIRMWARE='' KDUMP=1 NET=''
args=()

deb=${DEB:-$("$ROOT/scripts/deb.sh" | tail -n 1)}
[[ $deb ]] || die "there is no package of the kernel"
image=$("$ROOT/scripts/rootfs.sh" "$deb" | tail -n 1)
[[ $image ]] || die "there is no disk"
image_root=${image%.img}.root
disk=${1:-$work/demo.img}
[[ -e $disk && ! $image -nt $disk ]] || cp --sparse=always "$image" "$disk"
start_with "$work/demo"
network "$work/demo"
cat >&2 <<-'EOF'

	  A Debian system; root needs no password. Try
	    systemctl kexec                  another kernel, without the firmware
	    kexec -l /vmlinuz --initrd=/initrd.img --reuse-cmdline; cat /sys/kernel/kexec/bytes_to_move
	    kdump-config show                the crash kernel is armed
	    echo c >/proc/sysrq-trigger      a panic: a dump in /var/crash, and a reboot
	  Ctrl-a x leaves; poweroff is kinder.

EOF
exec qemu-system-x86_64 -nodefaults -no-user-config -display none -accel tcg,tb-size=64 -cpu max,la57=off \
	-smp 2 -m 2048 "${args[@]}" -drive "if=none,id=disk,format=raw,file=$disk" \
	-device virtio-blk-pci,drive=disk -device virtio-rng-pci -serial mon:stdio
