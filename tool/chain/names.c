// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that carried lines use and that the target lacks, or has in another shape.
 *
 * For each name in the added lines of the hunks that were carried, in this order, since most names are done with
 * at the first question and each next one costs more:
 *
 *  1. What shape does the target give it, in its version of the file or else in the headers of the folder? If that
 *     fits the use (a value is returned where it is used, the number of arguments), the name is no trouble. If it
 *     does not, and upstream's definition does, it is trouble. Upstream's code compiles, so a definition of
 *     upstream's that does not fit either was misunderstood by us, and says nothing.
 *  2. Does the target's version of the file use the name elsewhere in the same way? Then it is there, wherever it
 *     comes from. What the carried lines themselves say does not count: they are blanked out first.
 *  3. Is upstream seen to define it, in places.h's rings? If not, it may come from anywhere (another header's
 *     header, a macro that pastes it) and is no need that could be checked.
 *  4. Does the target define it in any of the places, upstream's or its own? If not, it is absent. A name from a
 *     header outside of the folder is only called absent when the target has that header: where headers were split
 *     or moved, a name comes from somewhere else.
 *
 * A name in C stands for several things in several name spaces; name-shape.c says which definition a use can mean.
 * A plain name that nothing defines may be a member: list_for_each_entry(pos, head, member).
 */
#include <stdlib.h>

#include "../error.h"
#include "name-shape.h"
#include "tokens.h"

/* ---- what a merge is checked with ---- */

struct seen {
	uint64_t *slots;        /* 0: free */
	size_t nr, nr_slots;
};

struct check {
	struct name_needs *needs;
	const struct merge *merge;
	uint32_t parent;        /* NO_COMMIT: none */
	struct side upstream, before, target; /* before: upstream's parent */
};

static void check_release(struct check *c)
{
	side_release(&c->upstream);
	side_release(&c->before);
	side_release(&c->target);
}

/* One file of the merge. */
struct file_check {
	struct check *check;
	const struct merge_file *file;
	size_t first_hunk, end_hunk;
	struct known_file *outside; /* the target's version without the carried lines */
	uint32_t *target_lines; /* by hunk: where its first line is on the target; 0: not known */
	struct places here, there; /* upstream's and the target's */
	struct seen seen;
};

static void file_check_release(struct file_check *f)
{
	places_release(&f->here);
	places_release(&f->there);
	free(f->target_lines);
	free(f->seen.slots);
}

void name_needs_release(struct name_needs *needs)
{
	if (needs)
		arena_release(&needs->arena);
}

static bool is_carried(const struct merge_hunk *hunk)
{
	return outcome_is_carried(hunk->outcome) && hunk->at.new_nr;
}

/* ---- each use once ---- */

static uint64_t *seen_slot(const struct seen *seen, uint64_t hash)
{
	size_t at = hash & (seen->nr_slots - 1);

	while (seen->slots[at] && seen->slots[at] != hash)
		at = (at + 1) & (seen->nr_slots - 1);
	return &seen->slots[at];
}

static void seen_grow(struct seen *seen)
{
	struct seen grown = { .nr = seen->nr, .nr_slots = seen->nr_slots ? 2 * seen->nr_slots : 256 };
	size_t i;

	grown.slots = mem_alloc(grown.nr_slots * sizeof(*grown.slots));
	for (i = 0; i < seen->nr_slots; i++)
		if (seen->slots[i])
			*seen_slot(&grown, seen->slots[i]) = seen->slots[i];
	free(seen->slots);
	*seen = grown;
}

/* Whether the same name was used in the same way before. */
static bool was_seen(struct seen *seen, const struct name_use *use)
{
	uint64_t how = (uint64_t)(use->nr_arguments + 1) << 4 | (unsigned)use->is_call << 3 |
		       (unsigned)use->value_used << 2 | (unsigned)use->is_member << 1 | use->is_tag;
	uint64_t hash = name_hash(use->name, strlen(use->name), how * 0x632be59bd9b4e019u) | 1, *slot;

	if (2 * seen->nr >= seen->nr_slots)
		seen_grow(seen);
	slot = seen_slot(seen, hash);
	if (*slot)
		return true;
	*slot = hash;
	seen->nr++;
	return false;
}

/* ---- definitions ---- */

