# SPDX-License-Identifier: GPL-2.0-only
# Sourced by scenarios (busybox sh): the NFS server of the guest, without any daemon. What mountd would answer is
# written into the server's caches beforehand: one domain "guest" for 127.0.0.1, and one export, a tmpfs at /export
# with fsid=0.

said() { echo "stableport: said $*"; }
measured() { echo "stableport: measured $1 $2"; }
bug() { echo "stableport: bug $1"; }

# A scenario that cannot go on says why, and neither "shown" nor "absent".
give_up() { said "gave up: $*"; exit 1; }

# nfsd_start LEASE: seconds; a callback's RPC waits a tenth of it, at least one second. Linux allows no lease below 10.
nfsd_start() {
	mkdir -p /export /var/lib/nfs/v4recovery
	mount -t tmpfs export /export && mount -t nfsd nfsd /proc/fs/nfsd || give_up "the kernel has no nfsd"
	never=2147483647
	echo "nfsd 127.0.0.1 $never guest" >/proc/net/rpc/auth.unix.ip/channel
	# insecure (2), no_subtree_check (1024), fsid= (8192)
	echo "guest /export $never 9218 65534 65534 0" >/proc/net/rpc/nfsd.export/channel
	echo "guest 1 \\x00000000 $never /export" >/proc/net/rpc/nfsd.fh/channel
	echo /var/lib/nfs/v4recovery >/proc/fs/nfsd/nfsv4recoverydir
	echo "$1" >/proc/fs/nfsd/nfsv4leasetime
	echo "$1" >/proc/fs/nfsd/nfsv4gracetime
	echo "-2 -3 +4 +4.1" >/proc/fs/nfsd/versions 2>/dev/null || echo "-3 +4 +4.1" >/proc/fs/nfsd/versions
	echo 8 >/proc/fs/nfsd/threads || give_up "nfsd does not start"
	echo Y >/proc/fs/nfsd/v4_end_grace
}

# Tasks that wait for an RPC client to end, or for callbacks.
hanging() {
	grep -lE "rpc_shutdown_client|nfsd4_probe_callback_sync|nfsd4_shutdown_callback" /proc/[0-9]*/stack 2>/dev/null |
		cut -d/ -f3 | head -n 3
}

say_stack() {
	said "$1 ($(cat /proc/$1/comm)):"
	sed "s/^/stableport: said   /" /proc/$1/stack
}

# nfsd_stops SECONDS: asks the server to stop and waits so long for it; says where it hangs when it does not.
nfsd_stops() {
	echo 0 >/proc/fs/nfsd/threads &
	stopping=$!
	for second in $(seq "$1"); do
		test -d /proc/$stopping || return 0
		sleep 1
	done
	test -d /proc/$stopping || return 0
	said "the server does not stop; after $1 s it is here:"
	say_stack $stopping
	for other in $(hanging); do test $other = $stopping || say_stack $other; done
	return 1
}

# number NAME FILE: what a client measured under that name and wrote there.
number() { sed -n "s/^stableport: measured $1 //p" "$2"; }
