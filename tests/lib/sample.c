// SPDX-License-Identifier: GPL-2.0-only
/* A backport with one of everything; see sample.h. */
#include "tests/lib/sample.h"

#define TARGET_COMMIT "7d120b7e2a5c4c0ab8a6d3ae1c15b9cb0a6f3a11"
#define BLOB_BEFORE "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
#define BLOB_AFTER "d670460b4b4aece5915caf5c68d12f560a9fe3e4"

#define FIX_DIFF                                                                                \
	"diff --git a/drivers/frob/frob.c b/drivers/frob/frob.c\n"                              \
	"index e69de29bb2d1..d670460b4b4a 100644\n"                                             \
	"--- a/drivers/frob/frob.c\n"                                                           \
	"+++ b/drivers/frob/frob.c\n"                                                           \
	"@@ -40,7 +40,9 @@ static int frob_start(struct frob *frob)\n"                          \
	" \tstruct widget *widget = frob->widget;\n"                                            \
	" \n"                                                                                   \
	"-\tqueue_work(frob->queue, &widget->work);\n"                                          \
	"+\tif (test_and_set_bit(FROB_RUNNING, &widget->flags))\n"                              \
	"+\t\treturn -EBUSY;\n"                                                                 \
	"+\tfrob_queue(frob, widget);\n"                                                        \
	" \treturn 0;\n"                                                                        \
	" }\n"                                                                                  \
	"diff --git a/drivers/frob/frob.h b/drivers/frob/frob.h\n"                              \
	"index e69de29bb2d1..d670460b4b4a 100644\n"                                             \
	"--- a/drivers/frob/frob.h\n"                                                           \
	"+++ b/drivers/frob/frob.h\n"                                                           \
	"@@ -9,4 +9,6 @@ struct widget {\n"                                                     \
	" \tint shine;\n"                                                                       \
	"+\tunsigned long flags;\n"                                                             \
	"+#define FROB_RUNNING 0\n"                                                             \
	" };\n"

#define FIX_UPSTREAM_DIFF                                                                       \
	"diff --git a/drivers/frob/core.c b/drivers/frob/core.c\n"                              \
	"index 1111111..2222222 100644\n"                                                       \
	"--- a/drivers/frob/core.c\n"                                                           \
	"+++ b/drivers/frob/core.c\n"                                                           \
	"@@ -12,3 +12,2 @@ static void frob_trace(void)\n"                                      \
	"-\ttrace_frob_start();\n"                                                              \
	" \treturn;\n"                                                                          \
	"diff --git a/drivers/frob/frob.c b/drivers/frob/frob.c\n"                              \
	"index 3333333..4444444 100644\n"                                                       \
	"--- a/drivers/frob/frob.c\n"                                                           \
	"+++ b/drivers/frob/frob.c\n"                                                           \
	"@@ -140,6 +140,8 @@ static int frob_start(struct frob *frob)\n"                        \
	"-\tfrob_queue(frob, widget);\n"                                                        \
	"+\tif (!test_and_set_bit(FROB_RUNNING, &widget->flags))\n"                             \
	"+\t\tfrob_queue(frob, widget);\n"                                                      \
	" \treturn 0;\n"

#define SMALL_DIFF                                                                              \
	"diff --git a/drivers/frob/frob.c b/drivers/frob/frob.c\n"                              \
	"--- a/drivers/frob/frob.c\n"                                                           \
	"+++ b/drivers/frob/frob.c\n"                                                           \
	"@@ -1,2 +1,2 @@\n"                                                                     \
	"-\tqueue_work(frob->queue, &widget->work);\n"                                          \
	"+\tfrob_queue(frob, widget);\n"

#define ARENA(sample) (&(sample)->backport.arena)

static void add_reason(struct sample *sample, struct step *step, const char *text, const char *evidence)
{
	*arena_push(ARENA(sample), step->reasons, step->nr_reasons) = (struct reason){ text, evidence };
}

/* The recipe: six commits with two adaptations each, so that every index of a step is one of its own. */
static void make_recipe(struct recipe *recipe)
{
	struct arena *arena = &recipe->arena;
	size_t i;

	recipe->name = "frob-running";
	recipe->path = "/usr/share/stableport/backports/frob-running/recipe.yaml";
	recipe->title = "Two tasks polish one widget";
	recipe->description =
		"A widget can be started again while it is being polished. Then two tasks\n"
		"share it without a lock.\n\nThe fix gives every widget a flag that is won first.";
	recipe->prefer = STYLE_INLINE;
	string_list_push(&recipe->references, arena,
		   "https://lore.kernel.org/all/20250220-frob-v2-0-6a57f46e1c3a@example.org/");
	string_list_push(&recipe->log, arena, "frob: widget is polished twice");
	string_list_push(&recipe->stack, arena, "frob_start");
	string_list_push(&recipe->notes, arena, "A tree with its own frob_queue() needs a second look.");
	for (i = 0; i < SAMPLE_NR_STEPS; i++) {
		struct recipe_commit *commit = arena_push(arena, recipe->commits, recipe->nr_commits);

		commit->nr_adaptations = 2;
		commit->adaptations = arena_alloc(arena, 2 * sizeof(*commit->adaptations));
	}
}

