/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "../error.h"
#include "../text.h"
#include "../tree.h"

/*
 * What a build is of, as text: two builds with the same text come to the same objects. The files of a commit are its
 * tree's id; those of a plain tree are the path, size and times of each.
 */

/* Of the files. The sentence of an id is one hex id; false: it has none (a partial clone), and no build may be kept. */
int identity_of_tree(char id[41], bool *has_one, const struct tree *tree, struct error *err) must_check;

/* Adds "NAME PATH SIZE TIME" of a program as it is found in PATH: another version is another file. */
void identity_add_program(struct text *identity, const char *program);
/* The programs of a command, "ccache clang-16 --target=x" (NULL: none), and those that LLVM in the environment chooses. */
void identity_add_compiler(struct text *identity, const char *command);

/* Adds the variables of the environment that a kernel's make heeds. */
void identity_add_environment(struct text *identity);

/* The id of some bytes: 40 hex digits. */
void identity_hash(char id[41], const void *bytes, size_t len);

#endif
