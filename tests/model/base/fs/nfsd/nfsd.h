/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINUX_NFSD_NFSD_H
#define LINUX_NFSD_NFSD_H

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nfs4.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define dprintk(fmt, ...)	printk("nfsd: " fmt, ##__VA_ARGS__)

#define nfs_ok			((__force __be32)0)
#define nfserr_jukebox		((__force __be32)NFS4ERR_DELAY)

struct nfsd_net {
	spinlock_t client_lock;
	struct list_head client_lru;
	struct list_head del_recall_lru;
	spinlock_t blocked_locks_lock;
	time_t nfsd4_lease;
};

struct net;

extern unsigned int nfsd_net_id;
extern void *net_generic(const struct net *net, unsigned int id);

extern int nfsd_startup(struct net *net);
extern void nfsd_shutdown(struct net *net);

#endif
