// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that carried lines lack. Upstream and the target are branches of one fixture: both begin with the lamp
 * below, upstream gets something, then a commit that uses it; the target is where they parted, or has something of
 * its own.
 */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/name-shape.h"
#include "tool/chain/names.h"

#define LAMP_H "drivers/lamp/lamp.h"
#define LAMP_C "drivers/lamp/lamp.c"
#define WALL_C "drivers/lamp/wall.c"
#define PORT_H "include/linux/port.h"

static const char lamp_h[] =
	"#ifndef LAMP_H\n"
	"#define LAMP_H\n"
	"enum lamp_mode {\n"
	"	LAMP_DARK,\n"
	"};\n"
	"struct lamp {\n"
	"	int level;\n"
	"	struct list_head list;\n"
	"};\n"
	"void lamp_dim(struct lamp *lamp, int step);\n"
	"#endif\n";

static const char lamp_c[] =
	"#include \"lamp.h\"\n"
	"\n"
	"void lamp_dim(struct lamp *lamp, int step)\n"
	"{\n"
	"	lamp->level -= step;\n"
	"}\n";

static const char wall_c[] =
	"#include <linux/port.h>\n"
	"#include \"lamp.h\"\n"
	"\n"
	"int wall_switch(struct lamp *lamp)\n"
	"{\n"
	"	port_open(lamp);\n"
	"	return 0;\n"
	"}\n"
	"\n"
	"int wall_probe(struct lamp *lamp)\n"
	"{\n"
	"	port_close(lamp);\n"
	"	return 1;\n"
	"}\n";

static const char port_h[] =
	"int port_open(void *owner);\n"
	"int port_close(void *owner);\n";

struct bench {
	struct fixture f;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
	struct outlines *outlines;
	struct merge merge;
	uint32_t target;
	struct name_needs needs;
};

static void bench_release(struct bench *bench)
{
	name_needs_release(&bench->needs);
	outlines_free(bench->outlines);
	merge_release(&bench->merge);
	merger_free(bench->merger);
	blobs_free(bench->blobs);
	commits_free(bench->commits);
	fixture_release(&bench->f);
}

static git_oid begin(struct bench *bench)
{
	git_oid base;

	fixture_make(&bench->f);
	base = fixture_commit(&bench->f, "lamps", LAMP_H, lamp_h, LAMP_C, lamp_c, WALL_C, wall_c, PORT_H, port_h, NULL);
	fixture_branch(&bench->f, "stable", &base);
	fixture_on(&bench->f, "master");
	return base;
}

static void open_tables(struct bench *bench)
{
	succeeds(commits_open(&bench->commits, bench->f.repo, err));
	succeeds(blobs_open(&bench->blobs, bench->f.repo, err));
	succeeds(merger_open(&bench->merger, bench->commits, bench->blobs, err));
	bench->outlines = outlines_new(bench->commits, bench->blobs);
}

/* The target, with the merge's result over it. */
static int read_after(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	struct bench *bench = data;
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;
	size_t i;

	for (i = 0; i < bench->merge.nr_files; i++) {
		const struct merge_file *file = &bench->merge.files[i];

		if (!file->changed || strcmp(file->target_path ? file->target_path : file->path, path))
			continue;
		*exists = file->exists;
		text_add(content, text_str(&file->result), file->result.len);
		return 0;
	}
	if (commits_entry(&entry, bench->commits, bench->target, commits_path(bench->commits, path), err) < 0)
		return -1;
	*exists = entry.mode == GIT_FILEMODE_BLOB;
	if (!*exists)
		return 0;
	if (blobs_get(&blob, bench->blobs, &entry.id, path, err) < 0)
		return -1;
	text_add(content, blob->data, blob->len);
	return 0;
}

static int read_target(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	struct bench before = *(struct bench *)data;

	before.merge = (struct merge){ 0 };
	return read_after(content, exists, &before, path, err);
}

/* "absent NAME used in FILE:LINE, defined in FILE:FIRST-LAST, there in FILE:LINE" */
static char *said_of(const struct name_needs *needs)
{
	static const char *const troubles[] = {
		[NAME_ABSENT] = "absent", [NAME_NO_VALUE] = "no value", [NAME_OTHER_ARGUMENTS] = "other arguments",
		[NAME_OTHER_KIND] = "other kind",
	};
	struct text said = { 0 };
	size_t i;

	for (i = 0; i < needs->nr; i++) {
		const struct name_need *need = &needs->v[i];

		text_addf(&said, "%s%s %s used in %s:%u, defined in %s:%u-%u", i ? "; " : "", troubles[need->trouble],
			  need->name, strrchr(need->used_path, '/') + 1, need->used_line,
			  strrchr(need->defined_path, '/') + 1, need->defined_first, need->defined_last);
		if (need->target_path)
			text_addf(&said, ", there in %s:%u", strrchr(need->target_path, '/') + 1, need->target_line);
	}
	return said.data ? said.data : mem_strdup("");
}

