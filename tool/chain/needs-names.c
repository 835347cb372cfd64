// SPDX-License-Identifier: GPL-2.0-only
/*
 * A commit that applies, but whose added lines use a name that the target has not, or has as something else (names.h):
 * who brought the name, or made it what it is used as, could be needed.
 */
#include <stdlib.h>

#include "needs.h"

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

static int names_at(const struct name_needs **found, struct search *search, const struct moment *after,
		    struct error *err)
{
	struct named **bucket = bucket_of(search, after), *named;
	const struct named *known = find_named(search, after);
	struct moment_view data = { .bench = search->bench, .moment = after };
	struct merge_view view = moment_view(&data);

	if (known) {
		*found = &known->needs;
		return 0;
	}
	named = arena_alloc(search->arena, sizeof(*named));
	named->moment = after;
	named->next = *bucket;
	*bucket = named;
	*found = &named->needs;
	return names_missing(&named->needs, workbench_outlines(search->bench), &after->outcome->merge, after->commit,
			     &view, err);
}

/* A name that came later than the range began: who brought it. One that became something else: who last wrote it. */
static int bringer_of(uint32_t *bringer, struct search *search, uint32_t commit, const struct name_need *need,
		      struct error *err)
{
	uint32_t parent, line;

	*bringer = NO_COMMIT;
	if (need->trouble == NAME_TAKEN_AWAY || need->trouble == NAME_RESHAPED || !commits_facts(search->commits, commit)->nr_parents)
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

		if (merge->hunks[i].outcome != HUNK_CLEAN && merge->hunks[i].outcome != HUNK_PLACED)
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
