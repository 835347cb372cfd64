// SPDX-License-Identifier: GPL-2.0-only
#include "lib/suite.h"
#include "tool/chain/outline.h"
#include "tool/text.h"

static struct outline outlined(const char *text)
{
	struct outline outline;

	outline_make(&outline, text, strlen(text));
	return outline;
}

static const char *kind_word(enum entity_kind kind)
{
	static const char *const words[] = {
		[ENTITY_FUNCTION] = "function", [ENTITY_PROTOTYPE] = "prototype", [ENTITY_STRUCT] = "struct",
		[ENTITY_ENUM] = "enum", [ENTITY_TYPEDEF] = "typedef", [ENTITY_MACRO] = "macro",
		[ENTITY_VARIABLE] = "variable",
	};

	return words[kind];
}

/* "function f 1-3, macro M 4-4" of a text. */
static char *summary(const char *text)
{
	owned(outline_release) struct outline outline = outlined(text);
	struct text said = { 0 };
	size_t i;

	for (i = 0; i < outline.nr; i++)
		text_addf(&said, "%s%s %s %u-%u", i ? ", " : "", kind_word(outline.v[i].kind), outline.v[i].name,
			  outline.v[i].first, outline.v[i].last);
	return said.data ? said.data : mem_strdup("");
}

/* "name line, ..." of an entity's members. */
static char *members(const char *text, enum entity_kind kind, const char *name)
{
	owned(outline_release) struct outline outline = outlined(text);
	const struct entity *entity = outline_find(&outline, kind, name);
	struct text said = { 0 };
	size_t i;

	ck_assert_ptr_nonnull(entity);
	for (i = 0; i < entity->nr_members; i++)
		text_addf(&said, "%s%s %u", i ? ", " : "", entity->members[i].name, entity->members[i].line);
	return said.data ? said.data : mem_strdup("");
}

/* ".member struct tag call/2 used/0 name" of lines. */
static char *uses_in(const char *text, uint32_t first, uint32_t last)
{
	owned(name_uses_release) struct name_uses uses = { 0 };
	struct text said = { 0 };
	size_t i;

	name_uses_make(&uses, text, strlen(text), first, last);
	for (i = 0; i < uses.nr; i++) {
		const struct name_use *use = &uses.v[i];

		text_addf(&said, "%s%s%s%s", i ? " " : "", use->is_member ? "." : "", use->is_tag ? "#" : "", use->name);
		if (use->is_call)
			text_addf(&said, "%s%d", use->value_used ? "=/" : "/", use->nr_arguments);
	}
	return said.data ? said.data : mem_strdup("");
}

static void free_said(char **said)
{
	free(*said);
}

#define is_summary(text, expected)                              \
	do {                                                    \
		owned(free_said) char *said_ = summary(text);   \
		ck_assert_str_eq(said_, expected);              \
	} while (0)

#define are_members(text, kind, name, expected)                                 \
	do {                                                                    \
		owned(free_said) char *said_ = members(text, kind, name);       \
		ck_assert_str_eq(said_, expected);                              \
	} while (0)

#define are_uses(text, first, last, expected)                           \
	do {                                                            \
		owned(free_said) char *said_ = uses_in(text, first, last); \
		ck_assert_str_eq(said_, expected);                      \
	} while (0)

/* ---- functions ---- */

START_TEST(a_function_goes_from_its_return_type_to_its_closing_brace)
{
	is_summary("static int\n"
		   "add(int a, int b)\n"
		   "{\n"
		   "	if (a) {\n"
		   "		b++;\n"
		   "	}\n"
		   "	return a + b;\n"
		   "}\n", "function add 1-8");
}
END_TEST

START_TEST(a_functions_storage_type_and_parameters_are_known)
{
	owned(outline_release) struct outline outline = outlined(
		"static inline const char  *\n"
		"name_of(struct item *item,\n"
		"	int (*cb)(int, int), size_t len)\n"
		"{\n"
		"}\n"
		"void stop(void) { }\n"
		"int any(const char *fmt, ...) { return 0; }\n"
		"void *memory() { return 0; }\n");
	const struct entity *f = &outline.v[0];

	ck_assert_uint_eq(outline.nr, 4);
	ck_assert(f->is_static && f->is_inline && f->returns_value);
	ck_assert_int_eq(f->nr_parameters, 3);
	ck_assert_str_eq(f->type, "const char *");
	ck_assert_uint_eq(f->body, 4);
	ck_assert(!outline.v[1].returns_value && !outline.v[1].is_static);
	ck_assert_int_eq(outline.v[1].nr_parameters, 0);
	ck_assert_int_eq(outline.v[2].nr_parameters, -1);
	ck_assert(outline.v[3].returns_value); /* a pointer to void is a value */
	ck_assert_int_eq(outline.v[3].nr_parameters, -1);
}
END_TEST

