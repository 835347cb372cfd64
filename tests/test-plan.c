// SPDX-License-Identifier: GPL-2.0-only
/* plan_build() with tiny recipes over tiny histories: what is decided of each commit, and why. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/history.h"
#include "tool/plan.h"

#define MAIL "20260101-fix-v1-1@example.org"
#define BEFORE "int before;\n\nint wrong(void)\n{\n\treturn 1;\n}\n\nint after;\n"
#define AFTER "int before;\n\nint wrong(void)\n{\n\treturn 2;\n}\n\nint after;\n"
#define OTHER "int before;\n\nint wrong(void)\n{\n\treturn 7;\n}\n\nint after;\n"
#define NEVER "    there-when: [ { has: identifier never_there } ]\n"

/* A history with a base, an upstream branch ("master") and a stable one, a recipe over it, and what a plan makes. */
struct planned {
	struct fixture f;
	struct data_paths data;
	struct plan_options options;
	struct plan_history history;
	struct recipe recipe;
	struct backport backport;
	struct tree *tree;
	struct kbuild *kbuild;
	struct text yaml;
	git_oid base, fix;
};

static void planned_release(struct planned *p)
{
	kbuild_freep(&p->kbuild);
	tree_freep(&p->tree);
	backport_release(&p->backport);
	recipe_release(&p->recipe);
	text_release(&p->yaml);
	free(p->data.semantic_patches);
	fixture_release(&p->f);
}

static void begin(struct planned *p)
{
	fixture_make(&p->f);
	p->data.semantic_patches = fixture_path(&p->f, "cocci");
	p->data.shims = p->data.recipes = p->data.semantic_patches;
	p->options.spatch = (struct spatch_options){ .data = &p->data, .timeout = 60 };
	fixture_files(p->data.semantic_patches,
		      "right.cocci", "@right@\n@@\n int wrong(void) {\n- return 7;\n+ return 2;\n }\n", "nothing.cocci",
		      "@nothing@\n@@\n- no_such_call();\n", NULL);
	p->base = fixture_commit(&p->f, "base", "fs/a.c", BEFORE, NULL);
}

/* A base, and upstream's fix of it on master. */
static void make(struct planned *p)
{
	begin(p);
	p->fix = fixture_commit(&p->f, "fs: return the right number\n\nIt was wrong.\n", "fs/a.c", AFTER, NULL);
}

/* The recipe: its head, and then a commit for each call. rest has what follows the subject, line by line. */
static void recipe_head(struct planned *p, const char *head)
{
	text_addf(&p->yaml, "title: t\ndescription: d\nscope: [ fs ]\nbuild: { config: [ DEMO ] }\n%scommits:\n", head);
}

static void recipe_commit(struct planned *p, const git_oid *id, const char *rest)
{
	if (!p->yaml.len)
		recipe_head(p, "");
	text_addf(&p->yaml, "  - id: %s\n    subject: \"fs: return the right number\"\n%s", fixture_hex(id),
		  rest);
}

static void stable(struct planned *p)
{
	fixture_branch(&p->f, "stable", &p->base);
}

static int try_plan(struct planned *p, const git_oid *target, bool with_upstream, struct error *err)
{
	p->history = (struct plan_history){ .repo = p->f.repo, .target = *target, .has_upstream = with_upstream };
	if (with_upstream && history_resolve(&p->history.upstream, p->f.repo, "refs/heads/master", err) < 0)
		return -1;
	if (recipe_parse(&p->recipe, "backports/tiny/recipe.yaml", text_str(&p->yaml), p->yaml.len, err) < 0 ||
	    tree_of_commit(&p->tree, p->f.repo, target, err) < 0)
		return -1;
	p->backport.recipe = &p->recipe;
	p->backport.style = STYLE_INLINE;
	return plan_build(&p->backport, p->tree, &p->history, &p->kbuild, &p->options, err);
}

static const struct step *plan(struct planned *p, const git_oid *target)
{
	succeeds(try_plan(p, target, true, err));
	return p->backport.steps;
}

static bool has_reason(const struct step *step, const char *text, const char *evidence)
{
	size_t i;

	for (i = 0; i < step->nr_reasons; i++)
		if (strstr(step->reasons[i].text, text) &&
		    (!evidence || (step->reasons[i].evidence && strstr(step->reasons[i].evidence, evidence))))
			return true;
	return false;
}

