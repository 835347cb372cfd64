// SPDX-License-Identifier: GPL-2.0-only
/*
 * Others than us carry the same fix onto the same target.
 *
 * Git works in a bare scratch repository that borrows the objects of the scored one, so that what it writes stays
 * there, and no configuration, hook, attribute, graft or shallow boundary of anybody has a say.
 *
 *	git cherry-pick		the merge that it makes, without a work tree: git merge-tree --write-tree. Git 2.39
 *				has no --merge-base for it, so it merges stand-ins: a commit without parents that has
 *				the tree of the fix's parent, and behind it one with the target's tree and one with
 *				the fix's.
 *	git apply --3way	the fix's diff onto an index with the target
 *	patch -F3		the same diff onto the target's versions of the files, in a folder
 *	wiggle			file by file: the target's version, that of the fix's parent, the fix's
 *
 * A tool is measured from its start to its end; what puts its input there (the diff, the index, the files) and what
 * reads its result is not. The files that are compared are those that the fix, the maintainer or git itself touches.
 *
 * Paths of a repository are part of a file name only below the folder, and only if all of a fix's are safe and are
 * regular files: who can make neither a symbolic link nor ".." cannot leave the folder. patch and wiggle are not asked
 * about other fixes, which count as not applied. No path of a repository is an argument of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/bench/peers.h"
#include "tests/bench/seconds.h"
#include "tool/files.h"
#include "tool/history.h"
#include "tool/proc.h"

/* Of a tool's run: wiggle compares long files that are much unlike each other for minutes. */
#define TIMEOUT_SECONDS 30
/* Of what only prepares, and of all merges in one process. */
#define LONG_TIMEOUT_SECONDS 3600

enum peer {
	PEER_CHERRY_PICK,
	PEER_APPLY,
	PEER_PATCH,
	PEER_WIGGLE,
	NR_PEERS,
};

static const char *const peer_names[NR_PEERS] = {
	[PEER_CHERRY_PICK] = "git cherry-pick",
	[PEER_APPLY] = "git apply --3way",
	[PEER_PATCH] = "patch -F3",
	[PEER_WIGGLE] = "wiggle",
};

static const char *const peer_programs[NR_PEERS] = {
	[PEER_CHERRY_PICK] = "git",
	[PEER_APPLY] = "git",
	[PEER_PATCH] = "patch",
	[PEER_WIGGLE] = "wiggle",
};

struct tally {
	unsigned applied, same, same_code, timed_out, failed;
	unsigned only_this, only_us; /* who alone has the maintainer's code */
	struct cost cost;
};

/* A pair that was asked, for what is measured after all of them. */
struct asked_pair {
	char target[GIT_OID_HEXSZ + 1], fix[GIT_OID_HEXSZ + 1]; /* commits of the scored repository */
	char ours[GIT_OID_HEXSZ + 1], theirs[GIT_OID_HEXSZ + 1]; /* their stand-ins */
	struct cost our_cost;
};

/* Where git runs, and what it is told by the environment. */
struct place {
	const char *dir;
	const char *const *env;
};

struct peers {
	const struct opened *opened;
	struct arena arena;
	struct scratch scratch;
	git_repository *repo;           /* the scratch repository */
	struct place bare, work_tree;
	const char *folder, *diff, *old, *new, *merged;
	bool is_missing[NR_PEERS];
	struct tally us, tallies[NR_PEERS];
	struct asked_pair *pairs;
	size_t nr;
};

/* ---- time ---- */

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static struct cost cost_of(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (struct cost){ seconds_now(), seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime) };
}

struct cost cost_now(void)
{
	return cost_of(RUSAGE_SELF);
}

static struct cost cost_between(const struct cost *start, const struct cost *end)
{
	return (struct cost){ end->seconds - start->seconds, end->cpu_seconds - start->cpu_seconds };
}

struct cost cost_since(const struct cost *start)
{
	struct cost now = cost_now();

	return cost_between(start, &now);
}

static void cost_add(struct cost *sum, const struct cost *cost)
{
	sum->seconds += cost->seconds;
	sum->cpu_seconds += cost->cpu_seconds;
}

/* ---- running ---- */

/* Runs a program to its end, however that is, and adds what it cost; a cost of NULL is not wanted. */
static int run(struct proc_result *result, struct cost *cost, const struct proc *proc, struct error *err)
{
	struct cost start = cost_of(RUSAGE_CHILDREN), end, took;

	if (proc_run(result, proc, err) < 0)
		return -1;
	end = cost_of(RUSAGE_CHILDREN);
	took = cost_between(&start, &end);
	if (cost)
		cost_add(cost, &took);
	return 0;
}

