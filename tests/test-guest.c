// SPDX-License-Identifier: GPL-2.0-only
/* The guest's NFS client, as far as it needs no server: what the other side sends is read with distrust. */
#include "tests/lib/suite.h"
#include "tool/guest/nfs4.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct xdr_writer writer(unsigned char *bytes, size_t room)
{
	return (struct xdr_writer){ .bytes = bytes, .room = room };
}

static struct xdr_reader reader_of(const struct xdr_writer *written)
{
	return (struct xdr_reader){ .bytes = written->bytes, .left = written->used };
}

START_TEST(what_was_put_is_got)
{
	unsigned char bytes[64];
	struct xdr_writer to = writer(bytes, sizeof(bytes));
	struct xdr_reader from;
	size_t length;
	const unsigned char *text;

	xdr_put_u32(&to, 0x01020304);
	xdr_put_u64(&to, 0x8000000000000001u);
	xdr_put_string(&to, "guest");
	xdr_put_u32(&to, 7);
	xdr_put_u32_at(&to, 0, 0xfffefdfc);
	ck_assert(!to.overflow);
	ck_assert_uint_eq(to.used, 4 + 8 + 4 + 8 + 4);
	ck_assert_mem_eq(bytes, "\xff\xfe\xfd\xfc\x80\0\0\0\0\0\0\1\0\0\0\5guest\0\0\0\0\0\0\7", 28);

	from = reader_of(&to);
	ck_assert_uint_eq(xdr_get_u32(&from), 0xfffefdfc);
	ck_assert_uint_eq(xdr_get_u64(&from), 0x8000000000000001u);
	text = xdr_get_opaque(&from, 5, &length);
	ck_assert_uint_eq(length, 5);
	ck_assert_mem_eq(text, "guest", 5);
	ck_assert_uint_eq(xdr_get_u32(&from), 7);
	ck_assert(!from.damaged);
	ck_assert_uint_eq(from.left, 0);
}
END_TEST

START_TEST(what_has_no_room_is_not_written)
{
	unsigned char bytes[8] = "........";
	struct xdr_writer to = writer(bytes, 7);

	xdr_put_u32(&to, 1);
	xdr_put_fixed(&to, "abc", 3);
	ck_assert(to.overflow);
	xdr_put_u32_at(&to, 0, 9);
	ck_assert_mem_eq(bytes, "\0\0\0\1....", 8);
}
END_TEST

START_TEST(a_reader_stays_damaged)
{
	struct xdr_reader from = { .bytes = (const unsigned char *)"\0\0\0\5abc", .left = 7 };
	size_t length = 99;

	ck_assert_ptr_null(xdr_get_opaque(&from, 100, &length));
	ck_assert(from.damaged);
	ck_assert_uint_eq(xdr_get_u32(&from), 0);
	ck_assert_ptr_null(xdr_get_opaque(&from, 100, &length));
	ck_assert_uint_eq(length, 0);
}
END_TEST

/* Lengths that would overflow when they are rounded up or multiplied. */
START_TEST(huge_lengths_are_damage)
{
	const unsigned char bytes[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 };
	struct xdr_reader from = { .bytes = bytes, .left = sizeof(bytes) };
	size_t length;

	ck_assert_ptr_null(xdr_get_opaque(&from, (size_t)-1, &length));
	from = (struct xdr_reader){ .bytes = bytes, .left = sizeof(bytes) };
	ck_assert_ptr_null(xdr_get_fixed(&from, (size_t)-1));
	from = (struct xdr_reader){ .bytes = bytes, .left = sizeof(bytes) };
	ck_assert_uint_eq(xdr_get_count(&from, 4), 0);
	ck_assert(from.damaged);
}
END_TEST

START_TEST(a_record_is_put_together_from_fragments)
{
	unsigned char bytes[64] = "\0\0\0\3abc" "\0\0\0\0" "\x80\0\0\2de" "\x80\0\0\1x";
	size_t length = 0;

	ck_assert_int_eq(rpc_record(bytes, 22, sizeof(bytes), &length), 17);
	ck_assert_uint_eq(length, 5);
	ck_assert_mem_eq(bytes + RPC_MARK, "abcde", 5);
	ck_assert_mem_eq(bytes + 17, "\x80\0\0\1x", 5);
}
END_TEST

