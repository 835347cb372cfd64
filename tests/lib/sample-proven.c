// SPDX-License-Identifier: GPL-2.0-only
/* A backport that was checked and proven; see sample-proven.h. */
#include "tests/lib/sample-proven.h"

#define ARENA(sample) (&(sample)->backport.arena)

/* The string, or the poison in its place. */
static const char *or(const char *string, const char *poison)
{
	return poison ? poison : string;
}

static void add_string(struct arena *arena, struct string_list *list, const char *string)
{
	*arena_push(arena, list->v, list->nr) = string;
}

static void add_coverage(struct sample *sample, struct build_check *build, const char *poison)
{
	struct coverage *coverage = &build->coverage;
	struct uncompiled_lines *lines;

	*coverage = (struct coverage){ .done = true, .lines = 24, .compiled = 19 };
	lines = arena_push(ARENA(sample), coverage->uncompiled, coverage->nr_uncompiled);
	*lines = (struct uncompiled_lines){
		.path = or("drivers/frob/frob.c", poison),
		.first = 210,
		.last = 214,
		.why = or("#ifdef CONFIG_FROB_REAPER", poison),
	};
	add_string(ARENA(sample), &lines->options, or("FROB_REAPER", poison));
}

static void add_kabi(struct sample *sample, struct build_check *build, const char *poison)
{
	struct kabi *kabi = &build->kabi;

	*kabi = (struct kabi){ .done = true, .symbols = 8123 };
	*arena_push(ARENA(sample), kabi->changes, kabi->nr_changes) = (struct kabi_change){
		.kind = KABI_STRUCT,
		.name = or("widget", poison),
		.path = or("drivers/frob/frob.h", poison),
		.before = or("size 24", poison),
		.after = or("size 32", poison),
		.detail = or("flags added at 24\nsize 24 -> 32", poison),
		.exported = true,
	};
	*arena_push(ARENA(sample), kabi->changes, kabi->nr_changes) = (struct kabi_change){
		.kind = KABI_SYMBOL,
		.name = or("frob_queue", poison),
		.after = or("0x1234abcd", poison),
	};
}

static void add_second_build(struct sample *sample, const char *poison)
{
	struct check *check = &sample->backport.check;
	struct build_check *build = arena_push(ARENA(sample), check->builds, check->nr_builds);
	struct step_check *built = arena_push(ARENA(sample), build->steps, build->nr_steps);

	built->step = SAMPLE_FIX;
	built->built = true;
	build->name = or("/boot/config-4.19.0-6-amd64", poison);
	build->arch = or("x86", poison);
	build->compiler = or("gcc (Debian 12.2.0-14) 12.2.0", poison);
	build->done = true;
	build->seconds = 31;
	build->remembered = 9;
	add_coverage(sample, build, poison);
	add_kabi(sample, build, poison);
}

static void add_style(struct sample *sample, const char *poison)
{
	struct check *check = &sample->backport.check;
	struct style_check *style = arena_push(ARENA(sample), check->style, check->nr_style);

	style->step = SAMPLE_FIX;
	*arena_push(ARENA(sample), style->findings, style->nr_findings) = (struct diagnostic){
		.file = or("drivers/frob/frob.c", poison),
		.line = 43,
		.kind = or("WARNING", poison),
		.text = or("line length of 104 exceeds 100 columns", poison),
	};
}

static struct guest_run *add_run(struct sample *sample, struct proof *proof, const char *name, const char *what,
				 const char *poison)
{
	struct guest_run *run = arena_push(ARENA(sample), proof->runs, proof->nr_runs);

	run->name = or(name, poison);
	run->what = or(what, poison);
	run->build_seconds = 312;
	run->run_seconds = 41;
	run->console = or("prove/console.txt", poison);
	return run;
}

static void add_measured(struct sample *sample, struct guest_run *run, const char *name, long long value)
{
	*arena_push(ARENA(sample), run->measured, run->nr_measured) = (struct measured){ name, value };
}