static void look_for_needs(struct bench *bench, const git_oid *commit, const git_oid *target)
{
	const struct merge_view before = { .read = read_target, .data = bench };
	const struct merge_view after = { .read = read_after, .data = bench };
	uint32_t number;

	open_tables(bench);
	succeeds(commits_find(&number, bench->commits, commit, err));
	succeeds(commits_find(&bench->target, bench->commits, target, err));
	succeeds(merge_commit(&bench->merge, bench->merger, &before, number, err));
	succeeds(names_missing(&bench->needs, bench->outlines, &bench->merge, number, &after, err));
}

#define needs(bench, commit, target, expected)                                  \
	do {                                                                    \
		owned(free_string_p) char *said_ = NULL;                        \
		look_for_needs(bench, commit, target);                          \
		said_ = said_of(&(bench)->needs);                               \
		ck_assert_str_eq(said_, expected);                              \
	} while (0)

/* ---- whose member ---- */

static const struct {
	const char *text; /* the use is of "limit", in the line that has an "@" behind it */
	enum owner owner;
} owned_members[] = {
	{ "int f(struct lamp *lamp)\n{\n	return lamp->limit;@\n}\n", OWNER_IS },
	{ "int f(const struct lamp *const *lamp)\n{\n	return lamp->limit;@\n}\n", OWNER_IS },
	{ "int f(struct fan *lamp)\n{\n	return lamp->limit;@\n}\n", OWNER_IS_NOT },
	{ "int f(void)\n{\n	struct fan *fan, *other;\n\n	return other->limit;@\n}\n", OWNER_IS_NOT },
	{ "int f(void)\n{\n	struct lamp a, *b;\n\n	return b->limit;@\n}\n", OWNER_IS },
	/* the nearest declaration counts */
	{ "int f(struct lamp *x)\n{\n	if (x) {\n		struct fan *x;\n\n		return x->limit;@\n	}\n}\n", OWNER_IS_NOT },
	/* one of two in a line is enough */
	{ "int f(struct lamp *a, struct fan *b)\n{\n	return b->limit + a->limit;@\n}\n", OWNER_IS },
	{ "static struct lamp table = {\n	.limit = 3,@\n};\n", OWNER_IS },
	{ "static struct fan table = {\n	.limit = 3,@\n};\n", OWNER_IS_NOT },
	{ "int f(struct wall *wall)\n{\n	return wall->lamp->limit;@\n}\n", OWNER_UNKNOWN },
	{ "int f(struct fan *fan)\n{\n	return lamp_of(fan)->limit;@\n}\n", OWNER_UNKNOWN },
	{ "int f(lamp_t *lamp)\n{\n	return lamp->limit;@\n}\n", OWNER_UNKNOWN },
	{ "#define LIMIT(lamp) ((lamp)->limit)@\n", OWNER_UNKNOWN },
};

START_TEST(a_member_is_of_the_struct_that_its_function_declares)
{
	owned(outline_release) struct outline outline = { 0 };
	owned(text_release) struct text text = { 0 };
	struct name_use use = { .name = "limit", .line = 1, .is_member = true };
	const char *mark = strchr(owned_members[_i].text, '@'), *at;

	for (at = owned_members[_i].text; at < mark; at++)
		use.line += *at == '\n';
	text_add(&text, owned_members[_i].text, (size_t)(mark - owned_members[_i].text));
	text_adds(&text, mark + 1);
	outline_make(&outline, text_str(&text), text.len);
	ck_assert_int_eq(member_owner(&outline, text_str(&text), text.len, &use, "lamp"), owned_members[_i].owner);
}
END_TEST

/* ---- absent names ---- */

