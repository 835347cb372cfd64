// SPDX-License-Identifier: GPL-2.0-only
/* Whether a target has a commit, by its history and by its text; and what must not be taken for it. */
#include <string.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/presence.h"
#include "tool/history.h"

/* A file of one function before and after the fix. */
#define HEAD "#include \"pump.h\"\n\nint pump_start(struct pump *pump, int speed)\n{\n"
#define OPEN "\tpump_open(pump->valve);\n"
#define SPEED "\tpump->speed = speed;\n"
#define CHECK "\tif (speed > pump->limit)\n\t\treturn pump_refuse(pump, speed);\n"
#define TAIL "\tpump_turn(pump);\n\treturn 0;\n}\n"
#define BEFORE HEAD OPEN SPEED TAIL
#define AFTER HEAD OPEN CHECK SPEED TAIL

/* Upstream goes on on master, a branch is where a test puts one. */
struct world {
	struct fixture f;
	git_oid base;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
	struct histories histories;
	struct presence_index *index;
	uint32_t target, fixes[1];
};

static void close_index(struct world *w)
{
	presence_freep(&w->index);
	histories_release(&w->histories);
	merger_freep(&w->merger);
	blobs_freep(&w->blobs);
	commits_freep(&w->commits);
	w->index = NULL;
	w->merger = NULL;
	w->blobs = NULL;
	w->commits = NULL;
}

static void world_release(struct world *w)
{
	close_index(w);
	fixture_release(&w->f);
}

static void begin(struct world *w)
{
	fixture_make(&w->f);
	w->base = fixture_commit(&w->f, "pump: first", "pump.c", BEFORE, "doc.txt", "one\n", NULL);
}

static uint32_t number_of(struct world *w, const git_oid *id)
{
	uint32_t commit;

	succeeds(commits_find(&commit, w->commits, id, err));
	return commit;
}

static void open_index(struct world *w, const git_oid *target, const git_oid *fix, bool ignore_trailers)
{
	const struct presence_options options = { .ignore_trailers = ignore_trailers };

	close_index(w);
	succeeds(commits_open(&w->commits, w->f.repo, err));
	succeeds(blobs_open(&w->blobs, w->f.repo, err));
	succeeds(merger_open(&w->merger, w->commits, w->blobs, err));
	w->target = number_of(w, target);
	w->fixes[0] = number_of(w, fix);
	histories_open(&w->histories, w->commits, w->target, w->fixes, 1);
	succeeds(presence_open(&w->index, w->commits, w->blobs, &w->histories, &options, err));
}

static struct presence_answer by_history(struct world *w, const git_oid *commit)
{
	struct presence_answer answer;

	succeeds(presence_in_history(&answer, w->index, number_of(w, commit), err));
	return answer;
}

static struct presence_answer by_patch_id(struct world *w, const git_oid *commit)
{
	struct presence_answer answer;

	succeeds(presence_by_patch_id(&answer, w->index, number_of(w, commit), err));
	return answer;
}

static int read_target(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	struct world *w = data;
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	if (commits_entry(&entry, w->commits, w->target, commits_path(w->commits, path), err) < 0)
		return -1;
	*exists = entry.mode != 0;
	if (!*exists)
		return 0;
	if (blobs_get(&blob, w->blobs, &entry.id, path, err) < 0)
		return -1;
	text_add(content, blob->data, blob->len);
	return 0;
}

static struct presence_answer by_content(struct world *w, const git_oid *commit)
{
	const struct merge_view view = { .read = read_target, .data = w };
	struct presence_answer answer;

	succeeds(presence_by_content(&answer, w->merger, &view, number_of(w, commit), err));
	return answer;
}

static void is_by(struct world *w, const struct presence_answer *answer, enum presence presence, const git_oid *by)
{
	ck_assert_int_eq(answer->presence, presence);
	ck_assert(!answer->reverted);
	ck_assert_uint_eq(answer->by, by ? number_of(w, by) : NO_COMMIT);
}

static void is_taken_back(struct world *w, const struct presence_answer *answer, const git_oid *by)
{
	ck_assert_int_eq(answer->presence, PRESENCE_NONE);
	ck_assert(answer->reverted);
	ck_assert_uint_eq(answer->by, number_of(w, by));
}

