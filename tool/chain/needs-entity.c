// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hunk whose function (struct, enum, macro, table) is not on the target:
 *
 *  1. What it was when it was introduced stands in a function that referred to it then: upstream moved the code out of
 *     that one, and the hunk is to be adapted there. (On an early 5.10 nfsd4_send_cb_offload() is absent, but its line
 *     stands in nfsd4_do_async_copy(); the commit that moved it is no prerequisite.)
 *  2. It was taken from another file, where the target still has it: to be adapted there, or with the commit that took
 *     it.
 *  3. None of those that referred to it when it was introduced is on the target: moot. (deleg_reaper() on 4.19.) A
 *     later call from another feature (nfs4_laundromat() calls deleg_reaper() too, since 6.14) says nothing about what
 *     the target lacks.
 *  4. One is: the commit that introduced it is needed. (nfsd41_destroy_cb() on 4.19, which nfsd4_cb_release() calls.)
 *
 * A file that is not on the target: 2 to 4, with the file's introducer.
 */
#include <stdlib.h>

#include "introducer.h"
#include "needs.h"
#include "words.h"

/* ---- who introduced it ---- */

/* What the target's own history has was not introduced by anything that it lacks. */
static int forget_if_there(uint32_t *introducer, struct search *search, struct error *err)
{
	bool has;

	if (*introducer == NO_COMMIT)
		return 0;
	if (history_has(&has, search->commits, search->target, *introducer, err) < 0)
		return -1;
	if (has)
		*introducer = NO_COMMIT;
	return 0;
}

static unsigned bucket_of(const char *name)
{
	unsigned hash = 5381;

	while (*name)
		hash = hash * 33 + (unsigned char)*name++;
	return hash % NR_BUCKETS;
}

int needs_introducer(uint32_t *introducer, struct search *search, uint32_t at, const char *path, const char *name,
		     struct error *err)
{
	struct introduced **bucket = &needs_cache_of(search)->introduced[bucket_of(name)], *known;

	for (known = *bucket; known; known = known->next)
		if (known->at == at && !strcmp(known->path, path) && !strcmp(known->name, name)) {
			*introducer = known->introducer;
			return 0;
		}
	if (introducer_of_name(introducer, search->commits, search->blobs, workbench_outlines(search->bench), at, path,
			       name, err) < 0 ||
	    forget_if_there(introducer, search, err) < 0)
		return -1;
	known = arena_alloc(search->arena, sizeof(*known));
	*known = (struct introduced){ .at = at, .introducer = *introducer, .next = *bucket };
	known->path = arena_strdup(search->arena, path);
	known->name = arena_strdup(search->arena, name);
	*bucket = known;
	return 0;
}

int needs_file_introducer(uint32_t *introducer, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	uint32_t parent;

	*introducer = NO_COMMIT;
	if (!commits_facts(search->commits, question->commit)->nr_parents)
		return 0;
	return commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	       introducer_of_file(introducer, search->commits, search->blobs, parent, question->path, err) < 0 ?
		       -1 : forget_if_there(introducer, search, err);
}

/* ---- lines that say something ---- */

/* Without indentation; blank ones and lone braces are empty, so that numbers stay. */
static void add_line(struct strings *lines, const char *line, size_t len)
{
	while (len && strchr(" \t", *line)) {
		line++;
		len--;
	}
	while (len && strchr(" \t\r\n", line[len - 1]))
		len--;
	strings_addf(lines, "%.*s", len > 1 ? (int)len : 0, line);
}

/* The lines of a function's body as a commit has it. */
static int body_of(struct strings *body, struct search *search, uint32_t commit, const char *path, const char *name,
		   struct error *err)
{
	const struct entity *entity;
	const struct outline *outline;

	if (outlines_get(&outline, workbench_outlines(search->bench), commit, path, err) < 0)
		return -1;
	entity = outline ? outline_find(outline, ENTITY_FUNCTION, name) : NULL;
	if (!entity || entity->last < entity->first + 2)
		return 0;
	return needs_read_lines(body, search, commit, path, entity->first + 1, entity->last - entity->first - 1, add_line,
				err);
}

/* The lines of an entity as a moment has it. */
static int lines_at(struct strings *lines, struct search *search, const struct moment *moment, const char *path,
		    const struct entity *entity, struct error *err)
{
	struct moment_view data = { .bench = search->bench, .moment = moment };
	owned(text_release) struct text content = { 0 };
	const char *at, *line;
	uint32_t number = 0;
	bool exists;
	size_t len;

	if (moment_view(&data).read(&content, &exists, &data, path, err) < 0)
		return -1;
	at = text_str(&content);
	while (text_line(&line, &len, &at, content.data + content.len) && ++number <= entity->last)
		if (number >= entity->first)
			add_line(lines, line, len);
	return 0;
}

