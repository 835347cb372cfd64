// SPDX-License-Identifier: GPL-2.0-only
#include <yaml.h>

#include "tests/lib/page.h"
#include "tests/lib/pieces.h"
#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/files.h"
#include "tool/matrix/cells.h"
#include "tool/matrix/matrix.h"

#define LIST(...) { (const char *[]){ __VA_ARGS__ }, nr_of(((const char *[]){ __VA_ARGS__ })) }

static const char *const recipe_only[] = { "recipe" }, *const x86_only[] = { "x86" };

static struct cells_request request_of(struct string_list fixes, struct string_list targets)
{
	return (struct cells_request){
		.fixes = fixes,
		.targets = targets,
		.configs = { (const char **)recipe_only, 1 },
		.arches = { (const char **)x86_only, 1 },
	};
}

static const struct string_list one_fix = LIST("frob");

/* Cells. */

START_TEST(cells_are_the_product_and_each_is_a_command)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text out = { 0 };
	struct cells_request request =
		request_of((struct string_list)LIST("frob", "A..B"), (struct string_list)LIST("v1", "v2"));
	struct cells cells = { 0 };

	request.arches = (struct string_list)LIST("x86", "arm64");
	request.options = (struct string_list)LIST("--repo", "/srv/linux");
	succeeds(cells_make(&cells, &arena, &request, err));
	ck_assert_uint_eq(cells.nr_include, 6);
	cells_write_lines(&out, &cells);
	ck_assert_ptr_nonnull(strstr(text_str(&out), "A..B--A--recipe--arm64\tstableport check A..B --config recipe "
						     "--arch arm64 --repo /srv/linux --json\n"));
}
END_TEST

static const struct {
	const char *target, *sentence;
} refused[] = {
	{ "a b", "the target 'a b' has a ' ': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "$(x)", "the target '$(x)' has a '$': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "x;y", "the target 'x;y' has a ';': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "x*", "the target 'x*' has a '*': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "x\ny", "the target 'x\ny' has a '\n': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "\xc3\xa9", "the target '\xc3\xa9' has a '\xc3\xa9': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "${{ x }}", "the target '${{ x }}' has a '$': a CI hands on letters, digits and ._/+@~^:- only" },
	{ "-x", "the target '-x' begins with '-', as an option does" },
	{ "", "the target is empty" },
	{ "v1", "the target 'v1' is given twice" },
};

START_TEST(what_a_shell_must_not_see_is_refused)
{
	owned(arena_release) struct arena arena = { 0 };
	struct cells_request request = request_of(one_fix, (struct string_list)LIST("v1", refused[_i].target));
	struct cells cells = { 0 };

	fails_with(cells_make(&cells, &arena, &request, err), refused[_i].sentence);
}
END_TEST

START_TEST(ids_are_told_apart_also_where_case_is_not)
{
	owned(arena_release) struct arena arena = { 0 };
	struct cells_request request =
		request_of(one_fix, (struct string_list)LIST("refs/heads/v1", "v1", "V1", "a/b", "a-b", "other"));
	struct cells cells = { 0 };
	size_t i, j;

	succeeds(cells_make(&cells, &arena, &request, err));
	for (i = 0; i < cells.nr_include; i++) {
		ck_assert_uint_eq(strspn(cells.include[i].id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
							      "0123456789._-"), strlen(cells.include[i].id));
		for (j = 0; j < i; j++)
			ck_assert_int_ne(strcasecmp(cells.include[i].id, cells.include[j].id), 0);
	}
	ck_assert_str_eq(cells.include[5].id, "frob--other--recipe--x86");
}
END_TEST

START_TEST(a_long_id_is_cut_and_stays_unlike)
{
	owned(arena_release) struct arena arena = { 0 };
	char a[301], b[301];
	struct cells_request request = request_of(one_fix, (struct string_list)LIST(a, b));
	struct cells cells = { 0 };

	memset(a, 'a', 300);
	memset(b, 'a', 300);
	a[300] = b[300] = '\0';
	b[299] = 'b';
	succeeds(cells_make(&cells, &arena, &request, err));
	ck_assert_uint_le(strlen(cells.include[0].id), 100);
	ck_assert_str_ne(cells.include[0].id, cells.include[1].id);
}
END_TEST

