// SPDX-License-Identifier: GPL-2.0-only
/* What pahole, pfunct and EXPORT_SYMBOL() lines say, and what is made of it. */
#include <git2.h>

#include "tests/lib/suite.h"
#include "tool/check/kabi.h"

/* As pahole -I prints it. */
static const char before[] =
	"/* Used at: ../src/fs/demo/a.c */\n"
	"/* <2d> /k/src/include/linux/pub.h:44 */\n"
	"struct pub {\n"
	"\tstruct list_head           l;                    /*     0    16 */\n"
	"\tu32                        flags:3;              /*    16: 0  4 */\n"
	"\n"
	"\t/* XXX 29 bits hole, try to pack */\n"
	"\n"
	"\tint                        (*fn)(struct pub *, int); /*    24     8 */\n"
	"\tstruct inner *             in;                   /*    32     8 */\n"
	"\n"
	"\t/* size: 40, cachelines: 1, members: 4 */\n"
	"\t/* last cacheline: 40 bytes */\n"
	"};\n"
	"/* <90> /k/src/fs/demo/own.h:4 */\n"
	"struct inner {\n"
	"\tint                        a;                    /*     0     4 */\n"
	"\tunion {\n"
	"\t\tint                b;                    /*     4     4 */\n"
	"\t\tchar               name[4];              /*     4     4 */\n"
	"\t};                                               /*     4     4 */\n"
	"\tchar                       end __attribute__((__aligned__(8))); /*     8     1 */\n"
	"\n"
	"\t/* size: 16, cachelines: 1, members: 3 */\n"
	"} __attribute__((__aligned__(8)));\n"
	"struct own {\n"
	"\tint                        a;                    /*     0     4 */\n"
	"\n"
	"\t/* size: 4, cachelines: 1, members: 1 */\n"
	"};\n"
	"typedef struct {\n"
	"\tint                        x;                    /*     0     4 */\n"
	"\n"
	"\t/* size: 4, cachelines: 1, members: 1 */\n"
	"} same_t;\n"
	"struct cut {\n"
	"\tint                        x;                    /*     0     4 */\n";

struct compared {
	struct arena arena;
	struct strings old, new;
	struct layouts before, after;
	struct kabi kabi;
};

static void compared_release(struct compared *c)
{
	strings_release(&c->old);
	strings_release(&c->new);
	arena_release(&c->arena);
}

