// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is told about a chain: why each step is in it, how each hunk is carried, what was left out and why.
 *
 * Left out is what a reader would otherwise ask for: the commits whose lines the fix's hunks remove or lean on (what a
 * tool that follows lines names), those that brought what a dropped or adapted hunk changes, those that would have
 * helped and may not be taken, and the follow-ups. Each is named once, with all that is known about it.
 */
#include <stdlib.h>

#include "build.h"

/* Reasons that are told for one commit: more of the same kind say nothing new. */
#define MAX_REASONS 4

/* For what is told of other commits, where the plan's time has not ended that. */
#define LEFT_OUT_SECONDS 0.4

/* Parts of a series before a fix that are looked at: longer ones are not posted. */
#define MAX_SERIES 40

static const char *short_hex(struct build *build, uint32_t commit)
{
	return arena_printf(&build->chain->arena, "%.12s", build_hex(build, commit));
}

static int subject_of(const char **subject, struct build *build, uint32_t commit, struct error *err)
{
	owned(message_release) struct message message = { 0 };

	if (build_message(&message, build, commit, err) < 0)
		return -1;
	*subject = arena_printable(&build->chain->arena, message.subject ? message.subject : "");
	return 0;
}

/* Reasons have what people wrote into a repository: they are made printable here. */
void tell_reason(struct build *build, struct reason **reasons, size_t *nr, const char *text, const char *evidence)
{
	const char *shown = arena_printable(&build->chain->arena, text);
	struct reason *reason;
	size_t i;

	for (i = 0; i < *nr; i++)
		if (!strcmp((*reasons)[i].text, shown))
			return;
	if (*nr == MAX_REASONS)
		return;
	reason = arena_push(&build->chain->arena, *reasons, *nr);
	reason->text = shown;
	reason->evidence = arena_printable(&build->chain->arena, evidence);
}

/* ---- why a step ---- */

static const char *lines_made(struct build *build, const struct need *need)
{
	return arena_printf(&build->chain->arena, "%u line%s", need->lines, need->lines == 1 ? "" : "s");
}

static const char *need_name_text(struct build *build, const struct need *need, const char *of)
{
	struct arena *arena = &build->chain->arena;

	switch (need->trouble) {
	case NAME_ABSENT:
		return arena_printf(arena, "brought '%s', which %s uses", need->name, of);
	case NAME_NO_VALUE:
		return arena_printf(arena, "made %s() return a value, which %s uses", need->name, of);
	case NAME_OTHER_ARGUMENTS:
		return arena_printf(arena, "gave %s() the arguments that %s calls it with", need->name, of);
	case NAME_TAKEN_AWAY:
		return arena_printf(arena, "took %s use of '%s' out of %s, before %s takes it away",
				    need->lines ? "a" : "the last", need->name, need->path, of);
	case NAME_RESHAPED:
		return arena_printf(arena, "took %s old call of %s() out of %s, before %s gives it other arguments",
				    need->lines ? "an" : "the last", need->name, need->path, of);
	default:
		return arena_printf(arena, "made '%s' what %s uses it as", need->name, of);
	}
}

static const char *need_text(struct build *build, const struct need *need)
{
	struct arena *arena = &build->chain->arena;
	const char *of = need->of == NO_COMMIT ? "" : short_hex(build, need->of);

	switch (need->kind) {
	case NEED_REMOVED:
		return arena_printf(arena, "made %s that %s changes", lines_made(build, need), of);
	case NEED_CONTEXT:
		return arena_printf(arena, "made or took away %s right next to what %s changes: without it the merge is in conflict",
				    lines_made(build, need), of);
	case NEED_ENTITY:
		return arena_printf(arena, "brought %s, which %s changes", need->name, of);
	case NEED_NAME:
		return need_name_text(build, need, of);
	case NEED_DECLARED:
		return arena_printf(arena, "the author of %s declares it as a prerequisite", of);
	default:
		return "it was asked for";
	}
}

