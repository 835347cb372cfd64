// SPDX-License-Identifier: GPL-2.0-only
/* The parts of a proof that need no kernel: console, verdict, configuration, initramfs, and the guest with a fake qemu. */
#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/suite.h"
#include "tool/files.h"
#include "tool/prove/console.h"
#include "tool/prove/guest.h"
#include "tool/prove/image.h"
#include "tool/prove/initramfs.h"
#include "tool/prove/verdict.h"

/* ---- the console ---- */

static struct guest_run read_bytes(struct arena *arena, const char *bytes, size_t len, bool timed_out)
{
	owned(console_release) struct console console = { 0 };
	struct guest_run run = { 0 };

	console_feed(&console, arena, bytes, len);
	console_finish(&run, arena, &console, timed_out);
	return run;
}

static struct guest_run read_console(struct arena *arena, const char *text)
{
	return read_bytes(arena, text, strlen(text), false);
}

#define BEGUN "[    1.000000] stableport: begun\r\n"
#define ENDED "[    9.000000] stableport: ended 0\r\n"

START_TEST(a_console_tells_what_the_scenario_said)
{
	owned(arena_release) struct arena arena = { 0 };
	struct guest_run run = read_console(
		&arena, "[    0.000000] Linux version 6.1\r\n" BEGUN "[    2.500000][   T12] stableport: measured recalls 400\r\n"
			"stableport: measured lost -3\r\n[    3.0] stableport: measured recalls 401\r\n"
			"[    3.1] stableport: said the server hangs\r\n[    3.2] stableport: bug shown\r\n"
			"[    9.0] stableport: ended 7\r\n");

	ck_assert_int_eq(run.outcome, RUN_ENDED);
	ck_assert(run.answered && run.shows_bug);
	ck_assert_int_eq((int)run.exit_code, 7);
	ck_assert_uint_eq(run.nr_measured, 2);
	ck_assert_str_eq(run.measured[0].name, "recalls");
	ck_assert_int_eq((int)run.measured[0].value, 401);
	ck_assert_int_eq((int)run.measured[1].value, -3);
	ck_assert_ptr_nonnull(strstr(run.excerpt, "said the server hangs\n"));
	ck_assert_ptr_null(strstr(run.excerpt, "Linux version"));
	ck_assert_ptr_null(strchr(run.excerpt, '\r'));
}
END_TEST

START_TEST(what_is_no_number_was_not_measured)
{
	owned(arena_release) struct arena arena = { 0 };
	struct guest_run run = read_console(&arena, BEGUN "stableport: measured a\nstableport: measured b x\n"
							  "stableport: measured c 1x\nstableport: measured  4\n"
							  "stableport: measured d 99999999999999999999\n"
							  "stableport: measured e 5\n" ENDED);

	ck_assert_uint_eq(run.nr_measured, 1);
	ck_assert_str_eq(run.measured[0].name, "e");
}
END_TEST

START_TEST(only_one_answer_is_an_answer)
{
	static const struct {
		const char *said;
		bool answered, shows;
	} cases[] = {
		{ "stableport: bug absent\n", true, false },
		{ "stableport: bug shown\nstableport: bug shown\n", true, true },
		{ "stableport: bug shown\nstableport: bug absent\n", false, false },
		{ "stableport: bug\n", false, false },
		{ "the stableport: bug shown\n", false, false },
		{ "", false, false },
	};
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(arena_release) struct arena arena = { 0 };
		struct guest_run run = read_console(&arena, arena_printf(&arena, BEGUN "%s" ENDED, cases[i].said));

		ck_assert_msg(run.answered == cases[i].answered && run.shows_bug == cases[i].shows, "case %zu", i);
	}
}
END_TEST

START_TEST(before_its_begin_and_after_its_end_a_scenario_says_nothing)
{
	owned(arena_release) struct arena arena = { 0 };
	struct guest_run run = read_console(&arena, "stableport: bug shown\nstableport: measured a 1\n" BEGUN ENDED
						    "stableport: bug shown\n");

	ck_assert(!run.answered);
	ck_assert_uint_eq(run.nr_measured, 0);
}
END_TEST

