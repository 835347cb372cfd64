// SPDX-License-Identifier: GPL-2.0-only
/* What a run of an apply came to: where its todo stands, then what was made or found. */
#include "../record.h"
#include "../writer.h"
#include "sequencer.h"

static void write_made(const struct writer *w, const struct sequencer *sequencer)
{
	const struct todo *todo = &sequencer->todo;

	if (!sequencer->branch)
		return;
	text_addc(w->out, '\n');
	write_itemf(w, 0, "", "Branch: %s", sequencer->branch);
	write_itemf(w, 0, "", "Patches: %s/patches", todo->output);
}

static void write_notes(const struct writer *w, const struct sequencer *sequencer)
{
	size_t i;

	if (sequencer->notes.nr)
		text_adds(w->out, "\nNotes:\n");
	for (i = 0; i < sequencer->notes.nr; i++)
		write_item(w, 2, "-", sequencer->notes.v[i]);
}

/* Long, and for a reviewer: below all that the user has to know. */
static void write_range_diff(const struct writer *w, const struct sequencer *sequencer)
{
	if (!sequencer->range_diff.len)
		return;
	text_adds(w->out, "\nAgainst upstream, as git range-diff shows it:\n");
	text_add(w->out, sequencer->range_diff.data, sequencer->range_diff.len);
}

void report_sequencer(struct text *out, const struct sequencer *sequencer, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };

	if (sequencer->is_gone)
		write_itemf(&writer, 0, "", "%s onto %s: ended", sequencer->todo.name, sequencer->todo.target_ref);
	else
		report_todo(out, &sequencer->todo, colour);
	write_made(&writer, sequencer);
	write_notes(&writer, sequencer);
	write_range_diff(&writer, sequencer);
	if (sequencer->is_dry)
		text_adds(out, "\nNothing was written: --dry-run.\n");
}

json_t *sequencer_document(const struct sequencer *sequencer)
{
	json_t *document = todo_document(&sequencer->todo);

	if (sequencer->branch)
		json_object_set_new(document, "branch", record_string(sequencer->branch));
	if (sequencer->range_diff.len)
		json_object_set_new(document, "range_diff", record_string(text_str(&sequencer->range_diff)));
	json_object_set_new(document, "notes", record_strings(&sequencer->notes));
	return document;
}
