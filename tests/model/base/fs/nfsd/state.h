/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NFSD4_STATE_H
#define _NFSD4_STATE_H

#include <linux/bitops.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/sunrpc/clnt.h>
#include <linux/workqueue.h>

typedef struct {
	u32 si_generation;
	u32 si_opaque;
} stateid_t;

struct nfs4_client;
struct nfsd4_callback_ops;

/* A call from the server to a client. */
struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	struct rpc_message cb_msg;
	const struct nfsd4_callback_ops *cb_ops;
	struct work_struct cb_work;
	int cb_seq_status;
	int cb_status;
	bool cb_need_restart;
	bool cb_holds_slot;
};

struct nfsd4_callback_ops {
	void (*prepare)(struct nfsd4_callback *);
	int (*done)(struct nfsd4_callback *, struct rpc_task *);
	void (*release)(struct nfsd4_callback *);
};

/* What all kinds of state have in common. */
struct nfs4_stid {
	refcount_t		sc_count;
	stateid_t		sc_stateid;
	struct nfs4_client	*sc_client;
	struct nfs4_file	*sc_file;
	void			(*sc_free)(struct nfs4_stid *);
};

struct nfs4_delegation {
	struct nfs4_stid	dl_stid; /* must be first field */
	struct list_head	dl_perclnt;
	struct list_head	dl_recall_lru;
	u32			dl_type;
	time_t			dl_time;
	/* For recall: */
	int			dl_retries;
	struct nfsd4_callback	dl_recall;
};

#define cb_to_delegation(cb) \
	container_of(cb, struct nfs4_delegation, dl_recall)

struct nfs4_cb_conn {
	u32			cb_prog;
	struct svc_xprt		*cb_xprt;	/* minorversion 1 only */
};

struct nfsd4_cb_sec {
	u32			uid;
	u32			gid;
};

struct nfsd4_conn {
	struct list_head	cn_persession;
	struct svc_xprt		*cn_xprt;
	struct nfsd4_session	*cn_session;
#define NFS4_CDFC4_BACK		2
	unsigned char		cn_flags;
};

struct nfsd4_session {
	struct list_head	se_perclnt;
	struct nfs4_client	*se_client;
	struct list_head	se_conns;
	struct nfsd4_cb_sec	se_cb_sec;
	u32			se_cb_prog;
	u32			se_cb_seq_nr;
};

/* One per client; found by its id, kept on the LRU of its server. */
struct nfs4_client {
	struct list_head	cl_lru;
	struct list_head	cl_delegations;
	time_t			cl_time;	/* of the last renewal */
	const char		*cl_name;
	const char		*cl_principal;
	u32			cl_minorversion;

	/* for v4.0 and v4.1 callbacks: */
	struct nfs4_cb_conn	cl_cb_conn;
#define NFSD4_CLIENT_CB_UPDATE		(0)
#define NFSD4_CLIENT_CB_KILL		(1)
#define NFSD4_CLIENT_CONFIRMED		(4)
#define NFSD4_CLIENT_CB_FLAG_MASK	(1 << NFSD4_CLIENT_CB_UPDATE | \
					 1 << NFSD4_CLIENT_CB_KILL)
	unsigned long		cl_flags;
	struct rpc_cred		*cl_cb_cred;
	struct rpc_clnt		*cl_cb_client;
#define NFSD4_CB_UP		0
#define NFSD4_CB_UNKNOWN	1
#define NFSD4_CB_DOWN		2
#define NFSD4_CB_FAULT		3
	int			cl_cb_state;
	struct nfsd4_callback	cl_cb_null;
	struct nfsd4_session	*cl_cb_session;

	/* for all that callback code reads of a client: */
	spinlock_t		cl_lock;

	/* for nfs41 */
	struct list_head	cl_sessions;
	atomic_t		cl_refcount;

	/* for nfs41 callbacks, one slot only */
	unsigned long		cl_cb_slot_busy;
	struct rpc_wait_queue	cl_cb_waitq;
	struct net		*net;
};

struct nfs4_file {
	spinlock_t		fi_lock;
	struct inode		*fi_inode;
	bool			fi_had_conflict;
	atomic_t		fi_lo_recalls;
};

/* A layout that a client holds of one file. */
struct nfs4_layout_stateid {
	struct nfs4_stid	ls_stid;
	spinlock_t		ls_lock;
	struct list_head	ls_layouts;
	struct nfsd4_callback	ls_recall;
	stateid_t		ls_recall_sid;
	bool			ls_recalled;
};

/* A lock that a client waits for. */
struct nfsd4_blocked_lock {
	struct list_head	nbl_list;
	struct list_head	nbl_lru;
	struct file_lock	nbl_lock;
	struct nfsd4_callback	nbl_cb;
};

enum nfsd4_cb_op {
	NFSPROC4_CLNT_CB_NULL = 0,
	NFSPROC4_CLNT_CB_RECALL,
	NFSPROC4_CLNT_CB_LAYOUT,
	NFSPROC4_CLNT_CB_NOTIFY_LOCK,
};

/* nfs4state.c */
extern const struct lock_manager_operations nfsd_posix_mng_ops;
extern const struct lock_manager_operations nfsd_lease_mng_ops;
extern void nfs4_put_stid(struct nfs4_stid *s);
extern void nfs4_inc_and_copy_stateid(stateid_t *dst, struct nfs4_stid *stid);
extern struct nfs4_client *create_client(const char *name, struct net *net);
extern void __destroy_client(struct nfs4_client *clp);
extern struct nfs4_delegation *alloc_init_deleg(struct nfs4_client *clp,
						struct nfs4_file *fp);
extern struct nfsd4_blocked_lock *
allocate_blocked_lock(struct nfs4_client *clp);
extern u64 nfsd_recall_client_delegations(struct nfs4_client *clp, u64 max);

/* nfs4callback.c */
extern void nfsd4_probe_callback(struct nfs4_client *clp);
extern void nfsd4_probe_callback_sync(struct nfs4_client *clp);
extern void nfsd4_change_callback(struct nfs4_client *clp,
				  struct nfs4_cb_conn *conn);
extern void nfsd4_init_cb(struct nfsd4_callback *cb, struct nfs4_client *clp,
		const struct nfsd4_callback_ops *ops, enum nfsd4_cb_op op);
extern void nfsd4_run_cb(struct nfsd4_callback *cb);
extern int nfsd4_create_callback_queue(void);
extern void nfsd4_destroy_callback_queue(void);
extern void nfsd4_shutdown_callback(struct nfs4_client *clp);

/* nfs4layouts.c */
extern void nfsd4_layout_lm_break(struct nfs4_layout_stateid *ls);
extern struct nfs4_layout_stateid *
nfsd4_alloc_layout_stateid(struct nfs4_client *clp, struct nfs4_file *fp);

#endif
