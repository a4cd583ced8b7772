# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086
DESC="a machine in use: the available part of the destinations is in place"
WANT=payload
MEM=1024
SCRATCH=4G
APPEND="nokaslr"
TIMEOUT=240

# STATE is a function below; LEAST is how many per cent of what is free, clean or movable have to
# be in place, STAGED how many pages of the destination must not be, so that the case shows it;
# MIGRATED how many bytes may be migrated beside what neither was free nor clean: the payload, and
# unless the state has no large folios that may be migrated, one at either end;
# TRACES how many pageblocks may have another type after the load and an unload: none or few.
STATE='' LEAST=99 STAGED=0 MIGRATED=4194304 TRACES='' QMP=''
# Right before the load
BEFORE=:
AT=0x10000000 SIZE=0x8000000 DATA_OPTION=

# For QEMU: the disk does not answer any more; it does again
STUCK_DISK='{"execute": "block_set_io_throttle", "arguments": {"id": "/machine/peripheral/scratch/virtio-backend", "bps": 512, "bps_rd": 0, "bps_wr": 0, "iops": 0, "iops_rd": 0, "iops_wr": 0}}
{"execute": "block_set_io_throttle", "arguments": {"id": "/machine/peripheral/scratch/virtio-backend", "bps": 0, "bps_rd": 0, "bps_wr": 0, "iops": 0, "iops_rd": 0, "iops_wr": 0}}'
# A CPU and 1 GiB each
TWO_NODES="-smp 2,sockets=2 -object memory-backend-ram,id=m0,size=1G -numa node,nodeid=0,cpus=0,memdev=m0
	-object memory-backend-ram,id=m1,size=1G -numa node,nodeid=1,cpus=1,memdev=m1"

row empty MIGRATED=32768 STATE=empty DESC="in use: nothing"
row unloaded STATE=empty TRACES=none DESC="in use: nothing; block types are as before when it is unloaded"
row second-try STATE=second_try \
	DESC="in use: what can be claimed only once the rest is staged is in place"
row cache MEM=2048 SIZE=0x10000000 MIGRATED=32768 STATE=cache DESC="in use: page cache that was read once fills the memory"
row scarce MIGRATED=32768 STATE=cache BEFORE="echo 65536 >/proc/sys/vm/min_free_kbytes" \
	DESC="in use: page cache, and less free memory than the watermarks ask for"
row kept MIGRATED=32768 STATE=half_cache AT=0x38000000 SIZE=0x4000000 BEFORE="echo 393216 >/proc/sys/vm/min_free_kbytes" \
	DESC="in use: half of the memory by page cache, the watermarks ask for what is free"
row active MIGRATED=32768 STATE=active DESC="in use: page cache that was read again and again"
row mapped STATE=mapped DESC="in use: page cache that a process has mapped"
row dirty STATE=dirty DESC="in use: page cache that is not written yet"
row anon STATE=anon TRACES=few DESC="in use: anonymous memory, and no swap; no page is lost when it is unloaded"
row swap STATE=swap LEAST=90 DESC="in use: anonymous memory that has to be swapped out to have room for an image"
row thp STATE=thp DESC="in use: transparent huge pages"
row thp-scattered STATE=thp_scattered LEAST=97 DESC="in use: transparent huge pages, and no free block of that size"
row pinned STATE=pinned DESC="in use: a page in each 2 MiB is pinned"
row slow-disk STATE=slow_disk LEAST=90 DESC="in use: a disk that does not answer, with pages locked by a read" \
	QMP="$STUCK_DISK"
row silent-server STATE=silent_server LEAST=90 DESC="in use: a file system whose server does not answer a read"
row scarce-slow-disk STATE=scarce_slow_disk LEAST=90 BEFORE="echo 393216 >/proc/sys/vm/min_free_kbytes" \
	DESC="in use: a disk that does not answer, and less free memory than the watermarks ask for" \
	QMP="$STUCK_DISK"
row stuck-swap MEM=2048 CPUS=2 STATE=stuck_swap LEAST=0 SIZE=0x4000000 STAGED=4096 \
	DESC="in use: anonymous memory fills the destination's node, swap is on a disk that does not answer" \
	MACHINE="$TWO_NODES" QMP="$STUCK_DISK"
