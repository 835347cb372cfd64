// SPDX-License-Identifier: GPL-2.0-only
/*
 * What gcc, clang and sparse print, as data; and which of it is new.
 *
 * The log is read line by line. Five kinds of line mean something:
 *
 * 1. A diagnostic, of any of the three compilers:
 *	../src/fs/nfsd/nfs4state.c:45:12: warning: 'f' defined but not used [-Wunused-function]
 *	/tmp/stableport-x/src/fs/nfsd/state.h:3:30: error: no member named 'b' in 'struct s'
 *	fs/nfsd/xdr4.h:12: fatal error: no.h: No such file or directory
 *    "fatal error" counts as error; notes are dropped. The name in brackets at the end is the option.
 *
 * 2. sparse's continuations of one, which tell two of them apart: same place, then blanks.
 *	fs/nfsd/vfs.c:98:41: warning: incorrect type in argument 1 (different base types)
 *	fs/nfsd/vfs.c:98:41:    expected unsigned int
 *	fs/nfsd/vfs.c:98:41:    got restricted __be32
 *    They are added to its text.
 *
 * 3. gcc's context, which holds for all that follow until the next one:
 *	../src/fs/nfsd/nfs4callback.c: In function 'nfsd4_run_cb':
 *	../src/fs/nfsd/nfs4callback.c: At top level:
 *    The file is not compared: a macro of a header warns in the header's name, in that function.
 *
 * 4. kbuild's "  CC      fs/nfsd/nfs4callback.o" and "  CHECK   ...": another compiler begins, no context.
 *
 * 5. objtool's, which knows no line:
 *	fs/nfsd/nfs4state.o: warning: objtool: f()+0x1c: unreachable instruction
 *
 * Everything else (code excerpts, "In file included from", make) is dropped.
 *
 * Paths: kbuild hands the compiler the source as an absolute path (4.19), or as ".." and the folder's name
 * (from 5.2 on when the build folder is beside the source, seen as "../src/fs/nfsd/vfs.c"), and the build's
 * own headers as "./include/generated/autoconf.h". All three are cut down, in texts as well, since sparse
 * names the other place there: "symbol 'f' redeclared with different type (originally declared at
 * ../src/fs/nfsd/state.h:12)".
 *
 * New is what is left of after when each diagnostic of before has taken away one that has the same file,
 * function, kind and text. A commit that adds ten lines above shifts all lines below, hence lines do not
 * count; in the texts compared, a number after ':' or "line " (the example above; "label 'out' defined at line 12")
 * and an offset (objtool's "+0x1c") become '#'. Other numbers stay: "writing 8 bytes into a region of size 4"
 * is another warning than "... of size 2".
 * Sorted keys and bsearch(): a log of 16 MiB can hold 200,000 diagnostics.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "diagnostics.h"

struct parser {
	struct arena *arena;
	struct diagnostic *v;
	size_t nr;
	struct text source;             /* "/tmp/stableport-x/src/" */
	struct text beside;             /* "../src/" */
	const char *function;           /* the context, or NULL */
	const char *place;              /* "path:1:2:" of the last diagnostic, in the log */
	size_t place_len;
};

static void parser_release(struct parser *parser)
{
	text_release(&parser->source);
	text_release(&parser->beside);
}

static bool begins(const char *at, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(at, with, strlen(with));
}

/* How much of what stands here is a spelling of the source folder. */
static size_t source_at(const struct parser *parser, const char *at, size_t len)
{
	if (parser->source.len && begins(at, len, text_str(&parser->source)))
		return parser->source.len;
	if (parser->beside.len && begins(at, len, text_str(&parser->beside)))
		return parser->beside.len;
	return 0;
}

/* A text as it is kept: printable, without the source folder. */
static const char *without_source(const struct parser *parser, const char *at, size_t len)
{
	owned(text_release) struct text cut = { 0 };
	owned(text_release) struct text printable = { 0 };
	const char *end = at + len;

	while (at < end) {
		size_t skip = source_at(parser, at, (size_t)(end - at));

		if (skip)
			at += skip;
		else
			text_addc(&cut, *at++);
	}
	text_add_printable(&printable, text_str(&cut), cut.len);
	return arena_strndup(parser->arena, text_str(&printable), printable.len);
}