/* The definitions of the nearest ring that has any which the use can mean. */
static int nearest(struct definitions *found, struct places *places, enum ring last, const struct name_use *use,
		   can_be *can, struct error *err)
{
	unsigned ring;
	size_t i, nr;

	for (ring = RING_FILE, nr = 0; ring <= last && !nr; ring++) {
		found->nr = 0;
		if (places_define(found, places, (enum ring)ring, use->name, err) < 0)
			return -1;
		for (i = 0; i < found->nr; i++)
			if (can(use, &found->v[i]))
				found->v[nr++] = found->v[i];
		found->nr = nr;
	}
	return 0;
}

/* ---- needs ---- */

static size_t hunk_of(const struct file_check *f, uint32_t line)
{
	size_t i;

	for (i = f->first_hunk; i < f->end_hunk; i++) {
		const struct merge_hunk *hunk = &f->check->merge->hunks[i];

		if (is_carried(hunk) && line >= hunk->at.new_first && line - hunk->at.new_first < hunk->at.new_nr)
			return i;
	}
	return SIZE_MAX;
}

static uint32_t first_line(const struct definition *d)
{
	return d->member ? d->member->line : d->entity->first;
}

/* Of a function what its users see: up to the brace. */
static uint32_t last_line(const struct definition *d)
{
	if (d->member)
		return d->member->line;
	return d->entity->body ? d->entity->body : d->entity->last;
}

/* The parent's version of upstream's definition; false: the parent has none that the use fits. */
static int find_before(struct definition *before, bool *exists, struct file_check *f, const struct name_use *use,
		       const struct definition *here, struct error *err)
{
	struct check *c = f->check;
	struct definitions found = { .nr = 0 };
	struct known_file *file = NULL;
	size_t i;

	*exists = false;
	if (c->parent != NO_COMMIT && side_file(&file, &c->before, here->path, err) < 0)
		return -1;
	if (!file)
		return 0;
	if (side_define(&found, &c->before, file, here->path, here->ring, use->name, err) < 0)
		return -1;
	for (i = 0; i < found.nr && !*exists; i++) {
		*before = found.v[i];
		*exists = definition_is_field(before) == definition_is_field(here) &&
			  definition_is_tag(before) == definition_is_tag(here) &&
			  definition_is_function(before) == definition_is_function(here) &&
			  (!use->is_call || call_trouble(use, before) < 0);
	}
	return 0;
}

static bool has_need(const struct name_needs *needs, const char *name, enum name_trouble trouble)
{
	size_t i;

	for (i = 0; i < needs->nr; i++)
		if (needs->v[i].trouble == trouble && !strcmp(needs->v[i].name, name))
			return true;
	return false;
}

static int add_need(struct file_check *f, enum name_trouble trouble, const struct name_use *use,
		    const struct definition *here, const struct definition *there, struct error *err)
{
	struct name_needs *needs = f->check->needs;
	struct definition before;
	struct name_need *need;
	bool exists;

	if (has_need(needs, use->name, trouble))
		return 0;
	if (find_before(&before, &exists, f, use, here, err) < 0)
		return -1;
	need = arena_push(&needs->arena, needs->v, needs->nr);
	*need = (struct name_need){
		.name = arena_strdup(&needs->arena, use->name),
		.trouble = trouble,
		.used_path = arena_strdup(&needs->arena, f->file->path),
		.used_line = use->line,
		.hunk = hunk_of(f, use->line),
		.defined_path = arena_strdup(&needs->arena, here->path),
		.defined_first = first_line(exists ? &before : here),
		.defined_last = exists ? last_line(&before) : 0,
		.kind = here->entity->kind,
		.is_member = here->member != NULL,
		.target_path = there ? arena_strdup(&needs->arena, there->path) : NULL,
		.target_line = there ? first_line(there) : 0,
	};
	return 0;
}

/* ---- shapes ---- */

/* The uses of names in a line of the target's. */
static int uses_there(struct name_uses *uses, struct file_check *f, uint32_t line, struct error *err)
{
	const struct merge_view *view = f->check->target.view;
	const struct line_stretch stretch = { line, line };
	owned(text_release) struct text text = { 0 };
	const struct outline *outline;
	struct known_file *file;
	bool exists = false;

	if (view->read(&text, &exists, view->data, f->there.path, err) < 0)
		return -1;
	file = outlines_of_text(f->check->target.outlines, &text);
	outline = outlines_text_outline(f->check->target.outlines, file, &text);
	name_uses_of(uses, outline, text_str(&text), text.len, &stretch, 1);
	return 0;
}

