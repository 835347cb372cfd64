#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# conf.sh MODE KCONFIG CONFIG: reads a small subset of Kconfig (source, config,
# bool, tristate, default, depends on A && B) and writes CONFIG, or, with
# MODE "header", prints autoconf.h. A symbol without a prompt has its default. Unknown symbols and those whose dependencies
# do not hold are dropped, as olddefconfig does.

mode=$1 kconfig=$2 config=$3
export srctree="${kconfig%/Kconfig}"

if [ "$mode" = header ]; then
	sed -n -e 's/^\(CONFIG_[A-Z0-9_]*\)=y$/#define \1 1/p' \
	       -e 's/^\(CONFIG_[A-Z0-9_]*\)=m$/#define \1_MODULE 1/p' "$config"
	exit
fi

[ "$mode" = olddefconfig ] && [ -e "$config" ] || : > "$config"
answer=$(awk -v mode="$mode" -v config="$config" '
	function read_kconfig(file,    words, n) {
		file = ENVIRON["srctree"] "/" file
		while ((getline < file) > 0) {
			gsub(/"/, "")
			if ($1 == "source") read_kconfig($2)
			else if ($1 == "config") order[++nr] = $2
			else if ($1 == "bool" || $1 == "tristate") { type[order[nr]] = $1; asked[order[nr]] = NF > 1 }
			else if ($1 == "default") def[order[nr]] = $2
			else if ($1 == "depends") depends[order[nr]] = $0
		}
		close(file)
	}
	function allowed(name,    words, n, i) {
		n = split(depends[name], words)
		for (i = 3; i <= n; i += 2)
			if (value[words[i]] !~ /^[ym]$/) return 0
		return 1
	}
	BEGIN {
		while ((getline < config) > 0)
			if (/^CONFIG_/) { split(substr($0, 8), a, "="); given[a[1]] = a[2] }
			else if (/is not set$/) given[substr($2, 8)] = "n"
		read_kconfig("Kconfig")
		for (i = 1; i <= nr; i++) {
			name = order[i]
			if (!allowed(name)) continue
			v = !asked[name] ? def[name] : name in given ? given[name] : mode == "allnoconfig" ? "n" : def[name]
			if (v == "m" && (type[name] == "bool" || value["MODULES"] != "y")) v = "y"
			value[name] = v
			if (v ~ /^[ym]$/) print "CONFIG_" name "=" v
			else print "# CONFIG_" name " is not set"
		}
	}')
printf '%s\n' "$answer" > "$config"
