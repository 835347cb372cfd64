#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A client holds a recall back, so that its RPC stays under way, while the same delegation is recalled once more. Then
# it sets its backchannel up anew: the server ends the RPCs under way and sends their callbacks again. With the bug the
# second recall is started while the first one runs: two RPCs share one callback (and one slot: the client sees both),
# and when both end, only one can be queued again. The count of the other is never taken back, and the server cannot be
# stopped.
. /bin/nfsd.sh

# A recall is given up after 10 s without a reply: none ends by itself meanwhile.
nfsd_start 100
for file in probe a; do echo text >/export/$file; done

# What recalls a delegation twice, without waiting in between for the first to end:
# - a write delegation (v6.6 and later), recalled for a reader, then for a writer;
# - the fault injection (before v5.10), then a writer. The injection takes the delegation out of the server's tables: it
#   cannot be returned any more, and the server warns of it when it stops, with the bug and without;
# - two writers, in a test kernel that was helped (semantic-patches/nfsd/prove/recall-again.cocci).
nfs4-client 127.0.0.1 probe >/client.out <<EOF
start
open both probe
EOF
share=read
first="local write /export/a"
inject=/sys/kernel/debug/nfsd/recall_delegations
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
if grep -q 'with a write delegation' /client.out; then
	said "recalled twice: a write delegation, for a reader and then for a writer"
	share=both
	first="local read /export/a"
elif test -e $inject; then
	said "recalled twice: by fault injection, then for a writer"
	first="write $inject 0"
else
	said "recalled twice: for two writers, the second by help of the test kernel"
fi

nfs4-client 127.0.0.1 holder >/client.out <<EOF
start
open $share a
answer nothing
$first
await 1 5
try local write /export/a
try await 2 2
measure held recalls-under-way-at-once
answer ok
backchannel-ctl
try await 2 5
pass 3
measure callbacks recalls
delegreturn
EOF
cat /client.out
held=$(number recalls-under-way-at-once /client.out)
test -n "$held" || give_up "the client failed"
nfsd_stops 20
hangs=$?
measured server-stops $((!hangs))

if test "$held" -gt 1 || test $hangs -ne 0; then bug shown; else bug absent; fi
