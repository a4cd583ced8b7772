# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="sysrq-c"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

# The commands by which the machine crashes; the image that has to come up, "old" or "new", where
# one replaces another
CRASH=sysrq IMAGE=
# By each of the two calls, in each form that makedumpfile compresses to.
row sysrq CHECKS=1 DESC="sysrq-c; the crash kernel was loaded by kexec_load"
row sysrq-file HOW=-s COMPRESS=-z DESC="sysrq-c; the crash kernel was loaded by kexec_file_load"
row sysrq-direct HOW=direct COMPRESS=-c DESC="sysrq-c; loaded by a program that does kexec_file_load itself"

# What panics
row bug HOW=-s CRASH="lkdtm BUG" DESC="BUG() in a system call" \
	SAYS="kernel BUG at drivers/misc/lkdtm" BT=lkdtm_BUG
row null-hardirq CRASH=null_hardirq DESC="a NULL pointer in the handler of a hardware interrupt" \
	SAYS="BUG: kernel NULL pointer dereference" BT="lkdtm_EXCEPTION handle_irq_event"
row null-softirq HOW=-s CRASH=null_softirq DESC="a NULL pointer called in a softirq" \
	SAYS="BUG: kernel NULL pointer dereference" BT="handle_softirqs|__softirqentry_text_start"
row nmi CRASH="set_sysctl kernel/unknown_nmi_panic 1; ask_qmp" QMP='{"execute": "inject-nmi"}' \
	DESC="an NMI that nobody claims" SAYS="Kernel panic - not syncing: NMI: Not continuing" BT=unknown_nmi_error
row hardlockup CPUS=2 HOW=-s CRASH=hardlockup \
	DESC="CPU 1 loops with interrupts off; CPU 0 panics" \
	SAYS="Kernel panic - not syncing: Hard LOCKUP" BT=watchdog_hardlockup_check STUCK=lkdtm_HARDLOCKUP
row softlockup CRASH=softlockup DESC="a CPU that never schedules" \
	SAYS="Kernel panic - not syncing: softlockup: hung tasks" BT="watchdog_timer_fn lkdtm_SOFTLOCKUP"
row hung-task HOW=-s CRASH=hung_task DESC="a task that waits for ever" \
	SAYS="Kernel panic - not syncing: hung_task: blocked tasks" BT=watchdog
row oom MEM=640 CRASH="set_sysctl vm/panic_on_oom 1; tail /dev/zero" DESC="no memory is left" \
	SAYS="Kernel panic - not syncing: Out of memory" BT=out_of_memory
row stack-overflow HOW=-s CRASH="lkdtm EXHAUST_STACK" DESC="a stack that runs into its guard page" \
	SAYS="stack guard page was hit" BT=recursive_loop
row init-exits CRASH="trap - EXIT; exit 0" DESC="init ends right after the load" \
	SAYS="Kernel panic - not syncing: Attempted to kill init!" BT=do_exit
row after-oops CRASH=after_oops DESC="a panic after an oops that the kernel was told to survive"
row other-cpu CPUS=2 HOW=-s CRASH="taskset 2 sh -c 'echo c >/proc/sysrq-trigger'" \
	DESC="a panic of a CPU that did not boot the machine" SAYS="CPU: 1 (UID: 0 )?PID: [0-9]+ Comm: sh"

# On which machine
row cpus-2 CPUS=2 DESC="two CPUs"
row cpus-8 CPUS=8 HOW=-s DESC="eight CPUs"
row cpu-off CPUS=2 HOW=-s DUMP_CPUS=1 CRASH="cpu1 0; sysrq" \
	DESC="one of two CPUs is switched off after the load, and is not in the dump"
row cpu-off-on CPUS=2 HOW=-s CRASH="cpu1 0; cpu1 1; sysrq" \
	DESC="a CPU is switched off and on again after the load, and is in the dump"
