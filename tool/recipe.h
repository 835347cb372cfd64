/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RECIPE_H
#define RECIPE_H

#include <stdbool.h>

#include "error.h"
#include "text.h"

/*
 * A recipe: what a fix is, and what must hold on any branch that carries it.
 * stableport-recipe(5) describes the file; here is what is left of it once it
 * has been read. Everything lives in the recipe's arena; absent strings are
 * NULL, absent lists have nr 0.
 *
 * A recipe is untrusted: all paths in it have gone through path_is_safe(), all
 * ids are lower-case hexadecimal, all identifiers are C identifiers, types are
 * spelt as the kernel does ("struct rpc_cred *"), and no string is empty, has
 * blanks or line ends around it, or control characters other than tab and line
 * feed. A list that is required has entries.
 */

enum feature_kind {
	FEATURE_IDENTIFIER, /* a token NAME occurs in the scope */
	FEATURE_MACRO,      /* #define NAME */
	FEATURE_MEMBER,     /* STRUCT.MEMBER */
	FEATURE_FUNCTION,   /* NAME has a body; with type: and returns that type */
	FEATURE_MATCHES,    /* a semantic patch matches in files */
};

struct feature {
	enum feature_kind kind;
	bool lacks;              /* the tree must not have it */
	const char *name;        /* identifier, macro, member, function; or the semantic patch */
	const char *parent;      /* FEATURE_MEMBER: the struct's name */
	const char *type;        /* FEATURE_FUNCTION: its return type, or NULL for any */
	struct string_list in;   /* FEATURE_MATCHES: the files */
	const char *text;        /* as a person would say it: "has function nfsd4_run_cb returning bool" */
};

struct feature_list {
	struct feature *v;
	size_t nr;
};

enum style { STYLE_ANY, STYLE_INLINE, STYLE_SHIM };

/* One way to express (a part of) a commit where a text merge cannot. */
struct adaptation {
	const char *semantic_patch; /* path below semantic-patches/; NULL for a shim */
	const char *shim;           /* path below shims/include/; NULL for a semantic patch */
	struct string_list files;   /* semantic patch: handed to spatch together, in this order */
	struct string_list rules;   /* semantic patch: rules that must fire; none: at least one */
	const char *dir;            /* shim: the folder whose Makefile takes it */
	struct string_list names;   /* taken only when a probe says that one of these is missing */
	enum style style;           /* taken only when the run's style is this one */
	struct feature_list when;
	const char *why;
};

enum role { ROLE_FIX, ROLE_PREREQUISITE, ROLE_FOLLOW_UP };

struct recipe_commit {
	const char *name;           /* what recipe_commit_name() says */
	const char *id;             /* 12 to 40 hex digits, or NULL */
	const char *message_id;     /* without <>, or NULL; exactly one of the two is there */
	const char *subject;
	const char *author;         /* "Name <mail>", or NULL */
	enum role role;
	const char *summary;        /* in our words, or NULL */
	struct feature_list there_when;
	struct feature_list applies_when;
	struct adaptation *adaptations;
	size_t nr_adaptations;
};

struct condition {
	const char *title;
	const char *semantic_patch;
	bool must_match;
	struct string_list files;
	struct feature_list when;
};

struct left_out {
	const char *id;
	const char *subject;
	const char *brings;         /* the identifier by which it would be known */
	const char *why;
};

/* What is run in the booted kernel to show the bug, or a load that must behave as before. */
struct scenario {
	const char *title;
	const char *script;         /* a file of the folder "prove" beside the recipe: "cb-delay-loop.sh" */
	bool shows_no_bug;          /* a load: what it measures must be the same before and after */
	struct string_list config;  /* beside the recipe's own; the kernel must have them on */
	struct string_list helpers; /* names of programs of ours that are put into the guest */
	const char *without;        /* semantic patch that takes the fix out where the target has it; or NULL */
	struct string_list files;   /* of it */
	const char *help;           /* semantic patch that is laid over both kernels; or NULL */
	struct string_list help_files;
	const char *help_why;
	unsigned memory;            /* MiB */
	unsigned timeout;           /* seconds */
};

/* For one that says neither. */
enum { SCENARIO_MEMORY = 512, SCENARIO_SECONDS = 120 };

struct recipe {
	struct arena arena;
	const char *name;           /* the folder's name: "nfsd-callback-running" */
	const char *path;           /* the file */
	const char *title, *description;
	struct string_list references;
	struct string_list scope;
	struct string_list log, stack;
	struct string_list config, objects;
	struct string_list objects_left_out; /* of a range, which has no recipe: what its headers reach and is not built */
	struct string_list keep_out;
	struct string_list notes;
	enum style prefer;          /* STYLE_INLINE or STYLE_SHIM */
	struct recipe_commit *commits;
	size_t nr_commits;
	struct condition *conditions;
	size_t nr_conditions;
	struct left_out *left_out;
	size_t nr_left_out;
	struct scenario *scenarios;
	size_t nr_scenarios;
};

/*
 * Reads a recipe's text. path is for messages ("FILE:LINE:COLUMN: unknown key
 * 'titel'") and for the name, which is that of the folder it stands in. Pure.
 */
int recipe_parse(struct recipe *recipe, const char *path, const char *text, size_t len,
		 struct error *err) must_check;
void recipe_release(struct recipe *recipe);

/* "1054e8ffc5c4" or, where the id is not known, the message id. */
const char *recipe_commit_name(const struct recipe_commit *commit);
/* "prerequisite", "fix", "follow-up" */
const char *role_name(enum role role);

#endif
