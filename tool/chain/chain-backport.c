// SPDX-License-Identifier: GPL-2.0-only
/*
 * Step by step: why it is in the chain; what the ladder makes of it on what the target is after the steps before
 * (plan-ladder.h), as a diff; and of each hunk that is not simply merged what became of it, with the place by
 * which the page finds the hunk: on the target where it stands there, in upstream's file where it does not.
 *
 * A step with a hunk that is to be adapted is in conflict, and the ones behind it stand on what of it could be carried.
 */
#include "../history.h"
#include "../plan-ladder.h"
#include "../step-text.h"
#include "chain-backport.h"

#define SHORT_ID 12

struct converter {
	const struct chain *chain;
	struct backport *backport;
	struct arena *arena;            /* the backport's */
	git_repository *repo;
	struct plan_ladder *ladder;
};

static void converter_release(struct converter *converter)
{
	plan_ladder_free(converter->ladder);
}

/* ---- words ---- */

/* "lines 9 and 12 changed (drivers/frob/frob.c); ..." */
static const char *join_reasons(struct arena *arena, const char *before, const struct reason *reasons, size_t nr)
{
	owned(text_release) struct text text = { 0 };
	size_t i;

	text_adds(&text, before);
	for (i = 0; i < nr; i++) {
		text_addf(&text, "%s%s", i ? "; " : "", reasons[i].text);
		if (reasons[i].evidence)
			text_addf(&text, " (%s)", reasons[i].evidence);
	}
	return arena_strdup(arena, text_str(&text));
}

static void add_reason(struct converter *converter, struct step *step, const char *text, const char *evidence)
{
	*arena_push(converter->arena, step->reasons, step->nr_reasons) = (struct reason){ text, evidence };
}

static void add_warning(struct converter *converter, struct step *step, const char *text, const char *evidence)
{
	*arena_push(converter->arena, step->warnings, step->nr_warnings) = (struct reason){ text, evidence };
}

/* A hunk that has no place on the target is one of upstream's file. */
static const char *place_upstream(struct arena *arena, const struct chain_hunk *hunk)
{
	return arena_printf(arena, "%s:%u%s%s%s", hunk->file, (unsigned)hunk->line, hunk->function ? " (" : "",
			    hunk->function ? hunk->function : "", hunk->function ? ")" : "");
}

static void tell_hunk(struct converter *converter, struct step *step, const struct chain_hunk *hunk)
{
	const char *upstream = place_upstream(converter->arena, hunk);
	const char *why = join_reasons(converter->arena, "", hunk->evidence, hunk->nr_evidence);

	switch (hunk->disposition) {
	case CHAIN_PLACED:
		add_reason(converter, step, hunk->function ? "placed within its function" : "placed beside other lines",
			   hunk->place);
		break;
	case CHAIN_THERE:
		add_reason(converter, step, "there already", hunk->place ? hunk->place : upstream);
		break;
	case CHAIN_RENAMED:
	case CHAIN_WORDS:
		add_warning(converter, step, why, hunk->place ? hunk->place : upstream);
		break;
	case CHAIN_MOOT:
	case CHAIN_LACKING:
		add_warning(converter, step, arena_printf(converter->arena, "dropped: %s", why), upstream);
		break;
	case CHAIN_ADAPT:
		add_warning(converter, step, arena_printf(converter->arena, "to be adapted: %s", why), upstream);
		break;
	default:
		break;
	}
	step->to_review |= disposition_is_to_review(hunk->disposition);
}

/* ---- steps ---- */

static enum role role_of(enum chain_role role)
{
	static const enum role roles[] = {
		[CHAIN_PREREQUISITE] = ROLE_PREREQUISITE, [CHAIN_FIX] = ROLE_FIX, [CHAIN_FOLLOW_UP] = ROLE_FOLLOW_UP,
	};

	return roles[role];
}

static void describe(struct converter *converter, struct step *step, const struct chain_step *link)
{
	size_t i;

	step->id = step->upstream_object = link->commit;
	step->name = arena_strndup(converter->arena, link->commit, SHORT_ID);
	step->subject = link->subject;
	step->role = role_of(link->role);
	step->presence = link->presence;
	step->disposition = link->presence == PRESENCE_NONE ? STEP_PICK : STEP_ALREADY_THERE;
	/* Their places are of what needs it; as evidence they would be taken for places of its own hunks. */
	for (i = 0; i < link->nr_why; i++)
		add_reason(converter, step, join_reasons(converter->arena, "", &link->why[i], 1), NULL);
	for (i = 0; i < link->nr_hunks; i++)
		tell_hunk(converter, step, &link->hunks[i]);
}