static const struct {
	const char *text, *expected;
} declarations[] = {
	/* attributes and what stands for them */
	{ "__printf(1, 2) void say(const char *fmt, ...);", "prototype say 1-1" },
	{ "int f(int a) __attribute__((noreturn));", "prototype f 1-1" },
	{ "static __attribute__((unused)) int f(void) { }", "function f 1-1" },
	{ "static int __init start(void)\n{\n}", "function start 1-3" },
	{ "void f(struct x *x) __acquires(x->lock) __releases(x->lock)\n{\n}", "function f 1-3" },
	{ "int f(int a) NORETURN_PTR(a);", "prototype f 1-1" },
	{ "int f(int a) must_check;", "prototype f 1-1" },
	{ "void f(const char *fmt, ...) printf_like(1, 2);", "prototype f 1-1" },
	{ "int x __aligned(8);", "variable x 1-1" },
	{ "struct item item __aligned(8);", "variable item 1-1" },
	{ "struct item *__find(int a);", "prototype __find 1-1" },
	{ "static int level __read_mostly = 3;", "variable level 1-1" },
	{ "static struct item table[] __initdata = {\n};", "variable table 1-2" },
	{ "__be32 a, *b;", "variable a 1-1, variable b 1-1" },
	{ "__u64 count(void);", "prototype count 1-1" },
	/* odd declarators */
	{ "void (*signal(int n, void (*f)(int)))(int)\n{\n}", "function signal 1-3" },
	{ "int (plain)(int a) { }", "function plain 1-1" },
	{ "int (*hook)(int a, int b);", "variable hook 1-1" },
	{ "hook_t (*hook)(int a, int b) = other;", "variable hook 1-1" },
	{ "int *(*hooks[3])(int), other = 3, rows[4][5];", "variable hooks 1-1, variable other 1-1, variable rows 1-1" },
	{ "extern struct item first;", "variable first 1-1" },
	{ "struct item;", "" },
	{ "main() { }", "function main 1-1" },
	/* K&R */
	{ "int old(a, b)\n\tint a;\n\tchar *b;\n{\n}\nint x;", "function old 1-5, variable x 6-6" },
	{ "int old(a, b) int a; { }", "function old 1-1" },
	{ "PROTO(a)\nstruct item b;", "variable b 2-2" },
	/* macros that define */
	{ "static DEFINE_SPINLOCK(lock);", "variable lock 1-1" },
	{ "static __cacheline_aligned DEFINE_SPINLOCK(lock);", "variable lock 1-1" },
	{ "static DEFINE_PER_CPU(struct item, items) = { 0 };", "variable items 1-1" },
	{ "DEFINE_PER_CPU(counter_t, counters);", "variable counters 1-1" },
	{ "static DEFINE_PER_CPU(unsigned int, task_counts[8]);", "variable task_counts 1-1" },
	{ "SYSCALL_DEFINE3(splice, int, fd, char __user *, buf, size_t, len)\n{\n}", "function splice 1-3" },
	{ "RTE_INIT(start)\n{\n}", "function start 1-3" },
	{ "RTE_INIT_PRIO(start, LAST)\n{\n}", "function start 1-3" },
	{ "TRACE_EVENT(open,\n\tTP_ARGS(a),\n\tTP_fast_assign(\n\t\tx = 1;\n\t),\n\tTP_printk(\"{\")\n);\nint y;",
	  "variable open 1-7, variable y 8-8" },
	{ "module_init(start);\nEXPORT_SYMBOL(start);\nMODULE_LICENSE(\"GPL\");\n__setup(\"x=\", start);", "" },
	{ "EXPORT_SYMBOL(a)\nBUFFER_FNS(Dirty, dirty)\nstatic int f(void)\n{\n}", "function f 3-5" },
	{ "module_init(start)\nstatic int f(void) { }", "function f 2-2" },
	/* structs, enums, typedefs */
	{ "struct item {\n\tint a;\n};", "struct item 1-3" },
	{ "struct item {\n\tint a;\n} __packed;", "struct item 1-3" },
	{ "struct item {\n\tint a;\n} __attribute__((packed, aligned(4))) first, *last;",
	  "struct item 1-3, variable first 3-3, variable last 3-3" },
	{ "struct __attribute__((packed)) item { int a; };", "struct item 1-1" },
	{ "struct __rte_cache_aligned item { int a; };", "struct item 1-1" },
	{ "static struct item {\n\tint a;\n} items[] = {\n\t{ 1 },\n};", "struct item 1-3, variable items 3-5" },
	{ "static struct {\n\tint a;\n} state;", "struct state 1-3, variable state 3-3" },
	{ "typedef struct item {\n\tint a;\n} item_t, *item_p;", "struct item 1-3, typedef item_t 1-3, typedef item_p 1-3" },
	{ "typedef struct {\n\tint a;\n} item_t;", "struct item_t 1-3" },
	{ "typedef struct {\n\tint a;\n} __u128;", "struct __u128 1-3" },
	{ "typedef int (*compare_fn)(const void *, const void *);", "typedef compare_fn 1-1" },
	{ "typedef status_t (*check_fn)(int);", "typedef check_fn 1-1" },
	{ "typedef int walk_fn(int a);", "typedef walk_fn 1-1" },
	{ "typedef unsigned long ulong, row[3];", "typedef ulong 1-1, typedef row 1-1" },
	{ "enum colour {\n\tRED,\n};", "enum colour 1-3" },
	{ "enum {\n\tRED,\n};", "enum  1-3" },
	{ "struct outer {\n\tstruct inner {\n\t\tint a;\n\t} b;\n};", "struct outer 1-5, struct inner 2-4" },
	{ "struct pair both(struct pair *a) { }", "function both 1-1" },
	{ "enum colour colours[] = {\n\tRED,\n};\nint x;", "variable colours 1-3, variable x 4-4" },
	/* C++ */
	{ "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\nint g(void);",
	  "prototype f 4-4, prototype g 8-8" },
	/* macros */
	{ "#define A 1\n# define B(x) \\\n\tf(x); \\\n\tg(x)\nint x;", "macro A 1-1, macro B 2-4, variable x 5-5" },
	{ "#define TEXT \"/*\"\nint x;", "macro TEXT 1-1, variable x 2-2" },
	{ "#define A /* a\n b */ 1\nint x;", "macro A 1-2, variable x 3-3" },
	{ "int f(void)\n{\n#define IN_IT 1\n\treturn IN_IT;\n}", "function f 1-5, macro IN_IT 3-3" },
	{ "struct s {\n\tint flags;\n#define FLAG 1\n\tint b;\n};", "struct s 1-5, macro FLAG 3-3" },
	{ "static int table[] = {\n#define ONE 1\n\tONE,\n};", "variable table 1-4, macro ONE 2-2" },
	/* not code */
	{ "/* int a; */ int b; // int c;\nchar d = ';'; char *e = \"int f;\\\"\";", "variable b 1-1, variable d 2-2, variable e 2-2" },
	{ "#error don't\nint a;", "variable a 2-2" },
	{ "#if 0\nisn't code\n#endif\nint f(void)\n{\n}", "function f 4-6" },
	{ "#if 0\nint f(void)\n{\n#else\nint g(void)\n{\n#endif\n}", "function g 5-8" },
	{ "int a; // \\\nint b;\nint c;", "variable a 1-1, variable c 3-3" },
	{ "int f(void) \\\n{ }\nint g(void) { }", "function f 1-2, function g 3-3" },
	{ "int a;\r\nint f(void)\r\n{\r\n}\r\n#define M \\\r\n\t1\r\nint b;\r\n",
	  "variable a 1-1, function f 2-4, macro M 5-6, variable b 7-7" },
};