/* Already there */

START_TEST(a_commit_in_the_targets_own_history_is_there)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;

	make(&p);
	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &p.fix);
	ck_assert_int_eq(step->disposition, STEP_ALREADY_THERE);
	ck_assert_int_eq(step->presence, PRESENCE_HISTORY);
	ck_assert(has_reason(step, "own history", "fs: return the right number"));
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_NOTHING_TO_DO);
}
END_TEST

START_TEST(a_commit_that_the_branch_says_it_has_is_there)
{
	owned(planned_release) struct planned p = { 0 };
	owned(text_release) struct text message = { 0 };
	const struct step *step;
	git_oid target;

	make(&p);
	stable(&p);
	text_addf(&message, "fs: backport\n\ncommit %s upstream.\n", fixture_hex(&p.fix));
	target = fixture_commit(&p.f, text_str(&message), "fs/a.c", OTHER, NULL);
	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_ALREADY_THERE);
	ck_assert_int_eq(step->presence, PRESENCE_TRAILER);
	ck_assert(has_reason(step, "says that it is a backport", "fs: backport"));
}
END_TEST

START_TEST(content_that_the_tree_has_is_there_with_its_place)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;
	git_oid target;

	make(&p);
	stable(&p);
	target = fixture_commit(&p.f, "by hand", "fs/b.c", "\nint by_hand;\n", NULL);
	recipe_commit(&p, &p.fix, "    there-when: [ { has: identifier by_hand } ]\n");
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_ALREADY_THERE);
	ck_assert_int_eq(step->presence, PRESENCE_CONTENT);
	ck_assert(has_reason(step, "has identifier by_hand", "fs/b.c"));
}
END_TEST

START_TEST(a_merge_that_changes_nothing_means_that_it_is_there)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target;

	make(&p);
	stable(&p);
	target = fixture_commit(&p.f, "the same by hand", "fs/a.c", AFTER, NULL);
	recipe_commit(&p, &p.fix, NEVER);
	ck_assert_int_eq(plan(&p, &target)->disposition, STEP_ALREADY_THERE);
	ck_assert_int_eq(p.backport.steps->presence, PRESENCE_CONTENT);
}
END_TEST

START_TEST(a_backport_that_the_branch_took_back_is_not_there)
{
	owned(planned_release) struct planned p = { 0 };
	owned(text_release) struct text message = { 0 }, revert = { 0 };
	git_oid backport, target;

	make(&p);
	stable(&p);
	text_addf(&message, "fs: backport\n\ncommit %s upstream.\n", fixture_hex(&p.fix));
	backport = fixture_commit(&p.f, text_str(&message), "fs/a.c", AFTER, NULL);
	text_addf(&revert, "Revert \"fs: backport\"\n\nThis reverts commit %s.\n", fixture_hex(&backport));
	target = fixture_commit(&p.f, text_str(&revert), "fs/a.c", BEFORE, NULL);
	recipe_commit(&p, &p.fix, NEVER);
	ck_assert_int_eq(plan(&p, &target)->disposition, STEP_PICK);
}
END_TEST

START_TEST(what_the_branch_took_out_of_its_own_history_is_not_there)
{
	owned(planned_release) struct planned p = { 0 };
	owned(text_release) struct text revert = { 0 };
	git_oid target;

	make(&p);
	fixture_branch(&p.f, "stable", &p.fix);
	text_addf(&revert, "Revert \"fs: return the right number\"\n\nThis reverts commit %s.\n", fixture_hex(&p.fix));
	target = fixture_commit(&p.f, text_str(&revert), "fs/a.c", BEFORE, NULL);
	recipe_commit(&p, &p.fix, NEVER);
	ck_assert_int_eq(plan(&p, &target)->disposition, STEP_PICK);
}
END_TEST

static const char mail_only[] = "  - message-id: one@example.org\n    subject: \"fs: return the right number\"\n" NEVER;

static enum disposition with_a_link_in(const char *subject)
{
	owned(planned_release) struct planned p = { 0 };
	owned(text_release) struct text message = { 0 };
	git_oid target;

