// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a tree has.
 *
 * The files of the scope are read through the tree, so that what earlier steps
 * of a run have put over it counts. Two looks are taken at each:
 *
 *   - a scan of its C tokens gives the identifiers;
 *   - universal-ctags gives macros, members and functions. It needs no build and
 *     no configuration, takes about 0.1 s for all of fs/nfsd, and sees both sides of an
 *     #ifdef, which is right here: the question is what the source has.
 *
 * ctags does not expand macros and is helped over three things of the kernel's
 * that it takes for something else. It is given copies of the files, in which
 * lines stay where they are:
 *
 *   1. A macro call at the start of a line that ends without a semicolon is
 *      taken for the beginning of the next function, which is then lost:
 *      "DEFINE_FREE(x, struct a *, b(_T))" before "__be32 nfsd4_x(". Such
 *      calls (upper case, in column 0, not followed by a body) are blanked. SYSCALL_DEFINE1(...) { }
 *      has a body and stays.
 *   2. A member that is declared by a macro: DECLARE_BITMAP(bits, 32). ctags gets
 *      definitions of those that stand in kernel structs (member_macros).
 *   3. Attributes that have no underscores, or arguments: "struct list_head list
 *      ____cacheline_aligned" names a member ____cacheline_aligned. They are defined
 *      as nothing (also member_macros). Those in return types are dropped
 *      when the type is normalised, see type_normalise().
 *
 * All of the index is kept per file, with the content it was made of: a refresh
 * asks ctags only about the files whose content differs.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>

#include "feature.h"
#include "files.h"
#include "proc.h"

/* All of drivers/ takes ctags 20 s; a scope is a few folders, so this is a hanging ctags. */
#define CTAGS_TIMEOUT 120
/* 170 bytes a definition: room for 1.5 million of them. */
#define CTAGS_MAX_OUTPUT ((size_t)256 * 1024 * 1024)

enum definition_kind { DEFINED_MACRO, DEFINED_MEMBER, DEFINED_FUNCTION, DEFINED_STRUCT };

struct definition {
	enum definition_kind kind;
	const char *name;
	const char *parent;     /* of a member: the struct's name, or a typedef's whose struct has none */
	const char *type;       /* of a function, normalised */
	unsigned line, end;
};

/* An unnamed struct or union, and the member or typedef that is of that type. */
struct unnamed {
	const char *scope;      /* "nfs4_client::__anon0b8899ec0308" */
	const char *called;     /* the typedef's name; NULL for a member, whose inside is not the outer struct's */
};

struct index_file {
	char *path;
	struct text content;
	struct strings identifiers;     /* sorted */
	struct arena arena;             /* of all below */
	struct definition *definitions;
	size_t nr_definitions;
	struct unnamed *unnamed;
	size_t nr_unnamed;
};

struct features {
	const struct tree *tree;
	struct spatch_options options;
	struct strings scope;
	struct index_file **files;      /* sorted by path */
	size_t nr_files;
};

/* --- identifiers ------------------------------------------------------- */

