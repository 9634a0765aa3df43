namespace DiffusionCourse.Pipelines;

/// <summary>Divides the pictures of a sweep into batches: those of one size that meet the same timesteps can share UNet runs.</summary>
internal static class SweepBatches
{
    // Four pictures are eight rows with guidance: more was not faster on the machines measured, and takes more memory.
    private const int MostPictures = 4;

    /// <summary>Batches of indices, the longest first, so that workers end at about the same time.</summary>
    /// <param name="pictures">All pictures.</param>
    /// <param name="usualArea">Latents of a picture at the model's own size: larger pictures make smaller batches.</param>
    /// <param name="workers">Batches that are drawn at the same time.</param>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<ResolvedRequest> pictures, int usualArea, int workers) =>
    [
        .. Enumerable.Range(0, pictures.Count)
            .GroupBy(index => CallsOf(pictures[index]), StringComparer.Ordinal)
            .SelectMany(group => Divide([.. group], Most(pictures[group.First()], usualArea), workers))
            .OrderByDescending(batch => batch.Sum(index => Work(pictures[index]))),
    ];

    private static int Most(ResolvedRequest picture, int usualArea)
        => Math.Clamp(MostPictures * usualArea / (picture.LatentHeight * picture.LatentWidth), 1, MostPictures);

    // As few batches as hold them, but as many as keep every worker busy to the end; sizes differ by one at most.
    private static IEnumerable<int[]> Divide(int[] group, int most, int workers)
    {
        var fewest = (group.Length + most - 1) / most;
        var batches = Math.Min(group.Length, (fewest + workers - 1) / workers * workers);
        var from = 0;
        for (var i = 0; i < batches; i++)
        {
            var to = group.Length * (i + 1) / batches;
            yield return group[from..to];
            from = to;
        }
    }

    private static string CallsOf(ResolvedRequest picture)
        => string.Join(
            ' ',
            picture.Plan.Steps.Select(step =>
                BitConverter.DoubleToInt64Bits(step.Timestep)).Prepend(picture.LatentWidth).Prepend(picture.LatentHeight));

    private static long Work(ResolvedRequest picture)
        => (long)picture.LatentHeight * picture.LatentWidth * picture.Plan.Evaluations;
}
