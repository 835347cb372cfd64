// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random small histories against brute force: all sets of upstream's commits are picked one after the other by libgit2, and no
 * smaller one may work than the plan's. Seeds are fixed, so a failure is the same each time; its number is the seed.
 *
 * Every line of every version is there once, so that nobody can take one for another.
 */
#include <string.h>

#include "tests/lib/plan.h"

/* More are tried by hand: -DNR_PAGES=4000 -DFIRST_SEED=1000. */
#ifndef NR_PAGES
#define NR_PAGES 40
#endif
#ifndef NR_HISTORIES
#define NR_HISTORIES 60
#endif
#ifndef FIRST_SEED
#define FIRST_SEED 0
#endif

/* The last one is the fix. */
#define NR_COMMITS 7
#define FIX (NR_COMMITS - 1)

struct random {
	uint32_t state;
};

static uint32_t draw(struct random *random, size_t nr)
{
	random->state = random->state * 1664525 + 1013904223;
	return (random->state >> 16) % (uint32_t)nr;
}

static struct random seeded(int i)
{
	struct random random = { .state = (uint32_t)(i + FIRST_SEED) * 2654435761u + 12345 };

	draw(&random, 1);
	return random;
}

/* ---- brute force ---- */

/* Whether what a tree has makes sense beyond that it came about without conflicts. */
typedef bool (*sense)(const struct plan *plan, const git_oid *commit);

static bool any_sense(const struct plan *plan, const git_oid *commit)
{
	(void)plan;
	(void)commit;
	return true;
}

struct trial {
	const struct plan *plan;
	const git_oid *row;
	sense makes_sense;
	unsigned smallest;      /* NO_SET: none yet */
};

#define NO_SET NR_COMMITS

/* Goes on with and without the commit at a place of the row; what is in conflict ends it. */
static void try_all(struct trial *trial, unsigned place, const git_oid *onto, unsigned nr)
{
	git_oid picked = *onto;

	if (nr >= trial->smallest)
		return;
	if (place < FIX)
		try_all(trial, place + 1, onto, nr);
	if (!git_picks(&picked, trial->plan->f.repo, &trial->row[place]))
		return;
	if (place < FIX)
		try_all(trial, place + 1, &picked, nr + 1);
	else if (trial->makes_sense(trial->plan, &picked))
		trial->smallest = nr;
}

static unsigned smallest_by_trying(const struct plan *plan, const git_oid *row, sense makes_sense)
{
	struct trial trial = { .plan = plan, .row = row, .makes_sense = makes_sense, .smallest = NO_SET };

	try_all(&trial, 0, &plan->stable, 0);
	return trial.smallest;
}

/* ---- plans ---- */

/* No hunk is placed, dropped or left to a person. */
static bool all_are_merged(const struct chain *chain)
{
	return !chain_nr_hunks(chain, CHAIN_PLACED) && !chain_nr_hunks(chain, CHAIN_MOOT) && !chain_nr_hunks(chain, CHAIN_ADAPT);
}

static bool is_there(const struct plan *plan, const git_oid *fix)
{
	return step_of(plan, fix)->presence != PRESENCE_NONE;
}

/* The plan's steps, picked by git. */
static git_oid pick_plan(const struct plan *plan)
{
	git_oid onto = plan->stable, id;
	size_t i;

	for (i = 0; i < plan->chain.nr_steps; i++) {
		ck_assert_int_eq(git_oid_fromstr(&id, plan->chain.steps[i].commit), 0);
		ck_assert_msg(git_picks(&onto, plan->f.repo, &id), "git has conflicts at '%s'", plan->chain.steps[i].subject);
	}
	return onto;
}

