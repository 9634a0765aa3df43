namespace DiffusionCourse.Tokenization;

/// <summary>A prompt as the text encoder sees it.</summary>
/// <param name="Text">The prompt as it was given.</param>
/// <param name="Ids">Token ids, padded to the context length.</param>
/// <param name="Length">Ids that are not padding: start token, text, end token.</param>
/// <param name="Tokens">The vocabulary's entries for the first <paramref name="Length"/> ids.</param>
/// <param name="TextTokens">Tokens that the whole text has, start and end not counted.</param>
/// <param name="CutText">The end of the text that did not fit into the context; empty where all of it fits.</param>
public sealed record TokenizedPrompt(
    string Text, IReadOnlyList<int> Ids, int Length, IReadOnlyList<string> Tokens, int TextTokens, string CutText)
{
    private const int LongestShown = 80;

    /// <summary>Whether the model does not see the end of the text.</summary>
    public bool WasCut => TextTokens > Length - 2;

    /// <summary>A sentence that says what was cut, or null. Of a long text it shows the beginning.</summary>
    public string? Notice => !WasCut ? null
        : $"The prompt has {TextTokens} tokens and the model reads {Length - 2}: {Shown} was cut. Shorten the prompt or put what matters "
            + "first.";

    private string Shown => CutText.Length <= LongestShown ? $"\"{CutText}\""
        : $"\"{CutText[..(char.IsHighSurrogate(CutText[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]}...\" "
            + $"({TextTokens - Length + 2} tokens)";
}
