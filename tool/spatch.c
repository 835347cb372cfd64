// SPDX-License-Identifier: GPL-2.0-only
/*
 * spatch 1.1.1 as a child.
 *
 * It runs in a scratch folder with just the files it is given, under the
 * kernel's paths, so that its diffs name them and nothing else can be touched.
 * Its temporary files go there too. What it needs to be told:
 *
 *   --no-includes --include-headers   only the named files, and headers among them
 *   --keep-comments                   or comments beside removed lines are lost
 *   --macro-file                      ours: or a function with scoped_guard() is skipped
 *   --timeout                         for all of the run; we kill it a little later
 *   --show-dependencies --show-transinfo   the trace that says which rules fired
 *   --parse-error-msg --verbose-parsing    what it could not parse
 *
 * --very-quiet would silence the last two as well, hence it is not given. All
 * four are read from stderr, which is not documented; the tests hold this file
 * to the version at hand, and an adaptation that changed files without a trace is
 * refused (adapt.c).
 *
 * The trace, of one rule that fired and one that did not:
 *
 *	dependencies for rule get_slot satisfied:
 *	     transformation info returned:
 *	          transform state: 1
 *	dependencies for rule take_slot satisfied:
 *
 * "proto for get_slot" is spatch's own rule, which keeps prototypes in step.
 *
 * A part that does not parse (always a whole function or declaration):
 *
 *	parse error
 *	 = File "fs/nfsd/nfs4state.c", line 62, column 26, charpos = 2264
 *	  ...
 *	badcount: 2
 *	bad: #define NFSDDBG_FACILITY                NFSDDBG_PROC
 *	bad:
 *	BAD:!!!!! #define all_ones {{ ~0, ~0}, ~0}
 *
 * The line that begins with BAD is the one of the message, hence the range. The
 * first line is the end of the part before and does not count. spatch reads what a
 * rule has changed again, for the next rule, from "cocci_small_output-6894-b58740-nfs4state.c":
 * where that fails the later rules see nothing of it. (It also reads the whole
 * result again, from "cocci-output-...": nothing new.)
 *
 * A part that is a #define is counted only: kernel headers are full of
 * macros that are no C by themselves, and rules are about functions.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

#include "check/identity.h"
#include "files.h"
#include "proc.h"
#include "spatch-memo.h"

/* spatch notices its own --timeout within a second; who is later hangs. */
#define GRACE 2
/* The trace is small; the parse errors of a macro-heavy header of 30,000 lines are 3 MB. */
#define MAX_OUTPUT ((size_t)64 * 1024 * 1024)

static void rules_free(struct spatch_rule *rules, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		free(rules[i].name);
	free(rules);
}

void spatch_result_release(struct spatch_result *result)
{
	size_t i;

	if (!result)
		return;
	for (i = 0; i < result->files.nr; i++)
		text_release(&result->left[i].text);
	free(result->left);
	strings_release(&result->files);
	free(result->failure);
	rules_free(result->rules, result->nr_rules);
	strings_release(&result->unparsed);
	text_release(&result->out);
}

const struct text *spatch_left(const struct spatch_result *result, const char *path)
{
	static const struct text none;
	size_t i;

	for (i = 0; i < result->files.nr; i++)
		if (!strcmp(result->files.v[i], path))
			return &result->left[i].text;
	return &none;
}

/* --- the rules of a semantic patch -------------------------------------- */

