// SPDX-License-Identifier: GPL-2.0-only
/*
 * The message of a commit, as those who maintain a tree write it. Each form, and what lays it down:
 *
 * stable (the kernel's Documentation/process/stable-kernel-rules.rst, option 3)
 *
 *	nfsd: make nfsd4_run_cb a bool return function
 *
 *	commit b95239ca4954a0d48b19c09ce7e8f31b453b4216 upstream.
 *
 *	<upstream's text and trailers>
 *	Stable-dep-of: 1054e8ffc5c4 ("nfsd: prevent callback tasks running concurrently")
 *	[ stableport: adapted for 4.19.79: the slot is taken and released inline
 *	  (nfsd/callback-slot-helpers.cocci) ]
 *	Signed-off-by: A Backporter <who@example.org>
 *
 * netdev: the same with the other form that the rules name, "[ Upstream commit b95239ca4954... ]".
 *
 * ubuntu (Canonical's kernel documentation, reference/stable-patch-format: BugLink block and CVE number are the first
 * text of the body, the provenance comes behind upstream's trailers, an explanation in brackets behind "backported",
 * the submitter's sign-off last)
 *
 *	BugLink: https://bugs.launchpad.net/bugs/1865402
 *
 *	CVE-2019-16089
 *
 *	<upstream's text and trailers>
 *	(backported from commit b95239ca4954a0d48b19c09ce7e8f31b453b4216)
 *	[porter: the slot is taken inline]
 *	Signed-off-by: A Backporter <porter@example.org>
 *
 * openeuler (openEuler's community repository, sig/Kernel "Code for committing openEuler kernel patch"; the list of
 * Conflicts: as its commits have it)
 *
 *	mainline inclusion
 *	from mainline-v6.15-rc1
 *	commit b95239ca4954a0d48b19c09ce7e8f31b453b4216
 *	category: bugfix
 *	bugzilla: https://gitee.com/openeuler/kernel/issues/I390TB
 *	CVE: NA
 *
 *	Reference: https://git.kernel.org/...
 *
 *	--------------------------------
 *
 *	<upstream's text and trailers>
 *	Conflicts:
 *		fs/nfsd/nfs4state.c
 *	[ stableport: ... ]
 *
 * suse (openSUSE/kernel-source README.md, "Patch headers"; the same tags stand in the patches' own head, see mail.c;
 * somebody at SUSE says Acked-by: for a patch that is taken as it is, Signed-off-by: for one that was changed)
 *
 *	Patch-mainline: v6.15-rc1
 *	Git-commit: b95239ca4954a0d48b19c09ce7e8f31b453b4216
 *	References: CVE-2023-4563 bsc#1214727
 *
 *	<upstream's text and trailers>
 *	Acked-by: A Backporter <who@example.org>
 *
 * redhat (CentOS Stream Kernel Documentation, "Commit Rules"; upstream's commit as git log shows it)
 *
 *	JIRA: https://issues.redhat.com/browse/RHEL-1234
 *	CVE: CVE-2024-1234
 *	Upstream Status: https://git.kernel.org/...
 *	Conflicts:
 *	- the slot is taken inline
 *
 *	commit b95239ca4954a0d48b19c09ce7e8f31b453b4216
 *	Author: Its Author <author@example.org>
 *	Date:   Tue Aug 25 21:52:45 2020 -0400
 *
 *	    nfsd: make nfsd4_run_cb a bool return function
 *
 *	    <upstream's text and trailers>
 *
 *	Signed-off-by: A Backporter <who@example.org>
 *
 * A commit that is known by its mail alone is no upstream commit yet; each style has its own words for that. Who a
 * prerequisite is for is a trailer in the first two, a note in the others.
 */
#include <ctype.h>
#include <strings.h>

#include "dates.h"
#include "prose.h"
#include "styles.h"

#define LORE "https://lore.kernel.org/r/"
#define MAINLINE_TREE "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"

void series_release(struct series *series)
{
	if (series)
		arena_release(&series->arena);
}

/* What says that a commit is not upstream's own although nobody noted why. */
#define DIFFERS "its diff is not upstream's"

/* A message on its way. */
struct draft {
	struct text *message;
	const struct series *series;
	const struct series_patch *patch;
	const struct message_options *options;
};

/* ---- pieces ---- */

static void add_subject(struct draft *draft)
{
	prose_add_line(draft->message, draft->patch->subject);
	text_adds(draft->message, "\n\n");
}

static void add_lore(struct text *text, const char *message_id)
{
	text_adds(text, LORE);
	prose_add_line(text, message_id);
}