/* As small as can be, and git can carry it if it can carry any. */
static void is_smallest_for_git(const struct plan *plan, const git_oid *row)
{
	unsigned nr = smallest_by_trying(plan, row, any_sense);

	ck_assert(plan->chain.smallest);
	ck_assert_msg(all_are_merged(&plan->chain) || nr == NO_SET, "git carries %u commits, the plan has conflicts", nr);
	if (!all_are_merged(&plan->chain))
		return;
	pick_plan(plan);
	ck_assert_uint_eq(chain_nr_carried(&plan->chain, CHAIN_PREREQUISITE), nr);
}

/* ---- pages of lines ---- */

#define NR_LINES 8

struct page {
	unsigned v[4 * NR_LINES];
	size_t nr;
	unsigned next;
};

static void add_page(struct text *text, const struct page *page)
{
	size_t i;

	text_adds(text, "The beginning.\n");
	for (i = 0; i < page->nr; i++)
		text_addf(text, "Line %u is here.\n", page->v[i]);
	text_adds(text, "The end.\n");
}

static void edit_page(struct page *page, struct random *random)
{
	size_t at = draw(random, page->nr);

	switch (page->nr > 3 ? draw(random, 5) : 1) {
	case 0: /* away */
		memmove(&page->v[at], &page->v[at + 1], (--page->nr - at) * sizeof(*page->v));
		break;
	case 1: /* one more */
		memmove(&page->v[at + 1], &page->v[at], (page->nr++ - at) * sizeof(*page->v));
		page->v[at] = page->next++;
		break;
	default:
		page->v[at] = page->next++;
	}
}

static git_oid commit_page(struct plan *plan, const struct page *page)
{
	owned(text_release) struct text text = { 0 };

	add_page(&text, page);
	return fixture_commit(&plan->f, "a page", NOTES, text_str(&text), NULL);
}

/* The branch has the page as it was first. */
static void make_pages(struct plan *plan, git_oid *row, struct random *random)
{
	struct page page = { .nr = NR_LINES, .next = NR_LINES };
	unsigned i;

	for (i = 0; i < NR_LINES; i++)
		page.v[i] = i;
	plan->stable = commit_page(plan, &page);
	for (i = 0; i < NR_COMMITS; i++) {
		edit_page(&page, random);
		row[i] = commit_page(plan, &page);
	}
}

START_TEST(no_smaller_set_of_lines_is_found_by_trying_all)
{
	owned(plan_release) struct plan plan = { .options.plain = true };
	struct random random = seeded(_i);
	git_oid row[NR_COMMITS];

	begin(&plan);
	fixture_in_memory(&plan.f);
	make_pages(&plan, row, &random);
	plan_fix(&plan, &row[FIX]);
	is_smallest_for_git(&plan, row);
}
END_TEST

/* ---- files of functions ---- */

#define NR_FILES 2
#define MAX_FUNCTIONS 12
#define MAX_BODY 12

struct statement {
	unsigned id;
	unsigned callee;        /* 0: none */
};

struct function {
	unsigned name;
	struct statement v[MAX_BODY];
	size_t nr;
};

struct source {
	struct function v[MAX_FUNCTIONS];
	size_t nr;
};

struct program {
	struct source files[NR_FILES];
	unsigned next;          /* no name or number is there twice */
};

static const char *const file_names[NR_FILES] = { "a.c", "b.c" };

static void add_function(struct text *text, const struct function *function)
{
	size_t i;

	text_addf(text, "int f_%u(int value)\n{\n", function->name);
	for (i = 0; i < function->nr; i++)
		if (function->v[i].callee)
			text_addf(text, "	value += f_%u(%u);\n", function->v[i].callee, function->v[i].id);
		else
			text_addf(text, "	value += %u;\n", function->v[i].id);
	text_adds(text, "	return value;\n}\n\n");
}

static git_oid commit_program(struct plan *plan, const struct program *program, const char *what)
{
	owned(text_release) struct text a = { 0 }, b = { 0 };
	struct text *text[NR_FILES] = { &a, &b };
	size_t i, j;

	for (i = 0; i < NR_FILES; i++)
		for (j = 0; j < program->files[i].nr; j++)
			add_function(text[i], &program->files[i].v[j]);
	return fixture_commit(&plan->f, what, file_names[0], text_str(&a), file_names[1], text_str(&b), NULL);
}

