// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each part of a backport is asked for what is wrong with it; then what was found more than once is made one.
 *
 * The same finding comes again with each configuration. It is the same if its key is: rule, path, function and words,
 * in which line numbers are '#', since a commit above moves them. But two warnings of the same words in the same
 * function of one configuration are two: the second one's identity ends in " 2". So, of each key, there are as many
 * as the configuration has that has most. Sorted by key for that, and then by what a reader looks at first.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../files.h"
#include "findings.h"

struct candidate {
	struct finding finding;
	const char *key;
	size_t group; /* which configuration; 0: none */
	size_t order;
};

struct collector {
	struct arena *arena;
	const struct backport *backport;
	struct candidate *v;
	size_t nr;
};

const char *finding_rule_name(enum finding_rule rule)
{
	static const char *const names[] = {
		[FINDING_CONFLICT] = "conflict",   [FINDING_BUILD] = "build",
		[FINDING_PROOF] = "proof",         [FINDING_DIAGNOSTIC] = "new-diagnostic",
		[FINDING_CONDITION] = "condition", [FINDING_KEEP_OUT] = "keep-out",
		[FINDING_REVIEW] = "to-review",    [FINDING_UNCOMPILED] = "not-compiled",
		[FINDING_KABI] = "kabi",           [FINDING_COCCI] = "coccicheck",
		[FINDING_STYLE] = "checkpatch",
	};

	return names[rule];
}

/* Words without the numbers of lines: behind a ':' and behind "line ". */
static void add_words(struct text *key, const char *words)
{
	const char *at;

	for (at = words; *at; at++) {
		bool is_line = isdigit((unsigned char)*at) && at > words &&
			       (at[-1] == ':' || (at - words >= 5 && !memcmp(at - 5, "line ", 5)));

		if (!is_line) {
			text_addc(key, *at);
			continue;
		}
		text_addc(key, '#');
		at += strspn(at, "0123456789") - 1;
	}
}

static const char *make_key(struct collector *c, const struct finding *finding, const char *words)
{
	owned(text_release) struct text key = { 0 };

	text_addf(&key, "%s\n%s\n%s\n", finding_rule_name(finding->rule), finding->path ? finding->path : "",
		  finding->function ? finding->function : "");
	add_words(&key, words);
	return arena_strdup(c->arena, text_str(&key));
}

/* words: what makes it this one, beside rule, path and function. */
static void found(struct collector *c, size_t group, const struct finding *finding, const char *words)
{
	size_t order = c->nr;
	struct candidate *candidate = arena_push(c->arena, c->v, c->nr);

	*candidate = (struct candidate){
		.finding = *finding,
		.key = make_key(c, finding, words),
		.group = group,
		.order = order,
	};
}

/* Where it is. */

/* "path:line: text", as spatch and the names' search say it. */
static void set_place(struct collector *c, struct finding *finding, const char *place)
{
	const char *colon = strchr(place, ':');
	char *path;

	if (!colon)
		return;
	path = arena_strndup(c->arena, place, (size_t)(colon - place));
	if (!path_is_safe(path))
		return;
	finding->path = path;
	finding->line = (unsigned)strtoul(colon + 1, NULL, 10) & INT32_MAX;
}

/* Where nothing better is known: the first file that the step changes. */
static const char *step_path(const struct step *step)
{
	return step->nr_files ? step->files[0].path : NULL;
}

/* Of the backport as a whole: the first file of the fix, or of any step. */
static const char *backport_path(const struct backport *backport)
{
	const char *path = NULL;
	size_t i;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (step_path(step) && step->role == ROLE_FIX)
			return step_path(step);
		if (!path)
			path = step_path(step);
	}
	return path;
}

static const char *list_words(struct collector *c, const struct string_list *list)
{
	owned(text_release) struct text words = { 0 };
	size_t i;

	for (i = 0; i < list->nr; i++)
		text_addf(&words, "%s%s", i ? ", " : "", list->v[i]);
	return arena_strdup(c->arena, text_str(&words));
}

/* Steps. */

