/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_FS_NFSD_STATE_H
#define FAKE_FS_NFSD_STATE_H

#include <linux/types.h>

struct knfsd_fh;
struct nfs4_cb_conn;
struct nfs4_client;
struct nfs4_lockowner;
struct nfs4_stid;
struct nfsd4_blocked_lock;
struct nfsd4_callback;
struct nfsd4_cb_recall_any;
struct nfsd4_session;
struct rpc_task;

typedef struct {
	u32 si_generation;
} stateid_t;

#endif
