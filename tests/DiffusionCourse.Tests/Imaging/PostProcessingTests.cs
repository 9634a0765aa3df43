using System.Text.Json;
using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Imaging;

/// <summary>Against diffusers' <c>VaeImageProcessor</c> (postprocess.json), to the last bit.</summary>
public sealed class PostProcessingTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(GoldenPath())).RootElement;

    [Fact]
    public void Model_output_becomes_the_same_bytes()
    {
        var cases = Golden.GetProperty("cases").EnumerateArray().ToArray();
        var values = cases.Select(c => Number(c.GetProperty("x"))).ToArray();

        // The same values in each channel, in one row.
        var image = RgbImage.FromModelOutput([.. values, .. values, .. values], values.Length, 1);

        Assert.True(cases.Length > 20);
        Assert.All(cases.Index(), item =>
        {
            var expected = item.Item.GetProperty("uint8_f32").GetByte();
            Assert.Equal(new Rgb(expected, expected, expected), image[item.Index, 0]);
        });
    }

    [Fact]
    public void Bytes_become_the_same_model_input()
    {
        var cases = Golden.GetProperty("preprocess").EnumerateArray().ToArray();
        byte[] pixels = [.. cases.SelectMany(c => Enumerable.Repeat(c.GetProperty("u8").GetByte(), 3))];

        var input = new RgbImage(cases.Length, 1, pixels).ToModelInput();

        for (var i = 0; i < cases.Length; i++)
        {
            var expected = cases[i].GetProperty("x_f32").GetSingle();
            Assert.Equal([expected, expected, expected], new[] { input[i], input[cases.Length + i], input[2 * cases.Length + i] });
        }
    }

    [Fact]
    public void Channels_are_planes_of_the_output_and_neighbours_in_the_image()
    {
        // Shape [3, 2, 1]: red -1 and 1, green 0 and 0, blue 1 and -1.
        var image = RgbImage.FromModelOutput([-1, 1, 0, 0, 1, -1], 1, 2);

        Assert.Equal(new Rgb(0, 128, 255), image[0, 0]);
        Assert.Equal(new Rgb(255, 128, 0), image[0, 1]);
    }

    [Fact]
    public void Every_byte_survives_the_way_into_the_model_and_back()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256 * 3).Select(i => (byte)(i / 3))];
        var image = new RgbImage(16, 16, pixels);

        Assert.Equal(image, RgbImage.FromModelOutput(image.ToModelInput(), 16, 16));
    }

    [Fact]
    public void Values_that_are_no_number_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => RgbImage.FromModelOutput([0, 0, 0, float.NaN, 0, 0], 2, 1));

        Assert.Contains("Value 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinite_values_are_clamped() =>
        Assert.Equal(new Rgb(255, 0, 128), RgbImage.FromModelOutput([float.PositiveInfinity, float.NegativeInfinity, 0], 1, 1)[0, 0]);

    [Fact]
    public void A_wrong_number_of_values_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => RgbImage.FromModelOutput(new float[11], 2, 2));

        Assert.Contains("12 values, but 11", error.Message, StringComparison.Ordinal);
    }

    private static float Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() == "inf" ? float.PositiveInfinity : value.GetSingle();

    private static string GoldenPath() => Path.Combine(CourseCommand.RepositoryRoot, "tests", "DiffusionCourse.Tests", "Imaging", "postprocess.json");
}
