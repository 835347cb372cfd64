#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: unit-programs.sh FOLDER
# Runs the unit tests that muon built in FOLDER, one program after the other, and fails if one of them fails, dies or has
# fewer tests than it planned. muon's own runner reads the lines of TAP only: for it a program that dies has passed.
set -eu
folder=$1
export CK_TAP_LOG_FILE_NAME=- CK_VERBOSITY=silent
failed=
for name in $(muon-meson -C "$folder" test -l -s unit 2>&1 | sed -n "s/.*'unit'.* - //p"); do
	code=0
	timeout 600 "$folder/tests/test-$name" >"$folder/tap" 2>&1 || code=$?
	planned=$(sed -n 's/^1\.\.//p' "$folder/tap")
	passed=$(grep -c '^ok ' "$folder/tap" || :)
	echo "$name: $passed of ${planned:-?}, code $code"
	test $code -eq 0 && test "${planned:-0}" -gt 0 && test "$passed" -eq "$planned" || {
		grep -v '^ok ' "$folder/tap" || :
		failed="$failed $name"
	}
done
test -s "$folder/tap" || { echo "there are no unit tests in $folder"; exit 1; }
test -z "$failed" || { echo "failed:$failed"; exit 1; }
