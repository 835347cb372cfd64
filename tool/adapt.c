// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semantic patches and shims.
 *
 * What became of a semantic patch is decided in this order, so that the worst is what is said:
 *
 *   1. spatch failed, or changed files without a trace of a rule: ADAPT_FAILED.
 *      The trace is undocumented text; a version that words it differently has
 *      to be noticed here, not in a branch where "no rule fired".
 *   2. It left broken C: ADAPT_BROKEN. Known is one way: code over several lines
 *      inside a #define, which spatch writes without backslashes (see below).
 *   3. A rule that must fire did not: ADAPT_RULE_MISSED. Where spatch skipped
 *      something in silence the sentence says so, since that may be why.
 *   4. No file changed: ADAPT_NOTHING; else ADAPT_CHANGED.
 *
 * Broken #defines. Of "#define B(a) do { foo(a); } while (0)" spatch can make
 *
 *	#define B(a) do { bar(a);
 *		bar(a, 1); } while (0)
 *
 * A #define's logical line is the physical lines that backslashes join. Three
 * things tell that one was torn apart, each of them compared with the file as it was, so
 * that what is odd there already is no finding:
 *
 *   a. There are more lines with a backslash at their end that belong to no
 *      directive: the torn-off rest of "do { \".
 *   b. Of the #defines with one name, the n-th has another balance of brackets: the
 *      example above, which now has one '{' more than '}'.
 *   c. The line behind a #define is a statement and another one than was there:
 *      "#define A(a) foo(a);" followed by "bar(a);". A declaration is none, as a
 *      rule may well add one there.
 *
 * This is not all that can go wrong, but the objects are built afterwards.
 */
#include <ctype.h>
#include <stdlib.h>

#include "adapt.h"
#include "files.h"
#include "spatch.h"

/* --- changes ---------------------------------------------------------------- */

static void change_release(struct change *change)
{
	free((char *)change->path);
	text_release(&change->before);
	text_release(&change->after);
}

void changes_release(struct changes *changes)
{
	size_t i;

	if (!changes)
		return;
	for (i = 0; i < changes->nr; i++)
		change_release(&changes->v[i]);
	free(changes->v);
}

static struct change *changes_find(struct changes *changes, const char *path)
{
	size_t i;

	for (i = 0; i < changes->nr; i++)
		if (!strcmp(changes->v[i].path, path))
			return &changes->v[i];
	return NULL;
}

static void set_text(struct text *text, bool *exists, const struct text *content)
{
	text_clear(text);
	*exists = content != NULL;
	if (content)
		text_add(text, text_str(content), content->len);
}

static struct change *changes_add(struct changes *changes, const char *path, const struct text *before)
{
	struct change *change;

	changes->v = mem_realloc(changes->v, (changes->nr + 1) * sizeof(*changes->v));
	change = &changes->v[changes->nr++];
	*change = (struct change){ .path = mem_strdup(path) };
	set_text(&change->before, &change->existed, before);
	return change;
}

static void changes_drop(struct changes *changes, struct change *change)
{
	size_t behind = (size_t)(changes->v + changes->nr - (change + 1));

	change_release(change);
	memmove(change, change + 1, behind * sizeof(*change));
	changes->nr--;
}

/* Nothing becomes of it: the same text with the same mode, as far as modes are known. */
static bool is_none(const struct change *change)
{
	if (change->existed != change->exists || !text_equal(&change->before, &change->after))
		return false;
	return !change->before_mode || !change->after_mode || change->before_mode == change->after_mode;
}

void changes_put_modes(struct changes *changes, const char *path, const struct text *before, uint16_t before_mode,
		       const struct text *after, uint16_t after_mode)
{
	struct change *change = changes_find(changes, path);

	if (!change) {
		change = changes_add(changes, path, before);
		change->before_mode = before_mode;
	}
	set_text(&change->after, &change->exists, after);
	change->after_mode = !after ? 0 : after_mode ? after_mode : change->after_mode;
	if (is_none(change))
		changes_drop(changes, change);
}

void changes_put(struct changes *changes, const char *path, const struct text *before,
		 const struct text *after)
{
	changes_put_modes(changes, path, before, 0, after, 0);
}

