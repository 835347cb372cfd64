// SPDX-License-Identifier: GPL-2.0-only
/*
 * pahole -I prints for each struct and union that an object's debug information has:
 *
 *	/ * <101e6> /src/include/linux/sunrpc/clnt.h:44 * /
 *	struct rpc_clnt {
 *		refcount_t      cl_count;       / *     0     4 * /
 *		union {
 *			int     a:3;            / *     8: 0  4 * /
 *		};                              / *     8     4 * /
 *
 *		/ * size: 16, cachelines: 1, members: 2 * /
 *	};
 *
 * (an unnamed one with a typedef begins with "typedef struct {" and has its name at the end). A layout is its
 * members' declarations with their places, and its size; what pahole remarks on holes and cache lines follows from
 * these. Members of unnamed inner ones are members.
 *
 * pfunct -P prints a prototype a line.
 *
 * What a module outside the tree can see is what the exported functions' prototypes mention, and what the layouts of
 * that mention, through pointers as well: as genksyms reckons its CRCs; and what a header below include/ declares.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../chain/tokens.h"
#include "layouts.h"

/* Members that only moved are told up to this many: the first says by how much. */
#define MAX_MOVED 3

struct reader {
	struct layouts *layouts;
	struct arena *arena;
	const char *source;
	const char *path;               /* of the next struct */
	struct layout *layout;          /* that is being read; NULL: none */
	struct text text;
};

static void reader_release(struct reader *reader)
{
	text_release(&reader->text);
}

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

static size_t name_length(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '_')
		len++;
	return len;
}

static void add_use(struct string_list *uses, struct arena *arena, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < uses->nr; i++)
		if (strlen(uses->v[i]) == len && !memcmp(uses->v[i], name, len))
			return;
	*arena_push(arena, uses->v, uses->nr) = arena_strndup(arena, name, len);
}

/* The structs and unions that a declaration mentions; other names may be a typedef's. */
static void add_uses(struct string_list *uses, struct arena *arena, const char *declaration)
{
	const char *at = declaration;

	while (*at) {
		size_t len = name_length(at);

		if (len && !isdigit((unsigned char)*at))
			add_use(uses, arena, at, len);
		at += len ? len : 1;
	}
}

/* "16     8" is at 16, "16: 3  4" at 16:3. */
static const char *place_of(struct arena *arena, const char *at, const char *end)
{
	owned(text_release) struct text place = { 0 };

	while (at < end && *at == ' ')
		at++;
	while (at < end && isdigit((unsigned char)*at))
		text_addc(&place, *at++);
	if (at < end && *at == ':') {
		text_addc(&place, *at++);
		while (at < end && *at == ' ')
			at++;
		while (at < end && isdigit((unsigned char)*at))
			text_addc(&place, *at++);
	}
	return arena_strndup(arena, text_str(&place), place.len);
}

/* What "int x[4]", "u32 x:3", "int (*x)(int)", "long x __attribute__((...))" declare. */
static const char *declared(struct arena *arena, const char *declaration)
{
	const char *pointer = strstr(declaration, "(*"), *end, *at;

	if (pointer)
		return arena_strndup(arena, pointer + 2, name_length(pointer + 2));
	end = strstr(declaration, " __attribute__");
	if (!end)
		end = declaration + strlen(declaration);
	for (at = declaration; at < end && *at != '[' && *at != ':';)
		at++;
	for (end = at; at > declaration && (isalnum((unsigned char)at[-1]) || at[-1] == '_');)
		at--;
	return at < end ? arena_strndup(arena, at, (size_t)(end - at)) : NULL;
}

/* The last comment of a line: "/ *     0     8 * /"; NULL: none. */
static const char *last_comment(const char *line, size_t len)
{
	const char *at = line + len;

	while (at-- > line)
		if (at[0] == '/' && at + 1 < line + len && at[1] == '*')
			return at;
	return NULL;
}