	make(&p);
	stable(&p);
	text_addf(&message, "%s\n\nLink: https://lore.kernel.org/r/one@example.org\n", subject);
	target = fixture_commit(&p.f, text_str(&message), "fs/a.c", OTHER, NULL);
	recipe_head(&p, "");
	text_adds(&p.yaml, mail_only);
	return plan(&p, &target)->disposition;
}

START_TEST(a_link_to_the_mail_is_a_presence_only_under_the_patchs_own_subject)
{
	ck_assert_int_eq(with_a_link_in("fs: return the right number"), STEP_ALREADY_THERE);
	ck_assert_int_eq(with_a_link_in("fs: say more about numbers"), STEP_CONFLICT);
}
END_TEST

/* Not applicable */

START_TEST(what_does_not_exist_here_makes_a_commit_not_applicable_and_is_named)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;

	make(&p);
	recipe_commit(&p, &p.fix, NEVER "    applies-when: [ { has: function reaper } ]\n");
	step = plan(&p, &p.base);
	ck_assert_int_eq(step->disposition, STEP_NOT_APPLICABLE);
	ck_assert(has_reason(step, "has function reaper", NULL));
	ck_assert_uint_eq(step->nr_files, 0);
}
END_TEST

/* Picks */

START_TEST(a_clean_merge_is_picked_with_upstreams_words)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;
	git_oid target;

	make(&p);
	stable(&p);
	target = fixture_commit(&p.f, "elsewhere", "fs/a.c", "int more;\n" BEFORE, NULL);
	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_PICK);
	ck_assert_uint_eq(step->changes.nr, 1);
	ck_assert_str_eq(text_str(&step->changes.v[0].after), "int more;\n" AFTER);
	ck_assert_uint_eq(step->added, 1);
	ck_assert_uint_eq(step->removed, 1);
	ck_assert_str_eq(step->author, "A U Thor <author@example.org>");
	ck_assert_str_eq(step->body, "It was wrong.");
	ck_assert(step->body_is_upstream);
	ck_assert_ptr_nonnull(strstr(step->upstream_diff, "+\treturn 2;"));
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_READY);
}
END_TEST

START_TEST(the_next_step_is_judged_on_what_the_last_one_left)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid second;

	make(&p);
	second = fixture_commit(&p.f, "fs: one more", "fs/a.c", AFTER "int wrong_no_more;\n", NULL);
	recipe_commit(&p, &p.fix, NEVER);
	recipe_commit(&p, &second, NEVER);
	plan(&p, &p.base);
	ck_assert_int_eq(p.backport.steps[0].disposition, STEP_PICK);
	ck_assert_int_eq(p.backport.steps[1].disposition, STEP_PICK);
	ck_assert_str_eq(text_str(&p.backport.steps[1].changes.v[0].before), AFTER);
	ck_assert_str_eq(text_str(&p.backport.steps[1].changes.v[0].after), AFTER "int wrong_no_more;\n");
}
END_TEST

START_TEST(a_clean_merge_that_brings_a_kept_out_name_is_refused)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;

	begin(&p);
	p.fix = fixture_commit(&p.f, "fs: a feature", "fs/a.c", BEFORE "int intruder;\n", NULL);
	recipe_head(&p, "keep-out: [ harmless, intruder ]\n");
	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &p.base);
	ck_assert_int_eq(step->disposition, STEP_CONFLICT);
	ck_assert(has_reason(step, "brings what is to stay out", "intruder"));
	ck_assert_uint_eq(step->nr_files, 0);
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_PERSON);
}
END_TEST

START_TEST(a_kept_out_name_that_the_file_has_already_does_not_matter)
{
	owned(planned_release) struct planned p = { 0 };

	make(&p);
	recipe_head(&p, "keep-out: [ before ]\n");
	recipe_commit(&p, &p.fix, NEVER);
	ck_assert_int_eq(plan(&p, &p.base)->disposition, STEP_PICK);
}
END_TEST

/* Conflicts, and what carries them */

static git_oid conflicting(struct planned *p)
{
	make(p);
	stable(p);
	return fixture_commit(&p->f, "another number", "fs/a.c", OTHER, NULL);
}

START_TEST(a_conflict_names_its_first_place)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = conflicting(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_CONFLICT);
	ck_assert(has_reason(step, "a three-way merge is in conflict", "fs/a.c: 1 conflict at line 5"));
	ck_assert(has_reason(step, "no semantic patch of the recipe", NULL));
}
END_TEST

