// SPDX-License-Identifier: GPL-2.0-only
/*
 * Versions of files, and what is different between two.
 *
 * Contents are found by id in a table of buckets and stand in a list, the latest used first; what goes beyond the
 * bound falls off its end. Whoever holds a reference keeps the content: the memory only lets go of its own.
 *
 * Differences are to be those that "git blame" sees, line for line, since people compare. xdiff does most of it; what
 * is around it in git is done here as well:
 *	The common tail is cut off before, in blocks of STEP bytes (trim_common_tail() in xdiff-interface.c). A group
 *	of added or removed lines cannot slide into it.
 *	The common head is not cut off in git. It does matter: lines that are frequent in the whole file are not
 *	aligned by. But where nothing between head and tail is in both versions there is nothing to align, and all of
 *	the head but MARGIN lines is left out: xdiff slides the one group at most 100 lines up, and the indent
 *	heuristic looks at 20 blank lines and one more before where it could stand. This is half of all pairs.
 *
 * libgit2 hashes each text that it compares, which costs more than comparing. So long ones are written short before:
 * each line as its indentation, which the heuristic looks at, and a number that stands for all of it.
 *
 * Of 8,000 pairs of neighbouring versions (git 2.30 to 2.36, Linux 2.6.33 to 2.6.34) all came out as "git diff -U0"
 * has them.
 */
#include <stdlib.h>

#include "headers.h"
#include "tokens.h"

OWNED_POINTER(git_object, git_object_free);

/* Some hundred versions of a large source file of the kernel (200 KB). */
#define MAX_KEPT ((size_t)24 << 20)
/* A plan asks for some ten thousand versions and differences at most: a bucket has a few. */
#define NR_BUCKETS 16384
/* Larger files are generated: nobody reads their lines. */
#define MAX_COMPARED ((size_t)32 << 20)
/* Where git looks for a NUL. */
#define BINARY_BYTES 8000
#define MARGIN 128
/* git's. */
#define STEP ((size_t)1024)
/* To compare each line with each: as long as that takes less than xdiff would. */
#define MAX_PRODUCT 4096
/* Shorter texts are hashed sooner than they are written short. */
#define MIN_SHORTENED 2048
/* Of the kernel a line has 28 bytes; a wrong guess costs room or moving. */
#define GUESSED_LINE 24

struct kept {
	struct blob blob;       /* first: what blob_release() is given */
	git_oid id;
	git_object *object;     /* a git_blob; NULL: the empty file */
	uint32_t *starts;
	struct kept *next;      /* in the bucket */
	struct kept *newer, *older;
};

struct compared {
	git_oid old, new;
	const struct differences *differences; /* in the arena; NULL: not made yet */
	unsigned similarity_plus_one; /* 0: not found yet */
	struct compared *next;
	struct difference window; /* old_first 0: not looked for yet */
};

struct blobs {
	git_repository *repo;
	struct kept *kept[NR_BUCKETS];
	struct kept *newest, *oldest;
	size_t bytes;           /* what is kept takes */
	struct compared *compared[NR_BUCKETS];
	struct arena arena;
	struct headers *headers; /* NULL: none was asked for */
};

/* ---- contents ---- */

int blobs_open(struct blobs **blobs, git_repository *repo, struct error *err)
{
	(void)err;
	*blobs = mem_alloc(sizeof(**blobs));
	(*blobs)->repo = repo;
	return 0;
}

/* References are counted in a content that is const to its users. */
void blob_release(const struct blob *blob)
{
	struct kept *kept = (struct kept *)blob;

	if (!kept || --kept->blob.references)
		return;
	git_object_free(kept->object);
	free(kept->starts);
	free(kept);
}

void blobs_free(struct blobs *blobs)
{
	struct kept *kept, *older;

	if (!blobs)
		return;
	headers_free(blobs->headers);
	for (kept = blobs->newest; kept; kept = older) {
		older = kept->older;
		blob_release(&kept->blob);
	}
	arena_release(&blobs->arena);
	free(blobs);
}

struct headers *blobs_headers(struct blobs *blobs)
{
	if (!blobs->headers)
		blobs->headers = headers_new(blobs, blobs->repo);
	return blobs->headers;
}

/* Ids are hashes already. */
static size_t bucket_of(const git_oid *id)
{
	uint32_t hash;

	memcpy(&hash, id->id, sizeof(hash));
	return hash % NR_BUCKETS;
}

