// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a hunk goes on a target that does not have it.
 *
 *  1. Where the whole file's three-way merge puts it, if the lines it leans on are there unchanged and the place
 *     is in the entity of the same name (a new entity: outside of any; what is outside: outside). Clean.
 *  2. Within its own entity, wherever that is in the file now: the three-way merge of the entity's three versions.
 *     Whole-file differences match an entity that was moved, or one that is much rewritten between two that look like
 *     it, with something else. Lines must be left beside the hunk that say something; "}" and a blank line say nothing.
 *  3. A new entity: behind the nearest entity before it, or before the nearest one behind it, that the target has
 *     too, whatever was there in between. An #include: beside the nearest #include that the target has. What is
 *     outside of any entity: the merge of the gap between the neighbours. An entity that goes: if the target's is
 *     what upstream took away.
 *     Never between other #if than upstream.
 *
 * An entity that the target knows under another name is the same one when the name is new upstream, the target's
 * is gone there, and at least half of the lines are the same (git's threshold for renamed files).
 */
#include "merge-hunk.h"

/* How far beside a hunk a line may be that says that this is the right place. */
#define BESIDE 3

/* ---- differences ---- */

bool differences_spare(uint32_t *to, const struct differences *differences, uint32_t first, uint32_t nr)
{
	uint32_t line = first;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if (d->old_first > first + nr)
			break;
		if (d->old_first + d->old_nr >= first)
			return false;
		line += d->new_nr - d->old_nr;
	}
	*to = line;
	return true;
}

uint32_t differences_near(const struct differences *differences, uint32_t line)
{
	uint32_t near = line;
	size_t i;

	for (i = 0; i < differences->nr && differences->v[i].old_first <= line; i++) {
		const struct difference *d = &differences->v[i];

		if (d->old_first + d->old_nr > line)
			return d->new_first + (line - d->old_first < d->new_nr ? line - d->old_first : d->new_nr);
		near += d->new_nr - d->old_nr;
	}
	return near;
}

/* ---- entities on the target ---- */

static bool has_name(const struct version *version, const struct entity *entity)
{
	return version_find_block(version, entity->kind, entity->name, 0) != NO_BLOCK;
}

/* The block of ours that has at least half of a block's lines, by the files' differences. */
static uint32_t block_with_half(const struct sides *sides, const struct block *block)
{
	uint32_t line, at, found = NO_BLOCK, nr = 0, span = block->last + 1 - block->lead;

	for (line = block->lead; line <= block->last; line++) {
		uint32_t here;

		if (version_is_blank(sides->ancestor, line)) {
			span--;
			continue;
		}
		at = differences_near(&sides->between, line);
		if (at > sides->ours->nr_lines || !version_same_line(sides->ancestor, line, sides->ours, at))
			continue;
		here = version_block_at(sides->ours, at);
		if (here == NO_BLOCK || (found != NO_BLOCK && here != found))
			continue;
		found = here;
		nr++;
	}
	return nr * 2 >= span ? found : NO_BLOCK;
}

/* An entity without a name, or one of several of a name, is known by its lines alone. */
static uint32_t find_by_lines(bool *is_renamed, const struct sides *sides, const struct block *block)
{
	uint32_t found = block_with_half(sides, block);
	const struct entity *entity = found == NO_BLOCK ? NULL : version_block(sides->ours, found)->entity;

	if (!entity || entity->kind != block->entity->kind)
		return NO_BLOCK;
	*is_renamed = strcmp(entity->name, block->entity->name) != 0;
	if (*is_renamed && (has_name(sides->ancestor, entity) || has_name(sides->ours, block->entity)))
		return NO_BLOCK;
	return found;
}

uint32_t sides_counterpart(bool *is_renamed, const struct sides *sides, uint32_t old_block)
{
	uint32_t found = version_same_block(sides->ours, sides->ancestor, old_block);

	*is_renamed = false;
	return found == NO_BLOCK ? find_by_lines(is_renamed, sides, version_block(sides->ancestor, old_block)) : found;
}

