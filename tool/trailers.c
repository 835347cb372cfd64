// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which upstream commits a range of history has, by what its commits say.
 *
 * One walk reads every message, line by line, newest commit first, and keeps
 *	the commit's own id;
 *	claims: "commit <id> upstream." and the other spellings below;
 *	reverts: "This reverts commit <id>", as git writes it;
 *	message ids.
 * A commit's place in the walk is its age: 0 is the newest.
 *
 * Then what is reverted: going from new to old, a revert counts unless a newer
 * counting revert names it. A commit is there unless a newer counting revert names
 * it, or names the upstream commit that it says it is. So a revert takes a presence
 * away, a revert of the revert or a second backport gives it back, and a hundred
 * commits that revert each other cost a hundred steps. Real example, linux-4.19.y
 * style:
 *	Revert "x86/apic: ..."
 *
 *	This reverts commit 1a2b... which is
 *	commit 3c4d... upstream.
 * is a revert of both ids and claims nothing, although its last line is spelt
 * like a claim: hence a claim in prose form must begin a paragraph.
 *
 * The walk is our own: it reads each commit once for its date, its parents and its
 * message, where libgit2's revwalk reads and parses it and needs 15 to 20 times as long as
 * git for a whole history. The latest date comes first, so that a child comes before its
 * parents; what hide reaches is walked along and left out, as git does it.
 *
 * Ids are compared by their common length, at least 12 digits: what the kernel's
 * own rules ask for. Lists are sorted by those 12 and then by age.
 */
#include <ctype.h>
#include <stdlib.h>

#include "history.h"
#include "proc.h"

#define MIN_ID 12
#define FULL_ID 40

/* An id in a message, and the age of the commit that says it. */
struct mention {
	char id[FULL_ID + 1];
	bool counts; /* a revert: it is not reverted itself */
	size_t age;
};

struct mentions {
	struct mention *v;
	size_t nr, capacity;
};

struct message_id {
	char *id;
	size_t age;
};

struct trailer_index {
	git_oid *commits;     /* by age */
	size_t nr, capacity;
	size_t *by_id;        /* ages, sorted by the commits' ids */
	size_t nr_by_id;
	struct mentions claims, reverts;
	struct message_id *messages;
	size_t nr_messages;
};

void trailer_index_free(struct trailer_index *index)
{
	size_t i;

	if (!index)
		return;
	for (i = 0; i < index->nr_messages; i++)
		free(index->messages[i].id);
	free(index->messages);
	free(index->claims.v);
	free(index->reverts.v);
	free(index->by_id);
	free(index->commits);
	free(index);
}

/* ---- reading a message ---- */

static void mentions_add(struct mentions *mentions, const char *id, size_t len, size_t age)
{
	struct mention *mention;
	size_t i;

	if (mentions->nr == mentions->capacity) {
		mentions->capacity = mentions->capacity ? 2 * mentions->capacity : 64;
		mentions->v = mem_realloc(mentions->v, mentions->capacity * sizeof(*mentions->v));
	}
	mention = &mentions->v[mentions->nr++];
	*mention = (struct mention){ .age = age };
	for (i = 0; i < len; i++)
		mention->id[i] = (char)tolower((unsigned char)id[i]);
}

static void messages_add(struct trailer_index *index, const char *id, size_t len, size_t age)
{
	size_t nr = index->nr_messages;
	struct message_id *message;

	if (!(nr & (nr - 1))) /* 0 or a power of two: full */
		index->messages = mem_realloc(index->messages, (nr ? 2 * nr : 1) * sizeof(*index->messages));
	message = &index->messages[index->nr_messages++];
	message->id = memcpy(mem_alloc(len + 1), id, len);
	message->age = age;
}

/* How many hexadecimal digits stand there; 0 if they are no id. */
static size_t id_length(const char *at, const char *end)
{
	size_t len = 0;

	while (at + len < end && isxdigit((unsigned char)at[len]))
		len++;
	if (len < MIN_ID || len > FULL_ID)
		return 0;
	return at + len < end && isalnum((unsigned char)at[len]) ? 0 : len;
}