START_TEST(of_half_a_record_nothing_is_moved)
{
	const unsigned char all[] = "\0\0\0\3abc" "\x80\0\0\2de";

	for (size_t have = 0; have < 13; have++) {
		unsigned char bytes[64];
		size_t length = 77;

		memcpy(bytes, all, sizeof(all));
		ck_assert_int_eq(rpc_record(bytes, have, sizeof(bytes), &length), 0);
		ck_assert_uint_eq(length, 77);
		ck_assert_mem_eq(bytes, all, sizeof(all));
	}
}
END_TEST

START_TEST(a_record_that_never_fits_is_an_error)
{
	unsigned char long_one[64] = "\x80\0\0\x3d", endless[64] = { 0 }, huge[64] = "\xff\xff\xff\xff";
	unsigned char in_pieces[64] = "\0\0\0\x14";
	size_t length;

	ck_assert_int_eq(rpc_record(long_one, 4, 64, &length), -1);
	ck_assert_int_eq(rpc_record(huge, 4, 64, &length), -1);
	ck_assert_int_eq(rpc_record(endless, 64, 64, &length), -1);
	memcpy(in_pieces + 24, "\0\0\0\x24", 4);
	ck_assert_int_eq(rpc_record(in_pieces, 28, 64, &length), 0);
	memcpy(in_pieces + 24, "\0\0\0\x25", 4);
	ck_assert_int_eq(rpc_record(in_pieces, 28, 64, &length), -1);
}
END_TEST

START_TEST(a_call_says_whom_it_is_for)
{
	unsigned char bytes[256];
	struct xdr_writer to = writer(bytes, sizeof(bytes));
	struct xdr_reader from;
	struct rpc_header header;

	rpc_put_call(&to, 5, 100003, 4, 1);
	xdr_put_u32(&to, 77);
	from = reader_of(&to);
	ck_assert_int_eq(rpc_get_header(&from, &header), 0);
	ck_assert(header.is_call);
	ck_assert_uint_eq(header.xid, 5);
	ck_assert_uint_eq(header.program, 100003);
	ck_assert_uint_eq(header.version, 4);
	ck_assert_uint_eq(header.procedure, 1);
	ck_assert_uint_eq(xdr_get_u32(&from), 77);
}
END_TEST

START_TEST(a_call_that_is_cut_off_is_none)
{
	unsigned char bytes[256];
	struct xdr_writer to = writer(bytes, sizeof(bytes));

	rpc_put_call(&to, 5, 100003, 4, 1);
	for (size_t left = 0; left < to.used; left++) {
		struct xdr_reader from = { .bytes = bytes, .left = left };
		struct rpc_header header;

		ck_assert_int_eq(rpc_get_header(&from, &header), -1);
	}
}
END_TEST

static bool is_accepted(const uint32_t *words, size_t nr)
{
	unsigned char bytes[64];
	struct xdr_writer to = writer(bytes, sizeof(bytes));
	struct xdr_reader from;
	struct rpc_header header;

	for (size_t i = 0; i < nr; i++)
		xdr_put_u32(&to, words[i]);
	from = reader_of(&to);
	return !rpc_get_header(&from, &header) && header.accepted;
}

START_TEST(a_reply_is_accepted_only_when_it_was_carried_out)
{
	const uint32_t carried_out[] = { 5, 1, 0, 0, 0, 0 }, unavailable[] = { 5, 1, 0, 0, 0, 1 };
	const uint32_t denied[] = { 5, 1, 1, 1, 1 }, cut[] = { 5, 1, 0, 0, 0 }, neither[] = { 5, 2, 0, 0, 0, 0 };
	const uint32_t long_verifier[] = { 5, 1, 0, 0, 401, 0 };

	ck_assert(is_accepted(carried_out, 6));
	ck_assert(!is_accepted(unavailable, 6));
	ck_assert(!is_accepted(denied, 5));
	ck_assert(!is_accepted(cut, 5));
	ck_assert(!is_accepted(neither, 6));
	ck_assert(!is_accepted(long_verifier, 6));
}
END_TEST

/* A CB_COMPOUND as a server writes it: CB_SEQUENCE with one referring call, then others of which the first is given. */
static void put_callback(struct xdr_writer *to, uint32_t operations, uint32_t operation)
{
	xdr_put_string(to, "");
	xdr_put_u32(to, 1);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, operations);
	xdr_put_u32(to, 11);
	xdr_put_fixed(to, "0123456789abcdef", 16);
	xdr_put_u32(to, 3);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 0);
	xdr_put_u32(to, 1);
	xdr_put_fixed(to, "0123456789abcdef", 16);
	xdr_put_u32(to, 1);
	xdr_put_u64(to, 0);
	xdr_put_u32(to, operation);
}

