// SPDX-License-Identifier: GPL-2.0-only
/*
 * A commit that applies, but whose added lines use a name that the target has not, or has as something else (names.h):
 * who brought the name, or made it what it is used as, could be needed.
 *
 * A commit that takes a name away that other code of the target still uses, or gives it other arguments: upstream's
 * tree at the commit has no such use, so who took it out of the same file could be needed. Where nobody did, it is the
 * target's own, and a person adapts it. A use that may be of another struct's member says nothing then.
 */
#include <stdlib.h>

#include "needs.h"

/* Upstream's removers of one use stand in one commit; further ones took further uses. */
#define MAX_REMOVERS 4
/* Once the last use is found, so many older commits of the file are looked through for further ones. */
#define MAX_OLDER 24

static struct named **bucket_of(struct search *search, const struct moment *after)
{
	return &needs_cache_of(search)->named[((uintptr_t)after >> 4) % NR_BUCKETS];
}

static const struct named *find_named(struct search *search, const struct moment *after)
{
	const struct named *named = *bucket_of(search, after);

	while (named && named->moment != after)
		named = named->next;
	return named;
}

/* The paths that the steps up to a moment have changed. */
static size_t changed_paths(const char ***paths, struct search *search, const struct moment *moment)
{
	size_t nr = 0, i;

	*paths = NULL;
	for (; moment->before; moment = moment->before)
		for (i = 0; i < moment->outcome->merge.nr_files; i++)
			if (moment->outcome->results[i])
				*arena_push(search->arena, *paths, nr) = moment->outcome->merge.files[i].path;
	return nr;
}

static int find_names(struct name_needs *needs, struct search *search, const struct moment *after, struct error *err)
{
	struct outlines *outlines = workbench_outlines(search->bench);
	struct moment_view data = { .bench = search->bench, .moment = after };
	struct needs_cache *cache = needs_cache_of(search);
	struct merge_view view = moment_view(&data);
	const char **changed;
	size_t nr = changed_paths(&changed, search, after);

	if (!cache->users)
		cache->users = users_index_new(outlines, workbench_merger(search->bench), search->target);
	return names_missing(needs, outlines, &after->outcome->merge, after->commit, &view, err) < 0 ||
	       names_still_used(needs, cache->users, &after->outcome->merge, after->commit, &view, changed, nr,
				err) < 0 ? -1 : 0;
}

static int names_at(const struct name_needs **found, struct search *search, const struct moment *after,
		    struct error *err)
{
	struct named **bucket = bucket_of(search, after), *named;
	const struct named *known = find_named(search, after);

	if (known) {
		*found = &known->needs;
		return 0;
	}
	named = arena_alloc(search->arena, sizeof(*named));
	named->moment = after;
	named->next = *bucket;
	*bucket = named;
	*found = &named->needs;
	return find_names(&named->needs, search, after, err);
}

/* A name that came later than the range began: who brought it. One that became something else: who last wrote it. */
static int bringer_of(uint32_t *bringer, struct search *search, uint32_t commit, const struct name_need *need,
		      struct error *err)
{
	uint32_t parent, line;

	*bringer = NO_COMMIT;
	if (!commits_facts(search->commits, commit)->nr_parents)
		return 0;
	if (commits_parent(&parent, search->commits, commit, 0, err) < 0)
		return -1;
	if (need->trouble == NAME_ABSENT)
		return needs_introducer(bringer, search, parent, need->defined_path, need->name, err);
	for (line = need->defined_first; line <= need->defined_last; line++) {
		uint32_t origin;

		if (needs_origin(&origin, search, parent, need->defined_path, line, err) < 0)
			return -1;
		if (origin != NO_COMMIT &&
		    (*bringer == NO_COMMIT || histories_is_older(search->histories, *bringer, origin)))
			*bringer = origin;
	}
	return 0;
}

static const char *describe_trouble(struct search *search, const struct name_need *name)
{
	static const char *const troubles[] = {
		[NAME_ABSENT] = "the target has no '%s'",
		[NAME_NO_VALUE] = "the value of '%s' is used, and on the target it returns none",
		[NAME_OTHER_ARGUMENTS] = "'%s' takes other arguments on the target",
		[NAME_TAKEN_AWAY] = "this takes '%s' away, and the target still uses it",
		[NAME_RESHAPED] = "this gives '%s' other arguments, and the target still calls it as before",
		[NAME_OTHER_KIND] = "'%s' is something else on the target",
	};
	owned(text_release) struct text text = { 0 };
	const char *mark = strstr(troubles[name->trouble], "%s");

	text_add(&text, troubles[name->trouble], (size_t)(mark - troubles[name->trouble]));
	text_add_printable(&text, name->name, strlen(name->name));
	text_adds(&text, mark + 2);
	return arena_strdup(search->arena, text_str(&text));
}

