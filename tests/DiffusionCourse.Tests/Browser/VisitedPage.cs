using Microsoft.Playwright;

namespace DiffusionCourse.Tests.Browser;

/// <summary>A page in the browser, with what went wrong on it and what it asked for.</summary>
public sealed class VisitedPage
{
    private readonly List<string> _errors = [];
    private readonly List<string> _requests = [];

    public VisitedPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Add(message.Text);
            }
        };
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Requests that leave the page itself; pictures inside it are data.</summary>
    public IReadOnlyList<string> RequestsOutside => [.. _requests.Where(url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal))];
}
