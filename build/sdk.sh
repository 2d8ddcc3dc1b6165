# Sourced by ./touchline and ./test: finds the .NET 10 SDK, or installs it where the distribution has it.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ -d "$HOME/.dotnet" ] && [ -x "$HOME/.dotnet/dotnet" ] && ! command -v dotnet > /dev/null && PATH="$HOME/.dotnet:$PATH"

has_sdk() { command -v dotnet > /dev/null && dotnet --list-sdks 2> /dev/null | grep -q '^10\.'; }

need_sdk() {
    has_sdk && return
    if command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
        echo "installing the .NET 10 SDK (package dotnet-sdk-10.0)..." >&2
        { apt-get install -y dotnet-sdk-10.0 || { apt-get update && apt-get install -y dotnet-sdk-10.0; }; } > /dev/null 2>&1 || true
        has_sdk && return
    fi
    cat >&2 <<'TEXT'
touchline: the .NET 10 SDK is missing. Install it one of these ways, then start again:
  Ubuntu, Debian with the package:   sudo apt-get install dotnet-sdk-10.0
  any Linux or macOS:                https://dotnet.microsoft.com/download/dotnet/10.0
TEXT
    exit 1
}

has_node() { command -v npm > /dev/null && node "$(dirname "${BASH_SOURCE[0]}")/node.js" 2> /dev/null; }

# Node builds the page; without it there is none, and all else works. False: it isn't there.
need_node() {
    has_node && return
    if command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
        echo "installing Node, which builds the page (packages nodejs, npm)..." >&2
        { apt-get install -y --no-install-recommends nodejs npm || { apt-get update && apt-get install -y --no-install-recommends nodejs npm; }; } > /dev/null 2>&1 < /dev/null || true
        has_node && return
    fi
    cat >&2 <<'TEXT'
touchline: Node 20.19, or 22.12 and later, with npm is missing, which builds the page: the program works without it. To have it, install Node one of these ways, then start again:
  Debian 13, Ubuntu 25.04 and later:   sudo apt-get install nodejs npm
  any Linux or macOS:                  https://nodejs.org/en/download
TEXT
    return 1
}