static const char *need_place(struct build *build, const struct need *need)
{
	return need->path ? arena_printf(&build->chain->arena, "%s:%u", need->path, need->line) : NULL;
}

static void add_need(struct build *build, struct chain_step *step, const struct need *need)
{
	tell_reason(build, &step->why, &step->nr_why, need_text(build, need), need_place(build, need));
}

/* What else leans on lines of a prerequisite: the later commits of the chain. */
static int add_more_needs(struct build *build, struct chain_step *step, size_t place, struct error *err)
{
	uint32_t commit = build->replay.commits[place];
	size_t i, j, k;

	for (i = place + 1; i < build->replay.nr; i++) {
		const struct merge *merge = &build->replay.moments[i]->outcome->merge;

		for (j = 0; j < merge->nr_hunks; j++) {
			const struct need *needs;
			size_t nr;

			if (needs_are_late(&build->search)) {
				build->search.was_cut = true;
				return 0;
			}
			if (needs_lines(&needs, &nr, &build->search, build->replay.commits[i], &merge->hunks[j],
					merge->files[merge->hunks[j].file].path, err) < 0)
				return -1;
			for (k = 0; k < nr; k++)
				if (needs[k].commit == commit)
					add_need(build, step, &needs[k]);
		}
	}
	return 0;
}

/* ---- hunks ---- */

static enum chain_disposition disposition_of(const struct merge_hunk *hunk, const struct judgement *judgement)
{
	if (judgement->standing == STANDS_MOOT)
		return CHAIN_MOOT;
	if (judgement->standing != STANDS_CARRIED)
		return CHAIN_ADAPT;
	/* What is carried as a whole (a link, a submodule) merges no lines. */
	return hunk->outcome == HUNK_PLACED ? CHAIN_PLACED : hunk->outcome == HUNK_THERE ? CHAIN_THERE : CHAIN_CLEAN;
}

const char *tell_place(struct build *build, const struct merge_file *file, const struct merge_hunk *hunk)
{
	const char *path = file->target_path ? file->target_path : file->path;
	const char *entity = hunk->target_entity ? hunk->target_entity : hunk->entity;

	if (!hunk->target_line)
		return NULL;
	if (!entity)
		return arena_printable(&build->chain->arena, arena_printf(&build->chain->arena, "%s:%u", path, hunk->target_line));
	return arena_printable(&build->chain->arena, arena_printf(&build->chain->arena, "%s:%u (%s)", path, hunk->target_line, entity));
}

/* With no set that carries everything, what could have helped is told at the hunk. */
static void tell_candidates(struct build *build, struct chain_hunk *told, const struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->nr_candidates; i++)
		tell_reason(build, &told->evidence, &told->nr_evidence,
			    arena_printf(&build->chain->arena, "%s would make it fit, with more than adapting it costs",
					short_hex(build, judgement->candidates[i].commit)),
			    NULL);
}

static int tell_hunk(struct build *build, struct chain_hunk *told, struct judgement *judgement,
		     const struct moment *moment, size_t index, struct error *err)
{
	const struct merge *merge = &moment->outcome->merge;
	const struct merge_hunk *hunk = &merge->hunks[index];
	const struct merge_file *file = &merge->files[hunk->file];
	size_t i;

	if (needs_judge(judgement, &build->search, moment->before, moment->commit, moment->outcome, index,
			build->solution.set, build->solution.nr, err) < 0)
		return -1;
	told->file = arena_printable(&build->chain->arena, file->path);
	told->line = hunk->at.old_first;
	told->added = hunk->at.new_nr;
	told->removed = hunk->at.old_nr;
	told->function = arena_printable(&build->chain->arena, hunk->entity);
	told->disposition = disposition_of(hunk, judgement);
	told->place = judgement->place ? arena_printable(&build->chain->arena, judgement->place) : tell_place(build, file, hunk);
	for (i = 0; i < judgement->nr_evidence; i++)
		tell_reason(build, &told->evidence, &told->nr_evidence, judgement->evidence[i].text,
			    judgement->evidence[i].evidence);
	tell_candidates(build, told, judgement);
	return 0;
}

