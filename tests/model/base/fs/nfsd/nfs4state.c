// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients, delegations and locks: the state that NFSv4 keeps.
 */
#include <linux/ktime.h>

#include "nfsd.h"
#include "state.h"

static DEFINE_SPINLOCK(state_lock);

void nfs4_put_stid(struct nfs4_stid *s)
{
	if (refcount_dec_and_test(&s->sc_count)) {
		if (s->sc_free)
			s->sc_free(s);
		else
			kfree(s);
	}
}

void nfs4_inc_and_copy_stateid(stateid_t *dst, struct nfs4_stid *stid)
{
	if (++stid->sc_stateid.si_generation == 0)
		stid->sc_stateid.si_generation = 1;
	*dst = stid->sc_stateid;
}

static void
renew_client_locked(struct nfs4_client *clp)
{
	struct nfsd_net *nn = net_generic(clp->net, nfsd_net_id);

	list_del_init(&clp->cl_lru);
	list_add_tail(&clp->cl_lru, &nn->client_lru);
	clp->cl_time = get_seconds();
}

static void put_client(struct nfs4_client *clp)
{
	struct nfsd_net *nn = net_generic(clp->net, nfsd_net_id);

	spin_lock(&nn->client_lock);
	if (atomic_dec_and_test(&clp->cl_refcount))
		renew_client_locked(clp);
	spin_unlock(&nn->client_lock);
}

struct nfs4_client *create_client(const char *name, struct net *net)
{
	struct nfs4_client *clp;

	clp = kzalloc(sizeof(*clp), GFP_KERNEL);
	if (clp == NULL)
		return NULL;
	clp->cl_name = name;
	clp->net = net;
	INIT_LIST_HEAD(&clp->cl_lru);
	INIT_LIST_HEAD(&clp->cl_delegations);
	INIT_LIST_HEAD(&clp->cl_sessions);
	INIT_LIST_HEAD(&clp->cl_cb_waitq.tasks);
	spin_lock_init(&clp->cl_lock);
	nfsd4_init_cb(&clp->cl_cb_null, clp, NULL, NFSPROC4_CLNT_CB_NULL);
	clp->cl_time = get_seconds();
	clp->cl_cb_state = NFSD4_CB_UNKNOWN;
	return clp;
}

void __destroy_client(struct nfs4_client *clp)
{
	struct nfs4_delegation *dp;

	while (!list_empty(&clp->cl_delegations)) {
		dp = list_first_entry(&clp->cl_delegations,
				      struct nfs4_delegation, dl_perclnt);
		list_del_init(&dp->dl_perclnt);
		nfs4_put_stid(&dp->dl_stid);
	}
	nfsd4_shutdown_callback(clp);
	if (clp->cl_cb_conn.cb_xprt)
		svc_xprt_put(clp->cl_cb_conn.cb_xprt);
	kfree(clp);
}

static void nfsd4_cb_recall_prepare(struct nfsd4_callback *cb)
{
	struct nfs4_delegation *dp = cb_to_delegation(cb);
	struct nfsd_net *nn = net_generic(dp->dl_stid.sc_client->net,
					  nfsd_net_id);

	/* A time means that the recall is on the list already. */
	spin_lock(&state_lock);
	if (dp->dl_time == 0) {
		dp->dl_time = get_seconds();
		list_add_tail(&dp->dl_recall_lru, &nn->del_recall_lru);
	}
	spin_unlock(&state_lock);
}

static int nfsd4_cb_recall_done(struct nfsd4_callback *cb,
		struct rpc_task *task)
{
	struct nfs4_delegation *dp = cb_to_delegation(cb);

	switch (task->tk_status) {
	case 0:
		return 1;
	case -EBADHANDLE:
	case -NFS4ERR_BAD_STATEID:
		/* the recall may have overtaken the reply to OPEN */
		if (dp->dl_retries--) {
			rpc_delay(task, 2 * HZ);
			return 0;
		}
		return -1;
	default:
		return -1;
	}
}

static void nfsd4_cb_recall_release(struct nfsd4_callback *cb)
{
	struct nfs4_delegation *dp = cb_to_delegation(cb);

	nfs4_put_stid(&dp->dl_stid);
}

static const struct nfsd4_callback_ops nfsd4_cb_recall_ops = {
	.prepare	= nfsd4_cb_recall_prepare,
	.done		= nfsd4_cb_recall_done,
	.release	= nfsd4_cb_recall_release,
};

struct nfs4_delegation *alloc_init_deleg(struct nfs4_client *clp,
					 struct nfs4_file *fp)
{
	struct nfs4_delegation *dp;

	dp = kzalloc(sizeof(*dp), GFP_KERNEL);
	if (dp == NULL)
		return NULL;
	refcount_set(&dp->dl_stid.sc_count, 1);
	dp->dl_stid.sc_client = clp;
	dp->dl_stid.sc_file = fp;
	INIT_LIST_HEAD(&dp->dl_perclnt);
	INIT_LIST_HEAD(&dp->dl_recall_lru);
	dp->dl_type = OPEN_DELEGATE_READ;
	dp->dl_retries = 1;
	nfsd4_init_cb(&dp->dl_recall, dp->dl_stid.sc_client,
		      &nfsd4_cb_recall_ops, NFSPROC4_CLNT_CB_RECALL);
	return dp;
}

