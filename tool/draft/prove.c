// SPDX-License-Identifier: GPL-2.0-only
/*
 * A try costs a process of 0.05 s on the lines of one function, and far more on a file of thousands; so rules are tried on
 * the former, and only those that did are run on the files, all together, as a recipe would run them. Where that does not
 * come to what they should make, each rule of such a file is run on it by itself, with what is left of its ways.
 *
 * What is to come out is never taken from spatch: it is upstream's parent with just the lines that the rules stand for
 * replaced by the commit's, compared token by token.
 */
#include "../files.h"
#include "../proc.h"
#include "prove.h"
#include "smpl.h"

/* More runs than that for one commit are not worth waiting for; what is left says so. */
#define MAX_TRIES 1500

struct prover {
	struct draft *draft;
	const struct draft_trial *trial;
	struct tree *tree;              /* of no files; what is tried on is put over it */
	struct scratch scratch;
	size_t nr_tries;
};

static void prover_release(struct prover *prover)
{
	tree_free(prover->tree);
	scratch_release(&prover->scratch);
}

static int say(const struct prover *prover, const char *what, struct error *err)
{
	if (prover->trial->progress)
		prover->trial->progress(prover->trial->data, what);
	return proc_check_interrupt(err);
}

/* ---- one try ---- */

struct try_result {
	bool same;
	bool fired;
	uint32_t line;          /* of what should come out, where it is different */
	const char *trouble;    /* in the draft's arena; NULL */
	bool is_unread;         /* spatch could not read the code */
};

static void compare(struct try_result *result, const struct text *made, const struct text *wanted)
{
	owned(code_release) struct code a = { 0 }, b = { 0 };

	code_make(&a, text_str(made), made->len);
	code_make(&b, text_str(wanted), wanted->len);
	result->line = code_first_difference(&a, &b);
	result->same = !result->line;
}

static int run_try(struct try_result *result, struct prover *prover, const struct text *rule, const char *path,
		   const struct text *before, const struct text *after, struct error *err)
{
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	const char *files[] = { path };

	prover->nr_tries++;
	tree_put(prover->tree, path, before);
	if (proc_check_interrupt(err) < 0 ||
	    spatch_run_text(&ran, prover->tree, rule, &(struct string_list){ files, 1 }, true, prover->trial->spatch,
			    err) < 0)
		return -1;
	tree_put(prover->tree, path, NULL);
	compare(result, spatch_left(&ran, path), after);
	result->fired = ran.fired;
	result->is_unread = ran.unparsed.nr > 0 && !ran.fired;
	if (ran.failure)
		result->trouble = arena_strdup(&prover->draft->arena, ran.failure);
	return 0;
}

/* ---- what a rule is tried on ---- */

struct edits {
	struct arena arena;
	struct code_edit *v;
	size_t nr;
};

static void edits_release(struct edits *edits)
{
	arena_release(&edits->arena);
}

/* By place; where something is both added before a line and taken away there, the adding first. */
static bool is_behind(const struct code_edit *a, const struct code_edit *b)
{
	return a->old_first > b->old_first || (a->old_first == b->old_first && a->old_nr > b->old_nr);
}

static void add_edits(struct edits *edits, const struct draft_rule *rule)
{
	size_t i, at;

	for (i = 0; i < rule->nr_edits; i++) {
		arena_push(&edits->arena, edits->v, edits->nr);
		for (at = edits->nr - 1; at && is_behind(&edits->v[at - 1], &rule->edits[i]); at--)
			edits->v[at] = edits->v[at - 1];
		edits->v[at] = rule->edits[i];
	}
}

static void apply(struct text *text, const struct draft_file *file, const struct draft_rule *rule, const struct edits *edits)
{
	code_apply(text, &file->old_code, &file->fresh_code, rule && rule->last ? rule->first : 1,
		   rule && rule->last ? rule->last : file->old_code.nr_lines, edits->v, edits->nr);
}

/* ---- a rule ---- */

static const char *say_difference(struct draft *draft, const struct try_result *tried, const struct text *wanted)
{
	owned(code_release) struct code code = { 0 };
	size_t at;

	if (!tried->fired)
		return "spatch finds nothing to change";
	code_make(&code, text_str(wanted), wanted->len);
	at = code_at(&code, tried->line);
	if (at == code.nr)
		return "it makes other code at the end";
	return arena_printf(&draft->arena, "it makes other code than '%s'", code.v[at].key);
}

