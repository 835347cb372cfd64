#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: no-python.sh FOLDER
# Builds with muon and ninja under strace in FOLDER and fails if a program that was executed has python in its name.
set -eu
folder=$1
rm -rf "$folder"
mkdir -p "$folder"
CC=clang strace -f -qq -s 300 -e trace=execve,execveat -o "$folder/execve.log" \
	sh -c "muon-meson setup $folder/muon && ninja -C $folder/muon"
grep -c execve "$folder/execve.log"
if grep -iE 'execve(at)?\([^"]*"[^"]*python[^"/]*"' "$folder/execve.log"; then
	echo "python ran in the muon build" >&2
	exit 1
fi
grep -q 'execve("[^"]*clang' "$folder/execve.log" # the trace did see the compiler
