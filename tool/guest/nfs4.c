// SPDX-License-Identifier: GPL-2.0-only
/*
 * Only what the scenarios need: one session with one slot for each direction, one file open at a time, AUTH_SYS. An
 * operation is written into a COMPOUND, sent, and its reply read op by op; anything unexpected ends it with a reason.
 *
 * Sections named here are those of RFC 8881 unless it says otherwise; numbers are from its XDR (RFC 5662).
 */
#include "nfs4.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NFS_PORT = 2049, NFS_PROGRAM = 100003, NFS_VERSION = 4, PROC_COMPOUND = 1 };
enum { CALLBACK_PROGRAM = 0x40000000, CB_NULL = 0, CB_COMPOUND = 1 };
enum { MINOR_VERSION = 1 };
enum { NFS4ERR_NOTSUPP = 10004, NFS4ERR_DELAY = 10008, NFS4ERR_OP_ILLEGAL = 10044, NFS4ERR_TOO_MANY_OPS = 10070 };

enum operation {
	OP_CLOSE = 4, OP_DELEGRETURN = 8, OP_GETFH = 10, OP_OPEN = 18, OP_PUTFH = 22, OP_PUTROOTFH = 24,
	OP_BACKCHANNEL_CTL = 40, OP_BIND_CONN_TO_SESSION = 41, OP_EXCHANGE_ID = 42, OP_CREATE_SESSION = 43,
	OP_DESTROY_SESSION = 44, OP_SEQUENCE = 53, OP_DESTROY_CLIENTID = 57, OP_RECLAIM_COMPLETE = 58
};
enum {
	OP_CB_FIRST = 3, OP_CB_RECALL = 4, OP_CB_RECALL_ANY = 8, OP_CB_SEQUENCE = 11, OP_CB_LAST = 15,
	OP_CB_ILLEGAL = 10044
};

enum { AUTH_SYS = 1 };
enum { CREATE_SESSION_CONN_BACK_CHAN = 2 };             /* 18.36 */
enum { CDFC4_FORE_OR_BOTH = 3, CDFS4_BOTH = 3 };        /* 18.34 */
enum { WANT_READ_DELEGATION = 0x100, WANT_WRITE_DELEGATION = 0x200, SHARE_WRITE = 2 };  /* 18.16 */
enum { DELEGATE_NONE, DELEGATE_READ, DELEGATE_WRITE, DELEGATE_NONE_EXT };
enum { TEXT_MOST = 1024 };
enum { OPERATIONS_MOST = 8, CB_OPERATIONS_MOST = 2 };   /* of one COMPOUND, CB_COMPOUND */

/* A third of the shortest lease that Linux allows, 10 s. */
enum { RENEW_EVERY = 3000 };

struct compound {
	unsigned char bytes[4096];
	struct xdr_writer to;
	size_t count_at;
	uint32_t count;
	uint32_t status, nr_results;            /* of the reply */
};

static int failed(struct nfs4 *client, const char *format, ...) printf_like(2, 3);

static int failed(struct nfs4 *client, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(client->why, sizeof(client->why), format, arguments);
	va_end(arguments);
	return -1;
}

static void begin(struct nfs4 *client, struct compound *compound)
{
	compound->to = (struct xdr_writer){
		.bytes = compound->bytes, .room = sizeof(compound->bytes), .used = RPC_MARK,
	};
	compound->count = 0;
	rpc_put_call(&compound->to, ++client->xid, NFS_PROGRAM, NFS_VERSION, PROC_COMPOUND);
	xdr_put_string(&compound->to, "");
	xdr_put_u32(&compound->to, MINOR_VERSION);
	compound->count_at = compound->to.used;
	xdr_put_u32(&compound->to, 0);
}

static void put_operation(struct compound *compound, enum operation operation)
{
	xdr_put_u32(&compound->to, operation);
	xdr_put_u32_at(&compound->to, compound->count_at, ++compound->count);
}