/* Whether one way of a rule comes to the same; the reason of the first that does not is kept. */
static int try_body(bool *same, struct prover *prover, struct draft_rule *rule, size_t body, const char *path,
		    const struct text *before, const struct text *after, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	struct try_result tried = { 0 };
	owned(text_release) struct text whole = { 0 };
	const char *trouble = smpl_trouble(rule->bodies[body]), *why;

	*same = false;
	rule->chosen = body;
	if (!trouble && !smpl_whole_strings(&whole, rule->bodies[body]))
		trouble = "it adds a string of several parts with a macro among them, which SmPL does not read";
	else if (!trouble)
		rule->bodies[body] = arena_strndup(&prover->draft->arena, text_str(&whole), whole.len);
	if (!trouble)
		trouble = smpl_trouble(rule->bodies[body]); /* a string that was joined is another one */
	if (trouble) {
		rule->reason = trouble;
		return 0;
	}
	draft_rule_text(&text, rule);
	if (run_try(&tried, prover, &text, path, before, after, err) < 0)
		return -1;
	*same = tried.same && !tried.trouble;
	if (*same)
		return 0;
	why = tried.trouble ? tried.trouble :
	      tried.is_unread ? "spatch 1.1.1 cannot read this code" : say_difference(prover->draft, &tried, after);
	if (!rule->reason || tried.is_unread)
		rule->reason = why;
	if (tried.is_unread)
		rule->outcome = DRAFT_UNWRITABLE;
	return 0;
}

static int try_bodies(struct prover *prover, const struct draft_file *file, struct draft_rule *rule, size_t from,
		      const struct text *before, const struct text *after, struct error *err)
{
	bool same = false;
	size_t i;

	for (i = from; i < rule->nr_bodies && !same && rule->outcome == DRAFT_UNTRIED; i++) {
		if (prover->nr_tries >= MAX_TRIES) {
			rule->reason = "not tried: the commit has more than can be";
			break;
		}
		if (try_body(&same, prover, rule, i, file->path, before, after, err) < 0)
			return -1;
	}
	if (same)
		rule->reason = NULL;
	else
		rule->chosen = 0;
	if (rule->outcome == DRAFT_UNTRIED)
		rule->outcome = same ? DRAFT_REPRODUCES : DRAFT_DIFFERS;
	return 0;
}

/* Names that differ on the target make it more general; it must not be so general that it no longer does. */
static int try_rule(struct prover *prover, const struct draft_file *file, const struct draft_variant *variant, size_t at,
		    struct error *err)
{
	struct draft_rule *rule = &variant->rules[at];
	owned(edits_release) struct edits edits = { .nr = 0 };
	owned(text_release) struct text before = { 0 }, after = { 0 };
	size_t i;

	if (rule->outcome != DRAFT_UNTRIED)
		return 0;
	for (i = 0; i < at; i++)
		if (variant->rules[i].nr_bodies)
			add_edits(&edits, &variant->rules[i]);
	apply(&before, file, rule, &edits);
	add_edits(&edits, rule);
	apply(&after, file, rule, &edits);
	if (try_bodies(prover, file, rule, 0, &before, &after, err) < 0)
		return -1;
	if (rule->outcome == DRAFT_REPRODUCES || !rule->nr_names)
		return 0;
	rule->nr_names = 0;
	rule->reason = NULL;
	rule->outcome = DRAFT_UNTRIED;
	return try_bodies(prover, file, rule, 0, &before, &after, err);
}

/* What cannot be written in any way does not speak against one. */
static size_t nr_reproducing(const struct draft_variant *variant)
{
	size_t i, nr = 0;

	for (i = 0; i < variant->nr; i++)
		nr += variant->rules[i].outcome == DRAFT_REPRODUCES || !variant->rules[i].nr_bodies;
	return nr;
}

/* The first variant of which all rules do; else the one that says the most by itself: the finest. */
static int choose_variant(struct prover *prover, const struct draft_file *file, struct draft_change *change,
			  struct error *err)
{
	size_t i, k, finest = 0;

	for (i = 0; i < change->nr_variants; i++) {
		struct draft_variant *variant = &change->variants[i];

		for (k = 0; k < variant->nr; k++)
			if (try_rule(prover, file, variant, k, err) < 0)
				return -1;
		change->chosen = i;
		if (nr_reproducing(variant) == variant->nr)
			return 0;
		if (variant->nr > change->variants[finest].nr)
			finest = i;
	}
	change->chosen = finest;
	return 0;
}

