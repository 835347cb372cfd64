// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three lists, each of (what is named, by the commit of which age): claims, reverts, mails. Sorted by what is named,
 * ids by their first 12 digits, and then by age, so that all who may mean the same commit stand together, the newest
 * first.
 *
 * Real example, linux-4.19.y style:
 * 	Revert "x86/apic: ..."
 *
 * 	This reverts commit 1a2b... which is
 * 	commit 3c4d... upstream.
 * reverts both ids (message.c): a backport of 3c4d that is older is gone, whatever its own id.
 */
#include <stdlib.h>

#include "../error.h"
#include "claims.h"

/* Something that is named, and the age of the commit that names it. */
struct named {
	char *text;
	size_t age;
	bool counts;            /* a revert: it is not reverted itself */
};

struct named_list {
	struct named *v;
	size_t nr;
};

struct claims {
	struct arena arena;
	git_oid *commits;       /* by age */
	size_t nr;
	struct named_list backports, reverts, mails;
};

struct claims *claims_new(void)
{
	return mem_alloc(sizeof(struct claims));
}

void claims_free(struct claims *claims)
{
	arena_release(&claims->arena);
	free(claims);
}

size_t claims_nr(const struct claims *claims)
{
	return claims->nr;
}

const git_oid *claims_commit(const struct claims *claims, size_t age)
{
	return &claims->commits[age];
}

/* ---- adding ---- */

static void list_add(struct claims *claims, struct named_list *list, const char *text)
{
	struct named *named = arena_push(&claims->arena, list->v, list->nr);

	named->text = arena_strdup(&claims->arena, text);
	named->age = claims->nr - 1;
}

static void add_mention(struct claims *claims, const struct mention *mention)
{
	if (mention->kind == MENTION_MESSAGE_ID)
		list_add(claims, &claims->mails, mention->text);
	else if (strlen(mention->text) < CLAIMS_MIN_ID)
		return;
	else if (mention->kind == MENTION_UPSTREAM)
		list_add(claims, &claims->backports, mention->text);
	else if (mention->kind == MENTION_REVERTS)
		list_add(claims, &claims->reverts, mention->text);
}

void claims_add(struct claims *claims, const git_oid *commit, const struct message *message)
{
	size_t i;

	*arena_push(&claims->arena, claims->commits, claims->nr) = *commit;
	for (i = 0; message && i < message->nr_mentions; i++)
		add_mention(claims, &message->mentions[i]);
}

/* ---- lists that can be searched ---- */

static int compare_ids(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strncmp(x->text, y->text, CLAIMS_MIN_ID);

	return order ? order : (x->age > y->age) - (x->age < y->age);
}

static int compare_mails(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : (x->age > y->age) - (x->age < y->age);
}

static void list_sort(struct named_list *list, int (*compare)(const void *a, const void *b))
{
	if (list->nr)
		qsort(list->v, list->nr, sizeof(*list->v), compare);
}

static void list_drop(struct named_list *list, const bool *left_out)
{
	size_t i, kept = 0;

	for (i = 0; i < list->nr; i++)
		if (!left_out || !left_out[list->v[i].age])
			list->v[kept++] = list->v[i];
	list->nr = kept;
}

/* The first whose first len bytes do not come before those of text; nr if none. */
static size_t list_first(const struct named_list *list, const char *text, size_t len)
{
	size_t low = 0, high = list->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(list->v[middle].text, text, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- what counts ---- */

size_t claims_revert_of(const struct claims *claims, const char *id, size_t age)
{
	const struct named_list *reverts = &claims->reverts;
	size_t i;

	for (i = list_first(reverts, id, CLAIMS_MIN_ID); i < reverts->nr; i++) {
		const struct named *revert = &reverts->v[i];

		if (strncmp(revert->text, id, CLAIMS_MIN_ID) || revert->age >= age)
			return NO_AGE;
		if (revert->counts && ids_match(revert->text, id))
			return revert->age;
	}
	return NO_AGE;
}

size_t claims_revert_of_commit(const struct claims *claims, size_t age)
{
	char id[GIT_OID_HEXSZ + 1];

	git_oid_tostr(id, sizeof(id), &claims->commits[age]);
	return claims_revert_of(claims, id, age);
}

static int compare_by_age(const void *a, const void *b)
{
	const struct named *x = *(const struct named *const *)a, *y = *(const struct named *const *)b;

	return (x->age > y->age) - (x->age < y->age);
}

/* From new to old: whether each revert counts depends on newer ones only. */
static void decide_reverts(struct claims *claims)
{
	struct named **by_age = mem_alloc((claims->reverts.nr + 1) * sizeof(*by_age));
	size_t i;

	for (i = 0; i < claims->reverts.nr; i++)
		by_age[i] = &claims->reverts.v[i];
	qsort(by_age, claims->reverts.nr, sizeof(*by_age), compare_by_age);
	for (i = 0; i < claims->reverts.nr; i++)
		by_age[i]->counts = claims_revert_of_commit(claims, by_age[i]->age) == NO_AGE;
	free(by_age);
}

void claims_settle(struct claims *claims, const bool *left_out)
{
	list_drop(&claims->backports, left_out);
	list_drop(&claims->reverts, left_out);
	list_drop(&claims->mails, left_out);
	list_sort(&claims->backports, compare_ids);
	list_sort(&claims->reverts, compare_ids);
	list_sort(&claims->mails, compare_mails);
	decide_reverts(claims);
}

size_t claims_backport_of(const struct claims *claims, size_t *reverted_by, const char *id)
{
	const struct named_list *backports = &claims->backports;
	size_t i, taken_back = NO_AGE;

	for (i = list_first(backports, id, CLAIMS_MIN_ID); i < backports->nr; i++) {
		const struct named *claim = &backports->v[i];
		size_t revert;

		if (strncmp(claim->text, id, CLAIMS_MIN_ID))
			break;
		if (!ids_match(claim->text, id))
			continue;
		revert = claims_revert_of(claims, id, claim->age);
		if (revert == NO_AGE)
			revert = claims_revert_of_commit(claims, claim->age);
		if (revert == NO_AGE)
			return claim->age;
		if (taken_back == NO_AGE)
			taken_back = revert;
	}
	if (reverted_by)
		*reverted_by = taken_back;
	return NO_AGE;
}

size_t claims_of_mail(const struct claims *claims, const char *message_id)
{
	const struct named_list *mails = &claims->mails;
	size_t i;

	for (i = list_first(mails, message_id, strlen(message_id) + 1); i < mails->nr; i++) {
		if (strcmp(mails->v[i].text, message_id))
			break;
		if (claims_revert_of_commit(claims, mails->v[i].age) == NO_AGE)
			return mails->v[i].age;
	}
	return NO_AGE;
}