/* '1054e8ffc5c4 ("nfsd: prevent callback tasks running concurrently")' */
static void add_fix(struct text *text, const struct series_fix *fix)
{
	if (fix->id)
		text_addf(text, "%.12s (\"", fix->id);
	else
		text_addf(text, "<%s> (\"", fix->message_id);
	prose_add_line(text, fix->subject);
	text_adds(text, "\")");
}

static void add_person(struct text *text, const char *tag, const git_signature *person)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "%s: %s <%s>", tag, person->name, person->email);
	prose_add_line(text, text_str(&line));
	text_addc(text, '\n');
}

static void add_signoff(struct text *ours, const struct draft *draft)
{
	if (draft->options->signoff && draft->options->committer)
		add_person(ours, "Signed-off-by", draft->options->committer);
}

/* The sentences in one bracket: what a reader of the log must know and cannot see. */
static void add_bracket(struct text *ours, const struct draft *draft, const struct text *first)
{
	owned(text_release) struct text line = { 0 };
	size_t i;

	if (first)
		text_add(&line, first->data, first->len);
	for (i = 0; i < draft->patch->nr_notes; i++) {
		text_adds(&line, line.len ? "; " : "");
		prose_add_line(&line, draft->patch->notes[i].text);
	}
	if (line.len) {
		owned(text_release) struct text bracket = { 0 };

		text_addf(&bracket, "[ stableport: %s ]", text_str(&line));
		prose_add_wrapped(ours, text_str(&bracket), "  ");
	}
}

/* Whom a prerequisite is for, as a sentence; empty for others. */
static void say_needed_by(struct text *sentence, const struct draft *draft)
{
	if (!draft->patch->needed_by)
		return;
	text_adds(sentence, "needed by ");
	add_fix(sentence, draft->patch->needed_by);
}

/* Upstream's text, and ours behind it: in its last paragraph if that is one of trailers. */
static void add_text(struct draft *draft, const struct text *ours)
{
	size_t before = draft->message->len;

	if (draft->patch->body)
		prose_add_body(draft->message, draft->patch->body, "");
	if (draft->message->len > before && ours->len && !prose_ends_with_trailers(draft->message))
		text_addc(draft->message, '\n');
	text_add(draft->message, ours->data, ours->len);
}

/* ---- references ---- */

static bool is_cve(const char *reference)
{
	return !strncasecmp(reference, "CVE-", 4);
}

static bool is_url(const char *reference)
{
	return strstr(reference, "://") != NULL;
}

static bool is_number(const char *reference)
{
	return *reference && strspn(reference, "0123456789") == strlen(reference);
}

/* Those that are CVEs, or those that are not, set off from each other; how many. */
static size_t add_references(struct text *text, const struct draft *draft, bool cves, const char *between)
{
	const struct string_list *all = &draft->options->references;
	size_t i, nr = 0;

	for (i = 0; i < all->nr; i++) {
		if (is_cve(all->v[i]) != cves)
			continue;
		text_adds(text, nr++ ? between : "");
		prose_add_line(text, all->v[i]);
	}
	return nr;
}

/* One reference as a line. */
static void add_reference(struct text *text, const char *before, const char *reference)
{
	text_adds(text, before);
	prose_add_line(text, reference);
	text_addc(text, '\n');
}

/* ---- stable, netdev ---- */

static void add_stable_origin(struct draft *draft)
{
	const struct series_patch *patch = draft->patch;

	if (patch->id && draft->options->style == MESSAGE_NETDEV) {
		text_addf(draft->message, "[ Upstream commit %s ]\n\n", patch->id);
	} else if (patch->id) {
		text_addf(draft->message, "commit %s upstream.\n\n", patch->id);
	} else if (patch->message_id) {
		text_adds(draft->message, "Link: ");
		add_lore(draft->message, patch->message_id);
		text_adds(draft->message, "\n\n");
	}
}

static void write_stable(struct draft *draft)
{
	const struct string_list *references = &draft->options->references;
	owned(text_release) struct text ours = { 0 };
	size_t i;

	add_subject(draft);
	add_stable_origin(draft);
	for (i = 0; i < references->nr; i++)
		add_reference(&ours, is_url(references->v[i]) ? "Link: " : "References: ", references->v[i]);
	if (draft->patch->needed_by) {
		text_adds(&ours, "Stable-dep-of: ");
		add_fix(&ours, draft->patch->needed_by);
		text_addc(&ours, '\n');
	}
	add_bracket(&ours, draft, NULL);
	add_signoff(&ours, draft);
	add_text(draft, &ours);
}

