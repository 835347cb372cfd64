// SPDX-License-Identifier: GPL-2.0-only
/*
 * A draft as SmPL: rules that reproduce, and as comments those that do not. Prototypes come first: once a function's head
 * has changed, spatch brings the prototypes that it finds up to date itself, and a rule for one would find nothing.
 */
#include "smpl.h"

static struct draft_rule *rule_at(const struct draft *draft, const struct draft_place *at)
{
	const struct draft_change *change;

	if (at->file >= draft->nr_files || at->change >= draft->files[at->file].nr_changes)
		return NULL;
	change = &draft->files[at->file].changes[at->change];
	return at->rule < change->variants[change->chosen].nr ? &change->variants[change->chosen].rules[at->rule] : NULL;
}

struct draft_rule *draft_next(const struct draft *draft, struct draft_place *at)
{
	while (at->file < draft->nr_files) {
		struct draft_rule *rule = rule_at(draft, at);

		if (rule) {
			at->rule++;
			return rule;
		}
		at->rule = 0;
		if (++at->change >= draft->files[at->file].nr_changes) {
			at->change = 0;
			at->file++;
		}
	}
	return NULL;
}

void draft_rule_text(struct text *text, const struct draft_rule *rule)
{
	unsigned i;

	text_addf(text, "@%s", rule->name ? rule->name : "tried");
	if (rule->only_in_file)
		text_addf(text, " depends on file in \"%s\"", rule->path);
	text_adds(text, "@\n");
	if (rule->nr_bodies) {
		for (i = 1; i <= rule->nr_expressions; i++)
			text_addf(text, "%sE%u%s", i == 1 ? "expression " : ", ", i, i == rule->nr_expressions ? ";\n" : "");
		smpl_metavariables(text, rule->bodies[rule->chosen], rule->names, rule->nr_names);
		text_addf(text, "@@\n%s", rule->bodies[rule->chosen]);
	}
}

static void commentf(struct text *text, const char *format, ...) printf_like(2, 3);
static void commentf(struct text *text, const char *format, ...)
{
	owned(text_release) struct text sentence = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&sentence, format, args);
	va_end(args);
	smpl_comment(text, text_str(&sentence));
}

static const char *kind_name(enum entity_kind kind)
{
	static const char *const names[] = {
		[ENTITY_FUNCTION] = "function", [ENTITY_PROTOTYPE] = "prototype", [ENTITY_STRUCT] = "struct",
		[ENTITY_ENUM] = "enum", [ENTITY_TYPEDEF] = "typedef", [ENTITY_MACRO] = "macro",
		[ENTITY_VARIABLE] = "variable",
	};

	return names[kind];
}

/* "fs/a.c:12, function f". */
static void describe_place(struct text *text, const struct draft_rule *rule)
{
	text_addf(text, "%s:%u", rule->path, rule->line);
	if (rule->entity && *rule->entity)
		text_addf(text, ", %s %s", kind_name(rule->kind), rule->entity);
}

static void write_rule(struct text *text, const struct draft_rule *rule)
{
	owned(text_release) struct text place = { 0 };

	describe_place(&place, rule);
	text_addc(text, '\n');
	smpl_comment(text, text_str(&place));
	if (rule->nr_sites)
		commentf(text, "%zu %s of the commit", rule->nr_sites, rule->nr_sites == 1 ? "place" : "places");
	draft_rule_text(text, rule);
}

/* What a person has to write by hand, as the commit has it. */
#define MOST_LINES 40

static void write_line(struct text *text, size_t *nr, char mark, const struct code *code, uint32_t line)
{
	owned(text_release) struct text one = { 0 };

	if ((*nr)++ >= MOST_LINES)
		return;
	text_addc(&one, mark);
	code_copy(&one, code, line, 1);
	if (one.data[one.len - 1] == '\n')
		one.data[--one.len] = 0;
	smpl_comment(text, text_str(&one));
}

static void write_lines(struct text *text, const struct draft_file *file, const struct draft_rule *rule)
{
	size_t i, nr = 0;
	uint32_t line;

	for (i = 0; i < rule->nr_edits; i++) {
		for (line = rule->edits[i].old_first; line < rule->edits[i].old_first + rule->edits[i].old_nr; line++)
			write_line(text, &nr, '-', &file->old_code, line);
		for (line = rule->edits[i].new_first; line < rule->edits[i].new_first + rule->edits[i].new_nr; line++)
			write_line(text, &nr, '+', &file->fresh_code, line);
	}
	if (nr > MOST_LINES)
		commentf(text, "(and %zu lines more)", nr - MOST_LINES);
}

static void write_unproven(struct text *text, const struct draft_file *file, const struct draft_rule *rule)
{
	owned(text_release) struct text place = { 0 }, rule_text = { 0 };
	const char *at, *end, *line;
	size_t len;

	describe_place(&place, rule);
	text_addc(text, '\n');
	if (rule->outcome == DRAFT_UNWRITABLE) {
		commentf(text, "%s: cannot be written in SmPL: %s", text_str(&place), rule->reason);
		write_lines(text, file, rule);
		return;
	}
	commentf(text, "%s: to be written by hand, since this does not make what the commit made: %s", text_str(&place),
		 rule->reason ? rule->reason : "not tried");
	draft_rule_text(&rule_text, rule);
	at = text_str(&rule_text);
	end = at + rule_text.len;
	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text one = { 0 };

		text_add(&one, line, len);
		smpl_comment(text, text_str(&one));
	}
}

/*
 * Prototypes that go, then those that come: one that is moved would go twice. Then all else.
 */
enum { RANK_GOES, RANK_PROTOTYPE, RANK_REST, NR_RANKS };

