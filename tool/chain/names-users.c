// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who on the target still uses, as it was, a name that a commit takes away or gives other arguments (names-taken.c).
 *
 * A tree cannot be asked who uses a name, and a kernel has too many files to read. So these are looked at, as far as
 * the target's version is another one than upstream's (what is the same there, compiles there):
 *
 *	the files that the commit changes, and what the steps before it have changed;
 *	the folders of these, and what is below them, as far as MAX_FILES goes;
 *	what the MAX_RECENT commits before it changed, on its first parent's side: who takes the last user away does it
 *	before the name goes, mostly in the same series.
 *
 * Not looked at: a user far away from all that, whom upstream changed long before. A file that uses the name counts if
 *
 *	upstream's version at the commit does not use it so: a name that upstream goes on using stands for more than
 *	was taken away;
 *	nothing else that the file sees on the target defines the name (places.h);
 *	of a header's name: the file includes it, itself or through a header that it includes;
 *	of a member: its function says that it is one of that struct's (name-owner.c). Where that cannot be told, the
 *	user is not sure: then no other struct that the file sees may have such a member, nor may upstream use one in a
 *	file that was looked at, and the file must name the struct;
 *	no hunk of the commit is about the use and not carried: a person looks at that one anyway.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../error.h"
#include "name-shape.h"
#include "names-taken.h"

/* A subsystem with the folders below it; at some 0.2 ms for a file this is what may be spent. */
#define MAX_FILES 256
#define MAX_FOLDERS 64
/* A series is seldom longer, and commits of others stand between its parts. */
#define MAX_RECENT 64
#define MAX_RECENT_FILES 256
/* A name that so many use is nobody's last; and so many places tell enough. */
#define MAX_SUSPECTS 48
#define MAX_USERS 8
/* From a call's name to its last arguments. */
#define LINES_OF_CALL 3
#define NR_BUCKETS 64

OWNED_POINTER(git_tree, git_tree_free);

/* A file whose version on the target has the name, and upstream's has not. */
struct suspect {
	size_t name;
	const char *path;
};

/* What is known of a commit, on whatever moment. */
struct known_taking {
	uint32_t commit;
	struct taken_names taken;
	bool has_suspects;
	struct suspect *suspects;
	size_t nr_suspects;
	bool *is_common;        /* by name: upstream uses it elsewhere, as something else */
	struct known_taking *next;
};

struct users_index {
	struct arena arena;
	struct outlines *outlines;
	struct merger *merger;
	uint32_t target;
	struct known_taking *known[NR_BUCKETS];
};

struct users_index *users_index_new(struct outlines *outlines, struct merger *merger, uint32_t target)
{
	struct users_index *index = mem_alloc(sizeof(*index));

	index->outlines = outlines;
	index->merger = merger;
	index->target = target;
	return index;
}

void users_index_free(struct users_index *index)
{
	struct known_taking *known;
	size_t i;

	if (!index)
		return;
	for (i = 0; i < NR_BUCKETS; i++)
		for (known = index->known[i]; known; known = known->next)
			taken_names_release(&known->taken);
	arena_release(&index->arena);
	free(index);
}

static int find_taking(struct known_taking **found, struct users_index *index, const struct merge *merge,
		       uint32_t commit, struct error *err)
{
	struct known_taking **bucket = &index->known[commit % NR_BUCKETS], *known;

	for (known = *bucket; known && known->commit != commit; known = known->next)
		;
	if (!known) {
		known = arena_alloc(&index->arena, sizeof(*known));
		known->commit = commit;
		if (names_taken(&known->taken, index->outlines, merge, err) < 0)
			return -1;
		known->next = *bucket;
		*bucket = known;
	}
	*found = known;
	return 0;
}

/* ---- uses as before ---- */

static bool is_word_at(const struct blob *blob, const char *hit, size_t len)
{
	const char *end = blob->data + blob->len;

	return (hit == blob->data || !(isalnum((unsigned char)hit[-1]) || hit[-1] == '_')) &&
	       (hit + len == end || !(isalnum((unsigned char)hit[len]) || hit[len] == '_'));
}

