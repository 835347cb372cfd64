// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command table, and the only file that prints errors or exits.
 */
#include <errno.h>
#include <git2.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "chain/commits.h"
#include "command.h"
#include "files.h"
#include "proc.h"
#include "text.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const struct command *const commands[] = {
	&cmd_port, &cmd_plan, &cmd_apply, &cmd_status, &cmd_check, &cmd_prove, &cmd_report, &cmd_list,
	&cmd_draft,
};

/* Options that several commands share. */

#define FILL(table, ...)                                        \
	({                                                      \
		const struct poptOption own_[] = { __VA_ARGS__ };\
		memcpy(table, own_, sizeof(own_));              \
		nr_of(own_);                                    \
	})

size_t options_where(struct poptOption *table, struct settings *settings)
{
	return FILL(table,
		    { "repo", 0, POPT_ARG_STRING, &settings->repo, 0,
		      "the repository of the target (default: the current one)", "FOLDER" },
		    { "upstream", 0, POPT_ARG_STRING, &settings->upstream, 0,
		      "where upstream's history is (default: upstream/master, mainline/master, origin/master, "
		      "master or main, if there is one)", "REF" },
		    { "style", 0, POPT_ARG_STRING, &settings->style, 0,
		      "what to do about names the target lacks: 'inline' or 'shim' (default: the recipe's)", "STYLE" },
		    { "recipes", 0, POPT_ARG_STRING, &settings->recipes, 0, "where the recipes are", "FOLDER" },
		    { "timeout", 0, POPT_ARG_INT, &settings->timeout, 0,
		      "seconds for one run of spatch (default 120) or make (default 1800)", "SECONDS" });
}

size_t options_target(struct poptOption *table, struct settings *settings)
{
	size_t nr = FILL(table, { "onto", 0, POPT_ARG_STRING, &settings->onto, 0,
				  "the target: a revision, or the folder of a plain source tree", "REF|FOLDER" });

	return nr + options_where(table + nr, settings);
}

size_t options_chain(struct poptOption *table, struct settings *settings)
{
	return FILL(table,
		    { "with", 0, POPT_ARG_ARGV, &settings->with, 0, "a commit that must be in the chain", "COMMIT" },
		    { "without", 0, POPT_ARG_ARGV, &settings->without, 0, "a commit that must not", "COMMIT" },
		    { "keep-out", 0, POPT_ARG_ARGV, &settings->keep_out, 0, "a name that it must not bring", "NAME" },
		    { "max", 0, POPT_ARG_INT, &settings->max_commits, 0, "prerequisites at most (default: 16)", "N" },
		    { "budget", 0, POPT_ARG_DOUBLE, &settings->budget, 0,
		      "seconds for the search (default: 1)", "SECONDS" },
		    { "follow-ups", 0, POPT_ARG_NONE, &settings->follow_ups, 0,
		      "take upstream's later fixes of the chain into it", NULL },
		    { "plain", 0, POPT_ARG_NONE, &settings->plain, 0,
		      "a chain that git's own merge carries: no hunk placed, dropped or adapted", NULL },
		    { "fewest", 0, POPT_ARG_NONE, &settings->fewest, 0,
		      "the fewest commits, also where a few more would let git's own merge carry it all", NULL },
		    { "no-cache", 0, POPT_ARG_NONE, &settings->no_cache, 0,
		      "read all commits anew, and keep nothing for the next run", NULL });
}

size_t options_check(struct poptOption *table, struct settings *settings)
{
	return FILL(table,
		    { "jobs", 'j', POPT_ARG_INT, &settings->jobs, 0, "jobs for make (default: one a processor)", "N" },
		    { "cc", 0, POPT_ARG_STRING, &settings->cc, 0, "the compiler to build with", "COMPILER" },
		    { "no-build", 0, POPT_ARG_NONE, &settings->no_build, 0,
		      "check conditions and kept-out names only", NULL },
		    { "config", 0, POPT_ARG_ARGV, &settings->configs, 0,
		      "a configuration to build: recipe, defconfig, or a .config; several may be given", "NAME" },
		    { "arch", 0, POPT_ARG_ARGV, &settings->archs, 0,
		      "an architecture to build for (default: this machine's); several may be given", "ARCH" },
		    { "build-dir", 0, POPT_ARG_STRING, &settings->build_dir, 0,
		      "where builds are kept for later runs (default: ~/.cache/stableport/builds)", "FOLDER" },
		    { "build-max", 0, POPT_ARG_INT, &settings->build_max, 0,
		      "GiB of all that is kept there (default: 20)", "N" },
		    { NULL, 'W', POPT_ARG_NONE, &settings->warnings, 0, "build with W=1", NULL },
		    { "no-sparse", 0, POPT_ARG_NONE, &settings->no_sparse, 0, "build without sparse", NULL },
		    { "no-checkpatch", 0, POPT_ARG_NONE, &settings->no_checkpatch, 0,
		      "do not have the target's checkpatch.pl look at the steps", NULL },
		    { "coccicheck", 0, POPT_ARG_NONE, &settings->coccicheck, 0,
		      "run the target's own semantic patches too (minutes)", NULL },
		    { "no-kabi", 0, POPT_ARG_NONE, &settings->no_kabi, 0,
		      "do not compare exported symbols and layouts", NULL });
}

