/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HTML_PARTS_H
#define HTML_PARTS_H

#include "../backport.h"
#include "../html.h"
#include "graph.h"

/* The parts of a backport's page, in the order in which they stand there. All pure. */

/* From the doctype to <body>, where a <header> and a <main> follow; and the end of both. own_style is ours. */
void html_begin(struct text *out, const char *title, const char *own_style);
void html_end(struct text *out);
/* Text of several lines: a blank line ends a paragraph. */
void html_paragraphs(struct text *out, const char *string);
/* The <header>: what it is about, as code in a line of its own, and the title. */
void html_title(struct text *out, const char *what, const char *onto, const char *title);
/* Verdict, the five facts, what to look at. */
void html_summary(struct text *out, const struct backport *backport, const struct graph *graph);
/* The steps in order, with lines from each to those that need it. */
void html_series(struct text *out, const struct backport *backport, const struct graph *graph);
void html_steps(struct text *out, const struct backport *backport);
/* A step's diffs, ours beside upstream's, in about so many bytes. */
void html_diffs(struct text *out, const struct step *step, size_t most);
/* How scenarios ran before and after, and how to run them again. */
void html_proofs(struct text *out, const struct backport *backport);
/* Builds for each configuration: diagnostics, coverage, kABI; checkpatch. */
void html_builds(struct text *out, const struct backport *backport);
void html_conditions(struct text *out, const struct check *check);

/* ---- words and classes that several of them use ---- */

/* "ok", "warn", "bad", "info", "none": a colour, which always stands beside a word that says the same. */
const char *disposition_class(enum disposition disposition);
bool has_written(const struct backport *backport);

struct build_totals {
	size_t builds, done;            /* configurations; those that could be tried */
	size_t commits, built;
	size_t diagnostics;             /* new ones */
};
void build_totals_add(struct build_totals *totals, const struct build_check *build);

/* The box of all that is to be looked at: <li>s, or nothing. */
void html_look_at(struct text *out, const struct text *items);
/* What to look at where a proof, a coverage or kABI says so; each part writes the ids that its own leads to. */
void html_look(struct text *out, const char *class, const char *place, const char *what, const char *which);
void html_look_at_proofs(struct text *out, const struct backport *backport);
void html_look_at_builds(struct text *out, const struct backport *backport);
void html_look_at_uncompiled(struct text *out, const struct backport *backport);

/* One line of a file's text that two sides have otherwise: its words, those that the other has not marked. */
void html_words(struct text *out, const char *line, size_t len, const char *other, size_t other_len);

#endif
