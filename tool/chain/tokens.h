/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOKENS_H
#define TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../error.h"

/*
 * C's tokens, and how declarations are made of them: what outline.c and name-uses.c share. Nothing is allocated
 * but by array_room(); tokens point into the text.
 */
enum token_kind {
	TOKEN_END,              /* below 256: the character itself */
	TOKEN_NAME = 256,
	TOKEN_NUMBER,
	TOKEN_LITERAL,
	TOKEN_ARROW,
	TOKEN_DIRECTIVE,        /* "#" and its name, which is in word */
	TOKEN_DIRECTIVE_END,
	TOKEN_BODY,             /* stands for a struct's or enum's braces and all that is in them */
};

enum word {
	WORD_PLAIN,             /* no keyword */
	WORD_STATIC,
	WORD_EXTERN,
	WORD_INLINE,
	WORD_TYPEDEF,
	WORD_STORAGE,           /* other storage classes */
	WORD_QUALIFIER,
	WORD_TYPE,
	WORD_VOID,
	WORD_STRUCT,            /* also union */
	WORD_ENUM,
	WORD_TYPEOF,
	WORD_ATTRIBUTE,
	WORD_CONTROL,           /* if, for, while, switch: parentheses follow, then a statement */
	WORD_STATEMENT,         /* else, do: a statement follows */
	WORD_GOTO,
	WORD_OTHER,
};

enum directive {
	DIRECTIVE_OTHER,
	DIRECTIVE_IF,
	DIRECTIVE_ELSE,
	DIRECTIVE_ENDIF,
	DIRECTIVE_DEFINE,
	DIRECTIVE_INCLUDE,
};

struct token {
	uint32_t at, len, line;
	uint16_t kind;
	uint8_t word;
	bool in_directive;
};

/* Gives an array room for one more. */
static inline void *array_room(void *array, size_t nr, size_t *capacity, size_t size)
{
	if (nr < *capacity)
		return array;
	*capacity = *capacity ? 2 * *capacity : 32;
	return mem_realloc(array, *capacity * size);
}

/* ---- the scanner ---- */

/* A comment that has its lines for itself; or several, line below line. */
struct comment_block {
	uint32_t first, last;
};
struct comments {
	struct comment_block *v;
	size_t nr, capacity;
};

struct scanner {
	const char *text;
	uint32_t at, end;
	uint32_t line;
	bool line_begun;        /* a token stands on this line */
	bool in_directive;
	struct comments *comments; /* where those that are met are noted; NULL: not wanted */
};

struct scanner scanner_of(const char *text, size_t len);
/*
 * The next token. "#if x" is TOKEN_DIRECTIVE, x, TOKEN_DIRECTIVE_END; only in a directive do line ends
 * matter. A literal that is not closed ends with its line, a comment with the text.
 */
struct token scanner_next(struct scanner *s);
/* To the line end of the directive that is being read, which is over then. */
void scanner_skip_directive(struct scanner *s);
void scanner_skip_blanks(struct scanner *s); /* and comments */
void scanner_skip_comment(struct scanner *s);
void scanner_skip_literal(struct scanner *s);

/* BRACED: what has to be looked at where only the closing brace is wanted. */
enum char_class { CHAR_LETTER = 1, CHAR_DIGIT = 2, CHAR_BLANK = 4, CHAR_BRACED = 8 };
extern const uint8_t char_classes[256];

static inline int scanner_class(const struct scanner *s)
{
	return char_classes[(unsigned char)s->text[s->at]];
}

/* Over all characters that are none of these classes: the place in a register, which is half of the time. */
static inline void scanner_skip_to(struct scanner *s, int classes)
{
	uint32_t at = s->at;

	while (at < s->end && !(char_classes[(unsigned char)s->text[at]] & classes))
		at++;
	s->at = at;
}

static inline bool scanner_sees(const struct scanner *s, uint32_t ahead, char c)
{
	return s->end - s->at > ahead && s->text[s->at + ahead] == c;
}

static inline bool scanner_at_comment(const struct scanner *s)
{
	return scanner_sees(s, 0, '/') && (scanner_sees(s, 1, '*') || scanner_sees(s, 1, '/'));
}

/* ---- tokens of a statement ---- */

#define NO_TOKEN UINT32_MAX

