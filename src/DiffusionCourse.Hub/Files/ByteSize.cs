namespace DiffusionCourse.Files;

/// <summary>Bytes as people read them, in powers of ten as disks and downloads are counted.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    public static string Text(double bytes)
    {
        var unit = 0;
        while (bytes >= 1000 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return Invariant($"{(unit == 0 ? $"{bytes:0}" : $"{bytes:0.0}")} {Units[unit]}");
    }
}