static git_oid fix_on_master(struct world *w)
{
	fixture_on(&w->f, "master");
	return fixture_commit(&w->f, "pump: refuse what is too fast", "pump.c", AFTER, NULL);
}

/* A commit of the current branch whose message has an id between two pieces of text. */
static git_oid naming(struct world *w, const char *before, const git_oid *id, int digits, const char *after,
		      const char *content)
{
	owned(text_release) struct text text = { 0 };

	text_addf(&text, "pump: something\n\n%s%.*s%s\n", before, digits, fixture_hex(id), after);
	return fixture_commit(&w->f, text_str(&text), "pump.c", content, NULL);
}

static git_oid backport(struct world *w, const git_oid *fix, const char *content)
{
	return naming(w, "commit ", fix, 40, " upstream.", content);
}

static git_oid revert(struct world *w, const git_oid *id, const char *content)
{
	return naming(w, "This reverts commit ", id, 40, ".", content);
}

static void history_says(struct world *w, const git_oid *target, const git_oid *fix, enum presence presence,
			 const git_oid *by)
{
	struct presence_answer answer;

	open_index(w, target, fix, false);
	answer = by_history(w, fix);
	is_by(w, &answer, presence, by);
}

static void history_took_back(struct world *w, const git_oid *target, const git_oid *fix, const git_oid *by)
{
	struct presence_answer answer;

	open_index(w, target, fix, false);
	answer = by_history(w, fix);
	is_taken_back(w, &answer, by);
}

/* ---- by id ---- */

START_TEST(a_commit_of_the_targets_history_is_there)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, later;

	begin(&w);
	fix = fix_on_master(&w);
	later = fixture_commit(&w.f, "more", "doc.txt", "two\n", NULL);
	history_says(&w, &later, &fix, PRESENCE_HISTORY, &fix);
	history_says(&w, &fix, &fix, PRESENCE_HISTORY, &fix);
}
END_TEST

START_TEST(a_commit_of_another_history_is_not_there)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = fixture_commit(&w.f, "more", "doc.txt", "two\n", NULL);
	history_says(&w, &stable, &fix, PRESENCE_NONE, NULL);
}
END_TEST

START_TEST(what_upstream_itself_took_back_before_the_branch_is_not_there)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, back, stable;

	begin(&w);
	fix = fix_on_master(&w);
	back = revert(&w, &fix, BEFORE);
	fixture_branch(&w.f, "stable", &back);
	stable = fixture_commit(&w.f, "more", "doc.txt", "two\n", NULL);
	history_took_back(&w, &stable, &fix, &back);
}
END_TEST

START_TEST(a_revert_of_the_revert_gives_back_what_the_history_has)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, back, again;

	begin(&w);
	fix = fix_on_master(&w);
	back = revert(&w, &fix, BEFORE);
	again = revert(&w, &back, AFTER);
	history_says(&w, &again, &fix, PRESENCE_HISTORY, &fix);
}
END_TEST

START_TEST(a_later_backport_gives_back_what_the_history_took)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, again;

	begin(&w);
	fix = fix_on_master(&w);
	revert(&w, &fix, BEFORE);
	again = backport(&w, &fix, AFTER);
	history_says(&w, &again, &fix, PRESENCE_TRAILER, &again);
}
END_TEST

/* ---- by trailer ---- */

START_TEST(a_claim_of_twelve_digits_or_more_shows_a_backport)
{
	static const int digits[] = { 40, 12, 20, 11, 7 };
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = naming(&w, "[ Upstream commit ", &fix, digits[_i], " ]", HEAD SPEED OPEN TAIL);
	if (digits[_i] >= 12)
		history_says(&w, &stable, &fix, PRESENCE_TRAILER, &stable);
	else
		history_says(&w, &stable, &fix, PRESENCE_NONE, NULL);
}
END_TEST

START_TEST(hidden_trailers_show_nothing)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = backport(&w, &fix, HEAD SPEED OPEN TAIL);
	open_index(&w, &stable, &fix, true);
	answer = by_history(&w, &fix);
	is_by(&w, &answer, PRESENCE_NONE, NULL);
}
END_TEST

