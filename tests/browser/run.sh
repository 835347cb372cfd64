#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The report's pages in real Chromium, as TAP: see look.js. Environment: PAGES (the program that writes them).
: "${PAGES:?names the program that writes the pages}"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if test -z "$browser" || ! command -v node >/dev/null; then
	echo "1..0 # SKIP there is no chromium or no node"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PAGES" "$folder" || exit 2
node "$(dirname "$0")/look.js" "$browser" "$folder"
