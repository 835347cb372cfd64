// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench-pick --repo R --commits FILE --onto T: how long does it take to pick one commit onto a tree of many files?
 *
 * For each commit C of FILE (one id a line; merges and root commits are skipped) the same three-way pick is made, with
 * ancestor C^, ours T and theirs C, and the resulting tree is written:
 *	git merge-tree --write-tree	a process each. Of C and a commit with T's tree whose parent is C^, which is made
 *					before (git 2.39 has no --merge-base); also without looking for renames, which we
 *					do not do either
 *	bench-pick --pick		merge_commit() of tool/chain/merge.h on the paths that C touches, a process each;
 *					beside it what libgit2 takes to start, which a plan of hundreds of picks does once
 *	within this process		the same, on a repository that was just opened; then merge_commit() once more
 * All write to scratch repositories that borrow R's objects; R is not changed. Each is run ROUNDS times, and the fastest
 * counts: what else the machine does can only make it slower. Printed are medians over the commits, and how many trees are
 * the same where both are clean.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/bench/seconds.h"
#include "tool/chain/commits.h"
#include "tool/chain/merge.h"
#include "tool/files.h"
#include "tool/history.h"
#include "tool/proc.h"

#define ROUNDS 3

struct picker {
	git_repository *repo;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
	uint32_t onto;
};

