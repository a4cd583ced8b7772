#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bench.sh: what loading an image costs this series and the stock subsystem, side by side.
# Both kernels have the same configuration, base.config and bench.config, and load the
# same kernel. Counts come first, since they do not depend on the machine; times come last.
#   OURS=bzImage STOCK=bzImage  kernels to take instead of building them
#   BENCH="count peak time"     what to measure
# Ends with an error only if something could not be measured; no figure is judged.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
here=$QEMU_DIR
root=$ROOT
# shellcheck source=../tools/testing/selftests/kexec/qemu/initramfs.sh
. "$here/initramfs.sh"

OUT=$LOGS/bench
programs=$BUILD/qemu/bench
BENCH=${BENCH:-count peak time}
# Copies word by word, which is nearer to their weight than a count for each byte of one
# instruction; and nothing that is different in each run.
COUNT_CPU=max,la57=off,erms=off,fsrm=off,rdrand=off,rdseed=off

build() { # TAG TREE
	TAG=$1 SRC=$2 CONFIG=bench KCONFIG_EXTRA='' "$ROOT/scripts/kernel.sh" build | tail -n 1
}

build_programs() {
	make -C "$here/bench" OUTPUT="$programs" && make -C "$here/programs" OUTPUT="$programs"
}

make_initrd() { # FILE
	local dir=$tmp/root
	mkdir -p "$dir"/{bin,boot,dev,proc,tmp}
	copy_program "$(need busybox busybox-static)" "$dir"
	ln -s busybox "$dir/bin/sh"
	install -m 755 "$here/bench/init" "$dir/init"
	install -m 755 "$programs"/{cost,peak} "$dir/bin/"
	install -m 644 "$stock" "$dir/boot/bzImage"
	pack "$dir" >"$1"
}

# The machine of a mode: options of QEMU, of the kernel, and a limit in seconds.
machine_of() { # MODE
	case $1 in
	count)
		machine=(-accel "tcg,thread=single" -icount "shift=0,sleep=off" -cpu "$COUNT_CPU" -smp 1 -m 2048
			-seed 1 -rtc "base=2024-01-01,clock=vm")
		append="nokaslr tsc_early_khz=1000000" limit=3600
		;;
	peak) machine=(-accel "tcg,thread=multi" -cpu "max,la57=off" -smp 2 -m 3072) ;;
	time) machine=(-accel tcg -cpu "max,la57=off" -smp 1 -m 2048) ;;
	esac
}

# One machine for each figure: what a load costs depends on what has been done to
# the memory before.
jobs_of() { # MODE
	case $1 in
	count) echo known load-64 file-64 load-256 file-256 ;;
	peak) echo load-512 file-64 file-512 ;;
	time) echo load-64 file-64 ;;
	esac
}

# The programs for a guest to run, as its init wants them.
programs_of() { # MODE JOB
	case $1-$2 in
	count-known) echo cost,calibrate/cost,digest,16 ;;
	count-*) echo "cost,${2/-/,},1" ;;
	peak-*) echo "peak,${2/-/,}" ;;
	time-*) echo "cost,${2/-/,},5" ;;
	esac
}

boot() { # MODE JOB WHO LOG
	local machine=() append="tsc_early_khz=$tsc" limit=1800 kernel=$ours
	[[ $3 == ours ]] || kernel=$stock
	machine_of "$1"
	timeout --foreground -k 5 "$limit" qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-machine q35 "${machine[@]}" -no-reboot -kernel "$kernel" -initrd "$tmp/initrd" \
		-append "console=ttyS0,115200 panic=-1 oops=panic bench=$(programs_of "$1" "$2") $append" \
		-chardev "file,id=console,path=$4.console.log" -serial chardev:console \
		-chardev "file,id=figures,path=$4.txt" -serial chardev:figures
}

# Both kernels, at a time where only instructions are counted.
boot_both() { # MODE JOB RUN
	local who pids=()
	for who in ours stock; do
		boot "$1" "$2" "$who" "$OUT/$who-$1$3-$2" &
		pids+=($!)
		[[ $1 == count ]] || wait "${pids[-1]}" || return
	done
	[[ $1 != count ]] || { wait "${pids[0]}" && wait "${pids[1]}"; }
}

# What the guests of a stage said last.
guests_say() { # LOG
	tail -qn 1 "$OUT"/*-"$(basename "$1" .log)".console.log 2>/dev/null | tr -d '\r' | cut -c1-40 |
		paste -sd '|'
}

# Counts are taken twice, to compare them; memory three times, since the CPU that
# watches may look away at the wrong moment.
runs_of() { # MODE
	case $1 in
	count) echo 1 2 ;;
	peak) echo 1 2 3 ;;
	time) echo 1 ;;
	esac
}

# A machine that does not come to its end leaves a gap in the table, which says so.
run() { # MODE JOB RUN
	touch "$OUT"/{ours,stock}-"$1$3-$2.txt"
	stage "$OUT/$1$3-$2.log" "bench: $1 $2, run $3" guests_say boot_both "$@" || true
}

measure() {
	local mode job number jobs numbers
	for mode in $BENCH; do
		jobs=$(jobs_of "$mode")
		numbers=$(runs_of "$mode")
		for job in $jobs; do
			for number in $numbers; do
				run "$mode" "$job" "$number"
			done
		done
	done
}

for mode in $BENCH; do
	[[ $(jobs_of "$mode") ]] || die "BENCH knows count, peak and time, not $mode"
done
ours=${OURS:-$(build bench "$TREE")}
stock=${STOCK:-$(build stock "$(base_dir)")}
[[ -r $ours && -r $stock ]] || die "the kernels to compare are missing: '$ours', '$stock'"

lock bench
rm -rf "$OUT"
mkdir -p "$OUT"
build_programs >"$OUT/programs.log" 2>&1 || die "the programs do not build; read $(short "$OUT/programs.log")"
tmp=$(mktemp -d "$BUILD/qemu/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
make_initrd "$tmp/initrd"
tsc=$("$programs/tsc_khz")
{
	qemu-system-x86_64 --version | head -n 1
	echo "ours: $(short "$ours")"
	echo "stock: $(short "$stock")"
	echo "kernel that is loaded: $(short "$stock"), $(stat -c %s "$stock") bytes"
} >"$OUT/about.txt"
measure
"$ROOT/scripts/bench-table.py" "$OUT" "$BENCH" | tee "$OUT/table.txt"
