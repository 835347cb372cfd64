// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each semantic patch against its own examples: tests/semantic/<name>/ belongs to
 * semantic-patches/<area>/<name>.cocci and has in*.c (or .h), what becomes of each in
 * out*.c of the same ending, and keep*.c, which stays as it is. What came out
 * must stay as it is when the patch is run again; a file not-idempotent says why
 * not. conditions/ and there/ only look: see test-conditions.c.
 */
#include "lib/suite.h"
#include "tool/adapt.h"
#include "tool/files.h"

#define PATCHES SOURCE_ROOT "/semantic-patches"
#define CASES SOURCE_ROOT "/tests/semantic"

/* Filled before the tests are forked: the folders, and the semantic patches by path. */
static struct strings cases, patches;

static const struct data_paths data = {
	.semantic_patches = (char *)PATCHES, .shims = (char *)SOURCE_ROOT "/shims",
	.recipes = (char *)SOURCE_ROOT "/backports",
};
static const struct spatch_options options = { .data = &data, .timeout = 60 };

static bool is_only_looking(const char *folder)
{
	return !strcmp(folder, "conditions") || !strcmp(folder, "there");
}

/* The .cocci files below a folder, as paths below semantic-patches/. */
static void collect_patches(struct arena *arena, const char *below)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, path_join(arena, PATCHES, below), NULL) < 0)
		return; /* no test runs yet that could fail: one then finds no semantic patches */
	for (i = 0; i < names.nr; i++) {
		const char *path = *below ? path_join(arena, below, names.v[i]) : names.v[i];
		size_t len = strlen(path);

		if (file_is_folder(path_join(arena, PATCHES, path)) && !is_only_looking(names.v[i]))
			collect_patches(arena, path);
		else if (len > 6 && !strcmp(path + len - 6, ".cocci"))
			strings_add(&patches, path);
	}
}

static bool is_patch_of(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t len = strlen(name);

	return !strncmp(base, name, len) && !strcmp(base + len, ".cocci");
}

static const char *patch_of(const char *name)
{
	size_t i;

	for (i = 0; i < patches.nr; i++)
		if (is_patch_of(patches.v[i], name))
			return patches.v[i];
	ck_abort_msg("tests/semantic/%s: there is no semantic patch of that name", name);
	return NULL;
}

static bool is_source(const char *name, const char *beginning)
{
	size_t len = strlen(name);

	return !strncmp(name, beginning, strlen(beginning)) && len > 2 &&
	       (!strcmp(name + len - 2, ".c") || !strcmp(name + len - 2, ".h"));
}

/* Runs the patch of a case over one of its files. */
static void run_case(struct adapt_result *result, struct arena *arena, const char *name, const char *file)
{
	owned(tree_freep) struct tree *tree = NULL;
	const char *files[] = { file };
	const struct adaptation adaptation = { .semantic_patch = patch_of(name), .files = { files, 1 } };

	succeeds(tree_of_folder(&tree, path_join(arena, CASES, name), err));
	succeeds(adapt_semantic_patch(result, tree, &adaptation, &options, err));
}

static void stays(struct arena *arena, const char *name, const char *file)
{
	owned(adapt_result_release) struct adapt_result result = { 0 };

	run_case(&result, arena, name, file);
	ck_assert_msg(result.outcome == ADAPT_NOTHING, "%s: %s does not stay as it is: %s\n%s", name, file,
		      result.sentence ? result.sentence : "it becomes",
		      result.changes.nr ? text_str(&result.changes.v[0].after) : "");
}

static void becomes(struct arena *arena, const char *name, const char *in, const char *out)
{
	owned(adapt_result_release) struct adapt_result result = { 0 };
	owned(text_release) struct text wanted = { 0 };

	succeeds(file_read(&wanted, path_join(arena, path_join(arena, CASES, name), out), err));
	run_case(&result, arena, name, in);
	ck_assert_msg(result.outcome == ADAPT_CHANGED, "%s: %s: nothing is changed: %s %s", name, in,
		      result.sentence ? result.sentence : "no rule fired",
		      result.unparsed.nr ? result.unparsed.v[0] : "");
	ck_assert_msg(text_equal(&wanted, &result.changes.v[0].after), "%s: %s becomes not %s but\n%s", name,
		      in, out, text_str(&result.changes.v[0].after));
}

START_TEST(a_semantic_patch_does_what_its_examples_say)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings files = { 0 };
	const char *name = cases.v[_i];
	bool again, has_in = false, has_keep = false;
	size_t i;

	succeeds(file_list(&files, path_join(&arena, CASES, name), err));
	again = !strings_has(&files, "not-idempotent");
	for (i = 0; i < files.nr; i++) {
		if (is_source(files.v[i], "in")) {
			const char *out = arena_printf(&arena, "out%s", files.v[i] + 2);

			has_in = true;
			becomes(&arena, name, files.v[i], out);
			if (again)
				stays(&arena, name, out);
		} else if (is_source(files.v[i], "keep")) {
			has_keep = true;
			stays(&arena, name, files.v[i]);
		}
	}
	ck_assert_msg(has_in && has_keep, "tests/semantic/%s has no in*.c or no keep*.c", name);
}
END_TEST

START_TEST(each_semantic_patch_has_examples)
{
	size_t i, j;

	ck_assert_uint_gt(patches.nr, 0);
	for (i = 0; i < patches.nr; i++) {
		for (j = 0; j < cases.nr; j++)
			if (is_patch_of(patches.v[i], cases.v[j]))
				break;
		ck_assert_msg(j < cases.nr, "semantic-patches/%s has no folder in tests/semantic",
			      patches.v[i]);
	}
}
END_TEST

SUITE(semantic)
{
	owned(arena_release) struct arena arena = { 0 };

	if (file_list(&cases, CASES, NULL) < 0)
		return;
	collect_patches(&arena, "");
	LOOP_TEST(a_semantic_patch_does_what_its_examples_say, cases.nr);
	TEST(each_semantic_patch_has_examples);
}
