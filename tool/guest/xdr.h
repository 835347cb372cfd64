/* SPDX-License-Identifier: GPL-2.0-only */
/* External Data Representation (RFC 4506) in buffers that are given. What does not fit and what is not there is
 * remembered: a writer or reader is asked once, at the end, whether all went well. A damaged reader goes on to give
 * zeros. */
#ifndef STABLEPORT_GUEST_XDR_H
#define STABLEPORT_GUEST_XDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xdr_writer {
	unsigned char *bytes;
	size_t used, room;
	bool overflow;
};

struct xdr_reader {
	const unsigned char *bytes;
	size_t left;
	bool damaged;
};

void xdr_put_u32(struct xdr_writer *to, uint32_t value);
void xdr_put_u64(struct xdr_writer *to, uint64_t value);
/* Opaque data: with a fixed length (4.9), and with its length before it (4.10). */
void xdr_put_fixed(struct xdr_writer *to, const void *bytes, size_t length);
void xdr_put_opaque(struct xdr_writer *to, const void *bytes, size_t length);
void xdr_put_string(struct xdr_writer *to, const char *text);
/* Writes a number where one was written before. */
void xdr_put_u32_at(struct xdr_writer *to, size_t at, uint32_t value);

uint32_t xdr_get_u32(struct xdr_reader *from);
uint64_t xdr_get_u64(struct xdr_reader *from);
/* Opaque data in the reader's own buffer; NULL when damaged. One that is longer than 'most' is damage. */
const unsigned char *xdr_get_fixed(struct xdr_reader *from, size_t length);
const unsigned char *xdr_get_opaque(struct xdr_reader *from, size_t most, size_t *length);
/* An array's length: damage when so many elements of that many bytes cannot be there. */
uint32_t xdr_get_count(struct xdr_reader *from, size_t element);

#endif
