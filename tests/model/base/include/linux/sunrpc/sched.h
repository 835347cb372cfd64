/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SUNRPC_SCHED_H
#define _LINUX_SUNRPC_SCHED_H

#include <linux/list.h>

struct rpc_cred;
struct rpc_clnt;

struct rpc_procinfo {
	u32 p_proc;
	const char *p_name;
};

struct rpc_message {
	const struct rpc_procinfo *rpc_proc;
	void *rpc_argp;
	void *rpc_resp;
	struct rpc_cred *rpc_cred;
};

struct rpc_call_ops;

struct rpc_task {
	int tk_status;
	unsigned short tk_flags;
	unsigned long tk_runstate;
	const struct rpc_call_ops *tk_ops;
	void *tk_calldata;
};

#define RPC_TASK_KILLED		0x0100
#define RPC_TASK_SOFT		0x0200
#define RPC_TASK_SOFTCONN	0x0400

struct rpc_wait_queue {
	struct list_head tasks;
};

struct rpc_call_ops {
	void (*rpc_call_prepare)(struct rpc_task *task, void *calldata);
	void (*rpc_call_done)(struct rpc_task *task, void *calldata);
	void (*rpc_release)(void *calldata);
};

extern int rpc_call_async(struct rpc_clnt *clnt, const struct rpc_message *msg,
			  int flags, const struct rpc_call_ops *ops, void *data);
extern struct rpc_task *rpc_alloc_task(void);
extern void rpc_execute(struct rpc_task *task, struct rpc_clnt *clnt,
			const struct rpc_message *msg);
extern void rpc_call_start(struct rpc_task *task);
extern int rpc_restart_call(struct rpc_task *task);
extern int rpc_restart_call_prepare(struct rpc_task *task);
extern void rpc_delay(struct rpc_task *task, unsigned long delay);
extern void rpc_sleep_on(struct rpc_wait_queue *queue, struct rpc_task *task,
			 void (*action)(struct rpc_task *));
extern void rpc_wake_up_queued_task(struct rpc_wait_queue *queue,
				    struct rpc_task *task);
extern struct rpc_task *rpc_wake_up_next(struct rpc_wait_queue *queue);

#endif