void adapt_result_release(struct adapt_result *result)
{
	size_t i;

	if (!result)
		return;
	changes_release(&result->changes);
	for (i = 0; i < result->nr_rules; i++)
		free(result->rules[i].name);
	free(result->rules);
	strings_release(&result->unparsed);
	free(result->sentence);
}

static void conclude(struct adapt_result *result, enum adapt_outcome outcome, const struct text *sentence)
{
	result->outcome = outcome;
	if (sentence && sentence->len)
		result->sentence = mem_strdup(text_str(sentence));
}

/* --- broken #defines ----------------------------------------------------------- */

struct define {
	const char *name;
	size_t name_len;
	long balance;           /* brackets opened and not closed */
	const char *behind;     /* the line behind it */
	size_t behind_len;
};

struct defines {
	struct define *v;
	size_t nr;
	size_t stray;           /* joined lines that belong to no directive */
};

static void defines_release(struct defines *defines)
{
	free(defines->v);
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static size_t word_len(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
		at++;
	return (size_t)(at - start);
}

/* The name that a directive's first line defines, or NULL. */
static const char *define_name(size_t *len, const char *line, const char *end)
{
	const char *at = skip_blanks(line, end);

	if (at == end || *at != '#')
		return NULL;
	at = skip_blanks(at + 1, end);
	if (word_len(at, end) != 6 || memcmp(at, "define", 6))
		return NULL;
	at = skip_blanks(at + 6, end);
	*len = word_len(at, end);
	return *len ? at : NULL;
}

static bool is_directive(const char *line, const char *end)
{
	const char *at = skip_blanks(line, end);

	return at < end && *at == '#';
}

static bool is_joined(const char *line, size_t len)
{
	return len && line[len - 1] == '\\';
}

static long bracket_balance(const char *line, size_t len)
{
	long balance = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		balance += line[i] == '(' || line[i] == '{' || line[i] == '[';
		balance -= line[i] == ')' || line[i] == '}' || line[i] == ']';
	}
	return balance;
}

static struct define *defines_add(struct defines *defines, const char *name, size_t len)
{
	defines->v = mem_realloc(defines->v, (defines->nr + 1) * sizeof(*defines->v));
	defines->v[defines->nr] = (struct define){ .name = name, .name_len = len };
	return &defines->v[defines->nr++];
}

/* Reads a file's physical lines; inside is set while one is joined to the directive before it. */
static void defines_read(struct defines *defines, const struct text *text)
{
	const char *at = text_str(text), *end = at + text->len, *line;
	struct define *current = NULL, *ended = NULL;
	bool inside = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		size_t name_len = 0;
		const char *name = inside ? NULL : define_name(&name_len, line, line + len);

		if (ended && !inside) {
			ended->behind = line;
			ended->behind_len = len;
		}
		if (name)
			current = defines_add(defines, name, name_len);
		else if (!inside)
			current = NULL;
		if (current)
			current->balance += bracket_balance(line, len);
		defines->stray += is_joined(line, len) && !inside && !is_directive(line, line + len);
		inside = is_joined(line, len) && (inside || is_directive(line, line + len));
		ended = inside ? NULL : current;
	}
}

static bool is_same_name(const struct define *a, const struct define *b)
{
	return a->name_len == b->name_len && !memcmp(a->name, b->name, a->name_len);
}

/* The define of that name which has as many of the same name before it. */
static const struct define *same_define(const struct defines *defines, const struct defines *others,
					size_t other)
{
	size_t nth = 0, i;

	for (i = 0; i < other; i++)
		nth += is_same_name(&others->v[i], &others->v[other]);
	for (i = 0; i < defines->nr; i++)
		if (is_same_name(&defines->v[i], &others->v[other]) && nth-- == 0)
			return &defines->v[i];
	return NULL;
}

/* "bar(a);", "return 0;", "}": what cannot stand outside of a function. A macro's call in upper case can. */
static bool is_statement(const char *line, size_t len)
{
	static const char *const keywords[] = {
		"return", "if", "for", "while", "do", "goto", "else", "switch", "break",
	};
	const char *end = line + len, *at = skip_blanks(line, end);
	size_t word = word_len(at, end), i;

	if (at < end && *at == '}')
		return true;
	for (i = 0; i < nr_of(keywords); i++)
		if (word == strlen(keywords[i]) && !memcmp(at, keywords[i], word))
			return true;
	return word && islower((unsigned char)*at) && at + word < end && at[word] == '(' &&
	       memchr(at, ';', (size_t)(end - at));
}