row cpuset MEM=2048 CPUS=2 STATE=cpuset LEAST=90 SIZE=0x4000000 MACHINE="$TWO_NODES" \
	DESC="in use: the caller may use one node only, which anonymous memory fills; there is swap"
# The last pageblock would not be whole.
row fifo CPUS=2 STATE=fifo APPEND="nokaslr mem=1020M" DESC="in use: a CPU by a real-time task, which nothing else gets a turn on"
row hwpoison STATE=hwpoison STAGED=3 DESC="in use: poisoned pages in the destination are passed over"
row kernel STATE=kernel STAGED=64 DESC="in use: a page of the kernel in each 2 MiB and more"
row faults STATE=faults LEAST=20 STAGED=3277 DESC="in use: by fault injection, most of what is free is passed over"
row memcg MEM=2048 SIZE=0x10000000 MIGRATED=32768 STATE=memcg DESC="in use: page cache of a group that memory.min protects"
row numa MEM=2048 CPUS=2 STATE=numa DESC="in use: page cache fills two nodes, the destination is on the second" \
	MACHINE="-object memory-backend-ram,id=m0,size=1G -numa node,nodeid=0,cpus=0-1,memdev=m0
	-object memory-backend-ram,id=m1,size=1G -numa node,nodeid=1,memdev=m1"

# Two zones, below 4 GiB and above: pages of the lower one are migrated to the upper one.
row zones MEM=3072 STATE=zones DESC="in use: anonymous memory fills the lower zone, there is room in the upper one"

# The next kernel, with an initrd of 64 MiB and more
row file-cache MEM=2048 WANT=hop HOW=-s LEAST=95 STATE=cache DESC="in use, by file: page cache fills the memory"
row file-anon WANT=hop HOW=-s LEAST=95 STATE=anon DESC="in use, by file: anonymous memory, and no swap"
row file-swap WANT=hop HOW=-s LEAST=90 STATE=swap DESC="in use, by file: anonymous memory, and swap"
row file-pinned WANT=hop HOW=-s LEAST=95 STATE=pinned DESC="in use, by file: a page in each 2 MiB is pinned"
row tools-cache WANT=hop HOW=-c LEAST=0 STATE=cache \
	DESC="in use: page cache fills the memory, and kexec-tools chooses the destinations"

row file-hwpoison WANT=hop HOW=-s LEAST=95 STATE=hwpoison_file \
	DESC="in use, by file: pages are poisoned where the image would be"

# Half of memory is no bound.
row large STATE=large SIZE=0x26000000 LEAST=0 \
	DESC="an image of 608 MiB on a machine of 1 GiB, by kexec_load, its data in a file"
row file-large WANT=here STATE=file_large \
	DESC="an initrd of 560 MiB on a machine of 1 GiB: by file it is loaded, kexec-tools' kexec_load has no room for it"

NEXT_APPEND=retain_initrd
DISK_DIR=/tmp/disk

mount_disk() {
	mkdir -p $DISK_DIR
	mount -t ext4 /dev/vda $DISK_DIR || fail "the disk cannot be mounted"
}

# Zeros that were never written take no time to read, and are page cache all the same.
hole() { # FILE SIZE
	truncate -s "$2" "$DISK_DIR/$1" || fail "no file $1"
}

available_mib() {
	awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo
}

empty() { :; }

cache() {
	hole large $((MEM * 3 / 2))M
	cat $DISK_DIR/large >/dev/null
}

half_cache() {
	hole half $((MEM / 2))M
	cat $DISK_DIR/half >/dev/null
}

active() {
	hole hot $((MEM * 6 / 10))M
	for ac_round in 1 2 3; do cat $DISK_DIR/hot >/dev/null; done
	say "$(grep -E '^Active\(file\)' /proc/meminfo)"
}

mapped() {
	hole map $((MEM * 6 / 10))M
	use_memory mapped $((MEM * 6 / 10)) $DISK_DIR/map || fail "nothing is mapped"
}

dirty() {
	echo 90 >/proc/sys/vm/dirty_background_ratio
	echo 95 >/proc/sys/vm/dirty_ratio
	dd if=/dev/zero of=$DISK_DIR/dirty bs=1M count=$((MEM / 3)) 2>/dev/null || fail "nothing is written"
	say "$(grep ^Dirty /proc/meminfo)"
}