START_TEST(after_a_conflict_nothing_more_is_tried)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = conflicting(&p), easy;

	fixture_on(&p.f, "master");
	easy = fixture_commit(&p.f, "fs: easy", "fs/b.c", "int b;\n", NULL);
	recipe_commit(&p, &p.fix, NEVER);
	recipe_commit(&p, &easy, NEVER);
	plan(&p, &target);
	ck_assert_int_eq(p.backport.steps[0].disposition, STEP_CONFLICT);
	ck_assert_int_eq(p.backport.steps[1].disposition, STEP_CONFLICT);
	ck_assert(has_reason(&p.backport.steps[1], "not tried", NULL));
	ck_assert_uint_eq(p.backport.steps[1].changes.nr, 0);
}
END_TEST

#define RIGHT                                                                                           \
	"    adapt:\n"                                                                                  \
	"      - { semantic-patch: right.cocci, files: [ fs/a.c ], rules: [ right ], why: another number }\n"

START_TEST(a_semantic_patch_carries_what_a_merge_cannot)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = conflicting(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, NEVER RIGHT);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_ADAPT);
	ck_assert_str_eq(text_str(&step->changes.v[0].after), AFTER);
	ck_assert_uint_eq(step->nr_adaptations, 1);
	ck_assert_str_eq(step->adaptations[0].rules[0].name, "right");
	ck_assert(step->adaptations[0].rules[0].fired);
	ck_assert_str_eq(step->adaptations[0].why, "another number");
	ck_assert_str_eq(step->adaptations[0].path, "right.cocci");
}
END_TEST

START_TEST(a_rule_that_must_fire_and_does_not_is_a_conflict_and_leaves_nothing)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = conflicting(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, NEVER RIGHT
		      "      - { semantic-patch: nothing.cocci, files: [ fs/a.c ], rules: [ nothing ], why: it must }\n");
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_CONFLICT);
	ck_assert(has_reason(step, "nothing.cocci does not carry it", "nothing"));
	ck_assert_uint_eq(step->changes.nr, 0);
}
END_TEST

START_TEST(without_upstreams_history_the_semantic_patch_carries)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = conflicting(&p);

	recipe_commit(&p, &p.fix, NEVER RIGHT);
	succeeds(try_plan(&p, &target, false, err));
	ck_assert_int_eq(p.backport.steps->disposition, STEP_ADAPT);
	ck_assert_ptr_null(p.backport.steps->upstream_object);
	ck_assert_uint_eq(p.backport.nr_left_out, 0);
}
END_TEST

START_TEST(a_look_carries_nothing)
{
	owned(planned_release) struct planned p = { 0 };

	make(&p);
	recipe_commit(&p, &p.fix, NEVER);
	p.options.only_look = true;
	ck_assert_int_eq(plan(&p, &p.base)->disposition, STEP_CONFLICT);
	ck_assert_uint_eq(p.backport.steps->nr_files, 0);
}
END_TEST

/* The ladder: a function that moved is not where a three-way merge looks for it. */

#define LONGER "int longer(int a)\n{\n\ta++;\n\ta--;\n\ta *= 2;\n\ta /= 2;\n\treturn a;\n}\n"
#define MOVED(value) "int moved(void)\n{\n\tenter();\n\treturn " value ";\n}\n"
#define SHOWN "    there-when: [ { has: identifier right } ]\n"

/* Upstream has the functions one way round, the target the other; upstream's fix changes the one that moved. */
static git_oid make_moved(struct planned *p)
{
	begin(p);
	p->base = fixture_commit(&p->f, "functions", "fs/a.c", LONGER "\n" MOVED("1"), NULL);
	p->fix = fixture_commit(&p->f, "fs: return the right number", "fs/a.c", LONGER "\n" MOVED("right"), NULL);
	stable(p);
	return fixture_commit(&p->f, "the other way round", "fs/a.c", MOVED("1") "\n" LONGER, NULL);
}

static bool is_written(const struct planned *p, const char *content)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	git_blob *blob = NULL;
	git_oid id;

	ck_assert_int_eq(git_odb_hash(&id, content, strlen(content), GIT_OBJECT_BLOB), 0);
	ck_assert_int_eq(git_repository_open(&repo, p->f.path), 0);
	if (git_blob_lookup(&blob, repo, &id) < 0)
		return false;
	git_blob_free(blob);
	return true;
}