static uint32_t count_words(const struct blob *blob, const char *name)
{
	const char *at = blob->data, *end = at + blob->len, *hit;
	size_t len = strlen(name);
	uint32_t nr = 0;

	for (; at < end && (hit = memmem(at, (size_t)(end - at), name, len)); at = hit + len)
		nr += is_word_at(blob, hit, len);
	return nr;
}

static bool has_word(const struct blob *blob, const char *name)
{
	return count_words(blob, name) > 0;
}

static bool may_use(const struct known_file *file, const struct taken_name *taken)
{
	return identifiers_has(&file->identifiers, taken_identifier(taken), taken->name);
}

/* How often a version of a file uses the name as it was. */
static int count_uses(uint32_t *nr, struct users_index *index, const struct taken_name *taken, const git_oid *id,
		      const char *path, struct error *err)
{
	owned(name_uses_release) struct name_uses uses = { 0 };
	owned(blob_releasep) const struct blob *blob = NULL;
	const struct outline *outline;
	struct known_file *file;
	size_t i;

	*nr = 0;
	if (outlines_of_blob(&file, index->outlines, id, path, err) < 0)
		return -1;
	if (!may_use(file, taken))
		return 0;
	if (outlines_blob_outline(&outline, index->outlines, file, path, err) < 0 ||
	    blobs_get(&blob, outlines_blobs(index->outlines), id, path, err) < 0)
		return -1;
	name_uses_of_word(&uses, outline, blob->data, blob->len, taken->name);
	for (i = 0; i < uses.nr; i++)
		*nr += taken_breaks(taken, &uses.v[i]);
	return 0;
}

static int entry_at(struct path_entry *entry, struct users_index *index, uint32_t commit, const char *path,
		    struct error *err)
{
	struct commits *commits = outlines_commits(index->outlines);

	if (commits_entry(entry, commits, commit, commits_path(commits, path), err) < 0)
		return -1;
	if (!path_entry_is_file(entry))
		*entry = (struct path_entry){ 0 };
	return 0;
}

int names_count_uses(uint32_t *nr, struct users_index *index, const struct taken_name *taken, uint32_t commit,
		     const char *path, struct error *err)
{
	struct path_entry entry;

	*nr = 0;
	outlines_trim(index->outlines);
	if (entry_at(&entry, index, commit, path, err) < 0)
		return -1;
	return entry.mode ? count_uses(nr, index, taken, &entry.id, path, err) : 0;
}

int names_count_words(uint32_t *nr, struct users_index *index, const struct taken_name *taken, uint32_t commit,
		      const char *path, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	*nr = 0;
	if (entry_at(&entry, index, commit, path, err) < 0)
		return -1;
	if (!entry.mode)
		return 0;
	if (blobs_get(&blob, outlines_blobs(index->outlines), &entry.id, path, err) < 0)
		return -1;
	*nr = count_words(blob, taken->name);
	return 0;
}

/* ---- files to look at ---- */

struct suspicion {
	struct users_index *index;
	struct known_taking *known;
	struct strings paths;   /* that were looked at */
	size_t *nr_of;          /* by name: suspects */
};

static void suspicion_release(struct suspicion *s)
{
	strings_release(&s->paths);
	free(s->nr_of);
}

static int suspect_name(struct suspicion *s, size_t name, const char *path, const git_oid *target,
			const struct path_entry *upstream, struct error *err)
{
	struct known_taking *known = s->known;
	const struct taken_name *taken = &known->taken.v[name];
	struct known_file *file;
	uint32_t nr = 0;

	if (outlines_of_blob(&file, s->index->outlines, target, path, err) < 0)
		return -1;
	if (!may_use(file, taken))
		return 0;
	if (upstream->mode && count_uses(&nr, s->index, taken, &upstream->id, path, err) < 0)
		return -1;
	known->is_common[name] |= nr > 0;
	if (nr || s->nr_of[name]++ >= MAX_SUSPECTS)
		return 0;
	*arena_push(&s->index->arena, known->suspects, known->nr_suspects) =
		(struct suspect){ name, arena_strdup(&s->index->arena, path) };
	return 0;
}