static void picker_release(struct picker *picker)
{
	merger_free(picker->merger);
	blobs_free(picker->blobs);
	commits_free(picker->commits);
	git_repository_free(picker->repo);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* ---- our pick ---- */

static int read_entry(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	const struct picker *picker = data;
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	if (commits_entry(&entry, picker->commits, picker->onto, commits_path(picker->commits, path), err) < 0)
		return -1;
	*exists = entry.mode == GIT_FILEMODE_BLOB || entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE;
	if (!*exists)
		return 0;
	if (blobs_get(&blob, picker->blobs, &entry.id, path, err) < 0)
		return -1;
	text_add(content, blob->data, blob->len);
	return 0;
}

static int picker_open(struct picker *picker, const char *path, const char *onto, struct error *err)
{
	git_oid id;

	if (history_open(&picker->repo, path, err) < 0 || history_resolve(&id, picker->repo, onto, err) < 0 ||
	    commits_open(&picker->commits, picker->repo, err) < 0 ||
	    blobs_open(&picker->blobs, picker->repo, err) < 0 ||
	    merger_open(&picker->merger, picker->commits, picker->blobs, err) < 0)
		return -1;
	return commits_find(&picker->onto, picker->commits, &id, err);
}

static int pick(struct merge *merge, struct picker *picker, const git_oid *id, struct error *err)
{
	const struct merge_view view = { .read = read_entry, .data = picker };
	uint32_t commit;

	if (commits_find(&commit, picker->commits, id, err) < 0)
		return -1;
	return merge_commit(merge, picker->merger, &view, commit, err);
}

static int update_of(git_tree_update *update, git_repository *repo, const struct merge_file *file, struct error *err)
{
	*update = (git_tree_update){
		.action = file->exists ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE,
		.filemode = file->exists ? file->new_entry.mode : 0,
		.path = file->path,
	};
	if (file->exists && git_blob_create_from_buffer(&update->id, repo, text_str(&file->result), file->result.len) < 0)
		return error_git(err, "cannot write '%s'", file->path);
	return 0;
}

static int write_tree(git_oid *id, const struct picker *picker, const struct merge *merge, struct error *err)
{
	owned(git_tree_freep) git_tree *tree = NULL;
	struct arena arena = { 0 };
	git_tree_update *updates = NULL;
	size_t nr = 0, i;
	int failed = git_tree_lookup(&tree, picker->repo, &commits_facts(picker->commits, picker->onto)->tree);

	for (i = 0; !failed && i < merge->nr_files; i++)
		if (merge->files[i].changed)
			failed = update_of(arena_push(&arena, updates, nr), picker->repo, &merge->files[i], err);
	if (!failed && git_tree_create_updated(id, picker->repo, tree, nr, updates) < 0)
		failed = error_git(err, "cannot write a tree");
	arena_release(&arena);
	return failed;
}

/* What the child does: "plain", or not, and the tree. */
static int pick_one(const char *path, const char *onto, const char *commit, struct error *err)
{
	owned(picker_release) struct picker picker = { 0 };
	owned(merge_release) struct merge merge = { 0 };
	git_oid id;

	if (picker_open(&picker, path, onto, err) < 0 || history_resolve(&id, picker.repo, commit, err) < 0 ||
	    pick(&merge, &picker, &id, err) < 0 || write_tree(&id, &picker, &merge, err) < 0)
		return -1;
	printf("%s %s\n", git_oid_tostr_s(&id), merge.is_plain ? "plain" : "other");
	return 0;
}

/* ---- both, from outside ---- */

/* One run of a program: the first word that it printed, and the time. */
struct timed {
	char tree[GIT_OID_HEXSZ + 1];
	bool clean;
	double seconds;
};

static int time_program(struct timed *timed, const char *const *argv, const char *plain, struct error *err)
{
	const struct proc proc = { .argv = argv };
	unsigned round;

	timed->seconds = 1e9;
	for (round = 0; round < ROUNDS; round++) {
		owned(proc_result_release) struct proc_result result = { 0 };
		double start = now(), took;

		if (proc_run(&result, &proc, err) < 0)
			return -1;
		took = now() - start;
		if (result.exit_code != 0 && result.exit_code != 1)
			return error_set(err, "'%s' ended with %d: %s", argv[0], result.exit_code, text_str(&result.err));
		timed->seconds = took < timed->seconds ? took : timed->seconds;
		snprintf(timed->tree, sizeof(timed->tree), "%.40s", text_str(&result.out));
		timed->clean = plain ? strstr(text_str(&result.out), plain) != NULL : !result.exit_code;
	}
	return 0;
}

/* A bare repository in a scratch folder that borrows another's objects. */
static int borrow(char **path, struct arena *arena, const struct scratch *scratch, const char *name,
		  git_repository *from, struct error *err)
{
	owned(git_repository_freep) git_repository *made = NULL;
	owned(text_release) struct text alternates = { 0 };

	*path = path_join(arena, scratch->path, name);
	if (git_repository_init(&made, *path, 1) < 0)
		return error_git(err, "cannot make '%s'", *path);
	text_addf(&alternates, "%sobjects\n", git_repository_commondir(from));
	return file_write(path_join(arena, *path, "objects/info/alternates"), alternates.data, alternates.len, err);
}

/*
 * A commit with the target's tree behind the parent of a commit. As old as that: an older date would make git walk
 * all of the history.
 */
static int stand_in(char *hex, const char *path, const git_oid *parent_id, const git_oid *tree_id, struct error *err)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	const git_commit *parents[1];
	const git_signature *who;
	git_oid id;

	if (git_repository_open(&repo, path) < 0 || git_commit_lookup(&parent, repo, parent_id) < 0 ||
	    git_tree_lookup(&tree, repo, tree_id) < 0)
		return error_git(err, "cannot read '%s'", path);
	parents[0] = parent;
	who = git_commit_committer(parent);
	if (git_commit_create(&id, repo, NULL, who, who, NULL, "ours", tree, 1, parents) < 0)
		return error_git(err, "cannot write to '%s'", path);
	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &id);
	return 0;
}

struct bench {
	struct arena arena;
	struct scratch scratch;
	struct picker picker;   /* in this process, on the repository itself */
	char *theirs, *ours;    /* scratch repositories */
	const char *self, *onto;
	double *git, *plain_git, *start, *program, *first, *again;
	size_t nr;
	unsigned clean, same, plain;
};

