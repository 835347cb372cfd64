// SPDX-License-Identifier: GPL-2.0-only
/*
 * SmPL and hostile code.
 *
 * A rule begins where '@' is the first sign of a line, after the '+' or '-' if there is one; "@@" ends and begins rules
 * anywhere. C has '@' in comments and literals only. So: each line of a body begins with a mark of ours; '@' must be
 * within a comment or literal, never be the first sign of its line, and never stand beside another. Then, should spatch
 * take something for code that we took for a comment, '@' is read as that of a position, which is a syntax error and
 * no script.
 *
 * Metavariables. In SmPL a name that nothing declares stands for itself, which is what is wanted of nearly all. To be declared
 * are types, where only a typedef could make sense of them, loops by macros, declarations by macros, and attributes.
 * They are guessed from the tokens around them; a wrong guess is a body that does not parse or does not come to the same,
 * which running it shows.
 */
#include <ctype.h>

#include "smpl.h"
#include "statements.h"

void smpl_line(struct text *body, char mark, const char *line, size_t len)
{
	while (len && (line[len - 1] == '\r' || line[len - 1] == '\n' || line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	text_addc(body, mark);
	if (len && strchr("()|&@*.<-+", *line))
		text_addc(body, ' ');
	text_add(body, line, len);
	text_addc(body, '\n');
}

/* ---- safety ---- */

/* A body without its marks, which become blanks: C, as far as comments and literals are concerned. */
static void without_marks(struct text *code, const char *body)
{
	const char *at = body, *end = body + strlen(body), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len) {
			text_addc(code, ' ');
			text_add(code, line + 1, len - 1);
		}
		text_addc(code, '\n');
	}
}

static const char *at_sign_trouble(const char *body)
{
	const char *at = body, *end = body + strlen(body), *line;
	size_t len;

	if (strstr(body, "@@"))
		return "it has '@@', which is SmPL's own";
	while (text_line(&line, &len, &at, end)) {
		size_t blanks = len ? 1 + strspn(line + 1, " \t") : 0;

		if (len && !strchr(" +-", *line))
			return "a line of it is none of SmPL's";
		if (len && line[len - 1] == '\\')
			return "a line of it goes on behind its end";
		if (blanks < len && line[blanks] == '@')
			return "a line of it begins with '@', where SmPL has its rules begin";
	}
	return NULL;
}

static const char *token_trouble(const struct code *code)
{
	size_t i;

	for (i = 0; i < code->nr_tokens; i++) {
		int kind = code->tokens[i].kind;

		if (kind == '@' || kind == '\\' || kind == '`' || kind == ' ')
			return "it has a sign that is none of C's outside of comments and literals";
		if (kind == TOKEN_LITERAL && code->tokens[i].len < 2)
			return "a literal of it does not end";
		if (kind == TOKEN_LITERAL && code->text[code->tokens[i].at + code->tokens[i].len - 1] != code->text[code->tokens[i].at])
			return "a literal of it does not end on its line";
	}
	return NULL;
}

const char *smpl_trouble(const char *body)
{
	owned(text_release) struct text plain = { 0 };
	owned(code_release) struct code code = { 0 };
	const char *trouble = at_sign_trouble(body);

	if (trouble)
		return trouble;
	without_marks(&plain, body);
	code_make(&code, text_str(&plain), plain.len);
	return token_trouble(&code);
}

/* ---- strings of several parts ---- */

#define STRING_PREFIX "WORDS_"
#define MAX_STRINGS 20

struct part_string {
	size_t first, nr;       /* tokens */
	char mark;
	bool has_name;
	unsigned number;        /* of the metavariable; 0: its parts are joined */
};

struct part_strings {
	struct part_string v[MAX_STRINGS];
	size_t nr;
	unsigned nr_numbers;
};

static char mark_of(const char *body, uint32_t at)
{
	while (at && body[at - 1] != '\n')
		at--;
	return body[at];
}

static bool is_string(const struct code *code, size_t at)
{
	return at < code->nr_tokens && code->tokens[at].kind == TOKEN_LITERAL && code->text[code->tokens[at].at] == '"';
}

/* A name beside a string is a macro that is one: KERN_ERR "x", "%" PRIu64. */
static bool is_string_part(const struct code *code, size_t at)
{
	return is_string(code, at) || (at < code->nr_tokens && code->tokens[at].kind == TOKEN_NAME &&
				       code->tokens[at].word == WORD_PLAIN && !code->tokens[at].in_directive &&
				       ((at && is_string(code, at - 1)) || is_string(code, at + 1)));
}

static bool same_parts(const struct code *code, const struct part_string *a, const struct part_string *b)
{
	size_t i;

	for (i = 0; a->nr == b->nr && i < a->nr; i++) {
		const struct token *x = &code->tokens[a->first + i], *y = &code->tokens[b->first + i];

		if (x->len != y->len || memcmp(code->text + x->at, code->text + y->at, x->len))
			return false;
	}
	return a->nr == b->nr;
}