static int suspect_file(struct suspicion *s, const char *path, const git_oid *target, const struct path_entry *upstream,
			struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	size_t i;

	strings_add(&s->paths, path);
	outlines_trim(s->index->outlines);
	if (blobs_get(&blob, outlines_blobs(s->index->outlines), target, path, err) < 0)
		return -1;
	for (i = 0; i < s->known->taken.nr; i++)
		if (s->known->taken.v[i].is_outside && has_word(blob, s->known->taken.v[i].name) &&
		    suspect_name(s, i, path, target, upstream, err) < 0)
			return -1;
	return 0;
}

static int suspect_path(struct suspicion *s, const char *path, struct error *err)
{
	struct path_entry there, here;

	if (!path_is_c(path) || strings_has(&s->paths, path))
		return 0;
	if (entry_at(&there, s->index, s->index->target, path, err) < 0 ||
	    entry_at(&here, s->index, s->known->commit, path, err) < 0)
		return -1;
	return !there.mode || git_oid_equal(&there.id, &here.id) ? 0 : suspect_file(s, path, &there.id, &here, err);
}

static int suspect_changed(struct suspicion *s, uint32_t commit, size_t most, struct error *err)
{
	const struct merge_path *paths;
	size_t nr, i;

	if (merger_paths(&paths, &nr, s->index->merger, commit, err) < 0)
		return -1;
	for (i = 0; i < nr && s->paths.nr < most; i++)
		if (suspect_path(s, paths[i].path, err) < 0)
			return -1;
	return 0;
}

/* ---- folders ---- */

static int folder_tree(git_tree **tree, struct users_index *index, uint32_t commit, const char *folder,
		       struct error *err)
{
	struct commits *commits = outlines_commits(index->outlines);
	struct path_entry entry = { .id = commits_facts(commits, commit)->tree, .mode = GIT_FILEMODE_TREE };

	*tree = NULL;
	if (*folder && commits_entry(&entry, commits, commit, commits_path(commits, folder), err) < 0)
		return -1;
	if (entry.mode != GIT_FILEMODE_TREE)
		return 0;
	return git_tree_lookup(tree, commits_repository(commits), &entry.id) < 0 ?
		       error_git(err, "cannot read the folder '%s'", folder) : 0;
}

/* Upstream's row of the same name and kind. */
static struct path_entry row_of(const git_tree *tree, const git_tree_entry *like)
{
	const git_tree_entry *row = tree ? git_tree_entry_byname(tree, git_tree_entry_name(like)) : NULL;

	if (!row || git_tree_entry_type(row) != git_tree_entry_type(like))
		return (struct path_entry){ 0 };
	return (struct path_entry){ .id = *git_tree_entry_id(row), .mode = (uint16_t)git_tree_entry_filemode(row) };
}

/* The folder's files; the folders in it are added to those that are to be looked at. */
static int suspect_folder(struct suspicion *s, struct strings *folders, const char *folder, struct error *err)
{
	owned(git_tree_freep) git_tree *there = NULL, *here = NULL;
	size_t i;

	if (folder_tree(&there, s->index, s->index->target, folder, err) < 0 ||
	    folder_tree(&here, s->index, s->known->commit, folder, err) < 0)
		return -1;
	for (i = 0; there && i < git_tree_entrycount(there) && s->paths.nr < MAX_FILES; i++) {
		const git_tree_entry *row = git_tree_entry_byindex(there, i);
		const struct path_entry upstream = row_of(here, row);
		owned(text_release) struct text path = { 0 };

		if (upstream.mode && git_oid_equal(&upstream.id, git_tree_entry_id(row)))
			continue;
		text_addf(&path, "%s%s%s", folder, *folder ? "/" : "", git_tree_entry_name(row));
		if (git_tree_entry_type(row) == GIT_OBJECT_TREE && folders->nr < MAX_FOLDERS)
			strings_add(folders, text_str(&path));
		if (git_tree_entry_type(row) == GIT_OBJECT_BLOB && git_tree_entry_filemode(row) != GIT_FILEMODE_LINK &&
		    path_is_c(text_str(&path)) && !strings_has(&s->paths, text_str(&path)) &&
		    suspect_file(s, text_str(&path), git_tree_entry_id(row), &upstream, err) < 0)
			return -1;
	}
	return 0;
}

