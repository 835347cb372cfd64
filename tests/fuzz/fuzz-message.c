// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a commit's message. With clang -fsanitize=fuzzer this is a fuzzer; with plain.c a
 * program that reads the files it is given, to see what became of the ones that a fuzzer found.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"
#include "tool/chain/message.h"

static bool is_id(const char *text, size_t least)
{
	size_t len = strlen(text), i;

	for (i = 0; i < len; i++)
		if (!isxdigit((unsigned char)text[i]) || isupper((unsigned char)text[i]))
			return false;
	return len >= least && (len <= 40 || len == 64);
}

/* What a caller relies on: ids are ids, long enough for their kind, and a message id is a word. */
static void rely_on(const struct mention *mention)
{
	size_t least = mention->kind == MENTION_UPSTREAM ? 12 : 7;
	bool is_mail = mention->kind == MENTION_MESSAGE_ID;

	if (is_mail ? !strchr(mention->text, '@') || strpbrk(mention->text, " \t\r\n") : !is_id(mention->text, least))
		abort();
	if (mention->versions && (mention->kind != MENTION_PREREQUISITE || !*mention->versions))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	owned(message_release) struct message message = { 0 };
	size_t i;

	message_read(&message, (const char *)bytes, len);
	if (strchr(message.subject, '\n') || (message.series && !*message.series))
		abort();
	for (i = 0; i < message.nr_mentions; i++)
		rely_on(&message.mentions[i]);
	return 0;
}
