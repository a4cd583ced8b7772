#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bench.sh: what this series and the stock subsystem cost, side by side. Both kernels have
# the same configuration, base.config and bench.config, and load the same kernel. Counts of
# instructions come first, since they do not depend on the machine; times come last.
#   QUICK=1                     fewer cases
#   CASES="load-64 ..."         only these
#   OURS=bzImage STOCK=bzImage  kernels to take instead of building them; STOCK=none for none
#   QEMU=program                instead of a newer Debian's, which has SHA-NI in its CPU
# Ends with an error only if something could not be measured; no figure is judged.
#   bench.sh budget             the cases of the budget on OURS alone: "ok" or "not ok"
# shellcheck source-path=SCRIPTDIR disable=SC2317,SC2153	# stage calls the functions
. "$(dirname "$0")/lib.sh"
here=$QEMU_DIR
root=$ROOT
# shellcheck source=../tools/testing/selftests/kexec/qemu/initramfs.sh
. "$here/initramfs.sh"

OUT=$LOGS/bench
[[ ${1:-} != budget ]] || OUT=$LOGS/budget
programs=$BUILD/qemu/bench
# Nothing that is different in each run.
COUNT_CPU=max,la57=off,rdrand=off,rdseed=off
ovmf=/usr/share/OVMF

build() { # TAG TREE
	TAG=$1 SRC=$2 CONFIG=bench KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" build | tail -n 1
}

build_programs() {
	make -C "$here/bench" OUTPUT="$programs" && make -C "$here/programs" OUTPUT="$programs"
}

make_initrd() { # FILE
	local dir=$tmp/root
	mkdir -p "$dir"/{bin,boot,dev,proc,sys,tmp}
	copy_program "$(need busybox busybox-static)" "$dir"
	ln -s busybox "$dir/bin/sh"
	install -m 755 "$here/bench/init" "$dir/init"
	pack "$dir" >"$tmp/next.cpio"
	mv "$tmp/next.cpio" "$dir/boot/"
	install -m 755 "$programs"/{cost,peak,jump} "$dir/bin/"
	install -m 644 "$loaded" "$dir/boot/bzImage"
	pack "$dir" >"$1"
}

# qemu: the command; unpacked packages bring their own libraries.
find_qemu() {
	local dir
	qemu=("${QEMU:-qemu-system-x86_64}")
	[[ ! ${QEMU:-} ]] || return 0
	dir=$("$ROOT/scripts/foreign.sh" bench-qemu qemu-system-x86 seabios ovmf) || return 0
	qemu=("$dir/usr/lib64/ld-linux-x86-64.so.2" --library-path "$dir/usr/lib/x86_64-linux-gnu"
		"$dir/usr/bin/qemu-system-x86_64" -L "$dir/usr/share/seabios" -L "$dir/usr/share/qemu")
	ovmf=$dir/usr/share/OVMF
	export QEMU_MODULE_DIR=$dir/usr/lib/x86_64-linux-gnu/qemu
}

accelerator() {
	if grep -qwE 'svm|vmx' /proc/cpuinfo && [[ -w /dev/kvm ]]; then echo kvm; else echo tcg; fi
}

machine_of() { # MODE
	case $1 in
	jump) words=,erms=off,fsrm=off ;;& # the load before it takes less time so
	count | jump)
		machine=(-accel "tcg,thread=single" -icount "shift=0,sleep=off" -m 2048 -seed 1
			-rtc "base=2024-01-01,clock=vm")
		# The timer of the APIC is not exact enough for Linux here, which may seek for ever.
		append="nokaslr tsc_early_khz=1000000 nolapic_timer" limit=3600 cpu=$COUNT_CPU$words
		# An initramfs that is unpacked beside the initcalls would have no owner of its own.
		[[ $1 != jump ]] || append+=" initramfs_async=0"
		;;
	peak) machine=(-accel "tcg,thread=multi" -m 3072) cpus=2 ;;
	time)
		machine=(-accel "$accel" -m 2048)
		[[ $accel != kvm ]] || cpu=host append=
		;;
	esac
}

attach_disk() { # FILE
	# shellcheck disable=SC2054	# the commas are meant
	machine+=(-drive "if=none,id=scratch,format=raw,file=$1"
		-device virtio-blk-pci,drive=scratch)
}

