/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/error.h"

/*
 * A test file in full:
 *
 *	START_TEST(an_empty_recipe_is_an_error)
 *	{
 *		...
 *	}
 *	END_TEST
 *
 *	SUITE(recipe)
 *	{
 *		TEST(an_empty_recipe_is_an_error);
 *	}
 *
 * SUITE() makes main(), which runs the suite with libcheck (each test in a
 * process of its own) and fails when no test ran: libcheck itself would call an
 * unknown CK_RUN_CASE a success. CK_TAP_LOG_FILE_NAME=- makes it speak TAP.
 */
#define SUITE(name)                                                     \
	static void suite_fill(TCase *suite_case);                      \
	int main(void)                                                  \
	{                                                               \
		return suite_main(#name, suite_fill);                   \
	}                                                               \
	static void suite_fill(TCase *suite_case)

#define TEST(function) tcase_add_test(suite_case, function)
#define LOOP_TEST(function, nr) tcase_add_loop_test(suite_case, function, 0, (int)(nr))

/* Seconds for one test: the slowest run spatch or a compiler a few times, perhaps under valgrind. */
#define SUITE_TIMEOUT 180

static inline int suite_main(const char *name, void (*fill)(TCase *))
{
	Suite *suite = suite_create(name);
	TCase *tests = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, SUITE_TIMEOUT);
	fill(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner) > 0;
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A call that must succeed; its error is the message when it does not. */
#define succeeds(call)                                                          \
	do {                                                                    \
		struct error err_ = { 0 }, *err = &err_;                        \
		int returned_ = (call);                                         \
		ck_assert_msg(returned_ == 0, "%s: %s", #call,                  \
			      err_.message ? err_.message : "(no sentence)");   \
		error_release(&err_);                                           \
	} while (0)

/* A call that must fail with exactly this sentence. Both name their error 'err'. */
#define fails_with(call, sentence)                                              \
	do {                                                                    \
		struct error err_ = { 0 }, *err = &err_;                        \
		int returned_ = (call);                                         \
		ck_assert_int_eq(returned_, -1);                                \
		ck_assert_ptr_nonnull(err_.message);                            \
		ck_assert_str_eq(err_.message, sentence);                       \
		error_release(&err_);                                           \
	} while (0)

#endif
