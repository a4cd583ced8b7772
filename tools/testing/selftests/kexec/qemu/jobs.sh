# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154	# run.sh sets here, tmp, cases, logs, work, jobs, show, and what a case says
#
# Part of run.sh: runs the machines of all cases, the longest first, and sees to it that
# each case has a result. A job is a machine with its cases: one, or several programs of
# kselftest that want the same machine.

PROGRAMS_PER_JOB=8

declare -A job_of=() cases_of=() started=() expected=()

# Programs that turn switches until the next boot have a machine to themselves.
is_one_way() { # PROGRAM
	grep -qx "${1%_32}" "$tmp/one-way"
}

# The same for all programs of kselftest that can share a machine; nothing for other cases.
shared_machine() { # CASE
	[ "${1%%.*}" = kselftest ] && ! is_one_way "${1#*.}" || return 0
	read_case "$1"
	[ -n "$ALONE" ] || echo "$KERNEL $CPUS $MEM $APPEND"
}

# What the last run took; without one, the cases that are allowed most come first.
guess_seconds() { # JOB CASE
	local known limit
	known=$(sed -n "s/^$1 //p" "$work/seconds" 2>/dev/null | tail -n 1)
	limit=$(value_of TIMEOUT "$2")
	echo "${known:-$((${limit:-180} / 15))}"
}

# Lines "SECONDS JOB CASE...", the longest job first.
plan_jobs() { # CASE...
	local name key job number=0
	local -A open=() members=()
	for name in "$@"; do
		key=$(shared_machine "$name")
		job=$name
		if [ -n "$key" ]; then
			job=${open[$key]:-}
			if [ -z "$job" ] || [ "$(wc -w <<<"${members[$job]}")" -ge $PROGRAMS_PER_JOB ]; then
				number=$((number + 1))
				job=kselftest-$number
				open[$key]=$job
			fi
		fi
		members[$job]+=" $name"
	done
	for job in "${!members[@]}"; do
		read -r name _ <<<"${members[$job]}"
		echo "$(guess_seconds "$job" "$name") $job${members[$job]}"
	done | sort -k1,1nr -k2,2
}

start_job() { # SECONDS JOB CASE...
	local seconds=$1 job=$2
	shift 2
	if [ -n "$show" ]; then
		(run_job "$job" "$@") </dev/null > >(tee "$tmp/$job.out") 2>&1 &
	else
		(run_job "$job" "$@") </dev/null >"$tmp/$job.out" 2>&1 &
	fi
	job_of[$!]=$job
	cases_of[$!]=$*
	started[$!]=$SECONDS
	expected[$!]=$seconds
}

# A case that has no result, for whatever reason, has failed.
add_missing_results() { # JOB STATUS CASE...
	local out=$tmp/$1.out job=$1 status=$2 name
	shift 2
	for name in "$@"; do
		if ! grep -qE "^(ok|not ok|# SKIP) (boot\.)?$name([. ]|$)" "$out"; then
			echo "not ok boot.$name - the harness gave no result"
		fi
	done >"$out.missing"
	if [ "$status" -ne 0 ]; then
		echo "not ok boot.$job - the harness failed (status $status): $(tail -n 1 "$out")"
	fi >>"$out.missing"
	cat "$out.missing" >>"$out"
}

# A bad case passes if it is found out, for the reason that it states as WHY.
judge_bad() { # CASE
	local out=$tmp/$1.out why
	why=$(value_of WHY "$1")
	if grep -qE "^not ok .*(${why:?})" "$out"; then
		echo "ok harness.$1"
	else
		echo "not ok harness.$1 - the verdict was '$(grep -E '^(ok|not ok|# SKIP)' "$out")', wanted was: $why"
	fi >"$out.judged"
	mv "$out.judged" "$out"
}

# How to run a failed case again.
show_again() { # FILE
	sed -nE 's/^not ok (boot|harness)\.([A-Za-z0-9_.-]+).*/\2/p
		s/^not ok (kselftest\.[A-Za-z0-9_-]+|kunit).*/\1/p' "$1" |
		sed 's/^kselftest-[0-9]*$/kselftest/' | sort -u |
		sed "s|^|#   alone: ${KEXEC_QEMU_AGAIN:-run.sh --kernel $kernel_on --logs $logs }|"
}

# Sets pid to a job that has ended. wait -n cannot find it: bash drops a job that a signal
# kills while the shell is not waiting, and keeps only its status.
find_ended_job() {
	for pid in "${!job_of[@]}"; do
		[ -e "/proc/$pid" ] || return 0
	done
	return 1
}

# Results of all jobs that are over, and of how many cases.
finish_job() {
	local pid status=0 job took
	until find_ended_job; do wait -n || true; done
	wait "$pid" || status=$?
	job=${job_of[$pid]}
	took=$((SECONDS - started[$pid]))
	# shellcheck disable=SC2086	# names have no spaces
	add_missing_results "$job" "$status" ${cases_of[$pid]}
	[ "$cases" = "$here/cases" ] || judge_bad "$job"
	if [ -n "$show" ]; then cat "$tmp/$job.out.missing"; else cat "$tmp/$job.out"; fi
	show_again "$tmp/$job.out"
	cat "$tmp/$job.out" >>"$tmp/results"
	echo "$job $took" >>"$tmp/seconds"
	cases_done=$((cases_done + $(wc -w <<<"${cases_of[$pid]}")))
	seconds_done=$((seconds_done + took))
	expected_done=$((expected_done + expected[$pid]))
	unset "job_of[$pid]" "cases_of[$pid]" "started[$pid]" "expected[$pid]"
	echo "# boot.$job: $took s; $cases_done of $cases_all cases, ${#job_of[@]} running, about $(minutes_left) min left"
}

minutes_left() {
	echo $(((expected_all - expected_done) * seconds_done / (expected_done + 1) / jobs / 60 + 1))
}

run_all() { # CASE...
	local line plan cases_all=$# cases_done=0 seconds_done=0 expected_done=0 expected_all=0
	list_programs ONE_WAY_PROGS >"$tmp/one-way"
	mapfile -t plan < <(plan_jobs "$@")
	for line in "${plan[@]}"; do
		expected_all=$((expected_all + ${line%% *}))
	done
	for line in "${plan[@]}"; do
		[ "${#job_of[@]}" -lt "$jobs" ] || finish_job
		# shellcheck disable=SC2086	# names have no spaces
		start_job $line
	done
	while [ "${#job_of[@]}" -gt 0 ]; do
		finish_job
	done
	[ "$cases_done" -eq "$cases_all" ] ||
		echo "not ok boot - $cases_done results for $cases_all cases" | tee -a "$tmp/results"
	keep_seconds
}

# The next run starts with the longest jobs; test.sh lists the slowest.
keep_seconds() {
	local job rest
	cp "$tmp/seconds" "$logs/seconds"
	while read -r job rest; do
		grep -q "^$job " "$tmp/seconds" || echo "$job $rest"
	done < <(cat "$work/seconds" 2>/dev/null) >"$tmp/seconds.all"
	cat "$tmp/seconds" >>"$tmp/seconds.all"
	mv "$tmp/seconds.all" "$work/seconds"
}
