// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells were checked on machines that do not know of each other, so before two documents become one it is looked at
 * that they speak of the same: the same recipe and target at the same commit, and a plan that came out the same, step
 * by step and file by file. What is asked without a build, conditions and kept-out names, each cell asked, and a
 * scenario may have been run in several; if one of them saw something fail, it fails.
 */
#include <stdlib.h>
#include <strings.h>

#include "../document.h"
#include "../record.h"
#include "matrix.h"

void matrix_release(struct matrix *matrix)
{
	arena_release(&matrix->arena);
}

void matrix_add_missing(struct matrix *matrix, const char *cell, const char *why)
{
	struct missing_cell *missing = arena_push(&matrix->arena, matrix->missing, matrix->nr_missing);

	missing->cell = arena_strdup(&matrix->arena, cell);
	missing->why = arena_strdup(&matrix->arena, why);
}

/* Whether two documents speak of the same. */

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static const char *name_of(const struct backport *backport)
{
	return backport->recipe->name;
}

int matrix_compare_targets(const struct target *a, const struct target *b)
{
	int order = strverscmp(a->label, b->label);

	return order ? order : strcmp(a->folder ? a->folder : "", b->folder ? b->folder : "");
}

/* The place in the table: what people call the two. */
static bool same_place(const struct backport *a, const struct backport *b)
{
	return same(name_of(a), name_of(b)) && !matrix_compare_targets(&a->target, &b->target);
}

const char *matrix_target_name(const struct matrix *matrix, const struct target *target)
{
	size_t i;

	for (i = 0; i < matrix->nr_documents && target->folder; i++) {
		const struct target *other = &matrix->documents[i].backport->target;

		if (same(other->label, target->label) && !same(other->folder, target->folder))
			return target->folder;
	}
	return target->label;
}

static bool same_files(const struct step *a, const struct step *b)
{
	size_t i;

	for (i = 0; i < a->nr_files && i < b->nr_files; i++)
		if (!same(a->files[i].path, b->files[i].path) || !same(a->files[i].after, b->files[i].after))
			return false;
	return a->nr_files == b->nr_files;
}

static bool same_plan(const struct backport *a, const struct backport *b)
{
	size_t i;

	for (i = 0; i < a->nr_steps && i < b->nr_steps; i++)
		if (!same(a->steps[i].name, b->steps[i].name) || a->steps[i].disposition != b->steps[i].disposition ||
		    !same_files(&a->steps[i], &b->steps[i]))
			return false;
	return a->nr_steps == b->nr_steps;
}

static bool same_build(const struct build_check *a, const struct build_check *b)
{
	return same(a->name, b->name) && same(a->arch, b->arch) && same(a->compiler, b->compiler);
}

static const struct build_check *shared_build(const struct check *a, const struct check *b)
{
	size_t i, j;

	for (i = 0; i < a->nr_builds; i++)
		for (j = 0; j < b->nr_builds; j++)
			if (same_build(&a->builds[i], &b->builds[j]))
				return &b->builds[j];
	return NULL;
}

/* Conditions and kept-out names are the recipe's, of which each machine has a copy; a check not made has none. */
static bool same_questions(const struct check *a, const struct check *b)
{
	size_t i;

	for (i = 0; i < a->nr_conditions && i < b->nr_conditions; i++)
		if (!same(a->conditions[i].title, b->conditions[i].title))
			return false;
	if (i && a->nr_conditions != b->nr_conditions)
		return false;
	for (i = 0; i < a->nr_keep_out && i < b->nr_keep_out; i++)
		if (!same(a->keep_out[i].name, b->keep_out[i].name))
			return false;
	return !i || a->nr_keep_out == b->nr_keep_out;
}

static const char *where_of(const struct backport *backport)
{
	return backport->target.folder ? backport->target.folder : backport->target.commit;
}

/* Why the two cannot be one document; NULL: they can. */
static const char *why_apart(struct arena *arena, const struct matrix_document *document,
			     const struct backport *backport)
{
	const struct backport *first = document->backport;
	const struct build_check *build = shared_build(&first->check, &backport->check);

	if (!same(where_of(first), where_of(backport)))
		return arena_printf(arena, "its target '%s' is %s, and in cell %s it is %s", backport->target.label,
				    where_of(backport), document->cell, where_of(first));
	if (!same_plan(first, backport))
		return arena_printf(arena, "its plan is another one than that of cell %s", document->cell);
	if (!same_questions(&first->check, &backport->check))
		return arena_printf(arena, "its recipe asks for something else than that of cell %s", document->cell);
	if (build)
		return arena_printf(arena, "cell %s has the build with %s for %s too", document->cell, build->name,
				    build->arch);
	return NULL;
}

