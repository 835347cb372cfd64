// SPDX-License-Identifier: GPL-2.0-only
/*
 * 1. Most fixes change function bodies alone: then only the names in EXPORT_SYMBOL() lines are compared, and nothing
 *    is compiled.
 * 2. Else, for each changed C file its object, and for each changed header the first object that kbuild says
 *    depends on it and all those that do and export symbols, is compiled once more beside the build (recompile.h) with
 *    debug information, before and after. CONFIG_DEBUG_INFO is not needed, and what make knows stays as it is.
 * 3. pahole and pfunct say what is in them; layouts.c compares.
 *
 * The kernel's own genksyms would need CONFIG_MODVERSIONS, gives up on syntax that is newer than it, and has a number
 * where this has a member's name; abidiff takes every function of an object that is not linked for an exported one.
 */
#include "../chain/blobs.h"
#include "../chain/outline.h"
#include "../files.h"
#include "../proc.h"
#include "dependencies.h"
#include "kabi.h"
#include "recompile.h"
#include "regions.h"

/* What pahole may print of one object: 6.12's nfs4state.o has 0.6 MiB. */
#define MAX_OUTPUT ((size_t)64 << 20)

/* ---- what can have changed ---- */

/* A line of code that is not between a function's braces. */
static bool is_seen(const struct outline *outline, const struct regions *regions, uint32_t line)
{
	const struct entity *entity = outline_at(outline, line);

	if (line > regions->nr_lines || !regions->is_code[line])
		return false;
	return !entity || entity->kind != ENTITY_FUNCTION || line < entity->body;
}

/* Whether one of some stretches of a text is seen; of the old ones, or the new. */
static bool any_seen(const struct text *text, const struct differences *differences, bool is_new)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(outline_release) struct outline outline = { 0 };
	struct regions regions;
	uint32_t line;
	bool seen = false;
	size_t i;

	if (!text)
		return false;
	outline_make(&outline, text_str(text), text->len);
	regions_find(&regions, &arena, text_str(text), text->len);
	for (i = 0; i < differences->nr && !seen; i++) {
		const struct difference *d = &differences->v[i];
		uint32_t first = is_new ? d->new_first : d->old_first, nr = is_new ? d->new_nr : d->old_nr;

		for (line = first; line < first + nr; line++)
			seen |= is_seen(&outline, &regions, line);
	}
	return seen;
}

int kabi_can_change(bool *can, const struct outcome *outcome, struct error *err)
{
	owned(differences_release) struct differences differences = { 0 };
	const struct text none = { 0 };
	const struct text *before = outcome->before ? outcome->before : &none;
	const struct text *after = outcome->after ? outcome->after : &none;

	if (text_differences(&differences, text_str(before), before->len, text_str(after), after->len, err) < 0)
		return error_prefix(err, "cannot compare '%s'", outcome->path);
	*can = any_seen(before, &differences, false) || any_seen(after, &differences, true);
	return 0;
}

/* ---- which objects show it ---- */

static void choose(struct kabi_look *look, const char *object)
{
	if (!string_list_has(&look->objects, object))
		*arena_push(look->arena, look->objects.v, look->objects.nr) = object;
}

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path);

	return len > strlen(end) && !strcmp(path + len - strlen(end), end);
}

/* Also a list of which dependencies.h doubts that it is all. */
static bool depends(const struct kabi_look *look, const char *object, const char *header)
{
	owned(strings_release) struct strings files = { 0 };
	const struct built_in where = { kbuild_source(look->kbuild), kbuild_out(look->kbuild) };

	dependencies_of_object(&files, &where, object);
	return strings_has(&files, header);
}

/* The C file that an object is made of. */
static const char *source_of(struct arena *arena, const char *object)
{
	return arena_printf(arena, "%.*s.c", (int)(strlen(object) - 2), object);
}

static int read_exports_of(struct strings *names, const struct kabi_look *look, const char *source, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	bool exists = false;

	if (file_read_if(&text, &exists, path_join(&arena, kbuild_source(look->kbuild), source), err) < 0)
		return -1;
	exports_read(names, text_str(&text), text.len);
	return 0;
}

/* Whether functions of an object are called by modules, which have been compiled with its headers. */
static int exports_any(bool *any, const struct kabi_look *look, const char *object, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };

	if (read_exports_of(&names, look, source_of(look->arena, object), err) < 0)
		return -1;
	*any = names.nr > 0;
	return 0;
}

