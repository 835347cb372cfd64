// SPDX-License-Identifier: GPL-2.0-only
/* Messages in all styles: what each says, and that no text of others breaks any. */
#include "tests/lib/suite.h"
#include "tool/chain/message.h"
#include "tool/series/series.h"

#define FIX "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define HELPER "b95239ca4954a0d48b19c09ce7e8f31b453b4216"
#define MAINLINE_TREE "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"
#define NR_STYLES 6

/* A prerequisite that is picked and a fix that is adapted. */
struct sample {
	struct series_fix fix;
	struct series_note notes[2];
	struct series_patch patches[2];
	struct series series;
	git_signature porter;
	struct message_options options;
};

static char porter_name[] = "B Porter", porter_mail[] = "porter@example.org";

static void make(struct sample *sample)
{
	sample->fix = (struct series_fix){ .id = FIX, .subject = "lamp: one at a time" };
	sample->notes[0] = (struct series_note){ .text = "merged with this tree's names in lamp_dim()",
						 .file = "drivers/lamp/lamp.c" };
	sample->notes[1] = (struct series_note){ .text = "lamp_probe() has no port here: that hunk is dropped" };
	sample->patches[0] = (struct series_patch){
		.name = "b95239ca4954", .id = HELPER, .subject = "lamp: say whether it burns",
		.body = "It says whether.\n\nSigned-off-by: J L <jl@example.org>\n",
		.author = "J L <jl@example.org>", .date = "1700000000 -0430", .mainline = "v6.1-rc3",
		.role = ROLE_PREREQUISITE, .needed_by = &sample->fix,
	};
	sample->patches[1] = (struct series_patch){
		.name = "1054e8ffc5c4", .id = FIX, .subject = "lamp: one at a time",
		.body = "Two would share the bulb.\n\nFixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n",
		.author = "A B <ab@example.org>", .date = "1700000100 +0100", .mainline = "v6.2",
		.role = ROLE_FIX, .is_backported = true, .notes = sample->notes, .nr_notes = 2,
	};
	sample->series = (struct series){ .name = "lamp-one", .label = "linux-4.19.y", .version = "4.19.79",
					  .patches = sample->patches, .nr_patches = 2 };
	sample->porter = (git_signature){ .name = porter_name, .email = porter_mail };
	sample->options = (struct message_options){ .committer = &sample->porter, .signoff = true };
}

static void refer_to(struct sample *sample, const char **references, size_t nr)
{
	sample->options.references = (struct string_list){ .v = references, .nr = nr };
}

static void is_message(struct sample *sample, enum message_style style, size_t nth, const char *wanted)
{
	owned(text_release) struct text message = { 0 };

	sample->options.style = style;
	series_message(&message, &sample->series, nth, &sample->options);
	ck_assert_str_eq(text_str(&message), wanted);
}

/* ---- the forms ---- */

