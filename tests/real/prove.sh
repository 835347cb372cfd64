#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: prove.sh BUILD VERSION FIX
# Builds Debian's own kernel of a version before and after a fix, boots both, and wants the proof to say "cured". Then
# once more, with the kernels that are remembered.
set -eu
build=$1
version=$2
fix=$3
. ./scripts/install.sh
fetch_kernel "$version"
output=$PWD/build/real/prove-$fix-$version
rm -rf "$output"
export XDG_CACHE_HOME=$PWD/build/real/cache

prove() {
	started=$(date +%s)
	"$build/tool/stableport" prove "$fix" --onto "build/kernels/linux-source-$version" --output "$output"
	echo "in $(($(date +%s) - started)) s"
}
prove
grep -q '"verdict": "cured"' "$output/report.json"
! grep -E '"verdict": "(not shown|not cured|harmed|failed)"' "$output/report.json"
for console in "$output"/prove/*-before.log "$output"/prove/*-after.log; do
	grep -q 'Linux version' "$console"
	grep -q 'stableport: ended' "$console"
done
prove
! grep '"build_seconds": [1-9]' "$output/report.json"
