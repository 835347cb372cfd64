// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which release was the first to have a commit: the lowest tag v* that reaches it.
 *
 *	1. Tags that are a version ("v6.15", "v6.15-rc1", "v2.6.39", "v20.11") are put in order: -rc1 comes before the
 *	   release. Those of stable branches ("v6.12.5", "v2.6.32.9") are left out if there are others: what they have
 *	   that no release before them has is a backport under another id.
 *	2. A tag that is older than the commit does not have it. Of the others, each that has the commit is followed only by
 *	   such, since mainline's tags are one line: so the first is found by looking at the 1st, 2nd, 4th, ... that is not
 *	   older, and then by halving. A commit is mostly in the next but three or so, and tags that are near are cheap: only
 *	   what lies between is walked.
 *	3. A tag reaches a commit if the commit is in what the tag reaches and the commit's parents do not.
 */
#include <limits.h>
#include <stdlib.h>

#include "../chain/commits.h"
#include "../history.h"
#include "mainline.h"

#define NR_NUMBERS 4

struct release {
	char *tag;
	unsigned numbers[NR_NUMBERS];
	unsigned nr_numbers;
	unsigned candidate;     /* the number behind -rc; UINT_MAX: the release itself */
	git_oid id;
	uint32_t commit;        /* NO_COMMIT until somebody asks */
};

struct releases {
	struct commits *commits;
	struct release *v;
	size_t nr;
};

static void releases_release(struct releases *releases)
{
	size_t i;

	for (i = 0; i < releases->nr; i++)
		free(releases->v[i].tag);
	free(releases->v);
}

/* ---- versions ---- */

/* A number of at most nine digits; NULL: there is none. */
static const char *read_number(unsigned *number, const char *at)
{
	size_t len = strspn(at, "0123456789"), i;

	if (!len || len > 9)
		return NULL;
	for (*number = 0, i = 0; i < len; i++)
		*number = *number * 10 + (unsigned)(at[i] - '0');
	return at + len;
}

static bool read_version(struct release *release, const char *tag)
{
	const char *at = tag;

	release->candidate = UINT_MAX;
	do {
		if (release->nr_numbers == NR_NUMBERS)
			return false;
		at = read_number(&release->numbers[release->nr_numbers++], at + 1);
	} while (at && *at == '.');
	if (at && !strncmp(at, "-rc", 3))
		at = read_number(&release->candidate, at + 3);
	return at && !*at && release->nr_numbers > 1;
}

/* Linux 2.6 counted releases by its third number. */
static bool is_of_stable_branch(const struct release *release)
{
	bool is_old = release->numbers[0] == 2 && release->numbers[1] == 6;

	return release->nr_numbers > (is_old ? 3 : 2);
}

static int compare_releases(const void *a, const void *b)
{
	const struct release *one = a, *other = b;
	size_t i;

	for (i = 0; i < NR_NUMBERS; i++)
		if (one->numbers[i] != other->numbers[i])
			return one->numbers[i] < other->numbers[i] ? -1 : 1;
	if (one->candidate != other->candidate)
		return one->candidate < other->candidate ? -1 : 1;
	return strcmp(one->tag, other->tag);
}

/* ---- the tags ---- */

/* A tag that is no version, or of something else than a commit, is none of ours. */
static int add_tag(const char *name, git_oid *id, void *data)
{
	struct releases *releases = data;
	const char *tag = name + strlen("refs/tags/");
	struct release release = { .id = *id, .commit = NO_COMMIT };

	if (strncmp(name, "refs/tags/v", strlen("refs/tags/v")) || !read_version(&release, tag))
		return 0;
	release.tag = mem_strdup(tag);
	releases->v = mem_realloc(releases->v, (releases->nr + 1) * sizeof(*releases->v));
	releases->v[releases->nr++] = release;
	return 0;
}

static void leave_out_stable_branches(struct releases *releases)
{
	size_t i, kept = 0, nr_stable = 0;

	for (i = 0; i < releases->nr; i++)
		nr_stable += is_of_stable_branch(&releases->v[i]);
	if (nr_stable == releases->nr)
		return;
	for (i = 0; i < releases->nr; i++) {
		if (is_of_stable_branch(&releases->v[i]))
			free(releases->v[i].tag);
		else
			releases->v[kept++] = releases->v[i];
	}
	releases->nr = kept;
}

static int read_tags(struct releases *releases, struct error *err)
{
	if (git_tag_foreach(commits_repository(releases->commits), add_tag, releases) < 0)
		return error_git(err, "cannot list the tags");
	leave_out_stable_branches(releases);
	if (releases->nr)
		qsort(releases->v, releases->nr, sizeof(*releases->v), compare_releases);
	return 0;
}