struct rule_reader {
	struct spatch_rule *rules;
	size_t nr;
	enum { RULE_BODY, RULE_HEADER, RULE_METAVARIABLES } in;
	struct text header;
	unsigned line;          /* of the header's '@' */
};

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "get_slot depends on !has_release" is get_slot; "depends on x" and "" have no name. */
static char *rule_name(const char *header, unsigned line)
{
	static const char *const clauses[] = {
		"depends", "extends", "disable", "using", "exists", "forall", "expression",
	};
	owned(text_release) struct text name = { 0 };
	bool is_clause = false;
	size_t i;

	header += strspn(header, " \t\r\n");
	while (is_name(*header))
		text_addc(&name, *header++);
	for (i = 0; i < nr_of(clauses); i++)
		is_clause = is_clause || !strcmp(text_str(&name), clauses[i]);
	if (!name.len || is_clause) {
		text_clear(&name);
		text_addf(&name, "rule starting on line %u", line);
	}
	return mem_strdup(text_str(&name));
}

static void rule_begin(struct rule_reader *reader)
{
	reader->rules = mem_realloc(reader->rules, (reader->nr + 1) * sizeof(*reader->rules));
	reader->rules[reader->nr++] =
		(struct spatch_rule){ .name = rule_name(text_str(&reader->header), reader->line) };
	text_clear(&reader->header);
	reader->in = RULE_METAVARIABLES;
}

/* The rest of a header's line; the header may end on a later one. */
static void rule_header(struct rule_reader *reader, const char *line, size_t len)
{
	const char *at_sign = memchr(line, '@', len);

	text_add(&reader->header, line, at_sign ? (size_t)(at_sign - line) : len);
	text_addc(&reader->header, ' ');
	if (!at_sign)
		return;
	rule_begin(reader);
	len -= (size_t)(at_sign + 1 - line);
	if (memmem(at_sign + 1, len, "@@", 2)) /* "@r@ @@" */
		reader->in = RULE_BODY;
}

static void rule_line(struct rule_reader *reader, const char *line, size_t len)
{
	if (reader->in == RULE_HEADER) {
		rule_header(reader, line, len);
	} else if (reader->in == RULE_METAVARIABLES) {
		if (len >= 2 && memmem(line, len, "@@", 2))
			reader->in = RULE_BODY;
	} else if (len && line[0] == '@') {
		reader->in = RULE_HEADER;
		rule_header(reader, line + 1, len - 1);
	} else if (len && reader->nr && strchr("+-*", line[0])) {
		reader->rules[reader->nr - 1].transforms = true;
	}
}

void spatch_rules(struct spatch_rule **rules, size_t *nr, const char *text, size_t len)
{
	struct rule_reader reader = { .in = RULE_BODY };
	const char *at = text, *end = text + len, *line;
	unsigned number = 0;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end)) {
		number++;
		if (reader.in == RULE_BODY)
			reader.line = number;
		rule_line(&reader, line, line_len);
	}
	text_release(&reader.header);
	*rules = reader.rules;
	*nr = reader.nr;
}

/* --- the trace ------------------------------------------------------------ */

/* What stands between two strings on a line; false if they are not both there. */
static bool between(struct text *what, const char *line, const char *before, const char *after)
{
	const char *from = strstr(line, before), *to = from ? strstr(from + strlen(before), after) : NULL;

	if (!to)
		return false;
	text_clear(what);
	text_add(what, from + strlen(before), (size_t)(to - from) - strlen(before));
	return true;
}

static void mark_fired(struct spatch_result *result, const char *name)
{
	size_t i;

	if (!*name)
		return;
	result->fired = true;
	for (i = 0; i < result->nr_rules; i++)
		if (!strcmp(result->rules[i].name, name))
			result->rules[i].fired = true;
}

static void trace_line(struct spatch_result *result, struct text *rule, const char *line)
{
	if (!strncmp(line, "dependencies for rule ", 22)) {
		text_clear(rule);
		if (!strstr(line, " not satisfied"))
			(void)between(rule, line, "dependencies for rule ", " satisfied");
	} else if (strstr(line, "transformation info returned:")) {
		mark_fired(result, text_str(rule));
	}
}

/* --- what it could not parse --------------------------------------------- */

struct bad_part {
	size_t file;            /* index in the result's files */
	unsigned first, last;
	bool is_macro, is_again;
};

