// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers, and where trees have them.
 *
 * A header is read once: its includes, and its words as a table of hashes of 64 bits (that two words have the same one
 * happens less often than a memory error). Whether it defines a name is asked of few; for these the names of its
 * outline are kept likewise.
 *
 * A folder is read once for each content that it has had: its headers, the folders with headers in it, and a table of
 * the names of all headers below. So "where is x.h" goes down only where one is, and a tree that differs from one
 * that was met in some folders costs these and the tables above them.
 */
#include <stdlib.h>

#include "headers.h"
#include "outlines.h"
#include "tokens.h"
#include "words.h"

/* A header of 10 KB has some 400 words: twice what one version of DPDK has, or what 15 drivers of the kernel see. */
#define MAX_BYTES ((size_t)32 << 20)
#define MAX_FOLDER_BYTES ((size_t)24 << 20)
#define NR_BUCKETS 4096
/* How many of a header's bytes have one word that was not met before. */
#define BYTES_OF_WORD 24
/* Deeper ones are nobody's headers, and what a hostile tree has. */
#define MAX_DEPTH 64
/* The kernel has a hundred headers of one name. */
#define MAX_SAME_NAME 4096

OWNED_POINTER(git_tree, git_tree_free);

/* A set of hashes, made once: three of four slots are taken. */
struct hash_set {
	uint64_t *slots;        /* 0: free */
	size_t nr;              /* of slots */
};

struct kept_header {
	struct header header;   /* first: what header_release() is given */
	struct hash_set words, defined;
	bool has_defined;
	char *paths;            /* of the includes */
	size_t bytes;
	unsigned references;
	struct kept_header *next; /* in the bucket */
	struct kept_header *newer, *older;
};

struct folder_entry {
	const char *name;
	git_oid id;
	const struct header_folder *folder; /* NULL: a header */
};

struct header_folder {
	git_oid id;
	struct folder_entry *v; /* in the tree's order; folders without a header are left out */
	size_t nr;
	uint32_t *below;        /* hashes of the last names of all headers in it; 0: free */
	size_t nr_below, nr_slots;
	struct header_folder *next;
};

/* Folders are kept together, and go together once nobody has a tree of them open and others took their place. */
struct folders {
	struct arena arena;
	struct header_folder *buckets[NR_BUCKETS];
	size_t bytes;
	unsigned references;
};

struct header_tree {
	struct folders *folders;
	const struct header_folder *root;
};

struct headers {
	struct blobs *blobs;
	git_repository *repo;
	struct kept_header *buckets[NR_BUCKETS];
	struct kept_header *newest, *oldest;
	size_t bytes;
	struct folders *folders;
};

static void folders_release(struct folders *folders)
{
	if (!folders || --folders->references)
		return;
	arena_release(&folders->arena);
	free(folders);
}

static struct folders *folders_new(void)
{
	struct folders *folders = mem_alloc(sizeof(*folders));

	folders->references = 1;
	return folders;
}

struct headers *headers_new(struct blobs *blobs, git_repository *repo)
{
	struct headers *headers = mem_alloc(sizeof(*headers));

	headers->blobs = blobs;
	headers->repo = repo;
	headers->folders = folders_new();
	return headers;
}

void headers_free(struct headers *headers)
{
	struct kept_header *kept, *older;

	if (!headers)
		return;
	for (kept = headers->newest; kept; kept = older) {
		older = kept->older;
		header_release(&kept->header);
	}
	folders_release(headers->folders);
	free(headers);
}

static size_t bucket_of(const git_oid *id)
{
	uint32_t hash;

	memcpy(&hash, id->id, sizeof(hash));
	return hash % NR_BUCKETS;
}

/* ---- sets ---- */

/* FNV-1a, a letter at a time, so that a word is hashed while its end is looked for. */
#define HASH_BEGIN 0xcbf29ce484222325u

static uint64_t hash_letter(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * 0x100000001b3u;
}

