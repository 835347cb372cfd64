// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layouts, and how they are recalled from a client.
 */
#include "nfsd.h"
#include "state.h"
#include "trace.h"

static const struct nfsd4_callback_ops nfsd4_cb_layout_ops;

struct nfs4_layout_stateid *
nfsd4_alloc_layout_stateid(struct nfs4_client *clp, struct nfs4_file *fp)
{
	struct nfs4_layout_stateid *ls;

	ls = kzalloc(sizeof(*ls), GFP_KERNEL);
	if (!ls)
		return NULL;
	refcount_set(&ls->ls_stid.sc_count, 1);
	ls->ls_stid.sc_client = clp;
	ls->ls_stid.sc_file = fp;
	spin_lock_init(&ls->ls_lock);
	INIT_LIST_HEAD(&ls->ls_layouts);
	nfsd4_init_cb(&ls->ls_recall, clp, &nfsd4_cb_layout_ops,
			NFSPROC4_CLNT_CB_LAYOUT);
	return ls;
}

static void
nfsd4_recall_file_layout(struct nfs4_layout_stateid *ls)
{
	spin_lock(&ls->ls_lock);
	if (ls->ls_recalled)
		goto out_unlock;

	ls->ls_recalled = true;
	atomic_inc(&ls->ls_stid.sc_file->fi_lo_recalls);
	if (list_empty(&ls->ls_layouts))
		goto out_unlock;

	trace_nfsd_layout_recall(&ls->ls_stid.sc_stateid);

	refcount_inc(&ls->ls_stid.sc_count);
	nfsd4_run_cb(&ls->ls_recall);

out_unlock:
	spin_unlock(&ls->ls_lock);
}

void nfsd4_layout_lm_break(struct nfs4_layout_stateid *ls)
{
	nfsd4_recall_file_layout(ls);
}

static void
nfsd4_cb_layout_prepare(struct nfsd4_callback *cb)
{
	struct nfs4_layout_stateid *ls =
		container_of(cb, struct nfs4_layout_stateid, ls_recall);

	nfs4_inc_and_copy_stateid(&ls->ls_recall_sid, &ls->ls_stid);
}

static int
nfsd4_cb_layout_done(struct nfsd4_callback *cb, struct rpc_task *task)
{
	struct nfs4_layout_stateid *ls =
		container_of(cb, struct nfs4_layout_stateid, ls_recall);

	switch (task->tk_status) {
	case 0:
	case -NFS4ERR_DELAY:
		/* ask again until nothing is left */
		if (list_empty(&ls->ls_layouts))
			return 1;
		rpc_delay(task, HZ / 100);
		return 0;
	case -NFS4ERR_NOMATCHING_LAYOUT:
		trace_nfsd_layout_recall_done(&ls->ls_stid.sc_stateid);
		task->tk_status = 0;
		return 1;
	default:
		trace_nfsd_layout_recall_fail(&ls->ls_stid.sc_stateid);
		return -1;
	}
}

static void
nfsd4_cb_layout_release(struct nfsd4_callback *cb)
{
	struct nfs4_layout_stateid *ls =
		container_of(cb, struct nfs4_layout_stateid, ls_recall);

	trace_nfsd_layout_recall_release(&ls->ls_stid.sc_stateid);
	nfs4_put_stid(&ls->ls_stid);
}

static const struct nfsd4_callback_ops nfsd4_cb_layout_ops = {
	.prepare	= nfsd4_cb_layout_prepare,
	.done		= nfsd4_cb_layout_done,
	.release	= nfsd4_cb_layout_release,
};
