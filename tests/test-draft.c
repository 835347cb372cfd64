// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drafts of small commits to an invented driver. What a rule is said to do, spatch has done; so these run it.
 */
#include "lib/suite.h"
#include "tool/draft/names-there.h"
#include "tool/draft/prove.h"
#include "tool/files.h"
#include "tool/draft/reverse.h"
#include "tool/draft/smpl.h"
#include "tool/draft/statements.h"

#define LAMP "drivers/lamp/lamp.c"

static const struct data_paths data = {
	.semantic_patches = (char *)SOURCE_ROOT "/semantic-patches", .shims = (char *)SOURCE_ROOT "/shims",
	.recipes = (char *)SOURCE_ROOT "/backports",
};
static const struct spatch_options options = { .data = &data, .timeout = 60 };

/* A commit of one file, and a target. */
struct drafted {
	struct draft draft;
	struct scratch scratch;
	struct tree *target;
	struct text smpl;
};

static void drafted_release(struct drafted *d)
{
	draft_release(&d->draft);
	tree_free(d->target);
	scratch_release(&d->scratch);
	text_release(&d->smpl);
}

static void add_file(struct drafted *d, const char *path, const char *before, const char *after, const char *target)
{
	struct text text = { .data = (char *)target, .len = strlen(target) };
	struct draft_file *file = arena_push(&d->draft.arena, d->draft.files, d->draft.nr_files);

	file->path = file->target_path = path;
	text_adds(&file->old, before);
	text_adds(&file->fresh, after);
	if (!d->target) {
		succeeds(scratch_make(&d->scratch, err));
		succeeds(tree_of_folder(&d->target, d->scratch.path, err));
	}
	tree_put(d->target, path, &text);
}

static void prove(struct drafted *d)
{
	const struct draft_trial trial = { .target = d->target, .spatch = &options };
	size_t i;

	d->draft.id = "0123456789ab";
	d->draft.subject = "lamp: other light";
	if (d->draft.is_reverse) {
		succeeds(reverse_draft(&d->draft, &trial, err));
	} else {
		for (i = 0; i < d->draft.nr_files; i++)
			succeeds(draft_file_changes(&d->draft, &d->draft.files[i], err));
		succeeds(draft_prove(&d->draft, &trial, err));
	}
	draft_smpl(&d->smpl, &d->draft);
}

static void make(struct drafted *d, const char *before, const char *after, const char *target)
{
	add_file(d, LAMP, before, after, target);
	prove(d);
}

static struct draft_rule *rule_of(const struct drafted *d, const char *name)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;

	while ((rule = draft_next(&d->draft, &at)))
		if (rule->name && !strcmp(rule->name, name))
			return rule;
	ck_abort_msg("there is no rule '%s' in\n%s", name, text_str(&d->smpl));
}

static void says(const struct drafted *d, const char *words)
{
	ck_assert_msg(strstr(text_str(&d->smpl), words) != NULL, "no '%s' in\n%s", words, text_str(&d->smpl));
}

static void says_not(const struct drafted *d, const char *words)
{
	ck_assert_msg(!strstr(text_str(&d->smpl), words), "'%s' in\n%s", words, text_str(&d->smpl));
}

static void reproduces(const struct drafted *d)
{
	size_t i;

	for (i = 0; i < d->draft.nr_files; i++)
		ck_assert_msg(d->draft.files[i].same, "%s differs at line %u:\n%s", d->draft.files[i].path,
			      d->draft.files[i].differs_at, text_str(&d->smpl));
}

#define DIM                                                     \
	"void lamp_dim(struct lamp *lamp, int step)\n"           \
	"{\n"                                                    \
	"	int level = lamp->level;\n\n"                         \
	"	level -= step;\n"                                     \
	"	if (level < 0) {\n"                                   \
	"		lamp_off(lamp);\n"                                   \
	"		return;\n"                                           \
	"	}\n"                                                  \
	"	lamp_set(lamp, level);\n"                             \
	"}\n"
