// SPDX-License-Identifier: GPL-2.0-only
#include "tests/bench/likeness.h"

#include "tool/chain/tokens.h"

/* The tokens of a text, those of each line on a line. */
static void spell_code(struct text *code, const struct text *of)
{
	struct scanner scanner = scanner_of(text_str(of), of->len);
	struct token token;
	uint32_t line = 0;

	while ((token = scanner_next(&scanner)).kind != TOKEN_END) {
		text_addc(code, token.line == line ? ' ' : '\n');
		text_add(code, text_str(of) + token.at, token.len);
		line = token.line;
	}
}

static bool is_same_code(const struct text *a, const struct text *b)
{
	owned(text_release) struct text one = { 0 }, other = { 0 };

	spell_code(&one, a);
	spell_code(&other, b);
	return text_equal(&one, &other);
}

void likeness_add(struct likeness *likeness, const struct text *maintainers, const struct text *made)
{
	if (!maintainers || !made) {
		if (maintainers != made)
			*likeness = (struct likeness){ false, false };
		return;
	}
	if (text_equal(maintainers, made))
		return;
	likeness->same = false;
	likeness->same_code &= is_same_code(maintainers, made);
}
