// SPDX-License-Identifier: GPL-2.0-only
/*
 * The diff of two diffs.
 *
 *	1. Each of the two is brought into a form that does not tell where its hunks are: a file is " ## path ##" (with what
 *	   becomes of the file, if it is new, deleted or of another mode), a hunk "@@ path: function". Blob ids go.
 *	2. The two texts are compared as any two files, with three lines of context.
 *	3. A hunk of that comparison is headed by the last file or hunk before it, also without numbers.
 *
 * So the first column of a line says who has it, the second what it does there:
 *
 *	    @@ fs/nfsd/nfs4state.c: static void nfsd4_cb_recall_release(struct nfsd4_callback *cb)
 *	      	struct nfs4_delegation *dp = cb_to_delegation(cb);
 *	     -+	nfs4_put_stid(&dp->dl_stid);
 *	     ++	nfs4_put_stid_locked(&dp->dl_stid);
 *
 * The form is that of git's range-diff.c, so that people read what they know; commit messages, which it compares too,
 * are always different here, and left out.
 */
#include <git2.h>
#include <stdio.h>

#include "prose.h"
#include "range-diff.h"

#define CONTEXT 3
#define INDENT "    "

static bool begins_with(const char *line, size_t len, const char *start)
{
	return len >= strlen(start) && !memcmp(line, start, strlen(start));
}

/* ---- without places ---- */

/* A diff on its way into that form. */
struct reading {
	struct text *out;
	struct text path;               /* of the file that is read */
	struct text old_mode;
	struct text about;              /* " (new)", or nothing */
	bool in_head;                   /* the file's lines have not begun */
};

static void reading_release(struct reading *reading)
{
	text_release(&reading->path);
	text_release(&reading->old_mode);
	text_release(&reading->about);
}

/* "diff --git a/PATH b/PATH": the path is there twice, and has as many bytes each time. */
static void begin_file(struct reading *reading, const char *line, size_t len)
{
	size_t start = strlen("diff --git a/"), both = len > start ? len - start : 0;

	reading->in_head = true;
	text_clear(&reading->path);
	text_clear(&reading->about);
	text_clear(&reading->old_mode);
	if (both > 3)
		text_add(&reading->path, line + start, (both - 3) / 2);
}

/* What stands between the head and the lines of a file. */
static void end_head(struct reading *reading)
{
	if (!reading->in_head)
		return;
	reading->in_head = false;
	text_addf(reading->out, "%s ## %s%s ##\n", reading->out->len ? "\n" : "", text_str(&reading->path),
		  text_str(&reading->about));
}

static void read_head(struct reading *reading, const char *line, size_t len)
{
	if (begins_with(line, len, "new file mode "))
		text_adds(&reading->about, " (new)");
	else if (begins_with(line, len, "deleted file mode "))
		text_adds(&reading->about, " (deleted)");
	else if (begins_with(line, len, "old mode "))
		text_add(&reading->old_mode, line + 9, len - 9);
	else if (begins_with(line, len, "new mode ") && reading->old_mode.len)
		text_addf(&reading->about, " (mode change %s => %.*s)", text_str(&reading->old_mode), (int)len - 9,
			  line + 9);
}

/* "@@ -1,2 +3,4 @@ function": the function is what stands behind the second "@@". */
static void add_hunk(struct reading *reading, const char *line, size_t len)
{
	const char *end = line + len, *at = line + 2;

	while (at + 1 < end && (at[0] != '@' || at[1] != '@'))
		at++;
	at += at + 1 < end ? 2 : 0;
	text_adds(reading->out, "@@");
	if (at + 1 < end)
		text_addf(reading->out, " %s:%.*s", text_str(&reading->path), (int)(end - at), at);
	text_addc(reading->out, '\n');
}

static void read_line(struct reading *reading, const char *line, size_t len)
{
	if (begins_with(line, len, "diff --git ")) {
		end_head(reading);
		begin_file(reading, line, len);
	} else if (begins_with(line, len, "@@ ")) {
		end_head(reading);
		add_hunk(reading, line, len);
	} else if (begins_with(line, len, "GIT binary patch") || begins_with(line, len, "Binary files ")) {
		end_head(reading);
		text_addf(reading->out, " %.*s\n", (int)len, line);
	} else if (reading->in_head) {
		read_head(reading, line, len);
	} else if (len) {
		bool is_ours = strchr("+- ", *line) != NULL;

		text_addf(reading->out, "%s%.*s\n", is_ours ? "" : " ", (int)len, line);
	}
}

