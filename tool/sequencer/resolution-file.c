// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remembered resolutions as files.
 *
 *	# SPDX-License-Identifier: GPL-2.0-only
 *	stableport-resolution: 1
 *	commit: 0123456789012345678901234567890123456789
 *	subject: lamp: dim in half steps
 *	path: drivers/lamp/lamp.c
 *	function: lamp_dim
 *	conflict: lines
 *	marker-size: 7
 *	@@ conflict @@
 *	-<<<<<<< target
 *	...
 *	->>>>>>> 012345678901 (lamp: dim in half steps)
 *	+	lamp->level -= 2 * step;
 *	@@ edit @@
 *	 context
 *	-old
 *	+new
 *
 * The head has these lines in this order, function and marker-size where there is something to say. An entry has lines as
 * in a unified diff: ' ' and '-' are before, ' ' and '+' after; an empty line is an empty line of both (editors
 * strip blanks), and "\ No newline at end of file" means the line before. A path without lines to merge has, for
 * "conflict: no-file" and "conflict: gone" (with "ours: <blob>"), one entry "@@ file @@" that is all '+', or
 * "@@ no file @@", which has no lines.
 *
 * Such files come from other people: everything is bounded, and what is not as above is an error that says where.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../files.h"
#include "resolution.h"

#define VERSION_LINE "stableport-resolution: 1"
#define LICENSE_LINE "# SPDX-License-Identifier: GPL-2.0-only"
#define NO_NEWLINE "\\ No newline at end of file"
#define SUFFIX ".resolution"

/* More is no review's work. */
#define MAX_ENTRIES 1000
#define MAX_FILES 1000
#define MAX_HEAD_LINE 4096
#define MAX_MARKER 1000
/* Of names of folders and files; with the digits before it stays far below any system's. */
#define MAX_SLUG 80

#define COMMIT_DIGITS 40
#define SHORT_DIGITS 12

static const char *const conflict_names[] = {
	[RESOLVED_LINES] = "lines",
	[RESOLVED_NO_FILE] = "no-file",
	[RESOLVED_GONE] = "gone",
};

/* ---- writing ---- */

static size_t line_len(const char *at, size_t len)
{
	const char *feed = memchr(at, '\n', len);

	return feed ? (size_t)(feed - at) + 1 : len;
}

static void write_lines(struct text *out, char sign, const char *bytes, size_t len)
{
	while (len) {
		size_t nr = line_len(bytes, len);

		text_addc(out, sign);
		text_add(out, bytes, nr);
		if (bytes[nr - 1] != '\n')
			text_adds(out, "\n" NO_NEWLINE "\n");
		bytes += nr;
		len -= nr;
	}
}

/* Whole lines that both begin with. */
static size_t common_head(const struct resolution_entry *entry)
{
	size_t nr = 0, len;

	while (nr < entry->before_len && nr < entry->after_len) {
		len = line_len(entry->before + nr, entry->before_len - nr);
		if (len != line_len(entry->after + nr, entry->after_len - nr) ||
		    memcmp(entry->before + nr, entry->after + nr, len) != 0)
			break;
		nr += len;
	}
	return nr;
}

/* That both end with, behind the head: the bytes, and then those of whole lines. */
static size_t common_tail(const struct resolution_entry *entry, size_t head)
{
	const char *a = entry->before + entry->before_len, *b = entry->after + entry->after_len;
	size_t max = (entry->before_len < entry->after_len ? entry->before_len : entry->after_len) - head, nr = 0;

	while (nr < max && a[-1 - (ptrdiff_t)nr] == b[-1 - (ptrdiff_t)nr])
		nr++;
	while (nr && ((entry->before_len - nr != head && a[-1 - (ptrdiff_t)nr] != '\n') ||
		      (entry->after_len - nr != head && b[-1 - (ptrdiff_t)nr] != '\n')))
		nr--;
	return nr;
}

static void write_entry(struct text *out, const struct resolution_entry *entry)
{
	size_t head = common_head(entry), tail = common_tail(entry, head);

	text_addf(out, "@@ %s @@\n", entry->has_conflict ? "conflict" : "edit");
	write_lines(out, ' ', entry->before, head);
	write_lines(out, '-', entry->before + head, entry->before_len - head - tail);
	write_lines(out, '+', entry->after + head, entry->after_len - head - tail);
	write_lines(out, ' ', entry->before + entry->before_len - tail, tail);
}

