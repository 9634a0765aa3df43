using DiffusionCourse.Display;
using Microsoft.DotNet.Interactive;

namespace DiffusionCourse.Interactive;

/// <summary>Gives the library the cell that runs: where it shows progress, and what Stop cancels.</summary>
internal static class CellSeam
{
    public static void Install()
    {
        AppDomain.CurrentDomain.SetData(NotebookHost.DisplayKey, new Func<string, string, Action<string>?>(Show));
        AppDomain.CurrentDomain.SetData(NotebookHost.CancellationKey, new Func<CancellationToken>(Cancellation));
    }

    private static Action<string>? Show(string mimeType, string content)
    {
        if (KernelInvocationContext.Current is not { } context)
        {
            return null;
        }

        var displayed = context.Display(Kernel.HTML(content), mimeType);
        return update => displayed.Update(Kernel.HTML(update));
    }

    private static CancellationToken Cancellation() => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
}
