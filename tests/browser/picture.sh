#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: picture.sh REPORT.json PICTURE.png [HEIGHT]
# The first screen of a report's page, light and 1280 wide, as 960 pixels for the README. Environment: STABLEPORT, the
# program.
: "${STABLEPORT:=stableport}" "${1:?names the report}" "${2:?names the picture}"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$STABLEPORT" report "$1" --format html --output "$folder/page.html"
test -s "$folder/page.html" || exit 2
"$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" \
	--window-size="1280,${3:-1370}" --force-device-scale-factor=0.75 --screenshot="$folder/picture.png" "file://$folder/page.html" 2>/dev/null
test -s "$folder/picture.png" && mv "$folder/picture.png" "$2"
