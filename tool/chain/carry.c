// SPDX-License-Identifier: GPL-2.0-only
/*
 * One upstream commit carried onto a commit.
 *
 * The ladder says what becomes of each hunk and each text. What it does not judge, since it has no lines, is judged
 * here as git does, by comparing what upstream's parent (base), the target (ours) and upstream (theirs) have under a
 * path: a link, a binary file or a mode that the target has as upstream's parent is taken, and so is what it has as
 * upstream already; everything else is in conflict. Then:
 *
 *  - hunks that the ladder carried and that must not be (a name is lost; the plan says that one does not fit) are taken
 *    back out of the text;
 *  - hunks in conflict that are moot by the plan are dropped;
 *  - what is in conflict then gets its markers (carry-marks.h), or, where the file is there on one side only, is left as
 *    git leaves it.
 *
 * A workbench and a ladder are made for each commit: what they remember is about one target.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../files.h"
#include "carry-marks.h"
#include "carry.h"
#include "ladder.h"
#include "message.h"
#include "versions.h"

struct carrier {
	struct commits *commits;
	struct blobs *blobs;
};

int carrier_open(struct carrier **carrier, git_repository *repo, struct error *err)
{
	owned(carrier_freep) struct carrier *made = mem_alloc(sizeof(*made));

	if (commits_open(&made->commits, repo, err) < 0 || blobs_open(&made->blobs, repo, err) < 0)
		return -1;
	*carrier = take(made);
	return 0;
}

void carrier_free(struct carrier *carrier)
{
	if (!carrier)
		return;
	blobs_free(carrier->blobs);
	commits_free(carrier->commits);
	free(carrier);
}

void carried_release(struct carried *carried)
{
	size_t i;

	if (!carried)
		return;
	for (i = 0; i < carried->nr_paths; i++) {
		text_release(&carried->paths[i].before);
		text_release(&carried->paths[i].result);
		text_release(&carried->paths[i].marked);
	}
	arena_release(&carried->arena);
}

/* ---- one path ---- */

struct carrying {
	struct carried *carried;
	struct carrier *carrier;
	uint32_t onto;
	const struct climb *climb;
	const enum chain_disposition *plan; /* by hunk; NULL: there is none */
	struct mark_labels labels;
};

/* Hunks first .. first + nr - 1 are the file's. */
struct path_carrying {
	struct carrying *carrying;
	const struct merge_file *file;
	const struct shared_text *text; /* that the ladder came to; NULL: as it was */
	size_t first, nr;
	struct carried_path made;
	bool is_refused;        /* what the ladder came to is not wanted at all */
};

static void path_carrying_release(struct path_carrying *path)
{
	text_release(&path->made.before);
	text_release(&path->made.result);
	text_release(&path->made.marked);
}

static const struct merge_hunk *merge_hunks_of(const struct path_carrying *path)
{
	return &path->carrying->climb->after->outcome->merge.hunks[path->first];
}

static struct carried_hunk *hunks_of(const struct path_carrying *path)
{
	return &path->carrying->carried->hunks[path->first];
}

static bool same_entry(const struct path_entry *a, const struct path_entry *b)
{
	return a->mode == b->mode && git_oid_equal(&a->id, &b->id);
}

/* What a text can stand for: a link's is where it leads. */
static bool has_content(const struct path_entry *entry)
{
	return path_entry_is_file(entry) || entry->mode == GIT_FILEMODE_LINK;
}

static bool can_be_written(const struct path_entry *entry)
{
	return !entry->mode || has_content(entry);
}

static void leave(struct carried_hunk *hunk, const char *why)
{
	hunk->disposition = CHAIN_ADAPT;
	hunk->why = why;
}

static void leave_all(const struct path_carrying *path, const char *why)
{
	size_t i;

	for (i = 0; i < path->nr; i++)
		leave(&hunks_of(path)[i], why);
}

static bool has_hunk(const struct path_carrying *path, enum chain_disposition disposition)
{
	size_t i;

	for (i = 0; i < path->nr; i++)
		if (hunks_of(path)[i].disposition == disposition)
			return true;
	return false;
}

