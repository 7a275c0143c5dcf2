#!/bin/sh
# Makes everything that running, testing and building from source needs: system packages, .venv, the locked libraries, the
# package itself. A second call with nothing changed ends at once. Needs git, make and Python 3.11, 3.12 or 3.13.
set -eu
cd "$(dirname "$0")/.."

STAMP=.venv/setup-done
LOG=.venv/setup.log

say() { printf '%s\n' "$*" >&2; }

state() { { pwd; cat requirements.lock pyproject.toml installers/setup.sh; } | sha256sum | cut -d' ' -f1; }

suits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13; do
        if suits "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    say "No Python 3.11, 3.12 or 3.13 was found. Install one (for example: apt-get install python3 python3-venv), or name"
    say "one: make setup PYTHON=/path/to/python3.12"
    exit 1
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Debian 13 and Ubuntu 24.04 renamed some libraries to …t64; either name will do.
missing_packages() {
    for package in "$@"; do
        installed "$package" || installed "${package}t64" || printf '%s ' "$package"
    done
}

python_packages() {
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || printf '%s ' "$version-venv"
    case $("$python" -c 'import sys; print(sys.base_prefix)') in
        /usr) printf '%s ' "lib$version" ;; # PyInstaller needs the shared library
    esac
}

system_packages() {
    command -v dpkg-query >/dev/null 2>&1 || { say "Not Debian or Ubuntu: system packages are yours to mind."; return; }
    # shellcheck disable=SC2046
    missing=$(missing_packages $(python_packages) \
        gcc libc6-dev binutils strace xvfb xauth util-linux iproute2 postgresql openssl \
        libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 \
        libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0 \
        libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "Some system packages are missing. Install them with this command, then run make again:"
        say ""
        say "    sudo apt-get update && sudo apt-get install -y $missing"
        exit 1
    fi
    say "Installing system packages: $missing"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
        >.setup-apt.log 2>&1 || { tail -n 15 .setup-apt.log >&2; say "apt-get could not install them (see above)."; exit 1; }
    rm -f .setup-apt.log
}

fresh_venv() {
    if [ -x .venv/bin/python ] && suits .venv/bin/python && [ "$(cat .venv/place 2>/dev/null)" = "$(pwd)" ]; then
        return
    fi
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    pwd >.venv/place
}

# One line a library; what pip says goes to the log.
libraries() {
    total=$(grep -c '^[A-Za-z0-9].*==' requirements.lock)
    say "Installing up to $total locked libraries (about 1 GB)"
    : >"$LOG"
    {
        .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
            --require-hashes -r requirements.lock 2>&1 || echo "SETUP FAILED"
    } | {
        count=0
        while IFS= read -r line; do
            printf '%s\n' "$line" >>"$LOG"
            case $line in
                Collecting* | Processing*)
                    count=$((count + 1))
                    name=${line#* }
                    name=${name##*/}
                    say "  $count/$total ${name%% *}"
                    ;;
                "Installing collected packages"*) say "  unpacking" ;;
                "SETUP FAILED")
                    tail -n 15 "$LOG" >&2
                    say "The libraries could not be installed (see above; all of it is in $LOG)."
                    exit 1
                    ;;
            esac
        done
    }
}

ourselves() {
    .venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e . >>"$LOG" 2>&1 ||
        { tail -n 15 "$LOG" >&2; say "mlworkbench itself could not be installed (see above)."; exit 1; }
}

[ "$(cat "$STAMP" 2>/dev/null)" != "$(state)" ] || exit 0
python=$(find_python)
system_packages
fresh_venv
libraries
ourselves
state >"$STAMP"
say "Ready."