static int error_of(const struct proc *proc, const struct proc_result *result, struct error *err)
{
	owned(text_release) struct text sentence = { 0 };

	proc_describe(&sentence, proc, result);
	text_adds(&sentence, ": ");
	text_add_printable(&sentence, text_str(&result->err), result->err.len);
	return error_set(err, "%s", text_str(&sentence));
}

/* Runs git where anything but success is an error. out may be NULL. */
static int run_git(struct text *out, const struct place *place, const char *const *argv, struct error *err)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = argv, .env = place->env, .dir = place->dir,
				   .timeout = LONG_TIMEOUT_SECONDS };

	if (run(&result, NULL, &proc, err) < 0)
		return -1;
	if (result.exit_code)
		return error_of(&proc, &result, err);
	if (out)
		*out = take(result.out);
	return 0;
}

/* What a tool says by how it ends: 0 for done, 1 for a conflict or reject. */
static void judge(struct answer *answer, const struct proc_result *result)
{
	answer->timed_out |= result->timed_out;
	answer->failed |= !result->timed_out && result->exit_code != 0 && result->exit_code != 1;
	answer->applied = !result->timed_out && !result->exit_code;
}

/* ---- a pick ---- */

/* What every peer is given, and what its result is compared with. */
struct pick {
	struct commit_view target, maintainer, fix, before_fix;
	const struct merge_path *paths, *maintainers; /* touched by the fix, by the backport */
	size_t nr_paths, nr_maintainers;
	bool has_plain_paths;           /* all that the fix touches are regular files with safe names */
	struct asked_pair *pair;
};

/* How a peer's result is read: from a tree of the scratch repository, or from the folder. */
struct attempt {
	struct answer answer;
	const struct peers *peers;
	git_tree *tree;                 /* NULL: the folder */
};

static void attempt_release(struct attempt *attempt)
{
	git_tree_free(attempt->tree);
}

static const git_oid *tree_of(const struct commit_view *view)
{
	return &commits_facts(view->opened->commits, view->commit)->tree;
}

static void write_id(char hex[GIT_OID_HEXSZ + 1], const struct commit_view *view)
{
	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &commits_facts(view->opened->commits, view->commit)->id);
}

static bool is_file_or_nothing(const struct path_entry *entry)
{
	return !entry->mode || path_entry_is_file(entry);
}

static bool is_folder_of(const char *folder, const char *path)
{
	size_t len = strlen(folder);

	return !strncmp(folder, path, len) && path[len] == '/';
}

/* Whether they can all be in a folder at a time. A fix that makes a folder of a file cannot. */
static bool are_files(const struct merge_path *paths, size_t nr)
{
	size_t i, j;

	for (i = 0; i < nr; i++) {
		if (!is_file_or_nothing(&paths[i].old_entry) || !is_file_or_nothing(&paths[i].new_entry))
			return false;
		for (j = i + 1; j < nr; j++)
			if (is_folder_of(paths[i].path, paths[j].path))
				return false;
	}
	return true;
}

/* A commit with a tree, and at most one parent; not one that anybody made. */
static int stand_in(char hex[GIT_OID_HEXSZ + 1], git_oid *id, const struct peers *peers, const git_oid *tree,
		    const git_oid *parent, struct error *err)
{
	owned(text_release) struct text commit = { 0 };
	git_odb *odb;
	int failed;

	text_addf(&commit, "tree %s\n", git_oid_tostr_s(tree));
	if (parent)
		text_addf(&commit, "parent %s\n", git_oid_tostr_s(parent));
	text_adds(&commit, "author peers <peers> 0 +0000\ncommitter peers <peers> 0 +0000\n\nstand-in\n");
	if (git_repository_odb(&odb, peers->repo) < 0)
		return error_git(err, "cannot open '%s'", git_repository_path(peers->repo));
	failed = git_odb_write(id, odb, commit.data, commit.len, GIT_OBJECT_COMMIT) < 0;
	git_odb_free(odb);
	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, id);
	return failed ? error_git(err, "cannot write to '%s'", git_repository_path(peers->repo)) : 0;
}

