// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs qemu, for several guests at once: each waits most of its time. A console is a file that qemu writes, so that a
 * guest that prints without end fills neither our memory nor a pipe; it is read in pieces when qemu has ended, and gets
 * its name then: what an interrupted run has written never has it.
 *
 * What is said to qemu, and why:
 *	-accel tcg              the same everywhere, also where there is no /dev/kvm
 *	-nodefaults             no network device, floppy or monitor that nobody asked for
 *	-display none           with -nographic its BIOS would print on the serial port too
 *	-no-reboot              a reboot is how init ends the guest, and a panic (panic=-1)
 *	-cpu max                with RDRAND: 4.19 waits for random numbers without it
 *	-smp 2,sockets=2        races; of the processors of one socket the BIOS's table, which a kernel without ACPI reads,
 *	                        names only the first
 * and to the kernel:
 *	earlyprintk             a kernel that dies early says so
 *	ignore_loglevel printk.devkmsg=on
 *	                        every line reaches the console, and none of the scenario's is dropped for being too many
 *	no_timer_check          on a busy machine no tick comes in the time that the kernel waits for one, and it panics
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../files.h"
#include "../proc.h"
#include "console.h"
#include "guest.h"

#define QEMU "qemu-system-x86_64"
#define KERNEL_ARGUMENTS \
	"console=ttyS0 earlyprintk=serial,ttyS0 panic=-1 ignore_loglevel printk.devkmsg=on no_timer_check"

/* Of qemu's own complaints. */
#define MAX_OUTPUT ((size_t)64 << 10)

int guest_is_possible(struct error *err)
{
	return proc_exists(QEMU) ? 0 :
				   error_set(err, "cannot run '" QEMU "': it is not installed (Debian package 'qemu-system-x86')");
}

static void qemu_command(struct string_list *argv, struct arena *arena, const struct guest *guest)
{
	static const char *const words[] = { QEMU,	 "-accel",     "tcg",  "-nodefaults", "-display", "none",
					     "-no-reboot", "-cpu", "max", "-smp", "2,sockets=2" };
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		string_list_push(argv, arena, words[i]);
	string_list_push(argv, arena, "-m");
	string_list_push(argv, arena, arena_printf(arena, "%u", guest->memory));
	string_list_push(argv, arena, "-kernel");
	string_list_push(argv, arena, guest->kernel);
	string_list_push(argv, arena, "-initrd");
	string_list_push(argv, arena, guest->initramfs);
	string_list_push(argv, arena, "-append");
	string_list_push(argv, arena, KERNEL_ARGUMENTS);
	string_list_push(argv, arena, "-serial");
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
	string_list_push(&argv, arena, "stdio");
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

/* What a console is called until its guest has ended. */
static const char *unfinished(struct arena *arena, const struct guest *guest)
{
	return arena_printf(arena, "%s" FILE_BESIDE, guest->console);
}

/* qemu runs in the folder, so that no path of the user's stands in an option, in which a comma means something. */
static struct proc qemu_of(struct arena *arena, const struct guest *guest)
{
	struct string_list argv = { 0 };

	qemu_command(&argv, arena, guest);
	string_list_push(&argv, arena, arena_printf(arena, "file:%s", unfinished(arena, guest)));
	string_list_push(&argv, arena, NULL);
	return (struct proc){
		.argv = argv.v,
		.dir = guest->folder,
		.timeout = guest->timeout,
		.max_output = MAX_OUTPUT,
		.merge_stderr = true,
	};
}

/*
 * qemu goes on in silence where the console's file takes no more, and what is missing would be the guest's fault. So
 * one that did not come to its end has to leave room for a little more.
 */
static int check_room(const char *path, struct error *err)
{
	static const char little[65536];
	owned(close_file) int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	ssize_t nr = end < 0 ? -1 : write(fd, little, sizeof(little));

	if (nr != (ssize_t)sizeof(little))
		return error_set(err, "no space is left for the console '%s'", path);
	return ftruncate(fd, end) < 0 ? error_sys(err, "cannot keep the console '%s'", path) : 0;
}

static int read_run(struct guest_run *run, struct arena *arena, const struct guest *guest, const struct proc_result *ran,
		    struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(console_release) struct console console = { 0 };
	const char *path = path_join(&own, guest->folder, unfinished(&own, guest));

	run->run_seconds = ran->seconds;
	if (read_console(&console, arena, path, err) < 0)
		return -1;
	console_finish(run, arena, &console, ran->timed_out);
	if (run->outcome != RUN_ENDED && check_room(path, err) < 0)
		return -1;
	if (rename(path, path_join(&own, guest->folder, guest->console)) < 0)
		return error_sys(err, "cannot keep the console '%s'", path);
	return 0;
}

struct results {
	struct proc_result *v;          /* an arena's */
	size_t nr;
};

static void results_release(struct results *results)
{
	size_t i;

	for (i = 0; i < results->nr; i++)
		proc_result_release(&results->v[i]);
}

static int boot(struct guest_run *runs, struct arena *arena, const struct guest *guests, size_t nr, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(results_release) struct results results = { arena_alloc(&own, nr * sizeof(*results.v)), nr };
	struct proc *procs = arena_alloc(&own, nr * sizeof(*procs));
	const struct proc_batch batch = { .procs = procs, .nr = nr, .jobs = nr };
	size_t i;

	for (i = 0; i < nr; i++)
		procs[i] = qemu_of(&own, &guests[i]);
	if (proc_run_all(results.v, &batch, err) < 0)
		return -1;
	for (i = 0; i < nr; i++)
		if (check_qemu(&procs[i], &results.v[i], err) < 0)
			return -1;
	for (i = 0; i < nr; i++)
		if (read_run(&runs[i], arena, &guests[i], &results.v[i], err) < 0)
			return -1;
	return 0;
}

int guests_boot(struct guest_run *runs, struct arena *arena, const struct guest *guests, size_t nr, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	int booted = boot(runs, arena, guests, nr, err);
	size_t i;

	for (i = 0; i < nr && booted < 0; i++) /* as well as it can: the error is the thing to tell */
		unlink(path_join(&own, guests[i].folder, unfinished(&own, &guests[i])));
	return booted;
}
