# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154	# run.sh and the case set here, root, work, tmp, cases, logs, kernel_next, NEXT, DATA, PROGRAM
#
# Part of run.sh: what the virtual machines boot from. All archives are
# uncompressed, since emulated CPUs unpack slowly.

selftests=$(cd "$here/.." && pwd)

# The kernel tree's own selftests folder, for kselftest_harness.h.
kselftest_source() {
	local dir
	for dir in "$selftests/.." "$root"/build/tree/tools/testing/selftests \
		   "$root"/build/base/*/tools/testing/selftests; do
		[ -e "$dir/kselftest_harness.h" ] || continue
		(cd "$dir" && pwd)
		return
	done
	die "no kselftest_harness.h in this tree nor under $root/build: run 'make tree' first"
}

# The Makefile of the kselftests is asked, so that --list needs no build.
list_programs() { # VARIABLE
	[ -e "$selftests/Makefile" ] || return 0
	make -s -C "$selftests" --no-print-directory KSFT_SRC="$(kselftest_source)" \
		OUTPUT="$work/kselftest" \
		--eval="list-programs: ; @printf '%s\n' \$(notdir \$($1))" \
		list-programs 2>/dev/null | sort -u
}

list_kselftests() {
	list_programs TEST_GEN_PROGS
}

build_programs() {
	mkdir -p "$work"/{kselftest,programs}
	if ! make_programs >"$logs/initramfs.log" 2>&1; then
		die "the guest's programs do not build: see $logs/initramfs.log"
	fi
}

make_programs() {
	make -C "$here/programs" OUTPUT="$work/programs" &&
		make -C "$here/payload" OUTPUT="$work/programs" || return
	mkdir -p "$work/kselftest"
	[ -z "$kselftests" ] ||
		make -j"$(nproc)" -C "$selftests" KSFT_SRC="$(kselftest_source)" OUTPUT="$work/kselftest"
}

# A program and the shared libraries that it needs, at the paths it looks for.
copy_program() { # PATH DIRECTORY
	local library
	install -D -m 755 "$1" "$2/bin/$(basename "$1")"
	# ldd fails on a static program, which needs none.
	for library in $(ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' || true); do
		install -D -m 755 "$library" "$2$library"
	done
}

need() { # COMMAND PACKAGE
	command -v "$1" || die "$1 is not installed (Debian package $2)"
}

# cpio pads to 512 bytes, so that archives may follow each other.
pack() { # DIRECTORY
	(cd "$1" && find . | sort | cpio -o -H newc -R 0:0 --reproducible --quiet)
}

# The commands of busybox; made here, since the root directory may be a read-only disk.
link_busybox() { # DIRECTORY
	local name
	busybox --list | while read -r name; do
		[ -e "$1/bin/$name" ] || ln -s busybox "$1/bin/$name"
	done
}

fill_root() { # DIRECTORY
	local dir=$1 name
	mkdir -p "$dir"/{bin,boot,cases,dev,proc,sys,tmp}
	copy_program "$(need busybox busybox-static)" "$dir"
	copy_program "$(need kexec kexec-tools)" "$dir"
	link_busybox "$dir"
	install -m 755 "$here/init" "$dir/init"
	install -m 644 "$here"/guest*.sh "$here/rows.sh" "$dir/"
	install -m 644 "$cases"/*.sh "$dir/cases/"
	for name in load_payload kexec_call sigkill_load file_load flip_ram set_ima set_mem32 mark vmcore hold_load \
		poke damage load_payload_32 jump use_memory page_census silent_fuse fifo_hog; do
		[ ! -e "$work/programs/$name" ] || copy_program "$work/programs/$name" "$dir"
	done
	install -m 644 "$work"/programs/{payload,jump}.bin "$dir/boot/"
}

# A program of --crash-tools is run by the loader and with the libraries that are there.
with_loader() { # COMMAND [ARGUMENT...]
	"$crash_tools/usr/lib64/ld-linux-x86-64.so.2" \
		--library-path "$crash_tools/usr/lib/x86_64-linux-gnu" "$@"
}

add_makedumpfile() { # DIRECTORY
	mkdir -p "$1/lib"
	install -m 755 "$crash_tools/usr/lib64/ld-linux-x86-64.so.2" "$1/ld.so"
	install -m 755 "$crash_tools/usr/bin/makedumpfile" "$1/"
	with_loader --list "$crash_tools/usr/bin/makedumpfile" | grep -oE '=> /[^ ]+' | cut -c 4- |
		xargs install -m 755 -t "$1/lib"
}

# The kexec of --tools-32, with its loader and its libraries.
add_tools_32() { # DIRECTORY
	local name
	install -D -m 755 "$tools_32/usr/sbin/kexec" "$1/kexec"
	for name in ld-linux.so.2 $(objdump -p "$1/kexec" | awk '$1 == "NEEDED" { print $2 }'); do
		install -m 755 "$(find "$tools_32/usr/lib" -name "$name" -print -quit)" "$1/"
	done
}

# A disk with an empty ext4.
make_scratch() { # FILE SIZE
	rm -f "$1"
	truncate -s "$2" "$1"
	mke2fs -q -t ext4 -E lazy_itable_init=1 "$1"
}

# The archives that the cases of this run share. The programs are kept under
# build/ and made again as needed; two run.sh at a time take turns at that.
make_initramfs() {
	exec 9>"$work/lock"
	flock 9
	build_programs
	fill_root "$tmp/root"
	cp -r "$work/kselftest" "$tmp/kselftest"
	exec 9>&-
	pack "$tmp/root" >"$tmp/root.cpio"
	add_kernel "$kernel_next" "$tmp/kernel.cpio"
	[ -z "$kernel_small" ] || add_kernel "$kernel_small" "$tmp/kernel-small.cpio"
	if [ -n "$crash_tools" ]; then
		add_makedumpfile "$tmp/crash/newer"
		pack "$tmp/crash" >"$tmp/crash.cpio"
	fi
	if [ -n "$tools_32" ]; then
		add_tools_32 "$tmp/tools/tools-32"
		pack "$tmp/tools" >"$tmp/tools-32.cpio"
	fi
	install -m 644 "$kernel_next" "$tmp/root/boot/bzImage"
	"$(need mkfs.erofs erofs-utils)" --all-root -T0 "$tmp/root.erofs" "$tmp/root" \
		>>"$logs/initramfs.log" 2>&1 || die "no disk could be made: see $logs/initramfs.log"
}

add_kernel() { # BZIMAGE ARCHIVE
	install -D -m 644 "$1" "$tmp/kernel/boot/bzImage"
	pack "$tmp/kernel" >"$2"
}

# Debian's kernel for virtual machines, signed as Debian ships it. It is fetched once;
# prints its path.
debian_kernel() {
	local dir=$root/build/debian-kernel
	(
		flock 8
		[ -s "$dir/vmlinuz" ] || fetch_debian_kernel "$dir"
	) 8>"$work/debian-kernel.lock" >"$logs/debian-kernel.log" 2>&1 && echo "$dir/vmlinuz"
}

# The package of that name only depends on the one with the kernel.
fetch_debian_kernel() { # DIRECTORY
	local name
	name=$(apt-cache depends linux-image-cloud-amd64 |
		sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
	echo "package '$name'"
	rm -rf "$1"
	mkdir -p "$1"
	(cd "$1" && apt-get download "$name") &&
		dpkg-deb --fsys-tarfile "$1"/*.deb | tar -xO --wildcards './boot/vmlinuz-*' >"$1/new" &&
		rm "$1"/*.deb && mv "$1/new" "$1/vmlinuz"
}

# For DATA: bytes that nobody could guess and that no kernel takes for an archive.
# shellcheck disable=SC2317	# called by a case's DATA
random_bytes() { # SIZE
	printf '\245'
	head -c "$(($1 - 1))" /dev/urandom
}

# What the later kernels have, too: the same files.
shared_archives() {
	cat "$tmp/root.cpio"
	if [ "$KERNEL" = small ]; then cat "$tmp/kernel-small.cpio"; else cat "$tmp/kernel.cpio"; fi
	[ "$WANT" != crash ] || cat "$tmp/crash.cpio"
	[ -z "$TOOLS" ] || cat "$tmp/tools-$TOOLS.cpio"
}

# That, and an archive with what only the first kernel may know or needs.
make_run_initrd() { # NONCE CASE...
	local dir=$tmp/run.$2 nonce=$1 name in_job=()
	shift
	mkdir "$dir"
	for name in "$@"; do
		[ "${name%%.*}" = kselftest ] || continue
		in_job+=("${name#*.}")
		install -D -m 755 "$tmp/kselftest/${name#*.}" "$dir/kselftest/${name#*.}"
	done
	printf 'CASE=%s\nNONCE=%s\nPROGRAMS="%s"\nSLOW=%s\n' "$1" "$nonce" "${in_job[*]}" "$slow" \
		>"$dir/run.env"
	printf 'FUZZ_SECONDS=%s\nFUZZ_SEED=%s\n' "${FUZZ_SECONDS:-}" "${FUZZ_SEED:-}" >>"$dir/run.env"
	if [ -n "$PROGRAM" ]; then
		install -m 755 "$tmp/kselftest/$PROGRAM" "$dir/run.program"
	fi
	if [ "$NEXT" = debian ]; then
		install -m 644 "$(debian_kernel)" "$dir/run.bzImage"
	fi
	if [ "$NEXT" = small ]; then
		install -m 644 "$kernel_small" "$dir/run.bzImage"
	fi
	if [ "$NEXT" = ipxe ]; then
		install -m 644 /boot/ipxe.lkrn "$dir/run.bzImage"
	fi
	if [ "$NEXT" = signed ]; then
		add_signed "$dir"
	fi
	if [ -n "$DATA" ]; then
		$DATA < <(shared_archives) >"$dir/run.data"
		printf 'DATA_HASH=%s\n' "$(md5sum <"$dir/run.data" | cut -d' ' -f1)" >>"$dir/run.env"
	fi
	shared_archives
	pack "$dir"
	rm -rf "$dir"
}
