// SPDX-License-Identifier: GPL-2.0-only
/*
 * A console is lines of three kinds: the scenario's ("stableport: ..."), the
 * kernel's complaints (a table of how they begin), and the rest. The kernel puts a
 * time in front ("[    1.234567] ", and with CONFIG_PRINTK_CALLER "[  T12] "), which is skipped.
 *
 * The excerpt has the scenario's lines and each complaint with the lines that
 * follow it, which are its trace; when the guest did not come to its end, its last lines
 * too. Each part is bounded, so that a guest that prints without end costs time but no memory; the
 * whole of it is in the console's file.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "console.h"

#define MAX_LINE 512            /* bytes of a line that are looked at */
#define MAX_COMPLAINTS 32
#define MAX_MEASURED 64
#define MAX_TOLD 80             /* lines of the excerpt, without the last ones */
#define TRACE_LINES 14          /* what follows a complaint: a stack down to the function that matters */
#define LAST_LINES 12

void console_release(struct console *console)
{
	text_release(&console->line);
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* Behind the "[    1.234567] " and "[  T12] " that the kernel puts in front. */
static const char *message_of(const char *line)
{
	while (*line == '[') {
		size_t len = strspn(line + 1, " 0123456789.TC");

		if (len == 0 || line[1 + len] != ']')
			break;
		line += len + 2;
		line += strspn(line, " ");
	}
	return line;
}

static bool is_complaint(const char *message)
{
	static const char *const beginnings[] = {
		"BUG:",
		"BUG ", /* of a slab: "BUG kmalloc-64 (Not tainted): Poison overwritten" */
		"WARNING:",
		"INFO: task ",
		"INFO: rcu_",
		"INFO: trying to register non-static key",
		"INFO: lockdep is turned off",
		"Kernel panic",
		"Oops:",
		"UBSAN:",
		"Out of memory",
		"general protection fault",
		"double fault:",
		"divide error:",
		"invalid opcode:",
		"kernel BUG at",
		"kmemleak:",
		"Unable to handle kernel",
	};
	static const char *const subsystems[] = { "rcu: ", "watchdog: " };
	size_t i;

	for (i = 0; i < nr_of(subsystems); i++)
		if (begins(message, subsystems[i]))
			message += strlen(subsystems[i]);
	for (i = 0; i < nr_of(beginnings); i++)
		if (begins(message, beginnings[i]))
			return true;
	return false;
}

static void tell(struct console *console, struct arena *arena, const char *line)
{
	if (console->told.nr < MAX_TOLD)
		string_list_push(&console->told, arena, arena_strdup(arena, line));
	else if (console->told.nr == MAX_TOLD)
		string_list_push(&console->told, arena, "(more of it is in the console's file)");
}

/* The number that was counted last under a name is the one that counts. */
static void note_measured(struct console *console, struct arena *arena, const char *name, size_t len, long long value)
{
	struct measured *measured;
	size_t i;

	for (i = 0; i < console->nr_measured; i++) {
		measured = &console->measured[i];
		if (strlen(measured->name) == len && !memcmp(measured->name, name, len)) {
			measured->value = value;
			return;
		}
	}
	if (console->nr_measured == MAX_MEASURED)
		return;
	measured = arena_push(arena, console->measured, console->nr_measured);
	measured->name = arena_strndup(arena, name, len);
	measured->value = value;
}

/* "NAME NUMBER"; anything else was not measured. */
static void read_measured(struct console *console, struct arena *arena, const char *said)
{
	size_t len = strcspn(said, " ");
	const char *number = said + len + strspn(said + len, " ");
	char *end;
	long long value;

	errno = 0;
	value = strtoll(number, &end, 10);
	if (len && end != number && !end[strspn(end, " ")] && !errno)
		note_measured(console, arena, said, len, value);
}

/* What follows "stableport: ". Before init has said that it begins, nobody else may. */
static void read_said(struct console *console, struct arena *arena, const char *said)
{
	if (!strcmp(said, "begun"))
		console->begun = true;
	else if (!console->begun || console->ended)
		return;
	else if (begins(said, "measured "))
		read_measured(console, arena, said + strlen("measured "));
	else if (!strcmp(said, "bug shown"))
		console->shown++;
	else if (!strcmp(said, "bug absent"))
		console->absent++;
	else if (begins(said, "ended ")) {
		console->ended = true;
		console->exit_code = atoi(said + strlen("ended "));
	}
}

/* "BUG: KASAN: use-after-free in f+0x12/0x34" without its numbers. */
static void add_without_numbers(struct text *text, const char *complaint)
{
	while (*complaint) {
		if (!isdigit((unsigned char)*complaint)) {
			text_addc(text, *complaint++);
			continue;
		}
		complaint += !strncmp(complaint, "0x", 2) ? 2 : 0;
		while (isxdigit((unsigned char)*complaint))
			complaint++;
		text_addc(text, '#');
	}
}

bool complaint_is_same(const char *a, const char *b)
{
	owned(text_release) struct text bare_a = { 0 }, bare_b = { 0 };

	add_without_numbers(&bare_a, a);
	add_without_numbers(&bare_b, b);
	return text_equal(&bare_a, &bare_b);
}

/* The same one again, of another process say, must not take the room of others. */
static bool is_known(const struct string_list *complaints, const char *message)
{
	size_t i;

	for (i = 0; i < complaints->nr; i++)
		if (complaint_is_same(complaints->v[i], message))
			return true;
	return false;
}

/* lockdep's: their first lines are all alike, and which lock it is about comes below. */
static bool is_of_locks(const char *complaint)
{
	return begins(complaint, "WARNING: possible ") || begins(complaint, "WARNING: inconsistent lock state");
}

static void note_complaint(struct console *console, struct arena *arena, const char *message)
{
	bool is_noted = console->complaints.nr < MAX_COMPLAINTS && !is_known(&console->complaints, message);

	console->panicked |= begins(message, "Kernel panic");
	if (is_noted)
		string_list_push(&console->complaints, arena, arena_strdup(arena, message));
	console->lock_is_to_come = is_noted && is_of_locks(message);
	console->to_tell = TRACE_LINES + 1;
}

/* "ffff888004a1c0d8 (&nn->client_lock){+.+.}-{2:2}, at: nfsd4_renew+0x12/0x34": without the address. */
static void note_lock(struct console *console, struct arena *arena, const char *message)
{
	const char **complaint = &console->complaints.v[console->complaints.nr - 1];
	const char *lock = strchr(message, '(');

	if (!lock || !strstr(lock, ", at: "))
		return;
	*complaint = arena_printf(arena, "%s: %s", *complaint, lock);
	console->lock_is_to_come = false;
}

static void remember_last(struct console *console, struct arena *arena, const char *line)
{
	if (console->last.nr < LAST_LINES)
		string_list_push(&console->last, arena, arena_alloc(arena, MAX_LINE * 3 + 1));
	/* Printable text has at most three bytes for one that came. */
	strcpy((char *)(uintptr_t)console->last.v[console->last_at], line);
	console->last_at = (console->last_at + 1) % LAST_LINES;
}

/* A whole line, printable. */
static void read_line(struct console *console, struct arena *arena, const char *line)
{
	static const char ours[] = "stableport: ";
	const char *message = message_of(line);

	if (!*message)
		return;
	console->printed = true;
	remember_last(console, arena, line);
	if (begins(message, ours)) {
		read_said(console, arena, message + strlen(ours));
		tell(console, arena, line);
		return;
	}
	if (is_complaint(message))
		note_complaint(console, arena, message);
	else if (console->lock_is_to_come && console->to_tell)
		note_lock(console, arena, message);
	if (console->to_tell) {
		console->to_tell--;
		tell(console, arena, line);
	}
}

static void end_line(struct console *console, struct arena *arena)
{
	owned(text_release) struct text printable = { 0 };
	size_t len = console->line.len;
	const char *line = text_str(&console->line);

	while (len && strchr("\r \t", line[len - 1]))
		len--;
	text_add_printable(&printable, line, len);
	read_line(console, arena, text_str(&printable));
	text_clear(&console->line);
}

void console_feed(struct console *console, struct arena *arena, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (bytes[i] == '\n')
			end_line(console, arena);
		else if (bytes[i] && console->line.len < MAX_LINE)
			text_addc(&console->line, bytes[i]);
	}
}