START_TEST(an_outcome_is_how_far_the_guest_came)
{
	static const struct {
		const char *text;
		bool timed_out;
		enum run_outcome outcome;
	} cases[] = {
		{ "", true, RUN_SILENT },
		{ "\r\n \r\n", false, RUN_SILENT },
		{ "[    0.0] Linux version\n", true, RUN_TIMED_OUT },
		{ "[    0.0] Linux version\n", false, RUN_DIED },
		{ BEGUN "[    2.0] Kernel panic - not syncing: no\n", false, RUN_PANICKED },
		{ BEGUN "[    2.0] Kernel panic - not syncing: no\n", true, RUN_PANICKED },
		{ BEGUN ENDED, false, RUN_ENDED },
		{ BEGUN ENDED "[    9.9] reboot: it hangs\n", true, RUN_ENDED },
		{ "no line end", false, RUN_DIED },
	};
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(arena_release) struct arena arena = { 0 };
		struct guest_run run = read_bytes(&arena, cases[i].text, strlen(cases[i].text), cases[i].timed_out);

		ck_assert_msg(run.outcome == cases[i].outcome, "case %zu: %d", i, run.outcome);
	}
}
END_TEST

START_TEST(complaints_of_the_kernel_are_seen_and_only_these)
{
	owned(arena_release) struct arena arena = { 0 };
	struct guest_run run = read_console(
		&arena,
		BEGUN
		"[    2.0] ==================================================================\n"
		"[    2.1] BUG: KASAN: use-after-free in frob+0x12/0x34\n"
		"[    2.2] Read of size 8 at addr ffff888000000000 by task frobd/12\n"
		"[    3.0] WARNING: possible circular locking dependency detected\n"
		"[    4.0] INFO: task frobd:12 blocked for more than 30 seconds.\n"
		"[    5.0] rcu: INFO: rcu_sched self-detected stall on CPU\n"
		"[    6.0] watchdog: BUG: soft lockup - CPU#0 stuck\n"
		"[    6.1] BUG frob_slab (Not tainted): Poison overwritten\n"
		"[    7.0] Spectre V2 : WARNING: something is on\n"
		"[    8.0] stableport: said BUG: none\n"
		"[    8.1] INFO: lockdep is on\n" ENDED);

	ck_assert_uint_eq(run.complaints.nr, 6);
	ck_assert_str_eq(run.complaints.v[0], "BUG: KASAN: use-after-free in frob+0x12/0x34");
	ck_assert_str_eq(run.complaints.v[1], "WARNING: possible circular locking dependency detected");
	ck_assert_str_eq(run.complaints.v[3], "rcu: INFO: rcu_sched self-detected stall on CPU");
	ck_assert_ptr_nonnull(strstr(run.excerpt, "Read of size 8"));
}
END_TEST

START_TEST(a_complaint_that_comes_again_leaves_room_for_others)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text console = { 0 };
	struct guest_run run;
	unsigned i;

	text_adds(&console, BEGUN);
	for (i = 0; i < 100; i++)
		text_addf(&console, "WARNING: CPU: 0 PID: %u at a.c:12 frob+0x1/0x2\n", i);
	text_adds(&console, "BUG: KASAN: use-after-free in grob+0x1/0x2\n" ENDED);
	run = read_console(&arena, text_str(&console));
	ck_assert_uint_eq(run.complaints.nr, 2);
	ck_assert_str_eq(run.complaints.v[1], "BUG: KASAN: use-after-free in grob+0x1/0x2");
}
END_TEST

START_TEST(a_console_is_made_printable)
{
	owned(arena_release) struct arena arena = { 0 };
	static const char text[] = BEGUN "\033[2Jstableport: said x\nBUG: \033]0;title\a\xff \x9b\0end\n" ENDED;
	struct guest_run run = read_bytes(&arena, text, sizeof(text) - 1, false);
	const char *c;

	ck_assert_uint_eq(run.complaints.nr, 1);
	for (c = run.excerpt; *c; c++)
		ck_assert_msg((unsigned char)*c >= 0x20 || *c == '\n', "a control character %d", *c);
	for (c = run.complaints.v[0]; *c; c++)
		ck_assert((unsigned char)*c >= 0x20);
}
END_TEST