anon() {
	use_memory anon $(($(available_mib) - MEM * 5 / 16)) || fail "no anonymous memory"
}

swap_file() { # MIB
	dd if=/dev/zero of=$DISK_DIR/swap bs=1M count="$1" 2>/dev/null || fail "nothing is written"
	mkswap $DISK_DIR/swap >/dev/null || fail "no file for swap"
	swapon $DISK_DIR/swap || fail "there is no swap"
	echo 3 >/proc/sys/vm/drop_caches
}

swap() {
	swap_file $((MEM * 3 / 8))
	use_memory anon $(($(available_mib) - 64)) || fail "no anonymous memory"
}

thp() {
	use_memory thp $(($(available_mib) - MEM * 5 / 16)) || fail "no anonymous memory"
	say "$(grep ^AnonHuge /proc/meminfo)"
}

thp_scattered() {
	use_memory thp $(($(available_mib) - MEM * 3 / 4)) || fail "no anonymous memory"
	use_memory gaps $(($(available_mib) - 64)) || fail "no scattered memory"
	say "$(grep ^AnonHuge /proc/meminfo)"
	cat /proc/buddyinfo
}

pinned() {
	use_memory pinned $(($(available_mib) - MEM * 5 / 16)) || fail "no pinned memory"
}

# Not a hole: its data has to come from the disk.
slow_file() {
	dd if=/dev/zero of=$DISK_DIR/slow bs=1M count=16 2>/dev/null || fail "nothing is written"
	sync
	echo 3 >/proc/sys/vm/drop_caches
}

read_slow_file() {
	ask_qmp
	sleep 1
	read_all $DISK_DIR/slow
	over_locked_pages
}

slow_disk() {
	slow_file
	read_slow_file
}

scarce_slow_disk() {
	slow_file
	half_cache
	read_slow_file
}

# The lower zone keeps as much for itself as where memory above is 60 times as large.
zones() {
	AT=0x10000000
	sed 's/256/4/' /proc/sys/vm/lowmem_reserve_ratio >/tmp/ratio
	cat /tmp/ratio >/proc/sys/vm/lowmem_reserve_ratio
	use_memory anon 768 || fail "no anonymous memory"
	zo_first=$(pidof use_memory)
	use_memory anon $(($(available_mib) + 20)) || fail "no anonymous memory"
	kill "$zo_first"
	wait_for "the end of a program" 20 test ! -e "/proc/$zo_first"
	grep -E "^Node|free  |high  |protection" /proc/zoneinfo
}

node_free_mib() { # NODE
	awk '$3 == "MemFree:" { print int($4 / 1024) }' "/sys/devices/system/node/node$1/meminfo"
}

fill_second_node() {
	AT=0x48000000
	swap_file 256
	taskset 2 use_memory anon $(($(node_free_mib 1) + 32)) || fail "no anonymous memory"
	say "$(node_free_mib 0) and $(node_free_mib 1) MiB are free"
	[ "$(node_free_mib 1)" -lt 64 ] || fail "the second node is not full"
	[ "$(node_free_mib 0)" -gt 256 ] || fail "the first node is full"
}

# What reclaim would have to write does not get to the disk.
stuck_swap() {
	fill_second_node
	ask_qmp
	sleep 1
}

# The load may use the second node only: that the first one has room is of no help. Without
# mem_hardwall, which version 2 of control groups lacks, the kernel may use it all the same.
cpuset() {
	fill_second_node
	mkdir /tmp/cgroup
	mount -t cgroup -o cpuset none /tmp/cgroup || fail "there are no groups"
	mkdir /tmp/cgroup/a
	echo 0-1 >/tmp/cgroup/a/cpuset.cpus
	echo 1 >/tmp/cgroup/a/cpuset.mems
	echo 1 >/tmp/cgroup/a/cpuset.mem_hardwall
	echo $$ >/tmp/cgroup/a/tasks || fail "the group cannot be entered"
}

silent_server() {
	mkdir /tmp/silent
	silent_fuse /tmp/silent || fail "there is no silent server"
	read_all /tmp/silent/file
	over_locked_pages
}

# Each reader has the pages of its part locked.
read_all() { # FILE
	ra_part=0
	while [ $ra_part -lt 64 ]; do
		dd if="$1" of=/dev/null bs=131072 skip=$ra_part count=1 2>/dev/null &
		ra_part=$((ra_part + 1))
	done
}

