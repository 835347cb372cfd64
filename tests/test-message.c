// SPDX-License-Identifier: GPL-2.0-only
/* What messages say, in spellings as they occur, and what only looks like it. */
#include <string.h>

#include "tests/lib/suite.h"
#include "tool/chain/message.h"

#define ID_A "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define ID_B "b95239ca4954a0d48b19c09ce7e8f31b453b4216"
#define ID_C "2bbfed98a4d82ac4e7abfcd4eba40bddfc670b1d"

/* The mentions of one kind, "id id", with versions "id (5.10.x)". */
static void says(const char *text, enum mention_kind kind, const char *expected)
{
	owned(message_release) struct message message = { 0 };
	owned(text_release) struct text found = { 0 };
	size_t i;

	message_read(&message, text, strlen(text));
	for (i = 0; i < message.nr_mentions; i++) {
		const struct mention *mention = &message.mentions[i];

		if (mention->kind != kind)
			continue;
		text_addf(&found, "%s%s", found.len ? " " : "", mention->text);
		if (mention->versions)
			text_addf(&found, " (%s)", mention->versions);
	}
	ck_assert_msg(!strcmp(text_str(&found), expected), "\"%s\" says '%s', not '%s'", text, text_str(&found),
		      expected);
}

/* ---- claims ---- */

static const char *const claims_of_a[] = {
	"x\n\ncommit " ID_A " upstream.\n\nbody\n",
	"x\n\nCommit " ID_A " upstream\n\nbody\n",
	"x\n\ncommit " ID_A " (\"x: y\") upstream.\n\nbody\n",
	"x\n\nupstream commit " ID_A "\n\nbody\n",
	"x\n\nUpstream commit " ID_A ".\nbody\n",
	"x\n\nUpstream commit: " ID_A "\n",
	"x\n\nupstream " ID_A " commit.\n",
	"x\n\ncommit " ID_A " stable.\n",
	"x\n\n[ Upstream commit " ID_A " ]\n\nbody\n",
	"x\n\n[upstream commit " ID_A "]\n",
	"x\n\n [ upstream commit " ID_A "  ]\n",
	"x\n\n[ upstream commit: " ID_A " ]\n",
	"x\n\n[ upstream commit \"" ID_A "\" ]\n",
	"x\n\n[ upstream " ID_A " ]\n",
	"x\n\n[ upstream fix " ID_A " ]\n",
	"x\n\n[ from upstream commit " ID_A " ]\n",
	"x\n\n[ backported from upstream commit " ID_A " ]\n",
	"x\n\n[ backported from stable commit " ID_A " ]\n",
	"x\n\n[ backported from commit " ID_A " ]\n",
	"x\n\n[backport from commit id: " ID_A "]\n",
	"x\n\n[ Commit " ID_A " upstream ]\n",
	"x\n\n[Backport of mainline commit " ID_A " without the test]\n",
	"x\n\nbody\n\n[ upstream commit " ID_A " (\"net: x (y)\") ]\n",
	"x\n\n[backported from upstream commit " ID_A " (\"net/x:\n\t\t\tsupport y\")]\n",
	"x\n\nbody\n\n(cherry picked from commit " ID_A ")\nSigned-off-by: A <a@b>\n",
	"x\n\nbody\n(cherry picked from commit " ID_A " linux-next)\n",
	"x\n\nbody\n(cherry picked from commit " ID_A "\n https://git.example.org/linux.git next)\n",
	"x\n\nbody\n(cherry picked from " ID_A " commit)\n",
	"x\n\nbody\n(Cherry-picked from commit " ID_A ")\n",
	"x\n\n(backported from commit " ID_A ")\n[a: context]\n",
	"x\n\n(backported from commit " ID_A " upstream)\n",
	"x\n\nThis is a backport of mainline commit\n" ID_A ".\nI left the test out.\n",
	"x\n\nUpstream-commit: " ID_A "\n",
	"x\n\nUpstream-commit: 1054e8ffc5c4\n",
	"x\n\nGit-commit: " ID_A "\nPatch-mainline: v6.15-rc1\n",
	"x\r\n\r\ncommit " ID_A " upstream.\r\n\r\nbody\r\n",
	"x\n\nmainline inclusion\nfrom mainline-v5.17\ncommit " ID_A "\ncategory: bugfix\nbugzilla: 1\n",
	"x\n\nstable inclusion\nfrom stable-v5.10.110\ncommit " ID_A "\ncategory: bugfix\n",
	"x\n\njira VULN-1\ncve CVE-2025-1\ncommit-author A <a@b>\ncommit " ID_A "\n\nbody\n",
	"x\n\nJIRA: https://issues.redhat.com/browse/RHEL-1\n\ncommit " ID_A "\nAuthor: A <a@b>\nDate:   now\n",
};

