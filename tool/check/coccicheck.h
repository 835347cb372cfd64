/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COCCICHECK_H
#define COCCICHECK_H

#include "../spatch-memo.h"
#include "../tree.h"
#include "outcome.h"

struct coccicheck_options {
	unsigned jobs;                  /* 0: 1 */
	unsigned timeout;               /* seconds for one rule; 0: none */
	struct spatch_memo *memo;       /* NULL: nothing is remembered */
};

/*
 * The target's own semantic patches (scripts/coccinelle), as "make coccicheck MODE=report" has them, over the changed C
 * files as they were and as they are: fills check->cocci with what only the latter have. Minutes the
 * first time, hence by option only. Rules that fail, or need a Python that spatch lacks, are counted in
 * check->cocci_note.
 */
int coccicheck_run(struct check *check, struct arena *arena, const struct outcomes *outcomes, const struct tree *tree,
		   const struct coccicheck_options *options, struct error *err) must_check;

/* "fs/a.c:12:3-9: WARNING: ..." as a diagnostic of a rule ("free/kfree.cocci"). Pure; in the arena and printable. */
void coccicheck_parse(struct diagnostic **reports, size_t *nr, struct arena *arena, const char *rule,
		      const char *output, size_t len);
/* The words of a rule's "// Options:" line that are known and harmless. Pure. */
void coccicheck_options_of(struct string_list *words, struct arena *arena, const char *rule, size_t len);

#endif
