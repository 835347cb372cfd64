/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STABLEPORT_SHIM_FS_NFSD_CALLBACK_TRACE_H
#define STABLEPORT_SHIM_FS_NFSD_CALLBACK_TRACE_H

/*
 * trace_nfsd_cb_*(): the trace points of NFSD's callback code, as functions which do nothing.
 *
 * Upstream has them in fs/nfsd/trace.h. That header is included as "trace.h", which finds the one
 * beside the file before any other folder, so it cannot be mirrored and this header stands beside
 * it: there is nothing to #include_next, and the adapted file has to say, after "trace.h" if it
 * has that,
 *
 *	#include <fs/nfsd/callback-trace.h>
 *
 * Without it the calls in a backport have to be taken out one by one, and every later pick
 * conflicts there again. With it they stay, and what is lost is the tracing: these events do not
 * exist on the target, and nothing tells a person who looks for them.
 *
 * Where the tree has a trace point of that name with other arguments (nfsd_cb_setup in v5.10) the
 * probe says it is lacking, and the compiler then finds the name defined twice. Leave such a name
 * to a semantic patch.
 */
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

/* stateid_t has no tag, so it cannot be declared here: a state id is taken by any address. */

/* How the server reaches its client. In v5.10; commits not looked up. */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_args
static inline void trace_nfsd_cb_args(const struct nfs4_client *clp, const struct nfs4_cb_conn *conn)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_nodelegs
static inline void trace_nfsd_cb_nodelegs(const struct nfs4_client *clp)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_setup
static inline void trace_nfsd_cb_setup(const struct nfs4_client *clp, const char *netid, u32 authflavor)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_setup_err
static inline void trace_nfsd_cb_setup_err(const struct nfs4_client *clp, long error)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_shutdown
static inline void trace_nfsd_cb_shutdown(const struct nfs4_client *clp)
{
}
#endif

/*
 * The connection's state. Upstream "NFSD: Add an nfsd_cb_probe tracepoint" and "NFSD: Add cb_lost
 * tracepoint", v5.14, and in 5.10.y since NFSD was replaced there.
 */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_probe
static inline void trace_nfsd_cb_probe(const struct nfs4_client *clp)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_lost
static inline void trace_nfsd_cb_lost(const struct nfs4_client *clp)
{
}
#endif

/*
 * Upstream a7cdf065e112 ("NFSD: Rename nfsd_cb_state trace point"), v6.9. It was nfsd_cb_state
 * before; where the tree has that one, calling it instead keeps the tracing.
 */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_start
static inline void trace_nfsd_cb_start(const struct nfs4_client *clp)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_new_state
static inline void trace_nfsd_cb_new_state(const struct nfs4_client *clp)
{
}
#endif

/*
 * One callback's way from the queue to its end. Upstream 9a026aec88e8 ("NFSD: Add callback
 * operation lifetime trace points"), v6.9.
 */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_queue
static inline void trace_nfsd_cb_queue(const struct nfs4_client *clp, const struct nfsd4_callback *cb)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_destroy
static inline void trace_nfsd_cb_destroy(const struct nfs4_client *clp, const struct nfsd4_callback *cb)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_restart
static inline void trace_nfsd_cb_restart(const struct nfs4_client *clp, const struct nfsd4_callback *cb)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_bc_update
static inline void trace_nfsd_cb_bc_update(const struct nfs4_client *clp, const struct nfsd4_callback *cb)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_bc_shutdown
static inline void trace_nfsd_cb_bc_shutdown(const struct nfs4_client *clp, const struct nfsd4_callback *cb)
{
}
#endif

/* What CB_SEQUENCE came back with, and the slot after it. In v6.12; commits not looked up. */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_seq_status
static inline void trace_nfsd_cb_seq_status(const struct rpc_task *task, const struct nfsd4_callback *cb,
					    const struct nfsd4_session *session)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_free_slot
static inline void trace_nfsd_cb_free_slot(const struct rpc_task *task, const struct nfsd4_callback *cb,
					    const struct nfsd4_session *session)
{
}
#endif

/* The steps of the RPC task that carries a callback. After v6.11, by v6.14; commit not looked up. */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_rpc_prepare
static inline void trace_nfsd_cb_rpc_prepare(const struct nfs4_client *clp)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_rpc_done
static inline void trace_nfsd_cb_rpc_done(const struct nfs4_client *clp)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_rpc_release
static inline void trace_nfsd_cb_rpc_release(const struct nfs4_client *clp)
{
}
#endif

/* What is sent. In 6.1; commits not looked up. */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_recall
static inline void trace_nfsd_cb_recall(const struct nfs4_stid *stid)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_notify_lock
static inline void trace_nfsd_cb_notify_lock(const struct nfs4_lockowner *lo, const struct nfsd4_blocked_lock *nbl)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_offload
static inline void trace_nfsd_cb_offload(const struct nfs4_client *clp, const void *stp,
					    const struct knfsd_fh *fh, u64 count, __be32 status)
{
}
#endif

/*
 * What came back. In 6.1 (getattr_done in 6.12). Upstream "NFSD: Add tracepoints to report NFSv4
 * callback completions"; its id was not looked up.
 */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_recall_done
static inline void trace_nfsd_cb_recall_done(const void *stp, const struct rpc_task *task)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_notify_lock_done
static inline void trace_nfsd_cb_notify_lock_done(const void *stp, const struct rpc_task *task)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_layout_done
static inline void trace_nfsd_cb_layout_done(const void *stp, const struct rpc_task *task)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_offload_done
static inline void trace_nfsd_cb_offload_done(const void *stp, const struct rpc_task *task)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_getattr_done
static inline void trace_nfsd_cb_getattr_done(const void *stp, const struct rpc_task *task)
{
}
#endif

/* Upstream 638593be55c0 ("NFSD: add CB_RECALL_ANY tracepoints"), v6.2. */
#ifdef STABLEPORT_LACKS_trace_nfsd_cb_recall_any
static inline void trace_nfsd_cb_recall_any(const struct nfsd4_cb_recall_any *ra)
{
}
#endif

#ifdef STABLEPORT_LACKS_trace_nfsd_cb_recall_any_done
static inline void trace_nfsd_cb_recall_any_done(const struct nfsd4_callback *cb, const struct rpc_task *task)
{
}
#endif

#endif