static int rank_of(const struct draft_rule *rule)
{
	if (rule->kind != ENTITY_PROTOTYPE || !rule->entity)
		return RANK_REST;
	return rule->nr_bodies && !strstr(rule->bodies[rule->chosen], "\n+") && *rule->bodies[rule->chosen] != '+' ?
		       RANK_GOES : RANK_PROTOTYPE;
}

static void write_head(struct text *text, const struct draft *draft)
{
	text_adds(text, "// SPDX-License-Identifier: GPL-2.0-only\n//\n");
	commentf(text, "%s of %.12s \"%s\".", draft->is_reverse ? "The way back" : "A first draft", draft->id, draft->subject);
	text_adds(text, "//\n");
	if (draft->is_reverse)
		text_adds(text, "// Takes code that uses the commit's interface back to the one before it. ");
	else
		text_adds(text, "// Each rule was run on upstream's own parent and makes there what the commit made. ");
	text_adds(text, "Written by 'stableport draft':\n"
			"// names and statements are upstream's, and what a rule means is for a person to say. Put it into\n"
			"// semantic-patches/, name it and its files in a recipe's 'adapt' (stableport-recipe(5)) and list in 'rules'\n"
			"// those that must fire.\n");
}

static const struct draft_file *file_of(const struct draft *draft, const struct draft_rule *rule)
{
	size_t i;

	for (i = 0; i < draft->nr_files; i++)
		if (draft->files[i].path == rule->path)
			return &draft->files[i];
	return NULL;
}

static void write_rules(struct text *text, const struct draft *draft, int rank)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;

	while ((rule = draft_next(draft, &at))) {
		if (rank_of(rule) != rank)
			continue;
		if (rule->outcome == DRAFT_REPRODUCES)
			write_rule(text, rule);
		else
			write_unproven(text, file_of(draft, rule), rule);
	}
}

void draft_smpl(struct text *text, const struct draft *draft)
{
	size_t i;
	int rank;

	write_head(text, draft);
	for (i = 0; i < draft->nr_files; i++)
		if (draft->files[i].reason)
			commentf(text, "%s: cannot be written in SmPL: %s", draft->files[i].path, draft->files[i].reason);
	for (rank = 0; rank < NR_RANKS; rank++)
		write_rules(text, draft, rank);
}

/* ---- for a terminal ---- */

static const char *there_words(const struct draft_rule *rule)
{
	static const char *const words[] = {
		[THERE_NOT_ASKED] = "was not run on the target",
		[THERE_FIRES] = "fires on the target",
		[THERE_FIRES_AGAIN] = "fires on the target, which has the lines that it adds already",
		[THERE_NO_FILE] = "the target has no such file",
		[THERE_NO_ENTITY] = "the target has no such function or declaration",
		[THERE_OTHER] = "the target has other statements there",
		[THERE_HAS_IT] = "the target has it already",
		[THERE_UNREAD] = "spatch cannot read the target's",
	};

	return words[rule->there];
}

static void report_rule(struct text *text, const struct draft_rule *rule)
{
	owned(text_release) struct text place = { 0 };

	describe_place(&place, rule);
	text_addf(text, "  %-32s %s\n", rule->name ? rule->name : "-", text_str(&place));
	if (rule->outcome == DRAFT_REPRODUCES)
		text_addf(text, "      reproduces; %s\n", there_words(rule));
	else if (rule->outcome == DRAFT_UNWRITABLE)
		text_addf(text, "      cannot be written in SmPL: %s\n", rule->reason);
	else
		text_addf(text, "      differs: %s\n", rule->reason ? rule->reason : "not tried");
	if (rule->said_there)
		text_addf(text, "      %s\n", rule->said_there);
}

static void report_file(struct text *text, const struct draft_file *file, bool is_reverse)
{
	if (file->reason)
		text_addf(text, "%s: cannot be written in SmPL: %s\n", file->path, file->reason);
	else if (is_reverse)
		return;
	else if (file->same)
		text_addf(text, "%s: reproduces the commit\n", file->path);
	else if (file->nr_changes && file->differs_at)
		text_addf(text, "%s: is not yet the commit's, from line %u there on\n", file->path, file->differs_at);
	else
		text_addf(text, "%s: %s\n", file->path, file->nr_changes ? "no rule for it" : "nothing but comments and blanks");
}

void draft_report(struct text *text, const struct draft *draft)
{
	owned(text_release) struct text raw = { 0 };
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	size_t i;

	text_addf(&raw, "%.12s \"%s\"%s%s\n\n", draft->id, draft->subject, draft->onto ? ", for " : "",
		  draft->onto ? draft->onto : "");
	for (i = 0; i < draft->nr_files; i++) {
		report_file(&raw, &draft->files[i], draft->is_reverse);
		at = (struct draft_place){ .file = i };
		while (at.file == i && (rule = draft_next(draft, &at)))
			if (rule->path == draft->files[i].path)
				report_rule(&raw, rule);
	}
	if (draft->failure)
		text_addf(&raw, "\nnot run on the target: %s\n", draft->failure);
	for (i = 0; i < draft->nr_notes; i++)
		text_addf(&raw, "note: %s\n", draft->notes[i]);
	text_add_printable(text, text_str(&raw), raw.len);
}

int draft_exit_code(const struct draft *draft)
{
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	size_t i;

	for (i = 0; i < draft->nr_files; i++)
		if (draft->files[i].reason || (draft->files[i].nr_changes && !draft->files[i].same && !draft->is_reverse))
			return 1;
	while ((rule = draft_next(draft, &at)))
		if (rule->outcome != DRAFT_REPRODUCES || rule->there != THERE_FIRES)
			return 1;
	return draft->failure || draft->nr_notes ? 1 : 0;
}
