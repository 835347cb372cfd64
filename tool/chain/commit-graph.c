// SPDX-License-Identifier: GPL-2.0-only
/*
 * git's commit-graph (gitformat-commit-graph(5)), mapped and read where it lies.
 *
 * A file is a header, a table of contents, chunks, and a checksum that also is its name in a chain:
 *	OIDF	how many ids begin with at most each byte; the last says how many commits there are
 *	OIDL	their ids, sorted
 *	CDAT	36 bytes for each: the tree, the positions of two parents, generation and date
 *	EDGE	for a merge of more than two: its other parents, the last one marked
 *	BASE	the checksums of the files below this one in a chain
 *	BIDX	where each commit's Bloom filter ends in
 *	BDAT	12 bytes of settings and then the filters
 *	GDA2	how much later each commit's corrected date is than its date
 *	GDO2	8 bytes for each of those that do not fit in 31 bits
 * Others are skipped.
 *
 * What is checked once, when a file is opened: the header, that chunks lie in the file and are as long
 * as the number of commits wants, that the fan-out never falls, that a file's bases are those below
 * it. So all that is left for a reading is what a row says: a parent lies in this file or below it, a
 * list of parents ends, a filter lies in BDAT. Ids that are not sorted are not found; a search only ever
 * halves what the fan-out gave it. Checksums are not computed: that would read the whole file, and a hostile
 * one would be right anyway. git replaces these files whole, by a rename, so that what is mapped stays as it is.
 *
 * A filter is asked as git fills it (bloom.c): two murmur3 hashes with fixed seeds make the others, hash
 * start + i * step sets a bit of the filter, and a path whose bits are not all set is surely not in it.
 */
#include <endian.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../files.h"
#include "commit-graph.h"

#define HEADER_SIZE 8
#define CONTENTS_ROW 12
#define FANOUT_SIZE (256 * 4)
#define COMMIT_SIZE (GIT_OID_RAWSZ + 16)
#define BLOOM_HEADER_SIZE 12

#define NO_PARENT 0x70000000 /* and so no file has a position from here on */
#define MORE_PARENTS 0x80000000
#define LAST_PARENT 0x80000000
/* Of a correction: the rest is its place in GDO2. */
#define LARGE_CORRECTION 0x80000000

/* Parents in one list. The largest merge of the kernel has 66; without a bound a damaged file costs long walks. */
#define MAX_EDGES 1024

/* The text file that lists a chain: 41 bytes for each of 256 at most, as many as a byte in the header can count. */
#define MAX_CHAIN_FILE (1 << 20)

/* git writes 7. What has more is not git's. */
#define MAX_HASHES 8
/* git's own, bloom.c. */
#define BLOOM_SEED_START 0x293ae76f
#define BLOOM_SEED_STEP 0x7e646e2c

enum chunk_kind {
	FANOUT, IDS, COMMITS, EDGES, BASES, BLOOM_ENDS, BLOOM_DATA, CORRECTIONS, LARGE_CORRECTIONS, NR_CHUNKS
};

static const char chunk_names[NR_CHUNKS][5] = {
	"OIDF", "OIDL", "CDAT", "EDGE", "BASE", "BIDX", "BDAT", "GDA2", "GDO2",
};

struct chunk {
	const unsigned char *at;
	size_t len;
};

struct bloom_settings {
	uint32_t version, nr_hashes, bits_per_entry;
};

/* One file. */
struct layer {
	const unsigned char *bytes;
	size_t len;
	bool is_mapped;
	struct chunk chunks[NR_CHUNKS];
	uint32_t nr;            /* commits */
	uint32_t base;          /* commits below: the position of its first */
	bool has_corrections;
	bool has_filters;
	struct bloom_settings settings;
};

struct commit_graph {
	struct layer *layers;   /* the oldest first */
	size_t nr_layers;
	struct bloom_settings settings; /* nr_hashes 0: no filters */
	bool has_corrections;   /* all files have */
};

static void layer_release(struct layer *layer)
{
	if (layer->is_mapped)
		munmap((void *)layer->bytes, layer->len);
}

void commit_graph_free(struct commit_graph *graph)
{
	if (!graph)
		return;
	for (size_t i = 0; i < graph->nr_layers; i++)
		layer_release(&graph->layers[i]);
	free(graph->layers);
	free(graph);
}

