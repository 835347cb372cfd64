// SPDX-License-Identifier: GPL-2.0-only
// Fact 1 (expect: no-match).  Starred: ->release reached with the flag still
// set; clearing after ->release (use after free) or a second time (takes the
// flag from whoever won it in between); a way through the function that clears
// nothing; clearing or releasing anywhere else.
// Safe form: the function is recognised by its call of ->release, not by its
// name.  The only other clearing allowed is the one of a member (&E->M.cb_flags)
// where queueing failed: see queue-failure-undone.cocci.

@ends@
expression C;
identifier f;
position p;
@@
f(...)
{
<+...
C->cb_ops->release@p(C)
...+>
}

@late exists@
expression ends.C;
position ends.p;
identifier ends.f;
@@
f(...)
{
... when != clear_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
    when != clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
    when != clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
* C->cb_ops->release@p(C)
... when any
}

@after_release exists@
expression C;
@@
* C->cb_ops->release(C)
... when any
(
* clear_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
|
* clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
|
* clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
|
* test_bit(\(NFSD4_CALLBACK_RUNNING\|NFSD4_CALLBACK_WAKE\|NFSD4_CALLBACK_REQUEUE\), &C->cb_flags)
)

@twice exists@
expression F;
@@
(
* clear_bit(NFSD4_CALLBACK_RUNNING, F)
|
* clear_bit_unlock(NFSD4_CALLBACK_RUNNING, F)
|
* clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, F)
)
... when != test_and_set_bit(NFSD4_CALLBACK_RUNNING, F)
(
* clear_bit(NFSD4_CALLBACK_RUNNING, F)
|
* clear_bit_unlock(NFSD4_CALLBACK_RUNNING, F)
|
* clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, F)
)

// Not every callback has a ->release: the flag goes all the same.
@not_at_all exists@
expression ends.C;
identifier ends.f;
@@
* f(...)
{
... when != clear_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
    when != clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
    when != clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
}

// Clearing through a pointer to the callback belongs where ->release is.
@there exists@
expression ends.C;
identifier ends.f;
position q;
@@
f(...)
{
... when any
(
clear_bit@q(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
|
clear_bit_unlock@q(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
|
clear_and_wake_up_bit@q(NFSD4_CALLBACK_RUNNING, &C->cb_flags)
)
... when any
}

@elsewhere@
identifier c;
position q != there.q;
@@
(
* clear_bit@q(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
|
* clear_bit_unlock@q(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
|
* clear_and_wake_up_bit@q(NFSD4_CALLBACK_RUNNING, &c->cb_flags)
)

// Clearing a member: only after its own queueing failed.
@failed exists@
expression E;
identifier M;
position q;
@@
nfsd4_run_cb(&E->M)
... when any
(
clear_bit@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
|
clear_bit_unlock@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
|
clear_and_wake_up_bit@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
)

@member_elsewhere@
expression E;
identifier M;
position q != failed.q;
@@
(
* clear_bit@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
|
* clear_bit_unlock@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
|
* clear_and_wake_up_bit@q(NFSD4_CALLBACK_RUNNING, &E->M.cb_flags)
)