START_TEST(json_is_what_github_takes_and_is_read_again)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text out = { 0 };
	struct cells_request request = request_of(one_fix, (struct string_list)LIST("v1", "v2"));
	struct cells cells = { 0 }, read = { 0 };
	json_auto_t *json = NULL;

	succeeds(cells_make(&cells, &arena, &request, err));
	succeeds(cells_write_json(&out, &cells, err));
	json = json_loads(text_str(&out), JSON_REJECT_DUPLICATES, NULL);
	ck_assert_uint_eq(json_object_size(json), 1); /* any other key would be one more variable to GitHub */
	ck_assert(cells_is_json(json));
	succeeds(cells_read(&read, &arena, json, err));
	ck_assert_uint_eq(read.nr_include, 2);
	ck_assert_str_eq(read.include[1].id, cells.include[1].id);
	ck_assert_uint_eq(read.include[1].command.nr, cells.include[1].command.nr);
}
END_TEST

START_TEST(an_id_that_is_a_path_is_not_read)
{
	owned(arena_release) struct arena arena = { 0 };
	json_auto_t *json =
		json_pack("{s:[{s:s, s:s, s:s}]}", "include", "id", "../../etc/x", "fix", "f", "target", "t");
	struct cells cells = { 0 };

	fails_with(cells_read(&cells, &arena, json, err), "include[0].id: letters, digits, '.', '_' and '-' only");
}
END_TEST

START_TEST(gitlab_gets_a_list_of_variables_and_no_more_than_it_takes)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text out = { 0 };
	struct cells_request request = request_of(one_fix, (struct string_list){ 0 });
	struct cells cells = { 0 };
	json_auto_t *json = NULL;
	const json_t *list;
	size_t i;

	for (i = 0; i < GITLAB_MOST; i++)
		*arena_push(&arena, request.targets.v, request.targets.nr) = arena_printf(&arena, "v%zu", i);
	request.options = (struct string_list)LIST("--upstream", "master", "--no-build");
	succeeds(cells_make(&cells, &arena, &request, err));
	succeeds(cells_write_gitlab(&out, &cells, err));
	json = json_loads(text_str(&out), 0, NULL);
	list = json_object_get(json_object_get(json_object_get(json, ".stableport-cells"), "parallel"), "matrix");
	ck_assert_uint_eq(json_array_size(list), GITLAB_MOST);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 7), "TARGET")), "v7");
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(json, "variables"), "STABLEPORT_OPTIONS")),
			 "--upstream master --no-build");
	*arena_push(&arena, request.targets.v, request.targets.nr) = "one-more";
	succeeds(cells_make(&cells, &arena, &request, err));
	fails_with(cells_write_gitlab(&out, &cells, err),
		   "GitLab takes 200 jobs of a parallel:matrix at most, and these are 201");
}
END_TEST

/* Whether it is YAML, one document, and the keys of its mapping. */
static void ck_yaml_has(const char *bytes, size_t len, const char *const keys[], size_t nr)
{
	yaml_parser_t parser;
	yaml_document_t document;
	const yaml_node_t *root;
	const yaml_node_pair_t *pair;
	size_t i, found = 0;

	ck_assert(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, len);
	ck_assert_msg(yaml_parser_load(&parser, &document), "line %zu: %s", parser.problem_mark.line + 1,
		      parser.problem);
	root = yaml_document_get_root_node(&document);
	ck_assert_int_eq(root->type, YAML_MAPPING_NODE);
	for (pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++) {
		const yaml_node_t *key = yaml_document_get_node(&document, pair->key);

		for (i = 0; i < nr; i++)
			found += !strcmp((const char *)key->data.scalar.value, keys[i]);
	}
	ck_assert_uint_eq(found, nr);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
}

START_TEST(what_gitlab_gets_is_yaml)
{
	static const char *const keys[] = { "variables", ".stableport-cells" };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text out = { 0 };
	struct cells_request request = request_of(one_fix, (struct string_list)LIST("v1", "v2~3", "a^b", "x:z"));
	struct cells cells = { 0 };

	succeeds(cells_make(&cells, &arena, &request, err));
	succeeds(cells_write_gitlab(&out, &cells, err));
	ck_yaml_has(text_str(&out), out.len, keys, nr_of(keys));
}
END_TEST

static const struct {
	const char *file, *keys[3];
} ci_files[] = {
	{ "ci/gitlab-ci.yml", { "stages", "cells", "check" } },
	{ "ci/gitlab-cells.yml", { "stages", "cell", "report" } },
	{ "ci/github.yml", { "on", "permissions", "jobs" } },
};