uint32_t sides_moved(const struct sides *sides, uint32_t old_block)
{
	const char *name = version_block(sides->ancestor, old_block)->entity->name;
	size_t i;

	for (i = 0; sides->moved && i < sides->moved->nr; i++)
		if (!strcmp(sides->moved->v[i].from, name))
			return version_find_block(sides->ours, ENTITY_FUNCTION, sides->moved->v[i].to, 0);
	return NO_BLOCK;
}

static struct entity_merge *find_entity(struct sides *sides, uint32_t old_block, uint32_t our_block)
{
	size_t i;

	for (i = 0; i < sides->nr_entities; i++)
		if (sides->entities[i].old_block == old_block && sides->entities[i].our_block == our_block)
			return &sides->entities[i];
	return NULL;
}

/* Lines first .. last as one stretch of bytes. */
static const char *stretch_of(size_t *len, const struct version *version, uint32_t first, uint32_t last)
{
	*len = version->starts[last] - version->starts[first - 1];
	return version->data + version->starts[first - 1];
}

static int compare_stretches(struct differences *differences, const struct sides *sides, uint32_t old_first,
			     uint32_t old_last, uint32_t our_first, uint32_t our_last, struct error *err)
{
	size_t old_len, our_len;
	const char *old = stretch_of(&old_len, sides->ancestor, old_first, old_last);
	const char *ours = stretch_of(&our_len, sides->ours, our_first, our_last);

	return text_differences(differences, old, old_len, ours, our_len, err);
}

int sides_entity(const struct entity_merge **entity, struct sides *sides, uint32_t old_block, uint32_t our_block,
		 struct error *err)
{
	const struct block *old = version_block(sides->ancestor, old_block);
	const struct block *ours = version_block(sides->ours, our_block);
	struct entity_merge *made = find_entity(sides, old_block, our_block);
	struct differences differences;

	if (!made) {
		if (compare_stretches(&differences, sides, old->lead, old->last, ours->lead, ours->last, err) < 0)
			return -1;
		made = arena_push(&sides->arena, sides->entities, sides->nr_entities);
		*made = (struct entity_merge){ old_block, our_block, differences };
	}
	*entity = made;
	return 0;
}

/* ---- outcomes ---- */

static void carry(struct verdict *verdict, enum hunk_outcome outcome, const struct hunk *hunk, uint32_t first)
{
	*verdict = (struct verdict){
		.outcome = outcome,
		.edit = { .first = first, .nr = hunk->at.old_nr, .from = hunk->at.new_first, .from_nr = hunk->at.new_nr },
	};
}

static void refuse(struct verdict *verdict, enum hunk_obstacle obstacle, uint32_t line)
{
	*verdict = (struct verdict){ .outcome = HUNK_CONFLICT, .obstacle = obstacle, .line = line };
}

/* ---- 1: the whole file ---- */

/* Whether a stretch of ours, or an empty one's place, begins and ends in the same as the ancestor's. */
static bool same_surroundings(const struct sides *sides, const struct hunk *hunk, uint32_t first)
{
	uint32_t old_end = hunk->at.old_first + hunk->at.old_nr, end = first + hunk->at.old_nr;

	return (version_block_around(sides->ancestor, hunk->at.old_first) == NO_BLOCK) ==
		       (version_block_around(sides->ours, first) == NO_BLOCK) &&
	       (version_block_around(sides->ancestor, old_end) == NO_BLOCK) ==
		       (version_block_around(sides->ours, end) == NO_BLOCK);
}

/* The block of the ancestor's line or place is the one of the same name, or under its old name, on the target. */
static bool is_own_place(const char **renamed, const struct sides *sides, uint32_t old_block, uint32_t our_block)
{
	bool is_renamed;
	const struct entity *old, *ours;

	if (old_block == NO_BLOCK || our_block == NO_BLOCK)
		return old_block == our_block;
	old = version_block(sides->ancestor, old_block)->entity;
	ours = version_block(sides->ours, our_block)->entity;
	if (!strcmp(old->name, ours->name) && *old->name)
		return true;
	if (sides_counterpart(&is_renamed, sides, old_block) != our_block)
		return false;
	if (is_renamed)
		*renamed = ours->name;
	return true;
}

