/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "../backport.h"

/*
 * Everything in a backport that somebody should look at, as one list: worst first, and in the order of the series.
 * Pure. Strings are the backport's or the findings' own, and as untrusted.
 */
enum finding_rule {
	FINDING_CONFLICT,               /* a step that neither merge nor semantic patch carries */
	FINDING_BUILD,                  /* a commit after which the objects do not build */
	FINDING_PROOF,                  /* a scenario that does not show the bug cured */
	FINDING_DIAGNOSTIC,             /* of a compiler, and not there before */
	FINDING_CONDITION,              /* a condition of the recipe that fails */
	FINDING_KEEP_OUT,               /* a name that was to stay out */
	FINDING_REVIEW,                 /* what a plan warns of: merged word by word, dropped, not parsed */
	FINDING_UNCOMPILED,             /* changed lines that were not compiled */
	FINDING_KABI,
	FINDING_COCCI,                  /* coccicheck: the target's own semantic patches */
	FINDING_STYLE,                  /* checkpatch */
	NR_FINDING_RULES
};

enum finding_level { FINDING_ERROR, FINDING_WARNING, FINDING_NOTE };

struct finding {
	enum finding_rule rule;
	enum finding_level level;
	const char *path;               /* of a file of the tree, or NULL */
	unsigned line, last_line;       /* 0: not known */
	const char *function;           /* or NULL */
	const char *text;
	const char *identity;           /* the same in another run, whatever its line */
};

struct findings {
	struct arena arena;
	struct finding *v;
	size_t nr;
	size_t unsaid;                  /* more than FINDINGS_MAX */
};

/* As many as GitHub shows of one analysis; a flood of warnings is not more telling. */
#define FINDINGS_MAX 5000

void findings_of(struct findings *findings, const struct backport *backport);
void findings_release(struct findings *findings);

/* "new-diagnostic", and what it means, in a sentence. */
const char *finding_rule_name(enum finding_rule rule);

#endif
