// SPDX-License-Identifier: GPL-2.0-only
static bool
nfsd_break_deleg_cb(struct file_lock *fl)
{
	fl->fl_break_time = 0;
	nfsd_break_one_deleg(fl->fl_owner);
	return false;
}

static void give(struct nfsd4_open *open)
{
	open->op_delegate_type = NFS4_OPEN_DELEGATE_WRITE;
}
