using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace DiffusionCourse.Notebooks.Markup;

/// <summary>The Markdown that notebooks are read with, the same wherever it is looked at.</summary>
internal static class MarkdownText
{
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseGridTables()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough) // No other host makes a superscript of the text between 10^6 and 10^9.
        .UseTaskLists()
        .UseFootnotes()
        .UseDefinitionLists()
        .UseAlertBlocks()
        .UseAutoLinks()
        .UseMathematics()
        .UsePreciseSourceLocation()
        .Build();

    /// <exception cref="ProseException">It cannot be read: quotes, lists or brackets lie inside each other too deeply.</exception>
    public static MarkdownDocument Parse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException exception)
        {
            throw TooDeep(exception);
        }
    }

    /// <summary>What is told where reader or renderer give up.</summary>
    public static ProseException TooDeep(ArgumentException exception)
        => new($"the Markdown is nested too deeply ({exception.Message.Split(" - ")[0]})", 1, 1);
}