START_TEST(stable_says_upstream_on_a_line_of_its_own)
{
	struct sample sample;

	make(&sample);
	is_message(&sample, MESSAGE_STABLE, 1,
		   "lamp: one at a time\n\ncommit " FIX " upstream.\n\nTwo would share the bulb.\n\n"
		   "Fixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n"
		   "[ stableport: merged with this tree's names in lamp_dim(); lamp_probe() has\n"
		   "  no port here: that hunk is dropped ]\nSigned-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(netdev_says_it_in_brackets)
{
	struct sample sample;

	make(&sample);
	is_message(&sample, MESSAGE_NETDEV, 0,
		   "lamp: say whether it burns\n\n[ Upstream commit " HELPER " ]\n\nIt says whether.\n\n"
		   "Signed-off-by: J L <jl@example.org>\nStable-dep-of: 1054e8ffc5c4 (\"lamp: one at a time\")\n"
		   "Signed-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(ubuntu_tells_a_pick_from_a_backport)
{
	const char *references[] = { "LP: #1865402", "CVE-2025-1", "https://bugs.launchpad.net/bugs/2", "3" };
	struct sample sample;

	make(&sample);
	is_message(&sample, MESSAGE_UBUNTU, 0,
		   "lamp: say whether it burns\n\nIt says whether.\n\nSigned-off-by: J L <jl@example.org>\n"
		   "(cherry picked from commit " HELPER ")\n"
		   "[porter: needed by 1054e8ffc5c4 (\"lamp: one at a time\")]\n"
		   "Signed-off-by: B Porter <porter@example.org>\n");
	refer_to(&sample, references, nr_of(references));
	is_message(&sample, MESSAGE_UBUNTU, 1,
		   "lamp: one at a time\n\nBugLink: https://bugs.launchpad.net/bugs/1865402\n"
		   "BugLink: https://bugs.launchpad.net/bugs/2\nBugLink: https://bugs.launchpad.net/bugs/3\n\n"
		   "CVE-2025-1\n\nTwo would share the bulb.\n\n"
		   "Fixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n(backported from commit " FIX ")\n"
		   "[porter: merged with this tree's names in lamp_dim()]\n"
		   "[porter: lamp_probe() has no port here: that hunk is dropped]\n"
		   "Signed-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(openeuler_has_a_header_a_line_and_the_files_in_conflict)
{
	const char *references[] = { "https://gitee.com/openeuler/kernel/issues/I1", "CVE-2025-1" };
	struct sample sample;

	make(&sample);
	refer_to(&sample, references, nr_of(references));
	is_message(&sample, MESSAGE_OPENEULER, 1,
		   "lamp: one at a time\n\nmainline inclusion\nfrom mainline-v6.2\ncommit " FIX "\n"
		   "category: bugfix\nbugzilla: https://gitee.com/openeuler/kernel/issues/I1\nCVE: CVE-2025-1\n\n"
		   "Reference: " MAINLINE_TREE "/commit/?id=" FIX "\n\n--------------------------------\n\n"
		   "Two would share the bulb.\n\nFixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n"
		   "Conflicts:\n\tdrivers/lamp/lamp.c\n"
		   "[ stableport: merged with this tree's names in lamp_dim(); lamp_probe() has\n"
		   "  no port here: that hunk is dropped ]\nSigned-off-by: B Porter <porter@example.org>\n");
	sample.patches[1].mainline = NULL;
	sample.patches[1].nr_notes = 0;
	sample.series.version = NULL;
	refer_to(&sample, NULL, 0);
	is_message(&sample, MESSAGE_OPENEULER, 1,
		   "lamp: one at a time\n\nmainline inclusion\ncommit " FIX "\ncategory: bugfix\nbugzilla: NA\n"
		   "CVE: NA\n\n--------------------------------\n\nTwo would share the bulb.\n\n"
		   "Fixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n"
		   "Signed-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(suse_has_tags_and_acks_what_is_as_upstream)
{
	const char *references[] = { "bsc#1214727", "CVE-2025-1" };
	struct sample sample;

	make(&sample);
	refer_to(&sample, references, nr_of(references));
	is_message(&sample, MESSAGE_SUSE, 0,
		   "lamp: say whether it burns\n\nPatch-mainline: v6.1-rc3\nGit-commit: " HELPER "\n"
		   "References: CVE-2025-1 bsc#1214727\n\nIt says whether.\n\nSigned-off-by: J L <jl@example.org>\n"
		   "[ stableport: needed by 1054e8ffc5c4 (\"lamp: one at a time\") ]\n"
		   "Acked-by: B Porter <porter@example.org>\n");
	sample.patches[1].mainline = NULL;
	sample.patches[1].is_unreleased = true;
	is_message(&sample, MESSAGE_SUSE, 1,
		   "lamp: one at a time\n\nPatch-mainline: Queued\nGit-commit: " FIX "\n"
		   "References: CVE-2025-1 bsc#1214727\n\nTwo would share the bulb.\n\n"
		   "Fixes: 0123456789ab (\"lamp: new\")\nCc: <x@example.org>\n"
		   "[ stableport: merged with this tree's names in lamp_dim(); lamp_probe() has\n"
		   "  no port here: that hunk is dropped ]\nSigned-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(redhat_shows_upstreams_log_indented)
{
	const char *references[] = { "RHEL-1234", "CVE-2025-1", "2345678", "https://issues.redhat.com/browse/RHEL-5" };
	struct sample sample;

	make(&sample);
	refer_to(&sample, references, nr_of(references));
	is_message(&sample, MESSAGE_REDHAT, 1,
		   "lamp: one at a time\n\nJIRA: https://issues.redhat.com/browse/RHEL-1234\nCVE: CVE-2025-1\n"
		   "Bugzilla: https://bugzilla.redhat.com/2345678\nJIRA: https://issues.redhat.com/browse/RHEL-5\n"
		   "Upstream Status: " MAINLINE_TREE "\nConflicts:\n"
		   "- merged with this tree's names in lamp_dim()\n"
		   "- lamp_probe() has no port here: that hunk is dropped\n\n"
		   "commit " FIX "\nAuthor: A B <ab@example.org>\nDate:   Tue Nov 14 23:15:00 2023 +0100\n\n"
		   "    lamp: one at a time\n\n    Two would share the bulb.\n\n"
		   "    Fixes: 0123456789ab (\"lamp: new\")\n    Cc: <x@example.org>\n\n"
		   "Signed-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(a_backport_that_nobody_noted_a_reason_for_says_that_it_differs)
{
	struct sample sample;
	owned(text_release) struct text ubuntu = { 0 }, redhat = { 0 };

	make(&sample);
	sample.patches[1].nr_notes = 0;
	sample.options.style = MESSAGE_UBUNTU;
	series_message(&ubuntu, &sample.series, 1, &sample.options);
	ck_assert_ptr_nonnull(strstr(text_str(&ubuntu), ")\n[porter: its diff is not upstream's]\n"));
	sample.options.style = MESSAGE_REDHAT;
	series_message(&redhat, &sample.series, 1, &sample.options);
	ck_assert_ptr_nonnull(strstr(text_str(&redhat), "Conflicts:\n- its diff is not upstream's\n\ncommit"));
}
END_TEST

START_TEST(a_commit_known_by_its_mail_is_never_called_upstream)
{
	static const char *const wanted[NR_STYLES] = {
		"lamp: one at a time\n\nLink: https://lore.kernel.org/r/x@y\n\n",
		"lamp: one at a time\n\nLink: https://lore.kernel.org/r/x@y\n\n",
		"UBUNTU: SAUCE: lamp: one at a time\n\n",
		("lamp: one at a time\n\ncommunity inclusion\ncategory: bugfix\nbugzilla: NA\nCVE: NA\n\n"
		 "Reference: https://lore.kernel.org/r/x@y\n\n---"),
		"lamp: one at a time\n\nPatch-mainline: Submitted, https://lore.kernel.org/r/x@y\n\n",
		"lamp: one at a time\n\nUpstream Status: https://lore.kernel.org/r/x@y\nConflicts:\n",
	};
	owned(text_release) struct text message = { 0 };
	struct sample sample;

	make(&sample);
	sample.patches[1].id = NULL;
	sample.patches[1].message_id = "x@y";
	sample.options.style = (enum message_style)_i;
	series_message(&message, &sample.series, 1, &sample.options);
	ck_assert_msg(!strncmp(text_str(&message), wanted[_i], strlen(wanted[_i])), "%s", text_str(&message));
	ck_assert_ptr_null(strstr(text_str(&message), "upstream."));
	ck_assert_ptr_nonnull(strstr(text_str(&message), "https://lore.kernel.org/r/x@y"));
}
END_TEST

/* What we write is what we read: a target that has our series has the fix. */
START_TEST(each_style_is_recognised_as_a_backport_of_that_commit)
{
	struct sample sample;
	owned(text_release) struct text text = { 0 };
	owned(message_release) struct message message = { 0 };
	size_t i, nr = 0;

	make(&sample);
	sample.options.style = (enum message_style)_i;
	series_message(&text, &sample.series, 1, &sample.options);
	message_read(&message, text_str(&text), text.len);
	for (i = 0; i < message.nr_mentions; i++)
		nr += message.mentions[i].kind == MENTION_UPSTREAM && !strcmp(message.mentions[i].text, FIX);
	ck_assert_msg(nr == 1, "%s", text_str(&text));
}
END_TEST

/* ---- what others wrote ---- */

/* No line of it begins as what git am or git mailsplit take for the end of the message. */
static void is_harmless(const char *message)
{
	static const char *const starts[] = { "---\n", "--- ", "---\t", "diff -", "Index: ", "From " };
	const char *line = message;
	size_t i;

	for (; *line; line = strchr(line, '\n') + 1) {
		for (i = 0; i < nr_of(starts); i++)
			ck_assert_msg(strncmp(line, starts[i], strlen(starts[i])), "%s", message);
		ck_assert_ptr_nonnull(strchr(line, '\n'));
	}
}

START_TEST(text_of_others_is_printable_and_ends_no_mail)
{
	const char *references[] = { "CVE-1\nSigned-off-by: r", "r\x1b[0m\n---\n" };
	owned(text_release) struct text message = { 0 }, body = { 0 };
	struct sample sample;
	size_t i;

	make(&sample);
	text_adds(&body, "\n\n\x1b[2Ja\r\n---\n--- a/x\n+++ b/x\nFrom 0 Mon\ndiff --git a/x b/x\nIndex: x\nlatin1 \xe4\n");
	for (i = 0; i < 20; i++)
		text_adds(&body, "0123456789");
	text_adds(&body, "\n---\t\n\n\n");
	sample.patches[1].body = text_str(&body);
	sample.patches[1].subject = "s\nSigned-off-by: nobody\x07";
	sample.patches[1].author = "x\nSigned-off-by: author <a@b>";
	sample.notes[0].text = "n\n---\nSigned-off-by: note\x1b";
	sample.notes[0].file = "f\n---\nSigned-off-by: file";
	sample.fix.subject = "f\nSigned-off-by: fix";
	sample.patches[1].needed_by = &sample.fix;
	refer_to(&sample, references, nr_of(references));
	sample.options.style = (enum message_style)_i;
	series_message(&message, &sample.series, 1, &sample.options);
	is_harmless(text_str(&message));
	ck_assert_ptr_null(strpbrk(text_str(&message), "\x1b\x07\r"));
	ck_assert_ptr_null(strstr(text_str(&message), "\xe4"));
	ck_assert_ptr_nonnull(strstr(text_str(&message), "latin1 \xef\xbf\xbd\n"));
	ck_assert_ptr_nonnull(strstr(text_str(&message), "0123456789012345678901234567890123456789"
				     "01234567890123456789012345678901234567890123456789012345678901234567890123456789"
				     "01234567890123456789012345678901234567890123456789012345678901234567890123456789"));
	ck_assert_ptr_nonnull(strstr(text_str(&message), "\nSigned-off-by: B Porter"));
	ck_assert_ptr_null(strstr(strstr(text_str(&message), "\nSigned-off-by: ") + 1, "\nSigned-off-by: "));
	ck_assert_int_eq(text_str(&message)[message.len - 1], '\n');
	ck_assert_int_ne(text_str(&message)[message.len - 2], '\n');
}
END_TEST

START_TEST(a_commit_without_text_is_a_whole_message)
{
	owned(text_release) struct text message = { 0 };
	struct sample sample;

	make(&sample);
	sample.patches[0] = (struct series_patch){ .name = "b95239ca4954", .id = HELPER, .subject = "s" };
	sample.options = (struct message_options){ .style = (enum message_style)_i };
	series_message(&message, &sample.series, 0, &sample.options);
	ck_assert_int_eq(strncmp(text_str(&message), "s\n\n", 3), 0);
	ck_assert_ptr_nonnull(strstr(text_str(&message), HELPER));
	ck_assert_ptr_null(strstr(text_str(&message), "\n\n\n"));
	ck_assert_int_ne(text_str(&message)[message.len - 2], '\n');
}
END_TEST

START_TEST(styles_have_the_names_that_users_write)
{
	static const char *const names[NR_STYLES] = { "stable", "netdev", "ubuntu", "openeuler", "suse", "redhat" };
	owned(text_release) struct text list = { 0 };
	enum message_style style = MESSAGE_SUSE;
	size_t i;

	for (i = 0; i < NR_STYLES; i++) {
		ck_assert(message_style_parse(&style, names[i]));
		ck_assert_uint_eq(style, i);
		ck_assert_str_eq(message_style_name(style), names[i]);
	}
	ck_assert(!message_style_parse(&style, "debian"));
	message_style_list(&list);
	ck_assert_str_eq(text_str(&list), "'stable', 'netdev', 'ubuntu', 'openeuler', 'suse' and 'redhat'");
}
END_TEST

SUITE(styles)
{
	TEST(stable_says_upstream_on_a_line_of_its_own);
	TEST(netdev_says_it_in_brackets);
	TEST(ubuntu_tells_a_pick_from_a_backport);
	TEST(openeuler_has_a_header_a_line_and_the_files_in_conflict);
	TEST(suse_has_tags_and_acks_what_is_as_upstream);
	TEST(redhat_shows_upstreams_log_indented);
	TEST(a_backport_that_nobody_noted_a_reason_for_says_that_it_differs);
	LOOP_TEST(a_commit_known_by_its_mail_is_never_called_upstream, NR_STYLES);
	LOOP_TEST(each_style_is_recognised_as_a_backport_of_that_commit, NR_STYLES);
	LOOP_TEST(text_of_others_is_printable_and_ends_no_mail, NR_STYLES);
	LOOP_TEST(a_commit_without_text_is_a_whole_message, NR_STYLES);
	TEST(styles_have_the_names_that_users_write);
}