#define DIM_HALF                                                \
	"void lamp_dim(struct lamp *lamp, int step)\n"           \
	"{\n"                                                    \
	"	int level = lamp->level;\n\n"                         \
	"	level -= step / 2;\n"                                 \
	"	if (level < 0) {\n"                                   \
	"		lamp_off(lamp);\n"                                   \
	"		return;\n"                                           \
	"	}\n"                                                  \
	"	lamp_set(lamp, level);\n"                             \
	"}\n"

START_TEST(a_changed_statement_is_one_rule_that_fires)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM, DIM_HALF, "int other;\n" DIM);
	reproduces(&d);
	ck_assert_int_eq(rule_of(&d, "lamp_dim")->there, THERE_FIRES);
	ck_assert_int_eq(draft_exit_code(&d.draft), 0);
	says(&d, " lamp_dim(...)\n {\n \t<+...\n-\tlevel -= step;\n+\tlevel -= step / 2;\n \t...+>\n }\n");
}
END_TEST

START_TEST(what_is_added_stands_beside_one_statement)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM,
	     "void lamp_dim(struct lamp *lamp, int step)\n{\n	int level = lamp->level;\n\n	if (!lamp->on)\n		return;\n\n"
	     "	level -= step;\n	if (level < 0) {\n		lamp_off(lamp);\n		return;\n	}\n"
	     "	lamp_set(lamp, level);\n}\n", DIM);
	reproduces(&d);
	says(&d, "+\tif (!lamp->on)\n+\t\treturn;\n+\n \tlevel -= step;\n");
	says_not(&d, "lamp_off");
}
END_TEST

START_TEST(two_places_of_a_function_are_one_rule_where_they_stand_side_by_side)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM,
	     "void lamp_dim(struct lamp *lamp, int step)\n{\n	int level = lamp_level(lamp);\n\n	level -= step;\n"
	     "	if (level < 0) {\n		lamp_off(lamp);\n		return;\n	}\n	lamp_set_slowly(lamp, level);\n}\n", DIM);
	reproduces(&d);
	says(&d, "-\tint level = lamp->level;\n+\tint level = lamp_level(lamp);\n \t...\n-\tlamp_set(lamp, level);\n");
}
END_TEST

START_TEST(what_braces_are_put_around_is_written_anew)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM,
	     "void lamp_dim(struct lamp *lamp, int step)\n{\n	int level = lamp->level;\n\n	level -= step;\n"
	     "	if (level < 0) {\n		lamp_off(lamp);\n		return;\n	}\n	if (lamp->on) {\n"
	     "		lamp_set(lamp, level);\n	}\n}\n", DIM);
	reproduces(&d);
	says(&d, "-\tlamp_set(lamp, level);\n+\tif (lamp->on) {\n+\t\tlamp_set(lamp, level);\n+\t}\n");
}
END_TEST

START_TEST(a_string_of_several_parts_is_matched_by_a_metavariable)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, "void f(struct lamp *lamp)\n{\n	lamp_say(LEVEL \"on\" \"e\", lamp);\n	g();\n}\n",
	     "void f(struct lamp *lamp)\n{\n	lamp_tell(lamp, LEVEL \"on\" \"e\");\n	g();\n}\n", "int x;\n");
	reproduces(&d);
	says(&d, "expression WORDS_1;");
	ck_assert_int_eq(rule_of(&d, "f")->there, THERE_NO_ENTITY);
	ck_assert_int_eq(draft_exit_code(&d.draft), 1);
}
END_TEST

