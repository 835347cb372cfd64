// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which upstream commits a range of history has: by the ids of its commits, and by what these say (chain/message.c
 * reads it, chain/claims.c says what of it counts). A commit's place in the walk is its age: 0 is the newest.
 *
 * The walk is our own: it reads each commit once for its date, its parents and its message, where libgit2's revwalk
 * reads and parses it and needs 15 to 20 times as long as git for a whole history, and where chain/commits.c without a
 * commit-graph unpacks it a second time for the message (all of a kernel with 211,707 commits: 2.5 against 4.8 s). The
 * latest date comes first, so that a child comes before its parents; what hide reaches is walked along and left out, as
 * git does it.
 */
#include <stdlib.h>

#include "chain/claims.h"
#include "history.h"
#include "proc.h"

struct trailer_index {
	struct claims *claims;
	size_t *by_id;          /* ages, sorted by the commits' ids */
	size_t nr;
};

void trailer_index_free(struct trailer_index *index)
{
	if (!index)
		return;
	claims_free(index->claims);
	free(index->by_id);
	free(index);
}

/* ---- the walk ---- */

OWNED_POINTER(git_odb_object, git_odb_object_free);

/* A commit that the walk has met. */
struct met {
	git_oid id;
	int64_t date;           /* the committer's */
	size_t age;             /* where it is listed; NO_AGE */
	git_odb_object *object; /* while it waits */
	bool hidden;
};

struct walk {
	struct claims *claims;
	git_odb *odb;
	git_repository *repo;
	bool is_shallow;
	struct met *met;
	size_t nr, capacity;
	uint32_t *table;        /* places in met plus one, by id; open addressing */
	size_t table_size;      /* a power of two, at least twice nr */
	uint32_t *waiting;      /* a heap, the latest date first */
	size_t nr_waiting, waiting_capacity, nr_wanted; /* wanted: waiting and not hidden */
	int64_t oldest;         /* date of what is listed */
};

static void walk_release(struct walk *walk)
{
	size_t i;

	for (i = 0; i < walk->nr_waiting; i++)
		git_odb_object_free(walk->met[walk->waiting[i]].object);
	git_odb_free(walk->odb);
	free(walk->met);
	free(walk->table);
	free(walk->waiting);
}

/* The slot of an id, or the empty one where it belongs. Ids are hashes already. */
static uint32_t *slot_of(const struct walk *walk, const git_oid *id)
{
	size_t at;

	memcpy(&at, id->id, sizeof(at));
	for (at &= walk->table_size - 1; walk->table[at]; at = (at + 1) & (walk->table_size - 1))
		if (git_oid_equal(&walk->met[walk->table[at] - 1].id, id))
			break;
	return &walk->table[at];
}

static void grow(struct walk *walk)
{
	size_t i;

	walk->capacity = walk->capacity ? 2 * walk->capacity : 1024;
	walk->met = mem_realloc(walk->met, walk->capacity * sizeof(*walk->met));
	free(walk->table);
	walk->table_size = 2 * walk->capacity;
	walk->table = mem_alloc(walk->table_size * sizeof(*walk->table));
	for (i = 0; i < walk->nr; i++)
		*slot_of(walk, &walk->met[i].id) = (uint32_t)i + 1;
}

static bool is_later(const struct walk *walk, size_t a, size_t b)
{
	return walk->met[walk->waiting[a]].date > walk->met[walk->waiting[b]].date;
}

static void swap_waiting(struct walk *walk, size_t a, size_t b)
{
	uint32_t kept = walk->waiting[a];

	walk->waiting[a] = walk->waiting[b];
	walk->waiting[b] = kept;
}

static void wait_for(struct walk *walk, size_t place)
{
	size_t at = walk->nr_waiting++;

	if (walk->nr_waiting > walk->waiting_capacity) {
		walk->waiting_capacity = walk->waiting_capacity ? 2 * walk->waiting_capacity : 64;
		walk->waiting = mem_realloc(walk->waiting, walk->waiting_capacity * sizeof(*walk->waiting));
	}
	walk->waiting[at] = (uint32_t)place;
	for (; at && is_later(walk, at, (at - 1) / 2); at = (at - 1) / 2)
		swap_waiting(walk, at, (at - 1) / 2);
	walk->nr_wanted += !walk->met[place].hidden;
}

