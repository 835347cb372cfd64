// SPDX-License-Identifier: GPL-2.0-only
// Fact 2 (expect: no-match).  A callback may be queued only by the caller that
// changed NFSD4_CALLBACK_RUNNING from 0 to 1, and the reference that ->release
// drops is taken after that.  Starred: a queueing nobody won, and a reference
// taken before the test.
// Safe form: nothing is allowed by name except cl_cb_null.  Every
// nfsd4_run_cb() has to stand behind a test of the flag of the very same
// callback, on the side that won, on every path from the function's start.

@plain@
expression E;
position p;
@@
nfsd4_run_cb@p(&E->cl_cb_null)

// The loser leaves: if (test_and_set_bit(..)) return;
@left_member exists@
expression E;
identifier M;
position p;
@@
(
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... return; }
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... return ...; }
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... continue; }
)
... when any
nfsd4_run_cb@p(&E->M)

// The winner enters: if (!test_and_set_bit(..)) { .. }
@entered_member exists@
expression E;
identifier M;
position p;
@@
if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) {
  ... when any
  nfsd4_run_cb@p(&E->M)
  ... when any
}

// The same three for a callback that is reached through a pointer to it.
@left_pointer exists@
identifier c;
position p;
@@
(
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) { ... return; }
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) { ... return ...; }
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) { ... continue; }
)
... when any
nfsd4_run_cb@p(c)

@entered_pointer exists@
identifier c;
position p;
@@
if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) {
  ... when any
  nfsd4_run_cb@p(c)
  ... when any
}

@nobody_won@
expression C;
position p != { plain.p, left_member.p, entered_member.p,
                left_pointer.p, entered_pointer.p };
@@
* nfsd4_run_cb@p(C)

// Spatch follows a goto to the return behind its label, so a loser who jumps is
// let through above; the label must not lead to the queueing, unless the flag
// is tested again (a loop's next round).
@loser_jumps exists@
expression E;
identifier M, l;
position q;
@@
if (test_and_set_bit@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)) { ... goto l; }

@jumped_to_queueing exists@
expression loser_jumps.E;
identifier loser_jumps.M, loser_jumps.l, f;
@@
f(...)
{
... when any
l:
... when != test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
* nfsd4_run_cb(&E->M)
... when any
}

// A way round the test.
@queued_member@
expression E;
identifier M != cl_cb_null;
position p;
@@
nfsd4_run_cb@p(&E->M)

@round_the_test_member exists@
expression queued_member.E;
identifier queued_member.M, f;
position queued_member.p;
@@
f(...)
{
... when != test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
* nfsd4_run_cb@p(&E->M)
... when any
}

@queued_pointer@
identifier c;
position p;
@@
nfsd4_run_cb@p(c)

@round_the_test_pointer exists@
identifier queued_pointer.c, f;
position queued_pointer.p;
@@
f(...)
{
... when != test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
* nfsd4_run_cb@p(c)
... when any
}

// A reference before the test.  A queueing in between ends the search: in a
// loop it belongs to the round before.
@tested@
expression E;
identifier M;
position p;
@@
test_and_set_bit@p(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)

@reference_before_test exists@
expression tested.E, R;
identifier tested.M;
position tested.p;
@@
(
* refcount_inc(R)
|
* refcount_inc_not_zero(R)
|
* kref_get(R)
|
* kref_get_unless_zero(R)
|
* atomic_inc(&R->sc_count)
|
* atomic_inc(&R->cl_rpc_users)
)
... when != nfsd4_run_cb(&E->M)
* test_and_set_bit@p(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)

// The helper tests too.  A callback initialised in the same function is new:
// its flag is 0, nobody else can have it, and the order does not matter.
@brand_new exists@
expression E;
identifier M;
position p;
@@
nfsd4_init_cb(&E->M, ...)
... when any
nfsd4_try_run_cb@p(&E->M)

@tried@
expression E;
identifier M;
position p != brand_new.p;
@@
nfsd4_try_run_cb@p(&E->M)

@reference_before_helper exists@
expression tried.E, R;
identifier tried.M;
position tried.p;
@@
(
* refcount_inc(R)
|
* refcount_inc_not_zero(R)
|
* kref_get(R)
|
* kref_get_unless_zero(R)
|
* atomic_inc(&R->sc_count)
|
* atomic_inc(&R->cl_rpc_users)
)
... when != nfsd4_try_run_cb(&E->M)
* nfsd4_try_run_cb@p(&E->M)
