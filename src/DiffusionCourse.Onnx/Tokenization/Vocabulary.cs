using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tokenization;

/// <summary>vocab.json: a byte-pair vocabulary's tokens and their ids, checked to be whole.</summary>
internal sealed class Vocabulary
{
    /// <summary>What ends the last token of a word.</summary>
    public const string EndOfWord = "</w>";

    private const int Bytes = 256;
    private readonly Dictionary<string, int> _ids;
    private readonly string[] _tokens;

    private Vocabulary(string path, Dictionary<string, int> ids, string[] tokens)
    {
        Path = path;
        _ids = ids;
        _tokens = tokens;
    }

    public string Path { get; }

    /// <exception cref="ModelException">The file is missing or no JSON object; an id is no number, lies outside 0 to one below the number
    /// of entries, or is there twice; or a byte has no token.</exception>
    public static Vocabulary Read(string folder)
    {
        var path = ModelFolder.RequireFile(folder, "vocab.json", "the tokenizer's vocabulary");
        using var document = ModelFolder.ReadJson(path)!;
        var root = document.RootElement;
        var count = root.EnumerateObject().Count();
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        var tokens = new string[count];
        foreach (var entry in root.EnumerateObject())
        {
            var token = JsonFields.NameOf(entry, path);
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0 || id >= count)
            {
                throw new ModelException(
                    $"'{path}' gives '{token}' the id {JsonFields.Excerpt(entry.Value)}. Ids are whole numbers from 0 to {count - 1}, "
                        + "one below the number of entries. Fetch the model again.");
            }

            if (tokens[id] is { } other || !ids.TryAdd(token, id))
            {
                throw new ModelException(
                    $"'{path}' gives the id {id} to '{tokens[id] ?? token}' and to '{token}'; each entry needs an id of its own. Fetch "
                        + "the model again.");
            }

            tokens[id] = token;
        }

        RequireBytes(path, ids);
        return new(path, ids, tokens);
    }

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>The token of an id, or null where there is none.</summary>
    public string? TokenOf(int id) => id >= 0 && id < _tokens.Length ? _tokens[id] : null;

    /// <summary>Tokens that there are.</summary>
    public int Count => _tokens.Length;

    // What no merge makes falls apart into bytes: without an entry for each, parts of words would vanish.
    private static void RequireBytes(string path, Dictionary<string, int> ids)
    {
        for (var value = 0; value < Bytes; value++)
        {
            var letter = ByteLetter(value);
            foreach (var token in new[] { $"{letter}", letter + EndOfWord })
            {
                if (!ids.ContainsKey(token))
                {
                    throw new ModelException(
                        $"'{path}' lacks the entry '{token}' for the byte {value}: text that holds it would be lost. Fetch the model "
                            + "again.");
                }
            }
        }
    }

    /// <summary>
    /// The letter that stands for a byte, as in GPT-2: printable Latin-1 is itself, the rest lies from U+0100 on, in order.
    /// </summary>
    internal static char ByteLetter(int value)
    {
        const int Delete = 0x7F, FirstPrintable = 0xA1, SoftHyphen = 0xAD;
        return value switch
        {
            <= ' ' => (char)(0x100 + value),
            < Delete => (char)value,
            < FirstPrintable => (char)(0x121 + value - Delete),
            SoftHyphen => (char)0x143,
            _ => (char)value,
        };
    }
}