static void make_target(struct target *target)
{
	*target = (struct target){
		.repo = "/srv/linux/.git",
		.ref = "linux-4.19.y",
		.commit = TARGET_COMMIT,
		.version = "4.19.79",
		.label = "linux-4.19.y",
		.upstream_ref = "upstream/master",
		.upstream_commit = "0123456789abcdef0123456789abcdef01234567",
	};
}

static struct step *add_step(struct sample *sample, const char *id, const char *subject, enum role role,
			     enum disposition disposition)
{
	struct backport *backport = &sample->backport;
	struct step *step = arena_push(ARENA(sample), backport->steps, backport->nr_steps);

	step->index = backport->nr_steps - 1;
	step->id = id;
	step->name = arena_strndup(ARENA(sample), id, 12);
	step->subject = subject;
	step->author = "Ann Author <ann@example.org>";
	step->date = "1577836800 +0100";
	step->body = "As it says.\n\nSigned-off-by: Ann Author <ann@example.org>\n";
	step->body_is_upstream = true;
	step->role = role;
	step->disposition = disposition;
	return step;
}

static void add_change(struct sample *sample, struct step *step, const char *diff, unsigned added,
		       unsigned removed)
{
	*arena_push(ARENA(sample), step->files, step->nr_files) =
		(struct file_change){ "drivers/frob/frob.c", BLOB_BEFORE, BLOB_AFTER };
	step->diff = diff;
	step->added = added;
	step->removed = removed;
}

static struct used_adaptation *add_adaptation(struct sample *sample, struct step *step, const char *path,
					      const char *why)
{
	struct used_adaptation *used = arena_push(ARENA(sample), step->adaptations, step->nr_adaptations);

	used->index = step->nr_adaptations - 1;
	used->path = path;
	used->why = why;
	return used;
}

static void add_rule(struct sample *sample, struct used_adaptation *used, const char *name, bool fired)
{
	*arena_push(ARENA(sample), used->rules, used->nr_rules) = (struct used_rule){ name, fired };
}

static void add_there(struct sample *sample)
{
	struct step *step = add_step(sample, "12357f1b2c8e", "frob: minor cleanup", ROLE_PREREQUISITE,
				     STEP_ALREADY_THERE);

	step->presence = PRESENCE_TRAILER;
	add_reason(sample, step, "a commit of the branch says that it is a backport of it",
		   "4f2c1d9be0aa \"frob: minor cleanup\"");
}

static void add_adapted(struct sample *sample)
{
	struct step *step = add_step(sample, "2bbfed98a4d82ac4e7abfcd4eba40bddfc670b1d",
				     "frob: queue a widget in one place", ROLE_PREREQUISITE, STEP_ADAPT);
	struct used_adaptation *used;

	add_reason(sample, step, "1054e8ffc5c4 leans on it",
		   "made 3 of the lines that 1054e8ffc5c4 removes; brought frob_queue, frob_done");
	used = add_adaptation(sample, step, "frob/one-queue.cocci", "the widget is queued inline here");
	add_rule(sample, used, "queue", true);
	add_rule(sample, used, "done", false);
	*arena_push(ARENA(sample), step->warnings, step->nr_warnings) = (struct reason){
		"spatch did not parse, and so did not look at, drivers/frob/frob.c: lines 120-140", NULL
	};
	add_change(sample, step, SMALL_DIFF, 1, 1);
	step->upstream_object = step->id;
	step->upstream_diff = SMALL_DIFF;
}

static void add_shim(struct sample *sample)
{
	struct step *step = add_step(sample, "b95239ca4954a0d48b19c09ce7e8f31b453b4216",
				     "frob: wait for the last widget", ROLE_PREREQUISITE, STEP_ADAPT);
	struct used_adaptation *used = add_adaptation(sample, step, "linux/wait_bit.h",
						      "waiting for a variable came with v4.17");

	used->is_shim = true;
	string_list_push(&used->missing, ARENA(sample), "wait_var_event");
	string_list_push(&used->missing, ARENA(sample), "wake_up_var");
	add_change(sample, step, SMALL_DIFF, 1, 1);
}

static void add_not_here(struct sample *sample)
{
	struct step *step = add_step(sample, "424dd3df1f991b14a70f044a68c8a595abbdf1ad",
				     "frob: the reaper asks first", ROLE_FIX, STEP_NOT_APPLICABLE);

	add_reason(sample, step, "it applies only where this holds: the tree has function frob_reaper", NULL);
}

static void add_fix(struct sample *sample)
{
	struct step *step = add_step(sample, "1054e8ffc5c492f341bdf1888b882f1d163dd3d8",
				     "frob: prevent widgets from being polished twice", ROLE_FIX, STEP_PICK);

	add_reason(sample, step, "a three-way merge of its paths is clean", NULL);
	add_change(sample, step, FIX_DIFF, 5, 1);
	*arena_push(ARENA(sample), step->files, step->nr_files) =
		(struct file_change){ "drivers/frob/frob.h", NULL, BLOB_AFTER };
	step->upstream_object = step->id;
	step->upstream_diff = FIX_UPSTREAM_DIFF;
}

