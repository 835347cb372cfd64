#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two clients answer a recall's CB_SEQUENCE with NFS4ERR_DELAY, once. After that the first one says nothing more: the
# server has to give the callback up when its reply does not come. Meanwhile the second one's connection drops: the
# server has to end the call, so that the client can bring another connection. With the bug the old NFS4ERR_DELAY is read
# again each time, for ever.
. /bin/nfsd.sh

# A callback's reply is waited for 1 s, and 2 s pass after NFS4ERR_DELAY: in 20 s without end about seven calls; two are
# right.
silence=20
enough=3

nfsd_start 10
for file in silent gone; do echo text >/export/$file; done

# It stays until the end: if its connection dropped too, it would be like the other one.
nfs4-client 127.0.0.1 silent >/silent.out <<EOF &
start
open read silent
answer delay nothing
local write /export/silent
await 1 5
pass $silence
measure callbacks calls-to-the-silent-client
pass 300
EOF
silent=$!

nfs4-client 127.0.0.1 gone >/gone.out <<EOF
start
open read gone
answer delay ok
local write /export/gone
await 1 5
measure callbacks calls-before-the-connection-drops
drop
connect
patience 15
bind
say has another connection
EOF
bound=$?
cat /gone.out
test -n "$(number calls-before-the-connection-drops /gone.out)" || give_up "the client that goes away failed"
measured new-connection-taken $((!bound))

while test -z "$(number calls-to-the-silent-client /silent.out)" && kill -0 $silent; do sleep 1; done
cat /silent.out
calls=$(number calls-to-the-silent-client /silent.out)
test -n "$calls" || give_up "the silent client failed"
kill $silent
nfsd_stops 15
hangs=$?
measured server-stops $((!hangs))

if test "$calls" -gt $enough || test $bound -ne 0 || test $hangs -ne 0; then bug shown; else bug absent; fi
