// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which commit brought a file or a name. Once there it mostly stays, so one need not look at all commits, nor only at
 * those that touch the file: along first parents one looks back 1, 2, 4, 8 ... commits until it is gone, then halves
 * the last stretch. Where the commit found is a merge, one of its other parents has it: on from there. A stretch of
 * 20,000 commits costs 20,000 looks at a parent and 30 at a tree.
 */
#include <stdlib.h>

#include "introducer.h"
#include "renames.h"

/* What is looked for: a file, or a name in a file. */
struct trail {
	struct commits *commits;
	struct blobs *blobs;
	struct outlines *outlines;
	const struct commits_path *path;
	const char *name;       /* NULL: the file */
	uint32_t target;        /* where it ends, if that has the file under a former name; NO_COMMIT: nowhere */
	bool is_there;
	uint32_t *line;         /* the first parents of a commit, from it on */
	size_t nr, capacity;
};

static void trail_release(struct trail *trail)
{
	free(trail->line);
}

/* Whether a version's text has the name at all: most that have not, are known for it without an outline. */
static int mentions(bool *does, const struct trail *trail, const struct path_entry *entry, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;

	*does = false;
	if (!path_entry_is_file(entry))
		return 0;
	if (blobs_get(&blob, trail->blobs, &entry->id, commits_path_name(trail->path), err) < 0)
		return -1;
	*does = memmem(blob->data, blob->len, trail->name, strlen(trail->name)) != NULL;
	return 0;
}

static int has(bool *does, const struct trail *trail, uint32_t commit, struct error *err)
{
	const struct entity_member *member;
	const struct outline *outline;
	struct path_entry entry;

	if (commits_entry(&entry, trail->commits, commit, trail->path, err) < 0)
		return -1;
	*does = entry.mode != 0;
	if (!trail->name)
		return 0;
	if (mentions(does, trail, &entry, err) < 0)
		return -1;
	if (!*does)
		return 0;
	if (outlines_get(&outline, trail->outlines, commit, commits_path_name(trail->path), err) < 0)
		return -1;
	*does = outline && outline_defines(&member, outline, trail->name);
	return 0;
}

static void append(struct trail *trail, uint32_t commit)
{
	if (trail->nr == trail->capacity) {
		trail->capacity = trail->capacity ? 2 * trail->capacity : 64;
		trail->line = mem_realloc(trail->line, trail->capacity * sizeof(*trail->line));
	}
	trail->line[trail->nr++] = commit;
}

/* Goes on along first parents until there are nr of them, or the last one has none. */
static int extend(struct trail *trail, size_t nr, struct error *err)
{
	while (trail->nr < nr) {
		uint32_t last = trail->line[trail->nr - 1], parent;

		if (!commits_facts(trail->commits, last)->nr_parents)
			return 0;
		if (commits_parent(&parent, trail->commits, last, 0, err) < 0)
			return -1;
		append(trail, parent);
	}
	return 0;
}

/* The last commit along first parents that has it: the place in the line. */
static int last_with(size_t *place, struct trail *trail, uint32_t from, struct error *err)
{
	size_t with = 0, without, step;
	bool does = true;

	trail->nr = 0;
	append(trail, from);
	for (step = 1; does; step *= 2) {
		size_t before = trail->nr;

		if (extend(trail, with + step + 1, err) < 0 || has(&does, trail, trail->line[trail->nr - 1], err) < 0)
			return -1;
		if (does)
			with = trail->nr - 1;
		if (trail->nr == before)
			break;
	}
	for (without = does ? with + 1 : trail->nr - 1; without - with > 1;) {
		size_t middle = with + (without - with) / 2;

		if (has(&does, trail, trail->line[middle], err) < 0)
			return -1;
		*(does ? &with : &without) = middle;
	}
	*place = with;
	return 0;
}