static void add_follow_up(struct sample *sample)
{
	struct step *step =
		add_step(sample, "20260526-frob-v1-1-310011a028f3@example.org",
			 "frob: clear the flag where nothing was queued", ROLE_FOLLOW_UP, STEP_PICK);

	step->message_id = step->id;
	step->name = step->id;
	step->id = NULL;
	step->body = "A widget that was not queued gives back its flag.\n";
	step->body_is_upstream = false;
	add_reason(sample, step, "a three-way merge of its paths is clean", NULL);
	add_change(sample, step, SMALL_DIFF, 1, 1);
}

static void add_left_out(struct sample *sample)
{
	struct backport *backport = &sample->backport;

	*arena_push(ARENA(sample), backport->left_out, backport->nr_left_out) = (struct left_out_commit){
		.id = "44df6f439a1790a5f602e3842879efa88f346672",
		.subject = "frob: add a reaper",
		.why = "a feature: the fix does not need it",
		.evidence = "brought frob_reaper",
		.suggested = true,
	};
	*arena_push(ARENA(sample), backport->left_out, backport->nr_left_out) = (struct left_out_commit){
		.id = "3959066b697b",
		.subject = "frob: rename a variable",
		.why = "the series carries without it",
	};
}
/* As plan leaves a backport: nothing written, nothing checked. */
static void make_plan(struct sample *sample)
{
	struct backport *backport = &sample->backport;

	make_recipe(&sample->recipe);
	make_target(&backport->target);
	backport->recipe = &sample->recipe;
	backport->style = STYLE_INLINE;
	add_there(sample);
	add_adapted(sample);
	add_shim(sample);
	add_not_here(sample);
	add_fix(sample);
	add_follow_up(sample);
	add_left_out(sample);
	backport->output = "stableport-out/frob-running/linux-4.19.y";
}

static void write_series(struct sample *sample)
{
	struct backport *backport = &sample->backport;
	size_t i;

	for (i = 0; i < backport->nr_steps; i++) {
		struct step *step = &backport->steps[i];

		if (!step_is_carried(step))
			continue;
		step->commit = "00000000000000000000000000000000000c0de5";
		step->patch = arena_printf(ARENA(sample), "%04zu-frob.patch", i + 1);
	}
	backport->applied = true;
	backport->branch = "stableport/frob-running/linux-4.19.y";
}

void sample_make(struct sample *sample)
{
	make_plan(sample);
	write_series(sample);
	sample_add_check(sample);
	sample_add_proofs(sample);
}

/* What a step that is not carried has not. */
static void drop_change(struct step *step, enum disposition disposition)
{
	step->disposition = disposition;
	step->diff = NULL;
	step->nr_files = step->nr_reasons = step->nr_adaptations = step->nr_warnings = 0;
	step->added = step->removed = 0;
}

void sample_make_conflict(struct sample *sample)
{
	struct step *fix;

	make_plan(sample);
	fix = &sample->backport.steps[SAMPLE_FIX];
	drop_change(fix, STEP_CONFLICT);
	add_reason(sample, fix, "a three-way merge is in conflict", "drivers/frob/frob.c; and 2 more files");
	add_reason(sample, fix, "frob/running.cocci does not carry it", "rule 'set_off' did not fire");
}

void sample_make_nothing_to_do(struct sample *sample)
{
	size_t i;

	make_plan(sample);
	for (i = 0; i < sample->backport.nr_steps; i++)
		if (step_is_carried(&sample->backport.steps[i]))
			drop_change(&sample->backport.steps[i], STEP_ALREADY_THERE);
}

void sample_make_empty(struct sample *sample)
{
	make_recipe(&sample->recipe);
	sample->backport.recipe = &sample->recipe;
	sample->backport.style = STYLE_SHIM;
	sample->backport.target = (struct target){
		.folder = "/usr/src/linux-source-6.1",
		.version = "6.1.140",
		.label = "linux-source-6.1",
	};
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

	make_plan(sample);
	step = backport->steps[SAMPLE_FIX];
	step.diff = long_diff(sample, nr_lines, "frob_queue");
	step.upstream_diff = long_diff(sample, nr_lines, "widget_queue");
	step.added = step.removed = (unsigned)nr_lines;
	backport->steps = NULL;
	backport->nr_steps = 0;
	for (i = 0; i < nr_steps; i++) {
		step.role = i % 5 == 4 ? ROLE_FIX : ROLE_PREREQUISITE;
		*arena_push(ARENA(sample), backport->steps, backport->nr_steps) = step;
	}
	write_series(sample);
}

void sample_release(struct sample *sample)
{
	backport_release(&sample->backport);
	arena_release(&sample->recipe.arena);
}

make_sample *const samples[NR_SAMPLES] = {
	sample_make,
	sample_make_conflict,
	sample_make_nothing_to_do,
	sample_make_empty,
};