/* Every line that the hunk removes, or else its place, is in the same entity. */
static bool is_proper(const char **renamed, const struct sides *sides, const struct hunk *hunk, uint32_t first)
{
	uint32_t i;

	if (!same_surroundings(sides, hunk, first))
		return false;
	if (!hunk->at.old_nr && !is_own_place(renamed, sides, version_block_around(sides->ancestor, hunk->at.old_first),
					      version_block_around(sides->ours, first)))
		return false;
	for (i = 0; i < hunk->at.old_nr; i++)
		if (!is_own_place(renamed, sides, version_block_at(sides->ancestor, hunk->at.old_first + i),
				  version_block_at(sides->ours, first + i)))
			return false;
	return true;
}

static bool place_as_file(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk)
{
	const char *renamed = NULL;
	uint32_t first;

	if (!differences_spare(&first, &sides->between, hunk->at.old_first, hunk->at.old_nr) ||
	    !is_proper(&renamed, sides, hunk, first))
		return false;
	carry(verdict, HUNK_CLEAN, hunk, first);
	verdict->entity = renamed;
	return true;
}

bool hunk_place_untouched(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk)
{
	const struct block *block;
	uint32_t lead;

	if (hunk->site != SITE_WITHIN)
		return false;
	block = version_block(sides->ancestor, hunk->old_block);
	if (hunk->at.old_first < block->lead || hunk->at.old_first + hunk->at.old_nr > block->last + 1 ||
	    !differences_spare(&lead, &sides->between, block->lead, block->last + 1 - block->lead))
		return false;
	carry(verdict, HUNK_CLEAN, hunk, hunk->at.old_first - block->lead + lead);
	return true;
}

/* ---- 2: the entity ---- */

/* Whether a line at the hunk that both have says something; first: what old_first is in ours. */
static bool leans_on_something(const struct sides *sides, const struct hunk *hunk, uint32_t first)
{
	uint32_t i, end = hunk->at.old_first + hunk->at.old_nr;

	for (i = hunk->at.old_first; i < end; i++)
		if (version_says_something(sides->ancestor, i))
			return true;
	for (i = 1; i <= BESIDE && i < hunk->at.old_first && i < first &&
		    version_same_line(sides->ancestor, hunk->at.old_first - i, sides->ours, first - i); i++)
		if (version_says_something(sides->ancestor, hunk->at.old_first - i))
			return true;
	first += hunk->at.old_nr;
	for (i = 0; i < BESIDE && end + i <= sides->ancestor->nr_lines && first + i <= sides->ours->nr_lines &&
		    version_same_line(sides->ancestor, end + i, sides->ours, first + i); i++)
		if (version_says_something(sides->ancestor, end + i))
			return true;
	return false;
}

/* Blank lines at the hunk's ends that are outside of the entity are left as the target has them. */
static struct hunk without_blanks(const struct sides *sides, const struct hunk *hunk)
{
	struct line_span old = version_core(sides->ancestor, hunk->at.old_first, hunk->at.old_nr);
	struct line_span new = version_core(sides->theirs, hunk->at.new_first, hunk->at.new_nr);
	struct hunk core = *hunk;

	core.at = (struct difference){ old.first, old.nr, new.first, new.nr };
	return core;
}

static bool is_in_block(const struct block *block, const struct hunk *hunk)
{
	return hunk->at.old_first >= block->lead && hunk->at.old_first + hunk->at.old_nr <= block->last + 1;
}

/* The line of ours that is one of the ancestor's by the entity's differences; 0: none, or one that says nothing. */
static uint32_t same_telling_line(const struct sides *sides, const struct entity_merge *entity, uint32_t line)
{
	uint32_t lead = version_block(sides->ancestor, entity->old_block)->lead, place;
	const struct difference *d = entity->differences.v, *end = d + entity->differences.nr;

	if (!version_says_something(sides->ancestor, line))
		return 0;
	place = line - lead + 1;
	for (line = place; d < end && d->old_first <= place; d++) {
		if (d->old_first + d->old_nr > place)
			return 0;
		line += d->new_nr - d->old_nr;
	}
	return line + version_block(sides->ours, entity->our_block)->lead - 1;
}

