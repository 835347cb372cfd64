// SPDX-License-Identifier: GPL-2.0-only
//
// Found where a recall that could not be queued gives back its flag: the content of
// "nfsd: clear CALLBACK_RUNNING on failed delegation recall queue".

@found exists@
identifier dp, F;
identifier queued;
@@
 queued = nfsd4_run_cb(&dp->F);
 ...
*if (!queued) { ... clear_bit(NFSD4_CALLBACK_RUNNING, &dp->F.cb_flags); ... }
