// SPDX-License-Identifier: GPL-2.0-only
//
// Found where the reference of a recall that could not be queued is counted down: the content of
// a1d14d931bf7 "nfsd: decrease sc_count directly if fail to queue dl_recall".

@found exists@
identifier dp, F;
expression R;
identifier queued;
@@
(
 queued = nfsd4_run_cb(&dp->F);
 ...
*if (!queued) { ... refcount_dec(R); ... }
|
*if (WARN_ON_ONCE(!nfsd4_run_cb(&dp->F))) { ... refcount_dec(R); ... }
)
