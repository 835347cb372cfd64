// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that a hunk changes, and that the target has under another name or in another file: upstream renamed its function
 * since, split it, or moved it. Nobody on the target calls it by its new name, so that it seems moot, and the fix would
 * be dropped where it is needed.
 *
 * It is looked for in the file itself, and in the files that its introducer touched, since a commit that renames or
 * moves code takes it away somewhere: an entity there that has two thirds of what the hunk's entity says. (systemd's
 * exec_child() in execute.c became exec_invoke() in exec-invoke.c; its compress_blob() became compress_blob_xz().)
 *
 * Some code is written twice: destroying one kind of table as another, one algorithm beside the next. An entity of the target that
 * upstream has too, and there with as much of it, is such a twin. It is not what the hunk's entity was made of.
 */
#include <ctype.h>
#include <stdlib.h>

#include "outlines.h"
#include "needs.h"

/* A commit that touches more moves no one function; the first ones have to do. */
#define MAX_PATHS 64
/* Fewer lines in common are chance, unless that is all there is. */
#define ENOUGH_LINES 3
/* "return ret;", "goto out;" and "int r;" stand everywhere. */
#define LEAST_LETTERS 6
#define LONG_RETURN 24
/* A line of so many letters is written twice by nobody. */
#define LONG_LINE 32

/* ---- what lines say ---- */

static bool begins_with(const char *line, size_t len, const char *word)
{
	return len > strlen(word) && !memcmp(line, word, strlen(word));
}

static size_t count_letters(const char *line, size_t len)
{
	size_t letters = 0, i;

	for (i = 0; i < len; i++)
		letters += isalnum((unsigned char)line[i]) != 0;
	return letters;
}

static bool says_something(const char *line, size_t len)
{
	if (begins_with(line, len, "goto ") || begins_with(line, len, "continue") || begins_with(line, len, "#include") ||
	    (begins_with(line, len, "return") && len < LONG_RETURN))
		return false;
	return count_letters(line, len) >= LEAST_LETTERS;
}

static void trim(const char **line, size_t *len)
{
	while (*len && isspace((unsigned char)**line)) {
		++*line;
		--*len;
	}
	while (*len && isspace((unsigned char)(*line)[*len - 1]))
		--*len;
}

static void add_telling(struct strings *lines, const char *line, size_t len)
{
	trim(&line, &len);
	if (says_something(line, len))
		strings_addf(lines, "%.*s", (int)len, line);
}

int needs_read_lines(struct strings *lines, struct search *search, uint32_t commit, const char *path, uint32_t first,
		     uint32_t nr, void (*add)(struct strings *lines, const char *line, size_t len), struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;
	uint32_t line;

	if (commits_entry(&entry, search->commits, commit, commits_path(search->commits, path), err) < 0 ||
	    blobs_get(&blob, search->blobs, &entry.id, path, err) < 0)
		return -1;
	for (line = first; line < first + nr && line <= blob->nr_lines; line++)
		add(lines, blob->data + blob->starts[line - 1], blob->starts[line] - blob->starts[line - 1]);
	return 0;
}

/* Those that say something, each once, sorted. */
int needs_telling_lines(struct strings *lines, struct search *search, uint32_t commit, const char *path, uint32_t first,
			uint32_t nr, struct error *err)
{
	if (needs_read_lines(lines, search, commit, path, first, nr, add_telling, err) < 0)
		return -1;
	strings_sort_unique(lines);
	return 0;
}

/* What the hunk's entity says in a commit; of a hunk outside of any, what it leans on. */
static int entity_lines(struct strings *lines, const struct question *question, uint32_t commit, struct error *err)
{
	const struct merge_hunk *hunk = question->hunk;
	const struct entity_member *member;
	const struct outline *outline;
	const struct entity *entity;

	if (!hunk->entity)
		return needs_telling_lines(lines, question->search, commit, question->path, hunk->leans_on.first,
				     hunk->leans_on.nr, err);
	if (outlines_get(&outline, workbench_outlines(question->search->bench), commit, question->path, err) < 0)
		return -1;
	entity = outline ? outline_defines(&member, outline, hunk->entity) : NULL;
	return entity && entity->last > entity->first ?
		       needs_telling_lines(lines, question->search, commit, question->path, entity->first + 1,
				     entity->last - entity->first, err) : 0;
}

