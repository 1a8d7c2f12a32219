#!/usr/bin/env bash
# What the tests need from the system. Installed when we may; otherwise one sentence names it.
set -euo pipefail
declare -A needed=(
  [chromium]="chromium" [redis-server]="redis-server" [dciodvfy]="dicom3tools" [Orthanc]="orthanc orthanc-dicomweb"
)
missing=()
for program in "${!needed[@]}"; do
  PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || missing+=(${needed[$program]})
done
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
compgen -G '/usr/share/orthanc/plugins/*DicomWeb*' >/dev/null || missing+=(orthanc-dicomweb)
command -v runuser >/dev/null || missing+=(util-linux)
[ ${#missing[@]} -eq 0 ] && exit 0
packages=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo"; else
    echo "The tests need these packages: apt-get install $packages" >&2
    exit 1
  fi
fi
command -v apt-get >/dev/null || { echo "The tests need Debian's packages $packages" >&2; exit 1; }
echo "Installing $packages…"
$as_root apt-get update -qq
# Nothing may start a service of its own here.
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
