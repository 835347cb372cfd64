// SPDX-License-Identifier: GPL-2.0-only
// Fact 4 (expect: match).  nfsd4_init_cb() starts with no flag set: callbacks
// are embedded in memory that need not be zeroed.  Starred: the assignment.
// Safe form: it must be the function's own parameter, and on every path.

@init forall@
identifier c;
@@
nfsd4_init_cb(struct nfsd4_callback *c, ...)
{
... when strict
* c->cb_flags = 0;
... when any
}