static int read_entry(struct text *text, const struct path_carrying *path, const struct path_entry *entry, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;

	text_clear(text);
	if (!has_content(entry))
		return 0;
	if (blobs_get(&blob, path->carrying->carrier->blobs, &entry->id, path->made.path, err) < 0)
		return -1;
	text_add(text, blob->data, blob->len);
	return 0;
}

/* ---- what has no lines ---- */

/* A mode, in the last hunk of its file or (nothing else changes) in the only one. */
static bool is_mode_hunk(const struct path_carrying *path, size_t index)
{
	const struct merge_hunk *hunk = &merge_hunks_of(path)[index];
	const struct merge_file *file = path->file;

	return hunk->obstacle == OBSTACLE_BINARY && path_entry_is_file(&file->old_entry) &&
	       path_entry_is_file(&file->new_entry) && file->old_entry.mode != file->new_entry.mode &&
	       (git_oid_equal(&file->old_entry.id, &file->new_entry.id) || (!hunk->at.old_nr && !hunk->at.new_nr));
}

/*
 * A mode is a thing by itself in git's merge. For a file that is there there are only two: where ours is not upstream's
 * old one it is its new one.
 */
static void carry_mode(struct path_carrying *path)
{
	const struct path_entry *base = &path->made.base, *ours = &path->made.ours, *theirs = &path->made.theirs;
	size_t i;

	for (i = 0; i < path->nr; i++) {
		struct carried_hunk *hunk = &hunks_of(path)[i];

		if (!is_mode_hunk(path, i) || !path_entry_is_file(ours))
			continue;
		hunk->added = 0;
		hunk->removed = 0;
		if (ours->mode == theirs->mode) {
			hunk->disposition = CHAIN_THERE;
		} else if (ours->mode == base->mode) {
			hunk->disposition = CHAIN_CLEAN;
			path->made.mode = theirs->mode;
		} else {
			leave(hunk, "it has another mode here");
		}
	}
}

/* A link, a submodule, or what changes its kind; or is of another one on the target. */
static int carry_kind(struct path_carrying *path, struct error *err)
{
	struct carried_path *made = &path->made;
	struct carried_hunk *hunk = &hunks_of(path)[0];

	if (same_entry(&made->ours, &made->theirs)) {
		hunk->disposition = CHAIN_THERE;
		return 0;
	}
	if (!same_entry(&made->ours, &made->base) || !can_be_written(&made->ours) || !can_be_written(&made->theirs)) {
		leave_all(path, "it is no file here, or not for upstream");
		return 0;
	}
	hunk->disposition = CHAIN_CLEAN;
	made->exists = made->theirs.mode != 0;
	made->mode = made->theirs.mode;
	return read_entry(&made->result, path, &made->theirs, err);
}

static bool is_other_kind(const struct path_carrying *path)
{
	return !path_entry_has_lines(&path->made.base) || !path_entry_has_lines(&path->made.theirs) ||
	       !path_entry_has_lines(&path->made.ours);
}

/* Brought or taken away as a whole, and the contents agree: the modes have to, too. */
static void check_whole(struct path_carrying *path)
{
	const struct carried_path *made = &path->made;

	if (!made->base.mode && made->ours.mode && made->ours.mode != made->theirs.mode)
		leave_all(path, "it is here with another mode");
	if (!made->theirs.mode && made->ours.mode && made->ours.mode != made->base.mode)
		leave_all(path, "it is here with another mode");
}

/* ---- lines ---- */

/* What the plan or the names do not let pass. */
static size_t refuse_hunks(const struct path_carrying *path)
{
	size_t nr = 0, i;

	for (i = 0; i < path->nr; i++) {
		const struct carried_hunk *hunk = &hunks_of(path)[i];

		nr += outcome_is_carried(merge_hunks_of(path)[i].outcome) && hunk->disposition == CHAIN_ADAPT;
	}
	return nr;
}

static void free_lines(struct carried_lines **lines)
{
	free(*lines);
}

static void tell_taken_back(const struct path_carrying *path, const struct carried_lines *lines)
{
	size_t i, at = 0;

	for (i = 0; i < path->nr; i++) {
		struct carried_hunk *hunk = &hunks_of(path)[i];

		if (!outcome_is_carried(merge_hunks_of(path)[i].outcome))
			continue;
		if (lines[at].is_refused && hunk->disposition != CHAIN_ADAPT)
			leave(hunk, "it stands beside lines that are in conflict");
		at++;
	}
}