static int choose_all(struct prover *prover, struct error *err)
{
	struct draft *draft = prover->draft;
	size_t i, k;

	for (i = 0; i < draft->nr_files; i++)
		for (k = 0; k < draft->files[i].nr_changes; k++)
			if (say(prover, draft->files[i].path, err) < 0 ||
			    choose_variant(prover, &draft->files[i], &draft->files[i].changes[k], err) < 0)
				return -1;
	return 0;
}

static void name_rules(struct draft *draft)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;

	while ((rule = draft_next(draft, &at))) {
		owned(text_release) struct text name = { 0 };
		const char *slash = strrchr(rule->path, '/');

		if (rule->name)
			continue;
		if (rule->entity && *rule->entity)
			text_adds(&name, rule->entity);
		else
			text_addf(&name, "top_of_%s", slash ? slash + 1 : rule->path);
		if (rule->entity && rule->kind == ENTITY_PROTOTYPE)
			text_adds(&name, "_prototype");
		rule->name = draft_rule_name(draft, text_str(&name));
	}
}

/* ---- all together ---- */

/* What the rules that do should make of a file, with what is left out not done. */
static void wanted_of(struct text *wanted, const struct draft *draft, const struct draft_file *file)
{
	owned(edits_release) struct edits edits = { .nr = 0 };
	struct draft_place at = { 0 };
	struct draft_rule *rule;

	while ((rule = draft_next(draft, &at)))
		if (rule->path == file->path && rule->outcome == DRAFT_REPRODUCES)
			add_edits(&edits, rule);
	apply(wanted, file, NULL, &edits);
}

static bool any_reproduces(const struct draft *draft, const char *path)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;

	while ((rule = draft_next(draft, &at)))
		if (rule->outcome == DRAFT_REPRODUCES && (!path || rule->path == path))
			return true;
	return false;
}

static const char **paths_of(size_t *nr, struct draft *draft, bool of_target)
{
	const char **paths = arena_alloc(&draft->arena, (draft->nr_files + 1) * sizeof(*paths));
	size_t i;

	for (*nr = i = 0; i < draft->nr_files; i++)
		if (any_reproduces(draft, draft->files[i].path))
			paths[(*nr)++] = of_target ? draft->files[i].target_path : draft->files[i].path;
	return paths;
}

/* Runs the draft as it would be written on upstream's parent's files. */
static int run_draft(struct spatch_result *ran, struct prover *prover, struct error *err)
{
	struct draft *draft = prover->draft;
	owned(text_release) struct text text = { 0 };
	struct string_list files = { 0 };
	size_t i;

	for (i = 0; i < draft->nr_files; i++)
		tree_put(prover->tree, draft->files[i].path, &draft->files[i].old);
	draft_smpl(&text, draft);
	files.v = paths_of(&files.nr, draft, false);
	return spatch_run_text(ran, prover->tree, &text, &files, true, prover->trial->spatch, err);
}

static void judge_file(bool *same, const struct draft *draft, struct draft_file *file, const struct spatch_result *ran)
{
	const struct text *made = spatch_left(ran, file->path);
	owned(text_release) struct text wanted = { 0 };
	struct try_result as_wanted = { 0 }, as_commit = { 0 };

	*same = true;
	if (!any_reproduces(draft, file->path))
		return;
	wanted_of(&wanted, draft, file);
	compare(&as_wanted, made, &wanted);
	compare(&as_commit, made, &file->fresh);
	*same = as_wanted.same;
	file->same = as_commit.same;
	file->differs_at = as_commit.line;
}

