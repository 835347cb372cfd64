// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: print-sample FORMAT all|conflict|nothing|empty [POISON]
 * Prints a sample backport (lib/sample.h) in a format, for validators that are programs; POISON becomes all its
 * strings.
 */
#include <stdio.h>

#include "tests/lib/sample.h"
#include "tool/document.h"
#include "tool/report.h"

static int make(struct sample *sample, const char *which)
{
	if (!strcmp(which, "all"))
		sample_make(sample);
	else if (!strcmp(which, "conflict"))
		sample_make_conflict(sample);
	else if (!strcmp(which, "nothing"))
		sample_make_nothing_to_do(sample);
	else if (!strcmp(which, "empty"))
		sample_make_empty(sample);
	else
		return -1;
	return 0;
}

static int print(struct text *out, const char *format, const struct backport *backport, struct error *err)
{
	if (!strcmp(format, "json"))
		return document_write(out, backport, err);
	if (!strcmp(format, "sarif"))
		return report_sarif(out, backport, err);
	if (!strcmp(format, "junit"))
		report_junit(out, backport);
	else if (!strcmp(format, "markdown"))
		report_markdown(out, backport);
	else if (!strcmp(format, "mail"))
		report_mail(out, backport);
	else
		return error_set(err, "no such format");
	return 0;
}

int main(int argc, char **argv)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct error err = { 0 };

	if (argc < 3 || make(&sample, argv[2]) < 0)
		return 2;
	if (argc > 3)
		sample_poison(&sample, argv[3]);
	if (print(&out, argv[1], &sample.backport, &err) < 0)
		return 1;
	return fwrite(text_str(&out), 1, out.len, stdout) != out.len;
}
