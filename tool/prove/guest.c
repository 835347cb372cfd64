// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs qemu once. The console is a file that qemu writes, so that a guest that
 * prints without end fills neither our memory nor a pipe; it is read in pieces when qemu has ended, and gets its
 * name then: what an interrupted run has written never has it.
 *
 * What is said to qemu, and why:
 *	-accel tcg              the same everywhere, also where there is no /dev/kvm
 *	-nodefaults             no network device, floppy or monitor that nobody asked for
 *	-display none           with -nographic its BIOS would print on the serial port too
 *	-no-reboot              a reboot is how init ends the guest, and a panic (panic=-1)
 *	-cpu max                with RDRAND: 4.19 waits for random numbers without it
 *	-smp 2                  races; a kernel without SMP takes one of them
 * and to the kernel:
 *	earlyprintk             a kernel that dies early says so
 *	ignore_loglevel printk.devkmsg=on
 *	                        every line reaches the console, and none of the scenario's is dropped for being too many
 */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "../files.h"
#include "../proc.h"
#include "console.h"
#include "guest.h"

#define QEMU "qemu-system-x86_64"
#define KERNEL_ARGUMENTS "console=ttyS0 earlyprintk=serial,ttyS0 panic=-1 ignore_loglevel printk.devkmsg=on"

/* Of qemu's own complaints. */
#define MAX_OUTPUT ((size_t)64 << 10)

int guest_is_possible(struct error *err)
{
	return proc_exists(QEMU) ? 0 :
				   error_set(err, "cannot run '" QEMU "': it is not installed (Debian package 'qemu-system-x86')");
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void push(struct string_list *list, struct arena *arena, const char *string)
{
	*arena_push(arena, list->v, list->nr) = string;
}

static void qemu_command(struct string_list *argv, struct arena *arena, const struct guest *guest)
{
	static const char *const words[] = { QEMU,	 "-accel",     "tcg",  "-nodefaults", "-display", "none",
					     "-no-reboot", "-cpu", "max", "-smp", "2" };
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		push(argv, arena, words[i]);
	push(argv, arena, "-m");
	push(argv, arena, arena_printf(arena, "%u", guest->memory));
	push(argv, arena, "-kernel");
	push(argv, arena, guest->kernel);
	push(argv, arena, "-initrd");
	push(argv, arena, guest->initramfs);
	push(argv, arena, "-append");
	push(argv, arena, KERNEL_ARGUMENTS);
	push(argv, arena, "-serial");
}

/* A word as a shell reads it back. */
static void add_quoted(struct text *line, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,=:";

	if (*word && !word[strspn(word, plain)]) {
		text_adds(line, word);
		return;
	}
	text_addc(line, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			text_adds(line, "'\\''");
		else
			text_addc(line, *word);
	}
	text_addc(line, '\'');
}

const char *guest_command(struct arena *arena, const struct guest *guest)
{
	owned(text_release) struct text line = { 0 };
	owned(text_release) struct text printable = { 0 };
	struct string_list argv = { 0 };
	size_t i;

	qemu_command(&argv, arena, guest);
	push(&argv, arena, "stdio");
	for (i = 0; i < argv.nr; i++) {
		text_adds(&line, i ? " " : "");
		add_quoted(&line, argv.v[i]);
	}
	text_add_printable(&printable, text_str(&line), line.len);
	return arena_strdup(arena, text_str(&printable));
}

static void close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int read_console(struct console *console, struct arena *arena, const char *path, struct error *err)
{
	owned(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char bytes[65536];
	ssize_t nr = 0;

	if (fd < 0)
		return error_sys(err, "cannot read the console '%s'", path);
	while ((nr = read(fd, bytes, sizeof(bytes))) > 0) {
		if (proc_check_interrupt(err) < 0)
			return -1;
		console_feed(console, arena, bytes, (size_t)nr);
	}
	return nr < 0 ? error_sys(err, "cannot read the console '%s'", path) : 0;
}

/* That qemu itself failed: it could not begin, or gave up. A guest that stops makes it end with 0. */
static int check_qemu(const struct proc *proc, const struct proc_result *ran, struct error *err)
{
	owned(text_release) struct text how = { 0 };

	if (ran->timed_out || (ran->exit_code == 0 && !ran->signal))
		return 0;
	proc_describe(&how, proc, ran);
	return error_set(err, "cannot boot the kernel: %s%s%s", text_str(&how), ran->out.len ? ": " : "",
			 text_str(&ran->out));
}

/* Runs qemu in the folder, so that no path of the user's stands in an option, in which a comma means something. */
static int run_qemu(bool *timed_out, const struct guest *guest, const char *serial, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	struct string_list argv = { 0 };
	struct proc proc = {
		.dir = guest->folder,
		.timeout = guest->timeout,
		.max_output = MAX_OUTPUT,
		.merge_stderr = true,
	};

	qemu_command(&argv, &arena, guest);
	push(&argv, &arena, arena_printf(&arena, "file:%s", serial));
	push(&argv, &arena, NULL);
	proc.argv = argv.v;
	if (proc_run(&ran, &proc, err) < 0)
		return -1;
	*timed_out = ran.timed_out;
	return check_qemu(&proc, &ran, err);
}

static int boot(struct guest_run *run, struct arena *arena, const struct guest *guest, const char *unfinished,
		struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(console_release) struct console console = { 0 };
	const char *path = path_join(&own, guest->folder, unfinished);
	bool timed_out = false;
	double start = now();

	if (run_qemu(&timed_out, guest, unfinished, err) < 0)
		return -1;
	run->run_seconds = now() - start;
	if (read_console(&console, arena, path, err) < 0)
		return -1;
	console_finish(run, arena, &console, timed_out);
	if (rename(path, path_join(&own, guest->folder, guest->console)) < 0)
		return error_sys(err, "cannot keep the console '%s'", path);
	return 0;
}

int guest_boot(struct guest_run *run, struct arena *arena, const struct guest *guest, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	const char *unfinished = arena_printf(&own, "%s" FILE_BESIDE, guest->console);
	int booted = boot(run, arena, guest, unfinished, err);

	if (booted < 0)
		unlink(path_join(&own, guest->folder, unfinished)); /* as well as it can: the error is the thing to tell */
	return booted;
}