/* 18.46 */
static void put_sequence(struct nfs4 *client, struct compound *compound)
{
	put_operation(compound, OP_SEQUENCE);
	xdr_put_fixed(&compound->to, client->sessionid, NFS4_SESSIONID);
	xdr_put_u32(&compound->to, client->sequence);
	xdr_put_u32(&compound->to, 0);          /* slot */
	xdr_put_u32(&compound->to, 0);          /* highest slot */
	xdr_put_u32(&compound->to, 0);          /* not to be cached */
	client->renewed = rpc_now();
}

static void begin_in_session(struct nfs4 *client, struct compound *compound)
{
	begin(client, compound);
	put_sequence(client, compound);
}

/* 20.9; and RFC 5662 for CB_COMPOUND4args. Referring call lists are read over. */
static void get_cb_sequence(struct xdr_reader *from, struct nfs4_held *call)
{
	const unsigned char *sessionid = xdr_get_fixed(from, NFS4_SESSIONID);

	if (sessionid)
		memcpy(call->sessionid, sessionid, NFS4_SESSIONID);
	call->sequence = xdr_get_u32(from);
	call->slot = xdr_get_u32(from);
	xdr_get_u32(from);
	xdr_get_u32(from);
	for (uint32_t lists = xdr_get_count(from, NFS4_SESSIONID + 4); lists; lists--) {
		xdr_get_fixed(from, NFS4_SESSIONID);
		xdr_get_fixed(from, (size_t)xdr_get_count(from, 8) * 8);
	}
}

int nfs4_get_callback(struct xdr_reader *from, struct nfs4_held *call)
{
	size_t length;

	xdr_get_opaque(from, TEXT_MOST, &length);
	if (xdr_get_u32(from) != MINOR_VERSION)
		from->damaged = true;
	xdr_get_u32(from);                      /* callback_ident: 4.0 only */
	call->operations = xdr_get_count(from, 4);
	if (!call->operations || xdr_get_u32(from) != OP_CB_SEQUENCE)
		from->damaged = true;
	get_cb_sequence(from, call);
	call->operation = call->operations > 1 ? xdr_get_u32(from) : 0;
	return from->damaged ? -1 : 0;
}

/* The recalls, whose only result is their status (20.2, 20.6), are said to have been done. */
static uint32_t status_of(uint32_t operation)
{
	if (operation == OP_CB_RECALL || operation == OP_CB_RECALL_ANY)
		return 0;
	return operation < OP_CB_FIRST || operation > OP_CB_LAST ? NFS4ERR_OP_ILLEGAL : NFS4ERR_NOTSUPP;
}

static void put_sequence_result(struct xdr_writer *to, const struct nfs4_held *call)
{
	xdr_put_fixed(to, call->sessionid, NFS4_SESSIONID);
	xdr_put_u32(to, call->sequence);
	xdr_put_u32(to, call->slot);
	xdr_put_u32(to, 0);                     /* highest slot, and the one we would like */
	xdr_put_u32(to, 0);
}

/* The status of the whole is that of the last operation; one that nobody knows is called CB_ILLEGAL (20.13). */
static void put_callback_results(struct xdr_writer *to, const struct nfs4_held *call, uint32_t sequence_status)
{
	bool goes_on = !sequence_status && call->operations > 1;
	uint32_t status = goes_on ? status_of(call->operation) : sequence_status;

	xdr_put_u32(to, status);
	xdr_put_string(to, "");
	xdr_put_u32(to, goes_on ? 2 : 1);
	xdr_put_u32(to, OP_CB_SEQUENCE);
	xdr_put_u32(to, sequence_status);
	if (!sequence_status)
		put_sequence_result(to, call);
	if (!goes_on)
		return;
	xdr_put_u32(to, status == NFS4ERR_OP_ILLEGAL ? OP_CB_ILLEGAL : call->operation);
	xdr_put_u32(to, status);
}

