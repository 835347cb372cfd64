// SPDX-License-Identifier: GPL-2.0-only
// Facts 1, 2 and 4 (expect: no-match).  Outside nfsd4_init_cb() the flags are
// changed by atomic bit operations only; an assignment would wipe out a bit
// that another CPU has just set.  Starred: every other change.

@init@
expression C;
position p;
@@
nfsd4_init_cb(...)
{
<+...
C->cb_flags@p = 0
...+>
}

@stored@
struct nfsd4_callback *C;
expression X;
assignment operator o;
position p != init.p;
@@
* C->cb_flags@p o X

@stored_member@
expression E, X;
identifier M;
assignment operator o;
@@
* E->M.cb_flags o X

@plain_bit@
expression N, E;
identifier M, c;
@@
(
* \(__set_bit\|__clear_bit\|__test_and_set_bit\|__test_and_clear_bit\)(N, &E->M.cb_flags)
|
* \(__set_bit\|__clear_bit\|__test_and_set_bit\|__test_and_clear_bit\)(N, &c->cb_flags)
)