static uint32_t be32(const unsigned char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof(number));
	return be32toh(number);
}

static uint64_t be64(const unsigned char *at)
{
	uint64_t number;

	memcpy(&number, at, sizeof(number));
	return be64toh(number);
}

/* ---- opening a file ---- */

static int check_header(const struct layer *layer, struct error *err)
{
	if (layer->len < HEADER_SIZE + CONTENTS_ROW + GIT_OID_RAWSZ)
		return error_set(err, "it is too short");
	if (memcmp(layer->bytes, "CGPH", 4))
		return error_set(err, "it does not begin with 'CGPH'");
	if (layer->bytes[4] != 1)
		return error_set(err, "its version is %u, and only 1 is known", layer->bytes[4]);
	if (layer->bytes[5] == 2)
		return error_set(err, "its ids are SHA-256, and only SHA-1 is known");
	if (layer->bytes[5] != 1)
		return error_set(err, "the kind of its ids is %u, and only 1 (SHA-1) is known", layer->bytes[5]);
	return 0;
}

static int add_chunk(struct layer *layer, const unsigned char *name, uint64_t start, uint64_t end, struct error *err)
{
	for (size_t i = 0; i < NR_CHUNKS; i++) {
		if (memcmp(name, chunk_names[i], 4))
			continue;
		if (layer->chunks[i].at)
			return error_set(err, "it has two chunks '%s'", chunk_names[i]);
		layer->chunks[i].at = layer->bytes + start;
		layer->chunks[i].len = (size_t)(end - start);
	}
	return 0;
}

/* A row says where a chunk begins; it ends where the next row's does. The last row has the name 0. */
static int read_contents(struct layer *layer, struct error *err)
{
	size_t nr = layer->bytes[6];
	const unsigned char *row = layer->bytes + HEADER_SIZE;
	const size_t first = HEADER_SIZE + (nr + 1) * CONTENTS_ROW, end_of_chunks = layer->len - GIT_OID_RAWSZ;

	if (end_of_chunks < first)
		return error_set(err, "it is too short for its %zu chunks", nr);
	for (; nr; nr--, row += CONTENTS_ROW) {
		uint64_t start = be64(row + 4), end = be64(row + CONTENTS_ROW + 4);

		if (!be32(row) || start < first || end < start || end > end_of_chunks)
			return error_set(err, "its table of contents is damaged");
		if (add_chunk(layer, row, start, end, err) < 0)
			return -1;
	}
	return be32(row) ? error_set(err, "its table of contents does not end") : 0;
}

static uint32_t fanout(const struct layer *layer, unsigned byte)
{
	return be32(layer->chunks[FANOUT].at + 4 * byte);
}

/* Every search relies on it: what a byte's ids begin and end at lies in the list of ids. */
static int check_fanout(const struct layer *layer, struct error *err)
{
	if (layer->chunks[FANOUT].len != FANOUT_SIZE)
		return error_set(err, "its fan-out table is missing or of the wrong size");
	for (unsigned byte = 0; byte < 255; byte++)
		if (fanout(layer, byte) > fanout(layer, byte + 1))
			return error_set(err, "its fan-out table is not in order");
	return 0;
}

static int check_sizes(const struct layer *layer, struct error *err)
{
	if (layer->chunks[IDS].len != (uint64_t)layer->nr * GIT_OID_RAWSZ)
		return error_set(err, "its list of ids is not that of %u commits", layer->nr);
	if (layer->chunks[COMMITS].len != (uint64_t)layer->nr * COMMIT_SIZE)
		return error_set(err, "its table of commits is not that of %u commits", layer->nr);
	return 0;
}

/*
 * Filters that cannot be right are not used; the rest of the file can. git's filters end where the chunk does: that is
 * not so in a file whose offsets wrapped around at 4 GiB, where each filter would be another commit's.
 */
static void read_filters(struct layer *layer)
{
	const struct chunk *ends = &layer->chunks[BLOOM_ENDS], *data = &layer->chunks[BLOOM_DATA];
	struct bloom_settings *settings = &layer->settings;

	if (!layer->nr || ends->len != (uint64_t)layer->nr * 4 || data->len < BLOOM_HEADER_SIZE ||
	    be32(ends->at + ends->len - 4) != data->len - BLOOM_HEADER_SIZE)
		return;
	settings->version = be32(data->at);
	settings->nr_hashes = be32(data->at + 4);
	settings->bits_per_entry = be32(data->at + 8);
	layer->has_filters = (settings->version == 1 || settings->version == 2) && settings->nr_hashes > 0 &&
			     settings->nr_hashes <= MAX_HASHES;
}