static const struct {
	const char *path, *old, *new, *use, *expected;
} absent[] = {
	/* a function, by its prototype in a header of the folder */
	{ LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", "	lamp_blink(lamp);\n",
	  "absent lamp_blink used in wall.c:6, defined in lamp.h:11-11" },
	/* an inline function: what its users see of it */
	{ LAMP_H, "#endif", "static inline int lamp_on(struct lamp *l)\n{\n	return l->level;\n}\n#endif",
	  "	if (lamp_on(lamp))\n		return 0;\n", "absent lamp_on used in wall.c:6, defined in lamp.h:11-12" },
	/* a static function of the file itself */
	{ WALL_C, "int wall_probe", "static void wall_paint(void)\n{\n	return;\n}\n\nint wall_probe", "	wall_paint();\n",
	  "absent wall_paint used in wall.c:6, defined in wall.c:10-11" },
	{ LAMP_H, "	int level;\n", "	int level;\n	int presses;\n", "	lamp->presses++;\n",
	  "absent presses used in wall.c:6, defined in lamp.h:8-8" },
	{ LAMP_H, "#endif", "struct lamp_ops {\n	int (*on)(void);\n};\n#endif",
	  "	static const struct lamp_ops ops = { .on = wall_probe };\n",
	  "absent lamp_ops used in wall.c:6, defined in lamp.h:11-13; absent on used in wall.c:6, defined in lamp.h:12-12" },
	{ LAMP_H, "enum lamp_mode", "#define LAMP_STEP 2\nenum lamp_mode", "	lamp->level += LAMP_STEP;\n",
	  "absent LAMP_STEP used in wall.c:6, defined in lamp.h:3-3" },
	{ LAMP_H, "enum lamp_mode", "#define LAMP_STEPS(n) (2 * (n))\nenum lamp_mode", "	lamp->level += LAMP_STEPS(3);\n",
	  "absent LAMP_STEPS used in wall.c:6, defined in lamp.h:3-3" },
	{ LAMP_H, "	LAMP_DARK,\n", "	LAMP_DARK,\n	LAMP_GLOWING,\n", "	lamp->level = LAMP_GLOWING;\n",
	  "absent LAMP_GLOWING used in wall.c:6, defined in lamp.h:5-5" },
	{ LAMP_H, "struct lamp {", "typedef int lamp_t;\nstruct lamp {", "	port_write(lamp, sizeof(lamp_t));\n",
	  "absent lamp_t used in wall.c:6, defined in lamp.h:6-6" },
	{ LAMP_H, "#endif", "extern int lamp_debug;\n#endif", "	lamp->level = lamp_debug;\n",
	  "absent lamp_debug used in wall.c:6, defined in lamp.h:11-11" },
	/* a member that is a macro's argument */
	{ LAMP_H, "	int level;\n", "	int level;\n	struct list_head wires;\n",
	  "	list_add_to(lamp, wires);\n", "absent wires used in wall.c:6, defined in lamp.h:8-8" },
	/* each once */
	{ LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", "	lamp_blink(lamp);\n	lamp_blink(lamp);\n",
	  "absent lamp_blink used in wall.c:6, defined in lamp.h:11-11" },
	{ LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif",
	  "	lamp_blink(lamp);\n	lamp->level = lamp_blink(lamp);\n",
	  "absent lamp_blink used in wall.c:6, defined in lamp.h:11-11" },
};

START_TEST(a_name_that_the_target_lacks_is_absent)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text line = { 0 };
	git_oid base = begin(&bench), fix;

	fixture_edit(&bench.f, "brings it", absent[_i].path, absent[_i].old, absent[_i].new, NULL);
	text_addf(&line, "%s	port_open(lamp);\n", absent[_i].use);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", text_str(&line), NULL);
	needs(&bench, &fix, &base, absent[_i].expected);
}
END_TEST

START_TEST(the_commit_that_brings_a_name_and_the_target_after_it_need_nothing)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text line = { 0 };
	git_oid brings, fix;

	begin(&bench);
	brings = fixture_edit(&bench.f, "brings it", absent[_i].path, absent[_i].old, absent[_i].new, NULL);
	text_addf(&line, "%s	port_open(lamp);\n", absent[_i].use);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", text_str(&line), NULL);
	needs(&bench, &fix, &brings, "");
}
END_TEST

START_TEST(what_the_commit_brings_itself_is_there)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text line = { 0 };
	git_oid base = begin(&bench), fix;

	if (!strcmp(absent[_i].path, WALL_C))
		return;
	text_addf(&line, "%s	port_open(lamp);\n", absent[_i].use);
	fix = fixture_edit(&bench.f, "both", absent[_i].path, absent[_i].old, absent[_i].new, WALL_C, "	port_open(lamp);\n",
			   text_str(&line), NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

/* The target has another structure there, so that the member is in conflict, and its use is not. */
START_TEST(what_the_commit_brings_in_a_hunk_that_is_not_carried_is_absent)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fix = fixture_edit(&bench.f, "both", LAMP_H, "	int level;\n", "	short presses, level;\n",
			   WALL_C, "	port_open(lamp);\n", "	lamp->presses++;\n	port_open(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", LAMP_H, "	int level;\n", "	long level;\n", NULL);
	needs(&bench, &fix, &target, "absent presses used in wall.c:6, defined in lamp.h:7-0");
	ck_assert(bench.needs.v[0].is_member);
	ck_assert_int_eq(bench.needs.v[0].kind, ENTITY_STRUCT);
	ck_assert_str_eq(bench.merge.files[bench.merge.hunks[bench.needs.v[0].hunk].file].path, WALL_C);
}
END_TEST