struct bad_reader {
	struct bad_part *parts;
	size_t nr;
	bool open;              /* the last part's lines are being read */
	unsigned before, after; /* lines of it before and behind the one of the message */
	unsigned skipped;       /* of those before: blank, or the end of the part before */
	bool seen_bad;
};

/* Which of our files spatch speaks of; the copies that it makes end in "-" and the file's own name. */
static bool which_file(size_t *file, bool *is_again, const struct strings *files, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t i;

	*is_again = !strncmp(name, "cocci_small_output-", 19);
	for (i = 0; i < files->nr; i++) {
		const char *own_slash = strrchr(files->v[i], '/');
		const char *own = own_slash ? own_slash + 1 : files->v[i];
		size_t len = strlen(name), own_len = strlen(own);

		*file = i;
		if (!strcmp(files->v[i], path))
			return true;
		if (*is_again && len > own_len && name[len - own_len - 1] == '-' &&
		    !strcmp(name + len - own_len, own))
			return true;
	}
	return false;
}

static void bad_begin(struct bad_reader *reader, const struct strings *files, const char *line)
{
	owned(text_release) struct text path = { 0 }, number = { 0 };
	struct bad_part part = { 0 };

	reader->open = false;
	if (!between(&path, line, "File \"", "\"") || !between(&number, line, "\", line ", ",") ||
	    !which_file(&part.file, &part.is_again, files, text_str(&path)))
		return;
	part.first = part.last = (unsigned)strtoul(text_str(&number), NULL, 10);
	reader->parts = mem_realloc(reader->parts, (reader->nr + 1) * sizeof(*reader->parts));
	reader->parts[reader->nr++] = part;
	reader->open = true;
	reader->before = reader->after = reader->skipped = 0;
	reader->seen_bad = false;
}

static bool is_define(const char *line)
{
	line += strspn(line, " \t");
	if (*line != '#')
		return false;
	line++;
	line += strspn(line, " \t");
	return !strncmp(line, "define", 6);
}

/* The first line of a part is the end of the one before, and so is what is blank behind it. */
static void bad_line_before(struct bad_reader *reader, struct bad_part *part, const char *line)
{
	bool is_lead = reader->before == reader->skipped;

	part->is_macro = is_define(line) || (part->is_macro && !is_lead);
	if (reader->before++ == 0 || (is_lead && line[strspn(line, " \t\r")] == '\0'))
		reader->skipped++;
}

static void bad_line(struct bad_reader *reader, const char *line)
{
	struct bad_part *part = reader->nr ? &reader->parts[reader->nr - 1] : NULL;

	if (!part || !reader->open)
		return;
	if (!strncmp(line, "BAD:!!!!! ", 10)) {
		part->is_macro = part->is_macro || is_define(line + 10);
		part->first = part->last - (reader->before - reader->skipped);
		reader->seen_bad = true;
	} else if (!strncmp(line, "bad: ", 5) && reader->seen_bad) {
		part->last++;
	} else if (!strncmp(line, "bad: ", 5)) {
		bad_line_before(reader, part, line + 5);
	} else if (strncmp(line, "badcount", 8) && line[0] != ' ') {
		reader->open = false;
	}
}

static bool is_known(const struct bad_part *parts, size_t nr, const struct bad_part *part)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (parts[i].file == part->file && parts[i].is_again == part->is_again &&
		    parts[i].first == part->first && parts[i].last == part->last)
			return true;
	return false;
}

static void count(struct text *sentence, unsigned nr, const char *one, const char *many)
{
	if (nr)
		text_addf(sentence, "%s%u %s", sentence->len ? " and " : "", nr, nr == 1 ? one : many);
}

/*
 * One sentence on a file's parts: "lines 120-140, 900". A #define that does not parse is not
 * mentioned: spatch reads a body only where it is a whole expression or statement, nearly every kernel file
 * has one that is neither, and a warning that always comes is read by nobody.
 */