/* ---- a name that is taken away ---- */

struct removal {
	struct known_removers *removers;
	struct search *search;
	uint32_t *touching;     /* the file, before the commit; the newest first */
	size_t nr;
	uint32_t left;          /* words that the file has right before the commit */
};

static void removal_release(struct removal *r)
{
	free(r->touching);
}

static int count_words(uint32_t *nr, const struct removal *r, uint32_t commit, struct error *err)
{
	return names_count_words(nr, needs_cache_of(r->search)->users, r->removers->taken, commit,
				   r->removers->path, err);
}

static int find_touching(struct removal *r, uint32_t commit, struct error *err)
{
	struct commits *commits = r->search->commits;
	const struct commits_path *path = commits_path(commits, r->removers->path);
	owned(commit_list_release) struct commit_list list = { 0 };
	const struct range *missing;
	uint32_t parent;
	size_t i;

	if (histories_missing(&missing, r->search->histories, err) < 0 ||
	    commits_touching(&list, commits, missing, &path, 1, err) < 0 ||
	    commits_parent(&parent, commits, commit, 0, err) < 0 || count_words(&r->left, r, parent, err) < 0)
		return -1;
	r->touching = mem_alloc((list.nr + 1) * sizeof(*r->touching));
	for (i = 0; i < list.nr; i++)
		if (commits_facts(commits, list.v[i])->nr_parents &&
		    histories_is_older(r->search->histories, list.v[i], commit))
			r->touching[r->nr++] = list.v[i];
	return 0;
}

/*
 * The newest commit of the file that still has more of the word: uses go and mostly do not come back, so one looks 1,
 * 2, 4, ... commits back, then halves the last stretch. r->nr: none has.
 */
static int newest_with_more(size_t *place, const struct removal *r, struct error *err)
{
	size_t without = 0, with = r->nr, step, at; /* those before 'without' have not */
	uint32_t nr;

	for (step = 1, at = 0; at < r->nr && with == r->nr; at += step, step *= 2) {
		if (count_words(&nr, r, r->touching[at], err) < 0)
			return -1;
		*(nr > r->left ? &with : &without) = nr > r->left ? at : at + 1;
	}
	while (without < with) {
		size_t middle = without + (with - without) / 2;

		if (middle == r->nr)
			break;
		if (count_words(&nr, r, r->touching[middle], err) < 0)
			return -1;
		*(nr > r->left ? &with : &without) = nr > r->left ? middle : middle + 1;
	}
	*place = with;
	return 0;
}

static int look_at_touching(const struct removal *r, uint32_t commit, struct error *err)
{
	struct users_index *users = needs_cache_of(r->search)->users;
	struct known_removers *removers = r->removers;
	uint32_t parent, before, after;

	if (commits_parent(&parent, r->search->commits, commit, 0, err) < 0 ||
	    count_words(&after, r, commit, err) < 0 || count_words(&before, r, parent, err) < 0)
		return -1;
	if (after >= before)
		return 0;
	if (names_count_uses(&after, users, removers->taken, commit, removers->path, err) < 0 ||
	    names_count_uses(&before, users, removers->taken, parent, removers->path, err) < 0)
		return -1;
	if (after < before)
		*arena_push(r->search->arena, removers->v, removers->nr) = (struct remover){ commit, after };
	return 0;
}

/* Those that took uses of it out of a file, before a commit; the newest first. */
static int look_for_removers(struct known_removers *removers, struct search *search, uint32_t commit, struct error *err)
{
	owned(removal_release) struct removal r = { .removers = removers, .search = search };
	size_t with, i;

	if (!commits_facts(search->commits, commit)->nr_parents)
		return 0;
	if (find_touching(&r, commit, err) < 0 || newest_with_more(&with, &r, err) < 0)
		return -1;
	for (i = with ? with - 1 : 0; i < r.nr && i < with + MAX_OLDER && removers->nr < MAX_REMOVERS; i++)
		if (look_at_touching(&r, r.touching[i], err) < 0)
			return -1;
	return 0;
}

static int find_removers(const struct known_removers **found, struct search *search, uint32_t commit,
			 const struct taken_name *taken, const char *path, struct error *err)
{
	struct needs_cache *cache = needs_cache_of(search);
	struct known_removers *known = cache->removers;

	while (known && (known->taken != taken || strcmp(known->path, path)))
		known = known->next;
	if (!known) {
		known = arena_alloc(search->arena, sizeof(*known));
		*known = (struct known_removers){ .taken = taken, .next = cache->removers };
		known->path = arena_strdup(search->arena, path);
		if (look_for_removers(known, search, commit, err) < 0)
			return -1;
		cache->removers = known;
	}
	*found = known;
	return 0;
}