START_TEST(uses_in_a_hunk_that_is_not_carried_do_not_count)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "brings it", LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", "	lamp_blink(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", WALL_C, "	port_open(lamp);\n", "	port_reset(lamp);\n", NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

START_TEST(what_nobody_is_seen_to_define_is_no_need)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base = begin(&bench), fix;

	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	port_relax(lamp);\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

/* Wherever it comes from: it compiles there. */
START_TEST(what_the_targets_file_uses_elsewhere_is_there)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "brings it", LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	lamp_blink(lamp);\n	port_open(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", WALL_C, "	port_close(lamp);\n", "	lamp_blink(lamp);\n", NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

START_TEST(a_member_is_not_there_because_of_a_function_of_its_name)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "brings it", LAMP_H, "	int level;\n", "	int level;\n	int presses;\n", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	lamp->presses++;\n	port_open(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", WALL_C, "	port_close(lamp);\n", "	presses(lamp);\n", NULL);
	needs(&bench, &fix, &target, "absent presses used in wall.c:6, defined in lamp.h:8-8");
}
END_TEST

/* Where they are placed is told without the blank line that they begin with upstream. */
START_TEST(lines_that_were_placed_do_not_explain_themselves)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base = begin(&bench), fix;

	fixture_edit(&bench.f, "brings it", LAMP_H, "#endif",
		     "int lamp_blink(struct lamp *lamp);\nint lamp_flash(struct lamp *lamp);\n#endif", NULL);
	fix = fixture_edit(&bench.f, "uses it", LAMP_H, "int lamp_flash(struct lamp *lamp);\n",
			   "\nstatic inline int lamp_twice(struct lamp *lamp)\n{\n"
			   "	return lamp_blink(lamp) + lamp_blink(lamp);\n}\n\nint lamp_flash(struct lamp *lamp);\n", NULL);
	needs(&bench, &fix, &base, "absent lamp_blink used in lamp.h:15, defined in lamp.h:11-11");
	ck_assert_int_eq(bench.merge.hunks[0].outcome, HUNK_PLACED);
	ck_assert_uint_eq(bench.merge.hunks[0].at.new_first, 12);
	ck_assert_uint_eq(bench.merge.hunks[0].target_line, 11);
	ck_assert_ptr_nonnull(strstr(text_str(&bench.merge.files[0].result), "};\n\nstatic inline"));
}
END_TEST

START_TEST(what_is_no_c_has_no_names)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base, fix;

	begin(&bench);
	base = fixture_commit(&bench.f, "text", "drivers/lamp/notes", wall_c, NULL);
	fixture_edit(&bench.f, "brings it", LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", NULL);
	fix = fixture_edit(&bench.f, "uses it", "drivers/lamp/notes", "	port_open(lamp);\n",
			   "	lamp_blink(lamp);\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

/* ---- headers of other folders ---- */

START_TEST(a_name_is_absent_from_an_included_header_that_the_target_has)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base = begin(&bench), fix;

	fixture_edit(&bench.f, "brings it", PORT_H, "int port_close", "int port_relax(void *owner);\nint port_close", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	port_relax(lamp);\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "absent port_relax used in wall.c:6, defined in port.h:2-2");
}
END_TEST

START_TEST(a_name_of_an_included_header_that_the_target_lacks_may_come_from_elsewhere)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base = begin(&bench), fix;

	fixture_commit(&bench.f, "split", "include/linux/harbour.h", "int port_relax(void *owner);\n", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "#include <linux/port.h>\n",
			   "#include <linux/harbour.h>\n#include <linux/port.h>\n",
			   WALL_C, "	port_open(lamp);\n", "	port_relax(lamp);\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

/* How the target's file comes by the header is not asked. */
START_TEST(a_name_is_there_if_the_target_has_it_in_the_header_that_upstream_includes)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base, fix;

	begin(&bench);
	base = fixture_commit(&bench.f, "a header", "include/linux/chest.h", "int drawer(void);\n", NULL);
	fixture_edit(&bench.f, "includes it", WALL_C, "#include <linux/port.h>\n",
		     "#include <linux/chest.h>\n#include <linux/port.h>\n", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	drawer();\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

START_TEST(a_name_may_come_from_another_header_that_the_target_includes)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "brings it", LAMP_H, "#endif", "int lamp_blink(struct lamp *lamp);\n#endif", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	lamp_blink(lamp);\n	port_open(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	fixture_commit(&bench.f, "other", "include/linux/blink.h", "int lamp_blink(struct lamp *lamp);\n", NULL);
	target = fixture_edit(&bench.f, "other", WALL_C, "#include <linux/port.h>\n",
			      "#include <linux/blink.h>\n#include <linux/port.h>\n", NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

static const struct {
	const char *header, *include;
} includes[] = {
	{ "include/linux/chest.h", "<linux/chest.h>" },
	{ "drivers/include/asm/chest.h", "<asm/chest.h>" },
	{ "drivers/chest.h", "\"../chest.h\"" },
	{ "drivers/chest.h", "\"chest.h\"" },
	{ "drivers/lamp/base/chest.h", "\"base/chest.h\"" },
	{ "lib/chest.h", "\"lib/chest.h\"" },
};

START_TEST(an_include_is_looked_for_in_the_folders_above_and_their_include_folders)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text include = { 0 };
	git_oid base, fix;

	begin(&bench);
	text_addf(&include, "#include %s\n#include <linux/port.h>\n", includes[_i].include);
	base = fixture_commit(&bench.f, "a header", includes[_i].header, "int chest(void);\n", NULL);
	fixture_edit(&bench.f, "brings it", includes[_i].header, "int chest(void);\n",
		     "int chest(void);\nint drawer(void);\n", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "#include <linux/port.h>\n", text_str(&include),
			   WALL_C, "	port_open(lamp);\n", "	drawer();\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "absent drawer used in wall.c:7, defined in chest.h:2-2");
}
END_TEST

START_TEST(an_include_that_leads_out_of_the_tree_is_nothing)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid base = begin(&bench), fix;

	fix = fixture_edit(&bench.f, "uses it", WALL_C, "#include <linux/port.h>\n",
			   "#include \"../../../../etc/passwd\"\n#include \"/etc/passwd\"\n#include <linux/port.h>\n",
			   WALL_C, "	port_open(lamp);\n", "	drawer();\n	port_open(lamp);\n", NULL);
	needs(&bench, &fix, &base, "");
}
END_TEST

/* ---- shapes ---- */

/* Upstream changes a definition; then a commit has a line that uses it. The target has it as it was. */
static const struct {
	const char *path, *old, *new, *use, *expected;
} shapes[] = {
	{ LAMP_H, "void lamp_dim(", "int lamp_dim(", "	lamp->level = lamp_dim(lamp, 1);\n",
	  "no value lamp_dim used in wall.c:6, defined in lamp.h:10-10, there in lamp.h:10" },
	{ LAMP_H, "void lamp_dim(", "int lamp_dim(", "	lamp_dim(lamp, 1);\n", "" },
	{ LAMP_H, "int step);", "int step, int rest);", "	lamp_dim(lamp, 1, 2);\n",
	  "other arguments lamp_dim used in wall.c:6, defined in lamp.h:10-10, there in lamp.h:10" },
	/* what upstream's definition does not fit either was not understood */
	{ LAMP_H, "int step);", "int step);\n", "	lamp_dim(lamp, 1, 2);\n", "" },
	{ LAMP_H, "int step);", "int step);\n", "	lamp->level = lamp_dim(lamp, 1);\n", "" },
	{ LAMP_H, "int step);", "int step, ...);", "	lamp_dim(lamp, 1, 2);\n", "" },
	{ LAMP_H, "	LAMP_DARK,\n", "	LAMP_DIM,\n", "	lamp->level = LAMP_DARK;\n", "" },
	{ LAMP_H, "	LAMP_DARK,\n};", "};\nint LAMP_DARK(void);", "	lamp->level = LAMP_DARK();\n",
	  "other kind LAMP_DARK used in wall.c:6, defined in lamp.h:5-5, there in lamp.h:4" },
	{ LAMP_H, "void lamp_dim(struct lamp *lamp, int step);", "#define lamp_dim 3", "	lamp->level = lamp_dim;\n",
	  "other kind lamp_dim used in wall.c:6, defined in lamp.h:10-10, there in lamp.h:10" },
	/* a pointer to the function */
	{ LAMP_H, "int step);", "int step, int rest);", "	lamp->ops = lamp_dim;\n", "" },
	{ LAMP_H, "	int level;\n", "	int other;\n};\nint level(void);\nstruct lamp_more {\n", "	level();\n",
	  "other kind level used in wall.c:6, defined in lamp.h:9-9, there in lamp.h:7" },
	{ LAMP_H, "	int level;\n", "	int level;\n	int lamp_dim;\n", "	lamp->lamp_dim = 1;\n",
	  "other kind lamp_dim used in wall.c:6, defined in lamp.h:8-8, there in lamp.h:10" },
	/* both branches of an #if: one fits */
	{ LAMP_H, "void lamp_dim(struct lamp *lamp, int step);",
	  "#ifdef A\nint lamp_dim(struct lamp *lamp, int step);\n#else\n#define lamp_dim(lamp) 0\n#endif",
	  "	lamp->level = lamp_dim(lamp, 1);\n", "" },
};

START_TEST(a_definition_of_another_shape_is_trouble)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text line = { 0 };
	git_oid base = begin(&bench), fix;

	fixture_edit(&bench.f, "changes it", shapes[_i].path, shapes[_i].old, shapes[_i].new, NULL);
	text_addf(&line, "%s	port_open(lamp);\n", shapes[_i].use);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", text_str(&line), NULL);
	needs(&bench, &fix, &base, shapes[_i].expected);
}
END_TEST

/* "#define presses state.presses" */
START_TEST(a_macro_may_stand_for_a_member)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "brings it", LAMP_H, "	int level;\n", "	int level;\n	int presses;\n", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n",
			   "	lamp->presses++;\n	port_open(lamp);\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", LAMP_H, "#endif", "#define presses level\n#endif", NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

START_TEST(of_two_definitions_on_the_target_one_may_fit)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "changes it", LAMP_H, "int step);", "int step, int rest);", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", "	lamp_dim(lamp, 1, 2);\n	port_open(lamp);\n",
			   NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", LAMP_H, "void lamp_dim(struct lamp *lamp, int step);\n",
			      "#ifdef A\nvoid lamp_dim(struct lamp *lamp, int step);\n#else\n#define lamp_dim(l, s, r) 0\n#endif\n",
			      NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

/* The file's own definition is nearer than what a header says of another one. */
START_TEST(the_files_own_definition_counts_first)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "changes it", LAMP_H, "int step);", "int step, int rest);", NULL);
	fix = fixture_edit(&bench.f, "uses it", WALL_C, "	port_open(lamp);\n", "	lamp_dim(lamp, 1, 2);\n	port_open(lamp);\n",
			   NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "other", WALL_C, "	return 1;\n}\n",
			      "	return 1;\n}\n\nstatic void lamp_dim(int a, int b, int c)\n{\n	return;\n}\n", NULL);
	needs(&bench, &fix, &target, "");
}
END_TEST

/* The lines behind the one that is carried are the target's own: so is the number of arguments. */
START_TEST(a_call_that_goes_on_in_lines_of_the_targets_has_their_arguments)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid target, fix;

	begin(&bench);
	fixture_edit(&bench.f, "calls it", LAMP_H, "int step);", "int step, int rest);",
		     WALL_C, "	port_open(lamp);\n", "	lamp_dim(lamp,\n		 1,\n		 2);\n", NULL);
	fix = fixture_edit(&bench.f, "changes the call", WALL_C, "	lamp_dim(lamp,\n", "	lamp_dim(&lamp[0],\n", NULL);
	fixture_on(&bench.f, "stable");
	target = fixture_edit(&bench.f, "calls it", WALL_C, "	port_open(lamp);\n", "	lamp_dim(lamp,\n		 1);\n", NULL);
	needs(&bench, &fix, &target, "");
	ck_assert_int_ne(bench.merge.hunks[0].outcome, HUNK_CONFLICT);
}
END_TEST

/* ---- outlines ---- */

START_TEST(an_outline_is_what_a_commit_has)
{
	owned(bench_release) struct bench bench = { 0 };
	const struct outline *outline, *again;
	git_oid base = begin(&bench), next;
	uint32_t commit, later;

	next = fixture_edit(&bench.f, "more", LAMP_C, "void lamp_dim(", "int lamp_dim(", NULL);
	open_tables(&bench);
	succeeds(commits_find(&commit, bench.commits, &base, err));
	succeeds(commits_find(&later, bench.commits, &next, err));
	succeeds(outlines_get(&outline, bench.outlines, commit, LAMP_C, err));
	ck_assert(!outline_find(outline, ENTITY_FUNCTION, "lamp_dim")->returns_value);
	succeeds(outlines_get(&again, bench.outlines, later, LAMP_C, err));
	ck_assert(outline_find(again, ENTITY_FUNCTION, "lamp_dim")->returns_value);
	succeeds(outlines_get(&again, bench.outlines, commit, LAMP_C, err));
	ck_assert_ptr_eq(again, outline);
	succeeds(outlines_get(&again, bench.outlines, commit, "drivers/lamp/none.c", err));
	ck_assert_ptr_null(again);
	succeeds(outlines_get(&again, bench.outlines, commit, "drivers/lamp", err));
	ck_assert_ptr_null(again);
}
END_TEST

/* Eight outlines of 5 MB each: more than is kept. */
START_TEST(outlines_that_were_given_out_stay)
{
	owned(bench_release) struct bench bench = { 0 };
	owned(text_release) struct text text = { 0 };
	const struct outline *first, *outline;
	char path[32], name[32];
	uint32_t commit;
	git_oid id;
	int i;

	fixture_make(&bench.f);
	for (i = 0; i < 20000; i++)
		text_addf(&text, "int the_variable_number_%d;\n", i);
	for (i = 0; i < 8; i++) {
		text_addf(&text, "int last_%d;\n", i);
		snprintf(path, sizeof(path), "%d.c", i);
		id = fixture_commit(&bench.f, path, path, text_str(&text), NULL);
	}
	open_tables(&bench);
	succeeds(commits_find(&commit, bench.commits, &id, err));
	succeeds(outlines_get(&first, bench.outlines, commit, "0.c", err));
	for (i = 1; i < 8; i++) {
		snprintf(path, sizeof(path), "%d.c", i);
		snprintf(name, sizeof(name), "last_%d", i);
		succeeds(outlines_get(&outline, bench.outlines, commit, path, err));
		ck_assert_ptr_nonnull(outline_find(outline, ENTITY_VARIABLE, name));
	}
	ck_assert_ptr_nonnull(outline_find(first, ENTITY_VARIABLE, "last_0"));
	ck_assert_ptr_null(outline_find(first, ENTITY_VARIABLE, "last_1"));
}
END_TEST

/* ---- referrers ---- */

/* "FILE:LINE ENTITY, ..." */
static char *referrers_said(struct bench *bench, const git_oid *at, const char *path, const char *name)
{
	owned(referrers_release) struct referrers referrers = { 0 };
	struct text said = { 0 };
	uint32_t commit;
	size_t i;

	open_tables(bench);
	succeeds(commits_find(&commit, bench->commits, at, err));
	succeeds(names_referrers(&referrers, bench->outlines, commit, path, name, err));
	for (i = 0; i < referrers.nr; i++)
		text_addf(&said, "%s%s:%u %s", i ? ", " : "", referrers.v[i].path, referrers.v[i].line,
			  referrers.v[i].entity ? referrers.v[i].entity : "-");
	return said.data ? said.data : mem_strdup("");
}

#define refer(bench, at, path, name, expected)                                          \
	do {                                                                            \
		owned(free_string_p) char *said_ = referrers_said(bench, at, path, name); \
		ck_assert_str_eq(said_, expected);                                      \
	} while (0)

START_TEST(functions_tables_and_macros_of_the_folder_refer)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all",
			    "d/a.c", "int f(int n)\n{\n	return n ? f(n - 1) : 0;\n}\n"
				     "int g(void)\n{\n	f(1);\n	return f(2);\n}\nEXPORT_SYMBOL(f);\n",
			    "d/a.h", "int f(int n);\n#define F f(1)\n",
			    "d/b.c", "static const struct ops ops = {\n	.call = f,\n};\nint h(void)\n{\n	return f(3);\n}\n",
			    "d/b.S", "call f\n", "e/c.c", "int i(void)\n{\n	return f(4);\n}\n", NULL);
	refer(&bench, &id, "d/a.c", "f", "d/a.c:7 g, d/a.c:10 -, d/a.h:2 F, d/b.c:2 ops, d/b.c:6 h");
}
END_TEST

