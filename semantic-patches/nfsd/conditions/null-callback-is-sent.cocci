// SPDX-License-Identifier: GPL-2.0-only
// Fact 3 (expect: match).  Both the probe and the shutdown queue cl_cb_null,
// plainly and on every path.  Starred: the one in the shutdown; it is shown
// only when the one in the probe was found as well.

@probe forall@
expression E;
@@
nfsd4_probe_callback(...)
{
... when strict
nfsd4_run_cb(&E->cl_cb_null);
... when any
}

@shutdown depends on probe forall@
expression E;
@@
nfsd4_shutdown_callback(...)
{
... when strict
* nfsd4_run_cb(&E->cl_cb_null);
... when any
}
