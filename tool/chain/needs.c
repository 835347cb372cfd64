// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hunk that does not apply could need, and whether it needs anything at all:
 *
 *	its function (struct, enum, macro, table) or its file is not on the target: needs-entity.c
 *	the lines are different there: needs-lines.c
 *	it is a file that is added to a folder which is not there: needs-folder.c
 *	it applies, but uses a name that is not there: needs-names.c
 *
 * Which commits may be taken for it: needs-offer.c.
 */
#include <stdlib.h>

#include "needs.h"

void needs_cache_free(struct needs_cache *cache)
{
	size_t i;

	if (!cache)
		return;
	for (i = 0; i < NR_BUCKETS; i++) {
		struct known_referrers *known;
		struct named *named;

		for (known = cache->referrers[i]; known; known = known->next)
			referrers_release(&known->referrers);
		for (named = cache->named[i]; named; named = named->next)
			name_needs_release(&named->needs);
	}
	users_index_free(cache->users);
	free(cache);
}

struct needs_cache *needs_cache_of(struct search *search)
{
	if (!search->cache)
		search->cache = mem_alloc(sizeof(*search->cache));
	return search->cache;
}

bool needs_are_late(const struct search *search)
{
	return search->is_telling && search_clock() > search->deadline;
}

void needs_judge_late(struct judgement *judgement, struct search *search, const char *text)
{
	search->was_cut = true;
	judgement->standing = STANDS_ADAPT;
	needs_add_evidence(judgement, search, text, NULL);
}

static void judge_late(struct judgement *judgement, struct search *search, const struct merge_hunk *hunk)
{
	needs_judge_late(judgement, search, hunk->obstacle == OBSTACLE_TIME ?
			 "the plan's time was over before it was merged" :
			 "it does not apply as it is, and the plan's time was over before what it needs was looked for");
}

/* For git's own merge the lines must fit, and what they stand in must be there. */
static int judge_plain(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct need need = {
		.of = question->commit,
		.kind = NEED_ENTITY,
		.path = question->path,
		.line = question->hunk->at.old_first,
		.name = question->path,
	};

	if (question->hunk->obstacle != OBSTACLE_FILE)
		return needs_judge_lines(judgement, question, err);
	if (needs_file_introducer(&need.commit, question, err) < 0 ||
	    (need.commit != NO_COMMIT && needs_offer(judgement, question, &need, err) < 0))
		return -1;
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	return 0;
}

static bool same_entry(const struct path_entry *a, const struct path_entry *b)
{
	return a->mode == b->mode && git_oid_equal(&a->id, &b->id);
}

/* The one hunk of a change of nothing but the mode, or the one beside hunks of lines. */
static bool is_mode_hunk(const struct outcome *outcome, const struct merge_hunk *hunk, const struct merge_file *file)
{
	size_t i;

	if (file->old_entry.mode == file->new_entry.mode || !file->old_entry.mode || !file->new_entry.mode ||
	    !path_entry_has_lines(&file->old_entry) || !path_entry_has_lines(&file->new_entry))
		return false;
	if (git_oid_equal(&file->old_entry.id, &file->new_entry.id))
		return true;
	for (i = 0; i < outcome->merge.nr_hunks && !hunk->at.old_nr && !hunk->at.new_nr; i++)
		if (outcome->merge.hunks[i].file == hunk->file &&
		    (outcome->merge.hunks[i].at.old_nr || outcome->merge.hunks[i].at.new_nr))
			return true;
	return false;
}

/* Of what has no lines, the last commit that touched it is the only one that could help. */
static int offer_last_toucher(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const struct commits_path *path = commits_path(search->commits, question->path);
	owned(commit_list_release) struct commit_list list = { 0 };
	const struct range *missing;
	size_t i;

	if (histories_missing(&missing, search->histories, err) < 0 ||
	    commits_touching(&list, search->commits, missing, &path, 1, err) < 0)
		return -1;
	for (i = 0; i < list.nr; i++) {
		const struct need need = {
			.commit = list.v[i],
			.of = question->commit,
			.kind = NEED_REMOVED,
			.path = arena_strdup(search->arena, question->path),
			.line = 1,
			.lines = 1,
		};

		if (histories_is_older(search->histories, need.commit, question->commit))
			return needs_offer(judgement, question, &need, err);
	}
	return 0;
}

