// SPDX-License-Identifier: GPL-2.0-only
/* Every string of a sample becomes another one; see sample.h. A string that is absent stays so. */
#include "tests/lib/sample.h"

static void poison(const char **string, const char *poison)
{
	if (*string)
		*string = poison;
}

#define poison_each(string, ...)                                                \
	do {                                                                    \
		const char **each[] = { __VA_ARGS__ };                          \
		size_t nth;                                                     \
										\
		for (nth = 0; nth < nr_of(each); nth++)                         \
			poison(each[nth], string);                              \
	} while (0)

static void poison_list(struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		list->v[i] = string;
}

static void poison_reasons(struct reason *reasons, size_t nr, const char *string)
{
	size_t i;

	for (i = 0; i < nr; i++)
		poison_each(string, &reasons[i].text, &reasons[i].evidence);
}

static void poison_adaptation(struct used_adaptation *used, const char *string)
{
	size_t i;

	poison_each(string, &used->path, &used->why);
	poison_list(&used->missing, string);
	for (i = 0; i < used->nr_rules; i++)
		poison(&used->rules[i].name, string);
}

static void poison_step(struct step *step, const char *string)
{
	size_t i;

	poison_each(string, &step->name, &step->id, &step->message_id, &step->subject, &step->author, &step->date,
		    &step->body, &step->upstream_object, &step->diff, &step->upstream_diff, &step->commit,
		    &step->patch);
	poison_reasons(step->reasons, step->nr_reasons, string);
	poison_reasons(step->warnings, step->nr_warnings, string);
	for (i = 0; i < step->nr_adaptations; i++)
		poison_adaptation(&step->adaptations[i], string);
	for (i = 0; i < step->nr_files; i++)
		poison_each(string, &step->files[i].path, &step->files[i].before, &step->files[i].after);
}

static void poison_diagnostics(struct diagnostic *diagnostics, size_t nr, const char *string)
{
	size_t i;

	for (i = 0; i < nr; i++)
		poison_each(string, &diagnostics[i].file, &diagnostics[i].function, &diagnostics[i].kind,
			    &diagnostics[i].text, &diagnostics[i].option);
}

static void poison_step_check(struct step_check *built, const char *string)
{
	poison(&built->log, string);
	poison_list(&built->objects, string);
	poison_diagnostics(built->new_diagnostics, built->nr_new_diagnostics, string);
}

static void poison_coverage(struct coverage *coverage, const char *string)
{
	size_t i;

	for (i = 0; i < coverage->nr_uncompiled; i++) {
		poison_each(string, &coverage->uncompiled[i].path, &coverage->uncompiled[i].why);
		poison_list(&coverage->uncompiled[i].options, string);
	}
}

static void poison_kabi(struct kabi *kabi, const char *string)
{
	size_t i;

	poison(&kabi->note, string);
	for (i = 0; i < kabi->nr_changes; i++)
		poison_each(string, &kabi->changes[i].name, &kabi->changes[i].path, &kabi->changes[i].before,
			    &kabi->changes[i].after, &kabi->changes[i].detail);
}

static void poison_build(struct build_check *build, const char *string)
{
	size_t i;

	poison_each(string, &build->name, &build->arch, &build->compiler, &build->flags, &build->note);
	poison_list(&build->uncompiled, string);
	poison_coverage(&build->coverage, string);
	poison_kabi(&build->kabi, string);
	for (i = 0; i < build->nr_steps; i++)
		poison_step_check(&build->steps[i], string);
}

static void poison_check(struct check *check, const char *string)
{
	size_t i;

	poison_each(string, &check->style_note, &check->cocci_note);
	for (i = 0; i < check->nr_builds; i++)
		poison_build(&check->builds[i], string);
	for (i = 0; i < check->nr_style; i++)
		poison_diagnostics(check->style[i].findings, check->style[i].nr_findings, string);
	poison_diagnostics(check->cocci, check->nr_cocci, string);
	for (i = 0; i < check->nr_conditions; i++) {
		poison_each(string, &check->conditions[i].title, &check->conditions[i].note);
		poison_list(&check->conditions[i].places, string);
	}
	for (i = 0; i < check->nr_keep_out; i++) {
		poison(&check->keep_out[i].name, string);
		poison_list(&check->keep_out[i].places, string);
	}
}

static void poison_run(struct guest_run *run, const char *string)
{
	size_t i;

	poison_each(string, &run->name, &run->what, &run->excerpt, &run->console);
	poison_list(&run->complaints, string);
	for (i = 0; i < run->nr_measured; i++)
		poison(&run->measured[i].name, string);
}

static void poison_proof(struct proof *proof, const char *string)
{
	size_t i;

	poison_each(string, &proof->scenario, &proof->sentence, &proof->log);
	poison_list(&proof->repeat, string);
	for (i = 0; i < proof->nr_runs; i++)
		poison_run(&proof->runs[i], string);
}

static void poison_target(struct target *target, const char *string)
{
	poison_each(string, &target->repo, &target->ref, &target->commit, &target->folder, &target->label,
		    &target->version, &target->upstream_ref, &target->upstream_commit);
}

static void poison_recipe(struct recipe *recipe, const char *string)
{
	poison_each(string, &recipe->name, &recipe->path, &recipe->title, &recipe->description);
	poison_list(&recipe->references, string);
	poison_list(&recipe->log, string);
	poison_list(&recipe->stack, string);
	poison_list(&recipe->notes, string);
}

void sample_poison(struct sample *sample, const char *string)
{
	struct backport *backport = &sample->backport;
	size_t i;

	poison_recipe(&sample->recipe, string);
	poison_target(&backport->target, string);
	poison_each(string, &backport->branch, &backport->output);
	poison_list(&backport->leftovers, string);
	for (i = 0; i < backport->nr_steps; i++)
		poison_step(&backport->steps[i], string);
	for (i = 0; i < backport->nr_left_out; i++)
		poison_each(string, &backport->left_out[i].id, &backport->left_out[i].subject,
			    &backport->left_out[i].why, &backport->left_out[i].evidence);
	poison_check(&backport->check, string);
	for (i = 0; i < backport->nr_proofs; i++)
		poison_proof(&backport->proofs[i], string);
}