START_TEST(a_revert_of_a_backport_takes_it_back)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable, back;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = backport(&w, &fix, AFTER);
	back = revert(&w, _i ? &fix : &stable, BEFORE);
	history_took_back(&w, &back, &fix, &back);
}
END_TEST

START_TEST(a_revert_of_the_revert_or_a_second_backport_gives_it_back)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable, back, again;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = backport(&w, &fix, AFTER);
	back = revert(&w, &stable, BEFORE);
	again = _i ? backport(&w, &fix, AFTER) : revert(&w, &back, AFTER);
	history_says(&w, &again, &fix, PRESENCE_TRAILER, _i ? &again : &stable);
}
END_TEST

/* The messages since the first were read by then. */
START_TEST(an_older_commit_is_found_when_it_is_asked_for_later)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid old, fix, old_there, stable;

	begin(&w);
	fixture_on(&w.f, "master");
	old = fixture_commit(&w.f, "doc: two", "doc.txt", "one\ntwo\n", NULL);
	fixture_branch(&w.f, "stable", &w.base);
	old_there = backport(&w, &old, HEAD SPEED OPEN TAIL);
	fix = fix_on_master(&w);
	fixture_on(&w.f, "stable");
	stable = backport(&w, &fix, AFTER);
	open_index(&w, &stable, &fix, false);
	answer = by_history(&w, &fix);
	is_by(&w, &answer, PRESENCE_TRAILER, &stable);
	answer = by_history(&w, &old);
	is_by(&w, &answer, PRESENCE_TRAILER, &old_there);
	answer = by_history(&w, &fix);
	is_by(&w, &answer, PRESENCE_TRAILER, &stable);
	answer = by_history(&w, &w.base);
	is_by(&w, &answer, PRESENCE_HISTORY, &w.base);
}
END_TEST

START_TEST(the_same_mail_shows_it_under_its_own_subject_only)
{
	static const char link[] = "Link: https://lore.kernel.org/r/20240101-x-v1-2-abc@example.org\n";
	static const char *const subjects[] = { "pump: refuse", "pump: prepare to refuse" };
	owned(world_release) struct world w = { 0 };
	owned(text_release) struct text text = { 0 };
	git_oid fix, stable;

	begin(&w);
	text_addf(&text, "pump: refuse\n\n%s", link);
	fix = fixture_commit(&w.f, text_str(&text), "pump.c", AFTER, NULL);
	fixture_branch(&w.f, "stable", &w.base);
	text_clear(&text);
	text_addf(&text, "%s\n\n%s", subjects[_i], link);
	stable = fixture_commit(&w.f, text_str(&text), "pump.c", HEAD SPEED OPEN TAIL, NULL);
	if (_i)
		history_says(&w, &stable, &fix, PRESENCE_NONE, NULL);
	else
		history_says(&w, &stable, &fix, PRESENCE_TRAILER, &stable);
}
END_TEST

/* ---- by patch id ---- */

static void patch_id_says(struct world *w, const git_oid *target, const git_oid *fix, const git_oid *by)
{
	struct presence_answer answer;

	open_index(w, target, fix, true);
	answer = by_patch_id(w, fix);
	is_by(w, &answer, by ? PRESENCE_PATCH_ID : PRESENCE_NONE, by);
	answer = by_patch_id(w, fix);
	is_by(w, &answer, by ? PRESENCE_PATCH_ID : PRESENCE_NONE, by);
}

START_TEST(the_same_change_further_down_and_with_other_blanks_is_the_same)
{
	static const char *const befores[] = {
		BEFORE,
		"int pump_more;\n\nint pump_many(void);\n" BEFORE,
		HEAD "\tpump_open( pump->valve );\n" SPEED TAIL,
	};
	static const char *const afters[] = {
		AFTER,
		"int pump_more;\n\nint pump_many(void);\n" AFTER,
		HEAD "\tpump_open( pump->valve );\n    if (speed>pump->limit)\n\treturn pump_refuse(pump,speed);\n"
			SPEED TAIL,
	};
	owned(world_release) struct world w = { 0 };
	git_oid fix, there, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	fixture_commit(&w.f, "ours", "pump.c", befores[_i], "doc.txt", "ours\n", NULL);
	there = fixture_commit(&w.f, "ours too", "pump.c", afters[_i], NULL);
	stable = fixture_commit(&w.f, "later", "pump.c", HEAD TAIL, NULL);
	patch_id_says(&w, &stable, &fix, &there);
}
END_TEST

