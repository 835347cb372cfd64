/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "backport.h"

/*
 * A backport as JSON and back: what --json prints and the next stage reads.
 * docs/report-schema.md describes it. A document is untrusted input.
 */

/* The whole of it as JSON text, keys in a fixed order, with a final newline. */
int document_write(struct text *json, const struct backport *backport, struct error *err) must_check;

/* The path of the recipe that a document speaks of, so that the recipe can be read before the rest. */
int document_recipe(struct text *recipe_path, const char *json, size_t len, struct error *err) must_check;
/* Of a checked range, which has no recipe: what stands for one. */
int document_range(struct recipe *recipe, const char *json, size_t len, struct error *err) must_check;

/*
 * Reads a document for that recipe. Errors say what is wrong and where
 * ("steps[2].disposition: 'x' is none"). The steps' texts are not in it.
 */
int document_read(struct backport *backport, const struct recipe *recipe, const char *json, size_t len,
		  struct error *err) must_check;

#endif
