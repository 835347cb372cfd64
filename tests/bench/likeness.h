/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIKENESS_H
#define LIKENESS_H

#include "tool/text.h"

/* Whether what was made of some files is what the maintainer made of them. Begins as { true, true }. */
struct likeness {
	bool same;              /* byte for byte */
	bool same_code;         /* token by token: comments, blanks and blank lines do not count */
};

/* Looks at one more file. NULL: there is no such file. */
void likeness_add(struct likeness *likeness, const struct text *maintainers, const struct text *made);

#endif
