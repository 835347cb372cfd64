// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a reviewer asks first. Whether it is sound; then five facts: what it is, onto what, how many commits and why,
 * what was adapted or dropped, whether it builds and cures. Then what to look at, worst first, each a link to its
 * place.
 */
#include "html-parts.h"

const char *disposition_class(enum disposition disposition)
{
	static const char *const classes[] = {
		[STEP_ALREADY_THERE] = "info", [STEP_PICK] = "ok",      [STEP_ADAPT] = "warn",
		[STEP_NOT_APPLICABLE] = "none", [STEP_CONFLICT] = "bad",
	};

	return classes[disposition];
}

bool has_written(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_written(&backport->steps[i]))
			return true;
	return false;
}

void html_title(struct text *out, const char *what, const char *onto, const char *title)
{
	text_adds(out, "<header><p class=\"meta\">stableport ");
	html_element(out, "code", NULL, what);
	text_adds(out, " onto ");
	html_element(out, "code", NULL, onto);
	text_adds(out, "</p>\n");
	html_element(out, "h1", NULL, title);
	text_adds(out, "</header>\n");
}

static void write_verdict(struct text *out, const struct backport *backport)
{
	static const char *const classes[] = {
		[VERDICT_NOTHING_TO_DO] = "info", [VERDICT_READY] = "ok", [VERDICT_PERSON] = "bad",
	};
	enum verdict verdict = backport_verdict(backport);

	text_addf(out, "<p class=\"verdict %s\">", classes[verdict]);
	html_escape(out, verdict_sentence(verdict));
	text_adds(out, "</p>\n");
}

/* ---- the five facts ---- */

static void begin_fact(struct text *out, const char *label, const char *value)
{
	text_adds(out, "<div>");
	html_element(out, "span", NULL, label);
	html_element(out, "b", NULL, value);
}

static void add_more(struct text *out, const char *more)
{
	if (more && *more)
		html_element(out, "span", NULL, more);
}

static void end_fact(struct text *out)
{
	text_adds(out, "</div>\n");
}

/* The fix that is carried, or the first of those that the recipe is about. */
static const struct step *first_fix(const struct backport *backport)
{
	const struct step *fix = NULL;
	size_t i;

	for (i = 0; i < backport->nr_steps; i++) {
		if (backport->steps[i].role != ROLE_FIX)
			continue;
		if (step_is_carried(&backport->steps[i]))
			return &backport->steps[i];
		fix = fix ? fix : &backport->steps[i];
	}
	return fix;
}

static size_t nr_in_role(const struct backport *backport, enum role role, bool carried)
{
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		nr += backport->steps[i].role == role && (!carried || step_is_carried(&backport->steps[i]));
	return nr;
}

static void fact_what(struct text *out, const struct backport *backport)
{
	const struct step *fix = first_fix(backport);
	size_t others = nr_in_role(backport, ROLE_FIX, false);
	owned(text_release) struct text more = { 0 };

	begin_fact(out, "what", fix ? fix->subject : backport->recipe->name);
	if (fix && others > 1)
		text_addf(&more, "%zu more fix%s", others - 1, others == 2 ? "" : "es");
	add_more(out, fix ? fix->name : NULL);
	add_more(out, text_str(&more));
	end_fact(out);
}

static void fact_target(struct text *out, const struct backport *backport)
{
	const struct target *target = &backport->target;
	const char *where = target->folder ? target->folder : target->ref ? target->ref : target->commit;
	owned(text_release) struct text version = { 0 };

	if (target->version)
		text_addf(&version, "Linux %s", target->version);
	begin_fact(out, "onto", target->version ? text_str(&version) : where);
	add_more(out, target->version ? where : NULL);
	end_fact(out);
}

/* "2 because lines and names lead to them, 1 because the recipe says so" */
static void add_why(struct text *out, const struct backport *backport, const struct graph *graph)
{
	size_t i, nr_told = 0, nr = nr_in_role(backport, ROLE_PREREQUISITE, true);

	for (i = 0; i < backport->nr_steps; i++)
		nr_told += backport->steps[i].role == ROLE_PREREQUISITE && step_is_carried(&backport->steps[i]) &&
			   graph->rows[i].is_told;
	if (nr_told)
		text_addf(out, "%zu because lines and names lead to %s", nr_told, nr_told == 1 ? "it" : "them");
	if (nr > nr_told)
		text_addf(out, "%s%zu because %s", nr_told ? ", " : "", nr - nr_told,
			  recipe_who_says(backport->recipe));
}

