/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "../text.h"

/*
 * What a commit's message says about other commits. Pure; read line by line in the spellings that maintainers and their
 * tools really write, never from prose. Ids are 7 to 40 (64) hex digits, lower-cased; claims of being somebody's
 * backport need at least 12 (the kernel's own rule), Fixes: at least 7 since older trees have such.
 */
enum mention_kind {
	MENTION_UPSTREAM,       /* "commit X upstream.", "[ Upstream commit X ]", "(cherry picked from commit X)", ... */
	MENTION_REVERTS,        /* "This reverts commit X", also "which is commit X upstream" */
	MENTION_FIXES,          /* "Fixes: X ("subject")", "Fixes: X" */
	MENTION_PREREQUISITE,   /* "Cc: stable@... # 5.10.x: X: subject", "Depends-on: X" */
	MENTION_DEP_OF,         /* "Stable-dep-of: X" */
	MENTION_MESSAGE_ID,     /* the mail that was applied: text is x@y */
};
struct mention {
	enum mention_kind kind;
	const char *text;       /* an id, lower case, or a message id */
	const char *versions;   /* of a prerequisite: "5.10.x" as written, or NULL */
};
struct message {
	struct arena arena;
	const char *subject;
	struct mention *mentions;
	size_t nr_mentions;
	/*
	 * "[PATCH 3/7]" never stays in a history, but the thread does: the part of a message id that a series shares,
	 * or NULL.
	 */
	const char *series;
};
void message_read(struct message *message, const char *text, size_t len);
void message_release(struct message *message);

/* Whether one id is an abbreviation of the other, of at least 7 digits. */
bool ids_match(const char *a, const char *b);

#endif
