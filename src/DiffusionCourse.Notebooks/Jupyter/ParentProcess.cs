using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Watches the process that started the kernel, which JPY_PARENT_PID names: a kernel whose server is gone ends.</summary>
internal static partial class ParentProcess
{
    private const string Variable = "JPY_PARENT_PID";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Calls an action once the parent is gone; does nothing where none is named.</summary>
    public static void Watch(Action gone, CancellationToken cancellation)
    {
        if (
            !long.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var named)
                || named <= 1)
        {
            return;
        }

        _ = Task.Run(
            () => OperatingSystem.IsWindows() ? WaitForHandleAsync(
                (nint)named, gone, cancellation) : PollAsync((int)named, gone, cancellation),
            cancellation);
    }

    private static async Task PollAsync(int parent, Action gone, CancellationToken cancellation)
    {
        // A child learns of its parent's end by getting another one. Started by something between the two, it must ask.
        var isChild = GetParentId() == parent;
        while (isChild ? GetParentId() == parent : Exists(parent))
        {
            await Task.Delay(Interval, cancellation);
        }

        gone();
    }

    // There the variable holds a handle of the parent that this process has inherited.
    private static async Task WaitForHandleAsync(nint handle, Action gone, CancellationToken cancellation)
    {
        using var ended = new ManualResetEvent(false) { SafeWaitHandle = new(handle, ownsHandle: true) };
        while (!ended.WaitOne(0))
        {
            await Task.Delay(Interval, cancellation);
        }

        gone();
    }

    private static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();
}