static void fact_carried(struct text *out, const struct backport *backport, const struct graph *graph)
{
	size_t carried = backport_nr_carried(backport);
	size_t prerequisites = nr_in_role(backport, ROLE_PREREQUISITE, true);
	owned(text_release) struct text value = { 0 }, more = { 0 }, why = { 0 };

	html_count(&value, carried, "commit");
	if (prerequisites)
		html_count(&more, prerequisites, "prerequisite");
	else if (carried)
		text_adds(&more, "no prerequisite");
	text_addf(&more, "%s%zu there already", carried ? " among them; " : "",
		  backport_nr(backport, STEP_ALREADY_THERE));
	add_why(&why, backport, graph);
	begin_fact(out, has_written(backport) ? "carried" : "to carry", carried ? text_str(&value) : "nothing");
	add_more(out, text_str(&more));
	add_more(out, text_str(&why));
	end_fact(out);
}

/* "by 3 semantic patches and 1 shim" */
static void add_means(struct text *out, const struct backport *backport)
{
	size_t i, j, nr = 0, shims = 0;

	for (i = 0; i < backport->nr_steps; i++) {
		nr += backport->steps[i].nr_adaptations;
		for (j = 0; j < backport->steps[i].nr_adaptations; j++)
			shims += backport->steps[i].adaptations[j].is_shim;
	}
	if (nr > shims)
		text_addf(out, "by %zu semantic patch%s", nr - shims, nr - shims == 1 ? "" : "es");
	if (!shims)
		return;
	text_adds(out, nr > shims ? " and " : "by ");
	html_count(out, shims, "shim");
}

static void fact_adapted(struct text *out, const struct backport *backport)
{
	size_t nr = backport_nr(backport, STEP_ADAPT);
	owned(text_release) struct text value = { 0 }, means = { 0 }, more = { 0 };

	text_addf(&value, "%zu adapted", nr);
	add_means(&means, backport);
	text_addf(&more, "%zu not applicable here; %zu left out", backport_nr(backport, STEP_NOT_APPLICABLE),
		  backport->nr_left_out);
	begin_fact(out, "adapted or dropped", nr ? text_str(&value) : "nothing adapted");
	add_more(out, text_str(&means));
	add_more(out, text_str(&more));
	end_fact(out);
}

void build_totals_add(struct build_totals *totals, const struct build_check *build)
{
	size_t i;

	totals->builds++;
	totals->done += build->done;
	totals->commits += build->nr_steps;
	for (i = 0; i < build->nr_steps; i++) {
		totals->built += build->steps[i].built;
		totals->diagnostics += build->steps[i].nr_new_diagnostics;
	}
}

/* Without a check: the kernels of a proof were built as a whole, not commit by commit. */
static bool was_only_booted(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++)
		if (backport->proofs[i].verdict != PROOF_FAILED)
			return !backport->check.done;
	return false;
}

static const char *builds_word(const struct backport *backport, const struct build_totals *totals)
{
	const struct check *check = &backport->check;

	if (was_only_booted(backport))
		return "boots";
	if (!check->done || !totals->builds)
		return "not built";
	if (totals->built < totals->commits)
		return "does not build";
	return totals->done == totals->builds ? "builds" : "not all built";
}

/* The worst of the proofs; of those that are as good, one of a bug tells more than a load. */
static const struct proof *decisive_proof(const struct backport *backport)
{
	const struct proof *worst = NULL;
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++) {
		const struct proof *proof = &backport->proofs[i];

		if (!worst || proof->verdict > worst->verdict ||
		    (proof->verdict == worst->verdict && worst->load && !proof->load))
			worst = proof;
	}
	return worst;
}

static void add_build_totals(struct text *out, const struct backport *backport, const struct build_totals *totals)
{
	owned(text_release) struct text more = { 0 };

	if (!totals->builds) {
		if (backport->check.done)
			add_more(out, check_why_no_builds(backport));
		else if (was_only_booted(backport) && backport_nr_carried(backport))
			add_more(out, "built as a whole, not commit by commit");
		return;
	}
	if (totals->builds > 1)
		text_addf(&more, "%zu of %zu configurations tried; ", totals->done, totals->builds);
	text_addf(&more, "%zu of %zu commits build; ", totals->built, totals->commits);
	html_count(&more, totals->diagnostics, "new warning");
	add_more(out, text_str(&more));
}

static void add_condition_totals(struct text *out, const struct check *check)
{
	size_t counts[] = { [CONDITION_HOLDS] = 0, [CONDITION_FAILS] = 0, [CONDITION_NOT_APPLICABLE] = 0 };
	size_t i, nr_out = 0;
	owned(text_release) struct text more = { 0 };

	if (!check->done)
		return;
	for (i = 0; i < check->nr_conditions; i++)
		counts[check->conditions[i].outcome]++;
	for (i = 0; i < check->nr_keep_out; i++)
		nr_out += !check->keep_out[i].newly_there;
	text_addf(&more, "%zu of %zu conditions hold, %zu not applicable; %zu of %zu names stay out",
		  counts[CONDITION_HOLDS], counts[CONDITION_HOLDS] + counts[CONDITION_FAILS],
		  counts[CONDITION_NOT_APPLICABLE], nr_out, check->nr_keep_out);
	add_more(out, text_str(&more));
}

