#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Sourced after nfsd.sh: a normal load, which must go the same before and after a fix. The guest's own NFS client mounts
# the guest's server, reads files, and keeps a delegation for each. Then four writers on the server's own filesystem
# append to them, each time waiting until the delegation is recalled and given back; and all is read again.
#
# First all delegations, then all recalls: the server gives none on a file that looks like one recalled lately.

# read_all COUNT LINES: how many files have that many lines, over NFS.
read_all() {
	right=0
	for i in $(seq "$1"); do
		lines=0
		while read -r line; do lines=$((lines + 1)); done </mnt/load.$i
		test $lines -eq "$2" && right=$((right + 1))
	done
	echo $right
}

# recall_some FIRST COUNT: every fourth file.
recall_some() {
	for i in $(seq "$1" 4 "$2"); do echo more >>/export/load.$i; done
}

# load_recalls COUNT
load_recalls() {
	mkdir -p /mnt
	nfs4-client mount 127.0.0.1 /mnt || give_up "the loopback mount failed"
	for i in $(seq "$1"); do echo one >/export/load.$i; done
	begun=$(cut -d. -f1 /proc/uptime)
	measured load-files-read "$(read_all "$1" 1)"
	writers=
	for first in 1 2 3 4; do
		recall_some $first "$1" &
		writers="$writers $!"
	done
	wait $writers
	measured load-delegations-returned "$(returned)"
	measured load-files-read-again "$(read_all "$1" 2)"
	said "load: $(($(cut -d. -f1 /proc/uptime) - begun)) s"
	umount /mnt
}

# The whole scenario: hundreds of recalls that are answered as they should be, and a server that stops after them.
load() {
	nfsd_start 90
	load_recalls 400
	nfsd_stops 20 || exit 1
	measured server-stops 1
}

# DELEGRETURNs that the guest's own client has sent on its mount: the first number is that of calls.
returned() { sed -n 's/^[[:space:]]*DELEGRETURN: \([0-9]*\) .*$/\1/p' /proc/self/mountstats | head -n 1; }
