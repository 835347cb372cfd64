// SPDX-License-Identifier: GPL-2.0-only
/*
 * score-apply --repo R --pairs FILE [-v [-v]] [--write FOLDER] [--peers [--work-tree N]]: what becomes of a pick, and is it
 * what the maintainer made of it?
 *
 * The fix of each pair is carried onto the backport's parent, hunk by hunk, and stands in the row of the last rung that
 * one of its hunks needed. What the maintainer committed is compared with it, over all paths that either touches: byte
 * for byte, and token by token (so that comments, blanks and blank lines do not count).
 *
 * Hunks in conflict are judged as by a plan that takes no prerequisite (needs_alone()), and the moot ones dropped. A
 * dropped one that the maintainer carried is the gravest error there is, so these are counted: picks that are
 * different, and have a hunk of which a line that it adds (or, where it adds none, takes away) is among what the
 * maintainer added (or took away).
 *
 * With --write both versions of each file that is different are put into a folder. With --peers the same is asked of
 * others (peers.h).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/bench/likeness.h"
#include "tests/bench/pairs.h"
#include "tests/bench/peers.h"
#include "tests/bench/seconds.h"
#include "tool/chain/ladder.h"
#include "tool/files.h"
#include "tool/proc.h"

enum rung {
	RUNG_GIT,
	RUNG_THERE,
	RUNG_MOOT,
	RUNG_PLACED,
	RUNG_RENAMED,
	RUNG_WORDS,
	RUNG_PERSON,
	NR_RUNGS,
};

static const char *const rung_names[NR_RUNGS] = {
	[RUNG_GIT] = "git's three-way merge",
	[RUNG_THERE] = "there already, in part or whole",
	[RUNG_MOOT] = "moot hunks dropped",
	[RUNG_PLACED] = "within the function",
	[RUNG_RENAMED] = "by other names",
	[RUNG_WORDS] = "word by word",
	[RUNG_PERSON] = "a person",
};

struct row {
	unsigned picks, same, same_code;
};

struct score {
	struct opened opened;
	struct row rows[NR_RUNGS];
	unsigned hunks[NR_RUNGS];
	unsigned dropped_wrongly;       /* picks with a hunk that the maintainer carried */
	double *seconds, cpu_seconds;
	double judging;                 /* of these, what is moot */
	size_t nr;
	struct peers *peers;            /* NULL: nobody is asked */
	unsigned verbosity;             /* 1: picks, 2: and what is not git's of their hunks */
	const char *write;              /* the folder for what is different; NULL: none */
};

static void score_release(struct score *score)
{
	peers_free(score->peers);
	opened_release(&score->opened);
	free(score->seconds);
}

/* ---- comparing ---- */

/* A pick that was tried, and what it is compared with. */
struct picked {
	const struct outcome *outcome;
	const struct climb *climb;
	uint32_t fix;
	struct judgement *judgements;      /* by hunk; in the arena */
	struct commit_view target, maintainer;
	struct arena arena;
};

static void picked_release(struct picked *picked)
{
	arena_release(&picked->arena);
}

static const char *path_on_target(const struct merge_file *file)
{
	return file->target_path ? file->target_path : file->path;
}

/* What the pick makes of a file. */
static int read_result(struct text *result, bool *exists, struct picked *picked, size_t file, struct error *err)
{
	const struct shared_text *changed = picked->outcome->results[file];

	if (!changed)
		return commit_view_read(result, exists, &picked->target,
					path_on_target(&picked->outcome->merge.files[file]), err);
	*exists = changed->exists;
	text_add(result, text_str(&changed->text), changed->text.len);
	return 0;
}

/* "d51e5ec7b1a5-2.ours" and ".maintainers": to be read side by side. */
static int write_versions(struct picked *picked, const char *folder, size_t file, const struct text *maintainers,
			  const struct text *ours, struct error *err)
{
	owned(text_release) struct text path = { 0 }, other = { 0 };
	const git_oid *fix = &commits_facts(picked->target.opened->commits, picked->fix)->id;

	text_addf(&path, "%s/%.12s-%zu.ours", folder, git_oid_tostr_s(fix), file);
	text_addf(&other, "%s/%.12s-%zu.maintainers", folder, git_oid_tostr_s(fix), file);
	return file_write(text_str(&path), text_str(ours), ours->len, err) < 0 ||
	       file_write(text_str(&other), text_str(maintainers), maintainers->len, err) < 0 ? -1 : 0;
}