static void bench_release(struct bench *bench)
{
	picker_release(&bench->picker);
	scratch_release(&bench->scratch);
	arena_release(&bench->arena);
}

/* Within this process, with nothing remembered but what the opened repository is; again: with all remembered. */
static int time_library_once(double *first, double *again, const struct bench *bench, const git_oid *id, struct error *err)
{
	owned(picker_release) struct picker picker = { 0 };
	owned(merge_release) struct merge merge = { 0 }, same = { 0 };
	double start, middle;
	git_oid tree;

	if (picker_open(&picker, bench->ours, bench->onto, err) < 0)
		return -1;
	start = now();
	if (pick(&merge, &picker, id, err) < 0 || write_tree(&tree, &picker, &merge, err) < 0)
		return -1;
	middle = now();
	if (pick(&same, &picker, id, err) < 0)
		return -1;
	*first = middle - start;
	*again = now() - middle;
	return 0;
}

static int time_library(struct bench *bench, const git_oid *id, struct error *err)
{
	double *fastest = &bench->first[bench->nr], *again = &bench->again[bench->nr];
	double first_now, again_now;
	unsigned round;

	for (round = 0; round < ROUNDS; round++) {
		if (time_library_once(&first_now, &again_now, bench, id, err) < 0)
			return -1;
		*fastest = !round || first_now < *fastest ? first_now : *fastest;
		*again = !round || again_now < *again ? again_now : *again;
	}
	return 0;
}

static int time_commit(struct bench *bench, const git_oid *id, const git_oid *parent, struct error *err)
{
	char commit[GIT_OID_HEXSZ + 1], base[GIT_OID_HEXSZ + 1];
	const char *const git[] = { "git", "--git-dir", bench->theirs, "merge-tree", "--write-tree", base, commit, NULL };
	const char *const git_plain[] = { "git", "--git-dir", bench->theirs, "-c", "merge.renames=false", "merge-tree",
					  "--write-tree", base, commit, NULL };
	const char *const program[] = { bench->self, "--pick", bench->ours, bench->onto, commit, NULL };
	const git_oid tree = commits_facts(bench->picker.commits, bench->picker.onto)->tree;
	const char *const start[] = { bench->self, "--start", NULL };
	struct timed theirs, plain, begun, ours;

	git_oid_tostr(commit, sizeof(commit), id);
	if (time_library(bench, id, err) < 0 || stand_in(base, bench->theirs, parent, &tree, err) < 0 ||
	    time_program(&theirs, git, NULL, err) < 0 || time_program(&plain, git_plain, NULL, err) < 0 ||
	    time_program(&begun, start, NULL, err) < 0 || time_program(&ours, program, "plain", err) < 0)
		return -1;
	bench->git[bench->nr] = theirs.seconds;
	bench->plain_git[bench->nr] = plain.seconds;
	bench->start[bench->nr] = begun.seconds;
	bench->program[bench->nr++] = ours.seconds;
	bench->clean += theirs.clean;
	bench->plain += ours.clean;
	bench->same += theirs.clean && ours.clean && !strcmp(theirs.tree, ours.tree);
	return 0;
}

static int time_line(struct bench *bench, const char *line, size_t len, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	git_oid id;

	if (len < GIT_OID_HEXSZ || git_oid_fromstrn(&id, line, GIT_OID_HEXSZ) < 0)
		return error_set(err, "not a commit: '%.*s'", (int)len, line);
	if (git_commit_lookup(&commit, bench->picker.repo, &id) < 0)
		return error_git(err, "no commit '%.*s'", (int)len, line);
	if (git_commit_parentcount(commit) != 1)
		return 0;
	return time_commit(bench, &id, git_commit_parent_id(commit, 0), err);
}