static const char *own_path(const struct parser *parser, const char *at, size_t len)
{
	const char *path = without_source(parser, at, len);

	return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

/* "path:12:5: " or "path:12: ": the place that a line begins with. */
struct place {
	const char *path;
	size_t path_len, len;           /* len: with both numbers, up to the colon after them */
	unsigned line;
};

/* ":12" at a position: its length, or 0. */
static size_t number_at(unsigned *number, const char *at, const char *end)
{
	const char *digit = at + 1;
	unsigned long value = 0;

	if (at >= end || *at != ':')
		return 0;
	for (; digit < end && isdigit((unsigned char)*digit) && value < 100000000; digit++)
		value = value * 10 + (unsigned long)(*digit - '0');
	*number = (unsigned)value;
	return digit == at + 1 ? 0 : (size_t)(digit - at);
}

static bool place_read(struct place *place, const char *line, size_t len)
{
	const char *end = line + len, *colon = memchr(line, ':', len);
	unsigned column;
	size_t nr;

	if (!colon || colon == line || isspace((unsigned char)*line))
		return false;
	*place = (struct place){ .path = line, .path_len = (size_t)(colon - line) };
	nr = number_at(&place->line, colon, end);
	if (!nr)
		return false;
	colon += nr;
	colon += number_at(&column, colon, end);
	place->len = (size_t)(colon - line);
	return colon < end && *colon == ':';
}

/* "warning: ", "error: ", "fatal error: ": its length, and what to call it. */
static size_t kind_at(const char **kind, const char *at, size_t len)
{
	static const char *const kinds[][2] = {
		{ "warning: ", "warning" },
		{ "error: ", "error" },
		{ "fatal error: ", "error" },
	};
	size_t i;

	for (i = 0; i < nr_of(kinds); i++) {
		if (begins(at, len, kinds[i][0])) {
			*kind = kinds[i][1];
			return strlen(kinds[i][0]);
		}
	}
	return 0;
}

/* Where " [-Wunused-variable]" begins at the end of a text, or its end. */
static size_t text_without_option(const char *text, size_t len)
{
	size_t at = len;

	if (!len || text[len - 1] != ']')
		return len;
	while (at && text[at - 1] != '[' && text[at - 1] != ' ')
		at--;
	if (at < 2 || text[at - 1] != '[' || text[at - 2] != ' ' || !begins(text + at, len - at, "-W"))
		return len;
	return at - 2;
}

static struct diagnostic *add(struct parser *parser, const char *kind, const char *text, size_t len)
{
	struct diagnostic *diagnostic = arena_push(parser->arena, parser->v, parser->nr);
	size_t own = text_without_option(text, len);

	diagnostic->kind = kind;
	diagnostic->function = parser->function;
	diagnostic->text = without_source(parser, text, own);
	if (own < len)
		diagnostic->option = without_source(parser, text + own + 2, len - own - 3);
	return diagnostic;
}

/* 1. A diagnostic with a place, and 2. the continuation of one. */
static bool read_placed(struct parser *parser, const char *line, size_t len)
{
	struct place place;
	const char *rest, *kind;
	size_t rest_len, skip;

	if (!place_read(&place, line, len) || len < place.len + 2 || line[place.len + 1] != ' ')
		return false;
	rest = line + place.len + 2;
	rest_len = len - place.len - 2;
	skip = kind_at(&kind, rest, rest_len);
	if (skip) {
		struct diagnostic *diagnostic = add(parser, kind, rest + skip, rest_len - skip);

		diagnostic->file = own_path(parser, place.path, place.path_len);
		diagnostic->line = place.line;
		parser->place = line;
		parser->place_len = place.len;
	} else if (rest_len && *rest == ' ' && parser->place && parser->place_len == place.len &&
		   !memcmp(parser->place, line, place.len)) {
		struct diagnostic *last = &parser->v[parser->nr - 1];
		size_t blanks = strspn(rest, " ");

		if (blanks < rest_len)
			last->text = arena_printf(parser->arena, "%s; %s", last->text,
						  without_source(parser, rest + blanks, rest_len - blanks));
	}
	return true;
}

/* 5. objtool's. */
static bool read_object(struct parser *parser, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *kind;
	size_t path_len = colon ? (size_t)(colon - line) : 0, skip;
	struct diagnostic *diagnostic;

	if (path_len < 3 || memcmp(colon - 2, ".o", 2) || path_len + 2 > len || colon[1] != ' ')
		return false;
	skip = kind_at(&kind, colon + 2, len - path_len - 2);
	if (!skip)
		return false;
	parser->function = NULL;
	diagnostic = add(parser, kind, colon + 2 + skip, len - path_len - 2 - skip);
	diagnostic->file = own_path(parser, line, path_len);
	return true;
}

/* What stands in quotation marks, 'f' or ‘f’ (gcc where the locale is a UTF-8 one). */
static const char *quoted(const struct parser *parser, const char *at, size_t len)
{
	size_t open = begins(at, len, "‘") ? strlen("‘") : 1, nr;

	if (open >= len)
		return NULL;
	at += open;
	len -= open;
	for (nr = 0; nr < len && at[nr] != '\'' && !begins(at + nr, len - nr, "’");)
		nr++;
	return without_source(parser, at, nr);
}

/* 3. gcc's context. */
static bool read_context(struct parser *parser, const char *line, size_t len)
{
	static const char in_function[] = ": In function ", top_level[] = ": At top level:";
	const char *at = memmem(line, len, in_function, strlen(in_function));

	if (memmem(line, len, top_level, strlen(top_level))) {
		parser->function = NULL;
		return true;
	}
	if (!at)
		return false;
	at += strlen(in_function);
	parser->function = quoted(parser, at, (size_t)(line + len - at));
	return true;
}

/* 4. "  CC      fs/nfsd/vfs.o": two blanks, a word of capitals. */
bool diagnostics_begin_section(const char *line, size_t len)
{
	return len > 4 && line[0] == ' ' && line[1] == ' ' && isupper((unsigned char)line[2]) &&
	       isupper((unsigned char)line[3]);
}

static void read_line(struct parser *parser, const char *line, size_t len)
{
	if (diagnostics_begin_section(line, len)) {
		parser->function = NULL;
		parser->place = NULL;
	} else if (!read_context(parser, line, len) && !read_placed(parser, line, len)) {
		read_object(parser, line, len);
	}
}

void diagnostics_parse(struct diagnostic **diagnostics, size_t *nr, struct arena *arena, const char *log,
		       size_t len, const char *source)
{
	owned(parser_release) struct parser parser = { .arena = arena };
	const char *name = strrchr(source, '/');
	const char *line, *at = log, *end = log + len;
	size_t line_len;

	if (*source)
		text_addf(&parser.source, "%s/", source);
	if (name && name[1])
		text_addf(&parser.beside, "../%s/", name + 1);
	while (text_line(&line, &line_len, &at, end))
		read_line(&parser, line, line_len);
	*diagnostics = parser.v;
	*nr = parser.nr;
}

/* How many digits (hexadecimal ones after "+0x") stand here as a line number or offset. */
static size_t digits_to_hide(const char *text, const char *at)
{
	if (at - text >= 3 && !strncmp(at - 3, "+0x", 3))
		return strspn(at, "0123456789abcdef");
	if ((at - text >= 2 && at[-1] == ':' && isalnum((unsigned char)at[-2])) ||
	    (at - text >= 5 && !strncmp(at - 5, "line ", 5)))
		return strspn(at, "0123456789");
	return 0;
}

static void add_without_lines(struct text *key, const char *text)
{
	const char *at = text;

	while (*at) {
		size_t digits = digits_to_hide(text, at);

		if (digits)
			text_addc(key, '#');
		else
			text_addc(key, *at);
		at += digits ? digits : 1;
	}
}

/* What two diagnostics have in common when they are the same. */
static char *key_of(struct arena *arena, const struct diagnostic *diagnostic)
{
	owned(text_release) struct text key = { 0 };

	text_addf(&key, "%s\n%s\n%s\n", diagnostic->file ? diagnostic->file : "",
		  diagnostic->function ? diagnostic->function : "", diagnostic->kind);
	add_without_lines(&key, diagnostic->text);
	return arena_strndup(arena, text_str(&key), key.len);
}

struct counted {
	const char *key;
	size_t nr;
};

static int counted_compare(const void *a, const void *b)
{
	return strcmp(((const struct counted *)a)->key, ((const struct counted *)b)->key);
}

/* The keys of diagnostics, sorted, each once with how often it is there. */
static struct counted *count_keys(size_t *nr_counted, struct arena *arena, const struct diagnostic *v,
				  size_t nr)
{
	struct counted *counted = arena_alloc(arena, (nr + 1) * sizeof(*counted));
	size_t i, last = 0;

	for (i = 0; i < nr; i++)
		counted[i] = (struct counted){ .key = key_of(arena, &v[i]), .nr = 1 };
	qsort(counted, nr, sizeof(*counted), counted_compare);
	for (i = 1; i < nr; i++) {
		if (counted_compare(&counted[i], &counted[last]) == 0)
			counted[last].nr++;
		else
			counted[++last] = counted[i];
	}
	*nr_counted = nr ? last + 1 : 0;
	return counted;
}

void diagnostics_new(struct diagnostic **fresh, size_t *nr, struct arena *arena,
		     const struct diagnostic *before, size_t nr_before, const struct diagnostic *after,
		     size_t nr_after)
{
	owned(arena_release) struct arena keys = { 0 };
	struct diagnostic *found = NULL;
	size_t nr_counted, nr_found = 0, i;
	struct counted *counted = count_keys(&nr_counted, &keys, before, nr_before);

	for (i = 0; i < nr_after; i++) {
		struct counted wanted = { .key = key_of(&keys, &after[i]) };
		struct counted *same = bsearch(&wanted, counted, nr_counted, sizeof(*counted),
					       counted_compare);

		if (same && same->nr)
			same->nr--;
		else
			*arena_push(arena, found, nr_found) = after[i];
	}
	*fresh = found;
	*nr = nr_found;
}
