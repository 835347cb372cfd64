// SPDX-License-Identifier: GPL-2.0-only
#include "tests/lib/page.h"
#include "tests/lib/pieces.h"
#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/matrix/compare.h"

struct case_of_two {
	struct sample old, new;
	struct matrix old_matrix, new_matrix;
	struct comparisons comparisons;
};

static void two_make(struct case_of_two *two)
{
	sample_make(&two->old);
	sample_make(&two->new);
}

static void two_release(struct case_of_two *two)
{
	comparisons_release(&two->comparisons);
	matrix_release(&two->old_matrix);
	matrix_release(&two->new_matrix);
	sample_release(&two->old);
	sample_release(&two->new);
}

static const struct comparison *compare(struct case_of_two *two)
{
	matrix_add(&two->old_matrix, "old", &two->old.backport);
	matrix_add(&two->new_matrix, "new", &two->new.backport);
	succeeds(comparisons_make(&two->comparisons, &two->old_matrix, &two->new_matrix, err));
	ck_assert_uint_eq(two->comparisons.nr, 1);
	return &two->comparisons.v[0];
}

/* The only change, in words. */
static void ck_only(const struct comparison *comparison, enum change_kind kind, const char *before, const char *after)
{
	ck_assert_uint_eq(comparison->nr_changes, 1);
	ck_assert_int_eq(comparison->changes[0].kind, kind);
	ck_assert_pstr_eq(comparison->changes[0].before, before);
	ck_assert_pstr_eq(comparison->changes[0].after, after);
}

START_TEST(the_same_document_has_not_changed)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	ck_assert_uint_eq(compare(&two)->nr_changes, 0);
	ck_assert_str_eq(comparisons_sentence(&two.comparisons), "the same");
}
END_TEST

START_TEST(a_diagnostic_that_moved_is_the_same_one)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.check.builds[0].steps[2].new_diagnostics[0].line += 20;
	ck_assert_uint_eq(compare(&two)->nr_changes, 0);
}
END_TEST

START_TEST(a_new_diagnostic_is_worse_and_one_that_went_is_better)
{
	owned(two_release) struct case_of_two two = { 0 }, back = { 0 };

	two_make(&two);
	two_make(&back);
	two.old.backport.check.builds[0].steps[2].nr_new_diagnostics = 0;
	back.new.backport.check.builds[0].steps[2].nr_new_diagnostics = 0;
	ck_only(compare(&two), CHANGE_WORSE, NULL, "there");
	ck_only(compare(&back), CHANGE_BETTER, "there", NULL);
	ck_assert_int_eq(comparisons_result(&two.comparisons), CHANGE_WORSE);
	ck_assert_int_eq(comparisons_result(&back.comparisons), CHANGE_BETTER);
}
END_TEST

START_TEST(a_step_that_builds_no_more_is_worse)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.check.builds[0].steps[0].built = false;
	ck_only(compare(&two), CHANGE_WORSE, "builds", "does not build");
}
END_TEST

START_TEST(evidence_that_is_not_there_any_more_is_worse)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.check.nr_conditions--; /* one that did not apply */
	ck_only(compare(&two), CHANGE_WORSE, "not applicable", NULL);
}
END_TEST

START_TEST(a_condition_that_holds_again_is_better)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.check.conditions[1].outcome = CONDITION_HOLDS;
	ck_only(compare(&two), CHANGE_BETTER, "fails", "holds");
}
END_TEST

START_TEST(a_conflict_is_worse_than_what_was_to_pick)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.steps[SAMPLE_FIX].disposition = STEP_CONFLICT;
	compare(&two);
	ck_assert_int_eq(two.comparisons.v[0].changes[0].kind, CHANGE_WORSE);
	ck_assert_str_eq(two.comparisons.v[0].changes[0].after, "conflict");
}
END_TEST