void resolution_write(struct text *out, const struct resolution *resolution)
{
	size_t i;

	text_addf(out, LICENSE_LINE "\n" VERSION_LINE "\ncommit: %s\nsubject: %s\npath: %s\n", resolution->commit,
		  resolution->subject, resolution->path);
	if (resolution->function)
		text_addf(out, "function: %s\n", resolution->function);
	text_addf(out, "conflict: %s\n", conflict_names[resolution->conflict]);
	if (resolution->conflict == RESOLVED_GONE)
		text_addf(out, "ours: %s\n", resolution->ours);
	if (resolution->conflict == RESOLVED_LINES)
		text_addf(out, "marker-size: %u\n", resolution->marker_size);
	for (i = 0; i < resolution->nr_entries; i++)
		write_entry(out, &resolution->entries[i]);
	if (resolution->conflict == RESOLVED_LINES)
		return;
	text_addf(out, "@@ %sfile @@\n", resolution->exists ? "" : "no ");
	if (resolution->exists)
		write_lines(out, '+', resolution->content, resolution->content_len);
}

/* ---- parsing ---- */

struct parser {
	struct resolution *resolution;
	const char *name;
	const char *at, *end;
	unsigned number;        /* of the line */
	const char *line;       /* without its end */
	size_t len;
	bool is_end;
	struct error *err;
};

static int trouble(const struct parser *parser, size_t column, const char *what)
{
	return error_set(parser->err, "%s:%u:%zu: %s", parser->name, parser->number, column, what);
}

static void next_line(struct parser *parser)
{
	parser->number++;
	parser->is_end = !text_line(&parser->line, &parser->len, &parser->at, parser->end);
	if (parser->is_end) {
		parser->line = "";
		parser->len = 0;
	}
}

static bool is_line(const struct parser *parser, const char *expected)
{
	return parser->len == strlen(expected) && !memcmp(parser->line, expected, parser->len);
}

static int expect(struct parser *parser, const char *expected)
{
	owned(text_release) struct text what = { 0 };

	text_addf(&what, "\"%s\" is expected here", expected);
	if (parser->is_end || !is_line(parser, expected))
		return trouble(parser, 1, text_str(&what));
	next_line(parser);
	return 0;
}

static bool has_key(const struct parser *parser, const char *key)
{
	size_t len = strlen(key);

	return parser->len > len + 1 && !memcmp(parser->line, key, len) && !memcmp(parser->line + len, ": ", 2);
}

/* A line of the head; *value in the resolution's arena. */
static int read_value(const char **value, struct parser *parser, const char *key)
{
	owned(text_release) struct text what = { 0 }, shown = { 0 };
	size_t from = strlen(key) + 2;

	text_addf(&what, "\"%s: ...\" is expected here", key);
	if (!has_key(parser, key))
		return trouble(parser, 1, text_str(&what));
	if (parser->len > MAX_HEAD_LINE)
		return trouble(parser, MAX_HEAD_LINE, "the line is too long");
	text_add_printable(&shown, parser->line + from, parser->len - from);
	if (shown.len != parser->len - from || memcmp(text_str(&shown), parser->line + from, shown.len) != 0)
		return trouble(parser, from + 1, "it has a character that is no text");
	*value = arena_strdup(&parser->resolution->arena, text_str(&shown));
	next_line(parser);
	return 0;
}

static bool is_id(const char *id)
{
	return strlen(id) == COMMIT_DIGITS && strspn(id, "0123456789abcdef") == COMMIT_DIGITS;
}

static int read_id(const char **id, struct parser *parser, const char *key)
{
	struct parser at = *parser;

	if (read_value(id, parser, key) < 0)
		return -1;
	return is_id(*id) ? 0 : trouble(&at, strlen(key) + 3, "an id has 40 digits, in lower case");
}

static int read_path(struct parser *parser)
{
	struct parser at = *parser;
	owned(text_release) struct text what = { 0 };
	const char *why;

	if (read_value(&parser->resolution->path, parser, "path") < 0)
		return -1;
	why = path_trouble(parser->resolution->path);
	if (!why)
		return 0;
	text_addf(&what, "the path %s", why);
	return trouble(&at, strlen("path: ") + 1, text_str(&what));
}