static int answer(struct nfs4 *client, const struct nfs4_held *call, uint32_t status)
{
	unsigned char bytes[256];
	struct xdr_writer to = { .bytes = bytes, .room = sizeof(bytes), .used = RPC_MARK };

	if (call->operations > CB_OPERATIONS_MOST)
		status = NFS4ERR_TOO_MANY_OPS;
	rpc_put_reply(&to, call->xid);
	put_callback_results(&to, call, status);
	return rpc_send(&client->on, &to) ? failed(client, "a callback's answer could not be sent") : 0;
}

static void count(struct nfs4 *client, const struct nfs4_held *call)
{
	bool again = client->callbacks && client->last_slot == call->slot && client->last_sequence == call->sequence;

	client->callbacks++;
	client->sequences += !again;
	client->last_slot = call->slot;
	client->last_sequence = call->sequence;
}

static int hold_back(struct nfs4 *client, const struct nfs4_held *call)
{
	if (client->nr_held == NFS4_HELD_MOST)
		return failed(client, "more than %d callbacks were held back", NFS4_HELD_MOST);
	client->held[client->nr_held++] = *call;
	if (client->nr_held > client->most_held)
		client->most_held = client->nr_held;
	return 0;
}

static enum nfs4_answer next_answer(struct nfs4 *client)
{
	enum nfs4_answer next = client->answers[0];

	if (client->nr_answers > 1)
		memmove(client->answers, client->answers + 1, --client->nr_answers * sizeof(client->answers[0]));
	return next;
}

static int called_back(struct nfs4 *client, const struct rpc_header *header, struct xdr_reader *from)
{
	struct nfs4_held call = { .xid = header->xid };
	unsigned char bytes[64];
	struct xdr_writer to = { .bytes = bytes, .room = sizeof(bytes), .used = RPC_MARK };

	if (header->program != CALLBACK_PROGRAM)
		return failed(client, "the server called program %u", header->program);
	if (header->procedure == CB_NULL) {
		rpc_put_reply(&to, header->xid);
		return rpc_send(&client->on, &to);
	}
	if (header->procedure != CB_COMPOUND || nfs4_get_callback(from, &call))
		return failed(client, "a callback could not be read");
	count(client, &call);
	switch (next_answer(client)) {
	case ANSWER_DELAY:
		return answer(client, &call, NFS4ERR_DELAY);
	case ANSWER_NOTHING:
		return hold_back(client, &call);
	default:
		return answer(client, &call, 0);
	}
}

int nfs4_answer_held(struct nfs4 *client)
{
	int result = 0;

	for (unsigned i = 0; i < client->nr_held && !result; i++)
		result = answer(client, &client->held[i], 0);
	client->nr_held = 0;
	return result;
}

/* Takes one record: 1 when it was the reply to 'xid', 0 when it was something else or nothing came, -1. */
static int take_one(struct nfs4 *client, uint32_t xid, int64_t deadline, struct xdr_reader *from)
{
	struct rpc_header header;

	switch (rpc_receive(&client->on, deadline, from)) {
	case RPC_QUIET:
		return 0;
	case RPC_CLOSED:
		return failed(client, "the server closed the connection");
	case RPC_DAMAGED:
		return failed(client, "the server sent a record that is too long");
	case RPC_RECORD:
		break;
	}
	if (rpc_get_header(from, &header))
		return failed(client, "the server sent what is no RPC message");
	if (header.is_call)
		return called_back(client, &header, from);
	if (header.xid != xid)
		return 0;
	return header.accepted ? 1 : failed(client, "the server refused the call");
}

/* Sends the compound and waits; then 'from' stands at the first operation's result. */
static int exchange(struct nfs4 *client, struct compound *compound, struct xdr_reader *from)
{
	size_t length;
	int64_t deadline = rpc_now() + 1000 * (int64_t)client->patience;
	int got = 0;

	if (rpc_send(&client->on, &compound->to))
		return failed(client, "there is no connection");
	while (!got && rpc_now() < deadline)
		got = take_one(client, client->xid, deadline, from);
	if (!got)
		return failed(client, "no reply within %u s", client->patience);
	if (got < 0)
		return -1;
	compound->status = xdr_get_u32(from);
	xdr_get_opaque(from, TEXT_MOST, &length);
	compound->nr_results = xdr_get_u32(from);
	return from->damaged ? failed(client, "the reply could not be read") : 0;
}