static size_t place_in(const struct strings *lines, const char *wanted)
{
	size_t i;

	for (i = 0; i < lines->nr && (!*wanted || strcmp(lines->v[i], wanted)); i++)
		;
	return i;
}

/* Two thirds of the body: the signature, a declaration and an error path of one's own are what a move adds. */
static bool is_moved(const struct strings *body, const struct strings *there)
{
	size_t i, nr = 0, telling = 0;

	for (i = 0; i < body->nr; i++) {
		telling += *body->v[i] != '\0';
		nr += place_in(there, body->v[i]) < there->nr;
	}
	return nr > 1 && 3 * nr >= 2 * telling;
}

/* ---- what leads to it ---- */

/* names_referrers(), remembered: a hunk is judged when it is looked for and again when it is told. */
static int find_referrers(const struct referrers **referrers, struct search *search, uint32_t at, const char *path,
			  const char *name, struct error *err)
{
	struct known_referrers **bucket = &needs_cache_of(search)->referrers[bucket_of(name)], *known;

	for (known = *bucket; known; known = known->next)
		if (known->at == at && !strcmp(known->path, path) && !strcmp(known->name, name)) {
			*referrers = &known->referrers;
			return 0;
		}
	known = arena_alloc(search->arena, sizeof(*known));
	*known = (struct known_referrers){ .at = at, .next = *bucket };
	known->path = arena_strdup(search->arena, path);
	known->name = arena_strdup(search->arena, name);
	if (names_referrers(&known->referrers, workbench_outlines(search->bench), at, path, name, err) < 0)
		return -1;
	*bucket = known;
	*referrers = &known->referrers;
	return 0;
}

/* Who of the referrers is on the target, and whether one has what upstream later moved out of it. */
struct leads {
	const struct referrer *first; /* that is there; NULL: none */
	uint32_t first_line;
	const struct referrer *moved;
	uint32_t moved_line;
};

static const char *place_of(struct search *search, const char *path, uint32_t line, const char *entity)
{
	return entity ? arena_printf(search->arena, "%s:%u (%s)", path, line, entity) :
			arena_printf(search->arena, "%s:%u", path, line);
}

/* The referrer's entity at the moment, or NULL. Prototypes refer to everything and lead nowhere. */
static int find_referrer(const struct entity **entity, const struct question *question, const struct referrer *referrer,
			 struct error *err)
{
	const struct outline *outline;

	*entity = NULL;
	if (!referrer->entity || referrer->kind == ENTITY_PROTOTYPE)
		return 0;
	if (workbench_outline(&outline, question->search->bench, question->before, referrer->path, err) < 0)
		return -1;
	*entity = outline ? outline_find(outline, referrer->kind, referrer->entity) : NULL;
	return 0;
}

/* Where the hunk's own lines stand in what the body was moved out of: those that it removes, or else leans on. */
static int find_moved_line(uint32_t *found, const struct question *question, const struct entity *entity,
			   const struct strings *there, struct error *err)
{
	const struct merge_hunk *hunk = question->hunk;
	const struct line_span wanted = hunk->at.old_nr ?
		(struct line_span){ .first = hunk->at.old_first, .nr = hunk->at.old_nr } : hunk->leans_on;
	owned(strings_release) struct strings lines = { 0 };
	uint32_t parent;
	size_t i;

	*found = entity->first;
	if (commits_parent(&parent, question->search->commits, question->commit, 0, err) < 0 ||
	    needs_read_lines(&lines, question->search, parent, question->path, wanted.first, wanted.nr,
			     add_line, err) < 0)
		return -1;
	for (i = 0; i < lines.nr; i++)
		if (place_in(there, lines.v[i]) < there->nr) {
			*found = entity->first + (uint32_t)place_in(there, lines.v[i]);
			return 0;
		}
	return 0;
}

static int look_at_referrer(struct leads *leads, const struct question *question, const struct referrer *referrer,
			    const struct strings *body, struct error *err)
{
	owned(strings_release) struct strings there = { 0 };
	const struct entity *entity;

	if (find_referrer(&entity, question, referrer, err) < 0)
		return -1;
	if (!entity)
		return 0;
	if (!leads->first) {
		leads->first = referrer;
		leads->first_line = entity->first;
	}
	if (!body->nr)
		return 0;
	if (lines_at(&there, question->search, question->before, referrer->path, entity, err) < 0)
		return -1;
	if (!is_moved(body, &there))
		return 0;
	leads->moved = referrer;
	return find_moved_line(&leads->moved_line, question, entity, &there, err);
}