size_t options_apply(struct poptOption *table, struct settings *settings)
{
	return FILL(table,
		    { "output", 'o', POPT_ARG_STRING, &settings->output, 0,
		      "the output folder (default: stableport-out/FIX/TARGET)", "FOLDER" },
		    { "message-style", 0, POPT_ARG_STRING, &settings->message_style, 0,
		      "how messages say where they come from: stable (default), netdev, ubuntu, openeuler, suse or redhat",
		      "NAME" },
		    { "reference", 0, POPT_ARG_ARGV, &settings->references, 0,
		      "a bug or a CVE that messages name: a URL, bsc#N, CVE-N-N", "TEXT" },
		    { "cover-letter", 0, POPT_ARG_NONE, &settings->cover_letter, 0,
		      "write a cover letter also for a single patch", NULL },
		    { "range-diff", 0, POPT_ARG_NONE, &settings->range_diff, 0,
		      "print also what each commit does otherwise than upstream's", NULL },
		    { "signoff", 's', POPT_ARG_NONE, &settings->signoff, 0, "add your Signed-off-by", NULL },
		    { "force", 0, POPT_ARG_NONE, &settings->force, 0, "replace the branch of an earlier run", NULL },
		    { "in-place", 0, POPT_ARG_NONE, &settings->in_place, 0,
		      "write the result to the plain tree, if everything else succeeded", NULL });
}

size_t options_prove(struct poptOption *table, struct settings *settings)
{
	return FILL(table,
		    { "output", 'o', POPT_ARG_STRING, &settings->output, 0,
		      "the output folder (default: stableport-out/FIX/TARGET)", "FOLDER" },
		    { "scenario", 0, POPT_ARG_STRING, &settings->scenario, 0,
		      "only this one, named by its script without '.sh'", "NAME" },
		    { "kasan", 0, POPT_ARG_NONE, &settings->kasan, 0,
		      "build both kernels with KASAN and lockdep, which finds more and takes longer", NULL },
		    { "guest-timeout", 0, POPT_ARG_INT, &settings->guest_timeout, 0,
		      "seconds until a guest is ended (default: the recipe's)", "SECONDS" },
		    { "jobs", 'j', POPT_ARG_INT, &settings->jobs, 0, "jobs for make (default: one a processor)", "N" },
		    { "cc", 0, POPT_ARG_STRING, &settings->cc, 0, "the compiler to build with", "COMPILER" });
}

size_t options_json(struct poptOption *table, struct settings *settings)
{
	return FILL(table, { "json", 0, POPT_ARG_NONE, &settings->json, 0, "print a JSON document", NULL });
}

/* Progress: on a terminal only, and only once a run has taken a second. */

static double seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void show_progress(void *data, const char *what)
{
	struct app *app = data;
	bool is_said = app->progress_shown && !strncmp(app->progress_said, what, sizeof(app->progress_said) - 1);

	if (is_said || !isatty(STDERR_FILENO) || seconds_now() - app->started < 1)
		return;
	snprintf(app->progress_said, sizeof(app->progress_said), "%s", what);
	fprintf(stderr, "\r\033[K%s ...", what);
	app->progress_shown = true;
}

static void clear_progress(struct app *app)
{
	if (app->progress_shown)
		fprintf(stderr, "\r\033[K");
	app->progress_shown = false;
}

/* Our data: $STABLEPORT_DATA, the source tree of the build we run from, or where ninja install put it. */

