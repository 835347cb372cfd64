// SPDX-License-Identifier: GPL-2.0-only
/*
 * Quotes are the shell's; '$' is make's, which has "$$" for one and "$(pound)" for '#'. Anything else that a
 * shell or make would expand is not known here: then there is no command.
 */
#include <ctype.h>

#include "command-line.h"

struct reader {
	const char *at, *end;
	struct text word;
	bool in_word;
	bool known;
};

static bool takes(struct reader *r, const char *what)
{
	if ((size_t)(r->end - r->at) < strlen(what) || memcmp(r->at, what, strlen(what)))
		return false;
	r->at += strlen(what);
	return true;
}

/* One character; make's spelling of it comes first. */
static void take_char(struct reader *r)
{
	static const char pound[] = "$(pound)";

	r->in_word = true;
	if (takes(r, pound)) {
		text_addc(&r->word, '#');
	} else if (takes(r, "$$")) {
		r->known = false; /* a variable of the shell's */
	} else if (*r->at == '$' || *r->at == '`') {
		r->known = false;
		r->at++;
	} else {
		text_addc(&r->word, *r->at++);
	}
}

static void take_single_quoted(struct reader *r)
{
	r->in_word = true;
	while (r->at < r->end && *r->at != '\'') {
		if (takes(r, "$$"))
			text_addc(&r->word, '$');
		else
			take_char(r);
	}
	r->at++;
}

static void take_double_quoted(struct reader *r)
{
	r->in_word = true;
	while (r->at < r->end && *r->at != '"') {
		if (*r->at == '\\' && r->at + 1 < r->end && strchr("\"\\$`", r->at[1]))
			r->at++;
		take_char(r);
	}
	r->at++;
}

static bool next_word(struct reader *r)
{
	text_clear(&r->word);
	r->in_word = false;
	while (r->at < r->end && isblank((unsigned char)*r->at))
		r->at++;
	while (r->at < r->end && !isspace((unsigned char)*r->at) && !strchr(";|&", *r->at)) {
		if (takes(r, "'")) {
			take_single_quoted(r);
		} else if (takes(r, "\"")) {
			take_double_quoted(r);
		} else {
			r->at += *r->at == '\\' && r->at + 1 < r->end;
			take_char(r);
		}
	}
	return r->in_word;
}

static bool writes_dependencies(const char *word)
{
	return !strncmp(word, "-Wp,-M", 6) || !strncmp(word, "-M", 2);
}

/* Behind "cmd_... := ", or NULL. */
static const char *command_begin(const char *cmd, const char *end)
{
	static const char assigned[] = " := ";
	const char *at = memmem(cmd, (size_t)(end - cmd), assigned, strlen(assigned));

	if (!at || !(!strncmp(cmd, "cmd_", 4) || !strncmp(cmd, "savedcmd_", 9)))
		return NULL;
	return at + strlen(assigned);
}

static void reader_release(struct reader *reader)
{
	text_release(&reader->word);
}

bool command_line_words(struct string_list *words, struct arena *arena, const char *cmd, size_t len)
{
	const char *feed = memchr(cmd, '\n', len), *end = feed ? feed : cmd + len;
	owned(reader_release) struct reader r = { .at = command_begin(cmd, end), .end = end, .known = true };
	bool compiles = false, is_output = false;

	if (!r.at)
		return false;
	while (next_word(&r)) {
		const char *word = text_str(&r.word);

		if (!strcmp(word, "-c"))
			compiles = true;
		else if (!is_output && strcmp(word, "-o") && !writes_dependencies(word))
			*arena_push(arena, words->v, words->nr) = arena_strdup(arena, word);
		is_output = !strcmp(word, "-o");
	}
	return compiles && r.known && words->nr > 1;
}
