// SPDX-License-Identifier: GPL-2.0-only
#include "lib/suite.h"
#include "tool/text.h"

START_TEST(text_grows_and_stays_terminated)
{
	owned(text_release) struct text text = { 0 };
	int i;

	ck_assert_str_eq(text_str(&text), "");
	for (i = 0; i < 1000; i++)
		text_addf(&text, "%d,", i);
	ck_assert_uint_eq(text.len, strlen(text_str(&text)));
	text_add(&text, "a\0b", 3);
	ck_assert_int_eq(text.data[text.len - 2], '\0');
	ck_assert_int_eq(text.data[text.len], '\0');
}
END_TEST

START_TEST(printable_text_has_no_control_characters_and_is_utf8)
{
	static const char hostile[] = "a\033[31mb\x7f\tc\nd\xc2\x9b" "e\xff\xc3\xa9\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf";
	static const char replacement[] = "\xef\xbf\xbd";
	owned(text_release) struct text text = { 0 }, expected = { 0 };
	int i;

	text_add_printable(&text, hostile, sizeof(hostile) - 1);
	text_addf(&expected, "a%s[31mb%s\tc\nd%se%s\xc3\xa9", replacement, replacement, replacement, replacement);
	for (i = 0; i < 9; i++) /* a surrogate, a code point that is too large, an overlong slash: no byte is kept */
		text_adds(&expected, replacement);
	ck_assert_str_eq(text_str(&text), text_str(&expected));
}
END_TEST

START_TEST(a_truncated_sequence_at_the_end_is_replaced)
{
	owned(text_release) struct text text = { 0 };

	text_add_printable(&text, "x\xe2\x82", 3);
	ck_assert_str_eq(text_str(&text), "x\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(nothing_is_printable_too)
{
	owned(text_release) struct text text = { 0 };

	text_add_printable(&text, "", 0);
	ck_assert_str_eq(text_str(&text), "");
}
END_TEST

START_TEST(lines_come_without_their_ends_and_the_last_needs_none)
{
	static const char bytes[] = "one\n\nthree";
	const char *at = bytes, *end = bytes + sizeof(bytes) - 1, *line;
	size_t len;

	ck_assert(text_line(&line, &len, &at, end));
	ck_assert_uint_eq(len, 3);
	ck_assert(text_line(&line, &len, &at, end));
	ck_assert_uint_eq(len, 0);
	ck_assert(text_line(&line, &len, &at, end));
	ck_assert_mem_eq(line, "three", 5);
	ck_assert(!text_line(&line, &len, &at, end));
}
END_TEST

START_TEST(sorted_strings_are_each_there_once)
{
	owned(strings_release) struct strings strings = { 0 };

	strings_add(&strings, "b");
	strings_add(&strings, "a");
	strings_addf(&strings, "%s", "b");
	strings_sort_unique(&strings);
	ck_assert_uint_eq(strings.nr, 2);
	ck_assert_str_eq(strings.v[0], "a");
	ck_assert(strings_has(&strings, "b"));
	ck_assert(!strings_has(&strings, "c"));
}
END_TEST

START_TEST(an_arena_array_keeps_its_elements_while_it_grows)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t *numbers = NULL, nr = 0, i;

	for (i = 0; i < 10000; i++)
		*arena_push(&arena, numbers, nr) = i;
	for (i = 0; i < nr; i++)
		ck_assert_uint_eq(numbers[i], i);
}
END_TEST

START_TEST(an_arena_gives_zeroed_memory_of_any_size)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *large = arena_alloc(&arena, 1 << 20);
	size_t zero = 0;

	/* One assertion, not a million: at each of them libcheck writes to the process that waits. */
	while (zero < 1 << 20 && large[zero] == 0)
		zero++;
	ck_assert_uint_eq(zero, 1 << 20);
	ck_assert_str_eq(arena_printf(&arena, "%s-%d", "x", 3), "x-3");
	ck_assert_ptr_null(arena_strdup(&arena, NULL));
}
END_TEST

START_TEST(what_is_taken_is_left_zeroed)
{
	struct text text = { 0 };
	owned(text_release) struct text taken = { 0 };

	text_adds(&text, "x");
	taken = take(text);
	ck_assert_ptr_null(text.data);
	ck_assert_str_eq(text_str(&taken), "x");
}
END_TEST

SUITE(text)
{
	TEST(text_grows_and_stays_terminated);
	TEST(printable_text_has_no_control_characters_and_is_utf8);
	TEST(nothing_is_printable_too);
	TEST(a_truncated_sequence_at_the_end_is_replaced);
	TEST(lines_come_without_their_ends_and_the_last_needs_none);
	TEST(sorted_strings_are_each_there_once);
	TEST(an_arena_array_keeps_its_elements_while_it_grows);
	TEST(an_arena_gives_zeroed_memory_of_any_size);
	TEST(what_is_taken_is_left_zeroed);
}