static void find_strings(struct part_strings *strings, const struct code *code, const char *body)
{
	size_t i;

	for (i = 0; i < code->nr_tokens && strings->nr < MAX_STRINGS; i++) {
		struct part_string one = { .first = i, .mark = mark_of(body, code->tokens[i].at) };

		while (is_string_part(code, i) && mark_of(body, code->tokens[i].at) == one.mark) {
			one.has_name |= !is_string(code, i);
			one.nr++;
			i++;
		}
		if (one.nr)
			i--;
		if (one.nr > 1)
			strings->v[strings->nr++] = one;
	}
}

/* What is there, and is not just text that is added, is matched by a metavariable. */
static bool number_strings(struct part_strings *strings, const struct code *code)
{
	size_t i, k;

	for (i = 0; i < strings->nr; i++) {
		struct part_string *one = &strings->v[i];

		if (one->mark == '+')
			continue;
		for (k = 0; k < i && !one->number; k++)
			if (strings->v[k].number && same_parts(code, one, &strings->v[k]))
				one->number = strings->v[k].number;
		if (!one->number)
			one->number = ++strings->nr_numbers;
	}
	for (i = 0; i < strings->nr; i++) {
		struct part_string *one = &strings->v[i];

		for (k = 0; one->mark == '+' && k < strings->nr && !one->number; k++)
			if (strings->v[k].mark != '+' && same_parts(code, one, &strings->v[k]))
				one->number = strings->v[k].number;
		if (one->has_name && !one->number)
			return false;
	}
	return true;
}

static void write_string(struct text *whole, const struct code *code, const struct part_string *one)
{
	size_t i;

	if (one->number) {
		text_addf(whole, STRING_PREFIX "%u", one->number);
		return;
	}
	text_addc(whole, '"');
	for (i = one->first; i < one->first + one->nr; i++)
		text_add(whole, code->text + code->tokens[i].at + 1, code->tokens[i].len - 2);
	text_addc(whole, '"');
}

bool smpl_whole_strings(struct text *whole, const char *body)
{
	owned(text_release) struct text plain = { 0 };
	owned(code_release) struct code code = { 0 };
	struct part_strings strings = { .nr = 0 };
	size_t i, at = 0;

	without_marks(&plain, body); /* which moves nothing */
	code_make(&code, text_str(&plain), plain.len);
	find_strings(&strings, &code, body);
	if (strings.nr && strstr(body, STRING_PREFIX))
		return false;
	if (!number_strings(&strings, &code))
		return false;
	for (i = 0; i < strings.nr; i++) {
		const struct token *first = &code.tokens[strings.v[i].first];
		const struct token *last = first + strings.v[i].nr - 1;

		text_add(whole, body + at, first->at - at);
		write_string(whole, &code, &strings.v[i]);
		at = last->at + last->len;
	}
	text_adds(whole, body + at);
	return true;
}

/* ---- metavariables ---- */
/* ---- metavariables ---- */

static bool is_plain_name(const struct code *code, size_t at)
{
	return at < code->nr_tokens && code->tokens[at].kind == TOKEN_NAME && code->tokens[at].word == WORD_PLAIN;
}

static int kind_of(const struct code *code, size_t at)
{
	return at < code->nr_tokens ? code->tokens[at].kind : TOKEN_END;
}

/* The token before, where "..." ends a statement as ';' does. */
static int kind_before(const struct code *code, size_t at)
{
	if (!at || (at > 1 && kind_of(code, at - 1) == '.' && kind_of(code, at - 2) == '.'))
		return ';';
	return kind_of(code, at - 1);
}

static bool has_prefix(const struct code *code, size_t at, const char *prefix)
{
	size_t len = strlen(prefix);

	return code->tokens[at].len >= len && !memcmp(code->text + code->tokens[at].at, prefix, len);
}

static bool has_suffix(const struct code *code, size_t at, const char *suffix)
{
	size_t len = strlen(suffix), own = code->tokens[at].len;

	return own >= len && !memcmp(code->text + code->tokens[at].at + own - len, suffix, len);
}

/* Coccinelle's own, which it does not allow to be declared. */
static bool is_builtin(const struct code *code, size_t at)
{
	return code_token_is(code, at, "size_t") || code_token_is(code, at, "ssize_t") || code_token_is(code, at, "ptrdiff_t");
}