/* ---- one file of the target ---- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The place of a line among those that are wanted; nr: it is not. */
static size_t find_line(const struct strings *wanted, const char *line, size_t len)
{
	owned(text_release) struct text text = { 0 };
	const char *key;
	char **found;

	trim(&line, &len);
	if (!says_something(line, len))
		return wanted->nr;
	text_add(&text, line, len);
	key = text_str(&text);
	found = bsearch(&key, wanted->v, wanted->nr, sizeof(*wanted->v), compare_lines);
	return found ? (size_t)(found - wanted->v) : wanted->nr;
}

static void free_flags(bool **flags)
{
	free(*flags);
}

/* What is looked for: an entity's lines, and those of them that are the hunk's own. */
struct wanted {
	struct strings lines, own;
};

static void wanted_release(struct wanted *wanted)
{
	strings_release(&wanted->lines);
	strings_release(&wanted->own);
}

/* What of them an entity has. */
struct count {
	size_t nr, own;
	uint32_t line;          /* of the first of the hunk's own, or else of all */
	bool has_long;          /* of its own */
};

/* How many of them an entity has, each counted once, beginning at *at. */
static struct count count_wanted(const struct wanted *wanted, const struct entity *entity, const char **at,
			   const char *end, uint32_t *number)
{
	size_t all = wanted->lines.nr, len;
	struct count count = { 0 };
	owned(free_flags) bool *seen = mem_alloc((all + 1) * sizeof(*seen));
	const char *text;

	while (*number < entity->last && text_line(&text, &len, at, end)) {
		size_t found = ++*number > entity->first ? find_line(&wanted->lines, text, len) : all;
		bool is_own;

		if (found == all || seen[found])
			continue;
		seen[found] = true;
		is_own = find_line(&wanted->own, text, len) < wanted->own.nr;
		if (!count.nr++ || (is_own && !count.own))
			count.line = *number;
		count.own += is_own;
		count.has_long |= is_own && count_letters(text, len) >= LONG_LINE;
	}
	return count;
}

/* A third will do where all of the hunk's own lines are there, and one of these if it is long. */
static bool is_enough(const struct count *count, const struct wanted *wanted)
{
	size_t nr = count->nr, all = wanted->lines.nr;

	if (count->has_long)
		return true;
	if (nr < ENOUGH_LINES)
		return nr > 1 && nr == all;
	return 3 * nr >= 2 * all || (3 * nr >= all && count->own && count->own == wanted->own.nr);
}

struct best {
	struct elsewhere place;
	size_t nr;
};

/* Upstream has the entity too, beside that of the hunk, and as much stands in it there. */
static int is_twin(bool *is, const struct question *question, const struct wanted *wanted, const char *path,
		   const struct entity *entity, struct error *err)
{
	struct search *search = question->search;
	owned(blob_releasep) const struct blob *blob = NULL;
	const struct outline *outline;
	const struct entity *other;
	struct path_entry entry;
	struct count count;
	uint32_t parent, number;
	const char *at;

	*is = false;
	if (commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	    outlines_get(&outline, workbench_outlines(search->bench), parent, path, err) < 0)
		return -1;
	other = outline ? outline_find(outline, entity->kind, entity->name) : NULL;
	if (!other || (!strcmp(path, question->path) && question->hunk->entity && !strcmp(other->name, question->hunk->entity)))
		return 0;
	if (commits_entry(&entry, search->commits, parent, commits_path(search->commits, path), err) < 0 ||
	    blobs_get(&blob, search->blobs, &entry.id, path, err) < 0)
		return -1;
	if (other->last > blob->nr_lines)
		return 0;
	number = other->first - 1;
	at = blob->data + blob->starts[number];
	count = count_wanted(wanted, other, &at, blob->data + blob->starts[other->last], &number);
	*is = is_enough(&count, wanted);
	return 0;
}

/* Entities do not overlap, but for those within others, which stand behind these. */
static int look_in_file(struct best *best, const struct question *question, const struct wanted *wanted,
			const char *path, struct error *err)
{
	struct search *search = question->search;
	struct moment_view data = { .bench = search->bench, .moment = question->before };
	owned(text_release) struct text content = { 0 };
	const struct outline *outline;
	uint32_t number = 0;
	const char *at;
	bool exists;
	size_t i;

	if (workbench_outline(&outline, search->bench, question->before, path, err) < 0)
		return -1;
	if (!outline)
		return 0;
	if (moment_view(&data).read(&content, &exists, &data, path, err) < 0)
		return -1;
	at = text_str(&content);
	for (i = 0; i < outline->nr; i++) {
		const struct entity *entity = &outline->v[i];
		struct count count = count_wanted(wanted, entity, &at, content.data + content.len, &number);
		bool twin;

		if (!is_enough(&count, wanted) || count.nr <= best->nr || !*entity->name)
			continue;
		if (is_twin(&twin, question, wanted, path, entity, err) < 0)
			return -1;
		if (twin)
			continue;
		best->nr = count.nr;
		best->place = (struct elsewhere){ arena_strdup(search->arena, path),
						  arena_strdup(search->arena, entity->name), count.line };
	}
	return 0;
}