/* Likewise, wherever it is, if both have it once: differences that follow the lines of the hunk move others. */
static uint32_t only_telling_line(struct sides *sides, const struct entity_merge *entity, uint32_t line)
{
	const struct block *old = version_block(sides->ancestor, entity->old_block);
	const struct block *ours = version_block(sides->ours, entity->our_block);
	const uint32_t *old_numbers = sides_numbers(sides, sides->ancestor);
	const uint32_t *numbers = sides_numbers(sides, sides->ours);
	uint32_t wanted = old_numbers[line - 1], times = 0, found = 0, i;

	if (!version_says_something(sides->ancestor, line) || !sides_may_seek(sides, ours->last - ours->lead))
		return 0;
	for (i = ours->lead; i <= ours->last && times < 2; i++)
		if (numbers[i - 1] == wanted && !times++)
			found = i;
	for (i = old->lead; i <= old->last && times == 1; i++)
		times += old_numbers[i - 1] == wanted && i != line;
	return times == 1 ? found : 0;
}

static uint32_t telling_line(struct sides *sides, const struct entity_merge *entity, uint32_t line)
{
	uint32_t found = same_telling_line(sides, entity, line);

	return found ? found : only_telling_line(sides, entity, line);
}

/*
 * What stands above the hunk stands above the place, what stands below, below: a run of lines that is like the hunk's may
 * belong to another branch, and the hunk's own be one that the target lacks.
 */
static bool keeps_order(struct sides *sides, const struct entity_merge *entity, const struct hunk *hunk, uint32_t first)
{
	const struct block *old = version_block(sides->ancestor, entity->old_block);
	uint32_t above = 0, below = 0, line;

	for (line = hunk->at.old_first; line-- > old->lead && !above;)
		above = telling_line(sides, entity, line);
	for (line = hunk->at.old_first + hunk->at.old_nr; line <= old->last && !below; line++)
		below = telling_line(sides, entity, line);
	return (!above || above < first) && (!below || first + hunk->at.old_nr <= below);
}

static int place_in_entity(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	const struct block *old = version_block(sides->ancestor, hunk->old_block), *ours;
	const struct entity_merge *entity;
	bool is_renamed;
	uint32_t counterpart = sides_counterpart(&is_renamed, sides, hunk->old_block), first;
	struct hunk core = is_in_block(old, hunk) ? *hunk : without_blanks(sides, hunk);

	if (counterpart == NO_BLOCK) {
		bool other_kind = version_find_name(sides->ours, old->entity->name) != NO_BLOCK;

		refuse(verdict, other_kind ? OBSTACLE_LINES : OBSTACLE_ENTITY, 0);
		return 0;
	}
	ours = version_block(sides->ours, counterpart);
	if (!is_in_block(old, &core)) {
		refuse(verdict, OBSTACLE_LINES, ours->entity->first);
		return 0;
	}
	if (sides_entity(&entity, sides, hunk->old_block, counterpart, err) < 0)
		return -1;
	if (differences_spare(&first, &entity->differences, core.at.old_first - old->lead + 1, core.at.old_nr) &&
	    leans_on_something(sides, &core, first + ours->lead - 1)) {
		carry(verdict, HUNK_PLACED, &core, first + ours->lead - 1);
	} else if (hunk_place_beside(&first, sides, &core, entity) && keeps_order(sides, entity, &core, first)) {
		carry(verdict, HUNK_PLACED, &core, first);
	} else if (sides_may_seek(sides, ours->last - ours->lead) && hunk_place_alike(&first, sides, &core, ours) &&
		   keeps_order(sides, entity, &core, first)) {
		carry(verdict, HUNK_PLACED, &core, first);
	} else {
		first = differences_near(&entity->differences, core.at.old_first - old->lead + 1) + ours->lead - 1;
		refuse(verdict, OBSTACLE_LINES, first < ours->last ? first : ours->last);
	}
	verdict->entity = is_renamed ? ours->entity->name : NULL;
	return 0;
}