START_TEST(declarations_are_recognised)
{
	is_summary(declarations[_i].text, declarations[_i].expected);
}
END_TEST

START_TEST(a_brace_that_both_branches_open_counts_once)
{
	is_summary("#ifdef A\n"
		   "int f(int a) {\n"
		   "#else\n"
		   "int f(void) {\n"
		   "#endif\n"
		   "	return 1;\n"
		   "}\n"
		   "int g(void) { }\n", "function f 2-7, function g 8-8");
	is_summary("int f(void)\n"
		   "{\n"
		   "#if A\n"
		   "	if (a) {\n"
		   "#elif B\n"
		   "	if (b) {\n"
		   "#else\n"
		   "	{\n"
		   "#endif\n"
		   "	}\n"
		   "}\n"
		   "int x;\n", "function f 1-11, variable x 12-12");
}
END_TEST

START_TEST(both_branches_may_declare_what_one_body_belongs_to)
{
	is_summary("#ifdef A\n"
		   "static int f(int a)\n"
		   "#else\n"
		   "static int f(void)\n"
		   "#endif\n"
		   "{\n"
		   "}\n", "function f 2-7");
	is_summary("int f(int a\n"
		   "#ifdef A\n"
		   "	, int b)\n"
		   "#else\n"
		   "	)\n"
		   "#endif\n"
		   "{\n"
		   "}\n", "function f 1-8");
	is_summary("#ifdef A\n"
		   "struct s {\n"
		   "#else\n"
		   "struct t {\n"
		   "#endif\n"
		   "	int a;\n"
		   "};\n", "struct t 2-7");
}
END_TEST

START_TEST(both_branches_may_end_a_function)
{
	is_summary("int f(void)\n"
		   "{\n"
		   "#ifdef A\n"
		   "	return 1;\n"
		   "}\n"
		   "#else\n"
		   "	return 2;\n"
		   "}\n"
		   "#endif\n"
		   "int g(void)\n"
		   "{\n"
		   "}\n", "function f 1-8, function g 10-12");
}
END_TEST

