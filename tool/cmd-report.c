// SPDX-License-Identifier: GPL-2.0-only
/* stableport report DOCUMENT: a document of any stage, for people and for programs. */
#include <sys/stat.h>

#include "document.h"
#include "files.h"
#include "fixes.h"
#include "matrix/commands.h"
#include "report.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "format", 'f', POPT_ARG_STRING, &settings->format, 0,
		  "text (default), html, markdown, mail, json, sarif or junit", "FORMAT" },
		{ "output", 'o', POPT_ARG_STRING, &settings->output, 0, "write to FILE instead of printing", "FILE" },
		{ "compare", 0, POPT_ARG_NONE, &settings->compare, 0,
		  "show what changed between two documents of a fix: OLD NEW", NULL },
		{ "range-diff", 0, POPT_ARG_NONE, &settings->range_diff, 0,
		  "in text, also what each commit does otherwise than upstream's", NULL },
	};

	memcpy(table, own, sizeof(own));
	return nr_of(own);
}

static int render_text(struct text *out, const struct session *session, struct error *err)
{
	return session_report_text(out, session, session->app->colour && !session->settings->output, err);
}

static int render(struct text *out, const struct session *session, struct error *err)
{
	/* Those that cannot fail, of the data alone; text, JSON and SARIF are others. */
	static const struct {
		const char *name;
		void (*write)(struct text *out, const struct backport *backport);
	} formats[] = {
		{ "html", report_html }, { "markdown", report_markdown },
		{ "mail", report_mail }, { "junit", report_junit },
	};
	const char *format = session->settings->format ? session->settings->format : "text";
	size_t i;

	if (!strcmp(format, "text"))
		return render_text(out, session, err);
	if (!strcmp(format, "json"))
		return document_write(out, &session->backport, err);
	if (!strcmp(format, "sarif"))
		return report_sarif(out, &session->backport, err);
	for (i = 0; i < nr_of(formats); i++) {
		if (strcmp(format, formats[i].name))
			continue;
		formats[i].write(out, &session->backport);
		return 0;
	}
	return error_set(err, "'%s' is no format; "
			 "there are 'text', 'html', 'markdown', 'mail', 'json', 'sarif' and 'junit'", format);
}

/* A device or a pipe is written to; only a file is replaced. */
static int write_output(const char *path, const struct text *out, struct error *err)
{
	struct stat status;
	FILE *stream;
	bool written;

	if (stat(path, &status) < 0 || S_ISREG(status.st_mode))
		return file_write(path, text_str(out), out->len, err);
	stream = fopen(path, "w");
	if (!stream)
		return error_sys(err, "cannot write '%s'", path);
	written = fwrite(text_str(out), 1, out->len, stream) == out->len;
	if (fclose(stream) != 0 || !written)
		return error_sys(err, "cannot write '%s'", path);
	return 0;
}

static int report_one(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };
	owned(text_release) struct text out = { 0 };

	if (session_read_document(&session, app, settings, arguments[0], err) < 0 || render(&out, &session, err) < 0)
		return -1;
	if (settings->output)
		return write_output(settings->output, &out, err) < 0 ? -1 : session_exit_code(&session);
	if (fwrite(text_str(&out), 1, out.len, app->out) != out.len || fflush(app->out) < 0)
		return error_sys(err, "cannot print the report");
	return session_exit_code(&session);
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	if (settings->compare)
		return matrix_compare(app, settings, arguments, err);
	if (arguments[1] || file_is_folder(arguments[0]) || matrix_is_file(arguments[0]))
		return matrix_report(app, settings, arguments, err);
	return report_one(app, settings, arguments, err);
}

const struct command cmd_report = {
	.name = "report",
	.summary = "show a document as text, a page, Markdown, a mail, JSON, SARIF or JUnit",
	.arguments = "DOCUMENT.json...",
	.nr_arguments = 1,
	.takes_more = true,
	.options = options,
	.run = run,
};
