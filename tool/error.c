// SPDX-License-Identifier: GPL-2.0-only
/*
 * One sentence for a person. libgit2's own messages are kept as they are.
 */
#include <errno.h>
#include <git2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "error.h"
#include "text.h"

void *mem_realloc(void *memory, size_t size)
{
	static const char sentence[] = "stableport: error: out of memory\n";
	void *grown = realloc(memory, size ? size : 1);

	if (grown)
		return grown;
	if (write(STDERR_FILENO, sentence, sizeof(sentence) - 1) < 0)
		_exit(3); /* not even that: nobody is listening */
	_exit(2);
}

void *mem_alloc(size_t size)
{
	return memset(mem_realloc(NULL, size), 0, size);
}

char *mem_strdup(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(mem_realloc(NULL, size), string, size);
}

/* Replaces the message with prefix-or-format text followed by ": " and the detail, if any. */
static int printf_like(2, 0) set(struct error *err, const char *format, va_list args, const char *detail)
{
	owned(text_release) struct text sentence = { 0 };

	if (!err)
		return -1;
	text_vaddf(&sentence, format, args);
	if (detail)
		text_addf(&sentence, ": %s", detail);
	error_release(err);
	err->message = mem_strdup(text_str(&sentence));
	return -1;
}

int error_set(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, format, args, NULL);
	va_end(args);
	return -1;
}

int error_sys(struct error *err, const char *format, ...)
{
	const char *detail = strerror(errno);
	va_list args;

	va_start(args, format);
	set(err, format, args, detail);
	va_end(args);
	return -1;
}

int error_git(struct error *err, const char *format, ...)
{
	const git_error *last = git_error_last();
	va_list args;

	va_start(args, format);
	set(err, format, args, last && last->message ? last->message : "libgit2 does not say why");
	va_end(args);
	return -1;
}

int error_prefix(struct error *err, const char *format, ...)
{
	owned(error_release) struct error detail = { 0 };
	va_list args;

	if (!err)
		return -1;
	detail = take(*err);
	va_start(args, format);
	set(err, format, args, detail.message);
	va_end(args);
	return -1;
}

void error_release(struct error *err)
{
	if (err)
		free(err->message);
}
