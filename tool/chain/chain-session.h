/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHAIN_SESSION_H
#define CHAIN_SESSION_H

#include "../history.h"
#include "../session.h"
#include "chain.h"

/* One chain: upstream commits that belong together onto one target, and what is open while it is planned. */
struct chain_session {
	struct app *app;
	const struct settings *settings;
	struct arena arena;
	git_repository *repo;
	git_oid *fixes;
	size_t nr_fixes;
	git_oid target;
	struct upstream upstream;
	struct trailer_index *trailers; /* of upstream, once it was asked for */
	struct chain_options options;
	struct string_list notes;       /* what the chain is to say of the names */
	struct chain chain;
};
void chain_session_release(struct chain_session *session);

/* Opens the repository of the settings and resolves the fixes, the target (settings->onto) and what options name. */
int chain_session_open(struct chain_session *session, struct app *app, const struct settings *settings,
		       const char *const *fixes, size_t nr_fixes, struct error *err) must_check;
/* A name that may be found in a trailer where no commit has it: 12 to 40 digits. */
bool chain_session_is_id(const char *name);
int chain_session_plan(struct chain_session *session, struct error *err) must_check;
/* The text or, with --json and --dot, the document or the graph, on the app's output. */
int chain_session_print(const struct chain_session *session, struct error *err) must_check;
int chain_session_exit_code(const struct chain_session *session);

/* JSON as --json prints it, with a final newline. */
int chain_print_json(const struct app *app, const json_t *json, struct error *err) must_check;

#endif
