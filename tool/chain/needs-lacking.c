// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hunk that changes code which the target's version of its file does not have, and has nothing in the place of: another
 * feature's case of a switch, its error path, its table. Nothing is left to change there, so that the hunk is dropped.
 *
 * Between upstream's parent and the target the hunk's lines are then within one stretch of lines that the target lacks, with
 * no line of its own instead: all that it takes away; of one that only adds, the lines on both sides, and what opens the
 * block that it is in (added to a block that the target has, it says something new there).
 *
 * The code may still be there and stand somewhere else in the file, as it does where upstream moved it. So none of these lines
 * that says something, nor any that it adds, may be in the target's file more often than in upstream's outside of the stretch.
 * And what another hunk of the same commit takes away from a place that the target has, this one must not add: half of a
 * move is no fix.
 */
#include "needs.h"
#include "outlines.h"

/* A longer stretch is no feature but another file. */
#define MAX_LINES 400

struct lacking {
	const struct question *question;
	const struct blob *old, *new;
	struct text ours;
	struct differences between;
	const struct difference *stretch; /* that the target lacks, and that has the hunk */
};

static void lacking_release(struct lacking *lacking)
{
	blob_release(lacking->old);
	blob_release(lacking->new);
	text_release(&lacking->ours);
	differences_release(&lacking->between);
}

static int read_versions(struct lacking *lacking, bool *exists, struct error *err)
{
	const struct question *question = lacking->question;
	struct moment_view data = { .bench = question->search->bench, .moment = question->before };
	const struct merge_file *file = &question->outcome->merge.files[question->hunk->file];

	return moment_view(&data).read(&lacking->ours, exists, &data, question->path, err) < 0 ||
	       blobs_get(&lacking->old, question->search->blobs, &file->old_entry.id, question->path, err) < 0 ||
	       blobs_get(&lacking->new, question->search->blobs, &file->new_entry.id, question->path, err) < 0 ||
	       text_differences(&lacking->between, lacking->old->data, lacking->old->len, text_str(&lacking->ours),
				lacking->ours.len, err) < 0 ? -1 : 0;
}

static uint32_t indent_of(const struct blob *blob, uint32_t line)
{
	const char *at = blob->data + blob->starts[line - 1], *end = blob->data + blob->starts[line];
	uint32_t indent = 0;

	for (; at < end && strchr(" \t", *at); at++)
		indent += *at == '\t' ? 8 - indent % 8 : 1;
	return at < end && !strchr("\r\n", *at) ? indent : UINT32_MAX;
}

static uint32_t least_indent(const struct blob *blob, uint32_t first, uint32_t nr)
{
	uint32_t least = UINT32_MAX, line;

	for (line = first; line < first + nr && line <= blob->nr_lines; line++)
		if (indent_of(blob, line) < least)
			least = indent_of(blob, line);
	return least;
}

/* The lines above a place up to the one that opens the block of what is added there; 0: that is none. */
static uint32_t opening_line(const struct lacking *lacking)
{
	const struct difference *at = &lacking->question->hunk->at;
	uint32_t indent = least_indent(lacking->new, at->new_first, at->new_nr), line = at->old_first - 1;

	while (line && (indent_of(lacking->old, line) >= indent))
		line--;
	return line;
}

/*
 * What must be lacking: the lines that go, or, from the opening of its block on, those beside what comes. nr 0: there is no
 * such block.
 */
static struct line_span span_of(const struct lacking *lacking)
{
	const struct difference *at = &lacking->question->hunk->at;
	uint32_t opening;

	if (at->old_nr)
		return (struct line_span){ at->old_first, at->old_nr };
	opening = opening_line(lacking);
	return (struct line_span){ opening, opening ? at->old_first + 1 - opening : 0 };
}

/* Nothing of the target's stands in the place of the stretch that has the span. */
static bool is_lacking(struct lacking *lacking, struct line_span span)
{
	size_t i;

	for (i = 0; i < lacking->between.nr && !lacking->stretch; i++) {
		const struct difference *d = &lacking->between.v[i];

		if (span.first >= d->old_first && span.first + span.nr <= d->old_first + d->old_nr)
			lacking->stretch = d;
	}
	return lacking->stretch && !lacking->stretch->new_nr && lacking->stretch->old_nr <= MAX_LINES;
}