static void find_conflict(struct collector *c, const struct step *step)
{
	struct finding finding = { .rule = FINDING_CONFLICT, .level = FINDING_ERROR, .path = step_path(step) };
	const struct reason *reason = step->nr_reasons ? &step->reasons[0] : NULL;

	if (!finding.path)
		finding.path = backport_path(c->backport);
	finding.text =
		arena_printf(c->arena, "%s \"%s\" cannot be carried%s%s%s%s", step->name, step->subject,
			     reason ? ": " : "", reason ? reason->text : "", reason && reason->evidence ? ": " : "",
			     reason && reason->evidence ? reason->evidence : "");
	found(c, 0, &finding, step->name);
}

static void find_in_step(struct collector *c, const struct step *step)
{
	size_t i;

	if (step->disposition == STEP_CONFLICT)
		find_conflict(c, step);
	for (i = 0; i < step->nr_warnings; i++) {
		const struct reason *warning = &step->warnings[i];
		struct finding finding = {
			.rule = FINDING_REVIEW,
			.level = step->to_review ? FINDING_WARNING : FINDING_NOTE,
			.path = step_path(step),
		};

		if (warning->evidence)
			set_place(c, &finding, warning->evidence);
		finding.text = arena_printf(c->arena, "%s: %s%s%s", step->name, warning->text,
					    warning->evidence ? ": " : "", warning->evidence ? warning->evidence : "");
		found(c, 0, &finding, finding.text);
	}
}

/* Builds. */

/* step: after which it was said; NULL: of the result as a whole. */
static void find_diagnostic(struct collector *c, size_t group, const struct step *step,
			    const struct diagnostic *diagnostic, enum finding_rule rule)
{
	struct finding finding = {
		.rule = rule,
		.level = strcmp(diagnostic->kind, "error") ? FINDING_WARNING : FINDING_ERROR,
		.path = path_is_safe(diagnostic->file) ? diagnostic->file : step ? step_path(step) : NULL,
		.line = diagnostic->line,
		.function = diagnostic->function,
	};

	if (rule == FINDING_STYLE)
		finding.level = FINDING_NOTE;
	finding.text = arena_printf(c->arena, "%s: %s%s%s%s%s%s", diagnostic->kind, diagnostic->text,
				    diagnostic->option ? " [" : "", diagnostic->option ? diagnostic->option : "",
				    diagnostic->option ? "]" : "", step ? "; since " : "", step ? step->name : "");
	found(c, group, &finding,
	      arena_printf(c->arena, "%s %s %s", diagnostic->kind, diagnostic->text,
			   diagnostic->option ? diagnostic->option : ""));
}

static void find_in_built_step(struct collector *c, size_t group, const struct build_check *build,
			       const struct step_check *built)
{
	const struct step *step = &c->backport->steps[built->step];
	struct finding finding = { .rule = FINDING_BUILD, .level = FINDING_ERROR, .path = step_path(step) };
	size_t i;

	if (!built->built) {
		finding.text = arena_printf(c->arena, "after %s \"%s\" it does not build (%s, %s)", step->name,
					    step->subject, build->name, build->arch);
		found(c, group, &finding, step->name);
	}
	for (i = 0; i < built->nr_new_diagnostics; i++)
		find_diagnostic(c, group, step, &built->new_diagnostics[i], FINDING_DIAGNOSTIC);
}

/* Whether this configuration, too, leaves some of the lines out. */
static bool leaves_out(const struct coverage *coverage, const struct uncompiled_lines *lines)
{
	size_t i;

	for (i = 0; i < coverage->nr_uncompiled; i++) {
		const struct uncompiled_lines *other = &coverage->uncompiled[i];

		if (!strcmp(other->path, lines->path) && other->first <= lines->last && other->last >= lines->first)
			return true;
	}
	return false;
}

static bool is_compiled_elsewhere(const struct check *check, const struct uncompiled_lines *lines)
{
	size_t i;

	for (i = 0; i < check->nr_builds; i++)
		if (check->builds[i].coverage.done && !leaves_out(&check->builds[i].coverage, lines))
			return true;
	return false;
}

