// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scratch folder gets the rules, and the changed files twice, below before/ and after/ with the kernel's paths; each
 * rule is run once in each, on all files together. Headers that the files include are not there: coccicheck's rules
 * mostly say --no-includes themselves.
 */
#include <ctype.h>

#include "../diagnostics.h"
#include "../files.h"
#include "../proc.h"
#include "coccicheck.h"
#include "identity.h"

#define RULES "scripts/coccinelle/"

/* ---- what rules say ---- */

/* "fs/a.c:12:3-9: text" */
static bool read_report(struct diagnostic *report, struct arena *arena, const char *at, size_t len)
{
	const char *end = at + len, *colon = memchr(at, ':', len), *digit, *text;
	unsigned long number = 0;

	if (!colon || colon == at)
		return false;
	for (digit = colon + 1; digit < end && isdigit((unsigned char)*digit) && number < 100000000; digit++)
		number = number * 10 + (unsigned long)(*digit - '0');
	text = memmem(digit, (size_t)(end - digit), ": ", 2);
	if (digit == colon + 1 || digit == end || *digit != ':' || !text)
		return false;
	report->file = arena_printable_bytes(arena, at, (size_t)(colon - at));
	report->line = (unsigned)number;
	report->text = arena_printable_bytes(arena, text + 2, (size_t)(end - text - 2));
	return true;
}

void coccicheck_parse(struct diagnostic **reports, size_t *nr, struct arena *arena, const char *rule,
		      const char *output, size_t len)
{
	const char *line, *at = output, *end = output + len;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end)) {
		struct diagnostic report = { .kind = "warning", .option = rule };

		if (read_report(&report, arena, line, line_len))
			*arena_push(arena, *reports, *nr) = report;
	}
}

static bool is_harmless(const char *word, size_t len)
{
	static const char *const words[] = {
		"--no-includes", "--include-headers", "--all-includes", "--recursive-includes", "--local-includes",
		"-no_includes", "-include_headers", "--no-loops", "--no-safe-expressions",
	};
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], word, len))
			return true;
	return false;
}

void coccicheck_options_of(struct string_list *words, struct arena *arena, const char *rule, size_t len)
{
	static const char head[] = "// Options:", head2[] = "/// Options:";
	const char *line, *at = rule, *end = rule + len;
	size_t line_len, skip, nr;

	while (text_line(&line, &line_len, &at, end)) {
		skip = line_len > strlen(head) && !memcmp(line, head, strlen(head)) ? strlen(head) :
		       line_len > strlen(head2) && !memcmp(line, head2, strlen(head2)) ? strlen(head2) : line_len;
		for (; skip < line_len; skip += nr + 1) {
			for (nr = 0; skip + nr < line_len && !isspace((unsigned char)line[skip + nr]);)
				nr++;
			if (is_harmless(line + skip, nr))
				*arena_push(arena, words->v, words->nr) = arena_strndup(arena, line + skip, nr);
		}
	}
}

/* ---- they are run ---- */

struct rule {
	const char *name;               /* "free/kfree.cocci" */
	char id[41];                    /* of its text */
	struct string_list options;
};

struct runner {
	struct arena *arena;
	const struct outcomes *outcomes;
	const struct tree *tree;
	const struct coccicheck_options *options;
	struct scratch scratch;
	struct rule *rules;
	size_t nr_rules, nr_failed;
};

static void runner_release(struct runner *runner)
{
	scratch_release(&runner->scratch);
}

static bool is_c(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("ch", path[len - 1]);
}

/* One that has no mode "report" is for people to look at. */
static int add_rule(struct runner *runner, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	struct rule *rule;
	bool exists = false;

	if (tree_read(&text, &exists, runner->tree, path, err) < 0)
		return -1;
	if (!exists || !strstr(text_str(&text), "virtual report"))
		return 0;
	rule = arena_push(runner->arena, runner->rules, runner->nr_rules);
	rule->name = arena_strdup(runner->arena, path + strlen(RULES));
	identity_hash(rule->id, text_str(&text), text.len);
	coccicheck_options_of(&rule->options, runner->arena, text_str(&text), text.len);
	return file_write(path_join(runner->arena, runner->scratch.path, path), text_str(&text), text.len, err);
}

