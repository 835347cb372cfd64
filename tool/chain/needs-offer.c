// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not every commit that would help may be taken. Not a merge, nor what the target has, nor what the user or a name that
 * is to stay out forbids. A patch for a stable branch has at most 100 lines with context, say the kernel's rules
 * (Documentation/process/stable-kernel-rules.rst). Real prerequisites are longer, though not ten times: what is drags
 * in a feature, and the hunk is to be adapted instead.
 */
#include <stdlib.h>

#include "../feature.h"
#include "../history.h"
#include "needs.h"

#define MAX_LINES 1000

void needs_add_evidence(struct judgement *judgement, struct search *search, const char *text, const char *evidence)
{
	struct reason *reason = arena_push(search->arena, judgement->evidence, judgement->nr_evidence);

	reason->text = text;
	reason->evidence = evidence;
}

const char *needs_describe(struct search *search, uint32_t commit)
{
	char hex[13];

	if (commit == NO_COMMIT)
		return NULL;
	git_oid_tostr(hex, sizeof(hex), &commits_facts(search->commits, commit)->id);
	return arena_strdup(search->arena, hex);
}

/* ---- how large it is ---- */

static int count_path(uint32_t *lines, struct search *search, const struct merge_path *path, struct error *err)
{
	const struct differences *differences;
	size_t i;

	if (!path_entry_has_lines(&path->old_entry) || !path_entry_has_lines(&path->new_entry))
		return 0;
	if (blobs_differences(&differences, search->blobs, &path->old_entry.id, &path->new_entry.id, path->path, err) < 0)
		return -1;
	for (i = 0; i < differences->nr; i++)
		*lines += differences->v[i].old_nr + differences->v[i].new_nr;
	return 0;
}

static int count_lines(uint32_t *lines, struct search *search, uint32_t commit, struct error *err)
{
	const struct merge_path *paths;
	size_t nr, i;

	*lines = 0;
	if (merger_paths(&paths, &nr, workbench_merger(search->bench), commit, err) < 0)
		return -1;
	for (i = 0; i < nr && *lines <= MAX_LINES; i++)
		if (count_path(lines, search, &paths[i], err) < 0)
			return -1;
	return 0;
}

int needs_commit_lines(uint32_t *lines, struct search *search, uint32_t commit, struct error *err)
{
	struct counted **bucket = &needs_cache_of(search)->counted[commit % NR_BUCKETS], *counted;

	for (counted = *bucket; counted; counted = counted->next)
		if (counted->commit == commit) {
			*lines = counted->lines;
			return 0;
		}
	if (count_lines(lines, search, commit, err) < 0)
		return -1;
	counted = arena_alloc(search->arena, sizeof(*counted));
	*counted = (struct counted){ .commit = commit, .lines = *lines, .next = *bucket };
	*bucket = counted;
	return 0;
}

/* ---- what forbids it ---- */

static bool is_without(const struct search *search, uint32_t commit)
{
	const git_oid *id = &commits_facts(search->commits, commit)->id;
	size_t i;

	for (i = 0; i < search->options->nr_without; i++)
		if (git_oid_equal(&search->options->without[i], id))
			return true;
	return false;
}

/* The kept-out identifier that a commit's added lines have, or NULL. */
static int find_kept_out(const char **name, struct search *search, uint32_t commit, struct error *err)
{
	const struct string_list *keep_out = &search->options->keep_out;
	const git_oid id = commits_facts(search->commits, commit)->id;
	owned(text_release) struct text diff = { 0 };
	const char *at, *end, *line;
	size_t len, i;

	*name = NULL;
	if (!keep_out->nr)
		return 0;
	if (history_diff(&diff, commits_repository(search->commits), &id, err) < 0)
		return -1;
	at = text_str(&diff);
	end = at + diff.len;
	while (!*name && text_line(&line, &len, &at, end)) {
		owned(strings_release) struct strings words = { 0 };

		if (!len || *line != '+' || (len > 2 && line[1] == '+' && line[2] == '+'))
			continue;
		identifiers_in(&words, line + 1, len - 1);
		for (i = 0; i < keep_out->nr && !*name; i++)
			if (strings_has(&words, keep_out->v[i]))
				*name = keep_out->v[i];
	}
	return 0;
}

