/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BACKPORT_H
#define BACKPORT_H

#include <stdbool.h>

#include "adapt.h"
#include "recipe.h"

/*
 * The plain data that the stages hand to each other. A backport begins with a
 * recipe and a target; plan fills in the steps, apply the series, check its
 * result. document.h writes it as JSON and reads it back after any stage.
 *
 * All of it lives in the backport's arena, except the files' texts (struct
 * changes), which are large and have an owner each. Strings that may be absent are NULL.
 */

enum disposition {
	STEP_ALREADY_THERE,
	STEP_PICK,              /* a merge carries it: three-way, or within its functions */
	STEP_ADAPT,             /* semantic patches and shims carry it */
	STEP_NOT_APPLICABLE,    /* what it changes does not exist here */
	STEP_CONFLICT,          /* neither carries it: a person has to look */
};

enum presence { PRESENCE_NONE, PRESENCE_HISTORY, PRESENCE_TRAILER, PRESENCE_PATCH_ID, PRESENCE_CONTENT };

/* Why, and what one can look at to see that it is so (a place, a commit; may be NULL). */
struct reason {
	const char *text;
	const char *evidence;
};

struct used_rule {
	const char *name;
	bool fired;
};

/* One adaptation that the plan takes, and what came of it. */
struct used_adaptation {
	size_t index;                   /* in the recipe commit's adaptations */
	const char *path;               /* the semantic patch or shim */
	bool is_shim;
	const char *why;
	struct string_list missing;     /* the names that a probe found missing */
	struct used_rule *rules;
	size_t nr_rules;
};

/* One changed file of a step: enough to know it again. */
struct file_change {
	const char *path;
	const char *before, *after;     /* git blob ids in hex; NULL: no such file */
};

struct step {
	size_t index;                   /* in the recipe's commits */
	const char *name;               /* "1054e8ffc5c4", or the message id: what people call it */
	const char *id;                 /* as full as we know it; NULL for a commit known by message id */
	const char *message_id;
	const char *subject;
	const char *author;             /* "Name <mail>"; upstream's where the object is at hand */
	const char *date;               /* author date, git's "seconds +hhmm"; NULL where not known */
	const char *body;               /* upstream's text after the subject, or the recipe's summary */
	bool body_is_upstream;
	const char *upstream_object;    /* hex id of the commit in this repository that stands for it, or NULL */
	enum role role;
	enum disposition disposition;
	enum presence presence;
	struct reason *reasons;
	size_t nr_reasons;
	struct used_adaptation *adaptations;
	size_t nr_adaptations;
	struct reason *warnings;        /* what a reviewer must see, though it stops nothing: code that spatch skipped */
	size_t nr_warnings;
	struct file_change *files;
	size_t nr_files;
	const char *diff;               /* of the step, printable */
	const char *upstream_diff;      /* of upstream's commit, printable, where the object is at hand */
	unsigned added, removed;        /* lines of diff */
	bool to_review;                 /* merged with other names or word by word: warnings say where */

	struct changes changes;         /* the texts; empty when the document came from JSON, until carried again */
	const char *commit;             /* apply: the new commit's id, or NULL */
	const char *patch;              /* apply: the patch file's name in the output folder, or NULL */
};

struct left_out_commit {
	const char *id, *subject;
	const char *why;
	const char *evidence;
	bool suggested;                 /* line origin or names would have suggested it */
};

struct diagnostic {
	const char *file, *function;    /* function may be NULL */
	unsigned line;
	const char *kind;               /* "error", "warning" */
	const char *text;
	const char *option;             /* "-Wunused-variable", or NULL (sparse, errors) */
};

/* The objects of one step, built before and after it. */
struct step_check {
	size_t step;                    /* index in steps */
	bool built;
	struct string_list objects;
	unsigned warnings_before, warnings_after;
	struct diagnostic *new_diagnostics;
	size_t nr_new_diagnostics;
	const char *log;                /* the last lines of a failed build, printable; NULL when it was built */
};

enum condition_outcome { CONDITION_HOLDS, CONDITION_FAILS, CONDITION_NOT_APPLICABLE };

