/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_CELLS_H
#define MATRIX_CELLS_H

#include <jansson.h>

#include "../error.h"
#include "../recipe.h"
#include "../text.h"

/*
 * The work of a check as cells, each of them one command that needs no other: fixes x targets x configurations x
 * architectures. For a CI to spread over its machines. Pure.
 *
 * What a CI file hands to a shell is never more than letters, digits and ._/+@~^:-, and never begins with '-'.
 */
struct cell {
	/* A file's and a job's name: [A-Za-z0-9._-], unlike any other also where case is not told apart. */
	const char *id;
	const char *fix, *target;
	const char *config, *arch;
	struct string_list command;     /* all of it, for who starts programs without a shell */
};

struct cells {
	struct cell *include;           /* as GitHub calls them, and the JSON */
	size_t nr_include;
	struct string_list options;     /* that all commands have */
};

struct cells_request {
	struct string_list fixes;       /* or ranges, A..B, whose target is A */
	struct string_list targets;     /* for all others */
	struct string_list configs;     /* none: the recipe's, of a range the defconfig */
	struct string_list arches;      /* at least one */
	struct string_list options;     /* that all commands have: "--repo", "/srv/linux" */
};

/* What GitHub and GitLab start at most of one matrix. */
#define GITHUB_MOST 256
#define GITLAB_MOST 200

/* Everything lives in the arena. A name that a shell is not to see, or one that is given twice, is an error. */
int cells_make(struct cells *cells, struct arena *arena, const struct cells_request *request,
	       struct error *err) must_check;

/* "FIX--TARGET", as ids begin: for a file. */
const char *cells_name(struct arena *arena, const char *fix, const char *target);

/* {"include": [...]}: GitHub's strategy.matrix as it is. */
int cells_write_json(struct text *out, const struct cells *cells, struct error *err) must_check;
/*
 * A hidden job '.stableport-cells' with parallel:matrix, which a job of a child pipeline extends; and what all cells
 * have in common as the variable STABLEPORT_OPTIONS.
 */
int cells_write_gitlab(struct text *out, const struct cells *cells, struct error *err) must_check;
/* A line each: the id, a tab, the words of the command between blanks. None has a letter that a shell would expand. */
void cells_write_lines(struct text *out, const struct cells *cells);

/* That JSON again, which is untrusted: the ids are what they should be, the rest are strings. */
bool cells_is_json(const json_t *json);
int cells_read(struct cells *cells, struct arena *arena, const json_t *json, struct error *err) must_check;

#endif
