#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: no-python.sh FOLDER
# Builds with muon, ninja and clang in FOLDER, anew and under strace, and fails if there is a warning or if a program that
# was executed has python in its name. FOLDER can be tested afterwards; FOLDER.execve is what was executed.
set -eu
folder=$1
log=$folder.execve
rm -rf "$folder"
CC=clang strace -f --seccomp-bpf -qq -s 300 -e trace=execve,execveat -o "$log" \
	sh -c "muon-meson setup -Dc_args=-Werror $folder && ninja -C $folder"
grep -c execve "$log"
if grep -iE 'execve(at)?\([^"]*"[^"]*python[^"/]*"' "$log"; then
	echo "python ran in the muon build" >&2
	exit 1
fi
grep -q 'execve("[^"]*clang' "$log" # the trace did see the compiler
