// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>

#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/document.h"
#include "tool/files.h"

static void write_document(struct text *json, const struct backport *backport)
{
	succeeds(document_write(json, backport, err));
}

/* A refusal leaves what the caller had as it was. */
static int read_in_vain(const struct sample *sample, const char *json, size_t len, struct error *err)
{
	struct backport backport = { .branch = "before" };
	int read = document_read(&backport, &sample->recipe, json, len, err);

	ck_assert_str_eq(backport.branch, "before");
	ck_assert_ptr_null(backport.arena.block);
	return read;
}

static void ck_same_after_reading(const struct sample *sample)
{
	owned(text_release) struct text written = { 0 }, again = { 0 };
	owned(backport_release) struct backport read = { 0 };

	write_document(&written, &sample->backport);
	succeeds(document_read(&read, &sample->recipe, text_str(&written), written.len, err));
	write_document(&again, &read);
	ck_assert_str_eq(text_str(&again), text_str(&written));
}

/* The full sample's document with the first occurrence of a piece replaced, or cut out. */
static void spoil(struct text *json, const struct sample *sample, const char *piece, const char *other)
{
	owned(text_release) struct text written = { 0 };
	const char *at;

	write_document(&written, &sample->backport);
	at = strstr(text_str(&written), piece);
	ck_assert_msg(at != NULL, "no %s in the document", piece);
	text_add(json, text_str(&written), (size_t)(at - text_str(&written)));
	text_adds(json, other);
	text_adds(json, at + strlen(piece));
}

static void ck_refused(const char *piece, const char *other, const char *sentence)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };

	sample_make(&sample);
	spoil(&json, &sample, piece, other);
	fails_with(read_in_vain(&sample, text_str(&json), json.len, err), sentence);
}

START_TEST(what_is_written_is_read_back_the_same)
{
	owned(sample_release) struct sample full = { 0 }, conflict = { 0 }, nothing = { 0 }, empty = { 0 };

	sample_make(&full);
	ck_same_after_reading(&full);
	sample_make_conflict(&conflict);
	ck_same_after_reading(&conflict);
	sample_make_nothing_to_do(&nothing);
	ck_same_after_reading(&nothing);
	sample_make_empty(&empty);
	ck_same_after_reading(&empty);
}
END_TEST

START_TEST(every_part_of_it_is_read)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(backport_release) struct backport read = { 0 };
	owned(text_release) struct text json = { 0 };
	const struct step *adapted, *shim;

	sample_make(&sample);
	write_document(&json, &sample.backport);
	succeeds(document_read(&read, &sample.recipe, text_str(&json), json.len, err));
	ck_assert_ptr_eq(read.recipe, &sample.recipe);
	ck_assert_uint_eq(read.nr_steps, SAMPLE_NR_STEPS);
	adapted = &read.steps[SAMPLE_ADAPTED];
	ck_assert_int_eq(adapted->disposition, STEP_ADAPT);
	ck_assert_str_eq(adapted->adaptations[0].rules[1].name, "done");
	ck_assert(!adapted->adaptations[0].rules[1].fired);
	ck_assert_uint_eq(adapted->nr_warnings, 1);
	shim = &read.steps[SAMPLE_SHIM];
	ck_assert(shim->adaptations[0].is_shim);
	ck_assert_str_eq(shim->adaptations[0].missing.v[1], "wake_up_var");
	ck_assert_ptr_null(read.steps[SAMPLE_FOLLOW_UP].id);
	ck_assert_int_eq(read.steps[SAMPLE_THERE].presence, PRESENCE_TRAILER);
	ck_assert_ptr_null(read.steps[SAMPLE_FIX].files[1].before);
	ck_assert_uint_eq(read.nr_left_out, 2);
	ck_assert_int_eq(read.check.conditions[1].outcome, CONDITION_FAILS);
	ck_assert_uint_eq(read.check.builds[0].steps[2].new_diagnostics[0].line, 41);
	ck_assert(read.check.keep_out[1].newly_there);
	ck_assert_double_eq(read.check.seconds, 12.5);
	ck_assert_int_eq(backport_verdict(&read), VERDICT_PERSON);
}
END_TEST

