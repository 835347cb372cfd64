// SPDX-License-Identifier: GPL-2.0-only
/*
 * After a pick, the names that its lines use are looked at, file by file:
 *
 *  - a name that upstream's function declares (the lines there do not "use" it: it is a parameter or a variable) and the
 *    target's does not, is lost;
 *  - a name that upstream sees defined in some header, and that neither the target's file nor anything that it includes
 *    mentions, is not there. Then the commit that brought it upstream may have renamed it: its own version of that header
 *    has the name where the version before has another one, and that one the target has. All such names being known, the
 *    pick is made once more with the target's. A name without such a commit is lost.
 *  - a function that the target lacks and that upstream made of the code of another one, which the target has: a hunk of it is
 *    tried there (moved.h).
 *
 * What is defined nowhere that could be read (the compiler's headers, macros that paste names) is taken to be there.
 */
#include <stdlib.h>

#include "introducer.h"
#include "ladder.h"
#include "merge-names.h"
#include "moved.h"
#include "outlines.h"
#include "reach.h"

/* A target's name may be on a line that uses another; a chain of them is no renaming. */
#define MAX_ROUNDS 3

struct ladder {
	struct arena arena;
	struct commits *commits;
	struct blobs *blobs;
	struct workbench *bench;
	struct reach *here;     /* what the target has */
	struct reach *upstream; /* what a commit's parent has */
	uint32_t target, parent; /* of which commits they are */
	double ends;            /* 0: no such time */
	struct move *moves;     /* functions that were looked for in others */
};

struct ladder *ladder_new(struct commits *commits, struct blobs *blobs, struct workbench *bench, uint32_t target)
{
	struct ladder *ladder = mem_alloc(sizeof(*ladder));

	*ladder = (struct ladder){ .commits = commits, .blobs = blobs, .bench = bench, .target = target,
				   .parent = NO_COMMIT };
	workbench_adapt(bench);
	return ladder;
}

void ladder_until(struct ladder *ladder, double ends)
{
	ladder->ends = ends;
}

static bool is_late(const struct ladder *ladder)
{
	return ladder->ends > 0 && search_clock() > ladder->ends;
}

void ladder_free(struct ladder *ladder)
{
	if (!ladder)
		return;
	reach_free(ladder->here);
	reach_free(ladder->upstream);
	arena_release(&ladder->arena);
	free(ladder);
}

/* ---- one file of a pick ---- */

struct look {
	struct ladder *ladder;
	const struct outcome *outcome;
	uint32_t parent;        /* of the commit */
	size_t file;
	struct text ours;       /* before */
	const struct text *result;
	const struct version *theirs;
	const struct outline *outline, *their_outline; /* of result and theirs */
	struct outline made, their_made; /* where they are nobody else's */
	const struct name_uses *here; /* by the carried hunks' lines */
	struct name_uses used_here, upstream;
	struct reached reached_here, reached_upstream;
	bool is_reached_here, is_reached_upstream;
};

static void look_release(struct look *look)
{
	text_release(&look->ours);
	version_release(look->theirs);
	outline_release(&look->made);
	outline_release(&look->their_made);
	name_uses_release(&look->used_here);
	name_uses_release(&look->upstream);
	reached_release(&look->reached_here);
	reached_release(&look->reached_upstream);
}

static bool is_carried(const struct merge_hunk *hunk)
{
	return outcome_is_carried(hunk->outcome) && hunk->target_nr && hunk->at.new_nr;
}

static void outline_theirs(struct look *look)
{
	look->their_outline = version_outline(look->theirs);
	if (look->their_outline)
		return;
	outline_make(&look->their_made, look->theirs->data, look->theirs->len);
	look->their_outline = &look->their_made;
}

static bool is_theirs(const struct look *look)
{
	return look->result->len == look->theirs->len &&
	       !memcmp(text_str(look->result), look->theirs->data, look->theirs->len);
}

/* Where the result is upstream's version, so are its outline and, in the same lines, its names. */
static void read_result(struct look *look, const struct line_stretch *here, const struct line_stretch *upstream,
			size_t nr)
{
	bool same = is_theirs(look);

	look->outline = same ? look->their_outline : &look->made;
	look->here = same && !memcmp(here, upstream, nr * sizeof(*here)) ? &look->upstream : &look->used_here;
	if (!same)
		outline_make(&look->made, text_str(look->result), look->result->len);
	if (look->here == &look->used_here)
		name_uses_of(&look->used_here, look->outline, text_str(look->result), look->result->len, here, nr);
}