/* u8 .. s64, __le16: types by their looks. bool is a keyword to us, and none to spatch. */
static bool looks_like_type(const struct code *code, size_t at)
{
	static const char *const names[] = {
		"u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16", "__u32", "__u64", "__s8", "__s16",
		"__s32", "__s64", "__le16", "__le32", "__le64", "__be16", "__be32", "__be64", "__sum16", "__wsum", "bool",
	};
	size_t i;

	if (kind_of(code, at) != TOKEN_NAME)
		return false;
	for (i = 0; i < nr_of(names); i++)
		if (code_token_is(code, at, names[i]))
			return true;
	return is_plain_name(code, at) && has_suffix(code, at, "_t") && kind_of(code, at + 1) != '(' && !is_builtin(code, at);
}

static bool is_attribute(const struct code *code, size_t at)
{
	return has_prefix(code, at, "__") && !looks_like_type(code, at);
}

/* What a declaration or a cast can begin behind. */
static bool begins(const struct code *code, size_t at)
{
	int before = kind_before(code, at);

	return before == ';' || before == '{' || before == '}' || before == '(' || before == ',' || before == TOKEN_DIRECTIVE ||
	       (at && code->tokens[at - 1].kind == TOKEN_NAME && code->tokens[at - 1].word != WORD_PLAIN &&
		code->tokens[at - 1].word != WORD_STRUCT && code->tokens[at - 1].word != WORD_ENUM &&
		code->tokens[at - 1].word != WORD_GOTO && code->tokens[at - 1].word != WORD_STATEMENT &&
		code->tokens[at - 1].word != WORD_OTHER);
}

static bool is_type(const struct code *code, size_t at)
{
	int before = kind_before(code, at);
	size_t behind = at + 1;
	bool has_star;

	if (before == '.' || before == TOKEN_ARROW || (at && code->tokens[at - 1].word == WORD_STRUCT))
		return false;
	if (looks_like_type(code, at))
		return true;
	if (!is_plain_name(code, at) || is_builtin(code, at) || is_attribute(code, at) || !begins(code, at))
		return false;
	while (kind_of(code, behind) == '*')
		behind++;
	has_star = behind > at + 1;
	if (has_star && before == '(' && kind_of(code, behind) == ')')
		return true;
	if (!is_plain_name(code, behind))
		return false;
	if (!has_star)
		return before != '(' || kind_of(code, behind + 1) != ')' || true;
	return before == ';' || before == '{' || before == '}' ||
	       (before != '(' && before != ',' && kind_of(code, behind + 1) == '=');
}

static bool is_loop_macro(const struct code *code, size_t at, size_t depth)
{
	size_t behind;

	if (!depth || !is_plain_name(code, at) || kind_of(code, at + 1) != '(' || (at && kind_of(code, at - 1) == TOKEN_ARROW))
		return false;
	behind = statements_partner(code, at + 1, code->nr_tokens) + 1;
	return (kind_of(code, behind) == '{' || is_plain_name(code, behind)) && !is_attribute(code, at) && (begins(code, at) || kind_of(code, at - 1) == ')' || kind_of(code, at - 1) == ':');
}

static bool is_capitals(const struct code *code, size_t at)
{
	uint32_t i;

	for (i = 0; i < code->tokens[at].len; i++)
		if (islower((unsigned char)code->text[code->tokens[at].at + i]))
			return false;
	return code->tokens[at].len > 2;
}

/* It begins a declaration: no type before it, or it is a prototype. */
static bool is_declarer(const struct code *code, size_t at, size_t depth)
{
	int before = kind_before(code, at);
	size_t behind;

	if (!is_plain_name(code, at) || kind_of(code, at + 1) != '(' || (depth && !is_capitals(code, at)) ||
	    !(is_one_of(before, ";{}") || (at && code->tokens[at - 1].word == WORD_STATIC)))
		return false;
	if (depth && !has_prefix(code, at, "DECLARE_") && !has_prefix(code, at, "DEFINE_") && !has_suffix(code, at, "LIST_HEAD"))
		return false;
	behind = statements_partner(code, at + 1, code->nr_tokens) + 1;
	return kind_of(code, behind) == ';' || kind_of(code, behind) == '=';
}

static bool is_attribute_use(const struct code *code, size_t at)
{
	return is_plain_name(code, at) && is_attribute(code, at) && kind_of(code, at + 1) != '(' && at &&
	       (is_plain_name(code, at + 1) || kind_of(code, at + 1) == '*' || kind_of(code, at - 1) == '}' ||
		kind_of(code, at - 1) == ')') && kind_of(code, at - 1) != '(' &&
	       kind_of(code, at - 1) != ',' && kind_of(code, at - 1) != '=';
}

struct declared {
	struct strings lines;
};

static void declare(struct declared *declared, const char *as, const struct code *code, size_t at)
{
	owned(text_release) struct text line = { 0 };

	text_adds(&line, as);
	text_add(&line, code->text + code->tokens[at].at, code->tokens[at].len);
	text_addc(&line, ';');
	if (!strings_has(&declared->lines, text_str(&line)))
		strings_add(&declared->lines, text_str(&line));
}