START_TEST(a_flood_is_read_in_bounded_memory_and_its_end_is_told)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(console_release) struct console console = { 0 };
	struct guest_run run = { 0 };
	char line[4000];
	size_t i;

	memset(line, 'x', sizeof(line));
	console_feed(&console, &arena, BEGUN, strlen(BEGUN));
	for (i = 0; i < 20000; i++) {
		console_feed(&console, &arena, "BUG: ", 5);
		console_feed(&console, &arena, line, i % 7 ? 40 : sizeof(line));
		console_feed(&console, &arena, "\n", 1);
	}
	console_feed(&console, &arena, "the last words", 14);
	console_finish(&run, &arena, &console, true);
	ck_assert_int_eq(run.outcome, RUN_TIMED_OUT);
	ck_assert_uint_le(run.complaints.nr, 32);
	ck_assert_uint_le(strlen(run.excerpt), 100000);
	ck_assert_ptr_nonnull(strstr(run.excerpt, "(more of it is in the console's file)\n"));
	ck_assert_str_eq(run.excerpt + strlen(run.excerpt) - 15, "the last words\n");
}
END_TEST

START_TEST(a_console_that_comes_byte_by_byte_is_the_same)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(console_release) struct console console = { 0 };
	static const char text[] = BEGUN "[    2.1] BUG: here\nstableport: bug shown\n";
	struct guest_run run = { 0 }, whole = read_console(&arena, text);
	size_t i;

	for (i = 0; i < sizeof(text) - 1; i++)
		console_feed(&console, &arena, text + i, 1);
	console_finish(&run, &arena, &console, false);
	ck_assert_str_eq(run.excerpt, whole.excerpt);
	ck_assert_int_eq(run.outcome, whole.outcome);
}
END_TEST

/* ---- the verdict ---- */

static const char *judged(struct arena *arena, const struct scenario *scenario, const char *before, const char *after)
{
	struct proof *proof = arena_alloc(arena, sizeof(*proof));

	*arena_push(arena, proof->runs, proof->nr_runs) = read_console(arena, before);
	*arena_push(arena, proof->runs, proof->nr_runs) = read_console(arena, after);
	proof_judge(proof, arena, scenario);
	ck_assert(proof->done == (proof->verdict != PROOF_FAILED));
	return arena_printf(arena, "%s: %s", proof_verdict_name(proof->verdict), proof->sentence);
}

#define SHOWN BEGUN "stableport: bug shown\n"
#define ABSENT BEGUN "stableport: bug absent\n"
#define PANIC "Kernel panic - not syncing: Fatal\n"

/* What lockdep says of a lock: all its reports of a kind begin alike. */
#define DEADLOCK(address, lock)                                        \
	"WARNING: possible circular locking dependency detected\n"     \
	"frobd/12 is trying to acquire lock:\n" address " (" lock "){+.+.}-{2:2}, at: frob+0x1/0x2\n"