START_TEST(a_spelling_of_being_a_backport_is_read)
{
	const char *text = claims_of_a[_i];

	says(text, MENTION_UPSTREAM, strstr(text, ID_A) ? ID_A : "1054e8ffc5c4");
	says(text, MENTION_REVERTS, "");
}
END_TEST

static const char *const prose[] = {
	"commit " ID_A " upstream.\n",
	"x\n\ncommit " ID_A " introduced a race.\n",
	"x\n\ncommit " ID_A " upstream introduced a race.\n",
	"x\n\ncommit " ID_A " upstream\nintroduced a race.\n",
	"x\n\nThe race came with\ncommit " ID_A " upstream.\n",
	"x\n\nthis is commit " ID_A " upstream of it.\n",
	"x\n\nUpstream commit " ID_A " changed it.\n",
	"x\n\nUpstream commit " ID_A " (\"x: y\")\nneeds what is not here.\n",
	"x\n\n[ Upstream commit " ID_A "\n  cannot be backported, because it\n  needs more ]\n",
	"x\n\nThis was solved elsewhere\n(upstream commit " ID_A ").\n",
	"x\n\nBased on upstream commit " ID_A ", with changes.\n",
	"x\n\n[ akpm: Backport the missed " ID_A " ]\n",
	"x\n\n[1] upstream commit " ID_A "\n",
	"x\n\n - upstream commit " ID_A "\n",
	"x\n\n    commit " ID_A " upstream.\n",
	"x\n\n    [ upstream commit " ID_A " ]\n",
	"x\n\n> [ Upstream commit " ID_A " ]\n",
	"x\n\nBisected to:\n\ncommit " ID_A "\nAuthor: A <a@b>\nDate:   now\n",
	"x\n\ncommit " ID_A "\n(x: y) broke it.\n",
	"x\n\nFixes: " ID_A " (\"backport from upstream\")\n",
	"x\n\nGit-commit: " ID_A " (partial)\n",
	"x\n\ncommit 1054e8ffc5c upstream.\n",
	"x\n\ncommit " ID_A "0 upstream.\n",
	"x\n\n[ Upstream commit " ID_A "g ]\n",
	"x\n\nhttps://git.example.org/commit/?id=" ID_A "\n",
	"",
	"\n\n\n",
	"x\n\n[\n(\n[ upstream commit",
};

START_TEST(prose_is_no_claim)
{
	says(prose[_i], MENTION_UPSTREAM, "");
}
END_TEST

START_TEST(a_backport_of_several_commits_names_each)
{
	says("x\n\n[ Upstream commits " ID_A "\n  and " ID_B " ]\n", MENTION_UPSTREAM, ID_A " " ID_B);
	says("x\n\n[ upstream commit " ID_A " ]\n[ upstream commit " ID_B " ]\n", MENTION_UPSTREAM, ID_A " " ID_B);
	says("x\n\ncommit " ID_A " upstream.\ncommit " ID_B " upstream.\n", MENTION_UPSTREAM, ID_A " " ID_B);
	says("x\n\n(cherry picked from commit " ID_A ")\n(cherry picked from commit " ID_B ")\n", MENTION_UPSTREAM,
	     ID_A " " ID_B);
}
END_TEST

START_TEST(ids_are_lower_case)
{
	says("x\n\n[ Upstream commit 1054E8FFC5C4 ]\n", MENTION_UPSTREAM, "1054e8ffc5c4");
}
END_TEST

START_TEST(a_sha256_id_is_an_id)
{
	says("x\n\ncommit " ID_A "0123456789abcdef01234567 upstream.\n", MENTION_UPSTREAM,
	     ID_A "0123456789abcdef01234567");
}
END_TEST

/* ---- reverts ---- */