row la57 CPU=max CRASH="check_la57; sysrq" DESC="five-level page tables in both kernels"
row la57-file CPU=max HOW=-s CRASH="check_la57; sysrq" \
	DESC="five-level page tables in both kernels, by kexec_file_load"
row ovmf FIRMWARE=ovmf TIMEOUT=300 HOW=-s DESC="by UEFI firmware"
row memory-6g MEM=6144 APPEND="crashkernel=256M,high" HOW=-s CRASH="check_two_ranges; sysrq" \
	DESC="6 GiB of RAM, the crash kernel above 4 GiB, with a part below"

# While or after what
row lock-held CRASH="hold_lock; sysrq" DESC="while a load of another kernel holds the lock of kexec"
row reload-held HOW=-s CRASH="hold_lock -p; sysrq" \
	DESC="while the crash kernel is being replaced, by a load that waits for its buffer"
row post-notifiers CPUS=2 HOW=-s SAYS="Kernel Offset: " APPEND="crashkernel=192M crash_kexec_post_notifiers" \
	DESC="crash_kexec_post_notifiers: the other CPUs stop and the notifiers run first"
row vmcoreinfo HOW=-s CRASH=overwrite_vmcoreinfo \
	DESC="the pointer to vmcoreinfo was overwritten: the dump has the copy in the reserved memory"
row kimage CRASH=overwrite_kimage \
	DESC="the image's struct kexec_memory was overwritten, and a write to its struct kimage tried" \
	SAYS="kexec_crash_test: a write to the armed image is refused"
# Where the kernel panics while another crash kernel is loaded by file, beside the first one.
# crash and drgn do not show the same functions of kprobes.
PROBE='(kexec_crash_here|kprobe_int3_handler|opt_pre_handler)'
row replace-unprotect HOW=-s CRASH="replace crash_region_open" IMAGE=old BT="$PROBE crash_region_open" \
	SAYS="kexec_crash_test: in crash_region_open" DESC="a panic in crash_region_open() while it is replaced by file"
row replace-arm HOW=-s CRASH="replace crash_image_arm" IMAGE=old BT="$PROBE crash_image_arm" \
	SAYS="kexec_crash_test: in crash_image_arm" DESC="a panic in crash_image_arm() while it is replaced by file"
row replace-post-load HOW=-s CRASH="replace machine_kexec_post_load" IMAGE=old BT="$PROBE machine_kexec_post_load" \
	SAYS="kexec_crash_test: in machine_kexec_post_load" DESC="a panic in machine_kexec_post_load() while it is replaced by file"
row replace-vmcoreinfo HOW=-s CRASH="replace crash_update_vmcoreinfo_safecopy" IMAGE=old BT="$PROBE crash_update_vmcoreinfo_safecopy" \
	SAYS="kexec_crash_test: in crash_update_vmcoreinfo_safecopy" DESC="a panic in crash_update_vmcoreinfo_safecopy() while it is replaced by file"
row replace-protect HOW=-s CRASH="replace crash_region_close" IMAGE=new BT="$PROBE crash_region_close" \
	SAYS="kexec_crash_test: in crash_region_close" DESC="a panic in crash_region_close() while it is replaced by file"
row replace-publish HOW=-s CRASH="replace crash_hotplug_publish" IMAGE=new BT="$PROBE crash_hotplug_publish" \
	SAYS="kexec_crash_test: in crash_hotplug_publish" DESC="a panic in crash_hotplug_publish() while it is replaced by file"
row replace-free HOW=-s CRASH="replace kimage_free" IMAGE=new BT="$PROBE kimage_free" \
	SAYS="kexec_crash_test: in kimage_free" DESC="a panic in kimage_free() while it is replaced by file"
row replaced CRASH="replaced; sysrq" IMAGE=new DESC="loaded over another by kexec_load: the log says how long none was armed"
row replaced-file HOW=-s CRASH="replaced; sysrq" IMAGE=new DESC="loaded beside another by file: one is armed all the time"
# Where the kernel panics on its way into another one.
row reboot-devices CPUS=2 HOW=-s CRASH="reboot_into device_shutdown" BT="$PROBE device_shutdown" \
	SAYS="kexec_crash_test: in device_shutdown" DESC="a panic while devices are shut down for kexec -e"