static int make_stand_ins(const struct peers *peers, const struct pick *pick, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid base, id;

	if (stand_in(hex, &base, peers, tree_of(&pick->before_fix), NULL, err) < 0 ||
	    stand_in(pick->pair->ours, &id, peers, tree_of(&pick->target), &base, err) < 0)
		return -1;
	return stand_in(pick->pair->theirs, &id, peers, tree_of(&pick->fix), &base, err);
}

static int write_diff(const struct peers *peers, const struct pick *pick, struct error *err)
{
	char trees[2][GIT_OID_HEXSZ + 1];
	const char *const argv[] = { "git", "diff", "--binary", "--full-index", "--no-color", "--no-ext-diff",
				     "--no-textconv", "--output=diff", trees[0], trees[1], NULL };

	git_oid_tostr(trees[0], sizeof(trees[0]), tree_of(&pick->before_fix));
	git_oid_tostr(trees[1], sizeof(trees[1]), tree_of(&pick->fix));
	return run_git(NULL, &peers->bare, argv, err);
}

static int pick_prepare(struct pick *pick, struct peers *peers, uint32_t backport, uint32_t fix, struct error *err)
{
	const struct opened *opened = peers->opened;
	const char *odd;

	*pick = (struct pick){ .target.opened = opened, .maintainer = { opened, backport }, .fix = { opened, fix },
			       .before_fix.opened = opened };
	if (commits_parent(&pick->target.commit, opened->commits, backport, 0, err) < 0 ||
	    commits_parent(&pick->before_fix.commit, opened->commits, fix, 0, err) < 0 ||
	    merger_paths(&pick->paths, &pick->nr_paths, opened->merger, fix, err) < 0 ||
	    merger_paths(&pick->maintainers, &pick->nr_maintainers, opened->merger, backport, err) < 0 ||
	    merger_odd_path(&odd, opened->merger, fix, err) < 0)
		return -1;
	pick->has_plain_paths = !odd && are_files(pick->paths, pick->nr_paths);
	peers->pairs = mem_realloc(peers->pairs, (peers->nr + 1) * sizeof(*peers->pairs));
	pick->pair = &peers->pairs[peers->nr++];
	write_id(pick->pair->target, &pick->target);
	write_id(pick->pair->fix, &pick->fix);
	return make_stand_ins(peers, pick, err) < 0 ? -1 : write_diff(peers, pick, err);
}

/* ---- git ---- */

static int read_tree(struct attempt *attempt, const struct text *printed, struct error *err)
{
	git_oid id;

	if (printed->len < GIT_OID_HEXSZ || git_oid_fromstrn(&id, printed->data, GIT_OID_HEXSZ) < 0)
		return error_set(err, "git did not name a tree");
	if (git_tree_lookup(&attempt->tree, attempt->peers->repo, &id) < 0)
		return error_git(err, "no tree '%s'", git_oid_tostr_s(&id));
	return 0;
}

static int run_git_attempt(struct text *out, struct attempt *attempt, const char *const *argv, struct error *err)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = argv, .env = attempt->peers->bare.env, .dir = attempt->peers->bare.dir,
				   .timeout = TIMEOUT_SECONDS };

	if (run(&result, &attempt->answer.cost, &proc, err) < 0)
		return -1;
	judge(&attempt->answer, &result);
	*out = take(result.out);
	return 0;
}

static int ask_cherry_pick(struct attempt *attempt, const struct pick *pick, struct error *err)
{
	const char *const argv[] = { "git", "merge-tree", "--write-tree", "--no-messages", pick->pair->ours,
				     pick->pair->theirs, NULL };
	owned(text_release) struct text out = { 0 };

	if (run_git_attempt(&out, attempt, argv, err) < 0)
		return -1;
	return attempt->answer.applied ? read_tree(attempt, &out, err) : 0;
}

static int ask_apply(struct attempt *attempt, const struct pick *pick, struct error *err)
{
	const char *const read_index[] = { "git", "read-tree", pick->pair->ours, NULL };
	const char *const apply[] = { "git", "apply", "--3way", "--cached", "--allow-empty", "diff", NULL };
	const char *const write_index[] = { "git", "write-tree", NULL };
	owned(text_release) struct text out = { 0 }, tree = { 0 };

	if (run_git(NULL, &attempt->peers->bare, read_index, err) < 0 || run_git_attempt(&out, attempt, apply, err) < 0)
		return -1;
	if (!attempt->answer.applied)
		return 0;
	return run_git(&tree, &attempt->peers->bare, write_index, err) < 0 ? -1 : read_tree(attempt, &tree, err);
}

/* ---- the folder ---- */

