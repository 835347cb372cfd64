// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a fix and a target, and the stages over them.
 *
 * A document that is handed in names its recipe and target. The stages do not
 * trust it further than that: the plan is made again (the same
 * moment's work, and its texts are wanted anyway) and must come out the same, so that
 * a moved branch or an edited recipe is noticed rather than half applied.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "apply.h"
#include "check.h"
#include "check/build-folder.h"
#include "check/range.h"
#include "document.h"
#include "history.h"
#include "in-place-journal.h"
#include "proc.h"
#include "prove/prove.h"
#include "record.h"
#include "report.h"
#include "session.h"
#include "spatch-memo.h"

/* A recipe is a page or two; a document has the diffs of a series. Neither is to fill the memory. */
#define MAX_RECIPE ((size_t)1 << 20)
#define MAX_DOCUMENT ((size_t)256 << 20)

void session_release(struct session *session)
{
	quarantine_release(&session->quarantine);
	kbuild_freep(&session->kbuild);
	spatch_memo_freep(&session->spatch_memo);
	tree_freep(&session->tree);
	git_repository_freep(&session->repo);
	backport_release(&session->before);
	backport_release(&session->backport);
	recipe_release(&session->recipe);
	lock_release(&session->tree_lock);
	lock_release(&session->output_lock);
}

static struct arena *arena_of(struct session *session)
{
	return &session->backport.arena;
}

/* The recipe. */

static const char *recipes_folder(const struct app *app, const struct settings *settings)
{
	return settings->recipes ? settings->recipes : app->data.recipes;
}

static bool ends_with(const char *string, const char *end)
{
	size_t len = strlen(string), end_len = strlen(end);

	return len >= end_len && !strcmp(string + len - end_len, end);
}

static int read_recipe(struct session *session, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };

	if (file_read_whole(&text, path, MAX_RECIPE, err) < 0)
		return error_prefix(err, "cannot read the recipe");
	if (recipe_parse(&session->recipe, path, text_str(&text), text.len, err) < 0)
		return -1;
	session->backport.recipe = &session->recipe;
	return 0;
}

static char *recipe_path(struct arena *arena, const struct app *app, const struct settings *settings, const char *fix)
{
	return path_join(arena, recipes_folder(app, settings), arena_printf(arena, "%s/recipe.yaml", fix));
}

bool session_has_recipe(const struct app *app, const struct settings *settings, const char *fix)
{
	owned(arena_release) struct arena arena = { 0 };

	return ends_with(fix, ".yaml") || (path_is_safe(fix) && file_exists(recipe_path(&arena, app, settings, fix)));
}

bool session_is_document(const char *fix)
{
	return !strcmp(fix, "-") || ends_with(fix, ".json");
}

int session_open_recipe(struct session *session, struct app *app, const struct settings *settings, const char *fix,
			struct error *err)
{
	session->app = app;
	session->settings = settings;
	if (ends_with(fix, ".yaml"))
		return read_recipe(session, fix, err);
	if (!path_is_safe(fix))
		return error_set(err, "'%s' is no name of a fix", fix);
	if (!session_has_recipe(app, settings, fix))
		return error_set(err, "there is no recipe for '%s' in '%s'; 'stableport list' names the fixes known",
				 fix, recipes_folder(app, settings));
	return read_recipe(session, recipe_path(arena_of(session), app, settings, fix), err);
}

/* The target. */