START_TEST(the_files_for_ci_are_yaml)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };

	succeeds(file_read(&text, path_join(&arena, SOURCE_ROOT, ci_files[_i].file), err));
	ck_yaml_has(text_str(&text), text.len, ci_files[_i].keys, nr_of(ci_files[_i].keys));
}
END_TEST

/* Documents. */

static void make_second(struct sample *sample, const char *arch)
{
	struct check *check = &sample->backport.check;

	sample_make(sample);
	check->builds[0].arch = arch;
	check->nr_builds = 1;
}

START_TEST(builds_of_one_fix_and_target_become_one_document)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	sample_make(&one);
	make_second(&other, "riscv");
	one.backport.check.nr_builds = 1;
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "other", &other.backport);
	ck_assert_uint_eq(matrix.nr_documents, 1);
	ck_assert_uint_eq(matrix.nr_missing, 0);
	ck_assert_uint_eq(matrix.documents[0].backport->check.nr_builds, 2);
	ck_assert_str_eq(matrix.documents[0].backport->check.builds[1].arch, "riscv");
}
END_TEST

START_TEST(a_condition_that_fails_in_one_cell_fails)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	make_second(&one, "x86");
	make_second(&other, "riscv");
	one.backport.check.conditions[1].outcome = CONDITION_HOLDS;
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "other", &other.backport);
	ck_assert_int_eq(matrix.documents[0].backport->check.conditions[1].outcome, CONDITION_FAILS);
}
END_TEST

START_TEST(a_proof_that_fails_in_one_cell_fails)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	struct proof held = { .done = true, .scenario = "a", .verdict = PROOF_CURED }, failed = held, more = held;

	make_second(&one, "x86");
	make_second(&other, "riscv");
	failed.verdict = PROOF_NOT_CURED;
	more.scenario = "b";
	one.backport.proofs = (struct proof[]){ held };
	other.backport.proofs = (struct proof[]){ failed, more };
	one.backport.nr_proofs = 1;
	other.backport.nr_proofs = 2;
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "other", &other.backport);
	ck_assert_uint_eq(one.backport.nr_proofs, 2);
	ck_assert_int_eq(one.backport.proofs[0].verdict, PROOF_NOT_CURED);
	ck_assert_int_eq(one.backport.proofs[1].verdict, PROOF_CURED);
}
END_TEST

/* A machine with another copy of the recipe: what only one of them asked cannot be lost. */
START_TEST(cells_that_asked_for_something_else_are_not_put_together)
{
	owned(sample_release) struct sample one = { 0 }, more = { 0 }, named = { 0 }, none = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	make_second(&one, "x86");
	make_second(&more, "arm64");
	make_second(&named, "riscv");
	make_second(&none, "s390");
	one.backport.check.nr_conditions--;
	named.backport.check.nr_conditions--;
	named.backport.check.keep_out[0].name = "another";
	none.backport.check.nr_conditions = none.backport.check.nr_keep_out = 0;
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "more", &more.backport);
	matrix_add(&matrix, "named", &named.backport);
	matrix_add(&matrix, "none", &none.backport);
	ck_assert_uint_eq(matrix.nr_documents, 1);
	ck_assert_uint_eq(one.backport.check.nr_builds, 2);
	ck_assert_uint_eq(matrix.nr_missing, 2);
	ck_assert_str_eq(matrix.missing[0].why, "its recipe asks for something else than that of cell one");
	ck_assert_str_eq(matrix.missing[1].why, "its recipe asks for something else than that of cell one");
}
END_TEST

START_TEST(cells_that_speak_of_different_things_are_not_put_together)
{
	owned(sample_release) struct sample one = { 0 }, moved = { 0 }, planned = { 0 }, twice = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	make_second(&one, "x86");
	make_second(&moved, "arm64");
	make_second(&planned, "riscv");
	make_second(&twice, "x86");
	moved.backport.target.commit = "0123456789012345678901234567890123456789";
	planned.backport.steps[SAMPLE_FIX].disposition = STEP_CONFLICT;
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "moved", &moved.backport);
	matrix_add(&matrix, "planned", &planned.backport);
	matrix_add(&matrix, "twice", &twice.backport);
	ck_assert_uint_eq(matrix.nr_documents, 1);
	ck_assert_uint_eq(matrix.nr_missing, 3);
	ck_assert_ptr_nonnull(strstr(matrix.missing[0].why, "its target 'linux-4.19.y' is 0123456789"));
	ck_assert_str_eq(matrix.missing[1].why, "its plan is another one than that of cell one");
	ck_assert_str_eq(matrix.missing[2].why, "cell one has the build with recipe for x86 too");
	ck_assert_int_eq(matrix_verdict(&matrix), VERDICT_PERSON);
}
END_TEST