START_TEST(both_branches_may_define_the_same)
{
	owned(outline_release) struct outline outline = outlined("#ifdef A\n"
								 "int f(void)\n{\n}\n"
								 "#else\n"
								 "static inline int f(void)\n{\n}\n"
								 "#endif\n");

	ck_assert_uint_eq(outline.nr, 2);
	ck_assert_ptr_eq(outline_find(&outline, ENTITY_FUNCTION, "f"), &outline.v[0]);
}
END_TEST

START_TEST(braces_that_do_not_balance_are_counted_by_columns)
{
	is_summary("int f(void)\n"
		   "{\n"
		   "#if A\n"
		   "	if (a) {\n"
		   "#endif\n"
		   "	x();\n"
		   "}\n"
		   "int g(void)\n"
		   "{\n"
		   "}\n", "function f 1-7, function g 8-10");
	is_summary("int a(void) {\n}\n}\nint b(void) {\n}\n", "function a 1-2, function b 4-5");
	is_summary("FOO(a, (b)\nint f(void)\n{\n}\nint g(void)\n{\n}\n", "function f 2-4, function g 5-7");
}
END_TEST

START_TEST(a_comment_directly_above_leads)
{
	owned(outline_release) struct outline outline = outlined("/*\n"
								 " * far away\n"
								 " */\n"
								 "\n"
								 "/* one */\n"
								 "// two\n"
								 "/* three\n"
								 " */\n"
								 "int f(void)\n"
								 "{\n"
								 "}\n"
								 "int a; /* not\n"
								 "	* leading */\n"
								 "int b;\n"
								 "/* m */\n"
								 "#define M 1\n");

	ck_assert_uint_eq(outline.nr, 4);
	ck_assert_uint_eq(outline.v[0].lead, 5);
	ck_assert_uint_eq(outline.v[0].first, 9);
	ck_assert_uint_eq(outline.v[2].lead, 14);
	ck_assert_uint_eq(outline.v[3].lead, 15);
}
END_TEST

START_TEST(a_line_belongs_to_the_outermost_entity)
{
	owned(outline_release) struct outline outline = outlined("#include \"a.h\"\n"
								 "\n"
								 "/* leads */\n"
								 "struct s {\n"
								 "	int a;\n"
								 "#define FLAG 1\n"
								 "	int b;\n"
								 "};\n"
								 "\n"
								 "int f(void) { }\n");

	ck_assert_ptr_null(outline_at(&outline, 1));
	ck_assert_ptr_null(outline_at(&outline, 2));
	ck_assert_str_eq(outline_at(&outline, 3)->name, "s");
	ck_assert_str_eq(outline_at(&outline, 6)->name, "s");
	ck_assert_str_eq(outline_at(&outline, 8)->name, "s");
	ck_assert_ptr_null(outline_at(&outline, 9));
	ck_assert_str_eq(outline_at(&outline, 10)->name, "f");
	ck_assert_ptr_null(outline_at(&outline, 11));
}
END_TEST

START_TEST(a_struct_has_its_members_and_those_within)
{
	static const char text[] = "struct s {\n"
				   "	struct list list, *next;\n"
				   "	int (*open)(struct s *s, int mode);\n"
				   "	status_t (*check)(int);\n"
				   "	void __user *buf[3];\n"
				   "	unsigned flag:1, :3, other:2;\n"
				   "	u32 count ____cacheline_aligned;\n"
				   "	union {\n"
				   "		u8 byte;\n"
				   "		struct inner { u16 word; } in;\n"
				   "	};\n"
				   "	enum { ONE = 1, TWO } kind;\n"
				   "	DECLARE_BITMAP(bits, 32);\n"
				   "	struct_group(head, u8 first; u8 last[3];);\n"
				   "	STAILQ_ENTRY(s) entry;\n"
				   "	__be32 net;\n"
				   "};\n";

	are_members(text, ENTITY_STRUCT, "s", "list 2, next 2, open 3, check 4, buf 5, flag 6, other 6, count 7, byte 9, "
		    "word 10, in 10, ONE 12, TWO 12, kind 12, bits 13, head 14, first 14, entry 15, net 16");
	are_members(text, ENTITY_STRUCT, "inner", "word 10");
}
END_TEST

START_TEST(an_enum_has_its_enumerators)
{
	are_members("enum colour {\n"
		    "	RED,\n"
		    "	GREEN = RED + F(1, 2), /* x, y */\n"
		    "#ifdef BLUE_TOO\n"
		    "	BLUE,\n"
		    "#endif\n"
		    "	LAST\n"
		    "};\n", ENTITY_ENUM, "colour", "RED 2, GREEN 3, BLUE 5, LAST 7");
}
END_TEST

START_TEST(a_table_has_the_fields_it_initialises)
{
	are_members("static const struct ops table[] = {\n"
		    "	{ .open = x.y, .in.depth = f(.5, a.b) },\n"
		    "	[3] = {\n"
		    "		.close = 0,\n"
		    "		old: 3,\n"
		    "	},\n"
		    "};\n", ENTITY_VARIABLE, "table", "open 2, in 2, depth 2, close 4, old 5");
}
END_TEST