const char *target_label(struct arena *arena, const char *name)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/tags/", "refs/remotes/" };
	char *label;
	size_t i;

	for (i = 0; i < nr_of(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			name += strlen(prefixes[i]);
	label = arena_strdup(arena, *name ? name : "target");
	for (i = 0; label[i]; i++)
		if (!isalnum((unsigned char)label[i]) && !strchr("._-", label[i]))
			label[i] = '-';
	if (*label == '-' || *label == '.')
		*label = '_';
	return label;
}

static const char *hex_of(struct arena *arena, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return arena_strdup(arena, hex);
}

/* Where upstream's history is looked for when nobody says: the first of these that is there and is not the target. */
int upstream_find(struct upstream *upstream, git_repository *repo, const char *wanted, const git_oid *target,
		  struct error *err)
{
	static const char *const usual[] = { "upstream/master", "mainline/master", "origin/master", "master", "main" };
	size_t i;

	upstream->ref = wanted;
	if (wanted)
		return history_resolve(&upstream->id, repo, wanted, err) < 0 ?
			       error_prefix(err, "cannot find upstream's history") : 0;
	for (i = 0; i < nr_of(usual) && !upstream->ref; i++)
		if (history_resolve(&upstream->id, repo, usual[i], NULL) == 0 && !git_oid_equal(&upstream->id, target))
			upstream->ref = usual[i];
	return 0;
}

static int find_upstream(struct session *session, struct error *err)
{
	struct target *target = &session->backport.target;
	struct upstream upstream;

	if (upstream_find(&upstream, session->repo, session->settings->upstream, &session->history.target, err) < 0)
		return -1;
	if (!upstream.ref)
		return 0;
	session->history.has_upstream = true;
	session->history.upstream = upstream.id;
	target->upstream_ref = upstream.ref;
	target->upstream_commit = hex_of(arena_of(session), &upstream.id);
	return 0;
}

static int open_commit(struct session *session, const char *repo, const char *ref, struct error *err)
{
	struct target *target = &session->backport.target;

	if (history_open(&session->repo, repo, err) < 0 ||
	    history_resolve(&session->history.target, session->repo, ref, err) < 0 ||
	    find_upstream(session, err) < 0 ||
	    tree_of_commit(&session->tree, session->repo, &session->history.target, err) < 0)
		return -1;
	session->history.repo = session->repo;
	target->repo = arena_strdup(arena_of(session), git_repository_path(session->repo));
	target->ref = ref;
	target->commit = hex_of(arena_of(session), &session->history.target);
	target->label = target_label(arena_of(session), ref);
	return 0;
}

static int take_lock(struct lock *lock, const char *folder, struct error *err)
{
	bool taken;

	if (lock->fd_plus_one)
		return 0;
	if (lock_take(lock, &taken, folder, err) < 0)
		return -1;
	return taken ? 0 : error_set(err, "another run is at work in '%s'", folder);
}

/* What is said on stderr: stdout may be a document. */
static void say_found(struct session *session, const struct text *found)
{
	if (found->len)
		session->app->note(session->app, text_str(found));
}

/* A tree in which a run was killed half-way is put back by whoever may write to it. */
static int recover_folder(struct session *session, const char *folder, struct error *err)
{
	owned(text_release) struct text found = { 0 };

	if (!in_place_is_unfinished(folder))
		return 0;
	if (!session->settings->in_place)
		return error_set(err, "a run was killed while it wrote into '%s', or is at work there; the next one with --in-place puts it back",
				 folder);
	if (take_lock(&session->tree_lock, folder, err) < 0 || in_place_recover(&found, folder, err) < 0)
		return -1;
	say_found(session, &found);
	return 0;
}

static int open_folder(struct session *session, const char *folder, struct error *err)
{
	struct target *target = &session->backport.target;
	char *real = realpath(folder, NULL);
	const char *slash;

	if (!real)
		return error_sys(err, "cannot find the tree '%s'", folder);
	target->folder = arena_strdup(arena_of(session), real);
	free(real);
	if (recover_folder(session, target->folder, err) < 0)
		return -1;
	slash = strrchr(target->folder, '/');
	target->label = target_label(arena_of(session), slash ? slash + 1 : target->folder);
	return tree_of_folder(&session->tree, target->folder, err);
}

static int finish_target(struct session *session, struct error *err)
{
	owned(text_release) struct text version = { 0 };
	const struct settings *settings = session->settings;
	struct backport *backport = &session->backport;
	const struct target *target = &backport->target;

	if (tree_kernel_version(&version, session->tree, err) < 0)
		return error_prefix(err, "cannot carry anything onto '%s'", target->folder ? target->folder : target->ref);
	backport->target.version = arena_strdup(arena_of(session), text_str(&version));
	if (settings->in_place && !backport->target.folder)
		return error_set(err, "--in-place is for a plain tree; in a repository the series is a new branch");
	backport->output = settings->output ?
				   settings->output :
				   arena_printf(arena_of(session), "stableport-out/%s/%s", session->recipe.name,
						backport->target.label);
	return 0;
}

/* A folder is a plain tree, anything else a revision; with --repo it is always a revision. */
static int open_target(struct session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	int opened;

	if (!settings->onto)
		return error_set(err, "name the target: --onto REF, or --onto FOLDER for a plain tree");
	if (settings->repo)
		opened = open_commit(session, settings->repo, settings->onto, err);
	else if (file_is_folder(settings->onto))
		opened = open_folder(session, settings->onto, err);
	else
		opened = open_commit(session, ".", settings->onto, err);
	if (opened < 0 && !settings->repo && strchr(settings->onto, '/'))
		return error_prefix(err, "there is no folder '%s'", settings->onto);
	return opened < 0 ? -1 : finish_target(session, err);
}

static int open_style(struct session *session, struct error *err)
{
	const char *style = session->settings->style;

	session->backport.style = session->recipe.prefer;
	if (!style)
		return 0;
	if (!strcmp(style, "inline"))
		session->backport.style = STYLE_INLINE;
	else if (!strcmp(style, "shim"))
		session->backport.style = STYLE_SHIM;
	else
		return error_set(err, "'%s' is no style; there are 'inline' and 'shim'", style);
	return 0;
}

/* Documents. */

static int read_stdin(struct text *out, struct error *err)
{
	char buffer[65536];
	ssize_t nr;

	while ((nr = read(STDIN_FILENO, buffer, sizeof(buffer))) != 0) {
		if (proc_check_interrupt(err) < 0)
			return -1;
		if (nr < 0 && errno != EINTR)
			return error_sys(err, "cannot read the document from stdin");
		if (nr > 0)
			text_add(out, buffer, (size_t)nr);
		if (out->len > MAX_DOCUMENT)
			return error_set(err, "the document is larger than %zu MiB", MAX_DOCUMENT >> 20);
	}
	return 0;
}

static int read_recipe_of(struct session *session, const json_t *document, struct error *err)
{
	const char *path = document_recipe_path(document);

	session->backport.recipe = &session->recipe;
	return path && *path ? read_recipe(session, path, err) : document_own_recipe(&session->recipe, document, err);
}

static int read_document(struct session *session, const char *path, struct backport *document, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	owned(json_decrefp) json_t *json = NULL;

	if ((strcmp(path, "-") ? file_read_whole(&text, path, MAX_DOCUMENT, err) : read_stdin(&text, err)) < 0)
		return error_prefix(err, "cannot use '%s'", path);
	json = record_parse(text_str(&text), text.len, DOCUMENT_FORMAT, err);
	if (!json || read_recipe_of(session, json, err) < 0 ||
	    document_from_json(document, &session->recipe, json, err) < 0)
		return error_prefix(err, "cannot use '%s'", path);
	return 0;
}

/* The target as the document has it: the commit, not the ref, which may have moved on. */
static int open_document_target(struct session *session, struct error *err)
{
	const struct target *said = &session->before.target;
	struct target *target = &session->backport.target;

	if (said->folder)
		return open_folder(session, said->folder, err);
	if (open_commit(session, said->repo, said->commit, err) < 0)
		return -1;
	target->ref = said->ref;
	target->label = target_label(arena_of(session), said->label);
	if (!said->upstream_commit)
		return 0;
	target->upstream_ref = said->upstream_ref;
	target->upstream_commit = said->upstream_commit;
	session->history.has_upstream = true;
	return history_resolve(&session->history.upstream, session->repo, said->upstream_commit, err);
}

static int open_document(struct session *session, const char *path, struct error *err)
{
	struct backport *backport = &session->backport;

	if (session->settings->onto)
		return error_set(err, "'%s' names its own target: --onto does not go with it", path);
	if (read_document(session, path, &session->before, err) < 0)
		return -1;
	if (!session->recipe.path)
		return error_set(err, "'%s' is of the range '%s', which has no plan: check the range itself", path,
				 session->recipe.name);
	backport->recipe = &session->recipe;
	backport->style = session->before.style;
	if (open_document_target(session, err) < 0)
		return -1;
	return finish_target(session, err);
}

int session_read_document(struct session *session, struct app *app, const struct settings *settings, const char *path,
			  struct error *err)
{
	session->app = app;
	session->settings = settings;
	return read_document(session, path, &session->backport, err);
}

int session_open(struct session *session, struct app *app, const struct settings *settings, const char *fix,
		 struct error *err)
{
	session->app = app;
	session->settings = settings;
	if (session_is_document(fix))
		return open_document(session, fix, err);
	if (session_open_recipe(session, app, settings, fix, err) < 0 || open_style(session, err) < 0)
		return -1;
	return open_target(session, err);
}

int session_open_range(struct session *session, struct app *app, const struct settings *settings, const char *argument,
		       struct error *err)
{
	const char *repo = settings->repo ? settings->repo : ".";
	struct range range;
	git_oid to;

	session->app = app;
	session->settings = settings;
	session->backport.recipe = &session->recipe;
	session->recipe.name = arena_strdup(&session->recipe.arena, argument);
	session->recipe.description = "";
	if (settings->onto)
		return error_set(err, "the range '%s' names its own target: --onto does not go with it", argument);
	if (range_parse(&range, arena_of(session), argument, err) < 0 || open_commit(session, repo, range.from, err) < 0 ||
	    history_resolve(&to, session->repo, range.to, err) < 0 || finish_target(session, err) < 0)
		return -1;
	return range_steps(&session->backport, &session->recipe, session->repo, session->tree, &session->history.target, &to,
			   err);
}

/* The stages. */

#define SPATCH_SECONDS 120
#define MAKE_SECONDS 1800
#define IMAGE_SECONDS 7200
/* A tree has 1.3 GiB, the build of a few of its objects 0.1. */
#define BUILDS_GIB 20

static const char *build_dir(struct session *session)
{
	return session->settings->build_dir ? session->settings->build_dir : build_folder_usual(arena_of(session));
}

static struct spatch_options spatch_options(struct session *session)
{
	unsigned timeout = session->settings->timeout ? (unsigned)session->settings->timeout : SPATCH_SECONDS;

	if (!session->spatch_memo)
		session->spatch_memo = spatch_memo_open(build_dir(session));
	return (struct spatch_options){
		.data = &session->app->data, .timeout = timeout, .memo = session->spatch_memo,
	};
}

static void say_waiting(void *data)
{
	struct app *app = data;

	app->progress(app, "waiting for another run that has this build");
}

static struct kbuild_options kbuild_options(struct session *session)
{
	const struct settings *settings = session->settings;

	return (struct kbuild_options){
		.jobs = settings->jobs > 0 ? (unsigned)settings->jobs : (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
		.timeout = settings->timeout ? (unsigned)settings->timeout : MAKE_SECONDS,
		.warnings = settings->warnings,
		.sparse = !settings->no_sparse && proc_exists("sparse"),
		.cc = settings->cc,
		.build_dir = build_dir(session),
		.build_max = (unsigned long long)(settings->build_max > 0 ? settings->build_max : BUILDS_GIB) << 30,
		.waiting = say_waiting,
		.progress = session->app->progress,
		.progress_data = session->app,
	};
}

int session_plan(struct session *session, bool only_look, struct error *err)
{
	const struct plan_options options = {
		.spatch = spatch_options(session),
		.kbuild = kbuild_options(session),
		.only_look = only_look,
		.progress = session->app->progress,
		.progress_data = session->app,
	};

	if (plan_build(&session->backport, session->tree, &session->history, &session->kbuild, &options, err) < 0)
		return -1;
	return session->before.recipe ? plan_confirm(&session->before, &session->backport, err) : 0;
}

int session_check(struct session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	struct check_options options = {
		.spatch = spatch_options(session),
		.kbuild = kbuild_options(session),
		.build = !settings->no_build,
		.no_checkpatch = settings->no_checkpatch,
		.coccicheck = settings->coccicheck,
		.no_kabi = settings->no_kabi,
	};
	struct configuration *configurations = NULL;

	if (configurations_of(&configurations, &options.nr_configurations, arena_of(session), settings->configs,
			      settings->archs, session->recipe.path != NULL, err) < 0)
		return -1;
	options.configurations = configurations;
	if (!backport_nr_carried(&session->backport))
		return 0;
	return check_run(&session->backport, session->tree, session->kbuild, &options, err);
}

static int apply_options(struct apply_options *options, struct session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	struct string_list *references = &options->references;
	owned(text_release) struct text styles = { 0 };

	*options = (struct apply_options){
		.cover_letter = settings->cover_letter,
		.signoff = settings->signoff,
		.force = settings->force,
		.quarantine = session->quarantine.repo ? &session->quarantine : NULL,
	};
	for (references->v = (const char **)settings->references; references->v && references->v[references->nr];)
		references->nr++;
	if (!settings->message_style || message_style_parse(&options->style, settings->message_style))
		return 0;
	message_style_list(&styles);
	return error_set(err, "'%s' is no message style; there are %s", settings->message_style, text_str(&styles));
}

int session_may_apply(struct session *session, struct error *err)
{
	struct apply_options options;

	if (apply_options(&options, session, err) < 0)
		return -1;
	if (!session->repo || !backport_nr_carried(&session->backport))
		return 0;
	if (quarantine_open(&session->quarantine, session->repo, err) < 0)
		return -1;
	say_found(session, &session->quarantine.found);
	options.quarantine = &session->quarantine;
	return apply_branch_is_possible(&session->backport, session->repo, &options, err);
}

/* Whoever writes holds the output folder and, with --in-place, the tree until the end of the run. */
static int take_locks(struct session *session, struct error *err)
{
	const char *output = session->backport.output;

	if (file_make_folders(output, err) < 0 || take_lock(&session->output_lock, output, err) < 0)
		return -1;
	return session->settings->in_place ? take_lock(&session->tree_lock, session->backport.target.folder, err) : 0;
}

int session_apply(struct session *session, struct error *err)
{
	struct backport *backport = &session->backport;
	struct apply_options options;
	bool is_sound = backport_verdict(backport) == VERDICT_READY;

	if (!backport_nr_carried(backport) || backport_nr(backport, STEP_CONFLICT))
		return 0;
	if (apply_options(&options, session, err) < 0 || proc_check_interrupt(err) < 0 || take_locks(session, err) < 0 ||
	    apply_series(backport, backport->output, &options, err) < 0)
		return -1;
	if (session->repo && apply_branch(backport, session->repo, &options, err) < 0)
		return -1;
	if (session->settings->in_place && is_sound && apply_in_place(backport, backport->target.folder, err) < 0)
		return -1;
	backport->applied = true;
	return 0;
}

int session_prove(struct session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	struct prove_options options = {
		.spatch = spatch_options(session),
		.kbuild = kbuild_options(session),
		.helpers = session->app->data.guest,
		.only = settings->scenario,
		.timeout = (unsigned)settings->guest_timeout,
		.kasan = settings->kasan,
	};

	if (backport_nr(&session->backport, STEP_CONFLICT))
		return 0;
	/* Warnings are check's business; a whole kernel takes longer than its parts. */
	options.kbuild.warnings = false;
	options.kbuild.sparse = false;
	options.kbuild.timeout = settings->timeout ? (unsigned)settings->timeout : IMAGE_SECONDS;
	return take_locks(session, err) < 0 ? -1 : prove_run(&session->backport, session->tree, &options, err);
}

int session_write_report(struct session *session, struct error *err)
{
	owned(text_release) struct text html = { 0 }, json = { 0 };
	const char *output = session->backport.output;
	struct arena *arena = arena_of(session);

	report_html(&html, &session->backport);
	if (take_locks(session, err) < 0 ||
	    document_write(&json, &session->backport, err) < 0 ||
	    file_write(path_join(arena, output, "report.json"), text_str(&json), json.len, err) < 0 ||
	    file_write(path_join(arena, output, "report.html"), text_str(&html), html.len, err) < 0)
		return -1;
	return 0;
}

int print_result(const struct app *app, const struct text *out, struct error *err)
{
	if (fwrite(text_str(out), 1, out->len, app->out) != out->len || fflush(app->out) < 0)
		return error_sys(err, "cannot print the result");
	return 0;
}

int session_report_text(struct text *out, const struct session *session, bool colour, struct error *err)
{
	report_text(out, &session->backport, colour);
	if (!session->settings->range_diff)
		return 0;
	text_addc(out, '\n');
	return report_range_diff(out, &session->backport, colour, err);
}

int session_print(struct session *session, struct error *err)
{
	bool colour = session->app->colour;
	owned(text_release) struct text out = { 0 };
	int written = 0;

	if (session->settings->html)
		report_html(&out, &session->backport);
	else
		written = session->settings->json ? document_write(&out, &session->backport, err) :
						    session_report_text(&out, session, colour, err);
	if (written < 0)
		return -1;
	if (print_result(session->app, &out, err) < 0)
		return -1;
	quarantine_done(&session->quarantine);
	return 0;
}

int session_exit_code(const struct session *session)
{
	return backport_verdict(&session->backport) == VERDICT_PERSON ? EXIT_PERSON : EXIT_DONE;
}

int session_fixes(struct strings *names, const struct app *app, const struct settings *settings, struct error *err)
{
	const char *folder = recipes_folder(app, settings);
	owned(strings_release) struct strings entries = { 0 };
	size_t i;

	if (file_list(&entries, folder, err) < 0)
		return error_prefix(err, "cannot list the recipes");
	for (i = 0; i < entries.nr; i++) {
		owned(arena_release) struct arena arena = { 0 };

		if (file_exists(path_join(&arena, folder, arena_printf(&arena, "%s/recipe.yaml", entries.v[i]))))
			strings_add(names, entries.v[i]);
	}
	return names->nr ? 0 : error_set(err, "there is no recipe in '%s'", folder);
}
