/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_MATRIX_H
#define MATRIX_MATRIX_H

#include "../backport.h"
#include "cells.h"

/*
 * The documents of many cells, put together: those of one fix and one target are one document with the builds of all.
 * A cell that died is a result, with why. Pure; report-matrix.c and report-matrix-html.c show it.
 */
struct matrix_document {
	const char *cell;               /* the first of its cells */
	const char *page;               /* its page's file name, [A-Za-z0-9._-], or NULL: it has none */
	struct backport *backport;      /* borrowed */
};

struct missing_cell {
	const char *cell;
	const char *why;                /* "no document; it said: ..." */
};

struct matrix {
	struct arena arena;
	struct matrix_document *documents;
	size_t nr_documents;
	struct missing_cell *missing;
	size_t nr_missing;
};

void matrix_release(struct matrix *matrix);

/*
 * Adds a cell's document, or its builds to the document of the same fix and target. What cannot be one (the branch has
 * moved between two cells) is a missing cell. All that is added must live as long as the matrix.
 */
void matrix_add(struct matrix *matrix, const char *cell, struct backport *backport);
void matrix_add_missing(struct matrix *matrix, const char *cell, const char *why);

/* By name; two folders of one name are two targets. A repository is one wherever a machine has its clone. */
int matrix_compare_targets(const struct target *a, const struct target *b);
/* Its label, or its folder where the matrix has another folder of that label. */
const char *matrix_target_name(const struct matrix *matrix, const struct target *target);

/* Fixes in the order of their names and, within one, targets; and each gets a page's name. */
void matrix_sort(struct matrix *matrix);
void matrix_name_pages(struct matrix *matrix);

enum verdict matrix_verdict(const struct matrix *matrix);

/* What a cell of the table says. */
struct matrix_summary {
	enum verdict verdict;
	size_t carried, adapted, conflicts, to_review;
	size_t builds, building;        /* configurations; those in which each step builds */
	size_t not_built;               /* those that could not be tried at all */
	size_t new_warnings;
	size_t fails;                   /* conditions that fail, kept-out names there, fixes that are no cure */
	size_t uncompiled;              /* changed files that no configuration compiles; 0 without builds */
	unsigned lines, compiled;       /* changed lines of code; those that the build compiles that compiles most */
};

void matrix_summarize(struct matrix_summary *summary, const struct backport *backport);
/* Why a person has to look: "step 2 does not build with defconfig for arm64". The strings live in the arena. */
void matrix_reasons(struct string_list *reasons, struct arena *arena, const struct backport *backport);

/* {"format": 1, "verdict": ..., "documents": [...], "missing": [...]} */
int matrix_write_json(struct text *out, const struct matrix *matrix, struct error *err) must_check;
bool matrix_is_json(const json_t *json);
/* Adds what such a document says is missing. */
int matrix_read_missing(struct matrix *matrix, const json_t *json, struct error *err) must_check;

/* As text, a line for each fix and target; and as one page, with links where there are pages. */
void report_matrix_text(struct text *out, const struct matrix *matrix, bool colour);
void report_matrix_html(struct text *out, const struct matrix *matrix);

#endif