static int compare_file(struct likeness *likeness, struct picked *picked, const char *folder, size_t file,
			struct error *err)
{
	owned(text_release) struct text theirs = { 0 }, ours = { 0 };
	const char *path = path_on_target(&picked->outcome->merge.files[file]);
	bool exists, is_there;

	if (read_result(&ours, &exists, picked, file, err) < 0 ||
	    commit_view_read(&theirs, &is_there, &picked->maintainer, path, err) < 0)
		return -1;
	likeness_add(likeness, is_there ? &theirs : NULL, exists ? &ours : NULL);
	if (folder && (is_there != exists || !text_equal(&theirs, &ours)))
		return write_versions(picked, folder, file, &theirs, &ours, err);
	return 0;
}

static bool is_among(const struct merge *merge, const char *path)
{
	size_t i;

	for (i = 0; i < merge->nr_files; i++)
		if (!strcmp(path_on_target(&merge->files[i]), path))
			return true;
	return false;
}

static int compare(struct likeness *likeness, struct score *score, struct picked *picked, struct error *err)
{
	const struct merge *merge = &picked->outcome->merge;
	const struct merge_path *paths;
	size_t nr, i;

	*likeness = (struct likeness){ true, true };
	for (i = 0; i < merge->nr_files; i++)
		if (compare_file(likeness, picked, score->write, i, err) < 0)
			return -1;
	if (merger_paths(&paths, &nr, score->opened.merger, picked->maintainer.commit, err) < 0)
		return -1;
	for (i = 0; i < nr; i++)
		if (!is_among(merge, paths[i].path))
			*likeness = (struct likeness){ false, false };
	return 0;
}

/* ---- dropped hunks ---- */

/* Shorter ones stand everywhere. */
#define LEAST_LETTERS 8

static void add_line(struct strings *lines, const char *line, size_t len)
{
	size_t letters = 0, i;

	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	for (i = 0; i < len; i++)
		letters += isalnum((unsigned char)line[i]) != 0;
	if (letters >= LEAST_LETTERS)
		strings_addf(lines, "%.*s", (int)len, line);
}

/* Lines of a version of a file. */
static int add_lines(struct strings *lines, struct score *score, const struct path_entry *entry, const char *path,
		     uint32_t first, uint32_t nr, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	uint32_t line;

	if (!nr || !path_entry_is_file(entry))
		return 0;
	if (blobs_get(&blob, score->opened.blobs, &entry->id, path, err) < 0)
		return -1;
	for (line = first; line < first + nr && line <= blob->nr_lines; line++)
		add_line(lines, blob->data + blob->starts[line - 1], blob->starts[line] - blob->starts[line - 1]);
	return 0;
}

struct changed_lines {
	struct strings added, removed;
};

static void changed_lines_release(struct changed_lines *lines)
{
	strings_release(&lines->added);
	strings_release(&lines->removed);
}

static int add_changed(struct changed_lines *lines, struct score *score, const struct merge_path *path,
		       struct error *err)
{
	const struct differences *differences;
	size_t i;

	if (!path_entry_has_lines(&path->old_entry) || !path_entry_has_lines(&path->new_entry))
		return 0;
	if (blobs_differences(&differences, score->opened.blobs, &path->old_entry.id, &path->new_entry.id, path->path,
			      err) < 0)
		return -1;
	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if (add_lines(&lines->added, score, &path->new_entry, path->path, d->new_first, d->new_nr, err) < 0 ||
		    add_lines(&lines->removed, score, &path->old_entry, path->path, d->old_first, d->old_nr, err) < 0)
			return -1;
	}
	return 0;
}

static int maintainers_lines(struct changed_lines *lines, struct score *score, uint32_t backport, struct error *err)
{
	const struct merge_path *paths;
	size_t nr, i;

	if (merger_paths(&paths, &nr, score->opened.merger, backport, err) < 0)
		return -1;
	for (i = 0; i < nr; i++)
		if (add_changed(lines, score, &paths[i], err) < 0)
			return -1;
	return 0;
}