static void add_member(struct reader *r, const char *line, size_t len)
{
	const char *comment = last_comment(line, len), *semicolon;
	size_t decl_len = comment ? (size_t)(comment - line) : len;
	struct layout_member member = { 0 };

	while (decl_len && isspace((unsigned char)line[decl_len - 1]))
		decl_len--;
	semicolon = decl_len && line[decl_len - 1] == ';' ? line + decl_len - 1 : NULL;
	if (semicolon && comment) {
		member.declaration = arena_squeezed(r->arena, line, (size_t)(semicolon - line));
		member.place = place_of(r->arena, comment + 2, line + len);
		text_addf(&r->text, "%s at %s\n", member.declaration, member.place);
	} else {
		text_addf(&r->text, "%s\n", arena_squeezed(r->arena, line, decl_len));
		return;
	}
	if (*member.declaration == '}')
		return;
	member.name = declared(r->arena, member.declaration);
	add_uses(&r->layout->uses, r->arena, member.declaration);
	*arena_push(r->arena, r->layout->members, r->layout->nr_members) = member;
}

/* "/ * <2d> /src/include/linux/a.h:12 * /": below the source, the kernel's own path. */
static void read_place(struct reader *r, const char *line, size_t len)
{
	const char *at = memmem(line, len, "> ", 2), *end = line + len, *path;
	size_t source = strlen(r->source);

	if (!at)
		return;
	at += 2;
	while (end > at && *end != ':')
		end--;
	path = arena_squeezed(r->arena, at, (size_t)(end - at));
	if (!strncmp(path, r->source, source) && path[source] == '/')
		r->path = path + source + 1;
	else if (!strncmp(path, "./", 2))
		r->path = path + 2;
	else
		r->path = *path == '/' ? NULL : path;
}

static bool begin_struct(struct reader *r, const char *line, size_t len)
{
	const char *name = begins(line, len, "struct ") ? line + 7 : begins(line, len, "union ") ? line + 6 : NULL;
	bool is_typedef = begins(line, len, "typedef struct {") || begins(line, len, "typedef union {");
	size_t name_len = 0;

	if (!name && !is_typedef)
		return false;
	while (name && name + name_len < line + len && name[name_len] != ' ')
		name_len++;
	r->layout = arena_push(r->arena, r->layouts->structs, r->layouts->nr_structs);
	r->layout->name = name ? arena_squeezed(r->arena, name, name_len) : "";
	r->layout->path = r->path;
	r->layout->size = "0";
	r->path = NULL;
	text_clear(&r->text);
	return true;
}

/* "} name;" names a typedef's. */
static void end_struct(struct reader *r, const char *line, size_t len)
{
	if (!*r->layout->name) {
		const char *name = arena_squeezed(r->arena, line + 1, len - 1);

		while (*name == ' ')
			name++;
		r->layout->name = arena_strndup(r->arena, name, name_length(name));
	}
	text_addf(&r->text, "%s size %s", arena_squeezed(r->arena, line, len), r->layout->size);
	r->layout->text = arena_strndup(r->arena, text_str(&r->text), r->text.len);
	r->layout = NULL;
}

static void read_size(struct reader *r, const char *line, size_t len)
{
	static const char size[] = "/* size: ";
	const char *at = memmem(line, len, size, strlen(size));

	if (at)
		r->layout->size = place_of(r->arena, at + strlen(size), line + len);
}

static void read_inner(struct reader *r, const char *line, size_t len)
{
	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	if (begins(line, len, "/*"))
		read_size(r, line, len);
	else if (len)
		add_member(r, line, len);
}

void layouts_read(struct layouts *layouts, struct arena *arena, const char *output, size_t len, const char *source)
{
	owned(reader_release) struct reader r = { .layouts = layouts, .arena = arena, .source = source };
	const char *line, *at = output, *end = output + len;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end)) {
		if (r.layout && line_len && *line == '}')
			end_struct(&r, line, line_len);
		else if (r.layout)
			read_inner(&r, line, line_len);
		else if (begins(line, line_len, "/* <"))
			read_place(&r, line, line_len);
		else
			begin_struct(&r, line, line_len);
	}
	if (r.layout)
		layouts->nr_structs--; /* cut off */
}