static uint64_t hash_end(uint64_t hash)
{
	hash = (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15u;
	return hash ? hash : 1;
}

static uint64_t hash_of(const char *name)
{
	uint64_t hash = HASH_BEGIN;

	for (; *name; name++)
		hash = hash_letter(hash, *name);
	return hash_end(hash);
}

/* Where a hash is or would be: by its upper half, since the number of slots is no power of two. */
static size_t slot_of(const struct hash_set *set, uint64_t hash)
{
	size_t at = (size_t)((hash >> 32) * set->nr >> 32);

	while (set->slots[at] && set->slots[at] != hash)
		at = at + 1 == set->nr ? 0 : at + 1;
	return at;
}

static bool hash_set_has(const struct hash_set *set, const char *name)
{
	return set->nr && set->slots[slot_of(set, hash_of(name))];
}

/* A set that grows. */
struct growing_set {
	struct hash_set set;
	size_t taken;
};

static void growing_release(struct growing_set *growing)
{
	free(growing->set.slots);
}

static void copy_hashes(struct hash_set *to, const struct hash_set *from)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (from->slots[i])
			to->slots[slot_of(to, from->slots[i])] = from->slots[i];
}

static void grow(struct growing_set *growing, size_t nr)
{
	struct hash_set grown = { .slots = mem_alloc(nr * sizeof(*grown.slots)), .nr = nr };

	copy_hashes(&grown, &growing->set);
	free(growing->set.slots);
	growing->set = grown;
}

static void growing_add(struct growing_set *growing, uint64_t hash)
{
	size_t at;

	if (2 * growing->taken >= growing->set.nr)
		grow(growing, growing->set.nr ? 2 * growing->set.nr : 64);
	at = slot_of(&growing->set, hash);
	growing->taken += !growing->set.slots[at];
	growing->set.slots[at] = hash;
}

/* As small as can be. */
static struct hash_set set_of(const struct growing_set *growing)
{
	struct hash_set set = { .nr = growing->taken ? growing->taken * 4 / 3 + 1 : 0 };

	if (set.nr)
		set.slots = mem_alloc(set.nr * sizeof(*set.slots));
	copy_hashes(&set, &growing->set);
	return set;
}

/* ---- words and includes of a text ---- */

/* A letter of a word, as text_has_word() has it: the scanner's names may have a '$' besides. */
static bool is_letter(char c)
{
	return char_classes[(unsigned char)c] & (CHAR_LETTER | CHAR_DIGIT) && c != '$';
}

static bool is_one_word(const char *name)
{
	const char *at = name;

	while (is_letter(*at))
		at++;
	return at > name && !*at;
}

static struct hash_set words_of_text(const char *text, size_t len)
{
	owned(growing_release) struct growing_set growing = { 0 };
	const char *at = text, *end = text + len;

	grow(&growing, 64 + len / BYTES_OF_WORD * 2);
	while (at < end) {
		uint64_t hash = HASH_BEGIN;

		if (!is_letter(*at)) {
			at++;
			continue;
		}
		for (; at < end && is_letter(*at); at++)
			hash = hash_letter(hash, *at);
		growing_add(&growing, hash_end(hash));
	}
	return set_of(&growing);
}

static struct hash_set names_of_outline(const struct outline *outline)
{
	owned(growing_release) struct growing_set growing = { 0 };
	size_t i, j;

	for (i = 0; i < outline->nr; i++) {
		const struct entity *entity = &outline->v[i];

		growing_add(&growing, hash_of(entity->name));
		for (j = 0; j < entity->nr_members; j++)
			growing_add(&growing, hash_of(entity->members[j].name));
	}
	return set_of(&growing);
}