static int read_conflict(struct parser *parser)
{
	struct parser at = *parser;
	const char *value;
	size_t i;

	if (read_value(&value, parser, "conflict") < 0)
		return -1;
	for (i = 0; i < nr_of(conflict_names); i++)
		if (!strcmp(value, conflict_names[i])) {
			parser->resolution->conflict = (enum resolved_conflict)i;
			return 0;
		}
	return trouble(&at, strlen("conflict: ") + 1, "a conflict is of \"lines\", \"no-file\" or \"gone\"");
}

static int read_marker_size(struct parser *parser)
{
	struct parser at = *parser;
	unsigned long size;
	const char *value;
	char *end;

	if (read_value(&value, parser, "marker-size") < 0)
		return -1;
	size = strtoul(value, &end, 10);
	if (*value < '1' || *value > '9' || *end || size > MAX_MARKER)
		return trouble(&at, strlen("marker-size: ") + 1, "a marker has 1 to 1000 characters");
	parser->resolution->marker_size = (unsigned)size;
	return 0;
}

static int read_head(struct parser *parser)
{
	struct resolution *resolution = parser->resolution;

	if (expect(parser, LICENSE_LINE) < 0 || expect(parser, VERSION_LINE) < 0 ||
	    read_id(&resolution->commit, parser, "commit") < 0 ||
	    read_value(&resolution->subject, parser, "subject") < 0 || read_path(parser) < 0)
		return -1;
	if (has_key(parser, "function") && read_value(&resolution->function, parser, "function") < 0)
		return -1;
	if (read_conflict(parser) < 0)
		return -1;
	if (resolution->conflict == RESOLVED_GONE)
		return read_id(&resolution->ours, parser, "ours");
	return resolution->conflict == RESOLVED_LINES ? read_marker_size(parser) : 0;
}

/* What an entry's lines come to. */
struct sides {
	struct text before, after;
	bool before_ended, after_ended; /* by a line without its end: nothing may follow */
};

static void sides_release(struct sides *sides)
{
	text_release(&sides->before);
	text_release(&sides->after);
}

static bool begins_entry(const struct parser *parser)
{
	return parser->is_end || (parser->len >= 2 && !memcmp(parser->line, "@@", 2));
}

/* The next line says that this one has no end. */
static bool has_no_end(const struct parser *parser)
{
	struct parser next = *parser;

	next_line(&next);
	return !next.is_end && is_line(&next, NO_NEWLINE);
}

static int add_line(struct parser *parser, struct text *side, bool *ended, bool no_end)
{
	if (*ended)
		return trouble(parser, 1, "a line without its end is the last one");
	if (parser->len)
		text_add(side, parser->line + 1, parser->len - 1);
	if (!no_end)
		text_addc(side, '\n');
	*ended = no_end;
	return 0;
}

static int read_line(struct parser *parser, struct sides *sides)
{
	char sign = parser->len ? *parser->line : ' ';
	bool no_end = has_no_end(parser);

	if (sign != ' ' && sign != '-' && sign != '+')
		return trouble(parser, 1, "a line of an entry begins with ' ', '-' or '+'");
	if (no_end && parser->len < 2)
		return trouble(parser, 1, "a line without its end is not empty");
	if (sign != '+' && add_line(parser, &sides->before, &sides->before_ended, no_end) < 0)
		return -1;
	if (sign != '-' && add_line(parser, &sides->after, &sides->after_ended, no_end) < 0)
		return -1;
	next_line(parser);
	if (no_end)
		next_line(parser);
	return 0;
}

static int read_sides(struct sides *sides, struct parser *parser)
{
	while (!begins_entry(parser))
		if (read_line(parser, sides) < 0)
			return -1;
	return 0;
}