static int layer_read(struct layer *layer, struct error *err)
{
	if (check_header(layer, err) < 0 || read_contents(layer, err) < 0 || check_fanout(layer, err) < 0)
		return -1;
	layer->nr = fanout(layer, 255);
	if (check_sizes(layer, err) < 0)
		return -1;
	layer->has_corrections = layer->chunks[CORRECTIONS].at &&
				 layer->chunks[CORRECTIONS].len == (uint64_t)layer->nr * 4;
	read_filters(layer);
	return 0;
}

/* ---- opening a chain ---- */

static const unsigned char *checksum(const struct layer *layer)
{
	return layer->bytes + layer->len - GIT_OID_RAWSZ;
}

uint32_t commit_graph_nr(const struct commit_graph *graph)
{
	const struct layer *newest = &graph->layers[graph->nr_layers - 1];

	return newest->base + newest->nr;
}

/* The files that a file says it stands on are the ones below it, all of them and in that order. */
static int check_bases(const struct commit_graph *graph, const struct layer *layer, struct error *err)
{
	const struct chunk *bases = &layer->chunks[BASES];

	if (layer->bytes[7] != graph->nr_layers)
		return error_set(err, "it is for %u files below it, and there are %zu", layer->bytes[7],
				 graph->nr_layers);
	if (bases->len != graph->nr_layers * GIT_OID_RAWSZ)
		return error_set(err, "its list of the files below it is not one of %zu", graph->nr_layers);
	for (size_t i = 0; i < graph->nr_layers; i++)
		if (memcmp(bases->at + i * GIT_OID_RAWSZ, checksum(&graph->layers[i]), GIT_OID_RAWSZ))
			return error_set(err, "it is for other files than those below it");
	return 0;
}

/* Takes the layer over, if it can be one. */
static int add_layer(struct commit_graph *graph, struct layer *layer, struct error *err)
{
	if (layer_read(layer, err) < 0 || check_bases(graph, layer, err) < 0)
		return -1;
	layer->base = graph->nr_layers ? commit_graph_nr(graph) : 0;
	if (layer->nr > NO_PARENT - layer->base)
		return error_set(err, "it has too many commits");
	graph->layers = mem_realloc(graph->layers, (graph->nr_layers + 1) * sizeof(*graph->layers));
	graph->layers[graph->nr_layers++] = take(*layer);
	return 0;
}

/* One key must do for all files: as git does, the newest settings count, and other files are without filters. */
static void settle_filters(struct commit_graph *graph)
{
	for (size_t i = graph->nr_layers; i-- > 0;) {
		struct layer *layer = &graph->layers[i];

		if (!graph->settings.nr_hashes && layer->has_filters)
			graph->settings = layer->settings;
		if (memcmp(&graph->settings, &layer->settings, sizeof(graph->settings)))
			layer->has_filters = false;
	}
}

/* As for git, corrected dates are compared only if every file has them: a level is no date. */
static bool all_have_corrections(const struct commit_graph *graph)
{
	for (size_t i = 0; i < graph->nr_layers; i++)
		if (!graph->layers[i].has_corrections)
			return false;
	return true;
}

