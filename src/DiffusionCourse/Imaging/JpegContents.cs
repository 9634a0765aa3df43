using System.Buffers.Binary;

namespace DiffusionCourse.Imaging;

/// <summary>The segments of a JPEG (ITU T.81, annex B).</summary>
internal static class JpegContents
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, FirstRestart = 0xD0, StartOfImage = 0xD8, Application1 = 0xE1,
    Temporary = 0x01;

    // Progressive files have about ten; each takes time for every pixel, and costs a file that lies few bytes.
    private const int MostScans = 100;

    public static PictureContents Read(byte[] file, string name)
    {
        byte[]? exif = null;
        var scans = 0;
        for (var at = 2; at + 1 < file.Length;)
        {
            if (file[at] != 0xFF)
            {
                at++;
                continue;
            }

            var marker = file[at + 1];
            if (marker is 0xFF)
            {
                at++;
            }
            else if (marker is EndOfImage)
            {
                return scans > 0 ? new(true, exif) : PictureContents.CutShort;
            }
            else if (marker is 0 or Temporary or (>= FirstRestart and <= StartOfImage))
            {
                at += 2;
            }
            else
            {
                var length = at + 4 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)) : int.MaxValue;
                if (length > file.Length - at - 2)
                {
                    break;
                }

                var data = file.AsSpan(at + 4, Math.Max(0, length - 2));
                if (marker == Application1 && data.StartsWith(ExifOrientation.Prefix))
                {
                    exif ??= data[ExifOrientation.Prefix.Length..].ToArray();
                }

                if (marker == StartOfScan && ++scans > MostScans)
                {
                    throw new InvalidDataException(
                        $"{name} has more than {MostScans} scans, each of which takes time for every pixel. Save it anew.");
                }

                at += 2 + length;
            }
        }

        return PictureContents.CutShort;
    }
}