static size_t weight(const struct kept *kept)
{
	return sizeof(*kept) + kept->blob.len + (kept->blob.nr_lines + 1) * sizeof(*kept->starts);
}

static void unlink_kept(struct blobs *blobs, struct kept *kept)
{
	*(kept->newer ? &kept->newer->older : &blobs->newest) = kept->older;
	*(kept->older ? &kept->older->newer : &blobs->oldest) = kept->newer;
	kept->newer = NULL;
	kept->older = NULL;
}

static void make_newest(struct blobs *blobs, struct kept *kept)
{
	kept->older = blobs->newest;
	*(kept->older ? &kept->older->newer : &blobs->oldest) = kept;
	blobs->newest = kept;
}

static void forget_oldest(struct blobs *blobs)
{
	struct kept *kept = blobs->oldest, **link = &blobs->kept[bucket_of(&kept->id)];

	while (*link != kept)
		link = &(*link)->next;
	*link = kept->next;
	unlink_kept(blobs, kept);
	blobs->bytes -= weight(kept);
	blob_release(&kept->blob);
}

/* The newest stays even if it alone is beyond the bound: it is about to be used. */
static void keep(struct blobs *blobs, struct kept *kept)
{
	struct kept **bucket = &blobs->kept[bucket_of(&kept->id)];

	kept->next = *bucket;
	*bucket = kept;
	make_newest(blobs, kept);
	blobs->bytes += weight(kept);
	while (blobs->bytes > MAX_KEPT && blobs->oldest != kept)
		forget_oldest(blobs);
}

static struct kept *find_kept(const struct blobs *blobs, const git_oid *id)
{
	struct kept *kept = blobs->kept[bucket_of(id)];

	while (kept && !git_oid_equal(&kept->id, id))
		kept = kept->next;
	return kept;
}

static uint32_t *find_lines(uint32_t *nr_lines, const char *data, size_t len)
{
	size_t capacity = len / GUESSED_LINE + 16;
	uint32_t *starts = mem_realloc(NULL, capacity * sizeof(*starts)), nr = 0;
	const char *at = data, *end = data + len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (nr + 1 == capacity) {
			capacity *= 2;
			starts = mem_realloc(starts, capacity * sizeof(*starts));
		}
		starts[nr++] = (uint32_t)(at - data);
		at = newline ? newline + 1 : end;
	}
	starts[nr] = (uint32_t)len;
	*nr_lines = nr;
	return starts;
}

static struct blob describe(const char *data, size_t len, const uint32_t *starts, uint32_t nr_lines)
{
	size_t looked_at = len < BINARY_BYTES ? len : BINARY_BYTES;

	return (struct blob){
		.data = data,
		.len = len,
		.starts = starts,
		.nr_lines = nr_lines,
		.is_binary = looked_at && memchr(data, '\0', looked_at),
		.references = 1,
	};
}

static int read_object(git_object **object, const struct blobs *blobs, const git_oid *id, const char *path,
		       struct error *err)
{
	const char *workdir = git_repository_workdir(blobs->repo);
	int code = git_object_lookup(object, blobs->repo, id, GIT_OBJECT_ANY);

	if (code == GIT_ENOTFOUND)
		return error_set(err, "the object %s of '%s' is missing from the repository '%s'",
				 git_oid_tostr_s(id), path, workdir ? workdir : git_repository_path(blobs->repo));
	if (code < 0)
		return error_git(err, "cannot read the object %s of '%s'", git_oid_tostr_s(id), path);
	return 0;
}

static int read_blob(struct kept **kept, const struct blobs *blobs, const git_oid *id, const char *path,
		     struct error *err)
{
	owned(git_object_freep) git_object *object = NULL;
	const char *data;
	uint32_t *starts, nr_lines;
	size_t len;

	if (!git_oid_is_zero(id) && read_object(&object, blobs, id, path, err) < 0)
		return -1;
	if (object && git_object_type(object) != GIT_OBJECT_BLOB)
		return error_set(err, "the object %s of '%s' is not a file", git_oid_tostr_s(id), path);
	len = object ? (size_t)git_blob_rawsize((git_blob *)object) : 0;
	if (len >= UINT32_MAX)
		return error_set(err, "a version of '%s' is larger than 4 GiB", path);
	data = object ? git_blob_rawcontent((git_blob *)object) : "";
	starts = find_lines(&nr_lines, data, len);
	*kept = mem_alloc(sizeof(**kept));
	**kept = (struct kept){
		.blob = describe(data, len, starts, nr_lines), .id = *id, .object = take(object), .starts = starts
	};
	return 0;
}

