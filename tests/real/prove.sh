#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: prove.sh BUILD VERSION FIX SCENARIO
# Builds Debian's own kernel of a version before and after a fix, boots both, and wants the proof to say "cured".
set -eu
build=$1
version=$2
fix=$3
scenario=$4
. ./scripts/install.sh
fetch_kernel "$version"
output=$PWD/build/real/prove-$fix-$version
rm -rf "$output"
export XDG_CACHE_HOME=$PWD/build/real/cache

"$build/tool/stableport" prove "$fix" --onto "build/kernels/linux-source-$version" --scenario "$scenario" \
	--output "$output"
grep -q '"verdict": "cured"' "$output/report.json"
for console in "$output"/prove/*-before.log "$output"/prove/*-after.log; do
	grep -q 'Linux version' "$console"
	grep -q 'stableport: ended' "$console"
done
