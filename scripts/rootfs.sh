#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# rootfs.sh DEB: a disk with a Debian system that has the kernel package DEB, made by
# mmdebstrap. Kept under build/system/ and made again when what it is made of changes.
# Nothing is mounted but what the package's scripts need, in a namespace of their own.
# Prints the path of the disk; beside it lie
#   .root      what is on it, as a directory: also the server of the test by SSH
#   .cmdline   the kernel's command line
#   SUITE=bookworm   of another suite than Debian 13, the first with Linux 6.12 and with a
#                    makedumpfile that knows it
# shellcheck source-path=SCRIPTDIR disable=SC2317	# stage calls the functions
. "$(dirname "$0")/lib.sh"

SUITE=${SUITE:-$(newer_suite)}
PACKAGES=systemd-sysv,udev,kmod,initramfs-tools,linux-base,kexec-tools,e2fsprogs,dbus,procps,zstd,less
PACKAGES+=,kdump-tools,makedumpfile,file,openssh-server,openssh-client,iproute2,strace,bsdextrautils
PACKAGES+=,grub-efi-amd64-bin,grub-efi-amd64-signed,shim-signed,vim-tiny,netbase
ESP_MIB=128 ROOT_MIB=2048
# The marks are what the tests know a bad kernel by; see verdict.sh.
CMDLINE="root=LABEL=root ro console=ttyS0,115200 panic=-1 oops=panic panic_on_warn=1 crashkernel=256M"
# Without hardware virtualisation and on a busy machine all takes its time.
CMDLINE+=" systemd.default_timeout_start_sec=900 systemd.default_device_timeout_sec=900"

deb=${1:?usage: rootfs.sh DEB}
dir=$BUILD/system/$SUITE
guest=$QEMU_DIR/system
keys=$BUILD/keys

base_key() { echo "$SUITE $PACKAGES" | sha256sum | cut -c1-16; }

