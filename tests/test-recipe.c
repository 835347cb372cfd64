// SPDX-License-Identifier: GPL-2.0-only
#include "tests/lib/suite.h"
#include "tool/files.h"
#include "tool/recipe.h"

/*
 * The smallest recipe in two halves, each of four lines: what a test adds to
 * HEAD is in line 5, to SMALLEST in line 9.
 */
#define HEAD                  \
	"title: T\n"          \
	"description: D\n"    \
	"scope: [fs/nfsd]\n"  \
	"build: {config: [NFSD_V4]}\n"
#define COMMIT                       \
	"commits:\n"                 \
	"  - id: 12357f1b2c8e\n"     \
	"    subject: \"nfsd: a\"\n" \
	"    there-when: [{has: macro A}]\n"
#define SMALLEST HEAD COMMIT
/* A value in line 9, 17 columns to the right. */
#define ADAPT(rest) SMALLEST "    adapt:\n      - {why: W, " rest "}\n"
/* A feature's value is in line 9, column 26. */
#define FEATURE(feature) SMALLEST "    applies-when: [{has: " feature "}]\n"

static int parse_bytes(struct recipe *recipe, const char *text, size_t len, struct error *err)
{
	return recipe_parse(recipe, "backports/some-fix/recipe.yaml", text, len, err);
}

static int parse(struct recipe *recipe, const char *text, struct error *err)
{
	return parse_bytes(recipe, text, strlen(text), err);
}

/* A refusal leaves what the caller had as it was. */
static int parse_in_vain(const char *text, struct error *err)
{
	struct recipe recipe = { .name = "before" };
	int parsed = parse(&recipe, text, err);

	ck_assert_str_eq(recipe.name, "before");
	ck_assert_ptr_null(recipe.arena.block);
	return parsed;
}

#define refuses(text, place_and_sentence) \
	fails_with(parse_in_vain(text, err), "backports/some-fix/recipe.yaml:" place_and_sentence)

static void ck_list(const struct string_list *list, const char *expected)
{
	owned(text_release) struct text joined = { 0 };

	for (size_t i = 0; i < list->nr; i++)
		text_addf(&joined, "%s%s", i ? "|" : "", list->v[i]);
	ck_assert_str_eq(text_str(&joined), expected);
}

static void ck_features(const struct feature_list *list, const char *expected)
{
	owned(text_release) struct text joined = { 0 };

	for (size_t i = 0; i < list->nr; i++)
		text_addf(&joined, "%s%s", i ? "|" : "", list->v[i].text);
	ck_assert_str_eq(text_str(&joined), expected);
}

static const char full[] =
	"# a comment\n"
	"title: Callbacks running concurrently\n"
	"description: |\n"
	"  Two lines,\n"
	"  no more.\n"
	"\n"
	"references: [ \"https://example.org/1\", http://example.org/2 ]\n"
	"scope: [ fs/nfsd, include/linux/wait_bit.h ]\n"
	"symptoms:\n"
	"  log: [ \"NFSD: stuck\" ]\n"
	"  stack: [ nfsd4_shutdown_callback, __destroy_client ]\n"
	"build:\n"
	"  config:\n"
	"    - 64BIT\n"
	"    - NFSD_V4\n"
	"    - \"NFSD=m\"\n"
	"  objects: [ fs/nfsd/nfs4callback.o ]\n"
	"keep-out: [ deleg_reaper ]\n"
	"prefer: shim\n"
	"commits:\n"
	"  - id: 12357F1B2C8E0123456789\n"
	"    subject: \"nfsd: minor 4.1 callback cleanup\"\n"
	"    author: \"Jeff Layton <jlayton@kernel.org>\"\n"
	"    role: prerequisite\n"
	"    summary: |\n"
	"      What it means.\n"
	"    there-when:\n"
	"      - has: function nfsd4_run_cb returning   struct rpc_cred*\n"
	"      - lacks: member nfs4_client.cl_cb_inflight\n"
	"    applies-when: [ {has: function deleg_reaper} ]\n"
	"    adapt:\n"
	"      - semantic-patch: nfsd/callback-slot-helpers.cocci\n"
	"        files: [ fs/nfsd/nfs4callback.c, fs/nfsd/state.h ]\n"
	"        when: [ {lacks: \"identifier nfsd41_cb_release_slot\"} ]\n"
	"        rules: [ get_slot, release_slot ]\n"
	"        why: the slot is taken inline\n"
	"      - shim: linux/wait_bit.h\n"
	"        dir: fs/nfsd\n"
	"        names: [ wait_var_event ]\n"
	"        style: shim\n"
	"        why: \"5.10 lacks it\"\n"
	"  - message-id: 20260526-nfsd-v1-1@kernel.org\n"
	"    subject: \"nfsd: fix\"\n"
	"    there-when:\n"
	"      - matches: nfsd/there/x.cocci\n"
	"        in: [ fs/nfsd/a.c ]\n"
	"      - lacks-match: nfsd/there/y.cocci\n"
	"        in: [ fs/nfsd/a.c, fs/nfsd/b.c, fs/nfsd/c.h ]\n"
	"conditions:\n"
	"  - title: the flag is won first\n"
	"    semantic-patch: nfsd/conditions/won.cocci\n"
	"    expect: match\n"
	"    files: [ fs/nfsd/nfs4state.c ]\n"
	"    when: [ {has: macro A} ]\n"
	"  - {title: c2, semantic-patch: b.cocci, expect: no-match, files: [a.c]}\n"
	"leave-out:\n"
	"  - id: 44df6f439a1790a5f602e3842879efa88f346672\n"
	"    subject: \"NFSD: add delegation reaper\"\n"
	"    brings: deleg_reaper\n"
	"    why: not needed\n"
	"notes:\n"
	"  - |\n"
	"    A note.\n"
	"  - Ünïcödé\n";