/* A name that no commit brings makes a hunk that merges one to adapt. */
static int tell_names(struct build *build, struct chain_step *step, const struct moment *moment, struct error *err)
{
	struct name_judgements names;
	size_t i;

	if (needs_names(&names, &build->search, moment, build->solution.set, build->solution.nr, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		struct chain_hunk *hunk = &step->hunks[names.v[i].hunk];
		const struct reason *reason = &names.v[i].judgement.evidence[0];

		if (names.v[i].judgement.standing == STANDS_CARRIED)
			continue;
		hunk->disposition = CHAIN_ADAPT;
		tell_reason(build, &hunk->evidence, &hunk->nr_evidence, reason->text, reason->evidence);
	}
	return 0;
}

static int tell_hunks(struct build *build, struct chain_step *step, size_t place, struct error *err)
{
	const struct moment *moment = build->replay.moments[place];
	const struct merge *merge = &moment->outcome->merge;
	struct judgement *judgements = arena_alloc(&build->chain->arena, (merge->nr_hunks + 1) * sizeof(*judgements));
	size_t i;

	build->judgements[place] = judgements;

	for (i = 0; i < merge->nr_hunks; i++) {
		struct chain_hunk *hunk = arena_push(&build->chain->arena, step->hunks, step->nr_hunks);

		if (tell_hunk(build, hunk, &judgements[i], moment, i, err) < 0)
			return -1;
		step->added += hunk->added;
		step->removed += hunk->removed;
	}
	return tell_names(build, step, moment, err);
}

/* ---- steps ---- */

static const struct planned *planned_of(const struct build *build, uint32_t commit)
{
	size_t i;

	for (i = 0; i < build->nr_planned; i++)
		if (build->planned[i].commit == commit)
			return &build->planned[i];
	return NULL;
}

static int begin_step(struct chain_step **step, struct build *build, uint32_t commit, enum chain_role role,
		      struct error *err)
{
	*step = arena_push(&build->chain->arena, build->chain->steps, build->chain->nr_steps);
	(*step)->commit = build_hex(build, commit);
	(*step)->role = role;
	return subject_of(&(*step)->subject, build, commit, err);
}

static const char *presence_text(const struct presence_answer *answer)
{
	switch (answer->presence) {
	case PRESENCE_HISTORY:
		return "it is in the target's own history";
	case PRESENCE_TRAILER:
		return "a commit of the branch says that it is a backport of it";
	case PRESENCE_PATCH_ID:
		return "a commit of the branch makes the same change";
	default:
		return "what it changes stands in the target's text already";
	}
}

static int tell_present(struct build *build, const struct planned *planned, struct error *err)
{
	const struct presence_answer *answer = &planned->presence;
	const char *evidence = *answer->place ? answer->place :
			       answer->by != NO_COMMIT ? short_hex(build, answer->by) : NULL;
	struct chain_step *step;

	if (begin_step(&step, build, planned->commit, planned->role, err) < 0)
		return -1;
	step->presence = answer->presence;
	tell_reason(build, &step->why, &step->nr_why, presence_text(answer), evidence);
	return 0;
}

static const struct need *reason_of(const struct build *build, uint32_t commit)
{
	size_t i;

	for (i = 0; i < build->solution.nr; i++)
		if (build->solution.set[i] == commit)
			return &build->solution.reasons[i];
	return NULL;
}

static int tell_step(struct build *build, size_t place, struct error *err)
{
	uint32_t commit = build->replay.commits[place];
	const struct planned *planned = planned_of(build, commit);
	struct chain_step *step;

	if (begin_step(&step, build, commit, planned ? planned->role : CHAIN_PREREQUISITE, err) < 0)
		return -1;
	if (planned && planned->presence.reverted)
		tell_reason(build, &step->why, &step->nr_why, "the target had it and took it back",
			    planned->presence.by != NO_COMMIT ? short_hex(build, planned->presence.by) : NULL);
	else if (planned)
		tell_reason(build, &step->why, &step->nr_why,
			    planned->role == CHAIN_FIX ? "the fix that was asked for" : "it mends a commit of this chain", NULL);
	else
		add_need(build, step, reason_of(build, commit));
	if (!planned && add_more_needs(build, step, place, err) < 0)
		return -1;
	return tell_hunks(build, step, place, err);
}

static int tell_steps(struct build *build, struct error *err)
{
	size_t i;

	build->judgements = arena_alloc(&build->chain->arena, (build->replay.nr + 1) * sizeof(*build->judgements));
	for (i = 0; i < build->nr_planned; i++)
		if (build->planned[i].presence.presence != PRESENCE_NONE &&
		    tell_present(build, &build->planned[i], err) < 0)
			return -1;
	for (i = 0; i < build->replay.nr; i++)
		if (tell_step(build, i, err) < 0)
			return -1;
	return 0;
}

/* ---- left out ---- */

static bool is_step(const struct build *build, const char *hex)
{
	size_t i;

	for (i = 0; i < build->chain->nr_steps; i++)
		if (!strcmp(build->chain->steps[i].commit, hex))
			return true;
	return false;
}

/* Adds a reason to a commit that was left out; the first one brings it in. */
static int leave_out(struct build *build, uint32_t commit, enum chain_role role, const char *text, const char *evidence,
		     struct error *err)
{
	struct chain_left_out *left_out = NULL;
	const char *hex = build_hex(build, commit);
	size_t i;

	if (is_step(build, hex))
		return 0;
	for (i = 0; i < build->chain->nr_left_out; i++)
		if (!strcmp(build->chain->left_out[i].commit, hex))
			left_out = &build->chain->left_out[i];
	if (!left_out) {
		left_out = arena_push(&build->chain->arena, build->chain->left_out, build->chain->nr_left_out);
		left_out->commit = hex;
		left_out->role = role;
		if (subject_of(&left_out->subject, build, commit, err) < 0)
			return -1;
	}
	tell_reason(build, &left_out->why, &left_out->nr_why, text, evidence);
	return 0;
}

static int left_out_text(const char **text, struct build *build, const struct need *need, const struct chain_hunk *hunk,
			 struct error *err)
{
	static const char *const endings[] = {
		[CHAIN_CLEAN] = "the hunk is carried without it",
		[CHAIN_PLACED] = "the hunk is carried without it",
		[CHAIN_RENAMED] = "the hunk is carried without it, with other names",
		[CHAIN_WORDS] = "the hunk is carried without it, word by word",
		[CHAIN_THERE] = "the target has what the hunk does",
		[CHAIN_MOOT] = "the hunk is moot here",
		[CHAIN_LACKING] = "the hunk is moot here",
		[CHAIN_ADAPT] = "the hunk is to be adapted",
	};
	enum incidental kind;
	const char *name;

	if (search_incidental(&kind, &build->search, need->commit, need->path, err) < 0)
		return -1;
	name = incidental_name(kind);
	*text = arena_printf(&build->chain->arena, "made %s %s%s%s; %s", lines_made(build, need),
			     need->kind == NEED_REMOVED ? "that a hunk changes" : "next to a hunk", name ? ", " : "",
			     name ? name : "", endings[hunk->disposition]);
	return 0;
}

static int leave_out_origin(struct build *build, const struct need *need, const struct chain_hunk *hunk, struct error *err)
{
	struct presence_answer answer;
	const char *text;

	if (search_present(&answer, &build->search, need->commit, err) < 0)
		return -1;
	if (answer.presence != PRESENCE_NONE)
		return 0;
	return left_out_text(&text, build, need, hunk, err) < 0 ||
	       leave_out(build, need->commit, CHAIN_PREREQUISITE, text, need_place(build, need), err) < 0 ? -1 : 0;
}

/*
 * Git's own merge needs the very lines that a hunk leans on: where it is clean, whoever made them is not missing. Of
 * what is moot the introducer is told.
 */
static int leave_out_origins(struct build *build, const struct chain_step *step, size_t place, struct error *err)
{
	const struct merge *merge = &build->replay.moments[place]->outcome->merge;
	size_t i, j;

	for (i = 0; i < merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];
		const struct need *needs;
		size_t nr;

		if (step->hunks[i].disposition == CHAIN_CLEAN || step->hunks[i].disposition == CHAIN_MOOT ||
		    step->hunks[i].disposition == CHAIN_LACKING)
			continue;
		if (search_clock() > build->search.deadline) {
			build_note(build, "whose lines are next to hunks is not told of all: it takes too long");
			return 0;
		}
		if (needs_lines(&needs, &nr, &build->search, build->replay.commits[place], hunk,
				merge->files[hunk->file].path, err) < 0)
			return -1;
		for (j = 0; j < nr; j++)
			if (leave_out_origin(build, &needs[j], &step->hunks[i], err) < 0)
				return -1;
	}
	return 0;
}

