// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both versions of a C file are read as tokens, so that white space and comments are gone, and for each difference the
 * tokens of the old lines are compared with those of the new. Where they are not the same, statements that only trace
 * or log are left out and they are compared again. If some difference is left, the file's removed and added lines as a
 * whole may still be the same lines in another order: code that was moved.
 */
#include <stdlib.h>

#include "incidental.h"
#include "outlines.h"
#include "tokens.h"

/* Larger files are tables that a program wrote. */
#define MAX_SIZE (1u << 20)
/* Tokens of a statement that is looked at to its end. */
#define MAX_STATEMENT 200

static const char *const names[] = {
	[INCIDENTAL_SPACE] = "white space and comments only",
	[INCIDENTAL_TRACING] = "tracing and messages only",
	[INCIDENTAL_MOVED] = "code that it moved",
};

const char *incidental_name(enum incidental kind)
{
	return names[kind];
}

/* ---- one version's tokens ---- */

struct version_tokens {
	const char *text;
	struct token *v;
	size_t nr, capacity;
};

static void version_tokens_release(struct version_tokens *tokens)
{
	free(tokens->v);
}

static void read_tokens(struct version_tokens *tokens, const struct blob *blob)
{
	struct scanner scanner = scanner_of(blob->data, blob->len);
	struct token token;

	tokens->text = blob->data;
	while ((token = scanner_next(&scanner)).kind != TOKEN_END) {
		tokens->v = array_room(tokens->v, tokens->nr, &tokens->capacity, sizeof(*tokens->v));
		tokens->v[tokens->nr++] = token;
	}
}

