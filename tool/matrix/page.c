// SPDX-License-Identifier: GPL-2.0-only
/* What all pages here begin and end with. Nothing but the page's own style is ever loaded (report/html-page.c says why). */
#include "../report/html-parts.h"
#include "page.h"

void matrix_page_begin(struct text *out, const char *title, const char *style)
{
	text_addf(out,
		  "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		  "style-src 'unsafe-inline'\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		  "<title>%s</title>\n<style>", title);
	html_style(out);
	text_addf(out, "\n%s</style></head>\n<body><main>\n", style);
}

void matrix_page_end(struct text *out)
{
	text_adds(out, "</main></body></html>\n");
}