/* ---- ubuntu ---- */

/* "LP: #1865402", "lp#1865402" or the number alone; NULL: none. */
static const char *launchpad_number(const char *reference)
{
	if (!strncasecmp(reference, "LP", 2))
		reference += 2 + strspn(reference + 2, ": #");
	return is_number(reference) ? reference : NULL;
}

static void add_bug_links(struct draft *draft)
{
	const struct string_list *references = &draft->options->references;
	size_t i, nr = 0;

	for (i = 0; i < references->nr; i++) {
		const char *number = launchpad_number(references->v[i]);

		if (is_cve(references->v[i]))
			continue;
		if (number)
			text_addf(draft->message, "BugLink: https://bugs.launchpad.net/bugs/%s\n", number);
		else
			add_reference(draft->message, "BugLink: ", references->v[i]);
		nr++;
	}
	if (nr)
		text_addc(draft->message, '\n');
	if (add_references(draft->message, draft, true, "\n"))
		text_adds(draft->message, "\n\n");
}

/* What comes before the '@' of the committer's address, as names in brackets are written. */
static void add_nick(struct text *text, const git_signature *committer)
{
	owned(text_release) struct text nick = { 0 };

	if (committer)
		text_add(&nick, committer->email, strcspn(committer->email, "@"));
	prose_add_line(text, nick.len ? text_str(&nick) : "stableport");
}

static void add_ubuntu_note(struct text *ours, const struct draft *draft, const char *sentence)
{
	owned(text_release) struct text bracket = { 0 };

	text_addc(&bracket, '[');
	add_nick(&bracket, draft->options->committer);
	text_adds(&bracket, ": ");
	prose_add_line(&bracket, sentence);
	text_addc(&bracket, ']');
	prose_add_wrapped(ours, text_str(&bracket), " ");
}

static void add_ubuntu_origin(struct text *ours, const struct draft *draft)
{
	const struct series_patch *patch = draft->patch;

	text_addf(ours, "(%s from ", patch->is_backported ? "backported" : "cherry picked");
	if (patch->id)
		text_addf(ours, "commit %s", patch->id);
	else
		add_lore(ours, patch->message_id);
	text_adds(ours, ")\n");
}

static void write_ubuntu(struct draft *draft)
{
	owned(text_release) struct text ours = { 0 }, needed_by = { 0 };
	const struct series_patch *patch = draft->patch;
	size_t i;

	if (!patch->id)
		text_adds(draft->message, "UBUNTU: SAUCE: "); /* "has not been applied on mainline" */
	add_subject(draft);
	add_bug_links(draft);
	if (patch->id || patch->message_id)
		add_ubuntu_origin(&ours, draft);
	say_needed_by(&needed_by, draft);
	if (needed_by.len)
		add_ubuntu_note(&ours, draft, text_str(&needed_by));
	for (i = 0; i < patch->nr_notes; i++)
		add_ubuntu_note(&ours, draft, patch->notes[i].text);
	if (patch->is_backported && !patch->nr_notes)
		add_ubuntu_note(&ours, draft, DIFFERS);
	add_signoff(&ours, draft);
	add_text(draft, &ours);
}

/* ---- openeuler ---- */

static void add_inclusion(struct draft *draft)
{
	const struct series_patch *patch = draft->patch;
	struct text *message = draft->message;

	text_adds(message, patch->id ? "mainline inclusion\n" : "community inclusion\n");
	if (patch->id && patch->mainline)
		text_addf(message, "from mainline-%s\n", patch->mainline);
	if (patch->id)
		text_addf(message, "commit %s\n", patch->id);
	text_adds(message, "category: bugfix\nbugzilla: ");
	if (!add_references(message, draft, false, ", "))
		text_adds(message, "NA");
	text_adds(message, "\nCVE: ");
	if (!add_references(message, draft, true, ", "))
		text_adds(message, "NA");
	text_adds(message, "\n");
}

static void add_openeuler_reference(struct draft *draft)
{
	const struct series_patch *patch = draft->patch;

	if (patch->id && draft->series->version) {
		text_addf(draft->message, "\nReference: " MAINLINE_TREE "/commit/?id=%s\n", patch->id);
	} else if (!patch->id && patch->message_id) {
		text_adds(draft->message, "\nReference: ");
		add_lore(draft->message, patch->message_id);
		text_addc(draft->message, '\n');
	}
}

