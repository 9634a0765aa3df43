using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Imaging;

internal static class TestPictures
{
    /// <summary>A picture in which every pixel differs from its neighbours.</summary>
    public static RgbImage Gradient(int width, int height, int seed = 0)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)(i * 31 + i / 7 + seed);
        }

        return new(width, height, rgb);
    }

    public static RgbImage Solid(int width, int height, byte red, byte green, byte blue) =>
        new(width, height, [.. Enumerable.Range(0, width * height).SelectMany(_ => new[] { red, green, blue })]);
}