/* Rules of a file that did not come out, each alone on the whole file. */
static int try_again(struct prover *prover, struct draft_file *file, struct error *err)
{
	size_t i, k;

	for (i = 0; i < file->nr_changes; i++) {
		struct draft_variant *variant = &file->changes[i].variants[file->changes[i].chosen];

		for (k = 0; k < variant->nr; k++) {
			struct draft_rule *rule = &variant->rules[k];

			if (rule->outcome != DRAFT_REPRODUCES)
				continue;
			rule->first = rule->last = 0;
			rule->outcome = DRAFT_UNTRIED;
			if (try_rule(prover, file, variant, k, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* A rule that only does alone is not said to do. */
#define NOT_TOGETHER "alone it makes what the commit made, but not together with the others"

/* More rules than that are not added one by one: each costs a run of all files. */
#define MOST_ONE_BY_ONE 24

static size_t set_untold(struct draft *draft, const bool *differs)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	size_t nr = 0, i;

	while ((rule = draft_next(draft, &at)))
		for (i = 0; i < draft->nr_files; i++)
			if (differs[i] && rule->path == draft->files[i].path && rule->outcome == DRAFT_REPRODUCES) {
				rule->outcome = DRAFT_DIFFERS;
				rule->reason = NOT_TOGETHER;
				nr++;
			}
	return nr;
}

/* A path with other signs could end the string that it stands in. */
static bool is_plain_path(const char *path)
{
	return !path[strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-")];
}

/* Rules that fire in each other's files: each is for its own from now on. False: that cannot be said. */
static bool keep_to_files(struct draft *draft)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	bool any = false;

	if (draft->nr_files < 2)
		return false;
	while ((rule = draft_next(draft, &at))) {
		any |= !rule->only_in_file && is_plain_path(rule->path);
		rule->only_in_file = is_plain_path(rule->path);
	}
	return any;
}

/* Together; together, each in its file; what does alone in its file; what is left of that. */
#define MAX_ROUNDS 4

static void judge_files(bool *differs, bool *any, struct draft *draft, const struct spatch_result *ran)
{
	size_t i;

	for (*any = false, i = 0; i < draft->nr_files; i++) {
		bool same;

		judge_file(&same, draft, &draft->files[i], ran);
		differs[i] = !same || ran->failure;
		*any |= differs[i];
	}
}

/* Rules of files that do not come out together are added one by one, as long as all still does. */
static int one_by_one(struct prover *prover, const bool *differs, struct error *err)
{
	struct draft *draft = prover->draft;
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	bool *now = arena_alloc(&draft->arena, draft->nr_files + 1), any = false;
	size_t nr = set_untold(draft, differs);

	if (nr > MOST_ONE_BY_ONE)
		return 0;
	while ((rule = draft_next(draft, &at))) {
		owned(spatch_result_release) struct spatch_result ran = { 0 };
		const char *reason = rule->reason;

		if (rule->outcome != DRAFT_DIFFERS || !reason || strcmp(reason, NOT_TOGETHER))
			continue;
		rule->outcome = DRAFT_REPRODUCES;
		rule->reason = NULL;
		if (say(prover, "upstream's parent", err) < 0 || run_draft(&ran, prover, err) < 0)
			return -1;
		judge_files(now, &any, draft, &ran);
		if (any) {
			rule->outcome = DRAFT_DIFFERS;
			rule->reason = reason;
		}
	}
	return 0;
}

static int run_together(struct prover *prover, struct error *err)
{
	struct draft *draft = prover->draft;
	bool *differs = arena_alloc(&draft->arena, draft->nr_files + 1), tried_again = false;
	unsigned round;
	size_t i;

	for (round = 0; round < MAX_ROUNDS && any_reproduces(draft, NULL); round++) {
		owned(spatch_result_release) struct spatch_result ran = { 0 };
		bool any;

		if (say(prover, "upstream's parent", err) < 0 || run_draft(&ran, prover, err) < 0)
			return -1;
		judge_files(differs, &any, draft, &ran);
		if (!any)
			return 0;
		if (round == 0 && keep_to_files(draft))
			continue;
		for (i = 0; i < draft->nr_files && !tried_again; i++)
			if (differs[i] && try_again(prover, &draft->files[i], err) < 0)
				return -1;
		if (tried_again && one_by_one(prover, differs, err) < 0)
			return -1;
		tried_again = true;
	}
	return 0;
}

/* ---- the target ---- */

static bool has_fired(const struct spatch_result *ran, const char *name)
{
	size_t i;

	for (i = 0; i < ran->nr_rules; i++)
		if (!strcmp(ran->rules[i].name, name))
			return ran->rules[i].fired;
	return false;
}

/* Lines of a body with a mark, as keys; whether a text has them all, one behind the other. */
static bool has_lines(const struct code *code, size_t first, size_t end, const char *body, char mark, bool *any)
{
	const char *at = body, *stop = body + strlen(body), *line;
	owned(text_release) struct text text = { 0 };
	owned(code_release) struct code lines = { 0 };
	size_t len, i, k;

	while (text_line(&line, &len, &at, stop))
		if (len && *line == mark) {
			text_add(&text, line + 1, len - 1);
			text_addc(&text, '\n');
		}
	code_make(&lines, text_str(&text), text.len);
	*any = lines.nr > 0;
	for (i = 0, k = first; i < lines.nr && k < end; k++)
		i += !strcmp(lines.v[i].key, code->v[k].key);
	return i == lines.nr;
}

struct target_file {
	struct text text;
	struct code code;
	struct outline outline;
	bool exists;
};

static void target_file_release(struct target_file *file)
{
	text_release(&file->text);
	code_release(&file->code);
	outline_release(&file->outline);
}

static int open_target_file(struct target_file *file, const struct tree *tree, const char *path, struct error *err)
{
	if (tree_read(&file->text, &file->exists, tree, path, err) < 0)
		return -1;
	code_make(&file->code, text_str(&file->text), file->text.len);
	outline_make(&file->outline, text_str(&file->text), file->text.len);
	return 0;
}

static const struct entity *entity_of(const struct target_file *file, const struct draft_rule *rule)
{
	const char *name = rule->anchor ? rule->anchor : rule->entity;
	const struct entity *entity = rule->anchor ? NULL : outline_find(&file->outline, rule->kind, name);
	uint32_t at = 0;

	return entity ? entity : outline_each(&(const struct entity_member *){ NULL }, &at, &file->outline, name);
}

static bool target_has(const struct target_file *file, const struct draft_rule *rule, const struct entity *entity)
{
	size_t first = 0, end = file->code.nr;
	bool any_added, any_taken, has_added, has_taken;

	if (entity && !rule->anchor) {
		first = code_at(&file->code, entity->first);
		end = code_at(&file->code, entity->last + 1);
	}
	has_added = has_lines(&file->code, first, end, rule->bodies[rule->chosen], '+', &any_added);
	has_taken = has_lines(&file->code, first, end, rule->bodies[rule->chosen], '-', &any_taken);
	return any_added && has_added && (rule->anchor || !(any_taken && has_taken));
}

static void judge_on_target(struct draft *draft, struct draft_rule *rule, const struct target_file *file,
			    const struct spatch_result *ran, const char *target_path)
{
	const struct entity *entity = rule->entity && file->exists ? entity_of(file, rule) : NULL;
	bool fired = has_fired(ran, rule->name);
	size_t i;

	if (!file->exists)
		rule->there = THERE_NO_FILE;
	else if (target_has(file, rule, entity))
		rule->there = fired ? THERE_FIRES_AGAIN : THERE_HAS_IT;
	else if (fired)
		rule->there = THERE_FIRES;
	else if ((rule->anchor || (rule->entity && *rule->entity)) && !entity)
		rule->there = THERE_NO_ENTITY;
	else
		rule->there = THERE_OTHER;
	for (i = 0; rule->there == THERE_OTHER && i < ran->unparsed.nr; i++)
		if (!strncmp(ran->unparsed.v[i], target_path, strlen(target_path)))
			rule->said_there = arena_printf(&draft->arena, "spatch could not read all of %s", ran->unparsed.v[i]);
}

static int run_on_target(struct prover *prover, struct error *err)
{
	struct draft *draft = prover->draft;
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(text_release) struct text text = { 0 };
	struct string_list files = { 0 };
	size_t i;

	if (!prover->trial->target || !any_reproduces(draft, NULL))
		return 0;
	files.v = paths_of(&files.nr, draft, true);
	draft_smpl(&text, draft);
	if (say(prover, "the target", err) < 0 ||
	    spatch_run_text(&ran, prover->trial->target, &text, &files, true, prover->trial->spatch, err) < 0)
		return -1;
	if (ran.failure)
		draft->failure = arena_strdup(&draft->arena, ran.failure);
	for (i = 0; i < draft->nr_files; i++) {
		owned(target_file_release) struct target_file file = { .exists = false };
		struct draft_place at = { 0 };
		struct draft_rule *rule;

		if (open_target_file(&file, prover->trial->target, draft->files[i].target_path, err) < 0)
			return -1;
		while ((rule = draft_next(draft, &at)))
			if (rule->path == draft->files[i].path && rule->outcome == DRAFT_REPRODUCES && !ran.failure)
				judge_on_target(draft, rule, &file, &ran, draft->files[i].target_path);
	}
	return 0;
}

int draft_prove(struct draft *draft, const struct draft_trial *trial, struct error *err)
{
	owned(prover_release) struct prover prover = { .draft = draft, .trial = trial };

	if (scratch_make(&prover.scratch, err) < 0 || tree_of_folder(&prover.tree, prover.scratch.path, err) < 0 ||
	    choose_all(&prover, err) < 0)
		return -1;
	name_rules(draft);
	if (run_together(&prover, err) < 0)
		return -1;
	return run_on_target(&prover, err);
}