START_TEST(members_of_both_branches_are_there)
{
	are_members("struct s {\n"
		    "#ifdef A\n"
		    "	int a;\n"
		    "#else\n"
		    "	long a;\n"
		    "	int b;\n"
		    "#endif\n"
		    "	int c;\n"
		    "};\n", ENTITY_STRUCT, "s", "a 3, a 5, b 6, c 8");
}
END_TEST

START_TEST(includes_are_as_written)
{
	owned(outline_release) struct outline outline = outlined("#include <linux/list.h>\n"
								 "# include \"../state.h\" /* x */\n"
								 "#include MACRO\n"
								 "#include <broken\n"
								 "#include \"a.h\"");

	ck_assert_uint_eq(outline.nr_includes, 3);
	ck_assert_str_eq(outline.includes[0], "linux/list.h");
	ck_assert_str_eq(outline.includes[1], "../state.h");
	ck_assert_str_eq(outline.includes[2], "a.h");
}
END_TEST

START_TEST(a_macros_parameters_are_counted)
{
	owned(outline_release) struct outline outline = outlined("#define A(x, y) x\n"
								 "#define B() x\n"
								 "#define C(x, ...) x\n"
								 "#define D (x, y)\n"
								 "#define E(x, args...) x\n"
								 "#define F(x,\\\n"
								 "	y, z) x\n");
	static const int expected[] = { 2, 0, -1, -1, -1, 3 };
	size_t i;

	ck_assert_uint_eq(outline.nr, nr_of(expected));
	for (i = 0; i < outline.nr; i++)
		ck_assert_int_eq(outline.v[i].nr_parameters, expected[i]);
}
END_TEST

START_TEST(a_definition_is_found_before_a_declaration_and_a_member_last)
{
	owned(outline_release) struct outline outline = outlined("int f(int a);\n"
								 "struct s { int f; int g; };\n"
								 "enum { ONE };\n"
								 "static struct s table = { .h = 1 };\n"
								 "int f(int a) { }\n");
	const struct entity_member *member;

	ck_assert_int_eq(outline_defines(&member, &outline, "f")->kind, ENTITY_FUNCTION);
	ck_assert_ptr_null(member);
	ck_assert_int_eq(outline_member(&member, &outline, "f")->kind, ENTITY_STRUCT);
	ck_assert_str_eq(member->name, "f");
	ck_assert_str_eq(outline_defines(&member, &outline, "g")->name, "s");
	ck_assert_uint_eq(member->line, 2);
	ck_assert_int_eq(outline_defines(&member, &outline, "ONE")->kind, ENTITY_ENUM);
	ck_assert_ptr_null(outline_defines(&member, &outline, "h")); /* a table's field is defined elsewhere */
	ck_assert_ptr_null(outline_defines(&member, &outline, "nothing"));
	ck_assert_ptr_null(outline_member(&member, &outline, "table"));
}
END_TEST

START_TEST(all_that_a_name_is_comes_in_the_order_of_the_file)
{
	owned(outline_release) struct outline outline = outlined("int f(int a);\n"
								 "struct s { int f; };\n"
								 "int g;\n"
								 "int f(int a) { }\n");
	const struct entity_member *member;
	uint32_t at = 0;

	ck_assert_int_eq(outline_each(&member, &at, &outline, "f")->kind, ENTITY_PROTOTYPE);
	ck_assert_ptr_null(member);
	ck_assert_int_eq(outline_each(&member, &at, &outline, "f")->kind, ENTITY_STRUCT);
	ck_assert_uint_eq(member->line, 2);
	ck_assert_int_eq(outline_each(&member, &at, &outline, "f")->kind, ENTITY_FUNCTION);
	ck_assert_ptr_null(outline_each(&member, &at, &outline, "f"));
	at = 0;
	ck_assert_ptr_null(outline_each(&member, &at, &outline, "h"));
}
END_TEST

START_TEST(a_name_is_declared_where_it_stands_and_not_in_a_body)
{
	owned(outline_release) struct outline outline = outlined("int f(int a)\n{\n\tf(1);\n}\nstruct s {\n\tint m;\n};\n");

	ck_assert(outline_declares(&outline, "f", 1));
	ck_assert(!outline_declares(&outline, "f", 3));
	ck_assert(outline_declares(&outline, "m", 6));
	ck_assert(!outline_declares(&outline, "m", 5));
}
END_TEST

START_TEST(an_empty_text_has_an_empty_outline)
{
	owned(outline_release) struct outline outline = outlined("");
	const struct entity_member *member;

	ck_assert_uint_eq(outline.nr, 0);
	ck_assert_ptr_null(outline_at(&outline, 1));
	ck_assert_ptr_null(outline_find(&outline, ENTITY_MACRO, "x"));
	ck_assert_ptr_null(outline_defines(&member, &outline, "x"));
	ck_assert_uint_eq(outline_end_before(&outline, 7), 0);
}
END_TEST