START_TEST(a_recipe_is_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, full, err));
	ck_assert_str_eq(recipe.name, "some-fix");
	ck_assert_str_eq(recipe.path, "backports/some-fix/recipe.yaml");
	ck_assert_str_eq(recipe.title, "Callbacks running concurrently");
	ck_assert_str_eq(recipe.description, "Two lines,\nno more.");
	ck_list(&recipe.references, "https://example.org/1|http://example.org/2");
	ck_list(&recipe.scope, "fs/nfsd|include/linux/wait_bit.h");
	ck_list(&recipe.log, "NFSD: stuck");
	ck_list(&recipe.stack, "nfsd4_shutdown_callback|__destroy_client");
	ck_list(&recipe.config, "64BIT|NFSD_V4|NFSD=m");
	ck_list(&recipe.objects, "fs/nfsd/nfs4callback.o");
	ck_list(&recipe.keep_out, "deleg_reaper");
	ck_list(&recipe.notes, "A note.|Ünïcödé");
	ck_assert_int_eq(recipe.prefer, STYLE_SHIM);
	ck_assert_uint_eq(recipe.nr_commits, 2);
	ck_assert_uint_eq(recipe.nr_conditions, 2);
	ck_assert_uint_eq(recipe.nr_left_out, 1);
}
END_TEST

START_TEST(a_commit_is_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct recipe_commit *commit;

	succeeds(parse(&recipe, full, err));
	commit = &recipe.commits[0];
	ck_assert_str_eq(commit->id, "12357f1b2c8e0123456789");
	ck_assert_str_eq(recipe_commit_name(commit), "12357f1b2c8e");
	ck_assert_ptr_null(commit->message_id);
	ck_assert_str_eq(commit->subject, "nfsd: minor 4.1 callback cleanup");
	ck_assert_str_eq(commit->author, "Jeff Layton <jlayton@kernel.org>");
	ck_assert_int_eq(commit->role, ROLE_PREREQUISITE);
	ck_assert_str_eq(commit->summary, "What it means.");
	ck_features(&commit->there_when, "has function nfsd4_run_cb returning struct rpc_cred *|"
					 "lacks member nfs4_client.cl_cb_inflight");
	ck_features(&commit->applies_when, "has function deleg_reaper");
}
END_TEST

START_TEST(a_commit_without_an_id_is_named_by_its_message_id)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct recipe_commit *commit;

	succeeds(parse(&recipe, full, err));
	commit = &recipe.commits[1];
	ck_assert_ptr_null(commit->id);
	ck_assert_str_eq(commit->message_id, "20260526-nfsd-v1-1@kernel.org");
	ck_assert_str_eq(recipe_commit_name(commit), "20260526-nfsd-v1-1@kernel.org");
	ck_assert_int_eq(commit->role, ROLE_FIX);
	ck_assert_ptr_null(commit->author);
	ck_assert_ptr_null(commit->summary);
	ck_assert_uint_eq(commit->applies_when.nr, 0);
	ck_assert_uint_eq(commit->nr_adaptations, 0);
}
END_TEST

START_TEST(a_feature_is_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct feature *function, *member;

	succeeds(parse(&recipe, full, err));
	function = &recipe.commits[0].there_when.v[0];
	member = &recipe.commits[0].there_when.v[1];
	ck_assert_int_eq(function->kind, FEATURE_FUNCTION);
	ck_assert(!function->lacks);
	ck_assert_str_eq(function->name, "nfsd4_run_cb");
	ck_assert_str_eq(function->type, "struct rpc_cred *");
	ck_assert_int_eq(member->kind, FEATURE_MEMBER);
	ck_assert(member->lacks);
	ck_assert_str_eq(member->parent, "nfs4_client");
	ck_assert_str_eq(member->name, "cl_cb_inflight");
	ck_assert_ptr_null(member->type);
	ck_assert_int_eq(recipe.conditions[0].when.v[0].kind, FEATURE_MACRO);
	ck_assert_int_eq(recipe.commits[0].adaptations[0].when.v[0].kind, FEATURE_IDENTIFIER);
}
END_TEST

START_TEST(a_match_is_a_feature)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct feature *matches, *lacks;

	succeeds(parse(&recipe, full, err));
	matches = &recipe.commits[1].there_when.v[0];
	lacks = &recipe.commits[1].there_when.v[1];
	ck_assert_int_eq(matches->kind, FEATURE_MATCHES);
	ck_assert(!matches->lacks);
	ck_assert_str_eq(matches->name, "nfsd/there/x.cocci");
	ck_list(&matches->in, "fs/nfsd/a.c");
	ck_assert_str_eq(matches->text, "fs/nfsd/a.c matches nfsd/there/x.cocci");
	ck_assert_int_eq(lacks->kind, FEATURE_MATCHES);
	ck_assert(lacks->lacks);
	ck_assert_str_eq(lacks->text, "fs/nfsd/a.c, fs/nfsd/b.c and fs/nfsd/c.h"
			 " do not match nfsd/there/y.cocci");
}
END_TEST

START_TEST(an_adaptation_is_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct adaptation *patch, *shim;

	succeeds(parse(&recipe, full, err));
	ck_assert_uint_eq(recipe.commits[0].nr_adaptations, 2);
	patch = &recipe.commits[0].adaptations[0];
	shim = &recipe.commits[0].adaptations[1];
	ck_assert_str_eq(patch->semantic_patch, "nfsd/callback-slot-helpers.cocci");
	ck_assert_ptr_null(patch->shim);
	ck_list(&patch->files, "fs/nfsd/nfs4callback.c|fs/nfsd/state.h");
	ck_list(&patch->rules, "get_slot|release_slot");
	ck_features(&patch->when, "lacks identifier nfsd41_cb_release_slot");
	ck_assert_str_eq(patch->why, "the slot is taken inline");
	ck_assert_int_eq(patch->style, STYLE_ANY);
	ck_assert_ptr_null(shim->semantic_patch);
	ck_assert_str_eq(shim->shim, "linux/wait_bit.h");
	ck_assert_str_eq(shim->dir, "fs/nfsd");
	ck_list(&shim->names, "wait_var_event");
	ck_assert_int_eq(shim->style, STYLE_SHIM);
	ck_assert_str_eq(shim->why, "5.10 lacks it");
}
END_TEST