static void set_data(struct app *app, struct arena *arena, const char *root)
{
	app->data.recipes = path_join(arena, root, "backports");
	app->data.semantic_patches = path_join(arena, root, "semantic-patches");
	app->data.shims = path_join(arena, root, "shims");
}

static void find_data(struct app *app, struct arena *arena)
{
	const char *wanted = getenv("STABLEPORT_DATA");
	char program[4096] = "";
	bool is_built;

	if (readlink("/proc/self/exe", program, sizeof(program) - 1) < 0)
		program[0] = '\0';
	is_built = !strncmp(program, BUILD_ROOT "/", sizeof(BUILD_ROOT));
	app->data.guest = arena_strdup(arena, is_built ? BUILD_ROOT "/tool/guest" : GUEST_ROOT);
	if (wanted && *wanted)
		set_data(app, arena, wanted);
	else
		set_data(app, arena, is_built ? SOURCE_ROOT : DATA_ROOT);
}

/* Usage. */

static int print_usage(FILE *out)
{
	size_t i;

	fprintf(out, "usage: stableport COMMAND [OPTION...]\n\n"
		     "Carries a fix from mainline Linux to a stable branch, with evidence for each decision.\n\n");
	for (i = 0; i < nr_of(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out, "\n'stableport COMMAND --help' lists a command's options; stableport(1) explains them all.\n"
		     "Exit code: 0 done, 1 a person has to look, 2 it could not be done.\n");
	return out == stdout ? EXIT_DONE : EXIT_TROUBLE;
}

/* A sentence is one line, whatever a tool printed or stands in a name: its lines are set off by semicolons. */
static void add_on_one_line(struct text *line, const char *sentence)
{
	const char *at = sentence, *end = at + strlen(at), *part;
	size_t len, blanks;

	while (text_line(&part, &len, &at, end)) {
		blanks = strspn(part, " \t");
		if (blanks >= len)
			continue;
		if (line->len)
			text_adds(line, line->data[line->len - 1] == ':' ? " " : "; ");
		text_add_printable(line, part + blanks, len - blanks);
	}
}

static int print_error(struct app *app, const char *sentence)
{
	owned(text_release) struct text line = { 0 };

	clear_progress(app);
	add_on_one_line(&line, sentence);
	fprintf(stderr, "stableport: error: %s\n", text_str(&line));
	return EXIT_TROUBLE;
}

static void print_note(void *data, const char *sentence)
{
	owned(text_release) struct text line = { 0 };

	clear_progress(data);
	add_on_one_line(&line, sentence);
	fprintf(stderr, "stableport: note: %s\n", text_str(&line));
}

/* What was only buffered so far may fail now: a full disk is not "done". */
static int finish_output(struct app *app, int code)
{
	owned(error_release) struct error err = { 0 };

	if (fflush(stdout) == 0)
		return code;
	error_sys(&err, "cannot print");
	return print_error(app, err.message);
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < nr_of(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

/* Running one command. */

OWNED_POINTER(struct poptContext_s, poptFreeContext);

static void free_list(char **list)
{
	size_t i;

	for (i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

static void settings_release(struct settings *settings)
{
	char *const strings[] = { settings->repo,  settings->onto, settings->upstream, settings->output,
				  settings->recipes, settings->style, settings->cc, settings->format,
				  settings->colour, settings->message_style, settings->from,
				  settings->resolutions, settings->build_dir, settings->matrix,
				  settings->scenario };
	char **const lists[] = { settings->targets, settings->with, settings->without, settings->keep_out,
				 settings->references, settings->configs, settings->archs };
	size_t i;

	for (i = 0; i < nr_of(strings); i++)
		free(strings[i]);
	for (i = 0; i < nr_of(lists); i++)
		free_list(lists[i]);
}

static int choose_colour(struct app *app, const struct settings *settings, struct error *err)
{
	const char *when = settings->colour ? settings->colour : "auto";

	if (!strcmp(when, "auto"))
		app->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	else if (!strcmp(when, "always"))
		app->colour = true;
	else if (strcmp(when, "never"))
		return error_set(err, "'%s' is no choice for --color; there are 'auto', 'always' and 'never'", when);
	return 0;
}

static int refuse_option(poptContext context, int code, struct error *err)
{
	const char *bad = poptBadOption(context, 0);

	if (code == POPT_ERROR_BADNUMBER || code == POPT_ERROR_OVERFLOW)
		return error_set(err, "'%s' is no number that an option could take", bad);
	return error_set(err, "%s: %s", bad, poptStrerror(code));
}

static int check_numbers(const struct settings *settings, struct error *err)
{
	if (settings->jobs < 0)
		return error_set(err, "--jobs %d: there must be one or more", settings->jobs);
	if (settings->timeout < 0)
		return error_set(err, "--timeout %d: a time limit is a number of seconds", settings->timeout);
	if (settings->guest_timeout < 0)
		return error_set(err, "--guest-timeout %d: a time limit is a number of seconds", settings->guest_timeout);
	if (settings->max_commits < 0)
		return error_set(err, "--max %d: there must be one or more", settings->max_commits);
	if (!isfinite(settings->budget) || settings->budget < 0)
		return error_set(err, "--budget %g: a budget is a number of seconds", settings->budget);
	return 0;
}

static int check_nr_arguments(const struct command *command, int nr, struct error *err)
{
	int wanted = command->nr_arguments;

	if (nr == wanted || (nr > wanted && command->takes_more))
		return 0;
	return error_set(err, "'%s' takes %s%d argument%s, not %d; see 'stableport %s --help'", command->name,
			 command->takes_more ? "at least " : "", wanted, wanted == 1 ? "" : "s", nr, command->name);
}

static int read_options(poptContext context, const struct command *command, const struct settings *settings,
			struct error *err)
{
	int code = poptGetNextOpt(context);
	int nr = 0;

	if (code < -1)
		return refuse_option(context, code, err);
	if (check_numbers(settings, err) < 0)
		return -1;
	while (poptGetArgs(context) && poptGetArgs(context)[nr])
		nr++;
	return check_nr_arguments(command, nr, err);
}

static int run_command(struct app *app, const struct command *command, int argc, const char **argv, struct error *err)
{
	owned(settings_release) struct settings settings = { 0 };
	struct poptOption table[MAX_OPTIONS] = { 0 };
	owned(poptFreeContextp) poptContext context = NULL;
	owned(text_release) struct text name = { 0 }, usage = { 0 };
	size_t nr = command->options(table, &settings);

	table[nr++] = (struct poptOption){ "color", 0, POPT_ARG_STRING, &settings.colour, 0,
					   "auto (default), always or never", "WHEN" };
	table[nr++] = (struct poptOption){ NULL, 0, POPT_ARG_INCLUDE_TABLE, poptHelpOptions, 0, "Help options:", NULL };
	text_addf(&name, "stableport %s", command->name);
	argv[0] = text_str(&name);
	context = poptGetContext("stableport", argc, argv, table, 0);
	text_addf(&usage, "%s [OPTION...]", command->arguments ? command->arguments : "");
	poptSetOtherOptionHelp(context, text_str(&usage));
	if (read_options(context, command, &settings, err) < 0 || choose_colour(app, &settings, err) < 0)
		return -1;
	return command->run(app, &settings, poptGetArgs(context), err);
}

/* As git does: whoever started us shall see that it was the signal. */
static void die_of(int signal_number)
{
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static int run_main(struct app *app, int argc, const char **argv)
{
	owned(error_release) struct error err = { 0 };
	const struct command *command;
	int code;

	if (argc < 2)
		return print_usage(stderr);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return finish_output(app, print_usage(stdout));
	if (!strcmp(argv[1], "--version")) {
		printf("stableport %s\n", VERSION);
		return finish_output(app, EXIT_DONE);
	}
	command = find_command(argv[1]);
	if (!command) {
		error_set(&err, "there is no command '%s'; see 'stableport --help'", argv[1]);
		return print_error(app, err.message);
	}
	code = run_command(app, command, argc - 1, argv + 1, &err);
	clear_progress(app);
	return code < 0 ? print_error(app, err.message) : code;
}

int main(int argc, const char **argv)
{
	owned(arena_release) struct arena arena = { 0 };
	struct app app = { .out = stdout, .progress = show_progress, .note = print_note, .started = seconds_now() };
	int code;

	proc_catch_signals();
	git_libgit2_init();
	commits_tune_libgit2();
	/*
	 * git does not hash what it reads from a pack either; exporting a kernel takes 2.9 s of user time instead of
	 * 5.5.
	 */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* A work tree's index names all of a tree, also what a partial clone has not fetched. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1); /* a branch, its log: as git does */
	find_data(&app, &arena);
	code = run_main(&app, argc, argv);
	git_libgit2_shutdown();
	if (proc_interrupt_pending())
		die_of(proc_interrupt_pending());
	return code;
}