static void describe_parts(struct text *sentence, const struct bad_reader *reader, size_t file)
{
	unsigned again = 0, ranges = 0;
	size_t i;

	for (i = 0; i < reader->nr; i++) {
		const struct bad_part *part = &reader->parts[i];

		if (part->file != file || is_known(reader->parts, i, part))
			continue;
		again += part->is_again;
		if (part->is_again || part->is_macro)
			continue;
		text_addf(sentence, "%s%u", ranges++ ? ", " : "lines ", part->first);
		if (part->last > part->first)
			text_addf(sentence, "-%u", part->last);
	}
	count(sentence, again, "part that a rule had changed", "parts that a rule had changed");
}

/* --- stderr, line by line ------------------------------------------------- */

static void read_stderr(struct spatch_result *result, const struct text *printed)
{
	const char *at = text_str(printed), *end = at + printed->len, *line;
	owned(text_release) struct text rule = { 0 };
	struct bad_reader reader = { 0 };
	size_t len, i;

	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text copy = { 0 };

		text_add(&copy, line, len);
		trace_line(result, &rule, text_str(&copy));
		if (!strncmp(text_str(&copy), " = File \"", 9))
			bad_begin(&reader, &result->files, text_str(&copy));
		else
			bad_line(&reader, text_str(&copy));
	}
	for (i = 0; i < result->files.nr; i++) {
		owned(text_release) struct text sentence = { 0 };

		describe_parts(&sentence, &reader, i);
		if (sentence.len)
			strings_addf(&result->unparsed, "%s: %s", result->files.v[i], text_str(&sentence));
	}
	free(reader.parts);
}

/* Behind "minus: parse error: " the place is on the next lines: "  whole content = ...". */
static void add_place(struct text *what, const char *at, const char *end)
{
	static const char mark[] = "  whole content = ";
	const char *line;
	size_t len, nr = 0;

	while (nr++ < 4 && text_line(&line, &len, &at, end))
		if (len >= sizeof(mark) - 1 && !memcmp(line, mark, sizeof(mark) - 1)) {
			text_addc(what, '\'');
			text_add_printable(what, line + sizeof(mark) - 1,
					   len - sizeof(mark) + 1 < 100 ? len - sizeof(mark) + 1 : 100);
			text_addc(what, '\'');
			return;
		}
}

/* The line that says what went wrong, as far as spatch's stderr has one. */
static bool complaint(struct text *what, const struct text *printed)
{
	static const char *const marks[] = {
		"EXN:", "Fatal error:", "not supported", "The semantic patch is structured", "minus: ", "plus: ", "parse error: ", "semantic error", "ERROR:",
		"Failure(",
	};
	const char *at = text_str(printed), *end = at + printed->len, *line;
	size_t len, i;

	while (text_line(&line, &len, &at, end)) {
		for (i = 0; i < nr_of(marks); i++) {
			if (!memmem(line, len, marks[i], strlen(marks[i])) ||
			    !memcmp(line, "bad:", len < 4 ? len : 4))
				continue;
			text_add_printable(what, line, len < 200 ? len : 200);
			add_place(what, at, end);
			return true;
		}
	}
	return false;
}

static bool mentions(const struct text *printed, const char *what)
{
	return memmem(text_str(printed), printed->len, what, strlen(what)) != NULL;
}

/* How it failed, or NULL. Exit code 0 says nothing: of a group's crash there is only "EXN:" on stderr. */
static char *failure_of(const struct proc *proc, const struct proc_result *result)
{
	owned(text_release) struct text sentence = { 0 }, what = { 0 };

	if (result->exit_code == 0 && !result->truncated && !mentions(&result->err, "EXN:"))
		return NULL;
	if (result->exit_code > 0 && mentions(&result->err, "timeout (we abort)"))
		text_addf(&sentence, "spatch stopped after its time limit of %u s", proc->timeout - GRACE);
	else if (result->truncated)
		text_adds(&sentence, "spatch printed more than can be read");
	else if (result->exit_code != 0)
		proc_describe(&sentence, proc, result);
	else
		text_adds(&sentence, "spatch crashed on one of the files");
	if (!mentions(&result->err, "timeout (we abort)") && complaint(&what, &result->err))
		text_addf(&sentence, ": %s", text_str(&what));
	return mem_strdup(text_str(&sentence));
}