START_TEST(two_runs_come_to_a_verdict)
{
	static const struct {
		const char *before, *after, *verdict;
	} cases[] = {
		{ SHOWN ENDED, ABSENT ENDED,
		  "cured: the bug shows before and is gone after, and the kernel after complains of nothing" },
		{ SHOWN "BUG: a+0x1/0x2\n" ENDED, ABSENT ENDED,
		  "cured: the bug shows before and is gone after, and the kernel after complains of nothing" },
		{ SHOWN "WARNING: at a.c:12 a+0x1/0x2\n" ENDED, ABSENT "WARNING: at a.c:13 a+0x1f/0x2\n" ENDED,
		  "cured: the bug shows before and is gone after" },
		{ SHOWN, ABSENT ENDED, /* a server that cannot be stopped */
		  "cured: the bug shows before and is gone after, and the kernel after complains of nothing" },
		{ SHOWN ENDED, ABSENT,
		  "harmed: the kernel after stopped before the scenario's end" },
		{ ABSENT, ABSENT ENDED, "failed: the kernel before stopped before the scenario's end" },
		{ ABSENT ENDED, ABSENT ENDED,
		  "not shown: the bug does not show before, so that its absence after says nothing" },
		{ SHOWN ENDED, SHOWN ENDED, "not cured: the bug shows before and after" },
		{ ABSENT ENDED, SHOWN ENDED, "harmed: the bug does not show before and shows after" },
		{ SHOWN ENDED, ABSENT "BUG: KASAN: b+0x3/0x9\n" ENDED,
		  "harmed: the kernel after complains of what the one before did not: BUG: KASAN: b+0x3/0x9" },
		{ SHOWN "BUG: KASAN: a+0x3/0x9\n" ENDED, ABSENT "BUG: KASAN: b+0x3/0x9\n" ENDED,
		  "harmed: the kernel after complains of what the one before did not: BUG: KASAN: b+0x3/0x9" },
		{ SHOWN DEADLOCK("ffff88800a1b2c3d", "&a->lock") ENDED, ABSENT DEADLOCK("ffffc9000f1b2c00", "&a->lock") ENDED,
		  "cured: the bug shows before and is gone after" },
		{ SHOWN DEADLOCK("ffff88800a1b2c3d", "&a->lock") ENDED, ABSENT DEADLOCK("ffff88800a1b2c3d", "&b->lock") ENDED,
		  "harmed: the kernel after complains of what the one before did not: WARNING: possible circular locking "
		  "dependency detected: (&b->lock){+.+.}-{2:2}, at: frob+0x1/0x2" },
		{ SHOWN ENDED, BEGUN PANIC, "harmed: the kernel after panicked" },
		{ SHOWN ENDED, "", "harmed: the kernel after printed nothing" },
		{ SHOWN ENDED, BEGUN ENDED,
		  "harmed: the kernel after did not say whether the bug shows" },
		{ "", "", "failed: the kernel before printed nothing, and the one after printed nothing" },
		{ BEGUN, ABSENT ENDED, "failed: the kernel before stopped before the scenario's end" },
		{ BEGUN ENDED, ABSENT ENDED, "failed: the kernel before did not say whether the bug shows" },
	};
	static const struct scenario bug = { .title = "a" };
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(arena_release) struct arena arena = { 0 };

		ck_assert_str_eq(judged(&arena, &bug, cases[i].before, cases[i].after), cases[i].verdict);
	}
}
END_TEST

START_TEST(a_load_must_end_well_and_measure_the_same)
{
	static const struct {
		const char *before, *after, *verdict;
	} cases[] = {
		{ BEGUN "stableport: measured a 4\n" ENDED, BEGUN "stableport: measured a 4\n" ENDED,
		  "cured: the load behaves the same before and after, and the kernel after complains of nothing" },
		{ BEGUN "stableport: measured a 4\n" ENDED, BEGUN "stableport: measured a 3\n" ENDED,
		  "harmed: the load behaves otherwise after: 'a' was 4 and is 3" },
		{ BEGUN "stableport: measured a 4\n" ENDED, BEGUN ENDED,
		  "harmed: the load behaves otherwise after: 'a' was 4 and is not measured any more" },
		{ BEGUN ENDED, BEGUN "stableport: measured a 4\n" ENDED,
		  "harmed: the load behaves otherwise after: 'a' was not measured before" },
		{ BEGUN ENDED, BEGUN "stableport: ended 1\n",
		  "harmed: the load, which ended well before, fails after (code 1)" },
		{ BEGUN "stableport: ended 1\n", BEGUN ENDED,
		  "failed: the load fails on the kernel before already (code 1)" },
		{ BEGUN, BEGUN ENDED, "failed: the kernel before stopped before the scenario's end" },
	};
	static const struct scenario load = { .title = "a", .shows_no_bug = true };
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(arena_release) struct arena arena = { 0 };

		ck_assert_str_eq(judged(&arena, &load, cases[i].before, cases[i].after), cases[i].verdict);
	}
}
END_TEST