/* One shows the layouts: of those that were chosen already, if it can be. */
static void choose_for_layouts(struct kabi_look *look, const struct string_list *objects, const char *header)
{
	const struct string_list *const lists[] = { &look->objects, objects };
	size_t i, j;

	for (i = 0; i < nr_of(lists); i++) {
		for (j = 0; j < lists[i]->nr; j++) {
			if (depends(look, lists[i]->v[j], header)) {
				choose(look, lists[i]->v[j]);
				return;
			}
		}
	}
	string_list_push(&look->unseen, look->arena, header);
}

static int choose_for_header(struct kabi_look *look, const struct string_list *objects, const char *header,
			     struct error *err)
{
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		bool exports = false;

		if (!depends(look, objects->v[i], header))
			continue;
		if (exports_any(&exports, look, objects->v[i], err) < 0)
			return -1;
		if (exports)
			choose(look, objects->v[i]);
	}
	choose_for_layouts(look, objects, header);
	return 0;
}

static void choose_for_source(struct kabi_look *look, const struct string_list *objects, const char *source)
{
	const char *object = arena_printf(look->arena, "%.*s.o", (int)(strlen(source) - 2), source);

	if (string_list_has(objects, object))
		choose(look, object);
	else
		string_list_push(&look->unseen, look->arena, source);
}

static int choose_objects(struct kabi_look *look, const struct string_list *objects, struct error *err)
{
	const char *const ends[] = { ".c", ".h" };
	size_t i, j;

	for (i = 0; i < nr_of(ends); i++) {
		for (j = 0; j < look->outcomes->nr; j++) {
			const struct outcome *outcome = &look->outcomes->v[j];
			const char *path = outcome->path;
			bool can = false;

			if (!ends_with(path, ends[i]))
				continue;
			if (kabi_can_change(&can, outcome, err) < 0)
				return -1;
			if (!can || !outcome->before)
				continue;
			if (i && choose_for_header(look, objects, path, err) < 0)
				return -1;
			if (!i)
				choose_for_source(look, objects, path);
		}
	}
	return 0;
}

/* ---- what they show ---- */

static int ask(struct proc_result *result, const struct kabi_look *look, const char *program, const char *option,
	       const char *object, struct error *err)
{
	const char *const argv[] = { program, option, object, NULL };
	const struct proc proc = {
		.argv = argv, .timeout = look->options->timeout, .max_output = MAX_OUTPUT,
	};

	return proc_run(result, &proc, err);
}

static int read_object(struct layouts *layouts, struct kabi_look *look, const char *path, struct error *err)
{
	owned(proc_result_release) struct proc_result structs = { 0 };
	owned(proc_result_release) struct proc_result functions = { 0 };

	if (ask(&structs, look, "pahole", "-I", path, err) < 0 || ask(&functions, look, "pfunct", "-P", path, err) < 0)
		return -1;
	if (structs.exit_code || structs.truncated || functions.exit_code || functions.truncated) {
		look->note = "pahole cannot read the objects";
		return 0;
	}
	layouts_read(layouts, look->arena, text_str(&structs.out), structs.out.len, kbuild_source(look->kbuild));
	prototypes_read(layouts, look->arena, text_str(&functions.out), functions.out.len);
	return 0;
}

static int read_objects(struct layouts *layouts, struct kabi_look *look, const struct recompile *how,
			struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct recompiled *results = arena_alloc(&arena, (look->objects.nr + 1) * sizeof(*results));
	int failed = recompile_all(results, how, &look->objects, err);
	size_t i;

	for (i = 0; i < look->objects.nr; i++) {
		if (!failed && (!results[i].ran || results[i].failure))
			look->note = arena_printf(look->arena, "%s cannot be compiled with debug information: %s", look->objects.v[i],
						  results[i].ran ? results[i].failure : "kbuild keeps no command of it");
		proc_result_release(&results[i].result);
	}
	for (i = 0; i < look->objects.nr && !failed && !look->note; i++)
		failed = read_object(layouts, look, recompile_output(&arena, how, look->objects.v[i]), err);
	layouts_sort(layouts);
	return failed;
}

