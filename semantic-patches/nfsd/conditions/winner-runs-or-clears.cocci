// SPDX-License-Identifier: GPL-2.0-only
// Facts 5 and 6 in general (expect: no-match).  Whoever set the flag queues
// the callback or clears the flag again; otherwise this callback is never sent
// any more.  Starred: a test after which the winner can reach the end of the
// function, or of its branch, having done neither; a test whose result nobody
// looks at.
// Safe form: the search starts behind the branch of the loser, so the loser's
// own way out does not count; a loop's way back does.  For the positive test
// the branch is let through only when every path in it queues or clears.

@loser_leaves exists@
expression E;
identifier M, f;
@@
f(...)
{
... when any
(
* if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... return ...; }
|
* if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... return; }
|
* if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... continue; }
)
... when != nfsd4_run_cb(&E->M)
    when != clear_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
    when != clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
    when != clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
}

@winner_enters forall@
expression E;
identifier M;
position p;
@@
if (!test_and_set_bit@p(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) {
... when strict
    when any
(
nfsd4_run_cb(&E->M)
|
clear_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
)
... when any
}

@neither@
expression E;
identifier M;
statement S;
position p != winner_enters.p;
@@
* if (!test_and_set_bit@p(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) S

@not_looked_at@
expression E;
@@
* test_and_set_bit(NFSD4_CALLBACK_RUNNING, E);
