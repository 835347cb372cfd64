/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GRAPH_H
#define GRAPH_H

#include "../backport.h"

/*
 * Who needs whom, and a picture of it. The steps of a series stand one below the other in the order to carry them,
 * which is settled; so nothing has to be laid out but lines: one leaves each prerequisite and runs beside the steps,
 * in a lane of its own, to those that need it. Drawn row by row, each as high as its text becomes, so that it
 * is as good on a telephone and on paper. (dot(1)'s boxes are wider than a screen from ten steps on.)
 */
struct graph_row {
	size_t *needed_by;              /* later rows, in order */
	size_t nr_needed_by;
	bool is_told;                   /* by evidence; else only the recipe calls it a prerequisite */
	size_t lane;                    /* 0 is nearest to the rows; NO_LANE: in words only */
};

#define NO_LANE ((size_t)-1)

struct graph {
	struct arena arena;
	struct graph_row *rows;
	size_t nr_rows;
	size_t nr_lanes;
};

/* Read from reasons: they name the commits that lead to a step. */
void graph_of_backport(struct graph *graph, const struct backport *backport);
void graph_release(struct graph *graph);

/* How wide the lines of all rows are, in CSS pixels. */
size_t graph_width(const struct graph *graph);

enum graph_node { NODE_TARGET, NODE_PREREQUISITE, NODE_FIX, NODE_THERE, NODE_CONFLICT };

/* The lines of one row as SVG, as high as the row. NODE_TARGET stands above the first and has no row. */
void graph_row_svg(struct text *out, const struct graph *graph, size_t row, enum graph_node node, const char *class);

#endif