/* Lines in the result, where they moved. */
static uint32_t line_of(const struct path_carrying *path, size_t index, const struct carried_lines *lines)
{
	size_t i, at = 0;

	for (i = 0; i < index; i++)
		at += outcome_is_carried(merge_hunks_of(path)[i].outcome);
	return lines && outcome_is_carried(merge_hunks_of(path)[index].outcome) ? lines[at].first :
										  merge_hunks_of(path)[index].target_line;
}

static void tell_places(const struct path_carrying *path, const struct carried_lines *lines)
{
	struct arena *arena = &path->carrying->carried->arena;
	size_t i;

	for (i = 0; i < path->nr; i++) {
		const struct merge_hunk *hunk = &merge_hunks_of(path)[i];
		const char *entity = hunk->target_entity ? hunk->target_entity : hunk->entity;
		owned(text_release) struct text place = { 0 }, shown = { 0 };

		if (!hunk->target_line || hunks_of(path)[i].disposition == CHAIN_ADAPT)
			continue;
		text_addf(&place, "%s:%u", path->made.path, line_of(path, i, lines));
		if (entity)
			text_addf(&place, " (%s)", entity);
		text_add_printable(&shown, text_str(&place), place.len);
		hunks_of(path)[i].place = arena_strdup(arena, text_str(&shown));
	}
}

static int refuse(struct path_carrying *path, struct error *err)
{
	owned(free_lines) struct carried_lines *lines = mem_alloc((path->nr + 1) * sizeof(*lines));
	size_t nr = 0, i;

	for (i = 0; i < path->nr; i++) {
		const struct merge_hunk *hunk = &merge_hunks_of(path)[i];

		if (outcome_is_carried(hunk->outcome))
			lines[nr++] = (struct carried_lines){ hunk->target_line, hunk->target_nr,
							      hunks_of(path)[i].disposition == CHAIN_ADAPT };
	}
	if (take_back(&path->made.result, lines, nr, &path->made.before, err) < 0)
		return -1;
	tell_taken_back(path, lines);
	tell_places(path, lines);
	return 0;
}

/* A file that comes or goes is one hunk: refused, it stays as it was. */
static int refuse_whole(struct path_carrying *path, struct error *err)
{
	struct carried_path *made = &path->made;

	made->exists = made->existed;
	made->mode = made->mode_before;
	tell_places(path, NULL);
	return read_entry(&made->result, path, &made->ours, err);
}

static int carry_lines(struct path_carrying *path, struct error *err)
{
	struct carried_path *made = &path->made;
	bool is_whole = !made->base.mode || !made->theirs.mode;

	if (path->text) {
		made->exists = path->text->exists;
		made->mode = !made->exists ? 0 : made->existed ? made->mode_before : made->theirs.mode;
		text_clear(&made->result);
		text_add(&made->result, text_str(&path->text->text), path->text->text.len);
	}
	carry_mode(path);
	if (is_whole)
		check_whole(path);
	if (refuse_hunks(path))
		return is_whole ? refuse_whole(path, err) : refuse(path, err);
	tell_places(path, NULL);
	return 0;
}

/* ---- what stands in the way ---- */

/* Whether the commit takes a path away, and nothing is in conflict with that. */
static bool takes_away(const struct carrying *carrying, const char *path)
{
	const struct merge *merge = &carrying->climb->after->outcome->merge;
	size_t i;

	for (i = 0; i < merge->nr_files; i++)
		if (!strcmp(merge->files[i].path, path))
			return !merge->files[i].new_entry.mode;
	return false;
}

/* A file where a folder is to be, as git names it: a "directory/file conflict". */
static int is_blocked(bool *blocked, const struct path_carrying *path, struct error *err)
{
	struct commits *commits = path->carrying->carrier->commits;
	const char *name = path->made.path, *slash;

	*blocked = false;
	for (slash = strchr(name, '/'); slash && !*blocked; slash = strchr(slash + 1, '/')) {
		owned(text_release) struct text folder = { 0 };
		struct path_entry entry;

		text_add(&folder, name, (size_t)(slash - name));
		if (commits_entry(&entry, commits, path->carrying->onto, commits_path(commits, text_str(&folder)), err) < 0)
			return -1;
		*blocked = entry.mode && entry.mode != GIT_FILEMODE_TREE && !takes_away(path->carrying, text_str(&folder));
	}
	return 0;
}

