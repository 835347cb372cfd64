// SPDX-License-Identifier: GPL-2.0-only
/*
 * 1. The objects that were built are preprocessed once more, by the commands that kbuild keeps (recompile.h), with
 *    -dD and -dI so that #define and #include lines show.
 * 2. The line markers say which lines of the changed files came through (line-markers.h).
 * 3. That alone would be wrong for half of the lines: a call of a macro over three lines comes out as one. So it is
 *    asked for each region between conditionals (regions.h): if any line of it came through, all of it did. A
 *    region with none of its own that has one that did within it did as well.
 * 4. A changed line of code in a region that did not is uncompiled. The conditions around it, and for a file that no
 *    object has the makefiles from its folder up, say which options it takes; those that the configuration
 *    meets are left out.
 */
#include "../chain/blobs.h"
#include "../files.h"
#include "../tree.h"
#include "coverage.h"
#include "recompile.h"
#include "regions.h"
#include "wants.h"

bool coverage_is_code(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("chS", path[len - 1]);
}

static bool is_header(const char *path)
{
	return path[strlen(path) - 1] == 'h';
}

/* ---- what was seen is judged ---- */

struct judge {
	struct coverage *coverage;
	struct arena *arena;
	const char *config;
	const struct covered_file *file;
	struct regions regions;
	bool *active;                   /* [region] */
};

static void find_active(struct judge *judge)
{
	const struct regions *regions = &judge->regions;
	const struct seen_file *seen = &judge->file->seen;
	uint32_t line;
	size_t i;

	judge->active = arena_alloc(judge->arena, regions->nr * sizeof(*judge->active));
	judge->active[0] = seen->included;
	for (line = 1; line <= regions->nr_lines && line <= seen->nr_lines; line++)
		if (seen->lines[line] && regions->is_code[line])
			judge->active[regions->of_line[line]] = true;
	/* A region comes after the one that it stands in. */
	for (i = regions->nr; i-- > 1;)
		if (judge->active[i])
			judge->active[regions->v[i].parent] = true;
}

static void add_unmet(struct string_list *options, const struct judge *judge, const char *option)
{
	const struct string_list one = { .v = &option, .nr = 1 };

	if (!wants_met(judge->config, option))
		wants_join(options, judge->arena, &one);
}

/* The outermost condition that did not hold, and the options of all that did not. */
static void blame_region(struct uncompiled_lines *lines, const struct judge *judge, uint32_t region)
{
	size_t i;

	while (region && !judge->active[region]) {
		const struct region *r = &judge->regions.v[region];

		lines->why = r->condition;
		for (i = 0; i < r->options.nr; i++)
			add_unmet(&lines->options, judge, r->options.v[i]);
		region = r->parent;
	}
}

static void blame_file(struct uncompiled_lines *lines, const struct judge *judge)
{
	const struct makefile_wants *wants = &judge->file->wants;
	size_t i;

	for (i = 0; i < wants->nr; i++) {
		if (wants_met(judge->config, wants->v[i].option))
			continue;
		if (!lines->why)
			lines->why = wants->v[i].why;
		add_unmet(&lines->options, judge, wants->v[i].option);
	}
	if (!lines->why && judge->file->named)
		lines->why = "its object was not compiled, or kbuild keeps no command of it";
	else if (!lines->why)
		lines->why = "no object includes it";
}

/* Begins a run of uncompiled lines, or makes the last one longer. */
static void add_uncompiled(struct judge *judge, uint32_t line, uint32_t region, bool goes_on)
{
	struct coverage *coverage = judge->coverage;
	struct uncompiled_lines *lines;

	if (goes_on) {
		coverage->uncompiled[coverage->nr_uncompiled - 1].last = line;
		return;
	}
	lines = arena_push(judge->arena, coverage->uncompiled, coverage->nr_uncompiled);
	lines->path = judge->file->outcome.path;
	lines->first = lines->last = line;
	if (judge->active[0])
		blame_region(lines, judge, region);
	else
		blame_file(lines, judge);
}

