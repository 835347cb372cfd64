// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each document is turned into facts: what it is about (the key, the same in both documents), what was found (a word),
 * and how bad that is. The facts of both are sorted by their keys and gone through side by side. What is there twice is
 * worse or better by its badness; what is only in the new one is worse if it is bad at all; what is only in the old one
 * is better if it was bad, and worse if it was evidence: a build, a condition or a proof that nobody made any more says
 * nothing of the fix.
 *
 * Lines of files are in no key: a warning that a commit before it moved is not a new one.
 */
#include <stdlib.h>

#include "../document.h"
#include "../record.h"
#include "compare.h"

struct fact {
	const char *section;
	const char *key;
	const char *what;
	const char *word;               /* what was found */
	const char *value;              /* what is compared, where it is not the word */
	unsigned badness;               /* 0: as it should be */
	bool is_evidence;
	size_t order;
};

struct facts {
	struct arena *arena;
	struct fact *v;
	size_t nr;
};

static struct fact *add_fact(struct facts *facts, const char *section, const char *key, const char *what)
{
	struct fact *fact = arena_push(facts->arena, facts->v, facts->nr);

	*fact = (struct fact){ .section = section, .key = key, .what = what, .order = facts->nr };
	return fact;
}

#define printed(facts, ...) arena_printf((facts)->arena, __VA_ARGS__)

static const char *or_nothing(const char *string)
{
	return string ? string : "";
}

/* The plan. */

static const char *blobs_of(struct facts *facts, const struct step *step)
{
	owned(text_release) struct text blobs = { 0 };
	size_t i;

	for (i = 0; i < step->nr_files; i++)
		text_addf(&blobs, "%s %s\n", step->files[i].path, or_nothing(step->files[i].after));
	return arena_strdup(facts->arena, text_str(&blobs));
}

static void add_disposition(struct facts *facts, const struct step *step, const char *what)
{
	static const unsigned badness[] = {
		[STEP_ADAPT] = 1, [STEP_CONFLICT] = 3, /* the others: 0 */
	};
	struct fact *fact = add_fact(facts, "step", step->name, what);

	fact->word = disposition_name(step->disposition);
	fact->badness = badness[step->disposition];
	if (!step->to_review)
		return;
	fact->word = printed(facts, "%s, word by word", fact->word);
	fact->badness++;
}

static void add_plan(struct facts *facts, const struct backport *backport)
{
	const struct target *target = &backport->target;
	size_t i;

	add_fact(facts, "target", "", "the target")->word =
		target->folder ? target->folder :
				 printed(facts, "%s at %.12s", target->label, or_nothing(target->commit));
	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];
		const char *what = printed(facts, "%s %s", step->name, step->subject);
		struct fact *change;

		add_disposition(facts, step, what);
		if (!step_is_carried(step))
			continue;
		change = add_fact(facts, "change", step->name, what);
		change->word = printed(facts, "+%u -%u", step->added, step->removed);
		change->value = blobs_of(facts, step);
	}
}

/* The builds. */

static const char *name_of_step(const struct backport *backport, size_t step)
{
	return backport->steps[step].name;
}

static void add_diagnostics(struct facts *facts, const char *section, const char *where,
			    const struct diagnostic *diagnostics, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct diagnostic *one = &diagnostics[i];
		const char *key = printed(facts, "%s\n%s\n%s\n%s\n%s", where, one->file, or_nothing(one->function),
					  one->kind, one->text);
		const char *function = one->function ? printed(facts, " in %s()", one->function) : "";
		const char *option = one->option ? printed(facts, " [%s]", one->option) : "";
		const char *what = printed(facts, "%s%s: %s: %s%s; %s", one->file, function, one->kind, one->text,
					   option, where);

		add_fact(facts, section, key, what)->badness = 1;
	}
}

