/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "../backport.h"

/*
 * What a guest's console says, read as it comes and in bounded memory: the
 * scenario's lines, the kernel's complaints, and an excerpt of both. Pure.
 *
 *	owned(console_release) struct console console = { 0 };
 *
 *	console_feed(&console, &arena, bytes, len);		as often as there are bytes
 *	console_finish(&run, &arena, &console, timed_out);
 *
 * Everything that comes out is printable.
 */
struct console {
	struct text line;               /* what has come of the current one */
	bool printed, begun, ended, panicked;
	unsigned shown, absent;         /* how often the scenario said so */
	int exit_code;
	struct measured *measured;
	size_t nr_measured;
	struct string_list complaints;
	struct string_list told;        /* lines of the excerpt */
	unsigned to_tell;               /* how many more lines belong to the last complaint */
	bool lock_is_to_come;           /* a line of the last complaint has yet to say which */
	struct string_list last;        /* the last lines, as a ring that last_at goes round in */
	size_t last_at;
};
void console_release(struct console *console);

void console_feed(struct console *console, struct arena *arena, const char *bytes, size_t len);

/* Fills in outcome, bug, numbers, complaints and excerpt. */
void console_finish(struct guest_run *run, struct arena *arena, struct console *console, bool timed_out);

/* Whether two complaints differ in numbers only: addresses, offsets, lines and process ids. */
bool complaint_is_same(const char *a, const char *b);

#endif
