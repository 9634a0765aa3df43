using DiffusionCourse.Display;

namespace DiffusionCourse.Tests.Display;

[Collection(ProcessWideTests.Name)]
public sealed class NotebookHostTests : IDisposable
{
    public void Dispose()
    {
        AppDomain.CurrentDomain.SetData(NotebookHost.DisplayKey, null);
        AppDomain.CurrentDomain.SetData(NotebookHost.CancellationKey, null);
    }

    [Fact]
    public void Without_a_host_nothing_is_displayed_and_nothing_cancelled()
    {
        Assert.Null(NotebookHost.Display("<p>x</p>"));
        Assert.False(NotebookHost.CancellationToken.CanBeCanceled);
    }

    [Fact]
    public void A_host_that_sets_the_two_values_displays_updates_and_cancels()
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
}
