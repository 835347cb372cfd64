// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file: a header, commits sorted by their ids, then ids of parents. Numbers are the machine's: on one of the other
 * byte order the magic is not ours, and the file is as none.
 *
 * A commit is 76 bytes with one parent, against 10 microseconds to unpack its object; 52,000 of them (what one plan on
 * a kernel met) are 4 MB, and are read, summed and indexed in a few milliseconds. The checksum is no cryptographic one:
 * it is there for disks and for programs that were killed, and who may write to somebody's cache folder may do worse.
 * Yet every number is looked at before it is followed.
 */
#include <stdlib.h>

#include "../files.h"
#include "facts-cache.h"

#define MAGIC UINT64_C(0x31305374634673) /* "sFctS01" */
#define MAX_FILE ((size_t)64 << 20)

/* Ten milliseconds of reading. */
#define FEW 1000
/* How many facts a new one must be of, since the old are written again. */
#define WORTH 20

struct header {
	uint64_t magic;
	uint64_t sum;           /* of all that follows */
	uint32_t nr, nr_parents;
};

struct facts_cache {
	struct text bytes;
	const struct cached_commit *v;
	const git_oid *parents;
	size_t nr, nr_parents;
	uint32_t fanout[(1 << 16) + 1]; /* of those that begin with two bytes: from the fanout of these on to the next one */
};

_Static_assert(sizeof(struct cached_commit) == 56 && sizeof(git_oid) == GIT_OID_RAWSZ, "no padding is written");

/* ---- where ---- */

bool facts_cache_path(struct text *path, git_repository *repo)
{
	const char *folder = git_repository_commondir(repo);
	git_oid name;

	if (!file_cache_folder(path) || git_odb_hash(&name, folder, strlen(folder), GIT_OBJECT_BLOB) < 0)
		return false;
	text_addf(path, "%s.commits", git_oid_tostr_s(&name));
	return true;
}

/* ---- reading ---- */

/* Multiplication carries upwards, the shift brings it down: every bit of a word counts in every word after it. */
static uint64_t sum_of(const char *bytes, size_t len)
{
	uint64_t sum = len, word;

	for (; len; bytes += sizeof(word), len -= len < sizeof(word) ? len : sizeof(word)) {
		word = 0;
		memcpy(&word, bytes, len < sizeof(word) ? len : sizeof(word));
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return sum;
}

static size_t size_of(size_t nr, size_t nr_parents)
{
	return sizeof(struct header) + nr * sizeof(struct cached_commit) + nr_parents * sizeof(git_oid);
}

/* In order, and with parents that are there. */
static bool is_sound(const struct facts_cache *cache)
{
	size_t i;

	for (i = 0; i < cache->nr; i++) {
		const struct cached_commit *commit = &cache->v[i];

		if (commit->first_parent > cache->nr_parents ||
		    commit->nr_parents > cache->nr_parents - commit->first_parent)
			return false;
		if (i && git_oid_cmp(&cache->v[i - 1].id, &commit->id) >= 0)
			return false;
	}
	return true;
}

static unsigned bucket_of(const git_oid *id)
{
	return (unsigned)id->id[0] << 8 | id->id[1];
}

static void fill_fanout(struct facts_cache *cache)
{
	size_t i;

	for (i = 0; i < cache->nr; i++)
		cache->fanout[bucket_of(&cache->v[i].id) + 1]++;
	for (i = 1; i < nr_of(cache->fanout); i++)
		cache->fanout[i] += cache->fanout[i - 1];
}

static bool parse(struct facts_cache *cache)
{
	const char *data = cache->bytes.data;
	struct header header;

	if (cache->bytes.len < sizeof(header))
		return false;
	memcpy(&header, data, sizeof(header));
	if (header.magic != MAGIC || cache->bytes.len != size_of(header.nr, header.nr_parents) ||
	    header.sum != sum_of(data + offsetof(struct header, nr), cache->bytes.len - offsetof(struct header, nr)))
		return false;
	cache->nr = header.nr;
	cache->nr_parents = header.nr_parents;
	cache->v = (const void *)(data + sizeof(header));
	cache->parents = (const void *)(cache->v + cache->nr);
	return is_sound(cache);
}

void facts_cache_read(struct facts_cache **cache, const char *path)
{
	owned(facts_cache_freep) struct facts_cache *made = mem_alloc(sizeof(*made));

	*cache = NULL;
	if (file_read_whole(&made->bytes, path, MAX_FILE, NULL) < 0 || !parse(made))
		return;
	fill_fanout(made);
	*cache = take(made);
}

void facts_cache_free(struct facts_cache *cache)
{
	if (!cache)
		return;
	text_release(&cache->bytes);
	free(cache);
}

const struct cached_commit *facts_cache_find(const struct facts_cache *cache, const git_oid *id)
{
	uint32_t i = cache->fanout[bucket_of(id)], end = cache->fanout[bucket_of(id) + 1];

	for (; i < end; i++)
		if (!memcmp(&cache->v[i].id, id, sizeof(*id)))
			return &cache->v[i];
	return NULL;
}

const git_oid *facts_cache_parents(const struct facts_cache *cache, const struct cached_commit *commit)
{
	return &cache->parents[commit->first_parent];
}

/* ---- writing ---- */

void facts_list_release(struct facts_list *list)
{
	if (!list)
		return;
	free(list->v);
	free(list->parents);
}

bool facts_cache_is_worth(const struct facts_cache *cache, size_t nr_new)
{
	return nr_new >= FEW && (!cache || nr_new >= cache->nr / WORTH);
}

static int compare_commits(const void *a, const void *b)
{
	const struct cached_commit *one = a, *other = b;

	return git_oid_cmp(&one->id, &other->id);
}

static void add_commits(struct text *bytes, const struct facts_cache *cache, const struct facts_list *list)
{
	size_t nr_old = cache ? cache->nr : 0, i = 0, j = 0;

	while (i < nr_old || j < list->nr) {
		bool is_old = j == list->nr || (i < nr_old && compare_commits(&cache->v[i], &list->v[j]) < 0);
		struct cached_commit commit = is_old ? cache->v[i++] : list->v[j++];

		if (!is_old && cache)
			commit.first_parent += (uint32_t)cache->nr_parents;
		text_add(bytes, &commit, sizeof(commit));
	}
}

void facts_cache_write(const char *path, const struct facts_cache *cache, struct facts_list *list)
{
	owned(text_release) struct text bytes = { 0 };
	struct header header = { .magic = MAGIC };

	if (cache && size_of(cache->nr + list->nr, cache->nr_parents + list->nr_parents) > MAX_FILE)
		cache = NULL;
	if (size_of(list->nr, list->nr_parents) > MAX_FILE)
		return;
	qsort(list->v, list->nr, sizeof(*list->v), compare_commits);
	header.nr = (uint32_t)(list->nr + (cache ? cache->nr : 0));
	header.nr_parents = (uint32_t)(list->nr_parents + (cache ? cache->nr_parents : 0));
	text_add(&bytes, &header, sizeof(header));
	add_commits(&bytes, cache, list);
	if (cache)
		text_add(&bytes, cache->parents, cache->nr_parents * sizeof(*cache->parents));
	text_add(&bytes, list->parents, list->nr_parents * sizeof(*list->parents));
	header.sum = sum_of(bytes.data + offsetof(struct header, nr), bytes.len - offsetof(struct header, nr));
	memcpy(bytes.data, &header, sizeof(header));
	if (file_write(path, bytes.data, bytes.len, NULL) < 0)
		return; /* a full disk, a folder that is not ours: read again next time */
}