START_TEST(members_entries_and_macros_have_their_place)
{
	owned(drafted_release) struct drafted d = { .target = NULL };
	const char *before = "#include <linux/lamp.h>\n#define STEPS 10\nenum mode {\n	OFF,\n	ON,\n};\n"
			     "struct lamp {\n	int level;\n	u32 flags;\n};\nvoid lamp_dim(struct lamp *lamp);\n" DIM;

	make(&d, before,
	     "#include <linux/lamp.h>\n#include <linux/light.h>\n#define STEPS 12\nenum mode {\n	OFF,\n	DIMMED,\n	ON,\n};\n"
	     "struct lamp {\n	int level;\n	/* in steps */\n	u64 wanted;\n	u32 flags;\n};\n"
	     "void lamp_dim(struct lamp *lamp);\nvoid lamp_fade(struct lamp *lamp);\n" DIM
	     "\nvoid lamp_fade(struct lamp *lamp)\n{\n	lamp_dim(lamp, 1);\n}\n", before);
	reproduces(&d);
	says(&d, "+\t/* in steps */\n+\tu64 wanted;\n");
	says(&d, " #include <linux/lamp.h>\n+#include <linux/light.h>\n");
	ck_assert_int_eq(rule_of(&d, "lamp_fade")->there, THERE_FIRES);
}
END_TEST

START_TEST(what_smpl_has_no_words_for_is_said_and_shown)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, "int a;\n" DIM, "int a;\n#ifdef LIGHT\nint b;\n#endif\n" DIM_HALF, DIM);
	ck_assert(!d.draft.files[0].same);
	ck_assert_int_eq(rule_of(&d, "lamp_dim")->outcome, DRAFT_REPRODUCES);
	says(&d, "cannot be written in SmPL: a preprocessor conditional: SmPL has none\n// +#ifdef LIGHT\n");
	ck_assert_int_eq(draft_exit_code(&d.draft), 1);
}
END_TEST

START_TEST(what_was_not_shown_is_a_comment)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	/* SmPL has no do ... while that could be taken away. */
	make(&d, "void f(int a)\n{\n	do {\n		g(a);\n	} while (a--);\n	h(a);\n}\n", "void f(int a)\n{\n	h(a);\n}\n",
	     "int x;\n");
	ck_assert_int_ne(rule_of(&d, "f")->outcome, DRAFT_REPRODUCES);
	says_not(&d, "\n@f@");
	says(&d, "// @f@\n");
}
END_TEST

START_TEST(comments_and_blanks_alone_are_no_change)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM, "/* less light */\n" DIM, DIM);
	ck_assert_uint_eq(d.draft.files[0].nr_changes, 0);
}
END_TEST

START_TEST(a_variable_with_another_name_becomes_a_metavariable)
{
	owned(drafted_release) struct drafted d = { .target = NULL };
	owned(arena_release) struct arena arena = { 0 };
	const char *there = "void lamp_dim(struct lamp *lp, int step)\n{\n	int level = lp->level;\n\n	level -= step;\n"
			    "	if (level < 0) {\n		lamp_off(lp);\n		return;\n	}\n	lamp_set(lp, level);\n}\n";
	const char *fixed = "void lamp_dim(struct lamp *lamp, int step)\n{\n	int level = lamp->level;\n\n	level -= step;\n"
			    "	if (level < 0) {\n		lamp_off(lamp);\n		return;\n	}\n	lamp_set(lamp, level + 1);\n}\n";
	struct draft_name *names = NULL;
	size_t nr = 0;

	succeeds(draft_names(&names, &nr, &arena, DIM, strlen(DIM), there, strlen(there), err));
	ck_assert_uint_eq(nr, 1);
	ck_assert_str_eq(names[0].from, "lamp");
	ck_assert_str_eq(names[0].to, "lp");
	ck_assert(names[0].is_local);
	add_file(&d, LAMP, DIM, fixed, there);
	succeeds(draft_file_changes(&d.draft, &d.draft.files[0], err));
	d.draft.files[0].changes[0].variants[0].rules[0].names = names;
	d.draft.files[0].changes[0].variants[0].rules[0].nr_names = nr;
	d.draft.id = d.draft.subject = "x";
	succeeds(draft_prove(&d.draft, &(struct draft_trial){ .target = d.target, .spatch = &options }, err));
	draft_smpl(&d.smpl, &d.draft);
	says(&d, "identifier lamp;\n");
	ck_assert_int_eq(rule_of(&d, "lamp_dim")->there, THERE_FIRES);
}
END_TEST