/* The status of the whole is that of its last operation (16.2.3). */
static int check_status(struct nfs4 *client, const struct compound *compound)
{
	return compound->status ? failed(client, "the server says NFS4ERR %u", compound->status) : 0;
}

static int call(struct nfs4 *client, struct compound *compound, struct xdr_reader *from)
{
	return exchange(client, compound, from) ? -1 : check_status(client, compound);
}

static int expect(struct nfs4 *client, struct xdr_reader *from, enum operation operation)
{
	uint32_t got = xdr_get_u32(from), status = xdr_get_u32(from);

	if (from->damaged || got != operation || status)
		return failed(client, "the reply to operation %u could not be read", operation);
	return 0;
}

/* The sequence id counts what was carried out: an error of SEQUENCE, the first operation, leaves it (18.46.3). */
static int call_in_session(struct nfs4 *client, struct compound *compound, struct xdr_reader *from)
{
	if (exchange(client, compound, from))
		return -1;
	if (compound->status && compound->nr_results < 2)
		return check_status(client, compound);
	client->sequence++;
	if (check_status(client, compound) || expect(client, from, OP_SEQUENCE))
		return -1;
	xdr_get_fixed(from, NFS4_SESSIONID);
	for (int i = 0; i < 5; i++)
		xdr_get_u32(from);
	return 0;
}

static int readable(struct nfs4 *client, const struct xdr_reader *from)
{
	return from->damaged ? failed(client, "the reply is too short") : 0;
}

int nfs4_connect(struct nfs4 *client, const char *address)
{
	rpc_close(&client->on);
	return rpc_connect(&client->on, address, NFS_PORT) ? failed(client, "no connection to %s", address) : 0;
}

/* 18.35 */
int nfs4_exchange_id(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin(client, &compound);
	put_operation(&compound, OP_EXCHANGE_ID);
	xdr_put_u64(&compound.to, (uint64_t)rpc_now());         /* verifier: this boot of the client */
	xdr_put_string(&compound.to, client->owner);
	xdr_put_u32(&compound.to, 0);                           /* flags */
	xdr_put_u32(&compound.to, 0);                           /* SP4_NONE */
	xdr_put_u32(&compound.to, 0);                           /* no implementation id */
	if (call(client, &compound, &from) || expect(client, &from, OP_EXCHANGE_ID))
		return -1;
	client->clientid = xdr_get_u64(&from);
	client->create_sequence = xdr_get_u32(&from);
	return readable(client, &from);
}

/* channel_attrs4, 18.36: as much as one record takes, so many operations, 1 request at a time. */
static void put_channel(struct xdr_writer *to, uint32_t operations)
{
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 32768);
	xdr_put_u32(to, 32768);
	xdr_put_u32(to, 4096);
	xdr_put_u32(to, operations);
	xdr_put_u32(to, 1);
	xdr_put_u32(to, 0);
}

static void put_callback_security(struct xdr_writer *to)
{
	xdr_put_u32(to, CALLBACK_PROGRAM);
	xdr_put_u32(to, 1);
	xdr_put_u32(to, AUTH_SYS);
	xdr_put_u32(to, 0);
	xdr_put_string(to, "guest");
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 0);
}

