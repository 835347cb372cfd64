// SPDX-License-Identifier: GPL-2.0-only
/*
 * A message is read line by line; the first is its subject and says nothing. A line that means something has one of
 * four forms.
 *
 * Key: value. "Fixes: 1b9508f ("sched: ...")", "Git-commit: <id>" (SUSE), and of the kernel's stable-kernel-rules.rst
 * "Cc: <stable@vger.kernel.org> # 5.10.x: 1b9508f: sched: ...". The value has to begin with ids.
 *
 * In brackets. "[ Upstream commit <id> ]", "(cherry picked from commit <id>)" and their kin. Maintainers type these,
 * and no two alike: DPDK's stable branches have
 * 	[ upstream commit <id> ]			[ upstream commit: <id> ]
 * 	[ backported from upstream commit <id> ]	[ from upstream commit <id> ]
 * 	[ upstream fix <id> ]				[backport from commit id: <id>]
 * 	[ upstream commit "<id>" ]			[backported from upstream commit <id> ("net/bnxt:
 * 								support multicast filter")]
 * So the words before the id are judged, not the spelling: each has to be known, and one of them has to say where the
 * change is from. A word that is not known makes it prose, as in this one, also from there:
 * 	[ Upstream commit <id>
 * 	  cannot be backported, because it avoids the issue ...
 *
 * A sentence that is a paragraph's first line: "commit <id> upstream." The phrases are few, and nothing may follow on
 * the line, since "commit <id> upstream introduced a race" is prose; so is the last line of
 * 	This reverts commit <id> which is
 * 	commit <id> upstream.
 *
 * A header, lines that belong together: "mainline inclusion", "from mainline-v5.17", "commit <id>" (openEuler, the
 * first word differs); "commit-author A <a@b>", "commit <id>" (CIQ); and, below a line that names Red Hat's tracker,
 * the head of a "git log" entry, which anywhere else is what somebody bisected to.
 *
 * Lines that begin with four blanks or a tab are quoted from elsewhere, except in a list of what is reverted.
 *
 * What is reverted goes on over line ends, up to the paragraph's: the ids after "This reverts commit", and one more
 * after "which is commit", the upstream commit that the first one carried here.
 *
 * Everything that looks ahead has a bound (MAX_WORDS, MAX_LINES), so that reading takes time linear in the message.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../error.h"
#include "message.h"

#define MIN_ID 7        /* what git abbreviated to for years; the kernel's older tags have it */
#define MIN_CLAIM 12    /* what the kernel's rules ask for today */
#define SHA1_ID 40
#define SHA256_ID 64
#define MAX_IDS 16      /* of one line: the longest list seen has nine */
#define MAX_WORDS 48    /* of a phrase: "This reverts commit ..., which is commit ..." with a subject between them */
#define MAX_LINES 8     /* of a header or brackets: openEuler's have up to seven */
#define MAX_LIST 64     /* lines of a list of reverted commits */
#define DIGITS "0123456789"

struct span {
	const char *at, *end;
};

struct reader {
	struct message *message;
	struct span *lines;     /* without blanks at their ends */
	size_t nr, capacity;
	size_t claimed;         /* the line after the last claim */
	bool has_tracker;       /* a line named Red Hat's bug tracker */
};

static void reader_release(struct reader *reader)
{
	free(reader->lines);
}

/* ---- words ---- */

static size_t span_len(struct span span)
{
	return (size_t)(span.end - span.at);
}

static bool begins_with(struct span span, const char *start)
{
	return span_len(span) >= strlen(start) && !strncasecmp(span.at, start, strlen(start));
}

static bool is_exactly(struct span span, const char *what)
{
	return span_len(span) == strlen(what) && begins_with(span, what);
}

static struct span skip_blanks(struct span span)
{
	while (span.at < span.end && isspace((unsigned char)*span.at))
		span.at++;
	return span;
}