static bool have_one_in_common(const struct strings *some, const struct strings *others)
{
	size_t i;

	for (i = 0; i < some->nr; i++)
		if (strings_has(others, some->v[i]))
			return true;
	return false;
}

/* Whether the maintainer's commit has a line of the hunk. */
static int was_carried(bool *was, struct score *score, const struct merge *merge, const struct merge_hunk *hunk,
		       const struct changed_lines *maintainers, struct error *err)
{
	owned(changed_lines_release) struct changed_lines lines = { 0 };
	const struct merge_file *file = &merge->files[hunk->file];

	if (add_lines(&lines.added, score, &file->new_entry, file->path, hunk->at.new_first, hunk->at.new_nr, err) < 0 ||
	    add_lines(&lines.removed, score, &file->old_entry, file->path, hunk->at.old_first, hunk->at.old_nr, err) < 0)
		return -1;
	*was = lines.added.nr ? have_one_in_common(&lines.added, &maintainers->added) :
				have_one_in_common(&lines.removed, &maintainers->removed);
	return 0;
}

static int count_dropped_wrongly(struct score *score, const struct picked *picked, struct error *err)
{
	owned(changed_lines_release) struct changed_lines maintainers = { 0 };
	const struct merge *merge = &picked->outcome->merge;
	bool was = false;
	size_t i;

	if (maintainers_lines(&maintainers, score, picked->maintainer.commit, err) < 0)
		return -1;
	for (i = 0; i < merge->nr_hunks && !was; i++)
		if (picked->judgements[i].standing == STANDS_MOOT &&
		    was_carried(&was, score, merge, &merge->hunks[i], &maintainers, err) < 0)
			return -1;
	score->dropped_wrongly += was;
	if (was && score->verbosity)
		printf("  dropped what the maintainer carried\n");
	return 0;
}

/* ---- picks ---- */

static bool is_lost(const struct climb *climb, size_t hunk)
{
	size_t i;

	for (i = 0; i < climb->nr_lost; i++)
		if (climb->lost[i].hunk == hunk)
			return true;
	return false;
}

static enum rung rung_of_hunk(const struct picked *picked, size_t index)
{
	const struct merge_hunk *hunk = &picked->outcome->merge.hunks[index];

	if (picked->judgements[index].standing == STANDS_MOOT)
		return RUNG_MOOT;
	if (picked->judgements[index].standing == STANDS_ADAPT || is_lost(picked->climb, index))
		return RUNG_PERSON;
	switch (hunk->outcome) {
	case HUNK_CLEAN:
		return RUNG_GIT;
	case HUNK_THERE:
		return RUNG_THERE;
	case HUNK_PLACED:
		return RUNG_PLACED;
	case HUNK_RENAMED:
		return RUNG_RENAMED;
	case HUNK_WORDS:
		return RUNG_WORDS;
	case HUNK_CONFLICT:
		break;
	}
	return RUNG_PERSON;
}

static enum rung count_hunks(struct score *score, const struct picked *picked)
{
	const struct merge *merge = &picked->outcome->merge;
	enum rung highest = RUNG_GIT;
	bool is_carried = !merge->nr_hunks;
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++) {
		enum rung rung = rung_of_hunk(picked, i);

		score->hunks[rung]++;
		is_carried |= rung != RUNG_MOOT;
		if (rung > highest)
			highest = rung;
	}
	if (!is_carried)
		return RUNG_PERSON; /* all of it is dropped: somebody asked for it all the same */
	return merge->is_plain && highest != RUNG_PERSON ? RUNG_GIT : highest;
}

static void show(struct score *score, uint32_t backport, uint32_t fix, enum rung rung, const struct likeness *likeness)
{
	char ids[2][GIT_OID_HEXSZ + 1];

	git_oid_tostr(ids[0], sizeof(ids[0]), &commits_facts(score->opened.commits, backport)->id);
	git_oid_tostr(ids[1], sizeof(ids[1]), &commits_facts(score->opened.commits, fix)->id);
	printf("%s %s %s, %s %.0f ms\n", ids[0], ids[1],
	       likeness->same ? "same" : likeness->same_code ? "same-code" : "different", rung_names[rung],
	       1e3 * score->seconds[score->nr - 1]);
}