/* "struct x * f(int a);": the name before the first '(' that is no "(*"; the text is without the ";". */
void prototypes_read(struct layouts *layouts, struct arena *arena, const char *output, size_t len)
{
	const char *line, *at = output, *end = output + len;
	size_t line_len;

	while (text_line(&line, &line_len, &at, end)) {
		const char *open = memchr(line, '(', line_len), *name;
		struct prototype *function;

		for (name = open; open && name > line && (isalnum((unsigned char)name[-1]) || name[-1] == '_');)
			name--;
		if (!open || name == open || begins(line, line_len, "inline "))
			continue;
		function = arena_push(arena, layouts->functions, layouts->nr_functions);
		function->name = arena_strndup(arena, name, (size_t)(open - name));
		function->text = arena_squeezed(arena, line, line_len - (line[line_len - 1] == ';'));
	}
}

/* Two files may each have a struct of one name. */
static int compare_keys(const struct layout *one, const struct layout *other)
{
	int order = strcmp(one->name, other->name);

	return order ? order : strcmp(one->path ? one->path : "", other->path ? other->path : "");
}

static int compare_layouts(const void *a, const void *b)
{
	const struct layout *one = a, *other = b;
	int order = compare_keys(one, other);

	return order ? order : strcmp(one->text, other->text);
}

static int compare_prototypes(const void *a, const void *b)
{
	const struct prototype *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order ? order : strcmp(one->text, other->text);
}

void layouts_sort(struct layouts *layouts)
{
	size_t i, nr = 0;

	if (layouts->nr_structs)
		qsort(layouts->structs, layouts->nr_structs, sizeof(*layouts->structs), compare_layouts);
	for (i = 0; i < layouts->nr_structs; i++)
		if (!nr || compare_keys(&layouts->structs[nr - 1], &layouts->structs[i]))
			layouts->structs[nr++] = layouts->structs[i];
	layouts->nr_structs = nr;
	if (layouts->nr_functions)
		qsort(layouts->functions, layouts->nr_functions, sizeof(*layouts->functions), compare_prototypes);
	for (i = nr = 0; i < layouts->nr_functions; i++)
		if (!nr || strcmp(layouts->functions[nr - 1].name, layouts->functions[i].name))
			layouts->functions[nr++] = layouts->functions[i];
	layouts->nr_functions = nr;
}

