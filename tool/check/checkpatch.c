// SPDX-License-Identifier: GPL-2.0-only
/*
 * The script and the two lists that it reads beside itself are written into a scratch folder, so that it is the
 * target's also where that is a commit, and that nothing else of a tree or a repository is near: without a tree it runs
 * no other program. It prints, from 4.19 to 6.12, a line a finding:
 *
 *	fs/nfsd/nfs4callback.c:12: ERROR:SPACING: space required before the open parenthesis '('
 *
 * The user's own .checkpatch.conf does not count: a result is the same for everybody.
 */
#include <ctype.h>

#include "../files.h"
#include "../proc.h"
#include "checkpatch.h"

#define SCRIPT "scripts/checkpatch.pl"

/* ---- what it says ---- */

/* "ERROR:" at a position: what to call it, or NULL. */
static const char *kind_at(const char *at, const char *end)
{
	static const char *const kinds[][2] = {
		{ "ERROR:", "error" }, { "WARNING:", "warning" }, { "CHECK:", "check" },
	};
	size_t i;

	for (i = 0; i < nr_of(kinds); i++)
		if ((size_t)(end - at) > strlen(kinds[i][0]) && !memcmp(at, kinds[i][0], strlen(kinds[i][0])))
			return kinds[i][1];
	return NULL;
}

/* "path:12: ", its line. A path has no colon: git's diff would quote it. */
static const char *read_place(size_t *path_len, unsigned *line, const char *at, const char *end)
{
	const char *colon = memchr(at, ':', (size_t)(end - at)), *digit;
	unsigned long number = 0;

	if (!colon || colon == at)
		return NULL;
	for (digit = colon + 1; digit < end && isdigit((unsigned char)*digit) && number < 100000000; digit++)
		number = number * 10 + (unsigned long)(*digit - '0');
	if (digit == colon + 1 || end - digit < 2 || digit[0] != ':' || digit[1] != ' ')
		return NULL;
	*path_len = (size_t)(colon - at);
	*line = (unsigned)number;
	return digit + 2;
}

static void read_line(struct style_check *style, struct arena *arena, const char *at, size_t len)
{
	const char *end = at + len, *path = at, *kind, *type, *colon;
	struct diagnostic *finding;
	size_t path_len;
	unsigned line;

	at = read_place(&path_len, &line, at, end);
	kind = at ? kind_at(at, end) : NULL;
	if (!kind)
		return;
	type = (const char *)memchr(at, ':', (size_t)(end - at)) + 1;
	colon = memmem(type, (size_t)(end - type), ": ", 2);
	if (!colon)
		return;
	finding = arena_push(arena, style->findings, style->nr_findings);
	finding->file = arena_printable_bytes(arena, path, path_len);
	finding->line = line;
	finding->kind = kind;
	finding->option = arena_printable_bytes(arena, type, (size_t)(colon - type));
	finding->text = arena_printable_bytes(arena, colon + 2, (size_t)(end - colon - 2));
}

void checkpatch_parse(struct style_check *style, struct arena *arena, const char *output, size_t len)
{
	const char *line, *at = output, *end = output + len;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end))
		read_line(style, arena, line, line_len);
}

/* ---- it is run ---- */

struct runner {
	const struct backport *backport;
	const struct tree *tree;
	const struct checkpatch_options *options;
	struct arena *arena;
	struct scratch scratch;
};

static void runner_release(struct runner *runner)
{
	scratch_release(&runner->scratch);
}

/* Whether the target has the script; then it is in the scratch folder. */
static int lay_out(bool *has_script, const struct runner *runner, struct error *err)
{
	static const char *const files[] = { SCRIPT, "scripts/spelling.txt", "scripts/const_structs.checkpatch" };
	size_t i;

	for (i = 0; i < nr_of(files); i++) {
		owned(text_release) struct text content = { 0 };
		bool exists = false;

		if (tree_read(&content, &exists, runner->tree, files[i], err) < 0)
			return -1;
		if (exists && file_write(path_join(runner->arena, runner->scratch.path, files[i]), text_str(&content),
					 content.len, err) < 0)
			return -1;
		if (!i)
			*has_script = exists;
	}
	return 0;
}