START_TEST(a_recall_is_read)
{
	unsigned char bytes[256];
	struct xdr_writer to = writer(bytes, sizeof(bytes));
	struct xdr_reader from;
	struct nfs4_held call = { 0 };

	put_callback(&to, 2, 4);
	from = reader_of(&to);
	ck_assert_int_eq(nfs4_get_callback(&from, &call), 0);
	ck_assert_mem_eq(call.sessionid, "0123456789abcdef", 16);
	ck_assert_uint_eq(call.sequence, 3);
	ck_assert_uint_eq(call.slot, 0);
	ck_assert_uint_eq(call.operation, 4);
}
END_TEST

START_TEST(a_recall_that_is_cut_off_is_damaged)
{
	unsigned char bytes[256];
	struct xdr_writer to = writer(bytes, sizeof(bytes));

	put_callback(&to, 2, 4);
	for (size_t left = 0; left < to.used; left++) {
		struct xdr_reader from = { .bytes = bytes, .left = left };
		struct nfs4_held call = { 0 };

		ck_assert_int_eq(nfs4_get_callback(&from, &call), -1);
	}
}
END_TEST

/* A server of one connection: it sends what it is given, byte by byte, after the call came. */
static int talk(struct nfs4 *client, const unsigned char *bytes, size_t length)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert_int_eq(send(ends[1], bytes, length, 0), (int)length);
	shutdown(ends[1], SHUT_WR);
	client->on.fd = ends[0];
	client->patience = 1;
	client->nr_answers = 1;
	return ends[1];
}

START_TEST(an_operation_says_why_it_failed)
{
	static struct nfs4 client = { .owner = "test" };
	const unsigned char denied[] = "\x80\0\0\x14" "\0\0\0\1" "\0\0\0\1" "\0\0\0\1" "\0\0\0\1" "\0\0\0\1";
	const unsigned char no[] = "\x80\0\0\x24" "\0\0\0\2" "\0\0\0\1" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0"
				   "\0\0\x27\x18" "\0\0\0\0" "\0\0\0\0";
	const unsigned char another[] = "\x80\0\0\x18" "\0\0\0\x63" "\0\0\0\1" "\0\0\0\0"
					"\0\0\0\0" "\0\0\0\0" "\0\0\0\0";
	int other = talk(&client, denied, 24);

	ck_assert_int_eq(nfs4_exchange_id(&client), -1);
	ck_assert_str_eq(client.why, "the server refused the call");
	close(other);
	rpc_close(&client.on);

	other = talk(&client, no, 40);
	ck_assert_int_eq(nfs4_exchange_id(&client), -1);
	ck_assert_str_eq(client.why, "the server says NFS4ERR 10008");
	close(other);
	rpc_close(&client.on);

	other = talk(&client, another, 28);
	ck_assert_int_eq(nfs4_exchange_id(&client), -1);
	ck_assert_str_eq(client.why, "the server closed the connection");
	close(other);
	rpc_close(&client.on);
}
END_TEST

/* What a callback is answered with: the words of the reply behind its mark. */
static size_t answer_to(uint32_t *words, size_t room, uint32_t operations, uint32_t operation)
{
	static struct nfs4 client = { .owner = "test" };
	unsigned char bytes[256], reply[256];
	struct xdr_writer to = { .bytes = bytes, .room = sizeof(bytes), .used = RPC_MARK };
	struct xdr_reader from;
	size_t nr = 0;
	ssize_t length;
	int other;

	rpc_put_call(&to, 9, 0x40000000, 1, 1);
	put_callback(&to, operations, operation);
	for (uint32_t i = 2; i < operations; i++)
		xdr_put_u32(&to, operation);
	xdr_put_u32_at(&to, 0, 0x80000000u | (uint32_t)(to.used - RPC_MARK));
	other = talk(&client, bytes, to.used);
	client.renewed = rpc_now();
	ck_assert_int_eq(nfs4_await(&client, 2, 1), -1);
	length = recv(other, reply, sizeof(reply), 0);
	close(other);
	rpc_close(&client.on);
	client.callbacks = 0;
	ck_assert_int_gt(length, RPC_MARK);
	from = (struct xdr_reader){ .bytes = reply + RPC_MARK, .left = (size_t)length - RPC_MARK };
	while (from.left && nr < room)
		words[nr++] = xdr_get_u32(&from);
	return nr;
}