static void add_step_build(struct facts *facts, const struct backport *backport, const struct build_check *build,
			   const struct step_check *step)
{
	const char *name = name_of_step(backport, step->step);
	const char *where = printed(facts, "%s with %s for %s", name, build->name, build->arch);
	struct fact *fact = add_fact(facts, "build", where, where);

	fact->word = step->built ? "builds" : "does not build";
	fact->badness = step->built ? 0 : 2;
	fact->is_evidence = true;
	add_diagnostics(facts, "diagnostic", where, step->new_diagnostics, step->nr_new_diagnostics);
}

static void add_coverage(struct facts *facts, const struct build_check *build, const char *where)
{
	const struct coverage *coverage = &build->coverage;
	struct fact *fact;
	size_t i;

	for (i = 0; i < build->uncompiled.nr; i++)
		add_fact(facts, "coverage", printed(facts, "%s\n%s", where, build->uncompiled.v[i]),
			 printed(facts, "%s is not compiled %s", build->uncompiled.v[i], where))->badness = 1;
	if (!coverage->done)
		return;
	fact = add_fact(facts, "coverage", where, printed(facts, "changed lines that are compiled %s", where));
	fact->word = printed(facts, "%u of %u", coverage->compiled, coverage->lines);
	fact->badness = coverage->lines > coverage->compiled ? coverage->lines - coverage->compiled : 0;
	fact->is_evidence = true;
}

static const char *shape_of(struct facts *facts, const struct kabi_change *change)
{
	return printed(facts, "%s to %s%s%s", change->before ? change->before : "nothing",
		       change->after ? change->after : "nothing", change->detail ? ": " : "",
		       or_nothing(change->detail));
}

static void add_kabi(struct facts *facts, const struct build_check *build, const char *where)
{
	size_t i;

	if (build->kabi.done) {
		struct fact *fact = add_fact(facts, "kabi", where, printed(facts, "kABI %s", where));

		fact->word = "compared";
		fact->is_evidence = true;
	}
	for (i = 0; i < build->kabi.nr_changes; i++) {
		const struct kabi_change *change = &build->kabi.changes[i];
		const char *kind = change->kind == KABI_SYMBOL ? "symbol" : "struct";
		struct fact *fact = add_fact(facts, "kabi", printed(facts, "%s\n%s\n%s", where, kind, change->name),
					     printed(facts, "%s %s %s", kind, change->name, where));

		fact->word = shape_of(facts, change);
		fact->badness = change->exported ? 2 : 1;
	}
}

static void add_build(struct facts *facts, const struct backport *backport, const struct build_check *build)
{
	const char *where = printed(facts, "with %s for %s", build->name, build->arch);
	struct fact *fact = add_fact(facts, "build", where, printed(facts, "the build %s", where));
	size_t i;

	fact->word = build->done ? "done" : printed(facts, "not done: %s", or_nothing(build->note));
	fact->badness = !build->done;
	fact->is_evidence = true;
	for (i = 0; i < build->nr_steps; i++)
		add_step_build(facts, backport, build, &build->steps[i]);
	add_coverage(facts, build, where);
	add_kabi(facts, build, where);
}

/* Conditions, names, style and proofs. */

static void add_conditions(struct facts *facts, const struct check *check)
{
	size_t i;

	for (i = 0; i < check->nr_conditions; i++) {
		const struct condition_check *condition = &check->conditions[i];
		struct fact *fact = add_fact(facts, "condition", condition->title, condition->title);

		fact->word = condition_outcome_name(condition->outcome);
		fact->badness = condition->outcome == CONDITION_FAILS;
		fact->is_evidence = true;
	}
	for (i = 0; i < check->nr_keep_out; i++) {
		const struct keep_out_check *name = &check->keep_out[i];
		struct fact *fact = add_fact(facts, "name", name->name, name->name);

		fact->word = name->newly_there ? "newly there" : "stays out";
		fact->badness = name->newly_there;
		fact->is_evidence = true;
	}
}

static void add_proofs(struct facts *facts, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++) {
		const struct proof *proof = &backport->proofs[i];
		struct fact *fact = add_fact(facts, "proof", proof->scenario, proof->scenario);

		fact->word = proof_words(proof);
		fact->badness = proof->verdict != PROOF_CURED;
		fact->is_evidence = true;
	}
}