/* What else is known of tokens where the uses of names are read. */
struct pairing {
	uint32_t partner;       /* of a bracket: the other one; else, and where there is none, NO_TOKEN */
	uint32_t before;        /* the token before, as the compiler sees it: not through a #define */
	uint32_t conditionals;  /* #if, #else, #endif that were met before */
	int32_t arguments;      /* of a '(': separated by commas; -1 where a conditional is between them */
	bool is_declared;       /* a parameter's name in a declaration */
};

/* A stretch of tokens of a text: v[at] .. v[end - 1]. */
struct tokens {
	const struct pairing *pairs; /* NULL: brackets are not paired */
	const char *text;
	const struct token *v;
	size_t at, end;
};

static inline bool is_kind(const struct tokens *t, size_t at, int kind)
{
	return at < t->end && t->v[at].kind == kind;
}

static inline bool is_name(const struct tokens *t, size_t at)
{
	return is_kind(t, at, TOKEN_NAME) && t->v[at].word == WORD_PLAIN;
}

static inline bool is_word(const struct tokens *t, size_t at, enum word word)
{
	return is_kind(t, at, TOKEN_NAME) && t->v[at].word == word;
}

static inline bool is_one_of(int kind, const char *characters)
{
	return kind && kind < TOKEN_NAME && strchr(characters, kind);
}

static inline bool is_opening(int kind)
{
	return kind == '(' || kind == '[' || kind == '{';
}

static inline bool is_closing(int kind)
{
	return kind == ')' || kind == ']' || kind == '}';
}

static inline const char *token_spelling(const struct tokens *t, size_t at)
{
	return t->text + t->v[at].at;
}

/* SYSCALL_DEFINE3, NORETURN: capitals, at least two. */
bool token_is_capitals(const struct tokens *t, size_t at);
/* __init, __user: no name that a person gives to what other people use. */
bool token_is_reserved(const struct tokens *t, size_t at);
/* What stands behind a declarator's name and is an attribute, as far as one can tell. */
bool token_is_attribute(const struct tokens *t, size_t at);
bool token_has_part(const struct tokens *t, size_t at, const char *part);
/* Behind the bracket that closes the group which begins at 'at'. */
size_t tokens_behind_group(const struct tokens *t, size_t at);
/* Behind a name, with the parentheses that may follow it. */
size_t tokens_behind_call(const struct tokens *t, size_t at);

/*
 * Reads "struct x *a, b[3], (*c)(int) = d, e:4": the names that a declaration declares, one after the other. A type
 * comes first: a struct with its tag, a keyword, or else one name. Of two names behind it the second declares (void
 * __user *p), unless it looks like an attribute (int x __aligned(8), int x RTE_PACKED).
 */
struct declarators {
	struct tokens t;
	bool is_typedef;
	bool typed;
	size_t type_end;        /* behind the type */
	size_t begin;           /* of the declarator that was read last */
};
bool declarators_next(size_t *name, struct declarators *d);

/* "name(...)": the name, the '(' and what is behind the ')'. */
struct signature {
	size_t name, open, behind;
};
/* The function that a statement declares or, before a '{', defines; or the macro that does so for it. */
bool signature_find(struct signature *found, const struct tokens *t, bool at_brace);
/* A macro that defines something: in capitals, and nothing before it is a type. */
bool signature_is_macro(const struct tokens *t, const struct signature *s);
/*
 * The argument of such a macro that names what it defines; SIZE_MAX: none can. DEFINE_PER_CPU(type, name) has it
 * second.
 */
size_t signature_of_macro(const struct tokens *t, const struct signature *s);
/* -1: not known, or any number. */
int signature_parameters(const struct tokens *t, const struct signature *s);
/* Whether something before a name can be its type. */
bool tokens_have_type(const struct tokens *t, size_t name);

/* FNV-1a, with a last mix since tables take the low bits. */
static inline uint64_t name_hash(const char *name, size_t len, uint64_t seed)
{
	uint64_t hash = 0xcbf29ce484222325u ^ seed;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 0x100000001b3u;
	hash = (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15u;
	return hash ^ (hash >> 29);
}

/* Of longer texts, eight bytes at a time. */
static inline uint64_t line_hash(const char *line, size_t len)
{
	uint64_t hash = len * 0x9e3779b97f4a7c15u, word;

	for (; len >= sizeof(word); len -= sizeof(word), line += sizeof(word)) {
		memcpy(&word, line, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	word = 0;
	memcpy(&word, line, len);
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ (hash >> 32);
}

#endif