find_locked() {
	page_census locked >/tmp/locked
}

# The destination is where most pages are locked by those who wait.
over_locked_pages() {
	wait_for "a locked page" 20 find_locked
	AT=$(cat /tmp/locked) SIZE=0x200000
}

hog_pages() {
	read -r hp_pid hp_at </tmp/hog
	page_census of "$hp_pid" "$hp_at" 5
}

# The destination is where most pages are that wait on that CPU to be put on a list.
over_hog_pages() {
	wait_for "the real-time task" 20 grep -q 0x /tmp/hog
	hog_pages >/tmp/hog.pages
	oh_block=$(($(head -n 1 /tmp/hog.pages) / 512))
	AT=$(printf 0x%x $((oh_block * 2097152))) SIZE=0x200000 STAGED=0
	while read -r oh_page; do
		[ $((oh_page / 512)) != $oh_block ] || STAGED=$((STAGED + 1))
	done </tmp/hog.pages
	say "$STAGED of its pages are in the destination"
}

check_hog() {
	hog_pages >/tmp/hog.after
	diff /tmp/hog.pages /tmp/hog.after || fail "pages that wait on a CPU were moved"
}

fifo() {
	echo -1 >/proc/sys/kernel/sched_rt_runtime_us
	echo 0 >/sys/kernel/debug/sched/fair_server/cpu1/runtime || fail "there is no fair server"
	fifo_hog 1 >/tmp/hog
	over_hog_pages
	sleep 1
	[ "$(awk '$1 == "cpu1" { print $2 }' /proc/stat)" -gt 50 ] || fail "nothing spins on CPU 1"
}

hwpoison() {
	for hp_page in 5 4000 32767; do
		echo $((AT / 4096 + hp_page)) >/sys/kernel/debug/hwpoison/corrupt-pfn ||
			fail "page $hp_page cannot be poisoned"
	done
	check_equal HardwareCorrupted "$(awk '$1 == "HardwareCorrupted:" { print $2 }' /proc/meminfo)" 12
}

kernel() {
	use_memory kernel $(($(available_mib) - MEM / 8)) || fail "no memory of the kernel"
}

# Has that many of the blocks that a claim would take passed over.
inject_faults() { # PERCENT TIMES
	cd /sys/kernel/debug/fail_function || fail "there is no fault injection"
	echo should_fail_page_claim >inject
	echo 1 >should_fail_page_claim/retval
	echo "$1" >probability
	echo "$2" >./times
	echo 0 >verbose
	cd /
}

faults() {
	inject_faults 80 -1
}

# The first claim and the second one pass over everything, to know how many blocks that is; then
# the first one alone does.
second_try() {
	inject_faults 100 1000000
	load_payload_here
	say_counters
	[ "$(counter bytes_in_place)" -lt $((SIZE / 2)) ] ||
		fail "most is in place by chance: this shows nothing"
	st_failed=$((1000000 - $(cat /sys/kernel/debug/fail_function/times)))
	say "$st_failed blocks were passed over"
	# One for each pageblock, for either effort, in either claim
	[ $st_failed -gt $((3 * SIZE / 2097152)) ] || fail "there is no second try"
	kexec -u || fail "kexec -u failed"
	echo $((st_failed / 2)) >/sys/kernel/debug/fail_function/times
}

segment_ranges() { sed 's/-/ /' /sys/kernel/kexec/segments; }

# Loaded once to see where that is: the first page of the kernel and of the initrd, and one
# within. Of small segments, this kernel may have taken the pages since.
hwpoison_file() {
	kexec_tools_load
	segment_ranges >/tmp/once
	: >/tmp/poisoned
	kexec -u || fail "kexec -u failed"
	while read -r hf_start hf_end hf_in_place _; do
		[ "$hf_in_place" -gt 1048576 ] || continue
		for hf_page in $((hf_start / 4096)) $(((hf_start + hf_end) / 8192)); do
			grep -qx $hf_page /tmp/poisoned && continue
			echo $hf_page >/sys/kernel/debug/hwpoison/corrupt-pfn ||
				fail "page $hf_page cannot be poisoned"
			echo $hf_page >>/tmp/poisoned
		done
	done </tmp/once
	[ "$(wc -l </tmp/poisoned)" -ge 4 ] || fail "the kernel and the initrd are not poisoned"
}