START_TEST(conditions_and_left_out_commits_are_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct condition *condition;
	const struct left_out *left_out;

	succeeds(parse(&recipe, full, err));
	condition = &recipe.conditions[0];
	left_out = &recipe.left_out[0];
	ck_assert_str_eq(condition->title, "the flag is won first");
	ck_assert_str_eq(condition->semantic_patch, "nfsd/conditions/won.cocci");
	ck_assert(condition->must_match);
	ck_list(&condition->files, "fs/nfsd/nfs4state.c");
	ck_features(&condition->when, "has macro A");
	ck_assert(!recipe.conditions[1].must_match);
	ck_assert_str_eq(left_out->id, "44df6f439a1790a5f602e3842879efa88f346672");
	ck_assert_str_eq(left_out->subject, "NFSD: add delegation reaper");
	ck_assert_str_eq(left_out->brings, "deleg_reaper");
	ck_assert_str_eq(left_out->why, "not needed");
}
END_TEST

START_TEST(the_smallest_recipe_prefers_inline_and_has_nothing_else)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, SMALLEST, err));
	ck_assert_int_eq(recipe.prefer, STYLE_INLINE);
	ck_assert_uint_eq(recipe.references.nr + recipe.log.nr + recipe.stack.nr + recipe.objects.nr, 0);
	ck_assert_uint_eq(recipe.keep_out.nr + recipe.notes.nr, 0);
	ck_assert_uint_eq(recipe.nr_conditions + recipe.nr_left_out, 0);
}
END_TEST

#define SCENARIO(rest) SMALLEST "prove: [{title: T, scenario: a.sh, " rest "}]\n"

START_TEST(scenarios_are_read_in_full)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	const struct scenario *full_one, *load;

	succeeds(parse(&recipe,
		       SMALLEST "prove:\n"
				"  - title: \"a client that goes away\"\n"
				"    scenario: cb-delay_2.sh\n"
				"    config: [ KASAN, PROVE_LOCKING=y ]\n"
				"    helpers: [ nfs4-client ]\n"
				"    without: nfsd/without/a.cocci\n"
				"    files: [ fs/nfsd/nfs4callback.c ]\n"
				"    help:\n"
				"      semantic-patch: again.cocci\n"
				"      files: [ fs/nfsd/nfs4state.c ]\n"
				"      why: nothing else starts it twice\n"
				"    memory: 1024\n"
				"    timeout: 60\n"
				"  - {title: load, scenario: load.sh, expect: same}\n",
		       err));
	ck_assert_uint_eq(recipe.nr_scenarios, 2);
	full_one = &recipe.scenarios[0];
	load = &recipe.scenarios[1];
	ck_assert_str_eq(full_one->title, "a client that goes away");
	ck_assert_str_eq(full_one->script, "cb-delay_2.sh");
	ck_assert(!full_one->shows_no_bug);
	ck_list(&full_one->config, "KASAN|PROVE_LOCKING=y");
	ck_list(&full_one->helpers, "nfs4-client");
	ck_assert_str_eq(full_one->without, "nfsd/without/a.cocci");
	ck_list(&full_one->files, "fs/nfsd/nfs4callback.c");
	ck_assert_str_eq(full_one->help, "again.cocci");
	ck_list(&full_one->help_files, "fs/nfsd/nfs4state.c");
	ck_assert_str_eq(full_one->help_why, "nothing else starts it twice");
	ck_assert_uint_eq(full_one->memory, 1024);
	ck_assert_uint_eq(full_one->timeout, 60);
	ck_assert(load->shows_no_bug);
	ck_assert_ptr_null(load->without);
	ck_assert_ptr_null(load->help);
	ck_assert_uint_eq(load->memory, SCENARIO_MEMORY);
	ck_assert_uint_eq(load->timeout, SCENARIO_SECONDS);
}
END_TEST

START_TEST(a_scenario_names_a_file_beside_the_recipe_and_programs_of_ours)
{
	static const char script[] = " is not the name of a script in the folder 'prove' beside the recipe ('name.sh')";
	static const char *const scripts[] = { "../a.sh", "a/b.sh", "/a.sh", "-a.sh", ".sh", "a.sh.gz", "a b.sh" };

	for (size_t i = 0; i < nr_of(scripts); i++) {
		owned(text_release) struct text text = { 0 }, sentence = { 0 };

		text_addf(&text, SMALLEST "prove:\n  - scenario: %s\n", scripts[i]);
		text_addf(&sentence, "backports/some-fix/recipe.yaml:10:15: '%s'%s", scripts[i], script);
		fails_with(parse_in_vain(text_str(&text), err), text_str(&sentence));
	}
	refuses(SMALLEST "prove:\n  - {title: T, scenario: a.sh}\n  - {title: U, scenario: a.sh}\n",
		"11:26: the script 'a.sh' is named twice (first in line 10)");
	refuses(SMALLEST "prove:\n  - helpers: [ a, ../sh ]\n",
		"10:19: '../sh' is not the name of a program for the guest (a-z, 0-9, '_', '.' and '-')");
	refuses(SMALLEST "prove:\n  - helpers: [ -rf ]\n",
		"10:16: '-rf' is not the name of a program for the guest (a-z, 0-9, '_', '.' and '-')");
	refuses(SMALLEST "prove:\n  - without: ../a.cocci\n",
		"10:14: '../a.cocci' is not a path within the folder of semantic patches that ends in '.cocci'");
}
END_TEST