START_TEST(rules_that_would_fire_in_each_others_files_are_kept_to_theirs)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	add_file(&d, "drivers/lamp/a.c", "#include \"lamp.h\"\nint a;\n", "#include \"lamp.h\"\n#include \"a.h\"\nint a;\n",
		 "int a;\n");
	add_file(&d, "drivers/lamp/b.c", "#include \"lamp.h\"\nint b;\n", "#include \"lamp.h\"\n#include \"b.h\"\nint b;\n",
		 "int b;\n");
	prove(&d);
	reproduces(&d);
	says(&d, "depends on file in \"drivers/lamp/a.c\"@");
}
END_TEST

START_TEST(the_target_is_said_to_have_it)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	make(&d, DIM, DIM_HALF, DIM_HALF);
	ck_assert_int_eq(rule_of(&d, "lamp_dim")->there, THERE_HAS_IT);
	ck_assert_int_eq(draft_exit_code(&d.draft), 1);
}
END_TEST

/* ---- the way back ---- */

START_TEST(the_way_back_folds_places_alike_into_one_rule)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	d.draft.is_reverse = true;
	make(&d,
	     "int f(struct lamp *a)\n{\n	lamp_set(a, 1);\n	return 0;\n}\nint g(struct lamp *b, int n)\n{\n"
	     "	if (lamp_set(b->next, n + 1))\n		return 1;\n	return 0;\n}\n",
	     "int f(struct lamp *a)\n{\n	lamp_set_level(1, a);\n	return 0;\n}\nint g(struct lamp *b, int n)\n{\n"
	     "	if (lamp_set_level(n + 1, b->next))\n		return 1;\n	return 0;\n}\n",
	     "int h(void)\n{\n	return lamp_set_level(7, the_lamp());\n}\n");
	says(&d, "@lamp_set_level_back@\nexpression E1, E2;\n@@\n");
	ck_assert_uint_eq(rule_of(&d, "lamp_set_level_back")->nr_sites, 2);
	ck_assert_int_eq(rule_of(&d, "lamp_set_level_back")->outcome, DRAFT_REPRODUCES);
	ck_assert_int_eq(rule_of(&d, "lamp_set_level_back")->there, THERE_FIRES);
}
END_TEST

START_TEST(what_the_new_interface_no_longer_says_is_not_guessed)
{
	owned(drafted_release) struct drafted d = { .target = NULL };

	d.draft.is_reverse = true;
	make(&d, "void f(struct lamp *a)\n{\n	lamp_on(a, FAST);\n}\nvoid g(struct lamp *b)\n{\n	lamp_on(b, SLOW);\n}\n",
	     "void f(struct lamp *a)\n{\n	lamp_light(a);\n}\nvoid g(struct lamp *b)\n{\n	lamp_light(b);\n}\n", "int x;\n");
	says_not(&d, "\n@lamp_light_back@");
	says_not(&d, "\n@lamp_light_back_2@");
	ck_assert_int_eq(draft_exit_code(&d.draft), 1);
}
END_TEST

/* ---- hostile code ---- */

START_TEST(no_code_begins_a_rule_of_its_own)
{
	static const char *const bodies[] = {
		"+\tf(); @@ @script:ocaml@ @@\n", "+@script:ocaml@\n", "+\t@initialize:ocaml@\n", " a @ b;\n", "+\tg(\"@@\");\n",
		"@r@\n", "+\tint a\\\n", "+\tg(\"no end);\n",
	};
	size_t i;

	for (i = 0; i < nr_of(bodies); i++)
		ck_assert_msg(smpl_trouble(bodies[i]) != NULL, "'%s' would be run", bodies[i]);
	ck_assert_ptr_null(smpl_trouble("+\tmail(\"a@b\"); /* of @lamp */\n"));
}
END_TEST

