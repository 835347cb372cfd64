// SPDX-License-Identifier: GPL-2.0-only
/*
 * The message of a step, and the steps as commits on a new branch. (The folder of
 * patches is in apply-series.c, a plain tree in apply-in-place.c.)
 *
 * A message is what stable's maintainers write:
 *
 *	nfsd: make nfsd4_run_cb a bool return function
 *
 *	commit b95239ca4954a0d48b19c09ce7e8f31b453b4216 upstream.
 *
 *	<upstream's text and trailers>
 *	Stable-dep-of: 1054e8ffc5c4 ("nfsd: prevent callback tasks running concurrently")
 *	[ stableport: adapted for 4.19.79: the slot is taken and released inline
 *	  (nfsd/callback-slot-helpers.cocci) ]
 *	Signed-off-by: A Backporter <who@example.org>
 *
 * Everything in it that others wrote is made printable, and a line that git am
 * would take for the beginning of the patch ("---", "diff --git a/x b/x") is
 * indented by one blank.
 *
 * The branch: blobs, trees and commits go to the object database, where nobody sees
 * them; the reference is made last, in one step. git_tree_create_updated()
 * touches only the trees on the way to the changed files. Before a file is
 * replaced its blob must be the one that the plan saw.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "apply.h"
#include "files.h"
#include "history.h"
#include "proc.h"

/* Columns of a commit message, as checkpatch wants them. */
#define WIDTH 75

/* ---- the message ---- */

/* Text that others wrote, on one line, without control characters. */
static void add_one_line(struct text *text, const char *string)
{
	owned(text_release) struct text printable = { 0 };
	size_t i;

	text_add_printable(&printable, string, strlen(string));
	for (i = 0; i < printable.len; i++)
		if (printable.data[i] == '\n' || printable.data[i] == '\t')
			printable.data[i] = ' ';
	text_add(text, printable.data, printable.len);
}

/* What git mailinfo takes for the end of the message. */
static bool looks_like_a_patch(const char *line, size_t len)
{
	if (len >= 3 && !memcmp(line, "---", 3))
		return len == 3 || line[3] == ' ' || line[3] == '\t';
	return (len >= 6 && !memcmp(line, "diff -", 6)) || (len >= 7 && !memcmp(line, "Index: ", 7)) ||
	       (len >= 5 && !memcmp(line, "From ", 5));
}

/* Without carriage returns, trailing blanks, and empty lines at both ends; whole lines or nothing. */
static void add_body(struct text *message, const char *body)
{
	const char *at = body, *end = body + strlen(body), *line;
	size_t len, blank = 0;
	bool begun = false;

	while (text_line(&line, &len, &at, end)) {
		while (len && strchr(" \t\r", line[len - 1]))
			len--;
		if (!len) {
			blank += begun;
			continue;
		}
		for (; blank; blank--)
			text_addc(message, '\n');
		begun = true;
		if (looks_like_a_patch(line, len))
			text_addc(message, ' ');
		text_add_printable(message, line, len);
		text_addc(message, '\n');
	}
}

/* "Fixes: ", "Cc: ", "[ cel: ...": a word of letters and dashes with a colon, or a bracket. */
static bool is_trailer(const char *line, size_t len)
{
	size_t word = 0;

	if (len > 1 && (*line == '[' || *line == ' '))
		return true;
	while (word < len && (line[word] == '-' || isalpha((unsigned char)line[word])))
		word++;
	return word && word + 1 < len && line[word] == ':' && line[word + 1] == ' ';
}

/* Whether the message's last paragraph is one of trailers, so that ours join it. */
static bool ends_with_trailers(const struct text *message)
{
	const char *at = text_str(message), *end = at + message->len, *line;
	bool all = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (!len)
			all = true; /* a paragraph begins */
		else if (!is_trailer(line, len))
			all = false;
	}
	return all;
}

