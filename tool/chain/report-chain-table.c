// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several fixes and targets as a table, a word or two each: fixes are rows, targets columns. What cannot be said in two
 * words, an error or why there is no plan, stands below as sentences. Columns are as wide as what is in them;
 * the subjects get what is left of a line, or nothing.
 */
#include "../writer.h"
#include "chain.h"

/* Subjects: shorter than this they say nothing, and longer than this nobody reads on. */
#define SUBJECT_LEAST 16
#define SUBJECT_MOST 48

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

/* "there", "1 commit", "4 commits, 5 to adapt", "no plan", "error". */
static void add_cell(struct text *word, const struct chain_cell *cell)
{
	if (cell->error)
		text_adds(word, "error");
	else if (cell->failure)
		text_adds(word, "no plan");
	else if (!cell->nr_commits && !cell->nr_conflicts)
		text_adds(word, "there");
	else
		text_addf(word, "%zu commit%s", cell->nr_commits, plural(cell->nr_commits));
	if (cell->error || cell->failure)
		return;
	if (cell->nr_adapt)
		text_addf(word, ", %zu to adapt", cell->nr_adapt);
	if (cell->nr_review)
		text_addf(word, ", %zu to look at", cell->nr_review);
	if (cell->nr_conflicts)
		text_addf(word, ", %zu conflict%s", cell->nr_conflicts, plural(cell->nr_conflicts));
}

static enum colour colour_of_cell(const struct chain_cell *cell)
{
	if (cell->error || cell->failure || cell->nr_conflicts)
		return RED;
	if (cell->nr_adapt || cell->nr_review)
		return YELLOW;
	return cell->nr_commits ? GREEN : BLUE;
}

struct grid {
	const struct chain_cell *cells;
	size_t nr_fixes, nr_targets;
	size_t *columns;        /* of each target */
	size_t fix, subject;    /* columns of the first two; subject 0: there is no room for one */
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static const struct chain_cell *cell_at(const struct grid *grid, size_t fix, size_t target)
{
	return &grid->cells[fix * grid->nr_targets + target];
}

static size_t columns_of_target(const struct grid *grid, size_t target)
{
	const char *name = cell_at(grid, 0, target)->target;
	size_t i, widest = count_columns(name, strlen(name));

	for (i = 0; i < grid->nr_fixes; i++) {
		owned(text_release) struct text word = { 0 };

		add_cell(&word, cell_at(grid, i, target));
		widest = larger(widest, word.len);
	}
	return widest;
}

/* A row's subject is where a plan came out; the first that has one. */
static const char *subject_of(const struct grid *grid, size_t fix)
{
	size_t i;

	for (i = 0; i < grid->nr_targets; i++)
		if (cell_at(grid, fix, i)->subject)
			return cell_at(grid, fix, i)->subject;
	return "";
}

/* Subjects get what the other columns leave. */
static void measure(struct grid *grid, struct arena *arena)
{
	size_t i, used = 0, wanted = 0;

	grid->columns = arena_alloc(arena, grid->nr_targets * sizeof(*grid->columns));
	for (i = 0; i < grid->nr_targets; i++) {
		grid->columns[i] = columns_of_target(grid, i);
		used += 2 + grid->columns[i];
	}
	for (i = 0; i < grid->nr_fixes; i++) {
		const char *name = cell_at(grid, i, 0)->fix, *subject = subject_of(grid, i);

		grid->fix = larger(grid->fix, count_columns(name, strlen(name)));
		wanted = larger(wanted, count_columns(subject, strlen(subject)));
	}
	used += grid->fix + 2;
	if (used + SUBJECT_LEAST > WIDTH)
		return;
	grid->subject = WIDTH - used;
	if (grid->subject > SUBJECT_MOST)
		grid->subject = SUBJECT_MOST;
	if (grid->subject > wanted)
		grid->subject = wanted;
}

/* Rows are lines, whatever stands in a name. */
static void add_on_one_line(struct text *out, const char *string, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		text_addc(out, (unsigned char)string[i] < 0x20 ? ' ' : string[i]);
}

static size_t next_character(const char *string, size_t at)
{
	for (at++; ((unsigned char)string[at] & 0xc0) == 0x80;)
		at++;
	return at;
}

/* A string in exactly so many columns: cut, or filled with blanks. */
static void add_padded(struct text *out, const char *string, size_t columns)
{
	owned(text_release) struct text printable = { 0 };
	size_t used, at = 0;

	text_add_printable(&printable, string, strlen(string));
	used = count_columns(text_str(&printable), printable.len);
	if (used > columns) {
		for (used = 0; used + 3 < columns; used++)
			at = next_character(text_str(&printable), at);
		add_on_one_line(out, text_str(&printable), at);
		text_adds(out, "...");
	} else {
		add_on_one_line(out, text_str(&printable), printable.len);
		text_addf(out, "%*s", (int)(columns - used), "");
	}
}

static void end_line(struct text *out)
{
	while (out->len && out->data[out->len - 1] == ' ')
		out->len--;
	text_addc(out, '\n');
}

static void write_heading(const struct writer *w, const struct grid *grid)
{
	size_t i;

	add_padded(w->out, "", grid->fix + (grid->subject ? grid->subject + 2 : 0));
	for (i = 0; i < grid->nr_targets; i++) {
		text_adds(w->out, "  ");
		add_padded(w->out, cell_at(grid, 0, i)->target, grid->columns[i]);
	}
	end_line(w->out);
}

static void write_row(const struct writer *w, const struct grid *grid, size_t fix)
{
	size_t i;

	add_padded(w->out, cell_at(grid, fix, 0)->fix, grid->fix);
	if (grid->subject) {
		text_adds(w->out, "  ");
		add_padded(w->out, subject_of(grid, fix), grid->subject);
	}
	for (i = 0; i < grid->nr_targets; i++) {
		owned(text_release) struct text word = { 0 };

		add_cell(&word, cell_at(grid, fix, i));
		text_adds(w->out, "  ");
		write_coloured(w, colour_of_cell(cell_at(grid, fix, i)), text_str(&word));
		add_padded(w->out, "", grid->columns[i] - word.len);
	}
	end_line(w->out);
}

/* A cell has no room for a sentence. */
static void write_sentences(const struct writer *w, const struct grid *grid)
{
	size_t i, nr = 0;

	for (i = 0; i < grid->nr_fixes * grid->nr_targets; i++) {
		const struct chain_cell *cell = &grid->cells[i];

		if (!cell->error && !cell->failure)
			continue;
		if (nr++ == 0)
			text_addc(w->out, '\n');
		write_itemf(w, 0, "", "%s onto %s: %s", cell->fix, cell->target,
			    cell->error ? cell->error : cell->failure);
	}
}

void report_chain_table(struct text *out, const struct chain_cell *cells, size_t nr_fixes, size_t nr_targets,
			bool colour)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct writer writer = { .out = out, .colour = colour };
	struct grid grid = { .cells = cells, .nr_fixes = nr_fixes, .nr_targets = nr_targets };
	size_t i;

	measure(&grid, &arena);
	write_heading(&writer, &grid);
	for (i = 0; i < nr_fixes; i++)
		write_row(&writer, &grid, i);
	write_sentences(&writer, &grid);
}
