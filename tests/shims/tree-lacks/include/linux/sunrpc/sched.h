/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_SUNRPC_SCHED_H
#define FAKE_LINUX_SUNRPC_SCHED_H

#define RPC_TASK_KILLED		0x0100

struct rpc_task {
	unsigned short tk_flags;
};

#endif