START_TEST(a_spelling_of_a_revert_is_read)
{
	static const char *const reverts_of_a[] = {
		"Revert \"x\"\n\nThis reverts commit " ID_A ".\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A ", which\nmade it worse.\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A " (\"x: y\").\nIt was wrong, see commit " ID_B ".\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A ", obsoleted by commit " ID_B " upstream.\n",
		"Revert \"x\"\n\nIt was wrong.\nThis reverts commit " ID_A ".\n",
		"Revert \"x\"\n\nThis reverts\ncommit " ID_A ".\n",
		"Revert \"x\"\n\nThis reverts " ID_A ".\n",
		"Revert \"x\"\n\nThis reverts " ID_A " commit.\n",
		"x\n\nThis patch reverts commit " ID_A ",\nwhich was wrong.\n",
		"x\n\nReverts: " ID_A " (\"x: y\")\n",
		"x\n\nRevert commit " ID_A " as it was wrong.\n",
	};

	says(reverts_of_a[_i], MENTION_REVERTS, ID_A);
	says(reverts_of_a[_i], MENTION_UPSTREAM, "");
}
END_TEST

START_TEST(a_revert_names_the_upstream_commit_too)
{
	static const char *const reverts_of_both[] = {
		"Revert \"x\"\n\nThis reverts commit " ID_A " which is\ncommit " ID_B " upstream.\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A ", which is upstream commit\n" ID_B ".\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A " (\"x: y\"), which was commit " ID_B "\nupstream.\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A " (upstream commit " ID_B ").\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A " (commit " ID_B " upstream).\n",
		"Revert \"x\"\n\nThis reverts commits " ID_A " and\n" ID_B ".\n",
		"Revert \"x\"\n\nThis reverts commit " ID_A " (\"x: y\") and\ncommit " ID_B ".\n",
		"Revert \"x\"\n\nThis reverts the following 2 changesets:\n\n" ID_A "\n(\"x: y\")\n\n" ID_B "\n"
		"(\"x: z\")\n\nSee " ID_C ".\n",
		"Revert \"x\"\n\nThis reverts:\n\n    commit " ID_A "\n\n    - " ID_B "\n",
	};

	says(reverts_of_both[_i], MENTION_REVERTS, ID_A " " ID_B);
	says(reverts_of_both[_i], MENTION_UPSTREAM, "");
}
END_TEST

START_TEST(a_backport_of_a_revert_is_both)
{
	static const char text[] = "Revert \"x\"\n\ncommit " ID_B " upstream.\n\nThis reverts commit " ID_A ".\n";

	says(text, MENTION_UPSTREAM, ID_B);
	says(text, MENTION_REVERTS, ID_A);
}
END_TEST

START_TEST(what_takes_back_a_part_is_no_revert)
{
	static const char *const others[] = {
		"x\n\nThis reverts most of commit " ID_A ".\n",
		"x\n\nThis partially reverts commit " ID_A ".\n",
		"x\n\nThis reverts part of " ID_A ".\n",
		"x\n\nThis effectively reverts commit " ID_A ".\n",
		"x\n\nThis reverts to what was before commit " ID_A ".\n",
		"x\n\n    This reverts commit " ID_A ".\n",
		"This reverts commit " ID_A ".\n",
	};

	says(others[_i], MENTION_REVERTS, "");
}
END_TEST

/* ---- keys ---- */

START_TEST(a_spelling_of_fixes_is_read)
{
	static const char *const fixes[] = {
		"x\n\nFixes: 1054e8ffc5c4 (\"nfsd: x\")\n",
		"x\n\nFixes: 1054e8ffc5c4(\"nfsd: x\")\n",
		"x\n\nFixes: 1054e8ffc5c4 (nfsd: x)\n",
		"x\n\nFixes: \t1054e8ffc5c4 (\"nfsd: x\n y\")\n",
		"x\n\nFixes: commit 1054e8ffc5c4 (\"nfsd: x\")\n",
		"x\n\nFixes: <1054e8ffc5c4>\n",
		"x\n\nfixes: 1054e8ffc5c4\n",
		"x\n\nfixes:1054E8FFC5C4, since v5\n",
	};

	says(fixes[_i], MENTION_FIXES, "1054e8ffc5c4");
}
END_TEST

START_TEST(what_fixes_no_commit_is_not_read)
{
	static const char *const others[] = {
		"x\n\nFixes: https://bugzilla.example.org/?id=1054e8ffc5c4\n",
		"x\n\nFixes: 1054e8 (\"x\")\n",
		"x\n\nFixes: CVE-2010-2492\n",
		"x\n\nFixes: 20240101-x-v1 (\"x\")\n",
		"x\n\nFixes: the crash of 1054e8ffc5c4\n",
		"x\n\nThis fixes: 1054e8ffc5c4\n",
		"x\n\nFixes:\n1054e8ffc5c4\n",
	};

	says(others[_i], MENTION_FIXES, "");
}
END_TEST