START_TEST(another_change_is_not_the_same)
{
	static const char *const afters[] = {
		HEAD OPEN SPEED CHECK TAIL,                                     /* elsewhere */
		HEAD OPEN "\tif (speed >= pump->limit)\n\t\treturn pump_refuse(pump, speed);\n" SPEED TAIL,
		HEAD OPEN CHECK TAIL,                                           /* and a line less */
		HEAD OPEN CHECK SPEED "\tpump_note(pump);\n" TAIL,
	};
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = fixture_commit(&w.f, "ours", "pump.c", afters[_i], NULL);
	patch_id_says(&w, &stable, &fix, NULL);
}
END_TEST

START_TEST(the_same_change_among_others_is_not_the_same)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	stable = fixture_commit(&w.f, "ours", "pump.c", AFTER, "doc.txt", "two\n", NULL);
	patch_id_says(&w, &stable, &fix, NULL);
}
END_TEST

START_TEST(files_that_come_go_or_are_binary_have_a_patch_id)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, there, last;

	begin(&w);
	fixture_commit_bytes(&w.f, "binary", "image", "\0\1\2", 3);
	w.base = fixture_commit(&w.f, "old", "old.c", "int old;\n", NULL);
	if (_i < 2)
		fix = fixture_commit(&w.f, "pump", _i ? "old.c" : "new.c", _i ? NULL : "int new;\n", NULL);
	else
		fix = fixture_commit_bytes(&w.f, "pump", "image", "\0\1\3", 3);
	fixture_branch(&w.f, "stable", &w.base);
	if (_i < 2)
		there = fixture_commit(&w.f, "ours", _i ? "old.c" : "new.c", _i ? NULL : "int new;\n", NULL);
	else
		there = fixture_commit_bytes(&w.f, "ours", "image", "\0\1\3", 3);
	patch_id_says(&w, &there, &fix, &there);
	last = fixture_commit_bytes(&w.f, "other", "image", "\0\1\4", 3);
	if (_i == 2)
		fix = last;
	fixture_branch(&w.f, "elsewhere", &w.base);
	last = fixture_commit_bytes(&w.f, "theirs", "image", "\0\1\3", 3);
	patch_id_says(&w, &last, &fix, NULL);
}
END_TEST

START_TEST(a_merge_and_a_root_make_no_change)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, other, root;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "side", &w.base);
	other = fixture_commit(&w.f, "side", "doc.txt", "two\n", NULL);
	fixture_branch(&w.f, "stable", &w.base);
	other = fixture_join(&w.f, "join", &other, 1, "pump.c", AFTER, NULL);
	patch_id_says(&w, &other, &fix, NULL);
	fixture_branch(&w.f, "tarball", NULL);
	root = fixture_commit(&w.f, "5.10", "pump.c", AFTER, NULL);
	patch_id_says(&w, &root, &fix, NULL);
	patch_id_says(&w, &other, &root, NULL);
}
END_TEST

static void patch_id_took_back(struct world *w, const git_oid *target, const git_oid *fix, const git_oid *by)
{
	struct presence_answer answer;

	open_index(w, target, fix, true);
	answer = by_patch_id(w, fix);
	is_taken_back(w, &answer, by);
	answer = by_patch_id(w, fix);
	is_taken_back(w, &answer, by);
}

START_TEST(the_same_change_that_was_reverted_is_not_there)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, there, back;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	there = fixture_commit(&w.f, "ours", "pump.c", AFTER, NULL);
	fixture_commit(&w.f, "ours too", "pump.c", HEAD OPEN CHECK SPEED "\tpump_note(pump);\n" TAIL, NULL);
	back = revert(&w, _i ? &fix : &there, HEAD OPEN SPEED "\tpump_note(pump);\n" TAIL);
	patch_id_took_back(&w, &back, &fix, &back);
}
END_TEST

