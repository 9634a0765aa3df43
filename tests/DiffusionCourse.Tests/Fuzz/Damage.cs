using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Tests.Fuzz;

/// <summary>Damages files as transfers, editors and other tools do.</summary>
internal static class Damage
{
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2", "0.5", "1e300", "-1e300", "1e9", "2147483647", "2147483648", "-2147483648", "9007199254740993", "1e-320", "99999", "100000", "100001",
        "\"\"", "\"x\"", "\"-1\"", "\"\\u0000\"", "[]", "{}", "[1]", "[[]]", "[null]", "[1e300, -1]", "{\"content\": 3}", "{\"content\": \"x\"}", "\"linear\"", "\"epsilon\"", "\"sample\"", "\"v_prediction\"", "\"trailing\"", "\"Infinity\"", "\"NaN\"",
    ];

    /// <summary>Bytes changed, taken out, doubled or cut off, at one to four places.</summary>
    public static byte[] Bytes(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 20)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 20))));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>One or two values of a JSON object replaced, taken out, or added, wherever they stand; one in eight is damaged as bytes are.</summary>
    public static byte[] Json(byte[] file, Random random, params string[] names)
    {
        if (random.Next(8) == 0)
        {
            return Bytes(file, random);
        }

        var root = JsonNode.Parse(file)!.AsObject();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var place = root;
            while (random.Next(2) == 0 && place.Where(field => field.Value is JsonObject).ToArray() is { Length: > 0 } inner)
            {
                place = inner[random.Next(inner.Length)].Value!.AsObject();
            }

            string[] known = [.. place.Select(field => field.Key), .. names];
            var name = known.Length == 0 ? "x" : known[random.Next(known.Length)];
            if (random.Next(5) == 0)
            {
                place.Remove(name);
            }
            else
            {
                place[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
            }
        }

        var written = JsonSerializer.SerializeToUtf8Bytes(root);
        // Half a surrogate pair, which no text of .NET's can hold, is put in as it is written.
        return random.Next(16) == 0 ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(written).Replace("\"x\"", "\"\\ud83d\"", StringComparison.Ordinal)) : written;
    }
}
