// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <yaml.h>

#include "files.h"
#include "recipe.h"

/*
 * From YAML to struct recipe, in one pass over libyaml's events.
 *
 * The format is a handful of tables, at the end of this file: a mapping is a
 * list of keys, and a key says how its value is read, where it goes, what it
 * has to look like and with which other keys it goes together. What can be
 * wrong with a mapping (an unknown key, one given twice, one that lacks, two
 * that exclude each other) is therefore looked at in one place,
 * read_mapping(), and what can be wrong with a text in another, read_text().
 *
 * Reading events rather than a document has three merits: each thing comes
 * with its line and column; the first mistake in the file is the one that is
 * told, whatever its kind; and nothing is read that the tables do not expect,
 * so that a file of a million brackets ends at the first one that has no
 * business there. Nesting is as deep as the tables are: five.
 *
 * Anchors and aliases are refused: a recipe has no use for them, and nine
 * lines of them make a list of 10^9 entries. So are tags. Every plain word is
 * text, as it is spelt: "64BIT", "no" and "1e5" are what they look like.
 *
 * Control characters cannot stand in YAML but can be written with escapes
 * ("\e[2J"). A recipe's strings go to commit messages, terminals and pages, so
 * read_event() turns them away, and with them the characters that make text
 * look like another one (CVE-2021-42574, "Trojan Source").
 */

/* The longest recipe so far has 14 KiB; this keeps a mistaken argument (a vmlinux) from being parsed. */
static const size_t longest_recipe = 1024UL * 1024;

/* Values are cut to this many bytes where a message cites them, to remain one line of a terminal. */
enum { LONGEST_CITED = 60 };

/* No mapping has more keys, and a word of more letters is not a slip of the pen: both checked. */
enum { MOST_KEYS = 16, LONGEST_WORD = 24 };

/* Where commits, or scripts, were named, to find the one that is named twice. */
struct names {
	struct named {
		const char *name;
		size_t line;
	} *v;
	size_t nr;
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; zeroed before the first */
	const char *path;
	const char *text;   /* the file's, to find the line of a wrong byte */
	struct recipe *recipe;
	struct arena *arena;
	struct names commits, scripts;
	struct error *err;
};

/* What a text has to look like. */
struct shape {
	bool (*fits)(const char *value);
	const char *what; /* "a C identifier" */
};

/* The words from which a value is chosen; ends with a NULL. */
struct choice {
	const char *word;
	int value;
};

struct mapping;

struct key {
	const char *name;
	int (*read)(struct reader *reader, const struct key *key, void *field);
	size_t offset;                /* of the field in the object that the mapping becomes */
	bool required;
	const char *required_with;    /* ... when that key is there */
	const char *never_with;
	const char *or;               /* exactly one of this key and that */
	const struct shape *shape;
	const struct choice *choices;
	const struct mapping *mapping;
	size_t nr_offset, size;       /* a list of mappings: where its length goes, the size of an element */
};

struct mapping {
	const char *what;             /* "a commit" */
	const struct key *keys;
	size_t nr_keys;
	/* What the tables cannot say; may be NULL. start is where the mapping begins. */
	int (*finish)(struct reader *reader, yaml_mark_t start, void *object);
};

/* Which keys of a mapping were there, and where. */
struct seen {
	bool there[MOST_KEYS];
	yaml_mark_t mark[MOST_KEYS];
};

/* ---- errors ---- */

static int fail_at(struct reader *reader, yaml_mark_t mark, const char *format, ...) printf_like(3, 4);

static int fail_at(struct reader *reader, yaml_mark_t mark, const char *format, ...)
{
	owned(text_release) struct text sentence = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&sentence, format, args);
	va_end(args);
	return error_set(reader->err, "%s:%zu:%zu: %s", reader->path, mark.line + 1, mark.column + 1,
			 text_str(&sentence));
}

#define fail_here(reader, ...) fail_at(reader, (reader)->event.start_mark, __VA_ARGS__)

