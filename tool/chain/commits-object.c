// SPDX-License-Identifier: GPL-2.0-only
/*
 * A commit object: headers, each a line, up to an empty line, then the message. The first are "tree" and any number of
 * "parent", all of one length, so the nth parent is found by counting bytes; each id is looked at before any is used.
 * As for git, a commit without a date that can be read is a commit all the same, of 1970.
 *
 * A message is UTF-8 unless a header names its encoding. If it then is not all of that encoding, or nobody knows the
 * encoding, the message stays as it is: what else it is cannot be known.
 */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>

#include "commits-table.h"

/* "tree <40>\n", "parent <40>\n" */
#define TREE_LINE (5 + GIT_OID_HEXSZ + 1)
#define PARENT_LINE (7 + GIT_OID_HEXSZ + 1)

/* The longest that glibc knows have 26 characters. */
#define MAX_CHARSET 40

/* ---- a commit object ---- */

void commit_object_release(struct commit_object *object)
{
	git_odb_object_free(object->object);
}

git_oid commit_object_parent(const struct commit_object *object, uint32_t nth)
{
	git_oid id = { 0 };

	if (object->cached_parents)
		return object->cached_parents[nth];
	git_oid_fromstrn(&id, object->parents + (size_t)nth * PARENT_LINE + 7, GIT_OID_HEXSZ);
	return id;
}

/* "Name <mail> 1577836860 +0100": what stands behind the last '>'. As git, 0 if nothing does. */
static int64_t date_of(const char *line, size_t len)
{
	const char *at = memrchr(line, '>', len), *end = line + len;
	int64_t date = 0;

	if (!at)
		return 0;
	for (at++; at < end && *at == ' '; at++)
		;
	for (; at < end && isdigit((unsigned char)*at); at++)
		if (__builtin_mul_overflow(date, 10, &date) || __builtin_add_overflow(date, *at - '0', &date))
			return INT64_MAX;
	return date;
}

/* The value of a header line, which ends with its line; false: there is none. */
static bool find_header(const char **value, size_t *len, const struct commit_object *object, const char *name)
{
	const char *at = object->headers, *line;
	size_t line_len, name_len = strlen(name);

	while (text_line(&line, &line_len, &at, object->end) && line_len) {
		if (line_len <= name_len || memcmp(line, name, name_len) || line[name_len] != ' ')
			continue;
		*value = line + name_len + 1;
		*len = line_len - name_len - 1;
		return true;
	}
	return false;
}

static bool is_id_line(const char *at, const char *end, const char *name, size_t name_len)
{
	git_oid id;

	return (size_t)(end - at) > name_len + GIT_OID_HEXSZ && !memcmp(at, name, name_len) &&
	       git_oid_fromstrn(&id, at + name_len, GIT_OID_HEXSZ) == 0 && at[name_len + GIT_OID_HEXSZ] == '\n';
}

static int parse_object(struct commit_object *object, const git_oid *id, struct error *err)
{
	const char *at = git_odb_object_data(object->object), *line;
	size_t len;

	object->end = at + git_odb_object_size(object->object);
	if (!is_id_line(at, object->end, "tree ", 5))
		return error_set(err, "the commit %s is malformed: it does not begin with its tree",
				 git_oid_tostr_s(id));
	git_oid_fromstrn(&object->tree, at + 5, GIT_OID_HEXSZ);
	object->parents = at += TREE_LINE;
	for (; object->end - at >= 7 && !memcmp(at, "parent ", 7); at += PARENT_LINE, object->nr_parents++)
		if (!is_id_line(at, object->end, "parent ", 7))
			return error_set(err, "the commit %s is malformed: the id of a parent cannot be read",
					 git_oid_tostr_s(id));
	object->headers = at;
	if (find_header(&line, &len, object, "committer"))
		object->date = date_of(line, len);
	return 0;
}

static int say_missing(const struct commits *commits, const git_oid *id, struct error *err)
{
	return error_set(err, "the commit %s is missing from the repository '%s'%s", git_oid_tostr_s(id),
			 commits_folder(commits),
			 commits->nr_boundary ? ", a shallow clone (git fetch --unshallow brings the rest)" : "");
}

int commit_object_read(struct commit_object *object, const struct commits *commits, const git_oid *id,
		       struct error *err)
{
	int code = git_odb_read(&object->object, commits->odb, id);

	if (code == GIT_ENOTFOUND)
		return say_missing(commits, id, err);
	if (code < 0)
		return error_git(err, "cannot read the commit %s", git_oid_tostr_s(id));
	if (git_odb_object_type(object->object) != GIT_OBJECT_COMMIT)
		return error_set(err, "the object %s is not a commit", git_oid_tostr_s(id));
	return parse_object(object, id, err);
}

bool commit_object_from_cache(struct commit_object *object, const struct commits *commits, const git_oid *id)
{
	const struct cached_commit *cached = commits->cache ? facts_cache_find(commits->cache, id) : NULL;

	if (!cached)
		return false;
	object->tree = cached->tree;
	object->date = cached->date;
	object->nr_parents = cached->nr_parents;
	object->cached_parents = facts_cache_parents(commits->cache, cached);
	return true;
}

/* ---- messages ---- */

/*
 * The name of an encoding is whatever somebody's configuration had. iconv() takes one as a file's name and
 * a suffix ("//IGNORE") as an order, so nothing with a slash goes there.
 */
static bool is_charset(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("-_.:+()", name[i]))
			return false;
	return len && len <= MAX_CHARSET;
}

static void iconv_release(iconv_t *conversion)
{
	if (*conversion != (iconv_t)-1)
		iconv_close(*conversion);
}

/* False: it is not all of that encoding, or nobody knows the encoding. */
static bool recode(struct text *out, const char *charset, const char *bytes, size_t len)
{
	owned(iconv_release) iconv_t conversion = iconv_open("UTF-8", charset);
	char *at = (char *)bytes; /* iconv() does not write there */

	if (conversion == (iconv_t)-1)
		return false;
	while (len) {
		char chunk[4096], *filled = chunk;
		size_t room = sizeof(chunk);
		size_t code = iconv(conversion, &at, &len, &filled, &room);

		if (code == (size_t)-1 && errno != E2BIG)
			return false;
		text_add(out, chunk, (size_t)(filled - chunk));
	}
	return true;
}

bool commits_recode(struct text *out, const char *charset, const char *bytes, size_t len)
{
	owned(text_release) struct text recoded = { 0 };

	if (!is_charset(charset, strlen(charset)) || !recode(&recoded, charset, bytes, len))
		return false;
	text_add(out, recoded.data, recoded.len);
	return true;
}

static bool recode_message(struct text *out, const struct commit_object *object, const char *bytes, size_t len)
{
	char charset[MAX_CHARSET + 1] = "";
	const char *name;
	size_t name_len;

	if (!find_header(&name, &name_len, object, "encoding") || name_len > MAX_CHARSET)
		return false;
	memcpy(charset, name, name_len);
	return commits_recode(out, charset, bytes, len);
}

int commits_message(struct text *message, struct commits *commits, uint32_t commit, struct error *err)
{
	owned(commit_object_release) struct commit_object object = { 0 };
	git_oid id = commits->v[commit].facts.id;
	const char *at, *line;
	size_t len;

	if (commit_object_read(&object, commits, &id, err) < 0)
		return -1;
	at = object.headers;
	while (text_line(&line, &len, &at, object.end) && len)
		;
	len = (size_t)(object.end - at);
	if (len && !recode_message(message, &object, at, len))
		text_add(message, at, len);
	return 0;
}

