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
 * Ids are compared by their common length, at least 12 digits: what the kernel's
 * own rules ask for. Lists are sorted by those 12 and then by age.
 */
#include <ctype.h>
#include <stdlib.h>

#include "history.h"

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
		if (stop > id && !memchr(id, ' ', (size_t)(stop - id)) && memchr(id, '@', (size_t)(stop - id)))
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

static void index_add_commit(struct trailer_index *index, const git_oid *id)
{
	if (index->nr == index->capacity) {
		index->capacity = index->capacity ? 2 * index->capacity : 1024;
		index->commits = mem_realloc(index->commits, index->capacity * sizeof(*index->commits));
	}
	git_oid_cpy(&index->commits[index->nr++], id);
}

OWNED_POINTER(git_odb, git_odb_free);
OWNED_POINTER(git_odb_object, git_odb_object_free);

static int read_commit(struct trailer_index *index, git_odb *odb, const git_oid *id, struct error *err)
{
	owned(git_odb_object_freep) git_odb_object *object = NULL;
	const char *data, *end, *message;

	if (git_odb_read(&object, odb, id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(id));
	data = git_odb_object_data(object);
	end = data + git_odb_object_size(object);
	message = memmem(data, (size_t)(end - data), "\n\n", 2);
	if (message)
		read_message(index, message + 2, end, index->nr);
	index_add_commit(index, id);
	return 0;
}

static int say_walk_failed(git_repository *repo, struct error *err)
{
	if (git_repository_is_shallow(repo) == 1)
		return error_set(err, "cannot read the history of '%s': it is a shallow clone "
				 "(git fetch --unshallow brings the rest)", git_repository_path(repo));
	return error_git(err, "cannot read the history of '%s'", git_repository_path(repo));
}

static int walk(struct trailer_index *index, git_repository *repo, const git_oid *tip, const git_oid *hide,
		struct error *err)
{
	owned(git_revwalk_freep) git_revwalk *revwalk = NULL;
	owned(git_odb_freep) git_odb *odb = NULL;
	git_oid id;
	int code;

	if (git_repository_odb(&odb, repo) < 0 || git_revwalk_new(&revwalk, repo) < 0 ||
	    git_revwalk_push(revwalk, tip) < 0 || (hide && git_revwalk_hide(revwalk, hide) < 0))
		return say_walk_failed(repo, err);
	while ((code = git_revwalk_next(&id, revwalk)) == 0)
		if (read_commit(index, odb, &id, err) < 0)
			return -1;
	return code == GIT_ITEROVER ? 0 : say_walk_failed(repo, err);
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
	size_t i;

	index->by_id = mem_alloc((index->nr + 1) * sizeof(*index->by_id));
	for (i = 0; i < index->nr; i++)
		index->by_id[i] = i;
	qsort_r(index->by_id, index->nr, sizeof(*index->by_id), compare_ages, index->commits);
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

	if (walk(made, repo, tip, hide, err) < 0)
		return -1;
	index_sort(made);
	*index = take(made);
	return 0;
}

/* ---- asking ---- */

static bool find_commit(size_t *age, const struct trailer_index *index, const char *id)
{
	size_t low = 0, high = index->nr;
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
	if (low == index->nr || git_oid_ncmp(&index->commits[index->by_id[low]], &wanted, strlen(id)))
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