/* Putting them together. */

/* The questions are the same, in the same order. */
static void merge_conditions(struct check *into, const struct check *from)
{
	size_t i;

	for (i = 0; i < from->nr_conditions && i < into->nr_conditions; i++)
		if (from->conditions[i].outcome == CONDITION_FAILS)
			into->conditions[i] = from->conditions[i];
	for (i = 0; i < from->nr_keep_out && i < into->nr_keep_out; i++)
		if (from->keep_out[i].newly_there)
			into->keep_out[i] = from->keep_out[i];
	if (!into->nr_conditions) {
		into->conditions = from->conditions;
		into->nr_conditions = from->nr_conditions;
	}
	if (!into->nr_keep_out) {
		into->keep_out = from->keep_out;
		into->nr_keep_out = from->nr_keep_out;
	}
}

static void merge_check(struct check *into, const struct check *from)
{
	into->done |= from->done;
	into->seconds += from->seconds;
	merge_conditions(into, from);
	if (!into->nr_style) {
		into->style = from->style;
		into->nr_style = from->nr_style;
		into->style_note = from->style_note;
	}
	if (!into->cocci_done) {
		into->cocci_done = from->cocci_done;
		into->cocci_note = from->cocci_note;
		into->cocci = from->cocci;
		into->nr_cocci = from->nr_cocci;
	}
}

/* That it could not be tried is no proof either. */
static bool proof_fails(const struct proof *proof)
{
	return !proof->done || proof->verdict != PROOF_CURED;
}

static struct proof *proof_of(const struct backport *backport, const char *scenario)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++)
		if (same(backport->proofs[i].scenario, scenario))
			return &backport->proofs[i];
	return NULL;
}

/* A copy with room for more: behind an array that was read there is none, as arena_push() would have left. */
static void *with_room(struct arena *arena, const void *array, size_t nr, size_t more, size_t size)
{
	void *copy = arena_alloc(arena, (nr + more + 1) * size);

	if (nr)
		memcpy(copy, array, nr * size);
	return copy;
}

static void merge_builds(struct arena *arena, struct check *into, const struct check *from)
{
	size_t i;

	into->builds = with_room(arena, into->builds, into->nr_builds, from->nr_builds, sizeof(*into->builds));
	for (i = 0; i < from->nr_builds; i++)
		into->builds[into->nr_builds++] = from->builds[i];
}

static void merge_proofs(struct arena *arena, struct backport *into, const struct backport *from)
{
	size_t i;

	into->proofs = with_room(arena, into->proofs, into->nr_proofs, from->nr_proofs, sizeof(*into->proofs));
	for (i = 0; i < from->nr_proofs; i++) {
		struct proof *known = proof_of(into, from->proofs[i].scenario);

		if (!known)
			into->proofs[into->nr_proofs++] = from->proofs[i];
		else if (proof_fails(&from->proofs[i]))
			*known = from->proofs[i];
	}
}

static void merge(struct arena *arena, struct backport *into, const struct backport *from)
{
	merge_check(&into->check, &from->check);
	merge_builds(arena, &into->check, &from->check);
	merge_proofs(arena, into, from);
}

static struct matrix_document *document_at(const struct matrix *matrix, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < matrix->nr_documents; i++)
		if (same_place(matrix->documents[i].backport, backport))
			return &matrix->documents[i];
	return NULL;
}

void matrix_add(struct matrix *matrix, const char *cell, struct backport *backport)
{
	struct matrix_document *document = document_at(matrix, backport);
	const char *why = document ? why_apart(&matrix->arena, document, backport) : NULL;

	if (why) {
		matrix_add_missing(matrix, cell, why);
	} else if (document) {
		merge(&matrix->arena, document->backport, backport);
	} else {
		document = arena_push(&matrix->arena, matrix->documents, matrix->nr_documents);
		document->cell = arena_strdup(&matrix->arena, cell);
		document->backport = backport;
	}
}