static int compare_facts(const void *a, const void *b)
{
	const struct fact *one = a, *other = b;
	int order = strcmp(one->section, other->section);

	order = order ? order : strcmp(one->key, other->key);
	return order ? order : (one->order > other->order) - (one->order < other->order);
}

static struct facts facts_of(struct arena *arena, const struct backport *backport)
{
	const struct check *check = &backport->check;
	struct facts facts = { .arena = arena };
	size_t i;

	add_plan(&facts, backport);
	for (i = 0; i < check->nr_builds; i++)
		add_build(&facts, backport, &check->builds[i]);
	for (i = 0; i < check->nr_style; i++)
		add_diagnostics(&facts, "style", name_of_step(backport, check->style[i].step), check->style[i].findings,
				check->style[i].nr_findings);
	add_diagnostics(&facts, "coccicheck", "on the result", check->cocci, check->nr_cocci);
	add_conditions(&facts, check);
	add_proofs(&facts, backport);
	qsort(facts.v, facts.nr, sizeof(*facts.v), compare_facts);
	return facts;
}

/* Side by side. */

struct changes_list {
	struct arena *arena;
	struct difference *v;
	size_t nr;
};

static void add_change(struct changes_list *list, enum change_kind kind, const struct fact *old, const struct fact *new)
{
	const struct fact *any = new ? new : old;

	*arena_push(list->arena, list->v, list->nr) = (struct difference){
		.kind = kind,
		.section = any->section,
		.what = any->what,
		.before = old ? old->word ? old->word : "there" : NULL,
		.after = new ? new->word ? new->word : "there" : NULL,
	};
}

static bool same_finding(const struct fact *old, const struct fact *new)
{
	const char *before = old->value ? old->value : or_nothing(old->word);
	const char *after = new->value ? new->value : or_nothing(new->word);

	return !strcmp(before, after) && old->badness == new->badness;
}

static void compare_both(struct changes_list *list, const struct fact *old, const struct fact *new)
{
	if (!same_finding(old, new))
		add_change(list, new->badness > old->badness ? CHANGE_WORSE :
				 new->badness < old->badness ? CHANGE_BETTER : CHANGE_OTHER, old, new);
}

static void compare_old(struct changes_list *list, const struct fact *old)
{
	add_change(list, old->is_evidence ? CHANGE_WORSE : old->badness ? CHANGE_BETTER : CHANGE_OTHER, old, NULL);
}

static void compare_new(struct changes_list *list, const struct fact *new)
{
	add_change(list, new->badness ? CHANGE_WORSE : new->is_evidence ? CHANGE_BETTER : CHANGE_OTHER, NULL, new);
}

static int order_of(const struct fact *old, const struct fact *new)
{
	int order = strcmp(old->section, new->section);

	return order ? order : strcmp(old->key, new->key);
}

static void compare_all(struct changes_list *list, const struct facts *old, const struct facts *new)
{
	size_t i = 0, j = 0;

	while (i < old->nr || j < new->nr) {
		int order = i == old->nr ? 1 : j == new->nr ? -1 : order_of(&old->v[i], &new->v[j]);

		if (order == 0)
			compare_both(list, &old->v[i++], &new->v[j++]);
		else if (order < 0)
			compare_old(list, &old->v[i++]);
		else
			compare_new(list, &new->v[j++]);
	}
}

/* Worse first; within one kind in the order of the facts. */
static void take_changes(struct comparison *comparison, struct arena *arena, const struct changes_list *list)
{
	unsigned kind;
	size_t i;

	for (kind = CHANGE_WORSE; kind <= CHANGE_OTHER; kind++)
		for (i = 0; i < list->nr; i++)
			if (list->v[i].kind == kind)
				*arena_push(arena, comparison->changes, comparison->nr_changes) = list->v[i];
}

