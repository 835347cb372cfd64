// SPDX-License-Identifier: GPL-2.0-only
// Recipes are parsed and reports are written from data alone: no file is opened there.
// only for: recipe.c html.c report-diff.c report-html.c report-text.c document.c diagnostics.c
@@
@@
(
* fopen(...)
|
* open(...)
|
* file_read(...)
|
* file_read_if(...)
|
* file_write(...)
|
* proc_run(...)
)