/* By numbers in names too: linux-5.4.y comes before linux-5.10.y. */
static int compare_documents(const void *a, const void *b)
{
	const struct backport *one = ((const struct matrix_document *)a)->backport;
	const struct backport *other = ((const struct matrix_document *)b)->backport;
	int order = strverscmp(name_of(one), name_of(other));

	return order ? order : matrix_compare_targets(&one->target, &other->target);
}

static int compare_missing(const void *a, const void *b)
{
	return strverscmp(((const struct missing_cell *)a)->cell, ((const struct missing_cell *)b)->cell);
}

void matrix_sort(struct matrix *matrix)
{
	if (matrix->nr_documents)
		qsort(matrix->documents, matrix->nr_documents, sizeof(*matrix->documents), compare_documents);
	if (matrix->nr_missing)
		qsort(matrix->missing, matrix->nr_missing, sizeof(*matrix->missing), compare_missing);
}

static bool has_page(const struct matrix *matrix, size_t nr, const char *page)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcasecmp(matrix->documents[i].page, page))
			return true;
	return false;
}

void matrix_name_pages(struct matrix *matrix)
{
	size_t i, nr;

	for (i = 0; i < matrix->nr_documents; i++) {
		const struct backport *backport = matrix->documents[i].backport;
		const char *name = cells_name(&matrix->arena, name_of(backport), backport->target.label);
		const char *page = arena_printf(&matrix->arena, "%s.html", name);

		for (nr = 2; has_page(matrix, i, page); nr++)
			page = arena_printf(&matrix->arena, "%s-%zu.html", name, nr);
		matrix->documents[i].page = page;
	}
}

enum verdict matrix_verdict(const struct matrix *matrix)
{
	enum verdict verdict = VERDICT_NOTHING_TO_DO;
	size_t i;

	if (matrix->nr_missing)
		return VERDICT_PERSON;
	for (i = 0; i < matrix->nr_documents; i++) {
		enum verdict one = backport_verdict(matrix->documents[i].backport);

		verdict = one > verdict ? one : verdict;
	}
	return verdict;
}

/* What a cell says. */

static bool each_step_builds(const struct build_check *build)
{
	size_t i;

	for (i = 0; i < build->nr_steps; i++)
		if (!build->steps[i].built)
			return false;
	return build->done;
}

static size_t nr_new_warnings(const struct build_check *build)
{
	size_t i, nr = 0;

	for (i = 0; i < build->nr_steps; i++)
		nr += build->steps[i].nr_new_diagnostics;
	return nr;
}

/* Of the files that one build does not compile, those that no other does. */
static size_t nr_uncompiled(const struct check *check)
{
	const struct build_check *first = NULL;
	size_t i, j, nr = 0;

	for (i = 0; i < check->nr_builds && !first; i++)
		first = check->builds[i].done ? &check->builds[i] : NULL;
	for (i = 0; first && i < first->uncompiled.nr; i++) {
		bool compiled = false;

		for (j = 0; j < check->nr_builds; j++)
			compiled |= check->builds[j].done &&
				    !string_list_has(&check->builds[j].uncompiled, first->uncompiled.v[i]);
		nr += !compiled;
	}
	return nr;
}

static size_t nr_failures(const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i, nr = 0;

	for (i = 0; i < check->nr_conditions; i++)
		nr += check->conditions[i].outcome == CONDITION_FAILS;
	for (i = 0; i < check->nr_keep_out; i++)
		nr += check->keep_out[i].newly_there;
	for (i = 0; i < backport->nr_proofs; i++)
		nr += backport->proofs[i].verdict != PROOF_CURED;
	return nr;
}

static void take_coverage(struct matrix_summary *summary, const struct coverage *coverage)
{
	if (!coverage->done || coverage->compiled < summary->compiled)
		return;
	summary->lines = coverage->lines;
	summary->compiled = coverage->compiled;
}

void matrix_summarize(struct matrix_summary *summary, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	*summary = (struct matrix_summary){
		.verdict = backport_verdict(backport),
		.carried = backport_nr_carried(backport),
		.adapted = backport_nr(backport, STEP_ADAPT),
		.conflicts = backport_nr(backport, STEP_CONFLICT),
		.builds = check->nr_builds,
		.fails = nr_failures(backport),
		.uncompiled = nr_uncompiled(check),
	};
	for (i = 0; i < backport->nr_steps; i++)
		summary->to_review += backport->steps[i].to_review;
	for (i = 0; i < check->nr_builds; i++) {
		summary->not_built += !check->builds[i].done;
		summary->building += each_step_builds(&check->builds[i]);
		summary->new_warnings += nr_new_warnings(&check->builds[i]);
		take_coverage(summary, &check->builds[i].coverage);
	}
}