/* ---- the configuration ---- */

START_TEST(options_that_a_configuration_lacks_are_named)
{
	static const char config[] = "\n# Linux\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=12\n"
				     "CONFIG_E=\"text\"\nCONFIG_AB=y\n";
	static const char *const had[] = { "A", "A=y", "B=m", "C=n", "D=12", "E=text", "X=n" };
	static const char *const lacked[] = { "B", "C", "D=1", "E", "X", "A=n", "B=n", "A=m", "" };
	size_t i;

	for (i = 0; i < nr_of(had) + nr_of(lacked); i++) {
		owned(arena_release) struct arena arena = { 0 };
		const char *option = i < nr_of(had) ? had[i] : lacked[i - nr_of(had)];
		const struct string_list wanted = { &option, 1 };
		struct string_list lacking = { 0 };

		config_lacks(&lacking, &arena, config, &wanted);
		ck_assert_msg(lacking.nr == (i >= nr_of(had)), "'%s'", option);
	}
}
END_TEST

/* ---- the initramfs ---- */

struct parts {
	struct scratch scratch;
	struct arena arena;
	const char *helper;
	struct string_list helpers;
	struct initramfs initramfs;
};

static void parts_release(struct parts *parts)
{
	scratch_release(&parts->scratch);
	arena_release(&parts->arena);
}

static const char *parts_file(struct parts *parts, const char *name, const char *content, size_t len)
{
	const char *path = path_join(&parts->arena, parts->scratch.path, name);

	succeeds(file_write(path, content, len, err));
	return path;
}

static void parts_make(struct parts *parts)
{
	succeeds(scratch_make(&parts->scratch, err));
	parts->helper = "frob-client";
	parts->helpers = (struct string_list){ &parts->helper, 1 };
	parts_file(parts, "frob-client", "client", 6);
	parts->initramfs = (struct initramfs){
		.busybox = parts_file(parts, "busybox", "\177ELF", 4),
		.helpers_folder = parts->scratch.path,
		.helpers = &parts->helpers,
		.scenario = parts_file(parts, "a.sh", "#!/bin/sh\n", 10),
	};
}

START_TEST(an_initramfs_has_what_the_guest_needs)
{
	static const char *const paths[] = { "bin", "dev", "dev/console", "proc", "init", "bin/busybox", "bin/sh",
					     "bin/frob-client", "scenario" };
	owned(parts_release) struct parts parts = { 0 };
	owned(text_release) struct text archive = { 0 }, found = { 0 };
	struct archive *reader = archive_read_new();
	struct archive_entry *entry;
	size_t i;

	parts_make(&parts);
	succeeds(initramfs_make(&archive, &parts.initramfs, err));
	ck_assert(!memcmp(text_str(&archive), "070701", 6));
	archive_read_support_format_cpio(reader);
	ck_assert_int_eq(archive_read_open_memory(reader, archive.data, archive.len), ARCHIVE_OK);
	while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
		text_addf(&found, " %s ", archive_entry_pathname(entry));
		ck_assert_int_eq((int)archive_entry_mtime(entry), 0);
		ck_assert_int_eq((int)archive_entry_uid(entry), 0);
		if (!strcmp(archive_entry_pathname(entry), "scenario"))
			ck_assert_int_eq((int)archive_entry_mode(entry), S_IFREG | 0755);
	}
	archive_read_free(reader);
	for (i = 0; i < nr_of(paths); i++)
		ck_assert_msg(strstr(text_str(&found), arena_printf(&parts.arena, " %s ", paths[i])) != NULL, "no %s",
			      paths[i]);
}
END_TEST

