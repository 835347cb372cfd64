// SPDX-License-Identifier: GPL-2.0-only
// Only proc.c starts programs, and nobody starts a shell.
// not for: proc.c
@@
@@
(
* fork()
|
* vfork()
|
* execvp(...)
|
* execve(...)
|
* posix_spawn(...)
|
* posix_spawnp(...)
|
* system(...)
|
* popen(...)
)