static void find_uncompiled_lines(struct collector *c, size_t group, const struct build_check *build,
				  const struct uncompiled_lines *lines)
{
	bool elsewhere = is_compiled_elsewhere(&c->backport->check, lines);
	struct finding finding = {
		.rule = FINDING_UNCOMPILED,
		.level = elsewhere ? FINDING_NOTE : FINDING_WARNING,
		.path = path_is_safe(lines->path) ? lines->path : NULL,
		.line = lines->first,
		.last_line = lines->last,
	};

	finding.text = arena_printf(c->arena, "%u changed line%s not compiled (%s, %s)%s: %s%s%s",
				    lines->last - lines->first + 1, lines->last == lines->first ? " is" : "s are",
				    build->name, build->arch, elsewhere ? ", but in another configuration" : "",
				    lines->why ? lines->why : "", lines->options.nr ? "; it takes " : "",
				    list_words(c, &lines->options));
	found(c, group, &finding, lines->why ? lines->why : "");
}

static void find_coverage(struct collector *c, size_t group, const struct build_check *build)
{
	size_t i;

	for (i = 0; i < build->coverage.nr_uncompiled; i++)
		find_uncompiled_lines(c, group, build, &build->coverage.uncompiled[i]);
	for (i = 0; !build->coverage.done && i < build->uncompiled.nr; i++) {
		const char *path = build->uncompiled.v[i];
		struct finding finding = { .rule = FINDING_UNCOMPILED, .level = FINDING_WARNING };

		finding.path = path_is_safe(path) ? path : NULL;
		finding.text = arena_printf(c->arena, "%s was changed, and nothing of it is compiled (%s, %s)", path,
					    build->name, build->arch);
		found(c, group, &finding, path);
	}
}

/* A message is one line: "; " between those of a layout. */
static const char *join_lines(struct arena *arena, const char *lines)
{
	owned(text_release) struct text joined = { 0 };
	const char *at = lines, *end = lines + strlen(lines), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		text_adds(&joined, joined.len ? "; " : "");
		text_add(&joined, line, len);
	}
	return arena_strdup(arena, text_str(&joined));
}

static void find_kabi(struct collector *c, size_t group, const struct build_check *build)
{
	size_t i;

	for (i = 0; i < build->kabi.nr_changes; i++) {
		const struct kabi_change *change = &build->kabi.changes[i];
		struct finding finding = {
			.rule = FINDING_KABI,
			.level = change->exported ? FINDING_WARNING : FINDING_NOTE,
			.path = change->path && path_is_safe(change->path) ? change->path : backport_path(c->backport),
		};

		finding.text = arena_printf(
			c->arena, "%s %s, %s: %s, was %s%s%s", change->kind == KABI_STRUCT ? "struct" : "symbol",
			change->name,
			change->exported ? "which modules outside the tree can see" : "seen inside the tree only",
			change->after ? change->after : "gone", change->before ? change->before : "not there",
			change->detail ? "; " : "", change->detail ? join_lines(c->arena, change->detail) : "");
		found(c, group, &finding, change->name);
	}
}

static void find_in_check(struct collector *c, const struct check *check)
{
	size_t i, j;

	for (i = 0; i < check->nr_builds; i++) {
		const struct build_check *build = &check->builds[i];

		for (j = 0; j < build->nr_steps; j++)
			find_in_built_step(c, i + 1, build, &build->steps[j]);
		find_coverage(c, i + 1, build);
		find_kabi(c, i + 1, build);
	}
	for (i = 0; i < check->nr_cocci; i++)
		find_diagnostic(c, 0, NULL, &check->cocci[i], FINDING_COCCI);
	for (i = 0; i < check->nr_style; i++)
		for (j = 0; j < check->style[i].nr_findings; j++)
			find_diagnostic(c, 0, &c->backport->steps[check->style[i].step], &check->style[i].findings[j],
					FINDING_STYLE);
}

/* Conditions and names. */

static void find_at_places(struct collector *c, struct finding *finding, const struct string_list *places,
			   const char *words)
{
	if (places->nr)
		set_place(c, finding, places->v[0]);
	if (!finding->path)
		finding->path = backport_path(c->backport);
	if (places->nr > 1)
		finding->text = arena_printf(c->arena, "%s; and %zu more place%s", finding->text, places->nr - 1,
					     places->nr == 2 ? "" : "s");
	found(c, 0, finding, words);
}

