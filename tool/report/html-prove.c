// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was seen when kernels were booted: for each scenario its verdict, the runs side by side in one table (how each
 * ended, what it counted, what the kernel complained of), the consoles' telling lines, and how to do it by hand. A load
 * looks for no bug: there the counts are what has to be the same.
 */
#include "html-parts.h"

static const char *verdict_class(enum proof_verdict verdict)
{
	static const char *const classes[] = {
		[PROOF_CURED] = "ok",       [PROOF_NOT_SHOWN] = "warn", [PROOF_NOT_CURED] = "bad",
		[PROOF_HARMED] = "bad", [PROOF_FAILED] = "bad",
	};

	return classes[verdict];
}

static void write_runs_head(struct text *out, const struct proof *proof)
{
	size_t i;

	text_adds(out,
		  "<div class=\"wide\" tabindex=\"0\"><table class=\"counted\"><caption>What was measured</caption>"
		  "<thead><tr><td></td>");
	for (i = 0; i < proof->nr_runs; i++) {
		text_adds(out, "<th scope=\"col\">");
		html_element(out, "b", NULL, proof->runs[i].name);
		text_adds(out, "<br>");
		html_escape(out, proof->runs[i].what);
		text_adds(out, "</th>");
	}
	text_adds(out, "</tr></thead><tbody>\n");
}

static void begin_row(struct text *out, const char *name)
{
	text_adds(out, "<tr><th scope=\"row\">");
	html_escape(out, name);
	text_adds(out, "</th>");
}

static void write_bug_row(struct text *out, const struct proof *proof)
{
	size_t i;

	begin_row(out, "the bug");
	for (i = 0; i < proof->nr_runs; i++) {
		const struct guest_run *run = &proof->runs[i];

		text_adds(out, "<td>");
		if (run->answered)
			html_badge(out, run->shows_bug ? "bad" : "ok", run->shows_bug ? "shows" : "does not show");
		else
			html_badge(out, "none", "not known");
		text_adds(out, "</td>");
	}
	text_adds(out, "</tr>\n");
}

static void write_outcome_row(struct text *out, const struct proof *proof)
{
	size_t i;

	begin_row(out, "the guest");
	for (i = 0; i < proof->nr_runs; i++)
		html_element(out, "td", NULL, run_outcome_words(proof->runs[i].outcome));
	text_adds(out, "</tr>\n");
}

static const struct measured *find_measured(const struct guest_run *run, const char *name)
{
	size_t i;

	for (i = 0; i < run->nr_measured; i++)
		if (!strcmp(run->measured[i].name, name))
			return &run->measured[i];
	return NULL;
}

static bool is_the_same(const struct proof *proof, const char *name)
{
	const struct measured *first = find_measured(&proof->runs[0], name), *other;
	size_t i;

	for (i = 1; i < proof->nr_runs; i++) {
		other = find_measured(&proof->runs[i], name);
		if (!first || !other || first->value != other->value)
			return false;
	}
	return first;
}

/* A scenario names what it counts in one word, "recalls-under-way": read, and wrapped, as several. */
static void begin_measured_row(struct text *out, const char *name)
{
	owned(text_release) struct text words = { 0 };

	for (; *name; name++)
		text_addc(&words, *name == '-' || *name == '_' ? ' ' : *name);
	begin_row(out, text_str(&words));
}

static void write_measured_row(struct text *out, const struct proof *proof, const char *name)
{
	const char *class = proof->load && !is_the_same(proof, name) ? "number bad" : "number";
	size_t i;

	begin_measured_row(out, name);
	for (i = 0; i < proof->nr_runs; i++) {
		const struct measured *measured = find_measured(&proof->runs[i], name);

		if (measured)
			text_addf(out, "<td class=\"%s\">%lld</td>", class, measured->value);
		else
			text_adds(out, "<td class=\"soft\">not reached</td>");
	}
	text_adds(out, "</tr>\n");
}

/* What any run counted, each once, in the order in which it was met. */
static void write_measured(struct text *out, const struct proof *proof)
{
	size_t i, j, k, nr = 0;

	for (i = 0; i < proof->nr_runs; i++) {
		for (j = 0; j < proof->runs[i].nr_measured && nr < HTML_MOST_ITEMS; j++) {
			const char *name = proof->runs[i].measured[j].name;

			for (k = 0; k < i && !find_measured(&proof->runs[k], name); k++)
				;
			if (k < i || find_measured(&proof->runs[i], name) != &proof->runs[i].measured[j])
				continue;
			write_measured_row(out, proof, name);
			nr++;
		}
	}
}