/* Whether an earlier note is about the same file. */
static bool is_listed(const struct series_patch *patch, size_t nth)
{
	size_t i;

	for (i = 0; i < nth; i++)
		if (patch->notes[i].file && !strcmp(patch->notes[i].file, patch->notes[nth].file))
			return true;
	return false;
}

static void add_conflicts(struct text *ours, const struct series_patch *patch)
{
	size_t i, nr = 0;

	for (i = 0; i < patch->nr_notes; i++) {
		if (!patch->notes[i].file || is_listed(patch, i))
			continue;
		text_adds(ours, nr++ ? "\t" : "Conflicts:\n\t");
		prose_add_line(ours, patch->notes[i].file);
		text_addc(ours, '\n');
	}
}

static void write_openeuler(struct draft *draft)
{
	owned(text_release) struct text ours = { 0 }, needed_by = { 0 };

	add_subject(draft);
	add_inclusion(draft);
	add_openeuler_reference(draft);
	text_adds(draft->message, "\n--------------------------------\n\n");
	add_conflicts(&ours, draft->patch);
	say_needed_by(&needed_by, draft);
	add_bracket(&ours, draft, &needed_by);
	add_signoff(&ours, draft);
	add_text(draft, &ours);
}

/* ---- suse ---- */

void suse_tags(struct text *tags, const struct series_patch *patch, const struct message_options *options)
{
	const struct draft draft = { .patch = patch, .options = options };
	owned(text_release) struct text references = { 0 };

	if (patch->id) {
		if (patch->mainline || patch->is_unreleased)
			text_addf(tags, "Patch-mainline: %s\n", patch->mainline ? patch->mainline : "Queued");
		text_addf(tags, "Git-commit: %s\n", patch->id);
	} else if (patch->message_id) {
		text_adds(tags, "Patch-mainline: Submitted, ");
		add_lore(tags, patch->message_id);
		text_addc(tags, '\n');
	}
	if (add_references(&references, &draft, true, " "))
		text_addc(&references, ' ');
	add_references(&references, &draft, false, " ");
	if (references.len)
		add_reference(tags, "References: ", text_str(&references));
}

static void add_suse_text(struct draft *draft)
{
	owned(text_release) struct text ours = { 0 }, needed_by = { 0 };
	const struct message_options *options = draft->options;

	say_needed_by(&needed_by, draft);
	add_bracket(&ours, draft, &needed_by);
	if (options->signoff && options->committer)
		add_person(&ours, draft->patch->is_backported ? "Signed-off-by" : "Acked-by", options->committer);
	add_text(draft, &ours);
}

static void write_suse(struct draft *draft)
{
	add_subject(draft);
	suse_tags(draft->message, draft->patch, draft->options);
	text_addc(draft->message, '\n');
	add_suse_text(draft);
}

void suse_text(struct text *text, const struct series *series, size_t nth, const struct message_options *options)
{
	struct draft draft = { .message = text, .series = series, .patch = &series->patches[nth], .options = options };

	add_suse_text(&draft);
	prose_guard_first_line(text, 0);
}

/* ---- redhat ---- */

static void add_redhat_reference(struct draft *draft, const char *reference)
{
	struct text *message = draft->message;

	if (is_cve(reference))
		add_reference(message, "CVE: ", reference);
	else if (is_number(reference))
		add_reference(message, "Bugzilla: https://bugzilla.redhat.com/", reference);
	else if (!strncmp(reference, "RHEL-", 5))
		add_reference(message, "JIRA: https://issues.redhat.com/browse/", reference);
	else if (strstr(reference, "://issues.redhat.com/"))
		add_reference(message, "JIRA: ", reference);
	else if (strstr(reference, "://bugzilla."))
		add_reference(message, "Bugzilla: ", reference);
	else
		add_reference(message, is_url(reference) ? "Link: " : "References: ", reference);
}

static void add_redhat_status(struct draft *draft)
{
	const struct series_patch *patch = draft->patch;

	if (patch->id && draft->series->version) {
		text_adds(draft->message, "Upstream Status: " MAINLINE_TREE "\n");
	} else if (!patch->id && patch->message_id) {
		text_adds(draft->message, "Upstream Status: ");
		add_lore(draft->message, patch->message_id);
		text_addc(draft->message, '\n');
	}
}

static void add_item(struct text *message, const char *sentence)
{
	owned(text_release) struct text item = { 0 };

	text_adds(&item, "- ");
	prose_add_line(&item, sentence);
	prose_add_wrapped(message, text_str(&item), "  ");
}

