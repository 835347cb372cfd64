// SPDX-License-Identifier: GPL-2.0-only
/*
 * A chain as a graph for dot(1): the target, and over it the commits in the order to carry them (bold edges); who needs
 * whom (thin edges, from the one that needs); what was left out, dashed, and of this what came later, labelled so.
 *
 * Who needs whom is read from the reasons, which name the other commit by its id. All that somebody else wrote is
 * inside of double quotes, in which dot gives '"', '\' and '&' a meaning (the end, an escape such as \N, an entity):
 * these are escaped, and line ends become blanks.
 */
#include "chain.h"

#define SHORT_ID 12

/* Subjects are cut into lines of about so many bytes, at blanks, so that boxes stay narrow. */
#define LINE_LEN 32

/* The least digits that are an id and not a word that happens to be hexadecimal ("deadbeef", "facade"). */
#define LEAST_DIGITS 12

static void add_character(struct text *out, char c)
{
	switch (c) {
	case '"':
		text_adds(out, "\\\"");
		break;
	case '\\':
		text_adds(out, "\\\\");
		break;
	case '&':
		text_adds(out, "&amp;");
		break;
	default:
		text_addc(out, (unsigned char)c < 0x20 ? ' ' : c);
	}
}

static void add_quoted(struct text *out, const char *string)
{
	owned(text_release) struct text printable = { 0 };
	size_t i, column = 0;

	text_add_printable(&printable, string, strlen(string));
	for (i = 0; i < printable.len; i++, column++) {
		if (column < LINE_LEN || printable.data[i] != ' ') {
			add_character(out, printable.data[i]);
			continue;
		}
		text_adds(out, "\\n");
		column = 0;
	}
}

/* "\t"1054e8ffc5c4" [label="1054e8ffc5c4\nthe subject", style=dashed];" */
static void add_node(struct text *out, const char *commit, const char *subject, const char *attributes)
{
	text_addf(out, "\t\"");
	add_quoted(out, commit);
	text_addf(out, "\" [label=\"%.*s\\n", SHORT_ID, commit);
	add_quoted(out, subject);
	text_addf(out, "\"%s];\n", attributes);
}

static void add_edge(struct text *out, const char *from, const char *to, const char *attributes)
{
	text_adds(out, "\t\"");
	add_quoted(out, from);
	text_adds(out, "\" -> \"");
	add_quoted(out, to);
	text_addf(out, "\"%s;\n", attributes);
}

static bool is_carried(const struct chain_step *step)
{
	return step->presence == PRESENCE_NONE;
}

/* The step whose commit the digits at *at abbreviate; *at is moved past them. */
static const struct chain_step *named_step(const struct chain *chain, const char **at)
{
	size_t len = strspn(*at, "0123456789abcdef"), i;
	const char *digits = *at;

	*at += len;
	for (i = 0; len >= LEAST_DIGITS && i < chain->nr_steps; i++)
		if (!strncmp(chain->steps[i].commit, digits, len))
			return &chain->steps[i];
	return NULL;
}

/* Whether a sentence names a step's commit by its id. */
static bool is_named(const struct chain *chain, const char *sentence, const struct chain_step *step)
{
	const char *at = sentence;

	while (at && *(at += strcspn(at, "0123456789abcdef")))
		if (named_step(chain, &at) == step)
			return true;
	return false;
}

static bool is_named_by_one(const struct chain *chain, const struct reason *why, size_t nr,
			    const struct chain_step *step)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (is_named(chain, why[i].text, step))
			return true;
	return false;
}

/* An edge from each step that the reasons for another commit name, to that commit; how many. */
static size_t add_needs(struct text *out, const struct chain *chain, const struct reason *why, size_t nr_why,
			const char *commit, const char *attributes)
{
	size_t i, nr = 0;

	for (i = 0; i < chain->nr_steps; i++) {
		const struct chain_step *step = &chain->steps[i];

		if (!is_named_by_one(chain, why, nr_why, step) || !strcmp(step->commit, commit))
			continue;
		add_edge(out, step->commit, commit, attributes);
		nr++;
	}
	return nr;
}

static void add_steps(struct text *out, const struct chain *chain)
{
	const char *before = "target";
	size_t i;

	for (i = 0; i < chain->nr_steps; i++) {
		const struct chain_step *step = &chain->steps[i];
		const char *shape = step->role == CHAIN_FIX ? ", style=bold" : "";

		add_node(out, step->commit, step->subject, is_carried(step) ? shape : ", color=gray, fontcolor=gray");
		if (!is_carried(step))
			continue;
		add_edge(out, before, step->commit, " [style=bold, arrowhead=none]");
		before = step->commit;
	}
}

static void add_step_needs(struct text *out, const struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->nr_steps; i++)
		add_needs(out, chain, chain->steps[i].why, chain->steps[i].nr_why, chain->steps[i].commit,
			  " [label=needs]");
}

/* The last step: the fix, or the last of several, which the others lead to. */
static const char *last_commit(const struct chain *chain)
{
	return chain->nr_steps ? chain->steps[chain->nr_steps - 1].commit : "target";
}

static void add_left_out(struct text *out, const struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->nr_left_out; i++) {
		const struct chain_left_out *left = &chain->left_out[i];
		const char *attributes = left->role == CHAIN_FOLLOW_UP ? " [style=dashed, label=later]" :
									 " [style=dashed]";

		add_node(out, left->commit, left->subject, ", style=dashed");
		if (!add_needs(out, chain, left->why, left->nr_why, left->commit, attributes))
			add_edge(out, last_commit(chain), left->commit, attributes);
	}
}

void report_chain_dot(struct text *out, const struct chain *chain)
{
	text_adds(out, "digraph chain {\n\trankdir=BT;\n\tnode [shape=box, fontname=\"monospace\"];\n");
	text_adds(out, "\t\"target\" [shape=folder, label=\"");
	add_quoted(out, chain->target_ref);
	text_adds(out, "\"];\n");
	add_steps(out, chain);
	add_step_needs(out, chain);
	add_left_out(out, chain);
	text_adds(out, "}\n");
}