/* Breaks at blanks; lines after the first are indented by two. */
static void add_wrapped(struct text *message, const char *string)
{
	size_t column = 0;

	while (*string) {
		size_t len = strcspn(string, " ");

		if (column && column + 1 + len > WIDTH) {
			text_adds(message, "\n  ");
			column = 2;
		} else if (column) {
			text_addc(message, ' ');
			column++;
		}
		text_add(message, string, len);
		column += len;
		string += len + strspn(string + len, " ");
	}
	text_addc(message, '\n');
}

static void add_adaptations(struct text *note, const struct backport *backport, const struct step *step)
{
	size_t i;

	text_adds(note, "adapted for ");
	add_one_line(note, backport->target.version ? backport->target.version : "this tree");
	for (i = 0; i < step->nr_adaptations; i++) {
		text_adds(note, i ? "; " : ": ");
		add_one_line(note, step->adaptations[i].why ? step->adaptations[i].why : "adapted");
		text_adds(note, " (");
		add_one_line(note, step->adaptations[i].path);
		text_adds(note, ")");
	}
}

/*
 * What a reader of the log must know and cannot see: that the words are not
 * the author's, what was adapted, what spatch did not look at.
 */
static void add_note(struct text *message, const struct backport *backport, const struct step *step)
{
	owned(text_release) struct text note = { 0 };
	size_t i;

	if (step->body && !step->body_is_upstream)
		text_adds(&note, "the text above is the recipe's summary, since upstream's commit was not at hand");
	if (step->nr_adaptations) {
		text_adds(&note, note.len ? "; " : "");
		add_adaptations(&note, backport, step);
	}
	for (i = 0; i < step->nr_warnings; i++) {
		text_adds(&note, note.len ? "; " : "");
		add_one_line(&note, step->warnings[i].text);
	}
	if (note.len) {
		owned(text_release) struct text line = { 0 };

		text_addf(&line, "[ stableport: %s ]", text_str(&note));
		add_wrapped(message, text_str(&line));
	}
}

static const struct step *first_fix(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (backport->steps[i].role == ROLE_FIX)
			return &backport->steps[i];
	return NULL;
}

static void add_dependency(struct text *message, const struct backport *backport, const struct step *step)
{
	const struct step *fix = first_fix(backport);

	if (step->role != ROLE_PREREQUISITE || !fix)
		return;
	if (fix->id)
		text_addf(message, "Stable-dep-of: %.12s (\"", fix->id);
	else
		text_addf(message, "Stable-dep-of: <%s> (\"", fix->message_id);
	add_one_line(message, fix->subject);
	text_adds(message, "\")\n");
}

static void add_origin(struct text *message, const struct step *step)
{
	if (step->id) {
		text_addf(message, "commit %s upstream.\n\n", step->id);
	} else if (step->message_id) {
		text_adds(message, "Link: https://lore.kernel.org/r/");
		add_one_line(message, step->message_id);
		text_adds(message, "\n\n");
	}
}

void apply_message(struct text *message, const struct backport *backport, const struct step *step,
		   const char *signoff)
{
	owned(text_release) struct text body = { 0 }, ours = { 0 };

	add_one_line(message, step->subject);
	text_adds(message, "\n\n");
	add_origin(message, step);
	if (step->body)
		add_body(&body, step->body);
	add_dependency(&ours, backport, step);
	add_note(&ours, backport, step);
	if (signoff) {
		text_adds(&ours, "Signed-off-by: ");
		add_one_line(&ours, signoff);
		text_addc(&ours, '\n');
	}
	text_add(message, body.data, body.len);
	if (body.len && ours.len && !ends_with_trailers(message))
		text_addc(message, '\n');
	text_add(message, ours.data, ours.len);
	while (message->len > 1 && message->data[message->len - 2] == '\n')
		message->data[--message->len] = '\0';
}

/* ---- people ---- */

