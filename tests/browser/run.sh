#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The report's pages in real Chromium, as TAP: see look.js. Environment: PAGES (the program that writes them), and
# STABLEPORT and SOURCE_ROOT: the plan of commits has a page that it makes of a real history.
: "${PAGES:?names the program that writes the pages}" "${STABLEPORT:?names the program}" "${SOURCE_ROOT:?names our folder}"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if test -z "$browser" || ! command -v node >/dev/null; then
	echo "1..0 # SKIP there is no chromium or no node"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PAGES" "$folder" || exit 2
git clone -q "$SOURCE_ROOT/tests/histories/nfsd-callback.bundle" "$folder/nfsd" || exit 2
plan() { "$STABLEPORT" plan 7d038491a386 --repo "$folder/nfsd" --onto origin/linux-4.19.y --html "$@"; }
plan >"$folder/chain.html" || exit 2
plan --plain >"$folder/chain-in-conflict.html" # nobody can carry it so: exit code 1
node "$(dirname "$0")/look.js" "$browser" "$folder"