static bool next_word(struct span *word, struct span *rest)
{
	*rest = skip_blanks(*rest);
	word->at = rest->at;
	while (rest->at < rest->end && !isspace((unsigned char)*rest->at))
		rest->at++;
	word->end = rest->at;
	return word->at < word->end;
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Without the punctuation around it. */
static struct span bare(struct span word)
{
	while (word.at < word.end && is_one_of(*word.at, "([<\"'"))
		word.at++;
	while (word.end > word.at && is_one_of(word.end[-1], ")]>\"'.,:;"))
		word.end--;
	return word;
}

/* How many digits of an id the word begins with; 0 if it is something else. "1b9508f("subject")" is one. */
static size_t id_length(struct span word, size_t least)
{
	size_t len = 0;

	while (word.at + len < word.end && isxdigit((unsigned char)word.at[len]))
		len++;
	if (len < least || (len > SHA1_ID && len != SHA256_ID))
		return 0;
	return word.at + len == word.end || is_one_of(word.at[len], "()]>\"',:;") ? len : 0;
}

/* ---- phrases ---- */

/* Words in lower case with one blank between them; "X" stands for an id or a list of them, subjects are left out. */
struct phrase {
	char words[MAX_WORDS * 8];
	size_t len, nr;
	struct {
		struct span text;
		size_t place;   /* of its X */
	} ids[MAX_IDS];
	size_t nr_ids;
	bool in_subject;        /* after ("... */
};

static bool ends_in(const struct phrase *phrase, const char *what)
{
	size_t len = strlen(what);

	return phrase->len >= len && !strcmp(phrase->words + phrase->len - len, what);
}

static bool phrase_begins(const struct phrase *phrase, const char *what)
{
	size_t len = strlen(what);

	return !strncmp(phrase->words, what, len) && (!phrase->words[len] || phrase->words[len] == ' ');
}

static bool phrase_add(struct phrase *phrase, const char *word, size_t len)
{
	size_t i;

	if (phrase->nr == MAX_WORDS || phrase->len + len + 2 > sizeof(phrase->words))
		return false;
	if (phrase->nr++)
		phrase->words[phrase->len++] = ' ';
	for (i = 0; i < len; i++)
		phrase->words[phrase->len++] = (char)tolower((unsigned char)word[i]);
	phrase->words[phrase->len] = '\0';
	return true;
}

/* "X, X and X" is one X. */
static bool phrase_add_id(struct phrase *phrase, struct span id)
{
	if (phrase->nr_ids == MAX_IDS)
		return false;
	if (ends_in(phrase, "X and")) {
		phrase->len -= strlen(" and");
		phrase->words[phrase->len] = '\0';
	}
	if (!ends_in(phrase, "X")) {
		if (!phrase_add(phrase, "x", 1))
			return false;
		phrase->words[phrase->len - 1] = 'X';
	}
	phrase->ids[phrase->nr_ids].text = id;
	phrase->ids[phrase->nr_ids++].place = phrase->len - 1;
	return true;
}

static bool opens_subject(struct span word)
{
	return span_len(word) > 1 && word.at[0] == '(' && is_one_of(word.at[1], "\"'");
}

static bool closes_subject(struct span word)
{
	while (word.end > word.at && is_one_of(word.end[-1], ".,:;]"))
		word.end--;
	return span_len(word) > 1 && word.end[-1] == ')' && is_one_of(word.end[-2], "\"'");
}

static bool phrase_add_word(struct phrase *phrase, struct span word, size_t least)
{
	struct span inner = bare(word);
	size_t len = id_length(inner, least);
	bool added = true;

	if (!phrase->in_subject && !(ends_in(phrase, "X") && opens_subject(word))) {
		if (len)
			added = phrase_add_id(phrase, (struct span){ inner.at, inner.at + len });
		else if (span_len(inner))
			added = phrase_add(phrase, inner.at, span_len(inner));
		if (!len || inner.at + len >= word.end || inner.at[len] != '(')
			return added;
		word.at = inner.at + len; /* "1b9508f("subject")" */
	}
	phrase->in_subject = !closes_subject(word);
	return added;
}

/*
 * What there is room for; a phrase that is longer is none of those that are looked for. Words of a subject count
 * towards nothing but time.
 */
static void phrase_read(struct phrase *phrase, struct span text, size_t least)
{
	struct span word;
	size_t budget = 2 * MAX_WORDS;

	phrase->len = phrase->nr = phrase->nr_ids = 0;
	phrase->words[0] = '\0';
	phrase->in_subject = false;
	while (budget-- && next_word(&word, &text))
		if (!phrase_add_word(phrase, word, least))
			return;
}

/* ---- what is found ---- */

static void mention_add(struct reader *reader, enum mention_kind kind, struct span text, struct span versions)
{
	struct message *message = reader->message;
	struct mention *mention = arena_push(&message->arena, message->mentions, message->nr_mentions);
	char *copy = arena_strndup(&message->arena, text.at, span_len(text));

	mention->kind = kind;
	mention->text = copy;
	if (versions.at < versions.end)
		mention->versions = arena_strndup(&message->arena, versions.at, span_len(versions));
	for (; kind != MENTION_MESSAGE_ID && *copy; copy++)
		*copy = (char)tolower((unsigned char)*copy);
}

/* Those of the list that stands as this X. */
static void mention_ids(struct reader *reader, enum mention_kind kind, const struct phrase *phrase, const char *x)
{
	size_t i;

	for (i = 0; i < phrase->nr_ids; i++)
		if (phrase->ids[i].place == (size_t)(x - phrase->words))
			mention_add(reader, kind, phrase->ids[i].text, (struct span){ NULL, NULL });
}

static void claim(struct reader *reader, const struct phrase *phrase, size_t line)
{
	mention_ids(reader, MENTION_UPSTREAM, phrase, strchr(phrase->words, 'X'));
	reader->claimed = line + 1;
}

/* ---- lines and paragraphs ---- */

static bool is_blank(const struct reader *reader, size_t line)
{
	return line >= reader->nr || reader->lines[line].at == reader->lines[line].end;
}

/* The line after the paragraph's last, or MAX_LINES on. */
static size_t paragraph_end(const struct reader *reader, size_t line)
{
	size_t end = line;

	while (end < line + MAX_LINES && !is_blank(reader, end))
		end++;
	return end;
}

static struct span paragraph_from(const struct reader *reader, size_t line)
{
	return (struct span){ reader->lines[line].at, reader->lines[paragraph_end(reader, line) - 1].end };
}

/* A second claim below a first one begins as much as the first. */
static bool begins_paragraph(const struct reader *reader, size_t line)
{
	return is_blank(reader, line - 1) || reader->claimed == line;
}

static bool ends_sentence(const struct reader *reader, size_t line)
{
	return reader->lines[line].end[-1] == '.' || is_blank(reader, line + 1);
}

static bool is_quoted(struct span line)
{
	return line.at < line.end && (*line.at == '\t' || begins_with(line, "    "));
}

/* ---- claims in brackets ---- */

static bool is_listed(struct span word, const char *const *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (is_exactly(word, list[i]))
			return true;
	return false;
}

/* What words say, up to the id or after it. */
struct tone {
	bool origin;            /* "upstream": where it is from */
	bool carried;           /* "backported": that it was carried */
	bool from;
	bool unknown;
};

static void hear_words(struct tone *tone, struct span words)
{
	static const char *const origins[] = { "upstream", "mainline", "upsteam" /* DPDK 18.11 */ };
	static const char *const carried[] = { "backport",  "backported", "back-ported", "ported",
					       "cherry",    "cherrypick", "picked",	"cherrypicked",
					       "cherry-pick", "cherry-picked" };
	static const char *const from[] = { "from", "of" };
	static const char *const fillers[] = { "commit", "commits", "id", "fix", "patch",   "stable",
					       "in",	 "a",	    "is", "this", "linux" };
	struct span word;

	while (next_word(&word, &words)) {
		if (is_listed(word, origins, nr_of(origins)))
			tone->origin = true;
		else if (is_listed(word, carried, nr_of(carried)))
			tone->carried = true;
		else if (is_listed(word, from, nr_of(from)))
			tone->from = true;
		else if (!is_listed(word, fillers, nr_of(fillers)))
			tone->unknown = true;
	}
}

/*
 * "(cherry picked from commit <id> linux-next)": after it was said that it was carried, anything may follow. What is in
 * parentheses otherwise, or not closed, may be a remark that happens to begin a line.
 */
static bool is_claim(const struct phrase *phrase, bool may_be_remark)
{
	const char *id = strchr(phrase->words, 'X');
	struct tone before = { 0 }, after = { 0 };

	if (!id)
		return false;
	hear_words(&before, (struct span){ phrase->words, id });
	hear_words(&after, (struct span){ id + 1, phrase->words + phrase->len });
	if (before.unknown)
		return false;
	if (before.carried && before.from)
		return true;
	return (before.origin || after.origin) && !after.unknown && !may_be_remark;
}

static const char *find_close(struct span text, char open)
{
	return memchr(text.at, open == '[' ? ']' : ')', span_len(text));
}

/* Whether nothing but a full stop follows the bracket on its line. */
static bool ends_line(const char *close, const char *end)
{
	const char *at = close + 1;

	if (at < end && *at == '.')
		at++;
	return at == end || *at == '\r' || *at == '\n' || *at == ' ';
}

/* The text within the brackets that the line begins with. */
static bool bracketed(struct span *inner, const struct reader *reader, size_t line)
{
	struct span text = skip_blanks(paragraph_from(reader, line));
	char open = *text.at;
	const char *close = find_close(text, open);

	/* ("subject") within them has a parenthesis of its own */
	while (close && !ends_line(close, text.end))
		close = find_close((struct span){ close + 1, text.end }, open);
	*inner = (struct span){ text.at + 1, close ? close : reader->lines[line].end };
	return close != NULL;
}

static void read_bracketed(struct reader *reader, size_t line)
{
	char open = *skip_blanks(reader->lines[line]).at;
	struct phrase phrase;
	struct span inner;
	bool is_closed = bracketed(&inner, reader, line);

	phrase_read(&phrase, inner, MIN_CLAIM);
	if (is_claim(&phrase, !is_closed || (open == '(' && !begins_paragraph(reader, line))))
		claim(reader, &phrase, line);
}

/* ---- claims in sentences and headers ---- */

static bool is_sentence(const struct phrase *phrase)
{
	static const char *const phrases[] = {
		"commit X upstream",            /* the stable kernels */
		"commit X mainline",
		"commit X stable",              /* Anolis, from a stable kernel */
		"upstream commit X",            /* Ben Hutchings' 3.2.y, 3.16.y */
		"upstream X commit",
		"mainline commit X",
		"cherry picked from commit X",
		"cherry-picked from commit X",
	};
	size_t i;

	for (i = 0; i < nr_of(phrases); i++)
		if (!strcmp(phrase->words, phrases[i]))
			return true;
	return false;
}

/* These say it so clearly that more may follow, and go on over a line end. */
static bool is_clear_sentence(const struct phrase *phrase)
{
	static const char *const starts[] = {
		"this is a backport of commit X",
		"this is a backport of upstream commit X",
		"this is a backport of mainline commit X",
		"this is backported from commit X",
		"backport of commit X",
		"backport of upstream commit X",
		"backport of mainline commit X",
	};
	size_t i;

	for (i = 0; i < nr_of(starts); i++)
		if (phrase_begins(phrase, starts[i]))
			return true;
	return false;
}

static void read_sentence(struct reader *reader, size_t line, const struct phrase *phrase)
{
	struct phrase paragraph;

	if (!begins_paragraph(reader, line))
		return;
	if (is_sentence(phrase) && ends_sentence(reader, line))
		return claim(reader, phrase, line);
	if (!phrase_begins(phrase, "this is") && !phrase_begins(phrase, "backport of"))
		return;
	phrase_read(&paragraph, paragraph_from(reader, line), MIN_CLAIM);
	if (is_clear_sentence(&paragraph))
		claim(reader, &paragraph, line);
}

static bool is_below(const struct reader *reader, size_t line, bool (*matches)(struct span line))
{
	size_t i;

	for (i = 1; i <= MAX_LINES && i < line && !is_blank(reader, line - i); i++)
		if (matches(reader->lines[line - i]))
			return true;
	return false;
}

/* "mainline inclusion", "stable inclusion" */
static bool is_inclusion(struct span line)
{
	struct span word;

	return next_word(&word, &line) && next_word(&word, &line) && is_exactly(word, "inclusion") &&
	       line.at == line.end;
}

static bool is_commit_author(struct span line)
{
	return begins_with(line, "commit-author ");
}

static void read_header(struct reader *reader, size_t line, const struct phrase *phrase)
{
	bool heads_log = begins_paragraph(reader, line) && !is_blank(reader, line + 1) &&
			 begins_with(reader->lines[line + 1], "Author:");

	if (!strcmp(phrase->words, "commit X") &&
	    (is_below(reader, line, is_inclusion) || is_below(reader, line, is_commit_author) ||
	     (reader->has_tracker && heads_log)))
		claim(reader, phrase, line);
}

/* ---- reverts ---- */

static bool is_reverting(const char *words, size_t len)
{
	static const char *const starts[] = {
		"this reverts ",
		"this reverts commit ",
		"this reverts commits ",
		"this reverts upstream commit ",
		"this reverts the following commits ",
		"this reverts following commits ",
		"reverts ",
		"reverts commit ",
		"revert commit ",
		"this patch reverts commit ",
		"this patch reverts the commit ",
	};
	size_t i;

	for (i = 0; i < nr_of(starts); i++)
		if (len == strlen(starts[i]) && !memcmp(words, starts[i], len))
			return true;
	return false;
}

/*
 * Two commits with one change: "which is commit X upstream" names the second wherever it stands, "(upstream commit X)"
 * directly behind the first.
 */
static void read_second_id(struct reader *reader, const struct phrase *phrase, const char *after)
{
	static const char *const anywhere[] = { "which is commit X", "which is upstream commit X", "which was commit X",
						"which was upstream commit X" };
	static const char *const behind[] = { " upstream commit X", " commit X upstream", " and commit X" };
	size_t i;

	for (i = 0; i < nr_of(anywhere); i++) {
		const char *found = strstr(after, anywhere[i]);

		if (found)
			mention_ids(reader, MENTION_REVERTS, phrase, strchr(found, 'X'));
	}
	for (i = 0; i < nr_of(behind); i++)
		if (!strncmp(after, behind[i], strlen(behind[i])))
			mention_ids(reader, MENTION_REVERTS, phrase, strchr(after, 'X'));
}

/*
 * "This reverts:", "This reverts the following 3 changesets:"; the ids begin lines of their own, with subjects
 * between.
 */
static void read_revert_list(struct reader *reader, size_t line)
{
	size_t end = line + MAX_LIST < reader->nr ? line + MAX_LIST : reader->nr;
	struct phrase phrase;

	for (; line < end; line++) {
		struct span text = skip_blanks(reader->lines[line]);
		bool is_subject = text.at > reader->lines[line].at || begins_with(text, "(");

		if (text.at < text.end && is_one_of(*text.at, "-*"))
			text.at++;
		phrase_read(&phrase, text, MIN_ID);
		if (phrase_begins(&phrase, "X") || phrase_begins(&phrase, "commit X"))
			mention_ids(reader, MENTION_REVERTS, &phrase, strchr(phrase.words, 'X'));
		else if (phrase.nr && !is_subject)
			return;
	}
}

/* At a paragraph's beginning; "Reverts: <id>" is a key. */
static bool begins_revert(struct span line)
{
	return (begins_with(line, "Revert") && !begins_with(line, "Reverts:")) ||
	       begins_with(line, "This patch reverts");
}

static void read_revert(struct reader *reader, size_t line)
{
	struct phrase phrase;
	const char *id;

	phrase_read(&phrase, paragraph_from(reader, line), MIN_ID);
	id = strchr(phrase.words, 'X');
	if (id && is_reverting(phrase.words, (size_t)(id - phrase.words))) {
		mention_ids(reader, MENTION_REVERTS, &phrase, id);
		read_second_id(reader, &phrase, id + 1);
	} else if (!id && is_blank(reader, line + 1) && (phrase_begins(&phrase, "this reverts the following") ||
							 !strcmp(phrase.words, "this reverts"))) {
		read_revert_list(reader, line + 2);
	}
}

/* ---- keys ---- */

struct key {
	const char *name;
	enum mention_kind kind;
	size_t least;           /* digits of an id */
};

static const struct key keys[] = {
	{ "fixes", MENTION_FIXES, MIN_ID },
	{ "stable-dep-of", MENTION_DEP_OF, MIN_ID },
	{ "depends-on", MENTION_PREREQUISITE, MIN_ID },
	{ "requires", MENTION_PREREQUISITE, MIN_ID },
	{ "prerequisite", MENTION_PREREQUISITE, MIN_ID },
	{ "reverts", MENTION_REVERTS, MIN_ID },
	{ "upstream-commit", MENTION_UPSTREAM, MIN_CLAIM },
	{ "upstream-commit-id", MENTION_UPSTREAM, MIN_CLAIM },
	{ "upstream commit", MENTION_UPSTREAM, MIN_CLAIM },
	{ "upstream commit(s)", MENTION_UPSTREAM, MIN_CLAIM },
	{ "mainline-commit", MENTION_UPSTREAM, MIN_CLAIM },
	{ "mainline commit", MENTION_UPSTREAM, MIN_CLAIM },
	{ "backport-of", MENTION_UPSTREAM, MIN_CLAIM },
	{ "cherry-picked-from", MENTION_UPSTREAM, MIN_CLAIM },
	{ "git-commit", MENTION_UPSTREAM, MIN_CLAIM }, /* SUSE */
};

/* "Git-commit: <id> (partial)" is no claim, "Fixes: <id> and whatever" is a mention. */
static void read_value(struct reader *reader, size_t line, const struct key *key, struct span value)
{
	bool is_claim_key = key->kind == MENTION_UPSTREAM;
	struct phrase phrase;

	phrase_read(&phrase, value, key->least);
	if (!phrase_begins(&phrase, "X") && !phrase_begins(&phrase, "commit X"))
		return;
	if (!is_claim_key)
		mention_ids(reader, key->kind, &phrase, strchr(phrase.words, 'X'));
	else if (ends_in(&phrase, "X"))
		claim(reader, &phrase, line);
}

static bool is_version(struct span text)
{
	const char *at;

	for (at = text.at; at < text.end; at++)
		if (!isalnum((unsigned char)*at) && !is_one_of(*at, " .,+-_<>=~[]()"))
			return false;
	return text.at < text.end;
}

/*
 * "5.10.x: 1b9508f: sched: Rate-limit newidle", or without versions. What stands behind the id is its subject; an id
 * without one has to be long, for a date is one of eight digits too.
 */
static void read_prerequisite(struct reader *reader, struct span text)
{
	const char *colon = memchr(text.at, ':', span_len(text));
	struct span versions = { text.at, colon }, id = text;
	size_t len = id_length(text, MIN_ID);

	if (!len && colon && is_version(versions)) {
		id = skip_blanks((struct span){ colon + 1, text.end });
		len = id_length(id, MIN_ID);
	} else {
		versions.end = versions.at;
	}
	if (len && (id.at + len == id.end ? len >= MIN_CLAIM : id.at[len] == ':'))
		mention_add(reader, MENTION_PREREQUISITE, (struct span){ id.at, id.at + len }, versions);
}

static void read_cc(struct reader *reader, struct span value)
{
	const char *hash = memchr(value.at, '#', span_len(value));

	if (hash && memmem(value.at, (size_t)(hash - value.at), "stable@", strlen("stable@")))
		read_prerequisite(reader, skip_blanks((struct span){ hash + 1, value.end }));
}

static void read_key(struct reader *reader, size_t line)
{
	struct span text = reader->lines[line], value;
	const char *colon = memchr(text.at, ':', span_len(text));
	size_t i;

	if (!colon)
		return;
	value = skip_blanks((struct span){ colon + 1, text.end });
	text.end = colon;
	for (i = 0; i < nr_of(keys); i++)
		if (is_exactly(text, keys[i].name))
			read_value(reader, line, &keys[i], value);
	if (is_exactly(text, "cc"))
		read_cc(reader, value);
	if (is_exactly(text, "upstream status") ||
	    (is_exactly(text, "bugzilla") && begins_with(value, "https://bugzilla.redhat.com/")) ||
	    (is_exactly(text, "jira") && begins_with(value, "https://issues.redhat.com/")))
		reader->has_tracker = true;
}

/* ---- mails ---- */

static bool is_message_id(struct span id)
{
	const char *at;

	for (at = id.at; at < id.end; at++)
		if (!isgraph((unsigned char)*at))
			return false;
	return memchr(id.at, '@', span_len(id)) != NULL;
}

/*
 * "Message-Id: <x@y>", and the links that maintainers' tools write for the mail that was applied:
 * "Link: https://lore.kernel.org/r/x@y". Links below /all/ or /lkml/ and with a "[1]" behind are to discussions.
 */
static void read_message_id(struct reader *reader, struct span line)
{
	static const char *const starts[] = {
		"message-id: <",
		"link: https://lore.kernel.org/r/",
		"link: https://lkml.kernel.org/r/",
		"link: https://patch.msgid.link/",
	};
	size_t i;

	for (i = 0; i < nr_of(starts); i++) {
		struct span id = { line.at + strlen(starts[i]), line.end };

		if (!begins_with(line, starts[i]))
			continue;
		while (id.end > id.at && (id.end[-1] == '/' || (i == 0 && id.end[-1] == '>')))
			id.end--;
		if (is_message_id(id))
			mention_add(reader, MENTION_MESSAGE_ID, id, (struct span){ NULL, NULL });
	}
}

static bool is_number(const char *at, const char *end)
{
	const char *from = at;

	while (at < end && isdigit((unsigned char)*at))
		at++;
	return at > from && at == end;
}

static const char *last_dash(const char *id, const char *end)
{
	return id && end ? memrchr(id, '-', (size_t)(end - id)) : NULL;
}

/* b4's "20240101-name-v3-2-1a2b3c4d5e6f@x.org": the length of "20240101-name-v3". */
static size_t b4_series(const char *id)
{
	const char *random = last_dash(id, strchr(id, '@'));
	const char *number = last_dash(id, random);
	const char *version = last_dash(id, number);

	if (!version || version[1] != 'v' || !is_number(version + 2, number) || !is_number(number + 1, random))
		return 0;
	return (size_t)(number - id);
}

/* git send-email's "20240101120000.123-4-x@y" and, before 2.0, "1262304000-123-4-git-send-email-x@y". */
static size_t send_email_series(const char *id)
{
	size_t date = strspn(id, DIGITS), process, number;

	if (date < 10 || !is_one_of(id[date], ".-"))
		return 0;
	process = date + 1 + strspn(id + date + 1, DIGITS);
	if (process == date + 1 || id[process] != '-')
		return 0;
	number = strspn(id + process + 1, DIGITS);
	return number && id[process + 1 + number] == '-' ? process : 0;
}

static void find_series(struct message *message)
{
	size_t i;

	for (i = 0; i < message->nr_mentions && !message->series; i++) {
		const char *id = message->mentions[i].text;
		size_t len = 0;

		if (message->mentions[i].kind == MENTION_MESSAGE_ID)
			len = b4_series(id);
		if (message->mentions[i].kind == MENTION_MESSAGE_ID && !len)
			len = send_email_series(id);
		if (len)
			message->series = arena_strndup(&message->arena, id, len);
	}
}

/* ---- the message ---- */

static void read_line(struct reader *reader, size_t line)
{
	struct span text = reader->lines[line], unindented = skip_blanks(text);
	struct phrase phrase;

	if (text.at == text.end || is_quoted(text))
		return;
	if (is_one_of(*unindented.at, "[("))
		return read_bracketed(reader, line);
	if (unindented.at > text.at)
		return;
	if (begins_with(text, "This reverts") || (begins_paragraph(reader, line) && begins_revert(text)))
		read_revert(reader, line);
	read_key(reader, line);
	if (reader->claimed == line + 1)
		return;
	if (is_one_of(*text.at, "mMlL"))
		read_message_id(reader, text);
	if (!is_one_of((char)tolower((unsigned char)*text.at), "bcmtu")) /* what sentences and headers begin with */
		return;
	phrase_read(&phrase, text, MIN_CLAIM);
	read_sentence(reader, line, &phrase);
	read_header(reader, line, &phrase);
}

static void add_line(struct reader *reader, struct span line)
{
	if (reader->nr == reader->capacity) {
		reader->capacity = reader->capacity ? 2 * reader->capacity : 64;
		reader->lines = mem_realloc(reader->lines, reader->capacity * sizeof(*reader->lines));
	}
	while (line.end > line.at && isspace((unsigned char)line.end[-1]))
		line.end--;
	reader->lines[reader->nr++] = line;
}

static void split_lines(struct reader *reader, const char *text, const char *end)
{
	size_t len;
	const char *line;

	while (text_line(&line, &len, &text, end))
		add_line(reader, (struct span){ line, line + len });
}

void message_read(struct message *message, const char *text, size_t len)
{
	owned(reader_release) struct reader reader = { .message = message };
	size_t line;

	*message = (struct message){ .subject = "" };
	split_lines(&reader, text, text + len);
	if (reader.nr)
		message->subject =
			arena_strndup(&message->arena, reader.lines[0].at, span_len(reader.lines[0]));
	for (line = 1; line < reader.nr; line++)
		read_line(&reader, line);
	find_series(message);
}

void message_release(struct message *message)
{
	arena_release(&message->arena);
	*message = (struct message){ .subject = NULL };
}

bool ids_match(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);
	size_t common = length_a < length_b ? length_a : length_b;

	return common >= MIN_ID && !strncasecmp(a, b, common);
}