static enum run_outcome outcome_of(const struct console *console, bool timed_out)
{
	if (!console->printed)
		return RUN_SILENT;
	if (console->ended)
		return RUN_ENDED;
	if (console->panicked)
		return RUN_PANICKED;
	return timed_out ? RUN_TIMED_OUT : RUN_DIED;
}

static void add_line(struct text *excerpt, const char *line)
{
	text_addf(excerpt, "%s\n", line);
}

static void add_last(struct text *excerpt, const struct console *console)
{
	size_t nr = console->last.nr, first = nr == LAST_LINES ? console->last_at : 0, i;

	if (nr)
		add_line(excerpt, "(its last lines)");
	for (i = 0; i < nr; i++)
		add_line(excerpt, console->last.v[(first + i) % LAST_LINES]);
}

void console_finish(struct guest_run *run, struct arena *arena, struct console *console, bool timed_out)
{
	owned(text_release) struct text excerpt = { 0 };
	size_t i;

	if (console->line.len)
		end_line(console, arena);
	run->outcome = outcome_of(console, timed_out);
	run->answered = (console->shown > 0) != (console->absent > 0);
	run->shows_bug = run->answered && console->shown;
	run->exit_code = console->exit_code;
	run->measured = console->measured;
	run->nr_measured = console->nr_measured;
	run->complaints = console->complaints;
	for (i = 0; i < console->told.nr; i++)
		add_line(&excerpt, console->told.v[i]);
	if (run->outcome != RUN_ENDED)
		add_last(&excerpt, console);
	run->excerpt = excerpt.len ? arena_strndup(arena, text_str(&excerpt), excerpt.len) : NULL;
}