/* --- line ends ------------------------------------------------------------- */

bool lines_have_cr(const struct text *text)
{
	const char *at = text_str(text), *end = at + text->len, *line;
	bool any = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (at == end && end[-1] != '\n') /* the last one has no line end at all */
			break;
		if (!len || line[len - 1] != '\r')
			return false;
		any = true;
	}
	return any;
}

void lines_drop_cr(struct text *text)
{
	size_t from, to = 0;

	for (from = 0; from < text->len; from++)
		if (text->data[from] != '\r' || text->data[from + 1] != '\n')
			text->data[to++] = text->data[from];
	text->len = to;
	if (text->data)
		text->data[to] = 0;
}

void lines_add_cr(struct text *text)
{
	struct text with = { 0 };
	size_t i;

	for (i = 0; i < text->len; i++) {
		if (text->data[i] == '\n')
			text_addc(&with, '\r');
		text_addc(&with, text->data[i]);
	}
	text_release(text);
	*text = with;
}

/* --- the run ---------------------------------------------------------------- */

/* The files as they are given to spatch. */
static int read_files(struct spatch_result *result, const struct tree *tree, const struct string_list *files,
		      struct error *err)
{
	size_t i;

	result->left = mem_alloc((files->nr + 1) * sizeof(*result->left));
	for (i = 0; i < files->nr; i++) {
		owned(text_release) struct text content = { 0 };
		bool exists = false;

		if (tree_read(&content, &exists, tree, files->v[i], err) < 0)
			return -1;
		if (!exists || strings_has(&result->files, files->v[i]))
			continue;
		if (lines_have_cr(&content))
			lines_drop_cr(&content);
		result->left[result->files.nr].text = take(content);
		strings_add(&result->files, files->v[i]);
	}
	return 0;
}

static int write_files(const struct spatch_result *result, const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < result->files.nr; i++) {
		const struct text *text = &result->left[i].text;

		if (file_write(path_join(&arena, folder, result->files.v[i]), text_str(text), text->len, err) < 0)
			return -1;
	}
	return 0;
}

/* What spatch made of them. It removes no file; one that is gone counts as emptied. */
static int read_files_again(struct spatch_result *result, const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < result->files.nr; i++) {
		owned(text_release) struct text after = { 0 };
		struct spatch_left *left = &result->left[i];
		bool exists;

		if (file_read_if(&after, &exists, path_join(&arena, folder, result->files.v[i]), err) < 0)
			return -1;
		if (text_equal(&left->text, &after))
			continue;
		text_release(&left->text);
		*left = (struct spatch_left){ take(after), true };
	}
	return 0;
}

/* A run of spatch, over a result's files. */
struct spatch_job {
	const struct text *rules;
	const char *path;               /* of the semantic patch; NULL: it is written beside the files */
	const char *macros;
	bool in_place;
	const struct spatch_options *options;
};

/* No path of a tree begins with '-': it is none of its files. spatch would take it for an option without the "./". */
#define GIVEN_PATCH "-given.cocci"

