// SPDX-License-Identifier: GPL-2.0-only
// Fact 1 (expect: match).  The end of a callback clears NFSD4_CALLBACK_RUNNING
// and then calls ->release, which may free the callback; the client's count of
// callbacks in flight goes down after that.  Starred: clearing and release.
// This file shows that the place is there; not-cleared-late-or-twice.cocci
// looks at every path of it and no-end-without-destroy.cocci at who gets there.

@ended exists@
identifier c;
expression L;
@@
nfsd41_destroy_cb(struct nfsd4_callback *c)
{
... when any
(
* clear_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
|
* clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
|
* clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
)
... when any
* c->cb_ops->release(c);
... when any
nfsd41_cb_inflight_end(L);
... when any
}
