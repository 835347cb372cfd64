// SPDX-License-Identifier: GPL-2.0-only
/*
 * A chain for a terminal: in the first line what it comes to, then the commits in the order to carry them, each
 * with the reasons for taking it and the hunks that need an eye (the others are only counted), what was left out, and
 * last how far all of this was proven.
 */
#include <stdlib.h>

#include "../writer.h"
#include "chain.h"

/* Where the lines of a step begin, below its subject; and of what belongs to one of them. */
#define STEP_INDENT 5
#define DETAIL_INDENT 9

/* As many digits as the kernel's own rule asks for. */
#define SHORT_ID 12

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

/* The first line. */

static void add_fixes(struct text *line, const struct chain *chain)
{
	const char *first = NULL;
	size_t i, nr = 0;

	for (i = 0; i < chain->nr_steps; i++) {
		if (chain->steps[i].role != CHAIN_FIX)
			continue;
		if (nr++ == 0)
			first = chain->steps[i].commit;
	}
	if (first)
		text_addf(line, "%.*s", SHORT_ID, first);
	else
		text_adds(line, "the fix");
	if (nr > 1)
		text_addf(line, " and %zu more", nr - 1);
}

static size_t nr_carried(const struct chain *chain)
{
	return chain_nr_carried(chain, CHAIN_PREREQUISITE) + chain_nr_carried(chain, CHAIN_FIX) +
	       chain_nr_carried(chain, CHAIN_FOLLOW_UP);
}

static void add_hunks(struct text *line, const struct chain *chain)
{
	size_t adapt = chain_nr_hunks(chain, CHAIN_ADAPT), moot = chain_nr_hunks(chain, CHAIN_MOOT);
	size_t placed = chain_nr_hunks(chain, CHAIN_PLACED), there = chain_nr_hunks(chain, CHAIN_THERE);
	size_t to_review = chain_nr_to_review(chain);

	if (adapt)
		text_addf(line, ", %zu hunk%s to adapt", adapt, plural(adapt));
	if (to_review)
		text_addf(line, ", %zu to look at", to_review);
	if (placed)
		text_addf(line, ", %zu placed", placed);
	if (moot)
		text_addf(line, ", %zu moot", moot);
	if (there)
		text_addf(line, ", %zu there", there);
	if (!adapt && !to_review && !placed && !moot && !there)
		text_adds(line, ", every hunk merges cleanly");
}

/* Nothing of it would change the target: that is no plan that was carried, but it is done. */
static bool is_all_moot(const struct chain *chain)
{
	return chain_nr_hunks(chain, CHAIN_MOOT) && !chain_nr_hunks(chain, CHAIN_CLEAN) &&
	       !chain_nr_hunks(chain, CHAIN_PLACED) && !chain_nr_hunks(chain, CHAIN_ADAPT) && !chain_nr_to_review(chain);
}

static void add_verdict(struct text *line, const struct chain *chain)
{
	size_t prerequisites = chain_nr_carried(chain, CHAIN_PREREQUISITE);
	size_t follow_ups = chain_nr_carried(chain, CHAIN_FOLLOW_UP);

	if (chain->failure) {
		text_adds(line, "there is no plan");
	} else if (!nr_carried(chain)) {
		text_adds(line, "nothing to do, it is there");
	} else if (is_all_moot(chain)) {
		text_addf(line, "nothing to carry, what it changes is not here (%zu moot)", chain_nr_hunks(chain, CHAIN_MOOT));
	} else {
		if (prerequisites)
			text_addf(line, "%zu prerequisite%s", prerequisites, plural(prerequisites));
		else
			text_adds(line, "no prerequisite");
		if (follow_ups)
			text_addf(line, ", %zu follow-up%s", follow_ups, plural(follow_ups));
		add_hunks(line, chain);
	}
}

/* A whole id is for programs. */
static int length_of_ref(const char *ref)
{
	size_t len = strlen(ref);

	return len == GIT_OID_HEXSZ && strspn(ref, "0123456789abcdef") == len ? SHORT_ID : (int)len;
}

static void write_head(const struct writer *w, const struct chain *chain)
{
	owned(text_release) struct text line = { 0 };

	add_fixes(&line, chain);
	text_addf(&line, " onto %.*s", length_of_ref(chain->target_ref), chain->target_ref);
	if (chain->target_version)
		text_addf(&line, " (%s)", chain->target_version);
	text_adds(&line, ": ");
	add_verdict(&line, chain);
	write_words(w, 0, 2, text_str(&line));
	write_item(w, 2, "", chain->failure);
}

/* Steps. */

static void write_reason(const struct writer *w, size_t indent, const char *mark, const struct reason *reason)
{
	if (reason->evidence)
		write_itemf(w, indent, mark, "%s (%s)", reason->text, reason->evidence);
	else
		write_item(w, indent, mark, reason->text);
}

static void write_reasons(const struct writer *w, size_t indent, const char *mark, const struct reason *v, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		write_reason(w, indent, mark, &v[i]);
}

