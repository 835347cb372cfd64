// SPDX-License-Identifier: GPL-2.0-only
/* Chains on small histories; see plan.h. */
#include <stdarg.h>
#include <string.h>

#include "tests/lib/plan.h"
#include "tool/chain/search.h"

OWNED_POINTER(git_index, git_index_free);

const char lamp_h[] =
	"#ifndef LAMP_H\n"
	"#define LAMP_H\n"
	"\n"
	"enum lamp_mode {\n"
	"	LAMP_DARK,\n"
	"	LAMP_BRIGHT,\n"
	"};\n"
	"\n"
	"struct lamp {\n"
	"	struct port *port;\n"
	"	enum lamp_mode mode;\n"
	"	int level;\n"
	"	int limit;\n"
	"};\n"
	"\n"
	"int lamp_on(struct lamp *lamp);\n"
	"void lamp_dim(struct lamp *lamp, int step);\n"
	"int lamp_probe(struct lamp *lamp, struct port *port);\n"
	"\n"
	"#endif\n";

const char lamp_c[] =
	"#include \"lamp.h\"\n"
	"\n"
	"static int lamp_write(struct lamp *lamp, int value)\n"
	"{\n"
	"	int tries = 3;\n"
	"\n"
	"	while (tries--) {\n"
	"		if (port_put(lamp->port, value) == 0)\n"
	"			return 0;\n"
	"		port_rest(lamp->port, 10);\n"
	"	}\n"
	"	return -EIO;\n"
	"}\n"
	"\n"
	"int lamp_on(struct lamp *lamp)\n"
	"{\n"
	"	int error;\n"
	"\n"
	"	port_claim(lamp->port);\n"
	"	lamp->level = 10;\n"
	"	error = lamp_write(lamp, lamp->level);\n"
	"	if (error)\n"
	"		lamp->mode = LAMP_DARK;\n"
	"	port_yield(lamp->port);\n"
	"	return error;\n"
	"}\n"
	"\n"
	"void lamp_dim(struct lamp *lamp, int step)\n"
	"{\n"
	"	port_claim(lamp->port);\n"
	"	if (lamp->mode == LAMP_DARK)\n"
	"		step = 0;\n"
	"	lamp->level -= step;\n"
	"	if (lamp->level < 0)\n"
	"		lamp->level = 0;\n"
	"	lamp_write(lamp, lamp->level);\n"
	"	port_yield(lamp->port);\n"
	"}\n"
	"\n"
	"int lamp_probe(struct lamp *lamp, struct port *port)\n"
	"{\n"
	"	lamp->port = port;\n"
	"	lamp->mode = LAMP_BRIGHT;\n"
	"	lamp->limit = 10;\n"
	"	return lamp_on(lamp);\n"
	"}\n";

const char wall_c[] =
	"#include \"lamp.h\"\n"
	"\n"
	"int wall_press(struct lamp *lamp)\n"
	"{\n"
	"	if (!lamp->port)\n"
	"		return -ENODEV;\n"
	"	lamp_dim(lamp, 1);\n"
	"	return 0;\n"
	"}\n";

void plan_release(struct plan *plan)
{
	chain_release(&plan->chain);
	fixture_release(&plan->f);
}

void begin(struct plan *plan)
{
	struct fixture *f = &plan->f;

	fixture_make(f);
	fixture_commit(f, "first", "README", "lamps\n", NULL);
	plan->base = fixture_commit(f, "lamp: a driver", LAMP_C, lamp_c, LAMP_H, lamp_h, WALL_C, wall_c,
				    NOTES, "How to use a lamp.\n", NULL);
	fixture_branch(f, "stable", &plan->base);
	plan->stable = fixture_edit(f, "Linux 5.10.1", "README", "lamps", "lamps, stable", NULL);
	fixture_on(f, "master");
}

static git_oid tip_of(const struct plan *plan, const char *ref)
{
	git_oid id;

	ck_assert_int_eq(git_reference_name_to_id(&id, plan->f.repo, ref), 0);
	return id;
}

/* ---- proved by libgit2 ---- */

static git_commit *commit_of(git_repository *repo, const git_oid *id)
{
	git_commit *commit;

	ck_assert_int_eq(git_commit_lookup(&commit, repo, id), 0);
	return commit;
}

