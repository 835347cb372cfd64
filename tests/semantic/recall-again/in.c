// SPDX-License-Identifier: GPL-2.0-only
static bool
nfsd_break_deleg_cb(struct file_lock *fl)
{
	struct nfs4_delegation *dp = (struct nfs4_delegation *)fl->fl_owner;

	fl->fl_break_time = 0;

	nfsd_break_one_deleg(dp);
	return false;
}

static void other(struct file_lock *fl)
{
	fl->fl_break_time = 0;
}