static struct comparison *compare(struct comparisons *comparisons, const struct backport *old,
				  const struct backport *new)
{
	struct comparison *comparison = arena_push(&comparisons->arena, comparisons->v, comparisons->nr);
	const struct facts before = facts_of(&comparisons->arena, old), after = facts_of(&comparisons->arena, new);
	struct changes_list list = { .arena = &comparisons->arena };

	comparison->fix = new->recipe->name;
	comparison->old_target = old->target.label;
	comparison->new_target = new->target.label;
	comparison->old_verdict = backport_verdict(old);
	comparison->new_verdict = backport_verdict(new);
	compare_all(&list, &before, &after);
	take_changes(comparison, &comparisons->arena, &list);
	return comparison;
}

/* Which with which. */

void comparisons_release(struct comparisons *comparisons)
{
	arena_release(&comparisons->arena);
}

static bool is_named(const struct matrix *matrix, const struct backport *backport, const char *target)
{
	return !strcmp(matrix_target_name(matrix, &backport->target), target);
}

/* By its folder, too, where it is told apart by it; else that may be another one on another machine. */
static const struct backport *partner_of(const struct matrix *matrix, const struct matrix *own,
					 const struct backport *backport)
{
	const struct backport *named = NULL;
	size_t i;

	for (i = 0; i < matrix->nr_documents; i++) {
		const struct backport *one = matrix->documents[i].backport;

		if (strcmp(one->recipe->name, backport->recipe->name))
			continue;
		if (!matrix_compare_targets(&one->target, &backport->target))
			return one;
		if (is_named(matrix, one, backport->target.label) && is_named(own, backport, one->target.label))
			named = one;
	}
	return named;
}

/* A document that only one of them has, as a comparison of one change: worse if it is gone, or new and for a person. */
static void compare_alone(struct comparisons *comparisons, const struct matrix *matrix,
			  const struct backport *backport, bool is_old)
{
	struct comparison *comparison = arena_push(&comparisons->arena, comparisons->v, comparisons->nr);
	enum verdict verdict = backport_verdict(backport);
	const char *word = verdict_word(verdict);

	comparison->fix = backport->recipe->name;
	comparison->old_target = comparison->new_target = matrix_target_name(matrix, &backport->target);
	comparison->old_verdict = comparison->new_verdict = verdict;
	*arena_push(&comparisons->arena, comparison->changes, comparison->nr_changes) = (struct difference){
		.kind = is_old || verdict == VERDICT_PERSON ? CHANGE_WORSE : CHANGE_OTHER,
		.section = "document",
		.what = comparison->new_target,
		.before = is_old ? word : NULL,
		.after = is_old ? NULL : word,
	};
}

static int compare_two(struct comparisons *comparisons, const struct backport *old, const struct backport *new,
		       struct error *err)
{
	if (strcmp(old->recipe->name, new->recipe->name))
		return error_set(err, "one document is of the fix '%s' and the other of '%s'", old->recipe->name,
				 new->recipe->name);
	compare(comparisons, old, new);
	return 0;
}

static bool is_missing(const struct matrix *matrix, const char *cell)
{
	size_t i;

	for (i = 0; i < matrix->nr_missing; i++)
		if (!strcmp(matrix->missing[i].cell, cell))
			return true;
	return false;
}

static void take_missing(struct comparisons *comparisons, const struct matrix *old, const struct matrix *new)
{
	struct missing_cell *missing;
	size_t i;

	for (i = 0; i < new->nr_missing; i++) {
		if (is_missing(old, new->missing[i].cell))
			continue;
		missing = arena_push(&comparisons->arena, comparisons->missing, comparisons->nr_missing);
		*missing = new->missing[i];
	}
}

