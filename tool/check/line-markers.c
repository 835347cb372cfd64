// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text is lines of code, and markers that say where the next line comes from:
 *
 *	# 123 "../src/fs/nfsd/nfs4callback.c" 2
 *
 * From there on the lines are counted. "#define" and "#include" lines (-dD, -dI) are lines as others; a blank one
 * is what a directive, a comment or a call's further lines leave, and says nothing.
 *
 * Paths are what the compiler was told: absolute, or relative to where it ran, with ".." in them.
 */
#include <ctype.h>
#include <stdlib.h>

#include "line-markers.h"

struct reader {
	struct seen_file *files;
	size_t nr;
	const char *source, *cwd;
	const char *path;               /* of the last marker, in the text */
	size_t path_len;
	struct seen_file *file;         /* that it means; NULL: none of ours */
	uint32_t line;                  /* the next one's */
};

/* Adds a path part by part: "." is dropped, ".." takes the part before it away. */
static void add_parts(struct text *out, const char *path, size_t len)
{
	const char *at = path, *end = path + len;

	while (at < end) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		size_t part = (size_t)((slash ? slash : end) - at);

		if (part == 2 && !memcmp(at, "..", 2)) {
			while (out->len && out->data[--out->len] != '/')
				;
		} else if (part && !(part == 1 && *at == '.')) {
			text_addc(out, '/');
			text_add(out, at, part);
		}
		at += part + 1;
	}
}

static struct seen_file *find_file(const struct reader *r)
{
	owned(text_release) struct text whole = { 0 };
	owned(text_release) struct text wanted = { 0 };
	size_t i;

	if (r->path_len && *r->path != '/')
		add_parts(&whole, r->cwd, strlen(r->cwd));
	add_parts(&whole, r->path, r->path_len);
	for (i = 0; i < r->nr; i++) {
		text_clear(&wanted);
		add_parts(&wanted, r->source, strlen(r->source));
		add_parts(&wanted, r->files[i].path, strlen(r->files[i].path));
		if (wanted.len == whole.len && !memcmp(wanted.data, whole.data, whole.len))
			return &r->files[i];
	}
	return NULL;
}

/* # 123 "path" flags; a path with a backslash or a quote in it is none of ours. */
static bool read_marker(struct reader *r, const char *line, size_t len)
{
	const char *end = line + len, *at = line + 2, *quote;
	uint32_t number = 0;

	if (len < 5 || line[0] != '#' || line[1] != ' ' || !isdigit((unsigned char)*at))
		return false;
	for (; at < end && isdigit((unsigned char)*at); at++)
		number = number * 10 + (uint32_t)(*at - '0');
	r->line = number;
	if (end - at < 3 || at[0] != ' ' || at[1] != '"')
		return true;
	at += 2;
	quote = memchr(at, '"', (size_t)(end - at));
	if (!quote)
		return true;
	if (!r->path || (size_t)(quote - at) != r->path_len || memcmp(at, r->path, r->path_len)) {
		r->path = at;
		r->path_len = (size_t)(quote - at);
		r->file = find_file(r);
	}
	return true;
}

static bool is_blank(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isspace((unsigned char)line[i]))
			return false;
	return true;
}

void line_markers_read(struct seen_file *files, size_t nr, const char *text, size_t len, const char *source,
		       const char *cwd)
{
	struct reader r = { .files = files, .nr = nr, .source = source, .cwd = cwd };
	const char *line, *at = text, *end = text + len;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end)) {
		if (read_marker(&r, line, line_len))
			continue;
		if (r.file) {
			r.file->included = true;
			if (r.line <= r.file->nr_lines && r.line && !is_blank(line, line_len))
				r.file->lines[r.line] = true;
		}
		r.line++;
	}
}