static bool is_torn(const struct define *before, const struct define *after)
{
	bool is_other = after->behind_len != before->behind_len ||
			(after->behind_len && memcmp(after->behind, before->behind, after->behind_len));

	return before->balance != after->balance ||
	       (is_other && after->behind && is_statement(after->behind, after->behind_len));
}

/* The name of a #define that is broken now, into what; false if there is none. */
static bool broken_define(struct text *what, const struct text *before, const struct text *after)
{
	owned(defines_release) struct defines old = { 0 }, fresh = { 0 };
	size_t i;

	if (text_equal(before, after))
		return false;
	defines_read(&old, before);
	defines_read(&fresh, after);
	for (i = 0; i < fresh.nr; i++) {
		const struct define *was = same_define(&old, &fresh, i);

		if (!was || !is_torn(was, &fresh.v[i]))
			continue;
		text_addf(what, "the #define of '%.*s'", (int)fresh.v[i].name_len, fresh.v[i].name);
		return true;
	}
	if (fresh.stray > old.stray)
		text_adds(what, "a #define");
	return fresh.stray > old.stray;
}

/* --- semantic patches ------------------------------------------------------- */

/* The file as spatch left it, with its line ends. */
static void read_after(struct text *after, const struct spatch_result *ran, const struct text *before, const char *path)
{
	const struct text *left = spatch_left(ran, path);

	text_add(after, text_str(left), left->len);
	if (lines_have_cr(before))
		lines_add_cr(after);
}

static int collect_changes(struct adapt_result *result, struct text *broken, const struct spatch_result *ran,
			   const struct tree *tree, struct error *err)
{
	size_t i;

	for (i = 0; i < ran->files.nr; i++) {
		owned(text_release) struct text before = { 0 }, after = { 0 }, what = { 0 };
		const char *path = ran->files.v[i];
		bool exists = false;

		if (tree_read(&before, &exists, tree, path, err) < 0)
			return -1;
		read_after(&after, ran, &before, path);
		changes_put(&result->changes, path, &before, &after);
		if (!broken->len && broken_define(&what, &before, &after))
			text_addf(broken,
				  "spatch would break %s in '%s': it cannot write code over several "
				  "lines there",
				  text_str(&what), path);
	}
	return 0;
}

static bool is_expected(const struct adaptation *adaptation, const char *rule)
{
	size_t i;

	for (i = 0; i < adaptation->rules.nr; i++)
		if (!strcmp(adaptation->rules.v[i], rule))
			return true;
	return false;
}

/* The rules that change something; a rule that only looks has nothing to fire with. */
static void collect_rules(struct adapt_result *result, const struct spatch_result *ran,
			  const struct adaptation *adaptation)
{
	size_t i;

	result->rules = mem_alloc((ran->nr_rules + 1) * sizeof(*result->rules));
	for (i = 0; i < ran->nr_rules; i++) {
		const struct spatch_rule *rule = &ran->rules[i];

		if (!rule->transforms)
			continue;
		result->rules[result->nr_rules++] = (struct rule_result){
			.name = mem_strdup(rule->name), .fired = rule->fired,
			.expected = is_expected(adaptation, rule->name),
		};
	}
}

/* A rule that a recipe expects and the file does not have is the recipe's mistake, on every tree. */
static int check_rules(const struct adapt_result *result, const struct adaptation *adaptation,
		       struct error *err)
{
	size_t i, j;

	for (i = 0; i < adaptation->rules.nr; i++) {
		for (j = 0; j < result->nr_rules; j++)
			if (!strcmp(result->rules[j].name, adaptation->rules.v[i]))
				break;
		if (j == result->nr_rules)
			return error_set(err,
					 "the semantic patch '%s' has no rule '%s' that changes something",
					 adaptation->semantic_patch, adaptation->rules.v[i]);
	}
	return 0;
}