/* A value as a message cites it: one line, not longer than LONGEST_CITED, not cut within a character. */
static const char *cited(struct reader *reader, const char *value)
{
	size_t len = strlen(value);
	bool cut = len > LONGEST_CITED;
	char *cite;

	if (cut)
		for (len = LONGEST_CITED; len > 0 && ((unsigned char)value[len] & 0xC0) == 0x80;)
			len--;
	cite = arena_strndup(reader->arena, value, len);
	for (char *c = cite; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return cut ? arena_printf(reader->arena, "%s...", cite) : cite;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to change, drop, insert or swap with their neighbour to make one word the other. */
static unsigned edit_distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	unsigned cost[LONGEST_WORD + 1][LONGEST_WORD + 1];

	for (size_t i = 0; i <= len_a; i++)
		cost[i][0] = (unsigned)i;
	for (size_t j = 0; j <= len_b; j++)
		cost[0][j] = (unsigned)j;
	for (size_t i = 1; i <= len_a; i++) {
		for (size_t j = 1; j <= len_b; j++) {
			unsigned best = least(cost[i - 1][j], cost[i][j - 1]) + 1;

			best = least(best, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = least(best, cost[i - 2][j - 2] + 1);
			cost[i][j] = best;
		}
	}
	return cost[len_a][len_b];
}

/*
 * Keeps the word that is nearest to the one that was written, if one slip for
 * every three letters explains the difference: "titel" is "title", "rol" is
 * "role", "with" is not "when".
 */
static void suggest(const char **best, unsigned *best_distance, const char *written, const char *word)
{
	size_t len_written = strlen(written), len_word = strlen(word);
	unsigned distance;

	if (len_written > LONGEST_WORD || len_word > LONGEST_WORD)
		return;
	distance = edit_distance(written, len_written, word, len_word);
	if (3UL * distance > len_written + 1 || (*best && distance >= *best_distance))
		return;
	*best = word;
	*best_distance = distance;
}

/* " (did you mean 'title'?)", or nothing. */
static const char *did_you_mean(struct reader *reader, const char *best)
{
	return best ? arena_printf(reader->arena, " (did you mean '%s'?)", best) : "";
}

/* ---- events ---- */

/* A wrong byte has an offset and no line. */
static yaml_mark_t place_of_byte(const struct reader *reader, size_t offset)
{
	yaml_mark_t place = { .index = offset };

	for (size_t i = 0; i < offset; i++) {
		if (reader->text[i] == '\n') {
			place.line++;
			place.column = 0;
		} else if (((unsigned char)reader->text[i] & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static int fail_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem ? parser->problem : "not YAML";

	if (parser->error == YAML_READER_ERROR)
		return fail_at(reader, place_of_byte(reader, parser->problem_offset), "%s", problem);
	if (parser->context)
		return fail_at(reader, parser->problem_mark, "%s %s", problem, parser->context);
	return fail_at(reader, parser->problem_mark, "%s", problem);
}

/*
 * Whether the UTF-8 character at c is one that text for people does not have:
 * C0 without tab and line feed, DEL, C1 (U+0080..9F), the byte order mark, and
 * those that break lines or turn the direction of writing (U+2028..202E,
 * U+2066..2069).
 */
static bool is_control(const unsigned char *c)
{
	if (c[0] < 0x20)
		return c[0] != '\t' && c[0] != '\n';
	if (c[0] == 0xC2)
		return c[1] < 0xA0;
	if (c[0] == 0xE2 && c[1] == 0x80)
		return c[2] >= 0xA8 && c[2] <= 0xAE;
	if (c[0] == 0xE2 && c[1] == 0x81)
		return c[2] >= 0xA6 && c[2] <= 0xA9;
	return c[0] == 0x7F || (c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF);
}

static bool has_control(const unsigned char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_control(text + i))
			return true;
	return false;
}

/* What no recipe has use for, wherever it stands. */
static int check_event(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		if (has_control(event->data.scalar.value, event->data.scalar.length))
			return fail_here(reader, "a control character in a text");
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
	}
	if (anchor || event->type == YAML_ALIAS_EVENT)
		return fail_here(reader, "anchors and aliases have no place in a recipe");
	if (tag)
		return fail_here(reader, "tags have no place in a recipe");
	return 0;
}

static int read_event(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event))
		return fail_syntax(reader);
	return check_event(reader);
}

/* ---- shapes ---- */

static bool is_word_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_identifier(const char *value)
{
	if (!*value || isdigit((unsigned char)*value))
		return false;
	while (is_word_letter(*value))
		value++;
	return !*value;
}

static bool is_line(const char *value)
{
	return !strchr(value, '\n');
}

static bool is_id(const char *value)
{
	size_t digits = strspn(value, "0123456789abcdefABCDEF");

	return !value[digits] && digits >= 12 && digits <= 40;
}

/* It is looked for with git and in mail archives: no '-' in front. */
static bool is_message_id(const char *value)
{
	const char *at = strchr(value, '@');

	return at && at > value && at[1] && value[0] != '-' && !strpbrk(value, " \t\n<>");
}

/* "Jeff Layton <jlayton@kernel.org>": git takes it apart at the brackets. */
static bool is_author(const char *value)
{
	const char *open = strchr(value, '<');
	const char *close = strchr(value, '>');

	return is_line(value) && open && close && value[0] != ' ' && open - value >= 2 && open[-1] == ' ' &&
	       !close[1] && close - open >= 2 && !strchr(open + 1, '<') && !strpbrk(open, " \t");
}

/* Only these: the report makes a link of it, and "javascript:" is an address too. */
static bool is_address(const char *value)
{
	bool known = strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0;

	return known && !strpbrk(value, " \t\n<>\"'");
}

static bool ends_with(const char *value, const char *end)
{
	size_t len = strlen(value), len_end = strlen(end);

	return len > len_end && strcmp(value + len - len_end, end) == 0;
}

static bool is_object(const char *value)
{
	return path_is_safe(value) && ends_with(value, ".o");
}

static bool is_source(const char *value)
{
	return path_is_safe(value) && (ends_with(value, ".c") || ends_with(value, ".h"));
}

static bool is_header(const char *value)
{
	return path_is_safe(value) && ends_with(value, ".h");
}

static bool is_semantic_patch(const char *value)
{
	return path_is_safe(value) && ends_with(value, ".cocci");
}

/* A file of the recipe's own folder of scenarios; its name goes into file names and command lines. */
static bool is_script(const char *value)
{
	size_t letters = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return isalnum((unsigned char)*value) && strcmp(value + letters, ".sh") == 0;
}

/* A program in the folder of those that run in the guest, and there in /bin. */
static bool is_helper(const char *value)
{
	return isalnum((unsigned char)*value) && !value[strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_.-")];
}

/* Whether it is a number without a zero in front, from least to most. */
static bool is_number(const char *value, unsigned long least_number, unsigned long most)
{
	size_t digits = strspn(value, "0123456789");
	unsigned long number = strtoul(value, NULL, 10);

	return digits > 0 && digits < 10 && !value[digits] && *value != '0' && number >= least_number &&
	       number <= most;
}

static bool is_memory(const char *value)
{
	return is_number(value, 32, 8192);
}

static bool is_seconds(const char *value)
{
	return is_number(value, 1, 7200);
}

/*
 * "64BIT", "NFSD=m". The value's letters are few on purpose: make(1) includes
 * what becomes of it (include/config/auto.conf), and would run a "$(shell ...)".
 */
static bool is_config(const char *value)
{
	size_t name = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	if (name == 0 || strncmp(value, "CONFIG_", 7) == 0)
		return false;
	if (!value[name])
		return true;
	if (value[name++] != '=' || !value[name])
		return false;
	for (value += name; is_word_letter(*value) || *value == '-' || *value == '.';)
		value++;
	return !*value;
}

static const struct shape a_line = { is_line, "one line" };
static const struct shape an_identifier = { is_identifier, "a C identifier" };
static const struct shape an_id = { is_id, "12 to 40 hexadecimal digits" };
static const struct shape a_message_id = { is_message_id, "a message id (without blanks and <>)" };
static const struct shape an_author = { is_author, "an author ('Name <mail>')" };
static const struct shape an_address = { is_address, "an address ('https://...')" };
static const struct shape a_path = { path_is_safe, "a path within the tree" };
static const struct shape an_object = { is_object, "a path within the tree that ends in '.o'" };
static const struct shape a_source = { is_source, "a path within the tree that ends in '.c' or '.h'" };
static const struct shape a_header = { is_header, "a path within the folder of shims that ends in '.h'" };
static const struct shape a_semantic_patch = {
	is_semantic_patch, "a path within the folder of semantic patches that ends in '.cocci'"
};
static const struct shape a_script = {
	is_script, "the name of a script in the folder 'prove' beside the recipe ('name.sh')"
};
static const struct shape a_helper = { is_helper, "the name of a program for the guest (a-z, 0-9, '_', '.' and '-')" };
static const struct shape a_memory = { is_memory, "a number of MiB from 32 to 8192" };
static const struct shape a_time = { is_seconds, "a number of seconds from 1 to 7200" };
static const struct shape a_config = { is_config, "a Kconfig name without 'CONFIG_' ('NFSD_V4', 'NFSD=m')" };

/* ---- texts ---- */

/*
 * The text that is the current event, without the blanks and line ends around
 * it (a block of YAML always ends with a line feed), if it fits the key.
 */
static int read_text(char **out, struct reader *reader, const struct key *key)
{
	const char *value, *end;
	char *text = NULL;

	if (reader->event.type != YAML_SCALAR_EVENT)
		return fail_here(reader, "'%s' takes text here", key->name);
	value = (const char *)reader->event.data.scalar.value;
	end = value + reader->event.data.scalar.length;
	while (value < end && strchr(" \t\n", *value))
		value++;
	while (end > value && strchr(" \t\n", end[-1]))
		end--;
	if (value == end)
		return fail_here(reader, "'%s' is empty", key->name);
	text = arena_strndup(reader->arena, value, (size_t)(end - value));
	if (key->shape && !key->shape->fits(text))
		return fail_here(reader, "'%s' is not %s", cited(reader, text), key->shape->what);
	*out = text;
	return 0;
}

static int read_string(struct reader *reader, const struct key *key, void *field)
{
	char *text = NULL;

	if (read_text(&text, reader, key) < 0)
		return -1;
	*(const char **)field = text;
	return 0;
}

/* Its shape has seen to the digits and the range. */
static int read_number(struct reader *reader, const struct key *key, void *field)
{
	char *text = NULL;

	if (read_text(&text, reader, key) < 0)
		return -1;
	*(unsigned *)field = (unsigned)strtoul(text, NULL, 10);
	return 0;
}

/* An empty list is as good as none, hence not where there must be one. */
static int check_length(struct reader *reader, const struct key *key, yaml_mark_t start, size_t nr)
{
	if (nr == 0 && (key->required || key->required_with))
		return fail_at(reader, start, "the list '%s' is empty", key->name);
	return 0;
}

static int read_strings(struct reader *reader, const struct key *key, void *field)
{
	struct string_list *list = field;
	yaml_mark_t start = reader->event.start_mark;
	char *text = NULL;

	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return fail_here(reader, "'%s' must be a list", key->name);
	if (read_event(reader) < 0)
		return -1;
	while (reader->event.type != YAML_SEQUENCE_END_EVENT) {
		if (read_text(&text, reader, key) < 0)
			return -1;
		*arena_push(reader->arena, list->v, list->nr) = text;
		if (read_event(reader) < 0)
			return -1;
	}
	return check_length(reader, key, start, list->nr);
}

/* What stands before an entry of "a, b or c". */
static const char *separator(bool is_first, bool is_last, const char *before_last)
{
	if (is_first)
		return "";
	return is_last ? before_last : ", ";
}

static int choose(int *value, struct reader *reader, const struct key *key)
{
	owned(text_release) struct text words = { 0 };
	const char *best = NULL;
	unsigned distance = 0;
	char *text = NULL;

	if (read_text(&text, reader, key) < 0)
		return -1;
	for (const struct choice *choice = key->choices; choice->word; choice++) {
		if (strcmp(text, choice->word) == 0) {
			*value = choice->value;
			return 0;
		}
		suggest(&best, &distance, text, choice->word);
		text_addf(&words, "%s'%s'", separator(choice == key->choices, !choice[1].word, " or "),
			  choice->word);
	}
	return fail_here(reader, "'%s' is not %s%s", cited(reader, text), text_str(&words),
			 did_you_mean(reader, best));
}

static int read_style(struct reader *reader, const struct key *key, void *field)
{
	int value = 0;

	if (choose(&value, reader, key) < 0)
		return -1;
	*(enum style *)field = (enum style)value;
	return 0;
}

static int read_role(struct reader *reader, const struct key *key, void *field)
{
	int value = 0;

	if (choose(&value, reader, key) < 0)
		return -1;
	*(enum role *)field = (enum role)value;
	return 0;
}

static int read_expectation(struct reader *reader, const struct key *key, void *field)
{
	int value = 0;

	if (choose(&value, reader, key) < 0)
		return -1;
	*(bool *)field = value;
	return 0;
}

/*
 * Ids may be of different lengths: one is the other when it begins like it. 12
 * letters are looked at first, which every id has and which tell most of them
 * apart: a megabyte has room for 16000 commits.
 */
static bool is_same_commit(const char *a, const char *b)
{
	size_t len_a, len_b;

	if (strncmp(a, b, 12) != 0)
		return false;
	len_a = strlen(a);
	len_b = strlen(b);
	if (strchr(a, '@') || strchr(b, '@'))
		return strcmp(a, b) == 0;
	return strncmp(a, b, len_a < len_b ? len_a : len_b) == 0;
}

/* At the current event, which names what nothing before may have named. */
static int name_once(struct reader *reader, struct names *names, const char *what,
		     bool (*is_same)(const char *a, const char *b), const char *name)
{
	for (size_t i = 0; i < names->nr; i++)
		if (is_same(names->v[i].name, name))
			return fail_here(reader, "the %s '%s' is named twice (first in line %zu)", what,
					 cited(reader, name), names->v[i].line);
	*arena_push(reader->arena, names->v, names->nr) = (struct named){ name, reader->event.start_mark.line + 1 };
	return 0;
}

/* The name of a commit. No commit is named twice, neither among commits nor in leave-out nor across. */
static int read_commit_name(struct reader *reader, const struct key *key, void *field)
{
	char *text = NULL;

	if (read_text(&text, reader, key) < 0)
		return -1;
	if (key->shape == &an_id)
		for (char *c = text; *c; c++)
			*c = (char)tolower((unsigned char)*c);
	*(const char **)field = text;
	return name_once(reader, &reader->commits, "commit", is_same_commit, text);
}

static bool is_same_script(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* A scenario is known by its script: its files in the output folder are called so, and '--scenario' names it so. */
static int read_script(struct reader *reader, const struct key *key, void *field)
{
	char *text = NULL;

	if (read_text(&text, reader, key) < 0)
		return -1;
	*(const char **)field = text;
	return name_once(reader, &reader->scripts, "script", is_same_script, text);
}

/* ---- mappings ---- */

static size_t find_key(const struct mapping *mapping, const char *name)
{
	size_t i = 0;

	while (i < mapping->nr_keys && strcmp(mapping->keys[i].name, name) != 0)
		i++;
	return i;
}

static int fail_unknown_key(struct reader *reader, const struct mapping *mapping, const char *name)
{
	const char *best = NULL;
	unsigned distance = 0;

	for (size_t i = 0; i < mapping->nr_keys; i++)
		suggest(&best, &distance, name, mapping->keys[i].name);
	return fail_here(reader, "unknown key '%s'%s", cited(reader, name), did_you_mean(reader, best));
}

/* The key that is the current event, and its value, into the object; ends on the value's last event. */
static int read_pair(struct reader *reader, const struct mapping *mapping, struct seen *seen, void *object)
{
	const char *name = (const char *)reader->event.data.scalar.value;
	const struct key *key;
	size_t i;

	if (reader->event.type != YAML_SCALAR_EVENT)
		return fail_here(reader, "a key of %s must be a word", mapping->what);
	i = find_key(mapping, name);
	if (i == mapping->nr_keys)
		return fail_unknown_key(reader, mapping, name);
	if (seen->there[i])
		return fail_here(reader, "the key '%s' is given twice (first in line %zu)", name,
				 seen->mark[i].line + 1);
	seen->there[i] = true;
	seen->mark[i] = reader->event.start_mark;
	key = &mapping->keys[i];
	if (read_event(reader) < 0)
		return -1;
	return key->read(reader, key, (char *)object + key->offset);
}

/* Where a key was that another key speaks of; NULL when it was not there, or none is spoken of. */
static const yaml_mark_t *seen_at(const struct seen *seen, const struct mapping *mapping, const char *name)
{
	size_t i = name ? find_key(mapping, name) : mapping->nr_keys;

	return i < mapping->nr_keys && seen->there[i] ? &seen->mark[i] : NULL;
}

/* Whether a key goes with those that are there, or may lack. */
static int check_key(struct reader *reader, const struct mapping *mapping, yaml_mark_t start,
		     const struct seen *seen, const struct key *key)
{
	const yaml_mark_t *here = seen_at(seen, mapping, key->name);
	const yaml_mark_t *never = seen_at(seen, mapping, key->never_with);
	const yaml_mark_t *with = seen_at(seen, mapping, key->required_with);

	if (here && never)
		return fail_at(reader, here->index > never->index ? *here : *never,
			       "'%s' and '%s' exclude each other", key->name, key->never_with);
	if (here)
		return 0;
	if (key->required)
		return fail_at(reader, start, "%s needs the key '%s'", mapping->what, key->name);
	if (with)
		return fail_at(reader, *with, "'%s' needs the key '%s' beside it", key->required_with,
			       key->name);
	if (key->or && !seen_at(seen, mapping, key->or))
		return fail_at(reader, start, "%s needs one of the keys '%s' and '%s'", mapping->what,
			       key->name, key->or);
	return 0;
}

static int check_keys(struct reader *reader, const struct mapping *mapping, yaml_mark_t start,
		      const struct seen *seen)
{
	for (size_t i = 0; i < mapping->nr_keys; i++)
		if (check_key(reader, mapping, start, seen, &mapping->keys[i]) < 0)
			return -1;
	return 0;
}

/* The mapping that begins with the current event, into object; ends on its last event. */
static int read_mapping(struct reader *reader, const struct mapping *mapping, void *object)
{
	yaml_mark_t start = reader->event.start_mark;
	struct seen seen = { 0 };

	if (reader->event.type != YAML_MAPPING_START_EVENT)
		return fail_here(reader, "%s must be a mapping", mapping->what);
	if (read_event(reader) < 0)
		return -1;
	while (reader->event.type != YAML_MAPPING_END_EVENT) {
		if (read_pair(reader, mapping, &seen, object) < 0 || read_event(reader) < 0)
			return -1;
	}
	if (check_keys(reader, mapping, start, &seen) < 0)
		return -1;
	return mapping->finish ? mapping->finish(reader, start, object) : 0;
}

/* A mapping that is there for order only: its fields are the outer object's. */
static int read_part(struct reader *reader, const struct key *key, void *object)
{
	return read_mapping(reader, key->mapping, object);
}

/* A list of mappings, each an element of an array of which both pointer and length are object's. */
static int read_mappings(struct reader *reader, const struct key *key, void *object)
{
	size_t *nr = (size_t *)(void *)((char *)object + key->nr_offset - key->offset);
	yaml_mark_t start = reader->event.start_mark;

	if (reader->event.type != YAML_SEQUENCE_START_EVENT)
		return fail_here(reader, "'%s' must be a list", key->name);
	if (read_event(reader) < 0)
		return -1;
	while (reader->event.type != YAML_SEQUENCE_END_EVENT) {
		void *element = arena_push_(reader->arena, object, nr, key->size);

		if (read_mapping(reader, key->mapping, element) < 0 || read_event(reader) < 0)
			return -1;
	}
	return check_length(reader, key, start, *nr);
}

/* ---- features ---- */

/* The next word of a feature, or NULL; *at goes behind it. */
static const char *next_word(struct reader *reader, const char **at)
{
	const char *word = *at + strspn(*at, " ");
	size_t len = strcspn(word, " ");

	*at = word + len;
	return len > 0 ? arena_strndup(reader->arena, word, len) : NULL;
}

static int read_feature_name(struct reader *reader, struct feature *feature, const char *word)
{
	if (!word || !is_identifier(word))
		return fail_here(reader, "'%s' is not a C identifier", word ? cited(reader, word) : "");
	feature->name = word;
	return 0;
}

static int read_feature_member(struct reader *reader, struct feature *feature, const char *word)
{
	const char *dot = word ? strchr(word, '.') : NULL;

	feature->parent = dot ? arena_strndup(reader->arena, word, (size_t)(dot - word)) : "";
	if (!is_identifier(feature->parent) || !is_identifier(dot + 1))
		return fail_here(reader, "'%s' is not STRUCT.MEMBER", word ? cited(reader, word) : "");
	feature->name = dot + 1;
	return 0;
}

/*
 * A type as the kernel spells it: "struct rpc_cred*" and "struct  rpc_cred *"
 * become "struct rpc_cred *". False if it is none: its first word is a name,
 * and nothing but names and stars follow.
 */
static bool add_type(struct text *type, const char *spelt)
{
	for (spelt += strspn(spelt, " "); *spelt; spelt += strspn(spelt, " ")) {
		bool after_star = type->len > 0 && type->data[type->len - 1] == '*';
		size_t len = 0;

		while (is_word_letter(spelt[len]))
			len++;
		if (len == 0 && (*spelt != '*' || type->len == 0))
			return false;
		if (len > 0 && isdigit((unsigned char)*spelt))
			return false;
		if (type->len > 0 && !after_star)
			text_addc(type, ' ');
		len += len == 0;
		text_add(type, spelt, len);
		spelt += len;
	}
	return type->len > 0;
}

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += len)
		if ((at == text || !is_word_letter(at[-1])) && !is_word_letter(at[len]))
			return true;
	return false;
}

static int read_feature_type(struct reader *reader, struct feature *feature, const char *rest)
{
	owned(text_release) struct text type = { 0 };

	if (!add_type(&type, rest))
		return fail_here(reader, "'%s' is not a C type", cited(reader, rest + strspn(rest, " ")));
	if (has_word(text_str(&type), "static") || has_word(text_str(&type), "inline"))
		return fail_here(reader, "'%s' is a type with 'static' or 'inline', which are to be left out",
				 cited(reader, text_str(&type)));
	feature->type = arena_strdup(reader->arena, text_str(&type));
	return 0;
}

static const struct choice feature_kinds[] = {
	{ "identifier", FEATURE_IDENTIFIER },
	{ "macro", FEATURE_MACRO },
	{ "member", FEATURE_MEMBER },
	{ "function", FEATURE_FUNCTION },
	{ 0 },
};

static int read_feature_kind(struct reader *reader, struct feature *feature, const char *word)
{
	const char *best = NULL;
	unsigned distance = 0;

	for (const struct choice *kind = feature_kinds; kind->word; kind++) {
		if (strcmp(word, kind->word) == 0) {
			feature->kind = (enum feature_kind)kind->value;
			return 0;
		}
		suggest(&best, &distance, word, kind->word);
	}
	return fail_here(reader, "'%s' is not 'identifier', 'macro', 'member' or 'function'%s",
			 cited(reader, word), did_you_mean(reader, best));
}

/* What may follow the name: nothing, or "returning TYPE" after that of a function. */
static int read_feature_end(struct reader *reader, struct feature *feature, const char *rest)
{
	const char *word = next_word(reader, &rest);

	if (!word)
		return 0;
	if (feature->kind == FEATURE_FUNCTION && strcmp(word, "returning") == 0)
		return read_feature_type(reader, feature, rest);
	return fail_here(reader, "'%s' is too much in a feature", cited(reader, word));
}

static int fail_second_feature(struct reader *reader)
{
	return fail_here(reader, "a feature is one of 'has', 'lacks', 'matches' and 'lacks-match', not more");
}

/* has: function nfsd4_run_cb returning bool */
static int read_feature(struct reader *reader, const struct key *key, void *field)
{
	struct feature *feature = field;
	const char *rest;
	char *text = NULL;

	if (feature->name)
		return fail_second_feature(reader);
	if (read_text(&text, reader, key) < 0)
		return -1;
	feature->lacks = strcmp(key->name, "lacks") == 0;
	rest = text;
	if (read_feature_kind(reader, feature, next_word(reader, &rest)) < 0)
		return -1;
	if (feature->kind == FEATURE_MEMBER) {
		if (read_feature_member(reader, feature, next_word(reader, &rest)) < 0)
			return -1;
	} else if (read_feature_name(reader, feature, next_word(reader, &rest)) < 0) {
		return -1;
	}
	return read_feature_end(reader, feature, rest);
}

/* matches: nfsd/there/x.cocci */
static int read_feature_match(struct reader *reader, const struct key *key, void *field)
{
	struct feature *feature = field;
	char *text = NULL;

	if (feature->name)
		return fail_second_feature(reader);
	if (read_text(&text, reader, key) < 0)
		return -1;
	feature->kind = FEATURE_MATCHES;
	feature->lacks = strcmp(key->name, "lacks-match") == 0;
	feature->name = text;
	return 0;
}

/* "fs/a.c, fs/b.c and fs/c.c do not match x.cocci": any match counts, hence "or ... matches". */
static const char *match_in_words(struct reader *reader, const struct feature *feature)
{
	owned(text_release) struct text text = { 0 };
	const char *last = feature->lacks ? " and " : " or ";

	for (size_t i = 0; i < feature->in.nr; i++)
		text_addf(&text, "%s%s", separator(i == 0, i + 1 == feature->in.nr, last), feature->in.v[i]);
	if (!feature->lacks)
		text_adds(&text, " matches ");
	else
		text_adds(&text, feature->in.nr == 1 ? " does not match " : " do not match ");
	text_adds(&text, feature->name);
	return arena_strdup(reader->arena, text_str(&text));
}

static const char *feature_in_words(struct reader *reader, const struct feature *feature)
{
	const char *has = feature->lacks ? "lacks" : "has";
	const char *kind = feature_kinds[feature->kind].word;

	if (feature->kind == FEATURE_MEMBER)
		return arena_printf(reader->arena, "%s member %s.%s", has, feature->parent, feature->name);
	if (feature->type)
		return arena_printf(reader->arena, "%s function %s returning %s", has, feature->name,
				    feature->type);
	return arena_printf(reader->arena, "%s %s %s", has, kind, feature->name);
}

static int finish_feature(struct reader *reader, yaml_mark_t start, void *object)
{
	struct feature *feature = object;

	if (!feature->name)
		return fail_at(reader, start,
			       "a feature needs one of the keys 'has', 'lacks', 'matches' and 'lacks-match'");
	if (feature->kind != FEATURE_MATCHES && feature->in.nr > 0)
		return fail_at(reader, start, "'in' goes with 'matches' and 'lacks-match' only");
	if (feature->kind == FEATURE_MATCHES && feature->in.nr == 0)
		return fail_at(reader, start, "'matches' and 'lacks-match' need the key 'in' beside them");
	feature->text = feature->kind == FEATURE_MATCHES ? match_in_words(reader, feature)
							 : feature_in_words(reader, feature);
	return 0;
}

/* 12 digits are what the kernel's "Fixes:" tags have. */
static int finish_commit(struct reader *reader, yaml_mark_t start, void *object)
{
	struct recipe_commit *commit = object;

	(void)start;
	commit->name = commit->id ? arena_strndup(reader->arena, commit->id, 12) : commit->message_id;
	return 0;
}

static int finish_scenario(struct reader *reader, yaml_mark_t start, void *object)
{
	struct scenario *scenario = object;

	if (!scenario->without && scenario->files.nr > 0)
		return fail_at(reader, start, "'files' goes with 'without' only");
	if (!scenario->memory)
		scenario->memory = SCENARIO_MEMORY;
	if (!scenario->timeout)
		scenario->timeout = SCENARIO_SECONDS;
	return 0;
}

/* ---- the format ---- */

#define KEY(key, object, member, how, ...) \
	{ .name = key, .read = how, .offset = offsetof(struct object, member), __VA_ARGS__ }
#define MAPPINGS(key, object, array, nr, element, of, ...)                          \
	{ .name = key, .read = read_mappings, .offset = offsetof(struct object, array), \
	  .nr_offset = offsetof(struct object, nr), .size = sizeof(struct element),     \
	  .mapping = of, __VA_ARGS__ }
#define PART(key, of, ...) { .name = key, .read = read_part, .mapping = of, __VA_ARGS__ }
#define FEATURES(key, object, member, ...) \
	MAPPINGS(key, object, member.v, member.nr, feature, &feature_mapping, __VA_ARGS__)
#define MAPPING(of, table, ...) { .what = of, .keys = table, .nr_keys = nr_of(table), __VA_ARGS__ }

static const struct choice styles[] = {
	{ "inline", STYLE_INLINE },
	{ "shim", STYLE_SHIM },
	{ 0 },
};

static const struct choice roles[] = {
	{ "prerequisite", ROLE_PREREQUISITE },
	{ "fix", ROLE_FIX },
	{ "follow-up", ROLE_FOLLOW_UP },
	{ 0 },
};

static const struct choice expectations[] = {
	{ "match", true },
	{ "no-match", false },
	{ 0 },
};

static const struct choice outcomes[] = {
	{ "cured", false },
	{ "same", true },
	{ 0 },
};

static const struct key feature_keys[] = {
	{ .name = "has", .read = read_feature, .shape = &a_line },
	{ .name = "lacks", .read = read_feature, .shape = &a_line },
	{ .name = "matches", .read = read_feature_match, .shape = &a_semantic_patch },
	{ .name = "lacks-match", .read = read_feature_match, .shape = &a_semantic_patch },
	KEY("in", feature, in, read_strings, .shape = &a_source),
};

static const struct mapping feature_mapping = MAPPING("a feature", feature_keys, .finish = finish_feature);

static const struct key adaptation_keys[] = {
	KEY("semantic-patch", adaptation, semantic_patch, read_string, .shape = &a_semantic_patch,
	    .or = "shim", .never_with = "shim"),
	KEY("files", adaptation, files, read_strings, .shape = &a_source,
	    .required_with = "semantic-patch", .never_with = "shim"),
	KEY("rules", adaptation, rules, read_strings, .shape = &an_identifier, .never_with = "shim"),
	KEY("shim", adaptation, shim, read_string, .shape = &a_header),
	KEY("dir", adaptation, dir, read_string, .shape = &a_path,
	    .required_with = "shim", .never_with = "semantic-patch"),
	KEY("names", adaptation, names, read_strings, .shape = &an_identifier, .required_with = "shim"),
	KEY("style", adaptation, style, read_style, .choices = styles),
	FEATURES("when", adaptation, when),
	KEY("why", adaptation, why, read_string, .required = true),
};

static const struct mapping adaptation_mapping =
	MAPPING("an adaptation", adaptation_keys);

static const struct key commit_keys[] = {
	KEY("id", recipe_commit, id, read_commit_name, .shape = &an_id,
	    .or = "message-id", .never_with = "message-id"),
	KEY("message-id", recipe_commit, message_id, read_commit_name, .shape = &a_message_id),
	KEY("subject", recipe_commit, subject, read_string, .shape = &a_line, .required = true),
	KEY("author", recipe_commit, author, read_string, .shape = &an_author),
	KEY("role", recipe_commit, role, read_role, .choices = roles),
	KEY("summary", recipe_commit, summary, read_string),
	/* Required and never empty: "all of nothing hold" would mean that the fix is there. */
	FEATURES("there-when", recipe_commit, there_when, .required = true),
	FEATURES("applies-when", recipe_commit, applies_when),
	MAPPINGS("adapt", recipe_commit, adaptations, nr_adaptations, adaptation, &adaptation_mapping),
};

static const struct mapping commit_mapping = MAPPING("a commit", commit_keys, .finish = finish_commit);

static const struct key condition_keys[] = {
	KEY("title", condition, title, read_string, .shape = &a_line, .required = true),
	KEY("semantic-patch", condition, semantic_patch, read_string, .shape = &a_semantic_patch,
	    .required = true),
	KEY("expect", condition, must_match, read_expectation, .choices = expectations, .required = true),
	KEY("files", condition, files, read_strings, .shape = &a_source, .required = true),
	FEATURES("when", condition, when),
};

static const struct mapping condition_mapping = MAPPING("a condition", condition_keys);

static const struct key help_keys[] = {
	KEY("semantic-patch", scenario, help, read_string, .shape = &a_semantic_patch, .required = true),
	KEY("files", scenario, help_files, read_strings, .shape = &a_source, .required = true),
	KEY("why", scenario, help_why, read_string, .required = true),
};

static const struct mapping help_mapping = MAPPING("'help'", help_keys);

static const struct key scenario_keys[] = {
	KEY("title", scenario, title, read_string, .shape = &a_line, .required = true),
	KEY("scenario", scenario, script, read_script, .shape = &a_script, .required = true),
	KEY("expect", scenario, shows_no_bug, read_expectation, .choices = outcomes),
	KEY("config", scenario, config, read_strings, .shape = &a_config),
	KEY("helpers", scenario, helpers, read_strings, .shape = &a_helper),
	KEY("without", scenario, without, read_string, .shape = &a_semantic_patch),
	KEY("files", scenario, files, read_strings, .shape = &a_source, .required_with = "without"),
	PART("help", &help_mapping),
	KEY("memory", scenario, memory, read_number, .shape = &a_memory),
	KEY("timeout", scenario, timeout, read_number, .shape = &a_time),
};

static const struct mapping scenario_mapping = MAPPING("a scenario", scenario_keys, .finish = finish_scenario);

static const struct key left_out_keys[] = {
	KEY("id", left_out, id, read_commit_name, .shape = &an_id, .required = true),
	KEY("subject", left_out, subject, read_string, .shape = &a_line, .required = true),
	KEY("brings", left_out, brings, read_string, .shape = &an_identifier, .required = true),
	KEY("why", left_out, why, read_string, .required = true),
};

static const struct mapping left_out_mapping = MAPPING("a commit that is left out", left_out_keys);

static const struct key symptoms_keys[] = {
	KEY("log", recipe, log, read_strings, .shape = &a_line),
	KEY("stack", recipe, stack, read_strings, .shape = &an_identifier),
};

static const struct mapping symptoms_mapping = MAPPING("'symptoms'", symptoms_keys);

static const struct key build_keys[] = {
	KEY("config", recipe, config, read_strings, .shape = &a_config, .required = true),
	KEY("objects", recipe, objects, read_strings, .shape = &an_object),
};

static const struct mapping build_mapping = MAPPING("'build'", build_keys);

static const struct key recipe_keys[] = {
	KEY("title", recipe, title, read_string, .shape = &a_line, .required = true),
	KEY("description", recipe, description, read_string, .required = true),
	KEY("references", recipe, references, read_strings, .shape = &an_address),
	KEY("scope", recipe, scope, read_strings, .shape = &a_path, .required = true),
	PART("symptoms", &symptoms_mapping),
	PART("build", &build_mapping, .required = true),
	KEY("keep-out", recipe, keep_out, read_strings, .shape = &an_identifier),
	KEY("prefer", recipe, prefer, read_style, .choices = styles),
	MAPPINGS("commits", recipe, commits, nr_commits, recipe_commit, &commit_mapping, .required = true),
	MAPPINGS("conditions", recipe, conditions, nr_conditions, condition, &condition_mapping),
	MAPPINGS("prove", recipe, scenarios, nr_scenarios, scenario, &scenario_mapping),
	MAPPINGS("leave-out", recipe, left_out, nr_left_out, left_out, &left_out_mapping),
	KEY("notes", recipe, notes, read_strings),
};

static const struct mapping recipe_mapping = MAPPING("a recipe", recipe_keys);

_Static_assert(nr_of(recipe_keys) <= MOST_KEYS && nr_of(commit_keys) <= MOST_KEYS &&
	       nr_of(adaptation_keys) <= MOST_KEYS && nr_of(scenario_keys) <= MOST_KEYS,
	       "struct seen has room for the keys of every mapping");

/* ---- the recipe ---- */

/*
 * "backports/nfsd-cb-delay-loop/recipe.yaml" is nfsd-cb-delay-loop, as is
 * "/tmp/nfsd-cb-delay-loop.yaml". Names go into file names and command lines,
 * so whatever is not [a-z0-9-] becomes '-', and none is in front.
 */
static const char *name_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *begin = slash ? slash + 1 : path, *end = begin + strlen(begin);
	char *name;

	if (slash && strcmp(begin, "recipe.yaml") == 0) {
		for (end = slash, begin = end; begin > path && begin[-1] != '/';)
			begin--;
		if (begin == end || *begin == '.')
			return "recipe";
	} else if (ends_with(begin, ".yaml")) {
		end -= strlen(".yaml");
	}
	name = arena_strndup(arena, begin, (size_t)(end - begin));
	for (char *c = name; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '-';
	name += strspn(name, "-");
	return *name ? name : "recipe";
}

static int read_document(struct reader *reader)
{
	if (read_event(reader) < 0 || read_event(reader) < 0) /* the stream's begin, the document's */
		return -1;
	if (reader->event.type != YAML_DOCUMENT_START_EVENT)
		return fail_here(reader, "the recipe is empty");
	if (read_event(reader) < 0 || read_mapping(reader, &recipe_mapping, reader->recipe) < 0)
		return -1;
	if (read_event(reader) < 0 || read_event(reader) < 0) /* the document's end, the stream's */
		return -1;
	if (reader->event.type != YAML_STREAM_END_EVENT)
		return fail_here(reader, "a second document in the file");
	return 0;
}

static void reader_release(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	yaml_parser_delete(&reader->parser);
}

int recipe_parse(struct recipe *recipe, const char *path, const char *text, size_t len, struct error *err)
{
	owned(recipe_release) struct recipe built = { .prefer = STYLE_INLINE };
	owned(reader_release) struct reader reader = { .path = path, .text = text, .err = err };

	if (len > longest_recipe)
		return error_set(err, "%s: larger than %zu KiB", path, longest_recipe / 1024);
	if (!yaml_parser_initialize(&reader.parser))
		return error_set(err, "%s: cannot set up the YAML parser", path);
	reader.recipe = &built;
	reader.arena = &built.arena;
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, len);
	if (read_document(&reader) < 0)
		return -1;
	built.path = arena_strdup(&built.arena, path);
	built.name = name_of(&built.arena, path);
	*recipe = take(built);
	return 0;
}

void recipe_release(struct recipe *recipe)
{
	if (recipe)
		arena_release(&recipe->arena);
}

const char *recipe_commit_name(const struct recipe_commit *commit)
{
	return commit->name;
}

const char *role_name(enum role role)
{
	const struct choice *choice = roles;

	while (choice->value != (int)role)
		choice++;
	return choice->word;
}