/* "Name <mail>" in two; false if it is not of that form. */
static bool split_person(struct text *name, struct text *mail, const char *person)
{
	owned(text_release) struct text line = { 0 };
	const char *open, *close;

	add_one_line(&line, person);
	open = strchr(text_str(&line), '<');
	close = open ? strchr(open, '>') : NULL;
	if (!close || close == open + 1 || close[1] || strchr(open + 1, '<'))
		return false;
	text_add(mail, open + 1, (size_t)(close - open - 1));
	while (open > line.data && open[-1] == ' ')
		open--;
	text_add(name, line.data, (size_t)(open - line.data));
	return name->len > 0;
}

/* "1700000000 +0100", git's way. */
static bool read_date(git_time *when, const char *date)
{
	long long seconds;
	char sign, rest;
	int zone;

	if (!date || sscanf(date, "%lld %c%4d%c", &seconds, &sign, &zone, &rest) != 3 ||
	    (sign != '+' && sign != '-'))
		return false;
	/* The last second of the year 9999, the last whose year has four digits; zones go to 14 hours. */
	if (seconds < 0 || seconds > 253402300799LL || zone < 0 || zone > 1400 || zone % 100 > 59)
		return false;
	zone = zone / 100 * 60 + zone % 100;
	*when = (git_time){ .time = seconds, .offset = sign == '-' ? -zone : zone, .sign = sign };
	return true;
}

static int say_nobody(struct error *err)
{
	return error_set(err, "git does not know who you are; tell it:\n"
			 "  git config --global user.name \"Your Name\"\n"
			 "  git config --global user.email you@example.org");
}

int apply_committer(git_signature **committer, git_repository *repo, struct error *err)
{
	owned(git_config_freep) git_config *config = NULL;
	owned(git_config_freep) git_config *snapshot = NULL;
	const char *name, *mail;
	int code;

	if (repo) {
		code = git_signature_default(committer, repo);
		return code == GIT_ENOTFOUND ? say_nobody(err)
		       : code < 0	     ? error_git(err, "cannot make a name")
					     : 0;
	}
	if (git_config_open_default(&config) < 0 || git_config_snapshot(&snapshot, config) < 0)
		return error_git(err, "cannot read git's configuration");
	if (git_config_get_string(&name, snapshot, "user.name") < 0 ||
	    git_config_get_string(&mail, snapshot, "user.email") < 0)
		return say_nobody(err);
	return git_signature_now(committer, name, mail) < 0 ? error_git(err, "cannot make a name") : 0;
}

int apply_author(git_signature **author, const struct step *step, const git_signature *otherwise,
		 struct error *err)
{
	owned(text_release) struct text name = { 0 }, mail = { 0 };
	git_time when = { .time = time(NULL), .sign = '+' };

	if (otherwise)
		when = otherwise->when;
	read_date(&when, step->date);
	if (!step->author || !split_person(&name, &mail, step->author)) {
		text_clear(&name);
		text_clear(&mail);
		text_adds(&name, otherwise ? otherwise->name : "stableport");
		text_adds(&mail, otherwise ? otherwise->email : "stableport@localhost");
	}
	if (git_signature_new(author, text_str(&name), text_str(&mail), when.time, when.offset) < 0)
		return error_git(err, "cannot make the author '%s'", text_str(&name));
	return 0;
}

/* ---- the branch ---- */

struct branch {
	git_repository *repo;
	struct backport *backport;
	git_signature *committer;
	struct text signoff;    /* empty: none */
	struct text name;       /* refs/heads/... */
	git_commit *tip;
	git_oid *commits;       /* by step */
};

static void branch_release(struct branch *branch)
{
	git_signature_free(branch->committer);
	git_commit_free(branch->tip);
	text_release(&branch->signoff);
	text_release(&branch->name);
	free(branch->commits);
}

static void name_branch(struct branch *branch, const struct backport *backport)
{
	text_addf(&branch->name, "refs/heads/stableport/%s/%s", backport->recipe->name, backport->target.label);
}