# More of it, for one word of a case's options.
option() { # WORD LOG
	case $1 in
	words) cpu+=,erms=off,fsrm=off ;;
	small) machine+=(-m 1024) ;;
	crash) append+=" crashkernel=600M" ;;
	scratch)
		make_scratch "$2.scratch" 4G
		attach_disk "$2.scratch"
		;;
	xfs)
		truncate -s 1G "$2.scratch"
		mkfs.xfs -q "$2.scratch"
		attach_disk "$2.scratch"
		;;
	swap)
		truncate -s 64M "$2.scratch"
		mkswap -q "$2.scratch"
		attach_disk "$2.scratch"
		;;
	nvme)
		truncate -s 64M "$2.nvme"
		# shellcheck disable=SC2054	# the commas are meant
		machine+=(-drive "if=none,id=nvme,format=raw,file=$2.nvme"
			-device nvme,drive=nvme,serial=nvme)
		;;
	last=*) last=${1#*=} ;;
	ovmf)
		cp "$ovmf/OVMF_VARS_4M.fd" "$2.vars"
		machine+=(-drive "if=pflash,format=raw,readonly=on,file=$ovmf/OVMF_CODE_4M.fd"
			-drive "if=pflash,format=raw,file=$2.vars")
		;;
	esac
}

# Lines for the plugin: the owners of some phases, in the kernel that executes these.
places_in() { # KERNEL PHASES
	awk -v phases="$2" '
		FILENAME == ARGV[1] {
			if ($1 ~ phases && $3 != "-") place[$3] = $1 " " $2 " " $4
			next
		}
		# A function ends at the next symbol with another address.
		$1 != from { for (f in here) to[f] = $1; delete here; from = $1 }
		$2 ~ /^[tT]$/ { at[$3] = from; here[$3]; seen[$3]++ }
		# __initcall__kmod_MODULE__NUMBER_LINE_FUNCTION and the level
		phases == 2 && $3 ~ /^__initcall__kmod_/ && match($3, /(early|rootfs|[0-7]s?)$/) {
			f = substr($3, 1, RSTART - 1)
			sub(/.*__[0-9]+_[0-9]+_/, "", f)
			initcall[f] = "initcall." substr($3, RSTART) "." f
		}
		END {
			for (f in place)
				if (seen[f] == 1) print place[f], at[f], to[f]
				else { print FILENAME ": not one function " f >"/dev/stderr"; bad = 1 }
			for (f in initcall)
				if (seen[f] == 1 && !(f in place)) print 2, initcall[f], "initcalls", at[f], to[f]
			exit bad
		}' "$here/bench/owners" "$(map_of "$1")"
}

# What comes after a cold restart is the same kernel again.
places_of() { # KERNEL PROGRAMS
	local after=$loaded
	[[ $2 != jump,cold ]] || after=$1
	places_in "$1" '[01]' && places_in "$after" 2
}

# What a jump needs of both kernels, before any of them runs.
check_places() {
	local who
	[[ $(jobs_of jump) ]] || return 0
	for who in $kernels; do
		places_of "${!who}" jump >/dev/null || die "$who: not all places to count at are known"
	done
}

map_of() { echo "${1%/arch/x86/boot/*}/System.map"; }

