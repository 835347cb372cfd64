// SPDX-License-Identifier: GPL-2.0-only
/*
 * Versions of files with their lines and blocks.
 *
 * An outline of a large file costs some milliseconds, a merge of one hunk is asked for hundreds of times: so what was
 * read once is kept. A blob is found by its id. What a plan has made in memory has no id, and SHA-1 of 250 KB would
 * cost as much as the merge; it is found by a hash of its words, and the bytes are compared.
 */
#include <stdlib.h>

#include "outlines.h"
#include "versions.h"

/*
 * The versions that a search over one large file (250 KB and as much for its outline) has in hand at a time, and
 * more.
 */
#define MAX_KEPT ((size_t)16 << 20)
#define NR_BUCKETS 4096

struct kept {
	struct version version; /* first: what version_release() is given */
	uint64_t hash;
	git_oid id;             /* zero: a text */
	bool is_c;
	const struct blob *blob; /* what lines and bytes belong to, or else: */
	char *bytes;
	uint32_t *starts;
	struct outline outline;
	uint32_t nr_blocks;
	bool has_blocks, has_directives;
	struct directive_line *directives;
	size_t nr_directives;
	size_t weight;
	struct kept *next;      /* in the bucket */
	struct kept *newer, *older;
};

struct versions {
	struct blobs *blobs;
	struct kept *buckets[NR_BUCKETS];
	struct kept *newest, *oldest;
	size_t bytes;
	uint64_t last_serial;
};

struct versions *versions_new(struct blobs *blobs)
{
	struct versions *versions = mem_alloc(sizeof(*versions));

	versions->blobs = blobs;
	return versions;
}

/* References are counted in a version that is const to its users. */
void version_release(const struct version *version)
{
	struct kept *kept = (struct kept *)version;

	if (!kept || --kept->version.references)
		return;
	outline_release(&kept->outline);
	blob_release(kept->blob);
	free(kept->version.blocks);
	free(kept->directives);
	free(kept->bytes);
	free(kept->starts);
	free(kept);
}

void versions_free(struct versions *versions)
{
	struct kept *kept, *older;

	if (!versions)
		return;
	for (kept = versions->newest; kept; kept = older) {
		older = kept->older;
		version_release(&kept->version);
	}
	free(versions);
}

/* ---- what is kept ---- */

static void unlink_kept(struct versions *versions, struct kept *kept)
{
	*(kept->newer ? &kept->newer->older : &versions->newest) = kept->older;
	*(kept->older ? &kept->older->newer : &versions->oldest) = kept->newer;
}

static void make_newest(struct versions *versions, struct kept *kept)
{
	kept->newer = NULL;
	kept->older = versions->newest;
	*(kept->older ? &kept->older->newer : &versions->oldest) = kept;
	versions->newest = kept;
}

static void forget_oldest(struct versions *versions)
{
	struct kept *kept = versions->oldest, **link = &versions->buckets[kept->hash % NR_BUCKETS];

	while (*link != kept)
		link = &(*link)->next;
	*link = kept->next;
	unlink_kept(versions, kept);
	versions->bytes -= kept->weight;
	version_release(&kept->version);
}

/* An outline is about as large as its text; it is counted before it is there. */
static size_t weigh(const struct kept *kept)
{
	const struct version *version = &kept->version;

	return sizeof(*kept) + version->len * (kept->is_c ? 2 : 1) + (version->nr_lines + 1) * sizeof(*version->starts);
}

static const struct version *keep(struct versions *versions, struct kept *kept, const char *path)
{
	struct kept **bucket = &versions->buckets[kept->hash % NR_BUCKETS];

	kept->is_c = path_is_c(path);
	kept->weight = weigh(kept);
	kept->version.serial = ++versions->last_serial;
	kept->next = *bucket;
	*bucket = kept;
	make_newest(versions, kept);
	versions->bytes += kept->weight;
	while (versions->bytes > MAX_KEPT && versions->oldest != kept)
		forget_oldest(versions);
	kept->version.references = 2; /* ours and the caller's */
	return &kept->version;
}

static const struct version *use(struct versions *versions, struct kept *kept)
{
	unlink_kept(versions, kept);
	make_newest(versions, kept);
	kept->version.references++;
	return &kept->version;
}

/* ---- blocks ---- */

