/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_BUILD_H
#define KBUILD_BUILD_H

#include "../check/build-folder.h"
#include "../check/identity.h"
#include "../check/memo.h"
#include "../files.h"
#include "../kbuild.h"
#include "../overlay.h"
#include "../proc.h"

/*
 * What the stages of a build share (../kbuild.c): what is said to make and what it prints, configuring, the folder that
 * an earlier run may have left, the files as the steps have them, objects, probes.
 */

/* A file as the steps have it so far, to be laid over the source when make is to see it. */
struct laid_file {
	char *path;
	char id[41];                    /* of the content; "-": removed */
	bool is_new;                    /* the base has no such file */
	bool is_laid;                   /* the source has it so */
	struct text content;
};

struct last_seen {
	char *object;
	const struct memo_entry *entry; /* which was true for it when it was last asked for */
	const char *ground;             /* of the state that this run made it in; NULL: it did not */
};

struct kbuild {
	struct arena arena;
	struct build_folder folder;
	struct overlay overlay;         /* empty until make is needed */
	const struct tree *tree;
	const struct recipe *recipe;
	struct kbuild_options options;
	bool sparse;
	const char *source;             /* where the overlay is */
	const char *out;                /* make's O= */
	const char *identity;           /* what it is a build of; NULL: not kept */
	const char *tree_id;
	const char *compiler, *flags;
	const char *cc;                 /* what make is told, or NULL */
	const char *host_flags;         /* "HOSTCFLAGS=...", where the tree needs some; or NULL */
	const char *lacks;
	bool is_ready;                  /* source and configuration stand */
	struct text config;             /* .config as it was then: before any step has changed a Kconfig file */
	bool is_spoilt;                 /* what stands in the folder is not to be gone on with */
	struct memo *memo;
	struct laid_file *laid;
	size_t nr_laid;
	struct strings prepared;        /* what the configured build itself was made of */
	struct strings touched;         /* what any run has laid over the source, to be laid anew */
	struct last_seen *seen;
	size_t nr_seen;
	const char *ground;             /* of the state that make was in last, for objects; NULL: not in this run */
};

/* ---- make.c ---- */

void kbuild_progress(const struct kbuild *kbuild, const char *what);
/* make with all that every run has in common; targets are added. */
void kbuild_command(struct string_list *argv, struct arena *arena, const struct kbuild *kbuild);
/* Runs make, or the kernel's script, in the source. That it did not end of itself is an error. */
int kbuild_run(struct proc_result *result, struct kbuild *kbuild, const struct string_list *argv, const char *what,
	       struct error *err) must_check;
/* A part of configuring, in which failing is an error: a command, to which the end is added; a target of make. */
int kbuild_run_part(struct kbuild *kbuild, struct string_list *argv, struct arena *arena, const char *part,
		    struct error *err) must_check;
int kbuild_make_part(struct kbuild *kbuild, const char *target, struct error *err) must_check;
/*
 * The last lines of what make printed, printable, each after an indent, with
 * the kernel's own paths: what a person reads does not depend on a random name.
 */
const char *kbuild_last_lines(struct arena *arena, const struct kbuild *kbuild, const struct text *output, size_t nr,
			      const char *indent);
/* Lines of make's output that a person gets: in an error, and of a failed build in a report. */
#define KBUILD_ERROR_LINES 5
#define KBUILD_LOG_LINES 60

/* ---- configure.c ---- */

/* A distribution's .config has 300 KiB. */
#define KBUILD_MAX_CONFIG ((size_t)16 << 20)

enum config_kind kbuild_kind(const struct kbuild *kbuild);
/* Whether what is run is there; and CC. */
int kbuild_find_programs(struct kbuild *kbuild, struct error *err) must_check;
/* CROSS_COMPILE, of the configuration or the environment; "": none. */
const char *kbuild_cross(const struct kbuild *kbuild);
/* The gcc that kbuild takes; NULL when LLVM= chooses: kbuild knows better. */
const char *kbuild_usual_compiler(struct arena *arena, const struct kbuild *kbuild);
/* What this tree's host programs need with compilers of today. */
int kbuild_find_host_flags(struct kbuild *kbuild, struct error *err) must_check;
int kbuild_configure(struct kbuild *kbuild, struct error *err) must_check;
/* What the recipe needs and the configuration lacks; and the compiler. */
int kbuild_read_config(struct kbuild *kbuild, struct error *err) must_check;

/* ---- ready.c ---- */

/* Whether the folder's file says what we would write. */
bool kbuild_says(const struct kbuild *kbuild, const char *name, const char *what);
/* Removes what has these names in the folder; NULL ends them. */
int kbuild_clear(const struct kbuild *kbuild, const char *const *names, struct error *err) must_check;
/* The folders of objects become real: gcc looks for #include "state.h" there. */
int kbuild_open_folders(const struct kbuild *kbuild, const struct string_list *objects, struct error *err) must_check;
/* A list in a file of the folder, a line each; that there is none is an empty one. */
int kbuild_write_list(const struct kbuild *kbuild, const char *name, const struct strings *list,
		      struct error *err) must_check;
int kbuild_read_list(struct strings *list, const struct kbuild *kbuild, const char *name, struct error *err) must_check;
/* Source and configuration as make needs them. */
int kbuild_make_ready(struct kbuild *kbuild, struct error *err) must_check;

/* ---- laid.c ---- */

/* Brings source and configuration to where the steps are; makes them first. */
int kbuild_lay_files(struct kbuild *kbuild, struct error *err) must_check;
struct memo_state kbuild_state(struct arena *arena, const struct kbuild *kbuild);
/* Whether a run has laid a file over the source that reaches objects which do not name it. */
bool kbuild_touched_ground(const struct kbuild *kbuild);

/* ---- objects.c ---- */

/* Of make's output the sections of one object. */
void kbuild_read_sections(struct text *log, const char *object, const struct text *output);
/* Whether they have a diagnostic of this kind. */
bool kbuild_has_kind(const struct text *log, const char *kind);

#endif
