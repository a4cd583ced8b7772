# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a command line as long as the kernel takes arrives byte for byte; a longer one is refused"

# kexec_line has the hash of the line, as it is without the hash.
hash_without() { # FILE
	sed 's/kexec_line=[0-9a-f]*/kexec_line=/' "$1" | tr -d '\n' | sha256sum | cut -d' ' -f1
}

# Blanks and bytes that are no ASCII too, within quotes: one word to the kernel.
# No * ? [, which the shell would take for a pattern.
random_text() { # SIZE
	tr -dc '\11\40\41\43-\51\53-\76\100-\132\134-\176\200-\376' </dev/urandom | head -c "$1"
}

# The kernel's own number, from its setup header.
cmdline_size() {
	od -An -tu4 -j $((0x238)) -N 4 "$BZIMAGE" | tr -d ' '
}

first() {
	size=$(cmdline_size)
	check_equal "cmdline_size" "$size" 2047
	line="$(next_cmdline) kexec_line=$(printf %064d 0) text=\""
	{ printf %s "$line"; random_text $((size - ${#line} - 1)); printf '"'; } >/tmp/line
	check_equal "the length of the line" "$(stat -c %s /tmp/line)" "$size"
	sed -i "s/kexec_line=0*/kexec_line=$(hash_without /tmp/line)/" /tmp/line
	check_equal "the length of the line" "$(stat -c %s /tmp/line)" "$size"
	make_initrd
	{ cat /tmp/line; printf x; } >/tmp/longer
	expect_file_load EINVAL -C /tmp/longer "$BZIMAGE" /tmp/next.cpio
	check_loaded 0
	expect_file_load ok -C /tmp/line "$BZIMAGE" /tmp/next.cpio
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the length of the command line" "$(wc -c </proc/cmdline)" 2048	# and a newline
	check_equal "the hash of the command line" "$(hash_without /proc/cmdline)" \
		"$(cmdline_value kexec_line)"
}