static int read_entry(struct parser *parser)
{
	owned(sides_release) struct sides sides = { 0 };
	struct resolution *resolution = parser->resolution;
	bool has_conflict = is_line(parser, "@@ conflict @@");
	struct parser at = *parser;
	struct resolution_entry *entry;

	if (!has_conflict && !is_line(parser, "@@ edit @@"))
		return trouble(parser, 1, "\"@@ conflict @@\" or \"@@ edit @@\" is expected here");
	if (resolution->nr_entries == MAX_ENTRIES)
		return trouble(parser, 1, "there are more than 1000 entries");
	next_line(parser);
	if (read_sides(&sides, parser) < 0)
		return -1;
	if (!sides.before.len)
		return trouble(&at, 1, "the entry has no line to be found by");
	if (has_conflict != (resolution_conflicts(&sides.before, resolution->marker_size) > 0))
		return trouble(&at, 1, has_conflict ? "the entry has no conflict" : "the entry has a conflict");
	if (resolution_has_markers(&sides.after, resolution->marker_size))
		return trouble(&at, 1, "a marker of a conflict is left in what it comes to");
	entry = arena_push(&resolution->arena, resolution->entries, resolution->nr_entries);
	*entry = (struct resolution_entry){
		.before = arena_strndup(&resolution->arena, text_str(&sides.before), sides.before.len),
		.before_len = sides.before.len,
		.after = arena_strndup(&resolution->arena, text_str(&sides.after), sides.after.len),
		.after_len = sides.after.len, .has_conflict = has_conflict,
	};
	return 0;
}

static int read_file(struct parser *parser)
{
	owned(sides_release) struct sides sides = { 0 };
	struct resolution *resolution = parser->resolution;
	struct parser at = *parser;

	resolution->exists = is_line(parser, "@@ file @@");
	if (!resolution->exists && !is_line(parser, "@@ no file @@"))
		return trouble(parser, 1, "\"@@ file @@\" or \"@@ no file @@\" is expected here");
	next_line(parser);
	if (read_sides(&sides, parser) < 0)
		return -1;
	if (sides.before.len || (!resolution->exists && sides.after.len))
		return trouble(&at, 1, "a file has lines that begin with '+', and none if it is not there");
	if (!parser->is_end)
		return trouble(parser, 1, "nothing follows a file");
	resolution->content = arena_strndup(&resolution->arena, text_str(&sides.after), sides.after.len);
	resolution->content_len = sides.after.len;
	return 0;
}

static int read_entries(struct parser *parser)
{
	if (parser->resolution->conflict != RESOLVED_LINES)
		return read_file(parser);
	do {
		if (read_entry(parser) < 0)
			return -1;
	} while (!parser->is_end);
	return 0;
}

/* The first byte that is no text's, in lines and columns. */
static int find_nul(struct parser *parser, const char *bytes, size_t len)
{
	const char *nul = memchr(bytes, '\0', len);

	if (!nul)
		return 0;
	do
		next_line(parser);
	while (!parser->is_end && parser->at <= nul);
	return trouble(parser, (size_t)(nul - parser->line) + 1, "it has a NUL character");
}

int resolution_parse(struct resolution *resolution, const char *name, const char *bytes, size_t len, struct error *err)
{
	owned(resolution_release) struct resolution made = { 0 };
	struct parser parser = { .resolution = &made, .name = name, .at = bytes, .end = bytes + len, .err = err };

	if (len > RESOLUTION_MAX_BYTES)
		return error_set(err, "%s:1:1: it is larger than %zu MiB", name, RESOLUTION_MAX_BYTES >> 20);
	if (find_nul(&parser, bytes, len) < 0)
		return -1;
	made.file = arena_strdup(&made.arena, name);
	next_line(&parser);
	if (read_head(&parser) < 0 || read_entries(&parser) < 0)
		return -1;
	*resolution = take(made);
	return 0;
}

/* ---- folders ---- */

void resolutions_release(struct resolutions *resolutions)
{
	size_t i;

	for (i = 0; i < resolutions->nr; i++)
		resolution_release(&resolutions->v[i]);
	free(resolutions->v);
}

/* Lower case letters and digits with single dashes between. */
static void add_slug(struct text *text, const char *string)
{
	size_t from = text->len;
	const char *at;

	for (at = string; *at && text->len - from < MAX_SLUG; at++) {
		bool is_upper = *at >= 'A' && *at <= 'Z';

		if (is_upper || (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
			text_addc(text, (char)(is_upper ? *at - 'A' + 'a' : *at));
		else if (text->len > from && text->data[text->len - 1] != '-')
			text_addc(text, '-');
	}
	while (text->len > from && text->data[text->len - 1] == '-')
		text->data[--text->len] = '\0';
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), nr = strlen(end);

	return len > nr && !strcmp(name + len - nr, end);
}

static int read_one(struct resolutions *resolutions, const char *path, const char *commit, struct error *err)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(text_release) struct text text = { 0 };

	if (file_read_whole(&text, path, RESOLUTION_MAX_BYTES, err) < 0 ||
	    resolution_parse(&resolution, path, text_str(&text), text.len, err) < 0)
		return -1;
	if (strcmp(resolution.commit, commit) != 0)
		return 0;
	resolutions->v = mem_realloc(resolutions->v, (resolutions->nr + 1) * sizeof(*resolutions->v));
	resolutions->v[resolutions->nr++] = take(resolution);
	return 0;
}

