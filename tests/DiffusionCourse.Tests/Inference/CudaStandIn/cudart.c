/*
 * Stands in for CUDA's runtime so that ONNX Runtime's CUDA provider runs where there is no GPU: memory is the host's, copies are
 * copies, and kernels do nothing. What comes out means nothing; what is bound, copied, recorded and refused is as on a GPU.
 * What a kernel-free run needs is written out here; build.sh makes every other function that the provider asks for return 0.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { Success = 0, OutOfMemory = 2, NoSuchEntry = 500, NotSupported = 801 };

/* What the tests set and read. */
static size_t limit = (size_t)64 << 30;
static struct { long copies_in, bytes_in, copies_out, bytes_out, recordings, replays; } counts;

static int refuses_recording;

void standin_limit(size_t bytes) { limit = bytes; }
void standin_refuse_recording(int refuse) { refuses_recording = refuse; }
void standin_reset(void) { memset(&counts, 0, sizeof counts); }
void standin_read(long *result) { memcpy(result, &counts, sizeof counts); }

/* Memory */
struct block { char *start; size_t size; struct block *next; };
static struct block *blocks;
static size_t used;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int last_error;

static size_t whole(size_t size) { return (size + 511) / 512 * 512; }

static int on_device(const void *place) {
    int found = 0;
    pthread_mutex_lock(&gate);
    for (struct block *block = blocks; block && !found; block = block->next)
        found = (char *)place >= block->start && (char *)place < block->start + block->size;
    pthread_mutex_unlock(&gate);
    return found;
}

int cudaMalloc(void **place, size_t size) {
    pthread_mutex_lock(&gate);
    int fits = used + size <= limit;
    *place = fits ? aligned_alloc(512, whole(size)) : NULL;
    if (fits) {
        struct block *block = malloc(sizeof *block);
        memset(*place, 0, size);
        *block = (struct block){*place, size, blocks};
        blocks = block;
        used += size;
    } else {
        last_error = OutOfMemory;
    }
    pthread_mutex_unlock(&gate);
    return fits ? Success : OutOfMemory;
}

int cudaFree(void *place) {
    pthread_mutex_lock(&gate);
    for (struct block **link = &blocks; place && *link; link = &(*link)->next)
        if ((*link)->start == place) {
            struct block *block = *link;
            *link = block->next;
            used -= block->size;
            free(block);
            free(place);
            break;
        }
    pthread_mutex_unlock(&gate);
    return Success;
}

int cudaFreeAsync(void *place, void *stream) { return cudaFree(place); }
int cudaMallocFromPoolAsync(void **place, size_t size, void *pool, void *stream) { return cudaMalloc(place, size); }
int cudaMallocHost(void **place, size_t size) { *place = aligned_alloc(512, whole(size)); return Success; }
int cudaHostAlloc(void **place, size_t size, unsigned flags) { return cudaMallocHost(place, size); }
int cudaFreeHost(void *place) { free(place); return Success; }
int cudaMemset(void *to, int value, size_t size) { memset(to, value, size); return Success; }
int cudaMemsetAsync(void *to, int value, size_t size, void *stream) { memset(to, value, size); return Success; }
int cudaMemGetInfo(size_t *left, size_t *all) { *all = limit; *left = used < limit ? limit - used : 0; return Success; }

int cudaMemcpy(void *to, const void *from, size_t size, int kind) {
    int into = on_device(to), out_of = on_device(from);
    if (into && !out_of) { counts.copies_in++; counts.bytes_in += size; }
    if (out_of && !into) { counts.copies_out++; counts.bytes_out += size; }
    memmove(to, from, size);
    return Success;
}

int cudaMemcpyAsync(void *to, const void *from, size_t size, int kind, void *stream) { return cudaMemcpy(to, from, size, kind); }

int cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height, int kind, void *stream) {
    for (size_t row = 0; row < height; row++)
        memcpy((char *)to + row * to_pitch, (const char *)from + row * from_pitch, width);
    return Success;
}

struct pointer { int type, device; void *on_device, *on_host; };
int cudaPointerGetAttributes(struct pointer *result, const void *place) {
    *result = (struct pointer){on_device(place) ? 2 : 0, 0, (void *)place, (void *)place};
    return Success;
}

