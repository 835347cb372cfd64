// SPDX-License-Identifier: GPL-2.0-only
static bool nfsd41_cb_get_slot(struct nfsd4_callback *cb,
			       struct rpc_task *task)
{
	struct nfs4_client *client = cb->cb_clp;

	if (!cb->cb_holds_slot && test_and_set_bit(0, &client->cl_cb_slot_busy) != 0) {
		/* somebody else has it: wait */
		rpc_sleep_on(&client->cl_cb_waitq, task, NULL);
		return false;
	}
	cb->cb_holds_slot = true;
	return true;
}

static void nfsd41_cb_release_slot(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	if (cb->cb_holds_slot) {
		cb->cb_holds_slot = false;
		clear_bit(0, &clp->cl_cb_slot_busy);
		rpc_wake_up_next(&clp->cl_cb_waitq);
	}
}

/* Called when the task's turn has come. */
static void prepare(struct rpc_task *task, void *data)
{
	struct nfsd4_callback *cb = data;
	struct nfs4_client *client = cb->cb_clp;

	if (client->minor && !nfsd41_cb_get_slot(cb, task))
		return;
	rpc_call_start(task);
}

static void done(struct nfsd4_callback *cb)
{
	struct nfs4_client *client = cb->cb_clp;

	count(client);
	nfsd41_cb_release_slot(cb);
	say("given back");
}