struct condition_check {
	const char *title;
	enum condition_outcome outcome;
	struct string_list places;      /* what matched, "path:line: text" */
	const char *note;               /* why it does not apply, or how spatch failed */
};

struct keep_out_check {
	const char *name;
	bool newly_there;
	struct string_list places;
};

/* A run of changed lines of the result that this configuration did not compile. */
struct uncompiled_lines {
	const char *path;
	unsigned first, last;           /* line numbers in the result */
	const char *why;                /* "#ifdef CONFIG_NFSD_V4_2_INTER_SSC", "obj-$(CONFIG_X)", "no object includes it" */
	struct string_list options;     /* Kconfig options that would compile them: "NFSD_V4_2_INTER_SSC", "!SMP" */
};

struct coverage {
	bool done;
	unsigned lines, compiled;       /* changed lines of code (no blanks, comments) of the result; those compiled */
	struct uncompiled_lines *uncompiled;
	size_t nr_uncompiled;
};

enum kabi_kind { KABI_SYMBOL, KABI_STRUCT };

struct kabi_change {
	enum kabi_kind kind;            /* an exported symbol's CRC or type; a struct's layout */
	const char *name, *path;        /* path: where it is declared, or NULL */
	const char *before, *after;     /* "int frob(struct frob *f)", "size 1416"; NULL: not there */
	const char *detail;             /* "cl_cb_inflight added at 1408", several lines, printable; or NULL */
	bool exported;                  /* reachable from an exported symbol: modules outside the tree can see it */
};
/* That of a symbol which is declared as before: what leads to it has another layout. */
bool kabi_change_is_of_crc(const struct kabi_change *change);

struct kabi {
	bool done;
	const char *note;
	unsigned symbols;
	struct kabi_change *changes;
	size_t nr_changes;
};

/* One configuration's builds: every step, before and after. */
struct build_check {
	const char *name;               /* "recipe", "defconfig", or the file's name as the user gave it */
	const char *arch;               /* kbuild's ARCH: "x86", "arm64" */
	const char *compiler;           /* "gcc (Debian ...) 12.2.0" */
	const char *flags;              /* "W=1 C=1" */
	bool done;
	const char *note;               /* not done: why ("no aarch64-linux-gnu-gcc: install gcc-aarch64-linux-gnu") */
	bool sparse_done;
	struct step_check *steps;
	size_t nr_steps;
	struct string_list uncompiled;  /* changed files of which it compiles nothing */
	struct coverage coverage;
	struct kabi kabi;
	unsigned compiled, remembered;  /* objects compiled in this run; known from earlier ones */
	double seconds;
};

/* What checkpatch says about a carried step. */
struct style_check {
	size_t step;                    /* index in steps */
	struct diagnostic *findings;
	size_t nr_findings;
};

struct check {
	bool done;                      /* the stage ran */
	struct build_check *builds;     /* none: --no-build, or no step was carried */
	size_t nr_builds;
	struct style_check *style;      /* one for each carried step */
	size_t nr_style;
	const char *style_note;         /* why checkpatch could not look at all of it, or NULL */
	bool cocci_done;                /* the target's own rules were asked for, and ran */
	const char *cocci_note;         /* what of them did not run, or NULL */
	struct diagnostic *cocci;       /* what they say of the result and did not say before */
	size_t nr_cocci;
	struct condition_check *conditions;
	size_t nr_conditions;
	struct keep_out_check *keep_out;
	size_t nr_keep_out;
	double seconds;
};

/* What was seen when a kernel was booted. */
enum run_outcome { RUN_ENDED, RUN_TIMED_OUT, RUN_PANICKED, RUN_SILENT, RUN_DIED };

struct measured {
	const char *name;
	long long value;
};

struct guest_run {
	const char *name;               /* "before", "after" */
	const char *what;               /* "the target", "the target with the series", "the target with the fix taken back" */
	enum run_outcome outcome;
	bool answered;                  /* the scenario said whether the bug shows, once and the same */
	bool shows_bug;
	long long exit_code;            /* of the scenario, where it ended */
	struct measured *measured;      /* what the scenario counted */
	size_t nr_measured;
	struct string_list complaints;  /* KASAN, lockdep, BUG, WARNING, hung task: first line of each */
	const char *excerpt;            /* the console's telling lines, printable */
	const char *console;            /* file below the output folder with all of it */
	double build_seconds, run_seconds;
};