START_TEST(memory_and_time_of_a_guest_have_bounds)
{
	static const char *const numbers[] = { "0", "31", "8193", "-5", "12x", "012", "99999999999999999999", "1e3" };

	for (size_t i = 0; i < nr_of(numbers); i++) {
		owned(text_release) struct text text = { 0 }, sentence = { 0 };

		text_addf(&text, SMALLEST "prove:\n  - memory: %s\n", numbers[i]);
		text_addf(&sentence, "backports/some-fix/recipe.yaml:10:13: '%s' is not a number of MiB from 32 to 8192",
			  numbers[i]);
		fails_with(parse_in_vain(text_str(&text), err), text_str(&sentence));
	}
	refuses(SMALLEST "prove:\n  - timeout: 7201\n",
		"10:14: '7201' is not a number of seconds from 1 to 7200");
}
END_TEST

START_TEST(semantic_patches_of_a_scenario_name_their_files)
{
	refuses(SCENARIO("without: a.cocci"), "9:36: 'without' needs the key 'files' beside it");
	refuses(SCENARIO("files: [a.c]"), "9:9: 'files' goes with 'without' only");
	refuses(SCENARIO("help: {semantic-patch: a.cocci, files: [a.c]}"), "9:42: 'help' needs the key 'why'");
	refuses(SCENARIO("help: {semantic-patch: ../b.cocci}"),
		"9:59: '../b.cocci' is not a path within the folder of semantic patches that ends in '.cocci'");
	refuses(SCENARIO("expect: curd"), "9:44: 'curd' is not 'cured' or 'same' (did you mean 'cured'?)");
}
END_TEST

static void ck_name(const char *path, const char *name)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(recipe_parse(&recipe, path, SMALLEST, strlen(SMALLEST), err));
	ck_assert_str_eq(recipe.name, name);
}

START_TEST(the_name_is_that_of_the_folder_or_of_the_file)
{
	ck_name("/x/backports/nfsd-callback-running/recipe.yaml", "nfsd-callback-running");
	ck_name("nfsd-callback-running/recipe.yaml", "nfsd-callback-running");
	ck_name("/tmp/my-fix.yaml", "my-fix");
	ck_name("my-fix.yaml", "my-fix");
	ck_name("my-fix", "my-fix");
	ck_name("recipe.yaml", "recipe");
	ck_name("./recipe.yaml", "recipe");
	ck_name("../recipe.yaml", "recipe");
	ck_name("/recipe.yaml", "recipe");
	ck_name("x/.yaml", "yaml");
}
END_TEST

START_TEST(a_name_is_safe_in_file_names_and_command_lines)
{
	ck_name("/tmp/--My fix;\n.yaml", "my-fix--");
	ck_name("/tmp/--/recipe.yaml", "recipe");
	ck_name("", "recipe");
}
END_TEST

START_TEST(an_unknown_key_is_an_error_with_its_place)
{
	refuses(SMALLEST "colour: red\n", "9:1: unknown key 'colour'");
	refuses(SMALLEST "    branch: 5.10\n", "9:5: unknown key 'branch'");
	refuses(ADAPT("rule: [a]"), "10:18: unknown key 'rule' (did you mean 'rules'?)");
}
END_TEST

START_TEST(a_slip_of_the_pen_gets_a_suggestion)
{
	refuses("titel: T\n", "1:1: unknown key 'titel' (did you mean 'title'?)");
	refuses(SMALLEST "    rol: fix\n", "9:5: unknown key 'rol' (did you mean 'role'?)");
	refuses(SMALLEST "    there_when: x\n", "9:5: unknown key 'there_when' (did you mean 'there-when'?)");
	refuses(SMALLEST "    role: fixx\n",
		"9:11: 'fixx' is not 'prerequisite', 'fix' or 'follow-up' (did you mean 'fix'?)");
	refuses(FEATURE("functoin a"), "9:26: 'functoin' is not 'identifier', 'macro', 'member' or 'function'"
				       " (did you mean 'function'?)");
}
END_TEST

START_TEST(a_key_given_twice_is_an_error)
{
	refuses(SMALLEST "title: U\n", "9:1: the key 'title' is given twice (first in line 1)");
	refuses(SMALLEST "    subject: b\n", "9:5: the key 'subject' is given twice (first in line 7)");
}
END_TEST

START_TEST(a_key_that_lacks_is_an_error_where_its_mapping_begins)
{
	refuses("title: T\n", "1:1: a recipe needs the key 'description'");
	refuses("title: T\ndescription: D\nscope: [a]\n" COMMIT, "1:1: a recipe needs the key 'build'");
	refuses("title: T\nbuild: {objects: [a.o]}\n", "2:8: 'build' needs the key 'config'");
	refuses(HEAD, "1:1: a recipe needs the key 'commits'");
	refuses(HEAD "commits:\n  - id: 12357f1b2c8e\n    subject: a\n",
		"6:5: a commit needs the key 'there-when'");
	refuses(SMALLEST "    adapt:\n      - shim: a.h\n        dir: a\n        names: [a]\n",
		"10:9: an adaptation needs the key 'why'");
	refuses(SMALLEST "conditions:\n  - title: a\n", "10:5: a condition needs the key 'semantic-patch'");
	refuses(SMALLEST "leave-out:\n  - id: 44df6f439a17\n    subject: a\n    brings: b\n",
		"10:5: a commit that is left out needs the key 'why'");
}
END_TEST

START_TEST(a_value_of_the_wrong_type_is_an_error)
{
	refuses("title: [a]\n", "1:8: 'title' takes text here");
	refuses("scope: fs/nfsd\n", "1:8: 'scope' must be a list");
	refuses("scope: [[fs/nfsd]]\n", "1:9: 'scope' takes text here");
	refuses("scope: {a: b}\n", "1:8: 'scope' must be a list");
	refuses("build: [a]\n", "1:8: 'build' must be a mapping");
	refuses("commits: a\n", "1:10: 'commits' must be a list");
	refuses("commits: [a]\n", "1:11: a commit must be a mapping");
	refuses("- a\n", "1:1: a recipe must be a mapping");
	refuses("a\n", "1:1: a recipe must be a mapping");
	refuses("[a]: b\n", "1:1: a key of a recipe must be a word");
	refuses(SMALLEST "    applies-when: [has]\n", "9:20: a feature must be a mapping");
}
END_TEST

