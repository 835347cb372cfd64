/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SUNRPC_CLNT_H
#define _LINUX_SUNRPC_CLNT_H

#include <linux/sunrpc/auth.h>
#include <linux/sunrpc/sched.h>
#include <linux/sunrpc/svc_xprt.h>

struct rpc_create_args {
	u32 prognumber;
	int timeout;
	const char *client_name;
	struct svc_xprt *bc_xprt;
};

extern struct rpc_clnt *rpc_create(const struct rpc_create_args *args);
extern void rpc_shutdown_client(struct rpc_clnt *clnt);

#endif