static void spatch_command(struct string_list *argv, struct arena *arena, const struct spatch_result *result,
			   const struct spatch_job *job)
{
	static const char *const always[] = {
		"spatch", "--keep-comments", "--no-includes", "--include-headers", "--parse-error-msg",
		"--verbose-parsing",
	};
	static const char *const when_changing[] = {
		"--in-place", "--show-dependencies", "--show-transinfo",
	};
	size_t i;

	for (i = 0; i < nr_of(always); i++)
		string_list_push(argv, arena, always[i]);
	for (i = 0; job->in_place && i < nr_of(when_changing); i++)
		string_list_push(argv, arena, when_changing[i]);
	string_list_push(argv, arena, "--macro-file");
	string_list_push(argv, arena, job->macros);
	if (job->options->timeout) {
		string_list_push(argv, arena, "--timeout");
		string_list_push(argv, arena, arena_printf(arena, "%u", job->options->timeout));
	}
	string_list_push(argv, arena, "--sp-file");
	string_list_push(argv, arena, job->path ? job->path : "./" GIVEN_PATCH);
	for (i = 0; i < result->files.nr; i++)
		string_list_push(argv, arena, result->files.v[i]);
	string_list_push(argv, arena, NULL);
}

static int run_in(struct proc_result *printed, struct spatch_result *result, const struct spatch_job *job,
		  const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list argv = { 0 };
	const char *const env[] = { arena_printf(&arena, "TMPDIR=%s", folder), NULL };
	struct proc proc = {
		.dir = folder,
		.env = env,
		.timeout = job->options->timeout ? job->options->timeout + GRACE : 0,
		.max_output = MAX_OUTPUT,
	};

	spatch_command(&argv, &arena, result, job);
	proc.argv = argv.v;
	if (proc_run(printed, &proc, err) < 0)
		return -1;
	result->failure = failure_of(&proc, printed);
	return 0;
}

static int run(struct text *printed, struct spatch_result *result, const struct spatch_job *job, struct error *err)
{
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };

	if (scratch_make(&scratch, err) < 0 || write_files(result, scratch.path, err) < 0)
		return -1;
	if (!job->path && file_write(path_join(&arena, scratch.path, GIVEN_PATCH), text_str(job->rules), job->rules->len,
				     err) < 0)
		return -1;
	if (run_in(&ran, result, job, scratch.path, err) < 0)
		return -1;
	*printed = take(ran.err);
	result->out = take(ran.out);
	return job->in_place ? read_files_again(result, scratch.path, err) : 0;
}

static void add_id(struct text *of, const char *what, const struct text *text)
{
	char id[41];

	identity_hash(id, text_str(text), text->len);
	text_addf(of, "%s %s\n", id, what);
}

/* The id of what a run is of. How long it may take is not among it: only one that came to its end is remembered. */
static int identify(char id[41], const struct spatch_result *result, const struct spatch_job *job, struct error *err)
{
	owned(text_release) struct text of = { 0 }, macros = { 0 };
	bool has_macros = false;
	size_t i;

	if (file_read_if(&macros, &has_macros, job->macros, err) < 0)
		return -1;
	add_id(&of, job->in_place ? "changes" : "searches", job->rules);
	add_id(&of, has_macros ? "macros" : "no macros", &macros);
	for (i = 0; i < result->files.nr; i++)
		add_id(&of, result->files.v[i], &result->left[i].text);
	identity_hash(id, text_str(&of), of.len);
	return 0;
}

static int recall_or_run(struct text *printed, struct spatch_result *result, const struct spatch_job *job,
			 struct spatch_memo *memo, struct error *err)
{
	char id[41];

	if (identify(id, result, job, err) < 0)
		return -1;
	if (spatch_memo_find(result, printed, memo, id))
		return 0;
	if (run(printed, result, job, err) < 0)
		return -1;
	if (!result->failure)
		spatch_memo_add(memo, id, result, printed);
	return 0;
}

static int run_job(struct spatch_result *result, const struct spatch_job *job, struct error *err)
{
	struct spatch_memo *memo = job->options->memo;
	owned(text_release) struct text printed = { 0 };

	if ((memo ? recall_or_run(&printed, result, job, memo, err) : run(&printed, result, job, err)) < 0)
		return -1;
	read_stderr(result, &printed);
	return 0;
}