START_TEST(seven_digits_are_enough_but_for_claims)
{
	says("x\n\nFixes: 1054e8f (\"nfsd: x\")\n", MENTION_FIXES, "1054e8f");
	says("x\n\nThis reverts commit 1054e8f.\n", MENTION_REVERTS, "1054e8f");
	says("x\n\n[ Upstream commit 1054e8f ]\n", MENTION_UPSTREAM, "");
}
END_TEST

START_TEST(prerequisites_are_read_as_the_stable_rules_write_them)
{
	says("x\n\nCc: <stable@vger.kernel.org> # 3.3.x: a1f84a3: sched: Check for idle\n"
	     "Cc: <stable@vger.kernel.org> # 3.3.x: 1b9508f: sched: Rate-limit newidle\n"
	     "Cc: stable@vger.kernel.org # fd21073: sched: Fix affinity logic\n"
	     "Cc: <stable@vger.kernel.org> # .32.x: 14315592: Allow it\n"
	     "Cc: <stable@vger.kernel.org> # 3.3.x\n",
	     MENTION_PREREQUISITE, "a1f84a3 (3.3.x) 1b9508f (3.3.x) fd21073 14315592 (.32.x)");
	says("x\n\nDepends-on: 1054e8ffc5c4 (\"x: y\")\n", MENTION_PREREQUISITE, "1054e8ffc5c4");
}
END_TEST

START_TEST(other_remarks_to_stable_are_no_prerequisites)
{
	static const char *const others[] = {
		"x\n\nCc: stable@vger.kernel.org # 5.10.x: since 1b9508f: it is slow\n",
		"x\n\nCc: stable@vger.kernel.org # v5.10+\n",
		"x\n\nCc: stable@vger.kernel.org # 5.10.x: 1b9508f made it slow\n",
		"x\n\nCc: stable@vger.kernel.org [5.10+, for 2.6.35 revert 1235f504aa]\n",
		"x\n\nCc: A <a@example.org> # 5.10.x: 1b9508f: x\n",
		"x\n\nDepends-on: series-1054e8f (\"x\")\n",
		"x\n\nDepends-on: I1054e8ffc5c4\n",
	};

	says(others[_i], MENTION_PREREQUISITE, "");
}
END_TEST

START_TEST(a_dependency_of_a_stable_fix_is_read)
{
	says("x\n\nStable-dep-of: 1054e8ffc5c4 (\"nfsd: x\")\n", MENTION_DEP_OF, "1054e8ffc5c4");
}
END_TEST

/* ---- mails ---- */

START_TEST(the_mail_that_was_applied_is_read)
{
	static const char *const messages[] = {
		"x\n\nMessage-Id: <2026-1@kernel.org>\n",
		"x\n\nMessage-ID: <2026-1@kernel.org>\n",
		"x\n\nLink: https://lore.kernel.org/r/2026-1@kernel.org\n\nbody\n",
		"x\n\nLink: https://lkml.kernel.org/r/2026-1@kernel.org/\n",
		"x\n\nLink: https://patch.msgid.link/2026-1@kernel.org\n",
	};

	says(messages[_i], MENTION_MESSAGE_ID, "2026-1@kernel.org");
}
END_TEST

START_TEST(a_link_to_a_discussion_is_not_read)
{
	static const char *const messages[] = {
		"x\n\nLink: https://lore.kernel.org/all/2026-1@kernel.org [1]\n",
		"x\n\nLink: https://lore.kernel.org/r/2026-1@kernel.org [1]\n",
		"x\n\nLink: https://lore.kernel.org/r/2026-1\n",
		"x\n\nLink: https://bugzilla.example.org/a@b\n",
		"x\n\nMessage-Id: <>\n",
	};

	says(messages[_i], MENTION_MESSAGE_ID, "");
}
END_TEST

static void series_is(const char *id, const char *series)
{
	owned(message_release) struct message message = { 0 };
	owned(text_release) struct text text = { 0 };

	text_addf(&text, "x\n\nMessage-Id: <%s>\n", id);
	message_read(&message, text_str(&text), text.len);
	if (series)
		ck_assert_str_eq(message.series, series);
	else
		ck_assert_msg(!message.series, "%s: %s", id, message.series);
}