START_TEST(an_empty_value_is_an_error)
{
	refuses("title:\n", "1:7: 'title' is empty");
	refuses("title: \" \\n\"\n", "1:8: 'title' is empty");
	refuses("scope: []\n", "1:8: the list 'scope' is empty");
	refuses("scope:\n", "1:7: 'scope' must be a list");
	refuses("scope: [a, \"\"]\n", "1:12: 'scope' is empty");
	refuses(HEAD "commits: []\n", "5:10: the list 'commits' is empty");
	refuses(HEAD "commits: [{there-when: []}]\n", "5:24: the list 'there-when' is empty");
	refuses(ADAPT("files: []"), "10:25: the list 'files' is empty");
	refuses(SMALLEST "    applies-when: [{matches: a.cocci, in: []}]\n",
		"9:20: 'matches' and 'lacks-match' need the key 'in' beside them");
}
END_TEST

START_TEST(an_empty_list_is_as_good_as_none)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, SMALLEST "    applies-when: []\n    adapt: []\n"
		       "references: []\nconditions: []\n", err));
	ck_assert_uint_eq(recipe.references.nr + recipe.nr_conditions, 0);
	ck_assert_uint_eq(recipe.commits[0].applies_when.nr + recipe.commits[0].nr_adaptations, 0);
}
END_TEST

START_TEST(an_id_is_hexadecimal)
{
	refuses("commits: [{id: 12357f1b2c8}]\n", "1:16: '12357f1b2c8' is not 12 to 40 hexadecimal digits");
	refuses("commits: [{id: 12357f1b2c8g}]\n", "1:16: '12357f1b2c8g' is not 12 to 40 hexadecimal digits");
	refuses("commits: [{id: --all-and-more}]\n",
		"1:16: '--all-and-more' is not 12 to 40 hexadecimal digits");
	refuses("commits: [{id: 44df6f439a1790a5f602e3842879efa88f3466720}]\n",
		"1:16: '44df6f439a1790a5f602e3842879efa88f3466720' is not 12 to 40 hexadecimal digits");
	refuses("leave-out: [{id: HEAD}]\n", "1:18: 'HEAD' is not 12 to 40 hexadecimal digits");
}
END_TEST

START_TEST(a_message_id_is_bare)
{
	refuses("commits: [{message-id: \"<a@b>\"}]\n",
		"1:24: '<a@b>' is not a message id (without blanks and <>)");
	refuses("commits: [{message-id: a b@c}]\n",
		"1:24: 'a b@c' is not a message id (without blanks and <>)");
	refuses("commits: [{message-id: a}]\n", "1:24: 'a' is not a message id (without blanks and <>)");
	refuses("commits: [{message-id: -a@b}]\n",
		"1:24: '-a@b' is not a message id (without blanks and <>)");
}
END_TEST

START_TEST(a_commit_has_either_an_id_or_a_message_id)
{
	refuses(SMALLEST "    message-id: a@b\n", "9:5: 'id' and 'message-id' exclude each other");
	refuses(HEAD "commits:\n  - subject: a\n    there-when: [{has: macro A}]\n",
		"6:5: a commit needs one of the keys 'id' and 'message-id'");
}
END_TEST

START_TEST(no_commit_is_named_twice)
{
	refuses(SMALLEST "  - id: 12357F1B2C8E0123\n",
		"9:9: the commit '12357f1b2c8e0123' is named twice (first in line 6)");
	refuses("leave-out: [{id: 12357f1b2c8e, subject: a, brings: b, why: c}]\n" SMALLEST,
		"7:9: the commit '12357f1b2c8e' is named twice (first in line 1)");
	refuses("commits:\n- {message-id: a@b, subject: s, there-when: [{has: macro A}]}\n"
		"- message-id: a@b\n",
		"3:15: the commit 'a@b' is named twice (first in line 2)");
}
END_TEST

START_TEST(message_ids_that_begin_alike_are_different_commits)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, HEAD "commits:\n"
		       "- {message-id: a@b, subject: s, there-when: [{has: macro A}]}\n"
		       "- {message-id: a@b.c, subject: s, there-when: [{has: macro A}]}\n", err));
	ck_assert_uint_eq(recipe.nr_commits, 2);
}
END_TEST

START_TEST(an_author_has_a_name_and_a_mail_address)
{
	refuses(SMALLEST "    author: Jeff\n", "9:13: 'Jeff' is not an author ('Name <mail>')");
	refuses(SMALLEST "    author: <j@k>\n", "9:13: '<j@k>' is not an author ('Name <mail>')");
	refuses(SMALLEST "    author: J <>\n", "9:13: 'J <>' is not an author ('Name <mail>')");
	refuses(SMALLEST "    author: J <a b>\n", "9:13: 'J <a b>' is not an author ('Name <mail>')");
	refuses(SMALLEST "    author: J <a> <b>\n", "9:13: 'J <a> <b>' is not an author ('Name <mail>')");
	refuses(SMALLEST "    author: \"J\\nK <a@b>\"\n",
		"9:13: 'J K <a@b>' is not an author ('Name <mail>')");
}
END_TEST

START_TEST(a_subject_is_one_line)
{
	refuses("commits:\n- subject: |\n    a\n    b\n", "2:12: 'a b' is not one line");
	refuses("title: \"a\\nb\"\n", "1:8: 'a b' is not one line");
}
END_TEST

