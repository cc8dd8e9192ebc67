#!/bin/sh
# Sets up a machine: system packages (Debian and its kin) and the Python environment .venv.
#
#   packaging/bootstrap.sh run|demo|test
#
# Quiet when nothing is to do. Ends with 1 if something is missing that was asked for and cannot be
# installed; it then prints the one line that installs it. PYTHON names the interpreter to use.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
case $purpose in
run | demo | test) ;;
*)
    echo "usage: packaging/bootstrap.sh run|demo|test" >&2
    exit 2
    ;;
esac

# Qt without a screen, Chinese letters, sound, and the second barcode reader.
basic="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0 fonts-noto-cjk
libpulse0 libxrandr2 libzbar0"
# A window under X, and printers for it.
window="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libcups2"
# Tests with real key strokes on a virtual screen.
testing="xvfb xdotool openbox"
# Tests that have LibreOffice save our workbooks again; without it they are skipped.
office="libreoffice-calc-nogui"

case $purpose in
test) needed="$basic $window $testing" wanted="" ;;
*)
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        needed="$basic $window" wanted=""
    else
        needed="$basic" wanted="$window"
    fi
    ;;
esac

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# Runs a command without its output; shows the end of it if the command fails.
quietly() {
    if "$@" >"$log" 2>&1 </dev/null; then
        return 0
    fi
    tail -n 15 "$log" >&2
    return 1
}

# --- Python ------------------------------------------------------------------------------------

usable_python() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 /usr/bin/python3 python3 python3.12 python3.13; do
        if usable_python "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
}

can_make_venv() {
    [ -n "$1" ] && "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

venv_works() {
    [ -x .venv/bin/python ] && usable_python .venv/bin/python
}

# --- system packages -----------------------------------------------------------------------------

installed() {
    # Newer releases call some libraries NAMEt64.
    for name in "$1" "$1t64"; do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null || true) in
        ii*) return 0 ;;
        esac
    done
    return 1
}

missing_of() {
    for package in "$@"; do
        installed "$package" || printf '%s ' "$package"
    done
}

apt() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@"
    fi
}

may_install() {
    [ "$(id -u)" = 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1
}

system_packages() {
    if ! venv_works && ! can_make_venv "$(find_python)"; then
        needed="python3 python3-venv $needed"
    fi
    # The lists are words to split.
    # shellcheck disable=SC2086
    lacking=$(missing_of $needed)
    # shellcheck disable=SC2086
    useful=$(missing_of $wanted)
    [ -n "$lacking$useful" ] || return 0

    all=$(printf '%s' "$lacking$useful" | sed 's/ *$//')
    as_root=""
    command -v sudo >/dev/null 2>&1 && as_root="sudo "
    line="${as_root}apt-get update; ${as_root}apt-get install -y --no-install-recommends $all"
    [ -n "$as_root" ] || line="su -c '$line'"
    if may_install; then
        say "Installing system packages: $all"
        # A third party's list that cannot be fetched is no reason to stop.
        apt update >/dev/null 2>&1 </dev/null || true
        # shellcheck disable=SC2086
        if quietly apt install -y --no-install-recommends $all; then
            return 0
        fi
        reason="They could not be installed."
    else
        reason="This user may not install them."
    fi
    if [ -n "$lacking" ]; then
        fail "System packages are missing. $reason Run this line, then make $purpose again:" "" \
            "    $line" ""
    fi
    say "For a window these system packages are missing. $reason" "" "    $line" ""
}

# LibreOffice is large and needed by a few tests only: it is asked for apart, so that nothing else
# fails with it, and its failure is only said.
office_package() {
    # A desktop's own LibreOffice will do.
    command -v soffice >/dev/null 2>&1 && return 0
    if may_install; then
        say "Installing for some of the tests: $office"
        apt update >/dev/null 2>&1 </dev/null || true
        if quietly apt install -y --no-install-recommends "$office"; then
            return 0
        fi
    fi
    say "LibreOffice ($office) could not be installed: the tests that need it are skipped."
}

if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
    system_packages
    [ "$purpose" != test ] || office_package
elif ! venv_works; then
    say "This is not Debian: if the program does not start, install these libraries' namesakes:"
    # shellcheck disable=SC2086
    say $needed
fi

# --- .venv ---------------------------------------------------------------------------------------

case $purpose in
test) lock=requirements-dev.lock ;;
*) lock=requirements.lock ;;
esac

# Tells whether .venv was filled from a lock as it is now; the development lock holds all of both.
filled() {
    for each in "$lock" requirements-dev.lock; do
        [ "$(cat ".venv/$each.stamp" 2>/dev/null)" = "$(cksum <"$each")" ] && return 0
    done
    return 1
}

if venv_works && filled; then
    exit 0
fi

if ! venv_works || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! can_make_venv "$python"; then
        fail "Python 3.11 or newer with its venv module is needed, and was not found." \
            "Install it, or name it: make $purpose PYTHON=/path/to/python3"
    fi
    say "Making the Python environment .venv with $("$python" --version)"
    quietly "$python" -m venv --clear .venv || fail ".venv could not be made."
fi

say "Installing the Python packages of $lock (some minutes at the first time)"
rm -f .venv/*.lock.stamp
quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r "$lock" ||
    fail "The Python packages could not be installed. Is the network there?"
cksum <"$lock" >".venv/$lock.stamp"
