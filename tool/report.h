/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPORT_H
#define REPORT_H

#include "backport.h"

/*
 * A backport for people and programs. Pure: data in, text out. Whatever came
 * from a repository, a compiler or a recipe is made printable and, in HTML, escaped.
 */

/* For the terminal; with colour only if asked. */
void report_text(struct text *out, const struct backport *backport, bool colour);

/* One page that stands alone: no network, no script. */
void report_html(struct text *out, const struct backport *backport);

/*
 * For the description of a merge request on GitLab or GitHub: nothing that others wrote is structure, a name that is told
 * or a number that is linked.
 */
void report_markdown(struct text *out, const struct backport *backport);

/* For a mail: plain text in 72 columns, the body of a cover letter. */
void report_mail(struct text *out, const struct backport *backport);

/* SARIF 2.1.0: what is wrong, for code hosts. */
int report_sarif(struct text *out, const struct backport *backport, struct error *err) must_check;

/* JUnit's XML, for CI: what passed and what did not. */
void report_junit(struct text *out, const struct backport *backport);

/*
 * Each carried step beside upstream's commit, as git-range-diff(1) shows two versions of a series: "=" if they make the
 * same change, else "!" and what is different. Colours are of who has a line: red upstream, green here.
 */
int report_range_diff(struct text *out, const struct backport *backport, bool colour, struct error *err) must_check;

#endif
