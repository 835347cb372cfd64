// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a remembered resolution: either it is one, and comes out the same when it is written and read again, or
 * there is a sentence; and using one on its own lines, or on any bytes, ends. With clang -fsanitize=fuzzer this is a
 * fuzzer; with plain.c a program that reads the files it is given, to see what became of the ones that a fuzzer found.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"
#include "tool/files.h"
#include "tool/sequencer/resolution.h"

static void rely_on(const struct resolution *resolution)
{
	owned(resolution_release) struct resolution again = { 0 };
	owned(text_release) struct text first = { 0 }, second = { 0 };
	owned(error_release) struct error err = { 0 };

	if (!path_is_safe(resolution->path))
		abort();
	resolution_write(&first, resolution);
	if (first.len > RESOLUTION_MAX_BYTES)
		return;
	if (resolution_parse(&again, "again", text_str(&first), first.len, &err) < 0)
		abort();
	resolution_write(&second, &again);
	if (!text_equal(&first, &second))
		abort();
}

static void use_on(const struct resolution *resolution, const char *bytes, size_t len)
{
	owned(resolution_use_release) struct resolution_use use = { 0 };
	owned(text_release) struct text text = { 0 };

	text_add(&text, bytes, len);
	resolution_use(&use, &text, resolution->marker_size, &resolution, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(error_release) struct error err = { 0 };
	int parsed = resolution_parse(&resolution, "x.resolution", (const char *)bytes, len, &err);

	if ((parsed == 0) != !err.message || (err.message && strchr(err.message, '\n')))
		abort();
	if (parsed < 0)
		return 0;
	rely_on(&resolution);
	if (resolution.nr_entries)
		use_on(&resolution, resolution.entries[0].before, resolution.entries[0].before_len);
	use_on(&resolution, (const char *)bytes, len);
	return 0;
}