static int offer_removers(struct judgement *judgement, const struct question *question, const struct name_need *name,
			  const struct name_user *user, bool *found, struct error *err)
{
	struct search *search = question->search;
	const struct known_removers *removers;
	size_t i;

	if (!user->upstream_path || search->is_relaxed || (search->is_telling && search_clock() > search->deadline))
		return 0;
	if (find_removers(&removers, search, question->commit, name->taken, user->upstream_path, err) < 0)
		return -1;
	*found = removers->nr > 0;
	for (i = 0; i < removers->nr; i++) {
		const struct need need = {
			.commit = removers->v[i].commit,
			.of = question->commit,
			.kind = NEED_NAME,
			.path = arena_strdup(search->arena, user->path),
			.line = user->line,
			.name = arena_strdup(search->arena, name->name),
			.trouble = name->trouble,
			.lines = removers->v[i].left,
		};

		if (needs_offer(judgement, question, &need, err) < 0)
			return -1;
	}
	return 0;
}

/* "b.c:5, c.c:17" of those that are to be believed. */
static const char *describe_users(struct search *search, const struct name_need *name, const bool *counts)
{
	owned(text_release) struct text text = { 0 };
	size_t i;

	for (i = 0; i < name->nr_users; i++)
		if (counts[i])
			text_addf(&text, "%s%s:%u", text.len ? ", " : "", name->users[i].path, name->users[i].line);
	return text.len ? arena_strdup(search->arena, text_str(&text)) : NULL;
}

static int judge_taken(struct judgement *judgement, const struct question *question, const struct name_need *name,
		       struct error *err)
{
	struct search *search = question->search;
	bool *counts = arena_alloc(search->arena, name->nr_users * sizeof(*counts));
	const char *users;
	size_t i;

	*judgement = (struct judgement){ .introducer = NO_COMMIT };
	for (i = 0; i < name->nr_users; i++) {
		bool found = false;

		if (!judgement->nr_candidates &&
		    offer_removers(judgement, question, name, &name->users[i], &found, err) < 0)
			return -1;
		counts[i] = found || name->users[i].is_sure;
	}
	users = describe_users(search, name, counts);
	if (!users)
		return 0;
	needs_add_evidence(judgement, search, describe_trouble(search, name), users);
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	judgement->may_adapt = !search->is_plain;
	return 0;
}

/* ---- judging ---- */

static int judge_name(struct judgement *judgement, const struct question *question, const struct name_need *name,
		      struct error *err)
{
	struct search *search = question->search;
	struct need need = {
		.of = question->commit,
		.kind = NEED_NAME,
		.path = arena_strdup(search->arena, name->used_path),
		.line = name->used_line,
		.name = arena_strdup(search->arena, name->name),
		.trouble = name->trouble,
	};

	if (name->taken)
		return judge_taken(judgement, question, name, err);
	*judgement = (struct judgement){ .introducer = NO_COMMIT };
	if (needs_are_late(search)) {
		needs_judge_late(judgement, search, describe_trouble(search, name));
		return 0;
	}
	if (bringer_of(&need.commit, search, question->commit, name, err) < 0 ||
	    (need.commit != NO_COMMIT && needs_offer(judgement, question, &need, err) < 0))
		return -1;
	judgement->introducer = need.commit;
	needs_add_evidence(judgement, search, describe_trouble(search, name), needs_describe(search, need.commit));
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	judgement->may_adapt = !search->is_plain;
	return 0;
}

/* Names that nobody looked for may not be there: no hunk of such a commit is told as if they were. */
static void judge_unknown(struct name_judgements *judgements, struct search *search, const struct merge *merge)
{
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++) {
		struct name_judgement *one;

		if (!outcome_is_carried(merge->hunks[i].outcome))
			continue;
		one = arena_push(search->arena, judgements->v, judgements->nr);
		*one = (struct name_judgement){ .hunk = i, .judgement.introducer = NO_COMMIT };
		needs_judge_late(&one->judgement, search,
				 "the plan's time was over before the names that it uses were looked for");
	}
}

int needs_names(struct name_judgements *judgements, struct search *search, const struct moment *after,
		const uint32_t *set, size_t nr_set, struct error *err)
{
	const struct question question = { .search = search, .commit = after->commit, .set = set, .nr_set = nr_set };
	const struct name_needs *needs;
	size_t i;

	*judgements = (struct name_judgements){ 0 };
	if (search->options->no_names || !after->outcome->changes)
		return 0;
	if (needs_are_late(search) && !find_named(search, after)) {
		judge_unknown(judgements, search, &after->outcome->merge);
		return 0;
	}
	if (names_at(&needs, search, after, err) < 0)
		return -1;
	for (i = 0; i < needs->nr; i++) {
		struct name_judgement *one = arena_push(search->arena, judgements->v, judgements->nr);

		one->hunk = needs->v[i].hunk;
		if (judge_name(&one->judgement, &question, &needs->v[i], err) < 0)
			return -1;
	}
	return 0;
}
