// SPDX-License-Identifier: GPL-2.0-only
/* What a check of the sample found, and what booted kernels showed; see sample.h. */
#include "tests/lib/sample.h"

#define ARENA(sample) (&(sample)->backport.arena)

/* Builds. */

static void add_step_check(struct sample *sample, struct build_check *build, size_t index)
{
	struct step_check *built = arena_push(ARENA(sample), build->steps, build->nr_steps);

	built->step = index;
	built->built = true;
	built->warnings_before = built->warnings_after = 2;
	string_list_push(&built->objects, ARENA(sample), "drivers/frob/frob.o");
}

static void add_diagnostic(struct sample *sample, struct step_check *built)
{
	*arena_push(ARENA(sample), built->new_diagnostics, built->nr_new_diagnostics) = (struct diagnostic){
		.file = "drivers/frob/frob.c",
		.function = "frob_start",
		.line = 41,
		.kind = "warning",
		.text = "unused variable 'widget'",
		.option = "-Wunused-variable",
	};
	built->warnings_after++;
}

static void add_coverage(struct sample *sample, struct build_check *build)
{
	struct coverage *coverage = &build->coverage;
	struct uncompiled_lines *lines = arena_push(ARENA(sample), coverage->uncompiled, coverage->nr_uncompiled);

	string_list_push(&build->uncompiled, ARENA(sample), "drivers/frob/debug.c");
	coverage->done = true;
	coverage->lines = 9;
	coverage->compiled = 6;
	*lines = (struct uncompiled_lines){
		.path = "drivers/frob/debug.c", .first = 7, .last = 9, .why = "obj-$(CONFIG_FROB_DEBUG)"
	};
	string_list_push(&lines->options, ARENA(sample), "FROB_DEBUG");
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
	};
}

static void add_build(struct sample *sample)
{
	struct check *check = &sample->backport.check;
	struct build_check *build = arena_push(ARENA(sample), check->builds, check->nr_builds);

	build->name = "recipe";
	build->arch = "x86";
	build->done = build->sparse_done = true;
	build->compiler = "gcc (Debian 12.2.0-14) 12.2.0";
	build->flags = "W=1 C=1";
	build->seconds = 11.25;
	build->compiled = 4;
	build->remembered = 1;
	add_step_check(sample, build, SAMPLE_ADAPTED);
	add_step_check(sample, build, SAMPLE_SHIM);
	add_step_check(sample, build, SAMPLE_FIX);
	add_diagnostic(sample, &build->steps[2]);
	add_step_check(sample, build, SAMPLE_FOLLOW_UP);
	build->steps[3].built = false;
	build->steps[3].log =
		"drivers/frob/frob.c:44: error: 'flags' undeclared\nmake: *** [drivers/frob/frob.o] Error 1\n";
	add_coverage(sample, build);
	add_kabi(sample, build);
}

static void add_unbuilt(struct sample *sample)
{
	struct check *check = &sample->backport.check;

	*arena_push(ARENA(sample), check->builds, check->nr_builds) = (struct build_check){
		.name = "defconfig",
		.arch = "arm64",
		.note = "there is no aarch64-linux-gnu-gcc: install gcc-aarch64-linux-gnu",
	};
}

/* Style, conditions and names. */

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
	check->cocci_note = "the target's own free/kfree.cocci could not be read";
	*arena_push(ARENA(sample), check->cocci, check->nr_cocci) = (struct diagnostic){
		.file = "drivers/frob/frob.c",
		.line = 44,
		.kind = "warning",
		.text = "opportunity for kfree_sensitive",
		.option = "free/kfree.cocci",
	};
}

static void add_condition(struct sample *sample, const char *title, enum condition_outcome outcome,
			  const char *place, const char *note)
{
	struct check *check = &sample->backport.check;
	struct condition_check *condition =
		arena_push(ARENA(sample), check->conditions, check->nr_conditions);

	condition->title = title;
	condition->outcome = outcome;
	condition->note = note;
	if (place)
		string_list_push(&condition->places, ARENA(sample), place);
}

static void add_keep_out(struct sample *sample, const char *name, const char *place)
{
	struct check *check = &sample->backport.check;
	struct keep_out_check *keep_out = arena_push(ARENA(sample), check->keep_out, check->nr_keep_out);

	keep_out->name = name;
	keep_out->newly_there = place != NULL;
	if (place)
		string_list_push(&keep_out->places, ARENA(sample), place);
}

