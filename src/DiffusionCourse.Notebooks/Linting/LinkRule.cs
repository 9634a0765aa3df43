using DiffusionCourse.Notebooks.Markup;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>
/// Links and pictures in prose, in Markdown or in HTML, that lead nowhere, or into the network where a page must do without.
/// </summary>
internal sealed class LinkRule : ILintRule
{
    private const string Rule = "links";

    public IEnumerable<LintFinding> Check(LintedNotebook notebook) => notebook.Prose.SelectMany(cell => Check(cell, notebook.Folder));

    private static IEnumerable<LintFinding> Check(LintedCell cell, string folder)
    {
        MarkdownDocument document;
        try
        {
            document = MarkdownText.Parse(cell.Cell.Text);
        }
        catch (ProseException exception)
        {
            return [cell.Finding(1, Rule, $"The text cannot be shown: {exception.Message}. Write it with fewer levels.")];
        }

        return from node in document.Descendants()
               from address in AddressesOf(node)
               let message = MessageFor(address.Url, address.IsPicture, folder)
               where message is not null
               select cell.Finding(node.Line + 1, Rule, message);
    }

    private static IEnumerable<(string Url, bool IsPicture)> AddressesOf(MarkdownObject node) => node switch
    {
        LinkInline link => [(link.Url ?? "", link.IsImage)],
        HtmlInline html => HtmlAddresses.Find(html.Tag).Select(address => (address.Url, address.IsPicture)),
        HtmlBlock block => HtmlAddresses.Find(block.Lines.ToString()).Select(address => (address.Url, address.IsPicture)),
        _ => [],
    };

    private static string? MessageFor(string url, bool isPicture, string folder)
    {
        if (LocalAddress.IsRemote(url))
        {
            return isPicture ? $"The picture '{url}' lies on the network. Save it beside the notebook." : null;
        }

        if (
            LocalAddress.Split(url).Path.Length == 0 || (
                !url.StartsWith('/') && Uri.TryCreate(url, UriKind.Absolute, out var absolute)
                    && (!isPicture || absolute.Scheme == "data")))
        {
            return null;
        }

        return Path.Exists(LocalAddress.PathOf(url, folder))
            ? null
            : $"'{url}' leads nowhere from {folder}. Correct it, relative to the notebook.";
    }
}