static const char *short_name(const struct branch *branch)
{
	return text_str(&branch->name) + strlen("refs/heads/");
}

static int check_name(struct branch *branch, bool force, struct error *err)
{
	owned(git_reference_freep) git_reference *there = NULL;
	int is_valid = 0, code;

	if (git_reference_name_is_valid(&is_valid, text_str(&branch->name)) < 0 || !is_valid)
		return error_set(err, "'%s' is not a name for a branch", short_name(branch));
	code = git_reference_lookup(&there, branch->repo, text_str(&branch->name));
	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return error_git(err, "cannot look for the branch '%s'", short_name(branch));
	if (!force)
		return error_set(err, "branch '%s' is there already; --force replaces it",
				 short_name(branch));
	if (git_branch_is_checked_out(there) || git_branch_is_head(there) == 1)
		return error_set(err, "branch '%s' is checked out; it is not replaced under your feet",
				 short_name(branch));
	return 0;
}

/* Whether the blob in the tree is what the plan saw; *mode is its mode, or that of a new file. */
static int check_before(git_filemode_t *mode, const git_tree *tree, const struct change *change,
			struct error *err)
{
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	int code = git_tree_entry_bypath(&entry, tree, change->path);
	git_oid id;

	if (code < 0 && code != GIT_ENOTFOUND)
		return error_git(err, "cannot look for '%s'", change->path);
	if ((code == 0) != change->existed)
		return error_set(err, "'%s' is not as the plan saw it", change->path);
	*mode = change->existed ? git_tree_entry_filemode(entry) : GIT_FILEMODE_BLOB;
	if (!change->existed)
		return 0;
	if (git_odb_hash(&id, text_str(&change->before), change->before.len, GIT_OBJECT_BLOB) < 0)
		return error_git(err, "cannot hash '%s'", change->path);
	if (!git_oid_equal(&id, git_tree_entry_id(entry)))
		return error_set(err, "'%s' is not as the plan saw it", change->path);
	return 0;
}

static int make_update(git_tree_update *update, struct branch *branch, const git_tree *tree,
		       const struct change *change, struct error *err)
{
	if (!path_is_safe(change->path))
		return error_set(err, "the path '%s' %s", change->path, path_trouble(change->path));
	update->path = change->path;
	update->action = change->exists ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
	if (check_before(&update->filemode, tree, change, err) < 0)
		return -1;
	if (change->exists && git_blob_create_from_buffer(&update->id, branch->repo, text_str(&change->after),
							  change->after.len) < 0)
		return error_git(err, "cannot write '%s'", change->path);
	return 0;
}

static void free_updates(git_tree_update **updates)
{
	free(*updates);
}

static int make_tree(git_oid *id, struct branch *branch, const struct changes *changes, struct error *err)
{
	owned(free_updates) git_tree_update *updates = mem_alloc((changes->nr + 1) * sizeof(*updates));
	owned(git_tree_freep) git_tree *tree = NULL;
	size_t i;

	if (git_commit_tree(&tree, branch->tip) < 0)
		return error_git(err, "cannot read the tree of '%s'",
				 git_oid_tostr_s(git_commit_id(branch->tip)));
	for (i = 0; i < changes->nr; i++)
		if (make_update(&updates[i], branch, tree, &changes->v[i], err) < 0)
			return -1;
	if (git_tree_create_updated(id, branch->repo, tree, changes->nr, updates) < 0)
		return error_git(err, "cannot write a tree");
	return 0;
}