/* Behind the RPC header of six words: status, tag, how many results; each: operation, status, result. */
START_TEST(a_callback_is_answered_as_what_it_asks_for)
{
	enum { HEAD = 6, SEQUENCE_RESULT = 8 };
	static const struct {
		uint32_t operation, answered, status;
	} cases[] = {
		{ 4, 4, 0 },            /* CB_RECALL */
		{ 8, 8, 0 },            /* CB_RECALL_ANY */
		{ 3, 3, 10004 },        /* CB_GETATTR would have attributes as its result */
		{ 2, 10044, 10044 }, { 16, 10044, 10044 },
	};
	uint32_t words[40];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint32_t *last = words + HEAD + 3 + 2 + SEQUENCE_RESULT;

		ck_assert_uint_eq(answer_to(words, 40, 2, cases[i].operation), HEAD + 3 + 2 + SEQUENCE_RESULT + 2);
		ck_assert_uint_eq(words[HEAD], cases[i].status);
		ck_assert_uint_eq(words[HEAD + 2], 2);
		ck_assert_uint_eq(words[HEAD + 4], 0);
		ck_assert_uint_eq(last[0], cases[i].answered);
		ck_assert_uint_eq(last[1], cases[i].status);
	}
	ck_assert_uint_eq(answer_to(words, 40, 3, 4), HEAD + 3 + 2);
	ck_assert_uint_eq(words[HEAD], 10070);
	ck_assert_uint_eq(words[HEAD + 4], 10070);
}
END_TEST

/* A reply to the client's next call, with the status of the whole and results that end with that status. */
static void put_reply(struct nfs4 *client, struct xdr_writer *to, uint32_t status, uint32_t results)
{
	rpc_put_reply(to, client->xid + 1);
	xdr_put_u32(to, status);
	xdr_put_string(to, "");
	xdr_put_u32(to, results);
	xdr_put_u32(to, 53);
	xdr_put_u32(to, results == 1 ? status : 0);
	for (int i = 0; results > 1 && i < 9; i++)
		xdr_put_u32(to, 0);
	if (results > 1) {
		xdr_put_u32(to, 22);
		xdr_put_u32(to, status);
	}
	xdr_put_u32_at(to, 0, 0x80000000u | (uint32_t)(to->used - RPC_MARK));
}

static void close_fails(struct nfs4 *client, uint32_t status, uint32_t results, const char *why)
{
	unsigned char bytes[256];
	struct xdr_writer to = { .bytes = bytes, .room = sizeof(bytes), .used = RPC_MARK };
	int other;

	put_reply(client, &to, status, results);
	other = talk(client, bytes, to.used);
	ck_assert_int_eq(nfs4_close(client), -1);
	ck_assert_str_eq(client->why, why);
	close(other);
	rpc_close(&client->on);
}

START_TEST(an_error_of_sequence_leaves_the_sequence_id)
{
	static struct nfs4 client = { .owner = "test", .sequence = 5 };

	close_fails(&client, 10008, 1, "the server says NFS4ERR 10008");
	ck_assert_uint_eq(client.sequence, 5);
	close_fails(&client, 70, 2, "the server says NFS4ERR 70");
	ck_assert_uint_eq(client.sequence, 6);
}
END_TEST

SUITE(guest)
{
	TEST(what_was_put_is_got);
	TEST(what_has_no_room_is_not_written);
	TEST(a_reader_stays_damaged);
	TEST(huge_lengths_are_damage);
	TEST(a_record_is_put_together_from_fragments);
	TEST(of_half_a_record_nothing_is_moved);
	TEST(a_record_that_never_fits_is_an_error);
	TEST(a_call_says_whom_it_is_for);
	TEST(a_call_that_is_cut_off_is_none);
	TEST(a_reply_is_accepted_only_when_it_was_carried_out);
	TEST(a_recall_is_read);
	TEST(a_recall_that_is_cut_off_is_damaged);
	TEST(an_operation_says_why_it_failed);
	TEST(a_callback_is_answered_as_what_it_asks_for);
	TEST(an_error_of_sequence_leaves_the_sequence_id);
}
