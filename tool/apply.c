// SPDX-License-Identifier: GPL-2.0-only
/* A recipe's carried steps, turned into a series and written out. (A plain tree: apply-in-place.c.) */
#include "apply.h"
#include "history.h"
#include "series/mainline.h"
#include "series/of-backport.h"

static struct series_options series_options(const struct apply_options *options, const git_signature *committer)
{
	return (struct series_options){
		.message = {
			.style = options->style,
			.committer = committer,
			.signoff = options->signoff,
			.references = options->references,
		},
		.cover_letter = options->cover_letter,
	};
}

/* Styles that name the release want it looked up; without a repository it is not known. */
static int find_mainline(struct series *series, git_repository *repo, enum message_style style, struct error *err)
{
	owned(commits_freep) struct commits *commits = NULL;

	if (!repo || !message_style_names_mainline(style))
		return 0;
	return commits_open(&commits, repo, err) < 0 ? -1 : series_find_mainline(series, commits, err);
}

/* ---- the branch ---- */

/* What the branch is, which must be nothing unless it may be replaced. */
static int look_at_branch(git_oid *before, struct text *branch, const struct backport *backport, git_repository *repo,
			  const struct apply_options *options, struct error *err)
{
	const struct series names = { .name = backport->recipe->name, .label = backport->target.label };

	series_branch_name(branch, &names);
	if (series_branch_before(before, repo, text_str(branch), err) < 0)
		return -1;
	if (!options->force && !git_oid_is_zero(before) &&
	    !(options->quarantine && quarantine_was_left(options->quarantine, text_str(branch))))
		return error_set(err, "branch '%s' is there already; --force replaces it", text_str(branch));
	return 0;
}

int apply_branch_is_possible(const struct backport *backport, git_repository *repo,
			     const struct apply_options *options, struct error *err)
{
	owned(git_signature_freep) git_signature *committer = NULL;
	owned(text_release) struct text branch = { 0 };
	git_oid before;

	if (look_at_branch(&before, &branch, backport, repo, options, err) < 0)
		return -1;
	return series_committer(&committer, repo, err);
}

static int make_commits(git_oid *tip, git_repository *repo, struct series *series,
			const struct series_options *options, struct error *err)
{
	git_oid parent;
	size_t i;

	if (!series->base || git_oid_fromstr(tip, series->base) < 0)
		return error_set(err, "'%s' is not the id of a commit", series->base ? series->base : "");
	for (i = 0; i < series->nr_patches; i++) {
		parent = *tip;
		if (series_commit(tip, repo, &parent, series, i, options, err) < 0)
			return -1;
	}
	return 0;
}

static int apply_in_quarantine(struct backport *backport, git_repository *repo, const struct apply_options *options,
			       struct error *err)
{
	owned(git_signature_freep) git_signature *committer = NULL;
	owned(series_release) struct series series = { 0 };
	owned(text_release) struct text branch = { 0 }, reflog = { 0 };
	struct series_options how;
	git_oid before, tip;

	if (look_at_branch(&before, &branch, backport, repo, options, err) < 0 ||
	    series_committer(&committer, repo, err) < 0)
		return -1;
	how = series_options(options, committer);
	series_of_backport(&series, backport);
	text_addf(&reflog, "stableport: %s", series.name);
	if (find_mainline(&series, repo, options->style, err) < 0 ||
	    make_commits(&tip, repo, &series, &how, err) < 0 ||
	    quarantine_branch(options->quarantine, text_str(&branch), &tip, &before, text_str(&reflog), err) < 0)
		return -1;
	series_tell_backport(backport, &series);
	backport->branch = arena_strdup(&backport->arena, text_str(&branch));
	return 0;
}

int apply_branch(struct backport *backport, git_repository *repo, const struct apply_options *options,
		 struct error *err)
{
	owned(quarantine_release) struct quarantine quarantine = { 0 };
	struct apply_options own = *options;

	if (!backport_nr_carried(backport))
		return 0;
	if (own.quarantine)
		return apply_in_quarantine(backport, repo, &own, err);
	own.quarantine = &quarantine;
	if (quarantine_open(&quarantine, repo, err) < 0 || apply_in_quarantine(backport, repo, &own, err) < 0)
		return -1;
	quarantine_done(&quarantine);
	return 0;
}

/* ---- patches ---- */

/* For patches nobody needs to be known, as upstream's authors are enough, unless somebody is to sign them. */
static int find_committer(git_signature **committer, git_repository *repo, bool signoff, struct error *err)
{
	if (signoff)
		return series_committer(committer, repo, err);
	if (series_committer(committer, repo, NULL) < 0)
		*committer = NULL;
	return 0;
}

int apply_series(struct backport *backport, const char *output, const struct apply_options *options,
		 struct error *err)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(git_signature_freep) git_signature *committer = NULL;
	owned(series_release) struct series series = { 0 };
	struct series_options how;

	if (!backport_nr_carried(backport))
		return 0;
	if (backport->target.repo && history_open(&repo, backport->target.repo, err) < 0)
		return -1;
	if (find_committer(&committer, repo, options->signoff, err) < 0)
		return -1;
	how = series_options(options, committer);
	series_of_backport(&series, backport);
	if (find_mainline(&series, repo, options->style, err) < 0 ||
	    series_patches(&series, output, &how, err) < 0)
		return -1;
	series_tell_backport(backport, &series);
	return 0;
}
