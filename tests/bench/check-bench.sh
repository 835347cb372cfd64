#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a check of a range costs beside make, by hand, once per commit:
#
#	STABLEPORT=build/tool/stableport tests/bench/check-bench.sh REPO A..B FOLDER CONFIG
#
# By hand is: a work tree of A, CONFIG, olddefconfig, prepare; "make FOLDER" there, and again after each commit is checked
# out. The check is of the same configuration with --no-sparse, since make by hand runs none. All in one run, one after
# the other, with as many jobs; ccache is off for both. Printed are seconds and the two ratios.
set -eu
: "${STABLEPORT:?names the program}"
repo=$(cd "$1" && pwd)
range=$2 folder=$3
config=$(realpath "$4")
jobs=${JOBS:-$(nproc)}
scratch=$(mktemp -d)
trap 'git -C "$repo" worktree remove --force "$scratch/work" 2>/dev/null; rm -rf "$scratch"' EXIT
export CCACHE_DISABLE=1

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.1f", $1 - $2 }'; }

by_hand() {
	git -C "$repo" worktree add -q --detach "$scratch/work" "${range%..*}"
	mkdir "$scratch/out"
	cp "$config" "$scratch/out/.config"
	make="make -C $scratch/work O=$scratch/out WERROR=0 -j$jobs"
	$make olddefconfig
	$make prepare
	$make "$folder/"
	for commit in $(git -C "$repo" rev-list --reverse --first-parent "$range"); do
		git -C "$scratch/work" checkout -q "$commit"
		$make "$folder/"
	done
}

checked() {
	"$STABLEPORT" check "$range" --repo "$repo" --config "$config" --no-sparse --build-dir "$scratch/builds" \
		--jobs "$jobs" --json >"$scratch/$1.json" || echo "check $1 ended with code $?" >&2
}

start=$(now)
by_hand >"$scratch/by-hand.log" 2>&1 || { tail -n 5 "$scratch/by-hand.log"; exit 1; }
hand=$(since "$start")
start=$(now)
checked first
first=$(since "$start")
start=$(now)
checked second
second=$(since "$start")
printf 'commits      %s\n' "$(git -C "$repo" rev-list --count --first-parent "$range")"
printf 'by hand      %s s\nfirst check  %s s\nsecond check %s s\n' "$hand" "$first" "$second"
echo "$hand $first $second" | awk '{ printf "first / by hand   %.2f (at most 1.5)\nsecond / first    %.3f (under 0.1)\n", $2 / $1, $3 / $2 }'