START_TEST(an_initramfs_is_the_same_each_time)
{
	owned(parts_release) struct parts parts = { 0 };
	owned(text_release) struct text first = { 0 }, second = { 0 };

	parts_make(&parts);
	succeeds(initramfs_make(&first, &parts.initramfs, err));
	parts_file(&parts, "a.sh", "#!/bin/sh\n", 10);
	succeeds(initramfs_make(&second, &parts.initramfs, err));
	ck_assert(text_equal(&first, &second));
}
END_TEST

START_TEST(a_helper_that_lacks_or_is_not_static_is_one_sentence)
{
	owned(parts_release) struct parts parts = { 0 };
	owned(text_release) struct text archive = { 0 }, self = { 0 };
	const char *folder, *dynamic;

	parts_make(&parts);
	folder = parts.scratch.path;
	unlink(path_join(&parts.arena, folder, "frob-client"));
	fails_with(initramfs_make(&archive, &parts.initramfs, err),
		   arena_printf(&parts.arena, "there is no program 'frob-client' for the guest in '%s'", folder));
	succeeds(file_read(&self, "/proc/self/exe", err));
	dynamic = parts_file(&parts, "frob-client", text_str(&self), self.len);
	fails_with(initramfs_make(&archive, &parts.initramfs, err),
		   arena_printf(&parts.arena, "'%s' is not static, and would not run in the guest", dynamic));
	ck_assert_uint_eq(archive.len, 0);
}
END_TEST

/* ---- the guest ---- */

/* A folder with a qemu-system-x86_64 that is a script; it is given the console's file as $console. */
static void fake_qemu(struct parts *parts, const char *script)
{
	const char *path = path_join(&parts->arena, parts->scratch.path, "path/qemu-system-x86_64");
	const char *text = arena_printf(&parts->arena,
					"#!/bin/sh\nfor last; do :; done\nconsole=${last#file:}\n: >$console\n%s\n", script);

	succeeds(file_write(path, text, strlen(text), err));
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_int_eq(setenv("PATH", arena_printf(&parts->arena, "%s/path:%s", parts->scratch.path, getenv("PATH")), 1),
			 0);
}

static int boot(struct guest_run *run, struct parts *parts, struct error *err)
{
	const struct guest guest = {
		.kernel = "/k,1", .initramfs = "/i", .memory = 64, .timeout = 2,
		.folder = parts->scratch.path, .console = "a-before.log",
	};

	return guests_boot(run, &parts->arena, &guest, 1, err);
}

START_TEST(a_guest_that_ends_leaves_its_console)
{
	owned(parts_release) struct parts parts = { 0 };
	owned(text_release) struct text console = { 0 };
	struct guest_run run = { 0 };

	succeeds(scratch_make(&parts.scratch, err));
	fake_qemu(&parts, "printf 'stableport: begun\\nstableport: bug shown\\nstableport: ended 0\\n' >$console");
	succeeds(boot(&run, &parts, err));
	ck_assert(run.outcome == RUN_ENDED && run.shows_bug);
	succeeds(file_read(&console, path_join(&parts.arena, parts.scratch.path, "a-before.log"), err));
	ck_assert_ptr_nonnull(strstr(text_str(&console), "bug shown"));
}
END_TEST

/* Each waits until the other one has begun. */
START_TEST(guests_run_side_by_side)
{
	owned(parts_release) struct parts parts = { 0 };
	struct guest_run runs[2] = { { 0 }, { 0 } };
	struct guest guests[2];
	size_t i;

	succeeds(scratch_make(&parts.scratch, err));
	fake_qemu(&parts, "while test $(ls | grep -c '^a-') -lt 2; do sleep 0.1; done\n"
			  "printf 'stableport: begun\\nstableport: ended 0\\n' >$console");
	for (i = 0; i < 2; i++)
		guests[i] = (struct guest){
			.kernel = "/k", .initramfs = "/i", .memory = 64, .timeout = 20,
			.folder = parts.scratch.path, .console = i ? "a-after.log" : "a-before.log",
		};
	succeeds(guests_boot(runs, &parts.arena, guests, 2, err));
	ck_assert(runs[0].outcome == RUN_ENDED && runs[1].outcome == RUN_ENDED);
	ck_assert(runs[0].run_seconds > 0 && runs[1].run_seconds > 0);
}
END_TEST