/* The text with one piece replaced. */
static const char *edited(struct arena *arena, const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	ck_assert_ptr_nonnull(at);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static void compare(struct compared *c, const char *after, const char *prototypes_before, const char *prototypes_after)
{
	layouts_read(&c->before, &c->arena, before, strlen(before), "/k/src");
	prototypes_read(&c->before, &c->arena, prototypes_before, strlen(prototypes_before));
	layouts_sort(&c->before);
	layouts_read(&c->after, &c->arena, after, strlen(after), "/k/src");
	prototypes_read(&c->after, &c->arena, prototypes_after, strlen(prototypes_after));
	layouts_sort(&c->after);
	layouts_compare(&c->kabi, &c->arena, &c->before, &c->old, &c->after, &c->new);
}

START_TEST(what_pahole_prints_is_read)
{
	owned(compared_release) struct compared c = { 0 };
	const struct layout *inner;

	compare(&c, before, "", "");
	ck_assert_uint_eq(c.before.nr_structs, 4);
	inner = &c.before.structs[0];
	ck_assert_str_eq(inner->name, "inner");
	ck_assert_str_eq(inner->path, "fs/demo/own.h");
	ck_assert_str_eq(inner->size, "16");
	ck_assert_uint_eq(inner->nr_members, 4);
	ck_assert_str_eq(inner->members[2].name, "name");
	ck_assert_str_eq(inner->members[2].place, "4");
	ck_assert_str_eq(inner->members[3].name, "end");
	ck_assert_str_eq(c.before.structs[2].name, "pub");
	ck_assert_str_eq(c.before.structs[2].members[1].name, "flags");
	ck_assert_str_eq(c.before.structs[2].members[1].place, "16:0");
	ck_assert_str_eq(c.before.structs[2].members[2].name, "fn");
	ck_assert_str_eq(c.before.structs[3].name, "same_t");
	ck_assert_uint_eq(c.kabi.nr_changes, 0);
}
END_TEST

START_TEST(a_member_that_is_added_moves_others)
{
	owned(compared_release) struct compared c = { 0 };
	const char *after = edited(&c.arena, before, "name[4];              /*     4     4 */\n\t};",
				   "name[4];              /*     4     4 */\n\t};");

	after = edited(&c.arena, after, "\tchar                       end __attribute__((__aligned__(8))); /*     8     1 */",
		       "\tlong int                   count;                /*     8     8 */\n"
		       "\tchar                       end __attribute__((__aligned__(8))); /*    16     1 */");
	after = edited(&c.arena, after, "size: 16", "size: 24");
	compare(&c, after, "", "");
	ck_assert_uint_eq(c.kabi.nr_changes, 1);
	ck_assert_int_eq(c.kabi.changes[0].kind, KABI_STRUCT);
	ck_assert_str_eq(c.kabi.changes[0].name, "inner");
	ck_assert_str_eq(c.kabi.changes[0].path, "fs/demo/own.h");
	ck_assert_str_eq(c.kabi.changes[0].before, "size 16");
	ck_assert_str_eq(c.kabi.changes[0].after, "size 24");
	ck_assert_str_eq(c.kabi.changes[0].detail, "count added at 8: long int count\nend moved from 8 to 16");
	ck_assert(!c.kabi.changes[0].exported);
}
END_TEST

START_TEST(what_an_exported_function_leads_to_is_seen_outside)
{
	owned(compared_release) struct compared c = { 0 };
	const char *after = edited(&c.arena, before, "int                        a;  ", "u32                        a;  ");

	strings_add(&c.old, "pub_get");
	strings_add(&c.old, "other");
	strings_add(&c.new, "pub_get");
	strings_add(&c.new, "other");
	compare(&c, after, "void pub_get(struct pub * p);\nint other(int a);\n",
		"void pub_get(struct pub * p);\nint other(int a);\n");
	ck_assert_uint_eq(c.kabi.symbols, 2);
	ck_assert_uint_eq(c.kabi.nr_changes, 2);
	ck_assert_str_eq(c.kabi.changes[0].name, "inner");
	ck_assert_str_eq(c.kabi.changes[0].detail, "a at 0 was 'int a', is 'u32 a' at 0");
	ck_assert(c.kabi.changes[0].exported);
	ck_assert_int_eq(c.kabi.changes[1].kind, KABI_SYMBOL);
	ck_assert_str_eq(c.kabi.changes[1].name, "pub_get");
	ck_assert_str_eq(c.kabi.changes[1].detail, "its CRC is another one, by struct inner");
}
END_TEST

START_TEST(what_a_header_below_include_declares_is_seen_outside)
{
	owned(compared_release) struct compared c = { 0 };
	const char *after = edited(&c.arena, before, "flags:3;              /*    16: 0", "flags:4;              /*    16: 0");

	compare(&c, after, "", "");
	ck_assert_uint_eq(c.kabi.nr_changes, 1);
	ck_assert_str_eq(c.kabi.changes[0].name, "pub");
	ck_assert(c.kabi.changes[0].exported);
}
END_TEST

/* The struct of a file, with one member. */
static const char *struct_in(struct arena *arena, const char *path, const char *member)
{
	return arena_printf(arena, "/* <2d> /k/src/%s:4 */\nstruct one {\n\t%s;      /*     0     4 */\n\n"
			    "\t/* size: 4, cachelines: 1, members: 1 */\n};\n", path, member);
}

START_TEST(two_files_may_have_a_struct_of_one_name)
{
	owned(compared_release) struct compared c = { 0 };
	const char *in_a = struct_in(&c.arena, "fs/a.c", "int a"), *in_b = struct_in(&c.arena, "fs/b.c", "int b");
	const char *new_b = struct_in(&c.arena, "fs/b.c", "u32 b");

	layouts_read(&c.before, &c.arena, in_a, strlen(in_a), "/k/src");
	layouts_read(&c.before, &c.arena, in_b, strlen(in_b), "/k/src");
	layouts_sort(&c.before);
	layouts_read(&c.after, &c.arena, new_b, strlen(new_b), "/k/src");
	layouts_read(&c.after, &c.arena, in_a, strlen(in_a), "/k/src");
	layouts_read(&c.after, &c.arena, in_a, strlen(in_a), "/k/src");
	layouts_sort(&c.after);
	ck_assert_uint_eq(c.after.nr_structs, 2);
	layouts_compare(&c.kabi, &c.arena, &c.before, &c.old, &c.after, &c.new);
	ck_assert_uint_eq(c.kabi.nr_changes, 1);
	ck_assert_str_eq(c.kabi.changes[0].path, "fs/b.c");
	ck_assert_str_eq(c.kabi.changes[0].detail, "b at 0 was 'int b', is 'u32 b' at 0");
}
END_TEST

START_TEST(a_struct_that_goes_to_another_file_is_the_same)
{
	owned(compared_release) struct compared c = { 0 };
	const char *old = struct_in(&c.arena, "fs/a.h", "int a"), *new = struct_in(&c.arena, "include/a.h", "u32 a");

	layouts_read(&c.before, &c.arena, old, strlen(old), "/k/src");
	layouts_sort(&c.before);
	layouts_read(&c.after, &c.arena, new, strlen(new), "/k/src");
	layouts_sort(&c.after);
	layouts_compare(&c.kabi, &c.arena, &c.before, &c.old, &c.after, &c.new);
	ck_assert_uint_eq(c.kabi.nr_changes, 1);
	ck_assert_str_eq(c.kabi.changes[0].path, "include/a.h");
}
END_TEST

START_TEST(symbols_come_go_and_change)
{
	owned(compared_release) struct compared c = { 0 };

	strings_add(&c.old, "gone");
	strings_add(&c.old, "other");
	strings_add(&c.new, "come");
	strings_add(&c.new, "other");
	compare(&c, before, "void gone(void);\nint other(int a);\nvoid come(void);\n",
		"inline void other(void);\nbool other(int a);\nvoid come(void);\n");
	ck_assert_uint_eq(c.kabi.symbols, 3);
	ck_assert_uint_eq(c.kabi.nr_changes, 3);
	ck_assert_str_eq(c.kabi.changes[0].name, "come");
	ck_assert_ptr_null(c.kabi.changes[0].before);
	ck_assert_str_eq(c.kabi.changes[0].after, "void come(void)");
	ck_assert_str_eq(c.kabi.changes[1].name, "gone");
	ck_assert_ptr_null(c.kabi.changes[1].after);
	ck_assert_str_eq(c.kabi.changes[2].before, "int other(int a)");
	ck_assert_str_eq(c.kabi.changes[2].after, "bool other(int a)");
}
END_TEST

START_TEST(exports_are_read_from_the_source)
{
	static const char text[] = "/* EXPORT_SYMBOL(commented); */\nEXPORT_SYMBOL(a);\nEXPORT_SYMBOL_GPL( b );\n"
				   "EXPORT_SYMBOL_NS_GPL(c, SPACE);\nEXPORT_PER_CPU_SYMBOL(d);\n"
				   "EXPORT_TRACEPOINT_SYMBOL(e);\n#define X EXPORT_SYMBOL(f)\nEXPORT_SYMBOL(\"g\")\n"
				   "EXPORT_SYMBOL";
	owned(strings_release) struct strings names = { 0 };

	exports_read(&names, text, strlen(text));
	ck_assert_uint_eq(names.nr, 4);
	ck_assert_str_eq(names.v[0], "a");
	ck_assert_str_eq(names.v[1], "b");
	ck_assert_str_eq(names.v[2], "c");
	ck_assert_str_eq(names.v[3], "d");
}
END_TEST

START_TEST(only_what_is_outside_of_bodies_can_change_it)
{
	static const char *const cases[][3] = {
		{ "int f(void)\n{\n\treturn 1;\n}\n", "int f(void)\n{\n\treturn 2;\n}\n", "" },
		{ "int f(void)\n{\n\treturn 1;\n}\n", "bool f(void)\n{\n\treturn 1;\n}\n", "can" },
		{ "struct s {\n\tint a;\n};\n", "struct s {\n\tint a;\n\tint b;\n};\n", "can" },
		{ "struct s {\n\tint a;\n};\n", "struct s {\n\t/* one */\n\n\tint a;\n};\n", "" },
		{ "#define N 1\n", "#define N 2\n", "can" },
		{ "int f(void)\n{\n}\nEXPORT_SYMBOL(f);\n", "int f(void)\n{\n}\n", "can" },
	};
	struct text old = { 0 }, new = { 0 };
	const struct outcome outcome = { .path = "a.c", .before = &old, .after = &new };
	bool can = false;

	git_libgit2_init();
	text_adds(&old, cases[_i][0]);
	text_adds(&new, cases[_i][1]);
	succeeds(kabi_can_change(&can, &outcome, err));
	ck_assert_int_eq(can, *cases[_i][2] != '\0');
	text_release(&old);
	text_release(&new);
}
END_TEST

SUITE(layouts)
{
	TEST(what_pahole_prints_is_read);
	TEST(a_member_that_is_added_moves_others);
	TEST(what_an_exported_function_leads_to_is_seen_outside);
	TEST(what_a_header_below_include_declares_is_seen_outside);
	TEST(two_files_may_have_a_struct_of_one_name);
	TEST(a_struct_that_goes_to_another_file_is_the_same);
	TEST(symbols_come_go_and_change);
	TEST(exports_are_read_from_the_source);
	LOOP_TEST(only_what_is_outside_of_bodies_can_change_it, 6);
}