static void declare_words(struct declared *declared, const struct code *code)
{
	size_t i, depth = 0;

	for (i = 0; i < code->nr_tokens; i++) {
		int kind = code->tokens[i].kind;

		if (kind == TOKEN_NAME && has_prefix(code, i, STRING_PREFIX)) {
			declare(declared, "expression ", code, i);
			continue;
		}
		if (kind == '{')
			depth++;
		if (kind == '}' && depth)
			depth--;
		if (kind != TOKEN_NAME)
			continue;
		if (is_loop_macro(code, i, depth))
			declare(declared, "iterator name ", code, i);
		else if (is_declarer(code, i, depth))
			declare(declared, "declarer name ", code, i);
		else if (is_attribute_use(code, i))
			declare(declared, "attribute name ", code, i);
		else if (is_type(code, i))
			declare(declared, "typedef ", code, i);
	}
}

/* The lines of a body that stand for what is there: not those added. */
static void lines_there(struct text *code, const char *body)
{
	const char *at = body, *end = body + strlen(body), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (!len || *line == '+')
			continue;
		text_add(code, line + 1, len - 1);
		text_addc(code, '\n');
	}
}

static bool uses_name(const struct code *code, const char *name)
{
	size_t i;

	for (i = 0; i < code->nr_tokens; i++)
		if (code->tokens[i].kind == TOKEN_NAME && code_token_is(code, i, name) &&
		    !(i && (code->tokens[i - 1].kind == '.' || code->tokens[i - 1].kind == TOKEN_ARROW)))
			return true;
	return false;
}

/* Only names that something there binds: one that is just added would have no value. */
static void declare_names(struct declared *declared, const char *body, const struct draft_name *names, size_t nr)
{
	owned(text_release) struct text there = { 0 };
	owned(code_release) struct code code = { 0 };
	size_t i;

	lines_there(&there, body);
	code_make(&code, text_str(&there), there.len);
	for (i = 0; i < nr; i++) {
		if (!uses_name(&code, names[i].from))
			continue;
		if (names[i].is_local)
			strings_addf(&declared->lines, "identifier %s;", names[i].from);
		else
			strings_addf(&declared->lines, "identifier %s = {%s, %s};", names[i].from, names[i].from, names[i].to);
	}
}

void smpl_metavariables(struct text *text, const char *body, const struct draft_name *names, size_t nr_names)
{
	owned(text_release) struct text plain = { 0 };
	owned(code_release) struct code code = { 0 };
	struct declared declared = { { 0 } };
	size_t i;

	without_marks(&plain, body);
	code_make(&code, text_str(&plain), plain.len);
	declare_words(&declared, &code);
	declare_names(&declared, body, names, nr_names);
	for (i = 0; i < declared.lines.nr; i++)
		text_addf(text, "%s\n", declared.lines.v[i]);
	strings_release(&declared.lines);
}

/* ---- names and comments ---- */

#define LONGEST_RULE_NAME 60

void smpl_rule_name(struct text *name, const char *from)
{
	static const char *const own[] = {
		"depends", "extends", "disable", "using", "exists", "forall", "expression", "identifier", "script",
		"initialize", "finalize", "virtual", "ever", "never", "on", "type", "statement", "position", "list",
		"fresh", "typedef", "declarer", "iterator", "attribute", "constant", "parameter", "metavariable", "symbol",
		"function", "local", "format", "field", "declaration", "initialiser", "initializer", "error", "words",
		"operator", "binary", "assignment", "idexpression", "global", "any", "strict", "when", "include", "file", "in",
		"name", "merge", "not", "pragma",
	};
	size_t i, start = name->len;

	for (i = 0; from[i] && i < LONGEST_RULE_NAME; i++)
		text_addc(name, isalnum((unsigned char)from[i]) ? from[i] : '_');
	if (name->len == start || isdigit((unsigned char)name->data[start])) {
		owned(text_release) struct text with = { 0 };

		text_addf(&with, "rule_%s", text_str(name) + start);
		name->len = start;
		text_add(name, text_str(&with), with.len);
	}
	for (i = 0; i < nr_of(own); i++)
		if (!strcmp(text_str(name) + start, own[i])) {
			text_adds(name, "_rule");
			return;
		}
}

void smpl_comment(struct text *text, const char *sentence)
{
	owned(text_release) struct text printable = { 0 };
	size_t i;

	text_add_printable(&printable, sentence, strlen(sentence));
	text_adds(text, "//");
	if (printable.len)
		text_addc(text, ' ');
	for (i = 0; i < printable.len; i++)
		text_addc(text, printable.data[i] == '\n' ? ' ' : printable.data[i]);
	text_addc(text, '\n');
}
