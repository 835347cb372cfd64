/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SESSION_H
#define SESSION_H

#include <git2.h>

#include "backport.h"
#include "series/quarantine.h"
#include "command.h"
#include "files.h"
#include "kbuild.h"
#include "plan.h"
#include "tree.h"

/*
 * One fix onto one target: what is open while the stages run. The commands are
 * tables of contents over these functions; each stage's result is in backport.
 */
struct session {
	struct app *app;
	const struct settings *settings;
	struct recipe recipe;
	struct backport backport;
	struct backport before;         /* the document we were given, to be confirmed; zeroed if none */
	git_repository *repo;
	struct tree *tree;
	struct plan_history history;
	struct kbuild *kbuild;
	struct spatch_memo *spatch_memo;
	struct lock output_lock, tree_lock;
	struct quarantine quarantine;   /* what is written to the repository, until it is whole */
};

void session_release(struct session *session);

/*
 * Opens a fix by its name or its recipe's path, and the target of the
 * settings; or, when the argument is a document of an earlier stage (*.json, or "-" for
 * stdin), what that speaks of.
 */
int session_open(struct session *session, struct app *app, const struct settings *settings, const char *fix,
		 struct error *err) must_check;

/*
 * A fix is named by a document (*.json, or "-"), by a recipe (*.yaml, or the name of one that is there), or by a
 * commit.
 */
bool session_is_document(const char *fix);
bool session_has_recipe(const struct app *app, const struct settings *settings, const char *fix);

/* What names of branches and folders are made of: the ref without its prefix, anything but [A-Za-z0-9._-] as '-'. */
const char *target_label(struct arena *arena, const char *ref);

/* Only the recipe, by its name or path. */
int session_open_recipe(struct session *session, struct app *app, const struct settings *settings, const char *fix,
			struct error *err) must_check;

/* The commits of a range as the series, onto where it begins; without a recipe. */
int session_open_range(struct session *session, struct app *app, const struct settings *settings, const char *argument,
		       struct error *err) must_check;

/* Plans; if a document was given, confirms it. */
int session_plan(struct session *session, bool only_look, struct error *err) must_check;
/* That the branch of the series is free, or may be replaced: asked before the long work. */
int session_may_apply(struct session *session, struct error *err) must_check;
/* Builds and checks what the plan carries; nothing if it carries nothing. */
int session_check(struct session *session, struct error *err) must_check;
/* Boots the kernel before and after, unless a step is in conflict. */
int session_prove(struct session *session, struct error *err) must_check;
/* Makes the series visible, unless a step is in conflict. */
int session_apply(struct session *session, struct error *err) must_check;
/* report.html and report.json in the output folder. */
int session_write_report(struct session *session, struct error *err) must_check;
/* On the app's output, to its end. */
int print_result(const struct app *app, const struct text *out, struct error *err) must_check;
/* For people, with the range-diff if that is wanted. */
int session_report_text(struct text *out, const struct session *session, bool colour, struct error *err) must_check;
/* That text or, with --json, the document, on the app's output. */
int session_print(struct session *session, struct error *err) must_check;
/* The exit code that the verdict asks for. */
int session_exit_code(const struct session *session);

/* Where upstream's history is: as wanted, or the usual place; ref is NULL when there is none. */
struct upstream {
	const char *ref;
	git_oid id;
};
int upstream_find(struct upstream *upstream, git_repository *repo, const char *wanted, const git_oid *target,
		  struct error *err) must_check;

/* The names of the fixes known, sorted. */
int session_fixes(struct strings *names, const struct app *app, const struct settings *settings,
		  struct error *err) must_check;

/* Only reads a document, with its recipe; for 'report'. */
int session_read_document(struct session *session, struct app *app, const struct settings *settings,
			  const char *path, struct error *err) must_check;

#endif
