/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NAMES_H
#define NAMES_H

#include "merge.h"
#include "outline.h"

/*
 * Names that a commit's added lines use and that the target does not have, or has as something else: what a text
 * merge cannot see and a compiler would. Only names that upstream's own tree is seen to define count: in the file,
 * in the headers of its folder, and in the files that it includes directly; so a word in a macro's text or a name
 * from far away is never a need that nobody can check.
 */
enum name_trouble {
	NAME_ABSENT,            /* the target has none of this name */
	NAME_NO_VALUE,          /* its value is used, and on the target it is a void function */
	NAME_OTHER_ARGUMENTS,   /* it takes another number of arguments there */
	/* Of names_still_used(): */
	NAME_TAKEN_AWAY,        /* the commit takes it away, and the target still uses it */
	NAME_RESHAPED,          /* the commit gives it other arguments, and the target still calls it as before */
	NAME_OTHER_KIND,        /* a function there and a macro with no arguments here, a member there and a function ... */
};
/* A file of the target that uses, as it was, a name that the commit takes away or reshapes. */
struct name_user {
	const char *path;       /* on the target */
	uint32_t line;          /* of the first use, at that moment */
	const char *upstream_path; /* of the file that upstream's commit has, without such a use; NULL: it has none */
	bool is_sure;           /* false: maybe another struct's member; to be believed if upstream took the use away */
};
struct taken_name;
struct name_need {
	const char *name;
	enum name_trouble trouble;
	const char *used_path;  /* where the commit uses it: path and line in the commit's own version */
	uint32_t used_line;
	size_t hunk;            /* the merge's hunk that uses it */
	const char *defined_path; /* where the commit's parent (or the commit) defines it */
	/*
	 * Lines of the definition there, of a function up to its brace: what its users see. defined_last is 0
	 * where the commit's parent has none that fits, but only the commit itself: in a hunk that was not
	 * carried. No other commit brings it then.
	 */
	uint32_t defined_first, defined_last;
	enum entity_kind kind;  /* of that definition; a member's or enumerator's is that of its struct or enum */
	bool is_member;
	const char *target_path; /* where the target has it otherwise, or uses it as before; NULL: absent */
	uint32_t target_line;
	const struct taken_name *taken; /* TAKEN_AWAY, RESHAPED: borrowed from the users_index; else NULL */
	struct name_user *users;
	size_t nr_users;
};
struct name_needs {
	struct arena arena;
	struct name_need *v;    /* each name and trouble once */
	size_t nr;
};
void name_needs_release(struct name_needs *needs);

/* Outlines of file versions, remembered by blob id. */
struct outlines;
struct outlines *outlines_new(struct commits *commits, struct blobs *blobs);
void outlines_free(struct outlines *outlines);
OWNED_POINTER(struct outlines, outlines_free);
/*
 * The outline of what a commit has under a path; NULL if it has no such file. Borrowed: valid until 8 more were
 * asked for. (What is kept has a bound of some 16 MB; the last 8 that were given out are beyond it.)
 */
int outlines_get(const struct outline **outline, struct outlines *outlines, uint32_t commit, const char *path,
		 struct error *err) must_check;

/*
 * What the hunks of a merge that were carried (CLEAN, PLACED) need. after is the view with the merge's result over
 * it: names that the commit itself brings are there. Names that the commit itself defines in a hunk that is not
 * carried count as absent. Where the shape of a name cannot be told (a variable number of arguments, a macro that
 * is no call) there is no trouble.
 */
int names_missing(struct name_needs *needs, struct outlines *outlines, const struct merge *merge, uint32_t commit,
		  const struct merge_view *after, struct error *err) must_check;

/*
 * Adds the names that a merge's carried hunks take away or give other arguments, and that the target still uses as
 * before: in the same file, or in another one as far as names-users.c looks. after as above; changed: the paths that
 * the steps have changed up to there, this one with them. What is taken and where to look is remembered by commit.
 */
struct merger;
struct users_index;
struct users_index *users_index_new(struct outlines *outlines, struct merger *merger, uint32_t target);
void users_index_free(struct users_index *index);
OWNED_POINTER(struct users_index, users_index_free);
int names_still_used(struct name_needs *needs, struct users_index *index, const struct merge *merge, uint32_t commit,
		     const struct merge_view *after, const char *const *changed, size_t nr_changed,
		     struct error *err) must_check;
/* How often a file as some commit has it uses the name as before. */
int names_count_uses(uint32_t *nr, struct users_index *index, const struct taken_name *taken, uint32_t commit,
		     const char *path, struct error *err) must_check;
/* How often it has the word, in whatever sense: a version is not taken apart for that. */
int names_count_words(uint32_t *nr, struct users_index *index, const struct taken_name *taken, uint32_t commit,
		      const char *path, struct error *err) must_check;

/*
 * Who refers to an entity in upstream's version of a file and its folder: the functions, tables and macros (of
 * files in the same folder that commit 'at' has) that use its name. For telling whether anything that the target
 * has leads to it.
 */
struct referrer {
	const char *path;
	const char *entity;     /* NULL: outside of any */
	enum entity_kind kind;
	uint32_t line;
};
struct referrers {
	struct arena arena;
	struct referrer *v;
	size_t nr;
};
void referrers_release(struct referrers *referrers);
int names_referrers(struct referrers *referrers, struct outlines *outlines, uint32_t at, const char *path,
		    const char *name, struct error *err) must_check;

#endif
