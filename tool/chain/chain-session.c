// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a repository for a chain, and printing one. Every name of a commit (fixes, target, --with, --without,
 * upstream) is resolved here, before anything is planned, so that a misspelt one costs no time. An id that no commit
 * has may be one that upstream has under another: a history that was imported again names the real ones in trailers.
 * The target need not be a kernel; that of one has a version, which is only shown.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../fixes.h"
#include "../record.h"
#include "../report.h"
#include "chain-backport.h"
#include "chain-session.h"

/* Of an id in a trailer: the kernel's own rule. */
#define LEAST_ID 12

void chain_session_release(struct chain_session *session)
{
	chain_release(&session->chain);
	trailer_index_freep(&session->trailers);
	git_repository_freep(&session->repo);
	arena_release(&session->arena);
}

bool chain_session_is_id(const char *name)
{
	size_t len = strspn(name, "0123456789abcdefABCDEF");

	return len >= LEAST_ID && len <= GIT_OID_HEXSZ && !name[len];
}

/* No commit of that id: one of upstream's that says that it stands for it. */
static int find_by_trailer(git_oid *id, bool *found, struct chain_session *session, const char *name, struct error *err)
{
	const char *note;
	bool by_trailer;

	*found = false;
	if (!session->upstream.ref || !chain_session_is_id(name))
		return 0;
	session->app->progress(session->app, "looking for upstream's id in trailers");
	if (!session->trailers &&
	    trailer_index_make(&session->trailers, session->repo, &session->upstream.id, NULL, err) < 0)
		return -1;
	*found = trailer_index_find(id, &by_trailer, session->trailers, name, NULL);
	if (!*found)
		return 0;
	note = arena_printf(&session->arena, "%.12s is %.12s here, says a trailer of it", name, git_oid_tostr_s(id));
	*arena_push(&session->arena, session->notes.v, session->notes.nr) = note;
	return 0;
}

static int resolve(git_oid *id, struct chain_session *session, const char *name, struct error *err)
{
	owned(error_release) struct error no_commit = { 0 };
	bool found;

	if (history_resolve(id, session->repo, name, &no_commit) == 0)
		return 0;
	if (find_by_trailer(id, &found, session, name, err) < 0)
		return -1;
	return found ? 0 : error_set(err, "%s", no_commit.message);
}

static int resolve_all(git_oid **ids, struct chain_session *session, const char *const *names, size_t nr,
		       struct error *err)
{
	size_t i;

	*ids = arena_alloc(&session->arena, (nr + 1) * sizeof(**ids));
	for (i = 0; i < nr; i++)
		if (resolve(&(*ids)[i], session, names[i], err) < 0)
			return -1;
	return 0;
}

