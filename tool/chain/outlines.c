// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contents of files, with their identifiers and outlines.
 *
 * A content is found by the blob's id, or by a hash of a text that is no blob. Its identifiers (a scan) are made
 * when it is met first, since most questions end there: a header that does not have the name at all need not be
 * understood. The outline is made when it is asked for, and that needs the content again.
 *
 * What is kept has a bound; beyond it the least recently used go. Nothing goes while names.c or names-referrers.c
 * is at work on a file: they call outlines_trim() where they hold no pointers. Outlines that outlines_get() gave
 * to others stay until KEPT_FOR more were given.
 */
#include <stdlib.h>

#include "../error.h"
#include "outlines.h"

/* The headers around one subsystem are 2 to 4 MB, in which a plan meets a few versions of some of them. */
#define MAX_BYTES ((size_t)16 << 20)
#define NR_BUCKETS 4096
/* What outlines_get() promises. A plan's longest reach is two. */
#define KEPT_FOR 8
/* Larger ones are generated (register tables, firmware), and names in them are not what a fix lacks. */
#define MAX_READ ((size_t)8 << 20)
#define NR_FOLDERS 64

OWNED_POINTER(git_tree, git_tree_free);

struct known_uses {
	struct line_stretch *stretches;
	size_t nr;
	struct name_uses uses;
	struct known_uses *next;
};

struct outlines {
	struct commits *commits;
	struct blobs *blobs;
	struct known_file *buckets[NR_BUCKETS];
	struct known_file *newest, *oldest;
	size_t bytes;
	uint64_t given;
	struct folder *folders[NR_FOLDERS];
	size_t nr_folders;
};

struct outlines *outlines_new(struct commits *commits, struct blobs *blobs)
{
	struct outlines *outlines = mem_alloc(sizeof(*outlines));

	outlines->commits = commits;
	outlines->blobs = blobs;
	return outlines;
}

struct commits *outlines_commits(const struct outlines *outlines)
{
	return outlines->commits;
}

struct blobs *outlines_blobs(const struct outlines *outlines)
{
	return outlines->blobs;
}

/* ---- paths ---- */

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len > end_len && !strcmp(path + len - end_len, end);
}

bool path_is_header(const char *path)
{
	return ends_with(path, ".h");
}

bool path_is_c(const char *path)
{
	return ends_with(path, ".c") || path_is_header(path);
}

size_t path_folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* ---- what is kept ---- */

static void known_file_free(struct known_file *file)
{
	struct known_uses *uses = file->uses, *next;

	for (; uses; uses = next) {
		next = uses->next;
		name_uses_release(&uses->uses);
		free(uses->stretches);
		free(uses);
	}
	identifiers_release(&file->identifiers);
	outline_release(file->outline);
	free(file->outline);
	free(file);
}

static void folders_forget(struct outlines *outlines)
{
	size_t i;

	for (i = 0; i < NR_FOLDERS; i++) {
		struct folder *folder = outlines->folders[i], *next;

		for (; folder; folder = next) {
			next = folder->next;
			arena_release(&folder->arena);
			free(folder);
		}
		outlines->folders[i] = NULL;
	}
	outlines->nr_folders = 0;
}

void outlines_free(struct outlines *outlines)
{
	struct known_file *file, *older;

	if (!outlines)
		return;
	for (file = outlines->newest; file; file = older) {
		older = file->older;
		known_file_free(file);
	}
	folders_forget(outlines);
	free(outlines);
}

static void unlink_use(struct outlines *outlines, struct known_file *file)
{
	*(file->newer ? &file->newer->older : &outlines->newest) = file->older;
	*(file->older ? &file->older->newer : &outlines->oldest) = file->newer;
}

static void link_newest(struct outlines *outlines, struct known_file *file)
{
	file->newer = NULL;
	file->older = outlines->newest;
	*(file->older ? &file->older->newer : &outlines->oldest) = file;
	outlines->newest = file;
}

static void add_bytes(struct outlines *outlines, struct known_file *file, size_t bytes)
{
	file->bytes += bytes;
	outlines->bytes += bytes;
}

static struct known_file **bucket_of(struct outlines *outlines, const git_oid *key)
{
	uint64_t hash;

	memcpy(&hash, key->id, sizeof(hash));
	return &outlines->buckets[hash % NR_BUCKETS];
}

static struct known_file *find_known(struct outlines *outlines, const git_oid *key, bool is_text)
{
	struct known_file *file = *bucket_of(outlines, key);

	while (file && !(file->is_text == is_text && git_oid_equal(&file->key, key)))
		file = file->next;
	if (file && file != outlines->newest) {
		unlink_use(outlines, file);
		link_newest(outlines, file);
	}
	return file;
}