static const char *patch_name(const struct runner *runner, size_t step)
{
	return arena_printf(runner->arena, "%zu.patch", step);
}

static int write_patches(const struct runner *runner, const struct check *check, struct error *err)
{
	size_t i;

	for (i = 0; i < check->nr_style; i++) {
		const struct step *step = &runner->backport->steps[check->style[i].step];
		const char *diff = step->diff ? step->diff : "";

		if (file_write(path_join(runner->arena, runner->scratch.path, patch_name(runner, check->style[i].step)),
			       diff, strlen(diff), err) < 0)
			return -1;
	}
	return 0;
}

static const char *const *command(const struct runner *runner, size_t step)
{
	const char *const words[] = {
		"perl", SCRIPT, "--no-tree", "--no-summary", "--terse", "--showfile", "--show-types", "--no-signoff",
		"--ignore", "COMMIT_MESSAGE", patch_name(runner, step), NULL,
	};
	const char **argv = arena_alloc(runner->arena, sizeof(words));

	memcpy(argv, words, sizeof(words));
	return argv;
}

/* Its exit code is 1 when it found something, and any other when it could not look. */
static void read_result(struct check *check, const struct runner *runner, struct style_check *style,
			const struct proc *proc, const struct proc_result *ran)
{
	owned(text_release) struct text how = { 0 };

	checkpatch_parse(style, runner->arena, text_str(&ran->out), ran->out.len);
	if (!ran->timed_out && !ran->signal && (ran->exit_code == 0 || (ran->exit_code == 1 && style->nr_findings)))
		return;
	proc_describe(&how, proc, ran);
	check->style_note = arena_printable_bytes(runner->arena, text_str(&how), how.len);
}

static int look(struct check *check, const struct runner *runner, struct error *err)
{
	struct proc *procs = arena_alloc(runner->arena, (check->nr_style + 1) * sizeof(*procs));
	struct proc_result *results = arena_alloc(runner->arena, (check->nr_style + 1) * sizeof(*results));
	const char *const env[] = { "LC_ALL=C", arena_printf(runner->arena, "HOME=%s", runner->scratch.path), NULL };
	const struct proc_batch batch = {
		.procs = procs, .nr = check->nr_style, .jobs = runner->options->jobs ? runner->options->jobs : 1,
	};
	int failed;
	size_t i;

	for (i = 0; i < check->nr_style; i++)
		procs[i] = (struct proc){
			.argv = command(runner, check->style[i].step),
			.dir = runner->scratch.path,
			.env = env,
			.timeout = runner->options->timeout,
		};
	failed = proc_run_all(results, &batch, err);
	for (i = 0; i < check->nr_style; i++) {
		if (!failed)
			read_result(check, runner, &check->style[i], &procs[i], &results[i]);
		proc_result_release(&results[i]);
	}
	return failed;
}

int checkpatch_run(struct check *check, const struct backport *backport, struct arena *arena, const struct tree *tree,
		   const struct checkpatch_options *options, struct error *err)
{
	owned(runner_release) struct runner runner = {
		.backport = backport, .tree = tree, .options = options, .arena = arena,
	};
	bool has_script = false;
	size_t i;

	if (!backport_nr_carried(backport))
		return 0;
	if (!proc_exists("perl")) {
		check->style_note = "there is no perl to run checkpatch with (Debian package 'perl')";
		return 0;
	}
	if (scratch_make(&runner.scratch, err) < 0 || lay_out(&has_script, &runner, err) < 0)
		return error_prefix(err, "cannot run checkpatch");
	if (!has_script) {
		check->style_note = "the target has no " SCRIPT;
		return 0;
	}
	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]))
			arena_push(arena, check->style, check->nr_style)->step = i;
	if (write_patches(&runner, check, err) < 0 || (check->nr_style && look(check, &runner, err) < 0))
		return error_prefix(err, "cannot run checkpatch");
	return 0;
}
