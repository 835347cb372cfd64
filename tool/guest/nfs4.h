/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One NFSv4.1 client (RFC 8881): its operations, and what it answers to the server's callbacks. Operations give 0, or
 * -1 with the reason in 'why'. Callbacks that come in while an operation waits for its reply are answered in between.
 */
#ifndef STABLEPORT_GUEST_NFS4_H
#define STABLEPORT_GUEST_NFS4_H

#include "../owned.h"
#include "rpc.h"

enum {
	NFS4_SESSIONID = 16, NFS4_STATEID = 16, NFS4_FH_MOST = 128,
	NFS4_HELD_MOST = 32, NFS4_ANSWERS_MOST = 8
};

/* What the next callback is answered with; the last one of a list goes on to be used. */
enum nfs4_answer { ANSWER_OK, ANSWER_DELAY, ANSWER_NOTHING };

struct nfs4_delegation {
	uint32_t type;                          /* OPEN_DELEGATE_*: 0 none, 1 read, 2 write */
	unsigned char stateid[NFS4_STATEID];
};

struct nfs4_file {
	unsigned char fh[NFS4_FH_MOST];
	size_t fh_length;
	unsigned char stateid[NFS4_STATEID];
	struct nfs4_delegation delegation;
};

/* A callback that is not answered yet. */
struct nfs4_held {
	uint32_t xid;
	unsigned char sessionid[NFS4_SESSIONID];
	uint32_t sequence, slot;
	uint32_t operations, operation;         /* how many there are, and the one behind CB_SEQUENCE; 0: none */
};

struct nfs4 {
	struct rpc_connection on;
	const char *owner;                      /* who we say we are: another owner is another client */
	unsigned patience;                      /* seconds to wait for a reply */
	char why[200];

	uint32_t xid;
	uint64_t clientid;
	uint32_t create_sequence;               /* of CREATE_SESSION */
	unsigned char sessionid[NFS4_SESSIONID];
	uint32_t sequence;                      /* of slot 0, the only one used */
	int64_t renewed;                        /* when SEQUENCE was sent last */
	struct nfs4_file file;

	enum nfs4_answer answers[NFS4_ANSWERS_MOST];
	unsigned nr_answers;
	unsigned callbacks;                     /* that came in */
	unsigned sequences;                     /* of them those whose slot or sequence id is not the last one's */
	uint32_t last_slot, last_sequence;
	struct nfs4_held held[NFS4_HELD_MOST];
	unsigned nr_held, most_held;
};

int nfs4_connect(struct nfs4 *client, const char *address);
int nfs4_exchange_id(struct nfs4 *client);
int nfs4_create_session(struct nfs4 *client);
int nfs4_reclaim_complete(struct nfs4 *client);
/* Ties the connection to the session, for both directions. */
int nfs4_bind_conn_to_session(struct nfs4 *client);
/* Tells the server (again) how to call back. */
int nfs4_backchannel_ctl(struct nfs4 *client);
/* share: OPEN4_SHARE_ACCESS_READ 1, _WRITE 2, _BOTH 3; a delegation is asked for. */
int nfs4_open(struct nfs4 *client, const char *name, uint32_t share);
int nfs4_delegreturn(struct nfs4 *client);
int nfs4_close(struct nfs4 *client);
int nfs4_destroy_session(struct nfs4 *client);
int nfs4_destroy_clientid(struct nfs4 *client);

/* Answers what was held back, the oldest first. */
int nfs4_answer_held(struct nfs4 *client);
/*
 * Serves callbacks until that many came in, or 'seconds' are over; renews the lease meanwhile. -1: the connection
 * ended.
 */
int nfs4_await(struct nfs4 *client, unsigned callbacks, unsigned seconds);

/* For the tests: reads a callback's arguments behind the RPC header. */
int nfs4_get_callback(struct xdr_reader *from, struct nfs4_held *call);

#endif