static int check_blocked(struct path_carrying *path, struct error *err)
{
	bool blocked;

	if (path->made.ours.mode || is_blocked(&blocked, path, err) < 0)
		return path->made.ours.mode ? 0 : -1;
	if (!blocked)
		return 0;
	leave_all(path, "a file stands here where upstream has a folder");
	path->made.exists = false;
	path->made.mode = 0;
	text_clear(&path->made.result);
	path->is_refused = true;
	return 0;
}

/* ---- what is left for a person ---- */

static enum mark mark_of(const struct carried_hunk *hunk)
{
	return hunk->disposition == CHAIN_ADAPT ? MARK_CONFLICT :
	       hunk->disposition == CHAIN_MOOT || hunk->disposition == CHAIN_LACKING ? MARK_DROPPED : MARK_APPLIED;
}

struct marks {
	struct difference *hunks;
	enum mark *marks;
	size_t nr;
};

static void marks_release(struct marks *marks)
{
	free(marks->hunks);
	free(marks->marks);
}

/* Of hunks with lines. */
static struct marks find_marks(const struct path_carrying *path)
{
	struct marks marks = {
		.hunks = mem_alloc((path->nr + 1) * sizeof(*marks.hunks)),
		.marks = mem_alloc((path->nr + 1) * sizeof(*marks.marks)),
	};
	size_t i;

	for (i = 0; i < path->nr; i++) {
		if (is_mode_hunk(path, i))
			continue;
		marks.hunks[marks.nr] = merge_hunks_of(path)[i].at;
		marks.marks[marks.nr++] = mark_of(&hunks_of(path)[i]);
	}
	return marks;
}

static bool has_conflict(const struct marks *marks)
{
	size_t i;

	for (i = 0; i < marks->nr; i++)
		if (marks->marks[i] == MARK_CONFLICT)
			return true;
	return false;
}

static int write_marks(struct path_carrying *path, const struct blob *old, const struct blob *new, const struct marks *marks,
		       struct error *err)
{
	struct carried_path *made = &path->made;
	struct marked_change change = {
		.old = old->data, .old_len = old->len, .new = new->data, .new_len = new->len,
		.hunks = marks->hunks, .marks = marks->marks, .nr = marks->nr,
	};

	text_clear(&made->marked);
	made->has_markers = true;
	return mark_conflicts(&made->marked, &made->marker_size, &made->result, &change, &path->carrying->labels, err);
}

static int mark_lines(struct path_carrying *path, struct error *err)
{
	owned(blob_releasep) const struct blob *old = NULL, *new = NULL;
	owned(marks_release) struct marks marks = find_marks(path);
	struct blobs *blobs = path->carrying->carrier->blobs;
	const struct carried_path *made = &path->made;

	if (!has_conflict(&marks))
		return 0;
	if (blobs_get(&old, blobs, &made->base.id, made->path, err) < 0 ||
	    blobs_get(&new, blobs, &made->theirs.id, made->path, err) < 0)
		return -1;
	if (old->is_binary || new->is_binary || memchr(text_str(&made->result), '\0', made->result.len))
		return 0;
	return write_marks(path, old, new, &marks, err);
}

/* Both sides added it: where they are different, each difference. */
static int mark_both_added(struct path_carrying *path, struct error *err)
{
	struct carried_path *made = &path->made;
	owned(blob_releasep) const struct blob *theirs = NULL;
	struct difference all = { .old_first = 1, .new_first = 1 };
	enum mark conflict = MARK_CONFLICT;
	struct marks marks = { &all, &conflict, 1 };
	static const struct blob nothing = { .data = "" };

	if (blobs_get(&theirs, path->carrying->carrier->blobs, &made->theirs.id, made->path, err) < 0)
		return -1;
	if (theirs->is_binary || memchr(text_str(&made->result), '\0', made->result.len))
		return 0;
	all.new_nr = theirs->nr_lines;
	return write_marks(path, &nothing, theirs, &marks, err);
}