START_TEST(it_begins_with_what_one_asks_first_and_ends_with_a_line_end)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };
	const char *head = "{\n \"format\": 1,\n \"recipe\": {\n  \"name\": \"frob-running\",";

	sample_make(&sample);
	write_document(&json, &sample.backport);
	ck_assert_int_eq(strncmp(text_str(&json), head, strlen(head)), 0);
	ck_assert_ptr_nonnull(strstr(text_str(&json), "\n \"verdict\": \"person\",\n"));
	ck_assert_int_eq(text_str(&json)[json.len - 1], '\n');
}
END_TEST

START_TEST(the_recipe_can_be_asked_for_before_the_rest)
{
	owned(sample_release) struct sample sample = { 0 };
	json_auto_t *json = NULL;

	sample_make(&sample);
	json = document_to_json(&sample.backport);
	ck_assert_str_eq(document_recipe_path(json), sample.recipe.path);
}
END_TEST

START_TEST(a_document_of_a_range_is_its_own_recipe)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(backport_release) struct backport read = { 0 };
	owned(recipe_release) struct recipe recipe = { 0 }, none = { 0 };
	json_auto_t *json = NULL, *empty = json_object();

	sample_make(&sample);
	sample.recipe.path = NULL;
	sample.backport.nr_steps = 1; /* one without adaptations */
	sample.backport.check = (struct check){ 0 };
	json = document_to_json(&sample.backport);
	ck_assert_ptr_null(document_recipe_path(json));
	succeeds(document_own_recipe(&recipe, json, err));
	ck_assert_str_eq(recipe.name, sample.recipe.name);
	succeeds(document_from_json(&read, &recipe, json, err));
	ck_assert_uint_eq(read.nr_steps, 1);
	fails_with(document_own_recipe(&none, empty, err), "it names no recipe");
}
END_TEST

START_TEST(a_document_of_another_fix_is_refused)
{
	ck_refused("\"name\": \"frob-running\"", "\"name\": \"other\"",
		   "recipe.name: not 'frob-running', whose recipe was read");
	ck_refused("\"recipe\": {", "\"else\": {", "recipe.name: not 'frob-running', whose recipe was read");
}
END_TEST

START_TEST(a_document_of_another_format_is_refused)
{
	ck_refused("\"format\": 1", "\"format\": 2",
		   "a document of format 2, and this program reads format 1");
	ck_refused("\"format\": 1", "\"format\": \"1\"",
		   "not a document of stableport's: it has no 'format'");
	ck_refused("\"format\": 1,", "", "not a document of stableport's: it has no 'format'");
}
END_TEST

START_TEST(a_wrong_type_is_an_error_with_its_place)
{
	static const struct { const char *piece, *other, *sentence;
	} cases[] = {
		{ "\"steps\": [", "\"steps\": {}, \"x\": [", "steps: not an array" },
		{ "\"target\": {", "\"target\": [], \"x\": {", "target: not an object" },
		{ "\"version\": \"4.19.79\"", "\"version\": 4.19", "target.version: not a string" },
		{ "\"applied\": true", "\"applied\": 1", "applied: not true or false" },
		{ "\"index\": 1,", "\"index\": 1.5,",
		  "steps[1].index: not a whole number from 0 to 2147483647" },
		{ "\"index\": 1,", "\"index\": -1,",
		  "steps[1].index: not a whole number from 0 to 2147483647" },
		{ "\"added\": 5", "\"added\": 2147483648",
		  "steps[4].added: not a whole number from 0 to 2147483647" },
		{ "\"missing\": [\n      \"wait_var_event\"", "\"missing\": [\n      7",
		  "steps[2].adaptations[0].missing: not an array of strings" },
		{ "\"missing\": [", "\"missing\": 0, \"x\": [",
		  "steps[1].adaptations[0].missing: not an array" },
		{ "\"seconds\": 12.5", "\"seconds\": \"long\"", "check.seconds: not a number" },
		{ "\"disposition\": \"to pick\"", "\"disposition\": null",
		  "steps[4].disposition: not a string" },
		{ "\"left_out\": [", "\"left_out\": [ 3, ", "left_out[0]: not an object" },
	};
	size_t i;

	for (i = 0; i < nr_of(cases); i++)
		ck_refused(cases[i].piece, cases[i].other, cases[i].sentence);
}
END_TEST

