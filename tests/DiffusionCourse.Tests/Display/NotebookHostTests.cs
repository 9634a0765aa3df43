using DiffusionCourse.Display;
using Microsoft.DotNet.Interactive;

namespace DiffusionCourse.Tests.Display;

[Collection(ProcessWideTests.Name)]
public sealed class NotebookHostTests : IDisposable
{
    public void Dispose()
    {
        AppDomain.CurrentDomain.SetData(NotebookHost.DisplayKey, null);
        AppDomain.CurrentDomain.SetData(NotebookHost.CancellationKey, null);
        KernelInvocationContext.Current = null;
    }

    [Fact]
    public void Without_a_host_nothing_is_displayed_and_nothing_cancelled()
    {
        Assert.Null(NotebookHost.Display("<p>x</p>"));
        Assert.False(NotebookHost.CancellationToken.CanBeCanceled);
    }

    [Fact]
    public void The_courses_own_host_displays_updates_and_cancels()
    {
        using var stop = new CancellationTokenSource();
        var log = new List<string>();
        Func<string, string, Action<string>> display = (mimeType, content) =>
        {
            log.Add($"{mimeType}: {content}");
            return update => log.Add($"update: {update}");
        };
        AppDomain.CurrentDomain.SetData(NotebookHost.DisplayKey, display);
        AppDomain.CurrentDomain.SetData(NotebookHost.CancellationKey, () => stop.Token);

        NotebookHost.Display("<p>1</p>")!("<p>2</p>");

        Assert.Equal(["text/html: <p>1</p>", "update: <p>2</p>"], log);
        Assert.Equal(stop.Token, NotebookHost.CancellationToken);
    }

    [Fact]
    public void Dotnet_interactive_displays_and_updates_objects_of_ours_as_HTML()
    {
        using var stop = new CancellationTokenSource();
        var context = KernelInvocationContext.Current = new() { CancellationToken = stop.Token };
        var kernel = InteractiveKernel.Find(typeof(KernelInvocationContext).Assembly)!;

        kernel.Display("<p>1</p>", "one")!("<p>2</p>");

        Assert.Equal(["text/html"], context.Shown[0].MimeTypes);
        Assert.Equal(["<p>1</p>", "<p>2</p>"], context.Shown.Select(shown => ((IHtmlDisplay)shown.Value).ToHtml()));
        Assert.Equal("one", context.Shown[0].Value.ToString());
        Assert.Equal(stop.Token, kernel.CancellationToken);
    }

    [Fact]
    public void Dotnet_interactive_without_a_running_cell_is_no_host() =>
        Assert.Null(InteractiveKernel.Find(typeof(KernelInvocationContext).Assembly));
}