/* ---- 3: what is outside of any entity ---- */

/* The lines of the #if and #else that are open before a place. */
struct conditions {
	uint32_t *v;
	size_t nr;
};

static struct conditions conditions_at(struct arena *arena, const struct version *version, uint32_t place)
{
	struct conditions open = { 0 };
	const struct directive_line *directives;
	size_t nr, i;

	directives = version_directives(&nr, version);
	for (i = 0; i < nr && directives[i].line < place; i++) {
		enum directive directive = directives[i].directive;

		if (directive == DIRECTIVE_IF)
			*arena_push(arena, open.v, open.nr) = directives[i].line;
		else if (directive == DIRECTIVE_ENDIF && open.nr)
			open.nr--;
		else if (directive == DIRECTIVE_ELSE && open.nr)
			open.v[open.nr - 1] = directives[i].line;
	}
	return open;
}

static bool same_conditions(struct sides *sides, uint32_t old_place, uint32_t our_place)
{
	struct conditions old = conditions_at(&sides->arena, sides->ancestor, old_place);
	struct conditions ours = conditions_at(&sides->arena, sides->ours, our_place);
	size_t i;

	for (i = 0; old.nr == ours.nr && i < old.nr; i++)
		if (!version_same_line(sides->ancestor, old.v[i], sides->ours, ours.v[i]))
			return false;
	return old.nr == ours.nr;
}

static bool is_blank_or_end(const struct version *version, uint32_t line)
{
	return line < 1 || line > version->nr_lines || version_is_blank(version, line);
}

/* The hunk's lines with blank lines around them as upstream has them, no more than one each. */
static void insert_apart(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk, uint32_t place)
{
	struct line_span new = version_core(sides->theirs, hunk->at.new_first, hunk->at.new_nr);
	uint32_t above = new.first - 1, below = new.first + new.nr;

	*verdict = (struct verdict){
		.outcome = HUNK_PLACED,
		.edit = { .first = place, .from = new.first, .from_nr = new.nr },
	};
	verdict->edit.blank_above = above >= 1 && is_blank_or_end(sides->theirs, above) &&
				    !is_blank_or_end(sides->ours, place - 1);
	verdict->edit.blank_below = below <= sides->theirs->nr_lines && is_blank_or_end(sides->theirs, below) &&
				    !is_blank_or_end(sides->ours, place);
}

/*
 * Behind a block, and behind what belongs to it (EXPORT_SYMBOL(x);, #endif), where the same #if are open as upstream.
 */
static bool insert_behind(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, uint32_t our_block)
{
	uint32_t place = version_block(sides->ours, our_block)->last + 1;
	uint32_t end = our_block + 1 < version_nr_blocks(sides->ours) ?
			       version_block(sides->ours, our_block + 1)->lead : sides->ours->nr_lines + 1;

	while (place < end && !version_is_blank(sides->ours, place))
		place++;
	for (; place <= end; place++)
		if (same_conditions(sides, hunk->at.old_first, place)) {
			insert_apart(verdict, sides, hunk, place);
			return true;
		}
	return false;
}

static bool insert_before(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, uint32_t our_block)
{
	uint32_t place = version_block(sides->ours, our_block)->lead;

	if (!same_conditions(sides, hunk->at.old_first, place))
		return false;
	insert_apart(verdict, sides, hunk, place);
	return true;
}

static bool insert_beside_entity(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	uint32_t behind = version_blocks_before(sides->ancestor, hunk->at.old_first), before = behind, block;
	uint32_t nr = version_nr_blocks(sides->ancestor);

	while (before > 0 || behind < nr) {
		block = before > 0 ? version_same_block(sides->ours, sides->ancestor, --before) : NO_BLOCK;
		if (block != NO_BLOCK && insert_behind(verdict, sides, hunk, block))
			return true;
		block = behind < nr ? version_same_block(sides->ours, sides->ancestor, behind++) : NO_BLOCK;
		if (block != NO_BLOCK && insert_before(verdict, sides, hunk, block))
			return true;
	}
	return false;
}

