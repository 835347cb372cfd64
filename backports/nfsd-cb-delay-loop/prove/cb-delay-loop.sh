#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two clients answer a recall's CB_SEQUENCE with NFS4ERR_DELAY, once. After that the first one says nothing more: the
# server has to take that for no reply. Meanwhile the second one's connection drops: the server has to end the call, so
# that the client can bring another connection. With the bug the old NFS4ERR_DELAY is read again each time, for ever.
#
# What a server does without a reply is not the same everywhere: up to 6.1 it gives the callback up, later it sends it
# again each second. So a third client never answers at all, and the first one must not be called more often than that,
# but for the call that it answered, and one more in the same time.
. /bin/nfsd.sh

# A reply is waited for 1 s, and 2 s pass after NFS4ERR_DELAY: in 20 s without end about seven calls.
silence=20
more=2

nfsd_start 10
for file in silent mute gone; do echo text >/export/$file; done

# quiet NAME COUNT ANSWER...: it stays until the end. If its connection dropped too, it would be like the one that goes.
quiet() {
	name=$1
	count=$2
	shift 2
	nfs4-client 127.0.0.1 $name >/$name.out <<EOF &
start
open read $name
answer $*
local write /export/$name
await 1 5
pass $silence
measure callbacks $count
pass 300
EOF
}
quiet silent calls-to-the-silent-client delay nothing
silent=$!
quiet mute calls-to-one-that-never-answers nothing
mute=$!

# calls_to PID NAME COUNT: how many, when it has counted.
calls_to() {
	while test -z "$(number $3 /$2.out)" && kill -0 $1; do sleep 1; done
	number $3 /$2.out
}

# The connection drops when the server has read the answer, a second later: what it has not read is lost, and no DELAY
# stands in the call that is ended.
nfs4-client 127.0.0.1 gone >/gone.out <<EOF
start
open read gone
answer delay ok
local write /export/gone
await 1 5
pass 1
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

calls=$(calls_to $silent silent calls-to-the-silent-client)
usual=$(calls_to $mute mute calls-to-one-that-never-answers)
cat /silent.out /mute.out
test -n "$calls" && test -n "$usual" || give_up "a silent client failed"
kill $silent $mute
nfsd_stops 15
hangs=$?
measured server-stops $((!hangs))

if test "$calls" -gt $((usual + more)) || test $bound -ne 0 || test $hangs -ne 0; then bug shown; else bug absent; fi