/* Where the structs of a name stand, side by side, and how many there are. */
static size_t structs_at(size_t *nr, const struct layouts *layouts, const char *name)
{
	size_t first = 0, end = layouts->nr_structs;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (strcmp(layouts->structs[middle].name, name) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	for (*nr = 0; first + *nr < layouts->nr_structs && !strcmp(layouts->structs[first + *nr].name, name);)
		++*nr;
	return first;
}

/* What a struct was before: that of its file; or the only one of its name, which went to another file. NULL: it is new. */
static const struct layout *earlier(const struct layouts *before, const struct layouts *after, const struct layout *new)
{
	size_t nr_old, nr_new, i, first = structs_at(&nr_old, before, new->name);

	for (i = first; i < first + nr_old; i++)
		if (!compare_keys(&before->structs[i], new))
			return &before->structs[i];
	structs_at(&nr_new, after, new->name);
	return nr_old == 1 && nr_new == 1 ? &before->structs[first] : NULL;
}

static const char *prototype_of(const struct layouts *layouts, const char *name)
{
	size_t i;

	for (i = 0; i < layouts->nr_functions; i++)
		if (!strcmp(layouts->functions[i].name, name))
			return layouts->functions[i].text;
	return NULL;
}

/* ---- what changed ---- */

struct sides {
	const struct layouts *before, *after;
	const struct strings *exported_before, *exported_after;
	bool *changed;                  /* of the structs before */
};

static const struct layout_member *member_of(const struct layout *layout, const char *name)
{
	size_t i;

	for (i = 0; name && i < layout->nr_members; i++)
		if (layout->members[i].name && !strcmp(layout->members[i].name, name))
			return &layout->members[i];
	return NULL;
}

struct moves {
	size_t nr;
};

static void tell_member(struct text *out, struct moves *moves, const struct layout_member *old,
			const struct layout_member *new)
{
	if (!old) {
		text_addf(out, "%s added at %s: %s\n", new->name, new->place, new->declaration);
	} else if (strcmp(old->declaration, new->declaration)) {
		text_addf(out, "%s at %s was '%s', is '%s' at %s\n", new->name, old->place, old->declaration,
			  new->declaration, new->place);
	} else if (strcmp(old->place, new->place) && moves->nr++ < MAX_MOVED) {
		text_addf(out, "%s moved from %s to %s\n", new->name, old->place, new->place);
	}
}

static const char *tell_struct(struct arena *arena, const struct layout *old, const struct layout *new)
{
	owned(text_release) struct text out = { 0 };
	struct moves moves = { 0 };
	size_t i;

	for (i = 0; i < new->nr_members; i++)
		if (new->members[i].name)
			tell_member(&out, &moves, member_of(old, new->members[i].name), &new->members[i]);
	for (i = 0; i < old->nr_members; i++)
		if (old->members[i].name && !member_of(new, old->members[i].name))
			text_addf(&out, "%s removed, was at %s\n", old->members[i].name, old->members[i].place);
	if (moves.nr > MAX_MOVED)
		text_addf(&out, "and %zu more moved\n", moves.nr - MAX_MOVED);
	if (!out.len)
		return "what it contains changed";
	return arena_strndup(arena, text_str(&out), out.len - 1);
}

/* The structs that something leads to, by index in a set of layouts. Of a name that several have, all: it could be each. */
struct reach {
	const struct layouts *layouts;
	bool *reached;
	size_t *queue, nr;
};

static struct reach reach_of(struct arena *arena, const struct layouts *layouts)
{
	return (struct reach){
		.layouts = layouts,
		.reached = arena_alloc(arena, layouts->nr_structs + 1),
		.queue = arena_alloc(arena, (layouts->nr_structs + 1) * sizeof(size_t)),
	};
}

static void reach_names(struct reach *reach, const struct string_list *names)
{
	size_t i, nr, index;

	for (i = 0; i < names->nr; i++) {
		for (index = structs_at(&nr, reach->layouts, names->v[i]); nr; nr--, index++) {
			if (!reach->reached[index])
				reach->queue[reach->nr++] = index;
			reach->reached[index] = true;
		}
	}
}

static void reach_from(struct reach *reach, struct arena *arena, const char *prototype)
{
	struct string_list names = { 0 };
	size_t i;

	if (!prototype)
		return;
	i = reach->nr;
	add_uses(&names, arena, prototype);
	reach_names(reach, &names);
	for (; i < reach->nr; i++)
		reach_names(reach, &reach->layouts->structs[reach->queue[i]].uses);
}

static bool is_public(const struct layout *new, const struct layout *old, const struct reach *reach)
{
	if (new->path && !strncmp(new->path, "include/", strlen("include/")))
		return true;
	return reach->reached[old - reach->layouts->structs];
}

static void compare_structs(struct kabi *kabi, struct arena *arena, const struct sides *sides, const struct reach *reach)
{
	size_t i;

	for (i = 0; i < sides->after->nr_structs; i++) {
		const struct layout *new = &sides->after->structs[i], *old = earlier(sides->before, sides->after, new);
		struct kabi_change *change;

		if (!old || !strcmp(old->text, new->text))
			continue;
		sides->changed[old - sides->before->structs] = true;
		change = arena_push(arena, kabi->changes, kabi->nr_changes);
		change->kind = KABI_STRUCT;
		change->name = new->name;
		change->path = new->path;
		change->before = arena_printf(arena, "size %s", old->size);
		change->after = arena_printf(arena, "size %s", new->size);
		change->detail = tell_struct(arena, old, new);
		change->exported = is_public(new, old, reach);
	}
}

/* The first changed struct that a symbol's prototype leads to; NULL: none. */
static const char *changed_below(struct arena *arena, const struct sides *sides, const char *prototype)
{
	struct reach reach = reach_of(arena, sides->before);
	size_t i;

	reach_from(&reach, arena, prototype);
	for (i = 0; i < sides->before->nr_structs; i++)
		if (sides->changed[i] && reach.reached[i])
			return sides->before->structs[i].name;
	return NULL;
}

static void compare_symbol(struct kabi *kabi, struct arena *arena, const struct sides *sides, const char *name)
{
	bool was = strings_has(sides->exported_before, name), is = strings_has(sides->exported_after, name);
	const char *old = was ? prototype_of(sides->before, name) : NULL;
	const char *new = is ? prototype_of(sides->after, name) : NULL;
	const char *below = NULL;
	struct kabi_change *change;

	kabi->symbols++;
	if (was && is && (!old || !new || !strcmp(old, new))) {
		below = changed_below(arena, sides, old);
		if (!below)
			return;
	}
	change = arena_push(arena, kabi->changes, kabi->nr_changes);
	change->kind = KABI_SYMBOL;
	change->name = arena_strdup(arena, name);
	change->before = was ? old ? old : "exported" : NULL;
	change->after = is ? new ? new : "exported" : NULL;
	if (below)
		change->detail = arena_printf(arena, "its CRC is another one, by struct %s", below);
	change->exported = true;
}

void layouts_compare(struct kabi *kabi, struct arena *arena, const struct layouts *before,
		     const struct strings *exported_before, const struct layouts *after,
		     const struct strings *exported_after)
{
	bool *changed = arena_alloc(arena, before->nr_structs + 1);
	const struct sides sides = { before, after, exported_before, exported_after, changed };
	owned(strings_release) struct strings names = { 0 };
	struct reach reach = reach_of(arena, before);
	size_t i;

	for (i = 0; i < exported_before->nr; i++) {
		strings_add(&names, exported_before->v[i]);
		reach_from(&reach, arena, prototype_of(before, exported_before->v[i]));
	}
	for (i = 0; i < exported_after->nr; i++)
		strings_add(&names, exported_after->v[i]);
	strings_sort_unique(&names);
	compare_structs(kabi, arena, &sides, &reach);
	for (i = 0; i < names.nr; i++)
		compare_symbol(kabi, arena, &sides, names.v[i]);
}

/* ---- which names are exported ---- */

/* EXPORT_SYMBOL, EXPORT_SYMBOL_GPL, EXPORT_SYMBOL_NS_GPL, EXPORT_PER_CPU_SYMBOL, not EXPORT_TRACEPOINT_SYMBOL. */
static bool is_export(const char *name, size_t len)
{
	return begins(name, len, "EXPORT_SYMBOL") || begins(name, len, "EXPORT_PER_CPU_SYMBOL");
}

void exports_read(struct strings *names, const char *text, size_t len)
{
	struct scanner scanner = scanner_of(text, len);
	struct token token = scanner_next(&scanner), open, name;

	while (token.kind != TOKEN_END) {
		if (token.kind != TOKEN_NAME || token.in_directive || !is_export(text + token.at, token.len)) {
			token = scanner_next(&scanner);
			continue;
		}
		open = scanner_next(&scanner);
		token = name = open.kind == '(' ? scanner_next(&scanner) : open;
		if (open.kind == '(' && name.kind == TOKEN_NAME)
			strings_addf(names, "%.*s", (int)name.len, text + name.at);
	}
}
