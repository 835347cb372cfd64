// SPDX-License-Identifier: GPL-2.0-only
// Only main.c ends the program (proc.c its children; error.c when there is no memory, with _exit).
// not for: main.c
@@
@@
(
* exit(...)
|
* abort(...)
|
* assert_perror(...)
)