/*
 * Whether the target's text has the same call. A hunk may carry the first line of a call whose arguments go on,
 * changed here, in lines that it only leans on: "net/mlx5: fix count actions query in sample flow" puts a '&'
 * before the first of six, or eight.
 */
static int is_same_call(bool *same, struct file_check *f, const struct name_use *use, struct error *err)
{
	size_t hunk = hunk_of(f, use->line);
	uint32_t line = f->target_lines[hunk - f->first_hunk];
	owned(name_uses_release) struct name_uses uses = { 0 };
	size_t i;

	*same = false;
	if (!line)
		return 0;
	if (uses_there(&uses, f, line + (use->line - f->check->merge->hunks[hunk].at.new_first), err) < 0)
		return -1;
	for (i = 0; i < uses.nr && !*same; i++)
		*same = !strcmp(uses.v[i].name, use->name) && uses.v[i].is_call == use->is_call &&
			uses.v[i].value_used == use->value_used && uses.v[i].nr_arguments == use->nr_arguments;
	return 0;
}

/* A near definition of the target's settles the name: it is there, and fits or does not. */
static int check_shape(bool *settled, struct file_check *f, const struct name_use *use, struct error *err)
{
	const struct definition *which;
	struct definitions here, there;
	bool same;
	int trouble;

	*settled = false;
	if (nearest(&there, &f->there, RING_FOLDER, use, can_mean, err) < 0)
		return -1;
	*settled = there.nr;
	if (!there.nr || use->is_member || use->is_tag || shape_may_fit(use, &there))
		return 0;
	if (nearest(&here, &f->here, RING_INCLUDED, use, can_mean, err) < 0)
		return -1;
	trouble = shape_trouble(&which, use, &here, &there);
	if (trouble < 0)
		return 0;
	if (is_same_call(&same, f, use, err) < 0)
		return -1;
	return same ? add_need(f, (enum name_trouble)trouble, use, which, &there.v[0], err) : 0;
}

/* ---- absence ---- */

static bool is_used_outside(const struct file_check *f, const struct name_use *use, bool as_field)
{
	enum identifier_use how = use->is_member ? IDENTIFIER_MEMBER : use->is_tag ? IDENTIFIER_TAG : IDENTIFIER_PLAIN;

	return identifiers_has(&f->outside->identifiers, how, use->name) ||
	       (as_field && identifiers_has(&f->outside->identifiers, IDENTIFIER_MEMBER, use->name));
}

static int is_checkable(bool *checkable, struct file_check *f, const struct definition *here, struct error *err)
{
	struct known_file *header;

	if (side_file(&header, &f->check->target, here->path, err) < 0)
		return -1;
	*checkable = here->ring < RING_INCLUDED || header;
	return 0;
}

/* How upstream knows a name: as what the use looks like, or a plain one as a member. None: not at all. */
static int find_here(struct definitions *here, can_be **can, struct file_check *f, const struct name_use *use,
		     struct error *err)
{
	*can = can_mean;
	if (nearest(here, &f->here, RING_INCLUDED, use, *can, err) < 0)
		return -1;
	if (here->nr || is_used_outside(f, use, true))
		return 0;
	*can = can_be_argument;
	return nearest(here, &f->here, RING_INCLUDED, use, *can, err);
}

static int check_absence(struct file_check *f, const struct name_use *use, struct error *err)
{
	struct definitions here, there, other;
	bool checkable;
	can_be *can;

	if (find_here(&here, &can, f, use, err) < 0)
		return -1;
	if (!here.nr)
		return 0;
	if (nearest(&there, &f->there, RING_INCLUDED, use, can, err) < 0 ||
	    is_checkable(&checkable, f, &here.v[0], err) < 0 ||
	    nearest(&other, &f->there, RING_FOLDER, use, can_be_anything, err) < 0)
		return -1;
	if (there.nr || !checkable)
		return 0;
	return add_need(f, other.nr ? NAME_OTHER_KIND : NAME_ABSENT, use, &here.v[0], other.nr ? &other.v[0] : NULL, err);
}

static int check_use(struct file_check *f, const struct name_use *use, struct error *err)
{
	bool settled;

	if (check_shape(&settled, f, use, err) < 0)
		return -1;
	return settled || is_used_outside(f, use, false) ? 0 : check_absence(f, use, err);
}