static int write_version(const char *to, struct commit_view *view, const char *path, bool *exists, struct error *err)
{
	owned(text_release) struct text content = { 0 };

	if (commit_view_read(&content, exists, view, path, err) < 0)
		return -1;
	return *exists ? file_write(to, text_str(&content), content.len, err) : 0;
}

/* Nothing but the target's versions of what the fix touches. */
static int fill_folder(const struct peers *peers, struct pick *pick, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	if (file_remove_tree(peers->folder, err) < 0 || file_make_folders(peers->folder, err) < 0)
		return -1;
	for (i = 0; i < pick->nr_paths; i++) {
		const char *path = pick->paths[i].path;
		bool exists;

		if (write_version(path_join(&arena, peers->folder, path), &pick->target, path, &exists, err) < 0)
			return -1;
	}
	return 0;
}

static int ask_patch(struct attempt *attempt, struct pick *pick, struct error *err)
{
	const struct peers *peers = attempt->peers;
	/* Never an ed script, which it would hand to ed; nor anything fetched from another version control. */
	const char *const argv[] = { "patch", "--unified", "--get=0", "-p1", "-F3", "--batch",
				     "--no-backup-if-mismatch", "-i", peers->diff, NULL };
	const struct proc proc = { .argv = argv, .dir = peers->folder, .timeout = TIMEOUT_SECONDS };
	owned(proc_result_release) struct proc_result result = { 0 };

	if (!pick->has_plain_paths)
		return 0;
	if (fill_folder(peers, pick, err) < 0 || run(&result, &attempt->answer.cost, &proc, err) < 0)
		return -1;
	judge(&attempt->answer, &result);
	return 0;
}

static bool has_marker(const struct text *text)
{
	const char *at = text_str(text), *end = at + text->len, *line;
	size_t len;

	while (text_line(&line, &len, &at, end))
		if (len >= 7 && !memcmp(line, "<<<<<<<", 7) && (len == 7 || line[7] == ' '))
			return true;
	return false;
}

/* A marker is of a conflict unless the fix itself has one: a test of a merge tool. */
static int has_conflict(bool *has, const struct peers *peers, struct error *err)
{
	owned(text_release) struct text merged = { 0 }, new = { 0 };

	if (file_read(&merged, peers->merged, err) < 0 || file_read(&new, peers->new, err) < 0)
		return -1;
	*has = has_marker(&merged) && !has_marker(&new);
	return 0;
}

/* Merges the files old and new into one of the folder; whether that went well is the answer for now. */
static int wiggle_file(struct attempt *attempt, const char *file, struct error *err)
{
	const struct peers *peers = attempt->peers;
	const char *const argv[] = { "wiggle", "--merge", "--quiet", "-o", peers->merged, file, peers->old, peers->new,
				     NULL };
	const struct proc proc = { .argv = argv, .dir = peers->scratch.path, .timeout = TIMEOUT_SECONDS };
	owned(proc_result_release) struct proc_result result = { 0 };
	bool is_left = false;

	if (run(&result, &attempt->answer.cost, &proc, err) < 0)
		return -1;
	judge(&attempt->answer, &result);
	if (!attempt->answer.applied)
		return 0;
	if (has_conflict(&is_left, peers, err) < 0)
		return -1;
	attempt->answer.applied = !is_left;
	return rename(peers->merged, file) < 0 ? error_sys(err, "cannot write '%s'", file) : 0;
}

/* What the fix removes is removed if it is what the fix removes; that needs no wiggle. */
static int remove_file(struct answer *answer, const char *file, const char *removed, struct error *err)
{
	owned(text_release) struct text here = { 0 }, there = { 0 };

	if (file_read(&here, file, err) < 0 || file_read(&there, removed, err) < 0)
		return -1;
	answer->applied = text_equal(&here, &there);
	return answer->applied ? file_remove_tree(file, err) : 0;
}

/* What the target does not have can be added, and is removed already; nor does that need wiggle. */
static int wiggle_path(struct attempt *attempt, struct pick *pick, const char *path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct peers *peers = attempt->peers;
	const char *file = path_join(&arena, peers->folder, path);
	bool was, is;

	if (write_version(peers->old, &pick->before_fix, path, &was, err) < 0 ||
	    write_version(peers->new, &pick->fix, path, &is, err) < 0)
		return -1;
	if (!file_exists(file)) {
		attempt->answer.applied = !was || !is;
		return was ? 0 : write_version(file, &pick->fix, path, &is, err);
	}
	if (!is)
		return remove_file(&attempt->answer, file, peers->old, err);
	if (!was && file_write(peers->old, "", 0, err) < 0)
		return -1;
	return wiggle_file(attempt, file, err);
}