static const char *introducer_text(struct build *build, const struct merge *merge, const struct merge_hunk *hunk,
				   const struct judgement *judgement)
{
	const char *what = hunk->entity && hunk->obstacle != OBSTACLE_FILE ? hunk->entity : merge->files[hunk->file].path;

	if (judgement->standing == STANDS_MOOT)
		return arena_printf(&build->chain->arena,
				    "introduced %s, which is not on the target, and nothing there leads to it", what);
	return arena_printf(&build->chain->arena, "introduced %s: %s", what, judgement->evidence[0].text);
}

/* What brought the functions of hunks that are dropped or adapted. */
static int leave_out_introducers(struct build *build, size_t place, struct error *err)
{
	const struct merge *merge = &build->replay.moments[place]->outcome->merge;
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++) {
		const struct judgement *judgement = &build->judgements[place][i];

		if (judgement->introducer != NO_COMMIT && judgement->nr_evidence &&
		    leave_out(build, judgement->introducer, CHAIN_PREREQUISITE,
			      introducer_text(build, merge, &merge->hunks[i], judgement), judgement->place, err) < 0)
			return -1;
	}
	return 0;
}

static const char *refusal_text(struct build *build, const struct refused *refused)
{
	switch (refused->why) {
	case REFUSED_WITHOUT:
		return "it was to be left out (--without)";
	case REFUSED_KEEP_OUT:
		return arena_printf(&build->chain->arena, "it brings '%s', which is to stay out", refused->name);
	case REFUSED_PATH:
		return "it changes a path that is not carried: one that begins with a dash or has a control character";
	default:
		return "more than 1000 lines: a feature or an import, no prerequisite";
	}
}

