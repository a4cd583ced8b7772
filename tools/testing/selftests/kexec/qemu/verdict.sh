# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154	# WANT, HOPS, WHY, ALLOW, SAYS come from the case
#
# Part of run.sh: what a run has shown, from its exit status and its logs.

# What a kernel says when something is wrong with it even if it goes on.
complaints='WARNING: |BUG: |KASAN: |UBSAN: |INFO: (possible|task |rcu|trying)|suspicious RCU|Kernel panic|Initramfs unpacking failed|Call Trace:|kexec: exception outside a kernel'

# Why the machine ended: QEMU's reason, such as guest-shutdown or guest-reset.
end_reason() { # LOG
	sed -n 's/.*"event": "SHUTDOWN".*/&/p' "$1.qmp" |
		sed -n 's/.*"reason": "\([a-z-]*\)".*/\1/p' | head -n 1
}

# The console; where a crash is wanted, without what the kernel says from then on.
judged_part() { # LOG
	if [ "$WANT" = crash ]; then
		awk '/Linux version / { boots++ } /\] # crashing now/ { crashes = 1 } boots > 1 || !crashes' \
			"$1.console.log"
	else
		cat "$1.console.log"
	fi
}

# The first complaint on the console that the case does not allow.
complaint() { # LOG
	judged_part "$1" | grep -aE "$complaints" | grep -avE "${ALLOW:-^$}" |
		grep -aoE "($complaints).*" | head -n 1 | tr -d '\r' || true
}

last_words() { # LOG
	tr -d '\r' <"$1.console.log" | grep -v '^ *$' | tail -n 1 | cut -c 1-160
}

# An early end in one sentence.
describe_end() { # RC LOG
	local reason
	if [ "$1" = 124 ] || [ "$1" = 137 ]; then
		echo "no verdict within $TIMEOUT s; last on the console: $(last_words "$2")"
		return
	fi
	reason=$(end_reason "$2")
	! grep -q 'Triple fault' "$2.qemu.log" 2>/dev/null || reason="triple fault"
	if [ -z "$reason" ] && [ -s "$2.stderr" ]; then
		reason="QEMU: $(head -n 1 "$2.stderr")"
	fi
	echo "the machine ended early (${reason:-status $1}); last on the console: $(last_words "$2")"
}

# Prints nothing if the run is good, or else why it is not.
why_not() { # NONCE RC LOG TOKEN END
	local verdict complaint
	verdict=$(tr -d '\r' <"$3.verdict")
	complaint=$(complaint "$3")
	if grep -qE "^($1|-) FAIL" <<<"$verdict"; then
		grep -m1 -oE 'FAIL .*' <<<"$verdict" | cut -d' ' -f2-
	elif [ -n "$complaint" ]; then
		echo "the kernel complained: $complaint"
	elif [ -n "$SAYS" ] && [ "$WANT" != crash ] && ! grep -qaE "$SAYS" "$3.console.log"; then
		echo "the console does not say '$SAYS'; then $(describe_end "$2" "$3")"
	elif [ "$WANT" = reset ] || [ "$WANT" = halt ] || [ "$WANT" = said ]; then
		why_no_end "$@"
	elif ! grep -qxE "$1 $4" <<<"$verdict"; then
		describe_end "$2" "$3"
	elif [ "$2 $(end_reason "$3")" != "$5" ]; then
		echo "the token came, but then $(describe_end "$2" "$3")"
	elif [ "$WANT" = crash ]; then
		why_bad_dump "$1" "$3"
	fi
}

# Whole seconds from the last word on the console to the end of the machine
silence() { # LOG
	local end
	end=$(sed -n 's/.*"seconds": \([0-9]*\),.*"event": "SHUTDOWN".*/\1/p' "$1.qmp" | head -n 1)
	echo $((end - $(stat -c %Y "$1.console.log")))
}

