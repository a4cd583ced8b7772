# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034	# run.sh and init use what is set here
#
# Part of run.sh and of the guest's init: reads a case. A file may have several cases that
# differ in values: each is a row, and its name is FILE.ROW.

# A row replaces values that the harness or the file itself has set before.
row() { # NAME VARIABLE=VALUE...
	row_name=$1
	shift
	case $row_name in '' | *[!a-z0-9-]*) ROW_ERROR="'$row_name' does not name a row" ;; esac
	case "$ROWS " in *" $row_name "*) ROW_ERROR="two rows are named $row_name" ;; esac
	ROWS="$ROWS $row_name"
	for row_word in "$@"; do
		row_variable=${row_word%%=*}
		case $row_variable in
		'' | "$row_word" | *[!A-Z_]*)
			ROW_ERROR="row $row_name: '$row_word' is not VARIABLE=VALUE"
			continue
			;;
		esac
		eval "[ -n \"\${$row_variable+set}\" ]" ||
			ROW_ERROR="row $row_name: no case has a variable $row_variable"
		[ "$row_name" != "$ROW" ] || eval "$row_variable=\${row_word#*=}"
	done
}

# Sets what the case says. ROWS has the names of all rows of its file, ROW that of the case;
# ROW_ERROR says what is wrong with one of them.
read_case_file() { # DIRECTORY CASE
	ROW='' ROWS='' ROW_ERROR=''
	case $2 in *.*) ROW=${2#*.} ;; esac
	# shellcheck source=/dev/null
	. "$1/${2%%.*}.sh" || ROW_ERROR="its file has an error"
}

# Check that the case names a row of its file, or none if the file has no rows.
has_row() {
	[ -n "$ROWS$ROW" ] || return 0
	case "$ROWS " in *" $ROW "*) ;; *) return 1 ;; esac
}