int nfs4_create_session(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;
	const unsigned char *sessionid;

	begin(client, &compound);
	put_operation(&compound, OP_CREATE_SESSION);
	xdr_put_u64(&compound.to, client->clientid);
	xdr_put_u32(&compound.to, client->create_sequence++);
	xdr_put_u32(&compound.to, CREATE_SESSION_CONN_BACK_CHAN);
	put_channel(&compound.to, OPERATIONS_MOST);
	put_channel(&compound.to, CB_OPERATIONS_MOST);
	put_callback_security(&compound.to);
	if (call(client, &compound, &from) || expect(client, &from, OP_CREATE_SESSION))
		return -1;
	sessionid = xdr_get_fixed(&from, NFS4_SESSIONID);
	if (!sessionid)
		return readable(client, &from);
	memcpy(client->sessionid, sessionid, NFS4_SESSIONID);
	client->sequence = 1;
	xdr_get_u32(&from);
	if (!(xdr_get_u32(&from) & CREATE_SESSION_CONN_BACK_CHAN))
		return failed(client, "the server does not want to call back");
	return readable(client, &from);
}

/* 18.51: nothing more is reclaimed; before that the server opens nothing. */
int nfs4_reclaim_complete(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin_in_session(client, &compound);
	put_operation(&compound, OP_RECLAIM_COMPLETE);
	xdr_put_u32(&compound.to, 0);
	return call_in_session(client, &compound, &from);
}

/* 18.34: the only operation of its compound. */
int nfs4_bind_conn_to_session(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin(client, &compound);
	put_operation(&compound, OP_BIND_CONN_TO_SESSION);
	xdr_put_fixed(&compound.to, client->sessionid, NFS4_SESSIONID);
	xdr_put_u32(&compound.to, CDFC4_FORE_OR_BOTH);
	xdr_put_u32(&compound.to, 0);
	if (call(client, &compound, &from) || expect(client, &from, OP_BIND_CONN_TO_SESSION))
		return -1;
	xdr_get_fixed(&from, NFS4_SESSIONID);
	if (xdr_get_u32(&from) != CDFS4_BOTH)
		return failed(client, "the server does not call back on this connection");
	return readable(client, &from);
}

/* 18.33 */
int nfs4_backchannel_ctl(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin_in_session(client, &compound);
	put_operation(&compound, OP_BACKCHANNEL_CTL);
	put_callback_security(&compound.to);
	return call_in_session(client, &compound, &from);
}

static void put_open(struct nfs4 *client, struct xdr_writer *to, const char *name, uint32_t share)
{
	xdr_put_u32(to, 0);                             /* seqid: not used since 4.1 */
	xdr_put_u32(to, share | (share & SHARE_WRITE ? WANT_WRITE_DELEGATION : WANT_READ_DELEGATION));
	xdr_put_u32(to, 0);                             /* denies nothing */
	xdr_put_u64(to, client->clientid);
	xdr_put_string(to, client->owner);
	xdr_put_u32(to, 0);                             /* OPEN4_NOCREATE */
	xdr_put_u32(to, 0);                             /* CLAIM_NULL */
	xdr_put_string(to, name);
}

static void get_stateid(struct xdr_reader *from, unsigned char *stateid)
{
	const unsigned char *got = xdr_get_fixed(from, NFS4_STATEID);

	if (got)
		memcpy(stateid, got, NFS4_STATEID);
}

/* nfsace4 (6.2.1) */
static void skip_ace(struct xdr_reader *from)
{
	size_t length;

	for (int i = 0; i < 3; i++)
		xdr_get_u32(from);
	xdr_get_opaque(from, TEXT_MOST, &length);
}

/* nfs_space_limit4: a size, or a number of blocks and their size; eight bytes both. */
static void skip_space_limit(struct xdr_reader *from)
{
	xdr_get_u32(from);
	xdr_get_u64(from);
}

/* open_delegation4, 18.16 */
static void get_delegation(struct xdr_reader *from, struct nfs4_delegation *delegation)
{
	uint32_t why;

	delegation->type = xdr_get_u32(from);
	if (delegation->type == DELEGATE_READ || delegation->type == DELEGATE_WRITE) {
		get_stateid(from, delegation->stateid);
		xdr_get_u32(from);                      /* already recalled? */
		if (delegation->type == DELEGATE_WRITE)
			skip_space_limit(from);
		skip_ace(from);
	} else if (delegation->type == DELEGATE_NONE_EXT) {
		why = xdr_get_u32(from);
		if (why == 1 || why == 2)               /* contention, resource: whether a signal will come */
			xdr_get_u32(from);
		delegation->type = DELEGATE_NONE;
	}
}

