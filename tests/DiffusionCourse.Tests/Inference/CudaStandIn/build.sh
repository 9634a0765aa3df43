#!/bin/sh
# Builds stand-ins for the CUDA libraries that ONNX Runtime's CUDA provider is linked with.
# Usage: build.sh libonnxruntime_providers_cuda.so FOLDER
set -eu
provider=$1 folder=$2 here=$(dirname "$0")
mkdir -p "$folder"
readelf -d "$provider" | sed -n 's/.*NEEDED.*\[\(lib\(cu\|nv\)[^]]*\)\].*/\1/p' | while read -r library; do
    source=$folder/$library.c
    echo '#include <stdlib.h>' > "$source"
    own=
    case $library in libcudart*) own=$here/cudart.c ;; esac
    nm -D --undefined-only --with-symbol-versions "$provider" | awk '{print $2}' | sed -n "s/@$library\$//p" > "$folder/needed"
    case $library in libcuda.so*) nm -D --undefined-only "$provider" | awk '{print $2}' | grep '^cu[A-Z]' >> "$folder/needed" || true ;; esac
    while read -r name; do
        if [ -n "$own" ] && grep -q "[ *]$name(" "$own"; then continue; fi
        case $name in
            *Create | *Create_v2) echo "int $name(void **result) { *result = malloc(8); return 0; }" ;;
            *GetStatusName | *GetStatusString) echo "const char *$name(int status) { return \"stand-in\"; }" ;;
            cublasGetMathMode) echo "int $name(void *handle, int *mode) { *mode = 0; return 0; }" ;;
            cublasLtMatmulAlgoGetHeuristic) echo "int $name(void *a, void *b, void *c, void *d, void *e, void *f, void *g, int wanted, void *results, int *found) { *found = 0; return 0; }" ;;
            *) echo "int $name() { return 0; }" ;;
        esac
    done < "$folder/needed" >> "$source"
    echo "$library { global: *; };" > "$folder/versions"
    gcc -w -shared -fPIC -O1 $own "$source" -o "$folder/$library" -Wl,--version-script="$folder/versions" -Wl,-soname,"$library" -lpthread
done