/* ---- hostile text ---- */

/* Pieces that are repeated: what would be slow if something were looked at again and again. */
static const char *const hostile[] = {
	"{", "}", "(", "[", "\"", "'", "/*", "//\\\n", "\\\n", "#if\n", "#else\n", "#if x {\n#else\n",
	"struct{", "struct a{int b;", "enum{", "f(", "f(a){", "A(b) ", "A(b) c() ", "__a() ", "f() A() ", "int f(a)int a;",
	"x={", "a{}", "struct a{b{}", "#define a\n", "#define a(", "struct{}", "typedef ", "typedef struct a{}b;",
	"*", "a ", "a* ", "a,", "a=", "a;", "int a;", "extern \"C\"{", "static ", ".a=", "({int a=", "int (*a)(",
	"goto a;a:", "?:", "int(((", ")", "};", "a\n", "\n{\n", "\n}\n", "\xff\x80", "$", "#", "# include <", "/*/", "-", "->",
};

static void read_hostile(const struct text *text)
{
	owned(outline_release) struct outline outline = { 0 };
	owned(name_uses_release) struct name_uses uses = { 0 };
	owned(identifiers_release) struct identifiers identifiers = { 0 };
	uint32_t last = 0;
	size_t i;

	outline_make(&outline, text_str(text), text->len);
	for (i = 0; i < outline.nr; i++) {
		ck_assert_uint_le(last, outline.v[i].first);
		ck_assert_uint_le(outline.v[i].first, outline.v[i].last);
		ck_assert_uint_le(outline.v[i].lead, outline.v[i].first);
		last = outline.v[i].first;
	}
	name_uses_make(&uses, text_str(text), text->len, 1, UINT32_MAX);
	identifiers_make(&identifiers, text_str(text), text->len);
}

START_TEST(much_of_anything_is_read)
{
	owned(text_release) struct text text = { 0 };
	static const char head[] = "int f(int a)\n{\n";

	while (text.len < 200000)
		text_adds(&text, hostile[_i]);
	read_hostile(&text);
	memcpy(text.data, head, sizeof(head) - 1); /* within a function, where locals are looked for */
	read_hostile(&text);
}
END_TEST

START_TEST(nul_bytes_are_read_over)
{
	static const char bytes[] = "int a;\0\0int f(void)\n{\n\0}\nint b;\n";
	owned(outline_release) struct outline outline = { 0 };

	outline_make(&outline, bytes, sizeof(bytes) - 1);
	ck_assert_ptr_nonnull(outline_find(&outline, ENTITY_VARIABLE, "a"));
	ck_assert_uint_eq(outline_find(&outline, ENTITY_FUNCTION, "f")->last, 3);
	ck_assert_uint_eq(outline_find(&outline, ENTITY_VARIABLE, "b")->first, 4);
}
END_TEST

/* Every beginning of a text with a little of everything: nothing is read behind its end (valgrind, sanitizers). */
START_TEST(a_text_may_end_anywhere)
{
	static const char whole[] = "#include <a.h>\n#define M(a, b) \\\n\tx(\"\\\"\")\n/* c */ struct s { int a:3; }; // d\n"
				    "static int f(int a)\n{\n\tstruct t *b = a->c, d = '\\'';\n\tfor (int i = 0;;)\n"
				    "\t\tg(a, (void *)b);\nout:\n\tgoto out;\n}\n#if 1\nenum e { A = 1, B };\n#endif\n";
	size_t len;

	for (len = 0; len < sizeof(whole); len++) {
		char *exact = mem_alloc(len + 1);
		owned(outline_release) struct outline outline = { 0 };
		owned(name_uses_release) struct name_uses uses = { 0 };

		memcpy(exact, whole, len);
		exact = mem_realloc(exact, len ? len : 1); /* no NUL behind it */
		outline_make(&outline, exact, len);
		name_uses_make(&uses, exact, len, 1, 30);
		free(exact);
	}
}
END_TEST

/* ---- uses ---- */

