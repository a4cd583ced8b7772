# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2153,SC2154	# system.sh, demo.sh and the case set the rest
#
# Part of system.sh and demo.sh: the virtual machine that a Debian system runs in.

OVMF=/usr/share/OVMF

# The small disk that tells the guest what to do; see main.sh.
make_job() { # CASE NONCE FILE
	local dir
	dir=$(mktemp -d "$work/job.XXXXXX")
	printf 'CASE=%s\nNONCE=%s\n' "$1" "$2" >"$dir/run.env"
	cp "$cases/$1.sh" "$dir/case.sh"
	[[ ! $EXTRA ]] || guest_files "$dir"
	tar -C "$dir" -cf "$3" .
	truncate -s %1M "$3"
	rm -rf "$dir"
}

# EXTRA="newer": kexec-tools of the newest suite that there is, with its libraries.
guest_files() { # DIRECTORY
	local suite root=''
	[[ $EXTRA == newer ]] || die "case $case: EXTRA=$EXTRA is not known"
	for suite in sid "$(newer_suite)"; do
		root=$(SUITE=$suite "$ROOT/scripts/foreign.sh" kexec-tools kexec-tools | tail -n 1) && break
	done
	[[ $root ]] || return
	mkdir -p "$1/newer/lib"
	cp "$root/usr/lib64/ld-linux-x86-64.so.2" "$1/newer/ld.so"
	cp "$root/usr/sbin/kexec" "$1/newer/"
	"$1/newer/ld.so" --library-path "$root/usr/lib/x86_64-linux-gnu" --list "$1/newer/kexec" |
		grep -oE '=> /[^ ]+' | cut -c 4- | xargs cp -t "$1/newer/lib"
}

# Firmware variables in which our certificate is all there is to trust.
enrolled_vars() { # FILE
	local tools id=5a1cb4d2-0f1e-4f4c-9d4e-6b9a2c7f3a11
	tools=$("$ROOT/scripts/foreign.sh" virt-firmware python3-virt-firmware | tail -n 1) || return
	PYTHONPATH=$tools/usr/lib/python3/dist-packages python3 "$tools/usr/bin/virt-fw-vars" \
		--input "$OVMF/OVMF_VARS_4M.fd" --output "$1" --secure-boot \
		--set-pk $id "$BUILD/keys/ca.pem" --add-kek $id "$BUILD/keys/ca.pem" \
		--add-db $id "$BUILD/keys/signer.pem"
}

# What the firmware starts: it itself, or QEMU in its place with a kernel of the disk.
start_with() { # LOG
	local append
	if [[ $FIRMWARE == secboot ]]; then
		[[ $work/secboot.vars -nt $BUILD/keys/made ]] ||
			enrolled_vars "$work/secboot.vars" >"$logs/secboot-vars.log" 2>&1
		[[ -s $1.vars ]] || cp "$work/secboot.vars" "$1.vars"
		# shellcheck disable=SC2054	# the commas are meant
		args+=(-machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on
			-drive "if=pflash,format=raw,readonly=on,file=$OVMF/OVMF_CODE_4M.secboot.fd"
			-drive "if=pflash,format=raw,file=$1.vars")
		return
	fi
	append=$(cat "${image%.img}.cmdline")
	[[ $KDUMP ]] || append+=' systemd.mask=kdump-tools.service'
	args+=(-machine q35 -kernel "$(readlink -f "$image_root/boot/")/$(basename "$(readlink "$image_root/vmlinuz")")"
		-initrd "$image_root/boot/$(basename "$(readlink "$image_root/initrd.img")")" -append "$append")
}

# A network without a way out; NET=1: with one address, behind which sshd runs in the
# system's directory. Without any, systemd waits long for one.
network() { # LOG
	local server=''
	if [[ $NET ]]; then
		printf '#!/bin/sh\nmkdir -p %s/run/sshd\nexec chroot %s /usr/sbin/sshd -i -e 2>>%s\n' \
			"$image_root" "$image_root" "$1.sshd" >"$1.server"
		chmod +x "$1.server"
		server=",guestfwd=tcp:10.0.2.100:22-cmd:$1.server"
	fi
	# shellcheck disable=SC2054	# the commas are meant
	args+=(-netdev "user,id=net,restrict=on$server" -device virtio-net-pci,netdev=net)
}

# Runs it; all that it says goes to LOG.*. Where code has run once, QEMU writes slowly as
# long as it keeps what it made of that code: without the small buffer a second kernel
# took a minute to unpack its initrd.
machine() { # LOG
	local args=()
	start_with "$1"
	network "$1"
	# shellcheck disable=SC2054	# the commas are meant
	timeout --foreground -k 5 "$TIMEOUT" qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-accel tcg,tb-size=64 -cpu max,la57=off -smp "$CPUS" -m "$MEM" -no-reboot "${args[@]}" \
		-drive "if=none,id=disk,format=raw,file=$disk,cache=unsafe" -device virtio-blk-pci,drive=disk,bootindex=1 \
		-drive "if=none,id=job,format=raw,file=$1.job" -device virtio-blk-pci,drive=job,serial=job \
		-device virtio-rng-pci \
		-chardev "file,id=console,path=$1.console.log" -serial chardev:console \
		-chardev "file,id=verdict,path=$1.verdict" -serial chardev:verdict \
		-d cpu_reset,guest_errors -D "$1.qemu.log" -qmp stdio \
		<<<'{"execute": "qmp_capabilities"}' >"$1.qmp" 2>"$1.stderr"
}