void sample_add_check(struct sample *sample)
{
	struct check *check = &sample->backport.check;

	check->done = true;
	check->seconds = 12.5;
	add_build(sample);
	add_unbuilt(sample);
	add_style(sample);
	add_condition(sample, "a widget is queued only by who won its flag", CONDITION_HOLDS, NULL, NULL);
	add_condition(sample, "the flag is cleared before the widget is released", CONDITION_FAILS,
		      "drivers/frob/frob.c:52: widget_put(widget);", NULL);
	add_condition(sample, "the reaper wins the flag", CONDITION_NOT_APPLICABLE, NULL,
		      "the tree lacks function frob_reaper");
	add_keep_out(sample, "frob_reaper", NULL);
	add_keep_out(sample, "frob_trace", "drivers/frob/frob.c:12: static void frob_trace(void)");
}

/* Proofs. */

static struct proof *add_proof(struct sample *sample, const char *scenario, enum proof_verdict verdict,
			       const char *sentence)
{
	struct proof *proof = arena_push(ARENA(sample), sample->backport.proofs, sample->backport.nr_proofs);

	proof->done = verdict != PROOF_FAILED;
	proof->scenario = scenario;
	proof->verdict = verdict;
	proof->sentence = sentence;
	if (!proof->done)
		return proof;
	string_list_push(&proof->repeat, ARENA(sample),
			 "qemu-system-x86_64 -kernel before/bzImage -initrd frob.cpio -nographic");
	string_list_push(&proof->repeat, ARENA(sample),
			 "qemu-system-x86_64 -kernel after/bzImage -initrd frob.cpio -nographic");
	return proof;
}

static struct guest_run *add_run(struct sample *sample, struct proof *proof, const char *name, const char *what)
{
	struct guest_run *run = arena_push(ARENA(sample), proof->runs, proof->nr_runs);

	run->name = name;
	run->what = what;
	run->outcome = RUN_ENDED;
	run->answered = !proof->load;
	run->excerpt = "frob: widget is polished\nstableport: ended 0";
	run->console = "prove/frob/console.txt";
	run->build_seconds = 60.5;
	run->run_seconds = 2.25;
	return run;
}

static void add_measured(struct sample *sample, struct guest_run *run, const char *name, long long value)
{
	*arena_push(ARENA(sample), run->measured, run->nr_measured) = (struct measured){ name, value };
}

static void add_cured(struct sample *sample)
{
	struct proof *proof = add_proof(sample, "two tasks polish 200 widgets", PROOF_CURED,
					"the bug shows before and is gone after");
	struct guest_run *run = add_run(sample, proof, "before", "the target");

	run->outcome = RUN_TIMED_OUT;
	run->shows_bug = true;
	run->excerpt = "[   12.431000] BUG: KASAN: use-after-free in frob_polish+0x3c/0x90\n"
		       "stableport: measured polished_twice 17\nstableport: bug shown\n";
	add_measured(sample, run, "widgets", 200);
	add_measured(sample, run, "polished_twice", 17);
	string_list_push(&run->complaints, ARENA(sample), "BUG: KASAN: use-after-free in frob_polish+0x3c/0x90");
	run = add_run(sample, proof, "after", "the target with the series");
	add_measured(sample, run, "widgets", 200);
	add_measured(sample, run, "polished_twice", 0);
	add_measured(sample, run, "seconds_to_stop", 1);
}

static void add_not_cured(struct sample *sample)
{
	struct proof *proof = add_proof(sample, "a widget goes away while it is polished", PROOF_NOT_CURED,
					"the bug shows before and after");

	add_run(sample, proof, "before", "the target")->shows_bug = true;
	add_run(sample, proof, "after", "the target with the series")->shows_bug = true;
}

static void add_load(struct sample *sample)
{
	struct proof *proof = add_proof(sample, "400 widgets are polished", PROOF_CURED,
					"the load behaves the same before and after");

	proof->load = true;
	add_measured(sample, add_run(sample, proof, "before", "the target"), "polished", 400);
	add_measured(sample, add_run(sample, proof, "after", "the target with the series"), "polished", 400);
}

static void add_failed(struct sample *sample)
{
	struct proof *proof = add_proof(sample, "a widget without a flag", PROOF_FAILED,
					"the kernel before does not build");

	proof->log = "ld: drivers/frob/frob.o: undefined reference to 'frob_queue'\n";
}

void sample_add_proofs(struct sample *sample)
{
	add_cured(sample);
	add_not_cured(sample);
	add_load(sample);
	add_failed(sample);
}