START_TEST(comments_literals_members_and_locals_of_the_name_do_not_refer)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all", "d/a.c", "int f(int n)\n{\n	return n;\n}\n",
			    "d/b.c", "/* f */\nint g(void)\n{\n	return say(\"f\");\n}\n"
				     "int h(struct o *o)\n{\n	return o->f + my_f + f_;\n}\nint i(int f)\n{\n	return f;\n}\n", NULL);
	refer(&bench, &id, "d/a.c", "f", "");
}
END_TEST

START_TEST(a_struct_is_referred_to_by_its_tag)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all", "a.h", "struct lamp {\n	int on;\n};\n",
			    "b.c", "int g(struct lamp *l)\n{\n	return l->on;\n}\n", NULL);
	refer(&bench, &id, "a.h", "lamp", "b.c:1 g");
}
END_TEST

START_TEST(a_static_function_is_known_in_its_file_alone)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all",
			    "d/a.c", "static int f(void)\n{\n	return 1;\n}\nint g(void)\n{\n	return f();\n}\n",
			    "d/b.c", "int h(void)\n{\n	return f();\n}\n", NULL);
	refer(&bench, &id, "d/a.c", "f", "d/a.c:7 g");
}
END_TEST

START_TEST(files_of_code_that_include_one_another_know_their_static_functions)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all",
			    "d/all.c", "static int f(void)\n{\n	return 1;\n}\n#include \"part.c\"\n"
				       "int g(void)\n{\n	return f() + p();\n}\n",
			    "d/part.c", "static int p(void)\n{\n	return f();\n}\n", NULL);
	if (_i)
		refer(&bench, &id, "d/part.c", "p", "d/all.c:8 g");
	else
		refer(&bench, &id, "d/all.c", "f", "d/all.c:8 g, d/part.c:3 p");
}
END_TEST