START_TEST(what_is_required_must_be_there)
{
	ck_refused("\"subject\"", "\"x\"", "steps[0].subject: missing");
	ck_refused("\"disposition\"", "\"x\"", "steps[0].disposition: missing");
	ck_refused("\"outcome\"", "\"x\"", "check.conditions[0].outcome: missing");
	ck_refused("\"style\"", "\"x\"", "style: missing");
	ck_refused("\"label\"", "\"x\"", "target.label: missing");
}
END_TEST

START_TEST(a_key_that_is_not_known_is_passed_over)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(backport_release) struct backport read = { 0 };
	owned(text_release) struct text json = { 0 };

	sample_make(&sample);
	spoil(&json, &sample, "\"applied\"", "\"new\": {\"a\": [1]}, \"applied\"");
	succeeds(document_read(&read, &sample.recipe, text_str(&json), json.len, err));
	ck_assert(read.applied);
}
END_TEST

START_TEST(a_word_that_is_none_is_an_error_that_says_which_there_are)
{
	ck_refused("\"to adapt\"", "\"x\"",
		   "steps[1].disposition: 'x' is none of 'already there', 'to pick', 'to adapt', "
		   "'not applicable here', 'conflict'");
	ck_refused("\"outcome\": \"fails\"", "\"outcome\": \"\"",
		   "check.conditions[1].outcome: '' is none of 'holds', 'fails', 'not applicable'");
	ck_refused(
		"\"role\": \"fix\"", "\"role\": \"\\u001b[31m and much more than anybody wants to read\"",
		"steps[3].role: '\xef\xbf\xbd[31m and much more than anybody wants t...' is none of 'fix', "
		"'prerequisite', 'follow-up'");
}
END_TEST

START_TEST(a_path_that_leaves_its_folder_is_an_error)
{
	ck_refused("\"label\": \"linux-4.19.y\"", "\"label\": \"../x\"",
		   "target.label: '../x' is not a path that stays in its folder");
	ck_refused("\"label\": \"linux-4.19.y\"", "\"label\": \"a/b\"",
		   "target.label: letters, digits, '.', '_' and '-' only");
	ck_refused("\"patch\": \"0002-frob.patch\"", "\"patch\": \"../x\"",
		   "steps[1].patch: '../x' is not a path that stays in its folder");
	ck_refused("\"path\": \"drivers/frob/frob.c\"", "\"path\": \"/etc/passwd\"",
		   "steps[1].files[0].path: '/etc/passwd' is not a path that stays in its folder");
	ck_refused("\"path\": \"linux/wait_bit.h\"", "\"path\": \"a/.git/config\"",
		   "steps[2].adaptations[0].path: 'a/.git/config' is not a path that stays in its folder");
	ck_refused("\"path\": \"drivers/frob/frob.c\"", "\"path\": \"-o\"",
		   "steps[1].files[0].path: '-o' is not a path that stays in its folder");
}
END_TEST

START_TEST(an_id_is_hexadecimal_and_nothing_that_git_would_interpret)
{
	ck_refused("\"commit\": \"7d120b7e2a5c4c0ab8a6d3ae1c15b9cb0a6f3a11\"", "\"commit\": \"HEAD@{1}\"",
		   "target.commit: 'HEAD@{1}' is not an id of 12 to 40 hexadecimal digits");
	ck_refused("\"id\": \"12357f1b2c8e\"", "\"id\": \"12357\"",
		   "steps[0].id: '12357' is not an id of 12 to 40 hexadecimal digits");
	ck_refused(
		"\"before\": \"e69d", "\"before\": \"E69D",
		"steps[1].files[0].before: 'E69De29bb2d1d6434b8b29ae775ad8c2e48c5391' is not an id of 12 to 40 "
		"hexadecimal digits");
}
END_TEST