/* The folders of the commit's files, then what is below them: the nearest first. */
static int suspect_folders(struct suspicion *s, struct error *err)
{
	owned(strings_release) struct strings folders = { 0 };
	const struct merge_path *paths;
	size_t nr, i;

	if (merger_paths(&paths, &nr, s->index->merger, s->known->commit, err) < 0)
		return -1;
	for (i = 0; i < nr && folders.nr < MAX_FOLDERS; i++) {
		owned(text_release) struct text folder = { 0 };

		text_add(&folder, paths[i].path, path_folder_len(paths[i].path));
		if (path_is_c(paths[i].path) && !strings_has(&folders, text_str(&folder)))
			strings_add(&folders, text_str(&folder));
	}
	for (i = 0; i < folders.nr && s->paths.nr < MAX_FILES; i++)
		if (suspect_folder(s, &folders, folders.v[i], err) < 0)
			return -1;
	return 0;
}

static int suspect_recent(struct suspicion *s, struct error *err)
{
	struct commits *commits = outlines_commits(s->index->outlines);
	size_t most = s->paths.nr + MAX_RECENT_FILES;
	uint32_t commit = s->known->commit;
	unsigned i;

	for (i = 0; i < MAX_RECENT && commits_facts(commits, commit)->nr_parents; i++) {
		if (commits_parent(&commit, commits, commit, 0, err) < 0)
			return -1;
		if (commit == s->index->target)
			return 0;
		if (commits_facts(commits, commit)->nr_parents == 1 && suspect_changed(s, commit, most, err) < 0)
			return -1;
	}
	return 0;
}

static int find_suspects(struct users_index *index, struct known_taking *known, struct error *err)
{
	owned(suspicion_release) struct suspicion s = {
		.index = index,
		.known = known,
		.nr_of = mem_alloc((known->taken.nr + 1) * sizeof(*s.nr_of)),
	};

	if (known->has_suspects)
		return 0;
	known->has_suspects = true;
	known->is_common = arena_alloc(&index->arena, (known->taken.nr + 1) * sizeof(*known->is_common));
	return suspect_changed(&s, known->commit, SIZE_MAX, err) < 0 || suspect_folders(&s, err) < 0 ||
	       suspect_recent(&s, err) < 0 ? -1 : 0;
}

/* ---- a file that may use a name, at a moment ---- */

struct moment_check {
	struct name_needs *needs;
	struct users_index *index;
	struct known_taking *known;
	const struct merge *merge;
	struct side upstream, target;
	const char *const *changed; /* by the steps, this one too */
	size_t nr_changed;
};

static void moment_check_release(struct moment_check *c)
{
	side_release(&c->upstream);
	side_release(&c->target);
}

struct user_check {
	struct moment_check *c;
	const struct taken_name *taken;
	const char *path;       /* upstream's */
	struct places here, there;
	bool is_ambiguous;      /* another struct has such a member */
};

static void user_check_release(struct user_check *u)
{
	places_release(&u->here);
	places_release(&u->there);
}

static const char *target_path(const struct merge *merge, const char *path)
{
	size_t i;

	for (i = 0; i < merge->nr_files; i++)
		if (merge->files[i].target_path && !strcmp(merge->files[i].path, path))
			return merge->files[i].target_path;
	return path;
}