START_TEST(what_a_merge_within_functions_carries_is_picked_and_says_where)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_moved(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, SHOWN);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_PICK);
	ck_assert(has_reason(step, "a three-way merge is in conflict", NULL));
	ck_assert(has_reason(step, "placed within its function", "fs/a.c:4 (moved)"));
	ck_assert_str_eq(text_str(&step->changes.v[0].after), MOVED("right") "\n" LONGER);
	ck_assert(!step->to_review);
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_READY);
}
END_TEST

START_TEST(it_comes_before_the_recipes_rules)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_moved(&p);

	recipe_commit(&p, &p.fix, SHOWN
		      "    adapt:\n"
		      "      - { semantic-patch: nothing.cocci, files: [ fs/a.c ], rules: [ nothing ], why: it must }\n");
	ck_assert_int_eq(plan(&p, &target)->disposition, STEP_PICK);
	ck_assert_uint_eq(p.backport.steps->nr_adaptations, 0);
}
END_TEST

START_TEST(what_does_not_show_that_the_commit_is_there_is_not_taken)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_moved(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, NEVER);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_CONFLICT);
	ck_assert(has_reason(step, "lacks what shows that it is there", "has identifier never_there"));
	ck_assert_uint_eq(step->changes.nr, 0);
}
END_TEST

START_TEST(what_brings_a_kept_out_name_within_functions_is_not_taken)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_moved(&p);
	const struct step *step;

	recipe_head(&p, "keep-out: [ right ]\n");
	recipe_commit(&p, &p.fix, SHOWN);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_CONFLICT);
	ck_assert(has_reason(step, "within its functions it brings what is to stay out", "right"));
}
END_TEST

START_TEST(it_is_tried_on_what_the_steps_before_left_and_writes_nothing)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_moved(&p), second;

	fixture_on(&p.f, "master");
	second = fixture_commit(&p.f, "fs: once more", "fs/a.c", LONGER "\n" MOVED("right + right"), NULL);
	recipe_commit(&p, &p.fix, SHOWN);
	recipe_commit(&p, &second, "    there-when: [ { matches: twice.cocci, in: [ fs/a.c ] } ]\n");
	fixture_files(p.data.semantic_patches, "twice.cocci", "@@\n@@\n* return right + right;\n", NULL);
	plan(&p, &target);
	ck_assert_int_eq(p.backport.steps[0].disposition, STEP_PICK);
	ck_assert_int_eq(p.backport.steps[1].disposition, STEP_PICK);
	ck_assert(has_reason(&p.backport.steps[1], "placed within its function", NULL));
	ck_assert_str_eq(text_str(&p.backport.steps[1].changes.v[0].before), MOVED("right") "\n" LONGER);
	ck_assert_str_eq(text_str(&p.backport.steps[1].changes.v[0].after), MOVED("right + right") "\n" LONGER);
	ck_assert(is_written(&p, MOVED("1") "\n" LONGER));
	ck_assert(!is_written(&p, MOVED("right") "\n" LONGER));
}
END_TEST

#define NIGHT "\nint night(void)\n{\n\treturn moved();\n}\n"

START_TEST(a_hunk_for_what_is_not_there_is_dropped_and_said)
{
	owned(planned_release) struct planned p = { 0 };
	const struct step *step;
	git_oid target;

	begin(&p);
	p.base = fixture_commit(&p.f, "functions", "fs/a.c", LONGER, NULL);
	fixture_commit(&p.f, "a feature", "fs/a.c", LONGER "\nstatic " MOVED("1") NIGHT, NULL);
	p.fix = fixture_commit(&p.f, "fs: return the right number", "fs/a.c",
			       "int right;\n\n" LONGER "\nstatic " MOVED("right") NIGHT, NULL);
	stable(&p);
	target = fixture_commit(&p.f, "elsewhere", "fs/b.c", "int b;\n", NULL);
	recipe_commit(&p, &p.fix, SHOWN);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_PICK);
	ck_assert_uint_eq(step->nr_warnings, 1);
	ck_assert_str_eq(step->warnings[0].text, "dropped: moved is not on the target");
	ck_assert_str_eq(step->warnings[0].evidence, "fs/a.c:13");
	ck_assert(!step->to_review);
	ck_assert_str_eq(text_str(&step->changes.v[0].after), "int right;\n\n" LONGER);
}
END_TEST

