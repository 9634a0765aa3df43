namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>
    /// What this picture has that another has not, around mid grey: 128 where they agree, brighter where this one is brighter.
    /// </summary>
    /// <param name="other">A picture of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public RgbImage Minus(RgbImage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.Height != Height)
        {
            throw new ArgumentException(
                $"A picture of {other.Width} x {other.Height} pixels cannot be subtracted from one of {Width} x {Height}. Resize one of "
                    + "them.",
                nameof(other));
        }

        var difference = new byte[Pixels.Length];
        for (var i = 0; i < difference.Length; i++)
        {
            difference[i] = (byte)Math.Clamp(128 + Pixels[i] - other.Pixels[i], 0, 255);
        }

        return new RgbImage(Width, Height, difference).WithDescription(
            Description is null || other.Description is null
                ? "the difference of two pictures"
                : $"difference: {Description} less {other.Description}");
    }
}
