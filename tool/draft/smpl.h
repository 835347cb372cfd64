/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SMPL_H
#define SMPL_H

#include "draft.h"

/*
 * What may stand in a rule, whoever wrote the commit.
 */

/* Adds a line of a body: ' ', '+' or '-', then code. A line that would begin with a sign of SmPL's is moved by a blank. */
void smpl_line(struct text *body, char mark, const char *line, size_t len);

/*
 * Why a body must not be given to spatch (a sentence), or NULL: '@' outside of comments and literals, or where a rule
 * could begin; a backslash or a NUL that is no part of a literal. No body without this can begin another rule, or a script.
 */
const char *smpl_trouble(const char *body);

/*
 * Strings of several parts ("a" "b", KERN_ERR "a"), which SmPL cannot read: parts are joined, and what has a name in it
 * becomes a metavariable. False: it is added, and nothing that is there has the same.
 */
bool smpl_whole_strings(struct text *whole, const char *body);

/* The lines "typedef x;", "identifier y;", ... that a body needs. */
void smpl_metavariables(struct text *text, const char *body, const struct draft_name *names, size_t nr_names);

/* A name as a rule can have it: letters, digits, '_', no word of SmPL's own. */
void smpl_rule_name(struct text *name, const char *from);

/* One line of a comment: printable, and no line end. */
void smpl_comment(struct text *text, const char *sentence);

#endif