static int ask_wiggle(struct attempt *attempt, struct pick *pick, struct error *err)
{
	bool done = true;
	size_t i;

	if (!pick->has_plain_paths)
		return 0;
	if (fill_folder(attempt->peers, pick, err) < 0)
		return -1;
	for (i = 0; i < pick->nr_paths; i++) {
		if (wiggle_path(attempt, pick, pick->paths[i].path, err) < 0)
			return -1;
		done &= attempt->answer.applied;
	}
	attempt->answer.applied = done;
	return 0;
}

static int ask(struct attempt *attempt, struct pick *pick, enum peer peer, struct error *err)
{
	switch (peer) {
	case PEER_CHERRY_PICK:
		return ask_cherry_pick(attempt, pick, err);
	case PEER_APPLY:
		return ask_apply(attempt, pick, err);
	case PEER_PATCH:
		return ask_patch(attempt, pick, err);
	default:
		return ask_wiggle(attempt, pick, err);
	}
}

/* ---- comparing ---- */

static int read_from_tree(struct text *content, bool *exists, const struct attempt *attempt, const char *path,
			  struct error *err)
{
	owned(git_tree_entry_freep) git_tree_entry *found = NULL;
	struct path_entry entry;
	int code = git_tree_entry_bypath(&found, attempt->tree, path);

	*exists = false;
	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return error_git(err, "cannot find '%s'", path);
	entry.mode = (uint16_t)git_tree_entry_filemode(found);
	*exists = path_entry_is_file(&entry);
	return *exists ? history_blob(content, attempt->peers->repo, git_tree_entry_id(found), path, err) : 0;
}

static int read_result(struct text *content, bool *exists, const struct attempt *attempt, const char *path,
		       struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	if (attempt->tree)
		return read_from_tree(content, exists, attempt, path, err);
	return file_read_if(content, exists, path_join(&arena, attempt->peers->folder, path), err);
}

/* What git changed: by a rename that it found, that may be something else than what the fix touches. */
static int add_changed(struct strings *paths, const struct attempt *attempt, const struct pick *pick, struct error *err)
{
	owned(git_tree_freep) git_tree *target = NULL;
	owned(git_diff_freep) git_diff *diff = NULL;
	size_t i;

	if (git_tree_lookup(&target, attempt->peers->repo, tree_of(&pick->target)) < 0 ||
	    git_diff_tree_to_tree(&diff, attempt->peers->repo, target, attempt->tree, NULL) < 0)
		return error_git(err, "cannot read what git made");
	for (i = 0; i < git_diff_num_deltas(diff); i++)
		strings_add(paths, git_diff_get_delta(diff, i)->new_file.path);
	return 0;
}

/* As we are scored: who leaves alone what the maintainer had to change as well, has not made the same. */
static bool has_all(const struct strings *paths, const struct pick *pick)
{
	size_t i;

	for (i = 0; i < pick->nr_maintainers; i++)
		if (!strings_has(paths, pick->maintainers[i].path))
			return false;
	return true;
}

static int compare_path(struct likeness *likeness, const struct attempt *attempt, struct pick *pick, const char *path,
			struct error *err)
{
	owned(text_release) struct text maintainers = { 0 }, made = { 0 };
	bool has, is_there;

	if (commit_view_read(&maintainers, &has, &pick->maintainer, path, err) < 0 ||
	    read_result(&made, &is_there, attempt, path, err) < 0)
		return -1;
	likeness_add(likeness, has ? &maintainers : NULL, is_there ? &made : NULL);
	return 0;
}

static int compare(struct attempt *attempt, struct pick *pick, struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	struct likeness likeness = { true, true };
	size_t i;

	for (i = 0; i < pick->nr_paths; i++)
		strings_add(&paths, pick->paths[i].path);
	if (attempt->tree && add_changed(&paths, attempt, pick, err) < 0)
		return -1;
	if (!has_all(&paths, pick))
		return 0;
	strings_sort_unique(&paths);
	for (i = 0; i < paths.nr; i++)
		if (compare_path(&likeness, attempt, pick, paths.v[i], err) < 0)
			return -1;
	attempt->answer.likeness = likeness;
	return 0;
}

