/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DATES_H
#define DATES_H

#include <git2.h>
#include <stdbool.h>

#include "../text.h"

/* Dates as git keeps and writes them, in the author's own zone. */

/* "1700000000 +0100", git's way; false (and when as it was) if it is not of that form. date may be NULL. */
bool date_read(git_time *when, const char *date);
/* RFC 2822: "Tue, 25 Aug 2020 21:52:45 -0400". */
void date_add_mail(struct text *text, const git_time *when);
/* As git log: "Tue Aug 25 21:52:45 2020 -0400". */
void date_add_log(struct text *text, const git_time *when);

#endif