const char *last_of_path(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

uint32_t hash_of_last(const char *last, size_t len)
{
	uint32_t hash = (uint32_t)name_hash(last, len, 0);

	return hash ? hash : 1;
}

static const char *skip_spaces(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* The path between "" or <> of what is behind a '#', up to the line's end; len 0: it includes nothing. */
static const char *included(size_t *len, const char *at, const char *end)
{
	static const char word[] = "include";
	const char *close;

	*len = 0;
	at = skip_spaces(at, end);
	if ((size_t)(end - at) < sizeof(word) || memcmp(at, word, sizeof(word) - 1))
		return at;
	at = skip_spaces(at + sizeof(word) - 1, end);
	if (at == end || (*at != '"' && *at != '<'))
		return at;
	close = memchr(at + 1, *at == '"' ? '"' : '>', (size_t)(end - at - 1));
	*len = close ? (size_t)(close - at - 1) : 0;
	return at + 1;
}

static bool begins_line(const char *at, const char *begin)
{
	while (at > begin && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == begin || at[-1] == '\n';
}

bool include_next(const char **path, size_t *len, const char **at, const char *end)
{
	const char *begin = *at, *hash, *line_end;

	while (*at < end && (hash = memchr(*at, '#', (size_t)(end - *at)))) {
		*at = hash + 1;
		if (!begins_line(hash, begin))
			continue;
		line_end = memchr(hash, '\n', (size_t)(end - hash));
		*path = included(len, *at, line_end ? line_end : end);
		while (*len > 3 && !memcmp(*path, "../", 3)) {
			*path += 3;
			*len -= 3;
		}
		if (*len)
			return true;
	}
	*at = end;
	return false;
}

static void note_includes(struct kept_header *kept, const struct blob *blob)
{
	const char *at = blob->data, *end = at + blob->len, *path;
	size_t bytes = 0, nr = 0, len;
	char *copy;

	while (include_next(&path, &len, &at, end)) {
		bytes += len + 1;
		nr++;
	}
	kept->paths = copy = mem_alloc(bytes + 1);
	kept->header.includes = mem_alloc((nr + 1) * sizeof(*kept->header.includes));
	for (at = blob->data; include_next(&path, &len, &at, end); copy += len + 1) {
		const char *last;

		memcpy(copy, path, len);
		last = last_of_path(copy);
		kept->header.includes[kept->header.nr_includes++] =
			(struct inclusion){ copy, hash_of_last(last, strlen(last)) };
	}
	kept->bytes += bytes + nr * sizeof(*kept->header.includes);
}

/* ---- headers ---- */

/* References are counted in a header that is const to its users. */
void header_release(const struct header *header)
{
	struct kept_header *kept = (struct kept_header *)header;

	if (!kept || --kept->references)
		return;
	free(kept->header.includes);
	free(kept->paths);
	free(kept->words.slots);
	free(kept->defined.slots);
	free(kept);
}

static void unlink_use(struct headers *headers, struct kept_header *kept)
{
	*(kept->newer ? &kept->newer->older : &headers->newest) = kept->older;
	*(kept->older ? &kept->older->newer : &headers->oldest) = kept->newer;
}

static void make_newest(struct headers *headers, struct kept_header *kept)
{
	kept->newer = NULL;
	kept->older = headers->newest;
	*(kept->older ? &kept->older->newer : &headers->oldest) = kept;
	headers->newest = kept;
}

static void forget_oldest(struct headers *headers)
{
	struct kept_header *kept = headers->oldest, **at = &headers->buckets[bucket_of(&kept->header.id)];

	while (*at != kept)
		at = &(*at)->next;
	*at = kept->next;
	unlink_use(headers, kept);
	headers->bytes -= kept->bytes;
	header_release(&kept->header);
}

static struct kept_header *find_header(struct headers *headers, const git_oid *id)
{
	struct kept_header *kept = headers->buckets[bucket_of(id)];

	while (kept && !git_oid_equal(&kept->header.id, id))
		kept = kept->next;
	return kept;
}

static int read_header(struct kept_header **read, struct headers *headers, const git_oid *id, const char *path,
		       struct error *err)
{
	struct kept_header **bucket = &headers->buckets[bucket_of(id)], *kept;
	owned(blob_releasep) const struct blob *blob = NULL;

	if (blobs_get(&blob, headers->blobs, id, path, err) < 0)
		return -1;
	kept = mem_alloc(sizeof(*kept));
	kept->header = (struct header){ .id = *id, .len = blob->len };
	kept->references = 1;
	kept->words = words_of_text(blob->data, blob->len);
	kept->bytes = sizeof(*kept) + kept->words.nr * sizeof(*kept->words.slots);
	note_includes(kept, blob);
	kept->next = *bucket;
	*bucket = kept;
	make_newest(headers, kept);
	headers->bytes += kept->bytes;
	while (headers->bytes > MAX_BYTES && headers->oldest != kept)
		forget_oldest(headers);
	*read = kept;
	return 0;
}

int headers_get(const struct header **header, struct headers *headers, const git_oid *id, const char *path,
		struct error *err)
{
	struct kept_header *kept = find_header(headers, id);

	if (kept) {
		unlink_use(headers, kept);
		make_newest(headers, kept);
	} else if (read_header(&kept, headers, id, path, err) < 0) {
		return -1;
	}
	kept->references++;
	*header = &kept->header;
	return 0;
}

int header_has_word(bool *has, struct headers *headers, const struct header *header, const char *name,
		    struct error *err)
{
	const struct kept_header *kept = (const struct kept_header *)header;
	owned(blob_releasep) const struct blob *blob = NULL;

	if (is_one_word(name)) {
		*has = hash_set_has(&kept->words, name);
		return 0;
	}
	if (blobs_get(&blob, headers->blobs, &header->id, name, err) < 0)
		return -1;
	*has = text_has_word(blob->data, blob->len, name);
	return 0;
}

/* What is found on demand is kept in a header that is const to its users; it is small beside the words. */
int header_defines(bool *defines, struct headers *headers, const struct header *header, const char *name,
		   struct error *err)
{
	struct kept_header *kept = (struct kept_header *)header;

	if (!kept->has_defined) {
		owned(blob_releasep) const struct blob *blob = NULL;
		owned(outline_release) struct outline outline = { 0 };

		if (blobs_get(&blob, headers->blobs, &header->id, name, err) < 0)
			return -1;
		outline_make(&outline, blob->data, blob->len);
		kept->defined = names_of_outline(&outline);
		kept->has_defined = true;
	}
	*defines = hash_set_has(&kept->defined, name);
	return 0;
}

/* ---- folders ---- */

static void add_below(struct header_folder *folder, uint32_t hash)
{
	size_t at = hash & (folder->nr_slots - 1);

	while (folder->below[at] && folder->below[at] != hash)
		at = (at + 1) & (folder->nr_slots - 1);
	folder->nr_below += !folder->below[at];
	folder->below[at] = hash;
}

static bool has_below(const struct header_folder *folder, uint32_t hash)
{
	size_t at = hash & (folder->nr_slots - 1);

	while (folder->below[at] && folder->below[at] != hash)
		at = (at + 1) & (folder->nr_slots - 1);
	return folder->below[at];
}

static void add_all_below(struct header_folder *folder, const struct header_folder *inner)
{
	size_t i;

	for (i = 0; i < inner->nr_slots; i++)
		if (inner->below[i])
			add_below(folder, inner->below[i]);
}

static void index_folder(struct folders *folders, struct header_folder *folder)
{
	size_t nr = 0, i;

	for (i = 0; i < folder->nr; i++)
		nr += folder->v[i].folder ? folder->v[i].folder->nr_below : 1;
	for (folder->nr_slots = 4; folder->nr_slots < 2 * nr; folder->nr_slots *= 2)
		;
	folder->below = arena_alloc(&folders->arena, folder->nr_slots * sizeof(*folder->below));
	for (i = 0; i < folder->nr; i++) {
		const struct folder_entry *entry = &folder->v[i];

		if (entry->folder)
			add_all_below(folder, entry->folder);
		else
			add_below(folder, hash_of_last(entry->name, strlen(entry->name)));
	}
	folders->bytes += sizeof(*folder) + folder->nr_slots * sizeof(*folder->below) +
			  2 * folder->nr * (sizeof(*folder->v) + 16);
}

static int folder_of(const struct header_folder **found, struct headers *headers, const git_oid *id, unsigned depth,
		     struct error *err);

static int add_entry(struct header_folder *folder, struct headers *headers, const git_tree_entry *entry, unsigned depth,
		     struct error *err)
{
	bool is_tree = git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	struct arena *arena = &headers->folders->arena;
	const struct header_folder *inner = NULL;
	const char *name = git_tree_entry_name(entry);

	if (is_tree ? depth == MAX_DEPTH : git_tree_entry_type(entry) != GIT_OBJECT_BLOB || !path_is_header(name))
		return 0;
	if (is_tree && folder_of(&inner, headers, git_tree_entry_id(entry), depth + 1, err) < 0)
		return -1;
	if (!is_tree || inner->nr)
		*arena_push(arena, folder->v, folder->nr) = (struct folder_entry){
			arena_strdup(arena, name), *git_tree_entry_id(entry), inner,
		};
	return 0;
}

static int folder_of(const struct header_folder **found, struct headers *headers, const git_oid *id, unsigned depth,
		     struct error *err)
{
	struct header_folder **bucket = &headers->folders->buckets[bucket_of(id)], *folder = *bucket;
	owned(git_tree_freep) git_tree *tree = NULL;
	size_t i;

	while (folder && !git_oid_equal(&folder->id, id))
		folder = folder->next;
	if (!folder) {
		if (git_tree_lookup(&tree, headers->repo, id) < 0)
			return error_git(err, "cannot list the files of a commit");
		folder = arena_alloc(&headers->folders->arena, sizeof(*folder));
		folder->id = *id;
		for (i = 0; i < git_tree_entrycount(tree); i++)
			if (add_entry(folder, headers, git_tree_entry_byindex(tree, i), depth, err) < 0)
				return -1;
		index_folder(headers->folders, folder);
		folder->next = *bucket;
		*bucket = folder;
	}
	*found = folder;
	return 0;
}

int header_tree_open(struct header_tree **tree, struct headers *headers, const git_oid *id, struct error *err)
{
	const struct header_folder *root;

	if (headers->folders->bytes > MAX_FOLDER_BYTES) {
		folders_release(headers->folders);
		headers->folders = folders_new();
	}
	if (folder_of(&root, headers, id, 0, err) < 0)
		return -1;
	*tree = mem_alloc(sizeof(**tree));
	(*tree)->folders = headers->folders;
	(*tree)->folders->references++;
	(*tree)->root = root;
	return 0;
}

void header_tree_close(struct header_tree *tree)
{
	if (tree)
		folders_release(tree->folders);
	free(tree);
}

/* What is looked for, and the folder where one is. */
struct lookup {
	const char *last;
	uint32_t hash;
	each_header *each;
	void *data;
	struct text folder;
	size_t nr;
};

static void lookup_release(struct lookup *lookup)
{
	text_release(&lookup->folder);
}

static void truncate_text(struct text *text, size_t len)
{
	text->len = len;
	if (text->data)
		text->data[len] = '\0';
}

static void look_in(struct lookup *lookup, const struct header_folder *folder)
{
	size_t len = lookup->folder.len, i;

	for (i = folder->nr; i-- > 0 && lookup->nr < MAX_SAME_NAME;) {
		const struct folder_entry *entry = &folder->v[i];

		if (entry->folder && has_below(entry->folder, lookup->hash)) {
			text_addf(&lookup->folder, "%s/", entry->name);
			look_in(lookup, entry->folder);
			truncate_text(&lookup->folder, len);
		} else if (!entry->folder && !strcmp(entry->name, lookup->last)) {
			lookup->nr++;
			lookup->each(lookup->data, text_str(&lookup->folder), entry->name, &entry->id);
		}
	}
}

void header_tree_find(const struct header_tree *tree, const char *last, uint32_t hash, each_header *each, void *data)
{
	owned(lookup_release) struct lookup lookup = { .last = last, .hash = hash, .each = each, .data = data };

	if (has_below(tree->root, hash))
		look_in(&lookup, tree->root);
}
