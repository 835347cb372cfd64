/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERSIONS_H
#define VERSIONS_H

#include "blobs.h"
#include "outline.h"
#include "tokens.h"

/*
 * Versions of files as a merge reads them: lines and outermost entities. Remembered by blob id, or by content where a
 * text is no blob, up to a bound (the least recently used go first): the commits of a plan are merged onto few
 * contents.
 */
struct versions;

struct versions *versions_new(struct blobs *blobs);
void versions_free(struct versions *versions);
OWNED_POINTER(struct versions, versions_free);

/* An outermost entity with the comment above it. Blocks do not overlap, and are in order. */
struct block {
	uint32_t lead, last;
	const struct entity *entity;
	uint32_t nth;           /* how many blocks before have the same kind and name: both branches of an #if */
	uint32_t hash;          /* of kind and name */
};

struct version {
	const char *data;
	size_t len;
	const uint32_t *starts; /* as in struct blob */
	uint32_t nr_lines;
	bool is_binary;
	struct block *blocks;   /* for version_block() */
	uint64_t serial;        /* no two versions have the same, also when one is dropped and made again */
	unsigned references;
};
void version_release(const struct version *version);
OWNED_POINTER(const struct version, version_release);

int versions_of_blob(const struct version **version, struct versions *versions, const git_oid *id, const char *path,
		     struct error *err) must_check;
/* The text is copied. It has to be smaller than 4 GiB, or that is an error. */
int versions_of_text(const struct version **version, struct versions *versions, const struct text *text,
		     const char *path, struct error *err) must_check;

/* Of all that it defines, made when that was not needed before; NULL: it is binary, or its path is no C. */
const struct outline *version_outline(const struct version *version);

#define NO_BLOCK UINT32_MAX
/* Outlines the version when that was not needed before. None where the path is no C. */
uint32_t version_nr_blocks(const struct version *version);
/* Valid as long as the version. */
const struct block *version_block(const struct version *version, uint32_t block);
/* The block of a line; NO_BLOCK: outside of any. */
uint32_t version_block_at(const struct version *version, uint32_t line);
/* The block that a place (the gap before line 'before') is within: both lines beside it are. */
uint32_t version_block_around(const struct version *version, uint32_t before);
/* How many blocks end before a line. */
uint32_t version_blocks_before(const struct version *version, uint32_t line);
/* The nth block (from 0) of a kind and name. An empty name is never found. */
uint32_t version_find_block(const struct version *version, enum entity_kind kind, const char *name, uint32_t nth);
uint32_t version_count_blocks(const struct version *version, enum entity_kind kind, const char *name);
/* Another version's block: of the same kind and name, and, where there are several of that, if both have as many. */
uint32_t version_same_block(const struct version *version, const struct version *of, uint32_t block);
/* Any block of a name: definitions of another kind than was thought. */
uint32_t version_find_name(const struct version *version, const char *name);

/* A line without its line end and with its length; line is 1 .. nr_lines. */
const char *version_line(size_t *len, const struct version *version, uint32_t line);
bool version_is_blank(const struct version *version, uint32_t line);
/* DIRECTIVE_OTHER: none that matters to a merge. */
enum directive version_directive(const struct version *version, uint32_t line);
/* The lines that are #if, #else, #endif or #include, in order; borrowed from the version. */
struct directive_line {
	uint32_t line;
	enum directive directive;
};
const struct directive_line *version_directives(size_t *nr, const struct version *version);

/* With their line ends. */
bool version_same_line(const struct version *a, uint32_t line_a, const struct version *b, uint32_t line_b);

#endif
