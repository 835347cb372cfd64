/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_COMMANDS_H
#define MATRIX_COMMANDS_H

#include "../command.h"

/* What 'check' and 'report' do of many documents. Each gives an exit code, or -1 and an error. */

/* check --matrix FORMAT FIX...: prints the cells. */
int matrix_print_cells(const struct app *app, const struct settings *settings, const char *const *fixes,
		       struct error *err) must_check;
/* check --merge FILE...: puts documents together; as text or JSON. */
int matrix_merge(struct app *app, const struct settings *settings, const char *const *files,
		 struct error *err) must_check;
/* Whether a file holds many documents. */
bool matrix_is_file(const char *path);
/* report FILE...: the same as text, a page with the pages of all documents, or JSON. */
int matrix_report(struct app *app, const struct settings *settings, const char *const *files,
		  struct error *err) must_check;
/* report --compare OLD NEW */
int matrix_compare(struct app *app, const struct settings *settings, const char *const *files,
		   struct error *err) must_check;

#endif
