#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Sourced after nfsd.sh: a normal load, which must go the same before and after a fix. The guest's own NFS client
# mounts the guest's server, and delegations are recalled by opening their files for writing on the server's
# filesystem.

# load_recalls COUNT: so many delegations, each on a file of its own: a file whose delegation was recalled gets none
# for a while.
load_recalls() {
	mkdir -p /mnt
	nfs4-client mount 127.0.0.1 /mnt || give_up "the loopback mount failed"
	for i in $(seq "$1"); do echo "line $i" >/export/load.$i; done
	begun=$(cut -d. -f1 /proc/uptime)
	right=0
	for i in $(seq "$1"); do
		# Held open for reading, with a delegation: the append has to wait until it is recalled and given back.
		exec 4</mnt/load.$i
		echo more >>/export/load.$i
		read -r line <&4
		test "$line" = "line $i" && right=$((right + 1))
		exec 4<&-
	done
	measured load-files "$1"
	measured load-read-right $right
	measured load-delegations-returned "$(returned)"
	said "load: $(($(cut -d. -f1 /proc/uptime) - begun)) s"
	umount /mnt
}

# DELEGRETURNs that the guest's own client has sent on its mount: the first number is that of calls.
returned() { sed -n 's/^[[:space:]]*DELEGRETURN: \([0-9]*\) .*$/\1/p' /proc/self/mountstats | head -n 1; }