/* The changed lines of one difference. */
static void judge_lines(struct judge *judge, uint32_t first, uint32_t nr)
{
	const struct regions *regions = &judge->regions;
	uint32_t line, region, last_region = UINT32_MAX;

	for (line = first; line < first + nr && line <= regions->nr_lines; line++) {
		if (!regions->is_code[line])
			continue;
		region = judge->active[0] ? regions->of_line[line] : 0;
		judge->coverage->lines++;
		if (judge->active[region]) {
			judge->coverage->compiled++;
			last_region = UINT32_MAX;
		} else {
			add_uncompiled(judge, line, region, region == last_region);
			last_region = region;
		}
	}
}

static int judge_file(struct judge *judge, struct error *err)
{
	const struct outcome *outcome = &judge->file->outcome;
	owned(differences_release) struct differences differences = { 0 };
	const struct text none = { 0 }, *before = outcome->before ? outcome->before : &none;
	size_t i;

	if (!outcome->after)
		return 0;
	if (text_differences(&differences, text_str(before), before->len, text_str(outcome->after), outcome->after->len,
			     err) < 0)
		return -1;
	regions_find(&judge->regions, judge->arena, text_str(outcome->after), outcome->after->len);
	find_active(judge);
	for (i = 0; i < differences.nr; i++)
		judge_lines(judge, differences.v[i].new_first, differences.v[i].new_nr);
	return 0;
}

int coverage_judge(struct coverage *coverage, struct arena *arena, const struct covered_file *files, size_t nr,
		   const char *config, struct error *err)
{
	struct coverage found = { .done = true };
	size_t i;

	for (i = 0; i < nr; i++) {
		struct judge judge = { .coverage = &found, .arena = arena, .config = config, .file = &files[i] };

		if (judge_file(&judge, err) < 0)
			return error_prefix(err, "cannot compare '%s'", files[i].outcome.path);
	}
	*coverage = found;
	return 0;
}

/* ---- what there is to see is read ---- */

struct finder {
	const struct coverage_asked *asked;
	struct arena *arena;
	struct covered_file *files;
	size_t nr;
};

static void find_files(struct finder *f)
{
	const struct outcomes *outcomes = f->asked->outcomes;
	size_t i;

	for (i = 0; i < outcomes->nr; i++) {
		const struct outcome *outcome = &outcomes->v[i];
		owned(lined_release) struct lined lined = { 0 };
		struct covered_file *file;

		if (!outcome->after || !coverage_is_code(outcome->path))
			continue;
		lined = lined_of(text_str(outcome->after), outcome->after->len);
		file = arena_push(f->arena, f->files, f->nr);
		file->outcome = *outcome;
		file->seen = (struct seen_file){
			.path = outcome->path,
			.nr_lines = lined.nr,
			.lines = arena_alloc(f->arena, (lined.nr + 1) * sizeof(bool)),
		};
	}
}

/* What one that did not end well has shown is not all that there is. */
static int read_shown(struct seen_file *seen, const struct finder *f, const char *object, const struct recompiled *result,
		      struct error *err)
{
	if (result->failure)
		return error_set(err, "%s: %s", object, result->failure);
	line_markers_read(seen, f->nr, text_str(&result->result.out), result->result.out.len,
			  kbuild_source(f->asked->kbuild), kbuild_out(f->asked->kbuild));
	return 0;
}