static void tally_add(struct tally *tally, const struct answer *answer, const struct answer *ours)
{
	tally->applied += answer->applied;
	tally->timed_out += answer->timed_out;
	tally->failed += answer->failed;
	tally->same += answer->likeness.same;
	tally->same_code += answer->likeness.same_code;
	tally->only_this += answer->likeness.same_code && !ours->likeness.same_code;
	tally->only_us += !answer->likeness.same_code && ours->likeness.same_code;
	cost_add(&tally->cost, &answer->cost);
}

static void show(enum peer peer, const struct answer *answer)
{
	const char *what = answer->likeness.same ? "same" : answer->likeness.same_code ? "same-code" : "different";

	if (!answer->applied)
		what = answer->timed_out ? "took too long" : answer->failed ? "failed" : "did not apply";
	printf("  %s: %s %.0f ms\n", peer_names[peer], what, 1e3 * answer->cost.seconds);
}

static int ask_and_compare(struct peers *peers, struct pick *pick, enum peer peer, const struct answer *ours,
			   bool is_shown, struct error *err)
{
	owned(attempt_release) struct attempt attempt = { .peers = peers };

	if (ask(&attempt, pick, peer, err) < 0 || (attempt.answer.applied && compare(&attempt, pick, err) < 0))
		return error_prefix(err, "%s", peer_names[peer]);
	tally_add(&peers->tallies[peer], &attempt.answer, ours);
	if (is_shown)
		show(peer, &attempt.answer);
	return 0;
}

int peers_pick(struct peers *peers, uint32_t backport, uint32_t fix, const struct answer *ours, bool is_shown,
	       struct error *err)
{
	struct pick pick;
	int peer;

	if (pick_prepare(&pick, peers, backport, fix, err) < 0)
		return -1;
	pick.pair->our_cost = ours->cost;
	tally_add(&peers->us, ours, ours);
	for (peer = 0; peer < NR_PEERS; peer++)
		if (!peers->is_missing[peer] &&
		    ask_and_compare(peers, &pick, (enum peer)peer, ours, is_shown, err) < 0)
			return -1;
	return 0;
}

/* ---- opening ---- */

/* A bare repository without anything of its own. Who has a shallow clone or replace refs is asked without them. */
static int borrow(struct peers *peers, const char *path, struct error *err)
{
	owned(text_release) struct text alternates = { 0 };

	text_addf(&alternates, "%sobjects\n", git_repository_commondir(peers->opened->repo));
	path = path_join(&peers->arena, path, "objects/info/alternates");
	return file_write(path, text_str(&alternates), alternates.len, err);
}

static const char *const *env_of(struct peers *peers, const char *path, const char *work_tree)
{
	struct arena *arena = &peers->arena;
	const char *const env[] = {
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_COUNT=0", "GIT_CONFIG_PARAMETERS=",
		"GIT_ATTR_NOSYSTEM=1", "GIT_ALTERNATE_OBJECT_DIRECTORIES=", "GIT_NAMESPACE=", "LC_ALL=C",
		arena_printf(arena, "GIT_DIR=%s", path),
		arena_printf(arena, "GIT_COMMON_DIR=%s", path),
		arena_printf(arena, "GIT_OBJECT_DIRECTORY=%s", path_join(arena, path, "objects")),
		arena_printf(arena, "GIT_INDEX_FILE=%s", path_join(arena, path, "index")),
		work_tree ? arena_printf(arena, "GIT_WORK_TREE=%s", work_tree) : NULL, NULL,
	};

	return memcpy(arena_alloc(arena, sizeof(env)), env, sizeof(env));
}

static int open_scratch(struct peers *peers, struct error *err)
{
	struct arena *arena = &peers->arena;
	const char *path;

	if (scratch_make(&peers->scratch, err) < 0)
		return -1;
	path = path_join(arena, peers->scratch.path, "git");
	if (git_repository_init(&peers->repo, path, 1) < 0)
		return error_git(err, "cannot make '%s'", path);
	peers->folder = path_join(arena, peers->scratch.path, "folder");
	peers->diff = path_join(arena, peers->scratch.path, "diff");
	peers->old = path_join(arena, peers->scratch.path, "old");
	peers->new = path_join(arena, peers->scratch.path, "new");
	peers->merged = path_join(arena, peers->scratch.path, "merged");
	peers->bare = (struct place){ peers->scratch.path, env_of(peers, path, NULL) };
	peers->work_tree.dir = path_join(arena, peers->scratch.path, "work-tree");
	peers->work_tree.env = env_of(peers, path, peers->work_tree.dir);
	return borrow(peers, path, err) < 0 ? -1 : file_make_folders(peers->work_tree.dir, err);
}

