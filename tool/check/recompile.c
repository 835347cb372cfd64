// SPDX-License-Identifier: GPL-2.0-only
/* The command is read from the file that kbuild keeps beside each object, and run where make ran it. */
#include "../files.h"
#include "command-line.h"
#include "recompile.h"

/* Preprocessed texts of 6.12 with all their macros have 6 MiB. */
#define MAX_OUTPUT ((size_t)64 << 20)

const char *recompile_output(struct arena *arena, const struct recompile *how, const char *object)
{
	char *name = arena_strdup(arena, object), *at;

	for (at = name; (at = strchr(at, '/'));)
		*at = '%';
	return path_join(arena, how->output, name);
}

/* Whether there is a command; argv is NULL-terminated then. */
static int read_command(bool *known, struct string_list *argv, struct arena *arena, const struct recompile *how,
			const char *object, struct error *err)
{
	owned(text_release) struct text cmd = { 0 };
	size_t i;

	if (file_read_if(&cmd, known, path_join(arena, kbuild_out(how->kbuild), kbuild_command_file(arena, object)),
			 err) < 0)
		return -1;
	*known = *known && command_line_words(argv, arena, text_str(&cmd), cmd.len);
	for (i = 0; how->options[i]; i++)
		string_list_push(argv, arena, how->options[i]);
	if (how->output) {
		string_list_push(argv, arena, "-o");
		string_list_push(argv, arena, recompile_output(arena, how, object));
	}
	string_list_push(argv, arena, NULL);
	return 0;
}

/* How one that did not end well ended, or NULL. */
static const char *failure_of(const struct recompile *how, const struct proc *proc, const struct proc_result *result)
{
	owned(text_release) struct text said = { 0 };

	if (result->truncated)
		return arena_printf(how->arena, "%s printed more than %zu MiB", proc->argv[0], MAX_OUTPUT >> 20);
	if (!result->timed_out && !result->exit_code)
		return NULL;
	proc_describe(&said, proc, result);
	return arena_strdup(how->arena, text_str(&said));
}

int recompile_all(struct recompiled *results, const struct recompile *how, const struct string_list *objects,
		  struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct proc *procs = arena_alloc(&arena, (objects->nr + 1) * sizeof(*procs));
	struct proc_result *ran = arena_alloc(&arena, (objects->nr + 1) * sizeof(*ran));
	owned(scratch_release) struct scratch scratch = { 0 };
	const char *env[] = { "LC_ALL=C", NULL, NULL };
	struct proc_batch batch = { .procs = procs, .jobs = how->jobs ? how->jobs : 1 };
	int failed;
	size_t i;

	/* A compiler that is killed leaves its files where TMPDIR says. */
	if (scratch_make(&scratch, err) < 0)
		return -1;
	env[1] = arena_printf(&arena, "TMPDIR=%s", scratch.path);
	for (i = 0; i < objects->nr; i++) {
		struct string_list argv = { 0 };

		if (read_command(&results[i].ran, &argv, &arena, how, objects->v[i], err) < 0)
			return -1;
		if (results[i].ran)
			procs[batch.nr++] = (struct proc){
				.argv = argv.v, .dir = kbuild_out(how->kbuild), .env = env,
				.timeout = how->timeout, .max_output = MAX_OUTPUT,
			};
	}
	failed = batch.nr ? proc_run_all(ran, &batch, err) : 0;
	for (i = 0, batch.nr = 0; i < objects->nr; i++) {
		if (!results[i].ran)
			continue;
		if (!failed)
			results[i].failure = failure_of(how, &procs[batch.nr], &ran[batch.nr]);
		results[i].result = ran[batch.nr++];
	}
	return failed;
}
