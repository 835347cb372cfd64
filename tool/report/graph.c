// SPDX-License-Identifier: GPL-2.0-only
/*
 * An arc diagram with square arcs. A prerequisite's line takes the first lane that is free from its row to the last one
 * that needs it. Lines are drawn in CSS pixels from each row's top, where its node stands, and with "100%" down to
 * its end, so that no row's height has to be known here.
 *
 * A reason names another commit by digits of its id, or of the object that stands for it in this repository. A
 * prerequisite that nothing names is one because the recipe says so: of the next fix, with a dashed line.
 */
#include <stdlib.h>

#include "graph.h"

/* Beyond so many lines side by side nobody follows one; the words beside each row say it too. */
#define MOST_LANES 8

/* The least digits that are an id and not a word that happens to be hexadecimal. */
#define LEAST_DIGITS 12

#define LANE_WIDTH 12
#define NODE_Y 18
#define NODE_SIZE 6
/* Lines arrive above a node's middle and leave below it. */
#define ARRIVE_Y 14
#define LEAVE_Y 22
#define BEND 5

static bool is_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Whether so many digits and an id are of the same commit: one begins with the other. */
static bool abbreviates(const char *digits, size_t len, const char *id)
{
	size_t id_len = id ? strlen(id) : 0;

	return id_len >= LEAST_DIGITS && !strncmp(id, digits, len < id_len ? len : id_len);
}

static bool is_step(const struct step *step, const char *digits, size_t len)
{
	return abbreviates(digits, len, step->id) || abbreviates(digits, len, step->upstream_object);
}

static void add_need(struct graph *graph, size_t from, size_t to)
{
	struct graph_row *row = &graph->rows[from];
	size_t i;

	for (i = 0; i < row->nr_needed_by; i++)
		if (row->needed_by[i] == to)
			return;
	*arena_push(&graph->arena, row->needed_by, row->nr_needed_by) = to;
}

/* The later steps that a sentence names. */
static void read_sentence(struct graph *graph, const struct backport *backport, size_t from, const char *sentence)
{
	const char *at = sentence;
	size_t len, i;

	while (at && *at) {
		for (len = 0; is_digit(at[len]); len++)
			;
		for (i = from + 1; len >= LEAST_DIGITS && i < backport->nr_steps; i++)
			if (is_step(&backport->steps[i], at, len))
				add_need(graph, from, i);
		at += len ? len : 1;
	}
}