static void settle(struct commit_graph *graph)
{
	settle_filters(graph);
	graph->has_corrections = all_have_corrections(graph);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Does not wait for who may write to a pipe. */
static int map_file(struct layer *layer, const char *path, struct error *err)
{
	owned(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_sys(err, "it cannot be opened");
	if (!S_ISREG(status.st_mode))
		return error_set(err, "it is no regular file");
	if (status.st_size == 0)
		return error_set(err, "it is empty");
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return error_sys(err, "it cannot be mapped");
	*layer = (struct layer){ .bytes = bytes, .len = (size_t)status.st_size, .is_mapped = true };
	return 0;
}

/* name: the checksum that a chain knows the file by; NULL: it has no such name. */
static int add_file(struct commit_graph *graph, const char *path, const git_oid *name, struct error *err)
{
	owned(layer_release) struct layer layer = { 0 };

	if (map_file(&layer, path, err) < 0 || add_layer(graph, &layer, err) < 0)
		return error_prefix(err, "cannot use the commit-graph '%s'", path);
	if (name && memcmp(checksum(&graph->layers[graph->nr_layers - 1]), name->id, GIT_OID_RAWSZ))
		return error_set(err, "cannot use the commit-graph '%s': it is not the file of that name", path);
	return 0;
}

/* A line of the chain: 40 digits. */
static int add_listed_file(struct commit_graph *graph, const char *folder, const char *line, size_t len,
			   struct error *err)
{
	owned(text_release) struct text path = { 0 };
	git_oid name;

	if (len != GIT_OID_HEXSZ || strspn(line, "0123456789abcdef") != len || git_oid_fromstrn(&name, line, len) < 0)
		return error_set(err, "cannot use the commit-graph chain of '%s': a line of it is no id", folder);
	text_addf(&path, "%s/graph-%.*s.graph", folder, (int)len, line);
	return add_file(graph, text_str(&path), &name, err);
}

static int add_chain(struct commit_graph *graph, const char *folder, const char *path, struct error *err)
{
	owned(text_release) struct text chain = { 0 };
	const char *at, *line;
	size_t len;

	if (file_read_whole(&chain, path, MAX_CHAIN_FILE, err) < 0)
		return error_prefix(err, "cannot use the commit-graph chain of '%s'", folder);
	at = text_str(&chain);
	while (text_line(&line, &len, &at, text_str(&chain) + chain.len))
		if (add_listed_file(graph, folder, line, len, err) < 0)
			return -1;
	return 0;
}

static struct commit_graph *open_single(const char *objects_folder, struct error *err)
{
	owned(text_release) struct text path = { 0 };
	owned(commit_graph_freep) struct commit_graph *graph = mem_alloc(sizeof(*graph));

	text_addf(&path, "%s/info/commit-graph", objects_folder);
	if (!file_exists(text_str(&path)) || add_file(graph, text_str(&path), NULL, err) < 0)
		return NULL;
	return take(graph);
}

/* As for git, a chain without a file is none. */
static struct commit_graph *open_chain(const char *objects_folder, struct error *err)
{
	owned(text_release) struct text folder = { 0 }, path = { 0 };
	owned(commit_graph_freep) struct commit_graph *graph = mem_alloc(sizeof(*graph));

	text_addf(&folder, "%s/info/commit-graphs", objects_folder);
	text_addf(&path, "%s/commit-graph-chain", text_str(&folder));
	if (!file_exists(text_str(&path)) || add_chain(graph, text_str(&folder), text_str(&path), err) < 0)
		return NULL;
	return graph->nr_layers ? take(graph) : NULL;
}

/* git reads the chain only where the single file cannot be read, and so do we. */
void commit_graph_open(struct commit_graph **graph, struct text *why_not, const char *objects_folder)
{
	owned(error_release) struct error err = { 0 };

	text_clear(why_not);
	*graph = open_single(objects_folder, &err);
	if (!*graph)
		*graph = open_chain(objects_folder, &err);
	if (*graph)
		settle(*graph);
	else if (err.message)
		text_adds(why_not, err.message);
}

void commit_graph_of_memory(struct commit_graph **graph, struct text *why_not, const void *bytes, size_t len)
{
	owned(error_release) struct error err = { 0 };
	owned(commit_graph_freep) struct commit_graph *made = mem_alloc(sizeof(*made));
	struct layer layer = { .bytes = bytes, .len = len };

	text_clear(why_not);
	*graph = NULL;
	if (add_layer(made, &layer, &err) < 0) {
		text_addf(why_not, "cannot use the commit-graph: %s", err.message);
		return;
	}
	settle(made);
	*graph = take(made);
}

/* ---- commits ---- */

static bool find_in_layer(uint32_t *place, const struct layer *layer, const git_oid *id)
{
	const unsigned char *ids = layer->chunks[IDS].at;
	uint32_t from = id->id[0] ? fanout(layer, id->id[0] - 1U) : 0, to = fanout(layer, id->id[0]);

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		int order = memcmp(id->id, ids + (size_t)middle * GIT_OID_RAWSZ, GIT_OID_RAWSZ);

		if (order == 0) {
			*place = middle;
			return true;
		}
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return false;
}

bool commit_graph_find(uint32_t *position, const struct commit_graph *graph, const git_oid *id)
{
	for (size_t i = graph->nr_layers; i-- > 0;) {
		uint32_t place;

		if (!find_in_layer(&place, &graph->layers[i], id))
			continue;
		*position = graph->layers[i].base + place;
		return true;
	}
	return false;
}

/* The file that has a position; NULL: none. */
static const struct layer *layer_of(const struct commit_graph *graph, uint32_t position)
{
	const struct layer *layer = graph->layers;

	for (size_t i = 0; i < graph->nr_layers; i++, layer++)
		if (position - layer->base < layer->nr)
			return layer;
	return NULL;
}

static const unsigned char *row_of(const struct layer *layer, uint32_t position)
{
	return layer->chunks[COMMITS].at + (size_t)(position - layer->base) * COMMIT_SIZE;
}

/* No file knows of those that were written after it. */
static bool is_possible_parent(const struct layer *layer, uint32_t parent)
{
	return parent < layer->base + layer->nr;
}

static uint32_t edge(const struct layer *layer, size_t at)
{
	return be32(layer->chunks[EDGES].at + 4 * at);
}

/* How many parents are in the list that begins there; 0: it does not end. */
static uint32_t nr_edges(const struct layer *layer, size_t at)
{
	const size_t nr = layer->chunks[EDGES].len / 4;

	for (size_t end = at; end < nr && end - at < MAX_EDGES; end++)
		if (edge(layer, end) & LAST_PARENT)
			return (uint32_t)(end + 1 - at);
	return 0;
}

static bool read_parents(struct graph_commit *commit, const struct layer *layer, uint32_t first, uint32_t second)
{
	if (first == NO_PARENT)
		return second == NO_PARENT;
	commit->parents[commit->nr_parents++] = first;
	if (second & MORE_PARENTS) {
		uint32_t nr = nr_edges(layer, second & ~MORE_PARENTS);

		if (!nr)
			return false;
		second = edge(layer, second & ~MORE_PARENTS) & ~LAST_PARENT;
		commit->nr_parents += nr - 1;
	} else if (second == NO_PARENT) {
		return is_possible_parent(layer, first);
	}
	commit->nr_parents++;
	commit->parents[1] = second;
	return is_possible_parent(layer, first) && is_possible_parent(layer, second);
}

bool commit_graph_has_corrected_dates(const struct commit_graph *graph)
{
	return graph->has_corrections;
}

/* A level, if there are no corrected dates. False: the correction is not where it says, or leads beyond all dates. */
static bool read_generation(struct graph_commit *commit, const struct commit_graph *graph, const struct layer *layer,
			    uint32_t position)
{
	const struct chunk *large = &layer->chunks[LARGE_CORRECTIONS];
	uint64_t correction, at;

	if (!graph->has_corrections)
		return true;
	correction = be32(layer->chunks[CORRECTIONS].at + (size_t)(position - layer->base) * 4);
	if (correction & LARGE_CORRECTION) {
		at = (correction & ~(uint64_t)LARGE_CORRECTION) * 8;
		if (at + 8 > large->len)
			return false;
		correction = be64(large->at + at);
	}
	commit->generation = (uint64_t)commit->date + correction;
	return correction <= INT64_MAX;
}

bool commit_graph_read(struct graph_commit *commit, const struct commit_graph *graph, uint32_t position)
{
	const struct layer *layer = layer_of(graph, position);
	const unsigned char *row, *numbers;

	*commit = (struct graph_commit){ 0 };
	if (!layer)
		return false;
	row = row_of(layer, position);
	numbers = row + GIT_OID_RAWSZ;
	memcpy(commit->id.id, layer->chunks[IDS].at + (size_t)(position - layer->base) * GIT_OID_RAWSZ,
	       GIT_OID_RAWSZ);
	memcpy(commit->tree.id, row, GIT_OID_RAWSZ);
	commit->generation = be32(numbers + 8) >> 2;
	commit->date = (int64_t)(be64(numbers + 8) & 0x3ffffffff); /* 34 bits */
	return read_generation(commit, graph, layer, position) &&
	       read_parents(commit, layer, be32(numbers), be32(numbers + 4));
}

bool commit_graph_parent(uint32_t *parent, const struct commit_graph *graph, uint32_t position, uint32_t nth)
{
	struct graph_commit commit;
	const struct layer *layer;
	size_t edges;

	if (!commit_graph_read(&commit, graph, position) || nth >= commit.nr_parents)
		return false;
	if (nth < 2) {
		*parent = commit.parents[nth];
		return true;
	}
	layer = layer_of(graph, position);
	edges = be32(row_of(layer, position) + GIT_OID_RAWSZ + 4) & ~MORE_PARENTS;
	*parent = edge(layer, edges + nth - 1) & ~LAST_PARENT;
	return is_possible_parent(layer, *parent);
}

/* ---- Bloom filters ---- */

static uint32_t rotate_left(uint32_t number, unsigned bits)
{
	return number << bits | number >> (32 - bits);
}

static uint32_t scramble(uint32_t number)
{
	return rotate_left(number * 0xcc9e2d51, 15) * 0x1b873593;
}

/* A byte as a char that is signed, or not, becomes a larger number. */
static uint32_t widen(char byte, bool chars_are_signed)
{
	return chars_are_signed ? (uint32_t)(int8_t)byte : (uint8_t)byte;
}

/* The 32-bit murmur3, and with signed chars what version 1 made of it. */
static uint32_t murmur3(uint32_t hash, const char *bytes, size_t len, bool chars_are_signed)
{
	const char *at = bytes, *tail = bytes + len / 4 * 4;
	uint32_t last = 0;

	for (; at < tail; at += 4) {
		uint32_t word = 0;

		for (unsigned i = 0; i < 4; i++)
			word |= widen(at[i], chars_are_signed) << 8 * i;
		hash = rotate_left(hash ^ scramble(word), 13) * 5 + 0xe6546b64;
	}
	for (unsigned i = 0; i < len % 4; i++)
		last ^= widen(tail[i], chars_are_signed) << 8 * i;
	hash ^= scramble(last) ^ (uint32_t)len;
	hash = (hash ^ hash >> 16) * 0x85ebca6b;
	hash = (hash ^ hash >> 13) * 0xc2b2ae35;
	return hash ^ hash >> 16;
}

static bool is_ascii(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] > 127)
			return false;
	return true;
}