START_TEST(what_undoes_the_same_change_takes_it_back_without_a_word)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, back, again;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	fixture_commit(&w.f, "ours", "pump.c", AFTER, NULL);
	back = fixture_commit(&w.f, "not ours", "pump.c", BEFORE, NULL);
	patch_id_took_back(&w, &back, &fix, &back);
	again = fixture_commit(&w.f, "ours again", "pump.c", AFTER, NULL);
	patch_id_says(&w, &again, &fix, &again);
}
END_TEST

START_TEST(what_undoes_a_commit_that_was_never_there_takes_nothing_back)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	fixture_commit(&w.f, "much", "pump.c", AFTER, "doc.txt", "two\n", NULL);
	stable = fixture_commit(&w.f, "less", "pump.c", BEFORE, NULL);
	patch_id_says(&w, &stable, &fix, NULL);
}
END_TEST

START_TEST(a_reverted_revert_leaves_the_same_change_there)
{
	owned(world_release) struct world w = { 0 };
	git_oid fix, there, back, again;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	there = fixture_commit(&w.f, "ours", "pump.c", AFTER, NULL);
	back = revert(&w, &there, BEFORE);
	again = revert(&w, &back, AFTER "int pump_more;\n");
	patch_id_says(&w, &again, &fix, &there);
}
END_TEST

/* ---- by content ---- */

/* Upstream goes from one text to another, the target has a third. */
static struct presence_answer ask_content(struct world *w, const char *before, const char *after, const char *ours)
{
	git_oid fix, stable;

	fixture_make(&w->f);
	w->base = fixture_commit(&w->f, "first", "pump.c", before, NULL);
	fix = fixture_commit(&w->f, "fix", "pump.c", after, NULL);
	fixture_branch(&w->f, "tarball", NULL);
	stable = fixture_commit(&w->f, "5.10", "pump.c", ours, NULL);
	open_index(w, &stable, &fix, false);
	return by_content(w, &fix);
}

static void content_says(const char *before, const char *after, const char *ours, const char *place)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer = ask_content(&w, before, after, ours);

	is_by(&w, &answer, place ? PRESENCE_CONTENT : PRESENCE_NONE, NULL);
	ck_assert_str_eq(answer.place, place ? place : "");
}

START_TEST(a_squashed_tree_shows_it_by_content)
{
	content_says(BEFORE, AFTER, AFTER, "pump.c:6 (pump_start)");
	content_says(BEFORE, AFTER, BEFORE, NULL);
}
END_TEST

START_TEST(a_target_with_other_lines_around_shows_it)
{
	content_says(BEFORE, AFTER, HEAD OPEN CHECK "\tpump_set(pump, speed);\n" TAIL, "pump.c:6 (pump_start)");
}
END_TEST

/* Its context is there once more, so that a merge would be clean and the lines there twice. */
START_TEST(an_insertion_that_would_be_clean_and_double_is_there)
{
	content_says(BEFORE, AFTER, HEAD OPEN "\tpump_note(pump);\n" CHECK SPEED TAIL, "pump.c:7 (pump_start)");
}
END_TEST

/* Which line of the function is for merge.h to say. */
START_TEST(moved_code_shows_it_where_it_is)
{
	static const char ours[] =
		"#include \"pump.h\"\n\nstatic int pump_start_open(struct pump *pump, int speed)\n{\n"
		OPEN CHECK SPEED TAIL
		"\nint pump_start(struct pump *pump, int speed)\n{\n\treturn pump_start_open(pump, speed);\n}\n";
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer = ask_content(&w, BEFORE, AFTER, ours);

	is_by(&w, &answer, PRESENCE_CONTENT, NULL);
	ck_assert_ptr_nonnull(strstr(answer.place, " (pump_start_open)"));
}
END_TEST

START_TEST(the_same_lines_in_a_function_that_has_them_upstream_too_show_nothing)
{
	static const char other[] = "\nint pump_resume(struct pump *pump, int speed)\n{\n" OPEN CHECK SPEED TAIL;
	owned(text_release) struct text before = { 0 }, after = { 0 };

	text_addf(&before, "%s%s", BEFORE, other);
	text_addf(&after, "%s%s", AFTER, other);
	content_says(text_str(&before), text_str(&after), text_str(&before), NULL);
}
END_TEST