START_TEST(a_missing_cell_is_for_a_person)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	sample_make_nothing_to_do(&sample);
	matrix_add(&matrix, "one", &sample.backport);
	ck_assert_int_eq(matrix_verdict(&matrix), VERDICT_NOTHING_TO_DO);
	matrix_add_missing(&matrix, "two", "no document");
	ck_assert_int_eq(matrix_verdict(&matrix), VERDICT_PERSON);
}
END_TEST

START_TEST(a_file_that_another_build_compiles_is_compiled)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	struct matrix_summary summary;

	make_second(&one, "x86");
	make_second(&other, "arm64");
	other.backport.check.builds[0].uncompiled.nr = 0;
	matrix_summarize(&summary, &one.backport);
	ck_assert_uint_eq(summary.uncompiled, 1);
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "other", &other.backport);
	matrix_summarize(&summary, matrix.documents[0].backport);
	ck_assert_uint_eq(summary.uncompiled, 0);
	ck_assert_uint_eq(summary.builds, 2);
	ck_assert_uint_eq(summary.building, 0);
	ck_assert_uint_eq(summary.new_warnings, 2);
	ck_assert_uint_eq(summary.compiled, 6);
	other.backport.check.builds[0].coverage.compiled = 7;
	matrix_summarize(&summary, &other.backport);
	ck_assert_uint_eq(summary.compiled, 7);
	ck_assert_uint_eq(summary.lines, 9);
}
END_TEST

/* Pages. */

static void make_two(struct matrix *matrix, struct sample *one, struct sample *other)
{
	sample_make(one);
	sample_make_nothing_to_do(other);
	other->backport.target.label = "linux-5.10.y";
	matrix_add(matrix, "one", &one->backport);
	matrix_add(matrix, "other", &other->backport);
	matrix_add_missing(matrix, "three", "no document");
	matrix_sort(matrix);
}

START_TEST(text_has_a_line_for_each_target_and_names_what_is_missing)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	owned(text_release) struct text out = { 0 };

	make_two(&matrix, &one, &other);
	report_matrix_text(&out, &matrix, false);
	ck_has(&out, "frob-running: Two tasks polish one widget\n  linux-4.19.y  person         4 commits");
	ck_has(&out, "0 of 2 builds, 1 new warning, 6 of 9\n      changed lines compiled");
	ck_has(&out, "      - step 6 does not build with recipe for x86\n");
	ck_has(&out, "  linux-5.10.y  nothing to do  all of it that applies is there\n");
	ck_has(&out, "  - cell three: no document\n");
	ck_has(&out, "\nResult: a person has to look\n");
}
END_TEST

/* In /srv/KIND/linux each. */
static void make_two_folders(struct matrix *matrix, struct sample *one, struct sample *other)
{
	sample_make(one);
	sample_make_nothing_to_do(other);
	one->backport.target = (struct target){ .folder = "/srv/vendor/linux", .label = "linux", .version = "4.19" };
	other->backport.target = (struct target){ .folder = "/srv/debian/linux", .label = "linux", .version = "6.1" };
	matrix_add(matrix, "one", &one->backport);
	matrix_add(matrix, "other", &other->backport);
	matrix_sort(matrix);
}

START_TEST(two_folders_of_one_name_are_two_targets)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 }, third = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	owned(text_release) struct text text = { 0 }, page = { 0 };

	make_two_folders(&matrix, &one, &other);
	ck_assert_uint_eq(matrix.nr_documents, 2);
	ck_assert_uint_eq(matrix.nr_missing, 0);
	report_matrix_text(&text, &matrix, false);
	ck_has(&text, "  /srv/debian/linux  nothing to do");
	ck_has(&text, "  /srv/vendor/linux  person");
	report_matrix_html(&page, &matrix);
	ck_has(&page, "<th scope=\"col\">/srv/debian/linux<small>Linux 6.1</small></th>"
		      "<th scope=\"col\">/srv/vendor/linux<small>Linux 4.19</small></th>");
	ck_has(&page, "frob-running onto /srv/vendor/linux: ");
	ck_has_not(&page, "no document");
	sample_make(&third);
	ck_assert_str_eq(matrix_target_name(&matrix, &third.backport.target), "linux-4.19.y");
}
END_TEST