static void add_before(struct sample *sample, struct proof *proof, const char *poison)
{
	struct guest_run *run = add_run(sample, proof, "before", "the target", poison);

	run->outcome = RUN_TIMED_OUT;
	run->shows_bug = true;
	add_measured(sample, run, or("widgets", poison), 200);
	add_measured(sample, run, or("polished_twice", poison), 17);
	add_string(ARENA(sample), &run->complaints, or("BUG: KASAN: use-after-free in frob_polish+0x3c/0x90", poison));
	run->excerpt = or("[   12.431000] BUG: KASAN: use-after-free in frob_polish+0x3c/0x90\n"
			  "[   12.431420] Read of size 8 at addr ffff888004a1c018 by task kworker/0:2/61\n"
			  "stableport: measured polished_twice 17\nstableport: bug shown\n", poison);
}

static void add_after(struct sample *sample, struct proof *proof, const char *poison)
{
	struct guest_run *run = add_run(sample, proof, "after", "the target with the series", poison);

	add_measured(sample, run, or("widgets", poison), 200);
	add_measured(sample, run, or("polished_twice", poison), 0);
	add_measured(sample, run, or("seconds_to_stop", poison), 1);
	run->excerpt = or("stableport: measured polished_twice 0\nstableport: bug absent\n", poison);
}

static void add_proofs(struct sample *sample, const char *poison)
{
	struct backport *backport = &sample->backport;
	struct proof *proof = arena_push(ARENA(sample), backport->proofs, backport->nr_proofs);

	proof->done = true;
	proof->scenario = or("two tasks polish 200 widgets", poison);
	proof->verdict = PROOF_CURED;
	proof->sentence = or("17 of 200 widgets were polished twice before, and none after", poison);
	add_before(sample, proof, poison);
	add_after(sample, proof, poison);
	add_string(ARENA(sample), &proof->repeat, or("make -j2 O=build bzImage", poison));
	add_string(ARENA(sample), &proof->repeat, or("qemu-system-x86_64 -kernel bzImage -nographic", poison));
	proof = arena_push(ARENA(sample), backport->proofs, backport->nr_proofs);
	proof->done = true;
	proof->scenario = or("a widget goes away while it is polished", poison);
	proof->verdict = PROOF_NOT_SHOWN;
	proof->sentence = or("the bug did not show before the series either", poison);
}

void sample_make_proven(struct sample *sample, const char *poison)
{
	sample_make(sample);
	if (poison)
		sample_poison(sample, poison);
	add_second_build(sample, poison);
	add_style(sample, poison);
	add_proofs(sample, poison);
}

/* "-\told_call(n);" and "+\tnew_call(n, flags);": each line another one, and upstream's with other words. */
static const char *long_diff(struct sample *sample, size_t nr_lines, const char *call)
{
	owned(text_release) struct text diff = { 0 };
	size_t i;

	text_adds(&diff, "diff --git a/drivers/frob/frob.c b/drivers/frob/frob.c\n--- a/drivers/frob/frob.c\n"
			 "+++ b/drivers/frob/frob.c\n");
	for (i = 0; i < nr_lines; i++) {
		if (i % 20 == 0)
			text_addf(&diff, "@@ -%zu,10 +%zu,10 @@ static int frob_%zu(struct frob *frob)\n", i + 1, i + 1,
				  i);
		text_addf(&diff, "-\t%s(frob, %zu);\n+\t%s_locked(frob, %zu, GFP_KERNEL);\n", call, i, call, i);
	}
	return arena_strndup(ARENA(sample), text_str(&diff), diff.len);
}

void sample_make_long(struct sample *sample, size_t nr_steps, size_t nr_lines)
{
	struct backport *backport = &sample->backport;
	struct step step;
	size_t i;

	sample_make(sample);
	step = backport->steps[SAMPLE_FIX];
	step.diff = long_diff(sample, nr_lines, "frob_queue");
	step.upstream_diff = long_diff(sample, nr_lines, "widget_queue");
	step.added = step.removed = (unsigned)nr_lines;
	backport->steps = NULL;
	backport->nr_steps = 0;
	backport->check = (struct check){ 0 };
	for (i = 0; i < nr_steps; i++) {
		step.role = i % 5 == 4 ? ROLE_FIX : ROLE_PREREQUISITE;
		*arena_push(ARENA(sample), backport->steps, backport->nr_steps) = step;
	}
}
