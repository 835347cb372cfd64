/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERROR_H
#define ERROR_H

#include "owned.h"

/*
 * An error is one sentence for a person: lower case, no full stop, the thing
 * in 'quotes', never what the caller will add. A function that can fail takes
 * a struct error last, returns 0 or -1, and sets it exactly when it returns
 * -1. Whatever a caller must branch on is not an error but a result.
 *
 * The functions that set an error return -1, so that a caller writes
 *
 *	return error_set(err, "no commit '%s'", name);
 *
 * A NULL error is allowed: the sentence is then dropped.
 */
struct error {
	char *message; /* owned; NULL when nothing has failed */
};

/* Sets the sentence; one that is there already is replaced. */
int error_set(struct error *err, const char *format, ...) printf_like(2, 3);

/* Appends ": " and what errno says. */
int error_sys(struct error *err, const char *format, ...) printf_like(2, 3);

/* Appends ": " and just what libgit2 last said, or that it does not say why. */
int error_git(struct error *err, const char *format, ...) printf_like(2, 3);

/* Puts a sentence before the one that is there: "cannot read the recipe: ...". */
int error_prefix(struct error *err, const char *format, ...) printf_like(2, 3);

void error_release(struct error *err);

/*
 * Memory, mem_alloc()'s zeroed. There is nothing sensible to do without it, so these do not fail:
 * they end the program with one line on stderr and exit code 2. Everything that
 * must not be half done is made visible in one step, hence ending here loses
 * nothing but a scratch folder under /tmp.
 */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void *mem_realloc(void *memory, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *string) __attribute__((malloc, returns_nonnull));

#endif
