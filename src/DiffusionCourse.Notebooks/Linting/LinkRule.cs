using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Links and pictures in prose that lead nowhere, or into the network where a page must do without.</summary>
internal sealed class LinkRule : ILintRule
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().UseMathematics().UsePreciseSourceLocation().Build();

    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Prose
        from link in Markdown.Parse(cell.Cell.Text, Pipeline).Descendants<LinkInline>()
        let message = MessageFor(link, notebook.Folder)
        where message is not null
        select cell.Finding(link.Line + 1, "links", message);

    private static string? MessageFor(LinkInline link, string folder)
    {
        var url = link.Url ?? "";
        if (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !url.StartsWith('/'))
        {
            return link.IsImage && absolute.Scheme is "http" or "https" ? $"The picture '{url}' lies on the network. Save it beside the notebook." : null;
        }

        var address = Uri.UnescapeDataString(url.Split('#')[0]);
        return address.Length == 0 || Path.Exists(Path.GetFullPath(address, folder)) && !address.StartsWith('/')
            ? null
            : $"'{url}' leads nowhere from {folder}. Correct it, relative to the notebook.";
    }
}