/* What the work tree is to have. */
static int mark(struct path_carrying *path, struct error *err)
{
	struct carried_path *made = &path->made;

	made->in_conflict = true;
	made->marked_mode = made->mode;
	text_add(&made->marked, text_str(&made->result), made->result.len);
	if (path->is_refused || is_other_kind(path))
		return 0;
	if (made->theirs.mode && !made->ours.mode) { /* git leaves upstream's for a person to take or not */
		made->marked_mode = made->theirs.mode;
		return read_entry(&made->marked, path, &made->theirs, err);
	}
	if (!made->theirs.mode || !made->exists)
		return 0;
	return made->base.mode ? mark_lines(path, err) : mark_both_added(path, err);
}

/* ---- all of a path ---- */

/* Where the target has it under another name that another path of the commit has too, it is as if it were not there. */
static const char *path_on_target(const struct carrying *carrying, const struct merge_file *file)
{
	size_t i;

	if (!file->target_path || !strcmp(file->target_path, file->path))
		return file->path;
	for (i = 0; i < carrying->climb->after->outcome->merge.nr_files; i++)
		if (!strcmp(carrying->climb->after->outcome->merge.files[i].path, file->target_path))
			return NULL;
	return file->target_path;
}

static int begin_path(struct path_carrying *path, struct error *err)
{
	struct carrying *carrying = path->carrying;
	struct commits *commits = carrying->carrier->commits;
	struct carried_path *made = &path->made;
	const char *name = path_on_target(carrying, path->file);

	if (!name) {
		leave_all(path, "the target has it under the name of another file that the commit changes");
		path->text = NULL;
	}
	made->path = arena_strdup(&carrying->carried->arena, name ? name : path->file->path);
	made->upstream = arena_strdup(&carrying->carried->arena, path->file->path);
	made->base = path->file->old_entry;
	made->theirs = path->file->new_entry;
	if (commits_entry(&made->ours, commits, carrying->onto, commits_path(commits, made->path), err) < 0 ||
	    read_entry(&made->before, path, &made->ours, err) < 0)
		return -1;
	made->existed = has_content(&made->ours);
	made->exists = made->existed;
	made->mode_before = made->existed ? made->ours.mode : 0;
	made->mode = made->mode_before;
	text_add(&made->result, text_str(&made->before), made->before.len);
	return 0;
}

static bool is_blank(const struct blob *blob, uint32_t first, uint32_t nr)
{
	const char *at = blob->data + blob->starts[first - 1], *end = blob->data + blob->starts[first - 1 + nr];

	while (at < end && isspace((unsigned char)*at))
		at++;
	return at == end;
}

static int is_blank_change(bool *blank, const struct path_carrying *path, const struct difference *at, struct error *err)
{
	owned(blob_releasep) const struct blob *old = NULL, *new = NULL;
	struct blobs *blobs = path->carrying->carrier->blobs;

	if (blobs_get(&old, blobs, &path->made.base.id, path->made.path, err) < 0 ||
	    blobs_get(&new, blobs, &path->made.theirs.id, path->made.path, err) < 0)
		return -1;
	*blank = is_blank(old, at->old_first, at->old_nr) && is_blank(new, at->new_first, at->new_nr);
	return 0;
}

/*
 * What a plan takes for moot: a function or file that is absent, blank lines. If a step or a person has brought the
 * function meanwhile, it is not moot any more.
 */
static int is_still_moot(bool *moot, const struct path_carrying *path, size_t index, struct error *err)
{
	const struct merge_hunk *hunk = &merge_hunks_of(path)[index];

	*moot = hunk->obstacle == OBSTACLE_ENTITY || hunk->obstacle == OBSTACLE_FILE;
	if (hunk->obstacle != OBSTACLE_LINES || !path->made.base.mode || !path->made.theirs.mode)
		return 0;
	return is_blank_change(moot, path, &hunk->at, err);
}

static int drop_moot(struct path_carrying *path, struct error *err)
{
	const enum chain_disposition *plan = path->carrying->plan;
	size_t i;

	for (i = 0; plan && i < path->nr; i++) {
		struct carried_hunk *hunk = &hunks_of(path)[i];
		enum chain_disposition planned = plan[path->first + i];
		bool moot = planned == CHAIN_LACKING;

		if ((planned != CHAIN_MOOT && planned != CHAIN_LACKING) ||
		    merge_hunks_of(path)[i].outcome != HUNK_CONFLICT ||
		    hunk->disposition != CHAIN_ADAPT)
			continue;
		if (!moot && is_still_moot(&moot, path, i, err) < 0)
			return -1;
		if (moot)
			hunk->disposition = planned;
	}
	return 0;
}