START_TEST(no_path_leaves_its_tree)
{
	refuses("scope: [/etc]\n", "1:9: '/etc' is not a path within the tree");
	refuses("scope: [../a]\n", "1:9: '../a' is not a path within the tree");
	refuses("scope: [a/../../b]\n", "1:9: 'a/../../b' is not a path within the tree");
	refuses("scope: [-a]\n", "1:9: '-a' is not a path within the tree");
	refuses("scope: [a/.git]\n", "1:9: 'a/.git' is not a path within the tree");
	refuses("scope: [\"a\\nb\"]\n", "1:9: 'a b' is not a path within the tree");
	refuses("build: {objects: [../a.o]}\n",
		"1:19: '../a.o' is not a path within the tree that ends in '.o'");
	refuses(ADAPT("semantic-patch: ../a.cocci"), "10:34: '../a.cocci' is not a path within the folder of "
		"semantic patches that ends in '.cocci'");
	refuses(ADAPT("files: [/a.c]"),
		"10:26: '/a.c' is not a path within the tree that ends in '.c' or '.h'");
	refuses(ADAPT("shim: ../a.h"),
		"10:24: '../a.h' is not a path within the folder of shims that ends in '.h'");
	refuses(ADAPT("dir: .."), "10:23: '..' is not a path within the tree");
	refuses(SMALLEST "conditions: [{files: [../a.c]}]\n",
		"9:23: '../a.c' is not a path within the tree that ends in '.c' or '.h'");
}
END_TEST

START_TEST(a_file_has_the_ending_of_its_kind)
{
	refuses("build: {objects: [a.c]}\n", "1:19: 'a.c' is not a path within the tree that ends in '.o'");
	refuses("build: {objects: [a/.o, .o]}\n",
		"1:25: '.o' is not a path within the tree that ends in '.o'");
	refuses(ADAPT("files: [Makefile]"),
		"10:26: 'Makefile' is not a path within the tree that ends in '.c' or '.h'");
	refuses(ADAPT("shim: a.c"),
		"10:24: 'a.c' is not a path within the folder of shims that ends in '.h'");
	refuses(SMALLEST "    applies-when: [{matches: a.c, in: [a.c]}]\n",
		"9:30: 'a.c' is not a path within the folder of semantic patches that ends in '.cocci'");
}
END_TEST

START_TEST(a_kconfig_value_cannot_become_a_command)
{
#define NO_CONFIG " is not a Kconfig name without 'CONFIG_' ('NFSD_V4', 'NFSD=m')"
	refuses("build: {config: [nfsd]}\n", "1:18: 'nfsd'" NO_CONFIG);
	refuses("build: {config: [CONFIG_NFSD]}\n", "1:18: 'CONFIG_NFSD'" NO_CONFIG);
	refuses("build: {config: [\"A=\"]}\n", "1:18: 'A='" NO_CONFIG);
	refuses("build: {config: [\"=y\"]}\n", "1:18: '=y'" NO_CONFIG);
	refuses("build: {config: [\"A=$(shell id)\"]}\n", "1:18: 'A=$(shell id)'" NO_CONFIG);
	refuses("build: {config: [\"A=y\\nB=y\"]}\n", "1:18: 'A=y B=y'" NO_CONFIG);
}
END_TEST

START_TEST(a_name_is_a_c_identifier)
{
	refuses("keep-out: [1a]\n", "1:12: '1a' is not a C identifier");
	refuses("keep-out: [a-b]\n", "1:12: 'a-b' is not a C identifier");
	refuses("symptoms: {stack: [a+0x1]}\n", "1:20: 'a+0x1' is not a C identifier");
	refuses(ADAPT("rules: [a b]"), "10:26: 'a b' is not a C identifier");
	refuses(ADAPT("names: [é]"), "10:26: 'é' is not a C identifier");
	refuses("leave-out: [{brings: 'a.b'}]\n", "1:22: 'a.b' is not a C identifier");
}
END_TEST

START_TEST(a_reference_is_an_address_on_the_web)
{
	refuses("references: [\"javascript:alert(1)\"]\n",
		"1:14: 'javascript:alert(1)' is not an address ('https://...')");
	refuses("references: ['https://a\"b']\n", "1:14: 'https://a\"b' is not an address ('https://...')");
}
END_TEST

START_TEST(a_word_out_of_a_few_is_one_of_them)
{
	refuses("prefer: patch\n", "1:9: 'patch' is not 'inline' or 'shim'");
	refuses(ADAPT("style: any"), "10:25: 'any' is not 'inline' or 'shim'");
	refuses("conditions: [{expect: nomatch}]\n",
		"1:23: 'nomatch' is not 'match' or 'no-match' (did you mean 'no-match'?)");
}
END_TEST

START_TEST(a_feature_says_what_is_wrong_with_it)
{
	refuses(FEATURE("struct a"), "9:26: 'struct' is not 'identifier', 'macro', 'member' or 'function'");
	refuses(FEATURE("macro"), "9:26: '' is not a C identifier");
	refuses(FEATURE("macro A-B"), "9:26: 'A-B' is not a C identifier");
	refuses(FEATURE("macro A B"), "9:26: 'B' is too much in a feature");
	refuses(FEATURE("macro A returning int"), "9:26: 'returning' is too much in a feature");
	refuses(FEATURE("member a"), "9:26: 'a' is not STRUCT.MEMBER");
	refuses(FEATURE("member"), "9:26: '' is not STRUCT.MEMBER");
	refuses(FEATURE("member a.b.c"), "9:26: 'a.b.c' is not STRUCT.MEMBER");
	refuses(FEATURE("member a."), "9:26: 'a.' is not STRUCT.MEMBER");
	refuses(FEATURE("function f returning"), "9:26: '' is not a C type");
	refuses(FEATURE("function f returning int()"), "9:26: 'int()' is not a C type");
	refuses(FEATURE("function f returning *"), "9:26: '*' is not a C type");
	refuses(FEATURE("function f returning 1"), "9:26: '1' is not a C type");
	refuses(FEATURE("function f returning static int"), "9:26: 'static int' is a type with 'static' or "
		"'inline', which are to be left out");
	refuses(SMALLEST "    applies-when: [{}]\n",
		"9:20: a feature needs one of the keys 'has', 'lacks', 'matches' and 'lacks-match'");
	refuses(SMALLEST "    applies-when: [{has: macro A, lacks: macro B}]\n",
		"9:42: a feature is one of 'has', 'lacks', 'matches' and 'lacks-match', not more");
	refuses(SMALLEST "    applies-when: [{has: macro A, in: [a.c]}]\n",
		"9:20: 'in' goes with 'matches' and 'lacks-match' only");
	refuses(SMALLEST "    applies-when: [{matches: a.cocci}]\n",
		"9:20: 'matches' and 'lacks-match' need the key 'in' beside them");
	refuses(SMALLEST "    applies-when: [{lacks-match: a.cocci}]\n",
		"9:20: 'matches' and 'lacks-match' need the key 'in' beside them");
}
END_TEST