/* Texts of megabytes, so one after the other is read and let go; a few at a time are made. */
static int look_through(struct finder *f, const struct string_list *objects, struct error *err)
{
	static const char *const options[] = { "-E", "-dD", "-dI", NULL };
	owned(arena_release) struct arena arena = { 0 };
	const struct recompile how = {
		.kbuild = f->asked->kbuild,
		.jobs = f->asked->options->jobs,
		.timeout = f->asked->options->timeout,
		.options = options,
		.arena = &arena,
	};
	struct recompiled *results = arena_alloc(&arena, (objects->nr + 1) * sizeof(*results));
	struct seen_file *seen = arena_alloc(&arena, (f->nr + 1) * sizeof(*seen));
	int failed = recompile_all(results, &how, objects, err);
	size_t i;

	for (i = 0; i < f->nr; i++)
		seen[i] = f->files[i].seen;
	for (i = 0; i < objects->nr; i++) {
		if (!failed && results[i].ran)
			failed = read_shown(seen, f, objects->v[i], &results[i], err);
		proc_result_release(&results[i].result);
	}
	for (i = 0; i < f->nr; i++)
		f->files[i].seen = seen[i];
	return failed;
}

#define OBJECTS_AT_A_TIME 4

static int look_through_all(struct finder *f, struct error *err)
{
	const struct string_list *objects = f->asked->objects;
	size_t i;

	for (i = 0; f->nr && i < objects->nr; i += OBJECTS_AT_A_TIME) {
		size_t rest = objects->nr - i;
		const struct string_list some = {
			.v = objects->v + i,
			.nr = rest < OBJECTS_AT_A_TIME ? rest : OBJECTS_AT_A_TIME,
		};

		if (look_through(f, &some, err) < 0)
			return error_prefix(err, "cannot find out which lines are compiled");
	}
	return 0;
}

/* A file of the result. */
static int read_result(struct text *out, bool *exists, const struct finder *f, const char *path, struct error *err)
{
	const struct outcome *outcome = outcome_of(f->asked->outcomes, path);

	if (!outcome)
		return tree_read(out, exists, f->asked->tree, path, err);
	*exists = outcome->after != NULL;
	if (outcome->after)
		text_add(out, text_str(outcome->after), outcome->after->len);
	return 0;
}

/* Kbuild comes first, as for kbuild. */
static int read_makefile(struct text *out, struct finder *f, const char *folder, struct error *err)
{
	bool exists = false;

	if (read_result(out, &exists, f, path_join(f->arena, folder, "Kbuild"), err) < 0 ||
	    (!exists && read_result(out, &exists, f, path_join(f->arena, folder, "Makefile"), err) < 0))
		return -1;
	return 0;
}

/* The makefiles from a file's folder up to the root's: "nfs4proc.o" in fs/nfsd, "nfsd/" in fs. */
static int ask_makefiles(struct covered_file *file, struct finder *f, struct error *err)
{
	char *folder = arena_strdup(f->arena, file->outcome.path), *slash;
	const char *goal = NULL;

	while ((slash = strrchr(folder, '/'))) {
		owned(text_release) struct text makefile = { 0 };
		const char *name = arena_strdup(f->arena, slash + 1);
		*slash = '\0';
		goal = goal ? arena_printf(f->arena, "%s/", name)
			    : arena_printf(f->arena, "%.*s.o", (int)(strlen(name) - 2), name);
		if (read_makefile(&makefile, f, folder, err) < 0)
			return -1;
		if (makefile_wants(&file->wants, f->arena, text_str(&makefile), makefile.len, goal) &&
		    !strchr(goal, '/'))
			file->named = true;
	}
	return 0;
}

int coverage_find(struct coverage *coverage, struct arena *arena, const struct coverage_asked *asked, struct error *err)
{
	struct finder f = { .asked = asked, .arena = arena };
	owned(text_release) struct text config = { 0 };
	size_t i;

	find_files(&f);
	if (look_through_all(&f, err) < 0 ||
	    file_read(&config, path_join(arena, kbuild_out(asked->kbuild), ".config"), err) < 0)
		return -1;
	for (i = 0; i < f.nr; i++)
		if (!f.files[i].seen.included && !is_header(f.files[i].outcome.path) &&
		    ask_makefiles(&f.files[i], &f, err) < 0)
			return -1;
	return coverage_judge(coverage, arena, f.files, f.nr, text_str(&config), err);
}