START_TEST(page_links_only_where_there_are_pages)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	owned(text_release) struct text out = { 0 }, linked = { 0 };

	make_two(&matrix, &one, &other);
	report_matrix_html(&out, &matrix);
	ck_assert_ptr_null(strstr(text_str(&out), "<a "));
	ck_has(&out, "<code>three</code>: no document");
	matrix_name_pages(&matrix);
	report_matrix_html(&linked, &matrix);
	ck_has(&linked, "<a href=\"frob-running--linux-4.19.y.html\"><span class=\"badge bad\">person</span></a>");
	ck_has(&linked, "<span class=\"badge info\">nothing to do</span>");
	ck_page(&linked);
}
END_TEST

START_TEST(pages_have_names_of_their_own)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };

	sample_make(&one);
	sample_make(&other);
	other.backport.target.label = "LINUX-4.19.y";
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "other", &other.backport);
	matrix_name_pages(&matrix);
	ck_assert_uint_eq(matrix.nr_documents, 2);
	ck_assert_int_ne(strcasecmp(matrix.documents[0].page, matrix.documents[1].page), 0);
}
END_TEST

START_TEST(a_page_of_hostile_texts_has_no_element_of_theirs)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	owned(text_release) struct text page = { 0 }, text = { 0 };

	make_two(&matrix, &one, &other);
	sample_poison(&one, HOSTILE_LINES);
	sample_poison(&other, "../../x\" onclick=\"y");
	matrix_add_missing(&matrix, HOSTILE, HOSTILE_LINES);
	matrix_sort(&matrix);
	matrix_name_pages(&matrix);
	report_matrix_html(&page, &matrix);
	report_matrix_text(&text, &matrix, false);
	ck_page(&page);
	ck_has(&page, "&lt;img src=x onerror=alert(1)&gt;");
	ck_assert_ptr_null(strchr(text_str(&text), '\033'));
}
END_TEST

START_TEST(documents_are_written_as_one)
{
	owned(sample_release) struct sample one = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 }, read = { 0 };
	owned(text_release) struct text out = { 0 };
	json_auto_t *json = NULL;

	make_two(&matrix, &one, &other);
	succeeds(matrix_write_json(&out, &matrix, err));
	json = json_loads(text_str(&out), JSON_REJECT_DUPLICATES, NULL);
	ck_assert(matrix_is_json(json));
	ck_assert_uint_eq(json_array_size(json_object_get(json, "documents")), 2);
	ck_assert_str_eq(json_string_value(json_object_get(json, "verdict")), "person");
	succeeds(matrix_read_missing(&read, json, err));
	ck_assert_uint_eq(read.nr_missing, 1);
	ck_assert_str_eq(read.missing[0].cell, "three");
}
END_TEST

SUITE(matrix)
{
	TEST(cells_are_the_product_and_each_is_a_command);
	LOOP_TEST(what_a_shell_must_not_see_is_refused, nr_of(refused));
	TEST(ids_are_told_apart_also_where_case_is_not);
	TEST(a_long_id_is_cut_and_stays_unlike);
	TEST(json_is_what_github_takes_and_is_read_again);
	TEST(an_id_that_is_a_path_is_not_read);
	TEST(gitlab_gets_a_list_of_variables_and_no_more_than_it_takes);
	TEST(what_gitlab_gets_is_yaml);
	LOOP_TEST(the_files_for_ci_are_yaml, nr_of(ci_files));
	TEST(builds_of_one_fix_and_target_become_one_document);
	TEST(a_condition_that_fails_in_one_cell_fails);
	TEST(a_proof_that_fails_in_one_cell_fails);
	TEST(cells_that_asked_for_something_else_are_not_put_together);
	TEST(cells_that_speak_of_different_things_are_not_put_together);
	TEST(a_missing_cell_is_for_a_person);
	TEST(a_file_that_another_build_compiles_is_compiled);
	TEST(text_has_a_line_for_each_target_and_names_what_is_missing);
	TEST(two_folders_of_one_name_are_two_targets);
	TEST(page_links_only_where_there_are_pages);
	TEST(pages_have_names_of_their_own);
	TEST(a_page_of_hostile_texts_has_no_element_of_theirs);
	TEST(documents_are_written_as_one);
}
