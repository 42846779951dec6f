#!/bin/sh
# Prints the path of a Chromium that runs, for the browser tests; installs Debian's when root and there is none.
# $CHROMIUM names one and is then the only candidate.

# Run, not only found: Ubuntu's /usr/bin/chromium-browser is a script that asks for snap.
works() {
    "$1" --version >/dev/null 2>&1
}

find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        works "$CHROMIUM" && echo "$CHROMIUM"
        return
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name") && works "$path" && echo "$path" && return
    done
    for path in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        works "$path" && echo "$path" && return
    done
    return 1
}

find_chromium && exit 0

if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests …" >&2
    log=$(mktemp)
    if ! {
        apt-get -qq update &&
            DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
                chromium fonts-liberation fonts-dejavu-core
    } </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
    fi
    rm -f "$log"
    find_chromium && exit 0
fi

echo "The browser tests need Chromium or Google Chrome, and none was found or could be installed here:" \
    "install one (Debian: apt-get install chromium), or name it: make test CHROMIUM=/path/to/chromium" >&2
exit 1