struct scan {
	const char *at, *end;
	bool line_start;        /* nothing but blanks so far on this line */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool scan_sees(const struct scan *scan, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(scan->end - scan->at) >= len && !memcmp(scan->at, what, len);
}

/* Over a backslash and what it takes the meaning from; a CR before the LF belongs to it. */
static void skip_escape(struct scan *scan)
{
	scan->at++;
	if (scan_sees(scan, "\r\n"))
		scan->at++;
	if (scan->at < scan->end)
		scan->at++;
}

/* To the end of the line, which a backslash moves to the next one; the line feed is left. */
static void skip_line(struct scan *scan)
{
	while (scan->at < scan->end && *scan->at != '\n') {
		if (*scan->at == '\\')
			skip_escape(scan);
		else
			scan->at++;
	}
}

static void skip_comment(struct scan *scan)
{
	for (scan->at += 2; scan->at < scan->end; scan->at++) {
		if (scan_sees(scan, "*/")) {
			scan->at += 2;
			return;
		}
	}
}

/* A string or character literal. One that is not closed ends with its line: "#error don't". */
static void skip_literal(struct scan *scan)
{
	char quote = *scan->at++;

	while (scan->at < scan->end && *scan->at != '\n') {
		if (*scan->at == '\\') {
			skip_escape(scan);
			continue;
		}
		if (*scan->at++ == quote)
			return;
	}
}

/* A number as the preprocessor sees it, so that the UL of 0x10UL is no identifier. */
static void skip_number(struct scan *scan)
{
	while (scan->at < scan->end && (is_word(*scan->at) || *scan->at == '.'))
		scan->at++;
}

/* A # at the start of a line: of an #include nothing is an identifier, of the others the rest is. */
static void skip_hash(struct scan *scan)
{
	scan->at++;
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t'))
		scan->at++;
	if (scan_sees(scan, "include"))
		skip_line(scan);
}

/* Over one thing that holds no identifier. */
static void skip_other(struct scan *scan)
{
	char c = *scan->at;

	if (scan_sees(scan, "//"))
		skip_line(scan);
	else if (scan_sees(scan, "/*"))
		skip_comment(scan);
	else if (c == '"' || c == '\'')
		skip_literal(scan);
	else if (isdigit((unsigned char)c))
		skip_number(scan);
	else if (c == '#' && scan->line_start)
		skip_hash(scan);
	else
		scan->at++;
	if (c == '\n')
		scan->line_start = true;
	else if (c != ' ' && c != '\t' && c != '/')
		scan->line_start = false;
}

static bool next_identifier(const char **name, size_t *len, struct scan *scan)
{
	while (scan->at < scan->end) {
		const char *start = scan->at;

		if (!is_word(*start) || isdigit((unsigned char)*start)) {
			skip_other(scan);
			continue;
		}
		while (scan->at < scan->end && is_word(*scan->at))
			scan->at++;
		scan->line_start = false;
		*name = start;
		*len = (size_t)(scan->at - start);
		return true;
	}
	return false;
}

void identifiers_in(struct strings *identifiers, const char *text, size_t len)
{
	struct scan scan = { .at = text, .end = text + len, .line_start = true };
	const char *name;
	size_t name_len;

	while (next_identifier(&name, &name_len, &scan))
		strings_addf(identifiers, "%.*s", (int)name_len, name);
	strings_sort_unique(identifiers);
}

static unsigned line_of(const struct text *content, const char *at)
{
	const char *c;
	unsigned line = 1;

	for (c = text_str(content); c < at; c++)
		line += *c == '\n';
	return line;
}

/* The line on which an identifier of the file first occurs. */
static unsigned identifier_line(const struct index_file *file, const char *identifier)
{
	const char *text = text_str(&file->content);
	struct scan scan = { .at = text, .end = text + file->content.len, .line_start = true };
	const char *name;
	size_t len;

	while (next_identifier(&name, &len, &scan))
		if (len == strlen(identifier) && !memcmp(name, identifier, len))
			return line_of(&file->content, name);
	return 0;
}

static int compare_names(const void *name, const void *element)
{
	return strcmp(name, *(char *const *)element);
}

static bool has_identifier(const struct index_file *file, const char *name)
{
	return file->identifiers.nr && bsearch(name, file->identifiers.v, file->identifiers.nr,
					       sizeof(*file->identifiers.v), compare_names);
}

/* --- what ctags is given ------------------------------------------------ */

/* Macros with which members are declared, or which stand behind them. */
static const char *const member_macros[] = {
	"DECLARE_BITMAP(name,bits)=unsigned long name[bits]",
	"DECLARE_HASHTABLE(name,bits)=struct hlist_head name[1 << (bits)]",
	"DECLARE_FLEX_ARRAY(type,name)=type name[]",
	"DECLARE_KFIFO_PTR(name,type)=struct kfifo name",
	"struct_group(group,...)=__VA_ARGS__",
	"struct_group_tagged(tag,group,...)=__VA_ARGS__",
	"randomized_struct_fields_start=struct {",
	"randomized_struct_fields_end=};",
	"__counted_by(name)=",
	"__aligned(bytes)=",
	"__printf(a,b)=",
	"____cacheline_aligned=",
	"____cacheline_aligned_in_smp=",
	"__randomize_layout=",
	"__packed=",
};

/* Just behind the parenthesis that closes the one at open, or NULL. */
static const char *after_parentheses(const char *open, const char *end)
{
	struct scan scan = { .at = open, .end = end };
	unsigned depth = 0;

	while (scan.at < end) {
		if (*scan.at == '(')
			depth++;
		else if (*scan.at == ')' && --depth == 0)
			return scan.at + 1;
		skip_other(&scan);
	}
	return NULL;
}

/* The end of a macro call in column 0 that is neither a statement nor a function's head, or NULL. */
static const char *bare_call(const char *line, const char *end)
{
	const char *at = line, *after;

	while (at < end && (isupper((unsigned char)*at) || isdigit((unsigned char)*at) || *at == '_'))
		at++;
	if (at == line || at == end || *at != '(' || isdigit((unsigned char)*line))
		return NULL;
	after = after_parentheses(at, end);
	for (at = after; at && at < end && isspace((unsigned char)*at);)
		at++;
	return at && at < end && *at != ';' && *at != '{' ? after : NULL;
}

/*
 * Blanks bare macro calls. Only what stands outside of braces is looked at, since a
 * call in column 0 of a function's body is a statement; a body's end is a '}' in column 0.
 */
static void blank_bare_calls(struct text *copy)
{
	char *at = copy->data, *end = at + copy->len;
	bool in_body = false;

	while (at < end) {
		const char *after = in_body ? NULL : bare_call(at, end);

		for (; at < after; at++)
			if (*at != '\n')
				*at = ' ';
		if (*at == '{' || *at == '}')
			in_body = *at == '{';
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : end;
	}
}

/* Writes the copies and their list; returns the list's path. */
static int write_copies(struct index_file *const *files, size_t nr, const char *scratch, const char *list_path,
			struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text list = { 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		owned(text_release) struct text copy = { 0 };

		text_add(&copy, text_str(&files[i]->content), files[i]->content.len);
		blank_bare_calls(&copy);
		text_addf(&list, "%s\n", files[i]->path);
		if (file_write(path_join(&arena, scratch, files[i]->path), text_str(&copy), copy.len, err) < 0)
			return -1;
	}
	return file_write(list_path, text_str(&list), list.len, err);
}

static int run_ctags(struct proc_result *result, const char *scratch, const char *list_path, struct error *err)
{
	const char *argv[12 + 2 * nr_of(member_macros)] = {
		"ctags", "--options=NONE", "--quiet=yes", "--sort=no", "--language-force=C", "--output-format=json",
		"--fields=neStZks", "--kinds-C=dfmstu", "-f", "-",
	};
	const struct proc proc = {
		.argv = argv, .dir = scratch, .timeout = CTAGS_TIMEOUT, .max_output = CTAGS_MAX_OUTPUT,
	};
	owned(text_release) struct text how = { 0 };
	size_t nr = 10, i;

	for (i = 0; i < nr_of(member_macros); i++) {
		argv[nr++] = "-D";
		argv[nr++] = member_macros[i];
	}
	argv[nr++] = "-L";
	argv[nr] = list_path;
	if (proc_run(result, &proc, err) < 0)
		return -1;
	if (result->exit_code == 0 && !result->truncated)
		return 0;
	proc_describe(&how, &proc, result);
	return error_set(err, "cannot look for definitions: %s", text_str(&how));
}

/* --- types -------------------------------------------------------------- */

static bool is_one_of(const char *word, const char *const *words, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

/* Says where and how a function is linked, not what it returns. */
static bool is_linkage(const char *word)
{
	static const char *const words[] = {
		"static", "inline", "extern", "register", "noinline", "noinline_for_stack", "asmlinkage", "notrace",
		"__inline", "__inline__", "__always_inline", "_Noreturn",
	};

	return is_one_of(word, words, nr_of(words));
}

/* Never an attribute, however a type is put together of them. */
static bool is_base(const char *word)
{
	static const char *const words[] = {
		"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "bool",
		"struct", "union", "enum",
	};

	return is_one_of(word, words, nr_of(words));
}

/* The parts of a type: words, asterisks, and an attribute's arguments as one. */
static void type_parts(struct strings *parts, const char *type)
{
	while (*type) {
		size_t len = 1;

		if (is_word(*type))
			for (len = 0; is_word(type[len]);)
				len++;
		else if (*type == '(')
			len = strcspn(type, ")") + (strchr(type, ')') ? 1 : 0);
		if (!isspace((unsigned char)*type))
			strings_addf(parts, "%.*s", (int)len, type);
		type += len;
	}
}

/*
 * Whether the part at i is an attribute: a word that begins with "__" beside
 * another one that can be the type. In "__be32 __must_check" the first is the
 * type and stays, since nothing stands before it but attributes and what follows is none.
 */
static bool is_attribute(const struct strings *parts, size_t i)
{
	const char *part = parts->v[i];
	size_t other;

	if (strncmp(part, "__", 2) || (i && is_base(parts->v[i - 1]) && strchr("sue", parts->v[i - 1][0]) &&
				       strcmp(parts->v[i - 1], "short") && strncmp(parts->v[i - 1], "unsi", 4) &&
				       strncmp(parts->v[i - 1], "sign", 4)))
		return false;
	for (other = 0; other < parts->nr; other++) {
		const char *word = parts->v[other];
		bool is_type = is_word(*word) && !is_linkage(word) && strcmp(word, "const");

		if (other != i && is_type && (strncmp(word, "__", 2) || other < i))
			return true;
	}
	return false;
}
