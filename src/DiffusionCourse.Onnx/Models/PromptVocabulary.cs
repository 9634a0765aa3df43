using System.Text.RegularExpressions;
using DiffusionCourse.Numerics;

namespace DiffusionCourse.Models;

/// <summary>The words that a model with listed prompts was trained on, and those of a prompt that it was not.</summary>
/// <remarks>
/// Such a model has seen its captions and nothing else. Of a word outside of them it has an embedding that no training ever touched with
/// a meaning, and draws whatever that is near to: silently, unless somebody says so.
/// </remarks>
internal sealed partial class PromptVocabulary
{
    private const int MostNear = 3, LongestPhrase = 8;
    private static readonly string[] Small = ["a", "an", "style", "background"];

    private readonly HashSet<string> _phrases;
    private readonly string[] _nameable;

    public PromptVocabulary(ModelPrompts prompts)
    {
        string[] styles = [.. prompts.Styles.Select(style => $"{style} style")],
        backgrounds = [.. prompts.Backgrounds.Select(colour => $"{colour} background")];
        _nameable = [.. prompts.Concepts, .. styles, .. backgrounds];
        _phrases = new([.. _nameable.Select(name => string.Join(' ', Words(name))), .. Small], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A sentence that names the words which the model cannot know, and near ones that it knows; null where it knows all.
    /// </summary>
    /// <param name="prompt">The prompt or the negative prompt.</param>
    public string? Notice(string prompt)
    {
        string[] unknown = [.. Unknown(prompt).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (unknown.Length == 0)
        {
            return null;
        }

        const int MostNamed = 8;
        var named = string.Join(", ", unknown.Take(MostNamed).Select(Named))
            + (unknown.Length > MostNamed ? Invariant($" and {unknown.Length - MostNamed} more") : "");
        return $"The model was not trained on {named}: what it draws for {(unknown.Length == 1 ? "it" : "them")} is chance. It knows "
            + $"{_nameable.Length} phrases (course models words).";
    }

    private string Named(string word)
    {
        var near = Near(word);
        return near.Length == 0 ? $"\"{word}\"" : $"\"{word}\" (near: {string.Join(", ", near)})";
    }

    /// <summary>Phrases that hold the word, or one that is a slip of the hand away.</summary>
    private string[] Near(string word)
    {
        string[] holding = [.. _nameable.Where(name => Words(name).Contains(word, StringComparer.OrdinalIgnoreCase)).Take(MostNear)];
        return holding.Length > 0 ? holding : Spelling.Nearest(word, _nameable) is { } one ? [one] : [];
    }

    // The longest known phrase at each place; a word that begins none is unknown.
    private IEnumerable<string> Unknown(string prompt)
    {
        var words = Words(prompt);
        for (var at = 0; at < words.Length;)
        {
            var length = Enumerable.Range(1, Math.Min(LongestPhrase, words.Length - at)).LastOrDefault(count =>
                _phrases.Contains(string.Join(' ', words[at..(at + count)])));
            if (length == 0)
            {
                yield return words[at];
            }

            at += Math.Max(1, length);
        }
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*")]
    private static partial Regex Word();
}
