using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Models;
using Microsoft.ML.Tokenizers;

namespace DiffusionCourse.Tokenization;

/// <summary>
/// CLIP's byte-pair tokenizer (Radford et al. 2021, section 2.4), as Stable Diffusion uses it: lower case,
/// an end-of-word mark on the last piece of each word, start and end tokens, a fixed context length.
/// </summary>
/// <remarks>
/// Where implementations differ, this one gives the ids of the fast tokenizer of transformers, which is what Stable
/// Diffusion pipelines run today: Unicode NFC, white space folded to one space, lower case by character, HTML entities left
/// as they are and no repair of mis-decoded text (OpenAI's original code does both). For plain English text all agree.
/// </remarks>
public sealed partial class ClipTokenizer
{
    private const char NonCharacter = '\uFFFE';
    private readonly BpeTokenizer _bpe;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, int> _specialTokens;
    private readonly Regex _specialPattern;

    private ClipTokenizer(BpeTokenizer bpe, TokenizerFiles files)
    {
        _bpe = bpe;
        _vocabulary = files.Vocabulary;
        ContextLength = files.ContextLength;
        StartId = files.StartId;
        EndId = files.EndId;
        PaddingId = files.PaddingId;
        _specialTokens = new() { [files.StartToken] = StartId, [files.EndToken] = EndId };
        _specialPattern = new Regex(
            string.Join('|', _specialTokens.Keys.Select(Regex.Escape)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>Ids in every encoded prompt, start and end included: 77 for Stable Diffusion.</summary>
    public int ContextLength { get; }

    /// <summary>Tokens that the vocabulary holds: 49,408 for Stable Diffusion.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>Id of the start token.</summary>
    public int StartId { get; }

    /// <summary>Id of the end token, at which the text encoder takes its pooled output.</summary>
    public int EndId { get; }

    /// <summary>Id that fills the context after the end token (the end token itself for Stable Diffusion v1, "!" for v2).</summary>
    public int PaddingId { get; }

    /// <summary>Reads vocab.json, merges.txt and tokenizer_config.json from a model's tokenizer folder.</summary>
    /// <param name="folder">The folder that holds the files.</param>
    /// <param name="contextLength">Used where tokenizer_config.json states no model_max_length; 77 by default.</param>
    /// <exception cref="ModelException">A file is missing, cannot be read, or states what cannot be: a special token that is no text, an id
    /// out of range, a byte without an entry.</exception>
    public static ClipTokenizer Load(string folder, int contextLength = 77)
    {
        var files = TokenizerFiles.Read(folder, contextLength);
        try
        {
            var options = new BpeOptions(files.Vocabulary.Path, files.MergesPath)
            {
                PreTokenizer = new ClipWords(),
                EndOfWordSuffix = Vocabulary.EndOfWord,
                ByteLevel = true,
            };
            return new ClipTokenizer(BpeTokenizer.Create(options), files);
        }
        catch (Exception error) when (error is not ModelException)
        {
            throw new ModelException(
                $"The tokenizer in '{folder}' cannot be read ({error.Message}). vocab.json and merges.txt must be CLIP's byte-pair "
                    + "format; fetch the model again.",
                error);
        }
    }

    /// <summary>Reads the tokenizer of a model; the other components need not be there.</summary>
    /// <param name="nameOrPath">A model's name or folder, or a folder that holds vocab.json itself.</param>
    /// <exception cref="ModelException">No such model, or a file is missing or cannot be read.</exception>
    public static ClipTokenizer LoadFromModel(string nameOrPath)
    {
        var folder = ModelLocator.Find(nameOrPath);
        return File.Exists(Path.Combine(folder, "vocab.json"))
            ? Load(folder)
            : Load(Path.Combine(folder, "tokenizer"), ModelFolder.ContextLengthOf(folder));
    }

    /// <summary>Turns a prompt into the ids that the text encoder takes.</summary>
    /// <param name="text">The prompt; empty is allowed and gives the unconditional embedding's ids. Half a surrogate pair is read as
    /// U+FFFD.</param>
    /// <returns>Ids of length <see cref="ContextLength"/>, and what was cut if the prompt was longer.</returns>
    public TokenizedPrompt Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var all = Pieces(text);
        var room = ContextLength - 2;
        var kept = all.Take(room).ToArray();
        var ids = new int[ContextLength];
        Array.Fill(ids, PaddingId);
        ids[0] = StartId;
        kept.CopyTo(ids, 1);
        ids[kept.Length + 1] = EndId;
        return new TokenizedPrompt(
            text, ids, kept.Length + 2, [.. ids.Take(kept.Length + 2).Select(TokenOf)], all.Count, Decode(all.Skip(room)));
    }

    /// <summary>The vocabulary's entry for an id, such as <c>apple&lt;/w&gt;</c>.</summary>
    public string TokenOf(int id) => _vocabulary.TokenOf(id) ?? $"<unknown {id}>";

    private List<int> Pieces(string text)
    {
        // U+0130 is the one character whose lower case is two; ToLowerInvariant leaves it.
        var clean = WhiteSpace().Replace(Composed(text), " ").Replace("\u0130", "i\u0307", StringComparison.Ordinal);
        var ids = new List<int>();
        var from = 0;
        foreach (Match special in _specialPattern.Matches(clean))
        {
            ids.AddRange(Words(clean[from..special.Index]));
            ids.Add(_specialTokens.First(token => token.Key.Equals(special.Value, StringComparison.OrdinalIgnoreCase)).Value);
            from = special.Index + special.Length;
        }

        ids.AddRange(Words(clean[from..]));
        return ids;

        IReadOnlyList<int> Words(string part)
            => part.Length == 0 ? [] : _bpe.EncodeToIds(part.ToLowerInvariant(), considerNormalization: false);
    }

    private string Decode(IEnumerable<int> ids)
        => string.Concat(ids.Select(id => TokenOf(id).Replace(Vocabulary.EndOfWord, " ", StringComparison.Ordinal))).Trim();

    // .NET refuses to normalise half a pair and U+FFFE. The latter stands apart from its neighbours in any form.
    private static string Composed(string text)
    {
        var whole = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        return string.Join(NonCharacter, whole.Split(NonCharacter).Select(part => part.Normalize(NormalizationForm.FormC)));
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
