/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_FS_NFSD_TRACE_H
#define FAKE_FS_NFSD_TRACE_H

#include "state.h"

void trace_nfsd_cb_args(const struct nfs4_client *clp, const struct nfs4_cb_conn *conn);
void trace_nfsd_cb_nodelegs(const struct nfs4_client *clp);
void trace_nfsd_cb_start(const struct nfs4_client *clp);
void trace_nfsd_cb_new_state(const struct nfs4_client *clp);
void trace_nfsd_cb_probe(const struct nfs4_client *clp);
void trace_nfsd_cb_lost(const struct nfs4_client *clp);
void trace_nfsd_cb_shutdown(const struct nfs4_client *clp);
void trace_nfsd_cb_rpc_prepare(const struct nfs4_client *clp);
void trace_nfsd_cb_rpc_done(const struct nfs4_client *clp);
void trace_nfsd_cb_rpc_release(const struct nfs4_client *clp);
void trace_nfsd_cb_setup(const struct nfs4_client *clp, const char *netid, u32 authflavor);
void trace_nfsd_cb_setup_err(const struct nfs4_client *clp, long error);
void trace_nfsd_cb_queue(const struct nfs4_client *clp, const struct nfsd4_callback *cb);
void trace_nfsd_cb_destroy(const struct nfs4_client *clp, const struct nfsd4_callback *cb);
void trace_nfsd_cb_restart(const struct nfs4_client *clp, const struct nfsd4_callback *cb);
void trace_nfsd_cb_bc_update(const struct nfs4_client *clp, const struct nfsd4_callback *cb);
void trace_nfsd_cb_bc_shutdown(const struct nfs4_client *clp, const struct nfsd4_callback *cb);
void trace_nfsd_cb_seq_status(const struct rpc_task *task,
			      const struct nfsd4_callback *cb, const struct nfsd4_session *session);
void trace_nfsd_cb_free_slot(const struct rpc_task *task,
			      const struct nfsd4_callback *cb, const struct nfsd4_session *session);
void trace_nfsd_cb_recall(const struct nfs4_stid *stid);
void trace_nfsd_cb_notify_lock(const struct nfs4_lockowner *lo,
			      const struct nfsd4_blocked_lock *nbl);
void trace_nfsd_cb_offload(const struct nfs4_client *clp, const stateid_t *stp,
			      const struct knfsd_fh *fh, u64 count, __be32 status);
void trace_nfsd_cb_recall_any(const struct nfsd4_cb_recall_any *ra);
void trace_nfsd_cb_recall_done(const stateid_t *stp, const struct rpc_task *task);
void trace_nfsd_cb_notify_lock_done(const stateid_t *stp, const struct rpc_task *task);
void trace_nfsd_cb_layout_done(const stateid_t *stp, const struct rpc_task *task);
void trace_nfsd_cb_offload_done(const stateid_t *stp, const struct rpc_task *task);
void trace_nfsd_cb_getattr_done(const stateid_t *stp, const struct rpc_task *task);
void trace_nfsd_cb_recall_any_done(const struct nfsd4_callback *cb, const struct rpc_task *task);

#endif