static int describe_upstream(struct converter *converter, struct step *step, const git_oid *id, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(text_release) struct text diff = { 0 };

	if (git_commit_lookup(&commit, converter->repo, id) < 0)
		return error_git(err, "cannot read the commit '%s'", step->name);
	step_take_commit(step, converter->arena, commit);
	if (history_diff(&diff, converter->repo, id, err) < 0)
		return -1;
	step->upstream_diff = arena_printable(converter->arena, text_str(&diff));
	return 0;
}

static int carry(struct converter *converter, struct step *step, const git_oid *id, struct error *err)
{
	owned(carried_release) struct carried carried = { 0 };

	if (plan_ladder_try(&carried, converter->ladder, id, converter->chain, err) < 0)
		return -1;
	carried_changes(&step->changes, &carried);
	if (carried.nr_conflicts)
		step->disposition = STEP_CONFLICT;
	else if (!carried.is_changed)
		step->disposition = STEP_NOT_APPLICABLE;
	if (!step->changes.nr)
		return 0;
	if (step_take_changes(step, converter->arena, err) < 0)
		return -1;
	return plan_ladder_put(converter->ladder, &step->changes, err);
}

static int convert_step(struct converter *converter, const struct chain_step *link, struct error *err)
{
	struct backport *backport = converter->backport;
	struct step *step = arena_push(converter->arena, backport->steps, backport->nr_steps);
	git_oid id;

	step->index = backport->nr_steps - 1;
	describe(converter, step, link);
	if (git_oid_fromstr(&id, link->commit) < 0)
		return error_git(err, "bad id '%s'", link->commit);
	if (step->disposition == STEP_ALREADY_THERE)
		return 0;
	return describe_upstream(converter, step, &id, err) < 0 ? -1 : carry(converter, step, &id, err);
}

static void convert_left_out(struct converter *converter, const struct chain_left_out *left)
{
	struct backport *backport = converter->backport;

	*arena_push(converter->arena, backport->left_out, backport->nr_left_out) = (struct left_out_commit){
		.id = left->commit,
		.subject = left->subject,
		.why = join_reasons(converter->arena, left->role == CHAIN_FOLLOW_UP ? "later upstream: " : "",
				    left->why, left->nr_why),
	};
}

/* ---- the whole ---- */

/* What was asked for: the fix by which people call it, and how many more. */
static void name_recipe(struct recipe *recipe, const struct chain *chain)
{
	size_t i, nr = 0;

	recipe->name = recipe->title = "";
	for (i = 0; i < chain->nr_steps; i++) {
		const struct chain_step *step = &chain->steps[i];

		if (step->role != CHAIN_FIX)
			continue;
		recipe->name = nr ? arena_printf(&recipe->arena, "%s %.12s", recipe->name, step->commit) :
				    arena_strndup(&recipe->arena, step->commit, SHORT_ID);
		recipe->title = nr++ ? recipe->title : step->subject;
	}
}

static void add_notes(struct recipe *recipe, const struct chain *chain)
{
	struct string_list *notes = &recipe->notes;
	size_t i;

	if (chain->failure)
		*arena_push(&recipe->arena, notes->v, notes->nr) = chain->failure;
	*arena_push(&recipe->arena, notes->v, notes->nr) = arena_printf(
		&recipe->arena, "%s %s", chain->verified ? "Verified" : "Not verified", chain_proof_words(chain));
	for (i = 0; i < chain->nr_notes; i++)
		*arena_push(&recipe->arena, notes->v, notes->nr) = chain->notes[i];
}

static void set_target(struct target *target, const struct chain_session *session)
{
	const struct chain *chain = &session->chain;

	target->repo = session->settings->repo;
	target->ref = target->label = chain->target_ref;
	target->commit = chain->target_commit;
	target->version = chain->target_version;
	target->upstream_ref = session->upstream.ref;
}

/* No step says it: nobody can rely on a plan that came out another way. */
static void set_unverified(struct backport *backport, const struct chain *chain)
{
	size_t i;

	for (i = 0; i < backport->nr_steps && (chain->failure || !chain->verified); i++)
		backport->steps[i].to_review |= step_is_carried(&backport->steps[i]);
}

int chain_backport(struct backport *backport, struct recipe *recipe, const struct chain_session *session,
		   struct error *err)
{
	const struct chain *chain = &session->chain;
	owned(converter_release) struct converter converter = {
		.chain = chain,
		.backport = backport,
		.arena = &backport->arena,
		.repo = session->repo,
	};
	size_t i;

	backport->recipe = recipe;
	backport->style = STYLE_INLINE;
	name_recipe(recipe, chain);
	add_notes(recipe, chain);
	set_target(&backport->target, session);
	if (plan_ladder_open(&converter.ladder, session->repo, &session->target, err) < 0)
		return -1;
	for (i = 0; i < chain->nr_steps; i++)
		if (convert_step(&converter, &chain->steps[i], err) < 0)
			return -1;
	for (i = 0; i < chain->nr_left_out; i++)
		convert_left_out(&converter, &chain->left_out[i]);
	set_unverified(backport, chain);
	return 0;
}