static bool is_own_file(const struct user_check *u)
{
	return !strcmp(u->path, u->taken->path);
}

/* Whether what the target has under the name elsewhere serves the use as well as what is taken away. */
static bool is_instead(const struct user_check *u, const struct definition *d)
{
	bool is_prototype = !d->member && d->entity->kind == ENTITY_PROTOTYPE;

	if (is_prototype)
		return u->taken->kind == ENTITY_PROTOTYPE && u->taken->trouble == NAME_TAKEN_AWAY &&
		       strcmp(d->path, u->there.path);
	if (u->taken->trouble == NAME_RESHAPED)
		return d->entity->nr_parameters == u->taken->arguments || d->member ||
		       (d->entity->kind != ENTITY_FUNCTION && d->entity->kind != ENTITY_MACRO);
	return !definition_is_field(d);
}

/* Another struct of the same name, which the file sees. */
static int find_other_struct(bool *found, struct user_check *u, enum ring ring, struct error *err)
{
	const char *header = target_path(u->c->merge, u->taken->path);
	struct definitions definitions;
	size_t i;

	definitions.nr = 0;
	if (places_define(&definitions, &u->there, ring, u->taken->of, err) < 0)
		return -1;
	for (i = 0; i < definitions.nr && !*found; i++)
		*found = !definitions.v[i].member && definitions.v[i].entity->kind == ENTITY_STRUCT &&
			 strcmp(definitions.v[i].path, header);
	return 0;
}

/* Whether anything that the file sees on the target defines the name. */
static int find_instead(bool *found, struct user_check *u, struct error *err)
{
	unsigned ring;
	size_t i;

	*found = false;
	for (ring = RING_FILE; ring <= RING_INCLUDED && !*found; ring++) {
		struct definitions definitions;

		definitions.nr = 0;
		if (places_define(&definitions, &u->there, (enum ring)ring, u->taken->name, err) < 0 ||
		    (taken_is_member(u->taken) && find_other_struct(found, u, (enum ring)ring, err) < 0))
			return -1;
		for (i = 0; i < definitions.nr && !*found; i++) {
			if (taken_is_member(u->taken))
				u->is_ambiguous |= definition_is_field(&definitions.v[i]);
			else
				*found = is_instead(u, &definitions.v[i]);
		}
	}
	return 0;
}

/* Whether an "#include" in a file can only mean a header: beside the file, or in an include folder. */
static bool includes(const struct outline *outline, const char *from, const char *header)
{
	size_t folder = path_folder_len(from), len = strlen(header), i;

	folder += folder > 0;
	for (i = 0; i < outline->nr_includes; i++) {
		const char *include = outline->includes[i];
		size_t include_len = strlen(include);

		if (include_len < len && strchr(include, '/') && header[len - include_len - 1] == '/' &&
		    !strcmp(header + len - include_len, include))
			return true;
		if (include_len + folder == len && !memcmp(header, from, folder) && !strcmp(header + folder, include))
			return true;
	}
	return false;
}

/*
 * The file's own "#include <name.h>" that is found nowhere around it may mean a header of that name anywhere: include
 * paths are the build's.
 */
static bool includes_from_afar(const struct user_check *u, const struct outline *outline, const char *header)
{
	const char *name = header + path_folder_len(header), *place;
	bool does = false;
	size_t i;

	name += *name == '/';
	for (i = 0; i < outline->nr_includes && !does; i++)
		does = !strcmp(outline->includes[i], name);
	for (i = 0; i < u->there.nr && does; i++) {
		place = u->there.v[i].path + path_folder_len(u->there.v[i].path);
		does = strcmp(place + (*place == '/'), name) != 0;
	}
	return does;
}

