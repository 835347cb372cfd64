// SPDX-License-Identifier: GPL-2.0-only
/* A series of a recipe's steps, and what became of it handed back to them. */
#include "of-backport.h"

/* ---- notes ---- */

static void add_note(struct series *series, struct series_patch *patch, const char *text)
{
	struct series_note *note = arena_push(&series->arena, patch->notes, patch->nr_notes);

	note->text = text;
}

/* "adapted for 4.19.79: the slot is taken inline (nfsd/slot.cocci)"; what is adapted to is said once. */
static void note_adaptation(struct series *series, struct series_patch *patch, const struct step *step, size_t nth)
{
	const struct used_adaptation *adaptation = &step->adaptations[nth];
	const char *version = series->version ? series->version : "this tree";
	const char *why = adaptation->why ? adaptation->why : "adapted";

	if (nth)
		add_note(series, patch, arena_printf(&series->arena, "%s (%s)", why, adaptation->path));
	else
		add_note(series, patch, arena_printf(&series->arena, "adapted for %s: %s (%s)", version, why,
						     adaptation->path));
}

/*
 * What a reader of the log must know and cannot see: that the words are not the author's, what was adapted, what spatch
 * did not look at.
 */
static void add_notes(struct series *series, struct series_patch *patch, const struct step *step)
{
	size_t i;

	if (step->body && !step->body_is_upstream)
		add_note(series, patch,
			 "the text above is the recipe's summary, since upstream's commit was not at hand");
	for (i = 0; i < step->nr_adaptations; i++)
		note_adaptation(series, patch, step, i);
	for (i = 0; i < step->nr_warnings; i++)
		add_note(series, patch, step->warnings[i].text);
}

/* ---- the steps ---- */

static const struct series_fix *first_fix(struct series *series, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];
		struct series_fix *fix;

		if (step->role != ROLE_FIX)
			continue;
		fix = arena_alloc(&series->arena, sizeof(*fix));
		*fix = (struct series_fix){ .id = step->id, .message_id = step->message_id, .subject = step->subject };
		return fix;
	}
	return NULL;
}

static void add_step(struct series *series, const struct step *step, const struct series_fix *fix)
{
	struct series_patch *patch = arena_push(&series->arena, series->patches, series->nr_patches);

	*patch = (struct series_patch){
		.name = step->name,
		.id = step->id,
		.object = step->upstream_object,
		.message_id = step->message_id,
		.subject = step->subject,
		.body = step->body,
		.author = step->author,
		.date = step->date,
		.role = step->role,
		.needed_by = step->role == ROLE_PREREQUISITE ? fix : NULL,
		.is_backported = step->disposition == STEP_ADAPT,
		.changes = &step->changes,
		.commit = step->commit,
	};
	add_notes(series, patch, step);
}

void series_of_backport(struct series *series, const struct backport *backport)
{
	const struct target *target = &backport->target;
	const struct series_fix *fix = first_fix(series, backport);
	size_t i;

	series->name = backport->recipe->name;
	series->label = target->label;
	series->title = backport->recipe->title;
	series->target = target->ref;
	series->version = target->version;
	series->base = target->commit;
	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]))
			add_step(series, &backport->steps[i], fix);
}

void series_tell_backport(struct backport *backport, const struct series *series)
{
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++) {
		struct step *step = &backport->steps[i];

		if (!step_is_carried(step))
			continue;
		step->commit = arena_strdup(&backport->arena, series->patches[nr].commit);
		step->patch = series->patches[nr].file ?
				      arena_strdup(&backport->arena, series->patches[nr].file) : step->patch;
		nr++;
	}
	for (i = 0; i < series->nr_leftovers; i++)
		*arena_push(&backport->arena, backport->leftovers.v, backport->leftovers.nr) =
			arena_strdup(&backport->arena, series->leftovers[i]);
}