START_TEST(a_commit_with_rules_in_its_text_stays_code)
{
	owned(drafted_release) struct drafted d = { .target = NULL };
	const char *at, *end, *line;
	size_t len;

	make(&d, "void f(int a)\n{\n	g(a);\n}\n",
	     "void f(int a)\n{\n	/*\n@script:ocaml@\n@@\nexit 1\n	 */\n	g(\"@@ @script:ocaml@ @@\");\n	g(a);\n}\n"
	     "/* @initialize:ocaml@ @@ */\nint b;\n",
	     "void f(int a)\n{\n	g(a);\n}\n");
	at = text_str(&d.smpl);
	end = at + d.smpl.len;
	while (text_line(&line, &len, &at, end))
		ck_assert_msg(!len || *line != '@' || !memmem(line, len, "ocaml", 5), "%.*s", (int)len, line);
	says_not(&d, "\n@@\nexit");
}
END_TEST

START_TEST(a_line_that_smpl_would_read_as_its_own_is_moved)
{
	owned(text_release) struct text body = { 0 };

	smpl_line(&body, '+', "(a);", 4);
	smpl_line(&body, '-', "...", 3);
	smpl_line(&body, ' ', "\tb;\r\n", 5);
	ck_assert_str_eq(text_str(&body), "+ (a);\n- ...\n \tb;\n");
}
END_TEST

START_TEST(deep_code_ends)
{
	owned(text_release) struct text text = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(code_release) struct code code = { 0 };
	struct statement_list list;
	int i;

	for (i = 0; i < 20000; i++)
		text_adds(&text, "{\nif (a)\n");
	code_make(&code, text_str(&text), text.len);
	statements_make(&list, &arena, &code, 1, code.nr_tokens, ';');
	ck_assert_uint_ge(list.nr, 1);
}
END_TEST

START_TEST(a_type_behind_dots_is_one)
{
	owned(text_release) struct text lines = { 0 };

	smpl_metavariables(&lines, " struct s {\n \t...\n-\tlamp_state_t a;\n+\tlight_state_t a;\n \t...\n };\n", NULL, 0);
	ck_assert_str_eq(text_str(&lines), "typedef lamp_state_t;\ntypedef light_state_t;\n");
}
END_TEST

START_TEST(a_prototype_comes_behind_one)
{
	owned(drafted_release) struct drafted d = { .target = NULL };
	const char *before = "#if LAMP\nint lamp_on(struct lamp *lamp);\n#endif\n";

	make(&d, before, "#if LAMP\nint lamp_on(struct lamp *lamp);\nvoid lamp_off(struct lamp *lamp);\n#endif\n", before);
	reproduces(&d);
	ck_assert_int_eq(rule_of(&d, "lamp_off_prototype")->there, THERE_FIRES);
}
END_TEST

SUITE(draft)
{
	git_libgit2_init();
	TEST(a_changed_statement_is_one_rule_that_fires);
	TEST(what_is_added_stands_beside_one_statement);
	TEST(two_places_of_a_function_are_one_rule_where_they_stand_side_by_side);
	TEST(what_braces_are_put_around_is_written_anew);
	TEST(a_string_of_several_parts_is_matched_by_a_metavariable);
	TEST(members_entries_and_macros_have_their_place);
	TEST(what_smpl_has_no_words_for_is_said_and_shown);
	TEST(what_was_not_shown_is_a_comment);
	TEST(comments_and_blanks_alone_are_no_change);
	TEST(a_variable_with_another_name_becomes_a_metavariable);
	TEST(rules_that_would_fire_in_each_others_files_are_kept_to_theirs);
	TEST(the_target_is_said_to_have_it);
	TEST(a_prototype_comes_behind_one);
	TEST(a_type_behind_dots_is_one);
	TEST(the_way_back_folds_places_alike_into_one_rule);
	TEST(what_the_new_interface_no_longer_says_is_not_guessed);
	TEST(no_code_begins_a_rule_of_its_own);
	TEST(a_commit_with_rules_in_its_text_stays_code);
	TEST(a_line_that_smpl_would_read_as_its_own_is_moved);
	TEST(deep_code_ends);
}