/* The kernel's folders of rules; tree_list() has only files. */
static int add_rules(struct runner *runner, struct error *err)
{
	static const char *const folders[] = {
		"api", "api/alloc", "free", "iterators", "locks", "misc", "null", "tests",
	};
	size_t i, j;

	for (i = 0; i < nr_of(folders); i++) {
		owned(strings_release) struct strings paths = { 0 };

		if (tree_list(&paths, runner->tree, arena_printf(runner->arena, RULES "%s", folders[i]), err) < 0)
			return -1;
		for (j = 0; j < paths.nr; j++)
			if (strlen(paths.v[j]) > 6 && !strcmp(paths.v[j] + strlen(paths.v[j]) - 6, ".cocci") &&
			    add_rule(runner, paths.v[j], err) < 0)
				return -1;
	}
	return 0;
}

/* A C file of one side; NULL: that is none, or is not there. */
static const struct text *c_file(const struct outcome *outcome, bool is_after)
{
	return is_c(outcome->path) ? (is_after ? outcome->after : outcome->before) : NULL;
}

static int write_files(const struct runner *runner, const char *side, bool is_after, struct error *err)
{
	const char *folder = path_join(runner->arena, runner->scratch.path, side);
	size_t i;

	if (file_make_folders(folder, err) < 0)
		return -1;
	for (i = 0; i < runner->outcomes->nr; i++) {
		const struct outcome *outcome = &runner->outcomes->v[i];
		const struct text *text = c_file(outcome, is_after);

		if (text &&
		    file_write(path_join(runner->arena, folder, outcome->path), text_str(text), text->len, err) < 0)
			return -1;
	}
	return 0;
}

/* The rules, and the files that they are run over. */
struct side {
	const char *folder;
	struct string_list paths;
	const char *id;                 /* of the files */
};

static struct side side_of(const struct runner *runner, bool is_after)
{
	struct side side = { .folder = path_join(runner->arena, runner->scratch.path, is_after ? "after" : "before") };
	owned(text_release) struct text of = { 0 };
	char id[41];
	size_t i;

	for (i = 0; i < runner->outcomes->nr; i++) {
		const struct outcome *outcome = &runner->outcomes->v[i];
		const struct text *text = c_file(outcome, is_after);

		if (!text)
			continue;
		string_list_push(&side.paths, runner->arena, outcome->path);
		identity_hash(id, text_str(text), text->len);
		text_addf(&of, "%s %s\n", id, outcome->path);
	}
	side.id = arena_strdup(runner->arena, text_str(&of));
	return side;
}

static const char *const *command(const struct runner *runner, const struct rule *rule, const struct side *side)
{
	struct string_list argv = { 0 };
	const char *const words[] = {
		"spatch", "-D", "report", "--no-show-diff", "--very-quiet", "--cocci-file",
		path_join(runner->arena, "..", arena_printf(runner->arena, RULES "%s", rule->name)),
	};
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		string_list_push(&argv, runner->arena, words[i]);
	for (i = 0; i < rule->options.nr; i++)
		string_list_push(&argv, runner->arena, rule->options.v[i]);
	for (i = 0; i < side->paths.nr; i++)
		string_list_push(&argv, runner->arena, side->paths.v[i]);
	string_list_push(&argv, runner->arena, NULL);
	return argv.v;
}

static bool has_failed(const struct proc_result *result)
{
	return result->exit_code != 0 || result->timed_out || result->truncated;
}

/* ---- what is remembered of them ---- */

/* The options are the rule's own. */
static void run_id(char id[41], const struct rule *rule, const struct side *side)
{
	owned(text_release) struct text of = { 0 };

	text_addf(&of, "rule %s %s\n%s", rule->id, rule->name, side->id);
	identity_hash(id, text_str(&of), of.len);
}

static bool recall(struct proc_result *result, const struct runner *runner, const struct rule *rule,
		   const struct side *side)
{
	owned(spatch_result_release) struct spatch_result known = { 0 };
	struct spatch_memo *memo = runner->options->memo;
	char id[41];

	run_id(id, rule, side);
	if (!memo || !spatch_memo_find(&known, &result->err, memo, id))
		return false;
	result->out = take(known.out);
	return true;
}

static void remember(const struct runner *runner, const struct rule *rule, const struct side *side,
		     struct proc_result *result)
{
	struct spatch_memo *memo = runner->options->memo;
	struct spatch_result ran = { .out = result->out };
	char id[41];