/* spatch runs in another folder: paths of ours have to be absolute. */
static char *absolute(struct arena *arena, const char *folder, const char *path)
{
	char resolved[PATH_MAX];

	return path_join(arena, realpath(folder, resolved) ? resolved : folder, path);
}

static int run_rules(struct spatch_result *result, const struct tree *tree, const struct text *rules, const char *path,
		     const struct string_list *files, bool in_place, const struct spatch_options *options,
		     struct error *err)
{
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const struct spatch_job job = {
		.rules = rules,
		.path = path,
		.macros = absolute(&arena, options->data->semantic_patches, "stableport.macros"),
		.in_place = in_place,
		.options = options,
	};

	spatch_rules(&ran.rules, &ran.nr_rules, text_str(rules), rules->len);
	if (read_files(&ran, tree, files, err) < 0)
		return -1;
	ran.ran = ran.files.nr > 0;
	if (ran.ran && run_job(&ran, &job, err) < 0)
		return -1;
	*result = take(ran);
	return 0;
}

int spatch_run(struct spatch_result *result, const struct tree *tree, const char *semantic_patch,
	       const struct string_list *files, bool in_place, const struct spatch_options *options,
	       struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *folder = options->data->semantic_patches;
	const char *path = absolute(&arena, folder, semantic_patch);
	bool exists = false;

	if (!path_is_safe(semantic_patch))
		return error_set(err, "'%s' is no path of a semantic patch", semantic_patch);
	if (file_read_if(&text, &exists, path, err) < 0)
		return -1;
	if (!exists)
		return error_set(err, "there is no semantic patch '%s' in '%s'", semantic_patch, folder);
	return run_rules(result, tree, &text, path, files, in_place, options, err);
}

int spatch_run_text(struct spatch_result *result, const struct tree *tree, const struct text *semantic_patch,
		    const struct string_list *files, bool in_place, const struct spatch_options *options,
		    struct error *err)
{
	return run_rules(result, tree, semantic_patch, NULL, files, in_place, options, err);
}

/* --- the places of a search -------------------------------------------------- */

/* "@@ -120,7 +120,6 @@": where it begins and how many lines it has on each side. */
static bool hunk_header(unsigned *line, unsigned *old, unsigned *fresh, const char *text)
{
	char *at;

	if (strncmp(text, "@@ -", 4))
		return false;
	*line = (unsigned)strtoul(text + 4, &at, 10);
	*old = *at == ',' ? (unsigned)strtoul(at + 1, &at, 10) : 1;
	if (strncmp(at, " +", 2))
		return false;
	strtoul(at + 2, &at, 10);
	*fresh = *at == ',' ? (unsigned)strtoul(at + 1, &at, 10) : 1;
	return true;
}

void spatch_places(struct strings *places, const char *diff, size_t len)
{
	const char *at = diff, *end = diff + len, *start;
	owned(text_release) struct text path = { 0 };
	unsigned line = 0, old = 0, fresh = 0;
	size_t line_len;

	while (text_line(&start, &line_len, &at, end)) {
		owned(text_release) struct text text = { 0 };
		char kind = line_len ? *start : ' ';

		text_add_printable(&text, start, line_len);
		if (!old && !fresh) {
			if (!strncmp(text_str(&text), "--- ", 4)) {
				text_clear(&path);
				text_add(&path, text_str(&text) + 4, strcspn(text_str(&text) + 4, "\t"));
			}
			(void)hunk_header(&line, &old, &fresh, text_str(&text));
			continue;
		}
		if (kind == '-') {
			const char *content = text_str(&text) + 1;

			strings_addf(places, "%s:%u: %s", text_str(&path), line,
				     content + strspn(content, " \t"));
		}
		line += kind != '+' && kind != '\\';
		old -= old && kind != '+' && kind != '\\';
		fresh -= fresh && kind != '-' && kind != '\\';
	}
}
