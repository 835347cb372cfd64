// SPDX-License-Identifier: GPL-2.0-only
// Recipes, messages and C files are parsed and reports are written from data alone: no file is opened there.
// only for: recipe.c html.c report-range-diff.c report-text.c document.c diagnostics.c writer.c
// only for: report/graph.c report/html-check.c report/html-diff.c report/html-page.c report/html-prove.c report/html-series.c
// only for: report/html-steps.c report/html-style.c report/html-summary.c report/html-words.c
// only for: chain/report-chain.c chain/report-chain-dot.c chain/report-chain-table.c chain/chain-document.c
// only for: draft/braced.c draft/code.c draft/file-changes.c draft/names-there.c draft/report-draft.c draft/smpl.c draft/statements.c
// only for: report/findings.c report/junit.c report/mail.c report/markdown.c report/one-line.c report/sarif.c report/summary.c
// only for: matrix/cells.c matrix/compare.c matrix/matrix.c matrix/page.c matrix/report-compare.c
// only for: matrix/report-matrix-html.c matrix/report-matrix.c matrix/words.c
// only for: series/styles.c series/prose.c series/dates.c series/range-diff.c
// only for: chain/message.c chain/tokens.c chain/outline.c chain/name-uses.c
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