/* Those that git's merge does not carry. */
static void show_hunks(const struct picked *picked)
{
	const struct merge *merge = &picked->outcome->merge;
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];
		enum rung rung = rung_of_hunk(picked, i);

		if (rung != RUNG_GIT)
			printf("  %s:%u -%u +%u %s: %s (%s)\n", merge->files[hunk->file].path, hunk->at.old_first, hunk->at.old_nr,
			       hunk->at.new_nr, hunk->entity ? hunk->entity : "-", rung_names[rung],
			       picked->judgements[i].nr_evidence ? picked->judgements[i].evidence[0].text : "");
	}
	for (i = 0; i < picked->climb->nr_lost; i++)
		printf("  '%s' is not to be seen\n", picked->climb->lost[i].name);
}

/* On a terminal only. */
static void show_progress(const struct score *score)
{
	if (!score->verbosity && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%zu picks ...", score->nr);
}

static void clear_progress(void)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}

static void note_pick(struct score *score, enum rung rung, const struct likeness *likeness)
{
	struct row *row = &score->rows[rung];

	row->picks++;
	row->same += likeness->same;
	row->same_code += likeness->same_code;
}

/* What a pick comes to, and how long that takes. */
static int climb(struct climb *climb, struct picked *picked, struct cost *cost, struct score *score,
		 struct workbench *bench, struct ladder *ladder, uint32_t fix, struct error *err)
{
	struct cost start = cost_now(), before;

	if (ladder_climb(climb, ladder, workbench_target(bench), fix, err) < 0)
		return -1;
	before = cost_now();
	if (needs_alone(&picked->judgements, &picked->arena, score->opened.commits, score->opened.blobs, bench,
			picked->target.commit, climb->after, err) < 0)
		return -1;
	score->judging += cost_since(&before).seconds;
	*cost = cost_since(&start);
	score->seconds = mem_realloc(score->seconds, (score->nr + 1) * sizeof(*score->seconds));
	score->seconds[score->nr++] = cost->seconds;
	score->cpu_seconds += cost->cpu_seconds;
	return 0;
}

static int score_pick(void *data, uint32_t backport, uint32_t fix, struct error *err)
{
	owned(workbench_freep) struct workbench *bench = NULL;
	owned(ladder_freep) struct ladder *ladder = NULL;
	struct score *score = data;
	struct opened *opened = &score->opened;
	owned(picked_release) struct picked picked = { .target.opened = opened, .maintainer = { opened, backport }, .fix = fix };
	struct answer answer = { 0 };
	struct likeness likeness;
	struct climb climbed;
	enum rung rung;

	show_progress(score);
	if (proc_check_interrupt(err) < 0 ||
	    commits_parent(&picked.target.commit, opened->commits, backport, 0, err) < 0 ||
	    workbench_open(&bench, opened->commits, opened->blobs, picked.target.commit, err) < 0)
		return -1;
	ladder = ladder_new(opened->commits, opened->blobs, bench, picked.target.commit);
	if (climb(&climbed, &picked, &answer.cost, score, bench, ladder, fix, err) < 0)
		return -1;
	picked.outcome = climbed.after->outcome;
	picked.climb = &climbed;
	if (compare(&likeness, score, &picked, err) < 0)
		return -1;
	rung = count_hunks(score, &picked);
	note_pick(score, rung, &likeness);
	if (score->verbosity)
		show(score, backport, fix, rung, &likeness);
	if (score->verbosity > 1)
		show_hunks(&picked);
	if (rung != RUNG_PERSON && !likeness.same_code && count_dropped_wrongly(score, &picked, err) < 0)
		return -1;
	answer.applied = rung != RUNG_PERSON;
	if (answer.applied)
		answer.likeness = likeness;
	return score->peers ? peers_pick(score->peers, backport, fix, &answer, score->verbosity > 0, err) : 0;
}

/* ---- what is printed ---- */

static double share(unsigned nr, size_t of)
{
	return of ? 100.0 * nr / (double)of : 0.0;
}

