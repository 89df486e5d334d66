#!/bin/sh
# Builds the library: export/build.sh [output file]; build/libhftok.so by default. Further flags for
# go build come from GOFLAGS. The name of the C ABI, under which programs load it, is linked beside it.
set -eu
cd "$(dirname "$0")/.."
out=${1:-build/libhftok.so}
soname=libhftok.so.1

mkdir -p "$(dirname "$out")"
# HFTOK_HEADERS is read by nobody: Go's build cache doesn't see edits under include/, and this makes each
# a different build. Go itself adds -z nodelete. The version script leaves the public symbols only.
# images.Build tells compiled tokenizers of this build from those of others: see core/images.
sources=$(find core export include go.mod go.sum -type f \( -name '*.go' -o -name '*.s' -o -name '*.c' -o -name '*.h' -o -name 'go.*' -o -name '*.bin' \) \
  ! -name '*_test.go' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-32)
CGO_ENABLED=1 CGO_CFLAGS="${CGO_CFLAGS:--O2} -DHFTOK_HEADERS=0x$(cat include/*.h | sha256sum | cut -c1-15)" \
  go build -buildmode=c-shared -trimpath -o "$out" \
  -ldflags "-s -w -X github.com/libhftok/libhftok/core/images.Build=$sources -extldflags '-Wl,-soname,$soname -Wl,--version-script=$PWD/export/hftok.map'" ./export
rm -f "${out%.so}.h" # Go's own header; ours is include/hftok.h
ln -sf "$(basename "$out")" "$(dirname "$out")/$soname"