static int by_number(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

static void read_reasons(struct graph *graph, const struct backport *backport, size_t from)
{
	const struct step *step = &backport->steps[from];
	struct graph_row *row = &graph->rows[from];
	size_t i;

	for (i = 0; i < step->nr_reasons; i++) {
		read_sentence(graph, backport, from, step->reasons[i].text);
		read_sentence(graph, backport, from, step->reasons[i].evidence);
	}
	row->is_told = row->nr_needed_by > 0;
	if (row->nr_needed_by)
		qsort(row->needed_by, row->nr_needed_by, sizeof(*row->needed_by), by_number);
}

/* By a merge, a semantic patch, or a person. */
static bool is_carried_by_somebody(const struct step *step)
{
	return step_is_carried(step) || step->disposition == STEP_CONFLICT;
}

/* The recipe's word: a prerequisite is for the next fix that is carried. */
static void believe_recipe(struct graph *graph, const struct backport *backport, size_t from)
{
	size_t i;

	if (backport->steps[from].role != ROLE_PREREQUISITE || graph->rows[from].is_told ||
	    !is_carried_by_somebody(&backport->steps[from]))
		return;
	for (i = from + 1; i < backport->nr_steps; i++) {
		if (backport->steps[i].role != ROLE_FIX || !is_carried_by_somebody(&backport->steps[i]))
			continue;
		add_need(graph, from, i);
		return;
	}
}

/* The last row of each lane's line so far, and the first lane that is free after it. */
static void take_lane(struct graph *graph, size_t ends[MOST_LANES], size_t from)
{
	struct graph_row *row = &graph->rows[from];
	size_t lane;

	row->lane = NO_LANE;
	if (!row->nr_needed_by)
		return;
	for (lane = 0; lane < graph->nr_lanes && ends[lane] >= from; lane++)
		;
	if (lane == MOST_LANES)
		return;
	if (lane == graph->nr_lanes)
		graph->nr_lanes++;
	ends[lane] = row->needed_by[row->nr_needed_by - 1];
	row->lane = lane;
}

void graph_of_backport(struct graph *graph, const struct backport *backport)
{
	size_t ends[MOST_LANES] = { 0 }, i;

	graph->nr_rows = backport->nr_steps;
	graph->rows = arena_alloc(&graph->arena, (graph->nr_rows + 1) * sizeof(*graph->rows));
	for (i = 0; i < graph->nr_rows; i++) {
		read_reasons(graph, backport, i);
		believe_recipe(graph, backport, i);
		take_lane(graph, ends, i);
	}
}

void graph_release(struct graph *graph)
{
	arena_release(&graph->arena);
}

size_t graph_width(const struct graph *graph)
{
	return graph->nr_lanes * LANE_WIDTH + 4 * NODE_SIZE;
}

static size_t node_x(const struct graph *graph)
{
	return graph_width(graph) - 2 * NODE_SIZE;
}

static size_t lane_x(const struct graph *graph, size_t lane)
{
	return node_x(graph) - NODE_SIZE - (lane + 1) * LANE_WIDTH + 2;
}

static void vertical(struct text *out, size_t x, size_t from, const char *to)
{
	text_addf(out, "<line x1=\"%zu\" y1=\"%zu\" x2=\"%zu\" y2=\"%s\"/>", x, from, x, to);
}

/* From a node down into its lane. */
static void leave(struct text *out, const struct graph *graph, size_t lane)
{
	size_t x = lane_x(graph, lane);

	text_addf(out, "<path d=\"M%zu %dH%zuQ%zu %d %zu %d\"/>", node_x(graph), LEAVE_Y, x + BEND, x, LEAVE_Y, x,
		  LEAVE_Y + BEND);
	vertical(out, x, LEAVE_Y + BEND, "100%");
}

/* From a lane to the node that needs where it comes from, with the head of an arrow. */
static void arrive(struct text *out, const struct graph *graph, size_t lane, bool goes_on)
{
	size_t x = lane_x(graph, lane), tip = node_x(graph) - NODE_SIZE - 1;

	text_addf(out, "<line x1=\"%zu\" y1=\"0\" x2=\"%zu\" y2=\"%d\"/>", x, x, ARRIVE_Y - BEND);
	text_addf(out, "<path d=\"M%zu %dQ%zu %d %zu %dH%zum-4 -3l4 3l-4 3\"/>", x, ARRIVE_Y - BEND, x, ARRIVE_Y,
		  x + BEND, ARRIVE_Y, tip);
	if (goes_on)
		vertical(out, x, ARRIVE_Y - BEND, "100%");
}

static bool is_needed_by(const struct graph_row *row, size_t other)
{
	size_t i;

	for (i = 0; i < row->nr_needed_by; i++)
		if (row->needed_by[i] == other)
			return true;
	return false;
}

/* What the line of one row draws in another, at or below it. */
static void draw_lane(struct text *out, const struct graph *graph, size_t from, size_t row)
{
	const struct graph_row *line = &graph->rows[from];
	size_t last;

	if (line->lane == NO_LANE)
		return;
	last = line->needed_by[line->nr_needed_by - 1];
	if (last < row)
		return;
	text_addf(out, "<g class=\"%s\">", line->is_told ? "need" : "need guess");
	if (from == row)
		leave(out, graph, line->lane);
	else if (is_needed_by(line, row))
		arrive(out, graph, line->lane, row < last);
	else
		vertical(out, lane_x(graph, line->lane), 0, "100%");
	text_adds(out, "</g>");
}

/* What a step is shows in its shape: a square, a disc, a diamond, a ring, a cross. */
static void draw_node(struct text *out, size_t x, enum graph_node node, const char *class)
{
	static const int y = NODE_Y, r = NODE_SIZE;
	int at = (int)x;

	text_addf(out, "<g class=\"node %s\">", class);
	switch (node) {
	case NODE_TARGET:
		text_addf(out, "<path d=\"M%d %dh%dv%dh-%dz\"/>", at - r, y - r, 2 * r, 2 * r, 2 * r);
		break;
	case NODE_PREREQUISITE:
		text_addf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"/>", at, y, r);
		break;
	case NODE_FIX:
		text_addf(out, "<path d=\"M%d %dl%d %dl-%d %dl-%d -%dz\"/>", at, y - r - 2, r + 2, r + 2, r + 2, r + 2,
			  r + 2, r + 2);
		break;
	case NODE_THERE:
		text_addf(out, "<circle class=\"ring\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", at, y, r - 1);
		break;
	case NODE_CONFLICT:
		text_addf(out, "<path class=\"ring\" d=\"M%d %dl%d %dm-%d 0l%d -%d\"/>", at - r, y - r, 2 * r, 2 * r,
			  2 * r, 2 * r, 2 * r);
		break;
	}
	text_adds(out, "</g>");
}

void graph_row_svg(struct text *out, const struct graph *graph, size_t row, enum graph_node node, const char *class)
{
	size_t x = node_x(graph), i;

	text_addf(out, "<svg class=\"rail\" width=\"%zu\" height=\"100%%\" aria-hidden=\"true\"><g class=\"spine\">",
		  graph_width(graph));
	if (node != NODE_TARGET)
		vertical(out, x, 0, row + 1 < graph->nr_rows ? "100%" : "18");
	else if (graph->nr_rows)
		vertical(out, x, NODE_Y, "100%");
	text_adds(out, "</g>");
	for (i = 0; node != NODE_TARGET && i <= row; i++)
		draw_lane(out, graph, i, row);
	draw_node(out, x, node, class);
	text_adds(out, "</svg>");
}
