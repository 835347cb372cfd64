// SPDX-License-Identifier: GPL-2.0-only
// Fact 2 (expect: match), the counterpart of won-before-reference.cocci: a delegation's recall
// is queued at all, and by somebody who tested the flag.  Starred: the test
// and the queueing, or the helper that does both.  The wrong ways round are
// the other file's business; this one makes sure there is something to judge.

@won exists@
expression E;
identifier M = { dl_recall };
@@
* test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
... when any
* nfsd4_run_cb(&E->M)

@helped@
expression E;
identifier M = { dl_recall };
@@
* nfsd4_try_run_cb(&E->M)