static void insert_statement(struct function *function, size_t at, struct statement statement)
{
	if (function->nr == MAX_BODY)
		return;
	memmove(&function->v[at + 1], &function->v[at], (function->nr++ - at) * sizeof(*function->v));
	function->v[at] = statement;
}

static struct function *insert_function(struct program *program, struct source *source, size_t at)
{
	struct function *function = &source->v[at];
	unsigned i;

	memmove(function + 1, function, (source->nr++ - at) * sizeof(*function));
	*function = (struct function){ .name = program->next++ };
	for (i = 0; i < 3; i++)
		insert_statement(function, i, (struct statement){ .id = program->next++ });
	return function;
}

static void edit_function(struct program *program, struct function *function, struct random *random)
{
	size_t at = draw(random, function->nr + 1);
	uint32_t how = draw(random, 4);

	if (at == function->nr || how == 0)
		insert_statement(function, at, (struct statement){ .id = program->next++ });
	else if (how == 1 && function->nr > 1)
		memmove(&function->v[at], &function->v[at + 1], (--function->nr - at) * sizeof(*function->v));
	else
		function->v[at] = (struct statement){ .id = program->next++ };
}

static void rename_function(struct program *program, struct source *source, struct function *function)
{
	unsigned old = function->name, name = program->next++;
	size_t i, j;

	function->name = name;
	for (i = 0; i < source->nr; i++)
		for (j = 0; j < source->v[i].nr; j++)
			if (source->v[i].v[j].callee == old)
				source->v[i].v[j].callee = name;
}

static void move_function(struct source *source, size_t from, size_t to)
{
	struct function moved = source->v[from];

	memmove(&source->v[from], &source->v[from + 1], (--source->nr - from) * sizeof(moved));
	memmove(&source->v[to + 1], &source->v[to], (source->nr++ - to) * sizeof(moved));
	source->v[to] = moved;
}

static void add_call(struct program *program, struct function *function, unsigned callee, struct random *random)
{
	insert_statement(function, draw(random, function->nr + 1),
			 (struct statement){ .id = program->next++, .callee = callee });
}

/*
 * The kinds of edits; which functions a move moved is told by each diff in its own way, so that who moved what git cannot merge
 * is not always found: with git alone nothing moves.
 */
#define NR_LINE_EDITS 6
#define NR_EDITS_IN_PLACE 9
#define NR_EDITS 10

/* One thing that a commit does; what it is called. */
static const char *edit_program(struct program *program, struct random *random, unsigned kinds)
{
	struct source *source = &program->files[draw(random, NR_FILES)];
	size_t at = draw(random, source->nr);
	struct function *function = &source->v[at];

	switch (draw(random, kinds)) {
	case 0:
	case 1:
		add_call(program, function, source->v[draw(random, source->nr)].name, random);
		return "a call";
	case 6:
		if (source->nr < MAX_FUNCTIONS)
			insert_function(program, source, at);
		return "a function";
	case 7:
		if (source->nr < MAX_FUNCTIONS)
			add_call(program, &source->v[draw(random, 2) ? at + 1 : at], insert_function(program, source, at)->name, random);
		return "a function that is called";
	case 8:
		rename_function(program, source, function);
		return "another name";
	case 9:
		move_function(source, at, draw(random, source->nr));
		return "another place";
	default:
		edit_function(program, function, random);
		return "a line";
	}
}

