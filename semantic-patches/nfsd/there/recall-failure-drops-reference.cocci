// SPDX-License-Identifier: GPL-2.0-only
//
// Found where a delegation's recall that could not be queued gives back its reference:
// the content of 230ca758453c "nfsd: put dl_stid if fail to queue dl_recall".

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
 queued = nfsd4_run_cb(&dp->F);
 ...
*if (!queued) { ... nfs4_put_stid(R); ... }
|
*if (WARN_ON_ONCE(!nfsd4_run_cb(&dp->F))) { ... refcount_dec(R); ... }
)