START_TEST(half_of_it_is_not_it)
{
	static const char stop[] = "\nvoid pump_stop(struct pump *pump)\n{\n\tpump_close(pump->valve);\n}\n";
	static const char stops[] = "\nvoid pump_stop(struct pump *pump)\n{\n\tpump_close(pump->valve);\n"
				    "\tpump_forget(pump);\n}\n";
	owned(text_release) struct text before = { 0 }, after = { 0 }, half = { 0 };

	text_addf(&before, "%s%s", BEFORE, stop);
	text_addf(&after, "%s%s", AFTER, stops);
	text_addf(&half, "%s%s", AFTER, stop);
	content_says(text_str(&before), text_str(&after), text_str(&half), NULL);
	content_says(text_str(&before), text_str(&after), text_str(&after), "pump.c:6 (pump_start)");
}
END_TEST

START_TEST(what_replaces_a_line_is_there_only_without_the_old_one)
{
	static const char after[] = HEAD OPEN "\tpump->speed = pump_limited(pump, speed);\n" TAIL;

	content_says(BEFORE, after, after, "pump.c:6 (pump_start)");
	content_says(BEFORE, after, HEAD OPEN "\tpump->speed = pump_limited(pump, speed);\n" SPEED TAIL, NULL);
}
END_TEST

/* The target may never have had what goes. */
START_TEST(a_removal_alone_is_never_shown)
{
	content_says(AFTER, BEFORE, BEFORE, NULL);
	content_says(AFTER, BEFORE, AFTER, NULL);
	content_says(BEFORE "\nint pump_old(void)\n{\n\treturn 1;\n}\n", BEFORE, BEFORE, NULL);
}
END_TEST

START_TEST(blank_lines_and_braces_show_nothing)
{
	content_says(BEFORE, HEAD OPEN "\n" SPEED TAIL, HEAD OPEN "\n" SPEED TAIL, NULL);
	content_says(BEFORE, HEAD OPEN "\t{\n\t}\n" SPEED TAIL, HEAD OPEN "\t{\n\t}\n" SPEED TAIL, NULL);
}
END_TEST

START_TEST(a_comment_can_be_there)
{
	static const char after[] = HEAD OPEN "\t/* The valve is slower than the motor. */\n" SPEED TAIL;

	content_says(BEFORE, after, after, "pump.c:6 (pump_start)");
	content_says(BEFORE, after, AFTER, NULL);
}
END_TEST

START_TEST(what_was_reverted_is_not_in_the_text)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", &w.base);
	fixture_commit(&w.f, "ours", "pump.c", AFTER, NULL);
	stable = fixture_commit(&w.f, "not ours", "pump.c", BEFORE, "doc.txt", "two\n", NULL);
	open_index(&w, &stable, &fix, false);
	answer = by_content(&w, &fix);
	is_by(&w, &answer, PRESENCE_NONE, NULL);
}
END_TEST

START_TEST(a_file_that_is_lacking_shows_nothing)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid fix, stable;

	begin(&w);
	fix = fix_on_master(&w);
	fixture_branch(&w.f, "stable", NULL);
	stable = fixture_commit(&w.f, "5.10", "doc.txt", "one\n", NULL);
	open_index(&w, &stable, &fix, false);
	answer = by_content(&w, &fix);
	is_by(&w, &answer, PRESENCE_NONE, NULL);
}
END_TEST

START_TEST(a_rename_is_there_when_the_new_file_is_and_the_old_is_not)
{
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid fix, stable;

	begin(&w);
	fix = fixture_commit(&w.f, "rename", "pump.c", NULL, "pumps.c", BEFORE, NULL);
	fixture_branch(&w.f, "tarball", NULL);
	stable = fixture_commit(&w.f, "5.10", "pumps.c", BEFORE, _i ? "pump.c" : "doc.txt", BEFORE, NULL);
	open_index(&w, &stable, &fix, false);
	answer = by_content(&w, &fix);
	is_by(&w, &answer, _i ? PRESENCE_NONE : PRESENCE_CONTENT, NULL);
}
END_TEST