START_TEST(an_index_of_nothing_is_an_error)
{
	ck_refused("\"index\": 1,", "\"index\": 6,", "steps[1].index: the recipe has 6 commits");
	ck_refused("\"index\": 1,", "\"index\": 2147483647,", "steps[1].index: the recipe has 6 commits");
	ck_refused("\"adaptations\": [\n    {\n     \"index\": 0,", "\"adaptations\": [ { \"index\": 2,",
		   "steps[1].adaptations[0].index: the recipe has no such one");
	ck_refused("\"step\": 1,", "\"step\": 6,", "check.builds[0].steps[0].step: there are 6 steps");
}
END_TEST

START_TEST(a_target_is_a_folder_or_a_commit_of_a_repository)
{
	ck_refused("\"repo\"", "\"x\"", "target: neither a folder nor a repository and a commit");
	ck_refused("\"repo\"", "\"folder\": \"/x\", \"repo\"", "target: both a folder and a repository");
	ck_refused("\"in_place\": false", "\"in_place\": true",
		   "in_place: only the tree in a folder can be changed in place");
}
END_TEST

START_TEST(a_nul_byte_is_an_error)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };
	owned(error_release) struct error err = { 0 };

	ck_refused("\"version\": \"4.19.79\"", "\"version\": \"4\\u0000\"",
		   "line 20, column 22: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"4\\u0000\"'");
	sample_make(&sample);
	write_document(&json, &sample.backport);
	*strchr(json.data, ',') = '\0';
	ck_assert_int_eq(read_in_vain(&sample, text_str(&json), json.len, &err), -1);
	ck_assert_str_eq(err.message, "it has a NUL byte");
}
END_TEST

START_TEST(a_key_that_is_there_twice_is_an_error)
{
	ck_refused("\"applied\"", "\"style\": \"inline\", \"applied\"",
		   "line 263, column 8: duplicate object key near '\"style\"'");
}
END_TEST

START_TEST(a_document_cut_off_anywhere_is_an_error)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };
	size_t len;

	sample_make(&sample);
	write_document(&json, &sample.backport);
	for (len = 0; len + 2 < json.len; len += 7) {
		owned(error_release) struct error err = { 0 };

		ck_assert_int_eq(read_in_vain(&sample, text_str(&json), len, &err), -1);
		ck_assert_ptr_eq(strstr(err.message, "line "), err.message);
	}
}
END_TEST

START_TEST(what_is_no_document_at_all_is_an_error)
{
	static const char *const texts[] = { "[]", "{}", "[[1]]", "{\"format\": []}" };
	owned(sample_release) struct sample sample = { 0 };
	size_t i;

	sample_make_empty(&sample);
	for (i = 0; i < nr_of(texts); i++)
		fails_with(read_in_vain(&sample, texts[i], strlen(texts[i]), err),
			   "not a document of stableport's: it has no 'format'");
	fails_with(read_in_vain(&sample, "", 0, err),
		   "line 1, column 0: '[' or '{' expected near end of file");
}
END_TEST

START_TEST(deep_nesting_is_an_error)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };
	size_t i;

	sample_make_empty(&sample);
	for (i = 0; i < 1000000; i++)
		text_addc(&json, '[');
	fails_with(read_in_vain(&sample, text_str(&json), json.len, err),
		   "line 1, column 2049: maximum parsing depth reached near '['");
}
END_TEST

/* Each scalar of the document in turn becomes something else; whatever comes of it, nothing is read out of
 * bounds. */
static void spoil_each_value(const struct sample *sample, json_t *document, json_t *node);

static void read_with(const struct sample *sample, const json_t *document)
{
	owned(backport_release) struct backport read = { 0 };
	owned(error_release) struct error err = { 0 };
	owned(text_release) struct text again = { 0 };
	char *dump = json_dumps(document, 0);

	if (document_read(&read, &sample->recipe, dump, strlen(dump), &err) == 0)
		write_document(&again, &read);
	else
		ck_assert_ptr_nonnull(err.message);
	free(dump);
}