image_key() {
	cat "$0" "$deb" "$QEMU_DIR"/guest*.sh "$guest"/*.{sh,service} "$keys/signer.pem" | sha256sum
}

make_base() {
	local uri
	uri=$(debian_mirror)
	[[ $uri ]] || die "apt knows no source for this machine's own suite"
	rm -f "$BUILD/system/$SUITE"-*.tar
	mmdebstrap --mode=root --variant=minbase --include="$PACKAGES" \
		--aptopt='Apt::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--format=tar "$SUITE" "$base.new" "deb $uri $SUITE main" && mv "$base.new" "$base"
}

# Runs in the new system, with what dpkg and initramfs-tools look for.
inside() {
	# shellcheck disable=SC2016	# for the inner shell
	unshare -m --propagation private bash -c 'set -e
		mount -t proc proc "$0/proc"
		mount -t sysfs sysfs "$0/sys"
		mount --bind /dev "$0/dev"
		exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			DEBIAN_FRONTEND=noninteractive "$@"' "$dir.root" "$@"
}

# kdump-tools makes its own initrd at the first boot, which takes minutes in a virtual
# machine; this is what it does then.
make_kdump_initrd() { # VERSION
	# shellcheck disable=SC2016	# for the inner shell
	inside sh -ec '
		d=/var/lib/kdump
		cp -r /etc/initramfs-tools $d/
		echo KDUMP=y >>$d/initramfs-tools/initramfs.conf
		mkinitramfs -d $d/initramfs-tools -o $d/initrd.img-$1 $1
		cp /etc/kdump/sysctl.conf $d/latest_sysctls-$1' sh "$1"
}

install_kernel() {
	local version signed=$dir.root/boot/signed
	cp "$deb" "$dir.root/linux.deb"
	# No more than the machine has: the initrd is unpacked at every boot.
	printf '%s\n' virtio_pci virtio_blk virtio_net ext4 >>"$dir.root/etc/initramfs-tools/modules"
	printf 'MODULES=list\nFSTYPE=ext4\n' >"$dir.root/etc/initramfs-tools/conf.d/kexec-test"
	inside dpkg -i /linux.deb
	rm "$dir.root/linux.deb"
	version=$(basename "$dir.root"/boot/vmlinuz-*)
	version=${version#vmlinuz-}
	[[ -s $dir.root/var/lib/kdump/initrd.img-$version ]] || make_kdump_initrd "$version"
	# /boot has it with a signature, as Debian's have, and one without for the tests.
	cp "$dir.root/boot/vmlinuz-$version" "$dir.root/boot/unsigned"
	sbsign --key "$keys/signer.key" --cert "$keys/signer.pem" --output "$signed" "$dir.root/boot/unsigned"
	sbsign --key "$keys/stranger.key" --cert "$keys/stranger.pem" \
		--output "$dir.root/boot/stranger" "$dir.root/boot/unsigned"
	mv "$signed" "$dir.root/boot/vmlinuz-$version"
	ln -sf "boot/vmlinuz-$version" "$dir.root/vmlinuz"
	ln -sf "boot/initrd.img-$version" "$dir.root/initrd.img"
}

# The tests' own unit, and services that say when they are stopped. What a system in a
# test has no use for is left out.
install_tests() {
	local unit lib=$dir.root/usr/local/lib/kexec-test
	install -D -m 755 -t "$lib" "$guest/main.sh"
	install -m 644 -t "$lib" "$QEMU_DIR"/guest.sh "$QEMU_DIR"/guest-sign.sh "$guest/lib.sh"
	install -m 644 -t "$dir.root/etc/systemd/system" "$guest"/*.service
	for unit in kexec-test marker-early marker-late systemd-networkd; do
		inside systemctl enable "$unit.service"
	done
	for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
		e2scrub_reap.service fstrim.timer systemd-hwdb-update.service ldconfig.service \
		systemd-journal-catalog-update.service getty@tty1.service; do
		ln -sf /dev/null "$dir.root/etc/systemd/system/$unit"
	done
	drop_in kdump-tools-dump capture
	drop_in emergency emergency
}

# Has main.sh called before UNIT does its work.
drop_in() { # UNIT ARGUMENT
	local d=$dir.root/etc/systemd/system/$1.service.d
	mkdir -p "$d"
	printf '[Service]\nExecStartPre=-/usr/local/lib/kexec-test/main.sh %s\n' "$2" >"$d/kexec-test.conf"
}

configure() {
	local etc=$dir.root/etc
	printf 'LABEL=root / ext4 defaults 0 1\nLABEL=ESP /efi vfat umask=0077 0 2\n' >"$etc/fstab"
	mkdir -p "$dir.root/efi"
	echo kexec-test >"$etc/hostname"
	echo uninitialized >"$etc/machine-id"
	printf '[Match]\nName=en* eth*\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\n' \
		>"$etc/systemd/network/test.network"
	inside passwd -d root
	mkdir -p "$etc/systemd/system/serial-getty@ttyS0.service.d"
	# shellcheck disable=SC2016	# for systemd
	printf '[Service]\nExecStart=\nExecStart=-/sbin/agetty -a root --keep-baud 115200 - $TERM\n' \
		>"$etc/systemd/system/serial-getty@ttyS0.service.d/autologin.conf"
	# For who boots the disk without its own boot loader
	printf '%s\n' "$CMDLINE" >"$dir.cmdline"
}

# For the dump by SSH: this very system is also the server, in a directory of the host.
authorize() {
	local ssh=$dir.root/root/.ssh
	install -d -m 700 "$ssh"
	ssh-keygen -q -t ed25519 -N '' -C kexec-test -f "$ssh/kdump"
	cp "$ssh/kdump.pub" "$ssh/authorized_keys"
	sed 's/^/10.0.2.100 /' "$dir.root"/etc/ssh/ssh_host_*_key.pub >"$ssh/known_hosts"
	printf 'PermitRootLogin prohibit-password\nUsePAM no\n' >"$dir.root/etc/ssh/sshd_config.d/test.conf"
}

# The EFI system partition: shim and GRUB as Debian signs them, a GRUB menu, and the
# kernel as systemd finds it by the Boot Loader Specification.
make_esp() {
	local esp=$dir.esp stage=$dir.esp.d kernel=$dir.root/vmlinuz initrd=$dir.root/initrd.img
	rm -rf "$stage" "$esp"
	mkdir -p "$stage"/EFI/{BOOT,debian} "$stage"/loader/entries "$stage"/debian
	cp "$dir.root/boot/$(basename "$(readlink "$kernel")")" "$stage/debian/vmlinuz"
	cp "$dir.root/boot/$(basename "$(readlink "$initrd")")" "$stage/debian/initrd.img"
	printf 'title Debian\nlinux /debian/vmlinuz\ninitrd /debian/initrd.img\noptions %s\n' "$CMDLINE" \
		>"$stage/loader/entries/debian.conf"
	if [[ -d $dir.root/usr/lib/shim ]]; then
		# Signed by Microsoft; these machines know only the tests' key.
		sbsign --key "$keys/signer.key" --cert "$keys/signer.pem" --output "$stage/EFI/BOOT/BOOTX64.EFI" \
			"$dir.root/usr/lib/shim/shimx64.efi"
		cp "$dir.root/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" "$stage/EFI/BOOT/grubx64.efi"
		cat >"$stage/EFI/debian/grub.cfg" <<-EOF
			search --label --set=root root
			linux /vmlinuz $CMDLINE
			initrd /initrd.img
			boot
		EOF
	fi
	truncate -s ${ESP_MIB}M "$esp"
	mkfs.vfat -n ESP "$esp" >/dev/null
	mcopy -i "$esp" -s "$stage"/* ::
	rm -rf "$stage"
}

make_disk() {
	local disk=$dir.img
	truncate -s 0 "$disk.new" && truncate -s $((ESP_MIB + ROOT_MIB + 2))M "$disk.new"
	printf 'label: gpt\nstart=1MiB, size=%sMiB, type=U\nsize=%sMiB, type=L\n' $ESP_MIB $ROOT_MIB |
		sfdisk -q "$disk.new"
	rm -f "$dir.ext4"
	mke2fs -q -t ext4 -L root -d "$dir.root" "$dir.ext4" ${ROOT_MIB}M
	dd if="$dir.esp" of="$disk.new" bs=1M seek=1 conv=notrunc,sparse status=none
	dd if="$dir.ext4" of="$disk.new" bs=1M seek=$((1 + ESP_MIB)) conv=notrunc,sparse status=none
	rm "$dir.ext4" "$dir.esp"
	mv "$disk.new" "$disk"
}

make_image() {
	rm -rf "$dir.root"
	mkdir -p "$dir.root"
	tar -xf "$base" -C "$dir.root"
	configure
	install_kernel
	install_tests
	[[ ! -d $dir.root/etc/ssh ]] || authorize
	make_esp
	make_disk
}

mkdir -p "$BUILD/system"
base=$BUILD/system/$SUITE-$(base_key).tar
lock "system-$SUITE"
"$QEMU_DIR/keys.sh" "$keys"
[[ -s $base ]] || stage "$LOGS/rootfs-$SUITE.log" "making a Debian system ($SUITE)" last_line make_base
if [[ ! -s $dir.img || $(cat "$dir.key" 2>/dev/null) != "$(image_key)" ]]; then
	rm -f "$dir.key"
	stage "$LOGS/image-$SUITE.log" "making its disk" last_line make_image
	image_key | put "$dir.key"
fi
echo "$dir.img"