static void compare_many(struct comparisons *comparisons, const struct matrix *old, const struct matrix *new)
{
	struct comparison *comparison;
	size_t i;

	for (i = 0; i < new->nr_documents; i++) {
		const struct backport *after = new->documents[i].backport;
		const struct backport *before = partner_of(old, new, after);

		if (!before) {
			compare_alone(comparisons, new, after, false);
			continue;
		}
		comparison = compare(comparisons, before, after);
		comparison->old_target = matrix_target_name(old, &before->target);
		comparison->new_target = matrix_target_name(new, &after->target);
	}
	for (i = 0; i < old->nr_documents; i++)
		if (!partner_of(new, old, old->documents[i].backport))
			compare_alone(comparisons, old, old->documents[i].backport, true);
}

int comparisons_make(struct comparisons *comparisons, const struct matrix *old, const struct matrix *new,
		     struct error *err)
{
	take_missing(comparisons, old, new);
	if (old->nr_documents == 1 && new->nr_documents == 1)
		return compare_two(comparisons, old->documents[0].backport, new->documents[0].backport, err);
	compare_many(comparisons, old, new);
	return 0;
}

/* What it comes to. */

enum change_kind comparisons_result(const struct comparisons *comparisons)
{
	enum change_kind result = comparisons->nr_missing ? CHANGE_WORSE : CHANGE_OTHER;
	size_t i;

	for (i = 0; i < comparisons->nr; i++)
		if (comparisons->v[i].nr_changes && comparisons->v[i].changes[0].kind < result)
			result = comparisons->v[i].changes[0].kind;
	return result;
}

static size_t nr_changes(const struct comparisons *comparisons)
{
	size_t i, nr = 0;

	for (i = 0; i < comparisons->nr; i++)
		nr += comparisons->v[i].nr_changes;
	return nr;
}

const char *change_word(enum change_kind kind)
{
	static const char *const words[] = {
		[CHANGE_WORSE] = "worse", [CHANGE_BETTER] = "better", [CHANGE_OTHER] = "other",
	};

	return words[kind];
}

const char *comparisons_sentence(const struct comparisons *comparisons)
{
	switch (comparisons_result(comparisons)) {
	case CHANGE_WORSE:
		return "worse";
	case CHANGE_BETTER:
		return "better, and nothing is worse";
	case CHANGE_OTHER:
		break;
	}
	return nr_changes(comparisons) ? "neither better nor worse" : "the same";
}

/* JSON. */

static const char *change_kind_word(unsigned value)
{
	return change_word((enum change_kind)value);
}

static const char *verdict_kind_word(unsigned value)
{
	return verdict_word((enum verdict)value);
}

static const struct field difference_fields[] = {
	ENUM(difference, kind, change_kind_word, CHANGE_OTHER + 1),
	NEEDED(difference, section),
	NEEDED(difference, what),
	STRING(difference, before),
	STRING(difference, after),
};
TABLE(difference);

static const struct field comparison_fields[] = {
	NEEDED(comparison, fix),
	NEEDED(comparison, old_target),
	NEEDED(comparison, new_target),
	ENUM(comparison, old_verdict, verdict_kind_word, VERDICT_PERSON + 1),
	ENUM(comparison, new_verdict, verdict_kind_word, VERDICT_PERSON + 1),
	ARRAY(comparison, changes, difference_table),
};
TABLE(comparison);

int comparisons_write_json(struct text *out, const struct comparisons *comparisons, struct error *err)
{
	owned(json_decrefp) json_t *file = json_object();
	json_t *list = json_array(), *missing = json_array();
	size_t i;

	for (i = 0; i < comparisons->nr_missing; i++) {
		const struct missing_cell *cell = &comparisons->missing[i];

		json_array_append_new(missing, json_pack("{s:o, s:o}", "cell", record_string(cell->cell), "why",
							 record_string(cell->why)));
	}
	for (i = 0; i < comparisons->nr; i++)
		json_array_append_new(list, record_write(&comparison_table, &comparisons->v[i]));
	json_object_set_new(file, "format", json_integer(DOCUMENT_FORMAT));
	json_object_set_new(file, "result", json_string(change_word(comparisons_result(comparisons))));
	json_object_set_new(file, "comparisons", list);
	json_object_set_new(file, "missing", missing);
	return record_print(out, file, err);
}
