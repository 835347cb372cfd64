/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <jansson.h>

#include "backport.h"

#define DOCUMENT_FORMAT 1

/*
 * A backport as JSON and back: what --json prints and the next stage reads.
 * docs/report-schema.md describes it. A document is untrusted input.
 */

/* The whole of it as JSON text, keys in a fixed order, with a final newline. */
int document_write(struct text *json, const struct backport *backport, struct error *err) must_check;

/*
 * Reads a document for that recipe. Errors say what is wrong and where
 * ("steps[2].disposition: 'x' is none"). The steps' texts are not in it.
 */
int document_read(struct backport *backport, const struct recipe *recipe, const char *json, size_t len,
		  struct error *err) must_check;

/* The same for a document that stands in another one, or was parsed already. The first gives a new reference. */
json_t *document_to_json(const struct backport *backport);
const char *document_recipe_path(const json_t *document); /* NULL: it names none */
/* What stands for a recipe where a range of commits was checked: the document names no file then. */
int document_own_recipe(struct recipe *recipe, const json_t *document, struct error *err) must_check;
int document_from_json(struct backport *backport, const struct recipe *recipe, const json_t *document,
		       struct error *err) must_check;
/* What was found of a change, as the document has it: for who remembers it. */
int document_write_change(struct text *json, const struct coverage *coverage, const struct kabi *kabi,
			  struct error *err) must_check;
int document_read_change(struct coverage *coverage, struct kabi *kabi, struct arena *arena, const struct text *json,
			 struct error *err) must_check;

#endif
