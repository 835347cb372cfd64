// SPDX-License-Identifier: GPL-2.0-only
// Facts 2 and 4 (expect: match).  The bit operations work on an unsigned long;
// on anything smaller they write over the member behind it.
// Starred: the member.

@member@
@@
struct nfsd4_callback {
...
* unsigned long cb_flags;
...
};