int blobs_get(const struct blob **blob, struct blobs *blobs, const git_oid *id, const char *path, struct error *err)
{
	struct kept *kept = find_kept(blobs, id);

	if (kept) {
		unlink_kept(blobs, kept);
		make_newest(blobs, kept);
	} else {
		if (read_blob(&kept, blobs, id, path, err) < 0)
			return -1;
		keep(blobs, kept);
	}
	kept->blob.references++;
	*blob = &kept->blob;
	return 0;
}

/* ---- the common head and tail ---- */

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many bytes are the same, from the first on. */
static size_t common_head(const struct blob *old, const struct blob *new)
{
	size_t max = smaller(old->len, new->len), nr = 0;

	while (nr + STEP <= max && !memcmp(old->data + nr, new->data + nr, STEP))
		nr += STEP;
	while (nr < max && old->data[nr] == new->data[nr])
		nr++;
	return nr;
}

/* How many are from the last on, and how many of them in whole steps. */
static size_t common_tail(size_t *in_steps, const struct blob *old, const struct blob *new)
{
	const char *a = old->data + old->len, *b = new->data + new->len;
	size_t max = smaller(old->len, new->len), nr = 0;

	while (nr + STEP <= max && !memcmp(a - nr - STEP, b - nr - STEP, STEP))
		nr += STEP;
	*in_steps = nr;
	while (nr < max && a[-1 - (ptrdiff_t)nr] == b[-1 - (ptrdiff_t)nr])
		nr++;
	return nr;
}

