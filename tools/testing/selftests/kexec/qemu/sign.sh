# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2153,SC2154	# run.sh and the case set KERNEL, keys, logs, kernel_next
#
# Part of run.sh: kernels with signatures. For NEXT=signed the first kernel has
#	/run.bzImage	the kernel to load (if KERNEL=force, the one that runs), signed by
#			the key that the kernels were built to trust
#	/run.stranger	the same, signed by a key that nobody knows
#	/run.ima	the value of security.ima that says that the key signed /boot/bzImage
#	/run.hash	the one with no more than the hash of that file
#	/run.x509.der	the certificate for IMA

pe_sign() { # NAME KERNEL FILE
	"$(need sbsign sbsigntool)" --key "$keys/$1.key" --cert "$keys/$1.pem" \
		--output "$3" "$2" >>"$logs/sign.log" 2>&1 ||
		die "$2 cannot be signed: see $logs/sign.log"
}

bytes() { # HEX
	# shellcheck disable=SC2001	# a pair of digits at a time
	printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"
}

# struct signature_v2_hdr: type 3, version 2, SHA-256 is 4; the last four bytes of the
# key's identifier; the length, 256 bytes for such a key; the signature.
ima_signature() { # NAME KERNEL
	local id
	id=$(openssl x509 -in "$keys/$1.pem" -noout -ext subjectKeyIdentifier |
		tail -n 1 | tr -d ' :')
	bytes "030204${id: -8}0100"
	openssl dgst -sha256 -sign "$keys/$1.key" "$2"
}

# Type 4, SHA-256, the digest
ima_hash() { # KERNEL
	bytes 0404
	openssl dgst -sha256 -binary "$1"
}

add_signed() { # DIRECTORY
	local kernel=$kernel_next
	[ "$KERNEL" != force ] || kernel=$kernel_force
	[ -e "$keys/made" ] || die "there are no keys in $keys; see keys.sh"
	pe_sign signer "$kernel" "$1/run.bzImage"
	pe_sign stranger "$kernel" "$1/run.stranger"
	ima_signature signer "$kernel_next" >"$1/run.ima"
	ima_hash "$kernel_next" >"$1/run.hash"
	cp "$keys/signer.der" "$1/run.x509.der"
}