/* FNV-1a, so that most names need no comparing. */
static uint32_t hash_name(enum entity_kind kind, const char *name)
{
	uint32_t hash = 2166136261u + (uint32_t)kind;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

/* A kind and name that is looked for. */
struct wanted {
	enum entity_kind kind;
	const char *name;
	uint32_t hash;
};

static struct wanted want(enum entity_kind kind, const char *name)
{
	return (struct wanted){ .kind = kind, .name = name, .hash = hash_name(kind, name) };
}

static bool is_wanted(const struct block *block, const struct wanted *wanted)
{
	return block->hash == wanted->hash && block->entity->kind == wanted->kind &&
	       !strcmp(block->entity->name, wanted->name);
}

/*
 * Where a name is defined twice, both are near each other in most cases; walking back over all is too slow for long
 * files.
 */
static uint32_t count_same_before(const struct version *version, const struct block *block)
{
	const struct wanted wanted = { block->entity->kind, block->entity->name, block->hash };
	const struct block *before = block;
	unsigned looked_at = 0;

	while (before > version->blocks && looked_at++ < 64)
		if (is_wanted(--before, &wanted))
			return before->nth + 1;
	return 0;
}

static void add_block(struct kept *kept, const struct entity *entity)
{
	struct version *version = &kept->version;
	uint32_t end = kept->nr_blocks ? version->blocks[kept->nr_blocks - 1].last : 0;
	struct block *block = &version->blocks[kept->nr_blocks];

	if (entity->first <= end || entity->last > version->nr_lines)
		return;
	*block = (struct block){ .lead = entity->lead > end ? entity->lead : end + 1, .last = entity->last,
				 .entity = entity, .hash = hash_name(entity->kind, entity->name) };
	block->nth = count_same_before(version, block);
	kept->nr_blocks++;
}

static void find_blocks(struct kept *kept)
{
	size_t i;

	kept->has_blocks = true;
	if (kept->version.is_binary || !kept->is_c)
		return;
	outline_make(&kept->outline, kept->version.data, kept->version.len);
	kept->version.blocks = mem_alloc((kept->outline.nr + 1) * sizeof(*kept->version.blocks));
	for (i = 0; i < kept->outline.nr; i++)
		add_block(kept, &kept->outline.v[i]);
}

/* What is found on demand is kept in a version that is const to its users. */
uint32_t version_nr_blocks(const struct version *version)
{
	struct kept *kept = (struct kept *)version;

	if (!kept->has_blocks)
		find_blocks(kept);
	return kept->nr_blocks;
}

const struct outline *version_outline(const struct version *version)
{
	const struct kept *kept = (const struct kept *)version;

	(void)version_nr_blocks(version);
	return kept->version.blocks ? &kept->outline : NULL;
}

const struct block *version_block(const struct version *version, uint32_t block)
{
	(void)version_nr_blocks(version);
	return &version->blocks[block];
}

/* ---- asking ---- */

int versions_of_blob(const struct version **version, struct versions *versions, const git_oid *id, const char *path,
		     struct error *err)
{
	struct kept *kept;
	uint64_t hash;

	memcpy(&hash, id->id, sizeof(hash));
	for (kept = versions->buckets[hash % NR_BUCKETS]; kept; kept = kept->next)
		if (git_oid_equal(&kept->id, id) && kept->is_c == path_is_c(path) && kept->blob) {
			*version = use(versions, kept);
			return 0;
		}
	kept = mem_alloc(sizeof(*kept));
	kept->version.references = 1;
	if (blobs_get(&kept->blob, versions->blobs, id, path, err) < 0) {
		version_release(&kept->version);
		return -1;
	}
	kept->version = (struct version){
		.data = kept->blob->data, .len = kept->blob->len, .starts = kept->blob->starts,
		.nr_lines = kept->blob->nr_lines, .is_binary = kept->blob->is_binary,
	};
	kept->hash = hash;
	git_oid_cpy(&kept->id, id);
	*version = keep(versions, kept, path);
	return 0;
}

/* Not against an attacker, who can make a plan slow in simpler ways: the bytes are compared behind it. */
static uint64_t hash_text(const struct text *text)
{
	const char *at = text_str(text);
	uint64_t hash = text->len, word;
	size_t left = text->len;

	for (; left >= sizeof(word); left -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	for (; left; left--)
		hash = (hash ^ (unsigned char)*at++) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static void find_lines(struct kept *kept)
{
	struct version *version = &kept->version;
	const char *at = version->data, *end = at + version->len, *line;
	size_t len;

	while (text_line(&line, &len, &at, end))
		version->nr_lines++;
	kept->starts = mem_alloc((version->nr_lines + 1) * sizeof(*kept->starts));
	version->nr_lines = 0;
	for (at = version->data; text_line(&line, &len, &at, end);)
		kept->starts[version->nr_lines++] = (uint32_t)(line - version->data);
	kept->starts[version->nr_lines] = (uint32_t)version->len;
	version->starts = kept->starts;
}

static struct kept *copy_text(const struct text *text)
{
	struct kept *kept = mem_alloc(sizeof(*kept));

	kept->bytes = mem_alloc(text->len + 1);
	memcpy(kept->bytes, text_str(text), text->len);
	kept->version = (struct version){ .data = kept->bytes, .len = text->len };
	/* As git judges it. */
	kept->version.is_binary = memchr(kept->bytes, '\0', text->len < 8000 ? text->len : 8000) != NULL;
	find_lines(kept);
	return kept;
}

int versions_of_text(const struct version **version, struct versions *versions, const struct text *text,
		     const char *path, struct error *err)
{
	uint64_t hash = hash_text(text);
	struct kept *kept;

	if (text->len >= UINT32_MAX)
		return error_set(err, "the target's '%s' is larger than 4 GiB", path);
	for (kept = versions->buckets[hash % NR_BUCKETS]; kept; kept = kept->next)
		if (kept->hash == hash && kept->bytes && kept->is_c == path_is_c(path) && kept->version.len == text->len &&
		    !memcmp(kept->bytes, text_str(text), text->len)) {
			*version = use(versions, kept);
			return 0;
		}
	kept = copy_text(text);
	kept->hash = hash;
	*version = keep(versions, kept, path);
	return 0;
}

/* ---- blocks and lines of a version ---- */

uint32_t version_blocks_before(const struct version *version, uint32_t line)
{
	uint32_t low = 0, high = version_nr_blocks(version);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (version->blocks[middle].last < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t version_block_at(const struct version *version, uint32_t line)
{
	uint32_t i = version_blocks_before(version, line);

	return i < version_nr_blocks(version) && version->blocks[i].lead <= line ? i : NO_BLOCK;
}

uint32_t version_block_around(const struct version *version, uint32_t before)
{
	uint32_t i = version_block_at(version, before);

	return i != NO_BLOCK && version->blocks[i].lead < before ? i : NO_BLOCK;
}

static uint32_t find_wanted(const struct version *version, const struct wanted *wanted, uint32_t nth)
{
	uint32_t i, nr = version_nr_blocks(version);

	for (i = 0; *wanted->name && i < nr; i++)
		if (is_wanted(&version->blocks[i], wanted) && !nth--)
			return i;
	return NO_BLOCK;
}

static uint32_t count_wanted(const struct version *version, const struct wanted *wanted)
{
	uint32_t i, found = 0, nr = version_nr_blocks(version);

	for (i = 0; i < nr; i++)
		found += is_wanted(&version->blocks[i], wanted);
	return found;
}

uint32_t version_find_block(const struct version *version, enum entity_kind kind, const char *name, uint32_t nth)
{
	const struct wanted wanted = want(kind, name);

	return find_wanted(version, &wanted, nth);
}

uint32_t version_count_blocks(const struct version *version, enum entity_kind kind, const char *name)
{
	const struct wanted wanted = want(kind, name);

	return count_wanted(version, &wanted);
}

uint32_t version_same_block(const struct version *version, const struct version *of, uint32_t block)
{
	const struct block *b = version_block(of, block);
	const struct wanted wanted = { b->entity->kind, b->entity->name, b->hash };
	uint32_t found = find_wanted(version, &wanted, b->nth);

	return found != NO_BLOCK && count_wanted(version, &wanted) == count_wanted(of, &wanted) ? found : NO_BLOCK;
}

uint32_t version_find_name(const struct version *version, const char *name)
{
	uint32_t i;

	for (i = 0; *name && i < version_nr_blocks(version); i++)
		if (!strcmp(version->blocks[i].entity->name, name))
			return i;
	return NO_BLOCK;
}

const char *version_line(size_t *len, const struct version *version, uint32_t line)
{
	const char *start = version->data + version->starts[line - 1];

	*len = version->starts[line] - version->starts[line - 1];
	if (*len && start[*len - 1] == '\n')
		--*len;
	return start;
}

bool version_is_blank(const struct version *version, uint32_t line)
{
	size_t len, i;
	const char *start = version_line(&len, version, line);

	for (i = 0; i < len; i++)
		if (start[i] != ' ' && start[i] != '\t' && start[i] != '\r')
			return false;
	return true;
}

bool version_same_line(const struct version *a, uint32_t line_a, const struct version *b, uint32_t line_b)
{
	uint32_t start_a = a->starts[line_a - 1], start_b = b->starts[line_b - 1], len = a->starts[line_a] - start_a;

	return len == b->starts[line_b] - start_b && !memcmp(a->data + start_a, b->data + start_b, len);
}

/* ---- directives ---- */

static bool begins_with(const char *at, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	return len >= word_len && !memcmp(at, word, word_len);
}

enum directive version_directive(const struct version *version, uint32_t line)
{
	size_t len;
	const char *at = version_line(&len, version, line), *end = at + len;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at++ != '#')
		return DIRECTIVE_OTHER;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	len = (size_t)(end - at);
	if (begins_with(at, len, "include"))
		return DIRECTIVE_INCLUDE;
	if (begins_with(at, len, "if"))
		return DIRECTIVE_IF;
	if (begins_with(at, len, "endif"))
		return DIRECTIVE_ENDIF;
	return begins_with(at, len, "el") ? DIRECTIVE_ELSE : DIRECTIVE_OTHER;
}

static void find_directives(struct kept *kept)
{
	const struct version *version = &kept->version;
	size_t room = 0;
	uint32_t line;

	kept->has_directives = true;
	for (line = 1; line <= version->nr_lines; line++) {
		enum directive directive = version_directive(version, line);

		if (directive == DIRECTIVE_OTHER)
			continue;
		if (kept->nr_directives == room) {
			room = room ? 2 * room : 64;
			kept->directives = mem_realloc(kept->directives, room * sizeof(*kept->directives));
		}
		kept->directives[kept->nr_directives++] = (struct directive_line){ line, directive };
	}
}

const struct directive_line *version_directives(size_t *nr, const struct version *version)
{
	struct kept *kept = (struct kept *)version;

	if (!kept->has_directives)
		find_directives(kept);
	*nr = kept->nr_directives;
	return kept->directives;
}
