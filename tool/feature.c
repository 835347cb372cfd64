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
#include <stdio.h>
#include <stdlib.h>

#include "feature.h"
#include "files.h"
#include "proc.h"

/* All of drivers/ takes ctags 20 s; a scope is a few folders, so this is a hanging ctags. */
#define CTAGS_TIMEOUT 120
/* 170 bytes a definition: room for 1.5 million of them. */
#define CTAGS_MAX_OUTPUT ((size_t)256 * 1024 * 1024)

enum definition_kind { DEFINED_MACRO, DEFINED_MEMBER, DEFINED_FUNCTION };

struct definition {
	enum definition_kind kind;
	const char *name;
	const char *parent;     /* of a member: the struct's name, or a typedef's whose struct has none */
	const char *type;       /* of a function, normalised */
	unsigned line;
};

/* An unnamed struct or union, and the member or typedef that is of that type. */
struct unnamed {
	const char *scope;      /* "nfs4_client::__anon0b8899ec0308" */
	const char *called;     /* the typedef's name; NULL for a member, which keeps its inside */
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
	struct arena arena;             /* of the scope */
	struct string_list scope;
	struct index_file **files;      /* sorted by path */
	size_t nr_files;
	struct strings unparsed;        /* what semantic patches could not be matched against */
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

size_t identifier_lines(unsigned *lines, size_t max, const char *text, size_t len, const char *name)
{
	struct scan scan = { .at = text, .end = text + len, .line_start = true };
	const char *found, *counted = text;
	size_t found_len, nr = 0;
	unsigned line = 1;

	while (nr < max && next_identifier(&found, &found_len, &scan)) {
		if (found_len != strlen(name) || memcmp(found, name, found_len))
			continue;
		for (; counted < found; counted++)
			line += *counted == '\n';
		lines[nr++] = line;
	}
	return nr;
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

/*
 * A bare call is a line or a few. What is not closed within this is none, and a file of
 * nothing but open parentheses takes no more than some seconds.
 */
#define LONGEST_CALL 4096

/* Just behind the parenthesis that closes the one at open, or NULL. */
static const char *after_parentheses(const char *open, const char *end)
{
	struct scan scan = { .at = open, .end = end };
	unsigned depth = 0;

	if (end - open > LONGEST_CALL)
		scan.end = open + LONGEST_CALL;
	while (scan.at < scan.end) {
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
	char *at = copy->data, *end = at ? at + copy->len : NULL;
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

/* As file_write() but without its fsync, which would take most of an index's time. */
static int write_copy(const char *path, const struct text *copy, struct error *err)
{
	FILE *file = fopen(path, "w");
	size_t written;

	if (!file)
		return error_sys(err, "cannot write '%s'", path);
	written = fwrite(text_str(copy), 1, copy->len, file);
	if (fclose(file) != 0 || written != copy->len)
		return error_sys(err, "cannot write '%s'", path);
	return 0;
}

/* The folder that a path stands in is made when the one before stood in another. */
static int make_parent(const char *path, struct text *made, struct error *err)
{
	size_t len = (size_t)(strrchr(path, '/') - path);

	if (made->len == len && !memcmp(made->data, path, len))
		return 0;
	text_clear(made);
	text_add(made, path, len);
	return file_make_folders(text_str(made), err);
}

/* Writes the copies and the list of their paths. */
static int write_copies(struct index_file *const *files, size_t nr, const char *scratch,
			const char *list_path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text list = { 0 }, folder = { 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		owned(text_release) struct text copy = { 0 };
		const char *path = path_join(&arena, scratch, files[i]->path);

		text_add(&copy, text_str(&files[i]->content), files[i]->content.len);
		blank_bare_calls(&copy);
		text_addf(&list, "%s\n", files[i]->path);
		if (make_parent(path, &folder, err) < 0 || write_copy(path, &copy, err) < 0)
			return -1;
	}
	return write_copy(list_path, &list, err);
}

static int run_ctags(struct proc_result *result, const char *scratch, const char *list_path,
		     struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	/* What ctags is to print it writes to a file first, and leaves it there when it is killed. */
	const char *const env[] = { arena_printf(&arena, "TMPDIR=%s", scratch), NULL };
	const char *argv[14 + 2 * nr_of(member_macros)] = {
		"ctags", "--options=NONE", "--quiet=yes", "--sort=no", "--language-force=C",
		"--output-format=json", "--fields=+nstZk-P", "--kinds-C=dfmt", "--extras=+p", "-f", "-",
	};
	const struct proc proc = {
		.argv = argv, .dir = scratch, .env = env, .timeout = CTAGS_TIMEOUT, .max_output = CTAGS_MAX_OUTPUT,
	};
	owned(text_release) struct text how = { 0 };
	size_t nr = 11, i;

	for (i = 0; i < nr_of(member_macros); i++) {
		argv[nr++] = "-D";
		argv[nr++] = member_macros[i];
	}
	argv[nr++] = "-L";
	argv[nr] = list_path;
	if (proc_run(result, &proc, err) < 0)
		return -1;
	/* With pseudo tags (--extras=+p) it always prints something: one that prints nothing is not to be believed. */
	if (result->exit_code == 0 && !result->truncated && result->out.len)
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

/* Says how a function is linked or compiled, not what it returns. */
static bool is_linkage(const char *word)
{
	static const char *const words[] = {
		"static", "inline", "extern", "register", "noinline", "noinline_for_stack", "asmlinkage",
		"notrace", "__always_inline", "__inline", "__inline__",
	};

	return is_one_of(word, words, nr_of(words));
}

static bool is_qualifier(const char *word)
{
	return !strcmp(word, "const") || !strcmp(word, "volatile");
}

static bool is_tagged(const char *word)
{
	return !strcmp(word, "struct") || !strcmp(word, "union") || !strcmp(word, "enum");
}

/* The parts of a type: words, asterisks, and what stands in parentheses as one. Linkage is left out. */
static void type_parts(struct strings *parts, const char *type)
{
	while (*type) {
		owned(text_release) struct text part = { 0 };
		size_t len = 1;

		if (is_word(*type))
			for (len = 0; is_word(type[len]);)
				len++;
		else if (*type == '(')
			len = strcspn(type, ")") + (strchr(type, ')') ? 1 : 0);
		text_add(&part, type, len);
		if (!isspace((unsigned char)*type) && !is_linkage(text_str(&part)))
			strings_add(parts, text_str(&part));
		type += len;
	}
}

/* The word that is the type, or its first: one that does not begin with "__" if there is one. */
static size_t type_base(const struct strings *parts)
{
	size_t first = parts->nr, i;

	for (i = 0; i < parts->nr; i++) {
		const char *word = parts->v[i];

		if (!is_word(*word) || is_qualifier(word))
			continue;
		if (strncmp(word, "__", 2))
			return i;
		if (first == parts->nr)
			first = i;
	}
	return first;
}

/*
 * A type as the recipe spells it: "struct:nfsd_file *", "struct nfsd_file*" and
 * "static struct nfsd_file * __must_check" are all "struct nfsd_file *". Words that
 * begin with "__" are attributes unless they are the type itself, as __be32 is
 * in "__be32 __must_check", or a struct's name. const stays: it is part of the type.
 */
static char *type_normalise(struct arena *arena, const char *type)
{
	owned(strings_release) struct strings parts = { 0 };
	owned(text_release) struct text normal = { 0 };
	size_t base, i;
	bool dropped = false;

	type_parts(&parts, strncmp(type, "typename:", 9) ? type : type + 9);
	base = type_base(&parts);
	for (i = 0; i < parts.nr; i++) {
		const char *part = parts.v[i];
		bool is_name = i && is_tagged(parts.v[i - 1]);

		if (*part == ':' || (dropped && *part == '(')) /* "struct:x", "__printf (1,2)" */
			continue;
		is_name = is_name || (i > 1 && *parts.v[i - 1] == ':');
		dropped = !strncmp(part, "__", 2) && i != base && !is_name;
		if (dropped)
			continue;
		if (normal.len && !(*part == '*' && normal.data[normal.len - 1] == '*'))
			text_addc(&normal, ' ');
		text_adds(&normal, part);
	}
	return arena_strndup(arena, text_str(&normal), normal.len);
}

/* --- what ctags says ---------------------------------------------------- */

static const char *string_of(const json_t *tag, const char *key)
{
	const char *value = json_string_value(json_object_get(tag, key));

	return value ? value : "";
}

static unsigned number_of(const json_t *tag, const char *key)
{
	json_int_t value = json_integer_value(json_object_get(tag, key));

	return value > 0 && value < INT32_MAX ? (unsigned)value : 0;
}

static const char *last_part(const char *scope)
{
	const char *colons = strrchr(scope, ':');

	return colons ? colons + 1 : scope;
}

static bool is_unnamed(const char *scope)
{
	return !strncmp(last_part(scope), "__anon", 6);
}

/* A typedef or member whose type is a struct without a name: "struct:nfs4_client::__anon0b8899ec0308". */
static void note_unnamed(struct index_file *file, const char *type, const char *typedef_name)
{
	const char *scope = strchr(type, ':');
	struct unnamed *unnamed;

	if (!scope || !strncmp(type, "typename:", 9) || !is_unnamed(scope + 1))
		return;
	unnamed = arena_push(&file->arena, file->unnamed, file->nr_unnamed);
	unnamed->scope = arena_strndup(&file->arena, scope + 1, strcspn(scope + 1, " *["));
	unnamed->called = arena_strdup(&file->arena, typedef_name);
}

static bool definition_kind(enum definition_kind *kind, const char *name)
{
	static const struct {
		const char *name;
		enum definition_kind kind;
	} kinds[] = {
		{ "macro", DEFINED_MACRO }, { "member", DEFINED_MEMBER }, { "function", DEFINED_FUNCTION },
	};
	size_t i;

	for (i = 0; i < nr_of(kinds); i++) {
		if (strcmp(kinds[i].name, name))
			continue;
		*kind = kinds[i].kind;
		return true;
	}
	return false;
}

static void add_tag(struct index_file *file, const json_t *tag)
{
	const char *kind_name = string_of(tag, "kind"), *type = string_of(tag, "typeref");
	bool is_typedef = !strcmp(kind_name, "typedef");
	struct definition *definition;
	enum definition_kind kind;

	if (is_typedef || !strcmp(kind_name, "member"))
		note_unnamed(file, type, is_typedef ? string_of(tag, "name") : NULL);
	if (!definition_kind(&kind, kind_name))
		return;
	definition = arena_push(&file->arena, file->definitions, file->nr_definitions);
	definition->kind = kind;
	definition->name = arena_strdup(&file->arena, string_of(tag, "name"));
	definition->line = number_of(tag, "line");
	if (kind == DEFINED_MEMBER)
		definition->parent = arena_strdup(&file->arena, string_of(tag, "scope"));
	if (kind == DEFINED_FUNCTION)
		definition->type = type_normalise(&file->arena, type);
}

static const struct unnamed *find_unnamed(const struct index_file *file, const char *scope)
{
	size_t i;

	for (i = 0; i < file->nr_unnamed; i++)
		if (!strcmp(file->unnamed[i].scope, scope))
			return &file->unnamed[i];
	return NULL;
}

/*
 * Whose member it is, from ctags' scope. What stands in an unnamed union without a
 * member's name belongs to the struct around it, as it does in C
 * ("nfs4_client::__anon0b8899ec010a" is nfs4_client); what stands in one with a
 * member's name belongs to none; "__anon0b8899ec0408" of "typedef struct { } stateid_t" is stateid_t.
 */
static const char *member_parent(struct index_file *file, const char *scope)
{
	char *outer = arena_strdup(&file->arena, scope);

	while (is_unnamed(outer)) {
		const struct unnamed *unnamed = find_unnamed(file, outer);
		char *colons = strrchr(outer, ':');

		if (unnamed)
			return unnamed->called ? unnamed->called : "";
		if (!colons || colons == outer)
			return "";
		colons[-1] = '\0';
	}
	return last_part(outer);
}

static void settle_parents(struct index_file *file)
{
	size_t i;

	for (i = 0; i < file->nr_definitions; i++)
		if (file->definitions[i].parent)
			file->definitions[i].parent = member_parent(file, file->definitions[i].parent);
}

static int compare_path(const void *path, const void *element)
{
	return strcmp(path, (*(struct index_file *const *)element)->path);
}

static struct index_file *find_file(struct index_file *const *files, size_t nr, const char *path)
{
	struct index_file *const *found = nr ? bsearch(path, files, nr, sizeof(*files), compare_path) : NULL;

	return found ? *found : NULL;
}

/* One JSON object a line. A line that is none (a name that is not UTF-8) holds nothing a recipe can name. */
static void read_tags(struct index_file *const *files, size_t nr, const struct text *output)
{
	const char *at = text_str(output), *end = at + output->len, *line;
	size_t len, i;

	while (text_line(&line, &len, &at, end)) {
		json_t *tag = json_loadb(line, len, 0, NULL);
		struct index_file *file = find_file(files, nr, string_of(tag, "path"));

		if (file)
			add_tag(file, tag);
		json_decref(tag);
	}
	for (i = 0; i < nr; i++)
		settle_parents(files[i]);
}

/* Asks ctags about these files, which are sorted by path. */
static int read_definitions(struct index_file *const *files, size_t nr, struct error *err)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(proc_result_release) struct proc_result result = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *list_path;

	if (nr == 0)
		return 0;
	if (scratch_make(&scratch, err) < 0)
		return -1;
	/* A name that no path of a kernel's has: paths in it are copies, and this one is not. */
	list_path = path_join(&arena, scratch.path, ".stableport-list");
	if (write_copies(files, nr, scratch.path, list_path, err) < 0 ||
	    run_ctags(&result, scratch.path, list_path, err) < 0)
		return -1;
	read_tags(files, nr, &result.out);
	return 0;
}

/* --- the index ---------------------------------------------------------- */

static void index_file_free(struct index_file *file)
{
	if (!file)
		return;
	free(file->path);
	text_release(&file->content);
	strings_release(&file->identifiers);
	arena_release(&file->arena);
	free(file);
}

/* Files of an index, of which some may be borrowed from an older one. */
struct file_set {
	struct index_file **v;
	size_t nr;
	struct index_file **fresh;      /* those that are our own until the set is taken */
	size_t nr_fresh;
};

static void file_set_release(struct file_set *set)
{
	size_t i;

	for (i = 0; i < set->nr_fresh; i++)
		index_file_free(set->fresh[i]);
	free(set->fresh);
	free(set->v);
}

static bool is_source(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && (!strcmp(path + len - 2, ".c") || !strcmp(path + len - 2, ".h"));
}

int scope_paths(struct strings *paths, const struct tree *tree, const struct string_list *scope,
		struct error *err)
{
	size_t i, j;

	for (i = 0; i < scope->nr; i++) {
		owned(strings_release) struct strings listed = { 0 };

		if (is_source(scope->v[i])) {
			strings_add(paths, scope->v[i]);
			continue;
		}
		if (tree_list(&listed, tree, scope->v[i], err) < 0)
			return -1;
		for (j = 0; j < listed.nr; j++)
			if (is_source(listed.v[j]) && path_is_safe(listed.v[j]))
				strings_add(paths, listed.v[j]);
	}
	strings_sort_unique(paths);
	return 0;
}

static struct index_file *index_file_make(const char *path, struct text *content)
{
	struct index_file *file = mem_alloc(sizeof(*file));

	file->path = mem_strdup(path);
	file->content = take(*content);
	identifiers_in(&file->identifiers, text_str(&file->content), file->content.len);
	return file;
}

/* Takes the file from the index if its content is the same, else makes it anew. */
static int file_set_add(struct file_set *set, const struct features *features, const char *path,
			struct error *err)
{
	struct index_file *known = find_file(features->files, features->nr_files, path);
	owned(text_release) struct text content = { 0 };
	bool exists = false;

	if (tree_read(&content, &exists, features->tree, path, err) < 0)
		return -1;
	if (!exists)
		return 0;
	if (!known || !text_equal(&known->content, &content))
		set->fresh[set->nr_fresh++] = known = index_file_make(path, &content);
	set->v[set->nr++] = known;
	return 0;
}

/* Gives the set's files to the index and frees those that it no longer has. */
static void features_take(struct features *features, struct file_set *set)
{
	size_t i;

	for (i = 0; i < features->nr_files; i++)
		if (find_file(set->v, set->nr, features->files[i]->path) != features->files[i])
			index_file_free(features->files[i]);
	free(features->files);
	features->files = set->v;
	features->nr_files = set->nr;
	set->v = NULL;
	set->nr = set->nr_fresh = 0;
}

int features_refresh(struct features *features, struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	owned(file_set_release) struct file_set set = { 0 };
	size_t i;

	if (scope_paths(&paths, features->tree, &features->scope, err) < 0)
		return -1;
	set.v = mem_alloc((paths.nr + 1) * sizeof(*set.v));
	set.fresh = mem_alloc((paths.nr + 1) * sizeof(*set.fresh));
	for (i = 0; i < paths.nr; i++)
		if (file_set_add(&set, features, paths.v[i], err) < 0)
			return -1;
	if (read_definitions(set.fresh, set.nr_fresh, err) < 0)
		return -1;
	features_take(features, &set);
	return 0;
}

int features_index(struct features **features, const struct tree *tree, const struct string_list *scope,
		   const struct spatch_options *options, struct error *err)
{
	owned(features_freep) struct features *made = mem_alloc(sizeof(*made));
	size_t i;

	made->tree = tree;
	made->options = *options;
	for (i = 0; i < scope->nr; i++)
		*arena_push(&made->arena, made->scope.v, made->scope.nr) =
			arena_strdup(&made->arena, scope->v[i]);
	if (features_refresh(made, err) < 0)
		return -1;
	*features = take(made);
	return 0;
}

void features_free(struct features *features)
{
	size_t i;

	if (!features)
		return;
	for (i = 0; i < features->nr_files; i++)
		index_file_free(features->files[i]);
	free(features->files);
	arena_release(&features->arena);
	strings_release(&features->unparsed);
	free(features);
}

/* --- the answers -------------------------------------------------------- */

static bool is_definition_of(const struct definition *definition, const struct feature *feature,
			     const char *type)
{
	if (strcmp(definition->name, feature->name))
		return false;
	switch (feature->kind) {
	case FEATURE_MACRO:
		return definition->kind == DEFINED_MACRO;
	case FEATURE_MEMBER:
		return definition->kind == DEFINED_MEMBER && !strcmp(definition->parent, feature->parent);
	case FEATURE_FUNCTION:
		return definition->kind == DEFINED_FUNCTION && (!type || !strcmp(definition->type, type));
	default:
		return false;
	}
}

/* The line on which the file has the feature; 0: it has not. */
static unsigned feature_line(const struct index_file *file, const struct feature *feature, const char *type)
{
	unsigned line = 0;
	size_t i;

	if (feature->kind == FEATURE_IDENTIFIER) {
		if (has_identifier(file, feature->name))
			identifier_lines(&line, 1, text_str(&file->content), file->content.len, feature->name);
		return line;
	}
	for (i = 0; i < file->nr_definitions; i++)
		if (is_definition_of(&file->definitions[i], feature, type))
			return file->definitions[i].line;
	return 0;
}

static bool find_feature(struct text *where, const struct features *features, const struct feature *feature)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *type = feature->type ? type_normalise(&arena, feature->type) : NULL;
	size_t i;

	for (i = 0; i < features->nr_files; i++) {
		unsigned line = feature_line(features->files[i], feature, type);

		if (!line)
			continue;
		if (where) {
			text_clear(where);
			text_addf(where, "%s:%u", features->files[i]->path, line);
		}
		return true;
	}
	return false;
}

static void note_unparsed(struct features *features, const struct strings *unparsed)
{
	size_t i;

	for (i = 0; i < unparsed->nr; i++)
		strings_add(&features->unparsed, unparsed->v[i]);
	strings_sort_unique(&features->unparsed);
}

const struct strings *features_unparsed(const struct features *features)
{
	return &features->unparsed;
}

/* "path:line" of the first place, which is "path:line: text". */
static int find_match(bool *found, struct text *where, struct features *features,
		      const struct feature *feature, struct error *err)
{
	owned(match_result_release) struct match_result result = { 0 };

	if (semantic_search(&result, features->tree, feature->name, &feature->in, &features->options, err) < 0)
		return -1;
	note_unparsed(features, &result.unparsed);
	if (where && result.places.nr) {
		const char *place = result.places.v[0], *text = strstr(place, ": ");

		text_clear(where);
		text_add(where, place, text ? (size_t)(text - place) : strlen(place));
	}
	*found = result.matches;
	return 0;
}

int feature_holds(bool *holds, struct text *where, struct features *features, const struct feature *feature,
		  struct error *err)
{
	bool found = false;

	if (feature->kind != FEATURE_MATCHES)
		found = find_feature(where, features, feature);
	else if (find_match(&found, where, features, feature, err) < 0)
		return -1;
	*holds = found != feature->lacks;
	return 0;
}

int features_hold(bool *hold, const struct feature **failed, struct features *features,
		  const struct feature_list *list, struct error *err)
{
	bool holds = true;
	size_t i;

	for (i = 0; i < list->nr && holds; i++) {
		if (feature_holds(&holds, NULL, features, &list->v[i], err) < 0)
			return -1;
		if (!holds && failed)
			*failed = &list->v[i];
	}
	*hold = holds;
	return 0;
}
