/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASKED_H
#define ASKED_H

#include "tool/chain/lines.h"

/* The lines that a fix removes, and one either side, as its parent has them. Files that are binary or new are left out. */
struct asked_file {
	char *path;
	struct line_span *spans;
	size_t nr_spans;
};

struct asked_files {
	struct asked_file *v;
	size_t nr;
};
void asked_files_release(struct asked_files *files);
int ask_all(struct asked_files *files, git_repository *repo, struct blobs *blobs, const git_oid *fix,
	    struct error *err) must_check;

/* The commits that last wrote them and that the target lacks: ids in hexadecimal, sorted. */
int answer_fix(struct strings *answer, git_repository *repo, const git_oid *target, const git_oid *fix,
	       struct error *err) must_check;

#endif
