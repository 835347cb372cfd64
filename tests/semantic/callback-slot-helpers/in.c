// SPDX-License-Identifier: GPL-2.0-only
static bool nfsd41_cb_get_slot(struct nfs4_client *client, struct rpc_task *task)
{
	if (test_and_set_bit(0, &client->cl_cb_slot_busy) != 0) {
		/* somebody else has it: wait */
		rpc_sleep_on(&client->cl_cb_waitq, task, NULL);
		return false;
	}
	return true;
}

/* Called when the task's turn has come. */
static void prepare(struct rpc_task *task, void *data)
{
	struct nfsd4_callback *cb = data;
	struct nfs4_client *client = cb->cb_clp;

	if (client->minor) {
		if (!cb->cb_holds_slot && !nfsd41_cb_get_slot(client, task))
			return;
		cb->cb_holds_slot = true;
	}
	rpc_call_start(task);
}

static void done(struct nfsd4_callback *cb)
{
	struct nfs4_client *client = cb->cb_clp;

	count(client);
	cb->cb_holds_slot = false;
	clear_bit(0, &client->cl_cb_slot_busy);
	rpc_wake_up_next(&client->cl_cb_waitq);
	say("given back");
}