# boot MODE OPTIONS PROGRAMS KERNEL LOG: one machine, to its end
boot() {
	local machine=() append="tsc_early_khz=$tsc" limit=1800 cpu="max,la57=off" cpus=1
	local last=target word words=
	machine_of "$1"
	for word in ${2//,/ }; do option "$word" "$5"; done
	if [[ $1 == jump ]]; then
		places_of "$4" "$3" >"$5.places"
		machine+=(-plugin "$programs/places.so,places=$5.places,figures=$5.txt,last=$last")
	else
		machine+=(-no-reboot)
	fi
	TIMEFORMAT="%U"
	time timeout --foreground -k 5 "$limit" "${qemu[@]}" -nodefaults -no-user-config -display none \
		-machine q35 "${machine[@]}" -cpu "$cpu" -smp "$cpus" -kernel "$4" -initrd "$tmp/initrd" \
		-append "console=ttyS0,115200 panic=-1 oops=panic bench=$3 $append" \
		-chardev "file,id=console,path=$5.console.log" -serial chardev:console \
		-chardev "file,id=figures,path=$5.txt" -serial chardev:figures >"$5.log" 2>&1 || true
	rm -f "$5.vars" "$5.scratch" "$5.nvme"
}

# A line for each machine: NAME.RUN WHO MODE OPTIONS PROGRAMS
jobs_of() { # MODES
	local name sets mode options line run runs who
	grep -v '^#' "$here/bench/cases" | while read -r name sets mode options line; do
		[[ " $1 " == *" $mode "* ]] || continue
		if [[ $CASES ]]; then [[ " $CASES " == *" $name "* ]] || continue
		else [[ $sets == *$set* ]] || continue; fi
		runs=1
		[[ $options != *x[0-9]* || $QUICK ]] || runs=${options#*x}
		for ((run = 1; run <= ${runs%%,*}; run++)); do
			for who in $kernels; do echo "$name.$run $who $mode $options $line"; done
		done
	done
}

# At most that many machines at a time.
run_jobs() { # NUMBER MODES
	local name who mode options line
	while read -r name who mode options line; do
		while (($(jobs -rp | wc -l) >= $1)); do wait -n || true; done
		echo "$who $name"
		boot "$mode" "$options" "$line" "${!who}" "$OUT/$who-$name" 2>"$OUT/$who-$name.seconds" &
	done < <(jobs_of "$2")
	wait
	echo "all done"
}

machines_done() { echo "$(find "$OUT" -name '*.txt' -not -empty | wc -l) machines, now $(tail -n 1 "$1")"; }

measure() {
	stage "$OUT/count.log" "counting instructions" machines_done run_jobs "$JOBS" "count jump"
	stage "$OUT/peak.log" "watching memory" machines_done run_jobs 1 peak
	stage "$OUT/time.log" "taking times" machines_done run_jobs 1 time
}

about() {
	echo "date: $(date -u +%Y-%m-%d)"
	echo "command: make bench${QUICK:+ QUICK=1}${CASES:+ CASES=\"$CASES\"}"
	echo "commit: $(git -C "$ROOT" describe --always --dirty 2>/dev/null || echo unknown)"
	echo "kernel: $(kernel_version "$TREE")"
	echo "qemu: $("${qemu[@]}" --version | head -n 1)"
	echo "compiler: $(gcc --version | head -n 1)"
	echo "machine: $(nproc) CPUs; times by $accel"
	echo "loaded kernel: $(stat -c %s "$loaded") bytes"
}

prepare() {
	lock "$(basename "$OUT")"
	rm -rf "$OUT"
	mkdir -p "$OUT"
	build_programs >"$OUT/programs.log" 2>&1 || die "the programs do not build; read $(short "$OUT/programs.log")"
	tmp=$(mktemp -d "$BUILD/qemu/tmp.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	find_qemu
	make_initrd "$tmp/initrd"
	tsc=$("$programs/tsc_khz")
	accel=$(accelerator)
	about >"$OUT/about.txt"
}

QUICK=${QUICK:-} CASES=${CASES:-}
case ${1:-} in
budget)
	QUICK='' set=b kernels=ours ours=$OURS loaded=$OURS
	QEMU=${QEMU:-qemu-system-x86_64}
	prepare
	stage "$OUT/count.log" "counting instructions" machines_done run_jobs "$JOBS" count
	"$ROOT/scripts/bench-table.py" budget "$OUT" "$here/bench/budget"
	;;
*)
	set=f kernels="ours stock"
	[[ ! $QUICK ]] || set=q
	ours=${OURS:-$(build bench "$TREE")}
	stock=${STOCK:-$(build stock "$(base_dir)")}
	# shellcheck disable=SC2034	# by way of ${!who}
	loaded=$stock
	[[ $stock != none ]] || kernels=ours loaded=$ours
	[[ -r $ours && -r $loaded ]] || die "the kernels to compare are missing: '$ours', '$stock'"
	check_places
	prepare
	measure
	"$ROOT/scripts/bench-table.py" table "$OUT" "$BUILD/bench" "$here/bench/owners" | tee "$OUT/table.txt"
	;;
esac
