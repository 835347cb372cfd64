// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks: calls that are under way.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/sunrpc/sched.h>

static struct rpc_task *rpc_new_task(int flags, const struct rpc_call_ops *ops,
				     void *data)
{
	/* from a pool: waits until there is one */
	struct rpc_task *task = rpc_alloc_task();

	task->tk_status = 0;
	task->tk_flags = flags;
	task->tk_ops = ops;
	task->tk_calldata = data;
	return task;
}

int rpc_call_async(struct rpc_clnt *clnt, const struct rpc_message *msg,
		   int flags, const struct rpc_call_ops *ops, void *data)
{
	struct rpc_task *task = rpc_new_task(flags, ops, data);

	if (IS_ERR(task))
		return PTR_ERR(task);
	rpc_execute(task, clnt, msg);
	return 0;
}