check_poisoned() {
	segment_ranges >/tmp/again
	while read -r cp_page; do
		while read -r cp_start cp_end _; do
			[ $cp_page -lt $((cp_start / 4096)) ] || [ $cp_page -ge $((cp_end / 4096)) ] ||
				fail "the poisoned page $cp_page is in $cp_start-$cp_end"
		done </tmp/again
	done </tmp/poisoned
}

memcg() {
	mkdir /tmp/cgroup
	mount -t cgroup2 none /tmp/cgroup || fail "there are no groups"
	echo +memory >/tmp/cgroup/cgroup.subtree_control
	mkdir /tmp/cgroup/a
	echo 1G >/tmp/cgroup/a/memory.min
	echo $$ >/tmp/cgroup/a/cgroup.procs
	cache
	echo $$ >/tmp/cgroup/cgroup.procs
}

numa() {
	AT=0x48000000
	[ -d /sys/devices/system/node/node1 ] || fail "there is only one node"
	hole local 2G
	cat $DISK_DIR/local >/dev/null
	for nu_node in 0 1; do
		[ "$(node_free_mib $nu_node)" -lt 64 ] || fail "node $nu_node is not full"
	done
}

large() {
	DATA_OPTION="-d $DISK_DIR/data"
}

check_near() { # WHAT NUMBER LEAST MORE
	[ "$2" -ge "$3" ] || fail "$1, which is less than $3"
	[ "$2" -le $(($3 + $4)) ] || fail "$1, which is more than $3 and $4"
}