/* The line of ours that is the ancestor's #include in a line; 0: it is not there. */
static uint32_t include_of(const struct sides *sides, uint32_t line)
{
	const struct directive_line *ours;
	size_t nr, i;

	ours = version_directives(&nr, sides->ours);
	for (i = 0; i < nr; i++)
		if (ours[i].directive == DIRECTIVE_INCLUDE &&
		    version_same_line(sides->ancestor, line, sides->ours, ours[i].line))
			return ours[i].line;
	return 0;
}

static bool insert_include(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, uint32_t place)
{
	struct line_span new = version_core(sides->theirs, hunk->at.new_first, hunk->at.new_nr);

	if (!same_conditions(sides, hunk->at.old_first, place))
		return false;
	*verdict = (struct verdict){ .outcome = HUNK_PLACED,
				     .edit = { .first = place, .from = new.first, .from_nr = new.nr } };
	return true;
}

static bool insert_beside_include(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	const struct directive_line *old;
	size_t nr, i, behind = 0;
	uint32_t there;

	old = version_directives(&nr, sides->ancestor);
	while (behind < nr && old[behind].line < hunk->at.old_first)
		behind++;
	for (i = behind; i-- > 0;) {
		there = old[i].directive == DIRECTIVE_INCLUDE ? include_of(sides, old[i].line) : 0;
		if (there && insert_include(verdict, sides, hunk, there + 1))
			return true;
	}
	for (i = behind; i < nr; i++) {
		there = old[i].directive == DIRECTIVE_INCLUDE ? include_of(sides, old[i].line) : 0;
		if (there && insert_include(verdict, sides, hunk, there))
			return true;
	}
	return false;
}

/* The lines between two blocks that follow one another upstream; in ours others may be between them. */
static bool find_gap(struct gap *gap, const struct sides *sides, const struct hunk *hunk)
{
	uint32_t before = version_blocks_before(sides->ancestor, hunk->at.old_first), block;

	*gap = (struct gap){ 1, sides->ancestor->nr_lines, 1, sides->ours->nr_lines };
	if (before > 0) {
		block = version_same_block(sides->ours, sides->ancestor, before - 1);
		if (block == NO_BLOCK)
			return false;
		gap->old_first = version_block(sides->ancestor, before - 1)->last + 1;
		gap->our_first = version_block(sides->ours, block)->last + 1;
	}
	if (before < version_nr_blocks(sides->ancestor)) {
		block = version_same_block(sides->ours, sides->ancestor, before);
		if (block == NO_BLOCK)
			return false;
		gap->old_last = version_block(sides->ancestor, before)->lead - 1;
		gap->our_last = version_block(sides->ours, block)->lead - 1;
	}
	return gap->our_first <= gap->our_last + 1 &&
	       hunk->at.old_first + hunk->at.old_nr <= gap->old_last + 1;
}

/* The hunks of a file that is no C are all in one gap. */
static int compare_gap(const struct differences **differences, struct sides *sides, const struct gap *gap,
		       struct error *err)
{
	struct differences made;
	struct gap_merge *kept;
	size_t i;

	for (i = 0; i < sides->nr_gaps; i++)
		if (!memcmp(&sides->gaps[i].gap, gap, sizeof(*gap))) {
			*differences = &sides->gaps[i].differences;
			return 0;
		}
	if (compare_stretches(&made, sides, gap->old_first, gap->old_last, gap->our_first, gap->our_last, err) < 0)
		return -1;
	kept = arena_push(&sides->arena, sides->gaps, sides->nr_gaps);
	*kept = (struct gap_merge){ *gap, made };
	*differences = &kept->differences;
	return 0;
}

