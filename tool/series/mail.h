/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MAIL_H
#define MAIL_H

#include "series.h"

/*
 * Patches as mails, as git format-patch writes them: git am takes them, patch -p1 and quilt as well.
 */
struct mail {
	struct text subject;            /* of the message, UTF-8, on one line */
	struct text content;            /* all of the mail */
};
void mail_release(struct mail *mail);

/* The mail of one patch. otherwise: see series_author(). */
int mail_write(struct mail *mail, const struct series *series, size_t nth, const struct series_options *options,
	       struct error *err) must_check;

/*
 * The same as a file of SUSE's kernel-source: its tags in the head, no number in the subject. For quilt; git am would
 * drop the tags.
 */
int mail_write_suse(struct text *content, const struct series *series, size_t nth,
		    const struct series_options *options, struct error *err) must_check;

/*
 * The letter that goes before them: what is carried where, each patch with its notes, shortlog, and the statistics of
 * all of it.
 */
int mail_write_cover(struct text *content, const struct series *series, const struct series_options *options,
		     struct error *err) must_check;

#endif