# The machine has to reset itself on purpose, before any token comes, to halt or to say enough.
why_no_end() { # NONCE RC LOG TOKEN END
	if [ -s "$3.verdict" ]; then
		echo "what should not have come up wrote '$(head -n 1 "$3.verdict" | tr -d '\r')'"
	elif [ "$2 $(end_reason "$3")" != "$5" ] || grep -q 'Triple fault' "$3.qemu.log" 2>/dev/null; then
		describe_end "$2" "$3"
	elif [ "$WANT" = halt ] && ! grep -qE 'RFL=.{5}[014589cd].. .* HLT=1' "$3.qmp"; then
		echo "the CPU was not halted with interrupts off; last on the console: $(last_words "$3")"
	elif [ -n "$AFTER" ] && [ "$(silence "$3")" -lt "$AFTER" ]; then
		echo "the machine was reset after $(silence "$3") s, not $AFTER"
	fi
}

judge() { # JOB NONCE RC LOG CASE...
	local why token end='0 guest-shutdown' name
	# Without ACPI a machine cannot be switched off: guest.sh resets it.
	case $KERNEL$NEXT in small | off | onsmall) end='0 guest-reset' ;; esac
	case $WANT in
	hop | crash) token="hop=$HOPS" ;;
	payload) token="payload ok segs=${SEGS:-[1-9][0-9]*} bytes=[1-9][0-9]*" end='33 ' ;;
	ktap) token="ktap end $(program_of "${!#}") [0-9]+" ;;
	kunit | here) token='checked without kexec' ;;
	reset) token=${SAYS:?} end='0 guest-reset' ;;
	halt | said) token=${SAYS:?} end='0 host-qmp-quit' ;;
	*) die "case $1: WANT=$WANT is not known" ;;
	esac
	why=$(why_not "$2" "$3" "$4" "$token" "$end")
	if [ "$WANT" = ktap ]; then
		for name in "${@:5}"; do judge_ktap "$name" "$2" "$4"; done
	fi
	if [ -n "$why" ]; then
		echo "not ok boot.$1 - $why (log: $4.console.log)"
	elif [ "$WANT" != ktap ]; then
		echo "ok boot.$1"
	fi
	[ "$WANT" != kunit ] || judge_kunit "$4"
}

program_of() { # CASE
	echo "${1#kselftest.}"
}

# The kernel's own parser, and one line for each test.
judge_kunit() { # LOG
	python3 "$(kselftest_source)/../kunit/kunit.py" parse --json="$1.json" "$1.console.log" \
		>"$1.kunit.log" 2>&1 || true
	python3 "$here/kunit-lines.py" "$1.json" "$1.console.log"
}

# One line for each of the program's tests, and one more if these do not add up.
judge_ktap() { # CASE NONCE LOG
	tr -d '\r' <"$3.verdict" | awk -v prog="$1" -v nonce="$2" -v log_file="$3.console.log" \
		-v mark="$(program_of "$1")" '
	function name() {
		sub(/^(not )?ok [0-9]+ *(- )?/, "")
		sub(/ *# *(SKIP|skip|XFAIL).*/, "")
		gsub(/[^A-Za-z0-9_.:-]+/, "_")
		return prog "." ($0 == "" ? results : $0)
	}
	$0 == nonce " ktap begin " mark { inside = begun = 1; next }
	index($0, nonce " ktap end " mark " ") == 1 { inside = 0; ended = 1; rc = $5 }
	!inside { next }
	/^1\.\.[0-9]+/ { plan = substr($1, 4); planned = 1 }
	/^1\.\.0 *# *SKIP/ { skipped = 1; print "# SKIP " prog " - " $0; next }
	/^ok .*# *SKIP/ { results++; why = $0; sub(/.*# *SKIP */, "", why); print "# SKIP " name() " - " why; next }
	/^ok / { results++; print "ok " name(); next }
	/^not ok / { results++; failed++; print "not ok " name() " - (log: " log_file ")"; next }
	/^# .*(Expected|Assert|!=|timed out|terminated)/ { print "# " prog ": " $0 }
	END {
		why = ""
		if (!begun)
			why = "did not run"
		else if (!ended)
			why = "ended without its end marker"
		else if (!planned)
			why = "printed no ktap plan"
		else if (results + 0 != plan + 0)
			why = results + 0 " results, but a plan of " plan
		else if (plan == 0 && !skipped)
			why = "planned no test"
		else if (rc && rc != 4 && !failed)
			why = "exit status " rc " without a failed test"
		if (why != "")
			print "not ok " prog " - " why " (log: " log_file ")"
	}'
}