static bool begins_with(const char *line, const char *end, const char *start)
{
	size_t len = strlen(start);

	return (size_t)(end - line) >= len && !strncasecmp(line, start, len);
}

static bool is_exactly(const char *line, const char *end, const char *what)
{
	return (size_t)(end - line) == strlen(what) && begins_with(line, end, what);
}

struct spelling {
	const char *before;
	const char *after[3];  /* one of these ends the line; a trailing '.' was cut off */
	bool begins_paragraph; /* it looks like prose, see the top */
};

static const struct spelling spellings[] = {
	{ "commit ", { " upstream", NULL, NULL }, true },                  /* the stable kernels */
	{ "upstream commit ", { "", NULL, NULL }, true },                  /* Ben Hutchings' 3.2.y, 3.16.y */
	{ "[ upstream commit ", { " ]", "]", NULL }, false },              /* AUTOSEL, DPDK */
	{ "[upstream commit ", { "]", " ]", NULL }, false },
	{ "(cherry picked from commit ", { ")", NULL, NULL }, false },     /* git cherry-pick -x */
	{ "(backported from commit ", { ")", NULL, NULL }, false },        /* Ubuntu */
	{ "upstream-commit: ", { "", NULL, NULL }, false },
	{ "git-commit: ", { "", NULL, NULL }, false },                     /* SUSE */
};

/* Ubuntu and others name the tree: "(cherry picked from commit 3c4d... linux-next)". */
static bool ends_as(const struct spelling *spelling, const char *rest, const char *end)
{
	size_t i;

	for (i = 0; i < nr_of(spelling->after) && spelling->after[i]; i++)
		if (is_exactly(rest, end, spelling->after[i]))
			return true;
	return spelling->before[0] == '(' && end - rest > 2 && rest[0] == ' ' && end[-1] == ')' &&
	       !memchr(rest + 1, ' ', (size_t)(end - rest - 1));
}

static void read_claim(struct trailer_index *index, const char *line, const char *end, bool begins_paragraph,
		       size_t age)
{
	size_t i;

	if (end > line && end[-1] == '.')
		end--;
	for (i = 0; i < nr_of(spellings); i++) {
		const char *id = line + strlen(spellings[i].before);
		size_t len;

		if (!begins_with(line, end, spellings[i].before) ||
		    (spellings[i].begins_paragraph && !begins_paragraph))
			continue;
		len = id_length(id, end);
		if (len && ends_as(&spellings[i], id + len, end))
			mentions_add(&index->claims, id, len, age);
	}
}

static void read_revert(struct trailer_index *index, const char *paragraph, const char *end, size_t age)
{
	static const char start[] = "This reverts commit ";
	static const char *const also[] = { "which is commit ", "which is upstream commit " };
	const char *id = paragraph + strlen(start);
	owned(text_release) struct text joined = { 0 };
	size_t len, i;

	if ((size_t)(end - paragraph) < strlen(start) || memcmp(paragraph, start, strlen(start)))
		return;
	len = id_length(id, end);
	if (!len)
		return;
	mentions_add(&index->reverts, id, len, age);
	text_add(&joined, paragraph, (size_t)(end - paragraph));
	for (i = 0; i < joined.len; i++)
		if (joined.data[i] == '\n')
			joined.data[i] = ' ';
	for (i = 0; i < nr_of(also); i++) {
		const char *found = strstr(text_str(&joined), also[i]);

		if (!found)
			continue;
		found += strlen(also[i]);
		len = id_length(found, joined.data + joined.len);
		if (len)
			mentions_add(&index->reverts, found, len, age);
	}
}

/*
 * "Message-Id: <x@y>", and the links that maintainers' tools write for the mail that
 * was applied: "Link: https://lore.kernel.org/r/x@y". Links below /all/ or /lkml/ and with
 * a "[1]" behind are to discussions.
 */
