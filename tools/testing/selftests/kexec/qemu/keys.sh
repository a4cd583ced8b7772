#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# keys.sh DIR: make the keys of the cases about signatures in DIR, unless they are
# there. They are made where they are used and are worth nothing elsewhere.
#	ca.pem			what the kernel is built with (SYSTEM_TRUSTED_KEYS)
#	signer.key, .pem, .der	signs kernels; vouched for by the former
#	stranger.key, .pem	signs kernels too, but nobody knows it
set -euo pipefail

certificate() { # NAME EXTENSIONS OPTION...
	local name=$1 extensions=$2
	shift 2
	openssl req -new -newkey rsa:2048 -nodes -sha256 -subj "/CN=kexec test $name" \
		-keyout "$new/$name.key" -out "$new/$name.csr"
	printf '%b\n' "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n$extensions" \
		>"$new/$name.ext"
	openssl x509 -req -in "$new/$name.csr" -sha256 -days 36500 -extfile "$new/$name.ext" \
		-out "$new/$name.pem" "$@"
}

self_signed() { # NAME EXTENSIONS
	certificate "$1" "$2" -signkey "$new/$1.key"
}

make_keys() {
	local usage='basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature'
	self_signed ca 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'
	certificate signer "$usage" -CA "$new/ca.pem" -CAkey "$new/ca.key" -CAcreateserial
	self_signed stranger "$usage"
	openssl x509 -in "$new/signer.pem" -outform DER -out "$new/signer.der"
}

dir=${1:?usage: keys.sh DIR}
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9
[ ! -e "$dir/made" ] || exit 0
new=$(mktemp -d "$dir/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
if ! make_keys >"$new/log" 2>&1; then
	cat "$new/log" >&2
	exit 1
fi
rm "$new"/{*.csr,*.ext,log}
mv "$new"/* "$dir"
touch "$dir/made"
