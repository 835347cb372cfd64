// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where lines come from, and who changed a region.
 *
 * A node is a commit, a path and spans of lines of the file that the commit has there. Nodes wait in a heap, by
 * generation or else by date, so that a commit is visited once, after all its children have handed their lines to it;
 * nodes of the same commit and path are joined when they are taken out. Where dates are wrong a commit may be visited
 * again, with other lines: an origin does not depend on the order.
 *
 * The walk ends at commits that the target has. Those are painted from the target on down beside the walk, as far as it
 * has come; only a commit that is about to be named is asked about with all the care that wrong clocks need.
 *
 * A visit first looks for a parent with the same file: by the Bloom filter, which costs no object, else by ids. It
 * gets everything, and if nothing else waits between the two, the visit goes on there at once: in a history where few
 * commits touch the file the heap is hardly used. Otherwise the file was changed, and differences between the
 * versions decide:
 *
 *  origins: each parent in turn takes the lines that are unchanged between it and the commit; the rest was made here. A
 *  span remembers which asked line its first line is, however far it has moved.
 *
 *  region: a parent in which the region is unchanged takes it, as in "git log -L". Else the commit is noted, and every
 *  parent gets what the region was in it: a line that the commit added or replaced stands for all the old lines of its
 *  difference. A merge is noted for lines that it added against each of its parents and for what it took, at the same
 *  gap, from each of them: the rest is its parents' doing.
 *
 * Lines that reach the boundary of a shallow clone may be older than it: they have no origin.
 */
#include <stdlib.h>

#include "../proc.h"
#include "commits-queue.h"
#include "lines.h"
#include "renames.h"

/* Lines first .. first + nr - 1 of a version; asked is the answer's element of the first of them. */
struct span {
	uint32_t first, nr;
	size_t asked;
};

struct spans {
	struct span *v;
	size_t nr;
};

struct node {
	struct waiting waiting; /* its commit */
	const struct commits_path *path;
	git_oid file;           /* what the commit has there */
	struct spans spans;
};

/* A parent of the visited commit, and the file there. */
struct side {
	uint32_t commit;
	const struct commits_path *path; /* NULL: there is no such file */
	git_oid file;
};

struct sides {
	struct side *v;
	size_t nr;
};

struct walk {
	struct commits *commits;
	struct blobs *blobs;
	struct painting *target;
	struct node *heap;      /* the newest first */
	size_t nr;
	void (*join)(struct spans *spans);
	/* A commit that has the file as none of its parents has it. */
	int (*changed)(struct walk *walk, struct node *node, const struct sides *sides, struct error *err);
	struct line_origins *origins;
	struct region_commits *found;
	bool is_gap;            /* the region was asked as a gap */
};

static void spans_release(struct spans *spans)
{
	free(spans->v);
}

static void node_release(struct node *node)
{
	spans_release(&node->spans);
}

static void sides_release(struct sides *sides)
{
	free(sides->v);
}

static void walk_release(struct walk *walk)
{
	size_t i;

	for (i = 0; i < walk->nr; i++)
		node_release(&walk->heap[i]);
	free(walk->heap);
}

void line_origins_release(struct line_origins *origins)
{
	if (origins)
		free(origins->v);
}

void region_commits_release(struct region_commits *commits)
{
	if (commits)
		free(commits->v);
}

/* Room for one more at the end of an array that doubles at powers of two. */
static void *room_for_one(void *array, size_t nr, size_t size)
{
	return nr & (nr - 1) ? array : mem_realloc(array, (nr ? 2 * nr : 1) * size);
}

static void spans_add(struct spans *spans, uint32_t first, uint32_t nr, size_t asked)
{
	spans->v = room_for_one(spans->v, spans->nr, sizeof(*spans->v));
	spans->v[spans->nr++] = (struct span){ .first = first, .nr = nr, .asked = asked };
}

/* ---- what waits ---- */