START_TEST(a_type_is_spelt_as_the_kernel_does)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, SMALLEST "    applies-when:\n"
		       "    - has: function f returning char  **\n"
		       "    - has: function f returning const char * const*\n"
		       "    - has: function f returning inline_t\n", err));
	ck_features(&recipe.commits[0].applies_when,
		    "has function f returning char **|has function f returning const char *const *|"
		    "has function f returning inline_t");
}
END_TEST

START_TEST(an_adaptation_is_a_semantic_patch_or_a_shim)
{
	refuses(SMALLEST "    adapt:\n      - why: W\n",
		"10:9: an adaptation needs one of the keys 'semantic-patch' and 'shim'");
	refuses(ADAPT("semantic-patch: a.cocci, shim: a.h"),
		"10:43: 'semantic-patch' and 'shim' exclude each other");
	refuses(ADAPT("semantic-patch: a.cocci"), "10:18: 'semantic-patch' needs the key 'files' beside it");
	refuses(ADAPT("semantic-patch: a.cocci, files: [a.c], dir: a"),
		"10:57: 'dir' and 'semantic-patch' exclude each other");
	refuses(ADAPT("shim: a.h, dir: a"), "10:18: 'shim' needs the key 'names' beside it");
	refuses(ADAPT("shim: a.h, names: [a]"), "10:18: 'shim' needs the key 'dir' beside it");
	refuses(ADAPT("shim: a.h, dir: a, names: [a], files: [a.c]"),
		"10:49: 'files' and 'shim' exclude each other");
	refuses(ADAPT("rules: [a], shim: a.h, dir: a, names: [a]"),
		"10:30: 'rules' and 'shim' exclude each other");
}
END_TEST

START_TEST(anchors_aliases_and_tags_are_refused)
{
	refuses("title: &a T\n", "1:8: anchors and aliases have no place in a recipe");
	refuses("scope: &a [b]\n", "1:8: anchors and aliases have no place in a recipe");
	refuses("&a {title: b}\n", "1:1: anchors and aliases have no place in a recipe");
	refuses("title: *a\n", "1:8: anchors and aliases have no place in a recipe");
	refuses("title: !!str T\n", "1:8: tags have no place in a recipe");
	refuses("!a {title: b}\n", "1:1: tags have no place in a recipe");
	refuses("build: !a {title: b}\n", "1:8: tags have no place in a recipe");
	refuses("scope: !a [b]\n", "1:8: tags have no place in a recipe");
}
END_TEST

START_TEST(control_characters_are_refused)
{
	refuses("title: \"a\\e[2J\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\0b\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\x7f\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\x9b\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\u202e\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\u2066\"\n", "1:8: a control character in a text");
	refuses("title: \"a\\ufeff\"\n", "1:8: a control character in a text");
	refuses("\"ti\\e\": b\n", "1:1: a control character in a text");
	refuses("title: a\033[2J\n", "1:9: control characters are not allowed");
}
END_TEST

START_TEST(only_utf_8_is_read)
{
	refuses("title: é\xff\n", "1:9: invalid leading UTF-8 octet");
	refuses("title: T\n# \xc3\x28\n", "2:4: invalid trailing UTF-8 octet");
	refuses("\xff\xfet", "1:1: invalid leading UTF-8 octet");
	refuses("title: \xed\xa0\x80\n", "1:8: invalid Unicode character");
}
END_TEST

START_TEST(a_mistake_of_yaml_has_its_place)
{
	refuses("scope: [a\n", "2:1: did not find expected ',' or ']' while parsing a flow sequence");
	refuses("title: 'a\n", "2:1: found unexpected end of stream while scanning a quoted scalar");
	refuses("title: a: b\n", "1:9: mapping values are not allowed in this context");
	refuses("title: a\n\tb: c\n",
		"2:1: found a tab character that violates indentation while scanning a plain scalar");
}
END_TEST

START_TEST(an_empty_file_is_an_error)
{
	refuses("", "1:1: the recipe is empty");
	refuses("# nothing\n\n", "3:1: the recipe is empty");
	refuses("---\n", "2:1: a recipe must be a mapping");
}
END_TEST

START_TEST(there_is_one_document_in_a_file)
{
	owned(recipe_release) struct recipe recipe = { 0 };

	succeeds(parse(&recipe, "---\n" SMALLEST "...\n", err));
	refuses(SMALLEST "---\ntitle: b\n", "9:1: a second document in the file");
}
END_TEST

START_TEST(the_first_mistake_is_the_one_that_is_told)
{
	refuses("titel: T\nscope: [\n", "1:1: unknown key 'titel' (did you mean 'title'?)");
}
END_TEST

START_TEST(a_cited_value_is_short_and_one_line)
{
	refuses("prefer: ééééééééééééééééééééééééééééééxééééé\n",
		"1:9: 'éééééééééééééééééééééééééééééé...' is not 'inline' or 'shim'");
	refuses("prefer: aéééééééééééééééééééééééééééééééééé\n",
		"1:9: 'aééééééééééééééééééééééééééééé...' is not 'inline' or 'shim'");
	refuses("\"a\\nb\\tc\": d\n", "1:1: unknown key 'a b c'");
}
END_TEST

