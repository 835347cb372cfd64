/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_TABLE_H
#define PLAN_TABLE_H

#include "../command.h"

/*
 * Several fixes or targets: each fix onto each target (settings->targets) is a cell, planned by a run of our own
 * program with --json, settings->jobs at a time. Prints a table or, with --json, an array of the documents, row by
 * row. With --together the fixes are one row. What a cell could not be planned for is said in its place; *exit_code is
 * the worst of the cells'.
 */
int plan_table(int *exit_code, struct app *app, const struct settings *settings, const char *const *fixes,
	       size_t nr_fixes, struct error *err) must_check;

#endif