static int time_file(struct bench *bench, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *line;
	size_t len, room;

	if (file_read(&text, path, err) < 0)
		return -1;
	room = (text.len / GIT_OID_HEXSZ + 1) * sizeof(double);
	bench->git = arena_alloc(&bench->arena, room);
	bench->plain_git = arena_alloc(&bench->arena, room);
	bench->start = arena_alloc(&bench->arena, room);
	bench->program = arena_alloc(&bench->arena, room);
	bench->first = arena_alloc(&bench->arena, room);
	bench->again = arena_alloc(&bench->arena, room);
	at = text_str(&text);
	while (text_line(&line, &len, &at, text_str(&text) + text.len))
		if (len && *line != '#' && time_line(bench, line, len, err) < 0)
			return -1;
	return bench->nr ? 0 : error_set(err, "'%s' has no commit to pick", path);
}

static double median(double *seconds, size_t nr)
{
	qsort(seconds, nr, sizeof(*seconds), compare_seconds);
	return seconds[nr / 2];
}

static void print_medians(const struct bench *bench)
{
	double git = median(bench->git, bench->nr), plain_git = median(bench->plain_git, bench->nr);
	double program = median(bench->program, bench->nr), first = median(bench->first, bench->nr);

	printf("%zu commits: git clean %u, ours plain %u, both and the same tree %u\n", bench->nr, bench->clean, bench->plain,
	       bench->same);
	printf("git merge-tree, a process each  %8.2f ms, %.2f ms without looking for renames\n", git * 1e3, plain_git * 1e3);
	printf("our pick, a process each        %8.2f ms, of which %.2f ms libgit2 starts: %.2f and %.2f of git's\n",
	       program * 1e3, median(bench->start, bench->nr) * 1e3, program / git, program / plain_git);
	printf("our pick within a process       %8.2f ms: %.2f and %.2f of git's; the merge again %.3f ms\n", first * 1e3,
	       first / git, first / plain_git, median(bench->again, bench->nr) * 1e3);
}

static int run(const char *self, const char *repo, const char *commits, const char *onto, struct error *err)
{
	owned(bench_release) struct bench bench = { .self = self, .onto = onto };
	owned(git_repository_freep) git_repository *from = NULL;
	git_oid id;

	if (history_open(&from, repo, err) < 0 || history_resolve(&id, from, onto, err) < 0 || scratch_make(&bench.scratch, err) < 0 ||
	    borrow(&bench.theirs, &bench.arena, &bench.scratch, "theirs.git", from, err) < 0 ||
	    borrow(&bench.ours, &bench.arena, &bench.scratch, "ours.git", from, err) < 0)
		return -1;
	bench.onto = arena_strdup(&bench.arena, git_oid_tostr_s(&id));
	if (picker_open(&bench.picker, bench.ours, bench.onto, err) < 0 || time_file(&bench, commits, err) < 0)
		return -1;
	print_medians(&bench);
	return 0;
}

int main(int argc, char **argv)
{
	const char *repo = NULL, *commits = NULL, *onto = NULL;
	struct error err = { 0 };
	int i, failed;

	git_libgit2_init();
	commits_tune_libgit2();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0); /* as git does */
	if (argc == 2 && !strcmp(argv[1], "--start")) {
		failed = 0;
	} else if (argc == 5 && !strcmp(argv[1], "--pick")) {
		failed = pick_one(argv[2], argv[3], argv[4], &err) < 0;
	} else {
		for (i = 1; i + 1 < argc; i += 2) {
			repo = strcmp(argv[i], "--repo") ? repo : argv[i + 1];
			commits = strcmp(argv[i], "--commits") ? commits : argv[i + 1];
			onto = strcmp(argv[i], "--onto") ? onto : argv[i + 1];
		}
		if (!repo || !commits || !onto) {
			fprintf(stderr, "usage: bench-pick --repo R --commits FILE --onto T\n");
			return 2;
		}
		failed = run("/proc/self/exe", repo, commits, onto, &err) < 0;
	}
	if (failed)
		fprintf(stderr, "bench-pick: %s\n", err.message);
	error_release(&err);
	git_libgit2_shutdown();
	return failed ? 2 : 0;
}