/* Whether the file sees the header that had the name. All places are known by then. */
static int sees_header(bool *sees, struct user_check *u, struct known_file *file, struct error *err)
{
	const char *header = target_path(u->c->merge, u->taken->path);
	const struct outline *outline;
	size_t i;

	*sees = !path_is_header(u->taken->path) || is_own_file(u);
	for (i = 0; i < u->there.nr && !*sees; i++)
		*sees = !strcmp(u->there.v[i].path, header);
	for (i = 0; i < u->there.nr && !*sees; i++) {
		if (side_outline(&outline, &u->c->target, u->there.v[i].file, u->there.v[i].path, err) < 0)
			return -1;
		*sees = includes(outline, u->there.v[i].path, header);
	}
	if (*sees)
		return 0;
	if (side_outline(&outline, &u->c->target, file, u->path, err) < 0)
		return -1;
	*sees = includes_from_afar(u, outline, header);
	return 0;
}

/* Whether a version of a file has the name in some lines. */
static int lines_have(bool *have, const struct user_check *u, const struct path_entry *entry, uint32_t first,
		      uint32_t end, struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	struct blob lines = { 0 };

	if (!path_entry_is_file(entry) || first >= end)
		return 0;
	if (blobs_get(&blob, outlines_blobs(u->c->index->outlines), &entry->id, u->path, err) < 0)
		return -1;
	if (end - 1 > blob->nr_lines)
		return 0;
	lines.data = blob->data + blob->starts[first - 1];
	lines.len = blob->starts[end - 1] - blob->starts[first - 1];
	*have |= has_word(&lines, u->taken->name);
	return 0;
}

/*
 * Whether a hunk that is not carried is about the name: in the lines that it removes or adds, or right above, where a
 * call begins whose arguments it changes.
 */
static int is_about_name(bool *is, const struct user_check *u, const struct merge_hunk *hunk, struct error *err)
{
	const struct merge_file *file = &u->c->merge->files[hunk->file];
	const struct difference *at = &hunk->at;
	uint32_t above = at->old_first > LINES_OF_CALL ? at->old_first - LINES_OF_CALL : 1;

	*is = false;
	if (hunk->outcome != HUNK_CONFLICT || strcmp(file->path, u->path))
		return 0;
	return lines_have(is, u, &file->old_entry, above, at->old_first + at->old_nr, err) < 0 ||
	       lines_have(is, u, &file->new_entry, at->new_first, at->new_first + at->new_nr, err) < 0 ? -1 : 0;
}

/*
 * Whether a person looks at a use anyway: a hunk that would take it away is not carried. Where a hunk's function is not
 * on the target, any use may be the one that it is about.
 */
static int is_left_to_adapt(bool *is, const struct user_check *u, const struct entity *entity, struct error *err)
{
	const struct merge *merge = u->c->merge;
	size_t i;

	*is = false;
	for (i = 0; i < merge->nr_hunks && !*is; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];

		if (hunk->obstacle == OBSTACLE_LINES && merge->files[hunk->file].new_entry.mode &&
		    (hunk->entity ? !entity || strcmp(hunk->entity, entity->name) : entity != NULL))
			continue;
		if (is_about_name(is, u, hunk, err) < 0)
			return -1;
	}
	return 0;
}

static bool is_used_upstream(const struct user_check *u)
{
	const struct known_taking *known = u->c->known;

	return known->is_common && known->is_common[u->taken - known->taken.v];
}

/* Which of the uses counts; line 0: none. */
static int choose_use(struct name_user *user, const struct user_check *u, const struct known_file *file,
		      const struct outline *outline, const struct text *text, const struct name_uses *uses,
		      struct error *err)
{
	bool may_be = !u->is_ambiguous && !is_used_upstream(u);
	size_t i;