static void keep_path(struct path_carrying *path)
{
	struct carried *carried = path->carrying->carried;
	struct carried_path *made = &path->made;
	size_t i;

	for (i = 0; i < path->nr; i++)
		carried->nr_conflicts += hunks_of(path)[i].disposition == CHAIN_ADAPT;
	made->is_changed = made->existed != made->exists || made->mode_before != made->mode ||
			   !text_equal(&made->before, &made->result);
	if (!made->is_changed && !made->in_conflict)
		return;
	for (i = 0; i < path->nr; i++)
		hunks_of(path)[i].path = carried->nr_paths;
	carried->is_changed |= made->is_changed;
	*arena_push(&carried->arena, carried->paths, carried->nr_paths) = take(*made);
}

static int carry_path(struct path_carrying *path, struct error *err)
{
	if (begin_path(path, err) < 0)
		return -1;
	if (is_other_kind(path) ? carry_kind(path, err) < 0 : carry_lines(path, err) < 0)
		return -1;
	if (check_blocked(path, err) < 0 || drop_moot(path, err) < 0)
		return -1;
	if (has_hunk(path, CHAIN_ADAPT) && mark(path, err) < 0)
		return -1;
	keep_path(path);
	return 0;
}

/* ---- hunks ---- */

static enum chain_disposition disposition_of(enum hunk_outcome outcome)
{
	switch (outcome) {
	case HUNK_CLEAN:
		return CHAIN_CLEAN;
	case HUNK_PLACED:
		return CHAIN_PLACED;
	case HUNK_RENAMED:
		return CHAIN_RENAMED;
	case HUNK_WORDS:
		return CHAIN_WORDS;
	case HUNK_THERE:
		return CHAIN_THERE;
	case HUNK_CONFLICT:
		break;
	}
	return CHAIN_ADAPT;
}

static const char *obstacle_text(enum hunk_obstacle obstacle)
{
	switch (obstacle) {
	case OBSTACLE_FILE:
		return "the target has no such file";
	case OBSTACLE_ENTITY:
		return "the target's file has no such function";
	case OBSTACLE_LINES:
		return "the target has other lines there";
	case OBSTACLE_BINARY:
		return "it has no lines to merge";
	case OBSTACLE_NONE:
	case OBSTACLE_TIME:
		break;
	}
	return NULL;
}

static void begin_hunks(struct carrying *carrying)
{
	const struct merge *merge = &carrying->climb->after->outcome->merge;
	struct carried *carried = carrying->carried;
	size_t i;

	carried->hunks = arena_alloc(&carried->arena, (merge->nr_hunks + 1) * sizeof(*carried->hunks));
	carried->nr_hunks = merge->nr_hunks;
	for (i = 0; i < merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];

		carried->hunks[i] = (struct carried_hunk){
			.file = arena_printable(&carried->arena, merge->files[hunk->file].path),
			.line = hunk->at.old_first,
			.added = hunk->at.new_nr,
			.removed = hunk->at.old_nr,
			.function = arena_printable(&carried->arena, hunk->entity),
			.disposition = disposition_of(hunk->outcome),
			.why = hunk->outcome == HUNK_CONFLICT ? obstacle_text(hunk->obstacle) : NULL,
			.path = CARRIED_NO_PATH,
		};
	}
}

/* As merging alone has it, which the plan may know better than. */
static bool is_as_upstream(enum chain_disposition disposition)
{
	return disposition == CHAIN_CLEAN || disposition == CHAIN_PLACED || disposition == CHAIN_THERE;
}

