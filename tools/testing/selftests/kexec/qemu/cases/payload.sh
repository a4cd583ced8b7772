# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086
DESC="a payload that checks every byte of its segments"
WANT=payload
APPEND=nokaslr

# SEGMENTS are the arguments of load_payload; NEEDS is a command that checks or sets what the
# first kernel has, CHECK one that looks at what was loaded.
SEGMENTS='' NEEDS=: CHECK=:
STAGED="echo 0 >/proc/sys/kernel/kexec_claim"
LOADER=load_payload

row one SEGMENTS="5000" DESC="one small segment, by direct system calls"
row 256m MEM=2048 SEGMENTS="256M" DESC="one segment of 256 MiB"
row tails DESC="15 segments with odd ends and zero-filled tails, in shuffled order" \
	SEGMENTS="-g -m 256M -s 1 7+4096 4095 4096 4097 4096+1 4097+12288 8191 8193+65536 12345
		65535+1 100001+40960 1048575 1048577+4095 3000000+1000000"
row bss SEGMENTS="-g 0+4096 0+1M 0+64M" DESC="segments that are zero-filled as a whole"
row adjacent SEGMENTS="-g -m 256M -a -s 4096 1 8192+4096 12287 1M 0+8192 4097 2M" \
	DESC="segments that touch each other, in shuffled order"
row overlap SEGMENTS="64M@own" CHECK=more_in_place \
	DESC="the destination includes the frames of the buffer that is loaded"
row overlap-staged SEGMENTS="64M@own" NEEDS="$STAGED" CHECK="! more_in_place" \
	DESC="the same as overlap, and nothing is claimed"
row collide CHECK=more_in_place SEGMENTS="-f -s 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3% 3%" \
	DESC="the destinations cover 42 % of the RAM and most of what is free"

row low CPUS=2 SEGMENTS="300000@0x10000 1M" DESC="a segment below 1 MiB"
row over-kernel CPUS=2 SEGMENTS="16M@kernel 4M" DESC="the destination is where the running kernel lies"
row above-4g MEM=6144 APPEND= SEGMENTS="-m 4G 20M 5000+1M 70M" \
	DESC="payload and segments above 4 GiB, with KASLR"
# Up to 2.75 GiB, a machine has all of its memory below 4 GiB. The addresses of a 32-bit
# process must not be taken for negative ones.
row compat MEM=2800 LOADER=load_payload_32 SEGMENTS="-m 2200M 5000 1M+70000 300000" \
	DESC="loaded by a 32-bit process, entered at an address above 2 GiB"
row la57 CPU=max MEM=6144 NEEDS="has_cpu_flag la57" SEGMENTS="20M 30M@0x140000000" \
	DESC="entered on five-level page tables"
row no-1g-pages CPU=max,la57=off,pdpe1gb=off MEM=6144 NEEDS="! has_cpu_flag pdpe1gb" \
	SEGMENTS="20M 30M@0x140000000" DESC="a CPU without 1 GiB pages"

row devices SCRATCH=64M NEEDS=has_bus_master SEGMENTS=5000 \
	DESC="a disk that could write to memory cannot do so any more"

# Memory that can be moved out of the old place of the kernel is claimed and does not move.
row tracepoint APPEND="nokaslr tp_printk trace_event=kexec:kexec_jump" SEGMENTS="16M@kernel" \
	SAYS="kexec_jump: entry=0x[1-9a-f][0-9a-f]{6,} to_move=1[0-9]{7} preserve=0" \
	DESC="the tracepoint of a jump says where the payload is entered, and how much of 16 MiB over the kernel moves"

# How many segments the payload has to report: the arguments that are one
SEGS=$(echo "$SEGMENTS" | sed 's/-m [^ ]*//' | tr -s ' \n\t' '\n' | grep -c '^[0-9]') || :

# Bit 2 of the command register
has_bus_master() {
	for hb_device in /sys/bus/pci/drivers/virtio-pci/0000:*; do
		[ $(($(hexdump -s 4 -n 1 -e '"%d"' "$hb_device/config") & 4)) = 0 ] || return 0
	done
	return 1
}

first() {
	eval "$NEEDS" || fail "the first kernel does not pass '$NEEDS'"
	payload_load ${SEGMENTS:?}
	eval "$CHECK" || fail "what is loaded does not pass '$CHECK'"
	payload_jump
}
