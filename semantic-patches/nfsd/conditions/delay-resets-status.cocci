// SPDX-License-Identifier: GPL-2.0-only
// Bug A (expect: match).  After NFS4ERR_DELAY the RPC starts again without
// being prepared again, so the status must go back to 1 ("no reply yet")
// before.  Starred: the reset and the restart.

@delay exists@
identifier c, f;
expression T;
@@
f(..., struct nfsd4_callback *c, ...)
{
... when any
switch (c->cb_seq_status) {
case -NFS4ERR_DELAY:
  ...
* c->cb_seq_status = 1;
  ...
* rpc_restart_call(T)
  ... when any
}
... when any
}