	run_id(id, rule, side);
	if (memo && !has_failed(result))
		spatch_memo_add(memo, id, &ran, &result->err);
}

/* Runs all rules on one side, but those whose result is known. A side without a C file has nothing to be said of. */
static int run_side(struct proc_result *results, const struct runner *runner, bool is_after, struct error *err)
{
	const struct side side = side_of(runner, is_after);
	struct proc *procs = arena_alloc(runner->arena, (runner->nr_rules + 1) * sizeof(*procs));
	struct proc_result *ran = arena_alloc(runner->arena, (runner->nr_rules + 1) * sizeof(*ran));
	size_t *of = arena_alloc(runner->arena, (runner->nr_rules + 1) * sizeof(*of)), i;
	const char *const env[] = { arena_printf(runner->arena, "TMPDIR=%s", runner->scratch.path), NULL };
	struct proc_batch batch = { .procs = procs, .jobs = runner->options->jobs ? runner->options->jobs : 1 };
	int failed;

	for (i = 0; side.paths.nr && i < runner->nr_rules; i++) {
		if (recall(&results[i], runner, &runner->rules[i], &side))
			continue;
		of[batch.nr] = i;
		procs[batch.nr++] = (struct proc){
			.argv = command(runner, &runner->rules[i], &side), .dir = side.folder, .env = env,
			.timeout = runner->options->timeout,
		};
	}
	failed = proc_run_all(ran, &batch, err);
	for (i = 0; i < batch.nr; i++) {
		results[of[i]] = ran[i];
		if (!failed)
			remember(runner, &runner->rules[of[i]], &side, &ran[i]);
	}
	return failed;
}

/* What rules say of the result that they did not say before. One that failed on either side has nothing to compare. */
static void compare_results(struct check *check, struct runner *runner, const struct proc_result *before,
			    const struct proc_result *after)
{
	struct diagnostic *old = NULL, *new = NULL;
	size_t nr_old = 0, nr_new = 0, i;

	for (i = 0; i < runner->nr_rules; i++) {
		const char *name = runner->rules[i].name;

		if (has_failed(&before[i]) || has_failed(&after[i])) {
			runner->nr_failed++;
			continue;
		}
		coccicheck_parse(&old, &nr_old, runner->arena, name, text_str(&before[i].out), before[i].out.len);
		coccicheck_parse(&new, &nr_new, runner->arena, name, text_str(&after[i].out), after[i].out.len);
	}
	diagnostics_new(&check->cocci, &check->nr_cocci, runner->arena, old, nr_old, new, nr_new);
	if (runner->nr_failed)
		check->cocci_note = arena_printf(runner->arena, "%zu of the target's %zu rules failed",
						 runner->nr_failed, runner->nr_rules);
	check->cocci_done = true;
}

static int compare_sides(struct check *check, struct runner *runner, struct error *err)
{
	size_t nr = runner->nr_rules, i;
	struct proc_result *results = arena_alloc(runner->arena, 2 * nr * sizeof(*results));
	int failed = run_side(results, runner, false, err) < 0 || run_side(results + nr, runner, true, err) < 0 ? -1 : 0;

	if (!failed)
		compare_results(check, runner, results, results + nr);
	for (i = 0; i < 2 * nr; i++)
		proc_result_release(&results[i]);
	return failed;
}

int coccicheck_run(struct check *check, struct arena *arena, const struct outcomes *outcomes, const struct tree *tree,
		   const struct coccicheck_options *options, struct error *err)
{
	owned(runner_release) struct runner runner = {
		.arena = arena, .outcomes = outcomes, .tree = tree, .options = options,
	};
	int failed;

	if (!proc_exists("spatch")) {
		check->cocci_note = "there is no spatch (Debian package 'coccinelle')";
		return 0;
	}
	failed = scratch_make(&runner.scratch, err) < 0 || add_rules(&runner, err) < 0 ||
		 write_files(&runner, "before", false, err) < 0 || write_files(&runner, "after", true, err) < 0;
	if (failed)
		return error_prefix(err, "cannot run the target's own rules");
	if (!runner.nr_rules) {
		check->cocci_note = "the target has no " RULES;
		return 0;
	}
	return compare_sides(check, &runner, err);
}