	for (i = 0; i < uses->nr && !user->is_sure; i++) {
		enum owner owner = OWNER_IS;
		bool left;

		if (!taken_breaks(u->taken, &uses->v[i]))
			continue;
		if (taken_is_member(u->taken))
			owner = member_owner(outline, text_str(text), text->len, &uses->v[i], u->taken->of);
		if (owner == OWNER_IS_NOT ||
		    (owner == OWNER_UNKNOWN && (user->line || !may_be || !known_file_mentions(file, u->taken->of))))
			continue;
		if (is_left_to_adapt(&left, u, outline_at(outline, uses->v[i].line), err) < 0)
			return -1;
		if (left)
			continue;
		user->line = uses->v[i].line;
		user->is_sure = owner == OWNER_IS;
	}
	return 0;
}

static int find_use(struct name_user *user, struct user_check *u, struct known_file *file, struct error *err)
{
	const struct merge_view *view = u->c->target.view;
	owned(name_uses_release) struct name_uses uses = { 0 };
	owned(text_release) struct text text = { 0 };
	const struct outline *outline;
	bool exists = false;

	if (view->read(&text, &exists, view->data, u->path, err) < 0 ||
	    side_outline(&outline, &u->c->target, file, u->path, err) < 0)
		return -1;
	name_uses_of_word(&uses, outline, text_str(&text), text.len, u->taken->name);
	return choose_use(user, u, file, outline, &text, &uses, err);
}

static int judge_user(struct name_user *user, struct user_check *u, struct error *err)
{
	struct path_entry upstream;
	struct known_file *file;
	bool instead, sees;
	uint32_t nr = 0;

	if (side_file(&file, &u->c->target, u->path, err) < 0)
		return -1;
	if (!file || !may_use(file, u->taken))
		return 0;
	if (entry_at(&upstream, u->c->index, u->c->known->commit, u->path, err) < 0 ||
	    (upstream.mode && count_uses(&nr, u->c->index, u->taken, &upstream.id, u->path, err) < 0))
		return -1;
	if (nr)
		return 0;
	if (find_instead(&instead, u, err) < 0 || sees_header(&sees, u, file, err) < 0)
		return -1;
	user->upstream_path = upstream.mode ? u->path : NULL;
	return instead || !sees ? 0 : find_use(user, u, file, err);
}

static bool has_user(const struct name_need *need, const char *path)
{
	size_t i;

	for (i = 0; i < need->nr_users; i++)
		if (!strcmp(need->users[i].path, path))
			return true;
	return false;
}

/* What the target calls a file of the commit's, which is looked at under upstream's name. */
static bool is_former(const struct merge *merge, const char *path)
{
	size_t i;

	for (i = 0; i < merge->nr_files; i++)
		if (merge->files[i].target_path && !strcmp(merge->files[i].target_path, path) &&
		    strcmp(merge->files[i].path, path))
			return true;
	return false;
}

static int add_user(struct name_need *need, struct moment_check *c, const char *path, struct error *err)
{
	owned(user_check_release) struct user_check u = {
		.c = c,
		.taken = need->taken,
		.path = path,
		.here = { .side = &c->upstream, .path = path },
		.there = { .side = &c->target, .path = path, .like = &u.here },
	};
	const char *shown = target_path(c->merge, path);
	struct name_user user = { 0 }, *added;

	if (need->nr_users == MAX_USERS || has_user(need, shown) || is_former(c->merge, path))
		return 0;
	if (judge_user(&user, &u, err) < 0)
		return -1;
	if (!user.line)
		return 0;
	added = arena_push(&c->needs->arena, need->users, need->nr_users);
	*added = user;
	added->path = arena_strdup(&c->needs->arena, shown);
	added->upstream_path = arena_strdup(&c->needs->arena, user.upstream_path);
	return 0;
}

/* ---- a name at a moment ---- */

/* The carried hunk that takes the name away; SIZE_MAX: none. */
static size_t taken_by(const struct merge *merge, const struct taken_name *taken)
{
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &merge->hunks[i];

		if (hunk->file == taken->file && outcome_is_carried(hunk->outcome) && hunk->at.old_nr &&
		    hunk->at.old_first <= taken->last && hunk->at.old_first + hunk->at.old_nr > taken->first)
			return i;
	}
	return SIZE_MAX;
}