/* ---- files ---- */

static void free_lines(uint32_t **starts)
{
	free(*starts);
}

/* Where each line of a text begins, and its end. */
static uint32_t *starts_of(uint32_t *nr_lines, const struct text *text)
{
	uint32_t *starts = NULL;
	size_t nr = 0, capacity = 0, at;

	for (at = 0; at < text->len; nr++) {
		const char *end = memchr(text->data + at, '\n', text->len - at);

		starts = array_room(starts, nr, &capacity, sizeof(*starts));
		starts[nr] = (uint32_t)at;
		at = end ? (size_t)(end - text->data) + 1 : text->len;
	}
	starts = array_room(starts, nr, &capacity, sizeof(*starts));
	starts[nr] = (uint32_t)text->len;
	*nr_lines = (uint32_t)nr;
	return starts;
}

struct lines {
	const char *data;
	const uint32_t *starts;
	uint32_t nr;
};

static bool same_line(const struct lines *a, uint32_t in_a, const struct lines *b, uint32_t in_b)
{
	uint32_t len;

	if (!in_a || !in_b || in_a > a->nr || in_b > b->nr)
		return false;
	len = a->starts[in_a] - a->starts[in_a - 1];
	return len == b->starts[in_b] - b->starts[in_b - 1] &&
	       !memcmp(a->data + a->starts[in_a - 1], b->data + b->starts[in_b - 1], len);
}

static bool is_blank(const struct lines *lines, uint32_t line)
{
	uint32_t at;

	for (at = lines->starts[line - 1]; at < lines->starts[line]; at++)
		if (!strchr(" \t\r\n", lines->data[at]))
			return false;
	return true;
}

/*
 * The target's line of the first line that a hunk adds; 0: not known. Blank lines that it begins with may have
 * been left out: the line that the merge tells is that of the first other one then.
 */
static uint32_t target_line_of(const struct merge_hunk *hunk, const struct lines *theirs, const struct lines *ours)
{
	uint32_t first = hunk->at.new_first, end = first + hunk->at.new_nr, line = first;

	if (!hunk->target_line || end - 1 > theirs->nr)
		return 0;
	while (line < end && is_blank(theirs, line))
		line++;
	if (line == end || same_line(theirs, line, ours, hunk->target_line + (line - first)))
		return hunk->target_line;
	return same_line(theirs, line, ours, hunk->target_line) && hunk->target_line > line - first ?
		hunk->target_line - (line - first) : 0;
}

/* Blanks out the lines of a hunk, as far as they are where they should be. */
static void blank_hunk(struct text *text, const struct lines *ours, const struct merge_hunk *hunk,
		       const struct lines *theirs, uint32_t target_line)
{
	uint32_t i, at, end;

	for (i = 0; i < hunk->at.new_nr && target_line; i++) {
		if (!same_line(theirs, hunk->at.new_first + i, ours, target_line + i))
			continue;
		at = ours->starts[target_line + i - 1];
		end = ours->starts[target_line + i];
		memset(text->data + at, ' ', end - at - (text->data[end - 1] == '\n'));
	}
}

static int make_outside(struct file_check *f, struct error *err)
{
	struct check *c = f->check;
	owned(blob_releasep) const struct blob *blob = NULL;
	owned(text_release) struct text text = { 0 };
	owned(free_lines) uint32_t *starts = NULL;
	struct lines ours, theirs;
	bool exists = false;
	size_t i;

	if (c->target.view->read(&text, &exists, c->target.view->data, f->there.path, err) < 0 ||
	    blobs_get(&blob, outlines_blobs(c->target.outlines), &f->file->new_entry.id, f->file->path, err) < 0)
		return -1;
	if (text.len > UINT32_MAX)
		return error_set(err, "'%s' is larger than 4 GiB", f->there.path);
	starts = starts_of(&ours.nr, &text);
	ours = (struct lines){ text_str(&text), starts, ours.nr };
	theirs = (struct lines){ blob->data, blob->starts, blob->nr_lines };
	for (i = f->first_hunk; i < f->end_hunk; i++) {
		const struct merge_hunk *hunk = &c->merge->hunks[i];

		if (!is_carried(hunk))
			continue;
		f->target_lines[i - f->first_hunk] = target_line_of(hunk, &theirs, &ours);
		blank_hunk(&text, &ours, hunk, &theirs, f->target_lines[i - f->first_hunk]);
	}
	f->outside = outlines_of_text(c->target.outlines, &text);
	return 0;
}