int peers_open(struct peers **peers, const struct opened *opened, struct error *err)
{
	owned(peers_freep) struct peers *made = mem_alloc(sizeof(*made));
	int peer;

	made->opened = opened;
	for (peer = 0; peer < NR_PEERS; peer++)
		made->is_missing[peer] = !proc_exists(peer_programs[peer]);
	if (made->is_missing[PEER_CHERRY_PICK])
		return error_set(err, "git is not installed, and nothing is compared without it");
	if (open_scratch(made, err) < 0)
		return -1;
	*peers = take(made);
	return 0;
}

void peers_free(struct peers *peers)
{
	if (!peers)
		return;
	git_repository_free(peers->repo);
	scratch_release(&peers->scratch);
	free(peers->pairs);
	arena_release(&peers->arena);
	free(peers);
}

/* ---- after all of them ---- */

static double milliseconds(double seconds, size_t nr)
{
	return nr ? 1e3 * seconds / (double)nr : 0;
}

static void print_time(const char *name, const struct cost *cost, const struct cost *ours, size_t nr)
{
	printf("%-34s %9.2f ms a pick, of a processor %9.2f: %.1f and %.1f times ours, %.2f and %.2f (%zu picks)\n", name,
	       milliseconds(cost->seconds, nr), milliseconds(cost->cpu_seconds, nr), cost->seconds / ours->seconds,
	       cost->cpu_seconds / ours->cpu_seconds, milliseconds(ours->seconds, nr),
	       milliseconds(ours->cpu_seconds, nr), nr);
}

/* All merges in one process, as long as git has that. */
static int time_one_process(const struct peers *peers, struct error *err)
{
	const char *const argv[] = { "git", "merge-tree", "--write-tree", "--stdin", "--no-messages", NULL };
	owned(proc_result_release) struct proc_result result = { 0 };
	owned(text_release) struct text lines = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *input = path_join(&arena, peers->scratch.path, "merges");
	const struct proc proc = { .argv = argv, .env = peers->bare.env, .dir = peers->bare.dir, .input = input,
				   .timeout = LONG_TIMEOUT_SECONDS };
	struct cost cost = { 0 };
	size_t i;

	for (i = 0; i < peers->nr; i++)
		text_addf(&lines, "%s %s\n", peers->pairs[i].ours, peers->pairs[i].theirs);
	if (file_write(input, text_str(&lines), lines.len, err) < 0 || run(&result, &cost, &proc, err) < 0)
		return -1;
	if (result.exit_code)
		printf("%-34s could not be had: this git merge-tree does not go through with --stdin\n",
		       "git merge-tree --stdin");
	else
		print_time("git merge-tree --stdin", &cost, &peers->us.cost, peers->nr);
	return 0;
}

/* Whether there is a work tree with the target: in a clone that lacks blobs there is none. Why not is kept. */
static int check_out(bool *done, struct text *why, const struct place *place, const char *target, struct error *err)
{
	const char *const argv[] = { "git", "-c", "core.hooksPath=/dev/null", "checkout", "-q", "--force", "--detach",
				     target, NULL };
	const struct proc proc = { .argv = argv, .env = place->env, .dir = place->dir,
				   .timeout = LONG_TIMEOUT_SECONDS };
	owned(proc_result_release) struct proc_result result = { 0 };

	if (run(&result, NULL, &proc, err) < 0)
		return -1;
	*done = !result.exit_code;
	if (!*done && !why->len)
		text_add_printable(why, text_str(&result.err), strcspn(text_str(&result.err), "\n"));
	return 0;
}

/*
 * Git reads each file again that was written in the same second as the index. A maintainer's work tree has few of
 * those, one that was just checked out many: git status, once that second is over, writes the index anew.
 */
static int settle(const struct place *place, struct error *err)
{
	const char *const argv[] = { "git", "status", "--porcelain", NULL };
	const struct timespec second = { .tv_sec = 1, .tv_nsec = 100 * 1000 * 1000 };

	nanosleep(&second, NULL);
	return run_git(NULL, place, argv, err);
}