/* A commit of master that makes doc.txt something that can be run, and may change its text. */
static git_oid make_executable(struct world *w, const char *content)
{
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	owned(git_signature_freep) git_signature *who = NULL;
	git_oid blob, tree_id, id;

	ck_assert_int_eq(git_commit_lookup(&parent, w->f.repo, &w->base), 0);
	ck_assert_int_eq(git_commit_tree(&tree, parent), 0);
	ck_assert_int_eq(git_treebuilder_new(&builder, w->f.repo, tree), 0);
	ck_assert_int_eq(git_blob_create_from_buffer(&blob, w->f.repo, content, strlen(content)), 0);
	ck_assert_int_eq(git_treebuilder_insert(NULL, builder, "doc.txt", &blob, GIT_FILEMODE_BLOB_EXECUTABLE), 0);
	ck_assert_int_eq(git_treebuilder_write(&tree_id, builder), 0);
	git_tree_free(tree);
	ck_assert_int_eq(git_tree_lookup(&tree, w->f.repo, &tree_id), 0);
	ck_assert_int_eq(git_signature_new(&who, "A U Thor", "author@example.org", w->f.clock, 0), 0);
	ck_assert_int_eq(git_commit_create(&id, w->f.repo, NULL, who, who, NULL, "mode", tree, 1,
					   (const git_commit **)&parent), 0);
	return id;
}

START_TEST(a_mode_is_not_shown_by_content)
{
	static const char *const texts[] = { "one\n", "one\nand two\n" };
	owned(world_release) struct world w = { 0 };
	struct presence_answer answer;
	git_oid fix, stable;

	begin(&w);
	fix = make_executable(&w, texts[_i]);
	fixture_branch(&w.f, "stable", &w.base);
	stable = fixture_commit(&w.f, "ours", "doc.txt", texts[_i], "pump.c", AFTER, NULL);
	open_index(&w, &stable, &fix, false);
	answer = by_content(&w, &fix);
	is_by(&w, &answer, PRESENCE_NONE, NULL);
}
END_TEST

SUITE(presence)
{
	TEST(a_commit_of_the_targets_history_is_there);
	TEST(a_commit_of_another_history_is_not_there);
	TEST(what_upstream_itself_took_back_before_the_branch_is_not_there);
	TEST(a_revert_of_the_revert_gives_back_what_the_history_has);
	TEST(a_later_backport_gives_back_what_the_history_took);
	LOOP_TEST(a_claim_of_twelve_digits_or_more_shows_a_backport, 5);
	TEST(hidden_trailers_show_nothing);
	LOOP_TEST(a_revert_of_a_backport_takes_it_back, 2);
	LOOP_TEST(a_revert_of_the_revert_or_a_second_backport_gives_it_back, 2);
	TEST(an_older_commit_is_found_when_it_is_asked_for_later);
	LOOP_TEST(the_same_mail_shows_it_under_its_own_subject_only, 2);
	LOOP_TEST(the_same_change_further_down_and_with_other_blanks_is_the_same, 3);
	LOOP_TEST(another_change_is_not_the_same, 4);
	TEST(the_same_change_among_others_is_not_the_same);
	LOOP_TEST(files_that_come_go_or_are_binary_have_a_patch_id, 3);
	TEST(a_merge_and_a_root_make_no_change);
	LOOP_TEST(the_same_change_that_was_reverted_is_not_there, 2);
	TEST(what_undoes_the_same_change_takes_it_back_without_a_word);
	TEST(what_undoes_a_commit_that_was_never_there_takes_nothing_back);
	TEST(a_reverted_revert_leaves_the_same_change_there);
	TEST(a_squashed_tree_shows_it_by_content);
	TEST(a_target_with_other_lines_around_shows_it);
	TEST(an_insertion_that_would_be_clean_and_double_is_there);
	TEST(moved_code_shows_it_where_it_is);
	TEST(the_same_lines_in_a_function_that_has_them_upstream_too_show_nothing);
	TEST(half_of_it_is_not_it);
	TEST(what_replaces_a_line_is_there_only_without_the_old_one);
	TEST(a_removal_alone_is_never_shown);
	TEST(blank_lines_and_braces_show_nothing);
	TEST(a_comment_can_be_there);
	TEST(what_was_reverted_is_not_in_the_text);
	TEST(a_file_that_is_lacking_shows_nothing);
	LOOP_TEST(a_rename_is_there_when_the_new_file_is_and_the_old_is_not, 2);
	LOOP_TEST(a_mode_is_not_shown_by_content, 2);
}