/* The names that carried hunks use: in the result, and in upstream's own version. */
static void note_uses(struct look *look)
{
	const struct merge *merge = &look->outcome->merge;
	struct arena arena = { 0 };
	struct line_stretch *here = arena_alloc(&arena, (merge->nr_hunks + 1) * sizeof(*here));
	struct line_stretch *upstream = arena_alloc(&arena, (merge->nr_hunks + 1) * sizeof(*upstream));
	size_t nr = 0, i;

	for (i = 0; i < merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];

		if (hunk->file != look->file || !is_carried(hunk))
			continue;
		here[nr] = (struct line_stretch){ hunk->target_line, hunk->target_line + hunk->target_nr - 1 };
		upstream[nr++] = (struct line_stretch){ hunk->at.new_first, hunk->at.new_first + hunk->at.new_nr - 1 };
	}
	outline_theirs(look);
	name_uses_of(&look->upstream, look->their_outline, look->theirs->data, look->theirs->len, upstream, nr);
	read_result(look, here, upstream, nr);
	arena_release(&arena);
}

/* ---- whether a name is there ---- */

static bool defines(const struct outline *outline, const char *name)
{
	const struct entity_member *member;

	return outline_defines(&member, outline, name) != NULL;
}

/* Whether another file that the pick changes has the name then. */
static bool is_brought(const struct look *look, const char *name)
{
	const struct outcome *outcome = look->outcome;
	size_t i;

	for (i = 0; i < outcome->merge.nr_files; i++)
		if (i != look->file && outcome->results[i] &&
		    text_has_word(text_str(&outcome->results[i]->text), outcome->results[i]->text.len, name))
			return true;
	return false;
}

static int reach_here(struct look *look, struct error *err)
{
	struct ladder *ladder = look->ladder;

	if (look->is_reached_here)
		return 0;
	look->is_reached_here = true;
	if (!ladder->here && reach_open(&ladder->here, ladder->commits, ladder->blobs, ladder->target, err) < 0)
		return -1;
	return reached_from(&look->reached_here, ladder->here, text_str(look->result), look->result->len, err);
}

static int reach_upstream(struct look *look, struct error *err)
{
	struct ladder *ladder = look->ladder;

	if (look->is_reached_upstream)
		return 0;
	look->is_reached_upstream = true;
	if (ladder->parent != look->parent) {
		reach_freep(&ladder->upstream);
		ladder->upstream = NULL;
		ladder->parent = look->parent;
	}
	if (!ladder->upstream && reach_open(&ladder->upstream, ladder->commits, ladder->blobs, look->parent, err) < 0)
		return -1;
	return reached_from(&look->reached_upstream, ladder->upstream, look->theirs->data, look->theirs->len, err);
}

static int is_here(bool *here, struct look *look, const char *name, struct error *err)
{
	const struct reached_file *file;
	size_t at = 0;

	*here = text_has_word(text_str(&look->ours), look->ours.len, name) || defines(look->outline, name) ||
		is_brought(look, name);
	if (*here)
		return 0;
	if (reach_here(look, err) < 0 || reached_next(&file, &at, &look->reached_here, name, err) < 0)
		return -1;
	*here = file || look->reached_here.is_cut;
	return 0;
}

/* Where upstream sees it defined; NULL: nowhere that can be read, or where the system may have it for the target. */
static int find_definition(const char **path, struct look *look, const char *name, struct error *err)
{
	const struct reached_file *file;
	size_t at = 0;
	bool defined;

	*path = NULL;
	if (reach_upstream(look, err) < 0)
		return -1;
	do {
		if (reached_next(&file, &at, &look->reached_upstream, name, err) < 0)
			return -1;
		if (!file)
			return 0;
		if (reached_defines(&defined, &look->reached_upstream, file, name, err) < 0)
			return -1;
	} while (!defined);
	if (!reached_misses(&look->reached_here, file->path))
		*path = file->path;
	return 0;
}

/* ---- former names ---- */

static int version_at(const struct version **version, struct ladder *ladder, uint32_t commit, const char *path,
		      struct error *err)
{
	struct versions *versions = merger_versions(workbench_merger(ladder->bench));
	struct path_entry entry;

	if (commits_entry(&entry, ladder->commits, commit, commits_path(ladder->commits, path), err) < 0)
		return -1;
	return path_entry_is_file(&entry) ? versions_of_blob(version, versions, &entry.id, path, err) : 0;
}

/* What a commit that brought a name to a file had there before. */
static int find_replaced(const char **former, struct ladder *ladder, uint32_t introducer, const char *path,
			 const char *name, struct error *err)
{
	owned(version_releasep) const struct version *has = NULL, *before = NULL;
	uint32_t parent;

	*former = NULL;
	if (introducer == NO_COMMIT || !commits_facts(ladder->commits, introducer)->nr_parents)
		return 0;
	if (commits_parent(&parent, ladder->commits, introducer, 0, err) < 0 ||
	    version_at(&has, ladder, introducer, path, err) < 0 || version_at(&before, ladder, parent, path, err) < 0)
		return -1;
	return has && before ? names_former(former, &ladder->arena, has, before, name, err) : 0;
}