int search_present(struct presence_answer *answer, struct search *search, uint32_t commit, struct error *err)
{
	if (presence_in_history(answer, search->presence, commit, err) < 0)
		return -1;
	return answer->presence == PRESENCE_NONE && !answer->reverted ?
		       presence_by_patch_id(answer, search->presence, commit, err) : 0;
}

int search_incidental(enum incidental *kind, struct search *search, uint32_t commit, const char *path, struct error *err)
{
	struct known_incidental **bucket = &needs_cache_of(search)->incidental[commit % NR_BUCKETS], *known;

	for (known = *bucket; known && (known->commit != commit || strcmp(known->path, path)); known = known->next)
		;
	if (!known) {
		known = arena_alloc(search->arena, sizeof(*known));
		*known = (struct known_incidental){ .commit = commit, .next = *bucket };
		known->path = arena_strdup(search->arena, path);
		if (incidental_find(&known->kind, workbench_merger(search->bench), search->blobs, commit, path, err) < 0)
			return -1;
		*bucket = known;
	}
	*kind = known->kind;
	return 0;
}

/*
 * Where a commit is only wanted so that git's own merge is clean, one whose text is merely in the way is not worth it:
 * the hunk is placed instead.
 */
static int is_in_the_way(bool *is, struct search *search, const struct need *need, struct error *err)
{
	enum incidental kind;

	*is = false;
	if (!search->is_plain || search->options->plain || (need->kind != NEED_REMOVED && need->kind != NEED_CONTEXT))
		return 0;
	if (search_incidental(&kind, search, need->commit, need->path, err) < 0)
		return -1;
	*is = kind != NOT_INCIDENTAL;
	return 0;
}

static int judge_by_content(enum refusal *refusal, const char **name, struct search *search, const struct need *need,
			    struct error *err)
{
	struct presence_answer answer;
	const char *odd;
	uint32_t lines;
	bool in_the_way;

	if (search_present(&answer, search, need->commit, err) < 0 ||
	    needs_commit_lines(&lines, search, need->commit, err) < 0 ||
	    merger_odd_path(&odd, workbench_merger(search->bench), need->commit, err) < 0 ||
	    is_in_the_way(&in_the_way, search, need, err) < 0 || find_kept_out(name, search, need->commit, err) < 0)
		return -1;
	*refusal = answer.presence != PRESENCE_NONE ? REFUSED_PRESENT :
		   odd ? REFUSED_PATH :
		   lines > MAX_LINES && !search->options->plain ? REFUSED_LARGE :
		   in_the_way ? REFUSED_INCIDENTAL :
		   *name ? REFUSED_KEEP_OUT : ALLOWED;
	return 0;
}

int needs_refusal(enum refusal *refusal, const char **name, struct search *search, const struct need *need,
		  struct error *err)
{
	*name = NULL;
	*refusal = commits_facts(search->commits, need->commit)->nr_parents > 1 ? REFUSED_MERGE :
		   is_without(search, need->commit) ? REFUSED_WITHOUT : ALLOWED;
	return *refusal == ALLOWED ? judge_by_content(refusal, name, search, need, err) : 0;
}

/* ---- offering it ---- */

void needs_note_refused(struct search *search, const struct need *need, enum refusal why, const char *name)
{
	struct refused *refused;
	size_t i;

	if (why == REFUSED_PRESENT || why == REFUSED_MERGE || why == REFUSED_INCIDENTAL)
		return;
	for (i = 0; i < search->nr_refused; i++)
		if (search->refused[i].commit == need->commit)
			return;
	refused = arena_push(search->arena, search->refused, search->nr_refused);
	*refused = (struct refused){ .commit = need->commit, .why = why, .need = *need, .name = name };
}

static bool is_in(const uint32_t *set, size_t nr, uint32_t commit)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (set[i] == commit)
			return true;
	return false;
}

int needs_offer(struct judgement *judgement, const struct question *question, const struct need *need, struct error *err)
{
	struct search *search = question->search;
	enum refusal refusal;
	const char *name;

	if (search->takes_none || is_in(question->set, question->nr_set, need->commit) ||
	    is_in(search->fixes, search->nr_fixes, need->commit))
		return 0;
	if (needs_refusal(&refusal, &name, search, need, err) < 0)
		return -1;
	if (refusal == ALLOWED)
		*arena_push(search->arena, judgement->candidates, judgement->nr_candidates) = *need;
	else
		needs_note_refused(search, need, refusal, name);
	return 0;
}