static int read_folder(struct resolutions *resolutions, const char *folder, const char *commit, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, folder, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		owned(text_release) struct text path = { 0 };

		if (!ends_with(names.v[i], SUFFIX))
			continue;
		if (resolutions->nr == MAX_FILES)
			return error_set(err, "the folder '%s' has more than %d resolutions", folder, MAX_FILES);
		text_addf(&path, "%s/%s", folder, names.v[i]);
		if (read_one(resolutions, text_str(&path), commit, err) < 0)
			return -1;
	}
	return 0;
}

/* "012345678901-lamp-dim-in-half-steps" */
static bool is_folder_of(const char *name, const char *commit)
{
	return !strncmp(name, commit, SHORT_DIGITS) && (name[SHORT_DIGITS] == '-' || !name[SHORT_DIGITS]);
}

int resolutions_read(struct resolutions *resolutions, const char *folder, const char *commit, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	owned(resolutions_release) struct resolutions made = { 0 };
	size_t i;

	if (file_is_folder(folder) && file_list(&names, folder, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		owned(text_release) struct text path = { 0 };

		text_addf(&path, "%s/%s", folder, names.v[i]);
		if (is_folder_of(names.v[i], commit) && file_is_folder(text_str(&path)) &&
		    read_folder(&made, text_str(&path), commit, err) < 0)
			return -1;
	}
	*resolutions = take(made);
	return 0;
}

/* ---- storing ---- */

static bool same_conflicts(const struct resolution *a, const struct resolution *b)
{
	size_t i;

	if (strcmp(a->path, b->path) != 0 || a->conflict != b->conflict || a->nr_entries != b->nr_entries ||
	    (a->conflict == RESOLVED_GONE && strcmp(a->ours, b->ours) != 0))
		return false;
	for (i = 0; i < a->nr_entries; i++)
		if (a->entries[i].before_len != b->entries[i].before_len ||
		    memcmp(a->entries[i].before, b->entries[i].before, a->entries[i].before_len) != 0)
			return false;
	return true;
}

static void name_file(struct text *path, const char *folder, const struct resolution *resolution, size_t nth)
{
	text_addf(path, "%s/%.*s-", folder, SHORT_DIGITS, resolution->commit);
	add_slug(path, resolution->subject);
	text_addc(path, '/');
	add_slug(path, resolution->path);
	text_addf(path, "-%zu%s", nth, SUFFIX);
}

/* The file of the same conflicts; else the first name that is free. */
static int choose_file(struct text *path, const char *folder, const struct resolution *resolution, struct error *err)
{
	owned(resolutions_release) struct resolutions there = { 0 };
	size_t i;

	if (resolutions_read(&there, folder, resolution->commit, err) < 0)
		return -1;
	for (i = 0; i < there.nr; i++)
		if (same_conflicts(&there.v[i], resolution)) {
			text_adds(path, there.v[i].file);
			return 0;
		}
	for (i = 1; i <= MAX_FILES; i++) {
		text_clear(path);
		name_file(path, folder, resolution, i);
		if (!file_exists(text_str(path)))
			return 0;
	}
	return error_set(err, "the folder '%s' has more than %d resolutions of '%s'", folder, MAX_FILES, resolution->path);
}

int resolution_store(char **file, const char *folder, const struct resolution *resolution, struct error *err)
{
	owned(text_release) struct text path = { 0 }, text = { 0 };
	owned(resolution_release) struct resolution read = { 0 };

	*file = NULL;
	if (resolution->conflict == RESOLVED_LINES && !resolution->nr_entries)
		return 0;
	if (choose_file(&path, folder, resolution, err) < 0)
		return -1;
	resolution_write(&text, resolution);
	/* What nobody could read again is not kept. */
	if (resolution_parse(&read, text_str(&path), text_str(&text), text.len, err) < 0)
		return error_prefix(err, "the resolution cannot be remembered");
	if (file_write(text_str(&path), text_str(&text), text.len, err) < 0)
		return -1;
	*file = mem_strdup(text_str(&path));
	return 0;
}
