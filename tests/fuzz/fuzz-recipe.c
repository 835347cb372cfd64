// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a recipe: either it is one, or there is a sentence. With
 * clang -fsanitize=fuzzer this is a fuzzer; with plain.c a program that reads
 * the files it is given, to see what became of the ones that a fuzzer found.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"
#include "tool/files.h"
#include "tool/recipe.h"

/* Touches what a caller relies on, so that a sanitizer sees what is not there. */
static void rely_on(const struct recipe *recipe)
{
	size_t letters = strlen(recipe->name) + strlen(recipe->title) + strlen(recipe->description);

	for (size_t i = 0; i < recipe->nr_commits; i++)
		letters += strlen(recipe_commit_name(&recipe->commits[i])) +
			   strlen(recipe->commits[i].there_when.v[0].text) +
			   strlen(recipe->commits[i].subject) + strlen(role_name(recipe->commits[i].role));
	for (size_t i = 0; i < recipe->scope.nr; i++)
		if (!path_is_safe(recipe->scope.v[i]))
			abort();
	if (letters == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	owned(recipe_release) struct recipe recipe = { 0 };
	owned(error_release) struct error err = { 0 };
	int parsed = recipe_parse(&recipe, "backports/x/recipe.yaml", (const char *)bytes, len, &err);

	if (parsed == 0)
		rely_on(&recipe);
	if ((parsed == 0) != !err.message || (err.message && strchr(err.message, '\n')))
		abort();
	return 0;
}