static void read_message_id(struct trailer_index *index, const char *line, const char *end, size_t age)
{
	static const char *const starts[] = {
		"message-id: <",
		"link: https://lore.kernel.org/r/",
		"link: https://lkml.kernel.org/r/",
		"link: https://patch.msgid.link/",
	};
	size_t i;

	for (i = 0; i < nr_of(starts); i++) {
		const char *id = line + strlen(starts[i]);
		const char *stop = end;

		if (!begins_with(line, end, starts[i]))
			continue;
		while (stop > id && (stop[-1] == '/' || (i == 0 && stop[-1] == '>')))
			stop--;
		if (stop > id && !memchr(id, ' ', (size_t)(stop - id)) &&
		    memchr(id, '@', (size_t)(stop - id)))
			messages_add(index, id, (size_t)(stop - id), age);
	}
}

static const char *end_of_paragraph(const char *line, const char *end)
{
	const char *blank = memmem(line, (size_t)(end - line), "\n\n", 2);

	return blank ? blank : end;
}

static void read_message(struct trailer_index *index, const char *message, const char *end, size_t age)
{
	const char *at = message, *line;
	bool begins_paragraph = false; /* the subject is no claim */
	size_t len;

	text_line(&line, &len, &at, end);
	while (text_line(&line, &len, &at, end)) {
		const char *stop = line + len;

		while (stop > line && isspace((unsigned char)stop[-1]))
			stop--;
		if (line < stop && (*line == 'T' || *line == 't'))
			read_revert(index, line, end_of_paragraph(line, end), age);
		else if (line < stop)
			read_claim(index, line, stop, begins_paragraph, age);
		if (line < stop && strchr("mMlL", *line))
			read_message_id(index, line, stop, age);
		begins_paragraph = line == stop;
	}
}

/* ---- the walk ---- */

OWNED_POINTER(git_odb_object, git_odb_object_free);

/* A commit that the walk has met. */
struct met {
	git_oid id;
	int64_t date;           /* the committer's */
	size_t age;             /* where it is listed; NOT_LISTED */
	git_odb_object *object; /* while it waits */
	bool hidden;
};

#define NOT_LISTED SIZE_MAX

struct walk {
	struct trailer_index *index;
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
	walk->met[walk->nr] = (struct met){ .id = *id, .hidden = hidden, .age = NOT_LISTED };
	*slot = (uint32_t)++walk->nr;
	return wait_to_read(walk, walk->nr - 1, err);
}

static void list_commit(struct walk *walk, struct met *met, git_odb_object *object)
{
	struct trailer_index *index = walk->index;
	const char *data = git_odb_object_data(object), *end = object_end(object);
	const char *message = memmem(data, (size_t)(end - data), "\n\n", 2);

	if (message)
		read_message(index, message + 2, end, index->nr);
	if (index->nr == index->capacity) {
		index->capacity = index->capacity ? 2 * index->capacity : 1024;
		index->commits = mem_realloc(index->commits, index->capacity * sizeof(*index->commits));
	}
	met->age = index->nr;
	git_oid_cpy(&index->commits[index->nr++], &met->id);
	walk->oldest = met->date;
}