START_TEST(a_file_with_a_static_function_of_the_name_means_its_own)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all", "d/a.c", "int f(void)\n{\n	return 1;\n}\n",
			    "d/b.c", "static int f(void)\n{\n	return 2;\n}\nint g(void)\n{\n	return f();\n}\n",
			    "d/c.c", "int h(void)\n{\n	return f();\n}\n", NULL);
	refer(&bench, &id, "d/a.c", "f", "d/c.c:3 h");
}
END_TEST

START_TEST(where_there_is_no_such_file_or_folder_the_rest_of_the_folder_is_read)
{
	owned(bench_release) struct bench bench = { 0 };
	git_oid id;

	fixture_make(&bench.f);
	id = fixture_commit(&bench.f, "all", "d/b.c", "int h(void)\n{\n	return f();\n}\n", NULL);
	if (_i)
		refer(&bench, &id, "e/a.c", "f", "");
	else
		refer(&bench, &id, "d/a.c", "f", "d/b.c:3 h");
}
END_TEST

SUITE(names)
{
	LOOP_TEST(a_member_is_of_the_struct_that_its_function_declares, nr_of(owned_members));
	LOOP_TEST(a_name_that_the_target_lacks_is_absent, nr_of(absent));
	LOOP_TEST(the_commit_that_brings_a_name_and_the_target_after_it_need_nothing, nr_of(absent));
	LOOP_TEST(what_the_commit_brings_itself_is_there, nr_of(absent));
	TEST(what_the_commit_brings_in_a_hunk_that_is_not_carried_is_absent);
	TEST(uses_in_a_hunk_that_is_not_carried_do_not_count);
	TEST(what_nobody_is_seen_to_define_is_no_need);
	TEST(what_the_targets_file_uses_elsewhere_is_there);
	TEST(a_member_is_not_there_because_of_a_function_of_its_name);
	TEST(lines_that_were_placed_do_not_explain_themselves);
	TEST(what_is_no_c_has_no_names);
	TEST(a_name_is_absent_from_an_included_header_that_the_target_has);
	TEST(a_name_of_an_included_header_that_the_target_lacks_may_come_from_elsewhere);
	TEST(a_name_is_there_if_the_target_has_it_in_the_header_that_upstream_includes);
	TEST(a_name_may_come_from_another_header_that_the_target_includes);
	LOOP_TEST(an_include_is_looked_for_in_the_folders_above_and_their_include_folders, nr_of(includes));
	TEST(an_include_that_leads_out_of_the_tree_is_nothing);
	LOOP_TEST(a_definition_of_another_shape_is_trouble, nr_of(shapes));
	TEST(a_macro_may_stand_for_a_member);
	TEST(of_two_definitions_on_the_target_one_may_fit);
	TEST(the_files_own_definition_counts_first);
	TEST(a_call_that_goes_on_in_lines_of_the_targets_has_their_arguments);
	TEST(an_outline_is_what_a_commit_has);
	TEST(outlines_that_were_given_out_stay);
	TEST(functions_tables_and_macros_of_the_folder_refer);
	TEST(comments_literals_members_and_locals_of_the_name_do_not_refer);
	TEST(a_struct_is_referred_to_by_its_tag);
	TEST(a_static_function_is_known_in_its_file_alone);
	LOOP_TEST(files_of_code_that_include_one_another_know_their_static_functions, 2);
	TEST(a_file_with_a_static_function_of_the_name_means_its_own);
	LOOP_TEST(where_there_is_no_such_file_or_folder_the_rest_of_the_folder_is_read, 2);
}