/* The first token that stands on a line or behind it. */
static size_t token_at(const struct version_tokens *tokens, uint32_t line)
{
	size_t low = 0, high = tokens->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tokens->v[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- what says nothing ---- */

static bool is_one_of_words(const char *word, size_t len, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == len && !strncasecmp(word, *words, len))
			return true;
	return false;
}

/* trace_nfsd_x(), pr_debug(), dev_info(), printk(), x_dbg(), DRV_LOG(): by the first and the last part of the name. */
static bool is_telling(const char *name, size_t len)
{
	static const char *const first_words[] = { "pr", "printk", "dprintk", "printf", "fprintf", "trace", NULL };
	static const char *const last_words[] = { "dbg", "debug", "log", "printk", "dprintk", "printf", "trace", NULL };
	static const char *const devices[] = { "dev", "netdev", "net", NULL };
	static const char *const levels[] = { "info", "notice", "warn", "err", NULL };
	const char *underscore = memchr(name, '_', len), *last = memrchr(name, '_', len);
	size_t first_len = underscore ? (size_t)(underscore - name) : len;
	size_t last_len;

	last = last ? last + 1 : name;
	last_len = (size_t)(name + len - last);
	return is_one_of_words(name, first_len, first_words) || is_one_of_words(last, last_len, last_words) ||
	       (is_one_of_words(name, first_len, devices) && is_one_of_words(last, last_len, levels));
}

static bool ends_statement(const struct token *token)
{
	return token->kind == ';' || token->kind == '{' || token->kind == '}' || token->kind == TOKEN_DIRECTIVE_END;
}

/* Behind a statement "name(...);" that only tells something and begins at 'at'; 'at' itself if none does. */
static size_t behind_telling(const struct version_tokens *tokens, size_t at, size_t end)
{
	size_t i = at + 1, depth = 0;

	if (end - at > MAX_STATEMENT)
		end = at + MAX_STATEMENT;
	if (tokens->v[at].kind != TOKEN_NAME || (at && !ends_statement(&tokens->v[at - 1])) ||
	    !is_telling(tokens->text + tokens->v[at].at, tokens->v[at].len))
		return at;
	for (; i < end; i++) {
		depth += tokens->v[i].kind == '(';
		depth -= depth && tokens->v[i].kind == ')';
		if (!depth && tokens->v[i].kind == ';')
			return i + 1;
		if (!depth && tokens->v[i].kind != ')')
			break;
	}
	return at;
}

/* The spellings of lines first .. first + nr - 1, one after the other. */
static void spell(struct text *out, const struct version_tokens *tokens, uint32_t first, uint32_t nr, bool without_telling)
{
	size_t at = token_at(tokens, first), end = token_at(tokens, first + nr);

	while (at < end) {
		size_t behind = without_telling ? behind_telling(tokens, at, end) : at;

		if (behind > at) {
			at = behind;
			continue;
		}
		text_add(out, tokens->text + tokens->v[at].at, tokens->v[at].len);
		text_adds(out, "\n");
		at++;
	}
}

static bool same_spelling(const struct version_tokens *old, const struct version_tokens *new,
			  const struct difference *at, bool without_telling)
{
	owned(text_release) struct text before = { 0 }, after = { 0 };

	spell(&before, old, at->old_first, at->old_nr, without_telling);
	spell(&after, new, at->new_first, at->new_nr, without_telling);
	return before.len == after.len && !memcmp(text_str(&before), text_str(&after), before.len);
}

/* ---- moved lines ---- */

static void add_lines(struct strings *lines, const struct version_tokens *tokens, uint32_t first, uint32_t nr)
{
	uint32_t line;

	for (line = first; line < first + nr; line++) {
		owned(text_release) struct text spelled = { 0 };

		spell(&spelled, tokens, line, 1, false);
		if (spelled.len)
			strings_add(lines, text_str(&spelled));
	}
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool same_lines(const struct version_tokens *old, const struct version_tokens *new,
		       const struct differences *differences)
{
	owned(strings_release) struct strings removed = { 0 }, added = { 0 };
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		add_lines(&removed, old, differences->v[i].old_first, differences->v[i].old_nr);
		add_lines(&added, new, differences->v[i].new_first, differences->v[i].new_nr);
	}
	if (removed.nr != added.nr || !removed.nr)
		return false;
	qsort(removed.v, removed.nr, sizeof(*removed.v), compare_lines);
	qsort(added.v, added.nr, sizeof(*added.v), compare_lines);
	for (i = 0; i < removed.nr; i++)
		if (strcmp(removed.v[i], added.v[i]))
			return false;
	return true;
}

/* ---- a file, a commit ---- */

static enum incidental compare(const struct blob *before, const struct blob *after,
			       const struct differences *differences)
{
	owned(version_tokens_release) struct version_tokens old = { 0 }, new = { 0 };
	enum incidental kind = INCIDENTAL_SPACE;
	size_t i;

	read_tokens(&old, before);
	read_tokens(&new, after);
	for (i = 0; i < differences->nr && kind; i++) {
		if (same_spelling(&old, &new, &differences->v[i], false))
			continue;
		kind = same_spelling(&old, &new, &differences->v[i], true) ? INCIDENTAL_TRACING : NOT_INCIDENTAL;
	}
	return kind || !same_lines(&old, &new, differences) ? kind : INCIDENTAL_MOVED;
}

static int judge_path(enum incidental *kind, struct blobs *blobs, const struct merge_path *path, struct error *err)
{
	owned(blob_releasep) const struct blob *before = NULL, *after = NULL;
	const struct differences *differences;

	*kind = NOT_INCIDENTAL;
	if (!path_entry_is_file(&path->old_entry) || !path_entry_is_file(&path->new_entry) || !path_is_c(path->path))
		return 0;
	if (blobs_get(&before, blobs, &path->old_entry.id, path->path, err) < 0 ||
	    blobs_get(&after, blobs, &path->new_entry.id, path->path, err) < 0 ||
	    blobs_differences(&differences, blobs, &path->old_entry.id, &path->new_entry.id, path->path, err) < 0)
		return -1;
	if (!before->is_binary && !after->is_binary && before->len <= MAX_SIZE && after->len <= MAX_SIZE)
		*kind = compare(before, after, differences);
	return 0;
}

/* A file with the same content that the commit takes away under another path: a plain rename. */
static bool is_rename(const struct merge_path *paths, size_t nr, const struct merge_path *path)
{
	size_t i;

	for (i = 0; i < nr && !path->old_entry.mode; i++)
		if (!paths[i].new_entry.mode && git_oid_equal(&paths[i].old_entry.id, &path->new_entry.id))
			return true;
	return false;
}

static int judge_paths(enum incidental *kind, struct blobs *blobs, const struct merge_path *paths, size_t nr,
		       const char *path, struct error *err)
{
	enum incidental one;
	size_t i;

	*kind = NOT_INCIDENTAL;
	for (i = 0; i < nr; i++) {
		if (path ? strcmp(paths[i].path, path) : !paths[i].new_entry.mode)
			continue;
		if (is_rename(paths, nr, &paths[i]))
			one = INCIDENTAL_MOVED;
		else if (judge_path(&one, blobs, &paths[i], err) < 0)
			return -1;
		if (!one) {
			*kind = NOT_INCIDENTAL;
			return 0;
		}
		*kind = one > *kind ? one : *kind;
	}
	return 0;
}

int incidental_find(enum incidental *kind, struct merger *merger, struct blobs *blobs, uint32_t commit, const char *path,
		    struct error *err)
{
	const struct merge_path *paths;
	size_t nr, i;

	if (merger_paths(&paths, &nr, merger, commit, err) < 0)
		return -1;
	for (i = 0; i < nr && strcmp(paths[i].path, path); i++)
		;
	return judge_paths(kind, blobs, paths, nr, i < nr ? path : NULL, err);
}