START_TEST(another_change_of_the_same_size_is_seen)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.backport.steps[SAMPLE_FIX].files[0].after = "0123456789012345678901234567890123456789";
	compare(&two);
	ck_assert_uint_eq(two.comparisons.v[0].nr_changes, 1);
	ck_assert_int_eq(two.comparisons.v[0].changes[0].kind, CHANGE_OTHER);
	ck_assert_str_eq(two.comparisons.v[0].changes[0].section, "change");
}
END_TEST

START_TEST(fewer_lines_that_are_compiled_are_worse)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.old.backport.check.builds[0].coverage = (struct coverage){ .done = true, .lines = 9, .compiled = 9 };
	two.new.backport.check.builds[0].coverage = (struct coverage){ .done = true, .lines = 9, .compiled = 7 };
	ck_only(compare(&two), CHANGE_WORSE, "9 of 9", "7 of 9");
}
END_TEST

START_TEST(a_struct_that_modules_see_is_worse_when_it_changes)
{
	owned(two_release) struct case_of_two two = { 0 };
	struct kabi_change change = { .kind = KABI_STRUCT, .name = "widget", .before = "size 8", .after = "size 16",
				      .exported = true };

	two_make(&two);
	two.old.backport.check.builds[0].kabi = (struct kabi){ .done = true };
	two.new.backport.check.builds[0].kabi = (struct kabi){ .done = true, .changes = &change, .nr_changes = 1 };
	ck_only(compare(&two), CHANGE_WORSE, NULL, "size 8 to size 16");
}
END_TEST

START_TEST(a_proof_that_fails_is_worse_and_a_new_one_that_cures_is_better)
{
	owned(two_release) struct case_of_two two = { 0 }, new = { 0 };
	struct proof cured = { .done = true, .scenario = "a race", .verdict = PROOF_CURED };
	struct proof failed = { .done = true, .scenario = "a race", .verdict = PROOF_NOT_CURED };

	two_make(&two);
	two_make(&new);
	two.old.backport.proofs = &cured;
	two.new.backport.proofs = &failed;
	new.new.backport.proofs = &cured;
	two.old.backport.nr_proofs = two.new.backport.nr_proofs = new.new.backport.nr_proofs = 1;
	new.old.backport.nr_proofs = 0;
	ck_only(compare(&two), CHANGE_WORSE, "cured", "not cured");
	ck_only(compare(&new), CHANGE_BETTER, NULL, "cured");
}
END_TEST

START_TEST(documents_of_different_fixes_are_not_compared)
{
	owned(two_release) struct case_of_two two = { 0 };

	two_make(&two);
	two.new.recipe.name = "other";
	matrix_add(&two.old_matrix, "old", &two.old.backport);
	matrix_add(&two.new_matrix, "new", &two.new.backport);
	fails_with(comparisons_make(&two.comparisons, &two.old_matrix, &two.new_matrix, err),
		   "one document is of the fix 'frob-running' and the other of 'other'");
}
END_TEST

START_TEST(a_cell_that_died_since_is_worse)
{
	owned(two_release) struct case_of_two two = { 0 };
	owned(text_release) struct text out = { 0 };

	two_make(&two);
	matrix_add_missing(&two.old_matrix, "always", "no document");
	matrix_add_missing(&two.new_matrix, "always", "no document");
	matrix_add_missing(&two.new_matrix, "now", "no document");
	compare(&two);
	ck_assert_int_eq(comparisons_result(&two.comparisons), CHANGE_WORSE);
	report_compare_text(&out, &two.comparisons, false);
	ck_assert_ptr_nonnull(strstr(text_str(&out), "cell now: no document"));
	ck_assert_ptr_null(strstr(text_str(&out), "always"));
}
END_TEST

