#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage: installed.sh BUILD
# Installs BUILD below a scratch folder and sees that everything is in its place and that the program, moved away from its
# build tree, finds its recipes.
set -eu
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
DESTDIR=$scratch meson install -C "$build" --no-rebuild --quiet
prefix=$scratch/usr/local
for file in bin/stableport share/stableport/backports/nfsd-callback-running/recipe.yaml \
	share/stableport/semantic-patches/stableport.macros share/stableport/shims/include/linux/wait_bit.h \
	share/stableport/shims/probe/wait_var_event.c share/man/man1/stableport.1 \
	share/man/man5/stableport-recipe.5 share/stableport/backport.schema.json share/stableport/chain.schema.json \
	share/stableport/apply.schema.json share/bash-completion/completions/stableport; do
	test -s "$prefix/$file" || { echo "not installed: $file"; exit 1; }
done
cd "$scratch"
# DESTDIR is not the prefix it was built for: the folder that the program looks in is told it.
STABLEPORT_DATA=$prefix/share/stableport "$prefix/bin/stableport" list | grep -q nfsd-callback-running
bash -c ". $prefix/share/bash-completion/completions/stableport && COMP_WORDS=(stableport po) COMP_CWORD=1 && _stableport &&
	test \"\${COMPREPLY[0]}\" = port"