static int time_in_work_tree(struct cost *cost, const struct place *place, const char *fix, struct error *err)
{
	const char *const pick[] = { "git", "-c", "core.hooksPath=/dev/null", "cherry-pick", "-n", fix, NULL };
	const char *const reset[] = { "git", "reset", "-q", "--hard", NULL };
	const char *const clean[] = { "git", "clean", "-q", "-ffdx", NULL };
	const struct proc proc = { .argv = pick, .env = place->env, .dir = place->dir,
				   .timeout = LONG_TIMEOUT_SECONDS };
	owned(proc_result_release) struct proc_result result = { 0 };

	if (settle(place, err) < 0 || run(&result, cost, &proc, err) < 0)
		return -1;
	if (result.exit_code != 0 && result.exit_code != 1)
		return error_of(&proc, &result, err);
	return run_git(NULL, place, reset, err) < 0 ? -1 : run_git(NULL, place, clean, err);
}

/* Of a sample, what they cost beside us. */
struct sample {
	struct cost cost, ours;
	size_t nr, nr_lost;
	struct text why_lost;
};

static void sample_release(struct sample *sample)
{
	text_release(&sample->why_lost);
}

static int sample_add(struct sample *sample, const struct place *place, const struct asked_pair *pair,
		      struct error *err)
{
	bool is_there;

	if (check_out(&is_there, &sample->why_lost, place, pair->target, err) < 0)
		return -1;
	if (!is_there) {
		sample->nr_lost++;
		return 0;
	}
	cost_add(&sample->ours, &pair->our_cost);
	sample->nr++;
	return time_in_work_tree(&sample->cost, place, pair->fix, err);
}

/* The first is not counted: it fills the work tree and what the machine remembers of it. */
static int time_work_tree(const struct peers *peers, size_t wanted, struct error *err)
{
	owned(sample_release) struct sample warm = { 0 }, sample = { 0 };
	size_t nr = wanted < peers->nr ? wanted : peers->nr, i;

	if (!nr)
		return 0;
	if (sample_add(&warm, &peers->work_tree, &peers->pairs[0], err) < 0)
		return -1;
	for (i = 0; i < nr; i++) {
		const struct asked_pair *pair = &peers->pairs[i * peers->nr / nr];

		if (sample_add(&sample, &peers->work_tree, pair, err) < 0)
			return error_prefix(err, "%.12s", pair->fix);
	}
	if (sample.nr)
		print_time("git cherry-pick in a work tree", &sample.cost, &sample.ours, sample.nr);
	if (sample.nr_lost)
		printf("%-34s could not be had for %zu picks: git checkout says %s\n", "git cherry-pick in a work tree",
		       sample.nr_lost, text_str(&sample.why_lost));
	return 0;
}

static void print_row(const char *name, const struct tally *tally, const struct peers *peers)
{
	double share = peers->nr ? 100.0 / (double)peers->nr : 0;

	printf("%-18s %7u %5.1f %% %7u %5.1f %% %7u %5.1f %% %8u %9.2f %9.2f %7.1f %7.1f", name, tally->applied,
	       share * tally->applied, tally->same, share * tally->same, tally->same_code, share * tally->same_code,
	       tally->applied - tally->same_code, milliseconds(tally->cost.seconds, peers->nr),
	       milliseconds(tally->cost.cpu_seconds, peers->nr),
	       tally->cost.seconds / peers->us.cost.seconds, tally->cost.cpu_seconds / peers->us.cost.cpu_seconds);
	if (tally != &peers->us)
		printf("   %u / %u", tally->only_this, tally->only_us);
	if (tally->timed_out)
		printf(", %u took longer than %d s", tally->timed_out, TIMEOUT_SECONDS);
	if (tally->failed)
		printf(", %u failed otherwise", tally->failed);
	printf("\n");
}

static void print_table(const struct peers *peers)
{
	int peer;

	printf("\n%-18s %15s %15s %15s %8s %9s %9s %7s %7s   %s\n", "", "applied", "maintainer's",
	       "but for comments", "other", "ms a pick", "processor", "x ours", "x ours",
	       "right alone / ours right alone");
	print_row("this", &peers->us, peers);
	for (peer = 0; peer < NR_PEERS; peer++) {
		if (peers->is_missing[peer])
			printf("%-18s not installed\n", peer_names[peer]);
		else
			print_row(peer_names[peer], &peers->tallies[peer], peers);
	}
}

int peers_print(struct peers *peers, size_t in_work_tree, struct error *err)
{
	print_table(peers);
	if (time_one_process(peers, err) < 0)
		return -1;
	return time_work_tree(peers, in_work_tree, err);
}
