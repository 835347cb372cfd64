// SPDX-License-Identifier: GPL-2.0-only
/* What carried steps do otherwise than upstream's commits, as git range-diff shows it. */
#include <stdio.h>

#include "report.h"
#include "series/range-diff.h"
#include "writer.h"

/* Where the column stands that says who has a line. */
#define SIDE 4

static void write_line(const struct writer *w, const char *line, size_t len)
{
	owned(text_release) struct text printable = { 0 };
	char side = len > SIDE && *line == ' ' ? line[SIDE] : ' ';

	text_add_printable(&printable, line, len);
	if (side == '+' || side == '-')
		write_coloured(w, side == '+' ? GREEN : RED, text_str(&printable));
	else
		text_add(w->out, printable.data, printable.len);
	text_addc(w->out, '\n');
}

static int write_pair(const struct writer *w, const struct step *step, size_t number, struct error *err)
{
	const struct range_diff_pair pair = {
		.number = number, .upstream = step->id, .ours = step->commit, .subject = step->subject,
		.upstream_diff = step->upstream_diff, .our_diff = step->diff,
	};
	owned(text_release) struct text shown = { 0 };
	const char *at, *end, *line;
	bool differs;
	size_t len;

	if (range_diff(&shown, &differs, &pair, err) < 0)
		return -1;
	at = text_str(&shown);
	end = at + shown.len;
	while (text_line(&line, &len, &at, end))
		write_line(w, line, len);
	return 0;
}

int report_range_diff(struct text *out, const struct backport *backport, bool colour, struct error *err)
{
	const struct writer writer = { .out = out, .colour = colour };
	size_t i, number = 0;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (!step_is_carried(step))
			continue;
		number++;
		if (!step->diff || !step->upstream_diff)
			write_itemf(&writer, 0, "", "%zu:  %.12s ? upstream's diff is not at hand: %s", number,
				    step->name, step->subject);
		else if (write_pair(&writer, step, number, err) < 0)
			return -1;
	}
	return 0;
}