static const char function[] =
	/* 1 */ "static int handle(struct ctx *ctx, item_t *item, int (*cb)(void *data))\n"
	/* 2 */ "{\n"
	/* 3 */ "	struct entry *entry = first(ctx), *next;\n"
	/* 4 */ "	LIST_HEAD(todo);\n"
	/* 5 */ "	u64 total = 0, sizes[] = { ONE, TWO };\n"
	/* 6 */ "\n"
	/* 7 */ "	for (int i = 0; i < LIMIT; i++)\n"
	/* 8 */ "		total += size_of(i, sizes[i]);\n"
	/* 9 */ "	if (item->len > ctx->max.len)\n"
	/* 10 */ "		note(item, \"len\", 'x'); /* note(this) */\n"
	/* 11 */ "	(void)ignore(everything);\n"
	/* 12 */ "	list_for_each_entry(entry, &todo, link)\n"
	/* 13 */ "		visit(entry);\n"
	/* 14 */ "	if (cb(entry) && total * FACTOR)\n"
	/* 15 */ "		goto out;\n"
	/* 16 */ "	return sizeof(struct tag) + fail(next, nested(1, 2));\n"
	/* 17 */ "out:\n"
	/* 18 */ "	last(other(),\n"
	/* 19 */ "#ifdef A\n"
	/* 20 */ "	     one,\n"
	/* 21 */ "#endif\n"
	/* 22 */ "	     2);\n"
	/* 23 */ "}\n"
	/* 24 */ "#define USE(a, b) do { use(a, b); HELPER; } while (0)\n"
	/* 25 */ "static const struct ops table = { .open = do_open, .size = sizeof(x_t) };\n"
	/* 26 */ "int proto(struct tag *param, size_t len);\n"
	/* 27 */ "struct s { int (*fp)(struct q *arg); type_t member; };\n"
	/* 28 */ "enum e { E1 = BASE, E2 };\n"
	/* 29 */ "static void also(int total)\n"
	/* 30 */ "{\n"
	/* 31 */ "	entry = total;\n"
	/* 32 */ "}\n";

static const struct {
	uint32_t first, last;
	const char *expected;
} uses[] = {
	{ 1, 1, "#ctx item_t" },
	{ 3, 3, "#entry first=/1" },
	{ 4, 5, "LIST_HEAD/1 u64 ONE TWO" },
	{ 7, 8, "LIMIT size_of=/2" },
	{ 9, 10, ".len .max .len note/3" },
	{ 11, 11, "ignore/1 everything" },
	{ 12, 13, "list_for_each_entry/3 link visit/1" },
	{ 14, 15, "FACTOR" },
	{ 16, 16, "#tag fail=/2 nested=/2" },
	{ 17, 22, "last/-1 other=/0 one" },
	{ 18, 18, "last/-1 other=/0" },
	{ 24, 24, "use/2 HELPER" },
	{ 25, 25, "#ops .open do_open .size x_t" },
	{ 26, 26, "#tag size_t" },
	{ 27, 27, "#q type_t" },
	{ 28, 28, "BASE" },
	{ 31, 31, "entry" },
	{ 2, 2, "" },
	{ 90, 99, "" },
};

START_TEST(the_names_that_lines_use_are_told_with_how)
{
	are_uses(function, uses[_i].first, uses[_i].last, uses[_i].expected);
}
END_TEST

static const struct {
	const char *statement, *expected;
} values[] = {
	{ "call();", "call/0" },
	{ "{ call(); }", "call/0" },
	{ "if (a) call(); else call();", "call/0 call/0" },
	{ "do call(); while (a);", "call/0" },
	{ "for (;; call()) ;", "call/0" },
	{ "for_each_thing(a) call();", "for_each_thing/1 call/0" },
	{ "case 1: call(); break;", "call/0" },
	{ "label: call();", "call/0" },
	{ "(void)call();", "call/0" },
	{ "a ? call() : call();", "call/0 call/0" }, /* may be void both */
	{ "a = call();", "call=/0" },
	{ "return call();", "call=/0" },
	{ "if (call()) ;", "call=/0" },
	{ "while (!call()) ;", "call=/0" },
	{ "a += (long)call();", "call=/0" },
	{ "call()->x = 1;", "call=/0 .x" },
	{ "call() + 1;", "call=/0" },
	{ "other(call(), call());", "other/2 call=/0 call=/0" },
	{ "a[call()] = 1;", "call=/0" },
	{ "switch (call()) { }", "call=/0" },
	{ "t_12345678(call(), CALL_FLAG);", "t_12345678/2 call=/0 CALL_FLAG" },
	{ "call((struct p){ 1, 2 }, \"a,b\", ',');", "call/3 #p" },
	{ "call(({ 1, 2; }), x[a, b]);", "call/2 x" },
	{ "call", "call" },
	{ "call(1,", "call/-1" },
};

START_TEST(a_calls_value_and_arguments_are_known)
{
	owned(text_release) struct text text = { 0 };

	text_addf(&text, "void f(int a, int b)\n{\n%s\n}\n", values[_i].statement);
	are_uses(text_str(&text), 3, 3, values[_i].expected);
}
END_TEST

START_TEST(locals_are_those_of_the_function)
{
	are_uses("int a(void)\n{\n\tint x;\n\tx = y;\n}\n"
		 "int b(void)\n{\n\tint y;\n\tx = y;\n}\n", 1, 99, "y x");
	are_uses("int k(a, b)\n\tint a;\n\tchar *b;\n{\n\treturn a + *b + c;\n}\n", 5, 5, "c");
	are_uses("SYSCALL_DEFINE2(open, int, fd, struct file __user *, file)\n{\n\tuse(fd, file);\n}\n", 3, 3, "use/2");
	are_uses("int a(void)\n{\n\tfoo_t *p, __iomem *q;\n\tstruct { int m; } r;\n\tp = q = r.m;\n}\n", 5, 5, ".m");
	are_uses("int a(int n)\n{\n\tn = b * COUNT;\n\tm = (b * COUNT);\n}\n", 3, 4, "b COUNT m b COUNT");
}
END_TEST