static int place_in_gap(bool *placed, struct verdict *verdict, struct sides *sides, const struct hunk *hunk,
			struct error *err)
{
	const struct differences *differences;
	struct gap gap;
	uint32_t first;

	*placed = false;
	if (!find_gap(&gap, sides, hunk))
		return 0;
	if (compare_gap(&differences, sides, &gap, err) < 0)
		return -1;
	if (!differences_spare(&first, differences, hunk->at.old_first - gap.old_first + 1, hunk->at.old_nr))
		return 0;
	first += gap.our_first - 1;
	*placed = version_block_around(sides->ours, first) == NO_BLOCK && leans_on_something(sides, hunk, first);
	if (*placed)
		carry(verdict, HUNK_PLACED, hunk, first);
	return 0;
}

/* Whether the target's entity is, but for blank lines, the one that upstream takes away. */
static bool same_entity(const struct version *a, const struct block *block_a, const struct version *b,
			const struct block *block_b)
{
	uint32_t i = block_a->entity->first, k = block_b->entity->first;

	for (;; i++, k++) {
		while (i <= block_a->last && version_is_blank(a, i))
			i++;
		while (k <= block_b->last && version_is_blank(b, k))
			k++;
		if (i > block_a->last || k > block_b->last)
			return i > block_a->last && k > block_b->last;
		if (!version_same_line(a, i, b, k))
			return false;
	}
}

static bool take_entity_away(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk)
{
	const struct block *old = version_block(sides->ancestor, hunk->old_block), *ours;
	struct line_span core = version_core(sides->ancestor, hunk->at.old_first, hunk->at.old_nr);
	uint32_t block = version_same_block(sides->ours, sides->ancestor, hunk->old_block), nr;

	if (block == NO_BLOCK || core.first != old->lead || core.first + core.nr != old->last + 1)
		return false;
	ours = version_block(sides->ours, block);
	if (!same_entity(sides->ancestor, old, sides->ours, ours))
		return false;
	nr = ours->last + 1 - ours->lead;
	nr += core.nr < hunk->at.old_nr && ours->last < sides->ours->nr_lines &&
	      version_is_blank(sides->ours, ours->last + 1);
	*verdict = (struct verdict){ .outcome = HUNK_PLACED,
				     .edit = { .first = ours->lead, .nr = nr, .from = hunk->at.new_first } };
	return true;
}

/*
 * The target has something else under the name of an entity that the hunk brings. (Both branches of an #if may define
 * it.)
 */
static bool is_taken(uint32_t *line, const struct sides *sides, const struct hunk *hunk)
{
	uint32_t block;

	if (hunk->site != SITE_NEW || version_count_blocks(sides->ours, hunk->kind, hunk->entity) <=
					   version_count_blocks(sides->ancestor, hunk->kind, hunk->entity))
		return false;
	block = version_find_block(sides->ours, hunk->kind, hunk->entity, 0);
	if (block == NO_BLOCK)
		return false;
	*line = version_block(sides->ours, block)->entity->first;
	return true;
}

int hunk_place(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	bool placed = false;
	uint32_t line;

	if (is_taken(&line, sides, hunk)) {
		refuse(verdict, OBSTACLE_LINES, line);
		return 0;
	}
	if (place_as_file(verdict, sides, hunk))
		return 0;
	if (hunk->site == SITE_WITHIN)
		return place_in_entity(verdict, sides, hunk, err);
	if (hunk->site == SITE_NEW)
		placed = insert_beside_entity(verdict, sides, hunk);
	else if (hunk->site == SITE_OLD)
		placed = take_entity_away(verdict, sides, hunk);
	else if (hunk->site == SITE_INCLUDE)
		placed = hunk_place_sorted(verdict, sides, hunk) || insert_beside_include(verdict, sides, hunk);
	else if (hunk->site == SITE_OUTSIDE && place_in_gap(&placed, verdict, sides, hunk, err) < 0)
		return -1;
	if (!placed)
		refuse(verdict, OBSTACLE_LINES, differences_near(&sides->between, hunk->at.old_first));
	return 0;
}