static void print_time(struct score *score)
{
	size_t nr = score->nr, nr_hunks = 0, i;
	struct rusage usage;
	double sum = 0;

	for (i = 0; i < NR_RUNGS; i++)
		nr_hunks += score->hunks[i];
	for (i = 0; i < nr; i++)
		sum += score->seconds[i];
	qsort(score->seconds, nr, sizeof(*score->seconds), compare_seconds);
	getrusage(RUSAGE_SELF, &usage);
	printf("%zu picks, %.2f s: %.0f picks and %.0f hunks a second; of a processor %.2f s: %.0f and %.0f\n", nr, sum,
	       (double)nr / sum, (double)nr_hunks / sum, score->cpu_seconds, (double)nr / score->cpu_seconds,
	       (double)nr_hunks / score->cpu_seconds);
	printf("median %.2f ms, longest %.2f ms; peak %ld MB\n", 1e3 * score->seconds[nr / 2],
	       1e3 * score->seconds[nr - 1], usage.ru_maxrss / 1024);
}

static void print_score(struct score *score)
{
	size_t i;

	printf("%-34s %6s %8s %8s %16s %16s\n", "highest rung", "hunks", "picks", "", "maintainer's", "but for comments");
	for (i = 0; i < NR_RUNGS; i++) {
		const struct row *row = &score->rows[i];

		printf("%-34s %6u %8u %6.1f %% %7u %6.1f %% %7u %6.1f %%\n", rung_names[i], score->hunks[i], row->picks,
		       share(row->picks, score->nr), row->same, share(row->same, row->picks), row->same_code,
		       share(row->same_code, row->picks));
	}
	print_time(score);
	printf("what is moot was judged in %.2f s of these; dropped hunks that the maintainer carried: in %u picks\n",
	       score->judging, score->dropped_wrongly);
}

/* ---- the command line ---- */

struct command_line {
	const char *repo, *pairs, *write;
	unsigned verbosity;
	bool ask_peers;
	size_t in_work_tree;
};

static bool read_number(size_t *number, const char *argument)
{
	char *end;

	*number = strtoul(argument, &end, 10);
	return *argument >= '0' && *argument <= '9' && !*end;
}

static bool read_command_line(struct command_line *command, int argc, char **argv)
{
	bool is_understood = true;
	int i;

	for (i = 1; i < argc && is_understood; i++) {
		if (!strcmp(argv[i], "-v"))
			command->verbosity++;
		else if (!strcmp(argv[i], "--peers"))
			command->ask_peers = true;
		else if (i + 1 == argc)
			is_understood = false;
		else if (!strcmp(argv[i], "--repo"))
			command->repo = argv[++i];
		else if (!strcmp(argv[i], "--pairs"))
			command->pairs = argv[++i];
		else if (!strcmp(argv[i], "--write"))
			command->write = argv[++i];
		else
			is_understood = !strcmp(argv[i], "--work-tree") && read_number(&command->in_work_tree, argv[++i]);
	}
	return is_understood && command->repo && command->pairs && (command->ask_peers || !command->in_work_tree);
}

static int score_all(struct score *score, const struct command_line *command, struct error *err)
{
	score->verbosity = command->verbosity;
	score->write = command->write;
	if (opened_open(&score->opened, command->repo, err) < 0 ||
	    (command->ask_peers && peers_open(&score->peers, &score->opened, err) < 0) ||
	    pairs_each(&score->opened, command->pairs, score_pick, score, err) < 0)
		return -1;
	clear_progress();
	if (!score->nr)
		return error_set(err, "'%s' has no pair but merges and root commits", command->pairs);
	print_score(score);
	return score->peers ? peers_print(score->peers, command->in_work_tree, err) : 0;
}

int main(int argc, char **argv)
{
	struct command_line command = { 0 };
	struct score score = { 0 };
	struct error err = { 0 };
	int failed;

	if (!read_command_line(&command, argc, argv)) {
		fprintf(stderr, "usage: score-apply --repo R --pairs FILE [-v [-v]] [--write FOLDER] [--peers [--work-tree N]]\n");
		return 2;
	}
	proc_catch_signals();
	git_libgit2_init();
	failed = score_all(&score, &command, &err) < 0;
	if (failed) {
		clear_progress();
		fprintf(stderr, "score-apply: %s\n", err.message);
	}
	score_release(&score);
	error_release(&err);
	git_libgit2_shutdown();
	if (proc_interrupt_pending()) {
		signal(proc_interrupt_pending(), SIG_DFL);
		raise(proc_interrupt_pending());
	}
	return failed ? 2 : 0;
}