/* Upstream's row, and a branch that did some things of its own. */
static void make_history(struct plan *plan, git_oid *row, struct random *random, unsigned kinds)
{
	struct program program = { .next = 100 }, branch;
	size_t i, j, own = draw(random, 3);

	for (i = 0; i < NR_FILES; i++)
		for (j = 0; j < 3; j++)
			insert_function(&program, &program.files[i], j);
	plan->stable = commit_program(plan, &program, "the first");
	branch = program;
	branch.next = 1000;
	for (i = 0; i < NR_COMMITS; i++) {
		const char *what = edit_program(&program, random, i == FIX ? NR_LINE_EDITS : kinds);

		if (i == FIX && draw(random, 2))
			edit_program(&program, random, NR_LINE_EDITS);
		row[i] = commit_program(plan, &program, what);
	}
	if (!own)
		return;
	fixture_branch(&plan->f, "own", &plan->stable);
	for (i = 0; i < own; i++)
		edit_program(&branch, random, draw(random, 4) ? NR_LINE_EDITS : kinds);
	plan->stable = commit_program(plan, &branch, "the branch's own");
	fixture_on(&plan->f, "master");
}

static void read_file(struct text *content, git_repository *repo, const git_oid *id, const char *path)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	owned(git_blob_freep) git_blob *blob = NULL;

	ck_assert_int_eq(git_commit_lookup(&commit, repo, id), 0);
	ck_assert_int_eq(git_commit_tree(&tree, commit), 0);
	ck_assert_int_eq(git_tree_entry_bypath(&entry, tree, path), 0);
	ck_assert_int_eq(git_blob_lookup(&blob, repo, git_tree_entry_id(entry)), 0);
	text_add(content, git_blob_rawcontent(blob), git_blob_rawsize(blob));
}

/* Every function that is called is there, and each once. */
static bool names_resolve(const struct plan *plan, const git_oid *commit)
{
	size_t i;

	for (i = 0; i < NR_FILES; i++) {
		owned(text_release) struct text text = { 0 };
		const char *at, *definition;
		char name[32];

		read_file(&text, plan->f.repo, commit, file_names[i]);
		for (at = text_str(&text); (at = strstr(at, "f_")); at++) {
			snprintf(name, sizeof(name), "int %.*s(int", (int)strcspn(at, "("), at);
			definition = strstr(text_str(&text), name);
			if (!definition || strstr(definition + 1, name))
				return false;
		}
	}
	return true;
}

START_TEST(a_set_for_git_alone_is_the_smallest_of_all)
{
	owned(plan_release) struct plan plan = { .options.plain = true, .options.no_names = true };
	struct random random = seeded(_i);
	git_oid row[NR_COMMITS];

	begin(&plan);
	fixture_in_memory(&plan.f);
	make_history(&plan, row, &random, NR_EDITS_IN_PLACE);
	plan_fix(&plan, &row[FIX]);
	if (!is_there(&plan, &row[FIX]))
		is_smallest_for_git(&plan, row);
}
END_TEST

START_TEST(a_plan_that_git_can_carry_makes_sense_and_is_the_smallest_that_does)
{
	owned(plan_release) struct plan plan = { .options.fewest = true };
	struct random random = seeded(_i);
	git_oid row[NR_COMMITS], made;

	begin(&plan);
	fixture_in_memory(&plan.f);
	make_history(&plan, row, &random, NR_EDITS);
	plan_fix(&plan, &row[FIX]);
	if (is_there(&plan, &row[FIX]) || !all_are_clean(&plan.chain))
		return;
	made = pick_plan(&plan);
	ck_assert_msg(names_resolve(&plan, &made), "a function is called that is not there");
	ck_assert_uint_eq(chain_nr_carried(&plan.chain, CHAIN_PREREQUISITE), smallest_by_trying(&plan, row, names_resolve));
}
END_TEST

SUITE(chain_random)
{
	LOOP_TEST(no_smaller_set_of_lines_is_found_by_trying_all, NR_PAGES);
	LOOP_TEST(a_set_for_git_alone_is_the_smallest_of_all, NR_HISTORIES);
	LOOP_TEST(a_plan_that_git_can_carry_makes_sense_and_is_the_smallest_that_does, NR_HISTORIES);
}