static void free_stretches(struct line_stretch **stretches)
{
	free(*stretches);
}

/* The uses in all that the commit adds to the file, carried or not, so that they are the same each time. */
static int added_uses(const struct name_uses **uses, struct file_check *f, struct error *err)
{
	owned(free_stretches) struct line_stretch *stretches =
		mem_alloc((f->end_hunk - f->first_hunk + 1) * sizeof(*stretches));
	struct outlines *outlines = f->check->upstream.outlines;
	struct known_file *file;
	size_t i, nr = 0;

	for (i = f->first_hunk; i < f->end_hunk; i++) {
		const struct difference *at = &f->check->merge->hunks[i].at;

		if (at->new_nr)
			stretches[nr++] = (struct line_stretch){ at->new_first, at->new_first + at->new_nr - 1 };
	}
	if (outlines_of_blob(&file, outlines, &f->file->new_entry.id, f->file->path, err) < 0)
		return -1;
	return outlines_uses(uses, outlines, file, f->file->path, stretches, nr, err);
}

static int check_file(struct check *c, size_t index, size_t first_hunk, size_t end_hunk, struct error *err)
{
	const struct merge_file *file = &c->merge->files[index];
	owned(file_check_release) struct file_check f = {
		.check = c,
		.file = file,
		.first_hunk = first_hunk,
		.end_hunk = end_hunk,
		.target_lines = mem_alloc((end_hunk - first_hunk) * sizeof(*f.target_lines)),
		.here = { .side = &c->upstream, .path = file->path },
		.there = { .side = &c->target, .path = file->target_path ? file->target_path : file->path,
			   .like = &f.here },
	};
	const struct name_uses *uses;
	size_t i;

	if (make_outside(&f, err) < 0 || added_uses(&uses, &f, err) < 0)
		return -1;
	for (i = 0; i < uses->nr; i++)
		if (hunk_of(&f, uses->v[i].line) != SIZE_MAX && !was_seen(&f.seen, &uses->v[i]) &&
		    check_use(&f, &uses->v[i], err) < 0)
			return -1;
	return 0;
}

static bool has_carried(const struct merge *merge, size_t at, size_t end)
{
	for (; at < end; at++)
		if (is_carried(&merge->hunks[at]))
			return true;
	return false;
}

/* Between two files nothing points into the outlines but what the sides remember. */
static void forget_if_full(struct check *c)
{
	if (!outlines_are_full(c->target.outlines))
		return;
	side_forget(&c->upstream);
	side_forget(&c->before);
	side_forget(&c->target);
	outlines_trim(c->target.outlines);
}

static int check_files(struct check *c, struct error *err)
{
	const struct merge *merge = c->merge;
	size_t at = 0, end;

	for (; at < merge->nr_hunks; at = end) {
		const struct merge_file *file = &merge->files[merge->hunks[at].file];

		for (end = at; end < merge->nr_hunks && merge->hunks[end].file == merge->hunks[at].file; end++)
			;
		if (!path_is_c(file->path) || !path_entry_is_file(&file->new_entry) || !has_carried(merge, at, end))
			continue;
		if (check_file(c, merge->hunks[at].file, at, end, err) < 0)
			return -1;
		forget_if_full(c);
	}
	return 0;
}

int names_missing(struct name_needs *needs, struct outlines *outlines, const struct merge *merge, uint32_t commit,
		  const struct merge_view *after, struct error *err)
{
	owned(name_needs_release) struct name_needs found = { 0 };
	owned(check_release) struct check c = {
		.needs = &found,
		.merge = merge,
		.parent = NO_COMMIT,
		.upstream = { .outlines = outlines, .commit = commit },
		.before = { .outlines = outlines },
		.target = { .outlines = outlines, .view = after },
	};

	*needs = (struct name_needs){ 0 };
	outlines_trim(outlines);
	if (commits_facts(outlines_commits(outlines), commit)->nr_parents) {
		if (commits_parent(&c.parent, outlines_commits(outlines), commit, 0, err) < 0)
			return -1;
		c.before.commit = c.parent;
	}
	if (check_files(&c, err) < 0)
		return -1;
	*needs = take(found);
	return 0;
}
