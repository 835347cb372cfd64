// SPDX-License-Identifier: GPL-2.0-only
/*
 * A chain as JSON: docs/plan-schema.md describes it. Written only: a chain is made anew in less time than it would
 * take to prove that a document of one still holds. The words are those that people see, keys come in a fixed order,
 * an absent string is left out, as in a backport's document (document.c); "document" tells the two apart.
 */
#include "../record.h"
#include "chain.h"

#define CHAIN_FORMAT 1

static void set_string(json_t *object, const char *key, const char *string)
{
	if (string)
		json_object_set_new(object, key, record_string(string));
}

const char *chain_role_name(enum chain_role role)
{
	static const char *const words[] = {
		[CHAIN_PREREQUISITE] = "prerequisite", [CHAIN_FIX] = "fix", [CHAIN_FOLLOW_UP] = "follow-up",
	};

	return words[role];
}

const char *chain_disposition_name(enum chain_disposition disposition)
{
	static const char *const words[] = {
		[CHAIN_CLEAN] = "clean", [CHAIN_PLACED] = "placed", [CHAIN_THERE] = "there",
		[CHAIN_RENAMED] = "renamed", [CHAIN_WORDS] = "words", [CHAIN_MOOT] = "moot", [CHAIN_LACKING] = "lacking",
		[CHAIN_ADAPT] = "adapt",
		[CHAIN_REMEMBERED] = "remembered", [CHAIN_RESOLVED] = "resolved",
	};

	return words[disposition];
}

static json_t *make_reasons(const struct reason *reasons, size_t nr)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < nr; i++) {
		json_t *object = json_object();

		set_string(object, "text", reasons[i].text);
		set_string(object, "evidence", reasons[i].evidence);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *make_hunk(const struct chain_hunk *hunk)
{
	json_t *object = json_object();

	set_string(object, "file", hunk->file);
	json_object_set_new(object, "line", json_integer(hunk->line));
	json_object_set_new(object, "added", json_integer(hunk->added));
	json_object_set_new(object, "removed", json_integer(hunk->removed));
	set_string(object, "function", hunk->function);
	set_string(object, "disposition", chain_disposition_name(hunk->disposition));
	set_string(object, "place", hunk->place);
	json_object_set_new(object, "evidence", make_reasons(hunk->evidence, hunk->nr_evidence));
	return object;
}

static json_t *make_step(const struct chain_step *step)
{
	json_t *object = json_object(), *hunks = json_array();
	size_t i;

	for (i = 0; i < step->nr_hunks; i++)
		json_array_append_new(hunks, make_hunk(&step->hunks[i]));
	set_string(object, "commit", step->commit);
	set_string(object, "subject", step->subject);
	set_string(object, "role", chain_role_name(step->role));
	set_string(object, "presence", presence_name(step->presence));
	json_object_set_new(object, "why", make_reasons(step->why, step->nr_why));
	json_object_set_new(object, "hunks", hunks);
	json_object_set_new(object, "added", json_integer(step->added));
	json_object_set_new(object, "removed", json_integer(step->removed));
	return object;
}

static json_t *make_left_out(const struct chain_left_out *left_out)
{
	json_t *object = json_object();

	set_string(object, "commit", left_out->commit);
	set_string(object, "subject", left_out->subject);
	set_string(object, "role", chain_role_name(left_out->role));
	json_object_set_new(object, "why", make_reasons(left_out->why, left_out->nr_why));
	return object;
}

static json_t *make_target(const struct chain *chain)
{
	json_t *object = json_object();

	set_string(object, "ref", chain->target_ref);
	set_string(object, "commit", chain->target_commit);
	set_string(object, "version", chain->target_version);
	return object;
}

static void set_lists(json_t *document, const struct chain *chain)
{
	json_t *steps = json_array(), *left_out = json_array(), *notes = json_array();
	size_t i;

	for (i = 0; i < chain->nr_steps; i++)
		json_array_append_new(steps, make_step(&chain->steps[i]));
	for (i = 0; i < chain->nr_left_out; i++)
		json_array_append_new(left_out, make_left_out(&chain->left_out[i]));
	for (i = 0; i < chain->nr_notes; i++)
		json_array_append_new(notes, record_string(chain->notes[i]));
	json_object_set_new(document, "steps", steps);
	json_object_set_new(document, "left_out", left_out);
	json_object_set_new(document, "notes", notes);
}

/* As a backport's: nothing to do, ready, or a person has to look. */
static const char *verdict_of(const struct chain *chain)
{
	if (chain_verdict(chain) != 0)
		return verdict_word(VERDICT_PERSON);
	if (chain_nr_carried(chain, CHAIN_PREREQUISITE) + chain_nr_carried(chain, CHAIN_FIX) +
	    chain_nr_carried(chain, CHAIN_FOLLOW_UP) == 0)
		return verdict_word(VERDICT_NOTHING_TO_DO);
	return verdict_word(VERDICT_READY);
}

json_t *chain_document(const struct chain *chain)
{
	json_t *document = json_object();

	json_object_set_new(document, "format", json_integer(CHAIN_FORMAT));
	set_string(document, "document", "chain");
	set_string(document, "verdict", verdict_of(chain));
	json_object_set_new(document, "target", make_target(chain));
	set_lists(document, chain);
	set_string(document, "failure", chain->failure);
	json_object_set_new(document, "verified", json_boolean(chain->verified));
	json_object_set_new(document, "smallest", json_boolean(chain->smallest));
	json_object_set_new(document, "plain", json_boolean(chain->plain));
	json_object_set_new(document, "picks", json_integer(chain->picks));
	json_object_set_new(document, "seconds", json_real(chain->seconds));
	return document;
}
