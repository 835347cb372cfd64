// SPDX-License-Identifier: GPL-2.0-only
// Fact 2, second half (expect: match).  The RPC's release either puts the
// callback back on the queue, without counting it again, or ends it.
// Starred: the two.

@released@
identifier c;
expression X;
@@
nfsd4_cb_release(...)
{
... when any
if (X)
*	nfsd4_queue_cb(c);
else
*	nfsd41_destroy_cb(c);
... when any
}