/* "the rules 'a' and 'b' ..."; empty when all that must fire did. */
static void describe_missed(struct text *sentence, const struct adapt_result *result)
{
	size_t i, nr = 0, left;

	for (i = 0; i < result->nr_rules; i++)
		nr += result->rules[i].expected && !result->rules[i].fired;
	if (nr == 0)
		return;
	text_adds(sentence, nr == 1 ? "the rule " : "the rules ");
	for (i = 0, left = nr; i < result->nr_rules; i++) {
		if (!result->rules[i].expected || result->rules[i].fired)
			continue;
		text_addf(sentence, "'%s'", result->rules[i].name);
		text_adds(sentence, left > 2 ? ", " : left == 2 ? " and " : "");
		left--;
	}
	text_adds(sentence, " found nothing to change");
	for (i = 0; i < result->unparsed.nr; i++)
		text_addf(sentence, "%s%s",
			  i ? "; " : ", which may be because spatch could not read all of the code (",
			  result->unparsed.v[i]);
	if (result->unparsed.nr)
		text_addc(sentence, ')');
}

/* The order of the file's head comment. */
static void decide(struct adapt_result *result, const struct spatch_result *ran, const struct text *broken)
{
	owned(text_release) struct text sentence = { 0 };
	bool is_untraced = result->changes.nr && !ran->fired;

	describe_missed(&sentence, result);
	if (is_untraced) {
		text_clear(&sentence);
		text_adds(&sentence,
			  "spatch changed files, but its trace of the rules that did it cannot be read; "
			  "stableport knows the one of Coccinelle 1.1.1");
		conclude(result, ADAPT_FAILED, &sentence);
	} else if (broken->len) {
		conclude(result, ADAPT_BROKEN, broken);
	} else if (sentence.len) {
		conclude(result, ADAPT_RULE_MISSED, &sentence);
	} else {
		conclude(result, result->changes.nr ? ADAPT_CHANGED : ADAPT_NOTHING, NULL);
	}
}

static int judge(struct adapt_result *result, const struct spatch_result *ran, const struct tree *tree,
		 const struct adaptation *adaptation, struct error *err)
{
	owned(text_release) struct text broken = { 0 };
	struct text failure = { .data = ran->failure, .len = ran->failure ? strlen(ran->failure) : 0 };

	collect_rules(result, ran, adaptation);
	if (check_rules(result, adaptation, err) < 0)
		return -1;
	if (ran->failure) {
		conclude(result, ADAPT_FAILED, &failure);
		return 0;
	}
	if (collect_changes(result, &broken, ran, tree, err) < 0)
		return -1;
	decide(result, ran, &broken);
	return 0;
}

int adapt_semantic_patch(struct adapt_result *result, const struct tree *tree,
			 const struct adaptation *adaptation, const struct spatch_options *options,
			 struct error *err)
{
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(adapt_result_release) struct adapt_result adapted = { .outcome = ADAPT_NOTHING };

	if (spatch_run(&ran, tree, adaptation->semantic_patch, &adaptation->files, true, options, err) < 0)
		return -1;
	adapted.unparsed = take(ran.unparsed);
	if (ran.ran && judge(&adapted, &ran, tree, adaptation, err) < 0)
		return -1;
	if (adapted.outcome != ADAPT_CHANGED) {
		changes_release(&adapted.changes);
		adapted.changes = (struct changes){ 0 };
	}
	*result = take(adapted);
	return 0;
}

/* --- searches ------------------------------------------------------------------- */

void match_result_release(struct match_result *result)
{
	if (!result)
		return;
	strings_release(&result->places);
	strings_release(&result->unparsed);
}

/* spatch prints the files of a group in no useful order; the recipe's is the reader's. */
static void order_places(struct strings *ordered, const struct strings *places, const struct strings *files)
{
	size_t i, j;

	for (i = 0; i < files->nr; i++) {
		size_t len = strlen(files->v[i]);

		for (j = 0; j < places->nr; j++)
			if (!strncmp(places->v[j], files->v[i], len) && places->v[j][len] == ':')
				strings_add(ordered, places->v[j]);
	}
}

int semantic_search(struct match_result *result, const struct tree *tree, const char *semantic_patch,
		    const struct string_list *files, const struct spatch_options *options, struct error *err)
{
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(match_result_release) struct match_result found = { 0 };
	owned(strings_release) struct strings places = { 0 };

	if (spatch_run(&ran, tree, semantic_patch, files, false, options, err) < 0)
		return -1;
	if (ran.failure)
		return error_set(err, "cannot look for '%s': %s", semantic_patch, ran.failure);
	spatch_places(&places, text_str(&ran.out), ran.out.len);
	order_places(&found.places, &places, &ran.files);
	found.matches = found.places.nr > 0;
	found.unparsed = take(ran.unparsed);
	*result = take(found);
	return 0;
}