START_TEST(a_file_that_is_too_large_is_not_read)
{
	owned(text_release) struct text text = { 0 };
	struct recipe recipe = { 0 };

	text_adds(&text, SMALLEST "# ");
	while (text.len < 1024 * 1024)
		text_addc(&text, 'x');
	succeeds(parse_bytes(&recipe, text_str(&text), text.len, err));
	recipe_release(&recipe);
	text_addc(&text, 'x');
	fails_with(parse_bytes(&recipe, text_str(&text), text.len, err),
		   "backports/some-fix/recipe.yaml: larger than 1024 KiB");
}
END_TEST

START_TEST(a_million_brackets_are_refused_at_once)
{
	owned(text_release) struct text text = { 0 };

	while (text.len < 1024 * 1024)
		text_addc(&text, '[');
	refuses(text_str(&text), "1:1: a recipe must be a mapping");
}
END_TEST

START_TEST(an_error_may_be_dropped)
{
	struct recipe recipe = { 0 };

	ck_assert_int_eq(parse(&recipe, "titel: T\n", NULL), -1);
}
END_TEST

START_TEST(releasing_nothing_does_nothing)
{
	struct recipe recipe = { 0 };

	recipe_release(NULL);
	recipe_release(&recipe);
}
END_TEST

START_TEST(a_role_has_a_name)
{
	ck_assert_str_eq(role_name(ROLE_FIX), "fix");
	ck_assert_str_eq(role_name(ROLE_PREREQUISITE), "prerequisite");
	ck_assert_str_eq(role_name(ROLE_FOLLOW_UP), "follow-up");
}
END_TEST

START_TEST(our_own_recipes_are_read)
{
	static const char folder[] = SOURCE_ROOT "/backports";
	owned(strings_release) struct strings names = { 0 };

	succeeds(file_list(&names, folder, err));
	for (size_t i = 0; i < names.nr; i++) {
		owned(text_release) struct text path = { 0 }, text = { 0 };
		owned(recipe_release) struct recipe recipe = { 0 };

		text_addf(&path, "%s/%s/recipe.yaml", folder, names.v[i]);
		if (!file_exists(text_str(&path)))
			continue;
		succeeds(file_read(&text, text_str(&path), err));
		succeeds(recipe_parse(&recipe, text_str(&path), text_str(&text), text.len, err));
		ck_assert_str_eq(recipe.name, names.v[i]);
	}
}
END_TEST

START_TEST(the_example_of_the_manual_is_read)
{
	owned(text_release) struct text manual = { 0 };
	owned(recipe_release) struct recipe recipe = { 0 };
	const char *begin, *end;

	succeeds(file_read(&manual, SOURCE_ROOT "/docs/stableport-recipe.5", err));
	begin = strstr(text_str(&manual), "\ntitle: ");
	end = strstr(text_str(&manual), "\n.Ed\n");
	ck_assert(begin && end && begin < end);
	succeeds(parse_bytes(&recipe, begin + 1, (size_t)(end - begin), err));
	ck_assert_str_eq(recipe_commit_name(&recipe.commits[0]), "0123456789ab");
}
END_TEST

SUITE(recipe)
{
	TEST(a_recipe_is_read_in_full);
	TEST(a_commit_is_read_in_full);
	TEST(a_commit_without_an_id_is_named_by_its_message_id);
	TEST(a_feature_is_read_in_full);
	TEST(a_match_is_a_feature);
	TEST(an_adaptation_is_read_in_full);
	TEST(conditions_and_left_out_commits_are_read_in_full);
	TEST(scenarios_are_read_in_full);
	TEST(a_scenario_names_a_file_beside_the_recipe_and_programs_of_ours);
	TEST(memory_and_time_of_a_guest_have_bounds);
	TEST(semantic_patches_of_a_scenario_name_their_files);
	TEST(the_smallest_recipe_prefers_inline_and_has_nothing_else);
	TEST(the_name_is_that_of_the_folder_or_of_the_file);
	TEST(a_name_is_safe_in_file_names_and_command_lines);
	TEST(an_unknown_key_is_an_error_with_its_place);
	TEST(a_slip_of_the_pen_gets_a_suggestion);
	TEST(a_key_given_twice_is_an_error);
	TEST(a_key_that_lacks_is_an_error_where_its_mapping_begins);
	TEST(a_value_of_the_wrong_type_is_an_error);
	TEST(an_empty_value_is_an_error);
	TEST(an_empty_list_is_as_good_as_none);
	TEST(an_id_is_hexadecimal);
	TEST(a_message_id_is_bare);
	TEST(a_commit_has_either_an_id_or_a_message_id);
	TEST(no_commit_is_named_twice);
	TEST(message_ids_that_begin_alike_are_different_commits);
	TEST(an_author_has_a_name_and_a_mail_address);
	TEST(a_subject_is_one_line);
	TEST(no_path_leaves_its_tree);
	TEST(a_file_has_the_ending_of_its_kind);
	TEST(a_kconfig_value_cannot_become_a_command);
	TEST(a_name_is_a_c_identifier);
	TEST(a_reference_is_an_address_on_the_web);
	TEST(a_word_out_of_a_few_is_one_of_them);
	TEST(a_feature_says_what_is_wrong_with_it);
	TEST(a_type_is_spelt_as_the_kernel_does);
	TEST(an_adaptation_is_a_semantic_patch_or_a_shim);
	TEST(anchors_aliases_and_tags_are_refused);
	TEST(control_characters_are_refused);
	TEST(only_utf_8_is_read);
	TEST(a_mistake_of_yaml_has_its_place);
	TEST(an_empty_file_is_an_error);
	TEST(there_is_one_document_in_a_file);
	TEST(the_first_mistake_is_the_one_that_is_told);
	TEST(a_cited_value_is_short_and_one_line);
	TEST(a_file_that_is_too_large_is_not_read);
	TEST(a_million_brackets_are_refused_at_once);
	TEST(an_error_may_be_dropped);
	TEST(releasing_nothing_does_nothing);
	TEST(a_role_has_a_name);
	TEST(our_own_recipes_are_read);
	TEST(the_example_of_the_manual_is_read);
}
