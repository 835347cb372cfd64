/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMAND_H
#define COMMAND_H

#include <popt.h>
#include <stdbool.h>
#include <stdio.h>

#include "adapt.h"
#include "error.h"

/*
 * A command describes itself in its own file (cmd-NAME.c): one const struct
 * command, which main.c lists. A command never prints errors and never exits: it
 * returns an exit code of diff(1)'s kind, or -1 and an error, which main()
 * prints and turns into exit code 2.
 */

enum { EXIT_DONE = 0, EXIT_PERSON = 1, EXIT_TROUBLE = 2 };

/* What main() knows and commands use. */
struct app {
	FILE *out;                      /* for people or, with --json, for programs */
	bool colour;
	struct data_paths data;
	/* Says on stderr what is going on, when it is a terminal and takes longer than a second. */
	void (*progress)(void *app, const char *what);
	/* Says on stderr, in one line, what somebody should know who did not ask. */
	void (*note)(void *app, const char *sentence);
	double started;
	bool progress_shown;
	char progress_said[64];         /* what the terminal shows */
};

/* All options; each command's table picks those it takes. */
struct settings {
	char *repo, *onto, *upstream, *output, *recipes, *style, *cc, *format, *colour, *message_style;
	char **targets, **with, **without, **keep_out;  /* of plan, NULL-terminated; NULL: none */
	char **references;                              /* of apply, NULL-terminated; NULL: none */
	char **configs, **archs;                           /* of check, NULL-terminated; NULL: none */
	char *build_dir;
	int json, jobs, timeout, no_build, no_sparse, warnings, no_checkpatch, coccicheck, no_kabi, build_max,
	    signoff, in_place, force, cover_letter, range_diff;
	int max_commits, follow_ups, together, dot, html, plain, fewest, no_cache, reverse;
	double budget;
	char *matrix;                   /* of check */
	int merge, compare;             /* of check; of report */
	/* Of apply. */
	char *from, *resolutions;
	int dry_run, go_on, skip, abort, quit;
	/* Of prove. */
	char *scenario;
	int guest_timeout, kasan;
};

struct command {
	const char *name;
	const char *summary;            /* for the list of commands */
	const char *arguments;          /* "FIX|PLAN.json" for the usage line; NULL: none */
	int nr_arguments;               /* how many it needs */
	bool takes_more;                /* that is the least */
	/* Fills the caller's table, of MAX_OPTIONS entries, with options that point into settings; says how many. */
	size_t (*options)(struct poptOption *table, struct settings *settings);
	int (*run)(struct app *app, const struct settings *settings, const char *const *arguments,
		   struct error *err);
};

#define MAX_OPTIONS 48

/*
 * Options that several commands share. Each fills the table from its first free entry and
 * returns how many it filled.
 */
/* --with, --without, --keep-out, --max, --budget, --follow-ups, --plain, --fewest, --no-cache */
size_t options_chain(struct poptOption *table, struct settings *settings);
size_t options_target(struct poptOption *table, struct settings *settings);   /* --onto, and options_where() */
size_t options_where(struct poptOption *table, struct settings *settings); /* --repo, --upstream, --style, --recipes, --timeout */
size_t options_check(struct poptOption *table, struct settings *settings);    /* --jobs, --no-build, --no-sparse, --cc */
size_t options_apply(struct poptOption *table, struct settings *settings);    /* --output, --message-style, --reference, --signoff, ... */
size_t options_prove(struct poptOption *table, struct settings *settings);    /* --output, --scenario, --kasan, --guest-timeout, --jobs, --cc */
size_t options_json(struct poptOption *table, struct settings *settings);     /* --json */

extern const struct command cmd_port, cmd_plan, cmd_apply, cmd_status, cmd_check, cmd_report, cmd_list, cmd_draft, cmd_prove;

#endif