/* The commit that a tag stands for; that it has none, or that its objects are not at hand, is a result. */
static int read_release(bool *is_there, struct releases *releases, size_t nth, struct error *err)
{
	struct release *release = &releases->v[nth];
	git_repository *repo = commits_repository(releases->commits);
	owned(git_object_freep) git_object *object = NULL, *commit = NULL;

	*is_there = true;
	if (release->commit != NO_COMMIT)
		return 0;
	*is_there = git_object_lookup(&object, repo, &release->id, GIT_OBJECT_ANY) == 0 &&
		    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0;
	return *is_there ? commits_find(&release->commit, releases->commits, git_object_id(commit), err) : 0;
}

/* ---- asking ---- */

static int64_t date_of(const struct releases *releases, uint32_t commit)
{
	return commits_facts(releases->commits, commit)->date;
}

static int parents_of(uint32_t **parents, size_t *nr, struct commits *commits, uint32_t commit, struct error *err)
{
	uint32_t i;

	*nr = commits_facts(commits, commit)->nr_parents;
	*parents = mem_alloc((*nr + 1) * sizeof(**parents));
	for (i = 0; i < *nr; i++)
		if (commits_parent(&(*parents)[i], commits, commit, i, err) < 0)
			return -1;
	return 0;
}

static void free_numbers(uint32_t **numbers)
{
	free(*numbers);
}

static int has_commit(bool *has, struct releases *releases, size_t nth, uint32_t commit, struct error *err)
{
	owned(free_numbers) uint32_t *parents = NULL;
	owned(range_release) struct range range = { 0 };
	uint32_t tip;
	size_t nr;

	*has = false;
	if (read_release(has, releases, nth, err) < 0)
		return -1;
	if (!*has)
		return 0;
	tip = releases->v[nth].commit;
	*has = date_of(releases, tip) >= date_of(releases, commit);
	if (!*has)
		return 0;
	if (parents_of(&parents, &nr, releases->commits, commit, err) < 0 ||
	    commits_range(&range, releases->commits, &tip, 1, parents, nr, err) < 0)
		return -1;
	*has = range_has(&range, commit);
	return 0;
}

/* The first tag that is not older than the commit; all of them if each is. */
static int first_not_older(size_t *first, struct releases *releases, uint32_t commit, struct error *err)
{
	bool is_there;

	for (*first = 0; *first < releases->nr; ++*first) {
		if (read_release(&is_there, releases, *first, err) < 0)
			return -1;
		if (is_there && date_of(releases, releases->v[*first].commit) >= date_of(releases, commit))
			return 0;
	}
	return 0;
}

/* The first that has the commit; releases->nr if none has. */
static int first_with(size_t *first, struct releases *releases, uint32_t commit, struct error *err)
{
	size_t low, at, step;
	bool has;

	*first = releases->nr;
	if (first_not_older(&low, releases, commit, err) < 0)
		return -1;
	for (step = 1; low < *first && *first == releases->nr; step *= 2) {
		at = releases->nr - low > step ? low + step - 1 : releases->nr - 1;
		if (has_commit(&has, releases, at, commit, err) < 0)
			return -1;
		if (has)
			*first = at;
		else
			low = at + 1;
	}
	while (low < *first) {
		at = low + (*first - low) / 2;
		if (has_commit(&has, releases, at, commit, err) < 0)
			return -1;
		if (has)
			*first = at;
		else
			low = at + 1;
	}
	return 0;
}

/* Upstream's commit in this repository, by an id that may be short; that it is not here is a result. */
static bool find_object(git_oid *id, git_repository *repo, const char *hex)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	size_t len = strlen(hex);

	if (len > GIT_OID_HEXSZ || git_oid_fromstrn(id, hex, len) < 0 || git_commit_lookup_prefix(&commit, repo, id, len) < 0)
		return false;
	*id = *git_commit_id(commit);
	return true;
}

static int find_one(struct series *series, size_t nth, struct releases *releases, struct error *err)
{
	struct series_patch *patch = &series->patches[nth];
	git_repository *repo = commits_repository(releases->commits);
	uint32_t commit;
	size_t first;
	git_oid id;

	if (patch->mainline || patch->is_unreleased || !patch->id ||
	    !find_object(&id, repo, patch->object ? patch->object : patch->id))
		return 0;
	if (commits_find(&commit, releases->commits, &id, err) < 0 ||
	    first_with(&first, releases, commit, err) < 0)
		return error_prefix(err, "cannot tell which release has '%s'", patch->name);
	patch->is_unreleased = first == releases->nr;
	if (!patch->is_unreleased)
		patch->mainline = arena_strdup(&series->arena, releases->v[first].tag);
	return 0;
}

int series_find_mainline(struct series *series, struct commits *commits, struct error *err)
{
	owned(releases_release) struct releases releases = { .commits = commits };
	size_t i;

	if (read_tags(&releases, err) < 0)
		return -1;
	for (i = 0; releases.nr && i < series->nr_patches; i++)
		if (find_one(series, i, &releases, err) < 0)
			return -1;
	return 0;
}
