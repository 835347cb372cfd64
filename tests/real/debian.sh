#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: debian.sh BUILD VERSION
# Carries both fixes onto Debian's own kernel source of a version, builds it before and after each commit, and sees that
# the result holds what the recipe asks for and that git am takes the patches.
set -eu
build=$1
version=$2
. ./scripts/install.sh
fetch_kernel "$version"
tree=build/kernels/linux-source-$version

for fix in nfsd-callback-running nfsd-cb-delay-loop; do
	output=build/real/$fix-$version
	rm -rf "$output"
	code=0
	"$build/tool/stableport" port "$fix" --onto "$tree" --output "$output" --json >"build/real-$fix-$version.json" || code=$?
	"$build/tool/stableport" report "build/real-$fix-$version.json" || true
	test $code -eq 0
	test -s "$output/report.html"
	grep -q '"outcome": "fails"' "$output/report.json" && exit 1
	test -d "$output/patches" || continue # nothing to do
	scratch=$(mktemp -d)
	(cd "$tree" && tar -c fs/nfsd include/linux/wait_bit.h) | tar -x -C "$scratch"
	patches=$PWD/$output/patches
	(cd "$scratch" && git init -q . && git add -f . &&
		git -c user.name=t -c user.email=t@example.org commit -q -m base &&
		git -c user.name=t -c user.email=t@example.org am -q "$patches"/*.patch)
	rm -rf "$scratch"
done