/* A link, a submodule, a mode, bytes: carried as a whole where there is what upstream had before, or has now. */
static int judge_whole(struct judgement *judgement, const struct question *question, const struct outcome *outcome,
		       const struct merge_file *file, struct error *err)
{
	struct search *search = question->search;
	struct path_entry entry;

	if (workbench_entry(&entry, search->bench, question->before, file->path, err) < 0)
		return -1;
	if (is_mode_hunk(outcome, question->hunk, file) ?
		    entry.mode == file->old_entry.mode || entry.mode == file->new_entry.mode :
		    same_entry(&entry, &file->old_entry) || same_entry(&entry, &file->new_entry))
		return 0;
	if (needs_are_late(search)) {
		judge_late(judgement, search, question->hunk);
		return 0;
	}
	if (!search->takes_none && offer_last_toucher(judgement, question, err) < 0)
		return -1;
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	judgement->may_adapt = !search->is_plain;
	needs_add_evidence(judgement, search,
			   entry.mode ? "it is no text (a binary file, a link, a submodule or a mode), and the target has another version" :
					"it is no text (a binary file, a link, a submodule or a mode), and the target has none",
			   NULL);
	return 0;
}

/*
 * A file that comes or goes where the target has something else: a folder, a link, or a file where its folder should
 * be.
 */
static int find_other_kind(bool *found, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	owned(text_release) struct text path = { 0 };
	struct path_entry entry;
	const char *slash;

	if (workbench_entry(&entry, search->bench, question->before, question->path, err) < 0)
		return -1;
	*found = entry.mode && !path_entry_has_lines(&entry);
	for (slash = strchr(question->path, '/'); slash && !*found; slash = strchr(slash + 1, '/')) {
		text_clear(&path);
		text_add(&path, question->path, (size_t)(slash - question->path));
		if (commits_entry(&entry, search->commits, search->target, commits_path(search->commits, text_str(&path)),
				  err) < 0)
			return -1;
		*found = entry.mode && entry.mode != GIT_FILEMODE_TREE;
	}
	return 0;
}

static int judge_other_kind(struct judgement *judgement, const struct question *question, struct error *err)
{
	bool found;

	if (find_other_kind(&found, question, err) < 0)
		return -1;
	if (!found)
		return question->hunk->outcome == HUNK_PLACED ? needs_judge_folder(judgement, question, err) : 0;
	judgement->standing = STANDS_ADAPT;
	needs_add_evidence(judgement, question->search,
			   "the target has something else in the place of this file: a folder, a link or a submodule", NULL);
	return 0;
}

/* A file that comes or goes as a whole. */
static bool is_whole_file(const struct merge_file *file)
{
	return (!file->old_entry.mode || !file->new_entry.mode) && path_entry_has_lines(&file->old_entry) &&
	       path_entry_has_lines(&file->new_entry);
}

static bool has_lines(const struct merge_hunk *hunk, const struct merge_file *file)
{
	return hunk->obstacle != OBSTACLE_BINARY && path_entry_has_lines(&file->old_entry) &&
	       path_entry_has_lines(&file->new_entry);
}

/* What stands in the way of a hunk of lines. */
static int judge_obstacle(struct judgement *judgement, const struct question *question, struct error *err)
{
	if (question->search->is_plain)
		return judge_plain(judgement, question, err);
	switch (question->hunk->obstacle) {
	case OBSTACLE_ENTITY:
		return needs_judge_entity(judgement, question, err);
	case OBSTACLE_FILE:
		return needs_judge_file(judgement, question, err);
	default:
		return needs_judge_lines(judgement, question, err);
	}
}

/* It takes an entity away that the target has not: but under another name, or in another file? */
static int judge_gone(struct judgement *judgement, const struct question *question, struct error *err)
{
	const struct merge_hunk *hunk = question->hunk;

	if (hunk->at.new_nr || !hunk->entity || hunk->target_entity || question->search->is_plain)
		return 0;
	return needs_judge_gone(judgement, question, err);
}

int needs_judge(struct judgement *judgement, struct search *search, const struct moment *before, uint32_t commit,
		const struct outcome *outcome, size_t index, const uint32_t *set, size_t nr_set, struct error *err)
{
	const struct merge_hunk *hunk = &outcome->merge.hunks[index];
	const struct merge_file *file = &outcome->merge.files[hunk->file];
	const struct question question = {
		.search = search,
		.before = before,
		.commit = commit,
		.outcome = outcome,
		.hunk = hunk,
		.path = file->path,
		.set = set,
		.nr_set = nr_set,
	};

	*judgement = (struct judgement){ .standing = STANDS_CARRIED, .introducer = NO_COMMIT };
	if (hunk->outcome != HUNK_CONFLICT && is_whole_file(file))
		return judge_other_kind(judgement, &question, err);
	if (hunk->outcome == HUNK_THERE)
		return judge_gone(judgement, &question, err);
	if (hunk->outcome == HUNK_CLEAN || (hunk->outcome == HUNK_PLACED && !search->is_plain))
		return 0;
	if (hunk->obstacle != OBSTACLE_TIME && !has_lines(hunk, file))
		return judge_whole(judgement, &question, outcome, file, err);
	if (hunk->obstacle != OBSTACLE_TIME && !needs_are_late(search))
		return judge_obstacle(judgement, &question, err);
	judge_late(judgement, search, hunk);
	return 0;
}
