/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_COMPARE_H
#define MATRIX_COMPARE_H

#include "matrix.h"

/*
 * What changed between two documents of one fix: plan, builds, diagnostics, coverage, conditions, kABI, style, proofs.
 * A diagnostic is the same one wherever its line has gone. Pure.
 */
enum change_kind { CHANGE_WORSE, CHANGE_BETTER, CHANGE_OTHER };

struct difference {
	enum change_kind kind;
	const char *section;            /* "build", "diagnostic", ...: a word of ours */
	const char *what;
	const char *before, *after;     /* NULL: it was, or is, not there */
};

struct comparison {
	const char *fix;
	const char *old_target, *new_target;
	enum verdict old_verdict, new_verdict;
	struct difference *changes;         /* worse ones first */
	size_t nr_changes;
};

struct comparisons {
	struct arena arena;
	struct comparison *v;
	size_t nr;
	struct missing_cell *missing;   /* cells that died, and had not before */
	size_t nr_missing;
};

void comparisons_release(struct comparisons *comparisons);

/*
 * Those of one fix and target are compared; of two single documents those of one fix, whatever their targets. Strings
 * are borrowed. That nothing can be compared is an error.
 */
int comparisons_make(struct comparisons *comparisons, const struct matrix *old, const struct matrix *new,
		     struct error *err) must_check;

/* CHANGE_WORSE if anything is, CHANGE_BETTER if something is and nothing worse. */
enum change_kind comparisons_result(const struct comparisons *comparisons);

int comparisons_write_json(struct text *out, const struct comparisons *comparisons, struct error *err) must_check;
void report_compare_text(struct text *out, const struct comparisons *comparisons, bool colour);
void report_compare_html(struct text *out, const struct comparisons *comparisons);

/* "worse", "better", "other"; and "better, and nothing is worse" for the whole. */
const char *change_word(enum change_kind kind);
const char *comparisons_sentence(const struct comparisons *comparisons);

#endif