/* A parent other than the first that has it; NO_COMMIT: none. */
static int other_parent(uint32_t *found, const struct trail *trail, uint32_t commit, struct error *err)
{
	uint32_t nth;

	*found = NO_COMMIT;
	for (nth = 1; nth < commits_facts(trail->commits, commit)->nr_parents && *found == NO_COMMIT; nth++) {
		uint32_t parent;
		bool does;

		if (commits_parent(&parent, trail->commits, commit, nth, err) < 0 || has(&does, trail, parent, err) < 0)
			return -1;
		if (does)
			*found = parent;
	}
	return 0;
}

static int ends_here(bool *ends, const struct trail *trail, struct error *err)
{
	struct path_entry entry;

	*ends = false;
	if (trail->target == NO_COMMIT)
		return 0;
	if (commits_entry(&entry, trail->commits, trail->target, trail->path, err) < 0)
		return -1;
	*ends = path_entry_is_file(&entry);
	return 0;
}

/* The first parent, if the file was called something else there; the trail goes on under that name. */
static int renamed_in(uint32_t *found, struct trail *trail, uint32_t commit, struct error *err)
{
	struct renamed_file renamed;
	struct path_entry entry;
	uint32_t parent;
	bool does;

	*found = NO_COMMIT;
	if (!commits_facts(trail->commits, commit)->nr_parents)
		return 0;
	if (commits_parent(&parent, trail->commits, commit, 0, err) < 0 ||
	    commits_entry(&entry, trail->commits, parent, trail->path, err) < 0)
		return -1;
	if (entry.mode)
		return 0;
	if (commits_entry(&entry, trail->commits, commit, trail->path, err) < 0 ||
	    renames_find(&renamed, trail->commits, trail->blobs, parent, commit, trail->path, &entry.id, err) < 0)
		return -1;
	if (!renamed.from)
		return 0;
	trail->path = renamed.from;
	if (ends_here(&trail->is_there, trail, err) < 0)
		return -1;
	if (trail->is_there)
		return 0;
	if (has(&does, trail, parent, err) < 0)
		return -1;
	if (does)
		*found = parent;
	return 0;
}

static int follow(uint32_t *introducer, struct trail *trail, uint32_t at, struct error *err)
{
	uint32_t next = at;
	bool does;

	*introducer = NO_COMMIT;
	if (has(&does, trail, at, err) < 0)
		return -1;
	while (does && next != NO_COMMIT) {
		size_t place;

		if (last_with(&place, trail, next, err) < 0)
			return -1;
		*introducer = trail->line[place];
		if (other_parent(&next, trail, *introducer, err) < 0 ||
		    (next == NO_COMMIT && renamed_in(&next, trail, *introducer, err) < 0))
			return -1;
	}
	if (*introducer != NO_COMMIT && commits_facts(trail->commits, *introducer)->is_boundary)
		*introducer = NO_COMMIT;
	return 0;
}

int introducer_of_file(uint32_t *introducer, struct commits *commits, struct blobs *blobs, uint32_t at,
		       const char *path, struct error *err)
{
	owned(trail_release) struct trail trail = {
		.commits = commits,
		.blobs = blobs,
		.path = commits_path(commits, path),
		.target = NO_COMMIT,
	};

	return follow(introducer, &trail, at, err);
}

int introducer_of_name(uint32_t *introducer, struct commits *commits, struct blobs *blobs, struct outlines *outlines,
		       uint32_t at, const char *path, const char *name, struct error *err)
{
	owned(trail_release) struct trail trail = {
		.commits = commits,
		.blobs = blobs,
		.outlines = outlines,
		.path = commits_path(commits, path),
		.name = name,
		.target = NO_COMMIT,
	};

	return follow(introducer, &trail, at, err);
}

int introducer_former_path(const char **former, struct commits *commits, struct blobs *blobs, uint32_t at,
			   const char *path, uint32_t target, struct error *err)
{
	owned(trail_release) struct trail trail = {
		.commits = commits,
		.blobs = blobs,
		.path = commits_path(commits, path),
		.target = target,
	};
	uint32_t introducer;

	if (follow(&introducer, &trail, at, err) < 0)
		return -1;
	*former = trail.is_there ? commits_path_name(trail.path) : NULL;
	return 0;
}
