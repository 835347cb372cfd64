// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a use fits a definition.
 *
 * A call fits a function with as many parameters, which returns a value if that is used; a macro with as many; and
 * whatever it is not known of (a variable may point to a function). A name without parentheses fits what is no
 * call: a variable, an enumerator, a macro without parameters; it fits a function too, as a pointer, which only
 * upstream's definition tells apart: where that is a function as well, a pointer is meant.
 *
 * Upstream's code compiles. If one of its definitions does not fit the use either, we do not understand it (there
 * are two under an #if, a macro rewrites the call), and it says nothing.
 */
#include "name-shape.h"

bool definition_is_field(const struct definition *d)
{
	return d->member && d->entity->kind == ENTITY_STRUCT;
}

bool definition_is_function(const struct definition *d)
{
	return !d->member && (d->entity->kind == ENTITY_FUNCTION || d->entity->kind == ENTITY_PROTOTYPE);
}

bool definition_is_tag(const struct definition *d)
{
	return !d->member && (d->entity->kind == ENTITY_STRUCT || d->entity->kind == ENTITY_ENUM);
}

static bool is_macro(const struct definition *d)
{
	return !d->member && d->entity->kind == ENTITY_MACRO;
}

/* What is only a name with parentheses behind it. */
static bool is_macro_call(const struct definition *d)
{
	return is_macro(d) && d->entity->nr_parameters >= 0;
}

bool can_mean(const struct name_use *use, const struct definition *d)
{
	if (is_macro(d))
		return true;
	if (use->is_member)
		return definition_is_field(d);
	if (use->is_tag)
		return definition_is_tag(d);
	return !definition_is_field(d);
}

bool can_be_argument(const struct name_use *use, const struct definition *d)
{
	return !use->is_member && !use->is_tag && !use->is_call && definition_is_field(d);
}

bool can_be_anything(const struct name_use *use, const struct definition *d)
{
	return use->name && d->entity;
}

int call_trouble(const struct name_use *use, const struct definition *d)
{
	if (d->member)
		return NAME_OTHER_KIND;
	if (definition_is_function(d) && use->value_used && !d->entity->returns_value)
		return NAME_NO_VALUE;
	if ((definition_is_function(d) || is_macro(d)) && use->nr_arguments >= 0 && d->entity->nr_parameters >= 0 &&
	    use->nr_arguments != d->entity->nr_parameters)
		return NAME_OTHER_ARGUMENTS;
	return -1;
}

static int use_trouble(const struct name_use *use, const struct definition *d)
{
	if (use->is_call)
		return call_trouble(use, d);
	return definition_is_function(d) || is_macro_call(d) ? NAME_OTHER_KIND : -1;
}

bool shape_may_fit(const struct name_use *use, const struct definitions *there)
{
	size_t i;

	for (i = 0; i < there->nr; i++)
		if (use_trouble(use, &there->v[i]) < 0)
			return true;
	return false;
}

/* Whether upstream's definition tells that a call is what it was taken for. */
static bool is_called(const struct name_use *use, enum name_trouble trouble, const struct definition *here)
{
	if (trouble == NAME_NO_VALUE)
		return definition_is_function(here);
	if (trouble == NAME_OTHER_ARGUMENTS)
		return here->entity->nr_parameters == use->nr_arguments;
	return definition_is_function(here) || is_macro_call(here);
}

static int trouble_of_call(const struct definition **which, const struct name_use *use, const struct definitions *here,
			   const struct definitions *there)
{
	int trouble = call_trouble(use, &there->v[0]);
	size_t i;

	for (i = 0; i < here->nr; i++) {
		if (call_trouble(use, &here->v[i]) >= 0)
			return -1;
		if (is_called(use, (enum name_trouble)trouble, &here->v[i]))
			*which = &here->v[i];
	}
	return *which ? trouble : -1;
}

static bool has_function(const struct definitions *definitions)
{
	size_t i;

	for (i = 0; i < definitions->nr; i++)
		if (definition_is_function(&definitions->v[i]))
			return true;
	return false;
}

/* The target has functions or macros with parameters, and nothing else. */
static int trouble_of_plain(const struct definition **which, const struct definitions *here,
			    const struct definitions *there)
{
	size_t i;

	if (has_function(here) && has_function(there))
		return -1;
	for (i = 0; i < here->nr; i++) {
		if (is_macro_call(&here->v[i]))
			return -1;
		*which = &here->v[i];
	}
	return *which ? NAME_OTHER_KIND : -1;
}

int shape_trouble(const struct definition **which, const struct name_use *use, const struct definitions *here,
		  const struct definitions *there)
{
	*which = NULL;
	return use->is_call ? trouble_of_call(which, use, here, there) : trouble_of_plain(which, here, there);
}