START_TEST(a_document_that_is_new_is_worse_if_it_is_for_a_person)
{
	static const enum change_kind kinds[] = { CHANGE_OTHER, CHANGE_WORSE };
	size_t i;

	for (i = 0; i < nr_of(kinds); i++) {
		owned(two_release) struct case_of_two two = { 0 };
		owned(sample_release) struct sample more = { 0 };

		two_make(&two);
		if (i)
			sample_make(&more);
		else
			sample_make_nothing_to_do(&more);
		more.backport.target.label = "another";
		matrix_add(&two.old_matrix, "old", &two.old.backport);
		matrix_add(&two.new_matrix, "new", &two.new.backport);
		matrix_add(&two.new_matrix, "more", &more.backport);
		succeeds(comparisons_make(&two.comparisons, &two.old_matrix, &two.new_matrix, err));
		ck_assert_uint_eq(two.comparisons.nr, 2);
		ck_assert_int_eq(comparisons_result(&two.comparisons), kinds[i]);
	}
}
END_TEST

/* As in a CI whose jobs have folders of their own, and where two trees have one name. */
START_TEST(folders_are_compared_by_their_name_unless_two_have_it)
{
	owned(two_release) struct case_of_two two = { 0 };
	owned(sample_release) struct sample more = { 0 };
	const struct target vendor = { .folder = "/new/vendor/linux", .label = "linux", .version = "6.1" };
	owned(comparisons_release) struct comparisons apart = { 0 };

	two_make(&two);
	sample_make(&more);
	two.old.backport.target = (struct target){ .folder = "/old/linux", .label = "linux", .version = "6.1" };
	two.new.backport.target = (struct target){ .folder = "/new/linux", .label = "linux", .version = "6.1" };
	matrix_add(&two.old_matrix, "old", &two.old.backport);
	matrix_add(&two.new_matrix, "new", &two.new.backport);
	matrix_add(&two.new_matrix, "more", &more.backport);
	succeeds(comparisons_make(&two.comparisons, &two.old_matrix, &two.new_matrix, err));
	ck_assert_uint_eq(two.comparisons.nr, 2);
	ck_assert_str_eq(two.comparisons.v[0].old_target, "linux");
	more.backport.target = vendor;
	succeeds(comparisons_make(&apart, &two.old_matrix, &two.new_matrix, err));
	ck_assert_uint_eq(apart.nr, 3);
	ck_assert_str_eq(apart.v[1].new_target, "/new/vendor/linux");
}
END_TEST

START_TEST(hostile_texts_stay_texts)
{
	owned(two_release) struct case_of_two two = { 0 };
	owned(text_release) struct text page = { 0 }, text = { 0 };

	two_make(&two);
	sample_poison(&two.new, "\033[31m<script>x</script>\"'\n");
	two.new.recipe.name = two.old.recipe.name;
	two.new.backport.target.label = two.old.backport.target.label;
	compare(&two);
	report_compare_html(&page, &two.comparisons);
	report_compare_text(&text, &two.comparisons, false);
	ck_assert_uint_gt(two.comparisons.v[0].nr_changes, 5);
	ck_page(&page);
	ck_assert_ptr_null(strchr(text_str(&text), '\033'));
}
END_TEST

SUITE(compare)
{
	TEST(the_same_document_has_not_changed);
	TEST(a_diagnostic_that_moved_is_the_same_one);
	TEST(a_new_diagnostic_is_worse_and_one_that_went_is_better);
	TEST(a_step_that_builds_no_more_is_worse);
	TEST(evidence_that_is_not_there_any_more_is_worse);
	TEST(a_condition_that_holds_again_is_better);
	TEST(a_conflict_is_worse_than_what_was_to_pick);
	TEST(another_change_of_the_same_size_is_seen);
	TEST(fewer_lines_that_are_compiled_are_worse);
	TEST(a_struct_that_modules_see_is_worse_when_it_changes);
	TEST(a_proof_that_fails_is_worse_and_a_new_one_that_cures_is_better);
	TEST(documents_of_different_fixes_are_not_compared);
	TEST(a_cell_that_died_since_is_worse);
	TEST(a_document_that_is_new_is_worse_if_it_is_for_a_person);
	TEST(folders_are_compared_by_their_name_unless_two_have_it);
	TEST(hostile_texts_stay_texts);
}
