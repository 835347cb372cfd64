// SPDX-License-Identifier: GPL-2.0-only
// Fact 6 (expect: match).  deleg_reaper() takes the flag as its last test:
// a client that is passed over afterwards would keep it for ever.  Starred:
// test and queueing.
// Safe form: forall and strict, so that every way from the won flag has to
// reach nfsd4_run_cb() of the same callback; a continue, break or return in
// between spoils the match.

@reaper forall@
expression E;
@@
* if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->ra_cb.cb_flags))
	continue;
... when strict
* nfsd4_run_cb(&E->ra_cb);