/* ---- all files ---- */

static int look_in_files(struct best *best, const struct question *question, uint32_t introducer,
			 const struct wanted *wanted, struct error *err)
{
	const struct merge_path *paths;
	size_t nr, i;

	if (!wanted->lines.nr)
		return 0;
	if (look_in_file(best, question, wanted, question->path, err) < 0)
		return -1;
	if (introducer == NO_COMMIT)
		return 0;
	if (merger_paths(&paths, &nr, workbench_merger(question->search->bench), introducer, err) < 0)
		return -1;
	for (i = 0; i < nr && i < MAX_PATHS; i++)
		if (path_is_c(paths[i].path) && path_entry_is_file(&paths[i].old_entry) &&
		    strcmp(paths[i].path, question->path) &&
		    look_in_file(best, question, wanted, paths[i].path, err) < 0)
			return -1;
	return 0;
}

static int own_lines(struct strings *lines, const struct question *question, uint32_t parent, struct error *err)
{
	const struct merge_hunk *hunk = question->hunk;
	const struct line_span span = hunk->at.old_nr ? (struct line_span){ hunk->at.old_first, hunk->at.old_nr } :
							hunk->leans_on;

	return needs_telling_lines(lines, question->search, parent, question->path, span.first, span.nr, err);
}

/* As the introducer brought it, and as the fix finds it: code may be moved as it is and rewritten there, or both at once. */
int needs_find_elsewhere(struct elsewhere *place, const struct question *question, uint32_t introducer,
			 struct error *err)
{
	owned(wanted_release) struct wanted first = { 0 }, now = { 0 };
	struct best best = { 0 };
	uint32_t parent;

	*place = (struct elsewhere){ 0 };
	if (!path_is_c(question->path))
		return 0;
	if (commits_parent(&parent, question->search->commits, question->commit, 0, err) < 0 ||
	    own_lines(&first.own, question, parent, err) < 0 || own_lines(&now.own, question, parent, err) < 0 ||
	    entity_lines(&now.lines, question, parent, err) < 0)
		return -1;
	if (introducer != NO_COMMIT && question->hunk->entity && entity_lines(&first.lines, question, introducer, err) < 0)
		return -1;
	if (look_in_files(&best, question, introducer, &first, err) < 0 ||
	    (!best.nr && look_in_files(&best, question, introducer, &now, err) < 0))
		return -1;
	*place = best.place;
	return 0;
}

/* ---- half of a move ---- */

/* The lines that say something of those that a hunk adds, or takes away. */
static int hunk_lines(struct strings *lines, const struct question *question, const struct merge_hunk *hunk, bool added,
		      struct error *err)
{
	const char *path = question->outcome->merge.files[hunk->file].path;
	uint32_t first = added ? hunk->at.new_first : hunk->at.old_first, nr = added ? hunk->at.new_nr : hunk->at.old_nr;
	uint32_t commit = question->commit;

	if (!nr)
		return 0;
	if (!added && commits_parent(&commit, question->search->commits, question->commit, 0, err) < 0)
		return -1;
	return needs_telling_lines(lines, question->search, commit, path, first, nr, err);
}

int needs_find_half_moved(const char **line, const struct question *question, struct error *err)
{
	owned(strings_release) struct strings added = { 0 };
	const struct merge *merge = &question->outcome->merge;
	size_t i, k;

	*line = NULL;
	if (hunk_lines(&added, question, question->hunk, true, err) < 0)
		return -1;
	for (i = 0; added.nr && i < merge->nr_hunks && !*line; i++) {
		owned(strings_release) struct strings removed = { 0 };

		if (!outcome_is_carried(merge->hunks[i].outcome))
			continue;
		if (hunk_lines(&removed, question, &merge->hunks[i], false, err) < 0)
			return -1;
		for (k = 0; k < removed.nr && !*line; k++)
			if (strings_has(&added, removed.v[k]))
				*line = arena_strdup(question->search->arena, removed.v[k]);
	}
	return 0;
}
