using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DiffusionCourse.Inference;

/// <summary>What ONNX Runtime's choice of kernels and layouts depends on: the processor's model and its instruction sets.</summary>
internal static class ProcessorIdentity
{
    /// <summary>The same text on the same kind of processor, another on any other.</summary>
    public static string Text { get; } = string.Join(
        ',', [RuntimeInformation.RuntimeIdentifier, .. X86Base.IsSupported ? IntelParts() : OtherParts()]);

    // Family, model and features; the brand. EBX of leaf 1 is left out: it holds the number of the core that answers.
    private static IEnumerable<string> IntelParts()
    {
        var (version, _, features, moreFeatures) = X86Base.CpuId(1, 0);
        yield return Hex(version, features, moreFeatures);
        foreach (var leaf in new[] { 7, unchecked((int)0x80000002), unchecked((int)0x80000003), unchecked((int)0x80000004) })
        {
            var (a, b, c, d) = X86Base.CpuId(leaf, 0);
            yield return Hex(a, b, c, d);
        }

        // What the operating system lets programs use.
        yield return $"{Avx2.IsSupported}{Avx512F.IsSupported}";
    }

    private static IEnumerable<string> OtherParts()
    {
        const string identification = "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1";
        yield return File.Exists(identification)
            ? File.ReadAllText(identification).Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "";
        yield return $"{AdvSimd.IsSupported}{Dp.IsSupported}{Rdm.IsSupported}";
    }

    private static string Hex(params ReadOnlySpan<int> values)
    {
        var text = "";
        foreach (var value in values)
        {
            text += value.ToString("x8", CultureInfo.InvariantCulture);
        }

        return text;
    }
}