static void fact_sound(struct text *out, const struct backport *backport)
{
	struct build_totals totals = { 0 };
	const struct proof *proof = decisive_proof(backport);
	owned(text_release) struct text value = { 0 };
	size_t i;

	for (i = 0; i < backport->check.nr_builds; i++)
		build_totals_add(&totals, &backport->check.builds[i]);
	text_addf(&value, "%s, %s", builds_word(backport, &totals),
		  proof ? proof_words(proof) : "not proven");
	begin_fact(out, "builds and cures?", text_str(&value));
	add_build_totals(out, backport, &totals);
	add_condition_totals(out, &backport->check);
	add_more(out, proof ? proof->sentence : NULL);
	end_fact(out);
}

static void write_facts(struct text *out, const struct backport *backport, const struct graph *graph)
{
	text_adds(out, "<div class=\"facts\">\n");
	fact_what(out, backport);
	fact_target(out, backport);
	fact_carried(out, backport, graph);
	fact_adapted(out, backport);
	fact_sound(out, backport);
	text_adds(out, "</div>\n");
}

/* ---- what to look at ---- */

void html_look(struct text *out, const char *class, const char *place, const char *what, const char *which)
{
	text_addf(out, "<li class=\"%s\"><a href=\"#%s\">", class, place);
	html_escape(out, what);
	text_adds(out, "</a>: ");
	html_escape(out, which);
	text_adds(out, "</li>\n");
}

static void look_at(struct text *out, const char *class, const char *kind, size_t nr, const char *what,
		    const char *which)
{
	owned(text_release) struct text place = { 0 };

	text_addf(&place, "%s-%zu", kind, nr);
	html_look(out, class, text_str(&place), what, which);
}

static void look_at_conflicts(struct text *out, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (backport->steps[i].disposition == STEP_CONFLICT)
			look_at(out, "bad", "step", i + 1, "conflict", backport->steps[i].subject);
}

/* What stops nothing and may yet hide something. */
static void look_at_warnings(struct text *out, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		for (j = 0; j < step->nr_warnings && j < HTML_MOST_ITEMS; j++) {
			const struct reason *warning = &step->warnings[j];
			owned(text_release) struct text which = { 0 };

			text_addf(&which, warning->evidence ? "%s (%s)" : "%s", warning->text, warning->evidence);
			look_at(out, "warn", "step", i + 1, "warning", text_str(&which));
		}
	}
}

static void look_at_conditions(struct text *out, const struct check *check)
{
	size_t i;

	for (i = 0; i < check->nr_conditions; i++)
		if (check->conditions[i].outcome == CONDITION_FAILS)
			look_at(out, "bad", "condition", i + 1, "fails", check->conditions[i].title);
	for (i = 0; i < check->nr_keep_out; i++)
		if (check->keep_out[i].newly_there)
			look_at(out, "bad", "name", i + 1, "newly there", check->keep_out[i].name);
}

/* What the recipe leaves to whoever reviews it. */
static void look_at_notes(struct text *out, const struct backport *backport)
{
	owned(text_release) struct text what = { 0 };

	html_count(&what, backport->recipe->notes.nr, "note");
	if (backport->recipe->notes.nr && backport_nr_carried(backport))
		html_look(out, "none", "fix", text_str(&what), "what its reviewer should know, or decide");
}

void html_look_at(struct text *out, const struct text *items)
{
	if (items->len)
		text_addf(out,
			  "<section class=\"look\" aria-labelledby=\"look\"><h2 id=\"look\">Look at</h2>"
			  "<ul>\n%s</ul></section>\n",
			  text_str(items));
}

static void write_look(struct text *out, const struct backport *backport)
{
	owned(text_release) struct text items = { 0 };

	look_at_conflicts(&items, backport);
	html_look_at_proofs(&items, backport);
	if (backport->check.done) {
		html_look_at_builds(&items, backport);
		look_at_conditions(&items, &backport->check);
	}
	look_at_warnings(&items, backport);
	html_look_at_uncompiled(&items, backport);
	look_at_notes(&items, backport);
	html_look_at(out, &items);
}

void html_summary(struct text *out, const struct backport *backport, const struct graph *graph)
{
	write_verdict(out, backport);
	write_facts(out, backport, graph);
	write_look(out, backport);
}
