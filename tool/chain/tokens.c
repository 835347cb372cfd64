// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scanner, and how declarations are read from tokens.
 *
 * Which of several "name(...)" in a statement is the function: the first that only attributes follow (__printf(1, 2)
 * void f(...) __must_hold(x)). Names in capitals and names that begin with two underscores are attributes where they
 * may be one. A name in capitals that has no type before it is a macro that defines: DEFINE_MUTEX(x),
 * SYSCALL_DEFINE1(x, ...) {.
 *
 * A line end that is escaped, strings, characters and comments are read as C does, but that a literal ends with its
 * line: "#error don't" and assembly are in files too. '$' and bytes above 127 are letters, as for gcc.
 */
#include "tokens.h"

#define SHORTEST_KEYWORD 2
#define LONGEST_KEYWORD 15

/* ---- the scanner ---- */

const uint8_t char_classes[256] = {
	['a' ... 'z'] = CHAR_LETTER, ['A' ... 'Z'] = CHAR_LETTER, ['_'] = CHAR_LETTER, ['$'] = CHAR_LETTER,
	[0x80 ... 0xff] = CHAR_LETTER, ['0' ... '9'] = CHAR_DIGIT,
	[' '] = CHAR_BLANK, ['\t'] = CHAR_BLANK, ['\r'] = CHAR_BLANK, ['\f'] = CHAR_BLANK, ['\v'] = CHAR_BLANK,
	['{'] = CHAR_BRACED, ['}'] = CHAR_BRACED, ['"'] = CHAR_BRACED, ['\''] = CHAR_BRACED, ['/'] = CHAR_BRACED,
	['\n'] = CHAR_BRACED, ['\\'] = CHAR_BRACED,
};

/* The length of a backslash with its line end, or 0. */
static uint32_t continuation(const struct scanner *s)
{
	if (!scanner_sees(s, 0, '\\'))
		return 0;
	return scanner_sees(s, 1, '\n') ? 2 : scanner_sees(s, 1, '\r') && scanner_sees(s, 2, '\n') ? 3 : 0;
}

static void note_comment(struct comments *comments, uint32_t first, uint32_t last)
{
	if (comments->nr && comments->v[comments->nr - 1].last + 1 >= first) {
		comments->v[comments->nr - 1].last = last;
		return;
	}
	comments->v = array_room(comments->v, comments->nr, &comments->capacity, sizeof(*comments->v));
	comments->v[comments->nr++] = (struct comment_block){ first, last };
}

static void skip_line_comment(struct scanner *s)
{
	while (s->at < s->end && s->text[s->at] != '\n') {
		uint32_t more = continuation(s);

		s->line += more != 0;
		s->at += more ? more : 1;
	}
}

static void skip_block_comment(struct scanner *s)
{
	const char *end = s->text + s->end, *start = s->text + s->at + 2, *stop = end, *at;

	for (at = start; at < end && (at = memchr(at, '*', (size_t)(end - at))); at++)
		if (at + 1 < end && at[1] == '/') {
			stop = at + 2;
			break;
		}
	for (at = start; at < stop && (at = memchr(at, '\n', (size_t)(stop - at))); at++) {
		s->line++;
		s->line_begun = false;
	}
	s->at = (uint32_t)(stop - s->text);
}

void scanner_skip_comment(struct scanner *s)
{
	bool alone = !s->line_begun;
	uint32_t first = s->line;

	if (s->text[s->at + 1] == '/')
		skip_line_comment(s);
	else
		skip_block_comment(s);
	if (alone && s->comments)
		note_comment(s->comments, first, s->line);
}

/* A string or character; one that is not closed ends with its line, as in "#error don't". */
void scanner_skip_literal(struct scanner *s)
{
	char quote = s->text[s->at++];

	while (s->at < s->end && s->text[s->at] != '\n') {
		uint32_t more = continuation(s);

		if (more) {
			s->line++;
			s->at += more;
		} else if (s->text[s->at] == '\\' && s->end - s->at > 1) {
			s->at += 2;
		} else if (s->text[s->at++] == quote) {
			return;
		}
	}
}

/* To the line end that ends a directive, which is not taken. */
void scanner_skip_directive(struct scanner *s)
{
	while (s->at < s->end && s->text[s->at] != '\n') {
		uint32_t more = continuation(s);

		s->line += more != 0;
		if (more)
			s->at += more;
		else if (scanner_at_comment(s))
			scanner_skip_comment(s);
		else if (s->text[s->at] == '"' || s->text[s->at] == '\'')
			scanner_skip_literal(s);
		else
			s->at++;
		scanner_skip_to(s, CHAR_BRACED);
	}
	s->in_directive = false;
}

/* Within a directive, up to its line end. */
void scanner_skip_blanks(struct scanner *s)
{
	while (s->at < s->end) {
		uint32_t more;

		if (scanner_class(s) & CHAR_BLANK) {
			s->at++;
		} else if (s->text[s->at] == '\n' && !s->in_directive) {
			s->at++;
			s->line++;
			s->line_begun = false;
		} else if (scanner_at_comment(s)) {
			scanner_skip_comment(s);
		} else if ((more = continuation(s))) {
			s->at += more;
			s->line++;
		} else {
			return;
		}
	}
}

static const struct keyword {
	const char *name;
	enum word word;
} keywords[] = { /* sorted */
	{ "_Alignas", WORD_ATTRIBUTE }, { "_Alignof", WORD_OTHER }, { "_Atomic", WORD_QUALIFIER },
	{ "_Bool", WORD_TYPE }, { "_Generic", WORD_OTHER }, { "_Noreturn", WORD_STORAGE },
	{ "_Static_assert", WORD_OTHER }, { "_Thread_local", WORD_STORAGE }, { "__alignof__", WORD_OTHER },
	{ "__always_inline", WORD_INLINE }, { "__asm", WORD_ATTRIBUTE }, { "__asm__", WORD_ATTRIBUTE },
	{ "__attribute", WORD_ATTRIBUTE }, { "__attribute__", WORD_ATTRIBUTE }, { "__const", WORD_QUALIFIER },
	{ "__declspec", WORD_ATTRIBUTE }, { "__extension__", WORD_QUALIFIER }, { "__inline", WORD_INLINE },
	{ "__inline__", WORD_INLINE }, { "__restrict", WORD_QUALIFIER }, { "__restrict__", WORD_QUALIFIER },
	{ "__signed__", WORD_TYPE }, { "__thread", WORD_STORAGE }, { "__typeof", WORD_TYPEOF },
	{ "__typeof__", WORD_TYPEOF }, { "__volatile__", WORD_QUALIFIER }, { "alignas", WORD_ATTRIBUTE },
	{ "asm", WORD_ATTRIBUTE }, { "auto", WORD_STORAGE }, { "bool", WORD_TYPE }, { "break", WORD_OTHER },
	{ "case", WORD_OTHER }, { "char", WORD_TYPE }, { "const", WORD_QUALIFIER }, { "continue", WORD_OTHER },
	{ "default", WORD_OTHER }, { "do", WORD_STATEMENT }, { "double", WORD_TYPE }, { "else", WORD_STATEMENT },
	{ "enum", WORD_ENUM }, { "extern", WORD_EXTERN }, { "float", WORD_TYPE }, { "for", WORD_CONTROL },
	{ "goto", WORD_GOTO }, { "if", WORD_CONTROL }, { "inline", WORD_INLINE }, { "int", WORD_TYPE },
	{ "long", WORD_TYPE }, { "register", WORD_STORAGE }, { "restrict", WORD_QUALIFIER },
	{ "return", WORD_OTHER }, { "short", WORD_TYPE }, { "signed", WORD_TYPE }, { "sizeof", WORD_OTHER },
	{ "static", WORD_STATIC }, { "struct", WORD_STRUCT }, { "switch", WORD_CONTROL },
	{ "typedef", WORD_TYPEDEF }, { "typeof", WORD_TYPEOF }, { "union", WORD_STRUCT },
	{ "unsigned", WORD_TYPE }, { "void", WORD_VOID }, { "volatile", WORD_QUALIFIER }, { "while", WORD_CONTROL },
};

/* As strcmp(), of a name without an end and a word. */
static int compare_word(const char *name, size_t len, const char *word)
{
	int order = strncmp(name, word, len);

	return order ? order : word[len] ? -1 : 0;
}

static enum word word_of(const char *name, size_t len)
{
	size_t low = 0, high = nr_of(keywords);

	if (len < SHORTEST_KEYWORD || len > LONGEST_KEYWORD || (*name != '_' && (*name < 'a' || *name > 'w')))
		return WORD_PLAIN;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = *name - *keywords[middle].name;

		if (!order)
			order = compare_word(name, len, keywords[middle].name);
		if (!order)
			return keywords[middle].word;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return WORD_PLAIN;
}

static enum directive directive_of(const char *name, size_t len)
{
	static const struct {
		const char *name;
		enum directive directive;
	} names[] = {
		{ "if", DIRECTIVE_IF }, { "ifdef", DIRECTIVE_IF }, { "ifndef", DIRECTIVE_IF },
		{ "else", DIRECTIVE_ELSE }, { "elif", DIRECTIVE_ELSE }, { "endif", DIRECTIVE_ENDIF },
		{ "define", DIRECTIVE_DEFINE }, { "include", DIRECTIVE_INCLUDE },
	};
	size_t i;

	for (i = 0; i < nr_of(names); i++)
		if (!compare_word(name, len, names[i].name))
			return names[i].directive;
	return DIRECTIVE_OTHER;
}

static uint32_t name_end(const struct scanner *s, uint32_t at)
{
	while (at < s->end && char_classes[(unsigned char)s->text[at]] & (CHAR_LETTER | CHAR_DIGIT))
		at++;
	return at;
}

/* '#' has been seen at the begin of a line. */
static void scan_directive(struct scanner *s, struct token *token)
{
	uint32_t start;

	s->in_directive = token->in_directive = true;
	s->at++;
	scanner_skip_blanks(s);
	start = s->at;
	s->at = name_end(s, start);
	token->kind = TOKEN_DIRECTIVE;
	token->word = directive_of(s->text + start, s->at - start);
	token->len = s->at - token->at;
}

static void scan_number(struct scanner *s, struct token *token)
{
	token->kind = TOKEN_NUMBER;
	while (s->at < s->end && (scanner_class(s) & (CHAR_LETTER | CHAR_DIGIT) || s->text[s->at] == '.'))
		s->at++;
}

static void scan_punctuation(struct scanner *s, struct token *token)
{
	token->kind = (unsigned char)s->text[s->at];
	if (!token->kind)
		token->kind = ' '; /* a NUL: anything that means nothing */
	if (token->kind == '-' && scanner_sees(s, 1, '>')) {
		token->kind = TOKEN_ARROW;
		s->at++;
	}
	s->at++;
}

struct token scanner_next(struct scanner *s)
{
	struct token token = { 0 };
	int class;

	scanner_skip_blanks(s);
	token.at = s->at;
	token.line = s->line;
	token.in_directive = s->in_directive;
	if (s->at >= s->end || s->text[s->at] == '\n') {
		token.kind = s->in_directive ? TOKEN_DIRECTIVE_END : TOKEN_END;
		s->in_directive = false;
		return token;
	}
	class = scanner_class(s);
	if (class & CHAR_LETTER) {
		token.kind = TOKEN_NAME;
		s->at = name_end(s, s->at);
		token.word = word_of(s->text + token.at, s->at - token.at);
	} else if (class & CHAR_DIGIT) {
		scan_number(s, &token);
	} else if (s->text[s->at] == '"' || s->text[s->at] == '\'') {
		token.kind = TOKEN_LITERAL;
		scanner_skip_literal(s);
	} else if (s->text[s->at] == '#' && !s->line_begun && !s->in_directive) {
		scan_directive(s, &token);
	} else {
		scan_punctuation(s, &token);
	}
	token.len = s->at - token.at;
	s->line_begun = true;
	return token;
}

struct scanner scanner_of(const char *text, size_t len)
{
	/* Longer texts are no source code; what is behind the first four gigabytes is not looked at. */
	return (struct scanner){ .text = text, .end = len < UINT32_MAX ? (uint32_t)len : UINT32_MAX - 1, .line = 1 };
}

/* ---- what tokens are like ---- */

bool token_is_reserved(const struct tokens *t, size_t at)
{
	return t->v[at].len > 2 && token_spelling(t, at)[0] == '_' && token_spelling(t, at)[1] == '_';
}

bool token_is_capitals(const struct tokens *t, size_t at)
{
	const char *name = token_spelling(t, at);
	unsigned nr = 0;
	uint32_t i;

	for (i = 0; i < t->v[at].len; i++) {
		if (name[i] >= 'a' && name[i] <= 'z')
			return false;
		nr += name[i] >= 'A' && name[i] <= 'Z';
	}
	return nr > 1;
}

bool token_has_part(const struct tokens *t, size_t at, const char *part)
{
	return memmem(token_spelling(t, at), t->v[at].len, part, strlen(part)) != NULL;
}

bool token_is_attribute(const struct tokens *t, size_t at)
{
	return token_is_reserved(t, at) || token_is_capitals(t, at);
}

size_t tokens_behind_group(const struct tokens *t, size_t at)
{
	size_t depth = 0;

	if (t->pairs && t->pairs[at].partner != NO_TOKEN && t->pairs[at].partner >= at)
		return t->pairs[at].partner < t->end ? t->pairs[at].partner + 1 : t->end;
	for (; at < t->end; at++) {
		if (is_opening(t->v[at].kind))
			depth++;
		else if (is_closing(t->v[at].kind) && !--depth)
			return at + 1;
	}
	return t->end;
}

/* The next token, or behind the group that begins here. */
static size_t behind_one(const struct tokens *t, size_t at)
{
	return is_opening(t->v[at].kind) ? tokens_behind_group(t, at) : at + 1;
}

size_t tokens_behind_call(const struct tokens *t, size_t at)
{
	return is_kind(t, at + 1, '(') ? tokens_behind_group(t, at + 1) : at + 1;
}

/* "foo_t (*name)(int)", "foo_t (STDCALL *name)(int)": the parentheses hold a declarator. */
static bool holds_pointer(const struct tokens *t, size_t open)
{
	size_t behind = tokens_behind_group(t, open), at = open + 1 + is_name(t, open + 1);

	return is_kind(t, at, '*') && (is_kind(t, behind, '(') || is_kind(t, behind, '['));
}

/*
 * Whether a name in the place of a type is one: "foo_t x", "__m128i x", "__be32 *x", but not "__init foo_t x" or
 * "__initdata static x".
 */
static bool is_type_name(const struct tokens *t, size_t at)
{
	if (!token_is_reserved(t, at))
		return true;
	if (!is_kind(t, at + 1, TOKEN_NAME))
		return true;
	if (is_kind(t, at + 2, '(') && token_is_capitals(t, at + 1))
		return false; /* __initdata DEFINE_MUTEX(x) */
	return is_name(t, at + 1) && !is_name(t, at + 2) && !is_kind(t, at + 2, '*');
}

/* ---- declarators ---- */

/* "} __packed;" and "} __packed x;", but not "typedef struct { } __u128;". */
static size_t behind_attributes(const struct tokens *t, size_t at, bool is_typedef)
{
	while (at < t->end) {
		size_t behind = tokens_behind_call(t, at);

		if (!is_word(t, at, WORD_ATTRIBUTE) &&
		    !(is_name(t, at) && token_is_attribute(t, at) &&
		      (is_name(t, behind) || (!is_typedef && behind == t->end))))
			break;
		at = behind;
	}
	return at;
}

/* Behind a tag and attributes: "struct __packed x", "enum x { }". */
static size_t behind_tag(const struct declarators *d)
{
	const struct tokens *t = &d->t;
	size_t at = behind_attributes(t, t->at + 1, true);

	at += is_name(t, at);
	return is_kind(t, at, TOKEN_BODY) ? behind_attributes(t, at + 1, d->is_typedef) : at;
}

/* Behind the type. */
static void skip_type(struct declarators *d)
{
	struct tokens *t = &d->t;

	while (t->at < t->end) {
		const struct token *token = &t->v[t->at];

		if (token->kind != TOKEN_NAME && token->kind != TOKEN_LITERAL && token->kind != TOKEN_BODY)
			return;
		if (is_word(t, t->at, WORD_STRUCT) || is_word(t, t->at, WORD_ENUM)) {
			d->typed = true;
			t->at = behind_tag(d);
		} else if (token->word == WORD_ATTRIBUTE || token->word == WORD_TYPEOF) {
			d->typed |= token->word == WORD_TYPEOF;
			t->at = tokens_behind_call(t, t->at);
		} else if (!d->typed && is_name(t, t->at) && is_kind(t, t->at + 1, '(') &&
			   !holds_pointer(t, t->at + 1)) {
			size_t behind = tokens_behind_call(t, t->at);

			d->typed = is_name(t, behind); /* STAILQ_HEAD(, x) name; */
			t->at = behind;
		} else if (is_name(t, t->at)) {
			if (d->typed)
				return;
			d->typed = is_type_name(t, t->at);
			t->at++;
		} else {
			d->typed |= token->word == WORD_TYPE || token->word == WORD_VOID;
			t->at++;
		}
	}
}

/* The name in "(*name)", "(__user *name)", "(*name[4])", "(name)": the last before a bracket. */
static size_t name_in_group(const struct tokens *t, size_t at)
{
	size_t name = SIZE_MAX;

	for (at++; at < t->end && t->v[at].kind != ')' && t->v[at].kind != '['; at++) {
		if (is_name(t, at))
			name = at;
		else if (t->v[at].kind == '(' && name != SIZE_MAX)
			break;
	}
	return name;
}

/* One declarator, up to its ','. */
static size_t read_declarator(struct tokens *t)
{
	size_t name = SIZE_MAX;
	bool is_array = false; /* so the name was before it */

	while (t->at < t->end && t->v[t->at].kind != ',') {
		int kind = t->v[t->at].kind;

		if (kind == '=' || kind == ':') {
			while (t->at < t->end && t->v[t->at].kind != ',')
				t->at = behind_one(t, t->at);
			break;
		}
		if (kind == '*')
			name = SIZE_MAX;
		if (kind == '(' && name == SIZE_MAX)
			name = name_in_group(t, t->at);
		if (is_name(t, t->at) && is_kind(t, t->at + 1, '(')) {
			if (name == SIZE_MAX && !token_is_reserved(t, t->at))
				name = t->at;
			t->at = tokens_behind_call(t, t->at);
			continue;
		}
		if (is_name(t, t->at) && (name == SIZE_MAX || (!is_array && !token_is_attribute(t, t->at))))
			name = t->at;
		is_array |= kind == '[';
		t->at = behind_one(t, t->at);
	}
	return name;
}

bool declarators_next(size_t *name, struct declarators *d)
{
	if (!d->typed) {
		skip_type(d);
		d->type_end = d->t.at;
	}
	while (d->typed && d->t.at < d->t.end) {
		d->begin = d->t.at;
		*name = read_declarator(&d->t);
		d->t.at++;
		if (*name != SIZE_MAX)
			return true;
	}
	return false;
}

/* ---- functions ---- */

bool tokens_have_type(const struct tokens *t, size_t name)
{
	size_t at;

	for (at = t->at; at < name; at++) {
		if (t->v[at].kind == '*' || t->v[at].kind == TOKEN_BODY)
			return true;
		if (t->v[at].kind != TOKEN_NAME)
			continue;
		if (t->v[at].word >= WORD_TYPE && t->v[at].word <= WORD_ENUM)
			return true;
		if (t->v[at].word == WORD_TYPEOF || (is_name(t, at) && is_type_name(t, at)))
			return true;
	}
	return false;
}

/*
 * Whether what is behind the parameters is nothing, attributes, or the next declarator. is_sure: it is no attribute
 * itself and has a type, so that any name behind it is an attribute. stop is what was in the way of an earlier one: it
 * is in the way of this one too.
 */
static bool ends_signature(size_t *stop, const struct tokens *t, const struct signature *s, bool is_sure)
{
	size_t at;

	if (*stop >= s->behind)
		return false;
	for (at = s->behind; at < t->end; ) {
		if (t->v[at].kind == ',' || t->v[at].kind == '=' || t->v[at].kind == '[')
			return true;
		if (is_word(t, at, WORD_QUALIFIER)) {
			at++;
		} else if (is_word(t, at, WORD_ATTRIBUTE) ||
			   (is_name(t, at) && (is_sure || token_is_attribute(t, at)))) {
			at = tokens_behind_call(t, at);
		} else {
			*stop = at;
			return false;
		}
	}
	return true;
}

/* "(*name(int a))(int b)" is a function, "(name)(int a)" too, "(*name)(int a)" is none. */
static bool signature_in_group(struct signature *s, const struct tokens *t, size_t open)
{
	size_t name = name_in_group(t, open);

	if (name == SIZE_MAX)
		return false;
	if (name == open + 1 && is_kind(t, name + 1, ')') && is_kind(t, name + 2, '('))
		*s = (struct signature){ name, name + 2, tokens_behind_group(t, name + 2) };
	else if (is_kind(t, name + 1, '('))
		*s = (struct signature){ name, name + 1, tokens_behind_group(t, open) };
	else
		return false;
	return true;
}

/* The attribute in "struct x y __aligned(8);", where "struct x __y(int);" is a function. */
static bool is_attribute_of_variable(const struct tokens *t, size_t name)
{
	if (!token_is_reserved(t, name) || name < t->at + 2)
		return false;
	return is_name(t, name - 1) && !token_is_attribute(t, name - 1) && !is_word(t, name - 2, WORD_STRUCT) &&
	       !is_word(t, name - 2, WORD_ENUM) && tokens_have_type(t, name - 1);
}

bool signature_find(struct signature *found, const struct tokens *t, bool at_brace)
{
	size_t at = t->at, stops[2] = { 0 };
	bool has_any = false, is_sure;

	while (at < t->end && t->v[at].kind != '=') {
		if (t->v[at].kind == '(') {
			if (signature_in_group(found, t, at))
				return true;
			if (is_kind(t, at + 1, '*'))
				return false;
		}
		if (is_name(t, at) && is_kind(t, at + 1, '(') && !holds_pointer(t, at + 1)) {
			*found = (struct signature){ at, at + 1, tokens_behind_call(t, at) };
			if (!at_brace && is_attribute_of_variable(t, at))
				return false;
			has_any = true;
			is_sure = !token_is_attribute(t, at) && tokens_have_type(t, at);
			if (ends_signature(&stops[is_sure], t, found, is_sure))
				return true;
		}
		if (is_name(t, at) && is_kind(t, at + 1, '(') && holds_pointer(t, at + 1))
			at++;
		else if (is_name(t, at) || is_word(t, at, WORD_ATTRIBUTE) || is_word(t, at, WORD_TYPEOF))
			at = tokens_behind_call(t, at);
		else
			at = behind_one(t, at);
	}
	return has_any && at_brace;
}

bool signature_is_macro(const struct tokens *t, const struct signature *s)
{
	return token_is_capitals(t, s->name) && !tokens_have_type(t, s->name);
}

size_t signature_of_macro(const struct tokens *t, const struct signature *s)
{
	size_t at, skip = token_has_part(t, s->name, "PER_CPU");

	for (at = s->open + 1; at + 1 < s->behind; at++) {
		bool is_whole = is_kind(t, at - 1, '(') || is_kind(t, at - 1, ',');

		if (t->v[at].kind == '(')
			return SIZE_MAX;
		skip -= skip && t->v[at].kind == ',';
		if (!skip && is_whole && is_name(t, at) && is_one_of(t->v[at + 1].kind, ",)["))
			return at;
	}
	return SIZE_MAX;
}

int signature_parameters(const struct tokens *t, const struct signature *s)
{
	size_t at = s->open + 1, end = tokens_behind_group(t, s->open) - 1;
	int nr = 1;

	if (at >= end || t->v[end - 1].kind == '.')
		return -1;
	if (end - at == 1 && is_word(t, at, WORD_VOID))
		return 0;
	while (at < end) {
		nr += t->v[at].kind == ',';
		at = behind_one(t, at);
	}
	return nr;
}

