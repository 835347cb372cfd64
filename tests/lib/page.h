/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TEST_PAGE_H
#define TEST_PAGE_H

#include "tool/text.h"

/*
 * A checker of just the HTML that we write: tags and attributes from the known sets, balanced; links that lead to an id
 * of the page, or to another page in its folder; no id twice; no bytes that mean more.
 */
void ck_page(const struct text *html);

#endif
