// SPDX-License-Identifier: GPL-2.0-only
/*
 * All items are whole words of four bytes, the most significant first (RFC 4506, section 3); opaque data is filled up
 * with zeros. Every put and get asks for its room in one place, so that no length that came from the other side is
 * trusted twice.
 */
#include "xdr.h"

#include <string.h>

enum { WORD = 4 };

static size_t padded(size_t length)
{
	return (length + WORD - 1) / WORD * WORD;
}

static unsigned char *room_for(struct xdr_writer *to, size_t length)
{
	unsigned char *at = to->bytes + to->used;

	if (to->overflow || length > to->room - to->used || padded(length) > to->room - to->used) {
		to->overflow = true;
		return NULL;
	}
	to->used += padded(length);
	return at;
}

static void store_u32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < WORD; i++)
		at[i] = (unsigned char)(value >> (24 - 8 * i));
}

void xdr_put_u32(struct xdr_writer *to, uint32_t value)
{
	unsigned char *at = room_for(to, WORD);

	if (at)
		store_u32(at, value);
}

void xdr_put_u64(struct xdr_writer *to, uint64_t value)
{
	xdr_put_u32(to, (uint32_t)(value >> 32));
	xdr_put_u32(to, (uint32_t)value);
}

void xdr_put_fixed(struct xdr_writer *to, const void *bytes, size_t length)
{
	unsigned char *at = room_for(to, length);

	if (!at || !length)
		return;
	memset(at + length, 0, padded(length) - length);
	memcpy(at, bytes, length);
}

void xdr_put_opaque(struct xdr_writer *to, const void *bytes, size_t length)
{
	xdr_put_u32(to, (uint32_t)length);
	xdr_put_fixed(to, bytes, length);
}

void xdr_put_string(struct xdr_writer *to, const char *text)
{
	xdr_put_opaque(to, text, strlen(text));
}

void xdr_put_u32_at(struct xdr_writer *to, size_t at, uint32_t value)
{
	if (!to->overflow && at + WORD <= to->used)
		store_u32(to->bytes + at, value);
}

const unsigned char *xdr_get_fixed(struct xdr_reader *from, size_t length)
{
	const unsigned char *at = from->bytes;

	if (from->damaged || length > from->left || padded(length) > from->left) {
		from->damaged = true;
		return NULL;
	}
	from->bytes += padded(length);
	from->left -= padded(length);
	return at;
}

uint32_t xdr_get_u32(struct xdr_reader *from)
{
	const unsigned char *at = xdr_get_fixed(from, WORD);

	return at ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3] : 0;
}

uint64_t xdr_get_u64(struct xdr_reader *from)
{
	uint64_t high = xdr_get_u32(from);

	return high << 32 | xdr_get_u32(from);
}

const unsigned char *xdr_get_opaque(struct xdr_reader *from, size_t most, size_t *length)
{
	*length = xdr_get_u32(from);
	if (*length > most)
		from->damaged = true;
	if (from->damaged)
		*length = 0;
	return xdr_get_fixed(from, *length);
}

uint32_t xdr_get_count(struct xdr_reader *from, size_t element)
{
	uint32_t count = xdr_get_u32(from);

	if (count > from->left / element)
		from->damaged = true;
	return from->damaged ? 0 : count;
}