/* What has to be looked at. */

#define STATUS(value) "void f(struct x *x)\n{\n\tone(x);\n\tx->status |= x->failed ? " value " : 0;\n\ttwo(x);\n}\n"
#define WRAPPED(value) "void f(struct x *x)\n{\n\tone(x);\n\tx->status |= x->failed ?\n\t\t\t" value " : 0;\n\ttwo(x);\n}\n"

static git_oid make_wrapped(struct planned *p)
{
	begin(p);
	p->base = fixture_commit(&p->f, "status", "fs/a.c", STATUS("ERROR"), NULL);
	p->fix = fixture_commit(&p->f, "fs: return the right number", "fs/a.c", STATUS("right"), NULL);
	stable(p);
	return fixture_commit(&p->f, "wrapped", "fs/a.c", WRAPPED("ERROR"), NULL);
}

START_TEST(what_is_merged_word_by_word_is_for_a_person_to_look_at)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_wrapped(&p);
	const struct step *step;

	recipe_commit(&p, &p.fix, SHOWN);
	step = plan(&p, &target);
	ck_assert_int_eq(step->disposition, STEP_PICK);
	ck_assert_str_eq(text_str(&step->changes.v[0].after), WRAPPED("right"));
	ck_assert(step->to_review);
	ck_assert_uint_eq(step->nr_warnings, 1);
	ck_assert_str_eq(step->warnings[0].text, "merged word by word: look at it");
	ck_assert_str_eq(step->warnings[0].evidence, "fs/a.c:5 (f)");
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_PERSON);
}
END_TEST

START_TEST(a_rule_that_somebody_has_looked_at_comes_before_it)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid target = make_wrapped(&p);

	fixture_files(p.data.semantic_patches, "word.cocci", "@word@\n@@\n- ERROR\n+ right\n", NULL);
	recipe_commit(&p, &p.fix, SHOWN
		      "    adapt:\n"
		      "      - { semantic-patch: word.cocci, files: [ fs/a.c ], rules: [ word ], why: wrapped }\n");
	ck_assert_int_eq(plan(&p, &target)->disposition, STEP_ADAPT);
	ck_assert(!p.backport.steps->to_review);
	ck_assert_int_eq(backport_verdict(&p.backport), VERDICT_READY);
}
END_TEST

/* Prerequisites */

/* Upstream makes a function, then fixes it; the stable branch left before and has its own form of it. */
static git_oid with_origin(struct planned *p, git_oid *origin)
{
	begin(p);
	*origin = fixture_commit(&p->f, "fs: a feature", "fs/a.c", OTHER, NULL);
	p->fix = fixture_commit(&p->f, "fs: fix", "fs/a.c", AFTER, NULL);
	stable(p);
	return fixture_commit(&p->f, "its own", "fs/a.c", "int own;\n" BEFORE, NULL);
}

START_TEST(a_commit_that_made_the_changed_lines_is_left_out_with_its_evidence)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid origin, target = with_origin(&p, &origin);
	const struct left_out_commit *left;

	recipe_commit(&p, &p.fix, NEVER);
	plan(&p, &target);
	ck_assert_uint_eq(p.backport.nr_left_out, 1);
	left = &p.backport.left_out[0];
	ck_assert_str_eq(left->id, fixture_hex(&origin));
	ck_assert_str_eq(left->subject, "fs: a feature");
	ck_assert(left->suggested);
	ck_assert_ptr_nonnull(strstr(left->evidence, "made 1 line that"));
}
END_TEST

START_TEST(a_commit_that_made_the_changed_lines_and_is_in_the_recipe_gets_it_as_a_reason)
{
	owned(planned_release) struct planned p = { 0 };
	git_oid origin, target = with_origin(&p, &origin);

	recipe_commit(&p, &origin, "    role: prerequisite\n" NEVER);
	recipe_commit(&p, &p.fix, NEVER);
	plan(&p, &target);
	ck_assert_uint_eq(p.backport.nr_left_out, 0);
	ck_assert_int_eq(p.backport.steps[0].disposition, STEP_PICK);
	ck_assert(has_reason(&p.backport.steps[0], "lead to it", "made 1 line that"));
	ck_assert_int_eq(p.backport.steps[1].disposition, STEP_PICK);
}
END_TEST