static int find_former(const char **former, struct look *look, const char *path, const char *name, struct error *err)
{
	struct ladder *ladder = look->ladder;
	uint32_t introducer;
	bool here;

	if (introducer_of_name(&introducer, ladder->commits, ladder->blobs, workbench_outlines(ladder->bench),
			       look->parent, path, name, err) < 0 ||
	    find_replaced(former, ladder, introducer, path, name, err) < 0)
		return -1;
	if (!*former)
		return 0;
	if (is_here(&here, look, *former, err) < 0)
		return -1;
	if (!here)
		*former = NULL;
	return 0;
}

/* ---- moved code ---- */

struct move {
	const char *from, *to;
	struct move *next;
};

static bool is_moved_already(const struct ladder *ladder, const char *function)
{
	const struct move *move = ladder->moves;

	while (move && strcmp(move->from, function))
		move = move->next;
	return move != NULL;
}

/* Of which function of the target's file a hunk's function was made, which it lacks; NULL: of none. */
static int find_moved(const char **to, struct ladder *ladder, const struct merge_file *file, const struct merge_hunk *hunk,
		      uint32_t parent, struct error *err)
{
	owned(version_releasep) const struct version *has = NULL, *before = NULL;
	uint32_t introducer, older;

	*to = NULL;
	if (introducer_of_name(&introducer, ladder->commits, ladder->blobs, workbench_outlines(ladder->bench), parent,
			       file->path, hunk->entity, err) < 0)
		return -1;
	if (introducer == NO_COMMIT || !commits_facts(ladder->commits, introducer)->nr_parents)
		return 0;
	if (commits_parent(&older, ladder->commits, introducer, 0, err) < 0 ||
	    version_at(&has, ladder, introducer, file->path, err) < 0 ||
	    version_at(&before, ladder, older, file->path, err) < 0)
		return -1;
	*to = has && before ? moved_out_of(&ladder->arena, has, before, hunk->entity) : NULL;
	return 0;
}

static bool may_be_moved(const struct ladder *ladder, const struct merge_file *file, const struct merge_hunk *hunk)
{
	return hunk->outcome == HUNK_CONFLICT && hunk->obstacle == OBSTACLE_ENTITY && hunk->entity &&
	       hunk->kind == ENTITY_FUNCTION && path_is_c(file->path) && path_entry_is_file(&file->old_entry) &&
	       !is_moved_already(ladder, hunk->entity);
}

static int look_for_moved(size_t *nr, struct ladder *ladder, const struct outcome *outcome, uint32_t commit,
			  struct error *err)
{
	uint32_t parent;
	size_t i;

	*nr = 0;
	if (!commits_facts(ladder->commits, commit)->nr_parents)
		return 0;
	if (commits_parent(&parent, ladder->commits, commit, 0, err) < 0)
		return -1;
	for (i = 0; i < outcome->merge.nr_hunks && !is_late(ladder); i++) {
		const struct merge_hunk *hunk = &outcome->merge.hunks[i];
		struct move *move;

		if (!may_be_moved(ladder, &outcome->merge.files[hunk->file], hunk))
			continue;
		move = arena_alloc(&ladder->arena, sizeof(*move));
		*move = (struct move){ arena_strdup(&ladder->arena, hunk->entity), NULL, ladder->moves };
		if (find_moved(&move->to, ladder, &outcome->merge.files[hunk->file], hunk, parent, err) < 0)
			return -1;
		ladder->moves = move;
		if (move->to) {
			workbench_move(ladder->bench, move->from, move->to);
			++*nr;
		}
	}
	return 0;
}

/* ---- the names of a file ---- */

struct finding {
	struct climb *climb;
	struct name_there *formers;
	size_t nr_formers;
};

static void lose(struct finding *found, struct look *look, size_t hunk, const char *name)
{
	*arena_push(&look->ladder->arena, found->climb->lost, found->climb->nr_lost) =
		(struct lost_name){ hunk, arena_strdup(&look->ladder->arena, name) };
}

static int look_up(struct finding *found, struct look *look, size_t hunk, const char *name, struct error *err)
{
	struct arena *arena = &look->ladder->arena;
	const char *path, *former;
	bool here;

	if (is_here(&here, look, name, err) < 0)
		return -1;
	if (here)
		return 0;
	if (find_definition(&path, look, name, err) < 0)
		return -1;
	if (!path)
		return 0;
	if (find_former(&former, look, path, name, err) < 0)
		return -1;
	if (former)
		*arena_push(arena, found->formers, found->nr_formers) =
			(struct name_there){ arena_strdup(arena, name), former };
	else
		lose(found, look, hunk, name);
	return 0;
}

