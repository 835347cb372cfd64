// SPDX-License-Identifier: GPL-2.0-only
/* What sample_make() leaves out: coverage, kABI, checkpatch, and kernels that were booted. See sample.h. */
#include "tests/lib/sample.h"

#define ARENA(sample) (&(sample)->backport.arena)

static void add_string(struct arena *arena, struct string_list *list, const char *string)
{
	*arena_push(arena, list->v, list->nr) = arena_strdup(arena, string);
}

static void add_coverage(struct sample *sample, struct build_check *build)
{
	struct coverage *coverage = &build->coverage;
	struct uncompiled_lines *lines = arena_push(ARENA(sample), coverage->uncompiled, coverage->nr_uncompiled);

	coverage->done = true;
	coverage->lines = 9;
	coverage->compiled = 6;
	*lines = (struct uncompiled_lines){
		.path = "drivers/frob/debug.c", .first = 7, .last = 9, .why = "obj-$(CONFIG_FROB_DEBUG)"
	};
	add_string(ARENA(sample), &lines->options, "FROB_DEBUG");
}

static void add_kabi(struct sample *sample, struct build_check *build)
{
	struct kabi *kabi = &build->kabi;

	kabi->done = true;
	kabi->symbols = 2;
	*arena_push(ARENA(sample), kabi->changes, kabi->nr_changes) = (struct kabi_change){
		.kind = KABI_STRUCT,
		.name = "widget",
		.path = "drivers/frob/frob.h",
		.before = "size 24",
		.after = "size 32",
		.detail = "flags added at 24\nshine is where it was",
		.exported = true,
	};
	*arena_push(ARENA(sample), kabi->changes, kabi->nr_changes) = (struct kabi_change){
		.kind = KABI_SYMBOL,
		.name = "frob_queue",
		.after = "0x1234abcd",
		.exported = false,
	};
}

static void add_style(struct sample *sample)
{
	struct check *check = &sample->backport.check;
	struct style_check *style = arena_push(ARENA(sample), check->style, check->nr_style);

	style->step = SAMPLE_FIX;
	*arena_push(ARENA(sample), style->findings, style->nr_findings) = (struct diagnostic){
		.file = "drivers/frob/frob.c",
		.line = 42,
		.kind = "warning",
		.text = "line length of 101 exceeds 100 columns",
		.option = "LONG_LINE",
	};
	check->style_note = "checkpatch.pl gave up on step 6";
	check->cocci_done = true;
	*arena_push(ARENA(sample), check->cocci, check->nr_cocci) = (struct diagnostic){
		.file = "drivers/frob/frob.c",
		.line = 44,
		.kind = "warning",
		.text = "opportunity for kfree_sensitive",
		.option = "free/kfree.cocci",
	};
}

static struct guest_run *add_run(struct sample *sample, struct proof *proof, const char *name, const char *what,
				 bool shows)
{
	struct guest_run *run = arena_push(ARENA(sample), proof->runs, proof->nr_runs);

	run->name = name;
	run->what = what;
	run->outcome = RUN_ENDED;
	run->answered = true;
	run->shows_bug = shows;
	*arena_push(ARENA(sample), run->measured, run->nr_measured) = (struct measured){ "polished", shows ? 2 : 1 };
	run->excerpt = "frob: widget is polished\nstableport: ended 0";
	run->console = "prove/frob/console.txt";
	run->build_seconds = 60.5;
	run->run_seconds = 2.25;
	return run;
}

static void add_proof(struct sample *sample, enum proof_verdict verdict)
{
	struct proof *proof = arena_push(ARENA(sample), sample->backport.proofs, sample->backport.nr_proofs);
	struct guest_run *run;

	proof->done = true;
	proof->scenario = "a widget that is started while it is polished";
	proof->verdict = verdict;
	proof->sentence = "the bug shows before, and after as well";
	run = add_run(sample, proof, "before", "the target", true);
	add_string(ARENA(sample), &run->complaints, "BUG: KASAN: use-after-free in frob_start+0x12/0x80");
	add_run(sample, proof, "after", "the target with the series", verdict == PROOF_NOT_CURED);
	add_string(ARENA(sample), &proof->repeat, "qemu-system-x86_64 -kernel after/bzImage -initrd initrd");
}

void sample_make_all(struct sample *sample)
{
	struct check *check = &sample->backport.check;
	size_t i;

	sample_make(sample);
	for (i = 0; i < check->nr_builds; i++) {
		if (!check->builds[i].done)
			continue;
		add_coverage(sample, &check->builds[i]);
		add_kabi(sample, &check->builds[i]);
	}
	add_style(sample);
	add_proof(sample, PROOF_NOT_CURED);
	add_proof(sample, PROOF_CURED);
	add_proof(sample, PROOF_FAILED);
}

/* Poison. */

static void poison(const char **string, const char *poison)
{
	if (*string)
		*string = poison;
}

static void poison_list(struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		list->v[i] = string;
}

static void poison_build(struct build_check *build, const char *string)
{
	size_t i;

	poison(&build->kabi.note, string);
	for (i = 0; i < build->coverage.nr_uncompiled; i++) {
		poison(&build->coverage.uncompiled[i].path, string);
		poison(&build->coverage.uncompiled[i].why, string);
		poison_list(&build->coverage.uncompiled[i].options, string);
	}
	for (i = 0; i < build->kabi.nr_changes; i++) {
		poison(&build->kabi.changes[i].name, string);
		poison(&build->kabi.changes[i].path, string);
		poison(&build->kabi.changes[i].before, string);
		poison(&build->kabi.changes[i].after, string);
		poison(&build->kabi.changes[i].detail, string);
	}
}

static void poison_run(struct guest_run *run, const char *string)
{
	size_t i;

	poison(&run->name, string);
	poison(&run->what, string);
	poison(&run->excerpt, string);
	poison(&run->console, string);
	poison_list(&run->complaints, string);
	for (i = 0; i < run->nr_measured; i++)
		poison(&run->measured[i].name, string);
}

static void poison_proof(struct proof *proof, const char *string)
{
	size_t i;

	poison(&proof->scenario, string);
	poison(&proof->sentence, string);
	poison(&proof->log, string);
	poison_list(&proof->repeat, string);
	for (i = 0; i < proof->nr_runs; i++)
		poison_run(&proof->runs[i], string);
}

void sample_poison_all(struct sample *sample, const char *string)
{
	struct check *check = &sample->backport.check;
	size_t i, j;

	sample_poison(sample, string);
	for (i = 0; i < check->nr_builds; i++)
		poison_build(&check->builds[i], string);
	poison(&check->style_note, string);
	poison(&check->cocci_note, string);
	for (i = 0; i < check->nr_cocci; i++) {
		poison(&check->cocci[i].file, string);
		poison(&check->cocci[i].kind, string);
		poison(&check->cocci[i].text, string);
		poison(&check->cocci[i].option, string);
	}
	for (i = 0; i < check->nr_style; i++) {
		for (j = 0; j < check->style[i].nr_findings; j++) {
			poison(&check->style[i].findings[j].file, string);
			poison(&check->style[i].findings[j].kind, string);
			poison(&check->style[i].findings[j].text, string);
			poison(&check->style[i].findings[j].option, string);
		}
	}
	for (i = 0; i < sample->backport.nr_proofs; i++)
		poison_proof(&sample->backport.proofs[i], string);
}
