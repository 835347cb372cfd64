// SPDX-License-Identifier: GPL-2.0-only
/* Writes the page of each sample, of a matrix and of a comparison into a folder, for look.js: pages FOLDER. */
#include "tests/lib/sample.h"
#include "tool/files.h"
#include "tool/matrix/compare.h"
#include "tool/report.h"

#include <stdio.h>

#define HOSTILE_PAGE                                                                                    \
	"\033]0;x\007\xe2\x80\xae<script>document.title='owned'</script>\n</code></pre></style></main>" \
	"<img src=x onerror=\"document.title='owned'\" onload='x'><meta http-equiv=refresh content=0>"  \
	"<a href=\"https://example.org/\">x</a>&amp;\xff averyveryveryveryverylongword"                           \
	"averyveryveryveryveryveryveryverylongwordaveryveryveryveryveryveryveryveryverylongwordwithoutblanks"

static void make_hostile(struct sample *sample)
{
	sample_make(sample);
	sample_poison(sample, HOSTILE_PAGE);
}

static void make_hostile_lines(struct sample *sample)
{
	sample_make(sample);
	sample_poison(sample, "diff --git a/<b> b/<b>\n+++ b/<b>\n@@ -1 +1 @@\n-<i>\n+" HOSTILE_PAGE "\n");
}

static void make_long(struct sample *sample)
{
	sample_make_long(sample, 50, 400);
}

static int write_text(const char *folder, const char *name, const struct text *page)
{
	owned(text_release) struct text path = { 0 };
	owned(error_release) struct error err = { 0 };

	text_addf(&path, "%s/%s", folder, name);
	return file_write(text_str(&path), text_str(page), page->len, &err);
}

static int write_page(const char *folder, const char *name, make_sample *make)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text page = { 0 };

	make(&sample);
	report_html(&page, &sample.backport);
	return write_text(folder, name, &page);
}

static int write_documents(const char *folder, const struct matrix *matrix)
{
	size_t i;

	for (i = 0; i < matrix->nr_documents; i++) {
		owned(text_release) struct text page = { 0 };

		report_html(&page, matrix->documents[i].backport);
		if (write_text(folder, matrix->documents[i].page, &page) < 0)
			return -1;
	}
	return 0;
}

/* A fix onto two targets and another one, hostile, onto one of them; a cell that died. */
static int write_matrix(const char *folder)
{
	owned(sample_release) struct sample one = { 0 }, nothing = { 0 }, other = { 0 };
	owned(matrix_release) struct matrix matrix = { 0 };
	owned(text_release) struct text page = { 0 };

	sample_make(&one);
	sample_make_nothing_to_do(&nothing);
	nothing.backport.target.label = "linux-5.10.y";
	make_hostile(&other);
	other.backport.target.label = "linux-5.10.y";
	matrix_add(&matrix, "one", &one.backport);
	matrix_add(&matrix, "nothing", &nothing.backport);
	matrix_add(&matrix, "other", &other.backport);
	matrix_add_missing(&matrix, "died", HOSTILE_PAGE);
	matrix_sort(&matrix);
	matrix_name_pages(&matrix);
	report_matrix_html(&page, &matrix);
	return write_text(folder, "matrix.html", &page) < 0 ? -1 : write_documents(folder, &matrix);
}

/* A condition that holds no more, a build that was done, a diagnostic that is hostile. */
static int write_comparison(const char *folder)
{
	owned(sample_release) struct sample old = { 0 }, new = { 0 };
	owned(matrix_release) struct matrix before = { 0 }, after = { 0 };
	owned(comparisons_release) struct comparisons comparisons = { 0 };
	owned(text_release) struct text page = { 0 };
	owned(error_release) struct error err = { 0 };

	sample_make(&old);
	sample_make(&new);
	new.backport.check.conditions[0].outcome = CONDITION_FAILS;
	new.backport.check.builds[1].done = true;
	new.backport.check.builds[0].steps[2].new_diagnostics[0].text = HOSTILE_PAGE;
	matrix_add(&before, "before", &old.backport);
	matrix_add(&after, "after", &new.backport);
	if (comparisons_make(&comparisons, &before, &after, &err) < 0)
		return -1;
	report_compare_html(&page, &comparisons);
	return write_text(folder, "comparison.html", &page);
}

int main(int argc, char **argv)
{
	static const struct { const char *name; make_sample *make; } pages[] = {
		{ "sample.html", sample_make }, { "conflict.html", sample_make_conflict },
		{ "nothing-to-do.html", sample_make_nothing_to_do }, { "empty.html", sample_make_empty },
		{ "hostile.html", make_hostile }, { "hostile-lines.html", make_hostile_lines },
		{ "long.html", make_long },
	};
	size_t i;

	if (argc != 2 || write_matrix(argv[1]) < 0 || write_comparison(argv[1]) < 0)
		return 2;
	for (i = 0; i < nr_of(pages); i++)
		if (write_page(argv[1], pages[i].name, pages[i].make) < 0)
			return 1;
	return 0;
}
