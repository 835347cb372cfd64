#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: debian.sh BUILD VERSION
# Carries both fixes onto Debian's own kernel source of a version: the plan must be the one that backports/FIX/plans/ has,
# every commit must build without a new warning, every condition hold, and git am take the patches.
set -eu
build=$1
version=$2
. ./scripts/install.sh
fetch_kernel "$version"
tree=build/kernels/linux-source-$version

# Takes the patches on a copy of what they touch; no kept-out name may come with them that the tree does not have.
take_patches() {
	scratch=$(mktemp -d)
	(cd "$tree" && tar -c fs/nfsd) | tar -x -C "$scratch"
	(cd "$scratch" && git init -q . && git add -f . &&
		git -c user.name=Tester -c user.email=tester@example.org commit -q -m base && git tag base &&
		git -c user.name=Tester -c user.email=tester@example.org am -q "$1"/*.patch && git diff --check base)
	for name in $(tr -d '\n' <"backports/$fix/recipe.yaml" | grep -o 'keep-out: \[[^]]*' | grep -o '[A-Za-z0-9_]*' | tail -n +3); do
		git -C "$scratch" grep -qw "$name" base -- || test -z "$(git -C "$scratch" grep -nw "$name" HEAD --)"
	done
	rm -rf "$scratch"
}

# Every commit was compiled: at least one object for each, and no changed file that the configuration leaves out.
everything_was_compiled() {
	grep -q '"builds": \[$' "$1" && ! grep -q '"done": false' "$1" && grep -q '"uncompiled": \[\]' "$1" && ! grep -q '"objects": \[\]' "$1"
}

for fix in nfsd-callback-running nfsd-cb-delay-loop; do
	output=$PWD/build/real/$fix-$version
	rm -rf "$output"
	code=0
	"$build/tool/stableport" port "$fix" --onto "$tree" --output "$output" || code=$?
	test $code -eq 0
	test -s "$output/report.html"
	# The steps' names and dispositions, in order, out of the document.
	awk -F'"' '$2 == "name" { name = $4 } $2 == "disposition" { print name, $4 }' "$output/report.json" >build/decided
	grep -v '^#' "backports/$fix/plans/debian-$version" | diff - build/decided
	test -d "$output/patches" || continue # nothing to do
	everything_was_compiled "$output/report.json"
	take_patches "$output/patches"
done
