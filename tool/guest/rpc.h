/* SPDX-License-Identifier: GPL-2.0-only */
/* ONC RPC version 2 (RFC 5531) over one TCP connection on which both sides call. */
#ifndef STABLEPORT_GUEST_RPC_H
#define STABLEPORT_GUEST_RPC_H

#include "xdr.h"

enum {
	RPC_RECORD_MOST = 64 * 1024,
	RPC_MARK = 4            /* a record's mark before it */
};

struct rpc_header {
	uint32_t xid;
	bool is_call;
	uint32_t program, version, procedure;   /* of a call */
	bool accepted;                          /* a reply: the call was carried out */
};

struct rpc_connection {
	int fd;                         /* -1: none */
	size_t have;                    /* bytes read and not yet used */
	size_t used;                    /* bytes of the record given last: they go at the next receive */
	unsigned char bytes[RPC_RECORD_MOST];
};

enum rpc_event { RPC_RECORD, RPC_QUIET, RPC_CLOSED, RPC_DAMAGED };

/* A call with the credentials of root (AUTH_SYS), and a reply that was carried out; the arguments or results follow. */
void rpc_put_call(struct xdr_writer *to, uint32_t xid, uint32_t program, uint32_t version, uint32_t procedure);
void rpc_put_reply(struct xdr_writer *to, uint32_t xid);
/* Reads a header up to the arguments or results; -1 when it is none. */
int rpc_get_header(struct xdr_reader *from, struct rpc_header *header);

/* Looks for a whole record in bytes; puts its fragments together at the begin of bytes + RPC_MARK. Gives how many
 * bytes it takes up, 0 when more must be read, -1 when it can never fit into room; *length is that of the record. */
long rpc_record(unsigned char *bytes, size_t have, size_t room, size_t *length);

int rpc_connect(struct rpc_connection *on, const char *address, uint16_t port);
void rpc_close(struct rpc_connection *on);
/* Sends what was written behind RPC_MARK bytes, which are filled in here; 0/-1. */
int rpc_send(struct rpc_connection *on, struct xdr_writer *record);
/* Waits until then (CLOCK_MONOTONIC, in ms) for a record; its content is good until the next call. */
enum rpc_event rpc_receive(struct rpc_connection *on, int64_t deadline, struct xdr_reader *record);
int64_t rpc_now(void);

#endif
