/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PIECES_H
#define PIECES_H

#include <check.h>
#include <string.h>

#include "tool/text.h"

/* What a written text says: for the tests of reports. */

#define PIECES_SHOWN 1000

static inline void ck_has(const struct text *text, const char *piece)
{
	ck_assert_msg(strstr(text_str(text), piece) != NULL, "no '%s' in:\n%.*s", piece, PIECES_SHOWN, text_str(text));
}

static inline void ck_has_not(const struct text *text, const char *piece)
{
	ck_assert_msg(strstr(text_str(text), piece) == NULL, "'%s' in:\n%.*s", piece, PIECES_SHOWN, text_str(text));
}

/* One after the other, whatever stands between. */
static inline void ck_in_order(const struct text *text, const char *const pieces[], size_t nr)
{
	const char *at = text_str(text);
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *found = strstr(at, pieces[i]);

		ck_assert_msg(found != NULL, "no '%s' after '%s'", pieces[i], i ? pieces[i - 1] : "the begin");
		at = found;
	}
}

#endif