/* Whether the target's file really has lost it, or has it with its new arguments. */
static int is_effective(bool *is, struct moment_check *c, const struct taken_name *taken, struct error *err)
{
	const struct entity_member *member;
	const struct outline *outline;
	const struct entity *now;
	struct known_file *file;

	if (side_file(&file, &c->target, taken->path, err) < 0)
		return -1;
	*is = !file && taken->trouble == NAME_TAKEN_AWAY;
	if (!file)
		return 0;
	if (side_outline(&outline, &c->target, file, taken->path, err) < 0)
		return -1;
	now = outline_find(outline, taken->kind, taken->name);
	*is = taken->trouble == NAME_RESHAPED ? now && now->nr_parameters == taken->arguments_now :
	      taken->stays_inside ? now && now->is_static :
	      !outline_defines(&member, outline, taken->name);
	return 0;
}

static int find_users(struct name_need *need, struct moment_check *c, size_t name, struct error *err)
{
	const struct taken_name *taken = need->taken;
	size_t i;

	if (!taken->stays_inside && add_user(need, c, taken->path, err) < 0)
		return -1;
	if (!taken->is_outside)
		return 0;
	side_forget(&c->upstream); /* looking around trims the outlines */
	side_forget(&c->target);
	if (find_suspects(c->index, c->known, err) < 0)
		return -1;
	for (i = 0; i < c->known->nr_suspects; i++)
		if (c->known->suspects[i].name == name && strcmp(c->known->suspects[i].path, taken->path) &&
		    add_user(need, c, c->known->suspects[i].path, err) < 0)
			return -1;
	for (i = 0; i < c->nr_changed; i++)
		if (path_is_c(c->changed[i]) && strcmp(c->changed[i], taken->path) &&
		    add_user(need, c, c->changed[i], err) < 0)
			return -1;
	return 0;
}

static bool has_need(const struct name_needs *needs, const struct taken_name *taken)
{
	size_t i;

	for (i = 0; i < needs->nr; i++)
		if (needs->v[i].trouble == taken->trouble && !strcmp(needs->v[i].name, taken->name))
			return true;
	return false;
}

static int check_name(struct moment_check *c, size_t name, struct error *err)
{
	const struct taken_name *taken = &c->known->taken.v[name];
	struct name_need need = {
		.name = taken->name,
		.trouble = taken->trouble,
		.hunk = taken_by(c->merge, taken),
		.used_path = taken->path,
		.used_line = taken->first,
		.defined_path = taken->path,
		.defined_first = taken->first,
		.kind = taken->kind,
		.is_member = taken_is_member(taken),
		.taken = taken,
	};
	bool is;

	if (need.hunk == SIZE_MAX || has_need(c->needs, taken))
		return 0;
	if (is_effective(&is, c, taken, err) < 0)
		return -1;
	if (!is)
		return 0;
	if (find_users(&need, c, name, err) < 0)
		return -1;
	if (need.nr_users) {
		need.target_path = need.users[0].path;
		need.target_line = need.users[0].line;
		*arena_push(&c->needs->arena, c->needs->v, c->needs->nr) = need;
	}
	return 0;
}

int names_still_used(struct name_needs *needs, struct users_index *index, const struct merge *merge, uint32_t commit,
		     const struct merge_view *after, const char *const *changed, size_t nr_changed, struct error *err)
{
	owned(moment_check_release) struct moment_check c = {
		.needs = needs,
		.index = index,
		.merge = merge,
		.upstream = { .outlines = index->outlines, .commit = commit },
		.target = { .outlines = index->outlines, .view = after },
		.changed = changed,
		.nr_changed = nr_changed,
	};
	size_t i;

	outlines_trim(index->outlines);
	if (find_taking(&c.known, index, merge, commit, err) < 0)
		return -1;
	for (i = 0; i < c.known->taken.nr; i++)
		if (check_name(&c, i, err) < 0)
			return -1;
	return 0;
}