static int find_leads(struct leads *leads, const struct question *question, const struct referrers *referrers,
		      const struct strings *body, struct error *err)
{
	const char *self = question->hunk->entity;
	size_t i;

	for (i = 0; i < referrers->nr && !leads->moved; i++) {
		const struct referrer *referrer = &referrers->v[i];

		if (referrer->entity && self && !strcmp(referrer->entity, self))
			continue;
		if (look_at_referrer(leads, question, referrer, body, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- another file ---- */

static int find_function(const struct entity **function, const struct question *question, uint32_t parent,
			 const char *path, const char *name, struct error *err)
{
	const struct entity_member *member;
	const struct outline *outline;

	*function = NULL;
	if (outlines_get(&outline, workbench_outlines(question->search->bench), parent, path, err) < 0)
		return -1;
	if (!outline || !outline_defines(&member, outline, name))
		return 0;
	if (workbench_outline(&outline, question->search->bench, question->before, path, err) < 0)
		return -1;
	*function = outline ? outline_find(outline, ENTITY_FUNCTION, name) : NULL;
	return 0;
}

/*
 * Whether the introducer took the function from another file, where the target still has it: "net/mlx5: fix
 * misplaced Rx interrupts functions" moved them from mlx5_rxq.c to mlx5_intr.c.
 */
static int find_other_file(struct referrer *other, const struct question *question, uint32_t introducer,
			   struct error *err)
{
	struct search *search = question->search;
	const char *name = question->hunk->entity;
	const struct entity *function = NULL;
	const struct merge_path *paths;
	uint32_t parent;
	size_t nr, i;

	*other = (struct referrer){ .path = NULL };
	if (!name || introducer == NO_COMMIT || !commits_facts(search->commits, introducer)->nr_parents)
		return 0;
	if (commits_parent(&parent, search->commits, introducer, 0, err) < 0 ||
	    merger_paths(&paths, &nr, workbench_merger(search->bench), introducer, err) < 0)
		return -1;
	for (i = 0; i < nr && !function; i++) {
		if (!strcmp(paths[i].path, question->path) || !path_entry_is_file(&paths[i].old_entry))
			continue;
		if (find_function(&function, question, parent, paths[i].path, name, err) < 0)
			return -1;
		if (function)
			*other = (struct referrer){ .path = paths[i].path, .entity = name, .line = function->first };
	}
	return 0;
}

/* ---- judging ---- */

static const char *subject_of(const struct question *question)
{
	const struct merge_hunk *hunk = question->hunk;

	return hunk->entity && hunk->obstacle != OBSTACLE_FILE ? hunk->entity : question->path;
}

/* What the hunk changes stands on the target all the same; what: how that can be. */
static void judge_standing(struct judgement *judgement, const struct question *question, const char *where,
			   const char *what)
{
	struct search *search = question->search;

	judgement->standing = STANDS_ADAPT;
	needs_add_evidence(judgement, search,
			   arena_printf(search->arena, "%s is not on the target, but what the hunk changes stands in %s, %s",
					subject_of(question), where, what),
			   needs_describe(search, judgement->introducer));
}

static void judge_elsewhere(struct judgement *judgement, const struct question *question, const struct elsewhere *place)
{
	judgement->place = place_of(question->search, place->path, place->line, place->entity);
	judge_standing(judgement, question, place->entity, "under another name or in another file");
}

static void say_moot(struct judgement *judgement, const struct question *question)
{
	struct search *search = question->search;

	judgement->standing = STANDS_MOOT;
	needs_add_evidence(judgement, search,
			   arena_printf(search->arena, "%s is not on the target, and nothing there leads to it%s",
					subject_of(question), judgement->introducer == NO_COMMIT ? "" : "; introduced later"),
			   needs_describe(search, judgement->introducer));
}

static void judge_moved(struct judgement *judgement, const struct question *question, const struct leads *leads)
{
	struct search *search = question->search;

	judgement->place = place_of(search, leads->moved->path, leads->moved_line, leads->moved->entity);
	judge_standing(judgement, question, leads->moved->entity, "from where upstream moved it later");
}

/* Who brought the entity, or the file, is a candidate if it may be one; else the hunk is to be adapted. */
static int offer_introducer(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const char *name = question->hunk->entity ? question->hunk->entity : question->path;
	const struct need need = {
		.commit = judgement->introducer,
		.of = question->commit,
		.kind = NEED_ENTITY,
		.path = arena_strdup(search->arena, question->path),
		.line = question->hunk->at.old_first,
		.name = arena_strdup(search->arena, name),
	};

	if (need.commit != NO_COMMIT && needs_offer(judgement, question, &need, err) < 0)
		return -1;
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	return 0;
}

/* Who leads to it upstream may do so here, under whatever roof the target has it. */
static int is_named_in(bool *is, const struct question *question, const char *path, struct error *err)
{
	struct moment_view data = { .bench = question->search->bench, .moment = question->before };
	owned(text_release) struct text content = { 0 };
	const char *name = question->hunk->entity;
	bool exists;

	*is = true;
	if (!name)
		return 0;
	if (moment_view(&data).read(&content, &exists, &data, path, err) < 0)
		return -1;
	*is = text_has_word(text_str(&content), content.len, name);
	return 0;
}

/* Nothing may be taken: whoever leads to it upstream and does not here, where the code is not, makes it no less moot. */
static int judge_lacking_entity(struct judgement *judgement, const struct question *question, const struct leads *leads,
				struct error *err)
{
	struct elsewhere place;
	bool named;

	if (is_named_in(&named, question, leads->first->path, err) < 0)
		return -1;
	if (named)
		return 0;
	if (needs_find_elsewhere(&place, question, judgement->introducer, err) < 0)
		return -1;
	if (place.path)
		judge_elsewhere(judgement, question, &place);
	else if (question->hunk->obstacle == OBSTACLE_FILE)
		say_moot(judgement, question);
	else
		return needs_judge_lacking(judgement, question, err);
	return 0;
}

/* Somebody who is on the target leads to it. */
static int judge_led_to(struct judgement *judgement, const struct question *question, const struct leads *leads,
			struct error *err)
{
	struct search *search = question->search;
	const char *name = question->hunk->entity ? question->hunk->entity : question->path;

	if (offer_introducer(judgement, question, err) < 0)
		return -1;
	if (search->takes_none && !judgement->place && judge_lacking_entity(judgement, question, leads, err) < 0)
		return -1;
	if (judgement->nr_evidence)
		return 0;
	needs_add_evidence(judgement, search,
			   judgement->place ?
				   arena_printf(search->arena, "%s stands in another file on the target", name) :
				   arena_printf(search->arena, "%s is not on the target; %s, which is, leads to it upstream",
						name, leads->first->entity),
			   place_of(search, leads->first->path, leads->first_line, NULL));
	return 0;
}

/* Nothing leads to it: dropped, unless that would drop what the target has, or lose what the commit takes away elsewhere. */
static int judge_moot(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	struct elsewhere place;
	const char *line;

	if (needs_find_elsewhere(&place, question, judgement->introducer, err) < 0 ||
	    needs_find_half_moved(&line, question, err) < 0)
		return -1;
	if (place.path) {
		judge_elsewhere(judgement, question, &place);
	} else if (line) {
		judgement->standing = STANDS_ADAPT;
		needs_add_evidence(judgement, search,
				   arena_printf(search->arena,
						"%s is not on the target, and another hunk takes away what this one adds",
						subject_of(question)), line);
	} else {
		say_moot(judgement, question);
	}
	return 0;
}

static bool has_caller(const struct referrers *referrers, const char *name)
{
	size_t i;

	for (i = 0; i < referrers->nr; i++)
		if (referrers->v[i].entity && referrers->v[i].kind != ENTITY_PROTOTYPE && strcmp(referrers->v[i].entity, name))
			return true;
	return false;
}

/*
 * A function that others may call, and nobody in its folder does, neither when it was introduced nor now: who does is
 * not known, so that nothing can be said of what leads to it.
 */
static int is_called_from_afar(bool *is, const struct question *question, uint32_t parent, const struct referrers *first,
			       struct error *err)
{
	struct outlines *outlines = workbench_outlines(question->search->bench);
	const struct referrers *now;
	const char *name = question->hunk->entity;
	const struct entity *function;
	const struct outline *outline;

	*is = !has_caller(first, name);
	if (!*is)
		return 0;
	if (find_referrers(&now, question->search, parent, question->path, name, err) < 0 ||
	    outlines_get(&outline, outlines, parent, question->path, err) < 0)
		return -1;
	function = outline ? outline_find(outline, ENTITY_FUNCTION, name) : NULL;
	*is = function && !function->is_static && !has_caller(now, name);
	return 0;
}

/* The introducer is no candidate for this hunk, but another one may want it, and then the entity is there. */
static int find_if_loose(struct judgement *judgement, const struct question *question, struct error *err)
{
	const struct need need = { .commit = judgement->introducer, .of = question->commit, .kind = NEED_ENTITY };
	enum refusal refusal;
	const char *name;

	if (need.commit == NO_COMMIT || question->search->takes_none)
		return 0;
	if (needs_refusal(&refusal, &name, question->search, &need, err) < 0)
		return -1;
	judgement->is_loose = refusal == ALLOWED;
	return 0;
}

static int judge_called_from_afar(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;

	judgement->evidence = NULL;
	judgement->nr_evidence = 0;
	judgement->may_adapt = !search->is_plain;
	if (offer_introducer(judgement, question, err) < 0)
		return -1;
	needs_add_evidence(judgement, search,
			   arena_printf(search->arena,
					"%s is not on the target under this name, and nobody in its folder calls it; introduced later",
					question->hunk->entity),
			   needs_describe(search, judgement->introducer));
	return judgement->nr_candidates ? 0 : find_if_loose(judgement, question, err);
}

static int judge_leads(struct judgement *judgement, const struct question *question, struct leads *leads,
		       struct error *err)
{
	struct referrer other;

	if (leads->moved) {
		judge_moved(judgement, question, leads);
		return find_if_loose(judgement, question, err);
	}
	if (find_other_file(&other, question, judgement->introducer, err) < 0)
		return -1;
	if (other.path) {
		leads->first = &other;
		leads->first_line = other.line;
		judgement->may_adapt = true;
		judgement->place = place_of(question->search, other.path, other.line, other.entity);
	}
	if (leads->first)
		return judge_led_to(judgement, question, leads, err);
	return judge_moot(judgement, question, err);
}

int needs_judge_entity(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const char *name = question->hunk->entity;
	const struct referrers *referrers;
	owned(strings_release) struct strings body = { 0 };
	struct leads leads = { 0 };
	bool from_afar;
	uint32_t parent, at;

	if (commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	    needs_introducer(&judgement->introducer, search, parent, question->path, name, err) < 0)
		return -1;
	at = judgement->introducer != NO_COMMIT ? judgement->introducer : parent;
	if (find_referrers(&referrers, search, at, question->path, name, err) < 0 ||
	    body_of(&body, search, at, question->path, name, err) < 0 ||
	    find_leads(&leads, question, referrers, &body, err) < 0 ||
	    is_called_from_afar(&from_afar, question, parent, referrers, err) < 0 ||
	    judge_leads(judgement, question, &leads, err) < 0)
		return -1;
	if (judgement->standing == STANDS_MOOT && from_afar)
		return judge_called_from_afar(judgement, question, err);
	if (judgement->standing == STANDS_ADAPT && judgement->introducer == NO_COMMIT && !judgement->place) {
		judgement->nr_evidence = 0; /* the target had it: who wrote its lines is what is left to ask */
		judgement->evidence = NULL;
		return needs_judge_lines(judgement, question, err);
	}
	return 0;
}

int needs_judge_file(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const char *name = question->hunk->entity;
	const struct referrers *referrers;
	const struct strings nothing = { 0 };
	struct leads leads = { 0 };
	uint32_t parent;

	if (needs_file_introducer(&judgement->introducer, question, err) < 0)
		return -1;
	if (name && commits_facts(search->commits, question->commit)->nr_parents &&
	    (commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	     find_referrers(&referrers, search, parent, question->path, name, err) < 0 ||
	     find_leads(&leads, question, referrers, &nothing, err) < 0))
		return -1;
	return judge_leads(judgement, question, &leads, err);
}

/* Whether the hunk takes away all of an entity that its file has. */
static int takes_entity_away(bool *does, const struct question *question, uint32_t parent, struct error *err)
{
	const struct merge_hunk *hunk = question->hunk;
	const struct entity_member *member;
	const struct outline *outline;
	const struct entity *entity;

	if (outlines_get(&outline, workbench_outlines(question->search->bench), parent, question->path, err) < 0)
		return -1;
	entity = outline ? outline_defines(&member, outline, hunk->entity) : NULL;
	*does = entity && entity->body && entity->first >= hunk->at.old_first &&
		entity->last < hunk->at.old_first + hunk->at.old_nr;
	return 0;
}

int needs_judge_gone(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	struct elsewhere place;
	uint32_t parent;
	bool does;

	if (commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	    takes_entity_away(&does, question, parent, err) < 0)
		return -1;
	if (!does)
		return 0;
	if (needs_introducer(&judgement->introducer, search, parent, question->path, question->hunk->entity, err) < 0)
		return -1;
	if (judgement->introducer == NO_COMMIT)
		return 0;
	if (needs_find_elsewhere(&place, question, judgement->introducer, err) < 0)
		return -1;
	if (place.path)
		judge_elsewhere(judgement, question, &place);
	return 0;
}
