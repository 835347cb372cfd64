// SPDX-License-Identifier: GPL-2.0-only
// Only main.c prints errors; everybody else returns them.
// not for: main.c
@@
@@
(
* fprintf(stderr, ...)
|
* fputs(..., stderr)
|
* perror(...)
|
* warn(...)
|
* printf(...)
)