/* The device: the first fields of CUDA 13's cudaDeviceProp. */
struct properties {
    char name[256], uuid[16], luid[8];
    unsigned mask;
    size_t memory, shared_memory;
    int registers, warp;
    size_t pitch;
    int threads, block[3], grid[3];
    size_t constants;
    int major, minor;
    size_t texture_alignment, texture_pitch;
    int processors;
};

int cudaGetDeviceProperties(struct properties *result, int device) {
    *result = (struct properties){.name = "stand-in", .memory = limit, .shared_memory = 49152, .registers = 65536, .warp = 32, .threads = 1024,
        .block = {1024, 1024, 64}, .grid = {2147483647, 65535, 65535}, .constants = 65536, .major = 8, .processors = 108,
        .texture_alignment = 512, .texture_pitch = 32};
    return Success;
}

int cudaGetDeviceCount(int *count) { *count = 1; return Success; }
int cudaGetDevice(int *device) { *device = 0; return Success; }
int cudaDeviceGetAttribute(int *value, int attribute, int device) {
    *value = attribute == 75 ? 8 : attribute == 16 ? 108 : attribute == 10 ? 32 : attribute == 1 ? 1024 : 0;
    return Success;
}
int cudaDriverGetVersion(int *version) { *version = 13000; return Success; }
int cudaRuntimeGetVersion(int *version) { *version = 13000; return Success; }
int cudaGetDriverEntryPointByVersion(const char *name, void **entry, unsigned version, unsigned long long flags, int *result) {
    *entry = NULL;
    if (result) *result = 1;
    return NoSuchEntry;
}
int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *kernel, int size, size_t memory, unsigned flags) { *blocks = 2; return Success; }
int cudaFuncGetAttributes(void *result, const void *kernel) { memset(result, 0, 128); return Success; }
int cudaEventElapsedTime(float *milliseconds, void *from, void *to) { *milliseconds = 1; return Success; }

/* Errors */
const char *cudaGetErrorName(int error) { return error == OutOfMemory ? "cudaErrorMemoryAllocation" : "cudaErrorUnknown"; }
const char *cudaGetErrorString(int error) { return error == OutOfMemory ? "out of memory" : error == NotSupported ? "operation not supported" : "unknown error"; }
int cudaGetLastError(void) { int error = last_error; last_error = Success; return error; }
int cudaPeekAtLastError(void) { return last_error; }

/* Things that are only handed back */
static int handle(void **result) { *result = malloc(8); return Success; }
int cudaEventCreate(void **event) { return handle(event); }
int cudaEventCreateWithFlags(void **event, unsigned flags) { return handle(event); }
int cudaEventDestroy(void *event) { free(event); return Success; }
int cudaStreamCreate(void **stream) { return handle(stream); }
int cudaStreamCreateWithFlags(void **stream, unsigned flags) { return handle(stream); }
int cudaStreamDestroy(void *stream) { free(stream); return Success; }
int cudaMemPoolCreate(void **pool, const void *properties) { return handle(pool); }
int cudaLibraryLoadData(void **library) { return handle(library); }
int cudaLibraryGetKernel(void **kernel) { return handle(kernel); }
void **__cudaRegisterFatBinary(void *binary) { static void *none[4]; return none; }
int __cudaGetKernel(void **kernel, const void *function) { *kernel = (void *)function; return Success; }
int cudaLaunchHostFunc(void *stream, void (*function)(void *), void *data) { function(data); return Success; }

/* Recordings (CUDA graphs) */
static __thread int recording;
int cudaStreamBeginCapture(void *stream, int mode) {
    if (refuses_recording) return last_error = NotSupported;
    recording = 1;
    counts.recordings++;
    return Success;
}
int cudaStreamEndCapture(void *stream, void **graph) { recording = 0; return handle(graph); }
int cudaStreamIsCapturing(void *stream, int *status) { *status = recording; return Success; }
int cudaGraphInstantiate(void **executable, void *graph, unsigned long long flags) { return handle(executable); }
int cudaGraphLaunch(void *executable, void *stream) { counts.replays++; return Success; }
int cudaGraphDestroy(void *graph) { free(graph); return Success; }
int cudaGraphExecDestroy(void *executable) { free(executable); return Success; }