START_TEST(a_guest_that_hangs_is_ended_and_one_that_says_nothing_is_silent)
{
	owned(parts_release) struct parts parts = { 0 };
	struct guest_run run = { 0 }, silent = { 0 };

	succeeds(scratch_make(&parts.scratch, err));
	fake_qemu(&parts, "echo 'stableport: begun' >$console; sleep 100");
	succeeds(boot(&run, &parts, err));
	ck_assert_int_eq(run.outcome, RUN_TIMED_OUT);
	fake_qemu(&parts, "sleep 100");
	succeeds(boot(&silent, &parts, err));
	ck_assert_int_eq(silent.outcome, RUN_SILENT);
}
END_TEST

START_TEST(a_qemu_that_fails_or_is_killed_is_an_error_and_leaves_nothing)
{
	owned(parts_release) struct parts parts = { 0 };
	struct guest_run run = { 0 };

	succeeds(scratch_make(&parts.scratch, err));
	fake_qemu(&parts, "echo half >$console; echo 'qemu: no such machine' >&2; exit 1");
	fails_with(boot(&run, &parts, err),
		   "cannot boot the kernel: qemu-system-x86_64 ended with code 1: qemu: no such machine\n");
	fake_qemu(&parts, "kill -9 $$");
	fails_with(boot(&run, &parts, err), "cannot boot the kernel: qemu-system-x86_64 died of signal 9 (Killed)");
	ck_assert(!file_exists(path_join(&parts.arena, parts.scratch.path, "a-before.log")));
	ck_assert(!file_exists(path_join(&parts.arena, parts.scratch.path, "a-before.log" FILE_BESIDE)));
}
END_TEST

START_TEST(a_missing_qemu_names_its_package)
{
	ck_assert_int_eq(setenv("PATH", "/nowhere", 1), 0);
	fails_with(guest_is_possible(err),
		   "cannot run 'qemu-system-x86_64': it is not installed (Debian package 'qemu-system-x86')");
}
END_TEST

START_TEST(the_command_to_repeat_it_is_for_a_shell)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct guest guest = { .kernel = "/a b/it's", .initramfs = "/c;d", .memory = 64 };
	const char *line = guest_command(&arena, &guest);

	ck_assert_ptr_nonnull(strstr(line, " -kernel '/a b/it'\\''s' -initrd '/c;d' -append 'console=ttyS0 "));
	ck_assert_ptr_nonnull(strstr(line, " -serial stdio"));
}
END_TEST

SUITE(prove)
{
	TEST(a_console_tells_what_the_scenario_said);
	TEST(what_is_no_number_was_not_measured);
	TEST(only_one_answer_is_an_answer);
	TEST(before_its_begin_and_after_its_end_a_scenario_says_nothing);
	TEST(an_outcome_is_how_far_the_guest_came);
	TEST(complaints_of_the_kernel_are_seen_and_only_these);
	TEST(a_complaint_that_comes_again_leaves_room_for_others);
	TEST(a_console_is_made_printable);
	TEST(a_flood_is_read_in_bounded_memory_and_its_end_is_told);
	TEST(a_console_that_comes_byte_by_byte_is_the_same);
	TEST(two_runs_come_to_a_verdict);
	TEST(a_load_must_end_well_and_measure_the_same);
	TEST(options_that_a_configuration_lacks_are_named);
	TEST(an_initramfs_has_what_the_guest_needs);
	TEST(an_initramfs_is_the_same_each_time);
	TEST(a_helper_that_lacks_or_is_not_static_is_one_sentence);
	TEST(a_guest_that_ends_leaves_its_console);
	TEST(guests_run_side_by_side);
	TEST(a_guest_that_hangs_is_ended_and_one_that_says_nothing_is_silent);
	TEST(a_qemu_that_fails_or_is_killed_is_an_error_and_leaves_nothing);
	TEST(a_missing_qemu_names_its_package);
	TEST(the_command_to_repeat_it_is_for_a_shell);
}