/* A name that is lost, and what the plan knows of names that are otherwise here. */
static void refuse_names(struct carrying *carrying)
{
	struct carried *carried = carrying->carried;
	size_t i;

	for (i = 0; i < carrying->climb->nr_lost; i++) {
		const struct lost_name *lost = &carrying->climb->lost[i];

		leave(&carried->hunks[lost->hunk],
		      arena_printable(&carried->arena,
				arena_printf(&carried->arena, "'%s', which it uses, is not to be seen here", lost->name)));
	}
	for (i = 0; carrying->plan && i < carried->nr_hunks; i++)
		if (carrying->plan[i] == CHAIN_ADAPT && is_as_upstream(carried->hunks[i].disposition))
			leave(&carried->hunks[i], "it merges, but by the plan not with the names that are here");
}

static int carry_paths(struct carrying *carrying, struct error *err)
{
	const struct outcome *outcome = carrying->climb->after->outcome;
	const struct merge *merge = &outcome->merge;
	size_t file, at = 0;

	for (file = 0; file < merge->nr_files; file++) {
		owned(path_carrying_release) struct path_carrying path = {
			.carrying = carrying, .file = &merge->files[file], .text = outcome->results[file], .first = at,
		};

		while (at < merge->nr_hunks && merge->hunks[at].file == file)
			at++;
		path.nr = at - path.first;
		if (carry_path(&path, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the commit ---- */

static int find_labels(struct carrying *carrying, uint32_t commit, struct error *err)
{
	struct commits *commits = carrying->carrier->commits;
	struct arena *arena = &carrying->carried->arena;
	owned(text_release) struct text message = { 0 };
	const char *line, *at;
	char hex[GIT_OID_HEXSZ + 1];
	size_t len = 0;

	git_oid_tostr(hex, sizeof(hex), &commits_facts(commits, commit)->id);
	if (commits_message(&message, commits, commit, err) < 0)
		return -1;
	at = text_str(&message);
	if (!text_line(&line, &len, &at, at + message.len))
		line = "";
	carrying->labels = (struct mark_labels){
		.ours = "target",
		.base = arena_printf(arena, "%.12s^", hex),
		.theirs = arena_printable(arena, arena_printf(arena, "%.12s (%.*s)", hex, (int)len, line)),
	};
	return 0;
}

static int check_paths(struct workbench *bench, uint32_t commit, struct error *err)
{
	const char *odd;

	if (merger_odd_path(&odd, workbench_merger(bench), commit, err) < 0)
		return -1;
	return odd ? error_set(err, "the path '%s' %s", odd, path_trouble(odd)) : 0;
}

static int carry(struct carrying *carrying, const enum chain_disposition *plan, size_t nr_plan, struct error *err)
{
	begin_hunks(carrying);
	carrying->plan = nr_plan == carrying->carried->nr_hunks ? plan : NULL;
	refuse_names(carrying);
	return carry_paths(carrying, err);
}

int carry_commit(struct carried *carried, struct carrier *carrier, const git_oid *onto, const git_oid *upstream,
		 const enum chain_disposition *plan, size_t nr_plan, struct error *err)
{
	owned(workbench_freep) struct workbench *bench = NULL;
	owned(ladder_freep) struct ladder *ladder = NULL;
	owned(carried_release) struct carried made = { 0 };
	struct carrying carrying = { .carried = &made, .carrier = carrier };
	struct climb climb;
	uint32_t commit;

	if (commits_find(&carrying.onto, carrier->commits, onto, err) < 0 ||
	    commits_find(&commit, carrier->commits, upstream, err) < 0 ||
	    workbench_open(&bench, carrier->commits, carrier->blobs, carrying.onto, err) < 0 ||
	    check_paths(bench, commit, err) < 0)
		return -1;
	ladder = ladder_new(carrier->commits, carrier->blobs, bench, carrying.onto);
	if (ladder_climb(&climb, ladder, workbench_target(bench), commit, err) < 0)
		return -1;
	carrying.climb = &climb;
	if (find_labels(&carrying, commit, err) < 0 || carry(&carrying, plan, nr_plan, err) < 0)
		return -1;
	*carried = take(made);
	return 0;
}

void carried_changes(struct changes *changes, const struct carried *carried)
{
	size_t i;

	for (i = 0; i < carried->nr_paths; i++) {
		const struct carried_path *path = &carried->paths[i];

		if (path->is_changed)
			changes_put_modes(changes, path->path, path->existed ? &path->before : NULL, path->mode_before,
					  path->exists ? &path->result : NULL, path->mode);
	}
}