static bool is_used(const struct name_uses *uses, size_t nr, const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(uses->v[i].name, name))
			return true;
	return false;
}

/* Upstream's lines have it, and do not use it: they, or others of their function, declare it. */
static bool is_local_upstream(const struct look *look, const struct merge_hunk *hunk, const char *name)
{
	const struct version *theirs = look->theirs;
	uint32_t from = theirs->starts[hunk->at.new_first - 1];
	uint32_t to = theirs->starts[hunk->at.new_first - 1 + hunk->at.new_nr];

	return !is_used(&look->upstream, look->upstream.nr, name) && text_has_word(theirs->data + from, to - from, name);
}

static size_t hunk_at(const struct look *look, uint32_t line)
{
	const struct merge *merge = &look->outcome->merge;
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++)
		if (merge->hunks[i].file == look->file && is_carried(&merge->hunks[i]) &&
		    line - merge->hunks[i].target_line < merge->hunks[i].target_nr)
			break;
	return i;
}

/* Each name once, where it is used first. */
static int look_at_names(struct finding *found, struct look *look, struct error *err)
{
	size_t i;

	for (i = 0; i < look->here->nr && !found->climb->is_late; i++) {
		const struct name_use *use = &look->here->v[i];
		size_t hunk = hunk_at(look, use->line);

		found->climb->is_late = is_late(look->ladder);
		if (hunk == look->outcome->merge.nr_hunks || is_used(look->here, i, use->name))
			continue;
		if (is_local_upstream(look, &look->outcome->merge.hunks[hunk], use->name))
			lose(found, look, hunk, use->name);
		else if (is_used(&look->upstream, look->upstream.nr, use->name) &&
			 look_up(found, look, hunk, use->name, err) < 0)
			return -1;
	}
	return 0;
}

static int read_before(struct text *content, struct ladder *ladder, const struct moment *before, const char *path,
		       struct error *err)
{
	struct moment_view data = { .bench = ladder->bench, .moment = before };
	struct merge_view view = moment_view(&data);
	bool exists;

	return view.read(content, &exists, view.data, path, err);
}

static int look_at_file(struct finding *found, struct look *look, const struct moment *before, struct error *err)
{
	const struct merge_file *file = &look->outcome->merge.files[look->file];
	const struct shared_text *result = look->outcome->results[look->file];

	if (!result || !result->exists || !path_is_c(file->path) || !path_entry_is_file(&file->new_entry))
		return 0;
	look->result = &result->text;
	if (read_before(&look->ours, look->ladder, before, file->path, err) < 0 ||
	    versions_of_blob(&look->theirs, merger_versions(workbench_merger(look->ladder->bench)), &file->new_entry.id,
			     file->path, err) < 0)
		return -1;
	note_uses(look);
	return look_at_names(found, look, err);
}

/* ---- the climb ---- */

static int look_at_pick(struct finding *found, struct ladder *ladder, const struct moment *before, uint32_t commit,
			struct error *err)
{
	const struct outcome *outcome = found->climb->after->outcome;
	uint32_t parent;
	size_t i;

	if (!commits_facts(ladder->commits, commit)->nr_parents)
		return 0;
	if (commits_parent(&parent, ladder->commits, commit, 0, err) < 0)
		return -1;
	for (i = 0; i < outcome->merge.nr_files && !found->climb->is_late; i++) {
		owned(look_release) struct look look = { .ladder = ladder, .outcome = outcome, .parent = parent,
							 .file = i };

		if (look_at_file(found, &look, before, err) < 0)
			return -1;
	}
	return 0;
}

int ladder_climb(struct climb *climb, struct ladder *ladder, const struct moment *before, uint32_t commit,
		 struct error *err)
{
	unsigned round;
	size_t i;

	for (round = 0; round < MAX_ROUNDS; round++) {
		struct finding found = { .climb = climb };
		size_t nr_moved;

		*climb = (struct climb){ 0 };
		if (workbench_pick(&climb->after, ladder->bench, before, commit, err) < 0 ||
		    look_at_pick(&found, ladder, before, commit, err) < 0 ||
		    look_for_moved(&nr_moved, ladder, climb->after->outcome, commit, err) < 0)
			return -1;
		if ((!found.nr_formers && !nr_moved) || climb->is_late)
			break;
		for (i = 0; i < found.nr_formers; i++)
			workbench_rename(ladder->bench, found.formers[i].from, found.formers[i].to);
	}
	return 0;
}