static struct known_file *add_known(struct outlines *outlines, const git_oid *key, bool is_text, const char *data,
				    size_t len)
{
	struct known_file **bucket = bucket_of(outlines, key), *file = mem_alloc(sizeof(*file));

	file->key = *key;
	file->is_text = is_text;
	file->next = *bucket;
	*bucket = file;
	link_newest(outlines, file);
	if (len <= MAX_READ)
		identifiers_make(&file->identifiers, data, len);
	add_bytes(outlines, file, sizeof(*file) + file->identifiers.nr_slots * sizeof(*file->identifiers.slots));
	return file;
}

static void make_outline(struct outlines *outlines, struct known_file *file, const char *data, size_t len)
{
	file->outline = mem_alloc(sizeof(*file->outline));
	outline_make(file->outline, data, len <= MAX_READ ? len : 0);
	add_bytes(outlines, file, outline_bytes(file->outline));
}

static void forget(struct outlines *outlines, struct known_file *file)
{
	struct known_file **at = bucket_of(outlines, &file->key);

	while (*at != file)
		at = &(*at)->next;
	*at = file->next;
	unlink_use(outlines, file);
	outlines->bytes -= file->bytes;
	known_file_free(file);
}

static bool is_borrowed(const struct outlines *outlines, const struct known_file *file)
{
	return file->given && outlines->given - file->given < KEPT_FOR;
}

bool outlines_are_full(const struct outlines *outlines)
{
	return outlines->bytes > MAX_BYTES;
}

void outlines_trim(struct outlines *outlines)
{
	struct known_file *file = outlines->oldest, *newer;

	for (; file && outlines->bytes > MAX_BYTES; file = newer) {
		newer = file->newer;
		if (!is_borrowed(outlines, file))
			forget(outlines, file);
	}
	if (outlines->nr_folders > 4 * NR_FOLDERS)
		folders_forget(outlines);
}

/* ---- contents ---- */

bool known_file_mentions(const struct known_file *file, const char *name)
{
	return identifiers_has(&file->identifiers, IDENTIFIER_PLAIN, name) ||
	       identifiers_has(&file->identifiers, IDENTIFIER_MEMBER, name) ||
	       identifiers_has(&file->identifiers, IDENTIFIER_TAG, name);
}