static void spoil_key(const struct sample *sample, json_t *document, json_t *object, const char *key)
{
	json_t *const others[] = { json_integer(99999), json_string("../x"), json_array(), json_null(),
				   json_pack("[{}]") };
	json_t *value = json_incref(json_object_get(object, key));
	size_t i;

	for (i = 0; i < nr_of(others); i++) {
		json_object_set_new(object, key, others[i]);
		read_with(sample, document);
	}
	json_object_set_new(object, key, value);
	spoil_each_value(sample, document, value);
}

static void spoil_each_value(const struct sample *sample, json_t *document, json_t *node)
{
	json_t *element;
	size_t i;

	if (json_is_object(node)) {
		void *iterator;

		for (iterator = json_object_iter(node); iterator;
		     iterator = json_object_iter_next(node, iterator))
			spoil_key(sample, document, node, json_object_iter_key(iterator));
	}
	json_array_foreach(node, i, element)
		spoil_each_value(sample, document, element);
}

START_TEST(no_single_wrong_value_does_harm)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };
	json_t *document;

	sample_make(&sample);
	write_document(&json, &sample.backport);
	document = json_loads(text_str(&json), 0, NULL);
	spoil_each_value(&sample, document, document);
	json_decref(document);
}
END_TEST

/* Every key of the document stands in `...` in its description. */
static void ck_described(const char *schema, const json_t *node)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)node, key, value) {
		owned(text_release) struct text quoted = { 0 };

		text_addf(&quoted, "`%s`", key);
		ck_assert_msg(strstr(schema, text_str(&quoted)) != NULL, "%s is not described",
			      text_str(&quoted));
		ck_described(schema, value);
	}
	json_array_foreach(node, i, value)
		ck_described(schema, value);
}

START_TEST(every_key_is_described)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 }, schema = { 0 };
	json_t *document;

	succeeds(file_read(&schema, SOURCE_ROOT "/docs/report-schema.md", err));
	sample_make(&sample);
	write_document(&json, &sample.backport);
	document = json_loads(text_str(&json), 0, NULL);
	ck_described(text_str(&schema), document);
	json_decref(document);
}
END_TEST

START_TEST(strings_that_are_no_utf_8_are_written_printable)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text json = { 0 };

	sample_make(&sample);
	sample.backport.steps[SAMPLE_FIX].author = "J\xf6rg \x1b[31m<j@example.org>";
	sample.recipe.title = "\xff";
	write_document(&json, &sample.backport);
	ck_assert_ptr_nonnull(
		strstr(text_str(&json), "\"author\": \"J\xef\xbf\xbdrg \xef\xbf\xbd[31m<j@example.org>\""));
	ck_assert_ptr_nonnull(strstr(text_str(&json), "\"title\": \"\xef\xbf\xbd\""));
	ck_same_after_reading(&sample);
}
END_TEST

SUITE(document)
{
	TEST(what_is_written_is_read_back_the_same);
	TEST(every_part_of_it_is_read);
	TEST(it_begins_with_what_one_asks_first_and_ends_with_a_line_end);
	TEST(the_recipe_can_be_asked_for_before_the_rest);
	TEST(a_document_of_a_range_is_its_own_recipe);
	TEST(a_document_of_another_fix_is_refused);
	TEST(a_document_of_another_format_is_refused);
	TEST(a_wrong_type_is_an_error_with_its_place);
	TEST(what_is_required_must_be_there);
	TEST(a_key_that_is_not_known_is_passed_over);
	TEST(a_word_that_is_none_is_an_error_that_says_which_there_are);
	TEST(a_path_that_leaves_its_folder_is_an_error);
	TEST(an_id_is_hexadecimal_and_nothing_that_git_would_interpret);
	TEST(an_index_of_nothing_is_an_error);
	TEST(a_target_is_a_folder_or_a_commit_of_a_repository);
	TEST(a_nul_byte_is_an_error);
	TEST(a_key_that_is_there_twice_is_an_error);
	TEST(a_document_cut_off_anywhere_is_an_error);
	TEST(what_is_no_document_at_all_is_an_error);
	TEST(deep_nesting_is_an_error);
	TEST(no_single_wrong_value_does_harm);
	TEST(every_key_is_described);
	TEST(strings_that_are_no_utf_8_are_written_printable);
}
