// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages are records on a TCP stream, each in fragments with a mark of four bytes before them (RFC 5531, section
 * 11). Bytes are gathered in the connection's one buffer until a record is whole; its fragments are then moved
 * together in place.
 *
 * The reserved port: a server that exports with "secure", the default, wants clients below 1024, which root in the
 * guest is.
 */
#include "rpc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* RFC 5531, section 9 and appendix A. */
enum { CALL = 0, REPLY = 1 };
enum { MSG_ACCEPTED = 0, SUCCESS = 0 };
enum { AUTH_NONE = 0, AUTH_SYS = 1, AUTH_MOST = 400 };
enum { RPC_VERSION = 2 };
#define LAST_FRAGMENT 0x80000000u

void rpc_put_call(struct xdr_writer *to, uint32_t xid, uint32_t program, uint32_t version, uint32_t procedure)
{
	size_t credentials;

	xdr_put_u32(to, xid);
	xdr_put_u32(to, CALL);
	xdr_put_u32(to, RPC_VERSION);
	xdr_put_u32(to, program);
	xdr_put_u32(to, version);
	xdr_put_u32(to, procedure);
	xdr_put_u32(to, AUTH_SYS);
	xdr_put_u32(to, 0);
	credentials = to->used;
	xdr_put_u32(to, 0);             /* stamp */
	xdr_put_string(to, "guest");
	xdr_put_u32(to, 0);             /* uid */
	xdr_put_u32(to, 0);             /* gid */
	xdr_put_u32(to, 0);             /* no more groups */
	xdr_put_u32_at(to, credentials - 4, (uint32_t)(to->used - credentials));
	xdr_put_u32(to, AUTH_NONE);
	xdr_put_u32(to, 0);
}

void rpc_put_reply(struct xdr_writer *to, uint32_t xid)
{
	xdr_put_u32(to, xid);
	xdr_put_u32(to, REPLY);
	xdr_put_u32(to, MSG_ACCEPTED);
	xdr_put_u32(to, AUTH_NONE);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, SUCCESS);
}

static void skip_auth(struct xdr_reader *from)
{
	size_t length;

	xdr_get_u32(from);
	xdr_get_opaque(from, AUTH_MOST, &length);
}

static void get_call(struct xdr_reader *from, struct rpc_header *header)
{
	if (xdr_get_u32(from) != RPC_VERSION)
		from->damaged = true;
	header->program = xdr_get_u32(from);
	header->version = xdr_get_u32(from);
	header->procedure = xdr_get_u32(from);
	skip_auth(from);
	skip_auth(from);
}

/* Whatever else a denied reply says is of no use: it was not carried out. */
static void get_reply(struct xdr_reader *from, struct rpc_header *header)
{
	if (xdr_get_u32(from) != MSG_ACCEPTED)
		return;
	skip_auth(from);
	header->accepted = xdr_get_u32(from) == SUCCESS && !from->damaged;
}

int rpc_get_header(struct xdr_reader *from, struct rpc_header *header)
{
	uint32_t type;

	memset(header, 0, sizeof(*header));
	header->xid = xdr_get_u32(from);
	type = xdr_get_u32(from);
	header->is_call = type == CALL;
	if (type == CALL)
		get_call(from, header);
	else if (type == REPLY)
		get_reply(from, header);
	else
		from->damaged = true;
	return from->damaged ? -1 : 0;
}

long rpc_record(unsigned char *bytes, size_t have, size_t room, size_t *length)
{
	size_t at = 0, whole = 0;
	uint32_t mark = 0;

	/* Once to see whether all is there: what is moved could not be read again. */
	while (!(mark & LAST_FRAGMENT)) {
		struct xdr_reader from = { .bytes = bytes + at, .left = have - at };

		mark = xdr_get_u32(&from);
		if ((mark & ~LAST_FRAGMENT) > room - RPC_MARK || at + RPC_MARK + (mark & ~LAST_FRAGMENT) > room)
			return -1;
		if (from.damaged || from.left < (mark & ~LAST_FRAGMENT))
			return from.damaged && at + RPC_MARK > room ? -1 : 0;
		at += RPC_MARK + (mark & ~LAST_FRAGMENT);
	}
	for (size_t i = 0; i < at;) {
		struct xdr_reader from = { .bytes = bytes + i, .left = RPC_MARK };
		size_t fragment = xdr_get_u32(&from) & ~LAST_FRAGMENT;

		memmove(bytes + RPC_MARK + whole, bytes + i + RPC_MARK, fragment);
		whole += fragment;
		i += RPC_MARK + fragment;
	}
	*length = whole;
	return (long)at;
}

static int bind_reserved(int fd)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY) };

	for (uint16_t port = 1023; port > 600; port--) {
		own.sin_port = htons(port);
		if (!bind(fd, (struct sockaddr *)&own, sizeof(own)))
			return 0;
	}
	return -1;
}

int rpc_connect(struct rpc_connection *on, const char *address, uint16_t port)
{
	struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(port) };

	on->have = on->used = 0;
	if (inet_pton(AF_INET, address, &server.sin_addr) != 1)
		return -1;
	on->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (on->fd < 0)
		return -1;
	/* Without a reserved port an "insecure" export still works. */
	bind_reserved(on->fd);
	if (!connect(on->fd, (struct sockaddr *)&server, sizeof(server)))
		return 0;
	rpc_close(on);
	return -1;
}

void rpc_close(struct rpc_connection *on)
{
	if (on->fd >= 0)
		close(on->fd);
	on->fd = -1;
	on->have = on->used = 0;
}

int rpc_send(struct rpc_connection *on, struct xdr_writer *record)
{
	xdr_put_u32_at(record, 0, LAST_FRAGMENT | (uint32_t)(record->used - RPC_MARK));
	if (record->overflow || on->fd < 0)
		return -1;
	for (size_t sent = 0; sent < record->used;) {
		ssize_t n = send(on->fd, record->bytes + sent, record->used - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -1;
		sent += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int64_t rpc_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void drop_used(struct rpc_connection *on)
{
	on->have -= on->used;
	memmove(on->bytes, on->bytes + on->used, on->have);
	on->used = 0;
}

/* Reads what there is; RPC_RECORD when something came. */
static enum rpc_event read_more(struct rpc_connection *on, int64_t deadline)
{
	struct pollfd poll_for = { .fd = on->fd, .events = POLLIN };
	int64_t left = deadline - rpc_now();
	ssize_t n;

	n = poll(&poll_for, 1, left < 0 ? 0 : (int)left);
	if (n <= 0)
		return n < 0 && errno == EINTR ? RPC_RECORD : RPC_QUIET;
	n = recv(on->fd, on->bytes + on->have, sizeof(on->bytes) - on->have, 0);
	if (n <= 0)
		return RPC_CLOSED;
	on->have += (size_t)n;
	return RPC_RECORD;
}

enum rpc_event rpc_receive(struct rpc_connection *on, int64_t deadline, struct xdr_reader *record)
{
	enum rpc_event event = RPC_RECORD;

	if (on->fd < 0)
		return RPC_CLOSED;
	drop_used(on);
	while (event == RPC_RECORD) {
		size_t length;
		long used = rpc_record(on->bytes, on->have, sizeof(on->bytes), &length);

		if (used < 0)
			return RPC_DAMAGED;
		if (used) {
			on->used = (size_t)used;
			*record = (struct xdr_reader){ .bytes = on->bytes + RPC_MARK, .left = length };
			return RPC_RECORD;
		}
		event = read_more(on, deadline);
	}
	return event;
}