START_TEST(a_stretch_in_a_comment_or_string_uses_nothing)
{
	are_uses("/*\nname(1);\n*/\nchar *s = \"a \\\nname(2);\";\n", 2, 2, "");
	are_uses("/*\nname(1);\n*/\nchar *s = \"a \\\nname(2);\";\n", 5, 5, "");
	are_uses("#ifdef CONFIG_NAME\n#include <name.h>\n#endif\n", 1, 3, "");
}
END_TEST

START_TEST(several_stretches_are_read_at_once)
{
	owned(outline_release) struct outline outline = outlined(function);
	owned(name_uses_release) struct name_uses found = { 0 };
	static const struct line_stretch stretches[] = { { 3, 3 }, { 11, 11 }, { 28, 28 }, { 31, 40 } };
	owned(text_release) struct text said = { 0 };
	size_t i;

	name_uses_of(&found, &outline, function, strlen(function), stretches, nr_of(stretches));
	for (i = 0; i < found.nr; i++)
		text_addf(&said, "%u %s, ", found.v[i].line, found.v[i].name);
	ck_assert_str_eq(text_str(&said), "3 entry, 3 first, 11 ignore, 11 everything, 28 BASE, 31 entry, ");
}
END_TEST

START_TEST(identifiers_are_kept_by_their_use)
{
	static const char text[] = "#include <linux/list.h>\nint f(struct tag *p) { /* word */ return p->member + \"string\"; }\n";
	owned(identifiers_release) struct identifiers identifiers = { 0 };

	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "f"));
	identifiers_make(&identifiers, text, strlen(text));
	ck_assert(identifiers_has(&identifiers, IDENTIFIER_PLAIN, "f"));
	ck_assert(identifiers_has(&identifiers, IDENTIFIER_TAG, "tag"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "tag"));
	ck_assert(identifiers_has(&identifiers, IDENTIFIER_MEMBER, "member"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "member"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "word"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "string"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "list"));
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "return"));
}
END_TEST

START_TEST(many_identifiers_are_all_found_again)
{
	owned(identifiers_release) struct identifiers identifiers = { 0 };
	owned(text_release) struct text text = { 0 };
	char name[32];
	int i;

	for (i = 0; i < 5000; i++)
		text_addf(&text, "name_%d ", i);
	identifiers_make(&identifiers, text_str(&text), text.len);
	ck_assert_uint_eq(identifiers.nr, 5000);
	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "name_%d", i);
		ck_assert(identifiers_has(&identifiers, IDENTIFIER_PLAIN, name));
	}
	ck_assert(!identifiers_has(&identifiers, IDENTIFIER_PLAIN, "name_5000"));
}
END_TEST

SUITE(outline)
{
	TEST(a_function_goes_from_its_return_type_to_its_closing_brace);
	TEST(a_functions_storage_type_and_parameters_are_known);
	LOOP_TEST(declarations_are_recognised, nr_of(declarations));
	TEST(a_brace_that_both_branches_open_counts_once);
	TEST(both_branches_may_declare_what_one_body_belongs_to);
	TEST(both_branches_may_end_a_function);
	TEST(both_branches_may_define_the_same);
	TEST(braces_that_do_not_balance_are_counted_by_columns);
	TEST(a_comment_directly_above_leads);
	TEST(a_line_belongs_to_the_outermost_entity);
	TEST(a_struct_has_its_members_and_those_within);
	TEST(an_enum_has_its_enumerators);
	TEST(a_table_has_the_fields_it_initialises);
	TEST(members_of_both_branches_are_there);
	TEST(includes_are_as_written);
	TEST(a_macros_parameters_are_counted);
	TEST(a_definition_is_found_before_a_declaration_and_a_member_last);
	TEST(all_that_a_name_is_comes_in_the_order_of_the_file);
	TEST(a_name_is_declared_where_it_stands_and_not_in_a_body);
	TEST(an_empty_text_has_an_empty_outline);
	LOOP_TEST(much_of_anything_is_read, nr_of(hostile));
	TEST(nul_bytes_are_read_over);
	TEST(a_text_may_end_anywhere);
	LOOP_TEST(the_names_that_lines_use_are_told_with_how, nr_of(uses));
	LOOP_TEST(a_calls_value_and_arguments_are_known, nr_of(values));
	TEST(locals_are_those_of_the_function);
	TEST(a_stretch_in_a_comment_or_string_uses_nothing);
	TEST(several_stretches_are_read_at_once);
	TEST(identifiers_are_kept_by_their_use);
	TEST(many_identifiers_are_all_found_again);
}