/* Puts the step on the tip. */
static int make_commit(struct branch *branch, const struct step *step, struct error *err)
{
	owned(git_signature_freep) git_signature *author = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_commit_freep) git_commit *made = NULL;
	owned(text_release) struct text message = { 0 };
	const git_commit *parents[] = { branch->tip };
	git_oid tree_id, id;

	if (!step->changes.nr)
		return error_set(err, "the step '%s' changes nothing", step->name);
	if (make_tree(&tree_id, branch, &step->changes, err) < 0 ||
	    apply_author(&author, step, branch->committer, err) < 0)
		return error_prefix(err, "cannot commit '%s'", step->name);
	apply_message(&message, branch->backport, step,
		      branch->signoff.len ? text_str(&branch->signoff) : NULL);
	if (git_tree_lookup(&tree, branch->repo, &tree_id) < 0 ||
	    git_commit_create(&id, branch->repo, NULL, author, branch->committer, NULL, text_str(&message),
			      tree, 1, parents) < 0 ||
	    git_commit_lookup(&made, branch->repo, &id) < 0)
		return error_git(err, "cannot commit '%s'", step->name);
	git_commit_free(branch->tip);
	branch->tip = take(made);
	return 0;
}

static int open_target(struct branch *branch, struct error *err)
{
	const char *target = branch->backport->target.commit;
	git_oid id;

	if (!target || git_oid_fromstr(&id, target) < 0)
		return error_set(err, "'%s' is not the id of a commit", target ? target : "");
	if (git_commit_lookup(&branch->tip, branch->repo, &id) < 0)
		return error_git(err, "cannot read the commit '%s'", target);
	return 0;
}

static int make_commits(struct branch *branch, struct error *err)
{
	struct backport *backport = branch->backport;
	size_t i;

	branch->commits = mem_alloc((backport->nr_steps + 1) * sizeof(*branch->commits));
	for (i = 0; i < backport->nr_steps; i++) {
		if (!step_is_carried(&backport->steps[i]))
			continue;
		if (make_commit(branch, &backport->steps[i], err) < 0)
			return -1;
		git_oid_cpy(&branch->commits[i], git_commit_id(branch->tip));
	}
	return 0;
}

static int make_reference(struct branch *branch, bool force, struct error *err)
{
	owned(git_reference_freep) git_reference *made = NULL;
	owned(text_release) struct text log = { 0 };
	int code;

	if (proc_check_interrupt(err) < 0)
		return -1;
	text_addf(&log, "stableport: %s", branch->backport->recipe->name);
	code = git_reference_create(&made, branch->repo, text_str(&branch->name), git_commit_id(branch->tip),
				    force, text_str(&log));
	if (code == GIT_EEXISTS)
		return error_set(err, "branch '%s' is there already; --force replaces it",
				 short_name(branch));
	return code < 0 ? error_git(err, "cannot make the branch '%s'", short_name(branch)) : 0;
}

static void note_branch(struct branch *branch)
{
	struct backport *backport = branch->backport;
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]))
			backport->steps[i].commit = arena_strdup(&backport->arena,
								 git_oid_tostr_s(&branch->commits[i]));
	backport->branch = arena_strdup(&backport->arena, short_name(branch));
}

int apply_branch_is_possible(const struct backport *backport, git_repository *repo,
			     const struct apply_options *options, struct error *err)
{
	owned(branch_release) struct branch branch = { .repo = repo };

	name_branch(&branch, backport);
	if (check_name(&branch, options->force, err) < 0)
		return -1;
	return apply_committer(&branch.committer, repo, err);
}

int apply_branch(struct backport *backport, git_repository *repo, const struct apply_options *options,
		 struct error *err)
{
	owned(branch_release) struct branch branch = { .repo = repo, .backport = backport };

	if (!backport_nr_carried(backport))
		return 0;
	name_branch(&branch, backport);
	if (check_name(&branch, options->force, err) < 0 || open_target(&branch, err) < 0 ||
	    apply_committer(&branch.committer, repo, err) < 0)
		return -1;
	if (options->signoff)
		text_addf(&branch.signoff, "%s <%s>", branch.committer->name, branch.committer->email);
	if (make_commits(&branch, err) < 0 || make_reference(&branch, options->force, err) < 0)
		return -1;
	note_branch(&branch);
	return 0;
}