static void add_redhat_conflicts(struct draft *draft)
{
	owned(text_release) struct text needed_by = { 0 };
	const struct series_patch *patch = draft->patch;
	size_t i;

	say_needed_by(&needed_by, draft);
	if (needed_by.len)
		text_addf(draft->message, "Prerequisite: %s\n", text_str(&needed_by));
	if (!patch->is_backported && !patch->nr_notes)
		return;
	text_adds(draft->message, "Conflicts:\n");
	for (i = 0; i < patch->nr_notes; i++)
		add_item(draft->message, patch->notes[i].text);
	if (!patch->nr_notes)
		add_item(draft->message, DIFFERS);
}

/* As git log shows a commit. */
static void add_upstreams_log(struct draft *draft)
{
	const struct series_patch *patch = draft->patch;
	struct text *message = draft->message;
	git_time when;

	if (patch->id)
		text_addf(message, "commit %s\n", patch->id);
	if (patch->author)
		add_reference(message, "Author: ", patch->author);
	if (date_read(&when, patch->date)) {
		text_adds(message, "Date:   ");
		date_add_log(message, &when);
		text_addc(message, '\n');
	}
	text_adds(message, "\n    ");
	prose_add_line(message, patch->subject);
	text_addc(message, '\n');
	if (patch->body && *patch->body) {
		text_addc(message, '\n');
		prose_add_body(message, patch->body, "    ");
	}
}

static void write_redhat(struct draft *draft)
{
	const struct string_list *references = &draft->options->references;
	owned(text_release) struct text ours = { 0 };
	size_t before, i;

	add_subject(draft);
	before = draft->message->len;
	for (i = 0; i < references->nr; i++)
		add_redhat_reference(draft, references->v[i]);
	add_redhat_status(draft);
	add_redhat_conflicts(draft);
	if (draft->message->len > before)
		text_addc(draft->message, '\n');
	add_upstreams_log(draft);
	add_signoff(&ours, draft);
	if (ours.len)
		text_addf(draft->message, "\n%s", text_str(&ours));
}

/* ---- all ---- */

static const struct {
	const char *name;
	void (*write)(struct draft *draft);
	bool names_mainline;
} styles[] = {
	[MESSAGE_STABLE] = { .name = "stable", .write = write_stable },
	[MESSAGE_NETDEV] = { .name = "netdev", .write = write_stable },
	[MESSAGE_UBUNTU] = { .name = "ubuntu", .write = write_ubuntu },
	[MESSAGE_OPENEULER] = { .name = "openeuler", .write = write_openeuler, .names_mainline = true },
	[MESSAGE_SUSE] = { .name = "suse", .write = write_suse, .names_mainline = true },
	[MESSAGE_REDHAT] = { .name = "redhat", .write = write_redhat },
};

bool message_style_parse(enum message_style *style, const char *name)
{
	size_t i;

	for (i = 0; i < nr_of(styles); i++) {
		if (strcmp(styles[i].name, name))
			continue;
		*style = (enum message_style)i;
		return true;
	}
	return false;
}

const char *message_style_name(enum message_style style)
{
	return styles[style].name;
}

void message_style_list(struct text *list)
{
	size_t i;

	for (i = 0; i < nr_of(styles); i++)
		text_addf(list, "%s'%s'", !i ? "" : i + 1 < nr_of(styles) ? ", " : " and ", styles[i].name);
}

bool message_style_names_mainline(enum message_style style)
{
	return styles[style].names_mainline;
}

/* A subject and an empty line, as all styles have them: a person need not have. */
static void add_own_message(struct text *message, const struct series_patch *patch)
{
	const char *body = patch->message + strcspn(patch->message, "\n");
	owned(text_release) struct text subject = { 0 };

	text_add(&subject, patch->message, (size_t)(body - patch->message));
	prose_add_line(message, text_str(&subject));
	text_adds(message, "\n\n");
	prose_add_body(message, body, "");
}

void series_message(struct text *message, const struct series *series, size_t nth,
		    const struct message_options *options)
{
	owned(text_release) struct text written = { 0 };
	struct draft draft = {
		.message = &written, .series = series, .patch = &series->patches[nth], .options = options,
	};

	if (draft.patch->message) {
		add_own_message(message, draft.patch);
		return;
	}
	styles[options->style].write(&draft);
	prose_guard_first_line(&written, (size_t)(strchr(text_str(&written), '\n') + 2 - text_str(&written)));
	while (written.len > 1 && written.data[written.len - 2] == '\n')
		written.data[--written.len] = '\0';
	text_add(message, written.data, written.len);
}
