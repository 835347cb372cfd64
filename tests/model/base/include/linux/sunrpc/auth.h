/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SUNRPC_AUTH_H
#define _LINUX_SUNRPC_AUTH_H

#include <linux/types.h>

struct rpc_clnt;
struct rpc_cred;

struct auth_cred {
	u32 uid;
	u32 gid;
};

extern struct rpc_cred *rpc_lookup_machine_cred(const char *service);
extern struct rpc_cred *rpcauth_lookup_cred(struct rpc_clnt *clnt,
					    const struct auth_cred *acred);
extern struct rpc_cred *get_rpccred(struct rpc_cred *cred);
extern void put_rpccred(struct rpc_cred *cred);

#endif