/* --- shims ------------------------------------------------------------------------ */

/* The line's beginning; $(srctree), as make runs elsewhere than in the folder. */
static void flags_begin(struct text *line, const char *dir)
{
	text_addf(line, "NOSTDINC_FLAGS += -I$(srctree)/%s/shims/include", dir);
}

/* Adds what lacks to a line of flags: "-DSTABLEPORT_LACKS_wait_var_event". */
static void flags_extend(struct text *line, const struct strings *missing)
{
	size_t i;

	for (i = 0; i < missing->nr; i++) {
		owned(text_release) struct text flag = { 0 }, padded = { 0 };

		text_addf(&flag, " -DSTABLEPORT_LACKS_%s", missing->v[i]);
		text_addf(&padded, "%s ", text_str(line));
		text_addc(&flag, ' ');
		if (!strstr(text_str(&padded), text_str(&flag)))
			text_add(line, text_str(&flag), flag.len - 1);
	}
}

/* The Makefile with the line of flags, extended if it is there, appended if not. */
static void makefile_with_flags(struct text *after, const struct text *before, const char *dir,
				const struct strings *missing)
{
	const char *at = text_str(before), *end = at + before->len, *line;
	owned(text_release) struct text begin = { 0 };
	bool found = false;
	size_t len;

	flags_begin(&begin, dir);
	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text copy = { 0 };

		text_add(&copy, line, len);
		if (!found && !strncmp(text_str(&copy), text_str(&begin), begin.len)) {
			flags_extend(&copy, missing);
			found = true;
		}
		text_add(after, text_str(&copy), copy.len);
		text_addc(after, '\n');
	}
	if (found)
		return;
	text_adds(after,
		  "\n# What this tree lacks: headers that give it stand in shims/include (stableport)\n");
	flags_extend(&begin, missing);
	text_addf(after, "%s\n", text_str(&begin));
}

static int put_header(struct changes *changes, const struct tree *tree, const struct adaptation *adaptation,
		      const struct data_paths *data, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 }, after = { 0 };
	const char *source = arena_printf(&arena, "%s/include/%s", data->shims, adaptation->shim);
	const char *target = arena_printf(&arena, "%s/shims/include/%s", adaptation->dir, adaptation->shim);
	bool exists = false, has_shim = false;

	if (!path_is_safe(adaptation->shim) || !path_is_safe(adaptation->dir))
		return error_set(err, "'%s' for '%s' is no path of a shim", adaptation->shim,
				 adaptation->dir);
	if (file_read_if(&after, &has_shim, source, err) < 0 ||
	    tree_read(&before, &exists, tree, target, err) < 0)
		return -1;
	if (!has_shim)
		return error_set(err, "there is no shim '%s' in '%s/include'", adaptation->shim, data->shims);
	changes_put(changes, target, exists ? &before : NULL, &after);
	return 0;
}

int adapt_shim(struct adapt_result *result, const struct tree *tree, const struct adaptation *adaptation,
	       const struct strings *missing, const struct spatch_options *options, struct error *err)
{
	owned(adapt_result_release) struct adapt_result adapted = { .outcome = ADAPT_NOTHING };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 }, after = { 0 }, sentence = { 0 };
	const char *makefile;
	bool exists = false;

	if (put_header(&adapted.changes, tree, adaptation, options->data, err) < 0)
		return -1;
	makefile = path_join(&arena, adaptation->dir, "Makefile");
	if (tree_read(&before, &exists, tree, makefile, err) < 0)
		return -1;
	if (!exists) {
		text_addf(&sentence, "there is no '%s' that could take a shim", makefile);
		conclude(&adapted, ADAPT_FAILED, &sentence);
		changes_release(&adapted.changes);
		adapted.changes = (struct changes){ 0 };
	} else {
		makefile_with_flags(&after, &before, adaptation->dir, missing);
		changes_put(&adapted.changes, makefile, &before, &after);
		conclude(&adapted, adapted.changes.nr ? ADAPT_CHANGED : ADAPT_NOTHING, NULL);
	}
	*result = take(adapted);
	return 0;
}