# The refusal has both figures. OF is what is refused, AVAILABLE what there is, in MiB.
check_refusal() { # OF AVAILABLE
	cr_text=$(cat /sys/kernel/kexec/last_error)
	say "$cr_text"
	cr_figures=$(echo "$cr_text" | sed -En \
		's/^too little memory for the image: ([0-9]+) bytes wanted, ([0-9]+) available \(error -12\)$/\1 \2/p')
	[ -n "$cr_figures" ] || fail "it is refused for another reason"
	cr_wanted=$((${cr_figures% *} >> 20)) cr_available=$((${cr_figures#* } >> 20))
	check_near "$cr_wanted MiB are wanted" $cr_wanted "$1" 64
	check_near "$cr_available MiB are available" $cr_available $(($2 - 32)) 64
}

# 1/64 of memory is kept, but at least 16 MiB.
file_large() {
	hole initrd 560M
	expect_file_load ok -c x "$BZIMAGE" $DISK_DIR/initrd
	check_loaded 1
	say_counters
	expect_file_load ok -u
	fl_available=$(($(available_mib) - 16))
	kexec -c -l "$BZIMAGE" --initrd=$DISK_DIR/initrd --command-line=x &&
		fail "kexec-tools loads it: this shows nothing"
	# It has a copy of the data.
	check_refusal 560 $((fl_available - 560))
	hole huge 1000M
	expect_file_load ENOMEM -c x "$BZIMAGE" $DISK_DIR/huge
	check_refusal 1000 $fl_available
	finish_here
}

block_types() {
	sed -n '/^Number of blocks/,$p' /proc/pagetypeinfo
}

counter() { cat "/sys/kernel/kexec/$1"; }

say_counters() {
	say "$(counter bytes_in_place) in place, $(counter bytes_to_move) to move: $(counter bytes_free)" \
		"free, $(counter bytes_evicted) evicted, $(counter bytes_migrated) migrated," \
		"$(counter bytes_passed_over) passed over"
}

# To be called once the image is loaded.
check_claimed() {
	read -r free clean movable other </tmp/census
	say "of the destination $free pages were free, $clean clean, $movable movable, $other neither"
	say_counters
	sed -n '/loaded in/p' /tmp/loader
	[ $((free + clean + movable + other)) = $((SIZE / 4096)) ] || fail "the census is not whole"
	[ $(($(counter bytes_in_place) * 100)) -ge $(((free + clean + movable) * 4096 * LEAST)) ] ||
		fail "less than $LEAST % of what is free, clean or movable is in place"
	[ "$(counter bytes_migrated)" -le $((movable * 4096 + MIGRATED)) ] ||
		fail "what was free or clean was migrated"
	[ $(($(counter bytes_in_place) + $(counter bytes_passed_over))) -ge $((SIZE)) ] ||
		fail "neither in place nor passed over"
	[ "$(counter bytes_to_move)" -ge $((STAGED * 4096)) ] ||
		fail "the state is not as it should be: too much is in place"
}

load_payload_here() {
	check_loaded 0
	timeout $((60 * SLOW)) $LOADER $DATA_OPTION -b "$BEFORE; page_census $AT $SIZE >/tmp/census" \
		-n "$NONCE" "$((SIZE / 1048576))M@$AT" \
		>/tmp/loader 2>&1 || fail "$LOADER: $(tail -n 1 /tmp/loader)"
	check_loaded 1
}

make_large_initrd() {
	make_initrd
	# A sixteenth is random. With that length, no page of it has the same bytes again.
	head -c 4194325 /dev/urandom >/tmp/random
	for ml_part in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		cat /tmp/random
	done >$DISK_DIR/run.random
	rm /tmp/random
	{
		cat /tmp/next.cpio
		(cd $DISK_DIR && echo run.random | cpio -o -H newc 2>/dev/null)
	} >$DISK_DIR/initrd || fail "the disk is full"
	rm $DISK_DIR/run.random
	use_initrd $DISK_DIR/initrd
}

# LEAST is of the whole image here.
load_kernel_here() {
	make_large_initrd
	$STATE
	kexec_tools_load
	lk_place=$(counter bytes_in_place) lk_move=$(counter bytes_to_move)
	say_counters
	cat /sys/kernel/kexec/segments
	[ $((lk_place * 100)) -ge $(((lk_place + lk_move) * LEAST)) ] ||
		fail "less than $LEAST % of the image is in place"
	[ "$STATE" != hwpoison_file ] || check_poisoned
	check_used_memory
	kexec_tools_exec
}

# Those in the lists of CPUs as well
free_pages() {
	awk '$1 == "nr_free_pages" || $1 == "count:" { nr += $2 } END { print nr }' /proc/zoneinfo
}

# Prints how many blocks of a zone have become another type's, and of how many the type is one
# that sets them apart.
changed_types() {
	awk '$1 != "Node" { next }
		{ for (i = 5; i <= 10; i++) {
			if (FILENAME == "/tmp/types") { was[$4 i] = $i; continue }
			more = $i - was[$4 i]
			if (more > 0) changed += more
			if (i >= 8 && more != 0) apart++
		} }
		END { print changed + 0, apart + 0 }' /tmp/types /tmp/types.after
}

# Check the traces of a load and an unload. The program has done all but the call before, since
# it is a trace of its own.
check_traces() {
	timeout $((60 * SLOW)) $LOADER -b false -n x "$((SIZE / 1048576))M@$AT" >/dev/null 2>&1 &&
		fail "$LOADER: there was no command to fail"
	block_types >/tmp/types
	ct_free=$(free_pages)
	for ct_round in 1 2; do
		load_payload_here
		kexec -u || fail "kexec -u failed"
	done
	ct_lost=$((ct_free - $(free_pages)))
	block_types >/tmp/types.after
	diff /tmp/types /tmp/types.after || :
	ct_changed=$(changed_types)
	say "$ct_free pages were free, $ct_lost less are; ${ct_changed% *} blocks have another type"
	[ $ct_lost -lt 128 ] || fail "$ct_lost pages are lost"
	[ "${ct_changed#* }" = 0 ] || fail "blocks that are set apart are not as before"
	case $TRACES in
	none) ct_most=0 ;;
	few) ct_most=$((SIZE / 2097152)) ;;
	esac
	[ "${ct_changed% *}" -le $ct_most ] || fail "the types of pageblocks are others now"
}

first() {
	mount_disk
	[ "$WANT" != hop ] || load_kernel_here
	$STATE
	say "$(grep -E '^(MemFree|MemAvailable)' /proc/meminfo | tr '\n' ' ')"
	[ -z "$TRACES" ] || check_traces
	load_payload_here
	check_claimed
	[ "$STATE" != fifo ] || check_hog
	[ "$STATE" != fifo ] || killall -9 fifo_hog
	[ -z "$QMP" ] || ask_qmp
	check_used_memory
	payload_jump
}