struct reasons {
	struct string_list *list;
	struct arena *arena;
};

static void add_reason(const struct reasons *reasons, const char *format, ...) printf_like(2, 3);
static void add_reason(const struct reasons *reasons, const char *format, ...)
{
	owned(text_release) struct text sentence = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&sentence, format, args);
	va_end(args);
	*arena_push(reasons->arena, reasons->list->v, reasons->list->nr) =
		arena_strdup(reasons->arena, text_str(&sentence));
}

static void add_step_reasons(const struct reasons *reasons, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (step->disposition == STEP_CONFLICT)
			add_reason(reasons, "step %zu is in conflict: %s", i + 1, step->subject);
		else if (step->to_review)
			add_reason(reasons, "step %zu was carried word by word: %s", i + 1, step->subject);
	}
}

static void add_build_reasons(const struct reasons *reasons, const struct build_check *build)
{
	size_t i;

	if (!build->done)
		add_reason(reasons, "no build with %s for %s%s%s", build->name, build->arch, build->note ? ": " : "",
			   build->note ? build->note : "");
	for (i = 0; i < build->nr_steps; i++) {
		const struct step_check *step = &build->steps[i];

		if (!step->built)
			add_reason(reasons, "step %zu does not build with %s for %s", step->step + 1, build->name,
				   build->arch);
		else if (step->nr_new_diagnostics)
			add_reason(reasons, "step %zu brings %zu new warning%s with %s for %s", step->step + 1,
				   step->nr_new_diagnostics, step->nr_new_diagnostics == 1 ? "" : "s", build->name,
				   build->arch);
	}
}

static void add_failures(const struct reasons *reasons, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	for (i = 0; i < check->nr_conditions; i++)
		if (check->conditions[i].outcome == CONDITION_FAILS)
			add_reason(reasons, "fails: %s", check->conditions[i].title);
	for (i = 0; i < check->nr_keep_out; i++)
		if (check->keep_out[i].newly_there)
			add_reason(reasons, "newly there: %s", check->keep_out[i].name);
	for (i = 0; i < backport->nr_proofs; i++) {
		const struct proof *proof = &backport->proofs[i];

		if (proof->verdict != PROOF_CURED)
			add_reason(reasons, "%s: %s: %s", proof_words(proof), proof->scenario, proof->sentence);
	}
}

void matrix_reasons(struct string_list *list, struct arena *arena, const struct backport *backport)
{
	const struct reasons reasons = { list, arena };
	size_t i;

	add_step_reasons(&reasons, backport);
	for (i = 0; i < backport->check.nr_builds; i++)
		add_build_reasons(&reasons, &backport->check.builds[i]);
	add_failures(&reasons, backport);
}

/* JSON. */

static const struct field missing_cell_fields[] = { NEEDED(missing_cell, cell), NEEDED(missing_cell, why) };
TABLE(missing_cell);

static const struct field matrix_fields[] = { ARRAY(matrix, missing, missing_cell_table) };
TABLE(matrix);

bool matrix_is_json(const json_t *json)
{
	return json_is_array(json_object_get(json, "documents"));
}

int matrix_read_missing(struct matrix *matrix, const json_t *json, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct matrix read = { 0 };
	size_t i;

	if (record_read(&read, &arena, &matrix_table, json, err) < 0)
		return -1;
	for (i = 0; i < read.nr_missing; i++)
		matrix_add_missing(matrix, read.missing[i].cell, read.missing[i].why);
	return 0;
}

int matrix_write_json(struct text *out, const struct matrix *matrix, struct error *err)
{
	owned(json_decrefp) json_t *file = json_object();
	owned(json_decrefp) json_t *missing = record_write(&matrix_table, matrix);
	json_t *documents = json_array();
	size_t i;

	for (i = 0; i < matrix->nr_documents; i++)
		json_array_append_new(documents, document_to_json(matrix->documents[i].backport));
	json_object_set_new(file, "format", json_integer(DOCUMENT_FORMAT));
	json_object_set_new(file, "verdict", json_string(verdict_word(matrix_verdict(matrix))));
	json_object_set_new(file, "documents", documents);
	json_object_update(file, missing);
	return record_print(out, file, err);
}