static bool is_before(const struct node *a, const struct node *b)
{
	if (a->waiting.commit != b->waiting.commit)
		return waiting_comes_before(&a->waiting, &b->waiting);
	return (uintptr_t)a->path < (uintptr_t)b->path;
}

static bool is_same_file(const struct node *a, const struct node *b)
{
	return a->waiting.commit == b->waiting.commit && a->path == b->path;
}

static void swap_nodes(struct node *a, struct node *b)
{
	struct node kept = *a;

	*a = *b;
	*b = kept;
}

static void push(struct walk *walk, struct node node)
{
	struct node *heap = room_for_one(walk->heap, walk->nr, sizeof(*heap));
	size_t at = walk->nr++;

	walk->heap = heap;
	heap[at] = node;
	for (; at && is_before(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap_nodes(&heap[at], &heap[(at - 1) / 2]);
}

static struct node pop(struct walk *walk)
{
	struct node *heap = walk->heap, first = heap[0];
	size_t at = 0, child;

	heap[0] = heap[--walk->nr];
	while ((child = 2 * at + 1) < walk->nr) {
		if (child + 1 < walk->nr && is_before(&heap[child + 1], &heap[child]))
			child++;
		if (!is_before(&heap[child], &heap[at]))
			break;
		swap_nodes(&heap[child], &heap[at]);
		at = child;
	}
	return first;
}

static struct node pop_joined(struct walk *walk)
{
	struct node node = pop(walk);
	bool is_joined = false;
	size_t i;

	for (; walk->nr && is_same_file(&node, &walk->heap[0]); is_joined = true) {
		owned(node_release) struct node other = pop(walk);

		for (i = 0; i < other.spans.nr; i++)
			spans_add(&node.spans, other.spans.v[i].first, other.spans.v[i].nr,
				  other.spans.v[i].asked);
	}
	if (is_joined)
		walk->join(&node.spans);
	return node;
}

static struct waiting waiting_at(const struct walk *walk, uint32_t commit)
{
	return waiting_of(walk->commits, commit, commits_generation(walk->commits, commit));
}

static void hand_over(struct walk *walk, const struct side *side, struct spans *spans)
{
	owned(spans_release) struct spans handed = take(*spans);

	if (handed.nr)
		push(walk, (struct node){
			.waiting = waiting_at(walk, side->commit),
			.path = side->path,
			.file = side->file,
			.spans = take(handed),
		});
}

/* ---- the walk ---- */

static int find_side(struct side *side, struct walk *walk, const struct node *node, uint32_t nth,
		     struct error *err)
{
	struct path_entry entry;

	*side = (struct side){ 0 };
	if (commits_parent(&side->commit, walk->commits, node->waiting.commit, nth, err) < 0 ||
	    commits_entry(&entry, walk->commits, side->commit, node->path, err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		return 0;
	side->path = node->path;
	side->file = entry.id;
	return 0;
}

/* The first parent that has the same file. */
static int find_same(struct side *same, bool *found, struct walk *walk, const struct node *node, struct error *err)
{
	uint32_t nr = commits_facts(walk->commits, node->waiting.commit)->nr_parents, i;

	*found = nr && !commits_may_change(walk->commits, node->waiting.commit, node->path);
	*same = (struct side){ .path = node->path, .file = node->file };
	if (*found)
		return commits_parent(&same->commit, walk->commits, node->waiting.commit, 0, err);
	for (i = 0; i < nr && !*found; i++) {
		if (find_side(same, walk, node, i, err) < 0)
			return -1;
		*found = same->path && git_oid_equal(&same->file, &node->file);
	}
	return 0;
}

/* The side of a parent that lacks the path: under another, if the commit renamed the file. */
static int find_renamed(struct side *side, struct walk *walk, const struct node *node, struct error *err)
{
	struct renamed_file renamed;

	if (renames_find(&renamed, walk->commits, walk->blobs, side->commit, node->waiting.commit, node->path,
			 &node->file, err) < 0)
		return -1;
	side->path = renamed.from;
	side->file = renamed.id;
	return 0;
}

/* A parent that has the same content, under another name, gets everything: the others are not asked. */
static void keep_renamed_whole(struct sides *sides, const struct node *node)
{
	size_t i;

	for (i = 0; i < sides->nr; i++)
		if (sides->v[i].path && git_oid_equal(&sides->v[i].file, &node->file)) {
			sides->v[0] = sides->v[i];
			sides->nr = 1;
		}
}

/* A root commit has one side, without the file. */
static int find_sides(struct sides *sides, struct walk *walk, const struct node *node, struct error *err)
{
	uint32_t nr = commits_facts(walk->commits, node->waiting.commit)->nr_parents;

	sides->v = mem_alloc((nr + 1) * sizeof(*sides->v));
	for (sides->nr = 0; sides->nr < nr; sides->nr++) {
		struct side *side = &sides->v[sides->nr];

		if (find_side(side, walk, node, (uint32_t)sides->nr, err) < 0 ||
		    (!side->path && find_renamed(side, walk, node, err) < 0))
			return -1;
	}
	sides->nr += !nr;
	keep_renamed_whole(sides, node);
	return 0;
}

static int visit_changed(struct walk *walk, struct node *node, struct error *err)
{
	owned(sides_release) struct sides sides = { 0 };

	if (commits_facts(walk->commits, node->waiting.commit)->is_boundary)
		return 0;
	if (find_sides(&sides, walk, node, err) < 0)
		return -1;
	return walk->changed(walk, node, &sides, err);
}

static int visit(struct walk *walk, struct node *node, struct error *err)
{
	struct side same;
	bool found, is_there;

	for (;;) {
		if (proc_check_interrupt(err) < 0 ||
		    painting_has_likely(&is_there, walk->target, node->waiting.commit, err) < 0)
			return -1;
		if (is_there)
			return 0;
		if (find_same(&same, &found, walk, node, err) < 0)
			return -1;
		if (!found)
			return visit_changed(walk, node, err);
		node->waiting = waiting_at(walk, same.commit);
		if (walk->nr && !is_before(node, &walk->heap[0])) {
			push(walk, take(*node));
			return 0;
		}
	}
}

static int run(struct walk *walk, struct error *err)
{
	while (walk->nr) {
		owned(node_release) struct node node = pop_joined(walk);

		if (visit(walk, &node, err) < 0)
			return -1;
	}
	return 0;
}

/* The node to begin with, without spans yet, and how many lines its file has. */
static int begin(struct node *node, uint32_t *nr_lines, struct walk *walk, uint32_t at, const char *path,
		 struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	*node = (struct node){ .waiting = waiting_at(walk, at), .path = commits_path(walk->commits, path) };
	if (commits_entry(&entry, walk->commits, at, node->path, err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		return error_set(err, "'%s' is not a file in the commit %s", path,
				 git_oid_tostr_s(&commits_facts(walk->commits, at)->id));
	if (blobs_get(&blob, walk->blobs, &entry.id, path, err) < 0)
		return -1;
	node->file = entry.id;
	*nr_lines = blob->nr_lines;
	return 0;
}

/* How many differences begin in new at the line, or at the gap before it, or earlier. */
static size_t nr_until(const struct differences *differences, uint32_t line)
{
	size_t low = 0, high = differences->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (differences->v[middle].new_first <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where a new line, or the gap before it, was in old: it is behind the difference (NULL: before any), and unchanged. */
static uint32_t old_place(const struct difference *behind, uint32_t line)
{
	if (!behind)
		return line;
	return line - (behind->new_first + behind->new_nr) + (behind->old_first + behind->old_nr);
}

static uint32_t end_in_new(const struct difference *difference)
{
	return difference->new_first + difference->new_nr;
}

/* The part of the lines first .. first + nr - 1 that a file has. */
static struct line_span within(struct line_span span, uint32_t nr_lines)
{
	uint64_t end = (uint64_t)span.first + span.nr;
	uint32_t first = span.first ? span.first : 1;

	if (end > (uint64_t)nr_lines + 1)
		end = (uint64_t)nr_lines + 1;
	return (struct line_span){ .first = first, .nr = end > first ? (uint32_t)(end - first) : 0 };
}

/* ---- origins ---- */

static int compare_spans(const void *a, const void *b)
{
	const struct span *one = a, *other = b;

	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	if (one->nr != other->nr)
		return one->nr < other->nr ? -1 : 1;
	return (one->asked > other->asked) - (one->asked < other->asked);
}

/* Spans that go on one another in the version and in the answer become one. */
static void join_lines(struct spans *spans)
{
	size_t i, nr = 0;

	qsort(spans->v, spans->nr, sizeof(*spans->v), compare_spans);
	for (i = 1; i < spans->nr; i++) {
		struct span *last = &spans->v[nr];

		if (spans->v[i].first == last->first + last->nr && spans->v[i].asked == last->asked + last->nr)
			last->nr += spans->v[i].nr;
		else
			spans->v[++nr] = spans->v[i];
	}
	spans->nr = spans->nr ? nr + 1 : 0;
}

/* Parts a span into what a parent has, in the parent's lines, and what it has not. */
static void part(struct spans *unchanged, struct spans *rest, const struct span *span,
		 const struct differences *differences)
{
	uint32_t end = span->first + span->nr, at, stop;

	for (at = span->first; at < end; at = stop) {
		size_t nr = nr_until(differences, at), asked = span->asked + (at - span->first);
		const struct difference *last = nr ? &differences->v[nr - 1] : NULL;
		bool is_changed = last && at < end_in_new(last);

		if (is_changed)
			stop = end_in_new(last);
		else
			stop = nr < differences->nr ? differences->v[nr].new_first : end;
		stop = stop < end ? stop : end;
		if (is_changed)
			spans_add(rest, at, stop - at, asked);
		else
			spans_add(unchanged, old_place(last, at), stop - at, asked);
	}
}

/* Against a parent without the file (a zero id) every line was added. */
static int differences_to(const struct differences **differences, struct walk *walk, const struct node *node,
			  const struct side *side, struct error *err)
{
	return blobs_differences(differences, walk->blobs, &side->file, &node->file, commits_path_name(node->path),
				 err);
}

/*
 * Most commits change one place of a large file. Spans far from it are where they were, or as far behind it as it grew,
 * and nothing has to be compared.
 */
static bool move_far(struct span *moved, const struct span *span, const struct difference *window)
{
	uint32_t old_end = window->old_first + window->old_nr, new_end = end_in_new(window);

	*moved = *span;
	if ((uint64_t)span->first + span->nr < window->new_first)
		return true;
	moved->first = span->first - new_end + old_end;
	return span->first > new_end;
}

/* Hands all spans to a parent if they are far from what is different. */
static int hand_far(bool *handed, struct walk *walk, const struct side *side, const struct node *node,
		    const struct span *v, size_t nr, struct error *err)
{
	owned(spans_release) struct spans far = { 0 };
	struct difference window;
	struct span moved;
	size_t i;

	*handed = false;
	if (!side->path || git_oid_is_zero(&side->file))
		return 0;
	if (blobs_window(&window, walk->blobs, &side->file, &node->file, commits_path_name(node->path), err) < 0)
		return -1;
	for (i = 0; i < nr; i++) {
		if (!move_far(&moved, &v[i], &window))
			return 0;
		spans_add(&far, moved.first, moved.nr, moved.asked);
	}
	hand_over(walk, side, &far);
	*handed = true;
	return 0;
}

static int hand_unchanged(struct walk *walk, struct node *node, const struct side *side, struct error *err)
{
	owned(spans_release) struct spans unchanged = { 0 };
	owned(spans_release) struct spans rest = { 0 };
	const struct differences *differences;
	bool handed;
	size_t i;

	if (hand_far(&handed, walk, side, node, node->spans.v, node->spans.nr, err) < 0)
		return -1;
	if (handed) {
		node->spans.nr = 0;
		return 0;
	}
	if (differences_to(&differences, walk, node, side, err) < 0)
		return -1;
	for (i = 0; i < node->spans.nr; i++)
		part(&unchanged, &rest, &node->spans.v[i], differences);
	hand_over(walk, side, &unchanged);
	spans_release(&node->spans);
	node->spans = take(rest);
	return 0;
}

static int made_here(const struct walk *walk, const struct node *node, struct error *err)
{
	bool is_there;
	size_t i, line;

	if (!node->spans.nr)
		return 0;
	if (painting_has(&is_there, walk->target, node->waiting.commit, err) < 0)
		return -1;
	for (i = 0; i < node->spans.nr && !is_there; i++)
		for (line = 0; line < node->spans.v[i].nr; line++)
			walk->origins->v[node->spans.v[i].asked + line].commit = node->waiting.commit;
	return 0;
}

static int origins_changed(struct walk *walk, struct node *node, const struct sides *sides, struct error *err)
{
	size_t i;

	for (i = 0; i < sides->nr && node->spans.nr; i++)
		if (sides->v[i].path && hand_unchanged(walk, node, &sides->v[i], err) < 0)
			return -1;
	return made_here(walk, node, err);
}

/* The asked lines, each once, with an element of the answer for each. */
static void ask(struct spans *asked, struct line_origins *origins, const struct line_span *spans, size_t nr_spans,
		uint32_t nr_lines)
{
	owned(spans_release) struct spans sorted = { 0 };
	uint32_t next = 1, line;
	size_t i;

	for (i = 0; i < nr_spans; i++) {
		struct line_span span = within(spans[i], nr_lines);

		spans_add(&sorted, span.first, span.nr, 0);
	}
	if (sorted.nr)
		qsort(sorted.v, sorted.nr, sizeof(*sorted.v), compare_spans);
	for (i = 0; i < sorted.nr; i++) {
		uint32_t end = sorted.v[i].first + sorted.v[i].nr;

		next = next > sorted.v[i].first ? next : sorted.v[i].first;
		if (next >= end)
			continue;
		spans_add(asked, next, end - next, origins->nr);
		origins->v = mem_realloc(origins->v, (origins->nr + end - next) * sizeof(*origins->v));
		for (line = next; line < end; line++)
			origins->v[origins->nr++] = (struct line_origin){ .commit = NO_COMMIT, .line = line };
		next = end;
	}
	if (asked->nr)
		join_lines(asked);
}

int lines_origins(struct line_origins *origins, struct commits *commits, struct blobs *blobs,
		  struct painting *target, uint32_t at, const char *path, const struct line_span *spans,
		  size_t nr_spans, struct error *err)
{
	owned(line_origins_release) struct line_origins made = { 0 };
	owned(walk_release) struct walk walk = {
		.commits = commits,
		.blobs = blobs,
		.target = target,
		.join = join_lines,
		.changed = origins_changed,
		.origins = &made,
	};
	struct node node;
	uint32_t nr_lines;

	if (begin(&node, &nr_lines, &walk, at, path, err) < 0)
		return -1;
	ask(&node.spans, &made, spans, nr_spans, nr_lines);
	if (node.spans.nr)
		push(&walk, node);
	if (run(&walk, err) < 0)
		return -1;
	*origins = take(made);
	return 0;
}

/* ---- regions ---- */

/* Regions that overlap become one; a gap is in a region if it is strictly inside. */
static void join_regions(struct spans *regions)
{
	size_t i, nr = 0;

	qsort(regions->v, regions->nr, sizeof(*regions->v), compare_spans);
	for (i = 1; i < regions->nr; i++) {
		struct span *last = &regions->v[nr], *next = &regions->v[i];
		uint32_t last_end = last->first + last->nr, next_end = next->first + next->nr;

		if (next->first < last_end || (next->first == last->first && next->nr == last->nr))
			last->nr = (next_end > last_end ? next_end : last_end) - last->first;
		else
			regions->v[++nr] = *next;
	}
	regions->nr = nr + 1;
}

static bool touches(const struct difference *difference, const struct span *region)
{
	uint32_t first = difference->new_first, end = region->first + region->nr;

	if (difference->new_nr)
		return first < end && end_in_new(difference) > region->first;
	return region->nr ? first > region->first && first < end : first == region->first;
}

/* What the gap was before: a gap, or the lines that were taken away in it or replaced around it. */
static struct span gap_before(const struct span *gap, const struct differences *differences)
{
	size_t nr = nr_until(differences, gap->first);
	const struct difference *last = nr ? &differences->v[nr - 1] : NULL;

	if (last && last->new_first == gap->first && last->new_nr) /* begins behind the gap */
		last = --nr ? &differences->v[nr - 1] : NULL;
	if (last && touches(last, gap))
		return (struct span){ .first = last->old_first, .nr = last->old_nr };
	return (struct span){ .first = old_place(last, gap->first) };
}

/* What the region was before; nr 0: all of it was added. */
static struct span region_before(const struct span *region, const struct differences *differences)
{
	uint32_t last_line = region->first + region->nr - 1, first, end;
	const struct difference *last;
	size_t nr;

	if (!region->nr)
		return gap_before(region, differences);
	nr = nr_until(differences, region->first);
	last = nr ? &differences->v[nr - 1] : NULL;
	first = last && region->first < end_in_new(last) ? last->old_first : old_place(last, region->first);
	nr = nr_until(differences, last_line);
	last = nr ? &differences->v[nr - 1] : NULL;
	end = last && last_line < end_in_new(last) ? last->old_first + last->old_nr : old_place(last, last_line) + 1;
	return (struct span){ .first = first, .nr = end - first };
}

/* What a commit did to a region, against all the parents that were looked at. */
struct tally {
	const struct span *region;
	size_t nr_parents;
	uint32_t *added;        /* by line of the region: against how many parents */
	uint32_t *removed;      /* by gap (0: before the first line): from each parent at least */
	uint32_t *here;         /* the same of the parent that is looked at */
};

static void tally_release(struct tally *tally)
{
	free(tally->added);
	free(tally->removed);
	free(tally->here);
}

static void tally_init(struct tally *tally, const struct span *region)
{
	size_t size = ((size_t)region->nr + 1) * sizeof(uint32_t);

	*tally = (struct tally){
		.region = region, .added = mem_alloc(size), .removed = mem_alloc(size), .here = mem_alloc(size)
	};
}

static void tally_difference(struct tally *tally, const struct difference *difference)
{
	uint32_t first = tally->region->first, end = first + tally->region->nr, line;
	uint32_t from = difference->new_first > first ? difference->new_first : first;

	for (line = from; line < end && line < end_in_new(difference); line++)
		tally->added[line - first]++;
	tally->here[from - first] += difference->old_nr;
}

/* False: the region is as this parent has it. */
static bool tally_parent(struct tally *tally, const struct differences *differences)
{
	bool is_changed = false;
	size_t i;

	memset(tally->here, 0, ((size_t)tally->region->nr + 1) * sizeof(*tally->here));
	for (i = 0; i < differences->nr; i++) {
		if (!touches(&differences->v[i], tally->region))
			continue;
		tally_difference(tally, &differences->v[i]);
		is_changed = true;
	}
	for (i = 0; i <= tally->region->nr; i++)
		if (!tally->nr_parents || tally->here[i] < tally->removed[i])
			tally->removed[i] = tally->here[i];
	tally->nr_parents++;
	return is_changed;
}

/* Where dates are wrong it may have been found before. */
static struct region_commit *found_before(const struct region_commits *found, uint32_t commit)
{
	size_t i;

	for (i = found->nr; i; i--)
		if (found->v[i - 1].commit == commit)
			return &found->v[i - 1];
	return NULL;
}

static void add_found(struct region_commits *found, const struct region_commit *noted)
{
	struct region_commit *before = found_before(found, noted->commit);

	if (before) {
		before->added += noted->added;
		before->removed += noted->removed;
		return;
	}
	found->v = room_for_one(found->v, found->nr, sizeof(*found->v));
	found->v[found->nr++] = *noted;
}

static int note_commit(struct walk *walk, const struct node *node, const struct tally *tally, struct error *err)
{
	struct region_commit noted = { .commit = node->waiting.commit };
	bool is_there;
	size_t i;

	for (i = 0; i <= tally->region->nr; i++) {
		noted.added += i < tally->region->nr && tally->added[i] == tally->nr_parents;
		noted.removed += tally->removed[i];
	}
	if (!noted.added && !noted.removed)
		return 0;
	if (painting_has(&is_there, walk->target, node->waiting.commit, err) < 0)
		return -1;
	if (!is_there)
		add_found(walk->found, &noted);
	return 0;
}

static void hand_region(struct walk *walk, const struct side *side, const struct span *region,
			const struct differences *differences)
{
	owned(spans_release) struct spans before = { 0 };
	struct span span = region_before(region, differences);

	if (!side->path || (!span.nr && !walk->is_gap))
		return;
	spans_add(&before, span.first, span.nr, 0);
	hand_over(walk, side, &before);
}

static int follow_region(struct walk *walk, const struct node *node, const struct sides *sides,
			 const struct span *region, struct error *err)
{
	owned(tally_release) struct tally tally = { 0 };
	const struct differences *differences;
	size_t i;

	for (i = 0; i < sides->nr; i++) {
		bool handed;

		if (hand_far(&handed, walk, &sides->v[i], node, region, 1, err) < 0)
			return -1;
		if (handed)
			return 0;
	}
	tally_init(&tally, region);
	for (i = 0; i < sides->nr; i++) {
		if (differences_to(&differences, walk, node, &sides->v[i], err) < 0)
			return -1;
		if (!tally_parent(&tally, differences)) {
			hand_region(walk, &sides->v[i], region, differences);
			return 0;
		}
	}
	for (i = 0; i < sides->nr; i++) {
		if (differences_to(&differences, walk, node, &sides->v[i], err) < 0)
			return -1;
		hand_region(walk, &sides->v[i], region, differences);
	}
	return note_commit(walk, node, &tally, err);
}

static int region_changed(struct walk *walk, struct node *node, const struct sides *sides, struct error *err)
{
	size_t i;

	for (i = 0; i < node->spans.nr; i++)
		if (follow_region(walk, node, sides, &node->spans.v[i], err) < 0)
			return -1;
	return 0;
}

int lines_region(struct region_commits *found, struct commits *commits, struct blobs *blobs,
		 struct painting *target, uint32_t at, const char *path, struct line_span region,
		 struct error *err)
{
	owned(region_commits_release) struct region_commits made = { 0 };
	owned(walk_release) struct walk walk = {
		.commits = commits,
		.blobs = blobs,
		.target = target,
		.join = join_regions,
		.changed = region_changed,
		.found = &made,
		.is_gap = !region.nr,
	};
	struct line_span clipped;
	struct node node;
	uint32_t nr_lines;

	if (begin(&node, &nr_lines, &walk, at, path, err) < 0)
		return -1;
	clipped = within(region, nr_lines);
	if (clipped.nr || (walk.is_gap && clipped.first <= nr_lines + 1)) {
		spans_add(&node.spans, clipped.first, clipped.nr, 0);
		push(&walk, node);
	}
	if (run(&walk, err) < 0)
		return -1;
	*found = take(made);
	return 0;
}
