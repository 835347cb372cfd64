// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts and stops the server.
 */
#include "nfsd.h"
#include "state.h"

unsigned int nfsd_net_id;

int nfsd_startup(struct net *net)
{
	struct nfsd_net *nn = net_generic(net, nfsd_net_id);

	nn->nfsd4_lease = 90;
	spin_lock_init(&nn->client_lock);
	spin_lock_init(&nn->blocked_locks_lock);
	INIT_LIST_HEAD(&nn->client_lru);
	INIT_LIST_HEAD(&nn->del_recall_lru);
	return nfsd4_create_callback_queue();
}

void nfsd_shutdown(struct net *net)
{
	struct nfsd_net *nn = net_generic(net, nfsd_net_id);
	struct nfs4_client *clp;

	while (!list_empty(&nn->client_lru)) {
		clp = list_first_entry(&nn->client_lru,
				       struct nfs4_client, cl_lru);
		list_del_init(&clp->cl_lru);
		__destroy_client(clp);
	}
	nfsd4_destroy_callback_queue();
}