bool git_picks(git_oid *onto, git_repository *repo, const git_oid *id)
{
	owned(git_commit_freep) git_commit *ours = commit_of(repo, onto);
	owned(git_commit_freep) git_commit *picked = commit_of(repo, id);
	owned(git_index_freep) git_index *index = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	const git_commit *parents[] = { ours };
	git_oid tree_id;

	ck_assert_int_eq(git_cherrypick_commit(&index, repo, picked, ours, 0, NULL), 0);
	if (git_index_has_conflicts(index))
		return false;
	ck_assert_int_eq(git_index_write_tree_to(&tree_id, index, repo), 0);
	ck_assert_int_eq(git_tree_lookup(&tree, repo, &tree_id), 0);
	ck_assert_int_eq(git_commit_create(onto, repo, NULL, git_commit_author(picked), git_commit_author(picked), NULL,
					   "picked", tree, 1, parents), 0);
	return true;
}

/* What a commit has under a path is what the moment has. */
static void is_same_text(struct workbench *bench, const struct moment *moment, git_repository *repo, const git_oid *id,
			 const char *path)
{
	struct moment_view data = { .bench = bench, .moment = moment };
	owned(text_release) struct text ours = { 0 };
	owned(git_commit_freep) git_commit *commit = commit_of(repo, id);
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	owned(git_blob_freep) git_blob *blob = NULL;
	bool exists;

	succeeds(moment_view(&data).read(&ours, &exists, &data, path, err));
	ck_assert_int_eq(git_commit_tree(&tree, commit), 0);
	ck_assert_msg((git_tree_entry_bypath(&entry, tree, path) == 0) == exists, "'%s' is there for one of the two", path);
	if (!exists)
		return;
	ck_assert_int_eq(git_blob_lookup(&blob, repo, git_tree_entry_id(entry)), 0);
	ck_assert_msg(ours.len == git_blob_rawsize(blob) && !memcmp(text_str(&ours), git_blob_rawcontent(blob), ours.len),
		      "'%s' is\n%s\nbut git makes of it\n%.*s", path, text_str(&ours), (int)git_blob_rawsize(blob),
		      (const char *)git_blob_rawcontent(blob));
}

/* One step by git and on the bench. */
static void prove_step(const struct plan *plan, struct workbench *bench, struct commits *commits,
		       const struct moment **moment, git_oid *onto, const struct chain_step *step)
{
	uint32_t commit = NO_COMMIT;
	git_oid id;
	size_t i;

	ck_assert_int_eq(git_oid_fromstr(&id, step->commit), 0);
	ck_assert_msg(git_picks(onto, plan->f.repo, &id), "git has conflicts where '%s' is said to be clean", step->subject);
	succeeds(commits_find(&commit, commits, &id, err));
	succeeds(workbench_pick(moment, bench, *moment, commit, err));
	for (i = 0; i < (*moment)->outcome->merge.nr_files; i++) {
		const struct merge_file *file = &(*moment)->outcome->merge.files[i];

		is_same_text(bench, *moment, plan->f.repo, onto, file->target_path ? file->target_path : file->path);
	}
}

bool all_are_clean(const struct chain *chain)
{
	size_t i, j;

	for (i = 0; i < chain->nr_steps; i++)
		for (j = 0; j < chain->steps[i].nr_hunks; j++)
			if (chain->steps[i].hunks[j].disposition != CHAIN_CLEAN)
				return false;
	return true;
}

static void prove_by_picking(const struct plan *plan, const git_oid *target)
{
	owned(commits_freep) struct commits *commits = NULL;
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(workbench_freep) struct workbench *bench = NULL;
	const struct moment *moment;
	git_oid onto = *target;
	uint32_t commit;
	size_t i;

	if (!all_are_clean(&plan->chain))
		return;
	succeeds(commits_open(&commits, plan->f.repo, err));
	succeeds(blobs_open(&blobs, plan->f.repo, err));
	succeeds(commits_find(&commit, commits, target, err));
	succeeds(workbench_open(&bench, commits, blobs, commit, err));
	moment = workbench_target(bench);
	for (i = 0; i < plan->chain.nr_steps; i++)
		if (plan->chain.steps[i].presence == PRESENCE_NONE)
			prove_step(plan, bench, commits, &moment, &onto, &plan->chain.steps[i]);
}

void plan_all(struct plan *plan, const git_oid *target, const git_oid *fixes, size_t nr_fixes)
{
	git_oid upstream = tip_of(plan, "refs/heads/master");

	chain_release(&plan->chain);
	memset(&plan->chain, 0, sizeof(plan->chain));
	succeeds(chain_build(&plan->chain, plan->f.repo, fixes, nr_fixes, target, &upstream, &plan->options, err));
	ck_assert_msg(plan->chain.verified || plan->options.seconds > 0, "the plan is not verified");
	prove_by_picking(plan, target);
}

void plan_fix(struct plan *plan, const git_oid *fix)
{
	plan_all(plan, &plan->stable, fix, 1);
}

/* ---- what it says ---- */

