// SPDX-License-Identifier: GPL-2.0-only
// Bug A (expect: no-match).  Starred: a restart that can be reached with the
// status of the last reply still in place, and a reset that comes before
// the status is looked at (every reply would then read as "no reply").
// Safe form: no case is named; whatever leads to rpc_restart_call() has to
// pass the reset.  rpc_restart_call_prepare() runs nfsd4_cb_prepare(), which
// resets by itself.

@stale exists@
identifier f, c;
expression T;
@@
f(..., struct nfsd4_callback *c, ...)
{
... when != c->cb_seq_status = 1
* rpc_restart_call(T)
... when any
}

@looked_at@
identifier c;
position p;
@@
switch (c->cb_seq_status@p) { case -NFS4ERR_DELAY: ... }

@early exists@
identifier looked_at.c, f;
position looked_at.p;
@@
f(...)
{
... when any
* c->cb_seq_status = 1;
... when any
* c->cb_seq_status@p
... when any
}