/* Confirming */

static void plan_twice(struct planned *before, struct planned *now, const char *content)
{
	git_oid target;

	make(before);
	recipe_commit(before, &before->fix, NEVER);
	plan(before, &before->base);
	make(now);
	stable(now);
	target = fixture_commit(&now->f, "meanwhile", "fs/a.c", content, NULL);
	recipe_commit(now, &now->fix, NEVER);
	plan(now, &target);
}

START_TEST(a_plan_that_comes_out_the_same_is_confirmed)
{
	owned(planned_release) struct planned before = { 0 }, now = { 0 };

	plan_twice(&before, &now, BEFORE);
	succeeds(plan_confirm(&before.backport, &now.backport, err));
}
END_TEST

START_TEST(a_file_that_changed_since_the_plan_is_noticed_and_named)
{
	owned(planned_release) struct planned before = { 0 }, now = { 0 };
	owned(error_release) struct error err = { 0 };

	plan_twice(&before, &now, BEFORE "int meanwhile;\n");
	ck_assert_int_eq(plan_confirm(&before.backport, &now.backport, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "'fs/a.c'"));
	ck_assert_ptr_nonnull(strstr(err.message, "plan again"));
}
END_TEST

START_TEST(another_decision_since_the_plan_is_noticed)
{
	owned(planned_release) struct planned before = { 0 }, now = { 0 };
	owned(error_release) struct error err = { 0 };

	plan_twice(&before, &now, AFTER);
	ck_assert_int_eq(plan_confirm(&before.backport, &now.backport, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "was 'to pick' in the plan and is 'already there' now"));
}
END_TEST

SUITE(plan)
{
	TEST(a_commit_in_the_targets_own_history_is_there);
	TEST(a_commit_that_the_branch_says_it_has_is_there);
	TEST(content_that_the_tree_has_is_there_with_its_place);
	TEST(a_merge_that_changes_nothing_means_that_it_is_there);
	TEST(a_backport_that_the_branch_took_back_is_not_there);
	TEST(what_the_branch_took_out_of_its_own_history_is_not_there);
	TEST(a_link_to_the_mail_is_a_presence_only_under_the_patchs_own_subject);
	TEST(what_does_not_exist_here_makes_a_commit_not_applicable_and_is_named);
	TEST(a_clean_merge_is_picked_with_upstreams_words);
	TEST(the_next_step_is_judged_on_what_the_last_one_left);
	TEST(a_clean_merge_that_brings_a_kept_out_name_is_refused);
	TEST(a_kept_out_name_that_the_file_has_already_does_not_matter);
	TEST(a_conflict_names_its_first_place);
	TEST(after_a_conflict_nothing_more_is_tried);
	TEST(a_semantic_patch_carries_what_a_merge_cannot);
	TEST(a_rule_that_must_fire_and_does_not_is_a_conflict_and_leaves_nothing);
	TEST(without_upstreams_history_the_semantic_patch_carries);
	TEST(a_look_carries_nothing);
	TEST(a_commit_that_made_the_changed_lines_is_left_out_with_its_evidence);
	TEST(a_commit_that_made_the_changed_lines_and_is_in_the_recipe_gets_it_as_a_reason);
	TEST(a_plan_that_comes_out_the_same_is_confirmed);
	TEST(a_file_that_changed_since_the_plan_is_noticed_and_named);
	TEST(another_decision_since_the_plan_is_noticed);
	TEST(what_a_merge_within_functions_carries_is_picked_and_says_where);
	TEST(it_comes_before_the_recipes_rules);
	TEST(what_does_not_show_that_the_commit_is_there_is_not_taken);
	TEST(what_brings_a_kept_out_name_within_functions_is_not_taken);
	TEST(it_is_tried_on_what_the_steps_before_left_and_writes_nothing);
	TEST(a_hunk_for_what_is_not_there_is_dropped_and_said);
	TEST(what_is_merged_word_by_word_is_for_a_person_to_look_at);
	TEST(a_rule_that_somebody_has_looked_at_comes_before_it);
}