/* How many lines' starts are before a byte. */
static uint32_t starts_before(const struct blob *blob, size_t byte)
{
	uint32_t low = 0, high = blob->nr_lines;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (blob->starts[middle] < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Lines that lie wholly within the first bytes: the last one that begins there may go on differently. */
static uint32_t head_lines(const struct blob *blob, size_t bytes)
{
	return bytes >= blob->len ? blob->nr_lines : starts_before(blob, bytes + 1) - 1;
}

static uint32_t tail_lines(const struct blob *blob, size_t bytes)
{
	return blob->nr_lines - starts_before(blob, blob->len - bytes);
}

/* What git cuts off: it leaves the first line that begins or goes on there. */
static uint32_t lines_cut_off(const struct blob *blob, size_t bytes)
{
	return bytes ? tail_lines(blob, bytes - 1) : 0;
}

/* What two versions have in common at both ends, in lines. */
struct ends {
	uint32_t head, tail;
	uint32_t tail_cut_off;
};

static struct ends find_ends(const struct blob *old, const struct blob *new)
{
	size_t in_steps, head = common_head(old, new), tail = common_tail(&in_steps, old, new);
	size_t least = smaller(old->nr_lines, new->nr_lines);
	size_t nr_head = smaller(head_lines(old, head), head_lines(new, head));
	size_t nr_tail = smaller(tail_lines(old, tail), tail_lines(new, tail));

	return (struct ends){
		.head = (uint32_t)nr_head,
		/* Where lines are repeated head and tail overlap. */
		.tail = (uint32_t)smaller(nr_tail, least - nr_head),
		.tail_cut_off = lines_cut_off(old, in_steps),
	};
}

static bool has_line(const struct blob *blob, uint32_t first, uint32_t end, const char *line, size_t len)
{
	uint32_t i;

	for (i = first; i < end; i++)
		if (blob->starts[i + 1] - blob->starts[i] == len && !memcmp(blob->data + blob->starts[i], line, len))
			return true;
	return false;
}

/* Nothing between the ends is in both: there is nothing to align. */
static bool is_one_change(const struct blob *old, const struct blob *new, const struct ends *ends)
{
	uint32_t old_end = old->nr_lines - ends->tail, new_end = new->nr_lines - ends->tail, i;

	if ((uint64_t)(old_end - ends->head) * (new_end - ends->head) > MAX_PRODUCT)
		return false;
	for (i = ends->head; i < old_end; i++)
		if (has_line(new, ends->head, new_end, old->data + old->starts[i], old->starts[i + 1] - old->starts[i]))
			return false;
	return true;
}

/* How many lines at both ends need not be compared. */
static void find_cut(uint32_t *head, uint32_t *tail, const struct blob *old, const struct blob *new)
{
	struct ends ends = find_ends(old, new);
	size_t least = smaller(old->nr_lines, new->nr_lines);

	*tail = ends.tail_cut_off;
	*head = 0;
	if (is_one_change(old, new, &ends)) {
		size_t common = smaller(ends.head, least - *tail);

		*head = common > MARGIN ? (uint32_t)(common - MARGIN) : 0;
	}
}

/* ---- differences ---- */


void differences_release(struct differences *differences)
{
	if (differences)
		free(differences->v);
}

static void add_difference(struct differences *differences, struct difference difference)
{
	size_t nr = differences->nr;

	if (!(nr & (nr - 1))) /* 0 or a power of two: full */
		differences->v = mem_realloc(differences->v, (nr ? 2 * nr : 1) * sizeof(*differences->v));
	differences->v[differences->nr++] = difference;
}

/* What libgit2 calls for each hunk; head is what was cut off. */
struct hunk_notes {
	struct differences *differences;
	uint32_t head;
};

static int note_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *payload)
{
	struct hunk_notes *notes = payload;

	(void)delta;
	add_difference(notes->differences, (struct difference){
		.old_first = notes->head + (uint32_t)hunk->old_start + (hunk->old_lines == 0),
		.old_nr = (uint32_t)hunk->old_lines,
		.new_first = notes->head + (uint32_t)hunk->new_start + (hunk->new_lines == 0),
		.new_nr = (uint32_t)hunk->new_lines,
	});
	return 0;
}

static bool has_no_lines_to_compare(const struct blob *blob)
{
	return blob->is_binary || blob->len > MAX_COMPARED || !blob->len;
}

static size_t bytes_between(const struct blob *blob, uint32_t head, uint32_t tail)
{
	return blob->starts[blob->nr_lines - tail] - blob->starts[head];
}

/* ---- lines written short ---- */

/* A line that was met first, by its number. */
struct met_line {
	const char *line;
	uint32_t len, hash;
};

struct line_numbers {
	struct met_line *met;
	uint32_t nr;
	uint32_t *slots;        /* open addressing: numbers from 1 */
	size_t size;
};

static void line_numbers_release(struct line_numbers *numbers)
{
	free(numbers->met);
	free(numbers->slots);
}

static struct line_numbers numbers_for(size_t nr_lines)
{
	struct line_numbers numbers = { .size = 256 };

	while (numbers.size < 2 * nr_lines)
		numbers.size *= 2;
	numbers.met = mem_realloc(NULL, (nr_lines + 1) * sizeof(*numbers.met));
	numbers.slots = mem_alloc(numbers.size * sizeof(*numbers.slots));
	return numbers;
}

static uint32_t number_of(struct line_numbers *numbers, const char *line, uint32_t len)
{
	uint32_t hash = (uint32_t)line_hash(line, len);
	size_t at = hash & (numbers->size - 1);

	for (; numbers->slots[at]; at = (at + 1) & (numbers->size - 1)) {
		const struct met_line *met = &numbers->met[numbers->slots[at] - 1];

		if (met->hash == hash && met->len == len && !memcmp(met->line, line, len))
			return numbers->slots[at];
	}
	numbers->met[numbers->nr] = (struct met_line){ line, len, hash };
	numbers->slots[at] = ++numbers->nr;
	return numbers->nr;
}

/* In whatever git may take for one: these are written as they are. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\x85';
}

/* Six bits a character, none of them a space. */
static char *write_number(char *at, uint32_t number)
{
	for (; number; number >>= 6)
		*at++ = (char)('0' + (number & 63));
	return at;
}

static char *write_line(char *at, struct line_numbers *numbers, const char *line, uint32_t len)
{
	uint32_t indent = 0;

	while (indent < len && is_space(line[indent]))
		indent++;
	memcpy(at, line, indent);
	at += indent;
	if (indent == len)
		return at;
	at = write_number(at, number_of(numbers, line, len));
	if (line[len - 1] == '\n')
		*at++ = '\n';
	return at;
}

/* A number has six characters at most. */
static struct text write_short(struct line_numbers *numbers, const struct blob *blob, uint32_t head, uint32_t tail)
{
	uint32_t end = blob->nr_lines - tail, i;
	struct text text = { 0 };
	char *at;

	text.capacity = bytes_between(blob, head, tail) + 6 * (size_t)(end - head) + 1;
	text.data = at = mem_realloc(NULL, text.capacity);
	for (i = head; i < end; i++)
		at = write_line(at, numbers, blob->data + blob->starts[i], blob->starts[i + 1] - blob->starts[i]);
	*at = '\0';
	text.len = (size_t)(at - text.data);
	return text;
}

static int compare_buffers(struct hunk_notes *notes, const char *old, size_t old_len, const char *new, size_t new_len)
{
	static const git_diff_options options = {
		.version = GIT_DIFF_OPTIONS_VERSION,
		.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC,
	};

	return git_diff_buffers(old, old_len, NULL, new, new_len, NULL, &options, NULL, NULL, note_hunk, NULL, notes);
}

/* The part between head and tail. -1 is libgit2's. */
static int compare_part(struct hunk_notes *notes, const struct blob *old, const struct blob *new, uint32_t tail)
{
	size_t old_len = bytes_between(old, notes->head, tail), new_len = bytes_between(new, notes->head, tail);
	owned(line_numbers_release) struct line_numbers numbers = { 0 };
	owned(text_release) struct text a = { 0 }, b = { 0 };

	if (old_len < MIN_SHORTENED || new_len < MIN_SHORTENED)
		return compare_buffers(notes, old->data + old->starts[notes->head], old_len,
				       new->data + new->starts[notes->head], new_len);
	numbers = numbers_for((size_t)old->nr_lines + new->nr_lines - 2 * (size_t)(notes->head + tail));
	a = write_short(&numbers, old, notes->head, tail);
	b = write_short(&numbers, new, notes->head, tail);
	return compare_buffers(notes, text_str(&a), a.len, text_str(&b), b.len);
}

/* -1 is libgit2's. */
static int compare(struct differences *differences, const struct blob *old, const struct blob *new)
{
	struct hunk_notes notes = { .differences = differences };
	uint32_t tail;

	if (old->len == new->len && (!old->len || !memcmp(old->data, new->data, old->len)))
		return 0;
	if (has_no_lines_to_compare(old) || has_no_lines_to_compare(new)) {
		add_difference(differences, (struct difference){ 1, old->nr_lines, 1, new->nr_lines });
		return 0;
	}
	find_cut(&notes.head, &tail, old, new);
	return compare_part(&notes, old, new, tail);
}

/* ---- what is remembered of two versions ---- */

static struct compared *compared_of(struct blobs *blobs, const git_oid *old, const git_oid *new)
{
	struct compared **bucket = &blobs->compared[bucket_of(new)], *compared = *bucket;

	while (compared && !(git_oid_equal(&compared->new, new) && git_oid_equal(&compared->old, old)))
		compared = compared->next;
	if (compared)
		return compared;
	compared = arena_alloc(&blobs->arena, sizeof(*compared));
	*compared = (struct compared){ .old = *old, .new = *new, .next = *bucket };
	*bucket = compared;
	return compared;
}

static const struct differences *keep_differences(struct blobs *blobs, const struct differences *made)
{
	struct differences *kept = arena_alloc(&blobs->arena, sizeof(*kept));
	size_t size = made->nr * sizeof(*made->v);

	if (size)
		kept->v = memcpy(arena_alloc(&blobs->arena, size), made->v, size);
	kept->nr = made->nr;
	return kept;
}

int blobs_differences(const struct differences **differences, struct blobs *blobs, const git_oid *old,
		      const git_oid *new, const char *path, struct error *err)
{
	static const struct differences none;
	owned(blob_releasep) const struct blob *a = NULL;
	owned(blob_releasep) const struct blob *b = NULL;
	owned(differences_release) struct differences made = { 0 };
	struct compared *compared;

	*differences = &none;
	if (git_oid_equal(old, new))
		return 0;
	compared = compared_of(blobs, old, new);
	if (!compared->differences) {
		if (blobs_get(&a, blobs, old, path, err) < 0 || blobs_get(&b, blobs, new, path, err) < 0)
			return -1;
		if (compare(&made, a, b) < 0)
			return error_git(err, "cannot compare two versions of '%s'", path);
		compared->differences = keep_differences(blobs, &made);
	}
	*differences = compared->differences;
	return 0;
}

static int find_window(struct difference *window, struct blobs *blobs, const git_oid *old, const git_oid *new,
		       const char *path, struct error *err)
{
	owned(blob_releasep) const struct blob *a = NULL;
	owned(blob_releasep) const struct blob *b = NULL;
	struct ends ends;
	uint32_t head, tail;

	if (blobs_get(&a, blobs, old, path, err) < 0 || blobs_get(&b, blobs, new, path, err) < 0)
		return -1;
	ends = find_ends(a, b);
	head = ends.head > MARGIN ? ends.head - MARGIN : 0;
	tail = ends.tail > MARGIN ? ends.tail - MARGIN : 0;
	*window = (struct difference){
		.old_first = head + 1,
		.old_nr = a->nr_lines - tail - head,
		.new_first = head + 1,
		.new_nr = b->nr_lines - tail - head,
	};
	return 0;
}

int blobs_window(struct difference *window, struct blobs *blobs, const git_oid *old, const git_oid *new, const char *path,
		 struct error *err)
{
	struct compared *compared = compared_of(blobs, old, new);

	if (!compared->window.old_first && find_window(&compared->window, blobs, old, new, path, err) < 0)
		return -1;
	*window = compared->window;
	return 0;
}

/* ---- similarity ---- */

/* A line as it is counted for similarity. */
struct weighed_line {
	uint64_t hash;
	uint32_t len;
};

static void free_weighed(struct weighed_line **lines)
{
	free(*lines);
}

static int compare_weighed(const void *a, const void *b)
{
	uint64_t one = ((const struct weighed_line *)a)->hash, other = ((const struct weighed_line *)b)->hash;

	return (one > other) - (one < other);
}

/* FNV-1a. A collision makes two files a line more similar than they are. */
static uint64_t hash_bytes(const char *bytes, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static struct weighed_line *weigh(const struct blob *blob)
{
	struct weighed_line *lines = mem_alloc((blob->nr_lines + 1) * sizeof(*lines));
	size_t i;

	for (i = 0; i < blob->nr_lines; i++) {
		lines[i].len = blob->starts[i + 1] - blob->starts[i];
		lines[i].hash = hash_bytes(blob->data + blob->starts[i], lines[i].len);
	}
	qsort(lines, blob->nr_lines, sizeof(*lines), compare_weighed);
	return lines;
}

static unsigned similarity_of(const struct blob *a, const struct blob *b)
{
	size_t larger = a->len > b->len ? a->len : b->len, i = 0, j = 0;
	owned(free_weighed) struct weighed_line *a_lines = NULL;
	owned(free_weighed) struct weighed_line *b_lines = NULL;
	uint64_t common = 0;

	if (!larger || larger > MAX_COMPARED || 2 * a->len < larger || 2 * b->len < larger)
		return 0;
	a_lines = weigh(a);
	b_lines = weigh(b);
	while (i < a->nr_lines && j < b->nr_lines) {
		int order = compare_weighed(&a_lines[i], &b_lines[j]);

		if (!order)
			common += a_lines[i].len;
		i += order <= 0;
		j += order >= 0;
	}
	return (unsigned)(common * BLOBS_SAME / larger);
}

int blobs_similarity(unsigned *similarity, struct blobs *blobs, const git_oid *old, const git_oid *new,
		     const char *path, struct error *err)
{
	struct compared *compared = compared_of(blobs, old, new);
	owned(blob_releasep) const struct blob *a = NULL;
	owned(blob_releasep) const struct blob *b = NULL;

	if (!compared->similarity_plus_one) {
		if (blobs_get(&a, blobs, old, path, err) < 0 || blobs_get(&b, blobs, new, path, err) < 0)
			return -1;
		compared->similarity_plus_one = similarity_of(a, b) + 1;
	}
	*similarity = compared->similarity_plus_one - 1;
	return 0;
}

/* ---- texts ---- */

static void free_starts(uint32_t **starts)
{
	free(*starts);
}

int text_differences(struct differences *differences, const char *old, size_t old_len, const char *new,
		     size_t new_len, struct error *err)
{
	owned(differences_release) struct differences made = { 0 };
	owned(free_starts) uint32_t *old_starts = NULL;
	owned(free_starts) uint32_t *new_starts = NULL;
	uint32_t old_nr, new_nr;
	struct blob a, b;

	if (old_len >= UINT32_MAX || new_len >= UINT32_MAX)
		return error_set(err, "a text is larger than 4 GiB");
	old_starts = find_lines(&old_nr, old, old_len);
	new_starts = find_lines(&new_nr, new, new_len);
	a = describe(old, old_len, old_starts, old_nr);
	b = describe(new, new_len, new_starts, new_nr);
	if (compare(&made, &a, &b) < 0)
		return error_git(err, "cannot compare two texts");
	*differences = take(made);
	return 0;
}