static enum colour colour_of(enum chain_disposition disposition)
{
	static const enum colour colours[] = {
		[CHAIN_CLEAN] = GREEN, [CHAIN_PLACED] = GREEN, [CHAIN_THERE] = BLUE,
		[CHAIN_MOOT] = DIM,    [CHAIN_ADAPT] = YELLOW, [CHAIN_RENAMED] = YELLOW, [CHAIN_WORDS] = YELLOW,
		[CHAIN_LACKING] = YELLOW, [CHAIN_REMEMBERED] = YELLOW, [CHAIN_RESOLVED] = GREEN,
	};

	return colours[disposition];
}

/*
 * Where a hunk goes: "line 749" where the file and the function are those of upstream, else all of it. That is what
 * most hunks do, and a path that is read twice hides the few that go elsewhere.
 */
static const char *same_place(const struct chain_hunk *hunk)
{
	size_t file = strlen(hunk->file), digits;
	owned(text_release) struct text rest = { 0 };
	const char *line;

	if (!hunk->place || strncmp(hunk->place, hunk->file, file) || hunk->place[file] != ':')
		return NULL;
	line = hunk->place + file + 1;
	digits = strspn(line, "0123456789");
	if (hunk->function)
		text_addf(&rest, " (%s)", hunk->function);
	return digits && !strcmp(line + digits, text_str(&rest)) ? line : NULL;
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_evidence(const struct chain_hunk *a, const struct chain_hunk *b)
{
	size_t i;

	if (a->nr_evidence != b->nr_evidence)
		return false;
	for (i = 0; i < a->nr_evidence; i++)
		if (!same_string(a->evidence[i].text, b->evidence[i].text) ||
		    !same_string(a->evidence[i].evidence, b->evidence[i].evidence))
			return false;
	return true;
}

/* Hunks of one function that all of it but the lines is said of alike. */
static bool is_alike(const struct chain_hunk *a, const struct chain_hunk *b)
{
	return a->disposition == b->disposition && same_string(a->file, b->file) &&
	       same_string(a->function, b->function) && same_evidence(a, b) && !a->place == !b->place &&
	       (!a->place || (same_place(a) && same_place(b)));
}

static size_t nr_alike(const struct chain_hunk *hunks, size_t nr)
{
	size_t i = 1;

	while (i < nr && is_alike(&hunks[0], &hunks[i]))
		i++;
	return i;
}

static void add_place(struct text *where, const struct chain_hunk *hunks, size_t nr)
{
	size_t i;

	if (!hunks->place)
		return;
	text_adds(where, ", here ");
	if (!same_place(hunks)) {
		text_adds(where, hunks->place);
		return;
	}
	text_addf(where, "line%s ", plural(nr));
	for (i = 0; i < nr; i++)
		text_addf(where, "%s%u", i ? ", " : "", (unsigned)strtoul(same_place(&hunks[i]), NULL, 10));
}

/* "     adapt: fs/nfsd/nfs4state.c:5424, 5431 nfsd_break_one_deleg, here lines 4990, 4997" */
static void write_alike(const struct writer *w, const struct chain_hunk *hunks, size_t nr)
{
	const char *word = chain_disposition_name(hunks->disposition);
	owned(text_release) struct text where = { 0 };
	size_t i;

	text_addf(&where, "%s:", hunks->file);
	for (i = 0; i < nr; i++)
		text_addf(&where, "%s%u", i ? ", " : "", (unsigned)hunks[i].line);
	if (hunks->function)
		text_addf(&where, " %s", hunks->function);
	add_place(&where, hunks, nr);
	text_addf(w->out, "%*s", STEP_INDENT, "");
	write_coloured(w, colour_of(hunks->disposition), word);
	text_adds(w->out, ": ");
	write_words(w, STEP_INDENT + strlen(word) + 2, DETAIL_INDENT, text_str(&where));
	write_reasons(w, DETAIL_INDENT, "", hunks->evidence, hunks->nr_evidence);
}

static void write_hunks(const struct writer *w, const struct chain_step *step)
{
	size_t i = 0, clean = 0;

	while (i < step->nr_hunks) {
		size_t nr = nr_alike(&step->hunks[i], step->nr_hunks - i);

		if (step->hunks[i].disposition == CHAIN_CLEAN)
			clean += nr;
		else
			write_alike(w, &step->hunks[i], nr);
		i += nr;
	}
	if (clean)
		text_addf(w->out, "%*s%zu hunk%s cleanly\n", STEP_INDENT, "", clean,
			  clean == 1 ? " merges" : "s merge");
}

static enum colour colour_of_step(const struct chain_step *step)
{
	enum colour colour = GREEN;
	size_t i;

	if (step->presence != PRESENCE_NONE)
		return BLUE;
	for (i = 0; i < step->nr_hunks; i++)
		if (colour_of(step->hunks[i].disposition) == YELLOW)
			colour = YELLOW;
	return colour;
}

/* "  1. 12357f1b2c8e  nfsd: minor 4.1 callback cleanup (prerequisite, +19 -9)"; one that is there has no number. */
static void write_step(const struct writer *w, const struct chain_step *step, size_t nr)
{
	owned(text_release) struct text title = { 0 }, id = { 0 };
	bool is_there = step->presence != PRESENCE_NONE;

	text_addf(&id, "%.*s", SHORT_ID, step->commit);
	text_addf(&title, "%s (%s", step->subject, chain_role_name(step->role));
	if (is_there)
		text_addf(&title, ", already there: %s)", presence_name(step->presence));
	else
		text_addf(&title, ", +%u -%u)", (unsigned)step->added, (unsigned)step->removed);
	text_addc(w->out, '\n');
	if (is_there)
		text_adds(w->out, "  -  ");
	else
		text_addf(w->out, "%3zu. ", nr);
	write_coloured(w, colour_of_step(step), text_str(&id));
	text_adds(w->out, "  ");
	write_words(w, STEP_INDENT + SHORT_ID + 2, STEP_INDENT + SHORT_ID + 2, text_str(&title));
	write_reasons(w, STEP_INDENT, "-", step->why, step->nr_why);
	if (!is_there)
		write_hunks(w, step);
}

static void write_steps(const struct writer *w, const struct chain *chain)
{
	size_t i, nr = 0;

	for (i = 0; i < chain->nr_steps; i++) {
		nr += chain->steps[i].presence == PRESENCE_NONE;
		write_step(w, &chain->steps[i], nr);
	}
}

/* Those that seem to be needed and are not, or what comes after a chain: a reader asks for them apart. */
static void write_left_out(const struct writer *w, const struct chain *chain, bool follow_ups, const char *title)
{
	size_t i, nr = 0;

	for (i = 0; i < chain->nr_left_out; i++) {
		const struct chain_left_out *left = &chain->left_out[i];

		if ((left->role == CHAIN_FOLLOW_UP) != follow_ups)
			continue;
		if (nr++ == 0)
			text_addf(w->out, "\n%s\n", title);
		write_itemf(w, 2, "-", "%.*s %s", SHORT_ID, left->commit, left->subject);
		write_reasons(w, STEP_INDENT, "", left->why, left->nr_why);
	}
}

static void write_notes(const struct writer *w, const struct chain *chain)
{
	size_t i;

	if (chain->nr_notes)
		text_adds(w->out, "\nNotes:\n");
	for (i = 0; i < chain->nr_notes; i++)
		write_item(w, 2, "-", chain->notes[i]);
}

/* What does it, where git alone does: on one line, to be copied. */
static void write_picks(const struct writer *w, const struct chain *chain)
{
	size_t i, nr = 0, clean = chain_nr_hunks(chain, CHAIN_CLEAN);

	for (i = 0; i < chain->nr_steps; i++)
		nr += chain->steps[i].nr_hunks;
	if (chain->failure || !chain->verified || !nr_carried(chain) || clean < nr)
		return;
	text_adds(w->out, "\ngit cherry-pick -x");
	for (i = 0; i < chain->nr_steps; i++)
		if (chain->steps[i].presence == PRESENCE_NONE)
			text_addf(w->out, " %.*s", SHORT_ID, chain->steps[i].commit);
	text_addc(w->out, '\n');
}

const char *chain_proof_words(const struct chain *chain)
{
	if (!chain->verified && chain->out_of_time)
		return "since the plan's time was over before it was carried once more";
	if (!chain->verified)
		return "since it came out another way when it was carried once more";
	if (chain->smallest && chain->plain)
		return "by carrying it once more, hunk by hunk; no smaller set is carried by git's own merge alone";
	return chain->smallest ? "by carrying it once more, hunk by hunk; no smaller set carries it" :
				 "by carrying it once more, hunk by hunk; the budget ended the search for a smaller set";
}

static void write_proof(const struct writer *w, const struct chain *chain)
{
	const char *word = chain->verified ? "Verified" : "Not verified";
	bool is_plan = !chain->failure && nr_carried(chain) > 0;
	owned(text_release) struct text line = { 0 };

	if (is_plan)
		text_addf(&line, "%s; ", chain_proof_words(chain));
	else if (chain->failure)
		text_adds(&line, chain->smallest ? "Nothing was left untried; " : "The budget ended the search; ");
	text_addf(&line, "%u merge%s tried in memory, %.2f s", chain->picks, plural(chain->picks), chain->seconds);
	text_addc(w->out, '\n');
	if (is_plan) {
		write_coloured(w, chain->verified ? GREEN : RED, word);
		text_addc(w->out, ' ');
	}
	write_words(w, is_plan ? strlen(word) + 1 : 0, 2, text_str(&line));
}

void report_chain_text(struct text *out, const struct chain *chain, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };

	write_head(&writer, chain);
	write_steps(&writer, chain);
	write_left_out(&writer, chain, false, "Left out:");
	write_left_out(&writer, chain, true, "Later upstream, not taken:");
	write_notes(&writer, chain);
	write_picks(&writer, chain);
	write_proof(&writer, chain);
}
