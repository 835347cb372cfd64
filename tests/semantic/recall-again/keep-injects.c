// SPDX-License-Identifier: GPL-2.0-only
static bool
nfsd_break_deleg_cb(struct file_lock *fl)
{
	fl->fl_break_time = 0;
	nfsd_break_one_deleg(fl->fl_owner);
	return false;
}

u64
nfsd_inject_recall_delegations(u64 max)
{
	nfsd_recall_delegations(max);
	return max;
}