bool commit_graph_bloom_key(struct bloom_key *key, const struct commit_graph *graph, const char *path, size_t len)
{
	if (!graph->settings.nr_hashes || !len)
		return false;
	key->nr = graph->settings.version == 1 && !is_ascii(path, len) ? 2 : 1;
	for (unsigned i = 0; i < key->nr; i++) {
		key->start[i] = murmur3(BLOOM_SEED_START, path, len, i == 1);
		key->step[i] = murmur3(BLOOM_SEED_STEP, path, len, i == 1);
	}
	return true;
}

static bool all_set(const struct chunk *filter, uint32_t nr_hashes, uint32_t start, uint32_t step)
{
	const uint64_t nr_bits = (uint64_t)filter->len * 8;

	for (uint32_t i = 0, hash = start; i < nr_hashes; i++, hash += step) {
		uint64_t bit = hash % nr_bits;

		if (!(filter->at[bit / 8] & 1U << bit % 8))
			return false;
	}
	return true;
}

/* Empty: nothing is known, or the offsets cannot be right. */
static struct chunk filter_of(const struct layer *layer, uint32_t position)
{
	const struct chunk *data = &layer->chunks[BLOOM_DATA];
	const uint32_t place = position - layer->base;
	const unsigned char *at = layer->chunks[BLOOM_ENDS].at + (size_t)place * 4;
	const uint32_t start = place ? be32(at - 4) : 0, end = be32(at);

	if (end < start || end > data->len - BLOOM_HEADER_SIZE)
		return (struct chunk){ 0 };
	return (struct chunk){ data->at + BLOOM_HEADER_SIZE + start, end - start };
}

/* What changes too much has a filter with every bit set. */
enum bloom_answer commit_graph_bloom(const struct commit_graph *graph, uint32_t position, const struct bloom_key *key)
{
	const struct layer *layer = layer_of(graph, position);
	struct chunk filter;

	if (!layer || !layer->has_filters)
		return BLOOM_MAYBE;
	filter = filter_of(layer, position);
	if (!filter.len)
		return BLOOM_MAYBE;
	for (unsigned i = 0; i < key->nr; i++)
		if (all_set(&filter, graph->settings.nr_hashes, key->start[i], key->step[i]))
			return BLOOM_MAYBE;
	return BLOOM_NO;
}
