#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: prove.sh BUILD VERSION FIX
# Builds Debian's own kernel of a version before and after a fix, boots both, and wants every scenario to end as it
# should: the bug shows before and is gone after, and a load behaves the same. What it costs is printed.
set -eu
build=$1
version=$2
fix=$3
. ./scripts/install.sh
fetch_kernel "$version"
output=$PWD/build/real/prove-$fix-$version
rm -rf "$output"
export XDG_CACHE_HOME=$PWD/build/real/cache

"$build/tool/stableport" prove "$fix" --onto "build/kernels/linux-source-$version" --output "$output"
for console in "$output"/prove/*-before.log "$output"/prove/*-after.log; do
	grep -q 'Linux version' "$console"
	grep -q 'stableport: ended 0' "$console"
done
grep -q 'stableport: bug shown' "$output"/prove/*-before.log
grep -q 'stableport: bug absent' "$output"/prove/*-after.log
test -z "$(grep -l 'stableport: bug shown' "$output"/prove/*-after.log)"

# Seconds of each run, in the document's order: a kernel that is booted twice is built once.
awk '$1 == "\"build_seconds\":" { built = built " " int($2 + 0.5) } $1 == "\"run_seconds\":" { ran = ran " " int($2 + 0.5) }
	END { print "cost: kernels built in" built " s, guests ran for" ran " s" }' "$output/report.json"