row reboot-cpus CPUS=2 HOW=-s CRASH="reboot_into native_machine_shutdown" BT="$PROBE native_machine_shutdown" \
	SAYS="kexec_crash_test: in native_machine_shutdown" DESC="a panic before the other CPUs are stopped for kexec -e"
row reboot-jump CPUS=2 HOW=-s DUMP_CPUS=1 CRASH="reboot_into machine_kexec" BT="$PROBE machine_kexec" \
	SAYS="kexec_crash_test: in machine_kexec" DESC="a panic right before the jump of kexec -e; CPU 1 has stopped by then, and is not in the dump"
row tracepoint CPUS=2 HOW=-s APPEND="crashkernel=192M tp_printk trace_event=kexec:kexec_crash" \
	DESC="the tracepoint of a crash, on the console and so in the log in the dump" \
	SAYS="kexec_crash: cpu=[01] pid=[1-9][0-9]*"

reboot_into() { # FUNCTION
	kexec_tools_load
	panic_in "$1"
	kexec -e
}

replaced() {
	crash_load kexec_image=new
	case $HOW in
	-c) dmesg | grep -qE 'kexec: no crash kernel was armed for [0-9]+ us' || fail "the log does not tell of the gap" ;;
	*) ! dmesg | grep -q 'no crash kernel was armed' || fail "there was a gap" ;;
	esac
}

overwrite_kimage() {
	echo 1 >/sys/module/kexec_crash_test/parameters/spoil
	sysrq
}

sysrq() {
	echo c >/proc/sysrq-trigger
}

cpu1() { # 0|1
	echo "$1" >/sys/devices/system/cpu/cpu1/online
}

check_la57() {
	has_cpu_flag la57 || fail "the first kernel does not run with la57"
}

check_two_ranges() {
	check_equal "the ranges reserved" "$(grep -c 'Crash kernel' /proc/iomem)" 2
}

# lkdtm falls over the tenth interrupt of a device from now on, so there have to be some.
null_hardirq() {
	lkdtm EXCEPTION INT_HW_IRQ_EN
	for interrupt in $(seq 100); do
		echo "# $interrupt: the console's port interrupts"
	done
}

# The second pointer of the vector is that of the timers.
null_softirq() {
	poke softirq_vec 8 0 || fail "the softirq's handler cannot be overwritten"
}

# On a busy host the kernel finds the local APIC's timer unreliable. Then all timers depend on an
# interrupt of CPU 0, so the CPU that loops is the other one.
hardlockup() {
	set_sysctl kernel/watchdog_thresh 1
	set_sysctl kernel/hardlockup_panic 1
	taskset 2 sh -c 'echo HARDLOCKUP >/sys/kernel/debug/provoke-crash/DIRECT' &
}

softlockup() {
	set_sysctl kernel/watchdog_thresh 1
	set_sysctl kernel/softlockup_panic 1
	lkdtm SOFTLOCKUP
}

hung_task() {
	set_sysctl kernel/hung_task_panic 1
	set_sysctl kernel/hung_task_timeout_secs 2
	lkdtm HUNG_TASK &
}

after_oops() {
	set_sysctl kernel/panic_on_oops 0
	(lkdtm EXCEPTION) || :
	dmesg | grep -q 'BUG: kernel NULL pointer dereference' || fail "there was no oops"
	sysrq
}

hold_lock() { # [-p]
	hold_load "$@" >/tmp/held &
	wait_for "the held load" 10 grep -q held /tmp/held
}

overwrite_vmcoreinfo() {
	poke vmcoreinfo_data 0 0xdead000000000000 || fail "vmcoreinfo_data cannot be written"
	sysrq
}

crash() {
	eval "${CRASH:?}"
}
