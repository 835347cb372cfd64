/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STYLES_H
#define STYLES_H

#include "series.h"

/*
 * SUSE's message in two: the tags, which stand in the head of a patch and behind the subject of a commit, and the text
 * with trailers behind them.
 */
void suse_tags(struct text *tags, const struct series_patch *patch, const struct message_options *options);
void suse_text(struct text *text, const struct series *series, size_t nth, const struct message_options *options);

#endif
