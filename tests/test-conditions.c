// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each semantic patch that only looks (the conditions that must hold on a result, and there/, which
 * tells whether a commit's content is there) against its own examples:
 * tests/conditions/<name>/ belongs to <name>.cocci and has holds*.c, fails*.c and expect,
 * which says whether what holds is a match or none. A condition without both kinds of
 * example could be one that never fails.
 */
#include "lib/suite.h"
#include "tool/adapt.h"
#include "tool/files.h"

#define PATCHES SOURCE_ROOT "/semantic-patches"
#define CASES SOURCE_ROOT "/tests/conditions"

/* Filled before the tests are forked: the semantic patches, as paths below semantic-patches/. */
static struct strings patches;

static const struct data_paths data = {
	.semantic_patches = (char *)PATCHES, .shims = (char *)SOURCE_ROOT "/shims",
	.recipes = (char *)SOURCE_ROOT "/backports",
};
static const struct spatch_options options = { .data = &data, .timeout = 60 };

static bool is_only_looking(const char *path)
{
	return strstr(path, "/conditions/") || strstr(path, "/there/");
}

static void collect_patches(struct arena *arena, const char *below)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, path_join(arena, PATCHES, below), NULL) < 0)
		return; /* no test runs yet that could fail: one then finds no semantic patches */
	for (i = 0; i < names.nr; i++) {
		const char *path = *below ? path_join(arena, below, names.v[i]) : names.v[i];
		size_t len = strlen(path);

		if (file_is_folder(path_join(arena, PATCHES, path)))
			collect_patches(arena, path);
		else if (len > 6 && !strcmp(path + len - 6, ".cocci") && is_only_looking(path))
			strings_add(&patches, path);
	}
}

/* The case's folder: the patch's own name, without .cocci. */
static const char *case_of(struct arena *arena, const char *patch)
{
	const char *base = strrchr(patch, '/') + 1;

	return path_join(arena, CASES, arena_strndup(arena, base, strlen(base) - 6));
}

static bool expects_match(struct arena *arena, const char *folder)
{
	owned(text_release) struct text text = { 0 };

	succeeds(file_read(&text, path_join(arena, folder, "expect"), err));
	ck_assert_msg(!strncmp(text_str(&text), "match", 5) || !strncmp(text_str(&text), "no-match", 8),
		      "%s/expect says '%s', which is neither match nor no-match", folder, text_str(&text));
	return text_str(&text)[0] == 'm';
}

static void look(const char *patch, const char *folder, const char *file, bool wanted)
{
	owned(tree_freep) struct tree *tree = NULL;
	owned(match_result_release) struct match_result result = { 0 };
	const char *files[] = { file };
	const struct string_list list = { files, 1 };

	succeeds(tree_of_folder(&tree, folder, err));
	succeeds(semantic_search(&result, tree, patch, &list, &options, err));
	ck_assert_msg(result.unparsed.nr == 0, "%s/%s: spatch cannot read %s", folder, file,
		      result.unparsed.v[0]);
	ck_assert_msg(result.matches == wanted, "%s/%s: %s %s", folder, file,
		      wanted ? "no match where one is wanted" : "a match where none is wanted:",
		      result.places.nr ? result.places.v[0] : "");
}

START_TEST(a_condition_tells_what_holds_from_what_fails)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings files = { 0 };
	const char *patch = patches.v[_i], *folder = case_of(&arena, patch);
	bool match, has_holds = false, has_fails = false;
	size_t i;

	ck_assert_msg(file_is_folder(folder), "semantic-patches/%s has no folder in tests/conditions", patch);
	succeeds(file_list(&files, folder, err));
	match = expects_match(&arena, folder);
	for (i = 0; i < files.nr; i++) {
		bool holds = !strncmp(files.v[i], "holds", 5), fails = !strncmp(files.v[i], "fails", 5);

		has_holds = has_holds || holds;
		has_fails = has_fails || fails;
		if (holds || fails)
			look(patch, folder, files.v[i], holds == match);
	}
	ck_assert_msg(has_holds && has_fails, "%s has no holds*.c or no fails*.c", folder);
}
END_TEST

START_TEST(each_folder_of_examples_belongs_to_a_condition)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	size_t i, j;

	succeeds(file_list(&names, CASES, err));
	for (i = 0; i < names.nr; i++) {
		for (j = 0; j < patches.nr; j++)
			if (!strcmp(strrchr(case_of(&arena, patches.v[j]), '/') + 1, names.v[i]))
				break;
		ck_assert_msg(j < patches.nr, "tests/conditions/%s belongs to no semantic patch", names.v[i]);
	}
}
END_TEST

SUITE(conditions)
{
	owned(arena_release) struct arena arena = { 0 };

	collect_patches(&arena, "");
	LOOP_TEST(a_condition_tells_what_holds_from_what_fails, patches.nr);
	TEST(each_folder_of_examples_belongs_to_a_condition);
}