static int meet_parents(struct walk *walk, git_odb_object *object, bool hidden, struct error *err)
{
	const char *at = git_odb_object_data(object), *end = object_end(object), *line;
	git_oid id;
	size_t len;

	while (text_line(&line, &len, &at, end) && len)
		if (len == 47 && !memcmp(line, "parent ", 7) &&
		    git_oid_fromstrn(&id, line + 7, FULL_ID) == 0 && meet(walk, &id, hidden, err) < 0)
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
	       (!walk->index->nr || walk->met[walk->waiting[0]].date < walk->oldest);
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

/* ---- what was listed before it was hidden ---- */

static void drop_mentions(struct mentions *mentions, const bool *is_hidden)
{
	size_t i, kept = 0;

	for (i = 0; i < mentions->nr; i++)
		if (!is_hidden[mentions->v[i].age])
			mentions->v[kept++] = mentions->v[i];
	mentions->nr = kept;
}

static void drop_messages(struct trailer_index *index, const bool *is_hidden)
{
	size_t i, kept = 0;

	for (i = 0; i < index->nr_messages; i++) {
		if (is_hidden[index->messages[i].age])
			free(index->messages[i].id);
		else
			index->messages[kept++] = index->messages[i];
	}
	index->nr_messages = kept;
}

/* Ages stay as they are; by_id leaves the hidden ones out. */
static void drop_hidden(const struct walk *walk)
{
	struct trailer_index *index = walk->index;
	bool *is_hidden = mem_alloc(index->nr + 1);
	size_t i;

	for (i = 0; i < walk->nr; i++)
		if (walk->met[i].hidden && walk->met[i].age != NOT_LISTED)
			is_hidden[walk->met[i].age] = true;
	drop_mentions(&index->claims, is_hidden);
	drop_mentions(&index->reverts, is_hidden);
	drop_messages(index, is_hidden);
	index->by_id = mem_alloc((index->nr + 1) * sizeof(*index->by_id));
	for (i = 0; i < index->nr; i++)
		if (!is_hidden[i])
			index->by_id[index->nr_by_id++] = i;
	free(is_hidden);
}

static int walk_range(struct trailer_index *index, git_repository *repo, const git_oid *tip,
		      const git_oid *hide, struct error *err)
{
	owned(walk_release) struct walk walk = { .index = index, .repo = repo };

	if (git_repository_odb(&walk.odb, repo) < 0)
		return error_git(err, "cannot open the repository's objects");
	walk.is_shallow = git_repository_is_shallow(repo) == 1;
	if ((hide && meet(&walk, hide, true, err) < 0) || meet(&walk, tip, false, err) < 0 ||
	    walk_all(&walk, err) < 0)
		return -1;
	drop_hidden(&walk);
	return 0;
}

/* ---- lists that can be searched ---- */

static int compare_mentions(const void *a, const void *b)
{
	const struct mention *x = a, *y = b;
	int order = strncmp(x->id, y->id, MIN_ID);

	return order ? order : (x->age > y->age) - (x->age < y->age);
}

static int compare_messages(const void *a, const void *b)
{
	const struct message_id *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->age > y->age) - (x->age < y->age);
}

static int compare_ages(const void *a, const void *b, void *commits)
{
	const git_oid *ids = commits;

	return git_oid_cmp(&ids[*(const size_t *)a], &ids[*(const size_t *)b]);
}

/* The first mention that begins with the id's first 12 digits; nr if none. */
static size_t mentions_first(const struct mentions *mentions, const char *id)
{
	size_t low = 0, high = mentions->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(mentions->v[middle].id, id, MIN_ID) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool same_id(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);
	size_t common = length_a < length_b ? length_a : length_b;

	return common >= MIN_ID && !strncmp(a, b, common);
}

/* Whether a counting revert newer than age names the id. */
static bool is_reverted(const struct trailer_index *index, const char *id, size_t age)
{
	const struct mentions *reverts = &index->reverts;
	size_t i;

	for (i = mentions_first(reverts, id); i < reverts->nr; i++) {
		const struct mention *revert = &reverts->v[i];

		if (strncmp(revert->id, id, MIN_ID) || revert->age >= age)
			return false;
		if (revert->counts && same_id(revert->id, id))
			return true;
	}
	return false;
}

static bool is_commit_reverted(const struct trailer_index *index, size_t age)
{
	char id[FULL_ID + 1];

	git_oid_tostr(id, sizeof(id), &index->commits[age]);
	return is_reverted(index, id, age);
}

static int compare_by_age(const void *a, const void *b)
{
	const struct mention *x = *(const struct mention *const *)a, *y = *(const struct mention *const *)b;

	return (x->age > y->age) - (x->age < y->age);
}

