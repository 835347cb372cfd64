// SPDX-License-Identifier: GPL-2.0-only
/* Writes the report's page of each sample into a folder, for look.js: pages FOLDER. */
#include "tests/lib/sample.h"
#include "tool/files.h"
#include "tool/report.h"

#include <stdio.h>

#define HOSTILE_PAGE                                                                                                          \
	"\033]0;x\007\xe2\x80\xae<script>document.title='owned'</script>\n</code></pre></style></main>"                  \
	"<img src=x onerror=\"document.title='owned'\" onload='x'><meta http-equiv=refresh content=0>"                   \
	"<a href=\"https://example.org/\">x</a>&amp;\xff averyveryveryveryveryveryveryveryveryverylongwordwithoutblanks" \
	"averyveryveryveryveryveryveryveryveryverylongwordwithoutblanks"

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

static int write_page(const char *folder, const char *name, void (*make)(struct sample *sample))
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text page = { 0 }, path = { 0 };
	owned(error_release) struct error err = { 0 };

	make(&sample);
	report_html(&page, &sample.backport);
	text_addf(&path, "%s/%s.html", folder, name);
	return file_write(text_str(&path), text_str(&page), page.len, &err);
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*make)(struct sample *sample); } pages[] = {
		{ "sample", sample_make }, { "conflict", sample_make_conflict },
		{ "nothing-to-do", sample_make_nothing_to_do }, { "empty", sample_make_empty },
		{ "hostile", make_hostile }, { "hostile-lines", make_hostile_lines },
		{ "long", make_long },
	};
	size_t i;

	if (argc != 2)
		return 2;
	for (i = 0; i < nr_of(pages); i++)
		if (write_page(argv[1], pages[i].name, pages[i].make) < 0)
			return 1;
	return 0;
}