static struct met *latest(struct walk *walk)
{
	struct met *met = &walk->met[walk->waiting[0]];
	size_t at = 0;

	walk->waiting[0] = walk->waiting[--walk->nr_waiting];
	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= walk->nr_waiting)
			break;
		if (child + 1 < walk->nr_waiting && is_later(walk, child + 1, child))
			child++;
		if (!is_later(walk, child, at))
			break;
		swap_waiting(walk, child, at);
		at = child;
	}
	walk->nr_wanted -= !met->hidden;
	return met;
}

static const char *object_end(const git_odb_object *object)
{
	return (const char *)git_odb_object_data((git_odb_object *)object) +
	       git_odb_object_size((git_odb_object *)object);
}

/* "committer Name <mail> 1577836860 +0100": what stands behind the last '>' of the line. */
static int64_t date_of(git_odb_object *object)
{
	const char *at = git_odb_object_data(object), *end = object_end(object), *line;
	size_t len;

	while (text_line(&line, &len, &at, end) && len) {
		const char *close =
			len > 10 && !memcmp(line, "committer ", 10) ? memrchr(line, '>', len) : NULL;

		if (close)
			return strtoll(close + 1, NULL, 10); /* the object ends with a NUL */
	}
	return 0;
}

/* Reads a commit and lets it wait. In a shallow clone the history ends where objects lack. */
static int wait_to_read(struct walk *walk, size_t place, struct error *err)
{
	struct met *met = &walk->met[place];
	int code = git_odb_read(&met->object, walk->odb, &met->id);

	if (code == GIT_ENOTFOUND && walk->is_shallow)
		return 0;
	if (code < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(&met->id));
	if (git_odb_object_type(met->object) != GIT_OBJECT_COMMIT) {
		git_odb_object_free(met->object);
		return error_set(err, "'%s' is not a commit", git_oid_tostr_s(&met->id));
	}
	met->date = date_of(met->object);
	wait_for(walk, place);
	return 0;
}

/* What is hidden after it was listed must be passed again, to hide what lies behind it. */
static int meet_again(struct walk *walk, struct met *met, struct error *err)
{
	if (met->hidden)
		return 0;
	met->hidden = true;
	if (met->object) {
		walk->nr_wanted--;
		return 0;
	}
	return wait_to_read(walk, (size_t)(met - walk->met), err);
}

static int meet(struct walk *walk, const git_oid *id, bool hidden, struct error *err)
{
	uint32_t *slot;

	if (walk->nr == walk->capacity)
		grow(walk);
	slot = slot_of(walk, id);
	if (*slot)
		return hidden ? meet_again(walk, &walk->met[*slot - 1], err) : 0;
	walk->met[walk->nr] = (struct met){ .id = *id, .hidden = hidden, .age = NO_AGE };
	*slot = (uint32_t)++walk->nr;
	return wait_to_read(walk, walk->nr - 1, err);
}

static void list_commit(struct walk *walk, struct met *met, git_odb_object *object)
{
	const char *data = git_odb_object_data(object), *end = object_end(object);
	const char *text = memmem(data, (size_t)(end - data), "\n\n", 2);
	owned(message_release) struct message message = { 0 };

	if (text)
		message_read(&message, text + 2, (size_t)(end - text - 2));
	met->age = claims_nr(walk->claims);
	claims_add(walk->claims, &met->id, &message);
	walk->oldest = met->date;
}

static int meet_parents(struct walk *walk, git_odb_object *object, bool hidden, struct error *err)
{
	const char *at = git_odb_object_data(object), *end = object_end(object), *line;
	git_oid id;
	size_t len;

	while (text_line(&line, &len, &at, end) && len)
		if (len == 47 && !memcmp(line, "parent ", 7) &&
		    git_oid_fromstrn(&id, line + 7, GIT_OID_HEXSZ) == 0 && meet(walk, &id, hidden, err) < 0)
			return -1;
	return 0;
}

/*
 * Nothing wanted waits any more, and what waits is older than all that is listed:
 * clocks that are wrong by less than that cannot hide a listed commit now.
 */