/* From new to old: whether each revert counts depends on newer ones only. */
static void decide_reverts(struct trailer_index *index)
{
	struct mention **by_age = mem_alloc((index->reverts.nr + 1) * sizeof(*by_age));
	size_t i;

	for (i = 0; i < index->reverts.nr; i++)
		by_age[i] = &index->reverts.v[i];
	qsort(by_age, index->reverts.nr, sizeof(*by_age), compare_by_age);
	for (i = 0; i < index->reverts.nr; i++)
		by_age[i]->counts = !is_commit_reverted(index, by_age[i]->age);
	free(by_age);
}

static void index_sort(struct trailer_index *index)
{
	qsort_r(index->by_id, index->nr_by_id, sizeof(*index->by_id), compare_ages, index->commits);
	if (index->claims.nr)
		qsort(index->claims.v, index->claims.nr, sizeof(*index->claims.v), compare_mentions);
	if (index->reverts.nr)
		qsort(index->reverts.v, index->reverts.nr, sizeof(*index->reverts.v), compare_mentions);
	if (index->nr_messages)
		qsort(index->messages, index->nr_messages, sizeof(*index->messages), compare_messages);
	decide_reverts(index);
}

int trailer_index_make(struct trailer_index **index, git_repository *repo, const git_oid *tip,
		       const git_oid *hide, struct error *err)
{
	owned(trailer_index_freep) struct trailer_index *made = mem_alloc(sizeof(*made));

	if (walk_range(made, repo, tip, hide, err) < 0)
		return -1;
	index_sort(made);
	*index = take(made);
	return 0;
}

/* ---- asking ---- */

static bool find_commit(size_t *age, const struct trailer_index *index, const char *id)
{
	size_t low = 0, high = index->nr_by_id;
	git_oid wanted;

	if (git_oid_fromstrn(&wanted, id, strlen(id)) < 0)
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_oid_cmp(&index->commits[index->by_id[middle]], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->nr_by_id || git_oid_ncmp(&index->commits[index->by_id[low]], &wanted, strlen(id)))
		return false;
	*age = index->by_id[low];
	return !is_commit_reverted(index, *age);
}

static bool find_claim(size_t *age, const struct trailer_index *index, const char *id)
{
	size_t i;

	for (i = mentions_first(&index->claims, id); i < index->claims.nr; i++) {
		const struct mention *claim = &index->claims.v[i];

		if (strncmp(claim->id, id, MIN_ID))
			return false;
		if (!same_id(claim->id, id) || is_reverted(index, id, claim->age) ||
		    is_commit_reverted(index, claim->age))
			continue;
		*age = claim->age;
		return true;
	}
	return false;
}

static bool find_message(size_t *age, const struct trailer_index *index, const char *message_id)
{
	size_t low = 0, high = index->nr_messages;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->messages[middle].id, message_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->nr_messages && !strcmp(index->messages[low].id, message_id); low++) {
		*age = index->messages[low].age;
		if (!is_commit_reverted(index, *age))
			return true;
	}
	return false;
}

bool trailer_index_reverts(const struct trailer_index *index, const char *id)
{
	return strlen(id) >= MIN_ID && is_reverted(index, id, SIZE_MAX);
}

bool trailer_index_find(git_oid *commit, bool *by_trailer, const struct trailer_index *index, const char *id,
			const char *message_id)
{
	bool can_ask = id && strlen(id) >= MIN_ID && strlen(id) <= FULL_ID;
	bool is_itself, found;
	size_t age = 0;

	is_itself = can_ask && find_commit(&age, index, id);
	found = is_itself || (can_ask && find_claim(&age, index, id)) ||
		(message_id && find_message(&age, index, message_id));
	if (!found)
		return false;
	git_oid_cpy(commit, &index->commits[age]);
	*by_trailer = !is_itself;
	return true;
}
