using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Files;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Latents in NumPy's .npy format (version 1.0; float32, shape [1, channels, height, width]): what numpy.load and torch read too.
/// </summary>
public static partial class LatentFile
{
    private const int HeaderStart = 10, Alignment = 64, LongestExcerpt = 60;
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8, 1, 0];

    /// <summary>Saves latents. The file appears whole or not at all.</summary>
    /// <param name="path">Path of the file, ending in .npy; an existing file is replaced.</param>
    /// <param name="latents">channels x height x width values.</param>
    /// <param name="channels">Channels of the latents: 4 for Stable Diffusion.</param>
    /// <param name="height">Rows of latents.</param>
    /// <param name="width">Columns of latents.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the number of values, or the path does not end in .npy.</exception>
    public static void Save(string path, IReadOnlyList<float> latents, int channels, int height, int width)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(latents);
        if (!Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"Latents are saved as .npy, but '{path}' does not end so.", nameof(path));
        }

        if (latents.Count != (long)channels * height * width)
        {
            throw new ArgumentException(
                $"{channels} x {height} x {width} are {(long)channels * height * width} latents; {latents.Count} were given.",
                nameof(latents));
        }

        var dictionary = Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': (1, {channels}, {height}, {width}), }}");
        var length = (HeaderStart + dictionary.Length + Alignment) / Alignment * Alignment;
        byte[] header = [.. Magic, 0, 0, .. Encoding.ASCII.GetBytes(dictionary.PadRight(length - HeaderStart - 1) + "\n")];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length), (ushort)(length - HeaderStart));
        float[] values = [.. latents];
        AtomicFile.Write(path, [.. header, .. MemoryMarshal.AsBytes(values.AsSpan())]);
    }

    /// <summary>Reads latents: float32, whatever the shape.</summary>
    /// <param name="path">A .npy file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not .npy, holds other numbers than float32, is cut short, or longer than its
    /// shape.</exception>
    public static float[] Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var bytes = File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException($"There are no latents '{path}' (looked at '{Path.GetFullPath(path)}').", path);
        if (bytes.Length < HeaderStart || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException(
                $"'{path}' is not a .npy file of version 1.0. Save latents with this course, or with numpy.save.");
        }

        var from = HeaderStart + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Magic.Length));
        if (from > bytes.Length)
        {
            throw new InvalidDataException($"'{path}' is cut short: its header alone takes {from} bytes, and it has {bytes.Length}.");
        }

        var header = Encoding.ASCII.GetString(bytes.AsSpan(HeaderStart, from - HeaderStart));
        Require(path, header, "descr", Type(), "'<f4': float32, the lowest byte first", "Convert it with numpy's astype('<f4')");
        Require(path, header, "fortran_order", Order(), "False: row by row", "Convert it with numpy's ascontiguousarray");
        var shape = Require(path, header, "shape", Shape(), "sizes from 0, such as (1, 4, 16, 16)", "Save it with numpy.save");
        var count = shape.Split(['(', ')', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Aggregate(
            BigInteger.One, (product, size) => product * BigInteger.Parse(size, CultureInfo.InvariantCulture));
        var (held, taken) = (bytes.Length - from, count * sizeof(float));
        var fault = held < taken ? "The file is cut short" : $"These are {held - taken} bytes too many";
        return held == taken ? MemoryMarshal.Cast<byte, float>(bytes.AsSpan(from)).ToArray()
            : throw new InvalidDataException(
                $"'{path}' has {held} bytes after its header, and {count} values take {taken}. {fault}. Save it again.");
    }

    private static string Require(string path, string header, string key, Regex allowed, string expected, string remedy)
    {
        var stated = Regex.Match(header, $@"['""]{key}['""]\s*:\s*(?<value>\([^)]*\)|[^,}}]*)").Groups["value"].Value.Trim();
        var excerpt = stated.Length <= LongestExcerpt ? stated : stated[..LongestExcerpt] + "...";
        var found = stated.Length == 0 ? $"no {key}" : $"the {key} {excerpt}";
        return allowed.IsMatch(stated) ? stated
            : throw new InvalidDataException($"'{path}' states {found}; expected is {expected}. {remedy}.");
    }

    [GeneratedRegex("""^['"][<=]f4['"]$""")]
    private static partial Regex Type();

    [GeneratedRegex("^False$")]
    private static partial Regex Order();

    [GeneratedRegex(@"^\((\d{1,40} *,? *)*\)$", RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