enum proof_verdict { PROOF_CURED, PROOF_NOT_SHOWN, PROOF_NOT_CURED, PROOF_HARMED, PROOF_FAILED };

struct proof {
	bool done;                      /* false: it could not be tried, and sentence says why */
	const char *scenario;           /* title */
	bool load;                      /* no bug is looked for: what is measured must be the same */
	enum proof_verdict verdict;
	const char *sentence;           /* why, for people */
	struct guest_run *runs;
	size_t nr_runs;
	struct string_list repeat;      /* how to do it by hand, a command a line */
	const char *log;                /* the last lines of a kernel that does not build, printable; or NULL */
};

struct target {
	const char *repo;               /* the repository's folder; NULL for a plain tree */
	const char *ref;                /* as the user named it; NULL for a plain tree */
	const char *commit;             /* hex id; NULL for a plain tree */
	const char *folder;             /* the plain tree; NULL for a repository */
	const char *version;            /* "4.19.79": shown, never decided on */
	const char *label;              /* for branch and folder names: [A-Za-z0-9._-]+ */
	const char *upstream_ref;       /* where upstream's history was looked for; NULL: nowhere */
	const char *upstream_commit;
};

enum verdict {
	VERDICT_NOTHING_TO_DO,          /* all of it is there */
	VERDICT_READY,                  /* carried (and, if checked, everything held) */
	VERDICT_PERSON,                 /* a conflict, a missed rule, a failed check */
};

struct backport {
	struct arena arena;
	const struct recipe *recipe;    /* borrowed */
	struct target target;
	enum style style;
	struct step *steps;
	size_t nr_steps;
	struct left_out_commit *left_out;
	size_t nr_left_out;
	bool applied;
	const char *branch;             /* apply in a repository: the new branch, or NULL */
	const char *output;             /* the output folder, or NULL */
	bool in_place;                  /* the tree itself was changed */
	struct string_list leftovers;   /* apply: what killed runs had left, and was removed */
	struct check check;
	struct proof *proofs;
	size_t nr_proofs;
};

/* Frees the arena, and so all that its lists and strings are, and the contents of the steps' changes. NULL is fine. */
void backport_release(struct backport *backport);

const char *disposition_name(enum disposition disposition);     /* "already there", "to pick", "to adapt", "not applicable here", "conflict" */
const char *presence_name(enum presence presence);              /* "history", "trailer", "content", "none" */
enum verdict backport_verdict(const struct backport *backport);
const char *run_outcome_name(enum run_outcome outcome);         /* "ended", "timed out", "panicked", "silent", "died" */
const char *proof_verdict_name(enum proof_verdict verdict);     /* "cured", "not shown", "not cured", "harmed", "failed" */
const char *condition_outcome_name(enum condition_outcome outcome); /* "holds", "fails", "not applicable" */
/* For people: "ran out of time"; "cured", "behaves the same" (a load), "does harm". */
const char *run_outcome_words(enum run_outcome outcome);
const char *proof_words(const struct proof *proof);
/* All were made, and none is other than cured; true where there are none. */
bool proofs_hold(const struct backport *backport);
const char *verdict_sentence(enum verdict verdict);
const char *verdict_word(enum verdict verdict);                 /* "nothing to do", "ready", "person" */
bool step_is_carried(const struct step *step);                  /* to pick or to adapt */
bool step_is_written(const struct step *step);                  /* as a commit or a patch */
/* What was done or would be: a step that was written is no longer "to pick". */
const char *step_done_name(const struct step *step);
size_t backport_nr(const struct backport *backport, enum disposition disposition);
size_t backport_nr_carried(const struct backport *backport);
const char *check_why_no_builds(const struct backport *backport); /* for a check that has none */
/* Why a commit is a prerequisite to which no line and no name leads. */
const char *recipe_who_says(const struct recipe *recipe);
#endif