/* A name that nothing in C could bear would stay out without anybody's doing. */
static bool is_identifier(const char *name)
{
	size_t i;

	for (i = 0; name[i]; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	return i > 0 && !isdigit((unsigned char)name[0]);
}

static int open_keep_out(struct chain_session *session, struct error *err)
{
	char *const *names = session->settings->keep_out;
	struct string_list *keep_out = &session->options.keep_out;
	size_t i;

	for (i = 0; names && names[i]; i++) {
		if (!is_identifier(names[i]))
			return error_set(err, "--keep-out '%s': that is no name in C", names[i]);
		*arena_push(&session->arena, keep_out->v, keep_out->nr) = names[i];
	}
	return 0;
}

static int open_options(struct chain_session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	struct chain_options *options = &session->options;
	git_oid *with, *without;

	options->nr_with = nr_names((const char *const *)settings->with);
	options->nr_without = nr_names((const char *const *)settings->without);
	if (resolve_all(&with, session, (const char *const *)settings->with, options->nr_with, err) < 0 ||
	    resolve_all(&without, session, (const char *const *)settings->without, options->nr_without, err) < 0 ||
	    open_keep_out(session, err) < 0)
		return -1;
	options->with = with;
	options->without = without;
	options->max_commits = (unsigned)settings->max_commits;
	options->budget = settings->budget;
	options->follow_ups = settings->follow_ups;
	options->plain = settings->plain;
	options->fewest = settings->fewest;
	options->use_cache = !settings->no_cache;
	options->progress = session->app->progress;
	options->progress_data = session->app;
	return 0;
}

static int open_target(struct chain_session *session, struct error *err)
{
	const struct settings *settings = session->settings;

	if (history_resolve(&session->target, session->repo, settings->onto, err) == 0)
		return 0;
	if (!settings->repo && file_is_folder(settings->onto))
		return error_set(err,
				 "'%s' is a plain tree: commits are planned onto a revision, "
				 "since what a target lacks is told by its history",
				 settings->onto);
	return -1;
}

int chain_session_open(struct chain_session *session, struct app *app, const struct settings *settings,
		       const char *const *fixes, size_t nr_fixes, struct error *err)
{
	session->app = app;
	session->settings = settings;
	session->nr_fixes = nr_fixes;
	if (history_open(&session->repo, settings->repo ? settings->repo : ".", err) < 0 ||
	    open_target(session, err) < 0 ||
	    upstream_find(&session->upstream, session->repo, settings->upstream, &session->target, err) < 0 ||
	    resolve_all(&session->fixes, session, fixes, nr_fixes, err) < 0)
		return -1;
	return open_options(session, err);
}

/* NULL: the target is no kernel. */
static const char *read_version(struct chain_session *session)
{
	owned(text_release) struct text version = { 0 };
	owned(tree_freep) struct tree *tree = NULL;

	if (tree_of_commit(&tree, session->repo, &session->target, NULL) < 0 ||
	    tree_kernel_version(&version, tree, NULL) < 0)
		return NULL;
	return arena_strdup(&session->arena, text_str(&version));
}

int chain_session_plan(struct chain_session *session, struct error *err)
{
	struct chain *chain = &session->chain;
	owned(text_release) struct text ref = { 0 };
	size_t i;

	if (chain_build(chain, session->repo, session->fixes, session->nr_fixes, &session->target,
			session->upstream.ref ? &session->upstream.id : NULL, &session->options, err) < 0)
		return -1;
	text_add_printable(&ref, session->settings->onto, strlen(session->settings->onto));
	chain->target_ref = arena_strdup(&session->arena, text_str(&ref));
	chain->target_version = read_version(session);
	for (i = 0; i < session->notes.nr; i++)
		*arena_push(&chain->arena, chain->notes, chain->nr_notes) = session->notes.v[i];
	return 0;
}

int chain_print_json(const struct app *app, const json_t *json, struct error *err)
{
	owned(text_release) struct text out = { 0 };

	return record_print(&out, json, err) < 0 ? -1 : print_result(app, &out, err);
}

static int print_page(struct text *out, const struct chain_session *session, struct error *err)
{
	owned(backport_release) struct backport backport = { 0 };
	owned(recipe_release) struct recipe recipe = { 0 };

	if (chain_backport(&backport, &recipe, session, err) < 0)
		return -1;
	report_html(out, &backport);
	return 0;
}

int chain_session_print(const struct chain_session *session, struct error *err)
{
	const struct settings *settings = session->settings;
	owned(text_release) struct text out = { 0 };
	owned(json_decrefp) json_t *document = NULL;

	if (settings->json) {
		document = chain_document(&session->chain);
		return chain_print_json(session->app, document, err);
	}
	if (settings->html && print_page(&out, session, err) < 0)
		return -1;
	if (settings->html)
		return print_result(session->app, &out, err);
	if (settings->dot)
		report_chain_dot(&out, &session->chain);
	else
		report_chain_text(&out, &session->chain, session->app->colour);
	return print_result(session->app, &out, err);
}

int chain_session_exit_code(const struct chain_session *session)
{
	return chain_verdict(&session->chain) ? EXIT_PERSON : EXIT_DONE;
}
