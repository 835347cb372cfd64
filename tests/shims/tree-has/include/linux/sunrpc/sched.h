/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_SUNRPC_SCHED_H
#define FAKE_LINUX_SUNRPC_SCHED_H

#define ERESTARTSYS		512

struct rpc_task {
	int tk_rpc_status;
};

/* The variable's name instead of the parameter's, as upstream has it since v6.1. */
#define RPC_SIGNALLED(t)	(task->tk_rpc_status == -ERESTARTSYS)

#endif