static bool is_done(const struct walk *walk)
{
	if (!walk->nr_waiting)
		return true;
	return !walk->nr_wanted &&
	       (!claims_nr(walk->claims) || walk->met[walk->waiting[0]].date < walk->oldest);
}

static int walk_all(struct walk *walk, struct error *err)
{
	while (!is_done(walk)) {
		struct met *met = latest(walk);
		owned(git_odb_object_freep) git_odb_object *object = take(met->object);
		bool hidden = met->hidden;

		if (proc_check_interrupt(err) < 0)
			return -1;
		if (!hidden)
			list_commit(walk, met, object);
		if (meet_parents(walk, object, hidden, err) < 0) /* met may move from here on */
			return -1;
	}
	return 0;
}

/* ---- the index ---- */

/* By age: what was listed before it was hidden. The caller frees it. */
static bool *left_out(const struct walk *walk)
{
	bool *out = mem_alloc(claims_nr(walk->claims) + 1);
	size_t i;

	for (i = 0; i < walk->nr; i++)
		if (walk->met[i].hidden && walk->met[i].age != NO_AGE)
			out[walk->met[i].age] = true;
	return out;
}

static int compare_ages(const void *a, const void *b, void *claims)
{
	return git_oid_cmp(claims_commit(claims, *(const size_t *)a), claims_commit(claims, *(const size_t *)b));
}

static void index_settle(struct trailer_index *index, const bool *out)
{
	size_t nr = claims_nr(index->claims), age;

	claims_settle(index->claims, out);
	index->by_id = mem_alloc((nr + 1) * sizeof(*index->by_id));
	for (age = 0; age < nr; age++)
		if (!out[age])
			index->by_id[index->nr++] = age;
	qsort_r(index->by_id, index->nr, sizeof(*index->by_id), compare_ages, index->claims);
}

int trailer_index_make(struct trailer_index **index, git_repository *repo, const git_oid *tip,
		       const git_oid *hide, struct error *err)
{
	owned(trailer_index_freep) struct trailer_index *made = mem_alloc(sizeof(*made));
	owned(walk_release) struct walk walk = { .repo = repo };
	bool *out;

	walk.claims = made->claims = claims_new();
	if (git_repository_odb(&walk.odb, repo) < 0)
		return error_git(err, "cannot open the repository's objects");
	walk.is_shallow = git_repository_is_shallow(repo) == 1;
	if ((hide && meet(&walk, hide, true, err) < 0) || meet(&walk, tip, false, err) < 0 || walk_all(&walk, err) < 0)
		return -1;
	out = left_out(&walk);
	index_settle(made, out);
	free(out);
	*index = take(made);
	return 0;
}

/* ---- asking ---- */

static size_t find_commit(const struct trailer_index *index, const char *id)
{
	size_t low = 0, high = index->nr;
	git_oid wanted;

	if (git_oid_fromstrn(&wanted, id, strlen(id)) < 0)
		return NO_AGE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_oid_cmp(claims_commit(index->claims, index->by_id[middle]), &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->nr ||
	    git_oid_ncmp(claims_commit(index->claims, index->by_id[low]), &wanted, strlen(id)) ||
	    claims_revert_of_commit(index->claims, index->by_id[low]) != NO_AGE)
		return NO_AGE;
	return index->by_id[low];
}

bool trailer_index_reverts(const struct trailer_index *index, const char *id)
{
	return strlen(id) >= CLAIMS_MIN_ID && claims_revert_of(index->claims, id, NO_AGE) != NO_AGE;
}

bool trailer_index_find(git_oid *commit, bool *by_trailer, const struct trailer_index *index, const char *id,
			const char *message_id)
{
	bool can_ask = id && strlen(id) >= CLAIMS_MIN_ID && strlen(id) <= GIT_OID_HEXSZ;
	size_t age = can_ask ? find_commit(index, id) : NO_AGE;

	*by_trailer = age == NO_AGE;
	if (age == NO_AGE && can_ask)
		age = claims_backport_of(index->claims, NULL, id);
	if (age == NO_AGE && message_id)
		age = claims_of_mail(index->claims, message_id);
	if (age == NO_AGE)
		return false;
	git_oid_cpy(commit, claims_commit(index->claims, age));
	return true;
}