/* ---- whether it stands somewhere else ---- */

static uint32_t count_line(const char *at, const char *end, const char *wanted)
{
	uint32_t times = 0;
	const char *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		while (len && strchr(" \t", *line)) {
			line++;
			len--;
		}
		while (len && strchr(" \t\r\n", line[len - 1]))
			len--;
		times += strlen(wanted) == len && !memcmp(wanted, line, len);
	}
	return times;
}

static uint32_t count_in(const struct blob *blob, uint32_t first, uint32_t nr, const char *line)
{
	return count_line(blob->data + blob->starts[first - 1], blob->data + blob->starts[first - 1 + nr], line);
}

/* The target has one of the lines more often than upstream does outside of what the target lacks. */
static bool has_one_of(const struct lacking *lacking, const struct strings *lines)
{
	const struct difference *d = lacking->stretch;
	const struct text *ours = &lacking->ours;
	size_t i;

	for (i = 0; i < lines->nr; i++) {
		uint32_t here = count_line(text_str(ours), text_str(ours) + ours->len, lines->v[i]);

		if (here && here + count_in(lacking->old, d->old_first, d->old_nr, lines->v[i]) >
			    count_in(lacking->old, 1, lacking->old->nr_lines, lines->v[i]))
			return true;
	}
	return false;
}

static int is_elsewhere(bool *is, const struct lacking *lacking, struct line_span span, struct error *err)
{
	const struct question *question = lacking->question;
	const struct merge_hunk *hunk = question->hunk;
	owned(strings_release) struct strings lines = { 0 };
	uint32_t parent;

	if (commits_parent(&parent, question->search->commits, question->commit, 0, err) < 0 ||
	    needs_telling_lines(&lines, question->search, parent, question->path, span.first, span.nr, err) < 0 ||
	    needs_telling_lines(&lines, question->search, question->commit, question->path, hunk->at.new_first,
				hunk->at.new_nr, err) < 0)
		return -1;
	*is = has_one_of(lacking, &lines);
	return 0;
}

/* The target has the hunk's entity, and the stretch has all of it: it stands in another place there. */
static int is_moved(bool *is, const struct lacking *lacking, struct error *err)
{
	const struct question *question = lacking->question;
	struct outlines *outlines = workbench_outlines(question->search->bench);
	const struct outline *here, *upstream;
	const struct entity_member *member;
	const struct entity *entity;
	uint32_t parent;

	*is = false;
	if (!question->hunk->entity)
		return 0;
	if (commits_parent(&parent, question->search->commits, question->commit, 0, err) < 0 ||
	    outlines_get(&upstream, outlines, parent, question->path, err) < 0 ||
	    workbench_outline(&here, question->search->bench, question->before, question->path, err) < 0)
		return -1;
	entity = upstream ? outline_defines(&member, upstream, question->hunk->entity) : NULL;
	*is = entity && here && outline_defines(&member, here, question->hunk->entity) &&
	      entity->first >= lacking->stretch->old_first &&
	      entity->last < lacking->stretch->old_first + lacking->stretch->old_nr;
	return 0;
}

int needs_judge_lacking(struct judgement *judgement, const struct question *question, struct error *err)
{
	owned(lacking_release) struct lacking lacking = { .question = question };
	struct line_span span;
	const char *half_moved;
	bool exists, moved, elsewhere;

	judgement->standing = STANDS_ADAPT;
	if (!path_is_c(question->path) && !question->hunk->at.old_nr)
		return 0;
	if (read_versions(&lacking, &exists, err) < 0)
		return -1;
	span = span_of(&lacking);
	if (!exists || !span.nr || !is_lacking(&lacking, span))
		return 0;
	if (is_moved(&moved, &lacking, err) < 0 || is_elsewhere(&elsewhere, &lacking, span, err) < 0 ||
	    needs_find_half_moved(&half_moved, question, err) < 0)
		return -1;
	if (!moved && !elsewhere && !half_moved) {
		judgement->standing = STANDS_MOOT;
		needs_add_evidence(judgement, question->search,
				   "what it changes is not on the target, and nothing stands in the place of it", NULL);
	}
	return 0;
}
