# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154	# run.sh and the case set CPUS, SAYS, BT, STUCK, crash_tools
#
# Part of run.sh: opens the dump that a crash kernel has written with crash and drgn.

# The kernel's file with types and symbols lies in the build directory of the bzImage.
vmlinux_of() { # BZIMAGE
	echo "${1%/arch/x86/boot/bzImage}/vmlinux"
}

# A copy with an index, which crash starts with in less than half the time. Made once.
index_vmlinux() { # VMLINUX
	(
		flock 9
		[ "$1.indexed" -nt "$1" ] || {
			cp "$1" "$1.new" && gdb-add-index "$1.new" && mv "$1.new" "$1.indexed"
		}
	) 9>"$1.lock" 2>"$1.index.log"
}

# The first kernel's dump is at the start of the disk.
take_dump() { # NONCE LOG
	local size hash
	read -r size hash < <(sed -n "s/^$1 dump \([0-9]*\) \([0-9a-f]*\).*/\1 \2/p" "$2.verdict")
	if [ -z "${hash:-}" ]; then
		echo "the crash kernel sent no dump"
	else
		truncate -s "$size" "$2.dump"
		[ "$(md5sum <"$2.dump" | cut -d' ' -f1)" = "$hash" ] ||
			echo "the dump is not the one that was sent"
	fi
}

# Each command's answer goes to a file of its own. The slab caches of our small configuration
# (SLUB_TINY) are not what crash expects.
ask_crash() { # VMLINUX LOG
	local what
	for what in sys bt "bt -a" ps log; do
		echo "$what >$2.crash-${what// /}"
	done >"$2.crash-commands"
	timeout 300 env -i TERM=dumb HOME=/nonexistent \
		"$crash_tools/usr/lib64/ld-linux-x86-64.so.2" \
		--library-path "$crash_tools/usr/lib/x86_64-linux-gnu" "$crash_tools/usr/bin/crash" \
		-s --no_kmem_cache -i "$2.crash-commands" "$1" "$2.dump" </dev/null >"$2.crash" 2>&1
}

# The first of the names that the file does not have.
lacks() { # FILE NAMES
	local name
	for name in $2; do
		grep -qE "$name" "$1" || { echo "$name"; break; }
	done
}

why_crash_fails() { # VMLINUX LOG
	local running lacking
	ask_crash "$1" "$2" || true
	# A CPU that is off is shown with its idle task.
	running=$(grep -c '^>' "$2.crash-ps" 2>/dev/null || true)
	lacking=$(lacks "$2.crash-bt" "$BT" 2>/dev/null)
	if [ ! -s "$2.crash-log" ]; then
		echo "crash cannot read the dump: $(grep -v '^ *$' "$2.crash" | tail -n 1)"
	elif [ -n "$lacking" ]; then
		echo "crash's bt does not show '$lacking' but: $(head -n 1 "$2.crash-bt")"
	elif [ -n "$(lacks "$2.crash-bt-a" "$STUCK")" ]; then
		echo "crash's bt -a does not show '$STUCK' on any CPU"
	elif ! grep -qE "$SAYS" "$2.crash-log"; then
		echo "crash's log does not say '$SAYS'"
	elif ! grep -qE '\<mark *$' "$2.crash-ps"; then
		echo "crash's ps does not show the task that marked memory"
	elif [ "$running" != "$CPUS" ]; then
		echo "crash's ps shows $running running tasks, not $CPUS"
	fi
}

ask_drgn() { # VMLINUX LOG
	timeout 300 env -i PYTHONHOME="$crash_tools/usr" PYTHONPATH="$crash_tools/usr/lib/python3/dist-packages" \
		"$crash_tools/usr/lib64/ld-linux-x86-64.so.2" \
		--library-path "$crash_tools/usr/lib/x86_64-linux-gnu" "$crash_tools/usr/bin/python3" -B \
		"$here/dump.py" "$1" "$2.dump" >"$2.drgn" 2>&1 &&
		grep '^frame ' "$2.drgn" >"$2.drgn-stack"
}

# Without ORC, drgn does not get beyond the stack of an interrupt: so only the first name.
why_drgn_fails() { # VMLINUX LOG
	if ! ask_drgn "$1" "$2"; then
		echo "drgn cannot read the dump: $(tail -n 1 "$2.drgn")"
	elif ! grep -q '^task mark ' "$2.drgn"; then
		echo "drgn does not see the task that marked memory"
	elif [ -n "$(lacks "$2.drgn-stack" "${BT%% *}")" ]; then
		echo "drgn's stack of the crashed thread does not show '${BT%% *}'"
	fi
}

# Prints nothing if the dump is good, or else why it is not. A good one is not kept.
why_bad_dump() { # NONCE LOG
	local vmlinux why
	vmlinux=$(vmlinux_of "$(first_kernel)")
	if [ ! -r "$vmlinux" ]; then
		echo "there is no $vmlinux to open the dump with"
		return
	fi
	if ! index_vmlinux "$vmlinux"; then
		echo "gdb-add-index fails: $(tail -n 1 "$vmlinux.index.log")"
		return
	fi
	vmlinux+=.indexed
	why=$(take_dump "$1" "$2")
	[ -n "$why" ] || why=$(why_crash_fails "$vmlinux" "$2")
	[ -n "$why" ] || why=$(why_drgn_fails "$vmlinux" "$2")
	[ -n "$why" ] || rm -f "$2.dump"
	echo "$why"
}