static void write_complaints_row(struct text *out, const struct proof *proof)
{
	size_t i, j;

	begin_row(out, "the kernel complained of");
	for (i = 0; i < proof->nr_runs; i++) {
		const struct string_list *complaints = &proof->runs[i].complaints;

		text_adds(out, complaints->nr ? "<td class=\"places\">" : "<td class=\"places\">nothing");
		for (j = 0; j < complaints->nr && j < HTML_MOST_ITEMS; j++)
			html_element(out, "code", NULL, complaints->v[j]);
		html_more(out, "span", complaints->nr);
		text_adds(out, "</td>");
	}
	text_adds(out, "</tr>\n");
}

static void write_seconds_row(struct text *out, const struct proof *proof)
{
	size_t i;

	begin_row(out, "build and run");
	for (i = 0; i < proof->nr_runs; i++)
		text_addf(out, "<td class=\"number\">%.0f s, %.0f s</td>", proof->runs[i].build_seconds,
			  proof->runs[i].run_seconds);
	text_adds(out, "</tr>\n");
}

static void write_runs(struct text *out, const struct proof *proof)
{
	if (!proof->nr_runs)
		return;
	write_runs_head(out, proof);
	if (!proof->load)
		write_bug_row(out, proof);
	write_outcome_row(out, proof);
	write_measured(out, proof);
	write_complaints_row(out, proof);
	write_seconds_row(out, proof);
	html_table_end(out);
}

static void write_console(struct text *out, const struct guest_run *run)
{
	if (!run->excerpt && !run->console)
		return;
	text_adds(out, "<details><summary>Console ");
	html_escape(out, run->name);
	text_adds(out, "</summary>");
	if (run->console) {
		text_adds(out, "<p class=\"soft\">All of it is in ");
		html_element(out, "code", NULL, run->console);
		text_adds(out, ".</p>");
	}
	if (run->excerpt)
		html_log(out, run->excerpt);

	text_adds(out, "</details>\n");
}

static void write_by_hand(struct text *out, const struct string_list *repeat)
{
	size_t i;

	if (!repeat->nr)
		return;
	text_adds(out, "<details><summary>By hand</summary><pre tabindex=\"0\">");
	for (i = 0; i < repeat->nr && i < HTML_MOST_ITEMS; i++) {
		html_escape(out, repeat->v[i]);
		text_addc(out, '\n');
	}
	text_adds(out, "</pre></details>\n");
}

static void write_proof(struct text *out, const struct proof *proof, size_t nr)
{
	size_t i;

	text_addf(out, "<article class=\"proof\" id=\"proof-%zu\"><h3>", nr);
	html_escape(out, proof->scenario);
	text_adds(out, "</h3><p>");
	html_badge(out, verdict_class(proof->verdict), proof_words(proof));
	text_adds(out, " ");
	html_escape(out, proof->sentence);
	text_adds(out, "</p>\n");
	if (proof->log)
		html_log(out, proof->log);
	write_runs(out, proof);
	for (i = 0; i < proof->nr_runs; i++)
		write_console(out, &proof->runs[i]);
	write_by_hand(out, &proof->repeat);
	text_adds(out, "</article>\n");
}

void html_proofs(struct text *out, const struct backport *backport)
{
	size_t i;

	html_section(out, "proof", "Proof");
	for (i = 0; i < backport->nr_proofs; i++)
		write_proof(out, &backport->proofs[i], i + 1);
	html_section_end(out);
}

/* A cure may leave what the kernel before complains of, too: no fault of the series, and yet to be known. */
static void look_at_complaints(struct text *out, const char *place, const struct proof *proof)
{
	const struct string_list *complaints = proof->nr_runs ? &proof->runs[proof->nr_runs - 1].complaints : NULL;
	owned(text_release) struct text which = { 0 };

	if (!complaints || !complaints->nr)
		return;
	text_adds(&which, complaints->v[0]);
	if (complaints->nr > 1)
		text_addf(&which, ", and %zu more", complaints->nr - 1);
	html_look(out, "warn", place, "the kernel complains, after as before", text_str(&which));
}

void html_look_at_proofs(struct text *out, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++) {
		const struct proof *proof = &backport->proofs[i];
		owned(text_release) struct text place = { 0 }, which = { 0 };

		text_addf(&place, "proof-%zu", i + 1);
		text_addf(&which, "%s: %s", proof->scenario, proof->sentence);
		if (proof->verdict != PROOF_CURED)
			html_look(out, verdict_class(proof->verdict), text_str(&place), proof_words(proof),
				  text_str(&which));
		else
			look_at_complaints(out, text_str(&place), proof);
	}
}
