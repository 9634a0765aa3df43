namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Lines for whoever runs the kernel: on standard error, which Jupyter's server passes on.</summary>
internal static class KernelLog
{
    public static void Write(string line) =>
        Console.Error.WriteLine(Invariant($"[C# kernel {DateTime.Now:HH:mm:ss}] {line}"));
}
