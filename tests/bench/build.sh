# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the programs of this folder: help, and a build of what is measured in build/bench, which installs what is missing.
# Debian packages that it needs to run, beside those for the build, are named in $packages. What is not its own result goes
# to stderr.
#
#	run_bench score-plan "$@"

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 2

# The comment at the top of the script, from its third line on.
print_help() { sed -n '3,/^$/s/^# \{0,1\}//p' "$1"; }

build_bench() (
	cd "$root" || exit 2
	. ./scripts/install.sh
	install_build_packages && install_packages ${packages:-} || exit 2
	test -f build/bench/build.ninja || quietly meson setup build/bench || exit 2
	quietly ninja -C build/bench "tests/$1"
)

run_bench() {
	name=$1
	shift
	case ${1:-} in
	-h | --help)
		print_help "$0"
		exit 0
		;;
	esac
	build_bench "$name" >&2 || exit 2
	exec "$root/build/bench/tests/$name" "$@"
}