static void find_conditions(struct collector *c, const struct check *check)
{
	size_t i;

	for (i = 0; i < check->nr_conditions; i++) {
		const struct condition_check *condition = &check->conditions[i];
		struct finding finding = { .rule = FINDING_CONDITION, .level = FINDING_ERROR };

		if (condition->outcome != CONDITION_FAILS)
			continue;
		finding.text = arena_printf(c->arena, "this does not hold: %s%s%s%s%s", condition->title,
					    condition->note ? "; " : "", condition->note ? condition->note : "",
					    condition->places.nr ? "; " : "",
					    condition->places.nr ? condition->places.v[0] : "");
		find_at_places(c, &finding, &condition->places, condition->title);
	}
	for (i = 0; i < check->nr_keep_out; i++) {
		const struct keep_out_check *name = &check->keep_out[i];
		struct finding finding = { .rule = FINDING_KEEP_OUT, .level = FINDING_ERROR };

		if (!name->newly_there)
			continue;
		finding.text = arena_printf(c->arena, "the series brings '%s', which was to stay out%s%s", name->name,
					    name->places.nr ? ": " : "", name->places.nr ? name->places.v[0] : "");
		find_at_places(c, &finding, &name->places, name->name);
	}
}

static void find_proofs(struct collector *c)
{
	static const enum finding_level levels[] = {
		[PROOF_NOT_SHOWN] = FINDING_WARNING,
		[PROOF_NOT_CURED] = FINDING_ERROR,
		[PROOF_HARMED] = FINDING_ERROR,
		[PROOF_FAILED] = FINDING_WARNING,
	};
	size_t i;

	for (i = 0; i < c->backport->nr_proofs; i++) {
		const struct proof *proof = &c->backport->proofs[i];
		struct finding finding = {
			.rule = FINDING_PROOF,
			.level = levels[proof->verdict],
			.path = backport_path(c->backport),
		};

		if (proof->verdict == PROOF_CURED)
			continue;
		finding.text = arena_printf(c->arena, "%s: %s", proof->scenario, proof->sentence);
		found(c, 0, &finding, proof->scenario);
	}
}

/* One of each. */

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_keys(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;
	int order = strcmp(one->key, other->key);

	if (!order)
		order = compare_sizes(one->group, other->group);
	return order ? order : compare_sizes(one->order, other->order);
}

static int compare_weights(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->finding.level != other->finding.level)
		return one->finding.level < other->finding.level ? -1 : 1;
	if (one->finding.rule != other->finding.rule)
		return one->finding.rule < other->finding.rule ? -1 : 1;
	return compare_sizes(one->order, other->order);
}

static void name_it(struct collector *c, struct candidate *candidate, size_t nth)
{
	candidate->finding.identity = nth > 1 ? arena_printf(c->arena, "%s %zu", candidate->key, nth) : candidate->key;
}

/* Keeps, of each key, as many as the group has that has most. The candidates are sorted by key. */
static void keep_one_of_each(struct collector *c)
{
	size_t i, kept = 0, nth = 0, most = 0;

	for (i = 0; i < c->nr; i++) {
		struct candidate candidate = c->v[i];
		bool same_key = i && !strcmp(c->v[i].key, c->v[i - 1].key);

		nth = same_key && c->v[i].group == c->v[i - 1].group ? nth + 1 : 1;
		most = same_key ? most : 0;
		if (nth <= most)
			continue;
		most = nth;
		name_it(c, &candidate, nth);
		c->v[kept++] = candidate;
	}
	c->nr = kept;
}

static void hand_over(struct findings *findings, const struct collector *c)
{
	size_t i;

	findings->nr = c->nr < FINDINGS_MAX ? c->nr : FINDINGS_MAX;
	findings->unsaid = c->nr - findings->nr;
	findings->v = arena_alloc(&findings->arena, findings->nr * sizeof(*findings->v) + 1);
	for (i = 0; i < findings->nr; i++)
		findings->v[i] = c->v[i].finding;
}

void findings_of(struct findings *findings, const struct backport *backport)
{
	struct collector c = { .arena = &findings->arena, .backport = backport };
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		find_in_step(&c, &backport->steps[i]);
	if (backport->check.done) {
		find_in_check(&c, &backport->check);
		find_conditions(&c, &backport->check);
	}
	find_proofs(&c);
	if (c.nr) {
		qsort(c.v, c.nr, sizeof(*c.v), compare_keys);
		keep_one_of_each(&c);
		qsort(c.v, c.nr, sizeof(*c.v), compare_weights);
	}
	hand_over(findings, &c);
}

void findings_release(struct findings *findings)
{
	arena_release(&findings->arena);
}