START_TEST(patches_of_a_series_share_a_part_of_their_message_ids)
{
	series_is("20240101-name-v3-2-1a2b3c4d5e6f@example.org", "20240101-name-v3");
	series_is("20240101120000.1234-4-a@example.org", "20240101120000.1234");
	series_is("1281017333-5563-12-git-send-email-a@example.org", "1281017333-5563");
}
END_TEST

START_TEST(a_mail_that_shows_no_series_has_none)
{
	static const char *const ids[] = {
		"20090713115158.0a4892b0@example.org",
		"20240101120000.1234-a@example.org",
		"20240101120000.1234@example.org",
		"20240101-name-v-2-1a2b@example.org",
		"20240101-name-v3-b-1a2b@example.org",
		"name-3-2-1a2b@example.org",
		"-@-", "@", "---@", "v1-1-@",
		"1-2-3-a@example.org",
	};

	series_is(ids[_i], NULL);
}
END_TEST

/* ---- the rest ---- */

START_TEST(the_subject_is_the_first_line)
{
	owned(message_release) struct message message = { 0 };

	message_read(&message, "nfsd: x \r\n\r\nbody", 17);
	ck_assert_str_eq(message.subject, "nfsd: x");
	message_release(&message);
	message_read(&message, "", 0);
	ck_assert_str_eq(message.subject, "");
}
END_TEST

START_TEST(what_stands_behind_the_end_is_not_read)
{
	static const char text[] = "x\n\n[ Upstream commit " ID_A " ]\n";
	owned(message_release) struct message message = { 0 };

	message_read(&message, text, strlen("x\n\n[ Upstream commit 1054e8ffc5c4"));
	ck_assert_uint_eq(message.nr_mentions, 0);
}
END_TEST

START_TEST(long_lists_and_lines_are_cut_not_followed)
{
	owned(text_release) struct text text = { 0 };
	owned(message_release) struct message message = { 0 };
	int i;

	text_adds(&text, "x\n\nThis reverts commits");
	for (i = 0; i < 100000; i++)
		text_addf(&text, " %012x,", (unsigned)i);
	for (i = 0; i < 100000; i++)
		text_adds(&text, "\nThis reverts the following: (");
	message_read(&message, text_str(&text), text.len);
	ck_assert_uint_ge(message.nr_mentions, 1);
	ck_assert_uint_le(message.nr_mentions, 64);
}
END_TEST

START_TEST(ids_match_by_their_common_digits)
{
	ck_assert(ids_match(ID_A, "1054e8ffc5c4"));
	ck_assert(ids_match("1054e8f", ID_A));
	ck_assert(ids_match("1054E8F", ID_A));
	ck_assert(!ids_match("1054e8", ID_A));
	ck_assert(!ids_match("1054e8e", ID_A));
	ck_assert(!ids_match("", ID_A));
}
END_TEST

SUITE(message)
{
	LOOP_TEST(a_spelling_of_being_a_backport_is_read, nr_of(claims_of_a));
	LOOP_TEST(prose_is_no_claim, nr_of(prose));
	TEST(a_backport_of_several_commits_names_each);
	TEST(ids_are_lower_case);
	TEST(a_sha256_id_is_an_id);
	LOOP_TEST(a_spelling_of_a_revert_is_read, 11);
	LOOP_TEST(a_revert_names_the_upstream_commit_too, 9);
	TEST(a_backport_of_a_revert_is_both);
	LOOP_TEST(what_takes_back_a_part_is_no_revert, 7);
	LOOP_TEST(a_spelling_of_fixes_is_read, 8);
	LOOP_TEST(what_fixes_no_commit_is_not_read, 7);
	TEST(seven_digits_are_enough_but_for_claims);
	TEST(prerequisites_are_read_as_the_stable_rules_write_them);
	LOOP_TEST(other_remarks_to_stable_are_no_prerequisites, 7);
	TEST(a_dependency_of_a_stable_fix_is_read);
	LOOP_TEST(the_mail_that_was_applied_is_read, 5);
	LOOP_TEST(a_link_to_a_discussion_is_not_read, 5);
	TEST(patches_of_a_series_share_a_part_of_their_message_ids);
	LOOP_TEST(a_mail_that_shows_no_series_has_none, 11);
	TEST(the_subject_is_the_first_line);
	TEST(what_stands_behind_the_end_is_not_read);
	TEST(long_lists_and_lines_are_cut_not_followed);
	TEST(ids_match_by_their_common_digits);
}