static void get_open(struct xdr_reader *from, struct nfs4_file *file)
{
	get_stateid(from, file->stateid);
	xdr_get_u32(from);                              /* change_info4 */
	xdr_get_u64(from);
	xdr_get_u64(from);
	xdr_get_u32(from);                              /* rflags */
	xdr_get_fixed(from, (size_t)xdr_get_count(from, 4) * 4);
	get_delegation(from, &file->delegation);
}

int nfs4_open(struct nfs4 *client, const char *name, uint32_t share)
{
	struct compound compound;
	struct xdr_reader from;
	const unsigned char *fh;

	begin_in_session(client, &compound);
	put_operation(&compound, OP_PUTROOTFH);
	put_operation(&compound, OP_OPEN);
	put_open(client, &compound.to, name, share);
	put_operation(&compound, OP_GETFH);
	if (call_in_session(client, &compound, &from) || expect(client, &from, OP_PUTROOTFH) ||
	    expect(client, &from, OP_OPEN))
		return -1;
	get_open(&from, &client->file);
	if (expect(client, &from, OP_GETFH))
		return -1;
	fh = xdr_get_opaque(&from, NFS4_FH_MOST, &client->file.fh_length);
	if (fh)
		memcpy(client->file.fh, fh, client->file.fh_length);
	return readable(client, &from);
}

static void put_file(struct nfs4 *client, struct compound *compound)
{
	put_operation(compound, OP_PUTFH);
	xdr_put_opaque(&compound->to, client->file.fh, client->file.fh_length);
}

/* 18.6 */
int nfs4_delegreturn(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	if (client->file.delegation.type == DELEGATE_NONE)
		return failed(client, "there is no delegation");
	begin_in_session(client, &compound);
	put_file(client, &compound);
	put_operation(&compound, OP_DELEGRETURN);
	xdr_put_fixed(&compound.to, client->file.delegation.stateid, NFS4_STATEID);
	client->file.delegation.type = DELEGATE_NONE;
	return call_in_session(client, &compound, &from);
}

/* 18.2 */
int nfs4_close(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin_in_session(client, &compound);
	put_file(client, &compound);
	put_operation(&compound, OP_CLOSE);
	xdr_put_u32(&compound.to, 0);
	xdr_put_fixed(&compound.to, client->file.stateid, NFS4_STATEID);
	return call_in_session(client, &compound, &from);
}

/* 18.37 */
int nfs4_destroy_session(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin(client, &compound);
	put_operation(&compound, OP_DESTROY_SESSION);
	xdr_put_fixed(&compound.to, client->sessionid, NFS4_SESSIONID);
	return call(client, &compound, &from);
}

/* 18.50 */
int nfs4_destroy_clientid(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin(client, &compound);
	put_operation(&compound, OP_DESTROY_CLIENTID);
	xdr_put_u64(&compound.to, client->clientid);
	return call(client, &compound, &from);
}

static int renew(struct nfs4 *client)
{
	struct compound compound;
	struct xdr_reader from;

	begin_in_session(client, &compound);
	return call_in_session(client, &compound, &from);
}

int nfs4_await(struct nfs4 *client, unsigned callbacks, unsigned seconds)
{
	int64_t deadline = rpc_now() + 1000 * (int64_t)seconds;

	while (client->callbacks < callbacks && rpc_now() < deadline) {
		int64_t wake = client->renewed + RENEW_EVERY < deadline ? client->renewed + RENEW_EVERY : deadline;
		struct xdr_reader from;

		if (take_one(client, 0, wake, &from) < 0)
			return -1;
		if (rpc_now() >= client->renewed + RENEW_EVERY && renew(client))
			return -1;
	}
	return 0;
}
