/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SERIES_H
#define SERIES_H

#include <git2.h>

#include "../backport.h"

/*
 * A carried series, and how it is written out: as commits on a branch, as patches for git am and quilt, as mails.
 * Whatever carried it (a recipe's steps, a chain of commits) is turned into this plain data first, so that message,
 * branch and patches are written in one place.
 *
 * Strings live in the series' arena or are borrowed from something that outlives it; those that may be absent are NULL.
 * What repositories' people wrote (subject, body, author, notes) need not be printable: it is made so where it is
 * written. It has to be UTF-8, though: whoever fills it in re-codes other encodings (commits_message()).
 */

/* The fix that a prerequisite is carried for. */
struct series_fix {
	const char *id;                 /* NULL: known by its message id */
	const char *message_id;
	const char *subject;
};

/* One sentence on what was adapted, dropped, or merged in a way that a person must look at. */
struct series_note {
	const char *text;               /* lower case, no full stop */
	const char *file;               /* of the target, that it is about; NULL: none, or all */
};

/* One commit of it. */
struct series_patch {
	const char *name;               /* what people call it ("1054e8ffc5c4"): for errors */
	const char *id;                 /* upstream's, as full as known; NULL: known by its message id */
	const char *object;             /* the commit that stands for it in this repository; NULL: id, if it is there */
	const char *message_id;
	const char *subject;
	const char *body;               /* upstream's text and trailers, or ours; NULL: none */
	const char *message;            /* what a person wrote in place of the style's, whole; NULL: nobody did */
	const char *author, *date;      /* "Name <mail>", git's "seconds +hhmm"; NULL: not known */
	const char *mainline;           /* the first release that has it: "v6.15-rc1"; NULL: not known, or none yet */
	bool is_unreleased;             /* none has it yet */
	enum role role;
	const struct series_fix *needed_by; /* of a prerequisite; NULL: not known, or none */
	bool is_backported;             /* it differs from upstream's: not just picked */
	struct series_note *notes;
	size_t nr_notes;
	const struct changes *changes;  /* borrowed */

	const char *commit;             /* filled in: by series_commit(), the new commit's id */
	const char *file;               /* by series_patches(): "patches/0001-...patch" */
};

struct series {
	struct arena arena;
	const char *name, *label;       /* of what is carried and of the target: for branch and folders */
	const char *title;              /* what is carried, in a line; NULL: the first fix' subject */
	const char *target;             /* the ref as the user named it; NULL: a plain tree */
	const char *version;            /* the target's, "4.19.79"; NULL: it is no kernel */
	const char *base;               /* the target's commit; NULL: a plain tree */
	struct series_patch *patches;
	size_t nr_patches;
	const char **leftovers;         /* filled in by series_patches(): folders of killed runs that it removed */
	size_t nr_leftovers;
};
void series_release(struct series *series);

/* ---- the message ---- */

/* How a message says where it comes from. Each style's form and where it is laid down: styles.c. */
enum message_style {
	MESSAGE_STABLE,         /* "commit X upstream." */
	MESSAGE_NETDEV,         /* "[ Upstream commit X ]" */
	MESSAGE_UBUNTU,         /* BugLink:, "(cherry picked from commit X)" */
	MESSAGE_OPENEULER,      /* "mainline inclusion" */
	MESSAGE_SUSE,           /* Git-commit:, Patch-mainline:, References: */
	MESSAGE_REDHAT,         /* JIRA:, Upstream Status:, upstream's log indented */
};
/* False: there is none of that name. */
bool message_style_parse(enum message_style *style, const char *name);
const char *message_style_name(enum message_style style);
/* "'stable', 'netdev', ... and 'redhat'", for an error. */
void message_style_list(struct text *list);
/* Whether messages of that style name the release (series_find_mainline()). */
bool message_style_names_mainline(enum message_style style);

struct message_options {
	enum message_style style;
	const git_signature *committer; /* who carries it; NULL: not known */
	bool signoff;                   /* adds the committer's Signed-off-by:; then there has to be one */
	struct string_list references;  /* bugs and CVEs as the user wrote them: URLs, "bsc#1234", "CVE-2024-1" */
};

/*
 * The message of a commit. Everything in it that others wrote is made printable, and a line that git am would take for
 * the beginning of the patch is indented by one blank. Ends in one line feed. Pure.
 */
void series_message(struct text *message, const struct series *series, size_t nth,
		    const struct message_options *options);

/* ---- people ---- */

/* Who commits, by git's configuration: the repository's, or the user's where repo is NULL. */
int series_committer(git_signature **committer, git_repository *repo, struct error *err) must_check;
/* Upstream's author and date; what of them is not known is otherwise's, which may be NULL. */
int series_author(git_signature **author, const struct series_patch *patch, const git_signature *otherwise,
		  struct error *err) must_check;

/* ---- commits and the branch ---- */

struct series_options {
	struct message_options message;
	bool cover_letter;              /* also for a series of one patch */
};

/* The parent's tree with the changes. What it has must be what they say was before. */
int series_tree(git_oid *id, git_repository *repo, const git_commit *parent, const struct changes *changes,
		struct error *err) must_check;

/*
 * One commit object on parent, that nobody sees yet. What the parent's tree has must be what the changes say was
 * before. There has to be a committer. Sets the patch' commit.
 */
int series_commit(git_oid *made, git_repository *repo, const git_oid *parent, struct series *series, size_t nth,
		  const struct series_options *options, struct error *err) must_check;

/* "stableport/<name>/<label>" */
void series_branch_name(struct text *branch, const struct series *series);

/*
 * What the branch is now: zero if it is not there. An error if series_branch() could not make or move it: its name is
 * no name or is in the way of others, or a work tree has it checked out.
 */
int series_branch_before(git_oid *before, git_repository *repo, const char *branch, struct error *err) must_check;

/*
 * Makes the branch, or moves it, in one step. before: what it was when we began (zero or NULL: not there). If it no
 * longer is that, or is checked out by now, that is an error and nothing changes.
 */
int series_branch(git_repository *repo, const char *branch, const git_oid *tip, const git_oid *before,
		  const char *reflog, struct error *err) must_check;

/* ---- patches ---- */

/*
 * patches/ in the output folder, prepared beside and visible in one step:
 *
 *	NNNN-subject.patch      mails that git am takes, patches that quilt takes; with SUSE's style in its order, and
 *				then for quilt alone
 *	series                  quilt's list
 *	series.mbox             all the mails, for git am
 *	0000-cover-letter.txt   with two patches and more, or if it is wanted
 *
 * Sets each patch' file. A patches folder that is there is replaced if it is empty or ours (its series begins with
 * "# stableport: "), else that is an error. Nobody else may be at work in the output folder: the caller holds its lock.
 * Folders that killed runs left there are removed (leftovers).
 */
int series_patches(struct series *series, const char *output, const struct series_options *options,
		   struct error *err) must_check;
/* That it will not refuse the folder: asked before the long work. */
int series_patches_are_possible(const char *output, struct error *err) must_check;

#endif
