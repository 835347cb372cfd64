// SPDX-License-Identifier: GPL-2.0-only
/*
 * kbuild's makefiles are lists:
 *
 *	obj-$(CONFIG_NFSD)      += nfsd.o nfs_common/
 *	nfsd-y                  := nfssvc.o nfsctl.o
 *	nfsd-$(CONFIG_NFSD_V4)  += nfs4proc.o nfs4xdr.o
 *
 * The variable whose words have the goal says what it depends on. Is it not one of those that kbuild itself
 * knows (obj-, lib-), it is a part of what its name says: nfs4proc.o of nfsd.o, which is looked for next.
 *
 * Lines are joined at backslashes and end at '#'. ifdef CONFIG_X and ifeq ($(CONFIG_X),y) around a line are
 * wants as well; other conditionals say nothing.
 */
#include <ctype.h>

#include "makefile-wants.h"

/* A part of a part of a part: more are nobody's, and it may be a circle. */
#define MAX_PARTS 4
#define MAX_CONDITIONALS 16

struct reader {
	struct arena *arena;
	struct makefile_want open[MAX_CONDITIONALS]; /* the conditionals around a line; option NULL: says nothing */
	size_t nr_open;
};

/* The next line without its comment, joined; false at the end. */
static bool next_line(struct text *line, const char **at, const char *end)
{
	const char *piece, *comment;
	size_t len;
	bool goes_on = true, any = false;

	text_clear(line);
	while (goes_on && text_line(&piece, &len, at, end)) {
		any = true;
		goes_on = len && piece[len - 1] == '\\';
		comment = memchr(piece, '#', len);
		text_add(line, piece, comment ? (size_t)(comment - piece) : len - goes_on);
		text_addc(line, ' ');
	}
	return any;
}

/* The X of a CONFIG_X in a text, up to what no name has; or NULL. */
static const char *option_in(struct arena *arena, const char *text, size_t len)
{
	static const char prefix[] = "CONFIG_";
	const char *at = memmem(text, len, prefix, strlen(prefix)), *end = text + len, *name;

	if (!at)
		return NULL;
	name = at += strlen(prefix);
	while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
		at++;
	return at > name ? arena_strndup(arena, name, (size_t)(at - name)) : NULL;
}

static const char *trimmed(struct arena *arena, const char *at, size_t len)
{
	owned(text_release) struct text printable = { 0 };

	while (len && isspace((unsigned char)*at)) {
		at++;
		len--;
	}
	while (len && isspace((unsigned char)at[len - 1]))
		len--;
	text_add_printable(&printable, at, len);
	return arena_strndup(arena, text_str(&printable), printable.len);
}

static bool begins(const char *line, const char *word)
{
	return !strncmp(line, word, strlen(word)) && !isalnum((unsigned char)line[strlen(word)]);
}

static void open_conditional(struct reader *r, const char *line)
{
	struct makefile_want want = { 0 };
	bool is_not = begins(line, "ifndef") || begins(line, "ifneq");
	const char *option = option_in(r->arena, line, strlen(line));

	/* ifneq ($(CONFIG_X),) is how one says that it is set. */
	if (begins(line, "ifneq") && strstr(line, ",)"))
		is_not = false;
	if (option)
		want = (struct makefile_want){
			.option = is_not ? arena_printf(r->arena, "!%s", option) : option,
			.why = trimmed(r->arena, line, strlen(line)),
		};
	if (r->nr_open < MAX_CONDITIONALS)
		r->open[r->nr_open] = want;
	r->nr_open++;
}

static void turn_conditional(struct reader *r)
{
	struct makefile_want *last;

	if (!r->nr_open || r->nr_open > MAX_CONDITIONALS)
		return;
	last = &r->open[r->nr_open - 1];
	if (!last->option)
		return;
	last->option = *last->option == '!' ? last->option + 1 : arena_printf(r->arena, "!%s", last->option);
	last->why = arena_printf(r->arena, "else of %s", last->why);
}

static bool read_conditional(struct reader *r, const char *line)
{
	if (begins(line, "ifdef") || begins(line, "ifndef") || begins(line, "ifeq") || begins(line, "ifneq"))
		open_conditional(r, line);
	else if (begins(line, "else"))
		turn_conditional(r);
	else if (begins(line, "endif"))
		r->nr_open -= r->nr_open > 0;
	else
		return false;
	return true;
}

static bool has_word(const char *text, const char *word)
{
	const char *at = text;
	size_t len = strlen(word);

	for (; (at = strstr(at, word)); at += len) {
		bool begin = at == text || isspace((unsigned char)at[-1]);

		if (begin && (!at[len] || isspace((unsigned char)at[len])))
			return true;
	}
	return false;
}

/* "nfsd-$(CONFIG_X) += a.o": the variable's name, when the words have the goal. */
static const char *variable_of(struct arena *arena, const char *line, const char *goal)
{
	const char *equals = strchr(line, '=');
	size_t len;

	if (!equals || !has_word(equals + 1, goal))
		return NULL;
	for (len = (size_t)(equals - line); len && strchr(":+?", line[len - 1]);)
		len--;
	return trimmed(arena, line, len);
}

static void add_wants(struct makefile_wants *wants, const struct reader *r, const char *variable)
{
	const char *option = option_in(r->arena, variable, strlen(variable));
	size_t i;

	for (i = 0; i < r->nr_open && i < MAX_CONDITIONALS; i++)
		if (r->open[i].option)
			*arena_push(r->arena, wants->v, wants->nr) = r->open[i];
	if (option)
		*arena_push(r->arena, wants->v, wants->nr) =
			(struct makefile_want){ .option = option, .why = variable };
}

/* The first variable that has the goal; wants gets what that depends on. */
static const char *find_variable(struct makefile_wants *wants, struct arena *arena, const char *makefile, size_t len,
				 const char *goal)
{
	owned(text_release) struct text line = { 0 };
	struct reader r = { .arena = arena };
	const char *at = makefile, *end = makefile + len;

	while (next_line(&line, &at, end)) {
		const char *begin = text_str(&line) + strspn(text_str(&line), " \t"), *variable;

		if (read_conditional(&r, begin))
			continue;
		variable = variable_of(arena, begin, goal);
		if (variable) {
			add_wants(wants, &r, variable);
			return variable;
		}
	}
	return NULL;
}

/* "nfsd" of "nfsd-y", "nfsd-objs", "nfsd-$(CONFIG_X)"; NULL for what is no part of anything. */
static const char *whole_of(struct arena *arena, const char *variable)
{
	static const char *const kbuilds[] = { "obj", "lib", "core", "drivers", "net", "libs", "init", "fs", "virt" };
	const char *dash = strstr(variable, "-$("), *name;
	size_t i;

	if (!dash)
		dash = strrchr(variable, '-');
	if (!dash)
		return NULL;
	name = arena_strndup(arena, variable, (size_t)(dash - variable));
	for (i = 0; i < nr_of(kbuilds); i++)
		if (!strcmp(name, kbuilds[i]))
			return NULL;
	return name;
}

bool makefile_wants(struct makefile_wants *wants, struct arena *arena, const char *makefile, size_t len,
		    const char *goal)
{
	bool named = false;
	unsigned i;

	for (i = 0; goal && i < MAX_PARTS; i++) {
		const char *variable = find_variable(wants, arena, makefile, len, goal), *whole;

		named |= variable != NULL;
		whole = variable ? whole_of(arena, variable) : NULL;
		goal = whole ? arena_printf(arena, "%s.o", whole) : NULL;
	}
	return named;
}