/* All structs, also those that the object does not use: what it declares others may. */
static int find_layouts(struct layouts *layouts, struct kabi_look *look, struct error *err)
{
	static const char *const options[] = {
		"-g", "-gdwarf-4", "-fno-eliminate-unused-debug-types", "-w", "-c", NULL,
	};
	owned(scratch_release) struct scratch scratch = { 0 };
	struct recompile how = {
		.kbuild = look->kbuild,
		.jobs = look->options->jobs,
		.timeout = look->options->timeout,
		.options = options,
		.arena = look->arena,
	};

	if (look->note)
		return 0;
	if (scratch_make(&scratch, err) < 0)
		return -1;
	how.output = scratch.path;
	if (read_objects(layouts, look, &how, err) < 0)
		return error_prefix(err, "cannot compare the kABI");
	return 0;
}

static void read_exports(struct strings *names, const struct outcomes *outcomes, bool is_after)
{
	size_t i;

	for (i = 0; i < outcomes->nr; i++) {
		const struct text *text = is_after ? outcomes->v[i].after : outcomes->v[i].before;

		if (text && (ends_with(outcomes->v[i].path, ".c") || ends_with(outcomes->v[i].path, ".S")))
			exports_read(names, text_str(text), text->len);
	}
	strings_sort_unique(names);
}

/* What the files export that are not changed, and that were looked at for a header: the same before and after. */
static int read_other_exports(struct strings *names, const struct kabi_look *look, struct error *err)
{
	size_t i;

	for (i = 0; i < look->objects.nr; i++) {
		const char *source = source_of(look->arena, look->objects.v[i]);

		if (!outcome_of(look->outcomes, source) && read_exports_of(names, look, source, err) < 0)
			return -1;
	}
	return 0;
}

/* The source as it was, or as it is. */
static int put(struct kabi_look *look, bool is_after, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct changes changes = { 0 };
	size_t i;

	for (i = 0; i < look->outcomes->nr; i++) {
		const struct outcome *outcome = &look->outcomes->v[i];
		const struct text *from = is_after ? outcome->before : outcome->after;
		const struct text *to = is_after ? outcome->after : outcome->before;
		struct change *change = arena_push(&arena, changes.v, changes.nr);

		*change = (struct change){ .path = outcome->path, .existed = from != NULL, .exists = to != NULL };
		if (to)
			change->after = *to; /* borrowed, as all of it */
	}
	return kbuild_put(look->kbuild, &changes, err);
}

/* The source as it is comes first, since kbuild stands there, and is there again at the end. */
static int find_both(struct layouts *before, struct layouts *after, struct kabi_look *look, struct error *err)
{
	if (find_layouts(after, look, err) < 0)
		return -1;
	if (put(look, false, err) < 0 || kbuild_lay(look->kbuild, &look->objects, err) < 0 ||
	    find_layouts(before, look, err) < 0)
		return -1;
	return put(look, true, err);
}

/* What was not compared, though all else was. */
static const char *note_unseen(const struct kabi_look *look)
{
	owned(text_release) struct text note = { 0 };
	size_t i;

	for (i = 0; i < look->unseen.nr; i++)
		text_addf(&note, "%s'%s'", i ? ", " : "not compared of what was not compiled: ",
			  look->unseen.v[i]);
	return note.len ? arena_printable(look->arena, text_str(&note)) : NULL;
}

int kabi_find(struct kabi *kabi, struct kabi_look *look, const struct string_list *objects, struct error *err)
{
	owned(strings_release) struct strings exported_before = { 0 };
	owned(strings_release) struct strings exported_after = { 0 };
	struct layouts before = { 0 }, after = { 0 };

	if (!objects->nr) {
		kabi->note = "nothing was compiled";
		return 0;
	}
	if (choose_objects(look, objects, err) < 0)
		return -1;
	if (look->objects.nr && !(proc_exists("pahole") && proc_exists("pfunct")))
		look->note = "there is no pahole to compare layouts with (Debian package 'dwarves')";
	if (look->objects.nr && !look->note && find_both(&before, &after, look, err) < 0)
		return -1;
	kabi->note = look->note;
	if (look->note)
		return 0;
	if (read_other_exports(&exported_before, look, err) < 0 || read_other_exports(&exported_after, look, err) < 0)
		return -1;
	read_exports(&exported_before, look->outcomes, false);
	read_exports(&exported_after, look->outcomes, true);
	kabi->note = note_unseen(look);
	layouts_compare(kabi, look->arena, &before, &exported_before, &after, &exported_after);
	kabi->done = true;
	return 0;
}