static void describe(struct text *text, const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->chain.nr_steps; i++)
		if (plan->chain.steps[i].presence == PRESENCE_NONE)
			text_addf(text, "%s '%s'", text->len ? "," : "", plan->chain.steps[i].subject);
}

void carries(const struct plan *plan, ...)
{
	owned(text_release) struct text text = { 0 };
	const git_oid *id;
	size_t i = 0, nr = 0, nr_carried = 0;
	va_list args;

	describe(&text, plan);
	for (i = 0; i < plan->chain.nr_steps; i++)
		nr_carried += plan->chain.steps[i].presence == PRESENCE_NONE;
	va_start(args, plan);
	for (i = plan->chain.nr_steps - nr_carried; (id = va_arg(args, const git_oid *)); i++, nr++)
		ck_assert_msg(nr < nr_carried && !strcmp(plan->chain.steps[i].commit, fixture_hex(id)),
			      "commit %zu is another: %s", nr + 1, text_str(&text));
	va_end(args);
	ck_assert_msg(nr == nr_carried, "%zu commits are carried, not %zu:%s", nr_carried, nr, text_str(&text));
}

const struct chain_step *step_of(const struct plan *plan, const git_oid *id)
{
	size_t i;

	for (i = 0; i < plan->chain.nr_steps; i++)
		if (!strcmp(plan->chain.steps[i].commit, fixture_hex(id)))
			return &plan->chain.steps[i];
	ck_abort_msg("%s is no step", fixture_hex(id));
}

const struct chain_left_out *find_left_out(const struct plan *plan, const git_oid *id)
{
	size_t i;

	for (i = 0; i < plan->chain.nr_left_out; i++)
		if (!strcmp(plan->chain.left_out[i].commit, fixture_hex(id)))
			return &plan->chain.left_out[i];
	return NULL;
}

void some_reason_says(const struct reason *reasons, size_t nr, const char *words)
{
	owned(text_release) struct text all = { 0 };
	size_t i;

	for (i = 0; i < nr; i++)
		text_addf(&all, "'%s' (%s) ", reasons[i].text, reasons[i].evidence ? reasons[i].evidence : "");
	ck_assert_msg(strstr(text_str(&all), words) != NULL, "no reason says '%s': %s", words, text_str(&all));
}

void is_taken_since(const struct plan *plan, const git_oid *id, const char *words)
{
	const struct chain_step *step = step_of(plan, id);

	ck_assert_int_eq(step->role, CHAIN_PREREQUISITE);
	some_reason_says(step->why, step->nr_why, words);
}

void is_left_out_since(const struct plan *plan, const git_oid *id, const char *words)
{
	const struct chain_left_out *left_out = find_left_out(plan, id);

	ck_assert_msg(left_out != NULL, "%s is not left out", fixture_hex(id));
	some_reason_says(left_out->why, left_out->nr_why, words);
}

void is_there_by(const struct plan *plan, const git_oid *id, enum presence presence)
{
	carries(plan, NULL);
	ck_assert_int_eq(step_of(plan, id)->presence, presence);
	ck_assert_int_eq(chain_verdict(&plan->chain), 0);
}

const struct chain_hunk *hunk_in(const struct plan *plan, const git_oid *id, const char *function)
{
	const struct chain_step *step = step_of(plan, id);
	size_t i;

	for (i = 0; i < step->nr_hunks; i++)
		if (function ? step->hunks[i].function && !strcmp(step->hunks[i].function, function) :
			       !step->hunks[i].function)
			return &step->hunks[i];
	ck_abort_msg("no hunk in %s", function ? function : "the file");
}

void hunk_is(const struct plan *plan, const git_oid *id, const char *function, enum chain_disposition wanted)
{
	const struct chain_hunk *hunk = hunk_in(plan, id, function);

	ck_assert_msg(hunk->disposition == wanted, "the hunk in %s is '%s', not '%s': %s", function,
		      chain_disposition_name(hunk->disposition), chain_disposition_name(wanted),
		      hunk->nr_evidence ? hunk->evidence[0].text : "");
}

void hunk_says(const struct plan *plan, const git_oid *id, const char *function, const char *words)
{
	const struct chain_hunk *hunk = hunk_in(plan, id, function);

	some_reason_says(hunk->evidence, hunk->nr_evidence, words);
}

bool has_note(const struct plan *plan, const char *words)
{
	size_t i;

	for (i = 0; i < plan->chain.nr_notes; i++)
		if (strstr(plan->chain.notes[i], words))
			return true;
	return false;
}

json_t *settled_document(const struct plan *plan)
{
	json_t *document = chain_document(&plan->chain);

	json_object_del(document, "seconds");
	json_object_del(document, "picks");
	return document;
}