int outlines_of_blob(struct known_file **file, struct outlines *outlines, const git_oid *id, const char *path,
		     struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;

	*file = find_known(outlines, id, false);
	if (*file)
		return 0;
	if (blobs_get(&blob, outlines->blobs, id, path, err) < 0)
		return -1;
	*file = add_known(outlines, id, false, blob->data, blob->len);
	return 0;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/*
 * 128 bits in two independent lanes. It is made for speed; who makes two texts collide gets names of one looked up
 * in the other, and no more: a place in a text that its outline tells is looked at only if it is in there.
 */
static void hash_text(git_oid *key, const char *data, size_t len)
{
	uint64_t a = 0x9e3779b97f4a7c15u ^ len, b = 0xc2b2ae3d27d4eb4fu, word;
	size_t at;

	memset(key, 0, sizeof(*key));
	for (at = 0; at < len; at += sizeof(word)) {
		word = 0;
		memcpy(&word, data + at, len - at < sizeof(word) ? len - at : sizeof(word));
		a = mix(a ^ word, 0xa0761d6478bd642fu);
		b = mix(b + word, 0xe7037ed1a0b428dbu) + (b << 29 | b >> 35);
	}
	memcpy(key->id, &a, sizeof(a));
	memcpy(key->id + sizeof(a), &b, sizeof(b));
}

struct known_file *outlines_of_text(struct outlines *outlines, const struct text *text)
{
	struct known_file *file;
	git_oid key;

	hash_text(&key, text_str(text), text->len);
	file = find_known(outlines, &key, true);
	return file ? file : add_known(outlines, &key, true, text_str(text), text->len);
}

int outlines_blob_outline(const struct outline **outline, struct outlines *outlines, struct known_file *file,
			  const char *path, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;

	if (!file->outline) {
		if (blobs_get(&blob, outlines->blobs, &file->key, path, err) < 0)
			return -1;
		make_outline(outlines, file, blob->data, blob->len);
	}
	*outline = file->outline;
	return 0;
}

const struct outline *outlines_text_outline(struct outlines *outlines, struct known_file *file, const struct text *text)
{
	if (!file->outline)
		make_outline(outlines, file, text_str(text), text->len);
	return file->outline;
}

int outlines_get(const struct outline **outline, struct outlines *outlines, uint32_t commit, const char *path,
		 struct error *err)
{
	struct path_entry entry;
	struct known_file *file;

	*outline = NULL;
	outlines_trim(outlines);
	if (commits_entry(&entry, outlines->commits, commit, commits_path(outlines->commits, path), err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		return 0;
	if (outlines_of_blob(&file, outlines, &entry.id, path, err) < 0)
		return -1;
	file->given = ++outlines->given;
	return outlines_blob_outline(outline, outlines, file, path, err);
}

static struct known_uses *find_uses(const struct known_file *file, const struct line_stretch *stretches, size_t nr)
{
	struct known_uses *uses = file->uses;

	while (uses && !(uses->nr == nr && !memcmp(uses->stretches, stretches, nr * sizeof(*stretches))))
		uses = uses->next;
	return uses;
}

int outlines_uses(const struct name_uses **uses, struct outlines *outlines, struct known_file *file, const char *path,
		  const struct line_stretch *stretches, size_t nr, struct error *err)
{
	struct known_uses *known = find_uses(file, stretches, nr);
	owned(blob_releasep) const struct blob *blob = NULL;
	const struct outline *outline;

	if (!known) {
		if (outlines_blob_outline(&outline, outlines, file, path, err) < 0 ||
		    blobs_get(&blob, outlines->blobs, &file->key, path, err) < 0)
			return -1;
		known = mem_alloc(sizeof(*known));
		known->stretches = mem_alloc((nr + 1) * sizeof(*stretches));
		memcpy(known->stretches, stretches, nr * sizeof(*stretches));
		known->nr = nr;
		name_uses_of(&known->uses, outline, blob->data, blob->len <= MAX_READ ? blob->len : 0, stretches, nr);
		known->next = file->uses;
		file->uses = known;
		add_bytes(outlines, file, sizeof(*known) + nr * sizeof(*stretches) +
			  known->uses.nr * (2 * sizeof(*known->uses.v) + 32));
	}
	*uses = &known->uses;
	return 0;
}

/* ---- folders ---- */

static int folder_id(git_oid *id, bool *exists, struct outlines *outlines, uint32_t commit, const char *path,
		     struct error *err)
{
	size_t len = path_folder_len(path);
	owned(text_release) struct text name = { 0 };
	struct path_entry entry;

	*id = commits_facts(outlines->commits, commit)->tree;
	*exists = true;
	if (!len)
		return 0;
	text_add(&name, path, len);
	if (commits_entry(&entry, outlines->commits, commit, commits_path(outlines->commits, text_str(&name)), err) < 0)
		return -1;
	*id = entry.id;
	*exists = entry.mode == GIT_FILEMODE_TREE;
	return 0;
}

static void read_rows(struct folder *folder, const git_tree *tree, const char *path)
{
	size_t nr = git_tree_entrycount(tree), len = path_folder_len(path), i;

	for (i = 0; i < nr; i++) {
		const git_tree_entry *row = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(row);
		struct folder_file *file;

		if (git_tree_entry_type(row) != GIT_OBJECT_BLOB || !path_is_c(name) ||
		    git_tree_entry_filemode(row) == GIT_FILEMODE_LINK)
			continue;
		file = arena_push(&folder->arena, folder->v, folder->nr);
		file->path = len ? arena_printf(&folder->arena, "%.*s/%s", (int)len, path, name) :
				   arena_strdup(&folder->arena, name);
		file->id = *git_tree_entry_id(row);
		file->is_header = path_is_header(name);
		folder->nr_headers += file->is_header;
	}
}

static bool is_folder_of(const struct folder *folder, const git_oid *id, const char *path)
{
	size_t len = path_folder_len(path);

	if (!git_oid_equal(&folder->id, id))
		return false;
	return !folder->nr || (path_folder_len(folder->v[0].path) == len && !memcmp(folder->v[0].path, path, len));
}

int outlines_folder(const struct folder **found, struct outlines *outlines, uint32_t commit, const char *path,
		    struct error *err)
{
	owned(git_tree_freep) git_tree *tree = NULL;
	struct folder **bucket, *folder;
	git_oid id;
	bool exists;

	*found = NULL;
	if (folder_id(&id, &exists, outlines, commit, path, err) < 0)
		return -1;
	if (!exists)
		return 0;
	bucket = &outlines->folders[id.id[0] % NR_FOLDERS];
	for (folder = *bucket; folder && !is_folder_of(folder, &id, path); folder = folder->next)
		;
	if (!folder) {
		if (git_tree_lookup(&tree, commits_repository(outlines->commits), &id) < 0)
			return error_git(err, "cannot read the folder of '%s'", path);
		folder = mem_alloc(sizeof(*folder));
		folder->id = id;
		read_rows(folder, tree, path);
		folder->next = *bucket;
		*bucket = folder;
		outlines->nr_folders++;
	}
	*found = folder;
	return 0;
}
