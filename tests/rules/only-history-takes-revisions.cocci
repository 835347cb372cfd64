// SPDX-License-Identifier: GPL-2.0-only
// Only history.c takes a revision as a string: everybody else has ids.
// not for: history.c
@@
@@
(
* git_revparse(...)
|
* git_revparse_single(...)
|
* git_revparse_ext(...)
|
* git_reference_dwim(...)
)