static void nfsd_break_one_deleg(struct nfs4_delegation *dp)
{
	/*
	 * The lease is gone before the last reference is, and the lock of
	 * the lease is held: it is safe to take one more.
	 */
	refcount_inc(&dp->dl_stid.sc_count);
	nfsd4_run_cb(&dp->dl_recall);
}

/* From break_lease(), with the lock of the lease held. */
static bool
nfsd_break_deleg_cb(struct file_lock *fl)
{
	bool ret = false;
	struct nfs4_delegation *dp = (struct nfs4_delegation *)fl->fl_owner;
	struct nfs4_file *fp = dp->dl_stid.sc_file;

	/* The lease must not time out: the laundromat takes it back. */
	fl->fl_break_time = 0;

	spin_lock(&fp->fi_lock);
	fp->fi_had_conflict = true;
	nfsd_break_one_deleg(dp);
	spin_unlock(&fp->fi_lock);
	return ret;
}

const struct lock_manager_operations nfsd_lease_mng_ops = {
	.lm_break = nfsd_break_deleg_cb,
};

static void
free_blocked_lock(struct nfsd4_blocked_lock *nbl)
{
	kfree(nbl);
}

static int
nfsd4_cb_notify_lock_done(struct nfsd4_callback *cb, struct rpc_task *task)
{
	/* Only a hint to the client: tried again when it is busy. */
	switch (task->tk_status) {
	case -NFS4ERR_DELAY:
		rpc_delay(task, 1 * HZ);
		return 0;
	default:
		return 1;
	}
}

static void
nfsd4_cb_notify_lock_release(struct nfsd4_callback *cb)
{
	struct nfsd4_blocked_lock *nbl = container_of(cb,
					struct nfsd4_blocked_lock, nbl_cb);

	free_blocked_lock(nbl);
}

static const struct nfsd4_callback_ops nfsd4_cb_notify_lock_ops = {
	.done		= nfsd4_cb_notify_lock_done,
	.release	= nfsd4_cb_notify_lock_release,
};

struct nfsd4_blocked_lock *
allocate_blocked_lock(struct nfs4_client *clp)
{
	struct nfsd4_blocked_lock *nbl;

	nbl = kzalloc(sizeof(*nbl), GFP_KERNEL);
	if (!nbl)
		return NULL;
	INIT_LIST_HEAD(&nbl->nbl_list);
	INIT_LIST_HEAD(&nbl->nbl_lru);
	nfsd4_init_cb(&nbl->nbl_cb, clp, &nfsd4_cb_notify_lock_ops,
		      NFSPROC4_CLNT_CB_NOTIFY_LOCK);
	return nbl;
}

static void
nfsd4_lm_notify(struct file_lock *fl)
{
	struct nfsd4_blocked_lock	*nbl = container_of(fl,
						struct nfsd4_blocked_lock, nbl_lock);
	struct nfsd_net			*nn = net_generic(nbl->nbl_cb.cb_clp->net, nfsd_net_id);
	bool queue = false;

	/* on no list: somebody else is about to use it */
	spin_lock(&nn->blocked_locks_lock);
	if (!list_empty(&nbl->nbl_list)) {
		list_del_init(&nbl->nbl_list);
		list_del_init(&nbl->nbl_lru);
		queue = true;
	}
	spin_unlock(&nn->blocked_locks_lock);

	if (queue)
		nfsd4_run_cb(&nbl->nbl_cb);
}

const struct lock_manager_operations nfsd_posix_mng_ops = {
	.lm_notify = nfsd4_lm_notify,
};

/* Fault injection: recalls what was collected, without the lease's lock. */
static void
nfsd_recall_delegations(struct list_head *reaplist)
{
	struct nfs4_client *clp;
	struct nfs4_delegation *dp;

	while (!list_empty(reaplist)) {
		dp = list_first_entry(reaplist, struct nfs4_delegation,
				      dl_recall_lru);
		list_del_init(&dp->dl_recall_lru);
		clp = dp->dl_stid.sc_client;
		/* a break that comes in now makes no difference */
		spin_lock(&state_lock);
		dp->dl_time = 0;
		spin_unlock(&state_lock);
		nfsd_break_one_deleg(dp);
		put_client(clp);
	}
}

u64 nfsd_recall_client_delegations(struct nfs4_client *clp, u64 max)
{
	struct nfs4_delegation *dp;
	LIST_HEAD(reaplist);
	u64 count = 0;

	spin_lock(&state_lock);
	list_for_each_entry(dp, &clp->cl_delegations, dl_perclnt) {
		if (dp->dl_time || !list_empty(&dp->dl_recall_lru))
			continue;
		atomic_inc(&clp->cl_refcount);
		list_add(&dp->dl_recall_lru, &reaplist);
		if (++count == max)
			break;
	}
	spin_unlock(&state_lock);
	nfsd_recall_delegations(&reaplist);
	return count;
}
