/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OWNED_H
#define OWNED_H

#include <string.h>

/*
 * Ownership is scope. A variable declared with owned(S_release) is released at
 * the end of its block, on every way out of it, so that no error path has to
 * remember to; take() hands the contents over and leaves the variable zeroed,
 * which every S_release accepts. (The kernel's <linux/cleanup.h> says why this
 * is better than goto.)
 *
 *	owned(text_release) struct text line = { 0 };
 *	...
 *	*out = take(line);
 *
 * The release function takes a pointer to the variable. For pointers to
 * libgit2's and other libraries' objects see OWNED_POINTER below.
 */
#define owned(release) __attribute__((cleanup(release)))

#define take(variable)                                          \
	__extension__({                                         \
		__typeof__(variable) taken_ = (variable);       \
		memset(&(variable), 0, sizeof(variable));       \
		taken_;                                         \
	})

/* OWNED_POINTER(git_tree, git_tree_free) makes git_tree_freep() for owned(). */
#define OWNED_POINTER(type, release)                            \
	static inline void release##p(type **pointer)           \
	{                                                       \
		if (*pointer)                                   \
			release(*pointer);                      \
	}                                                       \
	struct owned_pointer_needs_a_semicolon

#define must_check __attribute__((warn_unused_result))
#define printf_like(string, first) __attribute__((__format__(__printf__, string, first)))
#define nr_of(array) (sizeof(array) / sizeof((array)[0]))

#endif