static int leave_out_refused(struct build *build, struct error *err)
{
	size_t i;

	for (i = 0; i < build->search.nr_refused; i++) {
		const struct refused *refused = &build->search.refused[i];

		if (leave_out(build, refused->commit, CHAIN_PREREQUISITE, refusal_text(build, refused),
			      need_place(build, &refused->need), err) < 0)
			return -1;
	}
	return 0;
}

static int leave_out_follow_ups(struct build *build, struct error *err)
{
	size_t i;

	for (i = 0; i < build->nr_follow_ups; i++) {
		const struct follow_up *follow_up = &build->follow_ups[i];
		const char *text = arena_printf(&build->chain->arena, "%s %s; %s", follow_up->reverts ? "reverts" : "mends",
						short_hex(build, follow_up->of),
						follow_up->reverts ? "look at why before carrying it" :
						"--follow-ups takes it in");

		if (leave_out(build, follow_up->commit, CHAIN_FOLLOW_UP, text, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * Earlier parts of a fix's series stand right before it. What of them is needed is in the chain; the others are named,
 * since a reader who knows the series would ask.
 */
static int leave_out_series(struct build *build, uint32_t fix, struct error *err)
{
	owned(message_release) struct message message = { 0 };
	uint32_t commit = fix;
	unsigned i;

	if (build_message(&message, build, fix, err) < 0)
		return -1;
	for (i = 0; message.series && i < MAX_SERIES && commits_facts(build->commits, commit)->nr_parents; i++) {
		owned(message_release) struct message earlier = { 0 };
		struct presence_answer answer;

		if (commits_parent(&commit, build->commits, commit, 0, err) < 0 ||
		    build_message(&earlier, build, commit, err) < 0)
			return -1;
		if (!earlier.series || strcmp(earlier.series, message.series))
			continue;
		if (presence_in_history(&answer, build->search.presence, commit, err) < 0 ||
		    (answer.presence == PRESENCE_NONE &&
		     leave_out(build, commit, CHAIN_PREREQUISITE,
			       arena_printf(&build->chain->arena,
					    "an earlier part of %s's series; what is carried applies and compiles by its names without it",
					    short_hex(build, fix)),
			       NULL, err) < 0))
			return -1;
	}
	return 0;
}

static int leave_out_all_series(struct build *build, struct error *err)
{
	size_t i;

	for (i = 0; i < build->search.nr_fixes; i++)
		if (leave_out_series(build, build->search.fixes[i], err) < 0)
			return -1;
	return 0;
}

/* The fixes' steps first: what a reader asks about is the fix. */
static int tell_left_out(struct build *build, struct error *err)
{
	size_t first = build->chain->nr_steps - build->replay.nr, i;

	for (i = build->replay.nr; i-- > 0;)
		if (leave_out_introducers(build, i, err) < 0 ||
		    (build->chain->steps[first + i].role != CHAIN_PREREQUISITE &&
		     leave_out_origins(build, &build->chain->steps[first + i], i, err) < 0))
			return -1;
	return leave_out_refused(build, err) < 0 || leave_out_all_series(build, err) < 0 ||
	       leave_out_follow_ups(build, err) < 0 ? -1 : 0;
}

/* ---- failure ---- */

/* The first hunk that stays in conflict although commits could help: the shortest explanation there is. */
static void tell_failure(struct build *build)
{
	size_t i, j;

	for (i = 0; build->solution.is_relaxed && build->solution.smallest && i < build->chain->nr_steps; i++)
		for (j = 0; j < build->chain->steps[i].nr_hunks; j++) {
			const struct chain_hunk *hunk = &build->chain->steps[i].hunks[j];

			if (hunk->disposition != CHAIN_ADAPT || build->chain->failure)
				continue;
			build->chain->failure =
				arena_printf(&build->chain->arena,
					     "no set of at most %u prerequisites makes %.12s apply: %s:%u%s%s%s stays in conflict",
					     search_most_commits(&build->search), build->chain->steps[i].commit, hunk->file,
					     hunk->line, hunk->function ? " (" : "", hunk->function ? hunk->function : "",
					     hunk->function ? ")" : "");
		}
}

int tell_chain(struct build *build, struct error *err)
{
	struct search *search = &build->search;

	search->deadline = search->ends;
	search->is_telling = true;
	search->was_cut = false;
	if (tell_steps(build, err) < 0 || adapt_chain(build, err) < 0)
		return -1;
	search->deadline = search_until(search, LEFT_OUT_SECONDS);
	if (tell_left_out(build, err) < 0)
		return -1;
	if (search->was_cut) {
		build->chain->out_of_time = true;
		build_note(build, "not everything was looked at: the plan's time was over (--budget gives it more)");
	}
	tell_failure(build);
	return 0;
}
