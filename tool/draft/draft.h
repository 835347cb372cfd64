/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DRAFT_H
#define DRAFT_H

#include "../chain/outline.h"
#include "code.h"

/*
 * A first semantic patch of a commit, for a person to go on from, as plain data. What a rule says is generated (pure, from
 * the two versions of each file), then run (prove.h), and only what was shown to come to the same as the commit is said
 * to do so.
 */
enum draft_outcome {
	DRAFT_UNTRIED,
	DRAFT_REPRODUCES,       /* on upstream's parent it makes what the commit made, token by token */
	DRAFT_DIFFERS,          /* no way of writing it did: it stands in the draft as a comment */
	DRAFT_UNWRITABLE,       /* SmPL cannot say it */
};

/* How a rule fares on the target. */
enum draft_there {
	THERE_NOT_ASKED,
	THERE_FIRES,
	THERE_FIRES_AGAIN,      /* although the target has the lines that it adds: look whether it is there already */
	THERE_NO_FILE,
	THERE_NO_ENTITY,        /* no such function (struct, ...) */
	THERE_OTHER,            /* it has other statements */
	THERE_HAS_IT,           /* it does not fire, and the target has what it adds */
	THERE_UNREAD,           /* spatch could not read the function */
};

/* A name that the target's version of a function has in the place of upstream's. */
struct draft_name {
	const char *from, *to;
	bool is_local;          /* upstream's is a local variable or a parameter: any name will do */
};

struct draft_rule {
	const char *name;       /* of SmPL, unlike any other's */
	const char *path;
	const char *entity;     /* the function, struct, ... in upstream's parent; what stands outside of any has none: NULL */
	enum entity_kind kind;
	const char *anchor;     /* of what is added outside: the entity that it stands beside; NULL: none */
	uint32_t line;          /* in upstream's parent */
	uint32_t first, last;   /* lines of upstream's parent that a try is run on; last 0: the whole file */
	struct code_edit *edits; /* what it does */
	size_t nr_edits;
	const char **bodies;    /* ways of writing it, the best one first; lines that begin with ' ', '+' or '-' */
	size_t nr_bodies;
	size_t chosen;          /* of bodies */
	const struct draft_name *names; /* that become metavariables */
	size_t nr_names;
	enum draft_outcome outcome;
	const char *reason;     /* of DIFFERS and UNWRITABLE: one sentence; NULL else */
	enum draft_there there;
	const char *said_there; /* more on that; NULL */
	unsigned nr_expressions; /* --reverse: E1, E2, ... of the body */
	bool only_in_file;      /* it would change other files of the commit as well */
	size_t nr_sites;        /* --reverse: places of the commit that it stands for; else 0 */
};

/* Rules that write one entity's change in one way: a rule for it all, or a rule each for its parts. */
struct draft_variant {
	struct draft_rule *rules;
	size_t nr;
};
struct draft_change {
	struct draft_variant *variants;
	size_t nr_variants;
	size_t chosen;
};

struct draft_file {
	const char *path, *target_path;
	struct text old, fresh; /* upstream's parent's and upstream's */
	struct code old_code, fresh_code;
	struct draft_change *changes;
	size_t nr_changes;
	const char *reason;     /* why nothing of it can be written; NULL */
	bool same;              /* the rules made of the parent's file the commit's; else, in that line of the commit's */
	uint32_t differs_at;
};

struct draft {
	struct arena arena;
	const char *id, *subject, *onto;
	bool is_reverse;
	struct draft_file *files; /* texts and codes are released by draft_release() */
	size_t nr_files;
	const char **notes;
	size_t nr_notes;
	const char *failure;    /* what spatch said of the whole on the target; NULL */
	size_t nr_taken, nr_names; /* rule names given so far */
	const char **taken;
};
void draft_release(struct draft *draft);

/* A rule's name, made from what it changes and unlike those given before. */
const char *draft_rule_name(struct draft *draft, const char *from);

/* The changes of a file whose texts are there. */
int draft_file_changes(struct draft *draft, struct draft_file *file, struct error *err) must_check;

/* A rule as SmPL: header, metavariables, body. */
void draft_rule_text(struct text *text, const struct draft_rule *rule);
/* The chosen variant's rules, one after the other: *at begins as { 0 }. */
struct draft_place {
	size_t file, change, rule;
};
struct draft_rule *draft_next(const struct draft *draft, struct draft_place *at);

/* The draft as a file of SmPL, with what is known of each rule as comments. */
void draft_smpl(struct text *text, const struct draft *draft);
/* What came out, for a terminal. */
void draft_report(struct text *text, const struct draft *draft);
/* 0, or 1: a person has to look. */
int draft_exit_code(const struct draft *draft);

#endif