static void without_places(struct text *out, const char *diff)
{
	owned(reading_release) struct reading reading = { .out = out };
	const char *at = diff, *end = diff + strlen(diff), *line;
	size_t len;

	while (text_line(&line, &len, &at, end))
		read_line(&reading, line, len);
	end_head(&reading);
}

/* ---- compared ---- */

struct comparison {
	struct text *out;
	const struct text *upstream;
};

/* What a hunk is headed by: the path of " ## path ##", or what stands behind a "@@ ". */
static bool is_heading(const char **heading, size_t *heading_len, const char *line, size_t len)
{
	size_t mark = len && *line != '@' ? 1 : 0;

	if (begins_with(line, len, " ## ") && len > 7 && !memcmp(line + len - 3, " ##", 3)) {
		*heading = line + 4;
		*heading_len = len - 7;
		return true;
	}
	if (!begins_with(line + mark, len - mark, "@@ "))
		return false;
	*heading = line + mark + 3;
	*heading_len = len - mark - 3;
	return true;
}

static int add_comparison_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct comparison *comparison = data;
	const char *at = text_str(comparison->upstream), *end = at + comparison->upstream->len, *line;
	const char *heading = "", *found;
	size_t heading_len = 0, found_len, len;
	int nr;

	(void)delta;
	for (nr = 1; nr < hunk->old_start && text_line(&line, &len, &at, end); nr++)
		if (is_heading(&found, &found_len, line, len)) {
			heading = found;
			heading_len = found_len;
		}
	text_addf(comparison->out, INDENT "@@%s%.*s\n", heading_len ? " " : "", (int)heading_len, heading);
	return 0;
}

static int add_comparison_line(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line,
			       void *data)
{
	struct comparison *comparison = data;
	bool has_end = line->content_len && line->content[line->content_len - 1] == '\n';

	(void)delta;
	(void)hunk;
	if (line->origin != ' ' && line->origin != '+' && line->origin != '-')
		return 0;
	text_addf(comparison->out, INDENT "%c", line->origin);
	text_add(comparison->out, line->content, line->content_len - has_end);
	text_addc(comparison->out, '\n');
	return 0;
}

static int compare(struct text *out, const struct text *upstream, const struct text *ours, struct error *err)
{
	struct comparison comparison = { .out = out, .upstream = upstream };
	git_diff_options options = { .version = GIT_DIFF_OPTIONS_VERSION, .context_lines = CONTEXT };

	options.flags = GIT_DIFF_FORCE_TEXT;
	if (git_diff_buffers(text_str(upstream), upstream->len, NULL, text_str(ours), ours->len, NULL, &options, NULL,
			     NULL, add_comparison_hunk, add_comparison_line, &comparison) < 0)
		return error_git(err, "cannot compare two diffs");
	return 0;
}

/* "1:  1054e8ffc5c4"; dashes for what is not there. */
static void add_side(struct text *out, size_t number, const char *id)
{
	if (id)
		text_addf(out, "%zu:  %.12s", number, id);
	else
		text_adds(out, "-:  ------------");
}

int range_diff(struct text *out, bool *differs, const struct range_diff_pair *pair, struct error *err)
{
	owned(text_release) struct text upstream = { 0 }, ours = { 0 }, differences = { 0 };

	without_places(&upstream, pair->upstream_diff);
	without_places(&ours, pair->our_diff);
	*differs = !text_equal(&upstream, &ours);
	if (*differs && compare(&differences, &upstream, &ours, err) < 0)
		return -1;
	add_side(out, pair->number, pair->upstream);
	text_adds(out, *differs ? " ! " : " = ");
	add_side(out, pair->number, pair->ours);
	text_addc(out, ' ');
	prose_add_line(out, pair->subject);
	text_addc(out, '\n');
	text_add(out, differences.data, differences.len);
	return 0;
}
