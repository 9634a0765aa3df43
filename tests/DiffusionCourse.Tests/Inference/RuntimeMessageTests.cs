using DiffusionCourse.Inference;

namespace DiffusionCourse.Tests.Inference;

/// <summary>Messages as ONNX Runtime's users have reported them: what counts is kept, the places in its source code are not.</summary>
public sealed class RuntimeMessageTests
{
    [Theory]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /home/me/course/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n",
        "Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory")]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:121 std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, const char*, ERRTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW = true] /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:114 onnxruntime::CudaCall(ERRTYPE, const char*) CUDA failure 100: no CUDA-capable device is detected ; GPU=32712 ; hostname=pc ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ; line=245 ; expr=cudaSetDevice(info_.device_id); \n\n",
        "CUDA failure 100: no CUDA-capable device is detected")]
    [InlineData(
        "[ErrorCode:RuntimeException] Non-zero status code returned while running FusedMatMul node. Name:'MatMul_92_FusedMatMulAndScale' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*, bool, onnxruntime::WaitNotificationFn) Failed to allocate memory for requested buffer of size 8388608000\n",
        "Failed to allocate memory for requested buffer of size 8388608000")]
    [InlineData(
        "[ErrorCode:Fail] Non-zero status code returned while running Conv node. Name:'/conv_in/Conv' Status Message: cuDNN is not available. Install cuDNN, update the system library search path, or set enable_cudnn=0 to force native CUDA paths where available.",
        "cuDNN is not available. Install cuDNN, update the system library search path, or set enable_cudnn=0 to force native CUDA paths where available")]
    [InlineData(
        "[ErrorCode:NotImplemented] Non-zero status code returned while running Conv node. Name:'Conv_0' Status Message: /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_kernel.h:296 static cudnnContext* onnxruntime::cuda::CudaKernel::RequireCudnnHandle(cudnnHandle_t) [ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : cuDNN is unavailable or disabled for CUDA Execution Provider: dlopen failed for libcudnn.so: libcudnn.so: cannot open shared object file: No such file or directory",
        "cuDNN is unavailable or disabled for CUDA Execution Provider: dlopen failed for libcudnn.so: libcudnn.so: cannot open shared object file: No such file or directory")]
    [InlineData("[ErrorCode:InvalidArgument] Got invalid dimensions for input: sample\n index: 0 Got: 2 Expected: 1", "[ErrorCode:InvalidArgument] Got invalid dimensions for input: sample  index: 0 Got: 2 Expected: 1")]
    public void Only_what_counts_is_said(string message, string expected) => Assert.Equal(expected, RuntimeMessage.Of(message));

    [Fact]
    public void The_processor_computes_what_the_probe_expects() => Assert.Null(DeviceProbe.Obstacle(InferenceDevice.Choose(DeviceChoice.Cpu)));
}
